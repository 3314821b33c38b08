"""A sixth round of patterns of fakes and rewordings, for any career, in other frames than before.

They too were written before anybody saw what the claim check makes of them, and it was improved on
them afterwards.
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

PATTERNS: Final = PatternSet("round 6")


def _fakes(kind: FakeKind, frames: str, made: str) -> None:
    """One pattern a line of `frames`; `made` lists what stands for `{made}`, one in each."""
    PATTERNS.fake_frames(kind, kind, frames, made_up(made))


# --- Fakes: number and unit -----------------------------------------------------------------------


@PATTERNS.fake("number")
def number_halved(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [m for m in figures(statement) if m[0].isdigit() and int(m[0]) > 7]
    if not found:
        return None
    match = random.choice(found)
    made = str(int(match[0]) // 2)
    return put(match, made) if made not in statement.known else None


@PATTERNS.fake("number")
def number_in_capital_letters(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [m for m in figures(statement) if m[0].isdigit() and 2 < int(m[0]) < 60
             and re.match(r" [a-z]", m.string[m.end() :])]  # fmt: skip
    if not found or statement.language != "en":
        return None
    return put(
        random.choice(found), random.choice(("seventy", "sixty-six", "ninety-one", "eighty-eight"))
    )


@PATTERNS.fake("number")
def at_least_more(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [m for m in figures(statement) if m[0].isdigit() and int(m[0]) > 5]
    if not found or statement.language != "en":
        return None
    match = random.choice(found)
    made = str(int(int(match[0]) * random.choice((1.5, 2.5, 3))) + 1)
    return (
        put(match, f"{random.choice(('at least', 'over', 'about', 'some'))} {made}")
        if made not in statement.known
        else None
    )


@PATTERNS.fake("number")
def result_made_up(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    made = random.choice((
        "by 64%", "from 17% to 63%", "within 9 weeks", "for 5,700 people", "worth €3.9m", "in 41 cities",
        "at a rate of 58 a day", "with a score of 4.7 out of 5", "in under 90 minutes", "sevenfold",
    ))  # fmt: skip
    figure = re.findall(r"\d[\d.,]*|sevenfold", made)
    return (
        filled("{text} " + made, statement)
        if not any(f in statement.known for f in figure)
        else None
    )


@PATTERNS.fake("number")
def ordinal_or_share(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    made = random.choice(("half of all sales", "two thirds of the customers", "three quarters of revenue",
                          "a third of the workforce", "nine out of ten users"))  # fmt: skip
    if re.search(r"half|third|quarter|nine|ten\b|50|33|66|75|25 ?%", statement.known):
        return None
    return filled(random.choice(("{text}, which concerned {made}.", "I {spoken} for {made}.",
                                 "{text}: {made}.")), statement, made=made)  # fmt: skip


@PATTERNS.fake("unit")
def percent_for_unit(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(
        r"(?<=\d) (?:minutes|hours|days|weeks|months|seconds|ms|km|TB|GB|million)\b", statement.text
    )
    return put(match, "%") if match and "%" not in statement.known else None


@PATTERNS.fake("unit")
def factor_for_percent(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<=\d) ?(?:%|percent\b)", statement.text)
    return (
        put(
            match,
            random.choice((" times", "-fold", "x", " hours", " people", "k", " basis points")),
        )
        if match
        else None
    )


@PATTERNS.fake("unit")
def longer_span(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    longer = {"second": "minute", "minute": "hour", "hour": "day", "day": "week", "week": "month", "month": "year",
              "night": "week", "quarter": "year", "year": "decade"}  # fmt: skip
    match = re.search(rf"(?<=\d|[a-z]) ({'|'.join(longer)})(s?)\b", statement.text)
    if match is None or not re.search(
        r"(?:\d|two|three|four|five|six|ten|\ban?|per|each)$", match.string[: match.start()]
    ):
        return None
    made = longer[match[1]]
    return put(match, f" {made}{match[2]}") if made not in statement.known else None


@PATTERNS.fake("unit")
def shorter_rate(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"\b(?:daily|weekly|monthly|quarterly|annual)\b|(?:\ba|per|each|every|/) ?(?:day|week|month|quarter|year)\b",
                      statement.text)  # fmt: skip
    if match is None:
        return None
    made = random.choice(("hourly", "every minute", "per hour", "each minute"))
    return put(match, made) if not re.search(r"hour|minute", statement.known) else None


@PATTERNS.fake("unit")
def other_things(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(
        r"(?:(?<=\d )|(?<=\btwo )|(?<=\bthree )|(?<=\bfive )|(?<=\bsix ))((?:[a-z-]+ )?)([a-z]{4,}s)\b(?=[ .,;]|$)",
        statement.text,
    )
    if (
        match is None
        or statement.language != "en"
        or re.match(
            r"minutes|months|hours|years|days|seconds|times|weeks|points|stars|percent", match[2]
        )
    ):
        return None
    made = random.choice(
        ("factories", "airlines", "embassies", "satellites", "parliaments", "warships")
    )
    return put(match, f"{match[1]}{made}")


@PATTERNS.fake("unit")
def money_of_another_country(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"[$€£](\d[\d.,]*(?: ?(?:million|billion|bn|[mkMKB])\b)?)", statement.text)
    made = random.choice(("Swiss francs", "yen", "rupees", "pesos", "pounds sterling"))
    return (
        put(match, f"{match[1]} {made}")
        if match and not (match[0][0] == "£" and "pound" in made)
        else None
    )


@PATTERNS.fake("unit")
def people_for_percent(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<![\d.,])(\d+) ?%", statement.text)
    return (
        put(
            match,
            f"{match[1]} {random.choice(('customers', 'colleagues', 'million', 'tonnes', 'litres'))}",
        )
        if match
        else None
    )


# --- Fakes: date ----------------------------------------------------------------------------------

for _number, _line in enumerate(
    """
    {company}: {title} since {year}
    My years at {company} ({year} onwards)
    I have worked for {company} since the spring of {year}.
    I became {title} in {year}.
    By the end of {year} I {spoken}.
    {text}; this was in {year}.
    Hired by {company} in {year}, I {spoken}.
    {year}–: {title}, {company}
    {title} ({company}), until {year}
    Ab {year} war ich bei {company}.
    Depuis {year}, je travaille chez {company}.
    Desde {year} trabajo en {company}.
    Dal {year} lavoro presso {company}.
    Sinds {year} werk ik bij {company}.
