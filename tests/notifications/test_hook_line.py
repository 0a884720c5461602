"""The line to a program: it goes where the name led when it was judged, over TLS that proves the name, and no further."""

from __future__ import annotations

import socket
import ssl
import subprocess
from pathlib import Path

import pytest

from engine.target import Place, Target
from notifications.hook_line import Forbidden, hand_over
from notifications.smtp_line import Away, Fate
from tests.conftest import not_run
from tests.notifications.listening import Program, listening

HEADERS = {"webhook-id": "msg_1", "content-type": "application/json"}


def to(
    program: Program, host: str = "hooks.example.org", *, private: bool = True, https: bool = False
) -> Target:
    return Target(Place(host, program.port, private), https, "/hook")


def leading(*answers: list[str]) -> tuple[list[tuple[str, int]], object]:
    """A resolver that answers otherwise each time it is asked, and what it was asked."""
    asked: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return answers[min(len(asked), len(answers)) - 1]

    return asked, resolve


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["::1"],
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["::ffff:127.0.0.1"],
        ["93.184.216.34", "127.0.0.1"],
        ["127.0.0.1", "93.184.216.34"],
        ["2002:7f00:1::"],
        ["64:ff9b::7f00:1"],
        ["fe80::1%lo"],
        [],
    ],
)
def test_a_name_that_leads_inside_reaches_nothing(program: Program, addresses: list[str]) -> None:
    _, resolve = leading(addresses)
    with pytest.raises(Forbidden, match="does not lead to public addresses alone"):
        hand_over(to(program, private=False), b"{}", HEADERS, resolve=resolve)  # type: ignore[arg-type]
    assert program.heard == []


def test_even_where_the_operator_allowed_the_inside_the_secrets_of_a_cloud_are_out_of_reach(
    program: Program,
) -> None:
    _, resolve = leading(["169.254.169.254"])
    with pytest.raises(Forbidden):
        hand_over(to(program), b"{}", HEADERS, resolve=resolve)  # type: ignore[arg-type]


def test_a_name_is_looked_up_once_and_the_line_goes_to_the_judged_address(program: Program) -> None:
    """Rebinding: whatever the name says a moment later, nobody asks it again."""
    asked, resolve = leading(["127.0.0.1"], ["203.0.113.9"])
    fate, _ = hand_over(to(program), b"{}", HEADERS, resolve=resolve)  # type: ignore[arg-type]
    assert fate is Fate.TAKEN and asked == [("hooks.example.org", program.port)]
    assert program.heard[0].headers["host"] == f"hooks.example.org:{program.port}"


def test_a_name_that_nobody_knows_is_as_good_as_away(program: Program) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(Away, match="Name or service not known"):
        hand_over(to(program), b"{}", HEADERS, resolve=resolve)


def test_a_second_address_is_tried_where_the_first_does_not_answer(program: Program) -> None:
    _, resolve = leading(["127.0.0.2", "127.0.0.1"])
    fate, words = hand_over(to(program), b"{}", HEADERS, resolve=resolve)  # type: ignore[arg-type]
    assert (fate, words) == (Fate.TAKEN, "204 No Content")


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for hooks.example.org that signs itself, and its key, in one file."""
    path = tmp_path_factory.mktemp("tls") / "hooks.pem"
    new = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=hooks.example.org".split()
    named = ["-addext", "subjectAltName=DNS:hooks.example.org", "-keyout", str(path), "-out", f"{path}.crt"]
    try:
        subprocess.run([*new, *named], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        not_run(f"no certificate could be made with openssl ({error})")
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


def speaking(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_over_tls_the_host_has_to_prove_its_name(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    _, resolve = leading(["127.0.0.1"])
    with listening(speaking(certificate)) as program:
        fate, _ = hand_over(to(program, https=True), b"{}", HEADERS, resolve=resolve)  # type: ignore[arg-type]
        assert fate is Fate.TAKEN and len(program.heard) == 1
        with pytest.raises(Away, match="certificate"):
            hand_over(to(program, "other.example.org", https=True), b"{}", HEADERS, resolve=resolve)  # type: ignore[arg-type]
        assert len(program.heard) == 1


def test_a_certificate_that_nobody_signed_proves_nothing(certificate: Path) -> None:
    _, resolve = leading(["127.0.0.1"])
    with listening(speaking(certificate)) as program, pytest.raises(Away, match="certificate"):
        hand_over(to(program, https=True), b"{}", HEADERS, resolve=resolve)  # type: ignore[arg-type]


def test_a_program_that_speaks_no_tls_gets_nothing_when_tls_is_wanted(program: Program) -> None:
    _, resolve = leading(["127.0.0.1"])
    with pytest.raises(Away):
        hand_over(to(program, https=True), b"{}", HEADERS, resolve=resolve, seconds=2)  # type: ignore[arg-type]
    assert program.heard == []
