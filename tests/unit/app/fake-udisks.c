/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/app/fake-udisks.h"

#define NAME    "org.freedesktop.UDisks2"
#define MANAGER "/org/freedesktop/UDisks2"
#define BLOCKS  MANAGER "/block_devices/"
#define DRIVES  MANAGER "/drives/"

static const char description[] =
  "<node>"
  "<interface name='org.freedesktop.DBus.ObjectManager'>"
  "<method name='GetManagedObjects'><arg type='a{oa{sa{sv}}}' direction='out'/></method>"
  "<signal name='InterfacesAdded'><arg type='o'/><arg type='a{sa{sv}}'/></signal>"
  "<signal name='InterfacesRemoved'><arg type='o'/><arg type='as'/></signal>"
  "</interface>"
  "<interface name='org.freedesktop.UDisks2.Filesystem'>"
  "<method name='Mount'><arg type='a{sv}' direction='in'/><arg type='s' direction='out'/></method>"
  "<method name='Unmount'><arg type='a{sv}' direction='in'/></method>"
  "</interface>"
  "</node>";

struct _FakeUdisks
{
  GDBusConnection *bus;
  GDBusNodeInfo   *info;
  GHashTable      *objects; /* path → a{sa{sv}} */
  GHashTable      *ids;     /* path → registration */
  GString         *calls;
  char            *folder;
  char            *error;
};

static void
on_file_system (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method, GVariant *parameters,
                GDBusMethodInvocation *invocation, gpointer user_data)
{
  FakeUdisks *self = user_data;
  g_autoptr(GVariant) options = g_variant_get_child_value (parameters, 0);
  const char *words = "";
  gboolean silent = FALSE;

  g_variant_lookup (options, "options", "&s", &words);
  g_variant_lookup (options, "auth.no_user_interaction", "b", &silent);
  g_string_append_printf (self->calls, "%s %s%s%s%s; ", method, path + strlen (BLOCKS), *words != '\0' ? " " : "", words, silent ? "" : " asks");
  if (!g_str_equal (method, "Mount"))
    g_dbus_method_invocation_return_value (invocation, NULL);
  else if (self->error != NULL)
    {
      g_autofree char *name = g_strconcat (NAME ".Error.", self->error, NULL);

      g_dbus_method_invocation_return_dbus_error (invocation, name, "no");
    }
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", self->folder));
}

static void
on_manager (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *method, GVariant *parameters,
            GDBusMethodInvocation *invocation, gpointer user_data)
{
  FakeUdisks *self = user_data;
  g_auto(GVariantBuilder) objects = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{oa{sa{sv}}}"));
  GHashTableIter iter;
  gpointer object, interfaces;

  g_hash_table_iter_init (&iter, self->objects);
  while (g_hash_table_iter_next (&iter, &object, &interfaces))
    g_variant_builder_add (&objects, "{o@a{sa{sv}}}", object, interfaces);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@a{oa{sa{sv}}})", g_variant_builder_end (&objects)));
}

FakeUdisks *
fake_udisks_new (const char *bus_address)
{
  static const GDBusInterfaceVTable manager = { on_manager };
  FakeUdisks *self = g_new0 (FakeUdisks, 1);
  g_autoptr(GError) error = NULL;
  guint id;

  self->bus = g_dbus_connection_new_for_address_sync (
    bus_address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);
  self->info = g_dbus_node_info_new_for_xml (description, &error);
  g_assert_no_error (error);
  self->objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->calls = g_string_new (NULL);
  id = g_dbus_connection_register_object (self->bus, MANAGER, self->info->interfaces[0], &manager, self, NULL, &error);
  g_assert_no_error (error);
  g_hash_table_insert (self->ids, g_strdup (MANAGER), GUINT_TO_POINTER (id));
  fake_udisks_set_there (self, TRUE);
  return self;
}

void
fake_udisks_free (FakeUdisks *self)
{
  GHashTableIter iter;
  gpointer id;

  fake_udisks_set_there (self, FALSE);
  g_hash_table_iter_init (&iter, self->ids);
  while (g_hash_table_iter_next (&iter, NULL, &id)) /* calls that are still on their way find nobody */
    g_dbus_connection_unregister_object (self->bus, GPOINTER_TO_UINT (id));
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_clear_object (&self->bus);
  g_dbus_node_info_unref (self->info);
  g_hash_table_unref (self->objects);
  g_hash_table_unref (self->ids);
  g_string_free (self->calls, TRUE);
  g_free (self->folder);
  g_free (self->error);
  g_free (self);
}

void
fake_udisks_set_there (FakeUdisks *self, gboolean there)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_sync (
    self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", there ? "RequestName" : "ReleaseName",
    there ? g_variant_new ("(su)", NAME, 0) : g_variant_new ("(s)", NAME), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
}

