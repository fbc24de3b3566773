"""The prompt bar: what it offers, what is set in it, and the wish that was sent with it.

Reads forms, the session (what was set last) and the painters' own lists; checks nothing that the
studio's verbs check, and writes nothing but the session.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, QueryDict

from bottega.doors.web.converters import asked_id, plain_key
from bottega.doors.web.pages.mask import stored_mask
from bottega.engines.painter.parameters import settled_parameters
from bottega.engines.painter.port import REFERENCES_MAX, WORDS_MAX, Parameter
from bottega.engines.wired import WiredPainter, engines
from bottega.gallery.actions import NoSuchImage
from bottega.gallery.cards import MadeImage
from bottega.gallery.queries import made_images
from bottega.kernel.clock import now
from bottega.kernel.errors import BottegaError
from bottega.people.models import Person
from bottega.studio.actions import Wish
from bottega.studio.asking import CANDIDATES, CANDIDATES_MAX, SHAPES
from bottega.studio.cards import ConversationCard
from bottega.studio.credits.queries import credits_of
from bottega.studio.models import Tier

REMEMBERED = "bar"  # the session's key


@dataclass(frozen=True, slots=True)
class Dial:
    """One parameter of a painter as a field of the form. value: as last sent, else the default."""

    parameter: Parameter
    field_name: str
    value: str


@dataclass(frozen=True, slots=True)
class PainterChoice:
    """A painter as it is offered. references_max: 0 where it takes none. prices: credits a picture."""

    name: str
    label: str
    edits: bool
    previews: bool
    references_max: int
    sketch_price: int
    final_price: int
    dials: Sequence[Dial] = ()


@dataclass(frozen=True, slots=True)
class PromptBar:
    """What stands in the prompt bar.

    key: the idempotency key that this rendered form carries; a new one for each.
    is_chosen: the canvas' picture was chosen with Edit, so only it can be meant.
    references: pictures that the painter shall go by. credits_left: what could be spent now.
    refusal: why the last press was not taken; everything that was set is still in the bar.
    """

    key: str
    words: str = ""
    shape: str = "square"
    painter: str = ""
    tier: str = Tier.FINAL
    count: int = CANDIDATES
    is_chosen: bool = False
    wants_new: bool = False
    refusal: BottegaError | None = None
    words_max: int = WORDS_MAX
    references: Sequence[MadeImage] = ()
    painters: Sequence[PainterChoice] = ()
    credits_left: int = 0
    counts: Sequence[int] = field(default_factory=lambda: range(1, CANDIDATES_MAX + 1))

    @property
    def chosen(self) -> PainterChoice | None:
        """The painter that is set; None only where none is wired."""
        return next((each for each in self.painters if each.name == self.painter), None)

    @property
    def price(self) -> int:
        """What pressing costs as the bar is set, in credits."""
        if self.chosen is None:
            return 0
        each = self.chosen.sketch_price if self.tier == Tier.SKETCH else self.chosen.final_price
        return each * self.count

    @property
    def is_short(self) -> bool:
        """Whether the price is more than there is."""
        return self.price > self.credits_left


def fresh_bar(request: HttpRequest, person: Person) -> PromptBar:
    """An empty bar with a new key, set as it was last. `?words=` and `?reference=` fill it, and
    `?painter=`, `?shape=` and `?tier=` set it for once."""
    kept = _remembered(request)
    asked = {name: request.GET[name] for name in ("painter", "shape", "tier") if name in request.GET}
    bar = _set_as({**kept, **asked}, kept.get("dials", {}))
    return replace(
        bar,
        words=request.GET.get("words", "")[:WORDS_MAX],
        references=references_in(request.GET, person),
        is_chosen="edit" in request.GET,
        credits_left=credits_of(person.id, at=now()).left,
    )


def sent_bar(request: HttpRequest, person: Person, refusal: BottegaError) -> PromptBar:
    """The bar as it was sent, every field kept, with the reason why it was not taken."""
    bar = _as_sent(request)
    return replace(
        bar,
        key=plain_key(request.POST.get("key", "")) or uuid4().hex,
        words=request.POST.get("words", ""),
        references=references_in(request.POST, person),
        is_chosen=request.POST.get("what") == "chosen",
        wants_new=request.POST.get("what") == "new",
        refusal=refusal,
        credits_left=credits_of(person.id, at=now()).left,
    )


def sent_wish(request: HttpRequest, person: Person) -> Wish:
    """What was asked for with the bar. Raises NoSuchImage, BadMask, Garbled."""
    subject = sent_subject(request, person)
    bar = _as_sent(request)
    return Wish(
        request.POST.get("words", ""),
        request.POST.get("painter") or bar.painter,
        shape=request.POST.get("shape", bar.shape),
        tier=Tier(bar.tier),
        count=bar.count,
        change_image_id=subject.image.id if subject else None,
        mask_sha256=stored_mask(request.FILES.get("mask"), subject) if subject else "",
        reference_ids=[made.image.id for made in references_in(request.POST, person)],
        parameters=_parameters_in(request.POST, bar),
    )


def sent_subject(request: HttpRequest, person: Person) -> MadeImage | None:
    """The picture that the words change, when the bar says so. Raises NoSuchImage."""
    subject_id = asked_id(request.POST.get("subject", ""))
    if subject_id is None or request.POST.get("what") == "new":
        return None
    subject = made_images(person.id, [subject_id]).get(subject_id)
    if subject is None:
        raise NoSuchImage("There is no such picture in your library.")
    return subject


def remember_bar(request: HttpRequest) -> None:
    """Keep in the session how the bar was set, for the next one; an example button sets nothing."""
    if "tier" not in request.POST:
        return
    bar = _as_sent(request)
    dials = {dial.field_name: dial.value for dial in (bar.chosen.dials if bar.chosen else ())}
    request.session[REMEMBERED] = {
        "painter": bar.painter,
        "tier": bar.tier,
        "count": bar.count,
        "shape": bar.shape,
        "dials": dials,
    }


def again_bar(bar: PromptBar, card: ConversationCard, again: str) -> tuple[PromptBar, int | None]:
    """The bar filled with an earlier turn's request, and the picture that it changed, if it did."""
    earlier = next((turn for turn in card.turns if str(turn.id) == again), None)
    if earlier is None:
        return bar, None
    parent_id = earlier.parent.image.id if earlier.parent else None
    is_here = any(each.name == earlier.painter for each in bar.painters)
    filled = replace(
        bar,
        words=earlier.words,
        is_chosen=bool(parent_id),
        wants_new=not parent_id,
        tier=earlier.tier,
        painter=earlier.painter if is_here else bar.painter,
        references=earlier.references,
    )
    return filled, parent_id


