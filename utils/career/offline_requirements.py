"""What a job posting asks for, by rule: headings, lead-in lines and cue words in eight languages.

Statements are copied word for word, wrapped lines joined and list marks taken off. A section that
no heading names is read only for sentences that say themselves that they demand something; what
the rules do not recognise is left out, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from .matching import STOPWORDS, required_years
from .schema import JobRequirements

Section = Literal["required", "preferred", "responsibilities", "culture", "education", "other"]

# --- Headings and cues -------------------------------------------------------------------------

# Section -> what its headings say. The first section that matches wins: "nice to have" before
# "requirements", and what is not about the applicant (benefits, how to apply) before all.
_HEADINGS: Final[tuple[tuple[Section, re.Pattern[str]], ...]] = tuple(
    (section, re.compile(pattern, re.IGNORECASE))
    for section, pattern in (
        (
            "other",
            r"\b(?:benefits?|perks|we offer|what (?:we|you['’]ll) (?:offer|get)|compensation|salary|"
            r"pay range|how to apply|to apply|application process|interview process|hiring process|"
            r"equal opportunity|next steps|contact|privacy|basic information|what['’]s in it|"
            r"wir bieten|bieten wir|das bieten|was wir dir bieten|benefits|bewerbung|kontakt|gehalt|"
            r"avantages|nous (?:vous )?(?:offrons|proposons)|ce que nous (?:offrons|proposons)|"
            r"postuler|candidature|rémunération|processus de recrutement|"
            r"(?:qué |lo que )?(?:te )?ofrecemos|beneficios|cómo aplicar|solicitud|inscripción|"
            r"(?:cosa )?offriamo|candidarsi|come candidarsi|"
            r"wat (?:wij|we) bieden|(?:wij|we) bieden|arbeidsvoorwaarden|solliciteren|sollicitatie|"
            r"(?:o que )?oferecemos|benefícios|como se candidatar|candidatura|"
            r"vi tilbyr|hva vi tilbyr|søknad|søk)\b",
        ),
        (
            "preferred",
            r"\b(?:nice[- ]to[- ]haves?|bonus(?: points)?|preferred|desirable|desired|pluses|"
            r"a plus|good to have|even better|would be great|would be nice|additional|optional|"
            r"wünschenswert|von vorteil|idealerweise|pluspunkte|"
            r"(?:les )?(?:petits )?plus|atouts?|souhaité\w*|apprécié\w*|"
            r"deseables?|valorables?|se valorar[áa]|valoraremos|plus|"
            r"preferenziali?|costituisce titolo|gradit[aoie]|nice|"
            r"pr[éeè]'?s?\b|pré|mooi meegenomen|"
            r"diferencia(?:l|is)|desejáve(?:l|is)|"
            r"ønskelig|fordel|pluss|det er en fordel)\b",
        ),
        (
            "education",
            r"^(?:education|educational (?:background|requirements?)|ausbildung|bildung|formation|"
            r"formación|istruzione|formazione|opleiding|formação|utdanning)$",
        ),
        (
            "required",
            r"\b(?:requirements?|required|qualifications?|what you(?:['’]ll| will)? "
            r"(?:bring|need|have)|you (?:have|bring|are|will (?:have|bring|need))|who you are|"
            r"about you|your (?:profile|background|skills|experience)|must[- ]haves?|skills|"
            r"what we(?:['’]re| are)? (?:look(?:ing)? for|expect|seek(?:ing)?|need|require)|"
            r"we(?:['’]re| are) looking for|looking for|ideal candidate|candidate profile|competenc\w+|"
            r"essential|experience|minimum|"
            r"anforderung\w*|anforderungsprofil|dein profil|ihr profil|profil|qualifikation\w*|"
            r"das bringst du mit|bringst du mit|was du mitbringst|bringen sie mit|was sie mitbringen|"
            r"mitbringen|das erwarten wir|wir erwarten|voraussetzung\w*|kenntnisse|"
            r"profil (?:recherché|souhaité)|votre profil|ton profil|vous (?:êtes|avez|apportez)|"
            r"compétences|exigences|prérequis|"
            r"requisitos?|perfil|qué buscamos|lo que buscamos|buscamos|qué necesitas|"
            r"experiencia|conocimientos|"
            r"requisiti|profilo|cosa cerchiamo|cerchiamo|competenze|"
            r"vereisten|functie-?eisen|wat (?:wij|we) (?:vragen|zoeken)|wie ben jij|jouw profiel|"
            r"profiel|wat breng jij mee|wat neem je mee|jij hebt|"
            r"qualificaç\w+|o que (?:buscamos|procuramos|esperamos)|"
            r"kvalifikasjon\w*|krav|vi ser etter|vi søker|hvem er du|din profil|du har|"
            r"hva du har|erfaring|kompetanse)\b",
        ),
        (
            "responsibilities",
            r"\b(?:responsibilit\w+|duties|tasks|what you(?:['’]ll| will)?(?: be)? (?:do|doing|work)|"
            r"your (?:role|mission|impact|job)|the role|the job|key objectives|objectives|role|"
            r"day[- ]to[- ]day|in this role|you(?:['’]ll| will)|job description|accountabilities|"
            r"aufgaben\w*|deine aufgaben|ihre aufgaben|das erwartet dich|was dich erwartet|tätigkeiten|"
            r"deine rolle|verantwortlichkeiten|"
            r"missions?|vos missions|responsabilités|tâches|le poste|votre rôle|"
            r"responsabilidades|funciones|tareas|qué harás|tu misión|el puesto|"
            r"responsabilità|mansioni|attività|cosa farai|il ruolo|"
            r"taken|verantwoordelijkheden|wat ga je doen|jouw rol|de functie|werkzaamheden|"
            r"atividades|atribuições|o que (?:você )?(?:vai fazer|fará)|funções|a vaga|"
            r"arbeidsoppgaver|oppgaver|ansvarsområder|ansvar|om stillingen|stillingen)\b",
        ),
        (
            "culture",
            r"\b(?:about (?:us|the company|the team|our team)|who we are|our (?:culture|values|"
            r"company|team|mission)|culture|values|company|"
            r"über uns|wer wir sind|unternehmen|unsere werte|kultur|"
            r"à propos|qui sommes[- ]nous|notre (?:entreprise|culture|équipe)|l['’]entreprise|"
            r"sobre nosotros|quiénes somos|nuestra (?:empresa|cultura)|la empresa|"
            r"chi siamo|l['’]azienda|over ons|wie (?:zijn wij|wij zijn)|"
            r"sobre nós|quem somos|a empresa|om oss|hvem er vi|hvem vi er)\b",
        ),
    )
)

_PREFERRED: Final = re.compile(
    r"\b(?:nice[- ]to[- ]have|(?:is|are|would be|considered) (?:a|an|also)? ?(?:plus|bonus|"
    r"advantage|advantageous|asset|welcome|preferred|desirable|beneficial|appreciated)|a plus|"
    r"bonus points|appreciated|preferabl[ey]|advantageous|desirable|not required|"
    r"not (?:strictly )?necessary|ideally|preferred$|"
    r"wünschenswert|von vorteil|idealerweise|gerne? (?:auch )?gesehen|ein plus|pluspunkt|"
    r"(?:est|sont|serait|seraient|constitue) un (?:plus|atout)|un plus|un atout|souhaité\w*|"
    r"apprécié\w*|idéalement|"
    r"deseable|valorable|se valorar[áa]n?|idealmente|"
    r"preferibil\w+|è gradit\w|costituisce titolo preferenziale|"
    r"is een (?:pre|pluspunt)|een pre|pré|bij voorkeur|"
    r"desejável|diferencial|será um diferencial|preferencialmente|"
    r"ønskelig|(?:er|vil være) en fordel|en fordel|gjerne)(?!\w)",
    re.IGNORECASE,
)

_REQUIRED: Final = re.compile(
    r"\b(?:must (?:have|be|possess)|required|requires?|essential|mandatory|you (?:have|bring|"
    r"possess|know)|experience (?:with|in|of|as|using|working|managing|building)|"
    r"years? (?:of )?(?:\w+ ){0,3}experience|proficien\w+|expertise in|fluen\w+|"
    r"knowledge of|familiarity with|ability to|strong \w+(?: \w+)? skills|degree in|"
    r"proven (?:ability|track|experience)|"
    r"erforderlich|zwingend|voraussetzung|setzen wir voraus|erfahrung (?:mit|in|im|als)|"
    r"(?:fundierte|sehr gute|gute) \w*kenntnisse|abgeschlossenes?|"
    r"expérience (?:en|de|dans|avec|significative|confirmée)|maîtrise (?:de|du|des)|exigé\w*|"
    r"indispensable|obligatoire|"
    r"experiencia (?:en|con|de|como|mínima)|imprescindible|se requiere|dominio de|"
    r"esperienza (?:in|con|nel|come)|obbligatori\w|richiest\w|conoscenza d\w+|"
    r"ervaring (?:met|in|als)|vereist|kennis van|"
    r"experiência (?:em|com|como)|obrigatóri\w|necessári\w|conhecimento (?:em|de)|"
    r"erfaring (?:med|fra|som|innen)|påkrevd|kreves|kjennskap til)(?!\w)",
    re.IGNORECASE,
)

# A list that belongs to the application form, not to the applicant.
_APPLICATION: Final = re.compile(
    r"\b(?:resume|résumé|cv|cover letter|apply|application|lebenslauf|bewerb\w+|candidature|"
    r"postul\w+|currículum|solicitud|candidat\w+|sollicit\w+|søknad\w*)\b",
    re.IGNORECASE,
)
_EDUCATION: Final = re.compile(
    r"\b(?:degree|bachelor\w*|master['’]?s?(?= (?:degree|in|of)\b)|ph\.?d|diploma|b\.?sc|m\.?sc|"
    r"hochschulabschluss|studium|ausbildung|diplôme|bac ?\+ ?\d|licence en|"
    r"titulación|licenciatura|grado en|ingeniería|laurea|hbo|wo-?niveau|opleiding|"
    r"formação superior|graduação|utdanning|bachelorgrad|mastergrad)(?!\w)",
    re.IGNORECASE,
)

# --- Lines and blocks --------------------------------------------------------------------------

_BULLET: Final = re.compile(
    r"^(\s*)(?:[•●◦▪▫■□‣⁃∙·–—*+\-➢➤►▶✓✔✅❖◆»]|\(?\d{1,2}[.)]|[a-z][.)])\s+(?=\S)"
)
_MARKDOWN_HEADING: Final = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_BOLD_LINE: Final = re.compile(r"^\s*(?:\*\*|__)(.+?)(?:\*\*|__)\s*:?\s*$")
_PAGE_NUMBER: Final = re.compile(r"^\s*(?:page\s*)?\d{1,3}(?:\s*(?:/|of)\s*\d{1,3})?\s*$", re.I)
_LINK: Final = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_EMPHASIS: Final = re.compile(r"(?<!\w)(\*\*|__|\*|_|`)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_MAX_HEADING_CHARS: Final = 70
_MAX_HEADING_WORDS: Final = 8
_LONG_LINE_CHARS: Final = 60
_SENTENCE_END: Final = (".", "!", "?", ";", ":")


@dataclass
class _Block:
    """A heading, a list item or a paragraph; `text` is joined and free of Markdown."""

    kind: Literal["heading", "item", "paragraph"]
    text: str
    level: int = 0


def _plain(text: str) -> str:
    text = _LINK.sub(r"\1", text)
    for _ in range(2):
        text = _EMPHASIS.sub(r"\2", text)
    return re.sub(r"\s+", " ", text).strip()


def _clean(text: str) -> str:
    """Undo what PDF and HTML leave: soft hyphens, non-characters at line ends, odd spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00ad", "")
    text = re.sub(r"[\ufffe\u0002]\n?", "", text)
    return text.replace("\u00a0", " ").replace("\u200b", "").replace("\t", "    ")


