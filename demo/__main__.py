"""`make demo`: one case on a real homeserver with real encryption, in about a minute; `KEEP=1` stays up after it."""

import asyncio
import os
import shutil
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from demo.page import page
from demo.stage import Stage
from demo.story import Failed, Story

FOLDER = Path(__file__).parent.parent / ".demo"


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def main(folder: Path = FOLDER, *, keep: bool = False, port: int | None = None, speed: float = 1.0) -> int:
    """Set the stage in `folder` (emptied first) and play. The exit code: 0 if every step came true."""
    _empty(folder)
    stage = Stage(folder, port=port, say=say)
    story = Story(stage, say, speed)
    began = time.monotonic()
    say("Starting a homeserver on this machine, and the bot.")
    failed: Failed | None = None
    try:
        await stage.set_up()
        say(f"  homeserver {stage.homeserver.url}, after {time.monotonic() - began:.0f} s")
        try:
            await story.play()
        except Failed as why:
            failed = why
            say(f"  FAILED  {why}")
            say(stage.bot.last_lines())
        names: dict[str, str] = {str(user): person.name for user, person in stage.directory.people.items()}
        names[stage.bot_user] = "Caseroom"
        written = folder / "story.html"
        written.write_text(page(story.viewers(), story.told, names, stage.clock.at), encoding="utf-8")
        say(f"Played in {time.monotonic() - began:.0f} s. What each person saw: {written}")
        if keep and failed is None:
            await _stay(stage, story)
    finally:
        await stage.tear_down()
    if not keep or failed is not None:
        say(f"story: {len(story.told)} of {story.steps} steps")
    return 0 if failed is None else 1


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)


async def _stay(stage: Stage, story: Story) -> None:
    stage.clock.catch_up(3.0)
    stage.accounts(await stage.rooms())
    accounts = stage.folder / "accounts.json"
    say(f"Staying up. Homeserver {stage.homeserver.url}, bot {stage.bot_user}, accounts in {accounts}.")
    say("Log in with a Matrix client, set up its recovery key (cross-signing), and write to the bot. Ctrl-C ends it.")
    say(f"story: {len(story.told)} of {story.steps} steps")
    with suppress(asyncio.CancelledError):
        await asyncio.Event().wait()


def wishes(environ: Mapping[str, str]) -> dict[str, Any]:
    """What KEEP, PORT and SPEED ask for. Raises ValueError with the correct form."""
    port, speed = environ.get("PORT", ""), environ.get("SPEED", "") or "1"
    if port and not (port.isdecimal() and 0 < int(port) < 65536):
        raise ValueError(f"PORT={port} is no port; for example: make demo KEEP=1 PORT=8008")
    try:
        factor = float(speed)
    except ValueError:
        factor = 0.0
    if not 0.1 <= factor <= 20:
        raise ValueError(f"SPEED={speed} is no factor from 0.1 to 20; for example: make demo SPEED=2")
    return {"keep": environ.get("KEEP", "") not in ("", "0"), "port": int(port) if port else None, "speed": factor}


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main(**wishes(os.environ))))
    except ValueError as wrong:
        sys.exit(str(wrong))
    except KeyboardInterrupt:
        sys.exit(0)
