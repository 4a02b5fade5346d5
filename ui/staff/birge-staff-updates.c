/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "data/formats/birge-clock.h"
#include "data/library/birge-generation.h"
#include "data/sync/birge-turn.h"
#include "ui/guides/birge-flow.h"
#include "ui/staff/birge-staff-rooms.h"
#include "ui/staff/birge-staff-update-cards.h"
#include "ui/staff/birge-staff-words.h"
#include "ui/widgets/birge-tile.h"

/* Where new content comes from. The work is done elsewhere (BirgeUpdates) and goes on when this room is left: what stands
 * here is made anew from its state whenever that has changed. */
typedef struct
{
  BirgePage        *page;     /* borrowed */
  BirgeUpdates     *updates;  /* owned; NULL: this kiosk has nobody who brings content */
  GtkWidget        *stage;    /* what is going on, or was asked */
  GtkWidget        *standing; /* how it stands */
  GtkWidget        *others;   /* card, between those two, of what comes by itself just now; or NULL */
  GtkWidget        *ways;     /* what can be done */
  GtkWidget        *progress; /* card, while a task is at work; or NULL */
  GtkWidget        *stop;     /* its button, or NULL */
  gboolean          is_asking_back;
  gboolean          is_deciding;  /* what is on the stage waits for an answer, or is at work: nothing else is to be done */
  gboolean          has_previous; /* content to go back to */
  gboolean          is_waiting;   /* to be made anew in a moment */
  gboolean          is_looking;   /* for what others do */
  guint             look_id;
} Room;

/* What the disk says. */
typedef struct
{
  char            *state_dir;
  BirgeUpdateNotes notes;
  guint            previous;
} Findings;

static void fill (Room *self);

static void
room_free (gpointer data)
{
  Room *self = data;

  if (self->updates != NULL)
    g_signal_handlers_disconnect_by_data (self->updates, self);
  g_clear_object (&self->updates);
  g_clear_handle_id (&self->look_id, g_source_remove);
  g_free (self);
}

static void
fill_now (GtkWidget *box)
{
  Room *self = g_object_get_data (G_OBJECT (box), "birge-room-updates");

  self->is_waiting = FALSE;
  fill (self);
}

/* The button that was touched is among what goes. */
static void
fill_later (Room *self)
{
  if (self->is_waiting)
    return;
  self->is_waiting = TRUE;
  birge_widget_later (gtk_widget_get_parent (self->stage), fill_now);
}

/* What was asked of the disk may keep the room a moment longer than its page. */
static gboolean
is_left (Room *self)
{
  return gtk_widget_get_ancestor (self->stage, BIRGE_TYPE_PAGE) == NULL;
}

/* How it stands */

static void
findings_free (gpointer data)
{
  Findings *self = data;

  birge_update_notes_clear (&self->notes);
  g_free (self->state_dir);
  g_free (self);
}

static void
find_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Findings *findings = data;
  guint current = birge_generation_get_current (findings->state_dir);

  birge_update_notes_read (&findings->notes, findings->state_dir);
  findings->previous = current != 0 ? birge_generation_get_previous (findings->state_dir, current) : 0;
  g_task_return_boolean (task, TRUE);
}

static void fill_ways (Room *self);

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GtkWidget) box = user_data;
  Room *self = g_object_get_data (G_OBJECT (box), "birge-room-updates");
  const Findings *findings = g_task_get_task_data (G_TASK (result));

  if (is_left (self))
    return;
  birge_box_clear (self->standing);
  birge_box_add (self->standing, birge_staff_standing_card_new (self->page, &findings->notes));
  self->has_previous = findings->previous != 0;
  fill_ways (self);
}

static void
find (Room *self)
{
  GtkWidget *box = gtk_widget_get_parent (self->stage);
  Findings *findings = g_new0 (Findings, 1);
  g_autoptr(GTask) task = g_task_new (NULL, NULL, on_found, g_object_ref (box));

  findings->state_dir = g_strdup (birge_shell_get_state_dir (birge_page_get_shell (self->page)));
  g_task_set_source_tag (task, find);
  g_task_set_task_data (task, findings, findings_free);
  g_task_run_in_thread (task, find_worker);
}

