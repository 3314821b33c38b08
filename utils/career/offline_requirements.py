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

from .requirement_terms import STOPWORDS, required_years
from .schema import JobRequirements

Section = Literal["required", "preferred", "responsibilities", "culture", "other"]

# --- Headings and cues -------------------------------------------------------------------------


def _cues(*patterns: str) -> re.Pattern[str]:
    """Any of the patterns (one line per language) as whole words, in any case."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)


# Section -> what its headings say, one line per language (en de fr es it nl pt no). The first
# section that matches wins: what is not about the applicant before all, "nice to have" before
# "requirements".
_HEADING_WORDS: Final[dict[Section, tuple[str, ...]]] = {
    "other": (
        r"benefits?|perks|we offer|what (?:we|you'll|you will) (?:offer|get)|what's in it|salary",
        r"compensation|pay range|(?:how )?to apply|(?:application|interview|hiring) process",
        r"equal opportunity|next steps|contact|privacy|basic information|travel requirement",
        r"(?:das )?(?:wir )?bieten(?: wir)?|was wir (?:dir|ihnen) bieten|bewerbung|kontakt|gehalt",
        r"avantages|(?:nous|on) (?:vous |te )?(?:offrons|proposons|offre|propose)",
        r"postuler|candidature|rémunération|processus de recrutement",
        r"(?:qué |lo que )?(?:te )?ofrecemos|beneficios|cómo (?:aplicar|inscribirse)|solicitud",
        r"(?:cosa )?offriamo|candidarsi",
        r"(?:wij|we) bieden|bieden (?:wij|we)|arbeidsvoorwaarden|solliciteren|sollicitatie",
        r"(?:o que )?oferecemos|benefícios|como se candidatar|candidatura",
        r"vi tilbyr|søknad|søk",
    ),
    "preferred": (
        r"nice[- ]to[- ]haves?|bonus(?: points)?|preferred|desirable|desired|plus(?:es)?|optional",
        r"(?:an )?advantages?",
        r"good to have|even better|would be (?:great|nice)|additional (?:skills|qualifications)",
        r"wünschenswert|von vorteil|idealerweise|pluspunkte",
        r"atouts?|souhaité\w*|apprécié\w*",
        r"deseables?|valorables?|se valorará|valoraremos",
        r"preferenziali?|costituisce titolo|gradit[aoie]",
        r"pré|pre|mooi meegenomen",
        r"diferencia(?:l|is)|desejáve(?:l|is)",
        r"ønskelig|fordel|pluss",
    ),
    "required": (
        r"requirements?|required|qualifications?|must[- ]haves?|essential|skills|competenc\w+",
        r"minimum",
        r"(?:what )?you(?:'ll| will)? (?:bring|need|have|are)|about you|who you are|experience",
        r"your (?:profile|background|skills|experience)|(?:ideal )?candidate|education",
        r"(?:what )?we(?:'re| are)? (?:look(?:ing)? for|expect|seek(?:ing)?|ask|need|want)",
        r"(?:what )?we require|looking for",
        r"looking for",
        r"anforderung\w*|profil|qualifikation\w*|voraussetzung\w*|kenntnisse|ausbildung",
        r"bringst du mit|mitbring\w+|bringen sie mit|(?:wir )?erwarten wir|wir erwarten",
        r"vous (?:êtes|avez|apportez)|compétences|exigences|prérequis|formation",
        r"requisitos?|perfil|(?:qué |lo que )?buscamos|qué necesitas|conocimientos|formación",
        r"requisiti|profilo|(?:cosa |chi )?cerchiamo|competenze|formazione",
        r"(?:functie-?)?eisen|vereisten|(?:wij|we) (?:vragen|zoeken)|wie ben jij|profiel|opleiding",
        r"breng jij mee|neem je mee|jij hebt",
        r"qualificaç\w+|(?:o que )?(?:buscamos|procuramos|esperamos)|formação",
        r"kvalifikasjon\w*|krav|vi ser etter|vi søker|hvem er du|du har|kompetanse|utdanning",
    ),
    "responsibilities": (
        r"responsibilit\w+|duties|tasks|you(?:'ll| will)|your (?:role|mission|impact|job)",
        r"(?:the|this) (?:job|position)|role|(?:key )?objectives|accountabilities",
        r"day[- ]to[- ]day|job description",
        r"aufgaben\w*|(?:das|was) (?:dich|sie) erwartet|erwartet (?:dich|sie)|tätigkeiten|rolle",
        r"verantwortlichkeiten",
        r"missions?|responsabilités|tâches|poste|votre rôle",
        r"responsabilidades|funciones|tareas|qué harás|el puesto",
        r"responsabilità|mansioni|attività|cosa farai|ruolo",
        r"taken|verantwoordelijkheden|wat ga je doen|jouw rol|functie|werkzaamheden",
        r"atividades|atribuições|vai fazer|fará|funções|a vaga",
        r"arbeidsoppgaver|oppgaver|ansvarsområder|ansvar|stillingen",
    ),
    "culture": (
        r"about|who we are|our (?:culture|values|company|team|mission)|culture|values|company",
        r"über (?:uns|\w+)|wer wir sind|wir sind|unternehmen|unsere werte|kultur",
        r"à propos|qui sommes[- ]nous|notre (?:entreprise|culture|équipe)|l'entreprise",
        r"sobre nosotros|quiénes somos|nuestra (?:empresa|cultura)|la empresa",
        r"chi siamo|l'azienda",
        r"over ons|wie (?:zijn wij|wij zijn)",
        r"sobre|quem somos|a empresa",
        r"om oss|hvem er vi|hvem vi er",
    ),
}
_HEADINGS: Final = tuple((section, _cues(*words)) for section, words in _HEADING_WORDS.items())

_PREFERRED: Final = _cues(
    r"nice[- ]to[- ]have|(?:is|are|would be|considered) (?:an? )?(?:plus|bonus|advantage|asset)",
    r"a (?:plus|bonus)|bonus points|appreciated|advantageous|desirable|beneficial",
    r"(?:is|are) (?:preferred|welcome)|preferred$|not (?:strictly )?(?:required|necessary)",
    r"wünschenswert|von vorteil|gerne? (?:auch )?gesehen|ein plus|pluspunkt",
    r"un (?:plus|atout)|souhaitée?s?|appréciée?s?",
    r"deseable|valorable|se valorará\w*",
    r"preferibil\w+|gradit\w|costituisce titolo preferenziale",
    r"een (?:pre|pré|pluspunt)",
    r"desejável|(?:um )?diferencial",
    r"ønskelig|en fordel",
)
# Said in passing ("a degree, ideally in physics") these qualify a demand; in front, they unmake it.
_PREFERRED_IN_FRONT: Final = re.compile(
    r"(?:\W*\w+\W+)?(?:preferably|ideally|idealerweise|idéalement|idealmente|bij voorkeur|"
    r"preferencialmente|gjerne)\b",
    re.IGNORECASE,
)
_REQUIRED: Final = _cues(
    r"must (?:have|be|possess)|required|requires?|essential|mandatory",
    r"you (?:have|bring|possess|know)|proficien\w+|expertise in|fluen\w+",
    r"experience (?:with|in|of|as|using|working|managing|building)",
    r"years? (?:of )?(?:\w+ ){0,3}experience|knowledge of|familiarity with|ability to|degree in",
    r"(?:strong|excellent|good|outstanding) (?:[\w&/-]+ ){1,4}(?:skills?|abilit(?:y|ies))",
    r"(?:strong|excellent|good|working) (?:understanding|knowledge|grasp|command)",
    r"proven (?:ability|track|experience)|attention to detail|team player|problem[- ]solving",
    r"(?:successful|ideal|chosen|right) candidates? (?:will|should|must|has|have)",
    r"you (?:will be|should be|are) (?:qualified|educated|experienced|willing|able|used to)",
    r"be willing to|(?:passion|passionate) (?:for|about)|educated to|eligible to (?:live|work)",
    r"years? (?:of )?(?:[\w&/-]+ ){1,6}experience|qualified to|or equivalent",
    r"erforderlich|zwingend|setzen wir voraus|erfahrung (?:mit|in|im|als)|abgeschlossenes?",
    r"(?:fundierte|sehr gute|gute) \w*kenntnisse",
    r"expérience (?:en|de|dans|avec|significative|confirmée)|maîtrise (?:de|du|des)|exigée?s?",
    r"indispensable|obligatoire",
    r"experiencia (?:en|con|de|como|mínima)|imprescindible|se requiere|dominio de",
    r"esperienza (?:in|con|nel|come)|obbligatori\w|richiest\w|conoscenza d\w+",
    r"ervaring (?:met|in|als)|vereist|kennis van",
    r"experiência (?:em|com|como)|obrigatóri\w|necessári\w|conhecimento (?:em|de)",
    r"erfaring (?:med|fra|som|innen)|påkrevd|kreves|kjennskap til",
)
# A list that belongs to the application form, not to the applicant.
_APPLICATION: Final = _cues(
    r"resume|résumé|cv|cover letter|apply|application|lebenslauf|bewerb\w+|candidature|postul\w+",
    r"currículum|solicitud|candidat(?:ar|e|arsi|ura)\w*|sollicit\w+|søknad\w*",
)
_EDUCATION: Final = _cues(
    r"degree|bachelor\w*|master(?:'s|’s|s)? (?:degree|in|of)|ph\.?d|diploma|b\.?sc|m\.?sc",
    r"\w*hochschulabschluss|\w*studium|(?:berufs)?ausbildung",
    r"diplôme|bac ?\+ ?\d|licence en",
    r"titulación|licenciatura|grado en|ingeniería|laurea",
    r"hbo|wo-?niveau|opleiding|formação superior|graduação",
    r"utdanning|bachelorgrad|mastergrad",
)

# --- Lines and blocks --------------------------------------------------------------------------

_BULLET: Final = re.compile(
    r"^(\s*)(?:[•●◦▪▫■□‣⁃∙·–—*+\-➢➤►▶✓✔✅❖◆»]|\(?\d{1,2}[.)]|[a-z][.)])\s+(?=\S)"
)
_MARKDOWN_HEADING: Final = re.compile(r"^\s{0,3}(?P<marks>#{1,6})\s+(?P<text>.*?)\s*#*\s*$")
_BOLD_LINE: Final = re.compile(r"^\s*(?P<mark>\*\*|__)(?P<text>.+?)(?P=mark)\s*:?\s*$")
_LABEL: Final = re.compile(r"^\s*(?:\*\*|__)?[A-ZÀ-Þ][^\W\d]*(?: \w+){0,2}:(?:\*\*|__)?\s+\S")
_PAGE_NUMBER: Final = re.compile(r"^\s*(?:page\s*)?\d{1,3}(?:\s*(?:/|of)\s*\d{1,3})?\s*$", re.I)
_LINK: Final = re.compile(r"!?\[([^\[\]]{0,200})\]\([^()\s]{0,500}\)")
_EMPHASIS: Final = re.compile(r"(?<!\w)(\*\*|__|\*|_|`)(?=\S)(.{1,200}?)(?<=\S)\1(?!\w)")
_UNMARKED_LEVEL: Final = 7
_MAX_HEADING_CHARS: Final = 70
_MAX_HEADING_WORDS: Final = 8
_WRAPPED_LINE_CHARS: Final = 60
_NARROW_LINE_CHARS: Final = 30
_SENTENCE_END: Final = (".", "!", "?", ";", ":")


@dataclass
class _Block:
    """A heading, a list item or a paragraph; `text` is joined and free of Markdown.

    `last_line_chars` is the length of the last of the lines it was joined from; `level` of a
    heading is that of its Markdown marks, or `_UNMARKED_LEVEL`.
    """

    kind: Literal["heading", "item", "paragraph"]
    text: str
    last_line_chars: int = 0
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


def _is_section_name(text: str) -> bool:
    """Whether a line is no title but the heading of a section: "Your profile", "About us"."""
    return _section_of(text) in ("culture", "other") or any(
        pattern.fullmatch(text) for _, pattern in _HEADINGS
    )


def _is_plain_heading(line: str) -> bool:
    """Whether a line without marks is a heading: short, and named after a section or set apart."""
    text = line.strip()
    words = len(text.split())
    if len(text) > _MAX_HEADING_CHARS or words > _MAX_HEADING_WORDS:
        return False
    if text.endswith(":"):
        return _section_of(text) is not None or words <= 3
    if text.endswith((".", ",", ";", "!")):
        return False
    if text.isupper() and len(text) > 3:
        return True
    return text[:1].isupper() and words <= 6 and _section_of(text) is not None


def _blocks(text: str) -> Iterator[_Block]:
    lines = [line.rstrip() for line in _clean(text).split("\n")]
    # A line that ends well before the usual margin was not wrapped: its sentence ends with it.
    longest = max(map(len, lines))
    margin = min(_WRAPPED_LINE_CHARS, max(_NARROW_LINE_CHARS, round(0.7 * longest)))
    current: _Block | None = None
    for line in lines:
        if _PAGE_NUMBER.match(line):
            continue  # a page number in the middle of a sentence is no break
        if not any(character.isalnum() for character in line):
            line = ""  # a rule, or the underline of a heading
        if current is not None and line.strip() and _continues(current, line, margin):
            current.text = f"{current.text} {_plain(line)}"
            current.last_line_chars = len(line)
            continue
        if current is not None:
            yield current
            current = None
        if not line.strip():
            continue
        if marked := _MARKDOWN_HEADING.match(line) or _BOLD_LINE.match(line):
            level = len(marked.groupdict().get("marks") or "") or _UNMARKED_LEVEL
            yield _Block("heading", _plain(marked["text"]), level=level)
        elif bullet := _BULLET.match(line):
            current = _Block("item", _plain(line[bullet.end() :]), len(line))
        elif _is_plain_heading(line):
            yield _Block("heading", _plain(line), level=_UNMARKED_LEVEL)
        else:
            current = _Block("paragraph", _plain(line), len(line))
    if current is not None:
        yield current


def _continues(block: _Block, line: str, margin: int) -> bool:
    """Whether a line without a mark of its own goes on with the block above it."""
    if any(mark.match(line) for mark in (_MARKDOWN_HEADING, _BOLD_LINE, _BULLET, _LABEL)):
        return False
    text = line.strip()
    ended = block.text.endswith(_SENTENCE_END)
    if text[:1].islower() and not block.text.endswith(":"):
        return True
    if _is_plain_heading(line) and (ended or block.last_line_chars < margin):
        return False
    if block.kind == "item" and line[:1].isspace():
        return True
    return block.last_line_chars >= margin and not (block.kind == "item" and ended)


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


def _is_preferred(statement: str) -> bool:
    return bool(_PREFERRED.search(statement) or _PREFERRED_IN_FRONT.match(statement))


class _Reader:
    """Reads the blocks in order and files each statement under what its section is about."""

    def __init__(self, blocks: Iterable[_Block]) -> None:
        self.blocks = list(blocks)
        self.filed: dict[Section, list[str]] = {
            "required": [],
            "preferred": [],
            "responsibilities": [],
            "culture": [],
            "other": [],
        }

    def read(self) -> None:
        """Fill `filed`; call once."""
        lead_in: Section | None = None
        sections = self._sections()
        with_list = {
            start
            for (_, start), block in zip(sections, self.blocks, strict=True)
            if block.kind == "item"
        }
        for index, block in enumerate(self.blocks):
            section, start = sections[index]
            if block.kind == "heading":
                lead_in = None
                continue
            if block.kind == "item":
                self._file_item(block.text, lead_in or section)
                continue
            text, inline = self._inline_heading(block.text)
            if inline is None and _LABEL.match(block.text):
                continue
            if index == 0 and _TITLE_PREFIX.match(block.text):
                continue
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
            self._file_prose(block.text, section, listed=start in with_list)

    def _sections(self) -> list[tuple[Section, int]]:
        """For each block its section and the index of the heading that opened it."""
        section: Section = "other"
        start = level = 0
        found: list[tuple[Section, int]] = []
        for index, block in enumerate(self.blocks):
            if block.kind == "heading":
                named = _section_of(block.text)
                # An unknown heading below a known one only divides its section.
                if named is not None or block.level <= level:
                    section, start, level = named or "other", index, block.level
            found.append((section, start))
        return found

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
            return "preferred" if _is_preferred(last) else section
        return (_section_of(last) if last.rstrip().endswith(":") else None) or section

    def _split(self, text: str) -> list[str]:
        return [
            clause for sentence in _sentences(text) for clause in _CLAUSES.split(sentence) if clause
        ]

    def _file_item(self, text: str, section: Section) -> None:
        if section == "required" and _is_preferred(text) and not self._demands_rest(text):
            section = "preferred"
        self.filed[section].append(_statement(text))

    def _demands_rest(self, text: str) -> bool:
        """`Bachelor's degree (MBA preferred)`: only what is in brackets is preferred."""
        outside = re.sub(r"\([^()]*\)", "", text)
        return outside != text and not _is_preferred(outside)

    def _file_prose(self, text: str, section: Section, *, listed: bool) -> None:
        """Prose beside a list introduces it; without one, its sentences are the statements."""
        if section == "culture":
            self.filed["culture"].append(text)
            return
        for sentence in self._split(text):
            if _APPLICATION.search(sentence) or section == "other":
                continue
            if _is_preferred(sentence):
                self.filed["preferred"].append(_statement(sentence))
            elif not listed:
                self.filed[section].append(_statement(sentence))


# --- Facts -------------------------------------------------------------------------------------

_LABELS: Final[dict[str, re.Pattern[str]]] = {
    name: re.compile(
        rf"^[^\w\n]{{0,9}}(?:{labels})[^\w\n:]{{0,9}}:[ *_]{{0,9}}(\S.*)$", re.I | re.M
    )
    for name, labels in {
        "title": r"job title|position title|position|title|role|stellenbezeichnung|position|"
        r"stelle|intitulé(?: du poste)?|poste|puesto|cargo|posizione|ruolo|functie|vacature|vaga|"
        r"stilling(?:stittel)?",
        "company": r"company(?: name)?|employer|organi[sz]ation|arbeitgeber|unternehmen|firma|"
        r"entreprise|société|employeur|empresa|azienda|bedrijf|werkgever|arbeidsgiver|selskap",
        "location": r"(?:work |job )?location|office|arbeitsort|einsatzort|standort|ort|"
        r"lieu(?: de travail)?|localisation|ubicación|lugar(?: de trabajo)?|localidad|sede|"
        r"luogo di lavoro|locatie|standplaats|localização|local(?: de trabalho)?|"
        r"arbeidssted|sted",
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
    r"\b(?i:looking for|seeking|hiring|searching for|recruiting|"
    r"suchen(?: wir)?(?: für [^,.]{3,40}?)?(?: zum nächstmöglichen zeitpunkt)?(?: ab sofort)?|"
    r"recherch(?:ons|e)|recrut(?:ons|e)|buscamos|busca|cerchiamo|cerca|zoeken(?: wij| we)?|zoekt|"
    r"procuramos|søker)\s+"
    r"(?:(?:an?|the|our next|eine[nr]?|une?|una?|um|uma|een|en|ei|et|el|la)\s+)?"
    r"(?:(?:talented|seasoned|experienced|motivated|skilled|passionate|dynamic|engagierten?|"
    r"erfahrenen?|erfaren|ervaren)\s+)*"
    r"([A-ZÀ-Þ][\w+#./&’'-]*"
    r"(?:[ /-](?:(?:of|de|d['’]|du|des|en|und|and|&|für|i|og|da|di|for)\s)?"
    r"[A-ZÀ-Þ(&][\w+#./&’'():*-]*)*)"
)
_COMPANY_FORMS: Final = (
    r"(?:Inc\.?|LLC|Ltd\.?|Limited|GmbH|AG|SE|KG|S\.?A\.?S?|SARL|SAS|S\.?L\.?|S\.?p\.?A\.?|"
    r"S\.?r\.?l\.?|B\.?V\.?|N\.?V\.?|AS|ASA|AB|A/S|Oy|plc|PLC|Corp\.?|Corporation|Co\.?|e\.V\.)"
)
_COMPANY_FORM: Final = re.compile(
    rf"\b((?:[A-ZÀ-Þ0-9][\w&.’'-]{{0,40}}\s+){{1,4}}{_COMPANY_FORMS})(?!\w)"
)
_COMPANY_AT: Final = re.compile(
    r"(?:^|[.!?]\s+|\b(?:join|about|über|bei|at|chez|en|hos|bij)\s+)"
    r"([A-ZÀ-Þ][\w&’'-]*(?:[ .][A-ZÀ-Þ][\w&’'-]*){0,3})"
    r"(?=,? (?:is (?:a|an|the|proud|on|looking|hiring|seeking)|are (?:a|an|the)|we (?:are|build)|"
    r"ist (?:ein|der|die)|sucht|est (?:un|une|le|la)|recrute|recherche|es (?:una?|la|el)|busca|"
    r"è (?:un|una|la)|cerca|is een|zoekt|é uma?|procura|er (?:en|et)|søker)\b)"
)
_NO_COMPANY: Final = re.compile(
    r"^(?:the|this|our|we|you|us|a|an|it|job|position|role|what|who|über uns|about us|"
    r"die|der|das|wir|le|la|les|nous|el|los|nosotros|il|de|het|wij|o|os|nós|vi|det|den|"
    r"experience|technical|candidate)\b",
    re.IGNORECASE,
)
_COMPANY_LOCATION: Final = re.compile(
    r"^([A-ZÀ-Þ][\w&.’' -]{1,50}?)(?:,| [|•·–—-]) ?"
    r"((?:[A-ZÀ-Þ][\w.’' -]+)(?:, ?[A-ZÀ-Þ][\w.’' -]+){0,3}(?: \([^()]+\))?)$"
)
_MAX_TITLE_CHARS: Final = 100
_MIN_FUNCTION_WORDS: Final = 2


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
    return best if hits[best] >= _MIN_FUNCTION_WORDS else "en"


_TITLE_AT: Final = re.compile(r"^(.{3,70}?) (?:at|@|bei|chez) ([A-ZÀ-Þ].{1,50})$")
_ABOUT_COMPANY: Final = re.compile(
    r"^(?i:about|über|à propos d['e’]\s?|sobre|over|om|chi è)\s*([A-ZÀ-Þ][\w&.’' -]{1,50})$"
)


def _labelled(name: str, text: str) -> str | None:
    match = _LABELS[name].search(text)
    value = _plain(match[1]) if match else ""
    return value.rstrip(".") if 0 < len(value) <= 100 else None


def _title(text: str, blocks: list[_Block]) -> str | None:
    if labelled := _labelled("title", text):
        return labelled
    first = blocks[0] if blocks else None
    if first is not None and first.kind != "item" and len(first.text) <= _MAX_TITLE_CHARS:
        title = _TITLE_SUFFIX.sub("", _TITLE_PREFIX.sub("", first.text)).strip()
        at_company = _TITLE_AT.match(title)
        if title and not title.endswith((".", ":")) and not _is_section_name(title):
            return at_company[1] if at_company else title
    match = _HIRING.search(text)
    return match[1].rstrip(" .,") if match else None


def _company(text: str, blocks: list[_Block]) -> tuple[str | None, str | None]:
    """The employer, and the place that stands beside its name."""
    if labelled := _labelled("company", text):
        return labelled, None
    if blocks and (match := _TITLE_AT.match(_TITLE_PREFIX.sub("", blocks[0].text))):
        return match[2].strip(), None
    for block in blocks[1:4]:
        match = _COMPANY_LOCATION.match(block.text)
        if block.kind != "item" and match and len(block.text) <= 100:
            return match[1].strip(), match[2].strip()
    for block in blocks:
        about = _ABOUT_COMPANY.match(block.text) if block.kind == "heading" else None
        if about and not _NO_COMPANY.match(about[1]):
            return about[1].strip(), None
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
        required, more = _demanding_sentences(blocks)
        preferred = [*preferred, *more]
    required = _distinct(required)
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


def _demanding_sentences(blocks: Iterable[_Block]) -> tuple[list[str], list[str]]:
    """(required, preferred) sentences of a posting without a section for them, by their words."""
    required: list[str] = []
    preferred: list[str] = []
    for block in blocks:
        for sentence in _sentences(block.text) if block.kind != "heading" else ():
            if _APPLICATION.search(sentence):
                continue
            if _is_preferred(sentence):
                preferred.append(_statement(sentence))
            elif _REQUIRED.search(sentence):
                required.append(_statement(sentence))
    return required, preferred


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
