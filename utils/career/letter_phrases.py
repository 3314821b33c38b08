"""The fixed parts of a letter's sentences, in the languages that the built-in rules write."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict


class Phrases(BaseModel):
    """One language's sentences, with places for names and texts (`letter_phrases.json`).

    `asks` are used in turn; `enclosed` may be empty; `quotes` are the opening and the closing mark.
    """

    model_config = ConfigDict(frozen=True)  # French quotation marks hold a space

    summary: str
    summary_earlier: str
    apply_title_company: str
    apply_title: str
    apply_company: str
    apply: str
    current: str
    recent: str
    earlier: str
    asks: tuple[str, ...]
    mentions: str
    read: str
    task: str
    work_as: str
    work_at: str
    work: str
    work_more: str
    skills: str
    education: str
    certification: str
    enclosed: str
    talk: str
    conjunction: str
    quotes: tuple[str, str]


@cache
def _all_phrases() -> dict[str, Phrases]:
    path = Path(__file__).resolve().parent / "letter_phrases.json"
    texts = json.loads(path.read_text(encoding="utf-8"))
    return {language: Phrases.model_validate(each) for language, each in texts.items()}


def written_language(language: str) -> str:
    """The language itself where there are phrases of it, else English."""
    return language if language in _all_phrases() else "en"


def phrases_of(language: str) -> Phrases:
    """The phrases of a language, English ones where there are none."""
    return _all_phrases()[written_language(language)]
