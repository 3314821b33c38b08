"""The fixed parts of a letter's sentences, in the languages that the built-in rules write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Phrases:
    """The fixed parts of sentences in one language."""

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


PHRASES: Final[Mapping[str, Phrases]] = {
    "en": Phrases(
        summary="{title} at {company}.",
        summary_earlier="Earlier {title} at {company}.",
        apply_title_company="I am applying for the position of {title} at {company}.",
        apply_title="I am applying for the position of {title}.",
        apply_company="I am applying for a position at {company}.",
        apply="I am applying for the position you have advertised.",
        current="At present I work as {title} at {company}.",
        recent="Most recently I worked as {title} at {company}.",
        earlier="Before that I was {title} at {company}.",
        asks=(
            "Your posting asks for {quote}.",
            "You are also looking for {quote}.",
            "Your posting also asks for {quote}.",
        ),
        mentions="You mention {quote} as well.",
        read="About your company I have read: {quote}.",
        task="The work includes {quote}.",
        work_as="From my work as {title} at {company}: {text}.",
        work_at="From my work at {company}: {text}.",
        work="From my work: {text}.",
        work_more="Also from this work: {text}.",
        skills="Of what you ask for, I bring {items}.",
        education="My education: {text}.",
        certification="I also bring {text}.",
        enclosed="Please find my résumé enclosed.",
        talk="I would welcome the chance to talk with you about the position.",
        conjunction="and",
        quotes=("“", "”"),
    ),
    "de": Phrases(
        summary="{title} bei {company}.",
        summary_earlier="Zuvor {title} bei {company}.",
        apply_title_company="hiermit bewerbe ich mich auf die Stelle „{title}“ bei {company}.",
        apply_title="hiermit bewerbe ich mich auf die Stelle „{title}“.",
        apply_company="hiermit bewerbe ich mich auf eine Stelle bei {company}.",
        apply="ich bewerbe mich um die ausgeschriebene Stelle.",
        current="Derzeit arbeite ich als {title} bei {company}.",
        recent="Zuletzt arbeitete ich als {title} bei {company}.",
        earlier="Davor war ich {title} bei {company}.",
        asks=(
            "Sie suchen {quote}.",
            "Sie suchen außerdem {quote}.",
            "Sie suchen ferner {quote}.",
        ),
        mentions="Sie nennen auch {quote}.",
        read="Über Ihr Unternehmen habe ich gelesen: {quote}.",
        task="Bei Ihnen ist zu tun: {quote}.",
        work_as="Zu meiner Arbeit als {title} bei {company} gehörte: {text}.",
        work_at="Zu meiner Arbeit bei {company} gehörte: {text}.",
        work="Dazu gehörte: {text}.",
        work_more="Außerdem: {text}.",
        skills="Von dem, was Sie suchen, bringe ich {items} mit.",
        education="Zur Ausbildung bringe ich mit: {text}.",
        certification="Außerdem bringe ich mit: {text}.",
        enclosed="",
        talk="Über ein Gespräch mit Ihnen freue ich mich.",
        conjunction="und",
        quotes=("„", "“"),
    ),
    "fr": Phrases(
        summary="{title} chez {company}.",
        summary_earlier="Auparavant {title} chez {company}.",
        apply_title_company="Je vous adresse ma candidature au poste de {title} chez {company}.",
        apply_title="Je vous adresse ma candidature au poste de {title}.",
        apply_company="Je vous adresse ma candidature à un poste chez {company}.",
        apply="Je vous adresse ma candidature à ce poste.",
        current="Je travaille actuellement comme {title} chez {company}.",
        recent="J'ai travaillé en dernier lieu comme {title} chez {company}.",
        earlier="Auparavant, j'ai été {title} chez {company}.",
        asks=(
            "Vous demandez {quote}.",
            "Vous recherchez {quote}.",
            "Vous souhaitez {quote}.",
        ),
        mentions="Vous mentionnez {quote}.",
        read="Je lis sur votre entreprise : {quote}.",
        task="Le poste comprend {quote}.",
        work_as="De mon travail comme {title} chez {company} : {text}.",
        work_at="De mon travail chez {company} : {text}.",
        work="De mon travail : {text}.",
        work_more="Et aussi : {text}.",
        skills="Mon expérience comprend {items}.",
        education="Ma formation : {text}.",
        certification="Et en plus : {text}.",
        enclosed="",
        talk="Je vous rencontrerais avec plaisir pour un entretien.",
        conjunction="et",
        quotes=("« ", " »"),
    ),
    "es": Phrases(
        summary="{title} en {company}.",
        summary_earlier="Anteriormente {title} en {company}.",
        apply_title_company="Les presento mi candidatura al puesto de {title} en {company}.",
        apply_title="Les presento mi candidatura al puesto de {title}.",
        apply_company="Les presento mi candidatura a un puesto en {company}.",
        apply="Presento mi candidatura al puesto.",
        current="Actualmente trabajo como {title} en {company}.",
        recent="Mi último puesto fue el de {title} en {company}.",
        earlier="Antes fui {title} en {company}.",
        asks=(
            "Piden {quote}.",
            "También buscan {quote}.",
            "También piden {quote}.",
        ),
        mentions="También mencionan {quote}.",
        read="He leído sobre su empresa: {quote}.",
        task="El puesto incluye {quote}.",
        work_as="De mi trabajo como {title} en {company}: {text}.",
        work_at="De mi trabajo en {company}: {text}.",
        work="De mi trabajo: {text}.",
        work_more="Y además: {text}.",
        skills="Mi experiencia incluye {items}.",
        education="Mi formación: {text}.",
        certification="Y también: {text}.",
        enclosed="",
        talk="Me gustaría conversar con ustedes en una entrevista.",
        conjunction="y",
        quotes=("«", "»"),
    ),
}


def written_language(language: str) -> str:
    """The language itself where there are phrases of it, else English."""
    return language if language in PHRASES else "en"


def phrases_of(language: str) -> Phrases:
    """The phrases of a language, English ones where there are none."""
    return PHRASES[written_language(language)]
