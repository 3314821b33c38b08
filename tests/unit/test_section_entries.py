"""Education, certificates, publications, projects, awards, languages and skills, and their merging.

Whole invented careers first, read as a user's files are; then single rules; then what several
documents tell of one thing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import docx
import pytest
import typst
import yaml

from utils.career.database import build_database
from utils.career.documents import read_document
from utils.career.grounding import GroundedExtraction, ground_extraction
from utils.career.listed_entries import names_short_course
from utils.career.offline_extraction import extract


def grounded(text: str, name: str = "cv.txt") -> GroundedExtraction:
    return ground_extraction(extract(text), text, name)


def told(text: str, kind: str) -> list[dict[str, Any]]:
    """The fields that are told of each entry of one kind."""
    entries = grounded(text).extraction.model_dump()[kind]
    return [{name: value for name, value in entry.items() if value} for entry in entries]


# --- Whole careers -------------------------------------------------------------------------------


CAREERS: Final = Path(__file__).parents[1] / "data" / "careers"
FOUND: Final[dict[str, dict[str, Any]]] = yaml.safe_load(
    (CAREERS / "found.yaml").read_text(encoding="utf-8")
)
COMPARED: Final = {
    "education": (
        "degree", "institution", "start_date", "end_date", "gpa", "honors", "coursework"
    ),
    "certifications": ("name", "issuer", "year"),
    "publications": ("title", "venue", "year"),
    "projects": ("name", "description", "year"),
    "awards": ("name", "organization", "year"),
    "languages": ("name", "level"),
}  # fmt: skip


def career_file(name: str, folder: Path) -> Path:
    """A career as a file: a PDF set by typst, a Word document of paragraphs, or as it is."""
    path = folder / name
    if path.suffix == ".pdf":
        path.write_bytes(typst.compile(CAREERS / f"{name}.typ", format="pdf"))
        return path
    if path.suffix != ".docx":
        return CAREERS / name
    document = docx.Document()
    for line in (CAREERS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("• "):
            document.add_paragraph(line.removeprefix("• "), style="List Bullet")
        elif line.strip():
            document.add_paragraph(line)
    document.save(str(path))
    return path


@pytest.fixture(scope="module")
def extractions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, GroundedExtraction]:
    folder = tmp_path_factory.mktemp("careers")
    documents = [read_document(career_file(name, folder)) for name in FOUND]
    return {document.name: grounded(document.text, document.name) for document in documents}


LEFT_IN_THE_NAME: Final = frozenset({"testare_sv.pdf", "fireman_en.txt"})
"""Careers with an issuer that nothing shows to be one: it stays in the certificate's name."""


@pytest.mark.parametrize("kind", COMPARED)
@pytest.mark.parametrize("career", FOUND)
def test_a_career_is_read_as_a_careful_reader_reads_it(
    career: str,
    kind: str,
    extractions: dict[str, GroundedExtraction],
    request: pytest.FixtureRequest,
) -> None:
    if kind == "certifications" and career in LEFT_IN_THE_NAME:
        request.applymarker(pytest.mark.xfail(reason="nothing shows the issuer", strict=True))
    found = extractions[career].extraction.model_dump()[kind]
    shown = [{name: entry[name] for name in COMPARED[kind] if entry[name]} for entry in found]
    assert shown == FOUND[career].get(kind, [])


@pytest.mark.parametrize("career", FOUND)
def test_the_skills_of_a_career_are_all_and_nothing_but_those_it_lists(
    career: str, extractions: dict[str, GroundedExtraction]
) -> None:
    found = extractions[career].extraction.skills.model_dump()
    listed = sorted(item for items in found.values() for item in items)
    assert listed == sorted(FOUND[career].get("skills", []))


def test_every_field_of_a_career_stands_in_its_document(
    extractions: dict[str, GroundedExtraction],
) -> None:
    dropped = {name: each.dropped for name, each in extractions.items() if each.dropped}
    assert dropped == {}


