"""Contributions, one raised by each member: sought, promised, agreed, allocated after the Committee's advice, certified, not come."""

from __future__ import annotations

from dataclasses import dataclass, field

from config.demo.adopting import advised
from config.demo.desk import Desk
from config.demo.people import PROGRAMMES
from config.demo.telling import Story

Rows = tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Contribution:
    """Money from a donor: who speaks with the donor, who receives it, how much, by when and for what."""

    word: str
    title: str
    donor: str
    raised_by: str
    receiver: str
    currency: str
    amount: str
    expected: str
    purpose: str
    earmarks: Rows = field(default=())
    allocation: Rows = field(default=())


LEGAL_AID = Contribution(
    "legal aid money", "Legal aid in two countries", "TRUST-FUND", "OHCHR", "", "USD", "150000", "2013-06-28",
    "Legal aid for victims who claim their wages.",
)  # fmt: skip
SEATS = Contribution(
    "seats money", "Seats for those who return", "AIRLINE-A", "UNICEF", "UNICEF", "EUR", "90000", "2013-04-30",
    "Children who return travel with somebody who looks after them.",
)  # fmt: skip
REFERRAL = Contribution(
    "referral money", "Referral in South-Eastern Europe, second phase", "DONOR-01", "OSCE", "OSCE", "USD", "240000", "2013-03-15",
    "Shelters and referral, with nothing for equipment of the police.",
    ({"use": "JOINT_PROGRAMME", "amount": "200000", "words": "Two hundred thousand for shelters."},),
)  # fmt: skip
VESSELS = Contribution(
    "vessels money", "Inspections at sea", "HOTEL-C", "ILO", "ILO", "USD", "60000", "2012-11-30", "Inspectors who go aboard.",
)  # fmt: skip
CREDIT = Contribution(
    "credit money", "Credit for migrants", "DONOR-01", "IOM", "IOM", "EUR", "180000", "2012-01-31",
    "A guarantee for savings banks that lend to those who leave.",
    ({"use": "EVALUATION", "amount": "12000", "words": "Twelve thousand for an evaluation by others."},),
    ({"line": "Loans instead of debts", "use": "PROJECT", "amount": "166000"},
     {"line": "Evaluation", "use": "EVALUATION", "amount": "14000"}),
)  # fmt: skip
CHILDREN = Contribution(
    "children money", "Guardians at three crossings", "COUNTRY-H", "UNODC", "UNODC", "USD", "200000", "2012-07-13",
    "Children who travel alone; what is left, for the work of the agencies together.", (),
    ({"line": "Guardians at three crossings", "use": "PROJECT", "amount": "176000"},
     {"line": "Meetings of the field offices", "use": "INTER_AGENCY_WORK", "amount": "9000"},
     {"line": "Desk officer for child protection", "use": "MEMBER_SUPPORT", "supported": "UNICEF", "amount": "15000"}),
)  # fmt: skip


def _sought(desk: Desk, it: Contribution) -> None:
    told = {"fiduciary_org": it.receiver} if it.receiver else {}
    desk.open(
        it.word, "contribution", it.title, it.raised_by, donor=desk.organizations[it.donor].hex, raised_by=it.raised_by,
        currency=it.currency, amount=it.amount, expected_on=it.expected, purpose=it.purpose, **told,
    )  # fmt: skip
    desk.write(it.word, "earmarks", it.raised_by, it.earmarks)


def _pledged(desk: Desk, it: Contribution) -> None:
    desk.put(it.word, it.raised_by, "pledge", file="contribution-pledge")
    desk.press(it.word, "pledge", it.raised_by)


def _expected(desk: Desk, it: Contribution) -> None:
    desk.put(it.word, it.receiver, "contract", file="contribution-contract")
    desk.press(it.word, "agree", it.receiver)


def _received(desk: Desk, it: Contribution, day: str) -> None:
    """Its receiver's officer has it, and its allocation is prepared; in another currency, with the rate of the day."""
    desk.press(it.word, "receive", f"{it.receiver} fiduciary officer", received=it.amount, received_on=day)
    desk.edit(
        it.word, it.receiver, background="As the donor wants it, and as it was put to the Committee before."
    )
    desk.write(it.word, "allocation", it.receiver, it.allocation)
    if it.currency != "USD":
        source = "Operational rates of exchange of the United Nations"
        told = {"programme_currency": "USD", "rate": "1.3176", "rate_on": day, "rate_source": source}
        desk.edit(it.word, it.receiver, **told)


