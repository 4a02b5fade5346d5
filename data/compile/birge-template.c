/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-template.h"

#include "data/compile/birge-source.h"
#include "data/formats/birge-name.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* The folders an editor may begin; the other kinds are rows of tables. */
#define KINDS (BIRGE_KIND_GUIDE | BIRGE_KIND_TOPIC | BIRGE_KIND_NOTICE | BIRGE_KIND_FILM | BIRGE_KIND_COURSE)

static const char head[] = "# SPDX-License-Identifier: CC-BY-4.0\n"
                           "# README.md of the content folder explains every key. Lines with # in front are not read.\n"
                           "[Item]\n";

static const char titles[] = "# One question or name, at most 80 letters; one line for every language.\n"
                             "Title[en]=\n"
                             "#Title[ru]=\n"
                             "# One line for lists, at most 120 letters.\n"
                             "Summary[en]=\n"
                             "#Summary[ru]=\n"
                             "# As long as nobody else who speaks the language has read it:\n"
                             "#Translation[ru]=draft\n";

static const char shelf[] = "# A shelf of sections.ini, and the place on it: small numbers stand first.\n"
                            "Section=\n"
                            "Order=100\n";

static const char picture[] = "# Name of a file in pictures/, here or shared, without .svg.\n"
                              "Picture=\n";

static const char grounds[] = "# Where it comes from: keys of sources.csv. What it states: ids of facts.csv marked high.\n"
                              "Source=\n"
                              "Facts=\n";

static const char course[] = "# The language that is learnt, and a word list of vocabulary/ without .csv.\n"
                             "Target=kk\n"
                             "Words=\n";

static const char text[] = "Write in short sentences what it is about.\n"
                           "\n"
                           "```steps\n"
                           "1. What to do first.\n"
                           "   Lines below it explain.\n"
                           "```\n";

static char *
make_ini (BirgeKind kind, const char *today)
{
  g_autoptr(GString) ini = g_string_new (head);
  gboolean checked = (kind & BIRGE_KINDS_CHECKED) != 0;

  if ((kind & (BIRGE_KIND_GUIDE | BIRGE_KIND_TOPIC)) != 0)
    g_string_append (ini, shelf);
  g_string_append (ini, picture);
  g_string_append (ini, titles);
  if (checked)
    g_string_append (ini, grounds);
  if (kind == BIRGE_KIND_COURSE)
    g_string_append (ini, course);
  g_string_append_printf (ini, "Written=%s\n# no, or the day an expert read it; then also ReviewedBy=name or office.\nReviewed=no\n",
                          today);
  if (checked)
    g_string_append_printf (ini, "# When to read it again; its amounts are hidden after that day.\nCheckAgain=%d-%s\n",
                            atoi (today) + 1, strcmp (today + 5, "02-29") == 0 ? "02-28" : today + 5);
  return g_string_free (g_steal_pointer (&ini), FALSE);
}

static gboolean
refuse_name (const char *id, GError **error)
{
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
               "“%s” is not guide/…, topic/…, notice/…, film/… or course/… with a name of lower-case letters, digits and "
               "hyphens", id);
  return FALSE;
}

static gboolean
write_files (const char *folder, BirgeKind kind, const char *today, GError **error)
{
  g_autofree char *ini_path = g_build_filename (folder, "item.ini", NULL);
  g_autofree char *text_path = g_build_filename (folder, "en.md", NULL);
  g_autofree char *ini = make_ini (kind, today);

  return g_file_set_contents (ini_path, ini, -1, error)
         && ((kind & BIRGE_KINDS_WITH_TEXT) == 0 || g_file_set_contents (text_path, text, -1, error));
}

/**
 * birge_template_create:
 * @content_dir: the content folder
 * @id: the item to begin
 * @today: ISO date
 * @error: return location for an error
 *
 * Makes the folder of an item with a template of its files.
 *
 * Errors: G_FILE_ERROR; `INVAL` for a name that cannot be, `EXIST` when the item is there.
 *
 * Returns: FALSE on error
 */
gboolean
birge_template_create (const char *content_dir, const char *id, const char *today, GError **error)
{
  const char *slash = strchr (id, '/');
  g_autofree char *kind_name = slash == NULL ? NULL : g_strndup (id, slash - id);
  BirgeKind kind = kind_name == NULL ? 0 : birge_kind_find (kind_name) & KINDS;
  g_autofree char *parent = g_build_filename (content_dir, kind_name, NULL);
  g_autofree char *folder = g_build_filename (content_dir, id, NULL);

  g_return_val_if_fail (birge_name_is_date (today), FALSE);

  if (kind == 0 || !birge_name_is_name (slash + 1))
    return refuse_name (id, error);

  /* Not the content folder itself: a mistyped name must not make a second one. */
  if (!g_file_test (content_dir, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "the folder “%s” is not there", content_dir);
      return FALSE;
    }

  if ((g_mkdir (parent, 0755) != 0 && errno != EEXIST) || g_mkdir (folder, 0755) != 0)
    {
      int number = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), "%s: %s", folder, g_strerror (number));
      return FALSE;
    }

  return write_files (folder, kind, today, error);
}
