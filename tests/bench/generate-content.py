#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a content folder of many small guides, always the same for the same numbers.

    generate-content.py OUT [--guides 20000] [--seed 1]

Each guide is written in one of Russian, Kazakh and Uzbek, with three to five steps, amounts and links: what a large
collection costs to check, build, install, list and search.
"""
import argparse
import pathlib
import random

WORDS = {
    'ru': '''договор работа зарплата хозяин паспорт справка больница врач полиция адвокат жалоба срок регистрация дом
        адрес квартира документ копия печать подпись очередь окно портал телефон звонок номер деньги банк карта налог
        штраф суд заявление ответ письмо свидетель фотография день неделя месяц год рабочий временный постоянный новый
        бесплатный городской нужно можно нельзя возьмите отнесите спросите запишите сохраните проверьте покажите''',
    'kk': '''келісімшарт жұмыс жалақы қожайын төлқұжат анықтама аурухана дәрігер полиция заңгер шағым мерзім тіркеу үй
        мекенжай пәтер құжат көшірме мөр қол кезек терезе портал телефон қоңырау нөмір ақша банк карта салық айыппұл сот
        өтініш жауап хат куәгер сурет күн апта ай жыл уақытша тұрақты жаңа тегін қалалық керек болады болмайды алыңыз
        апарыңыз сұраңыз жазыңыз сақтаңыз тексеріңіз көрсетіңіз''',
    'uz': '''shartnoma ish maosh xoʻjayin pasport maʼlumotnoma kasalxona shifokor politsiya advokat shikoyat muddat
        roʻyxat uy manzil kvartira hujjat nusxa muhr imzo navbat oyna portal telefon qoʻngʻiroq raqam pul bank karta
        soliq jarima sud ariza javob xat guvoh surat kun hafta oy yil vaqtinchalik doimiy yangi bepul shahar kerak
        mumkin boʻlmaydi oling olib boring soʻrang yozing saqlang tekshiring koʻrsating''',
}
SECTIONS = ('stay', 'work', 'health', 'family', 'money', 'school')
PICTURES = ('paper', 'phone', 'house', 'clock', 'hand', 'desk', 'coin', 'road')
FACTS = 200


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding='utf-8')


def sentence(chance, words, least, most):
    chosen = [chance.choice(words) for _ in range(chance.randint(least, most))]
    return ' '.join([chosen[0].capitalize()] + chosen[1:])


def write_tables(out):
    write(out / 'sources.csv', 'key,title,address,title_ru\nS1,Labour Code,adilet.zan.kz,Трудовой кодекс\n'
          'S2,State portal,egov.kz,\n')
    write(out / 'facts.csv', 'id,claim,source,date,confidence,check_again\n' + ''.join(
        f'G{n},Claim number {n},S{n % 2 + 1},2026-11,{"to-verify" if n % 10 == 0 else "high"},\n' for n in range(FACTS)))
    write(out / 'values.csv', 'id,year,value,unit,fact\nmci,2025,3932,KZT,G1\nmci,2026,4325,KZT,G1\nmin-wage,2026,85000,KZT,G2\n')
    write(out / 'places.csv', 'id,number,category,on,confidence,free,hours,fact,picture,order,name_en,name_ru,why_off_en\n'
          '112,112,emergency,yes,high,yes,24/7,G3,phone,1,Emergency,Экстренная помощь,\n')
    write(out / 'sections.ini', ''.join(
        f'[{name}]\nJourney=rights\nOrder={n}\nPicture={PICTURES[n]}\nTitle[en]={name.capitalize()}\n\n'
        for n, name in enumerate(SECTIONS)))
    for n, name in enumerate(PICTURES):
        write(out / 'pictures' / f'{name}.svg',
              '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">'
              f'<path d="M{n + 8} 16h64v64h-64z" fill="none" stroke="#123" stroke-width="4"/></svg>\n')


def write_guide(out, chance, number, total):
    tag = ('ru', 'kk', 'uz')[number % 3]
    words = WORDS[tag].split()
    sure = [f'G{n}' for n in range(FACTS) if n % 10 != 0]
    folder = out / 'guide' / f'g{number:05d}'
    title = sentence(chance, words, 3, 7)
    write(folder / 'item.ini',
          '# SPDX-License-Identifier: CC-BY-4.0\n[Item]\n'
          f'Section={chance.choice(SECTIONS)}\nOrder={number}\nPicture={chance.choice(PICTURES)}\n'
          f'Title[en]=Guide {number}\nTitle[{tag}]={title}\nSummary[en]=Number {number}\n'
          f'Summary[{tag}]={sentence(chance, words, 5, 9)}\nSource=S1 S2\nFacts={" ".join(chance.sample(sure, 3))}\n'
          'Written=2026-11-23\nReviewed=no\nCheckAgain=2027-11-23\n'
          f'Related=place/112 guide/g{chance.randrange(total):05d}\n')
    lines = [sentence(chance, words, 8, 15) + '.', '', '## ' + sentence(chance, words, 2, 4), '', '```steps']
    for step in range(chance.randint(3, 5)):
        amount = f' {{{chance.randint(1, 50)} mci}}' if step == 1 else ''
        lines += [f'{step + 1}. {sentence(chance, words, 4, 9)}{amount}.', f'   {sentence(chance, words, 6, 14)}.',
                  f'   ![{chance.choice(PICTURES)}]']
    lines += ['```', '', '```ask G10', sentence(chance, words, 5, 10) + '?', '```', '']
    write(folder / f'{tag}.md', '\n'.join(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('out', type=pathlib.Path)
    parser.add_argument('--guides', type=int, default=20000)
    parser.add_argument('--seed', type=int, default=1)
    arguments = parser.parse_args()

    chance = random.Random(arguments.seed)
    write_tables(arguments.out)
    for number in range(arguments.guides):
        write_guide(arguments.out, chance, number, arguments.guides)


if __name__ == '__main__':
    main()
