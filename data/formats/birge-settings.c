/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-settings.h"

#include <stdio.h>
#include <string.h>

#include "data/formats/birge-ini.h"
#include "data/formats/birge-language.h"
#include "data/formats/birge-name.h"

/* One table says what there is: it reads, writes and explains the file. */

typedef const char *(*Check) (const char *value); /* why a word is refused, or NULL */

typedef enum { TEXT, LIST, NUMBER, REAL, HOURS, METERED } Kind;

typedef struct {
  const char *section;
  const char *key;
  Kind        kind;
  gsize       offset;
  guint       min, max, fallback; /* of a number */
  Check       check;              /* of a text, or of each word of a list */
  const char *example;
  const char *words;
} Key;

static const char *
check_path (const char *value)
{
  return g_path_is_absolute (value) ? NULL : "this is no path from the root of the disk";
}

static const char *
check_mirror (const char *value)
{
  g_autoptr(GUri) uri = g_uri_parse (value, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0' || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return "this is no address of a folder on a server";
  if (g_uri_get_userinfo (uri) != NULL)
    return "an address must not hold a name or a password";
  if (g_str_equal (scheme, "https"))
    return NULL;
  if (g_str_equal (scheme, "http") && (g_str_equal (host, "localhost") || g_str_equal (host, "127.0.0.1") ||
                                       g_str_equal (host, "::1")))
    return NULL;
  return "content is only fetched over https";
}

static const char *
check_channel (const char *value)
{
  return birge_name_is_name (value) ? NULL : "this is no name of a channel";
}

static const char *
check_language (const char *value)
{
  return birge_language_find (value) != NULL ? NULL : "no such language is known";
}

static const char *
check_item (const char *value)
{
  return birge_name_is_item_id (value) ? NULL : "this is no id of an item";
}

#define FIELD(name) G_STRUCT_OFFSET (BirgeSettings, name)

static const Key keys[] = {
  { "Kiosk", "State", TEXT, FIELD (state), 0, 0, 0, check_path, "/var/lib/birge", "folder of content and state" },
  { "Kiosk", "DiagonalInches", REAL, FIELD (diagonal_inches), 1, 200, 0, NULL, "42.5",
    "size of the glass, when the monitor does not know it: it decides how large a touch target must be" },
  { "Kiosk", "IdleSeconds", NUMBER, FIELD (idle_seconds), 10, 3600, 0, NULL, "90",
    "without a touch for so long, the kiosk asks whether somebody is there; without this key by the length of the page" },
  { "Updates", "Mirrors", LIST, FIELD (mirrors), 0, 0, 0, check_mirror, "https://content.example.org/birge",
    "where new content is, in the order in which to ask; without this key only sticks bring it" },
  { "Updates", "Root", TEXT, FIELD (root), 0, 0, 0, check_path, "/etc/birge/root.json",
    "root.json of the publisher who is trusted; without this key the one that the installed content came with" },
  { "Updates", "Channels", LIST, FIELD (channels), 0, 0, 0, check_channel, "guides lessons first-aid",
    "which parts of a publisher's content; without this key all" },
  { "Updates", "Languages", LIST, FIELD (languages), 0, 0, 0, check_language, "uz tg ru kk",
    "languages to fetch, the most wanted first; without this key all" },
  { "Updates", "Pinned", LIST, FIELD (pinned), 0, 0, 0, check_item, "guide/wages film/cpr-adult",
    "items to fetch before all others" },
  { "Updates", "CapKilobytesPerSecond", NUMBER, FIELD (cap_kilobytes), 4, 1000000, 0, NULL, "50",
    "never faster than this; without this key as fast as it goes" },
  { "Updates", "DayMegabytes", NUMBER, FIELD (day_megabytes), 1, 1000000, 0, NULL, "100",
    "no more than this from the network in a day" },
  { "Updates", "MonthMegabytes", NUMBER, FIELD (month_megabytes), 1, 1000000, 0, NULL, "2000",
    "no more than this from the network in a month" },
  { "Updates", "FilmHours", HOURS, FIELD (from_hour), 0, 24, 0, NULL, "22-6",
    "films only between these hours; without this key at any time" },
  { "Updates", "Metered", METERED, FIELD (metered), 0, 0, 0, NULL, "auto",
    "yes: texts and pictures only; no: everything; auto: as the network manager says" },
  { "Updates", "ReserveMegabytes", NUMBER, FIELD (reserve_megabytes), 64, 1000000, 500, NULL, "500",
    "so much of the disk stays free, and never less than a twentieth" },
  { "Updates", "CheckHours", NUMBER, FIELD (check_hours), 1, 168, 6, NULL, "6",
    "how often to look for new content, on average" },
  { "Updates", "CertificateFile", TEXT, FIELD (certificate_file), 0, 0, 0, check_path, "/etc/birge/ca.pem",
    "further certificates to trust, for a server of one's own" },
  { "Updates", "StickFolder", TEXT, FIELD (stick_folder), 0, 0, 0, check_path, "/birge/stick",
    "a folder to look at in place of USB sticks" },
};

static gpointer
get_field (const BirgeSettings *self, const Key *key)
{
  return (guint8 *) self + key->offset;
}

BirgeSettings *
birge_settings_new (void)
{
  BirgeSettings *self = g_new0 (BirgeSettings, 1);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (keys[i].kind == LIST)
        *(GStrv *) get_field (self, &keys[i]) = g_new0 (char *, 1);
      else if (keys[i].kind == NUMBER)
        *(guint *) get_field (self, &keys[i]) = keys[i].fallback;
    }
  return self;
}

