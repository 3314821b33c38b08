"""Words that tell titles, employers, schools, degrees and places apart, in many languages.

Gives strengths, not verdicts: what a part of a header is depends on the parts beside it, and that
is decided where headers are read. Place names come from the Unicode CLDR, by way of Babel.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from babel import Locale

from .dates import LANGUAGES

_TITLE_WORDS: Final = frozenset(
    """
    abogada abogado accountant acheteur acheteuse actor actress actuary addetta addetto adjoint
    adjointe adjunkt adjuster admin administrador administradora administrateur administrativa
    administrativo administrator administratrice adviser adviseur advisor advocaat advocate
    advogada advogado advokat agent agronomi albañil alternant alternante ambassador
    amministratore amministratrice analist analista analisti analityczka analityk analyst
    analyste analystin analytik animateur animator animatrice ansvarig ansvarlig anwalt anwältin
    apotheker appraiser apprendista apprenti apprentice apprentie arbitrator architect
    architecte architekt architektin architetto archivist arhitect arkitekt arkkitehti
    arquitecta arquitecto arquiteta arquiteto artist arzt asentaja asesor asesora asiantuntija
    asistan asistanı asistent asistente asistentka asistentă assembler assessor assistant
    assistante assistent assistente assistentin assistentti assistenz assistenzarzt
    assistenzärztin associate associé associée asszisztens astronaut asystent asystentka
    atendente attaché attachée attendant attorney auditeur auditor auditrice ausbildung aushilfe
    auszubildende auszubildender autista auxiliar avocat avocate avukat avustaja avvocato
    ayudante azafata azubi aşçı babysitter bagnino baker balconista barbeiro barista barman
    barnskötare barrister bartender beautician becaria becario beekeeper begeleider beheerder
    bellhop berater beraterin beveiliger bibliothécaire bijbaan biochemist biologist biträde
    blogger boekhouder bogholder bolseira bolseiro bookkeeper bosun boulanger boulangère bouncer
    brewmaster bricklayer broadcaster broker brygadzista buchhalter buchhalterin bucătar builder
    bursar butcher butiksbiträde buyer bäcker cabeleireira cabinetmaker caissier caissière
    camarera camarero cameriera cameriere campaigner candidate canvasser capo capocantiere
    caporeparto capoturno captain caregiver carer caretaker cariste carpenter carpinteiro
    carpintero carrossier casaro cashier ceo ceramicist cfo chairman chairperson chairwoman
    chaplain chargé chargée chauffeur chaufför chauffør chef chefe chefen cheffe chemist
    chercheur chercheuse choreographer cinematographer cio ciso cleaner clerk clinician cmo
    coach cobbler cocinera cocinero coder cofounder collaboratore collaboratrice columnist
    commercial commerciale commessa commesso composer comptable concepteur conceptrice concierge
    conductor conductora conseiller conseillère conservator constable consulente consultant
    consultante consultor consultora contabil contabile contabilista contable contador contadora
    contractor controller controllerin contrôleur contrôleuse coo cook coordenador coordenadora
    coordinador coordinadora coordinateur coordinator coordinatore coordinatrice coordonator
    copeira copywriter cordiste correspondent councillor counsellor counselor courier cozinheira
    cozinheiro coördinator cpo cto cuidadora cuisinier cuisinière cuoca cuoco curator custodian
    dachdecker daglig dancer danışman danışmanı dba deckhand delegada delegado demonstrator
    dentist dependienta dependiente desarrollador desarrolladora desenvolvedor desenvolvedora
    designer dessinateur detective developer devops dezvoltator dietician dietitian diplomat
    directeur director directora directrice direktör direktør diretor diretora direttore
    direttrice diseñador diseñadora dispatcher disponent disponentin docent docente doctor
    doctorant doctorante documentaliste doktor doktorand doktorandin dolmetscher doradca
    dottoranda dottorando dozent dozentin dramaturg dramaturge draughtsman draughtsperson driver
    dyrektor dyrektorka dziennikarz développeur développeuse dělník economist eczacı editor
    educatore educatrice eigenaar einkäufer einkäuferin ejecutiva ejecutivo ekonom ekspedient
    eladó electrician electricista elektricien elektriker elektrikář elektroniker elektryk
    elemző eletricista elettricista elev employee empregada empregado encargada encargado
    encarregado enfermeira enfermeiro enfermera enfermero engenheira engenheiro engineer
    enseignant enseignante entrepreneur entwickler entwicklerin enóloga enólogo ergotherapeut
    erzieher erzieherin esimies especialista estagiária estagiário estetista estibador estimator
    estoquista evangelist evp examiner executive expert fachkraft facilitator faculty fahrer
    fahrerin falegname farmaceuta farmacist farmacista farmacéutica farmacêutica farmaseutti
    farmer farmhand farrier faxineira fejlesztő fellow feuerwehrmann firefighter fireman
    fisherman fitter florist fondateur fondatore fondatrice fontanero foreman forklift formateur
    formatrice forskare forsker fotograf founder freelancer freighter friseur friseurin frisør
    fryzjerka fundador fundadora fundraiser förare gaffer gardener garson garçom garçonete
    geliştirici geliştiricisi generalist geologist geometra geophysicist gerente geschäftsführer
    geschäftsführerin gestionnaire gestor gestora giardiniere gießer giornalista glasbläser
    glassblower glazenwasser glazier governess grafica grafico grafik grafiker graphiste gründer
    gründerin guard gyakornok gyógyszerész gärtner gérant gérante hairdresser handlowiec
    handläggare handyman harjoittelija head headteacher hebamme helmsman helsefagarbeider
    hemşire hilfskraft historian hoitaja hoofd housekeeper hovenier huissière hydraulik
    hygienist hôte hôtesse idraulico igazgató illustrator imker impiegata impiegato indkøber
    infermiera infermiere infirmier infirmière influencer informatiker informatikerin ingegnere
    ingeniera ingeniero ingenieur ingenieurin ingeniør ingenjör inginer ingénieur ingénieure
    inhaber inhaberin inkoper inköpare insegnante insinööri inspector instalatér installateur
    installer institutrice instructor intern internship interpreter intérim investigador
    investigadora investigator invigilator inżynier inženýr janitor jefa jefe johtaja joiner
    jornalista journalist journaliste judge jurist juriste juristin kadeřnice kasjer kassiererin
    kauffrau kaufmann kehittäjä kellner kellnerin kelner kelnerka kierowca kierowniczka
    kierownik kinésithérapeute kirjanpitäjä klempner koch kock kok kokk kokki kommunikatör
    konstrukteur konstrukteurin konstruktér konsulent konsult konsultant konsultantka konsultti
    konzultant koordinaattori koordinatör koordinatörü koordinátor koordynator koordynatorka
    kosmetyczka krankenschwester księgowa księgowy kucharz kuchař kuchařka kuljettaja
    kundeansvarlig köchin könyvelő laborant laborer labourer lackierer lagerarbetare lagerist
    landwirt lawyer lead leader lecturer lectureship leder lege legislator lehrer lehrerin
    lehrling leipuri leiter leiterin leitung lekarz lektor leraar lerares librarian lider
    lieutenant lifeguard limpiadora linguist liutaio livreur lobbyist locutora longshoreman
    loodgieter läkare lärare lärling lääkäri læge lærer lærling lékař lékařka lékárník líder
    machinist maestra maestro magasinier magazynier magazziniere magistrate maker maler manager
    managerin manažer manutentionnaire maraîchère marketer mason mate mathematician mayor maçon
    meccanico mechanic mechanik mechaniker mechanikerin mecánica mecánico mecânico medarbeider
    medarbejder medarbetare medewerker medhjælper mediator medico meister member mentor
    menuisier menuisière merchandiser metselaar midwife mimar mistr mitarbeiter mitarbeiterin
    model moderator monitora monter monteur motorista mozo muhasebeci munkatárs murarz muratore
    musician myyjä målare mécanicien mécanicienne médecin médica médico mérnök müdür müdürü
    mühendis mühendisi nanny nauczyciel nauczycielka navigator negotiator neuvoja niñera norcino
    notaire notaris notariusz notary novinář nurse nutritionist oberarzt oberärztin officer
    ohjaaja ohjelmistokehittäjä ohjelmoija onderzoeker ontwerper ontwikkelaar operador operadora
    operaia operaio operaria operario operator operatore operatrice opettaja opiekunka oprichter
    optician optometrist ordinator organiser organist organizer orvos ospătar ouvrier ouvrière
    overseer owner packer padeiro painter panettiere paralegal paramedic parrucchiera partner
    parturi pasante pasticcere pedreiro peluquera peluquero periodista pesquisador pesquisadora
    peón pečovatelka pfleger pflegerin pförtner pharmacien pharmacienne pharmacist phlebotomist
    photographer physician physicist physiotherapeut physiotherapist pianist picker pielęgniarka
    pielęgniarz pilot pincér pizzaiolo planner plasterer plombier plumber pm po pokladní
    policeman polizist poradce porteiro porter postdoc postdoctoral postman pracovník pracownik
    practicante practitioner praktikant praktikantin praktikum praktykant praktykantka prawnik
    presenter president pressesprecher principal procurer prodavač prodavačka producer
    profesoară profesor profesora professeur professeure professor professora professore
    progettista programador programadora programatoare programator programista programistka
    programmatore programmatrice programmer programmierer programmiererin programozó programátor
    programátorka proiectant projectleider projektant projektantka projektledare projektleder
    prokurist prokuristin proofreader proprietor prosjektleder przedstawiciel právnička právník
    préparateur président présidente psicologa psicóloga psicólogo psychiatrist psychologe
    psychologin psychologist psychologue psycholoog psykolog purchaser purser pâtissier
    pâtissière pädagoge pädagogin päällikkö pædagog překladatel qa radca radiographer ragioniera
    ragioniere ranger realtor rececionista recepcionista receptionist rechtsanwalt
    rechtsanwältin recruiter redacteur redactor redactora redakteur redakteurin redaktor
    redaktør redator redatora redattore redattrice referendar referendarin referent referentin
    referentka registrar regnskapsfører renholder repairer repartidor reporter representative
    researcher resepsjonist resident responsabile responsable restorer ricercatore ricercatrice
    rigger roofer rådgivare rådgiver rédacteur rédactrice sachbearbeiter sachbearbeiterin sailor
    sairaanhoitaja saksbehandler saldatore salesman salesperson saleswoman samordnare sarta
    sarto scheduler schlosser schoonmaker schreiner schweißer scientist sculptor seamstress
    secretaresse secretaria secretario secretary secretária secretário secrétaire segretaria
    segretario sekretarka sekreterare sekretářka sekretär sekretärin sekretær selger sergeant
    server serveur serveuse servitris servitör servitør servírka sihteeri siivooja singer sjef
    sjuksköterska sjåfør skladník slagter smed snekker snickare socia socio socorrista sofőr
    soignant soignante soldador soldier solicitor sommelier sorumlusu soudeur spawacz specialist
    specialista specjalista specjalistka spezialist spezialistin sprecherin sprzedawca sre
    staffer stagiair stagiaire stagiar stagista stajyer standardiste statistician stażysta
    stażystka stevedore steward stewardess stipendiat stocker stolarz storyteller strategist
    student studentermedhjælper stylist stážista städare subdirector subtitler sumiller
    superintendent supervisor supervisora surgeon surveyor suunnittelija sveiser svetsare
    sviluppatore sviluppatrice svp svářeč sygeplejerske sykepleier sysadmin szakács szakértő
    sähköasentaja säljare sælger sócia sócio tailor tanácsadó tanár tarjoilija tasarımcı
    tasarımcısı teacher teamleider technician technicien technicienne technik techniker
    technikerin technikus technolog technologist tecnico tehnician tekenaar teknisyen teknisyeni
    teller temsilcisi tervező tester tesztelő therapist timmerman tirocinante tischler tjener
    toimittaja tornero tourneur tradenomi trader traducteur traductor traductora traductrice
    tradutor tradutora traduttore traduttrice trainee trainer translator treasurer trucker
    truhlář tutkija tutor tutorin typesetter typist técnica técnico tømrer tłumacz udvikler
    undersköterska underwriter usher utvecklare utvikler ux uzman uzmanı učitel učitelka
    vaktmester vaktmästare valmentaja valuer vartija vd vedoucí vendedor vendedora vendeur
    vendeuse verantwortliche verantwortlicher verger verkoopster verkoper verkäufer verkäuferin
    verpleegkundige vertaler vertreter verzorgende vet veterinarian vezető vicepresident
    videographer vigilante vigneron vikar violinist vlechter volontär volontärin volunteer
    vormgever vorstand vp vrijwilliger vânzător vývojář waiter waitress warden webmaster
    webredaktør welder werkstudent werkstudentin worker writer wykładowca właściciel yazılımcı
    yönetici yöneticisi zastępca zedník zelador zámečník zástupce ápoló ärztin ébéniste
    éducateur éducatrice électricien électricienne építész ökonom ökonomin öğretmen öğretmeni
    účetní übersetzer ügyintéző ügyvéd číšník ředitel ředitelka řidič ślusarz şoför șef șofer
    αναλυτής αρχιτέκτονας βοηθός γιατρός γραμματέας δάσκαλος διευθυντής διευθύντρια δικηγόρος
    καθηγήτρια καθηγητής λογιστής μάγειρας μηχανικός νοσηλευτής νοσηλεύτρια νοσοκόμα
    οικονομολόγος προγραμματιστής πωλήτρια πωλητής σερβιτόρος σχεδιαστής σύμβουλος τεχνικός
    υπεύθυνη υπεύθυνος администратор адміністратор аналитик аналітик архитектор асистент
    ассистент бармен бухгалтер викладач водитель водій воспитатель врач вчитель дизайнер
    директор диспетчер економіст журналист заведующий заместитель инженер интерн кассир керівник
    кладовщик консультант координатор курьер кухар лаборант логист логіст лікар маркетолог
    мастер медсестра менеджер механик начальник оператор официант охранник переводчик перекладач
    повар помощник помічник практикант преподаватель провизор программист програміст продавец
    продавець прораб психолог разработчик редактор розробник руководитель сварщик секретарь
    слесарь специалист спеціаліст стажер стажёр строитель тестировщик технолог товаровед токарь
    тренер учитель фармацевт фахівець экономист электрик юрист інженер
    """.split()
)
_TITLE_ENDINGS: Final = tuple(
    """
    adviseur analyst analystin ansvarig ansvarlig arbeider arbeiter arbeiterin architekt
    architektin arzt asiantuntija assistent assistentin beheerder berater beraterin betreuer
    betreuerin biträde byggare chef elektroniker entwickler entwicklerin fachkraft fahrer
    fahrerin fejlesztő forscher forscherin förare förvaltare fører führer führerin gestalter
    gestalterin handläggare hilfskraft hoitaja händler händlerin informatiker informatikerin
    ingenieur ingenieurin ingeniør ingenjör insinööri inspektör johtaja kauffrau kaufmann keeper
    kehittäjä konsulent konsult koordinator kraft kundige käufer käuferin ledare leder lehrer
    lehrerin leider leiter leiterin lärare lærer manager managerin maskinist mechaniker
    mechanikerin mechatroniker medarbeider medarbejder medarbetare medewerker medhjælper meester
    meister meisterin mitarbeiter mitarbeiterin monteur mästare mérnök ographer ologist
    ontwikkelaar opettaja pfleger pflegerin planer planerin praktikant praktikantin prüfer
    prüferin pädagoge pädagogin päällikkö redakteur redakteurin redaktör redaktør referent
    referentin rådgivare rådgiver samordnare schlosser sekretær selger sjef skötare smith
    student studentin suunnittelija sykepleier techniker technikerin tekniker työntekijä
    udvikler utvecklare utvikler verkäufer verkäuferin vezető vårdare wissenschaftler
    wissenschaftlerin woman wright ärztin エンジニア マネージャー
    """.split()
)
_CJK_TITLES: Final = re.compile(
    r"架[构構][师師]|[总總][监監]|サイエンティスト|コンサルタント|スペシャリスト|"
    r"プログラマー?|プロデューサー|マネージャー?|アシスタント|アーキテクト|ディレクター|"
    r"分析[师師]|工程[师師]|[开開]发|[经經]理|アナリスト|アルバイト|インターン|"
    r"エンジニア|デザイナー|プランナー|代表取締役|スタッフ|ライター|リーダー|디자이너|"
    r"엔지니어|컨설턴트|分析师|取締役|实习生|實習生|専門家|工程师|看護師|研究员|研究員|"
    r"設計師|设计师|負責人|責任者|负责人|開発者|개발자|관리자|기획자|매니저|분석가|"
    r"연구원|专员|主任|主査|主管|代表|会计|係長|助理|医師|営業|專員|店長|总监|担当|"
    r"教員|教师|教諭|教師|教授|社員|经理|課長|講師|部長|顧問|顾问|과장|대리|부장|사원|"
    r"인턴|주임|팀장|"
    # Endings of words for jobs, where a name of another kind does not go on.
    r"(?:[员員师師](?!工)|(?<![富博硕修学瑞])士|(?<![成增])[长長]|(?<![重化精加施电])工|手|官|"
    r"係|者|秘书|秘書|翻译|翻訳|司机|编辑|編集|出纳|事務|受付|接客|販売員?|技師|職員|"
    r"オペレーター|コーディネーター|カウンセラー|トレーナー|インストラクター|ドライバー|シェフ|"
    r"マネジャー|バイヤー|세일즈|상담원|판매원|교사|간호사|의사|약사|변호사|강사|조리사|회계사|"
    r"기사|비서|점장|실장|차장|본부장|원장|총괄|조교|담당자)"
    r"(?![\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])"
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MAYBE_TITLE: Final = re.compile(
    r"(?<!\w)(?:scrum master|"
    r"senior|junior|sr|jr|interim|deputy|vice|staff|chief|growth|marketing|sales|"
    r"operations|management|engineering|training|research|teaching|tutoring|recepcionista|"
    r"volunteering|[^\W\d_]{4,}(?:ist|"
    r"ista|iste|euse|eur|rice|trice|ator|itor|ician|ologist|ière|ante|ador|adora|ero|arz|yst|ling))"
    r"(?!\w)",
    re.IGNORECASE,
)
_DEPARTMENT: Final = re.compile(
    r"(?:(?:global|corporate|product|core|central|north|south|digital|data|customer|technical|the)"
    r" )*(?:engineering|marketing|product|products|operations|sales|finance|design|platform|"
    r"infrastructure|security|research|analytics|metering|growth|legal|hr|it|people|support|team|"
    r"department|division|payments|mobile|web|backend|frontend|cloud|quality|logistics|strategy|"
    r"communications|partnerships|development|management|innovation|emea|apac|europe|americas)"
    r"(?: (?:team|platform|department|division|group|engineering|marketing|operations|success|"
    r"management|strategy|design|& \w+|and \w+))*",
    re.IGNORECASE,
)
_PART_OF: Final = re.compile(
    r"(?:department|dept\.?|faculty|division|chair|institut für|lehrstuhl|fakultät|département|"
    r"departamento|facultad|dipartimento) .+",
    re.IGNORECASE,
)
_LEGAL: Final = (
    r"inc|llc|llp|pllc|ltd|limited|corp|corporation|co\., ltd|pvt\.? ltd|pty\.? ltd|pte\.? ltd|"
    r"pty|pte|sdn\.? bhd|gmbh|gmbh & co\. ?kg|ag & co\. ?kg|co\. ?kg|ag|kg|kgaa|ohg|ug|eg|"
    r"partg|(?:part)?g?mbb|gbr|e\.?\s?k|plc|as|asa|aps|a/s|i/s|ab|hb|oy|oyj|ky|tmi|"
    r"s\.?l|s\.?a|s\.?l\.?u|s\.?l\.?l|s\.? ?coop|s\.?p\.?a|s\.?r\.?l|s\.?n\.?c|"
    r"s\.?a\.?s|s\.a\.c|e\.i\.r\.l|s\.?a\.? de c\.?v|s\.?p\.?a|sasu|eurl|sarl|scop|sàrl|"
    r"b\.?v|n\.?v|v\.?o\.?f|bvba|vzw|asbl|e\.?\s?v|amba|"
    r"sp\. ?z ?o\.?\s?o|sp\. ?k|sp\. ?j|s\.\s?r\.\s?o|a\.\s?s|v\.\s?o\.\s?s|k\.\s?s|z\.\s?s|"
    r"kft|bt|zrt|nyrt|a\.ş|ltd\. ?şti|d\.\s?o\.\s?o|d\.\s?d|ltda|lda|eireli|ооо|ао|оао|зао|ип|тов"
)
_LEGAL_SUFFIX: Final = re.compile(rf"(?:{_LEGAL})\.?", re.IGNORECASE)
_LEGAL_BEHIND: Final = re.compile(rf"(?<=\w)[.,]?\s(?:{_LEGAL})\.?$", re.IGNORECASE)
_CLEAR_EMPLOYER: Final = re.compile(
    rf"(?<=[\w.&)] )(?:{_LEGAL})\b\.?(?=$|[\s,)/|·—–-])"
    r"|(?<!\w)(?:company|groupe|grupo|gruppe|gruppo|university|universität|universitat|université|"
    r"universidad|universidade|università|universitet|universiteit|uniwersytet|univerzita|"
    r"yliopisto|universitatea|institute|istituto|klinikum|universitätsklinikum|umc|ministry|"
    r"ministerium|ministère|ministerio|kommune|kommun|gemeente|ayuntamiento|mairie|comune|"
    r"stadtverwaltung|landkreis|city of|office of|department for|council|"
    r"foundation|stiftung|fundación|fondation|ventures|"
    r"holdings?|industries|nonprofit|orchestra|society|association|verein|verband|academy|"
    r"politechnika|politecnico|hochschule|fachhochschule|"
    r"freelance|self-employed|selbständig|selbstständig|freiberuflich|freiberufler|indépendant|"
    r"autónomo|autônomo|libero professionista|red cross|rotes kreuz|croix-rouge|cruz roja|"
    r"brothers|bros|& sons|& co|und söhne|et fils)(?!\w)"
    r"|商店|商会|商事|製作所|製菓|工業所|学園|\(주\)|㈜|株式会社|有限会社|合同会社|財団法人|社団法人|大学|公司|集团|銀行|银行|病院|주식회사|"
    r"(?<![\w@])[\w-]+(?:\.[\w-]+)*\.(?:com|org|io|net|edu|ai|co|app|dev|de|fr|no|se|dk|nl|it|"
    r"es|pl|"
    r"uk|eu|ch|at|cz)(?![\w.])",
    re.IGNORECASE,
)
_WEAK_EMPLOYER: Final = re.compile(
    r"(?<!\w)(?:group|labs?|college|institut|instituto|"
    r"school|schule|skole|skola|scuola|escola|escuela|colegio|szkoła|škola|koulu|"
    r"hospital|krankenhaus|klinik|clinic|clínica|clinica|clinique|klinika|hôpital|"
    r"sykehus|sjukhus|sygehus|ospedale|szpital|nemocnice|sairaala|больница|клиника|"
    r"bank|banco|banca|banque|банк|consulting|studios?|agency|agencia|agence|agentur|agenzia|"
    r"county|stadt|partners|enterprises|airlines|restaurants?|ristorante|restauracja|ravintola|"
    r"café|cafe|caffè|coffee|bistro|trattoria|brasserie|hotels?|albergo|stores?|shop|supermarket|"
    r"bakery|bäckerei|boulangerie|panadería|padaria|panificio|piekarnia|pekárna|leipomo|bageri|"
    r"museum|museo|musée|muzeum|theatre|theater|teatro|théâtre|opera|church|gymnasium|lycée|liceo|"
    r"verlag|works|werke|werk|officine|talleres|atelier|trust|union|club|federation|authority|"
    r"laboratories|laboratory|laboratorium|gallery|galerie|galería|galleria|kita|kindergarten|"
    r"librairie|librería|libreria|livraria|księgarnia|praxis|kanzlei|apotheke|pharmacie|farmacia|"
    r"farmácia|apteka|lékárna|завод|школа|университет|компания|группа)(?!\w)|"
    r"(?:学校|高校|医院|クリニック|薬局|事務所|事务所|研究所|研究院|工場|工厂|厂|支店|店|センター|"
    r"协会|協会|組合|役所|役場|庁|中心|酒店|超市|百货|书店|学院|幼稚園|幼儿园|保育園|旅館|ホテル|"
    r"학교|병원|학원|센터|연구소|공장|약국|은행)(?![\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])",
    re.IGNORECASE,
)
_TRADE_AT_END: Final = re.compile(
    r"(?<!\w)(?:systems|solutions|technologies|technology|capital|networks|motors|pharma|"
    r"pharmaceuticals|energy|energies|insurance|versicherung|assurances|media|digital|software|"
    r"interactive|games|entertainment|markets?|retail|healthcare|health|logistics|analytics|"
    r"robotics|semiconductors?|telecom|communications|publishing|press|financial|fund|data|cloud|"
    r"research|services|service|office|foods?|shipping|airways|freight|catering|interiors|"
    r"ventures|holdings?|supplies|designs?|events|travel|textiles|plastics|chemicals|steel)"
    r"(?=\W*$|\s*[,(|·–—-])",
    re.IGNORECASE,
)
"""Trades: an employer's name ends in one, "Ashdown Analytics"; a title may begin with it."""

