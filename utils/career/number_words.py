"""The numbers that words stand for: "two hundred and fifty", "fünfunddreißig", "treinta y cinco".

Reads English, German, French and Spanish; a word that is a number there and an everyday word
elsewhere is none. Units, and what is counted, are the business of `quantities`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final


def named_words(lines: str) -> dict[str, str]:
    """`name: words` a line -> each word to its name; `_` in a word is a space."""
    return {
        word.replace("_", " "): name.strip()
        for line in lines.strip().splitlines()
        for name, _, words in [line.partition(":")]
        for word in words.split()
    }


def numbers_by_word(lines: str) -> dict[str, float]:
    return {word: float(value) for word, value in named_words(lines).items()}


FACTORS: Final = numbers_by_word("""
    1e2: hundred hundert 百
    1e3: k thousand thousands tausend tsd mil mille mila duizend tys tusen 千
    1e4: 万
    1e6: m mm mn mio mln million millions millionen millón millones milioni milhões miljoen
    1e6: miljoner millioner milionów milionu
    1e8: 億
    1e9: b bn billion billions milliarde milliarden mrd milliard milliards miljard miliardów
""")

SMALL_NUMBERS: Final = numbers_by_word("""
    2: two zwei deux dos
    3: three drei trois tres tre
    4: four vier quatre cuatro quattro
    5: five fünf cinq cinco cinque
    6: six sechs seis sei
    7: seven sieben sept siete sette
    8: eight acht huit ocho otto
    9: nine neun neuf nueve nove
    10: ten zehn dix diez dieci
    11: eleven elf onze
    12: twelve dozen zwölf dutzend douze doce
    13: thirteen dreizehn treize trece
    14: fourteen vierzehn quatorze catorce
    15: fifteen fünfzehn quinze quince
    16: sixteen sechzehn seize dieciséis dieciseis
    17: seventeen siebzehn diecisiete
    18: eighteen achtzehn dieciocho
    19: nineteen neunzehn diecinueve
    20: twenty zwanzig vingt vingts veinte
    21: veintiuno veintiún veintiuna
    22: veintidós veintidos
    23: veintitrés veintitres
    24: veinticuatro
    25: veinticinco
    26: veintiséis veintiseis
    27: veintisiete
    28: veintiocho
    29: veintinueve
    30: thirty dreißig dreissig trente treinta
    40: forty vierzig quarante cuarenta
    50: fifty fünfzig cinquante cincuenta
    60: sixty sechzig soixante sesenta
    70: seventy siebzig setenta
    80: eighty achtzig ochenta
    90: ninety neunzig noventa
    200: doscientos doscientas
    300: trescientos trescientas
    400: cuatrocientos cuatrocientas
    500: quinientos quinientas
""")
_ONE: Final = frozenset("one ein eine einem einen einer un une una".split())
ARTICLES: Final = frozenset("a an".split()) | _ONE
_HUNDRED: Final = frozenset("hundred hundert cent cents cien ciento".split())
LARGE: Final = {
    word: value
    for word, value in FACTORS.items()
    if value >= 1e3 and (len(word) > 3 or word == "mil")
}
_HUNDRED_ALONE: Final = frozenset("cent cien ciento hundert".split())
"""Words for a hundred that need no number before them: "cent quarante"."""
_JOINING: Final = frozenset("and und et y".split())
NUMBER_WORD_LANGUAGES: Final = frozenset({"en", "de", "fr", "es"})

_GERMAN_COMPOUND: Final = re.compile(
    r"(?P<head>.*?)(?P<factor>hundert|tausend)(?:und)?(?P<tail>.*)"
)
_GERMAN_TENS: Final = re.compile(r"(?P<ones>ein|.{3,6})und(?P<tens>.{6,9})")


def _word_value(word: str) -> float | None:
    """The value of one word that is a number, German compounds included; up to 999,999."""
    if word in SMALL_NUMBERS:
        return SMALL_NUMBERS[word]
    if (match := _GERMAN_COMPOUND.fullmatch(word)) is not None and (match["head"] or match["tail"]):
        head = 1.0 if match["head"] in ("", "ein") else _word_value(match["head"])
        tail = 0.0 if not match["tail"] else _word_value(match["tail"])
        if head is None or tail is None:
            return None
        return head * (100.0 if match["factor"] == "hundert" else 1000.0) + tail
    if (match := _GERMAN_TENS.fullmatch(word)) is not None:
        ones = 1.0 if match["ones"] == "ein" else SMALL_NUMBERS.get(match["ones"])
        tens = SMALL_NUMBERS.get(match["tens"])
        if ones is not None and tens is not None and ones < 10 <= tens:
            return tens + ones
    return None


def number_from(
    plain: Sequence[str], words: Sequence[re.Match[str]], text: str, start: int
) -> tuple[float | None, int]:
    """The number that words from `start` on make up, and the index behind them."""
    total = 0.0
    current: float | None = None
    index, end = start, start
    while index < len(plain) and (index == start or is_next(words, text, index)):
        word = plain[index]
        value = _word_value(word)
        if value is not None:
            if current is None:
                current = value
            elif value == 20 and current == 4 and word.startswith("vingt"):
                current = 80.0
            elif _adds_to(current, value, plain[index - 1]):
                current += value
            else:
                break
        elif (
            word in ("one", "un", "une", "uno")
            and current is not None
            and current % 100 != 10
            and current % 10 == 0
        ):
            current += 1.0  # "twenty-one", "vingt et un"
        elif word in _HUNDRED and index > start and (current is None or current < 100):
            current = (current or 1.0) * 100
        elif word in _HUNDRED_ALONE and current is None and _goes_on(plain, index):
            current = 100.0
        elif word in LARGE and index > start:  # "1.5 million" is read with its digits
            total += (current if current is not None else 1.0) * LARGE[word]
            current = None
        elif word in _JOINING and current is not None and _is_joined(word, current, plain, index):
            index += 1
            continue  # "two hundred and fifty", "treinta y cinco"
        elif index == start and word in ARTICLES:
            index += 1
            continue  # "a hundred"
        else:
            break
        index += 1
        end = index
    if end == start or (current is None and total == 0.0):
        return None, start + 1
    return total + (current or 0.0), end


def _goes_on(plain: Sequence[str], index: int) -> bool:
    """Whether a number follows, which makes "cent" a number for certain and no small coin."""
    following = plain[index + 1 : index + 2]
    return bool(following) and _word_value(following[0]) is not None


def _adds_to(current: float, value: float, before: str) -> bool:
    """Whether a number word behind another is added to it: "thirty-five", "soixante-douze"."""
    if before == "soixante" or (before.startswith("vingt") and current % 100 == 80):
        return value < 20
    return (value < 10 <= current % 100 and current % 10 == 0) or current % 100 == 0 != current


def _is_joined(word: str, current: float, plain: Sequence[str], index: int) -> bool:
    following = _word_value(plain[index + 1]) if index + 1 < len(plain) else None
    if word in ("y", "et") and current % 100 != 0:
        is_one = plain[index + 1 : index + 2] in (["un"], ["une"], ["uno"])
        return current % 10 == 0 and (is_one or (following is not None and following < 12))
    return current % 100 == 0


def is_next(words: Sequence[re.Match[str]], text: str, index: int) -> bool:
    """Whether only a space or hyphen parts a word from the one before."""
    return text[words[index - 1].end() : words[index].start()] in (" ", "-", "\u00a0", " - ")
