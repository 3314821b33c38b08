"""Requirements against evidence: which fact of the career database answers which statement.

Both sides are reduced to terms (words, names, technologies); a term weighs more the rarer it is in
the evidence, and years of experience are counted from the dates of the roles. Nothing here calls a
model, and nothing turns a requirement into a skill: what no evidence meets is a gap.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final, Literal, TypedDict

from babel import Locale
from rapidfuzz import fuzz

from .database import evidence_texts
from .dates import parse_period
from .schema import Strength

# --- What comes out ----------------------------------------------------------------------------


class RawMatch(TypedDict):
    """One fact that answers a requirement, at least in part; `match_score` is in 0..1."""

    type: str
    title: str
    match_type: Literal["exact", "partial"]
    match_score: float
    source: str
    evidence_id: str


class AssessedRequirement(TypedDict):
    evidence: list[RawMatch]
    is_gap: bool
    strength_summary: Strength


class Gap(TypedDict):
    requirement: str
    category: str
    gap_type: Literal["missing", "weak"]
    evidence: list[RawMatch]
    mitigation_strategy: str


@dataclass(frozen=True)
class Matching:
    """Requirements and the evidence found for them.

    Attributes:
        raw: category -> requirement -> matches, best first (`requirement_mapping_raw`).
        final: category -> requirement -> evidence, gap flag and strength.
        matches: requirement id (`requirements.required_skills.0`) -> evidence ids, best first;
            requirements without evidence are left out.
        coverage_score: 0..1, how much of what is asked the evidence shows; preferred counts half.
        gaps: what is missing or only weakly shown, in the order of the posting.
    """

    raw: dict[str, dict[str, list[RawMatch]]]
    final: dict[str, dict[str, AssessedRequirement]]
    matches: dict[str, list[str]]
    coverage_score: float
    gaps: list[Gap]


# --- Words -------------------------------------------------------------------------------------


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOPWORDS: Final[Mapping[str, frozenset[str]]] = {
    language: _words(words)
    for language, words in {
        "en": """
            a an and are as at be been being both but by can could do does for from had has have
            having he her his how i if in into is it its may might more most must no not of on
            or our own per she should so some such than that the their them then there these
            they this those through to under up us was we were what when where which while who
            will with within would you your yours about across all also any between during each
            etc including other over using via well
        """,
        "de": """
            aber alle als am an auch auf aus bei bis da damit das dass dein deine dem den der
            des die dir du durch ein eine einem einen einer eines er es für gegen hast hat ihr
            ihre im in ist kann mit nach nicht noch oder ob sein seine sich sie sind so sowie
            über um und uns unser unsere unter von vor war was wenn werden wie wir wird zu zum
            zur bist haben wäre idealerweise mehr z b bzw
        """,
        "fr": """
            à au aux avec avez ce ces cette chez comme dans de des du elle en es est et être il
            ils je la le les leur leurs lors mais me mes nos notre nous on ou où par pas plus
            pour que qui sa sans se ses si son sont sur te tu un une vos votre vous êtes ainsi
            afin dont tout toute tous d l n s c qu
        """,
        "es": """
            a al ante bajo con como de del desde donde el ella en entre es esta este estos está
            ha han hasta la las le les lo los más mi mis muy no nos nuestra nuestro o para pero
            por que se ser sin sobre son su sus te tu tus un una unas unos y ya así también e u
            tiene serás eres será
        """,
        "it": """
            a ad al alla alle allo anche che chi ci come con da dal dalla dei del della delle
            dello di e è ed gli ha hai i il in la le lo ma nel nella nelle non o per più se sei
            si sono su sua suo tra tu tua tuo un una uno i nostri nostro nostra sarà
        """,
        "nl": """
            aan als bij dan dat de deze die dit door een en er het hebt heb heeft ik in is je
            jij jouw kan maar met naar niet nog of om onder ons onze ook op over te tot uit van
            voor was we wij wordt worden zijn zo zoals bent binnen
        """,
        "pt": """
            a ao aos as à às com como da das de dele do dos e é em entre essa esse esta este eu
            foi há isso já mais mas me na nas não no nos nossa nosso o os ou para pela pelo por
            que se sem ser seu sua são sobre também te tem um uma você será
        """,
        "no": """
            alle at av både da de deg den det din ditt du eller en er et for fra har hos i ikke
            ingen kan med mellom men mot når og også om opp oss på seg som til ut var ved vi vil
            vår våre være å skal samt
        """,
    }.items()
}
"""Function words by ISO 639-1 code."""

_ALL_STOPWORDS: Final = frozenset().union(*STOPWORDS.values())

# Words that any posting uses around what it asks for; they say nothing about the thing itself.
_BOILERPLATE: Final = _words(
    """
    ability able applicant go background candidate comfortable deep demonstrated desirable
    equivalent excellent exceptional experience experiences experienced expertise extensive familiar
    familiarity field good great hands ideally knowledge level like minimum nice plus
    preferred preferably previous professional proficiency proficient proven related
    relevant required requirement requirements record role similar skill skills solid
    strong success successful track understanding use used work working year years least
    high e.g i.e e.g. one two three four five six seven eight nine ten technical
    abgeschlossenes abgeschlossene vergleichbare ausbildung
    niveau levels fluent fließend courant native
    area aspects building concepts concept configuration detail developing ensuring environment
    environments functional general hand implementing integrating managing maintaining creating
    methods new part pattern patterns pipelines pipeline practice practices principles process
    processes programming quality range strategies strategy techniques technologies technology tool
    tooling tools topics various ways world willingness sense attitude person people team teams take
    takes you're we're ownership bonus grasp modern popular berufserfahrung erfahrung
    erfahrungen fundierte gute guter kenntnisse sehr sicher sicherer umgang vergleichbar
    jahr jahre jahren mehrjährige mindestens fähigkeit verständnis bereich wünschenswert
    vorteil plus idealerweise bringst expérience expériences maîtrise connaissance
    connaissances bonne bonnes solide solides an ans année années minimum capacité
    compétences atout souhaité souhaitée experiencia conocimiento conocimientos dominio
    manejo año años mínimo capacidad habilidades deseable valorable sólidos sólida buen
    buena esperienza conoscenza ottima buona anni anno almeno capacità competenze
    ervaring kennis goede jaar minimaal vaardigheden pre experiência conhecimento
    conhecimentos anos ano mínimo habilidade habilidades desejável erfaring kunnskap
    gode år minst ferdigheter kjennskap kompetanse
    """
)

_CANONICAL: Final[Mapping[str, str]] = {
    variant: name
    for name, variants in {
        "javascript": "js ecmascript es6",
        "typescript": "ts",
        "kubernetes": "k8s",
        "postgresql": "postgres psql",
        "nodejs": "node.js node",
        "react": "reactjs react.js",
        "vue": "vuejs vue.js",
        "angular": "angularjs angular.js",
        "nextjs": "next.js",
        "dotnet": ".net asp.net",
        "mongodb": "mongo",
        "elasticsearch": "elastic",
        "docker": "dockerfile",
        "terraform": "",
        "kafka": "",
        "jenkins": "",
        "scikit-learn": "sklearn scikit",
        "html": "html5",
        "css": "css3",
        "machinelearning": "ml",
        "artificialintelligence": "ai ki",
        "naturallanguageprocessing": "nlp",
        "amazonwebservices": "aws",
        "googlecloud": "gcp",
        "cicd": "ci/cd",
        "userexperience": "ux",
        "userinterface": "ui",
        "degree": "bachelor bachelors bachelor's bsc b.sc beng b.eng ba b.a studium "
        "hochschulabschluss diplom diplôme licence licenciatura titulación grado laurea diploma",
        "master": "masters master's msc m.sc meng m.eng m.a",
        "phd": "ph.d doctorate promotion doctorat doctorado dr",
        "qualityassurance": "qa",
        "lead": "led",
        "build": "built rebuilt",
        "write": "wrote written",
        "teach": "taught",
        "run": "ran",
        "grow": "grew grown",
        "sell": "sold",
        "vicepresident": "vp",
        "projectmanagement": "",
        "seo": "",
    }.items()
    for variant in (name, *variants.split())
}

_PHRASES: Final = tuple(
    (re.compile(rf"(?<![\w]){pattern}(?![\w])", re.IGNORECASE), f" {name} ")
    for pattern, name in (
        (r"amazon web services", "aws"),
        (r"google cloud(?: platform)?", "gcp"),
        (r"machine[- ]learning", "ml"),
        (r"artificial intelligence", "ai"),
        (r"natural[- ]language processing", "nlp"),
        (
            r"ci\s*/\s*cd|continuous integration(?: and| &|/) continuous (?:delivery|deployment)",
            "cicd",
        ),
        (r"user[- ]experience", "ux"),
        (r"user[- ]interfaces?", "ui"),
        (r"computer science|informatik|informatique|informática|informatica", "computerscience"),
        (r"quality assurance", "qa"),
        (r"front[- ]end", "frontend"),
        (r"back[- ]end", "backend"),
        (r"full[- ]stack", "fullstack"),
        (r"e[- ]commerce", "ecommerce"),
        (r"vice[- ]president", "vp"),
        (r"a\s*/\s*b", "abtest"),
    )
)

_TOKEN: Final = re.compile(r"(?<!\w)\.net\b|[^\W_]+(?:['’.][^\W_]+)*(?:\+\+|#)?", re.IGNORECASE)
_CASE_SENSITIVE: Final = {
    "Go": "golang",
    "C": "c",
    "R": "r",
    "Rust": "rust",
    "Swift": "swift",
    "IT": "it",
}
_SUFFIXES: Final = sorted(
    _words(
        """
        isations izations isation ization ations ation ating ated ators ator ments ment ings ing
        iness ness ities ity ies ers er ed es en is e s
        """
    ),
    key=len,
    reverse=True,
)
_ELISION: Final = re.compile(r"^(?:l|d|qu|n|s|j|c|m|dell|all|nell|un)'")
_SPOKEN: Final = (
    "ar cs da de el en es fi fr he hi hu it ja ko nl no pl pt ro ru sv tr uk vi zh nb".split()
)
_MIN_STEM_CHARS: Final = 4
_MIN_FUZZY_CHARS: Final = 7
_FUZZY_SCORE: Final = 90.0
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+")


@cache
def _language_codes() -> Mapping[str, str]:
    """Names of spoken languages, in the languages of postings, to a term for each."""
    return {
        name.casefold(): f"language-{code}"
        for locale in STOPWORDS
        for code in _SPOKEN
        if " " not in (name := str(Locale(locale).languages.get(code, " ")))
    }


def _stem(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _MIN_STEM_CHARS:
            return word[: -len(suffix)]
    return word


def _term(token: str) -> str | None:
    """The term of a token as written, or None for a word without content.

    Names that are also common words or letters (Go, C, R) count only in their own spelling.
    """
    if token in _CASE_SENSITIVE:
        return _CASE_SENSITIVE[token]
    word = _ELISION.sub("", token.casefold().replace("’", "'"))
    if (language := _language_codes().get(word)) is not None:
        return language
    if word in _CANONICAL:
        return _CANONICAL[word]
    word = word.removesuffix("'s")
    if word in _ALL_STOPWORDS or word in _BOILERPLATE or word.isdigit():
        return None
    if len(word) == 1:
        return None
    return word if not word.isalpha() else _stem(word)


def _with_phrases(text: str) -> str:
    """The text with names of several words as one word."""
    # "Go to market" and "go-to-market" are no language.
    text = re.sub(r"\bgo[- ]to\b", " ", text, flags=re.IGNORECASE)
    for pattern, name in _PHRASES:
        text = pattern.sub(name, text)
    return text


def terms(text: str) -> list[str]:
    """The terms of a text, in order, each once: stems, names and technologies in one spelling."""
    text = _with_phrases(text)
    found: dict[str, None] = {}
    for match in _TOKEN.finditer(text):
        token = match[0]
        if _CJK.fullmatch(token):
            # Japanese and Chinese do not separate words: overlapping pairs stand in for them.
            for pair in (token[i : i + 2] for i in range(max(1, len(token) - 1))):
                found.setdefault(pair)
            continue
        if (term := _term(token)) is not None:
            found.setdefault(term)
    return list(found)


# --- Requirements as facets --------------------------------------------------------------------

_NUMBER_WORDS: Final = {
    word: number
    for number, words in {
        1: "one ein eine einem un une una",
        2: "two zwei deux dos due twee dois to",
        3: "three drei trois tres tre drie três",
        4: "four vier quatre cuatro quattro quatro fire",
        5: "five fünf cinq cinco cinque vijf fem",
        6: "six sechs seis sei zes seks",
        7: "seven sieben sept siete sette zeven sete syv",
        8: "eight acht huit ocho otto oito åtte",
        9: "nine neun neuf nueve nove negen ni",
        10: "ten zehn dix diez dieci tien dez ti",
        11: "eleven elf onze once undici elleve",
        12: "twelve zwölf douze doce dodici twaalf doze tolv",
        15: "fifteen fünfzehn quinze quince quindici vijftien femten",
        20: "twenty zwanzig vingt veinte venti twintig vinte tjue",
    }.items()
    for word in words.split()
}
_YEARS: Final = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(_NUMBER_WORDS)})\s*\)?\s*\+?\s*"
    r"(?:(?:-|–|—|to|bis|à|a|til|tot)\s*\d{1,2}\s*\+?\s*)?(?:full |volle |or more )?"
    r"(?:\(\d{1,2}\)\s*)?(?:years?|yrs?|jahren?|ans|années|años|anni|jaar|anos|års?)\b",
    re.IGNORECASE,
)
_EXAMPLES: Final = re.compile(
    r"\b(?:such as|e\.g\.,?|like|for example|z\. ?b\.|beispielsweise|wie|tels? que|telles que|"
    r"comme|par exemple|tales como|como|por ejemplo|ad esempio|come|zoals|bijv\.|tais como|"
    r"por exemplo|for eksempel|f\.eks\.)\s+([^().;]{1,90}?)"
    r"(?=\s(?:as well as|and other|to|for|in|with|that|at|sowie|zu|für|pour|para)\b|[().;]|$)",
    re.IGNORECASE,
)
_BRACKETS: Final = re.compile(r"\(([^()]+)\)")
_AND: Final = r"and|und|et|y|e|en|og|&"
_OR: Final = r"or|oder|ou|o|of|eller"
_ITEM: Final = r"[\w.+#-]{1,40}"
_ALTERNATIVES: Final = re.compile(
    rf"(?<![\w.+#-])(?:[A-Z][\w.+#-]{{0,40}}\s+){{0,2}}{_ITEM}(?:\s?,\s?{_ITEM}){{0,9}}"
    rf"\s?,?\s+(?:{_OR})\s+({_ITEM})"
)
_ITEM_BREAK: Final = re.compile(rf",|;|/|\b(?:{_AND}|{_OR})\b", re.IGNORECASE)
_HAS_OR: Final = re.compile(rf",|/|\b(?:{_OR})\b", re.IGNORECASE)


def required_years(text: str) -> int | None:
    """The least number of years a statement asks for (`5+ years`, `fünf Jahre`), or None."""
    match = _YEARS.search(text)
    if match is None:
        return None
    number = match[1].casefold()
    return int(number) if number.isdigit() else _NUMBER_WORDS[number]


@dataclass(frozen=True)
class _Facet:
    """One thing that a requirement is made of: any of the options, with all its terms, meets it.

    `is_named` tells names and technologies, by their spelling, from common words.
    """

    options: tuple[tuple[str, ...], ...]
    is_named: bool

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(term for option in self.options for term in option)


def _facets(requirement: str) -> list[_Facet]:
    """What a requirement is made of, word by word.

    Examples ("such as React or Vue") and alternatives ("Kubernetes or ECS") form one facet each.
    """
    text = _YEARS.sub(" ", requirement)
    named = _named_terms(text)
    groups: list[tuple[tuple[str, ...], ...]] = []

    def group(items: str) -> None:
        options = (tuple(terms(item)) for item in _ITEM_BREAK.split(items))
        groups.append(tuple(option for option in options if option))

    def cut_examples(match: re.Match[str]) -> str:
        group(match[1])
        return " "

    def cut_brackets(match: re.Match[str]) -> str:
        if _HAS_OR.search(match[1]) is None:
            return f" {match[1]} "
        group(match[1])
        return " "

    def cut_alternatives(match: re.Match[str]) -> str:
        if not terms(match[1]):  # "or related", "or similar"
            return f"{match[0]} "
        group(match[0])
        return " "

    text = _EXAMPLES.sub(cut_examples, _with_phrases(text))
    text = _BRACKETS.sub(cut_brackets, text)
    text = _ALTERNATIVES.sub(cut_alternatives, text)
    grouped = {term for each in groups for option in each for term in option}
    single = [((term,),) for term in terms(text) if term not in grouped]
    return [
        _Facet(options, any(not named.isdisjoint(option) for option in options))
        for options in [*single, *groups]
        if options
    ]


def _named_terms(text: str) -> frozenset[str]:
    """Terms written like names: inner capitals, digits or signs, or a capital inside a sentence.

    A capital at the start of a sentence counts where a comma follows: it opens a list.
    """
    names = {_term(name.strip()) for pattern, name in _PHRASES if pattern.search(text)}
    for match in re.finditer(r"\S+", text):
        word = match[0].strip("()[],;:.!?\"“”„'")
        starts = match.start() == 0 or text[: match.start()].rstrip().endswith((".", ":", "•"))
        shaped = any(c.isupper() or c.isdigit() or c in "+#" for c in word[1:])
        names.update(term for term in terms(word) if term.startswith("language-"))
        listed = match[0].endswith(",")
        if shaped or (word[:1].isupper() and (listed or not starts)) or word in _CASE_SENSITIVE:
            names.update(terms(word))
    return frozenset(name for name in names if name is not None)


# --- Dates -------------------------------------------------------------------------------------

_YEAR_MONTH: Final = re.compile(r"(\d{4})(?:-(\d{1,2}))?")


def _months(value: object, today: date, end: bool) -> int | None:
    """Months since year 0 of `YYYY-MM`, `YYYY` or `present`; a bare end year counts whole."""
    text = str(value or "").strip().casefold()
    if text == "present":
        return today.year * 12 + today.month
    match = _YEAR_MONTH.match(text)
    if match is None:
        return None
    month = int(match[2]) if match[2] else (12 if end else 1)
    return int(match[1]) * 12 + month


def _role_months(role: Mapping[str, Any], today: date) -> range | None:
    """The months of a role, or None where its start or end is not given."""
    first, last = parse_period(str(role.get("duration") or ""))
    start = _months(role.get("start_date") or first, today, end=False)
    end = _months(role.get("end_date") or last, today, end=True)
    if start is None or end is None or end < start:
        return None
    return range(start, end + 1)


def years_of_experience(roles: Iterable[Mapping[str, Any]], today: date | None = None) -> float:
    """Years covered by the dates of the roles; overlapping roles count once, undated ones not.

    `today` ends roles that go on; default: the current day.
    """
    day = today or date.today()  # noqa: DTZ011 - the user's day
    months: set[int] = set()
    for role in roles:
        months.update(_role_months(role, day) or ())
    return len(months) / 12


# --- Evidence ----------------------------------------------------------------------------------

_NO_EVIDENCE: Final = re.compile(
    r"^personal_info\.|\.(?:location|duration|start_date|end_date|year|gpa|team_size|"
    r"employment_type|venue|type|url)$"
)
_TYPES: Final = {
    "experience": "experience",
    "skills": "skill",
    "education": "education",
    "projects": "project",
    "certifications": "certification",
    "publications": "publication",
    "awards": "award",
    "languages": "language",
    "summary": "summary",
}
_SKILL: Final = re.compile(r"^skills\.|\.technologies\.\d+$")
_NAME_WEIGHT: Final = 3.0
MAX_MATCHES: Final = 8
_MIN_SCORE: Final = 0.15
_EXACT: Final = 0.75
_WITHOUT_YEARS: Final = 0.3
"""What a skill counts for that is shown, but for none of the years asked."""

_HIGH, _MEDIUM, _LOW = 0.65, 0.4, 0.15
"""Shares of a requirement's weight that the evidence must cover together for a strength."""


