"""The wall's memory: what each fact costs, what is forgotten, and that it never outgrows its limits."""

import pytest

from bottega.feed.wall.pages import Drawn, Page, Reading
from bottega.feed.wall.stamps import Stamps, Topic, places_of
from bottega.feed.wall.touched import _TOUCHED, Everything, touched_by
from bottega.feed.wall.wall import Lack, Wall
from bottega.stream.facts import BODY, Kind
from bottega.stream.live import News

ADA, BEN, POST = 11, 22, 1_000


def reading(viewer_id: int, *posts: int, likes: int = 0, text: bytes = b"{...") -> Reading:
    return Reading(
        cards=[Drawn(post, text, b"%d}" % likes) for post in posts],
        overlay=b"[]",
        before_id=None,
        places=places_of([(Topic.TIES_OF, [viewer_id]), (Topic.AROUND, list(posts))]),
        like_places=places_of([(Topic.LIKES_OF, list(posts))]),
    )


def like(post: int) -> News:
    return News(Kind.POST_LIKED, 99, post, {"author_id": 1})


def texts(wall: Wall, viewer_id: int) -> list[bytes] | Lack:
    found = wall.page_of(viewer_id)
    return found.texts() if isinstance(found, Page) else found


@pytest.fixture
def wall() -> Wall:
    return Wall()


def test_every_kind_of_fact_has_a_line_and_reads_only_what_its_body_holds() -> None:
    assert set(_TOUCHED) == set(Kind)
    for kind in Kind:
        try:
            list(touched_by(News(kind, ADA, BEN, dict.fromkeys(BODY[kind], 1))))
        except Everything:
            assert kind in (Kind.PERSON_SUSPENDED, Kind.PERSON_RESTORED)


def test_a_like_asks_for_one_number_and_writes_it_on_every_page(wall: Wall) -> None:
    for viewer in (ADA, BEN):
        wall.keep_page(viewer, reading(viewer, POST, POST + 1), read_at=wall.clock)
    wall.hear(like(POST))
    assert wall.page_of(ADA) == Lack((POST,))
    wall.keep_likes({POST: b"1}"}, read_at=wall.clock)
    assert texts(wall, ADA) == texts(wall, BEN) == [b"{...1}", b"{...0}"]


def test_a_number_of_likes_read_before_the_like_is_not_believed(wall: Wall) -> None:
    wall.keep_page(ADA, reading(ADA, POST), read_at=wall.clock)
    before = wall.clock
    wall.hear(like(POST))
    wall.keep_likes({POST: b"0}"}, read_at=before)
    assert wall.page_of(ADA) == Lack((POST,))


def test_a_page_read_before_a_fact_and_kept_after_it_is_not_shown(wall: Wall) -> None:
    before = wall.clock
    wall.hear(News(Kind.PERSON_BLOCKED, BEN, ADA, {}))
    wall.keep_page(ADA, reading(ADA, POST), read_at=before)
    assert wall.page_of(ADA) == Lack()


def test_an_older_reading_does_not_overwrite_a_newer_card(wall: Wall) -> None:
    before = wall.clock
    wall.hear(like(7))
    wall.keep_page(ADA, reading(ADA, POST, likes=2, text=b"{new "), read_at=wall.clock)
    wall.keep_page(BEN, reading(BEN, POST, likes=1, text=b"{old "), read_at=before)
    assert texts(wall, ADA) == [b"{new 2}"]


def test_after_a_gap_nothing_kept_is_shown(wall: Wall) -> None:
    wall.keep_page(ADA, reading(ADA, POST), read_at=wall.clock)
    wall.keep_token(b"t", ADA, read_at=wall.clock)
    wall.forget_all()
    assert (wall.page_of(ADA), wall.holder_of(b"t")) == (Lack(), None)


def test_a_revoked_token_is_not_known_any_more_and_others_are(wall: Wall) -> None:
    wall.keep_token(b"a", ADA, read_at=wall.clock)
    wall.keep_token(b"b", BEN, read_at=wall.clock)
    wall.hear(News(Kind.TOKEN_REVOKED, ADA, 5, {}))
    assert (wall.holder_of(b"a"), wall.holder_of(b"b")) == (None, BEN)


def test_the_longest_unused_page_is_forgotten_first() -> None:
    wall = Wall(pages_max=2)
    for viewer in (1, 2):
        wall.keep_page(viewer, reading(viewer, POST), read_at=wall.clock)
    assert isinstance(wall.page_of(1), Page)
    wall.keep_page(3, reading(3, POST), read_at=wall.clock)
    assert [isinstance(wall.page_of(viewer), Page) for viewer in (1, 2, 3)] == [True, False, True]


def test_the_wall_weighs_what_it_keeps_and_stays_below_its_limit() -> None:
    wall = Wall(bytes_max=20_000)
    for viewer in range(1, 60):
        wall.keep_page(viewer, reading(viewer, viewer, POST, text=b"x" * 500), read_at=wall.clock)
        assert wall.byte_count <= 20_000
        wall.hear(like(POST))
        wall.keep_likes({POST: b"%d}" % 10**viewer}, read_at=wall.clock)
    assert isinstance(wall.page_of(59), Page | Lack)
    for viewer in range(1, 60):
        wall._drop_page(viewer)
    assert (wall.byte_count, wall._leaves) == (0, {})


def test_no_more_tokens_are_known_than_the_limit() -> None:
    wall = Wall(tokens_max=2)
    for number in range(5):
        wall.keep_token(b"%d" % number, ADA, read_at=wall.clock)
    assert [wall.holder_of(b"%d" % number) for number in range(5)] == [None, None, None, ADA, ADA]


def test_a_place_found_for_one_topic_is_the_place_found_for_many() -> None:
    stamps = Stamps()
    ids = [1, 2**40, 2**62 + 7, 2**63 - 1]
    for topic in Topic:
        for thing_id in ids:
            places = places_of([(topic, [thing_id])])
            since = stamps.clock
            stamps.touch([(topic, thing_id)])
            assert not stamps.is_fresh(places, since=since)
            assert stamps.is_fresh(places, since=stamps.clock)
