"""Rule-based extraction on invented CVs in many layouts and languages, and on other documents."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.career.grounding import ground_extraction
from utils.career.offline_extraction import extract
from utils.career.schema import Experience
from utils.career.section_names import section_of


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
    Layout(
        "sentence_like_rows_with_years_in_front",
        """\
Oriol Casademunt
Backend Engineer
Carrer Gran 4 – 08012 Barcelona
T 600 123 123 • B oriol@example.cat
Experience
2019–2023 Backend Engineer, Ribera Payments, Barcelona.
Ledger and reconciliation for card payments.
m Cut batch time from 6 h to 40 min
m Introduced property-based tests
2016–2019 Software Developer, Institut de Dades, Girona.
m Built the open-data portal
Education
2012–2016 BSc Computer Engineering, Universitat Politècnica de Catalunya, Barcelona.
Languages
Catalan Native
English Fluent
""",
        [
            Entry("Ribera Payments", "Backend Engineer", "2019", "2023"),
            Entry("Institut de Dades", "Software Developer", "2016", "2019"),
        ],
    ),
    Layout(
        "title_company_place_and_period_on_one_line",
        """\
Lotte Verhaegen
Ghent, Belgium | lotte@example.be | linkedin.com/in/lottev
Experience
Software Engineer, Korenmarkt Systems – Ghent, Belgium June 2020 – present
• Reduced time to render user buddy lists by 75% by implementing prediction algorithm
• Integrated iChat with Spotlight
Software Engineer Intern, Lindenhof Research – Leuven, Belgium June 2018 – Aug 2018
• Designed a UI for the VS open file switcher
Education
KU Leuven, BS in Computer Science – Leuven, Belgium Sept 2016 – May 2020
""",
        [
            Entry("Korenmarkt Systems", "Software Engineer", "2020-06", "present"),
            Entry("Lindenhof Research", "Software Engineer Intern", "2018-06", "2018-08"),
        ],
    ),
    Layout(
        "dutch_period_title_company_without_bullets",
        """\
Sanne Dijkstra
Data-engineer met passie voor schone pijplijnen
sanne.dijkstra@example.nl | +31 6 12345678 | Utrecht, Netherlands
Samenvatting
Data-engineer met 7 jaar ervaring in de logistiek.
Werkervaring
jan. 2021 – heden
Senior data-engineer
Havenstroom B.V.
Ontwerpt datapijplijnen voor 12 terminals.
Verkortte de laadtijd met 60%.
mrt. 2017 – dec. 2020
Data-engineer
Polderdata
Bouwde het datawarehouse in BigQuery.
Opleiding
Universiteit Utrecht — Bachelor Informatica (sep. 2013 – jun. 2017)
Vaardigheden
Data: SQL, Python, dbt
""",
        [
            Entry("Havenstroom B.V.", "Senior data-engineer", "2021-01", "present"),
            Entry("Polderdata", "Data-engineer", "2017-03", "2020-12"),
        ],
    ),
    Layout(
        "chinese_period_title_company",
        """\
陈思远
资深数据分析师
chen@example.com | 上海, China
个人简介
八年数据分析经验。
工作经历
2021年4月 – 至今
资深数据分析师
云杉数据科技有限公司
搭建用户增长看板，周活跃提升12%。
2017年7月 – 2021年3月
数据分析师
明德咨询
负责报表自动化。
教育背景
复旦大学 — 本科 统计学 (2013年9月 – 2017年6月)
技能
数据: SQL, Python
""",
        [
            Entry("云杉数据科技有限公司", "资深数据分析师", "2021-04", "present"),
            Entry("明德咨询", "数据分析师", "2017-07", "2021-03"),
        ],
    ),
    Layout(
        "portuguese_company_dash_title_in_headings",
        """\
# Rafael Teixeira

Engenheiro de dados

rafael@example.pt · Lisboa, Portugal

## Experiência

### Marés Energia — Engenheiro de dados sénior

março de 2021 – presente

- Desenho de pipelines de dados
- Redução de custos em 22 %

### Tagus Software — Engenheiro de dados

julho de 2017 – fevereiro de 2021

- Migração para a cloud

## Educação

| | | |
|---|---|---|
| Instituto Superior Técnico | Mestrado Engenharia Informática | setembro de 2012 – junho de 2017 |
""",
        [
            Entry("Marés Energia", "Engenheiro de dados sénior", "2021-03", "present"),
            Entry("Tagus Software", "Engenheiro de dados", "2017-07", "2021-02"),
        ],
    ),
    Layout(
        "spanish_right_hand_period",
        """\
LUCÍA ARRIETA
Enfermera de urgencias
lucia@example.es | Bilbao, España

EXPERIENCIA
-----------
Enfermera de urgencias, Hospital de Basurto                    03/2019 - actualidad
  * Triaje de más de 60 pacientes por turno
  * Formación de personal nuevo

Enfermera, Clínica Virgen Blanca                               06/2014 - 02/2019
  * Cuidados postoperatorios

EDUCACIÓN
---------
Grado Enfermería, Universidad del País Vasco (09/2010 - 06/2014)
""",
        [
            Entry("Hospital de Basurto", "Enfermera de urgencias", "2019-03", "present"),
            Entry("Clínica Virgen Blanca", "Enfermera", "2014-06", "2019-02"),
        ],
    ),
    Layout(
        "company_title_line_then_location_dates",
        """\
Isaac Fernsby
EXPERIENCE
Quillon Media | Senior Video Editor
London, UK | Mar 2021 – Present
• Cut 40 short documentaries
Rookery Post | Assistant Editor
Bristol, UK | Oct 2018 – Feb 2021
• Logged rushes
""",
        [
            Entry("Quillon Media", "Senior Video Editor", "2021-03", "present"),
            Entry("Rookery Post", "Assistant Editor", "2018-10", "2021-02"),
        ],
    ),
    Layout(
        "title_line_then_company_city_dates",
        """\
Marta Sobczak
EXPERIENCE
Head Chef
The Copper Kettle, Leeds | January 2020 – Present
• Lead a brigade of eight
Sous Chef
Bramble & Thorn, York | June 2016 – December 2019
• Ran the pass four nights a week
""",
        [
            Entry("The Copper Kettle", "Head Chef", "2020-01", "present"),
            Entry("Bramble & Thorn", "Sous Chef", "2016-06", "2019-12"),
        ],
    ),
    Layout(
        "company_blurb_below",
        """\
Devon Achterberg
Experience

Mapletrace
Series B logistics start-up with 200 employees
VP Engineering                                   Aug 2020 – Present
- Grew the group from 12 to 45

Thornbury Bank
Retail bank
Engineering Manager                              Jan 2016 – Jul 2020
- Launched instant payments
""",
        [
            Entry("Mapletrace", "VP Engineering", "2020-08", "present"),
            Entry("Thornbury Bank", "Engineering Manager", "2016-01", "2020-07"),
        ],
    ),
    Layout(
        "days_in_the_dates",
        """\
Giorgos Papadakis
Work Experience
01/09/2019 – 30/06/2023
Civil Engineer
Aegean Bridges S.A. – Piraeus, Greece
Supervised three sites.
15/02/2015 – 31/08/2019
Junior Civil Engineer
Delta Works – Patras, Greece
Drew reinforcement plans.
""",
        [
            Entry("Aegean Bridges S.A.", "Civil Engineer", "2019-09", "2023-06"),
            Entry("Delta Works", "Junior Civil Engineer", "2015-02", "2019-08"),
        ],
    ),
    Layout(
        "iso_dates_and_employment_type",
        """\
Hedda Lund
Experience
Frontend Developer
Fjordlys AS · Full-time
2020-03 – 2023-11 · 3 yrs 9 mos
Bergen, Norway
- Built the booking widget
Web Developer
Nordbyte · Part-time
2018-01 – 2020-02 · 2 yrs 2 mos
Bergen, Norway
- Maintained 25 shops
""",
        [
            Entry("Fjordlys AS", "Frontend Developer", "2020-03", "2023-11"),
            Entry("Nordbyte", "Web Developer", "2018-01", "2020-02"),
        ],
    ),
    Layout(
        "academic_posts_with_departments",
        """\
