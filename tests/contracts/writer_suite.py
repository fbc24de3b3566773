"""What every writer keeps, whatever stands behind it. Subclass it and give the `writer` fixture."""

import threading
from collections.abc import Sequence

import pytest

from bottega.engines import outside
from bottega.engines.writer.port import (
    CALLS_MAX,
    REPLY_MAX,
    Call,
    Message,
    Situation,
    Token,
    ToolSpec,
    Writer,
)

CREATE = ToolSpec(
    "create_image",
    "Paint new pictures from words.",
    {"type": "object", "properties": {"prompt": {"type": "string"}}, "required": ["prompt"]},
)
FOX = Message("person", "a red fox in the snow")


def replied(
    writer: Writer,
    messages: Sequence[Message] = (FOX,),
    tools: Sequence[ToolSpec] = (CREATE,),
    situation: Situation | None = None,
) -> tuple[str, list[Call]]:
    """The whole reply: its words, and the tools it asked for."""
    pieces = list(writer.reply(messages, tools=tools, situation=situation or Situation()))
    words = "".join(piece.words for piece in pieces if isinstance(piece, Token))
    return words, [piece for piece in pieces if isinstance(piece, Call)]


def after_the_tool(call: Call) -> list[Message]:
    """The talk once the tool has answered."""
    answer = Message("tool", '{"asked": 4, "generation_id": "7"}', answers=call.id)
    return [FOX, Message("writer", "", (call,)), answer]


class WriterSuite:
    """The contract of `Writer`, as tests."""

    def test_a_request_for_a_picture_becomes_the_tool_with_its_words(self, writer: Writer) -> None:
        _, calls = replied(writer)
        assert [call.name for call in calls] == ["create_image"]
        assert "red fox" in calls[0].arguments["prompt"]
        assert calls[0].id

    def test_once_the_tool_has_answered_it_speaks_and_asks_no_more(self, writer: Writer) -> None:
        _, (call,) = replied(writer)
        words, calls = replied(writer, after_the_tool(call))
        assert calls == []
        assert "Four" in words

    def test_without_tools_it_only_speaks(self, writer: Writer) -> None:
        words, calls = replied(writer, tools=())
        assert words
        assert calls == []

    def test_a_reply_stays_within_its_limits(self, writer: Writer) -> None:
        words, calls = replied(writer, [Message("person", "paint a fox. " * 300)])
        assert len(words) <= REPLY_MAX
        assert len(calls) <= CALLS_MAX

    def test_a_reply_may_be_left_in_the_middle(self, writer: Writer) -> None:
        _, (call,) = replied(writer)
        stream = writer.reply(after_the_tool(call), tools=[CREATE], situation=Situation())
        assert isinstance(next(stream), Token)
        stream.close()  # type: ignore[attr-defined]
        assert replied(writer)[1]  # and the writer is still of use

    def test_it_refuses_to_be_called_inside_a_transaction(self, writer: Writer) -> None:
        before = outside._transaction_is_open
        outside.watch_transactions(lambda: True)
        try:
            with pytest.raises(RuntimeError, match="inside a database transaction"):
                replied(writer)
        finally:
            outside.watch_transactions(before)

    def test_one_writer_serves_several_threads(self, writer: Writer) -> None:
        results: dict[int, str] = {}

        def ask(number: int) -> None:
            _, calls = replied(writer, [Message("person", f"a fox with {number} tails")])
            results[number] = calls[0].arguments["prompt"]

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert results == {number: f"a fox with {number} tails" for number in range(3)}
