"""What an error of a chat server means for whoever asked: refused, busy, or set up wrongly.

An error may be an object, a bare string or FastAPI's `detail`, and may come with status 200 in the
middle of a stream. What the server says of itself goes into `facts["said"]`, short and on one line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx
import orjson

from bottega.engines.writer.adapters.openai_chat.line import away
from bottega.engines.writer.port import WriterAway, WriterDeclined
from bottega.kernel.errors import BottegaError

SAID_MAX: Final = 300
RETRY_SECONDS_MAX: Final = 3_600
BUSY_STATUSES: Final = frozenset((408, 409, 425, 429))
SET_UP_WRONGLY: Final = {
    401: "The writer does not accept our key; its operator has to set it.",
    403: "The writer does not accept our key; its operator has to set it.",
    404: "The writer does not know this address or model.",
}
_MODERATION: Final = ("moderation", "content_policy", "content_filter", "contentfilter", "safety system")
_UNPAID: Final = ("insufficient_quota", "billing_hard_limit")


@dataclass(frozen=True, slots=True)
class Complaint:
    """An error as the server words it, whatever its shape."""

    said: str
    code: str = ""

    def speaks_of(self, signs: tuple[str, ...]) -> bool:
        text = f"{self.code} {self.said}".lower()
        return any(sign in text for sign in signs)


def refusal_of(status: int, headers: httpx.Headers, body: bytes) -> BottegaError:
    """The error that a status other than 200 stands for."""
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError:
        read = None
    complaint = (complaint_in(read) if isinstance(read, Mapping) else None) or Complaint("")
    if complaint.speaks_of(_MODERATION):
        return declined(complaint.said)
    if complaint.speaks_of(_UNPAID):
        return away("The writer's account is used up.", RETRY_SECONDS_MAX, complaint.said)
    if status in BUSY_STATUSES or status >= 500:
        return away("The writer is busy.", _retry_seconds(headers), complaint.said)
    if status in SET_UP_WRONGLY or status < 400:
        sentence = SET_UP_WRONGLY.get(status, SET_UP_WRONGLY[404])
        return away(sentence, 300, complaint.said)
    return declined(complaint.said)


def complaint_in(answer: Mapping[str, Any]) -> Complaint | None:
    """The error in an object: as an object, a string, or FastAPI's detail; None where there is none."""
    error = answer.get("error") or answer.get("detail")
    if isinstance(error, Mapping):
        code = f"{error.get('code') or ''} {error.get('type') or ''}".strip()
        return Complaint(_one_line(error.get("message") or error), code)
    if isinstance(error, list):
        return Complaint("; ".join(_one_line(each) for each in error[:3])[:SAID_MAX])
    return Complaint(_one_line(error)) if error else None


def fault(complaint: Complaint) -> WriterAway | WriterDeclined:
    """An error that comes inside an answer that began well."""
    if complaint.speaks_of(_MODERATION):
        return declined(complaint.said)
    return away("The writer reports a fault of its own.", 15, complaint.said)


def declined(said: str) -> WriterDeclined:
    """The writer will not answer these words."""
    return WriterDeclined("The writer will not answer this.", said=_one_line(said))


def _retry_seconds(headers: httpx.Headers) -> int:
    try:
        return int(min(max(float(headers.get("retry-after", "15")), 1), RETRY_SECONDS_MAX))
    except (ValueError, OverflowError):
        return 15


def _one_line(words: Any) -> str:
    text = words.get("msg", words) if isinstance(words, Mapping) else words
    visible = "".join(letter if letter.isprintable() else " " for letter in str(text))
    return " ".join(visible.split())[:SAID_MAX]
