"""The processes that `bottega up` starts: their output goes to one log, and they end when told.

A child runs in a session of its own, so Ctrl-C in the terminal reaches only the parent, which ends the
children in order. It refuses to leave anything behind: whoever does not end in time is killed together
with its own children.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

LOG_NAME = "bottega.log"
LOG_BYTES_MAX = 5_000_000
OLD_LOGS_MAX = 3


class Log:
    """One log file for all children, each line with its writer's name; 20 MB at most, older lines go."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / LOG_NAME
        self._file = RotatingFileHandler(self.path, maxBytes=LOG_BYTES_MAX, backupCount=OLD_LOGS_MAX)
        self._file.setFormatter(logging.Formatter("%(asctime)s %(name)-7s| %(message)s"))

    def write(self, name: str, line: str) -> None:
        self._file.handle(logging.LogRecord(name, logging.INFO, "", 0, line, None, None))

    def close(self) -> None:
        self._file.close()


@dataclass
class Child:
    """One process of ours: `name` in the log, arguments for the bottega command, environment."""

    name: str
    arguments: Sequence[str]
    env: Mapping[str, str]
    log: Log
    started_at: float = 0.0
    last_line: str = ""
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _reader: threading.Thread | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start the process, and a thread that copies what it says into the log."""
        self.started_at = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 -- our own command
            [sys.executable, "-m", "bottega.config", *self.arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=dict(self.env), start_new_session=True,
        )  # fmt: skip
        output = self._process.stdout
        assert output is not None
        self._reader = threading.Thread(target=self._copy, args=(output,), daemon=True)
        self._reader.start()

    @property
    def exit_code(self) -> int | None:
        """None while it runs (or was never started); negative where a signal ended it."""
        return None if self._process is None else self._process.poll()

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def ask_to_end(self) -> None:
        if self._process is not None and self.is_running:
            self._process.terminate()

    def end_now(self) -> None:
        """Kill whatever is left of it, children included; wait until the log holds its last words."""
        if self._process is None or self._reader is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join(timeout=1)
        self._process = None

    def _copy(self, output: IO[bytes]) -> None:
        with output:
            for raw in output:
                line = raw.decode(errors="replace").rstrip()
                if line:
                    self.last_line = line
                    self.log.write(self.name, line)


def end_all(children: Iterable[Child], *, seconds: float, hurry: threading.Event) -> None:
    """Ask all of them to end, wait up to `seconds` (no longer once `hurry` is set), then kill the rest."""
    children = list(children)
    for child in children:
        child.ask_to_end()
    deadline = time.monotonic() + seconds
    while any(child.is_running for child in children) and time.monotonic() < deadline and not hurry.is_set():
        time.sleep(0.05)
    for child in children:
        child.end_now()
