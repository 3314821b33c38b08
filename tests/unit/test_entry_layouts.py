"""Entries in every usual layout, in many languages: one grid of invented roles, read without fault.

Each text has three roles under an experience heading, then education and skills, which hold dates
and names as well and are no roles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pytest

from utils.career.offline_extraction import extract

LAYOUTS: Final = {
    "title_company_dates": "{title}\n{company}\n{dates}",
    "company_title_dates": "{company}\n{title}\n{dates}",
    "title_company_in_one_row": "{title}, {company} ({dates})",
    "company_place_dash_title": "{company}, {place} — {title}\t{dates}",
    "dates_title_company_place": "{dates}\n{title}\n{company}, {place}",
    "dates_company_title": "{dates}\n{company}\n{title}",
    "dates_beside_title": "{dates}\t{title}\n{company}",
    "dates_beside_company": "{dates}\t{company}\n{title}",
    "company_place_over_title_dates": "{company}\t{place}\n{title}\t{dates}",
    "title_dates_over_company_place": "{title}\t{dates}\n{company}\t{place}",
    "company_dates_over_title": "{company}\t{dates}\n{title}",
    "bars_title_first": "{title} | {company} | {dates}",
    "bars_company_first": "{company} | {title} | {dates}",
    "bars_dates_first": "{dates} | {company} | {title}",
    "company_with_place_in_brackets": "{company} ({place}) - {title}\n{dates}",
    "dates_colon_title_dash_company": "{dates}: {title} - {company}",
    "dates_colon_company_comma_title": "{dates}: {company}, {title}",
    "dashes": "{title} - {company} - {dates}",
    "dots_between_company_place_dates": "{company} • {place} • {dates}\n{title}",
    "bars_in_the_second_row": "{title}\n{company} | {place} | {dates}",
    "markdown_headings": "### {title}\n#### {company}\n{dates} | {place}",
    "title_company_place_below_dates": "{dates}\n{title}, {company}, {place}",
    "padded_with_spaces": "{title}    {dates}\n{company}, {place}",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; roles as (title, employer)."""

    experience: str
    education: str
    skills: str
    now: str
    roles: tuple[tuple[str, str], tuple[str, str], tuple[str, str]]
    place: str
    statement: str
    degree: str


