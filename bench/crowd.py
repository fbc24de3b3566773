"""Two hundred people ask a slow images server at once: do pages stay as quick as they were?

The real web server, the real worker and a server on loopback that takes eight seconds for every answer.
Pages are read while the worker waits, paints and stores, and in turn while it is held still: the speed of a
shared machine moves by a third within minutes, more than what is measured. `python -m bench.crowd ask …` is
the half that runs inside Django.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from statistics import mean
from typing import Any

import psutil  # type: ignore[import-untyped]
import psycopg

from bench import cluster
from bench.load import Seen, Task, ask
from bench.site import PORTS, site
from bench.town import Town
from bottega.config.home import free_port

TOWN = Town(people=2_000, posts=20_000, follows_each=50)
CROWD = 200
PAINTER_SECONDS = 8.0
SIDE_PX = 1024
PICTURES_EACH = 1
# Connections. Each stays with the web process that took it: of a few, most may land on one of the two, and
# the ratio would tell of that.
READERS = 40
# A fifth of what two cores give: a server that is asked as fast as it answers shows its throughput, which
# any other work halves, and not how long a reader waits.
PAGES_PER_SECOND = 20.0
TURNS = 6  # of each, idle and crowd; long enough for the crowd's work to last through all of them
TURN_SECONDS = 10  # under the silence after which a worker counts as dead
SETTLE_SECONDS = 0.5  # after the worker is held or let go
AWAIT_SECONDS_MAX = 300  # then the figures say how many still waited
LIST = """[slow]
kind = "openai"
url = "http://127.0.0.1:{port}/v1"
model = "slow"
"""


def measure() -> dict[str, Any]:
    """Page times in the crowd and with the worker held, their ratio, and how the crowd fared."""
    TOWN.make()
    with cluster.copy_of(TOWN.database) as database, _slow_painter() as port:
        env = {**cluster.env(database), "BOTTEGA_PAINTERS": _listed(port)}
        with site(database, workers=2, env=env) as running, worker(env) as painting:
            headers = _cookies(env)
            _pages(running.port, headers)  # warm
            inside("bench.crowd", env, "ask", CROWD)
            began_at = time.monotonic()
            time.sleep(PAINTER_SECONDS)  # the first pictures come
            idle, crowd = _in_turns(running.port, headers, painting)
            load_average = os.getloadavg()[0]
            seconds_in_all = _await_all(database, began_at)
            states = _states(database)
    if states != {"finished": CROWD}:
        raise RuntimeError(f"Not everybody got a picture: {states}; see {cluster.ROOT / 'worker.log'}.")
    return {
        "people": CROWD,
        "painter_seconds": PAINTER_SECONDS,
        "pages_per_second": PAGES_PER_SECOND,
        "turns": TURNS,
        "turn_seconds": TURN_SECONDS,
        "idle": idle.told(),
        "crowd": crowd.told(),
        "p95_ratio": round(crowd.p95_ms / idle.p95_ms, 2),
        "p50_ratio": round(crowd.p50_ms / idle.p50_ms, 2),
        "seconds_until_all_were_painted": round(seconds_in_all, 1),
        "states": states,
        "load_average": round(load_average, 1),
    }


@dataclass(frozen=True)
class Pages:
    """The answers of one kind of turn, a Seen for each."""

    turns: list[Seen]

    @property
    def p50_ms(self) -> float:
        """Mean of the turns' medians."""
        return mean(turn.p50_ms for turn in self.turns)

    @property
    def p95_ms(self) -> float:
        """Mean of the turns' p95; each is of some two hundred pages."""
        return mean(turn.p95_ms for turn in self.turns)

    def told(self) -> dict[str, Any]:
        """For the results; not_ok: how many answers came with each other status than 200."""
        not_ok: Counter[str] = Counter()
        for turn in self.turns:
            not_ok.update(turn.not_ok)
        return {
            "p50_ms": round(self.p50_ms, 1),
            "p95_ms": round(self.p95_ms, 1),
            "p95_ms_least": round(min(turn.p95_ms for turn in self.turns), 1),
            "p95_ms_most": round(max(turn.p95_ms for turn in self.turns), 1),
            "requests": sum(turn.requests for turn in self.turns),
            "not_ok": dict(not_ok),
        }


