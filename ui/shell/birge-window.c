/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/shell/birge-window.h"

#include "data/formats/birge-clock.h"
#include "ui/birge-pages.h"
#include "ui/shell/birge-bar.h"
#include "ui/shell/birge-idle.h"
#include "ui/shell/birge-panels.h"
#include "ui/widgets/birge-fingers.h"
#include "ui/widgets/birge-slot.h"
#include "ui/widgets/birge-widgets.h"

/* In the lower half: for somebody who sits. A wide screen has less to give. */
#define LOWERED_SHARE_PORTRAIT 0.45
#define LOWERED_SHARE_LANDSCAPE 0.30
#define WIDEST 10000 /* pixels; no glass is wider */

/* The staff's pages close by themselves, without asking. */
#define STAFF_SECONDS 120

/* The hidden door: so many touches of the upper corner where reading begins, within so long. */
#define DOOR_TOUCHES 5
#define DOOR_SECONDS 4
#define DOOR_UNITS 120

struct _BirgeWindow
{
  GtkWindow          parent_instance;
  BirgeShell        *shell; /* owned */
  BirgeWindowOptions options;
  GtkWidget         *overlay; /* all of the window */
  GtkWidget         *stage;   /* what is over the bar: a panel lies here and leaves the way to help free */
  GtkWidget         *paper; /* around the page, which lies at its lower edge when the controls are to be low */
  int                above_px; /* what should stay empty there */
  GtkWidget         *holder;
  GtkWidget         *bar;
  GtkWidget         *veil;        /* behind an open panel: a touch closes it; or NULL */
  GtkWidget         *panel;       /* or NULL */
  char              *panel_name;
  GtkWidget         *still_there; /* or NULL */
  GtkWidget         *cover;       /* or NULL */
  BirgePage         *page;        /* borrowed: in the holder */
  BirgeIdle          idle;
  guint              words; /* on the page */
  guint              tick_id;
  gboolean           is_marking; /* the voice reads this page */
  guint              read_to; /* utterance of the page where the reading was stopped: it goes on from there */
  guint              door_touches;
  gint64             door_us; /* of the first of them */
  int                width, height;
  guint              size_id;
};

G_DEFINE_FINAL_TYPE (BirgeWindow, birge_window, GTK_TYPE_WINDOW)

static void
update_bar (BirgeWindow *self)
{
  g_autoptr(GPtrArray) utterances = self->page != NULL ? birge_page_dup_utterances (self->page) : NULL;

  self->words = self->page != NULL ? birge_page_count_words (self->page, utterances) : 0;
  birge_bar_update (BIRGE_BAR (self->bar),
                    self->page != NULL ? birge_page_get_route (self->page)->place : BIRGE_PLACE_WALL,
                    birge_shell_can_read (self->shell, utterances));
}

static void
on_utterances_changed (BirgeWindow *self)
{
  self->read_to = 0;
  update_bar (self);
}

static void
remove_overlay (GtkWidget *widget)
{
  gtk_overlay_remove_overlay (GTK_OVERLAY (gtk_widget_get_parent (widget)), widget);
}

static void
close_panel (BirgeWindow *self)
{
  if (self->panel == NULL)
    return;
  if (gtk_widget_get_focus_child (self->panel) != NULL) /* the focus goes back to where the panel was opened */
    birge_bar_focus (BIRGE_BAR (self->bar), self->panel_name);
  birge_fingers_take_away (g_steal_pointer (&self->panel), remove_overlay);
  birge_fingers_take_away (g_steal_pointer (&self->veil), remove_overlay);
  g_clear_pointer (&self->panel_name, g_free);
}

static void
close_panel_now (GtkWidget *window)
{
  close_panel (BIRGE_WINDOW (window));
}

/* The button that was touched is inside the panel. */
static void
on_panel_done (BirgeWindow *self)
{
  birge_widget_later (GTK_WIDGET (self), close_panel_now);
}

static void
on_panel (BirgeWindow *self, const char *name)
{
  gboolean same = g_strcmp0 (self->panel_name, name) == 0;

  close_panel (self);
  if (same)
    return;
  self->panel_name = g_strdup (name);
  self->veil = gtk_button_new ();
  gtk_widget_add_css_class (self->veil, "veil");
  birge_name_control (self->veil, birge_shell_tr (self->shell, N_("Close")));
  g_signal_connect_swapped (self->veil, "clicked", G_CALLBACK (on_panel_done), self);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->stage), self->veil);

  self->panel = strcmp (name, "comfort") == 0 ? birge_comfort_panel_new (self->shell)
                                              : birge_language_panel_new (self->shell, G_CALLBACK (on_panel_done), self);
  gtk_widget_set_valign (self->panel, GTK_ALIGN_END);
  gtk_widget_set_halign (self->panel, strcmp (name, "comfort") == 0 ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->stage), self->panel);
  gtk_widget_child_focus (self->panel, GTK_DIR_TAB_FORWARD);
}

