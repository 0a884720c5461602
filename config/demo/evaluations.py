"""Evaluations by somebody independent: one is final and answered, recommendation by recommendation; one collects its data."""

from __future__ import annotations

from config.demo.desk import Desk
from config.demo.people import MEMBERS, PROGRAMMES
from config.demo.telling import Story

EVALUATOR = "Evaluator 01"
CREDIT, EAST_AFRICA = "credit evaluation", "east africa evaluation"
# Question, what it looks at, criterion, where the answer is looked for, what was found.
OF_THE_CREDIT = (
    ("Do borrowers leave without debts to a recruiter?", "OUTCOME", "EFFECTIVENESS", "Books of two savings banks; 60 borrowers",
     "86 in a hundred do, against 12 before."),
    ("Can they leave an employer who cheats them?", "IMPACT", "IMPACT", "60 borrowers and 30 others, heard twice",
     "54 in a hundred could, against 31. It is the loan and the advice together: with the loan alone it is 38."),
    ("What does a loan cost?", "PROCESS", "EFFICIENCY", "Accounts of IOM and of the banks", "212 dollars, two thirds of it advice."),
    ("Who pays when the project is over?", "OUTCOME", "SUSTAINABILITY", "Boards of both banks", "The banks, if the guarantee stays."),
)  # fmt: skip
OF_EAST_AFRICA = (
    ("Are those who come to a desk safer a year later?", "IMPACT", "IMPACT", "Files of three providers; no person is asked anew", None),
    ("Do inspectors find whom they did not find before?", "OUTCOME", "EFFECTIVENESS", "Registers of three ports, 2010 to 2012",
     "In two ports of three. In the third the inspectors were moved after the training."),
    ("Does what reaches victims match what was set aside for them?", "OUTCOME", "EFFICIENCY", "Accounts of all receivers", None),
    ("Who keeps the desks open?", "OUTCOME", "SUSTAINABILITY", "Budgets of the port authorities for 2013", None),
)  # fmt: skip
# In short, in full, to whom.
RECOMMENDED = (
    ("Begin in a second country", "Begin in one more country of origin, with three banks, before the guarantee of the first ends.", "IOM"),
    ("Advice with every loan", "Grant no loan without advice by somebody who is not of the bank.", "ILO"),
    ("Take lenders to court", "Bring the cases of 14 recruiters that lent at more than five per cent a month before a court.", "UNODC"),
)  # fmt: skip

# What was learned, what worked, what did not, pillar, where else.
LEARNED = (
    ("A loan keeps nobody from debts without advice", "Loan and advice together: 54 in a hundred could leave an employer who cheated them.",
     "The loan alone: 38 in a hundred, hardly more than without it.", "PREVENTION",
     "Where savings banks take part, and somebody who is not of the bank gives the advice."),
)  # fmt: skip


def _founded(desk: Desk, word: str, questions: tuple[tuple[str, str, str, str, str | None], ...]) -> None:
    """Terms of reference that pass their checklist, questions up to the impact, and who evaluates."""
    desk.press(word, "write_terms", PROGRAMMES)
    desk.put(word, PROGRAMMES, "terms")
    _rate(
        desk,
        word,
        "terms_check",
        fair="Work plan",
        remark="Two weeks are short for two rounds of interviews.",
    )
    keys = ("question", "level", "criterion")
    asked = [dict(zip(keys, each[:3], strict=True)) for each in questions]
    desk.write(word, "questions", PROGRAMMES, asked)
    desk.add_row(word, "evaluators", PROGRAMMES, person=desk.who(EVALUATOR).hex, part="LEAD")


def _rate(desk: Desk, word: str, kind: str, *, fair: str, remark: str) -> None:
    """All of a checklist is satisfactory, one aspect only fair."""
    told: list[dict[str, str | None]] = [
        {"aspect": each, "rating": "FAIR" if each == fair else "SATISFACTORY", "remark": remark if each == fair else None}
        for each in desk.codes(word, kind, "aspect")
    ]  # fmt: skip
    desk.write(word, kind, PROGRAMMES, told)


def _accepted(desk: Desk, word: str) -> None:
    interests = "None. The firm evaluated another project of IOM in 2008."
    desk.reply(word, EVALUATOR, "declare", "accept", among="evaluators", interests=interests)


def _collecting(desk: Desk, word: str, questions: tuple[tuple[str, str, str, str, str | None], ...]) -> None:
    """The evaluator says where each answer is looked for, and begins."""
    _tell(desk, word, [{"question": each[0], "source": each[3]} for each in questions])
    desk.put(word, EVALUATOR, "inception_report", file=f"{word.replace(' ', '-')}-inception")
    desk.press(word, "collect", EVALUATOR)


