"""Ideas: looked at first, joined with one another, answered, promised, carried out, and whether they were."""

from __future__ import annotations

import re

from bot.civic.became import WhatBecame
from bot.civic.outcomes import FEWEST_SAID, Share
from tests.program.scenes.cast import DAY, HOUR, WEEK, Cast, Told, each
from tests.program.season import Somebody

IDEA = 1
"""The number of the idea that the season is about."""


async def an_idea_is_shared(cast: Cast) -> None:
    """Somebody shares an idea, others support it, and its author hears that they do."""
    assert await cast.people[0].shares("Een bank op het plein", place="1080") == IDEA
    cast.supporters = list(cast.people[1::3])
    await each(cast.supporters, f"> {{:idea}} {IDEA}\n[Support]")
    await cast.here.forward(DAY)
    await cast.told({Told.NEWS: [cast.people[0]]})


async def ideas_are_looked_at_first(cast: Cast) -> None:
    """New ideas wait: Mo asks the author of one, and lets it be in the list; the other is not what this is for. Then one joins the first."""
    author, other = cast.people[3], cast.people[4]
    await cast.olga.says(
        "> {:rules for ideas} 1\n> 1\n[No such number]\n< {That holds for ideas from now on.}"
    )
    number, second = (
        await _waits(author, "Zitplaatsen in het midden"),
        await _waits(other, "Goedkope fietsen"),
    )
    await cast.here.forward(HOUR)
    await cast.told({Told.SCREEN: [cast.olga, cast.mo]})
    await cast.mo.says("[Look at new ideas]\n> 1\n[Ask its author]\n> Quelle place ?\n< {I have asked.}")
    await cast.told({Told.ASKED: [author]})
    await author.says("[Answer]\n> Het Kerkplein\n< {Thank you, I have passed that on.}")
    await cast.here.forward(HOUR)
    await cast.told({Told.REPLIED: [cast.olga, cast.mo]})
    await cast.mo.says("""
        [See the idea]
        [Approve it]
        < {is in the list, and its author}
        > 1
        [Do not approve it]
        > Reclame
        < {is not in the list, and its author}
        """)
    await cast.told({Told.APPROVED: [author], Told.REJECTED: [other]})
    assert second == number + 1
    await _two_are_one(cast, author, number)
    await cast.olga.says(
        "> {:rules for ideas} 1\n> 2\n[No such number]\n< {That holds for ideas from now on.}"
    )


async def _waits(author: Somebody, title: str) -> int:
    """Share an idea that an organiser looks at first; return its number."""
    said = await author.says(
        f"> {{:idea}}\n> {title}\n> 1\n> 1\n> 1070\n> 1\n> 1\n< {{Thank you! Your idea has number}}"
    )
    found = re.search(r"\d+", said)
    assert found
    return int(found[0])


async def _two_are_one(cast: Cast, author: Somebody, number: int) -> None:
    """Another supports the second idea, and so does one who supports the first: once they are one, everybody counts once."""
    first, both, another = cast.people[0], cast.supporters[0], cast.people[2]
    await each([both, another], f"> {{:idea}} {number}\n[Support]")
    await cast.here.forward(DAY)
    await cast.told({Told.NEWS: [author]})
    await cast.olga.says(f"> {{:merge}} {number}\n> {IDEA}\n[Yes]\n< {{They are one idea now.}}")
    await cast.here.forward(DAY)
    supporters = [*cast.supporters, another]
    # To the first author it is news, too, that more people support theirs by now.
    await cast.told({Told.JOINED: [author], Told.JOINED_WITH_MINE: [first], Told.NEWS: [first, *supporters]})
    cast.supporters = [*supporters, author]


async def it_is_answered(cast: Cast) -> None:
    """The city answers officially: its author hears the answer, and who supports it what is new."""
    await cast.olga.says(f"""
        > {{:answer}} {IDEA}
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
    await cast.here.forward(DAY)
    await cast.told({Told.ANSWERED: [cast.people[0]], Told.NEWS: cast.supporters})


async def a_next_step_is_promised(cast: Cast) -> None:
    """A promise is made, is asked about on its day, is late, and is kept."""
    concerned = [cast.people[0], *cast.supporters]
    await cast.olga.says(f"""
        > {{:promise}} {IDEA}
        > Verf op de straat
        > De la peinture
        [Leave this language out]
        > 1
        < {{By which day?}}
        > {cast.here.day(12)}
        < {{Shall it be promised?}}
        [Yes]
        < {{It is promised.}}
        """)
    await cast.here.forward(5 * DAY)
    await cast.told({Told.NEWS: concerned})
    await cast.here.forward(8 * DAY)
    await cast.told({Told.DUE: [cast.olga], Told.LATE: [cast.olga], Told.NEWS: concerned})
    await cast.olga.says("""
        [Answer]
        [It is done]
        < {That is noted, and told to those who follow the idea.}
        """)
    await cast.here.forward(WEEK)
    await cast.told({Told.NEWS: concerned})


async def it_is_carried_out(cast: Cast) -> None:
    """The city says that it is done; two weeks later, who supports it and lives there is asked whether it is, and says so."""
    await cast.olga.says(f"""
        > {{:answer}} {IDEA}
        [carried out]
        > Het is klaar.
        > C’est fait.
        [Leave this language out]
        > 1
        < {{Citizens will read it like this. Is it right?}}
        [Yes, give this answer]
        < {{The answer is given}}
        """)
    await cast.here.forward(15 * DAY)
    asked = cast.supporters
    await cast.told({Told.ANSWERED: [cast.people[0]], Told.NEWS: asked, Told.WHETHER: asked})
    no, *yes = asked
    await no.says("[Not yet]\n< Een bank op het plein")
    await each(yes, "[Yes, it is done]\n< Een bank op het plein")
    with cast.here.office.reads(WhatBecame(IDEA)) as became:
        assert became.share == (Share(len(yes), len(asked)) if len(asked) >= FEWEST_SAID else None)
