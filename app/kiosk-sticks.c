/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-kiosk"

#include "app/kiosk-sticks.h"

#include <string.h>

#define SERVICE    "org.freedesktop.UDisks2"
#define MANAGER    "/org/freedesktop/UDisks2"
#define BLOCK      "org.freedesktop.UDisks2.Block"
#define FILESYSTEM "org.freedesktop.UDisks2.Filesystem"
#define DRIVE      "org.freedesktop.UDisks2.Drive"

#define OPTIONS        "nosuid,nodev,noexec"
#define MOUNT_MS       60000 /* a slow stick with a large table of files */
#define UNMOUNT_MS     30000
#define MAX_NAME_CHARS 40
#define FOLDER_STICK   1     /* its id */

/* What sticks are made as. The kernel reads more, with code that few others have tried on a stranger's stick. */
static const char *const formats[] = { "vfat", "exfat", "ntfs", "ext2", "ext3", "ext4", NULL };

static const char *const use_options[] = { [KIOSK_STICKS_READ] = "ro," OPTIONS, [KIOSK_STICKS_WRITE] = "rw," OPTIONS };

struct _KioskSticks
{
  char               *folder;      /* instead of sticks, or NULL */
  void              (*changed) (gpointer user_data);
  gpointer            user_data;
  GCancellable       *cancellable;
  GDBusObjectManager *manager;     /* NULL: not asked, not answered yet, or nobody is there */
  BirgeUpdatesSticks  answer;
  gboolean            is_watching;
  GHashTable         *ids;         /* "path\nUUID" of what is in the machine → id */
  guint               last_id;
  guint               changed_id;

  char               *open_path;   /* object of the stick that is open or being opened, or NULL */
  KioskSticksUse      open_use;
  gboolean            is_mounted;
  KioskSticksOpened   opened;      /* waits for an answer, or NULL */
  gpointer            opened_data;
};

/* How it is mounted */

static gboolean
has_all_options (const char *options, KioskSticksUse use)
{
  g_auto(GStrv) given = g_strsplit (options, ",", -1);
  g_auto(GStrv) wanted = g_strsplit (use_options[use], ",", -1);

  for (guint i = 0; wanted[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) given, wanted[i]))
      return FALSE;
  return TRUE;
}

gboolean
kiosk_sticks_is_safe_in (const char *mountinfo, const char *folder, KioskSticksUse use)
{
  g_auto(GStrv) lines = g_strsplit (mountinfo, "\n", -1);
  gboolean safe = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) fields = g_strsplit (lines[i], " ", -1); /* see proc(5) */
      g_autofree char *point = g_strv_length (fields) > 5 ? g_strcompress (fields[4]) : NULL;

      if (g_strcmp0 (point, folder) == 0)
        safe = has_all_options (fields[5], use); /* the last one lies on top */
    }
  return safe;
}

/* UDisks2 was asked for it; the kernel knows. Nothing is asked of the stick itself, as one that hangs would hang the screen. */
static gboolean
is_mounted_safely (const char *folder, KioskSticksUse use)
{
  g_autofree char *mountinfo = NULL;

  return g_file_get_contents ("/proc/self/mountinfo", &mountinfo, NULL, NULL) && kiosk_sticks_is_safe_in (mountinfo, folder, use);
}

static gboolean (*is_safe) (const char *folder, KioskSticksUse use) = is_mounted_safely;

void
kiosk_sticks_set_check_for_tests (gboolean (*check) (const char *folder, KioskSticksUse use))
{
  is_safe = check != NULL ? check : is_mounted_safely;
}

/* What is in the machine */

static GVariant *
get (GDBusObject *object, const char *interface, const char *property, const GVariantType *type)
{
  g_autoptr(GDBusInterface) proxy = object != NULL ? g_dbus_object_get_interface (object, interface) : NULL;
  g_autoptr(GVariant) value = proxy != NULL ? g_dbus_proxy_get_cached_property (G_DBUS_PROXY (proxy), property) : NULL;

  return value != NULL && g_variant_is_of_type (value, type) ? g_steal_pointer (&value) : NULL;
}