/* What comes by itself: the work of the service, which gives way to what is begun here */

static gboolean
is_at_work (Room *self)
{
  return self->updates != NULL && birge_updates_get_state (self->updates)->phase == BIRGE_UPDATES_RUNNING;
}

static void
look_worker (GTask *task, gpointer source, gpointer state_dir, GCancellable *cancellable)
{
  BirgeSyncStatus *status = g_new0 (BirgeSyncStatus, 1);

  if (!birge_turn_peek (state_dir, status))
    g_clear_pointer (&status, g_free);
  g_task_return_pointer (task, status, g_free);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GtkWidget) box = user_data;
  Room *self = g_object_get_data (G_OBJECT (box), "birge-room-updates");
  g_autofree BirgeSyncStatus *status = g_task_propagate_pointer (G_TASK (result), NULL);
  self->is_looking = FALSE;
  if (is_left (self))
    return;
  if (status == NULL || is_at_work (self))
    {
      if (self->others == NULL)
        return;
      gtk_box_remove (GTK_BOX (box), self->others);
      self->others = NULL;
      find (self); /* it has changed how it stands */
      return;
    }
  if (self->others == NULL)
    {
      self->others = birge_staff_progress_card_new (
        birge_page_tr (self->page, N_("This goes on by itself. What you begin here comes first.")));
      gtk_box_insert_child_after (GTK_BOX (box), self->others, self->stage);
    }
  birge_staff_progress_card_show (self->others, self->page, &(BirgeUpdatesState) {
    .phase = BIRGE_UPDATES_RUNNING, .task = BIRGE_UPDATES_CHECK, .step = status->step, .tier = status->tier, .done = status->done,
    .total = status->total, .bytes_per_second = status->bytes_per_second });
}

static gboolean
on_look_time (gpointer user_data)
{
  Room *self = user_data;
  GtkWidget *box = gtk_widget_get_parent (self->stage);
  g_autoptr(GTask) task = NULL;

  if (self->is_looking || is_left (self) || !gtk_widget_get_mapped (box))
    return G_SOURCE_CONTINUE;
  self->is_looking = TRUE;
  task = g_task_new (NULL, NULL, on_looked, g_object_ref (box));
  g_task_set_source_tag (task, on_look_time);
  g_task_set_task_data (task, g_strdup (birge_shell_get_state_dir (birge_page_get_shell (self->page))), g_free);
  g_task_run_in_thread (task, look_worker);
  return G_SOURCE_CONTINUE;
}

/* What can be done */

static GtkWidget *
add_button (Room *self, GtkWidget *flow, const char *icon, const char *text, const char *css_class, GCallback clicked)
{
  GtkWidget *button = birge_flow_add (flow, birge_button_new (icon, text, css_class));

  g_signal_connect_swapped (button, "clicked", clicked, self);
  return button;
}

static GtkWidget *
add_way (Room *self, const char *icon, const char *title, const char *summary, GCallback chosen)
{
  GtkWidget *tile = birge_tile_new (birge_page_get_shell (self->page), "sky");

  birge_tile_set_icon (BIRGE_TILE (tile), icon);
  birge_tile_set_text (BIRGE_TILE (tile), title, NULL, summary, NULL);
  g_signal_connect (tile, "chosen", chosen, self);
  return birge_flow_add (gtk_widget_get_first_child (self->ways), tile);
}

/* What cannot be done now, and why. */
static void
add_closed_way (Room *self, const char *icon, const char *title, const char *why)
{
  GtkWidget *row = birge_flow_add (gtk_widget_get_first_child (self->ways), birge_box_new (GTK_ORIENTATION_HORIZONTAL, "closed-way"));
  GtkWidget *picture = birge_box_add (row, birge_picture_new_icon (icon));
  GtkWidget *words = birge_box_add (row, birge_box_new (GTK_ORIENTATION_VERTICAL, NULL));

  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  birge_box_add (words, birge_label_new (title, NULL, "title"));
  birge_box_add (words, birge_label_new (why, NULL, NULL));
}

