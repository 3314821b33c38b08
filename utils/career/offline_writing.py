"""CVs and letters by rule (first version)."""

from __future__ import annotations

from collections.abc import Mapping

from .schema import CoverLetter, TailoredCV


def write_cv(
    evidence: Mapping[str, str], requirements: Mapping[str, str], matches: Mapping[str, list[str]]
) -> TailoredCV:
    return TailoredCV()


def write_letter(
    evidence: Mapping[str, str], requirements: Mapping[str, str], matches: Mapping[str, list[str]]
) -> CoverLetter:
    return CoverLetter()
