"""The case page itself, its history, and why this person may see it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from flask import request, url_for

from engine.commands import notice
from engine.commands.notice import needs_notice
from engine.definition import TextPanel
from engine.errors import EngineError
from engine.queries.considered import Considered, answered_from, choices, ranked_into
from web import request as desk
from web.case_page import (
    answering,
    beside,
    now,
    sheet,
    way,
)
from web.case_page.head import facts, prose_below
from web.case_page.printout import offered
from web.case_page.reading import Reading
from web.cases import cases
from web.cases.common import NEWEST, page, read_case
from web.cases.panels import shown
from web.cases.watching import offered as watching_offered
from web.i18n import gettext as _
from web.policy import action, may
from web.present import say
from web.ranked import from_whom

REMARKS = 20  # so many of a long discussion stand on the case page


@cases.get("/<uuid:case_id>")
@action("case.read")
def show(case_id: UUID) -> tuple[str, int]:
    """Everything about one case. Opening it is notice for the seats this person fills, once a round."""
    reading = read_case(case_id, newest=NEWEST)
    if _tried_notice(reading):
        reading = read_case(case_id, newest=NEWEST)
    return page("show.html", reading, **everything(reading))


def _tried_notice(reading: Reading) -> bool:
    """Give notice where a person reads: no HEAD request, no prefetch. Whether it was tried, and the case is to be read again."""
    viewer, case_id = desk.viewer(), reading.snapshot.case.id
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    if viewer is None or request.method != "GET" or "prefetch" in purpose:
        return False
    if not needs_notice(reading.snapshot, viewer):
        return False
    desk.stop_reading()
    # Where it is refused, reading goes on: the page itself says what is wrong.
    with suppress(EngineError):
        notice.page_opened(desk.engine(), case_id, by=viewer)
    return True


def everything(reading: Reading) -> dict[str, Any]:
    """What the template of the case page reads."""
    panels = [shown(reading, each) for each in reading.definition.panels]
    in_panels = {p.document.key for p in reading.definition.panels if isinstance(p, TextPanel)}
    shown_panels = [each for each in panels if each and each["kind"] != "clock"]
    return {
        "jumps": _jumps(reading, shown_panels),
        "now": now.now(reading),
        "clock": next((each["drawing"] for each in panels if each and each["kind"] == "clock"), None),
        "panels": shown_panels,
        "answers": answering.answer_forms(reading),
        "rules": [now.rule_row(rule) for rule in reading.explanation.needed if rule.states is not None],
        "prose": prose_below(reading),
        "documents": sheet.other_documents(reading, in_panels),
        "printouts": offered(reading),
        "acts": beside.acts(reading),
        "facts": facts(reading),
        "certificate": _certificate(reading),
        "linked": beside.linked(reading),
        "remarks": beside.remarks(reading, newest=REMARKS),
        "remark_count": len(reading.page.comments),
        "may_remark": reading.may(reading.definition.remarks_by),
        "levels": beside.levels(reading),
        "history": way.history(reading.page.happenings, newest=NEWEST),
        "diagram": way.way(reading),
        "case": reading.snapshot.case,
        "watching": watching_offered(reading),
        "receipts": _receipts(reading),
        "proofs": _proofs(reading),
    }


def _proofs(reading: Reading) -> list[dict[str, str]]:
    """Where its history can be looked back at, and what proves its result to others, for whoever may take that."""
    case = reading.snapshot.case
    looked_back = {
        "label": _("As it stood on another day"),
        "href": url_for("audit.as_of", case_id=case.id),
    }
    evidence = [
        {
            "label": _("Evidence, to verify anywhere"),
            "href": url_for("history.evidence", case_id=case.id),
        },
        {"label": _("Evidence on paper"), "href": url_for("history.evidence_on_paper", case_id=case.id)},
    ]
    return [
        *([looked_back] if may("audit.read") else ()),
        *(evidence if case.result is not None and may("evidence.read") else ()),
    ]


def _receipts(reading: Reading) -> list[dict[str, str]]:
    """The own answers that stand, each with the proof that it is in the history."""
    own = {f"org:{each.hex}" for each in reading.organizations}
    standing = {task.answer for task in reading.page.tasks if task.present}
    mine = [
        each
        for each in reading.page.positions
        if each.id in standing and (each.party in own or each.by == reading.viewer)
    ]
    return [
        {
            "label": _("Receipt: %(what)s", what=_(task.label)),
            "href": url_for("history.receipt", case_id=each.case_id, position=each.id),
        }
        for each in mine
        if (task := reading.definition.task_by_key.get(each.task)) is not None
    ]


def _certificate(reading: Reading) -> dict[str, str] | None:
    """Where the certificate of this case is, once there is one."""
    declared = reading.definition.certificate
    number = reading.snapshot.case.data.get(declared.number.key) if declared else None
    if declared is None or not number:
        return None
    href = url_for("certificates.page", path=declared.path, number=number)
    return {"label": _(declared.label), "href": href}


def _jumps(reading: Reading, panels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The places of a long page, in order."""
    jumps = [
        {"label": each["label"], "href": f"#{each['key']}", "count": each.get("count")}
        for each in panels
        if each.get("key")
    ]
    asked = now.primary(reading)
    if asked is not None and asked.definition is not None:
        place = 1 + next((n for n, each in enumerate(panels) if each["kind"] == "positions"), 0)
        jumps.insert(place, {"label": _(asked.label), "href": f"#answer-{asked.task.id.hex}", "count": None})
    jumps.append(
        {"label": _("Discussion"), "href": "#discussion", "count": len(reading.page.comments) or None}
    )
    jumps.append({"label": _("Way and history"), "href": "#way", "count": None})
    jumps[0]["current"] = True
    return jumps


