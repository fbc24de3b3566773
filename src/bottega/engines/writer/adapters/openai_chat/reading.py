"""What the many chat servers answer, read into tokens and calls: streamed or whole, in order or not.

Believes nothing: a server that was asked to stream may answer in one piece, leave out ids and indices,
send arguments as text, as an object or as no JSON at all, think aloud, or never end.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from bottega.engines.writer.adapters.openai_chat.refusals import complaint_in, declined, fault
from bottega.engines.writer.port import CALLS_MAX, REPLY_MAX, UNREADABLE, Call, Token, WriterGarbled

EVENT_BYTES_MAX: Final = 1024 * 1024
ARGUMENTS_MAX: Final = 32_000  # characters of one call's arguments; our longest tool takes an eighth
UNREADABLE_KEPT: Final = 200
THINKING_MAX: Final = 100_000  # characters of thinking aloud that are waited through
_DONE: Final = "[DONE]"
_OPEN, _CLOSE = "<think>", "</think>"


def events_in(pieces: Iterable[bytes]) -> Iterator[str]:
    """The content of each server-sent event, in order. Raises WriterGarbled for one without an end."""
    rest = b""
    content: list[str] = []
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        if len(rest) > EVENT_BYTES_MAX or sum(map(len, content)) > EVENT_BYTES_MAX:
            raise WriterGarbled("The writer's answer has no end.", reason="oversize")
        for line in lines:
            yield from _line(line, content)
    yield from _line(rest, content)
    yield from _line(b"", content)


def _line(line: bytes, content: list[str]) -> Iterator[str]:
    """One line of a stream; hands out what was gathered at an empty one."""
    text = line.decode("utf-8", "replace").rstrip("\r")
    if text.startswith("data:"):
        content.append(text[5:].removeprefix(" "))
    elif not text and content:
        yield "\n".join(content)
        content.clear()


@dataclass(slots=True)
class _Gathered:
    """A call as it grows."""

    id: str = ""
    name: str = ""
    arguments: str = ""
    whole: Mapping[str, Any] | None = None  # where a server sends an object

    def as_call(self, number: int) -> Call:
        return Call(self.id or f"call-{number}", self.name, self._read())

    def _read(self) -> Mapping[str, Any]:
        if self.whole is not None:
            return self.whole
        try:
            read = orjson.loads(self.arguments or "{}")
        except orjson.JSONDecodeError:
            read = None
        return read if isinstance(read, dict) else {UNREADABLE: self.arguments[:UNREADABLE_KEPT]}


@dataclass(slots=True)
class Reading:
    """One reply, chunk by chunk. `is_over`: nothing more is wanted, whatever still comes."""

    is_over: bool = False
    has_said: bool = False
    has_end: bool = False
    _characters: int = 0
    _thinking: "_Thinking" = field(default_factory=lambda: _Thinking())
    _calls: dict[Any, _Gathered] = field(default_factory=dict)

    def take(self, event: str) -> Iterator[Token]:
        """Read one event. Raises WriterDeclined, WriterAway, WriterGarbled as what it says means."""
        if event.strip() == _DONE:
            self.has_end = self.is_over = True
            return
        chunk = read_object(event)
        complaint = complaint_in(chunk)
        if complaint:
            raise fault(complaint)
        yield from self.take_chunk(chunk)

    def take_chunk(self, chunk: Mapping[str, Any]) -> Iterator[Token]:
        """Read a chunk, or a whole answer, which has the same shape but for one name."""
        choices = chunk.get("choices")
        first = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(first, Mapping):
            return
        said = first.get("delta") or first.get("message") or {}
        if not isinstance(said, Mapping):
            raise WriterGarbled("The writer's answer cannot be read.", reason="shape")
        yield from self._words(_text(said.get("content")))
        if said.get("refusal"):
            raise declined(str(said["refusal"]))
        self._take_calls(said.get("tool_calls"))
        if first.get("finish_reason"):  # what may follow it counts tokens
            self.has_end = self.is_over = True
        if first.get("finish_reason") == "content_filter" and not self.has_said:
            raise declined("content_filter")

    def calls(self) -> list[Call]:
        """The tools that were asked for, once the reply has its end; at most CALLS_MAX, in order."""
        named = [each for each in self._calls.values() if each.name]
        return [each.as_call(number) for number, each in enumerate(named[:CALLS_MAX])]

    def _words(self, text: str) -> Iterator[Token]:
        shown = self._thinking.without(text)[: REPLY_MAX - self._characters]
        if not shown:
            return
        self.has_said = True
        self._characters += len(shown)
        self.is_over = self._characters >= REPLY_MAX
        yield Token(shown)

    def _take_calls(self, deltas: Any) -> None:
        for place, delta in enumerate(deltas if isinstance(deltas, list) else ()):
            if isinstance(delta, Mapping):
                self._take_call(delta, place)

    def _take_call(self, delta: Mapping[str, Any], place: int) -> None:
        gathered = self._calls.setdefault(self._key_of(delta, place), _Gathered())
        function = delta.get("function")
        function = function if isinstance(function, Mapping) else {}
        gathered.id = gathered.id or _text(delta.get("id"))[:80]
        gathered.name = gathered.name or _text(function.get("name"))[:80]
        arguments = function.get("arguments")
        if isinstance(arguments, Mapping):
            gathered.whole = arguments
        gathered.arguments += _text(arguments)
        if len(gathered.arguments) > ARGUMENTS_MAX or len(self._calls) > 4 * CALLS_MAX:
            raise WriterGarbled("The writer asks for tools without end.", reason="oversize")

    def _key_of(self, delta: Mapping[str, Any], place: int) -> Any:
        """Whose piece it is: by index, else by id; with neither it goes on with the last call."""
        index = delta.get("index")
        if isinstance(index, int):
            return index
        if delta.get("id"):
            return delta["id"]
        return place if not self._calls else next(reversed(self._calls))


class _Thinking:
    """Leaves out what a model thinks aloud between <think> and </think> before it answers."""

    def __init__(self) -> None:
        self._held = ""
        self._is_thinking = False
        self._has_begun = False
        self._length = 0

    def without(self, text: str) -> str:
        if self._has_begun:
            return text
        self._held += text
        self._length += len(text)
        if self._length > THINKING_MAX:
            raise WriterGarbled("The writer thinks without end.", reason="oversize")
        start = self._held.lstrip()
        if self._is_thinking or start.startswith(_OPEN):
            self._is_thinking = True
            _, closed, rest = self._held.partition(_CLOSE)
            if not closed:
                self._held = self._held[-len(_CLOSE) :]
                return ""
            self._has_begun = True
            return rest.lstrip()
        if _OPEN.startswith(start):
            return ""  # too little to tell
        self._has_begun = True
        return self._held


def read_object(text: str | bytes) -> Mapping[str, Any]:
    """A JSON object. Raises WriterGarbled for anything else."""
    try:
        read = orjson.loads(text)
    except orjson.JSONDecodeError:
        read = None
    if not isinstance(read, dict):
        raise WriterGarbled("The writer's answer cannot be read.", reason="unreadable")
    return read


def _text(content: Any) -> str:
    """Words as a string or as a list of parts; of anything else none."""
    if isinstance(content, list):
        return "".join(_text(part.get("text")) for part in content if isinstance(part, Mapping))
    return content if isinstance(content, str) else ""
