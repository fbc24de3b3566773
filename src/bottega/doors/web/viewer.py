"""Who is looking: the one way in which a page learns its viewer.

Refuses nothing itself but actions without an account: those are sent to the sign-in page, and come
back to where they were.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import quote, urlparse

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from bottega.people.models import Person

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]
PersonPage = Callable[Concatenate[HttpRequest, Person, P], HttpResponse]


def viewer(request: HttpRequest) -> Person | None:
    """The person who is signed in, or None."""
    user = request.user
    return user if isinstance(user, Person) else None


def viewer_id(request: HttpRequest) -> int:
    """The viewer's id; 0 for nobody, never None."""
    person = viewer(request)
    return person.id if person else 0


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asks for a part, as against a browser for a whole page."""
    return request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers


def signed_in(page: PersonPage[P]) -> Page[P]:
    """A page for people with an account: it gets the person as its second argument."""

    @wraps(page)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = viewer(request)
        if person is None:
            return to_sign_in(request)
        return page(request, person, *args, **kwargs)

    return guarded


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send somebody to the sign-in page, and afterwards back to the page on which they were."""
    address = f"{settings.LOGIN_URL}?next={quote(_page_behind(request))}"
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def page_before(request: HttpRequest, *, otherwise: str = "/") -> str:
    """The path on this site from which a form was sent, to return to without JavaScript."""
    sent_from = urlparse(request.headers.get("Referer", ""))
    is_here = sent_from.netloc == request.get_host() and sent_from.path.startswith("/")
    if not is_here or sent_from.path.startswith("//"):
        return otherwise
    return f"{sent_from.path}?{sent_from.query}" if sent_from.query else sent_from.path


def _page_behind(request: HttpRequest) -> str:
    # A part or a POST is no page to come back to; the page that asked for it is.
    if request.method == "GET" and not is_htmx(request):
        return request.get_full_path()
    return page_before(request)
