"""The page that a run writes: what was measured on which machine, and how to read it."""

import os
import platform
import sqlite3
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks.figures import Section
from bot import VERSION
from bot.service.clock import real_time
from demo.homeserver import PYTHON

FILE: Final = Path(__file__).parent.parent / "docs" / "benchmarks.md"
SYNAPSE: Final = "from importlib.metadata import version; print(version('matrix-synapse'))"
READ: Final = """\
`make bench` writes this page; its exit code is 1 where a promise below is missed. **Ratios are what counts**: both
sides of each were measured in the same run, in turn, on the same machine, so that a slow disk or a busy neighbour slows
both. The absolute figures beside them say nothing about another machine. The floor is `benchmarks/echo.py`: the least
bot that matrix-nio allows, without a database, without trust, without a check of who is in the room."""


def page(sections: Sequence[Section], seconds: float) -> str:
    """The whole page."""
    return "\n".join([f"# Benchmarks\n\n{READ}\n\n{_machine(seconds)}\n", *(str(section) for section in sections)])


def _machine(seconds: float) -> str:
    facts = (
        f"Caseroom {VERSION}, {real_time():%d %B %Y %H:%M} UTC, run in {seconds:.0f} s",
        f"{os.cpu_count()} cores ({_processor()}), {_memory():.0f} GB, {platform.system()} {platform.machine()}, "
        f"load {os.getloadavg()[2]:.1f} in the last 15 minutes",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, Synapse {_synapse()} on SQLite, "
        f"matrix-nio {version('matrix-nio')}, vodozemac {version('vodozemac')}, SQLAlchemy {version('sqlalchemy')}",
    )
    return "\n".join(f"- {fact}" for fact in facts)


def _synapse() -> str:
    found = subprocess.run([str(PYTHON), "-I", "-c", SYNAPSE], capture_output=True, check=True, text=True)  # noqa: S603
    return found.stdout.strip()


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unnamed")


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
