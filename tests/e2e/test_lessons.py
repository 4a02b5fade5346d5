# SPDX-License-Identifier: GPL-3.0-or-later
"""From a course to the first answers."""
import visit

COURSE = 'course/kk-basic'  # teaches Kazakh
TARGET = 'kk'


def options(kiosk):
    """The CSS classes of the answers: a right one is also `right`, a wrong one `wrong`."""
    return [control['classes'].split() for control in kiosk.sizes()[0] if 'option' in control['classes'].split()]


def on_screen(desktop, role):
    """The names of what is shown, read once: to look for one after the other takes longer than a visitor may rest."""
    return {control.name for control in desktop.controls() if control.role == role}


def may_go_on(desktop, say):
    return 'sensitive' in desktop.wait(say('Next'), 'push button').states


def exercise(desktop, say):
    """All that is on the page; not the button of the bar that goes with the voice."""
    return [control.name for control in desktop.controls(everything=True) if control.name not in (say('Listen'), say('Pause'))]


def go_on(desktop, say):
    """To the next exercise; returns when it is there."""
    visit.until(lambda: may_go_on(desktop, say), what='it cannot go on')
    before = exercise(desktop, say)
    desktop.tap(say('Next'), 'push button')
    visit.until(lambda: exercise(desktop, say) != before, what='it does not go on')


def to_the_first_question(desktop, say, rows):
    """Passes what is only presented, and returns the row that is asked for."""
    for row in rows[:3]:
        if desktop.find(say('Listen and touch the picture'), 'label'):
            break
        desktop.wait(row[TARGET], 'label')
        desktop.wait(row[say.tag], 'label')
        go_on(desktop, say)
    desktop.wait(say('Listen and touch the picture'), 'label')
    labels = on_screen(desktop, 'label')
    asked = [row for row in rows if row[TARGET] in labels]
    assert len(asked) == 1, asked
    return asked[0]


def answer_by_name(desktop, say, rows, asked, rightly):
    buttons = on_screen(desktop, 'push button')
    shown = [row for row in rows if row[say.tag] in buttons]
    assert asked in shown and len(shown) >= 2, (asked, shown)
    chosen = asked if rightly else next(row for row in shown if row is not asked)
    assert not may_go_on(desktop, say), 'it goes on without an answer'
    desktop.tap(chosen[say.tag], 'push button')
    visit.until(lambda: may_go_on(desktop, say), what='the answer is not taken')


@visit.in_languages(*visit.BOTH)
def test_first_words_of_kazakh(desktop, say):
    rows = say.vocabulary(1)
    with visit.visit(desktop, say.tag) as kiosk:
        desktop.tap(say('Learn a language'), 'push button')
        desktop.wait(say('Which language do you want to learn?'), 'label')
        desktop.tap(say.title(COURSE), 'push button')
        desktop.tap(say.module(1), 'push button')

        desktop.wait(rows[0][TARGET], 'label')
        visit.check_page(desktop, kiosk)
        asked = to_the_first_question(desktop, say, rows)
        visit.check_page(desktop, kiosk)
        answer_by_name(desktop, say, rows, asked, rightly=True)
        marks = options(kiosk)
        assert sum('right' in classes for classes in marks) == 1 and not any('wrong' in classes for classes in marks), marks

        go_on(desktop, say)
        for _ in range(4):  # until something is asked again
            if desktop.find(say('Listen and touch the picture'), 'label') or desktop.find(say('Touch the word twice'), 'label'):
                break
            go_on(desktop, say)
        assert len(options(kiosk)) >= 2
        visit.check_page(desktop, kiosk)


@visit.in_languages(*visit.BOTH)
def test_a_wrong_answer_shows_the_right_one(desktop, say):
    rows = say.vocabulary(1)
    with visit.visit(desktop, say.tag, '--open', 'lesson/kk-basic/01') as kiosk:
        desktop.wait(rows[0][TARGET], 'label')
        asked = to_the_first_question(desktop, say, rows)
        answer_by_name(desktop, say, rows, asked, rightly=False)
        marks = options(kiosk)
        assert sum('right' in classes for classes in marks) == 1 and sum('wrong' in classes for classes in marks) == 1, marks
        go_on(desktop, say)


@visit.in_languages('uz')
def test_every_lesson_opens(desktop, say):
    with visit.visit(desktop, say.tag, '--open', COURSE):
        for number in range(1, 13) if visit.LONG else (7, 12):
            if not desktop.find(say.module(number), 'push button'):
                desktop.tap(say('Down'), 'push button')
            desktop.tap(say.module(number), 'push button')
            desktop.wait(say.vocabulary(number)[0][TARGET], 'label')
            desktop.tap(say('Back'))
