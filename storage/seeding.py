"""Planting a template: its programme, its examples through the same doors as everybody's ideas, and many more at once.

The authors and supporters are accounts on a platform that does not exist, so nobody is ever written to.
Everything is planted once: what is there already is left as it is.
"""

from __future__ import annotations

import functools
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from bot.civic.doors import Citizen, Refused
from bot.civic.feed import interest
from bot.civic.ideas import WHOLE_CITY, SubmitIdea, SupportIdea
from bot.civic.people import CONSENT_VERSIONS, OPINIONS, FinishWelcome, GiveConsent, SpeakLanguage
from bot.civic.programmes import CreateProgramme, CurrentWindow, Programme, Programmes
from bot.civic.templates import Example, ExampleVote, Template
from bot.civic.trending import Activity
from bot.civic.votes import CastBallot, OneVote
from storage import trending
from storage.ideas import index_words
from storage.lists import learn_words
from storage.tables import accounts, consents, idea_words, ideas, people, supports, votes
from storage.transaction import Transaction

PLATFORM = "seed"
JOINED_BEFORE = timedelta(days=30)
SUPPORTERS = 60
MORE_PEOPLE = 2000
MOST_SUPPORTS = 50


def plant_programme(transaction: Transaction, template: Template) -> tuple[Programme, bool]:
    """Return the template's programme, and whether it was made just now."""
    if existing := _programme(transaction, template):
        return existing, False
    opens, closes = template.window(transaction.now, transaction.city.zone)
    stages = template.stages_from(opens.date(), transaction.city.zone)
    whole = CreateProgramme(
        template.code, template.names, opens, closes, template.code, stages, languages=template.languages
    )
    transaction.carry_out(whole)
    made = _programme(transaction, template)
    assert made is not None  # noqa: S101 - it was made in this transaction
    return made, True


def _programme(transaction: Transaction, template: Template) -> Programme | None:
    every = transaction.ask(Programmes())
    return next((each for each in every if each.code == template.code), None)


def plant_votes(transaction: Transaction, template: Template) -> int:
    """Open the template's votes that are not there yet, in the languages of the city; return how many are new."""
    spoken = [each for each in template.votes if set(transaction.city.public) <= set(each.texts)]
    fresh = [each for each in spoken if _vote_like(transaction, each) is None]
    for each in fresh:
        transaction.carry_out(each.created(transaction.now))
    return len(fresh)


def plant_ballots(transaction: Transaction, template: Template) -> None:
    """Let the crowd of the examples vote in the template's votes, where nobody has yet."""
    for each in template.votes:
        number = _vote_like(transaction, each)
        vote = transaction.ask(OneVote(number)) if number is not None else None
        if vote is None or vote.state != "open" or vote.turnout:
            continue
        for n, choice in enumerate(each.choices()):
            # They vote at the desk's own moment: what falls due of it is planned there.
            voter, operator = supporter(transaction, template, n), transaction.actor
            transaction.actor = voter
            transaction.carry_out(CastBallot(vote.number, choice))
            transaction.actor = operator


def _vote_like(transaction: Transaction, example: ExampleVote) -> int | None:
    """Return the number of the vote that asks the same."""
    for row in transaction.connection.execute(select(votes.c.id, votes.c.texts)):
        titles = {language: text["title"] for language, text in json.loads(row.texts).items()}
        if titles == {language: text.title for language, text in example.texts.items()}:
            return int(row.id)
    return None


# The examples: as if people had shared and supported them over the last two weeks.


@dataclass(frozen=True, slots=True)
class _Act:
    """What somebody did at some time: share the example, or support it."""

    at: datetime
    who: str
    example: int
    shares: bool


