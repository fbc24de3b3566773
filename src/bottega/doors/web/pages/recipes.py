"""Make mine, and recipes: the form that others fill in, the one its author writes, and the lists of them.

Reads its own addresses and forms and calls one verb or one question of the studio. Refuses to know who
may see a recipe; what is absent and what is hidden get the same answer.
"""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, retarget

from bottega.doors.web.converters import asked_id, asked_key, plain_key
from bottega.doors.web.pages.recipe_form import RecipeForm, filled_fields, form_of, sent_form
from bottega.doors.web.pages.studio import empty_conversation_id
from bottega.doors.web.viewer import is_htmx, signed_in, viewer_id
from bottega.gallery.actions import NoSuchImage
from bottega.gallery.queries import posts_by
from bottega.kernel.clock import now
from bottega.kernel.errors import BottegaError, Conflict, NotAllowed, OverLimit
from bottega.people.models import Person
from bottega.studio.recipes.actions import publish_recipe, revise_recipe, withdraw_recipe
from bottega.studio.recipes.cards import MakeSheet, RecipeDesk
from bottega.studio.recipes.making import SlotsMissing, make_by_recipe
from bottega.studio.recipes.offering import make_sheet, recipe_desk
from bottega.studio.recipes.queries import (
    KEPT,
    NEWEST,
    own_recipes,
    recipe_sheet,
    recipes,
    recipes_matching,
    recipes_of_posts,
)

WORDS_READ_MAX = 200  # of a search; longer than anybody types for a title
PARTS = ("words", "painter", "shape", "tier")  # of a picture's making, that the studio's bar can be set to


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """Recipes that the viewer may see, newest first or `?sort=kept`; htmx gets the next ones alone."""
    order = KEPT if request.GET.get("sort") == KEPT else NEWEST
    me, onward = viewer_id(request), request.GET.get("onward", "")
    context = {"shelf": recipes(me, order=order, onward=onward), "order": order, "is_first": not onward}
    if is_htmx(request):
        return render(request, "recipe/_tiles.html", context)
    context["mine"] = own_recipes(me) if me and not onward else ()
    return render(request, "recipe/recipes.html", context)


@require_safe
@signed_in
def menu(request: HttpRequest, person: Person) -> HttpResponse:
    """The few recipes whose title holds `?q=`: a fragment for the prompt bar's menu."""
    words = request.GET.get("q", "")[:WORDS_READ_MAX]
    found = recipes_matching(person.id, words)
    return render(request, "recipe/_menu.html", {"found": found, "words": words})


@require_safe
def recipe(request: HttpRequest, recipe_id: int) -> HttpResponse:
    """One recipe: its form to read, pictures made with it, its versions and forks, how others fared."""
    sheet = recipe_sheet(recipe_id, viewer_id=viewer_id(request), link_key=asked_key(request))
    return render(request, "recipe/recipe.html", {"recipe": sheet})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def make(request: HttpRequest, person: Person, post_id: int) -> HttpResponse:
    """Every way to make a post one's own; on POST, ask for pictures by its recipe."""
    sheet = make_sheet(post_id, person_id=person.id, link_key=asked_key(request))
    if request.method != "POST":
        return _make(request, sheet)
    try:
        _generation, conversation_id = make_by_recipe(
            person,
            asked_id(request.POST.get("version")) or 0,
            _values(request.POST),
            link_key=sheet.post.link_key,
            idempotency_key=plain_key(request.POST.get("once", "")) or uuid4().hex,
            at=now(),
        )
    except (Conflict, OverLimit, NotAllowed, NoSuchImage) as refusal:
        return _make(request, sheet, refusal)
    return _go(request, reverse("conversation", args=[conversation_id]))


