/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-tr.h"

#include "data/formats/birge-language.h"
#include "data/formats/birge-uzbek.h"

#include <string.h>

/* The GNU .mo format: a header of 32-bit words, then two tables of (length, offset) pairs. */
#define MO_MAGIC 0x950412deu
#define MO_HEADER_BYTES 28
#define CONTEXT_MARK "\004"

G_DEFINE_QUARK (birge-tr-error-quark, birge_tr_error)

typedef struct {
  const char *text;
  guint32     length; /* of all plural forms with the NULs between them */
} Message;

typedef struct {
  GBytes     *bytes;
  GHashTable *messages; /* msgid, borrowed from bytes → Message */
} Catalogue;

static GRWLock lock;
static GHashTable *catalogues; /* tag as in the table, borrowed → GPtrArray of Catalogue, newest last */
static GHashTable *derived;    /* text → the same text in a derived script; both live for ever */

/* Reading .mo */

static void
catalogue_free (gpointer data)
{
  Catalogue *self = data;

  g_clear_pointer (&self->messages, g_hash_table_unref);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Catalogue, catalogue_free)

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, BIRGE_TR_ERROR, BIRGE_TR_ERROR_SYNTAX,
               "the translations cannot be read: %s: compile them again with msgfmt", why);
  return FALSE;
}

typedef struct {
  const guint8 *data;
  gsize         size;
  gboolean      swapped; /* written on a machine of the other byte order */
} Mo;

/* @offset is checked by the caller. */
static guint32
read_word (const Mo *mo, gsize offset)
{
  guint32 word = 0;

  memcpy (&word, mo->data + offset, sizeof word);
  return mo->swapped ? GUINT32_SWAP_LE_BE (word) : word;
}

/* One text of a table, with its NUL, inside the file and in UTF-8. */
static gboolean
read_message (const Mo *mo, gsize entry, Message *message)
{
  guint32 length = read_word (mo, entry);
  guint32 offset = read_word (mo, entry + 4);

  if (offset >= mo->size || length >= mo->size - offset || mo->data[offset + length] != '\0')
    return FALSE;

  message->text = (const char *) mo->data + offset;
  message->length = length;
  for (const char *form = message->text; form <= message->text + length; form += strlen (form) + 1)
    if (!g_utf8_validate (form, -1, NULL))
      return FALSE;
  return TRUE;
}

static gboolean
read_messages (Catalogue *self, const Mo *mo, GError **error)
{
  guint32 n = read_word (mo, 8);
  gsize ids = read_word (mo, 12);
  gsize texts = read_word (mo, 16);

  if (read_word (mo, 4) >> 16 > 1)
    return refuse (error, "the format is newer than this program");
  if (n > BIRGE_TR_MAX_MESSAGES || ids > mo->size || texts > mo->size || n * 8 > mo->size - ids || n * 8 > mo->size - texts)
    return refuse (error, "a table leads out of the file");

  for (guint32 i = 0; i < n; i++)
    {
      Message id = { 0 };
      Message text = { 0 };

      if (!read_message (mo, ids + i * 8, &id) || !read_message (mo, texts + i * 8, &text))
        return refuse (error, "a text leads out of the file or is not UTF-8");
      if (*id.text != '\0' && *text.text != '\0') /* the empty msgid is the header */
        g_hash_table_insert (self->messages, (gpointer) id.text, g_memdup2 (&text, sizeof text));
    }
  return TRUE;
}

static Catalogue *
read_catalogue (GBytes *bytes, GError **error)
{
  g_autoptr(Catalogue) self = NULL;
  guint32 magic = 0;
  Mo mo = { 0 };

  mo.data = g_bytes_get_data (bytes, &mo.size);
  if (mo.size > BIRGE_TR_MAX_BYTES)
    {
      g_set_error (error, BIRGE_TR_ERROR, BIRGE_TR_ERROR_TOO_LARGE,
                   "the translations cannot be read: the file has %" G_GSIZE_FORMAT " bytes: split it", mo.size);
      return NULL;
    }
  if (mo.size >= MO_HEADER_BYTES)
    memcpy (&magic, mo.data, sizeof magic);
  if (magic != MO_MAGIC && magic != GUINT32_SWAP_LE_BE (MO_MAGIC))
    {
      refuse (error, "this is no .mo file");
      return NULL;
    }
  mo.swapped = magic != MO_MAGIC;

  self = g_new0 (Catalogue, 1);
  self->bytes = g_bytes_ref (bytes);
  self->messages = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  return read_messages (self, &mo, error) ? g_steal_pointer (&self) : NULL;
}

gboolean
birge_tr_check (GBytes *mo, GError **error)
{
  g_autoptr(Catalogue) catalogue = NULL;

  g_return_val_if_fail (mo != NULL, FALSE);
  catalogue = read_catalogue (mo, error);
  return catalogue != NULL;
}

/**
 * birge_tr_add_catalogue:
 * @language: a tag of the table of languages
 * @mo: a compiled catalogue, kept
 *
 * Adds translations of the interface into one language.
 *
 * Errors: `TOO_LARGE`, `SYNTAX`, `LANGUAGE`; then nothing is added.
 * Threads: any thread.
 */
