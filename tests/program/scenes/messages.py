"""Messages to many: to those who speak a language, with buttons; to those who missed the event."""

from __future__ import annotations

from bot.civic.answers import AnswersTo
from tests.program.scenes.cast import HOUR, Cast, Told, each
from tests.program.scenes.events import there_and_not


async def the_french_speaking_are_written_to(cast: Cast) -> None:
    """A message goes to those who speak French; what they press on it comes back."""
    # Mo speaks French, too, but has not taken part in the programme.
    readers = [one for one in cast.people if one.language == "fr"]
    await cast.olga.says("""
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
    await _goes(cast)
    await cast.told({Told.FROM_US: readers, Told.UNDER_WAY: [cast.olga], Told.SENT: [cast.olga]})
    await each(readers, "[Done]")
    await cast.olga.says("[See the message]")
    with cast.here.office.reads(AnswersTo(1)) as answers:
        assert answers[0] == len(readers)


async def who_missed_it_is_written_to(cast: Cast) -> None:
    """A message goes to those who had a seat and were not there."""
    _there, absent = there_and_not(cast)
    await cast.olga.says("""
        > {:broadcast}
        > 1
        [Only some of them]
        [Who missed an event]
        > 1
        < {It goes to:}
        [Yes, these people]
        > 1
        > We hebben je gemist.
        > Vous nous avez manqué.
        [Leave this language out]
        [No buttons]
        [As soon as it is confirmed]
        """)
    await _goes(cast)
    await cast.told({Told.FROM_US: absent, Told.UNDER_WAY: [cast.olga], Told.SENT: [cast.olga]})


async def _goes(cast: Cast) -> None:
    await cast.olga.says("[Send it]\n[Yes, send it]\n< {It begins on}")
    await cast.here.forward(HOUR)