_DEGREE: Final = re.compile(
    r"(?<![\w.])(?:ph\.?\s?d|d\.?phil|doctorate|doctoral|doctor of|mba|m\.?\s?sc|b\.?\s?sc|"
    r"b\.\s?(?:a|arts|commerce|science|engineering|business|ed)|"
    r"ba|"
    r"m\.\s?a|b\.\s?s|m\.\s?s|bs|ms|b\.?\s?eng|m\.?\s?eng|b\.?tech|m\.?tech|b\.?com|ll\.?b|"
    r"ll\.?m|bachelor\w*|"
    r"master|masters|master's|associate of|associate degree|diploma|degree|graduated|graduate|"
    r"diplom|diplom-\w+|"
    r"abitur|promotion|dissertation|licence|bts|dut|diplôme|grado|licenciatura|licenciado|"
    r"licenciada|"
    r"máster|laurea|bacharelado|mestrado|doutorado|magister|mgr|licencjat|kandidat|kandidatexamen|"
    r"civilingenjör|sivilingeniør|diplomi-insinööri|maisteri|cand\.\w+|minor|major|gcse|gcses|"
    r"a-levels?|"
    r"high school|secondary school|baccalauréat|bachillerato|maturita|maturità|matura|bac\+?\d?|"
    r"technicien supérieur|fachhochschulreife|mittlere reife|ausbildung zum|ausbildung zur|"
    r"hoger onderwijs|vwo|havo|studies|semester|ged)(?![\w])"
    r"|学士|修士|博士|本科|硕士|卒業|학사|석사|бакалавр|магистр",
    re.IGNORECASE,
)
_SCHOOL: Final = re.compile(
    r"universit|university|uniwersytet|univerzit|yliopisto|college|institut|school|hochschule|"
    r"schule\b|"
    r"académie|academy|akademi|école|escuela|scuola|universidad|facultad|faculty|politecnic|"
    r"polytechni|polyteknisk|gymnasium|gymnasie|lycée|liceo|handelshøyskolen|høgskole|højskole|"
    r"högskola|hogeschool|politechnika|vysoké učení|bootcamp|\binsa\b|\bhec\b|\bmit\b|\beth\b|"
    r"大学|大學|学院|高校|高等学校|専門学校|университет|институт|대학교",
    re.IGNORECASE,
)
_REMOTE: Final = (
    "remote|fully remote|hybrid|on-site|onsite|home office|homeoffice|télétravail|à distance|"
    "remoto|híbrido|fjernarbeid|distans|zdalnie|worldwide|リモート"
)
_STATES: Final = frozenset(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ "
    "NM NY "
    "NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC AB BC MB NB NL NS ON PE QC SK "
    "NSW VIC "
    "QLD TAS ACT UK US USA EU UAE SP RJ MG RS PE CE DF GO".split()
)
_CITY_OPENINGS: Final = frozenset(
    "San Santa New Los Las Fort St. St Saint El La Palo Menlo Mountain Salt Kansas Rio Redwood "
    "Long "
    "Grand West East North South Den Bad Le São Cape Hong Tel Port Upper Lower Nova Belo Porto "
    "Vila "
    "Dos Puerto Villa Frankfurt Sankt Stoke Milton".split()
)
_CITY_ENDINGS: Final = frozenset(
    "Park City Beach Valley Springs Hills Falls Heights Coast Lake Grove Island Islands View Creek "
    "Rapids Rock Arbor Haven Village Shores Bay Ridge Wells Keynes".split()
)
_REGIONS: Final = (
    "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|"
    "hawaii|"
    "idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|"
    "minnesota|mississippi|missouri|montana|nebraska|nevada|new hampshire|new jersey|new mexico|"
    "new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island|"
    "south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington|west virginia|"
    "wisconsin|wyoming|ontario|quebec|québec|british columbia|alberta|england|scotland|wales|"
    "northern ireland|bayern|bavaria|hessen|sachsen|nordrhein-westfalen|nrw|baden-württemberg|"
    "cataluña|catalonia|andalucía|île-de-france|lombardia|usa|u.s.a.|"
    "korea|s.korea|s. korea|u.s.|us|uk|u.k.|uae|europe|eu|silicon valley|bay area"
)
_CITIES: Final = (
    "frankfurt am main|san francisco|seattle|boston|austin|houston|dallas|philadelphia|atlanta|"
    "miami|portland|san diego|"
    "san jose|washington|minneapolis|pittsburgh|mountain view|palo alto|brooklyn|bangalore|"
    "bengaluru|"
    "mumbai|delhi|hyderabad|pune|chennai|münchen|munich|hamburg|köln|cologne|frankfurt|stuttgart|"
    "düsseldorf|leipzig|dresden|hannover|nürnberg|bremen|lyon|marseille|toulouse|bordeaux|"
    "lille|nantes|"
    "barcelona|valencia|sevilla|bilbao|málaga|milano|milan|torino|napoli|bologna|firenze|rotterdam|"
    "utrecht|eindhoven|den haag|antwerpen|gent|porto|são paulo|rio de janeiro|kraków|wrocław|"
    "gdańsk|"
    "poznań|łódź|göteborg|malmö|aarhus|odense|bergen|trondheim|stavanger|tampere|espoo|turku|brno|"
    "ostrava|manchester|birmingham|bristol|leeds|glasgow|edinburgh|liverpool|cambridge|oxford|"
    "sheffield|"
    "cardiff|exeter|basel|genève|geneva|bern|graz|linz|salzburg|東京|大阪|京都|横浜|名古屋|福岡|札幌|beijing|"
    "shenzhen|"
    "guangzhou|北京|上海|深圳|서울|kyoto|osaka|haifa|ankara|izmir|montréal|montreal|ottawa"
)


