"""A Scene survives its journey through JSON, and garbage does not become one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bottega.engines.painter.adapters.embedded.scene import (
    Hour,
    Link,
    Medium,
    Scene,
    Season,
    Setting,
    Spot,
    Thing,
    Tie,
    Weather,
    scene_from_json,
    scene_to_json,
)

_words = st.text(max_size=12)
_colours = st.lists(st.sampled_from(["#c62f2d", "#2f65b5", "#f2c531"]), max_size=3).map(tuple)
_ties = st.lists(st.builds(Tie, st.sampled_from(Link), _words), max_size=3).map(tuple)
_things = st.builds(
    Thing,
    key=_words,
    noun=_words,
    shape=_words,
    count=st.integers(1, 24),
    colours=_colours,
    scale=st.floats(0.25, 2.2),
    spot=st.sampled_from(Spot),
    ties=_ties,
    traits=st.lists(_words, max_size=3).map(tuple),
)
_listed = st.lists(_words, max_size=4).map(tuple)
_scenes = st.builds(
    Scene,
    medium=st.sampled_from(Medium),
    setting=st.sampled_from(Setting),
    hour=st.sampled_from(Hour),
    weather=st.sampled_from(Weather),
    season=st.sampled_from(Season),
    things=st.lists(_things, max_size=4).map(tuple),
    features=_listed,
    tint=_colours,
    warmth=st.floats(-1, 1),
    light=st.floats(-1, 1),
    lettering=_words,
    close=st.booleans(),
    drew=_listed,
    missed=_listed,
    language=st.sampled_from(["en", "it"]),
)


@given(_scenes)
def test_a_scene_comes_back_equal_from_json(scene: Scene) -> None:
    assert scene_from_json(json.loads(json.dumps(scene_to_json(scene)))) == scene


@given(_scenes)
def test_a_scene_comes_back_with_real_enums_not_with_their_words(scene: Scene) -> None:
    back = scene_from_json(json.loads(json.dumps(scene_to_json(scene))))
    assert isinstance(back.medium, Medium)
    assert isinstance(back.season, Season)
    assert all(isinstance(thing.spot, Spot) for thing in back.things)
    assert all(isinstance(tie.link, Link) for thing in back.things for tie in thing.ties)


@pytest.mark.parametrize("wrong", [{"medium": "butter"}, {"hour": "tea time"}, {"things": [{"key": "fox"}]}])
def test_garbage_does_not_become_a_scene(wrong: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        scene_from_json({**scene_to_json(Scene()), **wrong})
