"""Membership as the Bot API writes it."""

from __future__ import annotations

from tests.telegram_server.people import Person
from tests.telegram_server.wire import Json

_ADMIN_RIGHTS = (
    *("can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
    *("can_delete_stories", "can_pin_messages", "can_send_welcome_messages"),
)
_PERMISSIONS = (
    *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos"),
    *("can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages"),
    *("can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info"),
    *("can_invite_users", "can_pin_messages", "can_manage_topics"),
)
_CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")


def member_wire(person: Person, status: str, chat_kind: str) -> Json:
    """Write one of the kinds of ChatMember. Whoever is restricted here may do nothing."""
    member: Json = {"user": person.wire(), "status": status}
    match status:
        case "creator":
            return member | {"is_anonymous": False}
        case "administrator":
            rights = _ADMIN_RIGHTS + (_CHANNEL_RIGHTS if chat_kind == "channel" else ())
            return member | {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(rights, True)
        case "restricted":
            nothing = dict.fromkeys(_PERMISSIONS, False)
            return member | {"is_member": True, "until_date": 0} | nothing
        case "kicked":
            return member | {"until_date": 0}
        case _:
            return member
