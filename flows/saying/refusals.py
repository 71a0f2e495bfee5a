"""What a rule's no means, in words that say what to do now."""

from __future__ import annotations

from bot.civic.comments import MOST_COMMENTS_A_DAY
from bot.civic.doors import Refused
from bot.civic.ideas import MOST_IDEAS_A_DAY
from bot.civic.reports import MOST_REPORTS_A_DAY
from bot.text.lazy import Text, _

_WORDS = {
    "not-allowed": _("Your role does not let you do that, or it was taken back. Nothing was changed."),
    "no-consent": _("For that I need your consent first. Nothing was stored."),
    "closed": _("Ideas and support are not collected just now. Nothing was changed or lost."),
    "own-idea": _("This is your own idea: others can support it."),
    "no-such-idea": _("That idea is no longer in the list."),
    "answered-meanwhile": _(
        "Somebody else has just answered one of these ideas. Nothing was sent: please look again."
    ),
    "no-such-commitment": _(
        "That promise is no longer open, or its idea was taken out. Nothing was changed."
    ),
    "commitment-changed": _(
        "Somebody else has just changed this promise. Nothing was changed: please look again."
    ),
    "too-many-commitments": _(
        "There are as many open promises about this idea as there may be: end one of them first."
    ),
    "day-over": _("That day is over already. Nothing was changed: please take another."),
    "not-asked": _(
        "That can be said by those who supported the idea and live there, once two weeks are over."
    ),
    "same-idea": _("Those are one and the same idea already. Nothing was changed."),
    "not-waiting": _("That idea does not wait to be looked at any more. Nothing was changed."),
    "too-many-questions": _("Its author was asked often enough. Please approve it, or say why not."),
    "no-such-question": _("That question is answered already, or your idea no longer waits."),
    "not-yours": _("Only whoever shared an idea can change it or take it back."),
    "no-such-comment": _("That comment is no longer there."),
    "no-such-thread": _("I do not find that conversation with the organisers. Perhaps it was deleted."),
    "no-such-letter": _("That message to the organisers is no longer there."),
    "too-many-letters": _(
        "You have written to the organisers many times today. Nothing is lost of what you sent: please go on tomorrow."
    ),
    "bad-audience": _("Nobody can tell any more who they are: change to whom it goes."),
    "no-such-button": _("That button is no longer there. Nothing was counted."),
    "written-meanwhile": _(
        "Something was written here meanwhile. Please look again first: nothing was sent."
    ),
    "own-words": _("You wrote this yourself: you need not report it, you can take it back."),
    "blocked": _(
        "You are blocked just now: you cannot share ideas or comment. To see why, and to object, type “appeal”."
    ),
    "too-many-ideas": _(
        "You have shared {count} ideas within a day: that is the most. This one is kept; please share it tomorrow.",
        count=MOST_IDEAS_A_DAY,
    ),
    "too-many-comments": _(
        "You have written {count} comments within a day: that is the most. Please go on tomorrow.",
        count=MOST_COMMENTS_A_DAY,
    ),
    "too-many-reports": _(
        "You have reported {count} things within a day: that is the most. The organisers look at them first.",
        count=MOST_REPORTS_A_DAY,
    ),
    "no-such-report": _("Somebody else has decided about this already. Nothing was changed."),
    "own-decision": _("This concerns yourself: somebody else decides about it."),
    "no-author": _("Whoever wrote this is no longer here."),
    "warned-already": _("Somebody was warned for this already. Nothing was changed."),
    "blocked-already": _("Whoever wrote this is blocked already. Nothing was changed."),
    "no-such-appeal": _("Somebody else has decided about this appeal already. Nothing was changed."),
    "not-blocked": _("You are not blocked."),
    "appealed-already": _("You have objected already. I will tell you what they decide."),
    "no-such-vote": _("That vote is no longer there."),
    "vote-open": _("This vote is open: what is asked stays as it is. Nothing was changed."),
    "secrecy-loosened": _("Secrecy is only ever tightened: what people chose is shown after the close."),
    "not-counted": _("This vote is not counted yet. Nothing was changed."),
    "closes-before-it-opens": _("It would close before it opens."),
    "closes-in-the-past": _("It would be closed already: please choose a later moment."),
    "bad-limits": _("So many options cannot be chosen: there are fewer."),
    "vote-to-come": _("This vote is not open yet. Nothing was counted."),
    "vote-closed": _("This vote is closed. Nothing was changed."),
    "bad-choice": _("That is no ballot of this vote. Please choose from the list."),
    "ballot-sealed": _(
        "Your ballot counts, but can no longer be changed: after a repair, nobody can tell any more which one is yours."
    ),
    "unknown-topic": _("That topic is no longer there. Your idea is kept: please choose another topic."),
    "unknown-neighbourhood": _(
        "That municipality is no longer there. Your idea is kept: please choose another."
    ),
    "separated": _(
        "That began while your accounts were linked: the other one speaks for both of you. Nothing was changed."
    ),
    "own-code": _("That code is shown by an account that is yours already: they are linked."),
    "too-many-tries": _("Too many codes were wrong. Try again in an hour, with a new code."),
    "no-such-link": _("It is too late for that, or it was done before. Nothing was changed."),
    "own-offer": _("You made this code yourself: it is for somebody else."),
    "no-such-offer": _("It is too late for that, or it was done before. Nothing was changed."),
    "no-such-role": _("That role is no longer there. Nothing was changed."),
    "no-such-programme": _("That programme is no longer there. Nothing was changed."),
    "too-many-offers": _(
        "You have given twenty codes that nobody has used yet. Wait until they have, or until tomorrow."
    ),
    "last-owner": _("You are the only owner: give somebody else that role first. Nothing was changed."),
    "no-such-organisation": _("That organisation is no longer there. Nothing was changed."),
    "not-speaker": _("You do not speak for that organisation. Nothing was changed."),
    "no-such-account": _("That account is no longer one of yours. Nothing was changed."),
    "unknown-picture": _(
        "Your photo is no longer here. Your idea is kept: send the photo again, or go on without one."
    ),
    "changed-meanwhile": _(
        "Somebody else has changed this meanwhile. Please look again; nothing of yours was changed."
    ),
    "too-many-stages": _("It has as many stages as there may be: leave one out first. Nothing was changed."),
    "last-stage": _(
        "That is its only stage: change its days, or add another one first. Nothing was changed."
    ),
    "ideas-stage-first": _(
        "Ideas are taken there without an end so far: add the stage for sharing ideas first. Nothing was changed."
    ),
    "name-taken": _("Something else to choose from is called that already. Please give it another name."),
    "not-its-own": _("That is no longer there. Nothing was changed."),
    "too-many-own": _("There are as many as there may be: take one out first. Nothing was changed."),
    "nothing-changes": _("That is what it says already. Nothing was changed."),
    "ends-first": _("That ends before it begins. Please type it again."),
    "too-long-an-event": _("That is too long: an event lasts 31 days at most."),
    "outside-the-event": _("Then a session would be outside of the hours of the event. Nothing was changed."),
    "no-such-session": _("That session is no longer there. Nothing was changed."),
    "too-many-sessions": _("An event has 60 sessions at most. Nothing was changed."),
    "question-gone": _("That question is no longer asked. Nothing was changed."),
    "asked-enough": _(
        "So many questions are enough. Leave one out first: what was answered to it stays. Nothing was changed."
    ),
    "bad-place": _(
        "I do not know that place. Please type the address, or paste a link that begins with https://."
    ),
    "not-over": _("This event is not over yet."),
    "no-such-event": _("I do not find that event."),
    "event-cancelled": _("This event is cancelled. Nothing was changed."),
    "event-over": _("This event is over. Nothing was changed."),
    "members-only": _(
        "This event is for members only. If you have an invitation, type “invitation” and its code."
    ),
    "not-enough-seats": _("There are not so many seats left. You keep what you have."),
    "too-many-guests": _("So many people cannot come with one person. Nothing was changed."),
    "session-full": _("There are not enough seats left in that session. Nothing was changed."),
    "session-overlaps": _("You have chosen another session at that time: let that one go first."),
    "not-coming": _("That is for those who come: say first that you do."),
    "checked-in": _("You have been let in already: nobody else gets your seat now."),
    "said-already": _("You have said how it was, thank you."),
    "not-there": _("Only those who were there can say how it was."),
    "too-many-codes": _("Those were too many wrong codes. Please try again in an hour."),
    "no-such-broadcast": _("I do not find that message."),
    "broadcast-begun": _("This message is confirmed or sent already: it cannot be changed now."),
    "look-again": _("Somebody has changed this meanwhile. Nothing was done: please look at it again."),
    "own-broadcast": _("You wrote this yourself: another organiser has to look at it."),
    "second-look": _("This goes to so many people that another organiser looks at it first."),
    "missing-language": _("One of the languages that this needs is still missing. Nothing was sent."),
    "nobody": _("There is nobody who would get this. Nothing was sent."),
    "too-few": _(
        "These are so few people that one could tell from it who has voted. Choose more people, please."
    ),
    "count-changed": _("There are more people by now than you were shown. Please look at the number again."),
    "not-sending": _("This message is not on its way just now. Nothing was changed."),
    "broadcast-over": _("This message is over. Nothing was changed."),
    "not-done": _("This message is still on its way: when it is over, you can send it to the others again."),
    "in-the-past": _("That is in the past. Please choose a later time."),
}


def refusal(no: Refused) -> Text:
    """Return the sentence for a refusal."""
    return _WORDS.get(no.code, _("That is not possible now. Nothing was changed."))
