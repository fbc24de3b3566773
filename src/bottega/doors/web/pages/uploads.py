"""Uploads: bringing in pictures of one's own as material, lending them, erasing them.

Answers browsers with pages, htmx with a chip for the studio, and scripts that accept JSON with JSON.
"""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bottega.doors.web.converters import asked_id, plain_key
from bottega.doors.web.refusals import status_of
from bottega.doors.web.sentences import sentence_of
from bottega.doors.web.viewer import is_htmx, signed_in
from bottega.engines.painter.port import Away, Garbled
from bottega.engines.wired import engines
from bottega.gallery.library.uploaded import uploads_of
from bottega.gallery.models import Grant, Image
from bottega.gallery.queries import made_images
from bottega.gallery.uploading import (
    UPLOAD_BYTES_MAX,
    NotAttested,
    PersonUnanswered,
    TooManyUploads,
    UploadTooHeavy,
    change_grant,
    erase_upload,
    upload_picture,
)
from bottega.kernel.clock import now
from bottega.kernel.errors import BottegaError
from bottega.people.models import Person

REFUSED_STATUS = 422  # a picture that is none is no conflict and no missing server
_REFUSALS = (UploadTooHeavy, PersonUnanswered, NotAttested, TooManyUploads, Garbled, Away)
_ANSWERS = {"yes": True, "no": False}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def uploads(request: HttpRequest, person: Person) -> HttpResponse:
    """One's uploads, newest first, with what was made from each; POST brings in another."""
    if request.method != "POST":
        return _page(request, person)
    try:
        image = _uploaded(request, person)
    except _REFUSALS as refusal:
        return _refused(request, person, refusal)
    return _taken(request, person, image)


@require_http_methods(["GET", "HEAD"])
@signed_in
def new_upload(request: HttpRequest, person: Person) -> HttpResponse:
    """The form alone: a sheet for the studio, a page without a script."""
    context = {"key": uuid4().hex, "is_sheet": is_htmx(request)}
    return render(request, "uploads/_form.html" if is_htmx(request) else "uploads/new.html", context)


@require_POST
@signed_in
def grant_upload(request: HttpRequest, person: Person, image_id: int) -> HttpResponse:
    """Say who may change what comes from it."""
    grant = Grant.EVERYONE if request.POST.get("grant") == Grant.EVERYONE else Grant.NOBODY
    change_grant(person, image_id, grant, at=now())
    return redirect(f"{reverse('uploads')}#upload-{image_id}")


@require_POST
@signed_in
def erase(request: HttpRequest, person: Person, image_id: int) -> HttpResponse:
    """Erase one of one's uploads; what was made from it stays."""
    erase_upload(person, image_id, at=now(), blobs=engines().blobs)
    return redirect("uploads")


def _uploaded(request: HttpRequest, person: Person) -> Image:
    file = request.FILES.get("picture")
    # What is too heavy is refused by its length, before it is read.
    content = file.read(UPLOAD_BYTES_MAX + 1) if file else b""
    return upload_picture(
        person,
        content,
        file_name=(file.name or "") if file else "",
        shows_person=_ANSWERS.get(request.POST.get("shows_person", "")),
        attested=request.POST.get("attested") == "yes",
        grant=Grant.EVERYONE if request.POST.get("grant") == Grant.EVERYONE else Grant.NOBODY,
        idempotency_key=plain_key(request.POST.get("key", "")) or uuid4().hex,
        at=now(),
        blobs=engines().blobs,
        engines=engines(),
    )


def _taken(request: HttpRequest, person: Person, image: Image) -> HttpResponse:
    if not (is_htmx(request) or _wants_json(request)):
        return redirect(f"{reverse('uploads')}#upload-{image.id}")
    card = made_images(person.id, [image.id])[image.id].image
    if _wants_json(request):
        told = {"id": str(card.id), "src": card.src, "width": card.width_px, "height": card.height_px}
        return JsonResponse(told, status=201)
    return render(request, "uploads/_chip.html", {"image": card}, status=201)


def _refused(request: HttpRequest, person: Person, refusal: BottegaError) -> HttpResponse:
    status = REFUSED_STATUS if isinstance(refusal, Garbled) else status_of(refusal)
    sentence = _(refusal.sentence) if isinstance(refusal, Garbled) else sentence_of(refusal)
    if _wants_json(request):
        return JsonResponse({"error": {"code": refusal.code, "sentence": sentence}}, status=status)
    if not is_htmx(request):
        return _page(request, person, sentence=sentence, status=status)
    response = render(request, "uploads/_complaint.html", {"sentence": sentence}, status=status)
    response["HX-Retarget"] = "#upload-complaint"
    response["HX-Reswap"] = "outerHTML"
    return response


def _page(request: HttpRequest, person: Person, *, sentence: str = "", status: int = 200) -> HttpResponse:
    page = uploads_of(person.id, before_id=asked_id(request.GET.get("before")))
    context = {"page": page, "key": uuid4().hex, "sentence": sentence, "posted": request.POST}
    return render(request, "uploads/uploads.html", context, status=status)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
