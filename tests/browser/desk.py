"""What people do on pages, in their own words: press, choose, record. Each is what a visitor would do with a pointer,
the last with the keyboard."""

from __future__ import annotations

import re

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


def choose(page: Page, asked: str, answer: str, **fields: str) -> Page:
    """Choose an answer and go on to what will happen."""
    part = question(page, asked)
    shut = part.locator("details:not([open]) > summary")
    if shut.count():
        shut.first.click()
    tick(part, answer)
    for label, words in fields.items():
        part.get_by_label(re.compile(rf"^{label}")).fill(words)
    part.get_by_role("button", name="Continue").click()
    page.wait_for_load_state()
    return page


def answer(page: Page, asked: str, outcome: str, **fields: str) -> Page:
    """Choose, read what will happen, record it."""
    choose(page, asked, outcome, **fields)
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
