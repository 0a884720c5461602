"""Without any script the core of the story works: sign in, write, circulate, answer, read what is wrong, move the clock."""

import re

from playwright.sync_api import Page, expect

from tests.browser import desk
from tests.browser.conftest import Seat
from tests.browser.house import House


def plain(seat: Seat, name: str) -> Page:
    return seat(name, java_script_enabled=False)


def test_a_draft_is_written_circulated_and_answered(house: House, seat: Seat) -> None:
    member = plain(seat, "UNICEF focal point")
    draft = house.case("Online hub: guidance")
    house.open(member, draft)
    desk.write(member, "The Steering Committee,\n\nAsks editors to show a story for one year.")
    expect(member.locator("#text ins").first).to_be_visible()
    officer = plain(seat, "Secretariat officer Programmes")
    house.open(officer, draft)
    desk.do(officer, "Circulate the text")
    assert "circulated" in desk.moment(officer)


def test_a_position_is_taken_and_changed(house: House, seat: Seat) -> None:
    member = plain(seat, "OSCE focal point")
    house.open(member, house.case("Commission a study"))
    desk.choose(member, "Take a position", "Concern")
    expect(member.locator("#error-summary")).to_be_visible()
    member.get_by_label("Reason").fill("Capitals were not asked.")
    member.get_by_role("button", name="Continue").click()
    desk.confirm(member, "Record: Concern")
    assert desk.moment(member).startswith("Silence is broken")
    desk.answer(member, "Take a position", "Support")
    expect(desk.position(member, "OSCE")).to_contain_text("Support")
    assert desk.moment(member).startswith("Silence is running")


def test_filters_and_the_clock_work(house: House, seat: Seat) -> None:
    page = plain(seat, "IOM focal point")
    house.open(page, "/registers/decisions")
    page.get_by_label("Words").fill("glossary that nobody wrote")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".empty")).to_be_visible()
    house.open(page, "/demo/clock")
    page.get_by_role("button", name="One hour on").click()
    expect(page.locator(".strip")).to_contain_text(re.compile("16:00"))
