"""Whether two names, titles, periods or statements are of one thing, however they are written.

Compares texts alone. What merely looks alike ("Engineer I", "Engineer II") is not the same: a
level, a figure or another word makes the difference.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from .degrees import degrees
from .levels import language_codes
from .quantities import figures

_LEGAL_FORMS: Final = frozenset(
    """
    inc llc llp ltd limited corp corporation gmbh mbh ag kg kgaa ug ohg ev plc as asa ab oy oyj aps
    sa sas sarl sl slu srl spa bv nv se pty pte co company lda kk pvt
    """.split()
)
_UNMISTAKABLE_LEGAL_FORMS: Final = frozenset("inc llc ltd gmbh corp plc sarl srl pvt".split())
_LEGAL_FORMS_CJK: Final = re.compile("株式会社|有限会社|合同会社|有限公司|㈱")
_TEAM: Final = re.compile(r"\s+[—–|·•-]\s+|\s*\(|\s+/\s+")
_TITLE_PARTS: Final = re.compile(r"\s*(?:→|⇒|[-=]>)\s*|\s+/\s+")
_LEVELS: Final = {
    "junior": "junior", "jr": "junior", "senior": "senior", "sr": "senior", "snr": "senior",
    "lead": "lead", "leading": "lead", "principal": "principal", "staff": "staff", "head": "head",
    "chief": "chief", "associate": "associate", "assistant": "assistant", "vice": "vice",
    "deputy": "deputy", "intern": "intern", "internship": "intern", "trainee": "trainee",
    "apprentice": "apprentice", "graduate": "graduate", "co": "co", "founding": "founding",
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5",
    "1": "1", "2": "2", "3": "3", "4": "4", "5": "5",
}  # fmt: skip
"""Words of a title that make it another post."""

SAME_WORDING: Final = 88.0
"""Score of rapidfuzz (0..100) from which two statements with the same figures are one."""

_LEAST_LENGTH_RATIO: Final = 0.6
"""A statement much shorter than another says less, not the same."""


@lru_cache(maxsize=8192)
def normalised(name: str) -> str:
    """A name in one case, without punctuation, accents and encodings of the same letter."""
    plain = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    return " ".join(re.sub(r"[^\w+#]+", " ", plain).split())


def same_company(one: str, other: str) -> bool:
    """Whether two names are of one employer: legal form and a "— Team" part aside."""
    first, second = company_key(one), company_key(other)
    return bool(first) and first == second


@lru_cache(maxsize=8192)
def company_key(name: str) -> str:
    head = _TEAM.split(_LEGAL_FORMS_CJK.sub(" ", name).strip())[0]
    words = normalised(re.sub(r"(?<=\b\w)\.(?=\w\b)", "", head)).split()  # "S.A." is "SA"
    for at, word in enumerate(words):
        if at and word in _UNMISTAKABLE_LEGAL_FORMS:
            words = words[:at]  # "We4IT GmbH Bremen": what follows is a place
            break
    while len(words) > 1 and words[-1] in (*_LEGAL_FORMS, "and"):
        words.pop()
    return " ".join(words)


def same_title(one: str, other: str) -> bool:
    """Whether two titles are one: the same words in any order, and the same level."""
    first, second = title_key(one), title_key(other)
    return bool(first[0] or first[1]) and first == second


@lru_cache(maxsize=8192)
def title_key(title: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a title, and those that tell the level."""
    words = normalised(title).split()
    return (
        frozenset(word for word in words if word not in _LEVELS and word != "and"),
        frozenset(_LEVELS[word] for word in words if word in _LEVELS),
    )


def like_title(one: str, other: str) -> bool:
    """Whether two titles may be one by another name: the level is the same, the words nearly.

    Or one names a promotion ("Intern → Junior Engineer") or a double post of which the other is a
    part.
    """
    parts, other_parts = _TITLE_PARTS.split(one), _TITLE_PARTS.split(other)
    if len(parts) != len(other_parts) and any(
        same_title(part, other_part) for part in parts for other_part in other_parts
    ):
        return True
    (words, level), (other_words, other_level) = title_key(one), title_key(other)
    return (
        level == other_level
        and bool(words and other_words)
        and (
            words <= other_words
            or words >= other_words
            or fuzz.token_sort_ratio(normalised(one), normalised(other)) >= 90.0
        )
    )


