"""Replays the answer to a form that was sent twice: same person, same key, same words, same answer.

A form carries its key in the field `once`, a program in the header `Idempotency-Key`. Refused requests
keep nothing: the same form may be sent again with better words. A page that is `replay_exempt` is left
alone: one that answers a secret, or looks at a body's length before anybody may read it.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from bottega.doors.web.converters import plain_key
from bottega.doors.web.refusals import refused, status_of
from bottega.doors.web.sentences import sentence_of
from bottega.kernel.clock import now
from bottega.people.answers import (
    Answer,
    KeyReused,
    StillAnswering,
    claim_answer,
    drop_claim,
    keep_answer,
)
from bottega.people.models import Person

KEPT_HEADERS = (
    "Content-Type",
    "Location",
    "HX-Redirect",
    "HX-Trigger",
    "HX-Retarget",
    "HX-Reswap",
    "HX-Push-Url",
)
_NOT_ASKED = ("csrfmiddlewaretoken", "once")


class ReplayMiddleware:
    """Stands after authentication and the CSRF check."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and keep the answer where the request had claimed its key."""
        response = self.get_response(request)
        key = getattr(request, "claimed_key", "")
        if key and isinstance(request.user, Person):
            _remember(request.user.id, key, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], words: Any, named: Any
    ) -> HttpResponse | None:
        """The earlier answer, if there is one; a refusal where the key says something else now."""
        # Never what accounts answer: secrets and codes are shown once and kept nowhere.
        is_ours = view.__module__.startswith("bottega.doors.web.pages")
        if not is_ours or getattr(view, "replay_exempt", False):
            return None
        key = _key(request)
        if not key or not isinstance(request.user, Person):
            return None
        try:
            earlier = claim_answer(request.user.id, key, _fingerprint(request), at=now())
        except (KeyReused, StillAnswering) as refusal:
            seconds = int(refusal.facts.get("retry_after_seconds") or 0)
            return refused(request, status_of(refusal), sentence_of(refusal), retry_seconds=seconds)
        if earlier is None:
            request.claimed_key = key  # type: ignore[attr-defined]
            return None
        response = HttpResponse(earlier.body, status=earlier.status, headers=dict(earlier.headers))
        response["Idempotency-Replayed"] = "true"
        return response


def _key(request: HttpRequest) -> str:
    if request.method != "POST":
        return ""
    return plain_key(request.headers.get("Idempotency-Key") or request.POST.get("once", ""))


def _fingerprint(request: HttpRequest) -> str:
    digest = hashlib.sha256(request.path.encode())
    for name in sorted(request.POST.keys() - set(_NOT_ASKED)):
        digest.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            digest.update(repr((name, file.size)).encode() + hashlib.sha256(file.read()).digest())
            file.seek(0)
    return digest.hexdigest()


def _remember(person_id: int, key: str, response: HttpResponse) -> None:
    if response.streaming or not 200 <= response.status_code < 400:
        drop_claim(person_id, key)
        return
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    keep_answer(person_id, key, Answer(response.status_code, headers, response.content))
