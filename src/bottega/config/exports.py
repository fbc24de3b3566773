"""What `bottega export` does: make one dataset here and now, and lay its folder where it was asked for.

The run is an operator's and stands on the pages of datasets as any other. The same words give the same
dataset, so that repeating a command makes its next version.
"""

import sys
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bottega.config.home import Home
from bottega.config.up import database
from bottega.kernel.errors import Conflict, Unavailable

PULSE_SECONDS: Final = 0.5
_WIDTH: Final = 30

# What a run's last word means to somebody at a terminal.
FAILURES: Final = {
    "nothing_to_export": "No sample may be in it yet. Nothing was made; see below what was left out.",
    "disk_full": "The disk is full. Nothing of it was kept; make room and run the command again.",
    "disk_refused": "The disk refuses to be written. Nothing of it was kept; look at the permissions.",
    "store_away": "The pictures cannot be read at the moment. Nothing was kept; run the command again.",
    "cannot_sign": "The signing key cannot be read; look at keys/signing. Nothing was kept.",
    "kept_changing": "People kept changing their answers while it was written. Run the command again.",
    "run_stopped": "It was stopped. Nothing of it was kept.",
}


class ExportFailed(Unavailable):
    """The run ended without a folder; its reason is the sentence."""

    code = "export_failed"


class FolderTaken(Conflict):
    """Something lies where the folder was to be laid."""

    code = "folder_taken"


def add_export_words(parser: ArgumentParser) -> None:
    """The words that `bottega export` takes; what they mean is checked by `datasets.recipes`."""
    parser.add_argument("kind", help="t2i, dpo, edit, vlm_pref, kto, prompts or full")
    parser.add_argument("--out", required=True, metavar="FOLDER", help="where to lay the finished folder")
    parser.add_argument("--purpose", default="train_gen", help="train_gen (default), train_other or ground")
    parser.add_argument("--open", action="store_true", help="only what may be published under CC BY 4.0")
    parser.add_argument("--horizon", type=int, metavar="N", help="nothing newer than this position")
    parser.add_argument("--painter", action="append", default=[], metavar="NAME", help="only from this one")
    parser.add_argument("--since", metavar="DAY", help="not older, such as 2026-11-01")
    parser.add_argument("--until", metavar="DAY", help="older than this day")
    parser.add_argument("--max", metavar="N", help="at most so many samples, the oldest")
    parser.add_argument("--shards", action="store_true", help="WebDataset shards as well")
    parser.add_argument("--title", default="", help="of the dataset's page")


def export_folder(home: Home, chosen: Namespace) -> None:
    """Make the dataset that the words ask for and print where it lies; progress goes to stderr.

    Needs Django set up. Raises BadRecipe, BadHorizon, RunUnderway, FolderTaken, ExportFailed.
    """
    out = Path(chosen.out).expanduser().absolute()
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise FolderTaken(f"Something lies at {out} already. Name another folder, or empty that one.")
    from bottega.datasets.recipes import recipe_from

    recipe = recipe_from(_said(chosen))
    with database(home):
        _print_run(_made(recipe, chosen), out)


def _said(chosen: Namespace) -> dict[str, Any]:
    return {
        "kind": chosen.kind,
        "purpose": chosen.purpose,
        "is_open": chosen.open,
        "painters": chosen.painter,
        "since": chosen.since,
        "until": chosen.until,
        "samples_max": chosen.max,
        "with_shards": chosen.shards,
    }


def _made(recipe: Any, chosen: Namespace) -> Any:
    """The finished run. Raises ExportFailed."""
    from bottega.datasets.actions import ask_for_run, operators_dataset
    from bottega.datasets.folders import exports_dir
    from bottega.datasets.models import Run, RunState
    from bottega.datasets.running import Workshop, run_export
    from bottega.engines.wired import engines
    from bottega.kernel.clock import now

    at, wired = now(), engines()
    if wired.signer is None:
        raise ExportFailed(FAILURES["cannot_sign"])
    dataset = operators_dataset(recipe, title=chosen.title or _title(recipe), at=at)
    run = ask_for_run(
        None,
        dataset.id,
        horizon=chosen.horizon,
        idempotency_key=f"cli-{at.isoformat()}",
        at=at,
        is_queued=False,
    )
    with _told(run.id):
        state = run_export(run.id, Workshop(exports_dir(), wired.blobs, wired.signer, now))
    run = Run.objects.select_related("dataset").get(pk=run.id)
    if state != RunState.FINISHED:
        _print_left_out(run.counts)
        raise ExportFailed(FAILURES.get(run.failure or "run_stopped", f"It failed: {run.failure}."))
    return run


def _title(recipe: Any) -> str:
    from bottega.doors.web.pages.dataset_words import KINDS, USES

    opened = "open, " if recipe.is_open else ""
    return f"{KINDS[recipe.kind][0]} ({opened}{str(USES[recipe.purpose][0]).lower()})"


def _print_run(run: Any, out: Path) -> None:
    from bottega.datasets.folders import folder_of
    from bottega.datasets.writing.folder import copy_folder

    try:
        copy_folder(folder_of(run), out)
    except OSError as refused:
        raise ExportFailed(
            f"It is made and stands on its page, but cannot be laid at {out}: {refused.strerror or 'taken'}."
        ) from refused
    print(f"{out}")
    print(f"{run.samples:,} samples, {run.byte_count:,} bytes, version {run.version}, horizon {run.horizon}")
    print(f"root {run.root}")
    print(f"check it: python {out}/verify.py {out}")
    _print_left_out(run.counts)


def _print_left_out(counts: dict[str, int]) -> None:
    for reason, count in sorted(counts.items(), key=lambda each: -each[1]):
        print(f"left out: {count:,} {reason}", file=sys.stderr)


@contextmanager
def _told(run_id: int) -> Iterator[None]:
    """A bar on stderr for as long as the run is made, where somebody looks."""
    done = threading.Event()
    teller = threading.Thread(target=_tell, args=(run_id, done), daemon=True)
    if sys.stderr.isatty():
        teller.start()
    try:
        yield
    finally:
        done.set()
        if teller.ident:
            teller.join()
            print(file=sys.stderr)


def _tell(run_id: int, done: threading.Event) -> None:
    from django.db import connection

    from bottega.datasets.models import Run

    while not done.wait(PULSE_SECONDS):
        share = Run.objects.values_list("share", flat=True).get(pk=run_id)
        filled = int(share * _WIDTH)
        print(
            f"\r[{'#' * filled}{'.' * (_WIDTH - filled)}] {share:4.0%}", end="", file=sys.stderr, flush=True
        )
    connection.close()
