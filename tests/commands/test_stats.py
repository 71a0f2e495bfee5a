"""`parvis stats`: how it goes, at a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands.saying import NotDoneError
from bot.commands.seed import seed
from bot.commands.stats import stats
from bot.settings import read_settings


def test_how_it_goes_is_told_and_nobody_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = read_settings(data_dir=folder / "data")
    seed(own, "open-wall", 5)
    capsys.readouterr()
    stats(own, "open-wall")
    said = capsys.readouterr().out
    assert "5 ideas, " in said
    assert "week of\tnew people\tnew ideas" in said
    assert "ideas by topic\tcount" in said
    stats(own, None)
    assert "Brussels in figures" in capsys.readouterr().out
    with pytest.raises(NotDoneError, match="no programme spring"):
        stats(own, "spring")
