"""Turns of phrase in English and Italian, as regular expressions over one trimmed line.

Each is tried in both languages, whatever language was guessed: people mix them. All are anchored and
without nested repetition, so that no text takes long.
"""

import re
from re import Pattern
from typing import Final

_FLAGS = re.IGNORECASE


def _whole(*turns: str) -> Pattern[str]:
    """The line is one of these turns and nothing else."""
    return re.compile(rf"(?:{'|'.join(turns)})[\s.!?…]*", _FLAGS)


def _start(*turns: str) -> Pattern[str]:
    """The line begins with one of these turns, ended by a word's end."""
    return re.compile(rf"(?:{'|'.join(turns)})(?!\w)[\s,:]*", _FLAGS)


POLITE_START: Final = _start(
    r"please", r"hey", r"hi", r"hello", r"ok(?:ay)?", r"now", r"then", r"so", r"well", r"bottega", r"great",
    r"(?:can|could|would|will) you(?: please)?", r"i(?:'d| would) like you to", r"i want you to",
    r"(?:i(?:'d| would) like|i want|i need|i wish for)(?: to (?:see|have|get))?", r"let(?:'s| us| me see)",
    r"how about", r"what about", r"is it possible to", r"try(?: to)?",
    r"per (?:favore|piacere|cortesia)", r"ciao", r"ehi", r"salve", r"ora", r"adesso", r"poi", r"allora",
    r"dai", r"bene", r"(?:mi )?(?:puoi|potresti|riesci a)", r"ti va di", r"vorrei che tu",
    r"(?:vorrei|voglio|mi serve|mi servono|mi piacerebbe)(?: (?:vedere|avere))?",
    r"che ne dici di", r"e se(?: lo| la)?", r"è possibile", r"prova a",
)  # fmt: skip
POLITE_END: Final = re.compile(
    r"[\s,]*(?:please|thanks|thank you|per favore|per piacere|grazie(?: mille)?)[\s.!?]*$", _FLAGS
)

GREETING: Final = _whole(
    r"(?:hi|hello|hey|good (?:morning|evening|afternoon|day))(?: there| bottega)?",
    r"ciao|salve|ehi|buon(?:giorno|asera|a sera|pomeriggio)", r"how are you", r"come (?:va|stai)",
)  # fmt: skip
THANKS: Final = _whole(
    r"(?:many )?thanks(?: a lot)?", r"thank you(?: so much| very much)?", r"(?:very )?nice", r"great",
    r"lovely", r"perfect", r"cool", r"wow", r"beautiful", r"i (?:love|like) (?:it|them)", r"well done",
    r"grazie(?: mille| tante)?", r"(?:molto )?bell[oaie]", r"bellissim[oaie]", r"perfett[oaie]",
    r"ottim[oaie]", r"fantastic[oaie]", r"che bell[oaie]", r"mi piac(?:e|ciono)(?: molto)?", r"brav[oa]",
)  # fmt: skip
WHO: Final = re.compile(
    r"(?:who|what) are you\b|are you (?:an?|the) (?:ai|bot|robot|llm|language model|human|person|machine)\b"
    r"|(?:chi|che cosa|cosa) sei\b|sei un(?:'|a |o | )?(?:ia|bot|robot|modello|persona|umano|macchina)\b",
    _FLAGS,
)
HELP: Final = re.compile(
    r"help\b|aiut(?:o|ami)\b|what can (?:you|i) (?:do|say|ask)|how (?:does|do) (?:this|it|you) work"
    r"|(?:che )?cosa (?:puoi|sai|posso) (?:fare|dire|chiedere)|come (?:funzion|si us)",
    _FLAGS,
)
PUBLISH: Final = _start(
    r"(?:publish|share|post) (?:it|this|that|them|the|my)", r"publish", r"pubblica(?:l[aoei])?",
    r"condividi(?:l[aoei])?", r"(?:pubblicar|condivider)(?:e|l[aoei])",
)  # fmt: skip
PAINTERS: Final = re.compile(
    r"(?:which|what) painters\b|(?:list|show(?: me)?)(?: all)?(?: the)? painters\b|who paints\b"
    r"|(?:quali|che) (?:pittori|modelli)\b|(?:elenca|mostra(?:mi)?) i pittori\b|chi dipinge\b",
    _FLAGS,
)
DESCRIBE: Final = re.compile(
    r"what(?:'s| is) (?:this|that|it|on the canvas|in the picture)\b|what do you see\b|describe (?:it|this)\b"
    r"|(?:che )?cos(?:'|a )è (?:questo|questa|quello)\b|cosa vedi\b|descrivil[oa]\b",
    _FLAGS,
)
AGAIN: Final = _whole(
    r"(?:do it |try |once )?(?:again|more)", r"(?:one more|another)(?: time| one| try)?",
    r"more of (?:these|them)",
    r"same again", r"ancora(?: una?| quattro)?", r"di nuovo", r"un'altra(?: volta| prova)?", r"riprova",
    r"altre(?: quattro)?", r"rifall[oaei]", r"daccapo",
)  # fmt: skip
NO: Final = _whole(
    r"no(?:pe)?(?:,? thanks?(?: you)?)?", r"never ?mind", r"nothing", r"stop(?: it)?", r"cancel",
    r"forget (?:it|that)",
    r"niente", r"lascia (?:stare|perdere)", r"basta(?: così)?", r"annulla", r"fermati", r"no,? grazie",
)  # fmt: skip
DO_NOT: Final = _start(
    r"(?:don'?t|do not) (?:paint|draw|make|create|do)",
    r"non (?:dipingere|disegnare|fare|creare)",
)
SURPRISE: Final = _whole(
    r"surprise me", r"anything(?: you (?:like|want))?", r"something (?:nice|beautiful|new|else)", r"whatever",
    r"sorprendimi", r"(?:quello )?che vuoi(?: tu)?", r"qualcosa di (?:bello|nuovo|diverso)", r"decidi tu",
)  # fmt: skip
VAGUE: Final = _whole(
    r"h+m+", r"u+h+m*", r"e+h+m*", r"ok(?:ay)?", r"yes", r"yeah", r"maybe", r"well", r"what", r"eh",
    r"s[iì]", r"boh", r"mah", r"forse", r"va bene", r"cosa", r"test", r"prova", r"something", r"qualcosa",
)  # fmt: skip
QUESTION: Final = re.compile(
    r"(?:what|why|how|who|whose|when|where|is|are|am|do|does|did|was|were|should|"
    r"che|cosa|perché|perche|come|chi|quando|quanto|dove|qual|quale|quali|è|sono|hai|sei)\b.*\?\s*$",
    _FLAGS,
)