@cache
def _regions() -> frozenset[str]:
    """Countries and their larger parts, in one case."""
    names = set(_REGIONS.split("|"))
    for language in (*LANGUAGES, "ja"):
        territories = Locale.parse(language).territories
        names.update(name.casefold() for code, name in territories.items() if len(code) == 2)
    return frozenset(names)


@cache
def _known_places() -> frozenset[str]:
    """Regions, kinds of remote work, and the cities that time zones are named after."""
    names = {*_regions(), *_CITIES.split("|"), *_REMOTE.split("|")}
    for language in (*LANGUAGES, "ja"):
        for zone, described in Locale.parse(language).time_zones.items():
            names.add(zone.rsplit("/", 1)[-1].replace("_", " ").casefold())
            if city := described.get("city"):
                names.add(str(city).casefold())
    return frozenset(names)


_LONGEST_SURNAME_CHARS: Final = 7
"""Up to this length a word that ends like a job may as well be a name: "Smith", "Meister"."""


def _is_title_word(word: str) -> bool:
    plain = word.casefold()
    return (
        plain in _TITLE_WORDS
        # The feminine of German ("Pilotin") and of Slavic languages ("manažerka").
        or any(
            plain.endswith(ending) and plain.removesuffix(ending) in _TITLE_WORDS
            for ending in ("in", "innen", "ka")
        )
        or (len(plain) > _LONGEST_SURNAME_CHARS and plain.endswith(_TITLE_ENDINGS))
    )


