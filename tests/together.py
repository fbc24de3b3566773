"""Calls at the same moment, in real threads with connections of their own, for tests of races."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

SECONDS_MAX = 30


def together(*calls: Callable[[], Any]) -> list[Any]:
    """What each call returned or raised, in the order given. Needs `transactional_db`."""
    gate = threading.Barrier(len(calls))
    answers: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            gate.wait(SECONDS_MAX)
            answers[place] = call()
        except Exception as error:  # noqa: BLE001 - the test judges it
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each, daemon=True) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS_MAX)
    assert not any(thread.is_alive() for thread in threads), "a call never came back"
    return answers
