/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* More than any real collection, few enough that a hostile folder costs little. */
#define MAX_ENTRIES 200000

struct _BirgeFolder {
  int   fd;   /* (owned) */
  char *path; /* from the folder opened first; "" for that one */
};

static void
entry_free (gpointer data)
{
  BirgeFolderEntry *entry = data;

  g_free (entry->name);
  g_free (entry);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const BirgeFolderEntry *first = *(const BirgeFolderEntry *const *) a;
  const BirgeFolderEntry *second = *(const BirgeFolderEntry *const *) b;

  return strcmp (first->name, second->name);
}

/* File names are bytes; messages are text. */
static char *
dup_display_path (BirgeFolder *self, const char *name)
{
  g_autofree char *text = g_utf8_validate (name, -1, NULL) ? g_strdup (name) : g_strescape (name, NULL);

  return self->path[0] == '\0' ? g_steal_pointer (&text) : g_strconcat (self->path, "/", text, NULL);
}

static void
refuse (BirgeFolder *self, BirgeProblems *problems, const char *name, const char *code, const char *what,
        const char *why, const char *todo)
{
  g_autofree char *path = dup_display_path (self, name);

  birge_problems_add (problems, BIRGE_PROBLEM_ERROR, path, 0, code, what, why, todo);
}

static void
refuse_open (BirgeFolder *self, BirgeProblems *problems, const char *name, int number)
{
  if (number == ELOOP || number == ENOTDIR)
    refuse (self, problems, name, "symlink", "this is a symbolic link", "content is only what lies in the folder itself",
            "put the file itself here");
  else
    refuse (self, problems, name, "unreadable", "cannot be read", g_strerror (number),
            "check that the file exists and that you may read it");
}

/**
 * birge_folder_open:
 * @path: a folder
 * @error: return location for an error
 *
 * Opens a folder to read from it.
 *
 * Errors: G_FILE_ERROR.
 *
 * Returns: (transfer full): the folder, or NULL
 */
BirgeFolder *
birge_folder_open (const char *path, GError **error)
{
  BirgeFolder *self;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);

  fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    {
      int number = errno;

      g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (number), g_strerror (number));
      return NULL;
    }

  self = g_new0 (BirgeFolder, 1);
  self->fd = fd;
  self->path = g_strdup ("");
  return self;
}

