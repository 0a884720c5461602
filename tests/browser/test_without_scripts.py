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


def test_a_visitor_searches_reads_and_gives_feedback(house: House, window: Seat) -> None:
    page = window(java_script_enabled=False)
    house.open(page, "/public/products")
    page.get_by_label("Words").fill("police")
    page.get_by_label("Type of product").select_option(label="Tool")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="First Aid Kit").click()
    page.locator("#files summary").click()
    expect(page.locator("#files .hash-full")).to_be_visible()
    page.get_by_role("link", name="Give feedback").click()
    page.get_by_label("What is wrong or missing").fill("The number on card 2 is out of use.")
    page.get_by_role("button", name="Send it").click()
    expect(page.locator("#error-summary")).to_contain_text("Fill in: How useful it was to you.")
    expect(page.get_by_label("What is wrong or missing")).to_have_value("The number on card 2 is out of use.")
    desk.tick(page.get_by_role("group", name="How useful it was to you"), "4")
    page.get_by_role("button", name="Send it").click()
    expect(page.locator("h1")).to_have_text("Thank you")
    house.open(page, "/public/translations")
    page.get_by_role("link", name="First Aid Kit").click()
    expect(page.locator("#about")).to_contain_text("Spanish")


def test_the_secretariat_answers_from_the_lists_of_products(house: House, seat: Seat) -> None:
    page = plain(seat, "Secretariat officer KM")
    house.open(page, "/registers/feedback")
    page.locator(".desk .cell").first.get_by_role("link", name="Open it").click()
    asked = "Look at once whether somebody could come to harm"
    desk.answer(page, asked, "Somebody could come to harm", Reason="The list is public.")
    expect(page.locator("#safety")).to_contain_text("The list is public.")
    house.open(page, "/registers/re-reviews")
    page.get_by_role("link", name="Handbook for Parliamentarians").click()
    expect(page.locator("#feedback")).to_contain_text("Page 31 tells members")
    house.open(page, "/registers/products?themes=IDENTIFICATION")
    expect(page.get_by_role("link", name="First Aid Kit")).to_be_visible()
    house.open(page, "/registers/translations")
    expect(page.get_by_role("link", name="First Aid Kit")).to_have_count(2)
    house.open(page, "/registers/reviews")
    page.locator("#board").get_by_role("link", name="Laws against Trafficking").click()
    expect(page.locator("h1")).to_contain_text("Laws against Trafficking Compared")


def test_filters_and_the_clock_work(house: House, seat: Seat) -> None:
    page = plain(seat, "IOM focal point")
    house.open(page, "/registers/decisions")
    page.get_by_label("Words").fill("glossary that nobody wrote")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".empty")).to_be_visible()
    house.open(page, "/demo/clock")
    page.get_by_role("button", name="One hour on").click()
    expect(page.locator(".strip")).to_contain_text(re.compile("16:00"))
