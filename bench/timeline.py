"""How quick the timeline is: as JSON from memory, as JSON from SQL, and as a page; and how it grows."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bench import cluster
from bench.load import Task, ask
from bench.site import Site, site
from bench.town import Town, token

TOWN = Town(people=10_000, posts=200_000, follows_each=100)
SMALL, LARGE = Town(10_000, 20_000, 100), Town(10_000, 2_000_000, 100)
PEERS = Town(people=2_000, posts=50_000, follows_each=200)
READERS = 1_000  # people who read during a measurement
SECONDS = 6.0
WORKERS = 2  # as `make up` starts it
CONNECTIONS = (1, 16)

ROUNDS_MAX, KNOWN_ROUNDS, KNOWN_CPU_MS = 80, 8, 0.05

HOME = "/api/v1/timelines/home"
# The wall keeps pages of the usual size only, so a page of 19 is always read by SQL.
FROM_SQL = f"{HOME}?limit=19"

Figures = dict[str, Any]


def measure(*, seconds: float = SECONDS) -> Figures:
    """The town of the goal: JSON from memory and by SQL, and the page, with 1 and 16 connections."""
    figures: Figures = {"town": asdict(TOWN)}
    TOWN.make()
    with site(TOWN.database, workers=WORKERS) as running:
        people = tokens(TOWN)
        figures["json_first"] = first_time(running, people)
        figures["json"] = [one(running, HOME, people, count, seconds) for count in CONNECTIONS]
        figures["memory_mb"] = running.memory_mb()
        figures["json_sql"] = [one(running, FROM_SQL, people, count, seconds) for count in CONNECTIONS]
        cookies = sessions(TOWN, running.port)
        one(running, "/", cookies, 4, 2.0)  # templates are compiled once
        figures["html"] = [one(running, "/", cookies, count, seconds) for count in CONNECTIONS]
    return figures


def measure_peers() -> Figures:
    """The shape of data that other servers were measured with."""
    return of_town(PEERS)


def measure_growth() -> Figures:
    """The same people and follows with few posts and with many."""
    return {str(town.posts): of_town(town) for town in (SMALL, LARGE)}


def of_town(town: Town, *, seconds: float = SECONDS) -> Figures:
    """JSON from memory and from SQL at 16 connections, and the page."""
    town.make()
    with site(town.database, workers=WORKERS) as running:
        people = tokens(town)
        first_time(running, people)
        figures = {
            "json": one(running, HOME, people, 16, seconds),
            "memory_mb": running.memory_mb(),
            "json_sql": one(running, FROM_SQL, people, 16, seconds),
        }
        cookies = sessions(town, running.port)
        one(running, "/", cookies, 4, 2.0)
        figures["html"] = one(running, "/", cookies, 16, seconds)
    return figures


def first_time(running: Site, people: Sequence[str]) -> Figures:
    """Everybody's first question, when nothing is in memory yet; then more, until all processes know all.

    The system deals connections out to the processes as it likes, so that takes a number of rounds.
    """
    first = _figures(running, Task(running.port, HOME, list(people), 16, 600, each_once=True))
    known_rounds = 0
    for _ in range(ROUNDS_MAX):
        again = _figures(running, Task(running.port, HOME, list(people), 32, 600, each_once=True))
        known_rounds = known_rounds + 1 if again["database_cpu_ms"] < KNOWN_CPU_MS else 0
        if known_rounds == KNOWN_ROUNDS:
            break
    return first


def one(running: Site, path: str, headers: Sequence[str], connections: int, seconds: float) -> Figures:
    """One measurement."""
    return _figures(running, Task(running.port, path, list(headers), connections, seconds))


def tokens(town: Town) -> list[str]:
    """Authorization headers of the people who read, spread over the town."""
    step = town.people // READERS
    return [f"Authorization: Bearer {token(1 + place * step)}" for place in range(READERS)]


def sessions(town: Town, port: int) -> list[str]:
    """Cookie headers of as many people who signed in, made by Django itself in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.sessions", str(READERS // 5), str(town.people)],
        env={**cluster.env(town.database), "PORT": str(port)},
        cwd=cluster.SOURCE,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split("\n")[:-1]


def _figures(running: Site, task: Task) -> Figures:
    before = running.spent()
    seen = ask(task)
    after = running.spent()
    return {
        "connections": task.connections,
        **asdict(seen),
        "web_cpu_ms": round((after.web - before.web) / seen.requests * 1_000, 3),
        "database_cpu_ms": round((after.database - before.database) / seen.requests * 1_000, 3),
        "load_average": round(os.getloadavg()[0], 1),
    }
