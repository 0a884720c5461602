"""The demonstration: a year told through commands, and what a visitor then finds. Filled once; nobody here writes to it."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from config.bootstrap import registry
from config.demo import legacy, people
from config.demo.accounts import TRIES, account_groups, what_to_try
from config.demo.fill import STANDS, fill
from engine.case import cases
from engine.clock import FixedClock
from engine.commands import register
from engine.commands.tick import tick
from engine.database import open_database
from engine.doctor.examination import examine
from engine.doctor.finding import BROKEN, HOLDS
from engine.errors import Refused, Unknown
from engine.files import Files
from engine.fold import differences
from engine.history.checked_case import checked_case
from engine.history.grown import GrownTree
from engine.link import links
from engine.log import events
from engine.mail_queue import mails
from engine.message_box import messages
from engine.queries.case_as_of import case_as_of
from engine.queries.case_page import CasePage, case_page
from engine.queries.inbox import inbox
from engine.queries.published import Wanted, public_lists, published_page
from engine.queries.results import results
from engine.register import Register
from engine.runtime import Engine
from engine.setting import setting_id, settings
from engine.tables import RECORD
from engine.timer import ARMED, FIRED, timers
from engine.view import CaseView
from tests import postgres
from web.event_kinds import NAMES

TODAY = datetime(2026, 1, 1, tzinfo=UTC)
VIENNA = people.VIENNA
PRODUCT = "knowledge-product"
PROGRAMME = "joint-programme"
LOANS = "Loans instead of debts: credit for migrants before they leave"
KIT = "First Aid Kit for Law Enforcement First Responders"
CARING = "Caring for Trafficked Persons: Guidance for Health Providers"


ASKING = cases.alias("asking")
# What was decided on programmes, assessments, projects and contributions is told with these.
_OF_PROGRAMMES = cases.c.id.in_(
    select(links.c.to_case)
    .join(ASKING, links.c.case_id == ASKING.c.id)
    .where(ASKING.c.code.in_(("CKL", "FND", "JPR", "SAR", "TSP")))
)
_THREATENS = cases.c.id.in_(select(links.c.case_id).where(links.c.type == "threatens"))


@dataclass
class Demonstration:
    """A filled house, as a page would ask it."""

    engine: Engine
    url: str

    def read(self, title: str, definition: str = "consensus-decision", who: str = "Auditor") -> CasePage:
        with self.engine.reading() as (connection, register_now):
            found = select(cases.c.id).where(cases.c.title == title, cases.c.definition == definition)
            case_id: UUID = connection.execute(found).scalar_one()
            return case_page(self.engine, connection, register_now, case_id, called(register_now, who))

    def states(self, title: str, definition: str) -> list[str]:
        """The states of all cases of this title, the oldest first."""
        with self.engine.reading() as (connection, _):
            found = select(cases.c.state).where(cases.c.title == title, cases.c.definition == definition)
            return list(connection.execute(found.order_by(cases.c.opened_at)).scalars())

    def standing(self, code: str) -> dict[str, str]:
        """The state of each case of a type, by its title."""
        with self.engine.reading() as (connection, _):
            rows = connection.execute(select(cases.c.title, cases.c.state).where(cases.c.code == code)).all()
        return {row.title: row.state for row in rows}

    @staticmethod
    def rows(page: CasePage, item: str) -> list[Mapping[str, Any]]:
        """What the rows of a table say, in order."""
        found = [row for row in page.snapshot.items if row.item == item and row.standing]
        return [row.data for row in sorted(found, key=lambda row: row.position)]

    @staticmethod
    def tied(page: CasePage, kind: str) -> list[tuple[str, str]]:
        """Type and state of the cases that a tie leads to, or comes from."""
        return [(link.definition, link.state) for link in page.snapshot.links if link.type == kind]

    def count(self, table: Any, *conditions: Any) -> int:
        with self.engine.reading() as (connection, _):
            return int(
                connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar() or 0
            )

    def asked(self, name: str) -> list[tuple[str, str]]:
        with self.engine.reading() as (connection, register_now):
            found = inbox(self.engine, connection, register_now, called(register_now, name))
            return [(entry.task.task, entry.title) for entry in found]


def called(register_now: Register, name: str) -> UUID:
    return next(person.id for person in register_now.people.values() if person.name == name)


def positions(page: CasePage) -> dict[str, str]:
    """What stands, by the code of the seat."""
    view = CaseView(page.snapshot)
    answers = page.snapshot.answers
    mine = [t for t in page.snapshot.tasks if t.task == "position" and t.answer is not None]
    return {str(view.party(t.party)): answers[t.answer].outcome for t in mine if t.answer is not None}


@contextmanager
def opened(url: str, folder: Path, *, demo: bool = True) -> Iterator[Engine]:
    database = open_database(url)
    try:
        yield Engine(database, registry(), FixedClock(TODAY), Files(folder / "files"), demo=demo)
    finally:
        database.close()


@contextmanager
def database_of(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[str]:
    """The address of a fresh migrated database."""
    if kind == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "nemcon.sqlite3")
        yield f"sqlite:///{folder / 'nemcon.sqlite3'}"
        return
    server = request.getfixturevalue("postgres_url")
    url = postgres.create(server, request.getfixturevalue("postgres_template"))
    yield url
    postgres.drop(server, url)


@pytest.fixture(
    scope="module",
    params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgresql, pytest.mark.long])],
)
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    folder = tmp_path_factory.mktemp("demo")
    with database_of(request, request.param, folder) as url, opened(url, folder) as engine:
        assert fill(engine)
        yield Demonstration(engine, url)


@pytest.fixture
def empty(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    shutil.copyfile(sqlite_template, tmp_path / "nemcon.sqlite3")
    with opened(f"sqlite:///{tmp_path / 'nemcon.sqlite3'}", tmp_path) as engine:
        yield engine


# ---- the day ---------------------------------------------------------------------------------------------------------


def test_it_stands_at_three_o_clock_on_11_february_2013_and_its_clock_runs_on(demo: Demonstration) -> None:
    assert demo.engine.now() == STANDS == datetime(2013, 2, 11, 15, tzinfo=VIENNA)
    clock = demo.engine.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(minutes=5))
    assert demo.engine.now() == STANDS + timedelta(minutes=5)
    clock.advance(timedelta(minutes=-5))


def test_nothing_has_happened_after_that_day_nor_before_the_house_began(demo: Demonstration) -> None:
    with demo.engine.reading() as (connection, _):
        first, last = connection.execute(select(func.min(events.c.at), func.max(events.c.at))).one()
    assert datetime(2011, 10, 17, 9, tzinfo=VIENNA) == first < last < STANDS


def test_every_table_of_record_follows_from_the_events(demo: Demonstration) -> None:
    with demo.engine.reading() as (connection, _):
        assert differences(connection) == []
        used = {name for name, table in RECORD.items() if connection.execute(select(table).limit(1)).first()}
    assert {"mandates", "numbers", "items", "links", "positions", "notices", "timers", "comments"} <= used


def test_nothing_speaks_against_any_case_of_it(demo: Demonstration) -> None:
    """What stands beside a case as it stood accuses nobody of what nobody did."""
    with demo.engine.database.read() as connection:
        ids = connection.execute(select(cases.c.id)).scalars().all()
        found = [checked_case(connection, each, None, GrownTree()) for each in ids]
    assert len(found) > 20
    assert all(each.holding == each.events and each.differing == () for each in found)


def test_the_doctor_finds_it_whole(demo: Demonstration) -> None:
    findings = {each.promise.key: each for each in examine(demo.engine)}
    assert {key: each.cases for key, each in findings.items() if each.verdict == BROKEN} == {}
    looked_at = {key for key, each in findings.items() if each.verdict == HOLDS}
    # Nobody fires clocks or signs here, nobody changed a firm answer, used a link or looked past the rules.
    assert findings.keys() - looked_at <= {
        "append",
        "checkpoints",
        "signatures",
        "firm",
        "lag",
        "tokens",
        "overrides",
    }


PARTS = ("tasks", "positions", "versions", "comments", "happenings")
ROWS = ("case", "items", "documents", "timers")


@pytest.mark.parametrize("who", ["Auditor", "IOM focal point"])
def test_a_case_as_of_now_is_the_case_of_today(demo: Demonstration, who: str) -> None:
    """Folded from the log, row by row what the tables say, and as much of it as this viewer reads today."""
    engine, compared = demo.engine, 0
    with engine.reading() as (connection, register_now):
        viewer = called(register_now, who)
        for case_id in connection.execute(select(cases.c.id).order_by(cases.c.id)).scalars().all()[::3]:
            try:
                today = case_page(engine, connection, register_now, case_id, viewer, newest=None)
            except Unknown:
                continue
            then = case_as_of(engine, connection, register_now, case_id, viewer, engine.now()).page
            for name in PARTS:
                assert getattr(then, name) == getattr(today, name), (name, case_id)
            for name in ROWS:
                assert getattr(then.snapshot, name) == getattr(today.snapshot, name), (name, case_id)
            assert ties(then) == ties(today), case_id
            compared += 1
    print(f"{compared} cases compared")
    assert compared >= 60


def ties(page: CasePage) -> list[tuple[Any, ...]]:
    """Each tie with what it tells of the other case; by whose hand it was made no page of the past asks."""
    return [
        (each.id, each.type, each.incoming, each.other, each.title, each.state, each.result, each.data)
        for each in page.snapshot.links
    ]


def test_every_kind_of_event_has_a_name_to_choose_it_by(demo: Demonstration) -> None:
    with demo.engine.reading() as (connection, _):
        kinds = set(connection.execute(select(events.c.kind).distinct()).scalars())
    assert kinds - set(NAMES) == set()


def test_every_clock_fired_at_its_time_and_none_is_due(demo: Demonstration) -> None:
    assert demo.count(timers, timers.c.state == ARMED, timers.c.due_at <= STANDS) == 0
    fired = timers.c.state == FIRED
    assert demo.count(timers, fired) > 30
    assert demo.count(timers, fired, timers.c.fired_at != timers.c.due_at) == 0
    assert demo.count(timers, fired, timers.c.noticed_at != timers.c.due_at) == 0


def test_a_tick_of_a_new_process_finds_nothing_to_do(demo: Demonstration, tmp_path: Path) -> None:
    with opened(demo.url, tmp_path) as fresh:
        ticked = tick(fresh)
    assert (ticked.fired, ticked.woken, ticked.failed) == (0, 0, ())


# ---- the house -------------------------------------------------------------------------------------------------------


def test_the_house_is_called_un_gift_and_counts_days_in_vienna(demo: Demonstration) -> None:
    with demo.engine.reading() as (_, register_now):
        calendar, told = register_now.calendar, register_now.settings
    assert (told["house_name"], told["number_prefix"], calendar.zone) == ("UN.GIFT", "GIFT", "Europe/Vienna")
    assert told["log_origin"] == "demo.nemcon.example/log"
    assert not calendar.is_working_day(datetime(2013, 3, 29).date())  # Good Friday, not a holiday of Austria
    assert not calendar.is_working_day(datetime(2013, 10, 26).date())  # the national day of Austria


def test_six_members_are_seated_and_a_regional_one_never_presides(demo: Demonstration) -> None:
    with demo.engine.reading() as (_, register_now):
        seated = [o.code for o in register_now.holders("SC_FOCAL_POINT", STANDS)]
        presiding = [
            [o.code for o in register_now.holders(role, STANDS.replace(year=year))]
            for year in (2012, 2013)
            for role in ("SC_CHAIR", "SC_COCHAIR")
        ]
        order = [
            register_now.organizations[UUID(each)].code for each in register_now.settings["rotation_order"]
        ]
        regional = [
            o.code for o in register_now.organizations.values() if o.attributes.get("scope") == "REGIONAL"
        ]
    assert seated == list(people.MEMBERS)
    assert presiding == [["ILO"], ["IOM"], ["IOM"], ["OHCHR"]]
    assert order == ["ILO", "IOM", "OHCHR", "UNICEF", "UNODC"]
    assert regional == ["OSCE", "REGIONAL-X", "REGIONAL-Y"]


def test_every_organization_has_a_sector_of_the_list(demo: Demonstration) -> None:
    with demo.engine.reading() as (_, register_now):
        sectors = {
            o.attributes["sector"]
            for o in register_now.organizations.values()
            if o.code != people.SYSTEM.code
        }
        regions = {o.attributes.get("region") for o in register_now.organizations.values()} - {None}
    assert sectors <= set(people.SECTORS)
    assert regions <= set(people.REGIONS)


ROLE_NAMES = re.compile(
    r"(ILO|IOM|OHCHR|OSCE|UNICEF|UNODC) (focal point|alternate|(regional|field) (office|operation) \([A-Z][\w -]+\)|fiduciary officer)"
    r"|Secretariat (senior manager|officer (KM|Programmes|Dialogue|Coordination))|(Expert|NGO|Trade union|University) \d\d"
    r"|(Survivor-support agency|Employers' organization|Migrants' organization|Media house|Donor observer|Evaluator) \d\d"
    r"|Government counterpart [A-H]|Regional body [XY]|(Airline|Software|Hotel) partner [ABC]|ICAT liaison|Auditor|System administrator"
)


def test_nobody_is_called_by_a_name_of_their_own(demo: Demonstration) -> None:
    with demo.engine.reading() as (_, register_now):
        called = [person.name for person in register_now.people.values()]
        addresses = [person.email for person in register_now.people.values()]
    assert [name for name in called if not ROLE_NAMES.fullmatch(name)] == []
    assert len(called) == 91
    assert all(address.endswith("@example.org") for address in addresses)


def test_the_accounts_stand_in_groups_the_committee_first(demo: Demonstration) -> None:
    with demo.engine.reading() as (connection, register_now):
        groups = account_groups(demo.engine, connection, register_now)
        everybody = {person.id for person in register_now.people.values()}
    assert [label for label, _ in groups][:3] == [
        "Steering Committee",
        "Secretariat",
        "Oversight and administration",
    ]
    assert [person.name for person in groups[0][1]] == [f"{code} focal point" for code in people.MEMBERS]
    listed = [person for _, found in groups for person in found]
    assert len(listed) == len(everybody)
    assert {person.name for person in listed} >= set(TRIES)
    assert what_to_try(groups[0][1][2]).startswith("Co-chair")


# ---- the decisions ---------------------------------------------------------------------------------------------------


def test_a_decision_on_the_terms_opened_silence_to_listed_subjects(demo: Demonstration) -> None:
    page = demo.read("Terms of Reference: silence procedure for listed subjects")
    assert (page.snapshot.case.number, page.snapshot.case.state) == ("GIFT/DEC/2012/001", "announced")
    with demo.engine.reading() as (connection, _):
        stored = connection.execute(
            select(settings).where(settings.c.id == setting_id("silence_subjects"))
        ).one()
    assert stored.adopted_by == page.snapshot.case.id
    assert "IMPLEMENT_ACTIVITY" in stored.value and "GOVERNANCE_TOR" not in stored.value


def test_decision_1_was_adopted_by_consensus(demo: Demonstration) -> None:
    page = demo.read("Priorities for 2013")
    assert (page.snapshot.case.number, page.snapshot.case.state) == ("GIFT/DEC/2013/001", "announced")
    assert "adopted_consensus" in page.snapshot.case.visits
    assert set(positions(page).values()) == {"support", "support_with_comment"} and len(positions(page)) == 6


def test_decision_2_was_adopted_jointly_with_one_concern(demo: Demonstration) -> None:
    page = demo.read("Business e-learning, second language")
    assert page.snapshot.case.number == "GIFT/DEC/2013/002"
    assert "adopted_joint" in page.snapshot.case.visits
    assert {seat: said for seat, said in positions(page).items() if "support" not in said} == {
        "OSCE": "concern"
    }
    assert [p.data["statement"] for p in page.positions if p.task == "explain"]


def test_decision_3_was_adopted_in_silence_two_without_position_and_a_late_concern_counts_not(
    demo: Demonstration,
) -> None:
    page = demo.read("Translations of the First Aid Kit")
    assert (page.snapshot.case.number, page.snapshot.case.state) == ("GIFT/DEC/2013/005", "announced")
    assert "adopted_no_objection" in page.snapshot.case.visits
    assert set(positions(page)) == {"ILO", "IOM", "OHCHR", "UNICEF"}
    view = CaseView(page.snapshot)
    assert [(str(view.party(p.party)), p.outcome) for p in page.positions if p.late] == [("UNODC", "concern")]
    adopted = view.since(next(s for s in view.snapshot.definition.states if s.key == "adopted_no_objection"))
    assert adopted == datetime(2013, 2, 8, 17, tzinfo=VIENNA)


def test_decision_4_runs_in_its_second_silence_and_ends_in_26_hours(demo: Demonstration) -> None:
    page = demo.read("Commission a study on the impact of remedies for trafficked persons")
    view = CaseView(page.snapshot)
    assert (view.state.key, view.number, view.case.visits["silence"][0]) == ("silence", None, 2)
    assert view.expires_at - STANDS == timedelta(hours=26)
    assert view.expires_at == datetime(2013, 2, 12, 17, tzinfo=VIENNA)
    assert positions(page) == {
        "IOM": "support",
        "ILO": "support_with_comment",
        "UNICEF": "support",
        "UNODC": "abstain",
    }
    first = [
        (str(view.party(p.party)), p.outcome) for p in page.positions if (p.task, p.round) == ("position", 1)
    ]
    assert first == [("IOM", "support"), ("ILO", "support"), ("UNICEF", "amendment")]
    assert view.since(next(s for s in view.snapshot.definition.states if s.key == "broken")) == datetime(
        2013, 1, 31, 16, 20, tzinfo=VIENNA
    )


def test_its_text_its_review_and_its_notices_are_those_of_a_real_case(demo: Demonstration) -> None:
    page = demo.read("Commission a study on the impact of remedies for trafficked persons")
    texts = [d for d in page.versions if d.document == "text"]
    assert [d.version for d in texts] == [1, 2, 3]
    words = demo.engine.files.get(page.snapshot.case.id, texts[-1].sha256).decode()
    assert "remedies for children" in words and "principle 9 is partly met" in words
    ratings = {row.data["no"]: row.data["rating"] for row in page.snapshot.items if row.item == "principles"}
    assert [no for no, rating in sorted(ratings.items()) if rating != "MET"] == [9] and len(ratings) == 11
    number = page.snapshot.case.rounds["position"]["no"]
    view = CaseView(page.snapshot)
    told = {
        str(view.party(n.party)): n.how
        for n in page.snapshot.notices
        if (n.task, n.round) == ("position", number)
    }
    assert set(told) == set(people.MEMBERS)
    assert (told["OSCE"], told["OHCHR"]) == ("message accepted", "page opened")
    recorded = [p for p in page.positions if p.recorded]
    assert [str(view.party(p.party)) for p in recorded] == ["UNODC"]
    assert "Telephone call" in (recorded[0].evidence or "") and len(page.comments) == 2


def test_decision_5_is_advice_partly_followed(demo: Demonstration) -> None:
    page = demo.read("Allocation of core funds, first half of 2013")
    assert (page.snapshot.case.number, page.snapshot.case.state) == ("GIFT/ADV/2013/001", "advice_answered")
    account = next(p for p in page.positions if p.task == "account")
    assert account.data["followed"] == "PARTLY" and "10 per cent" in account.data["account"]


def test_decision_6_the_membership_procedure_was_adopted_on_28_january_and_waits_to_be_announced(
    demo: Demonstration,
) -> None:
    page = demo.read("Membership procedure")
    view = CaseView(page.snapshot)
    assert (view.number, view.state.key) == ("GIFT/DEC/2013/004", "adopted_consensus")
    adopted = view.since(view.state)
    assert adopted is not None and adopted.astimezone(VIENNA).date() == datetime(2013, 1, 28).date()
    assert demo.asked("Secretariat officer Coordination")[0] == (
        "state_adopted_consensus",
        "Membership procedure",
    )


def test_other_matters_stand_in_other_states(demo: Demonstration) -> None:
    with demo.engine.reading() as (connection, _):
        query = select(cases.c.title, cases.c.state).where(cases.c.code == "DEC", ~_OF_PROGRAMMES)
        rows = connection.execute(query).all()
    assert {row.title: row.state for row in rows if row.state not in {"announced", "adopted_consensus"}} == {
        "First Aid Kit: training of trainers in East Africa": "implemented",
        "Fewer people are trafficked, and those who were find help and remedy": "implemented",
        "Allocation of core funds, first half of 2013": "advice_answered",
        "Awareness campaign, second wave": "withdrawn",
        "Terms of Reference, annex on meetings": "deliberation",
        "Commission a study on the impact of remedies for trafficked persons": "silence",
        "Radio series on safe recruitment": "deliberation",
        "Workplan 2013": "silence",
        "Corridor pilot, lead agency": "silence",
        "Online hub: guidance on stories of survivors": "draft",
    }


def test_an_activity_of_2012_was_reported_on_and_implemented(demo: Demonstration) -> None:
    page = demo.read("First Aid Kit: training of trainers in East Africa")
    assert len([p for p in page.positions if p.task == "report"]) == 2
    assert page.snapshot.case.ended


def test_the_chair_s_own_concern_leaves_the_declaring_to_the_co_chair(demo: Demonstration) -> None:
    page = demo.read("Radio series on safe recruitment")
    assert positions(page)["IOM"] == "concern"
    view = CaseView(page.snapshot)
    declare = page.snapshot.definition.transition("deliberation", "declare_joint_decision")
    assert declare is not None and declare.by is not None
    chair, cochair = declare.by.alternatives()[:2]
    assert not all(rule.holds(view) for rule in chair.conditions)
    assert all(rule.holds(view) for rule in cochair.conditions)
    assert all(rule.holds(view) for rule in declare.when)


def test_the_day_of_the_chair_and_of_the_co_chair_begins_with_something_to_do(demo: Demonstration) -> None:
    chair, cochair = demo.asked("IOM focal point"), demo.asked("OHCHR focal point")
    assert ("rule_on_time", "Workplan 2013") in chair
    assert ("mediate", "Terms of Reference, annex on meetings") in chair
    assert cochair[0] == ("position", "Commission a study on the impact of remedies for trafficked persons")


# ---- the proposals ---------------------------------------------------------------------------------------------------


def test_proposals_stand_at_each_step_of_their_way(demo: Demonstration) -> None:
    with demo.engine.reading() as (connection, _):
        rows = connection.execute(select(cases).where(cases.c.code == "PRO").order_by(cases.c.number)).all()
    assert [(row.number, row.title, row.state) for row in rows] == [
        ("GIFT/PRO/2012/001", "Business e-learning, second language", "approved"),
        ("GIFT/PRO/2012/002", "Study on the impact of remedies for trafficked persons", "before_sc"),
        ("GIFT/PRO/2012/003", "Remedies and compensation toolkit", "principles_review"),
        ("GIFT/PRO/2013/001", "Toolkit on fair recruitment for small firms", "screening"),
        ("GIFT/PRO/2013/002", "Safe migration channels in a second corridor", "inception"),
    ]


def test_the_idea_before_the_committee_is_tied_to_its_running_decision(demo: Demonstration) -> None:
    page = demo.read("Study on the impact of remedies for trafficked persons", "activity-proposal")
    [tie] = [link for link in page.snapshot.links if link.type == "decided_by"]
    assert (tie.definition, tie.state) == ("consensus-decision", "silence")


def test_three_views_are_given_at_inception_and_a_stakeholder_is_asked(demo: Demonstration) -> None:
    page = demo.read("Safe migration channels in a second corridor", "activity-proposal")
    assert len([p for p in page.positions if p.task == "view"]) == 3
    assert demo.asked("Trade union 01") == [
        ("stakeholder_view", "Safe migration channels in a second corridor")
    ]


# ---- the products ----------------------------------------------------------------------------------------------------


def test_fifteen_products_stand_where_their_stories_have_brought_them(demo: Demonstration) -> None:
    with demo.engine.reading() as (connection, _):
        rows = connection.execute(select(cases.c.title, cases.c.state).where(cases.c.code == "KPR")).all()
    states = {row.title: row.state for row in rows}
    assert len(rows) == len(states) == 15, "no product is there twice"
    assert {title: state for title, state in states.items() if state != "legacy"} == {
        "Model Law against Trafficking in Persons": "begun",
        "First Aid Kit for Law Enforcement First Responders": "published",
        "Training Manual to Fight Trafficking in Children": "due",
        "Caring for Trafficked Persons: Guidance for Health Providers": "published",
        "Handbook for Parliamentarians": "begun",
        "Training module for labour inspectors": "built_on_existing",
        "Human Trafficking and Business: eLearning expansion": "development",
    }


def test_every_product_of_the_first_phase_has_the_day_of_its_next_review(demo: Demonstration) -> None:
    for each in legacy.PRODUCTS:
        told = demo.read(each.title, PRODUCT).snapshot.case.data
        assert told["review_by"] and told["published_hash"]


def test_a_product_bears_the_stamp_of_the_review_it_opened_on_the_very_file_that_is_public(
    demo: Demonstration,
) -> None:
    for title in (KIT, CARING):
        told, review = (demo.read(title, key).snapshot.case for key in (PRODUCT, "quality-review"))
        assert told.data["stamp"] == review.data["stamp_number"]
        assert told.data["published_hash"] == review.data["stamped_hash"]
        assert told.data["review_by"] == review.data["valid_until"]


def test_a_confirmed_product_keeps_its_stamp_for_longer(demo: Demonstration) -> None:
    review = demo.read(CARING, "quality-review").snapshot.case
    assert (review.data["stamped_on"], review.data["valid_until"]) == ("2012-12-12", "2015-02-04")
    assert demo.states(CARING, "re-review") == ["major_revision", "confirmed"]


@pytest.mark.parametrize(
    ("title", "answered"),
    [
        ("Model Law against Trafficking in Persons", ["Expert 03"]),
        (
            "Training Manual to Fight Trafficking in Children",
            ["ILO regional office (South Asia)", "UNICEF alternate"],
        ),
    ],
)
def test_a_re_review_in_progress_waits_for_its_other_assessors(
    demo: Demonstration, title: str, answered: list[str]
) -> None:
    review = demo.read(title, "re-review")
    assert review.snapshot.case.state == "compiled"
    people_now = review.snapshot.register.people
    assert sorted(people_now[p.by].name for p in review.positions if p.by is not None) == answered


def test_fourteen_users_have_spoken_and_the_re_review_answers_for_each(demo: Demonstration) -> None:
    review = demo.read("Handbook for Parliamentarians", "re-review").snapshot
    rows = [row.data for row in review.items if row.item == "feedback"]
    assert (review.case.state, len(rows)) == ("compiled", 14)
    assert sorted(Counter(row.get("disposition") for row in rows).values()) == [1, 2, 2, 9]
    assert [row["received"] for row in rows if row["safety"]] == ["2013-02-11"]
    found = Counter(demo.states("Handbook for Parliamentarians", "feedback"))
    assert found == {"answered": 5, "queued": 7, "triaged": 1, "received": 1}


def test_what_a_user_calls_dangerous_is_asked_of_the_secretariat_at_once(demo: Demonstration) -> None:
    assert ("safety", "Handbook for Parliamentarians") in demo.asked("Secretariat officer Dialogue")


def test_the_kit_is_published_in_spanish_and_in_production_in_french(demo: Demonstration) -> None:
    with demo.engine.reading() as (connection, _):
        rows = connection.execute(select(cases).where(cases.c.code == "TRN").order_by(cases.c.number)).all()
    assert [(row.title, row.data["language"], row.state) for row in rows] == [
        (KIT, "SPANISH", "published"),
        (KIT, "FRENCH", "production"),
    ]
    assert {row.data["source_hash"] for row in rows} == {
        demo.read(KIT, PRODUCT).snapshot.case.data["published_hash"]
    }


def test_the_committee_decided_on_the_one_new_product_that_is_written(demo: Demonstration) -> None:
    page = demo.read("Human Trafficking and Business: eLearning expansion")
    assert (page.snapshot.case.number, page.snapshot.case.state) == ("GIFT/DEC/2012/015", "announced")


def test_everybody_finds_what_is_published_each_once(demo: Demonstration) -> None:
    with demo.engine.reading() as (connection, register_now):
        lists = {each.key: each for each in public_lists(demo.engine)}
        products, translations = (
            published_page(demo.engine, connection, register_now, lists[key], Wanted())
            for key in (PRODUCT, "translation")
        )
    assert len({entry.title for entry in products.entries}) == products.fitting == 13
    assert [entry.title for entry in translations.entries] == [KIT]


# ---- the chairs ------------------------------------------------------------------------------------------------------


def test_one_term_is_over_one_runs_and_one_is_scheduled(demo: Demonstration) -> None:
    with demo.engine.reading() as (connection, register_now):
        rows = connection.execute(select(cases).where(cases.c.code == "CHR").order_by(cases.c.number)).all()
        offices = [m for m in register_now.mandates if m.role == "SC_CHAIR"]
    assert [(row.number, row.state) for row in rows] == [
        ("GIFT/CHR/2011/001", "completed"),
        ("GIFT/CHR/2012/001", "in_office"),
        ("GIFT/CHR/2013/001", "scheduled"),
    ]
    # The chair of 2011 came with the house; the others were given by the case in which they were decided.
    assert [mandate.case_id for mandate in sorted(offices, key=lambda m: m.since)] == [
        None,
        rows[0].id,
        rows[1].id,
    ]


def test_each_chair_was_decided_by_the_committee(demo: Demonstration) -> None:
    with demo.engine.reading() as (connection, _):
        query = select(cases.c.number).where(cases.c.code == "DEC", cases.c.title.contains(" as chair and "))
        numbers = connection.execute(query.order_by(cases.c.number)).scalars().all()
    assert numbers == ["GIFT/DEC/2011/001", "GIFT/DEC/2012/012"]


# ---- assessments -----------------------------------------------------------------------------------------------------


def test_assessments_stand_at_seven_steps_from_the_request_to_the_delivery_and_one_is_deferred(
    demo: Demonstration,
) -> None:
    states = demo.standing("SAR")
    assert {title[-9:]: state for title, state in states.items()} == {
        "Country A": "delivered",
        "Country B": "team",
        "Country C": "assessment",
        "Country D": "validation",
        "Country E": "deferred",
        "Country F": "planning",
        "Country G": "selection",
        "Country H": "requested",
    }


def test_one_government_added_no_experts_and_the_assessment_went_on(demo: Demonstration) -> None:
    page = demo.read("Joint situational assessment, Country C", "situational-assessment")
    assert [p.outcome for p in page.positions if p.task == "experts"] == ["decline"]
    assert len(demo.rows(page, "answers")) == 48, "two agencies have answered 24 items each"


def test_a_government_s_expert_was_counted_as_independent_and_the_desk_said_why_not(
    demo: Demonstration,
) -> None:
    page = demo.read("Joint situational assessment, Country B", "situational-assessment")
    assert [
        comment.body for comment in page.comments if "is not independent: choose another part" in comment.body
    ]
    assert [row["part"] for row in demo.rows(page, "team")] == ["INTERNATIONAL", "GOVERNMENT"]
    compose = page.snapshot.definition.transition("team", "agree_team")
    assert compose is not None
    refusals = [rule.refusal(CaseView(page.snapshot)) for rule in compose.when]
    says = [each.says.english() for each in refusals if each is not None]
    assert (
        "Independent experts are missing: Independent national expert. Experts of the Government come in addition to them."
        in says
    )


# ---- joint programmes ------------------------------------------------------------------------------------------------


def test_the_programmes_stand_where_the_first_phase_has_brought_them(demo: Demonstration) -> None:
    assert demo.standing("JPR") == {
        "Joint programme, Latin America": "phase_1",
        "Joint programme, South-Eastern Europe": "mobilisation",
        "Joint programme, East Africa": "evaluation",
        "Joint programme, South Asia": "review",
        "Joint programme, Northern Africa": "formulation",
        "Joint programme, Central Asia": "review",
        "Joint programme, Country A: safe places first": "concept",
    }


def test_latin_america_has_filled_in_its_checklist_for_the_second_time_and_measured_what_it_is_for(
    demo: Demonstration,
) -> None:
    page = demo.read("Joint programme, Latin America", PROGRAMME)
    snapshots = [d for d in page.versions if d.document == "snapshot"]
    assert len(snapshots) == 2 and snapshots[0].sha256 != snapshots[1].sha256
    results = {row["indicator"]: (row["baseline"], row["actual"]) for row in demo.rows(page, "results")}
    assert results["Victims reached by direct assistance"] == ("60", "95")
    steps = [(row["gate"], bool(row.get("reached"))) for row in demo.rows(page, "milestones")]
    assert Counter(steps) == {(True, True): 1, (True, False): 2, (False, True): 2, (False, False): 3}
    (passed,) = (row for row in demo.rows(page, "milestones") if row["gate"] and row.get("reached"))
    assert passed["closes"] == 1 and passed["evidence"] and passed["decision"]
    assert [bool(row.get("began")) for row in demo.rows(page, "phases")] == [True, False]
    assert CaseView(page.snapshot).support_share > 40


def test_south_eastern_europe_looks_for_money_and_seed_money_is_refused(demo: Demonstration) -> None:
    page = demo.read("Joint programme, South-Eastern Europe", PROGRAMME)
    assert [c for c in page.comments if "Seed money pays the formulation and Phase 1 only." in c.body]
    assert {row["source"] for row in demo.rows(page, "budget") if row["no"] == 2} == {"DONOR", "MEMBER"}


def test_south_asia_has_no_line_for_its_evaluation_and_cannot_be_approved(demo: Demonstration) -> None:
    page = demo.read("Joint programme, South Asia", PROGRAMME)
    approve = page.snapshot.definition.transition("review", "approve")
    assert approve is not None
    refusals = [rule.refusal(CaseView(page.snapshot)) for rule in approve.when]
    assert "There is no line for the evaluation." in [r.says.english() for r in refusals if r is not None]


def test_three_of_five_have_signed_for_central_asia(demo: Demonstration) -> None:
    page = demo.read("Joint programme, Central Asia", PROGRAMME)
    signed = [p for p in page.positions if p.task in {"sign", "endorse"} and p.outcome == "signed"]
    assert (len(signed), len(demo.rows(page, "signatories"))) == (3, 5)


def test_northern_africa_waits_for_the_validation_of_its_assessment(demo: Demonstration) -> None:
    page = demo.read("Joint programme, Northern Africa", PROGRAMME)
    assert ("situational-assessment", "validation") in demo.tied(page, "responds_to")
    assert ("comment", "Joint situational assessment, Country D") in demo.asked("Government counterpart D")


def test_a_concept_answers_the_assessment_that_was_delivered(demo: Demonstration) -> None:
    page = demo.read("Joint programme, Country A: safe places first", PROGRAMME)
    assert demo.tied(page, "responds_to") == [("situational-assessment", "delivered")]


# ---- evaluations, projects and money ---------------------------------------------------------------------------------


def test_east_africa_is_being_evaluated_and_its_chain_leads_there_and_back(demo: Demonstration) -> None:
    programme = demo.read("Joint programme, East Africa", PROGRAMME)
    evaluation = demo.read("Joint programme, East Africa", "evaluation")
    assert demo.tied(programme, "evaluates") == [("evaluation", "data_collection")]
    assert demo.tied(evaluation, "evaluates") == [("joint-programme", "evaluation")]
    found = [bool(row.get("finding")) for row in demo.rows(evaluation, "questions")]
    assert Counter(found) == {True: 1, False: 3}


def test_a_final_evaluation_was_answered_accepted_partly_and_not_and_a_lesson_drawn_from_it(
    demo: Demonstration,
) -> None:
    page = demo.read(LOANS, "evaluation")
    rows = demo.rows(page, "recommendations")
    assert page.snapshot.case.state == "follow_up"
    assert [row["response"] for row in rows] == ["ACCEPTED", "PARTLY", "NOT_ACCEPTED"]
    assert rows[2]["because"] and rows[0]["status"] == "UNDER_WAY"
    assert demo.tied(page, "learned_from") == [("lesson", "published")]
    with demo.engine.reading() as (connection, register_now):
        listed = {each.key: each for each in public_lists(demo.engine)}["evaluation"]
        published = published_page(demo.engine, connection, register_now, listed, Wanted())
    assert [entry.title for entry in published.entries] == [LOANS]


def test_one_project_is_an_idea_one_runs_and_one_waits_for_what_becomes_of_it(demo: Demonstration) -> None:
    assert demo.standing("TSP") == {
        LOANS: "replication",
        "Children on the move: a guardian at three crossings": "implementation",
        "A first job: companies and service providers together": "concept",
    }
    running = demo.read("Children on the move: a guardian at three crossings", "thematic-project")
    assert [row["actual"] for row in demo.rows(running, "results")] == ["4", "71", "48"]
    waits = demo.read(LOANS, "thematic-project")
    assert ("consensus-decision", "circulated") in demo.tied(waits, "decided_by")
    assert ("contribution", "certified") in demo.tied(waits, "funded_by")


def test_every_member_raises_money_and_its_contribution_stands_in_another_state(demo: Demonstration) -> None:
    with demo.engine.reading() as (connection, _):
        rows = connection.execute(select(cases).where(cases.c.code == "FND")).all()
    assert len({row.data["raised_by"] for row in rows}) == len(people.MEMBERS)
    assert {row.title: row.state for row in rows} == {
        "Credit for migrants": "certified",
        "Guardians at three crossings": "allocated",
        "Inspections at sea": "lapsed",
        "Referral in South-Eastern Europe, second phase": "agreement",
        "Seats for those who return": "pledged",
        "Legal aid in two countries": "prospect",
    }


def test_what_came_through_iom_was_certified_by_iom_s_own_officer(demo: Demonstration) -> None:
    page = demo.read("Credit for migrants", "contribution")
    known = page.snapshot.register.people
    certified = [known[p.by].name for p in page.positions if p.task == "certify" and p.by is not None]
    assert certified == ["IOM fiduciary officer"]
    assert str(CaseView(page.snapshot).counted) == "237168.00", "euros, at the rate of that day"


def test_an_allocation_was_advised_on_before_its_receiver_decided(demo: Demonstration) -> None:
    page = demo.read("Guardians at three crossings", "contribution")
    assert demo.tied(page, "decided_by") == [("consensus-decision", "advice_answered")]
    assert [p.outcome for p in page.positions if p.task == "decide"] == ["allocate"]


# ---- meetings --------------------------------------------------------------------------------------------------------


def test_one_meeting_has_an_agreed_record_and_one_action_that_is_still_open(demo: Demonstration) -> None:
    page = demo.read("Meeting of January 2013", "committee-meeting")
    view = CaseView(page.snapshot)
    assert (page.snapshot.case.state, str(view.led_by)) == ("agreed", "IOM")
    assert page.snapshot.case.shown_round("agree") == 2, "OSCE amended the first one"
    decided = [row.data["ended"] for row in page.snapshot.items if row.item == "decisions"]
    assert decided == ["CONSENSUS"]
    assert demo.tied(page, "takes_up") == [("consensus-decision", "announced")]
    assert ("follow", "Meeting of January 2013") in demo.asked("OHCHR focal point")


def test_one_meeting_is_coming_with_what_waits_and_what_silence_has_adopted(demo: Demonstration) -> None:
    page = demo.read("Meeting of February 2013", "committee-meeting")
    told = {row.data["subject"]: row.data["kind"] for row in page.snapshot.items if row.item == "agenda"}
    assert page.snapshot.case.state == "agenda" and told == {
        "Terms of Reference, annex on meetings": "DECIDE",
        "Translations of the First Aid Kit": "ANNOUNCE",
        "Risks before the Committee": "DISCUSS",
    }
    assert ("invitation", "Meeting of February 2013") in demo.asked("ILO focal point")


# ---- risks, lessons, and what is put right ---------------------------------------------------------------------------


def test_the_five_named_risks_stand_with_their_scores_and_the_greatest_before_the_committee(
    demo: Demonstration,
) -> None:
    with demo.engine.reading() as (connection, _):
        rows = connection.execute(select(cases).where(cases.c.code == "RSK", ~_THREATENS)).all()
    assert {row.title: (row.data["score"], row.data["risk_is"], row.state) for row in rows} == {
        "Competition among agencies": (12, "HIGH", "monitored"),
        "Competition with stakeholders for funds": (9, "MEDIUM", "planned"),
        "Seen as belonging to its members only": (12, "HIGH", "monitored"),
        "Irrelevance to the sector": (8, "MEDIUM", "monitored"),
        "Uneven political will, and preferences not backed by evidence": (16, "VERY_HIGH", "escalated"),
    }
    assert ("agenda", "Uneven political will, and preferences not backed by evidence") in demo.asked(
        "IOM focal point"
    )


def test_one_lesson_came_to_icat_one_is_used_again_one_waits_and_one_comes_from_an_evaluation(
    demo: Demonstration,
) -> None:
    with demo.engine.reading() as (connection, _):
        rows = connection.execute(select(cases).where(cases.c.code == "LSN").order_by(cases.c.number)).all()
    assert [(row.number, row.state, row.data.get("icat")) for row in rows] == [
        ("GIFT/LSN/2012/001", "published", "ACKNOWLEDGED"),
        ("GIFT/LSN/2013/001", "applied", None),
        ("GIFT/LSN/2013/002", "published", None),
        ("GIFT/LSN/2013/003", "captured", None),
    ]
    assert ("validate", "A hotline needs its interpreters from the first day") in demo.asked("Expert 08")


def test_one_corrective_action_is_closed_and_one_waits_to_be_verified(demo: Demonstration) -> None:
    with demo.engine.reading() as (connection, _):
        rows = connection.execute(select(cases).where(cases.c.code == "CAP").order_by(cases.c.number)).all()
    assert [row.state for row in rows if row.number < "GIFT/CAP/2013"] == ["closed", "in_progress"]
    assert ("verify", "Contacts in the regions are out of date") in demo.asked("UNICEF alternate")


def test_programmes_are_threatened_by_risks_and_one_that_came_about_is_being_put_right(
    demo: Demonstration,
) -> None:
    for title, threatened in (
        ("Joint programme, Latin America", ["monitored", "monitored"]),
        ("Joint programme, South-Eastern Europe", ["monitored", "planned"]),
        ("Joint programme, East Africa", ["monitored"]),
    ):
        page = demo.read(title, PROGRAMME)
        assert sorted(state for _, state in demo.tied(page, "threatens")) == threatened
    risk = demo.read("Guardians leave before their year is over", "risk")
    assert risk.snapshot.case.state == "materialised"
    assert demo.tied(risk, "responds_to") == [("corrective-action", "in_progress")]


# ---- being told ------------------------------------------------------------------------------------------------------


def test_inboxes_hold_what_came_since_friday_unread_and_no_letter_was_written(demo: Demonstration) -> None:
    assert demo.count(mails) == 0
    unread = messages.c.read_at.is_(None)
    assert 250 > demo.count(messages, unread) > 20
    with demo.engine.reading() as (_, register_now):
        seated = messages.c.person_id == called(register_now, "OHCHR focal point")
    friday = datetime(2013, 2, 8, 17, 45, tzinfo=VIENNA)
    assert demo.count(messages, seated, unread) == demo.count(messages, seated, messages.c.at >= friday) > 3
    assert demo.count(messages, seated, messages.c.digest.is_not(None), unread) == 0


# ---- filling ---------------------------------------------------------------------------------------------------------


def test_a_second_filling_changes_nothing(demo: Demonstration) -> None:
    before = [demo.count(table) for table in (*RECORD.values(), events, messages)]
    assert not fill(demo.engine)
    assert [demo.count(table) for table in (*RECORD.values(), events, messages)] == before
    assert demo.engine.now() == STANDS


def test_the_demonstration_may_stand_at_another_day_and_the_story_stops_there(empty: Engine) -> None:
    stands = datetime(2012, 5, 25, 12, tzinfo=UTC)
    assert fill(empty, stands)
    with empty.reading() as (connection, _):
        query = select(cases.c.code, cases.c.state).order_by(cases.c.opened_at)
        told = [tuple(row) for row in connection.execute(query)]
        last = connection.execute(select(func.max(events.c.at))).scalar_one()
        assert differences(connection) == []
    assert [each for each in told if each[0] not in {"EXP", "FBK", "KPR", "RRV"}] == [
        ("CHR", "in_office"),
        ("DEC", "announced"),
        ("TSP", "implementation"),
        ("DEC", "implemented"),
        ("FND", "allocated"),
        ("CHR", "scheduled"),
        ("DEC", "advice_answered"),
        ("DEC", "announced"),
        ("JPR", "review"),
        ("DEC", "implemented"),
        ("DEC", "advice_answered"),
        ("CKL", "review"),
        ("JPR", "formulation"),
        ("DEC", "implemented"),
        ("DEC", "advice_answered"),
        ("DEC", "deliberation"),
        ("QRV", "selection"),
    ]
    assert last <= stands == empty.now()


@pytest.mark.long
def test_a_later_day_brings_what_was_due_on_the_way(empty: Engine) -> None:
    fill(empty, datetime(2013, 2, 12, 16, 30, tzinfo=UTC))
    with empty.reading() as (connection, _):
        query = select(cases.c.number, cases.c.state).where(cases.c.title.startswith("Commission a study"))
        assert tuple(connection.execute(query).one()) == ("GIFT/DEC/2013/006", "adopted_no_objection")
        idea = select(cases.c.state).where(cases.c.number == "GIFT/PRO/2012/002")
        assert connection.execute(idea).scalar_one() == "approved"


def test_a_production_house_is_never_filled(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "nemcon.sqlite3")
    with opened(f"sqlite:///{tmp_path / 'nemcon.sqlite3'}", tmp_path, demo=False) as engine:
        with pytest.raises(Refused, match="Only a demonstration"):
            fill(engine)
        with engine.reading() as (connection, _):
            assert connection.execute(select(func.count()).select_from(events)).scalar_one() == 0


def test_a_day_before_the_story_begins_is_refused(empty: Engine) -> None:
    with pytest.raises(Refused, match="begins on 17 October 2011"):
        fill(empty, datetime(2011, 10, 16, tzinfo=UTC))


def test_a_half_filled_house_says_so_instead_of_pretending(empty: Engine) -> None:
    register.initialise(
        empty, {"house_name": "UN.GIFT", "number_prefix": "GIFT", "log_origin": people.ORIGIN}
    )
    with pytest.raises(Refused, match="interrupted while it was being filled"):
        fill(empty)


def test_a_house_that_somebody_else_initialised_is_left_alone(empty: Engine) -> None:
    register.initialise(
        empty, {"house_name": "Another", "number_prefix": "X", "log_origin": "another.example.org/log"}
    )
    assert not fill(empty)
    with empty.reading() as (_, register_now):
        assert register_now.settings["house_name"] == "Another" and not register_now.people


# ---- the plan


def test_the_matrix_of_the_plan_is_in_force_and_its_first_year_is_measured(demo: Demonstration) -> None:
    with demo.engine.reading() as (connection, house):
        member = called(house, "ILO focal point")
        definition = demo.engine.registry.newest["plan-result"]
        found = results(demo.engine, connection, house, member, definition)
    codes = [each.case.data["code"] for each in found]
    assert len(codes) == 29 and codes[:3] == ["0", "1", "1.1"] and codes[-1] == "9.2"
    assert {each.case.state for each in found} == {"in_force"}
    told = {each.case.data["code"]: each for each in found}
    assert (told["5.3"].tied, told["3.1"].tied) == (3, 3)
    measured = [each for each in found if each.indicators[0].actual is not None]
    assert len(measured) == 28, "all but the contributions of survivors, which nobody aims at"
