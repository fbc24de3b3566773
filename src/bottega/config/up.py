"""`bottega up`: database, migrations, web and worker, started in order, watched, and ended in order.

It owns the terminal and the folder: while it runs, no second one can use the same BOTTEGA_HOME. It says
one line for each thing a person should know and writes all else to the log. It refuses to start on half
of what it needs: if one part cannot start, everything that did is ended again.
"""

import fcntl
import http.client
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from bottega.config import postgres
from bottega.config.children import Child, Log, end_all
from bottega.config.home import EVERYWHERE, LOOPBACK, Home, is_free
from bottega.config.painters import FILE_NAME, painter_tables
from bottega.config.prepared import is_prepared
from bottega.config.processes import MARK, new_mark, processes_marked
from bottega.kernel.errors import Conflict, Unavailable

WEB_SECONDS = 60  # a first start compiles the whole of Django on a busy machine
STOP_SECONDS = 10
LOOK_SECONDS = 0.2
DATABASE_LOOK_SECONDS = 2
PAUSE_SECONDS_MAX = 30
STEADY_SECONDS = 60  # a child that ran this long begins again with the shortest pause


class AlreadyRunning(Conflict):
    """Another `bottega up`, or a command that needs the database for itself, uses this folder."""

    code = "already_running"


class PortTaken(Conflict):
    """Another program listens on the port that was asked for."""

    code = "port_taken"


class CannotStart(Unavailable):
    """A part ended, or did not answer, before the first page could be served."""

    code = "cannot_start"


class Interrupted(Exception):
    """A signal asked for the end before everything was up."""


def run(home: Home) -> None:
    """Serve until SIGINT or SIGTERM, then end everything; on return nothing of it runs any more.

    Raises AlreadyRunning, PortTaken, CannotStart, or what `postgres.start` raises; then nothing runs either.
    """
    home.make_folders()
    with claimed(home), _signals() as wishes, suppress(Interrupted):
        _refuse_unfit_painters(home)
        _end_leftovers(home)
        _refuse_taken_port(home)
        site = _Site(home, wishes)
        try:
            site.start()
            site.watch()
        finally:
            site.end()


@contextmanager
def claimed(home: Home) -> Iterator[None]:
    """Hold this folder alone; the system frees it even if we are killed. Raises AlreadyRunning at once."""
    home.make_folders()
    with (home.root / "claim").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(_who_runs(home)) from None
        yield


@contextmanager
def database(home: Home) -> Iterator[None]:
    """A database for one command: the running one, or the embedded one started for as long as it takes."""
    if home.outside_database_url is not None or postgres.is_running(home):
        yield
        return
    with claimed(home):
        postgres.start(home)
        try:
            yield
        finally:
            postgres.stop(home)


@dataclass
class _Wishes:
    """What the signals asked for: one means end, a second means at once."""

    end: threading.Event = field(default_factory=threading.Event)
    hurry: threading.Event = field(default_factory=threading.Event)

    def note(self, _number: int, _frame: FrameType | None) -> None:
        (self.hurry if self.end.is_set() else self.end).set()


