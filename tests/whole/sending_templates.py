"""Two administrators with real clients, and the template that they put live from their room."""

import re
from itertools import count
from pathlib import Path

from demo.files import send_file
from tests.whole.installation import PATIENCE, Installation, found

FIRST, SECOND = "adler", "bianchi"
NAME = "velvet-otter.yaml"  # stands nowhere else
numbers = count(2)


async def administrators(at: Installation) -> str:
    """Both are in their room; its Matrix id."""
    if SECOND not in at.people:
        await at.enter(SECOND)
        await at.join_first(SECOND, "admins")
    ((room,),) = at.rows("SELECT matrix_id FROM room WHERE kind = 'admins' AND state = 'open'")
    return str(room)


def next_version(at: Installation) -> tuple[int, bytes]:
    """The quiet protocol with the next number, and another time for its only task."""
    text = (Path(__file__).parent / "quiet.yaml").read_text(encoding="utf-8")
    number = next(numbers)
    text = re.sub(r"^version: 1$", f"version: {number}", text, flags=re.MULTILINE)
    return number, text.replace("due: 40wd", f"due: {40 + number}wd").encode()


async def sends(at: Installation, content: bytes, room: str) -> str:
    """The first administrator sends a file; its event."""
    return await send_file(at.people[FIRST], room, NAME, content)


async def shown_code(at: Installation, room: str) -> str:
    pending = await at.says(SECOND, "!workflow pending", "workflow confirm quiet", room)
    return found(r"workflow confirm quiet ([0-9A-Z]{4})", pending.body).group(1)


async def answered(at: Installation, event: str, room: str) -> str:
    """What is answered to that event, for both to read."""
    for name in (FIRST, SECOND):
        answer = await at.people[name].wait_for(room, lambda message: message.reply_to == event, PATIENCE)
    return answer.body


def live_number(at: Installation) -> int:
    ((number,),) = at.rows("SELECT number FROM version WHERE template = 'quiet' AND state = 'live'")
    return int(number)


def waiting(at: Installation) -> list[int]:
    return [number for (number,) in at.rows("SELECT number FROM version WHERE state = 'pending'")]
