"""`bottega up` as a person runs it: real processes on real ports, and signals like those of a terminal."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue

import httpx
import psycopg
import pytest

from bottega.config.home import Home, free_port
from bottega.config.processes import processes_in, processes_marked
from tests.live import PORTS, SOURCE

pytestmark = pytest.mark.xdist_group("up")  # one first start serves them all

START_SECONDS = 60
STOP_SECONDS = 25


class Up:
    """One `bottega up` in a terminal of its own; its lines are read as they come."""

    def __init__(self, home: Home, **env: str) -> None:
        self.home = home
        kept = {key: value for key, value in os.environ.items() if not key.startswith("BOTTEGA_")}
        kept.pop("DATABASE_URL", None)
        ours = {"BOTTEGA_HOME": str(home.root), "PORT": str(home.port), "PYTHONPATH": str(SOURCE / "src")}
        quick = {"BOTTEGA_WEB_WORKERS": "1", "BOTTEGA_DEMO": "0"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bottega.config", "up"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            env={**kept, **ours, **quick, **env},
        )  # fmt: skip
        self.lines: list[str] = []
        self._queue: Queue[str] = Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as output:
            for line in output:
                self._queue.put(line)

    def await_line(self, pattern: str, *, seconds: float = START_SECONDS) -> str:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                self.lines.append(self._queue.get(timeout=0.2))
            except Empty:
                assert self._process.poll() is None, f"it ended: {self.lines}"
                continue
            if re.search(pattern, self.lines[-1]):
                return self.lines[-1]
        pytest.fail(f"no line like {pattern!r} in {seconds} seconds: {self.lines}")

    def await_address(self) -> None:
        self.await_line(re.escape(f"Bottega is at {self.home.address} "))

    def send(self, number: signal.Signals) -> None:
        os.kill(self._process.pid, number)

    def await_end(self) -> tuple[int, str]:
        code = self._process.wait(timeout=STOP_SECONDS)
        self._reader.join()
        while not self._queue.empty():
            self.lines.append(self._queue.get())
        return code, "".join(self.lines)

    def await_end_of_parent(self) -> None:
        """Only the process itself: its orphans still hold its output open."""
        self._process.wait(timeout=STOP_SECONDS)

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def end(self) -> None:
        if not self.has_ended:
            self._process.terminate()
        self.await_end()


class Terminal:
    """Keeps one `bottega up` running for as many tests as can share it."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._up: Up | None = None

    def up(self) -> Up:
        if self._up is None or self._up.has_ended:
            self._up = Up(self.home)
            self._up.await_address()
            _await(lambda: _pids(self.home, "web") and _pids(self.home, "worker"))
        return self._up

    def close(self) -> None:
        if self._up is not None:
            self._up.end()


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    terminal = Terminal(Home(tmp_path_factory.mktemp("up") / "home", port=free_port(PORTS)))
    yield terminal
    terminal.close()


@pytest.fixture
def home(terminal: Terminal) -> Home:
    return terminal.home


@pytest.fixture
def up(terminal: Terminal) -> Up:
    """A running one; a test that ends it makes the next test start another."""
    return terminal.up()


@pytest.fixture
def nothing_runs(terminal: Terminal) -> None:
    terminal.close()


def test_a_second_one_on_the_same_folder_says_where_the_first_is(up: Up, home: Home) -> None:
    code, lines = Up(Home(home.root, port=free_port(PORTS))).await_end()
    assert code == 1
    assert lines == f"bottega: Bottega is already running at {home.address} (folder {home.root}).\n"
    assert _is_healthy(home)


