"""The text of HTML and Markdown: markup taken off, structure kept.

Headings, list items and table cells keep their marks. Runs no script and loads nothing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .text_cleaning import CONTROL

_EMBEDDED: Final = re.compile(r"data:[\w/+.;=-]{1,200}+,[\w/+=%-]*+")


def without_embedded(source: str) -> str:
    """Markup without the pictures in it, so that only its texts and marks count as its length."""
    return _EMBEDDED.sub("data:", source)


# --- HTML ----------------------------------------------------------------------------------------

MOST_NESTED: Final = 5_000
"""Elements within each other; browsers stop at 512, and the parser's time grows with the square."""

_NESTING_TAG: Final = re.compile(
    r"<(/?)(?!(?:p|li|d[dt]|t[rdh]|br|hr|img|input|link|meta|area|col|wbr)\b)[a-z]", re.I
)


def is_nested_sanely(markup: str) -> bool:
    """Whether no element lies deeper than `MOST_NESTED`."""
    depth = 0
    for tag in _NESTING_TAG.finditer(markup):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MOST_NESTED:
            return False
    return True


def named_encoding(content: bytes) -> str | None:
    """The encoding that a page says it is in."""
    named = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", content[:4096], re.I)
    return named[1].decode("ascii") if named else None


_NOISE: Final = (
    "script, style, nav, footer, noscript, template, iframe, svg, head, form, button, select,"
    " textarea, rt, rp, [hidden], [style*='display:none'], [style*='display: none']"
)
_BLOCKS: Final = frozenset(
    "address article aside blockquote body dd div dl dt fieldset figcaption figure footer h1 h2 h3"
    " h4 h5 h6 header hr li main ol p pre section table tbody tr ul".split()
)
# A row with one of these in it is a page's columns, not a table's.
_SEVERAL_LINES: Final = "br, li, table, p ~ p, div ~ div, h1, h2, h3, h4, h5, h6"
# Marks that stand for list items, cells, heading levels and blank lines until line breaks, of which
# several in a row are one, are settled.
_ITEM, _CELL, _HEADING, _BLANK, _SEAM = "\x01", "\x02", "\x03", "\x04", "\x05"
# Elements side by side that a style sheet sets apart: "Acme Ltd" and "2019", "Nurse" and "Acme".
_SET_APART: Final = re.compile(
    rf"(?<=[^\W\d_]{{2}}){_SEAM}(?=\d\d)|(?<=\d\d){_SEAM}(?=[^\W\d_]{{2}})|"
    rf"(?<=[^\W\d_A-Z]{{2}}){_SEAM}(?=[A-ZÀ-ÖØ-Þ])"
)


def html_text(markup: str) -> str:
    """The text that a page shows, navigation and scripts left out; a line for each block."""
    tree = LexborHTMLParser(markup)
    for node in tree.css(_NOISE):
        node.decompose()
    text = "".join(_html_pieces(tree.body)) if tree.body is not None else ""
    text = _SET_APART.sub(_CELL, text).replace(_SEAM, "")
    text = re.sub(r" {2,}", " ", text)
    text = re.sub(r" ?\n[ \n]*", "\n", text)
    text = re.sub(rf"[ \n]?{_BLANK}[ \n{_BLANK}]*", "\n\n", text)
    text = re.sub(rf"\s*{_CELL}\s*", "\t", text)
    text = re.sub(rf"(?:{_ITEM}\s*)+", "- ", text)
    text = re.sub(rf"({_HEADING}+)\s*", lambda mark: "#" * len(mark[1]) + " ", text)
    return "\n".join(line.strip() for line in text.split("\n"))


def _html_pieces(body: LexborNode) -> Iterator[str]:
    # A stack of its own, since pages are nested deeper than Python recurses.
    stack: list[tuple[LexborNode | str, bool]] = [(body, False)]
    while stack:
        node, preformatted = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        tag = node.tag or ""
        if tag == "-text":
            text = CONTROL.sub("", node.text_content or "")
            yield text if preformatted else re.sub(r"\s+", " ", text)
            continue
        before, after = _html_breaks(node, tag)
        yield before
        stack.append((after, False))
        children: list[LexborNode | str] = list(node.iter(include_text=True))
        if tag == "tr":
            children = _cells_of_row(node)
        elif tag in _BLOCKS:
            children = _side_by_side(children) or children
        stack.extend((child, preformatted or tag == "pre") for child in reversed(children))


def _cells_of_row(row: LexborNode) -> list[LexborNode | str]:
    """The cells of a row and what stands between them."""
    separator = _CELL if row.css_first(_SEVERAL_LINES) is None else "\n"
    cells: list[LexborNode | str] = []
    for cell in row.iter():
        cells += [separator, cell] if cells else [cell]
    return cells


_FEWEST_SIDE_BY_SIDE: Final = 3


def _side_by_side(children: list[LexborNode | str]) -> list[LexborNode | str] | None:
    """The elements of a block that holds nothing else, such as a row of tags, as cells of a row.

    None where text stands between them, they are not of one kind, or there are few.
    """
    nodes = [child for child in children if not isinstance(child, str)]
    elements = [node for node in nodes if node.tag != "-text"]
    between = "".join(node.text_content or "" for node in nodes if node.tag == "-text")
    kinds = {node.tag for node in elements}
    if len(elements) < _FEWEST_SIDE_BY_SIDE or between.strip() or len(kinds) != 1:
        return None
    if not kinds <= {"span", "code", "kbd", "a"}:
        return None
    cells: list[LexborNode | str] = []
    for element in elements:
        cells += [_CELL, element] if cells else [element]
    return cells


