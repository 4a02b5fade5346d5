/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz-formats.h"

#include <string.h>

#include "data/formats/birge-block.h"
#include "data/formats/birge-catalogue.h"
#include "data/formats/birge-csv.h"
#include "data/formats/birge-digest.h"
#include "data/formats/birge-film-notes.h"
#include "data/formats/birge-ini.h"
#include "data/formats/birge-markdown.h"
#include "data/formats/birge-opus.h"
#include "data/formats/birge-settings.h"
#include "data/formats/birge-storyboard.h"
#include "data/formats/birge-svg-parts.h"
#include "data/formats/birge-svg.h"
#include "data/formats/birge-tr.h"
#include "data/formats/birge-uzbek.h"
#include "data/formats/birge-vtt.h"

static void
read_block (GBytes *bytes, BirgeProblems *problems)
{
  g_autoptr(BirgeBlock) block = birge_block_from_bytes (bytes, NULL);
  g_autoptr(GBytes) again = block != NULL ? birge_block_to_bytes (block) : NULL;
  g_autoptr(BirgeBlock) same = again != NULL ? birge_block_from_bytes (again, NULL) : NULL;

  g_assert ((block == NULL) == (same == NULL));
}

/* As plain lines: no mutation of a compressed frame would ever reach them. */
static void
read_catalogue (GBytes *bytes, BirgeProblems *problems)
{
  g_autoptr(GBytes) frame = birge_zstd_compress (bytes);
  g_autoptr(BirgeCatalogue) catalogue = birge_catalogue_from_bytes (frame, NULL);
  g_autoptr(GBytes) again = catalogue != NULL ? birge_catalogue_to_bytes (catalogue) : NULL;
  g_autoptr(BirgeCatalogue) same = again != NULL ? birge_catalogue_from_bytes (again, NULL) : NULL;

  g_assert ((catalogue == NULL) == (same == NULL));
}

static void
read_csv (GBytes *bytes, BirgeProblems *problems)
{
  g_autoptr(BirgeCsv) csv = birge_csv_parse (bytes, "fuzz.csv", problems);
  const char *const *columns = birge_csv_get_columns (csv);

  for (guint row = 0; row < birge_csv_get_n_rows (csv); row++)
    for (guint i = 0; columns[i] != NULL; i++)
      g_assert (*columns[i] == '\0' || birge_csv_get (csv, row, columns[i]) != NULL);
}

static void
read_film_notes (GBytes *bytes, BirgeProblems *problems)
{
  g_autoptr(BirgeFilmNotes) notes = birge_film_notes_parse (bytes, NULL);
  g_autoptr(GBytes) first = notes != NULL ? birge_film_notes_to_bytes (notes) : NULL;
  g_autoptr(BirgeFilmNotes) again = first != NULL ? birge_film_notes_parse (first, NULL) : NULL;
  g_autoptr(GBytes) second = again != NULL ? birge_film_notes_to_bytes (again) : NULL;

  g_assert (first == NULL || (second != NULL && g_bytes_equal (first, second)));
}

static void
read_ini (GBytes *bytes, BirgeProblems *problems)
{
  g_autoptr(BirgeIni) ini = birge_ini_parse (bytes, "fuzz.ini", problems);

  g_assert (birge_ini_get_entries (ini) != NULL);
}

static void
read_markdown (GBytes *bytes, BirgeProblems *problems)
{
  g_autoptr(BirgeMarkdown) markdown = birge_markdown_parse (bytes, "fuzz.md", NULL, problems);
  g_autoptr(GBytes) blocks = birge_block_to_bytes (markdown->document);
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeBlock) document = birge_block_from_bytes (blocks, &error);

  /* What the builder makes, a kiosk can read, unless it is simply too much. */
  g_assert (document != NULL || g_bytes_get_size (bytes) > 8 * 1024);
}

/* No mutation would get past the sums of the pages: they are made right first. */
static void
mend_sums (guint8 *data, gsize size)
{
  for (gsize at = 0; at + 27 <= size && memcmp (data + at, "OggS", 4) == 0;)
    {
      gsize length = 27 + (gsize) data[at + 26];
      guint32 crc = 0;

      for (gsize i = at + 27; i < at + 27 + data[at + 26] && i < size; i++)
        length += data[i];
      if (length > size - at)
        return;
      memset (data + at + 22, 0, 4);
      for (gsize i = at; i < at + length; i++)
        {
          crc ^= (guint32) data[i] << 24;
          for (guint bit = 0; bit < 8; bit++)
            crc = crc << 1 ^ ((crc & 0x80000000u) != 0 ? 0x04c11db7u : 0);
        }
      for (guint i = 0; i < 4; i++)
        data[at + 22 + i] = (guint8) (crc >> (8 * i));
      at += length;
    }
}

