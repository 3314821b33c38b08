"""The quantities of a text: numbers in digits and words, with their units, rates and bounds.

Reads "90M requests a day", "1,5 Mio. €", "forty per cent", "zweihundertfünfzig", "a third",
"doubled" and "18億円" into values that can be compared across spellings, units and languages. It
tells what a text says, not whether that is true; names such as "5G" are not quantities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from .grounding import DASHES, is_spaceless
from .number_words import (
    ARTICLES,
    FACTORS,
    LARGE,
    SMALL_NUMBERS,
    is_next,
    named_words,
    number_from,
    numbers_by_word,
)

_CJK: Final = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"
"""The scripts of `is_spaceless`, for character classes."""


# --- Units ----------------------------------------------------------------------------------------

_UNITS: Final = named_words("""
    percent: % ％ percent percentage pct prozent procent prosent prosenttia százalék pour_cent
    percent: por_ciento per_cento per_cent パーセント процентов процента
    point: percentage_points percentage_point prozentpunkte prozentpunkten points_de_pourcentage
    point: puntos_porcentuales pp ポイント
    tenth: 割
    permille: ‰ per_mille per_thousand promille pour_mille
    basispoint: bp bps basis_points basispunkte
    times: x × times fold fach fois veces 倍
    year: year years yr yrs yoe jahr jahre jahren an ans année années año años anno anni ano anos
    year: jaar år rok lata lat 年間 年
    month: month months mo mos monat monate monaten mois mes meses mese mesi maand maanden måneder
    month: månader ヶ月 か月 カ月 ヵ月
    quarter: quarter quarters quartal quartale trimestre trimestres
    decade: decade decades jahrzehnt jahrzehnte décennie década
    week: week weeks wk wks woche wochen semaine semaines semana semanas 週間
    day: day days tag tage tagen jour jours día días giorno giorni dia dias dagen 日間
    hour: hour hours hr hrs h stunde stunden heure heures hora horas ore uur 時間
    minute: minute minutes min mins minuten minuto minutos minuti 分
    second: second seconds s sec secs sekunde sekunden seconde secondes segundo segundos 秒
    millisecond: ms millisecond milliseconds millisekunden millisecondes
    microsecond: µs μs us microsecond microseconds
    byte: byte bytes
    kb: kb kib kilobytes
    mb: mb mib megabytes
    gb: gb gib gigabytes
    tb: tb tib terabytes
    pb: pb pib petabytes
    mm: mm millimeter millimeters millimetre millimetres
    cm: cm centimeter centimeters centimetre centimetres zentimeter
    metre: m meter meters metre metres mètre mètres metro metros
    km: km kilometer kilometers kilometre kilometres kilomètre kilomètres kilómetro kilómetros
    mile: mile miles mi
    foot: ft feet
    milligram: mg
    gram: g gram grams gramm grammes gramos
    kg: kg kilo kilos kilogram kilograms kilogramm kilogrammes kilogramos
    tonne: tonne tonnes ton tons tonnen toneladas
    pound: lb lbs
    squaremetre: m² m2 sqm square_meters square_metres square_meter square_metre quadratmeter
    squarefoot: square_feet sqft
    hectare: hectare hectares ha hektar hectáreas
    acre: acre acres
    litre: litre litres liter liters litros
    kw: kw kilowatt kilowatts
    mw: mw megawatt megawatts
    gw: gw gigawatt gigawatts
    kwh: kwh
    mwh: mwh
    usd: $ usd dollar dollars us$
    eur: € eur euro euros
    gbp: £ gbp pounds
    yen: ¥ jpy yen 円
    crown: nok sek dkk kr
    franc: chf