# --- Single rules --------------------------------------------------------------------------------


def test_a_line_that_tells_of_a_degree_is_no_degree() -> None:
    text = (
        "Education\nBSc (Hons) Biology  2011 – 2014\nUniversity of Wexcombe\n"
        "Upper second class. Dissertation: Crabs and their neighbours\n"
    )
    assert told(text, "education") == [
        {
            "degree": "BSc (Hons) Biology", "institution": "University of Wexcombe",
            "year": "2011 – 2014", "start_date": "2011", "end_date": "2014",
            "honors": "Upper second class", "details": "Dissertation: Crabs and their neighbours",
        }
    ]  # fmt: skip


def test_subjects_of_a_school_leaving_certificate_are_part_of_it() -> None:
    [entry] = told(
        "Education\n2009 – 2011: A-levels in Maths, Physics and French, Exeter", "education"
    )
    assert (entry["degree"], entry["location"]) == (
        "A-levels in Maths, Physics and French",
        "Exeter",
    )


def test_a_grade_in_brackets_is_no_part_of_the_school() -> None:
    [entry] = told("Education\n2011 – 2014: BSc Law, University of Wexcombe (2:1)", "education")
    assert (entry["institution"], entry["honors"]) == ("University of Wexcombe", "2:1")


NARROW = """\
Certifications
Registered Dog Handler,
Kennel Board, 2021
Certified Kubernetes
Application Developer (CKAD),
CNCF, 2022
"""


def test_a_name_that_a_narrow_column_broke_is_one_certificate() -> None:
    assert [each["name"] for each in told(NARROW, "certifications")] == [
        "Registered Dog Handler", "Certified Kubernetes Application Developer (CKAD)"
    ]  # fmt: skip


def test_short_lines_alone_are_no_narrow_column() -> None:
    text = "Certifications\nCertified Scrum Master II\nKubernetes Administrator, 2021\n"
    assert len(told(text, "certifications")) == 2


@pytest.mark.parametrize(
    "name",
    [
        "AWS Certified Developer – Associate",
        "AWS Certified Security, Specialty",
        "Oracle Certified Professional, Java SE 8 Programmer",
        "Ekokardiografi, steg 2",
        "First aid at work (1 day)",
        "Sicherheit im Labor, 2 Tage",
        "Certified Kubernetes Administrator (CKA)",
    ],
)
def test_a_level_an_edition_and_a_length_are_no_issuer(name: str) -> None:
    assert told(f"Certifications\n{name}, 2021\n", "certifications") == [
        {"name": name, "year": "2021"}
    ]


@pytest.mark.parametrize(
    ("row", "name", "issuer"),
    [
        ("Kafka in operation (3 days)    Streamhold Training", "Kafka in operation (3 days)",
         "Streamhold Training"),
        ("AWS Certified Developer – Associate, Amazon Web Services",
         "AWS Certified Developer – Associate", "Amazon Web Services"),
        ("Tableau Desktop Specialist, Tableau", "Tableau Desktop Specialist", "Tableau"),
        ("Practical rigging – Harbour Guild", "Practical rigging", "Harbour Guild"),
        ("UX Certification (Nielsen Norman Group)", "UX Certification", "Nielsen Norman Group"),
    ],
)  # fmt: skip
def test_who_gave_a_certificate_is_told_from_its_name(row: str, name: str, issuer: str) -> None:
    [entry] = told(f"Certifications\n2021-05   {row}\n", "certifications")
    assert (entry["name"], entry["issuer"], entry["year"]) == (name, issuer, "2021")


def test_the_day_a_certificate_expires_is_not_its_date() -> None:
    text = "Certifications\nAdvanced Life Support, 2021 (valid until 2025)\n"
    assert told(text, "certifications") == [{"name": "Advanced Life Support", "year": "2021"}]


def test_a_course_of_some_days_is_told_from_a_certificate() -> None:
    assert names_short_course("First aid at work (1 day)")
    assert names_short_course("Terraform, half-day refresher")
    assert not names_short_course("Certified Kubernetes Administrator (CKA)")


