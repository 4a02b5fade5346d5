# SPDX-License-Identifier: GPL-3.0-or-later
"""From the wall to what to do about unpaid wages, by touch alone."""
import visit

WAGES = 'guide/wages'


def open_wages(desktop, say):
    desktop.tap(say('My rights'), 'push button')
    desktop.tap(say.title(WAGES), 'push button')
    desktop.wait(say.title(WAGES), 'label')
    desktop.wait(say.steps(WAGES)[0], 'label')


@visit.in_languages(*visit.BOTH)
def test_two_touches_on_the_wall_lead_home(desktop, say):
    with visit.visit(desktop) as kiosk:
        visit.on_the_wall(desktop)
        before = desktop.wait(say.name, 'push button')
        desktop.tap(say.name, 'push button')
        assert desktop.find(say('My rights')) is None, 'one touch only greets'
        assert desktop.wait(say.greeting, 'label').rect[3] >= 0 and before.name == say.name
        desktop.tap(say.name, 'push button')
        for tile in ('My rights', 'First aid', 'Learn a language', 'People who help', 'Call a person', 'Find'):
            desktop.wait(say(tile), 'push button')
        visit.check_page(desktop, kiosk)


def test_a_greeted_visitor_who_keeps_still_enters_too(desktop):
    say = visit.words('uz')
    with visit.visit(desktop):
        desktop.tap(say.name, 'push button')
        visit.at_home(desktop, say)


@visit.in_languages(*visit.BOTH)
def test_unpaid_wages(desktop, say):
    with visit.visit(desktop, say.tag) as kiosk:
        open_wages(desktop, say)
        for step in say.steps(WAGES):
            desktop.wait(step, 'label')
        assert len(say.steps(WAGES)) >= 4
        desktop.wait(say('Ask the centre:'), 'label')
        desktop.wait(say('Not checked by an expert yet') + '*', 'label')
        desktop.wait(say('Nobody has checked this translation yet.'), 'label')
        visit.check_page(desktop, kiosk)
        desktop.tap(say('Back'))
        desktop.tap(say('Back'))
        visit.at_home(desktop, say)


@visit.in_languages(*visit.BOTH)
def test_a_sentence_is_shown_large(desktop, say):
    phrase = next(row for row in say.phrases(WAGES) if row['id'] == 'not-paid')
    with visit.visit(desktop, say.tag, '--open', WAGES) as kiosk:
        small = desktop.wait(phrase['kk'], 'label').rect[3]
        desktop.tap(say('Show it large') + ': ' + phrase[say.tag], 'push button')
        desktop.wait_gone(say.steps(WAGES)[0])
        for tag in ('kk', 'ru', say.tag):
            desktop.wait(phrase[tag], 'label')
        assert desktop.wait(phrase['kk'], 'label').rect[3] > 1.2 * small, 'not larger than in the guide'
        desktop.wait(say('Listen') + ': ' + phrase['kk'], 'push button')
        visit.check_page(desktop, kiosk)
        desktop.tap(say('Back'))
        desktop.wait(say.steps(WAGES)[0], 'label')


@visit.in_languages(*visit.BOTH)
def test_two_languages_stand_side_by_side(desktop, say):
    russian = visit.words('ru')
    with visit.visit(desktop, say.tag, '--open', WAGES) as kiosk:
        desktop.tap(say('Two languages side by side'), 'push button')
        desktop.wait(say('Two languages side by side'), 'label')
        kazakh = visit.words('kk')
        own, other = say.steps(WAGES), kazakh.steps(WAGES)
        for left, right in zip(own, other):
            ours, theirs = desktop.wait(left, 'label'), desktop.wait(right, 'label')
            assert abs(ours.rect[1] - theirs.rect[1]) < 100, 'not beside each other: %r and %r' % (ours, theirs)
        visit.check_page(desktop, kiosk)
        desktop.tap(russian.name, 'push button')
        desktop.wait(russian.steps(WAGES)[0], 'label')
        assert desktop.find(other[0]) is None


@visit.in_languages(*visit.BOTH)
def test_the_language_changes_where_one_is(desktop, say):
    target = visit.words('ru')
    with visit.visit(desktop, say.tag, '--open', WAGES) as kiosk:
        desktop.wait(say.steps(WAGES)[0], 'label')
        width, height = desktop.size
        for _ in range(2):
            desktop.swipe(width / 2, height * 0.7, width / 2, height * 0.2, 0.3, rest=0.2)
        seen = [number for number, step in enumerate(say.steps(WAGES))
                if 0 <= desktop.wait(step, 'label').middle[1] < height * 0.85]
        assert seen and seen[0] > 0 or len(seen) < len(say.steps(WAGES)), 'nothing was scrolled: %s' % seen
        desktop.tap(say.name, 'push button')
        visit.check_page(desktop, kiosk)
        desktop.tap(target.name, 'push button')
        desktop.wait(target.title(WAGES), 'label')
        y = desktop.wait(target.steps(WAGES)[seen[0]], 'label').middle[1]
        assert -height / 2 < y < height * 1.5, 'step %d was in view and is now at %d' % (seen[0], y)
        assert desktop.wait(target.title(WAGES), 'label').middle[1] < 0, 'back at the top'
        desktop.wait(target('Back'), 'push button')


@visit.in_languages(*visit.BOTH)
def test_the_way_back_keeps_the_place(desktop, say):
    with visit.visit(desktop, say.tag, '--open', WAGES):
        desktop.wait(say.steps(WAGES)[0], 'label')
        link = say.title('guide/residence-permit')
        before = desktop.reach(link, 'push button').middle[1]
        assert desktop.wait(say.steps(WAGES)[0], 'label').middle[1] < 0, 'nothing was scrolled'
        desktop.tap(link, 'push button')
        desktop.wait_gone(say.steps(WAGES)[0])
        desktop.wait(link, 'label')
        desktop.tap(say('Back'))
        desktop.wait(say.steps(WAGES)[0], 'label')
        visit.until(lambda: abs(desktop.wait(link, 'push button').middle[1] - before) < 60)
