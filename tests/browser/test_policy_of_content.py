"""Nothing on any page needs more than the policy of content allows, and the policy allows little."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import crawl
from tests.browser.house import House

# Who keeps the house meets most kinds of pages; the others go with the long sweeps.
LONG = ("IOM focal point", "System administrator")
ROLES = (
    "",
    "Secretariat officer Coordination",
    *(pytest.param(each, marks=[pytest.mark.long, pytest.mark.night]) for each in LONG),
)
INLINE = (
    "[style], style, script:not([src]), [onclick], [onload], [onsubmit], [onchange], a[href^='javascript:']"
)


@pytest.mark.parametrize("name", ROLES)
def test_no_page_holds_a_script_or_a_style_of_its_own(
    standing: House, window: Callable[..., Page], name: str
) -> None:
    page = standing.enter(window(), name) if name else window()
    for path in crawl.pages(standing.app, page.context, standing.address, cases=1):
        standing.open(page, path)
        assert page.locator(INLINE).count() == 0, path


def test_what_a_visitor_sends_is_answered_without_them_too(house: House, window: Callable[..., Page]) -> None:
    page = window()
    for path in crawl.sent(page, house.address):
        assert page.locator(INLINE).count() == 0, path


def test_pages_say_what_they_allow(standing: House, window: Callable[..., Page]) -> None:
    page = standing.enter(window(), "IOM focal point")
    for path in (
        "/my-work",
        "/audit",
        standing.case("Radio series"),
        "/public/products",
        "/certificates/stamps",
    ):
        headers = page.request.get(f"{standing.address}{path}").headers
        policy = dict(
            part.strip().split(" ", 1)
            for part in headers["content-security-policy"].split(";")
            if part.strip()
        )
        assert "unsafe" not in headers["content-security-policy"]
        assert policy["script-src"].startswith("'self'")
        assert policy["frame-ancestors"] == "'none'"
        assert policy["form-action"] == "'self'"
        assert headers["x-content-type-options"] == "nosniff"
        assert "no-store" in headers["cache-control"]
