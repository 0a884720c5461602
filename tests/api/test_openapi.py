"""The description is true: whatever a machine sends by it is answered by it, and nothing else goes unanswered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.result import Ok

from tests import people
from tests.api.machine import Api, Case
from tests.furnished import copy_of

SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck))
# What a rule of the house refuses fits its shape all the same.
UNFIT = ("positive_data_acceptance",)


@pytest.fixture
def silent_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Api, Case]]:
    """A house where silence runs about a text with a linked case, remarks and a position: something of everything."""
    with copy_of(request, "sqlite", tmp_path) as world:
        api = Api(world)
        case = api.silent()
        officer = api.as_("officer")
        officer.post(f"/cases/{case['id']}/comments", {"body": "Please read the second page."})
        officer.post(f"/cases/{case['id']}/links", {"type": "informs", "to": api.open()["id"]})
        api.answer(case, people.MEMBERS[0], "support_with_comment", data={"comment": "Well put."})
        yield api, api.read(case)


def known_ids(case: Case) -> dict[str, list[str]]:
    """Values that mean something, for the places of an address."""
    return {
        "case_id": [case["id"]],
        "task_id": [each["id"] for each in case["tasks"]],
        "link_id": [each["id"] for each in case["links"]] or [case["id"]],
        "row_id": [each["id"] for each in case["items"]["principles"]],
        "kind": ["principles"],
        "document": ["text", "paper"],
        "trigger": ["withdraw", "circulate", "declare_consensus"],
        "key": ["DEC", "consensus-decision"],
    }


def hold_to_its_description(api: Api, case: Case, examples: int) -> None:
    """Send so many requests to each operation, half of them to things that exist, and check every answer."""
    load_all_checks()
    excluded = [CHECKS.get_one(name) for name in UNFIT]
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", api.app)
    known, officer = known_ids(case), api.as_("officer")
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()

        @settings(SLOW, max_examples=examples, database=None)
        @given(request=operation.as_strategy(), real=st.booleans(), data=st.data())
        def answered(request: Any, real: bool, data: Any) -> None:
            if real and request.path_parameters:
                for name in request.path_parameters:
                    request.path_parameters[name] = data.draw(st.sampled_from(known[name]))
            request.call_and_validate(headers=officer.headers, excluded_checks=excluded)

        answered()


def test_every_operation_answers_as_described(silent_house: tuple[Api, Case]) -> None:
    hold_to_its_description(*silent_house, examples=12)


@pytest.mark.long
def test_every_operation_answers_as_described_for_long(silent_house: tuple[Api, Case]) -> None:
    hold_to_its_description(*silent_house, examples=60)
