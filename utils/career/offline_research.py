"""Company research by rule: what to search for, and which sentences of a page tell something.

Sentences are copied whole, and only those that speak of the company, by its name or as "we", and
touch a topic an applicant cares about. It understands nothing, so it sums up and rewords nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .job_words import is_legal_suffix
from .schema import CompanyFact, CompanyFacts, ResearchPlan, ResearchTopic

MIN_QUOTE_CHARS: Final = 30
MAX_QUOTE_CHARS: Final = 400
MAX_FACTS_A_TOPIC: Final = 2

_MIN_WORDS: Final = 6
_NEAR_TOP_CHARS: Final = 400
"""A page that names the company so early is likely to be about it."""


def plan_queries(company: str, job_title: str | None) -> ResearchPlan:
    """Four queries that name the company, the one about the company itself first."""
    team = f"{job_title} team" if job_title else "team"
    return ResearchPlan(
        queries=[
            f"{company} about us mission values",
            f"{company} culture {team}",
            f"{company} engineering technology stack",
            f"{company} news growth customers",
        ]
    )


@lru_cache(maxsize=256)
def company_names(company: str) -> tuple[str, ...]:
    """The name as given, and without its legal form: "Acme Ltd" is "Acme", too."""
    words = company.split()
    while len(words) > 1 and is_legal_suffix(words[-1].strip(",")):
        words.pop()
    short = " ".join(words).rstrip(",")
    return tuple(dict.fromkeys(name for name in (company.strip(), short) if name))


# --- Sentences -----------------------------------------------------------------------------------

_LINE: Final = re.compile(r"[^\n]+")
_MARKS: Final = re.compile(r"[\s#>*•–-]*")
_SENTENCE_END: Final = re.compile(r"[.!?][\"”’»)]*(?=\s|$)|[。！？]")
_ABBREVIATED: Final = re.compile(
    r"(?:\b(?:[A-Za-zÀ-ÿ]|Inc|Ltd|Corp|Co|Dr|Mr|Mrs|Ms|St|No|Nr|ca|bzw|inkl|vs|approx)\.)$"
)


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a text stand; a line ends a sentence, list marks are no part of it."""
    for line in _LINE.finditer(text):
        marks = _MARKS.match(text, line.start(), line.end())
        start = marks.end() if marks else line.start()
        for end in _SENTENCE_END.finditer(text, start, line.end()):
            if not _ABBREVIATED.search(text, start, end.end()):
                yield start, end.end()
                start = end.end()
                while start < line.end() and text[start].isspace():
                    start += 1
        if start < line.end():
            yield start, line.end()


# --- Topics --------------------------------------------------------------------------------------


def _cues(words: str) -> re.Pattern[str]:
    """A pattern for any of the words; `~` at the end stands for any ending, `_` for a space."""
    parts = (re.escape(word).replace("_", r"\s+").replace(r"\~", r"\w*") for word in words.split())
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