BirgeFolder *
birge_folder_open_child (BirgeFolder *self, const char *name, BirgeProblems *problems)
{
  BirgeFolder *child;
  int fd;

  g_return_val_if_fail (strchr (name, '/') == NULL, NULL);

  fd = openat (self->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    {
      refuse_open (self, problems, name, errno);
      return NULL;
    }

  child = g_new0 (BirgeFolder, 1);
  child->fd = fd;
  child->path = dup_display_path (self, name);
  return child;
}

void
birge_folder_free (BirgeFolder *self)
{
  if (self == NULL)
    return;

  close (self->fd);
  g_free (self->path);
  g_free (self);
}

static mode_t
find_type (BirgeFolder *self, const struct dirent *found)
{
  struct stat info;

  if (found->d_type != DT_UNKNOWN)
    return DTTOIF (found->d_type);
  return fstatat (self->fd, found->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 ? info.st_mode & S_IFMT : 0;
}

static void
take_entry (BirgeFolder *self, GPtrArray *entries, const struct dirent *found, BirgeProblems *problems)
{
  mode_t type = find_type (self, found);
  BirgeFolderEntry *entry;

  if (found->d_name[0] == '.' || g_str_has_suffix (found->d_name, "~"))
    return; /* hidden files and editors' backups are nobody's content */

  if (type == S_IFLNK)
    {
      refuse_open (self, problems, found->d_name, ELOOP);
      return;
    }

  if (type != S_IFREG && type != S_IFDIR)
    {
      refuse (self, problems, found->d_name, "not-a-file", "this is neither a file nor a folder",
              "devices, pipes and sockets hold no content", "take it away");
      return;
    }

  if (!g_utf8_validate (found->d_name, -1, NULL))
    {
      refuse (self, problems, found->d_name, "bad-name", "the name is not UTF-8", "nobody could write it down",
              "use lower-case letters, digits and hyphens");
      return;
    }

  entry = g_new0 (BirgeFolderEntry, 1);
  entry->name = g_strdup (found->d_name);
  entry->is_folder = type == S_IFDIR;
  g_ptr_array_add (entries, entry);
}

GPtrArray *
birge_folder_list (BirgeFolder *self, BirgeProblems *problems)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);
  int fd = openat (self->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = fd < 0 ? NULL : fdopendir (fd);
  const struct dirent *found;

  if (dir == NULL)
    {
      refuse_open (self, problems, ".", errno);
      if (fd >= 0)
        close (fd);
      return entries;
    }

  while ((found = readdir (dir)) != NULL)
    {
      if (entries->len == MAX_ENTRIES)
        {
          refuse (self, problems, ".", "too-large", "too many files", "one folder may hold 200 000",
                  "take away what does not belong here");
          break;
        }
      take_entry (self, entries, found, problems);
    }

  closedir (dir);
  g_ptr_array_sort (entries, compare_entries);
  return entries;
}

char *
birge_folder_dup_path (BirgeFolder *self, const char *name)
{
  return dup_display_path (self, name);
}

gboolean
birge_folder_has_file (BirgeFolder *self, const char *name)
{
  struct stat info;

  return fstatat (self->fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (info.st_mode);
}

static gboolean
check_size (BirgeFolder *self, const char *name, const struct stat *info, gsize max_bytes, BirgeProblems *problems)
{
  g_autofree char *what = NULL;
  g_autofree char *why = NULL;

  if (!S_ISREG (info->st_mode))
    {
      refuse (self, problems, name, "not-a-file", "this is not a file", "only files hold content", "take it away");
      return FALSE;
    }

  if ((gsize) info->st_size <= max_bytes)
    return TRUE;

  what = g_strdup_printf ("the file has %" G_GINT64_FORMAT " KiB", (gint64) info->st_size / 1024);
  why = g_strdup_printf ("files of this kind may have %" G_GSIZE_FORMAT " KiB", max_bytes / 1024);
  refuse (self, problems, name, "too-large", what, why, "make it smaller, or divide it");
  return FALSE;
}

/* Reads what fstat() promised and no more: a file that grows meanwhile is cut, one that shrinks is an error. */
static GBytes *
read_all (int fd, gsize size, int *number)
{
  g_autofree char *data = g_malloc (size + 1);
  gsize done = 0;

  while (done < size)
    {
      gssize n = TEMP_FAILURE_RETRY (read (fd, data + done, size - done));

      if (n <= 0)
        {
          *number = n == 0 ? EIO : errno;
          return NULL;
        }
      done += n;
    }

  return g_bytes_new_take (g_steal_pointer (&data), size);
}

static int
open_file (BirgeFolder *self, const char *name, gsize max_bytes, gsize *size, BirgeProblems *problems)
{
  /* O_NONBLOCK: a pipe must not make us wait; it is refused below. */
  int fd = openat (self->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  struct stat info;

  if (fd < 0 || fstat (fd, &info) != 0)
    {
      refuse_open (self, problems, name, errno);
      if (fd >= 0)
        close (fd);
      return -1;
    }

  if (!check_size (self, name, &info, max_bytes, problems))
    {
      close (fd);
      return -1;
    }

  *size = info.st_size;
  return fd;
}

/**
 * birge_folder_open_file:
 * @self: a folder
 * @path: a file in it, or in folders below it
 * @max_bytes: how large it may be
 * @size: (out): how large it is
 * @problems: where to say why not
 *
 * Opens a file; no link is followed on the way.
 *
 * Returns: a file descriptor to close, or -1
 */
int
birge_folder_open_file (BirgeFolder *self, const char *path, gsize max_bytes, gsize *size, BirgeProblems *problems)
{
  const char *slash = strchr (path, '/');
  g_autofree char *first = NULL;
  g_autoptr(BirgeFolder) child = NULL;

  if (slash == NULL)
    return open_file (self, path, max_bytes, size, problems);

  first = g_strndup (path, slash - path);
  child = birge_folder_open_child (self, first, problems);
  return child == NULL ? -1 : birge_folder_open_file (child, slash + 1, max_bytes, size, problems);
}

GBytes *
birge_folder_read (BirgeFolder *self, const char *path, gsize max_bytes, BirgeProblems *problems)
{
  GBytes *bytes;
  gsize size = 0;
  int number = 0;
  int fd = birge_folder_open_file (self, path, max_bytes, &size, problems);

  if (fd < 0)
    return NULL;

  bytes = read_all (fd, size, &number);
  if (bytes == NULL)
    refuse_open (self, problems, path, number);
  close (fd);
  return bytes;
}

static guint
count_lines (const char *from, const char *to)
{
  guint line = 1;

  for (; from < to; from++)
    line += *from == '\n';
  return line;
}

GBytes *
birge_folder_read_text (BirgeFolder *self, const char *name, gsize max_bytes, BirgeProblems *problems)
{
  g_autoptr(GBytes) bytes = birge_folder_read (self, name, max_bytes, problems);
  const char *data;
  const char *end;
  gsize size;

  if (bytes == NULL)
    return NULL;

  data = g_bytes_get_data (bytes, &size);
  if (!g_utf8_validate_len (data, size, &end))
    {
      g_autofree char *path = dup_display_path (self, name);

      birge_problems_add (problems, BIRGE_PROBLEM_ERROR, path, count_lines (data, end), "invalid-utf8",
                          "this is not UTF-8 text", "letters of other encodings turn into nonsense on the screen",
                          "save the file as UTF-8");
      return NULL;
    }

  if (size >= 3 && memcmp (data, "\xEF\xBB\xBF", 3) == 0)
    return g_bytes_new_from_bytes (bytes, 3, size - 3);
  return g_steal_pointer (&bytes);
}
