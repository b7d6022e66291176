"""Rooms as the bot makes and keeps them, read back from the homeserver by somebody else's client."""

import asyncio
from urllib.parse import quote

import pytest
import pytest_asyncio

from bot.gateway import Invitation, Membership
from bot.matrix.recipe import NONCE
from bot.matrix.rooms import Rooms
from demo.people import RefusedByServer
from tests.server.stage import plan, roster, staged, words
from workflows.values.delivery import Done, Hold, NotYet, Opened, Rejected, Sent


@pytest_asyncio.fixture
async def stage(homeserver, tmp_path):
    async with staged(homeserver, tmp_path) as stage:
        yield stage


class NothingSeen:
    """A sync that has shown nothing yet."""

    def people_in(self, room):
        return None

    def inviter(self, room):
        return None


async def state_of(person, room):
    status, answer = await person.raw("GET", f"/_matrix/client/v3/rooms/{quote(room)}/state")
    assert status == 200
    return {(one["type"], one["state_key"]): one for one in answer["answer"]}


async def alias_leads_to(person, stage, given):
    alias = quote(f"#{given.alias_localpart}:{stage.homeserver.server_name}")
    status, answer = await person.raw("GET", f"/_matrix/client/v3/directory/room/{alias}")
    return answer["room_id"] if status == 200 else None


async def rooms_of(stage):
    """How many rooms the bot is in, as the server counts them."""
    rooms = await stage.homeserver.as_admin("GET", f"/_synapse/admin/v1/users/{stage.user('bot')}/joined_rooms")
    return rooms["total"]


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


async def test_the_first_words_need_no_second_attempt(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    assert isinstance(await bot.gateway.send(room, words(), "t1", roster=roster(alice)), Sent)


async def test_inviting_and_removing_twice_is_harmless_and_gives_no_reason(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room, user = await stage.room(bot, alice), stage.user("alice")
    assert await bot.gateway.invite(room, user) == Done()  # 403: already in the room
    assert await bot.gateway.members(room) == {bot.gateway.user: Membership.JOIN, user: Membership.JOIN}
    assert await bot.gateway.remove(room, user) == Done()
    assert await bot.gateway.remove(room, user) == Done()
    assert (await bot.gateway.members(room))[user] is Membership.LEAVE
    assert await bot.gateway.remove(room, stage.user("never-there")) == Done()
    changes = stage.proxy.asked("POST", "/invite") + stage.proxy.asked("POST", "/kick")
    assert {tuple(one.body) for one in changes} == {("user_id",)}


async def test_a_person_who_was_invited_and_declined_can_be_invited_again(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room, user = await stage.room(bot), stage.user("alice")
    assert await bot.gateway.invite(room, user) == Done()
    await alice.leave(await alice.wait_for_invitation())
    assert (await bot.gateway.members(room))[user] is Membership.LEAVE
    assert await bot.gateway.invite(room, user) == Done()
    assert (await bot.gateway.members(room))[user] is Membership.INVITE


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (403, {"errcode": "M_INVITE_BLOCKED"}, Rejected("invite-blocked")),
        (403, {"errcode": "M_FORBIDDEN"}, Rejected("forbidden")),
        (404, {"errcode": "M_NOT_FOUND"}, Rejected("not-found")),
        (502, {}, NotYet("http-502", Hold.SERVER)),
    ],
)
async def test_an_invitation_that_fails_says_why(stage, status, body, outcome):
    bot = await stage.bot()
    room = await stage.room(bot)
    stage.proxy.rule("POST", "/invite", instead=(status, body))
    assert await bot.gateway.invite(room, stage.user("alice")) == outcome


async def test_the_wait_that_a_homeserver_asks_for_is_passed_on(stage):
    bot = await stage.bot()
    room = await stage.room(bot)
    stage.proxy.rule("POST", "/invite", instead=(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 333_000}))
    outcome = await bot.gateway.invite(room, stage.user("alice"))
    assert (outcome.why, outcome.wait.total_seconds()) == ("limited", 300)


