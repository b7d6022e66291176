"""One plan makes one room of ours, closed in every way, wherever an attempt breaks off."""

import asyncio
from urllib.parse import quote

import pytest

from bot.matrix.recipe import NONCE
from bot.matrix.rooms import Rooms
from tests.server.stage import plan, rooms_of, state_of
from workflows.values.delivery import Hold, NotYet, Opened, Rejected


class NothingSeen:
    """A sync that has shown nothing yet."""

    def people_in(self, room):
        return None

    def inviter(self, room):
        return None


async def alias_leads_to(person, stage, given):
    alias = quote(f"#{given.alias_localpart}:{stage.homeserver.server_name}")
    status, answer = await person.raw("GET", f"/_matrix/client/v3/directory/room/{alias}")
    return answer["room_id"] if status == 200 else None


async def test_a_case_room_is_closed_in_every_way_and_says_nothing_of_a_case(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    given = plan(moderators={stage.user("alice"): 100})
    opened = await bot.gateway.open_room(given)
    assert isinstance(opened, Opened)
    await stage.enter(bot, opened.room, alice)
    state = await state_of(alice, opened.room)

    def content(kind):
        return state[kind, ""]["content"]

    create = state["m.room.create", ""]
    assert (create["sender"], create["content"]["room_version"]) == (bot.gateway.user, "12")
    assert create["content"]["m.federate"] is False
    assert create["content"][NONCE] == given.nonce
    assert content("m.room.encryption") == {"algorithm": "m.megolm.v1.aes-sha2"}
    assert content("m.room.history_visibility") == {"history_visibility": "joined"}
    assert content("m.room.guest_access") == {"guest_access": "forbidden"}
    assert content("m.room.join_rules") == {"join_rule": "invite"}
    assert content("m.room.name") == {"name": "HERON · C-7F3K2"}
    assert content("m.room.topic")["topic"] == given.topic
    assert not content("m.room.canonical_alias").get("alias")
    assert ("m.space.parent", "") not in state
    assert ("m.room.avatar", "") not in state
    power = content("m.room.power_levels")
    assert power["users"] == {alice.user: 50}
    assert min(power["events"].values()) == 100
    assert all(power["events"][f"m.room.{kind}"] == 150 for kind in ("encryption", "power_levels", "tombstone"))
    members = [one["content"] for (kind, _), one in state.items() if kind == "m.room.member"]
    assert len(members) == 2
    assert not any("reason" in member for member in members)
    assert await bot.gateway.check_room(opened.room) is None
    assert await alias_leads_to(alice, stage, given) is None
    _, listed = await alice.raw("GET", "/_matrix/client/v3/publicRooms")
    assert opened.room not in str(listed)


@pytest.mark.parametrize("level", [0, 50], ids=["member", "moderator"])
async def test_nobody_but_the_bot_names_pins_invites_or_unlocks(stage, level):
    alice, bot = await stage.person("alice"), await stage.bot()
    carol = await stage.account("carol")
    opened = await bot.gateway.open_room(plan(moderators={stage.user("alice"): level}))
    await stage.enter(bot, opened.room, alice)
    at = f"/_matrix/client/v3/rooms/{quote(opened.room)}"
    tries = [
        ("PUT", "/state/m.room.name/", {"name": "somebody's name"}),
        ("PUT", "/state/m.room.topic/", {"topic": "somebody's street"}),
        ("PUT", "/state/m.room.avatar/", {"url": "mxc://caseroom.test/face"}),
        ("PUT", "/state/m.room.pinned_events/", {"pinned": ["$other"]}),
        ("PUT", "/state/m.room.canonical_alias/", {}),
        ("PUT", "/state/m.room.history_visibility/", {"history_visibility": "shared"}),
        ("PUT", "/state/m.room.join_rules/", {"join_rule": "public"}),
        ("PUT", "/state/m.room.guest_access/", {"guest_access": "can_join"}),
        ("PUT", "/state/m.room.power_levels/", {"users_default": 100}),
        ("PUT", "/state/m.space.parent/!space", {"via": ["caseroom.test"]}),
        ("POST", "/invite", {"user_id": carol}),
        ("POST", "/kick", {"user_id": bot.gateway.user}),
        ("POST", "/upgrade", {"new_version": "12"}),
    ]
    for method, path, body in tries:
        status, answer = await alice.raw(method, at + path, body)
        assert (path, status, answer.get("errcode")) == (path, 403, "M_FORBIDDEN")
    assert await bot.gateway.check_room(opened.room) is None


async def test_asking_twice_makes_one_room(stage):
    bot, given = await stage.bot(), plan()
    first = await bot.gateway.open_room(given)
    assert await bot.gateway.open_room(given) == first
    assert await rooms_of(stage) == 1
    assert await bot.gateway.open_room(plan()) != first
    assert await rooms_of(stage) == 2


@pytest.mark.parametrize(
    ("method", "part"),
    [
        ("POST", "/createRoom"),
        ("GET", "/state"),
        ("DELETE", "/directory/room/"),
        ("GET", "/m.room.canonical_alias"),
    ],
)
async def test_wherever_opening_breaks_off_the_next_attempt_takes_the_same_room(stage, method, part):
    given = plan()
    async with stage.restart() as bot:
        stage.proxy.rule(method, part, lose=True, times=2 if method != "POST" else 1)
        first = await bot.gateway.open_room(given)
        assert isinstance(first, Opened | NotYet)
    async with stage.restart() as bot:
        second = await bot.gateway.open_room(given)
        assert isinstance(second, Opened)
        assert first in (second, NotYet("unreachable", Hold.SERVER))
        assert await rooms_of(stage) == 1
        assert await bot.gateway.check_room(second.room) is None


async def test_a_room_made_by_an_attempt_that_nobody_remembers_is_found_again(stage):
    """The process died after the alias was given back and before the room was stored."""
    given = plan()
    async with stage.restart() as bot:
        first = await bot.gateway.open_room(given)
        assert isinstance(first, Opened)
    async with stage.restart() as bot:
        assert await bot.gateway.open_room(given) == first
    assert await rooms_of(stage) == 1


async def test_while_the_first_attempt_is_still_under_way_a_second_makes_no_room(stage):
    bot, given = await stage.bot(), plan()
    rule = stage.proxy.rule("POST", "/createRoom", held=(held := asyncio.Event()))
    async with asyncio.TaskGroup() as group:
        slow = group.create_task(bot.gateway.open_room(given))
        await rule.met.wait()
        quick = await bot.gateway.open_room(given)
        held.set()
    assert isinstance(slow.result(), Opened)
    assert quick == slow.result() or isinstance(quick, NotYet)
    assert await bot.gateway.open_room(given) == slow.result()
    assert await rooms_of(stage) == 1


async def test_a_room_of_somebody_else_under_our_alias_is_never_taken(stage):
    mallory, bot, given = await stage.person("mallory"), await stage.bot(), plan()
    trap = {
        "room_alias_name": given.alias_localpart,
        "preset": "public_chat",
        "creation_content": {NONCE: given.nonce},
        "invite": [bot.gateway.user],
    }
    made = await mallory.must("POST", "/_matrix/client/v3/createRoom", trap)
    await bot.gateway.join(made["room_id"])
    assert await bot.gateway.open_room(given) == Rejected("alias-squatted")
    assert await alias_leads_to(mallory, stage, given) == made["room_id"]


async def test_a_room_that_we_cannot_see_may_be_in_the_making_but_not_for_ever(stage):
    mallory, bot, given = await stage.person("mallory"), await stage.bot(), plan()
    trap = {"room_alias_name": given.alias_localpart, "preset": "private_chat"}
    await mallory.must("POST", "/_matrix/client/v3/createRoom", trap)
    assert await bot.gateway.open_room(given) == NotYet("room-in-the-making", Hold.SERVER)
    impatient = Rooms(bot.session, bot.gateway.user, NothingSeen(), making_seconds=0)
    assert await impatient.open_room(given) == Rejected("alias-squatted")
    assert await rooms_of(stage) == 0


async def test_our_own_room_for_another_purpose_is_not_taken_either(stage):
    bot, given = await stage.bot(), plan()
    opened = await bot.gateway.open_room(given)
    alias = quote(f"#{given.alias_localpart}:{stage.homeserver.server_name}")
    await bot.session.raw("PUT", f"/_matrix/client/v3/directory/room/{alias}", {"room_id": opened.room})
    other = plan(alias_localpart=given.alias_localpart)
    assert await bot.gateway.open_room(other) == Rejected("alias-squatted")
    assert await rooms_of(stage) == 1


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (403, "M_FORBIDDEN", Rejected("forbidden")),
        (400, "M_UNSUPPORTED_ROOM_VERSION", Rejected("unsupported-room-version")),
        (429, "M_LIMIT_EXCEEDED", NotYet("limited", Hold.SERVER)),
        (503, "M_UNKNOWN", NotYet("http-503", Hold.SERVER)),
    ],
)
async def test_a_refusal_to_make_a_room_is_a_value(stage, status, code, outcome):
    bot = await stage.bot()
    stage.proxy.rule("POST", "/createRoom", instead=(status, {"errcode": code}))
    assert await bot.gateway.open_room(plan()) == outcome


async def test_a_room_for_agencies_on_several_servers_may_be_federated(stage):
    bot = await stage.bot()
    opened = await bot.gateway.open_room(plan(federate=True))
    _, state = await bot.session.raw("GET", f"/_matrix/client/v3/rooms/{quote(opened.room)}/state/m.room.create/")
    assert state["m.federate"] is True
