"""From an operator's table to a painter: the keys of each kind, and nothing of Django."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from bottega.config.painters import Table
from bottega.engines.painter.adapters.comfyui import ComfyUIPainter, ComfyUISettings, Workflow, read_workflow
from bottega.engines.painter.adapters.diffusers import DiffusersPainter, DiffusersSettings
from bottega.engines.painter.adapters.embedded.painter import EmbeddedPainter
from bottega.engines.painter.adapters.openai_images import ImagesSettings, OpenAIImagesPainter
from bottega.engines.painter.port import COUNT_MAX, REFERENCES_MAX, Painter
from bottega.engines.wired import WiredPainter

SECONDS_MAX: Final = 3_600.0
STEPS_MAX: Final = 150
STEPS_USUAL: Final[Mapping[str, int]] = {"sketch": 12, "final": 28}


class Probed(Protocol):
    """A painter that can say in one line whether it is there."""

    def probe(self) -> str:
        """Raises Away or Garbled with what is wrong."""
        ...


def wired_painter_of(table: Table) -> WiredPainter:
    """The painter that a table describes, ready but not yet asked anything.

    Raises BadSetting naming file, table and key. All kinds are trusted: each adapter has checked, or
    encoded itself, every byte that it yields, and lays it into the old picture outside a mask.
    """
    make = _KINDS[table.kind]
    try:
        painter = make(table)
    except ValueError as cannot_work:  # the adapter's own sentence
        raise table.bad("cannot work:", str(cannot_work).rstrip(".")) from cannot_work
    wired = WiredPainter(painter, True, label=table.label, prices=table.prices, queue=table.queue)
    table.refuse_unknown()
    return wired


def _embedded(_table: Table) -> Painter:
    return EmbeddedPainter()


def _openai(table: Table) -> Painter:
    return OpenAIImagesPainter(
        ImagesSettings(
            base_url=table.required("url"),
            model=table.text("model", ""),
            api_key=table.secret,
            timeout_seconds=table.number("timeout_s", 120, low=1, high=SECONDS_MAX),
            response_format=table.text("response_format", "") if "response_format" in table.values else None,
            output_format=table.text("output_format", "") or None,
            extras=table.table("extras"),
            choices=_choices(table),
            steps=table.per_tier("steps", STEPS_USUAL, low=1, high=STEPS_MAX),
            pictures_per_call_max=table.count("batch", 4, low=1, high=COUNT_MAX),
            edits=table.yes("edits", True),
            references=table.count("references", 0, low=0, high=REFERENCES_MAX),
            stream=table.yes("stream", False),
            partial_images=table.count("partial_images", 2, low=0, high=3),
        )
    )


def _comfyui(table: Table) -> Painter:
    words = frozenset({"$words"})
    output = table.text("output", "")
    return ComfyUIPainter(
        ComfyUISettings(
            base_url=table.required("url"),
            paint=read_workflow(table.path("workflow"), output=output, needs=words),
            edit=_workflow(table, "edit_workflow", words | {"$image"}),
            inpaint=_workflow(table, "inpaint_workflow", words | {"$image", "$mask"}),
            model=table.text("model", ""),
            api_key=table.secret,
            timeout_seconds=table.number("timeout_s", 300, low=1, high=SECONDS_MAX),
            steps=table.per_tier("steps", STEPS_USUAL, low=1, high=STEPS_MAX),
            guidance=table.number("guidance", 7, low=0, high=30),
            strength=table.number("strength", 0.75, low=0.05, high=1),
        )
    )


def _diffusers(table: Table) -> Painter:
    return DiffusersPainter(
        DiffusersSettings(
            model=_model(table),
            revision=table.text("revision", "") or None,
            local_files_only=table.yes("local_files_only", False),
            device=table.choice("device", ("auto", "cuda", "mps", "cpu")),
            dtype=table.choice("dtype", ("auto", "float32", "float16", "bfloat16")),
            batch=table.count("batch", 4, low=1, high=COUNT_MAX),
            steps=table.per_tier("steps", STEPS_USUAL, low=1, high=STEPS_MAX),
            guidance=table.number("guidance", 7, low=0, high=20),
            strength=table.number("strength", 0.75, low=0.05, high=1),
            preview_steps=table.count("preview_steps", 4, low=0, high=STEPS_MAX),
            edits=table.yes("edits", True),
        )
    )


_KINDS: Final[Mapping[str, Callable[[Table], Painter]]] = {
    "embedded": _embedded,
    "openai": _openai,
    "comfyui": _comfyui,
    "diffusers": _diffusers,
}


def _model(table: Table) -> str:
    """A folder as seen from painters.toml where there is one, else an id on the hub."""
    model = table.required("model")
    folder = table.folder / Path(model).expanduser()
    return str(folder) if folder.is_dir() or model.startswith((".", "~", "/")) else model


def _workflow(table: Table, key: str, needs: frozenset[str]) -> Workflow | None:
    output = table.text("output", "")
    return read_workflow(table.path(key), output=output, needs=needs) if table.text(key, "") else None


def _choices(table: Table) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, values in table.table("choices").items():
        if not _is_choice(values):
            raise table.bad(f"choices.{name}", "is a list of texts, the usual one first")
        found[name] = tuple(values)
    return found


def _is_choice(values: Any) -> bool:
    return isinstance(values, list) and bool(values) and all(isinstance(value, str) for value in values)
