"""Company research: a dialogue with a model, a search engine and web pages.

It plans queries, chooses which of the pages found are read, and keeps of what the model picks only
whole sentences that stand on a page that was read, each with its URL and place. It fetches nothing
itself, and a search or page that fails leaves the facts of the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Final
from urllib.parse import urlsplit

from . import prompts
from .dialogues import MAX_PART_CHARS, Exchange, Question
from .grounding import TextIndex, folded
from .markup_text import html_text, is_nested_sanely, named_encoding, without_embedded
from .offline_research import (
    MAX_QUOTE_CHARS,
    MIN_QUOTE_CHARS,
    company_names,
    names_company,
    plan_queries,
    sentence_spans,
    telling_part,
)
from .schema import CompanyFacts, ResearchPlan, ResearchTopic
from .text_cleaning import cleaned
from .text_encodings import decoded

MAX_QUERIES: Final = 4
MAX_HITS: Final = 8
"""Pages asked for in one search."""

MAX_PAGES: Final = 8
MAX_PAGES_A_SITE: Final = 4
MAX_PAGE_CHARS: Final = 50_000
"""As much of a page is looked at; what is longer is no page about a company."""

MAX_FACTS: Final = 12


@dataclass(frozen=True, slots=True)
class ResearchSubject:
    """The company, and what is known of the post and of its site beforehand."""

    company: str
    job_title: str | None = None
    company_url: str | None = None


# --- What the dialogue asks for besides a model's answers ----------------------------------------


@dataclass(frozen=True, slots=True)
class SearchWeb:
    """Asks for a sequence of `FoundPage`, at most `MAX_HITS`, or a `WebFailure`."""

    query: str


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Asks for the page's `PageText`, or a `WebFailure`."""

    url: str


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page that a search found."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page; `url` is where it came from in the end."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class WebFailure:
    """A search or a page that failed; `reason` is one line."""

    reason: str


ResearchRequest = Question | SearchWeb | ReadPage


# --- What it finds out ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ResearchedFact:
    """A sentence about the company: characters `start:end` of the text of the page at `url`."""

    topic: ResearchTopic
    quote: str
    url: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DroppedFact:
    """What the model gave as a fact and is none, and why."""

    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class CompanyResearch:
    """What was found out about a company, and how.

    `pages` are those that were read and name the company; `problems` the searches and pages that
    failed, a line each.
    """

    company: str
    queries: tuple[str, ...] = ()
    pages: tuple[FoundPage, ...] = ()
    facts: tuple[ResearchedFact, ...] = ()
    dropped: tuple[DroppedFact, ...] = ()
    problems: tuple[str, ...] = ()


def research_company(subject: ResearchSubject) -> Exchange[ResearchRequest, CompanyResearch]:
    """What the web says about a company, in sentences that were found again on their pages.

    Four steps, each asking at once all that it asks: the plan, the searches, the pages, the facts.
    """
    company = subject.company
    plan: ResearchPlan = (yield (_plan_question(subject),))[0]
    queries = _usable_queries(plan, subject)
    found: Sequence[Sequence[FoundPage] | WebFailure] = yield tuple(map(SearchWeb, queries))
    problems = [each.reason for each in found if isinstance(each, WebFailure)]
    chosen = _pages_to_read(found, subject.company_url)
    answers: Sequence[PageText | WebFailure] = yield tuple(ReadPage(page.url) for page in chosen)
    pages: list[FoundPage] = []
    texts: list[PageText] = []
    for page, answer in zip(chosen, answers, strict=True):
        if isinstance(answer, WebFailure):
            problems.append(answer.reason)
        elif page.url != subject.company_url and not names_company(
            answer.text, company_names(company)
        ):
            problems.append(f"{_site(answer.url)}: the page does not name {company}")
        elif all(answer.text != other.text for other in texts):
            pages.append(FoundPage(answer.url, page.title))
            texts.append(answer)
    facts: list[ResearchedFact] = []
    dropped: list[DroppedFact] = []
    if texts:
        reply: CompanyFacts = (yield (_facts_question(company, texts),))[0]
        facts, dropped = ground_facts(reply, texts)
    return CompanyResearch(
        company, queries, tuple(pages), tuple(facts), tuple(dropped), tuple(problems)
    )


def _plan_question(subject: ResearchSubject) -> Question:
    return Question(
        prompts.research_plan_prompt(subject.company, subject.job_title, MAX_QUERIES),
        prompts.RESEARCH_SYSTEM,
        ResearchPlan,
        max_tokens=500,
        label="research plan",
    )


def _usable_queries(plan: ResearchPlan, subject: ResearchSubject) -> tuple[str, ...]:
    """The planned queries that name the company; where none does, the rules' own."""
    planned = (" ".join(query.split()) for query in plan.queries)
    names = company_names(subject.company)
    usable = [query for query in planned if names_company(query, names)]
    queries = usable or plan_queries(subject.company, subject.job_title).queries
    return tuple(dict.fromkeys(queries))[:MAX_QUERIES]


# --- Which pages are read ------------------------------------------------------------------------

