"""Every page for every role: axe finds nothing in light and dark, nor do we where axe does not look."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser import crawl, desk
from tests.browser.house import House
from tests.conftest import by_night

MEMBER, CHAIR, OFFICE = "UNICEF focal point", "IOM focal point", "Secretariat officer Coordination"
FIRST = ("/my-work", "/registers/decisions", "/messages", "/account", "/cases/new/consensus-decision")
CASES = ("Commission a study", "Radio series", "Remedies and compensation")
OF_PRODUCTS = ("reviews", "products", "re-reviews", "feedback", "translations")
OF_PROGRAMMES = ("assessments", "programmes", "projects", "evaluations")
OF_LEARNING = ("lessons", "risks", "checklists", "contributions", "corrective-actions", "meetings")

# Each gives what is wrong as a list: names of controls, groups, references by id, drawings, ids.
BEYOND_AXE = {
    "controls without a label": """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
        .filter(e => !(e.labels?.length && [...e.labels].some(l => l.textContent.trim())) && !e.ariaLabel).map(e => e.outerHTML)""",
    "choices outside a named group": """() => [...document.querySelectorAll("input[type=radio]")]
        .filter(e => !e.closest("fieldset")?.querySelector("legend")?.textContent.trim()).map(e => e.outerHTML)""",
    "references to nothing": """() => ["aria-describedby", "aria-labelledby", "aria-controls", "for"].flatMap(name =>
        [...document.querySelectorAll(`[${name}]`)].flatMap(e => e.getAttribute(name).split(" ")))
        .filter(id => id && !document.getElementById(id))""",
    "errors that are not tied to their control": """() => [...document.querySelectorAll("p.error")]
        .filter(e => !document.querySelector(`[aria-describedby~="${e.id}"]`)).map(e => e.outerHTML)""",
    "drawings without a name": """() => [...document.querySelectorAll("svg[role=img]")]
        .filter(e => !(e.getAttribute("aria-label") || e.querySelector("title")?.textContent || e.getAttribute("aria-labelledby")))
        .map(e => e.outerHTML.slice(0, 120))""",
    "icons that are read aloud": """() => [...document.querySelectorAll("svg:not([role=img])")]
        .filter(e => !e.parentElement.closest("svg") && e.getAttribute("aria-hidden") !== "true").map(e => e.outerHTML.slice(0, 120))""",
    "ids given twice": """() => { const all = [...document.querySelectorAll("[id]")].map(e => e.id);
        return all.filter((id, n) => all.indexOf(id) !== n) }""",
    "links and buttons without words": """() => [...document.querySelectorAll("a[href], button, summary")]
        .filter(e => !e.textContent.trim() && !e.ariaLabel).map(e => e.outerHTML.slice(0, 120))""",
    "anchors that lead nowhere": """() => [...document.querySelectorAll("a[href^='#']")].map(e => e.getAttribute("href").slice(1))
        .filter(id => id && !document.getElementById(id))""",
}


def violations(page: Page, **options: Any) -> list[Any]:
    """What axe finds."""
    response = Axe().run(page, options={"resultTypes": ["violations"], **options}).response
    return [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in response["violations"]]


def faults(page: Page) -> list[Any]:
    """What axe and we find on the page as it stands."""
    found = violations(page)
    found += [(name, wrong) for name, question in BEYOND_AXE.items() if (wrong := page.evaluate(question))]
    return found + list(headings(page))


def headings(page: Page) -> Iterator[str]:
    """One title, and no step of the ladder left out below it."""
    levels = page.eval_on_selector_all("h1, h2, h3, h4, h5", "all => all.map(h => Number(h.tagName[1]))")
    if levels.count(1) != 1:
        yield f"{levels.count(1)} titles"
    below = levels[levels.index(1) :] if 1 in levels else levels
    if any(after - before > 1 for before, after in itertools.pairwise(below)):
        yield f"headings leave out a step: {below}"


def in_both_themes(page: Page, path: str) -> list[Any]:
    """The faults of a page by day, and by night those of colour: nothing else differs."""
    page.emulate_media(color_scheme="light")
    found = [(path, "light", fault) for fault in faults(page)]
    page.emulate_media(color_scheme="dark")
    return found + [
        (path, "dark", fault) for fault in violations(page, runOnly=["color-contrast", "link-in-text-block"])
    ]


@pytest.mark.long
@pytest.mark.parametrize("name", [CHAIR, "Auditor", "", *by_night(OFFICE, "System administrator")])
def test_every_page_a_role_can_reach(standing: House, window: Callable[..., Page], name: str) -> None:
    """A member's pages are the chair's, who is one: they are not opened twice. The lists of the Secretariat stand below."""
    page = window()
    if name:
        standing.enter(page, name)
    found = []
    for path in crawl.pages(standing.app, page.context, standing.address, cases=2):
        standing.open(page, path)
        found += in_both_themes(page, path)
    assert found == [], found


def test_the_pages_of_every_day(standing: House, window: Callable[..., Page]) -> None:
    page = standing.enter(window(), CHAIR)
    found = []
    for path in (*FIRST, *map(standing.case, CASES)):
        standing.open(page, path)
        found += in_both_themes(page, path)
    assert found == [], found


@pytest.mark.parametrize("names", [OF_PRODUCTS, OF_PROGRAMMES, OF_LEARNING], ids=lambda names: names[0])
def test_the_lists_of_the_house_and_their_cases(
    standing: House, window: Callable[..., Page], names: tuple[str, ...]
) -> None:
    """As the Secretariat sees them, with its desks and the board; of each list the first case, where it has one."""
    page = standing.enter(window(), OFFICE)
    found = []
    for name in names:
        standing.open(page, f"/registers/{name}")
        found += in_both_themes(page, name)
        if page.locator("#register .cell-link").count():
            page.locator("#register .cell-link").first.click()
            found += in_both_themes(page, f"the first of {name}")
    assert found == [], found


def test_what_a_visitor_opens_and_sends(house: House, window: Callable[..., Page]) -> None:
    page = window()
    found = []
    for path in ("/public/products", "/public/products?words=nothing+fits+this", "/public/translations"):
        house.open(page, path)
        found += in_both_themes(page, path)
    page.locator(".published-row a").first.click()
    found += in_both_themes(page, "a translation")
    house.open(page, "/public/products")
    page.get_by_role("link", name="First Aid Kit").click()
    found += in_both_themes(page, "a product")
    page.get_by_role("link", name="Give feedback").click()
    found += in_both_themes(page, "an empty form")
    house.open(page, "/certificates/stamps?number=GIFT/STAMP/2012/001")
    found += in_both_themes(page, "a stamp that was looked up")
    for path in crawl.sent(page, house.address):
        found += in_both_themes(page, path)
    assert found == [], found


def test_pages_on_the_way_to_an_answer_and_pages_that_refuse(
    house: House, window: Callable[..., Page]
) -> None:
    page = house.enter(window(), "OHCHR focal point")
    found = []
    house.open(page, house.case("Commission a study"))
    desk.choose(page, "Take a position", "Concern")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    found += in_both_themes(page, "an answer that is wrong")
    page.get_by_label("Reason").fill("Because.")
    page.get_by_role("button", name="Continue").click()
    found += in_both_themes(page, "the step before it is recorded")
    desk.confirm(page, "Record: Concern")
    found += in_both_themes(page, "a broken silence, with what was recorded")
    for path in ("/nowhere", "/admin", "/registers/decisions?q=nothing+fits+this", "/search?q=radio"):
        house.open(page, path)
        found += in_both_themes(page, path)
    assert found == [], found


def test_a_telephone_has_the_same_names(standing: House, window: Callable[..., Page]) -> None:
    page = standing.enter(window(viewport={"width": 390, "height": 844}), MEMBER)
    found = []
    for path in (
        "/my-work",
        "/registers/decisions",
        "/registers/reviews",
        standing.case("Commission a study"),
    ):
        standing.open(page, path)
        page.locator(".menu > summary").click()
        found += in_both_themes(page, path)
    assert found == [], found
