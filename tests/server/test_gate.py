"""What the bot says reaches those it is for, encrypted, once, and nobody else; a real homeserver is in between."""

import pytest
import pytest_asyncio

from bot.gateway import Content, FixedText
from bot.text.fixed import FIXED_TEXTS
from tests.server.stage import roster, staged, words
from workflows.values.delivery import Hold, NotYet, Rejected, Sent


@pytest_asyncio.fixture
async def stage(homeserver, tmp_path):
    async with staged(homeserver, tmp_path) as stage:
        yield stage


def room_keys(proxy):
    """Who was sent keys, as the wire saw it: (user, device) of every to-device message that may carry one."""
    asked = proxy.asked("PUT", "/sendToDevice/m.room.encrypted/")
    return {(user, device) for one in asked for user, devices in one.body["messages"].items() for device in devices}


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
    assert not room_keys(stage.proxy)
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
    assert room_keys(stage.proxy) == {(alice.user, alice.device)}
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
    assert refused == NotYet("no-reader", Hold.PERSON)
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


async def test_a_device_that_nobody_vouches_for_is_told_so_and_reads_nothing(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    stray = stage.keep(await alice.new_device(cross_sign=False))
    await bot.until(lambda: stray.device in bot.client.device_store[alice.user])
    for turn in range(2):
        sent = await bot.gateway.send(room, words(f"message {turn}"), f"t{turn}", roster=roster(alice))
        assert isinstance(sent, Sent)
    await alice.wait_for(room, "message 1")
    assert room_keys(stage.proxy) == {(alice.user, alice.device)}
    told = stage.proxy.asked("PUT", "/sendToDevice/m.room_key.withheld/")
    assert [one.body["messages"][alice.user][stray.device]["code"] for one in told] == ["m.unverified"]
    assert [one.body for one in stray.view(room)] == []


async def test_a_new_device_reads_the_next_message(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    await bot.gateway.send(room, words("before"), "t1", roster=roster(alice))
    tablet = stage.keep(await alice.new_device())
    await bot.until(lambda: tablet.device in bot.trust.devices_of(stage.user("alice")))
    await bot.gateway.send(room, words("after"), "t2", roster=roster(alice))
    await tablet.wait_for(room, "after")
    assert "before" not in {one.body for one in tablet.view(room)}


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
    assert refused == NotYet("no-reader", Hold.PERSON, people=(user,))
    stage.memory.pins[user] = bot.trust.identity(user)
    await bot.until(lambda: bot.gateway.readable(room, user))
    assert isinstance(await bot.gateway.send(room, words("again"), "t2", roster=roster(alice)), Sent)
    await alice.wait_for(room, "again")


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
    assert refused == NotYet("no-reader", Hold.PERSON, people=(stage.user("alice"),))
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


async def test_warming_shares_the_key_ahead_of_the_words(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    await bot.gateway.warm(room, roster=roster(alice))
    assert bot.gateway.readable(room, stage.user("alice"))
    asked = len(stage.proxy.asked("PUT", "/sendToDevice/"))
    assert asked == 1
    await bot.gateway.send(room, words(), "t1", roster=roster(alice))
    assert len(stage.proxy.asked("PUT", "/sendToDevice/")) == asked


async def test_an_answer_that_was_lost_is_asked_for_again_and_makes_one_message(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    stage.proxy.rule("PUT", "/send/m.room.encrypted/", lose=True, times=2)  # aiohttp tries once more by itself
    assert await bot.gateway.send(room, words(), "t1", roster=roster(alice)) == NotYet("unreachable", Hold.SERVER)
    sent = await bot.gateway.send(room, words(), "t1", roster=roster(alice))
    await bot.gateway.send(room, words("end"), "t2", roster=roster(alice))
    await alice.wait_for(room, "end")
    once, end = alice.view(room)
    assert (once.event, once.body, end.body) == (sent.event, "Task 4 is late", "end")


async def test_after_a_restart_the_same_transaction_is_still_one_message(stage):
    alice = await stage.person("alice")
    async with stage.restart() as bot:
        room = await stage.room(bot, alice)
        first = await bot.gateway.send(room, words(), "t1", roster=roster(alice))
    async with stage.restart() as bot:
        await bot.sees(room, alice)
        second = await bot.gateway.send(room, words(), "t1", roster=roster(alice))
        assert second == first
        await bot.gateway.send(room, words("end"), "t2", roster=roster(alice))
    before, repeated, _ = stage.proxy.sent()
    assert before.body["session_id"] != repeated.body["session_id"]
    await alice.wait_for(room, "end")
    assert [one.body for one in alice.view(room)] == ["Task 4 is late", "end"]


async def test_what_was_sent_is_found_in_the_history_by_what_stands_in_its_ciphertext(stage):
    alice = await stage.person("alice")
    async with stage.restart() as bot:
        room = await stage.room(bot, alice)
        sent = await bot.gateway.send(room, words(), "t1", roster=roster(alice))
        for turn in range(3):
            await bot.gateway.send(room, words(), f"more{turn}", roster=roster(alice))

    def forgetful(answer):
        """As Synapse answers after a day: it no longer knows which transaction an event was."""
        for event in answer["chunk"]:
            event["unsigned"].pop("transaction_id", None)
        return answer

    stage.proxy.rule("GET", "/messages", change=forgetful, times=9)
    async with stage.restart() as bot:
        assert await bot.gateway.find_sent(room, "t1") == sent.event
        assert await bot.gateway.find_sent(room, "never") is None
        assert await bot.gateway.find_sent(room, "t1", limit=2) is None
        stage.proxy.rule("GET", "/messages", instead=(502, {}))
        stage.proxy.rules.reverse()
        assert await bot.gateway.find_sent(room, "t1") == NotYet("http-502", Hold.SERVER)


LIMITED = {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2000}


@pytest.mark.parametrize(
    ("status", "body", "kind", "why"),
    [
        (403, {"errcode": "M_FORBIDDEN"}, Rejected, "forbidden"),
        (404, {"errcode": "M_NOT_FOUND"}, Rejected, "not-found"),
        (413, {"errcode": "M_TOO_LARGE"}, Rejected, "too-large"),
        (429, LIMITED, NotYet, "limited"),
        (503, {}, NotYet, "http-503"),
        (200, {}, NotYet, "no-event-id"),
    ],
)
async def test_a_refusal_is_a_value(stage, status, body, kind, why):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    stage.proxy.rule("PUT", "/send/m.room.encrypted/", instead=(status, body))
    outcome = await bot.gateway.send(room, words(), "t1", roster=roster(alice))
    assert (type(outcome), outcome.why) == (kind, why)


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


async def test_a_fixed_text_reaches_the_device_that_nobody_vouches_for_and_opens_nothing_else(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    stray = stage.keep(await alice.new_device(cross_sign=False))
    await bot.until(lambda: stray.device in bot.client.device_store[alice.user])
    await bot.gateway.send(room, words("before"), "t1", roster=roster(alice))
    sent = await bot.gateway.send_fixed(room, stage.user("alice"), FixedText.DEVICE_NOT_CONFIRMED, "f1")
    assert await bot.gateway.send_fixed(room, stage.user("alice"), FixedText.DEVICE_NOT_CONFIRMED, "f1") == sent
    await bot.gateway.send(room, words("after"), "t2", roster=roster(alice))
    await stray.wait_for(room, "not confirmed")
    await alice.wait_for(room, "after")
    assert [one.body for one in stray.view(room)] == [FIXED_TEXTS[FixedText.DEVICE_NOT_CONFIRMED]]
    assert len(alice.view(room)) == 3
    sessions = [one.body["session_id"] for one in stage.proxy.sent()]
    assert sessions[0] == sessions[-1]
    assert len(set(sessions)) == 3
    assert await bot.gateway.find_sent(room, "f1") == sent.event


async def test_a_fixed_text_is_for_a_direct_chat_alone(stage):
    alice, carol, bot = await stage.person("alice"), await stage.person("carol"), await stage.bot()
    room = await stage.room(bot, alice, carol)
    refused = await bot.gateway.send_fixed(room, stage.user("alice"), FixedText.KEYS_CHANGED, "f1")
    assert refused == NotYet("not-on-roster", Hold.ROOM, people=(stage.user("carol"),))
    assert not stage.proxy.sent()


async def test_the_one_plaintext_goes_into_an_unencrypted_chat_and_nowhere_else(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    chat = await alice.direct_chat(bot.gateway.user, encrypted=False)
    await bot.gateway.join(chat)
    assert await bot.gateway.send(chat, words(), "t1", roster=roster(alice)) == NotYet("not-encrypted", Hold.ROOM)
    await bot.gateway.send_fixed(chat, stage.user("alice"), FixedText.NOT_ENCRYPTED, "f1")
    heard = await alice.wait_for(chat, "not encrypted")
    assert (heard.body, heard.encrypted) == (FIXED_TEXTS[FixedText.NOT_ENCRYPTED], False)
    room = await stage.room(bot, alice)
    refused = await bot.gateway.send_fixed(room, stage.user("alice"), FixedText.NOT_ENCRYPTED, "f2")
    assert refused == Rejected("encrypted")
    assert len(stage.proxy.sent()) == 1
