"""The diffusion painter: what it loads, when it stops, what it does when memory is short.

Most of it needs the extra (`make test-diffusers`); what must hold without it runs everywhere.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bottega.engines.painter.adapters.diffusers import DiffusersPainter, DiffusersSettings, loading, runs
from bottega.engines.painter.adapters.diffusers import painter as painting
from bottega.engines.painter.port import Away, Brief, Change, Garbled, Stopped, Tier
from tests.contracts.painter_suite import ignore, left_half_mask, pixels
from tests.contracts.ready_painters import tiny_painter
from tests.engines.painter.diffusers.tiny import build_tiny_pipeline

extra = [
    pytest.mark.skipif(find_spec("torch") is None, reason="needs the diffusers extra: make test-diffusers"),
    pytest.mark.filterwarnings("ignore"),
]
BRIEF = Brief("a red fox", 256, 256)


def with_extra(test: Any) -> Any:
    for mark in extra:
        test = mark(test)
    return test


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> DiffusersPainter:
    return tiny_painter(tmp_path_factory.mktemp("tiny"))


# Everywhere.


def test_the_web_process_learns_the_abilities_without_loading_torch() -> None:
    ask = (
        "import sys\n"
        "from bottega.config import painter_kinds\n"
        "from bottega.engines.painter.adapters.diffusers import DiffusersPainter, DiffusersSettings\n"
        "assert DiffusersPainter(DiffusersSettings('some/model')).abilities.previews\n"
        "print([name for name in ('torch', 'diffusers', 'transformers') if name in sys.modules])"
    )
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
    told = subprocess.run([sys.executable, "-c", ask], env=path, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_without_the_extra_it_is_away_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "find_spec", lambda name: None)
    painter = DiffusersPainter(DiffusersSettings("some/model"))
    with pytest.raises(Away, match="torch, diffusers, transformers"):
        list(painter.paint(BRIEF, seeds=[1], progress=ignore))
    with pytest.raises(Away, match="not installed"):
        painter.probe()


@pytest.mark.parametrize(
    "settings",
    [
        {"model": ""},
        {"batch": 0},
        {"batch": 9},
        {"steps": {"final": 0}},
        {"strength": 0.0},
        {"device": "tpu"},
        {"dtype": "int8"},
    ],
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 the sentence is the operator's, and each has its own
        DiffusersSettings(**{"model": "some/model", **settings})


def test_a_folder_is_told_by_its_name_and_never_by_its_place(tmp_path: Path) -> None:
    (tmp_path / "sdxl").mkdir()
    assert DiffusersSettings(str(tmp_path / "sdxl")).title == "sdxl"
    assert DiffusersSettings("owner/model", revision="abc").title == "owner/model@abc"


# With torch.


@with_extra
def test_everything_that_went_in_is_recorded(tiny: DiffusersPainter) -> None:
    brief = Brief("a fox", 256, 256, Tier.SKETCH, {"guidance": 3.5, "negative": "blur"})
    (painting,) = tiny.paint(brief, seeds=[4], progress=ignore)
    assert painting.model == "tiny"
    assert painting.parameters == {
        "pipeline": "StableDiffusionPipeline",
        "scheduler": "DDIMScheduler",
        "device": "cpu",
        "dtype": "float32",
        "size": "256x256",
        "steps": 2,
        "guidance": 3.5,
        "negative": "blur",
    }


@with_extra
def test_stop_ends_the_work_between_two_steps(tiny: DiffusersPainter) -> None:
    shares: list[float] = []

    def progress(place: int, share: float, preview_png: bytes | None = None) -> None:
        shares.append(share)
        if share > 0.1:
            raise Stopped

    brief = Brief("a fox", 256, 256, parameters={"steps": 20})
    with pytest.raises(Stopped):
        list(tiny.paint(brief, seeds=[1, 2], progress=progress))
    assert max(shares) < 0.2  # of twenty steps, three at most


@with_extra
def test_an_edit_of_any_size_keeps_it_and_the_mask(tiny: DiffusersPainter) -> None:
    out = BytesIO()
    Image.effect_noise((250, 270), 80).convert("RGB").save(out, "PNG")
    before_png = out.getvalue()
    change = Change("snow", "a fox", before_png, mask_png=left_half_mask(250, 270))
    (after,) = tiny.edit(change, seeds=[3], progress=ignore)
    old, new = pixels(before_png), pixels(after.png)
    assert (old[:, 125:] == new[:, 125:]).all()
    assert (old[:, :125] != new[:, :125]).any()
    assert (after.parameters["strength"], after.parameters["size"]) == (0.75, "256x272")


@with_extra
def test_when_memory_is_short_fewer_are_painted_at_once(
    tiny: DiffusersPainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiny, "_batch", 4)
    sizes: list[int] = []
    real = runs.run

    def small_card(pipelines: Any, job: Any, seeds: Any, *rest: Any, **named: Any) -> Any:
        sizes.append(len(seeds))
        if len(seeds) > 1:
            raise runs.OutOfMemory
        return real(pipelines, job, seeds, *rest, **named)

    monkeypatch.setattr(painting, "run", small_card)
    made = list(tiny.paint(BRIEF, seeds=[1, 2, 3], progress=ignore))
    assert [painting.seed for painting in made] == [1, 2, 3]
    assert sizes == [3, 1, 1, 1]


@with_extra
def test_a_picture_too_large_for_the_card_is_away_with_a_sentence(
    tiny: DiffusersPainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    def full(*_words: Any, **_named: Any) -> Any:
        raise torch.OutOfMemoryError("CUDA out of memory")

    list(tiny.paint(BRIEF, seeds=[1], progress=ignore))
    pipeline = tiny._pipelines.text  # type: ignore[union-attr]
    monkeypatch.setattr(pipeline.unet, "forward", full)
    with pytest.raises(Away, match="memory"):
        list(tiny.paint(BRIEF, seeds=[1], progress=ignore))


@with_extra
def test_a_fault_in_the_model_is_garbled(tiny: DiffusersPainter, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_words: Any, **_named: Any) -> Any:
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    list(tiny.paint(BRIEF, seeds=[1], progress=ignore))
    monkeypatch.setattr(tiny._pipelines.text.unet, "forward", broken)  # type: ignore[union-attr]
    with pytest.raises(Garbled):
        list(tiny.paint(BRIEF, seeds=[1], progress=ignore))


@with_extra
def test_pickled_weights_are_never_opened(tmp_path: Path) -> None:
    import torch

    model = build_tiny_pipeline(tmp_path / "tiny")
    opened = tmp_path / "opened"
    weights = next((model / "unet").glob("*.safetensors"))
    torch.save({"trap": _Trap(str(opened))}, weights.with_suffix(".bin"))
    weights.unlink()
    with pytest.raises(Away):
        list(DiffusersPainter(DiffusersSettings(str(model))).paint(BRIEF, seeds=[1], progress=ignore))
    assert not opened.exists()


class _Trap:
    """Writes a file when it is unpickled, as malicious weights would do worse."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (Path(self.path),)


@with_extra
def test_a_folder_without_a_pipeline_is_away(tmp_path: Path) -> None:
    painter = DiffusersPainter(DiffusersSettings(str(tmp_path)))
    with pytest.raises(Away, match="model_index"):
        painter.probe()
    with pytest.raises(Away, match="could not be loaded"):
        list(painter.paint(BRIEF, seeds=[1], progress=ignore))


@with_extra
def test_a_hub_id_is_never_fetched_where_the_operator_says_so() -> None:
    painter = DiffusersPainter(DiffusersSettings("nobody/nothing-of-this-name", local_files_only=True))
    with pytest.raises(Away, match="could not be loaded"):
        list(painter.paint(BRIEF, seeds=[1], progress=ignore))
