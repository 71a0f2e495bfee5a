"""A message to many as it looks on a platform, before it is sent: what is shown there is what is sent there."""

from __future__ import annotations

from adapters.matrix import parts as matrix
from adapters.telegram import parts as telegram
from bot.civic.broadcasts import MAX_TEXT, MAX_WITH_PICTURE, Content, Draft, DraftBroadcast
from bot.engine.previews import HowItLooks, Shown
from bot.engine.speaking import Choice, Message, outgoing
from bot.text.lazy import Said, Verbatim
from bot.text.render import render
from flows.saying.broadcasts import message, ways
from storage.media import keep
from tests.chat import Chat
from tests.worlds import World

CONTENT = Content(
    {"nl": "Het <b>plein</b> & @room", "fr": "La place"},
    ({"nl": "Klaar", "fr": "Terminé"}, {"nl": "Ik kan helpen", "fr": "Je peux aider"}),
    picture=1,
)
NAMES = tuple(name for name, _to in ways(1, CONTENT))


def looks(world: World, platform: str, language: str) -> tuple[Shown, ...]:
    with world.desk() as desk:
        return desk.ask(HowItLooks(platform, language, message(CONTENT), NAMES, CONTENT.picture))


def test_on_telegram_it_is_the_photo_with_its_caption_and_rows_of_buttons(world: World) -> None:
    (shown,) = looks(world, "telegram", "nl")
    choices = [Choice(name, f"t{place}") for place, name in enumerate(NAMES)]
    (sent,) = telegram.parts_of(outgoing(Message([message(CONTENT)], choices, CONTENT.picture), "nl"))
    assert (shown.markup, shown.encloses) == (sent.text, True)
    keyboard = telegram.keyboard(sent.buttons)["inline_keyboard"]
    assert [list(row) for row in shown.rows] == [[button["text"] for button in row] for row in keyboard]
    assert not shown.signs


def test_on_matrix_the_buttons_are_a_list_and_signs_to_tap(world: World) -> None:
    (shown,) = looks(world, "matrix", "fr")
    choices = [Choice(name, f"t{place}") for place, name in enumerate(NAMES)]
    (sent,) = matrix.parts_of(outgoing(Message([message(CONTENT)], choices, CONTENT.picture), "fr"))
    assert (shown.markup, shown.encloses, shown.rows) == (sent.text, True, ())
    assert "<b>1.</b> Terminé" in shown.markup
    assert shown.signs == ("1️⃣", "2️⃣", "3️⃣", "4️⃣")


def test_of_a_platform_that_is_not_drawn_nothing_is_shown(world: World) -> None:
    assert looks(world, "pigeons", "nl") == ()


def test_h37_the_longest_that_may_be_sent_can_be_looked_at(world: World) -> None:
    eva = Chat(world, "eva", hint="nl")
    eva.play("given an organiser")
    account = world.who("eva").account
    with world.desk() as desk:
        picture = keep(desk, account, b"jpeg", 10, 10)
    for longest, encloses in ((MAX_TEXT, None), (MAX_WITH_PICTURE, picture)):
        texts = dict.fromkeys(("nl", "fr"), "&" * longest)
        (number,) = world.does("eva", DraftBroadcast(Draft(Content(texts, CONTENT.buttons, encloses))))
        eva.play(f"> organise\n[broadcasts]\n[broadcast {number}]\n[preview-broadcast {number}]")
        for to in ("fr telegram", "fr matrix"):
            eva.play(f"[preview-broadcast {number} {to}]\n? preview-broadcast")
            assert any("&" * longest in each.text for each in eva.new_messages())


def test_h33_what_was_said_before_is_not_said_again_in_another_way() -> None:
    markup = render(Verbatim("<b>Het plein</b>"), "nl")
    assert render(Said(markup), "fr") == markup
