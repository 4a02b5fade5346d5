/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-uzbek.h"

#include <string.h>

/* A word is folded (lower case, one sign for each of the two apostrophes), written over from left to right, longest match
 * first, and gets its capitals back piece by piece. */
#define TURNED "\u02BB" /* of oʻ and gʻ */
#define STOP "\u02BC"   /* of a glottal stop */
#define O_TURNED "o" TURNED
#define G_TURNED "g" TURNED

typedef struct {
  const char *latin;
  const char *cyrillic;
} Pair;

/* Beginnings of words, mostly loans, whose Latin letters do not tell ц, ь, ъ, я of Cyrillic; and the few native words that
 * begin like one of them. The longest counts. Read in both directions. */
static const Pair stems[] = {
  { "abssess", "абсцесс" }, { "abzats", "абзац" }, { "adyutant", "адъютант" }, { "aksent", "акцент" },
  { "aksiz", "акциз" }, { "albom", "альбом" }, { "alpinist", "альпинист" }, { "apelsin", "апельсин" },
  { "asfalt", "асфальт" }, { "assotsi", "ассоци" }, { "atelye", "ателье" }, { "avtomobil", "автомобиль" },
  { "balzam", "бальзам" }, { "baryer", "барьер" }, { "batalyon", "батальон" }, { "broshura", "брошюра" },
  { "budjet", "бюджет" }, { "buldozer", "бульдозер" }, { "bulyon", "бульон" }, { "defitsit", "дефицит" },
  { "detal", "деталь" }, { "dezinfeksi", "дезинфекци" }, { "dielektrik", "диэлектрик" }, { "dispanser", "диспансер" },
  { "dizel", "дизель" }, { "dotsent", "доцент" }, { "ekspansiya", "экспансия" }, { "ensiklopedi", "энциклопеди" },
  { "fakultet", "факультет" }, { "farmatsevt", "фармацевт" }, { "feldsher", "фельдшер" }, { "festival", "фестиваль" },
  { "film", "фильм" }, { "filtr", "фильтр" }, { "fransiya", "франция" }, { "fransuz", "француз" },
  { "funksi", "функци" }, { "glitserin", "глицерин" }, { "gospital", "госпиталь" }, { "impuls", "импульс" },
  { "infeksi", "инфекци" }, { "inspeksi", "инспекци" }, { "instruksi", "инструкци" }, { "insult", "инсульт" },
  { "intervyu", "интервью" }, { "inyeksi", "инъекци" }, { "kabel", "кабель" }, { "kafel", "кафель" },
  { "kalkulyator", "калькулятор" }, { "kalsiy", "кальций" }, { "kanselyariya", "канцелярия" },
  { "kansler", "канцлер" }, { "karyer", "карьер" }, { "kilovolt", "киловольт" }, { "kinofilm", "кинофильм" },
  { "koeffitsiyent", "коэффициент" }, { "kommersiya", "коммерция" }, { "kompyuter", "компьютер" },
  { "konferensi", "конференци" }, { "konsentratsi", "концентраци" }, { "konsepsi", "концепци" },
  { "konsern", "концерн" }, { "konsert", "концерт" }, { "konsorsium", "консорциум" }, { "konsultant", "консультант" },
  { "konsultatsi", "консультаци" }, { "konveyer", "конвейер" }, { "konyak", "коньяк" }, { "korrupsi", "коррупци" },
  { "kultura", "культура" }, { "kuryer", "курьер" }, { "kvitansi", "квитанци" }, { "leykotsit", "лейкоцит" },
  { "litsenzi", "лицензи" }, { "litsey", "лицей" }, { "mayonez", "майонез" }, { "mayor", "майор" },
  { "mebel", "мебель" }, { "medal", "медаль" }, { "medalyon", "медальон" }, { "model", "модель" },
  { "modul", "модуль" }, { "mototsikl", "мотоцикл" }, { "multfilm", "мультфильм" }, { "nol", "ноль" },
  { "obyekt", "объект" }, { "ofitser", "офицер" }, { "ofitsial", "официал" }, { "ofitsiant", "официант" },
  { "oktabr", "октябр" }, { "palto", "пальто" }, { "parashut", "парашют" }, { "parol", "пароль" },
  { "patsiyent", "пациент" }, { "pavilyon", "павильон" }, { "penitsillin", "пенициллин" }, { "pensi", "пенси" },
  { "pinset", "пинцет" }, { "platsenta", "плацента" }, { "pleyer", "плейер" }, { "pochtalyon", "почтальон" },
  { "podyezd", "подъезд" }, { "poliester", "полиэстер" }, { "polietilen", "полиэтилен" }, { "porsiya", "порция" },
  { "potensial", "потенциал" }, { "poyabzal", "пойабзал" }, { "poyafzal", "пойафзал" }, { "premyer", "премьер" },
  { "prinsip", "принцип" }, { "profil", "профиль" }, { "profilakt", "профилакт" }, { "proporsi", "пропорци" },
  { "protsedura", "процедура" }, { "protsent", "процент" }, { "protsess", "процесс" }, { "puls", "пульс" },
  { "pulsiz", "пулсиз" }, { "pult", "пульт" }, { "pyesa", "пьеса" }, { "rayon", "район" }, { "reaksi", "реакци" },
  { "redaksi", "редакци" }, { "rels", "рельс" }, { "retsept", "рецепт" }, { "sellofan", "целлофан" },
  { "selsiy", "цельсий" }, { "sement", "цемент" }, { "sentabr", "сентябр" }, { "sentner", "центнер" },
  { "sentr", "центр" }, { "senzura", "цензура" }, { "sex", "цех" }, { "shampun", "шампунь" }, { "shprits", "шприц" },
  { "shtepsel", "штепсель" }, { "shveysari", "швейцари" }, { "sikl", "цикл" }, { "silindr", "цилиндр" },
  { "sink", "цинк" }, { "sirk", "цирк" }, { "sirka", "сирка" }, { "sirkul", "циркул" }, { "sirroz", "цирроз" },
  { "sisterna", "цистерна" }, { "sistit", "цистит" }, { "sitata", "цитата" }, { "sitrus", "цитрус" },
  { "sotsial", "социал" }, { "sotsiolog", "социолог" }, { "spetsial", "специал" }, { "spetsifi", "специфи" },
  { "ssenari", "сценари" }, { "stansi", "станци" }, { "subyekt", "субъект" }, { "sulfat", "сульфат" },
  { "syezd", "съезд" }, { "syomka", "съёмка" }, { "tabel", "табель" }, { "tekstil", "текстиль" },
  { "transkripsi", "транскрипци" }, { "tunnel", "туннель" }, { "ultra", "ультра" }, { "vaksina", "вакцина" },
  { "vals", "вальс" }, { "ventil", "вентиль" }, { "ventilya", "вентиля" }, { "videofilm", "видеофильм" },
  { "vitse", "вице" }, { "volt", "вольт" }, { "vyetnam", "вьетнам" }, { "yogurt", "йогурт" },
};

