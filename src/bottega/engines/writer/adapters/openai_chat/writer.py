"""The chat writer: one request, one reply, tokens as they come and tools when it has its end."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from bottega.engines.outside import refuse_inside_transaction
from bottega.engines.writer.adapters.openai_chat.asking import ChatSettings, chat_request
from bottega.engines.writer.adapters.openai_chat.line import Answer, away, opened
from bottega.engines.writer.adapters.openai_chat.reading import Reading, events_in, read_object
from bottega.engines.writer.adapters.openai_chat.refusals import complaint_in, fault, refusal_of
from bottega.engines.writer.port import (
    REPLY_SECONDS,
    Call,
    Message,
    Situation,
    Token,
    ToolSpec,
    WriterGarbled,
)

PROBLEM_BYTES: Final = 64 * 1024  # of an error's body that are read


class ChatWriter:
    """A Writer behind one Chat Completions server. Holds no state: share it freely.

    Each reply is one request with situation.seconds_left as its deadline. A call whose arguments are
    no JSON object comes out as {UNREADABLE: …}; of a reply that breaks off no call comes at all.
    """

    name: ClassVar[str] = "openai_chat"

    def __init__(self, server: ChatSettings) -> None:
        self.server = server

    def reply(
        self, messages: Sequence[Message], *, tools: Sequence[ToolSpec], situation: Situation
    ) -> Iterator[Token | Call]:
        """As `Writer.reply`."""
        refuse_inside_transaction(self.name)
        return self._reply(messages, tools, situation)

    def _reply(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], situation: Situation
    ) -> Iterator[Token | Call]:
        request = chat_request(self.server, messages, tools, situation)
        reading = Reading()
        with opened(request, seconds=min(situation.seconds_left, REPLY_SECONDS)) as answer:
            if answer.status != 200:
                raise refusal_of(answer.status, answer.headers, _beginning(answer))
            yield from _whole(answer, reading) if _is_whole(answer) else _events(answer.pieces, reading)
        calls = reading.calls() if reading.has_end else []
        if not reading.has_said and not calls:
            raise WriterGarbled("The writer answered with nothing.", reason="empty")
        yield from calls


def _events(pieces: Iterator[bytes], reading: Reading) -> Iterator[Token]:
    for event in events_in(pieces):
        yield from reading.take(event)
        if reading.is_over:
            return
    if not reading.has_end and reading.has_said:
        raise away("The writer broke off in the middle.", 5)


def _whole(answer: Answer, reading: Reading) -> Iterator[Token]:
    body = b"".join(answer.pieces)
    if body.startswith(b"data:"):  # a stream under a wrong name
        yield from _events(iter([body]), reading)
        return
    if body.lstrip()[:1] == b"<":
        raise WriterGarbled("The writer answered with a web page.", reason="web_page")
    read = read_object(body)
    complaint = complaint_in(read)
    if complaint:
        raise fault(complaint)
    yield from reading.take_chunk(read)
    reading.has_end = True


def _is_whole(answer: Answer) -> bool:
    kind = answer.headers.get("content-type", "")
    return ("json" in kind and "ndjson" not in kind) or "html" in kind


def _beginning(answer: Answer) -> bytes:
    body = bytearray()
    for piece in answer.pieces:
        body += piece
        if len(body) >= PROBLEM_BYTES:
            break
    return bytes(body[:PROBLEM_BYTES])
