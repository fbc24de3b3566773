"""Smart folders: searches of one's own library under a name. Nobody else's are found here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bottega.doors.web.converters import asked_id
from bottega.doors.web.pages.shelf_look import address_of, chips_of
from bottega.doors.web.sentences import sentence_of
from bottega.doors.web.viewer import signed_in
from bottega.gallery.library.filters import read_filters
from bottega.gallery.library.folders import (
    FolderNameTaken,
    TooManyFolders,
    make_smart_folder,
    remove_smart_folder,
    rename_smart_folder,
    restore_smart_folder,
)
from bottega.gallery.library.queries import folder_cards, removed_folder
from bottega.kernel.clock import now
from bottega.kernel.errors import BottegaError
from bottega.kernel.words import Empty, TooLong
from bottega.people.models import Person

_REFUSALS = (Empty, TooLong, FolderNameTaken, TooManyFolders)


@require_GET
@signed_in
def folders(request: HttpRequest, person: Person) -> HttpResponse:
    """Every folder with its newest picture and what it holds now."""
    return _page(request, person)


@require_POST
@signed_in
def new_folder(request: HttpRequest, person: Person) -> HttpResponse:
    """Keep the search that the form carries under a name, and show it."""
    filters, name = read_filters(request.POST.dict()), request.POST.get("name", "")
    try:
        folder = make_smart_folder(person, name, filters, at=now())
    except _REFUSALS as refusal:
        context = {
            "sentence": sentence_of(refusal),
            "name": name,
            "filters": filters,
            "chips": chips_of(filters),
        }
        return render(request, "library/new_folder.html", context, status=422)
    return redirect(address_of(folder.filters))


@require_POST
@signed_in
def rename_folder(request: HttpRequest, person: Person, folder_id: int) -> HttpResponse:
    """Give a folder another name."""
    name = request.POST.get("name", "")
    try:
        rename_smart_folder(person, folder_id, name)
    except _REFUSALS as refusal:
        return _page(request, person, refusal=refusal, refused_id=folder_id, refused_name=name)
    return redirect("folders")


@require_POST
@signed_in
def remove_folder(request: HttpRequest, person: Person, folder_id: int) -> HttpResponse:
    """Take a folder away, and offer to bring it back."""
    folder = remove_smart_folder(person, folder_id, at=now())
    return redirect(f"{reverse('folders')}?removed={folder.id}")


@require_POST
@signed_in
def restore_folder(request: HttpRequest, person: Person, folder_id: int) -> HttpResponse:
    """Bring a removed folder back."""
    restore_smart_folder(person, folder_id)
    return redirect("folders")


def _page(
    request: HttpRequest,
    person: Person,
    *,
    refusal: BottegaError | None = None,
    refused_id: int = 0,
    refused_name: str = "",
) -> HttpResponse:
    removed_id = asked_id(request.GET.get("removed"))
    context = {
        "folders": [(card, address_of(card.link.filters)) for card in folder_cards(person.id)],
        "removed": removed_folder(person.id, removed_id) if removed_id else None,
        "sentence": sentence_of(refusal) if refusal else "",
        "refused_id": refused_id,
        "refused_name": refused_name,
    }
    return render(request, "library/folders.html", context, status=422 if refusal else 200)
