"""CVs as JSON Resume 1.0.0 (https://jsonresume.org/schema)."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from .page import cleaned, mail_address, web_address
from .schema import CVDocument
from .wording import iso_date

JSON_RESUME_SCHEMA: Final = (
    "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
)


def cv_json_resume(cv: CVDocument) -> dict[str, Any]:
    """The CV as JSON Resume 1.0.0 (https://jsonresume.org/schema), valid against its schema.

    Dates keep the precision they have. `present` and dates that are not ISO 8601 are left out, and
    so are empty fields. Technologies go into `keywords`, of roles too, where the schema allows but
    does not name it.
    """
    cv = cleaned(cv)
    person = cv.personal
    resume = {
        "basics": {
            "name": person.name,
            "label": cv.headline,
            "email": mail_address(person.email),
            "phone": person.phone,
            "url": web_address(person.website),
            "summary": cv.summary,
            "location": {"address": person.location},
            "profiles": [
                _profile(network, text)
                for network, text in (("LinkedIn", person.linkedin), ("GitHub", person.github))
                if text
            ],
        },
        "work": [
            {
                "name": role.company,
                "position": role.title,
                "location": role.location,
                "startDate": iso_date(role.start_date),
                "endDate": iso_date(role.end_date),
                "highlights": role.bullets,
                "keywords": role.technologies,
            }
            for role in cv.roles
        ],
        "education": [
            {
                "institution": each.institution,
                "studyType": each.degree,
                "startDate": iso_date(each.start_date),
                "endDate": iso_date(each.end_date) or iso_date(each.year),
                "score": each.gpa,
                "courses": each.coursework,
            }
            for each in cv.education
        ],
        "awards": [
            {
                "title": each.name,
                "date": iso_date(each.year),
                "awarder": each.organization,
                "summary": each.description,
            }
            for each in cv.awards
        ],
        "certificates": [
            {"name": each.name, "date": iso_date(each.year), "issuer": each.issuer}
            for each in cv.certifications
        ],
        "publications": [
            {"name": each.title, "publisher": each.venue, "releaseDate": iso_date(each.year)}
            for each in cv.publications
        ],
        "skills": [{"name": group.name, "keywords": group.items} for group in cv.skills],
        "languages": [{"language": each.name, "fluency": each.level} for each in cv.languages],
        "projects": [
            {
                "name": each.name,
                "description": each.description,
                "highlights": each.outcomes,
                "keywords": each.technologies,
                "type": each.type,
                "endDate": iso_date(each.year),
            }
            for each in cv.projects
        ],
    }
    filled: dict[str, Any] = _without_empty(resume)
    return {"$schema": JSON_RESUME_SCHEMA, **filled, "meta": {"version": "v1.0.0"}}


def _profile(network: str, text: str) -> dict[str, str | None]:
    address = web_address(text)
    user = urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1] if address else text
    return {"network": network, "username": user, "url": address}


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_empty(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, "", [], {})}
    if isinstance(value, list):
        return [item for item in map(_without_empty, value) if item not in (None, "", [], {})]
    return value
