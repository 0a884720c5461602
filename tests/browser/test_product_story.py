"""A product that is published, clicked and typed by those who use it: found, checked, complained of, looked at; and the page of reviews."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk
from tests.browser.conftest import Seat
from tests.browser.desk import focused, tab_to
from tests.browser.house import House

SECRETARIAT = "Secretariat officer KM"
KIT = "First Aid Kit for Law Enforcement First Responders"
COURSE = "Human Trafficking and Business: eLearning course"
LEGISLATORS = "Laws against Trafficking Compared: a Guide for Legislators"
HARM = "Card 2 sends the officer to a shelter by its street and number."
SAFETY = "Look at once whether somebody could come to harm"


@pytest.fixture
def visitor(house: House, window: Seat) -> Page:
    """Somebody without an account, before the list of what is published."""
    page = house.open(window(), "/sign-in")
    page.get_by_role("contentinfo").get_by_role("link", name="Published products").click()
    expect(page.locator("h1")).to_have_text("Published products")
    return page


def titles(page: Page) -> list[str]:
    """What the public list shows."""
    return page.locator("#published h3").all_inner_texts()


def find_kit(page: Page) -> Page:
    """By words with the keyboard, then narrowed down with the pointer, then opened."""
    everything = len(titles(page))
    tab_to(page, "Words")
    page.keyboard.type("police")
    page.keyboard.press("Enter")
    page.wait_for_url("**words=police**")
    by_words = titles(page)
    assert KIT in by_words
    assert len(by_words) < everything
    page.get_by_label("Themes").select_option(label="Victim identification and referral")
    page.get_by_label("Type of product").select_option(label="Tool")
    page.get_by_role("button", name="Find").click()
    page.wait_for_url("**themes=IDENTIFICATION**")
    narrowed = titles(page)
    assert KIT in narrowed
    assert len(narrowed) < len(by_words)
    expect(page.get_by_label("Words")).to_have_value("police")
    page.get_by_role("link", name=KIT).click()
    expect(page.locator("h1")).to_have_text(KIT)
    return page


def download(page: Page, folder: Path) -> Path:
    """The product as a file of the visitor's own."""
    with page.expect_download() as begun:
        page.locator("#files").get_by_role("link", name="Product").click()
    kept = folder / begun.value.suggested_filename
    begun.value.save_as(kept)
    return kept


