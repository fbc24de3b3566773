"""The family as a tree: its shape, its limits, what is folded, and what each viewer may see of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bottega.gallery.actions import NoSuchPost, edit_post, withdraw_post
from bottega.gallery.family.cards import Kin
from bottega.gallery.family.differences import PHRASES_MAX, difference_of
from bottega.gallery.family.queries import BESIDE, BRANCH, NEAREST, branch_of, family_of
from bottega.gallery.family.tree import LEVELS, NODES_MAX, ancestor_ids
from bottega.gallery.models import Audience, Post
from bottega.people.actions import block_person
from bottega.people.models import Person
from tests import make

Shape = dict[int, "Shape"]


def shape(kin: Kin) -> Shape:
    return {child.id: shape(child) for child in kin.kin}


def nodes(kin: Kin) -> list[Kin]:
    return [kin, *(node for child in kin.kin for node in nodes(child))]


def here_of(kin: Kin) -> Kin:
    return next(node for node in nodes(kin) if node.is_here)


def told(author: Person, words: str, parent: Post | None = None, **rest: object) -> Post:
    """A post whose prompt is exactly these words, and shown."""
    above = make.Parent(parent.image_id, parent.id) if parent else None
    return make.post(author, make.image(author, words, parent=above), **{"prompt_shown": True, **rest})


def hide(post: Post) -> None:
    words = {"caption": post.caption, "alt_text": post.alt_text, "prompt_shown": post.prompt_shown}
    edit_post(post.author, post.id, audience=Audience.ONLY_ME, at=make.moment(), **words)


def chain(author: Person, length: int) -> list[Post]:
    posts = [make.post(author)]
    while len(posts) < length:
        posts.append(make.remix(author, posts[-1]))
    return posts


def test_a_picture_without_kin_is_alone(ada: Person) -> None:
    family = family_of(make.post(ada).id, viewer_id=0)
    assert family.is_alone
    assert (family.size, shape(family.top)) == (1, {})


def test_the_tree_holds_the_line_above_what_stands_beside_and_what_came(ada: Person, ben: Person) -> None:
    first = make.post(ada)
    parent = make.remix(ben, first)
    here, beside = make.remix(ada, parent), make.remix(ben, parent)
    child = make.remix(ben, here)
    grandchild = make.remix(ada, child)
    family = family_of(here.id, viewer_id=0)
    line = {parent.id: {here.id: {child.id: {grandchild.id: {}}}, beside.id: {}}}
    assert (family.top.id, shape(family.top)) == (first.id, line)
    assert [node.id for node in nodes(family.top) if node.is_here] == [here.id]
    assert family.size == 6


def test_remixes_stand_newest_first_and_what_is_too_many_is_folded_with_its_count(ada: Person) -> None:
    parent = make.post(ada)
    made = [make.remix(ada, parent).id for _ in range(LEVELS[0] + 5)]
    top = family_of(parent.id, viewer_id=0).top
    assert [kin.id for kin in top.kin] == made[:4:-1]
    assert (top.folded_count, top.before_id) == (5, made[5])
    branch = branch_of(parent.id, viewer_id=0, before_id=top.before_id)
    assert [kin.id for kin in branch.kin] == made[4::-1]
    assert branch.folded_count == 0


def test_a_branch_says_how_many_are_still_to_come(ada: Person) -> None:
    parent = make.post(ada)
    made = [make.remix(ada, parent).id for _ in range(BRANCH + 3)]
    branch = branch_of(parent.id, viewer_id=0, without_id=made[0])
    assert (len(branch.kin), branch.folded_count, branch.before_id) == (BRANCH, 2, made[3])
    assert branch.chain_id == made[0]


def test_what_stands_beside_is_folded_too(ada: Person) -> None:
    parent = make.post(ada)
    made = [make.remix(ada, parent).id for _ in range(BESIDE + 4)]
    top = family_of(made[0], viewer_id=0).top
    assert [kin.id for kin in top.kin] == [made[0], *made[: -BESIDE - 1 : -1]]
    assert (top.folded_count, top.chain_id, top.before_id) == (3, made[0], made[-BESIDE])
    rest = branch_of(parent.id, viewer_id=0, before_id=top.before_id, without_id=top.chain_id)
    assert [kin.id for kin in rest.kin] == made[3:0:-1]


def test_a_long_line_shows_its_first_and_its_nearest_and_says_how_many_lie_between(ada: Person) -> None:
    posts = chain(ada, 12)
    top = family_of(posts[-1].id, viewer_id=0).top
    line = [top, *nodes(top)[1:]]
    assert [node.id for node in line] == [posts[0].id, *(post.id for post in posts[-NEAREST - 1 :])]
    assert (line[1].steps_hidden, line[1].difference) == (11 - NEAREST - 1, None)
    assert line[1].steps_hidden_id == posts[-NEAREST - 2].id


def test_no_page_draws_more_than_its_limits_however_large_the_family(ada: Person) -> None:
    parent = make.post(ada)
    for _ in range(LEVELS[0] + 1):
        child = make.remix(ada, parent)
        for _ in range(LEVELS[1] + 1):
            make.remix(ada, child)
    top = family_of(parent.id, viewer_id=0).top
    assert len(nodes(top)) == NODES_MAX + 1
    assert all(len(kin.kin) <= LEVELS[1] for kin in top.kin)
    assert {kin.remix_count for kin in top.kin} == {LEVELS[1] + 1}


def test_a_hidden_post_stays_grey_where_others_came_through_it_and_else_is_not_there(
    ada: Person, ben: Person, cleo: Person
) -> None:
    first = make.post(ada)
    bridge, leaf = make.remix(ben, first), make.remix(ben, first)
    beyond = make.remix(ada, bridge)
    for post in (bridge, leaf):
        hide(post)
    family = family_of(first.id, viewer_id=cleo.id)
    assert shape(family.top) == {bridge.id: {beyond.id: {}}}
    grey = family.top.kin[0]
    assert (grey.post, family.top.remix_count, grey.remix_count, family.size) == (None, 1, 1, 2)
    mine = family_of(first.id, viewer_id=ben.id)
    assert (shape(mine.top), mine.size) == ({leaf.id: {}, bridge.id: {beyond.id: {}}}, 4)


def test_whoever_is_blocked_sees_their_own_part_and_grey_above(ada: Person, cleo: Person) -> None:
    first = make.post(ada)
    mine = make.remix(cleo, first)
    block_person(ada, cleo, at=make.moment())
    family = family_of(mine.id, viewer_id=cleo.id)
    assert (family.top.post, here_of(family.top).id, family.size) == (None, mine.id, 1)
    assert here_of(family.top).difference == difference_of("", "x")
    with pytest.raises(NoSuchPost):
        family_of(first.id, viewer_id=cleo.id)


def test_a_post_behind_a_link_is_in_no_tree_but_its_own(ada: Person, cleo: Person) -> None:
    first = make.post(ada)
    linked = make.remix(ada, first, audience=Audience.LINK)
    assert family_of(first.id, viewer_id=cleo.id).is_alone
    family = family_of(linked.id, viewer_id=cleo.id, link_key=linked.link_key)
    assert here_of(family.top).post
    with pytest.raises(NoSuchPost):
        family_of(linked.id, viewer_id=cleo.id)


def test_a_branch_of_a_hidden_post_tells_no_more_than_of_an_absent_one(ada: Person, cleo: Person) -> None:
    hidden = make.post(ada, audience=Audience.ONLY_ME)
    make.remix(ada, hidden, audience=Audience.ONLY_ME)
    for post_id in (hidden.id, hidden.id + 1):
        branch = branch_of(post_id, viewer_id=cleo.id)
        assert (branch.post, branch.kin, branch.remix_count) == (None, [], 0)


def test_an_edge_says_what_came_and_what_went(ada: Person, ben: Person) -> None:
    first = told(ada, "a red fox in the snow, at dusk")
    child = told(ben, "a red fox in the rain, at dusk, with an owl", first)
    difference = family_of(first.id, viewer_id=0).top.kin[0].difference
    assert difference
    assert (difference.removed, difference.added) == (["snow"], ["rain", "with an owl"])
    assert family_of(child.id, viewer_id=0).top.difference is None


def test_a_prompt_that_is_not_shown_stays_unsaid_on_both_its_edges_but_to_its_author(
    ada: Person, ben: Person, cleo: Person
) -> None:
    first = told(ada, "a red fox")
    secret = told(ben, "a red fox and a whisper", first, prompt_shown=False)
    told(ada, "a red fox and a shout", secret)

    def edges(viewer_id: int) -> list[bool]:
        return [
            bool(node.difference and node.difference.is_told)
            for node in nodes(family_of(first.id, viewer_id=viewer_id).top)[1:]
        ]

    assert edges(0) == edges(cleo.id) == edges(ada.id) == [False, False]
    assert edges(ben.id) == [True, True]
    assert "whisper" not in repr(family_of(first.id, viewer_id=cleo.id))


def test_withdrawn_ancestors_keep_the_line(ada: Person, ben: Person) -> None:
    first, second, third = chain(ada, 3)
    withdraw_post(ada, second.id, at=make.moment())
    withdraw_post(ada, first.id, at=make.moment())
    family = family_of(third.id, viewer_id=ben.id)
    assert [(node.id, node.post is None) for node in nodes(family.top)] == [
        (first.id, True),
        (second.id, True),
        (third.id, False),
    ]
    assert ancestor_ids(third.id) == [second.id, first.id]


WORDS = st.lists(st.sampled_from(["fox", "Fox,", "snow", "owl.", "a", "→", "in"]), max_size=40).map(" ".join)


@given(WORDS, WORDS)
def test_differences_are_short_and_made_of_the_words_themselves(before: str, after: str) -> None:
    difference = difference_of(before, after)
    assert max(len(difference.added), len(difference.removed)) <= PHRASES_MAX
    assert all(phrase in after for phrase in difference.added)
    assert all(phrase in before for phrase in difference.removed)
    if before.strip() and before == after:
        assert difference.is_same


def test_case_and_commas_are_no_difference() -> None:
    assert difference_of("A red fox, in snow.", "a red fox in Snow").is_same


def test_even_the_longest_prompts_are_compared() -> None:
    difference = difference_of("a " * 2_000, "b " * 2_000)
    assert difference.is_told
