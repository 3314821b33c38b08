"""The words of a text as the claim check compares them: language, stems, aliases, titles, tools.

Two words are taken for one when they are forms, spellings or close synonyms of each other; the
lists are of everyday words and of names that everybody in the trades knows. Nothing here judges a
sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from .grounding import ALSO_EVERYDAY_WORDS, is_spaceless
from .number_words import named_words

CJK: Final = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"
"""The scripts of `is_spaceless`, for character classes."""

EMPTY_WORDS_BY_LANGUAGE: Final = {
    "en": frozenset(
        """
        a about across after all also am among an and any are as at be because been before between
        both but by can could did do does during each every for from further had has have having he
        her here him his how i if in including into is it its like made make many me more most much
        my new no not of on one only or other our out over own per she so some such than that the
        their them then there these they this those through to too under until up us used using very
        via was we well were what when where which while who whose will with within without would
        résumé you your yours i'd i've i'm let since toward towards along just where apply applying
        application position role post team company opportunity chance welcome discuss talk look
        looking forward hearing hear please find enclosed attached interview conversation thank
        thanks consideration time interest interested letter writing write reply glad happy pleased
        available questions work working worked works job advertised posting ask asks asked need
        needs needed require requires required seek seeks seeking want wants fit fits match bring
        offer experience background career years following show shows example examples relevant know
        detail details person meet meets part points successfully effectively various several
        gave give given got went came put together worth each every both already ever still yet
        always often thanks thank myself alone personally themselves others another anyone someone
        down half ahead everyone everything nothing something while once upon onto within without
        against amid
        besides despite how much whose whether rather quite even else ago away back due according
        multiple key strong proven skilled skills expertise experienced able ability responsible
        hold holds held first last joined left stayed spent employed began started stands said
        including respectively currently previously additionally moreover key result results
        resulting thereby achieved achieving helping area areas field hands-on solid cv resume
        """.split()
    ),
    "de": frozenset(
        """
        der die das den dem des ein eine einen einem einer und oder aber ist sind war waren sein als
        auch auf aus bei bin bis da damit dass durch er es für hat habe haben ich ihr ihre ihren
        ihnen im in mich mir mit nach nicht noch nur ob sie sich so über um uns unser unter vom von
        vor wie wir wird würde zu zum zur bewerbe bewerbung stelle position unternehmen freue freuen
        gerne gespräch kennenlernen sehr suchen gesucht arbeitete arbeite erfahrung sowie dabei
        mein meines dein sein seine seinem seinen seiner eines jede jeder jedes jeden jedem diese
        dieser dieses diesem diesen denen deren dessen welche welcher welches kann konnte können
        könnte hatte hatten wurde wurden worden werden weil wenn während wo was wer zwischen ohne
        gegen bereits immer etwa rund sodass indem dank mithilfe gemeinsam selbst allein am ans vom
        beim ins zwecks gleichzeitig heute damals
        wobei zudem seit erfolgreich verschiedene mehrere team arbeit gehörte gehört aufgaben meiner
        meine meinem meinen tätigkeit lebenslauf beispiel zeit steht tätig außerdem ferner weiterhin
        darüber hinaus zuletzt derzeit davor dazu dabei beispielsweise insbesondere anschließend
        hiermit aktuell bisher daneben
        """.split()
    ),
    "fr": frozenset(
        """
        ai j suis
        le la les un une des du de et ou mais est sont était être au aux avec ce cette ces chez
        comme dans elle en entre il ils je j' l' d' leur lui ma mes mon ne nos notre nous par pas
        plus pour que qui sa sans se ses son sur très vos votre vous poste candidature entreprise
        entretien serais heureux heureuse plaisir rencontrer échanger expérience travaillé équipe
        cet toute toutes tous tout leurs sous vers depuis pendant avant après contre afin dont où
        cela ceci lors d'un d'une l'un j'ai c'est été avoir fait faire grâce celle celui ceux
        auparavant ensuite enfin aussi également actuellement notamment ainsi puis
        """.split()
    ),
    "es": frozenset(
        """
        el la los las un una unos unas y o pero es son era ser al con como de del donde ella ellos
        en entre este esta estos hay lo más mi mis muy no nos nuestro para por que se sin sobre su
        sus también puesto candidatura empresa entrevista gustaría encantado encantada conversar
        ha he han hemos había fue fueron ser sido estar está están tanto tal cual cuando cuanto
        desde hasta hacia bajo contra durante mediante según gracias ello eso esto ese esa cada todo
        toda todos todas otro otra otros otras mío mía propio
        experiencia equipo además actualmente anteriormente asimismo luego después
        """.split()
    ),
    "it": frozenset("""
        il lo gli le i la un uno una di del della dei delle degli e ed o che con per nel nella nei
        nelle sono è al alla ai alle presso dal dalla da su sul sulla mio mia miei mie ho hai ha
        come durante anche non più questo questa molto ed era fu
        """.split()),
    "nl": frozenset("""
        ik heb mijn de het een en of van in op met voor bij door naar als ook niet zijn was werd
        dit dat deze die er om te tot uit over onder aan wij ons onze hebben had bij tijdens
        """.split()),
    "pt": frozenset("""
        o os as um uma de do da dos das e ou que com para por no na nos nas em ao aos à às são foi
        minha meu meus minhas como durante também não mais este esta esse essa pela pelo
        """.split()),
    "pl": frozenset("i w z na do od po za dla oraz jest się nie jako przez przy ten".split()),
    "no": frozenset("""
        og i på av for med til fra som en et er var har det den ved om jeg meg min mitt mine vi oss
        dere deres du seg sin sitt sine ikke også etter hos når der dette disse å gjerne stillingen
        søker arbeider arbeidet samtale dessuten
        """.split()),
    "sv": frozenset("""
        och i på av för med till från som en ett är var har det den vid om att jag mig min mitt mina
        vi oss ni er ert era du sig sin sitt sina inte också efter hos när där detta dessa gärna
        tjänsten söker arbetar arbete arbetet ingår berättar samtal nämner dessutom närvarande
        dessförinnan
        """.split()),
    "da": frozenset("""
        og i på af for med til fra som en et er var har det den ved om at jeg mig min mit mine vi os
        jer jeres du sig sin sit sine ikke også efter hos når der dette disse gerne stillingen søger
        arbejder arbejdet samtale desuden
        """.split()),
}  # fmt: skip
EMPTY_WORDS: Final = frozenset(
    word.casefold() for words in EMPTY_WORDS_BY_LANGUAGE.values() for word in words
)
"""Words that state no fact, of all languages."""


_SEVERAL_WORDS: Final = 5


def language_of(text: str, *, several_words: int = _SEVERAL_WORDS) -> str | None:
    """The language of a text by its function words, "cjk" by its script, None if they do not tell.

    One word tells enough where no other language has any, in a text of `several_words`.
    """
    words = [word.lower() for word in re.findall(r"(?<!\w)[^\W\d_]+(?!\w)", text)]
    words += ["le" for _ in re.findall(r"\b(?:[jldnsc]|qu)['’](?=\w{2})", text, re.IGNORECASE)]
    has_cjk = any(is_spaceless(word[0]) for word in words)
    counts = {
        language: sum(word in known for word in words)
        for language, known in EMPTY_WORDS_BY_LANGUAGE.items()
    }
    best, count = max(counts.items(), key=lambda each: each[1])
    if has_cjk and count < 2:
        return "cjk"
    is_alone = len(words) >= several_words and count == sum(counts.values()) == 1
    return best if count >= 2 or is_alone else None


TITLE_WORDS: Final = frozenset(
    """
        senior junior principal staff lead head chief director manager vp svp evp president
        founder cofounder co-founder cto ceo cfo coo cio ciso cmo cpo architect counsel
        controller professor intern trainee supervisor engineer developer analyst consultant
        designer scientist researcher administrator specialist coordinator officer assistant
        associate executive lecturer teacher nurse accountant attorney lawyer physician
        programmer strategist recruiter partner owner leiter leiterin entwickler
        chair chairman chairwoman chairperson member producer editor captain dean rector treasurer
        superintendent headmaster headmistress leader foreman trustee curator surgeon secretary
        fellow
        entwicklerin ingenieur ingenieurin berater beraterin geschäftsführer
        geschäftsführerin directeur directrice développeur ingénieur chef responsable
        director gerente jefe desarrollador ingeniero
        """.split()
)
TITLE_WORDS_IN_PROSE: Final = frozenset(
    """
        staff lead head executive associate partner owner chef chair member captain fellow secretary
        leader
        """.split()
)
"""Title words that are ordinary words too: they count with a capital only."""

RANKS: Final = frozenset(
    """
        senior junior principal staff lead head chief director manager vp svp evp president founder
        cofounder co-founder cto ceo cfo coo cio ciso cmo cpo partner executive
        """.split()
)
RANKS_ELSEWHERE: Final = frozenset(
    """
        leiter leiterin leitung leitender leitende teamleiter teamleiterin geschäftsführer
        geschäftsführerin vorstand abteilungsleiter chef cheffe responsable directeur directrice
        encargado encargada jefe jefa gerente dirigente socio socia kierownik dyrektor sjef leder
        verksamhetschef directora diretor gründer gründerin fondateur fondatrice fundador
        """.split()
)
"""Words of other languages that may be translated by a word for a high rank."""

TOOLS: Final = (
    frozenset(
        """
        abap agile airflow airtable ajax akka algolia android angular ansible ansys apache
        arcgis arduino argocd asana asp.net autocad avro aws azure backbone.js bash bigquery
        bitbucket blender bokeh bootstrap c# c++ camunda cassandra catia celery chatgpt
        circleci clickhouse clojure cloudflare cloudformation cloudwatch cmake cobol
        codeigniter cognos confluence contentful coreml couchbase couchdb css cucumber cuda
        cudnn cypher cypress d3.js dask databricks datadog datastage dbt debian deepspeed
        delphi deno directx django docker docusaurus dotnet druid drupal duckdb dynamodb
        ebpf ecs eks elasticsearch electron elixir eloqua emacs ember.js erlang esp32 etcd
        eviews excel express express.js fargate fastapi fastlane fedora ffmpeg figma
        firebase fivetran flask flink fluentd flutter flyway fortran fpga freertos gatsby
        gatsbyjs gcc gcp gensim ghidra git github gitlab gitops gke golang gradle grafana
        graphql groovy grpc gulp h2o hadoop haskell hbase hdfs helm heroku hibernate html
        hubspot hugo iceberg indesign influxdb informatica intellij invision
        istio jaeger jasmine java javascript jax jboss jdbc jenkins jetpack jetty jira
        jmeter joomla jpa jquery jsf json jsp julia junit jupyter jwt k3s kafka kanban kedro
        keras keycloak kibana kinesis klaviyo kotlin kubeflow kubernetes kustomize lambda
        langchain laravel latex lightgbm linkerd linux liquibase litellm looker lua lucene
        magento mailchimp mapbox mapreduce mariadb marketo matlab matplotlib maven memcached
        metabase meteor microstrategy mixpanel mlflow mobx mocha mockito modelica mongodb
        mongoose mqtt mssql mstest mulesoft mxnet mysql nagios nats neo4j neovim nestjs
        netlify netsuite next.js nextjs nginx nifi nlp nltk node node.js nodejs nomad nosql
        npm nuget numpy nunit nuxt nuxt.js oauth objective-c ocaml okta onnx openapi opencl
        opencv opengl openshift openstack opentelemetry openvino oracle orcad pagerduty
        pandas parquet paypal pentaho perl photoshop php phpunit pinecone pl/sql playwright
        plotly podman polars postgis postgres postgresql postman powerpoint powershell
        preact prometheus pulumi puppet pycharm pydantic pyside pyspark pytest python
        pytorch qlik qlikview qt quarkus quickbooks quicksight rabbitmq rails rancher rdbms
        react react-native redash redis redshift redux rest-assured rhel riak roboflow ros
        ros2 rspec rtos ruby rust rxjava rxjs s3 salesforce saltstack sap sas scala
        scikit-learn scipy scrapy scrum seaborn selenium semrush sentry sequelize servicenow
        sharepoint shopify siebel signalr simulink sinatra sklearn snowflake soapui
        socket.io solidity solidworks sonarqube sourcetree spacy spark spinnaker splunk
        spring spss sql sqlalchemy sqlite sqoop ssis ssrs stata storybook strapi streamlit
        stripe struts supabase superset svelte swagger swift swiftui symfony systemverilog
        tableau tailwind talend tcl teamcity tensorflow teradata terraform testng three.js
        thrift timescaledb tomcat trello trino twilio typeorm typescript ubuntu uipath
        unreal vagrant vba vercel verilog vhdl vite vitest vmware vscode vue vue.js vuex
        wagtail weblogic webpack websphere wireshark wordpress wpf xamarin xcode xgboost xml
        yii zabbix zapier zendesk zeplin zig zookeeper
        """.split()
    )
    - ALSO_EVERYDAY_WORDS
)
"""Well-known tools, so that one is seen in lower case and at the start of a sentence too."""

_ALIASES: Final = named_words("""
    javascript: js ecmascript
    typescript: ts
    kubernetes: k8s
    postgresql: postgres
    go: golang
    node.js: node nodejs
    react: react.js reactjs
    vue: vue.js vuejs
    net: .net dotnet
    rest: restful
    e2e: end-to-end
    and: &
    database: db dbs databases datenbank datenbanken
    infrastructure: infra
    application: app apps applications
    repository: repo repos repositories
    documentation: docs
    configuration: config configs
    management: mgmt
    department: dept
    information: info
    ecommerce: e-commerce
    frontend: front-end frontends front-ends
    backend: back-end backends back-ends
    fullstack: full-stack
    analyse: analyze
    senior: sr snr sénior sênior
    junior: jr júnior
    developer: entwickler entwicklerin développeur développeuse desarrollador desarrolladora
    engineer: ingenieur ingenieurin ingénieur ingénieure ingeniero ingeniera
    consultant: berater beraterin
    intern: praktikant praktikantin
    director: directeur directrice directora
    manager: gerente