Dr. Noor al-Rashid
Academic Appointments
Assistant Professor, Department of Physics, University of Leeds, 2021–present
Postdoctoral Researcher, Max Planck Institute for Plasma Physics, 2018–2021
Education
PhD Physics, University of Oxford, 2014–2018
Publications
al-Rashid N. (2020) Edge turbulence. Plasma Letters 12.
""",
        [
            Entry("University of Leeds", "Assistant Professor", "2021", "present"),
            Entry(
                "Max Planck Institute for Plasma Physics", "Postdoctoral Researcher", "2018", "2021"
            ),
        ],
    ),
    Layout(
        "company_in_capitals_above_title",
        """\
Wren Halloran
PROFESSIONAL EXPERIENCE

GLOBAL FREIGHT PARTNERS, Chicago, IL
Operations Analyst, May 2019 – Present
• Forecast demand for 30 lanes

MIDLAND GROCERS, Peoria, IL
Inventory Clerk, June 2016 – April 2019
• Counted stock
""",
        [
            Entry("GLOBAL FREIGHT PARTNERS", "Operations Analyst", "2019-05", "present"),
            Entry("MIDLAND GROCERS", "Inventory Clerk", "2016-06", "2019-04"),
        ],
    ),
    Layout(
        "tabs_between_the_parts",
        """\
Ines Falcão
EXPERIENCE
Cortiça Design\tProduct Designer\tPorto\t2021 – Present
- Designed a booking app
Lume Studio\tUI Designer\tLisbon\t2018 – 2021
- Drew icons
""",
        [
            Entry("Cortiça Design", "Product Designer", "2021", "present"),
            Entry("Lume Studio", "UI Designer", "2018", "2021"),
        ],
    ),
    Layout(
        "german_prose_instead_of_bullets",
        """\
Tobias Engel
Berufserfahrung
Pflegedienstleiter
Seniorenzentrum Lindenhof, Freiburg
März 2018 bis heute
Ich leite ein Team von 24 Pflegekräften und verantworte die Dienstplanung.
Die Fluktuation sank in dieser Zeit um ein Drittel.
Altenpfleger
Caritas Sozialstation, Emmendingen
Oktober 2011 bis Februar 2018
Ambulante Pflege und Anleitung von Auszubildenden.
Ausbildung
Staatlich geprüfter Altenpfleger
2008 bis 2011
""",
        [
            Entry("Seniorenzentrum Lindenhof", "Pflegedienstleiter", "2018-03", "present"),
            Entry("Caritas Sozialstation", "Altenpfleger", "2011-10", "2018-02"),
        ],
    ),
    Layout(
        "employer_in_brackets",
        """\
Anders Kvist
Erfarenhet
Lärare i matematik (Strandskolan, Malmö), 2015 – nu
Lärarassistent (Ekbackens förskola, Lund), 2012 – 2015
Utbildning
Lärarexamen, Lunds universitet, 2012
""",
        [
            Entry("Strandskolan", "Lärare i matematik", "2015", "present"),
            Entry("Ekbackens förskola", "Lärarassistent", "2012", "2015"),
        ],
    ),
    Layout(
        "contract_in_brackets_is_part_of_the_title",
        """\
Folake Adeyinka
Experience
Senior Java Developer (Contract)
Bellwether Insurance – Dublin, Ireland
Feb 2022 – Nov 2023
• Migrated 14 services to Spring Boot 3
Java Developer (Contract)
Castlegate Bank – Cork, Ireland
Jul 2019 – Jan 2022
• Wrote the SEPA gateway
""",
        [
            Entry("Bellwether Insurance", "Senior Java Developer (Contract)", "2022-02", "2023-11"),
            Entry("Castlegate Bank", "Java Developer (Contract)", "2019-07", "2022-01"),
        ],
    ),
    Layout(
        "czech_title_dash_company",
        """\
Pavel Horák
Praxe
Vedoucí skladu – Moravské pivovary a.s., Olomouc (05/2018 – dosud)
• Řízení 18 lidí
Skladník – Hanácký velkoobchod, Prostějov (02/2013 – 04/2018)
• Příjem zboží
Vzdělání
SOŠ Olomouc, maturita, 2012
""",
        [
            Entry("Moravské pivovary a.s.", "Vedoucí skladu", "2018-05", "present"),
            Entry("Hanácký velkoobchod", "Skladník", "2013-02", "2018-04"),
        ],
    ),
    Layout(
        "french_since_above_title",
        """\
Bastien Lacroix
EXPÉRIENCE
Depuis septembre 2021
Menuisier poseur – Ateliers Dubreuil, Nantes
Pose de fenêtres et d'escaliers sur mesure
2016 - 2021
Apprenti menuisier – Maison Perrault, Angers
Fabrication de meubles
FORMATION
2014 - 2016 CAP Menuiserie, Lycée Jean Monnet
""",
        [
            Entry("Ateliers Dubreuil", "Menuisier poseur", "2021-09", "present"),
            Entry("Maison Perrault", "Apprenti menuisier", "2016", "2021"),
        ],
    ),
    Layout(
        "summer_jobs",
        """\
Imogen Tate
Experience
Lifeguard, Seaview Lido — Summer 2019
Taught 30 children to swim.
Camp Counselor, Pinewood Camp — Summer 2018
Led hikes.
Education
Torquay Academy, A-levels, 2020
""",
        [
            Entry("Seaview Lido", "Lifeguard", "2019", "2019"),
            Entry("Pinewood Camp", "Camp Counselor", "2018", "2018"),
        ],
    ),
    Layout(
        "headings_made_of_title_and_company",
        """\
# Mina Farrow
Illustrator

## Where I've worked

### Illustrator, Tinderbox Books
2019 to now
Drew 14 picture books.

### Junior Designer, Foxglove Press
2016 to 2019
Set covers and posters.

## Education

### BA Illustration, Falmouth University
2013 to 2016
""",
        [
            Entry("Tinderbox Books", "Illustrator", "2019", "present"),
            Entry("Foxglove Press", "Junior Designer", "2016", "2019"),
        ],
    ),
    Layout(
        "period_first_with_technologies_below",
        """\
Sergio Valverde
WORK EXPERIENCE
Nov 2020 - Present | DevOps Engineer | Altamar Cloud
Tech stack: Kubernetes, Terraform, Go
- On call for 40 clusters
Jan 2018 - Oct 2020 | Systems Engineer | Ferrovial Datos
Technologies: Ansible, Linux
- Racked servers
""",
        [
            Entry("Altamar Cloud", "DevOps Engineer", "2020-11", "present"),
            Entry("Ferrovial Datos", "Systems Engineer", "2018-01", "2020-10"),
        ],
    ),
    Layout(
        "freelance",
        """\
Agnes Bory
Experience
Freelance
Translator and Subtitler
2015 – present
- Over 300 films from French and Polish
Berlitz
Language Teacher
2011 – 2015
- Taught groups of ten
""",
        [
            Entry("Freelance", "Translator and Subtitler", "2015", "present"),
            Entry("Berlitz", "Language Teacher", "2011", "2015"),
        ],
    ),
    Layout(
        "headings_of_two_columns_pushed_together",
        """\
Kofi Mensimah
Data Scientist
SKILLS
Python
R
Spark
LANGUAGES
English
Twi
WORK EXPERIENCE
EDUCATION
Data Scientist
Baobab Analytics
03/2021 - Present
Accra, Ghana
Built churn models for two telecoms.
Research Assistant
University of Ghana
09/2018 - 02/2021
Accra, Ghana
Cleaned survey data.
MSc Statistics
University of Ghana
2016 - 2018
""",
        [
            Entry("Baobab Analytics", "Data Scientist", "2021-03", "present"),
            Entry("University of Ghana", "Research Assistant", "2018-09", "2021-02"),
        ],
    ),
    Layout(
        "employer_header_with_total_period",
        """\
Quentin Abara
Experience
Larchmont Software (2014 – present)
Principal Engineer, 2020 – present
- Set the technical direction for 60 engineers
Senior Engineer, 2017 – 2020
- Rebuilt the query planner
Engineer, 2014 – 2017
- Wrote the importer
Education
BSc Mathematics, University of Kent, 2011 – 2014
""",
        [
            Entry("Larchmont Software", "Principal Engineer", "2020", "present"),
            Entry("Larchmont Software", "Senior Engineer", "2017", "2020"),
            Entry("Larchmont Software", "Engineer", "2014", "2017"),
        ],
    ),
    Layout(
        "hungarian",
        """\
