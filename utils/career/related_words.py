"""Everyday words that speak of the same thing when a sentence about work is told otherwise.

Each family is a line: any two of its words may stand for each other, "clients" for "customers" and
"clients" for "patients", which does not make patients customers. They are nouns for what is counted
and verbs for what is done, in English, German, French and Spanish; no names, no tools, no titles.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_FAMILIES: Final = """
    people person individual
    customer client buyer shopper purchaser consumer guest account patron people
    user visitor subscriber reader follower fan viewer listener audience consumer customer people
    visitor guest tourist attendee people spectator
    patient client resident case individual inpatient outpatient people
    pupil student learner child kid youngster schoolchild participant people teenager adolescent
    participant attendee delegate guest trainee learner people visitor
    researcher scientist academic scholar
    rep representative salesperson agent seller newcomer
    programmer developer engineer coder
    technician engineer mechanic fitter
    operative labourer worker operator craftsman tradesman
    carer caregiver nurse
    teacher educator instructor tutor lecturer trainer
    leader manager head supervisor boss
    executive leader manager director
    stakeholder partner party people
    investor shareholder backer
    tenant occupant renter lodger resident
    inhabitant resident citizen people
    family household
    expert specialist professional
    journalist reporter writer editor author
    writer author
    player athlete sportsman sportsperson
    passenger traveller rider commuter people
    soldier troop serviceman
    senior elderly pensioner older
    employee staff worker colleague associate people hire workforce teammate headcount
    trainee apprentice intern recruit newcomer starter joiner junior beginner mentee hire graduate
    member participant volunteer people
    contractor subcontractor freelancer tradesman
    supplier vendor provider partner manufacturer
    partner ally organisation
    shop store outlet branch location site retailer boutique
    article post story piece text publication entry column
    newsletter mailing email e-mail mail message
    campaign initiative promotion programme drive push effort
    project programme assignment engagement initiative undertaking job
    building house property home dwelling residence structure block
    flat apartment unit home dwelling
    report document paper analysis write-up summary statement
    document file record paper
    record entry row item datum file
    request call query inquiry enquiry ticket ask
    call phone conversation telephone
    ticket case issue inquiry enquiry request query matter
    emergency incident call callout alarm
    error mistake fault defect bug failure flaw slip
    complaint grievance issue
    breakdown outage downtime stoppage failure incident interruption
    service microservice application component module system
    system application platform software solution
    application app program software
    server machine host node
    deployment release rollout launch
    feature function functionality capability
    test check trial examination
    study trial experiment investigation research survey
    experiment trial test
    meeting session appointment gathering get-together
    event gathering conference show fair occasion function
    exhibition show fair display
    concert performance show gig recital
    workshop seminar session training course class
    course class lesson module curriculum training
    lesson class period session
    contract deal agreement order
    order purchase booking
    booking reservation appointment
    sale revenue turnover taking income
    revenue turnover income earning proceed
    cost expense expenditure spending spend outlay outgoing bill payment price
    price rate tariff fee cost
    saving economy reduction
    budget fund money spend allocation spending
    fund grant funding donation sponsorship money
    donation gift contribution
    donor supporter sponsor benefactor contributor
    machine device appliance apparatus
    equipment gear apparatus kit machinery
    vehicle lorry truck van car
    parcel package shipment delivery consignment
    shipment delivery consignment load cargo freight
    product item good article sku line merchandise
    stock inventory supply
    dish meal plate course recipe
    meal plate cover dish lunch dinner
    guest diner cover visitor
    room bedroom
    ward unit department
    country market nation
    region area district territory zone
    city town municipality
    office site location branch
    department division unit section function
    team group crew squad unit department brigade
    company firm business organisation enterprise employer corporation
    dashboard report view panel
    visit session view hit pageview click traffic visitor
    download installation install
    lead prospect contact
    candidate applicant jobseeker
    application candidacy
    interview conversation talk discussion dialogue
    talk lecture presentation speech
    presentation talk demo slide
    question query
    position role job vacancy post opening
    film video clip movie recording
    photo picture image shot photograph
    song track piece
    design drawing plan sketch blueprint
    page screen view
    website site page homepage
    plant facility factory works site mill
    warehouse depot storehouse
    animal pet
    case matter file lawsuit claim proceeding
    lawsuit litigation suit case
    audit review inspection check examination
    inspection check visit audit control
    invoice bill
    transaction payment operation booking
    account ledger book
    tour trip excursion journey outing
    award prize
    procedure process operation workflow routine
    guideline policy rule standard protocol
    policy guideline rule
    manual handbook guide instruction
    garden park
    tool instrument
    time duration period span
    lead-time turnaround
    delay lag wait waiting backlog
    turnover attrition fluctuation churn departure
    attrition turnover churn leaver leave
    absence absenteeism sickness
    hiring recruitment recruiting hire
    satisfaction happy satisfied contentment content rating
    rating score mark grade
    average mean typical typically
    pass passed success
    rate share proportion ratio percentage
    share proportion part
    quality standard
    target goal objective quota
    waste rubbish scrap loss
    accident injury incident
    safety secure
    noise sound
    speed pace velocity
    energy power electricity consumption
    emission pollution carbon co2
    farm holding
    field crop
    harvest yield crop
    plan schedule timetable rota roster
    roster rota schedule shift
    mathematics maths math
    biology science
    kitchen cook cooking culinary
    cook chef
    food meal catering
    dental dentist tooth
    nurse nursing nursed
    child childcare kid
    pensioner elderly senior older
    lawyer attorney solicitor counsel
    doctor physician
    police officer
    translator interpreter translation
    magazine journal periodical
    newspaper paper daily
    book title volume
    library collection
    exhibit object artefact item
    museum gallery

    begin start commence launch initiate
    finish complete conclude wrap finalise
    open launch start inaugurate
    found establish create set start
    build develop create make construct implement set craft produce engineer programme code
    design plan draw draft devise conceive develop shape
    write author pen draft compose produce
    draft write prepare
    prepare draft ready compile
    edit revise proofread
    translate render
    run operate manage organise host conduct handle
    organise arrange plan coordinate run hold host stage
    conduct carry perform run hold do undertake
    perform carry conduct execute do play
    maintain service repair keep upkeep look
    repair fix mend restore
    solve resolve fix settle sort
    answer respond reply deal handle resolve
    handle deal process manage cope serve work take
    treat care attend look nurse
    care look tend nurse attend
    sell sold sale market
    buy purchase procure source bought
    negotiate agree bargain
    win acquire gain secure attract land obtain
    secure obtain win raise
    raise collect gather increase lift
    collect gather raise compile
    introduce bring implement establish roll launch put set
    launch release ship introduce roll publish market
    publish release issue
    move migrate transfer switch shift port relocate
    replace swap exchange substitute switch
    test check verify examine try
    check verify review inspect examine audit
    inspect examine check visit
    analyse examine study evaluate assess investigate
    evaluate assess judge rate review
    assess evaluate appraise
    measure track monitor record
    monitor track watch observe survey follow
    supervise oversee manage lead direct
    lead head direct run manage
    advise counsel consult guide recommend
    teach train instruct coach educate tutor school give
    mentor coach guide support
    train teach instruct educate onboard
    support help assist aid back
    present show demonstrate
    speak talk interview
    interview talk speak meet
    reduce cut lower shrink decrease bring drop trim slash shorten diminish
    increase raise grow lift boost expand rise climb improve
    improve raise better enhance optimise increase
    shorten reduce cut
    save spare
    speed accelerate quicken
    prevent avoid avert
    achieve reach attain hit get
    reach attain hit climb
    process handle treat
    record log register document
    document record write note
    deliver provide supply bring
    provide give offer supply deliver
    install fit mount set
    assemble build mount put
    weld join
    cook prepare make
    clean wash
    grow cultivate plant raise
    plant sow grow
    drive steer
    load pack
    pack package wrap
    paint coat
    photograph shoot take
    film shoot record
    calculate compute work figure
    count tally
    visit call see
    attend visit join take
    recruit hire employ staff
    hire recruit employ
    explain teach show
    simplify streamline
    automate mechanise
    cover comprise span include
    serve cater supply use
    use employ utilise apply rely
    rate score assess

    kunde auftraggeber abnehmer klient mandant käufer neukunde
    mitarbeiter kollege beschäftigter angestellter person mitarbeitende
    schüler kind lernender
    patient bewohner klient
    auftrag bestellung order
    umsatz erlös einnahme
    kosten ausgabe aufwand
    rechnung beleg
    fehler mangel defekt störung
    schulung training kurs seminar unterricht
    messe ausstellung
    filiale geschäft laden standort niederlassung
    lieferant zulieferer anbieter
    anlage maschine gerät
    anfrage ticket anliegen

    client clients acheteur
    collaborateur salarié employé personne
    élève étudiant enfant
    magasin boutique point
    fournisseur prestataire
    dossier cas affaire
    compte comptabilité
    réunion séance
    formation cours atelier

    cliente comprador
    empleado trabajador persona
    alumno estudiante niño
    tienda local comercio
    proveedor suministrador
    vivienda casa hogar
    proyecto obra
    curso taller clase
    diseñar proyectar
