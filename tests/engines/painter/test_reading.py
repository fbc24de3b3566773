"""What the embedded painter understands: key facts of real sentences, laws over any text, and edits."""

import random
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bottega.engines.painter.adapters.embedded.reading import merged_words, read_change, read_prompt
from bottega.engines.painter.adapters.embedded.reading import shapes as asked_shapes
from bottega.engines.painter.adapters.embedded.scene import (
    COUNT_MAX,
    THINGS_MAX,
    Hour,
    Link,
    Medium,
    Scene,
    Season,
    Setting,
    Spot,
    Thing,
    Weather,
    scene_from_json,
    scene_to_json,
)


def _split(text: str) -> list[str]:
    return text.split()


_DRAWN = frozenset(
    _split(
        r"""
    apple axe bear bird boat book bottle bowl campfire candle car castle cat chair circle cloud
    crown cup dog donkey dragon eagle elephant fire flower fox girl glasses hammer hat horse house
    jacket lantern lighthouse man moon orange owl person robot rodent rose sheep shirt sign
    sign-direction signpost square star statue sun sword table top-hat tree umbrella vase wall
    window wine-bottle wizard woman
    """
    )
)
_LANDSCAPE = frozenset(
    _split(
        r"""
    aurora bridge buildings clouds fireworks flowers galaxy grass hills lake lighthouse moon
    mountains path rainbow river road rocks sea stars sun trees village waterfall waves
    """
    )
)


@pytest.fixture(autouse=True, scope="module")
def a_small_renderer() -> Iterator[None]:
    """Reading is judged against a fixed list of drawable names, so that new shapes change no test."""
    patch = pytest.MonkeyPatch()
    patch.setattr(asked_shapes, "_known_shapes", lambda: _DRAWN)
    patch.setattr(asked_shapes, "_known_features", lambda: _LANDSCAPE)
    yield
    patch.undo()


def _thing(scene: Scene, key: str) -> Thing:
    return next(thing for thing in scene.things if thing.key == key)


def _ties(scene: Scene, key: str) -> set[tuple[Link, str]]:
    return {(tie.link, tie.to) for tie in _thing(scene, key).ties}


