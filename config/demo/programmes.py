"""Joint programmes: one runs, one looks for money, one is evaluated, two are signed or checked, one is being written, one is an idea."""

from __future__ import annotations

from config.demo import plans
from config.demo.adopting import WAIVER, advised, decided
from config.demo.checklist import CHECKLIST
from config.demo.desk import Desk
from config.demo.people import PROGRAMMES
from config.demo.plans import Programme
from config.demo.telling import Story

OFFICERS = {"UNODC": "UNODC fiduciary officer", "IOM": "IOM fiduciary officer"}
UNODC_OFFICER = OFFICERS["UNODC"]


def _begun(desk: Desk, it: Programme, *, answers: str = "") -> Story:
    """Proposed as one of the first phase, selected, advised on, and given its seed money."""
    opened, submitted, sent, agreed, allocated = it.days[:5]
    yield f"{opened} 09:30"
    countries = [desk.organizations[f"COUNTRY-{letter}"].hex for letter in it.countries]
    desk.open(
        it.word, "joint-programme", it.title, PROGRAMMES,
        lead=it.lead, countries=countries, region=it.region, fiduciary="UNODC",
        legacy="yes", legacy_source="Report of the first phase, on joint programmes.",
        innovative="yes", collective="yes",
        innovative_why="Money for direct assistance and money for the courts are planned on one sheet.",
        collective_why="No member alone reaches workplaces, borders, shelters and schools.",
    )  # fmt: skip
    if answers:
        desk.tie(it.word, "responds_to", answers, PROGRAMMES)
    desk.review(it.word, PROGRAMMES)
    desk.write(it.word, "criteria", PROGRAMMES, plans.weighed())
    yield f"{submitted} 11:00"
    desk.press(it.word, "submit", PROGRAMMES)
    yield from _before_the_committee(desk, it, sent, agreed)
    yield f"{allocated} 10:00"
    desk.finish(it.word, UNODC_OFFICER, "allocate", "allocated", seed_amount=str(it.seed), seed_use="BOTH")


def _before_the_committee(desk: Desk, it: Programme, sent: str, agreed: str) -> Story:
    selection, advice = f"{it.word} selection", f"{it.word} advice"
    desk.follow(it.word, "decided_by", selection)
    desk.follow(it.word, "advised_by", advice)
    days, text = (f"{sent} 10:00", f"{agreed} 10:00", f"{agreed} 12:00"), "programme-decision-text"
    yield from decided(desk, selection, "ILO", days, waiver=WAIVER, file=text, leads=it.lead)
    days_of_advice, text = (f"{agreed} 14:00", f"{agreed} 15:00"), "programme-advice-text"
    yield from advised(desk, advice, "ILO", days_of_advice, file=text, leads=it.lead)


def _write(desk: Desk, it: Programme, *, evaluation: bool = True) -> None:
    """The document, who signs, phases, results and money."""
    desk.edit(
        it.word, it.lead, short_term="Those who are found are safe.", medium_term="Whoever meets them knows what to do.",
        long_term="The State does it by itself, with civil society.", actors="Each member for its mandate; the Government for the State.",
        activities="Shelters; training; joint inspections; help to come back to work.", modality="PARALLEL",
        capacity="Former victims train inspectors, and are paid for it.", begins_on=it.phases[0][0], ends_on=it.ends,
        no_risk="They stand in chapter 7 of the document, and are noted one by one when it begins.",
    )  # fmt: skip
    desk.put(it.word, it.lead, "document", file="programme-document")
    desk.write(it.word, "signatories", it.lead, plans.signatories(it))
    desk.write(it.word, "phases", it.lead, plans.phases(it))
    desk.write(it.word, "milestones", it.lead, plans.milestones(it))
    desk.write(it.word, "budget", it.lead, plans.budget(it, evaluation=evaluation))
    desk.write(it.word, "results", it.lead, plans.results(it))


def _signed(desk: Desk, it: Programme, *, members: int | None = None) -> None:
    """The budget is checked; so many members sign, and the Governments where all of them do."""
    desk.finish(it.word, UNODC_OFFICER, "check", "in_order")
    for member in it.members[:members]:
        function = "Director of programmes"
        desk.reply_for(it.word, member, "sign", "signed", among="signatories", function=function)
    for letter in it.countries if members is None else ():
        government, by = f"COUNTRY-{letter}", f"Government counterpart {letter}"
        desk.reply_for(
            it.word, government, "endorse", "signed", among="signatories", by=by, function="Minister"
        )


