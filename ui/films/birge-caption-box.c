/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/films/birge-caption-box.h"

#include "data/formats/birge-language.h"
#include "ui/widgets/birge-widgets.h"

#define N_LANGUAGES 2

/* Ways of showing the same words, the best first: both languages, then the first alone. One of them is visible. */
enum { BOTH, FIRST_ALONE, N_WAYS };

struct _BirgeCaptionBox
{
  GtkWidget  parent_instance;
  GtkWidget *boxes[N_WAYS];
  GtkWidget *labels[N_WAYS][N_LANGUAGES]; /* [FIRST_ALONE][1] is not there */
  gboolean   below;
};

G_DEFINE_FINAL_TYPE (BirgeCaptionBox, birge_caption_box, GTK_TYPE_WIDGET)

static const double scales[] = { 1.0, 0.92, 0.85, 0.78, 0.7, 0.6 };

/* How often both languages get smaller before the second is left out. Over a film, never: there each line hides something. */
#define SMALLER_BELOW 3

static double
get_share (BirgeCaptionBox *self)
{
  return self->below ? 1 : BIRGE_CAPTION_BOX_SHARE;
}

/* How large @box is within @width when its letters are @scale of their size, in its own pixels. */
static void
measure_box (GtkWidget *box, double scale, int width, GtkRequisition *size)
{
  int room = (int) (width / scale);
  int minimum;

  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &size->width, NULL, NULL);
  size->width = MAX (minimum, MIN (size->width, room));
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, size->width, &size->height, NULL, NULL, NULL);
}

static void
place_box (GtkWidget *box, double scale, const GtkRequisition *size, int width, double top)
{
  const graphene_point_t corner = GRAPHENE_POINT_INIT ((float) ((width - scale * size->width) / 2), (float) top);

  gtk_widget_allocate (box, size->width, size->height, -1,
                       gsk_transform_scale (gsk_transform_translate (NULL, &corner), (float) scale, (float) scale));
}

static void
birge_caption_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BirgeCaptionBox *self = BIRGE_CAPTION_BOX (widget);
  GtkRequisition size;
  guint way = 0, scale = 0;

  measure_box (self->boxes[way], scales[scale], width, &size);
  while (scales[scale] * size.height > get_share (self) * height && scale + 1 < G_N_ELEMENTS (scales))
    {
      if (way == BOTH && scale == (self->below ? SMALLER_BELOW : 0) && gtk_widget_get_visible (self->boxes[FIRST_ALONE]))
        {
          way = FIRST_ALONE;
          scale = 0;
        }
      else
        scale++;
      measure_box (self->boxes[way], scales[scale], width, &size);
    }
  for (guint i = 0; i < N_WAYS; i++)
    gtk_widget_set_child_visible (self->boxes[i], i == way);
  place_box (self->boxes[way], scales[scale], &size, width, self->below ? 0 : height - scales[scale] * size.height);
}

/* It takes what the film has. */
static void
birge_caption_box_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                           int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
}

static GtkSizeRequestMode
birge_caption_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
birge_caption_box_dispose (GObject *object)
{
  BirgeCaptionBox *self = BIRGE_CAPTION_BOX (object);

  for (guint i = 0; i < N_WAYS; i++)
    g_clear_pointer (&self->boxes[i], gtk_widget_unparent);
  G_OBJECT_CLASS (birge_caption_box_parent_class)->dispose (object);
}

static void
birge_caption_box_class_init (BirgeCaptionBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = birge_caption_box_dispose;
  GTK_WIDGET_CLASS (klass)->measure = birge_caption_box_measure;
  GTK_WIDGET_CLASS (klass)->get_request_mode = birge_caption_box_get_request_mode;
  GTK_WIDGET_CLASS (klass)->size_allocate = birge_caption_box_size_allocate;
}

static void
birge_caption_box_init (BirgeCaptionBox *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  for (guint i = 0; i < N_WAYS; i++)
    {
      self->boxes[i] = birge_box_new (GTK_ORIENTATION_VERTICAL, "captions");
      gtk_widget_set_parent (self->boxes[i], GTK_WIDGET (self));
      gtk_widget_set_visible (self->boxes[i], FALSE);
      for (guint which = 0; which < (i == BOTH ? N_LANGUAGES : 1); which++)
        {
          GtkWidget *label = birge_box_add (self->boxes[i], birge_label_new ("", NULL, which == 0 ? "first" : "second"));

          gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
          gtk_label_set_xalign (GTK_LABEL (label), 0.5);
          gtk_widget_set_visible (label, FALSE);
          self->labels[i][which] = label;
        }
    }
}

GtkWidget *
birge_caption_box_new (void)
{
  return g_object_new (BIRGE_TYPE_CAPTION_BOX, NULL);
}

void
birge_caption_box_set_below (BirgeCaptionBox *self, gboolean below)
{
  g_return_if_fail (BIRGE_IS_CAPTION_BOX (self));

  self->below = below;
  if (below)
    gtk_widget_add_css_class (GTK_WIDGET (self), "below");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "below");
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
set_label (GtkWidget *label, const char *text, const char *language)
{
  const BirgeLanguage *info = language != NULL ? birge_language_find (language) : NULL;
  gboolean shown = text != NULL && *text != '\0';

  if (shown == gtk_widget_get_visible (label) && (!shown || g_str_equal (gtk_label_get_label (GTK_LABEL (label)), text)))
    return; /* asked at every frame */
  birge_label_set (label, shown ? text : "", language);
  gtk_widget_set_direction (label, info != NULL && birge_language_is_rtl (info) ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  gtk_widget_set_visible (label, shown);
}

void
birge_caption_box_set_text (BirgeCaptionBox *self, guint which, const char *text, const char *language)
{
  g_return_if_fail (BIRGE_IS_CAPTION_BOX (self));
  g_return_if_fail (which < N_LANGUAGES);

  for (guint i = 0; i < N_WAYS; i++)
    {
      if (self->labels[i][which] != NULL)
        set_label (self->labels[i][which], text, language);
      gtk_widget_set_visible (self->boxes[i], gtk_widget_get_visible (self->labels[i][0]) ||
                                                (i == BOTH && gtk_widget_get_visible (self->labels[i][1])));
    }
}
