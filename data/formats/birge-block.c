/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-block.h"

#include <jansson.h>
#include <string.h>

/* Written form of a block, all keys but "k" only when they say something:
 *   {"k":kind,"l":level,"t":target,"p":picture,"r":[run…],"c":[block…],"w":[tag,text…]}
 * and of a run: {"x":text,"s":style,"t":target,"u":until}. */

#define MAX_DEPTH 16
#define MAX_PIECES 20000 /* blocks and runs; a guide has some hundred */

G_DEFINE_QUARK (birge-block-error-quark, birge_block_error)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

static const char *const kinds[] = {
  [BIRGE_BLOCK_DOCUMENT] = "document", [BIRGE_BLOCK_PARAGRAPH] = "paragraph", [BIRGE_BLOCK_HEADING] = "heading",
  [BIRGE_BLOCK_LIST] = "list",         [BIRGE_BLOCK_ITEM] = "item",           [BIRGE_BLOCK_STEPS] = "steps",
  [BIRGE_BLOCK_STEP] = "step",         [BIRGE_BLOCK_WARNING] = "warning",     [BIRGE_BLOCK_CALL] = "call",
  [BIRGE_BLOCK_SAY_THIS] = "say-this", [BIRGE_BLOCK_ASK] = "ask",
};

static void
run_free (gpointer data)
{
  BirgeRun *self = data;

  g_free (self->text);
  g_free (self->target);
  g_free (self->until);
  g_free (self);
}

static void
free_block (gpointer data)
{
  birge_block_free (data);
}

