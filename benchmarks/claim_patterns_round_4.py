"""A fourth round of patterns of fakes and rewordings, on which the claim check was developed too.

What it makes of sentences it has not been developed on, only a round nobody has seen can tell.
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

PATTERNS: Final = PatternSet("round 4")


def _fakes(kind: FakeKind, frames: str, made: str) -> None:
    """One pattern a line of `frames`; `made` lists what stands for `{made}`, one in each."""
    PATTERNS.fake_frames(kind, kind, frames, made_up(made))


# --- Fakes ----------------------------------------------------------------------------------------

_fakes("number", """
    I {spoken} – {made}.
    Across {made}, I {spoken}.
    {text}. Reach: {made}.
    Having {spoken}, I was given {made}.
    {text} ({made})
""", "62 branches|some 4,100 pupils|seven ministries|a budget of £950k|33 nationalities|"
    "at least 71 regional offices|over six hundred dealers|0.8 seconds of delay")  # fmt: skip


@PATTERNS.fake("number")
def digits_shuffled(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [m for m in figures(statement) if m[0].isdigit() and len(set(m[0])) > 1]
    if not found:
        return None
    match = random.choice(found)
    made = "".join(random.sample(match[0], len(match[0]))).lstrip("0")
    return put(match, made) if made != match[0] and made not in statement.known else None


@PATTERNS.fake("number")
def one_more_order(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<![\d.,])(\d{1,3})((?:,\d{3})+)\b", statement.text)
    return put(match, f"{match[0]},000") if match else None


@PATTERNS.fake("number")
def told_with_more_precision(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<![\d.,])(\d{1,2})(?= ?(?:%|percent|M\b|million))", statement.text)
    return put(match, f"{match[1]}.{random.choice('1234567')}") if match else None


@PATTERNS.fake("unit")
def unit_of_another_kind(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<=\d)(?: ?%| ?ms\b| minutes\b| months\b| hours\b|M\b|k\b| million\b| TB\b)",
                      statement.text)  # fmt: skip
    made = random.choice((" euros", " km", " GB", " years", " per mille", " decades", " dollars"))
    return put(match, made) if match and made.strip() not in statement.known else None


@PATTERNS.fake("unit")
def time_scaled(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    scaled = {"ms": "min", "seconds": "hours", "minutes": "days", "hours": "months",
              "days": "quarters", "weeks": "years", "months": "decades", "years": "weeks"}  # fmt: skip
    match = re.search(rf"(?<=\d|\w) ?\b(?:{'|'.join(scaled)})\b", statement.text)
    if match is None or not re.search(
        r"(?:\d|two|five|six|forty|eight|ten)$", match.string[: match.start()]
    ):
        return None
    made = scaled[match[0].strip()]
    return put(match, f" {made}") if made not in statement.known else None


@PATTERNS.fake("unit")
def things_replaced(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<=\d )(?:[a-z]+s)\b(?=[ .,;]|$)", statement.text)
    made = random.choice(("castles", "regiments", "orchards", "submarines", "monasteries"))
    if match is None or re.match(r"minutes|months|hours|years|days|seconds|times|weeks", match[0]):
        return None
    return put(match, made)


@PATTERNS.fake("unit")
def rate_put_behind(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(
        r"\b\d+(?:\.\d+)?(?:M|k)?\+? (?:[a-z]+ )?[a-z]+s\b(?=[.,;]|$)", statement.text
    )
    if match is None or re.search(r"month|minute|hour|year|day|week|star", match[0]):
        return None
    return put(match, f"{match[0]} {random.choice(('hourly', 'a minute', 'weekly', 'per year'))}")


for _number, _line in enumerate(
    """
    It was {year} when I {spoken}.
    {text}: {year}.
    By {year}, {company} relied on what I did: I {spoken}.
    {company} since February {year}
    Until {year} I was {title} at {company}.
    Seit {year} arbeite ich bei {company}.
    {company} ({year} – heute)
    Entre {year} et aujourd'hui : {company}
    From the first quarter of {year}, I {spoken}.
    12.{year}: {company}
