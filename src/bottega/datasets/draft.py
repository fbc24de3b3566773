"""One pass of an export: samples into files, proofs and rows of use, in a folder that nobody can reach.

Does not finish anything: `finishing` asks everybody once more and only then shows the folder. The only clock
in it is that of the horizon's fact.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import orjson
from django.db import connection

from bottega.datasets.cards import About, Recipe, Sample, Written
from bottega.datasets.columns import SHARDED_BY_PICTURE, columns_of
from bottega.datasets.models import Run, RunState
from bottega.datasets.proofs.manifest import ManifestWriter, licence_of
from bottega.datasets.recipes import names_key
from bottega.datasets.samples import Asking, rows_to_read, samples_of
from bottega.datasets.staging import StagedUses
from bottega.datasets.versions import next_version
from bottega.datasets.writing.contents import Contents, with_contents
from bottega.datasets.writing.parquet import ParquetRows
from bottega.datasets.writing.rows import Row
from bottega.datasets.writing.shards import ShardRows
from bottega.engines.blobs.port import Blobs
from bottega.engines.signer.port import Signer
from bottega.kernel import crash
from bottega.kernel.errors import Conflict
from bottega.stream.actions import ring

TOLD_SECONDS: Final = 1.0  # between two words about the progress
_WRITING_SHARE: Final = 0.95  # of the work; the rest is sealing and asking once more


class RunStopped(Conflict):
    """Somebody stopped the run; nothing of it stays."""

    code = "run_stopped"


class NothingToExport(Conflict):
    """No sample may be in it now."""

    code = "nothing_to_export"


@dataclass(slots=True)
class Draft:
    """What a pass found. content: SHA-256 over the samples, whatever the horizon and the salt."""

    folder: Path
    asking: Asking
    uses: StagedUses
    manifest: ManifestWriter
    content: str = ""
    samples: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    painters: Counter[str] = field(default_factory=Counter)
    files: tuple[Written, ...] = ()


class Progress:
    """Tells the run's row how far the pass is, now and then, and hears from it whether to go on."""

    def __init__(self, run: Run) -> None:
        self._run, self._told_at = run, 0.0

    def tell(self, share: float) -> None:
        """Write the share, at most once in TOLD_SECONDS, and ring. Raises RunStopped."""
        now = time.monotonic()
        if now - self._told_at < TOLD_SECONDS:
            return
        self._told_at = now
        if not Run.objects.filter(pk=self._run.pk, state=RunState.RUNNING).update(share=share):
            raise RunStopped("The export was stopped. Nothing of it was kept.")
        ring(f"run:{self._run.pk}")


def write_draft(run: Run, recipe: Recipe, folder: Path, *, blobs: Blobs, signer: Signer) -> Draft:
    """Write every sample that may be in the run now into the folder, which must be empty.

    Not in a transaction. Raises RunStopped, NothingToExport, StoreAway, CannotSign, and OSError as files do.
    """
    asking = Asking(recipe, run.horizon, names_key(recipe))
    manifest = ManifestWriter(folder, recipe=recipe, salt=run.salt, signer=signer)
    draft = Draft(folder, asking, StagedUses(), manifest)
    writers = _writers(folder, recipe)
    try:
        found = with_contents(samples_of(asking), blobs)
        for row in _rows(found, draft, Progress(run), rows_to_read(asking)):
            for writer in writers:
                writer.write(row)
            crash.passing("export_row")
        draft.files = tuple(written for writer in writers for written in writer.close())
        draft.uses.flush()
    except BaseException:  # a stop or a full disk as well: let go of the files, so that they can be removed
        manifest.abandon()
        for writer in writers:
            writer.abandon()
        raise
    if not draft.samples:
        manifest.abandon()
        raise NothingToExport("No sample may be in this dataset yet.", counts=dict(asking.left_out))
    crash.passing("export_written")
    return draft


def _writers(folder: Path, recipe: Recipe) -> list[ParquetRows | ShardRows]:
    columns = columns_of(recipe.kind)
    by_picture = recipe.kind in SHARDED_BY_PICTURE
    shards = [ShardRows(folder, columns, by_picture=by_picture)] if recipe.with_shards else []
    return [ParquetRows(folder, columns), *shards]


def about_draft(draft: Draft, run: Run, *, previous: Run | None) -> About:
    """Everything that the cards and the seal say of a pass."""
    dataset, recipe = run.dataset, draft.asking.recipe
    version, removed = next_version(draft.uses, previous)
    return About(
        title=dataset.title,
        tells=dataset.tells,
        slug=dataset.slug,
        version=version,
        recipe=recipe,
        horizon=run.horizon,
        at=moment_at(run.horizon),
        licence=licence_of(recipe),
        samples=draft.samples,
        byte_count=sum(file.byte_count for file in draft.files),
        people=draft.uses.people(),
        counts=counts_of(draft.asking),
        files=draft.files,
        columns=columns_of(recipe.kind),
        first_at=draft.first_at,
        last_at=draft.last_at,
        painters=dict(sorted(draft.painters.items())),
        previous_root=previous.root if previous else "",
        removed=removed,
    )


def counts_of(asking: Asking) -> dict[str, int]:
    """What was left out, by reason, in the order of the reasons' names."""
    return {reason: count for reason, count in sorted(asking.left_out.items()) if count}


def moment_at(horizon: int) -> datetime:
    """When the fact at that position happened. There is one: who asked for the run has looked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fact.at FROM stream_position AS place JOIN stream_fact AS fact ON fact.seq = place.seq"
            " WHERE place.pos = %s",
            [horizon],
        )
        moment: datetime = cursor.fetchone()[0]
    return moment


def _rows(
    found: Iterator[tuple[Sample, Contents | None]], draft: Draft, progress: Progress, rows: int
) -> Iterator[Row]:
    digest = hashlib.sha256()
    for sample, contents in found:
        progress.tell(min(draft.asking.read["rows"] / max(rows, 1), 1.0) * _WRITING_SHARE)
        if contents is None:
            draft.asking.left_out["no_file"] += 1
            continue
        files = {picture.role: picture.blob for picture in sample.pictures}
        stamps = draft.manifest.add(sample, files)
        draft.uses.add(sample)
        digest.update(_spelled(sample, files))
        _count(sample, draft)
        yield Row(sample, contents, stamps.author, stamps.licence, stamps.receipts)
    draft.content = digest.hexdigest()


def _count(sample: Sample, draft: Draft) -> None:
    draft.samples += 1
    draft.first_at = min(draft.first_at or sample.at, sample.at)
    draft.last_at = max(draft.last_at or sample.at, sample.at)
    draft.painters[str(sample.fields["painter"])] += 1


def _spelled(sample: Sample, files: Mapping[str, str]) -> bytes:
    receipts = sorted({party.receipt_sha256 for party in sample.parties})
    return orjson.dumps([sample.id, files, sample.fields, receipts], option=orjson.OPT_SORT_KEYS)