def _section_of(heading: str) -> Section | None:
    text = _plain(heading).strip(" :–—-#*").replace("’", "'")
    for section, pattern in _HEADINGS:
        if pattern.search(text):
            return section
    return None


def _is_plain_heading(line: str, after_blank: bool) -> bool:
    """Whether a line without marks stands as a heading: short, and named or set apart."""
    text = line.strip()
    if len(text) > _MAX_HEADING_CHARS or len(text.split()) > _MAX_HEADING_WORDS:
        return False
    if text.endswith(":"):
        return _section_of(text) is not None or after_blank
    if text.endswith((".", ",", ";", "!")):
        return False
    if text.isupper() and len(text) > 3:
        return True
    return text[:1].isupper() and len(text.split()) <= 6 and _section_of(text) is not None


def _blocks(text: str) -> Iterator[_Block]:
    current: _Block | None = None
    after_blank = True
    for raw in _clean(text).split("\n"):
        line = raw.rstrip()
        if not line.strip() or _PAGE_NUMBER.match(line):
            # A page number in the middle of a sentence is no break.
            if not line.strip():
                if current:
                    yield current
                current, after_blank = None, True
            continue
        if marked := _MARKDOWN_HEADING.match(line) or _BOLD_LINE.match(line):
            if current:
                yield current
            current = None
            yield _Block("heading", _plain(marked[marked.lastindex or 1]))
        elif bullet := _BULLET.match(line):
            if current:
                yield current
            current = _Block("item", _plain(line[bullet.end() :]), len(bullet[1]))
        elif current is not None and _continues(current, line):
            current.text = f"{current.text} {_plain(line)}"
        elif _is_plain_heading(line, after_blank):
            if current:
                yield current
            current = None
            yield _Block("heading", _plain(line))
        else:
            if current:
                yield current
            current = _Block("paragraph", _plain(line))
        after_blank = False
    if current:
        yield current


