"""The report in a real browser: opened from disk, pointed at, clicked, tabbed through, printed."""

from __future__ import annotations

import io
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.application_store import example_store
from tests.unit.test_report import ATTACK, RUN, attacked, plain
from utils.career.report import application_report

playwright = pytest.importorskip(
    "playwright.sync_api", reason="the package playwright is not installed"
)
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
)

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass
class Opened:
    """A report in a tab, and what the browser had to say about it."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def sentence(self, text: str) -> Any:
        return self.page.locator("a.sentence", has_text=text).first

    def shown_note(self) -> str:
        notes = self.page.locator(".note:visible")
        assert notes.count() == 1
        return plain(notes.inner_text())


@pytest.fixture(scope="module")
def shared() -> dict[str, Any]:
    return {}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, shared: dict[str, Any]) -> Path:
    """The report of the example application, in a folder whose name needs quoting."""
    written, documents = example_store()
    written["company_research"] = {
        "facts": [{"topic": "mission", "quote": "We move.", "url": "https://example.org/"}]
    }
    written["evidence"]["cv"]["dropped"] = [{"text": "Led 60", "reason": "60 is not in it"}]
    shared.update(written)
    path = tmp_path_factory.mktemp("a report #1") / "report.html"
    path.write_text(application_report(written, documents, RUN), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        # In a container Chromium's own sandbox needs rights that root gives up elsewhere.
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def opened(chromium: Any, path: Path, **options: Any) -> Opened:
    context = chromium.new_context(**{"viewport": DESKTOP, **options})
    tab = Opened(context.new_page())
    tab.page.on("request", lambda request: tab.requests.append(request.url))
    tab.page.on("console", lambda message: tab.complaints.append(message.text))
    tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
    tab.page.on("dialog", lambda dialog: tab.complaints.append(dialog.message))
    tab.page.goto(path.as_uri())
    return tab


@pytest.fixture
def tab(chromium: Any, report: Path) -> Iterator[Opened]:
    tab = opened(chromium, report)
    yield tab
    assert tab.complaints == []
    assert tab.requests == [report.as_uri()]
    tab.page.context.close()


def without_spaces(text: str) -> str:
    """A text for comparing with that of a PDF: spaces and ligatures are a matter of fonts."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def example_sentence(shared: dict[str, Any], number: int = 8) -> tuple[str, str, str]:
    """(sentence, quote, file) of the example's CV."""
    sentence = shared["evidence"]["cv"]["sentences"][number]
    source = sentence["evidence"][0]["sources"][0]
    return plain(sentence["text"]), plain(source["quote"]), source["document"]


# --- Showing sources -----------------------------------------------------------------------------


def test_a_click_shows_the_quote_and_holds_it(tab: Opened, shared: dict[str, Any]) -> None:
    text, quote, file = example_sentence(shared)
    assert tab.page.locator(".note:visible").count() == 0
    tab.sentence(text).click()
    assert quote in tab.shown_note()
    assert file in tab.shown_note()
    other = example_sentence(shared, 12)[0]
    tab.sentence(other).hover()
    tab.page.locator(".note:visible", has_text=other).wait_for()
    tab.page.mouse.move(2, 2)
    tab.page.locator(".note:visible", has_text=text).wait_for()
    assert quote in tab.shown_note()


def test_a_second_click_lets_go(tab: Opened, shared: dict[str, Any]) -> None:
    link = tab.sentence(example_sentence(shared)[0])
    link.click()
    link.click()
    assert tab.page.locator(".note:visible").count() == 0


def test_pointing_at_a_sentence_shows_its_quote(tab: Opened, shared: dict[str, Any]) -> None:
    text, quote, _ = example_sentence(shared)
    tab.sentence(text).hover()
    tab.page.locator(".note:visible").wait_for()
    assert quote in tab.shown_note()


def test_the_keyboard_reaches_sentence_sources_and_back(
    tab: Opened, shared: dict[str, Any]
) -> None:
    text, quote, _ = example_sentence(shared)
    page = tab.page
    for _ in range(80):
        page.keyboard.press("Tab")
        if text in plain(page.evaluate("document.activeElement.innerText")):
            break
    assert quote in tab.shown_note()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    link = page.evaluate("document.activeElement.id")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == f"{link}-sources"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == link
    page.keyboard.press("Escape")
    assert page.locator(".note:visible").count() == 0


def test_every_sentence_shows_its_own_quotes(tab: Opened, shared: dict[str, Any]) -> None:
    written = [
        sentence
        for part in ("cv", "cover_letter")
        for sentence in shared["evidence"][part]["sentences"]
    ]
    links = tab.page.locator("a.sentence")
    assert links.count() == len(written)
    shown = {}
    for index in range(links.count()):
        link = links.nth(index)
        link.evaluate("link => link.click()")
        shown[plain(link.inner_text())] = [
            plain(text) for text in tab.page.locator(".note.shown mark").all_text_contents()
        ]
    for sentence in written:
        quotes = {plain(s["quote"]) for fact in sentence["evidence"] for s in fact["sources"]}
        assert quotes <= set(shown[plain(sentence["text"])])


def test_a_requirement_leads_to_its_sentence(tab: Opened) -> None:
    link = tab.page.locator(".used a").first
    target = link.get_attribute("href")
    link.click()
    tab.page.locator(f"{target}.active").wait_for()
    assert tab.page.locator(f"{target}-sources").is_visible()


