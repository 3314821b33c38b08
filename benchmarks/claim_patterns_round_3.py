"""A third round of patterns of fakes and rewordings, on which the claim check was developed too.

What the check made of them at first is why it was improved; the parts of statements are shared.
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
from .claim_patterns_round_2 import NAMES_DEGREE, base_form, honest, made_up
from .claim_variants import Corpus, Draft, FakeKind, PatternSet, Statement

PATTERNS: Final = PatternSet("round 3")


def _fakes(kind: FakeKind, name: str, frames: str, made: str) -> None:
    """One pattern a line of `frames`; `made` lists what stands for `{made}`, one in each."""
    PATTERNS.fake_frames(kind, name, frames, made_up(made))


def _of_a_degree(frame: str, statement: Statement, corpus: Corpus, random: Random) -> str | None:
    return filled(frame, statement) if NAMES_DEGREE.search(statement.degree) else None


# --- Fakes: number --------------------------------------------------------------------------------

_fakes("number", "figure_appended", """
    I {spoken}, earning {made}.
    {text} – with {made} to show for it.
    I {spoken}; by the end there were {made}.
    {text}, and the result was {made}.
    While I {spoken}, I looked after {made}.
""", "87 new accounts|five extra contracts|$3.2 million in savings|91% satisfaction|"
    "a 74-point score|twenty-seven releases|1.7 million downloads|an audience of 8,300")  # fmt: skip


@PATTERNS.fake("number")
def last_digit_changed(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [m for m in figures(statement) if len(m[0]) > 1 and m[0][-1].isdigit()]
    if not found:
        return None
    match = random.choice(found)
    digit = random.choice([each for each in "123456789" if each != match[0][-1]])
    made = match[0][:-1] + digit
    return put(match, made) if made not in statement.known else None


@PATTERNS.fake("number")
def figures_exchanged(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [m for m in figures(statement) if m[0].isdigit()]
    units = {m[0]: re.match(r" ?[%\w]*", m.string[m.end() :])[0] for m in found}  # type: ignore[index]
    if len(found) != 2 or len(set(units.values())) != 2 or len(units) != 2:
        return None
    first, second = found
    text = statement.text
    return (text[: first.start()] + second[0] + text[first.end() : second.start()] + first[0]
            + text[second.end() :])  # fmt: skip


@PATTERNS.fake("number")
def tens_word_changed(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"\b(?:twelve|sixty|three hundred|eighteen|six|forty|five|eight|four|two)\b",
                      statement.text)  # fmt: skip
    made = random.choice(("thirty-three", "eleven", "four hundred", "sixteen", "fourteen"))
    return put(match, made) if match and made not in statement.known else None


@PATTERNS.fake("number")
def percentage_raised(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<![\d.,])(\d{2})(?= ?(?:%|percent))", statement.text)
    if match is None:
        return None
    made = min(99, int(match[1]) + random.choice((6, 9, 14, 22)))
    return put(match, str(made)) if str(made) not in statement.known else None


# --- Fakes: unit ----------------------------------------------------------------------------------


@PATTERNS.fake("unit")
def unit_swapped(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    swaps = (
        (r"(?<=\d) ?%", (" min", " kg", "-fold", " per thousand")),
        (r"(?<=\d) ?ms\b", (" hours", " µs")),
        (r"(?<=\d) minutes\b", (" minutes a day", " milliseconds", " weeks")),
        (r"(?<=\d) months\b", (" quarters", " hours")),
        (r"(?<=\d)M\b", (" thousand", " billion")),
        (r"(?<=\d) million\b", ("%", " hundred")),
        (r"(?<=\d) TB\b", (" million rows", " KB")),
        (r"(?<=\d)k\b", (" million", "%")),
        (r"(?<=\d) hours\b", (" seconds", "%")),
        (r"(?<=five )years\b", ("weeks", "days")),
        (r"(?<=\d) ?(?:M€|億円)", (" M£", "億ドル")),
    )
    found = [(m, others) for pattern, others in swaps if (m := re.search(pattern, statement.text))]
    if not found:
        return None
    match, others = random.choice(found)
    return put(match, random.choice(others))


@PATTERNS.fake("unit")
def counted_things_swapped(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<=\d )(?:services|engineers|depots|stars|clients|reviews|interviews|labs"
                      r"|contributors|customers|locations|components|pages|patents|systems)\b|"
                      r"(?<=(?:hree|four|five) )(?:microservices|engineers|companies|services)\b",
                      statement.text)  # fmt: skip
    made = random.choice(("continents", "vineyards", "satellites", "warships", "dioceses"))
    return put(match, made) if match else None


@PATTERNS.fake("unit")
def frequency_changed(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"\b(daily|monthly|weekly|annually|per day|per week|per quarter|a month|an hour"
                      r"|a quarter|a day|/day|par trimestre)\b|/day\b", statement.text)  # fmt: skip
    if match is None or not re.search(r"\d|hundred", statement.text[: match.start()]):
        return None
    made = random.choice(("per minute", "every second", "each minute", "every single hour"))
    return put(match, f" {made}".lstrip() if not match[0].startswith("/") else f" {made}")


# --- Fakes: date ----------------------------------------------------------------------------------


def _dates(frames: str) -> None:
    for number, line in enumerate(frames.strip().splitlines()):

        def pattern(
            statement: Statement, corpus: Corpus, random: Random, frame: str = line.strip()
        ) -> str | None:
            first, last = year_of(statement.start), year_of(statement.end)
            if first is None:
                return None
            year = first - random.randint(1, 9)
            if last is not None and random.random() < 0.4:
                year = last + random.randint(1, 4)
            return filled(frame, statement, year=str(year))

        pattern.__name__ = f"dated_{number}"
        PATTERNS.fake("date")(pattern)


_dates("""
    As early as {year}, I {spoken}.
    {text} [{year}]
    In the spring of {year} I {spoken}.
    {company} hired me in November {year}.
    01/{year}: {text}
    {title} at {company} as of {year}
    I handed in my notice at {company} in {year}.
    Von {year} an war ich bei {company}.
    Depuis {year} chez {company}
    Desde {year} en {company}
    {year}年: {company}
    Our release of {year} was mine: I {spoken}.
