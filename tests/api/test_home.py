"""`GET /api/v1/timelines/home` on the running site: who gets in, what they see, and when it changes.

The site is a process of its own, so what a test commits reaches its wall the way it does in life.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from django.test import Client

from bottega.feed.cards import Timeline
from bottega.feed.queries import timeline
from bottega.gallery.actions import edit_post, withdraw_post
from bottega.gallery.models import Audience
from bottega.people.actions import (
    block_person,
    issue_token,
    mute_person,
    restore_person,
    revoke_token,
    suspend_person,
    unfollow_person,
)
from bottega.people.models import Person
from bottega.people.queries import tokens_of
from bottega.reactions.actions import comment_on_post, like_post, save_post
from tests import make
from tests.live import LiveSite

HEARD_SECONDS = 5


class Reader:
    """Somebody with a token and a connection to the site."""

    def __init__(self, site: LiveSite, person: Person) -> None:
        self.person = person
        self.token = issue_token(person, label="test", at=make.moment())
        headers = {"Authorization": f"Bearer {self.token}"}
        self.client = httpx.Client(base_url=site.base_url, headers=headers, timeout=30)

    def answer(self, **asked: Any) -> httpx.Response:
        return self.client.get("/api/v1/timelines/home", params=asked)

    def page(self, **asked: Any) -> Any:
        answer = self.answer(**asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ids(self, **asked: Any) -> list[int]:
        return [int(post["id"]) for post in self.page(**asked)["posts"]]

    def as_viewed(self) -> Any:
        return self.page()["viewer"][0]


@pytest.fixture
def reader(live_site: LiveSite) -> Iterator[Callable[[Person], Reader]]:
    with ExitStack() as open_clients:

        def new(person: Person) -> Reader:
            reader = Reader(live_site, person)
            open_clients.enter_context(reader.client)
            return reader

        yield new


def soon(is_so: Callable[[], object]) -> bool:
    """Whether it becomes so; a commit takes about a millisecond to reach the other process."""
    deadline = time.monotonic() + HEARD_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def sql_ids(person: Person, **asked: Any) -> list[int]:
    page = timeline(Timeline.FOLLOWING, viewer_id=person.id, **asked)
    return [card.post.id for card in page.items]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer bt_wrong", "Basic YTpi", "Bearer " + "x" * 5_000])
def test_without_a_good_token_the_answer_is_401_and_a_sentence(live_site: LiveSite, header: str) -> None:
    headers = {"Authorization": header} if header else {}
    answer = httpx.get(f"{live_site.base_url}/api/v1/timelines/home", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["error"] == {"code": "no_token", "sentence": answer.json()["error"]["sentence"]}


MEANINGLESS = ["limit=0", "limit=61", "limit=x", "limit=-1", "before=0", "before=²", f"before={'9' * 40}"]


@pytest.mark.parametrize("asked", MEANINGLESS)
def test_a_parameter_that_means_nothing_is_refused_in_words(
    reader: Callable[[Person], Reader], ada: Person, asked: str
) -> None:
    answer = reader(ada).client.get(f"/api/v1/timelines/home?{asked}")
    assert answer.status_code == 400
    assert "must be a whole number" in answer.json()["error"]["sentence"]


def test_another_method_or_address_is_refused_in_json(live_site: LiveSite) -> None:
    posted = httpx.post(f"{live_site.base_url}/api/v1/timelines/home")
    assert (posted.status_code, posted.headers["Allow"]) == (405, "GET, HEAD")
    lost = httpx.get(f"{live_site.base_url}/api/v1/nothing")
    assert (lost.status_code, lost.json()["error"]["code"]) == (404, "not_found")


def test_a_revoked_token_opens_nothing_any_more(reader: Callable[[Person], Reader], ada: Person) -> None:
    asking = reader(ada)
    assert asking.answer().status_code == 200
    revoke_token(ada, tokens_of(ada.id)[0].id, at=make.moment())
    assert soon(lambda: asking.answer().status_code == 401)


def test_a_suspended_persons_token_and_posts_are_gone_and_come_back(
    reader: Callable[[Person], Reader], ada: Person, ben: Person
) -> None:
    shown = make.post(ada)
    ada_reads, ben_reads = reader(ada), reader(ben)
    assert ada_reads.ids() == ben_reads.ids() == [shown.id]
    suspend_person(ada, by=None, at=make.moment())
    assert soon(lambda: ada_reads.answer().status_code == 401 and ben_reads.ids() == [])
    restore_person(ada, by=None, at=make.moment())
    assert soon(lambda: ben_reads.ids() == [shown.id] and ada_reads.ids() == [shown.id])


def test_a_new_post_stands_in_the_followers_timeline(
    reader: Callable[[Person], Reader], ada: Person, ben: Person, cleo: Person
) -> None:
    ben_reads, cleo_reads = reader(ben), reader(cleo)
    assert ben_reads.ids() == cleo_reads.ids() == []
    shown = make.post(ada, audience=Audience.FOLLOWERS, caption="For friends")
    assert soon(lambda: ben_reads.ids() == [shown.id])
    assert ben_reads.page()["posts"][0]["caption"] == "For friends"
    assert cleo_reads.ids() == []


def test_who_is_blocked_sees_nothing_of_the_other_and_no_count_tells(
    reader: Callable[[Person], Reader], ada: Person, ben: Person, cleo: Person
) -> None:
    make.follow(cleo, ada)
    make.follow(cleo, ben)
    parent = make.post(ada)
    child = make.remix(ben, parent)
    comment_on_post(ada, child.id, "Lovely", idempotency_key="one", at=make.moment())
    asking = reader(cleo)
    assert asking.ids() == [child.id, parent.id]
    assert asking.as_viewed()["comments"] == 1
    block_person(ada, cleo, at=make.moment())
    assert soon(lambda: asking.ids() == [child.id])
    viewed = asking.as_viewed()
    assert (viewed["comments"], viewed["remix_of"], viewed["remix_hidden"]) == (0, None, True)


def test_edits_withdrawals_mutes_and_unfollows_are_seen(
    reader: Callable[[Person], Reader], ada: Person, ben: Person, cleo: Person
) -> None:
    make.follow(ben, cleo)
    one, two, three = make.post(ada), make.post(ada), make.post(cleo)
    asking = reader(ben)
    assert asking.ids() == [three.id, two.id, one.id]
    edit_post(
        ada, one.id, audience=Audience.ONLY_ME, caption="", alt_text="x", prompt_shown=True, at=make.moment()
    )
    assert soon(lambda: asking.ids() == [three.id, two.id])
    mute_person(ben, cleo, at=make.moment())
    assert soon(lambda: asking.ids() == [two.id])
    withdraw_post(ada, two.id, at=make.moment())
    assert soon(lambda: asking.ids() == [])
    last = make.post(ada)
    assert soon(lambda: asking.ids() == [last.id])
    unfollow_person(ben, ada, at=make.moment())
    assert soon(lambda: asking.ids() == [])


def test_a_like_is_counted_for_everybody_and_marked_for_the_liker(
    reader: Callable[[Person], Reader], ada: Person, ben: Person
) -> None:
    shown = make.post(ada)
    ada_reads, ben_reads = reader(ada), reader(ben)
    assert ada_reads.ids() == ben_reads.ids()
    like_post(ben, shown.id, at=make.moment())
    save_post(ben, shown.id, at=make.moment())
    assert soon(lambda: ada_reads.page()["posts"][0]["likes"] == 1)
    assert soon(lambda: ben_reads.as_viewed()["saved"])
    assert ben_reads.as_viewed()["liked"]
    assert not ada_reads.as_viewed()["liked"]


def test_pages_follow_each_other_as_in_sql(
    reader: Callable[[Person], Reader], ada: Person, ben: Person
) -> None:
    for _ in range(7):
        make.post(ada)
    asking, found, following = reader(ben), [], None
    while True:
        page = asking.page(limit=3, **({"before": following} if following else {}))
        ids = [int(post["id"]) for post in page["posts"]]
        assert ids == sql_ids(ben, before_id=int(following) if following else None, count_max=3)
        found += ids
        following = page["next"]
        if not following:
            break
    assert found == sql_ids(ben)
    assert asking.ids() == found


def test_the_page_and_the_api_show_five_people_the_same_posts(
    reader: Callable[[Person], Reader], ada: Person, ben: Person, cleo: Person, mo: Person
) -> None:
    dora = make.person("dora")
    people = [ada, ben, cleo, mo, dora]
    make.follow(dora, ada)
    make.follow(dora, ben)
    make.follow(cleo, ben)
    for author in people:
        for audience in Audience:
            make.post(author, audience=audience)
    make.remix(ben, make.post(ada))
    block_person(mo, dora, at=make.moment())
    mute_person(dora, ben, at=make.moment())
    for person in people:
        assert reader(person).ids() == html_ids(person) == sql_ids(person), str(person)


def html_ids(person: Person) -> list[int]:
    """The posts of the HTML timeline, in order."""
    client = Client()
    client.force_login(person)
    page = client.get("/").context["page"]
    return [card.post.id for card in page.items]
