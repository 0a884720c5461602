"""Joint situational assessments: one delivered, one being answered, one whose team is not complete, a request, one deferred."""

from __future__ import annotations

from dataclasses import dataclass

from config.demo.adopting import WAIVER, decided
from config.demo.checklist import CHECKLIST
from config.demo.desk import Desk
from config.demo.people import PROGRAMMES
from config.demo.telling import Story

SCORES = {f"score_{n}": "HIGH" if n in (1, 4, 5) else "MEDIUM" for n in range(1, 8)}


@dataclass(frozen=True)
class Country:
    """A country that asks: its letter, who leads, which members take part, who is on the team and as what."""

    letter: str
    region: str
    lead: str
    members: tuple[str, ...]
    team: tuple[tuple[str, str, str], ...]
    why: str

    @property
    def word(self) -> str:
        return f"assessment {self.letter.lower()}"

    @property
    def counterpart(self) -> str:
        return f"Government counterpart {self.letter}"


A = Country(
    "A", "SOUTH_ASIA", "UNODC", ("UNODC", "ILO", "IOM"),
    (("Expert 02", "INTERNATIONAL", "PROSECUTION"), ("University 01", "NATIONAL", "PROTECTION PREVENTION"),
     ("ILO regional office (South Asia)", "STAFF", "LABOUR PREVENTION"), ("Government counterpart A", "GOVERNMENT", "PROSECUTION"),
     ("NGO 01", "SOCIETY", "PROTECTION")),
    "The national plan ends this year; the Government asks what it has changed.",
)  # fmt: skip
C = Country(
    "C", "SOUTH_EASTERN_EUROPE", "OSCE", ("OSCE", "IOM", "UNICEF"),
    (("Expert 03", "INTERNATIONAL", "PROSECUTION"), ("University 02", "NATIONAL", "PROTECTION"),
     ("OSCE field operation (South-Eastern Europe)", "STAFF", "PREVENTION"), ("NGO 03", "SOCIETY", "PROTECTION")),
    "The shelters are full, and the Government does not know whom it does not find.",
)  # fmt: skip
B = Country(
    "B", "EAST_AFRICA", "IOM", ("IOM", "ILO"),
    (("Expert 11", "INTERNATIONAL", "PROTECTION"), ("Government counterpart B", "GOVERNMENT", "PROSECUTION")),
    "Labour migrants report debts and kept passports; three ministries see three different problems.",
)  # fmt: skip


def _asked(desk: Desk, it: Country, day: str) -> None:
    government = desk.organizations[f"COUNTRY-{it.letter}"].hex
    desk.open(
        it.word, "situational-assessment", f"Joint situational assessment, Country {it.letter}", it.counterpart,
        requester=government, countries=[government], received_on=day[:10], why=it.why,
    )  # fmt: skip
    desk.put(it.word, it.counterpart, "request")


def _selected(desk: Desk, it: Country, chair: str, days: tuple[str, str, str, str, str]) -> Story:
    """Taken up, scored, the Government heard, and selected by the Committee."""
    yield days[0]
    desk.press(it.word, "receive", PROGRAMMES)
    desk.finish(
        it.word, it.counterpart, "view", "heard", areas="Protection first, then the courts.",
        commitment="An office, four staff, and access to all files.", plan_status="It ends this year.",
    )  # fmt: skip
    yield days[1]
    desk.edit(it.word, PROGRAMMES, approach="SINGLE")
    weighed = "The Government is ready, and what is learned can be used in the whole region."
    desk.finish(it.word, PROGRAMMES, "screen", "screened", weighed=weighed, **SCORES)
    desk.press(it.word, "submit", PROGRAMMES)
    desk.follow(it.word, "decided_by", f"{it.word} decision")
    desk.edit(
        f"{it.word} decision", PROGRAMMES, title=f"Country {it.letter}: selection for a joint assessment"
    )
    yield from decided(desk, f"{it.word} decision", chair, (days[2], days[3], days[4]), waiver=WAIVER)


def _compose(desk: Desk, it: Country) -> None:
    engagement = "Two organizations and a group of survivors are heard before, during and after the mission."
    desk.edit(it.word, PROGRAMMES, lead=it.lead, engagement=engagement)
    for name, part, skills in it.team:
        stated = "Twelve years of labour inspections and shelters in the region." if part == "STAFF" else None
        told = {"person": desk.who(name).hex, "part": part, "skills": skills.split(), "stated": stated}
        desk.add_row(it.word, "team", PROGRAMMES, **told)
    for member in it.members:
        desk.add_row(it.word, "organizations", PROGRAMMES, organization=member)


