"""Rule-based extraction on invented CVs: many layouts, many languages, and documents that are none."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from utils.career.offline_extraction import extract
from utils.career.schema import Experience


class Entry(NamedTuple):
    company: str
    title: str
    start: str | None
    end: str | None


class Layout(NamedTuple):
    name: str
    text: str
    entries: list[Entry]


LAYOUTS = [
    Layout(
        "linkedin_export_with_two_roles_under_one_employer",
        """\
Mirela Dascal
Head of Data at Plumbline Freight
Rotterdam, Netherlands

Experience

Plumbline Freight
5 years 3 months

Head of Data
January 2022 - Present (2 years 9 months)
Rotterdam, Netherlands

I lead a group of nine people.

Senior Data Engineer
July 2019 - December 2021 (2 years 6 months)
Rotterdam, Netherlands

Built the tariff warehouse.

Oakhurst Insurance
Data Engineer
March 2016 - June 2019 (3 years 4 months)
Utrecht, Netherlands

Education

Delft University of Technology
Master of Science, Computer Science · (2014 - 2016)
""",
        [
            Entry("Plumbline Freight", "Head of Data", "2022-01", "present"),
            Entry("Plumbline Freight", "Senior Data Engineer", "2019-07", "2021-12"),
            Entry("Oakhurst Insurance", "Data Engineer", "2016-03", "2019-06"),
        ],
    ),
    Layout(
        "company_and_date_then_title_and_place",
        """\
Theo Brannigan
theo.brannigan@example.org | 0161 496 0000 | Manchester, UK

EXPERIENCE
Harrowgate Robotics                                          Jun 2021 – Present
Controls Engineer                                            Leeds, UK
• Tuned servo loops on 14 packaging lines
• Wrote the acceptance tests in Python
Tidewell Marine                                              Sep 2017 – May 2021
Graduate Engineer                                            Hull, UK
• Drew wiring diagrams for three ferries
EDUCATION
University of Sheffield                                      2013 – 2017
MEng Mechanical Engineering
SKILLS
Python, MATLAB, TwinCAT
""",
        [
            Entry("Harrowgate Robotics", "Controls Engineer", "2021-06", "present"),
            Entry("Tidewell Marine", "Graduate Engineer", "2017-09", "2021-05"),
        ],
    ),
    Layout(
        "title_comma_company_dash_place_in_markdown",
        """\
# Ilse Korpela

## Work Experience

Backend Developer, Saltmarsh Games -- Tampere, Finland
Aug 2020 – present

- Wrote the matchmaking service in Go
- Halved the queue time

Junior Developer, Pikku Apps -- Oulu, Finland
Jan 2018 – July 2020

- Maintained a fleet of 12 Android apps

## Education

University of Oulu, BSc in Computer Science
2014 – 2017
""",
        [
            Entry("Saltmarsh Games", "Backend Developer", "2020-08", "present"),
            Entry("Pikku Apps", "Junior Developer", "2018-01", "2020-07"),
        ],
    ),
    Layout(
        "dates_in_the_left_column_on_their_own_lines",
        """\
Gordon Achebe
Work Experience
2019–now
Lead Electrician, Brightside Contractors
Planned and ran crews of up to eight.
Trained four apprentices.
2012–2019
Electrician, Fenwick & Sons
Installed switchgear in schools and clinics.
Education
2009–2012
City College Norwich
NVQ Level 3 Electrical Installation
""",
        [
            Entry("Brightside Contractors", "Lead Electrician", "2019", "present"),
            Entry("Fenwick & Sons", "Electrician", "2012", "2019"),
        ],
    ),
    Layout(
        "pipes_with_company_first",
        """\
PRIYA RAGHUNATH
Pune, India | priya.r@example.com

PROFESSIONAL EXPERIENCE
Cobalt Health | QA Lead | Pune | 04/2020 - Present
- Own release sign-off for six products
- Introduced visual regression tests, 300 screens
Nettlefold Software | QA Analyst | Mumbai | 07/2016 - 03/2020
- Wrote 900 test cases

EDUCATION
University of Mumbai | BE Computer Engineering | 2012 - 2016
""",
        [
            Entry("Cobalt Health", "QA Lead", "2020-04", "present"),
            Entry("Nettlefold Software", "QA Analyst", "2016-07", "2020-03"),
        ],
    ),
    Layout(
        "german_dates_first_with_bei",
        """\
