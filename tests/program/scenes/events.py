"""An event on two dates: it fills, one date is moved, the other cancelled; the door, and what comes after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.civic.events import OneEvent
from tests.program.scenes.cast import DAY, HOUR, WEEK, Cast, Told, code_in, each
from tests.program.season import Somebody


async def an_event_is_planned(cast: Cast) -> None:
    """An event is planned, twice a week apart, with one seat less than there will be people who come."""
    await cast.olga.says(f"""
        > {{:plan an event}}
        > 1
        < {{What is the event called?}}
        > Buurtfeest
        > Fête de quartier
        [Leave this language out]
        < {{When is it?}}
        > {cast.here.day(21, "14u-17u")}
        [Every week]
        > {cast.here.day(29)}
        > 1
        > 1
        > 1
        > Kerkplein 1
        > 1
        > 1
        > 1
        > klaar
        > 1
        > 1
        > {len(cast.people[::2]) - 1}
        > 1
        > 2
        < {{People will see your event like this}}
        [Yes, show it to everybody]
        < {{date is in the list, with number}}
        """)


async def it_fills_and_is_moved(cast: Cast) -> None:
    """It fills; the last waits, and gets the seat of who does not come after all; it is moved, and all concerned hear it."""
    comers = cast.people[::2]
    await _come(cast, comers)
    away, last = comers[0], comers[-1]
    await away.says("> {:event} 1\n[I am not coming after all]")
    await cast.here.forward(HOUR)
    await cast.told({Told.SEAT: [last]})
    await last.says("[Yes, I take it]")
    await cast.olga.says(f"""
        > {{:organise events}}
        > 1
        [Change it]
        [Day and hours]
        > {cast.here.day(22, "15u-18u")}
        < {{who comes, waits or may come hears of it.}}
        [Yes]
        < {{It is changed.}}
        """)
    await cast.here.forward(DAY)
    await cast.told({Told.CHANGED: comers[1:]})


async def _come(cast: Cast, comers: Sequence[Somebody]) -> None:
    """Let them sign up one after the other, so that the last waits; each step of filling is told to who organises it."""
    seats = len(comers) - 1
    told = [Told.FULL]
    for step in (50, 80):
        enough = -(-seats * step // 100)
        if enough < seats:
            told.insert(-1, Told.FILLING)
    for one in comers:
        await one.says("> {:event} 1\n[I am coming]")
        await cast.here.forward(timedelta(0))
    await cast.told({kind: [cast.olga] * told.count(kind) for kind in set(told)})


async def the_other_date_is_cancelled(cast: Cast) -> None:
    """Who thought of coming on the second date hears that it is cancelled, and nobody else."""
    perhaps = [cast.people[1], cast.people[3]]
    await each(perhaps, "> {:event} 2\n[Maybe]")
    await cast.olga.says("""
        > {:organise events}
        > 2
        [Cancel the event]
        [Only this date]
        > Storm
        > Tempête
        [Leave this language out]
        [Yes, cancel the event]
        < {The event is cancelled.}
        """)
    await cast.here.forward(HOUR)
    await cast.told({Told.CANCELLED: perhaps})


async def it_takes_place(cast: Cast) -> None:
    """Who comes is reminded, and lets Dora see a code at the door; who was there says how it was, and hears what came of it."""
    coming = cast.people[2::2]
    there, _absent = there_and_not(cast)
    await cast.here.forward(_until_it_begins(cast))
    # Meanwhile the time for ideas is over.
    await cast.told({Told.TOMORROW: coming, Told.IN_AN_HOUR: coming, Told.STAGE: [cast.olga]})
    codes = [await one.says("[My check-in code]") for one in there]
    await cast.dora.says("> {:organise}\n[At the door]\n> 1")
    for said in codes:
        await cast.dora.says(f"> {code_in(said)}\n< {{✓ Come in!}}")
    await cast.dora.says(f"> {code_in(codes[0])}\n< {{This code was used before}}\n[Done]")
    await cast.here.forward(2 * DAY)
    await cast.told({Told.HOW: there})
    await each(there, "> 5\n[Skip]\n< {Thank you! That helps}")
    await cast.here.forward(8 * DAY)
    await cast.told({Told.REPORT: [cast.olga, cast.olga]})
    await cast.olga.says("""
        [Say what came of it]
        > Het plein blijft autovrij.
        > La place reste sans voitures.
        [Leave this language out]
        [Yes]
        < {It stands with the event now.}
        """)
    await cast.here.forward(WEEK)
    await cast.told({Told.REPORTED: there})


def there_and_not(cast: Cast) -> tuple[list[Somebody], list[Somebody]]:
    """Return who of those with a seat was there, and who was not."""
    coming = list(cast.people[2::2])
    missing = max(len(coming) // 10, 1)
    return coming[:-missing], coming[-missing:]


def _until_it_begins(cast: Cast) -> timedelta:
    with cast.here.office.reads(OneEvent(1)) as found:
        assert found is not None
        return found.slot.starts - cast.here.now
