"""The family of a post: the whole tree to walk, a branch of it to unfold, and the strip on the post's page.

Reads its own addresses and asks one question of the gallery. Refuses to decide what may be seen: a node
that is not for this viewer comes from below without its post.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from bottega.doors.web.converters import asked_id, asked_key
from bottega.doors.web.viewer import is_htmx, viewer_id
from bottega.gallery.cards import PostCard
from bottega.gallery.family.queries import branch_of, family_of
from bottega.gallery.queries import lineage_of, post_card


@require_safe
def family(request: HttpRequest, post_id: int) -> HttpResponse:
    """The whole family around one post; htmx gets the strip for the post's page, fresh."""
    card = post_card(post_id, viewer_id=viewer_id(request), link_key=asked_key(request))
    response = _strip(request, card) if is_htmx(request) else _tree(request, card)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def branch(request: HttpRequest, post_id: int) -> HttpResponse:
    """The next remixes of one node; htmx puts them in the place of what was folded."""
    node = branch_of(
        post_id,
        viewer_id=viewer_id(request),
        before_id=asked_id(request.GET.get("before")),
        without_id=asked_id(request.GET.get("without")),
    )
    template = "family/_branch.html" if is_htmx(request) else "family/branch.html"
    response = render(request, template, {"kin": node})
    patch_vary_headers(response, ["HX-Request"])
    return response


def _tree(request: HttpRequest, card: PostCard) -> HttpResponse:
    shown = family_of(card.id, viewer_id=viewer_id(request), seen=card)
    return render(request, "family/family.html", {"family": shown, "post": card})


def _strip(request: HttpRequest, card: PostCard) -> HttpResponse:
    lineage = lineage_of(card.id, viewer_id=viewer_id(request), seen=card)
    return render(request, "post/_family.html", {"post": card, "lineage": lineage})