""")
_BASES: Final[Mapping[str, tuple[float, str]]] = {
    unit: (factor, base)
    for base, factors in {
        "second": {
            "microsecond": 1e-6, "millisecond": 1e-3, "second": 1.0, "minute": 60.0,
            "hour": 3600.0, "day": 86_400.0, "week": 604_800.0,
        },
        "month": {"month": 1.0, "quarter": 3.0, "year": 12.0, "decade": 120.0},
        "byte": {"byte": 1.0, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "pb": 1e15},
        "metre": {"mm": 1e-3, "cm": 1e-2, "metre": 1.0, "km": 1e3},
        "kg": {"milligram": 1e-6, "gram": 1e-3, "kg": 1.0, "tonne": 1e3},
        "kw": {"kw": 1.0, "mw": 1e3, "gw": 1e6},
        "kwh": {"kwh": 1.0, "mwh": 1e3},
        "percent": {"percent": 1.0, "tenth": 10.0, "permille": 0.1},
    }.items()
    for unit, factor in factors.items()
}  # fmt: skip
"""Units of one dimension, as multiples of one of them: 90 minutes are 1.5 hours."""

LONG_TIMES: Final = frozenset({"decade", "year", "quarter", "month", "week", "day"})
CURRENCIES: Final = frozenset({"usd", "eur", "gbp", "yen", "crown", "franc"})
UNMISTAKABLE: Final = CURRENCIES | {"percent", "point", "times", "permille", "basispoint"}
"""Units without which a number is another quantity: "by 12 %" is not "by 12"."""

_RATES: Final = {
    **_UNITS,
    **named_words("""
        second: s sec
        minute: minutely
        hour: hourly stündlich stündliche stündlichen horaire
        day: d daily täglich täglichen tägliche quotidien diario tag
        week: weekly wöchentlich hebdomadaire semanal
        month: monthly monatlich monatliche mensuel mensual
        quarter: quarter quarterly quartal trimestre
        year: yearly annually annual annum jährlich annuel anual
    """),
}
_BOUNDS: Final = named_words("""
    over: over more_than above exceeding greater_than > über mehr_als plus_de más_de oltre più_di
    over: mais_de
    least: at_least minimum_of ≥ mindestens au_moins al_menos
    about: about around roughly approximately approx nearly almost close_to some circa ca ~ ≈ rund
    about: etwa fast environ près_de casi cerca_de 約 およそ
    under: under less_than below fewer_than < unter weniger_als moins_de menos_de sub
    most: within up_to at_most ≤ bis_zu jusqu'à hasta
""")

# --- Changes and fractions in words ---------------------------------------------------------------

# "Doubled" is 2x and an increase of 100 percent.
_CHANGES: Final = {
    word: frozenset({(times, "times"), (percent, "percent")})
    for words, times, percent in (
        ("double doubled doubling twice twofold verdoppelt verdoppelte doublé", 2.0, 100.0),
        ("triple tripled tripling threefold verdreifacht verdreifachte triplé", 3.0, 200.0),
        ("quadruple quadrupled fourfold vervierfacht vervierfachte", 4.0, 300.0),
        ("halve halved halving halbiert halbierte halbieren", 2.0, 50.0),
    )
    for word in words.split()
}
_FRACTIONS: Final = {
    word: 1.0 / float(parts)
    for parts, words in {
        "2": "half hälfte moitié mitad 半分 半減",
        "3": "third thirds drittel tiers tercio tercios",
        "4": "quarter quarters viertel quart quarts cuarto",
        "5": "fifth fifths fünftel cinquième quinto",
        "10": "tenth tenths zehntel dixième décimo",
    }.items()
    for word in words.split()
}
_CERTAIN_FRACTIONS: Final = frozenset(
    """
        half hälfte moitié mitad 半分 半減 drittel viertel fünftel zehntel tiers tercio tercios
        """.split()
)
"""Words that are no ordinals: "the third service" is not a third of it."""

_HALF_OF_A_PERIOD: Final = frozenset("first second other each per early late next last".split())
_BEFORE_FRACTION: Final = frozenset(
    """
        by about nearly almost over than around roughly some to um fast rund de par en rose fell
        grew dropped increased decreased climbed declined sank shrank improved
    """.split()
)
_BEHIND_FRACTION: Final = re.compile(
    r"\s*(?:of|less|more|faster|fewer|cheaper|lower|higher|quicker|shorter|off)\b", re.IGNORECASE
)

MAGNITUDES: Final = numbers_by_word("""
    2e1: dozens dutzende dutzenden douzaines decenas
    2e2: hundreds hunderte hunderten centaines cientos
    2e3: thousands tausende tausenden milliers miles
    2e6: millions millionen millones multi-million
    2e9: billions milliarden milliards multi-billion
