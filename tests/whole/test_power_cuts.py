"""kill -9 at each named point of the code: what was asked for happens all the same, and happens once."""

import ast
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.whole.installation import PATIENCE, Case, Installation, found, until
from tests.whole.sending_templates import (
    administrators,
    answered,
    live_number,
    next_version,
    sends,
    shown_code,
    waiting,
)

CODE = Path(__file__).parent.parent.parent / "bot"
MEMBERS = ("reyes", "brandt", "castell")
errands = count(1)

Scenario = Callable[[Installation, str], AbstractAsyncContextManager[None]]


# what people do until the power goes; behind `yield`, what must have come of it


@asynccontextmanager
async def command(at: Installation, point: str) -> AsyncIterator[None]:
    """Somebody adds a task in the case room."""
    reyes, room = at.people["reyes"], at.case.room
    tasks, added = at.rows("SELECT id FROM task"), at.audited("task.add")
    title = f"errand {next(errands)}"
    at.stop_at(point)
    event = await reyes.say(room, f"!add {title}")
    yield
    for name in MEMBERS:
        answer = await at.people[name].wait_for(room, lambda message: message.reply_to == event, PATIENCE)
        assert title in answer.body
    await at.quiet()
    assert len(at.rows("SELECT id FROM task")) == len(tasks) + 1
    assert len(at.audited("task.add")) == len(added) + 1
    for name in MEMBERS:
        assert [message.reply_to for message in at.messages(name, room)].count(event) == 1
    assert f"of {len(tasks_of(at))}." in (await reyes.pinned(room) or "")


def tasks_of(at: Installation) -> list[tuple[Any, ...]]:
    return at.rows('SELECT task.id FROM task JOIN case_ ON case_.id = task."case" WHERE ref = ?', at.case.ref)


@asynccontextmanager
async def asking(at: Installation, point: str) -> AsyncIterator[None]:
    """Somebody asks a question in the case room; it changes nothing and is answered."""
    reyes, room = at.people["reyes"], at.case.room
    tasks = at.rows("SELECT id, version FROM task")
    at.stop_at(point)
    event = await reyes.say(room, "!show 1")
    yield
    for name in MEMBERS:
        await at.people[name].wait_for(room, lambda message: message.reply_to == event, PATIENCE)
    await at.quiet()
    for name in MEMBERS:
        assert [message.reply_to for message in at.messages(name, room)].count(event) == 1
    assert at.rows("SELECT id, version FROM task") == tasks


@asynccontextmanager
async def opening(at: Installation, point: str) -> AsyncIterator[None]:
    """Somebody says go to a preview; the room is made and people are invited."""
    reyes, chat = at.people["reyes"], at.chats["reyes"]
    ready = await at.says("reyes", "case open quiet england p2", "Ready:")
    name = found(r"[A-Z]{3,10} · (C-[0-9A-Z]{5})", ready.body).group(0)
    mark, cases = len(reyes.heard), at.rows("SELECT id FROM case_")
    at.stop_at(point)
    await reyes.say(chat, "1")
    yield
    await reyes.wait_for(chat, "Opened.", PATIENCE, since=mark)
    room = await at.room_named(name)
    for member in MEMBERS:
        await at.invited(member, room)
    await at.quiet()
    assert len(at.rows("SELECT id FROM case_")) == len(cases) + 1
    assert await rooms_named(at, name) == [room]
    assert len([one for one in at.messages("reyes", chat, mark) if "Opened." in one.body]) == 1
    assert await aliases(at, room) == []


@asynccontextmanager
async def joining(at: Installation, point: str) -> AsyncIterator[None]:
    """The first member joins a new case, is briefed and reads the board."""
    case = await at.open_case("quiet england p2")
    reyes = at.people["reyes"]
    await at.invited("reyes", case.room)
    await at.quiet()
    at.stop_at(point)
    await reyes.accept_invite(case.room)
    yield
    await reyes.wait_for(case.room, "Welcome", PATIENCE)
    await until(lambda: _reads_the_board(at, case))
    await at.quiet()
    said = [message.body for message in at.messages("reyes", case.room)]
    assert len([body for body in said if "Welcome" in body]) == 1
    assert len([body for body in said if "as of" in body]) == 1


