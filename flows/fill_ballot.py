"""A ballot with several options, or an order: filled in one by one, looked at once more, and sent.

What is marked is kept with the ballots and as secret as they are. These conversations look at it anew every time and keep nothing
of it, nor do the numbers of what they offered: those are the same whatever is marked.
"""

from __future__ import annotations

from bot.civic.doors import Refused
from bot.civic.people import Me
from bot.civic.votes import Choice, MarkBallot, MyMarks, OneVote, SendBallot, VoteCard, may_choose
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.outgoing import TICK
from bot.engine.questions import Link, Option, labels, link, spell
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Verbatim, Words, _
from flows.saying.doing import carried_out
from flows.saying.votes import COUNTED, how_counted, how_many, in_a_list, marked, option_names, title
from flows.taking_back import BALLOT, if_redacted


@flow("fill", kind=Kind.VIEW)
async def fill(talk: Talk, number: int) -> Ending:
    """Show the options with what is marked so far, to be marked one by one, or typed as a list."""
    found = await talk.see(OneVote(number))
    if found is None or found.state != "open" or found.kind not in {"several", "ranked"}:
        return Start(link("vote", number=number))
    if not (await talk.see(Me())).opinions:
        return Start(link("consent", then=spell(link("fill", number=number))))
    choice = await talk.see(MyMarks(number))
    typed = await talk.show_list("marks", _words(found, choice), _options(found, choice))
    return await _marks(talk, number, tuple(int(each[1:]) for each in typed if each[1:].isdigit()))


@flow("mark", kind=Kind.VIEW)
async def mark(talk: Talk, number: int, option: int, on: int) -> Ending:
    """Mark an option, or take its mark away: the same press twice is one."""
    choice = await talk.see(MyMarks(number))
    others = tuple(each for each in choice if each != option)
    if on:
        return await _marks(talk, number, choice if option in choice else (*choice, option))
    return await _marks(talk, number, others)


@flow("unmark", kind=Kind.VIEW)
async def unmark(talk: Talk, number: int) -> Ending:
    """Take every mark away."""
    return await _marks(talk, number, ())


@flow("last-look", kind=Kind.VIEW)
async def last_look(talk: Talk, number: int) -> Ending:
    """Show the ballot before it counts, where more than one option is on it."""
    found, choice = await talk.see(OneVote(number)), await talk.see(MyMarks(number))
    if found is None or found.state != "open" or not _may_be_sent(found, choice):
        return Start(link("vote", number=number))
    if len(choice) == 1:
        return Start(link("send-ballot", number=number))
    prompt = _("<b>This is your ballot. Shall I count it?</b>")
    ways = [
        way("send", _("Yes, count it"), link("send-ballot", number=number)),
        way("fill", _("No, change it"), link("fill", number=number)),
    ]
    await talk.show("ballot", Joined((prompt, marked(found, choice)), "\n\n"), ways)
    return None


@flow("send-ballot", kind=Kind.VIEW)
async def send_ballot(talk: Talk, number: int) -> Ending:
    """Let the ballot count."""
    if await carried_out(talk, "do", SendBallot(number), toast=True):
        await talk.if_redacted("given", if_redacted(BALLOT, number))
        await talk.toast("counted", COUNTED)
    return Start(link("vote", number=number))


async def _marks(talk: Talk, number: int, choice: Choice) -> Ending:
    """Keep these marks, and show them."""
    kept = await carried_out(talk, "do", MarkBallot(number, choice), toast=True)
    return Start(link("fill" if kept else "vote", number=number))


def _words(found: VoteCard, choice: Choice) -> Words:
    parts: list[Words | None] = [title(found), how_many(found), how_counted(found)]
    if choice:
        parts.append(Joined((_("<b>On your ballot so far:</b>"), marked(found, choice)), "\n"))
    if found.kind == "several" and len(choice) > found.most:
        parts.append(
            _(
                "That is {count}, and at most {most} count: take some away.",
                count=len(choice),
                most=found.most,
            )
        )
    elif choice and found.kind == "ranked" and len(choice) < found.size:
        parts.append(_("What comes next? Or press “Ready”."))
    elif not choice:
        parts.append(_("Press them one by one, or type their numbers, such as “2, 1”."))
    return Joined(tuple(part for part in parts if part is not None), "\n\n")


def _options(found: VoteCard, choice: Choice) -> list[Option]:
    listed = in_a_list(found)
    options = [
        Option(
            f"o{n}",
            _shown(found, choice, n, name),
            link("mark", number=found.number, option=n, on=int(n not in choice)),
            numbered=listed,
            also=labels(name),
        )
        for n, name in enumerate(option_names(found))
    ]
    ready = [_way("ready", _("Ready"), "last-look", found)] if _may_be_sent(found, choice) else []
    anew = [_way("anew", _("Begin again"), "unmark", found)] if choice else []
    return [*options, *ready, *anew, _way("back", _("Back to the vote"), "vote", found)]


def _way(option_id: str, name: Words, to: str, found: VoteCard) -> Option:
    return way(option_id, name, Link(to, (("number", found.number),)))


def _shown(found: VoteCard, choice: Choice, option: int, name: Words) -> Words:
    """Return an option's name with its mark, if it has one."""
    if option not in choice:
        return name
    if found.kind == "ranked":
        return _("{option}: choice {place}", option=name, place=str(choice.index(option) + 1))
    return Joined((Verbatim(TICK), name), "")


def _may_be_sent(found: VoteCard, choice: Choice) -> bool:
    try:
        may_choose(choice, found.kind, size=found.size, least=found.least, most=found.most)
    except Refused:
        return False
    return True