_NO_PAGE: Final = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|zip|gz|jpe?g|png|gif|svg|webp|mp[34]|xml|json|csv)$", re.I
)


def _pages_to_read(
    found: Sequence[Sequence[FoundPage] | WebFailure], company_url: str | None
) -> list[FoundPage]:
    """The company's own page, then the best of each search in turn, few of them of one site."""
    searches = [each for each in found if not isinstance(each, WebFailure)]
    in_turn = chain.from_iterable(zip_longest(*searches))
    chosen: dict[str, FoundPage] = {}
    of_site: dict[str, int] = {}
    own = FoundPage(company_url) if company_url else None
    for page in (own, *in_turn):
        if page is None or _NO_PAGE.search(page.url.split("?")[0]):
            continue
        site, same = _site(page.url), _same_page(page.url)
        if same in chosen or of_site.get(site, 0) == MAX_PAGES_A_SITE:
            continue
        chosen[same] = page
        of_site[site] = of_site.get(site, 0) + 1
        if len(chosen) == MAX_PAGES:
            break
    return list(chosen.values())


def _site(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
        return f"{(parts.hostname or '').removeprefix('www.')}{port}" or url
    except ValueError:
        return url


def _same_page(url: str) -> str:
    """What two URLs of one page have in common: scheme, "www.", anchor and last slash aside."""
    rest = url.split("#")[0].partition("://")[2] or url
    site, slash, path = rest.partition("/")
    return f"{site.casefold().removeprefix('www.')}{slash}{path}".rstrip("/")


def page_text(content: bytes, content_type: str, charset: str | None) -> str:
    """The text of a page, as a reader sees it, at most `MAX_PAGE_CHARS` of it; "" if there is none.

    Args:
        content_type: `text/html`, or anything else for plain text.
        charset: as the server names it; a page names its own otherwise.
    """
    if content_type != "text/html":
        return cleaned(decoded(content, charset))[:MAX_PAGE_CHARS]
    source = without_embedded(decoded(content, charset or named_encoding(content)))
    return cleaned(html_text(source))[:MAX_PAGE_CHARS] if is_nested_sanely(source) else ""


# --- Which facts are kept ------------------------------------------------------------------------


def _facts_question(company: str, pages: Sequence[PageText]) -> Question:
    room = MAX_PART_CHARS // len(pages)
    texts = {
        f"page.{number}": telling_part(company, page.text, room)
        for number, page in enumerate(pages)
    }
    return Question(
        prompts.company_facts_prompt(company, texts, MAX_FACTS),
        prompts.RESEARCH_SYSTEM,
        CompanyFacts,
        max_tokens=3_000,
        label="company facts",
    )


def ground_facts(
    reply: CompanyFacts, pages: Sequence[PageText]
) -> tuple[list[ResearchedFact], list[DroppedFact]]:
    """The facts whose quote stands on one of the pages, and those that are dropped.

    A quote is completed to the whole sentences it is cut from, so that nothing is torn from what
    qualifies it. The page that the model names is looked at first; `page.0` is the first one.
    """
    indexes = [TextIndex(page.text) for page in pages]
    facts: list[ResearchedFact] = []
    dropped: list[DroppedFact] = []
    told: set[str] = set()
    for fact in reply.facts:
        place = next(_places(fact.quote, fact.page, indexes), None)
        if place is None:
            dropped.append(DroppedFact(fact.quote, "no page that was read says it"))
            continue
        number, start, end = place
        start, end = _whole_sentences(pages[number].text, start, end)
        quote = pages[number].text[start:end]
        if not MIN_QUOTE_CHARS <= len(quote) <= MAX_QUOTE_CHARS:
            dropped.append(DroppedFact(fact.quote, "its sentence is too short or too long"))
        elif folded(quote) not in told and len(facts) < MAX_FACTS:
            told.add(folded(quote))
            facts.append(ResearchedFact(fact.topic, quote, pages[number].url, start, end))
    return facts, dropped


def _places(
    quote: str, named_page: str, indexes: Sequence[TextIndex]
) -> Iterator[tuple[int, int, int]]:
    """(number of the page, start, end) where the quote stands, on the named page first."""
    order = sorted(range(len(indexes)), key=lambda number: f"page.{number}" != named_page)
    for number in order:
        place = indexes[number].find(quote)
        if place is not None:
            yield number, *place


def _whole_sentences(text: str, start: int, end: int) -> tuple[int, int]:
    first, behind = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    lines = text[first : behind if behind >= 0 else len(text)]
    spans = [
        (first + begin, first + stop)
        for begin, stop in sentence_spans(lines)
        if first + begin < end and first + stop > start
    ]
    return (min(start, spans[0][0]), max(end, spans[-1][1])) if spans else (start, end)


def facts_by_topic(facts: Sequence[ResearchedFact]) -> Mapping[ResearchTopic, list[str]]:
    """The quotes of each topic, on one line each."""
    topics: dict[ResearchTopic, list[str]] = {}
    for fact in facts:
        topics.setdefault(fact.topic, []).append(" ".join(fact.quote.split()))
    return topics
