"""The report: one HTML file that shows an application with the source of every sentence.

Left the CV and the letter, right the quotes a sentence rests on; then the requirements with their
evidence and gaps, the plan, what was dropped and why, contradictions, facts about the company, and
the run. The file is whole in itself: its content policy allows its own style and script and nothing
else, so opening it asks no network for anything. It shows what the store holds, and judges nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from string import Template
from typing import Any, Final

from .citations import (
    Citations,
    CitedSentence,
    Evidence,
    Sources,
    counted,
    in_words,
    places,
    plain,
)
from .dialogues import requirement_texts
from .documents import Document
from .html_markup import Content, Html, element, escaped, joined, table
from .report_documents import CV, LETTER, Written, cv_article, letter_article
from .report_run import run_part
from .run_timeline import RecordedRun
from .schema import CoverLetterDocument, CVDocument
from .wording import Wording

_HERE: Final = Path(__file__).resolve().parent


def application_report(
    shared: Mapping[str, Any],
    documents: Sequence[Document] = (),
    run: RecordedRun | None = None,
) -> str:
    """The whole report as HTML.

    Args:
        shared: the store after a run. Read, each as far as it is there: `cv_document`,
            `cover_letter_document`, `evidence`, `career_database`, `requirements`,
            `requirement_mapping_final`, `requirement_matches`, `gaps`, `application_plan`,
            `job_description`, `requirements_dropped`, `extracted_experiences`, `scan_errors`,
            `company_research`.
        documents: the documents as they were read; quotes are shown in the text around them, with
            page and line. A quote that does not stand in them at its place is shown alone.
        run: the calls that were made; None: none were recorded.
    """
    report = _Report(shared, documents, run or RecordedRun())
    style, script = _asset("report.css"), _asset("report.js")
    return Template(_asset("report.html")).substitute(
        policy=_policy(style, script),
        title=escaped(report.title),
        style=style,
        script=script,
        body=report.body(),
    )


@cache
def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> Html:
    """A content security policy under which the page is its own text, style and script."""

    def digest(text: str) -> str:
        return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    return escaped(
        f"default-src 'none'; style-src 'sha256-{digest(style)}'; "
        f"script-src 'sha256-{digest(script)}'; base-uri 'none'; form-action 'none'"
    )


class _Report:
    """The report's parts, in the order in which they stand."""

    def __init__(
        self, shared: Mapping[str, Any], documents: Sequence[Document], run: RecordedRun
    ) -> None:
        self._shared = shared
        self._run = run
        self._database: Mapping[str, Any] = (
            shared.get("career_database") or shared.get("career_db") or {}
        )
        self._requirements: Mapping[str, Any] = shared.get("requirements") or {}
        self._cv: CVDocument | None = shared.get("cv_document")
        self._letter: CoverLetterDocument | None = shared.get("cover_letter_document")
        self._records: Sequence[Mapping[str, Any]] = shared.get("extracted_experiences") or []
        self._sources = Sources(
            self._database,
            self._requirements,
            str(shared.get("job_description") or shared.get("job_spec_text") or ""),
            documents,
        )
        self._asked = list(_asked(shared.get("requirement_mapping_final") or {}))
        self._citations = Citations(self._sources, self._requirements_by_fact())

    @property
    def title(self) -> str:
        person = self._cv.personal if self._cv else self._letter.sender if self._letter else None
        name = (person.name if person else None) or "Application"
        post = self._post()
        return f"{name}: {post}" if post else name

    def _post(self) -> str:
        parts = [str(self._requirements.get(each) or "") for each in ("title", "company")]
        return ", ".join(part for part in parts if part)

    def _requirements_by_fact(self) -> dict[str, list[tuple[int, str]]]:
        """From the id of a fact, or of a requirement, to the requirements it answers or is."""
        numbers = {text: number for number, (_, text, _) in enumerate(self._asked, start=1)}
        texts = requirement_texts(self._requirements)
        found: dict[str, list[tuple[int, str]]] = {}
        for number, (_, text, assessed) in enumerate(self._asked, start=1):
            for match in assessed.get("evidence") or []:
                found.setdefault(str(match.get("evidence_id")), []).append((number, text))
        for requirement_id, text in texts.items():
            if text in numbers:
                found.setdefault(requirement_id, []).append((numbers[text], text))
        return found

    def body(self) -> Html:
        documents = [
            cv_article(self._cv, self._database, self._citations, self._written("cv"))
            if self._cv
            else None,
            letter_article(self._letter, self._citations, self._written("cover_letter"))
            if self._letter
            else None,
        ]
        parts = [
            ("requirements", "Requirements", self._requirements_part()),
            ("plan", "The plan", self._plan_part()),
            ("left-out", "Dropped", self._left_out_part()),
            ("conflicts", "Contradictions", self._conflicts_part()),
            ("company", "Company", self._company_part()),
            ("run", "The run", run_part(self._run)),
        ]
        shown = [part for part in parts if part[2] is not None]
        links = [
            *([("cv", "CV")] if self._cv else []),
            *([("letter", "Letter")] if self._letter else []),
            *((name, heading) for name, heading, _ in shown),
        ]
        return joined(
            element("a", "Skip to the requirements", href="#requirements", class_="skip"),
            self._header(),
            element(
                "nav",
                element(
                    "ul", [element("li", element("a", text, href=f"#{at}")) for at, text in links]
                ),
                aria_label="Parts of this report",
            ),
            element(
                "main",
                element(
                    "section",
                    element("div", documents, class_="documents"),
                    self._notes(),
                    class_="reading",
                    aria_label="CV and letter with their sources",
                ),
                [
                    element(
                        "section",
                        element("h2", heading, id=f"{name}-heading"),
                        content,
                        id=name,
                        class_="part",
                        aria_labelledby=f"{name}-heading",
                    )
                    for name, heading, content in shown
                ],
            ),
        )

    # --- Header ---------------------------------------------------------------------------------

    def _header(self) -> Html:
        person = self._cv.personal if self._cv else self._letter.sender if self._letter else None
        day = self._letter.date if self._letter else ""
        return element(
            "header",
            element(
                "div",
                element("p", "Application report", class_="kicker"),
                element("h1", (person.name if person else None) or "Application", dir="auto"),
                element("p", self._post(), class_="post", dir="auto") if self._post() else None,
                element("p", Wording.of("en").day(day), class_="day") if day else None,
            ),
            element("ul", [element("li", each) for each in self._findings()], class_="findings"),
        )

    def _findings(self) -> Iterator[Content]:
        written = [each for part in ("cv", "cover_letter") for each in self._sentences(part)]
        stating = [each for each in written if each["evidence"]]
        backed = [
            each
            for each in stating
            if all(self._evidence(fact).sources for fact in each["evidence"])
        ]
        if written:
            read = sum("error" not in each for each in self._records)
            more = len(written) - len(stating)
            yield (
                element("strong", f"{len(backed)} of {len(stating)}"),
                f" sentences rest on quotes from {counted(read, 'document')} and the posting",
                f"; {more} more state{'s' if more == 1 else ''} no fact." if more else ".",
            )
        if self._asked:
            gaps = len(self._shared.get("gaps") or [])
            yield (
                element("strong", f"{len(self._asked) - gaps} of {len(self._asked)}"),
                " ",
                element("a", "requirements", href="#requirements"),
                " are backed by the documents.",
            )
        dropped = len(self._dropped())
        yield (
            element("strong", str(dropped or "No")),
            " ",
            element("a", "sentence" if dropped < 2 else "sentences", href="#left-out"),
            f" {'was' if dropped < 2 else 'were'} dropped for saying more than the evidence.",
        )
        if disputes := len(self._disputes()):
            yield (
                element("strong", str(disputes)),
                " ",
                element(
                    "a", "contradiction" if disputes == 1 else "contradictions", href="#conflicts"
                ),
                " between documents.",
            )
        if calls := len(self._run.calls):
            yield (
                element("strong", str(calls)),
                " ",
                element("a", "call" if calls == 1 else "calls", href="#run"),
                f" in {self._run.duration_s:.1f} s, at most {self._run.most_in_flight} at once.",
            )

    # --- Documents and notes ----------------------------------------------------------------------

    def _sentences(self, part: str) -> list[dict[str, Any]]:
        evidence = (self._shared.get("evidence") or {}).get(part) or {}
        return list(evidence.get("sentences") or [])

    def _written(self, part: str) -> Written:
        return Written(
            [
                (plain(each["text"]), tuple(self._evidence(fact) for fact in each["evidence"]))
                for each in self._sentences(part)
            ]
        )

    def _evidence(self, fact: Mapping[str, Any]) -> Evidence:
        sources = tuple(fact.get("sources") or ())
        if not sources and str(fact["id"]).startswith("requirements."):
            sources = tuple(self._sources.in_posting(str(fact["text"])))
        return Evidence(str(fact["id"]), str(fact["text"]), sources)

    def _notes(self) -> Html:
        return element(
            "section",
            element(
                "div",
                element("h2", "Sources"),
                element("button", "Close", type="button", class_="close"),
                class_="sources-head",
            ),
            element(
                "p",
                "Point at a sentence, click or tap it, or reach it with the Tab key: the words it "
                "rests on show here, with file and place. Enter moves into the sources, Escape "
                "back.",
                class_="hint",
            ),
            element("div", self._citations.notes, class_="notes"),
            id="sources",
            class_="sources",
            aria_label="Sources",
            tabindex=0,
        )

    # --- Requirements ---------------------------------------------------------------------------

    def _requirements_part(self) -> Content:
        if not self._asked:
            return None
        advice = {
            str(gap["requirement"]): str(gap.get("mitigation_strategy") or "")
            for gap in self._shared.get("gaps") or []
        }
        numbered = enumerate(self._asked, start=1)
        return [
            (
                element("h3", _CATEGORIES.get(category, category.replace("_", " ").capitalize())),
                element(
                    "ol",
                    [
                        self._requirement(number, text, assessed, advice.get(text))
                        for number, (_, text, assessed) in group
                    ],
                    class_="requirements",
                ),
            )
            for category, group in groupby(numbered, key=lambda each: each[1][0])
        ]

    def _requirement(
        self, number: int, text: str, assessed: Mapping[str, Any], advice: str | None
    ) -> Html:
        ids = [str(match.get("evidence_id")) for match in assessed.get("evidence") or []]
        evidence = self._sources.evidence(*ids)
        first, more = evidence[:_FACTS_AT_ONCE], evidence[_FACTS_AT_ONCE:]
        strength = str(assessed.get("strength_summary") or "NONE")
        return element(
            "li",
            element(
                "div",
                element("h4", text, dir="auto"),
                element(
                    "p",
                    element("span", *_meter(strength), class_="meter", aria_hidden="true"),
                    _STRENGTHS.get(strength, strength.capitalize()),
                    class_="strength",
                ),
                _used_in([each for each in self._citations.sentences if each.rests_on(ids)]),
                class_="asked",
            ),
            element(
                "div",
                element("p", "No document shows this.", class_="remark") if not evidence else None,
                [self._shown(each) for each in first],
                element(
                    "details",
                    element("summary", counted(len(more), "more fact")),
                    [self._shown(each) for each in more],
                )
                if more
                else None,
                element("p", element("strong", "Gap. "), advice, class_="gap") if advice else None,
                class_="shown",
            ),
            id=f"r{number}",
            class_=f"requirement {strength.lower()}",
        )

    def _shown(self, evidence: Evidence) -> Html:
        return element(
            "div",
            element("p", self._sources.name_of(evidence.id), class_="about", dir="auto"),
            element("p", evidence.text, class_="value", dir="auto"),
            places(self._sources, evidence.sources, evidence.text),
        )

    # --- The plan -------------------------------------------------------------------------------

    def _plan_part(self) -> Content:
        led = (self._shared.get("application_plan") or {}).get("lead_with") or []
        evidence = (self._shared.get("evidence") or {}).get("cv") or {}
        left_out = [
            (str(each["text"]), str(each["reason"])) for each in evidence.get("left_out") or []
        ]
        if not (led or left_out):
            return None
        return [
            element("h3", "Led with"),
            element(
                "ol",
                [
                    element(
                        "li",
                        [
                            self._shown(each)
                            for each in self._sources.evidence(str(point["evidence"]))
                        ],
                        element("p", str(point["reason"]), class_="remark", dir="auto"),
                    )
                    for point in led
                ],
                class_="led",
            )
            if led
            else element("p", "Nothing in particular.", class_="remark"),
            (
                element("h3", "Facts the CV leaves out"),
                table(("Fact", "Why"), left_out),
            )
            if left_out
            else None,
        ]

    # --- Left out -------------------------------------------------------------------------------

    def _dropped(self) -> list[tuple[str, str, str]]:
        """(where, text, reason) of each sentence that was dropped."""
        evidence = self._shared.get("evidence") or {}
        return [
            (name, str(each["text"]), str(each["reason"]))
            for part, name in (("cv", CV), ("cover_letter", LETTER))
            for each in (evidence.get(part) or {}).get("dropped") or []
        ]

    def _left_out_part(self) -> Content:
        dropped = self._dropped()
        unread = [
            (str(each["document_name"]), str(each["error"]))
            for each in self._records
            if "error" in each
        ]
        unread += [
            (str(each.get("path")), str(each.get("error")))
            for each in self._shared.get("scan_errors") or []
        ]
        others = [
            (str(value.get("document")), f"of another person: {value.get('value')}")
            for each in self._database.get("conflicts") or []
            if each.get("field") == "person"
            for value in each.get("values") or []
        ]
        warned = [
            (str(record["document_name"]), str(warning))
            for record in self._records
            for warning in record.get("warnings") or []
        ]
        return [
            element("h3", "Sentences"),
            table(
                ("Text", "From", "Why it was dropped"),
                [(text, where, reason) for where, text, reason in dropped],
            )
            if dropped
            else element("p", "None: no sentence said more than its evidence.", class_="remark"),
            self._unfound(),
            self._unquoted(),
            [
                (element("h3", heading), table(("Document", "Why"), rows))
                for heading, rows in (
                    ("Documents that could not be read", unread),
                    ("Documents of somebody else", others),
                    ("Parts that could not be read", warned),
                )
                if rows
            ],
        ]

    def _unfound(self) -> Content:
        """What was read from documents and not found in their words."""
        rows = [
            (str(record["document_name"]), list(record["dropped"]))
            for record in self._records
            if record.get("dropped")
        ]
        if not rows:
            return None
        return [
            element("h3", "Details not found in the documents’ own words"),
            [
                element(
                    "details",
                    element("summary", name, " ", element("span", counted(len(fields), "field"))),
                    table(
                        ("Field", "Why"),
                        [(str(each["path"]), str(each["reason"])) for each in fields],
                    ),
                )
                for name, fields in rows
            ],
        ]

    def _unquoted(self) -> Content:
        """What was taken for a requirement and does not stand in the posting."""
        dropped = [str(each) for each in self._shared.get("requirements_dropped") or []]
        if not dropped:
            return None
        return [
            element("h3", "Requirements that the posting does not say"),
            element("ul", [element("li", each, dir="auto") for each in dropped]),
        ]

    # --- Contradictions -------------------------------------------------------------------------

    def _disputes(self) -> list[tuple[int, Mapping[str, Any]]]:
        return [
            (number, each)
            for number, each in enumerate(self._database.get("conflicts") or [], start=1)
            if each.get("field") != "person"
        ]

    def _conflicts_part(self) -> Content:
        return [self._dispute(number, each) for number, each in self._disputes()] or None

    def _dispute(self, number: int, conflict: Mapping[str, Any]) -> Html:
        entry, path = str(conflict.get("entry")), str(conflict.get("field"))
        fact = entry if entry == path else f"{entry}.{path}"
        told: dict[str, list[Mapping[str, Any]]] = {}
        for value in conflict.get("values") or []:
            told.setdefault(str(value.get("value")), []).append(value)
        return element(
            "article",
            element("h3", self._sources.name_of(fact), id=f"k{number}-heading", dir="auto"),
            element(
                "div",
                [
                    element(
                        "div",
                        element("p", value, class_="value", dir="auto"),
                        element("p", "Used" if index == 0 else "Not used", class_="verdict"),
                        places(self._sources, spans, value),
                        class_="side" + (" chosen" if index == 0 else ""),
                    )
                    for index, (value, spans) in enumerate(told.items())
                ],
                class_="sides",
            ),
            id=f"k{number}",
            class_="conflict",
            aria_labelledby=f"k{number}-heading",
        )

    # --- The company ----------------------------------------------------------------------------

    def _company_part(self) -> Content:
        research: Mapping[str, Any] = self._shared.get("company_research") or {}
        if not research:
            return None
        facts = research.get("facts") or []
        queries = [str(each) for each in research.get("queries") or []]
        notes = (
            ("Left out", [_dropped_fact(each) for each in research.get("dropped") or []]),
            ("Not searched or not read", [str(each) for each in research.get("problems") or []]),
            ("Searched for", queries),
        )
        return [
            element(
                "ul",
                [
                    element(
                        "li",
                        element(
                            "p", in_words(str(fact.get("topic") or "")).capitalize(), class_="about"
                        ),
                        places(self._sources, [fact]),
                    )
                    for fact in facts
                ],
                class_="company",
            )
            if facts
            else element("p", "No page said anything that could be quoted.", class_="remark"),
            [
                (
                    element("h3", heading),
                    element("ul", [element("li", line, dir="auto") for line in lines]),
                )
                for heading, lines in notes
                if lines
            ],
        ]


