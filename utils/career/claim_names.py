"""Titles, degrees, employers, tools and other names that a sentence gives beyond its evidence.

A name is told by how it is written, by what stands beside it, or by being one that everybody in the
trades knows. Ordinary words are the business of `claims`, however strange they are to the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .claim_facts import (
    Excess,
    ExcessKind,
    Facts,
    Known,
    holds,
    is_month,
    is_translation,
    spelled_out,
    tokens_of,
)
from .claim_words import (
    CJK,
    EMPTY_WORDS,
    RANKS,
    RANKS_ELSEWHERE,
    TITLE_WORDS,
    TITLE_WORDS_IN_PROSE,
    TOOLS,
    language_of,
    plain_word,
    words_of,
)
from .degrees import ACADEMIC, is_degree_name, subjects
from .grounding import folded, is_spaceless
from .job_words import names_job
from .ownership import degree_of
from .quantities import is_unit, quantities

# --- Titles and degrees ---------------------------------------------------------------------------

_TITLE_AFTER: Final = re.compile(
    r"(?:\b(?:as|als|como|comme|come|jako|som)|\b(?:promoted to|role of|position of|post of|became"
    r"|(?:made|named|appointed|promoted|hired) me(?: to| as)?))"
    r"\s+(?:an?\s+|the\s+|eine?[rmn]?\s+)?(?P<title>[^\W\d_][\w+#&/’'. -]*?)"
    r"(?=\s+(?:at|for|with|bei|chez|en|hos|presso|in|of|on|who|where|when|i|wir|ich|from|since)\b"
    r"|[,;:.()]|$)",
    re.IGNORECASE,
)
_TITLE_OPENS: Final = re.compile(
    r"(?:^|[.!?]\s+|\n)\W*(?P<title>[A-ZÀ-Þ][\w+#&/’'.-]*(?:\s+(?:of|and|&|the|for|[A-ZÀ-Þ][\w+#&/’'.-]*))"
    r"{0,5}?)(?=\s+(?:at|for|with|bei|chez|en|hos|presso|in)\s+(?:the\s|a\s)?"
    r"[A-ZÀ-Þ\d\u3040-\u9fff]|\s+in the\s|\s*[,:;]|\s+who\b)"
)
_TITLE_CHANGES: Final = re.compile(
    r"\b[Ff]rom [A-ZÀ-Þ].{2,50}? to (?P<title>[A-ZÀ-Þ][\w&/’'. -]+?)"
    r"(?=\s+(?:at|in|of|for)\b|[,;.]|$)"
)
_WITHIN_TITLE: Final = frozenset(
    "of and the for de du des la en und für der y e di della &".split()
)
_WHEN: Final = frozenset(
    "earlier former formerly later then now today zuvor auparavant anteriormente antes".split()
)
_LONGEST_TITLE_WORDS: Final = 7


def title_excess(text: str, said: Facts, known: Known) -> Iterator[Excess]:
    """Titles where a sentence gives one, of which no text of the evidence has all the words."""
    translated = is_translation(said, known)
    for pattern in (_TITLE_AFTER, _TITLE_OPENS, _TITLE_CHANGES):
        for given in pattern.finditer(text):
            title = _cut_title(given["title"].strip())
            words = [
                plain
                for _, plain, _ in words_of(title)
                if plain not in EMPTY_WORDS and plain not in _WHEN
            ]
            if (
                not 0 < len(words) <= _LONGEST_TITLE_WORDS
                or not any(_is_title_word(plain) or is_spaceless(plain[0]) for plain in words)
                or (degree_of(words[0]) is not None and words[0] not in TITLE_WORDS)
            ):
                continue
            if translated:  # of a translated title only the rank can be compared
                words = [plain for plain in words if plain in RANKS]
                if known.words & RANKS_ELSEWHERE:
                    continue
            if not any(all(_holds_title(plain, facts) for plain in words) for facts in known.texts):
                yield Excess("title", title)


def _cut_title(title: str) -> str:
    """A title set in capitals up to where the sentence goes on in small letters."""
    words = title.split()
    if not title[0].isupper():
        return title
    end = next(
        (
            at
            for at, word in enumerate(words)
            if word[0].islower() and word not in _WITHIN_TITLE and not is_spaceless(word[0])
        ),
        len(words),
    )
    return " ".join(words[:end])


def _is_title_word(plain: str) -> bool:
    return plain in TITLE_WORDS or names_job(plain)


def _holds_title(plain: str, facts: Facts) -> bool:
    singular = plain.removesuffix("s")
    return (
        plain in facts.words
        or singular in facts.words
        or plain in facts.initials
        or (not _is_title_word(plain) and holds(plain, facts.words, facts.stems))
        or any(plain.startswith(each[0]) and each in _initials_of(plain) for each in facts.acronyms)
    )


def _initials_of(plain: str) -> tuple[str, ...]:
    """Short forms of a title word: vice and president of VP."""
    return {
        "vice": ("vp",),
        "president": ("vp",),
        "chief": ("ceo", "cto", "cfo", "coo", "cio"),
    }.get(plain, ())


def degree_excess(text: str, said: Facts, known: Known) -> Iterator[Excess]:
    given = {level for facts in known.texts for level in facts.degrees}
    for level, words in said.degrees.items():
        if not (level in given or (level == "degree" and given & ACADEMIC)):
            yield Excess("degree", words)
    if said.degrees and not is_translation(said, known):
        for subject in subjects(text):
            if not known.holds(plain_word(subject)) and not is_month(plain_word(subject)):
                yield Excess("degree", subject)


# --- Employers, tools and other names -------------------------------------------------------------

_BEFORE_EMPLOYER: Final = frozenset(
    """
        at for joined from with bei beim chez pour para en hos presso bij w@
        """.split()
)
_CERTAINLY_BEFORE_NAME: Final = frozenset("at joined bei chez hos bij presso".split())
_LEGAL_FORM: Final = re.compile(
    r"\W{0,2}(?:gmbh|inc|llc|ltd|ag|corp|corporation|limited|sas|sarl|plc|s\.l|s\.a|oy|ab|as|asa|bv|nv"
    r"|kg|se|group|university|institute|bank)\b",
    re.IGNORECASE,
)
_UNMISTAKABLE_LEGAL_FORMS: Final = frozenset("gmbh inc llc ltd corp plc sarl ggmbh".split())
_CJK_NAME: Final = r"[^\s、。・:：,，.．;；（）()「」\[\]【】]{1,15}"
_CJK_COMPANY: Final = re.compile(
    rf"(?:株式会社|有限会社|合同会社){_CJK_NAME}?(?=で|に|の|と|を|は|から|へ|社|[\s、。・:：,，.．;；（）()]|$)"
    rf"|{_CJK_NAME}(?:株式会社|有限公司)"
    r"|[ァ-ヴー]{3,}(?=社(?!内|外|会|長)|に入社|へ入社|に勤務|に在籍|入社)"
)
_CJK_TITLE: Final = re.compile(
    r"(?:代表取締役|取締役|社長|部長|課長|係長|本部長|執行役員|マネージャー|マネジャー|リーダー|ディレクター"
    r"|アーキテクト|コンサルタント|サイエンティスト|エンジニア|デザイナー|アナリスト|教授|研究員)(?=として|に就任|に昇進|を務)"
)
_CJK_NAMES: Final[tuple[tuple[re.Pattern[str], ExcessKind], ...]] = (
    (_CJK_COMPANY, "employer"),
    (_CJK_TITLE, "title"),
)
_NAME_BEFORE_COLON: Final = re.compile(r"(?:\s+[A-ZÀ-Þ&][\w&.’'-]*){0,4}\s?:(?=\s|$)")
_LABELS: Final = frozenset(
    """
        stack tech technologies technology tools outcome outcomes impact summary scope focus context
        background duties task tasks goal goals highlights highlight education languages language
        projects project strengths core leadership communication teamwork mentoring employment
        profile objective achievement achievements responsibilities aufgaben ergebnis ergebnisse
        schwerpunkt schwerpunkte projekt projekte kenntnisse sprachen bildung
        titulación título titre opleiding titolo abschluss ausbildung studium werdegang erfahrung
        berufserfahrung profil
        mission missions diplôme expérience parcours educación formación experiencia perfil resumen
        résultat résultats compétences formation langues logros funciones idiomas
    """.split()
)
_HIRES: Final = frozenset(
    """
        hired employed recruited promoted contracted engaged appointed trusted retained asked paid
        named made gave brought taught chose selected offered awarded
    """.split()
)
_EMPLOYS: Final = frozenset(
    "employer company firm client arbeitgeber kunde employeur empresa".split()
)
_EXPERTS: Final = frozenset(
    "expert specialist skills knowledge enthusiast professional guru".split()
)
_BEING: Final = frozenset("was is were war ist".split())
_OPENS: Final = re.compile(r"(?:^|[.!?:\n•|])[\s\"“„«]*$")
_BEFORE_TOOLS: Final = frozenset(
    "stack tools tooling technologies tech tool werkzeuge outils using".split()
)
_BASED: Final = re.compile(r"-(?:based|powered|driven|native|backed|certified|basiert\w*)\b")
_GERMAN_BEFORE_NAME: Final = frozenset("mit in auf per via unter für mittels nach von und".split())
_GERMAN_NOUN: Final = re.compile(
    r".*(?:ung|ungen|heit|keit|schaft|tion|tionen|tät|ment|mente|nis|nisse|er|ern|erin|en|e|ling|tum|ik"
    r"|ur|ion|enz|anz|ismus|kraft|gang|zahl|bau|zeug|mittel|platz|weise|werk|plan|recht|lage|ziel|fall)"
)


def name_excess(whole: str, text: str, known: Known) -> Iterator[Excess]:
    """Employers, tools and other names; `whole` is the sentence, `text` it without its quotes."""
    yield from _Sentence(whole, text, known).excesses()
    for pattern, kind in _CJK_NAMES:
        for match in pattern.finditer(text):
            if not any(folded(match[0]) in facts.characters for facts in known.texts):
                yield Excess(kind, match[0])


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a sentence: as written, in comparable form, with what is before and behind it.

    `before` and `earlier` are the two words before it, "" at the start; `behind` the text and
    `following` the next five words after it; `opens` whether it is the first of a sentence, where
    a capital tells nothing.
    """

    word: str
    plain: str
    before: str
    earlier: str
    behind: str
    following: tuple[str, ...]
    opens: bool


