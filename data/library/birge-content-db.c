/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-content-db.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <unistd.h>

#include "data/formats/birge-digest.h"
#include "data/formats/birge-language.h"
#include "data/library/birge-content-private.h"
#include "data/library/birge-library-private.h"

/* item.n is the place on the shelf, so that a list or a search in order of n is in shelf order without sorting. The
 * search tables hold words as birge-fold.h writes them; a row is language << 32 | item, so that a language is a range. */
static const char schema[] =
  "CREATE TABLE info (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
  "CREATE TABLE language (n INTEGER PRIMARY KEY, tag TEXT NOT NULL) STRICT;"
  "CREATE TABLE item (n INTEGER PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, section TEXT, journey TEXT,"
  "  course TEXT, number_in_course INTEGER NOT NULL, target TEXT, picture TEXT,"
  "  number TEXT, category TEXT, hours TEXT, free INTEGER NOT NULL, shown INTEGER NOT NULL,"
  "  written TEXT, reviewed TEXT, reviewed_by TEXT, check_again TEXT, film TEXT,"
  "  here INTEGER NOT NULL, missing_bytes INTEGER NOT NULL) STRICT;"
  "CREATE TABLE wording (item INTEGER NOT NULL, field INTEGER NOT NULL, language INTEGER NOT NULL,"
  "  draft INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (item, field, language)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE part (item INTEGER NOT NULL, part TEXT NOT NULL, language INTEGER NOT NULL, sha256 TEXT NOT NULL,"
  "  PRIMARY KEY (item, part, language)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE pack (n INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
  "CREATE TABLE object (sha256 TEXT NOT NULL PRIMARY KEY, stored TEXT NOT NULL, enc TEXT NOT NULL,"
  "  size INTEGER NOT NULL, len INTEGER NOT NULL, pack INTEGER, off INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
  "CREATE VIRTUAL TABLE title_search USING fts5 (words, content = '', columnsize = 0, detail = none,"
  "  prefix = '1 2 3', tokenize = 'ascii');"
  "CREATE VIRTUAL TABLE text_search USING fts5 (words, content = '', columnsize = 0, detail = none,"
  "  prefix = '3 4', tokenize = 'ascii');"
  "INSERT INTO text_search (text_search, rank) VALUES ('hashsize', 33554432);" /* fewer segments to merge */
  "INSERT INTO title_search (title_search, rank) VALUES ('hashsize', 33554432);";

static const char finish[] =
  "INSERT INTO title_search (title_search) VALUES ('optimize');"
  "INSERT INTO text_search (text_search) VALUES ('optimize');"
  "CREATE UNIQUE INDEX item_by_id ON item (id);"
  "CREATE INDEX item_by_kind ON item (kind, section);"
  "CREATE INDEX item_by_course ON item (course) WHERE course IS NOT NULL;";

enum { INSERT_INFO, INSERT_LANGUAGE, INSERT_ITEM, INSERT_WORDING, INSERT_PART, INSERT_PACK, INSERT_OBJECT,
       INSERT_TITLE, INSERT_TEXT, N_INSERTS };

static const char *const inserts[N_INSERTS] = {
  "INSERT INTO info VALUES (?1, ?2);",
  "INSERT INTO language VALUES (?1, ?2);",
  "INSERT INTO item VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,"
  "  ?21);",
  "INSERT INTO wording VALUES (?1, ?2, ?3, ?4, ?5);",
  "INSERT INTO part VALUES (?1, ?2, ?3, ?4);",
  "INSERT INTO pack VALUES (?1, ?2);",
  "INSERT OR IGNORE INTO object VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);",
  "INSERT INTO title_search (rowid, words) VALUES (?1, ?2);",
  "INSERT INTO text_search (rowid, words) VALUES (?1, ?2);",
};

typedef struct {
  sqlite3              *db;
  sqlite3_stmt         *stmts[N_INSERTS];
  GHashTable           *languages; /* tag (interned) → number */
  GHashTable           *packs;     /* name (borrowed) → number */
  BirgeContentSources  *sources;
  BirgeContentSource   *source;    /* being written */
  gint64                n;         /* its row */
  guint                 n_lost;
  int                   rc;        /* first failure, else SQLITE_OK */
  BirgeContentProgress  progress;
  gpointer              user_data;
} Writer;

static void
writer_clear (Writer *self)
{
  for (guint i = 0; i < N_INSERTS; i++)
    sqlite3_finalize (self->stmts[i]);
  g_clear_pointer (&self->languages, g_hash_table_unref);
  g_clear_pointer (&self->packs, g_hash_table_unref);
  g_clear_pointer (&self->db, sqlite3_close);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Writer, writer_clear)

