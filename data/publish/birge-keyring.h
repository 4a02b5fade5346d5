/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/publish/birge-publish-settings.h"
#include "data/trust/birge-signer.h"

G_BEGIN_DECLS

/* The keys of a publisher, as files: NAME.pub says who a key is, NAME.pem is the key itself, encrypted, and need not be here.
 * A name is a role and a number: "root-2". */
typedef struct _BirgeKeyring BirgeKeyring;

/* Asks for a pass phrase. @is_new: one to be chosen. (transfer full), wiped and freed by the keyring; "": this key is not to
 * be used; NULL: there is none to be had. */
typedef char *(*BirgeAskFunc) (const char *name,
                               gboolean    is_new,
                               gpointer    user_data);

#define BIRGE_KEYRING_MIN_PASSPHRASE 8

BirgeKeyring *birge_keyring_new        (BirgeAskFunc    ask,
                                        gpointer        user_data);
void          birge_keyring_free       (BirgeKeyring   *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeKeyring, birge_keyring_free)
/* Learns what keys a folder has. Errors: KEY, STORAGE. */
gboolean      birge_keyring_add_folder (BirgeKeyring   *self,
                                        const char     *folder,
                                        GError        **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none) (nullable): what signs with a key; asks for the pass phrase when none known so far opens it. NULL without an
 * error: its file is not here, or the person passes it over. Errors: KEY. */
BirgeSigner  *birge_keyring_find       (BirgeKeyring   *self,
                                        const char     *key_id,
                                        GError        **error);
/* (transfer full): of BirgeSigner, borrowed: all keys whose private files are here and that are not passed over. NULL on error. */
GPtrArray    *birge_keyring_open_all   (BirgeKeyring   *self,
                                        GError        **error);
/* Makes a key and writes both files to @folder, with the pass phrase last used, or a new one. Errors: KEY, STORAGE. */
BirgeSigner  *birge_keyring_generate   (BirgeKeyring   *self,
                                        const char     *folder,
                                        const char     *name,
                                        GError        **error);
/* The next key that is made is somebody else's: ask again. */
void          birge_keyring_forget     (BirgeKeyring   *self);
/* (transfer full): for people; of a key not known the first figures of its id */
char         *birge_keyring_dup_name   (BirgeKeyring   *self,
                                        const char     *key_id);
/* (transfer full) (nullable): the id of a key by its name */
char         *birge_keyring_dup_id     (BirgeKeyring   *self,
                                        const char     *name);
/* (transfer none) (nullable): where its private file is; NULL: not here */
const char   *birge_keyring_get_path   (BirgeKeyring   *self,
                                        const char     *key_id);
/* A name that no key of this role has: one more than the highest. */
char         *birge_keyring_dup_next_name (BirgeKeyring *self,
                                        const char     *role);
/* From now on this key signs nothing here; its file is moved into a folder "revoked" beside it. */
gboolean      birge_keyring_retire     (BirgeKeyring   *self,
                                        const char     *key_id,
                                        GError        **error);

G_END_DECLS
