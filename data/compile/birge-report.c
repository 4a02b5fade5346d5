/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-check.h"

#include <jansson.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

static const struct {
  const char *title;
  const char *key;
  gsize       offset;
} columns[] = {
  { "items", "items", G_STRUCT_OFFSET (BirgeReportLine, items) },
  { "drafts", "drafts", G_STRUCT_OFFSET (BirgeReportLine, drafts) },
  { "no sound", "no_sound", G_STRUCT_OFFSET (BirgeReportLine, no_sound) },
  { "no captions", "no_captions", G_STRUCT_OFFSET (BirgeReportLine, no_captions) },
  { "unreviewed", "unreviewed", G_STRUCT_OFFSET (BirgeReportLine, unreviewed) },
  { "overdue", "overdue", G_STRUCT_OFFSET (BirgeReportLine, overdue) },
};

static guint
get_cell (const BirgeReport *report, guint slot, guint column)
{
  return G_STRUCT_MEMBER (guint, &report->lines[slot], columns[column].offset);
}

char *
birge_report_to_text (const BirgeReport *report, BirgeProblems *problems)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < birge_problems_get_length (problems); i++)
    {
      g_autofree char *line = birge_problem_to_string (birge_problems_get (problems, i));

      g_string_append_printf (text, "%s\n", line);
    }

  g_string_append_printf (text, "%s%-9s", text->len > 0 ? "\n" : "", "language");
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    g_string_append_printf (text, "%13s", columns[i].title);
  for (guint slot = 0; slot < birge_texts_get_n_languages (); slot++)
    {
      g_string_append_printf (text, "\n%-9s", birge_texts_get_tag (slot));
      for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
        g_string_append_printf (text, "%13u", get_cell (report, slot, i));
    }

  g_string_append_printf (text, "\n\n%u errors, %u warnings\n", birge_problems_count (problems, BIRGE_PROBLEM_ERROR),
                          birge_problems_count (problems, BIRGE_PROBLEM_WARNING));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static json_t *
problem_to_json (const BirgeProblem *problem)
{
  return json_pack ("{ss ss si ss ss ss ss}", "severity",
                    problem->severity == BIRGE_PROBLEM_ERROR ? "error" : "warning", "file", problem->file, "line",
                    (int) problem->line, "code", problem->code, "what", problem->what, "why", problem->why, "todo",
                    problem->todo);
}

char *
birge_report_to_json (const BirgeReport *report, BirgeProblems *problems)
{
  json_t *list = json_array ();
  json_t *languages = json_array ();
  g_autoptr(json_t) root = NULL;

  for (guint i = 0; i < birge_problems_get_length (problems); i++)
    json_array_append_new (list, problem_to_json (birge_problems_get (problems, i)));

  for (guint slot = 0; slot < birge_texts_get_n_languages (); slot++)
    {
      json_t *line = json_pack ("{ss}", "language", birge_texts_get_tag (slot));

      for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
        json_object_set_new (line, columns[i].key, json_integer (get_cell (report, slot, i)));
      json_array_append_new (languages, line);
    }

  root = json_pack ("{so si si so}", "problems", list, "errors",
                    (int) birge_problems_count (problems, BIRGE_PROBLEM_ERROR), "warnings",
                    (int) birge_problems_count (problems, BIRGE_PROBLEM_WARNING), "languages", languages);
  return json_dumps (root, JSON_COMPACT);
}
