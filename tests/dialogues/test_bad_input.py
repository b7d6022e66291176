"""Bad input, the whole bot through: one clear line, and not a row of any case is another than before."""

import re
from datetime import timedelta

from structlog.testing import capture_logs

from tests.cast import HEATH, HOUR, LENA, MINUTE, PAT
from tests.world import World
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.ids import MatrixRoomId, UserId

LONG = "x" * 65_000  # with its envelope, the longest that a homeserver passes on
INVISIBLE = re.compile("[\x00-\x08\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")  # isolates are the bot's own
MARKUP = re.compile(r"<(?!/?(a|b|strong|i|em|u|del|code|ul|ol|li|pre|blockquote|p|br)\b)")
TOO_LONG = "longer than 4000 characters"
NO_SUCH_TASK = "There is no task 999 that you can see."

IN_THE_ROOM = {
    # unknown words and near misses
    "!dnoe 1": "Did you mean `!done 1`?",
    "!lter 4 2h": "Did you mean `!later 4`?",
    "!task dnoe 1": "Did you mean `!task done 1`?",
    "!xyzzy": "Try `!help`.",
    "!help dnoe": "Did you mean `!help done`?",
    "!1": "I am not waiting for an answer from you, so nothing was changed.",
    "!confirm AAA": "There is nothing to confirm",
    # wrong number of words, or the wrong words
    "!done": "Which task?",
    "!later 1": "A word is missing",
    "!take": "Which task?",
    "!add": "A word is missing",
    "!done 1 thanks a lot": "I don't understand",
    "!done 1 2 3": "One task in each message, please. Nothing was changed.",
    "!take 1 1h please": "I don't understand",
    # tasks that are none
    "!done 0": "There is no task 0 that you can see.",
    "!done 999": NO_SUCH_TASK,
    "!why 999": NO_SUCH_TASK,
    "!done four": "is not a task number",
    "!done -1": "is not a task number",
    "!done 1e3": "is not a task number",
    "!done 99999999999999999999": "is not a task number",
    "!done C-00000/1": "There is no case C-00000 that you can see.",
    # lengths of time
    "!later 1 -1h court": "A deadline can only move later here.",
    "!later 1 0 court": "is not a length of time",
    "!later 1 0h court": "Zero is not a length of time.",
    "!later 1 1e9d court": "is not a time",
    "!later 1 1,5h court": "Whole numbers only, please. Try `1h30`.",
    "!take 1 -1h": "is before now",
    "!take 1 0": "Zero is not a length of time.",
    "!take 1 1e9d": "is not a time",
    "!take 1 1,5h": "Try `1h30`.",
    "!take 1 999999999999d": "is too long",
    # dates
    "!later 1 31 feb court": "There is no such day",
    "!later 1 24:00 court": "There is no such time of day. Try `23:59`.",
    "!later 1 2020-01-01 court": "is past",
    "!due 1 25:61": "There is no such time of day.",
    "!add call due 31 feb": "Try `28 feb` or `3wd`.",
    "!add call due 24:00": "There is no such time of day.",
    # agencies and people
    "!give 1 nobody": "I don't know the agency",
    "!block 1 by atlantis": "I don't know the agency",
    "!case invite atlantis why x": "I don't know the agency",
    "!case remove @nobody:hs why x": "I don't know whom you mean",
    # 64 KB
    f"!{LONG}": TOO_LONG,
    f"!done {LONG}": TOO_LONG,
    f"!add {LONG}": TOO_LONG,
    f"!later 1 4h {LONG}": TOO_LONG,
    f"!done 1 ref {LONG}": TOO_LONG,
    # what cannot be seen, and what is read from right to left
    "!do\u200bne 999": NO_SUCH_TASK,
    "!\u202edone 999": NO_SUCH_TASK,
    "!done \u202e999": NO_SUCH_TASK,
    "!\u2067done 999\u2069": NO_SUCH_TASK,
    "!\x00done 999": NO_SUCH_TASK,
    "!d\u0301one 999": "Did you mean `!done 999`?",
    "!add \u200b\u200b": "A word is missing",
    "!\u05d2\u05de\u05e8 1": "Try `!help`.",
    # markup, and words that wake everybody
    "!<b>done</b> 999": "I don't know",
    "!<img src=x onerror=alert(1)>": "I don't know",
    "!done <script>alert(1)</script>": "is not a task number",
    "!@room": "I don't know `",
    "!done @room": "is not a task number",
    # quotes that nobody closes
    '!done "999': NO_SUCH_TASK,
    "!done \u201c999": NO_SUCH_TASK,
    '!give 1 "nobody': "I don't know the agency",
    "!done 999'": NO_SUCH_TASK,
}  # fmt: skip

