"""Build the example documents that are no plain text: two PDFs and two Word files.

Their texts stand below. The same texts give the same bytes, so a rebuild without a change leaves
the working copy clean. Everybody and everything in them is made up.

    python examples/build_documents.py
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Final

import docx
import typst
from docx.document import Document
from docx.shared import Mm, Pt
from docx.table import Table

DOCUMENTS: Final = Path(__file__).resolve().parent / "documents"

CV_2026: Final = r"""
#set document(title: "Curriculum vitae Tamsin Orrel", date: none)
#set page(paper: "a4", margin: 0mm)
#set text(font: "Libertinus Serif", size: 10pt, lang: "en", hyphenate: false)
#set par(leading: 0.58em, spacing: 0.7em)
#set list(indent: 0pt, body-indent: 0.5em, spacing: 0.55em)

#let section(title) = block(above: 1.5em, below: 0.8em, sticky: true,
  text(size: 11.5pt, weight: "bold", fill: rgb("#7a3b12"), upper(title)))
#let role(title, dates, employer) = block(above: 1.2em, below: 0.6em, sticky: true)[
  *#title* #h(1fr) #dates \ #emph(employer)]

#grid(
  columns: (62mm, 1fr),
  rows: 297mm,
  fill: (rgb("#f4ece4"), none),
  block(inset: (left: 13mm, right: 3mm, top: 18mm))[
    #text(size: 20pt, weight: "bold")[Tamsin Orrel]

    Senior Backend Engineer

    #section[Contact]
    Bristol, United Kingdom \
    07700 900142 \
    #link("mailto:tamsin.orrel@example.org")[tamsin.orrel\@example.org] \
    #link("https://tamsin-orrel.example.org")[tamsin-orrel.example.org] \
    #link("https://code.example.org/tamsin-orrel")[code.example.org/tamsin-orrel]

    #section[Skills]
    *Languages:* Python, SQL, Go (basic), JavaScript

    *Backend:* FastAPI, Django, SQLAlchemy, REST, gRPC

    *Data:* PostgreSQL, TimescaleDB, Kafka, Redis

    *Operations:* Docker, Kubernetes, AWS, GitLab CI, Grafana, Prometheus, Locust

    *Ways of working:* Incident command, code review, mentoring, trunk-based development

    #section[Certifications]
    AWS Certified Developer – Associate, 2021

    Certified Kubernetes Application Developer (CKAD), CNCF, 2022

    Professional Scrum Master I, 2024

    #section[Languages]
    English (native) \
    French (B2) \
    Welsh (beginner)

    #section[Award]
    Quillfeather Engineering Award, 2023
  ],
  block(inset: (left: 9mm, right: 16mm, top: 18mm))[
    #section[Profile]
    Backend engineer with eleven years of experience in Python and PostgreSQL, from ferry bookings
    through smart meters to parcels. I take over systems that people are afraid of, find out what
    they do, and move them to something calmer without stopping the business.

    #section[Experience]
    #role[Senior Backend Engineer][01/2022 – present][Quillfeather Logistics Ltd, Bristol]
    - Led a team of four that replaced the dispatch system of 31 depots; cut the 95th percentile
      response time from 480 ms to 130 ms
    - Raised deployments from 2 to 22 a month by moving the service to Kubernetes and GitLab CI
    - Cut pages at night from 41 to 6 a month by going through every alert with those on call
    - Mentor two junior engineers and run the weekly design review
    - Designed the event model on Kafka that billing, depot screens and customer tracking share

    #role[Backend Engineer][04/2020 – 12/2021][Quillfeather Logistics Ltd, Bristol]
    - Built the customer tracking API in FastAPI; it answers 3 million requests a day
    - Moved address validation from a nightly batch to a service and reduced returned parcels by
      18 %
    - Introduced contract tests between six services

    #role[Software Engineer][07/2017 – 03/2020][Brackwater Energy Systems, Bristol]
    - Rebuilt, in a team of three, the ingestion of readings from 640,000 smart meters with Kafka
      and TimescaleDB; 2.4 million readings an hour without loss
    - Reduced the storage cost of the readings by 35 % through compression and retention rules
    - On call one week in four

    #role[Junior Software Developer][09/2014 – 06/2017][Lanternfish Booking Systems, Exeter]
    - Developed and maintained a ferry booking system in Django for five harbours
    - Replaced the telephone waiting list with an online one; 70 % of customers used it within a
      year

    #section[Education]
    #role[BSc (Hons) Computer Science][2011 – 2014][University of Wexcombe]
    Upper second class. Dissertation: Scheduling under uncertainty for small harbours

    #section[Talks and publications]
    - “Locking one row at a time”, talk, PyWest, Cardiff, 2024
    - “Reconciliation is a feature”, The Backend Quarterly, 3/2023

    #section[Open source]
    *parcel-reconcile* (Python): compares event streams with tables; 410 stars, 14 contributors
  ],
)
"""

REFERENCE_LETTER: Final = r"""
#set document(title: "Reference for Tamsin Orrel", date: none)
#set page(paper: "a4", margin: (x: 26mm, y: 24mm))
#set text(font: "New Computer Modern", size: 11pt, lang: "en", hyphenate: false)
#set par(leading: 0.7em, spacing: 1.2em)