Kovács Réka
Munkatapasztalat
2019. március – jelenleg
Szoftverfejlesztő
Duna Informatika Kft.
Banki rendszerek fejlesztése
2015 – 2019
Tesztelő
Alföld Rendszerház Zrt.
Automata tesztek írása
Tanulmányok
BME, mérnökinformatikus, 2015
""",
        [
            Entry("Duna Informatika Kft.", "Szoftverfejlesztő", "2019-03", "present"),
            Entry("Alföld Rendszerház Zrt.", "Tesztelő", "2015", "2019"),
        ],
    ),
    Layout(
        "turkish",
        """\
Elif Karaca
İş Deneyimi
Yazılım Geliştirici, Boğaz Yazılım A.Ş.
Ocak 2020 – Halen
- Mobil uygulama geliştirme
Stajyer, Ege Teknoloji
Haziran 2018 – Eylül 2018
- Test
Eğitim
Ege Üniversitesi, Bilgisayar Mühendisliği, 2019
""",
        [
            Entry("Boğaz Yazılım A.Ş.", "Yazılım Geliştirici", "2020-01", "present"),
            Entry("Ege Teknoloji", "Stajyer", "2018-06", "2018-09"),
        ],
    ),
    Layout(
        "korean",
        """\
김서연
경력
한빛소프트 주식회사
백엔드 개발자
2020년 3월 – 현재
결제 시스템 개발
주식회사 다온
주니어 개발자
2017년 1월 – 2020년 2월
웹 서비스 유지보수
학력
서울대학교 2012년 – 2016년
""",
        [
            Entry("한빛소프트 주식회사", "백엔드 개발자", "2020-03", "present"),
            Entry("주식회사 다온", "주니어 개발자", "2017-01", "2020-02"),
        ],
    ),
    Layout(
        "finnish",
        """\
Aino Heikkilä
Työkokemus
Ohjelmistokehittäjä, Järvi Labs Oy
tammikuu 2020 – nykyinen
- Kehitti varausjärjestelmän
Harjoittelija, Kuopion kaupunki
2018 – 2019
- Tietokannat
Koulutus
Aalto-yliopisto, DI, 2019
""",
        [
            Entry("Järvi Labs Oy", "Ohjelmistokehittäjä", "2020-01", "present"),
            Entry("Kuopion kaupunki", "Harjoittelija", "2018", "2019"),
        ],
    ),
    Layout(
        "romanian",
        """\
Andrei Popescu
Experiență profesională
Inginer software la Carpați Tech SRL
ianuarie 2020 – prezent
- Dezvoltare API
Programator la Mureș Soft
2016 – 2019
- Întreținere
Educație
Universitatea din Cluj, Licență, 2016
""",
        [
            Entry("Carpați Tech SRL", "Inginer software", "2020-01", "present"),
            Entry("Mureș Soft", "Programator", "2016", "2019"),
        ],
    ),
    Layout(
        "date_between_company_and_title",
        """\
ALICE THORNE
alice@example.com
Work Experience
Brightwater Utilities
2018 – 2023
Network Planner
• Modelled 400 km of mains
Ashdown Council
2014 – 2018
Highways Technician
• Surveyed 90 bridges
Education
HNC Civil Engineering, Sussex College, 2014
""",
        [
            Entry("Brightwater Utilities", "Network Planner", "2018", "2023"),
            Entry("Ashdown Council", "Highways Technician", "2014", "2018"),
        ],
    ),
    Layout(
        "multi_line_bullets_wrapping_with_capital",
        """\
Ravi Menon
EXPERIENCE
Cloud Architect, Teal Networks                         Jan 2021 – Present
• Designed a landing zone for 40 accounts that every team in
Europe and Asia now uses, with guard rails in place
• Cut spend by 31%
Systems Engineer, Mistral Hosting                      May 2016 – Dec 2020
• Ran OpenStack for 200 customers including
Government bodies in two countries
EDUCATION
B.Tech Computer Science, NIT Calicut, 2016
""",
        [
            Entry("Teal Networks", "Cloud Architect", "2021-01", "present"),
            Entry("Mistral Hosting", "Systems Engineer", "2016-05", "2020-12"),
        ],
    ),
    Layout(
        "title_slash_company_with_comma_inc",
        """\
Gwen Ibarra
Experience
Product Manager II
Stellar Freight, Inc.
San Diego, CA
August 2019 - Present
- Own the carrier portal used by 3,000 carriers
Associate Product Manager
Parcelwise, LLC
Remote
June 2017 - July 2019
- Shipped rate shopping
""",
        [
            Entry("Stellar Freight, Inc.", "Product Manager II", "2019-08", "present"),
            Entry("Parcelwise, LLC", "Associate Product Manager", "2017-06", "2019-07"),
        ],
    ),
    Layout(
        "company_paren_location_then_title_dates",
        """\
Omar Haddad
Professional Experience
Nilus Telecom (Cairo, Egypt)
Radio Planning Engineer (03/2018 – present)
- Planned 600 sites
Delta Power (Alexandria, Egypt)
Field Engineer (07/2014 – 02/2018)
- Commissioned substations
""",
        [
            Entry("Nilus Telecom", "Radio Planning Engineer", "2018-03", "present"),
            Entry("Delta Power", "Field Engineer", "2014-07", "2018-02"),
        ],
    ),
    Layout(
        "functional_with_short_history",
        """\
Helen Brodie
Profile
Customer service professional with 15 years behind the counter.
Key skills
Till reconciliation, complaint handling, rota planning
Employment history
Shop Manager, Brodie's Bakery, Ayr            2016-present
Senior Sales Assistant, Marchmont Shoes       2010-2016
Sales Assistant, Woolco                       2007-2010
""",
        [
            Entry("Brodie's Bakery", "Shop Manager", "2016", "present"),
            Entry("Marchmont Shoes", "Senior Sales Assistant", "2010", "2016"),
            Entry("Woolco", "Sales Assistant", "2007", "2010"),
        ],
    ),
    Layout(
        "german_table_with_tabs",
        """\
Lebenslauf
Persönliche Daten
Name:\tKlara Immendorf
Geburtsdatum:\t03.05.1990
Berufspraxis
01/2020 – heute\tProjektmanagerin
\tGrünwald Energie GmbH, Leipzig
\t- Steuerung von Windparkprojekten
10/2015 – 12/2019\tJunior Projektmanagerin
\tSolarhof AG, Halle
\t- Angebotswesen
Studium
10/2010 – 09/2015\tUniversität Leipzig, M.Sc. Wirtschaftsingenieurwesen
Sprachen
Deutsch (Muttersprache), Englisch (C1)
""",
        [
            Entry("Grünwald Energie GmbH", "Projektmanagerin", "2020-01", "present"),
            Entry("Solarhof AG", "Junior Projektmanagerin", "2015-10", "2019-12"),
        ],
    ),
    Layout(
        "french_pipes",
        """\
Yanis Bouchard
Développeur web
EXPÉRIENCES PROFESSIONNELLES
Développeur full-stack | Comptoir Numérique | Lille
Depuis mars 2022
- Refonte de l'espace client (React, Symfony)
Développeur PHP | Agence Ponant | Amiens
sept. 2019 – févr. 2022
- Sites vitrines
FORMATION
Licence professionnelle Informatique | Université de Lille | 2019
""",
        [
            Entry("Comptoir Numérique", "Développeur full-stack", "2022-03", "present"),
            Entry("Agence Ponant", "Développeur PHP", "2019-09", "2022-02"),
        ],
    ),
    Layout(
        "italian_presso",
        """\
Matteo Brusaferro
ESPERIENZA LAVORATIVA
gen 2021 - oggi | Data Analyst presso Riviera Assicurazioni S.p.A.
Analisi dei sinistri con Python
set 2018 - dic 2020 | Stagista presso Comune di Genova
Supporto all'ufficio statistica
ISTRUZIONE
2015 - 2018 | Laurea in Statistica, Università di Genova
""",
        [
            Entry("Riviera Assicurazioni S.p.A.", "Data Analyst", "2021-01", "present"),
            Entry("Comune di Genova", "Stagista", "2018-09", "2020-12"),
        ],
    ),
    Layout(
        "spanish_parts_ended_by_full_stops",
        """\
