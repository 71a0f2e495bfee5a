"""The tables, one module a noun. Instants are UTC; what is structured is JSON text with a schema in code.

A table that is not taken in here is one that no migration knows.
"""

from __future__ import annotations

from storage.tables.broadcasts import broadcasts, recipients
from storage.tables.comments import comments
from storage.tables.due import due
from storage.tables.erasures import erasures
from storage.tables.events import (
    code_tries,
    door_accounts,
    event_feedback,
    event_keys,
    events,
    listed_accounts,
    members,
    picks,
    rsvps,
    sessions,
)
from storage.tables.facts import facts
from storage.tables.groups import group_cards, groups, vote_cards
from storage.tables.happenings import follows, happenings, told
from storage.tables.ideas import idea_words, ideas, supports, word_forms
from storage.tables.inbox import inbox
from storage.tables.kinds import (
    ASIDE,
    ATTEMPTING,
    NEVER,
    OPEN,
    PENDING,
    UNCERTAIN,
    WAITING,
    Instant,
    Key,
    index_where,
    is_one_of,
    metadata,
    possible,
)
from storage.tables.links import link_tries, links
from storage.tables.measures import block_marks, measures
from storage.tables.media import jobs, media
from storage.tables.nudges import mutes, nudges
from storage.tables.official import (
    commitment_steps,
    commitments,
    idea_questions,
    official_answers,
    outcomes,
)
from storage.tables.organisations import organisations
from storage.tables.outbox import outbox
from storage.tables.people import accounts, chats, consents, people
from storage.tables.presses import presses
from storage.tables.processes import leases, processes
from storage.tables.programmes import programmes
from storage.tables.reading import searches, shown
from storage.tables.reports import reports
from storage.tables.roles import audit, audit_salts, offers, roles
from storage.tables.sources import sources
from storage.tables.threads import letters, threads
from storage.tables.votes import (
    awaited_results,
    ballot_marks,
    ballots,
    tallies,
    vote_secrets,
    voters,
    votes,
)

__all__ = [
    "ASIDE",
    "ATTEMPTING",
    "NEVER",
    "OPEN",
    "PENDING",
    "UNCERTAIN",
    "WAITING",
    "Instant",
    "Key",
    "accounts",
    "audit",
    "audit_salts",
    "awaited_results",
    "ballot_marks",
    "ballots",
    "block_marks",
    "broadcasts",
    "chats",
    "code_tries",
    "comments",
    "commitment_steps",
    "commitments",
    "consents",
    "door_accounts",
    "due",
    "erasures",
    "event_feedback",
    "event_keys",
    "events",
    "facts",
    "follows",
    "group_cards",
    "groups",
    "happenings",
    "idea_questions",
    "idea_words",
    "ideas",
    "inbox",
    "index_where",
    "is_one_of",
    "jobs",
    "leases",
    "letters",
    "link_tries",
    "links",
    "listed_accounts",
    "measures",
    "media",
    "members",
    "metadata",
    "mutes",
    "nudges",
    "offers",
    "official_answers",
    "organisations",
    "outbox",
    "outcomes",
    "people",
    "picks",
    "possible",
    "presses",
    "processes",
    "programmes",
    "recipients",
    "reports",
    "roles",
    "rsvps",
    "searches",
    "sessions",
    "shown",
    "sources",
    "supports",
    "tallies",
    "threads",
    "told",
    "vote_cards",
    "vote_secrets",
    "voters",
    "votes",
    "word_forms",
]