def _continues(block: _Block, line: str) -> bool:
    """Whether a line without a mark goes on with the block above it."""
    text = line.strip()
    if _is_plain_heading(line, after_blank=False) and block.text.endswith(_SENTENCE_END):
        return False
    if block.kind == "paragraph":
        return len(block.text) >= _LONG_LINE_CHARS or not block.text.endswith(_SENTENCE_END)
    if line[:1].isspace() or text[:1].islower():
        return True
    return len(block.text) >= _LONG_LINE_CHARS and not block.text.endswith(_SENTENCE_END)


# --- Statements --------------------------------------------------------------------------------

_SENTENCES: Final = re.compile(
    r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bz\.B\.)\s+(?=[A-ZÀ-ÞÆØÅ¿¡0-9])"
)
_CLAUSES: Final = re.compile(r"\s*;\s+")
_INLINE_HEADING: Final = re.compile(r"^([^.:;!?]{2,45}):\s+(?=\S)")
_MIN_STATEMENT_CHARS: Final = 3
_MAX_CULTURE_CHARS: Final = 600


def _statement(text: str) -> str:
    """A statement without what only joined it to its neighbours in a list."""
    text = re.sub(r"[;,]?\s*\b(?:and|und|et|y|e|en|og)$", "", text.strip())
    return text.strip(" ;,").removesuffix(".").strip()


