/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/guides/birge-spoken.h"
#include "ui/shell/birge-shell.h"

G_BEGIN_DECLS

/* What the window shows above the bar. One page is alive at a time; a page never navigates by itself but asks the shell.
 *
 * A page is made for one route, and told when the visitor's language changes: it sets its words again and keeps its place. */
#define BIRGE_TYPE_PAGE (birge_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (BirgePage, birge_page, BIRGE, PAGE, GtkWidget)

struct _BirgePageClass
{
  GtkWidgetClass parent_class;

  /* Show this route. Called once, before the page is on the screen, with the language already set. */
  void       (*open)           (BirgePage *self, const BirgeRoute *route);
  /* The visitor's language is another one now: set every word again, at the same place. */
  void       (*locale_changed) (BirgePage *self);
  /* The letters have another size, or (@turned) the glass is portrait now and was landscape, or the other way round. */
  void       (*arrange)        (BirgePage *self, gboolean turned);
  /* Position for the route, see BirgeRoute. Default: of the page's scroller. */
  gint64     (*get_position)   (BirgePage *self);
  /* What "listen" reads aloud: (transfer full) array of BirgeUtterance, NULL or empty: nothing to read. Default: what was
   * added to birge_page_get_spoken(). */
  GPtrArray *(*dup_utterances) (BirgePage *self);
  /* Utterance @index is being spoken (-1: none any more): mark it. Default: as BirgeSpoken does. */
  void       (*mark)           (BirgePage *self, int index);
  /* A film plays, a voice is recorded, an exercise runs: this visitor is not idle. */
  gboolean   (*is_busy)        (BirgePage *self);
  /* Words on the page, for the time it takes to read them. @utterances: what "listen" reads, or NULL. Default: theirs. */
  guint      (*count_words)    (BirgePage *self, GPtrArray *utterances);
  /* A key of a keyboard or a remote control, before any widget sees it: TRUE when the page took it. Default: never. */
  gboolean   (*key)            (BirgePage *self, guint keyval);
  /* The page is about to go: stop playback. */
  void       (*leave)          (BirgePage *self);
};

BirgeShell *birge_page_get_shell      (BirgePage *self);
const BirgeRoute *birge_page_get_route (BirgePage *self);
/* Interface text in the visitor's language. */
const char *birge_page_tr             (BirgePage  *self,
                                       const char *msgid) G_GNUC_FORMAT (2);
/* The one child that fills the page. */
void        birge_page_set_child      (BirgePage *self,
                                       GtkWidget *child);
/* The same, for a child higher than the glass. */
void        birge_page_set_scrolled_child (BirgePage *self,
                                           GtkWidget *child);
/* A BirgeScroller inside the page: its place is the page's position. Restores the one asked for by the route. */
void        birge_page_set_scroller   (BirgePage *self,
                                       GtkWidget *scroller);
/* Names the buttons of any other scroller in the visitor's language. */
void        birge_page_name_scroller  (BirgePage *self,
                                       GtkWidget *scroller);
/* Words of the page that are read aloud and marked while they are. */
BirgeSpoken *birge_page_get_spoken    (BirgePage *self);
/* The page asks for its content anew: what was asked for before is cancelled, what was to be read is forgotten. Whatever is
 * asked for with the cancellable returned (borrowed) is cancelled when the page goes. */
GCancellable *birge_page_begin_loading (BirgePage *self);
/* For pages whose words change while they are open; what was asked for since birge_page_begin_loading() is on the page. */
void        birge_page_utterances_changed (BirgePage *self);
/* FALSE while the page waits for its content. */
gboolean    birge_page_is_complete    (BirgePage *self);

void        birge_page_open           (BirgePage *self, const BirgeRoute *route);
void        birge_page_locale_changed (BirgePage *self);
gint64      birge_page_get_position   (BirgePage *self);
GPtrArray  *birge_page_dup_utterances (BirgePage *self);
void        birge_page_mark           (BirgePage *self, int index);
/* The word that is heard, in bytes of the utterance marked last; only what BirgeSpoken marks shows it. */
void        birge_page_mark_word      (BirgePage *self, guint start, guint length);
gboolean    birge_page_is_busy        (BirgePage *self);
guint       birge_page_count_words    (BirgePage *self, GPtrArray *utterances);
gboolean    birge_page_key            (BirgePage *self, guint keyval);
void        birge_page_leave          (BirgePage *self);

G_END_DECLS
