"""Lineage: edges are written with the child, chains keep their shape, and walks end."""

import pytest
from django.db import IntegrityError, transaction

from bottega.gallery.actions import withdraw_post
from bottega.gallery.lineage import hides_prompt_above, remixed_post_id
from bottega.gallery.models import Lineage
from bottega.gallery.queries import ANCESTORS_MAX, lineage_of
from bottega.people.models import Person
from tests import make


def test_a_chain_of_five_is_told_nearest_first(ada: Person, cleo: Person) -> None:
    chain = [make.post(ada)]
    for maker in (cleo, ada, cleo, ada, cleo):
        chain.append(make.remix(maker, chain[-1]))
    ancestors = lineage_of(chain[-1].id, viewer_id=0).ancestors
    assert [card and card.id for card in ancestors] == [post.id for post in chain[-2::-1]]


def test_a_withdrawn_ancestor_leaves_a_gap_and_the_chain_its_shape(ada: Person, cleo: Person) -> None:
    first = make.post(ada)
    middle = make.remix(cleo, first)
    last = make.remix(ada, middle)
    withdraw_post(cleo, middle.id, at=make.moment())
    gap, oldest = lineage_of(last.id, viewer_id=0).ancestors
    assert gap is None
    assert oldest
    assert oldest.id == first.id


def test_a_chain_without_end_is_cut(ada: Person) -> None:
    post = make.post(ada)
    for _ in range(ANCESTORS_MAX + 2):
        post = make.remix(ada, post)
    assert len(lineage_of(post.id, viewer_id=0).ancestors) == ANCESTORS_MAX


def test_remixes_come_newest_first_and_only_direct_ones(ada: Person, cleo: Person) -> None:
    parent = make.post(ada)
    one, two = make.remix(cleo, parent), make.remix(ada, parent)
    make.remix(cleo, two)
    family = lineage_of(parent.id, viewer_id=0)
    assert [card.id for card in family.remixes] == [two.id, one.id]
    assert family.remix_count == 2


def test_a_picture_from_words_alone_came_from_no_post(ada: Person) -> None:
    alone = make.image(ada)
    edit = make.image(ada, parent=make.Parent(alone.id))
    assert remixed_post_id(alone.id) is remixed_post_id(edit.id) is None


def test_a_private_prompt_is_found_however_far_above(ada: Person, cleo: Person) -> None:
    post = make.post(ada, prompt_shown=False)
    for _ in range(4):
        post = make.remix(cleo, post, prompt_shown=True)
    assert hides_prompt_above(post.image_id, reader_id=cleo.id)
    assert not hides_prompt_above(post.image_id, reader_id=ada.id)
    assert not hides_prompt_above(make.image(cleo).id, reader_id=cleo.id)


def test_the_database_refuses_a_picture_that_is_its_own_parent(ada: Person) -> None:
    image = make.image(ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lineage.objects.create(child=image, parent=image, edge="edit", at=make.moment())


def test_the_database_refuses_a_remix_of_no_post(ada: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Lineage.objects.create(child=make.image(ada), parent=make.image(ada), edge="remix", at=make.moment())
