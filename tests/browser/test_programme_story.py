"""From the request of a Government to a closed evaluation, clicked by those who decide; and the chain of cases, walked both ways."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from playwright.sync_api import Locator, Page, expect

from engine.commands import link
from tests.browser import desk
from tests.browser.coast import Coast
from tests.workflows import assessing, checking, evaluating, programming
from tests.workflows.producing import linked_case
from tests.workflows.reviewing import EXPERTS

REQUEST, PROGRAMME, LESSON = "Assessment of the Coast", "Safe coasts", "Shelters before raids"
ELSEWHERE = ("LP1", "PS1", "PV1", "PA1", "DA1")
DIFFERENT = "Agencies have answered otherwise: say why this is the agreed answer."
SEED_ENDS = "Seed money pays the formulation and Phase 1 only."
NOT_INDEPENDENT = (
    "Whoever acts for a Government, a regional body or a member is not independent: choose another part."
)
NO_EVALUATOR = (
    "Choose somebody independent: an evaluator who acts for nobody that has a part in what is evaluated."
)
SHELTER = {
    "Line": "Shelter", "Phase": "1", "Source": "Seed money of the core budget", "Receiving organization": "UNODC", "Spent by": "IOM",
    "Purpose": "Implementation", "Amount": "60000", "Victim support": True, "Direct assistance": True,
}  # fmt: skip
TRAINING = {
    "Line": "Training", "Phase": "1", "Source": "Donor", "Receiving organization": "IOM", "Spent by": "ILO", "Purpose": "Implementation",
    "Amount": "30000",
}  # fmt: skip
EVALUATION = {**TRAINING, "Line": "Evaluation", "Purpose": "Evaluation", "Amount": "10000"}
LEARNED = {
    "Context": "One coast, two ports.", "What worked": "Beds were there before the inspectors came.", "Pillar": "Protection",
    "Where the evidence is": "Evaluation report, page 12.", "Where else it could work": "Wherever inspectors come unannounced.",
}  # fmt: skip


def open_pillar(page: Page, name: str) -> Locator:
    """Unfold a pillar of the checklist."""
    pillar = page.locator("#checklist details", has=page.locator("summary", has_text=re.compile(rf"^{name}")))
    pillar.locator("summary").click()
    return pillar


def read_and_answer(page: Page, text: str, outcome: str, told: Mapping[str, Any]) -> None:
    """Answer on the page where what is answered to stands beside the form."""
    page.get_by_role("link", name="Open the form").click()
    expect(page.get_by_role("complementary", name="To read")).to_contain_text(text)
    desk.tick(page, outcome)
    desk.fill(page.locator("main"), told)
    page.get_by_role("button", name="Continue").click()
    desk.confirm(page, f"Record: {outcome}")


class Story:
    """Everybody who acts, and the cases as they come about."""

    def __init__(self, coast: Coast) -> None:
        self.coast, self.world = coast, coast.world
        self.assessment: UUID
        self.programme: UUID
        self.evaluation: UUID
        self.lesson: UUID

    # ---- the assessment

    def a_government_asks(self) -> None:
        page = self.coast.seat("counterpart")
        told = {
            "Title": REQUEST,
            "Requesting Government": "COAST",
            "Request received on": "2013-01-07",
            "Why it is asked for": "Trafficking along the coast has doubled.",
        }
        self.assessment = desk.prepare(page, "Assessments", "Ask for an assessment", told)
        desk.put(page, "Written request", "We ask for an assessment of the whole coast.")
        assert desk.moment(page) == "A Government asks for an assessment."

    def it_is_selected(self) -> None:
        officer = self.coast.at("officer", self.assessment)
        desk.do(officer, "Take up the request")
        assessing.scored(self.world, self.assessment)
        self.world.press(self.assessment, "submit", "officer")
        page = self.coast.at("counterpart", self.assessment)
        view = {"Priority areas": "Fishing ports.", "Commitment": "Two officials, full time."}
        desk.answer(page, "Give the Government", "This is our view", **view)
        assessing.adopt(self.world, self.assessment)

    def the_team_is_composed(self) -> None:
        page = self.coast.at("officer", self.assessment)
        assert "Nobody covers: Prosecution, Prevention, Protection." in desk.still_missing(page)
        police = {"Person": "police expert", "Takes part as": "Independent national expert"}
        desk.add_row(page, "team", police, "Prosecution")
        expect(page.locator("main")).to_contain_text(NOT_INDEPENDENT)
        expect(page.get_by_label("Prosecution")).to_be_checked()
        desk.fill(page.locator("main"), {"Takes part as": "Expert of the Government"})
        desk.confirm(page, "Save the row")
        assert (
            "Nobody independent is on the team: experts of a Government never stand in their place."
            in desk.still_missing(page)
        )
        desk.add_row(
            page, "team", {"Person": EXPERTS[0], "Takes part as": "Independent national"}, "Prevention"
        )
        words = desk.still_missing(page)
        assert "Independent experts are missing: Independent international expert." in words
        assert "Nobody covers: Protection." in words
        international = {"Person": EXPERTS[1], "Takes part as": "Independent international"}
        desk.add_row(page, "team", international, "Protection")
        for each in ("ILO", "IOM"):
            desk.add_row(page, "organizations", {"Organization": each})
        page.locator("#acts").get_by_role("link", name="Change the particulars").click()
        plan = {"Lead organization": "ILO", "How civil society and other sectors are engaged": "Shelters."}
        desk.fill(page.locator("main"), plan)
        desk.confirm(page, "Record the particulars")
        assert "Waiting for ILO, IOM." in desk.still_missing(page)

    def the_team_is_agreed_and_sets_out(self) -> None:
        assessing.reply(self.world, self.assessment, "consent", "ILO", "agree")
        desk.answer(self.coast.at("IOM", self.assessment), "Agree to the team", "We agree to this team")
        desk.do(self.coast.at("officer", self.assessment), "Settle the team")
        assessing.ask_for_experts(self.world, self.assessment)
        uses = checking.checklist(self.world)
        link.add(self.world.engine, self.assessment, "uses", uses, by=self.world.people["officer"])
        self.world.press(self.assessment, "plan", "ILO")
        assessing.planned(self.world, self.assessment)
        self.world.press(self.assessment, "start", "ILO")

    def agency_answers(self, name: str, status: str, evidence: str) -> None:
        page = self.coast.at(name, self.assessment)
        open_pillar(page, "Protection").get_by_role("link", name="Fill in our answers").click()
        desk.fill(
            desk.line(page, "PT1"), {"Status": status, "Evidence": evidence, "Source": "Register of shelters"}
        )
        desk.confirm(page, "Save all")
        rows = [{"code": code, **assessing.FOUND} for code in ELSEWHERE]
        checking.write(self.world, self.assessment, "answers", *rows, by=name)

    def the_lead_settles_where_they_differ(self) -> None:
        page = self.coast.at("ILO", self.assessment)
        pillar = open_pillar(page, "Protection")
        expect(pillar.locator("summary")).to_contain_text("on 1 the organizations differ")
        expect(pillar.get_by_role("row").last).to_contain_text(
            re.compile(r"2, in place.*1, planned or partial.*differing", re.DOTALL)
        )
        pillar.get_by_role("link", name="Fill in what is agreed").click()
        desk.fill(desk.line(page, "PT1"), {"Status": "1, planned"})
        desk.confirm(page, "Save all")
        expect(page.locator("#error-summary")).to_contain_text(DIFFERENT)
        expect(desk.line(page, "PT1").get_by_label("Status")).to_have_value("PARTIAL")
        desk.fill(
            desk.line(page, "PT1"),
            {"Why this is the agreed answer": "One shelter of two takes men.", "Gap": "Yes"},
        )
        desk.confirm(page, "Save all")
        expect(page.locator("#checklist")).to_contain_text("1 of 1 items agreed")

    def it_is_delivered(self) -> None:
        for code in ELSEWHERE:
            assessing.settled(self.world, self.assessment, code)
        self.world.put(self.assessment, "The report.", "report", "ILO")
        desk.do(self.coast.at("ILO", self.assessment), "Go on to the findings")
        page = self.coast.at("IOM", self.assessment)
        words = {"Reason": "The shelter for men is a tent."}
        desk.answer(page, "Confirm the agreed answers", "Put our different view on record", **words)
        assessing.reply(self.world, self.assessment, "settle", "ILO", "confirm")
        self.world.put(self.assessment, "Names of shelters.", "annex", "ILO")
        self.world.press(self.assessment, "validate", "ILO")
        assessing.validated(self.world, self.assessment)
        self.world.press(self.assessment, "agree_needs", "ILO")
        assessing.reply(self.world, self.assessment, "rank", "counterpart", "shared")
        page = desk.do(self.coast.at("officer", self.assessment), "Deliver it")
        assert desk.moment(page) == "The report is delivered."

    # ---- the programme

    def a_member_proposes_a_programme(self) -> None:
        page = self.coast.seat("ILO")
        told = {
            "Title": PROGRAMME,
            "Lead organization": "ILO",
            "Receives the seed money": "UNODC",
            "Evidence that it is innovative": "One plan of members and Governments.",
            "Evidence that it works better together": "None reaches ports and courts alone.",
            "COAST, Organization COAST": True,
        }
        self.programme = desk.prepare(page, "Programmes", "Propose a joint programme", told)
        assert "It answers no assessment that was delivered" in desk.still_missing(page)
        desk.tie(page, "Responds to", f"{REQUEST} (GIFT/SAR")
        assert "It answers no assessment" not in desk.still_missing(page)
        self.world.edit(self.programme, "ILO", innovative="yes", collective="yes")
        programming.rated(self.world, self.programme)
        desk.do(self.coast.at("ILO", self.programme), "Put it before the Committee")

    def the_committee_takes_it_on(self) -> None:
        programming.select_it(self.world, self.programme)
        programming.advise(self.world, self.programme)
        page = self.coast.at("UNODC fiduciary", self.programme)
        use, money = "Formulation and Phase 1", {"Seed money": "60000"}
        desk.answer(page, "Allocate the seed money", "The seed money is allocated", use, **money)
        assert desk.moment(page) == "The programme document is being written."

    def the_lead_fills_in_the_budget(self) -> None:
        page = self.coast.at("ILO", self.programme)
        page.locator("#budget").get_by_role("link", name="Narrow down").click()
        page.get_by_role("link", name="Fill in many rows").click()
        desk.fill(desk.line(page, "New line 1"), {**SHELTER, "Phase": "2"})
        desk.fill(desk.line(page, "New line 2"), TRAINING)
        page.get_by_role("button", name="Add lines").click()
        desk.fill(desk.line(page, "New line 3"), EVALUATION)
        desk.confirm(page, "Save all")
        expect(page.locator("#error-summary")).to_contain_text(SEED_ENDS)
        first = desk.line(page, "New line 1")
        expect(first.get_by_label("Line")).to_have_value("Shelter")
        expect(first.get_by_label("Amount", exact=True)).to_have_value("60000")
        expect(desk.line(page, "New line 3").get_by_label("Line")).to_have_value("Evaluation")
        desk.fill(first, {"Phase": "1"})
        desk.confirm(page, "Save all")
        expect(page.locator("#toasts")).to_contain_text("3 rows added")
        earmark = page.locator("#budget-sums")
        expect(earmark).to_contain_text(re.compile(r"60\s%\s+for: Victim support"))

    def it_is_checked_and_signed(self) -> None:
        programming.write_down(self.world, self.programme, "COAST")
        self.world.press(self.programme, "submit_document", "ILO")
        page = self.coast.at("UNODC fiduciary", self.programme)
        desk.answer(page, "Check the budget", "The budget is in order")
        programming.sign(self.world, self.programme)
        page = self.coast.at("counterpart", self.programme)
        read_and_answer(page, "The programme.", "We sign", {"Function of the signatory": "Minister"})
        self.world.press(self.programme, "approve", "officer")

    def each_receiver_confirms_its_own_money(self) -> None:
        shelter = "Confirm the money of the coming phase: Shelter"
        page = self.coast.at("IOM fiduciary", self.programme)
        expect(page.locator("section.part").filter(has_text="The money is there")).to_have_count(2)
        expect(page.get_by_role("heading", name=shelter)).to_have_count(0)
        page = self.coast.at("UNODC fiduciary", self.programme)
        desk.answer(page, shelter, "The money is there", **{"So much is there": "60000"})
        words = desk.still_missing(page)
        assert "Not confirmed by the organization that receives it: Training, Evaluation." in words
        programming.confirm(self.world, self.programme, "Training", "IOM fiduciary", "30000")
        programming.confirm(self.world, self.programme, "Evaluation", "IOM fiduciary", "10000")

    def the_first_phase_is_carried_out(self) -> None:
        programming.use_checklist(self.world, self.programme)
        page = desk.do(self.coast.at("ILO", self.programme), "Begin Phase 1")
        assert desk.moment(page) == "The first phase is under way."
        desk.put(page, "Report of the phase", "The shelter is open; it takes men.")
        desk.do(page, "Close the phase, and find money")
        programming.reviewed(self.world, self.programme)

    # ---- the evaluation, and what was learned

    def it_is_evaluated_by_somebody_independent(self) -> None:
        page = desk.do(self.coast.at("ILO", self.programme), "Have it evaluated")
        assert desk.moment(page) == "It is being evaluated."
        self.evaluation = linked_case(self.world, self.programme, "evaluates")
        officer = self.coast.at("officer", self.evaluation)
        desk.do(officer, "Write the terms of reference")
        desk.add_row(officer, "evaluators", {"Person": "ILO alternate"}, "Lead evaluator")
        expect(officer.locator("main")).to_contain_text(NO_EVALUATOR)
        desk.fill(officer.locator("main"), {"Person": "evaluator"})
        desk.confirm(officer, "Save the row")
        evaluating.termed(self.world, self.evaluation)
        desk.do(self.coast.at("officer", self.evaluation), "Select the evaluators")

    def the_report_is_final_and_answered(self) -> None:
        evaluating.carried_out(self.world, self.evaluation)
        self.world.press(self.evaluation, "finish", "officer")
        desk.do(self.coast.at("officer", self.evaluation), "Publish the report")
        page = self.coast.at("ILO", self.evaluation)
        told = {"Action": "A version in Arabic.", "Owner": "Training unit", "By": "2013-12-31"}
        read_and_answer(page, "What we found.", "Accepted", told)
        expect(page.locator("#recommendations")).to_contain_text("A version in Arabic.")

    def a_lesson_is_drawn(self) -> None:
        officer = self.coast.seat("officer")
        told = {**LEARNED, "Title": LESSON}
        self.lesson = desk.prepare(
            officer, "Lessons", "Write down a lesson", told, "Evaluation", "Everybody may read it"
        )
        desk.tie(officer, "Lesson of", f"{PROGRAMME} (GIFT/JPR")
        desk.tie(officer, "Lesson of", f"{PROGRAMME} (GIFT/EVL")
        named = self.world.people[EXPERTS[0]].hex
        self.world.press(self.lesson, "ask", "officer", validator=named)
        desk.answer(self.coast.at(EXPERTS[0], self.lesson), "Validate the lesson", "It holds")

    def all_is_closed(self) -> None:
        self.world.answer(self.evaluation, "ILO", "done", "follow", progress="It is out.")
        page = desk.do(self.coast.at("officer", self.evaluation), "Close it")
        programming.measured(self.world, self.programme)
        page = desk.do(self.coast.at("ILO", self.programme), "Close it")
        assert desk.moment(page) == "It is evaluated and closed."


def follow(page: Page, title: str, words: str = "") -> None:
    """Go on to a linked case, wherever the page names it."""
    row = page.locator("#linked li, [id^=links-] tbody tr").filter(has_text=words)
    row.get_by_role("link", name=title, exact=True).click()
    expect(page.locator("h1")).to_have_text(title)


def walk_both_ways(story: Story) -> None:
    """From the assessment to the lesson, and back to the assessment, by nothing but links."""
    page = story.coast.at("OHCHR", story.assessment)
    way = ((PROGRAMME, "Closed"), (PROGRAMME, "Evaluates"), (LESSON, "Validated"))
    back = ((PROGRAMME, "Evaluation, Closed"), (PROGRAMME, "ILO"), (REQUEST, "Responds to"))
    met = [desk.case_of(page)]
    for title, words in (*way, *back):
        follow(page, title, words)
        met.append(desk.case_of(page))
    there = [story.assessment, story.programme, story.evaluation, story.lesson]
    assert met == [*there, *there[-2::-1]]


def test_a_programme_from_the_request_of_a_government_to_its_closed_evaluation(coast: Coast) -> None:
    story = Story(coast)
    story.a_government_asks()
    story.it_is_selected()
    story.the_team_is_composed()
    story.the_team_is_agreed_and_sets_out()
    story.agency_answers("ILO", "2, in place", "Two shelters on the coast.")
    story.agency_answers("IOM", "1, planned", "One of them takes no men.")
    story.the_lead_settles_where_they_differ()
    story.it_is_delivered()
    story.a_member_proposes_a_programme()
    story.the_committee_takes_it_on()
    story.the_lead_fills_in_the_budget()
    story.it_is_checked_and_signed()
    story.each_receiver_confirms_its_own_money()
    story.the_first_phase_is_carried_out()
    story.it_is_evaluated_by_somebody_independent()
    story.the_report_is_final_and_answered()
    story.a_lesson_is_drawn()
    story.all_is_closed()
    walk_both_ways(story)
