"""Paints with a diffusion pipeline of this machine: one call at a time, as many seeds in it as fit.

Owns the model's memory and the turn-taking of threads. What it yields are pixels it encoded itself, so
they need no second check. Refuses to load anything before the first picture is asked for.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import ClassVar, Final

from PIL import Image

from bottega.engines.outside import refuse_inside_transaction
from bottega.engines.painter.adapters.diffusers.latents import Previewer
from bottega.engines.painter.adapters.diffusers.loading import Pipelines, load_pipelines, missing_packages
from bottega.engines.painter.adapters.diffusers.runs import Job, OutOfMemory, fitted_size, png_of, run
from bottega.engines.painter.adapters.diffusers.settings import DiffusersSettings
from bottega.engines.painter.changes import merged_words, refuse_unfit_mask
from bottega.engines.painter.composite import keep_outside_mask
from bottega.engines.painter.parameters import settled_parameters
from bottega.engines.painter.pixels import png_size
from bottega.engines.painter.port import Abilities, Away, Brief, Change, Painting, Progress

LOOK_SECONDS: Final = 0.5  # how often a waiting thread looks up to see whether it was stopped


class DiffusersPainter:
    """A Painter over one pipeline. Share it between threads: they take turns at the device."""

    name: ClassVar[str] = "diffusers"

    def __init__(self, settings: DiffusersSettings) -> None:
        self.settings = settings
        self._abilities = settings.abilities
        self._turn = threading.Lock()
        self._pipelines: Pipelines | None = None
        self._previewer = Previewer(None)
        self._batch = settings.batch

    @property
    def abilities(self) -> Abilities:
        """As `Painter.abilities`; nothing is loaded for it."""
        return self._abilities

    def probe(self) -> str:
        """Say in one line what would be run. Raises Away with what is missing; loads no weights."""
        if missing := missing_packages():
            raise Away(f"{', '.join(missing)} not installed", retry_after_seconds=0)
        folder = self.settings.folder
        if folder is not None and not (folder / "model_index.json").is_file():
            raise Away(f"no model_index.json in {folder}", retry_after_seconds=0)
        return f"{self.settings.title} ({'folder found' if folder else 'from the hub, not asked'})"

    def paint(self, brief: Brief, *, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        """Paint from words; as `Painter.paint`. Sizes are taken to the nearest multiple of 16."""
        refuse_inside_transaction(self.name)
        settled = settled_parameters(self._abilities.parameters, brief.parameters)
        job = Job(
            words=brief.words,
            negative=str(settled["negative"]),
            size=fitted_size(brief.width_px, brief.height_px),
            steps=self.settings.steps_for(brief.tier, settled["steps"]),
            guidance=float(settled["guidance"]),
        )
        for place, seed, picture in self._pictures(job, seeds, progress):
            png = png_of(picture, (brief.width_px, brief.height_px))
            progress(place, 1.0)
            yield self._painting(job, place, seed, png, brief.words)

    def edit(self, change: Change, *, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        """Paint over a picture; as `Painter.edit`. Outside a mask we put the old pixels back."""
        refuse_inside_transaction(self.name)
        refuse_unfit_mask(change)
        job, words = self._editing(change), merged_words(change)
        size = png_size(change.before_png)
        for place, seed, picture in self._pictures(job, seeds, progress):
            png = png_of(picture, size)
            if change.mask_png is not None:
                png = keep_outside_mask(change.before_png, png, change.mask_png)
            progress(place, 1.0)
            yield self._painting(job, place, seed, png, words)

    def _editing(self, change: Change) -> Job:
        settled = settled_parameters(self._abilities.parameters, change.parameters)
        size = fitted_size(*png_size(change.before_png))
        mask = _opened(change.mask_png, "L", size) if change.mask_png is not None else None
        return Job(
            # A model without memory must be told the whole scene; in a mask, what belongs there.
            words=change.words if mask is not None else merged_words(change),
            negative=str(settled["negative"]),
            size=size,
            steps=self.settings.steps_for(change.tier, settled["steps"]),
            guidance=float(settled["guidance"]),
            strength=float(settled["strength"]),
            before=_opened(change.before_png, "RGB", size),
            mask=mask,
        )

    def _pictures(
        self, job: Job, seeds: Sequence[int], progress: Progress
    ) -> Iterator[tuple[int, int, Image.Image]]:
        """(place, seed, picture) for each seed; the device is free again before each is handed out."""
        waiting = list(enumerate(seeds))
        while waiting:
            now = waiting[: self._batch]
            try:
                pictures = self._run(job, now, progress)
            except OutOfMemory as full:
                if len(now) == 1:
                    raise Away(
                        "The picture does not fit into the painter's memory; a smaller one may.",
                        retry_after_seconds=60,
                    ) from full
                self._batch = max(len(now) // 2, 1)
                continue
            waiting = waiting[len(now) :]
            for (place, seed), picture in zip(now, pictures, strict=True):
                yield place, seed, picture

    def _run(self, job: Job, places: Sequence[tuple[int, int]], progress: Progress) -> list[Image.Image]:
        def beat(index: int, share: float, preview_png: bytes | None) -> None:
            progress(places[index][0], share, preview_png)

        with self._turn_taken(places[0][0], progress):
            if self._pipelines is None:
                self._pipelines = load_pipelines(self.settings)
                self._previewer = Previewer(getattr(self._pipelines.text, "vae", None))
            seeds = [seed for _, seed in places]
            every = self.settings.preview_steps
            return run(self._pipelines, job, seeds, beat, self._previewer, every=every)

    @contextmanager
    def _turn_taken(self, place: int, progress: Progress) -> Iterator[None]:
        """Hold the device alone; a thread that waits for it can still be stopped."""
        progress(place, 0.0)
        while not self._turn.acquire(timeout=LOOK_SECONDS):
            progress(place, 0.0)
        try:
            yield
        finally:
            self._turn.release()

    def _painting(self, job: Job, place: int, seed: int, png: bytes, words: str) -> Painting:
        pipelines = self._pipelines
        assert pipelines is not None
        parameters = {
            "pipeline": type(pipelines.text).__name__,
            "scheduler": type(pipelines.text.scheduler).__name__,
            "device": pipelines.device,
            "dtype": str(pipelines.dtype).removeprefix("torch."),
            "size": f"{job.size[0]}x{job.size[1]}",
            "steps": job.steps,
            "guidance": job.guidance,
            **({"strength": job.strength} if job.before is not None else {}),
            **({"negative": job.negative} if job.negative else {}),
        }
        return Painting(place, png, seed, words, self.settings.title, parameters=parameters)


def _opened(png: bytes, mode: str, size: tuple[int, int]) -> Image.Image:
    with Image.open(BytesIO(png), formats=["PNG"]) as picture:
        return picture.convert(mode).resize(
            size, Image.Resampling.NEAREST if mode == "L" else Image.Resampling.LANCZOS
        )