@cases.get("/<uuid:case_id>/discussion")
@action("case.read")
def discussion(case_id: UUID) -> tuple[str, int]:
    """Every remark that this reader may read, oldest first."""
    reading = read_case(case_id)
    return page("discussion.html", reading, remarks=beside.remarks(reading))


@cases.get("/<uuid:case_id>/history")
@action("case.read")
def history(case_id: UUID) -> tuple[str, int]:
    """Every event of the case that this reader may know of, newest first, numbered as this reader sees them."""
    reading = read_case(case_id, newest=None)
    chosen = _chosen(reading)
    rows = [
        {
            "seq": number,
            "at": h.at,
            "text": way.sentence(h),
            "second": " ".join(filter(None, (way.second(h), from_whom(chosen.get(h.event_id))))),
            "leaf": h.leaf,
            "kind": h.kind,
        }
        for number, h in reversed(list(enumerate(reading.page.happenings, 1)))
    ]
    return page("history.html", reading, rows=rows)


def _chosen(reading: Reading) -> dict[UUID, Considered]:
    """By event, from whom somebody was chosen, as far as this reader reads the tables into which they were."""
    tables = ranked_into(reading.definition)
    level = reading.snapshot.case.level
    mine = {key for key, item in tables.items() if reading.reads(item.level or level)}
    asked = {key for key, item in answered_from(reading.definition).items() if item.key in mine}
    added = ("item.added", "item.lines")
    events = [
        h.event_id
        for h in reading.page.happenings
        if (h.kind in added and h.facts.get("item") in mine)
        or (h.kind == "task.answered" and h.facts.get("task") in asked)
    ]
    connection, register = desk.read()
    return choices(desk.engine(), connection, register, reading.viewer, events)


@cases.get("/<uuid:case_id>/why")
@action("case.read")
def why(case_id: UUID) -> tuple[str, int]:
    """Why this person may see the case, and who else may."""
    reading = read_case(case_id)
    level = reading.snapshot.registry.levels[reading.snapshot.case.level]
    mine = reading.register.standings(reading.viewer, reading.now) if reading.viewer else []
    roles = {role.key for role in level.readers.roles()}
    reasons = [_role(reading, s.role, s.organization) for s in mine if s.role in roles]
    if reading.viewer == reading.snapshot.case.opener:
        reasons.append(_("You opened it."))
    reasons += [_("It asks you: %(task)s.", task=_(each.label)) for each in reading.mine]
    readers = [_(role.label) for role in level.readers.roles()]
    return page("why.html", reading, reasons=reasons, level=_(level.label), readers=readers, says=say)


def _role(reading: Reading, role: str, organization: UUID | None) -> str:
    label = reading.register.roles[role].label
    return _(
        "You act as %(role)s for %(organization)s.",
        role=_(label),
        organization=reading.register.name(organization),
    )