async def _reads_the_board(at: Installation, case: Case) -> bool:
    return case.name in (await at.people["reyes"].pinned(case.room) or "")


@asynccontextmanager
async def asking_in(at: Installation, point: str) -> AsyncIterator[None]:
    """The lead asks another agency into the case; afterwards it leaves the case again."""
    room = at.case.room
    at.stop_at(point)
    await at.people["morgan"].say(at.chats["morgan"], f"case invite {at.case.ref} harbour why a bed tonight")
    yield
    await at.invited("ferreira", room)
    await at.quiet()
    assert await membership(at, room, "ferreira") == "invite"
    await at.says("morgan", f"case remove {at.case.ref} harbour why handed on", at.case.ref)
    await until(lambda: _is_out(at, "ferreira", room))


@asynccontextmanager
async def taking_out(at: Installation, point: str) -> AsyncIterator[None]:
    """The lead takes an agency out of the case."""
    room = at.case.room
    await at.says("morgan", f"case invite {at.case.ref} harbour why a bed tonight", at.case.ref)
    await at.invited("ferreira", room)
    await at.quiet()
    at.stop_at(point)
    await at.people["morgan"].say(at.chats["morgan"], f"case remove {at.case.ref} harbour why handed on")
    yield
    await until(lambda: _is_out(at, "ferreira", room))


async def _is_out(at: Installation, name: str, room: str) -> bool:
    return await membership(at, room, name) == "leave"


@asynccontextmanager
async def falling_due(at: Installation, point: str) -> AsyncIterator[None]:
    """A task becomes late while nobody does anything."""
    reyes, chat = at.people["reyes"], at.chats["reyes"]
    answer = await at.says("reyes", f"!add errand {next(errands)} due 1h", "added", at.case.room)
    number = found(r"Task (\d+) added", answer.body).group(1)
    mark = len(reyes.heard)
    await at.quiet()
    at.stop_at(point)
    at.clock.run(timedelta(minutes=62), 0.5)
    yield
    late = re.compile(rf"task {number} .* late\b")
    await reyes.wait_for(chat, lambda message: late.search(message.body) is not None, PATIENCE, since=mark)
    await at.says("reyes", f"!done {number}", f"Task {number} done", at.case.room)
    await at.quiet()
    told = at.rows(
        "SELECT told.telling, told.level, told.sent_at, outbox.state, outbox.event FROM told"
        " JOIN task ON task.id = told.task JOIN case_ ON case_.id = task.\"case\""
        " LEFT JOIN outbox ON outbox.id = told.outbox"
        " WHERE task.number = ? AND case_.ref = ? AND told.target = ? AND NOT told.withdrawn",
        number, at.case.ref, reyes.user,
    )  # fmt: skip
    assert [row[:2] for row in told if row[0] == "level"] == [("level", 1)]
    events = [message.event for message in at.messages("reyes", chat, mark)]
    for _, _, sent_at, state, event in told:
        assert (sent_at is not None, state) == (True, "sent")
        assert events.count(event) == 1
    said = [one.body for one in at.messages("reyes", chat, mark) if f"task {number} " in one.body]
    assert [late.search(body) is not None for body in said] in ([True], [False, True]), said  # perhaps a reminder first


newcomers = iter(("duval", "varga", "keane"))


@asynccontextmanager
async def first_word(at: Installation, point: str) -> AsyncIterator[None]:
    """Somebody who never wrote before opens a chat with the bot."""
    name = next(newcomers)
    at.stop_at(point)
    person, chat = await at.first_word(name)
    yield
    await person.wait_for(chat, "I am Caseroom", PATIENCE)
    await person.wait_for(chat, "What you can type here", PATIENCE)
    await at.quiet()
    said = [message.body for message in at.messages(name, chat)]
    assert len([body for body in said if "I am Caseroom" in body]) == 1
    assert len([body for body in said if "What you can type here" in body]) == 1