def references_in(form: QueryDict, person: Person) -> list[MadeImage]:
    """The person's own pictures that a form or an address names as references, in order, without repeats."""
    asked = [asked_id(text) for text in form.getlist("reference")]
    added, dropped = asked_id(form.get("add")), asked_id(form.get("drop"))
    ids = list(dict.fromkeys(each for each in (*asked, added) if each and each != dropped))
    made = made_images(person.id, ids[: REFERENCES_MAX * 2]) if ids else {}
    return [made[each] for each in ids if each in made][:REFERENCES_MAX]


def _remembered(request: HttpRequest) -> dict[str, Any]:
    kept = request.session.get(REMEMBERED)
    return kept if isinstance(kept, dict) else {}


def _as_sent(request: HttpRequest) -> PromptBar:
    """The bar as the form says; what it leaves out stands as it was last."""
    kept = _remembered(request)
    return _set_as({**kept, **request.POST.dict()}, {**kept.get("dials", {}), **request.POST.dict()})


def _set_as(values: Mapping[str, Any], dials: Mapping[str, Any]) -> PromptBar:
    """A bar set by these values; whatever they do not say, or say wrongly, is as usual."""
    wired = engines()
    painter = str(values.get("painter", ""))
    tier, shape, count = values.get("tier"), values.get("shape"), str(values.get("count", ""))
    return PromptBar(
        key=uuid4().hex,
        painter=painter if painter in wired.painters else wired.default_painter,
        tier=tier if tier in Tier.values else Tier.FINAL,
        shape=str(shape) if shape in SHAPES else "square",
        count=int(count) if count in {str(each) for each in range(1, CANDIDATES_MAX + 1)} else CANDIDATES,
        painters=[_choice(name, painter, dials) for name, painter in wired.painters.items()],
    )


def _choice(name: str, wired: WiredPainter, values: Mapping[str, Any]) -> PainterChoice:
    abilities = wired.painter.abilities
    return PainterChoice(
        name=name,
        label=wired.label or name,
        edits=abilities.edits,
        previews=abilities.previews,
        references_max=abilities.references,
        sketch_price=wired.prices["sketch"],
        final_price=wired.prices["final"],
        dials=[_dial(name, parameter, values) for parameter in abilities.parameters],
    )


def _dial(painter: str, parameter: Parameter, values: Mapping[str, Any]) -> Dial:
    field_name = f"dial-{painter}-{parameter.name}"
    return Dial(parameter, field_name, str(values.get(field_name, parameter.default))[:300])


def _parameters_in(form: Mapping[str, Any], bar: PromptBar) -> dict[str, float | str]:
    """What was set otherwise than the painter's defaults, by its own names."""
    dials = bar.chosen.dials if bar.chosen else ()
    asked = {dial.parameter.name: dial.value for dial in dials}
    settled = settled_parameters([dial.parameter for dial in dials], asked)
    usual = {dial.parameter.name: dial.parameter.default for dial in dials}
    return {name: value for name, value in settled.items() if value != usual[name]}
