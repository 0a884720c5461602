"""Joint programmes: one runs, one looks for money, two are signed or checked, one is being written, one is an idea."""

from __future__ import annotations

from dataclasses import dataclass

from config.demo.adopting import WAIVER, advised, decided
from config.demo.checklist import CHECKLIST
from config.demo.desk import Desk
from config.demo.people import PROGRAMMES
from config.demo.telling import Story

UNODC_OFFICER, IOM_OFFICER = "UNODC fiduciary officer", "IOM fiduciary officer"
OFFICERS = {"UNODC": UNODC_OFFICER, "IOM": IOM_OFFICER}


@dataclass(frozen=True)
class Programme:
    """A programme: where, with which countries, who leads, which members take part; and the days of its steps."""

    word: str
    title: str
    region: str
    countries: str
    lead: str
    members: tuple[str, ...]
    # Opened, put to the Committee, sent to it, decided, seed money allocated, written, signed, begun.
    days: tuple[str, ...]
    ends: str = "2014-10-31"


LATIN_AMERICA = Programme(
    "latin america", "Joint programme, Latin America", "LATIN_AMERICA", "F", "UNODC", ("UNODC", "ILO", "IOM"),
    ("2012-09-10", "2012-09-12", "2012-09-17", "2012-09-28", "2012-10-02", "2012-10-22", "2012-11-05", "2012-11-12"),
)  # fmt: skip
SOUTH_EAST = Programme(
    "south-eastern europe", "Joint programme, South-Eastern Europe", "SOUTH_EASTERN_EUROPE", "C", "OSCE", ("OSCE", "IOM", "UNODC"),
    ("2012-09-11", "2012-09-13", "2012-09-18", "2012-09-27", "2012-10-03", "2012-10-19", "2012-11-02", "2012-11-07"),
)  # fmt: skip
CENTRAL_ASIA = Programme(
    "central asia", "Joint programme, Central Asia", "CENTRAL_ASIA", "E", "UNODC", ("UNODC", "ILO", "UNICEF", "IOM"),
    ("2012-10-15", "2012-10-17", "2012-10-22", "2012-11-02", "2012-11-08", "2013-01-21"),
)  # fmt: skip
SOUTH_ASIA = Programme(
    "south asia", "Joint programme, South Asia", "SOUTH_ASIA", "A", "ILO", ("ILO", "UNODC"),
    ("2012-10-16", "2012-10-18", "2012-10-23", "2012-11-05", "2012-11-12", "2013-01-28"),
)  # fmt: skip
NORTHERN_AFRICA = Programme(
    "northern africa", "Joint programme, Northern Africa", "NORTHERN_AFRICA", "D", "IOM", ("IOM", "UNICEF"),
    ("2012-11-19", "2012-11-21", "2012-11-26", "2012-12-07", "2012-12-14"),
)  # fmt: skip


def _begun(desk: Desk, it: Programme) -> Story:
    """Proposed as one of the first phase, selected, advised on, and given its seed money."""
    opened, submitted, sent, agreed, allocated = it.days[:5]
    yield f"{opened} 09:30"
    countries = [desk.organizations[f"COUNTRY-{letter}"].hex for letter in it.countries]
    desk.open(
        it.word, "joint-programme", it.title, PROGRAMMES,
        lead=it.lead, countries=countries, region=it.region, legacy="yes", fiduciary="UNODC",
        innovative="Money for direct assistance and money for the courts are planned on one sheet.",
        collective="No member alone reaches workplaces, borders, shelters and schools.",
    )  # fmt: skip
    desk.review(it.word, PROGRAMMES)
    yield f"{submitted} 11:00"
    desk.press(it.word, "submit", PROGRAMMES)
    selection, advice = f"{it.word} selection", f"{it.word} advice"
    desk.follow(it.word, "decided_by", selection)
    desk.follow(it.word, "advised_by", advice)
    steps = [f"{sent} 10:00", f"{agreed} 10:00", f"{agreed} 12:00"]
    yield from decided(
        desk,
        selection,
        "ILO",
        (steps[0], steps[1], steps[2]),
        waiver=WAIVER,
        file="programme-decision-text",
        leads=it.lead,
    )
    yield from advised(
        desk,
        advice,
        "ILO",
        (f"{agreed} 14:00", f"{agreed} 15:00"),
        file="programme-advice-text",
        leads=it.lead,
    )
    yield f"{allocated} 10:00"
    desk.finish(it.word, UNODC_OFFICER, "allocate", "allocated", seed_amount="420000", seed_use="BOTH")


