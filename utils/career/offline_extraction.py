"""Rules that read a career document: sections, entries, and what each line of an entry is.

The built-in stand-in for a model's `document_extraction`. Values are copied from the text word for
word; what no rule recognises is left out, and a date that is not written stays None. It knows words
of many languages and ways to lay out a CV, but no particular document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile
from typing import Final

from babel import Locale

from .dates import LANGUAGES, Period, find_periods, parse_period
from .schema import (
    Award,
    Certification,
    DocumentExtraction,
    DocumentType,
    Education,
    Experience,
    PersonalInfo,
    Project,
    Publication,
    Skills,
    SpokenLanguage,
)
from .section_names import Section, section_of

# --- Lines ---------------------------------------------------------------------------------------

_BULLET: Final = re.compile(
    r"^\s*(?:[•▪▫◦‣●○■□◆▸►➢➤∙·⁃]\s*|[*–—-]\s+|[*+]\s+|\d{1,2}[.)]\s+)(?=\S)"
)
_LONG_CHARS: Final = 95
_SENTENCE_END: Final = re.compile(r"(?<!\bCorp)(?<=[a-zß-ÿ]{4})\.$|。$")
_SENTENCE_BEHIND: Final = re.compile("\u0001\\s*[)\\]]?\\s+[A-Z][^\u0001]*[a-z][^\u0001]*\\.$")
_PAGE_NUMBER: Final = re.compile(
    r"(?:\D{0,40}[–—-]\s)?(?:page|seite|pagina|página|side|sida|strona)?\s*\d{1,2}"
    r"(?:\s*(?:/|of|von|sur|de|di|van|av|z)\s*\d{1,2})?",
    re.IGNORECASE,
)
_BARE_LABEL: Final = re.compile(r"[^\W\d]+(?: [^\W\d]+)?:")
_HEADER_CHARS: Final = 140
_ELAPSED_WORDS: Final = (
    r"years?|yrs?|months?|mos?|jahre?|monate?|ans?|mois|años?|meses|mes|anni|anno|mesi|mese|jaar|"
    r"maanden|maand|anos?|mês|år|måneder|månader|lat|lata|rok|miesięcy|年|ヶ月|か月|个月"
)
_ELAPSED: Final = re.compile(
    rf"^[\W]*\d+\s*(?:{_ELAPSED_WORDS})(?:[\s,\d.]|and|und|et|y|e|og|och|{_ELAPSED_WORDS})*\)?$",
    re.IGNORECASE,
)
_ELAPSED_BEHIND: Final = re.compile(
    "\u0001\\s*[·,|(]?\\s*\\d+\\s*" + rf"(?:{_ELAPSED_WORDS})(?:[\s\d]|{_ELAPSED_WORDS})*\)?(?!\w)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Line:
    """One line: its text without marks, whether it was a bullet, and the period written in it."""

    text: str
    bullet: bool = False
    heading: bool = False
    section: Section | None = None
    period: Period | None = None
    blank_before: bool = False

    @property
    def rest(self) -> str:
        """The line without its period, and the marks around it."""
        if self.period is None:
            return self.text
        rest = self.text[: self.period.start] + "\u0001" + self.text[self.period.end :]
        rest = _ELAPSED_BEHIND.sub("\u0001", rest)
        rest = re.sub(r"[(\[]\s*\u0001\s*[)\]]", "\u0001", rest)
        if self.period.start > 0:
            rest = _SENTENCE_BEHIND.sub("\u0001", rest)
        rest = re.sub(r"(?<=[^\W\d_]{4})\.$", "", rest)
        rest = re.sub(r"\u0001\.\s", "\u0001 ", rest)
        rest = re.sub(r"\s*[,;|·•–—-]*\s*\u0001\s*[,;|·•–—:-]*\s*", "\t", rest)
        rest = rest.strip(" \t,;|·•–—(")
        return "" if _BARE_LABEL.fullmatch(rest) else rest

    @property
    def is_statement(self) -> bool:
        """Whether it reads like a sentence or a bullet rather than a part of a header."""
        return (
            self.bullet
            or len(self.text) > _LONG_CHARS
            or bool(re.search(r"[.!;。]$", self.text) and len(self.text.split()) > 5)
        )


def _looks_like_header(line: _Line) -> bool:
    """Whether a line can name a post or an employer, by its length and its capitals."""
    if line.is_statement or line.section is not None or _SENTENCE_END.search(line.rest):
        return False
    words = [word for word in re.findall(r"[^\W\d_]+", line.rest) if len(word) > 3]
    if len(line.rest.split()) <= 3 or not any(word.isascii() for word in words):
        return True
    large = sum(word[0].isupper() for word in words)
    return large >= 0.5 * len(words) or bool(_STRONG.search(line.rest))


def _lines(text: str) -> list[_Line]:
    """The document's lines with what can be seen of each alone; blank lines only as a mark."""
    lines: list[_Line] = []
    blank = False
    # Columns may be padded widely; long runs would make looking for separators quadratic.
    raw_lines = re.sub(
        r"[^\S\n]{2,}", lambda run: "\t" if "\t" in run[0] else run[0][:4], text
    ).split("\n")
    index = 0
    while index < len(raw_lines):
        raw = raw_lines[index]
        index += 1
        if not any(character.isalnum() for character in raw):
            blank = True
            continue
        if _ELAPSED.match(raw.strip()) or _PAGE_NUMBER.fullmatch(raw.strip()):
            continue
        if raw.lstrip().startswith("|") and raw.rstrip().endswith("|"):
            raw = "\t".join(cell.strip() for cell in raw.strip(" |").split("|") if cell.strip())
        # A period broken over two lines: "2017 –" / "Present".
        following = raw_lines[index].strip() if index < len(raw_lines) else ""
        if re.search(r"\d{4}\s*[–—-]$", raw.strip()) and len(raw.strip()) < 24:
            joined = f"{raw.strip()} {following}"
            if 0 < len(following) < 20 and parse_period(joined)[0] is not None:
                raw, index = joined, index + 1
        heading = bool(re.match(r"\s*#{1,6}\s", raw))
        plain = re.sub(r"^\s*#{1,6}\s+", "", raw)
        bullet = bool(_BULLET.match(plain)) and not heading
        plain = _BULLET.sub("", plain, count=1).strip() if bullet else plain.strip()
        lines.append(_Line(plain, bullet, heading, blank_before=blank))
        blank = False
    for line in lines:
        if not line.bullet:
            line.section = section_of(line.text)
        if line.section is None:
            line.period = _header_period(line)
    return lines


def _header_period(line: _Line) -> Period | None:
    """The period of a line that can be the header of an entry."""
    if len(line.text) > _HEADER_CHARS:
        return None
    periods = list(find_periods(line.text))
    if not periods:
        return None
    ranges = [period for period in periods if period.first != period.last]
    period = ranges[-1] if ranges else periods[-1]
    rest = line.text[: period.start] + line.text[period.end :]
    if line.bullet and (not ranges or len(rest) > 70):
        return None
    at_edge = not re.search(r"\w", line.text[: period.start]) or not re.search(
        r"\w", line.text[period.end :]
    )
    if line.bullet and not at_edge:
        return None
    if not ranges and (len(rest.split()) > 9 or re.search(r"[a-z]{4}\.(?:\s|$)", rest)):
        return None  # a year in a sentence
    return period


# --- Words ---------------------------------------------------------------------------------------

