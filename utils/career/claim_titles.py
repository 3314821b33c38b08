"""Titles and degrees that a sentence gives beyond its evidence.

A title is told by where it stands ("as …", "… at Acme"), and is one of the evidence's if one text
has all its words and no lesser post; of a translated title only the rank compares. Degrees compare
by level, by what their names say they are of, and by subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from .claim_facts import (
    Excess,
    Facts,
    Known,
    holds,
    is_month,
    is_translation,
    spelled_out,
)
from .claim_words import (
    EMPTY_WORDS,
    RANKS,
    RANKS_ELSEWHERE,
    TITLE_WORDS,
    TITLE_WORDS_IN_PROSE,
    plain_word,
    words_of,
)
from .degrees import ACADEMIC, is_subject_translated, subjects
from .grounding import is_spaceless
from .job_words import names_job
from .ownership import degree_of

_TITLE_BEHIND: Final = (
    r"\s+(?:an?\s+|the\s+|eine?[rmn]?\s+)?(?P<title>[^\W\d_][\w+#&/’'. -]*?)"
    r"(?=\s+(?:at|for|with|bei|chez|en|hos|presso|in|on|who|where|when|i|wir|ich|from|since)\b"
    r"|\s+of\s+(?-i:[^A-Z])"
    r"|[,;:.()]|$)"
)
_TITLE_AFTER: Final = re.compile(
    r"(?:\b(?:as|als|como|comme|come|jako|som)|\b(?:promoted to|role of|position of|post of|became"
    rf"|(?:made|named|appointed|promoted|hired) me(?: to| as)?)){_TITLE_BEHIND}",
    re.IGNORECASE,
)
_TITLE_HELD: Final = re.compile(
    r"\b(?:i was|i am|i'm|i have been|ich war|ich bin|j['’]étais|je suis|yo era|fui|soy|ero|sono)"
    rf"{_TITLE_BEHIND}",
    re.IGNORECASE,
)
_TITLE_OPENS: Final = re.compile(
    r"(?:^|[.!?]\s+|\n)\W*(?P<title>[A-ZÀ-Þ][\w+#&/’'.-]*(?:\s+(?:of|and|&|the|for|[A-ZÀ-Þ][\w+#&/’'.-]*))"
    r"{0,5}?)(?=\s+(?:at|for|with|bei|chez|en|hos|presso|in)\s+(?:the\s|a\s)?"
    r"[A-ZÀ-Þ\d\u3040-\u9fff]|\s+in the\s|\s*[,:;]|\s+who\b)"
)
_TITLE_CHANGES: Final = re.compile(
    r"\b[Ff]rom [A-ZÀ-Þ].{2,50}? to (?P<title>[A-ZÀ-Þ][\w&/’'. -]+?)"
    r"(?=\s+(?:at|in|of|for)\b|[,;.]|$)"
)
_WITHIN_TITLE: Final = frozenset(
    "of and the for de du des la en und für der y e di della &".split()
)
_WHEN: Final = frozenset(
    "earlier former formerly later then now today zuvor auparavant anteriormente antes".split()
)
RANKING_VERBS: Final = frozenset("managing leading supervising".split())
_LONGEST_TITLE_WORDS: Final = 7
_HIGH_RANKS: Final = RANKS_ELSEWHERE | (RANKS - {"senior", "junior"})


def title_excess(text: str, said: Facts, known: Known) -> Iterator[Excess]:
    """Titles where a sentence gives one, of which no text of the evidence has all the words."""
    translated = is_translation(said, known)
    for pattern in (_TITLE_AFTER, _TITLE_HELD, _TITLE_OPENS, _TITLE_CHANGES):
        for given in pattern.finditer(text):
            title = _cut_title(given["title"].strip())
            sequence = [plain for _, plain, _ in words_of(title)]
            spelled = spelled_out(sequence, known)  # "Quality Assurance Engineer": QA Engineer
            words = [
                plain
                for index, plain in enumerate(sequence)
                if plain not in EMPTY_WORDS and plain not in _WHEN and index not in spelled
            ]
            if (
                not 0 < len(words) <= _LONGEST_TITLE_WORDS
                # "I was the owner of the service" is no title.
                or (
                    title.islower()
                    and len(title.split()) == 1
                    and _is_prose(words)
                    and _is_of_a_thing(text[given.end("title") :])
                )
                or (pattern is _TITLE_HELD and title.split()[0].casefold() in EMPTY_WORDS)
                or not any(is_title_word(plain) or is_spaceless(plain[0]) for plain in words)
                or (
                    degree_of(words[0]) is not None
                    and words[0] not in TITLE_WORDS
                    and words[0] not in RANKING_VERBS
                )
            ):
                continue
            if translated:  # of a translated title only its rank and well-known words compare
                words = [plain for plain in words if plain in TITLE_WORDS | RANKS_ELSEWHERE]
                if known.words & _HIGH_RANKS:
                    words = [plain for plain in words if plain not in _HIGH_RANKS]
            if not any(_holds_whole_title(words, facts) for facts in known.texts):
                yield Excess("title", title)


def _cut_title(title: str) -> str:
    """A title set in capitals up to where the sentence goes on in small letters."""
    words = title.split()
    if not title[0].isupper():
        return title
    end = next(
        (
            at
            for at, word in enumerate(words)
            if word[0].islower() and word not in _WITHIN_TITLE and not is_spaceless(word[0])
        ),
        len(words),
    )
    return " ".join(words[:end])


NO_GERMAN_WORDS: Final = RANKS - frozenset("manager senior junior partner executive staff".split())


def may_be_title(plain: str) -> bool:
    return (
        plain in TITLE_WORDS
        or plain.removesuffix("s") in TITLE_WORDS
        or plain.endswith(("leiter", "leiterin"))
    )


def _is_of_a_thing(behind: str) -> bool:
    """Whether a word for a post goes on as prose does: "as owner of the service", "as lead"."""
    return re.match(r"\s+of\s+(?!(?:an?|the|my|our|this|that|its|their)\b)", behind) is None


def _is_prose(words: Sequence[str]) -> bool:
    return all(word in TITLE_WORDS_IN_PROSE for word in words if is_title_word(word))


def is_title_word(plain: str) -> bool:
    return plain in TITLE_WORDS or names_job(plain)


_LESSER: Final = frozenset("assistant associate deputy vice sub interim acting trainee".split())
_LONGEST_TITLE_TEXT_WORDS: Final = 8


def _holds_whole_title(words: Sequence[str], facts: Facts) -> bool:
    """Whether a text has all words of a title, and a title no lesser: no assistant manager."""
    is_lesser = (
        len(facts.words) <= _LONGEST_TITLE_TEXT_WORDS
        and (facts.words & _LESSER) - set(words)
        and set(words) & _HIGH_RANKS
    )
    return not is_lesser and all(_holds_title(plain, facts) for plain in words)


def _holds_title(plain: str, facts: Facts) -> bool:
    singular = plain.removesuffix("s")
    return (
        plain in facts.words
        or singular in facts.words
        or plain in facts.initials
        or (not is_title_word(plain) and holds(plain, facts.words, facts.stems))
        or any(plain.startswith(each[0]) and each in _initials_of(plain) for each in facts.acronyms)
    )


def _initials_of(plain: str) -> tuple[str, ...]:
    """Short forms of a title word: vice and president of VP."""
    return {
        "vice": ("vp",),
        "president": ("vp",),
        "chief": ("ceo", "cto", "cfo", "coo", "cio"),
    }.get(plain, ())


def degree_excess(text: str, said: Facts, known: Known) -> Iterator[Excess]:
    given = {level for facts in known.texts for level in facts.degrees}
    for level, words in said.degrees.items():
        if not (level in given or (level == "degree" and given & ACADEMIC)):
            yield Excess("degree", words)
    held = frozenset(faculty for facts in known.texts for faculty in facts.faculties)
    if held and (others := said.faculties - held):  # an M.A. is no MSc
        yield Excess("degree", ", ".join(sorted(others)))
    if said.degrees and not is_translation(said, known):
        for subject in subjects(text):
            plain = plain_word(subject)
            if not (
                known.holds(plain)
                or is_month(plain)
                or plain in known.initials
                or is_subject_translated(plain, known.words)
            ):
                yield Excess("degree", subject)