# What each sentence must give: "medium", "setting" … by value; "things" as key → count; "missed" exactly.
_FACTS: list[tuple[str, dict[str, object]]] = [
    ("a red fox", {"things": {"fox": 1}, "drew": ("fox",), "missed": ()}),
    ("three foxes and two cups of coffee", {"things": {"fox": 3, "cup": 2}}),
    ("foxes", {"things": {"fox": 3}}),
    ("a flock of geese", {"things": {}, "missed": ("geese",)}),
    ("a herd of horses", {"things": {"horse": 9}}),
    ("a dozen apples", {"things": {"apple": 12}}),
    ("4 cats", {"things": {"cat": 4}}),
    ("an orange", {"things": {"orange": 1}, "tint": ()}),
    ("an orange cat", {"things": {"cat": 1}}),
    ("a watercolor of a fox", {"medium": "watercolour", "things": {"fox": 1}}),
    ("a ukiyo-e print of a boat", {"medium": "woodblock", "things": {"boat": 1}}),
    ("oil on canvas, a castle", {"medium": "oil", "things": {"castle": 1}}),
    ("stained glass window of a dragon", {"medium": "stained glass", "things": {"dragon": 1}}),
    ("pixel art robot", {"medium": "pixel art", "things": {"robot": 1}}),
    ("a pencil sketch of a horse", {"medium": "charcoal", "things": {"horse": 1}}),
    ("a cat made of paper, paper cut", {"medium": "paper cut", "missed": ("made of paper",)}),
    ("a sunset over the sea", {"setting": "sea", "hour": "sunset", "things": {}}),
    ("a forest at night in the fog", {"setting": "forest", "hour": "night", "weather": "fog"}),
    ("a rainy street in autumn", {"setting": "street", "weather": "rain", "season": "autumn"}),
    ("snowfall over a village", {"setting": "village", "weather": "snow", "season": "winter"}),
    ("mountains and a river under a rainbow", {"setting": "mountains", "features": {"river", "rainbow"}}),
    ("a tree", {"things": {"tree": 1}, "features": set()}),
    ("hills with trees", {"setting": "hills", "things": {}, "features": {"trees"}}),
    ("a fox under the stars", {"features": {"stars"}, "hour": "night"}),
    ("a boat under the moon", {"features": {"moon"}, "hour": "night"}),
    ("a city without any boats", {"setting": "city", "things": {}, "missed": ()}),
    ("no people, a lake", {"setting": "lake", "things": {}, "missed": ()}),
    ("a kitchen without a table", {"setting": "room", "things": {}}),
    ("a cup on the table", {"setting": "table", "things": {"cup": 1}}),
    ("nostalgia", {"things": {}, "drew": (), "missed": ("nostalgia",)}),
    ("a fox, 4k, highly detailed, trending on artstation", {"missed": ()}),
    (
        "a fox by Greg Rutkowski and Artgerm",
        {"missed": ("the manner of Greg Rutkowski", "the manner of Artgerm")},
    ),
    ("a fox in the style of Hokusai", {"missed": ("the manner of Hokusai",)}),
    ("a fox in the style of a woodblock print", {"medium": "woodblock", "missed": ()}),
    ("a giraffe", {"things": {"giraffe": 1}, "drew": ("giraffe (as donkey)",)}),
    ("a bird flies over a house", {"things": {"bird": 1, "house": 1}, "missed": ()}),
    ("a star-shaped table", {"things": {"table": 1}, "missed": ("star-shaped",)}),
    ("a well-dressed bear", {"things": {"bear": 1}, "missed": ()}),
    ("a tabby", {"things": {"cat": 1}, "drew": ("tabby",)}),
    ("a robot mouse", {"things": {"mouse": 1}, "missed": ("robot",)}),
    ("a heart made of water", {"missed": ("heart", "made of water")}),
    ("a woman with blue eyes", {"things": {"woman": 1}, "missed": ("eyes",)}),
    ("portrait of a woman", {"close": True, "setting": "plain"}),
    ("a close-up of a rose", {"close": True, "things": {"rose": 1}}),
    ('a sign that says "HELLO"', {"lettering": "HELLO", "things": {"sign": 1}}),
    ("a sign with 'BUY MILK' written on it", {"lettering": "BUY MILK"}),
    ("the cat's hat isn't here", {"lettering": ""}),
    ("a castle in blue and gold", {"tint": ("#2f65b5", "#d4a32c")}),
    ("the house is white. A fox. The fox is red.", {"things": {"house": 1, "fox": 1}}),
    ("una volpe rossa", {"language": "it", "things": {"fox": 1}, "drew": ("volpe",)}),
    ("tre volpi", {"language": "it", "things": {"fox": 3}}),
    ("due tazze di caffè sul tavolo", {"setting": "table", "things": {"cup": 2}}),
    ("una barca al tramonto, acquerello", {"hour": "sunset", "medium": "watercolour", "things": {"boat": 1}}),
    ("bosco d'inverno con la nebbia", {"setting": "forest", "season": "winter", "weather": "fog"}),
    ("una città senza barche", {"setting": "city", "things": {}, "missed": ()}),
    ("una citta di notte", {"setting": "city", "hour": "night"}),
    ("una rosa rosa", {"things": {"rose": 1}, "missed": ()}),
    ("malinconia", {"language": "it", "things": {}, "missed": ("malinconia",)}),
    ("ritratto di una donna", {"close": True, "things": {"woman": 1}}),
    ("una volpe nello stile di Monet", {"missed": ("la maniera di Monet",)}),
    ("insegna con scritto «BAR»", {"lettering": "BAR", "things": {"sign": 1}}),
    ("un gatto addormentato vicino alla finestra", {"things": {"cat": 1, "window": 1}}),
    ("una giraffa", {"drew": ("giraffa (come asino)",)}),
    (
        "alcune pecore in un prato di primavera",
        {"setting": "meadow", "season": "spring", "things": {"sheep": 3}},
    ),
    ("?!", {"things": {}, "drew": (), "missed": ("?!",)}),
    ("\U0001f98a\U0001f332", {"things": {}, "drew": (), "missed": ("\U0001f98a\U0001f332",)}),
    ("a watercolour", {"things": {}, "medium": "watercolour", "missed": ()}),
    ("the void", {"things": {}, "missed": ("void",)}),
]


def _seen(scene: Scene, fact: str) -> object:
    if fact == "things":
        return {thing.key: thing.count for thing in scene.things}
    return set(scene.features) if fact == "features" else getattr(scene, fact)


