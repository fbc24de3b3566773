"""The shelf: what each filter lets through, how pages meet, what lies in one stack, what looks alike."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from bottega.engines.wired import Engines
from bottega.gallery.actions import Fingerprint, Parent, StoredImage, add_image, withdraw_post
from bottega.gallery.library.filters import Filters, read_filters
from bottega.gallery.library.folders import star_pictures, unstar_pictures
from bottega.gallery.library.queries import painters_used, shelf
from bottega.gallery.models import LOOKS_SIZE, Edge, Image, Lineage
from bottega.kernel.ids import first_id_at, moment_of
from bottega.people.models import Person
from tests import make

FLAT = "GpoCBwAAAAAAAAAAAAAAAAAAAAAAAAAA"  # the thumbhash of one colour


def found(owner: Person, **asked: Any) -> list[str]:
    return [item.made.recipe.words for item in shelf(owner.id, Filters(**asked)).items]


def ids(owner: Person, **asked: Any) -> list[int]:
    return [item.made.image.id for item in shelf(owner.id, Filters(**asked)).items]


def looking(owner: Person, *numbers: float) -> Image:
    """A picture with looks that begin with these numbers."""
    looks = [*numbers, *[0.0] * (LOOKS_SIZE - len(numbers))]
    return make.image(owner, f"looks {numbers}", fingerprint=Fingerprint(bytes(32), 100, looks))


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("una volpe nella neve", "volpi"),
        ("two foxes", "fox"),
        ("a fox", "foxes"),
        ("un caffè, perché no", "CAFFE perche"),
        ("un caffe", "caffè"),
        ("ÉTÉ", "ete"),
        ("a glass house", "glass houses"),
        ("日本の城", "日本の城"),
    ],
)
def test_words_are_found_without_accents_and_in_either_number(ada: Person, words: str, asked: str) -> None:
    make.image(ada, words)
    make.image(ada, "something else")
    assert found(ada, words=asked) == [words]


def test_shape_painter_and_day_narrow_together(ada: Person) -> None:
    make.image(ada, "wide by swatch", width_px=96)
    make.image(ada, "tall by swatch", height_px=96)
    make.image(ada, "wide by another", width_px=96, painter="another")
    assert found(ada, shape="wide") == ["wide by another", "wide by swatch"]
    assert found(ada, shape="wide", painter="swatch") == ["wide by swatch"]
    assert found(ada, shape="square") == []
    day = make.NOON.date()
    assert len(found(ada, from_day=day, to_day=day)) == 3
    assert found(ada, from_day=date(2026, 11, 3)) == found(ada, to_day=date(2026, 10, 31)) == []


def test_kinds_are_told_apart(ada: Person) -> None:
    made, shown, brought = (make.image(ada, words) for words in ("made", "shown", "brought"))
    Image.objects.filter(pk=brought.id).update(origin="uploaded")
    post = make.post(ada, shown)
    star_pictures(ada, [made.id], at=make.moment())
    assert found(ada, kind="uploaded") == ["brought"]
    assert found(ada, kind="made") == ["shown", "made"]
    assert found(ada, kind="published") == ["shown"]
    assert found(ada, kind="starred") == ["made"]
    withdraw_post(ada, post.id, at=make.moment())
    unstar_pictures(ada, [made.id])
    assert found(ada, kind="published") == found(ada, kind="starred") == []


def test_pages_meet_from_either_end_and_with_any_filter(ada: Person) -> None:
    made = [make.image(ada, "fox" if number % 2 else "owl").id for number in range(9)]
    for asked, expected in (
        (Filters(), made[::-1]),
        (Filters(sort="oldest"), made),
        (Filters(words="fox"), made[::-1][1::2]),
        (Filters(stacks=True), made[::-1]),
    ):
        assert walked(ada, asked) == expected


def walked(owner: Person, filters: Filters) -> list[int]:
    """Every page of two, to the end."""
    seen, after = [], ""
    for _ in range(20):
        page = shelf(owner.id, filters, after=after, count_max=2)
        seen += [item.made.image.id for item in page.items]
        after = page.after
        if not after:
            return seen
    raise AssertionError("the pages never end")


def test_likeness_puts_the_nearest_first_and_its_pages_meet(ada: Person) -> None:
    same, near, far, twin = (looking(ada, *each) for each in ((1, 0), (0.9, 0.4), (0, 1), (0, 1)))
    make.image(ada, "never measured")
    expected = [same.id, near.id, *sorted((far.id, twin.id))]
    assert ids(ada, like=same.id) == expected
    assert walked(ada, Filters(like=same.id)) == expected
    assert ids(ada, like=far.id)[-1] == same.id


def test_likeness_joins_with_the_other_filters(ada: Person) -> None:
    same, near = looking(ada, 1, 0), looking(ada, 0.9, 0.4)
    star_pictures(ada, [near.id], at=make.moment())
    assert ids(ada, like=same.id, kind="starred") == [near.id]


def test_likeness_to_what_was_never_measured_says_so(ada: Person) -> None:
    plain = make.image(ada)
    page = shelf(ada.id, Filters(like=plain.id))
    assert (page.items, page.lacks_looks) == ((), True)


def test_nothing_is_learnt_by_likeness_to_anothers_picture(ada: Person, cleo: Person) -> None:
    hers, mine = looking(ada, 1, 0), looking(cleo, 1, 0)
    page = shelf(cleo.id, Filters(like=hers.id))
    assert (list(page.items), page.like, page.lacks_looks, page.count) == ([], None, False, 0)
    assert ids(cleo, like=mine.id) == [mine.id]


def test_one_request_and_its_edits_are_one_stack(ada: Person, engines: Engines) -> None:
    tries = [_of_request(ada, 4711, place) for place in range(4)]
    edit = make.image(ada, "in winter", parent=Parent(tries[1].id))
    further = make.image(ada, "in winter, at night", parent=Parent(edit.id))
    alone = make.image(ada, "alone")
    assert ids(ada, stacks=True) == [alone.id, further.id]
    assert [item.stack_count for item in shelf(ada.id, Filters(stacks=True)).items] == [1, 6]
    assert len(ids(ada, stack=further.stack)) == 6


def test_a_stack_is_counted_by_what_the_filters_let_through(ada: Person) -> None:
    tries = [_of_request(ada, 4711, place) for place in range(3)]
    make.image(ada, "a fox in winter", parent=Parent(tries[0].id))
    star_pictures(ada, [tries[1].id], at=make.moment())
    page = shelf(ada.id, Filters(stacks=True, kind="starred"))
    assert [(item.made.image.id, item.stack_count) for item in page.items] == [(tries[1].id, 1)]


def test_a_remix_of_somebody_lies_in_a_stack_of_its_own(ada: Person, ben: Person) -> None:
    post = make.post(ada)
    remix = make.remix(ben, post)
    assert Lineage.objects.get(child=remix.image).edge == Edge.REMIX
    assert remix.image.stack != post.image.stack


def _of_request(owner: Person, generation_id: int, place: int) -> Image:
    stored = StoredImage("0" * 64, 64, 64, FLAT, "#a65a3a", "a fox", "swatch", "1", place)
    return add_image(owner, stored, generation_id=generation_id, place=place, parent=None, at=make.moment())


def test_erased_pictures_are_nowhere(ada: Person) -> None:
    gone = make.image(ada)
    Image.objects.filter(pk=gone.id).update(erased_at=make.moment())
    assert ids(ada) == ids(ada, stacks=True) == ids(ada, kind="made") == []


def test_the_count_is_exact_and_stops_where_nobody_reads_on(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        make.image(ada)
    page = shelf(ada.id, Filters(), count_max=2)
    assert (page.count, page.is_more) == (4, False)
    monkeypatch.setattr("bottega.gallery.library.queries.COUNT_MAX", 3)
    page = shelf(ada.id, Filters())
    assert (page.count, page.is_more) == (3, True)


def test_the_painters_of_ones_own_pictures_are_listed_once_each(ada: Person, cleo: Person) -> None:
    for name in ("swatch", "another", "swatch", ""):
        make.image(ada, painter=name)
    make.image(cleo, painter="cleos")
    assert painters_used(ada.id) == ["another", "swatch"]
    assert painters_used(make.person().id) == []


NONSENSE: list[Mapping[str, str]] = [
    {"q": "\x00\u202e" * 300, "painter": "'; --" * 50, "shape": "round", "kind": "secret"},
    {"from": "2026-13-45", "to": "yesterday", "like": "-1", "stack": "9" * 30, "stacks": "yes"},
    {"from": "0001-01-01", "to": "9999-12-31", "like": "١٢", "sort": "random"},
]


@pytest.mark.parametrize("pairs", NONSENSE)
def test_nonsense_asks_for_nothing_and_breaks_nothing(ada: Person, pairs: Mapping[str, str]) -> None:
    filters = read_filters(pairs)
    assert (filters.like, filters.stack, filters.from_day, filters.to_day) == (None, None, None, None)
    assert (filters.shape, filters.kind, filters.sort, filters.stacks) == ("", "", "newest", False)
    shelf(ada.id, filters)


@pytest.mark.parametrize(
    "after", ["x", "-1", "nan~1", "inf~1", "0.5~", "~", "9" * 30, "0.1~" + "9" * 30, "٣"]
)
@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_a_page_that_cannot_be_starts_at_the_top(ada: Person, after: str, sort: str) -> None:
    one = looking(ada, 1, 0)
    assert len(shelf(ada.id, Filters(sort=sort), after=after).items) == 1
    assert len(shelf(ada.id, Filters(like=one.id), after=after).items) == 1


def test_what_is_asked_for_survives_the_address(ada: Person) -> None:
    whole = Filters(
        words="a fox",
        painter="swatch",
        shape="wide",
        from_day=date(2026, 1, 2),
        to_day=date(2026, 3, 4),
        kind="made",
        like=5,
        stack=6,
        stacks=True,
        sort="oldest",
    )
    assert read_filters(whole.pairs) == whole
    assert Filters().pairs == {}
    for name in whole.pairs:
        assert name not in whole.without(name).pairs


def test_a_span_of_days_is_a_span_of_ids() -> None:
    moment = make.moment()
    assert moment_of(first_id_at(moment)).date() == moment.date()
