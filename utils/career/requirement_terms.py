"""What a statement is made of: terms, the facets of a requirement, and the years it asks for.

Words are reduced to stems, names and technologies to one spelling, in the languages of postings.
Nothing here knows what a person can do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from . import levels
from .levels import language_codes

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
            vår våre være å skal samt hvis deg etter uten hvor deres selv hver siden
        """,
        "sv": """
            alla att av blir både de dem den det din ditt du där eller en ett från för har hos i
            inom inte kan med men mellan mot när och också om oss på samt sig ska som till under
            upp ut var vi vid vår våra är över dig ditt
        """,
        "da": """
            af alle at både de dem den der det din dit du eller en er et for fra har hos i ikke
            ind kan med mellem men mod når og også om op os på samt sig skal som til ud ved vi
            vil vores være hvis dig jer jeres efter uden hvor deres selv hver siden
        """,
        "pl": """
            a aby ale być co dla do i ich jak jako jest już lub ma my na nas nasz nasza nie o od
            oraz po przez przy są się ta tak te to twoje u w we z za ze że naszej naszych
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
    methods new part
    need needs needed expect expects expected essential mandatory advantage beneficial appreciated
    welcome hold holding bring busy months month candidates applicants
    erwarten erwartet voraussetzung setzen voraus hast bringst verfügst kennst solltest brauchst
    erforderlich zwingend avez justifiez maîtrisez indispensable exigé imprescindible necesario
    richiesta richiesto vereist beschikt obrigatório krav kreves
    pattern patterns pipelines pipeline practice practices principles process
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
_MIN_STEM_CHARS: Final = 4
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+")


def _stem(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _MIN_STEM_CHARS:
            return word[: -len(suffix)]
    return word


# "Deutschkenntnisse", "Englischsprachkenntnisse"
_KNOWN_AS: Final = re.compile(r"(?<=\w{4})(?:sprach)?kenntnisse$")


def _term(token: str) -> str | None:
    """The term of a token as written, or None for a word without content.

    Names that are also common words or letters (Go, C, R) count only in their own spelling.
    """
    if token in _CASE_SENSITIVE:
        return _CASE_SENSITIVE[token]
    word = _ELISION.sub("", token.casefold().replace("’", "'"))
    if (language := language_codes().get(_KNOWN_AS.sub("", word))) is not None:
        return f"language-{language}"
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


_COMPOUND: Final = re.compile(r"(?<![\w-])([^\W\d_]{2,})-([^\W\d_]{3,})(?![\w-])")


def _joined(match: re.Match[str]) -> str:
    """A compound whose first part says nothing alone stays whole: "high-care" is not "care"."""
    first, second = match[1], match[2]
    splits = first.casefold() in _BOILERPLATE and _term(second) is not None
    return f"{first}{second}" if splits else match[0]


def terms(text: str) -> list[str]:
    """The terms of a text, in order, each once: stems, names and technologies in one spelling."""
    text = _with_phrases(text)
    found: dict[str, None] = {}
    for match in _TOKEN.finditer(_COMPOUND.sub(_joined, text)):
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
    r"(?:\(\d{1,2}\)\s*)?(?:years?|yrs?|jahr(?:en?)?|ans?(?:\(s\))?|années?|años?|anni|anno|jaar|"
    r"anos?|års?|lat|lata)(?<!\ban)(?!\w)",
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


_MONTHS: Final = re.compile(
    r"\b(\d{1,2})\s*\+?\s*(?:months?|monate[n]?|mois|meses|mesi|maanden|måneder|månader)\b",
    re.IGNORECASE,
)


def required_years(text: str) -> float | None:
    """The least number of years a statement asks for (`5+ years`, `18 months`), or None."""
    years = stated_years(text)
    if years is None and (months := _MONTHS.search(text)) is not None:
        return int(months[1]) / 12
    return years


def stated_years(text: str) -> int | None:
    """The first number of years that a text names (`5+ years`, `fünf Jahre`), or None."""
    match = _YEARS.search(text)
    if match is None:
        return None
    number = match[1].casefold()
    return int(number) if number.isdigit() else _NUMBER_WORDS[number]


@dataclass(frozen=True)
class Facet:
    """One thing that a requirement is made of: any of the options, with all its terms, meets it.

    `is_named` tells names and technologies, by their spelling, from common words.
    """

    options: tuple[tuple[str, ...], ...]
    is_named: bool

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(term for option in self.options for term in option)


_WISH_IN_BRACKETS: Final = re.compile(
    r"\([^()]*\b(?:preferred|preferably|ideally|desirable|a plus|advantage|von vorteil|"
    r"idealerweise|wünschenswert|souhaité\w*|idéalement|deseable|idealmente|preferibil\w+|fordel)\b[^()]*\)",
    re.IGNORECASE,
)


def facets_of(requirement: str) -> list[Facet]:
    """What a requirement is made of, word by word.

    Examples ("such as React or Vue") and alternatives ("Kubernetes or ECS") form one facet each.
    """
    text = _WISH_IN_BRACKETS.sub(" ", _MONTHS.sub(" ", _YEARS.sub(" ", requirement)))
    if asked_languages(text):
        text = _MANNER_OF_LANGUAGE.sub(" ", text)
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
        Facet(options, any(not named.isdisjoint(option) for option in options))
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


# --- Languages asked for -------------------------------------------------------------------------

_MANNER_OF_LANGUAGE: Final = re.compile(
    r"\b(?:[abc][12]|native|fluent(?:ly)?|clear|write|writes|clearly|speaks?|written|spoken|verbal|oral|business|word|writing"
    r"|wort|schrift|schriftlich\w*|mündlich\w*|verhandlungssicher\w*|fließend\w*)\b",
    re.IGNORECASE,
)
_ABOUT_LANGUAGE: Final = re.compile(
    r"language|sprach|speak|written|spoken|oral|fluen|skills|kenntnisse|langue|idioma|lingua|språk"
    r"|wort und schrift|communicat",
    re.IGNORECASE,
)
_FEW_WORDS: Final = 6


def asked_languages(requirement: str) -> dict[str, int | None]:
    """The languages that a requirement asks for, and the levels; empty if it is not about any."""
    asked = levels.language_levels(requirement)
    is_about = len(requirement.split()) <= _FEW_WORDS or _ABOUT_LANGUAGE.search(requirement)
    return asked if is_about or any(asked.values()) else {}
