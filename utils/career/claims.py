"""The claim check: whether a sentence says more than the texts it cites.

It compares what can be compared without a model: figures, units, dates, lengths of time, names,
titles, degrees, the degree of responsibility, and the share of words in common. It judges wording
leniently and facts strictly, and repairs nothing: that is the writer's business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from .dates import Period, find_periods
from .grounding import ALSO_EVERYDAY_WORDS, DASHES, TextIndex, folded, is_spaceless, written_periods

_CJK: Final = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"
"""The scripts of `is_spaceless`, for character classes."""

# --- Quantities ---------------------------------------------------------------------


def _table(lines: str) -> dict[str, str]:
    """`name: words` a line -> each word to its name."""
    return {
        word.replace("_", " "): name.strip()
        for line in lines.strip().splitlines()
        for name, _, words in [line.partition(":")]
        for word in words.split()
    }


_FACTORS: Final = {
    word: float(value)
    for word, value in _table("""
        1e2: hundred hundert
        1e3: k thousand thousands tausend tsd mil mille mila duizend tys tusen 千
        1e4: 万
        1e6: m mm mn mio mln million millions millionen millón millones milioni milhões miljoen
        1e8: 億
        1e9: b bn billion billions milliarde milliarden mrd milliard milliards miljard
    """).items()
}
_UNITS: Final = _table("""
    percent: % ％ percent percentage pct prozent procent prosent pour_cent por_ciento per_cento
    times: x × times fold fach fois veces
    year: year years yr yrs yoe jahr jahre jahren an ans année années año años anno anni ano anos
    year: jaar år rok lata lat 年間 年
    month: month months mo mos monat monate monaten mois mes meses mese mesi maand maanden måneder
    month: månader ヶ月 か月 カ月 ヵ月
    decade: decade decades jahrzehnt jahrzehnte décennie década
    week: week weeks wk wks woche wochen semaine semaines semana semanas
    day: day days tag tage tagen jour jours día días giorno giorni dia dias dagen
    hour: hour hours hr hrs h stunde stunden heure heures hora horas ore uur
    minute: minute minutes min mins minuten minuto minutos minuti
    second: second seconds s sec secs sekunde sekunden seconde secondes segundo segundos
    millisecond: ms millisecond milliseconds millisekunden millisecondes
    microsecond: µs μs us microsecond microseconds
    kb: kb kib kilobytes
    mb: mb mib megabytes
    gb: gb gib gigabytes
    tb: tb tib terabytes
    pb: pb pib petabytes
    km: km kilometer kilometers kilometres
    kg: kg kilogram kilograms
    usd: $ usd dollar dollars us$
    eur: € eur euro euros
    gbp: £ gbp pounds
    yen: ¥ jpy yen 円
    crown: nok sek dkk kr
    franc: chf
""")
_RATES: Final = {
    **_UNITS,
    **_table("""
        second: s sec
        day: d daily täglich täglichen tägliche quotidien diario tag
        week: weekly wöchentlich hebdomadaire semanal
        month: monthly monatlich mensuel mensual
        quarter: quarter quarterly quartal trimestre
        year: yearly annually annual annum jährlich annuel anual
    """),
}
_LONG_UNITS: Final = frozenset({"decade", "year", "month", "week", "day"})
_BOUNDS: Final = _table("""
    over: over more_than above exceeding greater_than > über mehr_als plus_de más_de oltre più_di
    over: mais_de
    least: at_least minimum_of ≥ mindestens au_moins al_menos
    about: about around roughly approximately approx nearly almost close_to some circa ca ~ ≈ rund
    about: etwa
    under: under less_than below fewer_than < unter weniger_als moins_de menos_de
    most: within up_to at_most ≤ bis_zu jusqu'à hasta
""")
_NUMBER_WORDS: Final = {
    word: float(value)
    for word, value in _table("""
        2: two zwei deux
        3: three drei trois tres
        4: four vier quatre cuatro
        5: five fünf cinq cinco
        6: six sechs seis
        7: seven sieben sept siete
        8: eight acht huit ocho
        9: nine neun nueve
        10: ten zehn dix diez
        11: eleven elf onze
        12: twelve dozen zwölf dutzend douze doce
        15: fifteen fünfzehn quinze quince
        20: twenty zwanzig vingt veinte
        30: thirty dreißig trente treinta
        40: forty vierzig quarante cuarenta
        50: fifty fünfzig cinquante cincuenta
        100: hundred hundert cent cien
        1000: thousand tausend
    """).items()
}
_NUMBER_WORD_LANGUAGES: Final = frozenset({"en", "de", "fr", "es"})
# "Doubled" is 2x and an increase of 100 percent.
_CHANGES: Final = {
    word: (value, percent)
    for words, value, percent in (
        ("doubled doubling twice twofold verdoppelt verdoppelte doublé", 2.0, 100.0),
        ("tripled tripling threefold verdreifacht triplé", 3.0, 200.0),
        ("quadrupled fourfold vervierfacht", 4.0, 300.0),
        ("halved halving halbiert halbierte", 2.0, 50.0),
    )
    for word in words.split()
}
_MAGNITUDES: Final = {
    word: float(value)
    for word, value in _table("""
        2e1: dozens dutzende dutzenden douzaines decenas
        2e2: hundreds hunderte hunderten centaines cientos
        2e3: thousands tausende tausenden milliers miles
        2e6: millions millionen millones multi-million
        2e9: billions milliarden milliards multi-billion
    """).items()
}

_DIGITS: Final = re.compile(
    rf"(?<![^\W{_CJK}])(?<!\d[.,])"
    r"(?P<digits>\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*)"
)
_WORD_BEHIND: Final = re.compile(
    r"\.?[ \u00a0\u202f-]?(?P<word>[%％×$€£¥]|us\$|pour cent|por ciento|per cento|[^\W\d_]+)",
    re.IGNORECASE,
)
_CURRENCY_BEFORE: Final = re.compile(
    r"([$€£¥]|\b(?:usd|eur|gbp|chf|nok|sek|dkk|jpy))\s?$", re.IGNORECASE
)
_BOUND_BEFORE: Final = re.compile(
    r"(?:^|(?<=[\s(]))(" + "|".join(map(re.escape, sorted(_BOUNDS, key=len, reverse=True)))
    + r")\s*(?:[$€£¥]|usd|eur)?\s*$", re.IGNORECASE,
)  # fmt: skip
_RATE_BEHIND: Final = re.compile(
    r"[^\d.;:!?]{0,25}?(?:/\s?|\b(?:per|an?|each|every|pro|par|por|al)\s+)(?P<rate>[^\W\d_]+)"
    r"|[^\d.;:!?]{0,16}?\b(?P<adverb>daily|weekly|monthly|quarterly|yearly|annually|täglich\w*"
    r"|wöchentlich\w*|monatlich\w*|jährlich\w*)\b",
    re.IGNORECASE,
)
_RANGE_BEHIND: Final = re.compile(rf"\s*(?:[{re.escape(DASHES)}]|to|bis|à|a)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A number in a text.

    Attributes: `values` it can mean ("doubled" is 2 times and 100 percent), `unit` and `rate` (the
    unit it is counted per) under one name for all spellings, `bound` ("over", "least", "about",
    "under", "most" or ""), and its `words`.
    """

    values: frozenset[float]
    unit: str | None
    rate: str | None
    bound: str
    words: str

    @property
    def is_year(self) -> bool:
        return (
            self.unit is None
            and any(1900 <= value <= 2100 for value in self.values)
            and (re.fullmatch(r"\d{4}", self.words) is not None)
        )


