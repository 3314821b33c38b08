"""Employers, tools and other names that a sentence gives beyond its evidence.

A name is told by how it is written, by what stands beside it, or by being one that everybody in the
trades knows. Ordinary words are the business of `claims`, however strange they are to the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from . import entry_labels
from .claim_facts import (
    Excess,
    ExcessKind,
    Known,
    is_month,
    spelled_out,
    spellings,
    tokens_of,
)
from .claim_titles import NO_GERMAN_WORDS, RANKING_VERBS, is_title_word, may_be_title
from .claim_words import (
    CJK,
    EMPTY_WORDS,
    EMPTY_WORDS_BY_LANGUAGE,
    RANKS,
    RANKS_ELSEWHERE,
    TITLE_WORDS_IN_PROSE,
    TOOLS,
    language_of,
    plain_word,
    words_of,
)
from .degrees import is_degree_name
from .grounding import folded
from .number_words import FACTORS
from .ownership import degree_of
from .quantities import is_unit, quantities
from .section_names import section_of

_BEFORE_EMPLOYER: Final = frozenset(
    """
        at for joined from with bei beim chez pour para en hos presso bij w@
        """.split()
)
_BEFORE_NAME_AND_COLON: Final = _BEFORE_EMPLOYER | {*"von für of by da di van".split()}
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
        employer employment qualification qualifications degree role estudios studi studies studien
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
_WHAT: Final = (("what",), ("where",), ("how",))
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

    `before` and `earlier` are the two words before it, "" at the start; `before_chars` the text
    before it, `behind` that after it, and `following` the next five words; `opens` whether it is
    the first of a sentence, where a capital tells nothing.
    """

    word: str
    plain: str
    before: str
    earlier: str
    before_chars: str
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
        self._language = language_of(text, several_words=2) or language_of(whole)

    def excesses(self) -> Iterator[Excess]:
        found = list(self._names())
        yield from found
        is_headline = self._is_headline or _is_title_case([word for word, _, _ in self._tokens])
        if is_headline or (not found and self._is_list_of_names()):
            yield from _foreign_segments(self._text, self._known)

    def _is_list_of_names(self) -> bool:
        """Whether all that stands beside what is repeated word for word has capitals."""
        return all(word[0].isupper() for word, _, _ in self._tokens) and (
            self._text != self._whole or _SEPARATOR.search(self._text) is not None
        )

    def _names(self) -> Iterator[Excess]:
        sequence = [plain for _, plain, _ in self._tokens]
        spelled = spelled_out(sequence, self._known)
        for index in range(len(sequence)):
            word = self._word(index)
            if may_be_title(word.plain) or _ranks_a_title(word):
                if self._is_foreign_title(word):
                    yield Excess("title", word.word)
            elif word.plain in _UNMISTAKABLE_LEGAL_FORMS:
                if word.plain not in self._known.words:
                    yield Excess("employer", f"{word.before} {word.word}".strip())
            elif index not in spelled and self._is_foreign(word):
                kind = self._kind_of_name(word)
                if kind is not None:
                    yield Excess(kind, word.word)

    def _word(self, index: int) -> _Word:
        word, plain, at = self._tokens[index]
        before = self._tokens[index - 1][1] if index else ""
        named_by_label = before in _BEFORE_TOOLS and ":" in self._whole[at - 2 : at]
        return _Word(
            word=word,
            plain=plain,
            before=before,
            earlier=self._tokens[index - 2][1] if index > 1 else "",
            before_chars=self._whole[:at],
            behind=self._whole[at + len(word) :],
            following=tuple(each for _, each, _ in self._tokens[index + 1 : index + 6]),
            opens=_OPENS.search(self._whole[:at]) is not None and not named_by_label,
        )

    def _is_foreign_title(self, word: _Word) -> bool:
        singular = word.plain.removesuffix("s")
        if word.plain in RANKING_VERBS:
            return not self._known.holds_word(word.plain)
        if word.word in ("senior", "junior") and word.following[:1] and word.following[0] in _AGED:
            return False  # "senior patients"
        if self._known.holds_word(word.plain, singular) or word.plain in self._known.initials:
            return False
        if singular in TITLE_WORDS_IN_PROSE:
            is_of_title = any(map(is_title_word, word.following[:2])) and singular in RANKS
            return word.word[0].isupper() and (not word.opens or is_of_title)
        if self._language == "de":
            # "Entwickler" are others as well; a title is seen where one is given.
            plain = word.word.casefold()
            is_leader = plain in RANKS_ELSEWHERE or plain.endswith(("leiter", "leiterin"))
            return plain in NO_GERMAN_WORDS or (word.opens and is_leader)
        return not (word.word.endswith("s") and word.word.islower())  # "12 engineers" are others

    def _is_foreign(self, word: _Word) -> bool:
        """Whether a word states something that the evidence does not have."""
        return not (
            (word.plain in EMPTY_WORDS and not _is_capitals_of_employer(word))
            or (word.word.isupper() and self._spells_initials(word))
            or self._is_half_of_known(word)
            or (self._language == "de" and self._is_part_of_compound(word.plain))
            or (is_degree_name(word.word) and not _is_microsofts(word))
            or _is_unit_here(word)
            or self._known.holds(word.plain)
            or self._known.holds_joined(word.word)
            or self._known.holds_form(word.plain)
            or word.plain in FACTORS
            or self._is_maker(word)
            or degree_of(word.plain) is not None
            or (is_month(word.plain) and not _goes_on_as_name(word))
        )

    def _spells_initials(self, word: _Word) -> bool:
        """Whether capitals are initials of words there; two say little where an employer stands."""
        is_certain = len(word.plain) > 2 or word.before not in _BEFORE_EMPLOYER
        return is_certain and any(
            each in self._known.initials for each in (word.plain, *spellings(word.plain))
        )

    def _is_half_of_known(self, word: _Word) -> bool:
        """Whether a name that is there as one word stands here as two: Graph QL, GraphQL."""
        known = self._known.words
        after = word.following[0] if word.following else ""
        return word.before + word.plain in known or (after != "" and word.plain + after in known)

    def _is_part_of_compound(self, plain: str) -> bool:
        """Whether a German noun is there in a compound: Material, Materialkosten."""
        return len(plain) >= _SHORTEST_PART_CHARS and any(
            each.startswith(plain) or each.endswith(plain) for each in self._known.words
        )

    def _is_maker(self, word: _Word) -> bool:
        """Whether it is the maker of the known tool behind it: "Apache Kafka" is Kafka."""
        product = word.following[0] if word.following else ""
        return product in _PRODUCTS.get(word.plain, ()) and self._known.holds(product)

    def _kind_of_name(self, word: _Word) -> ExcessKind | None:
        """What a foreign word names; None where it is an ordinary word."""
        if word.plain in TOOLS or word.word.casefold() in TOOLS:
            return "technology"
        if word.word[0].isupper() and not _is_label(word.plain):
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
        is_employer = (
            word.before in _BEFORE_EMPLOYER
            or (word.before == "the" and word.earlier in _CERTAINLY_BEFORE_NAME)
            or _LEGAL_FORM.match(word.behind)
        )
        return "employer" if is_employer else "technology"

    def _is_beside_name(self, word: _Word) -> bool:
        """Whether what stands beside a word with a capital makes it a name."""
        if not word.word[0].isupper():
            return False
        if re.match(f"[{CJK}]", word.behind):
            return True
        if word.before in _BEFORE_NAME_AND_COLON and word.behind.startswith((":", " :")):
            return True
        if word.opens and self._language != "de" and not self._is_headline:
            second = re.match(r" ([A-ZÀ-Þ][\w-]*)(?![\w:])", word.behind)
            if second is not None and not self._known.holds(plain_word(second[1])):
                return True  # "Vertex AI, and how I ..."
        if word.before_chars.endswith(("(", "（")) and word.behind.startswith((")", "）")):
            return _GERMAN_NOUN.fullmatch(word.plain) is None
        if word.before in TOOLS and word.before_chars.endswith("/"):
            return _GERMAN_NOUN.fullmatch(word.plain) is None
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
            return not (self._is_headline and written.isupper() and self._is_set_in_capitals())
        return written[0].isupper() and self._is_capital_of_name(word)

    def _is_capital_of_name(self, word: _Word) -> bool:
        """Whether the capital of a word is one of a name, not of a sentence, headline or noun."""
        if word.before in _CERTAINLY_BEFORE_NAME:
            return True
        if word.behind.startswith(":") and _is_label(word.plain):
            return False
        if self._language == "cjk":
            return not _is_label(word.plain) and not word.plain.endswith(("ed", "ing"))
        if word.opens:
            return False
        if self._is_headline:
            return word.before in ("for", "with", "from", "using", "en", "con", "avec", "mit")
        if self._language == "de":
            if word.before in _BEFORE_TOOLS or _goes_on_in_another_language(word.before):
                return True
            is_noun = _GERMAN_NOUN.fullmatch(word.plain) is not None
            return word.before in _GERMAN_BEFORE_NAME and not is_noun
        return True

    def _is_set_in_capitals(self) -> bool:
        letters = [each for each in self._whole if each.isalpha()]
        return sum(each.isupper() for each in letters) > _MOST_CAPITALS * len(letters)


