"""EVL: somebody independent evaluates what was done; every recommendation is answered and followed until it is done (DOMAIN 7.17, 10.3)."""

from __future__ import annotations

from typing import Any

from engine.definition import (
    LONG, OPENER, CaseDefinition, Chain, Edit, Field, Freeze, LinksPanel, MatrixPanel, Outcome, PositionsPanel, PublicList, Printout,
    Register, Reminder, Rows, RulesPanel, Set, TaskDefinition, TextPanel, WordsPanel, at, each_seat, either, filled, guard, has, missing,
    months, working_days,
)
from workflows._shared import (
    COMMITTEE, MEMBER, OFFICE, SC_RESTRICTED, SENIOR_MANAGER, hash_of, lesson_drawn, ties, today,
)
from workflows.evaluation.evaluators import (
    ACCEPT, ANNEX, DECLARE, DECLINE, EVALUATORS, LEADS, PLAN, REPORT, TEAM, all_independent, one_leads, somebody_keeps_silent,
    told_by_the_case,
)
from workflows.evaluation.lessons import DRAFTING, LESSONS
from workflows.evaluation.quality import (
    QUESTIONS, REPORT_CHECK, TERMS_CHECK, findings_there, looks_at_impact, questions_planned, report_passes, terms_pass,
)
from workflows.evaluation.recommendations import ANSWERING, FOLLOW, RECOMMENDATIONS, RESPOND, all_done, recommends
from workflows.evaluation.words import (
    ABOUT, ANSWERS, CANCELLED, CLOSED, DATA, DRAFT, EARLIER, FINAL, FOLLOW_UP, INCEPTION, PLANNED, RECORD, RESPONSE, SELECTED, TERMS, TOR,
    WIDE, WRITING, Kind, actions_until, currency, earlier, ends_on, final_on, funds, kind, lead, no_annex, no_lesson, participants,
    published_hash, published_on, subject, told_at,
)

comment = Field("comment", "Comment", LONG, required=True)
COMMENT = TaskDefinition(
    "comment", "Comment on the draft report", each_seat(MEMBER), during=(DRAFT,), due=working_days(10), changeable=True, beside=(REPORT,),
    outcomes=(Outcome("comments", "We comment", asks=(comment,), mark="partly"), Outcome("none", "We have no comment", mark="holds")),
)


@guard("Tie it to what it evaluates.", rule="7.17", short="It is tied to what it evaluates")
def is_tied(case: Any) -> bool:
    return case.kind in WIDE or bool(case.links("evaluates") or case.links("about"))


@guard("There are no funds for it: the budget of what is evaluated sets them aside.", rule="SS-17", short="There are funds for it")
def funds_exist(case: Any) -> bool:
    return case.funds is not None and case.funds > 0


@missing("What is evaluated is led by another organization: {}.", rule="7.17", short="Its lead is that of what is evaluated")
def lead_is_theirs(case: Any) -> list[Any]:
    leads = told_by_the_case(case, "lead")
    return [] if case.kind in WIDE or case.lead is None or case.lead in leads else leads


@missing("The budget of what is evaluated sets this aside and no more: {}.", rule="SS-17", short="The funds are within its budget")
def within_its_budget(case: Any) -> list[str]:
    """Where that case tells what it sets aside, in hundredths of its currency."""
    found = case.newest("evaluates")
    there = found.told("set_aside") if found is not None else None
    if there is None or case.funds is None:
        return []
    same = case.currency is not None and found.told("currency") == case.currency.name
    return [] if same and case.funds * 100 <= there else [f"{found.told('currency')} {there / 100:.2f}"]


@guard("The final evaluation builds on that of the first phase: tie it, or attach it, and say what is taken up.", rule="MEL-03",
       short="The final evaluation builds on that of the first phase")
def builds_on_the_first(case: Any) -> bool:
    there = case.document(EARLIER) is not None or any(each.result == "final" for each in case.links("builds_on"))
    return case.kind is not Kind.FINAL_INDEPENDENT or (there and bool(case.earlier))


@guard("Say on which day the implementation ends: the final evaluation is completed after it.", rule="MEL-03",
       short="It is known when the implementation ends", wants=(ends_on,))
