"""The fixtures for running parts: jobs done on the spot, and the real site with a real worker."""

import time
from collections.abc import Callable

import httpx
import pytest
from procrastinate.contrib.django import app

from tests.live import LiveSite

seen: list[str] = []


@app.task(name="tests.note")
def note(word: str) -> None:
    seen.append(word)
    if word == "first":
        note.defer(word="deferred by the first")
    if word == "broken":
        raise ValueError("broken")


@pytest.fixture(autouse=True)
def _nothing_seen() -> None:
    seen.clear()


@pytest.mark.django_db
def test_run_jobs_does_jobs_and_those_they_defer_in_order(run_jobs: Callable[..., list[str]]) -> None:
    note.defer(word="first")
    note.defer(word="second")
    assert run_jobs() == ["tests.note"] * 3
    assert seen == ["first", "second", "deferred by the first"]
    assert run_jobs() == []


@pytest.mark.django_db
def test_run_jobs_raises_what_a_job_raised(run_jobs: Callable[..., list[str]]) -> None:
    note.defer(word="broken")
    with pytest.raises(ValueError, match="broken"):
        run_jobs()
    note.defer(word="broken")
    assert run_jobs(tolerant=True) == ["tests.note"]


def test_the_live_site_answers_and_its_worker_works(live_site: LiveSite) -> None:
    assert httpx.get(f"{live_site.base_url}/healthz").status_code == 200
    app.configure_task("builtin:procrastinate.builtin_tasks.remove_old_jobs", pass_context=True).defer(
        max_hours=1
    )
    live_site.await_jobs(seconds=20)


def test_the_live_site_is_quick_the_second_time(live_site: LiveSite) -> None:
    began = time.monotonic()
    assert httpx.get(f"{live_site.base_url}/healthz").status_code == 200
    assert time.monotonic() - began < 1
