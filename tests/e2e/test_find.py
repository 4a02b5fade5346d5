# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding by letters."""
import driver
import visit


def spell(desktop, say, text):
    for letter in text:
        desktop.tap(letter, 'push button')


@visit.in_languages(*visit.BOTH)
def test_letters_are_touched(desktop, say):
    wages = say.title('guide/wages')
    with visit.visit(desktop, say.tag) as kiosk:
        desktop.tap(say('Find'), 'push button')
        desktop.wait(say('Write what you look for'), 'label')
        visit.check_page(desktop, kiosk)
        spell(desktop, say, wages.lower()[:3])
        desktop.wait(wages, 'push button')
        visit.check_page(desktop, kiosk)
        desktop.tap(say('Delete the last letter'), 'push button')
        desktop.wait(wages.lower()[:2] + '*', 'label')
        desktop.tap(wages, 'push button')
        desktop.wait(say.steps('guide/wages')[0], 'label')
        desktop.tap(say('Back'))
        desktop.wait(wages, 'push button')  # what was written is still there
        desktop.tap(say('Delete everything'), 'push button')
        desktop.wait(say('Write what you look for'), 'label')


@visit.in_languages('uz')
def test_a_keyboard_writes_too(desktop, say):
    wages = say.title('guide/wages')
    with visit.visit(desktop, say.tag):
        desktop.tap(say('Find'), 'push button')
        desktop.wait(say('Write what you look for'), 'label')
        desktop.type('maosz')
        desktop.key(driver.BACKSPACE)
        desktop.wait(wages, 'push button')
        assert desktop.find('maos*', 'label')


@visit.in_languages(*visit.BOTH)
def test_nothing_found_has_a_way_on(desktop, say):
    with visit.visit(desktop, say.tag) as kiosk:
        desktop.tap(say('Find'), 'push button')
        desktop.wait(say('Write what you look for'), 'label')
        desktop.type('qqqq')
        desktop.wait(say('Nothing found. Try other letters, or choose here.'), 'label')
        visit.check_page(desktop, kiosk)
        desktop.tap(say('People who help'), 'push button')
        desktop.wait(say('In danger: call at once'), 'label')
