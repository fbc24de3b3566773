"""Who may see what: the one rule, as a matrix, against an oracle that shares no line with it.

Every audience is met with every relation, on every surface that hands out a post or its picture.
"""

from dataclasses import dataclass
from itertools import product

import pytest

from bottega.feed.cards import Timeline
from bottega.feed.queries import news_count, timeline
from bottega.gallery.actions import NoSuchImage, NoSuchPost, withdraw_post
from bottega.gallery.models import Audience, Image, Post
from bottega.gallery.queries import (
    lineage_of,
    media_file,
    post_card,
    post_cards,
    posts_by,
    recipe_of_post,
    remix_counts,
)
from bottega.people.actions import block_person, follow_person, mute_person, suspend_person
from bottega.people.models import Person
from bottega.reactions.actions import comment_on_post, like_post, save_post
from bottega.reactions.queries import comments_on, saved_posts
from tests import make

AUDIENCES = ("only_me", "link", "followers", "public")
RELATIONS = ("self", "follower", "stranger", "anonymous", "blocked", "blocking", "muting follower")
STATES = ("live", "withdrawn", "suspended")
KEYS = ("none", "wrong", "right")


@dataclass
class Gallery:
    """Ada's posts by audience, and the viewer; Mo's public post that they all remix."""

    author: Person
    viewer_id: int
    origin: Post
    posts: dict[str, Post]

    def key(self, kind: str, audience: str) -> str:
        return {"none": "", "wrong": "wrong" * 4, "right": self.posts[audience].link_key}[kind]


def oracle_sees(relation: str, audience: str, key: str, state: str) -> bool:
    if state != "live":
        return False
    if relation == "self":
        return True
    if relation in ("blocked", "blocking"):
        return False
    if audience == "public":
        return True
    if audience == "link":
        return key == "right"
    return audience == "followers" and relation in ("follower", "muting follower")


def oracle_lists(relation: str, audience: str, state: str) -> bool:
    """On a list, where no key is given: link posts are listed for nobody but their author."""
    return oracle_sees(relation, audience, "none", state)


def oracle_feeds(name: Timeline, relation: str, audience: str, state: str) -> bool:
    if not oracle_lists(relation, audience, state) or relation == "muting follower":
        return False
    if name == Timeline.NEWEST:
        return audience == "public"
    if name == Timeline.EXPLORE:
        return audience == "public" and relation in ("stranger", "anonymous")
    return audience in ("followers", "public") and relation in ("self", "follower")


def relate(author: Person, relation: str) -> int:
    if relation in ("self", "anonymous"):
        return author.id if relation == "self" else 0
    viewer = make.person("viewer")
    if "follower" in relation:
        follow_person(viewer, author, at=make.moment())
    if relation == "muting follower":
        mute_person(viewer, author, at=make.moment())
    if relation == "blocked":
        block_person(author, viewer, at=make.moment())
    if relation == "blocking":
        block_person(viewer, author, at=make.moment())
    return viewer.id


@pytest.fixture(params=[(relation, state) for relation in RELATIONS for state in STATES], ids=" ".join)
def case(request: pytest.FixtureRequest) -> tuple[str, str]:
    relation, state = request.param
    return relation, state


@pytest.fixture
def gallery(case: tuple[str, str], ada: Person, mo: Person) -> Gallery:
    relation, state = case
    origin = make.post(mo)
    viewer_id = relate(ada, relation)
    posts = {audience: make.remix(ada, origin, audience=Audience(audience)) for audience in AUDIENCES}
    if state == "withdrawn":
        for post in posts.values():
            withdraw_post(ada, post.id, at=make.moment())
    if state == "suspended":
        suspend_person(ada, by=mo, at=make.moment())
    return Gallery(ada, viewer_id, origin, posts)


def opens(call: object, *words: object, **named: object) -> bool:
    try:
        call(*words, **named)  # type: ignore[operator]
    except (NoSuchPost, NoSuchImage):
        return False
    return True


def test_a_post_opens_for_whom_the_oracle_says(case: tuple[str, str], gallery: Gallery) -> None:
    relation, state = case
    for key, (audience, post) in product(KEYS, gallery.posts.items()):
        expected = oracle_sees(relation, audience, key, state)
        seen = {"viewer_id": gallery.viewer_id, "link_key": gallery.key(key, audience)}
        told = f"{audience}, {relation}, key {key}, {state}"
        assert (post.id in post_cards([post.id], **seen)) is expected, told  # type: ignore[arg-type]
        for surface in (post_card, recipe_of_post, lineage_of, comments_on):
            assert opens(surface, post.id, **seen) is expected, f"{surface.__name__}: {told}"


