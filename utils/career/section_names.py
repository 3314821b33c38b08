"""Section headings of career documents in many languages.

Tells whether a line is the heading of a known kind of section. Knows words, not layouts.
"""

from __future__ import annotations

import re
from typing import Final, Literal

Section = Literal[
    "experience", "education", "skills", "languages", "projects", "certifications",
    "publications", "awards", "summary", "contact", "interests", "references", "other",
]  # fmt: skip

_NAMES: Final[dict[Section, str]] = {
    "experience": (
        "experience|work experience|professional experience|employment|employment history|"
        "work history|career history|professional background|career|relevant experience|"
        "additional experience|industry experience|research experience|teaching experience|"
        "volunteer experience|volunteering|volunteer work|internships|positions held|"
        "leadership experience|selected experience|experience highlights|where i have worked|"
        "where i've worked|previous positions|academic appointments|appointments|positions|jobs|"
        "clinical experience|military service|freelance work|employment record|work|"
        "berufserfahrung|beruflicher werdegang|werdegang|berufspraxis|berufliche erfahrung|"
        "praktische erfahrung|praktika|arbeitserfahrung|ehrenamt|berufliche stationen|"
        "expérience|expériences|expérience professionnelle|expériences professionnelles|"
        "parcours professionnel|parcours|bénévolat|stages|"
        "experiencia|experiencia profesional|experiencia laboral|trayectoria profesional|"
        "historial laboral|voluntariado|prácticas|"
        "esperienza|esperienze|esperienza professionale|esperienze professionali|"
        "esperienza lavorativa|esperienze lavorative|volontariato|tirocini|"
        "werkervaring|ervaring|loopbaan|arbeidsverleden|vrijwilligerswerk|stages|"
        "experiência|experiência profissional|experiências profissionais|"
        "histórico profissional|percurso profissional|voluntariado|"
        "doświadczenie|doświadczenie zawodowe|przebieg kariery|wolontariat|"
        "arbeidserfaring|yrkeserfaring|erfaring|praksis|frivillig arbeid|verv|"
        "arbetslivserfarenhet|erfarenhet|yrkeserfarenhet|anställningar|"
        "erhvervserfaring|arbejdserfaring|ansættelser|frivilligt arbejde|"
        "työkokemus|pracovní zkušenosti|praxe|experiență|experiență profesională|munkatapasztalat|"
        "iş deneyimi|iş tecrübesi|deneyim|職務経歴|職歴|実務経験|経歴|工作经历|工作经验|工作經歷|工作經驗|实习经历|职业经历|경력|경력사항|опыт работы|опыт|"
        "atuação profissional|trajetória profissional|vivência profissional|vida laboral|"
        "carrera profesional|recorrido profesional|experiencia de trabajo|historial profesional|"
        "esperienze di lavoro|percorso professionale|carriera professionale|"
        "historique professionnel|postes occupés|expérience de travail|emplois|"
        "berufsweg|berufliche tätigkeiten|tätigkeiten|berufstätigkeit|beschäftigungen|"
        "werkhistorie|loopbaanoverzicht|przebieg pracy zawodowej|zatrudnienie|"
        "historia zatrudnienia|kariera zawodowa|anställning|tidigare anställningar|"
        "yrkesliv|erhvervskarriere|ansættelse|jobs|arbeidspraksis|jobberfaring|"
        "työhistoria|työura|zaměstnání|profesní zkušenosti|pracovní praxe|kariéra|"
        "трудовая деятельность|профессиональный опыт|места работы|карьера|"
        "трудовий досвід|професійний досвід|досвід|προϋπηρεσία|"
        "業務経歴|職務経験|職歷|工作履历|任职经历|工作經驗|实习经验|實習經歷|"
        "직장 경력|근무 경력|경력 사항|업무 경험|경력기술서|직무경력|"
        "szakmai tapasztalat|szakmai tapasztalatok|munkahelyek|eddigi munkahelyek|szakmai múlt|"
        "munkaviszonyok|munkahelyi tapasztalat|"
        "досвід роботи|εργασιακή εμπειρία|επαγγελματική εμπειρία"
    ),
    "education": (
        "education|academic background|education and training|academic history|qualifications|"
        "academic qualifications|education & training|degrees|studies|study|"
        "qualifikation|qualifikationen|schule und ausbildung|"
        "educational qualification|educational qualifications|educational background|"
        "educational details|education details|academic profile|academic details|academics|"
        "academic qualification|academic credentials|scholastic record|education history|"
        "ausbildung|bildung|studium|bildungsweg|schulbildung|akademische ausbildung|"
        "ausbildung und studium|hochschulbildung|"
        "formation|formations|études|diplômes|formation académique|"
        "educación|formación|formación académica|estudios|titulación|"
        "istruzione|formazione|istruzione e formazione|studi|titoli di studio|"
        "opleiding|opleidingen|onderwijs|educação|formação|formação acadêmica|formação académica|"
        "wykształcenie|edukacja|utdanning|utdannelse|utbildning|uddannelse|koulutus|vzdělání|"
        "educație|studii|tanulmányok|eğitim|学歴|學歷|教育程度|教育|教育背景|教育经历|학력|학력사항|образование|освіта|εκπαίδευση|σπουδές|formação acadêmica/titulação|titulação|schulbildung und studium|scholing|szkoła|studia"
    ),
    "skills": (
        "skills|technical skills|core competencies|competencies|key skills|technologies|"
        "skills & tools|tools|expertise|areas of expertise|technical expertise|core skills|"
        "skills and technologies|tech stack|tools & technologies|professional skills|strengths|"
        "technical proficiencies|computer skills|programming languages|soft skills|"
        "kenntnisse|fähigkeiten|kompetenzen|it-kenntnisse|edv-kenntnisse|fachkenntnisse|skills|"
        "technische kenntnisse|kenntnisse und fähigkeiten|"
        "compétences|compétences techniques|compétences clés|savoir-faire|outils|"
        "habilidades|competencias|aptitudes|conocimientos|herramientas|habilidades técnicas|"
        "competenze|competenze tecniche|capacità|abilità|"
        "vaardigheden|competenties|kennis|competências|conhecimentos|habilidades técnicas|"
        "umiejętności|kompetencje|ferdigheter|kompetanse|kompetenser|färdigheter|kompetencer|"
        "færdigheder|taidot|osaaminen|dovednosti|competențe|készségek|beceriler|yetenekler|"
        "スキル|技術|技能|專業技能|专业技能|기술|기술스택|보유기술|навыки|ключевые навыки|профессиональные навыки|навички|ключові навички|δεξιότητες|ikt-kenntnisse|edv|toolbox|ferdigheter og verktøy|kunnskaper"
    ),
    "languages": (
        "languages|language skills|foreign languages|lingue straniere|langues étrangères|"
        "lenguas|fremdsprachen|vreemde talen|główne języki|spoken languages|sprachen|sprachkenntnisse|langues|idiomas|"
        "lingue|conoscenze linguistiche|talen|talenkennis|línguas|języki|języki obce|språk|sprog|"
        "kielet|kielitaito|jazyky|limbi|limbi străine|nyelvek|nyelvtudás|diller|語学|言語|语言|語言|語言能力|언어|어학|외국어|языки|знание языков|иностранные языки|мови|знання мов|γλώσσες|ξένες γλώσσες|language proficiency|fremmedsprachen"
    ),
    "projects": (
        "projects|personal projects|side projects|selected projects|key projects|open source|"
        "academic projects|project experience|portfolio|projekte|ausgewählte projekte|projets|"
        "projets personnels|proyectos|progetti|projecten|projetos|projekty|prosjekter|projekt|"
        "projekter|projektit|proiecte|projektek|projeler|プロジェクト|プロジェクト経験|项目经历|项目经验|проекты|проекти|έργα|專案|專案經驗|프로젝트"
    ),
    "certifications": (
        "certifications|certificates|further training|additional training|continuing education|"
        "formations complémentaires|formation continue|formación complementaria|formação complementar|"
        "formazione complementare|szkolenia|bijscholing|vidareutbildning|fortbildning|"
        "efteruddannelse|täydennyskoulutus|licenses|licenses & certifications|training|courses|"
        "certifications & training|professional development|courses & certificates|"
        "zertifikate|zertifizierungen|weiterbildung|weiterbildungen|fortbildungen|kurse|"
        "certificats|certifications et formations|certificaciones|certificados|cursos|"
        "certificazioni|corsi|certificaten|cursussen|certificações|certyfikaty|kursy|"
        "sertifiseringer|sertifikater|kurs|certifieringar|kurser|certificeringer|sertifikaatit|"
        "certifikáty|certificări|tanúsítványok|sertifikalar|資格|認定|證照|证书|자격증|자격사항|сертификаты|курсы|повышение квалификации|сертифікати|πιστοποιήσεις|license|licences|führerschein|prawo jazdy"
    ),
    "publications": (
        "publications|papers|selected publications|talks|invited talks|publications & talks|presentations|"
        "patents|veröffentlichungen|publikationen|vorträge|conférences|publicaciones|"
        "pubblicazioni|publicaties|publicações|publikacje|publikasjoner|publikationer|"
        "julkaisut|publikace|publicații|publikációk|yayınlar|論文|出版物|发表论文|논문|публикации|публікації|produção bibliográfica|δημοσιεύσεις"
    ),
    "awards": (
        "awards|honors|honours|achievements|awards & honors|honors & awards|scholarships|"
        "accomplishments|recognition|auszeichnungen|preise|ehrungen|stipendien|prix|distinctions|"
        "récompenses|premios|reconocimientos|premi|riconoscimenti|prijzen|onderscheidingen|"
        "prêmios|prémios|nagrody|osiągnięcia|priser|utmärkelser|palkinnot|ocenění|premii|díjak|"
        "ödüller|受賞|受賞歴|表彰|获奖|获奖经历|荣誉奖项|수상|수상경력|награды|достижения|нагороди|βραβεία|distinciones|palmarès|most proud of"
    ),
    "summary": (
        "summary|profile|professional summary|about|about me|objective|career objective|"
        "executive summary|highlights|career summary|personal statement|overview|introduction|"
        "profil|kurzprofil|über mich|zusammenfassung|persönliches profil|à propos|résumé|"
        "à propos de moi|perfil|resumen|perfil profesional|sobre mí|objetivo|profilo|"
        "profilo professionale|chi sono|samenvatting|profiel|over mij|resumo|sobre mim|"
        "perfil profissional|podsumowanie|o mnie|profil zawodowy|sammendrag|om meg|"
        "sammanfattning|om mig|profiili|profil osobowy|o mně|despre mine|rezumat|"
        "bemutatkozás|özet|hakkımda|概要|自己pr|職務要約|プロフィール|自我评价|个人简介|個人簡介|自我介紹|자기소개|소개|о себе|обо мне|цель|про себе|προφίλ|my life philosophy|welcome|personal profile|career profile"
    ),
    "contact": (
        "contact|contact details|contact information|personal details|personal information|"
        "kontakt|kontaktdaten|persönliche daten|angaben zur person|coordonnées|contacto|"
        "datos personales|contatti|dati personali|contactgegevens|persoonsgegevens|contato|"
        "dados pessoais|dane kontaktowe|dane osobowe|personalia|kontaktinformasjon|"
        "kontaktuppgifter|yhteystiedot|osobní údaje|date personale|elérhetőség|iletişim|"
        "連絡先|個人情報|联系方式|聯絡方式|연락처|인적사항|контакты|личные данные|контакти|особисті дані|επικοινωνία|προσωπικά στοιχεία|personuppgifter|personlig information|personlige oplysninger|基本情報|个人信息|基本信息|個人資料"
    ),
    "interests": (
        "interests|hobbies|activities|hobbies & interests|interessen|hobbys|centres d'intérêt|"
        "loisirs|intereses|aficiones|interessi|interesses|hobby's|zainteresowania|interesser|"
        "intressen|fritidsinteresser|harrastukset|zájmy|hobby|érdeklődés|ilgi alanları|趣味|兴趣爱好|хобби|интересы|хобі|захоплення|ενδιαφέροντα|hobbies et loisirs|strengths and interests"
    ),
    "other": (
        "extracurricular activity|extracurricular activities|additional information|memberships|"
        "declaration|hobbies and declaration|board service|board memberships|"
        "leadership and activities|affiliations|grants|funding|research funding|service|"
        "professional service|teaching|courses taught|community|press|media|lehre|"
        "lehrveranstaltungen|drittmittel|forschungsförderung|mitgliedschaften|gremien|"
        "enseignement|docencia|financements|afiliaciones|sonstiges|divers|otros|altro|overig|övrigt|annet"
    ),
    "references": (
        "references|referees|recommendations|referenzen|références|referencias|referenze|"
        "referenties|referências|referencje|referanser|referenser|referencer|suosittelijat|"
        "reference|referințe|referenciák|referanslar|推薦者"
    ),
}  # fmt: skip