def _agreed(desk: Desk, it: Country, day: str, answer: str) -> Story:
    """All who take part agree; the Government is asked for experts, and answers."""
    yield day
    desk.put(it.word, PROGRAMMES, "letter")
    desk.press(it.word, "ask_for_experts", PROGRAMMES)
    for member in it.members:
        desk.reply_for(it.word, member, "consent", "agree", among="organizations")
    offered = {"whom": "Two prosecutors and a judge."} if answer == "offer" else {}
    desk.finish(it.word, it.counterpart, "experts", answer, **offered)
    desk.press(it.word, "agree_team", PROGRAMMES)


def _begun(desk: Desk, it: Country, days: tuple[str, str], ends: str) -> Story:
    yield days[0]
    desk.tie(it.word, "uses", CHECKLIST, PROGRAMMES)
    desk.put(it.word, it.lead, "terms")
    desk.press(it.word, "plan", it.lead)
    yield days[1]
    desk.put(it.word, it.lead, "plan")
    desk.edit(
        it.word, it.lead, mission_ends=ends, clearance="Cleared for the three regions of the mission.",
        ethics="No survivor is questioned by the team; what agencies know is enough. Notes are kept without names.",
    )  # fmt: skip
    desk.press(it.word, "start", it.lead)


def _answers(desk: Desk, it: Country, agencies: tuple[str, ...], *, through: int = 47) -> None:
    """Each agency answers the items, and on every seventh they differ."""
    statuses = ("IN_PLACE", "PARTIAL", "ABSENT", "PARTIAL", "WORKING")
    for place, agency in enumerate(agencies):
        lines = []
        for number, code in enumerate(desk.codes(it.word, "checklist")[:through]):
            status = statuses[(number + (place if number % 7 == 3 else 0)) % len(statuses)]
            lines.append(
                {
                    "code": code, "status": status, "evidence": "Seen in the files of the ministry, and told by two providers.",
                    "source": "Ministry of the Interior, statistics of 2012", "confidence": "MEDIUM",
                    "gap": "yes" if status == "ABSENT" else "no", "urgency": "HIGH" if status == "ABSENT" else "MEDIUM",
                }
            )  # fmt: skip
        desk.write(it.word, "answers", agency, lines)


def _settle(desk: Desk, it: Country) -> None:
    """What is agreed: where agencies differ, with the reason."""
    lines = []
    for number, code in enumerate(desk.codes(it.word, "checklist")):
        status = ("IN_PLACE", "PARTIAL", "ABSENT", "PARTIAL", "WORKING")[number % 5]
        because = (
            "The lower answer: what is on paper does not reach the regions." if number % 7 == 3 else None
        )
        lines.append(
            {"code": code, "status": status, "because": because, "gap": "yes" if status == "ABSENT" else "no"}
        )
    desk.write(it.word, "checklist", it.lead, lines)


def delivered(desk: Desk) -> Story:
    """Country A: asked in July 2012, delivered in January 2013; a programme responds."""
    yield "2012-07-16 10:00"
    _asked(desk, A, "2012-07-16")
    days = (
        "2012-07-18 10:00",
        "2012-07-27 11:00",
        "2012-07-30 10:00",
        "2012-08-13 10:00",
        "2012-08-15 12:00",
    )
    yield from _selected(desk, A, "ILO", days)
    yield "2012-08-27 10:00"
    _compose(desk, A)
    yield from _agreed(desk, A, "2012-09-05 10:00", "offer")
    yield from _begun(desk, A, ("2012-09-12 10:00", "2012-10-01 10:00"), "2012-10-19")
    yield "2012-10-26 16:00"
    _answers(desk, A, ("UNODC", "ILO"))
    yield "2012-11-09 15:00"
    _settle(desk, A)
    desk.put(A.word, "UNODC", "report")
    desk.put(A.word, "UNODC", "annex")
    desk.press(A.word, "draft", "UNODC")
    yield from _validated(desk)