""".strip().splitlines()
):

    def _dated(
        statement: Statement, corpus: Corpus, random: Random, frame: str = _line.strip()
    ) -> str | None:
        first, last = year_of(statement.start), year_of(statement.end)
        if first is None:
            return None
        year = random.choice((first - random.randint(2, 8), (last or first - 12) + 3 * bool(last)))
        return filled(frame, statement, year=str(year))

    _dated.__name__ = f"dated_{_number}"
    PATTERNS.fake("date")(_dated)


@PATTERNS.fake("date")
def tenure_stretched(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    first, last = year_of(statement.start), year_of(statement.end) or 2026
    if first is None:
        return None
    words = {
        6: "six",
        7: "seven",
        9: "nine",
        11: "eleven",
        12: "twelve",
        14: "fourteen",
        15: "fifteen",
        20: "twenty",
    }
    fitting = [word for number, word in words.items() if number > last - first + 2]
    return filled(random.choice(("For {years} years I have been {title}.", "{years} years at {company}",
                                 "I spent {years} years with {company}.", "A {title} of {years} years, I {spoken}.")),
                  statement, years=random.choice(fitting)) if fitting else None  # fmt: skip


@PATTERNS.fake("date")
def month_of_year_moved(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    if not has_month(statement.start):
        return None
    month = (int(statement.start[5:]) + random.randint(2, 9)) % 12 + 1
    made = f"{statement.start[:5]}{month:02}"
    told = month_year(made)
    return filled(random.choice(("Since {date}, {title} at {company}", "{company} ({date} – )",
                                 "In {date} I joined {company}.")), statement, date=told) if told and made != statement.start and made != statement.end else None  # fmt: skip


# --- Fakes: employer, title, degree, tool ---------------------------------------------------------

_fakes("employer", """
    {made} employed me when I {spoken}.
    {text}, a contract for {made}.
    {made} was my employer; there I {spoken}.
    {title} at {made} and {company}
    Formerly of {made}, I {spoken}.
    I have a background at {made} and {spoken}.
    {text} (at {made})
    {text} | {made}
    {made}, {company}: {text}
    {company} and {made} both profited when I {spoken}.
    Since joining {made} I {spoken}.
    I moved from {made} to {company}.
    {text}, commissioned by {made}
    Seconded to {made}, I {spoken}.
    Für {made}: {text}
    Im Auftrag von {made}: {text}
    Pour {made} : {text}
    Para {made}: {text}
    Presso {made}: {text}
    Bij {made}: {text}