@lru_cache(maxsize=8192)
def title_word_ends(text: str) -> tuple[int, ...]:
    """Where each word for a job ends in `text`."""
    ends = [
        match.end()
        for match in _WORD.finditer(text)
        if _is_title_word(match[0])
        # A part of a web address is no word.
        and text[match.end() : match.end() + 1] != "@"
        and not re.match(r"\.\w", text[match.end() :])
    ]
    ends += [match.end() for match in _CJK_TITLES.finditer(text)]
    return tuple(sorted(ends))


def names_job(text: str) -> bool:
    """Whether `text` holds a word for a job."""
    return bool(title_word_ends(text))


def title_strength(text: str) -> float:
    """2 if `text` holds a word for a job, 1 if it may, 0 if nothing speaks for it."""
    return 2.0 if title_word_ends(text) else 1.0 if _may_be_title(text) else 0.0


@lru_cache(maxsize=8192)
def _may_be_title(text: str) -> bool:
    plural = any(
        word.endswith("s") and word.removesuffix("s").casefold() in _TITLE_WORDS
        for word in _WORD.findall(text)
    )
    return plural or _MAYBE_TITLE.search(text) is not None


@lru_cache(maxsize=8192)
def employer_strength(text: str) -> int:
    """2 if `text` holds a legal form or names an organisation, 1 if it may, else 0."""
    if _CLEAR_EMPLOYER.search(text):
        return 2
    return int(bool(_WEAK_EMPLOYER.search(text) or _TRADE_AT_END.search(text)))