BirgeBlock *
birge_block_new (BirgeBlockKind kind)
{
  BirgeBlock *self = g_new0 (BirgeBlock, 1);

  self->kind = kind;
  self->runs = g_ptr_array_new_with_free_func (run_free);
  self->children = g_ptr_array_new_with_free_func (free_block);
  self->phrases = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
birge_block_free (BirgeBlock *self)
{
  if (self == NULL)
    return;
  g_free (self->target);
  g_free (self->picture);
  g_ptr_array_unref (self->runs);
  g_ptr_array_unref (self->children);
  g_ptr_array_unref (self->phrases);
  g_free (self);
}

BirgeBlock *
birge_block_append (BirgeBlock *self, BirgeBlock *child)
{
  g_return_val_if_fail (self != NULL && child != NULL, NULL);
  g_ptr_array_add (self->children, child);
  return child;
}

/**
 * birge_block_append_run:
 *
 * Adds a run of text to the end of a block.
 *
 * Returns: (transfer none): the run, to set its target or its last day
 */
BirgeRun *
birge_block_append_run (BirgeBlock *self, const char *text, BirgeRunStyle style)
{
  BirgeRun *run = NULL;

  g_return_val_if_fail (self != NULL && text != NULL, NULL);

  run = g_new0 (BirgeRun, 1);
  run->text = g_strdup (text);
  run->style = style;
  g_ptr_array_add (self->runs, run);
  return run;
}

/**
 * birge_block_dup_text:
 * @today: ISO date, or NULL to take all figures as sure
 * @replacement: what an outdated figure reads, may be NULL for nothing
 *
 * The text of a block's own runs, without its children.
 *
 * Returns: (transfer full): the text
 */
char *
birge_block_dup_text (const BirgeBlock *self, const char *today, const char *replacement)
{
  GString *text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (NULL);
  for (guint i = 0; i < self->runs->len; i++)
    {
      const BirgeRun *run = g_ptr_array_index (self->runs, i);
      gboolean outdated = today != NULL && run->until != NULL && strcmp (today, run->until) > 0;

      g_string_append (text, !outdated ? run->text : replacement != NULL ? replacement : "");
    }
  return g_string_free (text, FALSE);
}

/* Writing */

static json_t *
text_to_json (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  return json_string (valid);
}

static void
set_text (json_t *object, const char *key, const char *text)
{
  if (text != NULL)
    json_object_set_new (object, key, text_to_json (text));
}

static json_t *
run_to_json (const BirgeRun *run)
{
  json_t *object = json_object ();

  set_text (object, "x", run->text);
  if (run->style != BIRGE_RUN_PLAIN)
    json_object_set_new (object, "s", json_integer (run->style));
  set_text (object, "t", run->target);
  set_text (object, "u", run->until);
  return object;
}

static json_t *
block_to_json (const BirgeBlock *block)
{
  json_t *object = json_object ();
  json_t *list = NULL;

  set_text (object, "k", kinds[block->kind]);
  if (block->level != 0)
    json_object_set_new (object, "l", json_integer (block->level));
  set_text (object, "t", block->target);
  set_text (object, "p", block->picture);

  if (block->runs->len > 0)
    {
      json_object_set_new (object, "r", list = json_array ());
      for (guint i = 0; i < block->runs->len; i++)
        json_array_append_new (list, run_to_json (g_ptr_array_index (block->runs, i)));
    }
  if (block->children->len > 0)
    {
      json_object_set_new (object, "c", list = json_array ());
      for (guint i = 0; i < block->children->len; i++)
        json_array_append_new (list, block_to_json (g_ptr_array_index (block->children, i)));
    }
  if (block->phrases->len > 0)
    {
      json_object_set_new (object, "w", list = json_array ());
      for (guint i = 0; i < block->phrases->len; i++)
        json_array_append_new (list, text_to_json (g_ptr_array_index (block->phrases, i)));
    }
  return object;
}

/**
 * birge_block_to_bytes:
 *
 * Writes a tree in its one form: equal trees give equal bytes.
 *
 * Returns: (transfer full): JSON
 */
GBytes *
birge_block_to_bytes (const BirgeBlock *document)
{
  g_autoptr(json_t) object = NULL;
  char *text = NULL;

  g_return_val_if_fail (document != NULL, NULL);

  object = block_to_json (document);
  text = json_dumps (object, JSON_COMPACT); /* keeps the order of insertion */
  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}

/* Reading */

typedef struct {
  guint    n_pieces;
  GError **error;
} Reader;

static gboolean G_GNUC_PRINTF (2, 3)
refuse (Reader *reader, const char *format, ...)
{
  va_list arguments;
  g_autofree char *why = NULL;

  va_start (arguments, format);
  why = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (reader->error, BIRGE_BLOCK_ERROR, BIRGE_BLOCK_ERROR_SYNTAX, "the text cannot be read: %s: fetch it again", why);
  return FALSE;
}

static gboolean
get_text (Reader *reader, json_t *object, const char *key, char **text)
{
  json_t *value = json_object_get (object, key);

  if (value == NULL)
    return TRUE;
  if (!json_is_string (value))
    return refuse (reader, "“%s” is no text", key);
  *text = g_strdup (json_string_value (value));
  return TRUE;
}

static gboolean
get_number (Reader *reader, json_t *object, const char *key, guint max, guint *number)
{
  json_t *value = json_object_get (object, key);

  if (value == NULL)
    return TRUE;
  if (!json_is_integer (value) || json_integer_value (value) < 0 || json_integer_value (value) > max)
    return refuse (reader, "“%s” is no number up to %u", key, max);
  *number = (guint) json_integer_value (value);
  return TRUE;
}

static gboolean
get_list (Reader *reader, json_t *object, const char *key, json_t **list)
{
  *list = json_object_get (object, key);
  if (*list != NULL && !json_is_array (*list))
    return refuse (reader, "“%s” is no list", key);

  reader->n_pieces += (guint) json_array_size (*list);
  if (reader->n_pieces > MAX_PIECES)
    return refuse (reader, "it has more than %d pieces", MAX_PIECES);
  return TRUE;
}

static gboolean
read_runs (Reader *reader, json_t *list, BirgeBlock *block)
{
  for (size_t i = 0; i < json_array_size (list); i++)
    {
      json_t *object = json_array_get (list, i);
      BirgeRun *run = birge_block_append_run (block, "", BIRGE_RUN_PLAIN);
      guint style = 0;

      if (!json_is_string (json_object_get (object, "x")))
        return refuse (reader, "a run has no text");
      g_clear_pointer (&run->text, g_free);
      if (!get_text (reader, object, "x", &run->text) || !get_number (reader, object, "s", 255, &style)
          || !get_text (reader, object, "t", &run->target) || !get_text (reader, object, "u", &run->until))
        return FALSE;
      run->style = style & (BIRGE_RUN_STRONG | BIRGE_RUN_EMPHASIS);
    }
  return TRUE;
}

static gboolean
read_phrases (Reader *reader, json_t *list, BirgeBlock *block)
{
  if (json_array_size (list) % 2 != 0)
    return refuse (reader, "a phrase has no text");

  for (size_t i = 0; i < json_array_size (list); i++)
    {
      json_t *text = json_array_get (list, i);

      if (!json_is_string (text))
        return refuse (reader, "a phrase is no text");
      g_ptr_array_add (block->phrases, g_strdup (json_string_value (text)));
    }
  return TRUE;
}

/* Moves all text below a block into its own runs, for a kind whose meaning we do not know. */
static void
flatten (BirgeBlock *block)
{
  while (block->children->len > 0)
    {
      g_autoptr(BirgeBlock) child = g_ptr_array_steal_index (block->children, 0);

      flatten (child);
      if (block->runs->len > 0 && child->runs->len > 0)
        birge_block_append_run (block, " ", BIRGE_RUN_PLAIN);
      g_ptr_array_extend_and_steal (block->runs, g_steal_pointer (&child->runs));
      child->runs = g_ptr_array_new ();
    }
}

static BirgeBlock *
read_block (Reader *reader, json_t *object, guint depth)
{
  g_autoptr(BirgeBlock) block = birge_block_new (BIRGE_BLOCK_PARAGRAPH);
  const char *name = json_string_value (json_object_get (object, "k"));
  gboolean known = FALSE;
  json_t *list = NULL;

  if (name == NULL || depth > MAX_DEPTH)
    {
      refuse (reader, name == NULL ? "a block has no kind" : "it is nested too deep");
      return NULL;
    }
  for (guint kind = 0; kind < G_N_ELEMENTS (kinds) && !known; kind++)
    {
      known = strcmp (kinds[kind], name) == 0;
      if (known)
        block->kind = kind;
    }

  if (!get_number (reader, object, "l", 6, &block->level) || !get_text (reader, object, "t", &block->target)
      || !get_text (reader, object, "p", &block->picture)
      || !get_list (reader, object, "r", &list) || !read_runs (reader, list, block)
      || !get_list (reader, object, "w", &list) || !read_phrases (reader, list, block)
      || !get_list (reader, object, "c", &list))
    return NULL;

  for (size_t i = 0; i < json_array_size (list); i++)
    {
      BirgeBlock *child = read_block (reader, json_array_get (list, i), depth + 1);

      if (child == NULL)
        return NULL;
      birge_block_append (block, child);
    }
  if (!known)
    flatten (block);
  return g_steal_pointer (&block);
}

/**
 * birge_block_from_bytes:
 *
 * Reads what birge_block_to_bytes() wrote, also by a later Birge: unknown keys are passed over, unknown kinds become
 * paragraphs.
 *
 * Errors: `TOO_LARGE` over `BIRGE_BLOCK_MAX_BYTES`; `SYNTAX` for all else.
 *
 * Returns: (transfer full) (nullable): the document
 */
BirgeBlock *
birge_block_from_bytes (GBytes *bytes, GError **error)
{
  Reader reader = { .error = error };
  g_autoptr(json_t) object = NULL;
  g_autoptr(BirgeBlock) document = NULL;
  json_error_t problem = { 0 };
  gsize size = 0;
  const char *data = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &size);
  if (size > BIRGE_BLOCK_MAX_BYTES)
    {
      g_set_error (error, BIRGE_BLOCK_ERROR, BIRGE_BLOCK_ERROR_TOO_LARGE,
                   "the text cannot be read: it has %" G_GSIZE_FORMAT " bytes: make the guide shorter", size);
      return NULL;
    }

  object = json_loadb (data != NULL ? data : "", size, JSON_REJECT_DUPLICATES, &problem);
  if (object == NULL)
    {
      refuse (&reader, "%s", problem.text);
      return NULL;
    }
  document = read_block (&reader, object, 1);
  if (document != NULL && document->kind != BIRGE_BLOCK_DOCUMENT)
    {
      refuse (&reader, "it does not begin with a document");
      return NULL;
    }
  return g_steal_pointer (&document);
}
