"""Grounding: quotes are found where they stand, and nowhere else; what is not written goes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.career.documents import read_document
from utils.career.grounding import GroundedExtraction, TextIndex, ground_extraction
from utils.career.schema import DocumentExtraction

INPUTS = Path(__file__).parents[3] / "shared" / "inputs"

# --- Where a quote stands ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Led a team\n   of five", "led a TEAM of five"),
        ("an event-\ndriven store", "event-driven store"),
        ("software develop-\nment at Acme", "software development at Acme"),
        ("soft\u00adware\u200b", "software"),
        ("soft\u00ad\nware", "software"),
        ("Software-\nEntwickler", "Software-Entwickler"),
        ("2019–2021", "2019 - 2021"),
        ("“Best of” ’19", '"Best of" \'19'),
        ("ﬁnancial ｒeports, CO₂", "financial reports, CO2"),
        ("Cafe\u0301 Zoë", "Café Zoe\u0308"),
        ("Built\n• the billing API", "Built the billing API"),
        ("Built •\nthe billing API", "Built the billing API"),
        ("Built\n- the billing API", "Built the billing API"),
        ("\uf0b7 Built the API", "Built the API"),
        ("株式会社\n山田商事", "株式会社山田商事"),
        ("経験は2021年から", "2021"),
        ("Acme¹ in Berlin", "Acme"),
        ("C++ and C", "C"),
        ("AI/ML, C#", "ML"),
        ("on 01.06.2019", "2019"),
        ("since 06.2019", "2019"),
        ("cut 5%, not -5%", "-5%"),
        ("2016 – present", "2016 –"),
        ("Acme (Berlin) ,Paris", "Acme (Berlin), Paris"),
    ],
)
def test_a_quote_is_found_whatever_way_it_is_set(text: str, quote: str) -> None:
    assert TextIndex(text).find(quote) is not None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("We use Google", "Go"),
        ("300 users", "30"),
        ("30,000 users", "30"),
        ("30,000 users", "000"),
        ("30 000 users", "30"),
        ("a factor of 3.30", "30"),
        ("only C++", "C"),
        ("only C#", "C"),
        ("worked in R&D", "R"),
        ("worked in R&D", "D"),
        ("a limit of 10² units", "102"),
        ("2½ years", "21"),
        ("5+ years", "5"),
        ("Cafe\u0301", "Cafe"),
        ("develop-\nment", "ment"),
        ("Python • SQL", "Python SQL"),
        ("in 2016", "2016 –"),
        ("up 5%", "-5%"),
        ("1, 000 users", "1,000"),
        ("Senior Engineer", "Senior Software Engineer"),
        ("text", ""),
        ("text", " – "),
        ("", "text"),
    ],
)
def test_what_would_change_the_meaning_is_not_found(text: str, quote: str) -> None:
    assert TextIndex(text).find(quote) is None


def test_offsets_are_those_of_the_text_as_it_was_given() -> None:
    text = "x ﬁ •\n  Led\u00ad ing\n– a develop-\nment team, 2016 –  present"
    start, end = TextIndex(text).find("A DEVELOPMENT TEAM") or (0, 0)
    assert text[start:end] == "a develop-\nment team"
    start, end = TextIndex(text).find("2016 -") or (0, 0)
    assert text[start:end] == "2016 –"


def test_find_goes_on_from_where_it_is_told() -> None:
    index = TextIndex("Acme, Acme Corp, ACME")
    assert index.find_all("acme") == [(0, 4), (6, 10), (17, 21)]
    assert index.find("acme", 1) == (6, 10)
    assert index.find("acme", 6) == (6, 10)
    assert index.find("acme", 18) is None


words = st.lists(
    st.text(alphabet=st.characters(categories=["L", "Nd"]), min_size=1, max_size=8),
    min_size=1, max_size=12,
)  # fmt: skip
gaps = st.sampled_from([" ", "\n", "  \t", "\r\n", "\n• ", "\u00a0", " \u200b", "\u2003\n"])


@given(words=words, before=words, after=words, data=st.data())
def test_a_passage_is_found_however_its_lines_wrap(
    words: list[str], before: list[str], after: list[str], data: st.DataObject
) -> None:
    passage = words[0] + "".join(data.draw(gaps) + word for word in words[1:])
    text = f"{' '.join(before)} ~ {passage} ~ {' '.join(after)}"
    places = TextIndex(text).find_all(" ".join(words))
    at = len(" ".join(before)) + 3
    assert (at, at + len(passage)) in places


@given(text=st.text(max_size=60), quote=st.text(max_size=8), start=st.integers(0, 60))
def test_a_place_holds_its_own_quote_and_lies_behind_the_start(
    text: str, quote: str, start: int
) -> None:
    place = TextIndex(text).find(quote, start)
    if place is not None:
        assert start - 1 <= place[0] < place[1] <= len(text)
        found = text[place[0] : place[1]]
        assert TextIndex(found).find(quote) is not None
        assert TextIndex(quote).find(found) is not None or "-" in quote or found != quote


@given(text=st.text(alphabet="abc 12.,-\n•", max_size=40), data=st.data())
def test_a_word_is_never_cut(text: str, data: st.DataObject) -> None:
    word = data.draw(st.text(alphabet="abc12", min_size=1, max_size=4))
    for start, end in TextIndex(text).find_all(word):
        assert not (start and text[start - 1].isalnum())
        assert not text[end : end + 1].isalnum()


# --- Extractions ---------------------------------------------------------------------------------

CV = """\
JANE SMITH
jane@example.com · linkedin.com/in/janesmith · Berlin
Engineer with experience in Go and Python.

