"""How many pictures are finished at a time: all of one person's, few of a crowd's; each has its turn."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError, Lock

import pytest

from bottega.engines.painter.turns import Turns


def test_one_request_finishes_two_at_a_time() -> None:
    turns, both = Turns(alone=2, crowded=1), Barrier(2, timeout=5)

    def finish(_number: int) -> None:
        with turns.picture():
            both.wait()

    with turns.request(), ThreadPoolExecutor(2) as pool:
        list(pool.map(finish, range(2)))


def test_a_crowd_finishes_one_after_the_other() -> None:
    turns, both = Turns(alone=2, crowded=1), Barrier(2, timeout=0.3)

    def finish(_number: int) -> None:
        with turns.request(), turns.picture():
            both.wait()

    with turns.request(), ThreadPoolExecutor(2) as pool, pytest.raises(BrokenBarrierError):
        list(pool.map(finish, range(2)))


def test_everybody_of_a_crowd_has_a_turn_and_the_room_is_kept() -> None:
    turns, lock, inside, most = Turns(alone=4, crowded=2), Lock(), 0, 0

    def finish(_number: int) -> None:
        nonlocal inside, most
        with turns.request(), turns.picture():
            with lock:
                inside += 1
                most = max(most, inside)
            with lock:
                inside -= 1

    with turns.request(), ThreadPoolExecutor(8) as pool:
        list(pool.map(finish, range(200)))
    assert 1 <= most <= 2


def test_a_picture_that_breaks_gives_its_turn_back() -> None:
    turns = Turns(alone=1, crowded=1)
    with pytest.raises(ValueError, match="broken"), turns.picture():
        raise ValueError("broken")
    with turns.picture():
        pass


def test_turns_are_scarce_while_pictures_of_several_requests_are_under_way() -> None:
    turns = Turns(alone=2, crowded=1)
    with turns.request():
        alone = turns.are_scarce()
        with turns.request():
            together = turns.are_scarce()
    assert (alone, together, turns.are_scarce()) == (False, True, False)
