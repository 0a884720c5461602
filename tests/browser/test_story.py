"""A decision from draft to announcement, and the ways that leave it, clicked by those who would click them."""

import re

from playwright.sync_api import Page, expect

from tests.browser import desk
from tests.browser.conftest import Seat
from tests.browser.house import House

TITLE = "A common glossary"
FIRST = "The Steering Committee,\n\nDecides to publish a glossary in two languages;\n\nInvites members to send terms."
NUMBER = re.compile(r"GIFT/DEC/2013/\d{3}")
SECOND = FIRST.replace("two languages", "three languages, one of them Arabic")


def prepare(page: Page, title: str, method: str) -> str:
    """Open a decision with its form; gives the address of the case."""
    page.get_by_role("link", name="Decisions", exact=True).first.click()
    page.get_by_role("link", name="Prepare a decision").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Subject").select_option(label="Priority")
    _pick(page, "Method", method)
    page.get_by_label("Background").fill("Partners use one word for different things.")
    desk.confirm(page, "Open the case")
    expect(page.locator("h1")).to_have_text(title)
    return page.url


def _pick(page: Page, label: str, choice: str) -> None:
    """A choice, whether it is shown as rows or as a list."""
    group = page.get_by_role("group", name=label, exact=True)
    if group.count():
        desk.tick(group, choice)
    else:
        page.get_by_label(label, exact=True).select_option(label=choice)


def move_clock(page: Page, house: House, at: str) -> None:
    """Move the demonstration's clock on its own page."""
    house.open(page, "/demo/clock")
    page.get_by_label("Another instant").fill(at)
    page.get_by_role("button", name="Move the clock").click()
    expect(page.locator("#toasts")).to_contain_text("The clock reads")


class Silence:
    """A decision by silence, and the windows of those who make it."""

    def __init__(self, house: House, seat: Seat) -> None:
        self.house, self.seat = house, seat
        self.officer, self.chair = seat("Secretariat officer Programmes"), seat("IOM focal point")
        self.case = ""

    def draft_and_circulate(self) -> None:
        self.case = prepare(self.officer, TITLE, "Silence procedure")
        desk.write(self.officer, FIRST)
        expect(self.officer.locator("#text")).to_contain_text("two languages")
        desk.do(self.officer, "Circulate the text")
        assert "circulated" in desk.moment(self.officer)

    def put_to_silence(self) -> None:
        self.chair.goto(self.case)
        desk.do(self.chair, "Put it to silence")
        assert desk.moment(self.chair).startswith("Silence is running. It ends Mon 18 Feb 2013, 17:00")

    def member_breaks_it(self) -> None:
        member = self.seat("UNICEF focal point")
        member.goto(self.case)
        words = {"Reason": "Arabic is needed.", "Proposed words": "three languages"}
        desk.choose(member, "Take a position", "Amendment", **words)
        expect(member.locator(".confirm-sentence")).to_have_text("You record “Amendment” for UNICEF.")
        expect(member.locator(".arrows")).to_contain_text("Breaks the silence")
        desk.confirm(member, "Record: Amendment")
        assert desk.moment(member).startswith("Silence is broken")
        expect(desk.position(member, "UNICEF")).to_contain_text("Arabic is needed.")

    def office_revises(self) -> None:
        self.officer.goto(self.case)
        desk.write(self.officer, SECOND)
        assert "three languages, one of them Arabic" in self.officer.locator("#text ins").first.inner_text()
        desk.do(self.officer, "Circulate a revised text")

    def members_answer(self, *names: str) -> None:
        for name in names:
            page = self.seat(name)
            page.goto(self.case)
            desk.answer(page, "Take a position", "Support")
            expect(page.locator("tr.you")).to_contain_text("Support")

    def members_read(self, *names: str) -> None:
        for name in names:
            self.seat(name).goto(self.case)

    def office_announces(self) -> None:
        self.officer.goto(self.case)
        desk.do(self.officer, "Announce the decision")
        assert desk.moment(self.officer) == "The decision is announced."


def test_silence_is_broken_the_text_revised_and_adopted_without_objection(house: House, seat: Seat) -> None:
    story = Silence(house, seat)
    story.draft_and_circulate()
    story.put_to_silence()
    story.member_breaks_it()
    story.office_revises()
    story.put_to_silence()
    expect(story.chair.locator("#position details")).to_contain_text("UNICEF")
    expect(desk.position(story.chair, "UNICEF")).to_contain_text("No position")
    story.members_answer("IOM alternate", "UNICEF focal point", "OHCHR focal point", "ILO alternate")
    story.members_read("OSCE focal point", "UNODC focal point")

    move_clock(story.chair, house, "2013-02-18 17:01")
    story.chair.goto(story.case)
    assert desk.moment(story.chair) == "No objection received (2 without position). Silence is not support."
    expect(story.chair.locator(".crumbs")).to_contain_text(NUMBER)
    story.office_announces()
    house.open(story.officer, "/registers/decisions")
    row = story.officer.locator("tr", has=story.officer.get_by_role("link", name=TITLE))
    expect(row).to_contain_text(NUMBER)
    expect(row).to_contain_text("Announced")


