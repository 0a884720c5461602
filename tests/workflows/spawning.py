"""A case type that is not built yet, in small: enough to see an approved activity turn into it."""

from __future__ import annotations

from config.bootstrap import registry
from engine.definition import LONG, ORGANIZATION, CaseDefinition, DocumentDefinition, Field, State
from workflows._shared import OFFICE, SC_RESTRICTED

CONCEPT, CLOSED = State("concept", "Concept", waits="its authors"), State("closed", "Closed", final=True)

PROGRAMME = CaseDefinition(
    key="joint-programme",
    version=1,
    code="JPR",
    title="Joint programme",
    opened_by=OFFICE,
    initial=CONCEPT,
    level=SC_RESTRICTED,
    fields=(Field("aims", "Aims", LONG), Field("partners", "Partners", ORGANIZATION, many=True)),
    documents=(DocumentDefinition("note", "Concept note"), DocumentDefinition("review", "Principles review")),
    accepts={"activity-proposal": {"aims": "rationale", "partners": "contributors"}},
    transitions=[CONCEPT.to(CLOSED, "close", by=OFFICE)],
)
HOUSE_WITH_PROGRAMMES = (*registry().versions, PROGRAMME)