def test_without_scripts_every_note_is_there(
    chromium: Any, report: Path, shared: dict[str, Any]
) -> None:
    tab = opened(chromium, report, java_script_enabled=False)
    text, _, _ = example_sentence(shared)
    link = tab.sentence(text)
    target = link.get_attribute("href")
    link.click()
    assert tab.page.url.endswith(target)
    assert tab.page.locator(target).is_visible()
    assert tab.page.locator(".note:visible").count() == tab.page.locator(".note").count()
    tab.page.context.close()


# --- Phones, themes, paper -----------------------------------------------------------------------


def test_on_a_phone_the_sources_come_up_over_the_page(
    chromium: Any, report: Path, shared: dict[str, Any]
) -> None:
    tab = opened(chromium, report, viewport=PHONE, has_touch=True, is_mobile=True)
    text, quote, _ = example_sentence(shared)
    panel = tab.page.locator("#sources")
    assert not panel.is_visible()
    tab.sentence(text).tap()
    assert quote in tab.shown_note()
    # The page scrolls smoothly to where the sheet does not cover the sentence.
    tab.page.wait_for_function(
        "sentence => sentence.getBoundingClientRect().bottom"
        " <= document.querySelector('#sources').getBoundingClientRect().top",
        arg=tab.sentence(text).element_handle(),
    )
    sheet = panel.bounding_box()
    assert sheet["y"] + sheet["height"] <= PHONE["height"] + 1
    tab.page.get_by_role("button", name="Close").tap()
    assert not panel.is_visible()
    tab.page.context.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_nothing_is_wider_than_the_page(width: int, chromium: Any, report: Path) -> None:
    tab = opened(chromium, report, viewport={"width": width, "height": 800})
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
    tab.page.context.close()


def test_the_page_follows_the_scheme_of_the_system(chromium: Any, report: Path) -> None:
    backgrounds = set()
    for scheme in ("light", "dark"):
        tab = opened(chromium, report, color_scheme=scheme)
        backgrounds.add(
            tab.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        )
        tab.page.context.close()
    assert len(backgrounds) == 2


def test_paper_holds_sentences_with_numbers_and_their_quotes(
    tab: Opened, shared: dict[str, Any]
) -> None:
    printed = PdfReader(io.BytesIO(tab.page.pdf(format="A4", prefer_css_page_size=True)))
    text = without_spaces("".join(page.extract_text() for page in printed.pages))
    documents, sources = text.split("Sources", 1)
    for number, sentence in enumerate(shared["evidence"]["cv"]["sentences"], start=1):
        assert without_spaces(f"{sentence['text']}{number}") in documents
        for fact in sentence["evidence"]:
            assert without_spaces(fact["sources"][0]["quote"]) in sources
    assert "ServerError,RateLimitError" in text  # of a table that is folded on screen
    assert "Close" not in text


# --- Access --------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_no_fault(
    scheme: str,
    size: dict[str, int],
    chromium: Any,
    report: Path,
    shared: dict[str, Any],
) -> None:
    tab = opened(chromium, report, viewport=size, color_scheme=scheme, reduced_motion="reduce")
    tab.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    tab.sentence(example_sentence(shared)[0]).click()
    found = axe.Axe().run(tab.page).response["violations"]
    faults = [(each["impact"], each["id"], each["nodes"][0]["html"][:200]) for each in found]
    assert faults == []
    tab.page.context.close()


def test_the_parts_are_landmarks_with_names(tab: Opened) -> None:
    assert tab.page.get_by_role("main").count() == 1
    assert tab.page.get_by_role("navigation", name="Parts of this report").count() == 1
    for name in (
        "Sources",
        "Requirements",
        "The plan",
        "Dropped",
        "Contradictions",
        "Company",
        "The run",
    ):
        assert tab.page.get_by_role("region", name=name, exact=True).count() == 1, name
    assert tab.page.get_by_role("article", name="CV", exact=True).count() == 1
    assert tab.page.get_by_role("article", name="Letter", exact=True).count() == 1
    assert tab.page.get_by_role("img", name="3 calls over 4.00 seconds").count() == 1


# --- Hostile texts -------------------------------------------------------------------------------


def test_markup_in_a_cv_stays_text_and_runs_nothing(chromium: Any, tmp_path: Path) -> None:
    written, _ = example_store()
    cv = written["cv_document"]
    written["cv_document"] = type(cv).model_validate(
        {**attacked(cv.model_dump()), "language": "en"}
    )
    for sentence in written["evidence"]["cv"]["sentences"]:
        sentence["text"] += ATTACK
    path = tmp_path / "report.html"
    path.write_text(application_report(written), encoding="utf-8")
    tab = opened(chromium, path)
    tab.page.locator("#cv a.sentence").nth(3).click()
    assert plain(ATTACK) in tab.shown_note()
    assert tab.page.locator("img").count() == 0
    assert tab.complaints == []
    assert tab.requests == [path.as_uri()]
    tab.page.context.close()


def test_the_policy_stops_what_would_have_broken_out(chromium: Any, tmp_path: Path) -> None:
    """The second line: even markup that got in could load and run nothing."""
    page = application_report({})
    smuggled = '<script>document.title = "run"</script><img src="http://127.0.0.1:9/x.png" alt="">'
    path = tmp_path / "report.html"
    path.write_text(page.replace("</body>", f"{smuggled}</body>"), encoding="utf-8")
    tab = opened(chromium, path)
    assert tab.page.title() != "run"
    assert any("Content Security Policy" in complaint for complaint in tab.complaints)
    assert not tab.page.evaluate("document.querySelector('img').naturalWidth")
    tab.page.context.close()
