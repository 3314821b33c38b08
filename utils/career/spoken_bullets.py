"""Bullets of an English CV as sentences in the first person, where they make one as they stand."""

from __future__ import annotations

import re
from typing import Final

_PAST_TENSE: Final = frozenset(
    word
    for line in (
        "accelerated accomplished achieved acted adapted added administered adopted advised",
        "aligned allocated analysed analyzed answered applied architected arranged assembled",
        "assessed assisted attained audited authored automated benchmarked boosted brought",
        "budgeted built calculated captured carried chaired championed cleaned closed coached",
        "co-authored co-founded co-led coded collaborated collected combined communicated",
        "compiled completed composed conceived conducted configured consolidated constructed",
        "consulted containerised containerized contributed controlled converted coordinated",
        "co-ordinated created cultivated curated customised customized cut debugged decreased",
        "defined delivered demonstrated deployed designed detected determined developed devised",
        "diagnosed directed documented doubled drafted drew drove earned edited educated",
        "eliminated enabled encouraged enforced engineered enhanced ensured established",
        "evaluated examined executed expanded explored extended facilitated fixed forecast",
        "formed formulated fostered founded gained gathered gave generated grew guided halved",
        "handled headed held helped hired hosted identified implemented improved increased",
        "influenced initiated inspected installed instituted instructed integrated interviewed",
        "introduced investigated joined kept launched led leveraged liaised lowered made",
        "maintained managed marketed maximised maximized measured mentored merged migrated",
        "minimised minimized modelled modeled modernised modernized monitored moved negotiated",
        "observed obtained onboarded opened operated optimised optimized orchestrated organised",
        "organized outperformed overhauled oversaw owned participated partnered performed",
        "piloted pioneered planned played prepared presented prevented prioritised prioritized",
        "processed procured produced programmed promoted proposed prototyped provided published",
        "purchased put raised ran re-architected reached rebuilt received recommended",
        "reconciled recorded recruited redesigned reduced refactored refined reorganised",
        "reorganized repaired replaced reported represented researched resolved responded",
        "restored restructured revamped reviewed revised rewrote rolled saved scaled scheduled",
        "secured selected served set shaped shipped shortened simplified slashed sold solved",
        "sourced spearheaded specified sped spoke standardised standardized started steered",
        "streamlined strengthened structured studied succeeded supervised supplied supported",
        "surveyed sustained tailored taught tested took tracked trained transferred transformed",
        "transitioned translated tripled troubleshot tuned turned undertook unified updated",
        "upgraded used utilised utilized validated verified visited volunteered won worked",
        "wrote",
    )
    for word in line.split()
)
"""Verbs that open a bullet and leave a full sentence when "I" is put before them."""

_PRESENT_TENSE: Final = frozenset(
    word
    for line in (
        "advise analyse analyze assist build coach collaborate coordinate create define deliver",
        "design develop direct drive ensure evaluate guide handle help identify implement",
        "improve lead maintain manage mentor monitor negotiate optimise optimize organise",
        "organize oversee own plan prepare present produce provide review run sell serve",
        "supervise support teach test train work write",
    )
    for word in line.split()
)
"""The same in the present tense; nouns among them ("Support of ...") need a determiner behind."""

_DETERMINERS: Final = re.compile(
    r"(?:an?|the|all|our|my|its|new|two|three|four|five|six|seven|eight|nine|ten|several|multiple|"
    r"various|each|every|\d[\d.,]*)\s",
)
_OBJECT_STARTS: Final = re.compile(
    r"(?:a|an|the|all|our|my|their|its|this|these|new|more|over|up|out|and|with|as|in|on|to|by|for|"
    r"from|at|two|three|four|five|six|seven|eight|nine|ten|several|multiple|various|each|every|"
    r"company\w*|customer\w*|[A-Z0-9$€£~]\S*|\w+s)\b",
)
# "Automated testing of firmware" opens with an adjective: no determiner or name follows.
_ADJECTIVES: Final = frozenset(
    word
    for line in (
        "applied automated distributed integrated advised structured unified used forecast set",
        "standardised standardized organised organized trained managed validated tested",
    )
    for word in line.split()
)
_FIRST_PERSON: Final = re.compile(r"^I\s+(?=[a-z])")


def spoken(text: str, is_current: bool) -> str | None:
    """What follows "I" in a bullet that makes a sentence with it, else None.

    That is one that opens with a known verb in the past tense (or in the present, of a post still
    held), "Responsible for", or "I" itself.
    """
    if (first_person := _FIRST_PERSON.match(text)) is not None:
        return text[first_person.end() :]
    opening, _, rest = text.partition(" ")
    folded = opening.casefold()
    verb = folded.rstrip(",")
    if verb == "responsible" and rest.startswith("for "):
        return f"{'am' if is_current else 'was'} responsible {rest}"
    if verb in _PAST_TENSE and (verb not in _ADJECTIVES or _OBJECT_STARTS.match(rest)):
        return f"{folded} {rest}"
    if is_current and verb in _PRESENT_TENSE and _DETERMINERS.match(rest):
        return f"{folded} {rest}"
    return None
