"""Answering a turn: the writer speaks, uses tools, reads what they answer, and comes to an end.

The only place that calls a writer; between transactions and never in one. What the writer says is text,
what it asks for a wish: tools check it, one generation a turn is all it can lead to, and rounds, tools,
words and seconds are counted here, whatever the writer itself promises.

Safe to run twice: a turn that has its generation is only ended, any other is answered anew, and both runs
ask for pictures under the same key.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any, Final

import orjson
from django.db import transaction

from bottega.assistant.bar import price_of, wish_of
from bottega.assistant.directly import turn_key
from bottega.assistant.history import messages_of, situation_of
from bottega.assistant.replies import Clock, end_reply
from bottega.assistant.tools import TOOLS, Answer, ToolContext, refused, tool_specs, use_tool
from bottega.engines.writer.port import (
    CALLS_MAX,
    REPLY_MAX,
    REPLY_SECONDS,
    UNREADABLE,
    Call,
    Message,
    Token,
    ToolSpec,
    Writer,
    WriterAway,
    WriterDeclined,
    WriterGarbled,
)
from bottega.kernel.errors import Conflict, OverLimit
from bottega.kernel.words import clean_text
from bottega.stream.actions import ring
from bottega.studio.models import ReplyState, Turn

ROUNDS_MAX: Final = 4  # the last one has no tools, so that it must be words
WRITES_A_SECOND: Final = 6  # faster than anybody reads, slow enough for a database with many talks
UNREADABLE_MAX: Final = 1  # a writer that sends no JSON twice will not learn it


class OneATurn(Conflict):
    """This turn has led to a generation already."""

    code = "one_a_turn"


class TooManyCalls(OverLimit):
    """CALLS_MAX tools in one turn."""

    code = "too_many_calls"


class _Ended(Exception):
    """Somebody else wrote the last word: the person stopped it, or another run finished it."""


def answer_turn(turn_id: int, *, writer: Writer, clock: Clock) -> None:
    """Have a turn answered and write its last word, within REPLY_SECONDS.

    Ends as SAID, or as FAILED with "writer_declined" or "writer_garbled"; once pictures were asked for,
    whatever fails after that leaves it SAID. A turn that is not being answered is left as it is.

    Raises WriterAway: the writer is busy or down, and nothing was asked for yet. Run again, or give up.
    """
    turn = Turn.objects.select_related("conversation__owner", "conversation__remix_of").filter(pk=turn_id)
    found = turn.filter(reply_state=ReplyState.WRITING).first()
    if found is None:
        return
    if found.generation_id is None:
        answer = _Answer(found, writer, clock)
        try:
            answer.speak()
        except _Ended:
            return
        except (WriterDeclined, WriterAway) as failed:
            if not answer.has_asked:
                _end_or_pass(turn_id, failed, at=clock())
                return
    end_reply(turn_id, at=clock())


def _end_or_pass(turn_id: int, failed: WriterDeclined | WriterAway, *, at: datetime) -> None:
    if isinstance(failed, WriterAway) and not isinstance(failed, WriterGarbled):
        raise failed
    end_reply(turn_id, failure=failed.code, at=at)


class _Answer:
    """One answer as it grows: its words, the tools used, and what may still be used."""

    def __init__(self, turn: Turn, writer: Writer, clock: Clock) -> None:
        self.has_asked = False
        self._turn = turn
        self._writer = writer
        self._clock = clock
        self._began_at = self._written_at = clock()
        self._said = ""  # by the rounds before this one
        self._calls: list[dict[str, Any]] = []
        self._unreadable = 0

    def speak(self) -> None:
        """Go round by round until the writer has nothing more to ask for."""
        messages = messages_of(self._turn)
        self._write("")
        for number in range(ROUNDS_MAX):
            tools = tool_specs() if number < ROUNDS_MAX - 1 else []
            words, calls = self._listen(messages, tools)
            answers = [self._use(call) for call in calls if tools]
            if not answers or self._seconds_left() <= 0:
                break
            messages.append(Message("writer", words, tuple(calls)))
            messages += [
                Message("tool", orjson.dumps(answer).decode(), answers=call.id)
                for call, answer in zip(calls, answers, strict=True)
            ]
        if not self._said and not self._calls:
            raise WriterGarbled("The writer answered with nothing.", reason="empty")

    def _listen(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> tuple[str, list[Call]]:
        """One round of the writer; its words are shown as they come."""
        words, calls = "", []
        situation = situation_of(self._turn, seconds_left=self._seconds_left())
        # Closing it is what lets the writer go, also when the person stopped it in the middle.
        with closing(_closable(self._writer.reply(messages, tools=tools, situation=situation))) as stream:
            for piece in stream:
                if isinstance(piece, Call):
                    calls.append(piece)
                else:
                    words += piece.words
                    self._show(words)
                if len(self._said) + len(words) >= REPLY_MAX or self._seconds_left() <= 0:
                    break
                if len(calls) > CALLS_MAX:
                    break
        self._said = _joined(self._said, words)
        self._write(self._said)
        return words, calls

    def _use(self, call: Call) -> Answer:
        answer = self._answer_to(call)
        self.has_asked |= "generation_id" in answer
        self._calls.append(_kept(call, answer))
        self._write(self._said)
        return answer

    def _answer_to(self, call: Call) -> Answer:
        if UNREADABLE in call.arguments:
            self._unreadable += 1
            if self._unreadable > UNREADABLE_MAX:
                raise WriterGarbled("The writer asks for tools in a way that cannot be read.", reason="calls")
        tool = TOOLS.get(call.name)
        if len(self._calls) >= CALLS_MAX:
            return refused(TooManyCalls(f"{CALLS_MAX} tools were used in this turn. Answer in words now."))
        if tool and tool.writes and self.has_asked:
            return refused(OneATurn("Pictures were asked for in this turn already. Answer in words now."))
        return use_tool(call.name, self._turn.conversation.owner, call.arguments, self._context())

    def _context(self) -> ToolContext:
        wish = wish_of(self._turn, self._turn.words)
        return ToolContext(
            conversation_id=self._turn.conversation_id,
            wish=wish,
            idempotency_key=turn_key(self._turn.id),
            at=self._clock(),
            turn_id=self._turn.id,
            price_max=price_of(wish),
        )

    def _show(self, words: str) -> None:
        if (self._clock() - self._written_at).total_seconds() >= 1 / WRITES_A_SECOND:
            self._write(_joined(self._said, words))

    def _write(self, words: str) -> None:
        """Keep what was said so far and wake the pages. Raises _Ended once the last word is written."""
        shown = clean_text(words[:REPLY_MAX], characters_max=3 * REPLY_MAX)  # NFC may lengthen it
        with transaction.atomic():
            writing = Turn.objects.filter(pk=self._turn.pk, reply_state=ReplyState.WRITING)
            if not writing.update(reply=shown, calls=self._calls):
                raise _Ended
            ring(f"conversation:{self._turn.conversation_id}")
        self._written_at = self._clock()

    def _seconds_left(self) -> float:
        return REPLY_SECONDS - (self._clock() - self._began_at).total_seconds()


def _closable(stream: Iterator[Token | Call]) -> Generator[Token | Call, None, None]:
    yield from stream  # closes the writer's own generator with itself


def _joined(before: str, words: str) -> str:
    return f"{before}\n\n{words.lstrip()}" if before and words.strip() else before or words


def _kept(call: Call, answer: Answer) -> dict[str, Any]:
    """What the turn keeps of a call: nothing that the schema did not let pass."""
    bad = answer.get("refused") in ("bad_arguments", "no_such_tool", "too_many_calls")
    arguments = {} if bad else _plain(call.arguments)
    return {"name": _plain(call.name)[:60], "arguments": arguments, "outcome": answer}


def _plain(value: Any) -> Any:
    """The value with its texts cleaned: PostgreSQL keeps no NUL and no half characters."""
    if isinstance(value, str):
        return clean_text(value[:4_000], characters_max=12_000)
    if isinstance(value, dict):
        return {_plain(str(name)): _plain(inner) for name, inner in value.items()}
    return value
