"""What every test of the door begins with."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """An Italian page leaves its language behind in the thread; no test may inherit another's."""
    with translation.override("en"):
        yield
