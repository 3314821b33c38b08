"""What a job posting asks for, by rule (first version)."""

from __future__ import annotations

from .schema import JobRequirements


def extract_requirements(text: str) -> JobRequirements:
    return JobRequirements()
