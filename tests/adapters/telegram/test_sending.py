from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from adapters.telegram.account import TelegramAccount
from bot.engine.outgoing import Button, File, Outgoing
from bot.engine.platform import Later, Moved, Outcome, Refused, Sent, Unauthorised, Unknown, Unreachable
from tests.adapters.inbox import Inbox, receiving
from tests.adapters.telegram.conftest import HURRY, Accounts
from tests.loopback import free_port
from tests.telegram_server import Citizen, Fault, TelegramServer
from tests.telegram_server.faults import Kind
from tests.telegram_server.pictures import photo, png

BUTTONS = (Button("Ja", "t1"), Button("Nee", "t2"))


@pytest.fixture
async def citizen(server: TelegramServer) -> Citizen:
    citizen = server.citizen()
    await citizen.starts()
    return citizen


def chat(citizen: Citizen) -> str:
    return str(citizen.id)


async def test_a_message_arrives_with_its_buttons_and_its_markup(
    server: TelegramServer, account: TelegramAccount, citizen: Citizen
) -> None:
    sent = await account.send(chat(citizen), Outgoing("<b>Dag</b> &amp; welkom\n1 &lt; 2", BUTTONS), None, 1)
    heard = await citizen.hears()
    assert sent == Sent(str(heard.message_id))
    assert heard.text == "Dag & welkom\n1 < 2"
    assert [entity["type"] for entity in heard.entities] == ["bold"]
    assert heard.buttons == [["Ja", "Nee"]]
    assert not server.violations


async def test_an_edit_replaces_and_says_the_same_id(account: TelegramAccount, citizen: Citizen) -> None:
    sent = await account.send(chat(citizen), Outgoing("Eerst", BUTTONS), None, 1)
    assert isinstance(sent, Sent)
    assert await account.send(chat(citizen), Outgoing("Dan", edits=sent.message), None, 2) == sent
    (bubble,) = [bubble for bubble in citizen.chat if bubble.by_bot]
    assert (bubble.text, bubble.edited, bubble.buttons) == ("Dan", True, [])


async def test_what_is_not_modified_was_sent(account: TelegramAccount, citizen: Citizen) -> None:
    message = Outgoing("Eerst", BUTTONS)
    sent = await account.send(chat(citizen), message, None, 1)
    assert isinstance(sent, Sent)
    assert await account.send(chat(citizen), replace(message, edits=sent.message), None, 2) == sent


async def test_what_cannot_be_edited_any_more_is_sent_anew(
    account: TelegramAccount, citizen: Citizen
) -> None:
    first = await account.send(chat(citizen), Outgoing("Eerst"), None, 1)
    assert isinstance(first, Sent)
    await citizen.deletes(await citizen.hears("Eerst"))
    own = await citizen.says("Van mij")
    for key, edits in enumerate((first.message, str(own.message_id), "99999", "$elsewhere"), 2):
        sent = await account.send(chat(citizen), Outgoing(f"Dan {key}", edits=edits), None, key)
        assert isinstance(sent, Sent)
        assert sent.message != edits
        assert (await citizen.hears()).text == f"Dan {key}"


async def test_a_photo_is_uploaded_once(
    server: TelegramServer, account: TelegramAccount, citizen: Citizen
) -> None:
    picture = png(200, 100)
    for key in (1, 2):
        await account.send(chat(citizen), Outgoing(f"Kijk {key}", BUTTONS, photo=7), photo(picture), key)
        heard = await citizen.hears()
        assert (heard.text, heard.photo, heard.buttons) == (f"Kijk {key}", picture, [["Ja", "Nee"]])
    assert [bool(call.files) for call in server.calls_of("sendPhoto")] == [True, False]
    assert not server.violations


async def test_a_document_is_uploaded_once(
    server: TelegramServer, account: TelegramAccount, citizen: Citizen
) -> None:
    paper = File(b"%PDF-1.7", "plan.pdf", "application/pdf")
    for key in (1, 2):
        await account.send(chat(citizen), Outgoing(f"Lees {key}", BUTTONS, photo=9), paper, key)
        heard = await citizen.hears()
        assert (heard.text, heard.document, heard.buttons) == (f"Lees {key}", paper.data, [["Ja", "Nee"]])
    assert [bool(call.files) for call in server.calls_of("sendDocument")] == [True, False]
    assert not server.violations