def check(page: Page, file: Path) -> Page:
    """Put the file into the check of the stamp."""
    page.locator("#stamp").get_by_role("link", name="Check a file").click()
    page.get_by_role("button", name="File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    expect(page.locator("[role=status] #found-1")).to_be_visible()
    return page


def give_feedback(page: Page) -> Page:
    """All in words and two clicks: not useful, and somebody may come to harm."""
    page.get_by_role("link", name="Give feedback").click()
    desk.tick(page.get_by_role("group", name="How useful it was to you"), "2")
    page.get_by_label("What is wrong or missing").fill(HARM)
    desk.tick(page.get_by_role("group", name="Could harm somebody"), "Yes")
    page.get_by_role("button", name="Send it").click()
    expect(page.locator("h1")).to_have_text("Thank you")
    return page


def type_feedback(page: Page) -> None:
    """With the keyboard alone, and without the one answer that is needed."""
    tab_to(page, "Give feedback")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Give feedback")
    tab_to(page, "What is wrong or missing")
    page.keyboard.type(HARM)
    tab_to(page, "Leave it open")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert focused(page) == "Yes"
    tab_to(page, "Send it")
    page.keyboard.press("Enter")


def look_at_safety(page: Page, outcome: str, reason: str) -> Page:
    """From the desk above the register of feedback to the case, and answer."""
    page.get_by_role("navigation", name="Registers").get_by_text("More").click()
    page.get_by_role("link", name="Feedback", exact=True).first.click()
    cell = page.locator(".desk .cell", has=page.get_by_role("heading", name=SAFETY)).filter(has_text=KIT)
    cell.get_by_role("link", name=KIT).click()
    expect(page.locator("main")).to_contain_text(HARM)
    return desk.answer(page, SAFETY, outcome, Reason=reason)


def test_a_visitor_finds_a_product_and_its_file_is_the_one_that_bears_the_stamp(
    visitor: Page, tmp_path: Path
) -> None:
    page = find_kit(visitor)
    expect(page.locator(".head")).to_contain_text("Stamp of quality, valid")
    expect(page.locator("#stamp h2")).to_have_text("Stamp of quality: valid until Wed 30 Oct 2013.")
    expect(page.locator("#related")).to_contain_text("Translation · Spanish")
    page.locator("#files summary").click()
    file = download(page, tmp_path)
    expect(page.locator("#files .hash-full")).to_have_text(hashlib.sha256(file.read_bytes()).hexdigest())
    check(page, file)
    expect(page.locator("#found-1")).to_contain_text("Stamp of quality: valid until Wed 30 Oct 2013.")
    page.locator("#found-1").get_by_role("link", name="The certificate").click()
    expect(page.locator("main")).to_contain_text("GIFT/STAMP/2012/002")


def test_a_translation_leads_to_its_source_and_back(visitor: Page) -> None:
    page = find_kit(visitor)
    page.locator("#related").get_by_role("link", name=KIT).click()
    expect(page.locator("#about")).to_contain_text("Spanish")
    expect(page.locator(".head")).to_contain_text("The stamp is on the source.")
    page.locator("#related").get_by_role("link", name=KIT).click()
    expect(page.locator(".head")).to_contain_text("Stamp of quality, valid")


def test_a_search_that_finds_nothing_says_so_and_is_cleared(visitor: Page) -> None:
    everything = titles(visitor)
    visitor.get_by_label("Words").fill("submarines")
    visitor.get_by_role("button", name="Find").click()
    expect(visitor.locator(".empty")).to_contain_text("Nothing that is published fits this.")
    visitor.get_by_role("link", name="Clear the search").click()
    expect(visitor.locator(".empty")).to_have_count(0)
    assert titles(visitor) == everything


def test_feedback_is_typed_and_what_was_forgotten_is_asked_for_above_the_kept_words(visitor: Page) -> None:
    page = find_kit(visitor)
    type_feedback(page)
    expect(page.locator("#error-summary")).to_be_focused()
    assert page.title().startswith("Error:")
    expect(page.get_by_label("What is wrong or missing")).to_have_value(HARM)
    expect(page.get_by_label("Yes", exact=True)).to_be_checked()
    tab_to(page, "Fill in: How useful it was to you.")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "5, very useful"
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    assert focused(page) == "2"
    tab_to(page, "Send it")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Thank you")
    expect(page.get_by_role("status").first).to_contain_text(
        "within 24 hours somebody looks whether it is so"
    )


def test_what_is_found_unsafe_suspends_the_stamp_which_everybody_reads_at_once(
    visitor: Page, seat: Seat, tmp_path: Path
) -> None:
    entry = find_kit(visitor).url
    file = download(visitor, tmp_path)
    give_feedback(visitor)
    officer = look_at_safety(seat(SECRETARIAT), "Somebody could come to harm", "The address is the true one.")
    row = officer.locator("#safety tr", has_text="Secretariat officer").first
    expect(row).to_contain_text("Somebody could come to harm")
    expect(row).to_contain_text("The address is the true one.")

    visitor.get_by_role("link", name="Back to it").click()
    assert visitor.url == entry
    expect(visitor.locator(".head")).to_contain_text("Stamp is suspended")
    expect(visitor.locator("#stamp h2")).to_contain_text("suspended")
    check(visitor, file)
    expect(visitor.locator("#found-1")).to_contain_text("suspended")
    visitor.get_by_role("link", name="Published products").first.click()
    row = visitor.locator(".published-row", has=visitor.get_by_role("link", name=KIT))
    expect(row).to_contain_text("Stamp is suspended")


def test_an_expert_who_was_just_chosen_finds_the_invitation_on_the_page_of_reviews(seat: Seat) -> None:
    page = seat(SECRETARIAT)
    page.get_by_role("link", name="Reviews", exact=True).first.click()
    page.locator("#board").get_by_role("link", name=COURSE).click()
    page.get_by_role("link", name="See who fits, and choose").click()
    first = page.locator("#candidates li", has=page.get_by_role("link", name="Choose")).first
    name = first.get_by_role("heading").get_by_role("link").inner_text()
    first.get_by_role("link", name="Choose").click()
    desk.tick(page.get_by_role("group", name="Chosen for"), "Need")
    page.get_by_label("Why this one").fill("Teaches prevention to trade unions.")
    desk.confirm(page, "Save the row")

    expert = seat(name)
    expert.get_by_role("link", name="Reviews", exact=True).first.click()
    asked = expert.locator("#asked")
    expect(asked.get_by_role("heading", name="My reviews")).to_be_visible()
    expect(asked.get_by_role("heading", name="You are asked")).to_be_visible()
    row = asked.locator(".task", has_text="Accept and declare your interests")
    expect(row).to_contain_text(COURSE)
    expect(expert.locator("#board")).to_have_count(0)
    row.get_by_role("link").click()
    expect(expert.locator("h1")).to_have_text(COURSE)
    expect(desk.question(expert, "Accept and declare your interests")).to_contain_text("Accept")


def test_the_secretariat_sees_the_reviews_by_stage_and_which_take_too_long(house: House, seat: Seat) -> None:
    page = seat(SECRETARIAT)
    page.get_by_role("link", name="Reviews", exact=True).first.click()
    board = page.locator("#board")
    expect(board.get_by_role("heading", name="Reviews by stage")).to_be_visible()
    stages = [re.split(r"\s+\d", words)[0] for words in board.locator("h3").all_inner_texts()]
    assert stages[:4] == ["Screening", "Panel selection", "Panel confirmed", "In review"]
    revision = board.locator(".board-stage", has=page.get_by_role("heading", name="Revision"))
    expect(revision).to_contain_text(LEGISLATORS)
    expect(revision.locator(".board-red")).to_contain_text("84 days, over 60 days")
    expect(board.locator(".board-card")).to_have_count(4)
    revision.get_by_role("link", name=LEGISLATORS).click()
    expect(page.locator("h1")).to_have_text(LEGISLATORS)
    expect(house.open(seat("ILO focal point"), "/registers/reviews").locator("#board")).to_have_count(0)