def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCES.split(text) if part.strip()]


class _Reader:
    """Reads the blocks in order and files each statement under what its section is about."""

    def __init__(self, blocks: Iterable[_Block]) -> None:
        self.blocks = list(blocks)
        self.filed: dict[Section, list[str]] = {
            "required": [],
            "preferred": [],
            "responsibilities": [],
            "culture": [],
            "education": [],
            "other": [],
        }

    def read(self) -> None:
        section: Section = "other"
        named = False
        lead_in: Section | None = None
        for index, block in enumerate(self.blocks):
            if block.kind == "heading":
                found = _section_of(block.text)
                section, named, lead_in = found or "other", found is not None, None
                continue
            if block.kind == "item":
                self._file_item(block.text, lead_in or section)
                continue
            text, inline = self._inline_heading(block.text)
            if inline is not None:
                for statement in self._split(text):
                    self._file_item(statement, inline)
                continue
            lead_in = None
            if self._leads_list(index):
                lead_in = self._lead_in(block.text, section)
                if lead_in == "required":
                    self.filed["other"].append(block.text)
                continue
            self._file_prose(block.text, section, named)

    def _inline_heading(self, text: str) -> tuple[str, Section | None]:
        """`Requirements: a; b` -> (`a; b`, "required")."""
        match = _INLINE_HEADING.match(text)
        if match is None:
            return text, None
        found = _section_of(match[1])
        if found in (None, "other", "culture"):
            return text, None
        return text[match.end() :], found

    def _leads_list(self, index: int) -> bool:
        following = self.blocks[index + 1 : index + 2]
        return bool(following) and following[0].kind == "item"

    def _lead_in(self, text: str, section: Section) -> Section:
        last = _sentences(text)[-1]
        if last.rstrip().endswith(":") and _APPLICATION.search(last):
            return "other"
        if section in ("required", "preferred"):
            return "preferred" if _PREFERRED.search(last) else section
        return (_section_of(last) if last.rstrip().endswith(":") else None) or section

    def _split(self, text: str) -> list[str]:
        return [
            clause for sentence in _sentences(text) for clause in _CLAUSES.split(sentence) if clause
        ]

    def _file_item(self, text: str, section: Section) -> None:
        if section == "required" and _PREFERRED.search(text) and not self._demands_rest(text):
            section = "preferred"
        self.filed[section].append(_statement(text))

    def _demands_rest(self, text: str) -> bool:
        """`Bachelor's degree (MBA preferred)`: only what is in brackets is preferred."""
        outside = re.sub(r"\([^()]*\)", "", text)
        return outside != text and not _PREFERRED.search(outside)

    def _file_prose(self, text: str, section: Section, named: bool) -> None:
        if section == "culture":
            self.filed["culture"].append(text)
            return
        items_follow = any(True for _ in self._items_of_section(text))
        for sentence in self._split(text):
            if _APPLICATION.search(sentence):
                continue
            if _PREFERRED.search(sentence) and section != "other":
                self.filed["preferred"].append(_statement(sentence))
            elif named and section in ("required", "education", "preferred") and not items_follow:
                self.filed[section].append(_statement(sentence))
            elif named and section == "responsibilities" and not items_follow:
                self.filed[section].append(_statement(sentence))

    def _items_of_section(self, text: str) -> Iterator[_Block]:
        index = next(i for i, block in enumerate(self.blocks) if block.text == text)
        start = index
        while start > 0 and self.blocks[start - 1].kind != "heading":
            start -= 1
        for block in self.blocks[start:]:
            if block.kind == "heading":
                return
            if block.kind == "item":
                yield block


