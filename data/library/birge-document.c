/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-item.h"

#include "data/library/birge-item-private.h"

G_DEFINE_FINAL_TYPE (BirgeDocument, birge_document, G_TYPE_OBJECT)

static void
birge_document_finalize (GObject *object)
{
  BirgeDocument *self = BIRGE_DOCUMENT (object);

  g_clear_object (&self->item);
  g_clear_pointer (&self->body, birge_block_free);
  g_free (self->written);
  g_free (self->reviewed_on);
  g_free (self->reviewed_by);
  g_free (self->sources);
  g_free (self->film);
  g_strfreev (self->related);
  g_strfreev (self->languages);
  g_hash_table_unref (self->pictures);
  g_hash_table_unref (self->voices);
  G_OBJECT_CLASS (birge_document_parent_class)->finalize (object);
}

static void
birge_document_class_init (BirgeDocumentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = birge_document_finalize;
}

static void
birge_document_init (BirgeDocument *self)
{
  self->pictures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->voices = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

BirgeItem *
birge_document_get_item (BirgeDocument *self)
{
  g_return_val_if_fail (BIRGE_IS_DOCUMENT (self), NULL);

  return self->item;
}

const BirgeBlock *
birge_document_get_body (BirgeDocument *self)
{
  g_return_val_if_fail (BIRGE_IS_DOCUMENT (self), NULL);

  return self->body;
}

const char *
birge_document_get_language (BirgeDocument *self)
{
  g_return_val_if_fail (BIRGE_IS_DOCUMENT (self), NULL);

  return self->language;
}

const char *
birge_document_get_written (BirgeDocument *self)
{
  g_return_val_if_fail (BIRGE_IS_DOCUMENT (self), NULL);

  return self->written;
}

const char *
birge_document_get_reviewed_on (BirgeDocument *self)
{
  g_return_val_if_fail (BIRGE_IS_DOCUMENT (self), NULL);

  return self->reviewed_on;
}

const char *
birge_document_get_reviewed_by (BirgeDocument *self)
{
  g_return_val_if_fail (BIRGE_IS_DOCUMENT (self), NULL);

  return self->reviewed_by;
}

gboolean
birge_document_is_overdue (BirgeDocument *self)
{
  g_return_val_if_fail (BIRGE_IS_DOCUMENT (self), FALSE);

  return self->is_overdue;
}

const char *
birge_document_get_sources (BirgeDocument *self)
{
  g_return_val_if_fail (BIRGE_IS_DOCUMENT (self), NULL);

  return self->sources;
}

const char *
birge_document_get_film (BirgeDocument *self)
{
  g_return_val_if_fail (BIRGE_IS_DOCUMENT (self), NULL);

  return self->film;
}

const char *const *
birge_document_get_related (BirgeDocument *self)
{
  g_return_val_if_fail (BIRGE_IS_DOCUMENT (self), NULL);

  return (const char *const *) self->related;
}

const char *const *
birge_document_get_languages (BirgeDocument *self)
{
  g_return_val_if_fail (BIRGE_IS_DOCUMENT (self), NULL);

  return (const char *const *) self->languages;
}

/**
 * birge_document_find_picture:
 * @name: as a step names it, "no-money" or "svg:no-money"
 *
 * Finds a picture of the item itself or, if it has none of that name, of the pictures all items share.
 *
 * Returns: (nullable): SHA-256 of an SVG object
 */
const char *
birge_document_find_picture (BirgeDocument *self, const char *name)
{
  g_return_val_if_fail (BIRGE_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_hash_table_lookup (self->pictures, g_str_has_prefix (name, "svg:") ? name + 4 : name);
}

const char *
birge_document_find_voice (BirgeDocument *self, guint number)
{
  g_return_val_if_fail (BIRGE_IS_DOCUMENT (self), NULL);

  return g_hash_table_lookup (self->voices, GUINT_TO_POINTER (number));
}

gboolean
birge_document_has_rhythm (BirgeDocument *self)
{
  g_return_val_if_fail (BIRGE_IS_DOCUMENT (self), FALSE);

  return self->has_rhythm;
}
