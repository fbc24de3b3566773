"""Finding our own processes again after a crash, without ever mistaking a stranger's for ours.

A process number alone proves nothing: systems give it out anew. So a server is believed only where it
works in its own folder, and a child only where its environment bears the mark of the run that started
it. This is the one module that knows psutil.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

MARK = "BOTTEGA_RUN"


@dataclass(frozen=True)
class Found:
    """A process that was identified; its number is only good for acting on it at once."""

    pid: int
    command: str


def new_mark() -> str:
    """A word that no other run bears, to be put into the environment of every child as MARK."""
    return secrets.token_hex(16)


def processes_in(folder: Path, *, name: str) -> list[Found]:
    """Processes of this program name that work in `folder`; of our own account only, unless we are root."""
    place = str(folder.resolve())
    return _found(lambda process: process.name() == name and process.cwd() == place)


def processes_marked(mark: str) -> list[Found]:
    """Processes that carry this mark in their environment, grandchildren included."""
    return _found(lambda process: process.environ().get(MARK) == mark)


def _found(is_ours: Callable[[psutil.Process], bool]) -> list[Found]:
    found: list[Found] = []
    for process in psutil.process_iter():
        # Some end while we look, and some belong to other accounts.
        with suppress(psutil.Error, OSError):
            if is_ours(process):
                found.append(Found(process.pid, " ".join(process.cmdline())))
    return found
