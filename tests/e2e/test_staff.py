# SPDX-License-Identifier: GPL-3.0-or-later
"""The staff's door and the rooms behind it."""
import time

import driver
import visit
from staff import PIN, enter_pin, kept, knock, room, with_pin

WRONG = '9999'
SECONDS = 120  # it stays open for


@visit.in_languages(*visit.BOTH)
def test_the_first_pin_is_chosen_at_the_screen(desktop, say):
    with visit.visit(desktop, say.tag) as kiosk:
        knock(desktop, say, times=4)
        time.sleep(4.2)
        knock(desktop, say, times=2)
        assert desktop.find(say('Open'), 'push button') is None, 'slow touches open the door'
        time.sleep(4.2)
        knock(desktop, say)
        desktop.wait(say('Choose a PIN for the staff, 4 to 12 digits'), 'label')
        visit.check_page(desktop, kiosk)
        enter_pin(desktop, say, PIN)
        desktop.wait(say('The same PIN once more'), 'label')
        enter_pin(desktop, say, WRONG)
        desktop.wait(say('The two were not the same. Begin again.'), 'label')
        enter_pin(desktop, say, PIN)
        enter_pin(desktop, say, PIN)
        desktop.wait(say('For the staff'), 'label')
        visit.check_page(desktop, kiosk)
        stored = kept(kiosk.state, 'SELECT hash FROM pin')
        assert len(stored) == 1 and stored[0][0].startswith('$y$') and PIN not in stored[0][0], stored


@visit.in_languages('uz')
def test_wrong_pins_slow_down_and_never_lock(desktop, say):
    with visit.folder() as own:
        with visit.visit(desktop, say.tag, state=with_pin(own / 'state')):
            knock(desktop, say)
            desktop.wait(say('Staff: enter the PIN'), 'label')
            for _ in range(3):
                enter_pin(desktop, say, WRONG)
            desktop.wait(say('Wrong. Wait %s seconds, then try again.').partition('%s')[0] + '*', 'label')
            enter_pin(desktop, say, PIN)
            desktop.wait(say('Wrong. Wait %s seconds, then try again.').partition('%s')[0] + '*', 'label')
            assert desktop.find(say('For the staff')) is None, 'the right PIN passed too soon'
            time.sleep(6)
            enter_pin(desktop, say, PIN)
            desktop.wait(say('For the staff'), 'label')


@visit.in_languages(*visit.BOTH)
def test_a_page_is_hidden_and_shown_again(desktop, say):
    title = say.title('guide/wages')
    with visit.folder() as own:
        state = with_pin(own / 'state')
        with visit.visit(desktop, say.tag, state=state) as kiosk:
            knock(desktop, say)
            enter_pin(desktop, say, PIN)
            room(desktop, say, 'Hide a page')
            other = '%s: %s' % (say('Hide now'), say.title('topic/burns'))
            desktop.type('wages')  # of the id, which is the same in all languages
            desktop.wait_gone(other)
            desktop.tap(say('Letters'), 'push button')
            visit.check_page(desktop, kiosk)
            desktop.screenshot(desktop.shots / ('hide-%s.png' % say.tag))
            desktop.tap(say('Letters'), 'push button')
            desktop.tap('%s: %s' % (say('Hide now'), title), 'push button')
            desktop.wait('%s: %s' % (say('Show again'), title), 'push button')
            desktop.type('zzzz')
            desktop.wait(say('No page has this in its name.'), 'label')
            for _ in range(5 + 4):
                desktop.key(driver.BACKSPACE)
            desktop.wait(other, 'push button')
            visit.check_page(desktop, kiosk)
            desktop.tap(say('Home'), 'push button')
            desktop.tap(say('My rights'), 'push button')
            desktop.wait(say.title('guide/doctor'), 'push button')
            assert desktop.find(title) is None, 'hidden and still in the list'
            desktop.tap(say('Home'), 'push button')
            desktop.tap(say('Find'), 'push button')
            desktop.type(title[:5] if say.tag == 'uz' else 'zzzz')
            desktop.wait(say('Nothing found. Try other letters, or choose here.'), 'label')

            knock(desktop, say)
            enter_pin(desktop, say, PIN)
            room(desktop, say, 'Hide a page')
            desktop.tap(say('Show again') + '*', 'push button')
            desktop.wait_gone(say('Show again') + '*')
            desktop.tap(say('Home'), 'push button')
            desktop.tap(say('My rights'), 'push button')
            desktop.wait(title, 'push button')
            assert kiosk.stop() == 0
        actions = [action for action, in kept(state, "SELECT action FROM log WHERE detail = 'guide/wages' ORDER BY id")]
        assert len(actions) == 2, actions


