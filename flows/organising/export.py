"""Taking tables out: of ideas, votes or events, for a spreadsheet, or as open data for everybody."""

from __future__ import annotations

from bot.civic.doors import Refused
from bot.civic.exports import OPEN_COLUMNS, Form, TakeOut, What
from bot.civic.roles import EVERYWHERE, MyRoles, Right, reach
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Words, _
from flows.saying.exports import NAMES, export_file
from flows.saying.refusals import refusal


@flow("export", kind=Kind.VIEW, starts_on=_("export, exports"))
async def export(talk: Talk, programme: int = EVERYWHERE) -> Ending:
    """Show what can be taken out, of this programme or of all that one may know of."""
    mine = reach(await talk.look("roles", MyRoles()), Right.KNOW)
    if not mine:
        return Start(link("organise"))
    programme = programme if mine == (EVERYWHERE,) or programme in mine else mine[0]
    words = _(
        "<b>What would you like as a file?</b>\n"
        "It never says who shared, supported or voted what, or who comes: people are only counted."
    )
    ways = [
        way(what.value, NAMES[what], link("export-as", what=what.value, programme=programme))
        for what in OPEN_COLUMNS
    ]
    back = [
        way("figures", _("Figures"), link("figures", programme=programme)),
        way("organise", _("Organise"), link("organise")),
    ]
    await talk.show("export", words, [*ways, *back])
    return None


@flow("export-as", kind=Kind.VIEW)
async def export_as(talk: Talk, what: str, programme: int) -> Ending:
    """Show as which kind of file."""
    if what not in set(What):
        return Start(link("export"))
    words: Words = _("<b>{what}: as which kind of file?</b>", what=NAMES[What(what)])
    forms = [each for each in _FORMS if What(what) in OPEN_COLUMNS or not each[1]]
    if forms == list(_FORMS):
        about = _(
            "Open data is for everybody: without what is out of sight, and without numbers of fewer than five people."
        )
        words = Joined((words, about), "\n")

    def to(form: Form, *, open_data: int) -> Option:
        taken = link("take-out", what=what, form=form.value, open_data=open_data, programme=programme)
        return way(f"{form}-{open_data}", _FORMS[form, open_data], taken)

    ways = [to(form, open_data=open_data) for form, open_data in forms]
    await talk.show(
        "export-as", words, [*ways, way("export", _("Another file"), link("export", programme=programme))]
    )
    return None


@flow("take-out", kind=Kind.VIEW)
async def take_out(talk: Talk, what: str, form: str, open_data: int, programme: int) -> Ending:
    """Give the file, once, in the chat of whoever asked for it."""
    known = what in set(What) and (form, open_data) in {(f.value, o) for f, o in _FORMS}
    if not known:
        return Start(link("export"))
    asked = TakeOut(What(what), Form(form), programme, bool(open_data))
    try:
        taken = await talk.do("take", asked)
    except Refused as no:
        await talk.toast("refused", refusal(no))
        return Start(link("organise"))
    await talk.say("file", _said(asked), attached=export_file(talk.city, asked, taken))
    return Start(link("export", programme=programme))


def _said(asked: TakeOut) -> Words:
    name = _("<b>{what}</b>", what=NAMES[asked.what])
    if asked.open:
        return Joined((name, _("This is open data: you may publish it as it is.")), "\n")
    return Joined((name, _("This file is for the organisers: keep it where only they can see it.")), "\n")


_FORMS = {
    (Form.XLSX, 0): _("Excel"),
    (Form.CSV, 0): _("CSV"),
    (Form.CSV, 1): _("Open data, CSV"),
    (Form.JSON, 1): _("Open data, JSON"),
}
