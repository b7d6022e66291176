"""What the rest of the program knows of Matrix: what comes in, what can be asked for, and who stores what came.

Everything here is plain values and protocols; `bot/matrix/` is the one implementation, and the only importer of nio.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from workflows.values.delivery import NotYet, Outcome, Rejected, RoomOutcome, StateOutcome
from workflows.values.ids import DeviceId, EventId, IdentityKey, MatrixRoomId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSent:
    """A file that somebody sent: where the homeserver keeps it, and what opens it. All of it stood in ciphertext."""

    url: str  # mxc://server/id
    name: str  # as its sender calls it; never for a log
    size: int | None = None  # in bytes, as its sender says
    key: str = ""  # with `iv` and `sha256` of the encrypted bytes; empty where the file itself is not encrypted
    iv: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One decrypted text message from somebody else, as the sender's device encrypted it.

    Only what stood inside the ciphertext is here, except `reply_to` and `thread`, which are for where to answer
    and carry no authority. Plaintext events never become a Message.
    """

    event: EventId
    room: MatrixRoomId
    sender: UserId
    body: str
    identity: (
        IdentityKey | None
    )  # master key that vouches for the sending device (own query, whole chain verified); None: no one does
    device: DeviceId | None  # the device whose keys encrypted it, if it is one of the sender's
    session: str  # Megolm session id and message index: acted on once for ever
    index: int
    mentions: tuple[
        UserId, ...
    ] = ()  # encrypted m.mentions plus matrix.to links of the encrypted formatted body, each once
    replaces: EventId | None = None  # an edit: `body` is then the new content; the relation itself is unauthenticated
    thread: EventId | None = None
    notice: bool = False  # m.notice: never answered, bots ignore each other
    file: FileSent | None = None  # then `body` is empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """An encrypted event that cannot be read (yet). It is asked for again when keys arrive."""

    event: EventId
    room: MatrixRoomId
    sender: UserId
    session: str | None
    code: str  # `no-session`, `withheld:m.unverified`, `malformed`, ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Plaintext:
    """A message that arrived unencrypted in a room. Counted and refused; its text is not kept."""

    event: EventId
    room: MatrixRoomId
    sender: UserId


class Membership(StrEnum):
    INVITE = "invite"
    JOIN = "join"
    LEAVE = "leave"
    BAN = "ban"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChange:
    """Somebody's membership of a room changed (or was first seen)."""

    event: EventId
    room: MatrixRoomId
    user: UserId
    membership: Membership
    by: UserId  # who sent the event: a leave by somebody else is a removal


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Somebody invites the bot. `encrypted` is read from the raw stripped state."""

    room: MatrixRoomId
    inviter: UserId
    encrypted: bool
    direct: bool


Incoming = Message | Unreadable | Plaintext | MemberChange | Invitation


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one sync brought, in order, gaps filled. `cursor` is saved in the same transaction as the rest."""

    cursor: str
    incoming: tuple[Incoming, ...]
    rooms: frozenset[MatrixRoomId]  # joined rooms, as this sync left them
    devices: frozenset[UserId] = frozenset()  # whose devices or keys changed
    settings: frozenset[MatrixRoomId] = frozenset()  # whose name or powers were set


class Receiver(Protocol):
    """Who keeps what came in. Called by the sync loop, one batch at a time, before the next sync is asked for."""

    async def cursor(self) -> str | None: ...
    async def known(self, event: EventId) -> bool:
        """Has this event been stored before? Where back-filling a gap may stop."""

    async def receive(self, batch: Batch) -> None: ...
    async def readable_now(self, message: Message) -> None:
        """A message stored as Unreadable could be decrypted after all."""

    async def identity_seen(self, user: UserId, identity: IdentityKey | None, fingerprint: str) -> None:
        """A person's published identity was queried: None where they have no cross-signing. Called on change only."""


class Pins(Protocol):
    """Whose identity is accepted: kept in memory by the decider, read by the gate before each send."""

    def pinned(self, user: UserId) -> IdentityKey | None: ...
    def frozen(self, user: UserId) -> bool: ...


class Kind(StrEnum):
    """`m.text` wakes a phone, `m.notice` does not."""

    TEXT = "m.text"
    NOTICE = "m.notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A rendered message. `body` and `html` come from one tree and say the same."""

    body: str
    html: str | None = None
    kind: Kind = Kind.NOTICE
    mentions: tuple[UserId, ...] = ()
    reply_to: EventId | None = None
    thread: EventId | None = None
    replaces: EventId | None = None