@pytest.mark.parametrize(("words", "facts"), _FACTS, ids=[words for words, _ in _FACTS])
def test_the_key_facts_of_a_sentence_are_read(words: str, facts: dict[str, object]) -> None:
    scene = read_prompt(words)
    assert {fact: _seen(scene, fact) for fact in facts} == facts


_COLOURED = [
    ("a red fox under a blue tree", {"fox": "#c62f2d", "tree": "#2f65b5"}),
    ("a fox under a blue tree", {"fox": "", "tree": "#2f65b5"}),
    ("three black cats next to two orange cats", {"cat": "#1c1b1e", "cat-2": "#e8792b"}),
    ("The house is white and the tree is red", {"house": "#f5f3ec", "tree": "#c62f2d"}),
    ("a woman in red with a yellow umbrella", {"woman": "#c62f2d", "umbrella": "#f2c531"}),
    ("a car with yellow rims next to a house", {"car": "", "house": ""}),
    ("una volpe rossa sotto un albero blu", {"fox": "#c62f2d", "tree": "#2f65b5"}),
    ("due gatti neri e una casa bianca", {"cat": "#1c1b1e", "house": "#f5f3ec"}),
]


@pytest.mark.parametrize(("words", "colours"), _COLOURED, ids=[words for words, _ in _COLOURED])
def test_a_colour_belongs_to_its_noun(words: str, colours: dict[str, str]) -> None:
    scene = read_prompt(words)
    assert {key: (_thing(scene, key).colours or ("",))[0] for key in colours} == colours


def test_a_dark_green_is_darker_than_a_green() -> None:
    green, dark = (
        _thing(read_prompt(f"a {shade} car"), "car").colours[0] for shade in ("green", "dark green")
    )
    assert dark != green
    assert int(dark[3:5], 16) < int(green[3:5], 16)


_PLACED = [
    ("a fox under a tree", "fox", {(Link.UNDER, "tree")}),
    ("a cat on a chair next to a window", "cat", {(Link.ON, "chair"), (Link.NEXT_TO, "window")}),
    ("a boat to the left of a lighthouse", "boat", {(Link.LEFT_OF, "lighthouse")}),
    ("a fox wearing a red hat and holding a book", "fox", {(Link.WEARING, "hat"), (Link.HOLDING, "book")}),
    ("a cat with a hat", "cat", {(Link.WEARING, "hat")}),
    ("a man with a sword", "man", {(Link.HOLDING, "sword")}),
    ("a bowl of apples", "apple", {(Link.IN, "bowl")}),
    ("a fox and a bear next to a campfire", "bear", {(Link.NEXT_TO, "campfire")}),
    ("On the table there is nothing. Behind the house, a horse", "horse", {(Link.BEHIND, "house")}),
    ("una barca a sinistra del faro", "boat", {(Link.LEFT_OF, "lighthouse")}),
    ("un gatto nero su una sedia verde", "cat", {(Link.ON, "chair")}),
    ("un robot che legge un libro", "robot", {(Link.HOLDING, "book")}),
]


@pytest.mark.parametrize(("words", "key", "ties"), _PLACED, ids=[words for words, *_ in _PLACED])
def test_a_relation_ties_the_right_things(words: str, key: str, ties: set[tuple[Link, str]]) -> None:
    assert _ties(read_prompt(words), key) == ties


@pytest.mark.parametrize(
    ("words", "key", "spot"),
    [
        ("a cat on the left and a dog on the right", "cat", Spot.LEFT),
        ("a cat on the left and a dog on the right", "dog", Spot.RIGHT),
        ("a castle in the background", "castle", Spot.BACKGROUND),
        ("un mulino e un castello sullo sfondo", "castle", Spot.BACKGROUND),
        ("light from the left, a cat", "cat", Spot.ANYWHERE),
    ],
)
def test_a_spot_goes_to_the_noun_before_it(words: str, key: str, spot: Spot) -> None:
    assert _thing(read_prompt(words), key).spot is spot


@pytest.mark.parametrize(
    ("words", "scale"), [("a tiny fox", 0.25), ("a giant fox", 2.2), ("una volpe enorme", 2.2)]
)
def test_a_size_word_scales_its_noun(words: str, scale: float) -> None:
    assert _thing(read_prompt(words), "fox").scale == scale


def test_traits_stay_with_their_noun() -> None:
    scene = read_prompt("a striped cat next to an old sleeping dog")
    assert (_thing(scene, "cat").traits, _thing(scene, "dog").traits) == (("striped",), ("old", "sleeping"))


