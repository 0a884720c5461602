"""What several case types use: roles, levels of confidentiality, ties, stock answers, the 11 principles, the ladder."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

from engine.definition import (
    ANYONE, LONG, NUMBER, ORGANIZATION, TEXT, Band, DocumentDefinition, Edit, Field, Heat, House, ItemDefinition, Level, Lookup, Outcome,
    Setting, Step, days, guard, hours, missing, months, role, working_days,
)


@missing("A regional organization never presides: {}.", rule="GOV-06", short="Whoever presides is an international organization")
def international(case: Any, organization: Any) -> list[Any]:
    return [] if organization.attributes.get("scope") == "INTERNATIONAL" else [organization]


MEMBER = role("SC_FOCAL_POINT", "Focal point", seats=True)
CHAIR = role("SC_CHAIR", "Chair", exercised_by=MEMBER, only=international)
COCHAIR = role("SC_COCHAIR", "Co-chair", exercised_by=MEMBER, only=international)
SENIOR_MANAGER, SECRETARIAT = role("SENIOR_MANAGER", "Senior manager"), role("SECRETARIAT_OFFICER", "Secretariat officer")
AUDITOR, ADMIN = role("AUDITOR", "Auditor"), role("ADMIN", "System administrator")
EXPERT, MEMBER_STATE = role("ROSTER_EXPERT", "Roster expert"), role("MEMBER_STATE", "Government counterpart")
REGIONAL_BODY, PARTNER = role("REGIONAL_BODY", "Regional body"), role("PARTNER", "Strategic partner")
STAKEHOLDER, DONOR = role("STAKEHOLDER", "Stakeholder"), role("DONOR_OBSERVER", "Donor observer")
FIDUCIARY, EVALUATOR = role("FIDUCIARY_OFFICER", "Fiduciary officer"), role("INDEPENDENT_EVALUATOR", "Independent evaluator")
FIELD_OFFICE, ICAT = role("FIELD_OFFICE", "Field or regional office"), role("ICAT_LIAISON", "ICAT liaison")
RESEARCHER, AGENCY = role("RESEARCHER", "Researcher"), role("SPECIALISED_AGENCY", "Specialised agency")
OFFICE = SECRETARIAT | SENIOR_MANAGER
COMMITTEE = MEMBER | OFFICE

PUBLIC = Level("PUBLIC", "Public", ANYONE)
STAKEHOLDERS = Level("STAKEHOLDERS", "Registered stakeholders", COMMITTEE | AUDITOR | STAKEHOLDER | PARTNER | EXPERT | MEMBER_STATE)
SC_RESTRICTED = Level("SC_RESTRICTED", "Committee and Secretariat only", COMMITTEE | AUDITOR)
CASE_TEAM = Level("CASE_TEAM", "Those who work on the case", OFFICE | AUDITOR, team=True)
SEALED = Level("SEALED", "Sealed", role("SEAL_KEEPER", "Keeper of sealed cases"), sealed=True)

TIES = {
    "originates_from": "Originates from", "decided_by": "Decided by", "reviewed_by": "Reviewed by", "responds_to": "Responds to",
    "informs": "Informs", "part_of": "Part of", "supersedes": "Supersedes", "consulted_through": "Consulted through",
    "re_reviewed_by": "Re-reviewed by", "translates": "Translation or tailoring of",
    "victim_input_from": "Input of trafficked persons from", "becomes": "Becomes", "next": "Followed by", "uses": "Uses",
    "learned_from": "Lesson of", "advised_by": "Advised by", "stopped_by": "Held or ended by", "evaluates": "Evaluates",
    "cites": "Builds on the lesson",
    "about": "About", "builds_on": "Builds on", "funded_by": "Funded by", "replicates": "Replicates", "threatens": "Threatens",
    "contributes_to": "Contributes to", "takes_up": "Takes up",
}


def ties(*keys: str) -> dict[str, str]:
    """These ties, with their labels. Besides them every case can contribute to a result of the plan (DOMAIN 8.1)."""
    return {key: TIES[key] for key in (*keys, "contributes_to")}


DONE = Outcome("done", "Done", mark="holds")


class ForMeeting(StrEnum):
    """What a case waits for that the next meeting of the Committee takes up."""
    DECIDE = "For decision"
    ANNOUNCE = "To be announced"


class Ended(StrEnum):
    """How a matter before the Committee ended, as the record of a meeting says it."""
    CONSENSUS = "Adopted by consensus"
    NO_OBJECTION = "Adopted, no objection received"
    JOINT = "Adopted, no member strongly objecting"
    ADVICE = "Advice given"
    NOT_ADOPTED = "Not adopted"
    WITHDRAWN = "Withdrawn"
    SUPERSEDED = "Superseded"


@missing("Only a seated member of the Committee: not {}.", rule="GOV-01")
def is_member(case: Any, organization: Any) -> list[Any]:
    return [] if organization in case.seated(MEMBER) else [organization]


# The roster, asked about one person: the newest entry, with what it publishes.
ROSTER = Lookup("roster", "Roster of experts", "roster-expert", "person", results=("active",), criteria=())


def on_roster(case: Any, person: Any) -> Any:
    """The entry of somebody who is on the roster and may be asked now; nothing for anybody else."""
    entry = case.looked_up(ROSTER, person) if person is not None else None
    return entry if entry is not None and entry.result in ROSTER.results else None


# Who presides after the chair and the co-chair; a committee sets the order, its co-chair becomes chair next.
ROTATION = Setting("rotation_order", "Order in which members preside", (), ORGANIZATION, many=True, decided=True, only=international)


def order_of_presiding(case: Any, at: Any = None) -> list[Any]:
    """The members that may preside, in the order the Committee has set, those it does not name behind by their codes."""
    able = {each.id.hex: each for each in case.seated(MEMBER, at) if international.holds(case, each)}
    return [able[each] for each in dict.fromkeys([*case.setting(ROTATION), *able]) if each in able]


class Theme(StrEnum):
    JUSTICE = "Criminal justice response"
    LEGISLATION = "Legislation"
    IDENTIFICATION = "Victim identification and referral"
    ASSISTANCE = "Victim assistance and protection"
    REMEDIES = "Remedies and compensation"
    CHILDREN = "Children"
    LABOUR = "Labour exploitation and forced labour"
    RECRUITMENT = "Recruitment industry"
    MIGRATION = "Migration and safe channels"
    DEMAND = "Demand"
    SUPPLY = "Supply and value chains"
    BUSINESS = "Private-sector engagement"
    INCLUSION = "Social inclusion"
    DATA = "Data and research"
    EVALUATION = "Monitoring and evaluation"
    DOMESTIC = "Domestic servitude"
    HEALTH = "Health"


class Region(StrEnum):
    LATIN_AMERICA = "Latin America"
    SOUTH_EASTERN_EUROPE = "South-Eastern Europe"
    EAST_AFRICA = "East Africa"
    SOUTH_ASIA = "South Asia"
    NORTHERN_AFRICA = "Northern Africa"
    CENTRAL_ASIA = "Central Asia"
    WEST_CENTRAL_AFRICA = "West and Central Africa"
    SOUTHERN_AFRICA = "Southern Africa"
    MIDDLE_EAST = "Middle East"
    SOUTH_EAST_ASIA = "South-East Asia and Pacific"
    WESTERN_EUROPE = "Western Europe"
    NORTH_AMERICA = "North America"


class Skill(StrEnum):
    PROSECUTION = "Prosecution"
    PREVENTION = "Prevention"
    PROTECTION = "Protection"
    LABOUR = "Labour and exploitation"
    CHILDREN = "Child protection"
    DATA = "Data and research"
    EVALUATION = "Monitoring and evaluation"


class Pillar(StrEnum):
    LEGISLATION = "Legislation and policy"
    PROSECUTION = "Prosecution"
    PROTECTION = "Protection"
    PREVENTION = "Prevention"
    PARTNERSHIP = "Partnership"
    DATA = "Data and learning"


class ResultKind(StrEnum):
    OUTPUT = "Output"
    OUTCOME = "Outcome"
    IMPACT = "Impact"


class Status(StrEnum):
    """How what an item of the joint checklist asks for stands (DOMAIN 11.8), and why it may have no place on that scale."""
    ABSENT = "0, absent"
    PARTIAL = "1, planned or partial"
    IN_PLACE = "2, in place"
    WORKING = "3, in place and working"
    NOT_APPLICABLE = "Not applicable"
    NOT_ASSESSED = "Not assessed"


ON_SCALE = (Status.ABSENT, Status.PARTIAL, Status.IN_PLACE, Status.WORKING)


class Likelihood(StrEnum):
    ONE = "1, rare"
    TWO = "2, unlikely"
    THREE = "3, possible"
    FOUR = "4, likely"
    FIVE = "5, almost certain"


class Impact(StrEnum):
    ONE = "1, negligible"
    TWO = "2, minor"
    THREE = "3, moderate"
    FOUR = "4, major"
    FIVE = "5, severe"


class RiskLevel(StrEnum):
    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"
    VERY_HIGH = "Very high"


# From which score (likelihood times impact) a risk is how great; an administrator may set it otherwise (DOMAIN 7.19).
MEDIUM_FROM = Setting("risk_medium_from", "Score from which a risk is medium", 5, least=2, most=25)
HIGH_FROM = Setting("risk_high_from", "Score from which a risk is high", 10, least=2, most=25)
VERY_HIGH_FROM = Setting("risk_very_high_from", "Score from which a risk is very high", 16, least=2, most=25)
RISK_SETTINGS = (MEDIUM_FROM, HIGH_FROM, VERY_HIGH_FROM)
RISK_BANDS = (Band(RiskLevel.LOW, 1, "ok"), Band(RiskLevel.MEDIUM, MEDIUM_FROM, "run"), Band(RiskLevel.HIGH, HIGH_FROM, "warn"),
              Band(RiskLevel.VERY_HIGH, VERY_HIGH_FROM, "stop"))


likelihood = Field("likelihood", "Likelihood", Likelihood, required=True)
impact = Field("impact", "Impact", Impact, required=True)
HEAT = Heat(likelihood, impact, RISK_BANDS)


def risk_score(likelihood: Likelihood | None, impact: Impact | None) -> int | None:
    """The place of the one among its choices times that of the other; nothing while one is open."""
    if likelihood is None or impact is None:
        return None
    return (list(Likelihood).index(likelihood) + 1) * (list(Impact).index(impact) + 1)


def risk_level(case: Any, score: int | None) -> RiskLevel | None:
    """How great a risk of this score is, by the bounds in force."""
    bounds = (1, *(case.setting(each) for each in RISK_SETTINGS))
    reached = [level for level, least in zip(RiskLevel, bounds, strict=True) if score is not None and score >= least]
    return reached[-1] if reached else None


class Language(StrEnum):
    ARABIC = "Arabic"
    CHINESE = "Chinese"
    ENGLISH = "English"
    FRENCH = "French"
    RUSSIAN = "Russian"
    SPANISH = "Spanish"


class ProductType(StrEnum):
    GUIDANCE = "Guidance"
    HANDBOOK = "Handbook"
    TRAINING = "Training material"
    ELEARNING = "E-learning course"
    MODEL_LAW = "Model law"
    TOOL = "Tool"
    RESEARCH = "Research or report"


class Currency(StrEnum):
    USD = "US dollar"
    EUR = "Euro"
    CHF = "Swiss franc"
    GBP = "Pound sterling"
    SEK = "Swedish krona"
    NOK = "Norwegian krone"
    CAD = "Canadian dollar"
    AED = "UAE dirham"


class Interval(StrEnum):
    YEAR = "12 months"
    TWO_YEARS = "24 months"


def day_after(case: Any, interval: Interval) -> Any:
    """The day on which what holds from this act for an interval ends."""
    return case.calendar.day_of(case.after(case.at, months(12 if interval is Interval.YEAR else 24)))


def today(case: Any) -> Any:
    """The day of this act in the house's zone."""
    return case.calendar.day_of(case.at)


