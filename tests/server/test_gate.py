"""What the bot says reaches those it is for, encrypted, and nobody else; a real homeserver is in between."""

import asyncio

import pytest

from bot.gateway import Content, FixedText
from tests.server.stage import keyed, roster, words
from workflows.values.delivery import Hold, NotYet, Sent


async def test_what_is_said_arrives_and_is_ciphertext_on_the_wire(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    said = Content(body="Task 4 is late", html="Task <b>4</b> is late", mentions=(stage.user("alice"),))
    sent = await bot.gateway.send(room, said, "t1", roster=roster(alice))
    heard = await alice.wait_for(room, "Task 4")
    assert sent == Sent(heard.event)
    assert (heard.encrypted, heard.formatted, heard.mentions) == (True, "Task <b>4</b> is late", (alice.user,))
    assert len(stage.proxy.sent()) == 1


async def test_answers_threads_and_edits_arrive_as_such(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    asked = await alice.say(room, "!board")
    to = roster(alice)
    answer = await bot.gateway.send(room, Content(body="board", reply_to=asked), "t1", roster=to)
    await bot.gateway.send(room, Content(body="thread", thread=asked), "t2", roster=to)
    await bot.gateway.send(room, Content(body="new board", replaces=answer.event), "t3", roster=to)
    await alice.until(lambda: any(one.edited for one in alice.view(room)) or None)
    board, thread = (one for one in alice.view(room) if one.sender == bot.gateway.user)
    assert (board.body, board.reply_to, board.edited) == ("new board", asked, True)
    assert (thread.body, thread.thread) == ("thread", asked)


@pytest.mark.parametrize("joins", [True, False], ids=["joined", "invited"])
async def test_nothing_is_said_while_somebody_is_there_who_is_not_on_the_roster(stage, joins):
    alice, carol, bot = await stage.person("alice"), await stage.person("carol"), await stage.bot()
    room = await stage.room(bot, alice)
    await bot.gateway.invite(room, stage.user("carol"))
    if joins:
        await carol.accept_invite(await carol.wait_for_invitation())
    await bot.sees(room, carol, invited=not joins)
    refused = await bot.gateway.send(room, words(), "t1", roster=roster(alice))
    assert refused == NotYet("not-on-roster", Hold.ROOM, people=(stage.user("carol"),))
    assert not stage.proxy.sent()
    assert not keyed(stage.proxy)
    await bot.gateway.remove(room, stage.user("carol"))
    await bot.misses(room, carol)
    assert isinstance(await bot.gateway.send(room, words(), "t1", roster=roster(alice)), Sent)


async def test_a_person_who_is_only_invited_is_given_no_key(stage):
    alice, carol, bot = await stage.person("alice"), await stage.person("carol"), await stage.bot()
    room = await stage.room(bot, alice)
    await bot.gateway.invite(room, stage.user("carol"))
    await bot.sees(room, carol, invited=True)
    both = roster(alice, carol)
    assert isinstance(await bot.gateway.send(room, words(), "t1", roster=both), Sent)
    await alice.wait_for(room, "Task 4")
    assert keyed(stage.proxy) == {(alice.user, alice.device)}
    assert bot.gateway.last_unreachable(room) == frozenset()
    await carol.accept_invite(room)
    await bot.sees(room, carol)
    await bot.gateway.send(room, words("now you too"), "t2", roster=both)
    await carol.wait_for(room, "now you too")


async def test_nothing_is_said_where_nobody_could_read_it(stage):
    bot, alice = await stage.bot(), await stage.account("alice")
    room = await stage.room(bot)
    await bot.gateway.invite(room, alice)
    refused = await bot.gateway.send(room, words(), "t1", roster=frozenset({alice}))
    assert refused == NotYet("no-reader", Hold.READERS)
    assert not stage.proxy.sent()


async def test_a_room_that_the_server_calls_unencrypted_gets_nothing(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    await bot.gateway.send(room, words(), "t1", roster=roster(alice))
    bot.client.rooms[room].encrypted = False
    bot.client.encrypted_rooms.discard(room)
    refused = await bot.gateway.send(room, words(), "t2", roster=roster(alice))
    assert refused == NotYet("encryption-gone", Hold.ROOM)
    in_clear = await bot.gateway.send_fixed(room, stage.user("alice"), FixedText.KEYS_CHANGED, "t3")
    assert in_clear == NotYet("not-encrypted", Hold.ROOM)
    assert len(stage.proxy.sent()) == 1


async def test_a_room_that_was_never_seen_gets_nothing(stage):
    bot = await stage.bot()
    refused = await bot.gateway.send("!nowhere:test", words(), "t1", roster=frozenset())
    assert refused == NotYet("room-unknown", Hold.ROOM)


async def test_who_was_removed_cannot_read_what_is_said_next(stage):
    alice, carol, bot = await stage.person("alice"), await stage.person("carol"), await stage.bot()
    room = await stage.room(bot, alice, carol)
    await bot.gateway.send(room, words("all of us"), "t1", roster=roster(alice, carol))
    await carol.wait_for(room, "all of us")
    await bot.gateway.remove(room, stage.user("carol"))
    await bot.misses(room, carol)
    handed_out = len(stage.proxy.asked("PUT", "/sendToDevice/"))
    await bot.gateway.send(room, words("without carol"), "t2", roster=roster(alice))
    await alice.wait_for(room, "without carol")
    first, second = stage.proxy.sent()
    assert first.body["session_id"] != second.body["session_id"]
    later = stage.proxy.asked("PUT", "/sendToDevice/")[handed_out:]
    assert [list(one.body["messages"]) for one in later] == [[alice.user]]


async def test_a_frozen_person_gets_no_key_and_does_not_silence_the_others(stage):
    alice, carol, bot = await stage.person("alice"), await stage.person("carol"), await stage.bot()
    room = await stage.room(bot, alice, carol)
    both = roster(alice, carol)
    await bot.gateway.send(room, words("all of us"), "t1", roster=both)
    assert bot.gateway.readable(room, stage.user("carol"))
    stage.memory.cold.add(stage.user("carol"))
    assert not bot.gateway.readable(room, stage.user("carol"))
    assert isinstance(await bot.gateway.send(room, words("not carol"), "t2", roster=both), Sent)
    await alice.wait_for(room, "not carol")
    assert bot.gateway.last_unreachable(room) == {stage.user("carol")}
    assert "not carol" not in {one.body for one in carol.view(room)}
    first, second = stage.proxy.sent()
    assert first.body["session_id"] != second.body["session_id"]


async def test_a_person_whose_identity_changed_gets_nothing_until_it_is_accepted(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    assert isinstance(await bot.gateway.send(room, words(), "t1", roster=roster(alice)), Sent)
    await alice.reset_identity()
    user = stage.user("alice")
    await bot.until(lambda: bot.trust.identity(user) != stage.memory.pins[user])
    refused = await bot.gateway.send(room, words(), "t2", roster=roster(alice))
    assert refused == NotYet("no-reader", Hold.READERS, people=(user,))
    stage.memory.pins[user] = bot.trust.identity(user)
    await bot.until(lambda: bot.gateway.readable(room, user))
    assert isinstance(await bot.gateway.send(room, words("again"), "t2", roster=roster(alice)), Sent)
    await alice.wait_for(room, "again")


async def test_who_comes_in_while_keys_are_under_way_stops_the_words(stage):
    alice, carol, bot = await stage.person("alice"), await stage.person("carol"), await stage.bot()
    room = await stage.room(bot, alice)
    rule = stage.proxy.rule("PUT", "/sendToDevice/", held=(held := asyncio.Event()))
    async with asyncio.TaskGroup() as group:
        sending = group.create_task(bot.gateway.send(room, words(), "t1", roster=roster(alice)))
        await rule.met.wait()
        await bot.gateway.invite(room, stage.user("carol"))
        await bot.sees(room, carol, invited=True)
        held.set()
    assert sending.result() == NotYet("not-on-roster", Hold.ROOM, people=(stage.user("carol"),))
    assert not stage.proxy.sent()


async def test_who_is_frozen_while_keys_are_under_way_cannot_read_the_words(stage):
    alice, carol, bot = await stage.person("alice"), await stage.person("carol"), await stage.bot()
    room = await stage.room(bot, alice, carol)
    rule = stage.proxy.rule("PUT", "/sendToDevice/", held=(held := asyncio.Event()))
    async with asyncio.TaskGroup() as group:
        sending = group.create_task(bot.gateway.send(room, words(), "t1", roster=roster(alice, carol)))
        await rule.met.wait()
        stage.memory.cold.add(stage.user("carol"))
        held.set()
    assert isinstance(sending.result(), Sent)
    await alice.wait_for(room, "Task 4")
    assert bot.gateway.last_unreachable(room) == {stage.user("carol")}
    first, second = stage.proxy.asked("PUT", "/sendToDevice/m.room.encrypted/")
    assert (set(first.body["messages"]), set(second.body["messages"])) == ({alice.user, carol.user}, {alice.user})


async def test_four_rooms_at_once_do_not_wait_for_each_other(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    rooms = [await stage.room(bot, alice) for _ in range(4)]
    rule = stage.proxy.rule("PUT", f"/rooms/{rooms[0]}/send/", held=(held := asyncio.Event()))
    async with asyncio.TaskGroup() as group:
        slow = group.create_task(bot.gateway.send(rooms[0], words(), "t0", roster=roster(alice)))
        await rule.met.wait()
        quick = [await bot.gateway.send(room, words(), f"t{room}", roster=roster(alice)) for room in rooms[1:]]
        assert not slow.done()
        held.set()
    assert all(isinstance(outcome, Sent) for outcome in (*quick, slow.result()))


async def test_warming_shares_the_key_ahead_of_the_words(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    await bot.gateway.warm(room, roster=roster(alice))
    assert bot.gateway.readable(room, stage.user("alice"))
    asked = len(stage.proxy.asked("PUT", "/sendToDevice/"))
    assert asked == 1
    await bot.gateway.send(room, words(), "t1", roster=roster(alice))
    assert len(stage.proxy.asked("PUT", "/sendToDevice/")) == asked