""")


@PATTERNS.fake("date")
def end_moved(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    if not (has_month(statement.start) and has_month(statement.end)):
        return None
    month = int(statement.end[5:7]) % 12 + 1
    made = month_year(f"{statement.end[:5]}{month:02}")
    return filled(f"At {{company}} from {month_year(statement.start)} to {made}.", statement)


@PATTERNS.fake("date")
def years_claimed(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    first, last = year_of(statement.start), year_of(statement.end)
    if first is None or last is None or last - first > 6:
        return None
    made = random.choice(("nine years", "12 years", "over ten years", "acht Jahre", "huit ans"))
    return filled("{title}, {made} at {company}.", statement, made=made)


# --- Fakes: employer ------------------------------------------------------------------------------

_fakes("employer", "employer", """
    Before {company} there was {made}, and there I {spoken}.
    {text}, first for {company}, then for {made}.
    Seconded to {made}, I {spoken}.
    At {company}, a subsidiary of {made}, I {spoken}.
    {made} paid me to do this: {text}.
    {title} ({made})
    {made} / {title}: {text}
    I worked in {made}'s research lab and {spoken}.
    {text} – done at {made}.
    Together with {made}, I {spoken}.
    I went from {made} to {company}.
    {made} appointed me {title}.
    Meine Zeit bei {made}: {text}
    Mon travail chez {made} : {text}
    Mi trabajo en {made}: {text}
    {made}での仕事：{text}
""", "Roche|Stripe|Heidelberg Cement|Nestlé|Wolters Kluwer|Octavia Systems|Cloudpeak|Fincantieri|"
    "Swisscom|Barclays|Uniper|Ørsted|Sandvik AB|Deloitte|McKinsey|Philips|Ubisoft|Moderna|Klarna|"
    "the European Space Agency|Tencent|Samsung|Ocado|Drägerwerk AG")  # fmt: skip

# --- Fakes: title ---------------------------------------------------------------------------------

_fakes("title", "title", """
    I {spoken} as the {made} of {company}.
    {company} – {made}
    Title: {made}
    {made} by trade, I {spoken}.
    My business card read {made}.
    They soon called me {made} because I {spoken}.
    {made} and {title} at {company}
    I rose to {made} at {company}.
    Being {made}, I {spoken}.
    {title} and acting {made}.
    I was {company}'s {made}.
    Position: {made}, {company}
""", "Chief Product Officer|Vice President|Lead Strategist|Program Director|Chief Economist|"
    "Senior Partner|Department Head|Operations Director|Head Chef|Principal Architect|"
    "Executive Producer|Engineering Fellow|Head Librarian|Chief Physician")  # fmt: skip
_fakes(
    "title",
    "title_in_small_letters",
    """
    As a {made}, I {spoken}.
    {company} promoted me to {made}.