def _in_turns(port: int, headers: list[str], painting: psutil.Process) -> tuple[Pages, Pages]:
    """Pages with the worker held still, and pages with it at work, one turn after the other."""
    idle, crowd = [], []
    for _ in range(TURNS):
        time.sleep(SETTLE_SECONDS)
        crowd.append(_pages(port, headers))
        with _held(painting):
            time.sleep(SETTLE_SECONDS)
            idle.append(_pages(port, headers))
    return Pages(idle), Pages(crowd)


@contextmanager
def _held(process: psutil.Process) -> Iterator[None]:
    """Stop a process and its children; they go on where they were when the block ends."""
    processes = [process, *process.children(recursive=True)]
    for each in processes:
        with suppress(psutil.NoSuchProcess):
            each.suspend()
    try:
        yield
    finally:
        for each in processes:
            with suppress(psutil.NoSuchProcess):
                each.resume()


def _pages(port: int, headers: list[str]) -> Seen:
    return ask(Task(port, "/", headers, READERS, TURN_SECONDS, per_second=PAGES_PER_SECOND))


def _listed(port: int) -> str:
    path = cluster.ROOT / "painters.toml"
    path.write_text(LIST.format(port=port))
    return str(path)


@contextmanager
def _slow_painter() -> Iterator[int]:
    port = free_port(PORTS)
    words = [sys.executable, "-m", "bench.images_server", str(port), str(PAINTER_SECONDS), str(SIDE_PX)]
    process = subprocess.Popen(words, cwd=cluster.SOURCE, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield port
    finally:
        process.kill()
        process.communicate()


@contextmanager
def worker(env: dict[str, str]) -> Iterator[psutil.Process]:
    """The real worker, while the block lasts."""
    log = (cluster.ROOT / "worker.log").open("ab")
    command = [sys.executable, "-m", "bottega.config", "worker"]
    process = subprocess.Popen(command, env=env, cwd=cluster.SOURCE, stdout=log, stderr=log)
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(12)
        process.kill()
        process.wait()
        log.close()


def inside(module: str, env: dict[str, str], *words: object) -> str:
    """What a bench's half inside Django prints."""
    command = [sys.executable, "-m", module, *map(str, words)]
    done = subprocess.run(command, env=env, cwd=cluster.SOURCE, capture_output=True, text=True, check=True)
    return done.stdout


def _cookies(env: dict[str, str]) -> list[str]:
    command = [sys.executable, "-m", "bench.sessions", "50", str(TOWN.people)]
    done = subprocess.run(command, env=env, cwd=cluster.SOURCE, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def _await_all(database: str, began_at: float) -> float:
    """Wait until nobody waits any more; the seconds since `began_at`, AWAIT_SECONDS_MAX at most."""
    with psycopg.connect(cluster.url(database), autocommit=True) as connection:
        while time.monotonic() - began_at < AWAIT_SECONDS_MAX:
            row = connection.execute(
                "SELECT count(*) FROM studio_generation WHERE ended_at IS NULL"
            ).fetchone()
            if row == (0,):
                break
            time.sleep(0.5)
    return time.monotonic() - began_at


def _states(database: str) -> dict[str, int]:
    with psycopg.connect(cluster.url(database)) as connection:
        rows = connection.execute("SELECT state, count(*) FROM studio_generation GROUP BY state").fetchall()
    return {str(state): int(count) for state, count in rows}


def _ask_inside(count: int) -> None:
    """Let that many people of the town open a conversation and ask, one after the other, at once."""
    import django

    django.setup()
    from bottega.kernel.clock import now
    from bottega.people.models import Person
    from bottega.studio.actions import Wish, ask_for_images, open_conversation

    handles = [f"person_{number}" for number in range(1, count + 1)]
    for person in Person.objects.filter(handle__in=handles):
        talk = open_conversation(person, at=now())
        wish = Wish("a lighthouse at dusk", painter="slow", count=PICTURES_EACH)
        ask_for_images(person, talk.id, wish, idempotency_key="crowd", at=now())


if __name__ == "__main__":
    _ask_inside(int(sys.argv[2]))