gboolean
birge_tr_add_catalogue (const char *language, GBytes *mo, GError **error)
{
  const BirgeLanguage *known = birge_language_find (language);
  g_autoptr(Catalogue) catalogue = NULL;
  GPtrArray *list = NULL;

  g_return_val_if_fail (language != NULL && mo != NULL, FALSE);

  if (known == NULL)
    {
      g_set_error (error, BIRGE_TR_ERROR, BIRGE_TR_ERROR_LANGUAGE,
                   "the translations into “%s” are not taken: there is no such language: add it to languages.ini", language);
      return FALSE;
    }
  catalogue = read_catalogue (mo, error);
  if (catalogue == NULL)
    return FALSE;

  g_rw_lock_writer_lock (&lock);
  if (catalogues == NULL)
    catalogues = g_hash_table_new (g_str_hash, g_str_equal);
  list = g_hash_table_lookup (catalogues, birge_language_get_tag (known));
  if (list == NULL)
    {
      list = g_ptr_array_new ();
      g_hash_table_insert (catalogues, (gpointer) birge_language_get_tag (known), list);
    }
  g_ptr_array_add (list, g_steal_pointer (&catalogue));
  g_rw_lock_writer_unlock (&lock);
  return TRUE;
}

/* Looking up */

static const char *
pick_form (const Message *message, guint form)
{
  const char *text = message->text;
  const char *end = message->text + message->length;

  for (; form > 0 && text + strlen (text) < end; form--)
    text += strlen (text) + 1;
  return text;
}

/* In the language's own catalogues only; NULL when they do not have it. */
static const char *
look_up_own (const BirgeLanguage *language, const char *key, gint64 n)
{
  const char *found = NULL;
  GPtrArray *list = NULL;

  g_rw_lock_reader_lock (&lock);
  list = catalogues != NULL ? g_hash_table_lookup (catalogues, birge_language_get_tag (language)) : NULL;
  for (guint i = list != NULL ? list->len : 0; i > 0 && found == NULL; i--)
    {
      const Catalogue *catalogue = g_ptr_array_index (list, i - 1);
      const Message *message = g_hash_table_lookup (catalogue->messages, key);

      if (message != NULL)
        found = pick_form (message, birge_language_plural_index (language, n));
    }
  g_rw_lock_reader_unlock (&lock);
  return found;
}

/* Each text is transliterated once; @text itself lives for ever. */
static const char *
derive (const char *text)
{
  const char *result = NULL;

  g_rw_lock_writer_lock (&lock);
  if (derived == NULL)
    derived = g_hash_table_new (g_direct_hash, g_direct_equal);
  result = g_hash_table_lookup (derived, text);
  if (result == NULL)
    {
      result = birge_uz_to_cyrillic (text);
      g_hash_table_insert (derived, (gpointer) text, (gpointer) result);
    }
  g_rw_lock_writer_unlock (&lock);
  return result;
}

static const char *
look_up_one (const BirgeLanguage *language, const char *key, gint64 n)
{
  const BirgeLanguage *base = birge_language_find (birge_language_get_derived_from (language));
  const char *found = look_up_own (language, key, n);

  if (found == NULL && base != NULL)
    {
      found = look_up_own (base, key, n);
      found = found != NULL ? derive (found) : NULL;
    }
  return found;
}

static gboolean
is_english (const BirgeLanguage *language)
{
  return strcmp (birge_language_get_tag (language), "en") == 0;
}

/* @key is what the catalogues are asked for; @english what stands in the program. */
static const char *
look_up (const char *tag, const char *key, const char *english, gint64 n)
{
  const BirgeLanguage *language = birge_language_find (tag);
  const char *found = language != NULL ? look_up_one (language, key, n) : NULL;
  const char *const *others = NULL;

  if (found != NULL)
    return found;
  if (language == NULL || is_english (language))
    return english;

  others = birge_language_get_fallbacks (language);
  for (guint i = 0; others[i] != NULL; i++)
    {
      const BirgeLanguage *other = birge_language_find (others[i]);

      found = other != NULL ? look_up_one (other, key, n) : NULL;
      if (found != NULL)
        return found;
      if (other != NULL && is_english (other))
        break;
    }
  return english;
}

/**
 * birge_tr:
 * @language: a tag; an unknown one reads English
 * @msgid: the English text, a literal
 *
 * Translates a text of the interface: from the language's catalogue, by rule from the language it is derived from,
 * from its fallbacks, or the English text itself.
 */
const char *
birge_tr (const char *language, const char *msgid)
{
  g_return_val_if_fail (msgid != NULL, "");
  return look_up (language, msgid, msgid, 1);
}

/**
 * birge_trc:
 * @context: tells equal English texts apart, as in `msgctxt`
 *
 * Like birge_tr(), in a context.
 */
const char *
birge_trc (const char *language, const char *context, const char *msgid)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (context != NULL && msgid != NULL, "");
  key = g_strconcat (context, CONTEXT_MARK, msgid, NULL);
  return look_up (language, key, msgid, 1);
}

/**
 * birge_trn:
 *
 * Like birge_tr(), in the form that goes with a number.
 */
const char *
birge_trn (const char *language, const char *singular, const char *plural, gint64 n)
{
  g_return_val_if_fail (singular != NULL && plural != NULL, "");
  return look_up (language, singular, n == 1 ? singular : plural, n);
}