Nuria Palacios
EXPERIENCIA
2021 - Actualidad. Jefa de cocina. Restaurante La Marea, Cádiz.
Gestión de un equipo de 9 personas.
2015 - 2021. Cocinera. Hotel Atalaya, Huelva.
Elaboración de menús diarios.
FORMACIÓN
2013 - 2015. Técnico en Cocina. IES Costa de la Luz.
""",
        [
            Entry("Restaurante La Marea", "Jefa de cocina", "2021", "present"),
            Entry("Hotel Atalaya", "Cocinera", "2015", "2021"),
        ],
    ),
    Layout(
        "japanese_table_with_tabs",
        """\
職務経歴書
氏名 田村 健
職務経歴
2021年4月 – 現在\t株式会社北斗電機\t品質管理エンジニア
製造ラインの検査自動化
2015年4月 – 2021年3月\t西海精工株式会社\t生産技術担当
治具設計
学歴
2011年4月 – 2015年3月 九州工業大学
""",
        [
            Entry("株式会社北斗電機", "品質管理エンジニア", "2021-04", "present"),
            Entry("西海精工株式会社", "生産技術担当", "2015-04", "2021-03"),
        ],
    ),
    Layout(
        "one_entry_intern",
        """\
Lila Moreau
EDUCATION
University of Ottawa, BSc Biology, 2021 – 2025
EXPERIENCE
Research Assistant, Wetland Ecology Lab | May 2023 – Aug 2023
• Identified 1,200 invertebrates
Barista, Second Cup | Sep 2021 – Apr 2023
• Served 300 customers a shift
VOLUNTEERING
Guide, Ottawa Nature Walks | 2022 – present
• Led monthly walks
""",
        [
            Entry("Wetland Ecology Lab", "Research Assistant", "2023-05", "2023-08"),
            Entry("Second Cup", "Barista", "2021-09", "2023-04"),
            Entry("Ottawa Nature Walks", "Guide", "2022", "present"),
        ],
    ),
    Layout(
        "projects_not_experience",
        """\
Dmitri Falk
Experience
Software Developer, Orchard Mobile, 2020 – Present
- Built the sync engine
Projects
Chess Engine, 2019 – 2020
- 2100 Elo
Weather Station, 2018
- LoRa sensors
Certifications
AWS Solutions Architect, Amazon, 2022
Awards
Hackathon Winner, City of Tallinn, 2019
""",
        [Entry("Orchard Mobile", "Software Developer", "2020", "present")],
    ),
    Layout(
        "bold_company_comma_location_title_italics",
        """\
Tess Vandermeer
Experience
Google, Mountain View, CA
Staff Software Engineer                                         Oct 2021 – Present
- Leads a ten-person team
Stripe, Dublin, Ireland
Software Engineer                                         Mar 2017 – Sep 2021
- Ledger invariants
""",
        [
            Entry("Google", "Staff Software Engineer", "2021-10", "present"),
            Entry("Stripe", "Software Engineer", "2017-03", "2021-09"),
        ],
    ),
    Layout(
        "entries_with_department_line",
        """\
Bruno Caldeira
Work Experience
Universidade de Aveiro
Departamento de Química
Técnico de laboratório
jan. 2016 – presente
- Manutenção de HPLC
Hospital de São João
Serviço de Patologia
Estagiário
set. 2014 – dez. 2015
- Preparação de amostras
""",
        [
            Entry("Universidade de Aveiro", "Técnico de laboratório", "2016-01", "present"),
            Entry("Hospital de São João", "Estagiário", "2014-09", "2015-12"),
        ],
    ),
    Layout(
        "dateless_company_title_dash",
        """\
Finn O'Dowd
Experience
Harbour Radio — Presenter
• Hosted the breakfast show
Tide FM — Producer
• Booked 200 guests
""",
        [Entry("Harbour Radio", "Presenter", None, None), Entry("Tide FM", "Producer", None, None)],
    ),
    Layout(
        "reverse_arrow",
        """\
Salma Rizk
EXPERIENCE
▪ Jul 2020 → Present: UX Researcher @ Papaya Health
▪ Feb 2018 → Jun 2020: Junior Researcher @ Insight Loft
""",
        [
            Entry("Papaya Health", "UX Researcher", "2020-07", "present"),
            Entry("Insight Loft", "Junior Researcher", "2018-02", "2020-06"),
        ],
    ),
    Layout(
        "role_at_in_bold_dates_parens_no_space",
        """\
Caspian Reyes
Work
Engineering Lead at Nimbus(2021-present)
Did things with rockets.
Engineer at Comet Labs(2017-2021)
Wrote telemetry.
""",
        [
            Entry("Nimbus", "Engineering Lead", "2021", "present"),
            Entry("Comet Labs", "Engineer", "2017", "2021"),
        ],
    ),
    Layout(
        "sidebar_before_the_name",
        """\
CONTACT
ada@example.org
+44 7700 900123
SKILLS
Kotlin
Swift
ADA PRENTICE
Mobile Developer
PROFILE
Mobile developer who likes offline-first apps.
EXPERIENCE
Mobile Developer
Lighthouse Apps, Brighton
March 2020 – Present
Shipped four apps to both stores.
Cut crash rate to 0.1%.
Android Developer
Northgate Media, London
July 2017 – February 2020
Rewrote the player in Kotlin.
LANGUAGES
English (native)
Welsh (B1)
""",
        [
            Entry("Lighthouse Apps", "Mobile Developer", "2020-03", "present"),
            Entry("Northgate Media", "Android Developer", "2017-07", "2020-02"),
        ],
    ),
    Layout(
        "nonprofit_board_and_titles_unknown_company_first_dash",
        """\
Ottilie Strand
Experience
The Lantern Project – Storyteller in Residence – 2019–2022
Ran 60 workshops.
Kestrel House – Night Porter – 2015–2019
Kept the door.
""",
        [
            Entry("The Lantern Project", "Storyteller in Residence", "2019", "2022"),
            Entry("Kestrel House", "Night Porter", "2015", "2019"),
        ],
    ),
    Layout(
        "place_behind_the_legal_suffix",
        """\
Byungjin Claud Park
Software Architect · Security Expert
42-8 Bangbae-ro, Seoul
Work Experience
Omnious. Co., Ltd. Seoul, S.Korea
Software Architect Jun. 2017 - May 2018
• Provisioned an easily managable hybrid infrastructure
• Developed the core engine
PLAT Corp. Seoul, S.Korea
Co-founder & Software Engineer Jan. 2016 - Jun. 2017
• Implemented a chat service
Extracurricular Activity
Core Member, B10S
2011 - 2017
• Gained expertise in hacking
""",
        [
            Entry("Omnious. Co., Ltd.", "Software Architect", "2017-06", "2018-05"),
            Entry("PLAT Corp.", "Co-founder & Software Engineer", "2016-01", "2017-06"),
        ],
    ),
    Layout(
        "capitals_company_pipe_title",
        """\
Lena Fitzroy
EXPERIENCE
FACEBOOK | SOFTWARE ENGINEER
Jan 2015 – Present | New York, NY
• Built the graph importer
COURSERA | KPCB FELLOW + SOFTWARE ENGINEERING INTERN
June 2014 – Sep 2014 | Mountain View, CA
• 52 out of 2500 applicants chosen
""",
        [
            Entry("FACEBOOK", "SOFTWARE ENGINEER", "2015-01", "present"),
            Entry("COURSERA", "KPCB FELLOW + SOFTWARE ENGINEERING INTERN", "2014-06", "2014-09"),
        ],
    ),
    Layout(
        "title_company_period_place",
        """\
Marcus Oyelowo
EXPERIENCE
Regional Sales Manager
Beacon Tools
June 2018 – Ongoing
Birmingham
• Grew the region to £4m
Sales Executive
Harvest Hardware
May 2014 – May 2018
Coventry
• Opened 60 accounts
STRENGTHS
Hard-working
Eye for detail
EDUCATION
B.A. Business
Aston University
2011 – 2014
""",
        [
            Entry("Beacon Tools", "Regional Sales Manager", "2018-06", "present"),
            Entry("Harvest Hardware", "Sales Executive", "2014-05", "2018-05"),
        ],
    ),
    Layout(
        "title_and_period_then_university_and_place",
        """\