static void
note (Writer *self, int rc)
{
  if (self->rc == SQLITE_OK && rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW)
    self->rc = rc;
}

static void
bind_text (Writer *self, int insert, int i, const char *text)
{
  note (self, sqlite3_bind_text (self->stmts[insert], i, text, -1, SQLITE_STATIC)); /* NULL binds NULL */
}

static void
bind_int (Writer *self, int insert, int i, gint64 value)
{
  note (self, sqlite3_bind_int64 (self->stmts[insert], i, value));
}

static void
step (Writer *self, int insert)
{
  if (self->rc == SQLITE_OK)
    note (self, sqlite3_step (self->stmts[insert]));
  sqlite3_reset (self->stmts[insert]);
}

static gint64
language_number (Writer *self, const char *tag)
{
  const char *interned = g_intern_string (tag);
  gpointer number = g_hash_table_lookup (self->languages, interned);

  if (number == NULL)
    {
      number = GUINT_TO_POINTER (g_hash_table_size (self->languages) + 1);
      g_hash_table_insert (self->languages, (char *) interned, number);
      bind_int (self, INSERT_LANGUAGE, 1, GPOINTER_TO_UINT (number));
      bind_text (self, INSERT_LANGUAGE, 2, interned);
      step (self, INSERT_LANGUAGE);
    }
  return GPOINTER_TO_UINT (number);
}

static void
write_wording (Writer *self, int field, const char *tag, const char *text)
{
  const char *translation = birge_meta_get_text (self->source->meta, "translation", tag);

  bind_int (self, INSERT_WORDING, 1, self->n);
  bind_int (self, INSERT_WORDING, 2, field);
  bind_int (self, INSERT_WORDING, 3, language_number (self, tag));
  bind_int (self, INSERT_WORDING, 4, g_strcmp0 (translation, "draft") == 0);
  bind_text (self, INSERT_WORDING, 5, text);
  step (self, INSERT_WORDING);
}

static void
write_title (const char *tag, const char *text, gpointer self)
{
  write_wording (self, BIRGE_FIELD_TITLE, tag, text);
}

static void
write_summary (const char *tag, const char *text, gpointer self)
{
  write_wording (self, BIRGE_FIELD_SUMMARY, tag, text);
}

static void
write_why_off (const char *tag, const char *text, gpointer self)
{
  write_wording (self, BIRGE_FIELD_WHY_OFF, tag, text);
}

static gint64
pack_number (Writer *self, const char *name)
{
  gpointer number = g_hash_table_lookup (self->packs, name);

  if (number == NULL)
    {
      number = GUINT_TO_POINTER (g_hash_table_size (self->packs) + 1);
      g_hash_table_insert (self->packs, (char *) name, number);
      bind_int (self, INSERT_PACK, 1, GPOINTER_TO_UINT (number));
      bind_text (self, INSERT_PACK, 2, name);
      step (self, INSERT_PACK);
    }
  return GPOINTER_TO_UINT (number);
}

static void
write_part (Writer *self, const BirgeCataloguePart *part)
{
  BirgeObject object = birge_object_of_part (part);

  bind_int (self, INSERT_PART, 1, self->n);
  bind_text (self, INSERT_PART, 2, part->part);
  bind_int (self, INSERT_PART, 3, part->lang != NULL ? language_number (self, part->lang) : 0);
  bind_text (self, INSERT_PART, 4, part->sha256);
  step (self, INSERT_PART);

  bind_text (self, INSERT_OBJECT, 1, part->sha256);
  bind_text (self, INSERT_OBJECT, 2, part->stored);
  bind_text (self, INSERT_OBJECT, 3, part->enc);
  bind_int (self, INSERT_OBJECT, 4, part->size);
  bind_int (self, INSERT_OBJECT, 5, part->len);
  if (object.pack != NULL)
    bind_int (self, INSERT_OBJECT, 6, pack_number (self, object.pack));
  else
    note (self, sqlite3_bind_null (self->stmts[INSERT_OBJECT], 6));
  bind_int (self, INSERT_OBJECT, 7, part->off);
  step (self, INSERT_OBJECT);
}

static void
write_words (Writer *self, BirgeContentWords *words)
{
  gint64 row = language_number (self, words->tag) << 32 | self->n;

  if (words->title->len > 0)
    {
      bind_int (self, INSERT_TITLE, 1, row);
      bind_text (self, INSERT_TITLE, 2, words->title->str);
      step (self, INSERT_TITLE);
    }
  if (words->text->len > 0)
    {
      bind_int (self, INSERT_TEXT, 1, row);
      bind_text (self, INSERT_TEXT, 2, words->text->str);
      step (self, INSERT_TEXT);
    }
}

