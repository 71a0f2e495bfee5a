"""What came in, in our own words: an adapter reads its platform's update into one `Incoming`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sender:
    """An account on a platform. Identity is `id` alone: names change and are reused (H23).

    `chat` is where this person is written to in private, `group` the group that they are heard in just now. What is
    heard in a group changes nothing of what is known of an account: whoever was never heard in private cannot be
    reached there.
    """

    id: str
    chat: str
    name: str = ""
    language_hint: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """One update as it is kept before it is confirmed: `key` is unique on its platform.

    `sender` is None for what no person's turn answers (a channel's post, another bot): it is kept
    for the deduplication and set aside as ignored. `receipt` is that of a button's press, which is
    answered soon even if its turn has to wait. What is `unreadable` is kept aside, as it came, for an operator.
    `door` marks what happened at a group's door (we were let in, put out, muted; it has moved): it has a turn, whoever
    did it. What is `only_known` matters only from somebody who is known already: nobody is met by it.
    """

    key: str
    raw: str
    sender: Sender | None
    receipt: str | None = None
    unreadable: bool = False
    door: bool = False
    only_known: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """Words as a person typed them, cleaned; a command keeps its slash."""

    text: str


@dataclass(frozen=True, slots=True)
class Edited:
    """The new words of the message `Incoming.message`, which may have been an answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """The message `Incoming.message`, which may have been an answer, was taken back by who had written it."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button: `token` is chosen by the client and believed only once its signature holds (H10).

    `receipt` is what the platform wants answered exactly once. `mark` is the platform's id of the press itself, where
    it stands there and can be taken back.
    """

    token: str
    receipt: str
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo or an image file, by the platform's reference; `size` in bytes where the platform tells."""

    file: str
    size: int | None = None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is no image (a film, sound, a document), by the platform's reference, and what its sender calls it.

    `size` in bytes where the platform tells.
    """

    file: str
    name: str
    size: int | None = None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """A shared location, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Other:
    """A kind of message no question takes: a sticker, a poll and so on."""

    kind: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person closed the door: nothing can be sent until they open it."""


@dataclass(frozen=True, slots=True)
class Unblocked:
    """The person opened the door again."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The private chat goes on at another address: where it was, others read along."""


@dataclass(frozen=True, slots=True)
class JobDone:
    """A job that a conversation waits for has ended: `media` on success, else the reason as a slug."""

    job: int
    media: int | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """We are in the group `Incoming.group`, new or again; `muted`, as one who may not write there."""

    muted: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """We are in the group `Incoming.group` no longer."""


@dataclass(frozen=True, slots=True)
class MovedTo:
    """The group `Incoming.group` has a new address; what was said at the old one can no longer be changed."""

    group: str


@dataclass(frozen=True, slots=True)
class Vouched:
    """What was typed in a group comes again, now that the platform has said whether who typed it runs the group."""

    text: str
    runs: bool


Door = Joined | Left | MovedTo
Content = (
    Typed
    | Edited
    | Redacted
    | Pressed
    | Picture
    | Document
    | Position
    | Other
    | Blocked
    | Unblocked
    | Elsewhere
    | JobDone
    | Door
    | Vouched
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update, read. `message` is the platform's id of the message that was sent, edited, or pressed on.

    `group` is the group it comes from, None in private. Of what is not `addressed` to us (a reply to what we said, a
    command to every bot there is), only the words that we know are meant for us. `answers` is the message that it replies
    to, where the platform has replies and this is one.
    """

    content: Content
    message: str | None = None
    group: str | None = None
    addressed: bool = True
    answers: str | None = None

    @property
    def own(self) -> str | None:
        """The platform's id of what the person sent: a message, or the reaction that a press was."""
        return self.content.mark if isinstance(self.content, Pressed) else self.message
