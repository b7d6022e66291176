"""`check`: read the settings as the bot would, and say in one run everything that is wrong with them."""

import asyncio
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.cli.formats import Format, lines_of
from bot.service.beginning import configuration
from bot.service.clock import real_time
from config.checking import check_files, missing_secrets
from config.load import Configuration, load
from config.mistakes import Mistake, Mistakes
from config.settings import SecretMissing
from storage.errors import WrongMasterKey


def check(
    folder: Path,
    out: Callable[[str], object],
    *,
    now: datetime | None = None,
    format: Format = Format.TEXT,
    warnings: bool = True,
) -> int:
    """Say every mistake, what is only worth a look (with `warnings`), and in one line what is there.

    Returns the exit code: 0 where nothing has to be mended. `now` decides for which years holidays are known;
    without it, it is the present.
    """
    made: Configuration | None = None
    moment = now or real_time()
    try:
        made = _read(folder, moment)
        found = _warnings(made, folder, moment) if warnings else ()
    except Mistakes as mistakes:
        found = mistakes.found
    for line in lines_of(found, format):
        out(line)
    if made is not None and format is not Format.JSON:
        out(_summary(made))
    return 1 if made is None else 0


def _warnings(made: Configuration, folder: Path, now: datetime) -> tuple[Mistake, ...]:
    in_files = {*made.warnings, *check_files((), folder, now)}
    return (*missing_secrets(folder, made.settings, os.environ), *sorted(in_files))


def _read(folder: Path, now: datetime) -> Configuration:
    """As a start would; without the templates of the database where its secrets are not at hand. Raises Mistakes."""
    try:
        return asyncio.run(configuration(folder, now))
    except (SecretMissing, WrongMasterKey):
        return load(folder, now)


def _summary(made: Configuration) -> str:
    directory = made.directory
    counts = {
        "jurisdiction": len(directory.jurisdictions),
        "agency": len(directory.agencies),
        "person": len(directory.people),
        "task force": len(directory.task_forces),
        "template": len({name for force in directory.task_forces.values() for name in force.templates}),
    }
    plural = {"agency": "agencies", "person": "people"}
    listed = ", ".join(f"{n} {one if n == 1 else plural.get(one, one + 's')}" for one, n in counts.items())
    return f"ok: {listed}; holidays are known until {max(j.holidays_until for j in directory.jurisdictions.values())}"
