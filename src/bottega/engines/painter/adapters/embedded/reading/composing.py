"""A Reading to a Scene: what is drawn, as what, where by default, and what the person is told."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from bottega.engines.painter.adapters.embedded.scene import (
    COUNT_MAX,
    THINGS_MAX,
    Hour,
    Medium,
    Scene,
    Season,
    Setting,
    Spot,
    Thing,
    Tie,
    Weather,
)

from .lexicon import lexicons
from .reading import LAST_PLACE, Mention, Reading, Told
from .shapes import can_draw, chosen_feature, chosen_shape
from .words import clean_text

PLURAL_COUNT = 3  # "foxes", when nobody says how many
TOLD_MAX = 24  # lines of drew and of missed that a person still reads
_TOLD_LETTERS_MAX = 60
TINT_MAX = 3
_WHOLE_FIELDS: dict[str, type[StrEnum]] = {"hour": Hour, "weather": Weather, "season": Season}
_NIGHT_FEATURES = frozenset({"moon", "stars", "fireworks", "aurora", "galaxy"})
_FEATURE_HOMES = {
    "mountains": Setting.MOUNTAINS,
    "trees": Setting.FOREST,
    "river": Setting.RIVER,
    "waves": Setting.SEA,
    "buildings": Setting.CITY,
    "waterfall": Setting.FOREST,
    "flowers": Setting.MEADOW,
    "lighthouse": Setting.SEA,
    "cliffs": Setting.SEA,
    "galaxy": Setting.SPACE,
}
SETTING_FEATURES = {
    "meadow": "grass",
    "mountains": "mountains",
    "hills": "hills",
    "forest": "trees",
    "city": "buildings",
    "village": "village",
    "river": "river",
    "lake": "lake",
    "sea": "sea",
    "garden": "flowers",
    "street": "road",
}
_MOODS = (Setting.HILLS, Setting.SEA, Setting.LAKE, Setting.MOUNTAINS, Setting.SKY, Setting.DESERT)
_HUMAN_HEIGHT_FEATURES = frozenset({"sun", "moon", "stars", "clouds", "rainbow"})
_AS = {"en": "as", "it": "come"}


@dataclass(slots=True)
class Ledger:
    """What will be drawn and told while a Scene is made; lines carry their place in the text."""

    things: list[Thing] = field(default_factory=list)
    features: list[str] = field(default_factory=list)
    keys: dict[int, str] = field(default_factory=dict)  # id(Mention) -> key
    drew: list[tuple[int, str]] = field(default_factory=list)
    missed: list[tuple[int, str]] = field(default_factory=list)


def composed(reading: Reading, words: str) -> Scene:
    """The Scene that a whole prompt asks for."""
    ledger = Ledger()
    for mention in _kept(reading):
        enter_mention(ledger, mention, reading.language)
    ledger.things = tied(ledger, reading.mentions)
    _enter_wholes(ledger, reading)
    ledger.missed += [(told.place, told.text) for told in reading.missed]
    scene = Scene(
        **told_wholes(reading),
        things=tuple(ledger.things),
        features=tuple(ledger.features),
        tint=tuple(dict.fromkeys(reading.tint))[:TINT_MAX],
        warmth=round(reading.warmth, 2),
        light=round(reading.light, 2),
        lettering=reading.lettering,
        close=bool(reading.close) and bool(ledger.things),
        language=reading.language,
    )
    whole = _told(_with_defaults(scene, reading, words), ledger)
    return whole if _understood(whole, reading) else replace(whole, missed=in_order([(0, as_typed(words))]))


def as_typed(words: str) -> str:
    """The text itself, as one line, for when there is nothing better to tell."""
    return " ".join(clean_text(words).split())


def enter_mention(ledger: Ledger, mention: Mention, language: str) -> None:
    """Make a noun a thing, a landscape feature, or a line in what is missed."""
    choice, feature = chosen_shape(mention.entry), chosen_feature(mention.entry)
    if feature is not None and (choice is None or _is_scenery(mention)):
        if feature not in ledger.features:
            ledger.features.append(feature)
        ledger.drew.append((mention.place, said(mention)))
    elif choice is None or len(ledger.things) >= THINGS_MAX:
        ledger.missed.append((mention.place, said(mention)))
    else:
        thing = thing_of(mention, choice.shape, key=free_key(ledger, mention.entry.name))
        ledger.things.append(thing)
        ledger.keys[id(mention)] = thing.key
        ledger.drew.append((mention.place, label(thing, choice.stands_in, language)))


def label(thing: Thing, stands_in: bool, language: str) -> str:
    """How a drawn thing is told: "fox", or "giraffe (as horse)" when something else stands in."""
    if not stands_in:
        return thing.noun
    return f"{thing.noun} ({_AS[language]} {_shape_said(thing.shape, language)})"


def thing_of(mention: Mention, shape: str, *, key: str) -> Thing:
    """The Thing that a mention describes, without its ties."""
    look = mention.look
    count = look.count if look.count is not None else (PLURAL_COUNT if mention.plural else 1)
    traits = (*look.traits, "stone") if mention.effigy else tuple(look.traits)
    return Thing(
        key=key,
        noun=mention.said,
        shape=shape,
        count=max(1, min(COUNT_MAX, count)),
        colours=tuple(look.colours[:3]),
        scale=look.scale or 1.0,
        spot=mention.spot,
        traits=tuple(dict.fromkeys(traits)),
    )


def free_key(ledger: Ledger, name: str) -> str:
    """A key that no thing has yet: "fox", then "fox-2"."""
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "thing"
    taken = {thing.key for thing in ledger.things}
    spare = (f"{base}-{number}" for number in range(2, THINGS_MAX + 3))
    return base if base not in taken else next(key for key in spare if key not in taken)


def tied(ledger: Ledger, mentions: Iterable[Mention]) -> list[Thing]:
    """The ledger's things with the ties that the mentions tell; each pair is tied once."""
    ties: dict[str, list[Tie]] = {}
    for mention in mentions:
        key = ledger.keys.get(id(mention))
        for link, other in mention.ties if key else ():
            to = ledger.keys.get(id(other))
            if key and to and to != key and all(tie.to != to for tie in ties.get(key, ())):
                ties.setdefault(key, []).append(Tie(link, to))
    return [_with_ties(thing, ties.get(thing.key, [])) for thing in ledger.things]