""",
    "principal engineer|vice president|country manager|chief of surgery|lead auditor|head nurse",
)

# --- Fakes: degree --------------------------------------------------------------------------------

_fakes("degree", "degree", """
    I graduated with {made}.
    {made}, {institution}
    {degree}; {made}
    Degrees: {degree}, {made}
    Armed with {made}, I {spoken}.
    {made} and years of practice: I {spoken}.
    {institution} ({made})
    I studied for {made} while I {spoken}.
    Qualifications: {made}.
""", "a doctorate in law|an MSc in robotics|a B.Eng.|an M.A. in linguistics|a Ph.D. in geology|"
    "a Bachelor of Commerce|a Master of Public Health|an MBA from a business school|a D.Phil.|"
    "a degree in veterinary medicine|Certified Accountant status|a Staatsexamen and a Magister")  # fmt: skip


@PATTERNS.fake("degree")
def level_raised(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    for pattern, made in (
        (r"\bBachelor of\b", "Master of"), (r"\bB\.S\.?(?!c)", "Ph.D."), (r"\bBSc\b", "M.Phil."),
        (r"\bMaster of\b", "Doctor of"), (r"\bBachelor\b", "Magister"), (r"\bBS\b", "M.S."),
    ):  # fmt: skip
        if statement.degree and (match := re.search(pattern, statement.degree)):
            return filled("I am proud of my {made}.", statement, made=put(match, made))
    return None


# --- Fakes: tool ----------------------------------------------------------------------------------

_fakes("tool", "tool", """
    {text} – in {made}, of course.
    I {spoken}, prototyped in {made}.
    {text}; stack: {made}.
    My {made} background helped when I {spoken}.
    {text} (tools: {made}, among others).
    I {spoken} by writing {made} code.
    {text}, thanks to {made}
    {text} and {made}.
    In {made}: {text}
    {made} was what I used when I {spoken}.
    I am at home in {made} and {spoken}.
    {text} unter Einsatz von {made}.
    {text} à l'aide de {made}.
    {text} mediante {made}.
    {made}を用いて{text}
    {text}, monitored with {made}
""", "OCaml|Fortran|Cobol|Prolog|Smalltalk|Dart|VHDL|Solidity|CUDA|PySpark|Flink|Pulsar|Cassandra|"
    "Supabase|Vercel|Cloudflare Workers|Cloud Run|Lambda|Argo CD|Backstage|Rancher|Proxmox|Zabbix|"
    "Nagios|Looker Studio|Amplitude|Marketo|HubSpot|NetSuite|Coupa|Revit|Rhino|Maya|Houdini|"
    "Ableton|Final Cut|ArcGIS|QGIS|Simulink|Arduino|ROS 2|Modbus|OPC UA|SAP HANA|Hyperledger")  # fmt: skip

# --- Fakes: ownership -----------------------------------------------------------------------------

_LEADERS: Final = re.compile(
    r"manager|director|head|lead|chief|owner|founder|gerente|leiter|president", re.IGNORECASE
)


@PATTERNS.fake("ownership")
def small_part_made_large(statement: Statement, corpus: Corpus, random: Random) -> Draft | None:
    base, told = base_form(statement), spoken(statement)
    if base is None or told is None or _LEADERS.search(statement.title):
        return None
    if re.search(r" and (?:[a-z]+ed|ran|built)\b", told):
        return None
    weak = random.choice((
        f"Contributed code reviews to the project that {told}",
        f"Participated in a pilot to {base}",
        f"Collaborated with the engineers who {told}",
        f"Attended the workshops in which the department {told}",
        f"Learned from mentors who {told}",
        f"Aided the effort to {base}",
        f"Was involved as the team {told}",
        f"Supported the lead developer, who {told}",
    ))  # fmt: skip
    strong = random.choice((
        f"I {told}.", f"My work: {told}.", f"{told[0].upper()}{told[1:]}, start to finish.",
        f"I designed the approach and {told}.", f"I personally {told}.",
        f"I managed the team and {told}.", f"I was responsible for this: I {told}.",
    ))  # fmt: skip
    return Draft(strong, base=weak, evidence=weak)


for _number, _line in enumerate(
    """
    Spearheaded everything: {text}.
    I managed five people and {spoken}.
    As the one who led the programme, I {spoken}.
    I oversaw the project in which we {spoken}.
    I founded the unit and {spoken}.
    I directed a squad and {spoken}.
    Heading the department, I {spoken}.
    I took the lead and {spoken}.
