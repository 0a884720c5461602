"""On paper a case keeps what was decided and who said what; what can only be pressed is gone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Seat
from tests.browser.house import House

GONE = ".strip, .top, .jump, .pills, main form, main .button, .acts, .asked, .toasts, .filters, .bottom"


@pytest.fixture
def printed(house: House, seat: Seat) -> Page:
    page = seat("IOM focal point")
    house.open(page, house.case("Commission a study"))
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    return page


def test_filters_forms_and_buttons_are_not_printed(printed: Page, house: House) -> None:
    assert printed.locator(GONE).evaluate_all("all => all.filter(e => e.checkVisibility()).length") == 0
    house.open(printed, "/registers/decisions")
    assert printed.locator(GONE).evaluate_all("all => all.filter(e => e.checkVisibility()).length") == 0
    expect(printed.get_by_role("link", name="Priorities for 2013")).to_be_visible()


def test_text_positions_of_all_rounds_principles_and_history_are_printed(printed: Page) -> None:
    for kept in (
        "h1",
        "#now-title",
        ".cells-now",
        "#text .record",
        "#position table >> nth=0",
        "#history .timeline",
    ):
        expect(printed.locator(kept).first).to_be_visible()
    expect(printed.locator("#position details")).to_contain_text("Amendment")
    assert printed.locator("details.round tr").evaluate_all("all => all.every(e => e.checkVisibility())")
    expect(printed.locator(".print-foot")).to_contain_text("Demonstration")
    expect(printed.locator(".print-foot")).to_contain_text("DEC-")
    expect(printed.locator(".print-foot")).to_contain_text("SHA-256")
    expect(printed.locator(".print-foot")).to_contain_text(
        "Printed by IOM focal point at Mon 11 Feb 2013, 15:00"
    )
    expect(printed.get_by_text("Will the four countries be named")).to_be_visible()
    assert printed.pdf(format="A4").startswith(b"%PDF")


def test_a_record_is_printed_by_a_button(house: House, seat: Seat) -> None:
    page = seat("IOM focal point")
    house.open(page, house.case("Commission a study"))
    page.evaluate("window.print = () => { document.title = 'printed' }")
    page.get_by_role("button", name="Print this record").click()
    assert page.title() == "printed"