async def test_in_a_closed_room_the_bot_alone_speaks_and_it_can_be_opened_again(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room, levels = await stage.room(bot, alice), {stage.user("alice"): 50}
    assert await bot.gateway.set_power(room, levels, closed=True) == Done()
    with pytest.raises(RefusedByServer):
        await alice.say(room, "one more thing")
    assert isinstance(await bot.gateway.send(room, words("closed"), "t1", roster=roster(alice)), Sent)
    await alice.wait_for(room, "closed")
    assert await bot.gateway.check_room(room) is None
    puts = len(stage.proxy.asked("PUT", "/m.room.power_levels"))
    assert await bot.gateway.set_power(room, levels, closed=True) == Done()
    assert len(stage.proxy.asked("PUT", "/m.room.power_levels")) == puts
    assert await bot.gateway.set_power(room, {}, closed=False) == Done()
    await alice.say(room, "!board")


async def test_name_and_pin_are_as_asked(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    board = await bot.gateway.send(room, words("the board"), "t1", roster=roster(alice))
    assert await bot.gateway.set_name(room, "WREN · C-9QX4M") == Done()
    assert await bot.gateway.pin(room, board.event) == Done()
    assert await bot.gateway.pin(room, board.event) == Done()
    await alice.wait_for(room, "the board")
    assert await alice.pinned(room) == "the board"
    assert (await state_of(alice, room))["m.room.name", ""]["content"] == {"name": "WREN · C-9QX4M"}


@pytest.mark.parametrize(
    ("kind", "content", "why"),
    [
        ("m.room.history_visibility", {"history_visibility": "shared"}, "history-not-joined"),
        ("m.room.guest_access", {"guest_access": "can_join"}, "guests-allowed"),
        ("m.room.join_rules", {"join_rule": "knock"}, "not-invite-only"),
        ("m.room.power_levels", {"users_default": 100}, "members-can-change-state"),
    ],
)
async def test_a_room_that_was_loosened_is_found_out(stage, kind, content, why):
    bot = await stage.bot()
    room = await stage.room(bot)
    path = f"/_matrix/client/v3/rooms/{quote(room)}/state/{kind}/"
    assert (await bot.session.raw("PUT", path, content))[0] == 200
    assert await bot.gateway.check_room(room) == why


async def test_checking_says_when_it_could_not_be_found_out(stage):
    bot = await stage.bot()
    room = await stage.room(bot)
    stage.proxy.rule("GET", "/state", instead=(502, {}))
    assert await bot.gateway.check_room(room) == "unreachable"
    assert await bot.gateway.check_room("!nowhere") == "not-a-member"


async def test_a_direct_chat_is_locked_before_it_is_used(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    chat = await alice.direct_chat(bot.gateway.user)
    await bot.until(lambda: any(isinstance(one, Invitation) for one in stage.memory.incoming))
    assert await bot.gateway.join(chat) == Done()
    (joined,) = stage.proxy.asked("POST", "/join/")
    assert joined.query == {"via": "caseroom.test", "server_name": "caseroom.test"}  # a room id names no server
    assert await bot.gateway.check_room(chat) == "history-not-joined"
    assert await bot.gateway.lock_room(chat) == Done()
    assert await bot.gateway.check_room(chat) is None
    puts = len(stage.proxy.asked("PUT", "/state/"))
    assert await bot.gateway.lock_room(chat) == Done()
    assert len(stage.proxy.asked("PUT", "/state/")) == puts
    assert isinstance(await bot.gateway.send(chat, words("Hello."), "t1", roster=roster(alice)), Sent)
    await alice.wait_for(chat, "Hello.")


async def test_a_chat_that_cannot_be_locked_is_refused(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    weak = {
        "preset": "private_chat",
        "invite": [bot.gateway.user],
        "initial_state": [
            {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
        ],
    }
    chat = (await alice.must("POST", "/_matrix/client/v3/createRoom", weak))["room_id"]
    await bot.gateway.join(chat)
    assert await bot.gateway.lock_room(chat) == Rejected("forbidden")
    plain = await alice.direct_chat(bot.gateway.user, encrypted=False)
    await bot.gateway.join(plain)
    assert await bot.gateway.lock_room(plain) == Rejected("not-encrypted")


async def test_leaving_is_quiet_and_can_be_repeated(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    chat = await alice.direct_chat(bot.gateway.user)
    assert await bot.gateway.leave(chat) == Done()  # an invitation, refused
    assert await bot.gateway.leave(chat) == Done()
    room = await stage.room(bot)
    assert await bot.gateway.leave(room) == Done()
    assert await rooms_of(stage) == 0
    assert await bot.gateway.members(room) is None


async def test_an_account_is_there_or_not_or_nobody_knows(stage):
    alice, bot = await stage.account("alice"), await stage.bot()
    assert await bot.gateway.account_exists(alice) is True
    assert await bot.gateway.account_exists(stage.user("nobody")) is False
    stage.proxy.rule("GET", "/profile/", instead=(403, {"errcode": "M_FORBIDDEN"}))
    assert await bot.gateway.account_exists(alice) is None
