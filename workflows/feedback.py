"""FBK: what users say of a product, with or without a name; every word ends in an answer or in a re-review (DOMAIN 7.22, KM-16)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    HERE, LONG, NUMBER, TEXT, YES_NO, CaseDefinition, Chain, Edit, Field, Outcome, PositionsPanel, PublicForm, Register, Set,
    State, TaskDefinition, WordsPanel, either, guard, hours, unless, working_days,
)
from workflows._shared import CASE_TEAM, COMMITTEE, OFFICE, SC_RESTRICTED, ties


class Useful(StrEnum):
    FIVE = "5, very useful"
    FOUR = "4"
    THREE = "3"
    TWO = "2"
    ONE = "1, not useful"


class Sector(StrEnum):
    GOVERNMENT = "Government"
    POLICE = "Police or border guard"
    JUSTICE = "Prosecution or court"
    LABOUR = "Labour inspection"
    HEALTH = "Health or social work"
    CIVIL_SOCIETY = "Civil society"
    BUSINESS = "Business"
    ACADEMIA = "University or research"
    INTERNATIONAL = "International organization"
    SURVIVOR = "Survivor of trafficking"
    OTHER = "Other"


class Topic(StrEnum):
    ERROR = "An error"
    MISSING = "Something is missing"
    PRACTICE = "From practice"
    PRAISE = "Praise"
    OTHER = "Other"


POINTS = {Useful.ONE: 1, Useful.TWO: 2, Useful.THREE: 3, Useful.FOUR: 4, Useful.FIVE: 5}


def all_words(case: Any) -> str | None:
    """What was said, in one text."""
    return "\n".join(each for each in (case.used_for, case.error, case.suggestion) if each) or None


def unsafe_file(case: Any) -> str | None:
    """The file that was found unsafe; it stays so, whatever becomes of this feedback."""
    return case.version if case.positions(SAFETY, UNSAFE) else None


def is_looked_at(case: Any) -> bool:
    """Whether nobody speaks of harm, or somebody has looked whether it is so."""
    return not case.safety or bool(case.positions(SAFETY))


useful = Field("useful", "How useful it was to you", Useful, required=True)
sector = Field("sector", "Where you work", Sector)
country = Field("country", "Country", TEXT, help="If you want to say so.")
used_for = Field("used_for", "What you used it for", LONG)
error = Field("error", "What is wrong or missing", LONG, help="With the page, if you can.")
suggestion = Field("suggestion", "What would make it better", LONG)
safety = Field("safety", "Could harm somebody", YES_NO, help="Could somebody come to harm by what it says? Then it is looked at at once.")
contact = Field("contact", "How to reach you", TEXT, confidential=True, level=CASE_TEAM.key,
                help="Only if you want an answer. Beside the Secretariat only auditors see it.")
version = Field("version", "File it is about (SHA-256)", TEXT)
topic = Field("topic", "Topic", Topic, required=True)
reply = Field("reply", "Answer", LONG, required=True, help="What is done about it, or why not. Sent on where somebody can be reached.")
points = Field("points", "Useful, 1 to 5", NUMBER, computed=lambda case: POINTS.get(case.useful), internal=True)
said = Field("said", "What was said", LONG, computed=all_words, internal=True)
said_in = Field("said_in", "Number", TEXT, computed=lambda case: case.number, internal=True)
safety_seen = Field("safety_seen", "Safety was looked at", YES_NO, computed=is_looked_at, internal=True)
unsafe_version = Field("unsafe_version", "File found unsafe", TEXT, computed=unsafe_file, internal=True)

RECEIVED = State("received", "Received", due=working_days(5), moment="Somebody has said something of a product.")
TRIAGED = State("triaged", "Triaged", due=working_days(10), tone="run", moment="It is being answered, or kept for the re-review.")
QUEUED = State("queued", "Kept for the re-review", result="queued", waits="the re-review", moment="The next re-review takes it up.")
ANSWERED = State("answered", "Answered", result="answered", final=True, tone="ok", moment="It was answered.")
CLOSED = State("closed", "Closed by the re-review", result="closed", final=True, tone="ok", moment="The re-review has dealt with it.")
REFUSED = State("refused", "Not about the product", result="refused", final=True, moment="It says nothing of the product.")
OPEN = (RECEIVED, TRIAGED, QUEUED)

TOLD = (useful, sector, country, used_for, error, suggestion, safety, contact)


@guard("Nobody has said that somebody could come to harm.")
def is_of_safety(case: Any) -> bool:
    return bool(case.safety)


@guard("Say what could harm somebody, and where it stands.", rule="7.22")
def harm_is_told(_case: Any, answer: Any) -> bool:
    return not answer.safety or bool(answer.error or answer.suggestion)


UNSAFE = Outcome("unsafe", "Somebody could come to harm", reason=True, mark="strong_objection",
                 says="It is reviewed again, everybody is warned, and a stamp is suspended.")
SAFE = Outcome("safe", "Nobody comes to harm by it", reason=True, mark="holds")
SAFETY = TaskDefinition("safety", "Look at once whether somebody could come to harm", OFFICE, during=OPEN, when=(is_of_safety,),
                        outcomes=(UNSAFE, SAFE), due=hours(24), changeable=True)


def product(case: Any) -> Any:
    return case.newest("responds_to")


def file_of_product(case: Any) -> Any:
    """The file it is about: the one that was public when it was sent, or is when it is taken up."""
    return case.version or product(case).told("published_hash")


@guard("Tie it to the product first: it is about one.", rule="MEL-02")
def is_about_a_product(case: Any) -> bool:
    return product(case) is not None and product(case).told("published_hash") is not None


@guard("It says that somebody could come to harm: look at that first.", rule="7.22", short="Safety was looked at")
def safety_looked_at(case: Any) -> bool:
    return is_looked_at(case)


@guard("It was found to be unsafe: the re-review takes it up.", rule="7.22")
def nothing_unsafe(case: Any) -> bool:
    return not case.positions(SAFETY, UNSAFE)


nothing_of_safety = unless("It speaks of harm: it is answered, or kept for the re-review.", is_of_safety, rule="7.22")


@guard("No re-review has dealt with it yet.")
def dealt_with(case: Any) -> bool:
    about = product(case)
    if about is None:
        return False
    concluded = [link for link in about.links("re_reviewed_by") if link.result not in (None, "moot")]
    return about.result == "retired" or any(case.number in (link.told("dealt_with") or []) for link in concluded)


@guard("Somebody else has said this.")
def written_down_here(case: Any) -> bool:
    return case.opener is not None


definition = CaseDefinition(
    key="feedback", version=1, code="FBK", title="Feedback", opened_by=OFFICE, initial=RECEIVED, level=SC_RESTRICTED,
    number_at_opening="FBK", about="What a user says of a product. Every word ends in an answer or in a re-review.",
    fields=(*TOLD, version, topic, reply, points, said, said_in, safety_seen, unsafe_version), opens_with=(useful,), remarks_by=COMMITTEE,
    links=ties("responds_to"), publishes=(points, said, said_in, safety, safety_seen, unsafe_version), tasks=(SAFETY,),
    edit=(Edit(OFFICE.when(written_down_here), (RECEIVED,), TOLD), Edit(OFFICE, (TRIAGED,), (topic,))),
    public_form=PublicForm(
        "Give feedback", "feedback", ("knowledge-product",), "responds_to", TOLD, version,
        says="Nobody is asked for a name. What you write is read by the Secretariat, the members and those who review the product.",
        thanks="What you have said is read within five working days, and taken up in the next re-review at the latest.",
        checks={error: harm_is_told},
        thanks_for={safety: "You say that somebody could come to harm: within 24 hours somebody looks whether it is so. "
                            "Where it is so, everybody is warned."},
    ),
    transitions=[
        RECEIVED.to(TRIAGED, "triage", "Take it up", by=OFFICE, asks=[topic], when=[is_about_a_product],
                    then=[Set(version, file_of_product)]),
        RECEIVED.to(REFUSED, "refuse", "It says nothing of the product", by=OFFICE, reason=True, when=[nothing_of_safety], side=True),
        TRIAGED.to(ANSWERED, "answer", "Answer it", by=OFFICE, asks=[reply], when=[safety_looked_at, nothing_unsafe]),
        TRIAGED.to(QUEUED, "keep", "Keep it for the re-review", by=OFFICE, when=[safety_looked_at]),
        QUEUED.to(ANSWERED, "answer", "Answer it now", by=OFFICE, asks=[reply], when=[safety_looked_at, nothing_unsafe], side=True),
        QUEUED.to(CLOSED, "close", "The re-review has dealt with it", when=[dealt_with]),
        either(*OPEN).to(HERE, "of_safety", "It is about safety", by=OFFICE, when=[unless("It is looked at already.", is_of_safety)],
                   then=[Set(safety, True)], side=True, says="It is looked at at once."),
    ],
    panels=(WordsPanel("What was said", (error, suggestion, used_for)), PositionsPanel("Safety", SAFETY), Chain("About", ("responds_to",))),
    register=Register("Feedback", "feedback", ("number", "title", "state", "useful", "safety", "date"), heading="Product", second="said",
                      filters=("state", "useful", "sector", "topic"), prepare="Write down feedback", order=37, presides=OFFICE,
                      desk_label="Secretariat’s desk", desk=("safety", "received", "triaged")),
)
