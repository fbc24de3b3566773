"""What a painter has so far of one tile: for its owner alone, and only until the picture is there."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from bottega.doors.web.viewer import signed_in
from bottega.engines.wired import engines
from bottega.people.models import Person
from bottega.studio.queries import preview_of

# Its address changes with its bytes; nobody but this browser may keep it, and not for long.
_HEADERS = {"Cache-Control": "private, max-age=60", "X-Content-Type-Options": "nosniff"}


@require_GET
@signed_in
def preview(request: HttpRequest, person: Person, generation_id: int, place: int) -> HttpResponse:
    """One unfinished picture as a small PNG; 404 for everybody else, and once it is finished."""
    content = engines().blobs.get(preview_of(person.id, generation_id, place))
    return HttpResponse(content, content_type="image/png", headers=_HEADERS)
