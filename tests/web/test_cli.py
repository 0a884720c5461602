"""The command line: a house from nothing, people from a file, tokens, checks; what it refuses, and with which code."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, select, text, update

from engine.case import cases
from engine.commands import password, register
from engine.database import open_database
from engine.errors import Unknown
from engine.fold import differences
from engine.log import events
from engine.mail_queue import mails
from engine.session import RESET, SESSION_COLUMNS_OUTSIDE_HISTORY
from engine.timer import timers
from tests.conftest import NewDatabase
from tests.world import World
from web.cli import main

Run = Callable[..., Result]
FOUNDING = (
    "--house", "Secretariat of the tests", "--prefix", "TST", "--origin", "desk.example.org/log", "--zone", "Europe/Vienna",
    "--countries", "AT, CH", "--organization", "SEC", "--organization-name", "Secretariat", "--email", "Admin@Example.org",
    "--name", "First administrator",
)  # fmt: skip


def environment(url: str, folder: Path, **more: str) -> dict[str, str]:
    return {
        "NEMCON_DATABASE_URL": url,
        "NEMCON_DATA_DIR": str(folder),
        "NEMCON_SECRET_KEY": "a key for tests that is long enough to be one",
        "NEMCON_BASE_URL": "https://desk.example.org",
        **more,
    }


def runner(settings: Mapping[str, str]) -> Run:
    def run(*arguments: str, **more: str) -> Result:
        return CliRunner().invoke(main, arguments, env={**settings, **more})

    return run


@pytest.fixture
def run(empty_url: str, tmp_path: Path) -> Run:
    """The command in a production house on an empty database of either kind."""
    return runner(environment(empty_url, tmp_path))


@pytest.fixture
def begun(run: Run, empty_url: str) -> Run:
    """The same after its founding; at the end the log must rebuild every table."""
    assert run("init", *FOUNDING).exit_code == 0
    return run


@pytest.fixture
def filled(small_world: World, tmp_path: Path) -> Run:
    """The command in the small furnished house of the tests."""
    return runner(environment(f"sqlite:///{small_world.engine.database.place}", tmp_path))


def proven(url: str) -> bool:
    database = open_database(url)
    try:
        with database.read() as connection:
            return differences(connection, outside={"sessions": SESSION_COLUMNS_OUTSIDE_HISTORY}) == []
    finally:
        database.close()


# A house from nothing


def test_a_house_begins_with_one_command_and_one_link(run: Run, empty_url: str) -> None:
    done = run("init", *FOUNDING)
    assert done.exit_code == 0, done.output
    assert re.search(r"https://desk\.example\.org/invitation/[\w-]{43}\n", done.output)
    assert "First administrator chooses a password here, once, within seven days" in done.output
    listed = run("person", "list")
    assert listed.output == "Admin@example.org  First administrator  ADMIN@SEC\n"
    assert proven(empty_url)


def test_the_log_carries_its_name_from_the_first_event_on(begun: Run, empty_url: str) -> None:
    database = open_database(empty_url)
    with database.read() as connection:
        bodies = connection.execute(text("SELECT body FROM events")).scalars().all()
    database.close()
    assert len(bodies) > 5
    assert all(b'"log":"desk.example.org/log"' in bytes(body) for body in bodies)


def test_a_house_begins_once(begun: Run) -> None:
    again = begun("init", *FOUNDING)
    assert (again.exit_code, again.stderr) == (1, "This house is initialised already.\n")


def test_a_house_that_cannot_begin_says_everything_and_leaves_nothing(run: Run, empty_url: str) -> None:
    wrong = list(FOUNDING)
    wrong[wrong.index("TST")], wrong[wrong.index("desk.example.org/log")] = "T ST", "nowhere at all"
    done = run("init", *wrong)
    assert done.exit_code == 1
    assert "The prefix of numbers" in done.stderr
    assert "The name of the log" in done.stderr
    assert run("init", *FOUNDING).exit_code == 0


@pytest.mark.parametrize(
    ("given", "instead", "sentence"),
    [
        ("Europe/Vienna", "Europe/Wien", "There is no zone Europe/Wien"),
        ("AT, CH", "AT,XX", "Not all of these are countries with known holidays: AT, XX."),
        ("Admin@Example.org", "admin", "Write an e-mail address"),
        ("First administrator", " ", "Write the person's name."),
        ("SEC", " ", "An organization needs a short code and a name."),
    ],
)
def test_each_word_of_the_founding_is_checked(
    new_database: NewDatabase, tmp_path: Path, given: str, instead: str, sentence: str
) -> None:
    run = runner(environment(new_database("sqlite", empty=True), tmp_path))
    done = run("init", *[instead if each == given else each for each in FOUNDING])
    assert (done.exit_code, sentence in done.stderr) == (1, True), done.stderr
    assert run("init", *FOUNDING).exit_code == 0


def test_without_settings_every_one_that_is_missing_is_named() -> None:
    done = CliRunner().invoke(main, ["person", "list"])
    assert done.exit_code == 2
    assert "NEMCON_DATA_DIR is required" in done.stderr
    assert "NEMCON_SECRET_KEY is required" in done.stderr


def test_without_tables_nothing_starts_and_no_file_is_made(tmp_path: Path) -> None:
    run = runner(environment(f"sqlite:///{tmp_path}/none.sqlite3", tmp_path))
    done = run("person", "list")
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert not (tmp_path / "none.sqlite3").exists()


def test_tables_that_do_not_fit_are_named_as_such(empty_url: str, run: Run) -> None:
    made = create_engine(empty_url.replace("postgresql://", "postgresql+psycopg://"))
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE register_stamp (id INTEGER)"))
    made.dispose()
    done = run("person", "list")
    assert done.exit_code == 1
    assert "nemcon migrate" in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    "path", [[], *[[name] for name in sorted(main.commands)], ["token", "create"], ["person", "add"]]
)
def test_every_command_explains_itself(path: list[str]) -> None:
    done = CliRunner().invoke(main, [*path, "--help"])
    assert done.exit_code == 0
    assert "usage:" in done.output.lower()
    assert len(done.output.splitlines()) > 3


# People


TABLE = """\
organization,organization_name,organization.scope,email,name,role,capacity,since,until
ILO,Labour organization,INTERNATIONAL,,,SC_FOCAL_POINT,,2007-03-01,
ILO,,,ilo@example.org,ILO focal point,SC_FOCAL_POINT,,2012-01-01,
ILO,,,ilo.two@example.org,ILO alternate,SC_FOCAL_POINT,alternate,2012-01-01,2014-01-01
SEC,,,officer@example.org,Officer,SECRETARIAT_OFFICER,principal,,
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str | bytes], str]:
    def put(content: str | bytes) -> str:
        path = tmp_path / "people.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return put


