"""Every state of a knowledge product, of its re-review, of what users say of it and of its translations, in a house of its own.

Time passes first: the oldest product is overdue by the time the second one falls due, and the others are made then.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import UUID

from engine.commands import link
from tests.access.scenes import Stage, Staged
from tests.people import CHAIR
from tests.workflows import proposing, publishing
from tests.workflows.decision.record import field
from tests.workflows.producing import (
    assessing,
    before_sc,
    cleared,
    developing,
    found,
    idea,
    in_review,
    linked_case,
    planned,
    published,
)
from tests.workflows.publishing import answer_open, assessed, confirmed, identified, prepared, re_reviewing
from tests.workflows.reviewing import EXPERTS
from tests.world import World

# Whom the fields of these cases name, by what they may do.
OF_PRODUCT = {**dict.fromkeys(("product", "plan", "hand_in", ""), "author"), "resources": "IOM"}
OF_TRANSLATION = dict.fromkeys(("product", "hand_in", ""), "author")
ADDRESSES = (f"198.51.100.{number}" for number in count(1))


def products(stage: Stage) -> list[Staged]:
    """All of it, and the mandates that end at the end."""
    _with_time(stage)
    _until_the_committee(stage)
    _until_the_public(stage)
    _reviewed_again(stage)
    _concluded(stage)
    feedback(stage)
    translations(stage)
    return stage.close()


# ---- products and their re-reviews


def _product(stage: Stage, state: str, case_id: UUID) -> UUID:
    return stage.add(f"KPR {state}", case_id, named=OF_PRODUCT)


def _with_time(stage: Stage) -> None:
    world = stage.world
    first = published(world, "former opener")
    world.later(days=92)
    second = published(world)
    until: date = field(world, second, "review_by")
    world.at(datetime(until.year, until.month, until.day, tzinfo=UTC) + timedelta(hours=1))
    _product(stage, "overdue", first)
    _product(stage, "due", second)


def _until_the_committee(stage: Stage) -> None:
    world = stage.world
    _product(stage, "idea", idea(world, "former opener"))
    _product(stage, "idea of-partner", idea(world, "partner"))
    looked = _product(stage, "assessment", assessing(world, "ILO alternate"))
    found(world, looked)
    _product(stage, "decision", before_sc(world, "partner"))
    refused = before_sc(world)
    decision = linked_case(world, refused, "decided_by")
    proposing.deliberate(world, decision)
    world.press(decision, "declare_not_adopted", CHAIR, reason="No consensus.")
    _product(stage, "rejected", refused)
    built_on = assessing(world)
    found(world, built_on, verdict="ADEQUATE")
    world.press(built_on, "build_on_existing", "officer", referral="The handbook, kept by ILO.")
    _product(stage, "built_on_existing", built_on)
    gone = idea(world, "partner")
    world.press(gone, "withdraw", "partner", reason="Not needed.")
    _product(stage, "withdrawn", gone)
    legacy = idea(world)
    world.put(legacy, "The model law.", "product", "officer")
    until = (world.clock.now() + timedelta(days=90)).date().isoformat()
    world.press(legacy, "enter", "officer", reason="Published in 2009.", issued_in="2009", review_by=until)
    _product(stage, "legacy", legacy)


def _until_the_public(stage: Stage) -> None:
    world = stage.world
    stage.add("KPR development nobody-named", developing(world, "former opener"))
    named = developing(world, "partner")
    world.edit(named, "officer", author=world.people["author"].hex)
    _product(stage, "development", named)
    _product(stage, "review", in_review(world, "ILO alternate"))
    waiting = _product(stage, "cleared", cleared(world, "partner"))
    planned(world, waiting)
    _product(stage, "published", published(world, "former opener"))


def _reviewed_again(stage: Stage) -> None:
    """A re-review is opened by the Secretariat, or by the clock in the name of nobody; it asks its three assessors. Of
    what users say some is on its list, some came later."""
    world = stage.world
    product = published(world, "partner")
    stage.add("RRV scheduled", re_reviewing(world, product))
    _product(stage, "begun", product)
    by_clock = next(each.case_id for each in stage.staged if each.name == "KPR due")
    compiled = linked_case(world, by_clock, "re_reviewed_by")
    _said(world, by_clock)
    prepared(world, compiled)
    world.press(compiled, "compile", "officer")
    stage.add("RRV compiled", compiled)
    product = published(world)
    all_have = re_reviewing(world, product)
    assessed(world, all_have)
    _said(world, product)
    stage.add("RRV assessed", all_have)


def _concluded(stage: Stage) -> None:
    world = stage.world
    stage.add("RRV confirmed", confirmed(world, published(world)))
    corrected, revised, retired, moot = (
        published(world, by) for by in ("ILO", "former opener", "ILO", "ILO")
    )
    review = _advised(world, corrected, "update")
    world.put(corrected, "Page 3: the number is 112.", "corrigendum")
    world.press(review, "update", "officer", interval="YEAR", reason="It stands.")
    stage.add("RRV updated", review)
    _product(stage, "updated", corrected)
    for product, trigger, state, then in (
        (revised, "revise", "major_revision", "development revised"),
        (retired, "retire", "retire", "retired"),
    ):
        review = _advised(world, product, trigger)
        world.press(review, trigger, "officer", reason="The law is another one.")
        stage.add(f"RRV {state}", review)
        _product(stage, then, product)
    review = re_reviewing(world, moot)
    world.press(moot, "retire", "officer", reason="It is wrong.")
    stage.add("RRV moot", review)


def _advised(world: World, product: UUID, outcome: str) -> UUID:
    review = re_reviewing(world, product)
    assessed(world, review, outcome)
    return review


# ---- what users say


def feedback(stage: Stage) -> None:
    """Sent by nobody; one letter the Secretariat has written down itself."""
    world = stage.world
    product = published(world)
    said = [_said(world, product) for _ in range(4)]
    harm = _said(world, product, safety="yes")
    stage.add("FBK received", said[0])
    by_mail = world.open("By mail", "officer", "feedback", useful="TWO", contact="a@example.org")
    link.add(world.engine, by_mail, "responds_to", product, by=world.people["officer"])
    stage.add("FBK received by-mail", by_mail, holds=frozenset({"Somebody else has said this."}))
    world.press(said[1], "refuse", "officer", reason="An advertisement.")
    stage.add("FBK refused", said[1])
    for case_id in (*said[2:], harm):
        _taken_up(world, case_id)
    world.press(said[2], "answer", "officer", reply="It is corrected.")
    stage.add("FBK answered", said[2])
    world.press(said[3], "keep", "officer")
    answer_open(world, harm, "safety", "safe", "officer", reason="Nobody is named.")
    confirmed(world, product)
    stage.add("FBK closed", said[3])
    kept = _taken_up(world, _said(world, product))
    world.press(kept, "keep", "officer")
    stage.add("FBK queued", kept)
    stage.add("FBK triaged", harm)


def _taken_up(world: World, case_id: UUID) -> UUID:
    world.press(case_id, "triage", "officer", topic="ERROR")
    return case_id


def _said(world: World, product: UUID, **data: str) -> UUID:
    return publishing.say(world, product, next(ADDRESSES), **data)


# ---- translations


def translations(stage: Stage) -> None:
    """All from one product but the outdated one, beside whose source a corrigendum stands."""
    world = stage.world
    product = published(world)

    def add(state: str, case_id: UUID) -> UUID:
        return stage.add(f"TRN {state}", case_id, named=OF_TRANSLATION)

    add("identified", identified(world, product, "former opener"))
    add("demand", _demanded(world, product, "ILO alternate"))
    refused, approved = _demanded(world, product), _demanded(world, product, "UNODC")
    world.press(refused, "reject", "manager", reason="Nobody asks for it.")
    add("rejected", refused)
    world.press(approved, "approve", "manager")
    add("approved", approved)
    add("production", publishing.in_production(world, product))
    add("check", _handed_in(world, product))
    add("ready", _checked(world, product))
    add("review", _checked(world, product, changes_content="yes", **TAILORED))
    add("published", publishing.translated(world, product))
    _over(stage, product)


TAILORED = {"why_tailored": "The articles of the national law.", "meant_for": "West Africa"}


def _over(stage: Stage, product: UUID) -> None:
    world = stage.world
    gone = identified(world, product)
    world.press(gone, "withdraw", "ILO", reason="Not needed.")
    stage.add("TRN withdrawn", gone, named=OF_TRANSLATION)
    retired = publishing.translated(world, product)
    world.press(retired, "retire", "officer", reason="Nobody uses it.")
    stage.add("TRN retired", retired, named=OF_TRANSLATION)
    source = published(world)
    outdated = publishing.translated(world, source)
    review = _advised(world, source, "update")
    world.put(source, "Page 3: the number is 112.", "corrigendum")
    world.press(review, "update", "officer", interval="YEAR", reason="One number.")
    stage.add("TRN outdated", outdated, named=OF_TRANSLATION)


def _demanded(world: World, product: UUID, by: str = "ILO") -> UUID:
    case_id = identified(world, product, by)
    world.edit(case_id, by, **publishing.DEMAND)
    world.press(case_id, "assess", by)
    return case_id


def _handed_in(world: World, product: UUID, **data: str) -> UUID:
    case_id = publishing.in_production(world, product, **data)
    world.put(case_id, "Le module.", "product", "author")
    world.press(case_id, "hand_in", "author")
    return case_id


def _checked(world: World, product: UUID, **data: str) -> UUID:
    case_id = _handed_in(world, product, **data)
    answer_open(world, case_id, "check", "good", EXPERTS[0])
    return case_id