static void
on_check (GtkWidget *tile, Room *self)
{
  birge_updates_start (self->updates, BIRGE_UPDATES_CHECK, 0, BIRGE_UPDATES_NONE);
}

static void
on_look (GtkWidget *tile, Room *self)
{
  guint stick = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (tile), "birge-stick"));

  birge_updates_start (self->updates, BIRGE_UPDATES_LOOK, stick, BIRGE_UPDATES_NONE);
}

static void
on_back (GtkWidget *tile, Room *self)
{
  birge_updates_forget (self->updates);
  self->is_asking_back = TRUE;
  fill_later (self);
}

static void
add_sticks (Room *self)
{
  BirgeUpdatesSticks answer;
  g_autoptr(GPtrArray) sticks = birge_updates_list_sticks (self->updates, &answer);

  for (guint i = 0; i < sticks->len; i++)
    {
      const BirgeUpdatesStick *stick = g_ptr_array_index (sticks, i);
      g_autofree char *size = stick->size_bytes > 0 ? birge_staff_dup_size (self->page, stick->size_bytes) : NULL;
      g_autofree char *summary = size != NULL ? g_strdup_printf ("\u2068%s\u2069 · %s", stick->name, size) : g_strdup (stick->name);
      /* With several in the machine, each is called by its name. */
      g_autofree char *title = sticks->len > 1 ? g_strdup_printf ("%s: \u2068%s\u2069", birge_page_tr (self->page, N_("Look at the stick")), stick->name)
                                               : g_strdup (birge_page_tr (self->page, N_("Look at the stick")));
      GtkWidget *tile = add_way (self, "usb", title, summary, G_CALLBACK (on_look));

      g_object_set_data (G_OBJECT (tile), "birge-stick", GUINT_TO_POINTER (stick->id));
    }
  if (sticks->len == 0)
    add_closed_way (self, "usb", birge_page_tr (self->page, N_("Content from a stick")),
                    answer == BIRGE_UPDATES_STICKS_READ     ? birge_page_tr (self->page, N_("Put a stick into the machine."))
                    : answer == BIRGE_UPDATES_STICKS_ASKING ? birge_page_tr (self->page, N_("One moment"))
                                                            : birge_page_tr (self->page, N_("This machine cannot open sticks. Ask the technician.")));
}

static void
fill_ways (Room *self)
{
  birge_box_clear (self->ways);
  if (self->updates == NULL || self->is_deciding)
    return;
  birge_box_add (self->ways, birge_flow_new (birge_page_get_shell (self->page), 2, 1));
  if (birge_updates_has_servers (self->updates))
    add_way (self, "update", birge_page_tr (self->page, N_("Look for new content")), birge_page_tr (self->page, N_("On the publisher's server")),
             G_CALLBACK (on_check));
  else
    add_closed_way (self, "update", birge_page_tr (self->page, N_("Look for new content")),
                    birge_page_tr (self->page, N_("No server is set on this machine.")));
  add_sticks (self);
  if (self->has_previous)
    add_way (self, "undo", birge_page_tr (self->page, N_("Back to the previous content")),
             birge_page_tr (self->page, N_("When the new content is wrong")), G_CALLBACK (on_back));
  else
    add_closed_way (self, "undo", birge_page_tr (self->page, N_("Back to the previous content")),
                    birge_page_tr (self->page, N_("There is no previous content on this machine.")));
}

/* What is going on */

static GtkWidget *
add_choices (GtkWidget *card, Room *self)
{
  return birge_box_add (card, birge_flow_new (birge_page_get_shell (self->page), 2, 1));
}

static void
on_stop (Room *self)
{
  birge_updates_stop (self->updates);
}

static void
on_close (Room *self)
{
  self->is_asking_back = FALSE;
  birge_updates_forget (self->updates);
  fill_later (self);
}

static void
on_go_back (Room *self)
{
  self->is_asking_back = FALSE;
  birge_updates_start (self->updates, BIRGE_UPDATES_GO_BACK, 0, BIRGE_UPDATES_NONE);
}

