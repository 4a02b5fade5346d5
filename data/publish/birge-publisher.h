/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/publish/birge-keyring.h"
#include "data/sync/birge-preview.h"

G_BEGIN_DECLS

/* A publisher's folder:
 *   publish.ini      profile, and how long signatures count
 *   keys/            NAME.pub and NAME.pem, see birge-keyring.h; keys/revoked/ those that sign no more
 *   work/catalog/    what was added and is not released yet
 *   work/pending/    a change that waits for signatures; its files are carried to who can sign
 *   work/outgoing/   a change that is complete and on its way into v1
 *   v1/              the repository: any web server can serve it
 * Every change is made aside and then put out in an order in which a kiosk sees the old state or the new one; what was
 * interrupted is finished by whoever opens the folder next. One process at a time. */
typedef struct _BirgePublisher BirgePublisher;

/* Where a change stands. */
typedef struct {
  gboolean published;
  GStrv    done;    /* what was published, "guides 7" */
  GStrv    missing; /* else the files that wait, with who can sign them: "work/pending/…/3.root.json: 1 more of root-2, root-3" */
} BirgePublishResult;
void birge_publish_result_clear (BirgePublishResult *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BirgePublishResult, birge_publish_result_clear)

/* What `init` is told. */
typedef struct {
  const BirgePublishProfile *profile;
  const char *const         *channels;
  const char                *backup_dir; /* small: where the spare root key goes; NULL: DIR/backup */
} BirgePublishInit;

/* Makes keys, and a repository with no content. Errors: REFUSED when the folder is not empty; KEY, STORAGE. */
gboolean        birge_publisher_init     (const char              *dir,
                                          const BirgePublishInit  *options,
                                          BirgeAskFunc             ask,
                                          gpointer                 user_data,
                                          GError                 **error) G_GNUC_WARN_UNUSED_RESULT;
/* Opens the folder for one command, and finishes what an earlier one was putting out. Errors: FOLDER, BUSY, STORAGE;
 * BIRGE_TRUST_ERROR when the repository does not verify. */
BirgePublisher *birge_publisher_open     (const char              *dir,
                                          BirgeAskFunc             ask,
                                          gpointer                 user_data,
                                          GError                 **error) G_GNUC_WARN_UNUSED_RESULT;
void            birge_publisher_free     (BirgePublisher          *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgePublisher, birge_publisher_free)
BirgeKeyring   *birge_publisher_get_keyring  (BirgePublisher      *self);
const BirgePublishSettings *birge_publisher_get_settings (BirgePublisher *self);
/* (transfer full): names of the channels */
GStrv           birge_publisher_list_channels (BirgePublisher     *self);

/* What one channel of a build would change. */
typedef struct {
  char        *channel;
  guint        n_items;
  guint        n_before;
  gboolean     has_shrunk; /* kiosks refuse to lose so much by themselves */
  BirgePreview preview;
} BirgePublishAdded;
void birge_publish_added_free (BirgePublishAdded *self);

/* Takes the objects and catalogues of a build in, every byte checked; nothing is published yet. Errors: CONTENT, STORAGE.
 * Returns: (transfer full): of BirgePublishAdded */
GPtrArray      *birge_publisher_add      (BirgePublisher          *self,
                                          const char              *out_dir,
                                          GError                 **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
  BIRGE_PUBLISH_NONE = 0,
  BIRGE_PUBLISH_SHRINK_OK = 1 << 0, /* that much of the content goes is meant */
} BirgePublishFlags;

/* Publishes what was added, as the next release of its channels; a rollout of theirs ends. Errors: CONTENT when nothing was
 * added or it is the same; REFUSED when it has shrunk; KEY, STORAGE. */
gboolean        birge_publisher_release  (BirgePublisher          *self,
                                          BirgePublishFlags        flags,
                                          BirgePublishResult      *result,
                                          GError                 **error) G_GNUC_WARN_UNUSED_RESULT;
