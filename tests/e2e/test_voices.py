# SPDX-License-Identifier: GPL-3.0-or-later
"""The voice booth: a volunteer records what no machine says, and the next visitor hears it."""
import math
import struct
import time
import wave

import staff
import visit

RATE = 48000
LANGUAGE = 'tg'  # no machine speaks it


def make_voice(path, seconds=3.0):
    """Something like somebody who reads: a hum that swells and pauses, between two silences."""
    samples = []
    for i in range(int(RATE * (seconds + 1))):
        at = i / RATE - 0.5
        syllable = max(0.0, math.sin(2 * math.pi * 3 * at)) if 0 <= at < seconds else 0.0
        hum = sum(math.sin(2 * math.pi * 150 * k * at) / k for k in range(1, 6))
        samples.append(int(9000 * syllable * hum / 2))
    with wave.open(str(path), 'wb') as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack('<%dh' % len(samples), *samples))
    return path


def microphone(path):
    """The file in the place of a microphone, at the pace of one."""
    return 'filesrc location=%s ! wavparse ! identity sync=true' % path


def record(desktop, say):
    """Up to the take, which is played at once; once more where the machine had no time to hear all of it."""
    def find_button():
        return next((say(name) for name in ('Record', 'Record again') if desktop.find(say(name), 'push button')), None)

    for _ in range(5):
        visit.until(find_button, what='no way to record')
        desktop.tap(find_button(), 'push button')
        desktop.wait(say('I have read it'), 'push button')
        time.sleep(2)  # somebody reads
        desktop.tap(say('I have read it'), 'push button')
        desktop.wait_gone(say('I have read it'), 'push button')
        visit.until(find_button, what='no end of the recording')
        if desktop.find(say('It sounds good.'), 'label'):
            return
    raise AssertionError('it never sounds good')


def recordings(state):
    return sorted(path for path in (state / 'voices').rglob('*.opus') if path.name != 'consent.opus')


def picture(desktop, say, name):
    desktop.screenshot(desktop.shots / ('voices-%s-%s.png' % (name, say.tag)))


def settings(own):
    """With a folder in the place of a stick."""
    (own / 'KINGSTON').mkdir()
    path = own / 'birge.ini'
    path.write_text('[Updates]\nStickFolder=%s\n' % (own / 'KINGSTON'))
    return path


def at_home_in_tajik(desktop, say):
    desktop.tap(say('Finish'), 'push button')
    for _ in range(2):
        desktop.tap(visit.words(LANGUAGE).name, 'push button')
    visit.at_home(desktop, visit.words(LANGUAGE))