_BY_NAME: Final[dict[str, Section]] = {
    name: section for section, names in _NAMES.items() for name in names.split("|")
}
_BY_SOLID_NAME: Final = {name.replace(" ", ""): section for name, section in _BY_NAME.items()}
# A pair of letters that a font sets close comes out as one: "F O R M AT I O N".
_LETTER_SPACED: Final = re.compile(r"(?:\w{1,2} ){3,}\w{1,2}")
_NUMBERED: Final = re.compile(
    r"^\W*(?:(?:[IVX]{1,4}|[A-Ha-h])[.)]\s+(?=\S{3})|[一二三四五六七八九十]{1,3}[、.．]\s*)"
)
"""The number of a heading: "IV. Courses", "二、教育背景"."""

_AND: Final = re.compile(
    r"\s*(?:&|/|,|\+|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\bog\b|\boch\b|\bi\b|・)\s*"
)
_MODIFIERS: Final = frozenset(
    """
    relevant professional selected additional other further key core technical academic personal
    work recent previous past my main employment career related teaching industry practical
    language it computer formal open-source key
    relevante weitere sonstige berufliche praktische meine besondere
    autres principales mes otras mis altre le mie overige relevante outras inne øvrig øvrige övrig
    övriga andre
    """.split()
)
_LONGEST_HEADING_CHARS: Final = 48


