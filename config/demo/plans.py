"""What is written down of a programme before it is signed: phases, milestones and gates, money, results, and who signs."""

from __future__ import annotations

from dataclasses import dataclass, field

FROM_MARCH = (("2013-03-04", "2013-12-20"), ("2014-03-03", "2014-12-19"))
Rows = list[dict[str, object]]


@dataclass(frozen=True)
class Programme:
    """A programme: where, with which countries, who leads, which members take part; the days of its steps, and its plan."""

    word: str
    title: str
    region: str
    countries: str
    lead: str
    members: tuple[str, ...]
    # Opened, put to the Committee, sent to it, decided, seed money allocated, written, signed, begun.
    days: tuple[str, ...]
    phases: tuple[tuple[str, str], ...] = FROM_MARCH
    ends: str = "2015-01-30"
    # Milestone, planned day, and whether it is a gate; those that follow from the phases are not told.
    steps: tuple[tuple[str, str, str], ...] = (("Shelters chosen", "2013-04-12", "no"),)
    seed: int = 420_000
    care: int = 310_000
    # By indicator, what there was and what there is to be.
    aims: dict[str, tuple[int, int]] = field(default_factory=dict)


# fmt: off
LATIN_AMERICA = Programme(
    "latin america", "Joint programme, Latin America", "LATIN_AMERICA", "F", "UNODC", ("UNODC", "ILO", "IOM"),
    ("2012-04-10", "2012-04-12", "2012-04-17", "2012-04-27", "2012-05-03", "2012-06-04", "2012-06-25", "2012-07-25"),
    (("2012-07-25", "2013-05-31"), ("2013-07-01", "2014-06-30")), "2014-07-31",
    (("Providers agreed", "2012-09-28", "yes"), ("Shelters chosen", "2012-10-15", "no"),
     ("Course tried out", "2012-11-30", "no"), ("Second shelter opens", "2013-02-01", "no")),
)
SOUTH_EAST = Programme(
    "south-eastern europe", "Joint programme, South-Eastern Europe", "SOUTH_EASTERN_EUROPE", "C", "OSCE", ("OSCE", "IOM", "UNODC"),
    ("2012-09-11", "2012-09-13", "2012-09-18", "2012-09-27", "2012-10-03", "2012-10-19", "2012-11-02", "2012-11-07"),
    (("2012-11-07", "2013-01-25"), ("2013-06-03", "2014-08-29")), "2014-10-31",
    (("Shelters chosen", "2012-12-07", "no"),), seed=240_000, care=160_000,
    aims={"Labour inspectors trained": (0, 150), "Referral agreements signed": (2, 4), "Victims reached by direct assistance": (40, 80)},
)
EAST_AFRICA = Programme(
    "east africa", "Joint programme, East Africa", "EAST_AFRICA", "B", "IOM", ("IOM", "ILO", "UNICEF"),
    ("2012-03-19", "2012-03-21", "2012-03-26", "2012-04-05", "2012-04-11", "2012-05-14", "2012-06-11", "2012-07-24"),
    (("2012-07-24", "2012-12-21"),), "2013-04-30",
    (("Shelters chosen", "2012-08-31", "no"), ("Three desks open", "2012-10-31", "no")), seed=180_000, care=210_000,
    aims={"Labour inspectors trained": (20, 120), "Referral agreements signed": (1, 6), "Victims reached by direct assistance": (30, 160)},
)
CENTRAL_ASIA = Programme(
    "central asia", "Joint programme, Central Asia", "CENTRAL_ASIA", "E", "UNODC", ("UNODC", "ILO", "UNICEF", "IOM"),
    ("2012-10-15", "2012-10-17", "2012-10-22", "2012-11-02", "2012-11-08", "2013-01-21"), care=350_000,
)
SOUTH_ASIA = Programme(
    "south asia", "Joint programme, South Asia", "SOUTH_ASIA", "A", "ILO", ("ILO", "UNODC"),
    ("2012-10-16", "2012-10-18", "2012-10-23", "2012-11-05", "2012-11-12", "2013-01-28"), care=270_000,
)
NORTHERN_AFRICA = Programme(
    "northern africa", "Joint programme, Northern Africa", "NORTHERN_AFRICA", "D", "IOM", ("IOM", "UNICEF"),
    ("2012-11-19", "2012-11-21", "2012-11-26", "2012-12-07", "2012-12-14"),
)
# fmt: on
WEIGHED = (
    ("Impact", "HIGH", "Those who were found have nowhere to go; the programme gives them a place."),
    ("Replicability", "MEDIUM", "Training and agreements work anywhere; shelters depend on the town."),
    ("Scaling up", "MEDIUM", "From three places to the whole country, when the State pays."),
    ("Political will", "HIGH", "The Government has asked for it, and signs."),
)
FORMULATION = 60_000  # of the seed money


