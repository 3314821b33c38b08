"""The degree of responsibility each clause of a text claims: observed < helped < built < led.

Verbs, nouns ("Leitung der Entwicklung") and set phrases ("played a part in", "was in charge of")
are read in the languages of CVs. An account without such a word ("API for billing") is one of
having done the work. What somebody's title shows counts for them and is never a claim. Irony,
negation and modesty are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, zip_longest
from typing import Final

from .claim_words import CJK, EMPTY_WORDS, parts_of, stem_of, words_of
from .grounding import is_spaceless

OBSERVED, HELPED, BUILT, LED = range(4)


def _inflected(verbs: str) -> Iterator[str]:
    for verb in verbs.split():
        stem = verb.removesuffix("e")
        yield from (verb, f"{verb}s", f"{verb}es", f"{stem}ed", f"{stem}ing")
        if verb.endswith("y"):
            yield from (f"{verb[:-1]}ied", f"{verb[:-1]}ies")
        if verb[-1] in "bdglmnprt":
            yield from (f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing")


_VERBS: Final = {
    **dict.fromkeys(
        "observed observing attended attending shadowed shadowing watched watching studied learned "
        "learnt".split(),
        OBSERVED,
    ),
    **dict.fromkeys(
        [
            *_inflected(
                "help assist support contribute participate collaborate aid partake cooperate back"
            ),
            *"""
            partnered partnering teamed teaming liaised involved partook co-led co-managed
            co-founded co-owned co-directed co-lead
            """.split(),
        ],
        HELPED,
    ),
    **dict.fromkeys(
        [
            *_inflected(
                """
                develop implement design create deliver launch migrate automate ship refactor
                introduce construct devise produce deploy establish invent write execute complete
                configure install set rewrite rebuild redesign coordinate drive mentor train coach
                integrate optimise optimize
                """
            ),
            *"""
            build builds built building wrote written writes drove driven ran run runs engineered
            architected programmed coded responsible accountable
            """.split(),
        ],
        BUILT,
    ),
    **dict.fromkeys(
        [
            *_inflected("manage spearhead oversee supervise orchestrate"),
            *"""
            led leads leading oversaw overseen headed heading directed directing owned owning owns
            championed pioneered founded founding co-founding chaired steered masterminded
            """.split(),
        ],
        LED,
    ),
}
_STEMS: Final = {
    stem: level
    for level, stems in (
        (OBSERVED, "beobacht hospiti hospitation observé observaba"),
        (
            HELPED,
            """
            mitgewirk mitwirk unterstütz mitarbeit mitgearbeit mithilfe mitgeholfen beigetragen
            beteilig zugearbeit assistenz assisté aidé participé participa contribué participó
            colabor collabor contribu apoyé apoyo apoiei apoio medvirk bistått bistod deltok deltog
            stöttade ayudé ayudó ayudar ayudand ayuda respald cooper acompañ geholfen begleitet
            beitrag mitgeholfen mithelf mitwirk assistier soutenu soutien soutin appuyé secondé
            épaulé accompagn aiuta aiutato ajudei ajudou collaborat contribuit
            bidrog ondersteun meegewerkt meewerk wspiera wsparcie pomaga uczestnicz support
            """,
        ),
        (
            BUILT,
            """
            entwickel entwarf gebaut baute umgesetz erstellt konzipier programmier realisier
            implementier automatisier migrier optimier integrier développ conçu réalis desarroll
            diseñ implement utvikl bygget byggde ontwikkel bouwde sviluppat progettat realizzat
            desenvolv opracow stworzy zbudowa
            """,
        ),
        (
            LED,
            """
            dirige pilotais pilotait gérai géré gérer gestiona gestiv dirigev guidav
            projektleitung teamleitung gruppenleitung abteilungsleitung bereichsleitung
            gesamtleitung bauleitung filialleitung schichtleitung
            geleitet leitete leitung verantwort führte geführt dirigé dirigi dirigí piloté pilotage
            encadr
            encadrement lideré lider gestioné ledet ledede ledde leder ansvarlig ansvar förestod
            forvalt leidde geleid guidat diretto gestit liderei gerenci kierowa zarządza
            """,
        ),
    )
    for stem in stems.split()
}
# Nouns tell a degree where a clause opens with one: "Leitung der Entwicklung", not "my leadership".
_NOUNS: Final = {
    noun: level
    for level, nouns in (
        (HELPED, "participation assistance support contribution help involvement collaboration"),
        (HELPED, "aide soutien appui mithilfe mitarbeit aiuto apporto auxílio ayuda hulp"),
        (BUILT, "development implementation construction creation introduction delivery"),
        (
            BUILT,
            """
            entwicklung aufbau umsetzung implementierung erstellung einführung konzeption
            durchführung entwurf développement conception création réalisation desarrollo diseño
            creación implementación sviluppo progettazione desenvolvimento ontwikkeling utvikling
            utveckling
            """,
        ),
        (LED, "leadership management direction ownership supervision headship"),
        (LED, "führung direction gestion animation dirección liderazgo gestión direção liderança"),
    )
    for noun in nouns.split()
}
_CJK_WORDS: Final = {
    word: level
    for level, words in (
        (OBSERVED, "見学 観察 聴講"),
        (HELPED, "支援 補助 参加 参画 協力 サポート 手伝 補佐 協働 アシスト"),
        (BUILT, "構築 開発 設計 実装 作成 導入 整備 執筆 制作"),
        (LED, "主導 統括 率い リード 指揮 責任者 総括 牽引 管理 マネジメント"),
    )
    for word in words.split()
}

_SOME_GROUP: Final = (
    r"(?:the|an?|this|our|my|its|that) (?:\w+ )?(?:group|team|project|initiative|effort|programme"
    r"|program|unit|division|squad|work|department|staff)\b"
)
_BY_OTHERS: Final = "supervised|led|managed|directed|headed|overseen|guided|coached|mentored"
# Set phrases, each by the word that tells its degree; those that tell none go.
_PHRASES: Final = tuple(
    (re.compile("|".join(patterns), re.IGNORECASE), word)
    for word, patterns in (
        ("led", (r"(?:^|\b(?:to|i|and|will|can)\s+)lead\s",)),
        ("to", (r"\b(?:leading|led|leads) to\b",)),
        ("", (r"\bi am (?:writing|applying)\b",)),
        (
            "",
            (rf"\b(?:{_BY_OTHERS}) by (?=(?:an?|the|my|our|his|her|senior|others?)\b)",),
        ),
        ("", (r"\b(?:an?|the|industry|world|market|some|many|\w+['’]s)[ -]leading\b",)),
        (
            "observed",
            (
                r"\bsat in on\b",
                r"\blooked over the shoulders? of\b",
                r"\bwas present (?:at|when)\b",
                r"\b(?:took|did) (?:\w+ ){0,2}(?:course|class|training|lesson|seminar)s?\b",
            ),
        ),
        (
            "helped",
            (
                r"\b(?:as )?(?:a )?part of (?:an?|the|that) (?:\w+ )?(?:team|group|effort)s?\b",
                r"\b(?:as )?(?:a )?part of (?:the|those) (?:squads?|project|people)\b",
                r"\b(?:a )?member of (?:an?|the) (?:\w+ )?(?:team|group|crew|squad)\b",
                r"\bjoined (?:an?|the) (?:\w+ )?(?:group|team|project|effort|squad)\b",
                r"\bplayed an? (?:\w+ )?(?:role|part)\b",
                r"\bhad a (?:hand|part) in\b",
                r"\bworked (?:under|closely with|(?:closely )?(?:on|alongside|together with))\b",
                r"\b(?:gave|lent) (?:\w+ ){0,3}a hand\b",
                r"\bworked (?:in|within|as part of) (?:an?|the) (?:\w+ )?(?:team|group)\b",
                r"\bwirk(?:t)?en?\b(?=[^.;]*\bmit\b\W*(?:$|und\b))",
                r"\bwirkte\b(?=[^.;]*\bmit\b\W*(?:$|und\b))",
                r"\bpitched in\b",
            ),
        ),
        ("built", (r"\bmis(?:e|es)? en (?:place|œuvre|oeuvre)\b",)),
        ("participated", (r"\b(?:took|taking|take) part (?:in|when|as|while)\b",)),
        (
            "led",
            (
                r"\b(?:was |were |am |been )?in charge\b",
                r"\breport(?:s|ed|ing)? (?:directly )?to me\b",
                r"\btook (?:charge of|the lead)\b",
                r"\bat the helm of\b",
                r"\bunder my (?:leadership|direction)\b",
                r"\bran point on\b",
                r"\bmy direct reports\b",
                r"\bas (?:the )?(?:lead|head|leader|owner)\b",
                rf"\b(?:ran|run|running|runs) {_SOME_GROUP}",
                r"\bsingle-?handed(?:ly)?\b",
                r"\b(?:all )?by myself\b",
                r"\bi alone\b",
                r"\bon my own(?! initiative)\b",
                r"\bcalled the shots\b",
                r"\bwas the (?:owner|lead|leader|head|driving force)\b",
                rf"\b(?:head|owner|leader|chief|boss|captain|director|manager) of {_SOME_GROUP}",
            ),
        ),
    )
)
# Words that show responsibility in evidence but do not claim the lead when a sentence uses them.
_SHOWS_LEAD: Final = frozenset(
    """
        responsible responsibility charge accountable coordinated coordinating drove driving owner
        lead head chief manager leader leadership director founder cofounder co-founder cto ceo cfo
        vp president leiter leiterin teamleiter teamleiterin directeur directrice responsable
        gerente jefe jefa verantwortlich ran run runs running operated organised organized
        """.split()
)
_ALSO_MACHINES_DO: Final = frozenset("run runs running operated".split())
"""Words that show responsibility where a clause opens with them: "a service running on Linux"."""
_OTHERS: Final = frozenset("others colleagues they he she somebody everyone".split())
_BEFORE_GERUND: Final = frozenset("in by with when while for of on".split())
_NO_WORK: Final = frozenset(
    """
        based skilled experienced certified interested enclosed attached used needed located
        employed hired promoted joined worked educated accustomed concerned called named required
        listed studied graduated learned applied advanced detailed dedicated motivated died
        """.split()
)
"""Words in -ed that tell no work done."""
_DETERMINERS: Final = frozenset("a an the my our this that its their each every no".split())
_BEFORE_OBJECT: Final = frozenset(
    """
        of for in to with on à au aux a al der des von einer eines am an bei beim zur zum de du d la
        los las del di della dei da do van av för
    """.split()
)
_BEFORE_BASE_FORM: Final = frozenset("to i we and will can could did".split())
_IRREGULAR_ENDINGS: Final = ("built", "wrote", "written", "drove", "driven", "ran")
_IRREGULAR_WORK: Final = frozenset(
    "cut grew won sold held made took brought wrote taught rebuilt redid drew began shrank".split()
)

_SHORTENED: Final = "".join(
    rf"(?<!\b{word})" for word in "St Dr Mr Ms Mrs Prof Inc Ltd Co Corp No vs [A-Z]".split()
)
_SENTENCE_BREAK: Final = re.compile(rf"{_SHORTENED}\.+(?=\s|$)|[;!?。\n]+(?=\s|$)|\.+$|\n|。")
_CLAUSE_BREAK: Final = re.compile(
    r"[,:)]+(?=\s|$)|\(|\s[–—-]\s|、|\s(?:and|as well as|while|und|sowie|et|y|og|och)\s",
    re.IGNORECASE,
)
_RELATIVE: Final = re.compile(r"\b(?:who|that|which|how|die|der|das|qui|que)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence: the degree of responsibility it claims, the verb, and what it shows.

    What it shows is more than what it claims: "responsible for", a title such as "Manager", and the
    degree of the clause before where it has no verb of its own. None: it says nothing about it.
    `stems` are those of its other words.
    """

    claims: int | None
    shows: int | None
    verb: str
    stems: frozenset[str]


