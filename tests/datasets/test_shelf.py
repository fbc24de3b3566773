"""Which datasets stand on the shelf, for whom, and which of their versions."""

import time
from typing import Any

import pytest

from bottega.consent.models import ConsentEntry
from bottega.datasets.models import Dataset, Run, RunState, Use
from bottega.datasets.shelf import (
    NoSuchDataset,
    dataset_sheet,
    datasets_on_shelf,
    may_see_run,
    run_sheet,
)
from bottega.people.actions import block_person
from bottega.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db


def dataset(owner: Person | None = None, *, is_open: bool = True, slug: str = "foxes") -> Dataset:
    return Dataset.objects.create(
        owner=owner,
        slug=slug,
        title=slug.title(),
        kind="t2i",
        purpose="train_gen",
        is_open=is_open,
        made_at=make.moment(),
    )


def version(of: Dataset, number: str = "1.0.0", state: RunState = RunState.FINISHED, **rest: Any) -> Run:
    time.sleep(0.002)  # ids of one millisecond are in any order, and these tests speak of newer and older
    return Run.objects.create(
        dataset=of,
        version=number,
        state=state,
        horizon=1,
        salt="00",
        asked_at=make.moment(),
        idempotency_key=f"{number}-{state}-{make.moment().isoformat()}",
        **rest,
    )


def test_an_open_dataset_is_for_everybody_and_any_other_for_operators(cleo: Person, mo: Person) -> None:
    for each in (dataset(slug="open"), dataset(slug="closed", is_open=False)):
        version(each)
    assert [card.slug for card in datasets_on_shelf(0)] == ["open"]
    assert [card.slug for card in datasets_on_shelf(cleo.id)] == ["open"]
    assert [card.slug for card in datasets_on_shelf(mo.id)] == ["open", "closed"]


def test_what_is_hidden_is_answered_as_what_is_absent(cleo: Person, mo: Person) -> None:
    run = version(dataset(is_open=False))
    for viewer_id in (0, cleo.id):
        with pytest.raises(NoSuchDataset):
            dataset_sheet("foxes", viewer_id=viewer_id)
        with pytest.raises(NoSuchDataset):
            run_sheet(run.id, viewer_id=viewer_id)
        assert not may_see_run(run.id, viewer_id=viewer_id)
    assert run_sheet(run.id, viewer_id=mo.id).run is not None
    with pytest.raises(NoSuchDataset):
        run_sheet(1, viewer_id=mo.id)


def test_a_suspended_operator_sees_what_a_stranger_sees(mo: Person) -> None:
    version(dataset(is_open=False))
    Person.objects.filter(pk=mo.id).update(suspended_at=make.moment())
    assert datasets_on_shelf(mo.id) == []


def test_a_version_under_way_is_its_owners_and_the_operators(ada: Person, cleo: Person, mo: Person) -> None:
    run = version(dataset(ada), "", RunState.RUNNING)
    assert datasets_on_shelf(cleo.id) == []
    assert not may_see_run(run.id, viewer_id=cleo.id)
    assert not may_see_run(run.id, viewer_id=0)
    for person in (ada, mo):
        assert may_see_run(run.id, viewer_id=person.id)
        under_way = run_sheet(run.id, viewer_id=person.id).under_way
        assert under_way is not None
        assert under_way.id == run.id


def test_somebody_who_blocked_the_owner_sees_the_dataset_without_a_name(ada: Person, cleo: Person) -> None:
    version(dataset(ada))
    assert datasets_on_shelf(cleo.id)[0].owner is not None
    block_person(ada, cleo, at=make.moment())
    assert datasets_on_shelf(cleo.id)[0].owner is None
    assert datasets_on_shelf(ada.id)[0].owner is not None


def test_the_newest_whole_version_is_opened_and_those_taken_back_are_counted() -> None:
    foxes = dataset()
    old = version(foxes, "1.0.0", RunState.VOIDED)
    new = version(foxes, "2.0.0")
    version(foxes, "", RunState.FAILED)
    sheet = dataset_sheet("foxes", viewer_id=0)
    assert sheet.run is not None
    assert sheet.run.id == new.id
    assert [run.id for run in sheet.versions] == [new.id, old.id]
    assert (sheet.dataset.versions, sheet.dataset.removals) == (2, 1)


def test_two_runs_that_found_the_same_are_one_version() -> None:
    foxes = dataset()
    runs = [version(foxes, "1.0.0"), version(foxes, "1.0.0")]
    assert [run.id for run in dataset_sheet("foxes", viewer_id=0).versions] == [runs[1].id]


def test_people_are_counted_once_however_much_of_theirs_is_in_it(ada: Person, ben: Person) -> None:
    run = version(dataset())
    make.allow(ada)
    make.allow(ben)
    for person in (ada, ada, ben):
        entry = make_entry(person)
        Use.objects.create(run=run, person=person, image_id=1, right="work", entry_id=entry, sample="0" * 32)
    card = datasets_on_shelf(0)[0]
    assert card.newest is not None
    assert card.newest.people == 2


def make_entry(person: Person) -> int:
    entry = ConsentEntry.objects.filter(person=person).last()
    assert entry is not None
    return entry.seq
