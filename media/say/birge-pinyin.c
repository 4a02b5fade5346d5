/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/say/birge-say-private.h"

#include "media/birge-pcm-private.h"

#include <string.h>

/* Chinese characters to pinyin by the dictionary that comes with espeak-ng: 27 000 characters and 56 000 words whose
 * reading does not follow from their characters, tones of 一 and 不 included. The library itself only ever uses the
 * characters, and then reads 银行 as "yin xing"; so the words are looked up here, the longest first, and the voice gets
 * pinyin. The file's layout is that of espeak-ng's compiled dictionaries since 1.48:
 *
 *   number of buckets, place of the rules   each four bytes
 *   in each bucket entries, then a zero byte
 *   entry: its length; length of the first word and two flags; that word; pinyin and a zero byte; flags, of which one
 *   over 80 says that so many minus 80 more words follow, each with a space behind it, to the end of the entry */
#define FILE_NAME "cmn_dict"
#define MAX_FILE_BYTES (16 * 1024 * 1024)
#define HEADER_BYTES 8
#define MAX_BUCKETS 65536
#define NO_PINYIN 0x80
#define COMPRESSED 0x40 /* only of Latin words */
#define LENGTH_MASK 0x3F
#define FIRST_MULTIPLE 81
#define FIRST_CONDITION 100
/* A dictionary with fewer characters is none that can be trusted. */
#define MIN_CHARACTERS 6000

#define FIRST_HAN 0x3400
#define LAST_HAN 0x9FFF

typedef struct {
  char    *bytes;
  gsize    length;
  guint32  buckets[LAST_HAN - FIRST_HAN + 1]; /* where to look for words that begin with a character; 0: nowhere */
} Dictionary;

/* What the dictionary has wrong, or lacks; what people say in a clinic, at work, in first aid. */
static const struct { const char *word, *pinyin; } own_words[] = {
  { "弹", "tan2" },          { "子弹", "zi3dan4" },      { "炸弹", "zha4dan4" },    { "便宜", "pian2yi5" },
  { "不给", "bu4gei3" },     { "做得", "zuo4de5" },      { "挣", "zheng4" },        { "挣扎", "zheng1zha2" },
  { "工长", "gong1zhang3" }, { "店长", "dian4zhang3" },  { "为零", "wei2ling2" },   { "掌量", "zhang3liang2" },
  { "数三", "shu3san1" },    { "数到", "shu3dao4" },     { "数数", "shu3shu4" },    { "教我", "jiao1wo3" },
  { "教您", "jiao1nin2" },   { "教你", "jiao1ni3" },     { "教他", "jiao1ta1" },    { "还钱", "huan2qian2" },
  { "大量", "da4liang4" },   { "量血压", "liang2xue4ya1" }, { "卡住", "qia3zhu4" }, { "呛", "qiang1" },
  { "卒中", "cu4zhong4" },   { "转动", "zhuan4dong4" },  { "系好", "ji4hao3" },     { "系紧", "ji4jin3" },
  { "结实", "jie1shi5" },    { "幺", "yao1" },           { "鼻塞", "bi2sai1" },     { "喷嚏", "pen1ti4" },
  { "得去", "dei3qu4" },     { "倒在", "dao3zai4" },     { "背起", "bei1qi3" },     { "手掌量", "shou3zhang3liang2" },
  { "星期一", "xing1qi1yi1" }, { "周一", "zhou1yi1" },   { "私人", "si1ren2" },     { "个人", "ge4ren2" },
  { "冷水没", "leng3shui3mo4" }, { "嚼", "jiao2" },      { "扎止血带", "za1zhi3xue4dai4" }, { "扎在", "za1zai4" },
  { "扎紧", "za1jin3" },
};

static gboolean
is_han (gunichar letter)
{
  return letter >= FIRST_HAN && letter <= LAST_HAN;
}

static guint32
read_number (const char *bytes)
{
  guint32 number;

  memcpy (&number, bytes, sizeof number);
  return GUINT32_FROM_LE (number);
}

