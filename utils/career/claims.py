"""The claim check: whether a sentence says more than the texts it cites.

It compares what can be compared without a model: figures, units, dates, lengths of time, names,
titles, degrees, the degree of responsibility, and the share of words in common. It judges wording
leniently and facts strictly, and repairs nothing: that is the writer's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from .claim_facts import (
    Excess,
    Facts,
    Known,
    facts_of,
    is_month,
    is_translation,
    plain_text,
    spelled_out,
)
from .claim_names import name_excess
from .claim_quantities import date_excess, quantity_excess
from .claim_titles import degree_excess, title_excess
from .claim_words import CJK, EMPTY_WORDS, stem_of, words_of
from .degrees import is_degree_name
from .grounding import TextIndex, folded, is_spaceless
from .ownership import leads_a_group, most_shown, tells_work, without_things_run
from .quantities import is_unit
from .related_words import are_related

__all__ = ["Excess", "check_claim", "claims_work", "describe"]


def check_claim(text: str, evidence: Sequence[str]) -> list[Excess]:
    """What a sentence says beyond its evidence; empty when it says no more.

    Both are read alike, then compared: figures by value (90M is 90 million) with their units, rates
    and what they count, years and months, lengths of time (also as the evidence's periods give
    them), names of employers and tools, titles, degrees, and the degree of responsibility (observed
    < helped < built < led) of each clause against the clause of the evidence that speaks of the
    same thing. A sentence few of whose words are in the evidence, or that turns a rise into a fall,
    is unsupported. Words that state no fact ("I would welcome a conversation") need no evidence.

    Figures, dates and names are compared in every language; wording and what figures count where
    the sentence and its evidence are in the same one.

    Args:
        text: one sentence.
        evidence: the texts it cites, and those that name the entries they belong to.
    """
    text = plain_text(text)
    unquoted = _without_quotes(text, [plain_text(each) for each in evidence])
    whole, said = facts_of(text), facts_of(unquoted)
    known = Known.of(evidence)
    found = [
        *quantity_excess(text, whole, known),
        *date_excess(whole, known),
        *degree_excess(unquoted, said, known),
        *title_excess(text, said, known),
        *name_excess(text, unquoted, known),
        *_ownership_excess(unquoted, said, known),
    ]
    found = list(dict.fromkeys(found))
    return found or list(_unsupported(text, said, known))


_SHORTEST_QUOTE_WORDS: Final = 4


def _without_quotes(text: str, evidence: Sequence[str]) -> str:
    """A sentence without what it repeats word for word: a quote says no more than its source."""
    index = TextIndex(text)
    for source in sorted(evidence, key=len, reverse=True):
        if len(source.split()) >= _SHORTEST_QUOTE_WORDS:
            for start, end in index.find_all(source.strip().rstrip(".;")):
                if re.search(r"[$€£¥%#+~<>≈-]$", text[:start]):
                    continue  # "£" before a quoted "144,000 parcels" changes what it says
                text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def describe(excesses: Sequence[Excess]) -> str:
    """What went beyond the evidence, in one line."""
    return "; ".join(f"{each.kind} not in the evidence: {each.excess}" for each in excesses)


def claims_work(text: str) -> bool:
    """Whether a sentence claims that something was done, so that it needs evidence of it."""
    return any(clause.claims is not None for clause in facts_of(plain_text(text)).clauses)


# --- Responsibility and wording -------------------------------------------------------------------


def _ownership_excess(text: str, said: Facts, known: Known) -> Iterator[Excess]:
    given = [clause for facts in known.texts for clause in facts.clauses]
    if leads_a_group(text):
        given = without_things_run(given)
    whole = frozenset(stem for clause in said.clauses for stem in clause.stems)
    for clause in said.clauses:
        # "Designed and built the API": the first clause has its object in the second.
        if clause.claims is not None and clause.claims > most_shown(clause.stems or whole, given):
            if clause.verb.startswith("participat") and "attend" in known.stems:
                continue  # who attended a review may say to have taken part in it
            yield Excess("ownership", clause.verb)


LEAST_SHARED_WORDS: Final = 2
"""So many words of its evidence, or related ones, show what a sentence speaks of, however much
stands around them; a figure or a name counts as one."""

MOST_FOREIGN_SHARE: Final = 0.6
"""A sentence with fewer may say this share of its content in words its evidence does not use."""

_FRAMES: Final = frozenset(
    map(
        stem_of,
        """
        proud pride grateful delighted pleasure privilege fortunate honoured enjoy enjoyed love
        loved passion passionate enthusiasm enthusiastic motivated motivation confident convinced
        believe feel felt think know knowledge understand understanding understood appreciate
        value valued learn learned learnt lesson taught teach showed shown proved proven prove
        prepared prepares prepare equipped qualified qualify ready readiness eager keen excited
        contribute contribution add bring brought benefit benefits useful helpful advantage asset
        strength strengths capable ideal suited suitable future today next step challenge
        challenges goal ambition opportunity journey chapter start early throughout during period
        stage responsibility responsibilities duties duty task tasks main among things thing one
        aspect particular particularly especially notably proudly happily important importance
        great greatly good well better best deep deeper solid real really truly genuinely highly
        busy demanding fast-paced pressure calm comes naturally nature patience care careful
        attention detail precise precision reliable reliability habit mattered matters matter
        makes meant means mean daily everyday practice practical hands accomplishment
        accomplishments achievement achievements highlight proudest success successful impact
        difference outcome direct directly consequence thanks credit stolz freue gelernt lernte
        gezeigt bereitet vorbereitet gerne besonders konnte durfte fier fière appris permis preuve
        grâce ravi plaisir orgullo enorgullece aprendí enseñó permitió contento satisfecho
        """.split(),
    )
)
"""What a letter says of its writer around a fact; it is no fact of the career."""


def _unsupported(text: str, said: Facts, known: Known) -> Iterator[Excess]:
    if is_translation(said, known) or (
        said.language not in (None, "cjk", "en") and not known.languages
    ):
        return  # it shares no words with its source, or with names in no language
    if said.language == "cjk":
        if not any(is_spaceless(each) for facts in known.texts for each in facts.characters):
            return  # a translation
        yield from _unsupported_characters(text, known)
        return
    given = "\n".join(sorted(known.words))
    numbers = " ".join(quantity.words.casefold() for quantity in said.quantities).split()
    sequence = [plain for _, plain, _ in words_of(text)]
    expanded = spelled_out(sequence, known)
    content = {
        plain
        for index, plain in enumerate(sequence)
        if index not in expanded
        and len(plain) > 3
        and not plain[0].isdigit()
        and plain not in numbers
        and plain not in EMPTY_WORDS
        and not tells_work(plain)
        and not is_month(plain)
        and not is_unit(plain)
        and not is_degree_name(plain)
    }
    content = {word for word in content if stem_of(word) not in _FRAMES or known.holds(word)}
    foreign = {
        word
        for word in content
        if not (known.holds(word) or _is_akin(word, given) or are_related(word, known.words))
    }
    shared = len(content) - len(foreign) + len(said.quantities)
    is_claim = shared == 0 or any(clause.claims is not None for clause in said.clauses)
    if (
        is_claim
        and shared < LEAST_SHARED_WORDS
        and len(foreign) >= _LEAST_FOREIGN_WORDS
        and len(foreign) > MOST_FOREIGN_SHARE * len(content)
    ):
        yield Excess("unsupported", ", ".join(sorted(foreign)))
    elif strange := _strange_clauses(said, foreign):
        yield Excess("unsupported", ", ".join(sorted(strange)))
    elif (turned := _turned(said, known)) is not None:
        yield Excess("unsupported", turned)


def _strange_clauses(said: Facts, foreign: set[str]) -> set[str]:
    """The words of clauses that claim work of which the evidence has not one word.

    One such clause may be a turn of phrase; several words of them are work that nobody told.
    """
    stems = {each[:7]: word for word in foreign for each in (stem_of(word),)}
    strange = {
        stems[stem]
        for clause in said.clauses
        if clause.claims is not None and clause.stems and clause.stems <= stems.keys()
        for stem in clause.stems
    }
    return strange if len(strange) >= _LEAST_STRANGE_WORDS else set()


_LEAST_STRANGE_WORDS: Final = 3
_LEAST_FOREIGN_WORDS: Final = 2
_ROOT_CHARS: Final = 5
_SHORT_ROOT_CHARS: Final = 4
_SHORT_WORD_CHARS: Final = 6


def _is_akin(word: str, given: str) -> bool:
    """Whether a word shares its root with one of `given`, a word a line.

    That may be a part of a compound: Datenbankabfragen and Datenbank, stimmte and Abstimmung.
    """
    if len(word) >= _ROOT_CHARS and word[:_ROOT_CHARS] in given:
        return True
    if len(word) <= _SHORT_WORD_CHARS and f"\n{word[:_SHORT_ROOT_CHARS]}" in f"\n{given}":
        return True
    return len(word) >= 2 * _ROOT_CHARS and any(
        f"\n{word[at : at + _ROOT_CHARS]}" in f"\n{given}"
        for at in range(3, len(word) - _ROOT_CHARS + 1)
    )


def _turned(said: Facts, known: Known) -> str | None:
    """The word by which a sentence makes a rise of a fall, or a fall of a rise."""
    for this, that in (("rise", "fall"), ("fall", "rise")):
        if (
            this in said.stems
            and that not in said.stems
            and that in known.stems
            and this not in known.stems
        ):
            return next((word for word in sorted(said.words) if stem_of(word) == this), this)
    return None


def _unsupported_characters(text: str, known: Known) -> Iterator[Excess]:
    """For scripts without spaces: too few of the pairs of characters are in the evidence."""
    given = "\n".join(facts.characters for facts in known.texts)
    runs = re.findall(rf"[{CJK}]+", text)
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    foreign = [pair for pair in pairs if folded(pair) not in given]
    if len(foreign) >= 4 and len(foreign) > 0.8 * len(pairs):
        yield Excess("unsupported", " ".join(runs))
