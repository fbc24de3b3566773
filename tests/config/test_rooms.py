"""Which worker does what: talk never waits behind pictures, and no queue is left to nobody."""

from pathlib import Path

import pytest
from django.conf import settings
from procrastinate.contrib.django import app

from bottega.config.home import Home
from bottega.config.painters import QUEUE_ELSEWHERE, QUEUE_HERE
from bottega.config.worker import NoOwnWorker, all_other_rooms, rooms_of_painters

pytestmark = pytest.mark.django_db

LIST = """
[here]
kind = "embedded"
[far]
kind = "openai"
url = "http://127.0.0.1:1/v1"
[heavy]
kind = "diffusers"
model = "some/model"
"""


@app.task(name="tests.odd_queue", queue="odd")
def odd() -> None:
    """A queue that some room will have to take."""


@pytest.fixture(autouse=True)
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "painters.toml").write_text(LIST)
    monkeypatch.setattr(settings, "HOME", Home(tmp_path))
    monkeypatch.delenv("BOTTEGA_PAINTERS", raising=False)


def queues() -> dict[str, list[str]]:
    return {room.name: list(room.queues) for room in all_other_rooms()}


def test_talk_and_each_kind_of_painting_have_rooms_of_their_own() -> None:
    found = queues()
    assert (found["talk"], found["paint"], found["elsewhere"]) == (["talk"], [QUEUE_HERE], [QUEUE_ELSEWHERE])
    assert {"talk", QUEUE_HERE, QUEUE_ELSEWHERE} & set(found["rest"]) == set()


def test_every_queue_that_a_task_names_is_taken_by_some_room() -> None:
    taken = {queue for names in queues().values() for queue in names}
    assert {task.queue for task in app.tasks.values()} <= taken
    assert "odd" in taken


def test_waiting_for_servers_has_more_room_than_painting_here() -> None:
    at_once = {room.name: room.at_once for room in all_other_rooms()}
    assert at_once["elsewhere"] > at_once["paint"]


def test_a_painter_with_a_worker_of_its_own_is_left_to_it() -> None:
    assert "paint-heavy" not in {queue for names in queues().values() for queue in names}
    (room,) = rooms_of_painters(["heavy"])
    assert room.queues == ["paint-heavy"]


def test_jobs_of_a_painter_that_is_gone_are_taken_so_that_somebody_is_told() -> None:
    app.configure_task("tests.odd_queue", queue="paint-vanished").defer()
    assert "paint-vanished" in queues()["rest"]


@pytest.mark.parametrize("name", ["here", "nobody"])
def test_a_worker_for_a_painter_without_one_is_refused(name: str) -> None:
    with pytest.raises(NoOwnWorker, match=name):
        rooms_of_painters([name])
