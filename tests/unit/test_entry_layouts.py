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


@dataclass(frozen=True, slots=True)
class Case:
    """The lines below a heading "Experience", and the roles in them: title, employer, dates."""

    text: str
    roles: list[tuple[str, str, str | None, str | None]]


CASES: Final = {
    "an open year before a tab": Case(
        "2019–\tReader in History, University of Alder\n2013–2019\tLecturer, University of Alder",
        [("Reader in History", "University of Alder", "2019", "present"),
         ("Lecturer", "University of Alder", "2013", "2019")],
    ),
    "a period broken over two lines": Case(
        "Porter, Larch Street Infirmary, Truro. September 2020 to\nJuly 2022\n* Beds for 31 wards",
        [("Porter", "Larch Street Infirmary", "2020-09", "2022-07")],
    ),
    "names that stop before their period": Case(
        "Night Host, Alder Cruises. Summer 2016 to March 2020\n* Quizzes on three ships\n\n"
        "Bar Supervisor, The Heron, Exeter. 2013 to 2015\n* Six people",
        [("Night Host", "Alder Cruises", "2016", "2020-03"),
         ("Bar Supervisor", "The Heron", "2013", "2015")],
    ),
    "clients of a freelancer in dated bullets": Case(
        "Independent iOS Consultant @ Tansy Apps\nOct 2018 → now\n"
        "- Harbour Bank (2021–2022): a new onboarding\n- Fenn Air (2020): a boarding pass\n\n"
        "Mobile Developer @ Bento & Sons\nJun 2012 → Sep 2018\n- Tills for 40 restaurants",
        [("Independent iOS Consultant", "Tansy Apps", "2018-10", "present"),
         ("Mobile Developer", "Bento & Sons", "2012-06", "2018-09")],
    ),
    "a dated project among what is told": Case(
        "07/2021 – heute\nManagerin, Silberweg AG\nLeitung von 14 Personen\n"
        "Projekt (2023): Lager bei einem Buchgroßhändler\n01/2018 – 06/2021\n"
        "Beraterin, Ostermann GmbH\nAnalysen",
        [("Managerin", "Silberweg AG", "2021-07", "present"),
         ("Beraterin", "Ostermann GmbH", "2018-01", "2021-06")],
    ),
    "a legal form on the next line": Case(
        "seit 01.04.2018\tLeiter Instandhaltung\nThaler Papierwerke GmbH & Co.\nKG, Blankenburg\n"
        "• 22 Personen\n07/2010 – 08/2012\tMechaniker\nVita Personal, eingesetzt bei Rota AG",
        [("Leiter Instandhaltung", "Thaler Papierwerke GmbH & Co. KG", "2018-04", "present"),
         ("Mechaniker", "Vita Personal", "2010-07", "2012-08")],
    ),
    "a branch behind the legal form": Case(
        "2012 – 2018 Meister, Rotalux AG, Werk Nord\n2018 – 2020 Leiter, Thaler GmbH, Werk Süd",
        [("Meister", "Rotalux AG", "2012", "2018"), ("Leiter", "Thaler GmbH", "2018", "2020")],
    ),
    "places behind legal forms, each line with its stop": Case(
        "02/2015–09/2019 Planerin, Fabricius & Partner mbB, Halle (Saale).\n- Umspannwerke\n"
        "08/2012–02/2013 Praktikantin, Windkraft Oderbruch eG, Seelow.",
        [("Planerin", "Fabricius & Partner mbB", "2015-02", "2019-09"),
         ("Praktikantin", "Windkraft Oderbruch eG", "2012-08", "2013-02")],
    ),
    "a country in first letters": Case(
        "Harrow Robotics\tLeeds, U.K.\nReliability Engineer\tJan. 2019 - Present\n• Alerts\n"
        "Corps of Signals, Army\tThirsk, U.K.\nSystems Operator\tSep. 2011 - May 2017\n• Radio",
        [("Reliability Engineer", "Harrow Robotics", "2019-01", "present"),
         ("Systems Operator", "Corps of Signals, Army", "2011-09", "2017-05")],
    ),
    "an employer's name that ends like its address": Case(
        "Program Support Specialist\nCoast Guard Base Norport\n4000 Cove Blvd, Norport, VA 23703\n"
        "Dates Employed: 02/2015 – 05/2019\n• Records of 640 members\nLogistics Specialist\n"
        "United States Navy\nUSS Carver Hall, Norfolk, VA\nDates Employed: 08/2009 – 01/2015",
        [("Program Support Specialist", "Coast Guard Base Norport", "2015-02", "2019-05"),
         ("Logistics Specialist", "United States Navy", "2009-08", "2015-01")],
    ),
    "an employer with its own sentence above its posts": Case(
        "CASTLE GROCERS PLC, LEEDS\t2016 – PRESENT\nA chain of 212 shops.\n\n"
        "  Head of Supply\tApril 2022 – present\n  * 26 people\n\n"
        "  Senior Buyer, Produce\tSept 2018 – March 2022\n  * Salad\n\n"
        "  Graduate Trainee\tSept 2016 – Aug 2018\n  * Depots",
        [("Head of Supply", "CASTLE GROCERS PLC", "2022-04", "present"),
         ("Senior Buyer, Produce", "CASTLE GROCERS PLC", "2018-09", "2022-03"),
         ("Graduate Trainee", "CASTLE GROCERS PLC", "2016-09", "2018-08")],
    ),
    "kind of contract and since beside the period": Case(
        "Cadre de santé\nHôpital du Val – Alençon\nCDI – De septembre 2020 à ce jour\n• Équipe\n"
        "Infirmière\nClinique des Rives – Argentan\nIntérim – De février 2013 à août 2020\n• Bloc",
        [("Cadre de santé", "Hôpital du Val", "2020-09", "present"),
         ("Infirmière", "Clinique des Rives", "2013-02", "2020-08")],
    ),
    "an employer and its place joined by a hyphen": Case(
        "Truck Driver\nBlue Ox Freight-Superior, WI\nNovember 2020 to Present\n• 48 states\n"
        "Operator\nUnited States Army-Fort Bragg, NC\nJune 2009 to June 2013\n• Convoys",
        [("Truck Driver", "Blue Ox Freight", "2020-11", "present"),
         ("Operator", "United States Army", "2009-06", "2013-06")],
    ),
    "a post that became another": Case(
        "Obsidian Wave, Principal Engineer\t2019–present\n- Buoys\n"
        "Admiralty Research Establishment, Scientist, later Senior Scientist\t2011–2019\n- Tanks",
        [("Principal Engineer", "Obsidian Wave", "2019", "present"),
         ("Scientist, later Senior Scientist", "Admiralty Research Establishment", "2011", "2019")],
    ),
    "a volunteer's post": Case(
        "Stage Manager | Barn Theatre | 2019–Present\n- Shows\n"
        "Props Runner | Fringe on the Quay (volunteer) | 2014, 2015",
        [("Stage Manager", "Barn Theatre", "2019", "present"),
         ("Props Runner", "Fringe on the Quay (volunteer)", "2014", "2015")],
    ),
    "how long instead of when": Case(
        "### Gameplay Programmer, Gulliver Games\n3 years 2 months\n- Netcode\n\n"
        "### Junior Developer, Tinplate Toys\n1.5 years\n- A web shop",
        [("Gameplay Programmer", "Gulliver Games", None, None),
         ("Junior Developer", "Tinplate Toys", None, None)],
    ),
    "entering and leaving in rows of a form": Case(
        "2014\t4\t鎌倉小学校 教諭\n2019\t3\t一身上の都合により退職\n"
        "2019\t4\t株式会社森本 編集者\n現在に至る\n以上",
        [("教諭", "鎌倉小学校", "2014-04", "2019-03"),
         ("編集者", "株式会社森本", "2019-04", "present")],
    ),
    "a time without a post": Case(
        "Oak & Moss Solicitors, Truro\t2019 - to date\nLegal Secretary\nWills and probate.\n\n"
        "Career break to raise my family\t2015 - 2018\n\n"
        "Mutual Building Society, Looe\t2009 - 2015\nCashier\nThe till.",
        [("Legal Secretary", "Oak & Moss Solicitors", "2019", "present"),
         ("Cashier", "Mutual Building Society", "2009", "2015")],
    ),
    "numbered employers, the posts behind a label": Case(
        "1. 厦门海鲲航运有限公司（2021年5月—至今）\n职位：船舶调度\n工作内容：\n（1）12艘船；\n\n"
        "2. 泉州顺达物流中心（2017年3月—2021年4月）\n职位：仓库主管",
        [("船舶调度", "厦门海鲲航运有限公司", "2021-05", "present"),
         ("仓库主管", "泉州顺达物流中心", "2017-03", "2021-04")],
    ),
    "what an employer earns above its posts": Case(
        "NORTH PAPER GROUP, Rumford, ME\t2016 – Present\n$640M maker of papers; five mills\n"
        "Chief Operating Officer (2020 – Present)\n- Three unions\n"
        "Vice President, Supply Chain (2016 – 2020)\n- Stocks",
        [("Chief Operating Officer", "NORTH PAPER GROUP", "2020", "present"),
         ("Vice President, Supply Chain", "NORTH PAPER GROUP", "2016", "2020")],
    ),
    "seasons of several years": Case(
        "Parc des Îles\tDepuis 2021\nGestionnaire\n- Équipe\n"
        "Croisières Béluga & cie\tÉtés 2012 à 2015\nGuide-naturaliste\n- Sorties",
        [("Gestionnaire", "Parc des Îles", "2021", "present"),
         ("Guide-naturaliste", "Croisières Béluga & cie", "2012", "2015")],
    ),
    "a name broken behind a small word": Case(
        "Janvier 2014 – mai 2016 : Chercheuse – Université de Bergen, Norvège\nGlace.\n\n"
        "Juin 2012 – mai 2013 : Attachée temporaire de recherche – Université de\n"
        "Bretagne Occidentale, Brest\n192 heures de cours par an.",
        [("Chercheuse", "Université de Bergen", "2014-01", "2016-05"),
         ("Attachée temporaire de recherche", "Université de Bretagne Occidentale",
          "2012-06", "2013-05")],
    ),
    "posts in a nested list": Case(
        "- Lumen & Loom — weaving software\n  - Staff Engineer (2022–present)\n    - Streams\n"
        "  - Senior Engineer (2019–2022)\n    - Patterns\n- Gristmill Analytics\n"
        "  - Data Engineer (2016–2019)\n    - Prices",
        [("Staff Engineer", "Lumen & Loom", "2022", "present"),
         ("Senior Engineer", "Lumen & Loom", "2019", "2022"),
         ("Data Engineer", "Gristmill Analytics", "2016", "2019")],
    ),
    "a table whose head names its columns": Case(
        "근무기간\t회사명\t직위\t담당업무\n2021.03 ~ 현재\t푸른바다식품\t품질관리팀장\tHACCP 3개\n"
        "2016.07 ~ 2021.02\t한울제과\t품질관리\t식품 검사",
        [("품질관리팀장", "푸른바다식품", "2021-03", "present"),
         ("품질관리", "한울제과", "2016-07", "2021-02")],
    ),
    "a season without a name for it": Case(
        "Da settembre 2019\tVicedirettore\nHotel Ceresio SA\n• 64 camere\n"
        "Stagione estiva 2013\tPortiere di notte\nCamping Delta Blu",
        [("Vicedirettore", "Hotel Ceresio SA", "2019-09", "present"),
         ("Portiere di notte", "Camping Delta Blu", "2013", "2013")],
    ),
    "a bullet that tells since when": Case(
        "Third Grade Teacher | Hollow Elementary | Boise, ID | 08/18 - Present\n"
        "-Teach 26 students\n-Mentor teacher since 2021\n\n"
        "Lead Tutor | Bright Steps, LLC | Boise, ID | 06/16 - 07/18\n-Trained 11 tutors",
        [("Third Grade Teacher", "Hollow Elementary", "2018-08", "present"),
         ("Lead Tutor", "Bright Steps, LLC", "2016-06", "2018-07")],
    ),
    "three names apart by spaces": Case(
        "2020.03 – 至今 苏州澄明光电有限公司 研发部经理\n• 8人团队\n"
        "2014.07 – 2016.06 宁波海曙模具厂 技术员\n• 维护",
        [("研发部经理", "苏州澄明光电有限公司", "2020-03", "present"),
         ("技术员", "宁波海曙模具厂", "2014-07", "2016-06")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_roles_are_read_from(case: Case) -> None:
    found = extract(f"Ada Vale\n\n## Experience\n\n{case.text}\n\n## Skills\n\nExcel").experiences
    assert [(each.title, each.company, each.start_date, each.end_date) for each in found] == (
        case.roles
    )


@pytest.mark.parametrize(
    "heading", ["III. EXPERIENCIA LABORAL", "E X P É R I E N C E S", "Szakmai tapasztalat"]
)
def test_a_section_is_known_by(heading: str) -> None:
    text = f"{heading}\nKiln Hand\nPottery Oak Ltd\n2014 – 2016\n\nIV. ESTUDIOS\nBachiller, 2012"
    (role,) = extract(text).experiences
    assert (role.title, role.company, role.end_date) == ("Kiln Hand", "Pottery Oak Ltd", "2016")


def statements_of(text: str) -> list[list[str]]:
    """What each role of a document tells, whatever its kind."""
    roles = extract(f"Ada Vale\n\nEXPERIENCE\n{text}").experiences
    return [sorted([*role.achievements, *role.responsibilities]) for role in roles]


def test_a_bullet_goes_on_in_the_line_that_found_no_room_beside_it() -> None:
    text = (
        "2012 – 2018\tMeister\nRotalux Werke GmbH, Nordhausen\n• Senkung der ungeplanten\n"
        "Stillstände um 35 %\n• Planung\n2010 – 2012\tMechaniker\nThaler AG\n• Bau"
    )
    assert statements_of(text) == [
        ["Planung", "Senkung der ungeplanten Stillstände um 35 %"],
        ["Bau"],
    ]


def test_a_line_that_hangs_from_a_bullet_belongs_to_it() -> None:
    text = (
        "Erzieherin, Kinderheim Ulrich, 2012 – 2018\n  - Hilfen für acht bis zehn\n"
        "    Jugendliche gleichzeitig\n  - Dienst\n\nPraktikantin, Kinderheim Ulrich, 2010 – 2011"
    )
    assert statements_of(text) == [
        ["Dienst", "Hilfen für acht bis zehn Jugendliche gleichzeitig"],
        [],
    ]


def test_terms_and_labels_of_a_form_are_nothing_that_a_role_tells() -> None:
    text = (
        "Program Analyst\nFarm Service Agency\n06/2019 – Present\nHours per Week: 40\n"
        "Salary: $61,000\nSupervisor: L. Prior, may contact: Yes\nDuties:\n• Audits of offices\n"
        "Accomplishments:\n• A team award"
    )
    assert statements_of(text) == [["A team award", "Audits of offices"]]


def test_a_row_is_a_place_where_other_entries_have_theirs() -> None:
    text = (
        "Oak Foods\nSales Director\nMarch 2022 - Present (2 years)\nGlasgow, United Kingdom\n"
        "Lead 14 managers.\nSelf-employed\nMarket Trader\nApril 2014 - December 2016\nAyr\n"
        "ELM STORES\nShop Manager\nAugust 2010 - March 2014\nKilmarnock"
    )
    roles = extract(f"Ada Vale\n\nEXPERIENCE\n{text}").experiences
    assert [(role.title, role.company, role.location) for role in roles] == [
        ("Sales Director", "Oak Foods", "Glasgow, United Kingdom"),
        ("Market Trader", "Self-employed", "Ayr"),
        ("Shop Manager", "ELM STORES", "Kilmarnock"),
    ]
    assert not any([*role.achievements, *role.responsibilities] for role in roles[1:])
