"""A CV and a cover letter by rule, from evidence that is quoted and never embroidered.

Bullets are copied word for word and ordered by what the posting asks for; the letter works the best
of them into sentences of the posting's language. Every sentence cites all that it names. Nothing
here claims enthusiasm, adds up years or speaks of a requirement that no evidence meets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz import fuzz

from .dates import is_open_ended
from .offline_requirements import detect_language
from .requirement_terms import required_years, terms
from .schema import Claim, CoverLetter, LetterParagraph, TailoredCV, TailoredRole

# --- The evidence as roles ---------------------------------------------------------------------

_BULLET_ID: Final = re.compile(
    r"experience\.(\d+)\.(?:achievements|responsibilities|projects\.\d+\.achievements)\.\d+"
)
_SKILL_ID: Final = re.compile(r"skills\.\w+\.\d+|experience\.\d+\.technologies\.\d+")
_SENTENCE_BREAK: Final = re.compile(r"(?<=[.!?])\s+(?=[\"“„«(]?[^\W\d_a-zà-ÿ])")
_REQUIREMENT_WEIGHTS: Final = {
    "required_skills": 3.0,
    "required": 3.0,
    "experience_years": 2.0,
    "education": 1.0,
    "preferred_skills": 1.5,
    "nice_to_have": 1.5,
    "responsibilities": 1.0,
}
_SAME_WORDING: Final = 92.0
_SAME_FACT: Final = 85.0


@dataclass(frozen=True)
class _Role:
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


def _roles(evidence: Mapping[str, str]) -> list[_Role]:
    """All roles, in the order of the database."""
    numbers = sorted(
        {int(key.split(".")[1]) for key in evidence if re.match(r"experience\.\d+\.", key)}
    )
    return [_role(f"experience.{number}", evidence) for number in numbers]


def _role(entry: str, evidence: Mapping[str, str]) -> _Role:
    own = {key: text for key, text in evidence.items() if key.startswith(f"{entry}.")}
    period = " ".join(own.get(f"{entry}.{key}", "") for key in ("end_date", "duration"))
    dates = f"{own.get(f'{entry}.start_date', '')} {period}"
    years = [int(year) for year in re.findall(r"(?:19|20)\d{2}", dates)]
    bullets = [key for key in own if _BULLET_ID.fullmatch(key)]
    if not bullets and f"{entry}.description" in own:
        bullets = [f"{entry}.description"]
    return _Role(
        entry=entry,
        title=own.get(f"{entry}.title", ""),
        company=own.get(f"{entry}.company", ""),
        is_current=own.get(f"{entry}.end_date") == "present"
        or is_open_ended(own.get(f"{entry}.duration", "")),
        last_year=max(years, default=None),
        bullets=tuple(bullets),
    )


def _relevance(matches: Mapping[str, list[str]]) -> dict[str, float]:
    """Evidence id -> how much the posting cares: requirement weight over rank, summed."""
    relevance: dict[str, float] = {}
    for requirement_id, ids in matches.items():
        weight = _REQUIREMENT_WEIGHTS.get(requirement_id.split(".")[1], 1.0)
        for rank, key in enumerate(ids, start=1):
            relevance[key] = relevance.get(key, 0.0) + weight / rank
    return relevance


def _distinct(ids: Iterable[str], evidence: Mapping[str, str]) -> list[str]:
    """Without what was told before in nearly the same words; the first telling stays."""
    kept: list[str] = []
    for key in dict.fromkeys(ids):
        if not any(_says_the_same(evidence[key], evidence[other]) for other in kept):
            kept.append(key)
    return kept


def _says_the_same(one: str, other: str) -> bool:
    """Whether two bullets tell one thing: alike in wording, and no figure against another.

    Where both hold figures, one may say more than the other.
    """
    one, other = one.casefold(), other.casefold()
    figures, others = set(re.findall(r"\d+", one)), set(re.findall(r"\d+", other))
    if not (figures <= others or others <= figures):
        return False
    if figures and others:
        return fuzz.token_set_ratio(one, other) >= _SAME_FACT
    return not figures and not others and fuzz.ratio(one, other) >= _SAME_WORDING


# --- The CV ------------------------------------------------------------------------------------

MAX_BULLETS: Final = 6
MAX_BULLETS_OLD: Final = 2
MAX_BULLETS_OLD_RELEVANT: Final = 3
OLD_AFTER_YEARS: Final = 6
"""A role that ended this many years before the newest one is old."""

_MAX_SUMMARY_SENTENCES: Final = 3


def write_cv(
    evidence: Mapping[str, str],
    requirements: Mapping[str, str],
    matches: Mapping[str, list[str]],
) -> TailoredCV:
    """Choose and order what the CV shows; every role is kept, every bullet is verbatim.

    Args:
        evidence: id -> text, as `database.evidence_texts` gives it.
        requirements: id -> text (`requirements.title`, `requirements.required_skills.0` ...).
        matches: requirement id -> evidence ids, best first.
    """
    relevance = _relevance(matches)
    roles = _roles(evidence)
    newest = max((role.last_year for role in roles if role.last_year), default=None)
    written = [
        TailoredRole(
            entry=role.entry,
            bullets=[
                Claim(text=evidence[key], evidence=[key])
                for key in _chosen_bullets(role, evidence, relevance, newest)
            ],
        )
        for role in roles
    ]
    first = _leading_role(roles)
    headline = (
        Claim(text=first.title, evidence=[f"{first.entry}.title"])
        if first is not None and first.title
        else None
    )
    return TailoredCV(
        headline=headline,
        summary=_summary(evidence, requirements, roles),
        roles=written,
        skills=_ordered_skills(evidence, requirements, relevance),
    )


def _chosen_bullets(
    role: _Role,
    evidence: Mapping[str, str],
    relevance: Mapping[str, float],
    newest: int | None,
) -> list[str]:
    ranked = sorted(role.bullets, key=lambda key: -relevance.get(key, 0.0))
    limit = MAX_BULLETS
    if (
        not role.is_current
        and newest is not None
        and role.last_year is not None
        and newest - role.last_year >= OLD_AFTER_YEARS
    ):
        relevant = any(relevance.get(key, 0.0) >= 1.0 for key in role.bullets)
        limit = MAX_BULLETS_OLD_RELEVANT if relevant else MAX_BULLETS_OLD
    return _distinct(ranked, evidence)[:limit]


def _leading_role(roles: Sequence[_Role]) -> _Role | None:
    """The post held now, or the one that ended last; the first in order where both are equal."""
    return max(roles, key=_recency, default=None)


def _recency(role: _Role) -> tuple[bool, int]:
    return role.is_current, role.last_year or 0


def _summary(
    evidence: Mapping[str, str], requirements: Mapping[str, str], roles: Sequence[_Role]
) -> list[Claim]:
    if profile := evidence.get("summary", "").strip():
        sentences = _SENTENCE_BREAK.split(profile)[:_MAX_SUMMARY_SENTENCES]
        return [Claim(text=sentence, evidence=["summary"]) for sentence in sentences]
    phrases = _phrases(requirements)
    first = _leading_role(roles)
    if first is None or not (first.title and first.company):
        return []
    claims = [
        Claim(
            text=phrases.summary.format(title=first.title, company=first.company),
            evidence=first.named_by,
        )
    ]
    earlier = next(
        (
            role
            for role in roles
            if role is not first and role.title and role.company and role.company != first.company
        ),
        None,
    )
    if earlier is not None:
        claims.append(
            Claim(
                text=phrases.summary_earlier.format(title=earlier.title, company=earlier.company),
                evidence=earlier.named_by,
            )
        )
    return claims


def _ordered_skills(
    evidence: Mapping[str, str],
    requirements: Mapping[str, str],
    relevance: Mapping[str, float],
) -> list[str]:
    """Every skill once, in its first spelling: those that answer the posting before the rest."""
    asked = {
        term
        for key, text in requirements.items()
        if key.split(".")[1] in _REQUIREMENT_WEIGHTS
        for term in terms(text)
    }
    rank: dict[str, float] = {}
    spelling: dict[str, str] = {}
    for key, text in evidence.items():
        if _SKILL_ID.fullmatch(key):
            folded = text.casefold()
            spelling.setdefault(folded, text)
            named = 1.0 if asked.intersection(terms(text)) else 0.0
            rank[folded] = max(rank.get(folded, 0.0), relevance.get(key, 0.0) + named)
    return [spelling[folded] for folded in sorted(rank, key=lambda folded: -rank[folded])]


# --- The letter --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Phrases:
    """The fixed parts of sentences in one language."""

    summary: str
    summary_earlier: str
    apply_title_company: str
    apply_title: str
    apply_company: str
    apply: str
    current: str
    recent: str
    earlier: str
    asks: tuple[str, ...]
    mentions: str
    read: str
    task: str
    work_as: str
    work_at: str
    work: str
    work_more: str
    skills: str
    education: str
    certification: str
    enclosed: str
    talk: str
    conjunction: str
    quotes: tuple[str, str]


_PHRASES: Final[Mapping[str, _Phrases]] = {
    "en": _Phrases(
        summary="{title} at {company}.",
        summary_earlier="Earlier {title} at {company}.",
        apply_title_company="I am applying for the position of {title} at {company}.",
        apply_title="I am applying for the position of {title}.",
        apply_company="I am applying for a position at {company}.",
        apply="I am applying for the position you have advertised.",
        current="At present I work as {title} at {company}.",
        recent="Most recently I worked as {title} at {company}.",
        earlier="Before that I was {title} at {company}.",
        asks=(
            "Your posting asks for {quote}.",
            "You are also looking for {quote}.",
            "Your posting also asks for {quote}.",
        ),
        mentions="You mention {quote} as well.",
        read="About your company I have read: {quote}.",
        task="The work includes {quote}.",
        work_as="From my work as {title} at {company}: {text}.",
        work_at="From my work at {company}: {text}.",
        work="From my work: {text}.",
        work_more="Also from this work: {text}.",
        skills="Of what you ask for, I bring {items}.",
        education="My education: {text}.",
        certification="I also bring {text}.",
        enclosed="Please find my résumé enclosed.",
        talk="I would welcome the chance to talk with you about the position.",
        conjunction="and",
        quotes=("“", "”"),
    ),
    "de": _Phrases(
        summary="{title} bei {company}.",
        summary_earlier="Zuvor {title} bei {company}.",
        apply_title_company="hiermit bewerbe ich mich auf die Stelle „{title}“ bei {company}.",
        apply_title="hiermit bewerbe ich mich auf die Stelle „{title}“.",
        apply_company="hiermit bewerbe ich mich auf eine Stelle bei {company}.",
        apply="ich bewerbe mich um die ausgeschriebene Stelle.",
        current="Derzeit arbeite ich als {title} bei {company}.",
        recent="Zuletzt arbeitete ich als {title} bei {company}.",
        earlier="Davor war ich {title} bei {company}.",
        asks=(
            "Sie suchen {quote}.",
            "Sie suchen außerdem {quote}.",
            "Sie suchen ferner {quote}.",
        ),
        mentions="Sie nennen auch {quote}.",
        read="Über Ihr Unternehmen habe ich gelesen: {quote}.",
        task="Bei Ihnen ist zu tun: {quote}.",
        work_as="Zu meiner Arbeit als {title} bei {company} gehörte: {text}.",
        work_at="Zu meiner Arbeit bei {company} gehörte: {text}.",
        work="Dazu gehörte: {text}.",
        work_more="Außerdem: {text}.",
        skills="Von dem, was Sie suchen, bringe ich {items} mit.",
        education="Zur Ausbildung bringe ich mit: {text}.",
        certification="Außerdem bringe ich mit: {text}.",
        enclosed="",
        talk="Über ein Gespräch mit Ihnen freue ich mich.",
        conjunction="und",
        quotes=("„", "“"),
    ),
    "fr": _Phrases(
        summary="{title} chez {company}.",
        summary_earlier="Auparavant {title} chez {company}.",
        apply_title_company="Je vous adresse ma candidature au poste de {title} chez {company}.",
        apply_title="Je vous adresse ma candidature au poste de {title}.",
        apply_company="Je vous adresse ma candidature à un poste chez {company}.",
        apply="Je vous adresse ma candidature à ce poste.",
        current="Je travaille actuellement comme {title} chez {company}.",
        recent="J'ai travaillé en dernier lieu comme {title} chez {company}.",
        earlier="Auparavant, j'ai été {title} chez {company}.",
        asks=(
            "Vous demandez {quote}.",
            "Vous recherchez {quote}.",
            "Vous souhaitez {quote}.",
        ),
        mentions="Vous mentionnez {quote}.",
        read="Je lis sur votre entreprise : {quote}.",
        task="Le poste comprend {quote}.",
        work_as="De mon travail comme {title} chez {company} : {text}.",
        work_at="De mon travail chez {company} : {text}.",
        work="De mon travail : {text}.",
        work_more="Et aussi : {text}.",
        skills="Mon expérience comprend {items}.",
        education="Ma formation : {text}.",
        certification="Et en plus : {text}.",
        enclosed="",
        talk="Je vous rencontrerais avec plaisir pour un entretien.",
        conjunction="et",
        quotes=("« ", " »"),
    ),
    "es": _Phrases(
        summary="{title} en {company}.",
        summary_earlier="Anteriormente {title} en {company}.",
        apply_title_company="Les presento mi candidatura al puesto de {title} en {company}.",
        apply_title="Les presento mi candidatura al puesto de {title}.",
        apply_company="Les presento mi candidatura a un puesto en {company}.",
        apply="Presento mi candidatura al puesto.",
        current="Actualmente trabajo como {title} en {company}.",
        recent="Mi último puesto fue el de {title} en {company}.",
        earlier="Antes fui {title} en {company}.",
        asks=(
            "Piden {quote}.",
            "También buscan {quote}.",
            "También piden {quote}.",
        ),
        mentions="También mencionan {quote}.",
        read="He leído sobre su empresa: {quote}.",
        task="El puesto incluye {quote}.",
        work_as="De mi trabajo como {title} en {company}: {text}.",
        work_at="De mi trabajo en {company}: {text}.",
        work="De mi trabajo: {text}.",
        work_more="Y además: {text}.",
        skills="Mi experiencia incluye {items}.",
        education="Mi formación: {text}.",
        certification="Y también: {text}.",
        enclosed="",
        talk="Me gustaría conversar con ustedes en una entrevista.",
        conjunction="y",
        quotes=("«", "»"),
    ),
}


def _phrases(requirements: Mapping[str, str]) -> _Phrases:
    return _PHRASES[_language(requirements)]


def _language(requirements: Mapping[str, str]) -> str:
    language = requirements.get("requirements.language", "en")
    return language if language in _PHRASES else "en"


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
        "piloted pioneered planned prepared presented prevented prioritised prioritized",
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

# "Automated testing of firmware" opens with an adjective: no determiner or name follows.
_ADJECTIVES: Final = frozenset(
    word
    for line in (
        "applied automated distributed integrated advised structured unified used forecast set",
        "standardised standardized organised organized trained managed validated tested",
    )
    for word in line.split()
)
_THIRD_PERSON: Final = re.compile(
    r"\b(?:he|she|his|her|him)\b|^(?:er|sie|il|elle|él|ella)\b", re.IGNORECASE
)
_SMALL_WORDS: Final = frozenset(["and", "de", "del", "for", "für", "in", "of", "the", "und"])
_GENDERS: Final = re.compile(r"\s*\((?:[mwfdhxv*]\s*[/|]\s*)+[mwfdhxv*]\)", re.IGNORECASE)
_FIRST_PERSON: Final = re.compile(r"^I\s+(?=[a-z])")

TARGET_WORDS: Final = 240
"""Bullets are told until the letter is about this long; it ends within a bullet of it."""

_MAX_QUOTED_CHARS: Final = 110
_MAX_COMPANY_QUOTE_CHARS: Final = 220
_QUOTATION_MARKS: Final = re.compile('["“”„«»]')
_MIN_QUOTED_SHARE: Final = 0.3
"""A requirement is quoted only before a bullet that shows this share of its terms."""

_MAX_BULLET_WORDS: Final = 45
_MIN_BULLET_WORDS: Final = 4
_DEGREE_TERMS: Final = frozenset(terms("degree master PhD"))
_MAX_NAMED_SKILLS: Final = 6
_MAX_PARAGRAPHS: Final = 5
_MAX_BULLETS_A_PARAGRAPH: Final = 6
_MAX_LISTED: Final = 3
_MAX_LISTS: Final = 2
_MAX_QUOTES_A_PARAGRAPH: Final = 2
_ADDRESSES_READER: Final = re.compile(
    r"(?:you|your|du|dein\w*|sie|ihr\w*|vous|votre|tu|usted\w*|tienes?)\b", re.IGNORECASE
)


def write_letter(
    evidence: Mapping[str, str],
    requirements: Mapping[str, str],
    matches: Mapping[str, list[str]],
    company_facts: Mapping[str, str],
) -> CoverLetter:
    """Write the body of a letter in the posting's language (en, de, fr, es; else English).

    Four to five paragraphs and 200 to 350 words where the evidence carries them; with less evidence
    the letter is shorter, and with none it claims nothing. Arguments as for `write_cv`;
    `company_facts` maps ids to what web pages say about the company: the first that is in the
    letter's language is quoted.
    """
    paragraphs = _Letter(evidence, requirements, matches, company_facts).paragraphs()
    return CoverLetter(paragraphs=[LetterParagraph(sentences=each) for each in paragraphs if each])


@dataclass(frozen=True)
class _Proof:
    """A requirement and the bullets that answer it, best first.

    `shown` is the share (0..1) of the requirement's terms in the best bullet.
    """

    requirement: str
    bullets: tuple[str, ...]
    shown: float


class _Letter:
    def __init__(
        self,
        evidence: Mapping[str, str],
        requirements: Mapping[str, str],
        matches: Mapping[str, list[str]],
        company_facts: Mapping[str, str],
    ) -> None:
        self.evidence = evidence
        self.requirements = requirements
        self.matches = matches
        self.company_facts = company_facts
        self.language = _language(requirements)
        self.phrases = _PHRASES[self.language]
        self.roles = {role.entry: role for role in _roles(evidence)}
        self.relevance = _relevance(matches)
        self.named_roles: set[str] = set()
        self.quoted = 0

    def paragraphs(self) -> list[list[Claim]]:
        opening = self._opening()
        last = self._qualifications()
        closing = self._closing()
        words = sum(map(_words, (*opening, *last, *closing)))
        most = _MAX_PARAGRAPHS - 2 - bool(last)
        paragraphs = [opening, *self._proofs(words, most), last, closing]
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
        first = _leading_role(named)
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
        if (before := _leading_role(earlier)) is not None:
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

    def _role_claim(self, pattern: str, role: _Role) -> Claim:
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
                if _SKILL_ID.fullmatch(key) and own and own <= asked and named:
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
                if re.match(rf"{kind}\.\d+\.", key):
                    found[_entry(key)] = max(found.get(_entry(key), 0), self.relevance[key])
        return max(found, key=lambda entry: found[entry], default=None)

    def _closing(self) -> list[Claim]:
        claims = [Claim(text=self.phrases.talk)]
        if self.roles and self.phrases.enclosed:
            claims.insert(0, Claim(text=self.phrases.enclosed))
        return claims

    # --- proofs ---

    def _proofs(self, words: int, most: int) -> list[list[Claim]]:
        """At most `most` paragraphs, one a post: bullets that answer a requirement, then others.

        Stops at `TARGET_WORDS` for the whole letter, `words` of which the other parts take.
        """
        paragraphs: list[list[Claim]] = []
        proofs = self._ranked_proofs()
        told_roles = self._told_roles(proofs)[:most]
        for number, entry in enumerate(told_roles):
            own = [proof for proof in proofs if _entry(proof.bullets[0]) == entry]
            # A statement that reads well in quotes opens the paragraph, its own proof follows.
            own.sort(key=lambda proof: not self._reads_well(proof))
            asked_before: dict[str, str] = {}
            for proof in own:
                if self._reads_well(proof) and len(asked_before) < _MAX_QUOTES_A_PARAGRAPH:
                    asked_before.setdefault(proof.bullets[0], proof.requirement)
            answering = [key for proof in own for key in proof.bullets if _entry(key) == entry]
            bullets = _distinct([*answering, *self._further(entry)], self.evidence)
            bullets = bullets[:_MAX_BULLETS_A_PARAGRAPH]
            # Full sentences before those that can only be listed.
            bullets.sort(key=lambda key: (key not in asked_before, self._spoken(key) is None))
            share = max(0, TARGET_WORDS - words) // (len(told_roles) - number)
            paragraph = self._told(bullets, asked_before, share)
            if paragraph:
                paragraphs.append(paragraph)
                words += sum(map(_words, paragraph))
        return paragraphs

    def _told(
        self, bullets: Sequence[str], asked_before: Mapping[str, str], enough_words: int
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

    def _told_roles(self, proofs: Sequence[_Proof]) -> list[str]:
        """The entries that can be told: those with the best proofs first, then the latest."""
        proven = [_entry(proof.bullets[0]) for proof in proofs]
        others = sorted(self.roles.values(), key=_recency, reverse=True)
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
            weight = _REQUIREMENT_WEIGHTS.get(requirement_id.split(".")[1], 1.0)
            proof = _Proof(requirement_id, tuple(_distinct(bullets, self.evidence)), share)
            ranked.append((weight * share * (1 + shown), proof))
        return [proof for _, proof in sorted(ranked, key=lambda pair: -pair[0])]

    def _can_be_told(self, key: str) -> bool:
        """Whether a bullet can stand in a letter: of fair length, not about a third person."""
        role = self.roles.get(_entry(key))
        if role is None or key not in role.bullets:
            return False
        text = self._first_sentence(key)
        names = [
            name for name in self.evidence.get("personal_info.name", "").split() if len(name) > 2
        ]
        return (
            _MIN_BULLET_WORDS <= len(text.split()) <= _MAX_BULLET_WORDS
            and not _THIRD_PERSON.search(text)
            and not any(re.search(rf"\b{re.escape(name)}\b", text) for name in names)
        )

    def _first_sentence(self, key: str) -> str:
        first: str = _SENTENCE_BREAK.split(self.evidence[key].strip())[0]
        return first.rstrip(" .;,")

    def _reads_well(self, proof: _Proof) -> bool:
        """Whether a requirement can be quoted before its proof: short, and met for a good part."""
        text = self.requirements.get(proof.requirement, "")
        return (
            0 < len(text) <= _MAX_QUOTED_CHARS
            and proof.shown >= _MIN_QUOTED_SHARE
            and not _ADDRESSES_READER.match(text)
            and required_years(text) is None  # no sentence here adds up years
        )

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
        return _spoken(self._first_sentence(key), self.roles[_entry(key)].is_current)

    def _naming(self, role: _Role) -> tuple[Literal["as", "at", "none"], list[str]]:
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
        role = self.roles[_entry(key)]
        naming, cited = self._naming(role)
        text = _SPOKEN[naming].format(title=role.title, company=role.company, text=spoken)
        return Claim(text=text, evidence=[*cited, key])

    def _listing(self, keys: Sequence[str], *, first: bool) -> Claim:
        """Bullets as they are, after a colon."""
        text = "; ".join(self._first_sentence(key) for key in keys)
        if not first:
            return Claim(text=self.phrases.work_more.format(text=text), evidence=[*keys])
        role = self.roles[_entry(keys[0])]
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


def _spoken(text: str, is_current: bool) -> str | None:
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


def _entry(evidence_id: str) -> str:
    """`experience.0.achievements.1` -> `experience.0`."""
    return ".".join(evidence_id.split(".")[:2])


def _words(claim: Claim) -> int:
    return len(claim.text.split())


def _enumeration(items: Sequence[str], conjunction: str) -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"
