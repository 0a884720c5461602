"""Only the keyboard: the skip link, signing in, a position, and the shortcuts of one key."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import desk
from tests.browser.conftest import Seat
from tests.browser.desk import focused, tab_to
from tests.browser.house import House


def test_the_first_stop_skips_to_the_content(house: House, seat: Seat) -> None:
    page = seat("ILO focal point")
    house.open(page, "/my-work")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_signing_in_and_taking_a_position(house: House, window: Callable[..., Page]) -> None:
    page = window()
    house.open(page, "/demo/accounts")
    tab_to(page, "OSCE focal point")
    page.keyboard.press("Enter")
    page.wait_for_url("**/my-work")
    tab_to(page, "Take a position")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/**")
    if not page.url.endswith(house.case("Commission a study").rsplit("/", 1)[-1]):
        house.open(page, house.case("Commission a study"))
    tab_to(page, "Support")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Support, with a comment"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    tab_to(page, "Continue")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Check what will happen")
    tab_to(page, "Record: Support")
    page.keyboard.press("Enter")
    expect(desk.position(page, "OSCE")).to_contain_text("Support")


def test_shortcuts_search_go_step_and_are_listed(house: House, seat: Seat) -> None:
    page = seat("OHCHR focal point")
    house.open(page, "/registers/decisions")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("g")
    expect(page.locator("#search-top")).to_have_value("g")
    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/my-work")
    page.keyboard.press("j")
    first = focused(page)
    page.keyboard.press("j")
    assert page.evaluate("Boolean(document.activeElement.closest('[data-row]'))")
    page.keyboard.press("k")
    assert focused(page) == first
    page.keyboard.press("?")
    page.wait_for_url("**/help/keyboard")


def test_shortcuts_can_be_switched_off(house: House, seat: Seat) -> None:
    page = seat("OHCHR focal point")
    house.open(page, "/account")
    box = page.locator("[name=shortcuts]")
    box.uncheck()
    page.locator("form").filter(has=box).locator(".button-primary").click()
    house.open(page, "/registers/decisions")
    page.keyboard.press("?")
    page.keyboard.press("g")
    page.keyboard.press("m")
    assert page.url.endswith("/registers/decisions")


def test_escape_closes_the_menu_of_a_telephone(house: House, seat: Seat) -> None:
    page = seat("OHCHR focal point", viewport={"width": 390, "height": 844})
    page.locator(".menu > summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("navigation", name="Menu")).to_be_hidden()
    assert focused(page) == "Menu"