def _confirm(desk: Desk, it: Programme) -> None:
    """Each receiver confirms the money of its own lines of Phase 1."""
    for line in plans.budget(it):
        if line["no"] == 1:
            officer, named = OFFICERS[str(line["payer"])], str(line["what"])
            desk.reply_on(
                it.word, officer, "confirm", "confirmed", among="budget", named=named, there=line["amount"]
            )


def _running(desk: Desk, it: Programme) -> Story:
    """Written, signed by all, and begun."""
    written, signed, begun = it.days[5:8]
    yield f"{written} 15:00"
    _write(desk, it)
    desk.press(it.word, "submit_document", it.lead)
    yield f"{signed} 11:00"
    _signed(desk, it)
    desk.press(it.word, "approve", PROGRAMMES)
    yield f"{begun} 10:00"
    _confirm(desk, it)
    desk.tie(it.word, "uses", CHECKLIST, PROGRAMMES)
    desk.press(it.word, "begin", it.lead)
    desk.fill_row(it.word, "phases", it.lead, "no", 1, began=begun)


def _reach(desk: Desk, it: Programme, step: str, day: str, **of_a_gate: str) -> None:
    desk.fill_row(it.word, "milestones", it.lead, "step", step, reached=day, **of_a_gate)


def _pass(desk: Desk, it: Programme, step: str, day: str, evidence: str) -> None:
    """A gate is reached: what shows it, and who has decided that it goes on."""
    _reach(desk, it, step, day, evidence=evidence, decision=f"Steering committee of the programme, {day}")


def _measure(desk: Desk, it: Programme, day: str, *actual: int) -> None:
    """Every indicator, in the order of the results."""
    indicators = desk.codes(it.word, "results", "indicator")
    told = [
        {"indicator": each, "actual": found, "measured_on": day}
        for each, found in zip(indicators, actual, strict=True)
    ]
    desk.write(it.word, "results", it.lead, told)


def _snapshot(desk: Desk, it: Programme, *statuses: str) -> None:
    """The progress checklist as of today: the items in turn stand as these say."""
    codes = desk.codes(it.word, "progress")
    told = [{"code": code, "status": statuses[n % len(statuses)]} for n, code in enumerate(codes)]
    desk.write(it.word, "progress", it.lead, told)
    desk.finish(it.word, it.lead, "again", "taken")


def _update(desk: Desk, it: Programme, *words: str) -> None:
    """What each member has done in the quarter, in the order of the members."""
    for member, update in zip(it.members, words, strict=True):
        desk.reply_for(it.word, member, "update", "told", among="signatories", update=update)


def latin_america(desk: Desk) -> Story:
    """In Phase 1 since July: indicators are measured, and the checklist has been filled in for the second time of four."""
    it = plans.LATIN_AMERICA
    yield from _begun(desk, it)
    yield from _running(desk, it)
    yield "2012-08-15 15:00"
    _snapshot(desk, it, "PARTIAL", "IN_PLACE", "ABSENT", "PARTIAL", "ABSENT")
    yield "2012-10-15 16:00"
    _pass(
        desk,
        it,
        "Providers agreed",
        "2012-10-08",
        "Five agreements, with the records of the steering committee.",
    )
    _reach(desk, it, "Shelters chosen", "2012-10-15")
    _update(
        desk, it, "148 inspectors trained.", "The course is written, and tried out.", "Two shelters chosen."
    )
    yield "2013-01-18 16:00"
    _reach(desk, it, "Course tried out", "2012-12-14")
    desk.fill_row(it.word, "milestones", it.lead, "step", "Second shelter opens", looks="2013-04-15")
    desk.fill_row(it.word, "phases", it.lead, "no", 1, forecast="2013-06-28")
    _update(
        desk,
        it,
        "212 inspectors trained.",
        "Five agreements signed.",
        "The second shelter waits for its permit.",
    )
    yield "2013-01-31 15:00"
    _measure(desk, it, "2013-01-31", 212, 5, 95)
    _snapshot(desk, it, "IN_PLACE", "IN_PLACE", "PARTIAL", "PARTIAL", "ABSENT")
    words = "Training ahead of the plan, direct assistance behind it."
    desk.edit(it.word, it.lead, health="ON_TRACK", health_words=words)


