"""The studio's desk: dials, presses on tiles, what an edit changed, the tree, two beside each other."""

import re

import pytest
from django.http import HttpResponse

from bottega.engines.wired import engines
from bottega.kernel.clock import now
from bottega.people.models import Person
from bottega.studio.actions import open_conversation
from bottega.studio.models import Conversation, Drift, Generation
from tests import make
from tests.web.browsing import HTMX, Elements, body, browse
from tests.web.test_studio_pages import _ask, _painted


@pytest.fixture
def talk(ada: Person) -> Conversation:
    """An empty conversation of Ada's."""
    return open_conversation(ada, at=now())


def _bar(page: HttpResponse) -> Elements:
    return Elements(body(page))


def _checked(elements: Elements, name: str) -> list[str | None]:
    return [each["value"] for each in elements.all("input", name=name) if "checked" in each]


def test_the_price_stands_in_the_bar_before_pressing(ada: Person, talk: Conversation) -> None:
    page = body(browse(ada).get(f"/studio/{talk.id}"))
    assert "16 credits" in page
    (price,) = Elements(page).all("output", id="price")
    assert f"{int(str(price['data-left'])):,} left" in page


def test_what_was_set_is_set_again_the_next_time_and_asked_for(ada: Person, talk: Conversation) -> None:
    client = browse(ada)
    form = {
        "words": "a red fox",
        "key": "k",
        "tier": "sketch",
        "count": "2",
        "shape": "tall",
        "painter": "swatch",
    }
    client.post(f"/studio/{talk.id}/ask", form)
    fox = Generation.objects.get()
    assert (fox.tier, fox.candidates.count(), fox.width_px, fox.height_px) == ("sketch", 2, 416, 608)
    bar = _bar(client.get(f"/studio/{talk.id}"))
    assert [_checked(bar, name) for name in ("tier", "count", "shape")] == [["sketch"], ["2"], ["tall"]]


def test_an_example_button_forgets_nothing_that_was_set(ada: Person, talk: Conversation) -> None:
    client = browse(ada)
    client.post(f"/studio/{talk.id}/ask", {"words": "a red fox", "key": "a", "tier": "sketch", "count": "2"})
    client.post(f"/studio/{talk.id}/ask", {"words": "an owl", "key": "b"})
    owl = Generation.objects.get(words="an owl")
    assert (owl.tier, owl.candidates.count()) == ("sketch", 2)


@pytest.mark.parametrize("nonsense", ["", "0", "-1", "99", "x", "4; drop"])
def test_nonsense_in_a_dial_is_as_usual(ada: Person, talk: Conversation, nonsense: str) -> None:
    _ask(ada, talk, count=nonsense, tier=nonsense)
    fox = Generation.objects.get()
    assert (fox.tier, fox.candidates.count()) == ("final", 4)


def test_a_refused_press_keeps_every_field(ada: Person, talk: Conversation) -> None:
    reference = make.image(ada)
    fields = {"tier": "sketch", "count": "3", "shape": "wide", "reference": reference.id}
    answer = _ask(ada, talk, "", htmx=True, **fields)
    bar = _bar(answer)
    assert answer.status_code == 422
    assert [_checked(bar, name) for name in ("tier", "count", "shape")] == [["sketch"], ["3"], ["wide"]]
    assert [each["value"] for each in bar.all("input", name="reference")] == [str(reference.id)]


def test_a_painter_that_is_gone_is_said_in_the_bar(ada: Person, talk: Conversation) -> None:
    answer = _ask(ada, talk, painter="gone", htmx=True)
    assert answer.status_code == 422
    assert "a red fox</textarea>" in body(answer)


def test_reference_chips_come_and_go(ada: Person, cleo: Person, talk: Conversation) -> None:
    one, two, theirs = make.image(ada), make.image(ada), make.image(cleo)
    address = f"/studio/{talk.id}/references?reference={one.id}&reference={theirs.id}"
    values = [
        [each["value"] for each in _bar(browse(ada).get(address + more)).all("input", name="reference")]
        for more in (f"&add={two.id}", f"&add={one.id}", f"&drop={one.id}")
    ]
    assert values == [[str(one.id), str(two.id)], [str(one.id)], []]


def test_references_go_to_the_painter_in_their_order(ada: Person, talk: Conversation) -> None:
    one, two = make.image(ada), make.image(ada)
    _ask(ada, talk, reference=[two.id, one.id])
    given = Generation.objects.get().references.order_by("place").values_list("image_id", flat=True)
    assert list(given) == [two.id, one.id]


