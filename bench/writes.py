"""How many likes and posts a second the real actions write, each durable in a transaction of its own.

Four threads in one process, as a web process would use them. The facts, the rings and the notices that
belong to each act are written as well, and a web process listens to them meanwhile.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench import cluster
from bench.site import Site, site
from bench.timeline import TOWN

THREADS = 4
SECONDS = 5.0


def measure() -> dict[str, Any]:
    """Acts a second, and what each costs in processor time."""
    TOWN.make()
    # A copy, because the timeline is measured on the town as it was made.
    with cluster.copy_of(TOWN.database) as database, site(database, workers=1) as running:
        return {act: _measure(running, database, act) for act in ("likes", "posts")}


def _measure(running: Site, database: str, act: str) -> dict[str, Any]:
    before = running.spent()
    done = subprocess.run(
        [sys.executable, "-m", "bench.writes", act],
        env=cluster.env(database),
        cwd=cluster.SOURCE,
        capture_output=True,
        text=True,
        check=True,
    )
    after, figures = running.spent(), json.loads(done.stdout)
    figures["database_cpu_ms"] = round((after.database - before.database) / figures["acts"] * 1_000, 3)
    return dict(figures)


def _main(act: str) -> None:
    import django

    django.setup()
    turns = _likes() if act == "likes" else _posts()
    with ThreadPoolExecutor(THREADS) as threads:
        began_at, cpu = time.perf_counter(), time.process_time()
        counts = list(threads.map(_repeat, turns))
        seconds, cpu = time.perf_counter() - began_at, time.process_time() - cpu
    acts = sum(counts)
    print(
        json.dumps(
            {"acts": acts, "per_second": round(acts / seconds, 1), "cpu_ms": round(cpu / acts * 1e3, 3)}
        )
    )


def _repeat(turn: Callable[[], None]) -> int:
    from django.db import connection

    done, ends_at = 0, time.perf_counter() + SECONDS
    try:
        while time.perf_counter() < ends_at:
            turn()
            done += 1
    finally:
        connection.close()
    return done


def _likes() -> list[Callable[[], None]]:
    from bottega.gallery.models import Post
    from bottega.kernel.clock import now
    from bottega.people.models import Person
    from bottega.reactions.actions import like_post, unlike_post

    posts = list(Post.objects.filter(audience="public").order_by("-id").values_list("id", flat=True)[:5_000])

    def turns(person: Person, own: list[int]) -> Callable[[], None]:
        unliked = iter(own)

        def like() -> None:
            like_post(person, next(unliked), at=now())

        for post_id in own:
            unlike_post(person, post_id, at=now())  # what the town was made with
        return like

    people = list(Person.objects.order_by("id")[:THREADS])
    return [turns(person, posts[place::THREADS]) for place, person in enumerate(people)]


def _posts() -> list[Callable[[], None]]:
    from bottega.gallery.actions import StoredImage, add_image, publish_post
    from bottega.gallery.models import Audience
    from bottega.kernel.clock import now
    from bottega.kernel.ids import new_id
    from bottega.people.models import Person

    def turns(person: Person) -> Callable[[], None]:
        def publish() -> None:
            image = add_image(
                person,
                StoredImage(
                    "0" * 64, 1024, 1024, "1QcSHQRnh493V4dIh4eXh1h4kJUI", "#a65a3a", "a fox", "x", "x 1", 1
                ),
                generation_id=0,
                place=0,
                parent=None,
                at=now(),
            )
            fields: dict[str, Any] = {"caption": "A fox", "alt_text": "A fox", "prompt_shown": True}
            key = f"bench-{new_id()}"
            publish_post(person, image.id, audience=Audience.PUBLIC, idempotency_key=key, at=now(), **fields)

        return publish

    return [turns(person) for person in Person.objects.order_by("id")[:THREADS]]


if __name__ == "__main__":
    _main(sys.argv[1])