class _Site:
    """The parts of one running copy, in the order in which they start; they end in the opposite one."""

    def __init__(self, home: Home, wishes: _Wishes) -> None:
        self.home, self.wishes = home, wishes
        self.log = Log(home.logs_dir)
        mark = new_mark()
        env = {**os.environ, MARK: mark, "PYTHONUNBUFFERED": "1", "BOTTEGA_HOME": str(home.root)}
        _write_running(home, mark)
        self.prepare = Child("prepare", ["prepare"], env, self.log)
        self.web = Child("web", ["web"], env, self.log)
        own = [table.name for table in painter_tables(home) if table.has_own_worker]
        self.workers = [
            Child("worker", ["worker"], env, self.log),
            *(Child(name, ["worker", "--painters", name], env, self.log) for name in own),
        ]
        self._pauses = {child.name: 1 for child in (self.web, *self.workers)}

    def start(self) -> None:
        """Up to the first page that can be seen; what that page does not need comes after it."""
        self._start_database()
        was_prepared = is_prepared(self.home)
        if not was_prepared:
            self._prepare()
        self.web.start()
        self._await_web()
        _say(f"Bottega is at {self.home.address} (Ctrl-C stops it; its log is {_short(self.log.path)})")
        for worker in self.workers:
            worker.start()
        if was_prepared:
            self.prepare.start()

    def watch(self) -> None:
        """Until somebody asks for the end: bring back what crashed, with growing pauses."""
        looked_at = time.monotonic()
        while not self.wishes.end.wait(LOOK_SECONDS):
            for child in (self.web, *self.workers):
                if not child.is_running:
                    self._bring_back(child)
            if self.prepare.exit_code:
                _say(f"The database could not be brought up to date: {self._last_words(self.prepare)}")
            if time.monotonic() - looked_at > DATABASE_LOOK_SECONDS:
                self._look_at_database()
                looked_at = time.monotonic()

    def end(self) -> None:
        if self.web.is_running:
            _say("Stopping.")
        end_all([self.web, *self.workers, self.prepare], seconds=STOP_SECONDS, hurry=self.wishes.hurry)
        if self.home.outside_database_url is None:
            postgres.stop(self.home)
        self.log.close()
        _running_file(self.home).unlink(missing_ok=True)

    def _start_database(self) -> None:
        if self.home.outside_database_url is not None:
            postgres.refuse_unfit_server(self.home.outside_database_url)
            return
        if not self.home.database_dir.exists():
            _say("First start: making the database.")
        postgres.start(self.home)

    def _prepare(self) -> None:
        self.prepare.start()
        while self.prepare.is_running:
            self._rest()
        if self.prepare.exit_code != 0:
            raise CannotStart(
                f"The database could not be brought up to date: {self._last_words(self.prepare)}"
            )

    def _await_web(self) -> None:
        web, deadline = self.web, time.monotonic() + WEB_SECONDS
        while not _answers(self.home):
            if not web.is_running:
                raise CannotStart(f"The web server ended at once: {self._last_words(web)}")
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"The web server said nothing for {WEB_SECONDS} seconds: {self._last_words(web)}"
                )
            self._rest()

    def _bring_back(self, child: Child) -> None:
        if time.monotonic() - child.started_at > STEADY_SECONDS:
            self._pauses[child.name] = 1
        pause = self._pauses[child.name]
        _say(f"{child.name} ended unexpectedly (exit {child.exit_code}); starting it again in {pause} s. "
             f"Its log is {_short(self.log.path)}")  # fmt: skip
        child.end_now()
        self._pauses[child.name] = min(pause * 2, PAUSE_SECONDS_MAX)
        if not self.wishes.end.wait(pause):
            child.start()

    def _look_at_database(self) -> None:
        if self.home.outside_database_url is None and not postgres.is_running(self.home):
            _say("The database ended unexpectedly; starting it again.")
            try:
                postgres.start(self.home)
            except postgres.DatabaseAway as error:
                _say(str(error))

    def _rest(self) -> None:
        if self.wishes.end.wait(0.05):
            raise Interrupted

    def _last_words(self, child: Child) -> str:
        child.end_now()
        return f"{child.last_line or 'it gave no reason.'} (The whole log: {_short(self.log.path)})"


@contextmanager
def _signals() -> Iterator[_Wishes]:
    """Turn SIGINT, SIGTERM and SIGHUP into wishes while inside."""
    wishes = _Wishes()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, wishes.note) for number in numbers}
    try:
        yield wishes
    finally:
        for number, action in before.items():
            signal.signal(number, action)


def _refuse_unfit_painters(home: Home) -> None:
    """Read the whole list of painters where there is one: a mistake is told here, not by three logs."""
    if (home.root / FILE_NAME).exists() or os.environ.get("BOTTEGA_PAINTERS"):
        from bottega.config.painter_kinds import (
            wired_painter_of,
        )  # here, because `up` starts faster without it

        for table in painter_tables(home):
            wired_painter_of(table)


def _refuse_taken_port(home: Home) -> None:
    if not is_free(home.host, home.port) or any(_connects(here, home.port) for here in (LOOPBACK, "::1")):
        raise PortTaken(
            f"Port {home.port} of {home.host} is taken by another program, or is not ours to take. "
            f"Choose another one: PORT={home.port + 1} make up"
        )


def _connects(host: str, port: int) -> bool:
    """Whether somebody listens there: some systems let a second one bind beside them, on another address."""
    try:
        with socket.create_connection((host, port), timeout=0.5):
            return True
    except OSError:
        return False


def _answers(home: Home) -> bool:
    host = LOOPBACK if home.host in EVERYWHERE else home.host
    connection = http.client.HTTPConnection(host, home.port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _end_leftovers(home: Home) -> None:
    """End the children of a parent that was killed; the mark in their environment says that they are ours."""
    mark = _read_running(home).get("mark")
    if not mark:
        return
    deadline = time.monotonic() + STOP_SECONDS
    _signal_marked(mark, signal.SIGTERM)
    while processes_marked(mark) and time.monotonic() < deadline:
        time.sleep(0.1)
    _signal_marked(mark, signal.SIGKILL)


def _signal_marked(mark: str, number: signal.Signals) -> None:
    for process in processes_marked(mark):
        with suppress(ProcessLookupError):
            os.kill(process.pid, number)


def _who_runs(home: Home) -> str:
    address = _read_running(home).get("address")
    if address:
        return f"Bottega is already running at {address} (folder {home.root})."
    return f"Another bottega command is using the folder {home.root}; try again when it has ended."


def _running_file(home: Home) -> Path:
    return home.root / "running.json"


def _write_running(home: Home, mark: str) -> None:
    _running_file(home).write_text(json.dumps({"mark": mark, "address": home.address}))


def _read_running(home: Home) -> dict[str, str]:
    try:
        found = json.loads(_running_file(home).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _short(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _say(line: str) -> None:
    with suppress(OSError):  # the terminal may be gone, and the rest must still be ended
        print(line, flush=True)
