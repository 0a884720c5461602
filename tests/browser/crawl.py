"""Which pages somebody can reach: every link is followed, and of pages that differ only in their case a few are kept."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

from flask import Flask
from playwright.sync_api import BrowserContext
from werkzeug.exceptions import HTTPException

# Of these one page is unlike the next; of all others one of a kind is enough.
MOST = {"register.show": 9, "opening.form": 9}
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


def kind_of(app: Flask, path: str) -> str | None:
    """The name of the view behind an address; nothing where a page does not answer it."""
    parts = urlsplit(path)
    try:
        endpoint, _values = app.url_map.bind("localhost").match(parts.path, "GET")
    except HTTPException:
        return None
    if endpoint == "assets.file":
        return None
    asked = ",".join(sorted(set(parse_qs(parts.query)) - set(ASIDE)))
    return f"{endpoint}?{asked}" if asked else str(endpoint)


def pages(app: Flask, context: BrowserContext, address: str, *, cases: int) -> list[str]:
    """The paths of every kind of page this visitor can reach, in the order they were met; of case pages, so many."""
    most = {**MOST, "cases.show": cases, "cases.act": cases}
    waiting, met, kept = [FIRST], {FIRST}, []
    many: Counter[str] = Counter()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(app, path)
        if kind is None or many[kind] >= most.get(kind, 1):
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