def hash_of(document: DocumentDefinition) -> Any:
    """What says of a case the SHA-256 of the newest version of this document, in hex."""
    def newest(case: Any) -> str | None:
        version = case.document(document)
        return version.sha256.hex() if version is not None else None
    return newest


def stamped_review(case: Any) -> Any:
    """The quality review that was opened last from here, while its stamp stands."""
    review = case.newest("reviewed_by")
    return review if review is not None and review.result == "stamped" else None


@guard("The review has not ended without a stamp.")
def review_over(case: Any) -> bool:
    review = case.newest("reviewed_by")
    return review is not None and review.result not in (None, "stamped", "suspended")


def lesson_drawn(without: Field, *, published: bool = False) -> Any:
    """That something was learned from a case that closes, or why nothing was (DOMAIN 7.18); with `published` that all can read it."""
    enough = ("published", "applied") if published else ("validated", "published", "applied")
    words, short = ("No lesson from it is published yet: publish one, or say why there is none.", "A lesson from it is published") \
        if published else ("No lesson is drawn from it yet: capture one, or say why there is none.", "A lesson is drawn from it")

    @guard(words, rule="MEL-01", short=short)
    def drawn(case: Any) -> bool:
        lessons = case.links("learned_from", incoming=True)
        return bool(getattr(case, without.key)) or any(each.result in enough for each in lessons)
    return drawn


