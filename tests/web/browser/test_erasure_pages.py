"""Erasures in a real browser: narrow, in both themes, with nothing to complain of; asked for and approved by keyboard."""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from engine.commands import case
from engine.history.erasure import REMARK, Part
from tests.engine.erasing import OTHER, ask, erase, one, with_two_administrators
from tests.web.browser.conftest import SignIn
from tests.web.browser.test_lists import findings, opened
from tests.web.desk import Desk

WIDTHS = (320, 390, 1280)


@pytest.fixture
def remarks(desk: Desk) -> list[UUID]:
    world = with_two_administrators(desk.world)
    case_id = world.deliberating(title="A study on the impact of remedies for trafficked persons")
    by = world.people["ILO"]
    return [case.comment(world.engine, case_id, f"Remark {n}.", by=by).result for n in range(3)]


@pytest.mark.browser
def test_the_pages_are_whole_at_every_width_and_axe_finds_nothing(
    desk: Desk, remarks: list[UUID], sign_in: SignIn, address: str, complaints: list[str]
) -> None:
    mine = ask(desk.world, Part(REMARK, remarks[0]), by=OTHER)
    waits, done = ask(desk.world, Part(REMARK, remarks[1])), erase(desk.world, Part(REMARK, remarks[2]))
    reader = sign_in(OTHER)
    for path in ("", *(f"/{each}" for each in (mine, waits, done))):
        for width in WIDTHS:
            opened(reader, f"{address}/admin/erasures{path}", width)
            wide = reader.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path} at {width}"
        for theme in ("light", "dark"):
            reader.emulate_media(color_scheme=theme)
            assert findings(reader) == [], f"{path}, {theme}"
    assert complaints == []


@pytest.mark.browser
def test_an_erasure_is_approved_by_keyboard(
    desk: Desk, remarks: list[UUID], sign_in: SignIn, address: str
) -> None:
    identity = ask(desk.world, Part(REMARK, remarks[0]))
    reader: Page = sign_in(OTHER)
    opened(reader, f"{address}/admin/erasures")
    reader.get_by_role("link", name="A remark").press("Enter")
    reader.get_by_role("button", name="Approve and erase").press("Enter")
    expect(reader.get_by_text("It is erased.")).to_be_visible()
    assert one(desk.world, identity).state == "executed"
