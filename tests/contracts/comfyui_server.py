"""A real HTTP server on loopback that speaks ComfyUI's interface, troubles included.

Owns the shapes of its answers, read from ComfyUI's own source; runs no graph, but reads the words, the seed
and the size out of it and paints blotches of colour. Ignores masks on purpose, so that only a client that
puts the old pixels back keeps its promise.
"""

import json
import threading
import uuid
from collections.abc import Mapping
from email.parser import BytesParser
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bottega.engines.painter.pixels import png_size
from tests.contracts.images_server import blotch, encoded

TEMPLATES: dict[str, dict[str, Any]] = {
    "paint": {
        "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "blotch.safetensors"}},
        "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "$words", "clip": ["1", 1]}},
        "3": {"class_type": "CLIPTextEncode", "inputs": {"text": "$negative", "clip": ["1", 1]}},
        "4": {
            "class_type": "EmptyLatentImage",
            "inputs": {"width": "$width", "height": "$height", "batch_size": 1},
        },
        "5": {
            "class_type": "KSampler",
            "inputs": {"seed": "$seed", "steps": "$steps", "cfg": "$guidance", "denoise": 1},
        },
        "6": {"class_type": "PreviewImage", "inputs": {"images": ["5", 0]}},
    },
    "edit": {
        "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "blotch.safetensors"}},
        "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "photo of $words", "clip": ["1", 1]}},
        "4": {"class_type": "LoadImage", "inputs": {"image": "$image"}},
        "5": {
            "class_type": "KSampler",
            "inputs": {"seed": "$seed", "steps": "$steps", "denoise": "$strength"},
        },
        "6": {"class_type": "SaveImage", "inputs": {"images": ["5", 0], "filename_prefix": "bottega"}},
    },
}
TEMPLATES["inpaint"] = TEMPLATES["edit"] | {
    "7": {"class_type": "LoadImageMask", "inputs": {"image": "$mask", "channel": "red"}}
}


class Trouble(StrEnum):
    """What goes wrong."""

    NONE = "none"
    REFUSED = "the workflow names weights that are not there"
    FAILED = "a node fails"
    MEMORY = "the card is full"
    FORGETS = "the server was started anew"
    HANGS = "a picture that never ends"
    WAITS = "somebody else's picture never ends"
    NO_PICTURE = "the output node holds nothing"
    HTML = "a proxy's page"
    BAD_KEY = "a proxy asks for a key"
    BROKEN = "an error of the server's own"