Lebenslauf
Annika Rehberg
Musterweg 4, 50667 Köln

Beruflicher Werdegang
seit 04/2022    Teamleiterin Einkauf bei Rheinbrück Maschinenbau GmbH, Köln
                - Verantwortung für ein Budget von 12 Mio. Euro
                - Führung von fünf Mitarbeitenden
09/2017 – 03/2022    Strategische Einkäuferin bei Falkenhorst AG, Bonn
                - Verhandlung von Rahmenverträgen
08/2014 – 08/2017    Ausbildung zur Industriekauffrau bei Falkenhorst AG, Bonn

Bildungsweg
2006 – 2014    Gymnasium am Stadtpark, Abitur

Kenntnisse
SAP MM, Excel, Englisch (C1)
""",
        [
            Entry("Rheinbrück Maschinenbau GmbH", "Teamleiterin Einkauf", "2022-04", "present"),
            Entry("Falkenhorst AG", "Strategische Einkäuferin", "2017-09", "2022-03"),
            Entry("Falkenhorst AG", "Ausbildung zur Industriekauffrau", "2014-08", "2017-08"),
        ],
    ),
    Layout(
        "french_title_chez_company",
        """\
Solène Marchetti
Grenoble · solene.marchetti@example.fr

EXPÉRIENCES PROFESSIONNELLES

Infirmière coordinatrice chez Clinique des Trois Vallées
Mars 2020 - Aujourd'hui
• Encadrement de 15 soignants
• Mise en place du dossier patient informatisé

Infirmière chez Hôpital Saint-Bruno
Septembre 2015 - Février 2020
• Soins en chirurgie orthopédique

FORMATION
Diplôme d'État d'infirmier, IFSI de Grenoble, 2015

LANGUES
Français : langue maternelle
Italien : courant
""",
        [
            Entry("Clinique des Trois Vallées", "Infirmière coordinatrice", "2020-03", "present"),
            Entry("Hôpital Saint-Bruno", "Infirmière", "2015-09", "2020-02"),
        ],
    ),
    Layout(
        "spanish_company_dash_title_with_period_below",
        """\
Joaquín Belmonte
Valencia, España

Experiencia laboral

Cítricos del Turia S.L. — Responsable de logística
mayo de 2019 – actualidad
- Reduje los costes de transporte un 14 %
- Coordino a 22 personas

Almacenes Benicarló — Mozo de almacén
enero de 2015 – abril de 2019
- Preparación de pedidos

Formación
Universitat de València — Grado en ADE — 2014
""",
        [
            Entry("Cítricos del Turia S.L.", "Responsable de logística", "2019-05", "present"),
            Entry("Almacenes Benicarló", "Mozo de almacén", "2015-01", "2019-04"),
        ],
    ),
    Layout(
        "italian_europass_like_dates_above",
        """\
Curriculum Vitae
Fiorenza Galbusera

ESPERIENZE PROFESSIONALI

09/2018 – in corso
Sviluppatrice web
Lanterna Digitale S.r.l., Bergamo
- Sviluppo di applicazioni con Vue e Laravel

02/2014 – 08/2018
Grafica
Tipografia Colombo, Lecco
- Impaginazione di cataloghi

ISTRUZIONE
Politecnico di Milano, Laurea in Design, 2013
""",
        [
            Entry("Lanterna Digitale S.r.l.", "Sviluppatrice web", "2018-09", "present"),
            Entry("Tipografia Colombo", "Grafica", "2014-02", "2018-08"),
        ],
    ),
    Layout(
        "dutch_comma_with_period_at_the_right",
        """\
Joost Hoekstra
Amersfoort

Werkervaring
Projectleider, Waterland Advies B.V.    maart 2021 – heden
- Leidt dijkversterkingen met een waarde van 40 miljoen euro
Adviseur, Gemeente Almere    juni 2016 – februari 2021
- Schreef het waterplan

Opleiding
Wageningen University, MSc Hydrologie    2010 – 2016