def plant_examples(transaction: Transaction, template: Template, most: int) -> int:
    """Plant the first examples, at most so many, where the city has their topics and places; return how many are new.

    Raises Refused where another programme is the one that takes ideas.
    """
    window = transaction.ask(CurrentWindow())
    if window.programme is None or window.programme.code != template.code or not window.open:
        raise Refused("template-not-open")
    known = _known(transaction, f"{template.code}:author:")
    chosen = [
        (n, each)
        for n, each in enumerate(template.examples[:most])
        if _author(template, n) not in known and _fits(transaction, each)
    ]
    crowd = [supporter(transaction, template, n) for n in range(SUPPORTERS if chosen else 0)]
    actors = {str(n): actor for n, actor in enumerate(crowd)}
    actors |= {
        _author(template, n): _person(transaction, _author(template, n), e.language) for n, e in chosen
    }
    numbers: dict[int, int] = {}
    for act in sorted(_acts(template, chosen, transaction.now), key=lambda a: a.at):
        then = Transaction(transaction.connection, transaction.handlers, transaction.city_file, act.at)
        then.actor = actors[act.who]
        if act.shares:
            numbers[act.example] = then.carry_out(_submission(template.examples[act.example])).number
        else:
            then.carry_out(SupportIdea(numbers[act.example]))
    trending.refresh(transaction)
    return len(chosen)


def _acts(template: Template, chosen: Sequence[tuple[int, Example]], now: datetime) -> Iterator[_Act]:
    chance = random.Random(template.code)  # noqa: S311 - the same examples each time, not a secret
    for n, example in chosen:
        yield _Act(example.shared_at(now), _author(template, n), n, shares=True)
        crowd = chance.sample(range(SUPPORTERS), example.supports)
        for at, who in zip(example.supported_at(now), crowd, strict=True):
            yield _Act(at, str(who), n, shares=False)


def _submission(example: Example) -> SubmitIdea:
    return SubmitIdea(example.title, example.description, example.topic, example.where)


def _author(template: Template, number: int) -> str:
    return f"{template.code}:author:{number}"


def supporter(transaction: Transaction, template: Template, number: int) -> Citizen:
    """Return one of the crowd that supports the examples."""
    return _person(transaction, f"{template.code}:supporter:{number}", "nl")


def _fits(transaction: Transaction, example: Example) -> bool:
    places = {WHOLE_CITY} | {each.id for each in transaction.city.neighbourhoods}
    return transaction.city.topic(example.topic) is not None and example.where in places


def _known(transaction: Transaction, beginning: str) -> set[str]:
    found = select(accounts.c.external).where(
        accounts.c.platform == PLATFORM, accounts.c.external.startswith(beginning, autoescape=True)
    )
    return set(transaction.connection.execute(found).scalars())


def _person(transaction: Transaction, external: str, language: str) -> Citizen:
    """Return an account that belongs to nobody, made the first time; its person has agreed to what ideas need."""
    theirs = select(accounts.c.person, accounts.c.id).where(
        accounts.c.platform == PLATFORM, accounts.c.external == external
    )
    if found := transaction.connection.execute(theirs).first():
        return Citizen(found.person, found.id)
    joined = transaction.now - JOINED_BEFORE
    person = transaction.insert(people, joined_at=joined)
    account = transaction.insert(
        accounts, person=person, platform=PLATFORM, external=external, chat=external, unreachable=True
    )
    then = Transaction(transaction.connection, transaction.handlers, transaction.city_file, joined)
    then.actor = Citizen(person, account)
    for command in (SpeakLanguage(language), GiveConsent(OPINIONS), FinishWelcome()):
        then.carry_out(command)
    return then.actor


# Many more: rows written by the thousand, for trying out a full wall.


def count_more(transaction: Transaction, template: Template) -> int:
    """Return how many ideas were planted beyond the examples."""
    mine = (
        select(func.count())
        .select_from(ideas.join(accounts, accounts.c.person == ideas.c.author))
        .where(
            accounts.c.platform == PLATFORM,
            accounts.c.external.startswith(f"{template.code}:more:", autoescape=True),
        )
    )
    return transaction.connection.execute(mine).scalar() or 0


