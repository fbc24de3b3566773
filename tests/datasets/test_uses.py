"""What one's own works were used for: all of it, by whose answer, and to nobody else."""

import pytest

from bottega.consent.models import Purpose, Right
from bottega.datasets.uses import uses_by_work, uses_head, uses_of_work
from bottega.gallery.actions import NoSuchImage
from bottega.gallery.models import Image
from bottega.people.actions import block_person
from bottega.people.models import Person
from tests import make
from tests.datasets import used

pytestmark = pytest.mark.django_db


def test_every_version_is_told_with_the_answer_it_stands_on(ada: Person) -> None:
    image = make.image(ada)
    make.allow(ada)
    made = used.dataset("Foxes")
    first, second = used.run(made, image), used.run(made, image, version="1.1.0")
    (work,) = uses_by_work(ada.id).items
    (use,) = work.datasets
    assert (use.title, use.purpose, use.holds_it) == ("Foxes", "train_gen", True)
    assert [(each.run_id, each.version) for each in use.versions] == [
        (second.id, "1.1.0"),
        (first.id, "1.0.0"),
    ]
    assert use.since == first.ended_at
    entry = first.uses.get().entry_id
    assert [(say.right, say.purpose, say.entry) for say in use.newest.says] == [
        (Right.WORK, Purpose.TRAIN_GENERATIVE, entry)
    ]


def test_a_version_that_was_taken_back_stays_told_with_who_had_it(ada: Person, ben: Person) -> None:
    image = make.image(ada)
    make.allow(ada)
    gone = used.run(used.dataset(), image)
    used.fetch(gone, ben, "To count foxes")
    used.void(gone)
    (use,) = uses_of_work(ada.id, image.id).datasets
    assert not use.holds_it
    assert use.newest.voided_at
    (taker,) = use.takers
    assert taker.person
    assert (taker.person.handle, taker.use) == ("ben", "To count foxes")
    block_person(ben, ada, at=make.moment())
    (taker,) = uses_of_work(ada.id, image.id).datasets[0].takers
    assert (taker.person, taker.use) == (None, "To count foxes")


def test_unfinished_versions_are_no_use(ada: Person) -> None:
    image = make.image(ada)
    make.allow(ada)
    used.run(used.dataset(), image, state="running")
    assert uses_of_work(ada.id, image.id).datasets == []


def test_nobody_is_told_of_anybody_elses_works(ada: Person, cleo: Person) -> None:
    image = make.image(ada)
    make.allow(ada)
    used.run(used.dataset(), image)
    assert uses_by_work(cleo.id).items == []
    assert uses_head(cleo.id).works == 0
    for absent in (image.id, image.id + 1):
        with pytest.raises(NoSuchImage):
            uses_of_work(cleo.id, absent)


def test_works_come_newest_first_page_by_page(ada: Person) -> None:
    images = [make.image(ada) for _ in range(5)]
    make.allow(ada)
    used.run(used.dataset(), *images)
    page = uses_by_work(ada.id, count_max=3)
    rest = uses_by_work(ada.id, count_max=3, before_id=page.before_id)
    assert [work.image_id for work in (*page.items, *rest.items)] == [each.id for each in images[::-1]]
    assert rest.before_id is None


def test_an_erased_picture_keeps_its_uses_and_nothing_of_itself(ada: Person) -> None:
    image = make.image(ada, "a whispered fox")
    make.allow(ada)
    used.run(used.dataset(), image)
    Image.objects.filter(pk=image.id).update(erased_at=make.moment())
    work = uses_of_work(ada.id, image.id)
    assert (work.image, work.words) == (None, "")
    assert len(work.datasets) == 1


def test_the_head_counts_what_is_in_now_and_who_ever_took_it(ada: Person, ben: Person) -> None:
    image, other = make.image(ada), make.image(ada)
    make.allow(ada)
    made = used.dataset()
    gone = used.run(made, image, other)
    used.fetch(gone, ben)
    used.void(gone)
    used.run(made, image, version="2.0.0")
    head = uses_head(ada.id)
    assert (head.works, head.datasets, head.takers, head.voided_versions) == (1, 1, 1, 1)
