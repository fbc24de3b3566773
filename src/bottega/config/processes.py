"""Finding our own processes again after a crash, without ever mistaking a stranger's for ours.

A process number alone proves nothing: systems give it out anew. So a server is believed only where it
works in its own folder, and a child only where its environment bears the mark of the run that started
it. This is the one module that knows psutil.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

MARK = "BOTTEGA_RUN"


@dataclass(frozen=True)
class Found:
    """A process that was identified; its number is only good for acting on it at once."""

    pid: int
    parent_pid: int


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
    return [
        Found(process.pid, process.ppid()) for process in psutil.process_iter() if _holds(is_ours, process)
    ]


def _holds(is_ours: Callable[[psutil.Process], bool], process: psutil.Process) -> bool:
    try:
        return is_ours(process)
    except (psutil.Error, OSError):  # it ended meanwhile, or belongs to another account
        return False
