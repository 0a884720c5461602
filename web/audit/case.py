"""A case as it stood at an instant: nothing on the page is from after it, and nothing can be pressed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from engine.errors import Refused
from engine.link import Link
from engine.queries.case_as_of import AsOf, case_as_of
from engine.queries.deadlines import case_known
from engine.queries.holdings import holdings
from engine.queries.streams import BROKEN_RULE
from engine.task import Task
from web import request as desk
from web.audit import blueprint
from web.audit.common import asked_instant, zone_label
from web.audit.trusted import trusted
from web.case_page import beside, matrix, now, positions, sheet, way
from web.case_page.head import facts, head, prose
from web.case_page.reading import Reading
from web.i18n import gettext as _
from web.policy import action, may
from web.present import exact, party, say


@blueprint.get("/cases/<uuid:case_id>")
@action("audit.read")
def as_of(case_id: UUID) -> tuple[str, int]:
    """A case as it stood at an instant."""
    at, problem = asked_instant()
    connection, register = desk.read()
    try:
        seen = case_as_of(desk.engine(), connection, register, case_id, desk.signed_in(), at)
    except Refused as refusal:
        if refusal.rule != BROKEN_RULE:
            raise
        return _contradicts_itself(case_id, refusal), 422
    reading = Reading(seen.page, desk.viewer(), looked_back_at=desk.now())
    html = render_template(
        "audit/as_of.html",
        case_id=case_id,
        problem=problem,
        holdings=holdings(register, at),
        may_prove=may("evidence.read"),
        trusted=trusted(case_id, seen.hidden),
        **_when(case_id, seen) | (_as_typed() if problem else {}),
        **_standing(reading),
    )
    return html, 422 if problem else 200


def _contradicts_itself(case_id: UUID, refusal: Refused) -> str:
    """Nothing stands on such a history; the page says so, and at which event it breaks."""
    connection, register = desk.read()
    return render_template(
        "audit/contradicts.html",
        case=case_known(desk.engine(), connection, register, desk.signed_in(), case_id),
        says=say(refusal.says),
        rule=refusal.rule,
        trusted=trusted(case_id),
    )


def _as_typed() -> dict[str, str]:
    """What was written where no day and time could be read: it stays in the form, to be put right."""
    return {name: request.args.get(name, "")[:40] for name in ("day", "time")}


def _when(case_id: UUID, seen: AsOf) -> dict[str, Any]:
    """Which instant, which event was the newest, and where its neighbours are."""
    local = seen.at.astimezone(desk.zone())
    return {
        "number": seen.number,
        "of": seen.of,
        "before": _at(case_id, seen.before),
        "after": _at(case_id, seen.after),
        "day": f"{local:%Y-%m-%d}",
        "time": f"{local:%H:%M:%S}",
        "zone_label": zone_label(),
        "at": exact(seen.at),
        "since": url_for("audit.of_case", case_id=case_id, since=seen.at.isoformat()),
        "register": url_for("audit.register", at=seen.at.isoformat()),
    }


def _standing(reading: Reading) -> dict[str, Any]:
    """What stood: positions, texts, tables, papers, ties, what was asked, remarks."""
    drawn = [positions.positions_panel(reading, panel) for panel in _of(reading, "PositionsPanel")]
    texts = [panel for panel in _of(reading, "TextPanel") if reading.reads(panel.document.level)]
    listed = [panel for panel in _of(reading, "MatrixPanel") if reading.reads(panel.item.level)]
    shown = [panel for panel in listed if all(guard.holds(reading.view) for guard in panel.when)]
    return {
        "head": head(reading),
        "moment": now.moment(reading),
        "positions": [panel for panel in drawn if panel["rows"] or panel["rounds"]],
        "sheets": [sheet.sheet_panel(reading, panel, desk.engine().files) for panel in texts],
        "tables": [matrix.matrix(reading, panel) for panel in shown],
        "papers": sheet.other_documents(reading, {panel.document.key for panel in texts}),
        "facts": facts(reading),
        "prose": prose(reading),
        "history": way.history(reading.page.happenings),
        "tied": [_tie(reading, link) for link in reading.snapshot.links],
        "open_tasks": [_task(reading, task) for task in reading.page.tasks if task.present and task.lasts],
        "remarks": beside.remarks(reading),
    }


def _of(reading: Reading, kind: str) -> list[Any]:
    return [panel for panel in reading.definition.panels if type(panel).__name__ == kind]


def _tie(reading: Reading, link: Link) -> dict[str, str]:
    """Another case as it was called and stood then, with the way to it at the same instant."""
    state = reading.state_of(link)
    label = _(beside.tie_label(reading, link))
    return {
        "label": _("from") + ": " + label if link.incoming else label,
        "title": link.title,
        "href": url_for("audit.as_of", case_id=link.other, at=reading.now.isoformat()),
        "state": _(state.label) if state is not None else link.state,
    }


def _task(reading: Reading, task: Task) -> dict[str, str]:
    """What was asked and not answered yet: of whom, and until when."""
    known = reading.definition.task_by_key.get(task.task)
    state = reading.definition.state_by_key.get(task.task.removeprefix("state_"))
    label = known.label if known is not None else state.label if state is not None else task.task
    who = task.claimed_by or task.delegated_to
    return {
        "label": _(label),
        "party": party(task.party) if task.party.startswith(("org:", "person:")) else "",
        "who": reading.register.name(who),
        "due": exact(task.due_at) if task.due_at else "",
    }


def _at(case_id: UUID, instant: datetime | None) -> str | None:
    return url_for("audit.as_of", case_id=case_id, at=instant.isoformat()) if instant else None
