"""Running an export from the first sample to the finished folder; the only way in for the worker and the
command line.

Safe to be killed at any moment and to run twice: what an earlier try left is removed at the start, nothing is
reachable before its run is finished, and the same recipe and horizon give the same bytes. Refuses to leave a
run without a last word.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from typing import Final

from django.db import DatabaseError, InterfaceError, connection, transaction

from bottega.datasets.draft import NothingToExport, RunStopped, write_draft
from bottega.datasets.finishing import finish_run, seal_draft
from bottega.datasets.holding import mark_moment
from bottega.datasets.models import Run, RunState
from bottega.datasets.recipes import recipe_of
from bottega.datasets.staging import StagedUses
from bottega.datasets.versions import run_before
from bottega.datasets.writing.folder import making_folder, making_name, sweep_run, sweep_unnamed
from bottega.engines.blobs.port import Blobs
from bottega.engines.signer.port import Signer
from bottega.kernel.errors import BottegaError, Unavailable
from bottega.stream.actions import ring

PASSES_MAX: Final = 5  # people may withdraw while it is written; each time it is written again
_OPEN: Final = (RunState.WAITING, RunState.RUNNING)
_FULL: Final = frozenset((ENOSPC, EDQUOT, EFBIG))


class KeptChanging(Unavailable):
    """People answered anew during each of PASSES_MAX passes."""

    code = "kept_changing"


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a run needs besides its row. root: the folder above all exports; clock: for the last word only."""

    root: Path
    blobs: Blobs
    signer: Signer
    clock: Callable[[], datetime]


def run_export(run_id: int, workshop: Workshop) -> RunState | None:
    """Make one run, if it waits or was left by a worker that died; how it stands afterwards, None without it.

    Minutes for large ones: never in a transaction. What it cannot do is written on the run, as a code that
    its page has a sentence for; only the database's own going away is raised, and anything unforeseen.
    """
    run = Run.objects.select_related("dataset").filter(pk=run_id, state__in=_OPEN).first()
    if run is None:
        return _state_of(run_id)
    with _alone_with(run_id) as is_alone:
        if is_alone and _begin(run):
            with _last_word(run, workshop):
                _make(run, workshop)
    return _state_of(run_id)


def _make(run: Run, workshop: Workshop) -> None:
    recipe = recipe_of(run.dataset)
    previous = run_before(run)
    for _ in range(PASSES_MAX):
        began = mark_moment()
        folder = making_folder(workshop.root, run.id)
        draft = write_draft(run, recipe, folder, blobs=workshop.blobs, signer=workshop.signer)
        done = seal_draft(draft, run, previous=previous)
        if finish_run(draft, run, done, previous=previous, began=began, at=workshop.clock()):
            return
    raise KeptChanging("People kept changing their answers while it was written.")


def _begin(run: Run) -> bool:
    begun = bool(Run.objects.filter(pk=run.pk, state__in=_OPEN).update(state=RunState.RUNNING, share=0.0))
    ring(f"run:{run.pk}")
    return begun


@contextmanager
def _alone_with(run_id: int) -> Iterator[bool]:
    """Whether no other process is at this run: one that was taken for dead may only have been slow."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [run_id])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone and not connection.needs_rollback and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [run_id])


@contextmanager
def _last_word(run: Run, workshop: Workshop) -> Iterator[None]:
    """Turn what went wrong into the run's last word, and remove what was written of it."""
    try:
        yield
    except RunStopped:
        pass
    except (DatabaseError, InterfaceError):
        raise  # nothing can be written down now; the job is tried again
    except NothingToExport as empty:
        give_up(run.id, empty.code, counts=dict(empty.facts["counts"]), at=workshop.clock())
    except OSError as refused:
        code = "disk_full" if refused.errno in _FULL else "disk_refused"
        give_up(run.id, code, at=workshop.clock())
    except BottegaError as refused:
        code = "disk_full" if refused.facts.get("reason") == "full" else refused.code
        give_up(run.id, code, at=workshop.clock())
    except Exception:
        give_up(run.id, "export_broke", at=workshop.clock())
        raise
    finally:
        _tidy(run.id, workshop.root)


def sweep_exports(root: Path, *, older_than_at: float) -> int:
    """Remove folders that no run names and nobody has touched since (seconds since 1970); how many."""
    named = set(Run.objects.exclude(folder="").values_list("folder", flat=True))
    being_made = Run.objects.filter(state__in=_OPEN).values_list("id", flat=True)
    return sweep_unnamed(
        root, named | {making_name(run_id) for run_id in being_made}, older_than_at=older_than_at
    )


def give_up(run_id: int, code: str, *, at: datetime, counts: dict[str, int] | None = None) -> None:
    """Write the last word about a run that cannot be made; a run that has one keeps it."""
    with transaction.atomic():
        told = {"counts": counts} if counts else {}
        Run.objects.filter(pk=run_id, state__in=_OPEN).update(
            state=RunState.FAILED, failure=code, ended_at=at, **told
        )
        ring(f"run:{run_id}")


def _tidy(run_id: int, root: Path) -> None:
    if not connection.is_usable():
        return
    StagedUses.drop()
    if _state_of(run_id) != RunState.FINISHED:
        sweep_run(root, run_id)


def _state_of(run_id: int) -> RunState | None:
    state = Run.objects.filter(pk=run_id).values_list("state", flat=True).first()
    return RunState(state) if state else None
