"""One's own credits: what is left, what was spent on what, and what a picture costs."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bottega.doors.web.converters import asked_id
from bottega.doors.web.viewer import is_htmx, signed_in
from bottega.engines.wired import engines
from bottega.kernel.clock import now
from bottega.people.models import Person
from bottega.studio.credits.cards import DaySpent
from bottega.studio.credits.queries import ledger_of

PLOT_HEIGHT, BAR_WIDTH, BAR_STEP = 96, 18, 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the plot, in the units of its view box."""

    x: int
    y: int
    height: int
    middle: int
    day: DaySpent


@dataclass(frozen=True, slots=True)
class Price:
    """What one painter asks for one picture."""

    label: str
    sketch: int
    final: int


@require_safe
@signed_in
def credits(request: HttpRequest, person: Person) -> HttpResponse:
    """The ledger, newest first; `?before=` goes on below."""
    ledger = ledger_of(person.id, at=now(), before_id=asked_id(request.GET.get("before")))
    if is_htmx(request):
        return render(request, "credits/_entries.html", {"ledger": ledger})
    context = {
        "ledger": ledger,
        "bars": _bars(ledger.days),
        "prices": _prices(),
        "plot_width": BAR_STEP * len(ledger.days),
        "plot_height": PLOT_HEIGHT,
        "most": max(day.captured for day in ledger.days),
    }
    return render(request, "credits/credits.html", context)


def _bars(days: Sequence[DaySpent]) -> list[Bar]:
    most = max(1, *(day.captured for day in days))
    bars = []
    for number, day in enumerate(days):
        # A day on which something was spent shows at least a line.
        height = max(2, round(PLOT_HEIGHT * day.captured / most)) if day.captured else 0
        x = number * BAR_STEP
        bars.append(Bar(x, PLOT_HEIGHT - height, height, x + BAR_WIDTH // 2, day))
    return bars


def _prices() -> list[Price]:
    return [
        Price(wired.label or name, wired.prices["sketch"], wired.prices["final"])
        for name, wired in engines().painters.items()
    ]