class _Sentence:
    """The words of a sentence that may be names, against the evidence."""

    def __init__(self, whole: str, text: str, known: Known) -> None:
        self._known = known
        self._text = text
        self._tokens = list(tokens_of(text))
        self._whole = whole
        self._is_headline = _is_title_case([word for word, _, _ in tokens_of(whole)])
        self._language = language_of(text) or language_of(whole)

    def excesses(self) -> Iterator[Excess]:
        sequence = [plain for _, plain, _ in self._tokens]
        spelled = spelled_out(sequence, self._known)
        for index in range(len(sequence)):
            word = self._word(index)
            if word.plain in TITLE_WORDS or word.plain.removesuffix("s") in TITLE_WORDS:
                if self._is_foreign_title(word):
                    yield Excess("title", word.word)
            elif word.plain in _UNMISTAKABLE_LEGAL_FORMS:
                if word.plain not in self._known.words:
                    yield Excess("employer", f"{word.before} {word.word}".strip())
            elif index not in spelled and self._is_foreign(word):
                kind = self._kind_of_name(word)
                if kind is not None:
                    yield Excess(kind, word.word)
        if self._is_headline or _is_title_case([word for word, _, _ in self._tokens]):
            yield from _foreign_segments(self._text, self._known)

    def _word(self, index: int) -> _Word:
        word, plain, at = self._tokens[index]
        before = self._tokens[index - 1][1] if index else ""
        named_by_label = before in _BEFORE_TOOLS and ":" in self._whole[at - 2 : at]
        return _Word(
            word=word,
            plain=plain,
            before=before,
            earlier=self._tokens[index - 2][1] if index > 1 else "",
            behind=self._whole[at + len(word) :],
            following=tuple(each for _, each, _ in self._tokens[index + 1 : index + 6]),
            opens=_OPENS.search(self._whole[:at]) is not None and not named_by_label,
        )

    def _is_foreign_title(self, word: _Word) -> bool:
        singular = word.plain.removesuffix("s")
        if self._known.holds_word(word.plain, singular) or word.plain in self._known.initials:
            return False
        if singular in TITLE_WORDS_IN_PROSE:
            return word.word[0].isupper() and not word.opens
        if self._language == "de":
            return False  # "Entwickler" are others as well; a title is seen where one is given
        return not (word.word.endswith("s") and word.word.islower())  # "12 engineers" are others

    def _is_foreign(self, word: _Word) -> bool:
        """Whether a word states something that the evidence does not have."""
        return not (
            word.plain in EMPTY_WORDS
            or (word.word.isupper() and word.plain in self._known.initials)
            or is_degree_name(word.word)
            or is_unit(word.plain)
            or self._known.holds(word.plain)
            or self._known.holds_joined(word.word)
            or degree_of(word.plain) is not None
            or is_month(word.plain)
        )

    def _kind_of_name(self, word: _Word) -> ExcessKind | None:
        """What a foreign word names; None where it is an ordinary word."""
        if word.plain in TOOLS or word.word.casefold() in TOOLS:
            return "technology"
        if word.word[0].isupper() and word.plain not in _LABELS:
            if word.opens and _BASED.match(word.behind):
                return "technology"
            if word.opens and word.following[:1] and word.following[0] in _EXPERTS:
                return "technology"
            if word.opens and _acts_like_employer(word):
                return "employer"
            if self._language == "de" and _is_german_employer(word):
                return "employer"
        if not (self._is_written_like_name(word) or self._is_beside_name(word)):
            return None
        is_employer = word.before in _BEFORE_EMPLOYER or _LEGAL_FORM.match(word.behind)
        return "employer" if is_employer else "technology"

    def _is_beside_name(self, word: _Word) -> bool:
        """Whether what stands beside a word with a capital makes it a name."""
        if not word.word[0].isupper():
            return False
        if re.match(f"[{CJK}]", word.behind):
            return True
        if word.before in _BEFORE_EMPLOYER and word.behind.startswith((":", " :")):
            return True
        # German nouns stand side by side without an article or a hyphen in names only.
        beside = re.match(r" ([A-ZÄÖÜ][\w-]*)", word.behind)
        return (
            self._language == "de"
            and beside is not None
            and bool(word.before)
            and not self._known.holds(plain_word(beside[1]))
        )

    def _is_written_like_name(self, word: _Word) -> bool:
        """Whether a word is written like a name where it stands."""
        written, inner = word.word, word.word[1:]
        if len(written) == 1 and word.before[-1:].isdigit():
            return False  # "90 M"
        if written[0].isdigit():
            return any(each.isalpha() for each in written) and not quantities(written)
        if written.endswith("+") and written[:-1].isalpha() and written.islower():
            return False  # "two hundred+"
        if re.fullmatch(r"\w{2,}(?:\.\w{2,})+", written):
            return True  # a domain, or a file
        if any(each.isdigit() or each in "+#" for each in inner):
            return True
        if any(each.isupper() for each in inner):
            return not (self._is_headline and written.isupper())
        return written[0].isupper() and self._is_capital_of_name(word)

    def _is_capital_of_name(self, word: _Word) -> bool:
        """Whether the capital of a word is one of a name, not of a sentence, headline or noun."""
        if word.before in _CERTAINLY_BEFORE_NAME:
            return True
        if self._language == "cjk":
            return word.plain not in _LABELS and not word.plain.endswith(("ed", "ing"))
        if word.opens:
            return False
        if self._is_headline:
            return word.before in ("for", "with", "from", "using")
        if self._language == "de":
            is_noun = _GERMAN_NOUN.fullmatch(word.plain) is not None
            return word.before in _GERMAN_BEFORE_NAME and not is_noun
        return True


