"""`check`: read the settings as the bot would, and say in one run everything that is wrong with them."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.cli.formats import Format, lines_of
from bot.service.clock import real_time
from config.load import Configuration, load
from config.mistakes import Mistake, Mistakes


def check(
    folder: Path, out: Callable[[str], object], *, now: datetime | None = None, format: Format = Format.TEXT
) -> int:
    """Say every mistake, or in one line what is there. Returns the exit code: 0 if all is well.

    `now` decides for which years holidays are known; without it, it is the present.
    """
    found: tuple[Mistake, ...] = ()
    try:
        configuration = load(folder, now or real_time())
    except Mistakes as mistakes:
        found = mistakes.found
    for line in lines_of(found, format):
        out(line)
    if not found and format is not Format.JSON:
        out(_summary(configuration))
    return 1 if found else 0


def _summary(configuration: Configuration) -> str:
    directory = configuration.directory
    counts = {
        "jurisdiction": len(directory.jurisdictions),
        "agency": len(directory.agencies),
        "person": len(directory.people),
        "task force": len(directory.task_forces),
        "template": len(configuration.templates),
    }
    plural = {"agency": "agencies", "person": "people"}
    listed = ", ".join(f"{n} {one if n == 1 else plural.get(one, one + 's')}" for one, n in counts.items())
    return f"ok: {listed}; holidays are known until {max(j.holidays_until for j in directory.jurisdictions.values())}"