static void
on_mark (int index, gpointer user_data)
{
  BirgeWindow *self = user_data;

  self->is_marking = index >= 0;
  if (index != BIRGE_MARK_STOPPED)
    self->read_to = (guint) MAX (index, 0);
  if (self->page != NULL)
    birge_page_mark (self->page, MAX (index, -1));
}

/* Of a sentence of this page, or of something else that is read. */
static void
on_word (BirgeWindow *self, guint index, guint start, guint length)
{
  if (self->is_marking && self->page != NULL)
    birge_page_mark_word (self->page, start, length);
}

static void
on_listen (BirgeWindow *self)
{
  g_autoptr(GPtrArray) utterances = NULL;

  if (birge_shell_is_speaking (self->shell))
    {
      birge_shell_hush (self->shell);
      return;
    }
  utterances = self->page != NULL ? birge_page_dup_utterances (self->page) : NULL;
  birge_shell_speak (self->shell, utterances, self->read_to, on_mark, self);
}

static void
clear_still_there (BirgeWindow *self)
{
  if (self->still_there != NULL)
    birge_fingers_take_away (g_steal_pointer (&self->still_there), remove_overlay);
}

static void
clear_still_there_now (GtkWidget *window)
{
  clear_still_there (BIRGE_WINDOW (window));
}

static void
on_still_there (BirgeWindow *self)
{
  birge_idle_touch (&self->idle, birge_clock_get_monotonic_us ());
  birge_widget_later (GTK_WIDGET (self), clear_still_there_now);
}

static gboolean
is_pristine (BirgeWindow *self)
{
  return self->panel == NULL && birge_session_is_new (birge_shell_get_session (self->shell));
}

static gboolean
on_tick (gpointer user_data)
{
  BirgeWindow *self = user_data;
  gint64 now_us = birge_clock_get_monotonic_us ();
  gboolean busy = (self->page != NULL && birge_page_is_busy (self->page)) ||
                  birge_speech_is_speaking (birge_shell_get_speech (self->shell));
  guint left;

  if (is_pristine (self) || self->cover != NULL)
    {
      birge_idle_touch (&self->idle, now_us);
      return G_SOURCE_CONTINUE;
    }
  if (birge_session_peek (birge_shell_get_session (self->shell))->place == BIRGE_PLACE_STAFF)
    {
      if (now_us - self->idle.last_us > (gint64) STAFF_SECONDS * G_USEC_PER_SEC)
        birge_shell_finish (self->shell);
      return G_SOURCE_CONTINUE;
    }
  switch (birge_idle_tick (&self->idle, now_us, self->words, busy, &left))
    {
    case BIRGE_IDLE_ASKING:
      if (self->still_there == NULL)
        {
          self->still_there = birge_still_there_new (self->shell, G_CALLBACK (on_still_there), self);
          gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->still_there);
          birge_sounds_play (birge_shell_get_sounds (self->shell), BIRGE_SOUND_ATTENTION);
        }
      birge_still_there_set_seconds (self->still_there, left);
      break;
    case BIRGE_IDLE_OVER:
      birge_shell_finish (self->shell);
      break;
    case BIRGE_IDLE_ACTIVE:
    default:
      clear_still_there (self);
      break;
    }
  return G_SOURCE_CONTINUE;
}

/* The way back leads to where the visitor was on the page. */
static void
on_leaving (BirgeWindow *self)
{
  BirgeSession *session = birge_shell_get_session (self->shell);
  g_autoptr(BirgeRoute) route = NULL;

  if (self->page == NULL || !birge_route_same (birge_session_peek (session), birge_page_get_route (self->page)))
    return;
  route = birge_route_with_position (birge_page_get_route (self->page), birge_page_get_position (self->page));
  birge_session_replace (session, route);
}

