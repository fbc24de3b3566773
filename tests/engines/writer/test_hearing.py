"""What the embedded writer hears: the table of utterances, in English and Italian."""

import pytest

from bottega.engines.writer.adapters.embedded.hearing import Heard, Intent, hear
from bottega.engines.writer.adapters.embedded.language import language_of

# Said with no picture on the canvas.
FROM_NOTHING = [
    ("a red fox in the snow", Intent.CREATE, "a red fox in the snow"),
    ("fox", Intent.CREATE, "fox"),
    ("Paint a red fox in the snow, watercolour.", Intent.CREATE, "a red fox in the snow, watercolour"),
    ("please draw me a lighthouse in a storm", Intent.CREATE, "a lighthouse in a storm"),
    ("Can you make a picture of two owls on a branch, please?", Intent.CREATE, "two owls on a branch"),
    ("I'd like to see a harbour at dawn", Intent.CREATE, "a harbour at dawn"),
    ("hi, could you please paint a bridge", Intent.CREATE, "a bridge"),
    ("show me a fox under a lamp", Intent.CREATE, "a fox under a lamp"),
    ("Make a cat wearing a hat", Intent.CREATE, "a cat wearing a hat"),
    ("how about a paper boat on a lake", Intent.CREATE, "a paper boat on a lake"),
    ("The Eiffel tower at night", Intent.CREATE, "The Eiffel tower at night"),
    ("una volpe rossa nella neve", Intent.CREATE, "una volpe rossa nella neve"),
    ("Disegnami un faro nella tempesta", Intent.CREATE, "un faro nella tempesta"),
    ("puoi disegnare una volpe rossa per favore?", Intent.CREATE, "una volpe rossa"),
    ("mi fai una barca di carta su un lago", Intent.CREATE, "una barca di carta su un lago"),
    ("vorrei vedere un porto all'alba", Intent.CREATE, "un porto all'alba"),
    ("fammi un'immagine di due gufi su un ramo", Intent.CREATE, "due gufi su un ramo"),
    ("Ciao, dipingi la luna piena sul mare", Intent.CREATE, "la luna piena sul mare"),
    ("che ne dici di un gatto con il cappello", Intent.CREATE, "un gatto con il cappello"),
    ("make it winter", Intent.WHICH, ""),
    ("add a boat", Intent.WHICH, ""),
    ("remove the cloud", Intent.WHICH, ""),
    ("rendila invernale", Intent.WHICH, ""),
    ("togli la nuvola", Intent.WHICH, ""),
    ("più blu", Intent.WHICH, ""),
    ("show me my foxes", Intent.SEARCH, "foxes"),
    ("find my pictures of boats", Intent.SEARCH, "boats"),
    ("search my library for lighthouses", Intent.SEARCH, "lighthouses"),
    ("where are my owls?", Intent.SEARCH, "owls"),
    ("show me my latest pictures", Intent.SEARCH, ""),
    ("do I have any harbours?", Intent.SEARCH, "harbours"),
    ("trova le mie volpi", Intent.SEARCH, "volpi"),
    ("mostrami le mie barche", Intent.SEARCH, "barche"),
    ("cerca i gufi nella mia libreria", Intent.SEARCH, "gufi"),
    ("dove sono i miei fari?", Intent.SEARCH, "fari"),
    ("fammi vedere le mie ultime immagini", Intent.SEARCH, ""),
    ("use the recipe Fox portrait", Intent.RECIPE, "Fox portrait"),
    ("use the Fox portrait recipe with an owl", Intent.RECIPE, "Fox portrait"),
    ("usa la ricetta Ritratto di volpe", Intent.RECIPE, "Ritratto di volpe"),
    ("prova la ricetta «Faro» con un gufo", Intent.RECIPE, "Faro"),
    ("which painters are there?", Intent.PAINTERS, ""),
    ("quali pittori ci sono?", Intent.PAINTERS, ""),
    ("hello", Intent.GREETING, ""),
    ("Buongiorno!", Intent.GREETING, ""),
    ("thank you so much", Intent.THANKS, ""),
    ("bellissimo, grazie", Intent.THANKS, ""),
    ("who are you?", Intent.WHO, ""),
    ("sei un robot?", Intent.WHO, ""),
    ("what can you do?", Intent.HELP, ""),
    ("cosa sai fare?", Intent.HELP, ""),
    ("aiuto", Intent.HELP, ""),
    ("publish it", Intent.PUBLISH, ""),
    ("pubblicala", Intent.PUBLISH, ""),
    ("again", Intent.AGAIN, ""),
    ("ancora", Intent.AGAIN, ""),
    ("surprise me", Intent.SURPRISE, ""),
    ("sorprendimi", Intent.SURPRISE, ""),
    ("never mind", Intent.NO, ""),
    ("don't paint anything yet", Intent.NO, ""),
    ("lascia perdere", Intent.NO, ""),
    ("why is the sky blue?", Intent.QUESTION, ""),
    ("perché il cielo è blu?", Intent.QUESTION, ""),
    ("hmm", Intent.UNCLEAR, ""),
    ("boh", Intent.UNCLEAR, ""),
    ("???", Intent.UNCLEAR, ""),
    ("🦊", Intent.UNCLEAR, ""),
    ("what is this?", Intent.DESCRIBE, ""),
]
# Said with a picture on the canvas, which the bar says will change.
OF_A_PICTURE = [
    ("make it winter", Intent.CHANGE, "make it winter"),
    ("Could you make the sky pink, please?", Intent.CHANGE, "make the sky pink"),
    ("remove the cloud", Intent.CHANGE, "remove the cloud"),
    ("without the cloud", Intent.CHANGE, "without the cloud"),
    ("add a boat", Intent.CHANGE, "add a boat"),
    ("at night", Intent.CHANGE, "at night"),
    ("more blue", Intent.CHANGE, "more blue"),
    ("turn it into a woodblock print", Intent.CHANGE, "turn it into a woodblock print"),
    ("paint it red", Intent.CHANGE, "paint it red"),
    ("I want it darker", Intent.CHANGE, "it darker"),
    ("rendila invernale", Intent.CHANGE, "rendila invernale"),
    ("più blu", Intent.CHANGE, "più blu"),
    ("togli la nuvola", Intent.CHANGE, "togli la nuvola"),
    ("puoi aggiungere una barca?", Intent.CHANGE, "aggiungere una barca"),
    ("di notte, con la luna piena", Intent.CHANGE, "di notte, con la luna piena"),
    ("trasformala in un acquerello", Intent.CHANGE, "trasformala in un acquerello"),
    ("dipingilo di rosso", Intent.CHANGE, "dipingilo di rosso"),
    ("a new picture of a lighthouse", Intent.CREATE, "a lighthouse"),
    ("un'altra immagine di un faro", Intent.CREATE, "un faro"),
    ("paint a lighthouse", Intent.CREATE, "a lighthouse"),
    ("disegna un faro", Intent.CREATE, "un faro"),
    ("show me my foxes", Intent.SEARCH, "foxes"),
    ("thanks!", Intent.THANKS, ""),
    ("publish this", Intent.PUBLISH, ""),
    ("cos'è questo?", Intent.DESCRIBE, ""),
]


