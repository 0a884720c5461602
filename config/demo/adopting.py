"""What the stories of assessments and programmes need of the Committee: a matter they have opened, decided or advised on."""

from __future__ import annotations

from config.demo.desk import Desk
from config.demo.people import MEMBERS, PROGRAMMES
from config.demo.telling import Story

WAIVER = "The partners’ survey of 2012 asked which countries come first; asking the same again would burden those who answered."

SEED = "The seed money goes to the formulation and to Phase 1."


def decided(
    desk: Desk,
    word: str,
    chair: str,
    days: tuple[str, str, str],
    *,
    waiver: str = "",
    file: str = "",
    leads: str = "",
) -> Story:
    """A text in writing: circulated, agreed to by all, declared and announced, on three days."""
    yield days[0]
    desk.edit(word, PROGRAMMES, method="WRITTEN", **({"waiver": waiver} if waiver else {}))
    desk.put(word, PROGRAMMES, file=file)
    desk.press(word, "circulate", PROGRAMMES)
    yield days[1]
    desk.press(word, "deliberate", chair, expires_at=f"{days[2][:10]} 17:00")
    for member in MEMBERS:
        desk.answer(word, member, "support")
    yield days[2]
    desk.declare(word, "declare_consensus", chair)
    desk.press(word, "announce", PROGRAMMES)
    if leads:
        desk.finish(word, leads, "implement")


def turned_down(
    desk: Desk, word: str, chair: str, against: str, reason: str, days: tuple[str, str, str]
) -> Story:
    """A text in writing to which one member strongly objects; it is declared not adopted, on three days."""
    yield days[0]
    desk.edit(word, PROGRAMMES, method="WRITTEN", waiver=WAIVER)
    desk.put(word, PROGRAMMES)
    desk.press(word, "circulate", PROGRAMMES)
    yield days[1]
    desk.press(word, "deliberate", chair, expires_at=f"{days[2][:10]} 17:00")
    for member in MEMBERS:
        objects = member == against
        desk.answer(
            word, member, "strong_objection" if objects else "support", reason=reason if objects else None
        )
    yield days[2]
    desk.press(word, "declare_not_adopted", chair, reason)


def advised(
    desk: Desk, word: str, chair: str, days: tuple[str, str], *, file: str, leads: str, account: str = SEED
) -> Story:
    """Advice in writing, on two days."""
    yield days[0]
    desk.edit(word, PROGRAMMES, method="WRITTEN")
    desk.put(word, PROGRAMMES, file=file)
    desk.press(word, "circulate", PROGRAMMES)
    yield days[1]
    desk.press(word, "deliberate", chair, expires_at=f"{days[1][:10]} 17:00")
    for member in MEMBERS:
        desk.answer(word, member, "support")
    desk.press(word, "give_advice", chair)
    desk.finish(word, leads, "account", followed="FOLLOWED", account=account)
