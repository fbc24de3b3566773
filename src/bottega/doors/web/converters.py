"""What an address or a form may carry: ids that fit the database, handles, keys. Anything else is none."""

import re

from django.http import HttpRequest

from bottega.kernel.ids import ID_MAX

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


class IdConverter:
    """A positive id of at most 63 bits; a longer number names nothing and must not reach SQL."""

    regex = "[0-9]{1,19}"

    def to_python(self, text: str) -> int:
        """The id. Raises ValueError, Django's word for: this address does not match."""
        number = int(text)
        if not 0 < number <= ID_MAX:
            raise ValueError(text)
        return number

    def to_url(self, thing_id: int) -> str:
        """The id as it stands in an address."""
        return str(thing_id)


class HandleConverter:
    """A handle in any case; whether somebody has it is not the address's business."""

    regex = "[A-Za-z0-9_]{2,30}"

    def to_python(self, text: str) -> str:
        """The handle in the case in which it is stored."""
        return text.lower()

    def to_url(self, handle: str) -> str:
        """The handle as it stands in an address."""
        return handle


def asked_id(text: str | None) -> int | None:
    """An id out of a query string; None for anything that is no id, so that a page starts at its top."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 19:
        return None
    number = int(text)
    return number if 0 < number <= ID_MAX else None


def asked_key(request: HttpRequest) -> str:
    """The link key that a request carries, in its address or its form; "" for none or for nonsense."""
    return plain_key(request.GET.get("key") or request.POST.get("key", ""))


def plain_key(text: str) -> str:
    """A key as keys are made (letters, digits, - and _, at most 64); "" for anything else."""
    return text if _KEY.fullmatch(text) else ""