""".strip().splitlines()
):

    def _dated(
        statement: Statement, corpus: Corpus, random: Random, frame: str = _line.strip()
    ) -> str | None:
        first, last = year_of(statement.start), year_of(statement.end)
        if first is None:
            return None
        year = random.choice((first - random.randint(1, 6), (last or first - 9) + 2 * bool(last)))
        return filled(frame, statement, year=str(year))

    _dated.__name__ = f"dated_{_number}"
    PATTERNS.fake("date")(_dated)

_fakes("employer", """
    Under contract with {made}, I {spoken}.
    I owe this to my years at {made}: I {spoken}.
    {text}. Client: {made}.
    {made}, {title}
    {title} of {made}, I {spoken}.
    {text} for the sales arm of {made}.
    My employer, {made}, had me do this: {text}.
    Between {made} and {company}, I {spoken}.
    During a stay at {made} I {spoken}.
    {company} (now part of {made}): {text}
    Als Angestellter von {made}: {text}
    Employé par {made} : {text}
    {made}に在籍中、{text}
""", "Nvidia|Merck|Tesco|Lufthansa|Capgemini|Hitachi|Nokia|Orange|Repsol|ING|Telefónica|Michelin|"
    "Schneider Electric|Aldi Nord|Bridgewater|Lockheed Martin|Novo Nordisk|Cambrian Metals|"
    "Sollbruch Technik GmbH|Petrel Airways")  # fmt: skip
_fakes("title", """
    As {company}'s {made}, I {spoken}.
    {made} in the team of {company}
    Now {made}, I {spoken}.
    {made}; {text}
    From {title} to {made} at {company}
    The {made} of the project was me: I {spoken}.
    I have been {made} for {company}.
    {title}/{made} at {company}
    Interim {made}, {company}
    {company} wanted me as {made}.
""", "Chief Operating Officer|Deputy Head|Managing Editor|Lead Counsel|Test Director|Team Captain|"
    "Senior Fellow|Vice Chair|Chief Revenue Officer|General Partner|Principal Designer|"
    "Site Manager|Bereichsleiter|Directeur général")  # fmt: skip
_fakes("degree", """
    I bring {made} and I {spoken}.
    My {made} helped when I {spoken}.
    {degree} plus {made}
    {institution}: {made}
    Academic titles: {made}
    I left {institution} with {made}.
    As a graduate with {made}, I {spoken}.
    {made} obtained, I {spoken}.
    Promoted after {made}; {text}
""", "Doctor of Science|Master of Business Administration|Ph.D. (physics)|M.Sc. Robotics|"
    "Magister Artium|LL.M.|Bachelor of Divinity|doctorate|MBA|diploma in acting|"
    "master's in fine arts|Chartered Engineer certificate")  # fmt: skip
_fakes("tool", """
    {text} – tooling: {made}
    I {spoken} with the help of {made}.
    Using both {made} and our own scripts, I {spoken}.
    {text}. Technologies: {made}.
    As a {made} developer, I {spoken}.
    {text} inside {made}
    {text}, with dashboards in {made}
    I automated {made} and {spoken}.
    {text}, deployed to {made}
    {made}-certified, I {spoken}.
    {text} (mit {made})
    {text}, le tout sous {made}
    {text}（{made}）
