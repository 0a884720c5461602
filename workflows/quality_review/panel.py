"""The panel: half of the Committee, half from the roster, nobody in a true conflict; only what is delivered counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.definition import (
    AFTER_OWN_ANSWER, BY_LEVEL, LONG, ORGANIZATION, PERSON, TEXT, YES_NO, AddRow, Edit, Field, ItemDefinition, Outcome, RankingPanel,
    Reminder, SetRow, TaskDefinition, answered, each_row, each_seat, guard, missing, working_days,
)
from workflows._shared import DONE, EXPERT, MEMBER, OFFICE
from workflows.quality_review.candidates import (
    CANDIDATES, ChosenFor, counts_as_independent, employer_of, is_active_on_the_roster, is_chosen_with_reason, is_on_the_roster,
    whose_expert,
)
from workflows.quality_review.comments import CLEAR, MAJOR, MINOR, UNSUITABLE, remarks, scores
from workflows.quality_review.conflicts import AGAINST, IN_CONFLICT, MAY_TAKE, forbidden, is_free_to_review
from workflows.quality_review.words import (
    CLOSED, CONSOLIDATION, MIN_COMMITTEE, MIN_EXPERTS, PANEL_IS_CHOSEN, PRODUCT, REVIEWING, SELECTION, VERIFICATION, Part, Visibility,
)

person = Field("person", "Reviewer", PERSON, help="Empty: an open place, which any expert on the roster may take.")
part = Field("part", "Takes part as", Part, required=True)
organization = Field("organization", "For", ORGANIZATION, help="The member who reviews or has nominated.")
employer = Field("employer", "Works for", TEXT, computed=employer_of)
independent = Field("independent", "Independent", YES_NO, computed=counts_as_independent)
chosen_for = Field("chosen_for", "Chosen for", ChosenFor)
why = Field("why", "Why this one", LONG)


@guard("Say which member of the Committee this reviewer is for, and who it is.", rule="QR-02")
def is_for_a_member(case: Any, row: Any) -> bool:
    return row.part is not Part.COMMITTEE or bool(row.person and row.organization in case.seated(MEMBER))


@guard("This member has a reviewer on the panel already: end that row first.", rule="7.3")
def is_the_only_one_of_the_member(case: Any, row: Any) -> bool:
    others = [each for each in case.rows(PANEL) if each.part is Part.COMMITTEE and each.id != row.id]
    return row.part is not Part.COMMITTEE or row.organization not in [each.organization for each in others]


@guard("A review that was delivered stays: its reviewer cannot be replaced.", rule="7.3")
def has_not_delivered(case: Any, row: Any) -> bool:
    return row.id not in {position.party for position in case.positions(REVIEW)}


PANEL = ItemDefinition(
    "panel", "Panel", (person, part, organization, employer, independent, chosen_for, why), unique=("person",), named_by="person",
    checks=(*AGAINST, is_for_a_member, is_the_only_one_of_the_member, is_on_the_roster, is_chosen_with_reason),
    ends=(has_not_delivered,), level=CLOSED,
    lasting=("person", "part", "organization"),
    edit=(Edit(OFFICE, (*PANEL_IS_CHOSEN, CONSOLIDATION, VERIFICATION)),),
)
CANDIDATE_PANEL = RankingPanel("Candidates from the roster", CANDIDATES, PANEL, person, {"part": "EXPERT"}, AGAINST)

# Every member is asked for a reviewer.
nominee = Field("nominee", "Nominee", PERSON, required=True, help="Somebody with an account; the Secretariat invites whoever has none.")


def who_answers(case: Any) -> Any:
    return case.answer.by


def own_seat(case: Any) -> Any:
    return case.answer.party


@guard("Somebody else answers for this member: name who reviews.", rule="7.3")
def answers_in_person(case: Any, answer: Any) -> bool:
    return answer.by is None or bool(case.acts_for(answer.by, answer.party))


FOR_THE_SEAT = {"part": Part.COMMITTEE, "organization": own_seat}
MYSELF = Outcome("self", "I review", when=(answers_in_person,), mark="support",
                 then=(AddRow(PANEL, {**FOR_THE_SEAT, "person": who_answers}),),
                 says="You are invited to the panel at once.")
NOMINATED = Outcome("nominee", "I nominate", asks=(nominee,), then=(AddRow(PANEL, {**FOR_THE_SEAT, "person": answered(nominee)}),),
                    mark="support_comment", says="Whom you nominate is invited at once.")


@guard("Somebody is on the panel for this member; the Secretariat ends that row.", rule="7.3")
def nobody_is_there(case: Any, answer: Any) -> bool:
    named = {position.party for position in case.positions(NOMINATE) if position.outcome is not NOBODY}
    return answer.party not in named or answer.party not in [row.organization for row in case.rows(PANEL)]


NOBODY = Outcome("nobody", "Nobody this time", reason=True, when=(nobody_is_there,), mark="abstain")
NOMINATE = TaskDefinition(
    "nominate", "Review it yourself, or nominate somebody", each_seat(MEMBER), during=(SELECTION,), outcomes=(MYSELF, NOMINATED, NOBODY),
    due=working_days(5), closes=working_days(5), recorders=OFFICE, level=CLOSED, button="Answer",
)
alternates = Field("alternates", "Alternates", LONG, help="Who comes next, should somebody decline.")
PROPOSE = TaskDefinition("propose", "Propose experts from the roster", OFFICE, during=(SELECTION,), outcomes=(DONE,), asks=(alternates,),
                         due=working_days(5), level=CLOSED)


def is_open_place(row: Any) -> bool:
    return row.person is None


@guard("You are on this panel already. One person takes one place.", rule="7.3")
def is_not_on_the_panel(case: Any, taker: Any) -> bool:
    return taker is None or taker not in [row.person for row in case.rows(PANEL)]


PLACE = TaskDefinition(
    "place", "Take an open place on the panel", each_row(PANEL, where=is_open_place, to=EXPERT), during=PANEL_IS_CHOSEN, level=CLOSED,
    outcomes=(Outcome("take", "I take it", then=(SetRow(PANEL, {"person": who_answers}),), mark="support",
                      says="You are then asked to declare your interests."),),
    due=working_days(5), shown=BY_LEVEL, eligible=(*MAY_TAKE, is_not_on_the_panel, is_active_on_the_roster),
)

# Each of the panel accepts and declares, declines, or has a conflict.
interests = Field("interests", "Interests to declare", LONG, required=True, help="Or: none.")
ACCEPT = Outcome("accept", "Accept", asks=(interests,), mark="support", says="You declare your interests and take the place.")
DECLINE = Outcome("decline", "Decline", reason=True, mark="abstain")
INVITATION = TaskDefinition(
    "invitation", "Accept and declare your interests", each_row(PANEL, person), during=PANEL_IS_CHOSEN,
    outcomes=(ACCEPT, DECLINE, IN_CONFLICT), due=working_days(3), closes=working_days(5), level=CLOSED, shown=BY_LEVEL, in_person=True,
    button="Answer",
)


def counted_on(case: Any, row: Any) -> bool:
    """Whoever has not replied in time is waited for no more."""
    return row.id not in case.did_not_reply(INVITATION)


def expected(case: Any) -> list[Any]:
    """The rows that name somebody who takes part, or still may say so."""
    return [row for row in case.rows(PANEL) if row.person and counted_on(case, row)]


def accepted(case: Any) -> list[Any]:
    """The rows of those who have accepted."""
    yes = {position.party for position in case.positions(INVITATION, ACCEPT)}
    return [row for row in case.rows(PANEL) if row.id in yes]


def names_of_reviewers(case: Any) -> list[str]:
    """In an open review who has accepted; the author of a blind one reads no name."""
    return [str(row.person) for row in accepted(case)] if case.visibility is Visibility.OPEN else []


reviewers = Field("reviewers", "Reviewers", TEXT, many=True, computed=names_of_reviewers)


def lacking(case: Any, rows: Any) -> list[str]:
    """What these rows lack of the least composition: parts from different organizations, experts independent (QR-02)."""
    members = {row.organization for row in rows if row.part is Part.COMMITTEE}
    experts = {whose_expert(row) for row in rows if row.part is Part.EXPERT and row.independent}
    least = ((case.setting(MIN_COMMITTEE) - len(members), Part.COMMITTEE.value),
             (case.setting(MIN_EXPERTS) - len(experts), "Independent roster expert"))
    return [f"{count} × {label}" for count, label in least if count > 0]


@missing("The panel still needs: {}, each of another organization.", rule="QR-02", short="The panel is composed")
def composed(case: Any) -> list[str]:
    return lacking(case, expected(case))


@missing("Every member is asked first; these have still time to answer: {}.", rule="7.3", short="Every member was asked")
def every_member_asked(case: Any) -> list[Any]:
    since = case.since(SELECTION)
    over = since is not None and case.at >= case.after(since, working_days(5))
    return [] if over else case.unanswered(NOMINATE)


@missing("In a true conflict of interest: {}.", rule="7.3", short="Nobody is in a true conflict of interest")
def nobody_in_conflict(case: Any) -> list[Any]:
    against = forbidden(case)
    return [row.person for row in case.rows(PANEL) if row.person in against]


@guard("The lead is one of the panel.", rule="7.3", short="The panel has a lead")
def lead_is_of_the_panel(case: Any) -> bool:
    return case.panel_lead is not None and case.panel_lead in [row.person for row in expected(case)]


@missing("They accept, or are replaced: {}.", rule="7.3", short="All of the panel have accepted")
def all_have_accepted(case: Any) -> list[Any]:
    yes = {row.id for row in accepted(case)}
    return [row.person for row in expected(case) if row.id not in yes]


@guard("A place on the panel is open: fill it, or end that row.", rule="7.3", short="No place on the panel is open")
def no_place_is_open(case: Any) -> bool:
    return not any(is_open_place(row) for row in case.rows(PANEL))


@guard("Accept, and declare your interests, before you review.", rule="7.3")
def has_accepted(case: Any, answer: Any) -> bool:
    return answer.party in {row.id for row in accepted(case)}


# The review itself: whoever has delivered reads what the others say.
VERDICTS = tuple(replace(each, when=(has_accepted, is_free_to_review, *each.when)) for each in (CLEAR, MINOR, MAJOR, UNSUITABLE))
REVIEW = TaskDefinition(
    "review", "Review the product", each_row(PANEL, person, where=counted_on), during=(REVIEWING, CONSOLIDATION), outcomes=VERDICTS,
    asks=(scores, remarks), due=working_days(15), shown=AFTER_OWN_ANSWER, level=CLOSED, beside=(PRODUCT,), in_person=True, button="Review",
    asking="Save a draft whenever you like: only you can see it.",
    remind=(Reminder("Your review is due in a few days.", working_days(10)), Reminder("Your review is awaited.", working_days(14))),
)


def delivered_rows(case: Any, task: TaskDefinition, *outcomes: Outcome) -> list[Any]:
    """The rows of the panel for which somebody has really answered."""
    done = {position.party for position in case.positions(task, *outcomes)}
    return [row for row in case.rows(PANEL) if row.id in done]


@missing("Not delivered yet: {}, each of another organization.", rule="QR-02", short="The least composition has delivered")
def delivered(case: Any) -> list[str]:
    return lacking(case, delivered_rows(case, REVIEW))


def reviews_by_letter(case: Any) -> list[tuple[str, Any]]:
    """The delivered reviews as the author reads them: under a letter each, in the order of the panel."""
    standing = {row.id: row.ordinal for row in case.rows(PANEL)}
    told = [position for position in case.positions(REVIEW) if position.party.id in standing]
    told.sort(key=lambda position: standing[position.party.id])
    return [(f"Reviewer {chr(ord('A') + n)}" if n < 26 else f"Reviewer {n + 1}", each) for n, each in enumerate(told)]


def comments_made(case: Any) -> list[dict[str, Any]]:
    """Every comment of every review, as a row of the matrix."""
    return [
        {"source": letter, "place": each.place, "comment": each.comment, "critical": bool(each.critical)}
        for letter, position in reviews_by_letter(case) for each in position.remarks
    ]


@guard("There is no comment that the author could answer.", rule="7.3", short="There are comments to answer")
def something_to_answer(case: Any) -> bool:
    return bool(comments_made(case))


@guard("A reviewer asks for major changes, finds it unsuitable, or calls a comment critical: it goes to the author.", rule="7.3",
       short="No reviewer asks for more than small changes")
def nothing_serious(case: Any) -> bool:
    serious = {MAJOR.key, UNSUITABLE.key}
    return not any(p.outcome.key in serious or any(each.critical for each in p.remarks) for p in case.positions(REVIEW))