def test_with_references_the_words_go_to_the_painter_as_they_are(ada: Person, talk: Conversation) -> None:
    one = make.image(ada)
    (form,) = _bar(browse(ada).get(f"/studio/{talk.id}?reference={one.id}")).all("form", id="bar")
    assert form["action"] == f"/studio/{talk.id}/ask"


def test_vary_asks_for_the_same_again_and_leaves_the_bar_alone(ada: Person, talk: Conversation) -> None:
    image_id = _painted(ada, talk).candidates.get(place=0).image_id
    answer = browse(ada).post(f"/studio/{talk.id}/vary/{image_id}", {"key": "v"}, headers=HTMX)
    again = Generation.objects.latest("id")
    assert again.words == "a red fox"
    assert f'id="turn-{again.id}"' in body(answer)
    assert "<textarea" not in body(answer)


def test_vary_pressed_twice_asks_once(ada: Person, talk: Conversation) -> None:
    image_id = _painted(ada, talk).candidates.get(place=0).image_id
    for _ in range(2):
        browse(ada).post(f"/studio/{talk.id}/vary/{image_id}", {"key": "v"})
    assert Generation.objects.count() == 2


def test_a_sketch_offers_final_and_a_final_does_not(ada: Person, talk: Conversation) -> None:
    sketch = _painted(ada, talk, "a fox", tier="sketch").candidates.get(place=1)
    final = _painted(ada, talk, "an owl").candidates.get(place=1)
    page = _bar(browse(ada).get(f"/studio/{talk.id}"))
    offered = {each.get("formaction") for each in page.all("button")}
    assert f"/studio/{talk.id}/finish/{sketch.image_id}" in offered
    assert f"/studio/{talk.id}/finish/{final.image_id}" not in offered
    browse(ada).post(f"/studio/{talk.id}/finish/{sketch.image_id}", {"key": "f"})
    asked = Generation.objects.latest("id")
    assert list(asked.candidates.values_list("seed", flat=True)) == [sketch.seed]


def test_tiles_wait_in_the_shape_that_was_asked_for(ada: Person, talk: Conversation) -> None:
    _ask(ada, talk, shape="tall")
    assert 'class="tiles is-tall' in body(browse(ada).get(f"/studio/{talk.id}"))


def _edited(ada: Person, talk: Conversation, **drift: object) -> Generation:
    before = _painted(ada, talk).candidates.get(place=0).image
    assert before is not None
    edit = _painted(ada, talk, "make it winter", subject=before.id, what="chosen")
    measured = {"changed_share": 0.124, "ssim": 0.9, "pdq_distance": 12, "outside_equal": None, **drift}
    heat = engines().blobs.put(make.png("#1d4ed8"))
    Drift.objects.create(candidate=edit.candidates.get(place=0), heatmap_sha256=heat, **measured)
    return edit


@pytest.mark.parametrize(("drift", "sentence"), [
    ({"outside_equal": True}, "12 % of the picture changed; nothing outside your region moved."),
    ({"outside_equal": False}, "something outside your region moved."),
    ({"changed_share": 0.001}, "1 % of the picture changed."),
    ({"changed_share": 0.999}, "99 % of the picture changed."),
    ({"changed_share": 0.0}, "Nothing changed"),
    ({"warning": "composition"}, "The whole composition moved."),
])  # fmt: skip
def test_what_an_edit_changed_is_said_in_words(
    ada: Person, talk: Conversation, drift: dict[str, object], sentence: str
) -> None:
    _edited(ada, talk, **drift)
    said = " ".join(re.sub("<[^>]+>", "", body(browse(ada).get(f"/studio/{talk.id}"))).split())
    assert sentence in said


def test_a_composition_that_moved_offers_another_try_and_undo(ada: Person, talk: Conversation) -> None:
    edit = _edited(ada, talk, warning="composition")
    page = _bar(browse(ada).get(f"/studio/{talk.id}"))
    image_id = edit.candidates.get(place=0).image_id
    actions = [each.get("formaction") for each in page.all("button")]
    steps = {each["data-step"]: each["href"] for each in page.all("a") if "data-step" in each}
    assert actions.count(f"/studio/{talk.id}/vary/{image_id}") >= 2
    assert steps["undo"] == f"/studio/{talk.id}?pick={edit.parent_image_id}"