/* Letters and pairs of letters, longest first. What depends on its neighbours is in latin_piece() and cyrillic_piece(). */
static const Pair letters[] = {
  { "yo" TURNED, "йў" }, { O_TURNED, "ў" }, { G_TURNED, "ғ" }, { "tsiya", "ция" }, { "tsion", "цион" },
  { "ksiya", "кция" }, { "ksion", "кцион" }, { "nsiya", "нция" },
  { "s" STOP "h", "сҳ" }, { "sh", "ш" }, { "ch", "ч" }, { "yo", "ё" }, { "yu", "ю" }, { "ya", "я" }, { "ye", "е" },
  { "a", "а" }, { "b", "б" }, { "d", "д" }, { "e", "е" }, { "f", "ф" }, { "g", "г" }, { "h", "ҳ" }, { "i", "и" }, { "j", "ж" },
  { "k", "к" }, { "l", "л" }, { "m", "м" }, { "n", "н" }, { "o", "о" }, { "p", "п" }, { "q", "қ" }, { "r", "р" }, { "s", "с" },
  { "t", "т" }, { "u", "у" }, { "v", "в" }, { "x", "х" }, { "y", "й" }, { "z", "з" }, { STOP, "ъ" },
  /* Cyrillic only; an empty Latin side never matches a Latin word. */
  { "", "щ" }, { "", "ы" }, { "", "э" }, { "", "ц" }, { "", "ь" },
};

/* Names that Uzbek keeps in Latin letters in both scripts, as people see them on a screen or a package. An ending behind one
 * is Uzbek. Words with w, or c without h, are kept anyway. */
