"""What people do on pages, in their own words: press, choose, record. Each is what a visitor would do with a pointer,
the last with the keyboard."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from playwright.sync_api import Locator, Page, expect


def heading(page: Page) -> str:
    """The one title of the page."""
    return page.locator("h1").inner_text()


def moment(page: Page) -> str:
    """The sentence that says what happens now."""
    return page.locator("#now-title").inner_text()


def told(page: Page) -> str:
    """What the page said was recorded."""
    return page.locator("#toasts").inner_text()


def act(page: Page, label: str) -> Page:
    """Follow an act from the list beside the text to its own page."""
    page.locator("#acts").get_by_role("link", name=label, exact=True).click()
    expect(page.locator("h1")).to_have_text(label)
    return page


def confirm(page: Page, label: str) -> Page:
    """Press the button that repeats the act."""
    page.locator("main").get_by_role("button", name=label, exact=True).click()
    page.wait_for_load_state()
    return page


def do(page: Page, label: str) -> Page:
    """An act that asks nothing, with its confirm step."""
    return confirm(act(page, label), label)


def tick(group: Page | Locator, choice: str) -> None:
    """Press the words beside a choice, as a pointer would: they cover it."""
    group.locator("label").filter(has_text=re.compile(rf"^\s*{re.escape(choice)}\s*$")).click()


def question(page: Page, words: str) -> Locator:
    """The part of the page that asks this."""
    return page.locator("section.part", has=page.get_by_role("heading", name=re.compile(words))).last


def choose(page: Page, asked: str, answer: str, *ticked: str, **fields: str) -> Page:
    """Choose an answer, and what it asks, and go on to what will happen."""
    part = question(page, asked)
    shut = part.locator("details:not([open]) > summary")
    if shut.count():
        shut.first.click()
    for each in (answer, *ticked):
        tick(part, each)
    for label, words in fields.items():
        part.get_by_label(re.compile(rf"^{label}")).fill(words)
    part.get_by_role("button", name="Continue").click()
    page.wait_for_load_state()
    return page


def answer(page: Page, asked: str, outcome: str, *ticked: str, **fields: str) -> Page:
    """Choose, read what will happen, record it."""
    choose(page, asked, outcome, *ticked, **fields)
    expect(page.locator("h1")).to_have_text("Check what will happen")
    return confirm(page, f"Record: {outcome}")


def write(page: Page, words: str) -> Page:
    """Put a version of the text, written in the page."""
    page.locator("#text").get_by_role("link", name="Write a new version").click()
    page.get_by_label("Write the words here").fill(words)
    return confirm(page, "Put this version")


def position(page: Page, seat: str) -> Locator:
    """The row of a seat in the table of positions."""
    return page.locator("#position tr", has=page.get_by_role("rowheader", name=re.compile(rf"^{seat}"))).first


def fill(part: Page | Locator, told: Mapping[str, Any]) -> None:
    """Type, choose or tick what stands under these labels."""
    for label, said in told.items():
        control = part.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s+optional)?\s*$")).first
        if isinstance(said, bool):
            if control.is_checked() != said:
                part.locator("label").filter(has_text=re.compile(rf"^\s*{re.escape(label)}\s*$")).click()
        elif control.evaluate("e => e.tagName") == "SELECT":
            offered = [each.strip() for each in control.locator("option").all_inner_texts()]
            control.select_option(label=next(each for each in offered if each.startswith(said)))
        else:
            control.fill(said)


def case_of(page: Page) -> UUID:
    """The case before which a window stands."""
    found = re.search(r"/cases/([0-9a-f-]{36})$", page.url.partition("#")[0])
    assert found, page.url
    return UUID(found[1])


def prepare(page: Page, register: str, words: str, told: Mapping[str, Any], *ticked: str) -> UUID:
    """Open a case from its register, which the menu names."""
    page.get_by_role("navigation", name="Registers").get_by_text("More").click()
    page.get_by_role("link", name=register, exact=True).first.click()
    page.get_by_role("link", name=words).click()
    fill(page.locator("main"), told)
    for each in ticked:
        tick(page.locator("main"), each)
    confirm(page, "Open the case")
    expect(page.locator("h1")).to_have_text(str(told["Title"]))
    return case_of(page)


def put(page: Page, document: str, words: str) -> None:
    """Write a document in the page."""
    page.get_by_role("link", name=f"Put a new version: {document}").click()
    page.get_by_label("Write the words here").fill(words)
    confirm(page, "Put this version")


def add_row(page: Page, table: str, told: Mapping[str, Any], *ticked: str) -> Page:
    """Add a row to a table of the case."""
    page.locator(f"#{table}").get_by_role("link", name="Add a row").click()
    fill(page.locator("main"), told)
    for each in ticked:
        tick(page.locator("main"), each)
    return confirm(page, "Save the row")


def tie(page: Page, as_what: str, title: str) -> None:
    """Link the case to another one."""
    page.locator("#acts").get_by_role("link", name="Link another case").click()
    fill(page.locator("main"), {"This case": as_what, "The other case": title})
    confirm(page, "Link the cases")


def line(page: Page, words: str) -> Locator:
    """A line of the form with many rows."""
    return page.locator("fieldset.line", has=page.locator("legend", has_text=re.compile(rf"^{words}")))


def still_missing(page: Page) -> str:
    """The rules that do not hold yet, in words."""
    return page.locator("#rules").inner_text()


def tab_to(page: Page, words: str, most: int = 150) -> None:
    """Press Tab until what has the focus is called so."""
    for _step in range(most):
        page.keyboard.press("Tab")
        if focused(page).startswith(words):
            return
    raise AssertionError(f"Tab never came to {words}")


def focused(page: Page) -> str:
    """What the element with the focus is called."""
    return str(
        page.evaluate(
            "() => { const e = document.activeElement; const label = e.labels && e.labels[0];"
            " return (label ? label.textContent : e.textContent).trim().replace(/\\s+/g, ' ') }"
        )
    )
