"""Who spoke in a case room and did not count: numbers only, and the leads hear of them, in the direct chats.

A stranger can write as often as they like: a room is spoken of at most once in ten minutes.
"""

from collections import defaultdict

from bot.service.hearing import Deaf
from bot.service.known import Known
from storage.posts import InboxItem
from storage.unit_of_work import UnitOfWork
from workflows.casework import telling
from workflows.casework.arrivals import CASE_ROOMS
from workflows.casework.snapshots import Moment
from workflows.values.effects import NOTHING, Decision, Record
from workflows.values.ids import RoomId
from workflows.values.model import Room
from workflows.values.notices.arrivals import Unheard as Notice

TOLD_AGAIN = 600.0  # seconds between two pages about one room, and the length of time for which a key is good
OF_NO_CONCERN = frozenset({Deaf.NOTICE, Deaf.UNKNOWN_ROOM, Deaf.ROOM_NOT_OPEN, Deaf.CLOSED_ROOM})


class Unheard:
    """Counts in memory: what a stop forgets is in the audit log, by the minute."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._heard: defaultdict[RoomId, set[int]] = defaultdict(set)  # rows: one that is decided again counts once
        self._telling: dict[RoomId, float] = {}
        self._told: dict[RoomId, float] = {}

    def note(self, room: Room | None, row: InboxItem, why: Deaf = Deaf.STRANGER) -> None:
        if room is not None and room.kind in CASE_ROOMS and why not in OF_NO_CONCERN:
            self._heard[room.id].add(row.id)

    async def news(self, uow: UnitOfWork, moment: Moment) -> Decision:
        """What the leads of each room that was spoken in are told now. What is too early waits, counted.

        Call `stored` once it is stored: until then it is given again.
        """
        now, decision = self._known.monotonic(), NOTHING
        self._telling = {}
        for room, heard in self._heard.items():
            if now - self._told.get(room, -TOLD_AGAIN) < TOLD_AGAIN:
                continue
            row, messages = self._known.rooms[room], len(heard)
            self._telling[room] = now
            case = await uow.snapshots.case(row.case) if row.case else None
            if case is None:
                continue
            key = f"unheard:{room}:{int(moment.now.timestamp() // TOLD_AGAIN)}"
            notice = Notice(ref=case.case.ref, messages=messages)
            about = case.case
            told = telling.leads(about.task_force, notice, moment, key=key, case=about.id, ref=about.ref)
            trace = Record(action="room.unheard", object=room, case=row.case, fields={"messages": str(messages)})
            decision += Decision(effects=told, audit=(trace,))
        return decision

    def stored(self) -> None:
        """What `news` gave last is stored."""
        for room in self._telling:
            del self._heard[room]
        self._told |= self._telling
        self._telling = {}