def dates_agree(one: str | None, other: str | None) -> bool:
    """Whether two dates are equal at the coarser precision; both must be given."""
    if not one or not other:
        return False
    if "present" in (one, other):
        return one == other
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def compatible_periods(
    one: tuple[str | None, str | None], other: tuple[str | None, str | None]
) -> bool:
    """Whether two accounts of a role can be of the same time.

    They can where nothing known speaks against it: the starts or the ends agree (a contradiction of
    the rest is one of the documents'), or one account leaves a date out; and never where the
    periods lie apart.
    """
    (start, end), (other_start, other_end) = one, other
    if _apart(end, other_start) or _apart(other_end, start):
        return False
    if dates_agree(start, other_start):
        return True
    if start and other_start:
        return dates_agree(end, other_end)
    return dates_agree(end, other_end) or not (end and other_end) or "present" in (end, other_end)


def _apart(end: str | None, start: str | None) -> bool:
    """Whether one period was over before the other began, as far as both are written."""
    if not end or not start or end == "present":
        return False
    shorter = min(len(end), len(start))
    return end[:shorter] < start[:shorter]


_FACULTY: Final = re.compile(
    r"\s+(?:of|in)\s+(?:science|arts|engineering|business administration|education|laws?|"
    r"philosophy|technology|applied science)\b(?=\W|$)",
    re.IGNORECASE,
)
_NO_SUBJECT: Final = frozenset(
    "in of the and with hons honours honors degree s en de des du di da do em und im et y e i w og "
    "och nat".split()
)


def same_degree(one: str, other: str) -> bool:
    """Whether two degrees are of one level and subject: "BSc Law", "B.Sc. (Hons) in Law"."""
    return normalised(one) == normalised(other) or _degree(one) == _degree(other)


def like_degree(one: str, other: str) -> bool:
    """Whether two degrees are of one level, and one of them leaves out a part of the subject."""
    (level, subject), (other_level, other_subject) = _degree(one), _degree(other)
    return level == other_level and (subject <= other_subject or subject >= other_subject)


def same_level(one: str, other: str) -> bool:
    """Whether two degrees are of one academic level, such as that of a bachelor."""
    level = _degree(one)[0]
    return bool(level) and level == _degree(other)[0]


@lru_cache(maxsize=8192)
def _degree(degree: str) -> tuple[frozenset[str], frozenset[str]]:
    """The levels that a degree names, and the words of its subject."""
    levels = degrees(degree)
    rest = degree
    for words in levels.values():
        before, named, behind = rest.partition(words)
        rest = f"{before} {_FACULTY.sub(' ', behind, count=1) if named else behind}"
    words_left = normalised(rest).split()
    return frozenset(levels), frozenset(word for word in words_left if word not in _NO_SUBJECT)


_CLASSES: Final = (
    ("first", re.compile(r"^(?:first|1st)\b", re.IGNORECASE)),
    ("upper second", re.compile(r"^(?:2[:.]1\b|upper second|second.*upper)", re.IGNORECASE)),
    ("lower second", re.compile(r"^(?:2[:.]2\b|lower second|second.*lower)", re.IGNORECASE)),
    ("third", re.compile(r"^(?:third|3rd)\b", re.IGNORECASE)),
)
"""Classes of British degrees, which have two names each."""


def same_honours(one: str, other: str) -> bool:
    """Whether two grades are one: "2:1" is an upper second class."""
    first, second = _class_of(one), _class_of(other)
    return first == second or set(first.split()) <= set(second.split())


def _class_of(honours: str) -> str:
    plain = honours.strip()
    return next((name for name, pattern in _CLASSES if pattern.match(plain)), normalised(plain))


_ACRONYM: Final = re.compile(r"\(([A-Z][A-Za-z+]{1,7})\)")