@pytest.mark.parametrize(
    ("method", "file"),
    [
        ("sendVideo", File(b"vide soun", "feest.mp4", "video/mp4")),
        # A film without sound is an animation to Telegram, and sent as one from then on.
        ("sendAnimation", File(b"vide", "feest.mp4", "video/mp4")),
        ("sendVoice", File(b"OggS", "voice.ogg", "audio/ogg")),
        ("sendAudio", File(b"ID3", "lied.mp3", "audio/mpeg")),
    ],
)
async def test_films_and_sound_are_uploaded_once_however_many_wait_for_them(
    server: TelegramServer, account: TelegramAccount, citizen: Citizen, method: str, file: File
) -> None:
    sends = [account.send(chat(citizen), Outgoing("Kijk", photo=9), file, key) for key in range(4)]
    assert all(isinstance(sent, Sent) for sent in await asyncio.gather(*sends))
    for _ in sends:
        heard = await citizen.hears()
        assert (heard.text, heard.document) == ("Kijk", file.data)
    first = "sendVideo" if method == "sendAnimation" else method
    calls = [call for name in {first, method} for call in server.calls_of(name)]
    assert sorted(bool(call.files) for call in calls) == [False, False, False, True]
    assert not server.violations


async def test_who_wants_no_voices_gets_a_file_and_others_the_voice(
    server: TelegramServer, account: TelegramAccount, citizen: Citizen
) -> None:
    voice = File(b"OggS", "voice.ogg", "audio/ogg")
    await account.send(chat(citizen), Outgoing("Hoor", photo=9), voice, 1)
    refused = b'{"ok":false,"error_code":400,"description":"Bad Request: VOICE_MESSAGES_FORBIDDEN"}'
    server.faults.add(Fault("body", body=refused), method="sendVoice")
    for key in (2, 3):
        assert isinstance(await account.send(chat(citizen), Outgoing("Hoor", photo=9), voice, key), Sent)
    assert [bool(call.files) for call in server.calls_of("sendDocument")] == [True]
    assert [bool(call.files) for call in server.calls_of("sendVoice")] == [True, False, False]


async def test_a_photo_takes_the_place_of_another_and_of_a_text(
    account: TelegramAccount, citizen: Citizen
) -> None:
    first, second = png(200, 100), png(100, 200)
    sent = await account.send(chat(citizen), Outgoing("Eerst"), None, 1)
    assert isinstance(sent, Sent)
    for key, picture in ((2, first), (3, second), (4, first), (4, first)):
        message = Outgoing(f"Foto {key}", BUTTONS, photo=100 + key % 2, edits=sent.message)
        assert await account.send(chat(citizen), message, photo(picture), key) == sent
        (bubble,) = [bubble for bubble in citizen.chat if bubble.by_bot]
        assert (bubble.text, bubble.photo) == (f"Foto {key}", picture)
    words = await account.send(chat(citizen), Outgoing("Woorden", edits=sent.message), None, 5)
    assert isinstance(words, Sent)
    assert words != sent


async def test_a_photo_whose_name_telegram_forgot_is_uploaded_again(
    server: TelegramServer, account: TelegramAccount, citizen: Citizen
) -> None:
    await account.send(chat(citizen), Outgoing("Kijk", photo=7), photo(), 1)
    server.faults.add(
        Fault(
            "body",
            body=b'{"ok":false,"error_code":400,"description":"Bad Request: wrong file identifier/HTTP URL specified"}',
        ),
        method="sendPhoto",
    )
    assert isinstance(await account.send(chat(citizen), Outgoing("Weer", photo=7), photo(), 2), Sent)
    assert [bool(call.files) for call in server.calls_of("sendPhoto")] == [True, False, True]


async def test_a_photo_that_was_erased_leaves_its_words(account: TelegramAccount, citizen: Citizen) -> None:
    assert isinstance(await account.send(chat(citizen), Outgoing("Woorden", photo=7), None, 1), Sent)
    assert (await citizen.hears()).text == "Woorden"


