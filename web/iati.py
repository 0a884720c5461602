"""The activities of a register in the exchange format of the International Aid Transparency Initiative, version 2.03.

Codes: ActivityStatus, ActivityDateType, OrganisationRole, OrganisationType, ResultType, BudgetType (iatistandard.org). Elements
stand in the order that the schema demands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, abort
from sqlalchemy import Connection

from engine.case import Case
from engine.definition import Activity, CaseDefinition
from engine.party import Organization
from engine.queries.case_register import Asked, register_page
from engine.queries.rows import rows_of
from engine.register import Register
from engine.snapshot import Snapshot
from engine.view import CaseView, RowView
from web import request as desk
from web.i18n import gettext as _
from web.policy import action
from web.public.feed import NOT_XML
from web.registers import named

blueprint = Blueprint("iati", __name__)

ACCOUNTABLE, EXTENDING, IMPLEMENTING = "2", "3", "4"
PLANNED_START, PLANNED_END = "1", "3"
OWN_LIST = "99"
ORIGINAL, INDICATIVE = "1", "1"
AT_ONCE = 200
Element = ET.Element


@blueprint.get("/registers/<path>/iati.xml")
@action("desk.read")
def exchange(path: str) -> Response:
    """Every case of the register that this reader may know of, as an activity."""
    definition, _register = named(path)
    if definition.activity is None:
        abort(404)
    root = ET.Element(
        "iati-activities", {"version": "2.03", "generated-datetime": desk.now().isoformat(timespec="seconds")}
    )
    for each in _every(definition):
        if each.snapshot.definition.activity is not None:  # of the version that the case was begun under
            _activity(root, each.snapshot.definition.activity, each)
    ET.indent(root)
    answer = Response(ET.tostring(root, encoding="utf-8", xml_declaration=True), mimetype="application/xml")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{path}-iati.xml")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _every(definition: CaseDefinition) -> Iterator[CaseView]:
    """Each case as its rules see it, but for what no activity tells: only fields and rows of tables are read."""
    connection, register = desk.read()
    cursor: str | None = None
    while True:
        asked = Asked(cursor=cursor)
        page = register_page(
            desk.engine(), connection, register, desk.signed_in(), definition, asked, most=AT_ONCE
        )
        yield from _views(connection, register, page.cases)
        cursor = page.next
        if cursor is None:
            return


def _views(connection: Connection, register: Register, found: Sequence[Case]) -> Iterator[CaseView]:
    registry, now = desk.engine().registry, desk.now()
    declared = {each.id: registry.get(each.definition, each.version) for each in found}
    kinds = {item.key for each in declared.values() if each.activity for item in each.activity.columns}
    rows = rows_of(connection, declared, kinds)
    for case in found:
        told = rows.get(case.id, [])
        yield CaseView(Snapshot(declared[case.id], case, register, registry, now, items=told))


def _activity(root: Element, declared: Activity, view: CaseView) -> None:
    case, currency = view.snapshot.case, getattr(view, declared.money.currency.key)
    told = ET.SubElement(root, "iati-activity")
    if currency is not None:
        told.set("default-currency", currency.name)
    house = str(view.register.settings.get("house_name") or "Nemcon")
    prefix = str(view.register.settings.get("number_prefix") or house)
    _text(told, "iati-identifier", f"{prefix}-{case.number or case.reference}".replace("/", "-"))
    _narrative(
        ET.SubElement(told, "reporting-org", {"ref": prefix, "type": str(declared.reporter_type)}), house
    )
    _narrative(ET.SubElement(told, "title"), case.title)
    words = [getattr(view, field.key) for field in declared.description]
    _narrative(
        ET.SubElement(told, "description", {"type": "1"}),
        "\n".join(each for each in words if each) or case.title,
    )
    _participants(told, declared, view)
    ET.SubElement(told, "activity-status", {"code": str(declared.status[view.state])})
    _dates(told, declared, view)
    _places(told, declared, view)
    _budget(told, declared, view)
    begins, _ends = _span(declared, view)
    for row in view.rows(declared.results.item):
        _result(told, declared, row, begins)


def _text(parent: Element, name: str, words: object) -> None:
    ET.SubElement(parent, name).text = NOT_XML.sub("", str(words))


def _narrative(parent: Element, words: object) -> None:
    """What says nothing has no narrative."""
    if words is not None:
        _text(parent, "narrative", words)


def _participants(told: Element, declared: Activity, view: CaseView) -> None:
    """Who answers for it, who receives the money and passes it on, who carries it out; each once in each part."""
    rows, money = view.rows(declared.money.item), declared.money
    receiving = [getattr(row, money.received_by.key) for row in rows] if money.received_by is not None else []
    parts = (
        (ACCOUNTABLE, [getattr(view, declared.lead.key)]),
        (EXTENDING, receiving),
        (IMPLEMENTING, [getattr(row, money.spent_by.key) for row in rows]),
    )
    for role, named_there in parts:
        for organization in _once(named_there):
            kind = str(declared.organization_type(organization))
            there = {"ref": organization.code, "type": kind, "role": role}
            _narrative(ET.SubElement(told, "participating-org", there), organization.name)


def _once(found: Iterable[Organization | None]) -> list[Organization]:
    return sorted({each.id: each for each in found if each is not None}.values(), key=lambda each: each.code)


def _dates(told: Element, declared: Activity, view: CaseView) -> None:
    begins, ends = _span(declared, view)
    for kind, on in ((PLANNED_START, begins), (PLANNED_END, ends)):
        if on is not None:
            ET.SubElement(told, "activity-date", {"type": kind, "iso-date": on.isoformat()})


def _span(declared: Activity, view: CaseView) -> tuple[date | None, date | None]:
    begins = getattr(view, declared.begins.key) if declared.begins is not None else None
    return begins, getattr(view, declared.ends.key)


def _places(told: Element, declared: Activity, view: CaseView) -> None:
    """Countries and regions by the house's own names: it keeps no codes of theirs."""
    places = list(getattr(view, declared.countries.key) or ()) if declared.countries is not None else []
    region = getattr(view, declared.region.key) if declared.region is not None else None
    named_there = [(each.code, each.name) for each in places]
    named_there += [(region.name, _(region.value))] if region is not None else []
    for code, name in named_there:
        _narrative(ET.SubElement(told, "recipient-region", {"code": code, "vocabulary": OWN_LIST}), name)


