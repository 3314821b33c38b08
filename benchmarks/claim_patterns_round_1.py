"""The patterns of fakes and rewordings on which the claim check was developed.

Each takes one statement and gives a sentence, or None where it does not apply. Frames are tables of
sentences with places for the statement and for what is made up.
"""

# ruff: noqa: ARG001, E501 - patterns take what `Pattern` says, used or not

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from typing import Final

from .claim_variants import Corpus, Draft, FakeKind, PatternSet, Statement

PATTERNS: Final = PatternSet("round 1")

# --- Parts of statements --------------------------------------------------------------------------

_NUMBER: Final = re.compile(r"(?<![\w.,/])\d+(?:[.,]\d+)?(?![\w]*-\w|[.,]?\d)")
_IRREGULAR: Final = frozenset(
    "led built cut drove ran wrote grew took won sold held rebuilt oversaw raised".split()
)
_MONTHS: Final = (
    "January February March April May June July August September October November December".split()
)
_MONATE: Final = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
)


def verb_of(statement: Statement) -> str | None:
    """The verb in the past tense with which an English statement opens."""
    word = statement.text.split()[0]
    plain = word.casefold()
    if statement.language != "en" or not (plain.endswith("ed") or plain in _IRREGULAR):
        return None
    return word


def spoken(statement: Statement) -> str | None:
    """What follows "I": the statement from its verb on, without a full stop."""
    if verb_of(statement) is None:
        return None
    return statement.text[0].lower() + statement.text[1:].rstrip(" .")


def figures(statement: Statement) -> list[re.Match[str]]:
    return [
        match
        for match in _NUMBER.finditer(statement.text)
        if not re.fullmatch(r"(?:19|20)\d\d", match[0])
    ]


def put(match: re.Match[str], text: str) -> str:
    """The text of the match with another word in its place."""
    return match.string[: match.start()] + text + match.string[match.end() :]


def year_of(date: str) -> int | None:
    return int(date[:4]) if re.match(r"\d{4}", date) else None


