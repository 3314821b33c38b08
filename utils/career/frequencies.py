"""How often a text says that something happens: "weekly", "every quarter", "12 a day", "pro Jahr".

Reads the spans of time by which things recur, by name ("week"), in the languages of CVs. How often
within one, and what recurs, are not read here; "a year later" and "a quarter of it" recur never.
"""

from __future__ import annotations

import re
from typing import Final

from .number_words import named_words

_SPANS: Final = named_words("""
    second: second seconds sec s sekunde seconde segundo
    minute: minute minutes min minuto
    hour: hour hours hr h stunde heure hora
    shift: shift shifts schicht turno
    night: night nights nacht nuit noche
    day: day days d tag jour día dia giorno
    week: week weeks wk woche semaine semana settimana
    month: month months mo monat mois mes mese
    quarter: quarter quarters quartal trimestre
    semester: semester term semestre
    year: year years yr annum jahr an année año anno ano
""")
_ADVERBS: Final = named_words("""
    minute: minutely
    hour: hourly stündlich stündliche stündlichen horaire
    night: nightly nächtlich nocturno
    day: daily täglich tägliche täglichen täglicher quotidien quotidienne quotidiens quotidiennes
    day: diario diaria diarios diarias diariamente
    week: weekly wöchentlich wöchentliche wöchentlichen wöchentlicher hebdomadaire hebdomadaires
    week: semanal semanales semanalmente
    month: monthly monatlich monatliche monatlichen monatlicher mensuel mensuelle mensuels
    month: mensuelles mensual mensuales mensualmente
    quarter: quarterly vierteljährlich vierteljährliche trimestriel trimestrielle trimestriels
    quarter: trimestral trimestrales quartalsweise
    year: yearly annual annually jährlich jährliche jährlichen annuel annuelle annuels annuelles
    year: anual anuales anualmente
""")
_EACH: Final = (
    r"(?:per|every|each|pro|jede[nrs]?|chaque|par(?!\smes\b)|cada|al?(?=\s(?:mois|mes|día|dia|año|mese))"
    r"|(?:once|twice|times|fois|mal|veces)\s(?:an?|in the|im|am|par|por|al|a la))"
)
_RECURS: Final = re.compile(
    rf"\b{_EACH}\s+(?:single\s+)?(?P<each>[^\W\d_]+)"
    r"|\w\s?/\s?(?P<slash>(?-i:[a-zäöüßéíñ]+))"
    r"|(?<=[a-z]s)\s+an?\s+(?P<counted>[^\W\d_]+)\b(?!\s+(?:of|ago|later|before|after))",
    re.IGNORECASE,
)
_MAY_RECUR: Final = re.compile(r"\b(?:an?|eine[rm]?|une?|un[ao]?)\s+(?P<span>[^\W\d_]+)", re.I)
_WORD: Final = re.compile(r"[^\W\d_]+")


def frequencies(text: str) -> dict[str, str]:
    """The spans by which things recur -> the words that say so first."""
    found: dict[str, str] = {}
    for match in _WORD.finditer(text):
        if (span := _ADVERBS.get(match[0].casefold())) is not None:
            found.setdefault(span, match[0])
    for match in _RECURS.finditer(text):
        word = (match["each"] or match["slash"] or match["counted"]).casefold()
        if (span := _SPANS.get(word)) is not None:
            found.setdefault(span, match[0].strip())
    return found


def possible_frequencies(text: str) -> frozenset[str]:
    """Those, and the spans of "a day" anywhere: what a text may mean to recur."""
    spans = (_SPANS.get(match["span"].casefold()) for match in _MAY_RECUR.finditer(text))
    return frozenset({*frequencies(text), *filter(None, spans)})
