"""What Matrix told us, as values that the rules can answer. Each is acted on in order, by the one decider."""

from dataclasses import dataclass

from workflows.values.ids import IdentityKey, MatrixRoomId, RoomId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomOpened:
    room: RoomId
    matrix_id: MatrixRoomId


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomFailed:
    """The creation saga gave up on this attempt; `why` is a code."""

    room: RoomId
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """The server has the invitation."""

    room: RoomId
    user: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteRefused:
    """The server would not deliver it: blocked, no such account. A code."""

    room: RoomId
    user: UserId
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    room: RoomId
    user: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    room: RoomId
    user: UserId
    by_themselves: bool
    bot: bool = False  # it is the bot that is out


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """This person can read what is said in this room from now on: identity accepted, keys there."""

    room: RoomId
    user: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatAsked:
    """Somebody invited the bot to a room."""

    matrix_id: MatrixRoomId
    inviter: UserId
    encrypted: bool
    direct: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatReady:
    """The bot is in a direct chat and has locked it (or could not: then `locked` is False)."""

    matrix_id: MatrixRoomId
    person: UserId
    locked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentitySeen:
    """A person's published master key, as just queried; None: they have no cross-signing."""

    user: UserId
    identity: IdentityKey | None


Fact = (
    RoomOpened | RoomFailed | Invited | InviteRefused | Joined | Left | Readable | ChatAsked | ChatReady | IdentitySeen
)
