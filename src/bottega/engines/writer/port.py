"""The seam to whatever reads what a person says and answers in words and by using tools.

A writer is a language model behind an adapter, or the embedded one that reads by rule. It decides
nothing: it asks for tools by name, and who called it checks the arguments and does them or not.
What it says is foreign text; what it asks for is a wish.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from bottega.kernel.errors import NotAllowed, Unavailable

REPLY_MAX = 8_000  # characters of one reply; the rest is cut
CALLS_MAX = 8  # tools in one reply
HISTORY_MAX = 40  # messages
REPLY_SECONDS = 60.0
UNREADABLE = "_unreadable"  # the one argument of a call whose arguments were no JSON object


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as a writer is told of it. parameters: a JSON Schema of type object, no references."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """One thing said. who: "person", "writer" or "tool".

    calls: the tools that a writer's message asked for. answers: for who == "tool", the id of the call
    that `words` (JSON) answers.
    """

    who: str
    words: str
    calls: tuple["Call", ...] = ()
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A wish for a tool. id: unique in the reply. arguments: as the writer gave them, unchecked.

    Where what it gave is no JSON object, arguments is {UNREADABLE: the first characters of it}.
    """

    id: str
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Situation:
    """What the writer is told beside the talk.

    language: "en" or "it", what to answer in when the person's own words do not say.
    subject: the prompt of the picture on the canvas, "" when there is none; has_subject is its flag.
    facts: further small values for tools' defaults, such as {"shape": "square"}.
    seconds_left: how long this reply may take, at most REPLY_SECONDS.
    """

    language: str = "en"
    has_subject: bool = False
    subject: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    seconds_left: float = REPLY_SECONDS


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the reply, in order."""

    words: str


class WriterDeclined(NotAllowed):
    """The writer refuses to answer this; asking again will not help."""

    code = "writer_declined"


class WriterAway(Unavailable):
    """The writer is busy, down, or answered nonsense; the words can be painted as they are.

    `facts["retry_after_seconds"]` says when to try again.
    """

    code = "writer_away"


class WriterGarbled(WriterAway):
    """What it answered is nonsense: no words and no tools, or nothing that can be read."""

    code = "writer_garbled"


class Writer(Protocol):
    """Reads and answers. Instances are shared between threads; never call one in a transaction."""

    name: ClassVar[str]

    def reply(
        self, messages: Sequence[Message], *, tools: Sequence[ToolSpec], situation: Situation
    ) -> Iterator[Token | Call]:
        """Answer the last message: tokens as they come, tools as they are asked for.

        messages: oldest first, at most HISTORY_MAX, the last one a person's or a tool's.
        At most REPLY_MAX characters and CALLS_MAX calls; ends within situation.seconds_left. Close the
        iterator to stop it. Raises WriterDeclined, WriterAway (WriterGarbled); what came before stands.
        """
        ...