def _value(digits: str) -> float:
    """The value of "1.000", "1,5" or "10 000"; separators before groups of three mean thousands."""
    plain = re.sub(r"['’ \u00a0\u202f]", "", digits)
    for thousands, decimal in ((",", "."), (".", ",")):
        if re.fullmatch(rf"[1-9]\d{{0,2}}(?:\{thousands}\d{{3}})+(?:\{decimal}\d+)?", plain):
            return float(plain.replace(thousands, "").replace(decimal, "."))
    if re.fullmatch(r"\d+[.,]\d+|\d+", plain):
        return float(plain.replace(",", "."))
    return float(re.sub(r"\D", "", plain))  # no number but a version or the like


def _lookup(table: Mapping[str, Any], word: str) -> tuple[Any, int]:
    """The entry of a word, and how many of its characters it took; CJK words run on."""
    plain = word.casefold()
    if plain in table:
        return table[plain], len(word)
    if word and is_spaceless(word[0]):
        for size in range(min(3, len(word)), 0, -1):
            if plain[:size] in table:
                return table[plain[:size]], size
    return None, 0


def _quantities(text: str, *, number_words: bool = True) -> list[_Quantity]:
    found: list[_Quantity] = []
    range_from: int | None = None
    for match in _DIGITS.finditer(text):
        quantity, end = _quantity_at(text, match)
        if quantity is None:
            continue
        if found and range_from is not None and quantity.unit and found[-1].unit is None:
            between = text[range_from : match.start()]
            if _RANGE_BEHIND.fullmatch(between):  # "10–15%": the unit is of both
                last = found[-1]
                found[-1] = _Quantity(last.values, quantity.unit, quantity.rate, "", last.words)
        found.append(quantity)
        range_from = end
    if number_words:
        found += _worded_quantities(text)
    return found


_ATTACHED_LETTERS: Final = re.compile(r"(?!(?:st|nd|rd|th|s)\b)[a-zß-ÿ]", re.IGNORECASE)


def _is_behind_number(word: str, *, is_factor: bool, spaced: bool) -> bool:
    """Whether a factor or unit of one letter can be one: "90M", "90 M" and "5 s", not "5 m"."""
    if not spaced or len(word) > 1 or not word.isalpha() or is_spaceless(word):
        return True
    return word.isupper() if is_factor else word.islower()


def _quantity_at(text: str, match: re.Match[str]) -> tuple[_Quantity | None, int]:
    end, unit = match.end(), None
    factor = 1.0
    for table in (_FACTORS, _UNITS):
        behind = _WORD_BEHIND.match(text, end)
        if behind is None or (behind[0][0] == "." and factor == 1.0):
            continue
        word = behind["word"]
        spaced = behind.start("word") > end
        entry, size = _lookup(table, word)
        if size == 0 or not _is_behind_number(word, is_factor=table is _FACTORS, spaced=spaced):
            continue
        if word == "s" and re.fullmatch(r"(?:19|20)\d0", match["digits"]):
            continue  # the 1990s
        end = behind.start("word") + size
        if table is _FACTORS:
            factor = entry
        else:
            unit = entry
    if end == match.end() and _ATTACHED_LETTERS.match(text, end):
        return None, end  # "5G" is a name
    before = text[: match.start()]
    currency = _CURRENCY_BEFORE.search(before)
    start = match.start()
    if currency is not None:
        unit = unit or _UNITS[currency[1].casefold()]
        start = currency.start()
    bound = ""
    if (said := _BOUND_BEFORE.search(before)) is not None:
        bound, start = _BOUNDS[said[1].casefold()], said.start()
    if text[end : end + 1] == "+":
        bound, end = "least", end + 1
    rate = None
    if (behind := _RATE_BEHIND.match(text, end)) is not None:
        rate = _RATES.get((behind["rate"] or behind["adverb"]).casefold())
    value = round(_value(match["digits"]) * factor, 6)
    return _Quantity(frozenset({value}), unit, rate, bound, text[start:end].strip()), end


