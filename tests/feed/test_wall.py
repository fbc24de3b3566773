"""The wall equals SQL: after any history, every viewer's kept page is what a fresh reading would give.

The machine does real actions, hands the committed facts to the wall as the hub would, and compares. It
also reads pages slowly, so that facts arrive between the reading and its keeping.
"""

import itertools
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import orjson
import pytest
from django.db import transaction
from django.db.models import Model
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from bottega.doors.api.drawing import JsonDrawing
from bottega.doors.api.timelines import body_of
from bottega.feed.wall.pages import Page, Reading, count_likes, read_page
from bottega.feed.wall.wall import Wall
from bottega.gallery.actions import edit_post, withdraw_post
from bottega.gallery.models import Audience, Post
from bottega.gallery.queries import post_cards
from bottega.kernel.errors import BottegaError
from bottega.people import actions as people
from bottega.people.models import Block, Follow, Mute, Person
from bottega.people.queries import followed_ids, muted_people
from bottega.reactions import actions as reactions
from bottega.reactions.models import Comment, Like, Save
from bottega.stream.facts import Kind
from bottega.stream.live import News
from bottega.stream.models import Fact
from tests import make

PEOPLE = 4
PAGE = 4  # small, so that pages overflow and posts leave them at the bottom
DRAWING = JsonDrawing()
AUDIENCES = list(Audience)

Step = tuple[str, int, int, int]


def read(viewer_id: int) -> Reading:
    return read_page(viewer_id, DRAWING, before_id=None, count_max=PAGE)


def shown(page: Page | Reading) -> Any:
    return orjson.loads(body_of(page))


def plainly(viewer_id: int) -> list[int]:
    """The first page of Following, said as simply as can be: no limits inside, nothing clever."""
    wanted = {viewer_id, *followed_ids(viewer_id)} - {person.id for person in muted_people(viewer_id)}
    posts = Post.objects.filter(author_id__in=wanted, audience__in=["public", "followers"], withdrawn_at=None)
    ids = list(posts.order_by("-id").values_list("id", flat=True))
    may_see = post_cards(ids, viewer_id=viewer_id)
    return [post_id for post_id in ids if post_id in may_see][:PAGE]


class World:
    """A few people, a wall, and everything that can happen between them."""

    def __init__(self, people: list[Person]) -> None:
        self.people = people
        self.wall = Wall()
        self.heard = self._last_fact()
        self.slow: list[tuple[int, Reading, int]] = []
        self.keys = itertools.count()

    def do(self, step: Step) -> None:
        """One step; what the rules of the product refuse does not happen."""
        verb, who, whom, choice = step
        with suppress(BottegaError), transaction.atomic():
            VERBS[verb](self, self._person(who), self._person(whom), choice)
        self.tell()

    def tell(self) -> None:
        """Hand on what has been committed since the last time, in order."""
        for fact in Fact.objects.filter(seq__gt=self.heard).order_by("seq"):
            self.wall.hear(News(Kind(fact.kind), fact.actor_id, fact.subject_id, fact.body))
            self.heard = fact.seq

    def ask(self, viewer_id: int) -> Page:
        """The page as `HomeTimeline` gets it, without the event loop."""
        for _ in range(3):
            found = self.wall.page_of(viewer_id)
            if isinstance(found, Page):
                return found
            read_at = self.wall.clock
            if found.post_ids:
                self.wall.keep_likes(count_likes(found.post_ids, DRAWING), read_at=read_at)
            else:
                self.wall.keep_page(viewer_id, read(viewer_id), read_at=read_at)
        raise AssertionError("a page that was just read is not fresh")

    def compare(self) -> None:
        """The kept page is what SQL says."""
        for person in self.people:
            assert shown(self.ask(person.id)) == shown(read(person.id)), f"for {person}"

    def compare_with_plain_words(self) -> None:
        """What SQL says is what the rule says."""
        for person in self.people:
            ids = [int(post["id"]) for post in shown(read(person.id))["posts"]]
            assert ids == plainly(person.id), f"for {person}"

    def post(self, choice: int) -> Post:
        posts = list(Post.objects.order_by("-id")[:12])
        if not posts:
            raise make_nothing()
        return posts[choice % len(posts)]

    def _person(self, place: int) -> Person:
        return Person.objects.get(pk=self.people[place].pk)

    @staticmethod
    def _last_fact() -> int:
        return Fact.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def make_nothing() -> BottegaError:
    return BottegaError("there is no post yet")


def _publish(world: World, who: Person, _whom: Person, choice: int) -> None:
    make.post(who, audience=AUDIENCES[choice % 4], caption=f"caption {choice}")


