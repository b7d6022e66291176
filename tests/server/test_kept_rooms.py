"""Rooms stay as they are wanted, whoever changes them: converging on a real homeserver."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import aiohttp

from bot.service.converge import LOOK_AGAIN, Converge
from bot.service.known import Known
from tests.builders import a_directory, a_room
from tests.cast import NOON
from tests.server.stage import Stage, state_of
from workflows.values.directory import Person
from workflows.values.ids import UserId
from workflows.values.model import Member, Presence

NAME, POWERS = ("m.room.name", ""), ("m.room.power_levels", "")


async def as_the_bot(stage: Stage, room: str, kind: str, content: dict[str, Any]) -> None:
    """What an administrator of the homeserver can do: act with a token for the bot's account."""
    token = await stage.homeserver.as_admin("POST", f"/_synapse/admin/v1/users/{stage.user('bot')}/login", {})
    url = f"{stage.homeserver.url}/_matrix/client/v3/rooms/{quote(room)}/state/{kind}/"
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    async with aiohttp.ClientSession(headers=headers) as session, session.put(url, json=content) as answer:
        assert answer.status == 200, await answer.text()


async def test_a_name_and_powers_that_somebody_changed_are_set_back(stage: Stage) -> None:
    alice, bot = await stage.person("alice"), await stage.bot()
    room, user = await stage.room(bot, alice), UserId(alice.user)
    row = a_room(matrix_id=room, case=None)
    known = Known(directory=replace(a_directory(), people={user: Person(user=user, name="Alice")}), templates={})
    member = Member(room=row.id, user=user, wanted=True, power=50, presence=Presence.JOINED, briefed=True)
    known.remember([row, member])
    seconds = [1000.0]
    converge = Converge(bot.gateway, known, lambda _: None, lambda: seconds[0], lambda: NOON, {})
    await converge.once()
    before = await state_of(alice, room)

    powers = before[POWERS]["content"]
    stage.memory.settings.clear()
    await as_the_bot(stage, room, "m.room.name", {"name": "what it is about"})
    await as_the_bot(stage, room, "m.room.power_levels", powers | {"users": powers["users"] | {user: 60}})
    await bot.until(lambda: room in stage.memory.settings)
    converge.look_again(stage.memory.settings)
    await converge.once()
    after = await state_of(alice, room)
    assert after[NAME]["content"] == {"name": row.name}
    assert after[POWERS]["content"] == powers

    await as_the_bot(stage, room, "m.room.name", {"name": ""})
    seconds[0] += LOOK_AGAIN
    await converge.once()
    assert (await state_of(alice, room))[NAME]["content"] == {"name": row.name}

    puts = len(stage.proxy.asked("PUT", "/state/"))
    seconds[0] += LOOK_AGAIN
    await converge.once()
    assert len(stage.proxy.asked("PUT", "/state/")) == puts
