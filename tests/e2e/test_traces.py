# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing of a visitor stays: not on the disk, not on the screen."""
import os
import pathlib
import sqlite3

import visit
import test_lessons
from test_comfort import DEFAULTS

MARKER = 'qxzjwv'  # no word of any language


def files(folder):
    return [path for path in pathlib.Path(folder).rglob('*') if path.is_file() and not path.is_symlink()]


def holding(folder, word):
    """Files that have the word in them, however it was written."""
    forms = [word.encode(code) for code in ('utf-8', 'utf-16-le', 'utf-16-be', 'utf-32-le')]
    forms += [form.upper() for form in forms]
    return [path for path in files(folder) if any(form in path.read_bytes() for form in forms)]


def rows(state):
    with sqlite3.connect('file:%s?mode=ro' % (state / 'state.db'), uri=True) as database:
        found = database.execute('SELECT day, item, language, n FROM count').fetchall()
    database.close()
    return found


def leave_traces(desktop, say, kiosk):
    """Everything a visitor can leave."""
    desktop.tap(say('Find'), 'push button')
    desktop.wait(say('Write what you look for'), 'label')
    desktop.type(MARKER)
    desktop.wait(MARKER + '*', 'label')
    desktop.tap(say('Home'), 'push button')

    desktop.tap(say('First aid'), 'push button')
    if visit.has_film():
        desktop.tap(say.title('film/cpr-adult'), 'push button')
        desktop.wait(say('Pause'), 'push button')
        desktop.tap(say('Back'), 'push button')
    desktop.tap(say('Home'), 'push button')

    desktop.tap(say('Learn a language'), 'push button')
    desktop.tap(say.title(test_lessons.COURSE), 'push button')
    desktop.tap(say.module(1), 'push button')
    words = say.vocabulary(1)
    desktop.wait(words[0][test_lessons.TARGET], 'label')
    asked = test_lessons.to_the_first_question(desktop, say, words)
    test_lessons.answer_by_name(desktop, say, words, asked, rightly=False)

    desktop.tap(say('Comfort'), 'push button')
    desktop.tap(say('Large letters'), 'push button')
    desktop.tap(say('Strong contrast'), 'push button')
    desktop.tap(say('Louder'), 'push button')


@visit.in_languages('uz')
def test_nothing_stays(desktop, say):
    with visit.folder() as own:
        home, state = own / 'home', visit.new_state(own / 'state')
        assert not holding(state, MARKER)
        before = {path for path in files(state)}
        surroundings = {'HOME': str(home), 'TMPDIR': str(home), **{'XDG_%s_HOME' % kind: str(home / kind)
                                                                  for kind in ('DATA', 'CONFIG', 'CACHE', 'STATE')}}
        home.mkdir()
        with visit.visit(desktop, say.tag, '--idle-seconds', '3', state=state, **surroundings) as kiosk:
            leave_traces(desktop, say, kiosk)
            assert kiosk.settings() != DEFAULTS
            desktop.wait(say('Are you still there?'), 'label')
            desktop.wait_gone(say('Are you still there?'))
            visit.on_the_wall(desktop)
            assert kiosk.settings() == DEFAULTS, kiosk.settings()
            assert holding(own, MARKER) == []
            # the next visitor finds an empty field, and no way to where the last one was
            desktop.tap(say.name, 'push button')
            desktop.tap(say.name, 'push button')
            desktop.tap(say('Find'), 'push button')
            desktop.wait(say('Write what you look for'), 'label')
            assert kiosk.stop() == 0
            assert holding(own, MARKER) == [] and MARKER not in kiosk.log
        new = {path.relative_to(state).as_posix() for path in set(files(state)) - before}
        assert new <= {'state.db', 'state.db-journal', 'state.db.good', 'kiosk.lock', 'troubles'}, new
        assert os.path.getsize(state / 'state.db') > 0
        counted = {(item, language) for _, item, language, _ in rows(state)}
        assert ('lesson/kk-basic/01', say.tag) in counted, counted


@visit.in_languages('uz')
def test_the_order_of_visits_cannot_be_told(desktop, say):
    ways = ['guide/wages', 'topic/burns', 'place/112', 'guide/doctor']
    found = []
    with visit.folder() as own:
        for number, order in enumerate((ways, ways[::-1])):
            state = visit.new_state(own / str(number))
            with visit.visit(desktop, say.tag, state=state) as kiosk:
                for item in order:
                    open_by_touch(desktop, say, item)
                    desktop.tap(say('Home'), 'push button')
                assert kiosk.stop() == 0
            found.append(rows(state))
    assert found[0] == found[1], found
    assert {item for _, item, _, _ in found[0]} == set(ways)


def open_by_touch(desktop, say, item):
    journey = {'guide': 'My rights', 'topic': 'First aid', 'place': 'People who help'}[item.split('/')[0]]
    desktop.tap(say(journey), 'push button')
    title = say.title(item)
    desktop.tap(title + ', ' + item.split('/')[1] if journey == 'People who help' else title, 'push button')
    desktop.wait(title, 'label')
