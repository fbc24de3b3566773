"""A worker that was killed in the middle of a job loses nothing; one that is only busy keeps its job."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from bottega.config.jobs import sweep_blobs
from bottega.config.worker import WorkersConnector, take_over_jobs
from bottega.engines import wired
from bottega.engines.blobs.adapters.local import UNFINISHED, LocalBlobs
from bottega.engines.wired import Engines

pytestmark = pytest.mark.django_db

done: list[str] = []


@app.task(name="tests.keep")
def keep(word: str) -> None:
    done.append(word)


def _take_a_job(*, silent_seconds: int) -> None:
    """What a worker does before it is killed, its last heartbeat so many seconds ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second')"
            " RETURNING id",
            [silent_seconds],
        )
        cursor.execute("SELECT procrastinate_fetch_job_v2(NULL, %s)", cursor.fetchone())


def test_a_job_of_a_worker_that_fell_silent_is_done_by_another(run_jobs: Callable[..., list[str]]) -> None:
    keep.defer(word="abandoned")
    _take_a_job(silent_seconds=60)
    assert run_jobs() == []
    take_over_jobs.defer(timestamp=0)
    assert run_jobs() == ["config.take_over_jobs", "tests.keep"]
    assert done.pop() == "abandoned"


def test_a_job_of_a_worker_that_still_beats_is_left_to_it(run_jobs: Callable[..., list[str]]) -> None:
    keep.defer(word="in good hands")
    _take_a_job(silent_seconds=5)
    take_over_jobs.defer(timestamp=0)
    assert run_jobs() == ["config.take_over_jobs"]
    assert done == []


def test_workers_look_for_abandoned_jobs_every_ten_seconds() -> None:
    rhythm = app.periodic_registry.periodic_tasks["config.take_over_jobs", ""].croniter
    first, second = rhythm.get_next(), rhythm.get_next()
    assert second - first == 10


def test_what_killed_writers_left_is_swept_once_an_hour(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path)
    kept = blobs.put(b"whole")
    left = tmp_path / UNFINISHED / "half"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"ha")
    os.utime(left, (0, 0))
    wired.wire(lambda: Engines(blobs))
    sweep_blobs(0)
    assert not left.exists()
    assert blobs.has(kept)


def test_a_job_that_a_job_queues_commits_with_its_rows_or_not_at_all() -> None:
    with app.replace_connector(WorkersConnector()):
        with transaction.atomic():
            app.configure_task("tests.keep").defer(word="lost")
            assert ProcrastinateJob.objects.filter(task_name="tests.keep").count() == 1
            transaction.set_rollback(True)
        assert not ProcrastinateJob.objects.filter(task_name="tests.keep").exists()
        app.configure_task("tests.keep").defer(word="kept")
    assert ProcrastinateJob.objects.get(task_name="tests.keep").args == {"word": "kept"}
