/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-captions.h"

#include "data/formats/birge-vtt.h"

/* What is to be read at a place in a film, for one language. Bind `position-us` to the player's and a label to `text`;
 * for two languages at once make two of these. */
struct _BirgeCaptions
{
  GObject parent_instance;

  GPtrArray *cues;       /* of BirgeCue, ordered by start */
  GArray    *latest_end; /* gint64; [i] is the latest end of cues 0 … i, so that a search back knows when to stop */
  gint64     position_us;
  char      *text;       /* never NULL */
};

/* More at once has no place on a screen. */
#define MAX_AT_ONCE 8

enum { PROP_POSITION_US = 1, PROP_TEXT, N_PROPS };

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (BirgeCaptions, birge_captions, G_TYPE_OBJECT)

static const BirgeCue *
cue_at (BirgeCaptions *self,
        guint          i)
{
  return g_ptr_array_index (self->cues, i);
}

/* How many cues have begun at a time: one past the last of them. */
static guint
count_begun (BirgeCaptions *self,
             gint64         position_us)
{
  guint low = 0, high = self->cues->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (cue_at (self, middle)->start_us <= position_us)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* Cues that overlap stand below each other in the order in which they began; of very many the latest. A cue's end no longer
 * belongs to it. */
static char *
dup_text_at (BirgeCaptions *self,
             gint64         position_us)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint n = 0;

  for (guint i = count_begun (self, position_us); i > 0 && n < MAX_AT_ONCE; i--)
    {
      if (g_array_index (self->latest_end, gint64, i - 1) <= position_us)
        break;
      if (cue_at (self, i - 1)->end_us <= position_us)
        continue;

      if (text->len > 0)
        g_string_prepend_c (text, '\n');
      g_string_prepend (text, cue_at (self, i - 1)->text);
      n++;
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
update_text (BirgeCaptions *self)
{
  g_autofree char *text = dup_text_at (self, self->position_us);

  if (g_str_equal (text, self->text))
    return;

  g_free (self->text);
  self->text = g_steal_pointer (&text);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

static int
compare_starts (gconstpointer a,
                gconstpointer b)
{
  const BirgeCue *first = *(const BirgeCue *const *) a, *second = *(const BirgeCue *const *) b;

  return (first->start_us > second->start_us) - (first->start_us < second->start_us);
}

static void
birge_captions_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  BirgeCaptions *self = BIRGE_CAPTIONS (object);

  if (prop_id == PROP_POSITION_US)
    g_value_set_int64 (value, self->position_us);
  else if (prop_id == PROP_TEXT)
    g_value_set_string (value, self->text);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
birge_captions_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  if (prop_id == PROP_POSITION_US)
    birge_captions_set_position_us (BIRGE_CAPTIONS (object), g_value_get_int64 (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
birge_captions_finalize (GObject *object)
{
  BirgeCaptions *self = BIRGE_CAPTIONS (object);

  g_ptr_array_unref (self->cues);
  g_array_unref (self->latest_end);
  g_free (self->text);
  G_OBJECT_CLASS (birge_captions_parent_class)->finalize (object);
}

static void
birge_captions_class_init (BirgeCaptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = birge_captions_get_property;
  object_class->set_property = birge_captions_set_property;
  object_class->finalize = birge_captions_finalize;

  props[PROP_POSITION_US] = g_param_spec_int64 ("position-us", NULL, NULL, 0, G_MAXINT64, 0,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "",
                                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
birge_captions_init (BirgeCaptions *self)
{
  self->cues = g_ptr_array_new ();
  self->latest_end = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->text = g_strdup ("");
}

/**
 * birge_captions_new:
 * @cues: (nullable): what birge_vtt_parse() gave
 *
 * Makes the captions of a film in one language; %NULL has nothing to say.
 *
 * Returns: (transfer full): the captions
 */
BirgeCaptions *
birge_captions_new (GPtrArray *cues)
{
  BirgeCaptions *self = g_object_new (BIRGE_TYPE_CAPTIONS, NULL);

  birge_captions_set_cues (self, cues);
  return self;
}

/**
 * birge_captions_set_cues:
 * @self: the captions
 * @cues: (nullable): array of BirgeCue, held from now on and not to be changed any more
 *
 * Takes other cues, as when the language is switched in the middle of a film.
 */
void
birge_captions_set_cues (BirgeCaptions *self,
                         GPtrArray     *cues)
{
  GPtrArray *ordered;
  gint64 latest = G_MININT64;

  g_return_if_fail (BIRGE_IS_CAPTIONS (self));

  ordered = cues != NULL ? g_ptr_array_ref (cues) : g_ptr_array_new ();
  g_ptr_array_sort (ordered, compare_starts); /* ours to trust: stable, and quick when in order already */
  g_ptr_array_unref (self->cues);
  self->cues = ordered;

  g_array_set_size (self->latest_end, 0);
  for (guint i = 0; i < ordered->len; i++)
    {
      latest = MAX (latest, cue_at (self, i)->end_us);
      g_array_append_val (self->latest_end, latest);
    }

  update_text (self);
}

/**
 * birge_captions_set_position_us:
 * @self: the captions
 * @position_us: place in the film
 *
 * Moves on, or back; `text` is announced when it changes. Costs one binary search.
 */
void
birge_captions_set_position_us (BirgeCaptions *self,
                                gint64         position_us)
{
  g_return_if_fail (BIRGE_IS_CAPTIONS (self));

  if (self->position_us == position_us)
    return;

  self->position_us = position_us;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_POSITION_US]);
  update_text (self);
}

/**
 * birge_captions_get_text:
 * @self: the captions
 *
 * Tells what is to be read now: all cues of this moment, one below the other.
 *
 * Returns: (transfer none): plain text, empty between cues
 */
const char *
birge_captions_get_text (BirgeCaptions *self)
{
  g_return_val_if_fail (BIRGE_IS_CAPTIONS (self), "");

  return self->text;
}
