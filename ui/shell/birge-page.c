/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/shell/birge-page.h"

#include "ui/widgets/birge-fingers.h"
#include "ui/widgets/birge-scroller.h"

/* Of the whole height: fine enough for the lines of a list of thousands. */
#define POSITION_PARTS 1000000.0

typedef struct
{
  BirgeShell        *shell; /* owned */
  BirgeRoute        *route;
  BirgeSpoken       *spoken;
  GCancellable      *cancellable;     /* of what is being loaded, or NULL */
  gboolean           loading;         /* what was asked for is not on the page yet */
  GtkWidget         *scroller;        /* weak: a widget of the page, which may make a new one at any time */
  gint64             wanted_position; /* see BirgeRoute, -1 for none */
  double             restored_value;  /* where that was on the page when it was last looked up, or -1 */
  guint              restore_id;
  gboolean           portrait; /* the glass it was last arranged for… */
  double             letters;  /* …and the letter size */
} BirgePagePrivate;

enum { PROP_0, PROP_SHELL, N_PROPS };
static GParamSpec *props[N_PROPS];

enum { UTTERANCES_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BirgePage, birge_page, GTK_TYPE_WIDGET)
#define PRIVATE(self) ((BirgePagePrivate *) birge_page_get_instance_private (self))

BirgeShell *
birge_page_get_shell (BirgePage *self)
{
  return PRIVATE (self)->shell;
}

const BirgeRoute *
birge_page_get_route (BirgePage *self)
{
  return PRIVATE (self)->route;
}

const char *
birge_page_tr (BirgePage *self, const char *msgid)
{
  return birge_shell_tr (PRIVATE (self)->shell, msgid);
}

void
birge_page_set_child (BirgePage *self, GtkWidget *child)
{
  g_return_if_fail (BIRGE_IS_PAGE (self));

  birge_fingers_replace (GTK_WIDGET (self), child);
}

static GtkAdjustment *
get_adjustment (BirgePagePrivate *priv)
{
  return gtk_scrolled_window_get_vadjustment (birge_scroller_get (priv->scroller));
}

/* A page's text arrives after the page, and its lines find their width in a few steps: the place asked for is looked up
 * at each of them, until the visitor moves on. */
static void
restore_position (BirgePagePrivate *priv)
{
  GtkAdjustment *adjustment;

  if (priv->wanted_position <= 0 || priv->scroller == NULL)
    return;
  adjustment = get_adjustment (priv);
  if (gtk_adjustment_get_upper (adjustment) <= gtk_adjustment_get_page_size (adjustment))
    return;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) * (double) priv->wanted_position / POSITION_PARTS);
  priv->restored_value = gtk_adjustment_get_value (adjustment);
}

static gboolean
on_restore (gpointer user_data)
{
  BirgePagePrivate *priv = PRIVATE (BIRGE_PAGE (user_data));

  priv->restore_id = 0;
  restore_position (priv);
  return G_SOURCE_REMOVE;
}

static gboolean
has_moved_on (BirgePagePrivate *priv, GtkAdjustment *adjustment)
{
  double value = gtk_adjustment_get_value (adjustment);
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  return priv->restored_value >= 0 && fabs (value - priv->restored_value) > 1 && value < end; /* at the end: it was pushed there */
}

static void
on_adjustment_changed (BirgePage *self, GtkAdjustment *adjustment)
{
  BirgePagePrivate *priv = PRIVATE (self);

  if (has_moved_on (priv, adjustment))
    priv->wanted_position = -1;
  if (priv->wanted_position > 0 && priv->restore_id == 0)
    priv->restore_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_restore, self, NULL);
}

void
birge_page_name_scroller (BirgePage *self, GtkWidget *scroller)
{
  birge_scroller_set_names (scroller, birge_page_tr (self, N_("Up")), birge_page_tr (self, N_("Down")));
}

void
birge_page_set_scroller (BirgePage *self, GtkWidget *scroller)
{
  BirgePagePrivate *priv = PRIVATE (self);

  g_return_if_fail (BIRGE_IS_PAGE (self));

  g_set_weak_pointer (&priv->scroller, scroller);
  birge_page_name_scroller (self, scroller);
  g_signal_connect_object (get_adjustment (priv), "changed", G_CALLBACK (on_adjustment_changed), self, G_CONNECT_SWAPPED);
  restore_position (priv); /* a list knows already how long it is */
}

