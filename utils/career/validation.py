"""What a user's own data must look like: a shape that does not fit is told in one line."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from .errors import InputError

Valid = TypeVar("Valid")


def valid(shape: TypeAdapter[Valid], given: Any, path: str) -> Valid:
    """`given` in the shape that is needed; `path` is where it stands, such as `writing_style`.

    Raises:
        InputError: it names the path down to the fault, the rule and the value.
    """
    try:
        return shape.validate_python(given)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        field = ".".join((path, *map(str, fault["loc"])))
        rule = fault["msg"].removeprefix("Value error, ")
        raise InputError(f"{field}: {rule}, got {fault['input']!r}.") from None