Jake Ryan
123-456-7890 | jake@example.edu
Experience
Undergraduate Research Assistant June 2020 – Present
Texas A&M University Bryan, TX
• Developed a REST API using FastAPI and PostgreSQL
Information Technology Support Specialist Sep. 2018 – Present
Southwestern University Georgetown, TX
• Communicate with managers to set up campus computers
Artificial Intelligence Research Assistant May 2019 – July 2019
Southwestern University Georgetown, TX
• Explored methods to generate video game dungeons
Projects
Gitlytics | Python, Flask, React June 2020 – Present
• Developed a full-stack web application
""",
        [
            Entry("Texas A&M University", "Undergraduate Research Assistant", "2020-06", "present"),
            Entry(
                "Southwestern University",
                "Information Technology Support Specialist",
                "2018-09",
                "present",
            ),
            Entry(
                "Southwestern University",
                "Artificial Intelligence Research Assistant",
                "2019-05",
                "2019-07",
            ),
        ],
    ),
    Layout(
        "company_heading_then_title",
        """\
# Richard Hendriks
Programmer
richard@example.com
San Francisco, California
## Work
### Pied Piper
CEO/President
December 2013 – December 2014
Pied Piper is a multi-platform technology based on a proprietary compression algorithm.
- Build an algorithm for artist to detect copyright violation
### Hooli
Senior Developer
January 2011 – November 2013
Search was my team.
- Won the bake-off
## Volunteer
### CoderDojo
Teacher
January 2012 – January 2013
- Awarded 'Teacher of the Month'
## Education
### University of Oklahoma
Information Technology, Bachelor
June 2011 – January 2014
""",
        [
            Entry("Pied Piper", "CEO/President", "2013-12", "2014-12"),
            Entry("Hooli", "Senior Developer", "2011-01", "2013-11"),
            Entry("CoderDojo", "Teacher", "2012-01", "2013-01"),
        ],
    ),
    Layout(
        "europass_with_addresses",
        """\
Curriculum vitae
PERSONAL INFORMATION Betty Smith
32 Reading rd, Birmingham B26 3QJ United Kingdom
JOB APPLIED FOR European project manager
WORK EXPERIENCE
August 2002–Present Independent consultant
British Council
123, Bd Ney, 75023 Paris (France)
Evaluation of European Commission youth training support measures
March–July 2002 Internship
European Commission, Youth Unit, DG Education and Culture
200, Rue de la Loi, 1049 Brussels (Belgium)
- evaluating youth training programmes
October 2001–February 2002 Researcher / Independent Consultant
Council of Europe, Budapest (Hungary)
Working in a research team
EDUCATION AND TRAINING
1997–2001 PhD - Thesis Title: Young People in the Construction of the Virtual University
""",
        [
            Entry("British Council", "Independent consultant", "2002-08", "present"),
            Entry(
                "European Commission, Youth Unit, DG Education and Culture",
                "Internship",
                "2002-03",
                "2002-07",
            ),
            Entry("Council of Europe", "Researcher / Independent Consultant", "2001-10", "2002-02"),
        ],
    ),
    Layout(
        "company_dates_paren_title_bulletless",
        """\
Petros Galanis
Professional Experience

Senior Consultant, Deloitte Digital, Athens (2019 - present)
Advises retail banks on onboarding. Leads a squad of eight.

Consultant, Accenture, Athens (2016 - 2019)
Delivered CRM roll-outs.

Education
MSc Information Systems, Athens University of Economics (2014 - 2016)
""",
        [
            Entry("Deloitte Digital", "Senior Consultant", "2019", "present"),
            Entry("Accenture", "Consultant", "2016", "2019"),
        ],
    ),
    Layout(
        "swedish_company_dash_title_in_headings",
        """\
# Erik Sandahl

Projektledare

## Arbetslivserfarenhet

### Skanska AB — Projektledare

mars 2019 – nu

- Ansvarig för två broprojekt

### Peab — Platschef

augusti 2014 – februari 2019

- Ledde 30 personer

## Utbildning

| | | |
|---|---|---|
| KTH | Civilingenjör Samhällsbyggnad | augusti 2009 – juni 2014 |
""",
        [
            Entry("Skanska AB", "Projektledare", "2019-03", "present"),
            Entry("Peab", "Platschef", "2014-08", "2019-02"),
        ],
    ),
    Layout(
        "danish_right_hand_period",
        """\
METTE KROGH
Sygeplejerske

ERFARING
--------
Sygeplejerske, Rigshospitalet                                  02/2018 - nu
  * Akutmodtagelse

Social- og sundhedsassistent, Plejecenter Solgården            08/2013 - 01/2018
  * Pleje og medicin

UDDANNELSE
----------
Professionsbachelor i sygepleje, Københavns Professionshøjskole (02/2014 - 06/2017)
""",
        [
            Entry("Rigshospitalet", "Sygeplejerske", "2018-02", "present"),
            Entry("Plejecenter Solgården", "Social- og sundhedsassistent", "2013-08", "2018-01"),
        ],
    ),
    Layout(
        "polish_abbreviated_months",
        """\
Agnieszka Wrona
Kraków, Polska | agnieszka@example.pl
Doświadczenie zawodowe
Główna księgowa, Wawel Finanse sty 2020 – obecnie
• Sprawozdania dla 40 spółek
• Wdrożenie KSeF
Księgowa, Biuro Rachunkowe Saldo wrz 2015 – gru 2019
• Rozliczenia VAT
Wykształcenie
Uniwersytet Ekonomiczny, Magister Rachunkowość paź 2010 – cze 2015
""",
        [
            Entry("Wawel Finanse", "Główna księgowa", "2020-01", "present"),
            Entry("Biuro Rachunkowe Saldo", "Księgowa", "2015-09", "2019-12"),
        ],
    ),
    Layout(
        "traditional_chinese",
        """\
黃怡君
工作經驗
產品經理 | 晨星科技股份有限公司
2020年6月 – 至今
負責行動支付產品規劃
行銷專員 | 綠洲媒體
2017年3月 – 2020年5月
管理社群
學歷
國立臺灣大學 2013年 – 2017年
""",
        [
            Entry("晨星科技股份有限公司", "產品經理", "2020-06", "present"),
            Entry("綠洲媒體", "行銷專員", "2017-03", "2020-05"),
        ],
    ),
    Layout(
        "russian",
        """\
Анна Кузнецова
Опыт работы
Инженер-программист, ООО «Вектор»
Январь 2020 – настоящее время
- Разработка API
Младший разработчик, АО «Сигма»
Март 2017 – Декабрь 2019
- Поддержка
Образование
МГУ, 2017
""",
        [
            Entry("ООО «Вектор»", "Инженер-программист", "2020-01", "present"),
            Entry("АО «Сигма»", "Младший разработчик", "2017-03", "2019-12"),
        ],
    ),
    Layout(
        "hospitality_no_dates_months",
        """\
Experience
Barista — Kaffeine, London
Spring 2022 to present
Latte art and stock.
Waiter — The Oak, London
2020 to 2022
Ran a section of eight tables.
""",
        [
            Entry("Kaffeine", "Barista", "2022", "present"),
            Entry("The Oak", "Waiter", "2020", "2022"),
        ],
    ),
    Layout(
        "table_with_a_header_row",
        """\
Name\tRosa Delgado
Experience
Position\tCompany\tPeriod
Data Analyst\tSolfin\t2020 – Present
Junior Analyst\tBankora\t2017 – 2020
""",
        [
            Entry("Solfin", "Data Analyst", "2020", "present"),
            Entry("Bankora", "Junior Analyst", "2017", "2020"),
        ],
    ),
    Layout(
        "a_career_break_is_no_role",
        """\
Jo Finch
Employment History
Parental leave, 2021 – 2022
Bid Manager, Corbel Construction, 2016 – 2021
- Won 14 frameworks
Bid Coordinator, Corbel Construction, 2013 – 2016
- Wrote CVs
""",
        [
            Entry("Corbel Construction", "Bid Manager", "2016", "2021"),
            Entry("Corbel Construction", "Bid Coordinator", "2013", "2016"),
        ],
    ),
    Layout(
        "military_and_long_titles",
        """\
