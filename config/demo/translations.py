"""Translations of the First Aid Kit: one published, one begun this morning."""

from __future__ import annotations

from config.demo.desk import Desk
from config.demo.people import KNOWLEDGE, MANAGER
from config.demo.products import KIT
from config.demo.telling import Story


def spanish(desk: Desk) -> Story:
    """The kit in Spanish: asked for as soon as it was published, checked by an expert, published in January."""
    yield "2012-11-12 10:00"
    _wanted(
        desk,
        "spanish",
        "SPANISH",
        "LATIN_AMERICA",
        "Four police academies teach with copies of their own.",
        212,
        3_000,
    )
    yield "2012-11-16 10:00"
    _begin(desk, "spanish", "University 02", "Expert 03")
    yield "2013-01-07 15:00"
    desk.put("spanish", "University 02", "product", file="first-aid-kit-spanish")
    desk.press("spanish", "hand_in", "University 02")
    yield "2013-01-15 12:00"
    desk.finish("spanish", "Expert 03", "check", "good")
    yield "2013-01-17 10:00"
    desk.press("spanish", "publish", KNOWLEDGE)


def french(desk: Desk) -> Story:
    """The kit in French: begun this morning, for the Committee has just decided on it."""
    yield "2013-01-22 10:00"
    _wanted(
        desk,
        "french",
        "FRENCH",
        "WEST_CENTRAL_AFRICA",
        "Police schools in three regions ask for it.",
        640,
        5_200,
    )
    yield "2013-02-11 10:50"
    _begin(desk, "french", "University 04", "Expert 08")


def _wanted(
    desk: Desk, word: str, language: str, region: str, demand: str, requests: int, practitioners: int
) -> None:
    desk.press(KIT, "translate", "UNODC")
    desk.follow(KIT, "translates", word, incoming=True)
    desk.edit(
        word, "UNODC", language=language, region=region, demand=demand, requests=requests, practitioners=practitioners
    )  # fmt: skip
    desk.press(word, "assess", "UNODC")


def _begin(desk: Desk, word: str, author: str, checker: str) -> None:
    desk.press(word, "approve", MANAGER)
    desk.edit(word, KNOWLEDGE, author=desk.who(author).hex, checker=desk.who(checker).hex)
    desk.press(word, "begin", KNOWLEDGE)


STORIES = (spanish, french)
