"""The scene description: what the reader understood and the renderer draws.

`reader.py` makes a Scene from words and changes one by words; `render` turns a Scene and a seed
into pixels. Nothing else passes between them. A Scene goes to and from JSON without loss, so it can
lie in `Painting.memo` and come back for the next edit. It holds no randomness: two paintings of one
Scene differ by seed alone.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

THINGS_MAX = 8
COUNT_MAX = 24


class Medium(StrEnum):
    """The material that the picture pretends to be made of. ANY: the words name none, the seed chooses."""

    ANY = "any"
    WATERCOLOUR = "watercolour"
    OIL = "oil"
    WOODBLOCK = "woodblock"
    PAPER_CUT = "paper cut"
    PIXEL_ART = "pixel art"
    STAINED_GLASS = "stained glass"
    CHARCOAL = "charcoal"
    BLUEPRINT = "blueprint"
    NEON = "neon"
    POSTER = "poster"
    INK = "ink"
    PASTEL = "pastel"
    MOSAIC = "mosaic"
    PHOTO = "photo"  # asked for as a photograph: soft light, grain, depth of field


class Setting(StrEnum):
    """Where it is; decides what the ground and the background are."""

    MEADOW = "meadow"
    HILLS = "hills"
    MOUNTAINS = "mountains"
    FOREST = "forest"
    SEA = "sea"
    BEACH = "beach"
    LAKE = "lake"
    RIVER = "river"
    DESERT = "desert"
    CITY = "city"
    VILLAGE = "village"
    STREET = "street"
    GARDEN = "garden"
    SNOWFIELD = "snowfield"
    SKY = "sky"
    SPACE = "space"
    UNDERWATER = "underwater"
    ROOM = "room"
    TABLE = "table"  # still life: a surface and a wall
    PLAIN = "plain"  # a bare backdrop, for a portrait of one thing or for a pattern


class Hour(StrEnum):
    """Time of day."""

    DAWN = "dawn"
    DAY = "day"
    GOLDEN = "golden hour"
    SUNSET = "sunset"
    DUSK = "dusk"
    NIGHT = "night"


class Weather(StrEnum):
    """What falls or hangs in the air."""

    CLEAR = "clear"
    CLOUDY = "cloudy"
    RAIN = "rain"
    SNOW = "snow"
    FOG = "fog"
    STORM = "storm"
    WIND = "wind"


class Season(StrEnum):
    """Colours leaves and ground."""

    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"


class Link(StrEnum):
    """How one thing stands to another."""

    ON = "on"
    UNDER = "under"
    LEFT_OF = "left of"
    RIGHT_OF = "right of"
    IN_FRONT_OF = "in front of"
    BEHIND = "behind"
    ABOVE = "above"
    IN = "in"
    NEXT_TO = "next to"
    HOLDING = "holding"
    WEARING = "wearing"


class Spot(StrEnum):
    """Where in the picture the words themselves put a thing, when they do."""

    ANYWHERE = "anywhere"
    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"
    TOP = "top"
    BOTTOM = "bottom"
    FOREGROUND = "foreground"
    BACKGROUND = "background"


@dataclass(frozen=True, slots=True)
class Tie:
    """This thing stands in `link` to the thing whose key is `to`."""

    link: Link
    to: str


@dataclass(frozen=True, slots=True)
class Thing:
    """One named subject, or a group of the same.

    key: unique in the scene and stable through edits ("fox", "fox-2"); the renderer derives this
        thing's own randomness from (seed, key), so that nothing else moves when a thing is added.
    noun: what the person said, singular, in the person's language; for the "drew" line.
    shape: what to draw: the English name of a shape the renderer knows (`shapes.known_shapes()`).
    count: 1 to COUNT_MAX.
    colours: "#rrggbb", main first, 0 to 3 of them; empty: the shape's natural colour.
    scale: 0.25 tiny, 0.6 small, 1 usual, 1.5 big, 2.2 giant.
    traits: known adjectives that change the drawing ("striped", "glowing", "round", "old", …).
    """

    key: str
    noun: str
    shape: str
    count: int = 1
    colours: tuple[str, ...] = ()
    scale: float = 1.0
    spot: Spot = Spot.ANYWHERE
    ties: tuple[Tie, ...] = ()
    traits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole picture in words; every field has a quiet default.

    features: landscape elements that are not things, in the order said: "mountains", "trees",
        "river", "clouds", "sun", "moon", "stars", "rainbow", "flowers", "waves", "aurora",
        "fireworks", "buildings", "fence", "path", "bridge", "waterfall", "lighthouse" …
        (`render.FEATURES` is the list).
    tint: "#rrggbb" colours asked for the whole picture ("in blue and gold", "more blue"), strongest
        first; empty: the palette of hour, season and medium.
    warmth, light: -1.0 to 1.0, nudges that edits make ("warmer", "darker").
    lettering: text asked for in quotation marks, at most 40 characters, or "".
    close: the words ask for a close-up or a portrait of the first thing.
    drew, missed: nouns for the person, in the person's language.
    language: "en" or "it".
    """

    medium: Medium = Medium.ANY
    setting: Setting = Setting.PLAIN
    hour: Hour = Hour.DAY
    weather: Weather = Weather.CLEAR
    season: Season = Season.SUMMER
    things: tuple[Thing, ...] = ()
    features: tuple[str, ...] = ()
    tint: tuple[str, ...] = ()
    warmth: float = 0.0
    light: float = 0.0
    lettering: str = ""
    close: bool = False
    drew: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    language: str = "en"


def scene_to_json(scene: Scene) -> dict[str, Any]:
    """A JSON-safe dict that `scene_from_json` turns back into an equal Scene."""
    return asdict(scene)


def scene_from_json(raw: Mapping[str, Any]) -> Scene:
    """The Scene that `scene_to_json` gave. Raises KeyError, TypeError or ValueError on anything else."""
    things = tuple(
        Thing(
            **{
                **thing,
                "colours": tuple(thing["colours"]),
                "spot": Spot(thing["spot"]),
                "ties": tuple(Tie(Link(tie["link"]), tie["to"]) for tie in thing["ties"]),
                "traits": tuple(thing["traits"]),
            }
        )
        for thing in raw["things"]
    )
    listed = {name: tuple(raw[name]) for name in ("features", "tint", "drew", "missed")}
    return replace(
        Scene(**{**raw, **listed, "things": things}),
        medium=Medium(raw["medium"]),
        setting=Setting(raw["setting"]),
        hour=Hour(raw["hour"]),
        weather=Weather(raw["weather"]),
        season=Season(raw["season"]),
    )
