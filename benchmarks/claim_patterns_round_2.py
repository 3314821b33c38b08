"""A second round of patterns of fakes and rewordings, on which the claim check was developed too.

They say things in other ways than the first round, with other names; the parts of statements are
shared. What the check made of them at first is why it was improved.
"""

# ruff: noqa: ARG001, E501 - patterns take what `Pattern` says, used or not

from __future__ import annotations

import re
from collections.abc import Mapping
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
from .claim_variants import Corpus, Draft, FakeKind, Filling, PatternSet, Statement

PATTERNS: Final = PatternSet("round 2")


def _frames(kind: FakeKind, frames: str, place: str, names: str) -> None:
    PATTERNS.fake_frames(kind, place, frames, made_up(names, place, shortest_word=2))


def made_up(names: str, place: str = "made", *, shortest_word: int = 3) -> Filling:
    """Puts one of `names` into `place`, if no word of it is in the evidence: in part it may be."""

    def fill(frame: str, statement: Statement, corpus: Corpus, random: Random) -> str | None:
        made = random.choice(names.split("|"))
        known = set(re.findall(r"\w+", statement.known))
        if known.intersection(re.findall(rf"\w{{{shortest_word},}}", made.casefold())):
            return None
        return filled(frame, statement, **{place: made})

    return fill


def base_form(statement: Statement) -> str | None:
    """The statement from its verb on, the verb as an infinitive."""
    verb = (verb_of(statement) or "").casefold()
    base = _INFINITIVES.get(verb)
    rest = statement.text.partition(" ")[2].rstrip(" .")
    return f"{base} {rest}" if base and not rest.startswith("and ") else None


_INFINITIVES: Final = {
    "built": "build", "designed": "design", "developed": "develop", "implemented": "implement",
    "created": "create", "launched": "launch", "migrated": "migrate", "introduced": "introduce",
    "automated": "automate", "integrated": "integrate", "deployed": "deploy", "rebuilt": "rebuild",
    "shipped": "ship", "wrote": "write", "reduced": "reduce", "cut": "cut", "raised": "raise",
    "optimized": "optimise", "mentored": "mentor", "trained": "train", "replaced": "replace",
    "improved": "improve", "scaled": "scale", "moved": "move", "grew": "grow", "led": "lead",
}  # fmt: skip

# --- Fakes: number --------------------------------------------------------------------------------


