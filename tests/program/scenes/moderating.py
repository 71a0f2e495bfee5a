"""An advertisement is reported, hidden, its author blocked, and the block ended by somebody else."""

from __future__ import annotations

from tests.program.scenes.cast import DAY, HOUR, Cast, Told, each


async def something_is_reported(cast: Cast) -> None:
    """Three report an idea: it is held; Mo hides it, warns its author and blocks them; Olga ends the block on appeal."""
    people, author = cast.people, cast.people[2]
    number = await author.shares("Koop vandaag bij mij")
    reporters = [people[0], people[1], people[3]]
    await each(
        reporters,
        f"> {{:idea}} {number}\n[Report]\n[It is advertising]\n< {{An organiser will look at it}}",
    )
    await cast.here.forward(HOUR)
    await cast.told({Told.HELD: [author], Told.WAITING: [cast.olga, cast.mo]})
    await cast.mo.says("""
        [See what was reported]
        > 1
        [Hide it]
        [It is advertising]
        [Yes]
        < {It is hidden, and its author is told why}
        [Warn its author]
        [It is advertising]
        [Yes]
        < {Its author is warned, and told why}
        [Block its author for a time]
        [It is advertising]
        > 2
        [Yes]
        < {Its author is blocked, told why}
        """)
    await cast.told({Told.HIDDEN: [author], Told.WARNED: [author], Told.BLOCKED: [author]})
    await author.says("[I do not agree]\n> It was a mistake.\n< {Thank you. Somebody else looks at it}")
    await cast.here.forward(HOUR)
    # It was Mo's decision: somebody else looks at it.
    await cast.told({Told.APPEALED: [cast.olga], Told.DECIDED: reporters})
    await cast.olga.says("[See the appeal]\n[End the block]\n> Vergissing\n< {That is decided}")
    await cast.here.forward(DAY)
    await cast.told({Told.APPEAL_DECIDED: [author]})