# --- Facts -------------------------------------------------------------------------------------

_LABELS: Final[dict[str, re.Pattern[str]]] = {
    name: re.compile(rf"^\W*(?:{labels})\s*(?:\*\*|__)?\s*:\s*(?:\*\*|__)?\s*(\S.*)$", re.I | re.M)
    for name, labels in {
        "title": r"job title|position title|position|title|role|stellenbezeichnung|position|"
        r"stelle|intitulé(?: du poste)?|poste|puesto|cargo|posizione|ruolo|functie|vacature|vaga|"
        r"stilling(?:stittel)?",
        "company": r"company(?: name)?|employer|organi[sz]ation|arbeitgeber|unternehmen|firma|"
        r"entreprise|société|employeur|empresa|azienda|bedrijf|werkgever|arbeidsgiver|selskap",
        "location": r"location|work location|job location|office|arbeitsort|einsatzort|standort|ort|"
        r"lieu(?: de travail)?|localisation|ubicación|lugar(?: de trabajo)?|localidad|sede|"
        r"luogo di lavoro|locatie|standplaats|localização|local(?: de trabalho)?|arbeidssted|sted",
    }.items()
}
_TITLE_PREFIX: Final = re.compile(
    r"^(?:job (?:description|title|posting|ad|advert(?:isement)?)|position|vacancy|title|"
    r"stellenanzeige|stellenausschreibung|offre d['’]emploi|oferta de (?:empleo|trabajo)|"
    r"offerta di lavoro|vacature|vaga|stillingsannonse)\s*[:–—-]\s*",
    re.IGNORECASE,
)
_TITLE_SUFFIX: Final = re.compile(
    r"\s*\((?:[^()]*\d[^()]*(?:years?|jahre|ans|años)[^()]*)\)$", re.I
)
_HIRING: Final = re.compile(
    r"\b(?:looking for|seeking|hiring|searching for|recruiting|suchen(?: wir)?(?: für [^,.]{3,40}?)?"
    r"(?: zum nächstmöglichen zeitpunkt)?(?: ab sofort)?|recherch(?:ons|e)|recrut(?:ons|e)|"
    r"buscamos|busca|cerchiamo|cerca|zoeken(?: wij| we)?|zoekt|procuramos|buscamos|søker)\s+"
    r"(?:an?|the|our next|eine[nr]?|une?|una?|um|uma|een|en|ei|et|el|la)?\s*"
    r"(?:(?:talented|seasoned|experienced|motivated|skilled|passionate|dynamic|engagierten?|"
    r"erfahrenen?|erfaren|ervaren)\s+)*"
    r"([A-ZÀ-Þ][\w+#./&’'-]*(?:[ /-](?:(?:of|de|d['’]|du|des|en|und|and|&|für|i|og|da|di|for)\s)?"
    r"[A-ZÀ-Þ(&][\w+#./&’'():*-]*)*)"
)
_COMPANY_FORMS: Final = (
    r"(?:Inc\.?|LLC|Ltd\.?|Limited|GmbH|AG|SE|KG|S\.?A\.?S?|SARL|SAS|S\.?L\.?|S\.?p\.?A\.?|S\.?r\.?l\.?|"
    r"B\.?V\.?|N\.?V\.?|AS|ASA|AB|A/S|Oy|plc|PLC|Corp\.?|Corporation|Co\.?|e\.V\.)"
)
_COMPANY_FORM: Final = re.compile(rf"\b((?:[A-ZÀ-Þ0-9][\w&.’'-]*\s+){{1,4}}{_COMPANY_FORMS})(?!\w)")
_COMPANY_AT: Final = re.compile(
    r"(?:^|[.!?]\s+|\b(?:join|about|über|bei|at|chez|en|hos|bij)\s+)"
    r"([A-ZÀ-Þ][\w&’'-]*(?:[ .][A-ZÀ-Þ][\w&’'-]*){0,3})"
    r"(?=,? (?:is (?:a|an|the|proud|on|looking|hiring|seeking)|are (?:a|an|the)|ist (?:ein|der|die)|"
    r"sucht|est (?:un|une|le|la)|recrute|recherche|es (?:una?|la|el)|busca|è (?:un|una|la)|cerca|"
    r"is een|zoekt|é uma?|procura|er (?:en|et)|søker|we (?:are|build|believe)|,))"
)
_NO_COMPANY: Final = re.compile(
    r"^(?:the|this|our|we|you|us|a|an|it|job|position|role|what|who|über uns|about us|"
    r"die|der|das|wir|le|la|les|nous|el|los|nosotros|il|de|het|wij|o|os|nós|vi|det|den|"
    r"experience|technical|candidate)\b",
    re.IGNORECASE,
)
_COMPANY_LOCATION: Final = re.compile(
    r"^([A-ZÀ-Þ][\w&.’' -]{1,50}?)(?:,| [|•·–—-]) ?((?:[A-ZÀ-Þ][\w.’' -]+)(?:, ?[A-ZÀ-Þ][\w.’' -]+){0,3}"
    r"(?: \([^()]+\))?)$"
)
_LANGUAGE_SHARE_MIN: Final = 2


