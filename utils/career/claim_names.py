"""Titles, degrees, employers, tools and other names that a sentence gives beyond its evidence.

A name is told by how it is written, by what stands beside it, or by being one that everybody in the
trades knows. Ordinary words are the business of `claims`, however strange they are to the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from .claim_facts import (
    Excess,
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
    tokens = list(tokens_of(text))
    expanded = spelled_out([plain for _, plain, _ in tokens], known)
    title_case = _is_title_case([word for word, _, _ in tokens_of(whole)])
    language = language_of(text) or language_of(whole)
    before = earlier = ""
    for index, (word, plain, at) in enumerate(tokens):
        is_first = _OPENS.search(whole[:at]) is not None and not (
            before in _BEFORE_TOOLS and ":" in whole[at - 2 : at]
        )
        singular = plain.removesuffix("s")
        if plain in TITLE_WORDS or singular in TITLE_WORDS:
            if (
                _is_title_here(singular, word, language, is_first=is_first)
                and not known.holds_word(plain, singular)
                and plain not in known.initials
            ):
                yield Excess("title", word)
        elif (
            plain not in EMPTY_WORDS
            and index not in expanded
            and not (word.isupper() and plain in known.initials)
            and not is_degree_name(word)
            and not is_unit(plain)
            and not known.holds(plain)
            and not known.holds_joined(word)
            and degree_of(plain) is None
            and not is_month(plain)
            and (
                _looks_like_name(word, plain, before, language, is_first, title_case)
                or (word[0].isupper() and re.match(f"[{CJK}]", whole[at + len(word) :]))
                or (
                    word[0].isupper()
                    and before in _BEFORE_EMPLOYER
                    and whole[at + len(word) :].startswith((":", " :"))
                )
                or (language == "de" and _is_german_name(tokens, index, earlier, known))
                or (is_first and _is_name_by_what_follows(text, at, tokens, index))
            )
        ):
            behind = text[at + len(word) : at + len(word) + 14]
            is_employer = plain not in TOOLS and (
                before in _BEFORE_EMPLOYER or _LEGAL_FORM.match(behind) is not None
            )
            yield Excess("employer" if is_employer else "technology", word)
        elif plain in _UNMISTAKABLE_LEGAL_FORMS and plain not in known.words:
            yield Excess("employer", f"{tokens[index - 1][0]} {word}" if index else word)
        before, earlier = plain, before
    if title_case or _is_title_case([word for word, _, _ in tokens]):
        yield from _foreign_segments(text, known)
    for match in _CJK_COMPANY.finditer(text):
        if not any(folded(match[0]) in facts.characters for facts in known.texts):
            yield Excess("employer", match[0])
    for match in _CJK_TITLE.finditer(text):
        if not any(folded(match[0]) in facts.characters for facts in known.texts):
            yield Excess("title", match[0])


def _is_title_here(singular: str, word: str, language: str | None, *, is_first: bool) -> bool:
    if singular in TITLE_WORDS_IN_PROSE:
        return word[0].isupper() and not is_first
    if language == "de":
        return False  # "Entwickler" are others as well; a title is seen where one is given
    return not (word.endswith("s") and word.islower())  # "12 engineers" are others


def _is_name_by_what_follows(
    text: str, at: int, tokens: Sequence[tuple[str, str, int]], index: int
) -> bool:
    """Whether a word that opens a sentence, where a capital tells nothing, is a name all the same.

    It is one before a colon ("Zephyr Robotics: ..."), in "Google hired me", and in "Rust-based".
    """
    word, plain, _ = tokens[index]
    following = [plain for _, plain, _ in tokens[index + 1 : index + 6]]
    if not word[0].isupper() or plain in _LABELS:
        return False
    if "me" in following and any(each in _HIRES for each in following[:4]):
        return True
    if plain.endswith(("ed", "ing", "ally")):
        return False
    behind = text[at + len(word) :]
    if word.endswith(("'s", "’s")):
        return True
    if re.match(r"(?:\s+[A-ZÀ-Þ&][\w&.’'-]*){0,4}\s?:(?=\s|$)", behind) or _BASED.match(behind):
        return True
    if following[:1] and following[0] in _EXPERTS:
        return True
    return bool(following) and following[0] in _BEING and bool(_EMPLOYS & set(following))


def _is_german_name(
    tokens: Sequence[tuple[str, str, int]], index: int, earlier: str, known: Known
) -> bool:
    """Whether a word of a German text is a name: beside another, or in "bei der Ericsson".

    Nouns stand side by side without an article or a hyphen in names only.
    """
    word, plain, at = tokens[index]
    if not word[0].isupper():
        return False
    before = tokens[index - 1][1] if index else ""
    behind = tokens[index + 1][1] if index + 1 < len(tokens) else ""
    if before in ("der", "dem", "den") and earlier in ("bei", "für"):
        return behind in ("war", "bin", "habe") or _GERMAN_NOUN.fullmatch(plain) is None
    for other in tokens[index + 1 : index + 2]:
        beside = other[2] == at + len(word) + 1
        return beside and other[0][0].isupper() and not known.holds(other[1]) and index > 0
    return False


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


def _looks_like_name(
    word: str, plain: str, before: str, language: str | None, is_first: bool, title_case: bool
) -> bool:
    """Whether a word is written like a name, or is a tool that everybody knows."""
    if plain in TOOLS or word.casefold() in TOOLS:
        return True
    if len(word) == 1 and before[-1:].isdigit():
        return False  # "90 M"
    if word[0].isdigit():
        return any(each.isalpha() for each in word) and not quantities(word)
    if word.endswith("+") and word[:-1].isalpha() and word.islower():
        return False  # "two hundred+"
    if re.fullmatch(r"\w{2,}(?:\.\w{2,})+", word):
        return True  # a domain, or a file
    inner = word[1:]
    if any(each.isdigit() or each in "+#" for each in inner):
        return True
    if any(each.isupper() for each in inner):
        return not (title_case and word.isupper())
    if not word[0].isupper():
        return False
    if before in _CERTAINLY_BEFORE_NAME:
        return True
    if language == "cjk" and plain not in _LABELS and not plain.endswith(("ed", "ing")):
        return True
    if is_first:
        return False
    if title_case:  # in a headline every word has a capital
        return before in ("for", "with", "from", "using")
    if language == "de":  # every noun has a capital
        return before in _GERMAN_BEFORE_NAME and _GERMAN_NOUN.fullmatch(plain) is None
    return True


def _is_title_case(words: Sequence[str]) -> bool:
    """Whether a sentence is set as a headline, where capitals tell nothing."""
    if any(word.casefold() in _PRONOUNS for word in words):
        return False
    open_words = [
        word for word in words if word.casefold() not in EMPTY_WORDS and word[0].isalpha()
    ]
    capitals = sum(word[0].isupper() for word in open_words)
    return len(open_words) > 2 and capitals >= 0.9 * len(open_words)


_PRONOUNS: Final = frozenset("i my me we ich mein meine meiner mir je mon ma yo mi io ik".split())
