"""From the text of a reply to a validated value, and the question to ask when it does not parse.

Knows fences, JSON, YAML, json-repair and pydantic; knows no network. A reply that cannot be read is
a `ReplyFormatError` whose `problem` is quoted back to the model; nothing is guessed beyond what
json-repair does to the syntax.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

import orjson

from .errors import ConfigError, ReplyFormatError

if TYPE_CHECKING:
    import yaml
    from pydantic import BaseModel

# json-repair, PyYAML and pydantic are imported where they are first used: calls that want plain
# text do not pay for them at start-up.

OutputFormat = Literal["json", "yaml"]
_FENCE: Final = r"^(?P<indent>[ \t]*)```[ \t]*(?P<mark>[\w-]*)[ \t]*$"
# "Here is the YAML:" and a blank line: prose, though it reads like a key.
_PROSE_LINE: Final = r"\A[^\n]*\w \w[^\n]*:[ \t]*\n[ \t]*\n"
# Chat templates that open the reasoning themselves leave only its end in the reply.
_REASONING: Final = r"(?sm)\A(?:<think>.*?|.*?^)</think>"
_MAX_PROBLEM_CHARS: Final = 600
_MAX_QUOTED_REPLY_CHARS: Final = 12_000


@cache
def _text_yaml() -> type[yaml.SafeLoader]:
    """A YAML loader that takes words and digits for what they are in documents.

    Dates stay text, `true` and `false` are the only booleans, and only plain decimal numbers are
    numbers: YAML 1.1 makes 668 of the postcode 01234 and 570 of 9:30. Aliases are refused: a few
    of them unfold to gigabytes.
    """
    import yaml

    class TextYAML(yaml.SafeLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.events.AliasEvent):
                raise yaml.constructor.ConstructorError(problem="aliases are not read")
            return super().compose_node(parent, index)

    TextYAML.yaml_implicit_resolvers = {
        first: [
            (tag, pattern)
            for tag, pattern in resolvers
            if tag.rsplit(":", 1)[-1] not in ("timestamp", "bool", "int", "float")
        ]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    TextYAML.add_implicit_resolver(
        "tag:yaml.org,2002:bool",
        re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"),
        list("tTfF"),
    )
    digits = list("-0123456789")
    TextYAML.add_implicit_resolver(
        "tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9]\d*)$"), digits
    )
    TextYAML.add_implicit_resolver(
        "tag:yaml.org,2002:float", re.compile(r"^-?(?:0|[1-9]\d*)\.\d+$"), digits
    )
    return TextYAML


def check_output_format(output_format: str) -> OutputFormat:
    """`output_format` if it is known; raises ConfigError otherwise."""
    if output_format == "json":
        return "json"
    if output_format == "yaml":
        return "yaml"
    raise ConfigError("output_format", output_format, '"json" or "yaml"')


def parse_reply(text: str, output_format: OutputFormat) -> dict[str, Any] | list[Any]:
    """The object or list written in a reply, fenced or not, with or without prose around it.

    What follows a model's reasoning (`<think>…</think>`) is tried before all of it; of either, the
    whole text first, then its fenced blocks (those marked as `output_format` before unmarked ones,
    never those of another language), then what stands between prose.

    Raises:
        ReplyFormatError: there is none.
    """
    read = _json if output_format == "json" else _yaml
    problem = "there is no object or list in it"
    for candidate in _candidates(text, output_format):
        try:
            value = read(candidate)
        except ReplyFormatError as error:
            problem = error.problem
            continue
        if isinstance(value, dict | list):
            return value
    raise ReplyFormatError(output_format, problem)


def _candidates(text: str, output_format: OutputFormat) -> Iterator[str]:
    """The parts of a reply that may be the document, the likeliest first."""
    stripped = text.strip()
    if reasoning := re.match(_REASONING, stripped):
        # Drafts in the reasoning are documents too.
        yield from _candidates(stripped[reasoning.end() :], output_format)
    blocks = _fenced_blocks(text)
    known = ("json",) if output_format == "json" else ("yaml", "yml", "json")
    marked = [body for mark, body in blocks if mark.lower() in known]
    unmarked = [body for mark, body in blocks if not mark]
    if output_format == "yaml" and (prose := re.match(_PROSE_LINE, stripped)):
        yield stripped[prose.end() :]
    whole_first = stripped[:1] in ("{", "[") or not (marked or unmarked)
    if whole_first and (output_format == "yaml" or stripped[:1] in ("{", "[")):
        yield stripped
    # A model that explains itself may fence several blocks: the longest is the answer.
    yield from sorted(marked, key=len, reverse=True)
    yield from sorted(unmarked, key=len, reverse=True)
    yield stripped


def _fenced_blocks(text: str) -> list[tuple[str, str]]:
    """`(language, content)` of each fenced block; a fence closes at its opener's indent only."""
    fence_line = re.compile(_FENCE).match
    blocks: list[tuple[str, str]] = []
    opened: tuple[str, str] | None = None
    content: list[str] = []
    for line in text.splitlines():
        fence = fence_line(line)
        if opened is None:
            if fence is not None:
                opened, content = (fence["indent"], fence["mark"]), []
        elif fence is not None and not fence["mark"] and fence["indent"] == opened[0]:
            blocks.append((opened[1], "\n".join(content)))
            opened = None
        else:
            content.append(line)
    if opened is not None:
        blocks.append((opened[1], "\n".join(content)))
    return blocks


