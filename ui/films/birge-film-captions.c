/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/films/birge-film-captions.h"

#include "data/formats/birge-language.h"
#include "data/formats/birge-vtt.h"
#include "media/birge-captions.h"

#define N_LANGUAGES 2

typedef enum { BOTH, FIRST_ONLY, NONE, N_MODES } Mode;

struct _BirgeFilmCaptions
{
  GObject          parent_instance;
  BirgeCaptionBox *box; /* owned */
  BirgeCaptions   *captions[N_LANGUAGES];
  const char      *languages[N_LANGUAGES]; /* (static) or NULL */
  Mode             mode;
  gboolean         here;
};

enum { READ, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BirgeFilmCaptions, birge_film_captions, G_TYPE_OBJECT)

const char *
birge_film_choose_language (const char *const *there, const char *wanted)
{
  const BirgeLanguage *language = birge_language_find (wanted);
  const char *const *fallbacks = birge_language_get_fallbacks (language);

  if (there == NULL || there[0] == NULL)
    return NULL;
  if (g_strv_contains (there, wanted))
    return wanted;
  for (guint i = 0; fallbacks[i] != NULL; i++)
    if (g_strv_contains (there, fallbacks[i]))
      return fallbacks[i];
  return there[0];
}

static void
birge_film_captions_dispose (GObject *object)
{
  BirgeFilmCaptions *self = BIRGE_FILM_CAPTIONS (object);

  g_clear_object (&self->box);
  for (guint i = 0; i < N_LANGUAGES; i++)
    g_clear_object (&self->captions[i]);
  G_OBJECT_CLASS (birge_film_captions_parent_class)->dispose (object);
}

static void
birge_film_captions_class_init (BirgeFilmCaptionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = birge_film_captions_dispose;
  signals[READ] = g_signal_new ("read", BIRGE_TYPE_FILM_CAPTIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                G_TYPE_PTR_ARRAY, G_TYPE_STRING);
}

static void
birge_film_captions_init (BirgeFilmCaptions *self)
{
  for (guint i = 0; i < N_LANGUAGES; i++)
    self->captions[i] = birge_captions_new (NULL);
}

BirgeFilmCaptions *
birge_film_captions_new (BirgeCaptionBox *box)
{
  BirgeFilmCaptions *self = g_object_new (BIRGE_TYPE_FILM_CAPTIONS, NULL);

  self->box = g_object_ref (box);
  return self;
}

static void
show (BirgeFilmCaptions *self)
{
  for (guint i = 0; i < N_LANGUAGES; i++)
    {
      gboolean shown = self->here && (self->mode == BOTH || (self->mode == FIRST_ONLY && i == 0));

      birge_caption_box_set_text (self->box, i, shown ? birge_captions_get_text (self->captions[i]) : NULL, self->languages[i]);
    }
}

typedef struct
{
  BirgeFilmCaptions *captions; /* owned */
  guint              which;
} Reading;

static void
on_loaded (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autofree Reading *reading = user_data;
  g_autoptr(BirgeFilmCaptions) self = reading->captions;
  g_autoptr(GBytes) bytes = birge_library_load_object_finish (BIRGE_LIBRARY (library), result, NULL);
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GPtrArray) cues = NULL;

  if (bytes == NULL || self->box == NULL)
    return; /* cancelled, or damaged: the film goes on without these words */
  cues = birge_vtt_parse (bytes, "captions", problems);
  if (birge_problems_count (problems, BIRGE_PROBLEM_ERROR) > 0)
    g_message ("captions: %u lines cannot be read and are left out: run birge verify",
               birge_problems_count (problems, BIRGE_PROBLEM_ERROR));
  birge_captions_set_cues (self->captions[reading->which], cues);
  if (reading->which == 0)
    g_signal_emit (self, signals[READ], 0, cues, self->languages[0]);
  show (self);
}

static void
read_one (BirgeFilmCaptions *self, guint which, BirgeLibrary *library, BirgeFilm *film, const char *wanted, GCancellable *cancellable)
{
  const char *language = birge_film_choose_language (birge_film_get_caption_languages (film), wanted);
  const char *object = language != NULL ? birge_film_find_captions (film, language) : NULL;
  Reading *reading;

  birge_captions_set_cues (self->captions[which], NULL);
  self->languages[which] = g_intern_string (language);
  if (object == NULL || (which == 1 && self->languages[0] == self->languages[1])) /* once is enough */
    return;
  reading = g_new0 (Reading, 1);
  reading->captions = g_object_ref (self);
  reading->which = which;
  birge_library_load_object_async (library, object, cancellable, on_loaded, reading);
}

void
birge_film_captions_read (BirgeFilmCaptions *self, BirgeLibrary *library, BirgeFilm *film, const char *first, const char *second,
                          GCancellable *cancellable)
{
  g_return_if_fail (BIRGE_IS_FILM_CAPTIONS (self));

  read_one (self, 0, library, film, first, cancellable);
  read_one (self, 1, library, film, second, cancellable);
}

void
birge_film_captions_set_position_us (BirgeFilmCaptions *self, gint64 position_us)
{
  g_return_if_fail (BIRGE_IS_FILM_CAPTIONS (self));

  for (guint i = 0; i < N_LANGUAGES; i++)
    birge_captions_set_position_us (self->captions[i], position_us);
  show (self);
}

void
birge_film_captions_turn (BirgeFilmCaptions *self)
{
  g_return_if_fail (BIRGE_IS_FILM_CAPTIONS (self));

  self->mode = (self->mode + 1) % N_MODES;
  show (self);
}

gboolean
birge_film_captions_are_wanted (BirgeFilmCaptions *self)
{
  g_return_val_if_fail (BIRGE_IS_FILM_CAPTIONS (self), FALSE);

  return self->mode != NONE;
}

void
birge_film_captions_want_both (BirgeFilmCaptions *self)
{
  g_return_if_fail (BIRGE_IS_FILM_CAPTIONS (self));

  self->mode = BOTH;
  show (self);
}

void
birge_film_captions_show (BirgeFilmCaptions *self, gboolean here)
{
  g_return_if_fail (BIRGE_IS_FILM_CAPTIONS (self));

  self->here = here;
  show (self);
}