/* Notes in which bucket each character is. Returns whether the file is whole. */
static gboolean
index_buckets (Dictionary *self)
{
  guint32 n_buckets = read_number (self->bytes);
  gsize at = HEADER_BYTES;
  guint n_characters = 0;

  if (n_buckets == 0 || n_buckets > MAX_BUCKETS)
    return FALSE;

  for (guint32 i = 0; i < n_buckets; i++)
    {
      guint32 bucket = (guint32) at;

      while (at < self->length && self->bytes[at] != 0)
        {
          gsize size = (guchar) self->bytes[at];
          gsize word = size >= 2 ? (guchar) self->bytes[at + 1] & LENGTH_MASK : 0;
          gunichar letter;

          if (at + size >= self->length || 2 + word > size)
            return FALSE;
          letter = word >= 3 ? g_utf8_get_char_validated (self->bytes + at + 2, (gssize) word) : 0;
          if (is_han (letter) && self->buckets[letter - FIRST_HAN] == 0)
            {
              self->buckets[letter - FIRST_HAN] = bucket;
              n_characters++;
            }
          at += size;
        }
      if (at++ >= self->length)
        return FALSE;
    }

  return n_characters >= MIN_CHARACTERS;
}

static void
dictionary_free (Dictionary *self)
{
  g_free (self->bytes);
  g_free (self);
}

static Dictionary *
dictionary_load (const char *path)
{
  Dictionary *self = g_new0 (Dictionary, 1);

  if (g_file_get_contents (path, &self->bytes, &self->length, NULL) && self->length > HEADER_BYTES
      && self->length <= MAX_FILE_BYTES && index_buckets (self))
    return self;

  g_message ("Chinese voice: not available: %s cannot be used: install the package espeak-ng-data again", path);
  dictionary_free (self);
  return NULL;
}

/* Read once, for the life of the program. */
static const Dictionary *
get_dictionary (void)
{
  static gsize ready;
  static Dictionary *dictionary;

  if (g_once_init_enter (&ready))
    {
      g_autofree char *path = _birge_espeak_dup_data_path (FILE_NAME);

      dictionary = dictionary_load (path);
      g_once_init_leave (&ready, 1);
    }
  return dictionary;
}

/* For tests. */
gboolean
_birge_pinyin_can_use (const char *path)
{
  Dictionary *dictionary = dictionary_load (path);
  gboolean can = dictionary != NULL;

  g_clear_pointer (&dictionary, dictionary_free);
  return can;
}

