"""What the Bot API says when it refuses, in its own sentences."""

from __future__ import annotations

from tests.telegram_server.wire import Json


class RefusalError(Exception):
    """A call is answered with `ok: false`.

    `violation` tells whether the bot broke a rule that it could have kept (too long, malformed, too fast);
    a person who blocked the bot, or a message that was there already, is nobody's mistake.
    """

    def __init__(self, code: int, description: str, *, violation: bool = False) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.violation = violation
        self.parameters: Json = {}

    def with_parameters(self, **parameters: int) -> RefusalError:
        self.parameters = dict(parameters)
        return self

    def wire(self) -> Json:
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return {**answer, "parameters": self.parameters} if self.parameters else answer


def bad_request(sentence: str) -> RefusalError:
    """Refuse what the bot should not have asked."""
    return RefusalError(400, f"Bad Request: {sentence}", violation=True)


def out_of_date(sentence: str) -> RefusalError:
    """Refuse what was right a moment ago."""
    return RefusalError(400, f"Bad Request: {sentence}")


def forbidden(sentence: str) -> RefusalError:
    return RefusalError(403, f"Forbidden: {sentence}")


def conflict(sentence: str) -> RefusalError:
    return RefusalError(409, f"Conflict: {sentence}")


def too_fast(seconds: int) -> RefusalError:
    refusal = RefusalError(429, f"Too Many Requests: retry after {seconds}", violation=True)
    return refusal.with_parameters(retry_after=seconds)


def migrated(chat_id: int) -> RefusalError:
    refusal = out_of_date("group chat was upgraded to a supergroup chat")
    return refusal.with_parameters(migrate_to_chat_id=chat_id)


UNAUTHORIZED = "Unauthorized"
NOT_FOUND = "Not Found"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
POLLER_MEETS_WEBHOOK = "terminated by setWebhook request"
WEBHOOK_IS_SET = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
