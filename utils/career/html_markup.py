"""HTML that cannot be broken out of: a text is escaped unless a function here made it.

`element` is the only way to markup, and takes texts as they are. Nothing here reads a file, knows a
style, or puts a text where HTML would not read it as text: not into scripts, not into styles.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import Final


class Html(str):
    """Finished markup; any other `str` is text."""

    __slots__ = ()


Content = str | Html | None | Iterable["Content"]
"""What stands in an element: texts (escaped), markup, lists of these; None is nothing."""

# What HTML forbids: control characters, halves of surrogate pairs, code points of no character.
_FORBIDDEN: Final = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010fffd]"
)
_VOID: Final = frozenset({"br", "hr", "meta"})
_EXECUTED: Final = frozenset({"script", "style"})


def escaped(text: str) -> Html:
    """The markup that shows `text`; what HTML cannot hold shows as U+FFFD."""
    return Html(html.escape(_FORBIDDEN.sub("\ufffd", text)))


def joined(*content: Content) -> Html:
    """Content as markup."""
    return Html("".join(_rendered(content)))


def element(name: str, *content: Content, **attributes: str | float | bool | None) -> Html:
    """An element. Attributes: `class_` for class, `aria_label` for aria-label; None and False none.

    Raises:
        ValueError: for script and style, in which no escaping holds.
    """
    if name in _EXECUTED:
        raise ValueError(f"<{name}> is not written by element: text in it would be executed.")
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}"
        + ("" if value is True else f'="{escaped(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{joined(*content)}</{name}>")


def table(heads: Sequence[str], rows: Iterable[Sequence[Content]]) -> Html:
    """A table with a row of headings; each cell knows its heading, for narrow pages."""
    return element(
        "div",
        element(
            "table",
            element("thead", element("tr", [element("th", each, scope="col") for each in heads])),
            element(
                "tbody",
                [
                    element(
                        "tr",
                        [
                            element("td", cell, data_head=head, dir="auto")
                            for head, cell in zip(heads, row, strict=True)
                        ],
                    )
                    for row in rows
                ],
            ),
        ),
        class_="table",
    )


def _rendered(content: Content) -> Iterable[str]:
    if content is None:
        return
    if isinstance(content, Html):
        yield content
    elif isinstance(content, str):
        yield escaped(content)
    else:
        for each in content:
            yield from _rendered(each)
