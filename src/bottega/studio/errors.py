"""What the studio refuses, and why."""

from bottega.kernel.errors import Conflict, NotFound, OverLimit


class NoSuchConversation(NotFound):
    """No conversation of that id that belongs to this person."""

    code = "no_such_conversation"


class NoSuchGeneration(NotFound):
    """No generation of that id that belongs to this person."""

    code = "no_such_generation"


class TooManyAtOnce(OverLimit):
    """OPEN_GENERATIONS_MAX of this person's generations are still being painted."""

    code = "too_many_at_once"


class ConversationFull(OverLimit):
    """TURNS_MAX turns; fork it or open a new one."""

    code = "conversation_full"


class BadShape(Conflict):
    """Not one of SHAPES."""

    code = "bad_shape"


class PainterCannot(Conflict):
    """The painter cannot do this: it edits no pictures, or takes fewer references."""

    code = "painter_cannot"