#define NAMES \
  "(?<!\\w)(?:E-Otinish|eOtinish|eQonaq|eGov|Enbek Migration|Muhojir(?= ilova)" \
  "|AED|GPS|ID|PDF|PIN|QR|SIM|SMS|USB|WhatsApp|Wi-Fi)" \
  "(?=(?:lar)?(?:s?i|ingiz|imiz|im)?(?:ning|ni|ga|dagi|dan|da|siz|li)?(?!\\w))"

/* Left as they are: names, values to fill in, marks of interface texts, addresses of the web. */
#define PROTECTED \
  NAMES \
  "|\\{[^{}\\n]*\\}" \
  "|(?<!\\d)%(?:\\d+\\$)?[-+#0']*(?:\\d+|\\*)?(?:\\.(?:\\d+|\\*))?(?:hh|h|ll|l|q|j|z|t)?[diouxXeEfFgGcsp%]" \
  "|</?[a-z][^<>\\n]*>|&[a-z]+;|&#\\d+;" \
  "|https?://\\S+|www\\.\\S+|[\\w.+-]{1,64}@[\\w-]{1,63}(?:\\.[\\w-]{1,63}){1,4}" \
  "|(?:[A-Za-z0-9-]{1,63}\\.){1,4}(?:kz|uz|kg|tj|ru|com|org|net|info|gov|int)(?:/\\S*)?(?!\\w)"

typedef struct {
  GString    *fold;
  GByteArray *capital; /* for each byte of fold, whether its letter is one */
  guint       n_letters;
  guint       n_capitals;
  gboolean    foreign; /* has a letter that no Uzbek word has */
} Word;

static gboolean
is_apostrophe (gunichar c)
{
  return c == '\'' || c == '`' || c == 0x00B4 || c == 0x2018 || c == 0x2019 || c == 0x02B9 || c == 0x02BB || c == 0x02BC
         || c == 0x02BD || c == 0x2032;
}

static gboolean
is_vowel (gunichar c)
{
  return c < 128 && c != 0 && strchr ("aeiou", (int) c) != NULL;
}

static void
word_clear (Word *word)
{
  g_string_truncate (word->fold, 0);
  g_byte_array_set_size (word->capital, 0);
  word->n_letters = word->n_capitals = 0;
  word->foreign = FALSE;
}

static void
word_append (Word *word, gunichar c, gboolean is_letter)
{
  guint8 capital = g_unichar_isupper (c);
  gsize before = word->fold->len;

  g_string_append_unichar (word->fold, g_unichar_tolower (c));
  for (; before < word->fold->len; before++)
    g_byte_array_append (word->capital, &capital, 1);
  word->n_letters += is_letter;
  word->n_capitals += capital;
}

/* An apostrophe belongs to a word behind o and g, between letters, or, if it is the true sign, at the end. Elsewhere it is
 * a quotation mark. */
static gunichar
fold_apostrophe (gunichar sign, gunichar before, gunichar after)
{
  if (before == 'o' || before == 'g')
    return 0x02BB;
  if (g_unichar_isalpha (after) || sign == 0x02BC)
    return 0x02BC;
  return 0;
}

static const char *
read_word (const char *at, GUnicodeScript script, Word *word)
{
  gunichar before = 0;

  word_clear (word);
  for (; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (script == G_UNICODE_SCRIPT_LATIN && before != 0 && is_apostrophe (c))
        {
          gunichar folded = fold_apostrophe (c, before, g_utf8_get_char (g_utf8_next_char (at)));

          if (folded == 0)
            break;
          word_append (word, folded, FALSE);
          before = folded;
        }
      /* U+02BB and U+02BC are letters of no script; they count above only. */
      else if (g_unichar_isalpha (c) && g_unichar_get_script (c) == script)
        {
          word->foreign = word->foreign || (script == G_UNICODE_SCRIPT_LATIN && (c >= 128 || c == 'w' || c == 'W'));
          word_append (word, c, TRUE);
          before = g_unichar_tolower (c);
        }
      else
        break;
    }
  return at;
}

/* Writes a lower-case piece with the capitals of the place it comes from. */
static void
append_piece (GString *out, const Word *word, gsize at, const char *piece)
{
  gboolean all = word->n_letters > 1 && word->n_capitals == word->n_letters;
  g_autofree char *upper = NULL;

  if (*piece == '\0')
    return;
  if (all)
    {
      upper = g_utf8_strup (piece, -1);
      g_string_append (out, upper);
    }
  else if (word->capital->data[at])
    {
      g_string_append_unichar (out, g_unichar_toupper (g_utf8_get_char (piece)));
      g_string_append (out, g_utf8_next_char (piece));
    }
  else
    g_string_append (out, piece);
}