def test_the_same_things_in_both_languages_have_the_same_keys() -> None:
    one, other = read_prompt("a red fox under a tree"), read_prompt("una volpe rossa sotto un albero")
    assert [(t.key, t.shape, t.colours) for t in one.things] == [
        (t.key, t.shape, t.colours) for t in other.things
    ]


def test_nine_different_nouns_are_eight_things_and_one_honest_miss() -> None:
    scene = read_prompt("a fox, a dog, a cat, a horse, a bear, an owl, an elephant, a boat and a castle")
    assert len(scene.things) == THINGS_MAX
    assert scene.missed == ("castle",)


# -- laws ------------------------------------------------------------------------------------------

_PIECES = _split(
    r"""
    a the una il fox volpe foxes red rossa blue dark under sotto on sul next to with con without
    senza and e of di three tre night notte in style by Hokusai made like is , . " ' ; 7 tree albero
    left a sinistra house tiny it eyes occhi instead replace remove add more less bigger → painting
    oil
    """
)
_texts = st.text(max_size=200) | st.lists(st.sampled_from(_PIECES), max_size=40).map(" ".join)
_CALM = settings(max_examples=150, deadline=None)


@_CALM
@given(_texts)
def test_no_text_raises_and_every_scene_stays_in_bounds(words: str) -> None:
    scene = read_prompt(words)
    assert len(scene.things) <= THINGS_MAX
    assert len(scene.lettering) <= 40
    assert len(scene.tint) <= 3
    assert all(1 <= thing.count <= COUNT_MAX and 0.25 <= thing.scale <= 2.2 for thing in scene.things)
    keys = [thing.key for thing in scene.things]
    assert len(set(keys)) == len(keys)
    assert all(tie.to in keys and tie.to != thing.key for thing in scene.things for tie in thing.ties)
    assert all(thing.shape in _DRAWN for thing in scene.things)
    assert set(scene.features) <= _LANDSCAPE


@_CALM
@given(_texts)
def test_what_was_read_survives_json_and_reads_the_same_again(words: str) -> None:
    scene = read_prompt(words)
    assert scene_from_json(scene_to_json(scene)) == scene == read_prompt(words)


@_CALM
@given(_texts, _texts)
def test_no_edit_raises_and_no_edited_scene_leaves_its_bounds(words: str, change: str) -> None:
    scene = read_change(read_prompt(words), change)
    keys = {thing.key for thing in scene.things}
    assert len(keys) == len(scene.things) <= THINGS_MAX
    assert all(tie.to in keys for thing in scene.things for tie in thing.ties)
    assert scene_from_json(scene_to_json(scene)) == scene


@pytest.mark.parametrize(
    "words", ["", " ", "\x00\x07", "\u202eelpirt\u202c", "🦊🌲", "ﷺ" * 300, "a fox " * 6_700]
)
def test_odd_text_is_read_without_harm(words: str) -> None:
    assert isinstance(read_prompt(words), Scene)


def test_direction_marks_inside_a_word_do_not_hide_the_fox() -> None:
    assert read_prompt("\u200fa red\u202e fox\x00 here").drew == ("fox",)


def test_a_text_is_told_only_once_and_in_the_order_said() -> None:
    scene = read_prompt("a quokka, a fox, a quokka and a zorilla beside a cat")
    assert (scene.drew, scene.missed) == (("fox", "cat"), ("quokka", "zorilla"))


# -- edits -----------------------------------------------------------------------------------------

_BEFORE = "a red fox under a tree with a boat near a lake at night"
_PRIMA = "una volpe rossa e una barca sul lago, di notte"


def _so(holds: Callable[[Scene], bool], scene: Scene) -> bool:
    try:
        return holds(scene)
    except StopIteration:  # it speaks of a thing that is not there
        return False


def _count(key: str, count: int) -> Callable[[Scene], bool]:
    return lambda scene: _thing(scene, key).count == count


