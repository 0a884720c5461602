"""What a joint programme tells those who exchange data on development cooperation (DOMAIN 10.5)."""

from __future__ import annotations

from typing import Any

from engine.definition import Activity, ActivityMoney, ActivityResults
from workflows._shared import ResultKind
from workflows.joint_programme.money import BUDGET, amount, payer, spender
from workflows.joint_programme.phases import (
    RESULTS, actual, based_in, baseline, indicator, kind, statement, target, unit, until,
)
from workflows.joint_programme.words import (
    APPROVED, CLOSED, CONCEPT, EVALUATION, FORMULATION, HANDED_OVER, MOBILISATION, NEXT_PHASE, NOT_SELECTED, PHASE_1, REVIEW, SEED,
    SELECTION, SUSPENDED, TERMINATED, WITHDRAWN, begins_on, collective_why, countries, currency, ends_on, lead, medium_term, region,
    short_term,
)

MULTILATERAL = 40
PIPELINE, UNDER_WAY, FINALISATION, ENDED, CANCELLED, PAUSED = range(1, 7)
STATUS = {
    **dict.fromkeys((CONCEPT, SELECTION, SEED, FORMULATION, REVIEW, APPROVED), PIPELINE),
    **dict.fromkeys((PHASE_1, MOBILISATION, NEXT_PHASE), UNDER_WAY),
    EVALUATION: FINALISATION, CLOSED: ENDED, HANDED_OVER: ENDED, SUSPENDED: PAUSED,
    **dict.fromkeys((TERMINATED, NOT_SELECTED, WITHDRAWN), CANCELLED),
}
RESULT_TYPES = {ResultKind.OUTPUT: 1, ResultKind.OUTCOME: 2, ResultKind.IMPACT: 3}
SECTORS_OF_IATI = {
    "GOVERNMENT": 10, "IGO": 40, "REGIONAL_BODY": 40, "NGO": 22, "VICTIM_SUPPORT": 22, "SURVIVOR_GROUP": 22, "WORKERS_ORG": 22,
    "MIGRANTS_ORG": 22, "EMPLOYERS_ORG": 70, "PRIVATE_SECTOR": 70, "ACADEMIA": 80, "DONOR": 60,
}


def organization_type(organization: Any) -> int:
    """The code of an organization in IATI's list OrganisationType (DOMAIN 10.5): its own, else that of its sector; a member of the
    Committee is multilateral."""
    own = organization.attributes.get("iati_type")
    return int(own) if own else SECTORS_OF_IATI.get(organization.attributes.get("sector"), 40)


ACTIVITY = Activity(
    STATUS, (collective_why, short_term, medium_term), begins_on, ends_on, lead, organization_type, MULTILATERAL,
    ActivityMoney(BUDGET, amount, currency, payer, spender),
    ActivityResults(RESULTS, kind, RESULT_TYPES, statement, indicator, unit, baseline, based_in, target, until, actual), countries, region,
)
