"""The look in a real browser: axe, contrast in both themes, widths, policy, weight, and what axe does not see."""

import gzip
import itertools
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from werkzeug.serving import make_server

from tests.web.gallery import PAGES, make_gallery

WIDTHS = (320, 390, 768, 1280)
MOST_BYTES = 120 * 1024


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """The address of the running gallery."""
    server = make_server("127.0.0.1", 0, make_gallery(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


def opened(page: Page, address: str, width: int = 1280) -> Page:
    """The page at this width; whatever the console complains about is collected in `page.complaints`."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    return page


@pytest.fixture
def complaints(page: Page) -> list[str]:
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(page: Page, gallery: str, name: str, theme: str, width: int) -> None:
    opened(page, f"{gallery}/{name}?theme={theme}", width)
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    found = [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in results.response["violations"]]
    assert found == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("way", ["ltr", "rtl"])
def test_nothing_scrolls_sideways(page: Page, gallery: str, name: str, way: str) -> None:
    for width in WIDTHS:
        opened(page, f"{gallery}/{name}?dir={way}", width)
        inner, whole = page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
        assert whole <= inner, f"{name} is {whole} px wide in a window of {width}"


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_has_nothing_to_stop(page: Page, gallery: str, complaints: list[str], name: str) -> None:
    opened(page, f"{gallery}/{name}")
    assert complaints == []
    assert page.locator("[style], style, script:not([src]), [onclick]").count() == 0


def test_the_first_view_is_light(gallery: str, page: Page) -> None:
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda r: sizes.update({r.url: r.sizes()["responseBodySize"]}))
    opened(page, f"{gallery}/decision")
    page.wait_for_load_state("networkidle")
    document = len(gzip.compress(page.content().encode()))
    files = sum(size for address, size in sizes.items() if "/assets/" in address)
    assert document + files <= MOST_BYTES


@pytest.mark.parametrize("name", PAGES)
def test_there_is_one_title_and_no_heading_is_skipped(page: Page, gallery: str, name: str) -> None:
    opened(page, f"{gallery}/{name}")
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(h => Number(h.tagName[1]))")
    assert levels.count(1) == 1
    main = levels[levels.index(1) :]
    assert all(after - before <= 1 for before, after in itertools.pairwise(main))


def test_hints_and_errors_are_tied_to_their_controls(page: Page, gallery: str) -> None:
    opened(page, f"{gallery}/put-to-silence")
    ends = page.locator("#f-ends")
    assert ends.get_attribute("aria-describedby") == "f-ends-hint f-ends-error"
    assert ends.get_attribute("aria-invalid") == "true"
    assert page.locator("#f-ends-error").inner_text().startswith("Error:")
    order = page.locator(".field:has(#f-ends) > *").evaluate_all("all => all.map(e => e.className || e.id)")
    assert order[:4] == ["label", "hint", "error", "control"]


def test_every_reference_by_id_points_to_something(page: Page, gallery: str) -> None:
    for name in PAGES:
        opened(page, f"{gallery}/{name}")
        lost = page.evaluate(
            """() => [...document.querySelectorAll("[aria-describedby], [aria-labelledby], label[for]")].flatMap(e =>
            (e.getAttribute("aria-describedby") || e.getAttribute("aria-labelledby") || e.htmlFor).split(" "))
            .filter(id => !document.getElementById(id))"""
        )
        ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map(e => e.id)")
        assert lost == [], name
        assert len(ids) == len(set(ids)), name


def test_groups_of_choices_are_fieldsets_with_a_legend(page: Page, gallery: str) -> None:
    for name in ("decision", "put-to-silence"):
        opened(page, f"{gallery}/{name}")
        loose = page.locator("input[type=radio]").evaluate_all(
            "all => all.filter(e => !e.closest('fieldset')?.querySelector('legend')?.textContent.trim()).length"
        )
        assert loose == 0


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(page: Page, gallery: str) -> None:
    opened(page, f"{gallery}/put-to-silence")
    assert page.evaluate("document.activeElement.id") == "error-summary"
    assert page.title().startswith("Error:")
    page.get_by_role("link", name="The silence must not end on a weekend").click()
    assert page.evaluate("document.activeElement.id") == "f-ends"


def test_a_suggested_correction_fills_the_field(page: Page, gallery: str) -> None:
    opened(page, f"{gallery}/put-to-silence")
    page.get_by_role("button", name="Use Mon 18 Feb, 17:00").click()
    assert page.locator("#f-ends").input_value() == "18 Feb 2013, 17:00"


def test_the_first_stop_is_the_content(page: Page, gallery: str) -> None:
    opened(page, f"{gallery}/decision")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_escape_closes_a_menu_and_gives_the_focus_back(page: Page, gallery: str) -> None:
    opened(page, f"{gallery}/decision")
    page.locator(".registers summary").click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.locator(".registers details").get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_slash_searches_and_j_walks_the_rows(page: Page, gallery: str) -> None:
    opened(page, f"{gallery}/my-work")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "Nominate a reviewer"
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "Take a position"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search-top"


def test_a_row_is_one_link(page: Page, gallery: str) -> None:
    opened(page, f"{gallery}/my-work")
    assert page.locator(".task").count() == page.locator(".task a, .task button").count()


def test_a_stacked_table_is_still_a_table_and_names_its_numbers(page: Page, gallery: str) -> None:
    opened(page, f"{gallery}/audit", 390)
    assert page.get_by_role("table").count() == 2
    number = page.locator("[data-label='No.']").first
    assert number.evaluate("e => getComputedStyle(e, '::before').content") == '"No."'


def test_every_drawing_has_a_sentence(page: Page, gallery: str) -> None:
    for name in ("decision", "decisions"):
        opened(page, f"{gallery}/{name}")
        drawings = page.locator("svg:not(.icon):not(.seats):not(.line-whole):not(svg svg)")
        silent = drawings.evaluate_all(
            "all => all.filter(e => e.getAttribute('role') !== 'img' || !e.ariaLabel).length"
        )
        assert drawings.count() > 0
        assert silent == 0


def test_on_a_phone_the_now_panel_begins_in_the_first_screen(page: Page, gallery: str) -> None:
    opened(page, f"{gallery}/decision", 390)
    assert page.locator(".now").bounding_box()["y"] < 844  # type: ignore[index]


def test_controls_on_a_phone_are_large_enough(page: Page, gallery: str) -> None:
    for name in PAGES:
        opened(page, f"{gallery}/{name}", 390)
        low = page.locator(".button:visible, .control:visible, .pills a, .choice").evaluate_all(
            "all => all.filter(e => e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 80))"
        )
        assert low == [], name


def test_the_system_decides_the_theme_until_somebody_chooses(page: Page, gallery: str) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="dark")
    opened(page, f"{gallery}/my-work")
    assert page.evaluate(ground) == "rgb(18, 23, 29)"
    opened(page, f"{gallery}/my-work?theme=light")
    assert page.evaluate(ground) == "rgb(250, 249, 246)"


def test_both_dark_blocks_say_the_same(page: Page, gallery: str) -> None:
    names = """() => { const found = {}; const style = getComputedStyle(document.documentElement);
        for (const rule of document.styleSheets[1].cssRules) for (const name of rule.style || [])
        if (name.startsWith("--nc-")) found[name] = style.getPropertyValue(name); return found; }"""
    page.emulate_media(color_scheme="dark")
    by_system = opened(page, f"{gallery}/my-work").evaluate(names)
    page.emulate_media(color_scheme="light")
    by_choice = opened(page, f"{gallery}/my-work?theme=dark").evaluate(names)
    assert by_system == by_choice


def test_forced_colours_keep_what_is_chosen_visible(page: Page, gallery: str) -> None:
    page.emulate_media(forced_colors="active")
    opened(page, f"{gallery}/decision")
    chosen = page.locator(".choice:has(:checked)")
    assert chosen.evaluate("e => getComputedStyle(e).borderInlineStartWidth") == "4px"


def test_paper_has_no_buttons_and_no_menu_and_all_rounds(page: Page, gallery: str) -> None:
    opened(page, f"{gallery}/decision")
    page.emulate_media(media="print")
    for gone in (".strip", ".top", ".jump", ".button", ".asked", ".drawing", "form"):
        assert page.locator(f"{gone}:visible").count() == 0, gone
    for kept in ("h1", ".moment", ".sheet", ".positions", ".timeline", ".print-foot"):
        assert page.locator(f"{kept}:visible").count() > 0, kept


def test_everything_stands_there_without_scripts(browser: Any, gallery: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{gallery}/decision")
    page.locator(".registers summary").click()
    assert page.get_by_role("link", name="Admin").is_visible()
    assert page.get_by_role("button", name="Continue").is_visible()
    context.close()


def test_files_are_kept_for_a_year_and_packed() -> None:
    client = make_gallery().test_client()
    page = client.get("/my-work").get_data(as_text=True)
    address = page.split('href="/assets/nemcon.css')[1].split('"')[0]
    answer = client.get(f"/assets/nemcon.css{address}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    again = client.get(
        f"/assets/nemcon.css{address}",
        headers={"Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["../marks.py", "marks.py", "..%2Fmarks.py", "nemcon.css.map"])
def test_no_other_file_can_be_asked_for(name: str) -> None:
    assert make_gallery().test_client().get(f"/assets/{name}").status_code == 404