def test_a_taken_port_is_one_sentence_and_starts_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path / "other", port=free_port(PORTS))
    with socket.create_server(("127.0.0.1", home.port)):
        code, lines = Up(home).await_end()
    assert code == 1
    assert lines.startswith(f"bottega: Port {home.port} of 127.0.0.1 is taken")
    assert lines.count("\n") == 1
    assert not home.database_dir.exists()


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_child_that_dies_is_named_and_comes_back(up: Up, home: Home, name: str) -> None:
    before = _pids(home, name)
    os.kill(before[0], signal.SIGKILL)
    up.await_line(f"^{name} ended unexpectedly .exit -9.; starting it again in 1 s")
    _await(lambda: _pids(home, name) and before[0] not in _pids(home, name))
    _await(lambda: _is_healthy(home))


def test_a_database_that_dies_comes_back(up: Up, home: Home) -> None:
    server = int((home.database_dir / "postmaster.pid").read_text().split()[0])
    os.kill(server, signal.SIGKILL)
    up.await_line("The database ended unexpectedly; starting it again")
    _await(lambda: _is_healthy(home))


def test_database_url_is_used_and_no_server_of_its_own_started(up: Up, home: Home, tmp_path: Path) -> None:
    with psycopg.connect(home.database_url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE beside")
    other = Home(tmp_path / "beside", port=free_port(PORTS))
    second = Up(other, DATABASE_URL=home.embedded_url("bottega", "beside"))
    try:
        second.await_address()
        assert _is_healthy(other)
        assert _is_healthy(home)
        assert not other.database_dir.exists()
    finally:
        second.end()


def test_ctrl_c_ends_all_of_it_and_leaves_only_what_is_to_be_kept(up: Up, home: Home) -> None:
    mark = _mark(home)
    up.send(signal.SIGINT)
    code, lines = up.await_end()
    assert code == 0
    assert lines.endswith("Stopping.\n")
    assert _left_over(home, mark) == []
    # The hourly job that writes the stream's history may have run meanwhile; that is kept too.
    assert {file.name for file in home.root.iterdir()} - {"segments"} == {
        "blobs", "claim", "database", "database.lock", "database_port", "keys", "logs", "prepared"
    }  # fmt: skip


def test_the_next_start_does_not_wait_for_migrations_and_sigterm_ends_it(
    nothing_runs: None, terminal: Terminal, home: Home
) -> None:
    if not (home.root / "prepared").exists():
        terminal.up().end()
    began = time.monotonic()
    up = terminal.up()
    assert time.monotonic() - began < 15  # about 2 seconds on a machine with nothing else to do
    mark = _mark(home)
    up.send(signal.SIGTERM)
    assert up.await_end()[0] == 0
    assert _left_over(home, mark) == []


def test_ctrl_c_while_it_starts_leaves_nothing(nothing_runs: None, home: Home) -> None:
    early = Up(home)
    _await(lambda: (home.root / "running.json").exists())
    mark = _mark(home)
    early.send(signal.SIGINT)
    assert early.await_end()[0] == 0
    assert _left_over(home, mark) == []


def test_after_kill_9_the_next_start_ends_the_orphans_and_serves(
    up: Up, terminal: Terminal, home: Home
) -> None:
    mark, orphans = _mark(home), _pids(home, "")
    up.send(signal.SIGKILL)
    up.await_end_of_parent()
    terminal.up()
    assert orphans
    assert processes_marked(mark) == []
    assert _is_healthy(home)


def _mark(home: Home) -> str:
    mark: str = json.loads((home.root / "running.json").read_text())["mark"]
    return mark


def _pids(home: Home, word: str) -> list[int]:
    """Children of the run on this home whose command holds this word, oldest first."""
    words = {"web": "granian", "worker": "bottega.config worker"}
    found = [
        process.pid for process in processes_marked(_mark(home)) if words.get(word, word) in process.command
    ]
    return sorted(found)


def _left_over(home: Home, mark: str) -> list[str]:
    left = [*processes_marked(mark), *processes_in(home.database_dir, name="postgres")]
    return [process.command for process in left]


def _is_healthy(home: Home) -> bool:
    try:
        return httpx.get(f"{home.address}/healthz", timeout=2).text == "ok"
    except httpx.TransportError:
        return False


def _await(condition: Callable[[], object], *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.1)
