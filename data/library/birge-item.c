/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-item.h"

#include "data/library/birge-item-private.h"

/* Plain values; the library fills them, everybody else reads them. */

G_DEFINE_FINAL_TYPE (BirgeItem, birge_item, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (BirgeWord, birge_word, G_TYPE_OBJECT)

static void
birge_item_finalize (GObject *object)
{
  BirgeItem *self = BIRGE_ITEM (object);

  g_free (self->id);
  g_free (self->title);
  g_free (self->summary);
  g_free (self->picture);
  g_free (self->poster);
  g_free (self->number);
  g_free (self->hours);
  g_free (self->why_off);
  G_OBJECT_CLASS (birge_item_parent_class)->finalize (object);
}

static void
birge_item_class_init (BirgeItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = birge_item_finalize;
}

static void
birge_item_init (BirgeItem *self)
{
}

const char *
birge_item_get_id (BirgeItem *self)
{
  g_return_val_if_fail (BIRGE_IS_ITEM (self), NULL);

  return self->id;
}

const char *
birge_item_get_kind (BirgeItem *self)
{
  g_return_val_if_fail (BIRGE_IS_ITEM (self), NULL);

  return self->kind;
}

const char *
birge_item_get_section (BirgeItem *self)
{
  g_return_val_if_fail (BIRGE_IS_ITEM (self), NULL);

  return self->section;
}

const char *
birge_item_get_title (BirgeItem *self)
{
  g_return_val_if_fail (BIRGE_IS_ITEM (self), NULL);

  return self->title;
}

const char *
birge_item_get_title_language (BirgeItem *self)
{
  g_return_val_if_fail (BIRGE_IS_ITEM (self), NULL);

  return self->title_language;
}

const char *
birge_item_get_summary (BirgeItem *self)
{
  g_return_val_if_fail (BIRGE_IS_ITEM (self), NULL);

  return self->summary;
}

const char *
birge_item_get_summary_language (BirgeItem *self)
{
  g_return_val_if_fail (BIRGE_IS_ITEM (self), NULL);

  return self->summary_language;
}

const char *
birge_item_get_picture (BirgeItem *self)
{
  g_return_val_if_fail (BIRGE_IS_ITEM (self), NULL);

  return self->picture;
}

const char *
birge_item_get_poster (BirgeItem *self)
{
  g_return_val_if_fail (BIRGE_IS_ITEM (self), NULL);

  return self->poster;
}

gboolean
birge_item_is_draft (BirgeItem *self)
{
  g_return_val_if_fail (BIRGE_IS_ITEM (self), FALSE);

  return self->is_draft;
}

gboolean
birge_item_is_here (BirgeItem *self)
{
  g_return_val_if_fail (BIRGE_IS_ITEM (self), FALSE);

  return self->is_here;
}

gint64
birge_item_get_size_bytes (BirgeItem *self)
{
  g_return_val_if_fail (BIRGE_IS_ITEM (self), 0);

  return self->size_bytes;
}

const char *
birge_item_get_number (BirgeItem *self)
{
  g_return_val_if_fail (BIRGE_IS_ITEM (self), NULL);

  return self->number;
}

const char *
birge_item_get_category (BirgeItem *self)
{
  g_return_val_if_fail (BIRGE_IS_ITEM (self), NULL);

  return self->category;
}

const char *
birge_item_get_hours (BirgeItem *self)
{
  g_return_val_if_fail (BIRGE_IS_ITEM (self), NULL);

  return self->hours;
}

gboolean
birge_item_is_free (BirgeItem *self)
{
  g_return_val_if_fail (BIRGE_IS_ITEM (self), FALSE);

  return self->is_free;
}

const char *
birge_item_get_why_off (BirgeItem *self)
{
  g_return_val_if_fail (BIRGE_IS_ITEM (self), NULL);

  return self->why_off;
}

static void
birge_word_finalize (GObject *object)
{
  BirgeWord *self = BIRGE_WORD (object);

  g_free (self->target);
  g_free (self->meaning);
  g_free (self->sentence);
  g_free (self->picture);
  G_OBJECT_CLASS (birge_word_parent_class)->finalize (object);
}

static void
birge_word_class_init (BirgeWordClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = birge_word_finalize;
}

static void
birge_word_init (BirgeWord *self)
{
}

const char *
birge_word_get_target (BirgeWord *self)
{
  g_return_val_if_fail (BIRGE_IS_WORD (self), NULL);

  return self->target;
}

const char *
birge_word_get_target_language (BirgeWord *self)
{
  g_return_val_if_fail (BIRGE_IS_WORD (self), NULL);

  return self->target_language;
}

const char *
birge_word_get_meaning (BirgeWord *self)
{
  g_return_val_if_fail (BIRGE_IS_WORD (self), NULL);

  return self->meaning;
}

const char *
birge_word_get_meaning_language (BirgeWord *self)
{
  g_return_val_if_fail (BIRGE_IS_WORD (self), NULL);

  return self->meaning_language;
}

const char *
birge_word_get_sentence (BirgeWord *self)
{
  g_return_val_if_fail (BIRGE_IS_WORD (self), NULL);

  return self->sentence;
}

const char *
birge_word_get_picture (BirgeWord *self)
{
  g_return_val_if_fail (BIRGE_IS_WORD (self), NULL);

  return self->picture;
}