class _Evidence:
    """The facts that can answer a requirement, as terms, and how rare each term is."""

    def __init__(self, database: Mapping[str, Any]) -> None:
        self.database = database
        self.texts = evidence_texts(database)
        self.terms: dict[str, frozenset[str]] = {}
        for key, text in self.texts.items():
            if _NO_EVIDENCE.search(key):
                continue
            found = set(terms(text))
            if re.fullmatch(r"education\.\d+\.degree", key):
                found.add("degree")
            self.terms[key] = frozenset(found)
        self._keys: dict[str, list[str]] = {}
        for key, found_terms in self.terms.items():
            for term in found_terms:
                self._keys.setdefault(term, []).append(key)
        self._skills = frozenset(
            term for key, each in self.terms.items() if _SKILL.search(key) for term in each
        )

    def weight(self, facet: _Facet) -> float:
        """The weight of a facet: that of a typical option, however many it has.

        Inverse document frequency, smoothed: ln((n + 1) / (f + 1)) + 1; names and what the evidence
        lists as a skill weigh `_NAME_WEIGHT` times as much.
        """
        idf = [
            math.log((len(self.terms) + 1) / (len(self._keys.get(term, ())) + 1)) + 1
            for term in facet.terms
        ]
        named = facet.is_named or not self._skills.isdisjoint(facet.terms)
        return sum(idf) / len(idf) * (_NAME_WEIGHT if named else 1.0)

    def showing(self, facet: _Facet) -> set[str]:
        """The ids of the facts that show an option of a facet with all its terms."""
        return set().union(
            *(
                set.intersection(*(self._showing_term(term) for term in option))
                for option in facet.options
            )
        )

    def _showing_term(self, term: str) -> set[str]:
        return {key for known in self._same_terms(term) for key in self._keys[known]}

    def _same_terms(self, term: str) -> Iterable[str]:
        """The evidence's terms that are `term`, up to a slip of spelling in a long word."""
        if term in self._keys:
            return (term,)
        if len(term) < _MIN_FUZZY_CHARS or not term.isalpha():
            return ()
        return [
            known
            for known in self._keys
            if known[0] == term[0]
            and len(known) >= _MIN_FUZZY_CHARS
            and fuzz.ratio(term, known) >= _FUZZY_SCORE
        ]


