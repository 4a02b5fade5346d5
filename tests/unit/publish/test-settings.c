/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "data/publish/birge-publish-settings.h"

/* publish.ini, and how early people are warned. */

#define DAY_S (24 * 60 * 60)

static gboolean
read_text (const char *text, BirgePublishSettings *settings, GError **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  return birge_publish_settings_read (settings, bytes, error);
}

static void
test_reads_what_it_writes (void)
{
  static const char *const names[] = { "small", "organisation" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const BirgePublishProfile *profile = birge_publish_profile_find (names[i]);
      g_autofree char *text = birge_publish_settings_write (profile);
      g_autoptr(GError) error = NULL;
      BirgePublishSettings settings;

      g_assert_true (read_text (text, &settings, &error));
      g_assert_no_error (error);
      g_assert_true (settings.profile == profile);
      for (guint kind = 0; kind < BIRGE_PUBLISH_N_KINDS; kind++)
        g_assert_cmpuint (settings.days[kind], ==, profile->kinds[kind].days);
    }
  g_assert_null (birge_publish_profile_find ("large"));
  g_assert_null (birge_publish_profile_find (NULL));
}

static void
test_refuses (void)
{
  static const char *const bad[] = {
    "", "[Publish]\n", "[Publish]\nProfile=large\n", "[Publish]\nProfile=small\nProfile=small\n",
    "[Publish]\nProfile=small\nSecret=1\n", "[Publish]\nProfile=small\n[Days]\nRoot=0\n",
    "[Publish]\nProfile=small\n[Days]\nRoot=99999\n", "[Publish]\nProfile=small\n[Days]\nRoot=-1\n",
    "[Publish]\nProfile=small\n[Days]\nMoon=3\n", "[Publish]\nProfile[uz]=small\n", "Profile=small\n", "[Publish\n", "\xff\xfe",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      BirgePublishSettings settings;

      g_assert_false (read_text (bad[i], &settings, &error));
      g_assert_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_FOLDER);
      g_assert_nonnull (strstr (error->message, "publish.ini"));
    }
}

static void
test_warns_in_good_time (void)
{
  static const struct { const char *profile; BirgePublishKind kind; gint64 days; } cases[] = {
    { "small", BIRGE_PUBLISH_ROOT, 120 }, { "small", BIRGE_PUBLISH_CHANNEL, 120 }, { "small", BIRGE_PUBLISH_TIMESTAMP, 20 },
    { "organisation", BIRGE_PUBLISH_SNAPSHOT, 61 }, { "organisation", BIRGE_PUBLISH_TIMESTAMP, 7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = birge_publish_settings_write (birge_publish_profile_find (cases[i].profile));
      BirgePublishSettings settings;

      g_assert_true (read_text (text, &settings, NULL));
      g_assert_cmpint (birge_publish_settings_warn_s (&settings, cases[i].kind), ==, cases[i].days * DAY_S);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/publish/settings/reads-what-it-writes", test_reads_what_it_writes);
  g_test_add_func ("/publish/settings/refuses", test_refuses);
  g_test_add_func ("/publish/settings/warns-in-good-time", test_warns_in_good_time);
  return g_test_run ();
}