/* A stick that the person has been told of: how old it is, that this machine went back from it. */
static void
on_import (Room *self)
{
  const BirgeUpdatesState *state = birge_updates_get_state (self->updates);
  BirgeUpdatesFlags flags = BIRGE_UPDATES_NONE;

  if (state->expired_s > 0 || (state->expires_s > 0 && state->expires_s < birge_clock_get_real_s ()))
    flags |= BIRGE_UPDATES_ACCEPT_OLD;
  if (state->held != NULL)
    flags |= BIRGE_UPDATES_TAKE_HELD;
  birge_updates_start (self->updates, BIRGE_UPDATES_IMPORT, state->stick, flags);
}

static void
on_look_at_old (Room *self)
{
  birge_updates_start (self->updates, BIRGE_UPDATES_LOOK, birge_updates_get_state (self->updates)->stick, BIRGE_UPDATES_ACCEPT_OLD);
}

static void
show_question (Room *self)
{
  const char *question = birge_page_tr (self->page, N_("Go back to the previous content?"));
  GtkWidget *card = birge_box_add (self->stage, birge_staff_card_new ("learn", "undo", question));
  GtkWidget *choices;

  birge_box_add (card, birge_label_new (birge_page_tr (self->page, N_("What is shown now goes away and does not come again by itself.")), NULL, NULL));
  choices = add_choices (card, self);
  add_button (self, choices, "undo", birge_page_tr (self->page, N_("Yes, go back")), "big", G_CALLBACK (on_go_back));
  add_button (self, choices, "cross", birge_page_tr (self->page, N_("Leave it")), "choice", G_CALLBACK (on_close));
}

static void
show_progress (Room *self, const BirgeUpdatesState *state)
{
  self->progress = birge_box_add (self->stage, birge_staff_progress_card_new (birge_page_tr (self->page, N_("You may leave this page: it goes on."))));
  birge_staff_progress_card_show (self->progress, self->page, state);
  if (state->task == BIRGE_UPDATES_GO_BACK)
    return;
  self->stop = add_button (self, add_choices (self->progress, self), "cross", birge_page_tr (self->page, N_("Stop")), "choice", G_CALLBACK (on_stop));
  gtk_widget_set_sensitive (self->stop, !state->is_stopping);
}

/* What it is called, while it is in the machine. */
static char *
dup_stick_name (Room *self, guint id)
{
  BirgeUpdatesSticks answer;
  g_autoptr(GPtrArray) sticks = birge_updates_list_sticks (self->updates, &answer);

  for (guint i = 0; i < sticks->len; i++)
    {
      const BirgeUpdatesStick *stick = g_ptr_array_index (sticks, i);

      if (stick->id == id)
        return g_strdup_printf ("\u2068%s\u2069", stick->name);
    }
  return NULL;
}

static gboolean
has_something (const BirgeUpdatesState *state)
{
  const BirgePreview *preview = &state->preview;

  return preview->added[0] != NULL || preview->changed[0] != NULL || preview->removed[0] != NULL || preview->missing_bytes > 0 ||
         state->held != NULL;
}

static void
show_preview (Room *self, const BirgeUpdatesState *state, const char *name)
{
  GtkWidget *card = birge_box_add (self->stage, birge_staff_preview_card_new (self->page, state, name));
  GtkWidget *choices = add_choices (card, self);

  self->is_deciding = has_something (state);
  if (self->is_deciding)
    {
      add_button (self, choices, "check", birge_page_tr (self->page, N_("Bring it onto this machine")), "big", G_CALLBACK (on_import));
      add_button (self, choices, "cross", birge_page_tr (self->page, N_("Leave it")), "choice", G_CALLBACK (on_close));
    }
  else
    add_button (self, choices, "cross", birge_page_tr (self->page, N_("Close")), "choice", G_CALLBACK (on_close));
}

