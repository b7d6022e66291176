"""The bot left to itself: what memory it takes, and how late it is when a thousand deadlines pass in one minute."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select

from benchmarks.cases import LIAISONS, Archive
from benchmarks.figures import Section, median, percentile
from benchmarks.ground import ASKER, Ground
from bot.service.clock import real_time
from storage.tables import task, told
from workflows.values.model import Telling

CASES: Final = 500
TASKS: Final = 15_000  # what 500 cases of 20 to 40 tasks have
SETTLED: Final = 6.0  # seconds after which a started bot is at rest
DEADLINES: Final = 1000
MINUTE: Final = timedelta(seconds=60)
BEFORE: Final = timedelta(seconds=15)  # to store them, start the bot and open chats
AFTER: Final = timedelta(seconds=8)
LEAST: Final = 0.99


async def memory_of_a_new_one(ground: Ground) -> float:
    """Megabytes that the bot holds with no case at all."""
    await ground.ready()
    await asyncio.sleep(SETTLED)
    return _resident(ground.bot.id)


async def memory(ground: Ground, before: float) -> Section:
    """Fill the bot's database and start it anew. `before` was measured when there was nothing."""
    await ground.stop_bot()
    archive = Archive(ground.settings)
    await archive.open()
    far = real_time() + timedelta(days=2)
    cases = await archive.add(far + timedelta(seconds=second) for second in range(TASKS))
    await archive.close()
    ground.start_bot()
    await ground.ready()
    await asyncio.sleep(SETTLED)
    rows = (
        ("no case", f"{before:.0f} MB"),
        (f"{cases} cases, {TASKS:,} open tasks", f"{_resident(ground.bot.id):.0f} MB"),
    )
    return Section(
        "Memory at rest",
        "Resident memory of the bot's process some seconds after its start, with SQLite. The cases are rows without "
        "Matrix rooms.",
        ("", "resident"),
        rows,
    )


async def lateness(ground: Ground) -> Section:
    """Deadlines spread over one minute, owned by three people who can be paged; the bot's own rows say when."""
    for name in LIAISONS.values():
        if name != ASKER:
            await ground.pageable(name)
    await ground.stop_bot()
    archive = Archive(ground.settings)
    await archive.open()
    start = real_time() + BEFORE
    await archive.add(start + MINUTE * number / DEADLINES for number in range(DEADLINES))
    ground.start_bot()
    await asyncio.sleep((start + MINUTE + AFTER - real_time()).total_seconds())
    recorded, sent = await _read(archive, start)
    await archive.close()
    if len(sent) < DEADLINES * LEAST:
        raise RuntimeError(f"{len(recorded)} of {DEADLINES} recorded, {len(sent)} sent")
    return Section(
        f"Lateness: {DEADLINES:,} deadlines in one minute",
        "The whole bot on a real Synapse, SQLite, beside one other case. The tasks belong to three people, "
        "each paged in their direct chat; the bot looks at the clock at most once a second, so that what falls due "
        "together is said together. *Recorded* is when the decision was made that the commit stores; *sent* is when "
        "the homeserver had answered with an event id.",
        ("from due until", "of", "median", "p99", "latest"),
        (_row("recorded", recorded), _row("sent", sent)),
    )


async def _read(archive: Archive, start: datetime) -> tuple[list[float], list[float]]:
    """Seconds from due to recorded and to sent."""
    wanted = (told.c.telling == Telling.LEVEL) & told.c.passed.is_(None) & (task.c.due >= start)
    query = select(task.c.due, told.c.recorded_at, told.c.sent_at)
    query = query.join_from(told, task, told.c.task == task.c.id).where(wanted & (task.c.due <= start + MINUTE))
    async with archive.store.read() as uow:
        rows = (await uow.db.run(query)).all()
    recorded = [(at - due).total_seconds() for due, at, _ in rows]
    return recorded, [(at - due).total_seconds() for due, _, at in rows if at is not None]


def _row(name: str, samples: Sequence[float]) -> tuple[str, ...]:
    return (
        name,
        f"{len(samples):,}",
        f"{median(samples) * 1000:.0f} ms",
        f"{percentile(samples, 99) * 1000:.0f} ms",
        f"{max(samples) * 1000:.0f} ms",
    )


def _resident(process: int) -> float:
    """Megabytes of RAM that the process holds (Linux)."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