@asynccontextmanager
async def proposing(at: Installation, point: str) -> AsyncIterator[None]:
    """An administrator sends a template to their room."""
    room = await administrators(at)
    number, content = next_version(at)
    at.stop_at(point)
    event = await sends(at, content, room)
    yield
    assert f"quiet version {number}, sent by" in await answered(at, event, room)
    await at.quiet()
    assert waiting(at) == [number]
    assert [message.reply_to for message in at.messages("bianchi", room)].count(event) == 1


@asynccontextmanager
async def going_live(at: Installation, point: str) -> AsyncIterator[None]:
    """A second administrator confirms a template."""
    room = await administrators(at)
    number, content = next_version(at)
    await answered(at, await sends(at, content, room), room)
    code, lives = await shown_code(at, room), at.audited("workflow.live")
    at.stop_at(point)
    event = await at.people["bianchi"].say(room, f"!workflow confirm quiet {code}")
    yield
    assert "is live, by" in await answered(at, event, room)
    await at.quiet()
    assert (live_number(at), waiting(at)) == (number, [])
    assert len(at.audited("workflow.live")) == len(lives) + 1
    assert [message.reply_to for message in at.messages("adler", room)].count(event) == 1


SCENARIOS: dict[Scenario, tuple[str, ...]] = {
    command: ("inbox-written", "inbox-kept", "decided", "committed"),
    asking: ("sync-read", "before-send", "answered", "sent-kept"),
    opening: (
        "decided", "committed", "before-create", "room-created", "room-adopted", "committed:2", "invited", "invited:3",
    ),
    joining: ("words-fixed", "answered:2", "pinned"),
    asking_in: ("decided", "invited"),
    taking_out: ("removed",),
    falling_due: ("due-decided", "due-committed", "words-fixed", "answered"),
    first_word: ("chat-joined",),
    proposing: ("file-fetched", "decided"),
    going_live: ("decided", "committed"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("scenario", "point"),
    [
        pytest.param(scenario, point, id=f"{scenario.__name__}-{point}")
        for scenario, points in SCENARIOS.items()
        for point in points
    ],
)
@pytest.mark.asyncio(loop_scope="session")
async def test_a_power_cut_loses_nothing_and_doubles_nothing(
    running: Installation, scenario: Scenario, point: str
) -> None:
    async with scenario(running, point):
        await running.power_cut()
        await running.start_again()
    await running.sound()


def test_each_named_point_has_a_scenario() -> None:
    tried = {point.partition(":")[0] for points in SCENARIOS.values() for point in points}
    assert tried == set(_named_points())


def _named_points() -> list[str]:
    names = []
    for module in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "passing":
                (name,) = node.args
                assert isinstance(name, ast.Constant), f"{module}: a point is named by a plain string"
                names.append(str(name.value))
    assert len(names) == len(set(names)), "a name stands for one place"
    return names


# what the homeserver says


async def rooms_named(at: Installation, name: str) -> list[str]:
    """The rooms of that name in which the bot is."""
    joined = await at.homeserver.as_admin("GET", f"/_synapse/admin/v1/users/{quote(at.bot_user)}/joined_rooms")
    rooms = [(str(room), await state(at, room)) for room in joined["joined_rooms"]]
    return [room for room, found in rooms if {"name": name} in [one["content"] for one in found]]


async def aliases(at: Installation, room: str) -> list[str]:
    about = await at.homeserver.as_admin("GET", f"/_synapse/admin/v1/rooms/{quote(room)}")
    return [about["canonical_alias"]] if about["canonical_alias"] else []


async def membership(at: Installation, room: str, name: str) -> str | None:
    members = [one for one in await state(at, room) if one["type"] == "m.room.member"]
    return next((str(one["content"]["membership"]) for one in members if one["state_key"] == at.user(name)), None)


async def state(at: Installation, room: str) -> list[dict[str, Any]]:
    answer = await at.homeserver.as_admin("GET", f"/_synapse/admin/v1/rooms/{quote(room)}/state")
    return list(answer["state"])