""", "Nestlé|Philips|Ikea|Volvo|Samsung|Huawei|Pfizer|Novartis|Roche|AstraZeneca|Allianz|AXA|BNP Paribas|"
    "Barclays|UBS|Zalando|Booking.com|Airbnb|Uber|Spotify|Adobe|Intel|Cisco|Accenture|Capgemini|EY|"
    "Stanford University|the Red Cross|the European Commission|Kaiser Permanente|Maersk|Ryanair|"
    "Oakhurst Partners|Fennimore & Co|Zentrix|Luminara Labs|Castellane SARL|Weserwerk GmbH|Tindari S.p.A.")  # fmt: skip
_fakes("title", """
    I hold the post of {made} at {company}.
    {made} – {company}
    {company}, {made}: {text}
    {text}, as {made}
    Having been named {made}, I {spoken}.
    I acted as {made} and {spoken}.
    As acting {made}, I {spoken}.
    {made} & {title}, {company}
    I rose from {title} to {made}.
    My title was {made}; I {spoken}.
    In the role of {made} I {spoken}.
    I'm a {made} who {spoken}.
    Experienced {made}: I {spoken}.
    Ich war {made} bei {company}.
    J'étais {made} chez {company}.
    Fui {made} en {company}.
    Ero {made} presso {company}.
""", "Chief Technology Officer|Head of Sales|Director of Operations|Team Lead|Principal Consultant|Senior Manager|"
    "VP of Engineering|Managing Partner|Department Head|Chief Product Officer|Lead Designer|Group Director|"
    "Deputy Director|Head Chef|Chief Accountant|Lead Researcher|Senior Vice President|Regional Director|"
    "Product Owner|Headmaster|Chief Physician")  # fmt: skip


@PATTERNS.fake("title")
def rank_in_small_letters(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    rank = random.choice(("senior", "lead", "head", "chief", "principal"))
    title = re.sub(r"^(?:junior|assistant|associate) ", "", statement.title.lower())
    if not title or rank in statement.known or statement.language != "en" or len(title.split()) > 4:
        return None
    return filled(random.choice(("As a {made} I {spoken}.", "I worked as {made} at {company}.",
                                 "I was the {made} of {company}.")), statement, made=f"{rank} {title}")  # fmt: skip


@PATTERNS.fake("title")
def seniority_replaced(statement: Statement, corpus: Corpus, random: Random) -> Draft | None:
    match = re.search(
        r"\b(?:Junior|Associate|Assistant|Intern|Trainee|Senior|Lead|II?)\b", statement.title
    )
    made = random.choice(("Principal", "Chief", "Distinguished", "Head", "Executive"))
    if match is None or made.casefold() in statement.known or statement.language != "en":
        return None
    frame = random.choice(("{title} at {company}", "As {title} I {spoken}.", "{company}: {title}"))
    base = filled(frame, statement)
    title = f"{made} {put(match, '').strip()}".replace("  ", " ")
    return Draft(base.replace(statement.title, title, 1), base=base) if base else None


_fakes("degree", """
    I am a graduate with {made}.
    {made} | {institution}
    {institution} – {made}
    Academic background: {made}
    I was awarded {made} by {institution}.
    Holding {made}, I {spoken}.
    {text}. Degree: {made}
    I {spoken} after {made}.
    {degree}; {made}
    {degree} followed by {made}
    Thanks to {made}, I {spoken}.
    Ich habe {made}.
    Studium: {made}
    J'ai obtenu {made}.
    Obtuve {made}.