def _mapped(
    requirement: str, evidence: _Evidence, roles: Sequence[Mapping[str, Any]], today: date
) -> tuple[list[RawMatch], float]:
    """The matches of one requirement, best first, and the share of it they cover together."""
    facets = _facets(requirement)
    weights = [evidence.weight(facet) for facet in facets]
    years = required_years(requirement)
    total = sum(weights)
    covered: dict[str, set[int]] = {}
    for index, facet in enumerate(facets):
        for key in evidence.showing(facet):
            covered.setdefault(key, set()).add(index)

    def share(met: Iterable[int]) -> float:
        return sum(weights[index] for index in met) / total if total else 0.0

    ranked = sorted(
        ((share(covered[key]), key) for key in evidence.terms if key in covered),
        key=lambda pair: -pair[0],
    )
    kept = [(score, key) for score, key in ranked if score >= _MIN_SCORE][:MAX_MATCHES]
    together = share(set().union(*(covered[key] for _, key in kept)))
    if years is not None:
        texts = (evidence.texts[key] for _, key in kept)
        stated = [held for text in texts if (held := required_years(text)) is not None]
        kept, together = _with_years(years, facets, kept, together, covered, roles, today, stated)
    return [_raw_match(key, score, evidence) for score, key in kept], together


def _with_years(
    years: int,
    facets: Sequence[_Facet],
    kept: list[tuple[float, str]],
    together: float,
    covered: Mapping[str, set[int]],
    roles: Sequence[Mapping[str, Any]],
    today: date,
    stated: Sequence[int],
) -> tuple[list[tuple[float, str]], float]:
    """The same with the years that the roles which show the rest add up to.

    Roles count when any of their facts meets a facet; a requirement of years alone takes all. What
    the matched facts themselves state ("eleven years of Python") counts too: `stated`.
    """
    counted = [
        index
        for index in range(len(roles))
        if not facets or any(key.startswith(f"experience.{index}.") for key in covered)
    ]
    held = years_of_experience((roles[index] for index in counted), today)
    held = max([held, *stated])
    met = min(1.0, held / years) if years else 1.0
    if facets:
        return kept, together * max(met, _WITHOUT_YEARS)
    durations = [(met, f"experience.{index}.duration") for index in counted]
    return durations if met >= _MIN_SCORE else [], met