""")
"""Words that tell the least size of a number they do not name."""

# --- Quantities -----------------------------------------------------------------------------------

_DIGITS: Final = re.compile(
    rf"(?<![^\W{_CJK}])(?<!\d[.,])"
    r"(?P<digits>\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*)"
)
_WORD_BEHIND: Final = re.compile(
    r"\.?\+?[ \u00a0\u202f-]?(?P<word>[%％‰×$€£¥]|us\$|percentage points?|basis points"
    r"|square (?:met(?:er|re)s?|feet)"
    r"|per mille|per thousand|points de pourcentage"
    rf"|puntos porcentuales|pour cent|por ciento|per cento?(?![a-z])|[^\W\d_{_CJK}]+|[{_CJK}]+)",
    re.IGNORECASE,
)
_OF_BEHIND: Final = re.compile(r"\s(?:of\s|de\s|di\s|d['’])(?=[^\W\d_])", re.IGNORECASE)
"""Before the unit of millions: "2 millions d'euros"."""
_FACTOR_OF: Final = re.compile(
    r"\b(?:(?:multiplied|divided) by|(?:multiplié|divisé)e?s? par"
    r"|(?:multiplicad|dividid)[oa]s? (?:por|entre)"
    r"|factor|faktor|facteur|fattore)(?: of| de| von| di)?"
    r"(?: (?:about|around|roughly|some|nearly|almost|over|at least|etwa|rund|environ|unos))?\s$",
    re.IGNORECASE,
)
_CURRENCY_BEFORE: Final = re.compile(
    r"([$€£¥]|\b(?:usd|eur|gbp|chf|nok|sek|dkk|jpy))\s?$", re.IGNORECASE
)
_BOUND_BEFORE: Final = re.compile(
    r"(?:^|(?<=[\s(])|(?<=[" + _CJK + r"])(?=[約およそ]))("
    + "|".join(map(re.escape, sorted(_BOUNDS, key=len, reverse=True)))
    + r")[\s-]*(?:an?\s+)?(?:[$€£¥]|usd|eur)?\s*$", re.IGNORECASE,
)  # fmt: skip
_NO_LENGTH: Final = "".join(
    rf"(?<!\b{word}\s)"
    for word in (
        "within over after for under than of by about nearly almost half inside during throughout "
        "across in only just after roughly around up down rose fell grew dropped increased"
        " decreased climbed declined sank shrank improved"
    ).split()
)
"""Not before "a week" in "done within a week", which is a length of time and no rate."""
_RATE_BEHIND: Final = re.compile(
    rf"[^\d,.;:!?()]{{0,45}}?(?:/\s?(?!(?-i:[A-Z])\b)|\b(?:per|{_NO_LENGTH}an?|each|every|pro|par(?!\smes\b)|por|al)\s+(?:single\s+)?)(?P<rate>[^\W\d_]+)"
    r"|(?:(?!\b(?:and|that|which|who|where|und|et|y)\b)[^\d,.;:!?()]){0,30}?\b(?P<adverb>hourly|daily|weekly|monthly|quarterly|yearly|annually"
    r"|stündlich\w*|täglich\w*|wöchentlich\w*|monatlich\w*|jährlich\w*)\b",
    re.IGNORECASE,
)
_RANGE_BETWEEN: Final = re.compile(
    rf"\s*(?:[{re.escape(DASHES)}→]|to|bis|auf|à|a|and|or|und|oder|et|ou|y|から)\s*$", re.IGNORECASE
)
_WORDED_RANGE_BETWEEN: Final = re.compile(
    rf"\s*(?:[{re.escape(DASHES)}→]|to|bis|auf|à|a|instead of|rather than|not"
    r"|down from|up from|from|statt|von|au lieu de|en lugar de|en vez de)\s*",
    re.IGNORECASE,
)
_CHANGE_TO: Final = re.compile(r"\s*(?:to|auf|à|→)\s*", re.IGNORECASE)
_CHANGE_BETWEEN: Final = re.compile(
    r"[^.;:]{0,20}?(?:\b(?:to|auf|à|a)\s+(?:only\s+|under\s+)?|→\s*|から)$"
)
_CHANGE_BEFORE: Final = re.compile(r"(?:\b(?:from|von|de|desde)\s+(?:over\s+)?$)|^$", re.IGNORECASE)
_ATTACHED_LETTERS: Final = re.compile(r"(?!(?:st|nd|rd|th|s)\b)[a-zß-ÿ]", re.IGNORECASE)
_MOST_WORDS_BEHIND: Final = 4
_NOUNS_BEHIND: Final = re.compile(
    rf"\+?[\s-]+((?:[^\W\d_][\w’'-]*\s+){{0,{_MOST_WORDS_BEHIND - 1}}}[^\W\d_][\w’'-]*)"
)

Reading = tuple[float, str | None]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text.

    Attributes: `values` as written ("a third" is 0.33 and 33); `readings`, each a value and the
    unit it is counted in, of a dimension always the same unit ("doubled" is 2 times and 100
    percent; 1.5 hours are 5,400 seconds); `unit` and `rate` (the unit it is counted per), by name;
    `bound` ("over", "least", "about", "under", "most" or ""); its `words`, and up to four words
    `behind` it; `is_implied` where the text says no more than "a year"; `start` of its words.
    """

    values: frozenset[float]
    readings: frozenset[Reading]
    unit: str | None
    rate: str | None
    bound: str
    words: str
    start: int
    behind: tuple[str, ...] = ()
    is_fraction: bool = False
    is_implied: bool = False

    @property
    def is_year(self) -> bool:
        return (
            self.unit is None
            and any(1900 <= value <= 2100 for value in self.values)
            and re.fullmatch(r"\d{4}", self.words) is not None
        )

    @property
    def months(self) -> float | None:
        """A length of time in months, None for other quantities."""
        return next((value for value, unit in self.readings if unit == "month"), None)