def _budget(told: Element, declared: Activity, view: CaseView) -> None:
    """One budget over the whole time: the lines hold phases, and no days of their own. Without that time there is none."""
    begins, ends = _span(declared, view)
    amounts = [getattr(row, declared.money.amount.key) for row in view.rows(declared.money.item)]
    total = sum((each for each in amounts if each is not None), Decimal(0))
    if not total or begins is None or ends is None:
        return
    budget = ET.SubElement(told, "budget", {"type": ORIGINAL, "status": INDICATIVE})
    ET.SubElement(budget, "period-start", {"iso-date": begins.isoformat()})
    ET.SubElement(budget, "period-end", {"iso-date": ends.isoformat()})
    value = ET.SubElement(budget, "value", {"value-date": begins.isoformat()})
    value.text = str(total)


def _result(told: Element, declared: Activity, row: RowView, begins: date | None) -> None:
    frame = declared.results
    code = frame.kinds.get(getattr(row, frame.kind.key), 9)
    result = ET.SubElement(told, "result", {"type": str(code)})
    _narrative(ET.SubElement(result, "title"), getattr(row, frame.statement.key))
    indicator = ET.SubElement(result, "indicator", {"measure": "1"})
    unit = getattr(row, frame.unit.key)
    name = getattr(row, frame.indicator.key)
    _narrative(ET.SubElement(indicator, "title"), f"{name} ({unit})" if unit else name)
    baseline = getattr(row, frame.baseline.key)
    year = getattr(row, frame.based_in.key) if frame.based_in is not None else None
    if baseline is not None and year is not None:
        ET.SubElement(indicator, "baseline", {"year": str(year), "value": str(baseline)})
    _period(indicator, declared, row, begins)


def _period(indicator: Element, declared: Activity, row: RowView, begins: date | None) -> None:
    """From the beginning of what is planned until the target is to be reached."""
    frame = declared.results
    until = getattr(row, frame.until.key)
    if until is None or begins is None or until < begins:
        return
    period = ET.SubElement(indicator, "period")
    ET.SubElement(period, "period-start", {"iso-date": begins.isoformat()})
    ET.SubElement(period, "period-end", {"iso-date": until.isoformat()})
    for name, field in (("target", frame.target), ("actual", frame.actual)):
        value = getattr(row, field.key)
        if value is not None:
            ET.SubElement(period, name, {"value": str(value)})
