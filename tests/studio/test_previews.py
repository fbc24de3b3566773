"""Unfinished pictures: shown to their owner alone, checked like anything from outside, gone in the end."""

import threading
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from io import BytesIO
from typing import ClassVar

import pytest
from PIL import Image as Pillow

from bottega.engines.blobs.adapters.memory import MemoryBlobs
from bottega.engines.painter.port import Brief, Painting, Progress
from bottega.engines.wired import Engines, WiredPainter
from bottega.people.models import Person
from bottega.studio import pulse
from bottega.studio.models import Candidate, Conversation, Generation
from bottega.studio.painting import paint
from bottega.studio.queries import conversation_of
from tests import make
from tests.cast import SwatchPainter
from tests.studio import painters
from tests.studio.conftest import Ask
from tests.web.browsing import browse

pytestmark = pytest.mark.django_db(transaction=True)


class Showing(painters.Troubled):
    """Shows these bytes, waits until `done` says that somebody looked, then paints."""

    name: ClassVar[str] = "showing"

    def __init__(self, *previews: bytes) -> None:
        super().__init__()
        self.previews = previews
        self.done = threading.Event()

    def trouble(self, words: str, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        for preview in self.previews:
            progress(0, 0.5, preview)
        self.done.wait(5)
        yield from SwatchPainter().paint(Brief(words, 256, 256), seeds=seeds, progress=progress)


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "PREVIEW_SECONDS", 0.01)


def shown_while_painting(
    generation: Generation, engines: Engines, painter: Showing, look: Callable[[], None] = lambda: None
) -> str:
    """Paint; return what the first tile showed meanwhile, "" where nothing came within two seconds.

    look: called when something is shown, while the painter waits.
    """
    seen: list[str] = []

    def watch() -> None:
        from django.db import connection

        for _ in range(80):
            found = Candidate.objects.get(generation=generation, place=0).preview_sha256
            if found:
                seen.append(found)
                look()
                break
            threading.Event().wait(0.025)
        painter.done.set()
        connection.close()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    wired = WiredPainter(painter, is_trusted=True)
    paint(generation.id, wired=wired, blobs=engines.blobs, clock=make.moment, pulse_seconds=0.02)
    watcher.join(10)
    return seen[0] if seen else ""


def test_what_there_is_so_far_is_shown_small_and_only_to_its_owner(
    ask: Ask, engines: Engines, talk: Conversation, ada: Person, cleo: Person
) -> None:
    generation = ask(count=1)
    answers: list[tuple[int, bytes]] = []
    addresses: list[str] = []

    def look() -> None:
        (turn,) = conversation_of(ada.id, talk.id).turns
        addresses.append(turn.candidates[0].preview_url)
        for person in (ada, cleo, None):
            answer = browse(person).get(addresses[0])
            answers.append((answer.status_code, answer.content))

    green = make.png("#00ff00", 1024, 1024)
    assert shown_while_painting(generation, engines, Showing(green), look)
    assert addresses[0].startswith(f"/studio/preview/{generation.id}/0.png?v=")
    mine, hers, nobodys = answers
    with Pillow.open(BytesIO(mine[1])) as picture:
        assert (picture.size, picture.convert("RGB").getpixel((9, 9))) == ((256, 256), (0, 255, 0))
    assert (mine[0], hers[0]) == (HTTPStatus.OK, HTTPStatus.NOT_FOUND)
    assert nobodys[0] in (HTTPStatus.FOUND, HTTPStatus.FORBIDDEN)
    assert browse(ada).get(addresses[0]).status_code == HTTPStatus.NOT_FOUND  # the picture is there


def test_when_the_picture_is_there_the_preview_is_gone_with_its_bytes(ask: Ask, engines: Engines) -> None:
    generation = ask(count=1)
    sha256 = shown_while_painting(generation, engines, Showing(make.png("#00ff00", 512, 512)))
    tile = generation.candidates.get()
    assert (tile.preview_sha256, bool(tile.image)) == ("", True)
    assert sha256
    assert not engines.blobs.has(sha256)


def test_erasing_a_preview_never_takes_the_bytes_of_anything_else(ask: Ask, engines: Engines) -> None:
    assert isinstance(engines.blobs, MemoryBlobs)
    preview = make.png("#00ff00", 1024, 1024)
    small = pulse.checked_png(preview, width_px=256, height_px=256)
    same = engines.blobs.put(small)  # somebody keeps the very same pixels
    shown_while_painting(ask(count=1), engines, Showing(preview))
    assert engines.blobs.has(same)


@pytest.mark.parametrize("bad", [b"<html>", b"", painters.huge_png(), b"\x89PNG" + b"0" * 3_000_000])
def test_a_bad_preview_shows_nothing_and_harms_nothing(ask: Ask, engines: Engines, bad: bytes) -> None:
    generation = ask(count=1)
    painter = Showing(bad)
    threading.Timer(0.4, painter.done.set).start()
    assert shown_while_painting(generation, engines, painter) == ""
    generation.refresh_from_db()
    assert generation.state == "finished"


def test_what_a_killed_run_left_is_removed_by_the_next(ask: Ask, engines: Engines) -> None:
    generation = ask(count=1)
    left = engines.blobs.put(b"left over")
    generation.candidates.update(preview_sha256=left)
    shown_while_painting(generation, engines, Showing(make.png("#00ff00", 512, 512)))
    assert not engines.blobs.has(left)


def test_a_generation_that_is_erased_while_it_shows_something_leaves_no_bytes(
    ask: Ask, engines: Engines
) -> None:
    generation = ask(count=1)

    def erase() -> None:
        generation.candidates.all().delete()

    sha256 = shown_while_painting(generation, engines, Showing(make.png("#00ff00", 512, 512)), erase)
    assert sha256
    assert not engines.blobs.has(sha256)