static void
on_route_changed (BirgeWindow *self, const BirgeRoute *route, int direction)
{
  const BirgeRoute safe = { .place = BIRGE_PLACE_SAFE };
  BirgePage *page;

  if (self->options.safe)
    route = &safe;
  close_panel (self);
  clear_still_there (self);
  self->read_to = 0;
  if (self->page != NULL)
    birge_page_leave (self->page);
  birge_slot_set_child (BIRGE_SLOT (self->holder), NULL);
  page = birge_pages_new (self->shell, route->place);
  self->page = page;
  birge_page_open (page, route);
  birge_slot_set_child (BIRGE_SLOT (self->holder), GTK_WIDGET (page));
  g_signal_connect_object (page, "utterances-changed", G_CALLBACK (on_utterances_changed), self, G_CONNECT_SWAPPED);
  birge_bar_locale_changed (BIRGE_BAR (self->bar));
  birge_idle_touch (&self->idle, birge_clock_get_monotonic_us ());
  update_bar (self);
}

static void
on_language_changed (BirgeWindow *self)
{
  self->read_to = 0;
  birge_bar_locale_changed (BIRGE_BAR (self->bar));
  if (self->page != NULL)
    birge_page_locale_changed (self->page);
  update_bar (self);
}

static void
apply_lowered (BirgeWindow *self)
{
  BirgeSession *session = birge_shell_get_session (self->shell);
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  double share = birge_style_is_portrait (birge_shell_get_style (self->shell)) ? LOWERED_SHARE_PORTRAIT : LOWERED_SHARE_LANDSCAPE;

  self->above_px = birge_session_get_lowered (session) ? (int) (height * share) : 0;
  gtk_widget_queue_allocate (self->paper);
}

/* Whatever a page prefers: a window is as high as its width makes it. */
static GtkSizeRequestMode
get_paper_mode (GtkWidget *paper)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_paper (GtkWidget *paper, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
               int *natural_baseline)
{
  /* A grid that is asked without a width tells the height of a narrow one, and newer GTK complains of whoever believes that: the
   * least height is that of a wide one, and no width is asked for a height. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    for_size = -1;
  else if (for_size < 0)
    for_size = WIDEST;
  gtk_widget_measure (gtk_widget_get_first_child (paper), orientation, for_size, minimum, natural, NULL, NULL);
}

/* A page that needs the room has it: were it pushed down, the bar would leave the glass. */
static void
allocate_paper (GtkWidget *paper, int width, int height, int baseline)
{
  BirgeWindow *self = BIRGE_WINDOW (gtk_widget_get_root (paper));
  GtkAllocation place = { 0, 0, width, height };
  int least;

  gtk_widget_measure (self->holder, GTK_ORIENTATION_VERTICAL, width, &least, NULL, NULL, NULL);
  place.y = CLAMP (height - least, 0, self->above_px);
  place.height = height - place.y;
  gtk_widget_size_allocate (self->holder, &place, -1);
}

static void
apply_comfort (BirgeWindow *self)
{
  BirgeSession *session = birge_shell_get_session (self->shell);

  birge_style_set_comfort (birge_shell_get_style (self->shell), birge_session_get_letter_scale (session),
                           birge_session_get_contrast (session));
  apply_lowered (self);
}

static void
on_session_changed (BirgeWindow *self)
{
  BirgeSession *session = birge_shell_get_session (self->shell);

  g_signal_connect_object (session, "notify::letter-size", G_CALLBACK (apply_comfort), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::contrast", G_CALLBACK (apply_comfort), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::lowered", G_CALLBACK (apply_lowered), self, G_CONNECT_SWAPPED);
  apply_comfort (self);
  self->idle.base_seconds = self->options.idle_seconds != 0
                              ? self->options.idle_seconds
                              : (guint) MAX (10, birge_state_get_int (birge_shell_get_state (self->shell), BIRGE_STATE_IDLE_SECONDS,
                                                                      BIRGE_IDLE_DEFAULT_SECONDS));
  self->idle.fixed = self->options.idle_fixed;
}

static GdkMonitor *
dup_monitor (BirgeWindow *self)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (self));
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));
  GdkMonitor *monitor = surface != NULL ? gdk_display_get_monitor_at_surface (display, surface) : NULL;

  if (monitor != NULL) /* none before the window is on one, or while none is plugged in */
    return g_object_ref (monitor);
  return g_list_model_get_item (gdk_display_get_monitors (display), 0);
}

static double
get_px_per_mm (BirgeWindow *self, int width, int height)
{
  g_autoptr(GdkMonitor) monitor = dup_monitor (self);
  GdkRectangle area;

  if (self->options.diagonal_inches > 0)
    return hypot (width, height) / (self->options.diagonal_inches * 25.4);
  if (monitor == NULL || gdk_monitor_get_width_mm (monitor) <= 50) /* virtual and lying monitors say 0 or next to it */
    return 0;
  gdk_monitor_get_geometry (monitor, &area);
  return (double) area.width / gdk_monitor_get_width_mm (monitor);
}

