"""Where a webhook may lead: each attempt to reach something else is refused by its words, before any name is looked up."""

from __future__ import annotations

import pytest

from engine.errors import Invalid
from engine.target import LONGEST, Place, Target, Targets, may_lead_to

HOOKS = Place("hooks.example.org", 443)
ODD = Place("hooks.example.org", 8443)
NUMBER = Place("192.0.2.7", 443)
SIX = Place("2001:db8::7", 443)
HERE = Place("127.0.0.1", 9000, private=True)
ALLOWED = Targets((HOOKS, ODD, NUMBER, SIX, HERE))
NOT_AMONG = "is not among the hosts that the operator allows"
BEGIN = "The address must begin with https://."
PLAIN = f"Write an address of at most {LONGEST} plain letters, digits and signs."
NAMED = "An address with a name or a password in it is not taken."
NO_HOST = "is not the name of a host."

# What somebody tries, and the sentence that refuses it.
ATTEMPTS = [
    # hosts that nobody allowed
    ("https://other.example.org/", NOT_AMONG),
    ("https://hooks.example.org.evil.example/", NOT_AMONG),
    ("https://evil.example/hooks.example.org", NOT_AMONG),
    ("https://evil.example/?https://hooks.example.org", NOT_AMONG),
    ("https://hooks-example.org/", NOT_AMONG),
    ("https://sub.hooks.example.org/", NOT_AMONG),
    ("https://hooks.example.org./", NO_HOST),
    ("https://.hooks.example.org/", NO_HOST),
    ("https://localhost/", NOT_AMONG),
    ("https://localhost.localdomain/", NOT_AMONG),
    ("https://metadata.google.internal/computeMetadata/v1/", NOT_AMONG),
    # this machine and its network, in one plain way
    ("https://127.0.0.1/", NOT_AMONG),
    ("https://10.0.0.1/", NOT_AMONG),
    ("https://192.168.1.1/", NOT_AMONG),
    ("https://169.254.169.254/latest/meta-data/", NOT_AMONG),
    ("https://0.0.0.0/", NOT_AMONG),
    ("https://[::1]/", NOT_AMONG),
    ("https://[::]/", NOT_AMONG),
    ("https://[fe80::1]/", NOT_AMONG),
    ("https://[fd00::1]/", NOT_AMONG),
    # the same in other words
    ("https://2130706433/", NO_HOST),
    ("https://3221225991/", NO_HOST),
    ("https://017700000001/", NO_HOST),
    ("https://0x7f000001/", NO_HOST),
    ("https://0x7f.0.0.1/", NO_HOST),
    ("https://0177.0.0.1/", NO_HOST),
    ("https://192.0.2.007/", NO_HOST),
    ("https://192.0.519/", NO_HOST),
    ("https://127.1/", NO_HOST),
    ("https://127.0.1/", NO_HOST),
    ("https://hooks.example.0x1/", NO_HOST),
    ("https://[::ffff:127.0.0.1]/", NO_HOST),
    ("https://[::ffff:7f00:1]/", NOT_AMONG),
    ("https://[::ffff:c000:207]/", NOT_AMONG),
    ("https://[2002:7f00:1::]/", NOT_AMONG),
    ("https://[64:ff9b::7f00:1]/", NOT_AMONG),
    ("https://[2001:0db8::7]/", NO_HOST),
    ("https://[2001:db8:0:0:0:0:0:7]/", NO_HOST),
    ("https://[fe80::1%25eth0]/", NO_HOST),
    ("https://[v1.x]/", NO_HOST),
    ("https://hooks%2eexample%2eorg/", NO_HOST),
    ("https://127%2e0%2e0%2e1/", NO_HOST),
    # names, passwords, and what looks like them
    ("https://user@hooks.example.org/", NAMED),
    ("https://user:word@hooks.example.org/", NAMED),
    ("https://hooks.example.org@evil.example/", NAMED),
    ("https://hooks.example.org:443@evil.example/", NAMED),
    ("https://evil.example#@hooks.example.org/", "An address ends before the sign #."),
    ("https://@hooks.example.org/", NAMED),
    # what libraries read differently
    ("https://hooks.example.org\\@evil.example/", PLAIN),
    ("https://evil.example\\.hooks.example.org/", PLAIN),
    ("https:\\\\evil.example/", PLAIN),
    ("https://hooks.example.org/\r\nHost: evil.example", PLAIN),
    ("https://hooks.example.org/\nX: y", PLAIN),
    ("https://hooks.example.org/%0d%0a\r", PLAIN),
    ("https://hooks.example.org/\tx", PLAIN),
    ("https://hooks.exam\tple.org/", PLAIN),
    ("https://hooks.example.org/ x", PLAIN),
    (" https://hooks.example.org/", PLAIN),
    ("https://hooks.example.org/\x00", PLAIN),
    ("https://hooks.example。org/", PLAIN),
    ("https://hooks.еxample.org/", PLAIN),
    ("https://⑫7.0.0.1/", PLAIN),
    ("https://hooks.example.org/" + "x" * LONGEST, PLAIN),
    ("", PLAIN),
    # other ways and doors
    ("http://hooks.example.org/", NOT_AMONG),
    ("http://hooks.example.org:443/", BEGIN),
    ("http://127.0.0.1:9000/", BEGIN),
    ("ftp://hooks.example.org/", BEGIN),
    ("file:///etc/passwd", BEGIN),
    ("gopher://hooks.example.org:443/_x", BEGIN),
    ("javascript:alert(1)", BEGIN),
    ("//hooks.example.org/", BEGIN),
    ("hooks.example.org", BEGIN),
    ("https:///hooks.example.org/", BEGIN),
    ("https://", BEGIN),
    ("https://hooks.example.org:22/", NOT_AMONG),
    ("https://hooks.example.org:6379/", NOT_AMONG),
    ("https://hooks.example.org:0/", NO_HOST),
    ("https://hooks.example.org:/", NO_HOST),
    ("https://hooks.example.org:99999/", "This is no address."),
    ("https://hooks.example.org:-1/", "This is no address."),
    ("https://hooks.example.org:44_3/", "This is no address."),
    ("https://[::1/", "This is no address."),
    ("https://hooks.example.org/#part", "An address ends before the sign #."),
]  # fmt: skip


