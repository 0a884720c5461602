"""TRN: translated or tailored where there is demand, from a stamped version, and out of date when that one changes (DOMAIN 7.22, KM-02)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engine.definition import (
    DATE, INSTANT, LONG, NOBODY, NUMBER, OPENER, ORGANIZATION, PERSON, TEXT, YES_NO, CaseDefinition, Chain, CopyDocument,
    DocumentDefinition, Edit, Field, Open, Outcome, PositionsPanel, PublicList, Register, RulesPanel, Set, State, TaskDefinition,
    TextPanel, either, filled, guard, has, named, unless, working_days,
)
from workflows._shared import (
    COMMITTEE, OFFICE, SC_RESTRICTED, SENIOR_MANAGER, Language, ProductType, Region, Theme, hash_of, in_two_months, nothing, on_roster,
    review_over, stamped_review, ties, today,
)


class Form(StrEnum):
    TRANSLATION = "Translation"
    TAILORED = "Tailored to a sector or region"
    AUDIO = "Audio or another medium"


@guard("The check is made by an expert on the roster who speaks the language.", rule="7.22")
def speaks_it(case: Any, someone: Any) -> bool:
    entry = on_roster(case, someone)
    wanted = (case.language,) if case.language is not None else case.source_languages
    return entry is not None and bool({each.name for each in wanted} & {*(entry.told("languages") or [])})


def source(case: Any) -> Any:
    return case.newest("translates")


def is_source_unsafe(case: Any) -> bool:
    told = source(case)
    return told is not None and bool(told.told("unsafe"))


form = Field("form", "Form", Form, default="TRANSLATION", required=True)
language = Field("language", "Language", Language)
meant_for = Field("meant_for", "Region or sector it is meant for", TEXT)
region = Field("region", "Region of use", Region)
lead = Field("lead", "Lead organization", ORGANIZATION)
product_type = Field("product_type", "Type of product", ProductType)
themes = Field("themes", "Themes", Theme, many=True)
source_regions = Field("source_regions", "Regions of the source", Region, many=True, internal=True)
source_languages = Field("source_languages", "Languages of the source", Language, many=True, internal=True)
audience = Field("audience", "Audience", TEXT)
demand = Field("demand", "Demand and need", LONG, help="Who asks for it, where it is used, what happens without it.")
requests = Field("requests", "Requests received", NUMBER)
practitioners = Field("practitioners", "Practitioners who would use it", NUMBER)
changes_content = Field("changes_content", "Changes the content", YES_NO, help="Then it is reviewed as a product of its own.")
why_tailored = Field("why_tailored", "What is changed, and why", LONG)
author = Field("author", "Translator or author", PERSON)
checker = Field("checker", "Expert who checks it", PERSON, checks=(speaks_it,), help="On the roster, and a speaker of the language.")
source_hash = Field("source_hash", "Source (SHA-256)", TEXT)
handed_in = Field("handed_in", "File handed in for review", TEXT, internal=True)
published_on = Field("published_on", "Published on", DATE)
published_hash = Field("published_hash", "SHA-256 of the published file", TEXT)
told_at = Field("told_at", "What everybody reads of it changed", INSTANT, internal=True)
source_unsafe = Field("source_unsafe", "Source found unsafe", YES_NO, computed=is_source_unsafe, internal=True)

IDENTIFIED = State("identified", "Identified", due=working_days(20), moment="Somebody could use it in another form.")
DEMAND = State("demand", "Demand assessed", due=working_days(10), moment="The demand is written down; it is to be approved.")
APPROVED = State("approved", "Approved", due=working_days(20), tone="run", moment="Somebody is found who makes it.")
PRODUCTION = State("production", "In production", due=working_days(60), tone="run", moment="It is being made.")
CHECK = State("check", "Language and technical check", tone="run", waits="the check", moment="Somebody who speaks the language checks it.")
REVIEW = State("review", "Quality review", waits="the quality review", moment="Its content has changed: a panel reviews it.")
READY = State("ready", "Ready", due=working_days(5), tone="ok", moment="It is checked, and can be published.")
PUBLISHED = State("published", "Published", result="published", tone="ok", waits="a change of the source", moment="Everybody can use it.")
OUTDATED = State("outdated", "Outdated", result="outdated", tone="warn", due=working_days(10), moment="The source is another one now.")
REJECTED = State("rejected", "Rejected", result="rejected", final=True, moment="There is not enough demand.")
RETIRED = State("retired", "Retired", result="retired", final=True, moment="It is not used any more.")
WITHDRAWN = State("withdrawn", "Withdrawn", result="withdrawn", final=True, moment="It was withdrawn.")
MAKING = (APPROVED, PRODUCTION, CHECK, READY)

PROPOSING = OPENER | OFFICE
AUTHOR = named(author)
PRODUCT = DocumentDefinition("product", "Translated or tailored version", edit=(Edit(AUTHOR | OFFICE, (PRODUCTION,)),))
GOOD = Outcome("good", "It says what the source says", mark="holds")
BACK = Outcome("back", "It has to be worked on", reason=True, mark="partly")
CHECKS = TaskDefinition("check", "Check language and content", named(checker), during=(CHECK,), outcomes=(GOOD, BACK), binds=(PRODUCT,),
                        due=working_days(10), beside=(PRODUCT,))
ABOUT = (form, language, meant_for, region, audience, demand, requests, practitioners, changes_content, why_tailored)


def source_now(case: Any) -> str | None:
    """The SHA-256 of the file that the source publishes now, and of the corrigendum beside it."""
    told = source(case)
    files = [told.told("published_hash"), told.told("corrigendum_hash")] if told is not None else []
    return " + ".join(each for each in files if each) or None


file_hash = hash_of(PRODUCT)


@guard("Only from a version that is published and bears the stamp.", rule="7.22", short="The source is published and stamped")
def source_is_stamped(case: Any) -> bool:
    told = source(case)
    return bool(told is not None and told.result == "published" and told.told("standing") == "stamped")


@guard("The source is in use.")
def source_is_gone(case: Any) -> bool:
    told = source(case)
    return bool(told is not None and told.result == "retired")


@guard("Nobody checks what they have made.", rule="7.22", short="Another person checks it")
def checked_by_another(case: Any) -> bool:
    return bool(case.author != case.checker)


@guard("Say in which language it is to be.", rule="7.22", short="The language is named")
def language_named(case: Any) -> bool:
    return case.form is Form.TAILORED or case.language is not None


@guard("Say what is changed for whom, and why.", rule="7.22", short="What is changed is said")
def tailoring_told(case: Any) -> bool:
    return (case.form is not Form.TAILORED and not case.changes_content) or bool(case.why_tailored and case.meant_for)


@guard("The source has changed since: take up its new version first.", rule="7.22", short="The source has not changed")
def source_unchanged(case: Any) -> bool:
    return bool(source_now(case) == case.source_hash)


source_changed = unless("The source has not changed.", source_unchanged, rule="7.22")


@guard("This content changes nothing.")
def content_changes(case: Any) -> bool:
    return bool(case.changes_content)


def stamped_here(case: Any) -> str | None:
    review = stamped_review(case)
    return review.told("stamped_hash") if review is not None else None


@guard("The quality review has not stamped this very file.", rule="QR-01",
       short="This very file bears the stamp, where its content changed")
def stamped_where_changed(case: Any) -> bool:
    return not case.changes_content or stamped_here(case) == file_hash(case)


@guard("The review has not stamped what became of the file that was handed in.")
def revision_is_stamped(case: Any) -> bool:
    return stamped_here(case) is not None and file_hash(case) == case.handed_in


@guard("It was never published.")
def is_out(case: Any) -> bool:
    return bool(case.published_hash)


DEMANDED = [filled(audience, demand, requests, practitioners, rule="KM-02"), language_named, tailoring_told]
OUT = [source_unchanged, source_is_stamped, stamped_where_changed]
FROM_NOW = [Set(source_hash, source_now)]
REVIEWED = {"origin": "OWN", "wanted_by": in_two_months, "requester": lead, "author": author, "product_type": product_type,
            "audience": audience, "themes": themes,
            "languages": lambda case: (case.language,) if case.language else case.source_languages,
            "regions": lambda case: (case.region,) if case.region else case.source_regions, "existing": why_tailored}

definition = CaseDefinition(
    key="translation", version=1, code="TRN", title="Translation or tailoring", opened_by=NOBODY, initial=IDENTIFIED, level=SC_RESTRICTED,
    number_at_opening="TRN",
    about="A published product in another language, for another sector or region: by demand, from a stamped version.",
    fields=(*ABOUT, lead, product_type, themes, source_regions, source_languages, author, checker, source_hash, handed_in,
            published_on, published_hash, told_at, source_unsafe),
    documents=(PRODUCT,), links=ties("translates", "reviewed_by"), remarks_by=COMMITTEE, tasks=(CHECKS,),
    publishes=(form, language, region, meant_for, audience, product_type, themes, lead, published_on, published_hash, source_unsafe),
    edit=(Edit(PROPOSING, (IDENTIFIED,), ABOUT), Edit(OFFICE, (DEMAND,), ABOUT),
          Edit(OFFICE, (APPROVED, PRODUCTION, CHECK), (author, checker)),
          Edit(OFFICE.when(~is_out), (APPROVED, PRODUCTION, CHECK), (region,)), Edit(OFFICE, (READY,), (region,))),
    transitions=[
        IDENTIFIED.to(DEMAND, "assess", "The demand is assessed", by=PROPOSING, when=DEMANDED),
        DEMAND.to(APPROVED, "approve", "Approve it", by=SENIOR_MANAGER, when=[*DEMANDED, source_is_stamped]),
        DEMAND.to(REJECTED, "reject", "Not enough demand", by=SENIOR_MANAGER, reason=True),
        APPROVED.to(PRODUCTION, "begin", "Have it made", by=OFFICE, then=FROM_NOW,
                    when=[filled(author, checker, rule="7.22"), checked_by_another, source_is_stamped]),
        PRODUCTION.to(CHECK, "hand_in", "Hand it in for the check", by=AUTHOR | OFFICE, when=[has(PRODUCT), source_unchanged],
                      then=[Set(handed_in, file_hash)]),
        CHECK.to(PRODUCTION, "back", "It has to be worked on", when=[CHECKS.answered(BACK)]),
        CHECK.to(REVIEW, "review", "Its content has changed", when=[CHECKS.answered(GOOD), content_changes],
                 then=[Open("quality-review", "reviewed_by", carry=REVIEWED, documents={"product": PRODUCT},
                            following={"supersedes": "reviewed_by"})]),
        CHECK.to(READY, "checked", "It is checked", when=[CHECKS.answered(GOOD)]),
        REVIEW.to(READY, "clear", "It is stamped", when=[revision_is_stamped], then=[CopyDocument(PRODUCT, "reviewed_by", "product")]),
        REVIEW.to(PRODUCTION, "not_stamped", "The review ended without a stamp", when=[review_over]),
        READY.to(PRODUCTION, "work_on", "Work on it once more", by=OFFICE, reason=True, side=True),
        either(PRODUCTION, CHECK, READY).to(APPROVED, "new_source", "Begin again from the new source", by=OFFICE,
                                            when=[source_changed], side=True),
        READY.to(PUBLISHED, "publish", "Publish it", by=OFFICE, when=OUT, then=[Set(published_hash, file_hash), Set(published_on, today)],
                 says="Everybody finds it beside its source."),
        either(PUBLISHED, OUTDATED).to(RETIRED, "source_retired", "Its source is retired", when=[source_is_gone],
                                       then=[Set(published_hash, nothing)]),
        PUBLISHED.to(OUTDATED, "outdate", "The source has changed", when=[~source_unchanged]),
        OUTDATED.to(APPROVED, "again", "Translate it again", by=OFFICE, when=[source_is_stamped]),
        either(PUBLISHED, OUTDATED).to(RETIRED, "retire", "Retire it", by=OFFICE, reason=True, then=[Set(published_hash, nothing)],
                                       side=True),
        either(IDENTIFIED, DEMAND, *MAKING).to(WITHDRAWN, "withdraw", "Withdraw it", by=PROPOSING, reason=True, side=True,
                                               then=[Set(published_hash, nothing)]),
    ],
    public_list=PublicList(
        "Translations and tailored versions", "translations", {PRODUCT: published_hash}, published_on,
        tells=(form, language, region, meant_for, audience, themes, lead), changed=told_at, filters=(form, language, region, themes),
        related=("translates",), related_label="Source",
        notes={**dict.fromkeys((OUTDATED, *MAKING, REVIEW), "Its source has changed since; a newer version is to be made."),
               PUBLISHED: "Checked by an expert who speaks the language. The stamp is on the source."},
        warns={source_unsafe: "Somebody could come to harm by what its source says. Do not rely on it until it has been corrected."},
        about="Published products in other languages, and tailored to sectors and regions.",
    ),
    panels=(RulesPanel("Before it is approved", (*DEMANDED, source_is_stamped), (IDENTIFIED, DEMAND)),
            RulesPanel("Before it is published", tuple(OUT), (READY,)), TextPanel("Version", PRODUCT), PositionsPanel("Check", CHECKS),
            Chain("Linked cases", ("translates", "reviewed_by"))),
    register=Register("Translations", "translations", ("number", "title", "state", "form", "language", "published_on"), heading="Product",
                      second="meant_for", filters=("state", "form", "language", "region"), order=38, presides=OFFICE,
                      desk_label="Secretariat’s desk", desk=("demand", "approved", "ready", "outdated")),
)