def _dropped_fact(dropped: Mapping[str, Any]) -> str:
    return f"{dropped.get('quote')}: {dropped.get('reason')}"


_CATEGORIES: Final = {
    "required_skills": "Required",
    "required": "Required",
    "preferred_skills": "Preferred",
    "nice_to_have": "Preferred",
    "experience_years": "Years of experience",
    "education": "Education",
    "responsibilities": "Responsibilities of the post",
}
_FACTS_AT_ONCE: Final = 2
_STRENGTHS: Final = {"HIGH": "Strong", "MEDIUM": "Partial", "LOW": "Weak", "NONE": "Missing"}
_FILLED: Final = {"HIGH": 3, "MEDIUM": 2, "LOW": 1}


def _used_in(used: Sequence[CitedSentence]) -> Content:
    """Links to the sentences that a requirement's evidence went into."""
    if not used:
        return None
    by_part = groupby(used, key=lambda each: each.part)
    return element(
        "p",
        "Used in ",
        [
            (
                " and " if index else None,
                f"{part} ",
                [
                    (
                        ", " if place else None,
                        element(
                            "a",
                            str(each.number),
                            href=f"#c{each.number}",
                            aria_label=f"{part}, sentence {each.number}",
                        ),
                    )
                    for place, each in enumerate(group)
                ],
            )
            for index, (part, group) in enumerate(by_part)
        ],
        class_="used",
    )


def _meter(strength: str) -> list[Html]:
    filled = _FILLED.get(strength, 0)
    return [element("i", class_="full" if index < filled else None) for index in range(3)]


def _asked(mapping: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(category, requirement, assessment) in the order of the mapping."""
    for category, requirements in mapping.items():
        for text, assessed in requirements.items():
            yield category, text, assessed
