"""Messages that could not be read before a restart: fetched again for ten minutes, since their keys may have come."""

import asyncio
from collections import defaultdict

from bot.gateway import Gateway, Message
from bot.service.intake import Intake
from storage.unit_of_work import Store
from workflows.values.ids import EventId, MatrixRoomId

EVERY = 20.0  # seconds
ROUNDS = 30


async def read_again(store: Store, gateway: Gateway, intake: Intake) -> None:
    """Ends when everything was read or ten minutes are over. What comes unreadable from now on is not its business."""
    async with store.read() as uow:
        rows = await uow.inbox.unreadable()
    waiting: dict[MatrixRoomId, set[EventId]] = defaultdict(set)
    for row in rows:
        if row.event is not None:
            waiting[row.room].add(row.event)
    for _ in range(ROUNDS):
        for room, events in tuple(waiting.items()):
            for found in await gateway.read_again(room, sorted(events)):
                if isinstance(found, Message):
                    events.discard(found.event)
                    await intake.readable_now(found)
            if not events:
                del waiting[room]
        if not waiting:
            return
        await asyncio.sleep(EVERY)