@visit.in_languages('tg', *(('uz', 'fa', 'zh-Hans') if visit.LONG else ()))
def test_what_a_volunteer_reads_is_heard_by_the_next_visitor(desktop, say):
    tajik = visit.words(LANGUAGE)
    with visit.folder() as own:
        state = staff.with_pin(own / 'state')
        voice = microphone(make_voice(own / 'voice.wav'))
        with visit.visit(desktop, say.tag, '--config', settings(own), state=state, BIRGE_MICROPHONE=voice) as kiosk:
            at_home_in_tajik(desktop, say)
            assert 'sensitive' not in desktop.wait(tajik('Listen'), 'push button').states, 'somebody speaks already'
            staff.enter(desktop, tajik, 'Voices')
            visit.check_page(desktop, kiosk)
            picture(desktop, say, 'languages')
            desktop.tap(tajik.name, 'push button')
            desktop.wait(tajik('Record'), 'push button')
            picture(desktop, say, 'consent')
            assert not (state / 'voices').exists(), 'something was kept before anybody agreed'
            record(desktop, tajik)
            desktop.tap(tajik('Keep'), 'push button')
            desktop.wait(tajik.greeting, 'label')  # the first text of all
            visit.check_page(desktop, kiosk)
            record(desktop, tajik)
            picture(desktop, say, 'take')
            visit.check_page(desktop, kiosk)
            assert recordings(state) == [], 'a take is on the disk before it was kept'
            desktop.tap(tajik('Hear it'), 'push button')
            desktop.tap(tajik('Keep'), 'push button')
            desktop.wait_gone(tajik.greeting, 'label')
            assert len(recordings(state)) == 1
            desktop.tap(tajik('The last one again'), 'push button')
            desktop.wait(tajik.greeting, 'label')
            assert recordings(state) == []
            record(desktop, tajik)
            desktop.tap(tajik('Keep'), 'push button')
            desktop.wait_gone(tajik.greeting, 'label')
            desktop.tap(tajik('Leave this text out'), 'push button')
            picture(desktop, say, 'text')
            desktop.tap(tajik('Enough for today'), 'push button')

            desktop.tap(tajik('Put them on the stick') + '*', 'push button')
            desktop.wait(tajik('The recordings are on the stick. Take it to the editors.'), 'label')
            picture(desktop, say, 'stick')
            on_stick = sorted(path.name[:8] for path in (own / 'KINGSTON' / 'birge-voices' / 'voices' / LANGUAGE).iterdir())
            assert len(on_stick) == 2 and 'consent-' in on_stick, on_stick

            at_home_in_tajik(desktop, tajik)
            desktop.tap(tajik('Listen'), 'push button')
            desktop.wait(tajik('Pause'), 'push button')  # the greeting, by a human voice


@visit.in_languages(*((LANGUAGE, 'fa') if visit.LONG else ()))  # behind a hundred texts that are heard at once
def test_a_volunteer_reads_what_a_film_says(desktop, say):
    hint = say('This is said in a film. It is heard there when the films are made again.')
    with visit.folder() as own:
        state = staff.with_pin(own / 'state')
        voice = microphone(make_voice(own / 'voice.wav'))
        with visit.visit(desktop, say.tag, '--config', settings(own), state=state, BIRGE_MICROPHONE=voice) as kiosk:
            staff.enter(desktop, say, 'Voices')
            desktop.tap(say.name, 'push button')
            record(desktop, say)  # the consent
            desktop.tap(say('Keep'), 'push button')
            desktop.wait(say.greeting, 'label')
            for _ in range(300):
                desktop.tap(say('Leave this text out'), 'push button')
                if desktop.find(hint, 'label'):
                    break
            picture(desktop, say, 'film')
            visit.check_page(desktop, kiosk)
            record(desktop, say)
            desktop.tap(say('Keep'), 'push button')
            desktop.wait(say('The last one again'), 'push button')
            desktop.tap(say('Enough for today'), 'push button')
            desktop.tap(say('Put them on the stick') + '*', 'push button')
            desktop.wait(say('The recordings are on the stick. Take it to the editors.'), 'label')
            on_stick = list((own / 'KINGSTON' / 'birge-voices' / 'film').glob('*/voices/%s/??.opus' % say.tag))
            assert len(on_stick) == 1, on_stick


@visit.in_languages('uz', *(('fa', 'zh-Hans') if visit.LONG else ()))
def test_without_a_microphone_it_says_so(desktop, say):
    with visit.folder() as own:
        state = staff.with_pin(own / 'state')
        with visit.visit(desktop, say.tag, state=state, BIRGE_MICROPHONE='alsasrc device=birge-none') as kiosk:
            staff.enter(desktop, say, 'Voices')
            visit.check_page(desktop, kiosk)
            picture(desktop, say, 'room')
            desktop.tap(visit.words(LANGUAGE).name, 'push button')
            desktop.tap(say('Record'), 'push button')
            desktop.wait(say('No microphone was found. Plug a headset in, then try again.'), 'label')
            visit.check_page(desktop, kiosk)
            picture(desktop, say, 'no-microphone')
            desktop.wait(say('Record'), 'push button')  # to try again
            assert not (state / 'voices').exists()
