"""Roles, in words: what somebody is, where, and what that lets them do."""

from __future__ import annotations

from collections.abc import Mapping

from bot.civic.appointments import Appointed, Offer
from bot.civic.roles import Mandate, Role
from bot.text.lazy import Joined, Named, Words, _
from flows.saying.accounts import account_name

ROLE_NAMES: Mapping[Role, Words] = {
    Role.OWNER: _("owner"),
    Role.ORGANISER: _("organiser"),
    Role.MODERATOR: _("moderator"),
    Role.ASSESSOR: _("assessor"),
    Role.DOOR: _("at the door"),
    # Translators: a role, like owner and moderator: somebody who speaks for an organisation.
    Role.SPEAKER: _("speaker"),
}

WHAT_THEY_DO: Mapping[Role, Words] = {
    # Translators: this and the next five say what somebody in a role does; they stand beside its name.
    Role.OWNER: _("everything that organisers do; gives roles and takes them back"),
    Role.ORGANISER: _("events, votes, answers to citizens, messages to many, figures"),
    Role.MODERATOR: _("decides about what is reported, and looks at new ideas"),
    Role.ASSESSOR: _("looks at new ideas"),
    Role.DOOR: _("lets people in at events"),
    Role.SPEAKER: _("an event or an official answer can be the organisation's"),
}


def mandate_words(mandate: Mandate, where: Mapping[str, str]) -> Words:
    """Return what somebody is, and where."""
    if not where:
        return ROLE_NAMES[mandate.role]
    if mandate.role is Role.SPEAKER:
        # Translators: what somebody is: whoever speaks for an organisation.
        return _("speaker of {organisation}", organisation=Named(where))
    return _("{role}, in {programme}", role=ROLE_NAMES[mandate.role], programme=Named(where))


def whose(found: Appointed) -> Words:
    """Return whose role it is: the account, and the words by which whoever gave it knows it again."""
    name = account_name(found.account)
    return _("{account}: {who}", account=name, who=found.label) if found.label else name


def offered(offer: Offer) -> Words:
    """Return the role that is offered, and the account that would have it."""
    return Joined((mandate_words(offer.mandate, offer.where), account_name(offer.taker)), " · ")


def now_has(offer: Offer) -> Words:
    """Return what whoever has a role now is told."""
    role = mandate_words(offer.mandate, offer.where)
    return _("<b>You have a role now: {role}</b>\nType “organise” to see what you can do.", role=role)