static const char *
get_side (const Pair *pair, gboolean to_cyrillic)
{
  return to_cyrillic ? pair->latin : pair->cyrillic;
}

/* g_str_has_prefix() measures both; this is asked for each letter and each row of the tables. */
static gboolean
begins_with (const char *text, const char *prefix)
{
  while (*prefix != '\0' && *text == *prefix)
    {
      text++;
      prefix++;
    }
  return *prefix == '\0';
}

static const Pair *
find_stem (const char *fold, gboolean to_cyrillic)
{
  const Pair *best = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (stems); i++)
    if (begins_with (fold, get_side (&stems[i], to_cyrillic))
        && (best == NULL || strlen (get_side (&stems[i], to_cyrillic)) > strlen (get_side (best, to_cyrillic))))
      best = &stems[i];
  return best;
}

static const Pair *
find_letters (const char *at, gboolean to_cyrillic)
{
  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      const char *side = get_side (&letters[i], to_cyrillic);

      if (*side != '\0' && begins_with (at, side))
        return &letters[i];
    }
  return NULL;
}

/* Latin to Cyrillic */

/* A letter alone that is no Uzbek word, such as a blood group or a vitamin; with a point behind it begins a name. */
static gboolean
is_sign (const char *end, const Word *word)
{
  return word->n_letters == 1 && word->n_capitals == 1 && strchr ("aeou", word->fold->str[0]) == NULL && *end != '.';
}

static gboolean
is_kept (const char *start, const char *end, const Word *word)
{
  g_autofree char *text = g_strndup (start, (gsize) (end - start));

  if (word->foreign || is_sign (end, word))
    return TRUE;
  for (const char *c = strchr (word->fold->str, 'c'); c != NULL; c = strchr (c + 1, 'c'))
    if (c[1] != 'h')
      return TRUE;
  return strlen (text) > 1 && strspn (text, "IVX") == strlen (text); /* a Roman number */
}

/* The stem at the beginning; a soft sign at its end is lost before any ending: автомобиль, автомобиллар. It stays in модельер. */
static char *
dup_stem (const Pair *stem, const char *rest)
{
  gsize length = strlen (stem->cyrillic);

  if (g_str_has_suffix (stem->cyrillic, "ь") && *rest != '\0' && *rest != 'y')
    length -= strlen ("ь");
  return g_strndup (stem->cyrillic, length);
}

static const char *
latin_piece (const char *fold, const char *at, const Pair *pair)
{
  const char *before = at > fold ? g_utf8_prev_char (at) : NULL;

  if (strcmp (pair->latin, "e") != 0)
    return pair->cyrillic;
  if (before != NULL && *before == 'i') /* диета, клиент: no Uzbek word has иэ */
    return "е";
  if (before == NULL || is_vowel (g_utf8_get_char (before)) || (g_str_has_prefix (before, TURNED) && before[-1] == 'o'))
    return "э";
  return "е";
}

static void
append_cyrillic (GString *out, const Word *word)
{
  const char *fold = word->fold->str;
  const char *at = fold;
  const Pair *stem = find_stem (fold, TRUE);

  if (stem != NULL)
    {
      g_autofree char *piece = dup_stem (stem, fold + strlen (stem->latin));

      append_piece (out, word, 0, piece);
      at += strlen (stem->latin);
    }
  while (*at != '\0')
    {
      const Pair *pair = find_letters (at, TRUE);

      if (pair == NULL) /* only a turned comma behind something else */
        {
          at = g_utf8_next_char (at);
          continue;
        }
      append_piece (out, word, (gsize) (at - fold), latin_piece (fold, at, pair));
      at += strlen (pair->latin);
    }
}

/* Cyrillic to Latin */

static gboolean
is_one_of (const char *at, const char *letters_wanted)
{
  return *at != '\0' && g_utf8_strchr (letters_wanted, -1, g_utf8_get_char (at)) != NULL;
}