static gboolean
apply_size (gpointer user_data)
{
  BirgeWindow *self = user_data;
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));

  self->size_id = 0;
  birge_style_set_glass (birge_shell_get_style (self->shell), width, height, get_px_per_mm (self, width, height));
  apply_lowered (self);
  return G_SOURCE_REMOVE;
}

/* Before the window has a size: that of the monitor it will fill, so that the first frame is right already. */
static void
guess_size (BirgeWindow *self)
{
  g_autoptr(GdkMonitor) monitor = dup_monitor (self);
  GdkRectangle area = { 0, 0, 1280, 720 };

  if (self->options.windowed)
    area = (GdkRectangle){ 0, 0, self->options.width, self->options.height };
  else if (monitor != NULL)
    gdk_monitor_get_geometry (monitor, &area);
  birge_style_set_glass (birge_shell_get_style (self->shell), area.width, area.height, get_px_per_mm (self, area.width, area.height));
}

static void
birge_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BirgeWindow *self = BIRGE_WINDOW (widget);

  GTK_WIDGET_CLASS (birge_window_parent_class)->size_allocate (widget, width, height, baseline);
  /* Later: a new style sheet while sizes are given out would measure half of the window by the old one. */
  if (self->size_id == 0 && (width != self->width || height != self->height))
    self->size_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, apply_size, self, NULL);
  self->width = width;
  self->height = height;
}

/* The keys that would leave the program or open something of the toolkit. What types, moves the focus or presses a
 * button passes. */
static gboolean
on_key (BirgeWindow *self, guint keyval, guint keycode, GdkModifierType state)
{
  birge_shell_touched (self->shell);
  if (self->still_there != NULL) /* any key is an answer, and nothing else */
    {
      on_still_there (self);
      return GDK_EVENT_STOP;
    }
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK)) == 0
      && self->panel == NULL && self->page != NULL && birge_page_key (self->page, keyval))
    return GDK_EVENT_STOP;
  if (keyval == GDK_KEY_Escape)
    {
      if (self->panel != NULL)
        close_panel (self);
      else
        birge_shell_back (self->shell);
      return GDK_EVENT_STOP;
    }
  if (self->options.windowed)
    return GDK_EVENT_PROPAGATE;
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK)) != 0)
    return GDK_EVENT_STOP;
  return (keyval >= GDK_KEY_F1 && keyval <= GDK_KEY_F35) || keyval == GDK_KEY_Menu || keyval == GDK_KEY_Print;
}

static void
knock (BirgeWindow *self, GdkEvent *event)
{
  double corner = DOOR_UNITS * birge_style_get_unit (birge_shell_get_style (self->shell));
  gint64 now_us = birge_clock_get_monotonic_us ();
  double x, y;

  if (!gdk_event_get_position (event, &x, &y))
    return;
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    x = gtk_widget_get_width (GTK_WIDGET (self)) - x;
  if (x > corner || y > corner)
    {
      self->door_touches = 0;
      return;
    }
  if (self->door_touches == 0 || now_us - self->door_us > DOOR_SECONDS * G_USEC_PER_SEC)
    {
      self->door_touches = 0;
      self->door_us = now_us;
    }
  if (++self->door_touches < DOOR_TOUCHES)
    return;
  self->door_touches = 0;
  if (!self->options.safe && self->cover == NULL)
    birge_shell_go_to (self->shell, BIRGE_PLACE_STAFF, NULL);
}

static gboolean
on_event (BirgeWindow *self, GdkEvent *event)
{
  GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_TOUCH_BEGIN || type == GDK_BUTTON_PRESS)
    knock (self, event);
  switch ((int) type)
    {
    case GDK_TOUCH_BEGIN:
    case GDK_TOUCH_UPDATE:
    case GDK_BUTTON_PRESS:
    case GDK_SCROLL:
      birge_shell_touched (self->shell);
      break;
    default:
      break;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
on_touched (BirgeWindow *self)
{
  if (self->still_there == NULL) /* while it asks, only its own button answers: the touch must not press what lies below */
    birge_idle_touch (&self->idle, birge_clock_get_monotonic_us ());
}

static gboolean
birge_window_close_request (GtkWindow *window)
{
  if (!BIRGE_WINDOW (window)->options.windowed)
    return TRUE;
  return GTK_WINDOW_CLASS (birge_window_parent_class)->close_request (window);
}

void
birge_window_set_cover (BirgeWindow *self, GtkWidget *cover)
{
  g_return_if_fail (BIRGE_IS_WINDOW (self));

  if (self->cover != NULL)
    birge_fingers_take_away (self->cover, remove_overlay);
  self->cover = cover;
  gtk_widget_set_can_focus (gtk_overlay_get_child (GTK_OVERLAY (self->overlay)), cover == NULL);
  if (cover != NULL)
    {
      gtk_widget_add_css_class (cover, "cover");
      gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), cover);
    }
}