@PATTERNS.fake("number")
def digit_prefixed(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [match for match in figures(statement) if match[0].isdigit() and len(match[0]) < 4]
    if not found:
        return None
    match = random.choice(found)
    made = f"{random.choice('123')}{match[0]}"
    return put(match, made) if made not in statement.known else None


@PATTERNS.fake("number")
def off_by_one(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [match for match in figures(statement) if match[0].isdigit() and int(match[0]) > 2]
    if not found:
        return None
    match = random.choice(found)
    made = str(int(match[0]) + random.choice((-1, 1)))
    return put(match, made) if not re.search(rf"\b{made}\b", statement.known) else None


@PATTERNS.fake("number")
def bound_inflated(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [m for m in figures(statement) if m[0].isdigit() and 4 < int(m[0]) < 60]
    if not found:
        return None
    match = random.choice(found)
    made = int(int(match[0]) * random.choice((1.4, 1.6, 1.8)))
    word = random.choice(("almost", "nearly", "more than", "well over", "up to", "over"))
    return put(match, f"{word} {made}") if str(made) not in statement.known else None


@PATTERNS.fake("number")
def decimal_shifted(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<![\d.,])(\d)\.(\d)(?![\d.])", statement.text)
    return put(match, f"{match[1]}{match[2]}") if match else None


@PATTERNS.fake("number")
def figure_in_other_words(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<![\d.,$€])\d{1,2}(?=(?:%| (?:minutes|months|engineers|hours|years)))",
                      statement.text)  # fmt: skip
    others = "thirteen|nineteen|twenty-six|thirty-four|fifty-eight|seventy-one|ninety-four"
    if match is None or statement.language != "en":
        return None
    behind = " percent" if statement.text[match.end() : match.end() + 1] == "%" else ""
    made = put(match, random.choice(others.split("|")) + behind)
    return made.replace("percent%", "percent")


_frames("number", """
    {text}, and {made} while at it.
    I {spoken}; this {made}.
    {text}. This alone {made}.
    At {company}, I {spoken} and {made}.
""", "made", "doubled sales|tripled the traffic|halved the bill|brought in 1,900 new customers|"
    "won dozens of awards|served hundreds of schools|reached millions of readers|"
    "cut the error rate by two thirds|saved a quarter of the budget")  # fmt: skip


@PATTERNS.fake("number")
def german_number_changed(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"\b(?:drei|vier|fünf|sechs|zwei)", statement.text)
    return put(match, random.choice(("sieben", "neun", "zwölf"))) if match else None


@PATTERNS.fake("number")
def japanese_number_changed(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    if statement.language != "ja" or not figures(statement):
        return None
    match = random.choice(figures(statement))
    made = str(random.choice((17, 29, 53, 66)))
    return put(match, made) if made not in statement.known else None


@PATTERNS.fake("number")
def change_turned(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"from (\d+)( ?\w+)? to (?:under )?(\d+)", statement.text)
    if match is None or match[1] == match[3]:
        return None
    return put(match, f"from {match[3]}{match[2] or ''} to {match[1]}")


# --- Fakes: unit ----------------------------------------------------------------------------------


@PATTERNS.fake("unit")
def worded_time_changed(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(
        r"(?<=[a-z] )(hours|minutes|months|weeks|days|years|seconds)\b", statement.text
    )
    if match is None:
        return None
    others = [u for u in ("hours", "minutes", "months", "weeks", "days", "years", "seconds")
              if u not in statement.known and u[:-1] not in statement.known]  # fmt: skip
    before = re.search(r"(\w+) $", statement.text[: match.start()])
    numbers = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|forty|eighteen"
    if not others or before is None or not re.fullmatch(rf"\d+|{numbers}", before[1]):
        return None
    return put(match, random.choice(others))


@PATTERNS.fake("unit")
def rate_invented(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"\b\d+(?:M|k|\+)? (?:internal |smart |new |external )?([a-z]+s)\b(?! (?:a|per|each|every)\b)",
                      statement.text)  # fmt: skip
    if re.search(r"daily|/day|hourly|monthly", statement.known):
        return None
    if match is None or re.match(r"minutes|months|hours|years|days|seconds|stars", match[1]):
        return None
    return put(
        match, f"{match[0]} {random.choice(('per day', 'a week', 'per second', 'every month'))}"
    )


@PATTERNS.fake("unit")
def counted_otherwise(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<=\d )(?:[a-z]+ )?(?:services|engineers|teams|users|customers|meters|clients"
                      r"|stars|depots|components|analysts|devices|events|requests)\b",
                      statement.text)  # fmt: skip
    made = random.choice(("countries", "hospitals", "patents", "acres", "schools", "tonnes"))
    return put(match, made) if match and made not in statement.known else None


@PATTERNS.fake("unit")
def percent_made_money(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(\d+) ?%", statement.text)
    if match is None:
        return None
    return put(match, random.choice((f"£{match[1]}k", f"{match[1]} million euros", f"${match[1]},000",
                                     f"{match[1]} basis points", f"{match[1]} Prozentpunkte")))  # fmt: skip


@PATTERNS.fake("unit")
def size_raised(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<=\d)( ?)(ms|TB|GB|MB|million|M|k)\b", statement.text)
    if match is None:
        return None
    higher = {
        "ms": "µs",
        "TB": "EB",
        "GB": "TB",
        "MB": "GB",
        "million": "trillion",
        "M": "bn",
        "k": "m",
    }
    return put(match, f"{match[1]}{higher[match[2]]}")


@PATTERNS.fake("unit")
def japanese_unit_changed(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<=\d)(?:%|件|名|億円|週間)", statement.text)
    others = {"%": "倍", "件": "万件", "名": "百名", "億円": "兆円", "週間": "か月"}
    return put(match, others[match[0]]) if match else None


# --- Fakes: date ----------------------------------------------------------------------------------


def _before(statement: Statement, random: Random) -> str | None:
    first = year_of(statement.start)
    return str(first - random.randint(2, 7)) if first else None


for _number, _line in enumerate(
    """
    Back in {year}, I {spoken}.
    By the end of {year}, I had joined {company}.
    {text} between May {year} and June {year}.
    {text} (Q3 {year}).
    My time at {company} began in the summer of {year}.
    {company} has known me since {year}.
    Im Jahr {year} begann ich bei {company}.
    En {year}, {company}: {text}
    {year}年から{company}で勤務しました。
    Ever since {month} {year}, {company} has been my employer.
    {company}, {year}–
    {title} ({year} to date)
""".strip().splitlines()
):

    def _dated(
        statement: Statement, corpus: Corpus, random: Random, frame: str = _line.strip()
    ) -> str | None:
        year = _before(statement, random)
        if year is None or year in statement.known:
            return None
        month = random.choice(("April", "October", "July"))
        values = {"year": year, **({"month": month} if "{month}" in frame else {})}
        if month.casefold() in statement.known:
            return None
        return filled(frame, statement, **values)

    _dated.__name__ = f"dated_{_number}"
    PATTERNS.fake("date")(_dated)


@PATTERNS.fake("date")
def left_later(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    last = year_of(statement.end)
    if last is None:
        return None
    year = str(last + random.randint(2, 5))
    return filled("I stayed with {company} until {year}.", statement, year=year)


@PATTERNS.fake("date")
def decades_served(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    first, last = year_of(statement.start), year_of(statement.end)
    if first is None or last is None or last - first > 8:
        return None
    years = random.choice(("fifteen years", "two decades", "16 years", "elf Jahre", "a decade"))
    frame = random.choice(("{company} had me for {years}.", "My {years} at {company} were good ones.",
                           "I gave {company} {years}."))  # fmt: skip
    return filled(frame, statement, years=years)


# --- Fakes: employer ------------------------------------------------------------------------------

_frames("employer", """
    {made}'s platform team is where I {spoken}.
    On behalf of {made}, I {spoken}.
    {text} — {made}
    {company} and {made}: {text}
    On loan to {made}, I {spoken}.
    As an employee of {made} I {spoken}.
    My manager at {made} asked for this: {text}.
    {made} trusted me with this: {text}.
    I left {made} for {company}.
    {title}, {made}
    {text} within the {made} group.
    {made} was my first employer; there I {spoken}.
    Bei der {made} war ich {title}.
    Pour {made} : {text}
    Für {made}: {text}
    I have consulted for {made}, and I {spoken}.
""", "made", "Bosch|Novartis|Ferrero|IKEA|Nordhaven Shipping|Pinewood Labs|Quantic|Maersk|Ericsson|"
    "Raiffeisen|Tatravagónka|Lumenfield Ltd|Halcyon Foods|the Red Cross|Spotify|Airbus|Lidl|Bayer|"
    "Kyowa Systems|Vodafone|Zalando|Danone|Umbra & Co")  # fmt: skip


@PATTERNS.fake("employer")
def japanese_employer(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    if statement.language != "ja":
        return None
    name = random.choice(
        ("株式会社東雲", "青葉商事株式会社", "有限会社みどり", "株式会社サンライズ電機")
    )
    return f"{name}にて、{statement.text}"


# --- Fakes: title ---------------------------------------------------------------------------------

_frames("title", """
    Having been {made} at {company}, I {spoken}.
    {made} | {company}
    Former {made}; {text}.
    Hired as {made}, I {spoken}.
    I held the {made} role at {company}.
    As the company's first {made}, I {spoken}.
    {company} made me {made}.
    {made}, {company}
    My promotion to {made} followed when I {spoken}.
    I am a {made} who {spoken}.
    Als {made} bei {company}: {text}
    Working as {made} at {company}
""", "made", "Engineering Manager|Chief Data Officer|Group Head|Senior Vice President|Art Director|"
    "Principal Consultant|Tech Lead|Staff Scientist|Deputy Director|Board Member|Finance Manager|"
    "Chief Architect|Regional Director|Lead Researcher|Portfolio Manager")  # fmt: skip
_frames("title", """
    As {made} I {spoken}.
    I served as {made} at {company}.
    In {company} I worked as {made}.
""", "made", "head of engineering|team lead|chief editor|managing partner|director of operations|"
    "senior consultant|principal investigator|deputy manager")  # fmt: skip

# --- Fakes: degree --------------------------------------------------------------------------------

_frames("degree", """
    My studies ended with {made}.
    {made} (with honours)
    I hold {made} and {spoken}.
    {institution} awarded me {made}.
    {degree}, {made}
    After {made} I joined {company}.
    Next to my work, I finished {made}.
    Holder of {made}.
    {text}; academic background: {made}.
""", "made", "a Master of Engineering|a BA in history|an MPhil|a Diplom in Maschinenbau|"
    "a postgraduate diploma|doctoral studies in chemistry|a certificate in welding|"
    "a Bachelor of Fine Arts|a Doctor of Medicine|an Executive MBA|a Magister in philosophy|"
    "PMP certification|a master's degree in theology")  # fmt: skip


@PATTERNS.fake("degree")
def subject_changed(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<=in )[A-Z]\w+(?: [A-Z]\w+)*", statement.degree)
    subject = random.choice(("Astrophysics", "Dentistry", "Nursing", "Law", "Economics"))
    if match is None or subject.casefold() in statement.known:
        return None
    return put(re.search(re.escape(match[0]), statement.text) or match, subject)


# --- Fakes: tool ----------------------------------------------------------------------------------

_TOOLS: Final = (
    "Temporal|ClickHouse|Pinecone|LangChain|Bazel|Playwright|SageMaker|Workday|Miro|Webflow|Blender|"
    "ANSYS|LabVIEW|SQL Server|Db2|QlikView|Alteryx|Hadoop|SolidJS|Nix|Zig|Elm|Vertex AI|Cypress|"
    "OpenShift|ServiceNow|Zendesk|Mixpanel|Unreal Engine|InDesign|Premiere Pro|Stata|SPSS|Julia|"
    "F#|Erlang|Groovy|PowerShell|Splunk|New Relic|Confluent|NATS|Memcached|CouchDB|MariaDB|Ember.js"
)
_frames("tool", """
    {text}, later moved to {made}.
    {text}, which I integrated with {made}.
    {text} on top of {made}.
    {text}, powered by {made}.
    {text} via {made}.
    My {made} skills show here: {text}.
    {made} expert who {spoken}.
    {text} (Docker-free, {made} only).
    Thanks to {made}, I {spoken}.
    I {spoken} and wrote the tooling in {made}.
    {text} auf Basis von {made}.
    {text} avec {made}.
    {text} con {made}.
    {text}, scripted in {made}
    {made}, and how I {spoken}.
    {text}、{made}を使用
""", "made", _TOOLS)  # fmt: skip
_frames(
    "tool",
    """
    {text} using {made} scripts.
    {text}, all of it in {made}.
""",
    "made",
    "terraform|matlab|hadoop|tableau|golang|ansible|sas|fortran|salesforce|figma",
)

# --- Fakes: ownership -----------------------------------------------------------------------------

_NO_LEADER: Final = re.compile(
    r"manager|director|head|lead|chief|owner|founder|gerente|leiter|president", re.IGNORECASE
)
_WEAKENED: Final = (
    "Worked under the lead engineer to {base}",
    "Sat in on planning sessions while others {spoken}",
    "Gave a hand to the colleagues who {spoken}",
    "Joined the group that {spoken} and helped with tests",
    "Took part in an effort to {base}",
    "Played a small part when the department {spoken}",
    "Assisted a senior colleague who {spoken}",
    "Was one of the contributors who helped {base}",
    "Provided support to the people who {spoken}",
    "As an intern, shadowed the staff who {spoken}",
)
_STRONG: Final = (
    "Single-handedly {spoken}.",
    "I {spoken}.",
    "I was in charge of the work and {spoken}.",
    "I {spoken}, from the first sketch to production.",
    "I owned this: I {spoken}.",
)


@PATTERNS.fake("ownership")
def help_told_as_work(statement: Statement, corpus: Corpus, random: Random) -> Draft | None:
    base, told = base_form(statement), spoken(statement)
    if base is None or told is None or _NO_LEADER.search(statement.title):
        return None
    if re.search(r" and (?:[a-z]+ed|ran|built)\b", told):
        return None
    weak = random.choice(_WEAKENED).format(base=base, spoken=told)
    return Draft(random.choice(_STRONG).format(spoken=told), base=weak, evidence=weak)


for _number, _line in enumerate(
    """
    Masterminded it all: {text}.
    I had the team of the project report to me and {spoken}.
    I was in charge when we {spoken}.
    Chaired the group that {spoken}.
    Under my leadership, we {spoken}.
    I was the head of the project that {spoken}.
    Directed the staff who {spoken}.
    Supervised how colleagues {spoken}.
""".strip().splitlines()
):

    def _led(
        statement: Statement, corpus: Corpus, random: Random, frame: str = _line.strip()
    ) -> str | None:
        shows = re.search(
            r"\bown|\bled\b|\blead|\bmanag|\bdrove|\bran\b|\bcoordinat", statement.known
        )
        if shows or _NO_LEADER.search(statement.title) or spoken(statement) is None:
            return None
        return filled(frame, statement)

    _led.__name__ = f"led_{_number}"
    PATTERNS.fake("ownership")(_led)


@PATTERNS.fake("ownership")
def raised_in_other_languages(statement: Statement, corpus: Corpus, random: Random) -> Draft | None:
    german = re.match(r"(?:Entwicklung|Implementierung|Pflege|Umsetzung) von (.+)$", statement.text)
    spanish = re.match(r"(?:Implementé|Realicé|Diseñé|Desarrollé) (.+)$", statement.text)
    french = re.match(r"(?:Conduite|Rédaction|Mise en place|Gestion) (d.+)$", statement.text)
    if german:
        weak = f"Mitarbeit an {german[1]}"
        return Draft(f"Verantwortlich für {german[1]}", base=weak, evidence=weak)
    if spanish:
        weak = f"Colaboré en {spanish[1]}"
        return Draft(f"Dirigí {spanish[1]}", base=weak, evidence=weak)
    if french:
        weak = f"Participation à la conduite {french[1]}"
        return Draft(f"Pilotage {french[1]}", base=weak, evidence=weak)
    return None


# --- Rewordings: frames ---------------------------------------------------------------------------


NAMES_DEGREE: Final = re.compile(r"Bachelor|Master of|\b[BM]\.?S|Ph\.?D|Diplom|Licen")


def honest(frame: str, statement: Statement, corpus: Corpus, random: Random) -> str | None:
    """The frame with the statement in it; one about a degree only where there is one."""
    if "{degree}" in frame and not NAMES_DEGREE.search(statement.degree):
        return None
    return filled(frame, statement)


PATTERNS.rewording_frames("letter style", """
    For instance, at {company} I {spoken}.
    One example from my work: I {spoken}.
    Among other things, I {spoken}.
    I would be glad to tell you how I {spoken}.
    It was there that I {spoken}.
    When I worked for {company}, I {spoken}.
    My experience as {title} includes this: I {spoken}.
    You will find this in my résumé: {text}.
    I can point to the following: {text}
    During my years with {company} I also {spoken}.
""", honest)  # fmt: skip
PATTERNS.rewording_frames("headline style", """
    {title} – {company}: {text}
    {text} | {company}
    [{company}] {text}
    {text} / {title}
""", honest)  # fmt: skip
PATTERNS.rewording_frames("letter style in German", """
    Bei {company} habe ich als {title} gearbeitet: {text}
    Ein Beispiel aus meiner Zeit bei {company}: {text}
    In meinem Lebenslauf steht dazu: {text}
""", honest)  # fmt: skip
PATTERNS.rewording_frames("education told", """
    My degree is a {degree}.
    At {institution} I earned my {degree}.
    Education: {degree} ({institution})
    Abschluss: {degree}, {institution}
    Formation : {degree}, {institution}
""", honest)  # fmt: skip

# --- Rewordings: wording --------------------------------------------------------------------------

_SYNONYMS: Final = {
    r"\breducing\b": "which reduced|lowering|and so reduced",
    r"\bcutting\b": "which cut|lowering|reducing",
    r"\bimproving\b": "which improved|raising",
    r"\bsaving\b": "which saved|freeing",
    r"\bhandling\b": "that handles|processing|serving",
    r"\bprocessing\b": "that processes|handling",
    r"\bused by\b": "in use by|serving|relied on by",
    r"\bacross\b": "in|throughout",
    r"\bvia\b": "through|by means of|with",
    r"\busing\b": "with|by means of|on",
    r"\bengineers\b": "developers|software engineers|colleagues",
    r"\bcustomers\b": "clients|buyers",
    r"\busers\b": "people",
    r"\bdeploy(?:ment)? time\b": "time to deploy|deployment duration",
    r"\bresponse time\b": "latency",
    r"\btesting\b": "tests",
    r"\bapplications\b": "programs|software",
    r"\bdashboards?\b": "dashboard views|reports",
    r"\brobust\b": "reliable|stable",
    r"\bscalable\b": "able to grow",
    r"\bdata pipeline\b": "pipeline for data",
    r"\bresulting in\b": "leading to|with the result of",
    r"\bleading to\b": "resulting in|which brought",
    r"\bapproximately\b": "about|roughly",
    r"\bthrough\b": "by means of|via",
}


@PATTERNS.rewording("synonym inside")
def synonym(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [(m, words) for pattern, words in _SYNONYMS.items()
             if (m := re.search(pattern, statement.text))]  # fmt: skip
    if not found:
        return None
    match, words = random.choice(found)
    return put(match, random.choice(words.split("|")))


@PATTERNS.rewording("modest")
def able_to(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    base = base_form(statement)
    frame = random.choice(("I was able to {base}.", "I had the chance to {base}.",
                           "My task was to {base}.", "I got to {base}."))  # fmt: skip
    return frame.format(base=base) if base and not base.startswith("lead ") else None


@PATTERNS.rewording("modest")
def lent_a_hand(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    base = base_form(statement)
    frame = random.choice(("I lent a hand to {base}.", "I was part of the team to {base}.",
                           "I was involved in the work to {base}.", "We managed to {base}.",
                           "Together with colleagues, I helped {base}."))  # fmt: skip
    return frame.format(base=base) if base and "We managed" not in frame else None


@PATTERNS.rewording("passive")
def done_by_me(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    verb, rest = verb_of(statement), statement.text.partition(" ")[2].rstrip(" .")
    regular = verb is not None and verb.endswith("ed") and " role in " not in rest
    if not regular or not verb or re.match(r"(?:in|with|at|to|on|and|by|as|for)\b|\w+ed\b", rest):
        return None
    head = re.split(r"[,;]| and | by | with | using | via ", rest)[0]
    return f"{head[0].upper()}{head[1:]} got {verb.lower()} by me."


@PATTERNS.rewording("detail dropped")
def second_clause(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r", (reducing|cutting|improving|saving|raising) (.+)$", statement.text)
    past = {"reducing": "Reduced", "cutting": "Cut", "improving": "Improved", "saving": "Saved",
            "raising": "Raised"}  # fmt: skip
    return f"{past[match[1]]} {match[2]}" if match else None


@PATTERNS.rewording("detail dropped")
def brackets_dropped(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    return re.sub(r" \([^()]+\)", "", statement.text) if " (" in statement.text else None


@PATTERNS.rewording("detail dropped")
def list_shortened(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(
        r", (?:and |und |et |y )?[\w. -]{3,30}(?=, and |, und | and )", statement.text
    )
    return put(match, "") if match else None


@PATTERNS.rewording("two in one")
def joined(statement: Statement, corpus: Corpus, random: Random) -> Draft | None:
    others = [each for each in corpus.statements if each.company == statement.company
              and each.company and each.title == statement.title and each.text != statement.text]  # fmt: skip
    told = spoken(statement)
    if not others or told is None:
        return None
    other = random.choice(others)
    more = spoken(other)
    if more is None:
        return None
    frame = random.choice(("I {one} and {two}.", "At {company}, I {one}; I also {two}.",
                           "I {two}, and I {one}."))  # fmt: skip
    text = frame.format(one=told, two=more, company=statement.company)
    return Draft(text, evidence=f"{statement.text}\n{other.text}")


# --- Rewordings: figures --------------------------------------------------------------------------


@PATTERNS.rewording("other figures")
def million_written_out(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<![\d.,$€])(\d)\.(\d) million", statement.text)
    return put(match, f"{match[1]},{match[2]}00,000") if match else None


@PATTERNS.rewording("other figures")
def unit_converted(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    for pattern, factor, form in (
        (r"(?<![\d.,])(\d{3}) ?ms\b", 0.001, "{:g} s"),
        (r"(?<![\d.,])(90) minutes", 1 / 60, "{:g} hours"),
        (r"(?<![\d.,])(\d) TB\b", 1000, "{:,.0f} GB"),
        (r"(?<![\d.,])(\d{1,2}) TB\b", 1, "{:.0f} terabytes"),
        (r"(?<![\d.,])(\d)k\b", 1, "{:.0f},000"),
        (r"(?<![\d.,])(24) months", 1 / 12, "{:g} years"),
    ):
        if match := re.search(pattern, statement.text):
            return put(match, form.format(factor * float(match[1])))
    return None


@PATTERNS.rewording("other figures")
def figure_rounded(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<![\d.,])(\d{2})(%| percent)", statement.text)
    if match is None or statement.language != "en":
        return None
    value = int(match[1])
    rounded = round(value / 5) * 5
    if value == rounded or abs(rounded / value - 1) > 0.045:
        return None
    word = random.choice(("about", "roughly", "around", "some", "close to"))
    return put(match, f"{word} {rounded}{match[2]}")


@PATTERNS.rewording("other figures")
def fraction_told(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<=by )(\d{2}) ?%", statement.text)
    told = {"50": "half", "33": "a third", "34": "a third", "35": "a third", "25": "a quarter",
            "20": "a fifth", "66": "two thirds", "67": "two thirds"}  # fmt: skip
    return put(match, told[match[1]]) if match and match[1] in told else None


@PATTERNS.rewording("other figures")
def at_least(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<![\d.,$])(\d[\d,]*)\+", statement.text)
    return (
        put(match, f"{random.choice(('at least', 'more than', 'over'))} {match[1]}")
        if match
        else None
    )


# --- Rewordings: dates ----------------------------------------------------------------------------


@PATTERNS.rewording("other dates")
def period_told(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    start, end = statement.start, statement.end
    if not (has_month(start) and has_month(end)):
        return None
    first, last = month_year(start), month_year(end)
    frame = random.choice(
        (f"{{company}}: {first} until {last}", f"My time at {{company}}: {start[5:]}.{start[:4]} - {end[5:]}.{end[:4]}",
         f"Between {start[:4]} and {end[:4]}, I was {{title}} at {{company}}.",
         f"{{title}}, {{company}}, {start[:4]}-{end[2:4]}" if start[:4] < end[:4] else f"{{company}}, {start[:4]}",
         f"I left {{company}} in {last}.", f"I started as {{title}} in {first}.",
         f"{{company}}, de {start[:4]} à {end[:4]}")
    )  # fmt: skip
    return filled(frame, statement)


@PATTERNS.rewording("other dates")
def present_told(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    first = month_year(statement.start)
    if first is None or statement.end != "present":
        return None
    frame = random.choice(
        (f"I am {{title}} at {{company}} (since {first}).", f"{{company}}, {first} to today",
         f"{{company}} has employed me since {statement.start[:4]}.",
         f"{{title}} seit {statement.start[5:]}/{statement.start[:4]}")
    )  # fmt: skip
    return filled(frame, statement)


# --- Rewordings: names ----------------------------------------------------------------------------

_NAMES: Final = {
    r"\bSenior\b": "Sr.", r"\bJavaScript\b": "Javascript", r"\bNode\.js\b": "NodeJS",
    r"\bPostgreSQL\b": "postgres", r"\bKubernetes\b": "K8s", r"\bGitHub\b": "github",
    r"\bCI/CD\b": "CI & CD", r"\bREST API\b": "RESTful API", r"\bSaaS\b": "software-as-a-service",
    r"\bUX\b": "user experience", r"\bQA\b": "quality assurance", r"\bopen[- ]source\b": "opensource",
    r"\bE2E\b": "end-to-end", r"\bend-to-end\b": "E2E", r"\bweb application\b": "web app",
    r"\bproof of concept\b": "PoC", r"\bB2B\b": "business-to-business", r"\bservices\b": "service",
    r"\bTypeScript\b": "Typescript", r"\bMySQL\b": "mysql", r"\bmicroservices\b": "micro-services",
    r"\bevent-driven\b": "event driven", r"\breal-time\b": "realtime", r"\bmulti-tenant\b": "multitenant",
    r"\bon-call\b": "oncall", r"\bthird-party\b": "third party", r"\bfront-end\b": "front end",
    r"\bfrontend\b": "front end", r"\bback-end\b": "backend", r"\bbackend\b": "back-end",
    r"\bBSc\b": "B.Sc.", r"\bB\.S\.(?!c)": "BS", r"\bBS\b": "B.S.", r"\bPhD\b": "Ph.D.",
    r"\bMaster of Science\b": "M.Sc.", r"\bMBA\b": "Master of Business Administration",
}  # fmt: skip


@PATTERNS.rewording("other spelling")
def respelled(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    found = [(m, name) for pattern, name in _NAMES.items()
             if (m := re.search(pattern, statement.text))]  # fmt: skip
    if not found:
        return None
    match, name = random.choice(found)
    return put(match, name)


_TRANSLATED: Final[Mapping[str, str]] = {
    "en": "An improvement of {n}% at {company}.",
    "de": "Bei {company} habe ich eine Verbesserung um {n} Prozent erreicht.",
    "fr": "Chez {company}, une amélioration de {n} % a été obtenue.",
    "es": "En {company} se logró una mejora del {n} %.",
    "nl": "Bij {company} is een verbetering van {n} procent bereikt.",
    "ja": "{company}にて{n}%の改善を実現しました。",
}


@PATTERNS.rewording("other language")
def told_in_another_language(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    match = re.search(r"(?<![\d.,])(\d{1,2}) ?%", statement.text)
    language = random.choice([each for each in _TRANSLATED if each != statement.language])
    if match is None or not statement.company or language == "en":
        return None
    return _TRANSLATED[language].format(n=match[1], company=statement.company)


@PATTERNS.rewording("other language")
def role_in_another_language(statement: Statement, corpus: Corpus, random: Random) -> str | None:
    first = year_of(statement.start)
    if first is None or not statement.company:
        return None
    frames = {
        "de": "Seit {year} war ich bei {company} tätig.", "fr": "J'ai rejoint {company} en {year}.",
        "es": "Me incorporé a {company} en {year}.", "en": "I joined {company} in {year}.",
        "it": "Ho lavorato per {company} dal {year}.", "nl": "Ik werkte vanaf {year} bij {company}.",
    }  # fmt: skip
    language = random.choice([each for each in frames if each != statement.language])
    return frames[language].format(year=first, company=statement.company)