void
birge_settings_free (BirgeSettings *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (keys[i].kind == LIST)
        g_strfreev (*(GStrv *) get_field (self, &keys[i]));
      else if (keys[i].kind == TEXT)
        g_free (*(char **) get_field (self, &keys[i]));
    }
  g_free (self);
}

static const char *
take_list (const Key *key, const char *value, GStrv *list)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) words = g_strsplit_set (value, " \t", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      gsize length = strlen (words[i]);
      const char *why;

      if (length == 0)
        continue;
      why = key->check (words[i]);
      if (why != NULL)
        return why;
      if (key->check == check_mirror && words[i][length - 1] == '/')
        words[i][length - 1] = '\0';
      g_strv_builder_add (builder, words[i]);
    }
  g_strfreev (*list);
  *list = g_strv_builder_end (builder);
  return **list != NULL ? NULL : "the list is empty";
}

static const char *
take_real (const Key *key, const char *value, double *number)
{
  char *end = NULL;
  double read = g_ascii_strtod (value, &end);

  if (end == value || *end != '\0' || !(read >= key->min && read <= key->max)) /* nor what is no number at all */
    return "this is no number in its range";
  *number = read;
  return NULL;
}

static const char *
take_number (const Key *key, const char *value, guint *number)
{
  guint64 read = 0;

  if (!g_ascii_string_to_unsigned (value, 10, key->min, key->max, &read, NULL))
    return "this is no whole number in its range";
  *number = (guint) read;
  return NULL;
}

static const char *
take_hours (const char *value, BirgeSettings *self)
{
  int from = 0, to = 0;
  char rest;

  if (sscanf (value, "%2d-%2d%c", &from, &to, &rest) != 2 || from < 0 || from > 24 || to < 0 || to > 24 || from == to)
    return "these are no two different hours from 0 to 24";
  self->from_hour = from % 24;
  self->to_hour = to % 24;
  return NULL;
}

static const char *const metered_words[] = { [BIRGE_METERED_AUTO] = "auto", [BIRGE_METERED_YES] = "yes",
                                             [BIRGE_METERED_NO] = "no" };

static const char *
take_metered (const char *value, int *metered)
{
  for (guint i = 0; i < G_N_ELEMENTS (metered_words); i++)
    if (g_str_equal (value, metered_words[i]))
      {
        *metered = (int) i;
        return NULL;
      }
  return "this is neither auto, yes nor no";
}

/* Why the value is refused, or NULL. */
static const char *
take_value (BirgeSettings *self, const Key *key, const char *value)
{
  gpointer field = get_field (self, key);

  switch (key->kind)
    {
    case TEXT:
      {
        const char *why = key->check (value);

        if (why == NULL)
          {
            g_free (*(char **) field);
            *(char **) field = g_strdup (value);
          }
        return why;
      }
    case LIST:
      return take_list (key, value, field);
    case NUMBER:
      return take_number (key, value, field);
    case REAL:
      return take_real (key, value, field);
    case HOURS:
      return take_hours (value, self);
    case METERED:
      return take_metered (value, field);
    default:
      g_return_val_if_reached (NULL);
    }
}

