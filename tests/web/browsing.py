"""Looking at pages in tests: as whom, how many questions to the database, and what stands on them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bottega.people.models import Person

HTMX = {"HX-Request": "true"}


def browse(person: Person | None = None) -> Client:
    """A browser of that person, or of nobody."""
    client = Client()
    if person:
        client.force_login(person)
    return client


def body(response: HttpResponse) -> str:
    """The page as text."""
    return response.content.decode()


@contextmanager
def at_most(queries_max: int) -> Iterator[None]:
    """Fail when more questions than that are put to the database."""
    with CaptureQueriesContext(connection) as asked:
        yield
    listed = "\n".join(query["sql"][:160] for query in asked.captured_queries)
    assert len(asked) <= queries_max, f"{len(asked)} queries:\n{listed}"


def post_ids(response: HttpResponse) -> list[int]:
    """The posts on a page, in the order in which they stand there."""
    found = re.findall(r'<article class="card[^>]* data-post="(\d+)"', body(response))
    return [int(each) for each in found]


class Elements(HTMLParser):
    """Every element of a page with its attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str, **wanted: Any) -> list[dict[str, str | None]]:
        """The attributes of each `tag` that has the wanted ones."""
        return [
            attributes
            for name, attributes in self.found
            if name == tag and all(attributes.get(key.rstrip("_")) == value for key, value in wanted.items())
        ]