static void
read_opus (GBytes *bytes, BirgeProblems *problems)
{
  static const char *const tags[] = { "TITLE=fuzz", NULL };
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autofree guint8 *copy = g_memdup2 (data, size);
  g_autoptr(GBytes) mended = NULL;
  g_autoptr(BirgeOpus) opus = NULL;
  g_autoptr(GBytes) tagged = NULL;
  g_autoptr(BirgeOpus) again = NULL;

  mend_sums (copy, size);
  mended = g_bytes_new (copy, size);
  opus = birge_opus_read (mended, NULL);
  tagged = opus != NULL ? birge_opus_with_tags (mended, tags, NULL) : NULL;
  again = tagged != NULL && g_bytes_get_size (tagged) <= BIRGE_OPUS_MAX_BYTES ? birge_opus_read (tagged, NULL) : NULL;
  g_assert (again == NULL || (again->duration_ms == opus->duration_ms && again->tags->len == 1));
  g_assert (opus == NULL || tagged != NULL);
}

static void
read_settings (GBytes *bytes, BirgeProblems *problems)
{
  g_autoptr(BirgeSettings) settings = birge_settings_parse (bytes, "fuzz.ini", problems);
  g_autofree char *text = birge_settings_to_string (settings);
  g_autoptr(GBytes) first = g_bytes_new (text, strlen (text));
  g_autoptr(BirgeProblems) none = birge_problems_new ();
  g_autoptr(BirgeSettings) again = birge_settings_parse (first, "fuzz.ini", none);

  g_assert (again != NULL && birge_problems_count (none, BIRGE_PROBLEM_ERROR) == 0);
}

static void
read_storyboard (GBytes *bytes, BirgeProblems *problems)
{
  g_autoptr(BirgeStoryboard) storyboard = birge_storyboard_parse (bytes, "fuzz.ini", problems);

  g_assert (storyboard != NULL);
}

static void
read_svg (GBytes *bytes, BirgeProblems *problems)
{
  g_autoptr(GPtrArray) parts = birge_svg_parts_new (bytes);

  for (guint i = 0; i < parts->len; i++)
    {
      const BirgeSvgPart *part = g_ptr_array_index (parts, i);

      g_assert (part->start < part->end && part->end <= g_bytes_get_size (bytes));
    }
  birge_svg_check (bytes, "fuzz.svg", problems);
}

static void
read_translations (GBytes *bytes, BirgeProblems *problems)
{
  birge_tr_check (bytes, NULL);
}

static void
read_uzbek (GBytes *bytes, BirgeProblems *problems)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = g_strndup (data != NULL ? data : "", size);
  g_autofree char *cyrillic = birge_uz_to_cyrillic (text);
  g_autofree char *latin = birge_uz_to_latin (text);

  g_assert (g_utf8_validate (cyrillic, -1, NULL) && g_utf8_validate (latin, -1, NULL));
}

static void
read_vtt (GBytes *bytes, BirgeProblems *problems)
{
  g_autoptr(GPtrArray) cues = birge_vtt_parse (bytes, "fuzz.vtt", problems);
  g_autoptr(GBytes) first = birge_vtt_write (cues);
  g_autoptr(BirgeProblems) none = birge_problems_new ();
  g_autoptr(GPtrArray) again = birge_vtt_parse (first, "fuzz.vtt", none);

  g_assert (cues->len == again->len || g_bytes_get_size (first) > BIRGE_VTT_MAX_BYTES);
  for (guint i = 0; i < cues->len; i++)
    {
      const BirgeCue *cue = g_ptr_array_index (cues, i);

      g_assert (cue->start_us >= 0 && cue->end_us > cue->start_us && *cue->text != '\0');
      g_assert (g_utf8_validate (cue->text, -1, NULL) && strchr (cue->text, '\r') == NULL && strstr (cue->text, "\n\n") == NULL);
      g_assert (i == 0 || cue->start_us >= ((const BirgeCue *) g_ptr_array_index (cues, i - 1))->start_us);
    }
}

static void
read_zstd (GBytes *bytes, BirgeProblems *problems)
{
  g_autoptr(GBytes) plain = birge_zstd_decompress (bytes, 64 * 1024, NULL);

  g_assert (plain == NULL || g_bytes_get_size (plain) <= 64 * 1024);
}

static const struct {
  char letter;
  void (*read) (GBytes *bytes, BirgeProblems *problems);
} readers[] = {
  { 'b', read_block },      { 'c', read_csv },          { 'f', read_film_notes }, { 'i', read_ini },
  { 'k', read_catalogue },  { 'm', read_markdown },     { 'n', read_settings },   { 'o', read_opus },       { 's', read_svg },
  { 't', read_translations }, { 'u', read_uzbek },      { 'v', read_vtt },        { 'y', read_storyboard },
  { 'z', read_zstd },
};

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) bytes = NULL;
  gsize chosen = 0;

  if (size < 1)
    return 0;
  chosen = fuzz_get_letter (data) % G_N_ELEMENTS (readers);
  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    if (readers[i].letter == fuzz_get_letter (data))
      chosen = i;

  bytes = g_bytes_new (data + 1, size - 1); /* a copy, so that reading behind it is seen */
  readers[chosen].read (bytes, problems);
  for (guint i = 0; i < birge_problems_get_length (problems); i++)
    {
      g_autofree char *line = birge_problem_to_string (birge_problems_get (problems, i));

      g_assert (g_utf8_validate (line, -1, NULL));
    }
  return 0;
}