""", "a PhD in physics|an M.Phil.|an Executive MBA|a doctorate in law|a master's|a Master of Arts|a DBA|"
    "a Ph.D. from Oxford|a Master in Finance|a CFA charter|a double master's degree|a Doctor of Medicine|"
    "a postdoctoral degree|a Juris Doctor|an Ed.D.|a PGCE|a Bachelor of Fine Arts|a Magister")  # fmt: skip


@PATTERNS.fake("degree")
def field_replaced(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"\b(?:Nursing|Computer Science|Economics|Informati\w+|Engineering|Law|Biology|Physiotherapy|Systems|"
                      r"Statistics|Verfahrenstechnik|communication|Industrial|Filología)\b.*", statement.degree)  # fmt: skip
    made = random.choice(
        ("Archaeology", "Aerospace Engineering", "Psychology", "Political Science", "Fine Arts")
    )
    if match is None or any(word.casefold() in statement.known for word in made.split()):
        return None
    frame = random.choice(
        ("{made}", "{made}, {institution}", "I studied for a {made}.", "{made} from {institution}")
    )
    return filled(frame, statement, made=put(match, made))


_fakes("tool", """
    {text}, all of it in {made}
    {text} by means of {made}
    {text}, {made} included
    {text} (stack: {made})
    {text} while learning {made}
    Armed with {made}, I {spoken}.
    Fluent in {made}, I {spoken}.
    My tool was {made}: I {spoken}.
    I introduced {made} and {spoken}.
    I taught myself {made} and {spoken}.
    {made} expert: {text}
    {made} | {text}
    {text} and moved it to {made}
    {text} with both {made} and pen and paper
    {text}, with a {made} backend
    {text} for {made} users
    I know {made}.
    Tech stack: {made}
    {text} unter Einsatz von {made}
    {text} à l'aide de {made}
    {text} mediante {made}
    {text} usando {made}
    {text} met {made}
