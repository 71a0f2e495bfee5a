"""What was done in a role, in words: what `note(…)` writes into the audit (storage/audit.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.civic.audit import OPERATOR, Deed, Known
from bot.civic.exports import What
from bot.civic.roles import Role
from bot.text.lazy import Joined, Moment, Text, Verbatim, Words, _
from flows.saying.accounts import account_name
from flows.saying.roles import ROLE_NAMES

DEEDS: Mapping[str, Words] = {
    # Translators: this and the following lines each name something that was done, as in a list: “Vote closed”.
    "role-offered": _("Role offered by a code"),
    "role-given": _("Role given"),
    "role-taken": _("Role taken back"),
    "organisation-made": _("Organisation added"),
    "organisation-changed": _("Organisation changed"),
    "organisation-closed": _("Organisation closed"),
    "vote-made": _("Vote made"),
    "vote-changed": _("Vote changed"),
    "vote-withdrawn": _("Vote taken back"),
    "event-of": _("Event made an organisation's"),
    "vote-closed": _("Vote closed"),
    "result-explained": _("Result explained"),
    "event-made": _("Event made"),
    "programme-made": _("Programme made"),
    "programme-changed": _("Programme changed"),
    "event-changed": _("Event changed"),
    "event-cancelled": _("Event cancelled"),
    "question-added": _("Question added to an event"),
    "question-reworded": _("Question of an event put in other words"),
    "question-left-out": _("Question of an event left out"),
    "session-added": _("Session added"),
    "session-changed": _("Session changed"),
    "session-left-out": _("Session left out"),
    "event-reported": _("Report on an event written"),
    "door-key-made": _("Key for the door made"),
    "at-the-door": _("Took over the door"),
    "invitations-made": _("Invitations made"),
    "members-listed": _("Members listed"),
    "idea-answered": _("Idea answered"),
    "idea-approved": _("Idea approved"),
    "idea-rejected": _("Idea not approved"),
    "author-asked": _("Author asked"),
    "idea-rules-set": _("Rules for ideas set"),
    "commitment-made": _("Commitment made"),
    "commitment-moved": _("Commitment moved"),
    "commitment-taken": _("Commitment taken over"),
    "commitment-kept": _("Commitment kept"),
    "commitment-dropped": _("Commitment dropped"),
    "ideas-joined": _("Ideas joined into one"),
    "idea-hidden": _("Idea taken out"),
    "comment-hidden": _("Comment taken out"),
    "report-kept": _("Looked at a report and kept it"),
    "author-warned": _("Author warned"),
    "author-blocked": _("Author blocked for a time"),
    "appeal-decided": _("Appeal decided"),
    "thread-answered": _("Citizen answered"),
    "thread-settled": _("Message needs no answer"),
    "taken-out": _("Taken out as a file"),
    "broadcast-drafted": _("Message to many begun"),
    "broadcast-changed": _("Message to many changed"),
    "broadcast-check-asked": _("Second look asked for"),
    "broadcast-checked": _("Message to many looked at"),
    "broadcast-confirmed": _("Message to many confirmed"),
    "broadcast-undone": _("Message to many undone"),
    "broadcast-paused": _("Message to many paused"),
    "broadcast-resumed": _("Message to many resumed"),
    "broadcast-cancelled": _("Message to many cancelled"),
    "broadcast-resent": _("Message to many sent again to whom it failed"),
}
"""From a deed to its words; a test sees that none is missing."""

FUNCTIONS: Mapping[str, Words] = {
    **{role.value: name for role, name in ROLE_NAMES.items()},
    # Translators: whoever did something at the machine itself, without a role in chat.
    OPERATOR: _("command line"),
    "citizen": _("citizen"),
}

_KINDS: Mapping[str, Callable[[str], Text]] = {
    # Translators: this and the following lines say about what something was done: “vote 3”.
    "vote": lambda number: _("vote {number}", number=number),
    "event": lambda number: _("event {number}", number=number),
    "idea": lambda number: _("idea {number}", number=number),
    "comment": lambda number: _("comment {number}", number=number),
    "programme": lambda number: _("programme {number}", number=number),
    "organisation": lambda number: _("organisation {number}", number=number),
    "broadcast": lambda number: _("message {number} to many", number=number),
    "thread": lambda number: _("message {number} of a citizen", number=number),
    "commitment": lambda number: _("commitment {number}", number=number),
    "measure": lambda number: _("measure {number}", number=number),
}

_FILES: Mapping[str, Words] = {
    What.IDEAS: _("Ideas"),
    What.VOTES: _("Votes"),
    What.EVENTS: _("Events"),
    What.AUDIT: _("What was done"),
}


def deed_words(deed: Deed, zone: str) -> Words:
    """Return what was done, about what, when and by whom, in two lines."""
    done: Words = DEEDS.get(deed.deed, Verbatim(deed.deed))
    parts = (_("<b>{deed}</b>", deed=done), *about_words(deed))
    who = (Moment(deed.at, zone), FUNCTIONS.get(deed.function, Verbatim(deed.function)), *_by(deed))
    return Joined((Joined(parts, " · "), Joined(who, " · ")), "\n")


def about_words(deed: Deed) -> list[Words]:
    """Return about what it was done: a role, an account, a thing by its number."""
    kind, _colon, which = deed.subject.partition(":")
    about: list[Words] = []
    if role := deed.details.get("role", which if kind == "role" else ""):
        about.append(ROLE_NAMES[Role(role)] if role in set(Role) else Verbatim(role))
    if kind == "account":
        about.append(_known(deed.about) if deed.about else _("an account that nobody can name any more"))
    elif kind in _KINDS:
        about.append(_KINDS[kind](which))
    elif kind in _FILES:
        about.append(_FILES[kind])
    return about


def _by(deed: Deed) -> list[Words]:
    """Return whose account it was; the operator has none, and of who was forgotten nobody knows it."""
    if deed.by is not None:
        return [_known(deed.by)]
    return [] if deed.function == OPERATOR else [_("an account that nobody can name any more")]


def _known(known: Known) -> Words:
    name = account_name(known.account)
    return _("{account}: {who}", account=name, who=known.label) if known.label else name
