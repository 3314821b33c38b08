"""Levels that texts tell: of spoken languages, of degrees, and of skills that are held barely.

Languages are ranked on the Common European Framework (A1 = 1 … C2 = 6, native = 7); words such as
"fluent" stand for the level they are commonly taken for. A level that a text does not tell is None,
never a guess. Whether a level suffices is for the caller to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from babel import Locale

from .degrees import degrees

_LOCALES: Final = "en de fr es it nl pt nb sv da pl ja".split()
_SPOKEN: Final = (
    "ar cs da de el en es fi fr he hi hu it ja ko nl no pl pt ro ru sv tr uk vi zh nb".split()
)


@cache
def language_codes() -> Mapping[str, str]:
    """Names of spoken languages, in the languages of postings -> ISO 639-1 code."""
    return {
        name.casefold(): code
        for locale in _LOCALES
        for code in _SPOKEN
        if " " not in (name := str(Locale.parse(locale).languages.get(code, " ")))
    }


NATIVE: Final = 7
_LEVELS: Final = {
    rank: re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.IGNORECASE)
    for rank, words in {
        NATIVE: r"native(?: speaker)?|mother[- ]tongue|first language|bilingual|muttersprach\w*"
        r"|langue maternelle|bilingue|lengua materna|nativ[oa]|madrelingua|moedertaal|morsmål"
        r"|modersmål|ojczysty|母語|ネイティブ",
        6: r"c2|near[- ]native|mastery",
        5: r"c1|(?:business[- ])?fluent(?:ly)?|proficien\w+|full professional|advanced"
        r"|verhandlungssicher\w*|fließend\w*|courant|couramment|avancé|fluid[oa]|avanzad[oa]|fluente"
        r"|vloeiend|flytende|flytande|biegle|biegły|ビジネスレベル",
        4: r"b2|(?:very|extremely) good|excellent|professional(?: working)?|upper[- ]intermediate"
        r"|sehr gut\w*|très bon\w*|muy buen\w*|ottim\w+|zeer goede?|meget god\w*",
        3: r"b1|good|intermediate|conversational|gut\w*|bon(?:ne)?s?|buen[oa]?s?|intermedio"
        r"|buon[oa]|goede?|gode?|limited working",
        2: r"a2|basic|elementary|grundkenntnisse|grundlegend\w*|notions|básic[oa]|scolaire|base",
        1: r"a1|beginner|anfänger|débutant\w*|principiante",
    }.items()
}
_NAMES: Final = {NATIVE: "native", 6: "C2", 5: "C1", 4: "B2", 3: "B1", 2: "A2", 1: "A1"}
_SEGMENT_BREAK: Final = re.compile(r"[,;/()]|\b(?:and|und|et|y|e|en|og|sowie|as well as)\b")


def level_in(text: str) -> int | None:
    """The level a text tells, the highest if it tells several."""
    return next((rank for rank, words in _LEVELS.items() if words.search(text)), None)


def level_name(rank: int) -> str:
    """`C1` for 5, `native` for 7."""
    return _NAMES[rank]


def language_levels(text: str) -> dict[str, int | None]:
    """ISO code of each language that a text names -> the level told beside it.

    A level that stands in a part of its own ("German, C1") is that of the language before it; one
    in front of several ("fluent in German and English") is that of all.
    """
    found: dict[str, int | None] = {}
    last: str | None = None
    in_front: int | None = None
    for segment in _SEGMENT_BREAK.split(text):
        words = re.findall(r"[^\W\d_]+", segment)
        codes = [code for word in words if (code := _language_of(word)) is not None]
        level = level_in(segment)
        if level is None and len(words) == len(codes) == 1:
            level = in_front
        for code in codes:
            found.setdefault(code, None)
            if level is not None:
                found[code] = level
        if codes:
            last = codes[-1]
            in_front = level if _language_of(words[-1]) == last else None
        elif level is not None and last is not None and found[last] is None:
            found[last] = level
    return found


_COMPOUND: Final = re.compile(r"(.{4,})(?:kenntnisse|sprachkenntnisse|skills)$")


def _language_of(word: str) -> str | None:
    plain = word.casefold()
    codes = language_codes()
    if plain in codes:
        return codes[plain] if word[0].isupper() or len(plain) > 4 else None
    compound = _COMPOUND.match(plain)
    return codes.get(compound[1]) if compound else None


def language_name(code: str) -> str:
    """The English name of a language."""
    return str(Locale("en").languages.get(code, code))


# --- Degrees --------------------------------------------------------------------------------------

_DEGREE_RANKS: Final = {
    "degree": 1, "diploma": 1, "bachelor": 1, "master": 2, "mba": 2, "doctorate": 3,
}  # fmt: skip
_DEGREE_NAMES: Final = {1: "bachelor's degree", 2: "master's degree", 3: "doctorate"}


def degree_asked(text: str) -> int | None:
    """The least rank of degree (1 bachelor, 2 master, 3 doctorate) that satisfies a statement.

    None where it names none, or takes experience instead. What stands in brackets is beside it.
    """
    outside = re.sub(r"\([^()]*\)", " ", text)
    if re.search(r"equivalent|gleichwertig|vergleichbar|équivalent|equivalente", text, re.I):
        return None
    named = [level for level in degrees(outside) if level in _DEGREE_RANKS]
    # In "master's degree" the second word names no level of its own.
    ranks = [_DEGREE_RANKS[level] for level in named if level != "degree" or named == ["degree"]]
    return min(ranks, default=None)


def degree_held(text: str) -> int | None:
    """The highest rank of degree that a text names; a German Diplom is a master's."""
    found = degrees(text)
    ranks = [_DEGREE_RANKS[level] for level in found if level in _DEGREE_RANKS]
    if found.get("diploma", "").casefold() == "diplom":
        ranks.append(2)
    return max(ranks, default=None)


def degree_name(rank: int) -> str:
    """`master's degree` for 2."""
    return _DEGREE_NAMES[rank]


# --- Skills ---------------------------------------------------------------------------------------

_BARELY: Final = re.compile(
    r"\b(?:basics?|beginner|novice|elementary|grundkenntnisse|grundlagen|notions?|débutant\w*"
    r"|básic[oa]s?|nociones|base|basis|grunnleggende|some knowledge)\b",
    re.IGNORECASE,
)


def is_held_barely(text: str) -> bool:
    """Whether a text says of a skill that it is held at the level of a beginner: "Go (basic)"."""
    return _BARELY.search(text) is not None