#text(size: 15pt, weight: "bold")[Brackwater Energy Systems plc] \
#text(size: 9pt)[Floating Harbour House, Bristol · people\@brackwater.example.com · 0117 496 0123]
#line(length: 100%, stroke: 0.5pt)
#v(1em)

Bristol, 9 April 2020

#v(0.6em)
*Reference for Ms Tamsin Orrel*

To whom it may concern,

Tamsin Orrel worked for Brackwater Energy Systems as a Software Engineer in our Metering team from
3 July 2017 to 31 March 2020. I was her line manager for the whole of that time.

The Metering team takes in the readings of some 640,000 smart meters. When Tamsin joined, readings
were collected in files and loaded at night; about one in two thousand was lost. In 2018 she and
two colleagues rebuilt this as a stream on Kafka, with TimescaleDB behind it. The new system has
taken in more than two million readings an hour since October 2018 and has not lost any that we
know of. Tamsin wrote most of the consumers and all of the tools with which we compare what the
meters sent with what we stored.

In 2019 she looked, unasked, into what the storage of all this cost us. Her rules for compression
and retention reduced the bill by 35 per cent, roughly £54,000 a year.

Tamsin is careful, curious and very good at explaining. She ran our weekly reading group, looked
after two interns, and carried the on-call telephone one week in four without ever complaining
about it, although she did remove the reasons for which it rang. She could be more patient with
meetings.

She left us at her own wish to take on a wider task. We were sorry to see her go and would employ
her again at any time.

Yours faithfully,