def _worded_quantities(text: str) -> Iterator[_Quantity]:
    words = re.findall(r"[^\W\d_]+", text)
    for index, word in enumerate(words):
        plain = word.casefold()
        if plain in _CHANGES:
            value, percent = _CHANGES[plain]
            yield _Quantity(frozenset({value, percent}), None, None, "", word)
        elif plain in _NUMBER_WORDS:
            behind = words[index + 1].casefold() if index + 1 < len(words) else ""
            if index and words[index - 1].casefold() in _NUMBER_WORDS:
                continue  # "two hundred": read with the first word
            value = _NUMBER_WORDS[plain]
            if behind in _FACTORS and len(behind) > 2:
                value *= _FACTORS[behind]
                behind = words[index + 2].casefold() if index + 2 < len(words) else ""
            yield _Quantity(frozenset({value}), _UNITS.get(behind), None, "", word)


def figures(text: str) -> frozenset[float]:
    """The numbers a text writes in digits, by value: those of "90M" and "90 million" are equal."""
    return frozenset(
        value for quantity in _quantities(text, number_words=False) for value in quantity.values
    )


# --- Words ---------------------------------------------------------------------------------------

_FUNCTION_WORDS: Final = {
    "en": frozenset(
        """
        a about across after all also am among an and any are as at be because been before between
        both but by can could did do does during each every for from further had has have having he
        her here him his how i if in including into is it its like made make many me more most much
        my new no not of on one only or other our out over own per she so some such than that the
        their them then there these they this those through to too under until up us used using very
        via was we well were what when where which while who whose will with within without would
        you your yours i'd i've i'm let since toward towards along just where apply applying
        application position role post team company opportunity chance welcome discuss talk look
        looking forward hearing hear please find enclosed attached interview conversation thank
        thanks consideration time interest interested letter writing write reply glad happy pleased
        available questions work working worked works job advertised posting ask asks asked need
        needs needed require requires required seek seeks seeking want wants fit fits match bring
        offer experience background career years following show shows example examples relevant know
        detail details person meet meets part points successfully effectively various several
        multiple key strong proven skilled skills expertise experienced able ability responsible
        including respectively currently previously additionally moreover key result results
        resulting thereby achieved achieving helping area areas field hands-on solid cv resume
        """.split()
    ),
    "de": frozenset(
        """
        der die das den dem des ein eine einen einem einer und oder aber ist sind war waren sein als
        auch auf aus bei bin bis da damit dass durch er es für hat habe haben ich ihr ihre ihren
        ihnen im in mich mir mit nach nicht noch nur ob sie sich so über um uns unser unter vom von
        vor wie wir wird würde zu zum zur bewerbe bewerbung stelle position unternehmen freue freuen
        gerne gespräch kennenlernen sehr suchen gesucht arbeitete arbeite erfahrung sowie dabei
        wobei zudem seit erfolgreich verschiedene mehrere team arbeit gehörte gehört aufgaben meiner
        meine meinem meinen tätigkeit
        """.split()
    ),
    "fr": frozenset(
        """
        le la les un une des du de et ou mais est sont était être au aux avec ce cette ces chez
        comme dans elle en entre il ils je j' l' d' leur lui ma mes mon ne nos notre nous par pas
        plus pour que qui sa sans se ses son sur très vos votre vous poste candidature entreprise
        entretien serais heureux heureuse plaisir rencontrer échanger expérience travaillé équipe
        """.split()
    ),
    "es": frozenset(
        """
        el la los las un una unos unas y o pero es son era ser al con como de del donde ella ellos
        en entre este esta estos hay lo más mi mis muy no nos nuestro para por que se sin sobre su
        sus también puesto candidatura empresa entrevista gustaría encantado encantada conversar
        experiencia equipo
        """.split()
    ),
    "it": frozenset("""
        il lo gli le un uno una di del della dei e o che con per nel nella sono è al
        """.split()),
    "nl": frozenset("""
        de het een en of van in op met voor bij door naar als ook niet zijn was werd
        """.split()),
    "pt": frozenset("""
        o os as um uma de do da dos das e ou que com para por no na em ao são foi
        """.split()),
    "pl": frozenset("i w z na do od po za dla oraz jest się nie jako przez przy ten".split()),
    "no": frozenset("og i på av for med til fra som en et er var har det den ved om".split()),
    "sv": frozenset("""
        och i på av för med till från som en ett är var har det den vid om att
        """.split()),
}  # fmt: skip
_EMPTY_WORDS: Final = frozenset().union(*_FUNCTION_WORDS.values())


def _language(text: str) -> str | None:
    """The language of a text by its function words; None where they do not tell."""
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", text)]
    if any(is_spaceless(word[0]) for word in words):
        return "cjk"
    counts = {
        language: sum(word in known for word in words)
        for language, known in _FUNCTION_WORDS.items()
    }
    best, count = max(counts.items(), key=lambda each: each[1])
    return best if count >= 2 else None


# Degrees of responsibility. An unmarked account ("API for billing") is one of having done the work.
_OBSERVED, _HELPED, _BUILT, _LED = range(4)


