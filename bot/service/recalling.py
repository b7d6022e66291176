"""What the decider keeps in memory, brought from the database: at the start, and wherever the two may differ."""

from datetime import datetime, timedelta

from bot.service import live_directory
from bot.service.going_live import live_templates
from bot.service.known import DIALOGUE_LIVES, Known, bumped
from storage.unit_of_work import Store

ALIVE = "alive_at"  # when this installation was last known to work (domain time)


async def recall(known: Known, store: Store, now: datetime) -> None:
    """Forget and read anew. A question asked so long before that nobody waits for its answer is left out."""
    async with store.read() as uow:
        rooms = await uow.rooms.all()
        members = await uow.members.of([room.id for room in rooms])
        pins = await uow.pins.all()
        dialogues = await uow.dialogues.all()
        changes = await uow.person_changes.all()
        templates = await live_templates(uow)
    known.forget()
    known.learn(known.filed, templates)
    known.remember(rooms)
    known.remember(members)
    known.remember(pins)
    known.remember(changes)
    known.remember(one for one in dialogues if now - one.asked_at <= timedelta(seconds=DIALOGUE_LIVES))


async def begin(known: Known, store: Store, now: datetime) -> None:
    """At the start: what is kept, and since when nothing worked."""
    known.ages.begin(now)
    await recall(known, store, now)
    if known.changes:
        async with store.work() as uow:
            stepped = await live_directory.keep(uow, known.filed, known.changes.values(), now)
            await uow.commit()
        known.remember(map(bumped, stepped))
    async with store.read() as uow:
        alive = await uow.meta.get(ALIVE)
    known.up_since, known.down_from = now, datetime.fromisoformat(alive) if alive else None
