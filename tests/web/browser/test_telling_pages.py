"""Choosing what one is told, and how messages read, in a real browser: narrow, in both themes, with nothing to complain of."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from engine.commands.watching import watch
from engine.letter_choice import MOVES
from engine.seal import Seal
from tests.web.browser.conftest import SignIn
from tests.web.browser.test_lists import findings, opened
from tests.web.desk import KEY, ORIGIN, Desk

PAGES = ("/account/telling", "/admin/previews", "/admin/previews/news", "/admin/previews/asked")
WIDTHS = (320, 390, 1280)


@pytest.fixture
def reader(desk: Desk, sign_in: SignIn) -> Page:
    """An officer who administers as well, and watches a case."""
    world = desk.world
    world.grant("ADMIN", "SEC", "officer", "principal")
    title = "A study on the impact of remedies for trafficked persons in the region"
    watch(world.engine, world.circulated(title=title), by=world.people["officer"])
    return sign_in("officer")


def ending(desk: Desk) -> str:
    return f"/letters/end/{Seal.of(KEY, ORIGIN).sign(desk.world.people['ILO'], [MOVES])}"


@pytest.mark.browser
def test_the_pages_are_whole_at_every_width_and_axe_finds_nothing(
    reader: Page, desk: Desk, address: str, complaints: list[str]
) -> None:
    for path in (*PAGES, ending(desk)):
        for width in WIDTHS:
            opened(reader, address + path, width)
            wide = reader.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path} at {width}"
        for theme in ("light", "dark"):
            reader.emulate_media(color_scheme=theme)
            assert findings(reader) == [], f"{path}, {theme}"
    assert complaints == []


@pytest.mark.browser
def test_a_framed_letter_wears_its_style_and_leads_nowhere(reader: Page, address: str) -> None:
    opened(reader, address + "/admin/previews/moved")
    letter = reader.frame_locator("iframe.letter-frame")
    button = letter.locator("a.button").first
    expect(button).to_have_text("Open the case")
    assert button.evaluate("each => getComputedStyle(each).display") == "inline-block"
    button.click()
    expect(reader).to_have_url(address + "/admin/previews/moved")


@pytest.mark.browser
def test_letters_are_chosen_and_watching_ends_by_keyboard(reader: Page, address: str) -> None:
    opened(reader, address + "/account/telling")
    reader.get_by_role("group", name="Steps of cases").get_by_label("Not by mail").press("Space")
    reader.get_by_role("button", name="Keep this choice").press("Enter")
    expect(reader.get_by_text("From now on letters come as you have chosen.")).to_be_visible()
    chosen = reader.get_by_role("group", name="Steps of cases").get_by_label("Not by mail")
    expect(chosen).to_be_checked()
    reader.get_by_role("button", name="Stop watching").press("Enter")
    expect(reader.get_by_text("You watch no case.")).to_be_visible()