LANGUAGES: Final = {
    "en": Words(
        "Work Experience", "Education", "Skills", "Present",
        (("Ferry Captain", "Brae Sound Ferries"), ("Deckhand", "Skerry & Daughters"),
         ("Kitchen Porter", "The Gull Inn")),
        "Oban, Scotland", "Cut fuel use by 9%", "HND Nautical Science, Clyde College, 2004 – 2006",
    ),
    "de": Words(
        "Berufserfahrung", "Ausbildung", "Kenntnisse", "heute",
        (("Werkstattleiter", "Autohaus Brehm GmbH"), ("Mechatronikerin", "Kfz Tannert"),
         ("Aushilfe", "Gasthof Linde")),
        "Dresden", "Durchlaufzeit um 9 % gesenkt", "2004 – 2006 Abitur, Gymnasium Pirna",
    ),
    "fr": Words(
        "Expérience professionnelle", "Formation", "Compétences", "présent",
        (("Responsable de cave", "Domaine Aubrac"), ("Caviste", "Les Vins de Léo"),
         ("Serveuse", "Brasserie du Quai")),
        "Dijon", "Pertes réduites de 9 %", "2004 – 2006 : BTS Viticulture, Lycée de Beaune",
    ),
    "es": Words(
        "Experiencia laboral", "Educación", "Habilidades", "actualidad",
        (("Encargada de taller", "Bicicletas Ordesa"), ("Mecánico", "Talleres Lanuza S.L."),
         ("Dependienta", "Frutas Belén")),
        "Huesca, España", "Menos averías, un 9 %", "Bachillerato, Instituto Pirineos, 2004 – 2006",
    ),
    "it": Words(
        "Esperienza lavorativa", "Istruzione", "Competenze", "oggi",
        (("Capo reparto", "Filature Serio"), ("Magazziniere", "Rocchi Trasporti S.r.l."),
         ("Cameriere", "Osteria Pavone")),
        "Bergamo", "Scarti ridotti del 9%", "Diploma, Istituto Tecnico di Bergamo, 2004 – 2006",
    ),
    "nl": Words(
        "Werkervaring", "Opleiding", "Vaardigheden", "heden",
        (("Teamleider productie", "Zuivelhoeve Meer"), ("Operator", "Kaasfabriek Wold B.V."),
         ("Vakkenvuller", "Buurtsuper Plein")),
        "Utrecht", "Uitval met 9% verlaagd", "MBO Voedingstechniek, ROC Gelre, 2004 – 2006",
    ),
    "sv": Words(
        "Arbetslivserfarenhet", "Utbildning", "Kompetenser", "pågående",
        (("Arbetsledare", "Sågverket Tallåsen"), ("Maskinist", "Grus och Schakt AB"),
         ("Butiksbiträde", "Hamnkiosken")),
        "Gävle, Sverige", "Minskade spillet med 9 %", "Gymnasieexamen, Vasaskolan, 2004 – 2006",
    ),
    "pl": Words(
        "Doświadczenie zawodowe", "Wykształcenie", "Umiejętności", "obecnie",
        (("Kierownik budowy", "Mostbud Sp. z o.o."), ("Murarz", "Firma Cegła"),
         ("Pomocnik", "Tartak Sosna")),
        "Lublin", "Koszty niższe o 9%", "Technik budowlany, Technikum nr 2, 2004 – 2006",
    ),
    "ru": Words(
        "Опыт работы", "Образование", "Навыки", "настоящее время",
        (("Технолог", "ООО «Мелькомбинат»"), ("Лаборант", "Завод «Колос»"),
         ("Кладовщик", "База Юг")),
        "Самара", "Снижение потерь на 9%", "Техник, Пищевой колледж, 2004 – 2006",
    ),
    "ja": Words(
        "職務経歴", "学歴", "スキル", "現在",
        (("製造部長", "株式会社山川製菓"), ("生産管理担当", "有限会社あさひ堂"),
         ("販売スタッフ", "みなと商店")),
        "東京都", "コストを9%削減", "2004年 – 2006年 中央大学 商学部",
    ),
    "zh": Words(
        "工作经历", "教育背景", "技能", "至今",
        (("生产经理", "青岛海澜食品有限公司"), ("质量工程师", "济南泰和集团"),
         ("销售专员", "烟台果园商行")),
        "上海", "成本降低9%", "2004.09 - 2006.06 山东大学 食品科学",
    ),
}  # fmt: skip

PERIODS: Final = ((("2019-03", "present"), "03/2019 – {now}"), (("2014", "2018"), "2014 – 2018"))
LAST: Final = (("2011-06", "2013-12"), "06/2011 – 12/2013")


def document(words: Words, layout: str) -> str:
    rows = []
    periods = [written.format(now=words.now) for _, written in (*PERIODS, LAST)]
    for (title, company), dates in zip(words.roles, periods, strict=True):
        header = layout.format(title=title, company=company, dates=dates, place=words.place)
        rows += [header, f"- {words.statement}", ""]
    mark = "## " if "###" in layout else ""
    others = [f"{mark}{words.education}", words.degree, "", f"{mark}{words.skills}", "Excel, SQL"]
    head = ["Robin Vale", "robin@example.org", "", f"{mark}{words.experience}", ""]
    return "\n".join([*head, *rows, *others])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LAYOUTS)
def test_roles_are_read_whatever_the_layout_and_the_language(name: str, language: str) -> None:
    words = LANGUAGES[language]
    found = extract(document(words, LAYOUTS[name])).experiences
    assert [(each.title, each.company) for each in found] == list(words.roles)
    assert [(each.start_date, each.end_date) for each in found] == [
        dates for dates, _ in (*PERIODS, LAST)
    ]
