"""Which uses of a picture its author, and the author of every picture above it, allow together."""

from random import Random

import pytest
from django.db import connection

from bottega.consent.models import Answer, Purpose, Right
from bottega.gallery.actions import Parent
from bottega.gallery.models import Image
from bottega.gallery.usage import allowed_uses, may_use_sql
from bottega.people.models import Person
from tests import make
from tests.plans import joined_tables

pytestmark = pytest.mark.django_db
TRAIN = Purpose.TRAIN_GENERATIVE


def test_silence_allows_nothing(ada: Person) -> None:
    post = make.post(ada)
    assert allowed_uses([post.image_id]) == {post.image_id: frozenset()}


def test_a_yes_for_one_use_is_a_yes_for_that_use_alone(ada: Person) -> None:
    post = make.post(ada)
    make.allow(ada, TRAIN)
    assert _uses(post.image) == {TRAIN}


def test_a_no_for_one_post_wins_over_a_yes_for_everything(ada: Person) -> None:
    post, other = make.post(ada), make.post(ada)
    make.allow(ada)
    make.deny(ada, TRAIN, post_id=post.id)
    assert TRAIN not in _uses(post.image)
    assert TRAIN in _uses(other.image)


def test_unsetting_the_answer_for_a_post_falls_back_to_the_answer_for_everything(ada: Person) -> None:
    post = make.post(ada)
    make.allow(ada, TRAIN)
    make.deny(ada, TRAIN, post_id=post.id)
    make.allow(ada, TRAIN, post_id=post.id, answer=make.Answer.UNSET)
    assert _uses(post.image) == {TRAIN}


def test_a_remix_needs_its_ancestors_author_for_what_others_make(ada: Person, ben: Person) -> None:
    child = make.remix(ben, make.post(ada))
    make.allow(ben)
    make.allow(ada, right=Right.WORK)
    assert _uses(child.image) == set()
    make.allow(ada, right=Right.DESCENT)
    assert _uses(child.image) == set(Purpose)


def test_an_ancestor_far_up_who_says_no_is_heard(ada: Person, ben: Person, cleo: Person) -> None:
    last = make.remix(cleo, make.remix(ben, make.post(ada)))
    make.allow(ben)
    make.allow(cleo)
    assert _uses(last.image) == set()
    make.allow(ada)
    assert _uses(last.image) == set(Purpose)
    make.deny(ada, TRAIN)
    assert TRAIN not in _uses(last.image)


def test_a_picture_that_only_stood_beside_the_words_counts(ada: Person) -> None:
    beside = make.post(ada)
    child = make.image(ada, parent=Parent(beside.image_id, by_reference=True))
    make.allow(ada)
    make.deny(ada, TRAIN, post_id=beside.id)
    assert TRAIN not in _uses(child)


def test_what_came_from_an_erased_picture_is_used_for_nothing(ada: Person) -> None:
    parent = make.image(ada)
    child = make.image(ada, parent=Parent(parent.id))
    make.allow(ada)
    assert _uses(child) == set(Purpose)
    Image.objects.filter(pk=parent.id).update(erased_at=make.moment())
    assert _uses(child) == set()


def test_asking_for_every_use_at_once_gives_what_the_rule_gives_for_each(ada: Person, ben: Person) -> None:
    chance = Random(7)
    people = [ada, ben, make.person(), make.person()]
    images = [make.image(chance.choice(people)) for _ in range(3)]
    for _ in range(24):
        maker, above = chance.choice(people), chance.choice(images)
        parent = Parent(above.id, by_reference=chance.random() < 0.3)
        images.append(make.image(maker, parent=parent))
    posts = [make.post(image.maker, image) for image in chance.sample(images, 12)]
    for person in people:
        own = [0, 0, *(post.id for post in posts if post.author_id == person.id)]
        for _ in range(14):
            answer, right = chance.choice(tuple(Answer)), chance.choice((Right.WORK, Right.DESCENT))
            make.allow(
                person, chance.choice(tuple(Purpose)), post_id=chance.choice(own), answer=answer, right=right
            )
        make.allow(person, TRAIN)
    Image.objects.filter(pk=images[1].id).update(erased_at=make.moment())
    found = allowed_uses([image.id for image in images])
    for purpose in Purpose:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT image.id FROM gallery_image AS image WHERE {may_use_sql('image', [purpose])}"
            )
            assert {row[0] for row in cursor.fetchall()} == {
                image_id for image_id, uses in found.items() if purpose in uses
            }
    assert any(found.values())


def _uses(image: Image) -> set[Purpose]:
    return set(allowed_uses([image.id])[image.id])


def test_the_rule_looks_ancestors_up_and_never_reads_every_picture(ada: Person) -> None:
    make.post(ada)
    rule = f"SELECT {may_use_sql('image', list(Purpose))} FROM gallery_image AS image"
    assert [join for join in joined_tables(rule, {}) if "line" in join] == []