Sgt. Dana Whitlock
Experience
U.S. Army
Logistics Non-Commissioned Officer                         2012 – 2020
- Moved 900 tons
Amazon
Senior Area Manager, Inbound Operations                         2020 – Present
- Led 110 associates
""",
        [
            Entry("U.S. Army", "Logistics Non-Commissioned Officer", "2012", "2020"),
            Entry("Amazon", "Senior Area Manager, Inbound Operations", "2020", "present"),
        ],
    ),
    Layout(
        "american_dates",
        """\
LUIS FERRER
PROFESSIONAL EXPERIENCE
WAREHOUSE SUPERVISOR
ACME LOGISTICS, Newark, NJ
05/21/2018 to Present
Supervise 25 staff
FORKLIFT OPERATOR
PORT SERVICES INC, Elizabeth, NJ
03/15/2014 to 04/30/2018
Unloaded containers
EDUCATION
High School Diploma, 2012
""",
        [
            Entry("ACME LOGISTICS", "WAREHOUSE SUPERVISOR", "2018-05", "present"),
            Entry("PORT SERVICES INC", "FORKLIFT OPERATOR", "2014-03", "2018-04"),
        ],
    ),
    Layout(
        "a_department_between_employer_and_title",
        """\
Lea Amstutz

Previous Employment

ETH Zürich
Department of Physics
Research Assistant
2019 – 2022
- Built a cryostat

Paul Scherrer
Division of Optics
Technician
2016 – 2019
- Aligned lasers
""",
        [
            Entry("ETH Zürich", "Research Assistant", "2019", "2022"),
            Entry("Paul Scherrer", "Technician", "2016", "2019"),
        ],
    ),
    Layout(
        "headings_below_what_they_head",
        """\
Milo Santangelo
Sound Engineer, Amber Studios 2019 - now
Recorded 40 albums
Assistant Engineer, Riverside Sound 2016 - 2019
Set up microphones
EXPERIENCE
BA Music Technology, University of York 2013 - 2016
EDUCATION
""",
        [
            Entry("Amber Studios", "Sound Engineer", "2019", "present"),
            Entry("Riverside Sound", "Assistant Engineer", "2016", "2019"),
        ],
    ),
    Layout(
        "form_with_labels_in_the_margin_one_of_them_broken",
        """\
Esperienza professionale
Date\t05/2017 → oggi
Lavoro o posizione ricoperti\tCapo cantina
Principali attività e responsabilità\tVinificazione e imbottigliamento
Nome e indirizzo del datore di
lavoro
Tenuta Roccamora, Via Alta 3, Asti
Date\t09/2012 – 04/2017
Lavoro o posizione ricoperti\tCantiniere
Nome e indirizzo del datore di
lavoro
Vini Dellacasa S.r.l., Alba
Istruzione e formazione
Date\t2007 – 2012
""",
        [
            Entry("Tenuta Roccamora", "Capo cantina", "2017-05", "present"),
            Entry("Vini Dellacasa S.r.l.", "Cantiniere", "2012-09", "2017-04"),
        ],
    ),
    Layout(
        "form_with_labels_and_colons",
        """\
WORK EXPERIENCE
Employer: Bureau of Canals
Position Title: Lock Keeper, Grade 4
Dates Employed: 06/2018 – Present
Hours per week: 40
Duties and accomplishments:
Operate three locks.
Employer: Marsh County Parks
Position Title: Ranger
Dates Employed: 01/2013 – 05/2018
""",
        [
            Entry("Bureau of Canals", "Lock Keeper, Grade 4", "2018-06", "present"),
            Entry("Marsh County Parks", "Ranger", "2013-01", "2018-05"),
        ],
    ),
    Layout(
        "only_the_title_is_labelled",
        """\
DOŚWIADCZENIE ZAWODOWE

04.2019 – obecnie
Browar Zacisze, Ełk
Stanowisko: Piwowar

02.2014 – 03.2019
Mleczarnia Rosa Sp. z o.o., Suwałki
Stanowisko: Laborantka
""",
        [
            Entry("Browar Zacisze", "Piwowar", "2019-04", "present"),
            Entry("Mleczarnia Rosa Sp. z o.o.", "Laborantka", "2014-02", "2019-03"),
        ],
    ),
    Layout(
        "headings_in_the_margin",
        """\
Education\tBSc Oceanography, University of Lorne, 2012
Experience\tBuoy Technician, Harbour Institute\t2016–present
• Moored nine buoys
Survey Assistant, Tern Charters\t2012–2016
Awards\tYoung Diver Prize, 2015
Skills\tMATLAB, welding
""",
        [
            Entry("Harbour Institute", "Buoy Technician", "2016", "present"),
            Entry("Tern Charters", "Survey Assistant", "2012", "2016"),
        ],
    ),
    Layout(
        "heading_of_another_kind_of_experience",
        """\
Wissenschaftlicher Werdegang
seit 10/2021\tAkademischer Rat, Institut für Geologie, Universität Hartau
04/2017 – 09/2021\tWissenschaftlicher Mitarbeiter, Leibniz-Institut für Moorkunde
Studium
2010 – 2015\tMaster of Science Geologie, Universität Hartau
""",
        [
            Entry("Universität Hartau", "Akademischer Rat", "2021-10", "present"),
            Entry(
                "Leibniz-Institut für Moorkunde",
                "Wissenschaftlicher Mitarbeiter",
                "2017-04",
                "2021-09",
            ),
        ],
    ),
    Layout(
        "japanese_career_with_marked_headings",
        """\
氏名：木村 さくら

■職務要約
食品業界で営業に従事してまいりました。

■職務経歴

株式会社うみべ食品（2020年4月～現在）
事業内容：水産加工　従業員数：80名
営業課長
・新規顧客を年間12社獲得

株式会社みなみ屋（2014年4月～2020年3月）
事業内容：食品卸
営業担当

■資格
日商簿記2級（2013年6月）
""",
        [
            Entry("株式会社うみべ食品", "営業課長", "2020-04", "present"),
            Entry("株式会社みなみ屋", "営業担当", "2014-04", "2020-03"),
        ],
    ),
    Layout(
        "remarks_and_addresses_of_the_web_are_no_headers",
        """\
Experience

Wharfinger
Saltbox Marina
07/2021 – Present
(acquired by Pike & Co in 2022)
- Berths for 90 boats

Rope Maker
Hemp Row
05/2016 – 06/2021
www.hemprow.example
- Splices and nets
""",
        [
            Entry("Saltbox Marina", "Wharfinger", "2021-07", "present"),
            Entry("Hemp Row", "Rope Maker", "2016-05", "2021-06"),
        ],
    ),
    Layout(
        "a_clear_entry_tells_how_an_unclear_one_is_laid_out",
        """\
Experience
2021 – present | Hollin Bakery | Head Baker
- Ovens
2017 – 2021 | Corbel Yard | Puddler
- Moulds
""",
        [
            Entry("Hollin Bakery", "Head Baker", "2021", "present"),
            Entry("Corbel Yard", "Puddler", "2017", "2021"),
        ],
    ),
    Layout(
        "a_place_that_no_list_knows_stands_where_another_has_one",
        """\
Experience
Alder & Thorn, London\tMarch 2020 – Present
Florist
• Weddings
School of Petals, Wimbleworth\tMay 2015 – February 2020
Trainee Florist
• Stems
""",
        [
            Entry("Alder & Thorn", "Florist", "2020-03", "present"),
            Entry("School of Petals", "Trainee Florist", "2015-05", "2020-02"),
        ],
    ),
    Layout(
        "places_below_the_period_as_exports_of_networks_have_them",
        """\
Erfarenhet

Slussbolaget
6 år 2 månader
Slussvakt
augusti 2021 - Present (3 år 3 månader)
Torekov, Skåne, Sverige

Kanalvärd
januari 2018 - augusti 2021 (3 år 8 månader)

Mossby kommun
Parkarbetare
april 2014 - december 2017 (3 år 9 månader)
Mossby, Skåne, Sverige

Utbildning
""",
        [
            Entry("Slussbolaget", "Slussvakt", "2021-08", "present"),
            Entry("Slussbolaget", "Kanalvärd", "2018-01", "2021-08"),
            Entry("Mossby kommun", "Parkarbetare", "2014-04", "2017-12"),
        ],
    ),
    Layout(
        "banner_with_an_unknown_place_above_the_roles",
        """\