def validate(
    value: dict[str, Any] | list[Any], schema: type[BaseModel] | None, output_format: OutputFormat
) -> Any:
    """`value` as an instance of `schema`; `value` itself when there is none.

    Raises:
        ReplyFormatError: it does not fit; `problem` names the places, not the values.
    """
    if schema is None:
        return value
    from pydantic import ValidationError

    try:
        return schema.model_validate(value)
    except ValidationError as error:
        places = [
            f"{'.'.join(str(part) for part in problem['loc']) or 'top level'}: {problem['msg']}"
            for problem in error.errors(include_url=False, include_input=False)[:8]
        ]
        raise ReplyFormatError(output_format, "; ".join(places)) from None


def format_instruction(output_format: OutputFormat, schema: type[BaseModel] | None) -> str:
    """What is added to the prompt so that a model without structured output knows what to write."""
    name = output_format.upper()
    wish = f"Answer with one {name} document only: no prose before or after it."
    if schema is None:
        return wish
    return f"{wish} It must fit this JSON schema:\n{_schema_text(schema)}"


@cache
def _schema_text(schema: type[BaseModel]) -> str:
    return orjson.dumps(compact_schema(schema)).decode()


@cache
def compact_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a model without titles and defaults, which cost tokens and say nothing.

    Callers share the result: it is not to be changed.
    """
    whole: dict[str, Any] = _without_noise(schema.model_json_schema())
    return whole


def _without_noise(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_noise(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {}
    for key, value in node.items():
        if key in ("properties", "$defs"):
            kept[key] = {name: _without_noise(each) for name, each in value.items()}
        elif key not in ("title", "default"):
            kept[key] = _without_noise(value)
    return kept


@cache
def response_format(name: str, schema: type[BaseModel]) -> dict[str, Any]:
    """The `response_format` field that asks an OpenAI-compatible endpoint for this schema."""
    return {
        "type": "json_schema",
        "json_schema": {"name": name, "schema": compact_schema(schema), "strict": False},
    }


def schema_name(schema: type[BaseModel]) -> str:
    """`TailoredCV` -> `tailored_cv`: the name of a schema on the wire."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", schema.__name__).lower()
    return re.sub(r"[^a-z0-9_-]+", "_", name).strip("_")[:64] or "answer"


def repair_question(problem: str, output_format: OutputFormat) -> str:
    """The follow-up that quotes what was wrong and asks for the whole document again."""
    return (
        f"That was not a valid {output_format.upper()} document. The parser said:\n"
        f"{problem[:_MAX_PROBLEM_CHARS]}\n"
        f"Write the whole {output_format.upper()} document again, corrected, and nothing else."
    )


def quoted_reply(text: str) -> str:
    """A faulty reply as it is shown to the model again; a very long one by its beginning."""
    return text[:_MAX_QUOTED_REPLY_CHARS]


def _json(body: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        problem = str(error)
    found = _objects_in(body)
    if found:
        return max(found, key=lambda value: len(str(value)))
    starts = [at for at in (body.find("{"), body.find("[")) if at >= 0]
    if not starts:
        raise ReplyFormatError("json", problem)
    import json_repair

    try:
        repaired = json_repair.loads(body[min(starts) :])
    except (ValueError, RecursionError) as error:
        raise ReplyFormatError("json", str(error)) from None
    if not repaired or not isinstance(repaired, dict | list):
        raise ReplyFormatError("json", problem)
    return repaired


def _objects_in(body: str) -> list[Any]:
    """The valid JSON objects that stand between prose; lists only where there is no object."""
    decoder = json.JSONDecoder()
    found: list[Any] = []
    opening = re.compile(r"[{\[]").search
    at = 0
    while (match := opening(body, at)) is not None:
        try:
            value, at = decoder.raw_decode(body, match.start())
        except ValueError:
            at = match.end()
        except RecursionError:
            break  # trying again one bracket further in would take minutes in a long reply
        else:
            found.append(value)
    whole = [value for value in found if isinstance(value, dict) and value]
    broken = body.count("{") > sum(str(value).count("{") for value in whole)
    if whole:
        # An inner object of a document that is broken elsewhere is not the document.
        return [] if broken and body.lstrip()[:1] == "{" else whole
    return [] if "{" in body else [value for value in found if value]


def _yaml(body: str) -> Any:
    import yaml

    try:
        return yaml.load(body, Loader=_text_yaml())  # noqa: S506 - a subclass of SafeLoader
    except (
        yaml.YAMLError, ValueError, RecursionError, AttributeError, LookupError, TypeError,
    ) as error:  # fmt: skip
        # PyYAML's constructors fail in these ways on tags whose text does not fit.
        if body.lstrip()[:1] in ("{", "["):
            return _json(body)
        raise ReplyFormatError("yaml", " ".join(str(error).split()) or "broken YAML") from None
