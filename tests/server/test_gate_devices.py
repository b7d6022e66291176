"""Which devices are given keys: those that an accepted identity signed, as soon as a key can reach them."""

import pytest

from tests.server.stage import keyed, roster, words
from workflows.values.delivery import Hold, NotYet, Sent
from workflows.values.ids import IdentityKey


async def test_a_device_that_nobody_vouches_for_is_told_so_and_reads_nothing(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    stray = stage.keep(await alice.new_device(cross_sign=False))
    await bot.until(lambda: stray.device in bot.client.device_store[alice.user])
    for turn in range(2):
        sent = await bot.gateway.send(room, words(f"message {turn}"), f"t{turn}", roster=roster(alice))
        assert isinstance(sent, Sent)
    await alice.wait_for(room, "message 1")
    assert keyed(stage.proxy) == {(alice.user, alice.device)}
    told = stage.proxy.asked("PUT", "/sendToDevice/m.room_key.withheld/")
    assert [one.body["messages"][alice.user][stray.device]["code"] for one in told] == ["m.unverified"]
    await stray.caught_up()
    assert stray.view(room) == []


async def test_a_new_device_reads_the_next_message(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    await bot.gateway.send(room, words("before"), "t1", roster=roster(alice))
    tablet = stage.keep(await alice.new_device())
    await bot.until(lambda: tablet.device in bot.trust.devices_of(stage.user("alice")))
    await bot.gateway.send(room, words("after"), "t2", roster=roster(alice))
    await tablet.wait_for(room, "after")
    assert "before" not in {one.body for one in tablet.view(room)}


async def test_a_device_whose_session_comes_late_is_left_out_once_and_reads_the_next(stage):
    alice, carol, bot = await stage.person("alice"), await stage.person("carol"), await stage.bot()
    room = await stage.room(bot, alice, carol)
    both = roster(alice, carol)

    def without_carol(answer):
        answer["one_time_keys"].pop(carol.user)
        return answer

    stage.proxy.rule("POST", "/keys/claim", change=without_carol)
    assert isinstance(await bot.gateway.send(room, words("first"), "t1", roster=both), Sent)
    await alice.wait_for(room, "first")
    assert bot.gateway.last_unreachable(room) == {stage.user("carol")}
    await carol.say(room, "!help")  # her device starts a session with ours
    await bot.until(lambda: bot.gateway.readable(room, stage.user("carol")))
    await bot.gateway.send(room, words("second"), "t2", roster=both)
    await carol.wait_for(room, "second")
    assert bot.gateway.last_unreachable(room) == frozenset()
    assert "first" not in {one.body for one in carol.view(room)}


async def test_in_a_direct_chat_the_words_wait_for_the_session(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    stage.proxy.rule("POST", "/keys/claim", instead=(200, {"one_time_keys": {}}))
    refused = await bot.gateway.send(room, words(), "t1", roster=roster(alice))
    assert refused == NotYet("no-reader", Hold.READERS, people=(stage.user("alice"),))
    assert not stage.proxy.sent()


async def test_keys_that_nobody_signed_are_not_used_under_a_trusted_name(stage):
    """The homeserver showed nio, which keeps the first it sees, keys of carol's as those of alice's device."""
    alice, carol, bot = await stage.person("alice"), await stage.person("carol"), await stage.bot()
    room = await stage.room(bot, alice, carol)
    both = roster(alice, carol)
    await bot.gateway.send(room, words(), "t1", roster=both)
    devices = bot.client.device_store
    devices[alice.user][alice.device].keys = dict(devices[carol.user][carol.device].keys)
    handed_out = len(stage.proxy.asked("PUT", "/sendToDevice/m.room.encrypted/"))
    assert isinstance(await bot.gateway.send(room, words(), "t2", roster=both), Sent)
    assert bot.gateway.last_unreachable(room) == {stage.user("alice")}
    later = stage.proxy.asked("PUT", "/sendToDevice/m.room.encrypted/")[handed_out:]
    assert [list(one.body["messages"]) for one in later] == [[carol.user]]


async def test_a_device_that_lost_its_keys_and_starts_anew_reads_the_next_message(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    await bot.gateway.send(room, words("before"), "t1", roster=roster(alice))
    await alice.wait_for(room, "before")
    machine = alice.client.olm
    for store in (machine.session_store, machine.inbound_group_store):
        store._entries.clear()
    machine.outbound_group_sessions.clear()
    heard = len(stage.memory.incoming)
    await alice.say(room, "!help")
    await bot.until(lambda: len(stage.memory.incoming) > heard)
    await bot.gateway.send(room, words("after"), "t2", roster=roster(alice))
    await alice.wait_for(room, "after")
    first, second = stage.proxy.sent()
    assert first.body["session_id"] == second.body["session_id"]


@pytest.mark.parametrize(
    ("part", "why"),
    [("/keys/query", "keys-unknown"), ("/keys/claim", "no-claim"), ("/sendToDevice/", "keys-not-shared")],
)
async def test_words_wait_while_the_homeserver_does_not_serve_keys(stage, part, why):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    bot.trust.outdated({stage.user("alice")})
    for method in ("POST", "PUT"):
        stage.proxy.rule(method, part, instead=(500, {}), times=9)
    outcome = await bot.gateway.send(room, words(), "t1", roster=roster(alice))
    assert outcome == NotYet(why, Hold.SERVER)
    assert not stage.proxy.sent()


async def test_another_instance_of_the_bot_that_our_identity_signed_can_read_along(stage):
    alice = await stage.person("alice")
    standby, bot = await stage.person("bot"), await stage.bot()
    stray = stage.keep(await standby.new_device(cross_sign=False))
    bot.trust.we_are(IdentityKey(standby.identity.master.public))
    bot.trust.outdated({bot.gateway.user})
    room = await stage.room(bot, alice)
    await bot.gateway.send(room, words(), "t1", roster=roster(alice))
    bots = {device for user, device in keyed(stage.proxy) if user == bot.gateway.user}
    assert bots == {standby.device}
    await standby.until(lambda: [one.body for one in standby.view(room)] == ["Task 4 is late"] or None)
    await stray.caught_up()
    assert stray.view(room) == []


async def test_whose_devices_changed_is_told_with_what_was_read(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    await stage.room(bot, alice)
    stage.memory.devices.clear()
    stage.keep(await alice.new_device())
    await bot.until(lambda: stage.user("alice") in stage.memory.devices)