def _is_card(item: LexborNode) -> bool:
    """Whether a list's item is laid out by itself: lines of its own above a list of its own."""
    return item.css_first("h1, h2, h3, h4, h5, h6, p ~ p, div ~ div, p ~ ul, div ~ ul") is not None


def _html_breaks(node: LexborNode, tag: str) -> tuple[str, str]:
    """What stands before and after an element's text."""
    if tag == "br":
        return "\n", ""
    if tag not in _BLOCKS:
        follows_another = node.prev is not None and node.prev.tag != "-text"
        return (_SEAM if follows_another and tag not in ("sub", "sup") else ""), ""
    if tag == "li":
        return ("\n" if _is_card(node) else f"\n{_ITEM}"), "\n"
    if re.fullmatch("h[1-6]", tag) and (node.text() or "").strip():
        return _BLANK + _HEADING * int(tag[1]), "\n"
    return "\n", _BLANK if tag in ("section", "article") else "\n"


# --- Markdown ------------------------------------------------------------------------------------

# Targets may hold one level of parentheses; the bounds keep the time linear in the text.
_TARGET: Final = r"\((?:[^()\n]|\([^()\n]{0,500}\)){0,2000}+\)"
_LABEL: Final = r"\[((?:[^\[\]]|\[[^\[\]]{0,200}\]){1,1000}+)\]"
_DEFINITION: Final = re.compile(
    r"^ {0,3}\[(?!\^)([^\]\n]{1,200})\]:[ \t]*(?=\S*[/.#:@])\S+"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^)\n]*\)))?[ \t]*$",
    re.MULTILINE,
)
_MARKDOWN_LINKS: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (rf"!\[(?:[^\[\]]{{0,1000}}+)\](?:{_TARGET}|\[[^\[\]]{{0,200}}\])", ""),
        (rf"\[\s*\]{_TARGET}", ""),
        (rf"{_LABEL}{_TARGET}", r"\1"),
        (r"<(?:mailto:)?([\w.+-]{1,100}@[\w.-]{1,200}|https?://[^<>\s]{1,2000})>", r"\1"),
    )
)
_EMPHASIS: Final = tuple(
    (re.compile(pattern), r"\2")
    for pattern in (
        r"(\*\*)(?=\S)([^\n]{1,300}?)(?<=\S)\1",
        r"(?<!\w)(__)(?=\S)([^\n]{1,300}?)(?<=\S)\1(?!\w)",
        r"(?<![\w*])(\*)(?=\S)([^*\n]{1,300}?)(?<=\S)\1(?![\w*])",
        r"(?<!\w)(_)(?=\S)([^_\n]{1,300}?)(?<=\S)\1(?!\w)",
        r"(?<!`)(`{1,3}+)([^`\n]{1,1000})\1(?!`)",
    )
)
_TAG_LINES: Final = (
    "br|p|div|li|ul|ol|tr|table|tbody|thead|h[1-6]|hr|blockquote|pre|details|summary"
)
_TAG_INLINE: Final = (
    "a|abbr|b|center|code|del|em|font|i|img|ins|kbd|mark|picture|s|section|small|source|span|strong|"
    "sub|sup|svg|u|path|figure|figcaption|header|footer|article|main|video"
)


def markdown_text(source: str) -> str:
    """Markdown without its markup; headings, list marks and rules stay, as they give structure."""
    for start, end in (("<!--", "-->"), ("<style", "</style>"), ("<script", "</script>")):
        source = _without(source, start, end)
    # Escaped characters hide behind ones that no text uses until all marks are read.
    source = re.sub(r"\\([!-/:-@\[-`{-~])", lambda mark: chr(0x10FF00 + ord(mark[1])), source)
    labels = {label.strip().casefold() for label in _DEFINITION.findall(source)}
    source = _DEFINITION.sub("", source)
    for pattern, replacement in _MARKDOWN_LINKS:
        source = pattern.sub(replacement, source)
    if labels:
        source = re.sub(
            rf"{_LABEL}(?:\[([^\[\]\n]{{0,200}})\])?",
            lambda link: link[1] if (link[2] or link[1]).strip().casefold() in labels else link[0],
            source,
        )
    source = re.sub(rf"(?i)</?(?:{_TAG_LINES})(?:\s[^<>]*)?/?>", "\n", source)
    source = re.sub(r"(?i)</t[dh]>\s*<t[dh](?:\s[^<>]*)?>", "\t", source)
    source = re.sub(rf"(?i)</?(?:t[dh]|{_TAG_INLINE})(?:\s[^<>]*)?/?>", "", source)
    source = re.sub(r"^ {0,3}:[ \t]+(?=\S)", "", source, flags=re.MULTILINE)  # a definition
    for pattern, replacement in _EMPHASIS:
        source = pattern.sub(replacement, source)
    source = html.unescape(source)
    return re.sub("[\U0010ff21-\U0010ff7e]", lambda mark: chr(ord(mark[0]) - 0x10FF00), source)


def _without(text: str, start: str, end: str) -> str:
    """The text without what stands from `start` to `end`; a part that does not end stays."""
    kept: list[str] = []
    at = 0
    while (begin := text.find(start, at)) >= 0 and (stop := text.find(end, begin)) >= 0:
        kept.append(text[at:begin])
        at = stop + len(end)
    return "".join(kept) + text[at:]
