"""English or Italian, guessed from the small words that only one of them has."""

import re

_ITALIAN = """
    il lo la le gli un una uno di del della dei delle degli dello che con per su sul sulla nel nella nei tra
    mio mia miei mie tuo tua più piu meno senza fai fa fammi mi ti rendi rendilo rendila è e o ma ciao grazie
    salve buongiorno buonasera sera notte giorno trova cerca mostra mostrami usa ricetta aggiungi togli
    rimuovi disegna disegnami dipingi dipingimi crea genera vorrei voglio puoi potresti come cosa chi quali
    perché dove ancora altra altro questa questo quella quello immagine immagini tutto tutta favore pubblica
    aiuto sono sei hai ho fallo falla trasforma trasformala cambia colora metti mettici sorprendimi boh mah
    niente basta nuova nuovo ora poi dammi pittori riprova scurisci schiarisci alba tramonto
    """
_ENGLISH = """
    the an of with my me it its this that these make turn add remove paint draw show find use and more less
    please is are was you your i want like would could can what which who how where again another new picture
    pictures image images hello hi hey thanks thank on at into from without for some any have there them
    give take away change night search library recipe painters publish help surprise not no do don
    """
_ITALIAN_WORDS = frozenset(_ITALIAN.split())
_ENGLISH_WORDS = frozenset(_ENGLISH.split())
_WORD = re.compile(r"[^\W\d_]+")


def language_of(words: str, *, otherwise: str) -> str:
    """ "en" or "it" by the small words in it; `otherwise` where they do not say."""
    found = _WORD.findall(words.casefold())
    italian = sum(word in _ITALIAN_WORDS for word in found)
    english = sum(word in _ENGLISH_WORDS for word in found)
    if italian == english:
        return otherwise if otherwise in ("en", "it") else "en"
    return "it" if italian > english else "en"