def _allocated(desk: Desk, it: Contribution, chair: str, days: tuple[str, str, str]) -> Story:
    """Received; the Committee advises, and its receiver decides."""
    yield f"{days[0]} 10:00"
    _received(desk, it, days[0])
    desk.press(it.word, "ask_advice", PROGRAMMES)
    advice, text = f"{it.word} advice", "contribution-advice-text"
    desk.follow(it.word, "decided_by", advice)
    steps, account = (f"{days[1]} 10:00", f"{days[1]} 15:00"), "It is allocated as the Committee has advised."
    yield from advised(desk, advice, chair, steps, file=text, leads=it.receiver, account=account)
    yield f"{days[2]} 11:00"
    told = {"decision": "Allocated by line, as advised.", "decided_on": days[2], "followed": "FOLLOWED"}
    desk.finish(it.word, it.receiver, "decide", "allocate", **told)


def credit(desk: Desk) -> Story:
    """Received by IOM, in euros: its own fiduciary officer certifies what was spent."""
    it = CREDIT
    yield "2011-12-19 11:00"
    _sought(desk, it)
    _pledged(desk, it)
    yield "2012-01-09 11:00"
    _expected(desk, it)
    yield from _allocated(desk, it, "ILO", ("2012-01-16", "2012-01-23", "2012-01-26"))
    yield "2013-01-21 11:00"
    spent = (
        (
            "Guarantee of two savings banks",
            "Loans instead of debts",
            "IOM",
            "2012-03-09",
            "113000",
            "IOM-2012-0311",
        ),
        ("Advice before a loan", "Loans instead of debts", "ILO", "2012-09-28", "46000", "ILO-2012-2206"),
        ("Evaluation firm", "Evaluation", "IOM", "2013-01-18", "13500", "IOM-2013-0042"),
    )
    keys = ("what", "line", "spender", "spent_on", "amount", "voucher")
    desk.write(it.word, "expenditure", "IOM", [dict(zip(keys, each, strict=True)) for each in spent])
    desk.edit(it.word, "IOM", balance_use="The donor agrees that it stays in the guarantee.")
    desk.press(it.word, "spent", "IOM")
    yield "2013-01-30 15:00"
    desk.finish(it.word, "IOM fiduciary officer", "certify", "certify")


def children(desk: Desk) -> Story:
    """Allocated in July after the Committee's advice; spent from since."""
    it = CHILDREN
    yield "2012-05-29 11:00"
    _sought(desk, it)
    _pledged(desk, it)
    yield "2012-06-25 10:00"
    _expected(desk, it)
    yield from _allocated(desk, it, "ILO", ("2012-07-09", "2012-07-17", "2012-07-19"))
    yield "2013-01-15 11:00"
    paid = {"spender": "UNICEF", "spent_on": "2013-01-11", "amount": "58000", "voucher": "UNICEF-2013-0117"}
    desk.add_row(
        it.word, "expenditure", "UNODC", what="Guardians, September to December", line=it.title, **paid
    )


def vessels(desk: Desk) -> Story:
    """It did not come: the donor has another use for it."""
    yield "2012-09-10 11:00"
    _sought(desk, VESSELS)
    _pledged(desk, VESSELS)
    yield "2012-11-05 14:00"
    desk.press(VESSELS.word, "lapse", "ILO", "The company gives to the ports where its own guests arrive.")


def referral(desk: Desk) -> Story:
    """Agreed with the donor, and expected in March."""
    yield "2012-12-03 11:00"
    _sought(desk, REFERRAL)
    _pledged(desk, REFERRAL)
    yield "2013-01-22 11:00"
    _expected(desk, REFERRAL)


def seats(desk: Desk) -> Story:
    """Promised; the agreement is being written."""
    yield "2013-01-14 11:00"
    _sought(desk, SEATS)
    yield "2013-01-30 11:00"
    _pledged(desk, SEATS)


def legal_aid(desk: Desk) -> Story:
    """Somebody speaks with the trust fund."""
    yield "2013-02-04 11:00"
    _sought(desk, LEGAL_AID)


STORIES = (credit, children, vessels, referral, seats, legal_aid)
