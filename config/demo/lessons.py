"""What was learned: from an activity, and sent to ICAT; from practice, and used again; from an evaluation; one waits to be validated."""

from __future__ import annotations

from config.demo.desk import Desk
from config.demo.people import DIALOGUE, KNOWLEDGE
from config.demo.telling import Story

LESSON = "lesson"


def trainers(desk: Desk) -> Story:
    """Learned from the training of trainers, which is implemented; ICAT has acknowledged it."""
    yield "2012-12-17 10:00"
    desk.open(
        "trainers lesson", LESSON, "Referral belongs in every lesson for first responders", KNOWLEDGE,
        context="24 trainers in three police schools in East Africa, and the 310 officers whom they taught.",
        worked="Where a local service told in class how it takes people in, officers called it afterwards.",
        did_not="A list of telephone numbers alone was not used.",
        strength="MONITORING", evidence="Reports of August and November 2012 on the training of trainers.",
        pillar="PROTECTION", themes=["IDENTIFICATION"], regions=["EAST_AFRICA"], sensitivity="OPEN", policy_relevant=True,
        replicability="Wherever a service is within reach of the school. Not where none is: there it raises hope in vain.",
    )  # fmt: skip
    desk.tie("trainers lesson", "learned_from", "trainers", KNOWLEDGE)
    _ask(desk, "trainers lesson", "Expert 03")
    yield "2012-12-20 14:00"
    desk.finish("trainers lesson", "Expert 03", "validate", "holds")
    desk.press("trainers lesson", "publish", KNOWLEDGE)
    yield "2013-01-03 10:00"
    desk.finish("trainers lesson", "ICAT liaison", "send", "sent", sent_as="Letter of 3 January 2013")
    yield "2013-02-01 11:00"
    said = "Taken note of at the meeting of 30 January; referral is among the priorities of 2013."
    desk.finish("trainers lesson", "ICAT liaison", "acknowledge", "acknowledged", icat_says=said)


def small_firms(desk: Desk) -> Story:
    """A good practice of an employers’ organization; the toolkit on fair recruitment builds on it."""
    yield "2013-01-10 10:00"
    desk.open(
        "firms lesson", LESSON, "Small firms check recruiters when their association does it for them", "Employers' organization 01",
        context="Forty firms with fewer than fifty workers, one association, one year.",
        worked="The association checked the recruiters once for all, and put those in order on a list.",
        did_not="Forms to be filled in by each firm stayed empty.",
        strength="OPINION", evidence="Minutes of the association, three meetings of 2012.", pillar="PREVENTION",
        themes=["RECRUITMENT", "BUSINESS"], regions=["SOUTH_ASIA"], sensitivity="OPEN", origin="PRIVATE_SECTOR",
        source="An employers’ organization in South Asia",
        replicability="Where firms have an association that they trust, and recruiters are registered.",
    )  # fmt: skip
    yield "2013-01-14 10:00"
    _ask(desk, "firms lesson", "ILO alternate", member="ILO")
    yield "2013-01-22 16:00"
    desk.finish("firms lesson", "ILO alternate", "validate", "holds")
    yield "2013-01-24 10:00"
    desk.press("firms lesson", "publish", KNOWLEDGE)
    yield "2013-02-06 12:00"
    desk.tie("toolkit idea", "cites", "firms lesson", "ILO")


def interpreters(desk: Desk) -> Story:
    """Written down last week; an expert is asked whether it holds."""
    yield "2013-02-05 15:00"
    desk.open(
        "interpreters lesson", LESSON, "A hotline needs its interpreters from the first day", DIALOGUE,
        context="Two hotlines, opened in the same month in neighbouring States.",
        worked="Interpreters on call in four languages: one caller in three asked for one.",
        did_not="The other hotline planned them for its second year, and lost the callers of its first.",
        strength="MONITORING", evidence="Figures of both hotlines for 2012.", pillar="PROTECTION", themes=["ASSISTANCE"],
        sensitivity="SENSITIVE", source="Two survivor-support agencies",
        replicability="Everywhere; the languages follow from who is recruited where.",
    )  # fmt: skip
    yield "2013-02-07 10:00"
    _ask(desk, "interpreters lesson", "Expert 08")


def credit(desk: Desk) -> Story:
    """Drafted from the evaluation of a pilot, worked on, and published."""
    yield "2013-02-06 11:00"
    desk.edit(
        "credit lesson", KNOWLEDGE,
        context="287 loans of two savings banks to migrants who were about to leave, in one country of East Africa, in 2012.",
        themes=["MIGRATION", "RECRUITMENT"], regions=["EAST_AFRICA"], sensitivity="OPEN",
    )  # fmt: skip
    _ask(desk, "credit lesson", "Expert 23")
    yield "2013-02-07 16:00"
    desk.finish("credit lesson", "Expert 23", "validate", "holds")
    yield "2013-02-08 11:00"
    desk.press("credit lesson", "publish", KNOWLEDGE)


def _ask(desk: Desk, word: str, validator: str, member: str | None = None) -> None:
    """The Secretariat names who validates it."""
    named = {"nominated_by": desk.organizations[member].hex} if member else {}
    desk.press(word, "ask", KNOWLEDGE, validator=desk.who(validator).hex, **named)


STORIES = (trainers, small_firms, interpreters, credit)
