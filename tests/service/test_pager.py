"""The second way to wake somebody: only when a page really waits, and not again and again."""

import sys
from pathlib import Path

from bot.service.pager import AGAIN, TOO_LONG, Pager


class Time:
    def __init__(self) -> None:
        self.now = 1000.0
        self.since: float | None = None


def a_pager(time: Time, mark: Path) -> Pager:
    command = (sys.executable, "-c", f"open({str(mark)!r}, 'a').write('called ')")
    return Pager(command, lambda: time.since, lambda: time.now)


async def test_it_calls_when_a_page_waits_too_long_and_then_leaves_them_be(tmp_path: Path) -> None:
    time, mark = Time(), tmp_path / "mark"
    pager = a_pager(time, mark)
    await pager.look()
    time.since = time.now
    await pager.look()
    assert not mark.exists()
    time.now += TOO_LONG
    await pager.look()
    await pager.look()
    assert mark.read_text() == "called "
    time.now += AGAIN
    await pager.look()
    assert mark.read_text() == "called called "


async def test_a_command_that_is_not_there_harms_nothing() -> None:
    time = Time()
    time.since = 0.0
    pager = Pager(("/nowhere/at/all",), lambda: time.since, lambda: time.now)
    await pager.look()
    assert pager.runs == 1
