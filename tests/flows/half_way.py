"""Conversations left half-way, and how each goes on: recorded by one release, finished by every later one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HalfWay:
    """Somebody in the middle of something: `begin` was played by the release that recorded it, `finish` is played now.

    What is $agree, $comment, $change, $consent and $reread in it is what else happens where a release asked for consent in other words.
    `in_vain` is what they typed when that release was about to die: it was kept, and its turn not taken.
    """

    language: str | None
    begin: str
    finish: str
    in_vain: str = ""


CITIZEN = "given a citizen"
ORGANISER = "given an organiser"
AT_EVENT = f"{ORGANISER}\n> {{:organise}}\n[hosted]\n[host 1]"
AT_PROGRAMME = f"{ORGANISER}\n> {{:organise}}\n[run-programmes]\n[run-programme 1]"
TO_THE_TITLE = f"{CITIZEN}\n> {{:idea}}"
TO_THE_TEXT = f"{TO_THE_TITLE}\n> Een fietsenstalling aan het station"
TO_THE_TOPIC = f"{TO_THE_TEXT}\n> Er staan er te weinig."
TO_THE_PLACE = f"{TO_THE_TOPIC}\n[urbanism]"
TO_THE_PHOTO = f"{TO_THE_PLACE}\n[city]"
FROM_THE_PREVIEW = "? idea preview\n[share]$agree\n? filed"
FROM_THE_PHOTO = f"[skip]\n{FROM_THE_PREVIEW}"
FROM_THE_PLACE = f"[city]\n{FROM_THE_PHOTO}"
FROM_THE_TOPIC = f"[work]\n{FROM_THE_PLACE}"

EARLIER = {
    "silent for long": HalfWay(
        "nl",
        f"{TO_THE_TEXT}\n(9 days later)",
        f"> Er staan er te weinig.\n? resume go-on\n[yes]\n? idea description\n[skip]\n{FROM_THE_TOPIC}",
    ),
    "nudged": HalfWay(
        "fr",
        "given a citizen with reminders\n> {:idea}\n> Des bancs au soleil\n(2 days later)",
        f"[idea]\n? idea description\n[skip]\n{FROM_THE_TOPIC}",
    ),
}
"""Left some time before the others, in which the clock was moved."""

AFFAIRS = """
given a yes-no vote
given a ranked vote
given an event “Buurtdag” with 9 seats
given an event “Wandeling” with 1 seats
given somebody comes to event 2
"""
"""What there is in the city besides ideas, when the others begin."""

HALF_WAY = {
    "arriving without a language": HalfWay(
        None, "> /start", "[fr]\n(now in fr)\n? welcome agree-3\n[no]\n? menu"
    ),
    "before the consent": HalfWay(
        "nl", "> /start idea_1", "> hm\n? welcome agree-3\n[yes]\n[no]\n[skip]\n[done]\n? card"
    ),
    "after the consent": HalfWay("fr", "> /start\n[yes]", "[yes]\n[skip]\n[done]\n? menu"),
    "arriving, which municipality": HalfWay(
        "en", "> /start\n[yes]\n[no]\n> molenbeck", "[sint-jans-molenbeek]\n? welcome topics\n[done]\n? menu"
    ),
    "arriving, topics": HalfWay(
        "nl",
        "> /start\n[yes]\n[no]\n[skip]\n[work]\n[culture]",
        "[work]\n[done]\n? menu\n> {:settings}\n< {@culture}\n<! {@work}",
    ),
    "title": HalfWay(
        "nl", TO_THE_TITLE, f"> Een fietsenstalling\n? idea description\n[skip]\n{FROM_THE_TOPIC}"
    ),
    "text": HalfWay(
        "fr", TO_THE_TEXT, f"> {{:back}}\n? idea title\n> Des arceaux à vélos\n[skip]\n{FROM_THE_TOPIC}"
    ),
    "topic": HalfWay("en", TO_THE_TOPIC, f"> 99\n? idea topic\n{FROM_THE_TOPIC}"),
    "place": HalfWay("nl", TO_THE_PLACE, f"[culture]\n~ {{Changed.}}\n? idea where\n{FROM_THE_PLACE}"),
    "place, which one": HalfWay(
        "fr", f"{TO_THE_PLACE}\n> molenbeck", f"[sint-jans-molenbeek]\n? idea photo\n{FROM_THE_PHOTO}"
    ),
    "place, from the list": HalfWay(
        "nl", f"{TO_THE_PLACE}\n[list]", f"[jette]\n? idea photo\n{FROM_THE_PHOTO}"
    ),
    "photo": HalfWay("en", TO_THE_PHOTO, f"(photo)\n{FROM_THE_PREVIEW}"),
    "photo, being looked at": HalfWay(
        "nl", f"{TO_THE_PHOTO}\n(photo)", f"(1 second later)\n{FROM_THE_PREVIEW}"
    ),
    "preview": HalfWay(
        "fr",
        f"{TO_THE_PHOTO}\n[skip]",
        "[topic]\n? idea topic\n[work]\n? idea preview\n[share]$agree\n? filed",
    ),
    "something alike": HalfWay(
        "nl",
        f"{CITIZEN}\n> {{:idea}}\n> Un passage pour piétons à l'école\n[skip]\n[work]\n[city]\n[skip]",
        "[1]$consent\n? card\n< {You support this idea}",
    ),
    "another language, in between": HalfWay(
        "nl",
        f"{TO_THE_TEXT}\n> {{:language}}",
        f"[fr]\n(now in fr)\n? idea description\n[skip]\n{FROM_THE_TOPIC}",
    ),
    "a correction": HalfWay(
        "nl",
        f"{TO_THE_TEXT}\n(edits “fietsenstalling”) Een overdekte fietsenstalling",
        f"[yes]\n? idea description\n[skip]\n{FROM_THE_TOPIC}",
    ),
    "a correction to come": HalfWay(
        "nl",
        TO_THE_TEXT,
        f"(edits “fietsenstalling”) Een grote fietsenstalling\n[yes]\n[skip]\n{FROM_THE_TOPIC}",
    ),
    "left": HalfWay(
        "en", f"{TO_THE_TOPIC}\n> {{:cancel}}", f"[resume-draft idea]\n? idea topic\n{FROM_THE_TOPIC}"
    ),
    "go on or begin anew": HalfWay(
        "fr", f"{TO_THE_TOPIC}\n> {{:cancel}}\n[menu]\n[idea]", f"[yes]\n? idea topic\n{FROM_THE_TOPIC}"
    ),
    "consent before support": HalfWay(
        "nl", "given a reader\n> {:idea} 1\n[support 1]", "[yes]$reread\n? card"
    ),
    "consent withdrawn or not": HalfWay(
        "fr", f"{CITIZEN}\n> {{:settings}}\n[disagree opinions]", "[no]\n? settings"
    ),
    "home": HalfWay(
        "en", f"{CITIZEN}\n> {{:my neighbourhood}}\n> elsen", "[elsene]\n? settings\n< {@elsene}"
    ),
    "topics": HalfWay(
        "nl", f"{CITIZEN}\n> {{:my topics}}\n[work]", "> {@culture}\n[done]\n? settings\n< {@culture}"
    ),
    "a list": HalfWay("fr", f"{CITIZEN}\n> {{:ideas}}", "[card 1]\n? card"),
    "a card": HalfWay(
        "nl", f"{CITIZEN}\n> {{:idea}} 1", "[support 1]$consent\n~ {Your support is counted}\n? card"
    ),
    "a number typed on a card": HalfWay(
        "nl", f"{CITIZEN}\n> {{:idea}} 1", "> 1$consent\n? card\n< {You support this idea}"
    ),
    "stopped": HalfWay("nl", f"{CITIZEN}\n> {{:stop}}", "[resume-messages]\n? menu"),
    "title, kept and not taken": HalfWay(
        "nl",
        TO_THE_TITLE,
        f"(1 second later)\n? idea description\n[skip]\n{FROM_THE_TOPIC}",
        in_vain="Een fietsenstalling aan het station",
    ),
    "just shared": HalfWay(
        "fr",
        "given a citizen\n> {:idea}\n> Un cinéma en plein air\n[skip]\n[culture]\n[city]\n[skip]\n[share]",
        "[card 2]\n? card\n< {This is your idea}",
    ),
    "a comment": HalfWay(
        "nl",
        f"{CITIZEN}\n> {{:idea}} 1\n[comments 1]\n[write 1]\n> Goed plan",
        "[change]\n? write text\n> Heel goed plan\n[publish]$comment\n? comments\n< Heel goed plan",
    ),
    "a report in own words": HalfWay(
        "fr",
        f"{CITIZEN}\n> {{:idea}} 1\n[report 1]\n[other]",
        "> C’est de la publicité\n< {Thank you. An organiser}\n? card",
    ),
    "a search": HalfWay("en", f"{CITIZEN}\n> {{:search}}", "> 1\n? card"),
    "near, but near what": HalfWay(
        "nl", f"{CITIZEN}\n> {{:near me}}", "> jete\n? elsewhere place-meant\n[jette]\n? ideas"
    ),
    "my idea, changed": HalfWay(
        "fr",
        f"{CITIZEN}\n> {{:idea}}\n> Une fontaine d’eau potable\n[skip]\n[culture]\n[city]\n[skip]\n[share]\n[card 3]\n[change 3]\n[correct 3 title]",
        "> Deux fontaines d’eau potable\n[change]$change\n? card\n< Deux fontaines",
    ),
    "a vote": HalfWay("nl", f"{CITIZEN}\n> {{:vote}} 1", "[ballot 1 0]\n~ {Your ballot counts.}\n? vote"),
    "a ballot that was given": HalfWay(
        "fr",
        f"{CITIZEN}\n> {{:vote}} 1\n[ballot 1 1]",
        "[ballot 1 0]\n~ {Your ballot counts.}\n[withdraw-ballot 1]\n~ {Your ballot is taken back}",
    ),
    "a ranking, half filled in": HalfWay(
        "nl",
        f"{CITIZEN}\n> {{:vote}} 2\n[fill 2]\n> 2, 3",
        "[last-look 2]\n[send-ballot 2]\n~ {Your ballot counts.}",
    ),
    "an event": HalfWay(
        "en", f"{CITIZEN}\n> {{:event}} 1", "[come 1]\n~ {Good, see you there}\n[code 1]\n+ check-in"
    ),
    "with how many": HalfWay("fr", f"{CITIZEN}\n> {{:event}} 1\n[guests 1]", "> 2\n< {Good, see you there}"),
    "waiting for a seat": HalfWay(
        "nl", f"{CITIZEN}\n> {{:event}} 2\n[come 2]", "[notcoming 2]\n~ {All right: you are not coming.}"
    ),
    "a code to link, about to be typed": HalfWay(
        "fr",
        f"{CITIZEN}\n> {{:link}}\n[type]",
        "> K7PD-2WXM\n< {I do not know that code. Perhaps it is too old: a code works once, for ten}",
    ),
    "a code to link, shown": HalfWay(
        "nl",
        f"{CITIZEN}\n> {{:link}}\n[show]",
        "given my other account types it and agrees\n[link-yes]\n< {Your accounts are linked}",
    ),
    "forgotten or not": HalfWay("en", f"{CITIZEN}\n> {{:forget me}}", "[yes]\n< {You are forgotten}"),
    "quiet hours": HalfWay(
        "nl", f"{CITIZEN}\n> {{:quiet hours}}", "> 22:30 - 7\n< 22:30\n? messages\n< 22:30–07:00"
    ),
    "an event being planned": HalfWay(
        "nl",
        f"{ORGANISER}\n> {{:plan an event}}\n[none]\n> Buurtfeest\n> Fête de quartier\n[skip]",
        "> 5/6/2027 25:61\n? plan-event when\n> 5/6/2027 14u-17u\n? plan-event repeat",
    ),
    "a vote being made": HalfWay(
        "fr",
        f"{ORGANISER}\n> {{:make a vote}}\n[none]\n[one]\n> Welk plein?\n> Quelle place ?\n[skip]",
        "[skip]\n? plan-vote options-nl\n> Vossenplein; Flageyplein\n? plan-vote options-fr",
    ),
    "a message to many": HalfWay(
        "nl",
        f"{ORGANISER}\n> {{:broadcast}}\n[none]\n[everyone]\n[skip]\n> Het plein is klaar.",
        "? compose text-fr\n> La place est finie.\n[skip]\n[none]\n[now]\n? broadcast written\n< Het plein is klaar.",
    ),
    "an official answer": HalfWay(
        "fr",
        f"{ORGANISER}\n> {{:answer}} 1\n[accepted]\n> We schilderen het.",
        "> Nous le peindrons.\n[skip]\n> Dienst Wegen\n> Service Voiries\n[skip]\n[give]\n< {The answer is given.}",
    ),
    "a promise": HalfWay(
        "nl",
        f"{ORGANISER}\n> {{:promise}} 1\n> Verf op de straat",
        "> Peinture sur la rue\n[skip]\n> Dienst Wegen\n> Service Voiries\n[skip]\n> 31/02\n? promise day",
    ),
    "a role being given": HalfWay(
        "en",
        "given an owner\n> {:organise}\n[people]\n[appoint]\n[moderator]",
        "[1]\n[skip]\n< {The code is}",
    ),
    "a message to the organisers": HalfWay(
        "fr", f"{CITIZEN}\n> {{:contact}}", "> Quand ouvre le mur ?\n< {The organisers have your message}"
    ),
    "a question being added": HalfWay(
        "nl",
        f"{AT_EVENT}\n[change-event 1]\n[asked]\n[add-question 1]\n> Kom je met de fiets?",
        "? add-question question-fr\n> Venez-vous à vélo ?\n[skip]\n[yes]\n? asked",
    ),
    "a session being added": HalfWay(
        "fr",
        f"{AT_EVENT}\n[change-event 1]\n[parts]\n[add-session 1]\n> Werk",
        "> Travail\n[skip]\n> 31/02 14u\n? add-session when",
    ),
    "an event being cancelled": HalfWay(
        "en",
        f"{AT_EVENT}\n[cancel-event 1]\n> Storm",
        "? cancel-event reason-fr\n> Tempête\n[skip]\n[yes]\n< {The event is cancelled.}",
    ),
    "a topic of a programme": HalfWay(
        "fr",
        f"{AT_PROGRAMME}\n[own 1 topic]\n[add-own 1 topic]\n> Water",
        "? add-own name-fr\n> Eau\n[skip]\n~ {It is added.}\n? own listed",
    ),
    "a stage being added": HalfWay(
        "nl",
        f"{AT_PROGRAMME}\n[change-programme 1]\n[stages]\n[add]\n[other]\n> Markt",
        "> Marché\n[skip]\n> 31/02\n? change-programme begins",
    ),
    "mine": HalfWay("fr", f"{CITIZEN}\n> {{:mine}}", "[messages]\n? messages"),
}
"""All of them in one city, each by a person of that name."""