Talen
Nederlands (moedertaal), Engels (vloeiend)
""",
        [
            Entry("Waterland Advies B.V.", "Projectleider", "2021-03", "present"),
            Entry("Gemeente Almere", "Adviseur", "2016-06", "2021-02"),
        ],
    ),
    Layout(
        "portuguese_company_line_then_title_line_then_period",
        """\
Beatriz Quaresma
Porto, Portugal

EXPERIÊNCIA PROFISSIONAL

Vinhas do Marão
Gestora de exportação
Janeiro de 2020 - Presente
• Abri três mercados novos

Azulejos Ferreira, Lda
Assistente comercial
Março de 2016 - Dezembro de 2019
• Atendi 200 clientes

FORMAÇÃO
Universidade do Porto
Licenciatura em Economia
2012 - 2015
""",
        [
            Entry("Vinhas do Marão", "Gestora de exportação", "2020-01", "present"),
            Entry("Azulejos Ferreira, Lda", "Assistente comercial", "2016-03", "2019-12"),
        ],
    ),
    Layout(
        "polish_period_then_title_then_company",
        """\
Zbigniew Olszański
Wrocław

Doświadczenie zawodowe

maj 2020 – obecnie
Starszy programista
Odra Soft Sp. z o.o.
- Tworzenie usług w Kotlinie

październik 2016 – kwiecień 2020
Programista
Bielik Systemy S.A.
- Utrzymanie systemu bankowego

Wykształcenie
Politechnika Wrocławska, magister inżynier, 2016
""",
        [
            Entry("Odra Soft Sp. z o.o.", "Starszy programista", "2020-05", "present"),
            Entry("Bielik Systemy S.A.", "Programista", "2016-10", "2020-04"),
        ],
    ),
    Layout(
        "swedish_title_hos_company",
        """\
Alva Nyquist
Göteborg

Arbetslivserfarenhet

Systemutvecklare hos Havsnära Teknik AB
augusti 2019 – pågående
- Byggde betaltjänsten

Supporttekniker hos Telebro AB
2016 – 2019
- Svarade på 40 ärenden om dagen

Utbildning
Chalmers tekniska högskola, Civilingenjör, 2011 – 2016
""",
        [
            Entry("Havsnära Teknik AB", "Systemutvecklare", "2019-08", "present"),
            Entry("Telebro AB", "Supporttekniker", "2016", "2019"),
        ],
    ),
    Layout(
        "danish_period_colon_title_comma_company",
        """\
Rasmus Thorning
Aarhus

Erhvervserfaring
Marts 2021 – nu: Produktchef, Lillebælt Mejeri A/S
Ansvarlig for 30 varenumre.
August 2017 – februar 2021: Indkøber, Nordjysk Fragt ApS
Forhandlede aftaler med 12 leverandører.

Uddannelse
2012 – 2017: Cand.merc., Aarhus Universitet
""",
        [
            Entry("Lillebælt Mejeri A/S", "Produktchef", "2021-03", "present"),
            Entry("Nordjysk Fragt ApS", "Indkøber", "2017-08", "2021-02"),
        ],
    ),
    Layout(
        "japanese_company_then_title",
        """\
高橋 美咲

職務経歴
株式会社青葉物流
プロダクトマネージャー
2020年7月 – 現在
配送アプリの企画を担当し、利用者を3万人に拡大
合同会社みなとラボ
ソフトウェアエンジニア
2016年4月 – 2020年6月
在庫管理APIの開発

学歴
東北大学 工学部 2012年4月 – 2016年3月

スキル
Python, Go, SQL
""",
        [
            Entry("株式会社青葉物流", "プロダクトマネージャー", "2020-07", "present"),
            Entry("合同会社みなとラボ", "ソフトウェアエンジニア", "2016-04", "2020-06"),
        ],
    ),
    Layout(
        "chinese_title_company_on_one_line",
        """\
林晓东

工作经历
高级后端工程师, 江南云计算有限公司
2021年3月 – 至今
负责支付网关的设计与开发
软件工程师, 海棠网络科技有限公司
2018年7月 – 2021年2月
维护订单系统

教育背景
浙江大学 本科 计算机科学 2014年9月 – 2018年6月
""",
        [
            Entry("江南云计算有限公司", "高级后端工程师", "2021-03", "present"),
            Entry("海棠网络科技有限公司", "软件工程师", "2018-07", "2021-02"),
        ],
    ),
    Layout(
        "period_after_the_bullets",
        """\