def detect_language(text: str) -> str:
    """ISO 639-1 code of the language whose function words the text uses most; `en` if unsure.

    Script decides for Japanese and Chinese. A word shared by several languages counts for each.
    """
    if len(re.findall(r"[\u3040-\u30ff]", text)) > len(text) / 20:
        return "ja"
    if len(re.findall(r"[\u4e00-\u9fff]", text)) > len(text) / 10:
        return "zh"
    words = re.findall(r"[^\W\d_]+", text.casefold())
    hits = {
        language: sum(word in stopwords for word in words)
        for language, stopwords in STOPWORDS.items()
    }
    best = max(hits, key=lambda language: hits[language])
    return best if hits[best] >= _LANGUAGE_SHARE_MIN else "en"


def _labelled(name: str, text: str) -> str | None:
    match = _LABELS[name].search(text)
    value = _plain(match[1]) if match else ""
    return value.rstrip(".") if 0 < len(value) <= 100 else None


def _title(text: str, blocks: list[_Block]) -> str | None:
    if labelled := _labelled("title", text):
        return labelled
    first = blocks[0] if blocks else None
    if (
        first is not None
        and first.kind != "item"
        and len(first.text) <= 100
        and not first.text.endswith((".", ":"))
        and _section_of(first.text) in (None, "responsibilities")
    ):
        return _TITLE_SUFFIX.sub("", _TITLE_PREFIX.sub("", first.text)).strip() or None
    match = _HIRING.search(text)
    return match[1].rstrip(" .,") if match else None