def _write(desk: Desk, it: Programme, *, evaluation: bool = True) -> None:
    """The document, who signs, phases, results and money."""
    desk.edit(
        it.word, it.lead, short_term="Those who are found are safe.", medium_term="Whoever meets them knows what to do.",
        long_term="The State does it by itself, with civil society.", actors="Each member for its mandate; the Government for the State.",
        activities="Shelters; training; joint inspections; help to come back to work.", modality="PARALLEL",
        capacity="Former victims train inspectors, and are paid for it.", begins_on="2012-11-01", ends_on=it.ends,
    )  # fmt: skip
    desk.put(it.word, it.lead, "document", file="programme-document")
    for member in it.members:
        desk.add_row(it.word, "signatories", it.lead, signatory=member, signs_as="MEMBER")
    for letter in it.countries:
        desk.add_row(it.word, "signatories", it.lead, signatory=f"COUNTRY-{letter}", signs_as="GOVERNMENT")
    desk.write(it.word, "phases", it.lead, _phases())
    desk.write(it.word, "milestones", it.lead, _milestones())
    desk.write(it.word, "budget", it.lead, _budget(it, evaluation=evaluation))
    desk.write(it.word, "results", it.lead, _results(it))


def _phases() -> list[dict[str, object]]:
    return [
        {"no": 1, "name": "Phase 1", "begins": "2012-11-12", "ends": "2013-08-31"},
        {"no": 2, "name": "Phase 2, not seed", "begins": "2013-12-01", "ends": "2014-08-31"},
    ]


def _milestones() -> list[dict[str, object]]:
    return [
        {"step": "Shelters chosen", "planned": "2012-12-14"},
        {"step": "Review of Phase 1", "gate": "yes", "planned": "2013-08-31"},
        {"step": "Money for Phase 2", "gate": "yes", "planned": "2013-11-29"},
        {"step": "Evaluation", "gate": "yes", "planned": "2014-10-31"},
    ]


def _budget(it: Programme, *, evaluation: bool) -> list[dict[str, object]]:
    """420,000 of seed money and two donors; a third for victim support."""
    other = "IOM" if "IOM" in it.members else "UNODC"
    lines: list[tuple[object, ...]] = [
        ("Writing the programme", 0, "SEED", "UNODC", it.lead, "FORMULATION", "60000", "no", "no"),
        ("Training of inspectors", 1, "SEED", "UNODC", it.lead, "IMPLEMENTATION", "360000", "no", "no"),
        ("Shelters and care", 1, "DONOR", other, it.members[1], "IMPLEMENTATION", "310000", "yes", "yes"),
        ("Legal aid", 1, "GOVERNMENT", "UNODC", it.lead, "IMPLEMENTATION", "90000", "yes", "no"),
        (
            "Work after the shelter",
            2,
            "DONOR",
            other,
            it.members[1],
            "IMPLEMENTATION",
            "240000",
            "yes",
            "yes",
        ),
        ("Coordination", 2, "DONOR", "UNODC", it.lead, "MANAGEMENT", "150000", "no", "no"),
    ]
    if evaluation:
        lines.append(("Evaluation", 2, "DONOR", "UNODC", it.lead, "EVALUATION", "70000", "no", "no"))
    keys = ("what", "no", "source", "payer", "spender", "purpose", "amount", "support", "direct")
    return [dict(zip(keys, line, strict=True)) for line in lines]


def _results(it: Programme) -> list[dict[str, object]]:
    told = (
        ("OUTPUT", "Inspectors know what they see.", "Labour inspectors trained", "persons", 0, 400),
        ("OUTCOME", "Those who are found are referred.", "Referral agreements signed", "agreements", 2, 9),
        (
            "OUTCOME",
            "Victims are safe, and stay so.",
            "Victims reached by direct assistance",
            "persons",
            60,
            300,
        ),
    )
    return [
        {
            "kind": kind, "statement": says, "indicator": indicator, "unit": unit, "baseline": base, "based_in": 2011,
            "target": target, "until": it.ends, "means": "Records of the providers, looked at by the programme", "responsible": it.lead,
        }
        for kind, says, indicator, unit, base, target in told
    ]  # fmt: skip


