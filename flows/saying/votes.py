"""A vote in words: its options, until when it is open, how it is counted, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.civic.counting import Place, Round, places, ranking, rounds, total
from bot.civic.texts import Texts
from bot.civic.votes import ABSTAIN, FEWEST_BALLOTS, VoteCard, VoteLine
from bot.engine.questions import Made
from bot.text.languages import LANGUAGES
from bot.text.lazy import Day, Joined, Moment, Named, Text, Verbatim, Words, _, n_
from bot.text.render import label
from flows.saying.window import last_moment

_YES_NO = (_("Yes"), _("No"), _("Abstain"))

LONGEST_ON_A_BUTTON = 28
"""Characters of an option that a button can say by itself; longer ones stand in a numbered list."""

COUNTED = _("Your ballot counts.")
"""The receipt: that it counts, and nothing of what it says."""


def option_names(vote: VoteCard) -> tuple[Words, ...]:
    """Return what the options are called, in the published order."""
    return _YES_NO if vote.kind == "yes-no" else tuple(Named(names) for names in vote.options)


def in_a_list(vote: VoteCard) -> bool:
    """Tell whether the options are too long for buttons, and stand in a numbered list."""
    names = option_names(vote)
    return max(len(label(name, code)) for name in names for code in LANGUAGES) > LONGEST_ON_A_BUTTON


def options_listed(vote: VoteCard) -> Words:
    """Return the options line by line, for who is not to choose here."""
    return Joined(tuple(_("• {option}", option=name) for name in option_names(vote)), "\n")


def how_many(vote: VoteCard) -> Text | None:
    """Return how many options one chooses; nothing where that goes without saying."""
    if vote.kind == "ranked":
        return _(
            "Put them in your order: first the one you like best, then the next. You can stop at any time."
        )
    if vote.kind == "one":
        return _("You can choose one.")
    if vote.kind == "several" and vote.least == vote.most:
        return _("Choose exactly {count}.", count=vote.most)
    if vote.kind == "several" and vote.least == 1:
        return n_("You can choose {count}.", "You can choose up to {count}.", vote.most)
    if vote.kind == "several":
        return _("Choose {least} to {most}.", least=vote.least, most=vote.most)
    return None


def how_counted(vote: VoteCard) -> Text | None:
    """Return by which rule it is counted, as `bot.civic.counting` has it: a ranking by instant-runoff voting."""
    if vote.state == "closed" and vote.kind != "ranked":
        return None
    if vote.kind in {"one", "several"}:
        return _("What most people choose comes first; equal numbers share a place.")
    if vote.kind == "yes-no":
        return None
    return _(
        "How it is counted: each ballot counts for its first choice. An option with more than half of them wins. If none has, the "
        "one with the fewest is out, and its ballots go to their next choice; and so on, until one has more than half. If several "
        "have the fewest, out is the one with fewer first choices, or else the one further down in the list. This is called "
        "instant-runoff voting."
    )


def when(vote: VoteCard | VoteLine, zone: str) -> Text:
    """Return from when or until when one can vote, or since when no longer."""
    end = last_moment(vote.closes, zone)
    if vote.state == "to-come" and isinstance(end, Day):
        # Translators: the day itself is the last one on which one can.
        return _("From {date} until the end of {day}, you can vote.", date=Moment(vote.opens, zone), day=end)
    if vote.state == "to-come":
        return _("You can vote from {date} until {end}.", date=Moment(vote.opens, zone), end=end)
    if vote.state == "open" and isinstance(end, Day):
        # Translators: the day itself is the last one on which one can.
        return _("You can vote until the end of {day}.", day=end)
    if vote.state == "open":
        return _("You can vote until {date}.", date=end)
    return _("This vote closed on {date}.", date=end)


def turnout(vote: VoteCard) -> Words:
    """Return how many people took part."""
    if vote.state == "closed":
        return Joined((_people(vote.turnout), Verbatim(".")), "")
    if not vote.turnout:
        return _("Nobody has voted yet.")
    return n_("{count} person has voted so far.", "{count} people have voted so far.", vote.turnout)


def _people(count: int) -> Text:
    return n_("{count} person voted", "{count} people voted", count)


def shown_until_close(vote: VoteCard) -> Text | None:
    """Return what is shown while people vote; nothing once it is over."""
    if vote.state in {"closed", "counting"}:
        return _("The ballots are being counted.") if vote.state == "counting" else None
    if not vote.live:
        return _("What people chose is shown after the close, and not before.")
    if vote.ballots is None:
        return _("The tally is shown as soon as there are {count} ballots.", count=FEWEST_BALLOTS)
    return _("The tally so far:")


def figures(vote: VoteCard) -> Words | None:
    """Return what the ballots say, as text; None where that is not shown."""
    if vote.ballots is None:
        if vote.state != "closed":
            return None
        return _(
            "There are fewer than {count} ballots. I do not show what they say: one could guess whose they are.",
            count=FEWEST_BALLOTS,
        )
    names = option_names(vote)
    if vote.kind == "ranked":
        held = rounds(vote.ballots, vote.size)
        return Joined((*_outs(names, held), *_lines(vote, ranking(held))), "\n")
    return Joined((*_lines(vote, places(vote)), *_shared(vote)), "\n")


def _shared(vote: VoteCard) -> list[Words]:
    """Return that the first place is shared, if it is; abstentions take none."""
    found = [each for each in places(vote) if vote.kind != "yes-no" or each.option != ABSTAIN]
    first = [each for each in found if each.votes == max(place.votes for place in found)]
    if len(first) < 2:
        return []
    names = option_names(vote)
    shared = Joined(tuple(names[each.option] for each in first), ", ")
    return [_("Equally many votes, and so a shared first place: {options}.", options=shared)]


def _outs(names: Sequence[Words], held: Sequence[Round]) -> list[Words]:
    """Return round by round which option was out, and at last which one wins."""
    said: list[Words] = [
        n_(
            "Round {round}: “{option}” is out, with {count} vote.",
            "Round {round}: “{option}” is out, with {count} votes.",
            each.votes[each.out],
            round=number,
            option=names[each.out],
        )
        for number, each in enumerate(held, 1)
        if each.out is not None
    ]
    first = ranking(held)[0]
    last = _("<b>“{option}” wins in round {round}.</b>", option=names[first.option], round=len(held))
    return [*said, last, _("The votes of each in its last round:")]


def _lines(vote: VoteCard, found: Sequence[Place]) -> list[Words]:
    names = option_names(vote)
    return [
        _(
            "{option}: <b>{votes}</b> ({percent}%)",
            option=names[place.option],
            votes=place.votes,
            percent=percent(vote, place),
        )
        for place in found
    ]


def percent(vote: VoteCard, place: Place) -> int:
    """Return how many of a hundred ballots named it."""
    return round(100 * place.votes / max(total(vote.ballots or {}), 1))


def picture(vote: VoteCard, zone: str) -> Made | None:
    """Return the chart of what the ballots say; None where that is not shown."""
    if vote.ballots is None:
        return None
    names = option_names(vote)
    bars = tuple(
        {
            "label": names[place.option],
            "votes": place.votes,
            "said": _("{votes} ({percent}%)", votes=place.votes, percent=percent(vote, place)),
        }
        for place in places(vote)
    )
    end = last_moment(vote.closes, zone)
    closed = _("closed on {date}", date=end) if vote.state == "closed" else _("open until {date}", date=end)
    note = Joined((_people(total(vote.ballots)), closed), " · ")
    return Made(
        "results", {"title": Named(vote.titles), "bars": bars, "of": total(vote.ballots), "note": note}
    )


def no_such_vote(number: int) -> Text:
    """Return that there is no such vote."""
    return _("I find no vote {number}. Perhaps the number is wrong.", number=str(number))


def title(vote: VoteCard) -> Words:
    """Return the question, with the number that the vote goes by."""
    return _("<b>{title}</b>\nVote {number}", title=Named(vote.titles), number=str(vote.number))


def explanation(vote: VoteCard) -> Words | None:
    """Return what one should know, in the reader's language or another."""
    texts = {language: text.explanation for language, text in vote.texts.items() if text.explanation}
    return Named(texts) if texts else None


def outcome(vote: VoteCard, zone: str) -> Words | None:
    """Return what comes of the result, since when that is said and who signs it; nothing where nobody has said it."""
    if vote.published is None:
        return None
    day = Day(vote.published.astimezone(ZoneInfo(zone)).date())
    return outcome_words(vote.outcome, vote.signed, _("<b>What comes of it</b>, {day}", day=day))


def outcome_words(outcome: Texts, signed: Texts, heading: Words) -> Words:
    """Return what comes of a result below its heading, and who signs it."""
    return Joined((heading, Named(outcome), _("— {function}", function=Named(signed))), "\n")


def marked(vote: VoteCard, choice: Sequence[int]) -> Words:
    """Return what was chosen: a ranking by its numbers, else line by line."""
    names = option_names(vote)
    if vote.kind == "ranked":
        lines: list[Words] = [
            _("<b>{number}.</b> {label}", number=str(place), label=names[option])
            for place, option in enumerate(choice, 1)
        ]
    else:
        lines = [_("• {option}", option=names[option]) for option in sorted(choice)]
    return Joined(tuple(lines), "\n")
