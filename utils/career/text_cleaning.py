"""Text without what only looks like text: icon glyphs, soft hyphens, control characters."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")

_INVISIBLE: Final = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffc]"
    # Joiners shape Persian, Hindi and emoji; after ASCII they are leftovers.
    "|(?<![^\x00-\x7f])[\u200c\u200d]"
)
_SPACES: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_PRIVATE: Final = "\ue000-\uf8ff\U000f0000-\U0010fffd"
# The bullets of Symbol and Wingdings, which have no character of their own.
_FONT_BULLET: Final = re.compile(
    "^[ \t]*[\uf06e\uf076\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc][ \t]*", re.MULTILINE
)
_FIRST_ICON: Final = re.compile(f"^[ \t]*[{_PRIVATE}][{_PRIVATE} \t]*", re.MULTILINE)
_ICON: Final = re.compile(f"[{_PRIVATE}]")
_LATIN_LIGATURES: Final = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)

_MOST_MARKS: Final = 30  # on one letter, as in Unicode's Stream-Safe Text Format (UAX #15)


@cache
def _piled_marks() -> re.Pattern[str]:
    """Marks beyond the most that stand on one letter; normalising takes the square of a pile."""
    marks = "".join(chr(code) for code in range(0x20000) if unicodedata.combining(chr(code)))
    return re.compile(rf"(?<=[{marks}]{{{_MOST_MARKS}}})[{marks}]+")


def cleaned(text: str) -> str:
    """Text without what only looks like text: icon glyphs, soft hyphens, control characters."""
    text = re.sub("\r\n?|[\x0c\x85\u2028\u2029]", "\n", text)
    text = _SPACES.sub(" ", _INVISIBLE.sub("", CONTROL.sub("", text)))
    text = _ICON.sub(" ", _FIRST_ICON.sub("", _FONT_BULLET.sub("• ", text)))
    text = text.translate(_LATIN_LIGATURES)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _piled_marks().sub("", text))
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
