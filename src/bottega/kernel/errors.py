"""The five kinds of refusal; every error that leaves a room or an engine is one of them.

    BottegaError
    ├── NotFound      it does not exist, or this viewer may not know that it does
    ├── NotAllowed    it exists, and this person may not do that to it
    ├── Conflict      the request contradicts what is already there
    ├── OverLimit     too long, too large, too many, too often
    └── Unavailable   something we lean on is busy, broken or away; trying later may work

A room's own errors extend one kind and live beside the verb that raises them. No HTTP here: each
door maps the five kinds once. `code` is stable and may be tested by programs; `facts` holds small
values for the sentence a person reads; `str(error)` is that sentence in plain English, a gettext
source string where the door translates it.
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class BottegaError(Exception):
    """A refusal with a stable `code`, a plain sentence and the small values it speaks of."""

    code: ClassVar[str] = "error"

    def __init__(self, sentence: str, **facts: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts: Mapping[str, Any] = facts


class NotFound(BottegaError):
    """No such thing for this viewer; the same answer whether it is absent or hidden."""

    code = "not_found"


class NotAllowed(BottegaError):
    """The thing may be seen, but this person may not do this to it."""

    code = "not_allowed"


class Conflict(BottegaError):
    """The request contradicts the present state; nothing was changed."""

    code = "conflict"


class OverLimit(BottegaError):
    """More than the stated limit; `facts` names the limit."""

    code = "over_limit"


class Unavailable(BottegaError):
    """Something we lean on is busy, down or answering nonsense."""

    code = "unavailable"
