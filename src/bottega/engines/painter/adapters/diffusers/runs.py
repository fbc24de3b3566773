"""One call of a diffusion pipeline: arguments, seeds, progress step by step, and what can go wrong.

Asks each pipeline only for what its own signature knows, so that models of many families can be run.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from PIL import Image

from bottega.engines.painter.adapters.diffusers.latents import Previewer
from bottega.engines.painter.adapters.diffusers.loading import Pipelines
from bottega.engines.painter.port import Garbled

SIDE_STEP: Final = 16  # sides of what is painted; latents are an eighth, and some models halve them again

Beat = Callable[[int, float, bytes | None], None]
"""(index into the run's seeds, share, preview)"""


class OutOfMemory(Exception):
    """The device could not hold so many pictures at once."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is painted, the same for every seed.

    before, mask: the picture that is changed, and where (white); both of `size`, which is the pipeline's,
    a multiple of SIDE_STEP.
    """

    words: str
    negative: str
    size: tuple[int, int]
    steps: int
    guidance: float
    strength: float = 1.0
    before: Image.Image | None = None
    mask: Image.Image | None = None


def run(
    pipelines: Pipelines, job: Job, seeds: Sequence[int], beat: Beat, previewer: Previewer, *, every: int
) -> list[Image.Image]:
    """One picture for each seed, in their order. every: steps between previews, 0 for none.

    Raises OutOfMemory, Garbled, or what `beat` raises.
    """
    pipeline, extra = _chosen(pipelines, job)
    wanted = {
        "prompt": [job.words] * len(seeds),
        "negative_prompt": [job.negative] * len(seeds) if job.negative else None,
        "width": job.size[0],
        "height": job.size[1],
        "num_inference_steps": job.steps,
        "guidance_scale": job.guidance,
        "generator": _generators(seeds),
        "callback_on_step_end": _telling(len(seeds), job, beat, previewer, every),
        "output_type": "pil",
    }
    known = inspect.signature(type(pipeline).__call__).parameters
    asked = {name: value for name, value in (wanted | extra).items() if name in known and value is not None}
    pictures = _called(pipeline, asked)
    if len(pictures) != len(seeds):
        raise Garbled("The painter made fewer pictures than it was asked for.", reason="no_picture")
    return pictures


def _chosen(pipelines: Pipelines, job: Job) -> tuple[Any, dict[str, Any]]:
    if job.before is None:
        return pipelines.text, {}
    extra = {"image": job.before, "strength": job.strength}
    filling = pipelines.inpaint() if job.mask is not None else None
    if filling is not None:
        return filling, extra | {"mask_image": job.mask}
    return pipelines.image(), extra  # whoever called lays the result into the old picture


def _generators(seeds: Sequence[int]) -> list[Any]:
    """One source of chance for each picture; on the processor, where every machine has the same one."""
    import torch

    return [torch.Generator("cpu").manual_seed(seed) for seed in seeds]


def _telling(
    count: int, job: Job, beat: Beat, previewer: Previewer, every: int
) -> Callable[..., dict[str, Any]]:
    def step_ended(pipeline: Any, step: int, _timestep: Any, values: dict[str, Any]) -> dict[str, Any]:
        # An edit takes fewer steps than it was asked for, by its strength; the pipeline knows how many.
        steps = getattr(pipeline, "num_timesteps", None) or job.steps
        shows = every and (step + 1) % every == 0 and step + 1 < steps
        for index in range(count):
            preview = previewer.png(values["latents"], index) if shows else None
            beat(index, min((step + 1) / (steps + 1), 0.99), preview)
        return values

    return step_ended


def _called(pipeline: Any, asked: dict[str, Any]) -> list[Image.Image]:
    import torch

    try:
        return list(pipeline(**asked).images)
    except torch.OutOfMemoryError as full:
        raise OutOfMemory from full
    except RuntimeError as broken:
        if "out of memory" in str(broken).lower() or "can't allocate memory" in str(broken).lower():
            raise OutOfMemory from broken
        raise Garbled(
            "The painter's model failed in the middle.", reason="fault", said=_one_line(broken)
        ) from broken
    except (ValueError, TypeError) as refused:
        raise Garbled(
            "The painter's model refuses this.", reason="fault", said=_one_line(refused)
        ) from refused


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def png_of(picture: Image.Image, size: tuple[int, int]) -> bytes:
    """An opaque PNG of exactly that size."""
    flat = picture.convert("RGB")
    out = BytesIO()
    (flat if flat.size == size else flat.resize(size, Image.Resampling.LANCZOS)).save(
        out, "PNG", compress_level=1
    )
    return out.getvalue()


def fitted_size(width_px: int, height_px: int) -> tuple[int, int]:
    """The nearest size that every pipeline takes."""
    return tuple(max(round(side / SIDE_STEP), 1) * SIDE_STEP for side in (width_px, height_px))  # type: ignore[return-value]