def _raw_match(key: str, score: float, evidence: _Evidence) -> RawMatch:
    head, *rest = key.split(".")
    title, source = evidence.texts.get(key, ""), "career_database"
    if rest and rest[0].isdigit():
        entry = evidence.database[head][int(rest[0])]
        if isinstance(entry, Mapping):
            named = [str(entry.get(each) or "") for each in ("title", "company", "degree", "name")]
            title = ", ".join(each for each in named if each) or title
            source = _document_of(entry, ".".join(rest[1:])) or source
    return RawMatch(
        type=_TYPES.get(head, head),
        title=title,
        match_type="exact" if score >= _EXACT else "partial",
        match_score=round(score, 3),
        source=source,
        evidence_id=key,
    )


def _document_of(entry: Mapping[str, Any], path: str) -> str | None:
    """The document that a field of an entry was read from, if the database keeps it."""
    spans = (entry.get("sources") or {}).get(path)
    span = spans[0] if isinstance(spans, list) and spans else spans
    return str(span["document"]) if isinstance(span, Mapping) and span.get("document") else None


def _strength(covered: float) -> Strength:
    if covered >= _HIGH:
        return "HIGH"
    if covered >= _MEDIUM:
        return "MEDIUM"
    return "LOW" if covered >= _LOW else "NONE"


