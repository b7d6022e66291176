"""Makes the rooms as they are wanted: who is in them, who may speak, their name, what is pinned.

Wanted is what the rows say; a refused step is tried again until it is no longer wanted. So a removal never waits behind
a message that the gate refuses because of that very member.
"""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from functools import partial

import structlog

from bot.gateway import Gateway, Membership
from bot.kill_points import passing
from bot.service.known import Known
from bot.service.questions import Ask, FromMatrix, Pinned
from workflows.values.delivery import Done, NotYet, Rejected, StateOutcome
from workflows.values.facts import (
    ChatReady,
    Fact,
    Invited,
    InviteRefused,
    Joined,
    Left,
    Readable,
    RoomFailed,
    RoomOpened,
)
from workflows.values.ids import MatrixRoomId, RoomId, UserId
from workflows.values.model import Member, Presence, Room, RoomKind, RoomState

SWEEP = 60.0  # seconds between two looks at everything
LOOK_AGAIN = 3600.0  # and between two questions to the homeserver how a room is named and who may what
READ_AGAIN = 2.0  # seconds until a newcomer's keys are looked for again
LONGEST_WAIT = 300.0
ROOMS_AT_ONCE = 4
REFUSE = "refuse"
REFUSED_AT_ONCE = 5
REFUSE_AGAIN = 10.0

log = structlog.get_logger()