Nadia Vance

Experience
Stonecrop Analytics, Principal Consultant
• Advised five utilities on metering data
• Ran workshops for 60 people
Denver, CO
Feb 2020 – present
4 years 2 months
Larkfield Group, Consultant
• Built load forecasts for 3 regions
Boulder, CO
Aug 2016 – Jan 2020
3 years 6 months

Education
BS Colorado School of Mines, Statistics
Golden, CO
2012 – 2016
""",
        [
            Entry("Stonecrop Analytics", "Principal Consultant", "2020-02", "present"),
            Entry("Larkfield Group", "Consultant", "2016-08", "2020-01"),
        ],
    ),
    Layout(
        "table_rows_in_markdown",
        """\
# Owen Tasker

## Employment history

| Period | Role | Employer |
|---|---|---|
| 2021-05 – present | Site Reliability Engineer | Windrose Payments Ltd |
| 2018-02 – 2021-04 | Systems Administrator | Borough of Ashcombe |

## Skills

Linux, Terraform, Prometheus
""",
        [
            Entry("Windrose Payments Ltd", "Site Reliability Engineer", "2021-05", "present"),
            Entry("Borough of Ashcombe", "Systems Administrator", "2018-02", "2021-04"),
        ],
    ),
    Layout(
        "at_sign_and_short_years",
        """\
Kit Marlowe-Jones
kit@example.net

Work history
Platform Engineer @ Driftwood Labs, Sep '21 – now
* moved 40 services to Nomad
Web Developer @ The Paper Lantern, Mar '18 – Aug '21
* rebuilt the ticket shop
""",
        [
            Entry("Driftwood Labs", "Platform Engineer", "2021-09", "present"),
            Entry("The Paper Lantern", "Web Developer", "2018-03", "2021-08"),
        ],
    ),
    Layout(
        "several_roles_under_an_employer_with_a_period_of_its_own",
        """\
Hamza Idrissi

Professional Experience
Kestrel Avionics, Toulouse, France
Engineering Manager (2021 – Present)
- Manage two teams of seven
Senior Embedded Engineer (2018 – 2021)
- Wrote the flight data recorder firmware
Embedded Engineer (2015 – 2018)
- Ported the bootloader

Ateliers Roubaud, Lyon, France
Intern (2014)
- Soldered prototypes

Education
INSA Lyon, Master in Electronics (2010 – 2015)
""",
        [
            Entry("Kestrel Avionics", "Engineering Manager", "2021", "present"),
            Entry("Kestrel Avionics", "Senior Embedded Engineer", "2018", "2021"),
            Entry("Kestrel Avionics", "Embedded Engineer", "2015", "2018"),
            Entry("Ateliers Roubaud", "Intern", "2014", "2014"),
        ],
    ),
    Layout(
        "titles_no_word_list_knows_follow_the_other_entries",
        """\
Bram Castellane

Experience
Barista Trainer
Copperpot Coffee
May 2021 - Present
- Train 30 new starters a year

Head Gardener
Lowther Estate
Apr 2017 - Apr 2021
- Replanted the walled garden

Beekeeper
Thistledown Farm
2014 - 2017
- Kept 40 hives
""",
        [
            Entry("Copperpot Coffee", "Barista Trainer", "2021-05", "present"),
            Entry("Lowther Estate", "Head Gardener", "2017-04", "2021-04"),
            Entry("Thistledown Farm", "Beekeeper", "2014", "2017"),
        ],
    ),
    Layout(
        "company_first_with_unknown_words",
        """\
Yusuf Pemberton

Employment
Quayside
Shipwright
Jan 2019 to date
- Restored three wooden hulls

Marlow & Finch
Cabinet Maker
Jun 2013 to Dec 2018
- Built fitted libraries

Greyfriars
Joinery Apprentice
2010 to 2013
""",
        [
            Entry("Quayside", "Shipwright", "2019-01", "present"),
            Entry("Marlow & Finch", "Cabinet Maker", "2013-06", "2018-12"),
            Entry("Greyfriars", "Joinery Apprentice", "2010", "2013"),
        ],
    ),
    Layout(
        "no_experience_heading",
        """\
Delphine Okoro
delphine@example.com · Bristol