def end_is_known(case: Any) -> bool:
    return case.kind is not Kind.FINAL_INDEPENDENT or case.ends_on is not None


@guard("It evaluates something else than the whole of the implementation.")
def is_the_final_one(case: Any) -> bool:
    return case.kind is Kind.FINAL_INDEPENDENT


@guard("Not every member has commented yet, and the 10 working days are not over.", rule="7.17", short="The members could comment")
def members_were_heard(case: Any) -> bool:
    since = case.since(DRAFT)
    return not case.unanswered(COMMENT) or (since is not None and case.after(since, working_days(10)) <= case.at)


@guard("The final evaluation is completed after the implementation.", rule="MEL-03", short="Implementation is over")
def implementation_is_over(case: Any) -> bool:
    return case.kind is not Kind.FINAL_INDEPENDENT or (case.ends_on is not None and case.ends_on < today(case))


@guard("Put what is confidential into the annex, or say why there is none.", rule="5.6", short="What is confidential is apart")
def annex_apart(case: Any) -> bool:
    return case.document(ANNEX) is not None or bool(case.no_annex)


FOUNDED = [filled(lead, subject, rule="7.17"), is_tied, lead_is_theirs, funds_exist, within_its_budget, builds_on_the_first, end_is_known]
CHOSEN = [has(TERMS), terms_pass, looks_at_impact, one_leads, all_independent]
DRAFTED = [has(REPORT), findings_there, recommends]
READY = [*DRAFTED, looks_at_impact, members_were_heard, report_passes, annex_apart, all_independent, implementation_is_over]
ENDING = [all_done, lesson_drawn(no_lesson)]
KEPT = (kind, lead, subject, TERMS, REPORT, TERMS_CHECK, REPORT_CHECK, QUESTIONS, RECOMMENDATIONS, LESSONS)
KEEPING = [Set(final_on, today), Freeze(KEPT, RECORD), DRAFTING]
PUBLISHING = [Set(published_hash, hash_of(REPORT)), Set(published_on, today)]