def plant_more(transaction: Transaction, template: Template, numbers: range, most: int) -> None:
    """Plant more ideas, put together from phrases: the same ones each time for the same numbers.

    The first was shared when the programme opened, the last of `most` just now.
    """
    programme = _programme(transaction, template)
    if programme is None:
        raise Refused("template-not-open")
    crowd = _crowd(transaction, template)
    opened = max(programme.opens, transaction.now - timedelta(days=template.opened_days_ago))
    moments = [opened + (transaction.now - opened) * (n / most) for n in numbers]
    made = [_More(transaction, template, crowd, n, at) for n, at in zip(numbers, moments, strict=True)]
    run = transaction.connection.execute
    inserted = insert(ideas).returning(ideas.c.id, sort_by_parameter_order=True)
    rows = [{**each.row(), "programme": programme.id} for each in made]
    pairs = list(zip(run(inserted, rows).scalars().all(), made, strict=True))
    words = [{"word": w, "idea": n} for n, m in pairs for w in _words(m.title, m.reason)]
    run(insert(idea_words), words)
    learn_words(transaction, sorted({row["word"] for row in words}))
    if given := [row for n, m in pairs for row in m.given(n)]:
        run(insert(supports), given)


def _crowd(transaction: Transaction, template: Template) -> Sequence[int]:
    """Return the persons who share and support all those, made the first time."""
    beginning = f"{template.code}:more:"
    theirs = (
        select(accounts.c.person)
        .where(accounts.c.platform == PLATFORM, accounts.c.external.startswith(beginning, autoescape=True))
        .order_by(accounts.c.id)
    )
    if found := transaction.connection.execute(theirs).scalars().all():
        return found
    joined = transaction.now - JOINED_BEFORE
    row = {"joined_at": joined, "welcomed_at": joined, "language": "nl"}
    made = insert(people).returning(people.c.id, sort_by_parameter_order=True)
    persons = transaction.connection.execute(made, [row] * MORE_PEOPLE).scalars().all()
    rows = [
        {
            "person": p,
            "platform": PLATFORM,
            "external": f"{beginning}{n}",
            "chat": f"{beginning}{n}",
            "unreachable": True,
        }
        for n, p in enumerate(persons)
    ]
    transaction.connection.execute(insert(accounts), rows)
    agreed = {"kind": OPINIONS, "version": CONSENT_VERSIONS[OPINIONS], "given_at": joined}
    transaction.connection.execute(insert(consents), [{"person": p, **agreed} for p in persons])
    return persons


_words = functools.cache(index_words)
"""The phrases are few, and so are the texts that they make."""


class _More:
    """One idea put together by chance, and who supported it when."""

    def __init__(
        self, transaction: Transaction, template: Template, crowd: Sequence[int], number: int, at: datetime
    ) -> None:
        chance = random.Random(f"{template.code}:{number}")  # noqa: S311 - the same ideas each time, not a secret
        city, now = transaction.city, transaction.now
        self.language = chance.choice(sorted(template.more))
        phrases = template.more[self.language]
        self.title = f"{chance.choice(phrases.wishes)} {chance.choice(phrases.places)}"
        self.reason = chance.choice(phrases.reasons)
        self.topic = chance.choice(city.topics).id
        self.where = chance.choice(city.neighbourhoods).id
        self.now, self.published = now, at
        likes = min(int(chance.paretovariate(1.6)) - 1, MOST_SUPPORTS)
        self.author, *self.supporters = chance.sample(crowd, likes + 1)
        self.moments = [self.published + (now - self.published) * chance.random() for _ in self.supporters]

    def row(self) -> dict[str, Any]:
        """Return its row."""
        activity = Activity(self.published)
        for at in self.moments:
            activity = activity.with_support(at, 1.0)
        return {
            "author": self.author,
            "title": self.title,
            "description": self.reason,
            "language": self.language,
            "topic": self.topic,
            "neighbourhood": self.where,
            "published_at": self.published,
            "supports": len(self.supporters),
            "interest": interest(len(self.supporters), 0),
            **trending.trend_of(activity, self.now),
        }

    def given(self, number: int) -> list[dict[str, Any]]:
        """Return the rows of its supports."""
        return [
            {"idea": number, "person": who, "at": at, "weight": 1.0}
            for who, at in zip(self.supporters, self.moments, strict=True)
        ]