def _acts_like_employer(word: _Word) -> bool:
    """ "Zephyr Robotics: ...", "Google hired me", "Bosch was my employer", "Bayer's team"."""
    if "me" in word.following and any(each in _HIRES for each in word.following[:4]):
        return True
    if word.plain.endswith(("ed", "ing", "ally")):
        return False
    return (
        word.word.endswith(("'s", "’s"))
        or _NAME_BEFORE_COLON.match(word.behind) is not None
        or (
            bool(word.following)
            and word.following[0] in _BEING
            and bool(_EMPLOYS & {*word.following})
        )
    )


def _is_german_employer(word: _Word) -> bool:
    """ "bei der Ericsson", but not "bei der Entwicklung"."""
    if word.before not in ("der", "dem", "den") or word.earlier not in ("bei", "für"):
        return False
    goes_on = word.following[:1] and word.following[0] in ("war", "bin", "habe")
    return bool(goes_on) or _GERMAN_NOUN.fullmatch(word.plain) is None


def _foreign_segments(text: str, known: Known) -> Iterator[Excess]:
    """Parts of a headline of which not one word is in the evidence: "Research Intern, Halcyon"."""
    parts = re.split(r"[,|–—/•·@):]+(?=\s|$)|\s\(", text)
    for part in parts if len(parts) > 1 else ():
        words = [
            (word, plain)
            for word, plain, _ in words_of(part)
            if plain not in EMPTY_WORDS and word[0].isalpha() and not is_month(plain)
        ]
        foreign = [word for word, plain in words if not known.holds(plain)]
        capitals = all(word[0].isupper() for word, _, _ in words_of(part) if len(word) > 3)
        if (
            words
            and capitals
            and len(foreign) == len(words)
            and not any(
                plain in _LABELS or is_degree_name(word) or plain in known.initials
                for word, plain in words
            )
        ):
            yield Excess("employer", part.strip())


def _is_title_case(words: Sequence[str]) -> bool:
    """Whether a sentence is set as a headline, where capitals tell nothing."""
    if any(word.casefold() in _PRONOUNS for word in words):
        return False
    open_words = [
        word for word in words if word.casefold() not in EMPTY_WORDS and word[0].isalpha()
    ]
    if open_words and degree_of(plain_word(open_words[0])) is not None:
        return False  # "Built an API in Rust" is a sentence
    telling = [word for word in open_words if not word.isupper()]
    capitals = sum(word[0].isupper() for word in telling)
    return len(telling) > 1 and len(open_words) > 2 and capitals >= 0.9 * len(telling)


_PRONOUNS: Final = frozenset("i my me we ich mein meine meiner mir je mon ma yo mi io ik".split())