void
birge_page_set_scrolled_child (BirgePage *self, GtkWidget *child)
{
  GtkWidget *scroller = birge_scroller_new (child);

  birge_page_set_child (self, scroller);
  birge_page_set_scroller (self, scroller);
}

BirgeSpoken *
birge_page_get_spoken (BirgePage *self)
{
  return PRIVATE (self)->spoken;
}

static void
stop_loading (BirgePagePrivate *priv)
{
  g_cancellable_cancel (priv->cancellable);
  g_clear_object (&priv->cancellable);
  birge_spoken_clear (priv->spoken);
}

GCancellable *
birge_page_begin_loading (BirgePage *self)
{
  BirgePagePrivate *priv = PRIVATE (self);

  g_return_val_if_fail (BIRGE_IS_PAGE (self), NULL);

  stop_loading (priv);
  priv->cancellable = g_cancellable_new ();
  priv->loading = TRUE;
  return priv->cancellable;
}

void
birge_page_utterances_changed (BirgePage *self)
{
  PRIVATE (self)->loading = FALSE;
  g_signal_emit (self, signals[UTTERANCES_CHANGED], 0);
}

gboolean
birge_page_is_complete (BirgePage *self)
{
  g_return_val_if_fail (BIRGE_IS_PAGE (self), FALSE);

  return !PRIVATE (self)->loading;
}

static gboolean
is_portrait (BirgePagePrivate *priv)
{
  return birge_style_is_portrait (birge_shell_get_style (priv->shell));
}

static double
get_letters (BirgePagePrivate *priv)
{
  return birge_session_get_letter_scale (birge_shell_get_session (priv->shell));
}

static void
on_style_changed (BirgePage *self)
{
  BirgePagePrivate *priv = PRIVATE (self);
  gboolean turned = is_portrait (priv) != priv->portrait;

  if (!turned && get_letters (priv) == priv->letters)
    return; /* other colours: nothing moves */
  priv->portrait = is_portrait (priv);
  priv->letters = get_letters (priv);
  BIRGE_PAGE_GET_CLASS (self)->arrange (self, turned);
}

void
birge_page_open (BirgePage *self, const BirgeRoute *route)
{
  BirgePagePrivate *priv = PRIVATE (self);

  g_return_if_fail (BIRGE_IS_PAGE (self));
  g_return_if_fail (priv->route == NULL);

  priv->route = birge_route_copy (route);
  priv->wanted_position = route->position;
  priv->restored_value = -1;
  priv->portrait = is_portrait (priv);
  priv->letters = get_letters (priv);
  BIRGE_PAGE_GET_CLASS (self)->open (self, route);
  g_signal_connect_object (birge_shell_get_style (priv->shell), "changed", G_CALLBACK (on_style_changed), self, G_CONNECT_SWAPPED);
}

void
birge_page_locale_changed (BirgePage *self)
{
  BirgePagePrivate *priv = PRIVATE (self);

  priv->wanted_position = birge_page_get_position (self);
  priv->restored_value = -1;
  BIRGE_PAGE_GET_CLASS (self)->locale_changed (self);
  if (priv->scroller != NULL)
    birge_page_name_scroller (self, priv->scroller);
}

gint64
birge_page_get_position (BirgePage *self)
{
  return BIRGE_PAGE_GET_CLASS (self)->get_position (self);
}

GPtrArray *
birge_page_dup_utterances (BirgePage *self)
{
  return BIRGE_PAGE_GET_CLASS (self)->dup_utterances (self);
}

void
birge_page_mark (BirgePage *self, int index)
{
  BIRGE_PAGE_GET_CLASS (self)->mark (self, index);
}

void
birge_page_mark_word (BirgePage *self, guint start, guint length)
{
  birge_spoken_mark_word (PRIVATE (self)->spoken, start, length);
}

gboolean
birge_page_key (BirgePage *self, guint keyval)
{
  g_return_val_if_fail (BIRGE_IS_PAGE (self), FALSE);

  return BIRGE_PAGE_GET_CLASS (self)->key (self, keyval);
}