def test_people_come_from_a_file_once(begun: Run, empty_url: str, write: Callable[[str], str]) -> None:
    done = begun("import", write(TABLE))
    assert (done.exit_code, done.output) == (0, "1 organizations, 3 people and 4 mandates are new.\n")
    listed = begun("person", "list").output
    assert "ilo@example.org  ILO focal point  SC_FOCAL_POINT@ILO\n" in listed
    assert "ilo.two@example.org  ILO alternate  no role\n" in listed
    again = begun("import", write(TABLE))
    assert (again.exit_code, again.output) == (0, "Nothing new: everything was there already.\n")
    assert proven(empty_url)


def test_one_wrong_line_keeps_everything_out_and_every_problem_is_named(
    begun: Run, write: Callable[[str], str]
) -> None:
    wrong = TABLE + (
        "NEW,,,,,SC_FOCAL_POINT,,2012-01-01,\n"
        "ILO,Another name,,,,,,,\n"
        "ILO,,,no address,Somebody,,,,\n"
        "ILO,,,x@example.org,Somebody,SC_EMPEROR,,2012-01-01,\n"
        "ILO,,,y@example.org,Somebody,SC_FOCAL_POINT,deputy,2012-01-01,\n"
        "ILO,,,z@example.org,Somebody,SC_FOCAL_POINT,,2012-01-01,2011-01-01\n"
        "ILO,,,v@example.org,Somebody,SC_CHAIR,,2012-01-01,\n"
        "ILO,,,w@example.org,Somebody,SC_FOCAL_POINT,,yesterday,\n"
        ",,,,Nobody,,,,\n"
    )
    done = begun("import", write(wrong))
    assert done.exit_code == 1
    for line, sentence in {
        6: "There is no organization NEW yet; give its name as well.",
        7: "There is an organization ILO already, with other particulars.",
        8: "Write an e-mail address, such as name@example.org.",
        9: "There is no role SC_EMPEROR.",
        10: "Choose one of: principal, alternate, nominee, office.",
        11: "The end lies after the beginning.",
        12: "This office is held by an organization; those who fill its seat exercise it.",
        13: "“yesterday” is no day; write one such as 2013-02-11.",
        14: "The line names neither an organization nor a person.",
    }.items():
        assert f"line {line}: {sentence}\n" in done.stderr
    assert "Nothing was imported: 9 things must be corrected." in done.stderr
    assert "ilo@example.org" not in begun("person", "list").output


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The first line names the columns."),
        ("organisation,email\n", "Nobody knows the column “organisation”."),
        ("email,email\n", "The column “email” comes twice."),
        ("organization.,email\n", "Nobody knows the column “organization.”."),
        ("email,name\na@example.org\n", "The line has more or fewer values than the first one."),
        ("email,name\na@example.org,x,y\n", "The line has more or fewer values than the first one."),
        ('email,name\n"a@example.org,x\n', "This is no CSV"),
        (b"email,name\na@example.org,\xff\xfe\n", "The file is not in UTF-8."),
    ],
)
def test_a_file_that_is_no_table_says_where(
    filled: Run, write: Callable[[str | bytes], str], content: str | bytes, sentence: str
) -> None:
    done = filled("import", write(content))
    assert (done.exit_code, sentence in done.stderr) == (1, True), done.stderr


