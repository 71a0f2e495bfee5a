"""A programme run from its first day to its follow-up, in chat alone, by an organiser on Telegram or on Matrix, while citizens act on both.

Whatever anybody is told unasked is looked at: each notice comes once, in its reader's language, to those whom it concerns and to
nobody else.
"""

from __future__ import annotations

import asyncio
import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from bot.civic.answers import AnswersTo
from bot.civic.appointments import OfferOwnership
from bot.civic.figures import FiguresOf, Promised
from bot.civic.links import spelt
from tests.program.season import Season, Somebody, season
from tests.synapse import SynapseServer

LANGUAGES = ("nl", "fr", "en")
AT_ONCE = 10
"""So many people do the same at the same time."""

LONG = (pytest.mark.prove, pytest.mark.timeout(900))

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)

NEWS, ANSWERED, WHETHER = (
    "{What is new about ideas}",
    "{Official answer}",
    "{Two weeks ago the city said}",
)
DUE, LATE = "{Today is the day that you promised}", "{This is late now}"
NOT_VOTED, RESULT, EXPLAIN, EXPLAINED = (
    "{You have not voted yet: }",
    "{A vote is over, and this is its result.}",
    "{Nobody has said yet what comes of the result.}",
    "{You voted, and this is what comes of it.}",
)
FILLING, FULL, SEAT, CHANGED, TOMORROW, IN_AN_HOUR, HOW, REPORT = (
    "{of the seats are taken: }",
    "{Whoever comes now is put on the waiting list.}",
    "{There is a seat for you: }",
    "{Changed: }",
    "{Tomorrow: }",
    "{In an hour: }",
    "{How was it? }",
    "{What came of it? }",
)
FROM_US, SENT = "{From the organisers}", "{It has come to its end: }"
"""What people are told unasked, each by a few of its English words."""


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("app", "many"),
    [
        pytest.param("matrix", 5, id="5 people, run on Matrix"),
        pytest.param("telegram", 100, id="100 people, run on Telegram", marks=LONG),
        pytest.param("matrix", 100, id="100 people, run on Matrix", marks=LONG),
    ],
)
async def test_a_programme_is_run_in_chat_and_every_notice_comes_once_in_the_right_language_to_the_right_people(
    tmp_path: Path, synapse: SynapseServer, app: str, many: int
) -> None:
    async with season(tmp_path, synapse) as here:
        olga = await _owner(here, app)
        people = await _all(here, many)
        idea = await _an_idea_is_shared(here, people)
        await _it_is_answered(here, olga, people, idea)
        await _a_next_step_is_promised(here, olga, people, idea)
        await _it_is_carried_out(here, olga, people, idea)
        await _a_vote_is_held(here, olga, people)
        await _its_result_is_explained(here, olga, people)
        await _an_event_is_planned(here, olga, people)
        await _it_fills_and_is_moved(here, olga, people)
        await _it_takes_place(here, olga, people)
        await _the_french_speaking_are_written_to(here, olga, people)
        await _it_is_all_counted(here, olga, people)
        assert here.telegram.violations == []
        assert here.complaints() == []


def once(people: Iterable[Somebody]) -> Counter[str]:
    """Return that each of them is told once."""
    return Counter(each.name for each in people)


def twice(people: Iterable[Somebody]) -> Counter[str]:
    """Return that each of them is told twice."""
    return Counter({each.name: 2 for each in people})


async def told(here: Season, expected: Mapping[str, Counter[str]]) -> None:
    """See that these people were told just that since last asked, and nobody anything else."""
    found = await here.told(*expected)
    assert {what: whom for what, whom in found.items() if whom} == {
        what: whom for what, whom in expected.items() if whom
    }


async def _owner(here: Season, app: str) -> Somebody:
    """Let somebody come, become the first owner by the code that `parvis owner` prints, and plan a programme that begins today."""
    olga = await here.comes(app, "nl", "Olga")
    with here.office.at_desk() as desk:
        code = spelt(desk.carry_out(OfferOwnership()))
    await olga.says(f"""
        > {{:role}} {code}
        [Yes]
        < {{You have a role now}}
        > {{:plan a programme}}
        < {{What kind of programme is it?}}
        > Open muur
        > Muur van ideeën
        > Mur des idées
        [Leave this language out]
        < {{On which day does it begin?}}
        > {here.day(0)}
        > klaar
        > klaar
        > klaar
        < {{Is the programme right like this?}}
        [Yes, make it]
        < {{The programme is there.}}
        """)
    return olga


async def _all(here: Season, many: int) -> list[Somebody]:
    """Let so many people come, three of five by Telegram, in three languages."""
    people: list[Somebody] = []
    for first in range(0, many, AT_ONCE):
        coming = (
            here.comes("telegram" if n % 5 < 3 else "matrix", LANGUAGES[n % 3], f"P{n}-{LANGUAGES[n % 3]}")
            for n in range(first, min(first + AT_ONCE, many))
        )
        people += await asyncio.gather(*coming)
    return people


