"""What a person reads when something is refused: the five kinds of error, mapped here once.

A page gets a designed page, htmx gets a toast and keeps what was on the screen. The same answer
stands for absent and for hidden. What is no refusal but a mistake of ours becomes Django's 500 page.
"""

import logging
import sys
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from bottega.doors.web.sentences import sentence_of
from bottega.doors.web.viewer import is_htmx
from bottega.kernel.errors import BottegaError, Conflict, NotAllowed, NotFound, OverLimit, Unavailable

log = logging.getLogger(__name__)

RETRY_SECONDS = 5
_STATUS: dict[type[BottegaError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    OverLimit: 413,
    Unavailable: 503,
}
# Two refusals of OverLimit are not about size: too many at once, and nothing at all.
_STATUS_BY_CODE = {"too_many_at_once": 429, "conversation_full": 429, "empty": 422}
_DATABASE_AWAY = (OperationalError, InterfaceError)


class RefusalMiddleware:
    """Turns whatever a page raises into an answer that a person can read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; refusals come through `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer to a refusal; None for a mistake of ours, which Django logs and answers with 500."""
        if isinstance(error, BottegaError):
            seconds = int(error.facts.get("retry_after_seconds") or 0)
            return refused(request, status_of(error), sentence_of(error), retry_seconds=seconds)
        if isinstance(error, _DATABASE_AWAY):
            log.warning("the database is away: %s", error)
            return database_away(request)
        if isinstance(error, (Http404, PermissionDenied)) and is_htmx(request):
            return refused(request, 404, _("There is nothing here, or it is not for you to see."))
        return None


def status_of(error: BottegaError) -> int:
    """The HTTP status of a refusal."""
    special = _STATUS_BY_CODE.get(error.code)
    kinds = (status for kind, status in _STATUS.items() if isinstance(error, kind))
    return special or next(kinds, 500)


def refused(request: HttpRequest, status: int, sentence: str, *, retry_seconds: int = 0) -> HttpResponse:
    """A refusal as a toast for htmx, as a page for everything else."""
    if is_htmx(request):
        response = toast(sentence, tone="error", status=status)
    else:
        response = _page(request, status, sentence)
    if status in (429, 503):
        response["Retry-After"] = str(retry_seconds or RETRY_SECONDS)
    return response


def toast(sentence: str, *, tone: str = "info", status: int = 200) -> HttpResponse:
    """A toast that htmx appends to the others and that leaves the page as it is."""
    words = render_to_string("_parts/toast.html", {"words": sentence, "tone": tone})
    return HttpResponse(words, status=status, headers={"HX-Retarget": "#toasts", "HX-Reswap": "beforeend"})


def database_away(request: HttpRequest) -> HttpResponse:
    """503 without touching the database: the shell would ask it who is looking."""
    sentence = _(
        "The workshop is catching its breath. What you saved before is safe; try again in a few seconds."
    )
    if is_htmx(request):
        response = toast(sentence, tone="error", status=503)
    else:
        response = HttpResponse(render_to_string("bare.html", _words(503, sentence)), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: our mistake, or the database away where no page could catch it."""
    if isinstance(sys.exc_info()[1], _DATABASE_AWAY):
        return database_away(request)
    sentence = _("That was our mistake, not yours. It has been written down; nothing of yours was changed.")
    if is_htmx(request):
        return toast(sentence, tone="error", status=500)
    return HttpResponse(render_to_string("bare.html", _words(500, sentence)), status=500)


def _page(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    try:
        return render(request, "refused.html", _words(status, sentence), status=status)
    except _DATABASE_AWAY:
        return database_away(request)


def _words(status: int, sentence: str) -> dict[str, str | int]:
    titles = {
        404: _("Nothing here"),
        403: _("Not yours to do"),
        409: _("That has changed"),
        413: _("Too much at once"),
        422: _("Nothing was written"),
        429: _("One moment"),
        503: _("Back in a moment"),
    }
    return {"status": status, "title": titles.get(status, _("Something broke")), "sentence": sentence}