def test_a_picture_opens_with_its_post_and_always_for_its_maker(
    case: tuple[str, str], gallery: Gallery
) -> None:
    relation, state = case
    for key, (audience, post) in product(KEYS, gallery.posts.items()):
        expected = relation == "self" or oracle_sees(relation, audience, key, state)
        seen = {"viewer_id": gallery.viewer_id, "link_key": gallery.key(key, audience)}
        for kind in ("png", "webp", "avif", "jpeg"):
            told = f"{kind}: {audience}, {relation}, key {key}, {state}"
            assert opens(media_file, post.image_id, kind=kind, width_px=None, **seen) is expected, told
        if expected and oracle_sees(relation, audience, key, state):  # caches may keep only what is public
            file = media_file(post.image_id, kind="png", width_px=None, **seen)  # type: ignore[arg-type]
            assert file.is_public is (audience == "public")


def test_lists_and_timelines_hold_what_the_oracle_says_and_nothing_else(
    case: tuple[str, str], gallery: Gallery
) -> None:
    relation, state = case
    expected = {p.id for audience, p in gallery.posts.items() if oracle_lists(relation, audience, state)}
    remixes = expected
    if relation == "self":
        remixes = expected - {
            gallery.posts["link"].id
        }  # a remix by link is listed under its parent for nobody
    page = posts_by(gallery.author.id, viewer_id=gallery.viewer_id)
    assert {card.id for card in page.items} == expected
    family = lineage_of(gallery.origin.id, viewer_id=gallery.viewer_id)
    assert {card.id for card in family.remixes} == remixes
    assert family.remix_count == len(remixes)
    assert remix_counts([gallery.origin.id], viewer_id=gallery.viewer_id).get(gallery.origin.id, 0) == len(
        remixes
    )


@pytest.mark.parametrize("name", list(Timeline))
def test_timelines_hold_what_the_oracle_says_and_nothing_else(
    case: tuple[str, str], gallery: Gallery, name: Timeline
) -> None:
    relation, state = case
    ours = {post.id for post in gallery.posts.values()}
    expected = {
        p.id for audience, p in gallery.posts.items() if oracle_feeds(name, relation, audience, state)
    }
    shown = {card.post.id for card in timeline(name, viewer_id=gallery.viewer_id).items}
    assert shown & ours == expected
    assert news_count(name, viewer_id=gallery.viewer_id, after_id=gallery.origin.id) == len(expected)


def test_only_what_can_be_seen_can_be_answered(case: tuple[str, str], gallery: Gallery) -> None:
    relation, state = case
    viewer = Person.objects.filter(pk=gallery.viewer_id).first()
    if viewer is None:
        return  # nobody answers without an account
    for key, (audience, post) in product(KEYS, gallery.posts.items()):
        expected = oracle_sees(relation, audience, key, state)
        with_key = {"link_key": gallery.key(key, audience), "at": make.moment()}
        assert opens(like_post, viewer, post.id, **with_key) is expected
        assert opens(save_post, viewer, post.id, **with_key) is expected
        written = opens(comment_on_post, viewer, post.id, "Hm", idempotency_key=f"{post.id}", **with_key)
        assert written is expected


def test_a_child_names_its_parent_only_to_whom_may_see_the_parent(
    case: tuple[str, str], gallery: Gallery
) -> None:
    relation, state = case
    for audience, parent in gallery.posts.items():
        child = Post.objects.create(
            author=gallery.origin.author,
            image=make.image(gallery.origin.author),
            audience="public",
            alt_text="x",
            remix_of=parent,
            published_at=make.moment(),
            idempotency_key=f"child of {parent.id}",
        )
        expected = oracle_lists(relation, audience, state)
        card = post_card(child.id, viewer_id=gallery.viewer_id)
        assert (card.remix_of is not None) is expected
        assert card.remix_hidden is not expected
        first = lineage_of(child.id, viewer_id=gallery.viewer_id).ancestors[0]
        assert (first is not None) is expected


def test_a_saved_post_that_can_no_longer_be_seen_leaves_the_shelf(ada: Person, cleo: Person) -> None:
    kept, lost = make.post(ada), make.post(ada)
    for post in (kept, lost):
        save_post(cleo, post.id, at=make.moment())
    withdraw_post(ada, lost.id, at=make.moment())
    assert [card.id for card in saved_posts(cleo.id).items] == [kept.id]


def test_an_erased_picture_is_gone_for_everybody(ada: Person, cleo: Person) -> None:
    post = make.post(ada)
    Image.objects.filter(pk=post.image_id).update(erased_at=make.moment())
    for viewer_id in (ada.id, cleo.id, 0):
        assert not post_cards([post.id], viewer_id=viewer_id)
        assert not opens(media_file, post.image_id, kind="png", width_px=None, viewer_id=viewer_id)


def test_the_key_of_one_link_post_opens_no_other(ada: Person) -> None:
    one, other = make.post(ada, audience=Audience.LINK), make.post(ada, audience=Audience.LINK)
    assert one.link_key != other.link_key
    assert not post_cards([other.id], viewer_id=0, link_key=one.link_key)
