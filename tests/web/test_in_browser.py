"""What only a browser shows: places kept, keys, optimistic likes, the pill, nothing that jumps."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from bottega.engines.blobs.adapters.local import LocalBlobs
from bottega.engines.wired import Engines
from bottega.gallery.actions import Parent
from bottega.people.models import Person
from bottega.reactions.models import Like
from bottega.studio.actions import open_conversation
from tests import make
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.walk

WAIT_MS = 15_000


@pytest.fixture
def page(live_site: LiveSite, browser: "Browser", engines: Engines, ben: Person) -> "Iterator[Page]":
    """A desk browser in which Ben is signed in; pictures lie where the running site finds them."""
    engines.blobs = LocalBlobs(live_site.home.blobs_dir)
    Person.objects.filter(pk=ben.pk).update(is_demo=True)
    context = browser.new_context(
        base_url=live_site.base_url, locale="en-GB", viewport={"width": 1200, "height": 800}
    )
    opened = context.new_page()
    opened.set_default_timeout(WAIT_MS)
    opened.goto("/accounts/login/")
    opened.locator("button[name=handle][value=ben]").click()
    opened.wait_for_url(live_site.base_url + "/")
    yield opened
    context.close()


def _fill(author: Person, count: int) -> list[int]:
    return [make.post(author).id for _ in range(count)][::-1]


def test_going_back_finds_the_same_picture_at_the_same_height(page: "Page", ada: Person) -> None:
    ids = _fill(ada, 70)
    page.goto("/")
    deep = page.locator(f"#post-{ids[58]}")
    while not deep.count():
        page.mouse.wheel(0, 4_000)
        page.wait_for_timeout(100)
    deep.scroll_into_view_if_needed()
    before = deep.bounding_box()
    deep.locator("a.frame").click()
    page.wait_for_url(f"**/p/{ids[58]}")
    page.go_back()
    deep.wait_for()
    page.locator("#wall:not([aria-busy])").wait_for()
    after = deep.bounding_box()
    assert before
    assert after
    assert abs(after["y"] - before["y"]) < 4
    shown = page.evaluate("[...document.querySelectorAll('.card')].map(card => card.dataset.post)")
    assert len(shown) == len(set(shown))


def test_keys_walk_the_wall_like_and_keep_the_focus(page: "Page", ada: Person) -> None:
    ids = _fill(ada, 5)
    page.goto("/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('.card').dataset.post") == str(ids[1])
    page.keyboard.press("l")
    page.locator(f"#like-{ids[1]}[formaction$=unlike]").wait_for(state="attached")
    assert Like.objects.filter(post_id=ids[1]).count() == 1
    assert page.evaluate("document.activeElement.closest('.card').dataset.post") == str(ids[1])
    page.keyboard.press("?")
    assert page.locator("#shortcuts").is_visible()


def test_arrows_walk_from_post_to_post_and_escape_leads_back_to_the_wall(page: "Page", ada: Person) -> None:
    ids = _fill(ada, 3)
    page.goto("/")
    page.locator(f"#post-{ids[0]} a.frame").click()
    page.wait_for_url(f"**/p/{ids[0]}")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**/p/{ids[1]}")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"**/p/{ids[0]}")
    page.keyboard.press("Escape")
    page.locator("#wall").wait_for()


def test_a_double_click_likes_once_and_stays_liked(page: "Page", ada: Person) -> None:
    (post_id,) = _fill(ada, 1)
    page.goto(f"/p/{post_id}")
    page.locator(f"#like-{post_id}").hover()
    page.mouse.down()
    page.mouse.up()
    page.locator(f"#like-{post_id}[formaction$=unlike]").wait_for()
    # The second click comes when the answer is on the page already, and would take the like back.
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    page.wait_for_timeout(300)
    assert Like.objects.filter(post_id=post_id).count() == 1
    assert page.evaluate("document.activeElement.id") == f"like-{post_id}"


def test_a_like_that_cannot_be_sent_is_taken_back_and_said(page: "Page", ada: Person) -> None:
    (post_id,) = _fill(ada, 1)
    page.goto(f"/p/{post_id}")
    page.context.set_offline(True)
    page.locator(f"#like-{post_id}").click()
    page.locator(".toast[data-tone=error]").wait_for()
    assert page.locator(f"#like-{post_id}").get_attribute("aria-pressed") == "false"
    assert page.locator("#offline").is_visible()


def test_nothing_shifts_while_a_feed_page_loads(page: "Page", ada: Person) -> None:
    _fill(ada, 12)
    page.add_init_script(
        "window.shifted = 0; new PerformanceObserver(list => list.getEntries()"
        ".forEach(entry => window.shifted += entry.value)).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shifted") < 0.01


def test_pages_break_no_rule_of_their_own_policy(page: "Page", ada: Person) -> None:
    (post_id,) = _fill(ada, 1)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in ("/", "/newest", f"/p/{post_id}", "/settings", "/saved", "/@ada", "/about", "/accounts/2fa/"):
        page.goto(path)
        page.wait_for_load_state("load")
    assert not complaints


def test_no_page_is_wider_than_a_phone(page: "Page", ada: Person) -> None:
    (post_id,) = _fill(ada, 1)
    page.set_viewport_size({"width": 360, "height": 740})
    for path in (
        "/",
        "/explore",
        f"/p/{post_id}",
        "/settings",
        "/saved",
        "/@ada",
        "/about",
        "/accounts/2fa/",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def _becomes(page: "Page", expression: str, value: object) -> bool:
    """Whether it does within ten seconds; the page's own rules forbid Playwright's waiting for a function."""
    for _ in range(100):
        if page.evaluate(expression) == value:
            return True
        page.wait_for_timeout(100)
    return False


def test_a_region_is_marked_and_tries_are_walked_by_keyboard_alone(page: "Page", ben: Person) -> None:
    before = make.image(ben)
    after = make.image(ben, parent=Parent(before.id))
    talk = open_conversation(ben, at=make.moment())
    page.goto(f"/studio/{talk.id}?pick={after.id}")
    marked = "document.querySelector('.bar-mask').files.length"
    page.locator("[data-brush-open]").focus()
    for key in ("Enter", "ArrowLeft", "Space", "Enter", "ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.locator(".mask-note").wait_for()
    assert _becomes(page, marked, 1)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    page.locator(".mask-note").wait_for(state="hidden")
    assert _becomes(page, marked, 0)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    page.locator(f".mount[data-image='{before.id}']").wait_for()
    page.keyboard.press("Control+Shift+z")
    page.locator(f".mount[data-image='{after.id}']").wait_for()