static const Key *
find_key (const BirgeIniEntry *entry)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_strcmp0 (entry->section, keys[i].section) == 0 && g_str_equal (entry->key, keys[i].key) && entry->language == NULL)
      return &keys[i];
  return NULL;
}

static void
take_entry (BirgeSettings *self, const BirgeIniEntry *entry, const char *file, BirgeProblems *problems)
{
  const Key *key = find_key (entry);
  g_autofree char *what = g_strconcat (entry->key, "=", entry->value, NULL);
  g_autofree char *todo = NULL;
  const char *why;

  if (key == NULL)
    {
      birge_problems_add (problems, BIRGE_PROBLEM_ERROR, file, entry->line, "unknown-key", entry->key,
                          "there is no such setting in this section", "“birge config keys” lists all");
      return;
    }
  why = take_value (self, key, entry->value);
  if (why == NULL)
    return;
  if (key->kind == NUMBER || key->kind == REAL)
    todo = g_strdup_printf ("write a number from %u to %u, for example %s=%s", key->min, key->max, key->key, key->example);
  else
    todo = g_strdup_printf ("write for example %s=%s", key->key, key->example);
  birge_problems_add (problems, BIRGE_PROBLEM_ERROR, file, entry->line, "bad-setting", what, why, todo);
}

BirgeSettings *
birge_settings_parse (GBytes *bytes, const char *file, BirgeProblems *problems)
{
  BirgeSettings *self = birge_settings_new ();
  g_autoptr(BirgeIni) ini = NULL;
  const GPtrArray *entries;

  if (g_bytes_get_size (bytes) > BIRGE_SETTINGS_MAX_BYTES)
    {
      birge_problems_add (problems, BIRGE_PROBLEM_ERROR, file, 0, "too-large", "the file", "it is larger than 64 KiB",
                          "keep only settings in it");
      return self;
    }
  ini = birge_ini_parse (bytes, file, problems);
  entries = birge_ini_get_entries (ini);
  for (guint i = 0; i < entries->len; i++)
    take_entry (self, g_ptr_array_index (entries, i), file, problems);
  if (self->month_megabytes != 0 && self->day_megabytes > self->month_megabytes)
    birge_problems_add (problems, BIRGE_PROBLEM_WARNING, file, 0, "bad-setting", "DayMegabytes",
                        "a day may spend more than its month", "make it smaller than MonthMegabytes");
  return self;
}

/* NULL when it has its default. */
static char *
dup_value (const BirgeSettings *self, const Key *key)
{
  gpointer field = get_field (self, key);

  switch (key->kind)
    {
    case TEXT:
      return g_strdup (*(char **) field);
    case LIST:
      return **(GStrv *) field != NULL ? g_strjoinv (" ", *(GStrv *) field) : NULL;
    case NUMBER:
      return *(guint *) field != key->fallback ? g_strdup_printf ("%u", *(guint *) field) : NULL;
    case REAL:
      {
        char number[G_ASCII_DTOSTR_BUF_SIZE];

        return *(double *) field > 0 ? g_strdup (g_ascii_dtostr (number, sizeof number, *(double *) field)) : NULL;
      }
    case HOURS:
      return self->from_hour != self->to_hour ? g_strdup_printf ("%d-%d", self->from_hour, self->to_hour) : NULL;
    case METERED:
      return self->metered != BIRGE_METERED_AUTO ? g_strdup (metered_words[self->metered]) : NULL;
    default:
      g_return_val_if_reached (NULL);
    }
}

char *
birge_settings_to_string (const BirgeSettings *self)
{
  GString *text = g_string_new (NULL);
  const char *section = "";

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *value = dup_value (self, &keys[i]);

      if (value == NULL)
        continue;
      if (!g_str_equal (section, keys[i].section))
        g_string_append_printf (text, "%s[%s]\n", text->len > 0 ? "\n" : "", keys[i].section);
      section = keys[i].section;
      g_string_append_printf (text, "%s=%s\n", keys[i].key, value);
    }
  return g_string_free (text, FALSE);
}

const char *
birge_settings_get_key (guint i, const char **section, const char **example, const char **words)
{
  if (i >= G_N_ELEMENTS (keys))
    return NULL;
  *section = keys[i].section;
  *example = keys[i].example;
  *words = keys[i].words;
  return keys[i].key;
}