# --- The whole ---------------------------------------------------------------------------------

_CATEGORIES: Final[Mapping[str, float]] = {
    # category -> weight in the coverage; responsibilities describe the post, they are not asked for
    "required_skills": 1.0,
    "required": 1.0,
    "experience_years": 1.0,
    "education": 1.0,
    "preferred_skills": 0.5,
    "nice_to_have": 0.5,
    "responsibilities": 0.0,
}
_MITIGATION: Final = {
    "missing": "No document shows this. If it is true, add a document that says so; if not, leave "
    "it out of the application and be ready for the question.",
    "weak": "The documents show this in part. Name the nearest evidence as it is and claim no "
    "more; a document that says more would close the gap.",
}


def _statements(requirements: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(category, id, statement) in the order of the categories; repeated statements once."""
    found: list[tuple[str, str, str]] = []
    seen: set[str] = set()
    for category in _CATEGORIES:
        value = requirements.get(category)
        items = value if isinstance(value, list) else [value] if value else []
        for index, item in enumerate(items):
            text = str(item or "").strip()
            if not text or text.casefold() in seen:
                continue
            seen.add(text.casefold())
            suffix = f".{index}" if isinstance(value, list) else ""
            found.append((category, f"requirements.{category}{suffix}", text))
    return found


def match_requirements(
    requirements: Mapping[str, Any], database: Mapping[str, Any], today: date | None = None
) -> Matching:
    """Find the evidence for each requirement, and what has none.

    Args:
        requirements: a dumped `JobRequirements`; the older keys `required` and `nice_to_have`
            count too.
        database: the career database; `professional_experience` is taken for `experience`.
        today: ends roles that go on; default: the current day.
    """
    if "experience" not in database and "professional_experience" in database:
        database = {
            "experience": database["professional_experience"],
            **{key: each for key, each in database.items() if key != "professional_experience"},
        }
    day = today or date.today()  # noqa: DTZ011 - the user's day
    evidence = _Evidence(database)
    roles: Sequence[Mapping[str, Any]] = database.get("experience") or []
    raw: dict[str, dict[str, list[RawMatch]]] = {}
    final: dict[str, dict[str, AssessedRequirement]] = {}
    matches: dict[str, list[str]] = {}
    gaps: list[Gap] = []
    covered_weight = total_weight = 0.0
    for category, requirement_id, text in _statements(requirements):
        found, covered = _mapped(text, evidence, roles, day)
        strength = _strength(covered) if found else "NONE"
        weak = strength in ("LOW", "NONE")
        raw.setdefault(category, {})[text] = found
        final.setdefault(category, {})[text] = AssessedRequirement(
            evidence=found, is_gap=weak, strength_summary=strength
        )
        if found:
            matches[requirement_id] = [match["evidence_id"] for match in found]
        weight = _CATEGORIES[category]
        total_weight += weight
        covered_weight += weight * (covered if found else 0.0)
        if weak and weight:
            gap_type: Literal["missing", "weak"] = "weak" if found else "missing"
            gaps.append(
                Gap(
                    requirement=text,
                    category=category,
                    gap_type=gap_type,
                    evidence=found,
                    mitigation_strategy=_MITIGATION[gap_type],
                )
            )
    coverage = covered_weight / total_weight if total_weight else 0.0
    return Matching(raw, final, matches, round(coverage, 3), gaps)
