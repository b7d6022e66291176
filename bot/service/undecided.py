"""Rows of the inbox that nobody was asked about: each minute the database is looked at, so that none is left lying.

A row is asked about right after it was kept. Where that moment is lost, because nobody knows whether the commit was
made or because its room came about in another way, it would lie there until the next start.
"""

from bot.service.known import Known
from storage.posts import Arrival, InboxItem
from storage.unit_of_work import Store
from workflows.values.model import RoomState

AGAIN = 60.0  # seconds
MOST = 100_000
NOT_READY = frozenset({RoomState.WANTED, RoomState.CREATING})


class Undecided:
    """Knows which rows wait for their answer, so that a long queue is not asked about twice."""

    def __init__(self, store: Store, known: Known) -> None:
        self._store, self._known = store, known
        self._asked: set[int] = set()
        self._looked_at = known.monotonic()

    def asked(self, row: InboxItem) -> None:
        self._asked.add(row.id)

    def answered(self, row: InboxItem) -> None:
        self._asked.discard(row.id)

    async def all(self) -> tuple[InboxItem, ...]:
        async with self._store.read() as uow:
            return await uow.inbox.pending(MOST)

    async def left_lying(self) -> list[InboxItem]:
        """Once a minute: what is neither in the queue nor waiting for its room."""
        now = self._known.monotonic()
        if now - self._looked_at < AGAIN:
            return []
        self._looked_at = now
        return [row for row in await self.all() if row.id not in self._asked and not self._waits_for_its_room(row)]

    def _waits_for_its_room(self, row: InboxItem) -> bool:
        room = self._known.room_of(row.room)
        return row.kind is Arrival.MESSAGE and room is not None and room.state in NOT_READY