def test_undo_leads_to_the_picture_before_and_redo_to_what_was_made_of_it(
    ada: Person, talk: Conversation
) -> None:
    edit = _edited(ada, talk)
    newest = edit.candidates.get(place=3).image_id
    part = _bar(browse(ada).get(f"/studio/{talk.id}/canvas?pick={edit.parent_image_id}"))
    steps = {each["data-step"]: each["href"] for each in part.all("a") if "data-step" in each}
    assert "undo" not in steps
    assert steps["redo"] == f"/studio/{talk.id}?pick={newest}"


def test_the_heatmap_is_its_owners_alone(ada: Person, cleo: Person, talk: Conversation) -> None:
    address = f"/studio/heatmap/{_edited(ada, talk).id}/0.png"
    mine = browse(ada).get(address)
    assert (mine.status_code, mine["Content-Type"]) == (200, "image/png")
    assert "private" in mine["Cache-Control"]
    assert browse(cleo).get(address).status_code == 404
    assert browse().get(address).status_code == 302
    for place in (1, 9, 10**18):
        assert (
            browse(ada).get(f"/studio/heatmap/{Generation.objects.latest('id').id}/{place}.png").status_code
            == 404
        )


def test_the_tree_says_where_one_is(ada: Person, cleo: Person, talk: Conversation) -> None:
    edit = _edited(ada, talk)
    here = edit.candidates.get(place=0).image_id
    address = f"/studio/{talk.id}/branches?pick={here}"
    for headers in (HTMX, {}):
        tree = _bar(browse(ada).get(address, headers=headers))
        current = [
            each["data-branch"] for each in tree.all("a") if "aria-current" in each and "data-branch" in each
        ]
        assert current == [str(here)]
        assert len([each for each in tree.all("a") if "data-branch" in each]) == 8
    assert browse(cleo).get(address).status_code == 404


def test_two_tries_stand_beside_each_other_with_their_words(ada: Person, cleo: Person) -> None:
    one, two, theirs = make.image(ada, "a red fox"), make.image(ada, "a blue fox"), make.image(cleo)
    page = body(browse(ada).get(f"/studio/compare?a={one.id}&b={two.id}"))
    assert "only A:</span>red</del>" in page
    assert "only B:</span>blue</ins>" in page
    assert browse(ada).get(f"/studio/compare/{one.id}-{two.id}.png")["Content-Type"] == "image/png"
    for pair in ((one.id, theirs.id), (theirs.id, one.id)):
        assert browse(ada).get("/studio/compare?a={}&b={}".format(*pair)).status_code == 404
        assert browse(ada).get("/studio/compare/{}-{}.png".format(*pair)).status_code == 404


def test_one_picture_alone_asks_for_the_other(ada: Person, cleo: Person) -> None:
    one, two = make.image(ada), make.image(ada)
    page = body(browse(ada).get(f"/studio/compare?a={one.id}"))
    assert f"?a={two.id}&amp;b={one.id}" in page
    assert browse(cleo).get(f"/studio/compare?a={one.id}").status_code == 404
    assert "Make another" in body(browse(cleo).get(f"/studio/compare?a={make.image(cleo).id}"))


def test_at_completes_people_one_follows_and_nobody_else(ada: Person, ben: Person, cleo: Person) -> None:
    assert 'data-insert="@ada"' in body(browse(ben).get("/studio/handles?q=A"))
    assert "data-insert" not in body(browse(ben).get("/studio/handles?q=cleo"))
    assert "data-insert" not in body(browse(cleo).get("/studio/handles?q="))


@pytest.mark.parametrize("act", ["vary", "finish"])
def test_a_stranger_presses_nothing_on_anothers_picture(
    ada: Person, cleo: Person, talk: Conversation, act: str
) -> None:
    image_id = _painted(ada, talk, tier="sketch").candidates.get(place=0).image_id
    own = open_conversation(cleo, at=now())
    assert browse(cleo).post(f"/studio/{own.id}/{act}/{image_id}").status_code == 404
    assert browse(cleo).post(f"/studio/{talk.id}/{act}/{image_id}").status_code == 404
    assert Generation.objects.count() == 1


def test_a_try_can_be_starred_where_it_stands(ada: Person, talk: Conversation) -> None:
    image_id = _painted(ada, talk).candidates.get(place=0).image_id
    forms = _bar(browse(ada).get(f"/studio/{talk.id}")).all("form", class_="star-form")
    assert f"/library/{image_id}/star" in {each["action"] for each in forms}
    answer = browse(ada).post(f"/library/{image_id}/star", headers=HTMX)
    assert 'aria-pressed="true"' in body(answer)