Marketing Manager, Pepperbox Toys (Feb 2020 – Present)
• Grew the newsletter to 80,000 readers
Content Writer, Longshore Media (Sep 2016 – Jan 2020)
• Wrote 400 articles

Education
BA English, University of Bristol (2013 – 2016)
""",
        [
            Entry("Pepperbox Toys", "Marketing Manager", "2020-02", "present"),
            Entry("Longshore Media", "Content Writer", "2016-09", "2020-01"),
        ],
    ),
    Layout(
        "sidebar_text_between_the_entries",
        """\
Sigrid Falk
Experience
Architect
Studio Lindgren
2018 – Present
• Designed a school for 300 pupils
Skills
Revit
Rhino
Languages
Swedish
English
Experience (continued)
Draughtsperson
Byggkonsult Väst AB
2014 – 2018
• Drew fire escape plans
""",
        [
            Entry("Studio Lindgren", "Architect", "2018", "present"),
            Entry("Byggkonsult Väst AB", "Draughtsperson", "2014", "2018"),
        ],
    ),
    Layout(
        "dateless_with_title_at_company",
        """\
Rufus Oyelaran

Work Experience
Community Manager at Fernbank Housing Trust
- Run a forum of 3,000 tenants
Receptionist at Hotel Belvedere
- Front desk and night audit
""",
        [
            Entry("Fernbank Housing Trust", "Community Manager", None, None),
            Entry("Hotel Belvedere", "Receptionist", None, None),
        ],
    ),
    Layout(
        "one_line_entries_without_bullets",
        """\
Marguerite Sollis

Career history
2020 – present    Practice Nurse, Elmfield Surgery, Exeter
2015 – 2020    Staff Nurse, Royal Devon Hospital, Exeter
2012 – 2015    Care Assistant, Sunnybank Care Home, Taunton

Qualifications
2009 – 2012    BSc Nursing, University of Plymouth
""",
        [
            Entry("Elmfield Surgery", "Practice Nurse", "2020", "present"),
            Entry("Royal Devon Hospital", "Staff Nurse", "2015", "2020"),
            Entry("Sunnybank Care Home", "Care Assistant", "2012", "2015"),
        ],
    ),
    Layout(
        "bullets_that_name_years_open_no_entry",
        """\
Cleo Wainwright

Experience
Account Director, Bluebell Communications
January 2018 - Present
- Won the Harrow account in 2019 and kept it through 2023
- Presented the 2020 – 2021 plan to the board of a bank
- Hired two designers in March 2022
Account Manager, Fox & Anchor
May 2014 - December 2017
- Ran the campaign for the 2016 season
""",
        [
            Entry("Bluebell Communications", "Account Director", "2018-01", "present"),
            Entry("Fox & Anchor", "Account Manager", "2014-05", "2017-12"),
        ],
    ),
    Layout(
        "labels_before_the_values",
        """\
Curriculum vitae
Name: Petra Vondráková

Work experience
Dates: 03/2019 – present
Position: Laboratory Technician
Employer: Biotest Brno s.r.o.
- Runs the sequencing lab

Dates: 09/2015 – 02/2019
Position: Junior Technician
Employer: Masaryk Clinic
- Prepared samples
""",
        [
            Entry("Biotest Brno s.r.o.", "Laboratory Technician", "2019-03", "present"),
            Entry("Masaryk Clinic", "Junior Technician", "2015-09", "2019-02"),
        ],
    ),
    Layout(
        "period_in_brackets_in_the_middle",
        """\
Ewan Sutherland

Experience
Trawler Mate (2016 - 2022), North Sea Fisheries Ltd
- Stood watches on a 30 m vessel
Deckhand (2012 - 2016), Peterhead Harbour Trust
- Mended nets
""",
        [
            Entry("North Sea Fisheries Ltd", "Trawler Mate", "2016", "2022"),
            Entry("Peterhead Harbour Trust", "Deckhand", "2012", "2016"),
        ],
    ),
]


def _entries(experiences: list[Experience]) -> list[Entry]:
    return [Entry(e.company, e.title, e.start_date, e.end_date) for e in experiences]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_entries_are_read_from_the_layout(layout: Layout) -> None:
    assert _entries(extract(layout.text).experiences) == layout.entries