def section_of(line: str) -> Section | None:
    """The kind of section whose heading `line` is, or None when it is no heading.

    Case, decoration (`##`, `:`, `——`, bold) and letter spacing ("S K I L L S") are ignored; of
    "Awards and Certifications" the first known part decides, if it is read at all.
    """
    plain = re.sub(r"\([^()]*\)\s*$", "", line.strip())
    plain = re.sub(r"\s+[–—-]\s+\d.*$", "", plain)  # "Experience — 10 years"
    # Turkish "İ" folds to an "i" and a combining dot.
    plain = _NUMBERED.sub("", plain)
    plain = re.sub(r"^[\W_\d]+|[\W_]+$", "", plain).casefold().replace("i\u0307", "i")
    if not plain or len(plain) > _LONGEST_HEADING_CHARS:
        return None
    plain = " ".join(plain.split())
    if _LETTER_SPACED.fullmatch(plain):
        return _BY_SOLID_NAME.get(plain.replace(" ", ""))
    if plain in _BY_NAME or f"{plain}s" in _BY_NAME:
        return _BY_NAME.get(plain) or _BY_NAME[f"{plain}s"]
    words = plain.split()
    while words and words[0] in _MODIFIERS:
        words.pop(0)
        if " ".join(words) in _BY_NAME:
            return _BY_NAME[" ".join(words)]
    parts = [part for part in _AND.split(plain) if part]
    known = next(
        (part for part in parts if _BY_NAME.get(part, "other") != "other"),
        next((part for part in parts if part in _BY_NAME), None),
    )
    if known is None or len(parts) > 3:
        return None
    # "Prácticas en comunicación" is a post, "Experience & Projects" a heading.
    if _BY_NAME[known] == "experience" and any(
        part not in _BY_NAME and part in line for part in parts
    ):
        return None
    return _BY_NAME[known]
