/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/places/birge-call-page.h"

#include "ui/guides/birge-guide-parts.h"

/* Rings by itself this often; then the visitor is told where to go. */
#define RINGS 4
#define SECONDS_BETWEEN 15

struct _BirgeCallPage
{
  BirgePage    parent_instance;
  GtkWidget   *box;
  guint        ring_id;
  guint        n_rings;
  gboolean     answered;
};

G_DEFINE_FINAL_TYPE (BirgeCallPage, birge_call_page, BIRGE_TYPE_PAGE)

static void build (BirgeCallPage *self);

static gboolean
is_ringing (BirgeCallPage *self)
{
  return !self->answered && self->n_rings < RINGS;
}

static void
ring (BirgeCallPage *self)
{
  birge_sounds_play (birge_shell_get_sounds (birge_page_get_shell (BIRGE_PAGE (self))), BIRGE_SOUND_ATTENTION);
  self->n_rings++;
}

static gboolean
on_ring_again (gpointer user_data)
{
  BirgeCallPage *self = user_data;

  if (!is_ringing (self))
    {
      self->ring_id = 0;
      build (self);
      return G_SOURCE_REMOVE;
    }
  ring (self);
  return G_SOURCE_CONTINUE;
}

static void
start (BirgeCallPage *self)
{
  g_clear_handle_id (&self->ring_id, g_source_remove);
  self->answered = FALSE;
  self->n_rings = 0;
  ring (self);
  self->ring_id = g_timeout_add_seconds (SECONDS_BETWEEN, on_ring_again, self);
}

static void
build_now (GtkWidget *widget)
{
  build (BIRGE_CALL_PAGE (widget));
}

static void
on_again_clicked (BirgeCallPage *self)
{
  start (self);
  birge_widget_later (GTK_WIDGET (self), build_now);
}

static void
on_here_clicked (BirgeCallPage *self)
{
  g_clear_handle_id (&self->ring_id, g_source_remove);
  birge_sounds_stop (birge_shell_get_sounds (birge_page_get_shell (BIRGE_PAGE (self))));
  self->answered = TRUE;
  birge_widget_later (GTK_WIDGET (self), build_now);
}

/* Words for staff, to be read from across the room. */
static void
add_for_staff (BirgeCallPage *self)
{
  static const struct { const char *tag, *css_class; } staff[] = { { "kk", "first" }, { "ru", "second" } };
  BirgeShell *shell = birge_page_get_shell (BIRGE_PAGE (self));
  const BirgeLanguage *visitors = birge_shell_get_language_info (shell);
  GtkWidget *card = birge_box_add (self->box, birge_box_new (GTK_ORIENTATION_VERTICAL, "card"));
  GtkWidget *badge;

  gtk_widget_add_css_class (card, "help");
  gtk_widget_add_css_class (card, "for-staff");
  for (guint i = 0; i < G_N_ELEMENTS (staff); i++)
    birge_box_add (card, birge_label_new (birge_tr (staff[i].tag, N_("A visitor asks for you. They speak:")), staff[i].tag,
                                          staff[i].css_class));
  badge = birge_box_add (card, birge_label_new (birge_language_get_name (visitors), birge_language_get_tag (visitors), "language"));
  gtk_widget_set_halign (badge, GTK_ALIGN_START);
}

static GtkWidget *
new_here_button (BirgeCallPage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  g_autofree char *text = g_strdup_printf ("%s\n%s", birge_tr ("kk", N_("Staff: I am here")), birge_tr ("ru", N_("Staff: I am here")));
  GtkWidget *button = birge_button_new ("check", text, "big");

  birge_name_control (button, birge_page_tr (page, N_("Staff: I am here")));
  gtk_widget_add_css_class (button, "help");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_here_clicked), self);
  return button;
}

static GtkWidget *
new_again_button (BirgeCallPage *self)
{
  GtkWidget *button = birge_button_new ("bell", birge_page_tr (BIRGE_PAGE (self), N_("Ring again")), "plain");

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_again_clicked), self);
  return button;
}

static void
add_where (BirgeCallPage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  const char *room = birge_state_get (birge_shell_get_state (birge_page_get_shell (page)), BIRGE_STATE_CENTRE ("room"));

  birge_parts_add_words (page, self->box, birge_page_get_spoken (page),
                         birge_page_tr (page, N_("Nobody comes? Go to the desk or ask at the door.")), NULL);
  if (room != NULL && *room != '\0')
    birge_box_add (self->box, birge_label_new (room, NULL, "title3"));
}

static void
build (BirgeCallPage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  BirgeSpoken *spoken = birge_page_get_spoken (page);
  GtkWidget *ways;
  gboolean portrait;

  birge_spoken_clear (spoken);
  self->box = birge_parts_add_frame (page, "call-page");
  if (self->answered)
    {
      birge_parts_add_title (page, self->box, "person-wave", "help", birge_page_tr (page, N_("A person is here for you.")));
      birge_parts_add_words (page, self->box, spoken, birge_page_tr (page, N_("Show them on this machine what you need.")), "title3");
    }
  else
    {
      birge_parts_add_title (page, self->box, "bell", "help",
                             is_ringing (self) ? birge_page_tr (page, N_("It rings. Please wait here."))
                                               : birge_page_tr (page, N_("Nobody has come yet.")));
      if (is_ringing (self))
        birge_parts_add_words (page, self->box, spoken, birge_page_tr (page, N_("If nobody comes, ring again, or ask at the desk.")),
                               "title3");
      else
        add_where (self);
    }
  add_for_staff (self);
  portrait = birge_style_is_portrait (birge_shell_get_style (birge_page_get_shell (page)));
  ways = birge_box_add (self->box, birge_box_new (portrait ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, "ways"));
  if (!self->answered)
    birge_box_add (ways, new_here_button (self));
  birge_box_add (ways, new_again_button (self));
  birge_page_utterances_changed (page);
}

static void
birge_call_page_open (BirgePage *page, const BirgeRoute *route)
{
  BirgeCallPage *self = BIRGE_CALL_PAGE (page);

  start (self);
  build (self);
}

static void
birge_call_page_locale_changed (BirgePage *page)
{
  build (BIRGE_CALL_PAGE (page));
}

static void
birge_call_page_arrange (BirgePage *page, gboolean turned)
{
  if (turned)
    build (BIRGE_CALL_PAGE (page));
}

/* Who waits for a person is not gone. */
static gboolean
birge_call_page_is_busy (BirgePage *page)
{
  return is_ringing (BIRGE_CALL_PAGE (page));
}

static void
birge_call_page_leave (BirgePage *page)
{
  BirgeCallPage *self = BIRGE_CALL_PAGE (page);

  g_clear_handle_id (&self->ring_id, g_source_remove);
  birge_sounds_stop (birge_shell_get_sounds (birge_page_get_shell (page)));
}

static void
birge_call_page_dispose (GObject *object)
{
  BirgeCallPage *self = BIRGE_CALL_PAGE (object);

  g_clear_handle_id (&self->ring_id, g_source_remove);
  G_OBJECT_CLASS (birge_call_page_parent_class)->dispose (object);
}

static void
birge_call_page_class_init (BirgeCallPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BirgePageClass *page_class = BIRGE_PAGE_CLASS (klass);

  object_class->dispose = birge_call_page_dispose;
  page_class->open = birge_call_page_open;
  page_class->locale_changed = birge_call_page_locale_changed;
  page_class->arrange = birge_call_page_arrange;
  page_class->is_busy = birge_call_page_is_busy;
  page_class->leave = birge_call_page_leave;
}

static void
birge_call_page_init (BirgeCallPage *self)
{
}