_PERSONS: Final = re.compile(
    r"mitarbeiter\w*|mitarbeitende\w*|(?:colla|cola)bora(?:teu|teur|teurs|dor|dores|tors?)"
    r"|participant\w*|supporters?|assistants?|begleiter\w*"
)
"""Words for people, which tell of no work: "mitarbeiten" is help, "Mitarbeiter" are colleagues."""


@lru_cache(maxsize=8192)
def degree_of(word: str) -> int | None:
    """The degree of responsibility that a word claims, if any."""
    if word in _VERBS:
        return _VERBS[word]
    if _PERSONS.fullmatch(word):
        return None
    if word and is_spaceless(word[0]):
        # The verb stands last: 開発を支援 is help, 開発を主導 is the lead.
        found = [(word.rfind(known), level) for known, level in _CJK_WORDS.items() if known in word]
        return max(found)[1] if found else None
    return next(
        (level for stem, level in _STEMS.items() if len(stem) > 4 and word.startswith(stem)), None
    )


def tells_work(word: str) -> bool:
    """Whether a word tells that work was done and nothing else: built, brought, cut."""
    return degree_of(word) is not None or word in _IRREGULAR_WORK


def is_verb(word: str) -> bool:
    """Whether a word is itself one of the verbs that claim a degree."""
    return word in _VERBS


