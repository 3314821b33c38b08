"""From the text of a reply to a validated value, and the question to ask when it does not parse.

Knows fences, JSON, YAML, json-repair and pydantic; knows no network. A reply that cannot be read is
a `ReplyFormatError` whose `problem` is quoted back to the model; nothing is guessed beyond what
json-repair does to the syntax.
"""

from __future__ import annotations

import re
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
_FENCED: Final = re.compile(r"```[ \t]*([\w-]*)[ \t]*\r?\n(.*?)(?:\r?\n[ \t]*```|\Z)", re.DOTALL)
_MAX_PROBLEM_CHARS: Final = 600
_MAX_QUOTED_REPLY_CHARS: Final = 12_000


@cache
def _text_yaml() -> type[yaml.SafeLoader]:
    """A YAML loader whose dates stay text and whose only booleans are `true` and `false`.

    `2020-01` and `no` are what documents say; YAML 1.1 would turn such words into other types.
    """
    import yaml

    class TextYAML(yaml.SafeLoader):
        pass

    TextYAML.yaml_implicit_resolvers = {
        first: [
            (tag, pattern)
            for tag, pattern in resolvers
            if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
        ]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    TextYAML.add_implicit_resolver(
        "tag:yaml.org,2002:bool",
        re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"),
        list("tTfF"),
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

    Raises:
        ReplyFormatError: there is none.
    """
    candidates = [match[2] for match in _FENCED.finditer(text)] or [text]
    # A model that explains itself may fence several blocks: the longest is the answer.
    body = max(candidates, key=len).strip()
    value = _json(body) if output_format == "json" else _yaml(body)
    if not isinstance(value, dict | list):
        raise ReplyFormatError(
            output_format, f"expected an object or a list, got {type(value).__name__}"
        )
    return value


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
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", schema.__name__).lower()


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
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        problem = str(error)
    starts = [at for at in (body.find("{"), body.find("[")) if at >= 0]
    if not starts:
        raise ReplyFormatError("json", problem)
    inner = body[min(starts) :]
    end = max(inner.rfind("}"), inner.rfind("]"))
    if end >= 0:
        try:
            return orjson.loads(inner[: end + 1])
        except orjson.JSONDecodeError as error:
            problem = str(error)
    import json_repair

    repaired = json_repair.loads(inner)
    if not repaired or not isinstance(repaired, dict | list):
        raise ReplyFormatError("json", problem)
    return repaired


def _yaml(body: str) -> Any:
    import yaml

    try:
        return yaml.load(body, Loader=_text_yaml())  # noqa: S506 - a subclass of SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if body.lstrip()[:1] in ("{", "["):
            return _json(body)
        raise ReplyFormatError("yaml", " ".join(str(error).split())) from None