@visit.in_languages(*visit.BOTH)
def test_the_centres_form(desktop, say):
    with visit.folder() as own:
        state = with_pin(own / 'state')
        with visit.visit(desktop, say.tag, state=state) as kiosk:
            knock(desktop, say)
            enter_pin(desktop, say, PIN)
            room(desktop, say, 'This centre')
            visit.check_page(desktop, kiosk)
            desktop.tap(say('Room'), 'push button')
            desktop.tap('123', 'push button')
            for key in '14':
                desktop.tap(key, 'push button')
            visit.check_page(desktop, kiosk)
            desktop.tap('Abc', 'push button')
            desktop.tap(say('Capital letter'), 'push button')
            desktop.tap('B', 'push button')
            desktop.wait('14B*', 'label')
            desktop.tap(say('Save'), 'push button')
            desktop.wait('14B', 'label')
            desktop.tap(say('Home'), 'push button')
            desktop.tap(say('People who help'), 'push button')
            desktop.wait('14B', 'label')
        assert kept(state, "SELECT value FROM setting WHERE key = 'centre-room'") == [('14B',)]


@visit.in_languages(*visit.BOTH)
def test_settings_status_and_numbers(desktop, say):
    with visit.folder() as own:
        state = with_pin(own / 'state')
        with visit.visit(desktop, say.tag, state=state) as kiosk:
            knock(desktop, say)
            enter_pin(desktop, say, PIN)
            room(desktop, say, 'Status')
            desktop.wait(say('Version on this machine'), 'label')
            desktop.wait(say('What the staff did'), 'label')
            desktop.wait(say("The staff's pages were opened"), 'label')
            visit.check_page(desktop, kiosk)
            desktop.tap(say('Back'))
            min(path for path in (state / 'objects').rglob('*') if path.is_file()).unlink()
            room(desktop, say, 'Status')
            desktop.wait(say('Files of the content are missing. Ask the technician to install it again.'), 'label')
            assert 'birge install (1)' in desktop.wait(say('For the technician: %s').partition('%s')[0] + '*', 'label').name
            desktop.screenshot(desktop.shots / ('status-%s.png' % say.tag))
            desktop.tap(say('Back'))

            room(desktop, say, 'Settings')
            desktop.tap(say('Quieter'), 'push button')
            desktop.wait(say.number(50), 'label')
            desktop.tap('%s: %s' % (say('Move up'), visit.words('ru').name), 'push button')
            visit.check_page(desktop, kiosk)
            desktop.tap(say('Back'))

            room(desktop, say, 'Phone numbers')
            off = next(row for row in visit.read_csv(visit.CONTENT / 'places.csv') if row['on'] == 'no')
            desktop.wait(say.best(off, 'name_'), 'label')
            visit.check_page(desktop, kiosk)

            desktop.tap(say('Finish'), 'push button')
            visit.on_the_wall(desktop)
            assert kiosk.settings()['volume'] == 50
            assert desktop.wait(visit.words('ru').name, 'push button').rect[:2] < desktop.wait(visit.words('kk').name, 'push button').rect[:2]


@visit.in_languages('uz')
def test_the_door_closes_behind_who_forgets_it(desktop, say):
    with visit.folder() as own:
        with visit.visit(desktop, say.tag, '--idle-seconds', '5', state=with_pin(own / 'state')):
            knock(desktop, say)
            enter_pin(desktop, say, PIN)
            desktop.wait(say('For the staff'), 'label')
            desktop.tap(say('Back'))
            visit.at_home(desktop, say)
            knock(desktop, say)
            desktop.wait(say('Staff: enter the PIN'), 'label')  # having left it, one must know the PIN again
            if not visit.LONG:
                return
            enter_pin(desktop, say, PIN)
            time.sleep(SECONDS - 10)
            desktop.wait(say('For the staff'), 'label')
            time.sleep(15)
            visit.on_the_wall(desktop)