def _inflected(verbs: str) -> Iterator[str]:
    for verb in verbs.split():
        stem = verb.removesuffix("e")
        yield from (verb, f"{verb}s", f"{verb}es", f"{stem}ed", f"{stem}ing")
        if verb.endswith("y"):
            yield from (f"{verb[:-1]}ied", f"{verb[:-1]}ies")
        if verb[-1] in "bdglmnprt":
            yield from (f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing")


_OBSERVING: Final = """
    observed observing attended attending shadowed shadowing studied learned learnt
    """.split()
_HELPING: Final = [
    *_inflected("help assist support contribute participate collaborate aid"),
    *"involved co-led co-managed co-founded co-owned co-directed co-lead".split(),
]
_BUILDING: Final = [
    *_inflected(
        """
        develop implement design create deliver launch migrate automate ship refactor introduce
        construct devise produce deploy establish invent write execute complete configure install
        set rewrite rebuild redesign coordinate drive mentor train coach
        """
    ),
    *"""
    build builds built building wrote written writes drove driven ran run runs engineered
    architected programmed coded
    """.split(),
]
_LEADING: Final = [
    *_inflected("manage spearhead oversee supervise orchestrate"),
    *"""
    led leads leading oversaw overseen headed heading directed directing owned owning owns
    championed pioneered founded founding co-founding chaired captained steered
    """.split(),
]
_OWNERSHIP: Final = {
    **dict.fromkeys(_OBSERVING, _OBSERVED),
    **dict.fromkeys(_HELPING, _HELPED),
    **dict.fromkeys(_BUILDING, _BUILT),
    **dict.fromkeys(_LEADING, _LED),
}
_OWNERSHIP_STEMS: Final = {
    stem: level
    for level, stems in (
        (_OBSERVED, "beobacht hospitier observé observ"),
        (
            _HELPED,
            """
            mitgewirk mitwirk unterstütz mitarbeit mitgearbeit beigetragen beteilig assisté aidé
            participé contribué participó colabor contribu apoyé apoyo medvirk bistått deltok
            """,
        ),
        (
            _BUILT,
            """
            entwickel entwarf gebaut umgesetz erstell implementier développ conçu réalis desarroll
            diseñ implement utvikl bygget
            """,
        ),
        (
            _LED,
            """
            geleitet leitete leitung verantwort führte geführt dirigé dirigi piloté encadr lideré
            lider gestioné ledet leder ansvarlig forvalt
            """,
        ),
    )
    for stem in stems.split()
}
# Words that show responsibility in evidence but do not claim the lead when a sentence uses them.
_SHOWS_LEAD: Final = frozenset(
    """
        responsible responsibility charge accountable coordinated coordinating drove driving owner
        lead head chief manager leader leadership director founder cofounder co-founder cto ceo cfo
        vp president leiter leiterin teamleiter teamleiterin directeur directrice responsable
        gerente jefe jefa verantwortlich
        """.split()
)
_LEAD_AS_VERB: Final = re.compile(r"(?:^|\b(?:to|i|and|will|can)\s+)lead\s", re.IGNORECASE)
_LEADING_AS_ADJECTIVE: Final = re.compile(
    r"\b(?:an?|the|industry|world|market|some|many|\w+['’]s)[ -]leading\b", re.IGNORECASE
)

_TITLE_WORDS: Final = frozenset(
    """
        senior junior principal staff lead head chief director manager vp president founder
        cofounder co-founder cto ceo cfo coo cio architect professor intern trainee supervisor
        engineer developer analyst consultant designer scientist researcher administrator specialist
        coordinator officer assistant associate executive lecturer teacher nurse accountant attorney
        lawyer physician programmer strategist recruiter partner owner leiter leiterin entwickler
        entwicklerin ingenieur ingenieurin berater beraterin geschäftsführer geschäftsführerin
        directeur directrice développeur ingénieur chef responsable director gerente jefe
        desarrollador ingeniero
        """.split()
)
_TITLE_WORDS_IN_PROSE: Final = frozenset(
    """
        staff lead head executive associate partner owner chef
        """.split()
)
"""Title words that are ordinary words too: they count with a capital only."""

_DEGREES: Final = {
    "bachelor": r"bachelor(?:'?s)?|b\.?\s?sc|b\.?\s?eng|b\.a|b\.s|licence|grado|undergraduate",
    "master": r"(?<!scrum )master(?:'?s)?(?! data)|m\.?\s?sc|m\.?\s?eng|m\.a|m\.s|magister|máster",
    "mba": r"m\.?b\.?a",
    "doctorate": r"ph\.?\s?d|doctorate|doctoral|doctor|doktor|promotion zum|dr\.",
    "diploma": r"diplom|diploma|diplôme",
    "degree": r"degree|graduated?|graduate",
    "certificate": r"certifi\w+|zertifi\w+|certificad\w+|licensed|chartered",
}
_DEGREE_PATTERNS: Final = {
    level: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)
    for level, pattern in _DEGREES.items()
}
_ACADEMIC: Final = frozenset({"bachelor", "master", "mba", "doctorate", "diploma"})

_TOOLS: Final = frozenset(
    """
        agile airflow android angular ansible apache aws azure bash bigquery bitbucket bootstrap
        cassandra celery circleci clojure cobol css cypress databricks datadog dbt debian django
        docker dotnet dynamodb elasticsearch electron elixir erlang excel express fastapi figma
        firebase flask flutter fortran gcp git github gitlab golang grafana graphql groovy grpc
        hadoop haskell helm heroku html hubspot java javascript jenkins jira jquery julia junit
        kafka kanban keras kibana kotlin kubernetes lambda laravel linux looker lua mariadb matlab
        mongodb mysql neo4j netsuite nginx node node.js nodejs numpy oracle pandas perl photoshop
        php postgres postgresql power_bi powerpoint prometheus puppet pytest python pytorch
        quickbooks rabbitmq rails react redis redshift redux ruby rust salesforce sap sas scala
        scikit-learn scrum selenium shopify six_sigma snowflake spark splunk spring spss sql sqlite
        stata svelte swift tableau tensorflow terraform typescript ubuntu vmware vue vue.js webpack
        wordpress xgboost zendesk
        """.split()
) - ALSO_EVERYDAY_WORDS  # fmt: skip
"""Well-known tools, so that one is seen in lower case and at the start of a sentence too."""

