"""Labels before the parts of an entry, "Employer: …", in many languages, as forms have them."""

from __future__ import annotations

import re
from typing import Final

_LABELS: Final = {
    "title": (
        "position|position title|job position|designation|job title|title|role|role title|"
        "occupation or position held|occupation|post|position held|function|"
        "tätigkeit|funktion|stelle|rolle|beruf|beruf oder funktion|position oder funktion|"
        "poste|poste occupé|fonction|fonction occupée|intitulé du poste|emploi occupé|"
        "fonction ou poste occupé|"
        "puesto|cargo|función|puesto de trabajo|cargo ocupado|función o cargo ocupado|"
        "profesión o cargo desempeñado|"
        "posizione|mansione|ruolo|lavoro o posizione ricoperti|posizione ricoperta|"
        "ruolo ricoperto|tipo di impiego|"
        "functie|functietitel|rol|beroep of functie|"
        "função|cargo ou função|função ou cargo ocupado|profissão|"
        "stanowisko|zajmowane stanowisko|stanowisko pracy|zawód lub zajmowane stanowisko|"
        "befattning|roll|tjänst|yrke|stilling|rolle|stillingsbetegnelse|tehtävä|nimike|"
        "tehtävänimike|pozice|pracovní pozice|funkce|должность|позиция|посада|θέση|"
        "役職|職種|職位|ポジション|职位|岗位|职务|직책|직위|직무"
    ),
    "company": (
        "employer|employer name|company|company name|organisation|organization|"
        "name of employer|client|name and address of employer|"
        "name and address of the employer|agency|institution|"
        "arbeitgeber|firma|unternehmen|name und adresse des arbeitgebers|"
        "employeur|entreprise|société|nom de l'employeur|nom et adresse de l'employeur|"
        "nom et ville de l'employeur|"
        "empresa|empleador|organización|nombre de la empresa|"
        "nombre y dirección de la empresa o empleador|nombre y dirección del empleador|"
        "datore di lavoro|azienda|nome e indirizzo del datore di lavoro|nome dell'azienda|"
        "werkgever|bedrijf|organisatie|naam van de werkgever|"
        "naam en adres van de werkgever|"
        "empregador|nome do empregador|nome e endereço do empregador|entidade empregadora|"
        "pracodawca|nazwa pracodawcy|nazwa firmy|nazwa i adres pracodawcy|"
        "arbetsgivare|företag|arbejdsgiver|arbeidsgiver|virksomhed|bedrift|työnantaja|yritys|"
        "zaměstnavatel|společnost|организация|компания|работодатель|роботодавець|εργοδότης|"
        "会社名|勤務先|企業名|公司|公司名称|工作单位|单位|회사|회사명|근무처"
    ),
    "location": (
        "location|place|city|ort|standort|lieu|lugar|luogo|plaats|local|miejsce|plats|sted|paikka|"
        "localidad|città|ville|ciudad|cidade|miasto|místo|место|город|勤務地|工作地点|地点|근무지"
    ),
    "period": (
        "date|dates?|period|duration|from|dates employed|employment dates|dates of employment|"
        "employment period|time period|period of employment|"
        "zeitraum|dauer|datum|beschäftigungszeitraum|zeit|"
        "période|durée|dates|dates d'emploi|fecha|fechas?|fechas de|período|periodo|"
        "data|datas|durata|periode|duur|okres|okres zatrudnienia|daty|tid|ajanjakso|ajankohta|"
        "období|период|период работы|період|περίοδος|"
        "期間|在籍期間|勤務期間|年月|时间|任职时间|在职时间|工作时间|기간|근무기간"
    ),
    "duties": (
        "duties|responsibilities|main duties|main activities and responsibilities|"
        "main activities|key responsibilities|duties and accomplishments|tasks|job profile|"
        "job responsibilities|roles and responsibilities|roles & responsibilities|job description|"
        "accomplishments|key duties|description|activities|"
        "aufgaben|hauptaufgaben|wichtigste tätigkeiten und zuständigkeiten|tätigkeiten|"
        "missions|principales missions|principales activités et responsabilités|"
        "funciones|funciones principales|principales actividades y responsabilidades|"
        "principali attività e responsabilità|principali mansioni e responsabilità|mansioni|"
        "werkzaamheden|voornaamste werkzaamheden en verantwoordelijkheden|"
        "atividades|principais atividades e responsabilidades|"
        "obowiązki|główne działania i obowiązki|zakres obowiązków|"
        "arbetsuppgifter|arbejdsopgaver|arbeidsoppgaver|työtehtävät|náplň práce|обязанности|"
        "業務内容|担当業務|工作内容|工作职责|职责|工作描述|职责描述|담당업무|업무"
    ),
    "terms": (
        "type of business|type of business or sector|business or sector|sector|industry|"
        "branch|rank|commendations|series/grade|series|grade|pay plan|may contact|"
        "may we contact this employer|okay to contact this supervisor|"
        "hours per week|hours|salary|supervisor|reason for leaving|website|employees|"
        "type of employment|employment type|contract type|"
        "branche|tätigkeitsbereich oder branche|secteur|type ou secteur d'activité|"
        "type de contrat|tipo de empresa o sector|tipo de contrato|"
        "tipo di azienda o settore|tipo di attività o settore|settore|tipo di contratto|"
        "tipo de empresa ou sector|setor|branża|事業内容|従業員数|雇用形態|資本金|売上高"
    ),
}  # fmt: skip
LABEL: Final = re.compile(
    "|".join(rf"(?P<{kind}>(?:{names}))" for kind, names in _LABELS.items()), re.IGNORECASE
)
WITH_ADDRESS: Final = re.compile(
    r"address|adresse|indirizzo|dirección|adres|endereço|ville|lieu", re.IGNORECASE
)