def _validated(desk: Desk) -> Story:
    yield "2012-11-20 11:00"
    desk.reply_for(A.word, "UNODC", "settle", "confirm", among="organizations")
    desk.reply_for(A.word, "IOM", "settle", "confirm", among="organizations")
    reason = "On recruitment agencies the ILO sees less in place: licences are not looked at again."
    desk.reply_for(A.word, "ILO", "settle", "dissent", reason, among="organizations")
    yield "2012-11-23 10:00"
    desk.press(A.word, "validate", "UNODC")
    yield "2012-12-07 15:00"
    comment = "Two shelters were opened in October; the report counts those of June."
    desk.add_row(A.word, "comments", A.counterpart, place="PT4", comment=comment)
    desk.finish(A.word, A.counterpart, "comment", "made")
    yield "2012-12-14 10:00"
    desk.fill_row(
        A.word, "comments", "UNODC", "place", "PT4", response="PARTLY", because="The new places are counted; both are in the capital."
    )  # fmt: skip
    desk.edit(A.word, "UNODC", society_said="Shelters agree; they ask that guardians come before new laws.")
    for rank, need, item, gap in (
        (1, "Safe places outside the capital", "PT4", "yes"), (2, "Money for inclusion after the shelter", "PT10", "yes"),
        (3, "A guardian for every child", "PT9", "yes"), (4, "Joint inspections of labour and police", "PS7", "no"),
    ):  # fmt: skip
        told = {
            "rank": rank,
            "need": need,
            "item": item,
            "severity": "HIGH",
            "feasibility": "MEDIUM",
            "gap": gap,
        }
        desk.add_row(A.word, "priorities", "UNODC", **told)
    desk.press(A.word, "agree_needs", "UNODC")
    yield "2012-12-20 14:00"
    desk.finish(A.word, A.counterpart, "rank", "shared")
    yield "2013-01-11 10:00"
    desk.press(A.word, "deliver", PROGRAMMES)


def answering(desk: Desk) -> Story:
    """Country C: the Government adds no experts; two agencies are half through the checklist, and differ on some items."""
    yield "2012-10-15 10:00"
    _asked(desk, C, "2012-10-15")
    days = (
        "2012-10-18 10:00",
        "2012-10-29 11:00",
        "2012-11-05 10:00",
        "2012-11-19 10:00",
        "2012-11-21 12:00",
    )
    yield from _selected(desk, C, "ILO", days)
    yield "2012-12-03 10:00"
    _compose(desk, C)
    yield from _agreed(desk, C, "2012-12-11 10:00", "decline")
    yield from _begun(desk, C, ("2012-12-18 10:00", "2013-01-21 10:00"), "2013-02-08")
    yield "2013-02-08 16:00"
    _answers(desk, C, ("OSCE", "IOM"), through=24)


def composing(desk: Desk) -> Story:
    """Country B: an expert of the Government was named as if he were independent; that was refused, and the place is open."""
    yield "2012-11-12 10:00"
    _asked(desk, B, "2012-11-12")
    days = (
        "2012-11-15 10:00",
        "2012-11-26 11:00",
        "2013-01-10 10:00",
        "2013-01-24 11:00",
        "2013-01-28 12:00",
    )
    yield from _selected(desk, B, "IOM", days)
    yield "2013-02-04 10:00"
    _compose(desk, B)
    desk.remark(
        B.word, PROGRAMMES, "The Government’s expert cannot count as independent; we look for a national expert beside him."
    )  # fmt: skip


def requested(desk: Desk) -> Story:
    """Country D: asked last Friday."""
    yield "2013-02-08 09:30"
    why = "Children on the move cross the border alone."
    _asked(desk, Country("D", "NORTHERN_AFRICA", "UNICEF", (), (), why), "2013-02-08")


def deferred(desk: Desk) -> Story:
    """Country E: a new law comes into force in June; it is looked at again then."""
    it = Country(
        "E", "CENTRAL_ASIA", "UNODC", (), (), "The Government asks whether the new law reaches the courts."
    )
    yield "2012-11-05 10:00"
    _asked(desk, it, "2012-11-05")
    yield "2012-11-08 10:00"
    desk.press(it.word, "receive", PROGRAMMES)
    desk.edit(it.word, PROGRAMMES, approach="SINGLE")
    yield "2012-11-20 10:00"
    weighed = "The law comes into force in June; before that there is little to see."
    desk.finish(it.word, PROGRAMMES, "screen", "screened", weighed=weighed, **SCORES)
    desk.press(it.word, "submit", PROGRAMMES)
    desk.follow(it.word, "decided_by", f"{it.word} decision")
    yield "2012-12-03 11:00"
    desk.press(
        f"{it.word} decision", "withdraw", PROGRAMMES, "The Committee wants to see the law at work first."
    )
    reasons = "The new law comes into force in June. We would see more, and help more, in autumn."
    desk.press(it.word, "defer", PROGRAMMES, look_again="2013-09-02", reasons=reasons)


STORIES = (delivered, answering, composing, requested, deferred)