@require_POST
@signed_in
def use_parts(request: HttpRequest, person: Person, post_id: int) -> HttpResponse:
    """Take the ticked parts of a picture's making to the studio's bar; nothing else there is touched."""
    sheet = make_sheet(post_id, person_id=person.id, link_key=asked_key(request))
    known = {"words": sheet.how.words, "painter": sheet.how.painter, "shape": sheet.shape}
    query = QueryDict(mutable=True)
    for part in PARTS:
        if part in request.POST.getlist("part") and known.get(part):
            query[part] = known[part]
    address = reverse("conversation", args=[empty_conversation_id(person)])
    return redirect(f"{address}?{query.urlencode()}" if query else address)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def write(request: HttpRequest, person: Person, post_id: int) -> HttpResponse:
    """The author's form for a post of theirs; on POST, change it by a button, show it, or publish it."""
    from_id = asked_id(request.GET.get("from") or request.POST.get("from"))
    desk = recipe_desk(person.id, post_id, from_version_id=from_id)
    if request.method != "POST":
        return _form(request, form_of(desk, from_id=from_id))
    form = sent_form(desk, request.POST, from_id=from_id)
    if request.POST.get("step") != "publish":
        return _form(request, form.checked())
    try:
        published = _publish(person, desk, form)
    except (Conflict, OverLimit) as refusal:
        return _form(request, form.refused(refusal), status=422)
    messages.success(request, _("Your recipe is out. Others can make it theirs now."))
    return _go(request, reverse("recipe", args=[published]))


@require_safe
@signed_in
def choose_post(request: HttpRequest, person: Person) -> HttpResponse:
    """One's own posts that carry no recipe yet, to hang one on; `?from=` is the version to copy."""
    page = posts_by(person.id, viewer_id=person.id, before_id=asked_id(request.GET.get("before")))
    taken = recipes_of_posts([card.id for card in page.items], viewer_id=person.id)
    free = [card for card in page.items if card.id not in taken]
    context = {"posts": free, "before_id": page.before_id, "from_id": asked_id(request.GET.get("from"))}
    return render(request, "recipe/choose.html", context)


@require_POST
@signed_in
def withdraw(request: HttpRequest, person: Person, recipe_id: int) -> HttpResponse:
    """Offer a recipe no longer; the post and everything made with it stay."""
    withdraw_recipe(person, recipe_id, at=now())
    messages.success(request, _("Withdrawn. Pictures made with it keep their credit."))
    return redirect("recipes")


def _publish(person: Person, desk: RecipeDesk, form: RecipeForm) -> int:
    if desk.recipe_id:
        return revise_recipe(person, desk.recipe_id, form.draft, at=now()).recipe_id
    return publish_recipe(
        person,
        desk.post.id,
        form.draft,
        shows_prompt=form.agrees,
        forked_from_version_id=form.from_id,
        at=now(),
    ).id


def _values(sent: QueryDict) -> dict[str, str]:
    return {name.removeprefix("slot-"): sent.get(name, "") for name in sent if name.startswith("slot-")}


def _make(request: HttpRequest, sheet: MakeSheet, refusal: BottegaError | None = None) -> HttpResponse:
    slots = sheet.offer.version.slots if sheet.offer else ()
    missing = refusal.keys if isinstance(refusal, SlotsMissing) else ()
    context = {
        "sheet": sheet,
        "fields": filled_fields(slots, request.POST, missing),
        "once": plain_key(request.POST.get("once", "")) or uuid4().hex,
        "refusal": refusal,
    }
    template = "recipe/_make.html" if is_htmx(request) else "recipe/make.html"
    response = render(request, template, context, status=422 if refusal else 200)
    return retarget(response, "#make") if refusal and is_htmx(request) else response


def _form(request: HttpRequest, form: RecipeForm, *, status: int = 200) -> HttpResponse:
    template = "recipe/_form.html" if is_htmx(request) else "recipe/write.html"
    response = render(request, template, {"form": form, "desk": form.desk}, status=status)
    return retarget(response, "#recipe-form") if is_htmx(request) and status != 200 else response


def _go(request: HttpRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if is_htmx(request) else redirect(address)