@pytest.mark.parametrize(("address", "sentence"), ATTEMPTS)
def test_an_attempt_is_refused_with_a_sentence(address: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        ALLOWED.read(address)
    assert sentence in str(refused.value.problems["target"])


def test_there_are_attempts_enough() -> None:
    assert len({address for address, _ in ATTEMPTS}) == len(ATTEMPTS) >= 50


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("https://hooks.example.org", Target(HOOKS, https=True, path="/")),
        ("https://hooks.example.org:443/in?from=un&to=x", Target(HOOKS, https=True, path="/in?from=un&to=x")),
        ("HTTPS://HOOKS.Example.org/In", Target(HOOKS, https=True, path="/In")),
        ("https://hooks.example.org:8443/a/../b", Target(ODD, https=True, path="/a/../b")),
        ("https://192.0.2.7/", Target(NUMBER, https=True, path="/")),
        ("https://[2001:db8::7]/", Target(SIX, https=True, path="/")),
        ("https://127.0.0.1:9000/", Target(HERE, https=True, path="/")),
    ],
)
def test_what_the_operator_allowed_is_taken(address: str, target: Target) -> None:
    assert ALLOWED.read(address) == target


def test_a_demonstration_reaches_this_machine_in_clear_text_and_nothing_else() -> None:
    demo = Targets((HOOKS, HERE, Place("10.0.0.1", 80, private=True), Place("127.0.0.2", 80)), demo=True)
    assert demo.read("http://127.0.0.1:9000/x") == Target(HERE, https=False, path="/x")
    for address in ("http://10.0.0.1/", "http://127.0.0.2/", "http://hooks.example.org:443/"):
        with pytest.raises(Invalid, match="must begin with https"):
            demo.read(address)


def test_a_house_whose_operator_names_no_host_has_no_webhooks() -> None:
    with pytest.raises(Invalid, match="This house allows no webhooks"):
        Targets().read("https://hooks.example.org/")


INSIDE = (
    "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "::1", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::a00:1",
)  # fmt: skip
NEVER = (
    "169.254.169.254", "fe80::1", "fe80::1%eth0", "0.0.0.0", "::", "224.0.0.1", "ff02::1", "240.0.0.1", "255.255.255.255",
    "::ffff:169.254.169.254", "2002:a9fe:a9fe::1", "64:ff9b::a9fe:a9fe", "2001::1", "not an address", "",
)  # fmt: skip
PUBLIC = ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34", "64:ff9b::5db8:d822")


def test_where_a_name_leads_is_judged_behind_every_wrapping() -> None:
    assert [each for each in INSIDE if may_lead_to(each, private=False)] == []
    assert [each for each in INSIDE if not may_lead_to(each, private=True)] == []
    assert [each for each in NEVER for private in (True, False) if may_lead_to(each, private=private)] == []
    assert [each for each in PUBLIC if not may_lead_to(each, private=False)] == []
    assert not may_lead_to("100.64.0.1", private=False), "a carrier's own network is not public"
