"""A real HTTP server on loopback that answers as the known chat servers do, troubles included.

Owns the shapes of their answers. Its model is simple: it asks for create_image with the person's own
words, and once a tool has answered it says so in a sentence.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

MODEL = "parrot-1"
SENTENCE = "Four tries, coming."


class Habit(StrEnum):
    """How the server answers while all is well."""

    STREAM = "stream"  # as documented: deltas by index, arguments in pieces, [DONE]
    WHOLE = "whole"  # ignores stream: one JSON answer
    NO_INDEX = "no index"  # deltas without index, the id on the first alone
    OBJECTS = "objects"  # arguments as an object, no ids, all at once
    THINKS = "thinks"  # <think> … </think> before the words
    PARTS = "parts"  # content as a list of parts, CRLF, comments between events
    NO_DONE = "no done"  # finish_reason, then silence on an open connection


class Trouble(StrEnum):
    """What goes wrong with every answer."""

    NONE = "none"
    BUSY = "busy"
    BROKEN = "broken"
    BAD_KEY = "bad key"
    NO_MODEL = "no model"
    MODERATED = "moderated"
    UNPAID = "unpaid"
    DETAIL = "detail"
    HTML = "html"
    EMPTY = "empty"
    NOTHING = "nothing"
    FAULT_IN_STREAM = "fault in stream"
    FILTERED = "filtered"
    REFUSAL = "refusal"
    NOT_JSON = "not json"
    NO_OBJECT = "no object"
    BAD_ARGUMENTS = "bad arguments"
    ENDLESS_WORDS = "endless words"
    ENDLESS_LINE = "endless line"
    ENDLESS_ARGUMENTS = "endless arguments"
    ENDLESS_THOUGHT = "endless thought"
    HANG = "hang"
    SLOW_HEAD = "slow head"
    SLOW_BODY = "slow body"
    CUT = "cut"
    CUT_CALL = "cut call"
    COMPRESSED = "compressed"
    REDIRECT = "redirect"


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]


class LoopbackChat:
    """One running server; `asked` lists what it was sent, in order. tokens: how many words it sent."""

    def __init__(self, habit: Habit = Habit.STREAM, trouble: Trouble = Trouble.NONE) -> None:
        self.habit = habit
        self.trouble = trouble
        self.asked: list[Asked] = []
        self.tokens = 0
        self.closing = threading.Event()
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.chat = self

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def __enter__(self) -> "LoopbackChat":
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    chat: LoopbackChat

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that hang up are what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test output clean."""

    def do_POST(self) -> None:
        chat = self.server.chat
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        chat.asked.append(Asked(self.path, dict(self.headers), body))
        self.close_connection = True
        if chat.trouble in _REFUSALS:
            status, answer, headers = _REFUSALS[chat.trouble]
            kind = "text/html" if isinstance(answer, str) else "application/json"
            content = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
            self._send(status, content, kind, headers)
        elif chat.trouble in _MISDEEDS:
            _MISDEEDS[chat.trouble](self)
        elif chat.habit is Habit.WHOLE:
            self._send(200, json.dumps(_whole(body)).encode(), "application/json")
        else:
            self._stream(_deltas(chat.habit, body))

    def _stream(self, deltas: Iterator[dict[str, Any]]) -> None:
        habit = self.server.chat.habit
        end = "\r\n" if habit is Habit.PARTS else "\n"
        self._head(200, "text/event-stream; charset=utf-8")
        for delta in deltas:
            if habit is Habit.PARTS:
                self.wfile.write(f": keep-alive{end}{end}".encode())
            self.event(delta, end)
        if habit is Habit.NO_DONE:
            self.server.chat.closing.wait(20)
        else:
            self.wfile.write(f"data: [DONE]{end}{end}".encode())

    def event(self, delta: Mapping[str, Any], end: str = "\n") -> None:
        """Send one chunk; a delta's "finish" becomes its finish_reason."""
        rest = {key: value for key, value in delta.items() if key != "finish"}
        chunk = {"choices": [{"index": 0, "delta": rest, "finish_reason": delta.get("finish")}]}
        self.wfile.write(f"data: {json.dumps(chunk)}{end}{end}".encode())
        self.wfile.flush()

    def endlessly(self, delta: Mapping[str, Any], count: int = 200_000) -> None:
        """Send the same chunk until nobody listens."""
        self._head(200, "text/event-stream")
        for _ in range(count):
            self.event(delta)
            self.server.chat.tokens += 1

    def drip(self, content: bytes) -> None:
        """A byte every tenth of a second."""
        for byte in content:
            if self.server.chat.closing.is_set():
                return
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(0.1)

    def begin(self, words: str = "") -> None:
        """The head of a stream and its first word."""
        self._head(200, "text/event-stream")
        if words:
            self.event({"content": words})

    def hang(self) -> None:
        """Answer nothing at all."""
        self.server.chat.closing.wait(20)

    def _send(self, status: int, content: bytes, kind: str, headers: Mapping[str, str] | None = None) -> None:
        self._head(status, kind, {"Content-Length": str(len(content)), **(headers or {})})
        self.wfile.write(content)

    def _head(self, status: int, kind: str, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()


def _wants_picture(body: Mapping[str, Any]) -> bool:
    return bool(body.get("tools")) and body["messages"][-1]["role"] == "user"


def _arguments(body: Mapping[str, Any]) -> dict[str, str]:
    return {"prompt": body["messages"][-1]["content"]}


def _whole(body: Mapping[str, Any]) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": SENTENCE}
    if _wants_picture(body):
        call = {"name": "create_image", "arguments": json.dumps(_arguments(body))}
        message |= {"content": None, "tool_calls": [{"id": "w1", "type": "function", "function": call}]}
    return {"model": MODEL, "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}


def _deltas(habit: Habit, body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if _wants_picture(body):
        yield from _call_deltas(habit, _arguments(body))
        yield {"finish": "tool_calls"}
        return
    if habit is Habit.THINKS:
        yield from ({"content": piece} for piece in ("<th", "ink>They want ", "a fox.</thi", "nk>\n\n"))
    for place, word in enumerate(SENTENCE.split(" ")):
        text = word if place == 0 else f" {word}"
        yield {"content": [{"type": "text", "text": text}] if habit is Habit.PARTS else text}
    yield {"finish": "stop"}


def _call_deltas(habit: Habit, arguments: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    text = json.dumps(arguments)
    if habit is Habit.OBJECTS:
        yield {"tool_calls": [{"function": {"name": "create_image", "arguments": arguments}}]}
        return
    index = {} if habit is Habit.NO_INDEX else {"index": 0}
    yield {"tool_calls": [{**index, "id": "c1", "function": {"name": "create_image", "arguments": ""}}]}
    for start in range(0, len(text), 7):
        yield {"tool_calls": [{**index, "function": {"arguments": text[start : start + 7]}}]}


def _bad_arguments(handler: _Handler) -> None:
    handler.begin()
    handler.event(
        {"tool_calls": [{"index": 0, "id": "c1", "function": {"name": "create_image", "arguments": '{"pro'}}]}
    )
    handler.event({"finish": "tool_calls"})


def _cut_call(handler: _Handler) -> None:
    handler.begin()
    call = {"name": "create_image", "arguments": '{"prompt": "a fox"}'}
    handler.event({"tool_calls": [{"index": 0, "id": "c1", "function": call}]})


def _fault(handler: _Handler) -> None:
    handler.begin("One")
    handler.wfile.write(b'data: {"error": {"message": "CUDA out of memory"}}\n\n')


def _filtered(handler: _Handler) -> None:
    handler.begin()
    handler.event({"finish": "content_filter"})


def _raw(content: bytes) -> Callable[[_Handler], None]:
    def answer(handler: _Handler) -> None:
        handler.begin()
        handler.wfile.write(content)

    return answer


def _endless_line(handler: _Handler) -> None:
    handler.begin()
    while not handler.server.chat.closing.is_set():
        handler.wfile.write(b"data: " + b"x" * 100_000)


def _endless_arguments(handler: _Handler) -> None:
    handler.endlessly(
        {"tool_calls": [{"index": 0, "function": {"name": "create_image", "arguments": "fox " * 50}}]}
    )


_MISDEEDS: dict[Trouble, Callable[[_Handler], None]] = {
    Trouble.NOTHING: lambda handler: handler._stream(iter([{"content": ""}, {"finish": "stop"}])),
    Trouble.FAULT_IN_STREAM: _fault,
    Trouble.FILTERED: _filtered,
    Trouble.REFUSAL: lambda handler: handler._stream(iter([{"refusal": "I will not."}, {"finish": "stop"}])),
    Trouble.NOT_JSON: _raw(b"data: this is not JSON\n\n"),
    Trouble.NO_OBJECT: _raw(b"data: [1, 2]\n\n"),
    Trouble.BAD_ARGUMENTS: _bad_arguments,
    Trouble.ENDLESS_WORDS: lambda handler: handler.endlessly({"content": "foxes and "}),
    Trouble.ENDLESS_LINE: _endless_line,
    Trouble.ENDLESS_ARGUMENTS: _endless_arguments,
    Trouble.ENDLESS_THOUGHT: lambda handler: handler.endlessly({"content": "<think>" + "hm " * 99}),
    Trouble.HANG: _Handler.hang,
    Trouble.SLOW_HEAD: lambda handler: handler.drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"z" * 400),
    Trouble.SLOW_BODY: lambda handler: (handler.begin("One"), handler.drip(b": " + b"z" * 400))[0],
    Trouble.CUT: lambda handler: handler.begin("Four tries"),
    Trouble.CUT_CALL: _cut_call,
}
_REFUSALS: dict[Trouble, tuple[int, Any, dict[str, str]]] = {
    Trouble.BUSY: (429, {"error": {"message": "Rate limit reached", "code": "rate"}}, {"Retry-After": "7"}),
    Trouble.BROKEN: (500, {"error": "failed to\nallocate"}, {}),
    Trouble.BAD_KEY: (401, {"error": {"message": "Incorrect API key", "code": "invalid_api_key"}}, {}),
    Trouble.NO_MODEL: (404, {"detail": "Not Found"}, {}),
    Trouble.MODERATED: (400, {"error": {"message": "Rejected by our safety system", "code": "x"}}, {}),
    Trouble.UNPAID: (429, {"error": {"message": "You exceeded it", "code": "insufficient_quota"}}, {}),
    Trouble.DETAIL: (422, {"detail": [{"loc": ["body"], "msg": "tools are not supported"}]}, {}),
    Trouble.HTML: (200, "<!DOCTYPE html><html><body>Welcome</body></html>", {}),
    Trouble.EMPTY: (200, "", {}),
    Trouble.COMPRESSED: (200, {"choices": []}, {"Content-Encoding": "gzip"}),
    Trouble.REDIRECT: (302, {}, {"Location": "http://127.0.0.1:9/"}),
}
