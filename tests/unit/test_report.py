"""The report as a document: every sentence with its quotes, nothing loaded, nothing broken out."""

from __future__ import annotations

import base64
import copy
import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.application_store import example_store, store_for
from utils.career.documents import Document
from utils.career.html_markup import element, escaped, joined
from utils.career.report import application_report
from utils.career.run_timeline import RecordedCall, RecordedRun, Stretch

Application = tuple[dict[str, Any], list[Document]]
ATTACK = "\"><script>alert(1)</script><img src=x onerror=alert(2)>--></style>&lt;b&gt;'</title>"


@pytest.fixture(scope="module")
def example() -> Application:
    return example_store()


@pytest.fixture
def application(example: Application) -> Application:
    """The example's store, to be changed by a test."""
    shared, documents = example
    return copy.deepcopy(shared), documents


def page_of(shared: dict[str, Any], documents: Any = (), run: RecordedRun | None = None) -> Page:
    return Page(application_report(shared, documents, run))


class Page:
    """A report, parsed."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.tree = LexborHTMLParser(html)

    def all(self, selector: str) -> list[LexborNode]:
        return self.tree.css(selector)

    def one(self, selector: str) -> LexborNode:
        (node,) = self.tree.css(selector)
        return node

    def texts(self, selector: str) -> list[str]:
        return [text_of(node) for node in self.all(selector)]

    def note_of(self, link: LexborNode) -> LexborNode:
        return self.one(f"[id='{(link.attributes['href'] or '')[1:]}']")


def text_of(node: LexborNode) -> str:
    return plain(node.text())


def plain(text: str) -> str:
    return " ".join(text.split())


# --- Sentences and quotes ------------------------------------------------------------------------


@pytest.mark.parametrize(("part", "article"), [("cv", "#cv"), ("cover_letter", "#letter")])
def test_every_sentence_is_there_and_its_note_holds_every_quote(
    part: str, article: str, example: Application
) -> None:
    shared, documents = example
    page = page_of(shared, documents)
    written = shared["evidence"][part]["sentences"]
    links = page.all(f"{article} a.sentence")
    assert len(links) == len(written) > 10
    for sentence in written:
        link = next(each for each in links if text_of(each) == plain(sentence["text"]))
        note = page.note_of(link)
        marked = [text_of(mark) for mark in note.css("mark")]
        files = [text_of(each) for each in note.css("figcaption .file")]
        for fact in sentence["evidence"]:
            for source in fact["sources"]:
                assert plain(source["quote"]) in marked
                assert source["document"] in files


def test_the_documents_read_as_they_were_written(example: Application) -> None:
    shared, documents = example
    page = page_of(shared, documents)
    cv, letter = shared["cv_document"], shared["cover_letter_document"]
    shown = text_of(page.one("#cv"))
    for role in cv.roles:
        for text in (role.title, role.company, *role.bullets, *role.technologies):
            assert plain(text) in shown
    for entry in (*cv.education, *cv.projects, *cv.certifications, *cv.publications, *cv.awards):
        for text in entry.model_dump().values():
            if isinstance(text, str) and not re.fullmatch(r"[\d –-]+", text):
                assert plain(text) in shown
    for group in cv.skills:
        assert ", ".join(map(plain, group.items)) in shown
    paragraphs = page.texts("#letter p")
    for paragraph in letter.paragraphs:
        assert plain(paragraph) in paragraphs


def test_a_copied_fact_shows_where_it_was_copied_from(example: Application) -> None:
    shared, documents = example
    page = page_of(shared, documents)
    title = next(a for a in page.all("#cv h4 a") if text_of(a) == "Software Engineer")
    sources = next(
        entry["sources"]["title"]
        for entry in shared["career_database"]["experience"]
        if entry["title"] == "Software Engineer"
    )
    files = {text_of(each) for each in page.note_of(title).css(".file")}
    assert files == {source["document"] for source in sources}


def test_a_quote_stands_in_the_words_around_it_with_its_place(tmp_path: Path) -> None:
    text = "Ada Example\n\nExperience\n\nEngineer, Nordlys AS\n2019 - 2021\n"
    text += "- Led a team of 6\n- Cut build times by 40 percent\n"
    (tmp_path / "cv.txt").write_text(text)
    shared, documents = store_for(
        [tmp_path / "cv.txt"], "# Engineer\n\n## Requirements\n- Builds\n"
    )
    page = page_of(shared, documents)
    link = next(a for a in page.all("#cv a.sentence") if "build times" in text_of(a))
    figure = page.note_of(link).css_first("figure")
    assert figure is not None
    assert text_of(figure).startswith("Ada Example Experience Engineer, Nordlys AS 2019 - 2021")
    start = text.index("Cut build")
    assert f"line 8 · characters {start}–{start + 29}" in text_of(figure)


def test_a_document_that_has_changed_since_gives_the_quote_alone(example: Application) -> None:
    shared, documents = example
    changed = [replace(each, text="New first line.\n" + each.text) for each in documents]
    assert page_of(shared, documents).all("#c2-sources .context")
    note = page_of(shared, changed).one("#c2-sources")
    assert all(not text_of(each) for each in note.css(".context"))
    assert text_of(note.css("mark")[0])


def test_the_same_bullet_in_two_roles_keeps_the_evidence_of_each(application: Application) -> None:
    shared, documents = application
    first, second = shared["cv_document"].roles[0], shared["cv_document"].roles[1]
    first.bullets, second.bullets = ["Ran the service"], ["Ran the service"]
    shared["evidence"]["cv"]["sentences"] = [
        {
            "text": "Ran the service",
            "evidence": [{"id": f"experience.{n}.title", "text": f"role {n}", "sources": []}],
        }
        for n in (1, 0)
    ]
    page = page_of(shared, documents)
    links = [a for a in page.all("#cv a.sentence") if text_of(a) == "Ran the service"]
    values = [text_of(page.note_of(link).css(".value")[0]) for link in links]
    assert values == ["role 0", "role 1"]


def test_a_sentence_without_evidence_says_so(application: Application) -> None:
    shared, documents = application
    letter = shared["cover_letter_document"]
    letter.paragraphs = ["Nobody recorded this.", "I look forward to hearing from you."]
    shared["evidence"]["cover_letter"]["sentences"] = [
        {"text": letter.paragraphs[1], "evidence": []}
    ]
    page = page_of(shared, documents)
    first, second = page.all("#letter a.sentence")
    assert "unquoted" in (first.attributes["class"] or "")
    assert "No evidence is recorded" in text_of(page.note_of(first))
    assert "states no fact" in text_of(page.note_of(second))


def test_the_report_speaks_the_language_of_the_documents(application: Application) -> None:
    shared, documents = application
    shared["cv_document"].language = shared["cover_letter_document"].language = "de"
    page = page_of(shared, documents)
    assert page.one("#cv").attributes["lang"] == "de"
    assert "Berufserfahrung" in page.texts("#cv h3")
    assert page.one("html").attributes["lang"] == "en"


def test_an_empty_store_gives_an_empty_report() -> None:
    page = page_of({})
    assert page.texts("h1") == ["Application"]
    assert not page.all("article")
    assert "No call to a model was recorded." in page.texts("#run p")


# --- Requirements, what was left out, contradictions, the company ---------------------------------


def test_each_requirement_stands_with_its_strength_evidence_and_gap(example: Application) -> None:
    shared, documents = example
    page = page_of(shared, documents)
    asked = [
        (text, assessed)
        for requirements in shared["requirement_mapping_final"].values()
        for text, assessed in requirements.items()
    ]
    items = page.all("li.requirement")
    assert [text_of(item.css("h4")[0]) for item in items] == [plain(text) for text, _ in asked]
    gaps = {gap["requirement"]: gap["mitigation_strategy"] for gap in shared["gaps"]}
    assert gaps
    for item, (text, assessed) in zip(items, asked, strict=True):
        assert len(item.css(".shown .value")) == len(assessed["evidence"])
        assert [text_of(gap) for gap in item.css(".gap")] == (
            [f"Gap. {gaps[text]}"] if text in gaps else []
        )


def test_a_requirement_leads_to_the_sentences_that_use_its_evidence(example: Application) -> None:
    shared, documents = example
    page = page_of(shared, documents)
    links = page.all(".used a")
    assert links
    for link in links:
        requirement = re.search(r"\br\d+\b", str(_ancestor(link, "requirement").attributes["id"]))
        assert requirement is not None
        sentence = page.one(f"[id='{(link.attributes['href'] or '')[1:]}']")
        answers = [a.attributes["href"] for a in page.note_of(sentence).css(".cross a")]
        assert f"#{requirement[0]}" in answers


def _ancestor(node: LexborNode, name: str) -> LexborNode:
    parent = node.parent
    assert parent is not None
    return (
        parent
        if name in (parent.attributes.get("class") or "").split()
        else _ancestor(parent, name)
    )


def test_what_was_dropped_is_listed_with_the_reason(application: Application) -> None:
    shared, documents = application
    shared["evidence"]["cv"]["dropped"] = [{"text": "Led 60 people", "reason": "60 is not in it"}]
    shared["extracted_experiences"][0]["dropped"] = [{"path": "summary", "reason": "its text is"}]
    shared["extracted_experiences"].append({"document_name": "scan.pdf", "error": "no text in it"})
    shared["scan_errors"] = [{"path": "locked", "error": "permission denied"}]
    shared["requirements_dropped"] = ["Ten years of COBOL"]
    assert "Ten years of COBOL" in page_of(shared, documents).texts("#left-out li")
    rows = page_of(shared, documents).texts("#left-out tbody tr")
    assert any("Led 60 people" in row and "60 is not in it" in row for row in rows)
    assert any("summary" in row and "its text is" in row for row in rows)
    assert any("scan.pdf" in row and "no text in it" in row for row in rows)
    assert any("locked" in row and "permission denied" in row for row in rows)


def test_the_plan_shows_what_is_led_with_and_what_the_cv_leaves_out(example: Application) -> None:
    shared, documents = example
    page = page_of(shared, documents)
    led = shared["application_plan"]["lead_with"]
    assert led
    shown = page.texts("#plan .led > li")
    assert len(shown) == len(led)
    for text, point in zip(shown, led, strict=True):
        assert plain(point["reason"]) in text
    left_out = shared["evidence"]["cv"]["left_out"]
    assert left_out
    rows = page.texts("#plan tbody tr")
    assert all(plain(each["text"]) in row for each, row in zip(left_out, rows, strict=True))


def test_contradictions_stand_side_by_side_and_the_one_used_is_named(example: Application) -> None:
    shared, documents = example
    conflicts = shared["career_database"]["conflicts"]
    page = page_of(shared, documents)
    shown = page.all("article.conflict")
    assert len(shown) == len(conflicts) > 0
    for article, conflict in zip(shown, conflicts, strict=True):
        values = list(dict.fromkeys(plain(str(each["value"])) for each in conflict["values"]))
        assert [text_of(each) for each in article.css(".side > .value")] == values
        assert text_of(article.css(".chosen > .value")[0]) == values[0]
        files = {text_of(each) for each in article.css(".file")}
        assert files == {each["document"] for each in conflict["values"]}


def test_documents_of_somebody_else_are_left_out_and_no_contradiction(
    application: Application,
) -> None:
    shared, documents = application
    values = [{"value": "Bo Other", "document": "bo.pdf", "quote": "Bo Other"}]
    other = {"entry": "personal_info", "field": "person", "values": values}
    shared["career_database"]["conflicts"] = [other]
    page = page_of(shared, documents)
    assert not page.all("#conflicts")
    assert any("bo.pdf" in row and "Bo Other" in row for row in page.texts("#left-out tr"))


def test_company_facts_show_their_page_and_quote(application: Application) -> None:
    shared, documents = application
    fact = {"topic": "mission", "quote": "We move parcels.", "start": 5, "end": 21}
    shared["company_research"] = {
        "facts": [
            {**fact, "url": "https://example.org/about"},
            {**fact, "url": "javascript:alert(1)"},
        ],
        "problems": ["search timed out"],
        "queries": ["Example mission"],
        "dropped": [{"quote": "We fly.", "reason": "no page says it"}],
    }
    page = page_of(shared, documents)
    shown = text_of(page.one("#company"))
    for text in ("We move parcels.", "search timed out", "Example mission", "no page says it"):
        assert text in shown
    assert [a.attributes["href"] for a in page.all("#company a")] == ["https://example.org/about"]


def test_a_letter_that_quotes_a_page_shows_its_address(application: Application) -> None:
    shared, documents = application
    source = {"document": "https://example.org/about", "quote": "We move.", "start": 0, "end": 8}
    shared["cover_letter_document"].paragraphs = ["You write that you move."]
    shared["evidence"]["cover_letter"]["sentences"] = [
        {
            "text": "You write that you move.",
            "evidence": [{"id": "company.0", "text": "We move.", "sources": [source]}],
        }
    ]
    page = page_of(shared, documents)
    note = page.note_of(page.one("#letter a.sentence"))
    assert [a.attributes["href"] for a in note.css(".file a")] == ["https://example.org/about"]
    assert text_of(note.css("mark")[0]) == "We move."


def test_without_research_there_is_no_company_part(example: Application) -> None:
    shared, documents = example
    assert not page_of(shared, documents).all("#company")


# --- The run -------------------------------------------------------------------------------------

RUN = RecordedRun(
    calls=(
        RecordedCall(
            label="cv.pdf",
            model="acme/large",
            start_s=0.0,
            end_s=2.0,
            outcome="answered",
            stretches=(Stretch("waiting", 0.0, 0.5), Stretch("in_flight", 0.5, 2.0)),
            attempts=1,
            prompt_tokens=1200,
            completion_tokens=300,
            cost_usd=0.0125,
        ),
        RecordedCall(
            label="job posting",
            model="acme/large",
            start_s=0.0,
            end_s=4.0,
            outcome="failed",
            stretches=(
                Stretch("erred", 0.0, 1.0),
                Stretch("backing_off", 1.0, 2.0),
                Stretch("erred", 2.0, 4.0),
            ),
            attempts=2,
            errors=("ServerError", "RateLimitError"),
        ),
        RecordedCall("notes.md", "acme/large", 1.0, 1.0, "cached"),
    ),
    pauses=((2.5, 3.0),),
)


def test_the_timeline_is_drawn_to_scale() -> None:
    page = page_of({}, run=RUN)
    drawn = [
        (rect.attributes["class"], rect.attributes["x"], rect.attributes["width"])
        for rect in page.all("svg.timeline rect")
    ]
    assert drawn == [
        ("paused", "62.500%", "12.500%"),
        ("waiting", "0.000%", "12.500%"),
        ("in_flight", "12.500%", "37.500%"),
        ("erred", "0.000%", "25.000%"),
        ("backing_off", "25.000%", "25.000%"),
        ("erred", "50.000%", "50.000%"),
    ]
    assert page.one("svg.timeline circle").attributes["cx"] == "25.000%"
    assert page.texts("svg.timeline text.tick") == ["0 s", "1 s", "2 s", "3 s", "4 s"]


def test_the_run_is_told_in_figures_too() -> None:
    page = page_of({}, run=RUN)
    totals = dict(zip(page.texts(".totals dt"), page.texts(".totals dd"), strict=True))
    assert totals == {
        "Duration": "4.00 s",
        "Calls": "3",
        "Most in flight": "2",
        "Repeated attempts": "1",
        "From the cache": "1",
        "Failed": "1",
        "Tokens": "1,200 + 300",
        "Cost": "$0.0125",
        "Model": "acme/large",
    }
    rows = page.texts("#run tbody tr")
    assert len(rows) == 3
    assert "failed (ServerError, RateLimitError)" in rows[1]


def test_costs_that_nobody_knows_are_not_zero() -> None:
    calls = tuple(replace(call, cost_usd=None) for call in RUN.calls)
    assert "not told" in page_of({}, run=RecordedRun(calls)).texts(".totals dd")


def test_the_built_in_rules_are_no_model() -> None:
    calls = tuple(replace(call, model="built-in-rules", cost_usd=None) for call in RUN.calls)
    page = page_of({}, run=RecordedRun(calls))
    assert "no model was asked" in text_of(page.one("#run"))
    assert "Cost" not in page.texts(".totals dt")


def test_a_run_of_many_calls_keeps_a_sane_height() -> None:
    calls = tuple(replace(RUN.calls[0], label=f"{n}.md") for n in range(400))
    svg = page_of({}, run=RecordedRun(calls)).one("svg.timeline")
    assert int(svg.attributes["height"] or 0) < 3_000


@given(st.floats(min_value=1e-3, max_value=1e5))
def test_ticks_are_few_and_within_the_run(duration_s: float) -> None:
    call = replace(RUN.calls[0], end_s=duration_s, stretches=())
    ticks = Page(application_report({}, run=RecordedRun((call,)))).all("svg text.tick")
    assert 2 <= len(ticks) <= 7
    assert all(0 <= float((tick.attributes["x"] or "").rstrip("%")) <= 100 for tick in ticks)


# --- A document of its own -----------------------------------------------------------------------


def test_every_id_is_given_once_and_every_reference_resolves(example: Application) -> None:
    shared, documents = example
    page = page_of(shared, documents, RUN)
    ids = [node.attributes["id"] for node in page.all("[id]")]
    assert len(ids) == len(set(ids))
    references = [
        name
        for attribute in ("aria-details", "aria-labelledby")
        for node in page.all(f"[{attribute}]")
        for name in (node.attributes[attribute] or "").split()
    ]
    references += [(a.attributes["href"] or "")[1:] for a in page.all("a[href^='#']")]
    references += re.findall(r"url\(#([\w-]+)\)", page.html)
    assert len(references) > 100
    assert set(references) <= set(ids)


def test_nothing_is_loaded_from_anywhere(example: Application) -> None:
    shared, documents = example
    page = page_of(shared, documents, RUN)
    assert not page.all("[src], [srcset], link, iframe, object, embed, base, form, [style]")
    assert not page.all("[onclick], [onload], [onerror]")
    style, script = page.one("style").text(), page.one("script").text()
    assert not re.search(r"@import|https?:", style)
    assert re.findall(r"url\(([^)]*)\)", style) == ["#hatching"]
    assert not re.search(r"https?:|fetch|import\b|XMLHttpRequest|innerHTML", script)


def test_the_policy_allows_this_style_and_this_script_and_nothing_else() -> None:
    page = page_of({})
    policy = page.one("meta[http-equiv='Content-Security-Policy']").attributes["content"] or ""
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))

    def digest(selector: str) -> str:
        raw = hashlib.sha256(page.one(selector).text().encode()).digest()
        return f"'sha256-{base64.b64encode(raw).decode()}'"

    assert rules == {
        "default-src": "'none'",
        "style-src": digest("style"),
        "script-src": digest("script"),
        "base-uri": "'none'",
        "form-action": "'none'",
    }


# --- Nothing breaks out --------------------------------------------------------------------------


def attacked(value: Any) -> Any:
    """Every text of a store with the attack behind it."""
    if isinstance(value, str):
        return value + ATTACK
    if isinstance(value, dict):
        return {key: attacked(each) for key, each in value.items()}
    return [attacked(each) for each in value] if isinstance(value, list) else value


def test_texts_that_are_markup_show_as_text(application: Application) -> None:
    shared, documents = application
    honest = page_of(shared, documents, RUN)
    for key in ("cv_document", "cover_letter_document"):
        document = shared[key]
        texts = {
            k: v if k in ("language", "date") else attacked(v)
            for k, v in document.model_dump().items()
        }
        shared[key] = type(document).model_validate(texts)
    for part in ("cv", "cover_letter"):
        for sentence in shared["evidence"][part]["sentences"]:
            sentence["text"] += ATTACK
            for fact in sentence["evidence"]:
                fact["text"] += ATTACK
                fact["sources"] = attacked(fact["sources"])
        shared["evidence"][part]["dropped"] = [{"text": ATTACK, "reason": ATTACK}]
    shared["requirement_mapping_final"] = {
        category: {text + ATTACK: assessed for text, assessed in requirements.items()}
        for category, requirements in shared["requirement_mapping_final"].items()
    }
    shared["gaps"] = attacked(shared["gaps"])
    shared["requirements"]["title"] += ATTACK
    shared["extracted_experiences"][0] |= {
        "document_name": ATTACK,
        "dropped": [{"path": ATTACK, "reason": ATTACK}],
        "warnings": [ATTACK],
    }
    for conflict in shared["career_database"]["conflicts"]:
        conflict["values"] = attacked(conflict["values"])
    shared["company_research"] = {
        "facts": [{"topic": ATTACK, "quote": ATTACK, "url": f"https://x/{ATTACK}"}],
        "problems": [ATTACK],
    }
    run = RecordedRun(tuple(replace(call, label=ATTACK, model=ATTACK) for call in RUN.calls))
    page = page_of(shared, documents, run)
    assert len(page.all("script")) == len(page.all("style")) == 1
    assert not page.all("img, b, [onerror]")
    assert page.one("script").text() == honest.one("script").text()
    assert text_of(page.one("h1")).endswith(plain(ATTACK))
    assert {node.tag for node in page.all("*")} == {node.tag for node in honest.all("*")} | {
        "section"
    }
    assert page.html.count("<script") == page.html.count("</style") == 1
    marks = [text_of(mark) for mark in page.tree.css("#c1-sources mark")]
    assert marks
    assert all(plain(ATTACK) in mark for mark in marks)


@given(st.text())
def test_any_text_comes_back_as_it_was(text: str) -> None:
    tree = LexborHTMLParser(str(element("p", text, title=text, class_="x")), is_fragment=False)
    (paragraph,) = tree.css("p.x")
    holdable = re.sub(
        "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010fffd]",
        "\ufffd",
        text,
    )
    expected = re.sub("\r\n?", "\n", holdable)
    assert paragraph.text() == expected
    assert (paragraph.attributes["title"] or "") == expected


def test_markup_stays_and_text_is_escaped_wherever_it_stands() -> None:
    assert joined("<", element("i", ["&", None, escaped("'")])) == "&lt;<i>&amp;&#x27;</i>"


@pytest.mark.parametrize("name", ["script", "style"])
def test_no_text_is_put_where_it_would_be_executed(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        element(name, "alert(1)")
