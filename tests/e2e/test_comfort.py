# SPDX-License-Identifier: GPL-3.0-or-later
"""What a visitor may change, and that the next one finds it unchanged."""
import visit

DEFAULTS = {'language': None, 'letters': 1, 'contrast': False, 'lowered': False, 'volume': 60}
SIZES = ('Small letters', 'Normal letters', 'Large letters', 'Very large letters')


def letters(desktop, say, item='guide/wages'):
    return desktop.wait(say.steps(item)[0], 'label').rect[3]


def enter(desktop, say):
    """From the wall to home."""
    desktop.tap(say.name, 'push button')
    desktop.tap(say.name, 'push button')
    visit.at_home(desktop, say)


@visit.in_languages(*visit.BOTH)
def test_everything_changes_and_is_forgotten(desktop, say):
    with visit.visit(desktop, say.tag, '--open', 'guide/wages') as kiosk:
        before = letters(desktop, say)
        desktop.tap(say('Comfort'), 'push button')
        for name in SIZES:
            desktop.wait(say(name), 'push button')
        visit.check_page(desktop, kiosk)

        desktop.tap(say('Very large letters'), 'push button')
        visit.until(lambda: letters(desktop, say) > 1.2 * before, what='letters do not grow')
        visit.check_page(desktop, kiosk)
        desktop.tap(say('Strong contrast'), 'push button')
        desktop.tap(say('Everything lower'), 'push button')
        for _ in range(2):
            desktop.tap(say('Louder'), 'push button')
        desktop.tap(say('Comfort'), 'push button')
        desktop.wait_gone(say('Louder'))
        changed = kiosk.settings()
        assert changed == {'language': say.tag, 'letters': 3, 'contrast': True, 'lowered': True, 'volume': 100}, changed
        share = 0.45 if desktop.size[1] > desktop.size[0] else 0.3
        for name in (say.title('guide/wages'), say('Home')):
            assert desktop.wait(name).middle[1] > share * desktop.size[1], '%s is still high up' % name
        visit.check_page(desktop, kiosk)
        desktop.screenshot(desktop.shots / ('everything-%s.png' % say.tag))

        desktop.tap(say('Finish'), 'push button')
        visit.on_the_wall(desktop)
        assert kiosk.settings() == DEFAULTS, kiosk.settings()
        enter(desktop, say)
        desktop.tap(say('My rights'), 'push button')
        desktop.tap(say.title('guide/wages'), 'push button')
        assert abs(letters(desktop, say) - before) <= 1


@visit.in_languages('uz')
def test_quieter_and_a_touch_beside_the_panel(desktop, say):
    with visit.visit(desktop, say.tag) as kiosk:
        desktop.tap(say('Comfort'), 'push button')
        for _ in range(4):
            desktop.tap(say('Quieter'), 'push button')
        assert kiosk.settings()['volume'] == 0
        desktop.tap_at(desktop.size[0] * 0.3, desktop.size[1] * 0.1)
        desktop.wait_gone(say('Quieter'))
        visit.at_home(desktop, say)


@visit.in_languages('uz')
def test_help_stays_in_reach_beside_a_panel(desktop, say):
    with visit.visit(desktop, say.tag):
        desktop.tap(say('Comfort'), 'push button')
        desktop.wait(say('Louder'), 'push button')
        desktop.tap(say('Help 112'), 'push button')
        desktop.wait(say('You are here'), 'label')
        assert desktop.find(say('Louder')) is None


@visit.in_languages('uz')
def test_what_the_machine_remembers(desktop, say):
    with visit.visit(desktop, say.tag, '--open', 'guide/wages') as kiosk:
        desktop.tap(say('Home'), 'push button')
        desktop.tap(say('This machine does not remember you'), 'push button')
        desktop.wait(say('What this machine remembers about you'), 'label')
        desktop.wait(say('Nothing.'), 'label')
        desktop.wait(say('Everything this machine has counted'), 'label')
        desktop.wait(say.title('guide/wages'), 'label')
        visit.check_page(desktop, kiosk)


@visit.in_languages('uz')
def test_the_bar_stays_on_the_glass_however_low_everything_is(desktop, say):
    route = ('--open', 'film/cpr-adult') if visit.has_film() else ('--open', 'topic/cpr')
    with visit.visit(desktop, say.tag, *route) as kiosk:
        desktop.tap(say('Comfort'), 'push button')
        desktop.tap(say('Very large letters'), 'push button')
        desktop.tap(say('Everything lower'), 'push button')
        desktop.tap(say('Comfort'), 'push button')
        desktop.wait_gone(say('Louder'))
        desktop.tap(say('Press in time'), 'push button')  # a page that cannot be small
        desktop.wait(say('Touch here in time'), 'push button')
        for name in ('Help 112', 'Back', '110'):
            x, y, width, height = desktop.wait(say(name), 'push button').rect
            assert x >= 0 and y >= 0 and x + width <= desktop.size[0] and y + height <= desktop.size[1], '%s is not on the glass' % name
        desktop.screenshot(desktop.shots / ('lowered-rhythm-%s.png' % say.tag))
        visit.check_page(desktop, kiosk)