definition = CaseDefinition(
    key="evaluation", version=1, code="EVL", title="Evaluation", opened_by=COMMITTEE, initial=PLANNED, level=SC_RESTRICTED,
    number_at_opening="EVL", team=TEAM,
    about="Somebody independent looks at outcomes and impact. Every recommendation is answered, and followed until it is done.",
    fields=(*ABOUT, no_annex, actions_until, final_on, published_on, published_hash, told_at, no_lesson),
    opens_with=(kind,), items=(EVALUATORS, TERMS_CHECK, QUESTIONS, RECOMMENDATIONS, LESSONS, REPORT_CHECK),
    documents=(TERMS, EARLIER, PLAN, REPORT, ANNEX, RECORD, ANSWERS), links=ties("evaluates", "about", "builds_on"),
    publishes=(kind, lead, participants, final_on, published_on, published_hash), tasks=(DECLARE, COMMENT, RESPOND, FOLLOW),
    remarks_by=COMMITTEE,
    edit=(Edit(OPENER | OFFICE, (PLANNED,), ABOUT), Edit(OFFICE, (TOR,), (subject, funds, currency, earlier)),
          Edit(OFFICE, (TOR, SELECTED, *WRITING), (ends_on,)), Edit(TEAM, (DATA, DRAFT), (no_annex,)),
          Edit(OFFICE, (FOLLOW_UP,), (no_lesson,))),
    reminders=(
        Reminder("What is evaluated ends in six months: terms of reference are to be written.", at(ends_on) - months(6), to=OFFICE,
                 during=(PLANNED,)),
        Reminder("The implementation ended three months ago: the final report is due.", at(ends_on) + months(3), to=TEAM | OFFICE,
                 during=(PLANNED, TOR, SELECTED, *WRITING), when=(is_the_final_one,)),
        Reminder("Half of the time for the management response is over.", working_days(15), to=OFFICE, during=(RESPONSE,)),
    ),
    transitions=[
        PLANNED.to(TOR, "write_terms", "Write the terms of reference", by=OFFICE, when=FOUNDED),
        TOR.to(SELECTED, "select", "Select the evaluators", by=OFFICE, when=CHOSEN, says="They are asked to declare their interests."),
        SELECTED.to(INCEPTION, "accepted", "All who evaluate have accepted", when=[DECLARE.all_answered(ACCEPT)]),
        SELECTED.to(TOR, "declined", "An evaluator has declined", when=[DECLARE.answered(DECLINE)]),
        SELECTED.to(TOR, "no_reply", "An evaluator has not replied in time", when=[somebody_keeps_silent]),
        either(SELECTED, INCEPTION).to(TOR, "select_anew", "Select other evaluators", by=OFFICE, reason=True, side=True),
        INCEPTION.to(DATA, "collect", "Begin to collect data", by=LEADS, when=[has(PLAN), looks_at_impact, questions_planned]),
        DATA.to(DRAFT, "hand_in", "Hand in the draft report", by=LEADS, when=DRAFTED,
                says="The members have 10 working days to comment."),
        DRAFT.to(FINAL, "finish", "Take the report as final", by=OFFICE, when=READY, then=KEEPING,
                 says="From now on nobody changes it. Each lesson in it becomes a draft of its own, for somebody else to validate."),
        FINAL.to(RESPONSE, "publish", "Publish the report", by=OFFICE, then=PUBLISHING,
                 says="Everybody can read it. Those to whom it recommends something have 30 working days to respond."),
        RESPONSE.to(FOLLOW_UP, "responded", "Every recommendation is answered", when=[RESPOND.all_answered()],
                    then=ANSWERING),
        FOLLOW_UP.to(CLOSED, "close", "Close it", by=OFFICE, when=ENDING),
        either(PLANNED, TOR, SELECTED, *WRITING).to(CANCELLED, "cancel", "Give it up", by=SENIOR_MANAGER, reason=True, side=True),
    ],
    public_list=PublicList(
        "Evaluations", "evaluations", {REPORT: published_hash}, published_on, tells=(kind, lead, participants),
        filters=(kind,), changed=told_at,
        about="What independent evaluators have found, as they wrote it.", stamped=False,
    ),
    panels=(RulesPanel("Before the terms of reference", tuple(FOUNDED), (PLANNED,)),
            RulesPanel("Before the evaluator is selected", tuple(CHOSEN), (TOR,)),
            RulesPanel("Before the draft is handed in", tuple(DRAFTED), (DATA,)),
            RulesPanel("Before the report is final", tuple(READY), (DRAFT,)),
            RulesPanel("Before it is closed", tuple(ENDING), (FOLLOW_UP,)), TextPanel("Report", REPORT),
            MatrixPanel("Recommendations", RECOMMENDATIONS, answers={"Answer": RESPOND, "Stands": FOLLOW}),
            MatrixPanel("Lessons", LESSONS), LinksPanel("Lessons drawn from it", {"learned_from": ("pillar", "strength")}),
            MatrixPanel("Evaluators", EVALUATORS, answers={"Interests": DECLARE}),
            MatrixPanel("Evaluation questions", QUESTIONS), MatrixPanel("Quality of the terms of reference", TERMS_CHECK),
            MatrixPanel("Quality of the report", REPORT_CHECK), TextPanel("Terms of reference", TERMS),
            PositionsPanel("Comments on the draft", COMMENT), LinksPanel("What is evaluated", {"evaluates": ("lead",), "about": ("lead",)}),
            Chain("Linked cases", ("evaluates", "about", "builds_on", "learned_from"))),
    printouts=(
        Printout("management-response", "Recommendations and responses", (
            WordsPanel("What was evaluated", (subject,)), Rows("Evaluation questions", QUESTIONS), Rows("Recommendations", RECOMMENDATIONS),
            Rows("Lessons", LESSONS),
        ), (FINAL, RESPONSE, FOLLOW_UP, CLOSED)),
    ),
    register=Register("Evaluations", "evaluations", ("number", "title", "state", "kind", "lead", "ends_on"), heading="Evaluation",
                      filters=("state", "kind"), order=52, presides=OFFICE, desk_label="Secretariat’s desk",
                      desk=("planned", "terms", "draft_report", "final_report", "follow_up"), prepare="Plan an evaluation",
                      present_state=True),
)