""", "Crystal|Delphi|Raku|Deno|Bun|Qt|Electron|Unity3D|FPGA|LaTeX|R Markdown|Alpaca|Kubeflow|MLflow|"
    "Weights & Biases|DuckDB|Trino|Iceberg|Dagster|Fivetran|Segment|Braze|Klaviyo|Twilio|Okta|Auth0|"
    "Kong|Envoy|Cilium|Vault|Chef|Puppet|TeamCity|SonarQube|AutoCAD|SketchUp|Lightroom|Avid")  # fmt: skip

_LEADERS: Final = re.compile(
    r"manager|director|head|lead|chief|owner|founder|gerente|leiter|president", re.IGNORECASE
)


@PATTERNS.fake("ownership")
def role_enlarged(statement: Statement, corpus: Corpus, random: Random) -> Draft | None:
    base, told = base_form(statement), spoken(statement)
    if base is None or told is None or _LEADERS.search(statement.title):
        return None
    if re.search(r" and (?:[a-z]+ed|ran|built)\b", told):
        return None
    weak = random.choice((
        f"Helped colleagues to {base}", f"Watched the platform team as it {told}",
        f"Was a member of the team that {told}", f"Supported two engineers who {told}",
        f"Had a hand in the work to {base}", f"Assisted with the plan to {base}",
        f"Took part when the company {told}", f"Contributed tests after others {told}",
    ))  # fmt: skip
    strong = random.choice((
        f"I {told} on my own.", f"Successfully {told}.", f"At {statement.company or 'work'}, I {told}.",
        f"I conceived the idea and {told}.", f"As the person in charge, I {told}.",
        f"I led the work: {told}.",
    ))  # fmt: skip
    return Draft(strong, base=weak, evidence=weak)


for _number, _line in enumerate(
    """
    Leading the effort, I {spoken}.
    I managed those who {spoken}.
    I was head of the group which {spoken}.
    Owner of the initiative, I {spoken}.
    I supervised a dozen people and {spoken}.
    I orchestrated the programme; we {spoken}.
    I was at the helm of the group that {spoken}.
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
    "told in a letter",
    """
    As your posting stresses this point: I {spoken}.
    May I mention that I {spoken}?
    That is how I {spoken}.
    In the past, at {company}, I {spoken}.
    My work at {company} taught me a lot; I {spoken}.
    Both as {title} and as a colleague, I {spoken}.
    The CV I enclose says: {text}
    I am writing as somebody who {spoken}.
""",
    honest,
)
PATTERNS.rewording_frames(
    "set as a line",
    """
    – {text}
    {title} ({company}) · {text}
    {company}: {title}
    {title}, {company}. {text}
    "{text}" ({company})
""",
    honest,
)
PATTERNS.rewording_frames(
    "framed in another language",
    """
    Für {company} habe ich dies getan: {text}
    Als {title} war ich bei {company} tätig: {text}
    Au sein de {company} : {text}
    Durante mi etapa en {company}: {text}
    {company}にて：{text}
""",
    honest,
)
PATTERNS.rewording_frames(
    "studies",
    """
    I read for a {degree} at {institution}.
    {degree} obtained at {institution}
    My academic background: {degree}
    Ich habe an der {institution} studiert.
""",
    honest,
)

_VERBS: Final = {
    "built": "crafted|assembled|produced", "developed": "produced|prepared|worked out",
    "designed": "sketched|modelled|shaped", "implemented": "put into practice|introduced",
    "reduced": "trimmed|diminished|took down", "cut": "diminished|took down|shortened",
    "led": "was leading|conducted|headed up", "created": "generated|formed", "mentored": "advised",
    "migrated": "relocated|brought over", "automated": "mechanised", "wrote": "set down|produced",
    "launched": "opened|put live", "shipped": "brought to users|published", "introduced": "adopted",
    "integrated": "joined|combined", "owned": "was the owner of|had charge of", "grew": "enlarged",
    "raised": "obtained|brought up", "trained": "educated", "maintained": "supported|kept alive",
    "managed": "administered|looked after", "scaled": "extended|widened", "adopted": "taken up",
    "collaborated": "worked hand in hand|joined forces", "replaced": "superseded|changed",
    "deployed": "put into operation|installed", "supported": "assisted|served", "improved": "raised",
}  # fmt: skip