IN_THE_CHAT = {
    "case open nonsense": "nonsense",
    "case open uk-nrm-adult atlantis": "atlantis",
    "case status C-00000": "There is no case C-00000 that you can see.",
    "dnoe 4": "Did you mean `done 4`?",
    "done four": "is not a task number",
    "done 999": "I have shown you no task 999.",
    "take 999 1h": "I have shown you no task 999.",
    "person show @nobody:hs": "",
    f"done {LONG}": TOO_LONG,
}


async def kept(world: World) -> tuple[CaseSnapshot, ...]:
    """Every case as it stands in the database."""
    world.store.forget()
    async with world.store.read() as uow:
        cases = await uow.snapshots.cases(await uow.snapshots.cases_for(PAT, closed=True), told=True)
    assert cases
    return cases


async def changes_nothing(world: World, user: UserId, line: str, room: MatrixRoomId | None = None) -> str:
    """What is answered: one line of the bot's own making, and every case as it was."""
    before = await kept(world)
    said = await world.says(user, line, room=room)
    assert await kept(world) == before, line[:40]
    (answer,) = said
    content = world.matrix.rooms[room or world.chat(user)].said[-1][1]
    assert len(answer.splitlines()) == 1, answer
    assert len(answer) < 300, answer[:400]
    assert "My fault" not in answer, line[:40]
    assert INVISIBLE.search(answer) is None, answer
    assert MARKUP.search(content.html or "") is None, content.html
    assert not any(user.startswith("@room") for user in content.mentions)
    return answer


async def test_each_wrong_line_in_a_room_gets_one_clear_line(world: World, case: MatrixRoomId) -> None:
    with capture_logs() as logs:
        for line, expected in IN_THE_ROOM.items():
            assert expected in await changes_nothing(world, PAT, line, case), line[:40]
    assert logs == []


async def test_each_wrong_line_in_a_chat_gets_one_clear_line(world: World, case: MatrixRoomId) -> None:
    with capture_logs() as logs:
        for line, expected in IN_THE_CHAT.items():
            assert expected in await changes_nothing(world, PAT, line), line[:40]
    assert logs == []


async def test_what_is_no_command_is_not_answered_in_a_room(world: World, case: MatrixRoomId) -> None:
    before = await kept(world)
    for line in ("", "!", "!!", "done, thanks", "call me", "@room look", LONG, "\u202e", "<b>!done 1</b>", "\n\n!\n"):
        assert await world.says(PAT, line, room=case) == [], line[:40]
    assert await kept(world) == before


async def test_foreign_and_dead_handles(world: World, case: MatrixRoomId) -> None:
    await world.passes(4 * HOUR + MINUTE)
    found = re.search(r"take (\d+)", "\n".join(world.pages(HEATH)))
    assert found
    handle = found.group(1)
    foreign = await changes_nothing(world, LENA, f"take {handle} 1h")
    absent = await changes_nothing(world, LENA, "take 999 1h")
    assert foreign == absent.replace("999", handle)
    await world.says(HEATH, "!done 2 accepted", room=case)
    dead = await changes_nothing(world, HEATH, f"take {handle} 1h")
    assert "done" in dead


async def test_the_same_command_twice(world: World, case: MatrixRoomId) -> None:
    await world.says(PAT, "!done 1", room=case)
    await world.passes(timedelta(seconds=5))
    assert "Nothing changed." in await changes_nothing(world, PAT, "!done 1", case)
