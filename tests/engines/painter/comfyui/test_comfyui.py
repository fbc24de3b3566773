"""The client of ComfyUI: what it sends, what it refuses at start-up, and every trouble over loopback HTTP."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bottega.engines.painter.adapters.comfyui import (
    ComfyUIPainter,
    ComfyUISettings,
    painter,
    read_workflow,
)
from bottega.engines.painter.adapters.comfyui.workflow import Workflow
from bottega.engines.painter.port import Away, Brief, Change, Declined, Garbled, Painting, Stopped, Tier
from bottega.engines.painter.turns import Turns
from tests.contracts.comfyui_server import TEMPLATES, LoopbackComfyUI, Trouble
from tests.contracts.images_server import blotch, encoded
from tests.contracts.painter_suite import ignore, left_half_mask

BRIEF = Brief('a fox that says $seed and "quotes"', 256, 320)
BEFORE_PNG = encoded(blotch("before", (256, 256)))


def saved(folder: Path, graph: Any, name: str = "paint.json") -> Path:
    path = folder / name
    path.write_text(graph if isinstance(graph, str) else json.dumps(graph))
    return path


def workflow(folder: Path, name: str) -> Workflow:
    return read_workflow(saved(folder, TEMPLATES[name], f"{name}.json"), needs=frozenset({"$words"}))


@pytest.fixture
def host() -> Iterator[LoopbackComfyUI]:
    with LoopbackComfyUI() as running:
        yield running


def painter_of(host: LoopbackComfyUI, folder: Path, **settings: Any) -> ComfyUIPainter:
    asked = {"edit": workflow(folder, "edit"), "inpaint": workflow(folder, "inpaint"), **settings}
    return ComfyUIPainter(ComfyUISettings(host.base_url, workflow(folder, "paint"), **asked))


def paint(host: LoopbackComfyUI, folder: Path, count: int = 1, **settings: Any) -> list[Painting]:
    painter = painter_of(host, folder, **settings)
    return list(painter.paint(BRIEF, seeds=range(count), progress=ignore))


# What we send.


def test_each_placeholder_gets_its_value_and_words_stay_words(host: LoopbackComfyUI, tmp_path: Path) -> None:
    brief = Brief(BRIEF.words, 256, 320, Tier.SKETCH, {"guidance": 4.5, "negative": "blur", "steps": 9_999})
    list(painter_of(host, tmp_path).paint(brief, seeds=[41], progress=ignore))
    (graph,) = host.graphs
    assert graph["2"]["inputs"] == {"text": BRIEF.words, "clip": ["1", 1]}
    assert graph["3"]["inputs"]["text"] == "blur"
    assert graph["4"]["inputs"] == {"width": 256, "height": 320, "batch_size": 1}
    assert graph["5"]["inputs"] == {"seed": 41, "steps": 150, "cfg": 4.5, "denoise": 1}


def test_a_sketch_takes_fewer_steps_than_a_final(host: LoopbackComfyUI, tmp_path: Path) -> None:
    painter = painter_of(host, tmp_path, steps={"sketch": 3, "final": 30})
    for tier in Tier:
        list(painter.paint(Brief("a fox", 256, 256, tier), seeds=[1], progress=ignore))
    assert [graph["5"]["inputs"]["steps"] for graph in host.graphs] == [3, 30]


def test_a_masked_change_sends_picture_and_mask_to_the_workflow_that_fills(
    host: LoopbackComfyUI, tmp_path: Path
) -> None:
    mask_png = left_half_mask(256, 256)
    change = Change("snow", "a red fox", BEFORE_PNG, mask_png=mask_png)
    list(painter_of(host, tmp_path).edit(change, seeds=[1], progress=ignore))
    (graph,) = host.graphs
    assert host.uploads[graph["4"]["inputs"]["image"]] == BEFORE_PNG
    assert host.uploads[graph["7"]["inputs"]["image"]] == mask_png
    assert graph["2"]["inputs"]["text"] == "photo of snow"  # in a mask: what belongs there, not the whole


def test_a_change_without_a_mask_tells_the_whole_scene(host: LoopbackComfyUI, tmp_path: Path) -> None:
    list(painter_of(host, tmp_path).edit(Change("snow", "a fox", BEFORE_PNG), seeds=[1], progress=ignore))
    assert host.graphs[0]["2"]["inputs"]["text"] == "photo of a fox, snow"


def test_what_went_in_is_recorded(host: LoopbackComfyUI, tmp_path: Path) -> None:
    (painting,) = paint(host, tmp_path)
    assert painting.model == "blotch.safetensors"
    assert painting.parameters == {
        "workflow": "paint.json",
        "size": "256x320",
        "steps": 25,
        "guidance": 7.0,
    }


def test_the_placeholders_decide_what_is_offered(host: LoopbackComfyUI, tmp_path: Path) -> None:
    able = painter_of(host, tmp_path).abilities
    assert [each.name for each in able.parameters] == ["steps", "guidance", "strength", "negative"]
    bare = painter_of(host, tmp_path, edit=None, inpaint=None).abilities
    assert (bare.edits, bare.masks, [each.name for each in bare.parameters]) == (
        False,
        False,
        ["steps", "guidance", "negative"],
    )


def test_the_key_goes_along_and_is_never_shown(host: LoopbackComfyUI, tmp_path: Path) -> None:
    painter = painter_of(host, tmp_path, api_key="canary")
    assert painter.probe() == "ComfyUI 0.3.99, model blotch.safetensors"
    assert host.keys == ["Bearer canary"]
    assert "canary" not in repr(painter.server)


# Every trouble.


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (Trouble.REFUSED, Away),
        (Trouble.FAILED, Garbled),
        (Trouble.MEMORY, Away),
        (Trouble.FORGETS, Away),
        (Trouble.NO_PICTURE, Garbled),
        (Trouble.HTML, Garbled),
        (Trouble.BAD_KEY, Away),
        (Trouble.BROKEN, Away),
    ],
)
def test_each_trouble_becomes_its_error(
    host: LoopbackComfyUI, tmp_path: Path, trouble: Trouble, error: type[Exception]
) -> None:
    host.trouble = trouble
    with pytest.raises(error):
        paint(host, tmp_path)


def test_a_server_that_is_not_there_is_away(tmp_path: Path) -> None:
    with LoopbackComfyUI() as gone:
        painter = painter_of(gone, tmp_path)
    with pytest.raises(Away):
        list(painter.paint(BRIEF, seeds=[1], progress=ignore))


def test_a_picture_that_takes_too_long_is_given_up_and_interrupted(
    host: LoopbackComfyUI, tmp_path: Path
) -> None:
    host.trouble = Trouble.HANGS
    with pytest.raises(Away):
        paint(host, tmp_path, timeout_seconds=0.3)
    assert [path for path, _ in host.told] == ["/queue", "/interrupt"]


def test_stop_interrupts_a_picture_that_is_being_painted(host: LoopbackComfyUI, tmp_path: Path) -> None:
    host.trouble = Trouble.HANGS
    pressed = threading.Event()

    def progress(place: int, share: float, preview_png: bytes | None = None) -> None:
        if share > 0.2:  # it is being painted by now
            pressed.set()
        if pressed.is_set():
            raise Stopped

    with pytest.raises(Stopped):
        list(painter_of(host, tmp_path).paint(BRIEF, seeds=[1], progress=progress))
    assert [path for path, _ in host.told] == ["/queue", "/interrupt"]


def test_stop_takes_a_waiting_picture_out_and_leaves_somebody_elses_alone(
    host: LoopbackComfyUI, tmp_path: Path
) -> None:
    host.trouble = Trouble.WAITS

    def progress(place: int, share: float, preview_png: bytes | None = None) -> None:
        if share:
            raise Stopped

    with pytest.raises(Stopped):
        list(painter_of(host, tmp_path).paint(BRIEF, seeds=[1], progress=progress))
    assert host.pending == []
    assert [path for path, _ in host.told] == ["/queue"]


def test_without_a_workflow_for_it_a_change_is_declined(host: LoopbackComfyUI, tmp_path: Path) -> None:
    painter = painter_of(host, tmp_path, edit=None, inpaint=None)
    with pytest.raises(Declined):
        painter.edit(Change("snow", "a fox", BEFORE_PNG), seeds=[1], progress=ignore)


# What is refused at start-up.


def spoilt(**nodes: Any) -> dict[str, Any]:
    return {name: body for name, body in (TEMPLATES["paint"] | nodes).items() if body}


NODE = {"class_type": "Node", "inputs": {}}


@pytest.mark.parametrize(
    ("graph", "says"),
    [
        (spoilt(**{"9": {"class_type": "Node", "inputs": {"text": "$size"}}}), "placeholder $size"),
        (spoilt(**{"2": NODE}), "no $words"),
        (spoilt(**{"6": None}), "add PreviewImage"),
        (spoilt(**{"8": {"class_type": "SaveImage", "inputs": {}}}), "at 6, 8"),
        (spoilt(**{"1": {"class_type": "Loader", "inputs": {"ckpt_name": "old.ckpt"}}}), "loads old.ckpt"),
        ({"nodes": [], "links": []}, "export it from ComfyUI in the API format"),
        ("{", "is no JSON"),
        ([1, 2], "no workflow"),
    ],
)
def test_a_workflow_that_cannot_work_is_told_in_one_sentence(tmp_path: Path, graph: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says.replace("$", r"\$")):
        read_workflow(saved(tmp_path, graph), needs=frozenset({"$words"}))


def test_a_server_that_others_reach_needs_a_key(tmp_path: Path) -> None:
    paint_with = workflow(tmp_path, "paint")
    with pytest.raises(ValueError, match=r"127\.0\.0\.1"):
        ComfyUISettings("http://192.168.1.7:8188", paint_with)
    ComfyUISettings("https://comfy.example", paint_with, api_key="k")


def test_a_picture_is_opened_in_a_turn(
    host: LoopbackComfyUI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, under_way, real = Turns(alone=1, crowded=1), [], painter.checked_png

    def in_turn(content: bytes, **size: Any) -> bytes:
        under_way.append(turns._pictures)
        return real(content, **size)

    monkeypatch.setattr(painter, "TURNS", turns)
    monkeypatch.setattr(painter, "checked_png", in_turn)
    paint(host, tmp_path)
    assert under_way == [1]
    assert turns._pictures == 0