static void
birge_window_dispose (GObject *object)
{
  BirgeWindow *self = BIRGE_WINDOW (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_handle_id (&self->size_id, g_source_remove);
  if (self->shell != NULL && self->page != NULL)
    {
      birge_shell_hush (self->shell);
      birge_page_leave (self->page);
    }
  self->page = NULL;
  self->panel = self->veil = self->still_there = self->cover = NULL;
  g_clear_pointer (&self->panel_name, g_free);
  G_OBJECT_CLASS (birge_window_parent_class)->dispose (object);
  g_clear_object (&self->shell);
}

static void
birge_window_class_init (BirgeWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = birge_window_dispose;
  GTK_WIDGET_CLASS (klass)->size_allocate = birge_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = birge_window_close_request;
}

static void
add_controllers (BirgeWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *all = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_event_controller_set_propagation_phase (all, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (all, "event", G_CALLBACK (on_event), self);
  gtk_widget_add_controller (GTK_WIDGET (self), all);
}

static void
birge_window_init (BirgeWindow *self)
{
  GtkWidget *column = birge_box_new (GTK_ORIENTATION_VERTICAL, NULL);

  gtk_window_set_title (GTK_WINDOW (self), "Birge");
  gtk_widget_add_css_class (GTK_WIDGET (self), "birge");
  self->overlay = gtk_overlay_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), column);
  gtk_window_set_child (GTK_WINDOW (self), self->overlay);
  self->stage = birge_box_add (column, gtk_overlay_new ());
  gtk_widget_set_vexpand (self->stage, TRUE);
  self->paper = birge_slot_new ();
  gtk_widget_set_layout_manager (self->paper, gtk_custom_layout_new (get_paper_mode, measure_paper, allocate_paper));
  gtk_overlay_set_child (GTK_OVERLAY (self->stage), self->paper);
  self->holder = birge_slot_new ();
  gtk_widget_set_parent (self->holder, self->paper);
  gtk_widget_set_hexpand (self->holder, TRUE);
  gtk_widget_set_vexpand (self->holder, TRUE);
  gtk_widget_set_overflow (self->holder, GTK_OVERFLOW_HIDDEN);
  birge_fingers_watch (GTK_WIDGET (self));
  add_controllers (self);
}

GtkWidget *
birge_window_new (GtkApplication *application, BirgeShell *shell, const BirgeWindowOptions *options)
{
  BirgeWindow *self = g_object_new (BIRGE_TYPE_WINDOW, "application", application, NULL);
  GtkWidget *column = gtk_overlay_get_child (GTK_OVERLAY (self->overlay));

  self->shell = g_object_ref (shell);
  self->options = *options;
  guess_size (self);
  if (options->windowed)
    gtk_window_set_default_size (GTK_WINDOW (self), options->width, options->height);
  else
    gtk_window_set_decorated (GTK_WINDOW (self), FALSE);
  self->bar = birge_box_add (column, birge_bar_new (shell));
  g_signal_connect_swapped (self->bar, "panel", G_CALLBACK (on_panel), self);
  g_signal_connect_object (shell, "listen", G_CALLBACK (on_listen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (birge_shell_get_speech (shell), "word-started", G_CALLBACK (on_word), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shell, "leaving", G_CALLBACK (on_leaving), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shell, "route-changed", G_CALLBACK (on_route_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shell, "language-changed", G_CALLBACK (on_language_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shell, "session-changed", G_CALLBACK (on_session_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shell, "touched", G_CALLBACK (on_touched), self, G_CONNECT_SWAPPED);
  on_session_changed (self);
  on_route_changed (self, birge_session_peek (birge_shell_get_session (shell)), 0);
  self->tick_id = g_timeout_add_seconds (1, on_tick, self);
  return GTK_WIDGET (self);
}