static gboolean
get_boolean (GDBusObject *object, const char *interface, const char *property)
{
  g_autoptr(GVariant) value = get (object, interface, property, G_VARIANT_TYPE_BOOLEAN);

  return value != NULL && g_variant_get_boolean (value);
}

static char *
dup_string (GDBusObject *object, const char *interface, const char *property)
{
  g_autoptr(GVariant) value = get (object, interface, property, G_VARIANT_TYPE_STRING);

  return g_strdup (value != NULL ? g_variant_get_string (value, NULL) : "");
}

static GDBusObject *
dup_drive (KioskSticks *self, GDBusObject *object)
{
  g_autoptr(GVariant) path = get (object, BLOCK, "Drive", G_VARIANT_TYPE_OBJECT_PATH);

  return path != NULL ? g_dbus_object_manager_get_object (self->manager, g_variant_get_string (path, NULL)) : NULL;
}

/* (transfer full) (nullable): where it is mounted */
static char *
dup_mount_point (GDBusObject *object)
{
  g_autoptr(GVariant) points = get (object, FILESYSTEM, "MountPoints", G_VARIANT_TYPE_BYTESTRING_ARRAY);
  g_autofree const char **paths = points != NULL ? g_variant_get_bytestring_array (points, NULL) : NULL;

  return paths != NULL ? g_strdup (paths[0]) : NULL;
}

/* A machine may itself have started from a stick: what is mounted anywhere but where UDisks2 mounts for users is no stick to
 * bring content. */
static gboolean
is_elsewhere (GDBusObject *object)
{
  g_autofree char *point = dup_mount_point (object);

  return point != NULL && !g_str_has_prefix (point, "/media/") && !g_str_has_prefix (point, "/run/media/");
}

static gboolean
is_stick (KioskSticks *self, GDBusObject *object)
{
  g_autoptr(GDBusInterface) filesystem = g_dbus_object_get_interface (object, FILESYSTEM);
  g_autofree char *usage = dup_string (object, BLOCK, "IdUsage");
  g_autoptr(GDBusObject) drive = dup_drive (self, object);

  return filesystem != NULL && drive != NULL && g_str_equal (usage, "filesystem") && get_boolean (drive, DRIVE, "Removable") &&
         !get_boolean (object, BLOCK, "HintSystem") && !get_boolean (object, BLOCK, "HintIgnore") && !is_elsewhere (object);
}

/* What somebody wrote onto a stick, as a line that can be shown. */
static char *
clean_name (const char *name)
{
  g_autoptr(GString) clean = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  int left = MAX_NAME_CHARS;

  for (const char *at = valid; *at != '\0' && left > 0; at = g_utf8_next_char (at), left--)
    {
      gunichar letter = g_utf8_get_char (at);

      g_string_append_unichar (clean, g_unichar_isprint (letter) ? letter : ' ');
    }
  return g_strstrip (g_string_free (g_steal_pointer (&clean), FALSE));
}

static char *
dup_name (KioskSticks *self, GDBusObject *object)
{
  g_autofree char *label = dup_string (object, BLOCK, "IdLabel");
  g_autofree char *clean = clean_name (label);
  g_autoptr(GDBusObject) drive = dup_drive (self, object);
  g_autofree char *vendor = dup_string (drive, DRIVE, "Vendor");
  g_autofree char *model = dup_string (drive, DRIVE, "Model");
  g_autofree char *both = g_strjoin (" ", vendor, model, NULL);

  return *clean != '\0' ? g_steal_pointer (&clean) : clean_name (both);
}

/* The same stick put in anew is another one, and so is another card in the same reader. */
static char *
dup_key (GDBusObject *object)
{
  g_autofree char *uuid = dup_string (object, BLOCK, "IdUUID");

  return g_strconcat (g_dbus_object_get_object_path (object), "\n", uuid, NULL);
}