_TITLE_WORDS: Final = frozenset(
    """
    abogada abogado accountant acheteur acheteuse actor actress actuary addetta addetto adjoint
    adjointe adjunkt admin administrador administradora administrateur administrativa
    administrativo administrator administratrice adviser adviseur advisor advocaat advocate
    advogada advogado advokat agent aide-soignant aide-soignante alternant alternante ambassador
    amministratore amministratrice analist analista analisti analityk analyst analyste analystin
    analytik animateur animator ansvarig ansvarlig anwalt anwältin appraiser apprendista apprenti
    apprentice apprentie architect architecte architekt architektin architetto archivist arkitekt
    arkkitehti arquitecta arquitecto arquiteta arquiteto artist arzt asiantuntija asistan asistanı
    asistente asistentka asistentă assistant assistante assistent assistente assistentin associate
    associé associée asszisztens asystent asystentka attaché attachée attendant attorney auditeur
    auditor auditrice ausbildung auszubildende auszubildender autista auxiliar avocat avocate
    avustaja avvocato ayudante azubi babysitter baker barista bartender becaria becario beekeeper
    begeleider beheerder berater beraterin biochemist biologist biträde boekhouder bogholder
    bolseira bolseiro bookkeeper boulanger boulangère broker buchhalter buchhalterin builder
    butcher buyer bäcker caissier caissière camarera camarero cameriera cameriere campaigner capo
    captain caregiver carer caretaker carpenter cashier ceo cfo chargé chargée chauffeur chaufför
    chauffør chef cheffe chemist chercheur chercheuse choreographer cinematographer cio ciso
    cleaner clerk clinician cmo co-founder co-owner coach cocinera cocinero cofounder columnist
    commercial commerciale commessa commesso composer comptable concepteur conceptrice concierge
    conductor conductora conseiller conseillère consulente consultant consultante consultor
    consultora contabil contabile contabilista contable contador contadora contractor controller
    contrôleur contrôleuse coo cook coordenador coordenadora coordinador coordinadora coordinateur
    coordinator coordinatore coordinatrice coordonator copywriter correspondent councillor
    counsellor counselor courier cozinheira cozinheiro coördinator cpo cto cuisinier cuisinière
    cuoca cuoco curator custodian dancer danışman danışmanı dba deckhand delegada delegado dentist
    dependienta dependiente desarrollador desarrolladora desenvolvedor desenvolvedora designer
    detective developer devops dezvoltator dietitian directeur director directora directrice
    direktør diretor diretora direttore direttrice diseñador diseñadora dispatcher disponent
    disponentin docent docente doctor doctorant doctorante doktorand doktorandin doradca dottoranda
    dottorando dozent dozentin draughtsman draughtsperson driver dyrektor développeur développeuse
    economist editor educatore educatrice eigenaar einkäufer einkäuferin ejecutiva ejecutivo ekonom
    ekonomi-assistent electrician electricista elektriker elektroniker elektryk elemző eletricista
    elettricista elev employee empregada empregado encargada encargado enfermeira enfermeiro
    enfermera enfermero engenheira engenheiro engineer enseignant enseignante esimies especialista
    estagiária estagiário estimator evangelist evp executive expert fachkraft facilitator faculty
    fahrer fahrerin farmer fejlesztő fellow firefighter fitter florist fondateur fondatore
    fondatrice foreman formateur formatrice forskare forsker founder freelancer fundador fundadora
    fundraiser förare gardener geliştirici geliştiricisi generalist geologist geophysicist gerente
    geschäftsführer geschäftsführerin gestionnaire gestor gestora giornalista grafica grafico
    grafik graphiste gründer gründerin guard gyakornok hairdresser handlowiec handläggare
    harjoittelija head hilfskraft historian hoitaja hoofd housekeeper hygienist hôte hôtesse
    illustrator impiegata impiegato indkøber infermiera infermiere infirmier infirmière
    informatiker informatikerin ingegnere ingeniera ingeniero ingenieur ingeniør ingenjör inginer
    ingénieur ingénieure inhaber inhaberin inkoper insegnante insinööri inspector installer
    instructor intern internship interpreter investigador investigadora investigator inżynier
    inženýr janitor jefa jefe johtaja joiner jornalista journalist journaliste judge jurist juriste
    juristin kauffrau kaufmann kehittäjä kelner kelnerka kierowca kierowniczka kierownik koch kock
    kok kokk kommunikatör konsulent konsult konsultant konsultantka konsultti konzultant
    koordinaattori koordinatör koordinatörü koordynator koordynatorka krankenschwester księgowa
    księgowy kucharz kundeansvarlig köchin laborer labourer lawyer lead leader lecturer lectureship
    leder lege lehrer lehrerin lehrling leiter leiterin lekarz lektor leraar lerares librarian
    lider lieutenant lifeguard linguist läkare lärare lärling læge lærer lærling lékař lékařka
    líder machinist maestra maestro magasinier magazynier magazziniere maker maler manager manažer
    marketer mason mate mathematician maçon meccanico mechanic mechanik mechaniker mechanikerin
    mecánica mecánico mecânico medarbeider medarbejder medarbetare medewerker medico member mentor
    menuisier menuisière merchandiser midwife mistr mitarbeiter mitarbeiterin monter monteur
    motorista mozo munkatárs musician myyjä mécanicien mécanicienne médecin médica médico mérnök
    müdür müdürü mühendis mühendisi nanny nauczyciel nurse nutritionist officer onderzoeker
    ontwikkelaar operador operadora operaia operaio operaria operario operator operatore operatrice
    opettaja oprichter optician organiser organizer orvos ouvrier ouvrière owner packer painter
    paralegal paramedic partner pasante peluquera peluquero periodista pesquisador pesquisadora
    pharmacien pharmacienne pharmacist phlebotomist photographer physician physicist
    physiotherapist pielęgniarka pilot planner plombier plumber pm po porter postdoc practicante
    practitioner praktikant praktikantin praktikum praktykant praktykantka prawnik president
    principal prodavač prodavačka producer profesoară profesor profesora professeur professor
    professora progettista programador programadora programator programista programistka
    programmatore programmatrice programmer programmierer programmiererin programátor programátorka
    projectleider projektant projektantka prokurist prokuristin proofreader proprietor
    przedstawiciel président présidente psicóloga psicólogo psychologe psychologin psychologist
    psychologue pâtissier pâtissière pädagoge pädagogin päällikkö pædagog qa radiographer
    ragioniera ragioniere ranger realtor rececionista recepcionista receptionist recruiter
    redacteur redactor redactora redakteur redakteurin redator redatora redattore redattrice
    referent referentin registrar regnskapsfører reporter representative researcher responsabile
    responsable ricercatore ricercatrice roofer rådgivare rådgiver rédacteur rédactrice
    sachbearbeiter sachbearbeiterin sailor salesperson samordnare schlosser scientist sculptor
    secretaresse secretaria secretario secretary secretária secretário secrétaire segretaria
    segretario sekretär sekretärin sekretær selger sergeant serveur serveuse servitris servitör
    singer sjef sjuksköterska sjåfør skladník snekker snickare socia socio soldier sorumlusu
    specialist specialista specjalista specjalistka spezialist spezialistin sprzedawca sre stagiair
    stagiaire stagiar stagista stajyer statistician stażysta stażystka steward stipendiat
    strategist student stylist stážista subtitler superintendent supervisor supervisora surgeon
    surveyor suunnittelija sviluppatore sviluppatrice svp sygeplejerske sykepleier sysadmin
    szakértő säljare sælger sócia sócio tanár tasarımcı tasarımcısı teacher teamleider technician
    technicien technicienne technik techniker technikerin teknisyen teknisyeni teller temsilcisi
    tervező tester tesztelő therapist tirocinante tjener trader traducteur traductor traductora
    traductrice tradutor tradutora traduttore traduttrice trainee trainer translator treasurer
    tutkija tutor tutorin técnica técnico tømrer tłumacz udvikler undersköterska underwriter
    utvecklare utvikler ux uzman uzmanı učitel učitelka vd vedoucí vendedor vendedora vendeur
    vendeuse verantwortliche verantwortlicher verkoopster verkoper verkäufer verkäuferin
    verpleegkundige vet veterinarian vezető vice-president videographer vikar volontär volontärin
    volunteer vormgever vorstand vp vânzător vývojář waiter waitress webmaster welder werkstudent
    werkstudentin worker writer wykładowca właściciel yönetici yöneticisi ärztin éducateur
    éducatrice électricien électricienne ökonom ökonomin öğretmen öğretmeni účetní ügyintéző
    ředitel ředitelka řidič șef администратор аналитик ассистент бухгалтер врач дизайнер директор
    инженер консультант менеджер начальник преподаватель программист разработчик руководитель
    специалист стажёр учитель
    """.split()
)
_TITLE_ENDINGS: Final = tuple(
    """
    entwickler entwicklerin ingenieur ingenieurin leiter leiterin berater beraterin mitarbeiter
    mitarbeiterin manager managerin assistent assistentin techniker technikerin referent referentin
    forscher forscherin wissenschaftler wissenschaftlerin führer führerin fachkraft hilfskraft
    pfleger pflegerin käufer käuferin lehrer lehrerin fahrer fahrerin arbeiter arbeiterin meister
    meisterin schlosser mechaniker mechanikerin elektroniker informatiker informatikerin gestalter
    gestalterin planer planerin betreuer betreuerin prüfer prüferin kaufmann kauffrau händler
    händlerin arzt ärztin pädagoge pädagogin analyst analystin architekt architektin
    utvikler udvikler utvecklare ledare leder sjef chef rådgiver rådgivare ansvarlig ansvarig
    tekniker konsulent konsult medarbeider medarbejder medarbetare assistent biträde lærer lärare
    sykepleier ontwikkelaar medewerker beheerder leider kundige adviseur meester
    kehittäjä insinööri päällikkö suunnittelija asiantuntija hoitaja opettaja johtaja fejlesztő
    mérnök vezető
    """.split()
)
_TITLE_SIGNS: Final = re.compile(
    r"マネージャー?|エンジニア|リーダー|部長|課長|係長|主任|主査|担当|デザイナー|アナリスト|コンサルタント|"
    r"開発者|プログラマー?|研究員|インターン|教授|講師|ディレクター|取締役|看護師|スタッフ|アシスタント|"
    r"スペシャリスト|サイエンティスト|プランナー|ライター|アーキテクト|営業|代表|責任者|"
    r"工程[师師]|[经經]理|[开開]发|設計師|设计师|分析[师師]|架[构構][师師]|[总總][监監]|主管|专员|專員|顾问|顧問|"
    r"助理|实习生|實習生|研究员|教师|会计|负责人|負責人|"
    r"주임|매니저|엔지니어|개발자|팀장|대리|과장|부장|사원|인턴|연구원|디자이너|분석가|컨설턴트|관리자|기획자"
)


