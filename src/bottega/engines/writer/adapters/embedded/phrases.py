"""What the embedded writer says, in English and Italian; short, plain, and honest about what it is."""

from collections.abc import Mapping
from typing import Final

from bottega.engines.writer.adapters.embedded.hearing import Intent

# By intent: what is answered in words alone.
WORDS: Final[Mapping[Intent, tuple[str, str]]] = {
    Intent.GREETING: (
        "Hello. Tell me what to paint, or what to change.",
        "Ciao. Dimmi che cosa dipingere, o che cosa cambiare.",
    ),
    Intent.THANKS: ("Gladly.", "Volentieri."),
    Intent.HELP: (
        "I paint what you describe, change the picture on the canvas, find pictures of yours and use "
        "recipes. Try “a fox under a lamp, watercolour”, “make it winter” or “show me my foxes”.",
        "Dipingo quello che descrivi, cambio l’immagine sul cavalletto, ritrovo le tue immagini e uso "
        "le ricette. Prova con «una volpe sotto un lampione, acquerello», «rendila invernale» o «mostrami "
        "le mie volpi».",
    ),
    Intent.PUBLISH: (
        "Publishing stays in your hands: press Publish under the picture.",
        "Pubblicare resta in mano tua: premi Pubblica sotto l’immagine.",
    ),
    Intent.NO: ("All right, nothing is painted.", "Va bene, non dipingo niente."),
    Intent.WHICH: (
        "Which picture should I change? Open one, or describe a new one.",
        "Quale immagine devo cambiare? Aprine una, oppure descrivine una nuova.",
    ),
    Intent.AGAIN: ("Again what? Describe a picture first.", "Rifare che cosa? Descrivi prima un’immagine."),
    Intent.QUESTION: (
        "I cannot answer that: I only paint, change and find pictures. What would you like to see?",
        "A questo non so rispondere: so solo dipingere, cambiare e ritrovare immagini. Che cosa vuoi vedere?",
    ),
    Intent.UNCLEAR: ("What should be in the picture?", "Che cosa deve esserci nell’immagine?"),
    Intent.WHO: ("I am the writer of this workshop.", "Sono chi scrive in questa bottega."),
}
BY_RULE: Final = (
    "I read by rule; no language model is behind me.",
    "Leggo seguendo regole; non c’è dietro un modello linguistico.",
)
DESCRIBED: Final = ("It was made from these words: “{words}”", "È nata da queste parole: «{words}»")
NOTHING_SHOWN: Final = (
    "There is no picture on the canvas yet.",
    "Sul cavalletto non c’è ancora un’immagine.",
)
COMING: Final = (
    ("One try, coming.", "Two tries, coming.", "Three tries, coming.", "Four tries, coming."),
    ("Una prova, arriva.", "Due prove, arrivano.", "Tre prove, arrivano.", "Quattro prove, arrivano."),
)
FOUND_NONE: Final = (
    "None of your pictures speaks of “{words}”. Try another word, or ask me to paint it.",
    "Nessuna tua immagine parla di «{words}». Prova un’altra parola, o chiedimi di dipingerla.",
)
NO_PICTURES: Final = ("You have no pictures yet.", "Non hai ancora immagini.")
FOUND_ONE: Final = ("Here it is.", "Eccola.")
FOUND_MANY: Final = ("Here are {count}.", "Eccone {count}.")
NEWEST: Final = ("Your newest ones.", "Le tue più recenti.")
PAINTERS: Final = (
    "Painting here: {names}. You choose in the bar.",
    "Qui dipingono: {names}. Si sceglie nella barra.",
)
REFUSED: Final[Mapping[str, tuple[str, str]]] = {
    "not_enough_credits": (
        "Your credits do not reach for this. Fewer pictures or a sketch cost less; your words are kept.",
        "I crediti non bastano. Meno immagini, o uno schizzo, costano meno; le tue parole restano qui.",
    ),
    "too_many_at_once": (
        "Four requests of yours are still being painted. Wait for one, or stop it; your words are kept.",
        "Quattro tue richieste sono ancora in lavorazione. Aspettane una o fermala; le parole restano qui.",
    ),
    "conversation_full": (
        "This conversation is full. Fork its last turn to go on.",
        "Questa conversazione è piena. Riparti dal suo ultimo turno per continuare.",
    ),
    "no_subject": WORDS[Intent.WHICH],
    "no_such_image": (
        "That picture is not in your library. Choose another.",
        "Quell’immagine non è nella tua libreria. Scegline un’altra.",
    ),
    "no_such_recipe": (
        "I know no recipe of that name. Type / in the bar to see them.",
        "Non conosco ricette con quel nome. Scrivi / nella barra per vederle.",
    ),
    "chip_stands": (
        "The next words change the post in the bar. Remove it there first.",
        "Le prossime parole cambiano il post nella barra. Prima toglilo da lì.",
    ),
    "painter_cannot": (
        "This painter changes no pictures. Choose another in the bar.",
        "Questo pittore non cambia immagini. Scegline un altro nella barra.",
    ),
    "remix_refused": (
        "Its author does not let this picture be remixed.",
        "Chi l’ha fatta non permette che questa immagine venga rifatta.",
    ),
    "above_the_bar": (
        "That would cost more than the bar says. Change it there, then say it again.",
        "Costerebbe più di quanto dice la barra. Cambiala, poi ripetimelo.",
    ),
}
REFUSED_OTHERWISE: Final = (
    "That could not be done: {words} Nothing was spent.",
    "Non si è potuto fare: {words} Non è stato speso niente.",
)
SURPRISES: Final = (
    (
        "a lighthouse in a storm, stained glass",
        "three sailing boats on a calm sea at dawn, woodblock print",
        "an owl on a branch and a full moon, paper cut",
        "a red house between snowy mountains, oil painting",
    ),
    (
        "un faro nella tempesta, vetrata",
        "tre barche a vela su un mare calmo all’alba, xilografia",
        "un gufo su un ramo e la luna piena, carta ritagliata",
        "una casa rossa tra montagne innevate, olio",
    ),
)


def pick(pair: tuple[str, str], language: str) -> str:
    """The phrase in that language."""
    return pair[language == "it"]
