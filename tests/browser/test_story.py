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
