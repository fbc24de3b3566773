"""A real HTTP server on loopback that answers as the known images servers do, troubles included.

Owns the shapes of their answers; paints plain blotches of colour. Ignores masks on purpose, as some
servers do, so that only a client that puts the old pixels back keeps its promise.
"""

import base64
import hashlib
import json
import re
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.parser import BytesParser
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from types import TracebackType
from typing import Any

import numpy as np
from PIL import Image

MODEL = "blotch-1"


class Make(StrEnum):
    """Whose habits the server has while all is well."""

    OPENAI = "openai"  # always inline; refuses response_format
    SD_SERVER = "sd_server"  # stable-diffusion.cpp: seed inside the prompt, errors as a bare string
    VLLM_OMNI = "vllm_omni"  # inline only; refuses any model but its own
    SGLANG = "sglang"  # a relative address on generations unless asked for bytes; FastAPI errors


class Trouble(StrEnum):
    """What goes wrong with every answer."""

    NONE = "none"
    MODERATION = "moderation"
    BUSY = "busy"
    BUSY_UNTIL = "busy until a date"
    UNPAID = "unpaid"
    BROKEN = "broken"
    BAD_KEY = "bad key"
    NO_EDITS = "no edits"
    DETAIL = "detail"
    HTML = "html"
    EMPTY = "empty"
    NO_PICTURES = "no pictures"
    FAULT_IN_SUCCESS = "fault in success"
    NOT_BASE64 = "not base64"
    TRUNCATED = "truncated"
    HUGE = "huge"
    MOVING = "moving"
    TINY = "tiny"
    WRONG_SIZE = "wrong size"
    WEBP = "webp that claims to be png"
    FEWER = "fewer"
    FEWER_THEN_BUSY = "fewer, then busy"
    ONE_SPOILT = "one spoilt"
    MORE = "more"
    ABSOLUTE_ADDRESS = "absolute address"
    DATA_ADDRESS = "data address"
    FOREIGN_ADDRESS = "foreign address"
    SLOW_BODY = "slow body"
    SLOW_HEAD = "slow head"
    HANG = "hang"
    CUT = "cut"
    ENDLESS = "endless"
    COMPRESSED = "compressed"
    REDIRECT = "redirect"
    MODERATED_EVENT = "moderation in a stream"
    STREAM_ENDS = "a stream without an end"


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    fields: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def size(self) -> tuple[int, int]:
        width, height = str(self.fields["size"]).split("x")
        return int(width), int(height)


class LoopbackImages:
    """One running server; `asked` lists what it was sent, in order."""

    def __init__(
        self,
        make: Make = Make.OPENAI,
        trouble: Trouble = Trouble.NONE,
        tls: ssl.SSLContext | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        self.make = make
        self.trouble = trouble
        self.foreign_address = ""  # what FOREIGN_ADDRESS names
        self.streams = False  # whether it answers in events when asked to
        self.asked: list[Asked] = []
        self.kept: dict[str, bytes] = {}
        self.closing = threading.Event()
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.images = self
        self._scheme, self._host = ("https" if tls else "http"), host
        if tls:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)

    @property
    def origin(self) -> str:
        return f"{self._scheme}://{self._host}:{self._http.server_port}"

    @property
    def base_url(self) -> str:
        return f"{self.origin}/v1"

    @property
    def wishes(self) -> list[Asked]:
        """The requests for pictures, without the fetches of pictures by address."""
        return [asked for asked in self.asked if asked.method == "POST"]

    def __enter__(self) -> "LoopbackImages":
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()


def encoded(picture: Image.Image, kind: str = "PNG", **settings: Any) -> bytes:
    """Return the file of a picture."""
    out = BytesIO()
    picture.save(out, kind, **settings)
    return out.getvalue()


