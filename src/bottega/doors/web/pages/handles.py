"""The `@` menu of the prompt bar: people one follows, by the beginning of their names."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bottega.doors.web.viewer import signed_in
from bottega.people.models import Person
from bottega.people.queries import followed_by_name

START_MAX = 60  # characters of a name; longer begins nobody's


@require_GET
@signed_in
def handles(request: HttpRequest, person: Person) -> HttpResponse:
    """A list of options, each with the handle that it inserts."""
    people = followed_by_name(person.id, request.GET.get("q", "")[:START_MAX])
    return render(request, "studio/_handles.html", {"people": people})