async def test_h45_a_photo_that_is_none_is_refused(account: TelegramAccount, citizen: Citizen) -> None:
    assert await account.send(chat(citizen), Outgoing("Kijk", photo=7), photo(b"no picture"), 1) == Refused(
        "bad_photo"
    )


async def test_h37_forty_thousand_characters_arrive_whole(
    server: TelegramServer, account: TelegramAccount, citizen: Citizen
) -> None:
    words = [f"woord{number}" for number in range(4_000)]
    sent = await account.send(chat(citizen), Outgoing("<i>" + " ".join(words) + "</i>", BUTTONS), None, 1)
    bubbles = [bubble for bubble in citizen.chat if bubble.by_bot]
    assert " ".join(bubble.text for bubble in bubbles).split() == words
    assert [bool(bubble.keyboard) for bubble in bubbles] == [False] * (len(bubbles) - 1) + [True]
    assert sent == Sent(str(bubbles[-1].message_id))
    assert not server.violations


async def test_a_long_caption_stands_below_its_photo(account: TelegramAccount, citizen: Citizen) -> None:
    await account.send(chat(citizen), Outgoing("é" * 1025, BUTTONS, photo=7), photo(), 1)
    picture, text = [bubble for bubble in citizen.chat if bubble.by_bot]
    assert (picture.text, picture.keyboard) == ("", ())
    assert (text.text, text.buttons) == ("é" * 1025, [["Ja", "Nee"]])


async def test_of_a_message_taken_in_part_only_the_rest_is_sent_again(
    server: TelegramServer, account: TelegramAccount, citizen: Citizen
) -> None:
    message = Outgoing("a" * 4096 + " " + "b" * 4096 + " " + "c" * 10, BUTTONS)
    server.faults.add(
        Fault("too_many_requests", seconds=1), when=lambda call: "b" in call.params.get("text", "")
    )
    assert await account.send(chat(citizen), message, None, 1) == Later(1.0)
    assert isinstance(await account.send(chat(citizen), message, None, 1), Sent)
    assert [bubble.text[0] for bubble in citizen.chat if bubble.by_bot] == ["a", "b", "c"]


async def test_what_was_begun_for_one_key_is_not_for_another(
    server: TelegramServer, account: TelegramAccount, citizen: Citizen
) -> None:
    message = Outgoing("a" * 4096 + " " + "b", BUTTONS)
    server.faults.add("reset", when=lambda call: call.params.get("text") == "b")
    assert isinstance(await account.send(chat(citizen), message, None, 1), Unknown)
    await account.send(chat(citizen), message, None, 2)
    await account.send(chat(citizen), message, None, 1)
    assert [bubble.text[0] for bubble in citizen.chat if bubble.by_bot] == ["a", "a", "b", "b"]


PHOTO = Outgoing("Kijk", BUTTONS, photo=7)
WORDS = Outgoing("Dag", BUTTONS)
UNKNOWN: dict[Kind, str] = {
    "bad_gateway": "not_an_answer",
    "empty": "not_an_answer",
    "server_error": "server_error",
    "ok_only": "no_result",
    "not_ok_only": "no_reason",
    "reset": "cut_off",
    "silence": "timed_out",
}
FAULTS: list[tuple[Fault, Outcome]] = [
    (Fault("too_many_requests", seconds=30), Later(30.0)),
    (Fault("too_many_requests", seconds=10_072), Later(10_072.0)),
    (Fault("too_many_requests"), Later(None)),
    (Fault("unauthorized"), Unauthorised()),
    *((Fault(kind), Unknown(reason)) for kind, reason in UNKNOWN.items()),
    *((Fault(kind, accepted=True), Unknown(reason)) for kind, reason in UNKNOWN.items()),
]