def test_a_written_decision_is_objected_to_revised_and_adopted_by_the_chair(house: House, seat: Seat) -> None:
    chair, officer = seat("IOM focal point"), seat("Secretariat officer Programmes")
    case = prepare(chair, "A calendar of meetings", "In writing")
    desk.write(chair, FIRST)
    desk.do(chair, "Circulate the text")
    desk.act(chair, "Open deliberation")
    chair.get_by_label("Positions are due").fill("2013-02-20 17:00")
    desk.confirm(chair, "Open deliberation")
    assert desk.moment(chair) == "The Committee deliberates."

    objecting = seat("UNODC focal point")
    objecting.goto(case)
    desk.answer(objecting, "Take a position", "Strong objection", Reason="Vienna has no room in May.")
    chair.goto(case)
    expect(chair.locator(".now")).to_contain_text("UNODC")
    refused(chair, "Declare consensus", "Every member supports or abstains")

    officer.goto(case)
    desk.write(officer, SECOND)
    objecting.goto(case)
    desk.answer(objecting, "Take a position", "Support")
    for page in map(seat, ("OHCHR focal point", "ILO focal point", "UNICEF focal point", "OSCE focal point")):
        page.goto(case)
        desk.answer(page, "Take a position", "Support")
    chair.goto(case)
    desk.answer(chair, "Take a position", "Support")
    desk.do(chair, "Declare consensus")
    assert desk.moment(chair) == "Adopted by consensus."
    expect(chair.locator(".crumbs")).to_contain_text(NUMBER)


def refused(page: Page, label: str, rule: str) -> None:
    """Ask why an act is not possible: the page says which rule fails and what would help, and offers no button."""
    row = page.locator("#acts li", has_text=label)
    row.get_by_role("link", name="Why can I not?").click()
    expect(page.locator(".refusal")).to_contain_text(rule)
    expect(page.locator(".refusal")).to_contain_text("What would help")
    assert page.locator("main form button").count() == 0


def test_where_the_chairs_own_organization_objects_the_cochair_declares(house: House, seat: Seat) -> None:
    radio = house.case("Radio series")
    chair, cochair = seat("IOM focal point"), seat("OHCHR focal point")
    house.open(chair, radio)
    refused(chair, "Declare a joint decision", "co-chair declares")
    house.open(cochair, radio)
    desk.do(cochair, "Declare a joint decision")
    assert desk.moment(cochair) == "Adopted as a joint decision, no member strongly objecting."
    expect(desk.position(cochair, "IOM")).to_contain_text("Concern")


def test_the_secretariat_writes_down_what_a_member_said_on_the_telephone(house: House, seat: Seat) -> None:
    corridor = house.case("Corridor pilot")
    officer, member = seat("Secretariat officer Coordination"), seat("OSCE focal point")
    house.open(officer, corridor)
    officer.get_by_role("link", name="Record what a member said: Take a position").click()
    officer.get_by_label("Member").first.select_option(label="OSCE")
    officer.get_by_role("button", name="Continue").click()
    desk.tick(officer, "Support")
    officer.get_by_role("button", name="Continue").click()
    expect(officer.locator("#error-summary")).to_contain_text("Say how the member told you")
    officer.get_by_label("How the member said it").fill(
        "Call of 11 February 2013, 14:50, with the focal point."
    )
    officer.get_by_role("button", name="Continue").click()
    desk.confirm(officer, "Record: Support")
    house.open(member, corridor)
    row = desk.position(member, "OSCE")
    expect(row).to_contain_text("Support")
    expect(row).to_contain_text("Recorded by Secretariat officer Coordination")


def test_a_stale_page_keeps_the_words_and_says_who_changed_what(house: House, seat: Seat) -> None:
    draft = house.case("Online hub: guidance")
    first, second = seat("UNICEF focal point"), seat("Secretariat officer Programmes")
    for page in (first, second):
        house.open(page, f"{draft}/edit")
        page.get_by_label("Background").fill(f"Words of {'UNICEF' if page is first else 'the office'}.")
    desk.confirm(second, "Record the particulars")
    desk.confirm(first, "Record the particulars")
    assert first.locator(".note-warn").inner_text().count("Secretariat officer Programmes") == 1
    expect(first.get_by_label("Background")).to_have_value("Words of UNICEF.")
    expect(house.open(second, draft).locator("main")).to_contain_text("Words of the office.")


def test_sending_a_form_twice_does_nothing_twice(house: House, seat: Seat) -> None:
    page = seat("OHCHR focal point")
    house.open(page, house.case("Commission a study"))
    desk.choose(page, "Take a position", "Concern", Reason="The safety of participants is open.")
    forms = [
        page.locator("main form").evaluate("form => new URLSearchParams(new FormData(form)).toString()")
    ] * 2
    address = page.locator("main form").get_attribute("action")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": house.address}
    answers = [page.request.post(f"{house.address}{address}", data=form, headers=headers) for form in forms]
    assert [each.status for each in answers] == [200, 200]
    house.open(page, house.case("Commission a study") + "/history")
    assert page.locator("tr", has_text="OHCHR: Concern").count() == 1


def test_what_is_wrong_is_said_above_the_kept_words(house: House, seat: Seat) -> None:
    page = seat("OHCHR focal point")
    house.open(page, house.case("Commission a study"))
    desk.choose(page, "Take a position", "Amendment", **{"Proposed words": "also for children"})
    assert page.title().startswith("Error:")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    expect(page.get_by_label("Proposed words")).to_have_value("also for children")
    page.locator("#error-summary a").click()
    assert page.evaluate("document.activeElement.name") == "reason"
    page.keyboard.type("Children are concerned.")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".confirm")).to_contain_text("Children are concerned.")