_CUES: Final[Mapping[ResearchTopic, re.Pattern[str]]] = {
    "mission": _cues("""
        mission vision purpose we_believe our_goal our_aim exists_to dedicated_to committed_to
        helps help_people makes_it our_ambition ziel~ leitbild auftrag wir_glauben unser_anspruch
        notre_ambition raison_d'être nous_croyons misión visión propósito creemos oppdrag formål
    """),
    "values": _cues("""
        values we_value value_is integrity trust transparen~ respect honesty responsibility werte
        vertrauen verantwortung valeurs confiance valores confianza verdier tillit
    """),
    "culture": _cues("""
        culture remote hybrid flexib~ diversity inclusi~ learning mentor~ work-life feedback
        collaborat~ kultur weiterbildung familienfreundlich télétravail bienveillance cultura
        conciliación teletrabajo kultur fleksib~
    """),
    "technology_stack_practices": _cues("""
        python java kotlin go rust typescript javascript c++ scala ruby kubernetes docker terraform
        aws azure gcp postgresql kafka spark react graphql microservices open_source open-source
        code_review code_reviews pair_programming ci/cd continuous_delivery continuous_deployment
        tech_stack technology_stack machine_learning cloud-native agile scrum
    """),
    "team_scope": _cues("""
        employees employs people_work colleagues team_of teams_in staff offices engineers
        mitarbeiter~ mitarbeitende~ beschäftig~ standort~ salariés collaborateurs effectif
        empleados empleadas oficinas ansatte medarbeidere
    """),
    "strategic_importance": _cues("""
        strategy strategic priority priorities invest~ roadmap transformation focus_on focuses_on
        strategie strategisch~ stratégie stratégique estrategia estratégic~ satser strategi
    """),
    "recent_developments": _cues("""
        announced announces launched launches acquired acquires acquisition raised funding series_a
        series_b series_c opened opens recently partnership angekündigt übernommen eröffnet
        gestartet annonce lancé acquis anunció lanzó adquirió lanserte kjøpte
    """),
    "market_position_growth": _cues("""
        leading largest market customers clients revenue growth grew grown growing countries users
        market_share führend~ kunden umsatz wachstum leader clients chiffre_d'affaires croissance
        líder clientes ingresos crecimiento ledende kunder omsetning vekst
    """),
}
_NOT_ABOUT: Final = _cues("""
    cookie cookies privacy newsletter subscribe sign_up log_in copyright apply_now click ignore
    instruction~ prompt your you datenschutz impressum anmelden abonnieren newsletter vous votre
    usted ihre_bewerbung gdpr javascript_is
""")
_OWN_VOICE: Final = re.compile(
    r"(?:we|our|at our|wir|unsere?[rnms]?|nous|notre|nos|nosotros|nuestr[oa]s?|vi|vår[te]?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    page: str
    topic: ResearchTopic
    score: float


def pick_facts(company: str, pages: Mapping[str, str]) -> CompanyFacts:
    """The telling sentences of some pages, best first; `pages` maps ids of pages to their texts."""
    candidates = sorted(
        (each for page, text in pages.items() for each in _candidates(company, page, text)),
        key=lambda each: -each.score,
    )
    facts: list[CompanyFact] = []
    told: set[str] = set()
    count: dict[ResearchTopic, int] = {}
    for each in candidates:
        same = " ".join(re.findall(r"\w+", each.text.casefold()))
        if same in told or count.get(each.topic, 0) == MAX_FACTS_A_TOPIC:
            continue
        told.add(same)
        count[each.topic] = count.get(each.topic, 0) + 1
        facts.append(CompanyFact(topic=each.topic, quote=each.text, page=each.page))
    return CompanyFacts(facts=facts)


def _candidates(company: str, page: str, text: str) -> Iterator[_Candidate]:
    names = company_names(company)
    is_about_company = names_company(text[:_NEAR_TOP_CHARS], names)
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        if not (
            MIN_QUOTE_CHARS <= len(sentence) <= MAX_QUOTE_CHARS
            and len(sentence.split()) >= _MIN_WORDS
            and sentence.endswith((".", "!", "。"))
        ):
            continue
        named = names_company(sentence, names)
        if _NOT_ABOUT.search(sentence) or not (
            named or (is_about_company and _OWN_VOICE.match(sentence))
        ):
            continue
        cues = {topic: len(set(pattern.findall(sentence))) for topic, pattern in _CUES.items()}
        topic = max(cues, key=lambda each: cues[each])
        if cues[topic]:
            figures = bool(re.search(r"\d", sentence))
            yield _Candidate(sentence, page, topic, cues[topic] + 0.5 * named + 0.5 * figures)


def names_company(text: str, names: Sequence[str]) -> bool:
    """Whether one of the names stands in a text, as a whole word, in any case."""
    return any(_name_pattern(name).search(text) for name in names)


@lru_cache(maxsize=256)
def _name_pattern(name: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in name.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def telling_part(company: str, text: str, max_chars: int) -> str:
    """As much of a page as fits, by whole lines in their order: the telling ones before others."""
    if len(text) <= max_chars:
        return text
    names = company_names(company)
    lines = text.split("\n")

    def worth(number: int) -> tuple[float, int]:
        line = lines[number]
        cues = sum(bool(pattern.search(line)) for pattern in _CUES.values())
        return -(cues + names_company(line, names)), number

    kept: list[int] = []
    room = max_chars
    for number in sorted(range(len(lines)), key=worth):
        if len(lines[number]) + 1 <= room:
            kept.append(number)
            room -= len(lines[number]) + 1
    return "\n".join(lines[number] for number in sorted(kept))
