"""A telephone: nothing scrolls sideways, and what happens now stands in the first screen."""

from collections.abc import Callable, Iterator

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
WIDTHS = (320, 390, 768, 1000, 1280)


def too_wide(page: Page, path: str) -> Iterator[tuple[str, int, int]]:
    """The widths at which the open page is wider than its window."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        whole = page.evaluate("document.documentElement.scrollWidth")
        if whole > width:
            yield path, width, whole


@pytest.mark.parametrize("name", ROLES)
def test_nothing_scrolls_sideways(standing: House, window: Callable[..., Page], name: str) -> None:
    page = standing.enter(window(), name) if name else window()
    wide: list[tuple[str, int, int]] = []
    for path in crawl.pages(standing.app, page.context, standing.address, cases=1):
        standing.open(page, path)
        wide += too_wide(page, path)
    assert wide == []


def test_what_a_visitor_sends_does_not_scroll_sideways(house: House, window: Callable[..., Page]) -> None:
    page = window()
    assert [each for path in crawl.sent(page, house.address) for each in too_wide(page, path)] == []


def test_what_happens_now_begins_in_the_first_screen(standing: House, window: Callable[..., Page]) -> None:
    page = standing.enter(window(viewport={"width": 390, "height": 844}), "OHCHR focal point")
    for words in (
        "Commission a study",
        "Radio series",
        "annex on meetings",
        "Remedies and compensation",
        "Corridor",
    ):
        standing.open(page, standing.case(words))
        box = page.locator("#now-title").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 844, words


def test_every_control_is_large_enough_for_a_finger(standing: House, window: Callable[..., Page]) -> None:
    page = standing.enter(window(viewport={"width": 390, "height": 844}), "OHCHR focal point")
    for path in ("/my-work", "/registers/decisions", standing.case("Commission a study")):
        standing.open(page, path)
        boxes = page.locator("main :is(button, a.button, .control):visible").evaluate_all(
            "all => all.map(e => [e.textContent.trim().slice(0, 40), Math.round(e.getBoundingClientRect().height)])"
        )
        assert [each for each in boxes if each[1] < 44] == [], path