def _title_words(text: str) -> Iterator[re.Match[str]]:
    """The words of a text that name a kind of job."""
    for match in re.finditer(r"\w+(?:-\w+)*|\bco-\w+", text):
        word = match[0].casefold().replace("i̇", "i")
        last = word.rsplit("-", 1)[-1]
        if (
            word in _TITLE_WORDS
            or last in _TITLE_WORDS
            or last.removesuffix("s") in _TITLE_WORDS
            or (len(last) > 7 and last.endswith(_TITLE_ENDINGS))
            or (not word.isascii() and _TITLE_SIGNS.search(word))
        ):
            yield match


_COMPANY: Final = re.compile(
    r"(?<!\w)(?:inc|llc|ltd|limited|corp|corporation|gmbh|ag|kg|co|company|plc|as|asa|ab|oy|sa|sas|"
    r"sarl|s\.l|s\.a|s\.p\.a|srl|bv|b\.v|nv|se|e\.v|group|groupe|grupo|gruppe|labs?|systems|"
    r"solutions|technologies|university|universität|universität|université|universidad|"
    r"universidade|università|universitet|uniwersytet|college|institute|institut|instituto|school|"
    r"hospital|klinik|bank|consulting|studios?|agency|agencia|agence|agentur|foundation|stiftung|"
    r"ministry|department|council|partners|ventures|media|digital|software|networks|industries|"
    r"holdings?|services|restaurant|café|hotel|store|shop|retail|nonprofit|museum|theatre|theater|"
    r"opera|orchestra|church|society|association|verein|research|academy|freelance|self-employed|"
    r"selbständig|selbstständig|freiberuflich|indépendant|autónomo)\b\.?"
    r"|株式会社|有限会社|合同会社|大学|公司|銀行|주식회사|[\w-]+\.(?:com|org|de|io|net|edu|ai)\b",
    re.IGNORECASE,
)
_DEGREE: Final = re.compile(
    r"(?<!\w)(?:ph\.?\s?d|doctorate|doctor of|mba|m\.?\s?sc|b\.?\s?sc|b\.?\s?a|m\.?\s?a|b\.?\s?s|"
    r"m\.?\s?s|b\.?\s?eng|m\.?\s?eng|bachelor|master|associate of|diploma|degree|diplom|abitur|"
    r"promotion|licence|bts|dut|grado|licenciatura|máster|laurea|licenciatura|mestrado|magister|"
    r"licencjat|inżynier|kandidat|sivilingeniør|minor|major|gcse|a-levels?|high school|"
    r"baccalauréat|maturita|technicien supérieur|fachhochschulreife|ausbildung|studium|"
    r"学士|修士|博士|本科|硕士)(?!\w)",
    re.IGNORECASE,
)
_SCHOOL: Final = re.compile(
    r"universit|university|college|institut|school|hochschule|académie|academy|école|escuela|"
    r"universidad|facultad|politecnic|polytechnic|gymnasium|lycée|handelshøyskolen|høgskole|"
    r"högskola|uniwersytet|politechnika|bootcamp|大学|学院|高校|専門学校",
    re.IGNORECASE,
)
_DEPARTMENT: Final = re.compile(
    r"(?:department|dept|faculty|school|division|institut für|fakultät|département|departamento|"
    r"dipartimento|lehrstuhl|chair)\b",
    re.IGNORECASE,
)
_REMOTE: Final = re.compile(
    r"^(?:remote|hybrid|on-?site|home ?office|télétravail|remoto|fjernarbeid)(?:\b.*)?$",
    re.IGNORECASE,
)
_TWO_WORD_CITY: Final = (
    r"(?:San|Santa|New|Los|Las|Fort|St\.?|Saint|El|La|Palo|Menlo|Mountain|Salt Lake|Kansas|Rio|São|"
    r"Cape|Hong|Tel|Den|Bad|Le|West|East|North|South|Grand|Long)"
)
_LONG_CITY: Final = re.compile(rf"{_TWO_WORD_CITY}\b")
_TRAILING_PLACE: Final = re.compile(
    rf"[\s,]+((?:{_TWO_WORD_CITY}\s+)?[^\W\d_][\w.'-]*,\s*[A-Z]{{2}}(?:,\s*USA?)?)$"
)


_STRONG: Final = re.compile(
    r"\s*\t+\s*|\s+[|·•›»]\s+|\s*\|\s*|\s+[–—]\s+|\s+-{1,3}\s+|\s{2,}|\s+@\s+"
)


@cache
def _territories() -> frozenset[str]:
    """Names of countries in the languages that are read, in one case."""
    names = set("usa uk u.s. us england scotland wales uae korea s.korea".split())
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2:
                names.add(name.casefold())
    return frozenset(names)


def _is_title(text: str) -> bool:
    return next(_title_words(text), None) is not None or "scrum master" in text.casefold()


def _is_place(text: str) -> bool:
    """Whether a short text is a place: "Austin, TX", "Berlin, Germany", "Remote", "Norway"."""
    text = text.strip(" ()")
    if not text or len(text) > 45 or any(character.isdigit() for character in text):
        return False
    if _REMOTE.match(text) or text.casefold() in _territories():
        return True
    parts = [part.strip() for part in text.split(",")]
    # A state may read like a legal form: "Denver, CO".
    if _STRONG.search(text) or _is_title(text) or _COMPANY.search(",".join(parts[:-1])):
        return False
    city = parts[0].split()
    return (
        2 <= len(parts) <= 3
        and all(part[:1].isupper() for part in parts)
        and (len(city) <= 2 or bool(_LONG_CITY.match(parts[0])))
        and (
            bool(re.fullmatch(r"[A-Z]{2}|USA", parts[-1])) or parts[-1].casefold() in _territories()
        )
    )


# --- Headers -------------------------------------------------------------------------------------

_AT: Final = re.compile(
    r"\s+(?:at|bei|beim|chez|hos|presso|bij|w firmie|@)\s+(?=[^\Wa-zß-ÿ])"
    r"|(?<=\w),?\s+at\s+(?=[a-z])",
)
_EMPLOYMENT: Final = re.compile(
    r"(?:permanent,? )?(?:full|part)[- ]time|contract|permanent|temporary|seasonal|fixed[- ]term|"
    r"vollzeit|teilzeit|befristet|unbefristet|festanstellung|cdi|cdd|temps (?:plein|partiel)|"
    r"alternance|tiempo (?:completo|parcial)|jornada completa|tempo (?:pieno|integral|parcial)|"
    r"voltijd|deeltijd|heltid|deltid|正社員|契約社員",
    re.IGNORECASE,
)
_IN_BRACKETS: Final = re.compile(r"(.+?)\s*\(([^()]+)\)")
_COMMA: Final = re.compile(r"\s*[,、，]\s*")


@dataclass(slots=True)
class _Header:
    title: str = ""
    company: str = ""
    location: str | None = None
    employment_type: str | None = None


def _read_header(texts: Sequence[str], *, title_first: bool) -> _Header:
    """Title, company and place from the lines of a header, their period taken out."""
    header = _Header()
    rows = [row for row in texts if row and not _take_labelled(row, header)]
    if header.title and header.company:
        return header
    places = [row for row in rows if _is_place(row)]
    rows = [_without_place(row, header) for row in rows if row not in places]
    for place in places:
        # "Kestrel Avionics, Toulouse, France" reads like a place; it is one if another row names
        # the employer.
        name, *where = _comma_parts(place)
        if len(where) == 2 and len(rows) == 1 and len(_parts(rows[0])) == 1:
            rows.insert(0, name)
            place = ", ".join(where)
        header.location = header.location or place.strip(" ()")
    if not rows:
        return header
    if len(rows) == 1:
        _split_row(rows[0], header, title_first=title_first)
        return header
    first, second = _two_rows(rows, title_first=title_first)
    if _names_both(first):
        _split_row(first, header, title_first=title_first)
        return header
    if _names_both(second) and not _is_title(first):
        _split_row(second, header, title_first=title_first)
        return header
    first_is_title = _is_title(first)
    if first_is_title == _is_title(second):
        first_is_title = title_first if not _COMPANY.search(first) else False
        if _COMPANY.search(second) and not _COMPANY.search(first):
            first_is_title = True
    title, company = (first, second) if first_is_title else (second, first)
    header.title = _STRONG.split(title)[0] if _place_at_end(title) else title
    header.company = _company_of(company, header)
    return header