""", "Kubernetes|Golang|TypeScript|Django|Laravel|Spring Boot|Vue.js|Svelte|GraphQL|gRPC|Kafka|RabbitMQ|ActiveMQ|"
    "MySQL|Oracle|DynamoDB|Cassandra|Neo4j|BigQuery|Redshift|Informatica|Talend|Qlik Sense|Grafana|Datadog|"
    "New Relic|PagerDuty|CircleCI|Bitbucket|Confluence|Monday.com|ClickUp|Miro|Canva|Final Cut Pro|Blender|"
    "ArcGIS|ANSYS|LabVIEW|Minitab|JMP|EViews|SAS|Alteryx|Zendesk|Intercom|Mailchimp|Marketo|Sage|DATEV|Navision")  # fmt: skip


@PATTERNS.fake("tool")
def name_replaced(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [m for m in re.finditer(r"(?<=[a-z,(] )(?:[A-Z][a-z]*[A-Z0-9+#]\w*|[A-Z]{2,}\w*|SQL|SAP)\b(?![-/])", statement.text)
             if not re.fullmatch(r"CAD|II|III|US|UK|EU|TB|GB|KB|PCR|RAM|HR|KPIs?|APIs?|REST|ISO|M", m[0])]  # fmt: skip
    if not found or statement.language != "en":
        return None
    made = random.choice(
        ("RabbitMQ", "Kubernetes", "MongoDB", "Snowflake", "TensorFlow", "Salesforce", "AutoCAD")
    )
    return put(random.choice(found), made) if made.casefold() not in statement.known else None


# --- Fakes: ownership -----------------------------------------------------------------------------

_LEADERS: Final = re.compile(
    r"manager|director|head|lead|chief|owner|founder|gerente|leiter|president|supervisor|professor|architect",
    re.IGNORECASE,
)


@PATTERNS.fake("ownership")
def help_dropped(statement: Statement, corpus: Corpus, random: Random) -> Draft | None:
    base, told = base_form(statement), spoken(statement)
    if base is None or told is None or _LEADERS.search(statement.title):
        return None
    if re.search(r" and (?:[a-z]+ed|ran|built|cut)\b", told):
        return None
    weak = random.choice((
        f"Helped {base}", f"Assisted senior staff to {base}", f"Supported efforts to {base}",
        f"Contributed to a project to {base}", f"Shadowed the engineer who {told}",
        f"Worked alongside people who {told}", f"Played a part in a project that {told}",
        f"Took notes while colleagues {told}", f"Was involved in the work when the team {told}",
        f"Collaborated with a team that {told}", f"Observed a group which {told}",
    ))  # fmt: skip
    strong = random.choice((
        f"I {told}.", f"{told[0].upper()}{told[1:]}.", f"I was the one who {told}.", f"I planned the work and {told}.",
        f"As {statement.title or 'an expert'}, I {told}.", f"I successfully {told}.", f"Directed the team that {told}.",
        f"I took the lead and {told}.", f"I owned it: I {told}.", f"I drove the project and {told}.",
        f"I was responsible for it all and {told}.", f"Single-handedly {told}.",
    ))  # fmt: skip
    return Draft(strong, base=weak, evidence=weak)


for _number, _line in enumerate(
    """
    I led five colleagues and {spoken}.
    As leader of the team, I {spoken}.
    I chaired the committee which {spoken}.
    I headed up the effort and {spoken}.
    The team I led {spoken}.
    I ran the department that {spoken}.
    Directing others, I {spoken}.
    I was the manager of those who {spoken}.
    I supervised the people who {spoken}.
    I spearheaded the initiative that {spoken}.
    Ich leitete das Team: {text}
    Je dirigeais l'équipe : {text}
    Yo lideraba el equipo: {text}
""".strip().splitlines()
):

    def _leading(
        statement: Statement, corpus: Corpus, random: Random, frame: str = _line.strip()
    ) -> str | None:
        shows = re.search(
            r"\bown|\bled\b|\blead|\bmanag|\bdrove|\bran\b|\bcoordinat|\boversaw|\bsupervis|\bhead|\bdirect|\bchair|dirig|geleit|leit",
            statement.known,
        )
        if shows or _LEADERS.search(statement.title) or not statement.company:
            return None
        return filled(frame, statement)

    _leading.__name__ = f"leading_{_number}"
    PATTERNS.fake("ownership")(_leading)

# --- Rewordings -----------------------------------------------------------------------------------

PATTERNS.rewording_frames(
    "letter",
    """
    What I bring: I {spoken}.
    I am confident in this area because I {spoken}.
    To give an example, I {spoken} at {company}.
    In that position I {spoken}.
    Your team would gain someone who {spoken}.
    As my time at {company} shows, I {spoken}.
    At {company}, where I was {title}, I {spoken}.
    For {company}, I {spoken}.
    This I have done before: at {company} I {spoken}.
    {company} trusted me, and I {spoken}.
    I have worked as {title} and {spoken}.
""",
    honest,
)
PATTERNS.rewording_frames(
    "line",
    """
    {company} – {title}
    {title} @ {company}
    {company} · {title} · {text}
    * {text}
    {text} — {title}, {company}
    Role: {title}. {text}
    Employer: {company}. {text}
    Selected achievement at {company}: {text}