/* "svg:NAME" becomes the picture's hash; anything else is an emoji. */
static const char *
find_picture (Writer *self)
{
  const char *picture = birge_meta_get (self->source->meta, "picture");

  if (picture != NULL && g_str_has_prefix (picture, "svg:"))
    return _birge_content_sources_picture (self->sources, self->source, picture + strlen ("svg:"));
  return picture;
}

static void
write_item (Writer *self)
{
  static const struct { int column; const char *key; } texts[] = { { 8, "target" }, { 10, "number" },
    { 11, "category" }, { 12, "hours" }, { 15, "written" }, { 16, "reviewed" }, { 17, "reviewed_by" },
    { 18, "check_again" }, { 19, "film" } };
  BirgeContentSource *source = self->source;
  BirgeMeta *meta = source->meta;
  gint64 missing_bytes = 0;
  gboolean here = !g_str_equal (source->kind, "film");

  for (guint i = 0; i < source->n_parts; i++)
    if (!source->here[i])
      missing_bytes += source->parts[i]->len;
    else if (g_str_equal (source->parts[i]->part, "film"))
      here = TRUE;

  bind_int (self, INSERT_ITEM, 1, self->n);
  bind_text (self, INSERT_ITEM, 2, source->id);
  bind_text (self, INSERT_ITEM, 3, source->kind);
  bind_text (self, INSERT_ITEM, 4, *source->section != '\0' ? source->section : NULL);
  bind_text (self, INSERT_ITEM, 5, source->journey);
  bind_text (self, INSERT_ITEM, 6, *source->course != '\0' ? source->course : NULL);
  bind_int (self, INSERT_ITEM, 7, source->number);
  bind_text (self, INSERT_ITEM, 9, meta != NULL ? find_picture (self) : NULL);
  bind_int (self, INSERT_ITEM, 13, meta != NULL && birge_meta_get_bool (meta, "free", FALSE));
  bind_int (self, INSERT_ITEM, 14, meta == NULL || birge_meta_get_bool (meta, "on", TRUE));
  bind_int (self, INSERT_ITEM, 20, here);
  bind_int (self, INSERT_ITEM, 21, missing_bytes);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    bind_text (self, INSERT_ITEM, texts[i].column, meta != NULL ? birge_meta_get (meta, texts[i].key) : NULL);
  step (self, INSERT_ITEM);
}

static gboolean
write_source (BirgeContentSource *source, guint i, guint n, gpointer user_data)
{
  Writer *self = user_data;

  if (source->meta == NULL && !g_str_equal (source->kind, "shared"))
    {
      self->n_lost++; /* nothing could be shown of it */
      return TRUE;
    }

  self->source = source;
  self->n = i + 1;
  write_item (self);
  if (source->meta != NULL)
    {
      birge_meta_foreach (source->meta, "title", write_title, self);
      birge_meta_foreach (source->meta, "summary", write_summary, self);
      birge_meta_foreach (source->meta, "why_off", write_why_off, self);
    }
  for (guint k = 0; k < source->n_parts; k++)
    write_part (self, source->parts[k]);
  for (guint k = 0; k < source->words->len; k++)
    write_words (self, g_ptr_array_index (source->words, k));
  if (self->progress != NULL && ((i & 127) == 0 || i + 1 == n))
    self->progress (i + 1, n, self->user_data);
  return self->rc == SQLITE_OK;
}

static gboolean
writer_open (Writer *self, const char *path)
{
  g_autofree char *pragmas = g_strdup_printf (
    "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
    "PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA application_id = %d; PRAGMA user_version = %d; BEGIN;",
    BIRGE_CONTENT_APPLICATION_ID, BIRGE_CONTENT_VERSION);
  const char *const *tags = birge_language_list_tags ();

  g_unlink (path);
  note (self, sqlite3_open_v2 (path, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW, NULL));
  if (self->rc == SQLITE_OK)
    note (self, sqlite3_exec (self->db, pragmas, NULL, NULL, NULL));
  if (self->rc == SQLITE_OK)
    note (self, sqlite3_exec (self->db, schema, NULL, NULL, NULL));
  for (guint i = 0; i < N_INSERTS && self->rc == SQLITE_OK; i++)
    note (self, sqlite3_prepare_v3 (self->db, inserts[i], -1, SQLITE_PREPARE_PERSISTENT, &self->stmts[i], NULL));
  if (self->rc != SQLITE_OK)
    return FALSE;

  self->packs = g_hash_table_new (g_str_hash, g_str_equal);
  self->languages = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; tags[i] != NULL; i++)
    language_number (self, tags[i]);
  return self->rc == SQLITE_OK;
}