def _two_rows(rows: Sequence[str], *, title_first: bool) -> tuple[str, str]:
    """The two rows of a longer header that hold title and company: others describe."""
    if len(rows) == 2 or any(_names_both(row) for row in rows[:2]):
        return rows[0], rows[1]
    rows = [row for row in rows if not _DEPARTMENT.match(row)] or rows
    if len(rows) == 1:
        return rows[0], ""
    titles = [index for index, row in enumerate(rows) if _is_title(row)]
    title_at = min(titles, key=lambda index: len(rows[index].split()), default=None)
    if title_at is None:
        title_at = 0 if title_first else 1
    others = [index for index in range(len(rows)) if index != title_at]
    company_at = next((index for index in others if _COMPANY.search(rows[index])), others[0])
    first, second = sorted((title_at, company_at))
    return rows[first], rows[second]


def _take_labelled(row: str, header: _Header) -> bool:
    """Take "Position: Engineer" or "Employer: Acme" for what its label says."""
    for name in ("title", "company"):
        match = _FORM_ROW[name].match(row)
        if match:
            setattr(header, name, match["value"].strip())
            return True
    return False


def _without_place(row: str, header: _Header) -> str:
    """A row without the place written behind it."""
    parts = _STRONG.split(row)
    while len(parts) > 1 and (_is_place(parts[-1]) or _EMPLOYMENT.fullmatch(parts[-1])):
        last = parts.pop().strip(" ()")
        if _EMPLOYMENT.fullmatch(last):
            header.employment_type = header.employment_type or last
        else:
            header.location = header.location or last
        row = row[: row.rfind(parts[-1]) + len(parts[-1])]
        parts = _STRONG.split(row)
    bracketed = _IN_BRACKETS.fullmatch(row)
    if bracketed and _is_place(bracketed[2]):
        header.location = header.location or bracketed[2]
        return bracketed[1]
    for named in _COMPANY.finditer(row):
        rest = row[named.end() :]
        if rest[:1].isspace() and "," in rest and _is_place(rest):
            header.location = header.location or rest.strip()
            return row[: named.end()]
    match = _TRAILING_PLACE.search(row)
    if match and match.start() > 2:
        before = row[: match.start()].rstrip(" ,")
        if before and not before.endswith(("(", "&")):
            header.location = header.location or match[1]
            return before
    return row


def _place_at_end(row: str) -> bool:
    parts = _STRONG.split(row)
    return len(parts) > 1 and _is_place(parts[-1])


def _names_both(row: str) -> bool:
    """Whether one row holds title and company: "Engineer | Acme", "Engineer at Acme"."""
    parts = _parts(row)
    if len(parts) < 2:
        return False
    titles = [_is_title(part) for part in parts]
    companies = [
        bool(_COMPANY.search(part)) and not title for part, title in zip(parts, titles, strict=True)
    ]
    return any(titles) and any(companies)


def _parts(row: str) -> list[str]:
    bracketed = _title_and_bracketed(row)
    if bracketed is not None:
        return list(bracketed)
    for pattern in (_STRONG, _AT, _COMMA):
        parts = [part for part in pattern.split(row) if part.strip()]
        if len(parts) > 1:
            return parts
    return [row]


_SENTENCES: Final = re.compile(r"(?<=[a-zß-ÿ]{4})\.\s+(?=[A-ZÀ-Þ])")


def _title_and_bracketed(row: str) -> tuple[str, str] | None:
    """ "Teacher (Riverside School, Leeds)" as title and employer."""
    inner = _IN_BRACKETS.fullmatch(row)
    if inner is None or _STRONG.search(inner[1]) or "," in inner[1] or _is_title(inner[2]):
        return None
    if _is_place(inner[2]) or not (_COMPANY.search(inner[2]) or "," in inner[2]):
        return None
    return inner[1], inner[2]


def _split_row(row: str, header: _Header, *, title_first: bool) -> None:
    """Title and company from one row."""
    at = _AT.search(row)
    if at and not _STRONG.search(row[: at.start()]):
        header.title = row[: at.start()].strip(" ,")
        header.company = _company_of(row[at.end() :], header)
        return
    parts = [part for part in _STRONG.split(row) if part.strip()]
    if len(parts) == 1:
        parts = _SENTENCES.split(row)
    if len(parts) == 1:
        parts = _comma_parts(row)
    bracketed = _title_and_bracketed(row)
    if bracketed is not None:
        header.title, header.company = bracketed[0], _company_of(bracketed[1], header)
        return
    if len(parts) == 1:
        run_on = _run_on(row) or _in_sentence(row)
        if run_on is not None:
            header.title, header.company = run_on
        elif _is_title(row) or (title_first and not _COMPANY.search(row)):
            header.title = row
        else:
            header.company = row
        return
    title_at = next((index for index, part in enumerate(parts) if _is_title(part)), None)
    if title_at is None and not _STRONG.search(row) and _is_name_of_employer(parts[0]):
        company = _company_of(row, header)
        if company != row:
            header.company = company
            return
    if title_at is None:
        company_at = next(
            (index for index, part in enumerate(parts) if _COMPANY.search(part)), None
        )
        title_at = (
            (0 if title_first else 1) if company_at is None else (1 if company_at == 0 else 0)
        )
    elif title_at > 1:
        title_at = 1
    if title_at == 0 and _is_title(parts[1]) and _COMPANY.search(parts[0]) and not title_first:
        title_at = 1
    header.title = parts[title_at].strip(" ,")
    others = [part for index, part in enumerate(parts) if index != title_at]
    if _DEPARTMENT.match(others[0]):
        others = [part for part in others if _SCHOOL.search(part)] or others
    header.company = _company_of(others[0], header)
    rest = ", ".join(parts[2:])
    if header.location is None and rest and _is_place(rest):
        header.location = rest if rest in row else None


_WEAK_AT: Final = re.compile(r"(?<!\bde) (?:en|em|na|no|la|w|i|på|à|v|ve) (?=[^\Wa-zß-ÿ\d_])")


def _in_sentence(row: str) -> tuple[str, str] | None:
    """ "Enfermera en Clínica Azul": a title, a word that may mean "at", and a name."""
    for match in _WEAK_AT.finditer(row):
        before, after = row[: match.start()], row[match.end() :]
        if _is_title(before) and not _is_title(after):
            return before, after
    return None


_INSTITUTION: Final = re.compile(
    r"\s(?:University|Institute|College|School|Ministry|Bank|City|Universidad|Universidade|Université|"
    r"Università|Universität|Instituto|Institut) (?:of|de|do|da|di|degli|für|zu) .+$"
)


def _run_on(row: str) -> tuple[str, str] | None:
    """Title and company that stand side by side without a sign: "Engineer University of Ulm"."""
    institution = _INSTITUTION.search(row)
    if institution and _is_title(row[: institution.start()]):
        return row[: institution.start()].strip(" ,"), institution[0].strip()
    for match in _title_words(row):
        rest = row[match.end() :].strip()
        if _COMPANY.search(rest) and not _is_title(rest) and (rest[0].isupper() or "." in rest):
            return row[: match.end()].strip(), rest
    return None


def _comma_parts(row: str) -> list[str]:
    """Parts between commas; a legal suffix belongs to the name before it."""
    parts: list[str] = []
    for match in re.finditer(r"(?:\([^()]*\)|[^,、，])+", row):
        part = match[0].strip()
        if parts and re.fullmatch(
            r"(?:inc|llc|ltd|lda|ltda|gmbh|corp|s\.?l\.?u?|s\.?a|s\.?r\.?l|co|kg|ag|plc|as|a/s|ab|oy|bv|nv)\.?",
            part,
            re.IGNORECASE,
        ):
            start = row.find(parts[-1])
            parts[-1] = row[start : match.end()].strip()
        elif part:
            parts.append(part)
    return parts


def _company_of(text: str, header: _Header) -> str:
    """A company's name without the place that follows it."""
    text = _without_place(text.strip(" ,"), header)
    parts = _comma_parts(text)
    if len(parts) > 1 and (_is_place(", ".join(parts[1:])) or _is_place(parts[-1])):
        header.location = header.location or text[text.find(parts[1]) :].strip()
        return parts[0]
    if len(parts) == 2 and _CITY.fullmatch(parts[1]) and not _COMPANY.search(parts[1]):
        header.location = header.location or parts[1]
        return parts[0]
    return text


def _is_name_of_employer(text: str) -> bool:
    return len(text.split()) > 1 or len(text) > 9 or bool(_COMPANY.search(text))


_CITY: Final = re.compile(r"[A-ZÄÖÜÅØÉÎŁŚŻ][^\W\d_]{2,}(?:[- ][A-Z][^\W\d_]+)?")


# --- Experience ----------------------------------------------------------------------------------

