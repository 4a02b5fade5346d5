# SPDX-License-Identifier: GPL-3.0-or-later
"""People who help: numbers, the centre's own card, somebody who comes."""
import re
import sqlite3

import visit

CENTRE = {'name': 'Birge Talğar', 'room': '12', 'address': 'Qonaev 5', 'hours': '9–18', 'phones': '+7 700 000 00 00',
          'kiosk': 'hall, left of the door'}


@visit.in_languages(*visit.BOTH)
def test_numbers_to_call(desktop, say):
    with visit.visit(desktop, say.tag) as kiosk:
        desktop.tap(say('People who help'), 'push button')
        desktop.wait(say('People of this centre'), 'label')
        desktop.wait(say('In danger: call at once'), 'label')
        visit.check_page(desktop, kiosk)
        for number in ('112', '103'):
            desktop.tap('%s, %s' % (say.title('place/' + number), number), 'push button')
            desktop.wait(say('Use any phone. This machine does not call.'), 'label')
            desktop.wait(say.place(number)['help_' + say.tag], 'label')
            desktop.wait(say('What to say'), 'label')
            visit.check_page(desktop, kiosk)
            desktop.tap(say('Back'))
        off = [row for row in visit.read_csv(visit.CONTENT / 'places.csv') if row['on'] == 'no' and row['number']]
        assert off and not any(desktop.find('*' + row['number']) for row in off)


@visit.in_languages(*visit.BOTH)
def test_what_to_say_stands_in_three_languages(desktop, say):
    words = (visit.SOURCE / 'ui' / 'shell' / 'birge-help-words.h').read_text()
    sentence = re.search(r'BIRGE_HELP_SENTENCE N_\("(.*)"\)', words)[1]
    with visit.visit(desktop, say.tag) as kiosk:
        desktop.tap(say('Help 112'), 'push button')
        for tag in ('kk', 'ru', say.tag):
            desktop.wait(visit.words(tag)(sentence), 'label')
        for number in ('112', '103', '102', '101'):
            desktop.wait(number, 'label')
        desktop.wait(say('You are here'), 'label')
        visit.check_page(desktop, kiosk)
        assert desktop.find(say('Help 112')) is None, 'help leads to help'
        desktop.tap(say('Back'))
        visit.at_home(desktop, say)


@visit.in_languages(*visit.BOTH)
def test_somebody_is_called(desktop, say):
    with visit.visit(desktop, say.tag) as kiosk:
        desktop.tap(say('Call a person'), 'push button')
        desktop.wait(say('It rings. Please wait here.'), 'label')
        for tag in ('kk', 'ru'):
            desktop.wait(visit.words(tag)('A visitor asks for you. They speak:'), 'label')
        desktop.wait(say.name, 'label')
        visit.check_page(desktop, kiosk)
        desktop.tap(say('Staff: I am here'), 'push button')
        desktop.wait(say('A person is here for you.'), 'label')
        desktop.tap(say('Ring again'), 'push button')
        desktop.wait(say('It rings. Please wait here.'), 'label')


@visit.in_languages(*visit.BOTH)
def test_the_centres_own_card_comes_first(desktop, say):
    with visit.folder() as own:
        state = visit.new_state(own / 'state')
        with visit.visit(desktop, say.tag, state=state):
            pass  # makes state.db
        with sqlite3.connect(state / 'state.db') as database:
            database.executemany('INSERT INTO setting VALUES (?, ?)',
                                 [('centre-' + key, value) for key, value in CENTRE.items()])
        database.close()
        with visit.visit(desktop, say.tag, state=state) as kiosk:
            desktop.tap(say('People who help'), 'push button')
            card = desktop.wait(CENTRE['name'], 'label')
            assert card.middle[1] < desktop.wait(say('In danger: call at once'), 'label').middle[1]
            for key in ('room', 'hours', 'address'):
                desktop.wait(CENTRE[key], 'label')
            visit.check_page(desktop, kiosk)
            desktop.tap(say('Help 112'), 'push button')
            desktop.wait(CENTRE['kiosk'] + '*', 'label')
