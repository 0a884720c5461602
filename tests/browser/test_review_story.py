"""A quality review, clicked by those who make it: the Secretariat chooses, an expert reviews, the author answers, a stranger checks."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from config.demo.desk import TEXTS
from tests.browser import desk
from tests.browser.conftest import Seat
from tests.browser.house import House

SECRETARIAT, REVIEWER, AUTHOR = "Secretariat officer KM", "Expert 09", "UNODC regional office"
COURSE = "Human Trafficking and Business: eLearning course"
EMPLOYERS = "Combating Forced Labour: A Handbook for Employers and Business"
LEGISLATORS = "Laws against Trafficking Compared: a Guide for Legislators"


def open_review(page: Page, title: str) -> Page:
    page.get_by_role("link", name="Reviews", exact=True).first.click()
    page.get_by_role("link", name=title).first.click()
    expect(page.locator("h1")).to_have_text(title)
    return page


def test_the_secretariat_chooses_an_expert_with_a_reason(seat: Seat) -> None:
    page = open_review(seat(SECRETARIAT), COURSE)
    expect(page.locator("#panel")).to_contain_text("I have a conflict of interest")
    page.get_by_role("link", name="See who fits, and choose").click()
    expect(page.locator("#impossible")).to_contain_text("A true conflict of interest is on record")
    page.locator("#candidates").get_by_role("link", name="Choose").first.click()
    expect(page.get_by_label("Reviewer")).not_to_have_value("")
    desk.confirm(page, "Save the row")
    expect(page.locator("main")).to_contain_text(
        "An expert is chosen for need, theme or region, and with a reason."
    )
    desk.tick(page.get_by_role("group", name="Chosen for"), "Need")
    page.get_by_label("Why this one").fill("Teaches prevention to trade unions.")
    desk.confirm(page, "Save the row")
    expect(page.locator("#panel")).to_contain_text("Teaches prevention to trade unions.")


def test_an_expert_keeps_a_draft_and_delivers_the_review(seat: Seat) -> None:
    page = open_review(seat(REVIEWER), EMPLOYERS)
    page.get_by_role("link", name="Open the form").click()
    expect(page.get_by_role("complementary", name="To read")).to_contain_text(
        "Where it hides in a supply chain."
    )
    for line in page.get_by_role("group", name="Criteria").get_by_role("combobox").all():
        line.select_option(label="3, largely met")
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.locator("#toasts")).to_contain_text("Your draft is kept.")
    expect(page.get_by_role("group", name="Criteria").get_by_role("combobox").last).to_have_value("THREE")
    desk.tick(page, "Minor changes")
    page.get_by_role("group", name="Line 1").get_by_label("Comment").fill("Name the conventions by number.")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("main")).to_contain_text("Name the conventions by number.")
    desk.confirm(page, "Record: Minor changes")
    expect(page.locator("#review")).to_contain_text("Minor changes")


def test_the_author_answers_every_comment_and_puts_the_revised_file(seat: Seat) -> None:
    page = open_review(seat(AUTHOR), LEGISLATORS)
    for _ in range(2):
        unanswered = page.locator("#comments tr", has=page.locator("td[data-label='Response'] .tone-muted"))
        unanswered.first.get_by_role("link").click()
        desk.tick(page.get_by_role("group", name="Response"), "Accepted")
        page.get_by_label("What was done, or why not").fill("Done in this version.")
        desk.confirm(page, "Save the row")
        expect(page.locator("#toasts")).to_contain_text("Saved in")
    expect(page.locator("main")).to_contain_text("put the revised one")
    page.locator("#product").get_by_role("link", name="Write a new version").click()
    page.get_by_label("Write the words here").fill("A guide for legislators, revised.")
    desk.confirm(page, "Put this version")
    desk.answer(page, "Answer the comments and revise", "Revised and answered")
    assert "The panel looks at the revised product." in desk.moment(page)


def test_a_stranger_checks_a_file_which_stays_in_the_browser(
    window: Seat, house: House, tmp_path: Path
) -> None:
    page, stamped = window(), TEXTS / "first-aid-kit-product-2.txt"
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    house.open(page, "/certificates/stamps")
    page.get_by_role("button", name="File", exact=True).set_input_files(stamped)
    page.get_by_role("button", name="Check the file").click()
    expect(page.locator("main")).to_contain_text("Stamp of quality: valid until Wed 30 Oct 2013.")
    assert "POST" not in sent, "the file was not sent"
    changed = tmp_path / "changed.txt"
    changed.write_bytes(stamped.read_bytes() + b" ")
    page.get_by_role("button", name="File", exact=True).set_input_files(changed)
    page.get_by_role("button", name="Check the file").click()
    expect(page.locator("main")).to_contain_text("This file bears no stamp")


def test_without_scripts_the_file_is_sent_and_the_answer_is_the_same(window: Seat, house: House) -> None:
    page = window(java_script_enabled=False)
    house.open(page, "/certificates/stamps")
    page.get_by_role("button", name="File", exact=True).set_input_files(TEXTS / "first-aid-kit-product-2.txt")
    page.get_by_role("button", name="Check the file").click()
    expect(page.locator("main")).to_contain_text("Stamp of quality: valid until Wed 30 Oct 2013.")