def blotch(key: str, size: tuple[int, int]) -> Image.Image:
    """Paint soft blotches; another key gives others."""
    seed = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big")
    dots = np.random.default_rng(seed).integers(0, 255, (5, 5, 3), dtype=np.uint8)
    return Image.fromarray(dots).resize(size, Image.Resampling.BICUBIC)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    images: LoopbackImages

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that give up on a slow answer are what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test output clean."""

    def do_GET(self) -> None:
        images = self.server.images
        images.asked.append(Asked("GET", self.path, dict(self.headers)))
        if self.path in images.kept:
            self._send(200, images.kept[self.path], "image/png")
        else:
            self._send_json(404, {"detail": "Not Found"})

    def do_POST(self) -> None:
        asked = self._read()
        self.server.images.asked.append(asked)
        if self._wire_trouble() or self._refused(asked):
            return
        if self.server.images.streams and asked.fields.get("stream") in (True, "true"):
            self._stream(asked)
        else:
            self._send_json(200, self._answer(asked))

    def _stream(self, asked: Asked) -> None:
        """OpenAI's events, cut into pieces that heed no line."""
        kind = "image_edit" if asked.path.endswith("/edits") else "image_generation"
        events: list[dict[str, Any]] = []
        for number in range(int(asked.fields["partial_images"])):
            rough = encoded(blotch(f"rough {number}", (64, 64)))
            inline = base64.b64encode(rough).decode()
            events.append(
                {"type": f"{kind}.partial_image", "partial_image_index": number, "b64_json": inline}
            )
        picture = encoded(blotch(f"{asked.fields} {len(self.server.images.asked)}", asked.size))
        if self.server.images.trouble is Trouble.MODERATED_EVENT:
            events.append({"type": "error", **_MODERATED})
        elif self.server.images.trouble is not Trouble.STREAM_ENDS:
            events.append(
                {"type": f"{kind}.completed", "b64_json": base64.b64encode(picture).decode(), "usage": {}}
            )
        lines = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
        content = f": hello\n\n{lines}data: [DONE]\n\n".encode()
        self._head(200, "text/event-stream; charset=utf-8", len(content))
        for start in range(0, len(content), 1000):
            self.wfile.write(content[start : start + 1000])
            self.wfile.flush()

    def _read(self) -> Asked:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        kind = self.headers["Content-Type"]
        if kind.startswith("application/json"):
            return Asked("POST", self.path, dict(self.headers), fields=json.loads(body))
        fields: dict[str, Any] = {}
        files: dict[str, bytes] = {}
        for part in (
            BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body).get_payload()
        ):
            name = str(part.get_param("name", header="content-disposition"))  # type: ignore[union-attr]
            content = part.get_payload(decode=True)  # type: ignore[union-attr]
            assert isinstance(content, bytes)
            if part.get_filename():  # type: ignore[union-attr]
                files[name] = content
            else:
                fields[name] = content.decode()
        return Asked("POST", self.path, dict(self.headers), fields, files)

    def _wire_trouble(self) -> bool:
        """Misbehave below the level of answers; say whether that was all."""
        images = self.server.images
        if images.trouble is Trouble.HANG:
            images.closing.wait(20)
        elif images.trouble is Trouble.SLOW_HEAD:
            self._drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"z" * 400)
        elif images.trouble is Trouble.SLOW_BODY:
            self._head(200, "application/json", 4000)
            self._drip(b" " * 4000)
        elif images.trouble is Trouble.CUT:
            self._head(200, "application/json", 4000)
            self.wfile.write(b'{"data": [')
        elif images.trouble is Trouble.ENDLESS:
            self._head(200, "application/json", 10**12)
            while not images.closing.is_set():
                self.wfile.write(b" " * 1_000_000)
        else:
            return False
        self.close_connection = True
        return True

    def _drip(self, content: bytes) -> None:
        for byte in content:
            if self.server.images.closing.is_set():
                return
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(0.1)

    def _refused(self, asked: Asked) -> bool:
        """Answer with an error in the make's own shape where trouble or habit calls for one."""
        trouble, make = self.server.images.trouble, self.server.images.make
        error: tuple[int, Any, dict[str, str]] | None = _REFUSALS.get(trouble)
        if trouble is Trouble.FEWER_THEN_BUSY and len(self.server.images.wishes) > 1:
            error = _REFUSALS[Trouble.BUSY]
        if trouble is Trouble.NO_EDITS and asked.path.endswith("/edits"):
            error = (404, {"detail": "Not Found"}, {})
        if make is Make.OPENAI and "response_format" in asked.fields:
            error = (
                400,
                {"error": {"message": "Unknown parameter: 'response_format'.", "code": "unknown"}},
                {},
            )
        if make is Make.VLLM_OMNI and asked.fields["model"] != MODEL:
            error = (400, {"error": {"message": f"The model {asked.fields['model']} does not exist."}}, {})
        if make is Make.SGLANG and not asked.fields["prompt"]:
            error = (422, {"detail": [{"loc": ["body", "prompt"], "msg": "field required"}]}, {})
        if error is None:
            return False
        status, body, headers = error
        content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        kind = "text/html" if isinstance(body, str) else "application/json"
        self._send(status, content, kind, headers)
        return True

    def _answer(self, asked: Asked) -> dict[str, Any]:
        count = int(asked.fields["n"])
        trouble = self.server.images.trouble
        if trouble in (Trouble.FEWER, Trouble.FEWER_THEN_BUSY):
            count = 1
        if trouble is Trouble.MORE:
            count += 2
        items = [self._item(asked, index) for index in range(count)]
        return {"created": 1, "data": items, "output_format": "png", "usage": {"total_tokens": 1}}

    def _item(self, asked: Asked, index: int) -> dict[str, Any]:
        images = self.server.images
        content = self._content(asked, index)
        inline = {"b64_json": base64.b64encode(content).decode(), "revised_prompt": "blotches, soft"}
        path = f"/files/{len(images.kept)}-{index}.png"
        images.kept[path] = content
        if images.trouble is Trouble.NOT_BASE64:
            return {"b64_json": "this is not base64 at all!"}
        if images.trouble is Trouble.DATA_ADDRESS:
            return {"url": f"data:image/png;base64,{inline['b64_json']}"}
        if images.trouble is Trouble.ABSOLUTE_ADDRESS:
            return {"url": images.origin + path}
        if images.trouble is Trouble.FOREIGN_ADDRESS:
            return {"url": images.foreign_address}
        generating = asked.path.endswith("/generations")
        if images.make is Make.SGLANG and generating and asked.fields.get("response_format") != "b64_json":
            return {"url": path, "b64_json": None}
        return inline

    def _content(self, asked: Asked, index: int) -> bytes:
        trouble = self.server.images.trouble
        size = asked.size
        if trouble is Trouble.WRONG_SIZE:
            size = (size[0] // 2, size[1])
        if trouble is Trouble.TINY:
            size = (8, 8)
        if trouble is Trouble.HUGE:
            return encoded(Image.new("1", (14_000, 14_000)), compress_level=1)
        picture = blotch(f"{asked.fields['prompt']} {self._seed(asked, index)}", size)
        if "image[]" in asked.files:
            before = Image.open(BytesIO(asked.files["image[]"])).convert("RGB").resize(size)
            picture = Image.blend(before, picture, 0.5)
        if trouble is Trouble.MOVING:
            return encoded(picture, save_all=True, append_images=[picture.rotate(90)])
        if trouble is Trouble.WEBP:
            return encoded(picture, "WEBP")
        png = encoded(picture, compress_level=1)
        spoilt = trouble is Trouble.TRUNCATED or (trouble is Trouble.ONE_SPOILT and index == 0)
        return png[: len(png) // 2] if spoilt else png

    def _seed(self, asked: Asked, index: int) -> str:
        """The seed where this make reads one, else a number that never comes again."""
        inside = re.search(r'<sd_cpp_extra_args>\{"seed": (\d+)\}', str(asked.fields["prompt"]))
        if self.server.images.make is Make.SD_SERVER and inside:
            return inside[1]
        return str(asked.fields.get("seed") or f"{len(self.server.images.asked)}.{index}")

    def _send_json(self, status: int, answer: Any) -> None:
        self._send(status, json.dumps(answer).encode(), "application/json")

    def _send(self, status: int, content: bytes, kind: str, headers: Mapping[str, str] | None = None) -> None:
        self._head(status, kind, len(content), headers)
        self.wfile.write(content)

    def _head(self, status: int, kind: str, length: int, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()


_MODERATED = {
    "error": {
        "message": "Your request was rejected as a result of our safety system.",
        "type": "image_generation_user_error",
        "param": None,
        "code": "moderation_blocked",
    }
}
_REFUSALS: dict[Trouble, tuple[int, Any, dict[str, str]]] = {
    Trouble.MODERATION: (400, _MODERATED, {}),
    Trouble.BUSY: (429, {"error": {"message": "Rate limit reached", "code": "rate"}}, {"Retry-After": "7"}),
    Trouble.BUSY_UNTIL: (503, {"error": "loading"}, {"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"}),
    Trouble.UNPAID: (429, {"error": {"message": "You exceeded it", "code": "insufficient_quota"}}, {}),
    Trouble.BROKEN: (500, {"error": "failed to\nallocate"}, {}),
    Trouble.BAD_KEY: (401, {"error": {"message": "Incorrect API key", "code": "invalid_api_key"}}, {}),
    Trouble.DETAIL: (422, {"detail": [{"loc": ["body", "size"], "msg": "size is not supported"}]}, {}),
    Trouble.HTML: (200, "<!DOCTYPE html><html><body>Welcome</body></html>", {}),
    Trouble.EMPTY: (200, "", {}),
    Trouble.NO_PICTURES: (200, {"created": 1, "data": []}, {}),
    Trouble.FAULT_IN_SUCCESS: (200, {"error": {"message": "CUDA out of memory"}}, {}),
    Trouble.COMPRESSED: (200, {"data": []}, {"Content-Encoding": "gzip"}),
    Trouble.REDIRECT: (302, {}, {"Location": "http://127.0.0.1:9/"}),
}
