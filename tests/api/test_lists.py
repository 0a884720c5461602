"""Lists in pages, filtered and searched, on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests import people
from tests.api.both import kind
from tests.api.machine import Api

__all__ = ["kind"]


def test_cases_are_listed_newest_first_in_pages(api: Api) -> None:
    for number in range(53):
        api.world.open(title=f"Matter {number}")
        api.world.clock.move_to(api.world.clock.now().replace(minute=number))

    first = api.as_("ILO").get("/cases").json
    assert first is not None
    second = api.as_("ILO").get(f"/cases?cursor={first['next']}").json

    assert second is not None
    titles = [each["title"] for each in first["items"] + second["items"]]
    assert titles == [f"Matter {number}" for number in reversed(range(53))]
    assert (len(first["items"]), second["next"]) == (50, None)


def test_cases_are_found_by_type_state_and_words(api: Api) -> None:
    draft, other = api.open(title="A gender workplan"), api.circulated(title="A campaign")
    rotation = api.open(definition="chair-rotation", title="Term 2014", term_start="2014-01-01")

    def found(query: str) -> list[str]:
        return [each["id"] for each in api.as_("ILO").get(f"/cases?{query}").json["items"]]  # type: ignore[index]

    assert found("definition=DEC&state=draft&q=&cursor=") == [draft["id"]]
    assert found("state=circulated") == [other["id"]]
    assert found("q=gender") == [draft["id"]]
    assert found("q=gender%20campaign") == []
    assert found("definition=chair-rotation") == [rotation["id"]]


def every_page(api: Api, who: str, path: str) -> list[dict[str, Any]]:
    """All items of all pages."""
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = api.as_(who).get(f"{path}&cursor={cursor}").json
        assert page is not None
        found, cursor = found + page["items"], page["next"]
    return found


def test_my_tasks_are_those_i_may_take_up_the_earliest_due_first(api: Api) -> None:
    late, soon = api.deliberating(), api.circulated()
    api.press(soon, "deliberate", people.CHAIR, expires_at="2013-01-09T12:00:00Z")
    api.open(title="Nobody asks ILO here")

    mine = every_page(api, "ILO", "/tasks?mine=true")

    assert [each["case"]["id"] for each in mine if each["task"] == "position"] == [soon["id"], late["id"]]
    assert {each["party"]["name"] for each in mine if each["task"] == "position"} == {"ILO"}
    assert all(each["mine"] for each in mine)


def test_the_buttons_of_a_state_are_called_by_what_they_do(api: Api) -> None:
    api.open()

    (task,) = every_page(api, "officer", "/tasks?mine=true")

    assert (task["task"], task["label"], task["outcomes"]) == ("state_draft", "Circulate the text", [])


def test_tasks_are_found_by_state(api: Api) -> None:
    case = api.deliberating()
    answered = api.answer(case, "ILO", "support")
    claimed = api.task(case, "position", "IOM")
    api.as_("IOM").put(f"/tasks/{claimed['id']}/claim")

    def states(query: str, who: str = "ILO") -> dict[str, str]:
        found = every_page(api, who, f"/tasks?{query}")
        return {each["party"]["name"]: each["state"] for each in found if each["task"] == "position"}

    assert states("mine=true&state=completed") == {"ILO": "completed"}
    assert states("mine=true") == {}
    assert states("mine=true&state=claimed", "IOM") == {"IOM": "claimed"}
    assert states("state=claimed") == {"IOM": "claimed"}
    assert set(states("state=offered")) == set(people.MEMBERS) - {"ILO", "IOM"}
    assert answered["state"] == "completed"


def test_tasks_come_in_pages_that_join_without_a_gap(api: Api) -> None:
    for _ in range(12):
        api.world.deliberating()
        api.world.clock.move_to(api.world.clock.now() + timedelta(minutes=1))

    found = every_page(api, "officer", "/tasks?state=open")

    positions = [each["id"] for each in found if each["task"] == "position"]
    assert len(positions) == len(set(positions)) == 12 * len(people.MEMBERS)
    due = [each["due_at"] for each in found if each["due_at"]]
    assert due == sorted(due)
    assert [each["due_at"] is None for each in found] == sorted(each["due_at"] is None for each in found)


def test_lists_hold_only_what_their_reader_may_know_of(api: Api) -> None:
    case = api.deliberating()

    assert every_page(api, "donor", "/cases?q=") == []
    assert every_page(api, "donor", "/tasks?state=open") == []
    assert every_page(api, "donor", "/cases?q=matter") == []
    assert [each["id"] for each in every_page(api, "auditor", "/cases?q=matter")] == [case["id"]]
