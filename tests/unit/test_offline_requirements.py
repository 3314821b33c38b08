"""Postings read by rule: what is demanded, what is welcome, and the facts around them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from utils.career.documents import read_document
from utils.career.offline_requirements import detect_language, extract_requirements

INPUTS = Path(__file__).parents[3] / "shared" / "inputs"

MARKDOWN = """\
# Data Engineer at Blue Fern

**Location:** Leeds (hybrid)

## About Blue Fern
We map forests from the air. We are forty people.

## What you'll do
- Build pipelines that turn images
  into maps
- Answer questions from *foresters*

## What you bring
Please read the list twice.

### Technical
- 3+ years of experience with **Python**
- [Airflow](https://example.org) or a similar tool; nice to have: dbt
- Bachelor's degree (a Master's is a plus)

### Everything else
- Clear writing

## Bonus points
- You have flown a drone

## Benefits
- 30 days of leave

## How to apply
Send us your CV. You must have a stamp.
"""


def test_markdown_sections_become_fields() -> None:
    found = extract_requirements(MARKDOWN)
    assert found.title == "Data Engineer"
    assert found.company == "Blue Fern"
    assert found.location == "Leeds (hybrid)"
    assert found.language == "en"
    assert found.required_skills == [
        "3+ years of experience with Python",
        "Bachelor's degree (a Master's is a plus)",
        "Clear writing",
    ]
    assert found.preferred_skills == [
        "Airflow or a similar tool; nice to have: dbt",
        "You have flown a drone",
    ]
    assert found.responsibilities == [
        "Build pipelines that turn images into maps",
        "Answer questions from foresters",
    ]
    assert found.experience_years == "3+ years of experience with Python"
    assert found.education == "Bachelor's degree (a Master's is a plus)"
    assert found.company_culture == "We map forests from the air. We are forty people."


def test_text_wrapped_by_a_pdf_is_joined_and_page_numbers_go() -> None:
    found = extract_requirements(
        "Job Description: Nurse (2 Years of Experience)\n"
        "St Anne Hospital, Cork, Ireland\n"
        "Requirements\n"
        "• Experience in the acute care of adults after operations of the heart or of lungs, by\n"
        "day and by night\n"
        "• Registration with the board, without conditions or limits that would affect the\n"
        "2\n"
        "work.\n"
        "Benefits\n"
        "• Parking\n"
    )
    assert found.title == "Nurse"
    assert (found.company, found.location) == ("St Anne Hospital", "Cork, Ireland")
    assert found.required_skills == [
        (
            "Experience in the acute care of adults after operations of the heart or of lungs, by "
            "day and by night"
        ),
        "Registration with the board, without conditions or limits that would affect the work",
    ]


def test_statements_after_a_label_in_running_text_are_separate() -> None:
    found = extract_requirements(
        "We are looking for a Senior Backend Engineer to join us.\n\n"
        "Requirements: 4+ years of Python; a strong grasp of\nSQL; on-call duty. German is a plus."
    )
    assert found.title == "Senior Backend Engineer"
    assert found.required_skills == ["4+ years of Python", "a strong grasp of SQL", "on-call duty"]
    assert found.preferred_skills == ["German is a plus"]


def test_lines_with_a_label_stay_apart_from_the_prose() -> None:
    found = extract_requirements(
        "Baker\n\n**Company:** Crumb Ltd\n**Location:** Hull\n**Type:** Full-time\n\n"
        "## What we ask for\n- Bread\n- A van, ideally your own\n- Ideally a dog\n"
    )
    assert (found.title, found.company, found.location) == ("Baker", "Crumb Ltd", "Hull")
    assert found.required_skills == ["Bread", "A van, ideally your own"]
    assert found.preferred_skills == ["Ideally a dog"]
    assert found.company_culture is None


def test_labels_and_words_on_applying_are_no_statements() -> None:
    found = extract_requirements(
        "Baker\n\nAbout us\n\n**Type:** Full-time\n\nWe bake.\n\n"
        "Requirements\n\nYou know bread. Please send us your CV.\n"
    )
    assert found.company_culture == "We bake."
    assert found.required_skills == ["You know bread"]


def test_headings_in_capitals_and_under_rules_are_headings() -> None:
    found = extract_requirements(
        "BAKER\n=====\n\nYOUR TASKS\n- Bake\n\nREQUIREMENTS\n------------\n- Bread\n\n"
        "AN ADVANTAGE\n- A dog\n\nHOUSE RULES\n- No dogs\n"
    )
    assert found.title == "BAKER"
    assert found.responsibilities == ["Bake"]
    assert found.required_skills == ["Bread"]
    assert found.preferred_skills == ["A dog"]


def test_a_list_for_the_application_form_is_no_requirement() -> None:
    found = extract_requirements(
        "Qualifications\n\nFor each job on your resume, please be sure to provide:\n\n"
        "- The dates\n\nYou qualify with the following:\n\n- Experience with audits\n"
    )
    assert found.required_skills == ["Experience with audits"]


def test_without_sections_only_demanding_sentences_count() -> None:
    found = extract_requirements(
        "Warehouse Supervisor\n\nWe need someone for the night shift. You must have a forklift "
        "licence. Spanish would be a plus. Our canteen is open all night."
    )
    assert found.required_skills == ["You must have a forklift licence"]
    assert found.preferred_skills == ["Spanish would be a plus"]


LANGUAGES = {
    "de": (
        "Projektleiter (m/w/d)\n\nDeine Aufgaben\n- Du leitest Projekte in der Region\n\n"
        "Dein Profil\n- Abgeschlossenes Studium\n- Kenntnisse in SAP von Vorteil\n\n"
        "Wir bieten\n- Ein Fahrrad\n"
    ),
    "fr": (
        "Chef de produit\n\nVos missions\n- Définir la feuille de route avec les équipes\n\n"
        "Profil recherché\n- Diplôme d'ingénieur\n- La maîtrise de SAP serait un plus\n\n"
        "Nous offrons\n- Un vélo\n"
    ),
    "es": (
        "Jefe de proyecto\n\nFunciones\n- Dirigir los proyectos de la región\n\n"
        "Requisitos\n- Titulación universitaria\n- Se valorará el conocimiento de SAP\n\n"
        "Ofrecemos\n- Una bicicleta\n"
    ),
    "it": (
        "Capo progetto\n\nCosa farai\n- Gestire i progetti della regione con gli altri\n\n"
        "Requisiti\n- Laurea in ingegneria\n- È gradita la conoscenza di SAP\n\n"
        "Offriamo\n- Una bicicletta\n"
    ),
    "nl": (
        "Projectleider\n\nWat ga je doen?\n- Je leidt de projecten in het land\n\n"
        "Wie ben jij?\n- Een hbo-opleiding\n- Kennis van SAP is een pré\n\n"
        "Wij bieden\n- Een fiets\n"
    ),
    "pt": (
        "Gestor de projetos\n\nAtividades\n- Conduzir os projetos da região com a equipe\n\n"
        "Requisitos\n- Graduação em engenharia\n- Conhecimento em SAP será um diferencial\n\n"
        "Oferecemos\n- Uma bicicleta\n"
    ),
    "no": (
        "Prosjektleder\n\nArbeidsoppgaver\n- Du skal lede prosjekter i kommunen og for andre\n\n"
        "Kvalifikasjoner\n- Relevant utdanning\n- Erfaring med SAP er en fordel\n\n"
        "Vi tilbyr\n- En sykkel\n"
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_read_in_every_language(language: str) -> None:
    found = extract_requirements(LANGUAGES[language])
    assert found.language == language
    assert found.title == LANGUAGES[language].split("\n", 1)[0]
    assert len(found.responsibilities) == 1
    assert len(found.required_skills) == 1
    assert found.education == found.required_skills[0]
    assert len(found.preferred_skills) == 1
    assert "SAP" in found.preferred_skills[0]


def test_script_decides_for_japanese_and_doubt_is_english() -> None:
    assert detect_language("プロジェクトマネージャーを募集しています") == "ja"
    assert detect_language("12345") == "en"


def test_nothing_is_found_in_nothing() -> None:
    found = extract_requirements("")
    assert (found.title, found.required_skills, found.responsibilities) == (None, [], [])


def test_lines_that_a_form_sets_under_each_other_stay_apart() -> None:
    """No marks, no margin: each line is a statement, the capitals of German notwithstanding."""
    found = extract_requirements(
        "Koch (m/w/d)\nGasthof Linde\nBad Aussee\nVollzeit\n\n"
        "Der Gasthof Linde hat seit 1890 Gäste aus allen Ländern bewirtet und ist für seine Küche "
        "und für seine Gastlichkeit bekannt.\n\n"
        "Ihr Profil\nAbgeschlossene Ausbildung als Koch oder vergleichbare Kenntnisse\n"
        "Freude am Umgang mit Gästen\nFührerschein wünschenswert\n\n"
        "Unser Angebot\nEine Dienstwohnung\n"
    )
    assert (found.title, found.company, found.location) == (
        "Koch (m/w/d)",
        "Gasthof Linde",
        "Bad Aussee",
    )
    assert found.required_skills == [
        "Abgeschlossene Ausbildung als Koch oder vergleichbare Kenntnisse",
        "Freude am Umgang mit Gästen",
    ]
    assert found.preferred_skills == ["Führerschein wünschenswert"]
    assert found.education == found.required_skills[0]


def test_a_table_of_what_is_essential_and_desirable_is_read_by_its_columns() -> None:
    marked = (
        "| | Essential | Desirable |\n|---|---|---|\n"
        "| Training | A teaching diploma | A first-aid course |\n| Skills | Patience | |\n"
    )
    tabbed = (
        "Criterion\tEssential\tDesirable\n"
        "Training\tA teaching diploma\tA first-aid course\nSkills\tPatience\t\n"
    )
    for table in (marked, tabbed):
        found = extract_requirements(f"# Teacher\n\n{table}")
        assert found.required_skills == ["A teaching diploma", "Patience"], table
        assert found.preferred_skills == ["A first-aid course"], table


def test_a_list_in_one_line_is_a_list() -> None:
    found = extract_requirements(
        "Pilot\n\nMinimum Qualifications: • A licence • 200 hours in the air\n\n"
        "Benefits: • A uniform"
    )
    assert found.required_skills == ["A licence", "200 hours in the air"]
    assert found.preferred_skills == found.responsibilities == []


def test_what_the_employer_gives_is_asked_of_nobody() -> None:
    found = extract_requirements(
        "Gardener\n\nWe are a family firm. You must know roses. You will receive training and "
        "33 days of holiday. You'll plant hedges. Experience with ponds would be nice. "
        "We offer a van. Apply by 1 May with your CV."
    )
    assert found.required_skills == ["You must know roses"]
    assert found.preferred_skills == ["Experience with ponds would be nice"]
    assert found.responsibilities == ["You'll plant hedges"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("What we hope you'll bring", "required_skills"),
        ("What do I need?", "required_skills"),
        ("Damit überzeugst du uns", "required_skills"),
        ("Ce que nous attendons de vous", "required_skills"),
        ("¿Qué necesitamos de ti?", "required_skills"),
        ("Wat vragen wij", "required_skills"),
        ("Requisiti", "required_skills"),
        ("Kvalifikasjonskrav", "required_skills"),
        ("Wymagania", "required_skills"),
        ("It's great, but not required, if you", "preferred_skills"),
        ("Extra credit", "preferred_skills"),
        ("Schön wäre außerdem", "preferred_skills"),
        ("Les plus", "preferred_skills"),
        ("Se valorará positivamente", "preferred_skills"),
        ("Costituiscono titolo preferenziale", "preferred_skills"),
        ("Requisitos desejáveis", "preferred_skills"),
        ("Mile widziane", "preferred_skills"),
        ("What will I be doing?", "responsibilities"),
        ("Was dich bei uns erwartet", "responsibilities"),
        ("O que você vai fazer", "responsibilities"),
    ],
)
def test_a_heading_is_read_by_its_meaning(heading: str, field: str) -> None:
    found = extract_requirements(f"Welder\n\n{heading}\n- Rivets and bolts\n").model_dump()
    fields = ("required_skills", "preferred_skills", "responsibilities")
    assert [found[each] for each in fields] == [
        ["Rivets and bolts"] if each == field else [] for each in fields
    ]


@pytest.mark.parametrize(
    "heading", ["Why Stride?", "Unsere Extras", "Ons aanbod", "What you can expect from us", "Us"]
)
def test_what_stands_under_a_heading_about_the_employer_is_not_asked(heading: str) -> None:
    found = extract_requirements(
        f"## Needs\n- Tin\n\n## Requirements\n- Lead\n\n## {heading}\n- Gold"
    )
    assert found.required_skills == ["Lead"]
    assert found.preferred_skills == found.responsibilities == []


@pytest.mark.parametrize(
    ("text", "company", "location"),
    [
        ("Baker\n\nCrumb Row is looking for a baker in Hull.", "Crumb Row", "Hull"),
        ("Baker\n\nCrumb Row makes bread. Crumb Row welcomes everyone.", "Crumb Row", None),
        ("Hi, we're Crumb Row, and we bake in Hull.", "Crumb Row", "Hull"),
        ("Die Bäckerei Krume aus Ulm sucht einen Bäcker (m/w/d).", "Bäckerei Krume", "Ulm"),
        ("Chez Mie Dorée, nous cuisons le pain à Lille.", "Mie Dorée", "Lille"),
        ("Miga S.L., empresa con sede en León, busca un panadero.", "Miga S.L.", "León"),
        ("Baker | Crumb Row | Hull\n\nWe bake.", "Crumb Row", "Hull"),
        ("Employer\nCrumb Row\nLocation\nHull\n\nBaker wanted.", "Crumb Row", "Hull"),
        ("Baker\n\nOur clients are many. We bake at night.", None, None),
    ],
)
def test_the_employer_is_who_the_text_says(
    text: str, company: str | None, location: str | None
) -> None:
    found = extract_requirements(text)
    assert found.company == company
    if company != "Crumb Row" or location is not None:
        assert found.location == location


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Skip to content\n\n# Baker\nHull", "Baker"),
        ("Crumb Row\nNight Baker\nHull", "Night Baker"),
        ("Night Baker - Hull - £14k\n\nWe bake.", "Night Baker"),
        ("Baker at Crumb Row\n\nWe bake.", "Baker"),
        ("Offre n° 12\nBoulanger (H/F)\n\nNous cuisons.", "Boulanger (H/F)"),
        ("Wir suchen Verstärkung: einen Bäcker (m/w/d) für Ulm.", "Bäcker"),
    ],
)
def test_the_title_is_what_names_a_job(text: str, title: str) -> None:
    assert extract_requirements(text).title == title


def test_a_licence_is_no_degree_and_an_age_no_experience() -> None:
    found = extract_requirements(
        "Driver\n\nRequirements\n- A driving licence\n- 21 years of age\n- 18 months at sea\n"
    )
    assert found.education is None
    assert found.experience_years == "18 months at sea"


@pytest.mark.parametrize("filler", ["A", "Aa ", "A - ", "you ", "(", "Aa, ", "• a ", "a\tb\n"])
def test_text_that_only_repeats_is_read_to_its_end(filler: str) -> None:
    """A pattern that tries every place from every place would take hours."""
    found = extract_requirements(filler * (60_000 // len(filler)) + "\n\nRequirements\n- Lead\n")
    assert found.required_skills[-1] == "Lead"


LINE = st.sampled_from(
    "# Requirements|Requirements|- Python and SQL|Nice to have:|• A plus|You must know Go.|"
    "**Benefits**|1|  wrapped line|About us|Requirements: a; b|---|Deine Aufgaben|".split("|")
)


@given(st.lists(LINE | st.text(max_size=30), max_size=12).map("\n".join))
def test_statements_are_words_of_the_posting(text: str) -> None:
    """Whatever the lines are: nothing fails, and nothing is said that is not there."""
    found = extract_requirements(text)
    lines = [
        line
        for line in re.split(r"[\r\n]", text)
        if not re.fullmatch(r"\s*(page\s*)?\d{1,3}(\s*(/|of)\s*\d{1,3})?\s*", line, re.IGNORECASE)
    ]
    words = "".join(character for character in "".join(lines) if character.isalnum())
    for statement in [
        *found.required_skills,
        *found.preferred_skills,
        *found.responsibilities,
    ]:
        said = "".join(character for character in statement if character.isalnum())
        assert said in words


def test_real_postings_give_most_of_what_they_require() -> None:
    manifest = INPUTS / "MANIFEST.json"
    if not manifest.is_file():
        pytest.skip("the collection of real postings is not on this machine")
    hits = given_count = true_count = 0
    for posting in json.loads(manifest.read_text())["job_descriptions"]:
        truth = posting["requirements_truth"]
        if not isinstance(truth, list):
            continue
        text = read_document(INPUTS / posting["file"]).text
        found = extract_requirements(text).required_skills
        hits += sum(
            any(fuzz.ratio(each.casefold(), item.casefold()) >= 80 for item in found)
            for each in truth
        )
        given_count += len(found)
        true_count += len(truth)
    assert 2 * hits / (given_count + true_count) >= 0.9
