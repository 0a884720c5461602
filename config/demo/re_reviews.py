"""Re-reviews: who looks at a product again and what they come to; two of them wait for their assessors."""

from __future__ import annotations

from dataclasses import dataclass

from config.demo.desk import Desk
from config.demo.people import KNOWLEDGE
from config.demo.telling import Story

TRAINING, MODEL_LAW = "training product", "model law product"
SOUTH_ASIA, CENTRAL_ASIA = "ILO regional office (South Asia)", "UNODC regional office (Central Asia)"


@dataclass(frozen=True)
class Assessors:
    """Who looks at a product again: the owner, somebody for a member of the Committee, an expert of the roster."""

    owner: str
    committee: str
    expert: str

    @property
    def everybody(self) -> tuple[str, str, str]:
        return self.owner, self.committee, self.expert


def prepare(desk: Desk, word: str, who: Assessors, usage: str, changes: str) -> None:
    """The Secretariat writes down usage and changes, names the assessors and brings the feedback together."""
    member = desk.organizations[who.committee.split(maxsplit=1)[0]].hex
    desk.edit(word, KNOWLEDGE, usage=usage, changes=changes)
    for name, part, more in (
        (who.owner, "OWNER", {}),
        (who.committee, "COMMITTEE", {"organization": member}),
        (who.expert, "EXPERT", {}),
    ):
        desk.add_row(word, "assessors", KNOWLEDGE, person=desk.who(name).hex, part=part, **more)
    desk.press(word, "compile", KNOWLEDGE)


def assess(desk: Desk, word: str, name: str, advice: str, reason: str | None = None) -> None:
    """An assessor answers."""
    desk.reply(word, name, "assess", advice, reason, among="assessors")


def look_again(desk: Desk, product: str, again: str, reason: str) -> None:
    """The Secretariat begins a re-review before its time."""
    desk.press(product, "look_again", KNOWLEDGE, reason)
    desk.follow(product, "re_reviewed_by", again)


def training_manual(desk: Desk) -> Story:
    """Its interval ended in January, and the re-review is not over: the expert has never answered."""
    again, who = "training again", Assessors(SOUTH_ASIA, "UNICEF alternate", "Expert 20")
    yield "2012-11-27 10:00"
    desk.follow(TRAINING, "re_reviewed_by", again)
    prepare(
        desk, again, who, "3,400 manuals, 120 courses; source: ILO and UNICEF.",
        "Six more States have ratified the convention on the worst forms of child labour.",
    )  # fmt: skip
    yield "2012-12-14 16:00"
    assess(desk, again, SOUTH_ASIA, "update", "The list of ratifications has changed.")
    assess(desk, again, "UNICEF alternate", "confirm")


def model_law(desk: Desk) -> Story:
    """Its re-review is in progress: one of three has answered."""
    again, who = "model law again", Assessors(CENTRAL_ASIA, "OSCE alternate", "Expert 03")
    yield "2013-01-31 10:00"
    desk.follow(MODEL_LAW, "re_reviewed_by", again)
    prepare(
        desk, again, who, "Used in 19 drafts of laws that UNODC knows of; 8,900 downloads in two years.",
        "A court of human rights has ruled on domestic servitude; two States have changed their definitions.",
    )  # fmt: skip
    yield "2013-02-07 16:00"
    assess(desk, again, "Expert 03", "update", "The commentary on article 8 should name the ruling.")


STORIES = (training_manual, model_law)