@pytest.mark.parametrize(
    ("row", "title", "venue"),
    [
        ("“One row at a time”, talk, PyWest, Cardiff, June 2024", "One row at a time",
         "talk, PyWest, Cardiff"),
        ("“A feature”, article in The Quarterly, issue 3/2024", "A feature",
         "article in The Quarterly, issue 3"),
        ("Scaling laws of tea — Harbour Symposium (2024)", "Scaling laws of tea",
         "Harbour Symposium"),
        ("Vale, A. (2024). The price of rain. Journal of Weather, 3(2), 1–9.", "The price of rain",
         "Journal of Weather, 3(2), 1–9"),
    ],
)  # fmt: skip
def test_a_publication_has_its_title_and_its_venue(row: str, title: str, venue: str) -> None:
    assert told(f"Publications\n- {row}\n", "publications") == [
        {"title": title, "venue": venue, "year": "2024"}
    ]


def test_sentences_headings_and_repetitions_are_no_skills() -> None:
    text = (
        "Skills\nProgramming: Go, Python, go\nSecurity: fuzzing\n"
        "I enjoy explaining security to people who are not engineers.\n"
    )
    assert extract(text).skills.technical == ["Go", "Python"]
    columns = "Skills\nCloud\nAWS, Azure\nData Stores\nRedis, MySQL\n"
    assert extract(columns).skills.technical == ["AWS", "Azure", "Redis", "MySQL"]


# --- Told by several documents -------------------------------------------------------------------


def record(name: str, modified: str, text: str) -> dict[str, Any]:
    read = grounded(text, name)
    return {
        "document_source": f"docs/{name}",
        "document_name": name,
        "modified_date": modified,
        **read.extraction.model_dump(mode="json"),
        "evidence": {path: span.model_dump() for path, span in read.evidence.items()},
    }


def merged(*texts: str) -> dict[str, Any]:
    """The database of documents, each newer than the one before it."""
    records = [record(f"{n}.txt", f"202{n}-01-01", text) for n, text in enumerate(texts)]
    database, _ = build_database(records)
    again, _ = build_database(records[::-1], database)
    assert again == database
    return database


def names(database: dict[str, Any], kind: str, *fields: str) -> list[tuple[Any, ...]]:
    return [tuple(entry[field] for field in fields) for entry in database[kind]]


def test_a_degree_told_under_two_subjects_is_one_with_a_conflict() -> None:
    database = merged(
        "Education\nBSc Computing, University of Wexcombe (2:1), 2011 – 2014",
        "Education\nBSc (Hons) Computer Science, University of Wexcombe, 2011 – 2014\n"
        "Upper second class",
    )
    assert names(database, "education", "degree") == [("BSc (Hons) Computer Science",)]
    [conflict] = database["conflicts"]
    assert conflict["field"] == "degree"
    assert [value["value"] for value in conflict["values"]] == [
        "BSc (Hons) Computer Science", "BSc Computing"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("BSc Law, Ulm University, 2012", "MSc Law, Ulm University, 2012"),
        ("BSc Law, Ulm University, 2012", "BSc History, Ulm University, 2015"),
        ("BSc Law, Ulm University, 2012", "BSc Law, Bonn University, 2012"),
    ],
)
def test_another_level_year_or_school_is_another_degree(one: str, other: str) -> None:
    assert len(merged(f"Education\n{one}", f"Education\n{other}")["education"]) == 2


def test_two_degrees_of_one_document_are_two() -> None:
    rows = "BSc Law, Ulm University, 2009 – 2012\nBSc History, Ulm University, 2009 – 2012"
    assert len(merged(f"Education\n{rows}")["education"]) == 2


