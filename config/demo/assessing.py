"""The steps that assessments have in common: asked for, selected, a team agreed, planned, answered, settled, validated."""

from __future__ import annotations

from dataclasses import dataclass

from config.demo.adopting import WAIVER, decided
from config.demo.checklist import CHECKLIST
from config.demo.desk import Desk
from config.demo.people import PROGRAMMES
from config.demo.telling import Story

SCORES = {f"score_{n}": "HIGH" if n in (1, 4, 5) else "MEDIUM" for n in range(1, 8)}
STATUSES = ("IN_PLACE", "PARTIAL", "ABSENT", "PARTIAL", "WORKING")
ITEMS = 47
DIFFERS = 7  # on every seventh item the agencies differ


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


def asked(desk: Desk, it: Country, day: str) -> None:
    """The Government writes, and opens the case itself."""
    government = desk.organizations[f"COUNTRY-{it.letter}"].hex
    desk.open(
        it.word, "situational-assessment", f"Joint situational assessment, Country {it.letter}", it.counterpart,
        requester=government, countries=[government], received_on=day[:10], why=it.why,
    )  # fmt: skip
    desk.put(it.word, it.counterpart, "request")


def submitted(desk: Desk, it: Country, received: str, scored: str) -> Story:
    """Taken up, the Government heard, scored, and put before the Committee."""
    yield received
    desk.press(it.word, "receive", PROGRAMMES)
    desk.finish(
        it.word, it.counterpart, "view", "heard", areas="Protection first, then the courts.",
        commitment="An office, four staff, and access to all files.", plan_status="It ends this year.",
    )  # fmt: skip
    yield scored
    desk.edit(it.word, PROGRAMMES, approach="SINGLE")
    weighed = "The Government is ready, and what is learned can be used in the whole region."
    desk.finish(it.word, PROGRAMMES, "screen", "screened", weighed=weighed, **SCORES)
    desk.press(it.word, "submit", PROGRAMMES)
    decision = f"{it.word} decision"
    desk.follow(it.word, "decided_by", decision)
    desk.edit(decision, PROGRAMMES, title=f"Country {it.letter}: selection for a joint assessment")


def selected(desk: Desk, it: Country, chair: str, days: tuple[str, str, str, str, str]) -> Story:
    """Put before the Committee, and selected by it."""
    yield from submitted(desk, it, days[0], days[1])
    yield from decided(desk, f"{it.word} decision", chair, days[2:], waiver=WAIVER)


def composed(desk: Desk, it: Country) -> None:
    """Who is on the team, and which members take part."""
    engagement = "Two organizations and a group of survivors are heard before, during and after the mission."
    desk.edit(it.word, PROGRAMMES, lead=it.lead, engagement=engagement)
    desk.write(it.word, "team", PROGRAMMES, [_place(desk, *each) for each in it.team])
    desk.write(it.word, "organizations", PROGRAMMES, [{"organization": each} for each in it.members])


def _place(desk: Desk, name: str, part: str, skills: str) -> dict[str, object]:
    stated = "Twelve years of labour inspections and shelters in the region." if part == "STAFF" else None
    return {"person": desk.who(name).hex, "part": part, "skills": skills.split(), "stated": stated}


def agreed(desk: Desk, it: Country, day: str, answer: str) -> Story:
    """All who take part agree; the Government is asked for experts, and answers."""
    yield day
    desk.put(it.word, PROGRAMMES, "letter")
    desk.press(it.word, "ask_for_experts", PROGRAMMES)
    for member in it.members:
        desk.reply_for(it.word, member, "consent", "agree", among="organizations")
    offered = {"whom": "Two prosecutors and a judge."} if answer == "offer" else {}
    desk.finish(it.word, it.counterpart, "experts", answer, **offered)
    desk.press(it.word, "agree_team", PROGRAMMES)


def planned(desk: Desk, it: Country, day: str) -> Story:
    """The items of the checklist are taken over; the mission is being planned."""
    yield day
    desk.tie(it.word, "uses", CHECKLIST, PROGRAMMES)
    desk.put(it.word, it.lead, "terms")
    desk.press(it.word, "plan", it.lead)


def begun(desk: Desk, it: Country, days: tuple[str, str], ends: str) -> Story:
    """Planned, and begun."""
    yield from planned(desk, it, days[0])
    yield days[1]
    desk.put(it.word, it.lead, "plan")
    desk.edit(
        it.word, it.lead, mission_ends=ends, clearance="Cleared for the three regions of the mission.",
        ethics="No survivor is questioned by the team; what agencies know is enough. Notes are kept without names.",
    )  # fmt: skip
    desk.press(it.word, "start", it.lead)


def answered(desk: Desk, it: Country, agencies: tuple[str, ...], *, through: int = ITEMS) -> None:
    """Each agency answers the items, and on every seventh they differ; whoever is through with all of them says so."""
    for place, agency in enumerate(agencies):
        lines = []
        for number, code in enumerate(desk.codes(it.word, "checklist")[:through]):
            status = STATUSES[(number + (place if number % DIFFERS == 3 else 0)) % len(STATUSES)]
            lines.append(
                {
                    "code": code, "status": status, "evidence": "Seen in the files of the ministry, and told by two providers.",
                    "source": "Ministry of the Interior, statistics of 2012", "confidence": "MEDIUM",
                    "gap": "yes" if status == "ABSENT" else "no", "urgency": "HIGH" if status == "ABSENT" else "MEDIUM",
                }
            )  # fmt: skip
        desk.write(it.word, "answers", agency, lines)
        if through == ITEMS:
            desk.reply_for(it.word, agency, "entry", "entered", among="organizations")


def settled(desk: Desk, it: Country) -> None:
    """What is agreed, with the reason where agencies differ; the findings are drafted."""
    lines = []
    lower = "The lower answer: what is on paper does not reach the regions."
    for number, code in enumerate(desk.codes(it.word, "checklist")):
        status, differ = STATUSES[number % len(STATUSES)], number % DIFFERS == 3
        gap = "yes" if status == "ABSENT" else "no"
        lines.append({"code": code, "status": status, "because": lower if differ else None, "gap": gap})
    desk.write(it.word, "checklist", it.lead, lines)
    desk.put(it.word, it.lead, "report")
    desk.put(it.word, it.lead, "annex")
    desk.press(it.word, "draft", it.lead)


def confirmed(desk: Desk, it: Country, *members: str) -> None:
    """These members confirm the agreed answers."""
    for member in members:
        desk.reply_for(it.word, member, "settle", "confirm", among="organizations")


def ranked(desk: Desk, it: Country, needs: tuple[tuple[str, str, str], ...]) -> None:
    """The priority needs in their order: each with the item of the checklist, and whether it is a gap in direct assistance."""
    told = [
        {"rank": rank, "need": need, "item": item, "gap": gap, "severity": "HIGH", "feasibility": "MEDIUM"}
        for rank, (need, item, gap) in enumerate(needs, 1)
    ]
    desk.write(it.word, "priorities", it.lead, told)


def shared(desk: Desk, it: Country) -> None:
    """Everybody on the team shares the ranking."""
    for name, _, _ in it.team:
        desk.reply(it.word, name, "team_rank", "shared", among="team")