/* (transfer full): of GDBusObject, those that are sticks; notes which ids they have, and forgets the others. */
static GPtrArray *
look (KioskSticks *self)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GList *objects = self->manager != NULL ? g_dbus_object_manager_get_objects (self->manager) : NULL;

  for (GList *at = objects; at != NULL; at = at->next)
    {
      g_autofree char *key = dup_key (at->data);
      gpointer id = g_hash_table_lookup (self->ids, key);

      if (!is_stick (self, at->data))
        continue;
      g_ptr_array_add (found, g_object_ref (at->data));
      g_hash_table_insert (ids, g_steal_pointer (&key), id != NULL ? id : GUINT_TO_POINTER (++self->last_id));
    }
  g_list_free_full (objects, g_object_unref);
  g_hash_table_unref (self->ids);
  self->ids = g_steal_pointer (&ids);
  return found;
}

static guint
get_id (KioskSticks *self, GDBusObject *object)
{
  g_autofree char *key = dup_key (object);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->ids, key));
}

BirgeUpdatesSticks
kiosk_sticks_list (KioskSticks *self, GPtrArray *sticks)
{
  g_autoptr(GPtrArray) found = NULL;

  if (self->folder != NULL)
    {
      g_autofree char *base = g_path_get_basename (self->folder);
      g_autofree char *name = clean_name (base);

      if (g_file_test (self->folder, G_FILE_TEST_IS_DIR))
        g_ptr_array_add (sticks, birge_updates_stick_new (FOLDER_STICK, name, 0));
      return BIRGE_UPDATES_STICKS_READ;
    }
  found = look (self);
  for (guint i = 0; i < found->len; i++)
    {
      GDBusObject *object = g_ptr_array_index (found, i);
      g_autoptr(GVariant) size = get (object, BLOCK, "Size", G_VARIANT_TYPE_UINT64);
      g_autofree char *name = dup_name (self, object);

      g_ptr_array_add (sticks, birge_updates_stick_new (get_id (self, object), name,
                                                        size != NULL ? (gint64) MIN (g_variant_get_uint64 (size), G_MAXINT64) : 0));
    }
  return self->answer;
}

/* (transfer full) (nullable) */
static GDBusObject *
dup_stick (KioskSticks *self, guint id)
{
  g_autoptr(GPtrArray) found = look (self);

  for (guint i = 0; i < found->len; i++)
    if (get_id (self, g_ptr_array_index (found, i)) == id)
      return g_object_ref (g_ptr_array_index (found, i));
  return NULL;
}

gboolean
kiosk_sticks_has (KioskSticks *self, guint id)
{
  g_autoptr(GDBusObject) object = NULL;

  if (self->folder != NULL)
    return id == FOLDER_STICK && g_file_test (self->folder, G_FILE_TEST_IS_DIR);
  object = dup_stick (self, id);
  return object != NULL;
}

/* Watching */

static gboolean
on_changed_now (gpointer user_data)
{
  KioskSticks *self = user_data;

  self->changed_id = 0;
  self->changed (self->user_data);
  return G_SOURCE_REMOVE;
}

/* One stick put in is many events. */
static void
on_changed (KioskSticks *self)
{
  if (self->changed_id == 0)
    self->changed_id = g_timeout_add (200, on_changed_now, self);
}

static void
on_owner_changed (KioskSticks *self)
{
  g_autofree char *owner = g_dbus_object_manager_client_get_name_owner (G_DBUS_OBJECT_MANAGER_CLIENT (self->manager));

  self->answer = owner != NULL ? BIRGE_UPDATES_STICKS_READ : BIRGE_UPDATES_STICKS_NO_SERVICE;
  on_changed (self);
}