def test_a_certificate_told_twice_is_one_with_the_fuller_name_and_issuer() -> None:
    database = merged(
        "Certifications\nCertified Kubernetes Application Developer (CKAD), CNCF, 2022",
        "Certifications\n2022-11   Certified Kubernetes Application Developer   "
        "Cloud Native Computing Foundation",
    )
    assert names(database, "certifications", "name", "issuer", "year") == [
        ("Certified Kubernetes Application Developer (CKAD)", "Cloud Native Computing Foundation",
         "2022")
    ]  # fmt: skip
    [entry] = database["certifications"]
    assert {span["document"] for span in entry["sources"]["year"]} == {"0.txt", "1.txt"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AWS Certified DevOps – Associate, 2021", "AWS Certified DevOps – Professional, 2021"),
        ("Certified Kubernetes Administrator (CKA), 2021",
         "Certified Kubernetes Application Developer (CKAD), 2021"),
        ("Professional Scrum Master I, 2021", "Professional Scrum Master II, 2021"),
        ("Advanced Life Support, 2019", "Advanced Life Support, 2023"),
        ("First aid – Harbour Guild, 2021", "First aid – Red Cross, 2021"),
    ],
)  # fmt: skip
def test_certificates_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    database = merged(f"Certifications\n{one}", f"Certifications\n{other}")
    assert len(database["certifications"]) == 2


def test_a_publication_told_twice_is_one_with_the_fuller_venue() -> None:
    database = merged(
        "Publications\n“Locking one row”, PyWest, Cardiff, June 2024",
        "Publications\n“Locking one row”, talk, PyWest, Cardiff, 2024",
    )
    assert names(database, "publications", "title", "venue", "year") == [
        ("Locking one row", "talk, PyWest, Cardiff", "2024")
    ]
    assert database["conflicts"] == []


def test_one_title_at_two_places_is_two_publications() -> None:
    database = merged(
        "Publications\n“Locking one row”, PyWest, 2024",
        "Publications\n“Locking one row”, The Backend Quarterly, 2024",
    )
    assert len(database["publications"]) == 2


def test_an_award_of_another_year_is_another_award() -> None:
    database = merged("Awards\nNurse of the Year, 2021", "Awards\nNurse of the Year, 2022")
    assert len(database["awards"]) == 2


def test_an_award_whose_giver_is_in_its_name_is_one() -> None:
    database = merged("Awards\nAcme Safety Prize, 2021", "Awards\nSafety Prize – Acme, 2021")
    assert len(database["awards"]) == 1


def test_levels_of_a_language_contradict_unless_they_are_one() -> None:
    database = merged(
        "Languages\nFrench (upper intermediate), Welsh (beginner)",
        "Languages\nFrench (B2), Welsh (A2)",
    )
    assert names(database, "languages", "name", "level") == [("French", "B2"), ("Welsh", "A2")]
    assert [(each["entry"], each["field"]) for each in database["conflicts"]] == [
        ("languages.1", "level")
    ]


ROLE = (
    "Experience\nBackend Engineer, Quillfeather Logistics    2022 – 2024\n"
    "- Replaced the dispatch of 31 depots; from 480 ms to 130 ms\n\nProjects\n"
)


def test_a_project_that_a_role_tells_already_stands_within_the_role() -> None:
    project = (
        "### Dispatch at Quillfeather\nI replaced the dispatcher of 31 depots. "
        "From 480 ms to 130 ms.\n"
    )
    database = merged(f"{ROLE}### tidewatch\nTide tables.", f"## Projects\n\n{project}")
    assert names(database, "projects", "name") == [("tidewatch",)]
    [role] = database["experience"]
    assert [each["title"] for each in role["projects"]] == ["Dispatch at Quillfeather"]


def test_a_project_with_a_figure_of_its_own_stands_apart() -> None:
    project = "### Dispatch at Quillfeather\nReplaced the dispatcher of 31 depots in 90 days.\n"
    database = merged(f"{ROLE}### tidewatch\nTide tables.", f"## Projects\n\n{project}")
    assert ("Dispatch at Quillfeather",) in names(database, "projects", "name")