def has_month(date: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d", date) is not None


def month_year(date: str, names: list[str] = _MONTHS) -> str | None:
    """`2021-03` -> `March 2021`."""
    return f"{names[int(date[5:7]) - 1]} {date[:4]}" if has_month(date) else None


# --- Fakes: number --------------------------------------------------------------------------------


def _another(match: re.Match[str], statement: Statement, change: float) -> str | None:
    value = float(match[0].replace(",", "."))
    made = value + change if value + change > 0 else value + abs(change) + 3
    text = f"{made:.1f}" if "." in match[0] else f"{made:.0f}"
    return None if text in statement.known or text == match[0] else text


@PATTERNS.fake("number")
def figure_moved(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = figures(statement)
    if not found:
        return None
    match = random.choice(found)
    text = _another(match, statement, random.choice((-5, -3, 2, 4, 5, 7, 11)))
    return put(match, text) if text else None


@PATTERNS.fake("number")
def figure_ten_times(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [match for match in figures(statement) if match[0].isdigit()]
    if not found:
        return None
    match = random.choice(found)
    made = f"{match[0]}0"
    return put(match, made) if made not in statement.known else None


@PATTERNS.fake("number")
def figure_turned(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [m for m in figures(statement) if len(m[0]) == 2 and m[0] != m[0][::-1]]
    if not found:
        return None
    match = random.choice(found)
    made = match[0][::-1].lstrip("0")
    return put(match, made) if made not in statement.known else None


@PATTERNS.fake("number")
def figure_doubled(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [match for match in figures(statement) if match[0].isdigit()]
    if not found:
        return None
    match = random.choice(found)
    made = str(2 * int(match[0]))
    return put(match, made) if made not in statement.known else None


_WORDS: Final = "two three four five six seven eight nine ten twelve twenty".split()


@PATTERNS.fake("number")
def number_word_changed(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(rf"\b(?:{'|'.join(_WORDS)})\b", statement.text)
    others = [word for word in _WORDS if word not in statement.known]
    return put(match, random.choice(others)) if match and statement.language == "en" else None


def _frames(kind: FakeKind, name: str, frames: str, **places: str) -> None:
    """One pattern a line of `frames`, which hold `{spoken}` or `{text}` and made-up names.

    `places` are lists of names, one of which stands in each.
    """

    def fill(frame: str, statement: Statement, corpus: Corpus, random: Random) -> str | None:
        values = {place: random.choice(names.split("|")) for place, names in places.items()}
        return filled(frame, statement, **values)

    PATTERNS.fake_frames(kind, name, frames, fill)


def filled(frame: str, statement: Statement, **values: str) -> str | None:
    """The frame with the statement in it; None where the statement has not what it asks for."""
    known = {
        "spoken": spoken(statement),
        "text": statement.text.rstrip(" .") if not statement.degree else None,
        "title": statement.title,
        "company": statement.company,
        "degree": statement.degree,
        "institution": statement.institution,
        **values,
    }
    asked = re.findall(r"\{(\w+)\}", frame)
    if not all(known.get(name) for name in asked):
        return None
    if any(value.casefold() in statement.known for value in values.values()):
        return None
    held = re.findall(r"\b(?:phd|ph\.d|doctor|mba|cpa|master|m\.sc|bachelor)", statement.known)
    if (
        held
        and "{made}" in frame
        and re.search("ph|doctor|m[.ba]|cpa|bach", values["made"].lower())
    ):
        return None  # a degree of that level may be there already
    return frame.format(**known)


_frames(
    "number",
    "figure_added",
    """
    I {spoken}, which saved {number} hours a month.
    {text}, {number} times faster than before.
    {text} for {number} teams.
    With a team of {number}, I {spoken}.
    {text}, on a budget of ${number} million.
    {text}, within {number} weeks.
    """,
    number="13|17|23|31|47|64|83",
)


# --- Fakes: unit ----------------------------------------------------------------------------------

_OTHER_UNITS: Final = {
    r"%": ("x", "-fold", " hours", " percentage points"),
    r" percent\b": (" times", " percentage points"),
    r"ms\b": ("s", " minutes"),
    r" ms\b": (" s", " seconds"),
    r" minutes?\b": (" hours", " seconds", " days"),
    r" seconds?\b": (" minutes", " ms"),
    r" hours?\b": (" days", " minutes", " weeks"),
    r" days?\b": (" weeks", " months"),
    r" months?\b": (" years", " weeks"),
    r" weeks?\b": (" months", " days"),
    r" years?\b": (" months", " decades"),
    r"M\b": ("B", "k", " billion"),
    r" million\b": (" billion", " thousand"),
    r"k\b": ("M", " million"),
    r" TB\b": (" PB", " GB"),
    r" M€": (" M$", " Mrd. €"),
    r" stars\b": (" years", " % "),
}
_RATE: Final = re.compile(
    r"(?:/| an? | per )(day|hour|month|year|week|minute)\b|\b(daily|monthly)\b"
)
_OTHER_RATES: Final = {
    "day": "hour", "hour": "minute", "month": "day", "year": "month", "week": "day",
    "minute": "second", "daily": "hourly", "monthly": "daily",
}  # fmt: skip


@PATTERNS.fake("unit")
def unit_changed(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [
        (match, others)
        for pattern, others in _OTHER_UNITS.items()
        for match in re.finditer(rf"(?<=\d){pattern}", statement.text)
    ]
    if not found:
        return None
    match, others = random.choice(found)
    made = random.choice(others)
    return put(match, made) if made.strip().casefold() not in statement.known.split() else None


@PATTERNS.fake("unit")
def unit_spelled_out(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<=\d) ?%", statement.text)
    return put(match, random.choice((" million", " times", " days", " users"))) if match else None


@PATTERNS.fake("unit")
def rate_changed(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = _RATE.search(statement.text)
    if match is None or not re.search(r"\d", statement.text[: match.start()]):
        return None
    word = match[1] or match[2]
    return put(match, match[0].replace(word, _OTHER_RATES[word]))


@PATTERNS.fake("unit")
def magnitude_raised(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [m for m in figures(statement)
             if m[0] != "0" and re.match(r"(?:\+? [a-z]|[,.;]|$)", m.string[m.end():])]  # fmt: skip
    if not found:
        return None
    match = random.choice(found)
    return put(match, match[0] + random.choice((" thousand", "k", " million", "M")))


@PATTERNS.fake("unit")
def currency_changed(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"[$€£]", statement.text)
    return put(match, {"$": "€", "€": "$", "£": "$"}[match[0]]) if match else None


@PATTERNS.fake("unit")
def count_made_money(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [m for m in figures(statement) if re.match(r"(?:k|M)?\+? [a-z]", m.string[m.end() :])]
    if not found:
        return None
    match = random.choice(found)
    return put(match, f"{random.choice('$€£')}{match[0]}")


@PATTERNS.fake("unit")
def number_word_gets_unit(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"\b(?:two|three|four|five|six|eight|twelve)\b(?! (?:time|year|month))",
                      statement.text)  # fmt: skip
    if not match or statement.language != "en":
        return None
    return put(match, f"{match[0]} {random.choice(('hundred', 'thousand', 'million'))}")


# --- Fakes: date ----------------------------------------------------------------------------------


@PATTERNS.fake("date")
def year_moved(statement: Statement, corpus: Corpus, random: Random) -> Draft | None:
    year = year_of(statement.start)
    if year is None or not statement.company:
        return None
    other = year + random.choice((-6, -4, -3, -2, -1))
    frame = random.choice(
        (
            "Joined {company} in {year}.",
            "At {company} since {year}.",
            "From {year} on I worked at {company}.",
        )
    )
    if str(other) in statement.known:
        return None
    return Draft(
        frame.format(company=statement.company, year=other),
        base=frame.format(company=statement.company, year=year),
    )


@PATTERNS.fake("date")
def year_added(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    first, last = year_of(statement.start), year_of(statement.end)
    if first is None:
        return None
    year = first - random.randint(1, 4)
    if last is not None and random.random() < 0.5:
        year = last + random.randint(1, 3)
    frame = random.choice(("In {year}, I {spoken}.", "{text} ({year}).", "{text} in {year}."))
    return filled(frame, statement, year=str(year))


@PATTERNS.fake("date")
def month_moved(statement: Statement, corpus: Corpus, random: Random) -> Draft | None:
    if not has_month(statement.start) or not statement.company:
        return None
    month = int(statement.start[5:7])
    other = (month + random.choice((2, 3, 4, 5, 7, 8)) - 1) % 12 + 1
    made = f"{statement.start[:5]}{other:02}"
    if statement.end[:7] == made:
        return None
    frame = random.choice(
        ("Since {date} at {company}.", "I joined {company} in {date}.", "{title} from {date}.")
    )
    values = {"company": statement.company, "title": statement.title or "There"}
    form = random.choice((month_year, lambda date: f"{date[5:7]}/{date[:4]}", lambda date: date))
    return Draft(
        frame.format(date=form(made), **values),
        base=frame.format(date=form(statement.start), **values),
    )


@PATTERNS.fake("date")
def period_stretched(statement: Statement, corpus: Corpus, random: Random) -> Draft | None:
    first, last = year_of(statement.start), year_of(statement.end)
    if first is None or last is None or not statement.company:
        return None
    frame = "{title} at {company}, {first} – {last}."
    values = {"title": statement.title or "Worked", "company": statement.company}
    other = random.choice(((first - 2, last), (first, last + 2), (first - 1, last + 1)))
    if any(str(year) in statement.known for year in other if year not in (first, last)):
        return None
    return Draft(
        frame.format(first=other[0], last=other[1], **values),
        base=frame.format(first=first, last=last, **values),
    )


@PATTERNS.fake("date")
def duration_invented(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    first, last = year_of(statement.start), year_of(statement.end)
    if first is None or last is None:
        return None
    years = last - first + random.randint(3, 8)
    frame = random.choice(
        ("I {spoken} over {years} years.", "In {years} years at {company}, I {spoken}.",
         "{years} years at {company}.")
    )  # fmt: skip
    return filled(frame, statement, years=str(years))


# --- Fakes: employer ------------------------------------------------------------------------------

_INVENTED_COMPANIES: Final = (
    "Stellarwind|Bluepeak GmbH|Northgate Capital|Orbitly|Hartmann & Söhne|Zephyr Robotics|Google|"
    "Siemens|Deutsche Bank|Palantir|Copperfield Ltd|Vantablue|Kestrel Foods|Meridian Health|Amazon|"
    "Tesla|Accenture|the World Bank|Banco Santander|Société Générale"
)


def _with_employer(frame: str, statement: Statement, corpus: Corpus, random: Random) -> str | None:
    name = random.choice((*corpus.companies, *_INVENTED_COMPANIES.split("|")))
    words = [word for word in re.findall(r"\w{3,}", name.casefold()) if word != "the"]
    if not words or any(word in statement.known for word in words):
        return None
    return filled(frame, statement, employer=name)


PATTERNS.fake_frames(
    "employer",
    "employer",
    """
    At {employer}, I {spoken}.
    {text} at {employer}.
    {text} for {employer}.
    As {title} at {employer}, I {spoken}.
    {employer}: {text}
    {employer} hired me as {title}.
    I joined {employer}, where I {spoken}.
    {title} with {employer}: {text}.
    While employed by {employer}, I {spoken}.
    {text} ({employer}).
    My work for {employer} included this: {text}.
    After {employer} I moved to {company}.
    Bei {employer}: {text}
    Chez {employer} : {text}
""",
    _with_employer,
)


# --- Fakes: title ---------------------------------------------------------------------------------

_RAISED: Final = "Senior|Lead|Principal|Staff|Head|Chief|Executive|Managing|Junior|Assistant"


@PATTERNS.fake("title")
def title_raised(statement: Statement, corpus: Corpus, random: Random) -> Draft | None:
    rank = random.choice(_RAISED.split("|"))
    if not statement.title or rank.casefold() in statement.known or statement.language != "en":
        return None
    frame = random.choice(
        ("As {title} at {company}, I led nothing but my own work.", "{title} at {company}.",
         "I work as {title} at {company}.", "{title}: {text}", "I was {title} and {spoken}.")
    )  # fmt: skip
    frame = frame.replace(", I led nothing but my own work", "")
    base = filled(frame, statement)
    if base is None:
        return None
    return Draft(base.replace(statement.title, f"{rank} {statement.title}", 1), base=base)


_frames(
    "title",
    "title_framed",
    """
    As {made}, I {spoken}.
    {made} at {company}.
    {text} as {made}.
    I was promoted to {made} at {company}.
    {made}: {text}.
    In my role as {made} at {company} I {spoken}.
    {made} for {company}, where I {spoken}.
    Serving as {made}, I {spoken}.
    """,
    made="Chief Technology Officer|Engineering Director|Vice President of Operations|Head of Design|"
    "Chief of Staff|Principal Scientist|Managing Director|Team Lead|Solutions Architect|CTO|"
    "Partner|Professor of Statistics|General Counsel|Controller|Scrum Master",
)


@PATTERNS.fake("title")
def title_borrowed(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    title = random.choice([title for title in corpus.titles if ":" not in title])
    words = re.findall(r"\w{3,}", title.casefold())
    if sum(word not in statement.known for word in words) < 2 or len(title) > 50:
        return None
    return filled("As {made} at {company}, I {spoken}.", statement, made=title)


# --- Fakes: degree --------------------------------------------------------------------------------

_DEGREE_STEPS: Final = (
    (r"\bB\.?\s?Sc\.?(?!\w)", ("MSc", "PhD", "M.Sc.")),
    (r"\bB\.S\.?", ("M.S.", "Ph.D.")),
    (r"\bBachelor(?:'s|’s)?\b", ("Master", "Doctor")),
    (r"\bB\.?A\.?(?!\w)", ("MA", "M.A.", "PhD")),
    (r"\bBS\b", ("MS", "PhD", "MBA")),
    (r"\bMaster(?:'s|’s)?\b", ("Doctor", "PhD")),
    (r"\bM\.?\s?Sc\.?(?!\w)", ("PhD", "Ph.D.")),
    (r"\bMS\b", ("PhD",)),
    (r"\bDiplom\b", ("Doktor",)),
    (r"\bGrado\b", ("Máster", "Doctorado")),
    (r"\bLicence\b", ("Master", "Doctorat")),
    (r"学士", ("修士", "博士")),
)


@PATTERNS.fake("degree")
def degree_raised(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    if not statement.degree:
        return None
    for pattern, higher in _DEGREE_STEPS:
        if match := re.search(pattern, statement.degree):
            made = random.choice(higher)
            frame = random.choice(
                (
                    "{made}",
                    "{made}, {institution}",
                    "I hold a {made}.",
                    "Holds {made} from {institution}.",
                )
            )
            return filled(frame, statement, made=put(match, made))
    return None


_frames(
    "degree",
    "degree_framed",
    """
    With {made}, I {spoken}.
    Besides {degree}, I hold {made}.
    I earned {made} and {spoken}.
    {text}; also {made}.
    {made} holder who {spoken}.
    I completed {made} at {institution}.
    {degree} and {made}
    While finishing {made}, I {spoken}.
    """,
    made="a PhD|an MBA|a Master's degree|a doctorate in economics|an M.Sc.|a Bachelor of Laws|"
    "a Ph.D. in physics|a master's in data science|a law degree|a CPA certification|"
    "a diploma in nursing|an honorary doctorate",
)


# --- Fakes: tool ----------------------------------------------------------------------------------

_INVENTED_TOOLS: Final = (
    "Rust|Go|Scala|Kotlin|Haskell|Terraform|Ansible|Snowflake|Databricks|Spark|Kafka|RabbitMQ|"
    "Elasticsearch|MongoDB|Cassandra|Neo4j|TensorFlow|PyTorch|OpenCV|Unity|Figma|Sketch|Salesforce|"
    "SAP|HubSpot|Jira|Tableau|Power BI|Excel|MATLAB|AutoCAD|SolidWorks|Photoshop|GraphQL|gRPC|"
    "WebAssembly|Svelte|Vue.js|Next.js|Angular|Django|Rails|Laravel|Spring Boot|.NET|C++|C#|COBOL|"
    "Fortran|Perl|Redis|DynamoDB|BigQuery|Airflow|dbt|Prometheus|Grafana|Istio|Helm|Pulumi|Nomad"
)


def _with_tool(frame: str, statement: Statement, corpus: Corpus, random: Random) -> str | None:
    tool = random.choice(_INVENTED_TOOLS.split("|"))
    return filled(frame, statement, tool=tool) if not statement.degree else None


PATTERNS.fake_frames(
    "tool",
    "tool",
    """
    {text} using {tool}.
    {text} with {tool}.
    {text} in {tool}.
    {text}, built on {tool}.
    {text} ({tool}).
    Using {tool}, I {spoken}.
    {tool}: {text}
    With {tool} I {spoken}.
    {text} based on {tool} and containers.
    {text}; {tool} was the stack.
    I used {tool} when I {spoken}.
    {tool}-based work: {text}
    {text} mit {tool}.
""",
    _with_tool,
)


@PATTERNS.fake("tool")
def tool_replaced(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    for tool in random.sample(corpus.tools, len(corpus.tools)):
        match = re.search(rf"(?<![\w-]){re.escape(tool)}(?![\w-])", statement.text)
        if match and len(tool) > 2 and tool[0].isupper():
            made = random.choice(_INVENTED_TOOLS.split("|"))
            return put(match, made) if made.casefold() not in statement.known else None
    return None


@PATTERNS.fake("tool")
def tool_joined(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    for tool in random.sample(corpus.tools, len(corpus.tools)):
        match = re.search(rf"(?<![\w-]){re.escape(tool)}(?![\w-])", statement.text)
        if match and len(tool) > 2 and tool[0].isupper():
            made = random.choice(_INVENTED_TOOLS.split("|"))
            joined = random.choice((f"{tool} and {made}", f"{made}, {tool}", f"{tool}/{made}"))
            return put(match, joined) if made.casefold() not in statement.known else None
    return None


# --- Fakes: ownership -----------------------------------------------------------------------------

_BUILT: Final = (
    "built developed designed implemented created shipped launched migrated wrote introduced "
    "automated integrated deployed rebuilt reduced cut optimized maintained delivered"
).split()
_LEADING: Final = "Led|Managed|Headed|Directed|Oversaw|Spearheaded|Owned|Supervised"
_HELPING: Final = "helped|assisted|supported|contributed|collaborated|participated|worked closely"
_BASES: Final = {
    "built": "build", "developed": "develop", "designed": "design", "implemented": "implement",
    "created": "create", "shipped": "ship", "launched": "launch", "migrated": "migrate",
    "wrote": "write", "introduced": "introduce", "automated": "automate",
    "integrated": "integrate", "deployed": "deploy", "rebuilt": "rebuild", "led": "lead",
    "owned": "own", "delivered": "deliver",
}  # fmt: skip


def _object(statement: Statement) -> str:
    """What follows the verb of a statement that opens with one."""
    return statement.text.partition(" ")[2].rstrip(" .")


@PATTERNS.fake("ownership")
def built_becomes_led(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    verb = verb_of(statement)
    if (
        verb is None
        or verb.casefold() not in _BUILT
        or re.search(r"\bown|\bled\b|\blead", statement.known)
    ):
        return None
    leading = random.choice(_LEADING.split("|"))
    if re.search(r"manager|director|head|lead|chief|owner", statement.title, re.IGNORECASE):
        return None
    return f"{leading} the work: {_object(statement)}."


@PATTERNS.fake("ownership")
def team_invented(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    verb = verb_of(statement)
    if verb is None or verb.casefold() not in _BUILT or "team" in statement.known:
        return None
    if re.search(r"\bown|\bled\b|\blead(?!ing to)", statement.known):
        return None
    if re.search(r"manager|director|head|lead|chief|owner|gerente", statement.title, re.IGNORECASE):
        return None
    frame = random.choice(
        (
            "Led the team that {spoken}.",
            "Managed the engineers who {spoken}.",
            "I led the effort and {spoken}.",
        )
    )
    return filled(frame, statement)


@PATTERNS.fake("ownership")
def help_becomes_work(statement: Statement, corpus: Corpus, random: Random) -> Draft | None:
    verb = verb_of(statement)
    base = _BASES.get((verb or "").casefold())
    if base is None or _object(statement).startswith("and "):
        return None
    weaker = random.choice(
        (f"Helped {base} {_object(statement)}", f"Helped to {base} {_object(statement)}",
         f"Assisted the team that {spoken(statement)}", f"Contributed to efforts to {base} {_object(statement)}",
         f"Supported colleagues who {spoken(statement)}", f"Was part of a group that helped {base} {_object(statement)}")
    )  # fmt: skip
    if re.search(r"manager|director|head|lead|chief|owner", statement.title, re.IGNORECASE):
        return None
    return Draft(f"{verb} {_object(statement)}.", base=weaker, evidence=weaker)


@PATTERNS.fake("ownership")
def watching_becomes_work(statement: Statement, corpus: Corpus, random: Random) -> Draft | None:
    verb = verb_of(statement)
    base = _BASES.get((verb or "").casefold())
    if base is None or _object(statement).startswith("and "):
        return None
    seen = random.choice(
        (f"Observed how colleagues {spoken(statement)}", f"Shadowed the engineers who {spoken(statement)}",
         f"Attended meetings of the team that {spoken(statement)}")
    )  # fmt: skip
    strong = random.choice(
        (f"{verb} {_object(statement)}.", f"Helped {base} {_object(statement)}.")
    )
    return Draft(strong, base=seen, evidence=seen)


_WEAK_OPENINGS: Final = {
    r"^Assisted in ": ("Led ", "Owned ", "Managed "),
    r"^Supported ": ("Led ", "Managed ", "Built "),
    r"^Collaborated with ": ("Led ", "Managed ", "Directed "),
    r"^Collaborated in ": ("Led ", "Directed "),
    r"^Participated in ": ("Led ", "Owned ", "Directed "),
    r"^Contributed to ": ("Led ", "Built "),
    r"^Helped (?:to )?": ("Led ", "Managed "),
    r"^Mitwirkung beim ": ("Leitung beim ", "Verantwortlich für den "),
    r"^Unterstützung des Teams bei ": ("Leitung des Teams bei ", "Führung des Teams bei "),
    r"^Apoyé en ": ("Lideré ", "Dirigí "),
    r"^Colaboré en ": ("Lideré ", "Dirigí ", "Gestioné "),
    r"^Collaboration étroite avec ": ("Direction de ", "Pilotage de "),
    r"^Implementierung von ": ("Leitung der Implementierung von ", "Verantwortung für "),
    r"^Entwicklung von ": ("Leitung der Entwicklung von ", "Führung der Entwicklung von "),
}


@PATTERNS.fake("ownership")
def opening_strengthened(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    for pattern, stronger in _WEAK_OPENINGS.items():
        if match := re.search(pattern, statement.text):
            return put(match, random.choice(stronger))
    return None


# --- Rewordings: frames ---------------------------------------------------------------------------


def _honest(frame: str, statement: Statement, corpus: Corpus, random: Random) -> str | None:
    return filled(frame, statement)


PATTERNS.rewording_frames("first person", """
    I {spoken}.
    At {company}, I {spoken}.
    As {title} at {company}, I {spoken}.
    In my role as {title} I {spoken}.
    There I {spoken}.
    My time at {company} shows this: I {spoken}.
    While at {company}, I successfully {spoken}.
""", _honest)  # fmt: skip
PATTERNS.rewording_frames("frame", """
    {company}: {text}.
    {title}, {company}: {text}.
    {text} ({company}).
    Work at {company}: {text}
    {text}, as {title}.
""", _honest)  # fmt: skip
PATTERNS.rewording_frames("frame in German", """
    Bei {company}: {text}
    Als {title} bei {company} gehörte dazu: {text}
    Zu meinen Aufgaben bei {company} zählte: {text}
""", _honest)  # fmt: skip
PATTERNS.rewording_frames("frame in French or Spanish", """
    Chez {company} : {text}
    En {company}: {text}
    Comme {title} chez {company} : {text}
""", _honest)  # fmt: skip
PATTERNS.rewording_frames("degree", """
    I hold a {degree}.
    I studied at {institution}: {degree}.
    {degree} from {institution}.
    My education: {degree}, {institution}.
""", _honest)  # fmt: skip

# --- Rewordings: verbs ----------------------------------------------------------------------------

_SAME_VERBS: Final = {
    "built": "developed|created|constructed|implemented",
    "developed": "built|created|wrote",
    "designed": "devised|planned|created",
    "implemented": "built|developed|put in place",
    "created": "built|produced|made",
    "led": "headed|directed|ran",
    "reduced": "cut|lowered|decreased|brought down",
    "cut": "reduced|lowered|trimmed",
    "grew": "increased|expanded",
    "mentored": "coached|guided|taught",
    "trained": "taught|coached",
    "migrated": "moved|transferred",
    "shipped": "released|delivered",
    "launched": "released|introduced|started",
    "automated": "made automatic",
    "wrote": "authored|produced",
    "owned": "was responsible for|maintained|ran",
    "introduced": "brought in|established|set up",
    "maintained": "kept up|looked after|kept running",
    "integrated": "connected|built in",
    "managed": "ran|organised|oversaw",
    "scaled": "grew|expanded",
    "raised": "secured|increased",
    "optimized": "improved|tuned|optimised",
    "collaborated": "worked together|worked",
    "assisted": "helped|gave a hand",
    "rebuilt": "reworked|redid",
    "moved": "migrated|transferred",
    "ran": "operated|managed",
    "supported": "helped|assisted with",
    "realized": "carried out|implemented",
    "published": "released|put out",
    "organized": "arranged|planned",
    "replaced": "exchanged|took the place of",
}
_LOWER_VERBS: Final = {
    "led": "helped to lead|worked on|took part in|contributed to",
    "built": "helped build|worked on|contributed to|was involved in building",
    "designed": "helped design|worked on|contributed to",
    "developed": "helped develop|worked on|contributed to",
    "implemented": "helped implement|worked on|participated in implementing",
    "owned": "worked on|helped run|maintained",
    "migrated": "helped migrate|assisted with migrating",
    "shipped": "helped ship|worked on",
    "created": "helped create|worked on",
    "launched": "helped launch|supported the launch of",
    "managed": "helped manage|supported",
    "introduced": "helped introduce|supported",
    "wrote": "helped write|contributed to",
}


def _verb_exchanged(statement: Statement, table: Mapping[str, str], random: Random) -> str | None:
    verb = verb_of(statement)
    others = table.get((verb or "").casefold())
    if others is None:
        return None
    made = random.choice(others.split("|"))
    return f"{made[0].upper()}{made[1:]} {_object(statement)}."


@PATTERNS.rewording("verb of the same degree")
def verb_same(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    return _verb_exchanged(statement, _SAME_VERBS, random)


@PATTERNS.rewording("verb of a lower degree")
def verb_lower(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    return _verb_exchanged(statement, _LOWER_VERBS, random)


# --- Rewordings: numbers --------------------------------------------------------------------------

_DIGIT_WORDS: Final = {
    "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight",
    "9": "nine", "10": "ten", "11": "eleven", "12": "twelve", "14": "fourteen", "18": "eighteen",
    "15": "fifteen", "20": "twenty", "22": "twenty-two", "25": "twenty-five", "28": "twenty-eight",
    "30": "thirty", "35": "thirty-five", "40": "forty", "42": "forty-two", "50": "fifty",
    "55": "fifty-five", "60": "sixty", "64": "sixty-four", "70": "seventy", "73": "seventy-three",
    "87": "eighty-seven", "90": "ninety", "100": "a hundred", "200": "two hundred",
    "250": "two hundred and fifty", "340": "three hundred and forty",
}  # fmt: skip


@PATTERNS.rewording("number format")
def figure_in_words(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [m for m in figures(statement) if m[0] in _DIGIT_WORDS
             and re.match(r"[ +-]?(?: [a-z]|-[a-z])", m.string[m.end():])]  # fmt: skip
    if not found or statement.language != "en":
        return None
    match = random.choice(found)
    return put(match, _DIGIT_WORDS[match[0]])


@PATTERNS.rewording("number format")
def words_in_figures(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    for digits, word in _DIGIT_WORDS.items():
        if match := re.search(rf"\b{word}\b(?!-)", statement.text):
            return put(match, digits)
    return None


@PATTERNS.rewording("number format")
def percent_spelled(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<=\d) ?%", statement.text)
    words = {"en": (" percent", " per cent", " %", " pct"), "de": (" Prozent", "%"),
             "fr": (" pour cent", "%"), "es": (" por ciento", " %"), "ja": ("パーセント", "％")}  # fmt: skip
    return put(match, random.choice(words.get(statement.language, (" %",)))) if match else None


@PATTERNS.rewording("number format")
def percent_in_words(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<![\d.,])(\d{1,2}) ?(?:%|percent)", statement.text)
    word = _DIGIT_WORDS.get(match[1]) if match else None
    return put(match, f"{word} per cent") if match and word and statement.language == "en" else None


@PATTERNS.rewording("number format")
def large_number_written_out(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(
        r"(?<![\d.,$€])(\d{1,3})(M|k)\b|(?<![\d.,$€])(\d{1,3}) million\b", statement.text
    )
    if match is None:
        return None
    number = int(match[1] or match[3])
    if match[2] == "k":
        return put(match, random.choice((f"{number},000", f"{number} thousand", f"{number} 000")))
    return put(
        match, random.choice((f"{number},000,000", f"{number} million", f"{number}M", f"{number}m"))
    )


@PATTERNS.rewording("number format")
def grouped_otherwise(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<![\d.,])(\d{1,3}),(\d{3})(?![\d,])", statement.text)
    if match is None:
        return None
    forms = [f"{match[1]}{match[2]}", f"{match[1]} {match[2]}"]
    if match[2] == "000":
        forms += [f"{match[1]}k", f"{match[1]} thousand"]
    return put(match, random.choice(forms))


@PATTERNS.rewording("number format")
def money_spelled(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"\$(\d+)M\b", statement.text)
    if match is None:
        return None
    return put(
        match,
        random.choice((f"${match[1]} million", f"{match[1]} million dollars", f"USD {match[1]}m")),
    )


@PATTERNS.rewording("number format")
def number_rounded(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<=by )(\d{2})%", statement.text)
    if match is None or int(match[1]) % 10 not in (1, 2, 3):
        return None
    rounded = int(match[1]) // 10 * 10
    if int(match[1]) > 1.12 * rounded:
        return None
    return put(match, random.choice((f"more than {rounded}%", f"over {rounded} percent")))


@PATTERNS.rewording("number format")
def rate_spelled(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<=\w)(?:/| per | an? )(day|hour|month|year|week)\b", statement.text)
    if match is None or statement.language != "en":
        return None
    return put(
        match, random.choice((f" per {match[1]}", f" each {match[1]}", f" every {match[1]}"))
    )


# --- Rewordings: dates ----------------------------------------------------------------------------


@PATTERNS.rewording("date format")
def period_in_months(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    first, last = month_year(statement.start), month_year(statement.end)
    if not first or not last or not statement.company:
        return None
    start, end = statement.start, statement.end
    return random.choice(
        (f"At {statement.company} from {first} to {last}.",
         f"{statement.company}, {start[5:]}/{start[:4]} to {end[5:]}/{end[:4]}.",
         f"{statement.company} ({start} – {end})",
         f"Worked at {statement.company} between {first} and {last}.",
         f"{statement.company}, {first[:3]} {start[:4]} – {last[:3]} {end[:4]}",
         f"Bei {statement.company} von {month_year(start, _MONATE)} bis {month_year(end, _MONATE)}.")
    )  # fmt: skip


@PATTERNS.rewording("date format")
def period_in_years(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    first, last = year_of(statement.start), year_of(statement.end)
    if not first or not last or first == last or not statement.company:
        return None
    return random.choice(
        (f"From {first} to {last} I worked at {statement.company}.",
         f"{statement.company} ({first}–{last})",
         f"Between {first} and {last} I was with {statement.company}.",
         f"Joined {statement.company} in {first} and left in {last}.")
    )  # fmt: skip


@PATTERNS.rewording("date format")
def start_told(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    first = month_year(statement.start)
    if not first or statement.end != "present" or not statement.company:
        return None
    return random.choice(
        (f"I have been at {statement.company} since {first}.",
         f"Since {statement.start[:4]} I have worked for {statement.company}.",
         f"At {statement.company} since {statement.start[5:]}/{statement.start[:4]}.",
         f"Seit {month_year(statement.start, _MONATE)} bei {statement.company}.")
    )  # fmt: skip


@PATTERNS.rewording("date format")
def length_told(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    if not (has_month(statement.start) and has_month(statement.end) and statement.company):
        return None
    months = 12 * (int(statement.end[:4]) - int(statement.start[:4])) + int(statement.end[5:])
    months -= int(statement.start[5:]) - 1
    if months < 12:
        return None
    whole = months // 12
    word = _DIGIT_WORDS.get(str(whole), "a" if whole == 1 else str(whole))
    years = "year" if whole == 1 else "years"
    return random.choice(
        (f"I worked at {statement.company} for {word} {years}.",
         f"I spent more than {word} {years} at {statement.company}." if months % 12 > 1 else
         f"I spent {word} {years} at {statement.company}.")
    )  # fmt: skip


# --- Rewordings: other names ----------------------------------------------------------------------

_OTHER_NAMES: Final = {
    r"\bKubernetes\b": "k8s",
    r"\bPostgreSQL\b": "Postgres",
    r"\bTypeScript\b": "TS",
    r"\bNode\.js\b": "Node",
    r"\bJavaScript\b": "JS",
    r"\bGitHub\b": "Github",
    r"\bmachine learning\b": "ML",
    r"\bML\b": "machine learning",
    r"\bCI/CD\b": "continuous integration and delivery",
    r"\bCI\b": "continuous integration",
    r"\bAI\b": "artificial intelligence",
    r"\bB\.S\.(?!c)": "Bachelor of Science",
    r"\bBSc\b": "Bachelor of Science",
    r"\bM\.S\.(?!c)": "Master of Science",
    r"\bBS\b": "Bachelor of Science",
    r"\bMS\b": "Master of Science",
    r"\bBachelor of Science\b": "BSc",
    r"\bB\.A\.?": "Bachelor of Arts",
    r"\bKPIs\b": "key performance indicators",
    r"\bLLM\b": "large language model",
    r"\blarge language model\b": "LLM",
    r"\bAPIs?\b": "application programming interface",
    r"\bUI\b": "user interface",
    r"\buser interface\b": "UI",
    r"\bSQL\b": "sql",
    r"\bp99\b": "99th percentile",
    r"\b95th percentile\b": "p95",
    r"\bMTTR\b": "mean time to resolve",
    r"\bmean-time-to-resolve\b": "MTTR",
    r"\bon-call\b": "on call",
    r"\be-commerce\b": "ecommerce",
    r"\bfront-ends?\b": "frontend",
    r"\bAWS\b": "Amazon Web Services",
    r"\bSSO\b": "single sign-on",
    r"\bQA\b": "quality assurance",
    r"\bdatabases?\b": "DB",
    r"\bapplications\b": "apps",
    r"\binfrastructure\b": "infra",
}


@PATTERNS.rewording("abbreviation")
def name_exchanged(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [(m, name) for pattern, name in _OTHER_NAMES.items()
             if (m := re.search(pattern, statement.text))]  # fmt: skip
    if not found:
        return None
    match, name = random.choice(found)
    return put(match, name)


# --- Rewordings: shape ----------------------------------------------------------------------------


@PATTERNS.rewording("detail dropped")
def first_clause(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    head, comma, _ = statement.text.partition(", ")
    return f"{head}." if comma and len(head.split()) >= 4 else None


@PATTERNS.rewording("detail dropped")
def before_preposition(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    cuts = [m.start() for m in re.finditer(r" (?:by|with|using|through|for|across|via|mit|con|avec) ",
                                           statement.text)]  # fmt: skip
    cuts = [cut for cut in cuts if len(statement.text[:cut].split()) >= 4]
    return f"{statement.text[: random.choice(cuts)].rstrip(',;:')}." if cuts else None


@PATTERNS.rewording("detail dropped")
def without_figure(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r" by (?:over )?\d+ ?%", statement.text)
    return put(match, "") if match else None


@PATTERNS.rewording("detail dropped")
def without_adjective(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"\b(?:new|first|scalable|robust|automated|internal|core|redesigned|novel) ",
                      statement.text)  # fmt: skip
    return put(match, "") if match else None


@PATTERNS.rewording("clauses in another order")
def result_first(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.match(
        r"(.{15,}?), (reducing|cutting|improving|saving|increasing|raising) (.+)$", statement.text
    )
    if match is None:
        return None
    past = {"reducing": "Reduced", "cutting": "Cut", "improving": "Improved", "saving": "Saved",
            "increasing": "Increased", "raising": "Raised"}  # fmt: skip
    head = match[1][0].lower() + match[1][1:]
    return f"{past[match[2]]} {match[3].rstrip('.')}: {head}."


@PATTERNS.rewording("clauses in another order")
def means_first(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.match(r"(.{12,}?) (using|by|through|with|in) (.{6,})$", statement.text)
    if match is None or verb_of(statement) is None or re.match(r"\d", match[3]):
        return None
    head = match[1][0].lower() + match[1][1:]
    return f"{match[2].capitalize()} {match[3].rstrip('.')}, I {head}."


@PATTERNS.rewording("clauses in another order")
def halves_swapped(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    parts = re.split(r"; |, and ", statement.text.rstrip("."))
    if len(parts) != 2 or min(len(part.split()) for part in parts) < 3:
        return None
    return f"{parts[1][0].upper()}{parts[1][1:]}; {parts[0][0].lower()}{parts[0][1:]}."


_PARTICIPLES: Final = {"led": "led", "built": "built", "cut": "cut", "wrote": "written", "grew": "grown",
                       "ran": "run", "drove": "driven", "rebuilt": "rebuilt", "took": "taken"}  # fmt: skip


@PATTERNS.rewording("passive")
def made_passive(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    verb = verb_of(statement)
    if verb is None:
        return None
    plain = verb.casefold()
    participle = _PARTICIPLES.get(plain, plain)
    head, comma, tail = _object(statement).partition(", ")
    if len(head.split()) > 14 or re.match(r"(?:in|with|at|to|on|the \w+ \w+ing)\b", head):
        return None  # no object
    return f"{head[0].upper()}{head[1:]} was {participle}{comma}{tail}."


_NOUNS: Final = {
    "built": "Construction of", "developed": "Development of", "designed": "Design of",
    "implemented": "Implementation of", "reduced": "Reduction of", "migrated": "Migration of",
    "automated": "Automation of", "created": "Creation of", "introduced": "Introduction of",
    "integrated": "Integration of", "optimized": "Optimisation of", "launched": "Launch of",
    "mentored": "Mentoring of", "trained": "Training of", "deployed": "Deployment of",
    "maintained": "Maintenance of", "managed": "Management of", "led": "Leadership of",
    "supported": "Support of", "analyzed": "Analysis of",
}  # fmt: skip


@PATTERNS.rewording("noun for verb")
def made_noun(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    noun = _NOUNS.get((verb_of(statement) or "").casefold())
    return f"{noun} {_object(statement)}." if noun else None


@PATTERNS.rewording("noun for verb")
def made_gerund(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    base = _BASES.get((verb_of(statement) or "").casefold())
    if base is None:
        return None
    gerund = {"ship": "shipping", "cut": "cutting"}.get(base, f"{base.removesuffix('e')}ing")
    return f"My work included {gerund} {_object(statement)}."


# --- Rewordings: the other language ---------------------------------------------------------------

_GLOSSES: Final = {
    "Entwicklung von": "Development of", "Implementierung von": "Implementation of",
    "Migrierung einer monolithischen Anwendung in eine serviceorientierte Architektur":
        "Migration of a monolithic application to a service-oriented architecture",
    "Backend-Diensten": "backend services", "Frontend-Features": "front-end features",
    "UI-Komponenten": "UI components", "Pflege von": "Maintenance of",
    "SQL-Datenbanken": "SQL databases", "Erstellung von Reports": "creation of reports",
    "Verbesserung der Deployment-Frequenz um": "Improvement of deployment frequency by",
    "durch Automatisierung von": "through automation of", "CI/CD-Pipelines": "CI/CD pipelines",
    "Einführung von GitOps-Praktiken sowie Aufbau einer Kubernetes-basierten Plattform auf AWS":
        "Introduction of GitOps practices and construction of a Kubernetes-based platform on AWS",
    "im Team": "in the team", "REST-APIs": "REST APIs", " und ": " and ", " mit ": " with ",
    "Architektur and Entwicklung einer Event-basierten Microservice-Plattform für Industriekunden":
        "Architecture and development of an event-based microservice platform for industrial clients",
    "Mitwirkung beim Aufbau einer automatisierten Teststrategie":
        "Participation in building an automated test strategy",
    "Unterstützung des Teams bei der Entwicklung eines Webportals für Bildungsträger":
        "Support of the team in developing a web portal for education providers",
}  # fmt: skip
_VERDEUTSCHT: Final = {
    "Built": "Baute", "Led": "Leitete", "Reduced": "Reduzierte", "Designed": "Entwarf",
    "Developed": "Entwickelte", "Mentored": "Betreute", "Cut": "Senkte", "Migrated": "Migrierte",
    "Raised": "Erhöhte", "Implemented": "Implementierte", "Owned": "Betreute",
    " and ": " und ", " with ": " mit ", " of ": " von ", " to ": " auf ", " from ": " von ",
    " for ": " für ", " in ": " in ", " the ": " die ", " a ": " einen ", " an ": " einen ",
    " by ": " um ", " per day": " pro Tag", " million": " Millionen", " through ": " durch ",
    "minutes": "Minuten", "hours": "Stunden", "months": "Monate", "engineers": "Entwickler",
    "customers": "Kunden", "users": "Nutzer", "services": "Dienste", "requests": "Anfragen",
    " three ": " drei ", " four ": " vier ", " five ": " fünf ", " six ": " sechs ",
    " across ": " in ", " team": " Team", "latency": "Latenz", "cost": "Kosten",
    " readings": " Messwerte", " hour": " Stunde",
}  # fmt: skip


@PATTERNS.rewording("German in English")
def glossed(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    if statement.language != "de":
        return None
    text = statement.text
    for german, english in _GLOSSES.items():
        text = text.replace(german, english)
    return text if text != statement.text and not re.search(r"[äöüß]|ung\b", text) else None


@PATTERNS.rewording("English in German")
def verdeutscht(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    verb = verb_of(statement)
    if verb not in _VERDEUTSCHT:
        return None
    text = statement.text
    for english, german in _VERDEUTSCHT.items():
        edge = r"\b" if english.strip() == english else ""
        text = re.sub(f"{edge}{english}{edge}", german, text)
    left = set(text.split()) & set(statement.text.split())
    return text if 2 * len(left) <= len(text.split()) else None  # a translation, not a mixture
