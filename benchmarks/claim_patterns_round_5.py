"""A fifth round of patterns of fakes and rewordings: plain substitutions first, odd ones after.

They are meant for any career, not for those of the first rounds, and were written before anybody
saw what the claim check makes of them; it was improved on them afterwards.
"""

# ruff: noqa: ARG001, E501 - patterns take what `Pattern` says, used or not

from __future__ import annotations

import re
from random import Random
from typing import Final

from .claim_patterns_round_1 import (
    figures,
    filled,
    has_month,
    month_year,
    put,
    spoken,
    verb_of,
    year_of,
)
from .claim_patterns_round_2 import base_form, honest, made_up
from .claim_variants import Corpus, Draft, FakeKind, PatternSet, Statement

PATTERNS: Final = PatternSet("round 5")


def _fakes(kind: FakeKind, frames: str, made: str) -> None:
    """One pattern a line of `frames`; `made` lists what stands for `{made}`, one in each."""
    PATTERNS.fake_frames(kind, kind, frames, made_up(made))


# --- Fakes: number --------------------------------------------------------------------------------


def _new_figure(
    statement: Statement, random: Random, made: str, match: re.Match[str]
) -> str | None:
    return put(match, made) if made not in statement.known and made != match[0] else None


@PATTERNS.fake("number")
def any_other_number(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = figures(statement)
    if not found:
        return None
    return _new_figure(statement, random, str(random.randint(3, 99)), random.choice(found))


@PATTERNS.fake("number")
def a_tenth_more(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [match for match in figures(statement) if match[0].isdigit() and int(match[0]) > 9]
    if not found:
        return None
    match = random.choice(found)
    return _new_figure(statement, random, str(round(int(match[0]) * 1.1) + 1), match)


@PATTERNS.fake("number")
def five_times(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [match for match in figures(statement) if match[0].isdigit()]
    if not found:
        return None
    match = random.choice(found)
    return _new_figure(statement, random, str(int(match[0]) * 5), match)


@PATTERNS.fake("number")
def percent_of_result_changed(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<![\d.,])\d{1,3}(?:[.,]\d+)?(?= ?%| percent)", statement.text)
    if match is None:
        return None
    return _new_figure(statement, random, str(random.randint(50, 99)), match)


@PATTERNS.fake("number")
def first_person_with_other_number(
    statement: Statement, corpus: Corpus, random: Random
) -> str | None:
    told, found = spoken(statement), [m for m in figures(statement) if m[0].isdigit()]
    if told is None or not found:
        return None
    match = random.choice(found)
    made = str(int(match[0]) + random.choice((1, 2, 10, 100)))
    changed = _new_figure(statement, random, made, match)
    return f"I {changed[0].lower()}{changed[1:]}" if changed else None


@PATTERNS.fake("number")
def number_word_raised(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    raised = {"two": "three", "three": "four", "four": "six", "five": "seven", "six": "nine",
              "seven": "eleven", "eight": "twelve", "ten": "twenty", "twelve": "fifteen"}  # fmt: skip
    match = re.search(rf"\b(?:{'|'.join(raised)})\b", statement.text)
    if match is None or statement.language != "en":
        return None
    made = random.choice((raised[match[0]], "forty"))
    return _new_figure(statement, random, made, match)


_fakes("number", """
    {text}, serving {made}.
    {text} across {made}.
    {text}, with {made} as a result.
    I {spoken} for {made}.
    I {spoken} with {made}.
    {text}, a saving of {made}.
    {text} and reached {made}.
    {text} (result: {made})
    Zusammen mit {made}: {text}
    {text} – soit {made}
    {text}, es decir, {made}
""", "37%|150 people|$1.7 million|250,000 users|19 countries|89 percent|21 days|£640,000|"
    "a 73% increase|2.7 million records")  # fmt: skip


# --- Fakes: unit ----------------------------------------------------------------------------------

_PLAIN_UNITS: Final = {
    r" ?%": ("x", " points", " euros", " people", " times"),
    r" percent\b": (" times", " dollars"),
    r" days?\b": (" hours", " months", " years"),
    r" hours?\b": (" minutes", " weeks"),
    r" minutes?\b": (" seconds", " hours", " %"),
    r" months?\b": (" weeks", " years", " days"),
    r" weeks?\b": (" days", " months"),
    r" years?\b": (" months", " weeks"),
    r" seconds?\b": (" hours", " ms"),
    r" ?ms\b": (" s", " min"),
    r" million\b": (" billion", " thousand"),
    r" ?M\b": ("K", "B"),
    r" ?[kK]\b": ("M", "B"),
    r" km\b": (" m", " miles"),
    r" TB\b": (" GB", " MB"),
}


@PATTERNS.fake("unit")
def plain_unit_swapped(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [
        (match, others)
        for pattern, others in _PLAIN_UNITS.items()
        for match in re.finditer(rf"(?<=\d){pattern}", statement.text)
    ]
    if not found:
        return None
    match, others = random.choice(found)
    made = random.choice(others)
    return put(match, made) if made.strip().casefold() not in statement.known.split() else None


@PATTERNS.fake("unit")
def currency_swapped(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"[$€£](?=\d)", statement.text)
    made = random.choice([each for each in "$€£¥" if match is None or each != match[0]])
    return put(match, made) if match and made not in statement.known else None


@PATTERNS.fake("unit")
def rate_swapped(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(
        r"(?:\bper |/|\ban? )(second|minute|hour|day|week|month|quarter|year|shift|night)\b",
        statement.text,
    )
    if match is None or not re.search(r"\d", statement.text[: match.start()]):
        return None
    made = random.choice(("second", "minute", "hour", "day", "week", "month", "quarter", "year"))
    return (
        put(match, f" per {made}".replace("  ", " ").strip())
        if made not in statement.known
        else None
    )


@PATTERNS.fake("unit")
def frequency_swapped(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(
        r"\b(?:hourly|daily|weekly|monthly|quarterly|yearly|annual|annually)\b", statement.text
    )
    if match is None:
        return None
    made = random.choice([each for each in ("daily", "weekly", "monthly", "quarterly", "yearly")
                          if each[:4] not in statement.known])  # fmt: skip
    return put(match, made) if not match[0].startswith("annual") or made != "yearly" else None


@PATTERNS.fake("unit")
def number_becomes_percent(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [m for m in figures(statement) if re.match(r" [a-z]{3,}", m.string[m.end() :])
             and not re.match(r" (?:percent|per |million|billion)", m.string[m.end() :])]  # fmt: skip
    if not found or statement.language not in ("en", "de", "es", "fr"):
        return None
    match = random.choice(found)
    return put(match, f"{match[0]}% of")


@PATTERNS.fake("unit")
def counted_things_swapped(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<=\d )[a-z]{3,}s\b(?=[ .,;]|$)", statement.text)
    if match is None or re.match(
        r"minutes|months|hours|years|days|seconds|times|weeks|points|stars", match[0]
    ):
        return None
    made = random.choice(("continents", "ministries", "hospitals", "universities", "banks"))
    return put(match, made) if made not in statement.known else None


@PATTERNS.fake("unit")
def thousand_behind(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [m for m in figures(statement) if re.match(r" [a-z]{3,}s\b", m.string[m.end() :])]
    if not found or statement.language != "en":
        return None
    match = random.choice(found)
    return put(match, f"{match[0]}{random.choice((',000', ' thousand', ' million', ' hundred'))}")


@PATTERNS.fake("unit")
def money_without_money(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"[$€£](\d[\d.,]*\w*)", statement.text)
    return put(match, f"{match[1]} {random.choice(('hours', 'users', 'km'))}") if match else None


# --- Fakes: date ----------------------------------------------------------------------------------


@PATTERNS.fake("date")
def start_moved(statement: Statement, corpus: Corpus, random: Random) -> Draft | None:
    year = year_of(statement.start)
    if year is None or not statement.company:
        return None
    other = year + random.choice((-5, -2, -1))
    frame = random.choice((
        "I have been with {company} since {year}.", "{company}, since {year}",
        "I started at {company} in {year}.", "{title} at {company} from {year}",
        "Seit {year} bei {company}", "Chez {company} depuis {year}", "En {company} desde {year}",
        "My time at {company} began in {year}.",
    ))  # fmt: skip
    base, made = (
        filled(frame, statement, year=f"{year} "),
        filled(frame, statement, year=f"{other} "),
    )
    if frame and str(other) in statement.known:
        return None
    plain = frame.format(company=statement.company, title=statement.title, year=other)
    return (
        Draft(plain, base=frame.format(company=statement.company, title=statement.title, year=year))
        if made or base
        else None
    )


@PATTERNS.fake("date")
def period_shifted(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    first, last = year_of(statement.start), year_of(statement.end)
    if first is None or last is None:
        return None
    frame = random.choice(("{title}, {company}, {first} – {last}", "From {first} to {last} I {spoken}.",
                           "{company} ({first}-{last})", "Between {first} and {last}, I {spoken}."))  # fmt: skip
    made = (first - 3, last - 2) if random.random() < 0.5 else (first, last + random.randint(1, 3))
    return (
        filled(frame, statement, first=str(made[0]).ljust(4), last=str(made[1]))
        if str(made[1]) not in statement.known
        and (made[0] == first or str(made[0]) not in statement.known)
        else None
    )


@PATTERNS.fake("date")
def same_year_other_month(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    if not has_month(statement.start) or statement.start[:4] == statement.end[:4]:
        return None
    month = (int(statement.start[5:]) + random.randint(1, 10)) % 12 + 1
    date = f"{statement.start[:5]}{month:02}"
    if date == statement.start:
        return None
    told = random.choice((month_year(date) or "", f"{month:02}/{statement.start[:4]}"))
    return filled(
        random.choice(("I joined {company} in {date}.", "{title}, {company}, {date} –", "{text} (since {date})")),
        statement, date=told,
    )  # fmt: skip


@PATTERNS.fake("date")
def years_of_experience(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    first, last = year_of(statement.start), year_of(statement.end) or 2026
    if first is None:
        return None
    years = last - first + random.randint(4, 9)
    return filled(
        random.choice((
            "With {years} years at {company}, I {spoken}.", "{years} years as {title} at {company}",
            "For {years} years, I {spoken}.", "In {years} Jahren bei {company}: {text}",
            "During {years} years at {company} I {spoken}.",
        )),
        statement, years=f"{years} ".strip(),
    ) if not re.search(rf"\b{years}\b", statement.known) else None  # fmt: skip


@PATTERNS.fake("date")
def graduation_moved(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    year = year_of(statement.end) or year_of(statement.start)
    if not statement.degree or year is None:
        return None
    made = str(year + random.choice((-7, -4, 3, 4)))
    if made in statement.known:
        return None
    return filled(random.choice(("{degree}, {year}", "I graduated in {year} ({degree}).",
                                 "{institution}, {year}", "{degree} ({institution}, {year})")),
                  statement, year=made)  # fmt: skip


for _number, _line in enumerate(
    """
    In {year}, I {spoken}.
    {text} in {year}.
    Since {year}, I have had this to show: {text}
    {text} (completed {year})
    In the summer of {year} I {spoken}.
    Im Jahr {year}: {text}
    En {year} : {text}
    {text}, back in {year}
    I {spoken} as early as {year}.
""".strip().splitlines()
):

    def _in_year(
        statement: Statement, corpus: Corpus, random: Random, frame: str = _line.strip()
    ) -> str | None:
        first, last = year_of(statement.start), year_of(statement.end)
        if first is None:
            return None
        year = random.choice((first - random.randint(1, 7), (last or first - 11) + 2 * bool(last)))
        return filled(frame, statement, year=str(year))

    _in_year.__name__ = f"in_year_{_number}"
    PATTERNS.fake("date")(_in_year)

# --- Fakes: employer ------------------------------------------------------------------------------

_COMPANIES: Final = (
    "Google|Microsoft|Amazon|Apple|Meta|Netflix|IBM|Oracle|Deloitte|McKinsey|KPMG|PwC|Siemens|BMW|"
    "Bosch|SAP|Airbus|Danone|L'Oréal|Renault|Santander|Inditex|Iberdrola|Unilever|Shell|BP|HSBC|"
    "Goldman Sachs|JPMorgan Chase|Walmart|Starbucks|Toyota|Sony|Harvard University|NASA|"
    "Quantumleaf Ltd|Brightforge|Globotech Inc.|Northwind Dynamics|Pinnacle Health Partners|"
    "Blue Harbor Logistics|Silverline|Tannenhof AG|Ateliers Mercier|Grupo Altamira"
)
_fakes("employer", """
    {text} at {made}.
    At {made}, I {spoken}.
    {text} for {made}.
    {title} at {made}
    {title}, {made}
    {title} | {made}
    I worked at {made} as {title}.
    As {title} at {made} I {spoken}.
    I {spoken} at {made}.
    I {spoken} while working for {made}.
    I left {company} for {made}.
    {made} – {title}
    {text}, at both {company} and {made}
    Working for {made} I {spoken}.
    I was with {made} when I {spoken}.
    For clients such as {made}, I {spoken}.
    In cooperation with {made}, I {spoken}.
    {text} bei {made}
    Bei {made} war ich {title}.
    {text} chez {made}
    Chez {made}, en tant que {title}
    {text} en {made}
    Trabajé en {made} como {title}.
""", _COMPANIES)  # fmt: skip


@PATTERNS.fake("employer")
def company_replaced(statement: Statement, corpus: Corpus, random: Random) -> Draft | None:
    frame = random.choice(("As {title} at {company}, I {spoken}.", "{company}: {text}",
                           "{text} ({company})", "My role at {company}: {title}",
                           "{title}, {company}", "While at {company}, I {spoken}."))  # fmt: skip
    base = filled(frame, statement)
    made = random.choice((*_COMPANIES.split("|"), *corpus.companies))
    known = set(re.findall(r"\w+", statement.known))
    if (
        base is None
        or known & set(re.findall(r"\w{3,}", made.casefold()))
        or statement.company in statement.title
    ):
        return None
    return Draft(base.replace(statement.company, made, 1), base=base)


# --- Fakes: title ---------------------------------------------------------------------------------

_UPGRADES: Final = (
    (r"\bJunior\b", ("Senior", "Lead", "Principal")),
    (r"\bSenior\b", ("Lead", "Principal", "Chief")),
    (r"\bAssistant\b", ("Head", "Chief")),
    (r"\bIntern(?:ship)?\b", ("Manager", "Lead", "Engineer")),
    (r"\bAnalyst\b", ("Manager", "Director")),
    (r"\bManager\b", ("Director", "Vice President")),
    (r"\bEngineer\b", ("Architect", "Manager", "Director")),
    (r"\bDeveloper\b", ("Architect", "Manager", "Lead")),
    (r"\bSupervisor\b", ("Director",)),
    (r"\bTeacher\b", ("Principal",)),
    (r"\bNurse\b", ("Physician",)),
    (r"\bSous\b", ("Executive",)),
    (r"\bScientist\b", ("Director",)),
)


@PATTERNS.fake("title")
def title_upgraded(statement: Statement, corpus: Corpus, random: Random) -> Draft | None:
    for pattern, higher in random.sample(_UPGRADES, len(_UPGRADES)):
        match = re.search(pattern, statement.title)
        made = random.choice(higher)
        if match is None or re.search(rf"\b{made.casefold()}\b", statement.known):
            continue
        frame = random.choice(("{title} at {company}", "As {title}, I {spoken}.", "{title}, {company}",
                               "I was {title} at {company}.", "{company} employed me as {title}.",
                               "I worked as a {title}.", "{title} with a record: {text}"))  # fmt: skip
        base = filled(frame, statement)
        return (
            Draft(base.replace(statement.title, put(match, made), 1), base=base) if base else None
        )
    return None


@PATTERNS.fake("title")
def rank_put_before(statement: Statement, corpus: Corpus, random: Random) -> Draft | None:
    rank = random.choice(
        (
            "Senior",
            "Lead",
            "Head",
            "Principal",
            "Chief",
            "Executive",
            "Global",
            "Group",
            "Deputy",
            "Managing",
        )
    )
    if not statement.title or re.search(rf"\b{rank.casefold()}\b", statement.known):
        return None
    frame = random.choice(("{title} at {company}", "As {title}, I {spoken}.", "{title}, {company}",
                           "I am {title} at {company}.", "My title at {company} was {title}.",
                           "As {title} at {company} I {spoken}.", "{company} – {title}"))  # fmt: skip
    base = filled(frame, statement)
    return (
        Draft(base.replace(statement.title, f"{rank} {statement.title}", 1), base=base)
        if base
        else None
    )


_fakes("title", """
    As {made}, I {spoken}.
    As {made} at {company}, I {spoken}.
    {made} at {company}
    {made}, {company}
    I worked as {made} at {company}.
    {text} as {made}.
    {text} (as {made})
    I was {made} and {spoken}.
    In my function as {made}, I {spoken}.
    Promoted to {made}, I {spoken}.
    My job as {made} was this: {text}
    I served {company} as {made}.
    Als {made} bei {company}: {text}
    En tant que {made} chez {company} : {text}
    Como {made} en {company}: {text}
""", "CTO|CEO|Chief Executive|Chief Financial Officer|Head of Department|Team Leader|Director|"
    "Managing Director|Vice President|Senior Partner|Lead Architect|Principal|Senior Director|"
    "Head of Operations|Professor|Country Manager|Programme Director|General Manager|President")  # fmt: skip

# --- Fakes: degree --------------------------------------------------------------------------------

_DEGREES_RAISED: Final = (
    (r"\bBSc\b|\bB\.Sc\.?", ("MSc", "PhD")), (r"\bBEng\b|\bB\.Eng\.?", ("MEng", "PhD")),
    (r"\bB\.?S\.?\b", ("M.S.", "PhD")), (r"\bB\.?A\.?\b", ("M.A.", "PhD")),
    (r"\bLL\.B\.?", ("LL.M.",)), (r"\bBachelor\b", ("Master", "Doctor", "Doctorate")),
    (r"\bMaster\b", ("Doctor", "PhD")), (r"\bM\.?Sc?\.?\b", ("PhD",)), (r"\bMA\b", ("PhD", "MBA")),
    (r"\bLicence\b", ("Master", "Doctorat")), (r"\bGrado\b", ("Máster", "Doctorado")),
)  # fmt: skip


@PATTERNS.fake("degree")
def degree_of_next_level(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    if not statement.degree:
        return None
    for pattern, higher in _DEGREES_RAISED:
        match = re.search(pattern, statement.degree)
        if match is None:
            continue
        made = random.choice(higher)
        text = put(match, made)
        frame = random.choice(("{text}", "{text}, {place}", "I have a {text}.", "{text} from {place}",
                               "I completed my {text} at {place}."))  # fmt: skip
        return (
            frame.format(text=text, place=statement.institution)
            if made.casefold() not in statement.known
            else None
        )
    return None


@PATTERNS.fake("degree")
def another_field(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(
        r"(?<=\w[. ] )?(?P<field>[A-Z][a-z]{4,}(?: (?:and )?[A-Z][a-z]+)*)$", statement.degree
    )
    made = random.choice(
        ("Astronomy", "Theology", "Veterinary Medicine", "Dentistry", "Musicology")
    )
    if match is None or re.search(r"Bachelor|Master|Licen|Doctor|Diplom|Abroad", match["field"]):
        return None
    return put(match, made)


_fakes("degree", """
    I hold {made}.
    I have {made} from {institution}.
    {made}, {institution}
    With {made} in hand, I {spoken}.
    {text}; I also hold {made}.
    As the holder of {made}, I {spoken}.
    I {spoken} and completed {made}.
    I earned {made} in my spare time.
    {made}; {text}
    Education: {made}
    Abschluss: {made}
    Je suis titulaire de {made}.
    Tengo {made}.
""", "a PhD|a PhD in chemistry|an MBA|an MBA from INSEAD|a Master's degree|a doctorate|a DPhil|"
    "a master's degree in engineering|a Master of Science|an EdD|a JD|an MD|"
    "a postgraduate diploma|a PMP certification|an LL.M.|a Master of Public Health")  # fmt: skip

# --- Fakes: tool ----------------------------------------------------------------------------------

_TOOLS: Final = (
    "Kubernetes|Docker|Terraform|AWS|Azure|Google Cloud|Python|Java|Rust|Scala|Ruby|React|Angular|"
    "RabbitMQ|Kafka|Redis|MongoDB|PostgreSQL|Elasticsearch|Snowflake|Databricks|Spark|Hadoop|"
    "Airflow|dbt|Tableau|Power BI|Looker|Excel|SAP|Salesforce|HubSpot|Jira|Figma|Photoshop|"
    "InDesign|AutoCAD|SolidWorks|Revit|MATLAB|SPSS|Stata|TensorFlow|PyTorch|Jenkins|GitLab CI|"
    "Ansible|Splunk|ServiceNow|Workday|QuickBooks|Xero|Epic|Cerner|Moodle|Asana|Notion|Trello"
)
_fakes("tool", """
    {text} using {made}.
    {text} with {made}.
    {text} in {made}.
    {text} and {made}.
    {text}, using {made}
    {text} via {made}
    {text} ({made})
    I {spoken} using {made}.
    I used {made} and {spoken}.
    Using {made}, I {spoken}.
    {text} on {made}
    {text}, {made}
    {text}, leveraging {made}
    {text}, powered by {made}
    {text} through {made}
    Proficient in {made}, I {spoken}.
    I know {made} well and {spoken}.
    Skills: {made}
    {text} (tools: {made})
    {text} mit {made}
    {text} avec {made}
    {text} con {made}
    Erfahrung mit {made}: {text}
    Maîtrise de {made} : {text}
    Dominio de {made}: {text}
""", _TOOLS)  # fmt: skip


@PATTERNS.fake("tool")
def tool_exchanged(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    names = sorted({*corpus.tools, *_TOOLS.split("|"), "Go", "NATS", "SAP", "VBA", "LightGBM", "Drupal",
                    "Cerner", "Testcontainers", "Figma", "R"})  # fmt: skip
    for tool in random.sample(names, len(names)):
        match = re.search(rf"(?<![\w.-]){re.escape(tool)}(?![\w-])", statement.text)
        if match is None or not tool[0].isupper():
            continue
        made = random.choice(_TOOLS.split("|"))
        known = re.findall(r"\w+", statement.known)
        return (
            put(match, made) if not set(re.findall(r"\w+", made.casefold())) & set(known) else None
        )
    return None


@PATTERNS.fake("tool")
def tool_beside_another(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    names = sorted({*corpus.tools, *_TOOLS.split("|"), "Go", "NATS", "VBA", "LightGBM", "Drupal"})
    for tool in random.sample(names, len(names)):
        match = re.search(rf"(?<![\w.-]){re.escape(tool)}(?![\w-])", statement.text)
        if match is None or not tool[0].isupper():
            continue
        made = random.choice(_TOOLS.split("|"))
        known = re.findall(r"\w+", statement.known)
        if set(re.findall(r"\w+", made.casefold())) & set(known):
            return None
        return put(match, random.choice((f"{tool} and {made}", f"{tool}, {made}", f"{made} and {tool}",
                                         f"{tool} ({made})", f"both {tool} and {made}", f"{tool} + {made}")))  # fmt: skip
    return None


# --- Fakes: ownership -----------------------------------------------------------------------------

_LEADERS: Final = re.compile(
    r"manager|director|head|lead|chief|owner|founder|gerente|leiter|president|supervisor|professor",
    re.IGNORECASE,
)
_SHOWS_LEAD: Final = re.compile(
    r"\bown|\bled\b|\blead|\bmanag|\bdrove|\bran\b|\bcoordinat|\boversaw|\bsupervis|\bhead|\bdirect"
)


@PATTERNS.fake("ownership")
def weak_word_strengthened(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    """A statement that opens with a weak word, with a strong one in its place."""
    weak = re.match(
        r"(?:Helped|Assisted|Supported|Contributed|Participated|Collaborated|Observed|Shadowed|Attended)"
        r"(?: (?:to|in|with|on|at|the))?",
        statement.text,
    )
    if weak is None or _LEADERS.search(statement.title):
        return None
    return random.choice((f"Led{weak.string[weak.end():]}", f"I led{weak.string[weak.end():]}",
                          f"Owned{weak.string[weak.end():]}", f"Managed{weak.string[weak.end():]}"))  # fmt: skip


def _weakened(statement: Statement, random: Random) -> tuple[str, str] | None:
    """What a statement says of help or watching instead of work, and the work as told."""
    base, told = base_form(statement), spoken(statement)
    if base is None or told is None or _LEADERS.search(statement.title):
        return None
    if re.search(r" and (?:[a-z]+ed|ran|built|cut)\b", told):
        return None
    weak = random.choice((
        f"Helped {base}", f"Helped to {base}", f"Helped the team {base}", f"Assisted colleagues who {told}",
        f"Observed how the team {told}", f"Supported the team that {told}", f"Contributed when the team {told}",
        f"Assisted the lead engineer, who {told}", f"Participated in a project that {told}",
    ))  # fmt: skip
    return weak, told


for _number, _line in enumerate(
    """
    {told}.
    I {told}.
    At {company}, I {told}.
    As {title}, I {told}.
    I alone {told}.
    I led a team that {told}.
    Led the project that {told}.
    I personally {told}.
    I {told} by myself.
    Ich habe das Projekt geleitet: {told}
    J'ai dirigé le projet : {told}
    Dirigí el proyecto: {told}
""".strip().splitlines()
):

    def _strengthened(
        statement: Statement, corpus: Corpus, random: Random, frame: str = _line.strip()
    ) -> Draft | None:
        made = _weakened(statement, random)
        if made is None or not statement.company:
            return None
        weak, told = made
        text = frame.format(told=told, company=statement.company, title=statement.title)
        return Draft(text[0].upper() + text[1:], base=weak, evidence=weak)

    _strengthened.__name__ = f"strengthened_{_number}"
    PATTERNS.fake("ownership")(_strengthened)


for _number, _line in enumerate(
    """
    Led the team that {spoken}.
    I led the team which {spoken}.
    I managed the team that {spoken}.
    Managed a group of people who {spoken}.
    Headed the department that {spoken}.
    I was responsible for the team and led it: we {spoken}.
    I directed everything: {text}
    Under my leadership, we {spoken}.
    As the leader of the project I {spoken}.
    I oversaw all of it: {text}
    I led and {spoken}.
""".strip().splitlines()
):

    def _lead_added(
        statement: Statement, corpus: Corpus, random: Random, frame: str = _line.strip()
    ) -> str | None:
        shows = _SHOWS_LEAD.search(statement.known)
        return (
            None
            if shows or _LEADERS.search(statement.title) or not spoken(statement)
            else filled(frame, statement)
        )

    _lead_added.__name__ = f"lead_added_{_number}"
    PATTERNS.fake("ownership")(_lead_added)

# --- Rewordings -----------------------------------------------------------------------------------

PATTERNS.rewording_frames(
    "first person",
    """
    I {spoken}.
    At {company}, I {spoken}.
    I {spoken} at {company}.
    As {title}, I {spoken}.
    In my role at {company}, I {spoken}.
    While working at {company} I {spoken}.
    Working as {title}, I {spoken}.
    I was the one who {spoken}.
    During my time as {title} at {company}, I {spoken}.
    I am proud that I {spoken}.
""",
    honest,
)
PATTERNS.rewording_frames(
    "line of a CV",
    """
    {title} at {company}
    {title}, {company}: {text}
    {company} ({title}): {text}
    {text} [{company}]
    {title} – {text}
    Achievement: {text}
    Experience at {company}: {text}
""",
    honest,
)
PATTERNS.rewording_frames(
    "in another language",
    """
    Bei {company} als {title}: {text}
    Aus meiner Zeit bei {company}: {text}
    Chez {company}, en tant que {title} : {text}
    Mon travail chez {company} : {text}
    En {company}, como {title}: {text}
    Mi trabajo en {company}: {text}
    Presso {company}: {text}
""",
    honest,
)
PATTERNS.rewording_frames(
    "education",
    """
    I have a {degree} from {institution}.
    {degree} from {institution}
    I studied at {institution} and hold a {degree}.
    Graduate of {institution} ({degree})
    I completed a {degree} at {institution}.
    {degree}, {institution}
    Mein Abschluss: {degree} ({institution})
    Mon diplôme : {degree}
    Mi título: {degree}
""",
    honest,
)

_SAME: Final = {
    "built": "constructed|created|developed|put together|set up", "developed": "built|created|wrote",
    "designed": "devised|conceived|drew up|planned", "implemented": "built|realised|put in place|delivered",
    "created": "made|built|set up|produced", "reduced": "cut|lowered|brought down|decreased|shrank",
    "cut": "reduced|lowered|brought down", "improved": "enhanced|bettered|made better", "led": "headed|directed|guided",
    "managed": "ran|oversaw|directed", "wrote": "authored|drafted|composed", "trained": "taught|coached|instructed",
    "mentored": "coached|guided|taught", "launched": "released|rolled out|introduced|brought out",
    "increased": "raised|grew|boosted|expanded", "raised": "increased|lifted|pushed up", "grew": "increased|expanded|built up",
    "automated": "made automatic|scripted", "analysed": "examined|evaluated|studied|investigated",
    "analyzed": "examined|evaluated|studied", "prepared": "drew up|compiled|put together", "taught": "instructed|gave lessons in",
    "introduced": "brought in|established|rolled out", "scheduled": "planned|organised|arranged", "drafted": "wrote|drew up",
    "closed": "won|concluded|signed", "supervised": "oversaw|managed|was in charge of", "replaced": "swapped out|exchanged",
    "maintained": "looked after|kept up|took care of", "redesigned": "reworked|overhauled|designed anew",
    "advised": "counselled|gave advice", "presented": "showed|gave", "modelled": "simulated|calculated",
    "coordinated": "organised|aligned", "delivered": "completed|shipped|handed over", "migrated": "moved|transferred",
    "integrated": "connected|hooked up|linked", "deployed": "rolled out|released|put into production",
    "collaborated": "worked together|cooperated", "helped": "assisted|supported", "lowered": "reduced|brought down|cut",
    "ran": "operated|managed", "planned": "organised|prepared", "optimized": "tuned|improved", "served": "catered to|attended to",
}  # fmt: skip


@PATTERNS.rewording("synonym of the verb")
def verb_synonym(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    others = _SAME.get((verb_of(statement) or "").casefold())
    if others is None:
        return None
    made, rest = random.choice(others.split("|")), statement.text.partition(" ")[2].rstrip(".")
    return random.choice((f"{made[0].upper()}{made[1:]} {rest}.", f"I {made} {rest}.",
                          f"I {made} {rest} at {statement.company or 'work'}."))  # fmt: skip


_PLAIN_SYNONYMS: Final = {
    r"\bengineers\b": "developers", r"\bcustomers\b": "clients", r"\bcross-functional\b": "interdisciplinary",
    r"\busing\b": "with", r"\bvia\b": "through", r"\bacross\b": "in", r"\bby\b(?= \d)": "by about",
    r"\bpupils\b": "students", r"\bstaff\b": "employees", r"\bhandling\b": "processing", r"\bnew\b": "novel",
    r"\benabling\b": "allowing", r"\bprocesses\b": "procedures", r"\bresulting in\b": "leading to", r"\blarge\b": "big",
    r"\bdaily\b": "every day", r"\bper day\b": "each day", r"\bper month\b": "monthly", r"\bmonthly\b": "each month",
    r"\bweekly\b": "every week", r"\busers\b": "people", r"\bsystem\b": "solution", r"\bcost(?:s)?\b": "spending",
    r"\bfeatures\b": "functions", r"\bimproving\b": "enhancing", r"\bincreasing\b": "raising", r"\bservices\b": "service",
    r"\breducing\b": "cutting", r"\breports\b": "reporting", r"\bshare\b": "proportion", r"\bquota\b": "target",
    r"\bteam\b": "crew", r"\bcompany\b": "firm", r"\bproject\b": "programme",
}  # fmt: skip


@PATTERNS.rewording("synonym inside")
def plain_synonym(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [(m, other) for pattern, other in _PLAIN_SYNONYMS.items()
             if (m := re.search(pattern, statement.text))]  # fmt: skip
    if not found or statement.language != "en":
        return None
    return put(*random.choice(found))


@PATTERNS.rewording("clauses in another order")
def last_clause_first(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    told = spoken(statement)
    match = re.fullmatch(r"([^,;]{20,}?),? (by|using|with|through|via) ([^,;]{8,})", told or "")
    return f"{match[2].capitalize()} {match[3]}, I {match[1]}." if match else None


@PATTERNS.rewording("clauses in another order")
def result_told_first(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    told = spoken(statement)
    match = re.fullmatch(r"([^,;]{15,}), ((?:[a-z]+ing) [^;]{8,})", told or "")
    return f"{match[2][0].upper()}{match[2][1:]}, I {match[1]}." if match else None


_PARTICIPLES: Final = {
    "built", "designed", "developed", "created", "implemented", "reduced", "automated", "introduced", "launched",
    "migrated", "maintained", "prepared", "trained", "analysed", "redesigned", "replaced", "raised", "improved",
    "lowered", "modelled", "managed", "supervised", "deployed", "closed", "drafted", "scheduled", "presented", "taught",
}  # fmt: skip


@PATTERNS.rewording("passive")
def passive(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    verb = (verb_of(statement) or "").casefold()
    rest = statement.text.partition(" ")[2].rstrip(" .")
    match = re.match(
        r"([^,;]+?)(?= (?:in|with|using|by|for|across|from|on|to|at|through|that|which)\b|[,;](?!\d)|$)",
        rest,
    )
    if verb not in _PARTICIPLES or match is None or rest.startswith("and "):
        return None
    tail = rest[match.end() :]
    be = "were" if match[1].endswith("s") else "was"
    return f"{match[1][0].upper()}{match[1][1:]} {be} {verb} by me{tail}."


@PATTERNS.rewording("detail dropped")
def without_the_tail(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    head = re.split(r"[,;(](?!\d) ?| – |\. ", statement.text)[0].rstrip(" .")
    if head == statement.text.rstrip(" .") or len(head.split()) < 4:
        return None
    return (
        random.choice((f"{head}.", f"I {head[0].lower()}{head[1:]}."))
        if verb_of(statement)
        else head
    )


@PATTERNS.rewording("detail dropped")
def without_a_word(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(
        r"(?<=[a-z] )(?:[a-z]+(?:al|ive|ed|able|ic|ent|ary|ful)|new|large|core) (?=[a-z]{4,}s?\b)",
        statement.text,
    )
    return put(match, "") if match and statement.language == "en" else None


@PATTERNS.rewording("detail dropped")
def without_numbers(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r" by (?:\w+ )?\d+(?:\.\d+)? ?%| \(\d[^)]*\)", statement.text)
    return put(match, "") if match else None


@PATTERNS.rewording("numbers written otherwise")
def numbers_otherwise(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    text = statement.text
    pairs = (
        (r"(?<=\d) ?%", " percent"), (r"(?<=\d) percent\b", "%"), (r"(?<=\d)M\b(?=\+? )", " million"),
        (r"(?<=\d) million\b", "M"), (r"(?<=\d)[kK]\b", ",000"), (r"(?<=\d),000\b", "k"), (r"(?<=\d),000 ", " thousand "),
        (r"\btwo\b", "2"), (r"\bthree\b", "3"), (r"\bfour\b", "4"), (r"\bfive\b", "5"), (r"\bsix\b", "6"),
        (r"(?<![\d.,$€£])3(?= [a-z])", "three"), (r"(?<![\d.,$€£])5(?= [a-z])", "five"), (r"(?<![\d.,$€£])2(?= [a-z])", "two"),
        (r"(?<![\d.,$€£])12(?= [a-z])", "twelve"), (r"(?<![\d.,$€£])9(?= [a-z])", "nine"), (r"(?<=\d) minutes\b", " min"),
        (r"(?<=\d) hours\b", "h"), (r"(?<=\d)\+ ", " plus "), (r"(?<=\d)\+(?= [a-z])", " or more"),
        (r" per day\b", "/day"), (r"/day\b", " a day"), (r" per (?=month|week|year|quarter)", " every "),
    )  # fmt: skip
    found = [(m, other) for pattern, other in pairs if (m := re.search(pattern, text))]
    if (
        not found
        or statement.language != "en"
        or (re.search(r"\d\.\d", text) and "000" in found[0][1])
    ):
        return None
    return put(*random.choice(found))


@PATTERNS.rewording("dates written otherwise")
def dates_otherwise(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    if not has_month(statement.start) or not statement.company:
        return None
    first, year = month_year(statement.start) or "", statement.start[:4]
    last = month_year(statement.end) if has_month(statement.end) else None
    frames = ["I started at {company} in {first}.", "{title} at {company}, from {year}", "At {company} since {short}",
              "{company}: {first}", "I joined {company} in {year}."]  # fmt: skip
    if last:
        frames = ["{title} at {company} from {first} to {last}", "{company}, {year}-{end}", "{company}: {short} - {shortend}",
                  "I worked at {company} until {last}.", "I was at {company} from {year} to {end}."]  # fmt: skip
    return random.choice(frames).format(
        company=statement.company, title=statement.title, first=first, year=year, last=last,
        end=statement.end[:4], short=f"{statement.start[5:7]}/{year}",
        shortend=f"{statement.end[5:7]}/{statement.end[:4]}",
    )  # fmt: skip


@PATTERNS.rewording("nominal")
def nominal(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    nouns = {
        "built": "Construction of|Building of", "designed": "Design of", "developed": "Development of", "reduced": "Reduction of",
        "implemented": "Implementation of", "introduced": "Introduction of", "automated": "Automation of", "analysed": "Analysis of",
        "prepared": "Preparation of", "supervised": "Supervision of", "trained": "Training of", "migrated": "Migration of",
        "created": "Creation of", "redesigned": "Redesign of", "integrated": "Integration of", "launched": "Launch of",
        "managed": "Management of", "optimized": "Optimisation of", "improved": "Improvement of", "modelled": "Modelling of",
    }  # fmt: skip
    noun = nouns.get((verb_of(statement) or "").casefold())
    rest = statement.text.partition(" ")[2].rstrip(" .")
    return (
        f"{random.choice(noun.split('|'))} {rest}" if noun and not rest.startswith("and ") else None
    )