static void
give_up (KioskSticks *self, const GError *error)
{
  g_message ("sticks: %s", error->message);
  self->answer = BIRGE_UPDATES_STICKS_NO_SERVICE;
  on_changed (self);
}

static void
on_manager (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KioskSticks *self = user_data;
  g_autoptr(GError) error = NULL;
  GDBusObjectManager *manager = g_dbus_object_manager_client_new_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (manager == NULL)
    {
      give_up (self, error);
      return;
    }
  self->manager = manager;
  g_signal_connect_swapped (manager, "object-added", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (manager, "object-removed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (manager, "interface-added", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (manager, "interface-removed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (manager, "interface-proxy-properties-changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (manager, "notify::name-owner", G_CALLBACK (on_owner_changed), self);
  on_owner_changed (self);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KioskSticks *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bus == NULL)
    {
      give_up (self, error);
      return;
    }
  g_dbus_connection_set_exit_on_close (bus, FALSE); /* the kiosk outlives any bus */
  g_dbus_object_manager_client_new (bus, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_NONE, SERVICE, MANAGER, NULL, NULL, NULL,
                                    self->cancellable, on_manager, self);
}

void
kiosk_sticks_watch (KioskSticks *self)
{
  if (self->is_watching || self->folder != NULL)
    return;
  self->is_watching = TRUE;
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, on_bus, self);
}

/* Opening and closing */

static void
answer (KioskSticks *self, const char *folder, BirgeSyncReason reason, const char *words)
{
  KioskSticksOpened opened = self->opened;

  self->opened = NULL;
  if (folder == NULL)
    g_clear_pointer (&self->open_path, g_free);
  opened (folder, reason, words, self->opened_data);
}

static void
call (KioskSticks *self, const char *method, GVariant *options, int timeout_ms, GAsyncReadyCallback done)
{
  GDBusConnection *bus = g_dbus_object_manager_client_get_connection (G_DBUS_OBJECT_MANAGER_CLIENT (self->manager));

  g_dbus_connection_call (bus, SERVICE, self->open_path, FILESYSTEM, method, g_variant_new ("(@a{sv})", options), NULL,
                          G_DBUS_CALL_FLAGS_NONE, timeout_ms, done != NULL ? self->cancellable : NULL, done, self);
}

/* Nobody stands at a desktop here who could be asked for a password. */
static GVariant *
make_options (const char *options)
{
  g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "auth.no_user_interaction", "b", TRUE);
  if (options != NULL)
    g_variant_dict_insert (&dict, "options", "s", options);
  return g_variant_dict_end (&dict);
}

static void
unmount (KioskSticks *self)
{
  if (self->is_mounted)
    call (self, "Unmount", make_options (NULL), UNMOUNT_MS, NULL);
  self->is_mounted = FALSE;
  g_clear_pointer (&self->open_path, g_free);
}

void
kiosk_sticks_close (KioskSticks *self)
{
  g_return_if_fail (self->opened == NULL);

  unmount (self);
}

static void
take_mounted (KioskSticks *self, const char *folder)
{
  g_autofree char *words = NULL;

  self->is_mounted = TRUE;
  if (is_safe (folder, self->open_use))
    {
      answer (self, folder, BIRGE_SYNC_REASON_NONE, NULL);
      return;
    }
  unmount (self);
  words = g_strdup_printf ("the stick is not mounted %s: it is left alone: see whether it is locked, and what else mounts sticks here",
                           use_options[self->open_use]);
  answer (self, NULL, BIRGE_SYNC_REASON_NOT_ALLOWED, words);
}

static BirgeSyncReason
judge (const GError *error)
{
  g_autofree char *name = g_dbus_error_is_remote_error (error) ? g_dbus_error_get_remote_error (error) : NULL;

  if (name != NULL && g_str_has_prefix (name, SERVICE ".Error.NotAuthorized"))
    return BIRGE_SYNC_REASON_NOT_ALLOWED;
  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD)) /* its object has gone */
    return BIRGE_SYNC_REASON_GONE;
  /* Damaged, or a format this machine has nothing for: another stick is the way out of both. */
  return name != NULL && g_str_has_prefix (name, SERVICE) ? BIRGE_SYNC_REASON_FORMAT : BIRGE_SYNC_REASON_OTHER;
}

