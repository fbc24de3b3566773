"""The real web server on one database, and what it costs: CPU time and memory of it and of PostgreSQL."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.error import URLError
from urllib.request import urlopen

import psutil  # type: ignore[import-untyped]

from bench import cluster
from bottega.config.home import free_port

PORTS = range(12_000, 20_000)
START_SECONDS = 60


@dataclass(frozen=True)
class Spent:
    """Processor seconds so far."""

    web: float
    database: float


class Site:
    """A running web server; `port` is where."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.port = port
        self._web = psutil.Process(process.pid)
        self._postgres = psutil.Process(_postmaster_pid())

    def spent(self) -> Spent:
        """What the web server's and PostgreSQL's processes have used since they began."""
        return Spent(_seconds(self._web), _seconds(self._postgres))

    def memory_mb(self) -> float:
        """What the web server's processes hold for themselves."""
        total = 0
        for process in [self._web, *self._web.children(recursive=True)]:
            with suppress(psutil.Error):
                total += process.memory_full_info().uss
        return round(total / 1e6, 1)


@contextmanager
def site(database: str, *, workers: int, env: Mapping[str, str] | None = None) -> Iterator[Site]:
    """The web server as `bottega web` starts it, while the block lasts. env: instead of the usual."""
    port = free_port(PORTS)
    env = {**(env or cluster.env(database)), "PORT": str(port), "BOTTEGA_WEB_WORKERS": str(workers)}
    log = (cluster.ROOT / "web.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "bottega.config", "web"], env=env, cwd=cluster.SOURCE, stdout=log, stderr=log
    )
    try:
        _await(process, port)
        yield Site(process, port)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()
        log.close()


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(URLError, OSError), urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
            return
        time.sleep(0.1)
    raise RuntimeError(f"The web server did not start; see {cluster.ROOT / 'web.log'}.")


def _postmaster_pid() -> int:
    return int((cluster.home().database_dir / "postmaster.pid").read_text().split("\n")[0])


def _seconds(root: "psutil.Process") -> float:
    total = 0.0
    for process in [root, *root.children(recursive=True)]:
        with suppress(psutil.Error):
            times = process.cpu_times()
            total += times.user + times.system
            # What ended meanwhile, such as a closed database connection, is booked on its parent.
            total += times.children_user + times.children_system
    return total
