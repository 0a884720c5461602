"""The lists of the desk in a real browser: axe in both themes, widths, keyboard, without scripts, nothing to complain of."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from engine.commands import task
from notifications.worker import run_once
from tests.people import CHAIR
from tests.web.browser.conftest import SignIn
from tests.web.desk import Desk
from tests.world import MORNING, World

WIDTHS = (320, 390, 768, 1280)
PAGES = (
    "/my-work", "/my-work?view=waiting", "/my-work?view=done", "/my-work?words=unheard", "/my-work/hand-over",
    "/registers/decisions", "/registers/decisions?words=unheard", "/registers/proposals", "/search?q=a",
    "/search?q=unheard", "/cases/new", "/cases/new/consensus-decision", "/messages",
)  # fmt: skip


def furnish(world: World) -> None:
    """A chair's desk with something in every list."""
    world.silent(title="A study on the impact of remedies for trafficked persons")
    running = world.silent(title="A workplan")
    world.answer(running, "ILO", "support")
    due = {"Late one": 1, "Due soon": 30, "Due later": 400}
    found = {title: world.circulated(title=title) for title in due}
    for title, hours in due.items():
        until = (MORNING + timedelta(hours=hours)).isoformat()
        world.press(found[title], "deliberate", CHAIR, expires_at=until)
    last = found["Due later"]
    world.answer(last, "OSCE", "strong_objection", reason="It harms those it should help.")
    task.claim(world.engine, world.find_task(last, "position", CHAIR).id, by=world.people[CHAIR])
    world.circulated(title="Waiting for the chair")
    world.later(hours=3)
    while run_once(world.engine, None, "http://localhost", True).told:
        pass


@pytest.fixture
def chair(desk: Desk, sign_in: SignIn) -> Page:
    """The chair at a full desk."""
    furnish(desk.world)
    return sign_in(CHAIR)


def opened(page: Page, address: str, width: int = 1280) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)


def findings(page: Page) -> list[tuple[str, list[str]]]:
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    return [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in results.response["violations"]]


def test_axe_finds_nothing_and_nothing_complains_or_scrolls_sideways(
    chair: Page, address: str, complaints: list[str]
) -> None:
    for path in PAGES:
        for theme, width in (("light", 1280), ("dark", 390)):
            chair.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            opened(chair, address + path, width)
            assert findings(chair) == [], f"{path} in {theme}"
        for width in WIDTHS:
            chair.set_viewport_size({"width": width, "height": 900})
            inner, whole = chair.evaluate("[innerWidth, document.documentElement.scrollWidth]")
            assert whole <= inner, f"{path} is {whole} px wide in a window of {width}"
        assert chair.locator("[style], style, script:not([src]), [onclick]").count() == 0, path
        levels = chair.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(h => Number(h.tagName[1]))")
        assert levels.count(1) == 1, path
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels[levels.index(1) :])), path
    assert complaints == []


def test_labels_hints_and_drawings_are_named(chair: Page, address: str) -> None:
    for path in PAGES:
        opened(chair, address + path)
        lost = chair.evaluate(
            """() => [...document.querySelectorAll("[aria-describedby], [aria-labelledby], label[for]")].flatMap(e =>
            (e.getAttribute("aria-describedby") || e.getAttribute("aria-labelledby") || e.htmlFor).split(" "))
            .filter(id => !document.getElementById(id))"""
        )
        assert lost == [], path
        assert chair.locator('svg[role="img"]:not([aria-label])').count() == 0, path


def test_the_whole_row_is_the_link_and_one_button_is_primary(chair: Page, address: str) -> None:
    opened(chair, f"{address}/my-work")
    expect(chair.locator(".button-primary")).to_have_count(1)
    row = chair.locator(".task-primary")
    expect(row).to_contain_text("Take a position")
    expect(row).to_contain_text("Due soon")
    box = row.bounding_box()
    assert box is not None
    chair.mouse.click(box["x"] + 6, box["y"] + box["height"] - 6)
    chair.wait_for_url("**/cases/*")
    expect(chair.get_by_role("heading", level=1)).to_have_text("Due soon")


