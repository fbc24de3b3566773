"""The first feed page: how many queries it asks and how much it weighs before its images."""

import json
import subprocess
import sys
from typing import Any

from bench import cluster
from bench.timeline import TOWN


def measure() -> dict[str, Any]:
    """Ask Django itself for the page, in a process of its own, as somebody of the town."""
    TOWN.make()
    done = subprocess.run(
        [sys.executable, "-m", "bench.pages"],
        env=cluster.env(TOWN.database),
        cwd=cluster.SOURCE,
        capture_output=True,
        text=True,
        check=True,
    )
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def _main() -> None:
    import django

    django.setup()
    import gzip

    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bottega.people.models import Person

    client = Client(headers={"host": "localhost"})
    client.force_login(Person.objects.get(handle="person_77"))
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/")
    assert page.status_code == 200, page.status_code
    html = page.content
    print(json.dumps({"queries": len(asked), "bytes": len(html), "gzip_bytes": len(gzip.compress(html))}))


if __name__ == "__main__":
    _main()