RECIPE: Final = re.compile(
    r"(?:use|try|take|follow|apply|make|usa|prova|applica|segui|fai|usare|provare)\s+"
    r"(?:(?:the|my|that|la|una|mia)\s+)*"
    r"(?:(?P<before>[^\n]{1,80}?)\s+recipe|(?:recipe|ricetta)\s+(?P<after>[^\n]{1,200}))"
    r"(?P<rest>\s+[^\n]*)?$",
    _FLAGS,
)  # fmt: skip
RECIPE_VALUES: Final = re.compile(r"[\s,]+(?:with|for|on|about|con|per|su)\s+|[\s]*:\s+", _FLAGS)
RECIPE_VALUE: Final = re.compile(r"\s*(?P<key>[a-z_]{2,30})\s*[:=]\s*(?P<value>[^;,]+)", _FLAGS)

SEARCH: Final = _start(
    r"(?:find|search|look)(?: for| up)?(?: me)?(?: (?:in|through))?",
    r"(?:show|list|open|see|get)(?: me)?(?: all)?(?: of)? my", r"where(?:'s| is| are) my",
    r"(?:do i have|have i (?:made|painted|drawn)|did i (?:make|paint|draw))(?: any)?",
    r"my (?:library|pictures|images)",
    r"(?:trova|cerca|trovar|cercar|ritrova)(?:mi|e)?",
    r"(?:mostra(?:mi)?|fammi vedere|elenca|apri|vedere)(?: tutt[ei])? (?:i miei|le mie|il mio|la mia)",
    r"dov(?:'è|e sono|e è|e)(?: tutt[ei])? (?:i miei|le mie|il mio|la mia)",
    r"ho (?:già |mai )?(?:fatto|dipinto|disegnato)", r"(?:le mie|i miei) (?:immagini|quadri|disegni)",
)  # fmt: skip
SEARCH_NOISE: Final = re.compile(
    r"^(?:(?:all|any|some|my|the|a|an|of|for|with|in|through|last|latest|newest|recent|pictures?|images?|paintings?"
    r"|drawings?|ones?|library|tutt[eio]|i|il|la|le|gli|un|una|uno|miei|mie|mio|mia|di|del|della|delle|dei|con|nella|"
    r"ultim[eaio]|recent[ei]|immagin[ei]|quadr[io]|disegn[io]|libreria)\s+|(?:dell'|un'|l'))+"
    r"|\s+(?:in|from|of) my (?:library|pictures)\s*$|\s+(?:nella|dalla) mia libreria\s*$|\s+in libreria\s*$",
    _FLAGS,
)

