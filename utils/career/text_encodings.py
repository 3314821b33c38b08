"""Bytes -> text: by byte order mark, by what the text says of itself, or by how it reads.

Unicode is told by its structure. Older encodings carry no mark, so each one known here is tried and
the one in which the words are words is taken: letters of one script, capitals where words begin,
common characters rather than rare ones. It cannot tell apart encodings in which a text reads
equally well; then the first of its list is taken, Western European before all others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from .section_names import section_of
from .text_cleaning import CONTROL

_BYTE_ORDER_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_MOST_CONTROLS: Final = 0.25
"""More control characters than this share are halves of other characters, not damage."""


def decoded(content: bytes, declared: str | None = None) -> str:
    """The text of `content`; bytes that are no characters become U+FFFD.

    Args:
        declared: the encoding that the text names, taken if the bytes agree and are no Unicode.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if re.search(rb"\x1b\$[@B]", content) and (text := _strictly(content, "iso2022_jp")):
        return text
    if b"\x00" in content and (text := _wide(content)):
        return text
    text = _strictly(content, "utf-8") or (_strictly(content, declared) if declared else None)
    return text or _damaged_utf8(content) or _in_older_encoding(content)


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _wide(content: bytes) -> str | None:
    """UTF-32 or UTF-16 without a mark; None where the zero bytes do not lie as they do there."""
    quarters = [content[offset::4] for offset in range(4)]
    zeros = [quarter.count(0) for quarter in quarters]
    for encoding, high, planes in (("utf-32-le", 3, 2), ("utf-32-be", 0, 1)):
        if zeros[high] == len(quarters[high]) and max(quarters[planes], default=17) <= 0x10:
            return _strictly(content[: len(content) // 4 * 4], encoding)
    plain = _strictly(content, "utf-8")
    if plain is not None and len(CONTROL.findall(plain)) < _MOST_CONTROLS * len(plain):
        return None
    # Texts of all languages have line ends, spaces and digits of ASCII, read in the right order.
    whole = content[: len(content) // 2 * 2]
    little, big = (_strictly(whole, encoding) or "" for encoding in ("utf-16-le", "utf-16-be"))
    if _ascii(little) == _ascii(big):
        return None
    return little if _ascii(little) > _ascii(big) else big


def _ascii(text: str) -> int:
    return sum(" " <= character <= "~" or character in "\r\n\t" for character in text)


def _damaged_utf8(content: bytes) -> str | None:
    """UTF-8 with a few damaged bytes, which do not make it a text of another encoding."""
    text = content.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    intact = sum(character > "\x7f" for character in text) - damaged
    return text if intact > 4 * damaged else None


# --- Older encodings -----------------------------------------------------------------------------

_SAMPLE_BYTES: Final = 40_000
_LEAST_SCORE: Final = 0.8


def _in_older_encoding(content: bytes) -> str:
    sample = content[:_SAMPLE_BYTES]
    best, best_score = "cp1252", 0.0
    for encoding, measure in _MEASURES.items():
        # A sample may end within a character.
        text = _strictly(sample, encoding) or _strictly(sample[:-1], encoding)
        if text is None:
            continue
        share = measure(text)
        score = round(share + 0.1 * min(3, _headings(text)), 2)
        if share >= _LEAST_SCORE and score > best_score:
            best, best_score = encoding, score
    return content.decode(best, "replace")


def _headings(text: str) -> int:
    """How many lines head a section of a career document: only in the right encoding do they."""
    return sum(
        section_of(line) is not None
        for line in text.splitlines()
        if len(line) < 60 and not line.isascii()
    )


_NOT_ASCII_WORD: Final = re.compile(r"[^\s\d!-/:-@\[-`{-~]*[^\x00-\x7f][^\s\d!-/:-@\[-`{-~]*")
_PUNCTUATION: Final = "«»‹›“”„‚‘’–—…•·°©®™€£§\u00a0"


def _words_that_are_words(text: str) -> float:
    """The share of the words with letters beyond ASCII that are spelt as words are."""
    words = [word.strip(_PUNCTUATION) for word in _NOT_ASCII_WORD.findall(text)]
    words = [word for word in words if len(word) > 2 and not word.isascii()]
    return sum(map(_is_word, words)) / len(words) if words else 1.0


def _is_word(word: str) -> bool:
    letters = re.sub("[’‘–-]", "", word)
    scripts = {_script(letter) for letter in letters}
    if len(scripts) > 1 or "" in scripts:
        return False
    accented = sum(letter > "\x7f" for letter in letters)
    if scripts == {"LATIN"} and len(letters) > 3 and accented * 2 > len(letters):
        return False
    return letters[1:].islower() or letters.isupper() or len(letters) == 1


@lru_cache(maxsize=1024)
def _script(letter: str) -> str:
    """The first word of a letter's name, "LATIN"; empty for what is no letter."""
    return unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""


_LETTERS_OF_ASIA: Final = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_HANGUL: Final = re.compile(r"[\uac00-\ud7a3]")
_STRAY: Final = re.compile(
    # Halfwidth kana, private use, and a character of Asia within a Latin word.
    r"[\uff61-\uff9f\ue000-\uf8ff]|(?<=[A-Za-z])[\u3400-\u9fff](?=[A-Za-z])"
)


def _common(encoding: str, first: int, last: int) -> Callable[[str], float]:
    """The share of the characters that stand in the part of an encoding for the common ones."""

    def share(text: str) -> float:
        letters = _LETTERS_OF_ASIA.findall(text)
        beyond_ascii = sum(character > "\x7f" for character in text)
        if not letters or len(letters) * 2 < beyond_ascii:
            return 0.0
        common = 0
        for letter in letters:
            code = letter.encode(encoding)
            common += bool(_KANA.match(letter)) or (
                len(code) == 2 and first <= code[0] <= last and (code[1] > 0xA0 or first != 0xB0)
            )
        kana = len(_KANA.findall(text)) / len(letters)
        japanese = encoding in ("cp932", "euc_jp")
        if kana > 0.1 and not japanese:
            return 0.0
        rarity = 0.0 if kana > 0.1 or not japanese else 0.1  # Japanese without kana is a list
        return (common - len(_STRAY.findall(text))) / len(letters) - rarity

    return share


def _mostly_hangul(text: str) -> float:
    letters = _LETTERS_OF_ASIA.findall(text)
    return len(_HANGUL.findall(text)) / len(letters) if letters else 0.0


_MEASURES: Final[dict[str, Callable[[str], float]]] = {
    **dict.fromkeys(
        (
            "cp1252", "cp1250", "iso8859_2", "cp1254",
            "cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp1253", "iso8859_7",
        ),
        _words_that_are_words,
    ),
    "cp932": _common("cp932", 0x88, 0x97),
    "cp949": _mostly_hangul,
    "euc_jp": _common("euc_jp", 0xB0, 0xCF),
    "gb18030": _common("gb18030", 0xB0, 0xD7),
    "big5": _common("big5", 0xA4, 0xC6),
}  # fmt: skip
"""How well a text reads in an encoding, 0..1. Ranges: the first level of each character set."""
