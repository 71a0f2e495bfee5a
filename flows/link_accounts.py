"""My accounts: linking another one by a code, which one notices go to, and letting one go on by itself."""

from __future__ import annotations

from bot.civic.doors import Refused
from bot.civic.links import (
    Account,
    AgreeToLink,
    MakeCode,
    MyAccounts,
    PreferAccount,
    RefuseLink,
    TheLink,
    TryCode,
    Unlink,
    is_code,
    spelt,
)
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Words, _
from flows.saying.accounts import account_lines, account_name, wrong_code
from flows.saying.doing import carried_out
from flows.saying.refusals import refusal


@flow("accounts", kind=Kind.VIEW, starts_on=_("my accounts"))
async def my_accounts(talk: Talk) -> None:
    """Show which accounts are mine, with what can be done about them."""
    mine = await talk.look("have", MyAccounts())
    ways = [way("link", _("Link another account"), link("link"))]
    lines: list[Words] = [_("<b>My accounts</b>"), account_lines(mine)]
    if len(mine) > 1:
        chosen = next(each for each in mine if each.preferred)
        lines.append(_("I write to you here: {account}", account=account_name(chosen)))
        ways.append(way("prefer", _("Write to me elsewhere"), link("prefer-account")))
        ways.append(way("unlink", _("Unlink an account"), link("unlink")))
    else:
        lines.append(_("Do you write to me in another app, too? Link both: then you are one person for me."))
    await talk.show(
        "mine", Joined(tuple(lines), "\n"), [*ways, way("settings", _("My settings"), link("settings"))]
    )


@flow(
    "link",
    kind=Kind.ASIDE,
    command="link",
    starts_on=_("link, link my other account"),
    about=_("Link my other account"),
)
async def link_account(talk: Talk, code: str = "") -> Ending:
    """Show a code here, or take the one that the other account shows."""
    if is_code(code):
        return await _typed(talk, code)
    prompt = _(
        "<b>Link my other account</b>\n"
        "Then both are one person: what you share, support and vote counts once, and you see it in both chats. "
        "One account shows a code, and you type it in the chat of the other."
    )
    options = [Option("show", _("Show a code here")), Option("type", _("I have a code"))]
    chosen = await talk.choose("how", prompt, options, none=_("Not now"))
    if chosen == "type":
        ask = _(
            "<b>Which code does your other account show?</b>\nIt has eight signs, such as {example}.",
            example="K7PD-2WXM",
        )
        return await _typed(talk, await talk.ask_code("code", ask) or "")
    if chosen == "show":
        shown = await talk.do("show", MakeCode())
        words = _(
            "Your code is <code>{code}</code>\n"
            "Go to the chat of your other account within ten minutes, and type there: <code>link {code}</code>\n"
            "Give it to nobody: it is for your own account alone.",
            code=spelt(shown),
        )
        await talk.say("code-shown", words)
        return None
    return Start(link("accounts"))


async def _typed(talk: Talk, code: str) -> Ending:
    """Take a code that was typed, and ask whether both accounts are really mine."""
    try:
        tried = await talk.do("try", TryCode(code))
    except Refused as no:
        await talk.say("refused", refusal(no))
        return Start(link("accounts"))
    if tried.link is None:
        unknown = _(
            "I do not know that code. Perhaps it is too old: a code works once, for ten minutes. Show a new one there, or look again. "
            "Tries left: {left}",
            left=tried.left,
        )
        await talk.say("wrong", wrong_code(unknown, tried.left))
        return Start(link("link") if tried.left else link("menu"))
    return Start(link("link-mine", number=tried.link))


@flow("link-mine", kind=Kind.ASIDE)
async def both_are_mine(talk: Talk, number: int) -> Ending:
    """Show both accounts to whoever typed the code, and let the other side be asked."""
    asked = await talk.look("link", TheLink(number))
    if asked is None:
        await talk.say("over", refusal(Refused("no-such-link")))
        return Start(link("menu"))
    prompt = _(
        "<b>Are both of these yours?</b>\n{accounts}\n\n"
        "Say yes only if both are. Whoever has the other account then sees and changes what is yours.",
        accounts=account_lines((asked.showed, asked.typed)),
    )
    if await talk.confirm("sure", prompt, yes=_("Yes, both are mine"), no=_("No, do not link them")):
        if await carried_out(talk, "agree", AgreeToLink(number)):
            await talk.say("asked", _("Now say yes in the other chat, too: I have just asked you there."))
        return Start(link("menu"))
    await talk.do("refuse", RefuseLink(number))
    await talk.say("left", _NOT_LINKED)
    return Start(link("menu"))


@flow("link-yes", kind=Kind.VIEW)
async def yes_both(talk: Talk, number: int) -> Ending:
    """Whoever showed the code says that both accounts are theirs: they are one from now on."""
    if await carried_out(talk, "agree", AgreeToLink(number)):
        await talk.say("linked", LINKED)
    return Start(link("accounts"))


@flow("link-no", kind=Kind.VIEW)
async def not_mine(talk: Talk, number: int) -> Ending:
    """Whoever showed the code says no: nothing is linked."""
    await talk.do("refuse", RefuseLink(number))
    await talk.say("left", _NOT_LINKED)
    return Start(link("menu"))


LINKED = _(
    "<b>Your accounts are linked.</b>\n"
    "From now on you are one person for me in both chats, and what you do counts once. "
    "If you had stopped my messages in one of them, I write in neither."
)
_NOT_LINKED = _("All right: nothing is linked.")


@flow("prefer-account", kind=Kind.ASIDE)
async def prefer_account(talk: Talk) -> Ending:
    """Choose the account that notices go to."""
    mine = await talk.look("have", MyAccounts())
    prompt = _("<b>Where shall I write to you, when there is something?</b>")
    chosen = await talk.choose("account", prompt, _options(mine), of="have")
    if await carried_out(talk, "prefer", PreferAccount(int(chosen or 0))):
        await talk.toast("noted", _("Noted."))
    return Start(link("accounts"))


@flow("unlink", kind=Kind.ASIDE)
async def unlink(talk: Talk) -> Ending:
    """Choose an account that goes on by itself, and say what that means."""
    mine = await talk.look("have", MyAccounts())
    if len(mine) < 2:
        return Start(link("accounts"))
    prompt = _("<b>Which account shall go on by itself?</b>")
    chosen = await talk.choose("account", prompt, _options(mine), none=_("None of them"), of="have")
    if chosen is None:
        return Start(link("accounts"))
    sure = _(
        "<b>This account goes on as somebody new.</b>\n"
        "What you shared, supported and voted stays with the rest. With this account alone you cannot vote in what is open now, "
        "nor support ideas that are here already: so nobody counts twice.\n"
        "Shall I unlink it?"
    )
    if await talk.confirm("sure", sure, yes=_("Yes, unlink it"), no=_("No, leave it")) and await carried_out(
        talk, "unlink", Unlink(int(chosen))
    ):
        await talk.say("unlinked", _("It is unlinked."))
    return Start(link("accounts"))


def _options(mine: tuple[Account, ...]) -> list[Option]:
    return [Option(str(each.id), account_name(each)) for each in mine]
