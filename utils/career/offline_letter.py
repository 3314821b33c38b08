"""A cover letter by rule, from evidence that is quoted and never embroidered.

The best bullets are worked into sentences of the posting's language. Every sentence cites all that
it names. Nothing here claims enthusiasm, adds up years or speaks of a requirement that no evidence
meets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from .evidence_posts import (
    SENTENCE_BREAK,
    SKILL_ID,
    Post,
    distinct,
    leading_post,
    posts_of,
    recency,
)
from .grounding import is_spaceless
from .letter_phrases import phrases_of, written_language
from .offline_requirements import detect_language
from .plans import entry_of, relevance, requirement_weight
from .requirement_terms import facets_of, required_years, terms
from .schema import Claim, CoverLetter, LetterParagraph
from .spoken_bullets import spoken
from .writing_brief import WritingBrief

_SPOKEN: Final = {
    "as": "As {title} at {company}, I {text}.",
    "at": "At {company}, I {text}.",
    "none": "I {text}.",
}
_SPOKEN_MORE: Final = (
    "I also {text}.",
    "In the same role I {text}.",
    "I {text}.",
    "I also {text}.",
    "I {text}.",
)

_THIRD_PERSON: Final = re.compile(
    r"\b(?:he|she|his|her|him)\b|^(?:er|sie|il|elle|él|ella)\b", re.IGNORECASE
)
_SMALL_WORDS: Final = frozenset(["and", "de", "del", "for", "für", "in", "of", "the", "und"])
_GENDERS: Final = re.compile(r"\s*\((?:[mwfdhxv*]\s*[/|]\s*)+[mwfdhxv*]\)", re.IGNORECASE)

_MAX_QUOTED_CHARS: Final = 110
_MAX_COMPANY_QUOTE_CHARS: Final = 220
_QUOTATION_MARKS: Final = re.compile('["“”„«»]')
_MIN_QUOTED_SHARE: Final = 0.5
"""A requirement is quoted only before a bullet that shows this share of its terms."""

_MAX_BULLET_WORDS: Final = 45
_MIN_BULLET_WORDS: Final = 4
_DEGREE_TERMS: Final = frozenset(terms("degree master PhD"))
_MAX_NAMED_SKILLS: Final = 6
_FEWEST_POSTS: Final = 2
_SHORT_PARAGRAPH_WORDS: Final = 30
_FEWEST_COMMON_WORDS: Final = 3
_MAX_BULLETS_A_PARAGRAPH: Final = 6
_MAX_LISTED: Final = 3
_MAX_LISTS: Final = 2
_MAX_QUOTES_A_PARAGRAPH: Final = 2
_CUT_OFF: Final = re.compile(r"\b(?:a|an|and|at|by|for|from|in|of|on|or|the|to|with)$")
_ADDRESSES_READER: Final = re.compile(
    r"(?:you|your|du|dein\w*|sie|ihr\w*|vous|votre|tu|usted\w*|tienes?)\b", re.IGNORECASE
)


def write_letter(brief: WritingBrief) -> CoverLetter:
    """Write the body of a letter in the brief's language (`letter_phrases.json`; else in English).

    Opening, a paragraph a post, qualifications, closing: about as many words as the style asks for,
    where the evidence carries them. With less evidence the letter is shorter, and with none it
    claims nothing. Of the company's facts the first that is in the letter's language is quoted.
    """
    letter = _Letter(brief)
    paragraphs = letter.paragraphs()
    return CoverLetter(
        language=letter.language,
        paragraphs=[LetterParagraph(sentences=each) for each in paragraphs if each],
    )


@dataclass(frozen=True)
class _Proof:
    """A requirement and the bullets that answer it, best first.

    `shown` is the share (0..1) of the requirement's terms in the best bullet.
    """

    requirement: str
    bullets: tuple[str, ...]
    shown: float


class _Letter:
    def __init__(self, brief: WritingBrief) -> None:
        self.evidence = brief.evidence
        self.requirements = brief.requirements
        self.matches = brief.matches
        self.company_facts = brief.company_facts
        self.target_words = brief.style.letter_words
        self.today = brief.today
        self.led = {point.evidence for point in brief.plan.lead_with}
        self.language = written_language(brief.language)
        self.phrases = phrases_of(self.language)
        self.roles = {post.entry: post for post in posts_of(brief.evidence)}
        self.relevance = relevance(brief.matches)
        self.named_roles: set[str] = set()
        self.quoted = 0

    def paragraphs(self) -> list[list[Claim]]:
        opening = self._opening()
        last = self._qualifications()
        closing = self._closing()
        words = sum(map(_words, (*opening, *last, *closing)))
        paragraphs = [opening, *_joined(self._proofs(words)), last, closing]
        for claim in (claim for paragraph in paragraphs for claim in paragraph):
            claim.text = _sentence(claim.text)
        return paragraphs

    # --- opening, qualifications, closing ---

    def _opening(self) -> list[Claim]:
        title = _readable_title(self.requirements.get("requirements.title", ""))
        company = self.requirements.get("requirements.company", "")
        cited = [
            key
            for key in ("requirements.title", "requirements.company")
            if self.requirements.get(key)
        ]
        phrases = self.phrases
        pattern = (
            phrases.apply_title_company
            if title and company
            else phrases.apply_title
            if title
            else phrases.apply_company
            if company
            else phrases.apply
        )
        claims = [
            Claim(text=pattern.format(title=title, company=company), evidence=cited),
            *self._about_company(),
        ]
        named = [role for role in self.roles.values() if role.title and role.company]
        first = leading_post(named)
        if first is None:
            return claims
        pattern = phrases.current if first.is_current else phrases.recent
        claims.append(self._role_claim(pattern, first))
        earlier = [
            role
            for role in named
            if role.company != first.company
            and not role.is_current
            and (role.last_year or 0) <= (first.last_year or 9999)
        ]
        if (before := leading_post(earlier)) is not None:
            claims.append(self._role_claim(phrases.earlier, before))
        return claims

    def _about_company(self) -> list[Claim]:
        """A sentence that quotes the first fact about the company that fits into the letter."""
        opening, closing = self.phrases.quotes
        for key, text in self.company_facts.items():
            quote = " ".join(text.split()).rstrip(".")
            if (
                len(quote) <= _MAX_COMPANY_QUOTE_CHARS
                and not _QUOTATION_MARKS.search(quote)
                and detect_language(quote) == self.language
            ):
                quoted = f"{opening}{quote}{closing}"
                return [Claim(text=self.phrases.read.format(quote=quoted), evidence=[key])]
        return []

    def _role_claim(self, pattern: str, role: Post) -> Claim:
        self.named_roles.add(role.entry)
        return Claim(
            text=pattern.format(title=role.title, company=role.company), evidence=role.named_by
        )

    def _qualifications(self) -> list[Claim]:
        claims = []
        skills = self._named_skills()
        if skills:
            items = _enumeration([text for text, _ in skills], self.phrases.conjunction)
            cited = [key for _, keys in skills for key in keys]
            claims.append(
                Claim(
                    text=self.phrases.skills.format(items=items),
                    evidence=list(dict.fromkeys(cited)),
                )
            )
        for kind, pattern, fields in (
            ("education", self.phrases.education, ("degree", "institution")),
            ("certifications", self.phrases.certification, ("name", "issuer")),
        ):
            entry = self._best_entry(kind)
            keys = [f"{entry}.{each}" for each in fields if self.evidence.get(f"{entry}.{each}")]
            if entry and keys:
                text = ", ".join(self.evidence[key].rstrip(".") for key in keys)
                claims.append(Claim(text=pattern.format(text=text), evidence=keys))
        return claims

    def _named_skills(self) -> list[tuple[str, list[str]]]:
        """Skills that a requirement names itself, with the ids of both, most relevant first."""
        found: dict[str, tuple[str, list[str]]] = {}
        for requirement_id, ids in self.matches.items():
            asking = self.requirements.get(requirement_id, "")
            asked = set(terms(asking))
            for key in ids:
                text = self.evidence.get(key, "")
                own = set(terms(text))
                named = len(own) == 1 == len(text.split()) or text.casefold() in asking.casefold()
                if SKILL_ID.fullmatch(key) and own and own <= asked and named:
                    found.setdefault(text.casefold(), (text, [key, requirement_id]))
        ranked = sorted(found.values(), key=lambda pair: -self.relevance.get(pair[1][0], 0.0))
        return ranked[:_MAX_NAMED_SKILLS]

    def _best_entry(self, kind: str) -> str | None:
        """The entry of a kind that answers a requirement of it best, such as `education.0`."""
        found: dict[str, float] = {}
        for requirement_id, ids in self.matches.items():
            asked = set(terms(self.requirements.get(requirement_id, "")))
            if kind == "education" and asked.isdisjoint(_DEGREE_TERMS):
                continue
            for key in ids:
                if re.match(rf"{kind}\.\d+\.", key) and self._is_reached(entry_of(key)):
                    found[entry_of(key)] = max(found.get(entry_of(key), 0), self.relevance[key])
        return max(found, key=lambda entry: found[entry], default=None)

    def _is_reached(self, entry: str) -> bool:
        """Whether a degree is held by now: it does not end in the future, or go on."""
        end = self.evidence.get(f"{entry}.end_date") or self.evidence.get(f"{entry}.year") or ""
        if self.today is None or not re.match(r"\d{4}", end):
            return end != "present"
        return end[:7] <= self.today.isoformat()[: len(end[:7])]

    def _closing(self) -> list[Claim]:
        claims = [Claim(text=self.phrases.talk)]
        if self.roles and self.phrases.enclosed:
            claims.insert(0, Claim(text=self.phrases.enclosed))
        return claims

    # --- proofs ---

    def _proofs(self, words: int) -> list[list[Claim]]:
        """A paragraph a post, the newest first: bullets that answer a requirement, then others.

        Stops at the words asked for the whole letter, `words` of which the other parts take.
        """
        paragraphs: list[list[Claim]] = []
        proofs = self._ranked_proofs()
        words_of = self._words_of(proofs, self.target_words - words)
        newest_first = sorted(words_of, key=lambda entry: recency(self.roles[entry]), reverse=True)
        for entry in newest_first:
            own = [proof for proof in proofs if entry_of(proof.bullets[0]) == entry]
            # A statement that reads well in quotes opens the paragraph, its own proof follows.
            own.sort(key=lambda proof: not self._reads_well(proof))
            asked_before: dict[str, str] = {}
            for proof in own:
                if self._reads_well(proof) and len(asked_before) < _MAX_QUOTES_A_PARAGRAPH:
                    asked_before.setdefault(proof.bullets[0], proof.requirement)
            answering = [key for proof in own for key in proof.bullets if entry_of(key) == entry]
            bullets = distinct([*answering, *self._further(entry)], self.evidence)
            bullets = bullets[:_MAX_BULLETS_A_PARAGRAPH]
            # Full sentences before those that can only be listed.
            bullets.sort(key=lambda key: (key not in asked_before, self._spoken(key) is None))
            paragraph = self._told(bullets, asked_before, words_of[entry])
            if paragraph:
                paragraphs.append(paragraph)
        return paragraphs

    def _told(
        self, bullets: Sequence[str], asked_before: Mapping[str, str], enough_words: float
    ) -> list[Claim]:
        """Sentences that tell bullets of one post; those after a colon share a sentence.

        `asked_before` names the requirement to quote before a bullet.
        """
        claims: list[Claim] = []
        listed: list[str] = []
        told = lists = 0

        def close_list() -> None:
            nonlocal told, lists
            if listed:
                claims.append(self._listing(listed, first=not told))
                told, lists = told + 1, lists + 1
                listed.clear()

        for key in bullets:
            if sum(map(_words, claims)) >= enough_words:
                break
            spoken = self._spoken(key)
            asked = asked_before.get(key)
            if spoken is None and asked is None and lists == _MAX_LISTS:
                continue
            if spoken is not None or asked is not None or len(listed) == _MAX_LISTED:
                close_list()
            if asked is not None:
                claims.append(self._asked(asked))
            if spoken is None:
                listed.append(key)
            else:
                claims.append(self._telling(key, spoken, told))
                told += 1
        if lists < _MAX_LISTS or not claims or asked_before.keys() & set(listed):
            close_list()
        return claims

    def _words_of(self, proofs: Sequence[_Proof], words: int) -> dict[str, float]:
        """Entries to tell -> how many of `words` each gets, by what it has to tell.

        Two posts, and then those that answer a requirement, until the words are filled.
        """
        answering = {entry_of(proof.bullets[0]) for proof in proofs}
        to_tell: dict[str, int] = {}
        for entry in self._told_roles(proofs):
            is_enough = sum(to_tell.values()) >= words or entry not in answering
            if len(to_tell) >= _FEWEST_POSTS and is_enough:
                break
            told = self._further(entry)[:_MAX_BULLETS_A_PARAGRAPH]
            to_tell[entry] = sum(_word_count(self._first_sentence(key)) for key in told)
        in_all = sum(to_tell.values()) or 1
        return {entry: max(0, words) * own / in_all for entry, own in to_tell.items()}

    def _told_roles(self, proofs: Sequence[_Proof]) -> list[str]:
        """The entries that can be told: those with the best proofs first, then the latest."""
        proven = [entry_of(proof.bullets[0]) for proof in proofs]
        others = sorted(self.roles.values(), key=recency, reverse=True)
        told = dict.fromkeys([*proven, *(role.entry for role in others)])
        return [entry for entry in told if self._further(entry)]

    def _further(self, entry: str) -> list[str]:
        """The bullets of an entry that can be told: relevant ones, then those with figures."""
        bullets = [key for key in self.roles[entry].bullets if self._can_be_told(key)]
        return sorted(
            bullets,
            key=lambda key: (
                -self.relevance.get(key, 0.0),
                not any(character.isdigit() for character in self.evidence[key]),
            ),
        )

    def _ranked_proofs(self) -> list[_Proof]:
        ranked: list[tuple[float, _Proof]] = []
        for requirement_id, ids in self.matches.items():
            bullets = [key for key in ids if key in self.evidence and self._can_be_told(key)]
            if not bullets:
                continue
            asked = set(terms(self.requirements.get(requirement_id, "")))
            shown = len(asked.intersection(terms(self.evidence[bullets[0]])))
            share = shown / len(asked) if asked else 0.0
            weight = requirement_weight(requirement_id) * (2 if bullets[0] in self.led else 1)
            proof = _Proof(requirement_id, tuple(distinct(bullets, self.evidence)), share)
            ranked.append((weight * share * (1 + shown), proof))
        return [proof for _, proof in sorted(ranked, key=lambda pair: -pair[0])]

    def _can_be_told(self, key: str) -> bool:
        """Whether a bullet can stand in a letter: of fair length, not about a third person."""
        role = self.roles.get(entry_of(key))
        if role is None or key not in role.bullets:
            return False
        text = self._first_sentence(key)
        names = [
            name for name in self.evidence.get("personal_info.name", "").split() if len(name) > 2
        ]
        return (
            _MIN_BULLET_WORDS <= _word_count(text) <= _MAX_BULLET_WORDS
            and not _THIRD_PERSON.search(text)
            and not _CUT_OFF.search(text)
            and not any(re.search(rf"\b{re.escape(name)}\b", text) for name in names)
        )

    def _first_sentence(self, key: str) -> str:
        first: str = SENTENCE_BREAK.split(self.evidence[key].strip())[0]
        return first.rstrip(" .;,")

    def _reads_well(self, proof: _Proof) -> bool:
        """Whether a requirement can be quoted before its proof: short, and met for a good part."""
        text = self.requirements.get(proof.requirement, "")
        return (
            0 < len(text) <= _MAX_QUOTED_CHARS
            and proof.shown >= _MIN_QUOTED_SHARE
            and self._is_shown(text, proof.bullets[0])
            and not _ADDRESSES_READER.match(text)
            and required_years(text) is None  # no sentence here adds up years
        )

    def _is_shown(self, requirement: str, key: str) -> bool:
        """Whether a bullet shows a name that a requirement asks for, several of its words, or all.

        One common word in both ("product", "develop") is a coincidence.
        """
        told = set(terms(self.evidence[key]))
        facets = facets_of(requirement)
        shown = [
            facet for facet in facets if any(told.issuperset(option) for option in facet.options)
        ]
        enough = min(_FEWEST_COMMON_WORDS, len(facets))
        return len(shown) >= enough or any(facet.is_named for facet in shown)

    def _asked(self, requirement_id: str) -> Claim:
        """`Your posting asks for “…”.`"""
        opening, closing = self.phrases.quotes
        text = self.requirements[requirement_id].strip().rstrip(" .;,")
        if requirement_id.startswith("requirements.responsibilities."):
            pattern = self.phrases.task
        elif requirement_id.startswith(("requirements.preferred", "requirements.nice_to_have")):
            pattern = self.phrases.mentions
        else:
            pattern = self.phrases.asks[min(self.quoted, len(self.phrases.asks) - 1)]
            self.quoted += 1
        return Claim(
            text=pattern.format(quote=f"{opening}{text}{closing}"), evidence=[requirement_id]
        )

    def _spoken(self, key: str) -> str | None:
        if self.language != "en":
            return None
        return spoken(self._first_sentence(key), self.roles[entry_of(key)].is_current)

    def _naming(self, role: Post) -> tuple[Literal["as", "at", "none"], list[str]]:
        """How a sentence names a post: with its title the first time, then by employer alone."""
        if role.title and role.company and role.entry not in self.named_roles:
            self.named_roles.add(role.entry)
            return "as", role.named_by
        return ("at", [f"{role.entry}.company"]) if role.company else ("none", [])

    def _telling(self, key: str, spoken: str, number: int) -> Claim:
        """`Led a team` -> `As Lead at Nordlys, I led a team.`; `number` counts from 0 in a post."""
        if number:
            pattern = _SPOKEN_MORE[min(number, len(_SPOKEN_MORE)) - 1]
            if spoken.startswith(("am ", "was ")):
                pattern = _SPOKEN["none"]
            return Claim(text=pattern.format(text=spoken), evidence=[key])
        role = self.roles[entry_of(key)]
        naming, cited = self._naming(role)
        text = _SPOKEN[naming].format(title=role.title, company=role.company, text=spoken)
        return Claim(text=text, evidence=[*cited, key])

    def _listing(self, keys: Sequence[str], *, first: bool) -> Claim:
        """Bullets as they are, after a colon."""
        text = "; ".join(self._first_sentence(key) for key in keys)
        if not first:
            return Claim(text=self.phrases.work_more.format(text=text), evidence=[*keys])
        role = self.roles[entry_of(keys[0])]
        naming, cited = self._naming(role)
        pattern = {
            "as": self.phrases.work_as,
            "at": self.phrases.work_at,
            "none": self.phrases.work,
        }[naming]
        return Claim(
            text=pattern.format(title=role.title, company=role.company, text=text),
            evidence=[*cited, *keys],
        )


def _readable_title(title: str) -> str:
    """Without "(m/f/d)", and not in capitals throughout: abbreviations of up to 3 letters stay."""
    title = _GENDERS.sub("", title)
    if not title.isupper() or " " not in title:
        return title
    return " ".join(
        word.casefold()
        if word.casefold() in _SMALL_WORDS
        else word
        if len(word) <= 3
        else word.capitalize()
        for word in title.split()
    )


def _sentence(text: str) -> str:
    """With single spaces and one full stop, also behind "Inc."."""
    return re.sub(r"(?<!\.)\.\.$", ".", " ".join(text.split()))


def _joined(paragraphs: Sequence[list[Claim]]) -> list[list[Claim]]:
    """Short paragraphs as one with the one before, if that is short, too."""
    joined: list[list[Claim]] = []
    for paragraph in paragraphs:
        if joined and all(
            sum(map(_words, each)) < _SHORT_PARAGRAPH_WORDS for each in (joined[-1], paragraph)
        ):
            joined[-1] = [*joined[-1], *paragraph]
        else:
            joined.append(paragraph)
    return joined


def _words(claim: Claim) -> int:
    return _word_count(claim.text)


def _word_count(text: str) -> int:
    """Words; of scripts that put no spaces between them, two characters are taken for one."""
    spaceless = sum(map(is_spaceless, text))
    return len(text.split()) + spaceless // 2


def _enumeration(items: Sequence[str], conjunction: str) -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"