""")
_SYNONYMS: Final = named_words("""
    fall: reduce reduced reducing reduces reduction cut cuts cutting lower lowered lowering decrease
    fall: decreased decreasing shrink shrank shortened minimised minimized slashed trimmed senkte
    fall: halve halved halving gesenkt reduziert reduzierte réduit redujo
    rise: rise rose risen rises rising climb climbed
    rise: increase increased increasing increases raise raised raising grew grow grown growing
    rise: growth double doubled doubling triple tripled
    rise: boost boosted boosting lift lifted expanded gesteigert steigerte erhöht augmenté aumentó
    improve: improve improved improving improvement improvements enhance enhanced enhancing optimise
    improve: optimised optimize optimized optimising optimizing optimization optimisation streamline
    improve: streamlined better
    faster: faster speed sped quicker accelerate accelerated accelerating
    customer: customer customers client clients buyer buyers account accounts
    people: people persons staff employees employee colleagues engineers developers members member
    people: workers worker workforce personnel
    user: user users visitor visitors subscriber subscribers
    pupil: pupil pupils student students learner learners children schoolchildren
    shop: shop shops store stores outlet outlets branch branches
    site: site sites location locations
    paper: text texts paper papers article articles publication publications
    deal: deal deals contract contracts agreement agreements
    supplier: supplier suppliers vendor vendors
    lorry: lorry lorries truck trucks vehicle vehicles
    guest: guest guests diner diners covers cover
    bug: bug bugs defect defects issue issues ticket tickets
    call: request requests call calls query queries
    message: message messages event events
    file: file files document documents record records
    server: server servers machine machines host hosts
    course: course courses class classes lesson lessons
    session: session sessions meeting meetings workshop workshops
    product: product products item items goods
    part: part parts component components module modules
    city: city cities town towns
    country: country countries nation nations
    home: house houses home homes dwelling dwellings
    subsidiary: subsidiary subsidiaries entity entities
    project: project projects programme programmes program programs initiative initiatives
    keep: maintain maintained maintaining upkeep operate operated operating run ran running keep
    keep: kept
    teach: teach taught train trained training mentor mentored mentoring coach coached coaching
    use: use used using uses employ employed employing leverage leveraged utilise utilised utilize
    use: utilized apply applied
    handle: handle handled handling process processed processing processes serve served serving
    analyse: analyse analysed analyze analyzed analysis analyses analytics analyzing analysing
    analyse: examine examined
    company: company firm business organisation organization employer
    automatic: automate automated automating automation automatic automatically
