"""A workflow as the operator exported it, with placeholders where each request puts its own values.

People never send workflows: a graph can name any file of the server and any node, and nodes are code. Their
words go in as one string value, so that they stay words. Pickled weights are refused by name.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

PLACEHOLDERS: Final = frozenset(
    (
        "$words",
        "$negative",
        "$seed",
        "$width",
        "$height",
        "$steps",
        "$guidance",
        "$strength",
        "$image",
        "$mask",
    )
)
PICTURE_NODES: Final = ("PreviewImage", "SaveImage")
MODEL_FIELDS: Final = ("ckpt_name", "unet_name", "model_name")
PICKLES: Final = (".ckpt", ".pt", ".pth", ".bin", ".pkl", ".pickle")
FILE_BYTES_MAX: Final = 4 * 1024 * 1024

_MARK: Final = re.compile(r"\$[a-z_]+")


@dataclass(frozen=True, slots=True)
class Workflow:
    """One template that can be filled in.

    graph: node id → {"class_type", "inputs"}. output: the node whose first picture is taken.
    marks: the placeholders that it has. model: the weights that it names, or its file's name.
    """

    name: str
    graph: Mapping[str, Any]
    output: str
    marks: frozenset[str]
    model: str

    def filled(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the graph with each placeholder's value: as it is where it stands alone, else as text."""
        return {node: _filled(body, values) for node, body in self.graph.items()}


def read_workflow(path: Path, *, output: str = "", needs: frozenset[str]) -> Workflow:
    """Read a template. output: a node's id, or "" for the one node that shows or saves a picture.

    Raises ValueError with a sentence for the operator: no such file, the editor's own format, an unknown
    placeholder or one of `needs` missing, no output, weights that are pickles.
    """
    graph = _graph_in(path)
    marks = frozenset(mark for text in _texts(graph) for mark in _MARK.findall(text))
    if unknown := sorted(marks - PLACEHOLDERS):
        known = ", ".join(sorted(PLACEHOLDERS))
        raise ValueError(f"{path} has the placeholder {unknown[0]}, which means nothing; there are {known}.")
    if missing := sorted(needs - marks):
        raise ValueError(f"{path} has no {missing[0]}: put it where the workflow takes that value.")
    if pickled := next((text for text in _texts(graph) if text.lower().endswith(PICKLES)), ""):
        raise ValueError(f"{path} loads {pickled}; only safetensors are loaded, for the others can run code.")
    return Workflow(path.name, graph, _output_of(path, graph, output), marks, _model_in(graph) or path.stem)


def _graph_in(path: Path) -> dict[str, Any]:
    try:
        content = path.read_bytes()
    except OSError as unreadable:
        raise ValueError(f"The workflow {path} cannot be read: {unreadable.strerror}.") from unreadable
    try:
        graph = json.loads(content) if len(content) <= FILE_BYTES_MAX else None
    except ValueError as broken:
        raise ValueError(f"The workflow {path} is no JSON: {broken}.") from broken
    if isinstance(graph, dict) and "nodes" in graph and "links" in graph:
        raise ValueError(f"{path} was saved for the editor; export it from ComfyUI in the API format.")
    if not isinstance(graph, dict) or not graph or not all(map(_is_node, graph.values())):
        raise ValueError(f"{path} is no workflow in ComfyUI's API format.")
    return dict(graph)


def _is_node(body: Any) -> bool:
    return isinstance(body, dict) and "class_type" in body and isinstance(body.get("inputs", {}), dict)


def _output_of(path: Path, graph: Mapping[str, Any], output: str) -> str:
    if output:
        if output not in graph:
            raise ValueError(f"{path} has no node {output!r}, which output names.")
        return output
    found = [node for node, body in graph.items() if body["class_type"] in PICTURE_NODES]
    if not found:
        raise ValueError(f"{path} has no node that shows or saves a picture; add PreviewImage at its end.")
    if len(found) > 1:
        raise ValueError(f"{path} shows or saves at {', '.join(found)}; say which counts with output.")
    return found[0]


def _model_in(graph: Mapping[str, Any]) -> str:
    fields = (body.get("inputs", {}).get(name) for body in graph.values() for name in MODEL_FIELDS)
    return next((name for name in fields if isinstance(name, str)), "")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(inner)


def _filled(value: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(value, Mapping):
        return {name: _filled(inner, values) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, values) for inner in value]
    if not isinstance(value, str):
        return value
    if value in values:
        return values[value]
    # One pass: a person's words may say $seed, and stay as they are.
    return _MARK.sub(lambda found: str(values.get(found[0], found[0])), value)