_MOST_CAPITALS: Final = 0.6
"""A text of more capitals than these is set in capitals."""


def _goes_on_in_another_language(word: str) -> bool:
    """Whether a German sentence goes on in another language, in which nouns have no capital."""
    is_other = word in EMPTY_WORDS and word not in EMPTY_WORDS_BY_LANGUAGE["de"]
    return is_other or (word.endswith("ing") and len(word) > 5)


_SHORTEST_PART_CHARS: Final = 5
_AGED: Final = frozenset(
    """
        citizens citizen people patients patient residents resident clients customers guests users
        members adults community communities care living home homes school schools pupils students
        league teams players
        """.split()
)
"""Whom "senior" and "junior" tell the age of."""


_PRODUCTS: Final = {
    maker: frozenset(products.split())
    for maker, products in {
        "microsoft": "excel word office powerpoint outlook access azure sharepoint visio",
        "ms": "excel word office powerpoint outlook access sharepoint visio",
        "apache": "kafka spark airflow hadoop cassandra flink beam maven tomcat hive nifi superset",
        "google": "bigquery kubernetes tensorflow firebase",
        "amazon": "aws s3 ec2 redshift dynamodb sagemaker ecs eks",
        "adobe": "photoshop illustrator indesign xd premiere acrobat",
        "atlassian": "jira confluence bitbucket trello",
        "hashicorp": "terraform vault nomad consul packer vagrant",
        "oracle": "java mysql",
    }.items()
}