def test_a_spreadsheet_may_write_semicolons_and_a_mark_at_the_start(
    filled: Run, write: Callable[[str | bytes], str]
) -> None:
    table = "\ufeffEmail;Name ; organization\r\nnew@example.org; New   person;ILO\r\n;;\r\n"
    done = filled("import", write(table.encode()))
    assert (done.exit_code, done.output) == (0, "0 organizations, 1 people and 0 mandates are new.\n")
    assert "new@example.org  New person  no role" in filled("person", "list").output


def test_one_person_is_added_with_a_role_and_a_link(filled: Run) -> None:
    options = ("--organization", "ILO", "--role", "SC_FOCAL_POINT", "--capacity", "alternate", "--invite")
    done = filled("person", "add", "second@example.org", "Second alternate", *options)
    assert done.exit_code == 0, done.output
    assert "Hand on this link; it works once, for seven days:" in done.output
    assert "https://desk.example.org/invitation/" in done.output
    assert "second@example.org  Second alternate  SC_FOCAL_POINT@ILO" in filled("person", "list").output
    again = filled("person", "add", "Second@Example.org", "Another")
    assert (again.exit_code, again.stderr) == (1, "There is an account with this address already.\n")


def test_with_a_mail_server_the_invitation_goes_by_mail(small_world: World, tmp_path: Path) -> None:
    mail = {"NEMCON_SMTP_HOST": "mail.example.org", "NEMCON_SMTP_FROM": "desk@example.org"}
    run = runner(environment(f"sqlite:///{small_world.engine.database.place}", tmp_path, **mail))
    done = run("person", "invite", "ilo@example.org")
    assert (done.exit_code, done.output) == (0, "The invitation waits to be mailed.\n")
    with small_world.engine.database.read() as connection:
        (letter,) = connection.execute(select(mails)).all()
    assert letter.address == "ilo@example.org"
    assert "https://desk.example.org/invitation/" in letter.body


def test_who_forgot_the_password_gets_a_link_from_who_keeps_the_machine(
    filled: Run, small_world: World
) -> None:
    """It works once, an earlier one no more; that it was made is on record; a closed account gets none."""
    engine, someone = small_world.engine, small_world.people["ILO"]
    links = []
    for _ in range(2):
        printed = filled("person", "new-password", "ilo@example.org")
        assert re.match(
            r"Hand on this link; it works once, until \d{4}-\d\d-\d\d \d\d:\d\d UTC:", printed.output
        )
        links.append(re.search(r"https://desk.example.org/password/(\S+)", printed.output)[1])  # type: ignore[index]
    with pytest.raises(Unknown):
        password.set_by_link(engine, RESET, links[0], "correct horse battery staple")
    assert password.set_by_link(engine, RESET, links[1], "correct horse battery staple").person == someone
    with pytest.raises(Unknown):
        password.set_by_link(engine, RESET, links[1], "another horse battery staple")
    missing = filled("person", "new-password", "nobody@example.org")
    assert (missing.exit_code, missing.stderr) == (1, "There is no account nobody@example.org.\n")
    with engine.database.read() as connection:
        told = select(events.c.kind).where(events.c.stream_id == someone).order_by(events.c.seq)
        assert list(connection.execute(told).scalars())[-3:-1] == ["token.reset", "token.reset"]
    closed = {"active": False}
    register.change_person(engine, someone, closed, by=small_world.people["administrator"])
    refused = filled("person", "new-password", "ilo@example.org")
    assert (refused.exit_code, refused.stderr) == (1, "There is no such account, or it is closed.\n")