static void
show_outcome (Room *self, const BirgeUpdatesState *state)
{
  GtkWidget *card = birge_box_add (self->stage, birge_staff_outcome_card_new (self->page, state));
  GtkWidget *choices = add_choices (card, self);

  if (state->reason == BIRGE_SYNC_REASON_EXPIRED && state->expired_s > 0 && state->stick != 0)
    add_button (self, choices, "usb", birge_page_tr (self->page, N_("Look at this one all the same")), "choice", G_CALLBACK (on_look_at_old));
  add_button (self, choices, "cross", birge_page_tr (self->page, N_("Close")), "choice", G_CALLBACK (on_close));
}

static void
show_end (Room *self, const BirgeUpdatesState *state)
{
  g_autofree char *name = state->task == BIRGE_UPDATES_LOOK && state->outcome == BIRGE_SYNC_SEEN ? dup_stick_name (self, state->stick) : NULL;

  if (name != NULL)
    show_preview (self, state, name);
  else if (state->outcome != BIRGE_SYNC_SEEN) /* what lay on a stick that has gone is of no use any more */
    show_outcome (self, state);
}

static void
fill (Room *self)
{
  const BirgeUpdatesState *state = self->updates != NULL ? birge_updates_get_state (self->updates) : NULL;
  gboolean had_focus = gtk_widget_get_focus_child (gtk_widget_get_parent (self->stage)) != NULL;

  self->progress = self->stop = NULL;
  self->is_deciding = self->is_asking_back || (state != NULL && state->phase == BIRGE_UPDATES_RUNNING);
  birge_box_clear (self->stage);
  if (self->is_asking_back)
    show_question (self);
  else if (state != NULL && state->phase == BIRGE_UPDATES_RUNNING)
    show_progress (self, state);
  else if (state != NULL && state->phase == BIRGE_UPDATES_ENDED && state->task != BIRGE_UPDATES_VOICES) /* that is told elsewhere */
    show_end (self, state);
  gtk_widget_set_visible (self->stage, gtk_widget_get_first_child (self->stage) != NULL);
  gtk_widget_set_visible (self->standing, !gtk_widget_get_visible (self->stage)); /* one thing at a time */
  gtk_widget_set_visible (self->ways, !self->is_deciding);
  fill_ways (self);
  if (had_focus && gtk_widget_get_visible (self->stage))
    gtk_widget_child_focus (self->stage, GTK_DIR_TAB_FORWARD); /* what is new is what comes next, and is scrolled to */
  find (self);
}

static void
on_changed (Room *self)
{
  const BirgeUpdatesState *state = birge_updates_get_state (self->updates);

  if (is_left (self))
    return;
  if (self->progress != NULL && state->phase == BIRGE_UPDATES_RUNNING)
    {
      birge_staff_progress_card_show (self->progress, self->page, state);
      if (self->stop != NULL)
        gtk_widget_set_sensitive (self->stop, !state->is_stopping);
    }
  else
    fill_later (self);
}

/* The titles of what has come are in the new content. */
static void
on_library_changed (GtkWidget *box)
{
  Room *self = g_object_get_data (G_OBJECT (box), "birge-room-updates");

  if (!is_left (self))
    fill_later (self);
}

GtkWidget *
birge_staff_updates_new (BirgePage *page)
{
  BirgeShell *shell = birge_page_get_shell (page);
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "numbers");
  Room *self = g_new0 (Room, 1);

  self->page = page;
  self->stage = birge_box_add (box, birge_box_new (GTK_ORIENTATION_VERTICAL, NULL));
  self->standing = birge_box_add (box, birge_box_new (GTK_ORIENTATION_VERTICAL, NULL));
  self->ways = birge_box_add (box, birge_box_new (GTK_ORIENTATION_VERTICAL, NULL));
  if (birge_shell_get_updates (shell) != NULL)
    {
      self->updates = g_object_ref (birge_shell_get_updates (shell));
      g_signal_connect_swapped (self->updates, "changed", G_CALLBACK (on_changed), self);
    }
  self->look_id = g_timeout_add_seconds (1, on_look_time, self);
  g_object_set_data_full (G_OBJECT (box), "birge-room-updates", self, room_free);
  g_signal_connect_object (shell, "library-changed", G_CALLBACK (on_library_changed), box, G_CONNECT_SWAPPED);
  fill (self);
  return box;
}
