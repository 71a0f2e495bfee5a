"""What citizens wrote to the organisers: what waits for an answer, each as a thread, and the answer."""

from __future__ import annotations

from bot.civic.threads import MAX_LETTER, AnswerThread, Letters, OneThread, SettleThread, Thread
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Moment, Words, _
from flows.saying.doing import carried_out
from flows.saying.pages import paged, turning
from flows.saying.threads import line, whole


@flow("letters", kind=Kind.VIEW)
async def letters(talk: Talk, waiting: int = 1, page: int = 1, broadcast: int = 0) -> Ending:
    """Show a page of threads: those that wait for an answer, or all, or all about what was sent to many."""
    found = await talk.look("page", Letters(bool(waiting), page, broadcast))
    if not found.threads and found.page > 1:
        return Start(link("letters", waiting=waiting, page=found.page - 1, broadcast=broadcast))
    title: Words = (
        _("<b>Messages that wait for an answer</b>") if waiting else _("<b>All messages of citizens</b>")
    )
    if broadcast:
        title = _("<b>What people wrote about message {number}</b>", number=str(broadcast))
    heading: Words = paged(title, found.page, more=found.more)
    if not found.threads:
        heading = Joined((title, _("There are none.")))
    lines = [
        line(each, link("letter", number=each.number), talk.city.zone, mine=False) for each in found.threads
    ]
    pages = turning(
        found.page,
        more=found.more,
        to=lambda number: link("letters", waiting=waiting, page=number, broadcast=broadcast),
    )
    other = (
        way("all", _("All messages"), link("letters", waiting=0, page=1))
        if waiting
        else way("waiting", _("Those that wait"), link("letters", waiting=1, page=1))
    )
    await talk.show("letters", heading, [*lines, *pages, other, _organise()])
    return None


@flow("letter", kind=Kind.VIEW)
async def letter(talk: Talk, number: int) -> None:
    """Show a thread, with what can be done about it."""
    found = await talk.look("found", OneThread(number))
    back = way("back", _("Back to the messages"), link("letters", waiting=1, page=1))
    if found is None or not found.said:
        words: Words = _("I do not find that message. Perhaps whoever wrote it was forgotten.")
        await talk.show("none", words, [back, _organise()])
        return
    words = whole(_heading(found, talk.city.zone), found, talk.city.zone, mine=False)
    last = found.said[-1].number
    ways = [way("answer", _("Answer"), link("answer-letter", number=number, after=last))]
    if found.waiting:
        ways.append(way("settle", _("No answer needed"), link("settle-letter", number=number, after=last)))
    await talk.show("letter", words, [*ways, back, _organise()])


def _heading(thread: Thread, zone: str) -> Words:
    title: Words = _("<b>Message {number}</b>", number=str(thread.number))
    if thread.broadcast:
        title = Joined(
            (title, _("It is about message {number} to many.", number=str(thread.broadcast))), "\n"
        )
    if thread.waiting is None:
        return Joined((title, _("It does not wait for an answer.")), "\n")
    return Joined((title, _("It waits since {date}.", date=Moment(thread.waiting, zone))), "\n")


@flow("answer-letter", kind=Kind.ASIDE)
async def answer_letter(talk: Talk, number: int, after: int) -> Ending:
    """Collect an answer, show it as it will be read, and send it once."""
    if await talk.look("found", OneThread(number)) is None:
        return Start(link("letter", number=number))
    prompt = _("<b>What do you answer?</b>\nIt is read as the organisers' answer, without your name.")
    text = await talk.ask_text("text", prompt, max_chars=MAX_LETTER, skip=_("Nothing, leave it"))
    if text is None:
        return Start(link("letter", number=number))
    preview = _("<b>This is what they will read. Shall I send it?</b>\n\n{text}", text=text)
    options = [Option("send", _("Yes, send it")), Option("change", _("Change the text"))]
    chosen = await talk.choose("preview", preview, options, none=_("No, throw it away"))
    if chosen == "change":
        await talk.again("preview", changing=("text",))
    if chosen == "send":
        if not await carried_out(talk, "answer", AnswerThread(number, text, after)):
            return Start(link("letter", number=number))
        await talk.toast("sent", _("Your answer is on its way."))
    return Start(link("letters", waiting=1, page=1))


@flow("settle-letter", kind=Kind.VIEW)
async def settle_letter(talk: Talk, number: int, after: int) -> Ending:
    """Let a thread wait no longer."""
    if not await carried_out(talk, "settle", SettleThread(number, after), toast=True):
        return Start(link("letter", number=number))
    await talk.toast("settled", _("Noted: no answer is needed."))
    return Start(link("letters", waiting=1, page=1))


def _organise() -> Option:
    return way("organise", _("Organise"), link("organise"))