def south_eastern_europe(desk: Desk) -> Story:
    """Phase 1 was short and is over; money for the next one is being found, and seed money is refused there."""
    it = plans.SOUTH_EAST
    yield from _begun(desk, it)
    yield from _running(desk, it)
    yield "2012-12-14 15:00"
    _reach(desk, it, "Shelters chosen", "2012-12-12")
    yield "2013-01-25 15:00"
    desk.put(it.word, it.lead, "phase_report", file="programme-phase-report")
    found = "What was planned was done; a second shelter opens in March."
    desk.fill_row(it.word, "phases", it.lead, "no", 1, ended="2013-01-25", reviewed="2013-01-30", found=found)
    _pass(
        desk, it, "Review of Phase 1", "2013-01-25", "The report of the phase, and the notes of four visits."
    )
    _measure(desk, it, "2013-01-25", 148, 4, 71)
    desk.edit(it.word, it.lead, health="ATTENTION", health_words="Two donors have not answered.")
    desk.press(it.word, "mobilise", it.lead)
    yield "2013-02-05 11:00"
    line = {**plans.budget(it)[1], "what": "Training, second year", "no": 2}
    says = desk.refusal(lambda: desk.add_row(it.word, "budget", it.lead, **line))
    desk.remark(
        it.word,
        it.lead,
        f"We wanted to pay the second year of training with seed money. The desk says: “{says}”",
    )


def east_africa(desk: Desk) -> Story:
    """Over since December; somebody independent evaluates it."""
    it = plans.EAST_AFRICA
    yield from _begun(desk, it)
    yield from _running(desk, it)
    yield "2012-08-31 15:00"
    _reach(desk, it, "Shelters chosen", "2012-08-31")
    _snapshot(desk, it, "ABSENT", "PARTIAL", "PARTIAL", "IN_PLACE")
    yield "2012-10-18 15:00"
    _update(
        desk,
        it,
        "Desks in two ports.",
        "Inspectors go aboard with the police.",
        "Children have a room of their own.",
    )
    yield "2012-12-20 15:00"
    _reach(desk, it, "Three desks open", "2012-12-17")
    _pass(
        desk,
        it,
        "Review of Phase 1",
        "2012-12-20",
        "The report of the phase, and the books of the three desks.",
    )
    desk.put(it.word, it.lead, "phase_report", file="programme-phase-report-east-africa")
    found = "Three desks work. Nobody pays for the third after June."
    desk.fill_row(it.word, "phases", it.lead, "no", 1, ended="2012-12-20", reviewed="2012-12-20", found=found)
    _measure(desk, it, "2012-12-20", 131, 5, 142)
    desk.edit(it.word, it.lead, health="ON_TRACK", health_words="All was done but for one agreement.")
    yield "2013-01-08 10:00"
    desk.press(it.word, "evaluate", it.lead)
    desk.follow(it.word, "evaluates", "east africa evaluation", incoming=True)


def central_asia(desk: Desk) -> Story:
    """Checked, and signed by three of five: one member and the Government are still to sign."""
    it = plans.CENTRAL_ASIA
    yield from _begun(desk, it)
    yield f"{it.days[5]} 15:00"
    _write(desk, it)
    desk.press(it.word, "submit_document", it.lead)
    yield "2013-02-06 11:00"
    _signed(desk, it, members=3)


def south_asia(desk: Desk) -> Story:
    """Before the signatures: the evaluation has no line in the budget, and so it cannot be approved."""
    it = plans.SOUTH_ASIA
    yield from _begun(desk, it)
    yield f"{it.days[5]} 15:00"
    _write(desk, it, evaluation=False)
    desk.press(it.word, "submit_document", it.lead)


def northern_africa(desk: Desk) -> Story:
    """Being written, and waiting: the Government has not commented on the findings of the assessment yet."""
    yield from _begun(desk, plans.NORTHERN_AFRICA, answers="assessment d")
    yield "2013-01-22 11:00"
    desk.remark(
        "northern africa", "IOM", "We write on when the Government has validated the assessment of Country D."
    )


def concept(desk: Desk) -> Story:
    """Country A: the assessment is delivered, and a programme answers it."""
    yield "2013-02-06 10:00"
    desk.open(
        "answer", "joint-programme", "Joint programme, Country A: safe places first", "UNODC",
        lead="UNODC", countries=[desk.organizations["COUNTRY-A"].hex], region="SOUTH_ASIA", fiduciary="UNODC",
        innovative="yes", collective="yes",
        innovative_why="Shelters outside the capital are run with groups of survivors.",
        collective_why="Police, labour inspection and shelters are three mandates.",
    )  # fmt: skip
    desk.tie("answer", "responds_to", "assessment a", "UNODC")


STORIES = (
    east_africa,
    latin_america,
    south_eastern_europe,
    central_asia,
    south_asia,
    northern_africa,
    concept,
)
