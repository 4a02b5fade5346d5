# SPDX-License-Identifier: GPL-3.0-or-later
"""First aid: steps as cards, and the film with its captions."""
import unittest

import visit

CPR, BURNS, FILM = 'topic/cpr', 'topic/burns', 'film/cpr-adult'


def film_words(say):
    """Titles of chapters and captions of the film in one language."""
    board = visit.read_ini(visit.CONTENT / FILM / 'storyboard.ini')
    key = '[%s]' % say.tag
    chapters = [section['Chapter' + key] for section in board.values() if 'Chapter' + key in section]
    captions = [section['Caption' + key] for section in board.values() if 'Caption' + key in section]
    return chapters, captions


def position(desktop, say):
    """Microseconds, as the slider has them."""
    return desktop.wait(say('Place in the film'), 'slider').value


@visit.in_languages(*visit.BOTH)
def test_burns(desktop, say):
    with visit.visit(desktop, say.tag) as kiosk:
        desktop.tap(say('First aid'), 'push button')
        desktop.tap(say.title(BURNS), 'push button')
        for step in say.steps(BURNS):
            desktop.wait(step, 'label')
        desktop.wait('103*', 'push button')
        visit.check_page(desktop, kiosk)
        desktop.tap(say('Home'), 'push button')
        visit.at_home(desktop, say)


@visit.in_languages(*visit.BOTH)
def test_the_number_to_call_opens_its_page(desktop, say):
    with visit.visit(desktop, say.tag, '--open', CPR) as kiosk:
        desktop.tap('103*', 'push button')
        desktop.wait(say('Use any phone. This machine does not call.'), 'label')
        desktop.wait(say.title('place/103'), 'label')
        visit.check_page(desktop, kiosk)
        desktop.tap(say('Back'))
        desktop.wait(say.steps(CPR)[0], 'label')


@visit.in_languages(*visit.BOTH)
def test_the_film_plays_in_the_visitors_language(desktop, say):
    if not visit.has_film():
        raise unittest.SkipTest('the starter content was built without films')
    chapters, captions = film_words(say)
    with visit.visit(desktop, say.tag, '--open', CPR) as kiosk:
        desktop.tap(say('Watch the film'), 'push button')
        pause = desktop.wait(say('Pause'), 'push button')
        for chapter in chapters:
            desktop.wait(chapter, 'push button')
        width, height = desktop.size
        lies_at = desktop.wait(captions[0], 'label').rect[1]
        assert height < width or lies_at >= width * 9 / 16 - 2, 'words over a film that has room below: at %d' % lies_at
        visit.check_page(desktop, kiosk)
        first = position(desktop, say)
        visit.until(lambda: position(desktop, say) > first + 1e6, what='it does not go on')

        desktop.tap_at(*pause.middle)
        desktop.wait(say('Play'), 'push button')
        at = position(desktop, say)
        desktop.wait(say('Play'), 'push button')
        assert position(desktop, say) == at, 'a paused film goes on'

        x, y, width, height = desktop.wait(say('Place in the film'), 'slider').rect
        assert desktop.size[0] > desktop.size[1] or width > 0.7 * desktop.size[0], 'no line for a finger: %d wide' % width
        desktop.tap_at(x + width * 0.6, y + height / 2)
        visit.until(lambda: position(desktop, say) > at + 10e6, what='a touch on the line does not seek')
        at = position(desktop, say)
        desktop.tap(say('Ten seconds back'), 'push button')
        visit.until(lambda: abs(position(desktop, say) - (at - 10e6)) < 1.5e6, what='not ten seconds back')

        desktop.tap(chapters[2], 'push button')
        desktop.wait(say('Pause'), 'push button')
        visit.until(lambda: any(desktop.find(caption, 'label') for caption in captions[2:]), what='no caption')
        desktop.tap(say('Back'))
        desktop.wait(say('Watch the film'), 'push button')


@visit.in_languages('uz')
def test_the_language_changes_in_the_second_of_the_film(desktop, say):
    if not visit.has_film():
        raise unittest.SkipTest('the starter content was built without films')
    target = visit.words('ru')
    with visit.visit(desktop, say.tag, '--open', FILM):
        visit.until(lambda: position(desktop, say) > 3e6)
        desktop.tap(say('Pause'), 'push button')
        desktop.wait(say('Play'), 'push button')
        at = position(desktop, say)
        desktop.tap(say.name, 'push button')
        desktop.tap(target.name, 'push button')
        desktop.wait(film_words(target)[0][0], 'push button')
        assert abs(position(desktop, target) - at) < 0.3e6
        visit.until(lambda: any(desktop.find(caption, 'label') for caption in film_words(target)[1]), what='no caption')


def remove(path):
    path.unlink()


def damage(path):
    with open(path, 'r+b') as file:
        file.seek(path.stat().st_size // 2)
        file.write(b'damaged')


@visit.in_languages(*visit.BOTH)
def test_a_missing_or_damaged_film_leaves_the_steps(desktop, say):
    for harm in (remove, damage) if visit.has_film() else (remove,):
        with visit.folder() as own:
            state = visit.new_state(own / 'state')
            for path in visit.large_objects(state):
                harm(path)
            with visit.visit(desktop, say.tag, '--open', FILM, state=state) as kiosk:
                desktop.wait(say('This film is not on this machine yet. The steps beside it say the same.'), 'label')
                for chapter in film_words(say)[0] if visit.has_film() else ():
                    desktop.wait(chapter, 'push button')
                assert desktop.find(say('Play')) is None
                assert not any(desktop.find(caption, 'label') for caption in film_words(say)[1]), 'words for another picture'
                visit.check_page(desktop, kiosk)
