"""Who reads who reviews: in an open review the author does, in a blind one neither a name nor an account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from engine.queries.explain import explain
from engine.rights import reads
from engine.view import CaseView
from tests.furnished import on_both
from tests.refusing import Unknown
from tests.workflows.reviewing import (
    PANEL,
    choose,
    confirmed,
    conflict,
    consolidating,
    page_of,
    panel_chosen,
    partner,
    review,
    reviewing,
    revising,
    roster,
    selecting,
    stamped,
    submitted,
    take_place,
    verifying,
)
from tests.world import World

pytestmark = on_both


def met(world: World, case_id: UUID, who: str) -> str:
    """Everything that somebody meets in a case, as one text: what their level opens, and no more."""
    page, me = page_of(world, case_id, who), world.people[who]
    view, kinds = CaseView(page.snapshot), page.snapshot.definition

    def open_to_me(kind: Any) -> bool:
        return kind.level is None or reads(view, kind.level, me)

    found = explain(page.snapshot, me)
    rules = [rule for act in found.acts for rule in act.rules] + list(found.needed)
    return repr(
        [
            [row for row in page.snapshot.items if open_to_me(kinds.item_by_key[row.item])],
            [v for key, v in page.snapshot.case.data.items() if open_to_me(kinds.field_by_key[key])],
            [
                (paper, world.engine.files.get(case_id, paper.sha256))
                for paper in page.versions
                if open_to_me(kinds.document_by_key[paper.document])
            ],
            (page.tasks, page.positions, page.comments),
            [(each.says.english(), each.actor, each.reason, shown(each.facts)) for each in page.happenings],
            [rule.refusal.says.english() for rule in rules if rule.refusal],
            [(each.who, each.about) for each in found.waited],
            [str(each.party) for each in found.asked if each.mine],
        ]
    ).replace("-", "")


def shown(facts: dict[str, Any]) -> dict[str, Any]:
    """What a page or the interface shows of an event: not whom a clock told."""
    return {key: value for key, value in facts.items() if key not in ("to", "tasks")}


def reviewers_met(world: World, case_id: UUID, who: str) -> list[str]:
    """The reviewers of whom somebody meets the account or the name; a member's own name is its organization's as well."""
    text = met(world, case_id, who)
    return [name for name in PANEL if world.people[name].hex in text or (name != "IOM" and name in text)]


STAGES: dict[str, Callable[..., UUID]] = {
    "the panel is chosen": panel_chosen,
    "the panel is confirmed": confirmed,
    "the panel reviews": reviewing,
    "the reviews are there": consolidating,
    "the author revises": revising,
    "the panel verifies": verifying,
    "it is stamped": stamped,
}


@pytest.mark.parametrize("stage", STAGES)
def test_the_author_of_a_blind_review_never_meets_a_reviewer(world: World, stage: str) -> None:
    """Of a partner, and so reading the case from the day of the request."""
    partner(world)
    case_id = STAGES[stage](world, by="author", requester="DONOR", origin="PARTNER", visibility="BLIND")
    world.later(days=20)
    assert reviewers_met(world, case_id, "author") == []
    assert reviewers_met(world, case_id, "officer") == list(PANEL), "whom it concerns reads them"


def test_the_focal_point_of_the_member_that_asks_reads_who_reviews_it_blind(world: World) -> None:
    """Blind is for the author: who reviews is known to the Committee, also where one of its members asks (DOMAIN 5.6)."""
    case_id = revising(world, visibility="BLIND")
    assert reviewers_met(world, case_id, "ILO") == list(PANEL)
    assert reviewers_met(world, case_id, "author") == []


def test_the_author_of_a_blind_review_does_not_learn_who_was_reminded(world: World) -> None:
    partner(world)
    case_id = reviewing(world, by="author", requester="DONOR", origin="PARTNER", visibility="BLIND")
    review(world, case_id, "IOM", "clear")
    world.later(days=30)
    assert reviewers_met(world, case_id, "author") == []


def test_the_author_of_a_blind_review_does_not_learn_who_is_in_a_conflict(world: World) -> None:
    partner(world)
    case_id = panel_chosen(world, by="author", requester="DONOR", origin="PARTNER", visibility="BLIND")
    conflict(world, case_id, "second expert")
    assert reviewers_met(world, case_id, "author") == []


def test_an_author_who_is_on_the_roster_does_not_learn_who_took_an_open_place(world: World) -> None:
    roster(world)
    case_id = selecting(world, author="first expert", visibility="BLIND")
    choose(world, case_id, None)
    take_place(world, case_id, "second expert")
    choose(world, case_id, None)
    assert world.people["second expert"].hex not in met(world, case_id, "first expert")


def test_the_author_of_an_open_review_reads_who_reviews(world: World) -> None:
    case_id = revising(world)
    assert page_of(world, case_id, "author").snapshot.case.data["reviewers"] == list(PANEL)


def test_the_author_of_a_blind_review_reads_no_reviewers(world: World) -> None:
    case_id = revising(world, visibility="BLIND")
    assert not page_of(world, case_id, "author").snapshot.case.data.get("reviewers")


def test_an_author_who_has_not_asked_for_it_reads_the_review_when_the_comments_come(world: World) -> None:
    case_id = consolidating(world)
    with pytest.raises(Unknown):
        page_of(world, case_id, "author")
    world.press(case_id, "revise", "officer")
    assert page_of(world, case_id, "author").snapshot.case.id == case_id


def test_nobody_else_reads_a_product_under_review(world: World) -> None:
    case_id = submitted(world)
    for who in ("donor", "expert", "administrator"):
        with pytest.raises(Unknown):
            page_of(world, case_id, who)
