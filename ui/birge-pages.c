/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/birge-pages.h"

#include "ui/films/birge-film-page.h"
#include "ui/guides/birge-beside-page.h"
#include "ui/guides/birge-guide-page.h"
#include "ui/guides/birge-phrase-page.h"
#include "ui/guides/birge-shelf-page.h"
#include "ui/lessons/birge-course-page.h"
#include "ui/lessons/birge-lesson-page.h"
#include "ui/places/birge-call-page.h"
#include "ui/places/birge-contact-page.h"
#include "ui/places/birge-people-page.h"
#include "ui/practice/birge-practice-page.h"
#include "ui/practice/birge-rhythm-page.h"
#include "ui/search/birge-search-page.h"
#include "ui/shell/birge-help-page.h"
#include "ui/shell/birge-home-page.h"
#include "ui/shell/birge-privacy-page.h"
#include "ui/shell/birge-safe-page.h"
#include "ui/shell/birge-wall-page.h"
#include "ui/staff/birge-staff-page.h"

typedef GType (*GetType) (void);

static const GetType types[BIRGE_N_PLACES] = {
  [BIRGE_PLACE_WALL] = birge_wall_page_get_type,       [BIRGE_PLACE_HOME] = birge_home_page_get_type,
  [BIRGE_PLACE_SHELF] = birge_shelf_page_get_type,     [BIRGE_PLACE_GUIDE] = birge_guide_page_get_type,
  [BIRGE_PLACE_BESIDE] = birge_beside_page_get_type,   [BIRGE_PLACE_PHRASE] = birge_phrase_page_get_type,
  [BIRGE_PLACE_FILM] = birge_film_page_get_type,       [BIRGE_PLACE_COURSES] = birge_course_page_get_type,
  [BIRGE_PLACE_COURSE] = birge_course_page_get_type,   [BIRGE_PLACE_LESSON] = birge_lesson_page_get_type,
  [BIRGE_PLACE_PEOPLE] = birge_people_page_get_type,   [BIRGE_PLACE_CONTACT] = birge_contact_page_get_type,
  [BIRGE_PLACE_CALL] = birge_call_page_get_type,       [BIRGE_PLACE_HELP] = birge_help_page_get_type,
  [BIRGE_PLACE_SEARCH] = birge_search_page_get_type,   [BIRGE_PLACE_PRIVACY] = birge_privacy_page_get_type,
  [BIRGE_PLACE_PRACTICE] = birge_practice_page_get_type, [BIRGE_PLACE_RHYTHM] = birge_rhythm_page_get_type,
  [BIRGE_PLACE_STAFF] = birge_staff_page_get_type,     [BIRGE_PLACE_SAFE] = birge_safe_page_get_type,
};

BirgePage *
birge_pages_new (BirgeShell *shell, BirgePlace place)
{
  g_return_val_if_fail (place < BIRGE_N_PLACES, NULL);

  return g_object_new (types[place] (), "shell", shell, NULL);
}
