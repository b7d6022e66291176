"""Making rooms, letting people in and out of them, and keeping them as they were made.

Nothing sent from here is encrypted, because Matrix encrypts no room state: a name is a codeword, and no membership
change carries a reason.
"""

import asyncio
from collections.abc import Iterable, Mapping, Set
from typing import Any, Protocol

from bot.gateway import Membership, RoomPlan
from bot.kill_points import passing
from bot.matrix.recipe import CREATOR_ABOVE_ALL, Json, RoomState, creation, fitting, power
from bot.matrix.wire import Answer, Wire, ask, at
from workflows.values.delivery import Done, Hold, NotYet, Opened, Rejected, RoomOutcome, StateOutcome
from workflows.values.ids import EventId, MatrixRoomId, UserId

SQUATTED = Rejected("alias-squatted")
TAKEN = frozenset({"M_ROOM_IN_USE", "M_UNKNOWN"})  # Synapse says the latter when two requests race for one alias
MAKING_SECONDS = 60.0  # how long a homeserver may be at work on a room whose alias it gives out already
INSIDE = frozenset({Membership.JOIN, Membership.INVITE})


class Seen(Protocol):
    """What the last sync showed: hints for where to look, never a reason to believe something."""

    def people_in(self, room: MatrixRoomId) -> frozenset[UserId] | None: ...
    def inviter(self, room: MatrixRoomId) -> UserId | None: ...


