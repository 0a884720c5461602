"""“Can this be trusted?”: what was checked of one case while its page was drawn, each check with what came of it."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any
from uuid import UUID

from flask import url_for

from engine.history.checked_case import NOT_SHOWN, CheckedCase, checked_case
from engine.history.standing import Standing
from web import request as desk
from web.i18n import gettext as _
from web.i18n import ngettext
from web.policy import may
from web.present import exact
from web.standing import standing_now

Rule = dict[str, Any]


def trusted(case_id: UUID, hidden: Container[UUID] = ()) -> dict[str, Any]:
    """The answer in one sentence, and the checks behind it; events that are hidden from the reader are checked and not counted."""
    told = standing_now()
    believed = told.sealed.checkpoint if told.sealed is not None and told.signed is not False else None
    found = checked_case(desk.read().connection, case_id, believed, desk.site().trees).without(hidden)
    rules = [_unchanged(found), _gapless(found), _sealed(found, told), _witnessed(told), _same_rows(found)]
    return {"rules": rules, **_answer(found, told, rules)}


def _answer(found: CheckedCase, told: Standing, rules: list[Rule]) -> dict[str, str]:
    ran = sum(1 for each in rules if each["mark"] in ("holds", "missing"))
    words = _(
        "%(holding)s of %(events)s events hold. %(ran)s of %(all)s checks ran.",
        holding=found.holding,
        events=found.events,
        ran=ran,
        all=len(rules),
    )
    if found.leads is False:
        words = _(
            "The stored hashes lead to another root than the one that was signed, so nothing is proven."
        )
    if any(each["mark"] == "missing" for each in rules):
        return {
            "kind": "stop",
            "title": _("No."),
            "words": f"{words} " + _("Tell the auditors, and change nothing."),
        }
    if not told.signed:
        return {"kind": "warn", "title": _("Nobody can say."), "words": words}
    return {"kind": "ok", "title": _("Yes, as far as checked."), "words": words}


def _rule(holds: bool | None, text: str, note: str = "") -> Rule:
    """Without an answer it did not run, and is called so."""
    mark = "holds" if holds else "not_run" if holds is None else "missing"
    words = {"holds": "", "not_run": _("not run"), "missing": _("does not hold")}
    return {"mark": mark, "text": text, "note": note, "word": words[mark]}


def _unchanged(found: CheckedCase) -> Rule:
    return _rule(not found.altered, _("Every event is unchanged"), _named(found.altered))


def _gapless(found: CheckedCase) -> Rule:
    gapless = _("1 to %(last)s without a gap", last=found.events)
    orphan = _(
        "Entry %(index)s of the log has no event any more, of this case or of another", index=found.orphan
    )
    note = _named(found.missing) or (gapless if found.orphan is None else orphan)
    return _rule(not found.missing and found.orphan is None, _("No event is missing"), note)


def _named(numbers: Iterable[int]) -> str:
    """Which events it is about."""
    told = [str(each) if each != NOT_SHOWN else _("one that is not open to you") for each in sorted(numbers)]
    return _("Not so at event %(numbers)s", numbers=", ".join(told[:10])) if told else ""


def _sealed(found: CheckedCase, told: Standing) -> Rule:
    text = _("Signed in the log")
    if told.sealed is None:
        return _rule(None, text, _("nothing is signed yet"))
    if told.signed is False:
        return _rule(False, text, _("No key of the log has signed it"))
    if not found.leads or found.misplaced:
        return _rule(False, text, _named(found.misplaced))
    size, at = told.sealed.checkpoint.size, exact(told.sealed.at)
    note = ngettext(
        "Checkpoint of %(num)s entry, signed %(at)s",
        "Checkpoint of %(num)s entries, signed %(at)s",
        size,
        at=at,
    )
    if told.signed is None:
        return _rule(None, text, _("this house was not told whose signature to believe"))
    if found.waiting and told.is_late(desk.engine().clock.now()):
        return _rule(False, text, _("it waits for a signature, and for too long"))
    if found.waiting:
        waits = ngettext(
            "%(num)s event waits for a signature", "%(num)s events wait for a signature", len(found.waiting)
        )
        return {"mark": "waiting", "text": text, "note": f"{note}; {waits}"}
    return _rule(True, text, note)


def _witnessed(told: Standing) -> Rule:
    text = _("Other agencies have witnessed it")
    if not told.quorum:
        return _rule(None, text, _("no witness is asked for"))
    counted = _(
        "%(count)s of %(all)s, %(quorum)s are asked for",
        count=told.cosigned,
        all=len(told.witnesses),
        quorum=told.quorum,
    )
    if not told.witnessed:
        return {"mark": "waiting", "text": text, "note": counted}
    return _rule(True, text, counted)


def _same_rows(found: CheckedCase) -> Rule:
    text = _("What is kept of the case is what its events say")
    if found.differing is None and found.whole:
        return _rule(False, text, _("its events cannot be followed"))
    if found.differing is None:
        return _rule(None, text, _("not compared: the events are not whole"))
    count = len(found.differing)
    if not count:
        return _rule(True, text, _("not looked at: what organizations and people are called"))
    rule = _rule(False, text, ngettext("%(num)s value differs", "%(num)s values differ", count))
    if may("history.compare"):
        rule["link"] = {"label": _("Compare every row"), "href": url_for("audit.rows")}
    return rule