EXPERIENCE
Acme Corp Jan 2022 – Present
Senior Engineer · Berlin
• Led the migration to Kubernetes, cutting la-
tency by 42%.
• Wrote services in Go.
Acme Corp Mar 2019 – Dec 2021
Engineer · Remote
• Led a go-to-market team of 12.
Globex '17 – '19
Intern
• Tested the rest of the system.
Initech 2015 –
Clerk
"""


def _role(**fields: object) -> dict[str, object]:
    return {"company": "Acme Corp", "title": "Engineer", "duration": "Mar 2019 – Dec 2021"} | fields


def _ground(text: str = CV, **fields: object) -> GroundedExtraction:
    return ground_extraction(DocumentExtraction.model_validate(fields), text, "cv.pdf")


def test_every_kept_text_has_its_place_and_the_rest_is_dropped_by_path() -> None:
    grounded = _ground(
        personal_info={"name": "Jane Smith", "phone": "+49 30 1234"},
        summary="Engineer with ten years of experience.",
        experiences=[_role(achievements=["Invented the wheel.", "Led a go-to-market team of 12."])],
    )
    assert grounded.extraction.personal_info.name == "Jane Smith"
    assert grounded.extraction.personal_info.phone is None
    assert grounded.extraction.summary is None
    assert grounded.extraction.experiences[0].achievements == ["Led a go-to-market team of 12."]
    assert {field.path for field in grounded.dropped} == {
        "personal_info.phone", "summary", "experiences.0.achievements.0",
    }  # fmt: skip
    assert "wheel" not in repr(grounded.dropped)
    assert (
        grounded.evidence["experiences.0.achievements.0"].quote == "Led a go-to-market team of 12."
    )
    for span in grounded.evidence.values():
        assert CV[span.start : span.end] == span.quote
        assert span.document == "cv.pdf"


def test_a_value_is_found_beside_the_other_fields_of_its_entry() -> None:
    grounded = _ground(
        experiences=[
            _role(title="Senior Engineer", duration="Jan 2022 – Present"),
            _role(location="Remote"),
        ]
    )
    first, second = (grounded.evidence[f"experiences.{n}.company"].start for n in (0, 1))
    assert first == CV.index("Acme Corp Jan 2022")
    assert second == CV.index("Acme Corp Mar 2019")


def test_an_entry_that_nothing_names_goes_as_a_whole() -> None:
    grounded = _ground(
        experiences=[
            _role(company="Umbrella", title="Astronaut", achievements=["Wrote services in Go."]),
            _role(company="Umbrella"),
        ],
        projects=[{"name": "Manhattan", "description": "Wrote services in Go."}],
    )
    assert [role.title for role in grounded.extraction.experiences] == ["Engineer"]
    assert grounded.extraction.experiences[0].company == ""
    assert grounded.extraction.projects == []
    assert {"experiences.0", "projects.0"} <= {field.path for field in grounded.dropped}
    assert not any(path.startswith(("projects.", "experiences.1")) for path in grounded.evidence)


@pytest.mark.parametrize(
    ("duration", "given_dates", "kept"),
    [
        ("Mar 2019 – Dec 2021", ("2019-03", "2021-12"), ("2019-03", "2021-12")),
        ("Mar 2019 – Dec 2021", ("2019", "2021"), ("2019", "2021")),
        ("Mar 2019 – Dec 2021", ("2018-03", "2022-12"), (None, None)),
        ("Mar 2019 – Dec 2021", ("2019-04", "present"), (None, None)),
        ("Mar 2019 – Dec 2021", ("March 2019", "12/2021"), ("2019-03", "2021-12")),
        ("Mar 2019 – Dec 2021", ("2021-12", "2019-03"), (None, None)),
        ("Jan 2022 – Present", ("2022-01", "present"), ("2022-01", "present")),
        ("'17 – '19", ("2017", "2019"), ("2017", "2019")),
        ("'17 – '19", ("2017-05", "2019"), ("2017", "2019")),
        ("2015 –", ("2015", "present"), ("2015", "present")),
        ("", ("2019-03", "2021-12"), ("2019-03", "2021-12")),
        ("", ("2011", "present"), (None, None)),
    ],
)
def test_dates_are_kept_as_far_as_they_are_written(
    duration: str, given_dates: tuple[str, str], kept: tuple[str | None, str | None]
) -> None:
    names = {"'17 – '19": ("Globex", "Intern"), "2015 –": ("Initech", "Clerk")}
    company, title = names.get(duration, ("Acme Corp", "Engineer"))
    start, end = given_dates
    grounded = _ground(
        experiences=[
            _role(company=company, title=title, duration=duration, start_date=start, end_date=end)
            | ({"location": "Remote"} if not duration else {})
        ]
    )
    role = grounded.extraction.experiences[0]
    assert (role.start_date, role.end_date) == kept
    changed = {f"experiences.0.{n}" for n, given, kept_date in zip(
        ("start_date", "end_date"), given_dates, kept, strict=True
    ) if kept_date is None}  # fmt: skip
    assert changed <= {field.path for field in grounded.dropped}
    for name, date in (("start_date", role.start_date), ("end_date", role.end_date)):
        assert (f"experiences.0.{name}" in grounded.evidence) == (date is not None)


def test_a_range_that_was_cut_off_is_not_an_open_one() -> None:
    text = "Engineer\nAcme\n2016 – 2018\nWrote code."
    grounded = _ground(
        text,
        experiences=[
            _role(company="Acme", duration="2016 –", start_date="2016", end_date="present")
        ],
    )
    assert grounded.extraction.experiences[0].start_date == "2016"
    assert grounded.extraction.experiences[0].end_date is None
    cut = _role(company="Acme", duration="2016", start_date="2016", end_date="2016")
    role = _ground(text, experiences=[cut]).extraction.experiences[0]
    assert (role.start_date, role.end_date) == ("2016", None)


@pytest.mark.parametrize(
    ("written", "dates"),
    [
        ("06/19 – 09/21", ("2019-06", "2021-09")),
        ("٢٠١٩ – ٢٠٢١", ("2019", "2021")),
        ("２０１９年４月 – 現在", ("2019-04", "present")),
        ("2019/20", ("2019", "2020")),
        ("03/98 – heute", ("1998-03", "present")),
    ],
)
def test_years_of_two_digits_and_other_digits_are_read(
    written: str, dates: tuple[str, str]
) -> None:
    grounded = _ground(
        f"Engineer\nAcme\n{written}\n",
        experiences=[
            _role(company="Acme", duration=written, start_date=dates[0], end_date=dates[1])
        ],
    )
    role = grounded.extraction.experiences[0]
    assert (role.start_date, role.end_date) == dates


def test_tools_with_names_that_are_words_need_their_own_spelling() -> None:
    grounded = _ground(
        experiences=[
            _role(technologies=["REST", "Rust", "kubernetes"]),
            _role(title="Senior Engineer", duration="Jan 2022 – Present", technologies=["Go"]),
        ],
        skills={"technical": ["Python", "COBOL"]},
    )
    assert [role.technologies for role in grounded.extraction.experiences] == [
        ["kubernetes"],
        ["Go"],
    ]
    assert grounded.extraction.skills.technical == ["Python"]
    only_market = _ground("Go-to-market, R-squared, go", skills={"technical": ["Go", "R"]})
    assert only_market.extraction.skills.technical == []


def test_links_are_found_without_their_scheme() -> None:
    grounded = _ground(personal_info={"linkedin": "https://www.linkedin.com/in/janesmith/"})
    assert grounded.extraction.personal_info.linkedin == "linkedin.com/in/janesmith"


def test_judgements_are_no_quotes_and_stay() -> None:
    grounded = _ground(document_type="resume", extraction_confidence=0.7)
    assert grounded.extraction.document_type == "resume"
    assert grounded.extraction.extraction_confidence == 0.7
    assert grounded.dropped == []


def test_an_employment_type_must_be_written() -> None:
    grounded = _ground(
        CV + "Full-time\n",
        experiences=[_role(employment_type="full-time"), _role(employment_type="Freelance")],
    )
    kinds = [role.employment_type for role in grounded.extraction.experiences]
    assert kinds == ["full-time", None]


def test_what_is_true_of_the_inputs_is_kept() -> None:
    """Companies and titles of the ground truth are found in the texts they were read from."""
    if not INPUTS.is_dir():
        pytest.skip(f"no inputs in {INPUTS}")
    manifest = json.loads((INPUTS / "MANIFEST.json").read_text(encoding="utf-8"))
    missing = []
    for cv in manifest["cvs"]:
        text = read_document(INPUTS / cv["file"]).text
        index = TextIndex(text)
        missing += [
            (cv["file"], value)
            for entry in cv["ground_truth"]
            for value in (entry["company"], entry["title"])
            if value and index.find(value) is None
        ]
    assert missing == []
    assert len(manifest["cvs"]) > 20


def test_two_copies_of_a_bullet_keep_their_own_places() -> None:
    bullet = "Wrote tests."
    text = f"Acme\nEngineer\n2019\n{bullet}\n\nGlobex\nClerk\n2021\n{bullet}\n"
    grounded = _ground(
        text,
        experiences=[
            _role(company="Acme", duration="2019", achievements=[bullet]),
            _role(company="Globex", title="Clerk", duration="2021", achievements=[bullet]),
        ],
    )
    places = [grounded.evidence[f"experiences.{n}.achievements.0"].start for n in (0, 1)]
    assert places == [match.start() for match in re.finditer(re.escape(bullet), text)]
