"""Ways to sign in besides a password: a passkey, and a code from an app; in a real browser."""

import base64
import hmac
import re
import struct
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from bottega.people.models import Person
from tests.live import LiveSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.walk

PASSWORD = "a long walk by the river"
HOME = re.compile(r"://[^/]+/$")


@pytest.fixture
def page(live_site: LiveSite, browser: "Browser") -> "Iterator[Page]":
    """A browser in which nobody is signed in."""
    context = browser.new_context(base_url=live_site.base_url, locale="en-GB")
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    yield opened
    context.close()


@pytest.fixture
def dana(db: None) -> Person:
    """Dana has a password and nothing else yet."""
    return Person.objects.create_user("dana", password=PASSWORD)


def test_a_passkey_is_made_and_then_signs_in_without_a_password(page: "Page", dana: Person) -> None:
    _plug_an_authenticator_in(page)
    _sign_in(page)
    page.goto("/accounts/2fa/webauthn/add/")
    _confirm_password(page)
    page.locator("input[name=name]").fill("laptop")
    passwordless = page.locator("input[name=passwordless]")
    if passwordless.count():
        passwordless.check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="With a passkey").click()
    page.wait_for_url(HOME)
    page.goto("/settings")
    assert page.locator("body").get_by_text("dana").first.is_visible()


def test_a_code_from_an_app_is_asked_for_once_it_is_switched_on(page: "Page", dana: Person) -> None:
    _sign_in(page)
    page.goto("/accounts/2fa/totp/activate/")
    _confirm_password(page)
    secret = re.search(r"\b[A-Z2-7]{32}\b", page.content())
    assert secret
    page.locator("input[name=code]").fill(_code(secret[0]))
    page.locator("input[name=code]").press("Enter")
    page.wait_for_url(lambda url: "/totp/activate/" not in url)
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("dana")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/2fa/authenticate/**")
    # A code works once: the next one belongs to the next half minute.
    page.locator("input[name=code]").fill(_code(secret[0], later=1))
    page.locator("input[name=code]").press("Enter")
    page.wait_for_url(HOME)


def _sign_in(page: "Page") -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("dana")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(HOME)


def _confirm_password(page: "Page") -> None:
    if "reauthenticate" in page.url:
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "reauthenticate" not in url)


def _plug_an_authenticator_in(page: "Page") -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def _code(secret: str, *, later: int = 0) -> str:
    """The six digits of RFC 6238 for this half minute, or for one that comes `later`."""
    counter = struct.pack(">Q", int(time.time()) // 30 + later)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