# Tokens


def test_a_token_is_printed_once_listed_and_revoked(filled: Run) -> None:
    made = filled("token", "create", "--person", "ILO@example.org", "--label", "Export")
    assert made.exit_code == 0
    secret = made.output.strip()
    assert secret.startswith("nemcon_")
    listed = filled("token", "list").output
    assert "ilo@example.org  Export  works" in listed
    assert secret not in listed
    identity = listed.split()[0]
    assert filled("token", "revoke", identity).exit_code == 0
    assert "revoked 20" in filled("token", "list").output


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("token", "create", "--person", "nobody@example.org"), 1, "There is no account nobody@example.org."),
        (("token", "create"), 2, "Missing option '--person'"),
        (("token", "create", "--person", "ilo@example.org", "--days", "0"), 2, "is not in the range"),
        (("token", "create", "--person", "ilo@example.org", "--label", " "), 1, "Say what the token is for."),
        (("token", "revoke", "x"), 1, "There is no such token."),
        (("token", "revoke", "00000000-0000-0000-0000-000000000000"), 1, "There is no such token."),
        (("person", "invite", "nobody@example.org"), 1, "There is no account nobody@example.org."),
        (("nothing",), 2, "No such command"),
        (("diagram", "nothing"), 1, "There is no case type nothing."),
        (("tick", "--at", "2030-01-01T00:00:00Z"), 1, "The clock moves in a demonstration only."),
        (("demo",), 2, "This house is in production."),
    ],
)
def test_a_refusal_is_a_sentence_and_a_code(
    filled: Run, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    done = filled(*arguments)
    assert (done.exit_code, sentence in done.stderr) == (code, True), done.output
    assert "Traceback" not in done.output


# Definitions


def test_definitions_are_checked_without_any_setting() -> None:
    done = CliRunner().invoke(main, ["check-definitions"])
    assert done.exit_code == 0
    assert "DEC 1" in done.output
    assert "Against a database: not run" in done.output


def test_what_runs_must_have_its_definition_and_its_state(small_world: World, filled: Run) -> None:
    case = small_world.open()
    assert filled("check-definitions").exit_code == 0
    database = small_world.engine.database
    before = {"definition": "consensus-decision", "version": 1, "state": "draft"}
    for column, value, sentence in (
        ("definition", "forgotten", "Cases run under forgotten, version 1, which is not here."),
        ("version", 7, "Cases run under consensus-decision, version 7, which is not here."),
        ("state", "limbo", "are in the state limbo, which it does not have."),
    ):
        with database.begin() as connection:
            connection.execute(update(cases).where(cases.c.id == case).values({column: value}))
        done = filled("check-definitions")
        assert (done.exit_code, sentence in done.stderr) == (1, True), done.output
        with database.begin() as connection:
            connection.execute(update(cases).where(cases.c.id == case).values(before))


@pytest.mark.parametrize("name", ["DEC", "consensus-decision"])
def test_a_case_type_is_drawn(name: str, tmp_path: Path) -> None:
    file = tmp_path / "dec.svg"
    assert CliRunner().invoke(main, ["diagram", name, "--output", str(file)]).exit_code == 0
    drawn = file.read_text(encoding="utf-8")
    assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "Circulated" in drawn
    told = CliRunner().invoke(main, ["diagram", name, "--as", "list"]).output
    assert "Draft: " in told
    assert "(by itself)" in told


# Clocks


def demonstration(world: World, tmp_path: Path) -> Run:
    settings = environment(f"sqlite:///{world.engine.database.place}", tmp_path, NEMCON_MODE="demo")
    del settings["NEMCON_BASE_URL"]
    return runner(settings)


def test_the_clock_of_a_demonstration_is_moved_and_fires_what_is_due_on_the_way(
    small_world: World, tmp_path: Path
) -> None:
    case = small_world.silent()
    run = demonstration(small_world, tmp_path)
    done = run("tick", "--at", "2035-01-01T00:00:00+00:00")
    assert done.exit_code == 0, done.output
    assert "clocks fired" in done.output
    assert small_world.state(case) == "adopted_no_objection"
    with small_world.engine.database.read() as connection:
        query = select(timers.c.due_at, timers.c.fired_at).where(timers.c.fired_at.is_not(None))
        fired = connection.execute(query).all()
    assert fired
    assert all(row.fired_at == row.due_at for row in fired), "each at its own instant"


@pytest.mark.parametrize(
    ("at", "code", "sentence"),
    [
        ("2001-01-01T00:00:00Z", 1, "The clock moves forward only."),
        ("2035-01-01T00:00:00", 2, "is no instant with a zone"),
        ("tomorrow", 2, "is no instant with a zone"),
    ],
)
def test_the_clock_does_not_move_anywhere_else(
    small_world: World, tmp_path: Path, at: str, code: int, sentence: str
) -> None:
    done = demonstration(small_world, tmp_path)("tick", "--at", at)
    assert (done.exit_code, sentence in done.stderr) == (code, True), done.output


# Backups


def test_a_house_is_backed_up_and_restored_into_an_empty_one(
    begun: Run, empty_url: str, kind: str, new_database: NewDatabase, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    done = begun("backup", str(folder))
    assert done.exit_code == 0, done.output
    assert re.search(rf"^The backup at {folder} is good: \d+ events, 0 files\.$", done.output, re.MULTILINE)
    url = new_database(kind, empty=True)
    other = runner(environment(url, tmp_path / "other"))
    back = other("restore", str(folder))
    assert back.exit_code == 0, back.output
    assert re.search(r"^The house of 20\d\d-.* is back: \d+ events, 0 files\.$", back.output, re.MULTILINE)
    assert other("person", "list").output == begun("person", "list").output
    assert proven(url)
    again = other("restore", str(folder))
    words = "There is a house here already; a backup is restored into an empty one only.\n"
    assert (again.exit_code, again.stderr) == (1, words)


def test_where_nothing_was_erased_there_is_nothing_to_sweep(begun: Run) -> None:
    done = begun("sweep-erased")
    assert (done.exit_code, done.output) == (0, "There is nothing to sweep.\n")


def test_a_folder_without_a_backup_is_refused_before_anything_is_made(
    run: Run, tmp_path: Path, empty_url: str
) -> None:
    refused = run("restore", str(tmp_path / "nothing"))
    words = f"There is no backup at {tmp_path / 'nothing'}: it has no manifest.\n"
    assert (refused.exit_code, refused.stderr) == (1, words)
    assert run("person", "list").exit_code == 1, "there are no tables either"


# Real processes


def started(*arguments: str, settings: Mapping[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "web.cli", *arguments]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("NEMCON_")}
    return subprocess.Popen(
        command, env={**clean, **settings}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answered(url: str, process: subprocess.Popen[str], within: float = 240) -> str:
    until = time.monotonic() + within
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return str(answer.read().decode())
        except OSError:  # nobody listens yet, or nobody answers in time
            time.sleep(0.2)
    raise AssertionError(
        f"no answer: {process.communicate(timeout=5)[0] if process.poll() is not None else ''}"
    )


def test_the_worker_works_until_it_is_told_to_stop(small_world: World, tmp_path: Path) -> None:
    small_world.silent()
    settings = environment(f"sqlite:///{small_world.engine.database.place}", tmp_path)
    worker = started("worker", settings=settings)
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "The worker runs.\n"
        until = time.monotonic() + 30
        armed = 1
        while armed and time.monotonic() < until:
            time.sleep(0.2)
            with small_world.engine.database.read() as connection:
                query = select(timers.c.key).where(timers.c.state == "armed", timers.c.kind == "close")
                armed = len(connection.execute(query).all())
        assert not armed, "what was due years ago has fired"
    finally:
        worker.send_signal(signal.SIGTERM)
        said, _ = worker.communicate(timeout=30)
    assert worker.returncode == 0
    assert re.search(r"nemcon\.rounds: \d+ clocks fired, .*\d+ events placed", said)
    assert said.endswith("The worker has stopped.\n")


def test_one_round_says_what_it_did_and_a_second_one_that_nothing_was_to_be_done(
    small_world: World, tmp_path: Path
) -> None:
    small_world.silent()
    run = runner(environment(f"sqlite:///{small_world.engine.database.place}", tmp_path))
    first = run("worker", "--once")
    assert first.exit_code == 0
    assert re.search(
        r"^\d+ clocks fired, .*\d+ events placed, \d+ messages told$", first.stdout, re.MULTILINE
    )
    assert run("worker", "--once").stdout == "Nothing was to be done.\n"


def test_the_demonstration_starts_from_an_empty_folder_and_stops_when_told(tmp_path: Path) -> None:
    port = free_port()
    settings = {"NEMCON_MODE": "demo", "NEMCON_DATA_DIR": str(tmp_path / "data"), "NEMCON_PORT": str(port)}
    demo = started("demo", settings=settings)
    try:
        page = answered(f"http://127.0.0.1:{port}/sign-in", demo)
        assert "Demonstration accounts" in page
        assert "IOM focal point" in page
        assert "Mon 11 Feb 2013" in page
    finally:
        demo.send_signal(signal.SIGTERM)
        said, _ = demo.communicate(timeout=30)
    assert demo.returncode == 0, said
    assert f"The demonstration is open at http://127.0.0.1:{port}" in said
    assert "Traceback" not in said


def test_a_production_house_is_served(small_world: World, tmp_path: Path) -> None:
    port = free_port()
    url = f"sqlite:///{small_world.engine.database.place}"
    settings = environment(url, tmp_path, NEMCON_PORT=str(port), NEMCON_BASE_URL=f"http://127.0.0.1:{port}")
    web = started("web", "--no-rounds", settings=settings)
    try:
        assert "Demonstration" not in answered(f"http://127.0.0.1:{port}/sign-in", web)
    finally:
        web.send_signal(signal.SIGTERM)
        said, _ = web.communicate(timeout=30)
    assert (web.returncode, said) == (0, f"Nemcon answers at http://127.0.0.1:{port}\n")


# Webhooks

HOSTS = {"NEMCON_WEBHOOK_HOSTS": "hooks.example.org"}
MAKE = ("webhook", "create", "--person", "ILO@example.org", "--target", "https://hooks.example.org/in")


def test_a_webhook_is_made_listed_paused_given_another_secret_and_ended(filled: Run) -> None:
    made = filled(*MAKE, "--label", "Registry", "--kind", "case.moved", **HOSTS)
    assert made.exit_code == 0, made.output
    identity, secret = made.output.split()
    assert secret.startswith("whsec_")
    assert filled("webhook", "list").output == (
        f"{identity}  ilo@example.org  Registry  https://hooks.example.org/in  announces\n"
    )
    assert filled("webhook", "pause", identity).exit_code == 0
    assert filled("webhook", "list").output.endswith("paused\n")
    assert filled("webhook", "resume", identity).exit_code == 0
    newer = filled("webhook", "secret", identity)
    assert newer.output.startswith("whsec_") and newer.output.strip() != secret
    assert filled("webhook", "end", identity).exit_code == 0
    assert filled("webhook", "list").output == ""


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("webhook", "create", "--person", "nobody@example.org", *MAKE[4:]), 1, "There is no account nobody@example.org."),
        ((*MAKE, "--kind", "session.began"), 1, "Choose what is announced."),
        ((*MAKE, "--target", "https://10.0.0.1/"), 1, "10.0.0.1, port 443, is not among the hosts"),
        (("webhook", "create"), 2, "Missing option '--person'"),
        (("webhook", "end", "x"), 1, "There is no such webhook."),
        (("webhook", "pause", "00000000-0000-0000-0000-000000000000"), 1, "There is no such webhook."),
    ],
)  # fmt: skip
def test_what_is_refused_about_webhooks_is_said(
    filled: Run, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    refused = filled(*arguments, **HOSTS)
    assert (refused.exit_code, sentence in refused.output) == (code, True), refused.output


def test_without_an_allowed_host_no_webhook_is_made(filled: Run) -> None:
    refused = filled(*MAKE)
    assert refused.exit_code == 1 and "This house allows no webhooks" in refused.output
