"""`make bench`: measure, print, write docs/benchmarks.md. Exit code 1 where a promise is missed."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import alone, replies, rules
from benchmarks.figures import Section
from benchmarks.ground import Ground
from benchmarks.page import FILE, page
from benchmarks.ticks import ticks


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def measure(folder: Path) -> list[Section]:
    """Everything, on one homeserver, shown as it comes."""
    ground = Ground(folder / "ground")
    sections: list[Section] = []

    def add(section: Section) -> None:
        sections.append(section)
        say(f"\n{section}")

    try:
        say("starting a homeserver, the bot and two echo bots")
        await ground.set_up()
        resident = await alone.memory_of_a_new_one(ground)
        echo, wide = await ground.echo("echo"), await ground.echo("wide", replies.WIDE)
        case = await ground.case_room()
        add(await replies.latency(ground, echo, case))
        add(await replies.while_reloading(ground, echo, case))
        add(await replies.burst(ground, echo, case, wide))
        add(await ticks(folder))
        add(rules.deciding())
        add(rules.previewing())
        add(rules.reloading(folder / "many"))
        add(await alone.lateness(ground))
        add(await alone.memory(ground, resident))
    finally:
        await ground.tear_down()
    return sections


def main() -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="caseroom-bench-") as folder:
        sections = asyncio.run(measure(Path(folder)))
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(page(sections, time.monotonic() - began), encoding="utf-8")
    missed = [bound for section in sections for bound in section.bounds if not bound.kept]
    say(f"written: {FILE.relative_to(FILE.parent.parent)}; {len(missed)} promises missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