def _company(text: str, blocks: list[_Block]) -> tuple[str | None, str | None]:
    """The employer, and the place that stands beside its name."""
    if labelled := _labelled("company", text):
        return labelled, None
    for block in blocks[1:4]:
        match = _COMPANY_LOCATION.match(block.text)
        if block.kind != "item" and match and len(block.text) <= 100:
            return match[1].strip(), match[2].strip()
    prose = [block.text for block in blocks if block.kind == "paragraph"]
    for pattern in (_COMPANY_FORM, _COMPANY_AT):
        for paragraph in prose:
            for match in pattern.finditer(paragraph):
                if not _NO_COMPANY.match(match[1]):
                    return match[1].strip(), None
    return None, None


_EXPERIENCE_YEARS: Final = re.compile(
    r"experien|erfahrung|expérience|esperienza|ervaring|erfaring", re.I
)


def extract_requirements(text: str) -> JobRequirements:
    """Read a posting: Markdown, plain text, or text taken from PDF or HTML.

    Fields that the rules do not find stay None or empty; nothing is raised.
    """
    blocks = list(_blocks(text))
    reader = _Reader(blocks)
    reader.read()
    filed = reader.filed
    required, preferred = filed["required"], filed["preferred"]
    if not required:
        required = [
            _statement(sentence)
            for block in blocks
            if block.kind != "heading"
            for sentence in _sentences(block.text)
            if _REQUIRED.search(sentence)
            and not _PREFERRED.search(sentence)
            and not _APPLICATION.search(sentence)
        ]
    required = _distinct([*required, *filed["education"]])
    preferred = [each for each in _distinct(preferred) if each not in required]
    company, place = _company(text, blocks)
    everything = [*required, *filed["other"], *preferred]
    culture = " ".join(filed["culture"])
    return JobRequirements(
        title=_title(text, blocks),
        company=company,
        location=_labelled("location", text) or place,
        language=detect_language(text),
        required_skills=required,
        preferred_skills=preferred,
        responsibilities=_distinct(filed["responsibilities"]),
        experience_years=next(
            (
                each
                for each in everything
                if required_years(each) is not None and _EXPERIENCE_YEARS.search(each)
            ),
            None,
        ),
        education=next((each for each in required if _EDUCATION.search(each)), None),
        company_culture=_shortened(culture) or None,
    )


def _shortened(text: str) -> str:
    """Whole sentences up to about 600 characters."""
    kept: list[str] = []
    for sentence in _sentences(text):
        if kept and sum(map(len, kept)) + len(sentence) > _MAX_CULTURE_CHARS:
            break
        kept.append(sentence)
    return " ".join(kept)


def _distinct(items: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for item in items:
        if len(item) >= _MIN_STATEMENT_CHARS:
            found.setdefault(item.casefold(), item)
    return list(found.values())