@PATTERNS.rewording("another verb")
def another_verb(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    others = _VERBS.get((verb_of(statement) or "").casefold())
    if others is None:
        return None
    rest = statement.text.partition(" ")[2].rstrip(".")
    return f"I {random.choice(others.split('|'))} {rest}."


@PATTERNS.rewording("in part")
def in_part(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    base = base_form(statement)
    if base is None or base.startswith("lead "):
        return None
    head = re.split(r", | by | via | using | through ", base)[0]
    return random.choice((f"I know how to {head}.", f"I did my share to {head}.",
                          f"They asked me to help {head}.", f"I could {head}."))  # fmt: skip


@PATTERNS.rewording("in part")
def tail_cut(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    head, comma, _ = statement.text.partition(", ")
    told = spoken(statement)
    if not comma or told is None or len(head.split()) < 4:
        return None
    return f"At {statement.company or 'work'} I {head[0].lower()}{head[1:]}."


@PATTERNS.rewording("other numerals")
def other_numerals(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    words = {"12": "twelve", "14": "fourteen", "18": "eighteen", "28": "twenty-eight", "35": "thirty-five",
             "42": "forty-two", "60": "sixty", "20": "twenty", "5": "five", "8": "eight", "30": "thirty",
             "40": "forty", "25": "twenty-five", "15": "fifteen", "9": "nine", "6": "six"}  # fmt: skip
    found = [m for m in re.finditer(r"(?<![\d.,$€£])(\d+)( ?%| percent| [a-z]+)", statement.text)
             if m[1] in words]  # fmt: skip
    if not found or statement.language != "en":
        return None
    match = random.choice(found)
    behind = " percent" if "%" in match[2] else match[2]
    return put(match, f"{words[match[1]]}{behind}")


@PATTERNS.rewording("other numerals")
def rounded_down(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<![\d.,$])(\d{2})(?= ?%)", statement.text)
    if match is None or statement.language != "en" or int(match[1]) % 10 not in (1, 2, 3):
        return None
    tens = int(match[1]) // 10 * 10
    return put(match, f"more than {tens}") if int(match[1]) / tens < 1.15 else None


@PATTERNS.rewording("other dates")
def other_dates(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    if not has_month(statement.start):
        return None
    first, year = month_year(statement.start), statement.start[:4]
    frame = random.choice((
        f"{{title}} at {{company}}; start: {first}", f"{year}: {{company}}",
        f"I took up my post at {{company}} in {first}.", f"{{company}} took me on in {year}.",
        f"Bei {{company}} seit oder ab {first[:3] if first else year} {year}",
    ))  # fmt: skip
    return filled(frame, statement)


_SPELT: Final = {
    r"\bKubernetes\b": "k8s", r"\bPostgreSQL\b": "Postgresql", r"\bJavaScript\b": "JS",
    r"\bTypeScript\b": "TS", r"\bGitHub Actions\b": "Github actions", r"\bPower BI\b": "PowerBI",
    r"\bC\+\+": "c++", r"\bNode\.js\b": "node.js", r"\bpipelines?\b": "pipeline", r"\bAPIs\b": "API",
    r"\bdashboards\b": "dashboard", r"\bengineers\b": "engineering colleagues", r"\bB2B\b": "b2b",
    r"\bmachine[- ]learning\b": "ML", r"\bcontinuous integration\b": "CI", r"\bCI\b": "CI system",
    r"\bteam\b": "group", r"\bweb apps?\b": "web application", r"\be-commerce\b": "ecommerce",
    r"\bKPIs\b": "KPI", r"\bOKRs\b": "OKR", r"\bMTTR\b": "mean time to resolution",
    r"\bB\.S\.(?!c)": "BSc", r"\bBachelor of Science\b": "BSc", r"\bMaster of Science\b": "MSc",
}  # fmt: skip


@PATTERNS.rewording("other spelling")
def spelt_otherwise(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [(m, name) for pattern, name in _SPELT.items()
             if (m := re.search(pattern, statement.text))]  # fmt: skip
    if not found:
        return None
    match, name = random.choice(found)
    return put(match, name)