_ENTRY_SECTIONS: Final = frozenset({"experience"})
_NO_ENTRY_SECTIONS: Final = frozenset(
    {"education", "certifications", "publications", "awards", "projects", "languages", "skills",
     "interests", "references", "contact"}
)  # fmt: skip


@dataclass(slots=True)
class _Region:
    section: Section | None
    lines: list[_Line] = field(default_factory=list)


def _regions(lines: Sequence[_Line]) -> list[_Region]:
    """The document cut at its section headings; the first region has no heading."""
    regions = [_Region(None)]
    for line in lines:
        if line.section is not None:
            regions.append(_Region(line.section))
        else:
            regions[-1].lines.append(line)
    headed = regions[1:]
    periods_before = sum(line.period is not None for line in regions[0].lines)
    last_periods = sum(line.period is not None for line in headed[-1].lines) if headed else 0
    if headed and periods_before >= 2 and not last_periods and len(headed[-1].lines) <= 2:
        # Headings stand below what they head: each takes the lines above it.
        contents = [region.lines for region in regions]
        return [_Region(None)] + [
            _Region(region.section, content)
            for region, content in zip(headed, contents, strict=False)
        ]
    return regions


def _entries(region: _Region, *, need_title: bool) -> list[Experience]:
    lines = region.lines
    anchors = [index for index, line in enumerate(lines) if line.period is not None]
    if not anchors:
        return [] if need_title else _dateless(lines)
    before_first = lines[: anchors[0]]
    if any(line.bullet for line in before_first) and not need_title:
        spans = _trailing_spans(lines, anchors)
    else:
        spans = _leading_spans(lines, anchors, need_title=need_title)
    title_first = _title_comes_first([head for head, _, _ in spans])
    headers = [
        _read_header([line.rest for line in head], title_first=title_first) for head, _, _ in spans
    ]
    entries: list[Experience] = []
    employer = ""
    for number, (header, (head, period, body)) in enumerate(zip(headers, spans, strict=True)):
        following = headers[number + 1] if number + 1 < len(headers) else _Header()
        if not header.company and header.title:
            header.company = employer
        employer = header.company
        if not header.title and not body and following.title and not following.company:
            continue  # an employer's banner with the time of all its roles
        if not header.company and not body and not _is_title(header.title):
            continue  # "Parental leave, 2021 – 2022", or nothing at all
        if not header.title and not header.company:
            continue
        if need_title and not _stands_alone(header, period, head):
            continue
        entries.append(_experience(header, period, body))
    return entries


def _stands_alone(header: _Header, period: Period | None, head: Sequence[_Line]) -> bool:
    """Whether a header names a role so clearly that no section heading is needed."""
    return (
        period is not None
        and period.first != period.last
        and _is_title(header.title)
        and bool(header.company)
        and len(header.title.split()) <= 8
        and not _DEGREE.search(header.title)
        and not re.search(r"\d", header.title)
        and not re.search(r"[.:;]\s|^\W", f"{header.title}\n{header.company}")
        and all(_looks_like_header(line) or line.period is not None for line in head)
    )


_Span = tuple[list[_Line], Period | None, list[_Line]]


def _leading_spans(
    lines: Sequence[_Line], anchors: Sequence[int], *, need_title: bool
) -> list[_Span]:
    """Entries whose period stands in or near their header.

    How many header lines stand above the period is taken from the first entry of the section.
    """
    first_head = lines[: anchors[0]]
    all_head = len(first_head) <= 4 and all(map(_looks_like_header, first_head))
    above = sum(map(_counts_as_row, first_head)) if all_head else 2
    some_complete = any(_names_both(lines[anchor].rest) for anchor in anchors)
    starts = []
    for number, anchor in enumerate(anchors):
        start = anchor
        rest = lines[anchor].rest
        complete = _names_both(rest) or (
            some_complete and len(_parts(rest)) > 1 and _is_title(rest)
        )
        own = 0 if complete else above
        if need_title and rest and not _is_place(rest):
            own = 0
        limit = anchors[number - 1] + 1 if number else 0
        block = _block_start(lines, anchor, limit) if own else None
        if block is not None:
            start = block
        taken = sum(map(_counts_as_row, lines[start:anchor]))
        while start > limit and _looks_like_header(lines[start - 1]):
            taken += _counts_as_row(lines[start - 1])
            if taken > own:
                break
            start -= 1
        starts.append(start)
    spans: list[_Span] = []
    for number, anchor in enumerate(anchors):
        end = starts[number + 1] if number + 1 < len(anchors) else len(lines)
        head = list(lines[starts[number] : anchor + 1])
        at = anchor + 1
        while (
            at < end
            and lines[at].period is None
            and _looks_like_header(lines[at])
            and _needs_more(head, lines[at])
        ):
            head.append(lines[at])
            at += 1
        spans.append((head, lines[anchor].period, list(lines[at:end])))
    return spans


def _counts_as_row(line: _Line) -> bool:
    """Whether a line may name title or company; "Acme, Leeds, UK" may, "Leeds, UK" does not."""
    return not _is_place(line.rest) or len(_comma_parts(line.rest)) == 3


def _block_start(lines: Sequence[_Line], anchor: int, limit: int) -> int | None:
    """Where the short paragraph begins that a period closes, if it stands in one."""
    for start in range(anchor, max(limit, anchor - 4) - 1, -1):
        line = lines[start]
        if line.is_statement:
            return None
        if line.blank_before:
            return start if start < anchor and _looks_like_header(line) else None
    return None


def _needs_more(head: Sequence[_Line], following: _Line) -> bool:
    """Whether a header lacks a title or a company that the following line may hold."""
    rows = [line.rest for line in head if line.rest and not _is_place(line.rest)]
    if not rows:
        return True
    header = _Header()
    if any(_is_place(line.rest) and _counts_as_row(line) for line in head):
        return False
    labelled = [_take_labelled(row, header) for row in rows]
    if any(labelled):
        return not (header.title and header.company)
    if len(rows) >= 2:
        return False
    row = _without_place(rows[0], header)
    _split_row(row, header, title_first=True)
    if not (header.title and header.company):
        return True
    if len(_parts(row)) == 1 and _in_sentence(row) and _looks_like_header(following):
        return not _is_title(following.rest) and not _is_place(following.rest)
    # "Engineer, Payments" may be a title with its team: the employer then stands below.
    by_comma = not _STRONG.search(row) and not _AT.search(row)
    return (
        by_comma
        and not _COMPANY.search(header.company)
        and (_place_at_end(following.rest) or bool(_COMPANY.search(following.rest)))
        and not _is_title(following.rest)
    )


def _trailing_spans(lines: Sequence[_Line], anchors: Sequence[int]) -> list[_Span]:
    """Entries whose period stands below their bullets."""
    spans: list[_Span] = []
    start = 0
    for anchor in anchors:
        inner = [line for line in lines[start:anchor] if not _ELAPSED.match(line.text)]
        head: list[_Line] = []
        while inner and not inner[0].is_statement and len(head) < 2:
            head.append(inner.pop(0))
        places = [line for line in inner if not line.bullet and _is_place(line.text)]
        body = [line for line in inner if line not in places]
        anchor_rest = _Line(lines[anchor].rest)
        spans.append((head + places + ([anchor_rest] if anchor_rest.text else []),
                      lines[anchor].period, body))  # fmt: skip
        start = anchor + 1
    return spans


def _dateless(lines: Sequence[_Line]) -> list[Experience]:
    """Entries of a section without any date: a header of one or two lines, then statements."""
    groups: list[tuple[list[_Line], list[_Line]]] = []
    for line in lines:
        starts = not line.is_statement
        if starts and (not groups or groups[-1][1] or len(groups[-1][0]) >= 2):
            groups.append(([line], []))
        elif starts:
            groups[-1][0].append(line)
        elif groups:
            groups[-1][1].append(line)
    title_first = _title_comes_first([head for head, _ in groups])
    entries = []
    for head, body in groups:
        header = _read_header([line.text for line in head], title_first=title_first)
        if header.title and header.company:
            entries.append(_experience(header, None, body))
    return entries


def _title_comes_first(heads: Sequence[Sequence[_Line]]) -> bool:
    """Whether this document writes the title before the company, by the headers that are clear."""
    votes = 0
    for head in heads:
        rows = [line.rest for line in head if line.rest and not _is_place(line.rest)]
        parts = rows if len(rows) > 1 else (_parts(rows[0]) if rows else [])
        flags = [_is_title(part) for part in parts[:2]]
        if flags == [True, False]:
            votes += 1
        elif flags == [False, True]:
            votes -= 1
    return votes >= 0


