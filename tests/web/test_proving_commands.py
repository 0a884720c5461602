"""The commands that prove: a sealer with a folder of its own, the export and the verifier, a witness over the network, a new key,
a new epoch; what each refuses, and with which code."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from click.testing import Result

from engine.history import verify
from engine.history.trust import Trust
from tests.web.desk import Desk
from tests.web.test_cli import Run, environment, runner
from tests.world import World

ORIGIN = "nemcon.example.org/tests"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "sealer"


@pytest.fixture
def run(small_world: World, tmp_path: Path, folder: Path) -> Run:
    """The commands in a small furnished house, with a sealer that has begun beside it."""
    url = f"sqlite:///{small_world.engine.database.place}"
    command = runner(environment(url, tmp_path / "data", NEMCON_SEALER_DIR=str(folder)))
    assert command("sealer", "begin", "--origin", ORIGIN).exit_code == 0
    return command


def key_of(folder: Path) -> str:
    return str(Trust.read(folder / "trust.json").log_keys[0])


def said(result: Result) -> tuple[int, str]:
    return result.exit_code, (result.stdout + result.stderr).strip()


def test_a_history_is_signed_exported_and_verified_with_three_commands(
    run: Run, folder: Path, tmp_path: Path, small_world: World
) -> None:
    run("tick")
    signed = run("sealer", "run", "--once")
    assert signed.exit_code == 0 and signed.stdout.startswith("Signed: ")
    assert said(run("sealer", "run", "--once")) == (0, "Everything is signed already.")
    file = tmp_path / "history.zip"
    done = run("export-history", str(file))
    assert done.exit_code == 0, done.output
    assert f"{file}: signed up to entry" in done.stdout
    assert said(run("export-history", str(file))) == (
        1,
        f"There is something at {file} already; a history is not written over it.",
    )
    proven = run("verify", str(file), "--log-key", key_of(folder))
    assert proven.exit_code == 0 and proven.stdout.startswith("OK\n"), proven.output
    assert run("verify", str(file), "--policy", str(folder / "trust.json")).exit_code == 0


def test_the_verifier_runs_alone_with_nothing_of_ours_and_nothing_installed(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    run("tick")
    run("sealer", "run", "--once")
    file = tmp_path / "history.zip"
    run("export-history", str(file))
    alone = tmp_path / "verify.py"
    alone.write_bytes(Path(verify.__file__).read_bytes())
    told = [sys.executable, "-I", "-S", str(alone), str(file), "--log-key", key_of(folder), "--json"]
    done = subprocess.run(told, capture_output=True, text=True, cwd=tmp_path, env={}, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"] == "OK"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "name the key of the log that you hold"),
        (("--log-key", "nonsense"), "is no key of a log or a witness"),
        (("--log-key", "a+00000000+AAAA"), "is no key of a log or a witness"),
    ],
)
def test_the_verifier_says_what_it_cannot_begin_with(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    done = run("verify", str(tmp_path / "nothing.zip"), *arguments)
    assert done.exit_code == verify.UNREADABLE and says in done.stderr


def test_what_is_no_history_is_not_verified(run: Run, folder: Path, tmp_path: Path) -> None:
    for name, content in (
        ("x.zip", b"no zip"),
        ("x.json", b"[]"),
        ("y.json", b"{"),
        ("z.json", b'{"format": "other"}'),
    ):
        (tmp_path / name).write_bytes(content)
        done = run("verify", str(tmp_path / name), "--log-key", key_of(folder))
        assert done.exit_code == verify.UNREADABLE and done.stderr.startswith("NOT VERIFIED: "), name


def test_nothing_is_exported_before_anything_is_signed(
    small_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.command_line.proving.TRIES", 1)
    url = f"sqlite:///{small_world.engine.database.place}"
    done = runner(environment(url, tmp_path))("export-history", str(tmp_path / "x.zip"))
    assert done.exit_code == 1
    assert "Nothing is signed yet: start the sealer, and wait for its first checkpoint." in done.stderr


def test_a_sealer_says_everything_that_it_was_not_told(tmp_path: Path) -> None:
    done = runner({"NEMCON_DATABASE_URL": "mysql://x"})("sealer", "run", "--once")
    assert done.exit_code == 2
    assert (
        "NEMCON_SEALER_DIR is required" in done.stderr
        and "NEMCON_DATABASE_URL must start with" in done.stderr
    )
    inside = {
        "NEMCON_DATA_DIR": str(tmp_path),
        "NEMCON_SEALER_DIR": str(tmp_path / "sealer"),
        "NEMCON_DATABASE_URL": "sqlite:///x",
    }
    assert "must lie outside the data folder" in runner(inside)("sealer", "run").stderr


def test_a_sealer_does_not_begin_twice(run: Run, folder: Path) -> None:
    assert said(run("sealer", "begin", "--origin", ORIGIN)) == (1, f"There is a key in {folder} already.")


def test_a_key_is_handed_on_with_three_commands(run: Run, folder: Path, tmp_path: Path) -> None:
    run("tick")
    run("sealer", "run", "--once")
    before = key_of(folder)
    trusted = tmp_path / "trust.json"
    trusted.write_text((folder / "trust.json").read_text(encoding="utf-8"), encoding="utf-8")
    statement = run("sealer", "renew").stdout
    (tmp_path / "statement").write_text(statement, encoding="utf-8")
    announced = run("announce-key", str(tmp_path / "statement"), NEMCON_TRUST=str(trusted))
    assert announced.exit_code == 0, announced.output
    assert "The new key is on record:" in announced.stdout
    run("tick")
    run("sealer", "run", "--once")
    new = run("sealer", "retire").stdout.strip()
    assert new != before and key_of(folder) == new
    file = tmp_path / "history.zip"
    run("export-history", str(file))
    assert run("verify", str(file), "--log-key", before).exit_code == 0
    assert said(run("announce-key", str(tmp_path / "statement")))[0] == 1, (
        "a house that trusts nobody believes nobody"
    )


def test_an_epoch_is_not_opened_with_wrong_passwords(run: Run, folder: Path, tmp_path: Path) -> None:
    run("tick")
    run("sealer", "run", "--once")
    last = tmp_path / "last"
    last.write_text(
        (folder / "checkpoints").read_text(encoding="utf-8").rstrip("\n") + "\n", encoding="utf-8"
    )
    told = (
        "open-epoch",
        str(last),
        "--first",
        "administrator@example.org",
        "--second",
        "auditor@example.org",
    )
    done = run(*told, NEMCON_TRUST=str(folder / "trust.json"))
    assert done.exit_code == 1


# A witness over the network


class Quiet(WSGIRequestHandler):
    def log_message(self, *_told: object) -> None:
        """Nothing is said of a request."""


@pytest.fixture
def served(small_world: World, run: Run, folder: Path, tmp_path: Path) -> Iterator[str]:
    """The house on a port, trusting a witness whose folder has begun."""
    begun = run(
        "witness",
        "begin",
        str(tmp_path / "witness"),
        "--name",
        "agency.example.org/witness",
        "--log-key",
        key_of(folder),
    )
    assert begun.exit_code == 0, begun.output
    told = {"log_keys": [key_of(folder)], "witnesses": [begun.stdout.strip()], "quorum": 1}
    (folder / "trust.json").write_text(json.dumps(told), encoding="utf-8")
    desk = Desk(small_world, trust=Trust.read(folder / "trust.json"), base_url="http://127.0.0.1")
    server = make_server("127.0.0.1", 0, desk.app, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_witness_looks_and_its_name_stands_in_what_an_auditor_verifies(
    served: str, run: Run, folder: Path, tmp_path: Path
) -> None:
    run("tick")
    run("sealer", "run", "--once")
    looked = run("witness", "run", str(tmp_path / "witness"), "--url", served, "--once")
    assert looked.exit_code == 0 and looked.stdout.startswith("Cosigned: "), looked.output
    file = tmp_path / "history.zip"
    run("export-history", str(file))
    done = run("verify", str(file), "--policy", str(folder / "trust.json"))
    assert done.exit_code == 0 and "cosigned by agency.example.org/witness" in done.stdout


def test_a_witness_puts_its_name_under_no_history_that_was_rolled_back(
    served: str, run: Run, tmp_path: Path
) -> None:
    run("tick")
    run("sealer", "run", "--once")
    assert run("witness", "run", str(tmp_path / "witness"), "--url", served, "--once").exit_code == 0
    seen = tmp_path / "witness" / "seen.json"
    told = json.loads(seen.read_text(encoding="utf-8"))
    told[ORIGIN]["size"] += 5
    seen.write_text(json.dumps(told), encoding="utf-8")
    done = run("witness", "run", str(tmp_path / "witness"), "--url", served, "--once")
    assert done.exit_code == 1 and "This witness does not put its name under" in done.stderr


def test_a_house_that_does_not_answer_is_said(run: Run, served: str, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = run("witness", "run", str(tmp_path / "witness"), "--url", f"http://127.0.0.1:{port}", "--once")
    assert said(done) == (1, f"The house at http://127.0.0.1:{port} does not answer.")


# The sealer as a process


def test_the_sealer_s_process_signs_soon_and_ends_when_told(
    run: Run, folder: Path, small_world: World
) -> None:
    run("tick")
    url = f"sqlite:///{small_world.engine.database.place}"
    told = {**os.environ, "NEMCON_SEALER_DIR": str(folder), "NEMCON_DATABASE_URL": url}
    process = subprocess.Popen(
        [sys.executable, "-m", "web.cli", "sealer", "run"], env=told, stdout=subprocess.PIPE, text=True
    )
    try:
        for _ in range(600):
            if (folder / "checkpoints").exists():
                break
            time.sleep(0.1)
        assert (folder / "checkpoints").exists(), "nothing was signed in a minute"
    finally:
        process.send_signal(signal.SIGTERM)
        told_all, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert told_all.startswith("The sealer runs.\nSigned: ") and told_all.endswith(
        "The sealer has stopped.\n"
    )


# Wrong buttons


def test_keys_are_made_and_shown_without_a_database_and_signing_asks_for_one(
    run: Run, tmp_path: Path
) -> None:
    away = {"NEMCON_SEALER_DIR": str(tmp_path / "another"), "NEMCON_DATABASE_URL": ""}
    none = run("sealer", "trust", **away)
    assert none.exit_code == 1 and "There is no sealer in" in none.stderr
    assert run("sealer", "begin", "--origin", "desk.example.org/log", **away).exit_code == 0
    assert "desk.example.org/log" in run("sealer", "trust", **away).stdout
    signing = run("sealer", "run", "--once", **away)
    assert signing.exit_code == 1 and "NEMCON_DATABASE_URL is required" in signing.stderr


def test_a_key_that_is_not_there_is_said_to_be_missing_before_anything_runs(run: Run, tmp_path: Path) -> None:
    nowhere = {"NEMCON_SEALER_DIR": str(tmp_path / "nowhere")}
    for words in (("sealer", "run"), ("sealer", "renew")):
        done = run(*words, **nowhere)
        assert done.exit_code == 1 and "Traceback" not in done.output
        assert "There is no key at" in done.stderr or "There is no" in done.stderr
        assert "The sealer runs." not in done.stdout


def test_a_second_renewal_says_where_the_statement_of_the_first_lies(run: Run, folder: Path) -> None:
    assert run("sealer", "renew").exit_code == 0
    again = run("sealer", "renew")
    assert again.exit_code == 1 and str(folder / "handed_on") in again.stderr


def test_a_history_is_not_exported_into_a_folder_that_is_not_there(run: Run, tmp_path: Path) -> None:
    done = run("export-history", str(tmp_path / "missing" / "history.zip"))
    assert done.exit_code == 1 and done.stderr == f"There is no folder {tmp_path / 'missing'}.\n"


def test_a_witness_is_told_what_an_address_is(run: Run, tmp_path: Path) -> None:
    done = run("witness", "run", str(tmp_path), "--url", "junk", "--once")
    assert done.exit_code == 1 and "begins with https:// or http://" in done.stderr


def test_one_person_does_not_open_an_epoch_twice_and_is_not_asked_for_a_password(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "kept").write_text("anything", encoding="utf-8")
    done = run("open-epoch", str(tmp_path / "kept"), "--first", "A@example.org", "--second", "a@example.org")
    assert done.exit_code == 1 and done.stderr == "Two persons open an epoch, not one twice.\n"


def test_the_key_of_an_epoch_is_not_announced_before_the_epoch_is_open(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    run("tick")
    run("sealer", "run", "--once")
    trusted = tmp_path / "trust.json"
    trusted.write_text((folder / "trust.json").read_text(encoding="utf-8"), encoding="utf-8")
    origin = run("sealer", "trust").stdout.split('"')[3].split("+")[0]
    statement = run("sealer", "renew", "--origin", f"{origin}/epoch-2").stdout
    (tmp_path / "statement").write_text(statement, encoding="utf-8")
    done = run("announce-key", str(tmp_path / "statement"), NEMCON_TRUST=str(trusted))
    assert done.exit_code == 1
    assert "after a loss two persons open the epoch first" in done.stderr