_ALIASES: Final = _table("""
    javascript: js ecmascript
    typescript: ts
    kubernetes: k8s
    postgresql: postgres
    go: golang
    node.js: node nodejs
    react: react.js reactjs
    vue: vue.js vuejs
    net: .net dotnet
    and: &
""")
_SYNONYMS: Final = _table("""
    down: reduce reduced reducing reduces reduction cut cuts cutting lower lowered lowering decrease
    down: decreased decreasing shrink shrank shortened minimised minimized slashed trimmed senkte
    down: gesenkt reduziert reduzierte réduit redujo
    up: increase increased increasing increases raise raised raising grew grow grown growing growth
    up: boost boosted boosting lift lifted expanded gesteigert steigerte erhöht augmenté aumentó
    improve: improve improved improving improvement improvements enhance enhanced enhancing optimise
    improve: optimised optimize optimized optimising optimizing optimization optimisation streamline
    improve: streamlined better
    faster: faster speed sped quicker accelerate accelerated accelerating
    customer: customer customers client clients buyer buyers
    people: people persons staff employees employee colleagues engineers developers members member
    user: user users
    keep: maintain maintained maintaining upkeep operate operated operating run ran running keep
    keep: kept
    teach: teach taught train trained training mentor mentored mentoring coach coached coaching
    use: use used using uses employ employed employing leverage leveraged utilise utilised utilize
    use: utilized apply applied
    handle: handle handled handling process processed processing processes serve served serving
    analyse: analyse analysed analyze analyzed analysis analyses analytics analyzing analysing
    analyse: examine examined
    company: company firm business organisation organization employer
    automatic: automate automated automating automation automatic automatically
""")