def _signed(desk: Desk, it: Programme, *, members: int | None = None) -> None:
    """The budget is checked; so many members sign, and the Governments where all of them do."""
    desk.finish(it.word, UNODC_OFFICER, "check", "in_order")
    for member in it.members[:members]:
        function = "Director of programmes"
        desk.reply_for(it.word, member, "sign", "signed", among="signatories", function=function)
    for letter in it.countries if members is None else ():
        government = f"Government counterpart {letter}"
        desk.reply_for(
            it.word,
            f"COUNTRY-{letter}",
            "endorse",
            "signed",
            among="signatories",
            by=government,
            function="Minister",
        )


def _confirm(desk: Desk, it: Programme) -> None:
    """Each receiver confirms the money of its own lines of Phase 1."""
    for line in _budget(it, evaluation=True):
        if line["no"] == 1:
            officer = OFFICERS[str(line["payer"])]
            desk.reply_on(
                it.word,
                officer,
                "confirm",
                "confirmed",
                among="budget",
                named=str(line["what"]),
                there=line["amount"],
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


def latin_america(desk: Desk) -> Story:
    """In Phase 1 since November: indicators are measured, the checklist is being filled in."""
    it = LATIN_AMERICA
    yield from _begun(desk, it)
    yield from _running(desk, it)
    yield "2012-12-14 16:00"
    desk.fill_row(it.word, "milestones", it.lead, "step", "Shelters chosen", reached="2012-12-14")
    yield "2013-01-31 15:00"
    for indicator, actual in (
        ("Labour inspectors trained", 148),
        ("Referral agreements signed", 5),
        ("Victims reached by direct assistance", 95),
    ):
        desk.fill_row(
            it.word, "results", it.lead, "indicator", indicator, actual=actual, measured_on="2013-01-31"
        )
    codes = desk.codes(it.word, "progress")
    statuses = ("PARTIAL", "IN_PLACE", "ABSENT", "WORKING", "PARTIAL")
    desk.write(
        it.word, "progress", it.lead, [{"code": c, "status": statuses[n % 5]} for n, c in enumerate(codes)]
    )
    desk.finish(it.word, it.lead, "again", "taken")
    desk.edit(
        it.word,
        it.lead,
        health="ON_TRACK",
        health_words="Training ahead of the plan, direct assistance behind it.",
    )


def south_eastern_europe(desk: Desk) -> Story:
    """Phase 1 was short and is over; money for the next one is being found, and seed money is refused there."""
    it = SOUTH_EAST
    yield from _begun(desk, it)
    yield from _running(desk, it)
    yield "2013-01-25 15:00"
    desk.put(it.word, it.lead, "phase_report", file="programme-phase-report")
    found = "What was planned was done; a second shelter opens in March."
    desk.fill_row(
        it.word,
        "phases",
        it.lead,
        "no",
        1,
        began="2012-11-07",
        ended="2013-01-25",
        reviewed="2013-01-30",
        found=found,
    )
    desk.edit(it.word, it.lead, health="ATTENTION", health_words="Two donors have not answered.")
    desk.press(it.word, "mobilise", it.lead)


def central_asia(desk: Desk) -> Story:
    """Checked, and signed by three of four members; the Government has not endorsed it yet."""
    it = CENTRAL_ASIA
    yield from _begun(desk, it)
    yield f"{it.days[5]} 15:00"
    _write(desk, it)
    desk.press(it.word, "submit_document", it.lead)
    yield "2013-02-06 11:00"
    _signed(desk, it, members=3)


def south_asia(desk: Desk) -> Story:
    """Before the signatures: the evaluation has no line in the budget, and so it cannot be approved."""
    it = SOUTH_ASIA
    yield from _begun(desk, it)
    yield f"{it.days[5]} 15:00"
    _write(desk, it, evaluation=False)
    desk.press(it.word, "submit_document", it.lead)


def northern_africa(desk: Desk) -> Story:
    """Being written."""
    yield from _begun(desk, NORTHERN_AFRICA)


def concept(desk: Desk) -> Story:
    """Country A: the assessment is delivered, and a programme answers it."""
    yield "2013-02-06 10:00"
    desk.open(
        "answer", "joint-programme", "Joint programme, Country A: safe places first", "UNODC",
        lead="UNODC", countries=[desk.organizations["COUNTRY-A"].hex], region="SOUTH_ASIA", fiduciary="UNODC",
        innovative="Shelters outside the capital are run with groups of survivors.",
        collective="Police, labour inspection and shelters are three mandates.",
    )  # fmt: skip
    desk.tie("answer", "responds_to", "assessment a", "UNODC")


STORIES = (latin_america, south_eastern_europe, central_asia, south_asia, northern_africa, concept)
