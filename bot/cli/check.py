"""`check`: read the settings as the bot would, and say in one run everything that is wrong with them."""

from datetime import datetime
from pathlib import Path
from typing import TextIO

from config.load import Configuration, load
from config.mistakes import Mistakes


def check(folder: Path, out: TextIO, *, now: datetime) -> int:
    """Print every mistake, one a line, or one line that says what is there. Returns the exit code: 0 if all is well."""
    try:
        configuration = load(folder, now)
    except Mistakes as mistakes:
        for mistake in mistakes.found:
            print(mistake, file=out)
        return 1
    print(_summary(configuration), file=out)
    return 0


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