def clauses(text: str) -> Iterator[Clause]:
    """The clauses of a text."""
    for pattern, word in _PHRASES:
        text = pattern.sub(f" {word} ", text)
    helped = _WITH_MY_HELP.search(text) is not None
    for sentence in _SENTENCE_BREAK.split(text):
        for clause in _clauses_of_sentence(sentence):
            if helped and clause.claims == BUILT:
                yield replace(clause, claims=HELPED, shows=HELPED)
            else:
                yield clause


_WITH_MY_HELP: Final = re.compile(
    r"\b(?:with (?:some |a little )?(?:support|help|assistance|aid|input|backing) (?:from|by) me"
    r"|with my (?:\w+ )?(?:support|help|assistance|aid|input|contribution|involvement|backing)"
    r"(?! (?:team|staff|group|crew|desk|agents?|colleagues?)\b)"
    r"|(?:supported|assisted|helped|aided) by me"
    r"|my (?:part|role|job|task|contribution) (?:in [^.;]{1,60} )?was to"
    r" (?:assist|help|support|aid)"
    r"|mit meiner (?:unterstützung|hilfe|mithilfe|mitarbeit)|avec mon (?:aide|soutien|appui)"
    r"|con mi (?:ayuda|apoyo|colaboración))\b",
    re.IGNORECASE,
)
"""Help told at the end of what others did: "were migrated with my support"."""


