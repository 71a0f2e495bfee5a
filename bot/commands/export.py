"""`parvis export`: tables of ideas, votes and events, as files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.civic.exports import COLUMNS, OPEN_COLUMNS, Form, TakeOut, What
from bot.civic.programmes import Programmes
from bot.civic.roles import EVERYWHERE
from bot.commands.doors import opened
from bot.commands.saying import NotDoneError, line
from bot.engine.desk import Desk
from bot.engine.speaking import told
from bot.making.exports import Exports
from bot.settings import Settings
from bot.text.languages import LANGUAGES
from flows.saying.exports import export_file


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be written: ideas, votes or events, of the programme of that code or of all, for organisers or for everybody."""

    what: str
    programme: str | None
    open: bool
    language: str


def export(settings: Settings, asked: Asked, file: Path) -> None:
    """Write a new file; its ending says of which kind. Raises NotDoneError."""
    form = _form(file, open_data=asked.open)
    if asked.language not in LANGUAGES:
        raise NotDoneError(f"Parvis does not speak {asked.language}: give one of {', '.join(LANGUAGES)}.")
    if asked.what not in (OPEN_COLUMNS if asked.open else COLUMNS):
        raise NotDoneError(f"There is no such table of {asked.what}: take {', '.join(OPEN_COLUMNS)}.")
    with opened(settings) as office:
        with office.at_desk() as desk:
            command = TakeOut(What(asked.what), form, programme_called(desk, asked.programme), asked.open)
            taken, city = desk.carry_out(command), desk.city
        made = export_file(city, command, taken)
        _write(file, Exports(office.reads)(told(made.data, asked.language)).data)
    line(f"{file} is written.")


def programme_called(desk: Desk, code: str | None) -> int:
    """Return the programme of that code, or all of them without one. Raises NotDoneError."""
    if code is None:
        return EVERYWHERE
    known = {each.code: each.id for each in desk.ask(Programmes())}
    if code not in known:
        raise NotDoneError(f"There is no programme {code}: parvis programme list shows them.")
    return known[code]


def _form(file: Path, *, open_data: bool) -> Form:
    ending = file.suffix.removeprefix(".").lower()
    forms = (Form.CSV, Form.JSON) if open_data else (Form.XLSX, Form.CSV)
    if ending not in forms:
        which = "Open data is" if open_data else "A table for organisers is"
        raise NotDoneError(f"{which} {' or '.join(f'.{form}' for form in forms)}: name the file so.")
    return Form(ending)


def _write(file: Path, data: bytes) -> None:
    try:
        with file.open("xb") as target:
            target.write(data)
    except FileExistsError:
        raise NotDoneError(f"{file} is there already: name a new file, it is never overwritten.") from None
    except OSError as error:
        raise NotDoneError(f"{file} cannot be written ({error.strerror}): name another place.") from None