class Converge:
    """Walks over all rooms after each commit that touched one, and each minute."""

    def __init__(
        self,
        gateway: Gateway,
        known: Known,
        ask: Ask,
        monotonic: Callable[[], float],
        now: Callable[[], datetime],
        unwanted: dict[MatrixRoomId, None],
    ) -> None:
        self._gateway, self._known, self._ask = gateway, known, ask
        self._monotonic, self._now = monotonic, now
        self._unwanted = unwanted
        self._waits: dict[tuple[str, ...], tuple[float, float]] = {}  # step -> not before, last wait
        self._powers: dict[RoomId, tuple[object, ...]] = {}  # what was set last, by this process
        self._looked_at: dict[RoomId, float] = {}  # when name and powers were last compared with the homeserver's
        self._exists: set[UserId] = set()
        self._busy: set[str] = set()  # rooms that somebody works on now
        self._missed: set[str] = set()  # those of them that something new came for meanwhile
        self._hands = asyncio.Semaphore(ROOMS_AT_ONCE)
        self.wake = asyncio.Event()

    async def run(self) -> None:
        """For ever. A room whose homeserver is slow holds up no other."""
        async with asyncio.TaskGroup() as group:
            while True:
                self.wake.clear()
                self._step_out(group)
                try:
                    async with asyncio.timeout(self._next()):
                        await self.wake.wait()
                except TimeoutError:
                    continue

    def _next(self) -> float:
        """Seconds until the earliest step may be tried again. Times that are past belong to steps nobody wants now."""
        now = self._monotonic()
        self._waits = {s: wait for s, wait in self._waits.items() if wait[0] > now or self._busy.intersection(s)}
        return min((at - now for at, _ in self._waits.values() if at > now), default=SWEEP)

    async def once(self) -> None:
        """One walk over every room, to its end."""
        async with asyncio.TaskGroup() as group:
            self._step_out(group)

    def _step_out(self, group: asyncio.TaskGroup) -> None:
        for room in tuple(self._known.rooms.values()):
            if room.matrix_id is not None and room.state is not RoomState.GONE:
                self._begin(group, room.id, partial(self._work, room.id))
        self._begin(group, REFUSE, self._refuse)

    def _begin(self, group: asyncio.TaskGroup, name: str, work: Callable[[], Awaitable[None]]) -> None:
        if name in self._busy:
            self._missed.add(name)
        else:
            self._busy.add(name)
            group.create_task(self._guarded(name, work), name=f"converge {name}")

    async def _guarded(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        try:
            async with self._hands:
                await work()
        except Exception as fault:  # noqa: BLE001 - one room must not stop the others
            log.error("fault", action="converge", row=name, kind=type(fault).__name__)
            self._later(("fault", name), SWEEP)
        finally:
            self._busy.discard(name)
            if name in self._missed:
                self._missed.discard(name)
                self.wake.set()

    async def _work(self, id_: RoomId) -> None:
        """Steps of one room follow each other."""
        room = self._known.rooms[id_]
        if room.matrix_id is None or not self._may(("fault", id_)):
            return
        if room.state is RoomState.WANTED:
            await (self._enter(room) if room.kind is RoomKind.DIRECT else self._adopt(room, room.matrix_id))
        elif room.state in (RoomState.OPEN, RoomState.CLOSED):
            await self._settle(room)

    async def _refuse(self) -> None:
        """Invitations from nobody of ours: turned down without a word, a few at each look."""
        for matrix_id in list(self._unwanted)[:REFUSED_AT_ONCE]:
            if self._known.room_of(matrix_id) is None:
                await self._gateway.leave(matrix_id)
            self._unwanted.pop(matrix_id, None)
        if self._unwanted:
            self._later((REFUSE,), REFUSE_AGAIN)

    async def _enter(self, room: Room) -> None:
        """A direct chat that a person opened: join it and lock it."""
        matrix_id, person = room.matrix_id, room.person
        if matrix_id is None or person is None:
            return
        if not await self._step(("join", room.id), lambda: self._gateway.join(matrix_id)):
            return
        passing("chat-joined")
        if not self._may(("lock", room.id)):
            return
        outcome = await self._gateway.lock_room(matrix_id)
        match outcome:
            case NotYet():
                self._later(("lock", room.id), outcome.wait.total_seconds() if outcome.wait else None)
            case Done() | Rejected():
                self._tell(ChatReady(matrix_id=matrix_id, person=person, locked=isinstance(outcome, Done)))
                self._later(("lock", room.id), SWEEP)

    async def _adopt(self, room: Room, matrix_id: MatrixRoomId) -> None:
        """A room that the settings name: ours if it is as safe as one that we make; else we make our own."""
        step = ("adopt", room.id)
        if not self._may(step):
            return
        joined = await self._gateway.join(matrix_id)
        if isinstance(joined, NotYet):
            self._later(step, joined.wait.total_seconds() if joined.wait else None)
            return
        why = joined.why if isinstance(joined, Rejected) else await self._gateway.check_room(matrix_id)
        if why is None:
            self._tell(RoomOpened(room=room.id, matrix_id=matrix_id))
        elif why == "unreachable":
            self._later(step)
            return
        else:
            self._tell(RoomFailed(room=room.id, why=why))
        self._later(step, SWEEP)

    async def _settle(self, room: Room) -> None:
        matrix_id = room.matrix_id
        if matrix_id is None:
            return
        for user in tuple(self._known.members.get(room.id, {})):
            await self._settle_member(self._known.rooms[room.id], user)
        if self._is_over(room):
            return
        anew = self._is_to_be_looked_at(room)
        right = await self._set_power(room, anew=anew)
        if anew and room.name:
            right &= await self._step(("name", room.id), lambda: self._gateway.set_name(matrix_id, room.name))
        if not right:
            self._looked_at[room.id] = float("-inf")
        event = room.wanted_pin
        if (
            event is not None
            and event != room.pinned
            and await self._step(("pin", room.id, event), lambda: self._gateway.pin(matrix_id, event))
        ):
            passing("pinned")
            self._ask(Pinned(room.id, event))
        await self._look_who_is_there(room)

    async def _settle_member(self, room: Room, user: UserId) -> None:
        """One step for one person, as things are now: the steps before it took their time."""
        member = self._known.members[room.id][user]
        wanted = user in self._known.roster(room.id) and not member.declined and not self._is_emptied(room)
        self._forget_past_steps(room, member)
        if wanted and member.presence is Presence.OUT and member.blocked is None and room.state is RoomState.OPEN:
            await self._invite(room, member)
        elif not wanted and member.presence is not Presence.OUT:
            await self._remove(room, user)
        elif wanted and member.presence is Presence.JOINED and not member.briefed:
            await self._look_whether_readable(room, member)

    def _is_emptied(self, room: Room) -> bool:
        return room.empty_at is not None and room.empty_at <= self._now()

    def _is_over(self, room: Room) -> bool:
        """Nobody is there any more, and nobody will be: there is nothing to look after."""
        members = self._known.members.get(room.id, {}).values()
        return self._is_emptied(room) and all(member.presence is Presence.OUT for member in members)

    def _forget_past_steps(self, room: Room, member: Member) -> None:
        """What has come true is not waited for when it is wanted once more: asked in again within the minute."""
        if member.presence is not Presence.OUT:
            self._waits.pop(("invite", room.id, member.user), None)
        if member.presence is not Presence.JOINED or member.briefed:
            self._waits.pop(("read", room.id, member.user), None)

    async def _invite(self, room: Room, member: Member) -> None:
        step = ("invite", room.id, member.user)
        if room.matrix_id is None or not self._may(step):
            return
        if member.user not in self._exists:
            exists = await self._gateway.account_exists(member.user)
            if exists is None:
                self._later(step)
                return
            if not exists:
                self._tell(InviteRefused(room=room.id, user=member.user, why="no-account"))
                self._later(step, SWEEP)
                return
            self._exists.add(member.user)
            if self._known.member(room.id, member.user) != member:
                return  # not wanted any more, perhaps
        outcome = await self._gateway.invite(room.matrix_id, member.user)
        passing("invited")
        match outcome:
            case Done():
                self._tell(Invited(room=room.id, user=member.user))
                self._later(step, SWEEP)
            case NotYet():
                self._later(step, outcome.wait.total_seconds() if outcome.wait else None)
            case Rejected(why):
                self._tell(InviteRefused(room=room.id, user=member.user, why=why))
                self._later(step, SWEEP)

    async def _remove(self, room: Room, user: UserId) -> None:
        matrix_id = room.matrix_id
        if matrix_id is None:
            return
        if await self._step(("remove", room.id, user), lambda: self._gateway.remove(matrix_id, user)):
            passing("removed")
            self._tell(Left(room=room.id, user=user, by_themselves=False))

    async def _look_whether_readable(self, room: Room, member: Member) -> None:
        step = ("read", room.id, member.user)
        if room.matrix_id is None or not self._may(step):
            return
        await self._gateway.warm(room.matrix_id, roster=self._known.roster(room.id))
        if self._gateway.readable(room.matrix_id, member.user):
            self._tell(Readable(room=room.id, user=member.user))
            self._later(step, SWEEP)
        else:
            self._later(step, READ_AGAIN)

    def look_again(self, rooms: Collection[MatrixRoomId]) -> None:
        """In these rooms somebody set name or powers, perhaps we."""
        for matrix_id in rooms:
            room = self._known.room_of(matrix_id)
            if room is not None:
                self._looked_at[room.id] = float("-inf")
                self.wake.set()

    def _is_to_be_looked_at(self, room: Room) -> bool:
        """What only the bot should change, an administrator of the homeserver can. It shows in a sync; to be sure, each
        room is looked at once an hour, and not all of them in the same minute."""
        now = self._monotonic()
        spread = zlib.crc32(room.id.encode()) / (1 << 32) * LOOK_AGAIN
        if now - self._looked_at.setdefault(room.id, now - spread) < LOOK_AGAIN:
            return False
        self._looked_at[room.id] = now
        return True

    async def _set_power(self, room: Room, *, anew: bool) -> bool:
        """True when the powers are as wanted, as far as is known."""
        levels = {m.user: m.power for m in self._known.members.get(room.id, {}).values() if m.power and m.wanted}
        closed = room.state is RoomState.CLOSED
        wanted = (closed, tuple(sorted(levels.items())))
        matrix_id = room.matrix_id
        set_already = self._powers.get(room.id, (False, ())) == wanted
        if matrix_id is None or (set_already and (not anew or room.kind is RoomKind.DIRECT)):
            return True
        step = ("power", room.id)
        done = await self._step(step, lambda: self._gateway.set_power(matrix_id, levels, closed=closed))
        if done:
            self._powers[room.id] = wanted
        return done

    async def _look_who_is_there(self, room: Room) -> None:
        """Each minute: who is not on the roster has to go, whoever brought them in; who came unseen is welcomed."""
        step = ("there", room.id)
        if room.matrix_id is None or room.kind is RoomKind.DIRECT or not self._may(step):
            return
        self._later(step, SWEEP)
        present = await self._gateway.members(room.matrix_id)
        for user, membership in (present or {}).items():
            member = self._known.member(room.id, user)
            if user == self._gateway.user or membership not in (Membership.JOIN, Membership.INVITE):
                continue
            if member is None or (membership is Membership.INVITE and not member.wanted):
                await self._remove(room, user)
            elif membership is Membership.JOIN and member.presence is not Presence.JOINED:
                self._tell(Joined(room=room.id, user=user))

    # waiting

    async def _step(self, step: tuple[str, ...], attempt: Callable[[], Awaitable[StateOutcome]]) -> bool:
        """Try once where its time has come. True when it is as wanted."""
        if not self._may(step):
            return False
        outcome = await attempt()
        if isinstance(outcome, Done):
            self._waits.pop(step, None)
            return True
        wait = outcome.wait.total_seconds() if isinstance(outcome, NotYet) and outcome.wait else None
        self._later(step, wait if isinstance(outcome, NotYet) else SWEEP)
        return False

    def _may(self, step: tuple[str, ...]) -> bool:
        at, _ = self._waits.get(step, (0.0, 0.0))
        return self._monotonic() >= at

    def _later(self, step: tuple[str, ...], wait: float | None = None) -> None:
        _, last = self._waits.get(step, (0.0, 0.5))
        wait = min(wait if wait is not None else last * 2, LONGEST_WAIT)
        self._waits[step] = (self._monotonic() + wait, wait)

    def _tell(self, fact: Fact) -> None:
        self._ask(FromMatrix(fact))
