"""Datasets by keyboard alone: said, made, checked and downloaded; and their pages against axe's rules."""

import re
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from bottega.datasets.models import Fetch, Run, RunState
from bottega.people.models import Person
from tests import make
from tests.live import LiveSite
from tests.walks.test_accessible import SCREENS, _a_furnished_wall, _sign_in, _violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.walk

STEPS_MAX = 80  # of the Tab key


@pytest.mark.parametrize("screen", list(SCREENS))
def test_a_dataset_is_made_and_downloaded_by_keyboard_and_every_page_of_it_is_accessible(
    live_site: LiveSite, browser: "Browser", ada: Person, screen: str
) -> None:
    _a_furnished_wall(live_site, ada)
    make.allow(ada)
    context = browser.new_context(base_url=live_site.base_url, bypass_csp=True, **SCREENS[screen])  # type: ignore[arg-type]
    _sign_in(context, live_site, ada)
    page = context.new_page()
    page.goto("/datasets/new")
    _tab_to(page, "[name=kind]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator("[name=kind][value=t2i]")).to_be_checked()
    _tab_to(page, "#title")
    page.keyboard.type("Foxes of the walk")
    _tab_to(page, "[name=step][value=make]")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/datasets/runs/\d+$"))
    live_site.await_jobs()
    run = Run.objects.get()
    assert (run.state, run.samples) == (RunState.FINISHED, 4)  # a remix too
    expect(page.get_by_role("link", name="Open version 1.0.0")).to_be_visible()  # without a reload
    page.goto("/datasets/foxes-of-the-walk")
    _tab_to(page, "[name=use]")
    page.keyboard.type("To teach a model of ours to draw foxes.")
    _tab_to(page, "#download .main-button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("All in one file")).to_be_visible()
    assert Fetch.objects.get().use == "To teach a model of ours to draw foxes."
    _tab_to(page, "#download .main-button")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    with tarfile.open(download.value.path()) as whole:
        assert {"manifest.json", "README.md", "verify.py"} <= {Path(name).name for name in whole.getnames()}
    addresses = [
        "/datasets",
        "/datasets/new",
        "/datasets/foxes-of-the-walk",
        f"/datasets/runs/{run.id}",
        f"/datasets/runs/{run.id}/proof",
        "/commons",
        "/uses",
    ]
    assert _violations(context, addresses) == []
    context.close()


def _tab_to(page: "Page", selector: str) -> None:
    """Press Tab until what has the focus is of that kind, and can be seen to have it."""
    for _ in range(STEPS_MAX):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")
