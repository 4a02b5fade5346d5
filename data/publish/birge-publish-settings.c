/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-publish"

#include "data/publish/birge-publish-settings.h"

#include <string.h>

#include "data/formats/birge-ini.h"

#define DAY_S    (24 * 60 * G_GINT64_CONSTANT (60))
#define MAX_DAYS 3660
#define MIN_WARN 14
#define MAX_WARN 120

G_DEFINE_QUARK (birge-publish-error-quark, birge_publish_error)

static const BirgePublishProfile profiles[] = {
  /* one office computer, and one key in a safe */
  { "small", { { 2, 1, 1826 }, { 1, 1, 396 }, { 1, 1, 396 }, { 1, 1, 396 }, { 1, 1, 60 } } },
  /* four people with keys of their own, and a computer that signs the timestamp each day */
  { "organisation", { { 4, 2, 1095 }, { 3, 2, 396 }, { 2, 1, 396 }, { 1, 1, 183 }, { 1, 1, 14 } } },
};

static const char *const kinds[BIRGE_PUBLISH_N_KINDS] = { "Root", "Targets", "Channel", "Snapshot", "Timestamp" };

const BirgePublishProfile *
birge_publish_profile_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (profiles); i++)
    if (g_strcmp0 (profiles[i].name, name) == 0)
      return &profiles[i];
  return NULL;
}

static gboolean
refuse (const BirgeIniEntry *entry, const char *why, GError **error)
{
  g_set_error (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_FOLDER, "publish.ini:%u: %s: %s: correct the line", entry->line,
               entry->key, why);
  return FALSE;
}

static gboolean
read_entry (BirgePublishSettings *self, const BirgeIniEntry *entry, GError **error)
{
  guint64 days;

  if (entry->language == NULL && g_str_equal (entry->section, "Publish") && g_str_equal (entry->key, "Profile"))
    {
      self->profile = birge_publish_profile_find (entry->value);
      return self->profile != NULL || refuse (entry, "the profile is “small” or “organisation”", error);
    }
  for (guint i = 0; i < BIRGE_PUBLISH_N_KINDS && entry->language == NULL && g_str_equal (entry->section, "Days"); i++)
    if (g_str_equal (entry->key, kinds[i]))
      {
        if (!g_ascii_string_to_unsigned (entry->value, 10, 1, MAX_DAYS, &days, NULL))
          return refuse (entry, "this is a number of days from 1 to " G_STRINGIFY (MAX_DAYS), error);
        self->days[i] = (guint) days;
        return TRUE;
      }
  return refuse (entry, "no such key is known here", error);
}

gboolean
birge_publish_settings_read (BirgePublishSettings *self, GBytes *bytes, GError **error)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(BirgeIni) ini = birge_ini_parse (bytes, "publish.ini", problems);
  const GPtrArray *entries = birge_ini_get_entries (ini);

  memset (self, 0, sizeof *self);
  if (birge_problems_get_length (problems) > 0)
    {
      g_autofree char *text = birge_problem_to_string (birge_problems_get (problems, 0));

      g_set_error_literal (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_FOLDER, text);
      return FALSE;
    }
  for (guint i = 0; i < entries->len; i++)
    if (!read_entry (self, g_ptr_array_index (entries, i), error))
      return FALSE;
  if (self->profile == NULL)
    {
      g_set_error_literal (error, BIRGE_PUBLISH_ERROR, BIRGE_PUBLISH_ERROR_FOLDER,
                           "publish.ini: it names no profile: write Profile=small or Profile=organisation below [Publish]");
      return FALSE;
    }
  for (guint i = 0; i < BIRGE_PUBLISH_N_KINDS; i++)
    if (self->days[i] == 0)
      self->days[i] = self->profile->kinds[i].days;
  return TRUE;
}

char *
birge_publish_settings_write (const BirgePublishProfile *profile)
{
  GString *text = g_string_new ("# Written by “birge publish init”. Keys, thresholds and channels stand in the signed metadata.\n");

  g_string_append_printf (text, "[Publish]\nProfile=%s\n\n# So many days a signature counts.\n[Days]\n", profile->name);
  for (guint i = 0; i < BIRGE_PUBLISH_N_KINDS; i++)
    g_string_append_printf (text, "%s=%u\n", kinds[i], profile->kinds[i].days);
  return g_string_free (text, FALSE);
}

gint64
birge_publish_settings_warn_s (const BirgePublishSettings *self, BirgePublishKind kind)
{
  gint64 life_s = self->days[kind] * DAY_S;

  return MIN (CLAMP (life_s / 3, MIN_WARN * DAY_S, MAX_WARN * DAY_S), life_s / 2);
}

BirgePublishKind
birge_publish_kind_of (const char *role)
{
  static const struct { const char *role; BirgePublishKind kind; } top[] = {
    { "root", BIRGE_PUBLISH_ROOT }, { "targets", BIRGE_PUBLISH_TARGETS }, { "snapshot", BIRGE_PUBLISH_SNAPSHOT },
    { "timestamp", BIRGE_PUBLISH_TIMESTAMP },
  };

  for (guint i = 0; i < G_N_ELEMENTS (top); i++)
    if (g_str_equal (role, top[i].role))
      return top[i].kind;
  return BIRGE_PUBLISH_CHANNEL;
}
