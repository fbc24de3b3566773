"""Painters that are ready to paint in a test, for the suites that run on all of them."""

import json
from pathlib import Path

from bottega.engines.painter.adapters.comfyui import ComfyUIPainter, ComfyUISettings, read_workflow
from bottega.engines.painter.adapters.diffusers import DiffusersPainter, DiffusersSettings
from tests.contracts.comfyui_server import TEMPLATES, LoopbackComfyUI


def comfyui_painter(host: LoopbackComfyUI, folder: Path) -> ComfyUIPainter:
    """A client of a loopback server with all three workflows."""
    read = {}
    for name, graph in TEMPLATES.items():
        (folder / f"{name}.json").write_text(json.dumps(graph))
        read[name] = read_workflow(folder / f"{name}.json", needs=frozenset({"$words"}))
    return ComfyUIPainter(ComfyUISettings(host.base_url, **read))


def tiny_painter(folder: Path) -> DiffusersPainter:
    """A real diffusers pipeline of half a megabyte with random weights; needs the extra."""
    from tests.engines.painter.diffusers.tiny import build_tiny_pipeline

    model = build_tiny_pipeline(folder / "tiny")
    return DiffusersPainter(
        DiffusersSettings(str(model), batch=2, steps={"sketch": 2, "final": 3}, preview_steps=1)
    )
