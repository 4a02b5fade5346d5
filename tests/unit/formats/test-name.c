/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-name.h"

static void
test_names (void)
{
  g_assert_true (birge_name_is_name ("no-money"));
  g_assert_true (birge_name_is_name ("112"));
  g_assert_false (birge_name_is_name (NULL));
  g_assert_false (birge_name_is_name (""));
  g_assert_false (birge_name_is_name ("No"));
  g_assert_false (birge_name_is_name ("-no"));
  g_assert_false (birge_name_is_name ("no-"));
  g_assert_false (birge_name_is_name ("a/b"));
  g_assert_false (birge_name_is_name ("a.b"));
  g_assert_false (birge_name_is_name ("ә"));
}

static void
test_item_ids (void)
{
  g_autofree char *longest = g_strnfill (BIRGE_NAME_MAX_LENGTH, 'a');
  g_autofree char *longer = g_strnfill (BIRGE_NAME_MAX_LENGTH + 1, 'a');

  longest[1] = longer[1] = '/';
  g_assert_true (birge_name_is_item_id ("guide/wages"));
  g_assert_true (birge_name_is_item_id ("lesson/basic/01"));
  g_assert_true (birge_name_is_item_id (longest));
  g_assert_false (birge_name_is_item_id (longer));
  g_assert_false (birge_name_is_item_id (NULL));
  g_assert_false (birge_name_is_item_id ("guide"));
  g_assert_false (birge_name_is_item_id ("/guide/wages"));
  g_assert_false (birge_name_is_item_id ("guide/"));
  g_assert_false (birge_name_is_item_id ("guide//wages"));
  g_assert_false (birge_name_is_item_id ("guide/.."));
  g_assert_false (birge_name_is_item_id ("a/b/c/d/e"));
  g_assert_false (birge_name_is_item_id ("https://example.org"));
  g_assert_true (birge_name_is_part ("meta"));
  g_assert_true (birge_name_is_part ("voice/03"));
  g_assert_false (birge_name_is_part ("../meta"));
}

static void
test_tags (void)
{
  g_assert_true (birge_name_is_tag ("kk"));
  g_assert_true (birge_name_is_tag ("uz-Cyrl"));
  g_assert_true (birge_name_is_tag ("zh-Hans-CN"));
  g_assert_false (birge_name_is_tag (NULL));
  g_assert_false (birge_name_is_tag (""));
  g_assert_false (birge_name_is_tag ("k"));
  g_assert_false (birge_name_is_tag ("kk-"));
  g_assert_false (birge_name_is_tag ("-kk"));
  g_assert_false (birge_name_is_tag ("kk_KZ"));
  g_assert_false (birge_name_is_tag ("abcdefghi"));
  g_assert_false (birge_name_is_tag ("a/b"));
}

static void
test_dates (void)
{
  g_assert_true (birge_name_is_date ("2026-11-23"));
  g_assert_true (birge_name_is_date ("2028-02-29"));
  g_assert_false (birge_name_is_date (NULL));
  g_assert_false (birge_name_is_date ("2027-02-29"));
  g_assert_false (birge_name_is_date ("2026-13-01"));
  g_assert_false (birge_name_is_date ("2026-00-01"));
  g_assert_false (birge_name_is_date ("0000-01-01"));
  g_assert_false (birge_name_is_date ("2026-1-1"));
  g_assert_false (birge_name_is_date ("2026-11-23 "));
  g_assert_false (birge_name_is_date ("23.11.2026"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/name/names", test_names);
  g_test_add_func ("/name/item-ids", test_item_ids);
  g_test_add_func ("/name/tags", test_tags);
  g_test_add_func ("/name/dates", test_dates);
  return g_test_run ();
}
