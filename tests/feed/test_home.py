"""Asking for the home timeline on the event loop: one reading for many, and no trust in a deaf hub."""

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from typing import Any

import pytest

from bottega.feed.wall import home
from bottega.feed.wall.home import Busy, HomeTimeline
from bottega.feed.wall.pages import Drawn, Page, Reading
from bottega.feed.wall.stamps import Topic, places_of
from bottega.stream.facts import Kind
from bottega.stream.live import Hub, News

ADA = 11


class StubHub(Hub):
    """A hub that hears when the test says so."""

    is_hearing = True  # type: ignore[assignment]

    def say(self, news: News) -> None:
        for tell in self._on_news:
            tell(news)


class SlowSource:
    """A source that counts its readings and lets each end when the test opens the gate."""

    def __init__(self) -> None:
        self.readings = 0
        self.gate = threading.Event()
        self.gate.set()
        self.fault: Exception | None = None

    def page(self, viewer_id: int, *, before_id: int | None, count_max: int) -> Reading:
        self.readings += 1
        number = self.readings
        self.gate.wait(10)
        if self.fault:
            raise self.fault
        places = places_of([(Topic.TIES_OF, [viewer_id])])
        like_places = places_of([(Topic.LIKES_OF, [1])])
        return Reading([Drawn(1, b"{reading %d, likes " % number, b"0}")], b"[]", None, places, like_places)

    def likes(self, post_ids: Sequence[int]) -> dict[int, bytes]:
        return dict.fromkeys(post_ids, b"1}")

    def holder_of(self, token_sha256: bytes) -> int | None:
        self.readings += 1
        return ADA


@pytest.fixture
def hub() -> StubHub:
    return StubHub("")


@pytest.fixture
def source() -> SlowSource:
    return SlowSource()


@pytest.fixture
def timeline(hub: StubHub, source: SlowSource) -> HomeTimeline:
    return HomeTimeline(hub, source)


def first(page: Page | Reading) -> bytes:
    return page.texts()[0]


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(story)


async def under_way(source: SlowSource, count: int) -> None:
    while source.readings < count:
        await asyncio.sleep(0.001)


def test_many_who_ask_at_once_cause_one_reading(timeline: HomeTimeline, source: SlowSource) -> None:
    async def story() -> None:
        pages = await asyncio.gather(*(timeline.page(ADA) for _ in range(50)))
        assert {first(page) for page in pages} == {b"{reading 1, likes 0}"}
        assert first(await timeline.page(ADA)) == b"{reading 1, likes 0}"

    run(story())
    assert source.readings == 1


def test_a_fact_during_a_reading_makes_everybody_read_again(
    timeline: HomeTimeline, source: SlowSource, hub: StubHub
) -> None:
    async def story() -> None:
        source.gate.clear()
        early = asyncio.create_task(timeline.page(ADA))
        await under_way(source, 1)
        hub.say(News(Kind.PERSON_BLOCKED, ADA, 22, {}))
        late = asyncio.create_task(timeline.page(ADA))
        source.gate.set()
        assert first(await late) == first(await early) == b"{reading 2, likes 0}"

    run(story())


def test_a_like_is_read_alone(timeline: HomeTimeline, source: SlowSource, hub: StubHub) -> None:
    async def story() -> None:
        await timeline.page(ADA)
        hub.say(News(Kind.POST_LIKED, 22, 1, {"author_id": 33}))
        assert first(await timeline.page(ADA)) == b"{reading 1, likes 1}"

    run(story())
    assert source.readings == 1


def test_while_the_hub_is_deaf_every_answer_is_read_anew(
    timeline: HomeTimeline, source: SlowSource, hub: StubHub
) -> None:
    async def story() -> None:
        await timeline.page(ADA)
        await timeline.person_of("token")
        hub.is_hearing = False  # type: ignore[assignment]
        await timeline.page(ADA)
        await timeline.page(ADA)
        await timeline.person_of("token")

    run(story())
    assert source.readings == 5


def test_older_pages_and_other_sizes_are_read_anew(timeline: HomeTimeline, source: SlowSource) -> None:
    async def story() -> None:
        for _ in range(2):
            await timeline.page(ADA, before_id=5)
            await timeline.page(ADA, count_max=3)

    run(story())
    assert source.readings == 4


def test_facts_that_never_stop_end_in_an_answer_all_the_same(hub: StubHub) -> None:
    class Unlucky(SlowSource):
        def page(self, viewer_id: int, *, before_id: int | None, count_max: int) -> Reading:
            loop.call_soon_threadsafe(hub.say, News(Kind.PERSON_MUTED, ADA, 22, {}))
            return super().page(viewer_id, before_id=before_id, count_max=count_max)

    source = Unlucky()

    async def story() -> None:
        nonlocal loop
        loop = asyncio.get_running_loop()
        assert first(await HomeTimeline(hub, source).page(ADA))

    loop: asyncio.AbstractEventLoop
    run(story())
    assert source.readings == home.TRIES + 1


def test_a_failed_reading_reaches_all_who_wait_and_is_not_kept(
    timeline: HomeTimeline, source: SlowSource
) -> None:
    async def story() -> None:
        source.fault = ConnectionError("the database is away")
        results = await asyncio.gather(timeline.page(ADA), timeline.page(ADA), return_exceptions=True)
        assert [type(result) for result in results] == [ConnectionError, ConnectionError]
        source.fault = None
        assert first(await timeline.page(ADA)) == b"{reading 2, likes 0}"

    run(story())


def test_whoever_leaves_does_not_end_the_reading_of_the_others(
    timeline: HomeTimeline, source: SlowSource
) -> None:
    async def story() -> None:
        source.gate.clear()
        leaving, staying = (asyncio.create_task(timeline.page(ADA)) for _ in range(2))
        await under_way(source, 1)
        leaving.cancel()
        await asyncio.sleep(0)
        source.gate.set()
        assert first(await staying) == b"{reading 1, likes 0}"

    run(story())


def test_too_many_readings_at_once_are_refused_in_words(
    timeline: HomeTimeline, source: SlowSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        source.gate.clear()
        waiting = [asyncio.create_task(timeline.page(viewer)) for viewer in (1, 2)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        with pytest.raises(Busy, match="Try again"):
            await timeline.page(3)
        source.gate.set()
        await asyncio.gather(*waiting)

    monkeypatch.setattr(home, "WAITING_MAX", 2)
    run(story())