gboolean
birge_page_is_busy (BirgePage *self)
{
  return BIRGE_PAGE_GET_CLASS (self)->is_busy (self);
}

guint
birge_page_count_words (BirgePage *self, GPtrArray *utterances)
{
  return BIRGE_PAGE_GET_CLASS (self)->count_words (self, utterances);
}

void
birge_page_leave (BirgePage *self)
{
  BIRGE_PAGE_GET_CLASS (self)->leave (self);
}

static gint64
default_get_position (BirgePage *self)
{
  BirgePagePrivate *priv = PRIVATE (self);
  GtkAdjustment *adjustment;
  double upper;

  if (priv->scroller == NULL)
    return 0;
  adjustment = get_adjustment (priv);
  upper = gtk_adjustment_get_upper (adjustment);
  return upper > 0 ? (gint64) (gtk_adjustment_get_value (adjustment) / upper * POSITION_PARTS + 0.5) : 0;
}

static GPtrArray *
default_dup_utterances (BirgePage *self)
{
  return birge_spoken_dup_utterances (PRIVATE (self)->spoken);
}

static void
default_mark (BirgePage *self, int index)
{
  birge_spoken_mark (PRIVATE (self)->spoken, index);
}

static gboolean
default_key (BirgePage *self, guint keyval)
{
  return FALSE;
}

static gboolean
default_is_busy (BirgePage *self)
{
  return FALSE;
}

static guint
count_words (const char *text)
{
  guint words = 0;
  gboolean inside = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if (g_unichar_iswide (letter))
        words++; /* Chinese: a sign is read about as long as half a word; the generous count is right for slow readers */
      else if (g_unichar_isspace (letter))
        inside = FALSE;
      else if (!inside)
        {
          inside = TRUE;
          words++;
        }
    }
  return words;
}

static guint
default_count_words (BirgePage *self, GPtrArray *utterances)
{
  guint words = 0;

  for (guint i = 0; utterances != NULL && i < utterances->len; i++)
    words += count_words (((BirgeUtterance *) g_ptr_array_index (utterances, i))->text);
  return words;
}

static void
default_leave (BirgePage *self)
{
}

static void
default_arrange (BirgePage *self, gboolean turned)
{
}

static void
birge_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SHELL)
    {
      PRIVATE (BIRGE_PAGE (object))->shell = g_value_dup_object (value);
      birge_spoken_set_shell (PRIVATE (BIRGE_PAGE (object))->spoken, PRIVATE (BIRGE_PAGE (object))->shell);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
birge_page_dispose (GObject *object)
{
  BirgePagePrivate *priv = PRIVATE (BIRGE_PAGE (object));
  GtkWidget *child;

  g_clear_handle_id (&priv->restore_id, g_source_remove);
  g_clear_weak_pointer (&priv->scroller);
  stop_loading (priv);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&priv->shell);
  g_clear_pointer (&priv->route, birge_route_free);
  G_OBJECT_CLASS (birge_page_parent_class)->dispose (object);
}

static void
birge_page_finalize (GObject *object)
{
  birge_spoken_free (PRIVATE (BIRGE_PAGE (object))->spoken);
  G_OBJECT_CLASS (birge_page_parent_class)->finalize (object);
}

static void
birge_page_class_init (BirgePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = birge_page_set_property;
  object_class->dispose = birge_page_dispose;
  object_class->finalize = birge_page_finalize;
  klass->get_position = default_get_position;
  klass->dup_utterances = default_dup_utterances;
  klass->mark = default_mark;
  klass->is_busy = default_is_busy;
  klass->key = default_key;
  klass->count_words = default_count_words;
  klass->leave = default_leave;
  klass->arrange = default_arrange;

  props[PROP_SHELL] = g_param_spec_object ("shell", NULL, NULL, BIRGE_TYPE_SHELL,
                                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  /* What "listen" would read is something else now, or nothing. */
  signals[UTTERANCES_CHANGED] = g_signal_new ("utterances-changed", BIRGE_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                              G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "page");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
birge_page_init (BirgePage *self)
{
  PRIVATE (self)->spoken = birge_spoken_new ();
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}
