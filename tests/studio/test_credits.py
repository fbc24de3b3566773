"""The ledger: granted = balance + reserved + captured, whatever happens, and failures cost nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bottega.engines.wired import Engines, WiredPainter
from bottega.people.models import Person
from bottega.studio.actions import open_conversation, stop_generation
from bottega.studio.credits import NotEnoughCredits, grant_credits, reserve, settle
from bottega.studio.credits.allowance import Allowance
from bottega.studio.credits.queries import credits_of, faults, ledger_of
from bottega.studio.models import Conversation, CreditAccount, CreditEntry, Generation, Tier
from bottega.studio.painting import paint
from tests import make
from tests.studio import painters
from tests.together import together

Ask = Callable[..., Generation]
Jobs = Callable[[], None]


def account(person: Person) -> tuple[int, int, int, int]:
    """granted, balance, reserved, captured."""
    found = CreditAccount.objects.get(pk=person.pk)
    return found.granted, found.balance, found.reserved, found.captured


@pytest.mark.django_db(transaction=True)
def test_a_request_sets_its_price_aside_and_pays_when_it_is_finished(
    ask: Ask, ada: Person, run_jobs: Jobs
) -> None:
    ask()
    assert account(ada) == (1000, 984, 16, 0)
    run_jobs()
    assert account(ada) == (1000, 984, 0, 16)
    assert faults() == []


def test_a_sketch_costs_a_quarter_and_is_half_as_wide(ask: Ask, ada: Person) -> None:
    sketch = ask(tier=Tier.SKETCH)
    assert (sketch.price, sketch.width_px) == (4, 512)
    assert account(ada)[2] == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("trouble", [painters.Declining(), painters.Troubled()])
def test_what_failed_costs_nothing(
    ask: Ask, ada: Person, run_jobs: Jobs, engines: Engines, trouble: painters.Troubled
) -> None:
    engines.painters = {"swatch": WiredPainter(trouble, is_trusted=True)}
    ask()
    run_jobs()
    assert account(ada) == (1000, 1000, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_two_of_four_cost_two(ask: Ask, ada: Person, run_jobs: Jobs, engines: Engines) -> None:
    engines.painters = {"swatch": WiredPainter(painters.Troubled(good=2), is_trusted=True)}
    ask()
    run_jobs()
    assert account(ada) == (1000, 992, 0, 8)


def test_a_stopped_request_pays_for_what_was_there(ask: Ask, ada: Person, engines: Engines) -> None:
    generation = ask()
    generation.candidates.filter(place=0).update(image=make.image(ada))
    stop_generation(ada, generation.id, at=make.moment())
    assert account(ada) == (1000, 996, 0, 4)


@pytest.mark.django_db(transaction=True)
def test_stopping_before_the_worker_came_costs_nothing_even_if_it_paints_on(
    ask: Ask, ada: Person, engines: Engines
) -> None:
    generation = ask()
    stop_generation(ada, generation.id, at=make.moment())
    wired = engines.painters["swatch"]
    paint(generation.id, wired=wired, blobs=engines.blobs, clock=make.moment, pulse_seconds=0)
    assert account(ada) == (1000, 1000, 0, 0)


def test_the_price_is_refused_before_anything_is_written(ask: Ask, ada: Person) -> None:
    for _ in range(3):
        ask(at=make.NOON)
    CreditAccount.objects.filter(pk=ada.pk).update(balance=3, captured=1000 - 48 - 3)
    with pytest.raises(NotEnoughCredits) as refusal:
        ask(at=make.NOON)
    assert (refusal.value.facts["price"], refusal.value.facts["left"]) == (16, 3)
    assert refusal.value.facts["cap"] == "balance"
    assert Generation.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_each_day_tops_up_and_does_not_pile_up(ask: Ask, ada: Person, run_jobs: Jobs) -> None:
    ask(at=make.NOON)
    run_jobs()
    ask(at=make.NOON + timedelta(days=1))
    assert account(ada) == (1016, 984, 16, 16)
    run_jobs()
    ask(at=make.NOON + timedelta(days=1, hours=5))
    assert account(ada)[0] == 1016


def test_a_gift_comes_once_and_stays_beside_the_daily_credits(ada: Person) -> None:
    assert grant_credits(ada, 5_000, key="prize", at=make.NOON) == 5_000
    assert grant_credits(ada, 5_000, key="prize", at=make.NOON) == 5_000
    assert credits_of(ada.id, at=make.NOON).left == 5_000


@pytest.mark.parametrize("cap", [Allowance(1000, person_cap=20), Allowance(1000, all_cap=20)])
def test_a_cap_counts_what_is_set_aside_and_forgets_what_came_back(
    ask: Ask, ada: Person, cap: Allowance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bottega.studio.credits.ledger.the_allowance", lambda: cap)
    first = ask()
    with pytest.raises(NotEnoughCredits) as refusal:
        ask()
    assert refusal.value.facts["cap"] == ("person" if cap.person_cap else "all")
    assert refusal.value.facts["left"] == 4
    stop_generation(ada, first.id, at=make.moment())
    ask()


@pytest.mark.django_db(transaction=True)
def test_two_people_cannot_both_take_the_last_credits_of_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bottega.studio.credits.ledger.the_allowance", lambda: Allowance(1000, all_cap=16))
    people = [make.person("ada"), make.person("ben")]
    talks = [open_conversation(each, at=make.NOON) for each in people]
    presses = [
        lambda who=who, talk=talk: make.ask(who, talk.id, "a red fox", idempotency_key="once", at=make.NOON)
        for who, talk in zip(people, talks, strict=True)
    ]
    answers = together(*presses)
    assert sum(isinstance(answer, NotEnoughCredits) for answer in answers) == 1
    assert faults() == []


@pytest.mark.django_db(transaction=True)
def test_a_double_press_reserves_once() -> None:
    ada = make.person("ada")
    talk = open_conversation(ada, at=make.NOON)
    press = lambda: make.ask(ada, talk.id, "a red fox", idempotency_key="once", at=make.NOON)  # noqa: E731
    together(press, press)
    assert account(ada) == (1000, 984, 16, 0)


def test_the_database_refuses_a_ledger_that_does_not_add_up(ask: Ask, ada: Person) -> None:
    ask()
    for broken in ({"balance": 985}, {"reserved": 0}, {"captured": 1}, {"balance": -1, "reserved": 1001}):
        with pytest.raises(DatabaseError), transaction.atomic():
            CreditAccount.objects.filter(pk=ada.pk).update(**broken)
    with pytest.raises(DatabaseError), transaction.atomic():
        CreditEntry.objects.update(amount=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        CreditEntry.objects.all().delete()


def test_the_check_finds_an_account_that_no_entry_explains(ask: Ask, ada: Person) -> None:
    ask()
    CreditAccount.objects.filter(pk=ada.pk).update(granted=1001, balance=985)
    assert [fault.what for fault in faults()] == ["sum"]
    CreditAccount.objects.filter(pk=ada.pk).update(granted=1000, balance=1000, reserved=0)
    assert sorted(fault.what for fault in faults()) == ["open", "sum"]


@pytest.mark.django_db(transaction=True)
def test_the_ledger_is_told_in_the_words_of_the_requests(ask: Ask, ada: Person, run_jobs: Jobs) -> None:
    ask("a lighthouse at dusk", at=make.NOON)
    run_jobs()
    ledger = ledger_of(ada.id, at=make.NOON)
    moves = [(entry.move, entry.amount) for entry in ledger.entries]
    assert moves == [("capture", 16), ("reserve", 16), ("grant", 1000)]
    assert ledger.entries[0].words == "a lighthouse at dusk"
    assert ledger.credits.left == 984
    assert len(ledger.days) == 14


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("rsk"), st.integers(1, 60), st.integers(0, 4)), max_size=25))
def test_nothing_is_lost_in_any_order(
    ada: Person, talk: Conversation, steps: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        opened: list[Generation] = []
        for number, (what, price, made) in enumerate(steps):
            if what == "r":
                generation = _priced(ada, price, f"{number}")
                try:
                    with transaction.atomic():
                        reserve(generation, at=make.NOON, allowance=Allowance(200))
                except NotEnoughCredits:
                    generation.delete()
                else:
                    opened.append(generation)
            elif opened and what == "s":
                settled = opened.pop()
                for _ in range(2):  # the second says nothing new
                    settle(settled, made=made, asked=4, at=make.NOON)
                Generation.objects.filter(pk=settled.pk).update(ended_at=make.NOON)
            elif what == "k":
                grant_credits(ada, price, key=f"{price % 3}", at=make.NOON)
            assert faults() == []
        transaction.set_rollback(True)


def _priced(owner: Person, price: int, key: str) -> Generation:
    return Generation.objects.create(
        owner=owner,
        words="a fox",
        painter="swatch",
        width_px=64,
        height_px=64,
        price=price,
        asked_at=make.NOON,
        idempotency_key=key,
    )