def _tell(desk: Desk, word: str, told: list[dict[str, str]]) -> None:
    """The evaluator fills in questions, which go by their words and have no key of their own."""
    for each in told:
        rest = {key: value for key, value in each.items() if key != "question"}
        desk.fill_row(word, "questions", EVALUATOR, "question", each["question"], **rest)


def _found(desk: Desk, word: str, questions: tuple[tuple[str, str, str, str, str | None], ...]) -> None:
    _tell(desk, word, [{"question": each[0], "finding": each[4]} for each in questions if each[4]])


def of_the_credit(desk: Desk) -> Story:
    """Final in January; IOM takes its recommendation up, ILO takes it up in part, UNODC does not, and says why."""
    yield "2012-10-24 10:00"
    _founded(desk, CREDIT, OF_THE_CREDIT)
    yield "2012-11-05 10:00"
    desk.press(CREDIT, "select", PROGRAMMES)
    yield "2012-11-08 11:00"
    _accepted(desk, CREDIT)
    yield "2012-11-19 10:00"
    _collecting(desk, CREDIT, OF_THE_CREDIT)
    yield "2012-12-17 15:00"
    _found(desk, CREDIT, OF_THE_CREDIT)
    desk.put(CREDIT, EVALUATOR, "report")
    keys = ("short", "words", "to_whom")
    desk.write(
        CREDIT, "recommendations", EVALUATOR, [dict(zip(keys, each, strict=True)) for each in RECOMMENDED]
    )
    of_lessons = ("learned", "worked", "did_not", "pillar", "elsewhere")
    desk.write(CREDIT, "lessons", EVALUATOR, [dict(zip(of_lessons, each, strict=True)) for each in LEARNED])
    desk.edit(CREDIT, EVALUATOR, no_annex="Nobody is named, and nobody could be recognised.")
    desk.press(CREDIT, "hand_in", EVALUATOR)
    yield from _published(desk)
    yield from _responded(desk)


def _published(desk: Desk) -> Story:
    yield "2013-01-07 15:00"
    for member in MEMBERS:
        if member == "OHCHR":
            comment = "Say what became of those whose loan was refused."
            desk.answer(CREDIT, member, "comments", "comment", comment=comment)
        else:
            desk.answer(CREDIT, member, "none", "comment")
    yield "2013-01-15 10:00"
    _rate(
        desk, CREDIT, "report_check", fair="Methodology", remark="Those who were refused a loan are 11 only."
    )
    desk.press(CREDIT, "finish", PROGRAMMES)
    desk.follow(CREDIT, "learned_from", "credit lesson", incoming=True)
    yield "2013-01-17 10:00"
    desk.press(CREDIT, "publish", PROGRAMMES)


def _responded(desk: Desk) -> Story:
    yield "2013-01-24 11:00"
    first, second, third = (each[0] for each in RECOMMENDED)
    desk.reply_on(
        CREDIT, "IOM", "respond", "accepted", among="recommendations", named=first,
        action="A second country is put before the Committee in February.", owner="Field office, East Africa", by_when="2013-06-28",
    )  # fmt: skip
    yield "2013-01-29 16:00"
    desk.reply_on(
        CREDIT, "ILO", "respond", "partly", among="recommendations", named=second,
        because="Advice by trade unions counts too, where a bank is too far away.",
        action="Three unions give advice; the banks have the list.", owner="Regional office, South Asia", by_when="2013-09-30",
    )  # fmt: skip
    yield "2013-02-01 10:00"
    because = "Cases are for the prosecutors of the State. What the evaluator saw was handed to them."
    desk.reply_on(
        CREDIT, "UNODC", "respond", "not_accepted", among="recommendations", named=third, because=because
    )
    yield "2013-02-07 11:30"
    progress = "The office has spoken with three banks; two want to take part."
    desk.reply_on(
        CREDIT, "IOM", "follow", "under_way", among="recommendations", named=first, progress=progress
    )


def of_east_africa(desk: Desk) -> Story:
    """The evaluator reads registers and hears providers, until the end of March."""
    yield "2013-01-10 10:00"
    _founded(desk, EAST_AFRICA, OF_EAST_AFRICA)
    yield "2013-01-16 10:00"
    desk.press(EAST_AFRICA, "select", PROGRAMMES)
    yield "2013-01-18 11:00"
    _accepted(desk, EAST_AFRICA)
    yield "2013-01-29 10:00"
    _collecting(desk, EAST_AFRICA, OF_EAST_AFRICA)
    yield "2013-02-07 16:30"
    _found(desk, EAST_AFRICA, OF_EAST_AFRICA)


STORIES = (of_the_credit, of_east_africa)