def _experience(header: _Header, period: Period | None, body: Sequence[_Line]) -> Experience:
    statements = list(_statements(body))
    technologies: list[str] = []
    achievements, responsibilities = [], []
    for statement in statements:
        listed = _TECHNOLOGY_LINE.match(statement)
        if listed:
            technologies += _listed(statement[listed.end() :])
        elif _OUTCOME.search(statement):
            achievements.append(statement)
        else:
            responsibilities.append(statement)
    return Experience(
        company=header.company,
        title=header.title,
        location=header.location,
        employment_type=header.employment_type,
        duration=period.text if period else "",
        start_date=period.first if period else None,
        end_date=period.last if period else None,
        achievements=achievements,
        responsibilities=responsibilities,
        technologies=technologies,
    )


_OUTCOME: Final = re.compile(
    r"(?<![^\W_])\d|\b(?:won|award(?:ed)?|doubled|halved|tripled|saved|saving|reduc(?:ed|ing)|"
    r"increas(?:ed|ing)|improv(?:ed|ing)|grew|raised|exceeded|verdoppelt|halbiert|gesenkt|"
    r"gesteigert|réduit|augmenté|doublé|reduje|aumenté|ridotto|aumentato|redujo|halverade|økte)\b",
    re.IGNORECASE,
)
_TECHNOLOGY_LINE: Final = re.compile(
    r"^(?:technologies|tech stack|stack|tools|technologien|technologie|tecnologías|tecnologias|"
    r"environment|umgebung|teknologier|keywords)\s*:\s*",
    re.IGNORECASE,
)


def _statements(lines: Sequence[_Line]) -> Iterator[str]:
    """Bullets and sentences; lines wrapped by the page are one again."""
    current = ""
    marked = bool(lines) and lines[0].bullet
    for line in lines:
        continues = current and not line.bullet and _is_unfinished(current, line, marked)
        if continues:
            current += f" {line.text}"
        else:
            if current:
                yield current
            current = line.text
    if current:
        yield current


def _is_unfinished(statement: str, following: _Line, marked: bool) -> bool:
    """Whether the following line goes on with a statement; `marked`: bullets have marks here."""
    if following.text[:1].islower() or following.text[:1] in "(&":
        return True
    if re.search(r"(?:\s[–—-]|[&/(]|\b(?:and|of|the|for|with|und|et|y))$", statement):
        return True
    full_line = bool(re.search(r"[,\w(/&-]$", statement)) and len(statement) > 60
    return marked and full_line and not following.blank_before


# --- The rest ------------------------------------------------------------------------------------

_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"(?<![\w/])(?:\+|\(?0|\(?\d{3}\)?[ .-])[\d ()./-]{6,18}[\dX](?!\w)")
_LINKEDIN: Final = re.compile(r"(?:https?://)?(?:www\.)?linkedin\.com/in/[\w%-]+/?", re.IGNORECASE)
_GITHUB: Final = re.compile(r"(?:https?://)?(?:www\.)?github\.com/[\w-]+/?", re.IGNORECASE)
_WEBSITE: Final = re.compile(
    r"(?:https?://(?!\S*(?:linkedin|github)\.com)[^\s|·,)]+)|(?<![\w@.])www\.[\w-]+(?:\.[\w-]+)+"
)


def _personal_info(lines: Sequence[_Line], text: str) -> PersonalInfo:
    def first(pattern: re.Pattern[str]) -> str | None:
        match = pattern.search(text)
        return match[0].strip() if match else None

    head = [line for line in lines[:12] if line.section is None]
    location = None
    for line in head:
        for part in re.split(r"\s*[|·•—]\s*|\t|\s{2,}", line.text):
            if location is None and _is_place(part):
                location = part.strip()
    return PersonalInfo(
        name=_name(lines),
        email=first(_EMAIL),
        phone=first(_PHONE),
        location=location,
        linkedin=first(_LINKEDIN),
        github=first(_GITHUB),
        website=first(_WEBSITE),
    )


_NAME: Final = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}")


def _name(lines: Sequence[_Line]) -> str | None:
    """The person's name: the first short line of two to four capitalised words."""
    for line in lines[:6]:
        candidate = re.split(r"\s*[|·•,–—]\s*|\s{2,}|\t", line.text)[0]
        candidate = re.sub(
            r"\s*\b(?:resume|résumé|cv|curriculum vitae|lebenslauf)\b\s*", "", candidate,
            flags=re.IGNORECASE,
        )  # fmt: skip
        if (
            _NAME.fullmatch(candidate)
            and all(word[0].isupper() or not word[0].isascii() for word in candidate.split())
            and not _is_title(candidate)
            and not _COMPANY.search(candidate)
            and line.section is None
            and line.period is None
        ):
            return candidate
    return None


def _listed(text: str) -> list[str]:
    """The items of "Python, Go; SQL | Git": separators inside brackets do not count."""
    items = re.split(r"\s*[,;|•·、]\s*(?![^()]*\))|\t|\s{3,}", text)
    items = [_ITEM_EDGE.sub("", item).rstrip(" .") for item in items]
    return [item for item in items if 0 < len(item) <= 50 and not item.startswith("©")]


# Glyphs of icon fonts come out as stray signs: "/ JavaScript"; ".NET" and "(versions 2+)" stay.
_ITEM_EDGE: Final = re.compile(
    r"^\s*(?:[^\w.(©]+\s+|[^\w.(©]+$|(?:and|und|et|y|e|og|och|en)\s+(?=[A-Z]))"
)


@cache
def _language_names() -> frozenset[str]:
    """Names of spoken languages in the languages that are read, in one case."""
    names = {
        name.casefold()
        for language in LANGUAGES
        for code, name in Locale.parse(language).languages.items()
        if len(code) == 2
    }
    return frozenset(
        names | {"mandarin", "cantonese", "日本語", "英語", "中国語", "中文", "英语", "日语"}
    )


_LABEL: Final = re.compile(r"^([^\W\d_][^:：,]{1,40})[:：]\s*(?!//)")
_GROUPS: Final = {
    "soft": re.compile(
        r"communicat|leadership|team(?:work|\s?play|fähig)|problem.?solv|mentor|collaborat|"
        r"creativ|soft skills|interpersonal|kommunikation|führung|liderazgo|comunica|samarbeid|"
        r"コミュニケーション|リーダーシップ",
        re.IGNORECASE,
    ),
    "methodologies": re.compile(
        r"\bagile?\b|scrum|kanban|\blean\b|\bci/?cd\b|\btdd\b|\bdevops\b|\bitil\b|prince2|pmbok|"
        r"waterfall|six sigma|design thinking|method|"
        r"スクラム|カンバン|アジャイル|ウォーターフォール|手法",
        re.IGNORECASE,
    ),
    "frameworks": re.compile(r"framework|bibliothek|librar|bibliothèque", re.IGNORECASE),
    "tools": re.compile(
        r"\btools?\b|werkzeug|outils|herramientas|strumenti|verktøy|verktyg|ツール", re.IGNORECASE
    ),
}


def _group_of(text: str) -> str:
    return next((group for group, words in _GROUPS.items() if words.search(text)), "technical")


def _skills(regions: Sequence[_Region]) -> Skills:
    """What the skills sections list, sorted by the line's label or else by the item itself."""
    skills = Skills()
    for label, items in _skill_rows(regions):
        section = section_of(label)
        if section == "interests" or (section == "languages" and _are_spoken(items)):
            continue
        group_of_row = _group_of(label)
        for item in items:
            own = _group_of(item)
            group = own if own in ("soft", "methodologies") else group_of_row
            known = getattr(skills, group)
            if len(item.split()) <= 4 and item not in known:
                known.append(item)
    return skills


def _skill_rows(regions: Sequence[_Region]) -> Iterator[tuple[str, list[str]]]:
    """Label and items of each row of the skills sections; prose and group headings are left out."""
    for region in regions:
        if region.section != "skills":
            continue
        rows: list[str] = []
        for line in region.lines:
            full_row = bool(rows) and len(rows[-1]) > 60 and not _LABEL.match(line.text)
            goes_on = bool(rows) and bool(
                rows[-1].endswith((",", "("))
                or line.text.startswith("(")
                or (line.text[:1].islower() and ("," in rows[-1] or _LABEL.match(rows[-1])))
            )
            if (full_row or goes_on) and not line.bullet and not line.blank_before:
                rows[-1] += f" {line.text}"
            elif not line.heading:
                rows.append(line.text)
        if sum(row.endswith((".", "。")) for row in rows) * 4 > len(rows):
            continue
        for row in rows:
            label = _LABEL.match(row)
            yield (label[1] if label else ""), _listed(row[label.end() :] if label else row)


def _are_spoken(items: Sequence[str]) -> bool:
    """Whether most items are spoken languages: "Languages:" may head Python and Go as well."""
    return sum(_spoken_language(item) is not None for item in items) * 2 > len(items)