""",
    honest,
)
PATTERNS.rewording_frames(
    "another language",
    """
    Als {title} bei {company} war dies meine Aufgabe: {text}
    In meiner Zeit bei {company}: {text}
    Während meiner Tätigkeit als {title}: {text}
    Dans mon poste de {title} chez {company} : {text}
    À mon actif chez {company} : {text}
    Durante mi trabajo en {company}: {text}
    Como {title} en {company} hice esto: {text}
    Durante il mio lavoro presso {company}: {text}
    Tijdens mijn werk bij {company}: {text}
    No meu trabalho na {company}: {text}
""",
    honest,
)
PATTERNS.rewording_frames(
    "education",
    """
    I was awarded a {degree} by {institution}.
    My studies at {institution} led to a {degree}.
    Qualification: {degree}
    {institution} ({degree})
    I come from {institution}, where I obtained my {degree}.
    Degree: {degree}, {institution}
    Studium: {degree}, {institution}
    Formation : {degree}, {institution}
    Estudios: {degree}, {institution}
    Studi: {degree}, {institution}
""",
    honest,
)

_VERBS: Final = {
    "built": "made|assembled|programmed", "developed": "engineered|programmed|produced", "designed": "created|laid out|worked out",
    "implemented": "introduced|carried out|set up", "created": "designed|prepared|composed", "reduced": "slashed|curbed|lessened",
    "cut": "trimmed|reduced|slashed", "improved": "raised|strengthened|refined", "led": "ran|spearheaded|took charge of",
    "managed": "handled|administered|supervised", "wrote": "produced|penned|prepared", "trained": "educated|schooled|prepared",
    "mentored": "trained|supported|advised", "launched": "started|initiated|kicked off", "increased": "lifted|improved|stepped up",
    "raised": "grew|improved|boosted", "grew": "raised|enlarged|lifted", "automated": "streamlined", "prepared": "created|produced|assembled",
    "taught": "educated|trained", "introduced": "launched|implemented|started", "closed": "secured|completed|landed",
    "organised": "arranged|coordinated|planned", "created ": "made", "moved": "migrated|transferred|shifted", "treated": "cared for|looked after",
    "processed": "handled|worked through", "kept": "held|maintained", "lowered": "cut|reduced|decreased", "served": "looked after|waited on",
    "queried": "analysed|searched", "drafted": "prepared|composed", "replaced": "substituted|changed", "coordinated": "organised|managed",
    "migrated": "moved|ported|shifted", "integrated": "combined|linked|incorporated", "deployed": "shipped|launched|installed",
    "optimized": "improved|sped up|refined", "maintained": "supported|serviced", "conducted": "carried out|performed|ran",
    "analyzed": "reviewed|looked into|assessed", "presented": "demonstrated|explained", "supported": "helped|assisted",
}  # fmt: skip


@PATTERNS.rewording("other verb")
def other_verb(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    others = _VERBS.get((verb_of(statement) or "").casefold())
    if others is None:
        return None
    made, rest = random.choice(others.split("|")), statement.text.partition(" ")[2].rstrip(".")
    return random.choice((f"{made[0].upper()}{made[1:]} {rest}.", f"I {made} {rest}."))


_INSIDE: Final = {
    r"\bengineers\b": "colleagues", r"\bcustomers\b": "buyers", r"\busing\b": "by means of", r"\bacross\b": "for",
    r"\bper\b": "a", r"\bresulting in\b": "which gave", r"\benabling\b": "so enabling", r"\band\b": "as well as", r"\bvia\b": "by way of",
    r"\bto improve\b": "for better", r"\bnew\b": "brand-new", r"\bteam\b": "team of colleagues", r"\bdata\b": "information",
    r"\bfor\b(?= a | an | the )": "on behalf of", r"\bthat\b": "which", r"\bweekly\b": "once a week", r"\bdaily\b": "each day",
    r"\bmonthly\b": "every month", r"\bin production\b": "live", r"\bwith\b": "by using", r"\breports\b": "summaries",
    r"\bissues\b": "problems", r"\bperformance\b": "speed", r"\bautomated\b": "automatic", r"\bsoftware\b": "programs", r"\bfaster\b": "more quickly",
    r"\bclients\b": "customers", r"\bapplication\b": "app", r"\bweb\b": "online", r"\bcode\b": "source code", r"\btesting\b": "tests",
    r"\bstores\b": "shops", r"\bpatients\b": "people", r"\barticles\b": "texts", r"\bquickly\b": "fast", r"\bhires\b": "employees",
}  # fmt: skip


@PATTERNS.rewording("other words inside")
def other_words_inside(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [
        (m, other)
        for pattern, other in _INSIDE.items()
        if (m := re.search(pattern, statement.text))
    ]
    if not found or statement.language != "en":
        return None
    return put(*random.choice(found))


@PATTERNS.rewording("other order")
def cleft(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    told = spoken(statement)
    match = re.fullmatch(r"([^,;]{15,}?) (in|with|using|for|at|on) ([^,;]{4,40})", told or "")
    if match is None or match[2] == "for":
        return None
    return f"It was {match[2]} {match[3]} that I {match[1]}."


@PATTERNS.rewording("other order")
def company_in_the_middle(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    told = spoken(statement)
    head, comma, tail = (told or "").partition(", ")
    if not comma or not statement.company or len(head.split()) < 3 or tail[:1].isdigit():
        return None
    return f"I {head} at {statement.company}, {tail}."


@PATTERNS.rewording("other order")
def two_sentences(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    told = spoken(statement)
    match = re.fullmatch(
        r"([^,;]{15,}), (reducing|cutting|increasing|improving|saving|raising|lowering|achieving) ([^;]+)",
        told or "",
    )
    if match is None:
        return None
    past = {"reducing": "reduced", "cutting": "cut", "increasing": "increased", "improving": "improved", "saving": "saved",
            "raising": "raised", "lowering": "lowered", "achieving": "achieved"}[match[2]]  # fmt: skip
    return f"I {match[1]}. This {past} {match[3]}."


@PATTERNS.rewording("other order")
def result_only(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    told = spoken(statement)
    match = re.fullmatch(
        r"[^,;]{15,}, ((?:reducing|cutting|increasing|improving|saving|raising|lowering|achieving) [^;]{10,})",
        told or "",
    )
    return f"{match[1][0].upper()}{match[1][1:]} was among my results." if match else None


@PATTERNS.rewording("shortened")
def first_words(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    told = spoken(statement)
    match = re.match(
        r"((?:\S+ ){3,}?\S+?)(?<!leading)(?= (?:by|with|using|for|across|from|through|via|that|which|to|so) |, |; )",
        told or "",
    )
    return f"I {match[1]}." if match else None


@PATTERNS.rewording("shortened")
def without_brackets(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r" \([^()]+\)", statement.text)
    return put(match, "") if match else None


@PATTERNS.rewording("shortened")
def one_of_a_list(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(
        r"(?<= )([A-Z][\w.+#]*), ([A-Z][\w.+#]*),? and ([A-Z][\w.+#]*)", statement.text
    )
    return (
        put(match, random.choice((match[1], match[2], f"{match[3]} and {match[1]}")))
        if match
        else None
    )


@PATTERNS.rewording("figures otherwise")
def figures_otherwise(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    words = {"7": "seven", "8": "eight", "10": "ten", "11": "eleven", "15": "fifteen", "18": "eighteen", "20": "twenty", "25": "twenty-five",
             "30": "thirty", "35": "thirty-five", "40": "forty", "42": "forty-two", "45": "forty-five", "60": "sixty", "80": "eighty",
             "120": "one hundred and twenty", "180": "one hundred and eighty", "200": "two hundred", "300": "three hundred"}  # fmt: skip
    found = [
        (m, words[m[0]])
        for m in re.finditer(r"(?<![\d.,$€£])\d+(?=(?: ?%| percent)? [a-z]|\.?$)", statement.text)
        if m[0] in words
    ]
    if not found or statement.language != "en":
        return None
    match, word = random.choice(found)
    return (
        put(match, word)
        .replace(f"{word}%", f"{word} percent")
        .replace(f"{word} %", f"{word} percent")
    )


@PATTERNS.rewording("figures otherwise")
def thousands_otherwise(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<![\d.,])(\d{1,3}),(\d{3})(?![\d,])", statement.text)
    if match is None:
        return None
    return put(
        match,
        random.choice(
            (
                f"{match[1]}{match[2]}",
                f"{match[1]} {match[2]}",
                f"{match[1]}.{match[2]}",
                f"{match[1]}'{match[2]}",
            )
        ),
    )


@PATTERNS.rewording("figures otherwise")
def approximately(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [m for m in figures(statement) if re.match(r" ?%| [a-z]{3,}", m.string[m.end() :]) and not re.search(
        r"(?:over|about|around|nearly|than|to|least|under|by|[$€£])\s?$", m.string[: m.start()])]  # fmt: skip
    if not found or statement.language != "en":
        return None
    match = random.choice(found)
    return put(
        match, f"{random.choice(('about', 'around', 'some', 'approximately', 'circa'))} {match[0]}"
    )


@PATTERNS.rewording("dates otherwise")
def dates_otherwise(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    first, last = year_of(statement.start), year_of(statement.end)
    if first is None or not statement.company:
        return None
    frames = ["I joined {company} back in {first}.", "{company}, {first}", "In {first} I became {title} at {company}.",
              "Bei {company} ab {first}", "Chez {company} dès {first}", "En {company} desde {first}"]  # fmt: skip
    if last and last > first:
        frames += ["{first}/{last}: {title}", "{company} ({first} to {last})", "I left {company} in {last}.",
                   "From {first} until {last}, I was {title} at {company}.", "Zwischen {first} und {last}: {company}"]  # fmt: skip
    return random.choice(frames).format(
        company=statement.company, title=statement.title, first=first, last=last
    )


@PATTERNS.rewording("names otherwise")
def names_otherwise(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    pairs = {
        r"\bKubernetes\b": "K8s", r"\bPostgreSQL\b": "Postgres", r"\bJavaScript\b": "Javascript", r"\bGitLab CI\b": "Gitlab CI",
        r"\bPower BI\b": "PowerBI", r"\bAWS\b": "Amazon Web Services", r"\bGCP\b": "Google Cloud Platform", r"\bML\b": "machine learning",
        r"\bCI/CD\b": "CI and CD", r"\bREST API\b": "RESTful API", r"\bREST APIs\b": "REST interfaces", r"\bNode\.js\b": "NodeJS", r"\bSQL\b": "sql",
        r"\bExcel\b": "MS Excel", r"\bUI\b": "user interface", r"\bUX\b": "user experience", r"\bQA\b": "quality assurance",
        r"\bSaaS\b": "software as a service", r"\bETL\b": "extract-transform-load", r"\bSEO\b": "search engine optimisation",
        r"\bbackend\b": "back-end", r"\bfront-end\b": "frontend", r"\bonboarding\b": "on-boarding", r"\bend-to-end\b": "end to end", r"\bdatabases\b": "DBs",
        r"\bReact\b": "React.js", r"\bVue\.js\b": "Vue", r"\bTerraform\b": "HashiCorp Terraform",
    }  # fmt: skip
    found = [
        (m, name) for pattern, name in pairs.items() if (m := re.search(pattern, statement.text))
    ]
    return put(*random.choice(found)) if found and statement.language == "en" else None
