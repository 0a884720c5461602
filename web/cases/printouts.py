"""Printouts of a case as PDF."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, make_response, url_for

from web import request as desk
from web.case_page.head import facts, head
from web.case_page.printout import offered, panels_of, sections
from web.cases import cases
from web.cases.common import page, printed, read_case
from web.cases.panels import shown
from web.i18n import gettext as _
from web.policy import action
from web.printing.typeset import Sheet, Undrawable, as_pdf


@cases.get("/<uuid:case_id>/printouts/<key>.pdf")
@action("case.read")
def printout(case_id: UUID, key: str) -> Response | tuple[str, int]:
    """What the case holds now, as far as this reader may read it, on paper."""
    reading = read_case(case_id)
    wanted = next((each for each in offered(reading) if each.key == key), None) or abort(404)
    told, by = head(reading), printed(reading.register, url_for("cases.show", case_id=case_id))
    words = {
        "house": str(reading.register.settings.get("house_name") or ""),
        "label": _(wanted.label),
        "title": told["title"],
        "number": told["reference"],
        "state": told["state"]["word"],
        "facts": facts(reading),
        "sections": sections(reading, wanted, [shown(reading, each) for each in panels_of(wanted)]),
        "told": _("As it stood at %(at)s, printed for %(by)s. The record: %(address)s", **by),
    }
    desk.stop_reading()  # setting the page takes a while, and needs nothing more
    try:
        content = as_pdf(Sheet.CASE, words, desk.now())
    except Undrawable:
        note = {
            "kind": "warn",
            "text": _("The paper cannot show all letters of this case. The page has them."),
        }
        return page("undrawable.html", reading, 422, label=_(wanted.label), note=note)
    answer = make_response(content)
    answer.mimetype = "application/pdf"
    name = f"{told['reference'].replace('/', '-')}-{wanted.key}.pdf"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
