"""Painters with every trouble there is, for the tests of the studio."""

import io
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from django.db import connection
from PIL import Image

from bottega.engines.painter.port import Abilities, Away, Brief, Change, Declined, Garbled, Painting, Progress
from bottega.studio.models import Candidate
from tests import make
from tests.cast import SwatchPainter

PATIENCE_SECONDS = 20


class Troubled:
    """Paints `good` flat pictures, then does what the subclass says in `trouble`."""

    name: ClassVar[str] = "troubled"
    abilities: ClassVar[Abilities] = Abilities(references=4)

    def __init__(self, good: int = 0) -> None:
        self.good = good
        self.calls = 0

    def paint(self, brief: Brief, *, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        """Some pictures, then trouble."""
        self.calls += 1
        for place, seed in enumerate(seeds[: self.good]):
            yield painting(place, seed, brief.words, make.png())
        yield from self.trouble(brief.words, seeds, progress)

    def edit(self, change: Change, *, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        """The same trouble for edits."""
        return self.paint(Brief(change.words), seeds=seeds, progress=progress)

    def trouble(self, words: str, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        """Nothing more: fewer pictures than asked."""
        return iter(())


def await_kept(count: int) -> None:
    """Wait, in the painter's thread, until so many pictures have rows; they are finished beside it."""
    try:
        for _ in range(PATIENCE_SECONDS * 50):
            if Candidate.objects.exclude(image=None).count() >= count:
                return
            threading.Event().wait(0.02)
    finally:
        connection.close()
    raise TimeoutError(f"{count} pictures were never kept")


def painting(place: int, seed: int, words: str, png: bytes) -> Painting:
    return Painting(place, png, seed, words, "troubled 1")


class Declining(Troubled):
    """Refuses the words."""

    def trouble(self, words: str, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        raise Declined("We do not paint that.")


class AwayFor(Troubled):
    """Is busy for some calls, then paints everything."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self.away_calls = calls

    def trouble(self, words: str, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        if self.calls <= self.away_calls:
            raise Away("Busy.", retry_after_seconds=1)
        for place, seed in enumerate(seeds):
            yield painting(place, seed, words, make.png())


class Nonsense(Troubled):
    """Says itself that its server answered nonsense."""

    def trouble(self, words: str, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        raise Garbled("No picture was in the answer.")


class Answering(Troubled):
    """Hands out these bytes as its next picture."""

    def __init__(self, png: bytes, good: int = 0) -> None:
        super().__init__(good)
        self.png = png

    def trouble(self, words: str, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        yield painting(self.good, seeds[self.good], words, self.png)


class Broken(Troubled):
    """Has a bug."""

    def trouble(self, words: str, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        raise ZeroDivisionError


class Hanging(Troubled):
    """Never finishes, but tells its progress, as the port asks; `began` says that it is at it."""

    def __init__(self, good: int = 0) -> None:
        super().__init__(good)
        self.began = threading.Event()

    def trouble(self, words: str, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        await_kept(self.good)
        for _ in range(PATIENCE_SECONDS * 50):
            self.began.set()
            progress(self.good, 0.5)  # raises Stopped once the person has pressed stop
            threading.Event().wait(0.02)
        raise Away("Nobody stopped me.", retry_after_seconds=1)
        yield


class Killed(Troubled):
    """The machine takes the whole worker away in the middle, as `kill -9` does."""

    def trouble(self, words: str, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        await_kept(self.good)
        os.kill(os.getpid(), signal.SIGKILL)
        return iter(())


def huge_png() -> bytes:
    """A PNG of 14,000 × 14,000 pixels in a few kilobytes."""
    file = io.BytesIO()
    Image.new("1", (14_000, 14_000)).save(file, "PNG")
    return file.getvalue()


BAD_ANSWERS = {
    "a web page": b"<!doctype html><html><body>502 Bad Gateway</body></html>",
    "nothing": b"",
    "a picture cut short": make.png("#123456", 600, 600)[:-40],
    "a picture of 14,000 pixels": huge_png(),
    "another format": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
}


class Counted(SwatchPainter):
    """Swatches, and a line in `folder`/calls each time it is asked, as a provider would write its bill."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def paint(self, brief: Brief, *, seeds: Sequence[int], progress: Progress) -> Iterator[Painting]:
        """As many swatches as the line says."""
        with (self.folder / "calls").open("a") as bill:
            bill.write(f"{len(seeds)}\n")
        return super().paint(brief, seeds=seeds, progress=progress)
