"""Links that open an account: what a browser sends from such a page is taken as our own form, and the secret goes nowhere else."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from engine.commands.password import invite, reset_link
from engine.commands.register import add_person
from tests.browser.conftest import Seat
from tests.browser.house import House

PASSWORD = "seven lanterns on the pier"


@pytest.mark.parametrize("begun", [False, True])
def test_whoever_follows_a_link_chooses_a_password_and_is_signed_in(
    house: House, window: Seat, begun: bool
) -> None:
    engine = house.engine
    if begun:
        path = f"/password/{reset_link(engine, house.person('UNODC focal point'))[0]}"
    else:
        new = add_person(engine, "newcomer@example.org", "Newcomer", by=None).result
        path = f"/invitation/{invite(engine, new, by=None)}"
    page = window()
    told: list[str] = []
    page.on("request", lambda asked: told.append(asked.headers.get("referer", "")))
    house.open(page, path)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Keep this password and sign in").click()
    expect(page.locator("h1")).not_to_have_text("This form was sent by another site.")
    page.wait_for_url(lambda url: path not in url)
    expect(
        page.get_by_role("button", name="Sign out").or_(page.get_by_text("Sign out")).first
    ).to_be_attached()
    assert path.rsplit("/", 1)[1] not in " ".join(told)
