"""The renderer: repeatable, varied, true to the words, and careful with what an edit did not name."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from json import dumps

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from bottega.engines.painter.adapters.embedded.painter import EmbeddedPainter
from bottega.engines.painter.adapters.embedded.rendering import FEATURES, paint_pixels, paint_scene
from bottega.engines.painter.adapters.embedded.rendering.chance import Chance
from bottega.engines.painter.adapters.embedded.rendering.marks import Drawing
from bottega.engines.painter.adapters.embedded.rendering.media import medium_of
from bottega.engines.painter.adapters.embedded.rendering.shapes import figure_of, known_shapes
from bottega.engines.painter.adapters.embedded.rendering.shapes.registry import BUILDERS
from bottega.engines.painter.adapters.embedded.rendering.stage import stage_of
from bottega.engines.painter.adapters.embedded.rendering.subjects import draw_things, place_things
from bottega.engines.painter.adapters.embedded.scene import (
    Hour,
    Link,
    Medium,
    Scene,
    Setting,
    Thing,
    Tie,
    Weather,
    scene_to_json,
)
from bottega.engines.painter.port import Brief, Change, Painting, Stopped

FOX = Thing(key="fox", noun="fox", shape="fox")
TREE = Thing(key="tree", noun="tree", shape="tree")
MEADOW = Scene(setting=Setting.MEADOW, things=(FOX,))
SEA = Scene(setting=Setting.SEA, medium=Medium.POSTER, things=(FOX,))


def pixels(scene: Scene, seed: int = 1, side: int = 256) -> NDArray[np.uint8]:
    return paint_pixels(scene, seed=seed, width_px=side, height_px=side)[0][:, :, :3]


def decoded(png: bytes) -> NDArray[np.uint8]:
    return np.asarray(Image.open(BytesIO(png)).convert("RGB"))


def silent(place: int, share: float) -> None:
    """A progress callback that nobody listens to."""


def painted(words: str, seeds: tuple[int, ...] = (1,), side: int = 256) -> list[Painting]:
    brief = Brief(words, side, side)
    return list(EmbeddedPainter().paint(brief, seeds=seeds, progress=silent))


def edited(
    before: Painting, words: str, *, mask: bytes | None = None, seeds: tuple[int, ...] = (7,)
) -> list[Painting]:
    change = Change(words, before.words, before.png, before.memo, mask)
    return list(EmbeddedPainter().edit(change, seeds=seeds, progress=silent))


def layout(scene: Scene, seed: int) -> NDArray[np.float64]:
    """Where light and dark lie, coarse and without tint."""
    grey = pixels(scene, seed).mean(axis=2)
    coarse = grey.reshape(16, 16, 16, 16).mean(axis=(1, 3)).ravel()
    scaled: NDArray[np.float64] = (coarse - coarse.mean()) / max(1e-6, float(coarse.std()))
    return scaled


def near(shot: NDArray[np.uint8], rgb: tuple[int, int, int], reach: float = 70.0) -> float:
    return float((np.linalg.norm(shot.astype(float) - rgb, axis=2) < reach).mean())


def test_the_same_scene_and_seed_give_the_same_bytes() -> None:
    first = paint_scene(MEADOW, seed=5, width_px=256, height_px=256)
    assert first == paint_scene(MEADOW, seed=5, width_px=256, height_px=256)
    assert first != paint_scene(MEADOW, seed=6, width_px=256, height_px=256)


@pytest.mark.parametrize("medium", [Medium.WATERCOLOUR, Medium.OIL])
def test_another_process_paints_the_same_bytes(medium: Medium) -> None:
    scene = replace(MEADOW, medium=medium)
    here = sha256(paint_scene(scene, seed=5, width_px=256, height_px=256)).hexdigest()
    module = "bottega.engines.painter.adapters.embedded"
    program = (
        f"import json; from hashlib import sha256; from {module}.rendering import paint_scene;"
        f"from {module}.scene import scene_from_json;"
        f"scene = scene_from_json(json.loads({dumps(scene_to_json(scene))!r}));"
        "print(sha256(paint_scene(scene, seed=5, width_px=256, height_px=256)).hexdigest())"
    )
    env = {"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "7"}
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=env, check=True)
    assert ran.stdout.strip() == here


@pytest.mark.parametrize("setting", [Setting.MEADOW, Setting.SEA, Setting.CITY, Setting.TABLE, Setting.PLAIN])
def test_four_neighbouring_seeds_are_four_compositions(setting: Setting) -> None:
    layouts = [layout(replace(MEADOW, setting=setting, medium=Medium.POSTER), seed) for seed in range(4)]
    likeness = [float((a * b).mean()) for i, a in enumerate(layouts) for b in layouts[i + 1 :]]
    assert max(likeness) < 0.97
    assert sum(likeness) / len(likeness) < 0.9


def test_every_medium_looks_like_itself() -> None:
    media = [medium for medium in Medium if medium is not Medium.ANY]
    shots = [pixels(replace(MEADOW, medium=medium)).astype(float) for medium in media]
    for i, one in enumerate(shots):
        assert one.std() > 8, f"{media[i]} is blank"
        assert min(np.abs(one - other).mean() for other in shots[i + 1 :] or [one * 0]) > 3


def test_where_no_medium_is_asked_for_the_seed_chooses_among_several() -> None:
    chosen = {medium_of(replace(MEADOW, medium=Medium.ANY), seed=seed) for seed in range(40)}
    assert len(chosen) >= 5
    assert Medium.ANY not in chosen
    assert {medium_of(replace(MEADOW, medium=Medium.OIL), seed=seed) for seed in range(40)} == {Medium.OIL}


def test_every_setting_hour_and_weather_paints() -> None:
    hours, weathers = list(Hour), list(Weather)
    for i, setting in enumerate(Setting):
        scene = Scene(Medium.POSTER, setting, hours[i % 6], weathers[i % 7], things=(FOX,))
        assert pixels(scene, seed=i).std() > 8, setting


def test_every_feature_changes_the_picture() -> None:
    bare = replace(SEA, setting=Setting.HILLS, things=())
    without = pixels(bare)
    for feature in sorted(FEATURES - {"hills", "grass", "sun", "waves"}):
        assert (pixels(replace(bare, features=(feature,))) != without).any(), feature


def test_every_hand_built_shape_is_a_solid_form() -> None:
    for name in BUILDERS:
        figure = figure_of(name, Chance(3, name))
        assert figure is not None
        bounds = figure.outline.computeTightBounds()
        assert bounds.height() > 5, name
        assert bounds.width() > 5, name
        assert abs(bounds.bottom()) < 0.5, name


def test_icons_are_solid_forms_too() -> None:
    names = sorted(known_shapes() - set(BUILDERS))
    assert len(names) > 5000
    for name in names[::97]:
        figure = figure_of(name, Chance(1, name))
        assert figure is not None, name
        assert not figure.outline.isEmpty(), name


def test_an_unknown_shape_is_left_out_without_complaint() -> None:
    unknown = Thing(key="x", noun="x", shape="no-such-shape")
    assert (pixels(replace(MEADOW, things=(unknown,))) == pixels(replace(MEADOW, things=()))).all()


def test_colours_stay_with_their_nouns() -> None:
    red, blue = replace(FOX, colours=("#d0201c",)), replace(TREE, colours=("#2040d0",))
    under = replace(red, ties=(Tie(Link.UNDER, "tree"),))
    scene = Scene(Medium.POSTER, Setting.SNOWFIELD, things=(under, blue))
    both, swapped = pixels(scene), pixels(replace(scene, things=(replace(under, colours=("#2040d0",)), blue)))
    assert near(both, (208, 32, 28)) > 0.004
    assert near(both, (32, 64, 208)) > 0.02
    assert near(swapped, (208, 32, 28)) < near(both, (208, 32, 28)) / 4


def place_of(scene: Scene, key: str, seed: int = 3) -> tuple[float, float]:
    stage = stage_of(scene, seed=seed, light_seed=seed, width_px=256, height_px=256)
    pins = {one.thing.key: one.pin for one in place_things(stage, pins={}, seeds={})}
    return pins[key].x, pins[key].y


@pytest.mark.parametrize(
    ("link", "holds"),
    [
        (Link.LEFT_OF, lambda fox, tree: fox[0] < tree[0]),
        (Link.RIGHT_OF, lambda fox, tree: fox[0] > tree[0]),
        (Link.ABOVE, lambda fox, tree: fox[1] < tree[1]),
        (Link.IN_FRONT_OF, lambda fox, tree: fox[1] > tree[1]),
        (Link.BEHIND, lambda fox, tree: fox[1] < tree[1]),
        (Link.ON, lambda fox, tree: fox[1] < tree[1]),
    ],
)
def test_relations_are_honoured(
    link: Link, holds: Callable[[tuple[float, float], tuple[float, float]], bool]
) -> None:
    scene = replace(MEADOW, things=(replace(FOX, ties=(Tie(link, "tree"),)), TREE))
    for seed in range(4):
        assert holds(place_of(scene, "fox", seed), place_of(scene, "tree", seed)), seed


@pytest.mark.parametrize("count", [1, 2, 5, 24])
def test_a_count_paints_that_many(count: int) -> None:
    flock = replace(FOX, count=count)
    scene = replace(SEA, things=(flock,))
    stage = stage_of(scene, seed=1, light_seed=1, width_px=256, height_px=256)
    drawing = Drawing()
    draw_things(stage, drawing, place_things(stage, pins={}, seeds={}))
    assert len({mark.key for mark in drawing.marks if mark.subject}) == count


def test_adding_a_thing_moves_nothing_else() -> None:
    boat = Thing(key="boat", noun="boat", shape="boat")
    before = paint_pixels(SEA, seed=2, width_px=256, height_px=256)
    more = replace(SEA, things=(FOX, boat))
    after = paint_pixels(more, seed=2, width_px=256, height_px=256, pins=before[1])
    assert after[1]["fox"] == before[1]["fox"]
    same = (after[0] == before[0]).all(axis=2).mean()
    assert 0.6 < same < 1.0


def test_any_size_of_the_port_works() -> None:
    for width, height in ((256, 512), (640, 320)):
        png = paint_scene(MEADOW, seed=1, width_px=width, height_px=height)
        assert Image.open(BytesIO(png)).size == (width, height)


def test_the_painter_yields_one_picture_for_each_seed_and_says_how_far_it_is() -> None:
    told: list[tuple[int, float]] = []
    brief = Brief("a fox", 256, 256)
    paintings = list(
        EmbeddedPainter().paint(
            brief, seeds=(3, 4), progress=lambda place, share: told.append((place, share))
        )
    )
    assert sorted((p.place, p.seed) for p in paintings) == [(0, 3), (1, 4)]  # in the order they finish
    assert [share for place, share in told if place == 1][-1] == 1.0
    assert len(told) >= 8


def test_stop_passes_through() -> None:
    def stop(place: int, share: float) -> None:
        if share > 0.3:
            raise Stopped

    with pytest.raises(Stopped):
        list(EmbeddedPainter().paint(Brief("a fox", 256, 256), seeds=(1,), progress=stop))


def test_an_edit_keeps_what_it_does_not_name() -> None:
    before = painted("a red fox by the sea, flat poster")[0]
    after = edited(before, "add a boat")[0]
    assert after.memo["pins"]["fox"] == before.memo["pins"]["fox"]
    assert (decoded(after.png) == decoded(before.png)).all(axis=2).mean() > 0.6
    assert after.png != before.png
    assert "boat" in after.words


def test_the_candidates_of_an_edit_differ_only_in_how_it_is_carried_out() -> None:
    before = painted("a red fox by the sea, flat poster")[0]
    after = edited(before, "add a boat", seeds=(7, 8, 9))
    assert len({p.png for p in after}) == 3
    assert {str(p.memo["pins"]["fox"]) for p in after} == {str(before.memo["pins"]["fox"])}


def test_an_edit_of_a_picture_from_elsewhere_reads_its_words() -> None:
    strange = replace(painted("a red fox")[0], memo={"scene": "nonsense"})
    assert decoded(edited(strange, "make it winter")[0].png).shape == (256, 256, 3)


def test_outside_the_mask_every_pixel_stays() -> None:
    before = painted("a red fox on a hill")[0]
    mask = np.zeros((256, 256), np.uint8)
    mask[60:200, 80:220] = 255
    stream = BytesIO()
    Image.fromarray(mask).save(stream, "PNG")
    source, after = (
        decoded(before.png),
        decoded(edited(before, "make it night", mask=stream.getvalue())[0].png),
    )
    assert (after[mask == 0] == source[mask == 0]).all()
    assert (after[mask > 0] != source[mask > 0]).any()


def test_lettering_is_drawn_without_the_machines_fonts() -> None:
    bare = Scene(Medium.POSTER, Setting.PLAIN, things=(FOX,))
    assert (pixels(replace(bare, lettering="CIAO È 42!")) != pixels(bare)).any(axis=2).mean() > 0.01


def test_outlines_that_skia_cannot_unite_are_painted_all_the_same() -> None:
    painter, words = EmbeddedPainter(), "a red fox under a blue tree, watercolour"
    first = next(painter.paint(Brief(words, 256, 256), seeds=[1914563131], progress=lambda *_: None))
    change = Change("make it winter", words, first.png, first.memo)
    seeds = [1914563132, 1914563133]
    assert len(list(painter.edit(change, seeds=seeds, progress=lambda *_: None))) == 2