class Rooms:
    """The state of rooms on the homeserver, asked for and changed. No call raises for what the network does."""

    def __init__(self, wire: Wire, user: UserId, seen: Seen, *, making_seconds: float = MAKING_SECONDS) -> None:
        self._making_seconds = making_seconds
        self._doubted: dict[MatrixRoomId, float] = {}
        self._wire = wire
        self._user = user
        self._seen = seen
        self._version: str | None = None
        self._asked_version = False

    async def open_room(self, plan: RoomPlan) -> RoomOutcome:
        """One room for one plan, however often it is asked for and wherever an attempt broke off.

        The alias is a lock on the server: a second createRoom of the same plan cannot succeed while the first
        room holds it. The nonce finds a room of ours whose alias is already gone. `Rejected("alias-squatted")`:
        somebody else holds the alias; draw a new one.
        """
        if (earlier := await self._made_before(plan.nonce)) is not None:
            return earlier if isinstance(earlier, NotYet | Rejected) else await self._adopt(earlier, plan)
        version = await self._room_version()
        if isinstance(version, NotYet | Rejected):
            return version
        body = creation(plan, bot=self._user, version=version or None)
        passing("before-create")
        answer = await self._ask("POST", at("createRoom"), body)
        passing("room-created")
        if answer.ok:
            return await self._adopt(MatrixRoomId(str(answer.body.get("room_id", ""))), plan)
        if not answer.ambiguous and answer.code not in TAKEN:
            return answer.failure()
        found = await self._ask("GET", at("directory", "room", self._alias(plan)))
        if found.ok:
            return await self._adopt(MatrixRoomId(str(found.body.get("room_id", ""))), plan)
        return answer.failure() if answer.ambiguous else NotYet("alias-in-the-making", Hold.SERVER)

    async def check_room(self, room: MatrixRoomId) -> str | None:
        """Why the room is not fit for words, or None. `unreachable` where it cannot be found out now."""
        state = await self._state(room)
        if isinstance(state, RoomState):
            return state.unfit(bot=self._user)
        return "unreachable" if isinstance(state, NotYet) else "not-a-member"

    async def lock_room(self, room: MatrixRoomId) -> StateOutcome:
        """Make somebody else's encrypted direct chat fit, as far as our power goes."""
        state = await self._state(room)
        if not isinstance(state, RoomState):
            return state
        if not state.encrypted():
            return Rejected("not-encrypted")
        for kind, content in fitting(state).items():
            answer = await self._put_state(room, kind, content)
            if not answer.ok:
                return answer.failure()
        return Done()

    async def invite(self, room: MatrixRoomId, user: UserId) -> StateOutcome:
        answer = await self._ask("POST", at("rooms", room, "invite"), {"user_id": user})
        return await self._membership_outcome(answer, room, user, INSIDE)

    async def remove(self, room: MatrixRoomId, user: UserId) -> StateOutcome:
        answer = await self._ask("POST", at("rooms", room, "kick"), {"user_id": user})
        return await self._membership_outcome(answer, room, user, {Membership.LEAVE, Membership.BAN})

    async def set_power(self, room: MatrixRoomId, levels: Mapping[UserId, int], *, closed: bool) -> StateOutcome:
        """The levels of a room of ours, as a whole; nothing is sent where they are so already."""
        state = await self._state(room)
        if not isinstance(state, RoomState):
            return state
        wanted = power(levels, bot=self._user, closed=closed, version=state.version())
        if state.content("m.room.power_levels") == wanted:
            return Done()
        return _done(await self._put_state(room, "m.room.power_levels", wanted))

    async def set_name(self, room: MatrixRoomId, name: str) -> StateOutcome:
        """Nothing is sent where it is so already."""
        now = await self._ask("GET", at("rooms", room, "state", "m.room.name", ""))
        if not now.ok and now.code != "M_NOT_FOUND":
            return now.failure()
        if now.ok and now.body.get("name") == name:
            return Done()
        return _done(await self._put_state(room, "m.room.name", {"name": name}))

    async def pin(self, room: MatrixRoomId, event: EventId) -> StateOutcome:
        return _done(await self._put_state(room, "m.room.pinned_events", {"pinned": [event]}))

    async def join(self, room: MatrixRoomId) -> StateOutcome:
        """Join, through the inviter's server where it is another one: a room id says nothing of where it lives."""
        inviter = self._seen.inviter(room)
        server = inviter.partition(":")[2] if inviter else ""
        way = f"?via={server}&server_name={server}" if server else ""
        return _done(await self._ask("POST", at("join", room) + way, {}))

    async def leave(self, room: MatrixRoomId) -> StateOutcome:
        answer = await self._ask("POST", at("rooms", room, "leave"), {})
        gone = answer.code in {"M_NOT_FOUND", "M_UNKNOWN", "M_FORBIDDEN"}  # not in it, or no such room any more
        if not answer.ok and not gone:
            return answer.failure()
        forgotten = await self._ask("POST", at("rooms", room, "forget"), {})
        return Done() if forgotten.ok or gone else forgotten.failure()

    async def members(self, room: MatrixRoomId) -> Mapping[UserId, Membership] | None:
        answer = await self._ask("GET", at("rooms", room, "members"))
        events = answer.body.get("chunk") if answer.ok else None
        return _memberships(events) if isinstance(events, list) else None

    async def account_exists(self, user: UserId) -> bool | None:
        """Whether there is such an account; None while nobody says.

        A homeserver may keep profiles from those who share no room (Synapse:
        `limit_profile_requests_to_users_who_share_rooms`); an account that has devices is there all the same.
        """
        answer = await self._ask("GET", at("profile", user))
        if answer.ok:
            return True
        if answer.status == 404 and answer.code in {"M_NOT_FOUND", "M_UNKNOWN"}:
            return False
        if answer.status != 403:
            return None
        keys = await self._ask("POST", at("keys", "query"), {"device_keys": {user: []}})
        devices = keys.body.get("device_keys") if keys.ok else None
        return True if isinstance(devices, dict) and devices.get(user) else None

    async def _adopt(self, room: MatrixRoomId, plan: RoomPlan) -> RoomOutcome:
        """Take a room that may be ours: prove it, then give back the alias, before anybody is invited.

        Synapse gives out the alias before it lets us in and before the room is locked: for a minute, a room that we
        cannot see, or one of ours that is not closed yet, may still become what was asked for.
        """
        state = await self._state(room)
        if isinstance(state, NotYet):
            return state
        if isinstance(state, Rejected):
            return self._doubt(room) or SQUATTED
        if not state.ours(bot=self._user, nonce=plan.nonce):
            return SQUATTED
        if (why := state.unfit(bot=self._user)) is not None:
            return self._doubt(room) or Rejected(why)
        self._doubted.pop(room, None)
        freed = await self._free_alias(room, plan)
        return Opened(room) if isinstance(freed, Done) else freed

    def _doubt(self, room: MatrixRoomId) -> NotYet | None:
        now = asyncio.get_running_loop().time()
        since = self._doubted.setdefault(room, now)
        return NotYet("room-in-the-making", Hold.SERVER) if now - since < self._making_seconds else None

    async def _free_alias(self, room: MatrixRoomId, plan: RoomPlan) -> StateOutcome:
        answer = await self._ask("DELETE", at("directory", "room", self._alias(plan)))
        if not answer.ok and answer.code != "M_NOT_FOUND":
            return answer.failure()
        named = await self._ask("GET", at("rooms", room, "state", "m.room.canonical_alias", ""))
        if named.ok and (named.body.get("alias") or named.body.get("alt_aliases")):
            return _done(await self._put_state(room, "m.room.canonical_alias", {}))
        return Done() if named.ok or named.code == "M_NOT_FOUND" else named.failure()

    async def _made_before(self, nonce: str) -> MatrixRoomId | NotYet | Rejected | None:
        """A room of ours that an attempt left behind: nobody else is in it, and its creation holds the nonce."""
        answer = await self._ask("GET", at("joined_rooms"))
        if not answer.ok:
            return answer.failure()
        for room in _texts(answer.body.get("joined_rooms")):
            people = self._seen.people_in(MatrixRoomId(room))
            if people is not None and people - {self._user}:
                continue
            state = await self._state(MatrixRoomId(room))
            if isinstance(state, NotYet):
                return state
            if isinstance(state, RoomState) and state.ours(bot=self._user, nonce=nonce):
                return MatrixRoomId(room)
        return None

    async def _room_version(self) -> str | NotYet | Rejected | None:
        """The room version to ask for: 12 where the server has it, else the server's own choice."""
        if not self._asked_version:
            answer = await self._ask("GET", at("capabilities"))
            if not answer.ok:
                return answer.failure()
            capabilities = answer.body.get("capabilities")
            versions = capabilities.get("m.room_versions") if isinstance(capabilities, dict) else None
            available = versions.get("available") if isinstance(versions, dict) else None
            if isinstance(available, dict) and CREATOR_ABOVE_ALL in available:
                self._version = CREATOR_ABOVE_ALL
            self._asked_version = True
        return self._version

    async def _state(self, room: MatrixRoomId) -> RoomState | NotYet | Rejected:
        answer = await self._ask("GET", at("rooms", room, "state"))
        if not answer.ok:
            return answer.failure()
        return RoomState(answer.rows)

    async def _membership_outcome(
        self, answer: Answer, room: MatrixRoomId, user: UserId, wanted: Set[Membership]
    ) -> StateOutcome:
        """A refusal is a success where the person is already as wanted."""
        if answer.ok:
            return Done()
        failure = answer.failure()
        if isinstance(failure, NotYet) or answer.status != 403:
            return failure
        now = await self._ask("GET", at("rooms", room, "state", "m.room.member", user))
        membership = now.body.get("membership") if now.ok else None
        if now.code == "M_NOT_FOUND":
            membership = Membership.LEAVE
        return Done() if membership in wanted else failure

    async def _put_state(self, room: MatrixRoomId, kind: str, content: Json) -> Answer:
        return await self._ask("PUT", at("rooms", room, "state", kind, ""), content)

    async def _ask(self, method: str, path: str, body: Json | None = None) -> Answer:
        return await ask(self._wire, method, path, body)

    def _alias(self, plan: RoomPlan) -> str:
        return f"#{plan.alias_localpart}:{self._user.partition(':')[2]}"


def _done(answer: Answer) -> StateOutcome:
    return Done() if answer.ok else answer.failure()


def _memberships(events: Iterable[Any]) -> dict[UserId, Membership]:
    found: dict[UserId, Membership] = {}
    for event in events:
        content = event.get("content") if isinstance(event, dict) else None
        membership = content.get("membership") if isinstance(content, dict) else None
        if membership in set(Membership):
            found[UserId(str(event.get("state_key", "")))] = Membership(membership)
    return found


def _texts(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