def said(mention: Mention) -> str:
    """The noun as told: plural where the person said a plural."""
    return mention.met if mention.plural else mention.said


def told_wholes(reading: Reading) -> dict[str, Any]:
    """Medium, hour, weather and season as far as they are told; an exact medium beats a near one."""
    found: dict[str, Any] = {
        kind: made(value) for kind, made in _WHOLE_FIELDS.items() if (value := reading.first(kind))
    }
    return found | ({"medium": medium} if (medium := _medium(reading)) else {})


def _medium(reading: Reading) -> Medium | None:
    values = sorted(
        (told.value for told in reading.wholes.get("medium", ())), key=lambda v: v.startswith("~")
    )
    return next((Medium(value.lstrip("~")) for value in values if value != "~"), None)


def in_order(lines: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    """Lines in reading order, each once, none too long and not too many."""
    ordered = (
        text.strip()[:_TOLD_LETTERS_MAX].rstrip() for _, text in sorted(lines, key=lambda line: line[0])
    )
    return tuple(dict.fromkeys(filter(None, ordered)))[:TOLD_MAX]


def _with_ties(thing: Thing, ties: Sequence[Tie]) -> Thing:
    return replace(thing, ties=tuple(ties))


def _understood(scene: Scene, reading: Reading) -> bool:
    told = scene.drew or scene.missed or scene.tint or reading.wholes or reading.close is not None
    return bool(told or scene.light or scene.warmth)


def _kept(reading: Reading) -> list[Mention]:
    """The mentions without those that the same text refuses ("…, without the tree")."""
    gone = {mention.entry.name for mention in (*reading.refused_mentions, *reading.replaced)}
    return [mention for mention in reading.mentions if mention.entry.name not in gone]


def _is_scenery(mention: Mention) -> bool:
    """Whether a noun that could be either is better drawn as landscape than as a thing."""
    if mention.look.tell() or mention.spot is not Spot.ANYWHERE:
        return False
    if mention.entry.features[0] in _HUMAN_HEIGHT_FEATURES:
        return mention.look.count in (None, 1)
    return mention.plural and mention.look.count in (None, PLURAL_COUNT, 7)


def _shape_said(shape: str, language: str) -> str:
    return _shape_names(language).get(shape, shape.replace("-", " "))


@lru_cache(maxsize=2)
def _shape_names(language: str) -> dict[str, str]:
    """What a shape is called: by the first entry that is really drawn so."""
    names: dict[str, str] = {}
    for entries in lexicons()[language].phrases.values():
        for entry in entries:
            for shape in entry.shapes if entry.kind == "thing" and not entry.plural else ():
                names.setdefault(shape, entry.said)
    return names


def _enter_wholes(ledger: Ledger, reading: Reading) -> None:
    for kind in ("hour", "weather", "season"):
        ledger.drew += [(told.place, told.text.lower()) for told in reading.wholes.get(kind, ())[:1]]
    for told in reading.wholes.get("medium", ()):
        if told.value.startswith("~"):
            ledger.missed.append((told.place, told.text))
    _enter_settings(ledger, reading.wholes.get("setting", []))
    if reading.lettering:
        ledger.drew.append((LAST_PLACE, f"\u201c{reading.lettering}\u201d"))


def _enter_settings(ledger: Ledger, settings: Sequence[Told]) -> None:
    chosen = main_setting(settings)
    for told in settings:
        feature = SETTING_FEATURES.get(told.value)
        if chosen is None or told.value == chosen.value:
            ledger.drew.append((told.place, told.text.lower()))
        elif feature is not None and can_draw(feature):
            if feature not in ledger.features:
                ledger.features.append(feature)
            ledger.drew.append((told.place, told.text.lower()))
        elif told.value == "sky":
            ledger.drew.append((told.place, told.text.lower()))
        else:
            ledger.missed.append((told.place, told.text))


def main_setting(settings: Sequence[Told]) -> Told | None:
    """The first that is more than sky: every landscape has a sky."""
    solid = [told for told in settings if told.value != "sky"]
    return next(iter(solid or settings), None)


def _with_defaults(scene: Scene, reading: Reading, words: str) -> Scene:
    chosen = main_setting(reading.wholes.get("setting", []))
    setting = Setting(chosen.value) if chosen else _home(scene, reading, words)
    hour, weather, season = scene.hour, scene.weather, scene.season
    if reading.first("hour") is None and _NIGHT_FEATURES & set(scene.features):
        hour = Hour.NIGHT
    if reading.first("season") is None and weather is Weather.SNOW:
        season = Season.WINTER
    return replace(scene, setting=setting, hour=hour, weather=weather, season=season)


def _home(scene: Scene, reading: Reading, words: str) -> Setting:
    if scene.close:
        return Setting.PLAIN
    homes = [m.entry.home for m in _kept(reading) if m.entry.home and m.entry.kind == "thing"]
    if scene.things and homes:
        anchors = [home for home in homes if home not in ("plain", "table", "meadow")]
        first_is_object = homes[0] in ("plain", "table")
        if first_is_object and "room" in homes:
            return Setting.ROOM
        return Setting(anchors[0] if anchors and not first_is_object else homes[0])
    for feature in scene.features:
        if feature in _FEATURE_HOMES:
            return _FEATURE_HOMES[feature]
    if scene.lettering:
        return Setting.PLAIN
    return _MOODS[hashlib.sha256(words.encode("utf-8", "replace")).digest()[0] % len(_MOODS)]


def _told(scene: Scene, ledger: Ledger) -> Scene:
    drew = in_order(ledger.drew)
    missed = tuple(line for line in in_order(ledger.missed) if line not in drew)
    return replace(scene, drew=drew, missed=missed)