NEW: Final = _start(
    r"(?:(?:make|paint|draw|create|give)(?: me)? )?(?:a |an )?(?:new|another|different|fresh) "
    r"(?:picture|image|painting|drawing|one)s?(?: of| with)?",
    r"(?:(?:fai|fammi|dipingi|disegna|crea|dammi) )?(?:un'|una )?(?:nuova|altra|diversa) "
    r"(?:immagine|figura|prova)(?: di| con| del(?:la|lo|le|l')?)?",
    r"from scratch", r"da capo",
)  # fmt: skip
CREATE: Final = _start(
    r"(?:paint|draw|create|generate|imagine|illustrate|render|design|sketch)(?: me| us)?",
    r"(?:make|do|give|show|get)(?: me| us)?(?= (?:an?|some|one|two|three|four|\d|pictures?|images?)\b)",
    r"(?:dipingi|disegna|crea|genera|immagina|illustra|realizza)(?:mi|ci)?",
    r"(?:dipinger|disegnar|crear|generar|immaginar|illustrar|realizzar)(?:e|mi|ci)",
    r"(?:fai|fa'|fammi|facci|dammi|mostrami|fammi vedere|mi (?:fai|disegni|dipingi|crei)|far(?:e|mi))"
    r"(?= (?:una?|uno|dei|delle|degli|due|tre|quattro|\d)\b| un')",
)  # fmt: skip
OF_THIS: Final = _start(
    r"(?:paint|draw|colou?r)(?: over)? (?:it|this|that|him|her|them|the)",
    r"(?:dipingi|disegna|colora)(?:l[oaei])", r"(?:dipingi|disegna|colora) (?:il|lo|la|i|gli|le|l')",
)  # fmt: skip
CHANGE: Final = _start(
    r"make (?:it|this|that|him|her|them|everything)", r"turn (?:it|this|that|him|her|them)",
    r"(?:change|transform|convert|edit|modify|retouch)", r"(?:add|put in|insert)",
    r"(?:remove|delete|erase|replace|swap|take (?:away|out|off)|get rid of|drop)",
    r"(?:brighten|darken|lighten|blur|sharpen|rotate|flip|zoom|recolou?r|soften)",
    r"(?:more|less|fewer)(?= \w)", r"(?:a (?:bit|little) )?(?:more|less) \w+", r"give (?:it|him|her|them)",
    r"(?:a (?:bit|little) |much )?(?:bigg|small|dark|bright|light|warm|cold|blu|redd|clos|tall|wid)er",
    r"(?:a (?:bit|little) |much )?(?:happi|sadd|soft|hott|quiet)er",
    r"(?:rendi|render|fa|trasforma|trasformar|cambia|cambiar|modifica|modificar)(?:l[oaei]|e)",
    r"(?:rendi|trasforma|cambia|modifica|ritocca)",
    r"(?:aggiungi|aggiunger|metti|metter)(?:ci|gli|l[oaei]|e)?",
    r"(?:togli|toglier|leva|rimuovi|rimuover|elimina|eliminar|cancella|cancellar)(?:gli|ci|l[oaei]|e)?",
    r"(?:sostituisci|sostituire|scurisci|schiarisci|sfoca|ruota|capovolgi|ingrandisci|rimpicciolisci|ricolora)",
    r"(?:un po' )?(?:più|piu|meno)(?= \w)",
)  # fmt: skip

COUNT: Final = re.compile(
    r"(?P<count>one|two|three|four|due|tre|quattro|\d{1,2})\s+(?:(?:different|new|diverse|nuove)\s+)?"
    r"(?:pictures?|images?|versions?|tries|immagin[ei]|version[ei]|prove|figure)\s+(?:of|with|di|con|del(?:la|lo|le|l')?)?\s*",
    _FLAGS,
)  # fmt: skip
PICTURE_OF: Final = _start(
    r"(?:an? |some )?(?:picture|image|photo|drawing)s? (?:of|with|showing)",
    r"(?:un'|una |un |delle )?(?:immagine|immagini|figura|foto|disegno) (?:di|con|del(?:la|lo|le|l')?)",
)  # fmt: skip
SHAPE: Final = re.compile(
    r"[\s,]*\b(?:in |as )?(?:an? )?"
    r"(?P<en>tall|vertical|portrait|wide|horizontal|landscape|panoramic|square)[- ](?:format|shape|aspect)\b"
    r"|(?P<adj>\b(?:tall|vertical|wide|horizontal|square) )(?=(?:picture|image|photo|drawing)s?\b)"
    r"|[\s,]*\b(?:in )?formato (?P<it>alto|verticale|largo|orizzontale|panoramico|quadrato)\b"
    r"|[\s,]*\bin (?P<way>verticale|orizzontale)\b",
    _FLAGS,
)
ORDINAL: Final = re.compile(
    r"\b(?:the )?(?P<en>first|second|third|fourth)(?: (?:one|picture|image|try))(?: to be)?\b"
    r"|\bla (?P<it>prima|seconda|terza|quarta)(?: (?:immagine|prova|figura))?\b"
    r"|\b(?:number|picture|numero|la) (?P<digit>[1-4])\b",
    _FLAGS,
)
