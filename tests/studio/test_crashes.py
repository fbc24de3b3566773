"""A worker killed at each named point leaves ledger and images right, and the next one finishes its work."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from django.db import connection

from bottega.engines.blobs.adapters.local import LocalBlobs
from bottega.engines.wired import WiredPainter
from bottega.gallery.models import Image
from bottega.kernel import crash
from bottega.kernel.clock import now
from bottega.people.models import Person
from bottega.stream.models import Fact
from bottega.studio.credits.queries import faults
from bottega.studio.models import Candidate, CreditAccount, CreditEntry, Generation
from bottega.studio.painting import paint
from tests.studio.painters import Counted
from tests.studio.test_credits import account

pytestmark = pytest.mark.django_db(transaction=True)

Ask = Callable[..., Generation]

# Point → pictures with a row, and credits captured, when the first worker is dead.
LEFT_BEHIND = {
    "after_reserve": (0, 0),
    "before_call": (0, 0),
    "after_call": (0, 0),
    "before_store": (0, 0),
    "after_store": (0, 0),
    "before_capture": (4, 0),
    "after_capture": (4, 16),
}


def test_every_named_point_is_tested() -> None:
    assert tuple(LEFT_BEHIND) == crash.POINTS


@pytest.mark.parametrize("point", crash.POINTS)
def test_a_worker_killed_there_costs_once_and_loses_nothing(
    ask: Ask, ada: Person, tmp_path: Path, point: str
) -> None:
    generation = ask()
    assert _work(generation, tmp_path, point) == -9
    pictures, captured = LEFT_BEHIND[point]
    assert Image.objects.count() == pictures
    assert account(ada) == (1000, 984, 16 - captured, captured)
    assert faults() == []

    _work_here(generation, tmp_path)
    generation.refresh_from_db()
    assert generation.state == "finished"
    assert account(ada) == (1000, 984, 0, 16)
    assert faults() == []
    assert Image.objects.count() == Candidate.objects.exclude(image=None).count() == 4
    assert {image.sha256 for image in Image.objects.all()} <= _on_disk(tmp_path)
    assert CreditEntry.objects.filter(move="capture").count() == 1
    assert Fact.objects.filter(kind="generation_finished").count() == 1
    # A third worker, as when a job is delivered twice, finds nothing to do and calls nobody.
    bill = (tmp_path / "calls").read_text()
    _work_here(generation, tmp_path)
    assert (tmp_path / "calls").read_text() == bill
    assert CreditAccount.objects.get(pk=ada.pk).captured == 16


def test_a_worker_killed_between_two_pictures_paints_only_the_rest(ask: Ask, tmp_path: Path) -> None:
    generation = ask()
    assert _work(generation, tmp_path, "after_store") == -9
    assert _work(generation, tmp_path, "before_capture") == -9
    _work_here(generation, tmp_path)
    # Asked in full while nothing had a row, not at all once everything had.
    assert (tmp_path / "calls").read_text().split() == ["4", "4"]


def _work(generation: Generation, folder: Path, point: str) -> int:
    """Paint in a process of its own that dies at the point; return how it ended."""
    connection.close()  # a forked child must not speak on its parent's connection
    child = os.fork()
    if child == 0:
        _die_at(point, generation, folder)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _die_at(point: str, generation: Generation, folder: Path) -> NoReturn:
    try:
        crash._crash_at = point  # type: ignore[misc]
        _work_here(generation, folder)
    finally:
        os._exit(0)  # never back into the tests


def _work_here(generation: Generation, folder: Path) -> None:
    wired = WiredPainter(Counted(folder), is_trusted=True)
    paint(generation.id, wired=wired, blobs=LocalBlobs(folder), clock=now, pulse_seconds=0)


def _on_disk(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if len(path.name) == 64} | {
        f"{path.parent.name}{path.name}" for path in folder.rglob("*") if path.is_file()
    }
