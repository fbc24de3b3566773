"""/verify: show any picture, learn whether it came from here, by which evidence, and what stays open.

Open to everybody. The picture is looked at and forgotten: its bytes stay in memory, are stored nowhere and
no fact tells of them. Refuses by its length, before it is read, what is heavier than VERIFY_BYTES_MAX.
"""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from bottega.doors.web.pages.verify_words import Report, report_of
from bottega.doors.web.refusals import status_of
from bottega.doors.web.sentences import sentence_of
from bottega.doors.web.viewer import is_htmx, viewer_id
from bottega.engines.painter.port import Garbled
from bottega.engines.wired import engines
from bottega.gallery.marks.finding import find_origin
from bottega.kernel.errors import Unavailable

VERIFY_BYTES_MAX: Final = 8 * 1024 * 1024  # of the whole request; up to this Django keeps files in memory
REFUSED_STATUS: Final = 422  # what is no picture is no server that is away


@csrf_exempt  # the length comes first, for asking for the token reads the whole body; _report asks for it
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The page; POST answers with a report on the picture that was sent, as a page or, for htmx, a part."""
    if request.method != "POST":
        return _answer(request)
    if int(request.META.get("CONTENT_LENGTH") or 0) > VERIFY_BYTES_MAX:
        heavy = _(
            "The picture is too heavy: at most 8 MB. It was not read. Try a smaller copy, such as a JPEG."
        )
        return _answer(request, complaint=heavy, status=413)
    return _report(request)


setattr(verify, "replay_exempt", True)  # asking twice changes nothing either  # noqa: B010


@csrf_protect
def _report(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("picture")
    if file is None:
        return _answer(request, complaint=_("No picture was sent. Choose one first."), status=REFUSED_STATUS)
    try:
        finding = find_origin(file.read(), viewer_id=viewer_id(request), engines=engines())
    except Garbled as refusal:
        return _answer(request, complaint=sentence_of(refusal), status=REFUSED_STATUS)
    except Unavailable as refusal:
        return _answer(request, complaint=sentence_of(refusal), status=status_of(refusal))
    return _answer(request, report=report_of(finding, file_name=file.name or ""))


def _answer(
    request: HttpRequest, *, report: Report | None = None, complaint: str = "", status: int = 200
) -> HttpResponse:
    context = {"report": report, "complaint": complaint, "bytes_max": VERIFY_BYTES_MAX}
    if not is_htmx(request):
        return render(request, "verify/verify.html", context, status=status)
    response = render(request, "verify/_report.html", context, status=status)
    response["HX-Retarget"], response["HX-Reswap"] = "#report", "innerHTML"  # refusals are shown there too
    return response