def _remix(world: World, who: Person, _whom: Person, choice: int) -> None:
    make.remix(who, world.post(choice), audience=AUDIENCES[choice // 12 % 4])


def _edit(world: World, _who: Person, _whom: Person, choice: int) -> None:
    post = world.post(choice)
    fresh = {"caption": f"edited {choice}", "alt_text": "edited", "prompt_shown": choice % 2 == 0}
    edit_post(post.author, post.id, audience=AUDIENCES[choice // 12 % 4], at=make.moment(), **fresh)


def _withdraw(world: World, _who: Person, _whom: Person, choice: int) -> None:
    post = world.post(choice)
    withdraw_post(post.author, post.id, at=make.moment())


def _comment(world: World, who: Person, _whom: Person, choice: int) -> None:
    key = f"key-{next(world.keys)}"
    reactions.comment_on_post(who, world.post(choice).id, "well", idempotency_key=key, at=make.moment())


def _uncomment(world: World, _who: Person, _whom: Person, choice: int) -> None:
    comments = list(Comment.objects.filter(removed_at=None).order_by("id"))
    if comments:
        gone = comments[choice % len(comments)]
        reactions.remove_comment(gone.author, gone.id, at=make.moment())


def _read_slowly(world: World, who: Person, _whom: Person, _choice: int) -> None:
    world.slow.append((who.id, read(who.id), world.wall.clock))


def _keep_slowly(world: World, _who: Person, _whom: Person, _choice: int) -> None:
    for viewer_id, reading, read_at in world.slow:
        world.wall.keep_page(viewer_id, reading, read_at=read_at)
    world.slow.clear()


def _undo(
    tie: type[Model], verb: Callable[..., None], one: str, other: str
) -> Callable[[World, Person, Person, int], None]:
    """Undo one of the ties that there are; two people drawn by chance seldom have one."""

    def undo(_world: World, _who: Person, _whom: Person, choice: int) -> None:
        ties = list(tie._default_manager.order_by("id"))
        if ties:
            chosen = ties[choice % len(ties)]
            verb(getattr(chosen, one), getattr(chosen, other), at=make.moment())

    return undo


def _restore(_world: World, _who: Person, _whom: Person, choice: int) -> None:
    suspended = list(Person.objects.exclude(suspended_at=None).order_by("id"))
    if suspended:
        people.restore_person(suspended[choice % len(suspended)], by=None, at=make.moment())


def _on_post(verb: Callable[..., None]) -> Callable[[World, Person, Person, int], None]:
    return lambda world, who, _whom, choice: verb(who, world.post(choice).id, at=make.moment())


def _on_person(verb: Callable[..., None]) -> Callable[[World, Person, Person, int], None]:
    return lambda _world, who, whom, _choice: verb(who, whom, at=make.moment())


VERBS: dict[str, Callable[[World, Person, Person, int], None]] = {
    "publish": _publish,
    "remix": _remix,
    "edit": _edit,
    "withdraw": _withdraw,
    "like": _on_post(reactions.like_post),
    "unlike": _undo(Like, reactions.unlike_post, "person", "post_id"),
    "save": _on_post(reactions.save_post),
    "unsave": _undo(Save, reactions.unsave_post, "person", "post_id"),
    "comment": _comment,
    "uncomment": _uncomment,
    "follow": _on_person(people.follow_person),
    "unfollow": _undo(Follow, people.unfollow_person, "follower", "followee"),
    "block": _on_person(people.block_person),
    "unblock": _undo(Block, people.unblock_person, "blocker", "blocked"),
    "mute": _on_person(people.mute_person),
    "unmute": _undo(Mute, people.unmute_person, "muter", "muted"),
    "suspend": lambda _w, who, _whom, _c: people.suspend_person(who, by=None, at=make.moment()),
    "restore": _restore,
    "rename": lambda _w, who, _whom, c: people.edit_profile(who, name=f"Name {c}", bio="", at=make.moment()),
    "read slowly": _read_slowly,
    "keep slowly": _keep_slowly,
}
# Common things come more often, so that there is something for the rare ones to change.
WEIGHTED = [*VERBS, "publish", "publish", "publish", "remix", "follow", "follow", "like", "comment"]

steps = st.tuples(
    st.sampled_from(WEIGHTED),
    st.integers(0, PEOPLE - 1),
    st.integers(0, PEOPLE - 1),
    st.integers(0, 47),
)


def told(*acts: Step) -> list[Step]:
    """A history that is compared after each act."""
    pause: Step = ("keep slowly", 0, 0, 0)
    return [step for act in acts for step in (act, pause)]


# Person 0 follows 1 and 2. Posts count from the newest: 0 is person 3's, 1 is person 2's, 2 is person 1's.
TIES = told(("mute", 0, 1, 0), ("unmute", 0, 0, 0), ("follow", 0, 3, 0), ("unfollow", 0, 0, 0))
BLOCKS = told(("comment", 1, 0, 1), ("block", 1, 0, 0), ("unblock", 0, 0, 0), ("uncomment", 0, 0, 0))
ACCOUNTS = told(("suspend", 1, 0, 0), ("restore", 0, 0, 0), ("rename", 1, 0, 1))
ANSWERS = told(("like", 0, 0, 1), ("unlike", 0, 0, 0), ("save", 0, 0, 1), ("unsave", 0, 0, 0))
REMIXES = told(("remix", 3, 0, 37), ("edit", 0, 0, 0), ("edit", 0, 0, 40), ("withdraw", 0, 0, 0))
LATE = [*told(("read slowly", 0, 0, 0)), ("block", 1, 0, 0), ("keep slowly", 0, 0, 0)]


@pytest.fixture
def crowd(db: None) -> list[Person]:
    """People who each published something and follow two of the others."""
    crowd = [make.person(f"person_{place}") for place in range(PEOPLE)]
    for place, person in enumerate(crowd):
        make.post(person)
        make.follow(person, crowd[(place + 1) % PEOPLE])
        make.follow(person, crowd[(place + 2) % PEOPLE])
    return crowd


@settings(
    max_examples=14,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking a failure would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(history=TIES)
@example(history=BLOCKS)
@example(history=ACCOUNTS)
@example(history=ANSWERS)
@example(history=REMIXES)
@example(history=LATE)
@given(history=st.lists(steps, min_size=8, max_size=20))
def test_after_any_history_everybodys_kept_page_is_what_sql_says(
    crowd: list[Person], history: list[Step]
) -> None:
    with transaction.atomic():
        world = World(crowd)
        world.compare()
        for place, step in enumerate(history):
            world.do(step)
            if place % 2:
                world.compare()
        world.compare()
        world.compare_with_plain_words()
        transaction.set_rollback(True)