# --- Reading -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Clause:
    """A part of a sentence: the degree of responsibility it claims, the verb, and what it shows.

    What it shows is more than what it claims: "responsible for", a title such as "Manager", and the
    degree of the clause before where it has no verb of its own. None: it says nothing about it.
    """

    claims: int | None
    shows: int | None
    verb: str
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a text states, in comparable forms."""

    characters: str
    language: str | None
    words: frozenset[str]
    stems: frozenset[str]
    quantities: tuple[_Quantity, ...]
    periods: tuple[Period, ...]
    initials: frozenset[str]
    acronyms: frozenset[str]
    degrees: Mapping[str, str]
    clauses: tuple[_Clause, ...]


_WORD: Final = re.compile(
    rf"\.?(?![{_CJK}])[^\W_](?:(?:(?![{_CJK}])[\w+#./&'’-])*(?![{_CJK}])[\w+#])?|[{_CJK}]+"
)
_SENTENCE_BREAK: Final = re.compile(r"[;.!?\n]+(?=\s|$)|\n")
_CLAUSE_BREAK: Final = re.compile(
    r"[,:()]+(?=\s|$)|\s[–—-]\s|\s(?:and|as well as|while|und|sowie|et|y|og|och)\s", re.IGNORECASE
)


def _words(text: str) -> Iterator[tuple[str, str, int]]:
    """Each word as written, in comparable form, and where it starts."""
    for match in _WORD.finditer(text):
        word = match[0].rstrip("./'’-&")
        if word:
            yield word, _plain(word), match.start()


def _plain(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).casefold().replace("’", "'").removesuffix("'s")
    return _ALIASES.get(plain, plain)


def _parts(word: str) -> list[str]:
    """The parts of a compound such as "front-end", "CI/CD" or "B&B"."""
    return [part for part in re.split(r"[-/&.'_]", word) if part]


def _stem(word: str) -> str:
    """A word without common endings, at least four letters long: tested ~ testing ~ tests."""
    if word in _SYNONYMS:
        return _SYNONYMS[word]
    for ending in ("ization", "isation", "ations", "ation", "ments", "ment", "ings", "ing", "ities",
                   "ity", "ies", "ied", "ions", "ion", "ors", "or", "ers", "er", "ed", "es", "en",
                   "ly", "e", "s", "y"):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=512)
def _facts(text: str) -> _Facts:
    language = _language(text)
    sequence = [plain for _, plain, _ in _words(text)]
    words = set(sequence)
    for plain in sequence:
        words.update(_ALIASES.get(part, part) for part in _parts(plain))
    periods = written_periods(text)
    undated = text
    for period in periods:
        if not period.text.strip().isdigit():
            blank = " " * (period.end - period.start)
            undated = undated[: period.start] + blank + undated[period.end :]
    return _Facts(
        characters=folded(text),
        language=language,
        words=frozenset(words),
        stems=frozenset(_stem(word) for word in words),
        quantities=tuple(
            _quantities(undated, number_words=language in (None, *_NUMBER_WORD_LANGUAGES))
        ),
        periods=tuple(periods),
        initials=frozenset(
            "".join(word[0] for word in sequence[at : at + size])
            for size in range(2, 6)
            for at in range(len(sequence) - size + 1)
        ),
        acronyms=frozenset(
            plain for word, plain, _ in _words(text) if word.isupper() and len(word) > 1
        ),
        degrees={
            level: match[0]
            for level, pattern in _DEGREE_PATTERNS.items()
            if (match := pattern.search(text))
        },
        clauses=tuple(_clauses(text)),
    )


def _dates(known: Sequence[_Facts]) -> set[str]:
    return {
        date
        for facts in known
        for period in facts.periods
        for date in (period.first, period.last)
        if date not in (None, "present")
    }


def _months_long(period: Period) -> tuple[int, int] | None:
    """The shortest and longest a period can have lasted, in months, as far as it is written."""
    if period.first is None or period.last in (None, "present") or period.first == period.last:
        return None
    assert period.last is not None  # noqa: S101 - for the type checker
    years = int(period.last[:4]) - int(period.first[:4])
    if len(period.first) == len(period.last) == 7:
        months = 12 * years + int(period.last[5:]) - int(period.first[5:])
        return months, months + 1
    return 12 * years, 12 * years


def _clauses(text: str) -> Iterator[_Clause]:
    text = _LEAD_AS_VERB.sub(lambda match: f"{match[0][:-5]}led ", text)
    text = _LEADING_AS_ADJECTIVE.sub(" ", text)
    for sentence in _SENTENCE_BREAK.split(text):
        shown: int | None = None
        infinitive = False
        for part in _CLAUSE_BREAK.split(sentence):
            claims: int | None = None
            shows_lead = False
            verb = ""
            stems: set[str] = set()
            for word, plain, _ in _words(part):
                level = _ownership_of(plain)
                shows_lead |= plain in _SHOWS_LEAD
                if level is None:
                    stems.update(_content_stems(plain))
                # "Helped to build" is help: a smaller degree before a greater one stands.
                elif claims is None or (claims == _BUILT and level == _LED):
                    claims, verb = level, word
            if not (stems or verb):
                continue
            # "Assisted in designing and building", "helped to design and build": all of it is help.
            if (
                shown is not None
                and shown <= _HELPED
                and (verb.endswith("ing") or (infinitive and not verb.endswith(("ed", "s", "t"))))
            ):
                claims = shown
            infinitive = " to " in part or (infinitive and claims == shown)
            if claims is not None:
                shown = _LED if shows_lead and claims == _BUILT else claims
            elif claims is None and shows_lead and shown is None:
                shown = _LED
            yield _Clause(claims, shown, verb, frozenset(stems))


def _content_stems(plain: str) -> Iterator[str]:
    if len(plain) > 1 and plain not in _EMPTY_WORDS and not plain[0].isdigit():
        for each in {plain, *_parts(plain)}:
            yield _stem(each)[:7]


def _ownership_of(word: str) -> int | None:
    if word in _OWNERSHIP:
        return _OWNERSHIP[word]
    return next(
        (
            level
            for stem, level in _OWNERSHIP_STEMS.items()
            if len(stem) > 4 and word.startswith(stem)
        ),
        None,
    )


# --- Comparing -------------------------------------------------------------------


ExcessKind = Literal[
    "number", "unit", "date", "duration", "employer", "title", "degree", "technology",
    "ownership", "unsupported",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Excess:
    """What a sentence says beyond its evidence: the kind, and the words."""

    kind: ExcessKind
    excess: str


def check_claim(text: str, evidence: Sequence[str]) -> list[Excess]:
    """What a sentence says beyond its evidence; empty when it says no more.

    Both are read alike, then compared: figures by value (90M is 90 million) with their units and
    rates, years and months, lengths of time (also as the evidence's periods give them), names of
    employers and tools, titles, degrees, and the degree of responsibility (observed < helped <
    built < led) of each clause against the clause of the evidence that speaks of the same thing. A
    sentence few of whose words are in the evidence, or that turns a rise into a fall, is
    unsupported. Words that state no fact ("I would welcome a conversation") need no evidence.

    Figures, dates and names are compared in every language; wording and responsibility where the
    sentence and its evidence are in the same one.

    Args:
        text: one sentence.
        evidence: the texts it cites, and those that name the entries they belong to.
    """
    unquoted = _without_quotes(text, evidence)
    said = _facts(unquoted)
    known = [_facts(each) for each in evidence if each.strip()]
    found = [
        *_quantity_excess(said, known),
        *_date_excess(said, known),
        *_degree_excess(said, known),
        *_name_excess(unquoted, said, known),
        *_ownership_excess(said, known),
    ]
    return found or list(_unsupported(text, said, known))


_SHORTEST_QUOTE_WORDS: Final = 4


def _without_quotes(text: str, evidence: Sequence[str]) -> str:
    """A sentence without what it repeats word for word: a quote says no more than its source."""
    index = TextIndex(text)
    for source in sorted(evidence, key=len, reverse=True):
        if len(source.split()) >= _SHORTEST_QUOTE_WORDS:
            for start, end in index.find_all(source.strip().rstrip(".;")):
                text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def describe(excesses: Sequence[Excess]) -> str:
    """What went beyond the evidence, in one line."""
    return "; ".join(f"{each.kind} not in the evidence: {each.excess}" for each in excesses)


def _quantity_excess(said: _Facts, known: Sequence[_Facts]) -> Iterator[Excess]:
    given = [quantity for facts in known for quantity in facts.quantities]
    years = {int(date[:4]) for date in _dates(known)}
    for quantity in said.quantities:
        if quantity.is_year and quantity.values & years:
            continue
        same_value = [other for other in given if _same_value(quantity, other)]
        if not same_value:
            if quantity.unit in ("year", "month") and _lasted(quantity, known):
                continue
            kind: ExcessKind = "number"
            if quantity.is_year:
                kind = "date"
            elif quantity.unit in _LONG_UNITS:
                kind = "duration"
            yield Excess(kind, quantity.words)
        elif not any(
            (quantity.unit is None or other.unit == quantity.unit)
            and (quantity.rate is None or other.rate == quantity.rate)
            for other in same_value
        ):
            yield Excess("unit", quantity.words)
    for word in sorted(said.words & _MAGNITUDES.keys() - _Vocabulary.of(known).words):
        if not any(
            value >= _MAGNITUDES[word] for quantity in given for value in quantity.values
        ) and not any(word in quantity.words.casefold() for quantity in said.quantities):
            yield Excess("number", word)


def _same_value(said: _Quantity, known: _Quantity) -> bool:
    for value in said.values:
        for given in known.values:
            equal = abs(value - given) <= 1e-9 * max(1.0, abs(given))
            ratio = value / given if given else 0.0
            if said.bound == "over":
                if 0.85 <= ratio < 1.0 or (equal and known.bound in ("over", "least")):
                    return True
            elif said.bound == "least":
                if equal or 0.85 <= ratio < 1.0:
                    return True
            elif said.bound == "about":
                if abs(ratio - 1.0) <= 0.05:
                    return True
            elif said.bound == "under":
                if 1.0 < ratio <= 1.15 or (equal and known.bound in ("under", "most")):
                    return True
            elif said.bound == "most":
                if equal or 1.0 < ratio <= 1.15:
                    return True
            elif equal:
                return True
    return False


def _lasted(quantity: _Quantity, known: Sequence[_Facts]) -> bool:
    """Whether a length of time is that of a period in the evidence."""
    value = max(quantity.values) * (12 if quantity.unit == "year" else 1)
    periods = [period for facts in known for period in facts.periods]
    for shortest, longest in filter(None, map(_months_long, periods)):
        if quantity.bound in ("over", "least"):
            fits = value <= longest < value + 12
        elif quantity.bound in ("under", "most"):
            fits = value - 12 < shortest <= value
        elif quantity.bound == "about":
            fits = abs(value - shortest) <= 6
        else:
            # "Five years" of five years and some months.
            fits = shortest <= value <= longest or (
                quantity.unit == "year" and value <= longest < value + 12
            )
        if fits:
            return True
    return False


def _date_excess(said: _Facts, known: Sequence[_Facts]) -> Iterator[Excess]:
    """Dates that the evidence does not give; a year that stands alone is compared as a figure."""
    given = _dates(known)
    years = {date[:4] for date in given} | {
        quantity.words for facts in known for quantity in facts.quantities if quantity.is_year
    }
    for period in said.periods:
        if period.text.strip().isdigit():
            continue
        for date in (period.first, period.last):
            if date not in (None, "present", *given) and (len(str(date)) == 7 or date not in years):
                yield Excess("date", period.text.strip())
                break


def _degree_excess(said: _Facts, known: Sequence[_Facts]) -> Iterator[Excess]:
    given = {level for facts in known for level in facts.degrees}
    for level, words in said.degrees.items():
        if level in given or (level == "degree" and given & _ACADEMIC):
            continue
        yield Excess("degree", words)


_BEFORE_EMPLOYER: Final = frozenset(
    """
        at for joined from with bei beim chez pour para en hos presso bij w@
        """.split()
)
_LEGAL_FORM: Final = re.compile(
    r"\W{0,2}(?:gmbh|inc|llc|ltd|ag|corp|corporation|limited|sas|sarl|plc|s\.l|s\.a|oy|ab|as|asa|bv|nv"
    r"|kg|se|group|university|institute|bank)\b",
    re.IGNORECASE,
)
_CJK_COMPANY: Final = re.compile(
    r"(?:株式会社|有限会社|合同会社)[^\s、。・（）()]{1,15}|[^\s、。・（）()]{1,15}(?:株式会社|有限公司)"
)


def _name_excess(text: str, said: _Facts, known: Sequence[_Facts]) -> Iterator[Excess]:
    vocabulary = _Vocabulary.of(known)
    tokens = list(_tokens(text))
    expanded = _expanded([plain for _, plain, _ in tokens], vocabulary)
    title_case = _is_title_case([word for word, _, _ in tokens])
    before = ""
    for index, (word, plain, at) in enumerate(tokens):
        is_first = at == 0 or bool(re.search(r"[.!?:\n•|][\s\"“„«(]*$", text[:at]))
        singular = plain.removesuffix("s")
        if plain in _TITLE_WORDS or singular in _TITLE_WORDS:
            if _is_title_here(singular, word, is_first=is_first) and not (
                {plain, singular, f"{plain}s"} & vocabulary.words
            ):
                yield Excess("title", word)
        elif (
            plain not in _EMPTY_WORDS
            and index not in expanded
            and not (word.isupper() and plain in vocabulary.initials)
            and _looks_like_name(word, plain, before, said.language, is_first, title_case)
            and not vocabulary.holds(plain)
            and _ownership_of(plain) is None
            and not _is_month(plain)
        ):
            behind = text[at + len(word) : at + len(word) + 14]
            is_employer = plain not in _TOOLS and (
                before in _BEFORE_EMPLOYER or _LEGAL_FORM.match(behind) is not None
            )
            yield Excess("employer" if is_employer else "technology", word)
        before = plain
    for match in _CJK_COMPANY.finditer(text):
        if not any(folded(match[0]) in facts.characters for facts in known):
            yield Excess("employer", match[0])


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """The words of a text, compounds with hyphen or slash by their parts."""
    for word, plain, at in _words(text):
        parts = list(re.finditer(r"[^-/]+", word))
        if len(parts) == 1 or plain in _TITLE_WORDS or plain in _TOOLS:
            yield word, plain, at
        else:
            for part in parts:
                yield part[0], _plain(part[0]), at + part.start()


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The words of all evidence of a sentence."""

    words: frozenset[str]
    stems: frozenset[str]
    initials: frozenset[str]
    acronyms: frozenset[str]

    @classmethod
    def of(cls, known: Sequence[_Facts]) -> _Vocabulary:
        return cls(
            frozenset(word for facts in known for word in facts.words),
            frozenset(stem for facts in known for stem in facts.stems),
            frozenset(each for facts in known for each in facts.initials),
            frozenset(each for facts in known for each in facts.acronyms),
        )

    def holds(self, plain: str) -> bool:
        """Whether a word is there, in another form perhaps."""
        return (
            plain in self.words
            or plain.removesuffix("s") in self.words
            or _stem(plain) in self.stems
            or (
                len(parts := _parts(plain)) > 1
                and all(
                    part in self.words or _stem(part) in self.stems or part in _EMPTY_WORDS
                    for part in parts
                )
            )
        )


def _expanded(sequence: Sequence[str], vocabulary: _Vocabulary) -> set[int]:
    """The places of words that spell out an abbreviation of the evidence: machine learning, ML."""
    found: set[int] = set()
    for size in range(2, 6):
        for at in range(len(sequence) - size + 1):
            if "".join(word[0] for word in sequence[at : at + size]) in vocabulary.acronyms:
                found.update(range(at, at + size))
    return found


def _is_title_here(singular: str, word: str, *, is_first: bool) -> bool:
    if singular in _TITLE_WORDS_IN_PROSE:
        return word[0].isupper() and not is_first
    return not (word.endswith("s") and word.islower())  # "12 engineers" are others


def _looks_like_name(
    word: str, plain: str, before: str, language: str | None, is_first: bool, title_case: bool
) -> bool:
    """Whether a word is written like a name, or is a tool that everybody knows."""
    if plain in _TOOLS:
        return True
    if len(word) == 1 and before[-1:].isdigit():
        return False  # "90 M"
    if word[0].isdigit():
        return any(each.isalpha() for each in word) and not _quantities(word)
    inner = word[1:]
    if any(each.isdigit() or each in "+#" for each in inner):
        return True
    if any(each.isupper() for each in inner):
        return not (title_case and word.isupper())
    if not word[0].isupper():
        return False
    if before in ("at", "joined", "bei", "chez", "hos", "bij", "presso"):
        return True
    # In German every noun has a capital, in a headline every word.
    return not (is_first or title_case or language in ("de", "cjk"))


def _is_title_case(words: Sequence[str]) -> bool:
    """Whether a sentence is set as a headline, where capitals tell nothing."""
    open_words = [
        word for word in words if word.casefold() not in _EMPTY_WORDS and word[0].isalpha()
    ]
    return len(open_words) > 2 and sum(word[0].isupper() for word in open_words) >= 0.8 * len(
        open_words
    )


def _is_month(plain: str) -> bool:
    period = next(find_periods(f"{plain} 2000"), None)
    return period is not None and len(period.first or "") == 7


def _ownership_excess(said: _Facts, known: Sequence[_Facts]) -> Iterator[Excess]:
    given = [clause for facts in known for clause in facts.clauses]
    whole = frozenset(stem for clause in said.clauses for stem in clause.stems)
    for clause in said.clauses:
        # "Designed and built the API": the first clause has its object in the second.
        most = _most_responsibility(clause.stems or whole, given)
        if clause.claims is not None and clause.claims > most:
            yield Excess("ownership", clause.verb)


def _most_responsibility(stems: frozenset[str], given: Sequence[_Clause]) -> int:
    """The degree shown by the evidence that shares most words; having done it, if none is."""
    shared = [len(stems & other.stems) for other in given]
    levels = [
        _BUILT if other.shows is None else other.shows
        for other, count in zip(given, shared, strict=True)
        if count == max(shared)
    ]
    return max(levels, default=_BUILT)


MOST_FOREIGN_SHARE: Final = 0.6
"""A sentence may say this share of its content in words that its evidence does not use."""


def _unsupported(text: str, said: _Facts, known: Sequence[_Facts]) -> Iterator[Excess]:
    languages = {facts.language for facts in known} - {None}
    if said.language is not None and languages and said.language not in languages:
        return  # a translation shares no words with its source
    if said.language == "cjk":
        yield from _unsupported_characters(text, known)
        return
    vocabulary = _Vocabulary.of(known)
    prefixes = {word[:5] for word in vocabulary.words if len(word) >= 5}
    sequence = [plain for _, plain, _ in _words(text)]
    expanded = _expanded(sequence, vocabulary)
    content = {
        plain
        for index, plain in enumerate(sequence)
        if index not in expanded
        and len(plain) > 3
        and not plain[0].isdigit()
        and plain not in _EMPTY_WORDS
        and _ownership_of(plain) is None
    }
    foreign = {
        word
        for word in content
        if not vocabulary.holds(word)
        and word[:5] not in prefixes
        and not _is_compound(word, prefixes)
    }
    if len(foreign) >= 2 and len(foreign) > MOST_FOREIGN_SHARE * len(content):
        yield Excess("unsupported", ", ".join(sorted(foreign)))
    elif (turned := _turned(said, known)) is not None:
        yield Excess("unsupported", turned)


def _is_compound(word: str, prefixes: set[str]) -> bool:
    """Whether a long word is joined of one in the evidence: Datenbankabfragen, Datenbank."""
    return len(word) >= 10 and any(word[at : at + 5] in prefixes for at in range(3, len(word) - 4))


def _turned(said: _Facts, known: Sequence[_Facts]) -> str | None:
    """The word by which a sentence makes a rise of a fall, or a fall of a rise."""
    stems = {stem for facts in known for stem in facts.stems}
    for this, that in (("up", "down"), ("down", "up")):
        if this in said.stems and that not in said.stems and that in stems and this not in stems:
            return next((word for word in sorted(said.words) if _stem(word) == this), this)
    return None


def _unsupported_characters(text: str, known: Sequence[_Facts]) -> Iterator[Excess]:
    """For scripts without spaces: too few of the pairs of characters are in the evidence."""
    given = "\n".join(facts.characters for facts in known)
    runs = re.findall(rf"[{_CJK}]+", text)
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    foreign = [pair for pair in pairs if folded(pair) not in given]
    if len(foreign) >= 4 and len(foreign) > 0.8 * len(pairs):
        yield Excess("unsupported", " ".join(runs))