def _readings(value: float, unit: str | None) -> frozenset[Reading]:
    factor, base = _BASES.get(unit or "", (1.0, unit))
    return frozenset({(round(value * factor, 6), base)})


def quantities(text: str, *, number_words: bool = True) -> list[Quantity]:
    """Every quantity in a text, those in digits first; `number_words`: also those in words."""
    found = list(_and_a_half(text)) if number_words else []
    for each in found:
        end = each.start + len(each.words)
        text = text[: each.start] + " " * len(each.words) + text[end:]
    range_from: int | None = None
    for match in _DIGITS.finditer(text):
        quantity, end = _quantity_at(text, match)
        if quantity is None:
            continue
        if found and range_from is not None and found[-1].unit is None:
            between = text[range_from : match.start()]
            if _RANGE_BETWEEN.fullmatch(between) or _currency_between(between):
                # "10–15%", "from 41 to 6 a month": unit and rate are of both.
                last = found[-1]
                [value] = last.values
                found[-1] = replace(
                    last, readings=_readings(value, quantity.unit), unit=quantity.unit,
                    rate=last.rate or quantity.rate,
                )  # fmt: skip
        if (
            found
            and range_from is not None
            and found[-1].unit is not None
            and quantity.unit is None
            and _CHANGE_TO.fullmatch(text[range_from : match.start()])
        ):  # "from 6 weeks to 4"
            [value] = quantity.values
            unit = found[-1].unit
            quantity = replace(quantity, readings=_readings(value, unit), unit=unit)
        found.append(quantity)
        range_from = end
    if number_words:
        found += _worded_quantities(text)
    return [_recurring(each) for each in _with_shared_units(text, found)]


def _recurring(quantity: Quantity) -> Quantity:
    """ "Three times a day" and "twice a week" count how often, and multiply nothing."""
    if quantity.unit != "times" or quantity.rate is None:
        return quantity
    if quantity.words.casefold() in _CHANGES and quantity.words.casefold() != "twice":
        return quantity  # "doubled every year"
    values = {value for value, unit in quantity.readings if unit == "times"}
    return replace(
        quantity, values=frozenset(values), readings=frozenset((each, None) for each in values),
        unit=None, behind=(),
    )  # fmt: skip