/* Publishes what was added to so many of a thousand kiosks, or changes how many @id reaches; 1000 makes it the release of
 * all. Errors as above. */
gboolean        birge_publisher_rollout  (BirgePublisher          *self,
                                          const char              *id,
                                          guint                    permille,
                                          BirgePublishFlags        flags,
                                          BirgePublishResult      *result,
                                          GError                 **error) G_GNUC_WARN_UNUSED_RESULT;
/* Publishes an earlier release of a channel again, as a newer one. @release 0: during a rollout the one of all others, else
 * the one before. Errors: CONTENT, KEY, STORAGE. */
gboolean        birge_publisher_withdraw (BirgePublisher          *self,
                                          const char              *channel,
                                          gint64                   release,
                                          BirgePublishResult      *result,
                                          GError                 **error) G_GNUC_WARN_UNUSED_RESULT;

/* Signs what is pending with the keys that are here, and publishes it when that is enough. @files (nullable): copies that
 * were signed elsewhere. Errors: CONTENT when nothing is pending or a file is not of it; KEY, STORAGE. */
gboolean        birge_publisher_sign     (BirgePublisher          *self,
                                          const char *const       *files,
                                          BirgePublishResult      *result,
                                          GError                 **error) G_GNUC_WARN_UNUSED_RESULT;
/* Drops what is pending. */
gboolean        birge_publisher_drop     (BirgePublisher          *self,
                                          GError                 **error) G_GNUC_WARN_UNUSED_RESULT;
/* Signs all roles anew, as they are, whose signatures run out before @before_s. FALSE in result: nothing to do.  */
gboolean        birge_publisher_renew    (BirgePublisher          *self,
                                          gint64                   before_s,
                                          BirgePublishResult      *result,
                                          GError                 **error) G_GNUC_WARN_UNUSED_RESULT;
/* Signs the timestamp anew. Needs no other key. Errors: KEY, STORAGE. */
gboolean        birge_publisher_timestamp (BirgePublisher         *self,
                                          GError                 **error) G_GNUC_WARN_UNUSED_RESULT;

/* Gives the places of keys to new ones. @is_lost: the old ones must not sign any more, not even this change. @keys: names
 * ("root-1"), or the first figures of ids. Errors: KEY when there is no such key in use. */
gboolean        birge_publisher_rotate   (BirgePublisher          *self,
                                          const char *const       *keys,
                                          gboolean                 is_lost,
                                          BirgePublishResult      *result,
                                          GError                 **error) G_GNUC_WARN_UNUSED_RESULT;

/* Paths below v1 in the order in which they are to be brought to a server. @since (nullable): an earlier answer; what it names
 * and can never change is left out. (transfer full) */
GStrv           birge_publisher_order    (BirgePublisher          *self,
                                          const char *const       *since);
/* Puts what is published now on a stick, as BIRGE/v1 below @dir, and lets a kiosk's client look at it. A stick that is pulled
 * out too early holds the old release or the new one. Errors: CONTENT, STORAGE. */
gboolean        birge_publisher_copy     (BirgePublisher          *self,
                                          const char              *dir,
                                          GError                 **error) G_GNUC_WARN_UNUSED_RESULT;

/* Pretends, in a copy that is thrown away, that keys are lost, gives their places to new ones with the help of the others, and
 * lets a kiosk's client follow. @keys (nullable): which; NULL: all of this computer, or the first holder's of an organisation.
 * @more_keys (nullable): a folder with keys that are not in @dir. @lost: which they were. FALSE with why the publisher could
 * not go on. */
gboolean        birge_publish_drill      (const char              *dir,
                                          const char *const       *keys,
                                          const char              *more_keys,
                                          BirgeAskFunc             ask,
                                          gpointer                 user_data,
                                          GStrv                   *lost,
                                          GError                 **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds signatures to a file on another computer. @description: for people. Returns how many were added; -1 on error. */
int             birge_publish_sign_file  (const char              *path,
                                          BirgeKeyring            *keyring,
                                          char                   **description,
                                          GError                 **error);

G_END_DECLS