#v(2.2em)
Gareth Pell \
Head of Metering Software
"""


def build_cv_2021() -> Document:
    """The old CV, with the work history in a table, as many Word templates have it."""
    document = new_document(font="Calibri", size_pt=10.5)
    document.add_heading("Tamsin Orrel", level=0)
    document.add_paragraph("12 Cutter Lane, Bristol · 07700 900142 · tamsin.orrel@example.org")
    document.add_heading("Personal statement", level=1)
    document.add_paragraph(
        "Backend developer with seven years of experience in Python, Django and PostgreSQL. "
        "I enjoy data that never stops arriving. Looking for a role with more responsibility for "
        "architecture."
    )
    document.add_heading("Employment history", level=1)
    rows = [
        (
            "April 2020 – present",
            "Backend Engineer",
            "Quillfeather Logistics, Bristol",
            [
                "Development of the parcel tracking API in FastAPI, 2 million requests a day",
                "Address validation as a service: 18 % fewer returned parcels",
                "Contract tests between services",
            ],
        ),
        (
            "July 2017 – February 2020",
            "Software Engineer, Metering",
            "Brackwater Energy Systems, Bristol",
            [
                "Ingestion of data from 640,000 smart meters with Kafka and TimescaleDB",
                "Throughput of 2.1 million readings an hour",
                "Storage costs reduced by a third",
                "On-call duty and support of two interns",
            ],
        ),
        (
            "September 2014 – June 2017",
            "Junior Developer",
            "Lanternfish Booking Systems, Exeter",
            [
                "Ferry booking system in Django, jQuery and MySQL; from 2016 PostgreSQL",
                "Migration from MySQL to PostgreSQL without loss of a booking",
                "Second-level support by telephone",
            ],
        ),
    ]
    table = new_table(document, rows=len(rows), left_mm=40)
    for row, (dates, title, employer, duties) in zip(table.rows, rows, strict=True):
        left, right = row.cells
        left.text = dates
        heading = right.paragraphs[0]
        heading.add_run(title).bold = True
        heading.add_run(f"\n{employer}")
        for duty in duties:
            right.add_paragraph(duty, style="List Bullet")
    document.add_heading("Education", level=1)
    document.add_paragraph("2011 – 2014: BSc Computing, University of Wexcombe (2:1)")
    document.add_paragraph("2009 – 2011: A-levels in Mathematics, Physics and French, Exeter")
    document.add_heading("Skills", level=1)
    document.add_paragraph(
        "Python, Django, FastAPI, PostgreSQL, MySQL, Kafka, TimescaleDB, Docker, Linux, Git, "
        "JavaScript"
    )
    document.add_heading("Languages", level=1)
    document.add_paragraph("English (native), French (upper intermediate)")
    document.add_heading("Interests", level=1)
    document.add_paragraph("Tide tables, cold-water swimming, repairing radios")
    return document


def build_performance_review() -> Document:
    """A review in the form of a filled-in template: a table of facts, then headed answers."""
    document = new_document(font="Arial", size_pt=10)
    document.sections[0].header.paragraphs[
        0
    ].text = "Quillfeather Logistics Ltd · Performance review 2023 · Confidential"
    document.add_heading("Annual performance review", level=1)
    facts = [
        ("Employee", "Tamsin Orrel"),
        ("Position", "Senior Backend Engineer (since 1 January 2022; before: Backend Engineer)"),
        ("Team", "Dispatch"),
        ("Reviewer", "Bola Adeyemi, Chief Technology Officer"),
        ("Period", "January 2023 – December 2023"),
        ("Overall rating", "4 of 5: exceeds expectations"),
    ]
    table = new_table(document, rows=len(facts), left_mm=35, style="Table Grid")
    for row, (label, text) in zip(table.rows, facts, strict=True):
        left, right = row.cells
        left.paragraphs[0].add_run(label).bold = True
        right.text = text
    answers = [
        (
            "Goals and results",
            [
                "Keep dispatch stable through the peak season. Achieved: no severity-1 incident.",
                "144,000 parcels dispatched on the peak day, 22 % more than in 2022.",
                "Halve the pages at night. Exceeded: from 41 to 6 a month in the second half-year.",
                "Hand over customer tracking to the new team. Achieved in May, two months late.",
                "Move the remaining batch jobs to Kubernetes. Partly achieved: 9 of 14 moved.",
            ],
        ),
        (
            "Strengths",
            [
                "Led the dispatch rewrite of 2022 with a team of five, and the result has held.",
                "95th percentile response time: 460 ms before, 130 ms since.",
                "Mentors Owen and Priyanka; both now review designs on their own.",
                "Writes incident reports that people read.",
            ],
        ),
        (
            "To develop",
            [
                "Delegates late. The reconciliation job should not have depended on one person.",
                "Would like more practice with Terraform and Go; a course is planned.",
            ],
        ),
        (
            "Agreed for 2024",
            [
                "Give a talk at an external conference.",
                "Prepare the event model for a second country.",
            ],
        ),
    ]
    for title, points in answers:
        document.add_heading(title, level=2)
        for point in points:
            document.add_paragraph(point, style="List Bullet")
    document.add_paragraph()
    document.add_paragraph("Bristol, 18 January 2024        B. Adeyemi        T. Orrel")
    return document


def new_document(*, font: str, size_pt: float) -> Document:
    document = docx.Document()
    document.core_properties.author = "Tamsin Orrel"
    document.core_properties.comments = ""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(20)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = font, Pt(size_pt)
    return document


def new_table(document: Document, *, rows: int, left_mm: float, style: str | None = None) -> Table:
    """An empty table of two columns over the whole width; `left_mm` is the first one's."""
    table: Table = document.add_table(rows=rows, cols=2, style=style)
    table.autofit = False
    for column, width_mm in zip(table.columns, (left_mm, 166 - left_mm), strict=True):
        column.width = Mm(width_mm)
    return table


def save_docx(document: Document, path: Path) -> None:
    """Save without the time of packing, which would make each build differ."""
    packed = io.BytesIO()
    document.save(packed)
    with zipfile.ZipFile(packed) as parts, zipfile.ZipFile(path, "w") as archive:
        for part in parts.infolist():
            entry = zipfile.ZipInfo(part.filename)  # of 1980 unless told otherwise
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts.read(part))


def save_pdf(source: str, path: Path) -> None:
    """Typeset with the fonts that come with typst, so that every machine gives the same file."""
    pdf = typst.compile(source.encode(), format="pdf", ignore_system_fonts=True, timestamp=0)
    if not isinstance(pdf, bytes):
        raise TypeError(f"typst gave {type(pdf).__name__} for one PDF, not bytes.")
    path.write_bytes(pdf)


def main() -> None:
    save_pdf(CV_2026, DOCUMENTS / "cv_2026.pdf")
    save_pdf(REFERENCE_LETTER, DOCUMENTS / "reference_letter_2020.pdf")
    save_docx(build_cv_2021(), DOCUMENTS / "cv_2021.docx")
    save_docx(build_performance_review(), DOCUMENTS / "performance_review_2023.docx")


if __name__ == "__main__":
    main()
