"""A homeserver in memory, behind the Gateway protocol: rooms, members, what was said. Can be unplugged and refuse.

It knows no crypto: whether a message counts is told by the identity a test gives it. The real one is in tests/server.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.gateway import (
    Batch,
    Content,
    FileSent,
    FixedText,
    Incoming,
    Invitation,
    MemberChange,
    Membership,
    Message,
    RoomPlan,
    Unreadable,
)
from workflows.values.delivery import Done, Hold, NotYet, Opened, Outcome, Rejected, RoomOutcome, Sent, StateOutcome
from workflows.values.ids import DeviceId, EventId, IdentityKey, MatrixRoomId, UserId

BOT = UserId("@caseroom:hs")


def identity_of(user: UserId) -> IdentityKey:
    return IdentityKey(f"identity of {user}")


@dataclass(slots=True)
class PretendRoom:
    id: MatrixRoomId
    name: str
    nonce: str
    members: dict[UserId, Membership] = field(default_factory=dict)
    said: list[tuple[EventId, Content]] = field(default_factory=list)
    pinned: EventId | None = None
    closed: bool = False
    powers: dict[UserId, int] = field(default_factory=dict)


class PretendMatrix:
    """Implements bot.gateway.Gateway. `deliver` takes a batch to the bot."""

    def __init__(self) -> None:
        self.rooms: dict[MatrixRoomId, PretendRoom] = {}
        self.by_alias: dict[str, MatrixRoomId] = {}
        self.txns: dict[str, EventId] = {}
        self.fixed: list[tuple[UserId, FixedText]] = []
        self.online = True
        self.lockable = True
        self.refused: dict[UserId, str] = {}  # invitations that the server will not deliver, and why
        self.accept: set[UserId] | None = None  # who accepts invitations at once; None: everybody
        self.keys: dict[UserId, bool] = {}  # False: their keys are not there yet
        self.unknown: set[UserId] = set()
        self.deaf: set[MatrixRoomId] = set()  # rooms into which the server takes nothing any more
        self.meanwhile: Callable[[], Awaitable[None]] | None = None  # comes before the next attempt nobody could read
        self.looked_back_to: list[EventId | None] = []  # each time something was looked for in the history
        self.attempts: list[str] = []  # transaction ids, as often as they were tried
        self.rooms_refused = 0  # so many attempts to make a room will be turned down
        self.unfit: dict[MatrixRoomId, str] = {}  # rooms that are not as safe as ours, and why
        self.files: dict[str, bytes] = {}  # what was uploaded, by its address
        self.fetched: list[str] = []
        self.deliver: Callable[[Batch], Awaitable[None]] | None = None
        self._count = 0

    def _id(self, mark: str) -> str:
        self._count += 1
        return f"{mark}{self._count:05}"

    # what people do

    async def bring(
        self, *incoming: Incoming, devices: Iterable[UserId] = (), settings: Iterable[MatrixRoomId] = ()
    ) -> None:
        if self.deliver is None:
            raise RuntimeError("nobody listens")
        joined = frozenset(room.id for room in self.rooms.values() if room.members.get(BOT) is Membership.JOIN)
        batch = Batch(
            cursor=self._id("s"),
            incoming=incoming,
            rooms=joined,
            devices=frozenset(devices),
            settings=frozenset(settings),
        )
        await self.deliver(batch)

    async def change_keys(self, user: UserId, *, there: bool) -> None:
        """A person's devices get or lose what it takes to read."""
        self.keys[user] = there
        await self.bring(devices=[user])

    async def rename(self, room: MatrixRoomId, name: str) -> None:
        """An administrator of the homeserver gives a room another name."""
        self.rooms[room].name = name
        await self.bring(settings=[room])

    async def open_chat(self, user: UserId, *, encrypted: bool = True) -> MatrixRoomId:
        """A person starts a direct chat with the bot."""
        room = PretendRoom(MatrixRoomId(self._id("!chat")), "", "", {user: Membership.JOIN, BOT: Membership.INVITE})
        self.rooms[room.id] = room
        await self.bring(Invitation(room=room.id, inviter=user, encrypted=encrypted, direct=True))
        return room.id

    def message(self, user: UserId, room: MatrixRoomId, body: str, **changes: object) -> Message:
        values: dict[str, object] = {
            "event": EventId(self._id("$")),
            "room": room,
            "sender": user,
            "body": body,
            "identity": identity_of(user),
            "device": DeviceId("PHONE"),
            "session": f"session of {user}",
            "index": self._count,
        }
        return Message(**{**values, **changes})  # type: ignore[arg-type]

    async def say(self, user: UserId, room: MatrixRoomId, body: str, **changes: object) -> EventId:
        message = self.message(user, room, body, **changes)
        await self.bring(message)
        return message.event

    async def send_file(
        self, user: UserId, room: MatrixRoomId, name: str, content: bytes, **changes: object
    ) -> EventId:
        """Somebody uploads a file, encrypted, and sends it."""
        url = f"mxc://hs/{self._id('file')}"
        self.files[url] = content
        file = FileSent(url=url, name=name, size=len(content), key="key", iv="iv", sha256="sha256")
        message = self.message(user, room, "", file=replace(file, **changes))  # type: ignore[arg-type]
        await self.bring(message)
        return message.event

    async def say_in_the_dark(self, user: UserId, room: MatrixRoomId) -> EventId:
        """Something for which the bot has no key."""
        event = EventId(self._id("$"))
        await self.bring(Unreadable(event=event, room=room, sender=user, session="dark", code="no-session"))
        return event

    async def join_as(self, user: UserId, room: MatrixRoomId) -> None:
        self.rooms[room].members[user] = Membership.JOIN
        await self.bring(self._change(room, user, Membership.JOIN, user))

    async def leave_as(self, user: UserId, room: MatrixRoomId) -> None:
        self.rooms[room].members[user] = Membership.LEAVE
        await self.bring(self._change(room, user, Membership.LEAVE, user))

    async def put_out(self, user: UserId, room: MatrixRoomId, *, by: UserId) -> None:
        """Somebody with the power to do so removes somebody else."""
        self.rooms[room].members[user] = Membership.LEAVE
        await self.bring(self._change(room, user, Membership.LEAVE, by))

    def _change(self, room: MatrixRoomId, user: UserId, membership: Membership, by: UserId) -> MemberChange:
        return MemberChange(event=EventId(self._id("$m")), room=room, user=user, membership=membership, by=by)

    def shown(self, room: MatrixRoomId) -> list[Content]:
        """What a reader of the room sees now: edits in the place of what they replace."""
        events: dict[EventId, Content] = {}
        for event, content in self.rooms[room].said:
            if content.replaces:
                events[content.replaces] = content
            else:
                events[event] = content
        return list(events.values())

    # what the bot asks (bot.gateway.Gateway)

    @property
    def user(self) -> UserId:
        return BOT

    @property
    def _offline(self) -> NotYet | None:
        return None if self.online else NotYet("unreachable", Hold.SERVER, unsaid=True)

    async def send(self, room: MatrixRoomId, content: Content, txn: str, *, roster: frozenset[UserId]) -> Outcome:
        self.attempts.append(txn)
        if self._offline:
            return self._offline
        there = self.rooms.get(room)
        if there is None or room in self.deaf:
            return Rejected("unknown-room")
        inside = {user for user, m in there.members.items() if m in (Membership.JOIN, Membership.INVITE)} - {BOT}
        if inside - roster:
            return NotYet("not-on-roster", Hold.ROOM, people=tuple(sorted(inside - roster)), unsaid=True)
        readers = {user for user, m in there.members.items() if m is Membership.JOIN and self.keys.get(user, True)}
        if not readers - {BOT}:
            if self.meanwhile is not None:
                meanwhile, self.meanwhile = self.meanwhile, None
                await meanwhile()
            return NotYet("no-reader", Hold.READERS, people=tuple(sorted(inside)), unsaid=True)
        if txn not in self.txns:
            self.txns[txn] = EventId(self._id("$b"))
            there.said.append((self.txns[txn], content))
        return Sent(self.txns[txn])

    async def find_sent(
        self, room: MatrixRoomId, txn: str, *, until: EventId | None = None
    ) -> EventId | NotYet | Rejected | None:
        self.looked_back_to.append(until)
        return self._offline or self.txns.get(txn)

    async def open_room(self, plan: RoomPlan) -> RoomOutcome:
        if self._offline:
            return self._offline
        if self.rooms_refused:
            self.rooms_refused -= 1
            return Rejected("forbidden")
        if plan.alias_localpart in self.by_alias:
            found = self.rooms[self.by_alias[plan.alias_localpart]]
            return Opened(found.id) if found.nonce == plan.nonce else Rejected("alias-squatted")
        room = PretendRoom(MatrixRoomId(self._id("!room")), plan.name, plan.nonce, {BOT: Membership.JOIN})
        room.powers.update(plan.moderators)
        self.rooms[room.id] = room
        self.by_alias[plan.alias_localpart] = room.id
        return Opened(room.id)

    async def check_room(self, room: MatrixRoomId) -> str | None:
        return self.unfit.get(room) if room in self.rooms else "not-a-member"

    async def lock_room(self, room: MatrixRoomId) -> StateOutcome:
        return self._offline or (Done() if self.lockable else Rejected("forbidden"))

    async def invite(self, room: MatrixRoomId, user: UserId) -> StateOutcome:
        if self._offline:
            return self._offline
        if user in self.refused:
            return Rejected(self.refused[user])
        self.rooms[room].members[user] = Membership.INVITE
        await self.bring(self._change(room, user, Membership.INVITE, BOT))
        if self.accept is None or user in self.accept:
            await self.join_as(user, room)
        return Done()

    async def remove(self, room: MatrixRoomId, user: UserId) -> StateOutcome:
        if self._offline:
            return self._offline
        self.rooms[room].members[user] = Membership.LEAVE
        await self.bring(self._change(room, user, Membership.LEAVE, BOT))
        return Done()

    async def set_power(self, room: MatrixRoomId, levels: Mapping[UserId, int], *, closed: bool) -> StateOutcome:
        if self._offline:
            return self._offline
        self.rooms[room].closed, self.rooms[room].powers = closed, dict(levels)
        return Done()

    async def set_name(self, room: MatrixRoomId, name: str) -> StateOutcome:
        if self._offline:
            return self._offline
        self.rooms[room].name = name
        return Done()

    async def pin(self, room: MatrixRoomId, event: EventId) -> StateOutcome:
        if self._offline:
            return self._offline
        self.rooms[room].pinned = event
        return Done()

    async def join(self, room: MatrixRoomId) -> StateOutcome:
        if self._offline:
            return self._offline
        there = self.rooms[room]
        if there.members.get(BOT) is not Membership.JOIN:
            there.members[BOT] = Membership.JOIN
            people = [user for user, m in there.members.items() if m is Membership.JOIN and user != BOT]
            await self.bring(*(self._change(room, user, Membership.JOIN, user) for user in people))
        return Done()

    async def leave(self, room: MatrixRoomId) -> StateOutcome:
        self.rooms[room].members[BOT] = Membership.LEAVE
        return Done()

    async def members(self, room: MatrixRoomId) -> Mapping[UserId, Membership] | None:
        return dict(self.rooms[room].members) if self.online else None

    async def account_exists(self, user: UserId) -> bool | None:
        return user not in self.unknown if self.online else None

    async def send_fixed(self, room: MatrixRoomId, user: UserId, text: FixedText, txn: str) -> Outcome:
        if self._offline:
            return self._offline
        if not self.keys.get(user, True):
            return NotYet("no-reader", Hold.PERSON, people=(user,))
        if txn not in self.txns:
            self.txns[txn] = EventId(self._id("$f"))
            self.fixed.append((user, text))
        return Sent(self.txns[txn])

    async def read_again(self, room: MatrixRoomId, events: Sequence[EventId]) -> tuple[Message | Unreadable, ...]:
        return ()

    async def fetch_file(self, file: FileSent, *, most: int) -> bytes | NotYet | Rejected:
        if self._offline:
            return self._offline
        self.fetched.append(file.url)
        content = self.files.get(file.url)
        if content is None:
            return Rejected("not-found")
        return content if len(content) <= most else Rejected("too-large")

    async def warm(self, room: MatrixRoomId, *, roster: frozenset[UserId]) -> None:
        return None

    def readable(self, room: MatrixRoomId, user: UserId) -> bool:
        there = self.rooms[room].members.get(user) is Membership.JOIN
        return self.online and there and self.keys.get(user, True)