""")


_WORD: Final = re.compile(
    rf"\.?(?![{CJK}])[^\W_](?:(?:(?![{CJK}])[\w+#./&'’-])*(?![{CJK}])[\w+#])?|[{CJK}]+"
)


_ELISION: Final = re.compile(
    r"(?:[cdjlmnst]|qu|jusqu|lorsqu|dell|all|nell)['’](?=\w{3})", re.IGNORECASE
)


def words_of(text: str) -> Iterator[tuple[str, str, int]]:
    """Each word of a text as written, in comparable form, and where it starts."""
    for match in _WORD.finditer(text):
        elided = _ELISION.match(match[0])
        start = elided.end() if elided is not None else 0
        word = match[0][start:].rstrip("./'’-&")
        if word:
            yield word, plain_word(word), match.start() + start


@lru_cache(maxsize=32768)
def plain_word(word: str) -> str:
    """A word in one case, without "'s", an alias by its first name: K8s is kubernetes."""
    plain = unicodedata.normalize("NFKC", word).casefold().replace("’", "'").removesuffix("'s")
    return _ALIASES.get(plain, plain)


_JOINTS: Final = re.compile(r"[-/&.'_]")


def parts_of(word: str) -> list[str]:
    """The parts of a compound such as "front-end", "CI/CD" or "B&B"."""
    return [part for part in _JOINTS.split(word) if part]


@lru_cache(maxsize=32768)
def stem_of(word: str) -> str:
    """A word without common endings, at least four letters long: tested ~ testing ~ tests."""
    if word in _SYNONYMS:
        return _SYNONYMS[word]
    for ending in ("ern", "ization", "isation", "ations", "ation", "ated", "ating", "ates",
                   "ators", "ator", "ative", "ate", "ments", "ment", "ings", "ing",
                   "ities",
                   "ity", "ies", "ied", "ions", "ion", "ors", "or", "ers", "er", "ed", "es", "en",
                   "ly", "e", "s", "y"):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