def _clauses_of_sentence(sentence: str) -> Iterator[Clause]:
    shown: int | None = None
    infinitive = relative = False
    found: list[Clause] = []
    for part in _CLAUSE_BREAK.split(sentence):
        claims, verb, shows_lead, stems = _read(part)
        if not (stems or verb):
            continue
        # "Assisted in designing and building", "helped to design and build", "supported those who
        # designed and built": all of it is help.
        if (
            shown is not None
            and shown <= HELPED
            and (
                relative
                or _RELATIVE.match(part.strip()) is not None
                or verb.endswith("ing")
                or (infinitive and _is_base_form(verb))
            )
        ):
            claims = shown
        elif shown is None and infinitive and claims == BUILT and _is_base_form(verb):
            claims = None  # "worked with sales to plan it and design it"
        infinitive = " to " in part or (infinitive and claims == shown)
        relative |= _RELATIVE.search(part) is not None
        if claims is not None:
            shown = LED if shows_lead and claims == BUILT else claims
        elif shows_lead and shown is None:
            shown = LED
        found.append(Clause(claims, shown, verb, frozenset(stems)))
    for at, (clause, following) in enumerate(pairwise(found)):
        # "In writing the curriculum, I assisted the head": all of it is help.
        if clause.verb.endswith("ing") and _is_below(following.claims, clause.claims):
            found[at] = replace(clause, claims=following.claims, shows=following.claims)
    for clause, following in zip_longest(found, found[1:]):
        if clause.stems or following is None:
            yield clause
        else:  # "designed and built the API": the first has its object in the second
            yield replace(clause, stems=following.stems)


_RUNS_A_THING: Final = frozenset("run runs ran running operated organised organized".split())
_LEADS_A_GROUP: Final = re.compile(
    r"\b(?:led|lead|leading|headed|heading|directed|directing|managed|managing|supervised|oversaw"
    r"|founded) (?:those who|(?:the|an?|my|our|its) (?:[\w-]+ ){0,2}"
    r"(?:group|team|squad|crew|staff|department|unit|people|[a-z]{3,}(?:ers|ists|ors|ants)))\b",
    re.IGNORECASE,
)


def leads_a_group(text: str) -> bool:
    """Whether a text claims to have led people."""
    return _LEADS_A_GROUP.search(text) is not None