def certificate_names(name: str) -> frozenset[str]:
    """The names by which a certificate goes: in full, and the acronym written in brackets."""
    acronym = _ACRONYM.search(name)
    if acronym is None or not _abbreviates(acronym[1], _ACRONYM.sub(" ", name)):
        return frozenset({normalised(name)})
    return frozenset({normalised(_ACRONYM.sub(" ", name)), normalised(acronym[1])})


def same_organisation(one: str, other: str) -> bool:
    """Whether two names are of one body: "CNCF" is the Cloud Native Computing Foundation."""
    words, others = set(normalised(one).split()), set(normalised(other).split())
    return (
        same_company(one, other)
        or _abbreviates(one, other)
        or _abbreviates(other, one)
        or bool(words and others and (words <= others or others <= words))
    )


def _abbreviates(acronym: str, name: str) -> bool:
    """Whether the letters of an acronym begin words of a name, in order, the first one first."""
    letters = acronym.strip(" ().").replace(".", "").casefold()
    initials = [word[0] for word in normalised(name).split()]
    if not 2 <= len(letters) <= 8 or len(initials) < 2 or " " in letters:
        return False
    remaining = iter(initials)
    return initials[0] == letters[0] and all(letter in remaining for letter in letters)


def same_spoken_language(one: str, other: str) -> bool:
    """Whether two names are of one language: "German", "Deutsch"."""
    codes = language_codes()
    first, second = one.casefold().strip(), other.casefold().strip()
    return normalised(one) == normalised(other) != "" or (
        first in codes and codes[first] == codes.get(second)
    )


_LEAST_TITLE_WORDS: Final = 3


def same_work(one: str, other: str) -> bool:
    """Whether two titles are of one publication; one may leave the subtitle out."""
    if normalised(one) == normalised(other):
        return True
    shorter, longer = sorted((one, other), key=len)
    main = normalised(re.split(r"[:：–—]\s|\?\s", longer)[0])
    return normalised(shorter) == main and len(main.split()) >= _LEAST_TITLE_WORDS


_ANY_VENUE: Final = frozenset(
    """
    talk vortrag article artikel in at im the a journal conference no nr vol heft issue of zur der
    die das de la le el magazine paper poster keynote workshop meetup proceedings university
    """.split()
)


def same_venue(one: str, other: str) -> bool:
    """Whether two venues have a name in common: "talk, PyWest", "PyWest, Cardiff"."""
    words, others = (
        {word for word in normalised(name).split() if not word.isdecimal()} - _ANY_VENUE
        for name in (one, other)
    )
    return bool(words & others)


def _without_figures(text: str) -> str:
    plain = re.sub(r"\d[\d.,]*\s?(?:[km]\b|mio\b|millions?\b|billions?\b)?", " ", text.casefold())
    return normalised(plain)


def same_statement(one: str, other: str) -> bool:
    """Whether two statements are about the same: nearly the same words, figures apart.

    Where their figures contradict each other the words must agree more closely.
    """
    if normalised(one) == normalised(other):
        return True
    first, second = _without_figures(one), _without_figures(other)
    shorter, longer = sorted((len(first), len(second)))
    if shorter < 12 or shorter < _LEAST_LENGTH_RATIO * longer:
        return False
    if figures_contradict(one, other):
        return fuzz.token_sort_ratio(first, second) >= SAME_WORDING
    return fuzz.token_set_ratio(first, second) >= SAME_WORDING and (
        fuzz.token_sort_ratio(first, second) >= SAME_WORDING * _LEAST_LENGTH_RATIO
    )


def figures_contradict(one: str, other: str) -> bool:
    first, second = figures(one), figures(other)
    return not (first <= second or second <= first)


CONTACTS: Final = ("email", "phone", "linkedin", "github")


def contact_key(kind: str, value: str) -> str:
    if kind == "phone":
        return re.sub(r"\D", "", value)[-9:]  # with or without the country's prefix
    return re.sub(r"^(?:mailto:|https?://)?(?:www\.)?", "", value.strip().casefold()).rstrip("/")
