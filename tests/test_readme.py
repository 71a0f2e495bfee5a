"""The chat that the README shows is a real one."""

from __future__ import annotations

import re
from pathlib import Path

from bot.civic.templates import load_template
from storage import seeding
from tests.chat import Chat
from tests.worlds import World

README = Path(__file__).resolve().parent.parent / "README.md"
TRANSCRIPT = re.compile(r"```text\n(> idea\n.*?)```", re.DOTALL)


def test_the_chat_in_the_readme_is_what_the_program_says(world: World) -> None:
    shown = TRANSCRIPT.findall(README.read_text(encoding="utf-8"))
    assert len(shown) == 1
    template = load_template("open-wall")
    with world.office.at_desk() as desk:
        seeding.plant_programme(desk, template)
        seeding.plant_examples(desk, template, len(template.examples))
    chat = Chat(world, hint="en")
    chat.play("given a citizen")
    said: list[str] = []
    for line in filter(None, shown[0].splitlines()):
        if line.startswith("> "):
            chat.say(line.removeprefix("> "))
        elif line.startswith("["):
            chat.press(line.strip("[]"))
        else:
            assert line in said, f"the program does not say {line!r} there, but {said}"
            continue
        said = chat.news