def without_things_run(given: Sequence[Clause]) -> list[Clause]:
    """Clauses in which running a service shows no lead, as it does not that of people."""
    return [
        replace(each, shows=BUILT)
        if each.claims == BUILT and each.verb.casefold() in _RUNS_A_THING
        else each
        for each in given
    ]


def _is_below(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one < other


def _is_base_form(verb: str) -> bool:
    return not verb.endswith(("ed", "ing", "s", "t"))


def _read(part: str) -> tuple[int | None, str, bool, set[str]]:
    """The degree a clause claims, the word that does, whether a title shows more, other stems."""
    claims: int | None = None
    verb = ""
    shows_lead = False
    weakly = False  # claimed by a noun or gerund, which a verb behind it may lessen
    stems: set[str] = set()
    is_opening = True
    before = ""
    words = list(words_of(part))
    for index, (word, plain, _) in enumerate(words):
        level = degree_of(plain)
        following = words[index + 1][1] if index + 1 < len(words) else ""
        if level is None and is_opening and plain not in EMPTY_WORDS:
            level = _opening_degree(plain, following)
        if level is None and "ich" in (before, following) and _GERMAN_PAST.fullmatch(plain):
            level = BUILT
        if (
            level == BUILT
            and plain in _VERBS
            and not plain.endswith(("ed", "ing", *_IRREGULAR_ENDINGS))
            and (before in _DETERMINERS or not is_opening)
            and (stems or before not in _BEFORE_BASE_FORM)
        ):
            level = None  # a noun or an adjective, or a purpose: "worked with sales to design it"
        shows_lead |= plain in _SHOWS_LEAD and (is_opening or plain not in _ALSO_MACHINES_DO)
        if level is not None and before in _OTHERS:
            level = OBSERVED  # "while others built the API"
        is_opening &= plain in EMPTY_WORDS or plain.endswith("ly")
        is_weak = level == BUILT and (
            plain in _NOUNS or (plain.endswith("ing") and before in _BEFORE_GERUND)
        )
        before = plain
        if level is None or is_spaceless(word[0]):
            stems.update(content_stems(plain))
        # "Helped to build" is help: a smaller degree before a greater one stands.
        if level is not None and (
            claims is None or (claims == BUILT and level == LED) or (weakly and level < claims)
        ):
            claims, verb, weakly = level, word, is_weak
    return claims, verb, shows_lead, stems


_GERMAN_PAST: Final = re.compile(r"\w{2,}te")
_ROMANCE_PAST: Final = re.compile(r"\w{3,}(?:[^i]é|[^i]ée?|[^i]í)")
"""Implanté, redacté, escribí; développé; nouns such as "qualité" end in -ité."""


def _opening_degree(plain: str, following: str) -> int | None:
    """That of a word that opens a clause: a noun for work, or any verb in the past tense."""
    if plain in _NOUNS:
        if plain == "animation" and following == "of":
            return BUILT  # in French it is the lead of a group
        return _NOUNS[plain] if following in _BEFORE_OBJECT else None
    is_verb = plain.endswith("ed") and len(plain) > 4 and plain not in _NO_WORK
    is_verb |= _ROMANCE_PAST.fullmatch(plain) is not None
    return BUILT if is_verb or plain in _IRREGULAR_WORK else None


def content_stems(plain: str) -> Iterator[str]:
    """The stems of a word that states something; CJK words by pairs of characters."""
    if re.match(f"[{CJK}]", plain):
        yield from (plain[at : at + 2] for at in range(max(1, len(plain) - 1)))
    elif len(plain) > 1 and plain not in EMPTY_WORDS and not plain[0].isdigit():
        for each in {plain, *parts_of(plain)}:
            yield stem_of(each)[:7]


def most_shown(stems: frozenset[str], given: Sequence[Clause]) -> int:
    """The degree shown by the evidence that shares most words with `stems`, or all of its own.

    Having done the work, if none shows any. Of evidence that shares no word, as in a translation,
    that which tells of work counts, not names and dates.
    """
    shared = [len(stems & other.stems) for other in given]
    most = max(shared, default=0)
    telling = [
        other
        for other, count in zip(given, shared, strict=True)
        if (count == most and (most or other.claims is not None))
        or (other.claims == LED and other.stems and other.stems <= stems)
    ]
    if any(each.claims is not None for each in telling):
        telling = [each for each in telling if each.claims is not None]
    return max((BUILT if each.shows is None else each.shows for each in telling), default=BUILT)
