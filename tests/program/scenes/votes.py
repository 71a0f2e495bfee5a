"""A vote, from the first question to what comes of its result."""

from __future__ import annotations

from tests.program.scenes.cast import DAY, WEEK, Cast, Told, each


async def a_vote_is_held(cast: Cast) -> None:
    """A vote is made; some vote, the others are reminded; who voted hears the result."""
    voters, others = cast.people[::2], cast.people[1::2]
    await cast.olga.says(f"""
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
        > {cast.here.day(10, "18u")}
        [Only after the close]
        < {{People will see your vote like this}}
        [Yes, make this vote]
        < {{Your vote is made, with number}}
        """)
    await each(voters, "> {:vote} 1\n[Yes]")
    await cast.here.forward(11 * DAY)
    # Half-way, and a day before the end; whoever organises is a citizen, too.
    reminded = [*others, cast.olga, cast.mo]
    await cast.told({Told.NOT_VOTED: reminded * 2, Told.RESULT: voters})


async def its_result_is_explained(cast: Cast) -> None:
    """After a week without a word, who made it is reminded to say what comes of it; who voted hears that."""
    await cast.here.forward(WEEK)
    await cast.told({Told.EXPLAIN: [cast.olga]})
    await cast.olga.says("""
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
    await cast.here.forward(DAY)
    await cast.told({Told.EXPLAINED: cast.people[::2]})