async def _each(people: Sequence[Somebody], script: str) -> None:
    """Let each of these have the same conversation."""
    for first in range(0, len(people), AT_ONCE):
        await asyncio.gather(*(each.says(script) for each in people[first : first + AT_ONCE]))


async def _an_idea_is_shared(here: Season, people: Sequence[Somebody]) -> int:
    """Somebody shares an idea, others support it, and its author hears that they do."""
    number = await people[0].shares("Een bank op het plein", place="1080")
    await _each(_supporters(people), f"> {{:idea}} {number}\n[Support]\n")
    await here.forward(DAY)
    await told(here, {NEWS: once([people[0]])})
    return number


def _supporters(people: Sequence[Somebody]) -> Sequence[Somebody]:
    return people[1::3]


async def _it_is_answered(here: Season, olga: Somebody, people: Sequence[Somebody], number: int) -> None:
    """The city answers officially: its author hears the answer, and who supports it what is new."""
    await olga.says(f"""
        > {{:answer}} {number}
        < {{What becomes of it?}}
        [accepted]
        > We schilderen het in maart.
        > Nous le peindrons en mars.
        [Leave this language out]
        > Dienst Mobiliteit
        > Service Mobilité
        [Leave this language out]
        < {{Citizens will read it like this. Is it right?}}
        [Yes, give this answer]
        < {{The answer is given}}
        """)
    await here.forward(DAY)
    await told(here, {ANSWERED: once([people[0]]), NEWS: once(_supporters(people))})


async def _a_next_step_is_promised(
    here: Season, olga: Somebody, people: Sequence[Somebody], number: int
) -> None:
    """A promise is made, is asked about on its day, is late, and is kept."""
    concerned = once([people[0], *_supporters(people)])
    await olga.says(f"""
        > {{:promise}} {number}
        > Verf op de straat
        > De la peinture
        [Leave this language out]
        > 1
        < {{By which day?}}
        > {here.day(12)}
        < {{Shall it be promised?}}
        [Yes]
        < {{It is promised.}}
        """)
    await here.forward(5 * DAY)
    await told(here, {NEWS: concerned})
    await here.forward(8 * DAY)
    await told(here, {DUE: once([olga]), LATE: once([olga]), NEWS: concerned})
    await olga.says("""
        [Answer]
        [It is done]
        < {That is noted, and told to those who follow the idea.}
        """)
    await here.forward(WEEK)
    await told(here, {NEWS: concerned})


async def _it_is_carried_out(here: Season, olga: Somebody, people: Sequence[Somebody], number: int) -> None:
    """The city says that it is done; two weeks later, who supports it and lives there is asked whether it is."""
    supporters = once(_supporters(people))
    await olga.says(f"""
        > {{:answer}} {number}
        [carried out]
        > Het is klaar.
        > C’est fait.
        [Leave this language out]
        > 1
        < {{Citizens will read it like this. Is it right?}}
        [Yes, give this answer]
        < {{The answer is given}}
        """)
    await here.forward(15 * DAY)
    await told(here, {ANSWERED: once([people[0]]), NEWS: supporters, WHETHER: supporters})


async def _a_vote_is_held(here: Season, olga: Somebody, people: Sequence[Somebody]) -> None:
    """A vote is made; some vote, the others are reminded; who voted hears the result."""
    voters, others = people[::2], people[1::2]
    await olga.says(f"""
        > {{:make a vote}}
        > 1
        < {{What kind of vote is it?}}
        [Yes or no]
        > Een autovrije zondag?
        > Un dimanche sans voitures ?
        [Leave this language out]
        [No explanation]
        < {{When does the vote open?}}
        [At once]
        > {here.day(10, "18u")}
        [Only after the close]
        < {{People will see your vote like this}}
        [Yes, make this vote]
        < {{Your vote is made, with number}}
        """)
    await _each(voters, "> {:vote} 1\n[Yes]\n")
    await here.forward(11 * DAY)
    # Half-way, and a day before the end; whoever organises is a citizen, too.
    await told(here, {NOT_VOTED: twice([*others, olga]), RESULT: once(voters)})


async def _its_result_is_explained(here: Season, olga: Somebody, people: Sequence[Somebody]) -> None:
    """After a week without a word, who made it is reminded to say what comes of it; who voted hears that."""
    await here.forward(WEEK)
    await told(here, {EXPLAIN: once([olga])})
    await olga.says("""
        [Explain the result]
        < {What comes of the result?}
        > We proberen het in mei.
        > Nous l’essayons en mai.
        [Leave this language out]
        > 1
        < {People will read it like this. Is it right?}
        [Yes, publish this explanation]
        < {It stands with the result.}
        """)
    await here.forward(DAY)
    await told(here, {EXPLAINED: once(people[::2])})


