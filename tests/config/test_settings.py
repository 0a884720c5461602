"""The settings: defaults that are safe, and a sentence for everything that is wrong."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.environment import SettingsError
from config.mail import Mail
from config.settings import SETTINGS, Settings, markdown_table
from config.webhooks import Place

KEY = "a key that is long enough to be one"
PRODUCTION = {"NEMCON_DATA_DIR": "/srv/nemcon", "NEMCON_SECRET_KEY": KEY}
DEMO = {"NEMCON_MODE": "demo", "NEMCON_SECRET_KEY": KEY}
MAIL = {"NEMCON_SMTP_HOST": "mail.example.org", "NEMCON_SMTP_FROM": "desk@example.org"}
LINKED = {"NEMCON_BASE_URL": "https://desk.example.org"}


def read(*parts: dict[str, str]) -> Settings:
    return Settings.from_environment({name: value for part in parts for name, value in part.items()})


def problems(*parts: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as refused:
        read(*parts)
    return refused.value.problems


def test_production_is_what_one_gets_without_asking() -> None:
    settings = read(PRODUCTION)
    assert settings.mode == "production"
    assert not settings.demo


def test_a_production_house_needs_a_folder_and_a_key_and_takes_defaults_for_the_rest() -> None:
    assert read(PRODUCTION) == Settings(
        mode="production",
        data_dir=Path("/srv/nemcon"),
        database_url="sqlite:////srv/nemcon/nemcon.sqlite3",
        secret_key=KEY,
        host="127.0.0.1",
        port=8000,
        base_url="http://127.0.0.1:8000",
        proxies=0,
        max_upload_mb=25,
        mail=None,
        metrics_token="",
        now=None,
    )


def test_everything_said_is_heard() -> None:
    said = {
        "NEMCON_DATABASE_URL": "postgresql://desk@db.example.org/nemcon",
        "NEMCON_HOST": "0.0.0.0",
        "NEMCON_PORT": "9000",
        "NEMCON_PROXIES": "1",
        "NEMCON_MAX_UPLOAD_MB": "100",
        "NEMCON_SMTP_PORT": "25",
        "NEMCON_SMTP_USER": "desk",
        "NEMCON_SMTP_PASSWORD": "a password",
    }
    settings = read(PRODUCTION, MAIL, LINKED, said)
    assert settings.database_url == "postgresql://desk@db.example.org/nemcon"
    assert (settings.host, settings.port) == ("0.0.0.0", 9000)
    assert (settings.base_url, settings.https) == ("https://desk.example.org", True)
    assert (settings.proxies, settings.max_upload_bytes) == (1, 100 * 1024 * 1024)
    assert settings.mail == Mail("mail.example.org", 25, "desk@example.org", True, "desk", "a password")


def test_variables_of_other_programs_are_none_of_our_business() -> None:
    assert read(PRODUCTION, {"HOME": "/home/desk", "LANG": "C"}) == read(PRODUCTION)


def test_an_empty_variable_counts_as_not_set() -> None:
    assert read(PRODUCTION, {"NEMCON_PORT": " ", "NEMCON_MODE": "", "NEMCON_NOW": ""}) == read(PRODUCTION)


def test_a_slash_after_the_address_is_no_mistake() -> None:
    assert (
        read(PRODUCTION, {"NEMCON_BASE_URL": "https://desk.example.org/"}).base_url
        == LINKED["NEMCON_BASE_URL"]
    )


def test_an_address_with_colons_is_bracketed_in_links() -> None:
    assert read(DEMO, {"NEMCON_HOST": "::1"}).base_url == "http://[::1]:8000"


def test_a_token_for_the_figures_is_long_or_there_is_none() -> None:
    assert read(PRODUCTION).metrics_token == ""
    with pytest.raises(
        SettingsError, match=r"NEMCON_METRICS_TOKEN must have at least 32 characters; it has 5\."
    ):
        read(PRODUCTION, {"NEMCON_METRICS_TOKEN": "short"})


def test_secrets_never_show_when_settings_are_printed() -> None:
    secrets = {
        "NEMCON_DATABASE_URL": "postgresql://desk:hidden-one@db.example.org/nemcon",
        "NEMCON_SECRET_KEY": "hidden-two" * 5,
        "NEMCON_SMTP_USER": "desk",
        "NEMCON_SMTP_PASSWORD": "hidden-three",
        "NEMCON_METRICS_TOKEN": "hidden-four" * 5,
    }
    assert "hidden" not in repr(read(PRODUCTION, MAIL, LINKED, secrets))


class TestDemo:
    def test_keeps_everything_in_a_hidden_folder_here(self) -> None:
        assert read(DEMO).data_dir == Path.cwd() / ".data"

    def test_reads_its_clock_in_any_zone(self) -> None:
        settings = read(DEMO, {"NEMCON_NOW": "2013-02-11T10:00:00+01:00"})
        assert settings.now == datetime(2013, 2, 11, 9, tzinfo=UTC)

    def test_makes_a_key_once_and_keeps_it(self, tmp_path: Path) -> None:
        demo = {"NEMCON_MODE": "demo", "NEMCON_DATA_DIR": str(tmp_path / "new")}
        first, second = read(demo), read(demo)
        assert len(first.secret_key) >= 32
        assert first.secret_key == second.secret_key

    def test_keeps_its_key_from_other_users(self, tmp_path: Path) -> None:
        read({"NEMCON_MODE": "demo", "NEMCON_DATA_DIR": str(tmp_path)})
        assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600

    def test_gives_each_house_a_key_of_its_own(self, tmp_path: Path) -> None:
        houses = [{"NEMCON_MODE": "demo", "NEMCON_DATA_DIR": str(tmp_path / name)} for name in "ab"]
        assert read(houses[0]).secret_key != read(houses[1]).secret_key

    def test_refuses_a_kept_key_that_somebody_cut_short(self, tmp_path: Path) -> None:
        (tmp_path / "secret_key").write_text("short")
        said = problems({"NEMCON_MODE": "demo", "NEMCON_DATA_DIR": str(tmp_path)})
        assert said == (
            f"{tmp_path / 'secret_key'} holds no usable key; remove the file and a new one will be made.",
        )

    def test_writes_nothing_when_it_cannot_start(self, tmp_path: Path) -> None:
        problems({"NEMCON_MODE": "demo", "NEMCON_DATA_DIR": str(tmp_path / "new"), "NEMCON_PORT": "none"})
        assert not (tmp_path / "new").exists()

    @pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "localhost"])
    def test_listens_to_this_machine(self, host: str) -> None:
        assert read(DEMO, {"NEMCON_HOST": host}).host == host

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "desk.example.org"])
    def test_refuses_to_listen_to_the_world(self, host: str) -> None:
        expected = f"NEMCON_HOST must be this machine itself in demo mode, where anybody may be anybody, not {host!r}."
        assert problems(DEMO, {"NEMCON_HOST": host}) == (expected,)


RECIPE = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
REFUSALS = [
    ({"NEMCON_MODE": "test"}, "NEMCON_MODE must be production or demo, not 'test'."),
    ({"NEMCON_DATA_DIR": ""}, "NEMCON_DATA_DIR is required in production: the folder that keeps the files."),
    (
        {"NEMCON_DATA_DIR": "data"},
        "NEMCON_DATA_DIR must be an absolute path in production; it must not move with the start folder.",
    ),
    ({"NEMCON_DATA_DIR": __file__}, "NEMCON_DATA_DIR must be a folder; there is a file of that name."),
    (
        {"NEMCON_SECRET_KEY": ""},
        f"NEMCON_SECRET_KEY is required in production; make one with: {RECIPE}",
    ),
    ({"NEMCON_SECRET_KEY": "short"}, "NEMCON_SECRET_KEY must have at least 32 characters; it has 5."),
    ({"NEMCON_NOW": "2013-02-11T09:00:00Z"}, "NEMCON_NOW moves the clock, which only demo mode allows."),
    ({"NEMCON_PROT": "80"}, "NEMCON_PROT is not a setting; did you mean NEMCON_PORT?"),
    ({"NEMCON_QQ": "80"}, "NEMCON_QQ is not a setting; did you mean NEMCON_"),
]


@pytest.mark.parametrize(("said", "sentence"), REFUSALS)
def test_production_refuses_with_a_sentence(said: dict[str, str], sentence: str) -> None:
    (found,) = problems(PRODUCTION, said)
    assert found.startswith(sentence)


@pytest.mark.parametrize(
    "name", ["NEMCON_PORT", "NEMCON_PROXIES", "NEMCON_MAX_UPLOAD_MB", "NEMCON_SMTP_PORT"]
)
@pytest.mark.parametrize("text", ["many", "-1", "1.5", "70000", "٣", "0x10"])
def test_a_number_out_of_its_limits_is_refused_with_them(name: str, text: str) -> None:
    (found,) = problems(PRODUCTION, MAIL, LINKED, {name: text})
    assert found.startswith(f"{name} must be a whole number from ")
    assert found.endswith(f", not {text!r}.")


@pytest.mark.parametrize("text", ["2013-02-11T09:00:00", "2013-02-11", "yesterday", "2013-02-30T09:00:00Z"])
def test_an_instant_without_its_zone_is_refused(text: str) -> None:
    expected = f"NEMCON_NOW must be an instant with its zone, such as 2013-02-11T09:00:00Z, not {text!r}."
    assert problems(DEMO, {"NEMCON_NOW": text}) == (expected,)


NO_SCHEME = "NEMCON_DATABASE_URL must start with sqlite:/// or postgresql://."
NO_FILE = "NEMCON_DATABASE_URL must name a file after sqlite:///; several processes share it."
NO_NAME = "NEMCON_DATABASE_URL must name a database after the last slash."


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://desk:hidden@db/nemcon", NO_SCHEME),
        ("postgres://desk:hidden@db/nemcon", NO_SCHEME),
        ("postgresql://desk:hidden@db:port/nemcon", NO_SCHEME),
        ("nemcon.sqlite3", NO_SCHEME),
        ("sqlite://", NO_FILE),
        ("sqlite:///", NO_FILE),
        ("sqlite:///:memory:", NO_FILE),
        ("sqlite://nemcon.sqlite3", NO_FILE),
        ("postgresql://desk:hidden@db", NO_NAME),
        ("postgresql://desk:hidden@db/", NO_NAME),
    ],
)
def test_a_database_address_that_leads_nowhere_is_refused_and_not_repeated(url: str, sentence: str) -> None:
    assert problems(PRODUCTION, {"NEMCON_DATABASE_URL": url}) == (sentence,)


@pytest.mark.parametrize(
    "url", ["sqlite:///nemcon.db", "sqlite:////srv/nemcon.db", "postgresql:///nemcon?host=/run/postgresql"]
)
def test_an_address_of_either_database_is_taken_as_it_stands(url: str) -> None:
    assert read(PRODUCTION, {"NEMCON_DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize(
    "url", ["desk.example.org", "ftp://desk.example.org", "https://", "http://desk:port"]
)
def test_an_address_for_people_must_be_one_a_browser_opens(url: str) -> None:
    expected = (
        f"NEMCON_BASE_URL must start with http:// or https:// and name a host, not {url.rstrip('/')!r}."
    )
    assert problems(PRODUCTION, {"NEMCON_BASE_URL": url}) == (expected,)


@pytest.mark.parametrize("extra", ["/desk", "?a=b", "#top"])
def test_an_address_for_people_must_end_after_the_host(extra: str) -> None:
    url = f"https://desk.example.org{extra}"
    expected = f"NEMCON_BASE_URL must be a host and perhaps a port, with nothing around them, not {url!r}."
    assert problems(PRODUCTION, {"NEMCON_BASE_URL": url}) == (expected,)


class TestMail:
    def test_is_off_until_somebody_names_a_server(self) -> None:
        assert read(PRODUCTION).mail is None

    def test_is_encrypted_unless_somebody_says_no(self) -> None:
        mails = [
            read(PRODUCTION, MAIL, LINKED, {"NEMCON_SMTP_STARTTLS": word}).mail for word in ("", "Yes", "no")
        ]
        assert [mail and mail.starttls for mail in mails] == [True, True, False]

    def test_needs_an_address_for_its_links_in_production(self) -> None:
        expected = "NEMCON_BASE_URL is required in production with mail: every link in a mail starts with it."
        assert problems(PRODUCTION, MAIL) == (expected,)

    def test_links_to_this_machine_in_the_demo(self) -> None:
        assert read(DEMO, MAIL).base_url == "http://127.0.0.1:8000"

    @pytest.mark.parametrize("name", ["PORT", "STARTTLS", "USER", "PASSWORD", "FROM"])
    def test_cannot_be_half_described(self, name: str) -> None:
        variable = f"NEMCON_SMTP_{name}"
        value = {"PORT": "25", "STARTTLS": "yes"}.get(name, "desk@example.org")
        expected = f"{variable} says how to send mail, but NEMCON_SMTP_HOST does not say where to."
        assert problems(PRODUCTION, {variable: value}) == (expected,)

    @pytest.mark.parametrize("sender", ["", "the desk"])
    def test_needs_a_sender(self, sender: str) -> None:
        expected = f"NEMCON_SMTP_FROM must be the sender's e-mail address, not {sender!r}."
        assert problems(PRODUCTION, MAIL, LINKED, {"NEMCON_SMTP_FROM": sender}) == (expected,)

    @pytest.mark.parametrize("name", ["NEMCON_SMTP_USER", "NEMCON_SMTP_PASSWORD"])
    def test_needs_a_name_and_a_password_or_neither(self, name: str) -> None:
        expected = "NEMCON_SMTP_USER and NEMCON_SMTP_PASSWORD belong together; one of them is missing."
        assert problems(PRODUCTION, MAIL, LINKED, {name: "half"}) == (expected,)

    def test_never_sends_a_password_in_clear_text_over_a_network(self) -> None:
        signed_in = {
            "NEMCON_SMTP_USER": "desk",
            "NEMCON_SMTP_PASSWORD": "hidden",
            "NEMCON_SMTP_STARTTLS": "no",
        }
        expected = "NEMCON_SMTP_PASSWORD would travel in clear text; say NEMCON_SMTP_STARTTLS=yes."
        assert problems(PRODUCTION, MAIL, LINKED, signed_in) == (expected,)
        assert read(PRODUCTION, MAIL, LINKED, signed_in, {"NEMCON_SMTP_HOST": "localhost"}).mail is not None

    def test_wants_yes_or_no(self) -> None:
        expected = "NEMCON_SMTP_STARTTLS must be yes or no, not 'perhaps'."
        assert problems(PRODUCTION, MAIL, LINKED, {"NEMCON_SMTP_STARTTLS": "perhaps"}) == (expected,)


def test_every_problem_is_named_at_once() -> None:
    found = problems({"NEMCON_PORT": "none", "NEMCON_HOTS": "here", "NEMCON_DATABASE_URL": "nowhere"})
    names = [sentence.split()[0] for sentence in found]
    assert names == [
        "NEMCON_HOTS",
        "NEMCON_DATA_DIR",
        "NEMCON_PORT",
        "NEMCON_DATABASE_URL",
        "NEMCON_SECRET_KEY",
    ]


def test_a_refused_start_prints_one_problem_a_line() -> None:
    refused = SettingsError(["One is wrong.", "Two is wrong."])
    assert str(refused).splitlines() == [
        "Nemcon cannot start with these settings:",
        "  One is wrong.",
        "  Two is wrong.",
    ]


def test_the_table_for_people_names_every_setting() -> None:
    lines = markdown_table().splitlines()
    assert len(lines) == len(SETTINGS) + 2
    assert all(line.count(" | ") == 2 for line in lines[2:])


def test_the_hosts_that_webhooks_may_tell_are_read_one_by_one() -> None:
    said = "hooks.example.org, Build.example.org:8443=private ,[::1]:9000=private,"
    assert read(PRODUCTION, {"NEMCON_WEBHOOK_HOSTS": said}).webhook_hosts == (
        Place("hooks.example.org", 443, private=False),
        Place("build.example.org", 8443, private=True),
        Place("::1", 9000, private=True),
    )
    assert read(PRODUCTION).webhook_hosts == ()


@pytest.mark.parametrize(
    "host",
    ["*.example.org", "https://hooks.example.org", "hooks.example.org:0", "h:70000", "h=public", "a b"],
)
def test_what_is_no_host_for_webhooks_is_refused(host: str) -> None:
    (sentence,) = problems(PRODUCTION, {"NEMCON_WEBHOOK_HOSTS": f"hooks.example.org,{host}"})
    assert (
        sentence.startswith("NEMCON_WEBHOOK_HOSTS names hosts such as hooks.example.org")
        and repr(host) in sentence
    )
