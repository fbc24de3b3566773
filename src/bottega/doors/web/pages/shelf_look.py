"""How a look into the library is said on the page: its chips, its tabs, its address, its painters' names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bottega.engines.wired import engines
from bottega.gallery.library.filters import Filters


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in words, and the address without it."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One kind of picture, and the address of the same look at it."""

    label: str
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class PainterChoice:
    """A painter that one's pictures were made by. label: what people know it by, where it is still here."""

    name: str
    label: str


def address_of(filters: Filters, *, after: str = "") -> str:
    """Where a look into the library is found."""
    asked = urlencode({**filters.pairs, **({"after": after} if after else {})})
    return f"{reverse('library')}?{asked}" if asked else reverse("library")


def chips_of(filters: Filters) -> list[Chip]:
    """Every filter that is on, but for the kind, which is a tab, and stacks, which are a switch."""
    said = {
        "q": f"“{filters.words}”" if filters.words else "",
        "painter": painter_label(filters.painter) if filters.painter else "",
        "shape": _shapes().get(filters.shape, ""),
        "from": _("From %(day)s") % {"day": _day(filters.from_day)} if filters.from_day else "",
        "to": _("Until %(day)s") % {"day": _day(filters.to_day)} if filters.to_day else "",
        "like": _("Most like one picture") if filters.like else "",
        "stack": _("One stack") if filters.stack else "",
        "sort": _("Oldest first") if filters.sort == "oldest" and not filters.like else "",
    }
    return [Chip(label, address_of(filters.without(name))) for name, label in said.items() if label]


def tabs_of(filters: Filters) -> list[Tab]:
    """All, made here, brought in, published, starred."""
    names = {
        "": _("All"),
        "made": _("Made here"),
        "uploaded": _("Uploads"),
        "published": _("Published"),
        "starred": _("Starred"),
    }
    return [
        Tab(label, address_of(replace(filters, kind=kind)), filters.kind == kind)
        for kind, label in names.items()
    ]


def painter_choices(names: Sequence[str]) -> list[PainterChoice]:
    """The painters of one's pictures as the form offers them."""
    return [PainterChoice(name, painter_label(name)) for name in names]


def painter_label(name: str) -> str:
    """What people know a painter by."""
    wired = engines().painters.get(name)
    return (wired.label if wired else "") or name


def shape_choices() -> Mapping[str, str]:
    """The shapes in words, in the order in which the form shows them."""
    return _shapes()


def _shapes() -> dict[str, str]:
    return {"square": _("Square"), "tall": _("Tall"), "wide": _("Wide")}


def _day(day: date | None) -> str:
    return date_format(day, "j M Y") if day else ""