static void
set (GVariantBuilder *properties, const char *name, GVariant *value)
{
  g_variant_builder_add (properties, "{sv}", name, value);
}

static GVariant *
describe_block (const FakeStick *stick, const char *drive)
{
  g_auto(GVariantBuilder) block = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_auto(GVariantBuilder) system = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_auto(GVariantBuilder) all = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sa{sv}}"));
  const char *points[] = { stick->mount_point, NULL };

  set (&block, "Drive", g_variant_new_object_path (drive));
  set (&block, "IdUsage", g_variant_new_string (stick->bare ? "" : "filesystem"));
  set (&block, "IdType", g_variant_new_string (stick->type != NULL ? stick->type : "vfat"));
  set (&block, "IdLabel", g_variant_new_string (stick->label != NULL ? stick->label : ""));
  set (&block, "IdUUID", g_variant_new_string (stick->uuid != NULL ? stick->uuid : "1234-ABCD"));
  set (&block, "HintSystem", g_variant_new_boolean (stick->system));
  set (&block, "HintIgnore", g_variant_new_boolean (stick->ignored));
  set (&block, "Size", g_variant_new_uint64 (32000000000));
  g_variant_builder_add (&all, "{s@a{sv}}", NAME ".Block", g_variant_builder_end (&block));
  if (!stick->bare)
    {
      set (&system, "MountPoints", g_variant_new_bytestring_array (points, -1));
      g_variant_builder_add (&all, "{s@a{sv}}", NAME ".Filesystem", g_variant_builder_end (&system));
    }
  return g_variant_ref_sink (g_variant_builder_end (&all));
}

static GVariant *
describe_drive (const FakeStick *stick)
{
  g_auto(GVariantBuilder) drive = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_auto(GVariantBuilder) all = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{sa{sv}}"));

  set (&drive, "Removable", g_variant_new_boolean (!stick->fixed));
  set (&drive, "Vendor", g_variant_new_string (stick->vendor != NULL ? stick->vendor : ""));
  set (&drive, "Model", g_variant_new_string (stick->model != NULL ? stick->model : ""));
  g_variant_builder_add (&all, "{s@a{sv}}", NAME ".Drive", g_variant_builder_end (&drive));
  return g_variant_ref_sink (g_variant_builder_end (&all));
}

/* @interfaces: (transfer full) */
static void
add (FakeUdisks *self, const char *path, GVariant *interfaces)
{
  g_hash_table_replace (self->objects, g_strdup (path), interfaces);
  g_dbus_connection_emit_signal (self->bus, NULL, MANAGER, "org.freedesktop.DBus.ObjectManager", "InterfacesAdded",
                                 g_variant_new ("(o@a{sa{sv}})", path, interfaces), NULL);
}

void
fake_udisks_put_in (FakeUdisks *self, const FakeStick *stick)
{
  static const GDBusInterfaceVTable file_system = { on_file_system };
  g_autofree char *block = g_strconcat (BLOCKS, stick->path, NULL);
  g_autofree char *drive = g_strconcat (DRIVES, stick->path, NULL);
  guint id = g_dbus_connection_register_object (self->bus, block, self->info->interfaces[1], &file_system, self, NULL, NULL);

  g_assert_cmpuint (id, !=, 0);
  g_hash_table_insert (self->ids, g_strdup (block), GUINT_TO_POINTER (id));
  add (self, drive, describe_drive (stick));
  add (self, block, describe_block (stick, drive));
}

void
fake_udisks_pull_out (FakeUdisks *self, const char *path)
{
  static const char *const interfaces[] = { NAME ".Block", NAME ".Filesystem", NULL };
  g_autofree char *block = g_strconcat (BLOCKS, path, NULL);

  g_dbus_connection_unregister_object (self->bus, GPOINTER_TO_UINT (g_hash_table_lookup (self->ids, block)));
  g_hash_table_remove (self->ids, block);
  g_hash_table_remove (self->objects, block);
  g_dbus_connection_emit_signal (self->bus, NULL, MANAGER, "org.freedesktop.DBus.ObjectManager", "InterfacesRemoved",
                                 g_variant_new ("(o^as)", block, interfaces), NULL);
}

void
fake_udisks_set_folder (FakeUdisks *self, const char *folder)
{
  g_free (self->folder);
  self->folder = g_strdup (folder);
}

void
fake_udisks_set_error (FakeUdisks *self, const char *name)
{
  g_free (self->error);
  self->error = g_strdup (name);
}

char *
fake_udisks_take_calls (FakeUdisks *self)
{
  char *calls = g_strdup (self->calls->str);

  g_string_truncate (self->calls, 0);
  return calls;
}
