"""One sync becomes one batch: gaps in place, senders known, each event translated, the unreadable kept for later."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bot.gateway import Batch, Incoming, Message, Receiver, Unreadable
from bot.matrix.absorb import BROKEN, changed_devices, changed_settings, objects, rooms, within
from bot.matrix.client import Client
from bot.matrix.history import Filled, fill
from bot.matrix.incoming import (
    UNKNOWN_SENDER,
    Json,
    Opened,
    Vouching,
    invitation,
    read,
    sender_of,
    sender_unknown,
)
from workflows.values.ids import EventId, MatrixRoomId, UserId

logger = logging.getLogger(__name__)

MOST_WAITING = 1000  # unreadable events tried again by themselves; older ones are fetched when they are asked for
TRIES_OF_A_GAP = 5
FOR_NOW = ("http-0", "http-429", "http-5", "M_LIMIT_EXCEEDED", "M_UNKNOWN_TOKEN")

Gaps = dict[MatrixRoomId, Filled]


@dataclass(frozen=True, slots=True)
class _Waiting:
    room: MatrixRoomId
    event: Json
    sender: UserId
    session: str
    code: str


class Reading:
    """Turns sync answers into batches for the receiver."""

    def __init__(
        self, client: Client, trust: Vouching, receiver: Receiver, listeners: list[Callable[[Opened], None]]
    ) -> None:
        self._client = client
        self._trust = trust
        self._receiver = receiver
        self._listeners = listeners
        self._waiting: dict[EventId, _Waiting] = {}
        self._asked_about: dict[tuple[UserId, str], None] = {}
        self._tries: dict[MatrixRoomId, int] = {}

    @property
    def waiting(self) -> int:
        """How many events wait for a key."""
        return len(self._waiting)

    @property
    def impatient(self) -> bool:
        """Whether something waits that no news would announce."""
        return any(one.code == UNKNOWN_SENDER for one in self._waiting.values())

    def remember(self, unreadable: Unreadable, event: Json) -> None:
        """Try this event again when a key for it comes, or when its sender becomes known."""
        if unreadable.session is None or unreadable.code == "malformed":
            return
        self._waiting[unreadable.event] = _Waiting(
            unreadable.room, event, unreadable.sender, unreadable.session, unreadable.code
        )
        while len(self._waiting) > MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]

    async def fill_gaps(self, body: Json, since: str | None) -> Gaps | None:
        """What the homeserver left out of each room's timeline. None: not all could be had, try the sync again.

        It comes before anything is taken in, so that trying again is harmless.
        """
        gaps: Gaps = {}
        for room, part in rooms(body, "join"):
            timeline = within(part, "timeline")
            until = timeline.get("prev_batch")
            if since is None or timeline.get("limited") is not True or not isinstance(until, str):
                continue
            events = objects(timeline.get("events"))
            if self._joins_in(events):
                continue
            seen = frozenset(event["event_id"] for event in events if isinstance(event.get("event_id"), str))
            filled = await fill(self._client, room, since, until, seen)
            if filled.why is not None and self._worth_another_try(room, filled):
                return None
            self._tries.pop(room, None)
            gaps[room] = filled
        return gaps

    async def take(self, body: Json, gaps: Gaps, position: str, *, since: str | None, primed: bool) -> None:
        """Translate what one sync brought, and have it stored. `primed`: a sync before it brought all state."""
        found = list(self._sections(body, gaps, whole_state=since is None or primed))
        writers = {sender for _, event in found if (sender := _writer(event)) and sender != self._client.user_id}
        unknown = await self._trust.ensure_known(writers)
        invited = (invitation(self._client, room, part) for room, part in rooms(body, "invite"))
        incoming: list[Incoming] = [one for one in invited if one is not None]
        for room, event in found:
            value = await self._read(room, event, unknown)
            if isinstance(value, Unreadable):
                self.remember(value, event)
            if value is not None:
                incoming.append(value)
        await self._try_again({value.event for value in incoming if isinstance(value, Unreadable)})
        if incoming or position != since:
            joined = frozenset(MatrixRoomId(room) for room in self._client.rooms)
            await self._receiver.receive(
                Batch(
                    cursor=position,
                    incoming=tuple(incoming),
                    rooms=joined,
                    devices=changed_devices(body),
                    settings=changed_settings(found),
                )
            )

    def _sections(self, body: Json, gaps: Gaps, *, whole_state: bool) -> Iterable[tuple[MatrixRoomId, dict[str, Any]]]:
        """All events in order. State is left out where gap and timeline say what changed: after a restart it is the
        whole of it, and in a room that is new to us it is what was there before us."""
        for how in ("join", "leave"):
            for room, part in rooms(body, how):
                gap = gaps.get(room)
                said = [*(gap.events if gap else ()), *objects(within(part, "timeline").get("events"))]
                changed_in_state = whole_state if gap is None else gap.why is not None
                if changed_in_state or self._joins_in(said):
                    said = [*objects(within(part, "state").get("events")), *said]
                for event in said:
                    yield room, event

    async def _read(self, room: MatrixRoomId, event: Json, unknown: frozenset[UserId]) -> Incoming | None:
        value = read(self._client, self._trust, room, event)
        if isinstance(value, Message | Opened) and value.sender not in unknown and self._may_be_new(value):
            self._trust.outdated({value.sender})
            unknown |= await self._trust.ensure_known({value.sender})
            value = read(self._client, self._trust, room, event)
        if isinstance(value, Message):
            return sender_unknown(value) if value.sender in unknown else value
        if isinstance(value, Opened):
            if value.sender in unknown:
                self.remember(sender_unknown(value), event)
            else:
                self._tell(value)
            return None
        return value

    def _tell(self, opened: Opened) -> None:
        for listener in self._listeners:
            try:
                listener(opened)
            except BROKEN as error:
                logger.warning("a listener stumbled over %s: %s", opened.event, type(error).__name__)
                self._client.dropped["malformed-event"] += 1

    def _may_be_new(self, value: Message | Opened) -> bool:
        """Whether it is from a device that we do not know, and its owner was not yet asked because of this session."""
        pair = (value.sender, value.session)
        if value.device is not None or pair in self._asked_about:
            return False
        self._asked_about[pair] = None
        while len(self._asked_about) > MOST_WAITING:
            del self._asked_about[next(iter(self._asked_about))]
        return True

    async def _try_again(self, fresh: set[EventId]) -> None:
        """Read what waited, where its key has come or its sender can be asked about again."""
        olm = self._client.olm
        if olm is None:
            return
        keys, olm.fresh = olm.fresh, set()
        due = [
            (event_id, one)
            for event_id, one in self._waiting.items()
            if event_id not in fresh and (one.code == UNKNOWN_SENDER or (one.room, one.session) in keys)
        ]
        if not due:
            return
        unknown = await self._trust.ensure_known({one.sender for _, one in due})
        for event_id, one in due:
            self._waiting.pop(event_id, None)
            value = await self._read(one.room, one.event, unknown)
            if isinstance(value, Unreadable):
                self.remember(value, one.event)
            if isinstance(value, Message):
                await self._receiver.readable_now(value)

    def _joins_in(self, events: list[dict[str, Any]]) -> bool:
        """Whether we ourselves come in here: what was said before is not for us."""
        return any(
            event.get("type") == "m.room.member"
            and event.get("state_key") == self._client.user_id
            and within(event, "content").get("membership") == "join"
            and within(event, "unsigned", "prev_content").get("membership") != "join"
            for event in events
        )

    def _worth_another_try(self, room: MatrixRoomId, filled: Filled) -> bool:
        if str(filled.why).startswith(FOR_NOW):
            tries = self._tries[room] = self._tries.get(room, 0) + 1
            if tries < TRIES_OF_A_GAP or filled.why in {"http-0", "M_UNKNOWN_TOKEN"}:
                return True
        self._client.dropped["gap-lost"] += 1
        logger.error("a gap could not be filled: room %s, %s, %d events read", room, filled.why, len(filled.events))
        return False


def _writer(event: Json) -> UserId | None:
    """Whose keys are needed to read this event."""
    return sender_of(event) if event.get("type") == "m.room.encrypted" else None
