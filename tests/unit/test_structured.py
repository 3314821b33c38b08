"""Structured replies: what is read from a reply's text, and what is asked when it cannot be."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, RootModel

from utils.llm.errors import ConfigError, ReplyFormatError
from utils.llm.structured import (
    check_output_format,
    compact_schema,
    format_instruction,
    parse_reply,
    repair_question,
    schema_name,
    validate,
)

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [1, 2]}',
        '```json\n{"a": [1, 2]}\n```',
        '```\n{"a": [1, 2]}\n```',
        'Here you are:\n```json\n{"a": [1, 2]}\n```\nAnything else?',
        'Sure! {"a": [1, 2]} Hope it helps.',
        '{"a": [1, 2],}',
        "{'a': [1, 2]}",
        '```json\n{"a": [1, 2]}',
        '{"a": [1, 2]',
        '<think>hm</think>\n{"a": [1, 2]}',
    ],
)
def test_json_is_found_fenced_or_not_and_mended(text: str) -> None:
    assert parse_reply(text, "json") == {"a": [1, 2]}


@pytest.mark.parametrize(
    "text", ["a:\n- 1\n- 2", "```yaml\na:\n- 1\n- 2\n```", "Here:\n```yml\na: [1, 2]\n```\nBye"]
)
def test_yaml_is_found_fenced_or_not(text: str) -> None:
    assert parse_reply(text, "yaml") == {"a": [1, 2]}


@pytest.mark.parametrize("opening", ["<think>", ""])
@pytest.mark.parametrize("answer", ['{"a": 1}', '```json\n{"a": 1}\n```', 'So: {"a": 1}'])
def test_a_draft_in_the_reasoning_is_not_the_answer(opening: str, answer: str) -> None:
    reasoning = 'maybe\n```json\n{"a": 2, "b": [3, 4]}\n```\nor {"a": 2, "b": [3, 4]}? No.'
    text = f"{opening}{reasoning}\n</think>\n\n{answer}"
    assert parse_reply(text, "json") == {"a": 1}
    assert parse_reply(f"{opening}maybe\na: 2\nb: 3\n</think>\na: 1", "yaml") == {"a": 1}


def test_a_document_may_speak_of_reasoning() -> None:
    assert parse_reply('{"a": "</think>[1]"}', "json") == {"a": "</think>[1]"}
    fenced = 'Well:\n```json\n{"</think>": [1]}\n```'
    assert parse_reply(fenced, "json") == {"</think>": [1]}
    assert parse_reply("note: <think>x</think> is cut", "yaml") == {
        "note": "<think>x</think> is cut"
    }


def test_the_longest_of_several_fenced_blocks_is_the_answer() -> None:
    text = '```json\n{"x": 1}\n```\nand in full\n```json\n{"x": 1, "y": 2}\n```'
    assert parse_reply(text, "json") == {"x": 1, "y": 2}


@pytest.mark.parametrize(
    ("text", "output_format", "value"),
    [
        (
            "name: a\nreadme: |\n  ```python\n  x: 1\n  ```\nage: 3",
            "yaml",
            {"name": "a", "readme": "```python\nx: 1\n```\n", "age": 3},
        ),
        (
            "```yaml\nname: a\ncode: |\n  ```\n  y\n  ```\nage: 3\n```",
            "yaml",
            {"name": "a", "code": "```\ny\n```\n", "age": 3},
        ),
        (
            '```json\n{"a": 1}\n```\nUse it:\n```python\nprint([1, 2, 3], ["longer"])\n```',
            "json",
            {"a": 1},
        ),
        ('As asked in [1], here: {"a": 1}', "json", {"a": 1}),
        ('Note {x}: the answer is {"a": 1}', "json", {"a": 1}),
        ("Here is the YAML:\n\nname: a", "yaml", {"name": "a"}),
        ('{"a": {"b": 1}, "c": [1, 2', "json", {"a": {"b": 1}, "c": [1, 2]}),
        ('{"n": 123456789012345678901234567890}', "json", {"n": 123456789012345678901234567890}),
    ],
)
def test_code_and_prose_around_or_in_a_document_do_not_change_it(
    text: str, output_format: Any, value: Any
) -> None:
    assert parse_reply(text, output_format) == value


@pytest.mark.parametrize("written", ["01234", "9:30", "1_000", "0x1F", "1e3", "2020-01-31", "no"])
def test_yaml_takes_words_and_digits_for_what_they_are(written: str) -> None:
    assert parse_reply(f"value: {written}", "yaml") == {"value": written}


@pytest.mark.parametrize(
    ("text", "output_format"),
    [
        ("a: !!timestamp x", "yaml"),
        ("a: !!bool maybe", "yaml"),
        ('a: !!int ""', "yaml"),
        ('a: !!float ""', "yaml"),
        ("a: &x [1]\nb: *x", "yaml"),
        ("[" * 5000, "yaml"),
        ("[" * 5000, "json"),
    ],
)
def test_a_hostile_reply_is_a_format_error(text: str, output_format: Any) -> None:
    with pytest.raises(ReplyFormatError):
        parse_reply(text, output_format)


def test_yaml_dates_and_country_codes_stay_text() -> None:
    value = parse_reply("start: 2020-01-31\ncountry: no\ncurrent: true\nyear: 2020", "yaml")
    assert value == {"start": "2020-01-31", "country": "no", "current": True, "year": 2020}


@pytest.mark.parametrize("text", ["", "I cannot help with that.", "42", '"text"', "null"])
@pytest.mark.parametrize("output_format", ["json", "yaml"])
def test_a_reply_without_object_or_list_is_refused(text: str, output_format: Any) -> None:
    with pytest.raises(ReplyFormatError):
        parse_reply(text, output_format)


def test_yaml_cannot_make_objects() -> None:
    with pytest.raises(ReplyFormatError):
        parse_reply("!!python/object/apply:os.system ['true']", "yaml")


@given(st.dictionaries(st.text(max_size=8), JSON_VALUES))
def test_any_json_object_survives_prose_around_its_fence(value: dict[str, Any]) -> None:
    text = f"Well:\n```json\n{json.dumps(value)}\n```\nDone."
    assert parse_reply(text, "json") == value


@given(st.text(max_size=200), st.sampled_from(["json", "yaml"]))
def test_no_text_does_worse_than_a_format_error(text: str, output_format: Any) -> None:
    try:
        value = parse_reply(text, output_format)
    except ReplyFormatError:
        return
    assert isinstance(value, dict | list)


class Person(BaseModel):
    name: str
    age: int


def test_a_value_that_does_not_fit_names_the_place_and_not_the_value() -> None:
    with pytest.raises(ReplyFormatError) as caught:
        validate({"name": "Ada", "age": "secret-value"}, Person, "json")
    assert "age" in caught.value.problem
    assert "secret-value" not in str(caught.value)


def test_the_repair_question_quotes_the_parser() -> None:
    assert "line 3 column 5" in repair_question("expected ',' at line 3 column 5", "json")


def test_the_schema_on_the_wire_is_compact_and_complete() -> None:
    schema = compact_schema(Person)
    assert schema["required"] == ["name", "age"]
    assert "title" not in json.dumps(schema)
    assert '"age"' in format_instruction("json", Person)


def test_a_property_called_title_is_kept() -> None:
    class Job(BaseModel):
        title: str

    assert compact_schema(Job)["properties"] == {"title": {"type": "string"}}


def test_schema_names_are_snake_case() -> None:
    class TailoredCV(BaseModel):
        pass

    assert schema_name(TailoredCV) == "tailored_cv"
    assert schema_name(Person) == "person"
    assert schema_name(RootModel[list[int]]) == "root_model_list_int"


def test_an_unknown_output_format_is_refused() -> None:
    with pytest.raises(ConfigError, match="output_format"):
        check_output_format("xml")