""".strip().splitlines()
):

    def _lead_claimed(
        statement: Statement, corpus: Corpus, random: Random, frame: str = _line.strip()
    ) -> str | None:
        shows = re.search(
            r"\bown|\bled\b|\blead|\bmanag|\bdrove|\bran\b|\bcoordinat|\boversaw|\bsupervis",
            statement.known,
        )
        return None if shows or _LEADERS.search(statement.title) else filled(frame, statement)

    _lead_claimed.__name__ = f"lead_claimed_{_number}"
    PATTERNS.fake("ownership")(_lead_claimed)

# --- Rewordings -----------------------------------------------------------------------------------

PATTERNS.rewording_frames(
    "sentence of a letter",
    """
    Let me give you an example: at {company} I {spoken}.
    I am the {title} at {company} who {spoken}.
    In that position, I {spoken}.
    To name one thing, I {spoken}.
    What I did at {company}: {text}
    Over the course of my work for {company}, I {spoken}.
    Your team may find it useful that I {spoken}.
    From {company} I bring this: I {spoken}.
    I know this work well, because I {spoken}.
""",
    honest,
)
PATTERNS.rewording_frames(
    "line of a CV",
    """
    • {text}
    {text};
    {company}, {title} – {text}
    Selected result ({company}): {text}
    Role: {title}. {text}
    {title} @ {company}
""",
    honest,
)
PATTERNS.rewording_frames(
    "line in another language",
    """
    Meine Aufgabe bei {company}: {text}
    Dies habe ich als {title} bei {company} gemacht: {text}
    Mon rôle chez {company} : {text}
    Mi labor en {company}: {text}
    Mijn werk bij {company}: {text}
    {company}では、次の業務を担当しました：{text}
""",
    honest,
)
PATTERNS.rewording_frames(
    "degree told",
    """
    I have studied and hold this degree: {degree}.
    Graduate of {institution}
    Studium: {degree}
    I went to {institution}.
    Titulación: {degree} ({institution})
