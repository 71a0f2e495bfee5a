"""Settings: what cannot be used is told in one sentence that names the setting and the remedy."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Listener, described, read_settings
from tests.program.running import Ran, run_parvis, settings_for

ON = {"PARVIS_TELEGRAM__TOKEN": "42:AAHsecret-of-ours", "PARVIS_TELEGRAM__API_URL": "http://127.0.0.1:9"}
WEBHOOK = ON | {
    "PARVIS_TELEGRAM__MODE": "webhook",
    "PARVIS_PUBLIC__LISTEN": "127.0.0.1:0",
    "PARVIS_TELEGRAM__WEBHOOK_URL": "https://parvis.example.org/hook",
    "PARVIS_TELEGRAM__WEBHOOK_SECRET": "a-long-word",
}
MATRIX = {
    "PARVIS_MATRIX__HOMESERVER": "http://127.0.0.1:9",
    "PARVIS_MATRIX__USER": "@parvis:example.org",
    "PARVIS_MATRIX__TOKEN": "syt_secret-of-ours",
    "PARVIS_MATRIX__DEVICE": "PARVIS",
}
SETTINGS_DOC = Path(__file__).parent.parent.parent / "docs" / "settings.md"


def without(settings: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in settings.items() if name not in names}


BAD = [
    # What is set, and what the one sentence has to name.
    ({}, "PARVIS_TELEGRAM__TOKEN"),
    (without(MATRIX, "PARVIS_MATRIX__HOMESERVER"), "PARVIS_MATRIX__HOMESERVER"),
    (without(MATRIX, "PARVIS_MATRIX__USER"), "PARVIS_MATRIX__USER"),
    (without(MATRIX, "PARVIS_MATRIX__TOKEN"), "PARVIS_MATRIX__TOKEN"),
    (without(MATRIX, "PARVIS_MATRIX__DEVICE"), "PARVIS_MATRIX__DEVICE"),
    (MATRIX | {"PARVIS_MATRIX__HOMESERVER": "matrix.example.org"}, "PARVIS_MATRIX__HOMESERVER"),
    (MATRIX | {"PARVIS_MATRIX__USER": "parvis"}, "PARVIS_MATRIX__USER"),
    (MATRIX | {"PARVIS_MATRIX__TOKEN": "not a token"}, "PARVIS_MATRIX__TOKEN"),
    (MATRIX | {"PARVIS_MATRIX__MESSAGES_PER_SECOND": "0"}, "PARVIS_MATRIX__MESSAGES_PER_SECOND"),
    (ON | {"PARVIS_TELEGRAM__TOKEN": "not a token"}, "PARVIS_TELEGRAM__TOKEN"),
    (ON | {"PARVIS_TELEGRAM__API_URL": "api.telegram.org"}, "PARVIS_TELEGRAM__API_URL"),
    (ON | {"PARVIS_TELEGRAM__MODE": "pulling"}, "PARVIS_TELEGRAM__MODE"),
    (ON | {"PARVIS_TELEGRAM__MESSAGES_PER_SECOND": "many"}, "PARVIS_TELEGRAM__MESSAGES_PER_SECOND"),
    (ON | {"PARVIS_TELEGRAM__MESSAGES_PER_SECOND": "0"}, "PARVIS_TELEGRAM__MESSAGES_PER_SECOND"),
    (ON | {"PARVIS_TELEGRAM__MESSAGES_PER_SECOND": "nan"}, "PARVIS_TELEGRAM__MESSAGES_PER_SECOND"),
    (ON | {"PARVIS_TELEGRAM__TOKN": "42:AAHsecret-of-ours"}, "PARVIS_TELEGRAM__TOKEN is"),
    (ON | {"PARVIS_TELEGRAM": "42:AAHsecret-of-ours"}, "PARVIS_TELEGRAM__TOKEN="),
    (ON | {"PARVIS_DATADIR": "elsewhere"}, "PARVIS_DATA_DIR is"),
    (ON | {"PARVIS_OPS__LISTEN": "9100"}, "PARVIS_OPS__LISTEN=127.0.0.1:9100"),
    (ON | {"PARVIS_OPS__LISTEN": "127.0.0.1:66000"}, "PARVIS_OPS__LISTEN"),
    (ON | {"PARVIS_OPS__LISTEN": "::1:9100"}, "PARVIS_OPS__LISTEN"),
    (ON | {"PARVIS_OPS__LISTEN": "203.0.113.1:9100"}, "PARVIS_OPS__LISTEN"),
    (ON | {"PARVIS_DATABASE_URL": "mysql://parvis@127.0.0.1/parvis"}, "PARVIS_DATABASE_URL"),
    (ON | {"PARVIS_DATABASE_URL": "parvis.db"}, "PARVIS_DATABASE_URL"),
    (ON | {"PARVIS_DATABASE_URL": "sqlite:////proc/parvis/parvis.db"}, "PARVIS_DATABASE_URL"),
    (ON | {"PARVIS_DATABASE_URL": "postgresql://parvis@127.0.0.1:1/parvis"}, "PARVIS_DATABASE_URL"),
    (ON | {"PARVIS_DATA_DIR": "/dev/null/parvis"}, "PARVIS_DATA_DIR"),
    (ON | {"PARVIS_CITY": "nowhere.toml"}, "PARVIS_CITY"),
    (ON | {"PARVIS_CITY": "broken.toml"}, "PARVIS_CITY"),
    (without(WEBHOOK, "PARVIS_PUBLIC__LISTEN"), "PARVIS_PUBLIC__LISTEN"),
    (without(WEBHOOK, "PARVIS_TELEGRAM__WEBHOOK_URL"), "PARVIS_TELEGRAM__WEBHOOK_URL"),
    (without(WEBHOOK, "PARVIS_TELEGRAM__WEBHOOK_SECRET"), "PARVIS_TELEGRAM__WEBHOOK_SECRET"),
    (WEBHOOK | {"PARVIS_TELEGRAM__WEBHOOK_URL": "here"}, "PARVIS_TELEGRAM__WEBHOOK_URL"),
    (WEBHOOK | {"PARVIS_TELEGRAM__WEBHOOK_SECRET": "not allowed!"}, "PARVIS_TELEGRAM__WEBHOOK_SECRET"),
]


async def parvis(folder: Path, settings: dict[str, str], command: str = "serve") -> Ran:
    """Run `parvis` in a folder, to its end."""
    env = settings_for(data_dir=folder / "data", env=settings)
    return await run_parvis(command, env=env, folder=folder)


def the_sentence(ran: Ran) -> str:
    """Return what was said: one line, nothing of a traceback, no secret."""
    assert ran.exit_code == 2, ran
    assert ran.errors.count("\n") == 1, ran.errors
    assert "Traceback" not in ran.errors
    assert "secret-of-ours" not in ran.errors
    return ran.errors


@pytest.mark.parametrize(
    ("settings", "named"), BAD, ids=[f"{n}-{named}" for n, (_s, named) in enumerate(BAD)]
)
async def test_bad_settings_are_told_in_one_sentence(
    tmp_path: Path, settings: dict[str, str], named: str
) -> None:
    (tmp_path / "broken.toml").write_text('id = "brussels"\n')
    assert named in the_sentence(await parvis(tmp_path, settings))


BAD_FILES = [
    ("this is no TOML", "parvis.toml"),
    ("[telegram]\ntoken = 42\n", "PARVIS_TELEGRAM__TOKEN"),
    ('telegram = "42:AAHsecret-of-ours"\n', "PARVIS_TELEGRAM__TOKEN="),
    ('[telegramm]\ntoken = "42:AAHsecret-of-ours"\n', "PARVIS_TELEGRAMM"),
    ("[tryout]\nlisten = ''\n", "PARVIS_TRYOUT__LISTEN"),
]


@pytest.mark.parametrize(("text", "named"), BAD_FILES, ids=[named for _text, named in BAD_FILES])
async def test_a_bad_file_is_told_in_one_sentence(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "parvis.toml").write_text(text)
    assert named in the_sentence(await parvis(tmp_path, {}))


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize(
    ("command", "setting", "others"),
    [
        ("serve", "PARVIS_OPS__LISTEN", ON),
        ("serve", "PARVIS_PUBLIC__LISTEN", WEBHOOK),
        ("demo", "PARVIS_TRYOUT__LISTEN", {}),
    ],
)
async def test_a_port_in_use_is_told_by_its_setting(
    tmp_path: Path, taken_port: int, command: str, setting: str, others: dict[str, str]
) -> None:
    ran = await parvis(tmp_path, others | {setting: f"127.0.0.1:{taken_port}"}, command)
    assert ran.exit_code == 2
    assert f"{setting} is 127.0.0.1:{taken_port}" in ran.errors.splitlines()[-1]
    assert "Traceback" not in ran.errors


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"PARVIS_TELEGRAM__TOKEN": "42:AAH"}, "PARVIS_TELEGRAM__TOKEN"),
        ({"PARVIS_MATRIX__TOKEN": "syt"}, "PARVIS_MATRIX__TOKEN"),
        ({"PARVIS_DATABASE_URL": "postgresql://parvis@127.0.0.1/parvis"}, "PARVIS_DATABASE_URL"),
        ({"PARVIS_TRYOUT__LISTEN": "0.0.0.0:0"}, "PARVIS_TRYOUT__LISTEN"),
        ({"PARVIS_TRYOUT__LISTEN": "somewhere.example.org:8080"}, "PARVIS_TRYOUT__LISTEN"),
    ],
)
async def test_the_demo_refuses_to_stand_beside_what_is_real(
    tmp_path: Path, settings: dict[str, str], named: str
) -> None:
    assert named in the_sentence(await parvis(tmp_path, settings, "demo"))


def test_the_environment_comes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "parvis.toml").write_text('data_dir = "by-file"\n[telegram]\nmode = "webhook"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PARVIS_DATA_DIR", "by-environment")
    monkeypatch.setenv("PARVIS_TELEGRAM__TOKEN", "42:AAH")
    monkeypatch.setenv("PARVIS_DATABASE_URL", "")
    settings = read_settings()
    assert settings.data_dir == Path("by-environment")
    assert (settings.telegram.mode, settings.database_url) == ("webhook", None)
    assert settings.telegram.token is not None
    assert "AAH" not in repr(settings)


def test_what_an_orchestrator_adds_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARVIS_PORT", "tcp://10.0.0.1:9100")
    monkeypatch.setenv("PARVIS_SERVICE_HOST", "10.0.0.1")
    assert read_settings().ops.listen == Listener("127.0.0.1", 9100)


@pytest.mark.parametrize(
    ("typed", "host", "shown", "here"),
    [
        ("127.0.0.1:9100", "127.0.0.1", "127.0.0.1:9100", True),
        ("[::1]:9100", "::1", "[::1]:9100", True),
        ("localhost:9100", "localhost", "localhost:9100", True),
        ("0.0.0.0:9100", "0.0.0.0", "0.0.0.0:9100", False),
        ("[::]:9100", "::", "[::]:9100", False),
        ("city.example.org:9100", "city.example.org", "city.example.org:9100", False),
    ],
)
def test_a_listener_knows_whether_it_stays_here(typed: str, host: str, shown: str, here: bool) -> None:
    listener = read_settings(ops={"listen": typed}).ops.listen
    assert (listener.host, str(listener), listener.is_loopback) == (host, shown, here)


def test_the_document_lists_the_settings_as_they_are() -> None:
    rows = re.findall(
        r"^\| `(PARVIS_\w+)` \| (?:`([^`]*)`)? ?\| (.*) \|$", SETTINGS_DOC.read_text(), re.MULTILINE
    )
    assert rows == [(each.name, each.default, each.about) for each in described()]
