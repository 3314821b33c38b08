"""What a heading of a job posting announces, in many languages, and which lines are headings.

Knows words, not layouts of single sites. A heading that says nothing known has no section; it is
never guessed from what stands below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

from .posting_sentences import cues, is_plain_demand, is_preferred

Section = Literal[
    "required", "preferred", "responsibilities", "role", "culture", "other", "unknown"
]  # fmt: skip
"""`role` describes the job in prose; `other` is about neither the job nor the applicant."""


# What headings say: one line per language or two (en de fr es it nl pt no sv da pl).
_OTHER: Final = cues(
    r"benefits?|perks|(?:what )?(?:we|you(?:'ll| will)?) (?:can )?(?:offer|get|receive|enjoy)|"
    r"salary",
    r"expect from us|you can expect|what's in it|^why|warum|pourquoi|in return|compensation|"
    r"pay(?: range)?",
    r"(?:how )?to apply|apply(?: now| for this job)?|applications?|instructions to applicants",
    r"(?:application|interview|hiring|recruitment|selection) process|equal opportunit\w+|diversity",
    r"equal employment|eeo|disclosure\w*|background check|safeguarding|next steps|contacts?",
    r"privacy|cookies?|basic information|travel requirement|job (?:type|details|reference|alert)",
    r"schedule|work(?:ing)? (?:location|hours|schedule)|employer details|reference(?: number)?",
    r"similar jobs|resumes?|résumé|cv|cover letter|seniority level|employment type|job function|"
    r"industr(?:y|ies)|share this job",
    r"closing date|contract(?: type)?|hours|remuneration|rewards?|our offer|additional information",
    r"(?:das |was )?(?:wir )?bieten(?: wir)?|bewerbung\w*|kontakt|gehalt|vergütung|benefits",
    r"ons aanbod|la nostra offerta|nuestra oferta|notre offre|vårt tilbud|(?:das )?(?:gibt es|"
    r"gibt's) bei uns|unsere? extras|(?:unser|das) angebot|unsere (?:leistungen|benefits)|"
    r"(?:deine|ihre) (?:vorteile|benefits)",
    r"(?:das|was) (?:erwartet|bekommst|kriegst) du|freu dich auf|darauf (?:kannst|können)|"
    r"arbeitszeit",
    r"(?:das|was) (?:kannst du|dürfen sie) (?:von uns )?erwarten|hinweise?|datenschutz",
    r"avantages|(?:nous|on) (?:vous |te |t')?(?:offrons|proposons|offre|propose)|salaire",
    r"ce qu(?:e nous|'on) (?:\w+ )?(?:offrons|proposons|offre|propose)|type de contrat",
    r"postuler|candidatures?|rémunération|processus de recrutement|durée du travail|horaires",
    r"conditions(?: de travail)?|informations complémentaires",
    r"(?:qué |lo que )?(?:te |se )?ofrec(?:emos|e)|beneficios|cómo (?:aplicar|inscribirse)|"
    r"solicitud",
    r"condiciones|tipo de (?:contrato|industria|jornada)|salario|inscripción|inscríbete",
    r"(?:cosa )?(?:ti )?offr(?:iamo|e)|(?:si|cosa) offr\w+|candidarsi|candidati|benefit|contratto",
    r"retribuzione|inquadramento|orario",
    r"bieden (?:wij|we)|(?:wij|we) bieden|arbeidsvoorwaarden|solliciteren|sollicitatie\w*",
    r"wat krijg je|salaris|wat (?:bieden|mag je)|interesse",
    r"(?:o que )?oferecemos|benefícios|como se candidatar|candidatura|salário|horário",
    r"vi tilbyr|vi kan tilby|søknad\w*|søk|lønn|frist|kontaktinfo\w*|om søknaden",
    r"vi erbjuder|ansökan|lön|kontakt|vi tilbyder|ansøgning|løn",
    r"oferujemy|co oferujemy|benefity|aplikuj|wynagrodzenie|jak aplikować|(?:to )?zapewniamy",
)
_PREFERRED: Final = cues(
    r"nice[- ]to[- ]haves?|bonus(?:es)?(?: points| skills)?|preferred|preferably|desir(?:able|ed)",
    r"plus(?:es)?|optional|useful",
    r"(?:an )?advantages?|advantageous|beneficial|non-?essential|icing on the cake|stand out",
    r"good to have|great to have|even better|would be (?:an? )?(?:great|nice|bonus|plus|helpful)",
    r"additional (?:skills|qualifications)|extra (?:credit|points)|we'd love|ideally|"
    r"brownie points",
    r"wünschenswert|von vorteil|idealerweise|pluspunkte?|(?:das )?wäre (?:toll|schön|super)",
    r"nice[- ]to[- ]have|optional|darüber hinaus|außerdem (?:toll|schön)|bonuspunkte|gern gesehen",
    r"atouts?|souhait(?:é\w*|able\w*)(?! :)|appréciée?s?|les? (?:petits )?plus|en plus|idéalement",
    r"desead[oa]s?|deseables?|valorables?|(?:se )?valor(?:ará\w*|a|amos|aremos)|plus",
    r"preferenzial[ei]|costitui\w+ titolo|gradit[aoie]|requisiti (?:preferenziali|graditi)|plus",
    r"pré|pre|mooi meegenomen|pluspunt(?:en)?|leuk als|nice-to-have",
    r"diferencia(?:l|is)|desejáve(?:l|is)|valoriza(?:mos|-se|dos?)|dá-se preferência|preferenciais",
    r"ønskelig\w*|(?:en )?fordel(?:er)?|pluss|ønskede",
    r"meriterande|önskvärt|en fördel|bonus",
    r"mile widzian\w+|dodatkow\w+ (?:atut\w*|plus\w*)|atut\w*|nice to have|plusem",
)
_DUTIES: Final = cues(
    r"responsibilit\w+|duties|tasks|(?:essential |key |job )?functions|accountabilities",
    r"aufgaben\w*|tätigkeiten|verantwortlichkeiten|verantwortungsbereich\w*",
    r"missions?|responsabilités|tâches|activités",
    r"responsabilidades|funciones|tareas|responsabilità|mansioni|attività",
    r"taken|verantwoordelijkheden|werkzaamheden|takenpakket",
    r"atividades|atribuições|funções|arbeidsoppgaver|oppgaver|ansvarsområder",
    r"arbetsuppgifter|arbejdsopgaver|opgaver|obowiązk\w+|zadania|zakres obowiązków",
)
_DEMANDS: Final = cues(
    r"requirements?|qualifications?|anforderung\w*|voraussetzung\w*|exigences|requisit\w+|eisen",
    r"krav|kvalifikas?\w*|kvalifikationer|wymaga\w+|skills",
)
_REQUIRED: Final = cues(
    r"requirements?|required|qualif(?:y|ications?)|must[- ]haves?|essentials?(?: criteria)?|"
    r"skills?",
    r"competenc\w+|minimum|mandatory|prerequisites?|(?:selection )?criteria|credentials",
    r"(?:what )?you(?:'ll| will|'ve| should| must|'re)? (?:bring|need|have|are|possess|got|"
    r"offer us)",
    r"about you|who you are|experience|knowledge|abilities|person specification|job specification",
    r"your (?:profile|background|skills|experience|qualifications|strengths|superpowers)",
    r"(?:ideal |successful |right )?(?:candidates?|applicants?)(?: profile)?|education|training",
    r"(?:what |who )?we(?:'re| are|'d)? (?:look(?:ing)? for|expect|seek(?:ing)?|ask|need|want|"
    r"require)",
    r"looking for|is this you|you might be|sounds? like you|what it takes|you fit",
    r"anforderung\w*|\w*profil|\w*qualifikation\w*|\w*voraussetzung\w*|\w*kenntnisse|ausbildung",
    r"bring(?:st|en) (?:du|sie)(?: mit)?|mitbring\w+|(?:wir )?erwarten wir|wir (?:erwarten|suchen)",
    r"(?:zwingend )?erforderlich\w*|muss|must-haves?|(?:dich|sie) (?:zeichnet|zeichnen) aus",
    r"wünschen (?:wir )?uns|nous souhaitons|was (?:dich|sie) (?:ausmacht|auszeichnet)|damit"
    r" (?:überzeugst|punktest|begeisterst)|"
    r"du (?:hast|bist)",
    r"sie (?:haben|sind)|passt du|das solltest du|kompetenzen|fähigkeiten",
    r"vous (?:êtes|avez|apportez)|compétences|exigences|prérequis|formation|savoir[- ]être\w*",
    r"(?:ton|votre|le) profil|profil|ce que (?:nous|l'on) (?:recherch|attend)\w+|qui êtes-vous|"
    r"savoirs?",
    r"expérience|diplômes?|langues?|permis|indispensable",
    r"requisitos?|perfil|(?:qué |lo que )?(?:buscamos|pedimos|esperamos|necesita(?:s|mos))|"
    r"conocimientos",
    r"formación|estudios|experiencia|idiomas?|imprescindibles?|competencias|habilidades",
    r"requisiti|profilo|(?:cosa |chi )?(?:cerchiamo|chiediamo)|competenze|formazione|esperienza",
    r"titolo di studio|indispensabili",
    r"(?:functie-?)?eisen|vereisten|(?:wij|we) (?:vragen|zoeken|verwachten)|wie (?:ben|zoeken) \w+",
    r"(?:vragen|zoeken|verwachten) (?:wij|we)|(?:jouw |functie)?profiel|opleiding|vaardigheden",
    r"breng (?:jij|je) mee|neem (?:jij|je) mee|(?:jij|je) (?:hebt|bent)|dit ben jij|herken jij",
    r"qualificaç\w+|(?:o que )?(?:buscamos|procuramos|esperamos)|formação|competências|experiência",
    r"kvalifikasjon\w*|krav|vi (?:ser etter|søker|forventer)|hvem er du|du (?:har|er)|kompetanse",
    r"utdanning|personlige egenskaper|utdanningsretning|erfaring|egenskaper",
    r"kvalifikationer|vi söker|din profil|dig som|profil|vem är du|hvem er du|vi forventer|om dig",
    r"personliga egenskaper|kompetenser|utbildning|erfarenhet|faglige kvalifikationer",
    r"wymagani\w+|oczekiw\w+|kwalifikacj\w+|(?:twój )?profil|szukamy|czego oczekujemy|"
    r"wykształcenie",
)
_WILL: Final = cues(
    r"you(?:'ll| will)|will you|your (?:role|mission|impact|job|day|challenge)|(?:key )?objectives",
    r"day[- ]to[- ]day|(?:post[- ]?holder|person) will|what you(?:'ll| will)? do",
    r"(?:dich|sie|euch) (?:\w+ ){0,3}erwartet|was (?:du|sie) (?:\w+ ){0,3}(?:machst|machen|tust|"
    r"tun|bewegst)|erwartet (?:dich|sie|euch)|(?:das|was) (?:machst|"
    r"bewegst) du",
    r"einsatzgebiet|arbeits(?:tag|alltag)|dein (?:job|alltag)",
    r"votre (?:rôle|quotidien)|vos défis|tu (?:vas|feras)|vous (?:ferez|allez)",
    r"(?:qué |lo que )?harás|tu (?:misión|día)|cosa farai|di cosa ti occuperai",
    r"(?:wat )?ga je doen|jouw (?:rol|baan|taken)|wat doe je|dit ga je doen",
    r"(?:o que )?(?:vais?|irás?) fazer|farás?|o teu dia|ansvar|hva skal du gjøre",
    r"vad du gör|du kommer att|hvad skal du lave|dine opgaver|co będziesz robić|twoje zadania",
)
_ROLE: Final = cues(
    r"(?:the|this|about the|our) (?:job|position|role|opportunity|post|vacancy)|role|position",
    r"job|purpose|overview|summary|description|opportunity",
    r"stellenbeschreibung|(?:die|zur) stelle|(?:le |descriptif du )?poste|descriptif",
    r"(?:el |sobre el )?puesto|descripción|la posizione|descrizione|(?:de )?(?:functie|baan)|"
    r"vacature",
    r"ruolo|rolle[nr]?|stillingen|functieomschrijving",
    r"a vaga|descrição|om (?:stillingen|jobbet|rollen|tjänsten)|opis stanowiska|om jobbet",
)
_CULTURE: Final = cues(
    r"about|who we are|our (?:culture|values|company|team|mission|story)|culture|values|company",
    r"meet the team|the (?:company|team|school)|employer|introduction",
    r"über (?:uns|\w+)|wer wir sind|wir sind|(?:das )?unternehmen|unsere werte|kultur|das sind wir",
    r"à propos|qui sommes[- ]nous|notre (?:entreprise|culture|équipe|société)|l'entreprise|"
    r"entreprise",
    r"sobre|quiénes somos|nuestra (?:empresa|cultura)|(?:la )?empresa",
    r"chi siamo|l'azienda|azienda",
    r"over|wie (?:zijn wij|wij zijn)|quem somos|(?:a )?empresa",
    r"om|hvem er vi|hvem vi er|arbeidsgiver|o (?:nas|firmie|nás)|kim jesteśmy|vilka är vi",
)
# Words that stand in headings beside the ones that tell the section, and add nothing to it.
_FILLER: Final = cues(
    r"the|this|these|that|your|you|our|we|us|us:|in|of|for|and|or|to|a|an|what|who|how|with|as|is|"
    r"be",
    r"will|would|should|do|does|doing|following|main|key|core|general|technical|professional|"
    r"personal",
    r"job|work|role|position|post|formal|previous|relevant|specific|basic|special|other|language",
    r"languages|soft|hard|practical|level|areas?|list|details|please|note|also|have|need|day|make|"
    r"it",
    r"we're|we'll|you're|full|short|about|life|at|join|criteria|specifications?|profile|it's",
    r"das|die|der|dein\w*|ihr\w*|du|sie|dich|wir|uns|unser\w*|und|was|wie|mit|für|ist|sind|zur|zum",
    r"fachlich\w*|persönlich\w*|erwartet|von|dir|ihnen|so|kannst|als|an",
    r"le|la|les|l'|de|des|du|votre|vos|ton|ta|tes|notre|nos|et|ce|que|qui|nous|vous|au|souhaité",
    r"recherché\w*|professionnel\w*|principales|requis\w*|attendu\w*|technique\w*|d'|en",
    r"el|los|las|tu|tus|su|sus|nuestr\w+|y|qué|quién\w*|lo|se|al|mínim\w+|requerid\w+|principales",
    r"obligatori\w+|obrigatóri\w+|del|una|un|il|i|gli|della|delle|cosa|chi|tuo\w*|tua|richiest\w+",
    r"principal[ei]|necessari\w*|e|di|per",
    r"wat|wie|wij|jij|je|jouw|het|een|en|van|over|ons|onze|deze|met|functie|voor|ga|ben",
    r"o|os|as|que|você|vai|será|da|do|das|dos|teu|tua|seus?|suas?|uma?|nós|técnicas?|profissional",
    r"og|vi|din|ditt|dine|er|om|til|for|på|hva|hvem|som|faglige|personlige|krav|dig|dina|att|och",
    r"twoj\w*|nasz\w*|i|na|od|ciebie|co|jak",
)


def section_of(heading: str) -> Section | None:
    """What a heading announces; None if it says nothing known.

    What is no matter of the applicant is decided before all, and what is only welcome before what
    is required: "Preferred qualifications", "Salary requirements".
    """
    text = _FIRST_PERSON.sub(_addressed, heading.strip(" :–—-#*?¿!¡").replace("’", "'"))
    if _DUTIES.search(text) and not _DEMANDS.search(text) and not _OTHER.search(text):
        return "responsibilities"
    if text.casefold() in _WHO:
        return _WHO[text.casefold()]
    if _OTHER.search(text) and _YOU_NEED.search(text) is None:
        return "other"
    if is_preferred(text):
        return "preferred"
    for section, pattern in _SECTIONS:
        if pattern.search(text):
            return section
    return "required" if is_plain_demand(text) else None


_YOU_NEED: Final = cues(r"you(?:'ll| will)? (?:also )?(?:need|must)")


_WHO: Final[dict[str, Section]] = {
    **dict.fromkeys("you du dich sie vous toi tú ty jij deg dig".split(), "required"),
    **dict.fromkeys("us we wir nous nosotros wij vi noi nós my".split(), "culture"),
}
# "What will I do?" is "What will you do?".
_FIRST_PERSON: Final = re.compile(r"\b(?:I|me|my)\b")


def _addressed(match: re.Match[str]) -> str:
    return "your" if match[0] == "my" else "you"


_SECTIONS: Final[tuple[tuple[Section, re.Pattern[str]], ...]] = (
    ("preferred", _PREFERRED),
    ("required", _REQUIRED),
    ("responsibilities", _DUTIES),
    ("responsibilities", _WILL),
    ("role", _ROLE),
    ("culture", _CULTURE),
)
_MAX_HEADING_CHARS: Final = 70
_MAX_HEADING_WORDS: Final = 9
_MAX_LEAD_IN_WORDS: Final = 12
_MAX_LABEL_WORDS: Final = 3


def is_section_name(text: str) -> bool:
    """Whether a text is nothing but the heading of a section: "Your profile", "About us"."""
    return section_of(text) is not None and not _has_more(
        text, (_OTHER, *(pattern for _, pattern in _SECTIONS), _FILLER)
    )


def only_divides(heading: str) -> bool:
    """Whether a heading names a part of the section it stands in: "Technical", "Also:"."""
    return section_of(heading) is None and not _has_more(heading, (_FILLER,))


def _has_more(text: str, patterns: Iterable[re.Pattern[str]]) -> bool:
    """Whether a text holds a word that none of the patterns does."""
    rest = text.replace("’", "'").replace("/", " ")
    for pattern in patterns:
        rest = pattern.sub(" ", rest)
    return re.search(r"[^\W_]", rest) is not None


def is_heading_line(line: str) -> bool:
    """Whether a line without marks is a heading: short, and named after a section or set apart."""
    text = line.strip()
    words = len(text.split())
    if len(text) > _MAX_HEADING_CHARS:
        return False
    if words > _MAX_HEADING_WORDS:
        return text.endswith(":") and words <= _MAX_LEAD_IN_WORDS and section_of(text) is not None
    if text.endswith(":"):
        return section_of(text) is not None or words <= _MAX_LABEL_WORDS
    if text.endswith((".", ",", ";", "!")):
        return False
    if text.isupper() and len(text) > 3:
        return True
    if text.endswith("?"):
        return section_of(text) is not None
    if not text[:1].isupper():
        return False
    if _ASKING.match(text) and section_of(text) is not None:
        return True
    return (
        is_section_name(text)
        or _NOUN_AT_END.fullmatch(text) is not None
        or (section_of(text) in ("other", "culture") and _TITLE_CASED.fullmatch(text) is not None)
    )


# "What we hope you'll bring", without a question mark.
_ASKING: Final = re.compile(
    r"(?:what|how you|why|who|was (?:du|sie|wir|dich)|ce que|lo que|cosa|wat|o que|hva|"
    r"vad)\b(?! is\b)",
    re.IGNORECASE,
)
# Unlike "Communication skills", these are never what is asked for themselves.
_NOUN_AT_END: Final = re.compile(
    r"(?:[^\W\d_]+ ){0,2}(?:requirements|qualifications|responsibilities|duties|accountabilities|"
    r"benefits|criteria|tasks|functions|specification|aufgaben|anforderungen|voraussetzungen)",
    re.IGNORECASE,
)


_TITLE_CASED: Final = re.compile(
    r"[A-Z][a-z]+(?:,? (?:and |of |for |to |the |& )?[A-Z][a-z]+){1,6}"
)
