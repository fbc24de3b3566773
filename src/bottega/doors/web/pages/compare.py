"""Two of one's own pictures held beside each other, and the heatmaps of what changed; owner only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bottega.doors.web.converters import asked_id
from bottega.doors.web.viewer import signed_in
from bottega.engines.wired import engines
from bottega.people.models import Person
from bottega.studio.comparing import comparison_of, measured_between, pictures_to_compare
from bottega.studio.queries import heatmap_of

_PRIVATE = {"Cache-Control": "private, max-age=86400, immutable", "X-Content-Type-Options": "nosniff"}


@require_GET
@signed_in
def compare(request: HttpRequest, person: Person) -> HttpResponse:
    """`?a=&b=`: a slider, side by side, the differences in words; `?a=` alone asks for the other."""
    first_id, second_id = asked_id(request.GET.get("a")) or 0, asked_id(request.GET.get("b"))
    if second_id is None or second_id == first_id:
        choices = {"first_id": first_id, "pictures": pictures_to_compare(person.id, first_id)}
        return render(request, "studio/compare_with.html", choices)
    comparison = comparison_of(person.id, first_id, second_id)
    return render(request, "studio/compare.html", {"comparison": comparison})


@require_GET
@signed_in
def heatmap_between(request: HttpRequest, person: Person, first_id: int, second_id: int) -> HttpResponse:
    """Where two of one's own pictures differ, as a transparent PNG."""
    measured = measured_between(person.id, first_id, second_id, blobs=engines().blobs)
    return HttpResponse(measured.heatmap_png, content_type="image/png", headers=_PRIVATE)


@require_GET
@signed_in
def heatmap(request: HttpRequest, person: Person, generation_id: int, place: int) -> HttpResponse:
    """Where one edit changed its picture, as a transparent PNG."""
    content = engines().blobs.get(heatmap_of(person.id, generation_id, place))
    return HttpResponse(content, content_type="image/png", headers=_PRIVATE)
