"""Stamped, published, reviewed again: on which file the stamp is, what everybody finds, and when it goes."""

from __future__ import annotations

from typing import Any

from engine.definition import Open, Outcome, Set, TaskDefinition, filled, guard, has, linked, unless, working_days
from workflows._shared import Interval, day_after, hash_of, in_two_months, nothing, stamped_review, today
from workflows.knowledge_product.words import (
    ABOUT, AUTHOR, CLEARED, PHASE_BEGAN, PLAN, PRODUCT, audience, author, confirmed_until, corrected_at, corrigendum_hash,
    feedback_channel, feedback_form, is_public, is_unsafe, languages, lead, looked_at, product_type, published_hash, published_on,
    regions, review_by, standing_of_stamp, survivors, themes, translations, why_new,
)
from workflows.knowledge_product.existing import ASSESS, assessor_named, nothing_does, part_of_a_programme, something_assessed

SPREAD = TaskDefinition("spread", "Write the dissemination plan", AUTHOR, during=(CLEARED,), due=working_days(10),
                        outcomes=(Outcome("written", "The plan is there", when=(has(PLAN),), mark="holds"),))


@guard("It needs the feedback form built in.", rule="KM-16", short="It has a feedback form built in", wants=(feedback_form,))
def has_feedback_form(case: Any) -> bool:
    return bool(case.feedback_form)


@guard("It is published for everybody, or not at all.", rule="KM-16", short="It is available to everybody", wants=(is_public,))
def for_everybody(case: Any) -> bool:
    return bool(case.is_public)


@guard("Words and pictures of survivors need their valid consents.", rule="GD-02", short="Survivors have consented, where it shows them",
       wants=(survivors,))
def survivors_consent(case: Any) -> bool:
    return case.survivors is not None and (not case.survivors or bool(case.consents))


file_hash = hash_of(PRODUCT)


def of_the_stamp(key: str) -> Any:
    """What the review tells of its stamp under this key."""
    def told(case: Any) -> Any:
        review = stamped_review(case)
        return review.told(key) if review is not None else None
    return told


def of_the_re_review(key: str) -> Any:
    """What the re-review tells under this key."""
    def told(case: Any) -> Any:
        review = case.newest("re_reviewed_by")
        return review.told(key) if review is not None else None
    return told


@guard("The quality review has not stamped this very file.", rule="QR-01", short="This very file bears the stamp")
def this_file_is_stamped(case: Any) -> bool:
    stamped = of_the_stamp("stamped_hash")(case)
    return stamped is not None and file_hash(case) == stamped


@guard("The review has not stamped what became of the file that was handed in.")
def revision_is_stamped(case: Any) -> bool:
    return stamped_review(case) is not None and file_hash(case) == case.handed_in


@guard("The decision is not taken yet.")
def decision_over(case: Any) -> bool:
    newest = case.newest("decided_by")
    return newest is not None and newest.result is not None


@guard("The stamp is on the file that is here.", rule="QR-01")
def another_file(case: Any) -> bool:
    return stamped_review(case) is not None and not this_file_is_stamped.holds(case)


@guard("No stamp is left on it.")
def bears_a_stamp(case: Any) -> bool:
    return standing_of_stamp(case) is not None


@guard("Only what was published before this phase of the programme began enters without a stamp.", rule="11.4")
def of_the_first_phase(case: Any, answer: Any) -> bool:
    return answer.issued_in is not None and bool(answer.issued_in < case.setting(PHASE_BEGAN))


@guard("It is reviewed within 24 months, and not in the past.", rule="KM-09")
def reviewed_in_time(case: Any, answer: Any) -> bool:
    return answer.review_by is not None and today(case) <= answer.review_by <= day_after(case, Interval.TWO_YEARS)


@guard("No feedback has found it unsafe.")
def found_unsafe(case: Any) -> bool:
    return is_unsafe(case)


@guard("It was never published: withdraw it.", rule="7.4")
def is_out(case: Any) -> bool:
    return bool(case.published_hash)


never_out = unless("It is published: retire it instead, so that whoever uses it is told.", is_out, rule="7.4")


def now(case: Any) -> Any:
    return case.at


TOLD = filled(*ABOUT, rule="7.4")
NEW = [something_assessed, nothing_does, assessor_named, ASSESS.answered(), filled(why_new, rule="KM-06"), part_of_a_programme,
       TOLD]
DRAFTED = [has(PRODUCT), has_feedback_form, filled(author, rule="7.4"), TOLD]
PUBLISHABLE = [this_file_is_stamped, has_feedback_form, for_everybody, survivors_consent, SPREAD.answered(),
               filled(feedback_channel, translations, rule="KM-16")]
TOOL = {"nature": "DECISION", "subject": "TOOL_OR_MECHANISM", "background": why_new, "lead": lead}
REVIEWED = {"origin": "OWN", "wanted_by": in_two_months, "requester": lead, "author": author, "product_type": product_type,
            "audience": audience, "themes": themes, "regions": regions, "languages": languages, "existing": why_new}
LOOKED_AT = {"lead": lead, "author": author, "themes": themes, "regions": regions, "languages": languages, "ends_on": review_by}
TRANSLATED = {"lead": lead, "product_type": product_type, "themes": themes, "source_languages": languages, "source_regions": regions,
              "audience": audience}
ADOPTED = linked("decided_by", "adopted", subject="TOOL_OR_MECHANISM", says="The Committee has not decided to develop it.")
RE_REVIEW = Open("re-review", "re_reviewed_by", carry=LOOKED_AT, documents={"product": PRODUCT})
PUBLISHING = [Set(published_hash, file_hash), Set(published_on, today), Set(corrigendum_hash, nothing), Set(corrected_at, nothing),
              Set(confirmed_until, nothing)]
CONFIRMING = [Set(review_by, of_the_re_review("until")), Set(confirmed_until, of_the_re_review("until")), Set(looked_at, now)]
CORRECTING = [Set(corrigendum_hash, of_the_re_review("corrigendum")), Set(corrected_at, now), *CONFIRMING]
GOING = [Set(published_hash, nothing), Set(corrigendum_hash, nothing), Set(looked_at, now)]


def concluded(result: str) -> Any:
    return linked("re_reviewed_by", result, says="The re-review has not come to this.")
