"""Values -> messages. Every text that a model reads is written here, and nowhere else.

What comes from users' files is fenced as data: the closing mark is derived from the content, so no
document can close its own fence and pass for instructions. Nothing here calls a model.
"""

from __future__ import annotations

import hashlib
import re

_UNSAFE_IN_ATTRIBUTE = re.compile(r"[^\w .()+,-]")


def fence(tag: str, text: str, **attributes: str) -> str:
    """Wrap `text` as data: `<tag name="…" mark="9f3a21c0">`, the text, `</tag 9f3a21c0>`.

    The mark is the first 8 hex digits of the SHA-256 of the text.
    """
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    pairs = "".join(
        f' {key}="{_UNSAFE_IN_ATTRIBUTE.sub("_", value)}"' for key, value in attributes.items()
    )
    return f'<{tag}{pairs} mark="{mark}">\n{text}\n</{tag} {mark}>'


def unfence(tag: str, prompt: str) -> str | None:
    """The text that `fence` wrapped as `tag` in `prompt`, or None; the first one counts."""
    opening = re.search(rf'<{re.escape(tag)}(?: [^<>\n]*)? mark="([0-9a-f]{{8}})">\n', prompt)
    if opening is None:
        return None
    end = prompt.find(f"\n</{tag} {opening[1]}>", opening.end() - 1)
    return prompt[opening.end() : max(end, opening.end())] if end >= 0 else None
