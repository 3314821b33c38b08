"""What a sentence of a job posting says: a demand, a wish, a duty, or something else.

Goes by the words that postings use around what they ask for, in many languages, never by what is
asked for itself. A sentence about the employer, the pay or how to apply is none of these.
"""

from __future__ import annotations

import re
from typing import Final, Literal

Kind = Literal["required", "preferred", "responsibilities"]


def cues(*patterns: str) -> re.Pattern[str]:
    """Any of the patterns as whole words, in any case."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)


_PREFERRED: Final = cues(
    r"nice[- ]to[- ]have|(?:is|are|be|being|as|considered|seen as) (?:also )?(?:an? )?(?:\w+ ){0,2}"
    r"(?:plus|bonus|advantage|asset|nice|beneficial)",
    r"a (?:\w+ )?(?:plus|bonus|advantage)|bonus points?|brownie points|(?:an )?added bonus",
    r"appreciated|advantageous|desirable|handy|beneficial|helpful|useful but|non-?essential",
    r"(?:would|will) be (?:\w+ )?(?:useful|great|good|ideal|welcome|desired|an asset|a help|"
    r"lovely)",
    r"(?:is|are) (?:\w+ )?(?:preferred|welcome|desired)|preferred(?=[.,;)]|$| but)|preferably \w+$",
    r"(?:not|\w+n't) (?:\w+ )?(?:strictly )?(?:required|necessary|essential|a must|needed|"
    r"mandatory)",
    r"(?:we'd|we would) (?:love|like) (?:it )?(?:if|to see)|even better if|(?:all|so much) the"
    r" better|you(?:'ll|"
    r" will)? ideally",
    r"(?:will|would) ideally|extra points|optional",
    r"wünschenswert|von vorteil|vorteilhaft|gerne? (?:auch )?gesehen|ein plus|pluspunkte?",
    r"(?:kein|nicht) (?:muss|zwingend|notwendig|voraussetzung)|(?:wäre|wären) (?:\w+ )?(?:schön|"
    r"toll|super|gut|ideal)",
    r"(?:schön|toll|super|prima|klasse|ideal) (?:wäre|wären)|freuen wir uns über|umso besser|"
    r"optimalerweise|"
    r"im idealfall",
    r"un (?:vrai |réel )?(?:plus|atout)|souhaitée?s?|appréciée?s?|(?:serait|seraient|est|"
    r"sont) (?:un )?bienvenue?s?",
    r"deseables?|valorables?|(?:se )?valorar(?:á|án|emos)\w*|se valora\w*|(?:un|será) plus|"
    r"no (?:es )?imprescindible|suma(?:n|rás)? puntos|puntos extra",
    r"preferibil\w+|gradit\w|costitui\w+ titolo preferenziale|(?:un|è) plus|titolo preferenziale",
    r"een (?:pre|pré|pluspunt|voordeel)|mooi meegenomen|pluspunt",
    r"desejáve(?:l|is)|(?:um )?(?:diferencial|plus)|valoriza(?:mos|-se|do|da)|dá-se preferência",
    r"ønskelig|(?:en )?fordel|et pluss|meriterande|en merit|en fördel|et plus",
    r"mile widzian\w+|(?:będzie |dodatkowym )?(?:atutem|plusem)",
)
# Said in passing ("a degree, ideally in physics") these qualify a demand; in front, they unmake it.
_PREFERRED_IN_FRONT: Final = re.compile(
    r"(?:\W*\w+\W+)?(?:preferably|ideally|idealerweise|bestenfalls|idéalement|idealmente|"
    r"bij voorkeur|liefst|idealiter|preferencialmente|preferiblemente|preferibilmente|gjerne|gärna|"
    r"helst|najlepiej|bonus|optional|preferred|desirable|plus)\b(?! (?:points? )?(?:is|are)\b)",
    re.IGNORECASE,
)


def is_preferred(statement: str) -> bool:
    """Whether a statement says that what it names is only welcome."""
    statement = statement.replace("’", "'")
    return bool(_PREFERRED.search(statement) or _PREFERRED_IN_FRONT.match(statement))


_QUALITY: Final = (
    r"strong|excellent|good|outstanding|solid|proven|demonstrat\w+|advanced|basic|working|sound|"
    r"deep"
    r"|great|in-depth|thorough|practical|previous|prior|relevant|extensive|exceptional|fluent|"
    r"native"
    r"|confident|proficient|effective|superb|clear|significant|hands[- ]on|detailed|broad|"
    r"first[- ]class"
    r"|high(?:ly)?|highest|impeccable|recent|formal|analytical|flexible|professional|self[- ]?\w+"
)
_ASSET: Final = (
    r"skills?|abilit(?:y|ies)|knowledge|understanding|grasp|command|experience|expertise|background"
    r"|track record|attitude|communicators?|communication|attention|interest|ethic|organis\w+"
    r"|proficiency|familiarity|competence|competency|written|verbal|english|fluency|aptitude|sense"
)
_DEMANDS: Final = cues(
    # What the reader has or must be.
    r"(?:you|applicants?|candidates?|we|who|they|\w+(?:er|or|ist|ant|eer)) (?:\w+ ){0,2}"
    r"(?:must|should)(?! (?:apply|send|submit|contact|you)\b)|must (?:have|be|possess|hold)",
    r"(?:is|are|be) (?:\w+ )?(?:required|essential|mandatory|necessary|needed|a must|vital|"
    r"crucial)",
    r"required|requires?(?! further| more| additional)|essential|mandatory|a must|prerequisite",
    r"you (?:\w+ )?(?:have|bring|possess|know|hold|enjoy working|care|thrive|love|speak|can)",
    r"you(?:'re| are) (?:\w+ )?(?:an?|someone|able|willing|comfortable|confident|happy|fluent|good"
    r"|experienced|familiar|passionate|proficient|skilled|qualified|the kind|detail\w*|organi[sz]ed"
    r"|motivated|self|curious|looking)",
    r"you'?ve (?:\w+ )?\w+|(?:you|we) (?:\w+ )?(?:will |'ll )?(?:also )?need (?:you to|to be|"
    r"to have|to \w+|at least)",
    r"you(?:'ll| will) need|you (?:also )?need|we (?:\w+ )?(?:expect|require|ask)",
    r"you(?:'ll| will)? (?:\w+ )?(?:be|have|possess) (?:\w+ )?(?:a|an|able|willing|comfortable|used"
    r"|experienced|qualified|educated|confident|fluent|proficient|skilled|responsible and"
    r"|motivated|flexible|at least|strong|excellent|good|proven|previous|solid|outstanding|steady"
    r"|extensive|experience|\w+ly \w+)",
    r"(?:successful|ideal|chosen|right|suitable|perfect) (?:candidates?|applicants?|person|"
    r"\w+) (?:\w+ )?"
    r"(?:will (?:\w+ )?(?:be|have|hold|possess|need|show|demonstrate|bring|understand|know|enjoy)|"
    r"should|must|has|have|is|needs?|would)|(?:looking for|seeking) (?:\w+ )?"
    r"(?:someone|people|an? (?:individual|person|candidate)s?|candidates|individuals|applicants)",
    r"(?:role|position|post) (?:would|will) (?:\w+ )?suit|need(?:s)? (?:\w+ ){0,3}(?:who|with) \w+",
    r"(?:people|someone|person|individual|candidates?|colleague)s? (?:who|that|with) \w+",
    # Qualities and what has been learnt.
    rf"(?:{_QUALITY}) (?:[\w&/,+#'-]+ ){{0,6}}(?:{_ASSET})",
    r"proficien\w+|expertise (?:in|with)|fluen(?:t|cy)|familiar(?:ity)? with|knowledge (?:of|in)",
    r"(?:\w+ )?experience[d]? (?:with|in|of|as|using|working|managing|building|within|from|at|on)",
    r"years?'? (?:of )?(?:[\w&/-]+ ){0,6}experience|(?:months|years)'? (?:\w+ )?(?:exposure|post)",
    r"(?:minimum|at least|min\.?) (?:of )?(?:an? )?(?:\w+ )?(?:\d+|one|two|three|four|five|six|"
    r"seven|ten)"
    r"\+? (?:years?|months?)|\d+\+? years",
    r"understanding of|abilit(?:y|ies) (?:to|with|in)|able to (?!apply)|capable of|skilled (?:in|"
    r"at)",
    r"degree|diploma|certified|educated to|qualified (?:\w+ )?(?:to|in|as)|or equivalent|"
    r"qualification",
    r"(?:\w+ )?(?:licen[cs]e|driver essential|card holder)|eligib(?:le|ility) to|right to work",
    r"(?:proven|demonstrable|demonstrated) \w+|track record|attention to detail|team player",
    r"problem[- ]solving|willing(?:ness)? to|be willing|passion(?:ate)? (?:for|about)|"
    r"comfortable (?:with|in)",
    r"command of|competen(?:t|cy|ce) (?:in|with)|background in|trained in|time served|(?:good|"
    r"strong) with",
    r"(?<!your )(?<!new )(?<!these )(?:skills|knowledge|expertise|qualified|abilities)",
    r"(?<!user )(?<!customer )(?<!employee )(?<!guest )(?<!patient )(?<!client )(?<!candidate )"
    r"(?<!your )(?<!our )(?<!the )(?<!learning )(?<!better )(?<!shopping )(?<!digital )experience",
    r"(?:looking for|lookout for|seeking|recruit|recruiting|require|hiring|need) (?:for )?(?:an? |"
    r"\w+ )?(?:\w+ )?"
    r"(?:experienced|qualified|skilled|talented|motivated|ambitious|enthusiastic|dedicated|"
    r"proactive)",
    r"(?:focus|emphasis) on (?:\w+ )?\w+ing",
    # Other languages.
    r"erforderlich|zwingend|setzen? (?:\w+ ){0,2}voraus|vorausgesetzt|voraussetzung|notwendig|"
    r"benötig\w+",
    r"erfahrung(?:en)? (?:mit|in|im|als|auf)|(?:berufs)?erfahrung|abgeschlossene[srn]?|"
    r"(?:fundierte|sehr gute|gute) \w*kenntnisse",
    r"\w*kenntnisse|erwarten wir|wir erwarten|du (?:hast|bist|kannst|verfügst|bringst)|bringst du",
    r"sie (?:haben|sind|verfügen|bringen|besitzen)|bereitschaft|fähigkeit|führerschein|"
    r"sicherer umgang",
    r"solltest|sollten sie|musst|müssen sie|brauchst du|wir suchen (?:jemanden|menschen)|"
    r"teamfähig\w*",
    r"expérience (?:en|de|dans|avec|significative|confirmée|d'\w+)|maîtris\w+|exigée?s?|requise?s?",
    r"indispensables?|obligatoires?|vous (?:avez|êtes|justifiez|maîtrisez|disposez|possédez|devez|"
    r"savez|parlez)",
    r"(?:bonne?s?|solides?|excellente?s?) (?:\w+ )?(?:connaissances?|niveau|maîtrise|capacités?)|"
    r"nécessaires?",
    r"titulaire|diplôme|permis|capacité à|sens (?:de|du)|nous (?:attendons|demandons|"
    r"cherchons quelqu'un)|tu (?:as|es|sais)",
    r"experiencia (?:en|con|de|como|mínima|previa)|imprescindible|se requiere\w*|dominio de|"
    r"necesari\w+",
    r"(?:debes|deberás|tienes|tendrás|necesitas|pedimos|requerimos|buscamos a alguien)|titulación|"
    r"carn[eé]t",
    r"conocimientos? (?:de|en)|capacidad (?:de|para)|nivel (?:\w+ )?(?:de|alto|medio)|"
    r"mínimo (?:de )?\w+ años",
    r"esperienza (?:in|con|nel|come|di|pregressa)|obbligatori\w|richiest\w|richiediamo|"
    r"conoscenza d\w+|necessari\w",
    r"(?:hai|sei|possiedi|devi|chiediamo)|laurea|diploma|capacità di|patente|indispensabile",
    r"ervaring (?:met|in|als)|vereist|kennis van|(?:je|jij) (?:hebt|bent|beschikt|beheerst|kunt|"
    r"spreekt)",
    r"(?:heb|ben) je|beschik je|rijbewijs|wij (?:vragen|verwachten)|verwachten we|noodzakelijk",
    r"experiência (?:em|com|como|de|mínima)|obrigatóri\w|necessári\w|conhecimentos? (?:em|de)|"
    r"exig\w+",
    r"(?:tens|tem|possui|deve|precisas?|pedimos|procuramos alguém)|licenciatura|domínio|"
    r"carta de condução",
    r"erfaring (?:med|fra|som|innen)|påkrevd|kreves|kjennskap til|du (?:har|er|må|bør|kan)|"
    r"førerkort|vi (?:krever|forventer)",
    r"erfarenhet (?:av|från|som)|krävs|krav|körkort|vi (?:kräver|förväntar)|har du|erfaring med|"
    r"du skal have",
    r"doświadczeni\w+|znajomość|umiejętność|wymag\w+|wykształcenie|oczekuj\w+|prawo jazdy|gotowość",
)
_LISTED_OPENING: Final = re.compile(
    rf"^(?:an? |the |any )?(?:(?:{_QUALITY})\b|(?:{_ASSET})\b(?! (?:is|was|has|are)\b)|"
    rf"\d+\+? years|minimum|at least"
    r"|qualified|certifi\w+|licen[cs]ed?|registered|willing\w*|keen|passion\w*|commit(?:ted|ment)|"
    r"enthusias\w+"
    r"|degree|bachelor\w*|master\w*|phd|msc|bsc|diploma|gcses?|a[- ]levels?|desire|drive|capacity"
    r"|capable|able|competent|comfortable|familiar|skilled|experienced|must|focus on|fully)\b",
    re.IGNORECASE,
)
_DUTY_VERBS: Final = (
    "achieve act address administer advise analyse analyze apply arrange assemble assess assist"
    " attend audit automate book bring build calculate carry champion check clean coach collaborate"
    " collect communicate compile complete conduct configure consult contribute control coordinate"
    " co-ordinate cook create cultivate deal debug define delegate deliver deploy design determine"
    " develop diagnose direct document draft draw drive educate engage enhance ensure establish"
    " evaluate examine execute extend facilitate file find fix follow forecast formulate foster"
    " gather"
    " generate give greet grow guide handle help hire hold identify implement improve influence"
    " initiate inspect install integrate interface interpret interview investigate issue keep lead"
    " learn liaise listen log look maintain make manage map market measure meet mentor migrate"
    " mobilise model monitor motivate negotiate observe obtain operate optimise optimize order"
    " organise"
    " organize oversee own partner participate perform plan prepare present prevent prioritise"
    " prioritize process procure produce program promote propose provide publish purchase raise"
    " recommend reconcile record recruit reduce refactor repair report represent research resolve"
    " respond restore review run schedule secure sell serve set shape solve source spearhead start"
    " steer stock streamline strengthen structure supervise supply support take teach test track"
    " train translate troubleshoot understand undertake update upgrade use validate verify visit"
    " work write"
).split()


def _gerund(verb: str) -> str:
    if verb in ("run", "set", "plan", "log", "map", "program"):
        return f"{verb}{verb[-1]}ing"
    if verb.endswith("e") and not verb.endswith("ee"):
        return f"{verb[:-1]}ing"
    return f"{verb}ing"


_VERB: Final = "|".join(map(re.escape, _DUTY_VERBS))
_GERUND: Final = "|".join(re.escape(_gerund(verb)) for verb in _DUTY_VERBS)
_DUTY_OPENING: Final = re.compile(
    rf"^(?:(?:to|and|also|then|actively|proactively|independently|successfully|effectively) )?"
    rf"(?:(?:{_VERB})(?:,? (?:and|&|/)? ?(?:{_VERB}))*(?! (?:your|us|you|days?|hours|from|now|"
    rf"today)\b)"
    rf"|(?:{_GERUND}))\b(?![:-]|$)",
    re.IGNORECASE,
)
# What a list becomes when its line breaks are lost: "Overview Manage the shop Train the staff".
_DUTY_WITHIN: Final = re.compile(
    rf"(?<=[^\W\d_] )(?:{'|'.join(verb.capitalize() for verb in _DUTY_VERBS)})"
    r"(?= (?:the|a|an|all|and|with|our|any|of|to|new|staff|customers?|clients?) )"
)
_DUTY_GERUND: Final = re.compile(
    rf"\b(?!(?:training|learning|building|meeting|working|processing)\b)(?:{_GERUND}) (?:and |or |"
    rf"& )?\w"
)
# "Du berätst", "Vous gérez", "Je begeleidt": what is had, known or given is no work.
_YOU_DO: Final = re.compile(
    r"(?:du (?!hast|bist|kannst|willst|möchtest|bekommst|erhältst|profitierst|darfst|suchst|liebst)"
    r"\w+st|vous (?!avez|êtes|aimez|souhaitez|recevez|bénéficiez|cherchez|voulez|pouvez)\w+ez"
    r"|(?:je|jij) (?!hebt|bent|kunt|wilt|krijgt|ontvangt|zoekt|houdt)\w+t)\b",
    re.IGNORECASE,
)
_WE: Final = cues(r"we|us|our|they|their|company|who")
_DUTIES: Final = cues(
    r"you(?:'ll| will) (?:\w+ly )?(?:also )?(?!be (?:able|given|joining|part)|have|need|receive|"
    r"enjoy|get|join"
    r"|benefit|earn|love|find|gain|hear|see|still)\w+",
    r"responsib(?:le|ilit(?:y|ies))|accountable for|(?:duties|tasks|"
    r"activities) (?:will )?(?:include|are)",
    r"(?:role|position|post|job)s? (?:\w+ )?(?:includes?|involves?|(?:is|are) to|(?:is|"
    r"are) responsible|entails?|will (?:be|include|involve|see))",
    r"(?:purpose|aim|focus|objective) of (?:the|this) (?:role|job|position|post)s?|main (?:duties|"
    r"purpose)",
    r"(?:your|the) (?:main |key |primary )?(?:job|task|mission|role|work|focus) (?:is|will be|"
    r"would be)",
    r"(?:candidate|applicant|post[- ]?holder)s? will \w+",
    r"(?:the|this|chosen) (?:[\w-]+ ){1,3}(?:will|is to|shall) (?:be (?:working|responsible|"
    r"involved)|work|lead|report|\w+ly)",
    r"day[- ]to[- ]day|working (?:alongside|closely|with)|work (?:alongside|closely|together)|"
    r"reporting (?:to|into)",
    r"zu (?:deinen|ihren) aufgaben|(?:deine|ihre) aufgaben|du (?:übernimmst|entwickelst|betreust|"
    r"arbeitest|leitest|planst|unterstützt|kümmerst|berätst|sorgst)",
    r"sie (?:übernehmen|entwickeln|betreuen|arbeiten|leiten|planen|unterstützen|beraten|sorgen)|"
    r"verantwortlich für",
    r"vous (?:serez|aurez|assurez|participez|développez|gérez|travaillez|encadrez|animez|réalisez|"
    r"accompagnez|prenez)|vos missions",
    r"(?:te encargarás|serás responsable|tus funciones|llevarás|harás|trabajarás|darás)",
    r"ti occuperai|si occuperà|sarai responsabile|gestirai|lavorerai|je (?:gaat|werkt|zorgt|maakt|"
    r"begeleidt|"
    r"ontwikkelt|helpt)|jij (?:zorgt|werkt)",
    r"vais (?:\w+r)|serás responsável|irás|você (?:vai|irá)|du (?:skal|vil|får ansvar)|"
    r"du (?:kommer att|ska)|będziesz",
)
_APPLYING: Final = cues(
    r"(?:please|to) (?:send|apply|submit|contact|email|call|click|visit|note our|quote|forward)|"
    r"apply (?:now|today|online"
    r"|via|by|at|here|with)|(?:send|submit|attach|email|upload) (?:us |me )?(?:across )?(?:a |an |"
    r"your )?(?:copy of )?(?:your )?"
    r"(?:cv|resume|résumé|application|cover|portfolio)|your (?:cv|resume|résumé|application|"
    r"cover letter)",
    r"drop us|get in touch|(?:further|more) information|for (?:a|an) (?:confidential|informal)|"
    r"www|cv to|closing date"
    r"|we look forward|interested\?|applications? (?:must|should|will|are|from|by)|"
    r"employment (?:agency|business)|failure to|disqualif\w+"
    r"|no (?:previous )?experience",
    r"lebenslauf|bewerb\w+|bewirb|anschreiben|unterlagen|candidature|postule\w*|votre cv|"
    r"lettre de motivation",
    r"currículum|tu cv|inscríb\w+|solicitud|candidat(?:ar|arsi|uras?|i)|"
    r"invia\w* (?:il )?(?:tuo )?cv|sollicit\w+",
    r"søknad\w*|ansökan|ansøgning|aplikuj|prześlij|twoje cv|envia\w* (?:o )?(?:teu |seu )?(?:cv|"
    r"currículo)|je cv|mail je",
)
_ABOUT_EMPLOYER: Final = cues(
    r"we offer|we(?:'ll| will) (?:provide|give|pay|offer|support)|in return|(?:on|is) offer|"
    r"we (?:provide|pay|encourage|welcome|do not|don't|celebrate|value)",
    r"you(?:'ll| will) (?:also )?(?:receive|enjoy|get|earn|benefit|join|be (?:given|joining|part|"
    r"rewarded)|find|gain|have access)",
    r"equal opportunit\w+|discriminat\w+|regardless of|(?:salary|benefits?) (?:package|of|is|"
    r"range|from|include)|holidays?|pension",
    r"annual leave|per annum|bonus scheme|disabilit\w+|committed to (?:\w+ )?(?:diversity|"
    r"safeguarding|creating|equal\w*|inclu\w+)|flexible working",
    r"(?:an )?enhanced dbs|we(?:'re| are) (?:an?|proud|committed|part|based|located|the|one|"
    r"profitable|spread)|our (?:company|mission|vision|goal|standards|clients?) (?:is|are|has|"
    r"have)|autonomy|(?:freedom|chance|opportunit(?:y|ies)) to",
    r"(?:has|have) been (?:around|established|recognised)|was founded|since (?:19|20)\d\d",
    r"wir (?:bieten|sind|zahlen|freuen|unterstützen dich)|bieten wir|dafür bekommst|bekommst du|"
    r"erhältst du|erhalten sie|schwerbehind\w+|chancengleichheit",
    r"nous (?:offrons|proposons|sommes|vous offrons)|ofrecemos|se ofrece|somos|offriamo|siamo|"
    r"(?:wij|we) bieden|bieden (?:wij|we)|wij zijn|krijg je",
    r"oferecemos|vi tilbyr|vi er|vi erbjuder|vi är|vi tilbyder|oferujemy|jesteśmy|ambo i sessi",
)
_STRONG: Final = cues(
    r"(?:you|candidates?|applicants?) (?:\w+ )?must|(?:is|are) (?:\w+ )?(?:required|essential|"
    r"mandatory|a must)|must (?:have|be|hold)|we (?:also )?(?:need you|require|expect)",
    r"voraussetzung|voraus|erwarten wir|erforderlich|indispensables?|exigée?s?|se requieren?|"
    r"zwingend|imprescindible|"
    r"obbligatori\w|vereist|obrigatóri\w|krav|kreves|wymag\w+",
)


def is_wish_in_passing(statement: str) -> bool:
    """Whether only what stands in brackets is welcome: `Bachelor's degree (MBA preferred)`."""
    outside = _BRACKETS.sub("", statement)
    if outside == statement or is_preferred(outside):
        return False
    # "Kotlin (a plus)" puts the whole in doubt.
    return all(_PREFERRED.sub("", each).strip(" ()") for each in _BRACKETS.findall(statement))


_BRACKETS: Final = re.compile(r"\([^()]*\)")


def kind_of(sentence: str) -> Kind | None:
    """What a sentence of running text asks for, by its own words; None if nothing.

    A bare phrase ("Strong writing skills") counts for a demand, and one that begins with a verb of
    work ("Manage two shops") for a duty.
    """
    text = _plain(sentence)
    if _ABOUT_EMPLOYER.search(text) and not _STRONG.search(text):
        return "preferred" if is_preferred(text) and not _APPLYING.search(text) else None
    if _APPLYING.search(text) and not _STRONG.search(text):
        return None
    if is_preferred(text):
        return "preferred"
    if _STRONG.search(text) or _LISTED_OPENING.match(text):
        return "required"
    if _DUTY_OPENING.match(text) or _DUTY_WITHIN.search(text):
        return "responsibilities"
    if _DEMANDS.search(text):
        return "required"
    if _DUTIES.search(text) or _YOU_DO.match(text):
        return "responsibilities"
    many = len(_DUTY_GERUND.findall(text)) > 1
    return (
        "responsibilities" if many or (_DUTY_GERUND.search(text) and not _WE.search(text)) else None
    )


def is_plain_demand(text: str) -> bool:
    """Whether a text says outright that something is a must: "Se requiere", "Zwingend ist"."""
    return _STRONG.search(_plain(text)) is not None


def is_aside(sentence: str) -> bool:
    """Whether a sentence is about the employer, the pay or how to apply."""
    text = _plain(sentence)
    return bool(_ABOUT_EMPLOYER.search(text) or _APPLYING.search(text))


def _plain(sentence: str) -> str:
    return sentence.replace("’", "'").strip(" -–•*")