def test_controls_are_large_enough_on_a_phone(chair: Page, address: str) -> None:
    for path in ("/my-work", "/registers/decisions", "/messages"):
        opened(chair, address + path, 390)
        low = chair.locator("main .button:visible, main .control:visible, .pills a").evaluate_all(
            "all => all.filter(e => e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 90))"
        )
        assert low == [], path


def test_a_shared_task_is_claimed_and_someone_reminded_by_keyboard_alone(chair: Page, address: str) -> None:
    opened(chair, f"{address}/my-work")
    chair.get_by_role("button", name="Claim Mediate the objection").first.focus()
    chair.keyboard.press("Enter")
    expect(chair.get_by_role("status").filter(has_text="The task is yours.")).to_be_visible()
    opened(chair, f"{address}/my-work")
    expect(chair.locator(".task").filter(has_text="Claimed by you").first).to_be_visible()
    chair.get_by_role("button", name="Remind").first.focus()
    chair.keyboard.press("Enter")
    expect(chair.locator(".toasts")).to_contain_text("Reminded")


def test_j_and_k_walk_through_the_rows(chair: Page, address: str) -> None:
    opened(chair, f"{address}/my-work")
    chair.keyboard.press("j")
    first = chair.evaluate("document.activeElement.closest('[data-row]')?.innerText")
    chair.keyboard.press("j")
    second = chair.evaluate("document.activeElement.closest('[data-row]')?.innerText")
    chair.keyboard.press("k")
    assert first and second and first != second
    assert chair.evaluate("document.activeElement.closest('[data-row]')?.innerText") == first


def test_an_error_takes_the_focus_and_leads_to_its_field(chair: Page, address: str) -> None:
    opened(chair, f"{address}/cases/new/consensus-decision")
    chair.get_by_role("textbox", name="Meeting").fill("18 Feb 2013")
    chair.get_by_role("button", name="Open the case").click()
    summary = chair.locator("#error-summary")
    expect(summary).to_be_focused()
    expect(chair).to_have_title("Error: Prepare a decision · UN.GIFT")
    summary.get_by_role("link", name="Write date and time").click()
    expect(chair.get_by_role("textbox", name="Meeting")).to_be_focused()
    chair.get_by_role("button", name="Use 2013-02-18 17:00").click()
    expect(chair.get_by_role("textbox", name="Meeting")).to_have_value("2013-02-18 17:00")
    chair.get_by_label("Title").fill("A matter")
    chair.get_by_role("button", name="Open the case").click()
    expect(chair.get_by_role("heading", level=1)).to_have_text("A matter")


def test_everything_works_without_scripts(
    desk: Desk, browser: object, sign_in: SignIn, context: BrowserContext, address: str
) -> None:
    furnish(desk.world)
    sign_in(CHAIR)
    plain = context.browser.new_context(java_script_enabled=False) if context.browser else None
    assert plain is not None
    plain.add_cookies(context.cookies())  # type: ignore[arg-type]
    page = plain.new_page()
    opened(page, f"{address}/my-work")
    page.get_by_label("Find in my work").fill("due soon")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".task")).to_have_count(2)
    opened(page, f"{address}/registers/decisions")
    page.locator("main").get_by_label("State").select_option("open")
    page.get_by_role("button", name="Filter").click()
    page.wait_for_url("**state=open**")
    page.get_by_role("link", name="Decision", exact=True).click()
    page.wait_for_url("**sort=title**")
    opened(page, f"{address}/search?q=remedies")
    page.get_by_role("link", name="A study on the impact of remedies").click()
    page.wait_for_url("**/cases/*")
    opened(page, f"{address}/messages")
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_text("You have read everything.")).to_be_visible()
    plain.close()


def test_the_drawing_gives_way_to_a_list_on_a_phone(chair: Page, address: str) -> None:
    opened(chair, f"{address}/registers/decisions", 1280)
    expect(chair.locator("svg.silences")).to_be_visible()
    opened(chair, f"{address}/registers/decisions", 390)
    expect(chair.locator("svg.silences")).to_be_hidden()
    expect(chair.locator("#running .rows li")).to_have_count(2)
