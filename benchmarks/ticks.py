"""What a look at the clock costs where nothing is due: beside a thousand open tasks and beside twenty thousand."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Final

from benchmarks.cases import Archive
from benchmarks.figures import Bound, Section, median, percentile
from bot.service.clock import AlarmClock, Clocks, real_time
from bot.service.known import Known
from bot.service.looking import Looking
from bot.service.observing import Observing
from bot.service.refusing import Refusing
from demo.bot import lay_secrets
from demo.task_forces import lay_out

FEW: Final = 1_000
MANY: Final = 20_000
LOOKS: Final = 200


async def ticks(folder: Path) -> Section:
    """Look at both databases in turn."""
    archives, looks = [], []
    for count in (FEW, MANY):
        archive = await _filled(folder / f"{count}", count)
        archives.append(archive)
        looks.append(_looking(archive))
    samples: tuple[list[float], ...] = ([], [])
    for turn in range(-5, LOOKS):
        for looking, taken in zip(looks, samples, strict=True):
            began = time.perf_counter()
            found = [case async for case in looking.due()]
            looking.set_alarm()
            if turn >= 0:
                taken.append((time.perf_counter() - began) * 1000)
            if found:
                raise RuntimeError("nothing should be due")
    for archive in archives:
        await archive.close()
    rows = tuple(
        (f"{count:,} open tasks", f"{median(taken):.2f} ms", f"{percentile(taken, 95):.2f} ms")
        for count, taken in zip((FEW, MANY), samples, strict=True)
    )
    return Section(
        "One look at the clock, nothing due",
        f"What the bot asks its database at least every five seconds, on SQLite, {LOOKS} times each in turn; cases of "
        "20 to 40 tasks.",
        ("", "median", "p95"),
        rows,
        (Bound(f"{MANY:,} beside {FEW:,} tasks, median", median(samples[1]) / median(samples[0]), 2.0),),
    )


async def _filled(folder: Path, count: int) -> Archive:
    settings = lay_out(folder, server="caseroom.test", homeserver="http://127.0.0.1:1")
    lay_secrets(settings, "none")
    archive = Archive(settings)
    await archive.open()
    first = real_time() + timedelta(days=1)
    await archive.add(first + timedelta(minutes=minute) for minute in range(count))
    return archive


def _looking(archive: Archive) -> Looking:
    configuration, clocks = archive.configuration, Clocks()
    known = Known(directory=configuration.directory, templates=configuration.templates)
    refusing = Refusing(known, Observing(known, configuration.settings.user))
    return Looking(archive.store, known, clocks, AlarmClock(clocks), refusing)