async def _an_event_is_planned(here: Season, olga: Somebody, people: Sequence[Somebody]) -> None:
    """An event is planned, with one seat less than there will be people who come."""
    await olga.says(f"""
        > {{:plan an event}}
        > 1
        < {{What is the event called?}}
        > Buurtfeest
        > Fête de quartier
        [Leave this language out]
        < {{When is it?}}
        > {here.day(21, "14u-17u")}
        > 1
        > 1
        > 1
        > 1
        > Kerkplein 1
        > 1
        > 1
        > 1
        > 1
        > klaar
        > 1
        > 1
        > {len(people[::2]) - 1}
        > 1
        > 2
        < {{People will see your event like this}}
        [Yes, show it to everybody]
        """)


async def _it_fills_and_is_moved(here: Season, olga: Somebody, people: Sequence[Somebody]) -> None:
    """It fills; the last waits, and gets the seat of who does not come after all; it is moved, and all concerned hear it."""
    comers = people[::2]
    for each in comers:
        await each.says("> {:event} 1\n[I am coming]\n")
    await here.forward(HOUR)
    # When seats go fast, she hears of the last step alone, or of those before it, too.
    alerts = await here.told(FILLING, FULL)
    assert alerts.pop(FILLING).keys() <= {olga.name}
    assert alerts == {FULL: once([olga])}
    away, last = comers[0], comers[-1]
    await away.says("> {:event} 1\n[I am not coming after all]\n")
    await here.forward(HOUR)
    await told(here, {SEAT: once([last])})
    await last.says("[Yes, I take it]")
    await olga.says(f"""
        > {{:organise events}}
        > 1
        [Change it]
        [Day and hours]
        > {here.day(22, "15u-18u")}
        < {{who comes, waits or may come hears of it.}}
        [Yes]
        < {{It is changed.}}
        """)
    await here.forward(DAY)
    await told(here, {CHANGED: once(comers[1:])})


async def _it_takes_place(here: Season, olga: Somebody, people: Sequence[Somebody]) -> None:
    """Who comes is reminded as they chose, and asked how it was; who organises it is asked what came of it, twice."""
    await here.forward(30 * DAY)
    there = once(people[2::2])
    await told(here, {TOMORROW: there, IN_AN_HOUR: there, HOW: there, REPORT: twice([olga])})


async def _the_french_speaking_are_written_to(
    here: Season, olga: Somebody, people: Sequence[Somebody]
) -> None:
    """A message goes to those who speak French; what they press on it comes back."""
    readers = [each for each in people if each.language == "fr"]
    await olga.says("""
        > {:broadcast}
        > 1
        < {To whom does it go?}
        [Only some of them]
        [By language]
        > 2
        > klaar
        < {It goes to:}
        [Yes, these people]
        > 1
        > Het plein is klaar. Klopt dat?
        > La place est finie. C’est vrai ?
        [Leave this language out]
        [Done, not done yet, I can help]
        [As soon as it is confirmed]
        """)
    await olga.says("[Send it]\n[Yes, send it]\n< {It begins on}")
    await here.forward(HOUR)
    found = await here.told(FROM_US, SENT)
    assert (found.pop(FROM_US), found.pop(SENT)) == (once(readers), once([olga]))
    # She watches, in one message, how far it is.
    assert {name for whom in found.values() for name in whom} <= {olga.name}
    await _each(readers, "[Done]")
    await olga.says("[See the message]")
    with here.office.reads(AnswersTo(1)) as answers:
        assert answers[0] == len(readers)


async def _it_is_all_counted(here: Season, olga: Somebody, people: Sequence[Somebody]) -> None:
    """What organisers read in the end is what happened, and they take it out as a file."""
    await olga.says("> {:figures}\n< {in figures}")
    await olga.is_up_to_date()
    assert Image.open(io.BytesIO(await olga.file())).format == "PNG"
    with here.office.reads(FiguresOf()) as found:
        assert found is not None
        assert (found.people, found.ideas, found.answered) == (len(people) + 1, 1, 1)
        assert (found.supports, found.promised) == (len(people[1::3]), Promised(late=1))
        assert [each.people for each in found.votes] == [len(people[::2])]
    await olga.says("> {:export}\n[Votes]\n[CSV]\n< {What would you like as a file?}")
    await olga.is_up_to_date()
    (yes, *_others) = csv.DictReader(io.StringIO((await olga.file()).decode("utf-8-sig")))
    assert (yes["Titel"], yes["Aantal deelnemers"]) == ("Een autovrije zondag?", str(len(people[::2])))
