"""The price table: US dollars per million tokens, for endpoints that report no cost themselves.

`prices.json` holds the prices, the date they were read and where. Prices change: the provider's own
`usage.cost` always goes before the table, and a model that is not in it has no price here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import orjson


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens of prompt and of completion."""

    prompt: float
    completion: float

    def of(self, prompt_tokens: int, completion_tokens: int) -> float:
        """US dollars for so many tokens."""
        return (prompt_tokens * self.prompt + completion_tokens * self.completion) / 1e6


@cache
def _table() -> dict[str, Price]:
    data = orjson.loads(Path(__file__).with_name("prices.json").read_bytes())
    return {name: Price(*pair) for name, pair in data["usd_per_million_tokens"].items()}


def price_of(model: str) -> Price | None:
    """The price of a model by its name as asked for.

    `openai/gpt-4o-mini` and the dated `gpt-4o-mini-2024-07-18` cost what `gpt-4o-mini` does.
    """
    name = model.lower().rsplit("/", 1)[-1]
    undated = re.sub(r"-(?:\d{4}-\d\d-\d\d|\d{8})$", "", name)
    return _table().get(name) or _table().get(undated)