def _spoken_language(text: str) -> SpokenLanguage | None:
    """ "German (C1)", "Catalan Native", "Englisch: fließend" as a name and a level."""
    words = text.split()
    for size in (2, 1):
        name = " ".join(words[:size]).strip(" :(–—-,")
        if name.casefold() in _language_names():
            level = text[text.find(name) + len(name) :].strip(" :()–—-,.")
            return SpokenLanguage(name=name, level=level or None)
    match = re.fullmatch(r"([^\W\d_]+)\s*[:(–—-]\s*([^()]+)\)?", text)
    if match and match[1].casefold() in _language_names():
        return SpokenLanguage(name=match[1], level=match[2].strip())
    return None


def _languages(regions: Sequence[_Region]) -> list[SpokenLanguage]:
    """Spoken languages: of their own section, or of a labelled row among the skills."""
    items = [
        item
        for region in regions
        if region.section == "languages"
        for line in region.lines
        for item in _listed(line.text)
    ]
    for label, row in _skill_rows(regions):
        if section_of(label) == "languages" and _are_spoken(row):
            items += row
    found = [_spoken_language(item) for item in dict.fromkeys(items)]
    return [language for language in found if language is not None]


_GPA: Final = re.compile(
    r"\b(?:GPA|CGPA|grade|note|nota)\s*:?\s*(\d+(?:[.,]\d+)?(?:\s*/\s*\d+(?:[.,]\d+)?)?)", re.I
)
_COURSES: Final = re.compile(
    r"^(?:relevant |key |incoming )?(?:coursework|courses|modules)\s*:\s*", re.I
)


def _education(regions: Sequence[_Region]) -> list[Education]:
    found: list[Education] = []
    for region in regions:
        if region.section != "education":
            continue
        current: Education | None = None
        before: Period | None = None
        for line in region.lines:
            gpa = _GPA.search(line.text)
            if gpa and current is not None:
                current.gpa = current.gpa or gpa[1]
            courses = _COURSES.match(line.text)
            if courses and current is not None:
                current.coursework += _listed(line.text[courses.end() :])
                continue
            if line.is_statement and line.period is None:
                if current is not None:
                    if current.coursework and not line.bullet:
                        first, *more = _listed(line.text) or [""]
                        current.coursework[-1] += f" {first}"
                        current.coursework += more
                    elif not current.details and not gpa:
                        current.details = line.text
                continue
            place = _Header()
            degree, institution = _degree_and_school(_without_place(line.rest, place))
            opens = current is None or bool(
                (degree and current.degree) or (institution and current.institution)
            )
            if (degree or institution) and opens:
                current = Education()
                found.append(current)
                if before is not None:
                    _set_period(current, before)
                    before = None
            if current is not None and (degree or institution):
                current.degree = current.degree or degree
                current.institution = current.institution or institution
                current.location = current.location or place.location
            if line.period is not None:
                # A period on a line of its own above an entry belongs to that entry.
                if current is None or current.year:
                    before = line.period
                else:
                    _set_period(current, line.period)
    return found


def _set_period(entry: Education, period: Period) -> None:
    entry.year = period.text
    entry.start_date = period.first if period.first != period.last else None
    entry.end_date = period.last


_DEGREE_BEFORE: Final = re.compile(
    r"^(?P<degree>[A-Z][\w.]{1,5}(?: \([^)]+\))?) (?P<school>[A-ZÀ-Þ].*)$"
)


def _degree_and_school(row: str) -> tuple[str, str]:
    """Degree and institution in one row, either of them empty."""
    parts = [
        part
        for strong in _STRONG.split(row)
        if strong and not _is_place(strong) and not _GPA.match(strong)
        for part in (_comma_parts(strong) if _names_degree_behind_comma(strong) else [strong])
    ]
    if len(parts) == 1:
        parts = _comma_parts(parts[0])
    for index, part in enumerate(parts):
        if _DEGREE.search(part) and _SCHOOL.search(part):
            parts[index : index + 1] = _degree_beside_school(part)
    schools = [part for part in parts if _SCHOOL.search(part)]
    degrees = [part for part in parts if _DEGREE.search(part) and part not in schools]
    if not schools and degrees and len(parts) >= 2 and parts[0] not in degrees:
        schools = parts[:1]
    if not schools and len(degrees) == 1 and len(parts) == 2 and parts[1][:1].isupper():
        schools = [part for part in parts if part not in degrees]
    return (degrees[0] if degrees else ""), (schools[0] if schools else "")


def _names_degree_behind_comma(text: str) -> bool:
    return "," in text and bool(_DEGREE.search(text[text.index(",") :]))


def _degree_beside_school(text: str) -> list[str]:
    """ "MSc History (University of Ulm)", "MSc University of Ulm" as two parts."""
    bracketed = _IN_BRACKETS.fullmatch(text)
    if bracketed and _SCHOOL.search(bracketed[2]):
        return [bracketed[1], bracketed[2]]
    institution = _INSTITUTION.search(text)
    if institution:
        return [text[: institution.start()], institution[0].strip()]
    before = _DEGREE_BEFORE.match(text)
    if before and _DEGREE.fullmatch(before["degree"]):
        return [before["degree"], before["school"]]
    return [text]


_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE_PART: Final = re.compile(
    r"[\s,;|·(–—-]*(?<![\d-])(?:\d{1,2}[/.])?(?:19|20)\d\d(?:[-/.]\d{1,2})?(?!\d)[\s,;|·)–—-]*"
)


def _named_items(regions: Sequence[_Region], section: Section) -> Iterator[tuple[str, str | None]]:
    """Names in a section, each with the year written beside it.

    Where dates on lines of their own end the items, the item is named by its first line.
    """
    for region in regions:
        if region.section != section:
            continue
        for item in _items(region):
            years = [year[0] for line in item if (year := _YEAR.search(line))]
            first = item[0]
            parts = [part for part in _DATE_PART.split(first) if part.strip()]
            name = re.split(r"\s{2,}|\t", max(parts, key=len).strip())[0] if parts else first
            yield name.strip(" ,;|·(["), years[-1] if years else None


def _items(region: _Region) -> list[list[str]]:
    """The lines of a section as items: one each, or as many as a line that is all date closes."""
    dates = [line.period is not None and not re.search(r"\w", line.rest) for line in region.lines]
    if any(line.bullet for line in region.lines):
        return [[statement] for statement in _statements(region.lines)]
    if sum(dates) < 2:
        return [[item] for item in _ended_by_years(list(_statements(region.lines)))]
    items: list[list[str]] = [[]]
    dates_first = dates[0]
    for line, is_date in zip(region.lines, dates, strict=True):
        if is_date and dates_first and items[-1]:
            items.append([])
        items[-1].append(line.text)
        if is_date and not dates_first:
            items.append([])
    return [
        [line for line in item if re.search(r"[^\W\d_]{3}", line)] or item for item in items if item
    ]


def _ended_by_years(statements: list[str]) -> list[str]:
    """Items that a narrow column broke over several lines, the last of which holds the year.

    Lines without a year are joined with the next that has one where a comma or a dash at a line's
    end shows that they belong together, or where they are all there is.
    """
    items: list[str] = []
    waiting: list[str] = []
    for statement in statements:
        waiting.append(statement)
        if not _YEAR.search(statement):
            continue
        broken = any(re.search(r"[,–—-]$", each) for each in waiting[:-1])
        alone = len(waiting) == len(statements) == 2 and max(map(len, waiting)) <= 34
        items += [" ".join(waiting)] if broken or alone else waiting
        waiting = []
    return items + waiting


_ISSUER_BEHIND: Final = re.compile(
    r"^(?P<name>.+?)(?:\s*\((?P<bracket>[^()]+)\)|\s+[–—|·]\s+(?P<dash>.+))$"
)


def _certifications(regions: Sequence[_Region]) -> list[Certification]:
    """Certificates with their issuer, where a bracket, a dash or a comma in every row tells it."""
    items = list(_named_items(regions, "certifications"))
    by_comma = len(items) >= 2 and all(name.count(",") == 1 for name, _ in items)
    found = []
    for name, year in items:
        behind = _ISSUER_BEHIND.match(name)
        issuer = (behind["bracket"] or behind["dash"]) if behind else None
        if by_comma:
            name, issuer = (part.strip() for part in name.split(","))
        elif behind and (behind["dash"] or not re.fullmatch(r"[A-Z\d+-]+", behind["bracket"])):
            name = behind["name"]
        else:
            issuer = None
        found.append(Certification(name=name, issuer=issuer, year=year))
    return found