def _is_unit_here(word: _Word) -> bool:
    """Whether a word is a unit where it stands: BP is one behind a number only."""
    is_name = word.word.isupper() and len(word.word) > 1 and word.plain not in _CURRENCY_CODES
    return is_unit(word.plain) and not (is_name and not _NUMBER_BEFORE.search(word.before_chars))


_CURRENCY_CODES: Final = frozenset("usd eur gbp jpy chf nok sek dkk".split())
_NUMBER_BEFORE: Final = re.compile(r"\d[\s\u00a0\u202f-]?$")


def _is_capitals_of_employer(word: _Word) -> bool:
    """Whether capitals where an employer stands make a name of an everyday word: "at MIT"."""
    return len(word.word) > 2 and word.word.isupper() and word.before in _CERTAINLY_BEFORE_NAME


def _goes_on_as_name(word: _Word) -> bool:
    """Whether the name of a month is part of another: "the Mayo Clinic"."""
    return word.before == "the" and re.match(r" [A-ZÀ-Þ]", word.behind) is not None


def _is_microsofts(word: _Word) -> bool:
    """Whether MS is no degree: "MS Project"."""
    return word.word == "MS" and re.match(r" [A-Z][a-z]", word.behind) is not None


def _is_label(plain: str) -> bool:
    return (
        plain in _LABELS
        or section_of(plain) is not None
        or entry_labels.LABEL.fullmatch(plain) is not None
    )


def _ranks_a_title(word: _Word) -> bool:
    """ "Managing Director", not "Managing the directors"."""
    follows = any(map(is_title_word, word.following[:2]))
    return (
        word.plain in RANKING_VERBS
        and re.match(r" [A-ZÀ-Þ]", word.behind) is not None
        and word.word[0].isupper()
        and follows
    )


def _acts_like_employer(word: _Word) -> bool:
    """ "Zephyr Robotics: ...", "Google hired me", "Bosch was my employer", "Bayer's team"."""
    if "me" in word.following and any(each in _HIRES for each in word.following[:4]):
        return True
    if word.plain.endswith(("ed", "ing", "ally", "tion", "ment", "ness", "ity", "ance", "ence")):
        return False
    return (
        word.word.endswith(("'s", "’s"))
        or _NAME_BEFORE_COLON.match(word.behind) is not None
        or (word.following[:1] in (("was",), ("is",)) and word.following[1:2] in _WHAT)
        or (
            bool(word.following)
            and word.following[0] in _BEING
            and bool(_EMPLOYS & {*word.following})
        )
    )


def _is_german_employer(word: _Word) -> bool:
    """ "bei der Ericsson", but not "bei der Entwicklung"."""
    if word.before not in ("der", "dem", "den") or word.earlier not in ("bei", "für", "an"):
        return False
    goes_on = word.following[:1] and word.following[0] in ("war", "bin", "habe")
    return bool(goes_on) or _GERMAN_NOUN.fullmatch(word.plain) is None


_SEPARATOR: Final = re.compile(r"[,|–—/•·@:]+(?=\s)")


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
                _is_label(plain) or is_degree_name(word) or plain in known.initials
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