_EDITS: list[tuple[str, str, Callable[[Scene], bool]]] = [
    (
        "three boats on a lake at sunset",
        "make it winter at night, with a full moon",
        lambda s: (s.season, s.hour, len(s.things)) == (Season.WINTER, Hour.NIGHT, 2),
    ),
    (
        "three boats on a lake at sunset",
        "make it winter with a full moon",
        lambda s: s.season is Season.WINTER and len(s.things) == 2,
    ),
    (_BEFORE, "make it winter", lambda s: s.season is Season.WINTER),
    (_BEFORE, "make it rain", lambda s: s.weather is Weather.RAIN),
    (_BEFORE, "make it a foggy dawn", lambda s: (s.weather, s.hour) == (Weather.FOG, Hour.DAWN)),
    (_BEFORE, "change the sky to sunset", lambda s: s.hour is Hour.SUNSET and "night" not in s.drew),
    (_BEFORE, "add three birds on the left", lambda s: _thing(s, "bird").spot is Spot.LEFT),
    (_BEFORE, "add three birds on the left", _count("bird", 3)),
    (_BEFORE, "add another fox", _count("fox", 2)),
    (_BEFORE, "two foxes instead of one", _count("fox", 2)),
    ("three foxes", "only one fox", _count("fox", 1)),
    (_BEFORE, "remove the tree", lambda s: [t.key for t in s.things] == ["fox", "boat"]),
    (_BEFORE, "without the boat", lambda s: "boat" not in s.drew),
    (
        "a man and a woman near a castle",
        "remove the people",
        lambda s: [t.key for t in s.things] == ["castle"],
    ),
    (_BEFORE, "more blue", lambda s: s.tint == ("#2f65b5",)),
    ("a castle in red and gold", "less red", lambda s: s.tint == ("#d4a32c",)),
    (_BEFORE, "warmer", lambda s: s.warmth > 0),
    (_BEFORE, "make it darker", lambda s: s.light < 0),
    (_BEFORE, "brighter", lambda s: s.light > 0),
    (_BEFORE, "make the fox blue", lambda s: _thing(s, "fox").colours == ("#2f65b5",)),
    (_BEFORE, "make the fox bigger", lambda s: _thing(s, "fox").scale == 1.5),
    (_BEFORE, "make the boat smaller", lambda s: _thing(s, "boat").scale < 1),
    (_BEFORE, "change the colour of the fox to green", lambda s: _thing(s, "fox").colours == ("#4c9a4a",)),
    (_BEFORE, "move the boat to the left", lambda s: _thing(s, "boat").spot is Spot.LEFT),
    (_BEFORE, "move the fox behind the boat", lambda s: _ties(s, "fox") == {(Link.BEHIND, "boat")}),
    (_BEFORE, "put a hat on the fox", lambda s: (Link.WEARING, "hat") in _ties(s, "fox")),
    (_BEFORE, "turn it into a woodblock print", lambda s: s.medium is Medium.WOODBLOCK),
    (_BEFORE, "as a mosaic", lambda s: s.medium is Medium.MOSAIC),
    (_BEFORE, "replace the fox with a dog", lambda s: _thing(s, "fox").shape == "dog" and "dog" in s.drew),
    (_BEFORE, "change the setting to a beach", lambda s: s.setting is Setting.BEACH),
    (_BEFORE, "close-up", lambda s: s.close),
    (_BEFORE, "write 'Ciao'", lambda s: s.lettering == "Ciao"),
    ('a sign that says "HELLO"', "remove the text", lambda s: s.lettering == ""),
    (
        _BEFORE,
        "make it winter and add a lantern",
        lambda s: s.season is Season.WINTER and bool(_thing(s, "lantern")),
    ),
    (_PRIMA, "rendilo invernale", lambda s: s.season is Season.WINTER),
    (_PRIMA, "fai nevicare", lambda s: s.weather is Weather.SNOW),
    (_PRIMA, "aggiungi tre uccelli a sinistra", lambda s: _thing(s, "bird").spot is Spot.LEFT),
    (_PRIMA, "togli la barca", lambda s: [t.key for t in s.things] == ["fox"]),
    (_PRIMA, "senza la volpe", lambda s: [t.key for t in s.things] == ["boat"]),
    (_PRIMA, "più blu", lambda s: s.tint == ("#2f65b5",)),
    (_PRIMA, "più scuro", lambda s: s.light < 0),
    (_PRIMA, "rendi la volpe blu", lambda s: _thing(s, "fox").colours == ("#2f65b5",)),
    (_PRIMA, "fai la volpe più grande", lambda s: _thing(s, "fox").scale == 1.5),
    (_PRIMA, "due volpi invece di una", _count("fox", 2)),
    (_PRIMA, "sostituisci la volpe con un cane", lambda s: _thing(s, "fox").noun == "cane"),
    (_PRIMA, "sposta la barca a destra", lambda s: _thing(s, "boat").spot is Spot.RIGHT),
    (_PRIMA, "trasformalo in una xilografia", lambda s: s.medium is Medium.WOODBLOCK),
    (_PRIMA, "cambia il cielo in tramonto", lambda s: s.hour is Hour.SUNSET),
    (_PRIMA, "primo piano", lambda s: s.close),
    (_PRIMA, 'scrivi "Ciao"', lambda s: s.lettering == "Ciao"),
]


