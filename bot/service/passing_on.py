"""Who hears of a sync and of a commit beside the decider: the outbox, and what makes rooms as they are wanted."""

from collections.abc import Collection

from bot.gateway import Batch
from bot.service.commit import Stored
from bot.service.converge import Converge
from bot.service.outbox import Outbox
from bot.service.reading_settings import ReadingSettings
from workflows.values.ids import MatrixRoomId
from workflows.values.model import Member, Pin, Room
from workflows.values.person_changes import PersonChange


def after_sync(outbox: Outbox, converge: Converge, moved: Collection[MatrixRoomId], batch: Batch) -> None:
    """What waited for somebody, and what others may have set, is looked at."""
    outbox.on_sync(moved, batch.devices)
    converge.look_again(batch.settings)


def after_commit(outbox: Outbox, converge: Converge, reading: ReadingSettings, stored: Stored) -> None:
    """What a commit holds goes to those who act on it."""
    for asked in stored.reading:
        reading.wanted(asked)
    outbox.offer(stored)
    if any(isinstance(row, Room | Member | Pin | PersonChange) for row in stored.saved):
        converge.wake.set()
