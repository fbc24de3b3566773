"""The one writer suite on every adapter: the embedded writer and the client of chat servers."""

from collections.abc import Iterator

import pytest

from bottega.engines.writer.adapters.embedded import EmbeddedWriter
from bottega.engines.writer.adapters.openai_chat import ChatSettings, ChatWriter
from bottega.engines.writer.port import Writer
from tests.contracts.chat_server import MODEL, Habit, LoopbackChat
from tests.contracts.writer_suite import WriterSuite


class TestTheEmbeddedWriter(WriterSuite):
    @pytest.fixture
    def writer(self) -> Writer:
        return EmbeddedWriter()


@pytest.mark.parametrize("habit", list(Habit), ids=str)
class TestAChatServer(WriterSuite):
    @pytest.fixture
    def writer(self, habit: Habit) -> Iterator[Writer]:
        with LoopbackChat(habit) as chat:
            yield ChatWriter(ChatSettings(chat.base_url, MODEL, "sk-test"))
