"""What the image promises, read from the files that it is built from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path, PurePath

import pytest

from tools import dockerfile
from tools.dockerfile import Instruction, Stage

ROOT = Path(__file__).resolve().parents[2]
STAGES = dockerfile.parse((ROOT / "Dockerfile").read_text())
COMPOSE = (ROOT / "compose.yaml").read_text()


@pytest.fixture
def shipped() -> Stage:
    return STAGES[-1]


def test_h74_the_image_runs_as_a_numbered_user_that_is_not_root(shipped: Stage) -> None:
    user, group = shipped.last("USER").rest.split(":")
    assert int(user) >= 1000
    assert int(group) >= 1000
    assert "RUN" not in [
        step.word for step in shipped.instructions[shipped.instructions.index(shipped.last("USER")) :]
    ]


def test_h74_only_the_data_folder_is_written_to(shipped: Stage) -> None:
    data = shipped.last("VOLUME").rest
    settings = dict(pair.split("=", 1) for step in shipped.all("ENV") for pair in step.words)
    assert settings["PARVIS_DATA_DIR"] == data
    assert settings["PYTHONDONTWRITEBYTECODE"] == "1"
    assert "read_only: true" in COMPOSE
    assert f"data:{data}" in COMPOSE


def test_h74_health_is_asked_from_inside_and_no_port_is_opened(shipped: Stage) -> None:
    assert "127.0.0.1:9100" in shipped.last("HEALTHCHECK").rest
    assert not shipped.all("EXPOSE")
    assert "ports:" not in COMPOSE


@pytest.mark.parametrize("word", ["ENTRYPOINT", "CMD"])
def test_no_shell_stands_between_a_signal_and_the_program(shipped: Stage, word: str) -> None:
    assert shipped.last(word).is_exec_form
    assert shipped.last("STOPSIGNAL").rest == "SIGTERM"


def test_nothing_secret_is_built_in() -> None:
    named = [step.rest for stage in STAGES for word in ("ENV", "ARG") for step in stage.all(word)]
    assert not re.search(r"token|secret|password|database_url", " ".join(named), re.IGNORECASE)
    assert set(re.findall(r"(?:PASSWORD|TOKEN): (.)", COMPOSE)) == {"$"}


def test_everything_installed_is_held_to_its_hash() -> None:
    installs = [
        step.rest
        for stage in STAGES
        for step in stage.all("RUN")
        if "install " in step.rest and "pip" in step.rest
    ]
    assert installs
    assert all("--require-hashes" in line or "--no-index" in line for line in installs)


def test_what_builds_the_image_stays_out_of_it(shipped: Stage) -> None:
    assert [step.options.get("from") for step in shipped.all("COPY")] == ["builder"]


def test_only_code_goes_into_the_build(tmp_path: Path) -> None:
    (tmp_path / ".dockerignore").write_text((ROOT / ".dockerignore").read_text())
    for name in (
        "bot/cli.py",
        "bot/__pycache__/cli.pyc",
        ".env",
        "parvis.toml",
        "data/parvis.sqlite3",
        ".git/config",
        "tests/x.py",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert dockerfile.context(tmp_path) == [PurePath("bot/cli.py")]


def test_the_build_gets_every_package_that_is_shipped() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    entered = {path.parts[0] for path in dockerfile.context(ROOT)}
    assert set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) <= entered


def test_an_instruction_may_go_on_over_lines_and_have_options() -> None:
    (stage,) = dockerfile.parse("# why\nFROM a AS b\nCOPY --from=c \\\n  /x /y\n")
    assert stage == Stage("b", "a", (Instruction("COPY", "/x /y", {"from": "c"}),))