@pytest.mark.parametrize(
    ("before", "change", "holds"), _EDITS, ids=[f"{c} ({n})" for n, (_, c, _h) in enumerate(_EDITS)]
)
def test_an_edit_changes_what_it_says(before: str, change: str, holds: Callable[[Scene], bool]) -> None:
    scene = read_prompt(before)
    changed = read_change(scene, change)
    assert not _so(holds, scene)
    assert _so(holds, changed)
    assert changed.missed == ()


@pytest.mark.parametrize(
    ("before", "change", "holds"), _EDITS, ids=[f"{c} ({n})" for n, (_, c, _h) in enumerate(_EDITS)]
)
def test_the_merged_words_read_to_the_same_scene(
    before: str, change: str, holds: Callable[[Scene], bool]
) -> None:
    assert read_prompt(merged_words(before, change)) == read_change(read_prompt(before), change)


_UNTOUCHED = [
    ("make it winter", {"season", "drew", "missed"}, set()),
    ("add a lantern on the right", {"things", "drew", "missed"}, set()),
    ("remove the boat", {"things", "drew", "missed"}, {"boat", "fox"}),
    ("make the fox blue", {"things", "missed"}, {"fox"}),
    ("more yellow", {"tint", "missed"}, set()),
    ("replace the boat with a castle", {"things", "drew", "missed"}, {"boat"}),
]


@pytest.mark.parametrize(("change", "fields", "keys"), _UNTOUCHED, ids=[change for change, *_ in _UNTOUCHED])
def test_an_edit_leaves_everything_else_alone(change: str, fields: set[str], keys: set[str]) -> None:
    scene = read_prompt(_BEFORE)
    changed = read_change(scene, change)
    before, after = scene_to_json(scene), scene_to_json(changed)
    assert {name for name in before if before[name] != after[name]} <= fields
    assert all(thing in changed.things for thing in scene.things if thing.key not in keys)


@given(
    st.lists(st.sampled_from([change for _, change, _ in _EDITS]), min_size=1, max_size=4), st.integers(0, 9)
)
@_CALM
def test_adding_a_thing_after_any_edits_touches_no_other(changes: list[str], turn: int) -> None:
    scene = read_prompt(_BEFORE)
    for change in changes:
        scene = read_change(scene, change)
    noun = random.Random(turn).choice(("castle", "dragon", "chair"))
    added = read_change(scene, f"add a {noun} on the right")
    assert added.things[: len(scene.things)] == scene.things


@pytest.mark.parametrize(
    "change", ["frobnicate the quux", "make the giraffe blue", "remove the moon", "move the dog left"]
)
def test_an_edit_that_cannot_be_done_changes_nothing_and_says_so(change: str) -> None:
    scene = read_prompt(_BEFORE)
    changed = read_change(scene, change)
    assert changed.missed
    assert changed.drew == scene.drew
    assert changed.things == scene.things


def test_an_edit_of_pure_noise_is_told_as_not_understood() -> None:
    scene = read_prompt(_BEFORE)
    assert read_change(scene, "?!…").missed == ("?!…",) or read_change(scene, "?!…").missed == ("?!...",)


def test_lettering_that_is_too_long_is_cut_at_a_word_and_the_rest_is_told() -> None:
    scene = read_prompt('a sign that says "all the foxes of the hills are asleep in the long grass tonight"')
    assert scene.lettering == "all the foxes of the hills are asleep"
    assert scene.missed == ("\u201cin the long grass tonight\u201d",)


def test_merged_words_stay_readable_and_within_the_ports_limit() -> None:
    assert merged_words("a fox", "make it winter") == "a fox → make it winter"
    words = "a fox"
    for turn in range(400):
        words = merged_words(words, f"add a castle on the left, number {turn}")
    assert len(words) <= 4_000
    assert words.startswith("a fox →")
    assert words.endswith("number 399")