@pytest.mark.parametrize(("said", "intent", "words"), FROM_NOTHING, ids=lambda each: str(each)[:40])
def test_what_is_heard_with_an_empty_canvas(said: str, intent: Intent, words: str) -> None:
    heard = hear(said, has_subject=False, is_chosen=False)
    assert heard.intent == intent
    if words:
        assert heard.words == words


@pytest.mark.parametrize(("said", "intent", "words"), OF_A_PICTURE, ids=lambda each: str(each)[:40])
def test_what_is_heard_with_a_picture_on_the_canvas(said: str, intent: Intent, words: str) -> None:
    heard = hear(said, has_subject=True, is_chosen=False)
    assert heard.intent == intent
    if words:
        assert heard.words == words


def test_a_picture_chosen_with_edit_is_what_a_plain_drawing_request_means() -> None:
    assert hear("draw a hat on the fox", has_subject=True, is_chosen=True).intent == Intent.CHANGE
    assert hear("a new picture of a hat", has_subject=True, is_chosen=True).intent == Intent.CREATE


@pytest.mark.parametrize(
    ("said", "count", "shape", "words"),
    [
        ("two pictures of a fox", 2, None, "a fox"),
        ("paint four images of a boat at dawn", 4, None, "a boat at dawn"),
        ("12 pictures of a boat", 4, None, "a boat"),
        ("due immagini di un gufo", 2, None, "un gufo"),
        ("a fox in the snow, in tall format", None, "tall", "a fox in the snow"),
        ("a wide picture of a harbour", None, "wide", "a harbour"),
        ("un faro, formato verticale", None, "tall", "un faro"),
        ("two owls on a branch", None, None, "two owls on a branch"),
        ("a tall ship and a wide river", None, None, "a tall ship and a wide river"),
    ],
)
def test_count_and_shape_are_taken_out_of_the_words(
    said: str, count: int | None, shape: str | None, words: str
) -> None:
    heard = hear(said, has_subject=False, is_chosen=False)
    assert heard == Heard(Intent.CREATE, words, count=count, shape=shape)


@pytest.mark.parametrize(
    ("said", "number", "words"),
    [
        ("make the second one bluer", 2, "make it bluer"),
        ("la terza più blu", 3, "più blu"),
        ("number 4 at night", 4, "at night"),
    ],
)
def test_one_of_the_last_four_is_named_by_its_number(said: str, number: int, words: str) -> None:
    heard = hear(said, has_subject=True, is_chosen=False)
    assert heard == Heard(Intent.CHANGE, words, number=number)


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("use the recipe Fox with an owl", {"subject": "an owl"}),
        ("usa la ricetta Faro con un gufo", {"subject": "un gufo"}),
        (
            "use the recipe Fox with subject: an owl, place: a forest",
            {"subject": "an owl", "place": "a forest"},
        ),
        ("use the recipe Fox", {}),
    ],
)
def test_a_recipe_is_filled_in_by_what_follows_its_name(said: str, values: dict[str, str]) -> None:
    assert hear(said, has_subject=False, is_chosen=False).values == values


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("make it winter", "en"),
        ("rendila invernale", "it"),
        ("una volpe rossa", "it"),
        ("trova le mie volpi", "it"),
        ("a red fox with my hat", "en"),
        ("fox", "it"),
        ("Monet", "it"),
    ],
)
def test_the_language_is_that_of_the_small_words_else_the_pages(said: str, language: str) -> None:
    assert language_of(said, otherwise="it") == language


def test_no_text_takes_long_or_breaks_it() -> None:
    for piece in (
        "please ",
        "the ",
        "a new ",
        "use recipe ",
        " ,",
        "my ",
        "'",
        "ricetta la ",
        "\u202e",
        "12 ",
    ):
        hear(piece * 2_000, has_subject=True, is_chosen=False)