class FixedText(StrEnum):
    """The texts without any variable: they alone may reach a device that is not trusted, or a room in clear."""

    DEVICE_NOT_CONFIRMED = "device-not-confirmed"
    KEYS_CHANGED = "keys-changed"
    NOT_ENCRYPTED = "not-encrypted"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPlan:
    """All that createRoom is told. Nothing in it says anything about a case: room state is not encrypted."""

    alias_localpart: str  # the saga's lock: derived from a secret, deleted once the room is adopted
    nonce: str  # in creation content: proves that a room found by its alias is ours
    name: str  # codeword and reference, or a fixed name
    topic: str
    moderators: Mapping[UserId, int] = field(default_factory=dict)  # power levels besides the bot's own, at most 50
    federate: bool = False
    direct: UserId | None = None


class Gateway(Protocol):
    """Everything that can be asked of Matrix. Each call answers with a value; none raises for what the network does."""

    @property
    def user(self) -> UserId: ...
    async def send(self, room: MatrixRoomId, content: Content, txn: str, *, roster: frozenset[UserId]) -> Outcome:
        """The only way out for words.

        Refuses (NotYet/ROOM) unless the room is known, encrypted and its joined *and* invited members are within
        `roster` (the bot itself needs no mention). Shares keys with devices that a pinned identity signed and with
        no other. Waits (NotYet/READERS) while nobody there can read. `txn` makes a repeat harmless."""

    def readable(self, room: MatrixRoomId, user: UserId) -> bool:
        """Whether `user`, in the room, holds what is needed to read the next message: pin, trusted device, session."""

    async def find_sent(
        self, room: MatrixRoomId, txn: str, *, until: EventId | None = None
    ) -> EventId | NotYet | Rejected | None:
        """Reconcile: our own event with this transaction id (also kept inside its ciphertext), from the room's history.
        It looks back as far as `until`, an event of ours that is older than what is looked for; without one, to the
        beginning. None: looked, and it is not there. NotYet: could not look, so it must not be sent anew. Rejected:
        looked at more than a room of ours can hold and came to no end; it must never be sent anew."""

    async def open_room(self, plan: RoomPlan) -> RoomOutcome: ...
    async def check_room(self, room: MatrixRoomId) -> str | None:
        """Why a room is not fit for words (a code), or None.

        Fit: encrypted, history joined, guests off, invite only, members cannot change state."""

    async def lock_room(self, room: MatrixRoomId) -> StateOutcome:
        """Make somebody else's direct chat fit: history joined, guests off, invite 100; Rejected without the power."""

    async def invite(self, room: MatrixRoomId, user: UserId) -> StateOutcome: ...
    async def remove(self, room: MatrixRoomId, user: UserId) -> StateOutcome: ...
    async def set_power(self, room: MatrixRoomId, levels: Mapping[UserId, int], *, closed: bool) -> StateOutcome:
        """`closed`: members may no longer speak; the bot still may."""

    async def set_name(self, room: MatrixRoomId, name: str) -> StateOutcome: ...
    async def pin(self, room: MatrixRoomId, event: EventId) -> StateOutcome: ...
    async def join(self, room: MatrixRoomId) -> StateOutcome: ...
    async def leave(self, room: MatrixRoomId) -> StateOutcome:
        """Leave and forget; also how an invitation is refused silently."""

    async def members(self, room: MatrixRoomId) -> Mapping[UserId, Membership] | None:
        """As the server says now; None where it cannot be asked."""

    async def account_exists(self, user: UserId) -> bool | None: ...
    async def send_fixed(self, room: MatrixRoomId, user: UserId, text: FixedText, txn: str) -> Outcome:
        """One fixed text to every device of `user`, trusted or not, under a session that carries nothing else.

        For NOT_ENCRYPTED it is the one plaintext ever."""

    async def read_again(self, room: MatrixRoomId, events: Sequence[EventId]) -> tuple[Message | Unreadable, ...]:
        """Fetch stored-as-unreadable or not-kept events once more and try to decrypt them."""

    async def fetch_file(self, file: FileSent, *, most: int) -> bytes | NotYet | Rejected:
        """What a file says, decrypted. Rejected: `too-large` (more than `most` bytes), `damaged`, or a code."""

    async def warm(self, room: MatrixRoomId, *, roster: frozenset[UserId]) -> None:
        """Share the room's session ahead of a page, so that key and alert do not arrive together."""