class LoopbackComfyUI:
    """One running server; `graphs` lists the workflows that it was sent, `told` all else that was said."""

    def __init__(self, trouble: Trouble = Trouble.NONE) -> None:
        self.trouble = trouble
        self.graphs: list[dict[str, Any]] = []
        self.told: list[tuple[str, Any]] = []
        self.keys: list[str] = []
        self.uploads: dict[str, bytes] = {}
        self.history: dict[str, Any] = {}
        self.running: list[str] = []
        self.pending: list[str] = []
        self.files: dict[str, bytes] = {}
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.comfy = self

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> "LoopbackComfyUI":
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()

    def take(self, graph: dict[str, Any]) -> str:
        """Queue a workflow; without trouble it is done at once."""
        self.graphs.append(graph)
        prompt_id = str(uuid.uuid4())
        if self.trouble is Trouble.HANGS:
            self.running.append(prompt_id)
        elif self.trouble is Trouble.WAITS:
            self.running.append("somebody-else")
            self.pending.append(prompt_id)
        elif self.trouble is not Trouble.FORGETS:
            self.history[prompt_id] = self._entry(graph, prompt_id)
        return prompt_id

    def _entry(self, graph: dict[str, Any], prompt_id: str) -> dict[str, Any]:
        messages: list[list[Any]] = [["execution_start", {"prompt_id": prompt_id, "timestamp": 1}]]
        if self.trouble in (Trouble.FAILED, Trouble.MEMORY):
            full = self.trouble is Trouble.MEMORY
            kind = "torch.OutOfMemoryError" if full else "ValueError"
            fault = {
                "prompt_id": prompt_id, "node_id": "5", "node_type": "KSampler", "executed": ["1"],
                "exception_message": "Allocation on device 0" if full else "bad latent",
                "exception_type": kind, "traceback": ["…"], "current_inputs": {}, "current_outputs": [],
            }  # fmt: skip
            messages.append(["execution_error", fault])
            return {
                "outputs": {},
                "status": {"status_str": "error", "completed": False, "messages": messages},
            }
        name = f"ComfyUI_temp_{len(self.files):05}_.png"
        self.files[name] = encoded(blotch(*self._wish_in(graph)))
        images = [{"filename": name, "subfolder": "", "type": "temp"}]
        return {
            "prompt": [1, prompt_id, graph, {"client_id": "bottega"}, ["6"]],
            "outputs": {"6": {"images": [] if self.trouble is Trouble.NO_PICTURE else images}},
            "status": {"status_str": "success", "completed": True, "messages": messages},
        }

    def _wish_in(self, graph: Mapping[str, Any]) -> tuple[str, tuple[int, int]]:
        key = json.dumps([graph["2"]["inputs"]["text"], graph["5"]["inputs"]])
        canvas = graph["4"]["inputs"]
        if "image" not in canvas:
            return key, (canvas["width"], canvas["height"])
        return key, png_size(self.uploads[canvas["image"]])


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    comfy: LoopbackComfyUI

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test output clean."""

    def do_GET(self) -> None:
        comfy, where = self.server.comfy, urlsplit(self.path)
        comfy.keys.append(self.headers.get("Authorization", ""))
        if self._troubled():
            return
        if where.path.startswith("/history/"):
            prompt_id = where.path.rsplit("/", 1)[1]
            self._json(200, {prompt_id: comfy.history[prompt_id]} if prompt_id in comfy.history else {})
        elif where.path == "/queue":
            self._json(
                200,
                {
                    "queue_running": [[1, each, {}, {}, ["6"]] for each in comfy.running],
                    "queue_pending": [[2, each, {}, {}, ["6"]] for each in comfy.pending],
                },
            )
        elif where.path == "/system_stats":
            self._json(200, {"system": {"os": "posix", "comfyui_version": "0.3.99"}, "devices": []})
        elif where.path == "/view":
            self._send(200, comfy.files[parse_qs(where.query)["filename"][0]], "image/png")
        else:
            self._json(404, {})

    def do_POST(self) -> None:
        comfy = self.server.comfy
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._troubled():
            return
        if self.path == "/upload/image":
            self._json(200, self._uploaded(body))
            return
        said = json.loads(body)
        if self.path == "/prompt":
            self._queue(said["prompt"])
            return
        comfy.told.append((self.path, said))
        if self.path == "/queue":
            comfy.pending = [each for each in comfy.pending if each not in said["delete"]]
        if self.path == "/interrupt":
            comfy.running = []
        self._send(200, b"", "text/plain")

    def _queue(self, graph: dict[str, Any]) -> None:
        if self.server.comfy.trouble is Trouble.REFUSED:
            error = {
                "type": "prompt_outputs_failed_validation",
                "message": "Prompt outputs failed validation",
                "details": "",
                "extra_info": {},
            }
            self._json(400, {"error": error, "node_errors": {"1": {"errors": [], "class_type": "Loader"}}})
            return
        self._json(200, {"prompt_id": self.server.comfy.take(graph), "number": 1, "node_errors": {}})

    def _uploaded(self, body: bytes) -> dict[str, str]:
        head = b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n"
        name = ""
        for part in BytesParser().parsebytes(head + body).get_payload():
            filename = part.get_filename()  # type: ignore[union-attr]
            if filename:
                name = filename
                self.server.comfy.uploads[name] = part.get_payload(decode=True)  # type: ignore[union-attr,assignment]
        return {"name": name, "subfolder": "", "type": "input"}

    def _troubled(self) -> bool:
        answer = {
            Trouble.HTML: (200, b"<!DOCTYPE html><title>Sign in</title>", "text/html"),
            Trouble.BAD_KEY: (401, b"no", "text/plain"),
            Trouble.BROKEN: (500, b"oh", "text/plain"),
        }.get(self.server.comfy.trouble)
        if answer:
            self._send(*answer)
        return answer is not None

    def _json(self, status: int, body: Any) -> None:
        self._send(status, json.dumps(body).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