static const char *
cyrillic_piece (const char *fold, const char *at, const Pair *pair)
{
  const char *before = at > fold ? g_utf8_prev_char (at) : NULL;
  const char *after = g_utf8_next_char (at);

  if (strcmp (pair->cyrillic, "е") == 0)
    return before == NULL || is_one_of (before, "аеёиоуўэюяыъь") ? "ye" : "e";
  if (strcmp (pair->cyrillic, "э") == 0)
    return "e";
  if (strcmp (pair->cyrillic, "ц") == 0)
    return before != NULL && is_one_of (before, "аеёиоуўэюяы") ? "ts" : "s";
  if (strcmp (pair->cyrillic, "щ") == 0)
    return "sh";
  if (strcmp (pair->cyrillic, "ы") == 0)
    return "i";
  if (strcmp (pair->cyrillic, "ь") == 0)
    return is_one_of (after, "о") ? "y" : "";
  if (strcmp (pair->cyrillic, "ъ") == 0) /* объект, but меъёр */
    return is_one_of (after, "еёюя") && (before == NULL || !is_one_of (before, "аеиоуўэ")) ? "" : STOP;
  return pair->latin;
}

static void
append_latin (GString *out, const Word *word)
{
  const char *fold = word->fold->str;
  const char *at = fold;
  const Pair *stem = find_stem (fold, FALSE);

  if (stem != NULL)
    {
      append_piece (out, word, 0, stem->latin);
      at += strlen (stem->cyrillic);
    }
  while (*at != '\0')
    {
      const Pair *pair = find_letters (at, FALSE);
      gsize place = (gsize) (at - fold);

      if (pair == NULL) /* a letter of another language */
        {
          g_autofree char *letter = g_strndup (at, (gsize) (g_utf8_next_char (at) - at));

          append_piece (out, word, place, letter);
          at = g_utf8_next_char (at);
          continue;
        }
      append_piece (out, word, place,
                    g_utf8_strlen (pair->cyrillic, -1) == 1 ? cyrillic_piece (fold, at, pair) : pair->latin);
      at += strlen (pair->cyrillic);
    }
}

/* Texts */

static void
append_text (GString *out, const char *start, const char *end, gboolean to_cyrillic)
{
  g_autofree char *text = g_strndup (start, (gsize) (end - start));
  GUnicodeScript script = to_cyrillic ? G_UNICODE_SCRIPT_LATIN : G_UNICODE_SCRIPT_CYRILLIC;
  Word word = { .fold = g_string_new (NULL), .capital = g_byte_array_new () };

  for (const char *at = text; *at != '\0';)
    {
      const char *next = read_word (at, script, &word);

      if (next == at)
        {
          next = g_utf8_next_char (at);
          g_string_append_len (out, at, next - at);
        }
      else if (!to_cyrillic)
        append_latin (out, &word);
      else if (is_kept (at, next, &word))
        g_string_append_len (out, at, next - at);
      else
        append_cyrillic (out, &word);
      at = next;
    }
  g_string_free (word.fold, TRUE);
  g_byte_array_unref (word.capital);
}

static GRegex *
get_protected (void)
{
  static GRegex *pattern = NULL;

  if (g_once_init_enter (&pattern))
    g_once_init_leave (&pattern, g_regex_new (PROTECTED, G_REGEX_OPTIMIZE, 0, NULL));
  return pattern;
}

static char *
convert (const char *typed, gboolean to_cyrillic)
{
  g_autofree char *text = g_utf8_make_valid (typed, -1);
  g_autoptr(GMatchInfo) match = NULL;
  GString *out = g_string_new (NULL);
  const char *at = text;

  g_regex_match (get_protected (), text, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      int start = 0;
      int end = 0;

      g_match_info_fetch_pos (match, 0, &start, &end);
      append_text (out, at, text + start, to_cyrillic);
      g_string_append_len (out, text + start, end - start);
      at = text + end;
    }
  append_text (out, at, at + strlen (at), to_cyrillic);
  return g_string_free (out, FALSE);
}

/**
 * birge_uz_to_cyrillic:
 *
 * Writes Uzbek in Cyrillic letters. Amounts in { }, `printf` sequences, markup and addresses of the web stay.
 *
 * Returns: (transfer full): the text
 */
char *
birge_uz_to_cyrillic (const char *latin)
{
  g_return_val_if_fail (latin != NULL, NULL);
  return convert (latin, TRUE);
}

/**
 * birge_uz_to_latin:
 *
 * Writes Uzbek in Latin letters, with U+02BB and U+02BC as its apostrophes.
 *
 * Returns: (transfer full): the text
 */
char *
birge_uz_to_latin (const char *cyrillic)
{
  g_return_val_if_fail (cyrillic != NULL, NULL);
  return convert (cyrillic, FALSE);
}