## Experience

### Larch Robotics — Wexcombe (2012 – 2019)

**Lead Engineer** (2015 – 2019)

- Arms

**Engineer** (2012 – 2015)

- Grippers
""".replace("**", ""),
        [
            Entry("Larch Robotics", "Lead Engineer", "2015", "2019"),
            Entry("Larch Robotics", "Engineer", "2012", "2015"),
        ],
    ),
    Layout(
        "period_broken_over_three_lines_in_the_margin",
        """\
Professional Experience
03/2018
–
present
Chief Stoker
Polar Steamers
06/2011
–
02/2018
Second Stoker
Fjord Line
""",
        [
            Entry("Polar Steamers", "Chief Stoker", "2018-03", "present"),
            Entry("Fjord Line", "Second Stoker", "2011-06", "2018-02"),
        ],
    ),
    Layout(
        "employers_as_bullets_above_the_dated_titles",
        """\
Experience
• Tallow Systems\tBaltimore, MD
Senior Engineer\tAug 2020 - Present
• Ropewalk: a scheduler
• Wickham Energy\tHouston, TX
Data Intern\tMay 2018 - Aug 2018
• Cleaned logs
""",
        [
            Entry("Tallow Systems", "Senior Engineer", "2020-08", "present"),
            Entry("Wickham Energy", "Data Intern", "2018-05", "2018-08"),
        ],
    ),
    Layout(
        "what_the_employer_does_between_its_name_and_the_title",
        """\
EXPERIENCE

CANDLE HOTELS          Savannah, GA
A riverside hotel of 210 rooms with two restaurants.
Night Manager          6/2018 - Present
* Audit and security

THE EAVES          Macon, GA
A country inn of 22 rooms.
Desk Agent          1/2016 - 5/2018
* Listened
""",
        [
            Entry("CANDLE HOTELS", "Night Manager", "2018-06", "present"),
            Entry("THE EAVES", "Desk Agent", "2016-01", "2018-05"),
        ],
    ),
    Layout(
        "a_degree_under_a_heading_nobody_knows_is_no_role",
        """\
EMPLOYMENT
Gumtree Cider\tCellar Hand\tMay 2020 – present
Press and tanks.
Quay Café\tBarista\tMar 2017 – Apr 2020
BOOKISH YEARS
Swan River University\tB. Commerce\t2013 – 2016
""",
        [
            Entry("Gumtree Cider", "Cellar Hand", "2020-05", "present"),
            Entry("Quay Café", "Barista", "2017-03", "2020-04"),
        ],
    ),
    Layout(
        "plural_of_a_job_in_an_employers_name",
        """\
Employment history
Hedge Officer
Wyre Forest Trust, May 2019 – present
• Hedges
Project Assistant
Fenland Rangers, January 2017 – April 2019
• Ditches
""",
        [
            Entry("Wyre Forest Trust", "Hedge Officer", "2019-05", "present"),
            Entry("Fenland Rangers", "Project Assistant", "2017-01", "2019-04"),
        ],
    ),
    Layout(
        "a_word_that_may_mean_in_stands_before_the_employer_as_in_the_clear_entry",
        """\
Experiencia laboral
Cocinera en Hotel Alday, 2020 – actualidad
- Menús de temporada
Trapecista en Torre Belchí, 2016 – 2020
- Dos funciones al día
""",
        [
            Entry("Hotel Alday", "Cocinera", "2020", "present"),
            Entry("Torre Belchí", "Trapecista", "2016", "2020"),
        ],
    ),
    Layout(
        "a_place_that_no_list_knows_beside_a_title_that_none_does",
        """\
Опыт работы
ООО «Прибой» • Зеленогорье • 07.2021 – настоящее время
Бондарь
• Бочки
Группа Нева • Москва • 07.2016 – 06.2021
Технолог
• Рецептуры
""",
        [
            Entry("ООО «Прибой»", "Бондарь", "2021-07", "present"),
            Entry("Группа Нева", "Технолог", "2016-07", "2021-06"),
        ],
    ),
    Layout(
        "parts_between_wide_spaces",
        """\
【職務経歴】
2020年4月～現在　株式会社なぎさ　データエンジニア
・処理基盤を構築
2015年4月～2020年3月　株式会社いろは　システムエンジニア
【学歴】
2015年3月　山口工業大学 卒業
""",
        [
            Entry("株式会社なぎさ", "データエンジニア", "2020-04", "present"),
            Entry("株式会社いろは", "システムエンジニア", "2015-04", "2020-03"),
        ],
    ),
]


def _entries(experiences: list[Experience]) -> list[Entry]:
    return [Entry(e.company, e.title, e.start_date, e.end_date) for e in experiences]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_entries_are_read_from_the_layout(layout: Layout) -> None:
    assert _entries(extract(layout.text).experiences) == layout.entries


NO_CV = {
    "talk_abstract": """\
Speaker: Jonas Feld, Staff Engineer at Opaline Data
Title: Queues without tears
In this talk I will show how we moved from cron to queues between 2019 and 2021.
Jonas has worked in data for ten years.
""",
    "project_notes": """\
# Migration notes
Owner: Jonas Feld
## Timeline
- March 2021 – June 2021: inventory of jobs
- July 2021 – December 2021: migration
## Team
Two engineers and a product manager
""",
    "job_posting": """\
Senior Backend Engineer
Harbor Systems, Lisbon
About the role
We are looking for an engineer with 5+ years of experience.
Your responsibilities
- Build services in Go
What you bring
- Experience with Kubernetes (2019 or later)
""",
    "performance_review": """\
Performance review 2023
Employee: Dana Kost
Reviewer: Igor Prell, Engineering Manager
Period: January 2023 – December 2023
Strengths
Dana led the migration of the billing service.
Goals for 2024
Mentor one junior engineer.
""",
    "history_essay": """\
The history of the Harbour Bridge

Construction began in March 1923 and the bridge opened in 1932. The chief engineer, John Bradfield,
of the Public Works Department, had proposed it in 1912 – 1916. Over 1,400 workers took part.
""",
    "cover_letter": """\
Dear Ms Hale,

I am applying for the post of Data Engineer. Since 2019 I have been a data engineer at Larch & Co,
where I built pipelines. From 2016 to 2019 I studied at the University of Kent.

Yours sincerely
Peter Vale
""",
    "course_certificate": """\
CERTIFICATE OF COMPLETION
This is to certify that Maria Lopes completed the course
Advanced Kubernetes Administrator
12 – 16 May 2022
Cloud Academy Ltd
""",
    "invoice": """\
Invoice 2021-044
Studio Bramble Ltd
Consulting services March 2021 – April 2021
Senior Consultant, 12 days
Total 7,200 EUR
""",
}


@pytest.mark.parametrize("text", NO_CV.values(), ids=NO_CV.keys())
def test_a_document_that_is_no_cv_gives_no_invented_roles(text: str) -> None:
    assert extract(text).experiences == []


LETTER = """\
To whom it may concern

Mr Tomas Weld worked at Granite Mutual Insurance as Claims Analyst from March 2019 to June 2021.
He handled complex claims with care and I recommend him without hesitation.

Rosa Lindqvist
Head of Claims
"""


def test_a_reference_letter_gives_the_one_role_it_states() -> None:
    letter = extract(LETTER)
    assert letter.document_type == "reference"
    assert _entries(letter.experiences) == [
        Entry("Granite Mutual Insurance", "Claims Analyst", "2019-03", "2021-06")
    ]


FULL_CV = """\
Mateo Arregui
Site Reliability Engineer
mateo.arregui@example.org | +34 600 111 222 | Bilbao, Spain | https://arregui.example.org
linkedin.com/in/mateoarregui · github.com/marregui

Summary
Engineer who keeps payment systems awake so that people can sleep.

Experience
Site Reliability Engineer, Nervión Pagos S.A. | Full-time            Jan 2020 – Present
• Reduced incidents from 14 to 3 a month with Kubernetes and
Prometheus
• Wrote the runbooks
Technologies: Go, Terraform

Education
MSc Computer Engineering, Universidad de Deusto (2014 – 2016)
GPA: 3.8/4.0
Relevant coursework: Distributed Systems, Queueing Theory