static void
write_info (Writer *self, const char *key, const char *value)
{
  bind_text (self, INSERT_INFO, 1, key);
  bind_text (self, INSERT_INFO, 2, value);
  step (self, INSERT_INFO);
}

static gboolean
fsync_path (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return done;
}

/* SQLite's own check finds broken trees, not a letter that changed: the hash of the whole file does. */
static gboolean
write_sum (const char *path, GError **error)
{
  g_autofree char *sum = birge_digest_file (path, error);
  g_autofree char *sum_path = g_strconcat (path, ".sum", NULL);

  return sum != NULL && g_file_set_contents_full (sum_path, sum, -1, G_FILE_SET_CONTENTS_CONSISTENT |
                                                  G_FILE_SET_CONTENTS_DURABLE, 0644, error);
}

static gboolean
check_sum (const char *path, GError **error)
{
  g_autofree char *sum_path = g_strconcat (path, ".sum", NULL);
  g_autofree char *expected = NULL;
  g_autofree char *sum = birge_digest_file (path, NULL);

  if (sum != NULL && g_file_get_contents (sum_path, &expected, NULL, NULL) && g_str_equal (sum, expected))
    return TRUE;
  g_set_error (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_DAMAGED,
               "%s: its bytes have changed since it was built: run birge repair", path);
  return FALSE;
}

static gboolean
build_error (Writer *self, const char *path, GCancellable *cancellable, GError **error)
{
  const GError *refusal = _birge_content_sources_get_refusal (self->sources);
  int rc = self->rc & 0xff;
  gboolean full = rc == SQLITE_FULL || sqlite3_system_errno (self->db) == ENOSPC;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (self->rc == SQLITE_OK && refusal != NULL)
    {
      g_propagate_error (error, g_error_copy (refusal));
      return FALSE;
    }
  g_set_error (error, G_IO_ERROR, full ? G_IO_ERROR_NO_SPACE : G_IO_ERROR_FAILED, "%s: %s: %s", path,
               sqlite3_errstr (self->rc), full ? "make room on the disk" : "check the disk");
  return FALSE;
}

gboolean
birge_content_db_build (const char             *path,
                        const char             *state_dir,
                        GPtrArray              *parts,
                        const BirgeContentInfo *info,
                        GHashTable             *damaged,
                        guint                  *n_lost,
                        BirgeContentProgress    progress,
                        gpointer                user_data,
                        GCancellable           *cancellable,
                        GError                **error)
{
  g_autoptr(BirgeContentSources) sources = NULL;
  g_auto(Writer) writer = { 0 };

  g_return_val_if_fail (path != NULL && state_dir != NULL && parts != NULL && damaged != NULL, FALSE);

  sources = _birge_content_sources_new (state_dir, parts, damaged);
  writer.sources = sources;
  writer.progress = progress;
  writer.user_data = user_data;
  if (!writer_open (&writer, path) || !_birge_content_sources_prepare (sources, cancellable))
    return build_error (&writer, path, cancellable, error);

  write_info (&writer, "issued", info->issued);
  write_info (&writer, "releases", info->releases);
  if (!_birge_content_sources_foreach (sources, write_source, &writer, cancellable))
    return build_error (&writer, path, cancellable, error);
  if (writer.rc == SQLITE_OK)
    note (&writer, sqlite3_exec (writer.db, finish, NULL, NULL, NULL));
  if (writer.rc == SQLITE_OK)
    note (&writer, sqlite3_exec (writer.db, "COMMIT;", NULL, NULL, NULL));
  if (writer.rc == SQLITE_OK && !fsync_path (path))
    note (&writer, SQLITE_IOERR_FSYNC);
  if (writer.rc != SQLITE_OK || _birge_content_sources_get_refusal (sources) != NULL)
    return build_error (&writer, path, cancellable, error);
  *n_lost = writer.n_lost;
  return write_sum (path, error);
}

gboolean
birge_content_db_check (const char *path, gboolean quick, GError **error)
{
  g_autoptr(sqlite3) db = NULL;
  g_autoptr(sqlite3_stmt) stmt = NULL;

  g_return_val_if_fail (path != NULL, FALSE);

  db = _birge_content_open (path, error);
  if (db == NULL)
    return FALSE;
  return check_sum (path, error) && _birge_content_check (db, quick, error);
}