def in_two_months(case: Any) -> Any:
    """The day by which a whole quality review is to be done (DOMAIN 7.3)."""
    return case.calendar.day_of(case.after(case.at, days(60)))


def nothing(case: Any) -> None:
    """For a field that is emptied."""


class Rating(StrEnum):
    MET = "Met"
    PARTLY = "Partly met"
    NOT_MET = "Not met"
    NOT_APPLICABLE = "Not applicable"


PRINCIPLES = (
    ("More than the sum of its parts", "What does joint action add that no member could do alone?"),
    ("Operates as an inter-agency mechanism", "Which members contribute what; were all consulted at inception?"),
    ("Rights-based approach", "Which rights are at stake; could anyone be harmed; which State duties are supported?"),
    ("Resource for the sector", "Who outside the Committee can use it, and how will they get it?"),
    ("Builds on cumulative knowledge", "Which lessons, good practices and existing resources were used?"),
    ("Supports the Trafficking Protocol and other relevant instruments", "Which articles, which instruments?"),
    ("Strengthens existing policies, plans and structures", "Which national or regional plan, which Global Plan item?"),
    ("Lasting impact", "Does it fill a gap; is it replicable, systemic, cost-effective?"),
    ("Evaluates impact and outcomes", "Which indicators, baseline, evaluation budget?"),
    ("Technical excellence and relevance", "How is quality assured?"),
    ("With and for victims and those at risk", "How is their input sought and used; how is safety ensured?"),
)

