"""Rooms as the bot keeps them, read back from the homeserver by somebody else's client."""

from urllib.parse import quote

import pytest

from bot.gateway import Invitation, Membership
from demo.people import RefusedByServer
from tests.server.stage import rooms_of, roster, state_of, words
from workflows.values.delivery import Done, Hold, NotYet, Rejected, Sent


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


async def test_who_joins_later_sees_nothing_of_what_was_said_before(stage):
    alice, carol, bot = await stage.person("alice"), await stage.person("carol"), await stage.bot()
    room = await stage.room(bot, alice)
    sent = await bot.gateway.send(room, words("before carol"), "t1", roster=roster(alice))
    await stage.enter(bot, room, carol)
    at = f"/_matrix/client/v3/rooms/{quote(room)}"
    assert (await carol.raw("GET", f"{at}/event/{quote(sent.event)}"))[0] == 404
    assert (await carol.raw("GET", f"{at}/context/{quote(sent.event)}"))[0] in {403, 404}
    _, history = await carol.raw("GET", f"{at}/messages?dir=b&limit=100")
    assert sent.event not in {one["event_id"] for one in history["chunk"]}


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
    assert room not in bot.client.rooms
    assert isinstance(await bot.gateway.send(room, words(), "t1", roster=frozenset()), NotYet)


async def test_an_account_is_there_or_not_or_nobody_says(stage):
    alice, bot = await stage.account("alice"), await stage.bot()
    await stage.person("carol")
    assert await bot.gateway.account_exists(alice) is True
    assert await bot.gateway.account_exists(stage.user("nobody")) is False
    stage.proxy.rule("GET", "/profile/", instead=(502, {}))
    assert await bot.gateway.account_exists(stage.user("nobody")) is None
    stage.proxy.rule("GET", "/profile/", instead=(403, {"errcode": "M_FORBIDDEN"}), times=9)
    assert await bot.gateway.account_exists(stage.user("carol")) is True
    assert await bot.gateway.account_exists(alice) is None  # nobody has logged in yet
    assert await bot.gateway.account_exists(stage.user("nobody")) is None