def phases(it: Programme) -> Rows:
    """Numbered from 1, each with its planned days."""
    return [
        {"no": no, "name": f"Phase {no}", "begins": begins, "ends": ends}
        for no, (begins, ends) in enumerate(it.phases, 1)
    ]


def milestones(it: Programme) -> Rows:
    """Those of the programme, a gate at the end of each phase, money before the next one, an evaluation at the end."""
    gates = {f"Review of Phase {no}": no for no in range(1, len(it.phases) + 1)}
    told = [(f"Review of Phase {no}", ends, "yes") for no, (_begins, ends) in enumerate(it.phases, 1)]
    told += [(f"Money for Phase {no}", begins, "no") for no, (begins, _) in enumerate(it.phases, 1) if no > 1]
    told += [*it.steps, ("Evaluation", it.ends, "no")]
    return [
        {
            "step": step,
            "planned": planned,
            "gate": gate,
            "closes": gates.get(step, 1) if gate == "yes" else "",
        }
        for step, planned, gate in sorted(told, key=lambda each: each[1])
    ]


def weighed() -> Rows:
    """What speaks for a programme."""
    return [{"criterion": name, "degree": degree, "because": because} for name, degree, because in WEIGHED]


def budget(it: Programme, *, evaluation: bool = True) -> Rows:
    """Seed money up to Phase 1, donors and the Government; what is for a later phase is in the last one there is."""
    other, second, last = "IOM" if "IOM" in it.members else "UNODC", it.members[1], len(it.phases)
    lines: list[tuple[object, ...]] = [
        ("Writing the programme", 0, "SEED", "UNODC", it.lead, "FORMULATION", FORMULATION, "no", "no"),
        ("Training of inspectors", 1, "SEED", "UNODC", it.lead, "IMPLEMENTATION", it.seed - FORMULATION, "no", "no"),
        ("Shelters and care", 1, "DONOR", other, second, "IMPLEMENTATION", it.care, "yes", "yes"),
        ("Legal aid", 1, "GOVERNMENT", "UNODC", it.lead, "IMPLEMENTATION", 90_000, "yes", "no"),
        ("Work after the shelter", last, "DONOR", other, second, "IMPLEMENTATION", it.care * 3 // 4, "yes", "yes"),
        ("Coordination", last, "MEMBER", "UNODC", it.lead, "MANAGEMENT", 150_000, "no", "no"),
    ]  # fmt: skip
    if evaluation:
        lines.append(("Evaluation", last, "DONOR", "UNODC", it.lead, "EVALUATION", 70_000, "no", "no"))
    keys = ("what", "no", "source", "payer", "spender", "purpose", "amount", "support", "direct")
    return [{**dict(zip(keys, line, strict=True)), "amount": str(line[6])} for line in lines]


RESULTS = (
    ("OUTPUT", "Inspectors know what they see.", "Labour inspectors trained", "persons", (0, 400)),
    ("OUTCOME", "Those who are found are referred.", "Referral agreements signed", "agreements", (2, 9)),
    (
        "OUTCOME",
        "Victims are safe, and stay so.",
        "Victims reached by direct assistance",
        "persons",
        (60, 300),
    ),
)


def results(it: Programme) -> Rows:
    """What is to come about, and how one will know."""
    return [
        {
            "kind": kind, "statement": says, "indicator": indicator, "unit": unit, "baseline": it.aims.get(indicator, usual)[0],
            "based_in": 2011, "target": it.aims.get(indicator, usual)[1], "until": it.ends, "responsible": it.lead,
            "means": "Records of the providers, looked at by the programme",
        }
        for kind, says, indicator, unit, usual in RESULTS
    ]  # fmt: skip


def signatories(it: Programme) -> Rows:
    """The members that take part, and the Governments."""
    told: list[tuple[str, str]] = [(member, "MEMBER") for member in it.members]
    told += [(f"COUNTRY-{each}", "GOVERNMENT") for each in it.countries]
    return [{"signatory": signatory, "signs_as": as_what} for signatory, as_what in told]