Skills
Programming: Go, Python
Tools: Kubernetes, Prometheus (with Thanos), Git
Methods: Scrum, Kanban
Soft skills: Mentoring

Languages
Spanish (native), Basque: B2, English C1

Projects
tidegate | 2021
Open-source rate limiter for gateways
- 900 stars

Certifications
Certified Kubernetes Administrator – CNCF, 2021

Publications
Sleeping through the night. SRE Journal, 2022

Awards
Team of the Year, 2023
"""


def test_a_cover_letter_gives_only_the_roles_it_states_in_full() -> None:
    letter = extract(
        "Dear Ms Hale,\n\nI am applying for the post of Data Engineer. I worked at Larch & Co as "
        "Data Analyst from May 2019 to June 2021.\n\nYours sincerely\nPeter Vale\n"
    )
    assert letter.document_type == "cover_letter"
    assert _entries(letter.experiences) == [
        Entry("Larch & Co", "Data Analyst", "2019-05", "2021-06")
    ]


def test_the_experience_a_job_posting_asks_for_is_nobodys() -> None:
    posting = extract(
        "Platform Engineer\n\nAbout the role\nWe are looking for somebody calm.\n\nExperience\n"
        "Platform Engineer, any cloud, 2019 – present\n"
    )
    assert posting.document_type == "job_description"
    assert posting.experiences == []


def test_issuers_are_split_off_where_every_certificate_has_one() -> None:
    told = "Certificates\nData Analytics Professional, Coursera\nScrum Master I, Scrum.org\n"
    assert [(each.name, each.issuer) for each in extract(told).certifications] == [
        ("Data Analytics Professional", "Coursera"),
        ("Scrum Master I", "Scrum.org"),
    ]
    untold = "Certificates\nOracle Certified, Java SE 8\nCertified Angular Developer\n"
    assert [(each.name, each.issuer) for each in extract(untold).certifications] == [
        ("Oracle Certified, Java SE 8", None),
        ("Certified Angular Developer", None),
    ]


def test_personal_details_are_taken_from_the_head_of_the_document() -> None:
    person = extract(FULL_CV).personal_info
    assert person.name == "Mateo Arregui"
    assert person.email == "mateo.arregui@example.org"
    assert person.phone == "+34 600 111 222"
    assert person.location == "Bilbao, Spain"
    assert person.linkedin == "linkedin.com/in/mateoarregui"
    assert person.github == "github.com/marregui"
    assert person.website == "https://arregui.example.org"


def test_statements_with_an_outcome_are_achievements_and_the_rest_responsibilities() -> None:
    [role] = extract(FULL_CV).experiences
    assert role.achievements == [
        "Reduced incidents from 14 to 3 a month with Kubernetes and Prometheus"
    ]
    assert role.responsibilities == ["Wrote the runbooks"]


def test_technologies_come_from_their_line_and_from_the_skills_a_role_names() -> None:
    [role] = extract(FULL_CV).experiences
    assert role.technologies == ["Go", "Terraform", "Kubernetes"]


def test_the_kind_of_employment_is_not_part_of_the_company() -> None:
    [role] = extract(FULL_CV).experiences
    assert (role.company, role.employment_type) == ("Nervión Pagos S.A.", "Full-time")
    assert role.duration == "Jan 2020 – Present"


def test_skills_are_grouped_by_their_labels() -> None:
    skills = extract(FULL_CV).skills
    assert skills.technical == ["Go", "Python"]
    assert skills.tools == ["Kubernetes", "Prometheus (with Thanos)", "Git"]
    assert skills.methodologies == ["Scrum", "Kanban"]
    assert skills.soft == ["Mentoring"]


def test_the_other_sections_are_read() -> None:
    cv = extract(FULL_CV)
    assert cv.document_type == "resume"
    assert cv.extraction_confidence > 0.5
    assert cv.summary == "Engineer who keeps payment systems awake so that people can sleep."
    [education] = cv.education
    assert education.degree == "MSc Computer Engineering"
    assert education.institution == "Universidad de Deusto"
    assert (education.start_date, education.end_date) == ("2014", "2016")
    assert education.gpa == "3.8/4.0"
    assert education.coursework == ["Distributed Systems", "Queueing Theory"]
    assert [(each.name, each.level) for each in cv.languages] == [
        ("Spanish", "native"),
        ("Basque", "B2"),
        ("English", "C1"),
    ]
    [project] = cv.projects
    assert (project.name, project.year) == ("tidegate", "2021")
    assert project.description == "Open-source rate limiter for gateways"
    assert project.outcomes == ["900 stars"]
    assert [(each.name, each.issuer, each.year) for each in cv.certifications] == [
        ("Certified Kubernetes Administrator", "CNCF", "2021")
    ]
    assert [(each.name, each.year) for each in cv.awards] == [("Team of the Year", "2023")]
    assert [each.year for each in cv.publications] == ["2022"]


def test_programming_languages_among_the_skills_are_not_spoken_ones() -> None:
    cv = extract(
        "Ada Vale\n\nSkills\nLanguages: Python, Go, SQL\nSprachen: Deutsch, Englisch (C1)\n"
    )
    assert cv.skills.technical == ["Python", "Go", "SQL"]
    assert [(each.name, each.level) for each in cv.languages] == [
        ("Deutsch", None),
        ("Englisch", "C1"),
    ]


def test_text_without_anything_of_a_career_is_met_with_low_confidence() -> None:
    assert extract("The tide tables of Bristol.\nHigh water at 7.").extraction_confidence <= 0.5


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_value_stands_in_the_text(layout: Layout) -> None:
    grounded = ground_extraction(extract(layout.text), layout.text, layout.name)
    assert [each.path for each in grounded.dropped if each.path.startswith("experiences")] == []


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    assert 0.0 <= extract(text).extraction_confidence <= 1.0


@given(st.lists(st.sampled_from([line for each in LAYOUTS for line in each.text.split("\n")])))
def test_dates_are_only_ever_those_that_stand_in_the_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    for role in extract(text).experiences:
        for date in (role.start_date, role.end_date):
            assert date is None or date == "present" or date[2:4] in text


def test_columns_may_be_padded_to_any_width() -> None:
    cv = "Experience\nShipwright, Quayside Ltd" + " " * 100_000 + "2019 – 2021\n" + "\t" * 50_000
    assert _entries(extract(cv).experiences) == [
        Entry("Quayside Ltd", "Shipwright", "2019", "2021")
    ]


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("## EXPERIENCE", "experience"),
        ("Relevant Teaching Experience:", "experience"),
        ("E X P E R I E N C E", "experience"),
        ("Experience (continued)", "experience"),
        ("Beruflicher Werdegang", "experience"),
        ("Expériences professionnelles", "experience"),
        ("İŞ DENEYİMİ", "experience"),
        ("職務経歴", "experience"),
        ("Skills & Interests", "skills"),
        ("Ferdigheter", "skills"),
        ("Umiejętności", "skills"),
        ("Onderwijs", "education"),
        ("Formação acadêmica", "education"),
        ("學歷", "education"),
        ("Lingue", "languages"),
        ("Certificaciones", "certifications"),
        ("Utmärkelser", "awards"),
        ("Publikationer", "publications"),
        ("O mnie", "summary"),
        ("Yhteystiedot", "contact"),
        ("Senior Software Engineer", None),
        ("Experience with Kubernetes and cloud platforms", None),
        ("Built the education portal of the city", None),
        ("2019", None),
        ("", None),
    ],
)
def test_headings_are_known_by_their_words(heading: str, section: str | None) -> None:
    assert section_of(heading) == section


def test_a_profile_of_list_items_keeps_them_apart_and_one_of_prose_its_sentences() -> None:
    listed = "Ada Example\n\nProfile\n\n- Engineer for meters\n- Likes Kafka and\n  Postgres\n"
    assert extract(listed).summary == "Engineer for meters\nLikes Kafka and Postgres"
    wrapped = (
        "Ada Example\n\nProfile\n\nEngineer who has kept meters running for eleven years, with\n"
        "Kafka and PostgreSQL, in three countries and two languages, and\nMongolian on the side.\n"
    )
    summary = extract(wrapped).summary
    assert summary is not None
    assert "\n" not in summary