def is_legal_suffix(text: str) -> bool:
    """Whether `text` is nothing but a legal form: "Inc.", "GmbH"."""
    return bool(_LEGAL_SUFFIX.fullmatch(text.strip()))


def has_legal_suffix(text: str) -> bool:
    """Whether `text` ends in a legal form: "Acme Ltd", "Odra Soft Sp. z o.o."."""
    return bool(_LEGAL_BEHIND.search(text))


def is_department(text: str) -> bool:
    """Whether `text` names a part of a company: "Payments Platform", "Engineering"."""
    return bool(_DEPARTMENT.fullmatch(text.strip()) or _PART_OF.match(text))


def names_degree(text: str) -> bool:
    return bool(_DEGREE.search(text))


def begins_with_degree(text: str) -> bool:
    """Whether `text` begins with the name of a degree: "B. Commerce", and not "Scrum Master"."""
    return bool(_DEGREE.match(text))


def is_degree(text: str) -> bool:
    """Whether `text` is nothing but the name of a degree: "MSc"."""
    return bool(_DEGREE.fullmatch(text))


def names_school(text: str) -> bool:
    return bool(_SCHOOL.search(text))


_ABBREVIATED: Final = re.compile(r"(?<!\w)(?:[A-Z]\.){1,3}[A-Z](?!\w)\.?")
"""A name in first letters: "U.K.", and "U.K" where the end of a line has been trimmed."""