def _with_shared_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """The unit that a change or range gives once is of both: "from eighteen to eleven percent"."""
    order = sorted(range(len(found)), key=lambda at: found[at].start)
    for one, other in pairwise(order):
        first, last = found[one], found[other]
        is_one_figure = last.unit in (None, "times") or last.is_fraction or last.is_implied
        between = text[first.start + len(first.words) : last.start]
        if first.is_fraction or is_one_figure or not _WORDED_RANGE_BETWEEN.fullmatch(between):
            continue
        if first.unit == last.unit:
            found[one] = replace(first, rate=first.rate or last.rate)
        elif first.unit is None and len(first.values) == 1:
            [value] = first.values
            found[one] = replace(
                first, readings=_readings(value, last.unit), unit=last.unit,
                rate=first.rate or last.rate,
            )  # fmt: skip
    return found


def _currency_between(between: str) -> bool:
    return _RANGE_BETWEEN.fullmatch(_CURRENCY_BEFORE.sub("", between)) is not None


def changes(text: str, found: Sequence[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """The pairs of quantities between which a text says something went: from 28 to 6 minutes."""
    ordered = sorted(found, key=lambda each: each.start)
    for one, other in pairwise(ordered):
        between = text[one.start + len(one.words) : other.start]
        arrow = "→" in between or "から" in between
        if _CHANGE_BETWEEN.fullmatch(between) and (
            arrow or _CHANGE_BEFORE.search(text[max(0, one.start - 12) : one.start])
        ):
            yield one, other


_SHARE_BETWEEN: Final = re.compile(
    r"\s+(?:out of(?: every)?|in every|of every|von|sur|de cada|su)\s+", re.IGNORECASE
)
_LARGEST_WHOLE: Final = 100.0


def shares(text: str, found: Sequence[Quantity]) -> Iterator[tuple[Quantity, Quantity, Quantity]]:
    """The pairs that tell a share, with the share as percent: "nine out of ten" is 90 %."""
    for part, whole in pairwise(sorted(found, key=lambda each: each.start)):
        between = text[part.start + len(part.words) : whole.start]
        if part.unit or not _SHARE_BETWEEN.fullmatch(between):
            continue
        [some], [of_all] = part.values, whole.values
        if 0 < some < of_all <= _LARGEST_WHOLE:
            percent = round(100.0 * some / of_all, 1)
            share = replace(
                part, values=frozenset({percent}), readings=_readings(percent, "percent"),
                unit="percent", rate=None, behind=(),
            )  # fmt: skip
            yield part, whole, share


def figures(text: str) -> frozenset[float]:
    """The numbers a text writes in digits, by value: those of "90M" and "90 million" are equal."""
    return frozenset(
        value for each in quantities(text, number_words=False) for value in each.values
    )


def _value(digits: str) -> float:
    """The value of "1.000", "1,5" or "10 000"; separators before groups of three mean thousands."""
    plain = re.sub(r"['’ \u00a0\u202f]", "", digits)
    for thousands, decimal in ((",", "."), (".", ",")):
        if re.fullmatch(rf"[1-9]\d{{0,2}}(?:\{thousands}\d{{3}})+(?:\{decimal}\d+)?", plain):
            return float(plain.replace(thousands, "").replace(decimal, "."))
    if re.fullmatch(r"\d+[.,]\d+|\d+", plain):
        return float(plain.replace(",", "."))
    return float(re.sub(r"\D", "", plain))  # no number but a version or the like


def _lookup(table: Mapping[str, Any], word: str) -> tuple[Any, int]:
    """The entry of a word, and how many of its characters it took; CJK words run on."""
    plain = word.casefold()
    if plain in table:
        return table[plain], len(word)
    if word and is_spaceless(word[0]):
        for size in range(min(5, len(word)), 0, -1):
            if plain[:size] in table:
                return table[plain[:size]], size
    return None, 0


def _is_behind_number(word: str, *, is_factor: bool, spaced: bool) -> bool:
    """Whether a factor or unit of one letter can be one: "90M", "90 M" and "5 s", not "5 m"."""
    if len(word) > 1 or not word.isalpha() or is_spaceless(word):
        return True
    if is_factor:
        return not spaced or word.isupper()
    return word.islower()  # "5G" and "3D" are names


def _quantity_at(text: str, match: re.Match[str]) -> tuple[Quantity | None, int]:
    end, unit = match.end(), None
    factor = 1.0
    for table in (FACTORS, FACTORS, _UNITS):
        of = _OF_BEHIND.match(text, end) if table is _UNITS and factor > 1.0 else None
        behind = _WORD_BEHIND.match(text, of.end() if of is not None else end)
        if behind is None or (behind[0][0] == "." and factor == 1.0):
            continue
        word = behind["word"]
        spaced = behind.start("word") > end
        entry, size = _lookup(table, word)
        if size == 0 or not _is_behind_number(word, is_factor=table is FACTORS, spaced=spaced):
            continue
        if word == "s" and re.fullmatch(r"(?:19|20)\d0", match["digits"]):
            continue  # the 1990s
        end = behind.start("word") + size
        if table is FACTORS:
            factor *= entry  # also "two hundred thousand", 3千万
        else:
            unit = entry
    if end == match.end() and _ATTACHED_LETTERS.match(text, end):
        return None, end  # "5G" is a name
    before = text[: match.start()]
    start = match.start()
    if (currency := _CURRENCY_BEFORE.search(before)) is not None:
        unit = _UNITS[currency[1].casefold()]
        start = currency.start()
    elif unit is None and (factor_of := _FACTOR_OF.search(before)) is not None:
        unit, start = "times", factor_of.start()
    elif unit is None and before.endswith("%"):
        unit, start = "percent", start - 1  # as written in Turkish
    bound = ""
    if (said := _BOUND_BEFORE.search(before)) is not None and not _is_particle(said):
        bound, start = _BOUNDS[said[1].casefold()], said.start()
    if "+" in text[match.end() : end + 1]:
        bound, end = "least", end + (text[end : end + 1] == "+")
    value = round(_value(match["digits"]) * factor, 6)
    quantity = Quantity(
        frozenset({value}), _readings(value, unit), unit, _rate_behind(text, end), bound,
        text[start:end].rstrip(), start,
        () if text[match.start() - 1 : match.start()] == "-" else _words_behind(text, end),
    )  # fmt: skip
    return quantity, end


def _is_particle(bound: re.Match[str]) -> bool:
    """Whether a bound belongs to the verb before: "brought over three services", "rose up to"."""
    verbs = {"over": _BEFORE_PARTICLE, "up to": _BEFORE_UP_TO}.get(bound[1].casefold())
    return verbs is not None and verbs.search(bound.string[: bound.start()]) is not None


_BEFORE_PARTICLE: Final = re.compile(
    r"\b(?:brought|took|taken|handed|moved|carried|switched|ported|presided|watched|went|oversaw"
    r"|watch|charge|control|eye|responsibility|oversight|authority)\s*$",
    re.IGNORECASE,
)
_BEFORE_UP_TO: Final = re.compile(
    r"\b(?:went|gone|going|rose|risen|climbed|grew|grown|increased|jumped|moved|brought|raised|pushed"
    r"|drove|got|came|shot|lifted|scaled|crept)\s+(?:[^\W\d_]+\s+){0,3}$",
    re.IGNORECASE,
)


def _rate_behind(text: str, at: int) -> str | None:
    behind = _RATE_BEHIND.match(text, at)
    if behind is None:
        return None
    word = (behind["rate"] or behind["adverb"]).casefold()
    if len(word) <= _LONGEST_SHORT_UNIT_CHARS and _ARTICLE_LAST.search(behind[0][: -len(word)]):
        return None  # Spanish "a mi"
    return _RATES.get(word)


_LONGEST_SHORT_UNIT_CHARS: Final = 2
_ARTICLE_LAST: Final = re.compile(r"\b(?:an?|al|por|par)\s+$", re.IGNORECASE)


def _words_behind(text: str, at: int) -> tuple[str, ...]:
    behind = _NOUNS_BEHIND.match(text, at)
    return tuple(behind[1].casefold().split()) if behind else ()


# --- Quantities in words --------------------------------------------------------------------------

_WORD: Final = re.compile(r"[^\W\d_]+")
_GERMAN_ADJECTIVE: Final = re.compile(
    r"(?P<number>[a-zäöüß]+?)(?:köpfig|stellig|stufig|jährig|monatig|wöchig|tägig|stündig|seitig)\w*"
)


def _worded_quantities(text: str) -> Iterator[Quantity]:
    words = list(_WORD.finditer(text))
    plain = [match[0].casefold() for match in words]
    index = 0
    while index < len(words):
        before = plain[index - 1] if index else ""
        if (compound := _GERMAN_ADJECTIVE.fullmatch(plain[index])) is not None:
            count = SMALL_NUMBERS.get(compound["number"])
            if count is not None:
                yield Quantity(
                    frozenset({count}), _readings(count, None), None, None, "", words[index][0],
                    words[index].start(),
                )  # fmt: skip
            index += 1
            continue
        if (fold := _fold(plain[index])) is not None:
            yield Quantity(
                frozenset({fold}), _readings(fold, "times"), "times", None, "", words[index][0],
                words[index].start(),
            )  # fmt: skip
            index += 1
            continue
        if plain[index] in _CHANGES:
            start = words[index].start()
            readings = _CHANGES[plain[index]]
            values = frozenset(value for value, _ in readings)
            rate = _rate_behind(text, words[index].end())
            said = _BOUND_BEFORE.search(text[:start])
            bound = _BOUNDS[said[1].casefold()] if said is not None else ""
            yield Quantity(values, readings, "times", rate, bound, words[index][0], start)
            index += 1
            continue
        value, after = number_from(plain, words, text, index)
        if value is not None and plain[index] == "cent" and before in ("per", "pour"):
            value, after = None, index + 1
        fraction = _fraction(plain, words, text, after if value is not None else index, value)
        if fraction is not None:
            quantity, index = fraction
            yield quantity
        elif value is not None:
            yield _worded(value, words, text, index, after)
            index = after
        else:
            if plain[index] in ARTICLES | _ONE_OF:
                yield from _implied_one(plain, words, text, index)
            index += 1


_HELPED_IN_GERMAN: Final = re.compile(
    r"\b(?:ich|er|sie|wir) half\b"
    r"|\bhalf (?:ich|er|sie|wir|bei|beim|mit|dem|der|den|einem|einer|zu)\b",
    re.IGNORECASE,
)
"""Where "half" is a verb, and no number."""

_ONE_OF: Final = frozenset(
    "per each every pro first ersten erstem erste première premier primer primero".split()
)


def _fold(word: str) -> float | None:
    """The factor that "sevenfold" or "siebenfach" tells."""
    head = re.fullmatch(r"(\w+?)(?:fold|fach\w{0,2})", word)
    return SMALL_NUMBERS.get(head[1]) if head is not None and word not in _CHANGES else None


_AND_A_HALF: Final = re.compile(
    r"\b(?P<count>an?|[^\W\d_]+|\d+)\s(?:(?P<unit>[^\W\d_]+)\s)??"
    r"(?:and\sa\shalf|et\sdemie?|y\smedi[oa])\b(?:\s(?P<behind>[^\W\d_]+))?"
    r"|\banderthalb\s(?P<german>[^\W\d_]+)",
    re.IGNORECASE,
)


def _and_a_half(text: str) -> Iterator[Quantity]:
    """ "A year and a half", "two and a half hours", "un an et demi", "anderthalb Jahre"."""
    for match in _AND_A_HALF.finditer(text):
        count = (match["count"] or "one").casefold()
        whole = 1.0 if count in ARTICLES else SMALL_NUMBERS.get(count)
        if whole is None and count.isdecimal():
            whole = float(count)
        unit = _UNITS.get((match["unit"] or match["behind"] or match["german"] or "").casefold())
        if whole is not None and unit is not None:
            end = match.start("behind") if match["unit"] and match["behind"] else match.end()
            words = text[match.start() : end].rstrip()
            yield Quantity(
                frozenset({whole + 0.5}), _readings(whole + 0.5, unit), unit, None, "", words,
                match.start(),
            )  # fmt: skip


_LEAST_MILLIONS: Final = 1e6


def _worded(
    value: float, words: Sequence[re.Match[str]], text: str, start: int, after: int
) -> Quantity:
    begins, ends = words[start].start(), words[after - 1].end()
    of = _OF_BEHIND.match(text, ends) if value >= _LEAST_MILLIONS else None
    behind = _WORD_BEHIND.match(text, of.end() if of is not None else ends)
    unit, size = _lookup(_UNITS, behind["word"]) if behind else (None, 0)
    if behind is not None and len(behind["word"]) == 1 and behind["word"].isalpha():
        unit, size = None, 0
    if unit is None and (factor_of := _FACTOR_OF.search(text[:begins])) is not None:
        unit, size, begins, behind = "times", 0, factor_of.start(), None
    bound = ""
    if (said := _BOUND_BEFORE.search(text[:begins])) is not None and not _is_particle(said):
        bound, begins = _BOUNDS[said[1].casefold()], said.start()
    stop = behind.start("word") + size if behind is not None and unit is not None else ends
    return Quantity(
        frozenset({value}), _readings(value, unit), unit, _rate_behind(text, stop), bound,
        text[begins:ends], begins, _words_behind(text, stop),
    )  # fmt: skip


def _fraction(
    plain: Sequence[str],
    words: Sequence[re.Match[str]],
    text: str,
    index: int,
    count: float | None,
) -> tuple[Quantity, int] | None:
    """ "A third", "two thirds", "half", "half a million", and the index behind it."""
    if index >= len(plain):
        return None
    first = index - (1 if count is not None else 0)
    if count is None and plain[index] in ARTICLES and index + 1 < len(plain):
        count, index = 1.0, index + 1
    word = plain[index]
    if word not in _FRACTIONS or (index and plain[index - 1] in _HALF_OF_A_PERIOD):
        return None
    if word not in _CERTAIN_FRACTIONS:
        if count is None:
            return None
        before = plain[first - 1] if first else ""
        is_part = before in _BEFORE_FRACTION or _BEHIND_FRACTION.match(text, words[index].end())
        if not (is_part or count > 1.0):
            return None
    if word == "half" and _HELPED_IN_GERMAN.search(
        text[max(0, words[index].start() - 12) : words[index].end() + 12]
    ):
        return None
    share = (count or 1.0) * _FRACTIONS[word]
    start = words[max(first, 0)].start() if count is not None else words[index].start()
    readings: set[Reading] = {(round(share, 6), None), (round(100 * share, 3), "percent")}
    unit: str | None = None
    said = _BOUND_BEFORE.search(text[:start])
    bound = _BOUNDS[said[1].casefold()] if said is not None and not _is_particle(said) else ""
    if word == "half":
        readings.add((2.0, "times"))
    after = index + 1
    following = plain[after : after + 3]
    if following[:1] == ["of"] and following[1:2] in (["a"], ["an"]) and following[-1] in _UNITS:
        after += 1  # "a quarter of a year"
    if after + 1 < len(plain) and plain[after] in ("a", "an"):
        following = plain[after + 1]
        if following in LARGE:
            readings = {(share * LARGE[following], None)}
            after += 2
        elif following in _UNITS:
            readings = set(_readings(share, _UNITS[following]))
            unit = _UNITS[following]
            after += 2
        elif following == "dozen":
            readings = {(share * 12.0, None)}
            after += 2
    quantity = Quantity(
        frozenset(value for value, _ in readings), frozenset(readings), unit, None, bound,
        text[start : words[after - 1].end()], start, is_fraction=unit is None,
    )  # fmt: skip
    return quantity, after


def _implied_one(
    plain: Sequence[str], words: Sequence[re.Match[str]], text: str, index: int
) -> Iterator[Quantity]:
    """ "A year", "per day": one, which a text need not mean as a number; "one year" means it."""
    if index + 1 == len(plain) or not is_next(words, text, index + 1):
        return
    unit = _UNITS.get(plain[index + 1])
    if unit is not None and len(plain[index + 1]) > 2:
        yield Quantity(
            frozenset({1.0}), _readings(1.0, unit), unit, None, "",
            f"{words[index][0]} {words[index + 1][0]}", words[index].start(),
            is_implied=plain[index] != "one" and unit != "decade",
        )  # fmt: skip


def is_unit(word: str) -> bool:
    """Whether a word in one case is that of a unit or currency."""
    return word in _UNITS