""",
    _of_a_degree,
)

_OTHER_VERBS: Final = {
    "built": "put together|set up|made", "developed": "engineered|programmed|came up with",
    "designed": "drew up|conceived|laid out", "implemented": "realised|set up|coded",
    "reduced": "shrank|brought down|shortened", "cut": "slashed|shrank|brought down",
    "led": "steered|guided|was at the head of", "created": "set up|authored|came up with",
    "mentored": "guided|supported|tutored", "migrated": "ported|shifted|moved over",
    "automated": "scripted|turned into an automatic job", "wrote": "penned|drafted|composed",
    "launched": "rolled out|brought out", "shipped": "rolled out|launched",
    "introduced": "started|rolled out|initiated", "integrated": "hooked up|tied in|linked",
    "owned": "looked after|took care of", "grew": "raised|built up", "raised": "collected|lifted",
    "trained": "instructed|schooled", "replaced": "swapped out|retired",
    "maintained": "took care of|serviced", "managed": "handled|ran", "scaled": "enlarged|grew",
    "collaborated": "teamed up|cooperated", "partnered": "worked|cooperated",
    "conducted": "carried out|did", "deployed": "rolled out|released", "improved": "bettered|raised",
    "optimized": "tuned|improved", "supported": "backed|aided", "assisted": "helped out|aided",
}  # fmt: skip


@PATTERNS.rewording("verb exchanged")
def verb_exchanged(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    others = _OTHER_VERBS.get((verb_of(statement) or "").casefold())
    if others is None:
        return None
    rest = statement.text.partition(" ")[2].rstrip(".")
    return random.choice(("I {0} {1}.", "At {2}, I {0} {1}.", "{0} {1}")).format(
        random.choice(others.split("|")), rest, statement.company or "work"
    )


@PATTERNS.rewording("shortened")
def first_words(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    words = statement.text.rstrip(".").split()
    ends = [at for at in range(5, len(words) - 1) if re.match(r"(?:to|that|for|with|by|and|across|from|in"
            r"|which|mit|und|para|pour|avec|zur|y)$", words[at])]  # fmt: skip
    return " ".join(words[: random.choice(ends)]).rstrip(",;:") if ends else None


@PATTERNS.rewording("shortened")
def numbers_left_out(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r",? (?:by|of|to|for|with|saving|reducing \w+ by|over|across) (?:over |up to )?\$?\d[\w.,%+]*$",
                      statement.text.rstrip("."))  # fmt: skip
    return statement.text[: match.start()] if match and match.start() > 12 else None


@PATTERNS.rewording("nominal")
def made_nominal(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    base = base_form(statement)
    if base is None or base.startswith("lead "):
        return None
    verb, _, rest = base.partition(" ")
    ing = {"cut": "cutting", "ship": "shipping"}.get(verb, f"{verb.removesuffix('e')}ing")
    return random.choice((
        f"{ing.capitalize()} {rest} was part of my work.", f"I spent part of my time {ing} {rest}.",
        f"Experience in {ing} {rest}.", f"Responsible for {ing} {rest}.",
    ))  # fmt: skip


@PATTERNS.rewording("figures written otherwise")
def figures_otherwise(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    forms = (
        (r"(?<![\d.,$€])(\d{1,3})M\b\+?", "{0} million"),
        (r"(?<![\d.,$€])(\d{1,3})M\b\+?", "{0} mio."),
        (r"(?<![\d.,])(\d{1,2}) ?%", "{0} per cent"),
        (r"(?<![\d.,])(\d{1,2}) percent", "{0} %"),
        (r"\bfour\b", "4"),
        (r"\bthree\b", "3"),
        (r"\btwelve\b", "12"),
        (r"\bsix\b", "6"),
        (r"(?<![\d.,])12(?= [a-z])", "a dozen"),
        (r"(?<![\d.,])(\d{1,3}),000\b", "{0} 000"),
        (r"(?<![\d.,])(\d{1,3}),000\b", "{0}k"),
        (r"(?<![\d.,])(\d{1,3})k\b", "{0} thousand"),
        (r"/day\b", " daily"),
        (r" per day\b", " a day"),
        (r" daily$", " every day"),
        (r"(?<=\d)ms\b", " milliseconds"),
        (r" minutes\b", " min"),
        (r" TB\b", " terabytes"),
        (r"\$(\d+)M\b", "{0} million USD"),
        (r"sixty percent", "60%"),
        (r"three hundred", "300"),
    )
    found = [(m, form) for pattern, form in forms if (m := re.search(pattern, statement.text))]
    if not found:
        return None
    match, form = random.choice(found)
    return put(match, form.format(*match.groups()))


@PATTERNS.rewording("dates written otherwise")
def dates_otherwise(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    if not has_month(statement.start):
        return None
    first = month_year(statement.start)
    last = month_year(statement.end) or "today"
    year, month = statement.start[:4], statement.start[5:]
    frame = random.choice((
        f"{{company}} ({first} to {last})", f"{{title}} from {month}/{year} at {{company}}",
        f"My first month at {{company}} was {first}.", f"In {year} I became {{title}}.",
        f"I have known {{company}} since {first}.", f"{first}: start at {{company}}",
        f"{{company}}, ab {month}.{year}", f"{{company}}, depuis {year}",
    ))  # fmt: skip
    return filled(frame, statement)


_SPELLINGS: Final = {
    r"\bPython\b": "python", r"\bKubernetes\b": "kubernetes", r"\bAWS\b": "Amazon's AWS",
    r"\bSQL\b": "SQL queries", r"\bCI/CD\b": "CI-CD", r"\bGraphQL\b": "Graph QL",
    r"\bDocker\b": "docker", r"\bA/B tests?\b": "AB testing", r"\bAPIs\b": "an API",
    r"\bmachine[- ]learning\b": "ML", r"\bML\b": "machine-learning", r"\bLLM\b": "language model",
    r"\bpipelines\b": "a pipeline", r"\bmicroservices\b": "services", r"\bGitLab CI\b": "Gitlab CI",
    r"\bPostgreSQL\b": "Postgres", r"\bTableau dashboards\b": "dashboards in Tableau",
    r"\bB\.S\.?(?!c)": "B.Sc.", r"\bBachelor of Science\b": "B.S.", r"\bPhD\b": "doctorate",
    r"\bREST APIs?\b": "REST interfaces", r"\bweb application\b": "application on the web",
    r"\bcloud spend(?:ing)?\b": "cloud costs", r"\bp99\b": "P99", r"\buser interface\b": "UI",
}  # fmt: skip


@PATTERNS.rewording("names written otherwise")
def names_otherwise(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [(m, name) for pattern, name in _SPELLINGS.items()
             if (m := re.search(pattern, statement.text))]  # fmt: skip
    if not found:
        return None
    match, name = random.choice(found)
    return put(match, name)