def _projects(regions: Sequence[_Region]) -> list[Project]:
    found: list[Project] = []
    for region in regions:
        if region.section != "projects":
            continue
        previous = ""
        for line in region.lines:
            technologies = _TECHNOLOGY_LINE.match(line.text)
            if found and technologies:
                found[-1].technologies += _listed(line.text[technologies.end() :])
            elif line.bullet and found:
                found[-1].outcomes.append(line.text)
            elif (
                found
                and previous
                and line.period is None
                and not line.heading
                and _is_unfinished(previous, line, marked=True)
            ):
                if found[-1].outcomes:
                    found[-1].outcomes[-1] += f" {line.text}"
                else:
                    found[-1].description += f" {line.text}"
            elif not found and (told := _PROJECT_IN_ONE_LINE.match(line.text)):
                found.append(Project(name=told["name"], description=told["description"]))
            elif not re.search(r"\w", line.rest) and line.period is not None:
                if found:
                    found[-1].year = found[-1].year or line.period.text
            elif _names_a_project(line):
                year = line.period.text if line.period else None
                if found and previous == found[-1].name and not line.blank_before and not year:
                    found[-1].description = line.text
                else:
                    found.append(Project(name=_STRONG.split(line.rest)[0], year=year))
                    previous = found[-1].name
                    continue
            elif found and not found[-1].description and not found[-1].outcomes:
                found[-1].description = line.text
            elif found:
                found[-1].outcomes.append(line.text)
            previous = line.text
    return found


_PROJECT_IN_ONE_LINE: Final = re.compile(
    r"(?P<name>[\w.-]+(?: [\w.-]+){0,4})\s*(?:\([^()]*\))?\s*[:–—]\s+(?P<description>.{25,})"
)


def _names_a_project(line: _Line) -> bool:
    """Whether a line is short and unlike a sentence; in Japanese, without an object or a comma."""
    return (
        not line.is_statement
        and line.text[:1].isalnum()
        and len(line.text.split()) <= 9
        and not re.search(r"[を、，。]|[.;,]$", line.text)
    )


_TYPE_WORDS: Final[dict[DocumentType, str]] = {
    "cover_letter": (
        "dear (?:hiring|sir|mr|ms|madam)|i am applying|sehr geehrte|yours sincerely|application for"
    ),
    "reference": (
        "to whom it may concern|letter of recommendation|i recommend|arbeitszeugnis|reference for|"
        "worked with us|reported to me"
    ),
    "job_description": (
        "we are looking for|what you bring|your responsibilities|wir suchen|nous recherchons|"
        "about the role"
    ),
    "project": "project notes|retrospective|post-?mortem|milestones|lessons learned",
    "portfolio": "portfolio|selected work|case stud(?:y|ies)",
}
_TYPES: Final = {
    kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _TYPE_WORDS.items()
}


def _document_type(
    text: str, regions: Sequence[_Region], experiences: Sequence[Experience]
) -> DocumentType:
    headed = {region.section for region in regions if region.lines}
    if len(headed & {"experience", "education", "skills"}) >= 2:
        return "resume"
    for kind, pattern in _TYPES.items():
        if pattern.search(text):
            return kind
    return "resume" if len(experiences) >= 2 else "other"


_NAME_OF_COMPANY: Final = r"[A-ZÄÖÜÅØ][\w&.'-]*(?: (?:[A-ZÄÖÜÅØ&][\w&.'-]*|of|and|for|und|de)){0,9}"
_STATED_ROLE: Final = re.compile(
    r"\b(?:work(?:ed|s)|was employed|is employed|employed|served|been)\s+(?:with us\s+|for us\s+)?"
    rf"(?:(?:at|for|with|by)\s+(?P<company>{_NAME_OF_COMPANY})\s+)?as\s+(?:an?\s+|our\s+|the\s+)?"
    rf"(?P<title>[A-Z][\w /-]{{0,80}}?|[\w /-]{{1,80}}?)"
    rf"(?:\s+(?:at|for|with)\s+(?P<other>{_NAME_OF_COMPANY}))?"
    r"(?:\s+(?:in|on)\s+(?:our|the)\s+[\w ]{1,40}?)?"
    r",?\s+(?P<when>(?:from|between|since)\s+[^.;]{1,120})",
)


def _stated_roles(text: str) -> list[Experience]:
    """Roles told in a sentence: "worked at Acme as Engineer from March 2019 to June 2021"."""
    found = []
    for match in _STATED_ROLE.finditer(" ".join(text.split())):
        when = match["when"]
        period = next(find_periods(when.replace(" and ", " to ")), None)
        company = match["company"] or match["other"] or ""
        if period is not None and company and _is_title(match["title"]):
            written = re.sub(r"^from\s+", "", when[: period.end])
            found.append(
                Experience(
                    company=company.strip(),
                    title=match["title"].strip(),
                    duration=written,
                    start_date=period.first,
                    end_date=period.last,
                )
            )
    return found


_FORM_LABELS: Final = {
    "title": "position|job title|role|title|funktion|stelle|poste|puesto|cargo|stilling|functie",
    "company": "employer|company|organisation|organization|arbeitgeber|firma|employeur|empresa",
    "when": "in service|employed|employed since|since|period of employment|beschäftigt|seit|"
    "date of employment|employment period|start date",
}
_FORM_ROW: Final = {
    field: re.compile(rf"^(?:{labels})\s*(?::|\t)\s*(?P<value>.+)$", re.IGNORECASE)
    for field, labels in _FORM_LABELS.items()
}
_LEGAL: Final = re.compile(
    r"[A-ZÄÖÜ][\w&.' -]*?\s(?:inc|llc|ltd|limited|gmbh|ag|plc|corp|as|ab|oy|bv|sas|sarl|s\.l)\b\.?",
    re.IGNORECASE,
)


def _form_role(lines: Sequence[_Line]) -> list[Experience]:
    """The one role a form states: a review, a training record, a certificate of employment."""
    values: dict[str, str] = {}
    for line in lines[:25]:
        for label, pattern in _FORM_ROW.items():
            match = pattern.match(line.text)
            if match and label not in values:
                values[label] = match["value"].strip()
    if "company" not in values:
        named = next((m for line in lines[:3] if (m := _LEGAL.match(line.text))), None)
        values["company"] = named[0].strip() if named else ""
    title = re.split(r"\s*[(;]", values.get("title", ""))[0]
    if not _is_title(title) or not values["company"]:
        return []
    # The title's own dates say when it was held; "in service" may cover earlier posts.
    inner = re.search(r"\(([^();]+)", values.get("title", ""))
    written = inner[1].strip() if inner else ""
    first, last = parse_period(written)
    return [
        Experience(
            company=values["company"],
            title=title,
            duration=written if first else "",
            start_date=first,
            end_date=last,
        )
    ]


def _add_technologies(experiences: Sequence[Experience], skills: Skills) -> None:
    """Add to each role the document's own technical skills that its statements name."""
    known = [*skills.technical, *skills.tools, *skills.frameworks]
    for entry in experiences:
        told = "\n".join([*entry.responsibilities, *entry.achievements])
        for skill in known:
            whole = rf"(?<![\w+#.-]){re.escape(skill)}(?![\w+#-])"
            if skill not in entry.technologies and re.search(whole, told):
                entry.technologies.append(skill)


def _summary(regions: Sequence[_Region]) -> str | None:
    """The profile section, up to the first line that dates an entry."""
    for region in regions:
        if region.section == "summary":
            prose = takewhile(
                lambda line: line.period is None or line.period.first == line.period.last,
                region.lines,
            )
            return " ".join(line.text for line in prose) or None
    return None


def extract(text: str, name: str = "") -> DocumentExtraction:
    """What a document says about a career, read by rules.

    Args:
        text: the document's text, line breaks as in the document.
        name: the document's file name; no rule depends on it.
    """
    del name
    lines = _lines(text)
    regions = _regions(lines)
    experiences = [
        entry
        for region in regions
        if region.section in _ENTRY_SECTIONS
        for entry in _entries(region, need_title=False)
    ]
    experiences = experiences or _stated_roles(text) or _form_role(lines)
    if not experiences:
        # Columns read one after the other may leave a heading far from what it heads.
        lost_heading = any(
            region.section in _ENTRY_SECTIONS and not region.lines for region in regions
        )
        elsewhere = _NO_ENTRY_SECTIONS - ({"education", "skills"} if lost_heading else set())
        experiences = [
            entry
            for region in regions
            if region.section not in elsewhere
            for entry in _entries(region, need_title=True)
        ]
    kind = _document_type(text, regions, experiences)
    if kind == "job_description":
        experiences = []
    elif kind == "cover_letter":
        experiences = _stated_roles(text)
    education = _education(regions)
    skills = _skills(regions)
    _add_technologies(experiences, skills)
    found = bool(experiences) + bool(education) + bool(skills.technical)
    return DocumentExtraction(
        document_type=kind,
        extraction_confidence=(0.2, 0.6, 0.8, 0.9)[found],
        personal_info=(
            PersonalInfo() if kind in ("reference", "other") else _personal_info(lines, text)
        ),
        summary=_summary(regions),
        experiences=experiences,
        education=education,
        skills=skills,
        languages=_languages(regions),
        projects=_projects(regions),
        certifications=_certifications(regions),
        publications=[
            Publication(title=item, year=year)
            for item, year in _named_items(regions, "publications")
        ],
        awards=[Award(name=item, year=year) for item, year in _named_items(regions, "awards")],
    )
