"""What a joint programme tells those who exchange data on development cooperation (DOMAIN 10.5)."""

from __future__ import annotations

from engine.definition import Activity, ActivityMoney, ActivityResults
from workflows._shared import RESULT_TYPES, organization_type
from workflows.joint_programme.money import BUDGET, amount, payer, spender
from workflows.joint_programme.phases import (
    RESULTS, actual, based_in, baseline, indicator, kind, statement, target, unit, until,
)
from workflows.joint_programme.words import (
    APPROVED, CLOSED, CONCEPT, EVALUATION, FORMULATION, HANDED_OVER, MOBILISATION, NEXT_PHASE, NOT_SELECTED, PHASE_1, REVIEW, SEED,
    SELECTION, SUSPENDED, TERMINATED, WITHDRAWN, begins_on, collective_why, countries, currency, ends_on, lead, medium_term, region,
    short_term,
)

PIPELINE, UNDER_WAY, FINALISATION, ENDED, CANCELLED, PAUSED = range(1, 7)
STATUS = {
    **dict.fromkeys((CONCEPT, SELECTION, SEED, FORMULATION, REVIEW, APPROVED), PIPELINE),
    **dict.fromkeys((PHASE_1, MOBILISATION, NEXT_PHASE), UNDER_WAY),
    EVALUATION: FINALISATION, CLOSED: ENDED, HANDED_OVER: ENDED, SUSPENDED: PAUSED,
    **dict.fromkeys((TERMINATED, NOT_SELECTED, WITHDRAWN), CANCELLED),
}
ACTIVITY = Activity(
    STATUS, (collective_why, short_term, medium_term), begins_on, ends_on, lead, organization_type,
    ActivityMoney(BUDGET, amount, currency, payer, spender),
    ActivityResults(RESULTS, kind, RESULT_TYPES, statement, indicator, unit, baseline, based_in, target, until, actual), countries, region,
)
