"""Whether a sentence of a CV or a letter stands on what it cites, and why not.

What goes beyond the evidence is judged in `claims`; here is told what counts as evidence of what.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from .claims import check_claim, claims_work, describe
from .database import entry_context
from .grounding import TextIndex
from .schema import Claim


def cv_problem(claim: Claim, evidence: Mapping[str, str], entry: str | None) -> str | None:
    """Why a claim of the CV does not stand, or None. A bullet rests on its own entry alone."""
    if entry is not None and re.fullmatch(r"experience\.\d+", entry) is None:
        return f"{entry} is no post"
    if not claim.evidence:
        return "it names no evidence"
    unknown = [each for each in claim.evidence if each not in evidence]
    if unknown:
        return f"there is no evidence {', '.join(unknown)}"
    if entry is not None:
        foreign = [each for each in claim.evidence if not each.startswith(f"{entry}.")]
        if foreign:
            return f"{', '.join(foreign)} is not evidence of {entry}"
    return _excess(claim.text, _cited(claim, evidence))


# Also ”…” and »…«, as Swedish and Danish have them.
_QUOTED: Final = re.compile(r"[“„”\"«»]\s*([^“”„\"«»]+?)\s*[”“\"»«]")


def letter_problem(
    claim: Claim, evidence: Mapping[str, str], quotable: Mapping[str, str]
) -> str | None:
    """Why a sentence of the letter does not stand, or None.

    What the posting asks for, and what web pages say of the company, is `quotable`: no evidence of
    what the person can do. It backs nothing but its own words, in quotation marks. Only the
    posting's title and company may be named without them.
    """
    known = {**evidence, **quotable}
    unknown = [each for each in claim.evidence if each not in known]
    if unknown:
        return f"there is no evidence {', '.join(unknown)}"
    quoted = [quotable[each] for each in claim.evidence if each in quotable]
    posting = ("requirements.title", "requirements.company")
    addressed = [quotable[each] for each in posting if each in quotable]
    own = Claim(text=claim.text, evidence=[each for each in claim.evidence if each in evidence])
    stated = _without_quotes(claim.text, quoted)
    if not own.evidence and claims_work(stated):
        return "it names no evidence for what was done"
    excesses = check_claim(stated, [*_cited(own, evidence), *addressed])
    if not own.evidence:  # a courtesy, or what frames a quote: it may say what it likes but a fact
        excesses = [each for each in excesses if each.kind != "unsupported"]
    return describe(excesses) or None


def _without_quotes(text: str, sources: Sequence[str]) -> str:
    """`text` without the passages it quotes word for word from one of `sources`."""
    indexes = [TextIndex(source) for source in sources]
    return _QUOTED.sub(
        lambda quote: " " if any(index.find(quote[1]) for index in indexes) else quote[0], text
    )


def _cited(claim: Claim, texts: Mapping[str, str]) -> list[str]:
    """The texts a claim cites, each with the entry it belongs to."""
    return [text for each in claim.evidence for text in (texts[each], *entry_context(texts, each))]


def _excess(text: str, evidence: Sequence[str]) -> str | None:
    return describe(check_claim(text, evidence)) or None