@lru_cache(maxsize=8192)
def is_place(text: str) -> bool:
    """Whether a short text is a place: "Austin, TX", "Berlin, Germany", "Remote", "Norway"."""
    text = text.strip(" ()[].,·|")
    if not text or len(text) > 48 or any(character.isdigit() for character in text):
        return False
    known = _known_places()
    text = _ABBREVIATED.sub(lambda dotted: dotted[0].replace(".", ""), text)
    plain = text.casefold()
    if plain in known or text in _STATES:
        return True
    if re.fullmatch(r"(?:greater )?[\w .'-]+ (?:area|region|metropolitan area)", plain):
        return True
    if re.fullmatch(r"[一-龥]{1,6}[都道府県市区町村]", text):
        return True
    parts = [
        part.strip()
        for part in re.split(r"\s*[,、/]\s*|\s*\(\s*|\s+[-–—]\s+", text)
        if part.strip()
    ]
    if not 2 <= len(parts) <= 4 or any(len(part.split()) > 3 for part in parts[1:]):
        return False
    if not all(part[:1].isupper() or not part[:1].isascii() for part in parts):
        return False
    if title_strength(parts[0]) == 2 or employer_strength(parts[0]) == 2:
        return False
    if not all(part in _STATES or part.casefold() in known for part in parts[1:]):
        return False
    if parts[0].casefold() in known:
        return True
    # "Acme, Austin, TX" and "Acme Austin, TX" name an employer before the place.
    words = parts[0].split()
    return all(part in _STATES or part.casefold() in _regions() for part in parts[1:]) and (
        len(words) == 1
        or (len(words) == 2 and _of_a_city_name(words) and words[1].casefold() not in known)
    )