/* A kiosk that was ended while it read leaves the stick mounted. */
static gboolean
take_up_old (KioskSticks *self, const GError *error)
{
  g_autofree char *name = g_dbus_error_is_remote_error (error) ? g_dbus_error_get_remote_error (error) : NULL;
  g_autoptr(GDBusObject) object = g_dbus_object_manager_get_object (self->manager, self->open_path);
  g_autofree char *point = object != NULL && g_strcmp0 (name, SERVICE ".Error.AlreadyMounted") == 0 ? dup_mount_point (object) : NULL;

  if (point == NULL)
    return FALSE;
  take_mounted (self, point);
  return TRUE;
}

static void
on_mounted (GObject *bus, GAsyncResult *result, gpointer user_data)
{
  KioskSticks *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) values = g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, &error);
  const char *folder = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (values != NULL && g_variant_is_of_type (values, G_VARIANT_TYPE ("(s)")))
    g_variant_get (values, "(&s)", &folder);
  if (folder != NULL)
    take_mounted (self, folder);
  else if (error == NULL)
    answer (self, NULL, BIRGE_SYNC_REASON_OTHER, "UDisks2 does not say where it mounted the stick");
  else if (!take_up_old (self, error))
    {
      BirgeSyncReason reason = judge (error);

      g_dbus_error_strip_remote_error (error);
      answer (self, NULL, reason, error->message);
    }
}

void
kiosk_sticks_open (KioskSticks *self, guint id, KioskSticksUse use, KioskSticksOpened opened, gpointer user_data)
{
  g_autoptr(GDBusObject) object = self->folder == NULL ? dup_stick (self, id) : NULL;
  g_autofree char *format = object != NULL ? dup_string (object, BLOCK, "IdType") : NULL;

  g_return_if_fail (self->opened == NULL);

  kiosk_sticks_close (self);
  self->open_use = use;
  self->opened = opened;
  self->opened_data = user_data;
  if (self->folder != NULL && kiosk_sticks_has (self, id))
    answer (self, self->folder, BIRGE_SYNC_REASON_NONE, NULL);
  else if (object == NULL)
    answer (self, NULL, BIRGE_SYNC_REASON_GONE, NULL);
  else if (!g_strv_contains (formats, format))
    answer (self, NULL, BIRGE_SYNC_REASON_FORMAT, format);
  else
    {
      self->open_path = g_strdup (g_dbus_object_get_object_path (object));
      call (self, "Mount", make_options (use_options[use]), MOUNT_MS, on_mounted);
    }
}

KioskSticks *
kiosk_sticks_new (const char *folder, void (*changed) (gpointer user_data), gpointer user_data)
{
  KioskSticks *self = g_new0 (KioskSticks, 1);

  self->folder = g_strdup (folder);
  self->changed = changed;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->answer = BIRGE_UPDATES_STICKS_ASKING;
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
kiosk_sticks_free (KioskSticks *self)
{
  GDBusConnection *bus = NULL;

  if (self == NULL)
    return;
  self->opened = NULL;
  kiosk_sticks_close (self);
  if (self->manager != NULL)
    {
      bus = g_dbus_object_manager_client_get_connection (G_DBUS_OBJECT_MANAGER_CLIENT (self->manager));
      g_dbus_connection_flush_sync (bus, NULL, NULL); /* what was asked last is on its way before this process ends */
      g_signal_handlers_disconnect_by_data (self->manager, self);
    }
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->changed_id, g_source_remove);
  g_clear_object (&self->manager);
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->ids);
  g_free (self->open_path);
  g_free (self->folder);
  g_free (self);
}