"""


def _forms(word: str) -> Iterable[str]:
    """A word in the singular, as a base form, and without the endings of verbs."""
    yield word
    for ending, instead in (
        ("ies", "y"), ("ied", "y"), ("es", ""), ("es", "e"), ("s", ""), ("ed", ""), ("ed", "e"),
        ("ing", ""), ("ing", "e"), ("n", ""), ("en", ""), ("e", ""), ("ren", ""),
    ):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            root = word.removesuffix(ending) + instead
            yield root
            if len(root) > 3 and root[-1] == root[-2]:
                yield root[:-1]  # "planned", "cutting"


_IRREGULAR: Final = {
    "bought": "buy", "brought": "bring", "built": "build", "cut": "cut", "drew": "draw",
    "drawn": "draw", "drove": "drive", "driven": "drive", "gave": "give", "given": "give",
    "grew": "grow", "grown": "grow", "held": "hold", "kept": "keep", "led": "lead",
    "made": "make", "met": "meet", "ran": "run", "rose": "rise", "risen": "rise", "sold": "sell",
    "sought": "seek", "shot": "shoot", "shrank": "shrink", "spoke": "speak", "spoken": "speak",
    "taught": "teach", "took": "take", "taken": "take", "won": "win", "wrote": "write",
    "written": "write", "children": "child", "people": "people", "did": "do", "done": "do",
    "got": "get", "dealt": "deal", "gained": "gain", "saw": "see", "seen": "see", "sent": "send",
    "chose": "choose", "began": "begin", "begun": "begin", "fell": "fall", "mice": "mouse",
}  # fmt: skip

_FAMILIES_OF: Final[dict[str, frozenset[int]]] = {}
for _number, _line in enumerate(filter(None, map(str.strip, _FAMILIES.splitlines()))):
    for _word in _line.split():
        _FAMILIES_OF[_word] = _FAMILIES_OF.get(_word, frozenset()) | {_number}


@lru_cache(maxsize=8192)
def families_of(word: str) -> frozenset[int]:
    """The numbers of the families a word in one case belongs to, in any of its forms."""
    respelt = word.replace("iz", "is") if len(word) > 5 else word
    found: frozenset[int] = frozenset()
    for form in (*_forms(respelt), _IRREGULAR.get(word, "")):
        found |= _FAMILIES_OF.get(form, frozenset())
    return found


def are_related(word: str, others: Iterable[str]) -> bool:
    """Whether a word may stand for one of others."""
    families = families_of(word)
    return bool(families) and any(families & families_of(other) for other in others)
