"""The posts that the facts of a career tell of, and which of their bullets tell one thing twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from .dates import is_open_ended
from .plans import BULLET_ID

SKILL_ID: Final = re.compile(r"skills\.\w+\.\d+|experience\.\d+\.technologies\.\d+")
SENTENCE_BREAK: Final = re.compile(r"(?<=[.!?])\s+(?=[\"“„«(]?[^\W\d_a-zà-ÿ])")
_SAME_WORDING: Final = 92.0
_SAME_FACT: Final = 85.0


@dataclass(frozen=True)
class Post:
    """One post as the evidence tells it; `bullets` are evidence ids in the order given."""

    entry: str
    title: str
    company: str
    is_current: bool
    last_year: int | None
    bullets: tuple[str, ...]

    @property
    def named_by(self) -> list[str]:
        """The ids that a sentence which names title and employer rests on."""
        parts = (("title", self.title), ("company", self.company))
        return [f"{self.entry}.{key}" for key, text in parts if text]


def posts_of(evidence: Mapping[str, str]) -> list[Post]:
    """All posts, in the order of the database."""
    numbers = sorted(
        {int(key.split(".")[1]) for key in evidence if re.match(r"experience\.\d+\.", key)}
    )
    return [_post(f"experience.{number}", evidence) for number in numbers]


def _post(entry: str, evidence: Mapping[str, str]) -> Post:
    own = {key: text for key, text in evidence.items() if key.startswith(f"{entry}.")}
    period = " ".join(own.get(f"{entry}.{key}", "") for key in ("end_date", "duration"))
    dates = f"{own.get(f'{entry}.start_date', '')} {period}"
    years = [int(year) for year in re.findall(r"(?:19|20)\d{2}", dates)]
    bullets = [key for key in own if BULLET_ID.fullmatch(key)]
    if not bullets and f"{entry}.description" in own:
        bullets = [f"{entry}.description"]
    return Post(
        entry=entry,
        title=own.get(f"{entry}.title", ""),
        company=own.get(f"{entry}.company", ""),
        is_current=own.get(f"{entry}.end_date") == "present"
        or is_open_ended(own.get(f"{entry}.duration", "")),
        last_year=max(years, default=None),
        bullets=tuple(bullets),
    )


def distinct(ids: Iterable[str], evidence: Mapping[str, str]) -> list[str]:
    """Without what was told before in nearly the same words; the first telling stays."""
    kept: list[str] = []
    for key in dict.fromkeys(ids):
        if not any(says_the_same(evidence[key], evidence[other]) for other in kept):
            kept.append(key)
    return kept


_OPENING: Final = re.compile(r"[^,;:()]+")
_SHORTEST_OPENING_WORDS: Final = 5


def says_the_same(one: str, other: str) -> bool:
    """Whether two bullets tell one thing: alike in wording, and no figure against another.

    Where both hold figures, one may say more than the other; and so it may where all that one of
    them says before its first comma stands in the other.
    """
    one, other = one.casefold(), other.casefold()
    figures, others = set(re.findall(r"\d+", one)), set(re.findall(r"\d+", other))
    if not (figures <= others or others <= figures):
        return False
    if figures and others:
        return fuzz.token_set_ratio(one, other) >= _SAME_FACT
    if _opens_with_what_stands_in(one, other) or _opens_with_what_stands_in(other, one):
        return True
    return not figures and not others and fuzz.ratio(one, other) >= _SAME_WORDING


def _opens_with_what_stands_in(one: str, other: str) -> bool:
    opening = _OPENING.match(one)
    if opening is None or opening.end() == len(one):
        return False
    words = opening[0].split()
    return (
        len(words) >= _SHORTEST_OPENING_WORDS
        and re.search(rf"\b{re.escape(' '.join(words))}\b", other) is not None
    )


def leading_post(posts: Sequence[Post]) -> Post | None:
    """The post held now, or the one that ended last; the first in order where both are equal."""
    return max(posts, key=recency, default=None)


def recency(post: Post) -> tuple[bool, int]:
    """What orders posts in time: the ones held now last, before them by the last year told."""
    return post.is_current, post.last_year or 0
