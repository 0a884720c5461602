"""Which pages somebody can reach: every link is followed, and of pages that differ only in their case a few of each type are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

from flask import Flask
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from engine.case import cases as all_cases
from tests.browser import desk

# These differ from type to type; of all others one of a kind is enough.
BY_TYPE = ("register.show", "opening.form", "cases.show", "cases.act", "public.index", "public.show")
# An entry with a stamp, with one and translations, without one.
ENTRIES = 3
ASIDE = ("sort", "cursor", "q", "lang", "event", "seq")
FIRST = "/"


class Links(HTMLParser):
    """The addresses in the links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep where a link leads."""
        if tag == "a" and (href := dict(attrs).get("href")):
            self.found.append(href)


def types_of_cases(app: Flask) -> dict[str, str]:
    """Of which type each case is, by its id."""
    with app.extensions["nemcon"].engine.reading() as (connection, _register):
        found = connection.execute(select(all_cases.c.id, all_cases.c.definition))
        return {str(case_id): definition for case_id, definition in found}


def kind_of(app: Flask, path: str, types: Mapping[str, str]) -> str | None:
    """The name of the view behind an address, with the type where that matters; nothing where a page does not answer it."""
    parts = urlsplit(path)
    try:
        endpoint, values = app.url_map.bind("localhost").match(parts.path, "GET")
    except HTTPException:
        return None
    if endpoint == "assets.file":
        return None
    if endpoint in BY_TYPE:
        told = values.get("path") or values.get("key") or types.get(str(values.get("case_id")))
        return f"{endpoint} {told}"
    asked = ",".join(sorted(set(parse_qs(parts.query)) - set(ASIDE)))
    return f"{endpoint}?{asked}" if asked else str(endpoint)


def pages(app: Flask, context: BrowserContext, address: str, *, cases: int) -> list[str]:
    """The paths of every kind of page this visitor can reach, in the order they were met; of each type of case, so many."""
    types = types_of_cases(app)
    most = {"cases.show": cases, "cases.act": cases, "public.show": ENTRIES}
    waiting, met, kept = [FIRST], {FIRST}, []
    many: Counter[str] = Counter()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(app, path, types)
        if kind is None or many[kind] >= most.get(kind.partition(" ")[0], 1):
            continue
        many[kind] += 1
        answer = context.request.get(address + path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        kept.append(path)
        for href in Links(answer.text()).found:
            there = urlsplit(urljoin(answer.url, href))
            onward = there.path + (f"?{there.query}" if there.query else "")
            if there.netloc == urlsplit(address).netloc and onward not in met:
                met.add(onward)
                waiting.append(onward)
    return kept


def sent(page: Page, address: str) -> Iterator[str]:
    """Where only sending leads a visitor: the feedback form refused, and thanked for. Each page stands open while it is named."""
    page.goto(f"{address}/public/products")
    page.locator("#published").get_by_role("link", name="Handbook").first.click()
    page.get_by_role("link", name="Give feedback").click()
    page.get_by_role("button", name="Send it").click()
    page.locator("#error-summary").wait_for()
    yield "feedback that is refused"
    desk.tick(page.get_by_role("group", name="How useful it was to you"), "4")
    page.get_by_role("button", name="Send it").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    yield "feedback that has arrived"