Principle = StrEnum("Principle", {f"P{no}": name for no, (name, _) in enumerate(PRINCIPLES, 1)})  # type: ignore[misc]
no, principle = Field("no", "No.", NUMBER), Field("principle", "Principle")
rating = Field("rating", "Rating", Rating)
why, evidence = Field("why", "Justification", LONG), Field("evidence", "Evidence", LONG)


@guard("Principles 1, 2 and 3 always apply.", rule="PRI-01")
def always_apply(case: Any, row: Any) -> bool:
    return row.rating is not Rating.NOT_APPLICABLE or row.no > 3


@guard("Say why, where a principle is not met, partly met or not applicable.", rule="PRI-01")
def justified(case: Any, row: Any) -> bool:
    return row.rating in (None, Rating.MET) or bool(row.why)


def principles(*edit: Edit) -> ItemDefinition:
    """The review of an activity against the 11 principles: one row each, rated and justified."""
    seeded = tuple({"no": n, "principle": name} for n, (name, _) in enumerate(PRINCIPLES, 1))
    return ItemDefinition(
        "principles", "Principles review", (no, principle, rating, why, evidence), edit=edit, unique=("no",), named_by="principle",
        checks=(always_apply, justified), seeded=seeded, fixed=True,
    )


def unrated(rows: Any) -> list[str]:
    """The principles that have no rating yet, by number and name."""
    return [f"{row.no} {row.principle}" for row in rows if row.rating is None]


def unmet(rows: Any) -> list[str]:
    """The principles that are not met."""
    return [f"{row.no} {row.principle}" for row in rows if row.rating is Rating.NOT_MET]


def unnamed_gaps(rows: Any, accepted: str | None) -> list[str]:
    """The principles that are not met and whose number the words that accept them do not name."""
    named = set(re.findall(r"\d+", accepted or ""))
    return [gap for gap in unmet(rows) if gap.split(" ")[0] not in named]


HOUSE = House(
    levels=(PUBLIC, STAKEHOLDERS, SC_RESTRICTED, CASE_TEAM, SEALED),
    ladder=(
        Step(hours(0), "It is due now."),
        Step(working_days(2), "It is 2 working days overdue.", alternates=True),
        Step(working_days(5), "It is 5 working days overdue.", to=SENIOR_MANAGER),
        Step(working_days(10), "It is 10 working days overdue.", to=CHAIR),
    ),
    roles=(
        MEMBER, CHAIR, COCHAIR, SENIOR_MANAGER, SECRETARIAT, AUDITOR, ADMIN, EXPERT, MEMBER_STATE, REGIONAL_BODY, PARTNER, STAKEHOLDER,
        DONOR, FIDUCIARY, EVALUATOR, FIELD_OFFICE, ICAT, RESEARCHER, AGENCY,
    ),
    settings=(
        Setting("house_name", "Name of the house", "", TEXT),
        Setting("number_prefix", "Prefix of numbers", "", TEXT),
        Setting("log_origin", "Name of the log", "", TEXT),
        ROTATION,
    ),
    administrators=ADMIN, auditors=AUDITOR, keepers=OFFICE,
)