@pytest.mark.parametrize("message", [WORDS, PHOTO], ids=["words", "photo"])
@pytest.mark.parametrize(("fault", "outcome"), FAULTS, ids=lambda value: str(value)[:60])
async def test_h9_h62_h63_every_way_of_going_wrong_has_its_class(
    server: TelegramServer,
    accounts: Accounts,
    citizen: Citizen,
    *,
    message: Outgoing,
    fault: Fault,
    outcome: Outcome,
) -> None:
    # Only who says nothing is not waited for; a busy machine answers late.
    account = accounts(timing=replace(HURRY, total_seconds=0.3 if fault.kind == "silence" else 10.0))
    await account.check()
    server.faults.add(fault)
    assert await account.send(chat(citizen), message, photo(), 1) == outcome
    assert len([bubble for bubble in citizen.chat if bubble.by_bot]) == int(fault.accepted)
    assert isinstance(await account.send(chat(citizen), message, photo(), 1), Sent)


async def test_nobody_can_be_reached_without_a_connection(accounts: Accounts) -> None:
    for address in (f"http://127.0.0.1:{free_port()}", f"https://127.0.0.1:{free_port()}"):
        account = accounts(api_url=address)
        assert await account.send("5", WORDS, None, 1) == Later(everyone=True)
        assert await account.send("5", PHOTO, photo(), 1) == Later(everyone=True)


async def test_a_server_without_tls_is_no_connection(server: TelegramServer, accounts: Accounts) -> None:
    account = accounts(api_url=server.base_url.replace("http", "https"))
    assert await account.send("5", WORDS, None, 1) == Later(everyone=True)


async def test_someone_who_blocked_us_is_unreachable_until_they_come_back(
    account: TelegramAccount, citizen: Citizen
) -> None:
    await citizen.blocks()
    assert await account.send(chat(citizen), WORDS, None, 1) == Unreachable("blocked")
    await citizen.unblocks()
    assert isinstance(await account.send(chat(citizen), WORDS, None, 1), Sent)


async def test_someone_who_never_wrote_is_unreachable(
    server: TelegramServer, account: TelegramAccount
) -> None:
    assert await account.send(chat(server.citizen()), WORDS, None, 1) == Unreachable("chat_not_found")
    assert await account.send("no number", WORDS, None, 1) == Unreachable("chat_not_found")


async def test_h51_a_group_that_became_a_supergroup_has_moved(
    server: TelegramServer, account: TelegramAccount, citizen: Citizen
) -> None:
    group = server.group("Buurt", [citizen])
    supergroup = await group.becomes_supergroup()
    assert await account.send(str(group.id), WORDS, None, 1) == Moved(str(supergroup.id))
    assert isinstance(await account.send(str(supergroup.id), WORDS, None, 1), Sent)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (Outgoing(""), "empty"),
        (Outgoing("<b> </b>"), "empty"),
        (Outgoing("<b>Dag"), "bad_markup"),
        (Outgoing("<b>" + "x" * 5000), "bad_markup"),
        (Outgoing("<script>" + "x" * 4000), "bad_markup"),
        (Outgoing("Dag", (Button("Ja", "x" * 65),)), "bad_buttons"),
    ],
)
async def test_what_is_wrong_with_the_message_itself_is_refused(
    account: TelegramAccount, citizen: Citizen, message: Outgoing, reason: str
) -> None:
    assert await account.send(chat(citizen), message, None, 1) == Refused(reason)


async def test_a_press_is_answered_once_and_too_late_is_no_error(
    server: TelegramServer, account: TelegramAccount, citizen: Citizen, inbox: Inbox
) -> None:
    await account.send(chat(citizen), WORDS, None, 1)
    async with receiving(account, inbox):
        press = await citizen.presses("Ja")
        await inbox.holds(2)
    await account.acknowledge(press.query_id, "Genoteerd: " + "x" * 250)
    assert (await citizen.sees_answer(press)).text == "Genoteerd: " + "x" * 188 + "…"
    await account.acknowledge(press.query_id, "")
    await account.acknowledge("unknown", "")
    server.faults.add("reset")
    await account.acknowledge(press.query_id, "")
    assert not server.violations


async def test_sixteen_at_once_arrive(server: TelegramServer, account: TelegramAccount) -> None:
    citizens = [server.citizen() for _ in range(16)]
    for citizen in citizens:
        await citizen.starts()
    sent = await asyncio.gather(
        *(account.send(chat(citizen), WORDS, None, key) for key, citizen in enumerate(citizens))
    )
    assert all(isinstance(each, Sent) for each in sent)
    assert not server.duplicates()