/* Cheap, as it is asked before the first frame. */
gboolean
birge_say_has_chinese (void)
{
  g_autofree char *path = _birge_espeak_dup_data_path (FILE_NAME);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/* How many bytes of @text the words of an entry cover behind its first; -1: they are not there. */
static gssize
match_rest (const char *flags,
            const char *end,
            const char *text)
{
  const char *start = text;

  while (flags < end && ((guchar) *flags < FIRST_MULTIPLE || (guchar) *flags >= FIRST_CONDITION))
    flags++;
  if (flags >= end)
    return 0;

  for (flags++; flags < end; flags++)
    if (*flags != ' ' && (*text == '\0' || *flags != *text++)) /* never past the end, whatever the file says */
      return -1;
  return text - start;
}

static guint
count_syllables (const char *pinyin)
{
  guint n = 0;

  for (; *pinyin != '\0'; pinyin++)
    n += g_ascii_isdigit (*pinyin) ? 1 : 0;
  return n;
}

/* @length: receives how many bytes of @text the longest word there covers. Returns its pinyin, NULL when there is none. */
static const char *
find_in_dictionary (const Dictionary *self,
                    const char       *text,
                    gsize            *length)
{
  gsize first = (gsize) (g_utf8_next_char (text) - text);
  const char *entry = self->bytes + self->buckets[g_utf8_get_char (text) - FIRST_HAN];
  const char *found = NULL;

  *length = 0;
  if (entry == self->bytes)
    return NULL;

  for (; *entry != 0; entry += (guchar) *entry)
    {
      const char *end = entry + (guchar) *entry;
      const char *pinyin = entry + 2 + ((guchar) entry[1] & LENGTH_MASK);
      const char *flags = memchr (pinyin, 0, (gsize) (end - pinyin));
      gssize rest;

      if (((guchar) entry[1] & ~LENGTH_MASK) != 0 || (gsize) (pinyin - entry - 2) != first || flags == NULL
          || memcmp (entry + 2, text, first) != 0)
        continue;
      rest = match_rest (flags + 1, end, text + first);
      if (rest < 0 || first + (gsize) rest <= *length
          || count_syllables (pinyin) != (guint) g_utf8_strlen (text, (gssize) (first + (gsize) rest)))
        continue;
      *length = first + (gsize) rest;
      found = pinyin;
    }

  return found;
}

static const char *
find_own (const char *text,
          gsize      *length)
{
  const char *found = NULL;

  *length = 0;
  for (guint i = 0; i < G_N_ELEMENTS (own_words); i++)
    if (g_str_has_prefix (text, own_words[i].word) && strlen (own_words[i].word) > *length)
      {
        found = own_words[i].pinyin;
        *length = strlen (own_words[i].word);
      }
  return found;
}

/* The tone a syllable of pinyin ends in: 1 to 5. */
static int
get_first_tone (const char *pinyin)
{
  const char *digit = pinyin != NULL ? strpbrk (pinyin, "12345") : NULL;

  return digit != NULL ? *digit - '0' : 0;
}

/* 一 and 不 alone take their tone from the syllable behind; 一 as a number keeps its own. */
static const char *
find_alone (const Dictionary *self,
            const char       *start,
            const char       *at)
{
  gunichar letter = g_utf8_get_char (at);
  const char *next = g_utf8_next_char (at);
  gunichar before = at > start ? g_utf8_get_char (g_utf8_prev_char (at)) : 0;
  gsize length;
  int tone;

  if ((letter != 0x4E00 && letter != 0x4E0D) || !is_han (g_utf8_get_char (next)))
    return NULL;

  tone = get_first_tone (find_in_dictionary (self, next, &length));
  if (letter == 0x4E0D)
    return tone == 4 ? "bu2" : "bu4";
  if (before != 0 && g_utf8_strchr ("第零一二三四五六七八九十百千万点", -1, before) != NULL)
    return "yi1";
  if (g_utf8_strchr ("零一二三四五六七八九十月日号点", -1, g_utf8_get_char (next)) != NULL)
    return "yi1";

  return tone == 4 || tone == 5 ? "yi2" : "yi4";
}

/* "二十一次" is not 一次. */
static gboolean
is_end_of_number (const char *start,
                  const char *at)
{
  gunichar before = at > start ? g_utf8_get_char (g_utf8_prev_char (at)) : 0;

  return g_utf8_get_char (at) == 0x4E00 && before != 0 && g_utf8_strchr ("第十零", -1, before) != NULL;
}

static const char *
find_word (const Dictionary *self,
           const char       *start,
           const char       *at,
           gsize            *length)
{
  gsize own_length;
  const char *own = find_own (at, &own_length);
  const char *found = find_in_dictionary (self, at, length);
  gsize single = (gsize) (g_utf8_next_char (at) - at);

  if (own != NULL && own_length >= *length)
    {
      *length = own_length;
      return own;
    }
  if (is_end_of_number (start, at))
    {
      *length = single;
      return "yi1";
    }
  if (*length == single)
    {
      const char *alone = find_alone (self, start, at);

      return alone != NULL ? alone : found;
    }

  return found;
}

/* What the voice needs to make a pause as the mark asks for. */
static const char *
get_mark (gunichar letter)
{
  switch (letter)
    {
    case 0x3002: /* 。 */
    case 0xFF1B: /* ； */
    case 0xFF61:
    case 0x2026:
      return ". ";
    case 0xFF01: /* ！ */
      return "! ";
    case 0xFF1F: /* ？ */
      return "? ";
    case 0xFF0C: /* ， */
    case 0x3001: /* 、 */
    case 0xFF1A: /* ： */
    case 0xFF08: /* （ */
    case 0xFF09:
    case 0x2014:
    case 0x2013:
    case 0x00B7:
      return ", ";
    case 0x201C: /* “ ” ‘ ’ 《 》 */
    case 0x201D:
    case 0x2018:
    case 0x2019:
    case 0x300A:
    case 0x300B:
      return " ";
    default:
      return NULL;
    }
}

BirgeSayText *
_birge_pinyin_read (const BirgeSayText *characters)
{
  const Dictionary *dictionary = get_dictionary ();
  const char *text = characters->text->str, *at = text;
  BirgeSayText *said;

  if (dictionary == NULL)
    return NULL;

  said = _birge_say_text_new ();
  while (*at != '\0')
    {
      gunichar letter = g_utf8_get_char (at);
      gsize start = (gsize) (at - text), length = 0;
      const char *words = is_han (letter) ? find_word (dictionary, text, at, &length) : get_mark (letter);

      if (words == NULL || length == 0)
        length = (gsize) (g_utf8_next_char (at) - at);
      if (words != NULL && is_han (letter) && said->text->len > 0 && said->text->str[said->text->len - 1] != ' ')
        _birge_say_text_put (said, characters, start, start + length, " ");
      if (words != NULL)
        _birge_say_text_put (said, characters, start, start + length, words);
      else if (!is_han (letter)) /* a character nobody knows is left out */
        _birge_say_text_copy (said, characters, start, start + length);
      at += length;
    }
  return said;
}
