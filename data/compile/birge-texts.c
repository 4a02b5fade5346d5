/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-texts.h"

#include "data/formats/birge-language.h"
#include "data/formats/birge-uzbek.h"

#include <string.h>

typedef struct {
  guint       n;
  const char *tags[BIRGE_TEXTS_MAX];
  int         derived_from[BIRGE_TEXTS_MAX];
} Table;

static int
find_in (const Table *table, const char *tag)
{
  for (guint i = 0; i < table->n; i++)
    if (strcmp (table->tags[i], tag) == 0)
      return i;
  return -1;
}

static const Table *
get_table (void)
{
  static Table table;
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      const char *const *tags = birge_language_list_tags ();

      while (tags[table.n] != NULL)
        {
          g_assert (table.n < BIRGE_TEXTS_MAX);
          table.tags[table.n] = tags[table.n];
          table.n++;
        }
      for (guint i = 0; i < table.n; i++)
        {
          const char *origin = birge_language_get_derived_from (birge_language_find (table.tags[i]));

          table.derived_from[i] = origin == NULL ? -1 : find_in (&table, origin);
        }
      g_once_init_leave (&ready, 1);
    }

  return &table;
}

guint
birge_texts_get_n_languages (void)
{
  return get_table ()->n;
}

const char *
birge_texts_get_tag (guint slot)
{
  g_return_val_if_fail (slot < get_table ()->n, NULL);

  return get_table ()->tags[slot];
}

int
birge_texts_find_slot (const char *tag)
{
  return find_in (get_table (), tag);
}

int
birge_texts_get_derived_from (guint slot)
{
  g_return_val_if_fail (slot < get_table ()->n, -1);

  return get_table ()->derived_from[slot];
}

void
birge_texts_set (BirgeTexts *self, guint slot, const char *text)
{
  g_return_if_fail (slot < get_table ()->n);

  g_free (self->text[slot]);
  self->text[slot] = g_strdup (text);
}

const char *
birge_texts_get (const BirgeTexts *self, const char *tag)
{
  int slot = birge_texts_find_slot (tag);

  return slot < 0 ? NULL : self->text[slot];
}

gboolean
birge_texts_is_empty (const BirgeTexts *self)
{
  for (guint i = 0; i < BIRGE_TEXTS_MAX; i++)
    if (self->text[i] != NULL)
      return FALSE;
  return TRUE;
}

char *
birge_texts_derive_one (guint slot, const char *text)
{
  g_return_val_if_fail (birge_texts_get_derived_from (slot) >= 0, NULL);

  /* Uzbek is the one language the table derives; another rule would be chosen here by its tag. */
  return birge_uz_to_cyrillic (text);
}

void
birge_texts_derive (BirgeTexts *self)
{
  for (guint i = 0; i < get_table ()->n; i++)
    {
      int origin = birge_texts_get_derived_from (i);

      if (origin >= 0 && self->text[i] == NULL && self->text[origin] != NULL)
        self->text[i] = birge_texts_derive_one (i, self->text[origin]);
    }
}

void
birge_texts_clear (BirgeTexts *self)
{
  for (guint i = 0; i < BIRGE_TEXTS_MAX; i++)
    g_clear_pointer (&self->text[i], g_free);
}
