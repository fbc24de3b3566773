"""Asks a ComfyUI server for one picture after the other and waits for each in its queue.

Progress is asked for, not listened to: without a websocket the server tells whether a picture waits, is being
painted or is there, not how far it is, and shows no previews. Every picture passes `pixels.checked_png`.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from io import BytesIO
from typing import Any, ClassVar, Final

import httpx
from PIL import Image

from bottega.engines.outside import refuse_inside_transaction
from bottega.engines.painter.adapters.comfyui.answers import (
    Made,
    made_picture,
    parsed,
    place_in_queue,
    queued_id,
    uploaded_name,
)
from bottega.engines.painter.adapters.comfyui.server import ComfyUISettings
from bottega.engines.painter.adapters.comfyui.workflow import Workflow
from bottega.engines.painter.changes import merged_words, refuse_unfit_mask
from bottega.engines.painter.composite import keep_outside_mask
from bottega.engines.painter.exchange import Reply, exchange
from bottega.engines.painter.parameters import settled_parameters
from bottega.engines.painter.pixels import checked_png, png_size
from bottega.engines.painter.port import (
    Abilities,
    Away,
    Brief,
    Change,
    Declined,
    Garbled,
    Painting,
    Progress,
    Stopped,
    Tier,
)
from bottega.engines.painter.turns import TURNS

LOOK_SECONDS: Final = 0.5
ANSWER_SECONDS: Final = 30.0  # for every question but the picture itself
ANSWER_BYTES_MAX: Final = 4 * 1024 * 1024
PICTURE_BYTES_MAX: Final = 32 * 1024 * 1024
SHARES: Final = {"pending": 0.05, "running": 0.3}

Finish = Callable[[bytes], bytes]
Pulse = Callable[[], None]


class ComfyUIPainter:
    """A Painter behind one ComfyUI server. Holds no state: share it freely.

    Each picture has the settings' deadline. Stop is noticed within a second; the server is then told to
    drop the picture, also when it is at it.
    """

    name: ClassVar[str] = "comfyui"

    def __init__(self, server: ComfyUISettings) -> None:
        self.server = server
        self._abilities = server.abilities

    @property
    def abilities(self) -> Abilities:
        """As `Painter.abilities`."""
        return self._abilities

    def probe(self) -> str:
        """Ask the server who it is, in one line. Raises Away or Garbled."""
        system = parsed(self._asked(self.server.get("system_stats"), _rest)).get("system")
        version = system.get("comfyui_version") if isinstance(system, Mapping) else None
        return f"ComfyUI {version or 'of unknown version'}, model {self._model(self.server.paint)}"

    def paint(self, brief: Brief, *, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        """Ask for new pictures; as `Painter.paint`."""
        refuse_inside_transaction(self.name)
        values = self._values(brief.words, brief.tier, brief.parameters, (brief.width_px, brief.height_px))
        return self._one_by_one(self.server.paint, values, brief.words, seeds, progress, lambda png: png)

    def edit(self, change: Change, *, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        """Ask for changed versions; as `Painter.edit`. Outside a mask we put the old pixels back."""
        refuse_inside_transaction(self.name)
        refuse_unfit_mask(change)
        workflow = self._workflow_for(change)
        merged = merged_words(change)
        told = change.words if "$mask" in workflow.marks else merged
        size = png_size(change.before_png)
        values = self._values(told, change.tier, change.parameters, size)
        look = _pulse_of(0, 0.0, progress)
        values["$image"] = self._uploaded(change.before_png, look)
        if "$mask" in workflow.marks:
            values["$mask"] = self._uploaded(change.mask_png or _all_white(size), look)

        def finish(png: bytes) -> bytes:
            return (
                png if change.mask_png is None else keep_outside_mask(change.before_png, png, change.mask_png)
            )

        return self._one_by_one(workflow, values, merged, seeds, progress, finish)

    def _workflow_for(self, change: Change) -> Workflow:
        first, second = self.server.edit, self.server.inpaint
        if change.mask_png is not None:
            first, second = second, first
        workflow = first or second
        if workflow is None:
            raise Declined("This painter cannot change pictures.", reason="no_edits")
        return workflow

    def _values(
        self, words: str, tier: Tier, asked: Mapping[str, Any], size: tuple[int, int]
    ) -> dict[str, Any]:
        settled = settled_parameters(self._abilities.parameters, asked)
        return {
            "$words": words,
            "$width": size[0],
            "$height": size[1],
            "$steps": self.server.steps_for(tier, settled.get("steps", 0)),
            "$guidance": settled.get("guidance", self.server.guidance),
            "$strength": settled.get("strength", self.server.strength),
            "$negative": settled.get("negative", ""),
        }

    def _one_by_one(
        self,
        workflow: Workflow,
        values: dict[str, Any],
        words: str,
        seeds: Sequence[int],
        progress: Progress,
        finish: Finish,
    ) -> Iterator[Painting]:
        """Once something was yielded a later refusal only ends the wish early."""
        size = (values["$width"], values["$height"])
        for place, seed in enumerate(seeds):
            try:
                made = self._awaited(workflow, values | {"$seed": seed}, place, progress)
                content = self._fetched(made, _pulse_of(place, SHARES["running"], progress))
                with TURNS.picture():
                    png = finish(checked_png(content, width_px=size[0], height_px=size[1]))
            except (Away, Garbled):
                if place == 0:
                    raise
                return
            progress(place, 1.0)
            parameters = _told_of(workflow, values)
            yield Painting(place, png, seed, words, self._model(workflow), parameters=parameters)

    def _awaited(self, workflow: Workflow, values: dict[str, Any], place: int, progress: Progress) -> Made:
        """Queue one picture and wait until it is there."""
        look = _pulse_of(place, 0.0, progress)
        body = {"prompt": workflow.filled(values), "client_id": "bottega"}
        look()
        prompt_id = queued_id(self._asked(self.server.post("prompt", body), look))
        ends_at = time.monotonic() + self.server.timeout_seconds
        try:
            while time.monotonic() < ends_at:
                if made := self._found(prompt_id, workflow.output, look):
                    return made
                look = _pulse_of(place, SHARES[self._where(prompt_id, workflow.output, look)], progress)
                look()
                time.sleep(LOOK_SECONDS)
        except Stopped:
            self._drop(prompt_id)
            raise
        self._drop(prompt_id)
        raise Away("The painter took too long.", retry_after_seconds=15, may_have_painted=True)

    def _found(self, prompt_id: str, output: str, look: Pulse) -> Made | None:
        return made_picture(self._asked(self.server.get(f"history/{prompt_id}"), look), prompt_id, output)

    def _where(self, prompt_id: str, output: str, look: Pulse) -> str:
        """ "pending" or "running"; a picture that left the queue just now counts as running."""
        place = place_in_queue(self._asked(self.server.get("queue"), look), prompt_id)
        if not place and self._found(prompt_id, output, look) is None:
            raise Away("The painter forgot what it was doing.", retry_after_seconds=15, may_have_painted=True)
        return place or "running"

    def _drop(self, prompt_id: str) -> None:
        """Take a picture out of the queue, or interrupt it where the server is at it and at no other."""
        with suppress(Away, Garbled):  # it is abandoned either way
            self._asked(self.server.post("queue", {"delete": [prompt_id]}), _rest)
            if place_in_queue(self._asked(self.server.get("queue"), _rest), prompt_id) == "running":
                self._asked(self.server.post("interrupt", {"prompt_id": prompt_id}), _rest)

    def _fetched(self, made: Made, look: Pulse) -> bytes:
        request = self.server.get("view", filename=made.filename, subfolder=made.subfolder, type=made.kind)
        reply = self._asked(request, look, bytes_max=PICTURE_BYTES_MAX)
        if reply.status != 200:
            raise Garbled("The painter's picture is not where it said.", reason="no_picture")
        return reply.body

    def _uploaded(self, png: bytes, look: Pulse) -> str:
        look()
        return uploaded_name(self._asked(self.server.upload(png), look))

    def _asked(self, request: httpx.Request, look: Pulse, *, bytes_max: int = ANSWER_BYTES_MAX) -> Reply:
        wait = min(self.server.timeout_seconds, ANSWER_SECONDS)
        return exchange(request, deadline_seconds=wait, bytes_max=bytes_max, pulse=look)

    def _model(self, workflow: Workflow) -> str:
        return self.server.model or workflow.model


def _rest() -> None:
    """Look up for nothing: what is said here must be said."""


def _pulse_of(place: int, share: float, progress: Progress) -> Pulse:
    return lambda: progress(place, share)


def _told_of(workflow: Workflow, values: Mapping[str, Any]) -> dict[str, Any]:
    told = {mark.removeprefix("$"): values[mark] for mark in sorted(workflow.marks) if mark in values}
    hidden = ("words", "image", "mask", "width", "height")
    told = {name: value for name, value in told.items() if name not in hidden and value != ""}
    return {"workflow": workflow.name, "size": f"{values['$width']}x{values['$height']}"} | told


def _all_white(size: tuple[int, int]) -> bytes:
    out = BytesIO()
    Image.new("L", size, 255).save(out, "PNG")
    return out.getvalue()
