#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each rule of lint.py complains about a tree that breaks it, and not about one that keeps it."""
import pathlib
import sys
import tempfile

import lint

C = '/* SPDX-License-Identifier: GPL-3.0-or-later */\n'
EXTRACT = pathlib.Path(__file__).parents[2] / 'po' / 'extract.sh'
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n%smsgid "Home"\nmsgstr "%s"\n'
GOOD = {
    'app/main.c': C + '#include "ui/birge-wall.h"\n#include <gtk/gtk.h>\n',
    'ui/birge-wall.c': C + '#include "ui/birge-wall.h"\n#include "data/state/birge-state.h"\nf (N_("Home"));\n',
    'ui/birge-wall.h': C,
    'media/birge-player.c': C + '#include "media/birge-player-private.h"\n#include "data/formats/birge-vtt.h"\n#include <gst/gst.h>\n',
    'media/film/birge-film.c': C + '#include "media/birge-player-private.h"\n',
    'po/birge-po.c': C + '#include "po/birge-po.h"\n',
    'data/state/birge-state.c': C + '#include <sqlite3.h>\n',
    'data/formats/birge-vtt.c': C + '#include <glib.h>\n',
    'data/sync/birge-http.c': C + '#include <curl/curl.h>\n',
    'data/content/rights/picture.svg': '<!-- SPDX-License-Identifier: CC-BY-4.0 -->\n<svg/>\n',
    'data/content/rights/kk.md': 'no licence line\n',
    'po/POTFILES': 'ui/birge-wall.c\n',
    'po/extract.sh': EXTRACT.read_text(),
    'po/uz.po': PO % ('', 'Bosh sahifa'),
    'po/uz-Cyrl.po': '',
    'build/anything.c': 'x\t',
    '.gitignore': '',
}
BAD = [
    (lint.check_includes, 'data/state/a.c', C + '#include <gtk/gtk.h>\n'),
    (lint.check_includes, 'data/formats/a.c', C + '#include "data/state/birge-state.h"\n'),
    (lint.check_includes, 'data/formats/a.c', C + '# include <sqlite3.h>\n'),
    (lint.check_includes, 'data/state/a.c', C + '#include "ui/birge-wall.h"\n'),
    (lint.check_includes, 'media/a.c', C + '#include "data/state/birge-state.h"\n'),
    (lint.check_includes, 'media/a.c', C + '#include <gdk/gdk.h>\n'),
    (lint.check_includes, 'ui/a.c', C + '#include <curl/curl.h>\n'),
    (lint.check_includes, 'data/trust/a.c', C + '#include <curl/curl.h>\n'),
    (lint.check_includes, 'app/a.c', C + '#include <curl/curl.h>\n'),
    (lint.check_includes, 'ui/a.c', C + '#include "app/birge-watchdog.h"\n'),
    (lint.check_includes, 'ui/a.c', C + '#include "birge-wall.h"\n'),
    (lint.check_includes, 'ui/a.c', C + '#include "media/birge-player-private.h"\n'),
    (lint.check_includes, 'media/a.c', C + '#include "po/birge-po.h"\n'),
    (lint.check_includes, 'media/a.c', C + '#include "media/film/birge-film-private.h"\n'),
    (lint.check_licences, 'ui/a.c', 'int x;\n'),
    (lint.check_licences, 'data/content/rights/b.svg', '<svg/>\n'),
    (lint.check_translatable, 'ui/a.c', C + 'f (N_("Learn"));\n'),
    (lint.check_translatable, 'app/a.c', C + 'birge_tr (language, "Learn");\n'),
    (lint.check_translatable, 'po/POTFILES', 'ui/birge-wall.c\nui/birge-gone.c\n'),
    (lint.check_translatable, 'po/POTFILES', 'ui/birge-wall.c\nui/birge-wall.c\n'),
    (lint.check_translatable, 'ui/a.h', C + '#define WORDS N_("Learn")\n'),
    (lint.check_translatable, 'ui/a.c', C + 'birge_page_tr (page, "Learn");\n'),
    (lint.check_translated, 'po/kk.po', PO % ('', '')),
    (lint.check_translated, 'po/kk.po', PO % ('#, fuzzy\n', 'Басты бет')),
    (lint.check_translated, 'po/kk.po', 'no catalogue\n'),
    (lint.check_top_level, 'notes.txt', 'x\n'),
    (lint.check_length, 'ui/a.c', C + '\n' * lint.LONGEST),
    (lint.check_leftovers, 'ui/a.c', C + '/* TO' 'DO */\n'),
    (lint.check_leftovers, 'ui/a.c', C + 'open ("/ho' 'me/someone/file");\n'),
    (lint.check_shape, 'ui/a.c', C + '\tint x;\n'),
    (lint.check_shape, 'ui/a.c', C + 'int x;'),
]


def complaints(rule, files):
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            path = pathlib.Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return list(rule(lint.Tree(root)))


def main():
    print('1..%d' % (len(lint.RULES) + len(BAD)))
    failed = number = 0
    for number, rule in enumerate(lint.RULES, 1):
        found = complaints(rule, GOOD)
        failed += bool(found)
        print('%sok %d %s keeps quiet %s' % ('not ' if found else '', number, rule.__name__, found or ''))
    for number, (rule, name, text) in enumerate(BAD, number + 1):
        found = complaints(rule, {**GOOD, name: text})
        good = len(found) == 1 and found[0].startswith(name)
        failed += not good
        print('%sok %d %s sees %s %s' % ('' if good else 'not ', number, rule.__name__, name, '' if good else found))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
