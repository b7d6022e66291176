"""`make demo`: one case on a real homeserver with real encryption, in about a minute; `KEEP=1` stays up after it."""

import asyncio
import os
import shutil
import sys
import time
from pathlib import Path

from demo.page import page
from demo.stage import Stage
from demo.story import Failed, Story

FOLDER = Path(__file__).parent.parent / ".demo"


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def main() -> int:
    keep, port = os.environ.get("KEEP", "") not in ("", "0"), os.environ.get("PORT", "")
    speed = float(os.environ.get("SPEED", "") or 1)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(mode=0o700)
    stage = Stage(FOLDER, port=int(port) if port else None, say=say)
    began = time.monotonic()
    say("Starting a homeserver on this machine, and the bot.")
    story = Story(stage, say, speed)
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
        written = FOLDER / "story.html"
        written.write_text(page(story.viewers(), story.told, names, stage.clock.at), encoding="utf-8")
        say(f"Played in {time.monotonic() - began:.0f} s. What each person saw: {written}")
        if keep and failed is None:
            await _stay(stage, story)
    finally:
        await stage.tear_down()
    if not keep or failed is not None:
        say(f"story: {len(story.told)} of {story.steps} steps")
    return 0 if failed is None else 1


async def _stay(stage: Stage, story: Story) -> None:
    stage.clock.catch_up(3.0)
    stage.accounts(await stage.rooms())
    say(f"Staying up. Homeserver {stage.homeserver.url}, bot {stage.bot_user}, accounts in {FOLDER / 'accounts.json'}.")
    say("Log in with a Matrix client, set up its recovery key (cross-signing), and write to the bot. Ctrl-C ends it.")
    say(f"story: {len(story.told)} of {story.steps} steps")
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        return


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main()))
    except KeyboardInterrupt:
        sys.exit(0)