def ends_in_region(text: str) -> bool:
    """Whether a row of names ends in a country or a part of one: "Varberg, Halland, Sweden"."""
    parts = [part.strip() for part in text.split(",")]
    return (
        2 <= len(parts) <= 4
        and (parts[-1] in _STATES or parts[-1].casefold() in _regions())
        and all(part[:1].isupper() and len(part.split()) <= 3 for part in parts)
        and not any(character.isdigit() for character in text)
        and not employer_strength(text)
        and not title_strength(text)
    )


def _of_a_city_name(words: Sequence[str]) -> bool:
    return words[0] in _CITY_OPENINGS or words[-1] in _CITY_ENDINGS


def comma_parts(row: str) -> list[str]:
    """Parts between commas outside brackets; a legal form belongs to the name before it."""
    parts: list[str] = []
    start = 0
    for match in re.finditer(r"\s*[,、，](?![^()]*\))\s*|$", row):
        part = row[start : match.start()].strip()
        if parts and is_legal_suffix(part):
            begin = row.rfind(parts[-1], 0, start)
            parts[-1] = row[begin : match.start()].strip()
        elif part:
            parts.append(part)
        start = match.end()
    return parts


def split_place(text: str) -> tuple[str, str | None]:
    """A text without the place written behind it, and that place."""
    match = re.search(r",\s*([^,()]+\([^()]+\))$", text)
    if match and is_place(match[1]):
        return text[: match.start()], match[1]
    match = re.search(r"\s*\(([^()]+)\)$", text)
    if match and is_place(match[1]):
        return text[: match.start()], match[1]
    for size in (3, 2):
        match = re.search(rf",\s*([^,]+(?:,\s*[^,]+){{{size - 1}}})$", text)
        if match and is_place(match[1]) and match.start() > 1:
            return text[: match.start()], match[1].strip()
    before, comma, behind = text.rpartition(",")
    if not comma or not is_place(behind) or before.count("(") > before.count(")"):
        return text, None
    # "Oak Freight-Superior, WI", as one large site writes it.
    joined = re.fullmatch(r"([^\t|·–—]{3,}?\w)-([A-Z][\w.' ]+)", before)
    if joined and behind.strip() in _STATES and " " in joined[1] and len(joined[2].split()) <= 3:
        return joined[1], f"{joined[2]},{behind}"
    words = before.split(" ")
    for size in (3, 2, 1):
        city = " ".join(words[-size:])
        # A city that is not known may be a part of the name, unless a state's code follows.
        name = " ".join(words[:-size])
        last = re.split(r"\t|\s[|·–—]\s", name)[-1]
        if re.search(r"(?:^|\s)(?:of|de|du|di|da|do|der|von|del)$", last):
            break  # "City of Marlow Springs" is no city in Marlow Springs
        if " " not in last and employer_strength(last):
            continue  # "La Paz Hospital" is not a hospital in La Paz
        if name and is_place(f"{city},{behind}") and not is_legal_suffix(city) and (
            is_place(city) or len(behind.strip()) == 2
        ):  # fmt: skip
            return name.rstrip(" ,;|·•–—-"), f"{city},{behind}"
    return before.strip(" ,;|·•–—-"), behind.strip()
