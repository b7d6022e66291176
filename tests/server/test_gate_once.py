"""What is said is said once, whatever breaks in between, and each refusal of the homeserver is a value."""

import pytest

from tests.server.stage import roster, words
from workflows.values.delivery import Hold, NotYet, Rejected


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
        more = [await bot.gateway.send(room, words(), f"more{turn}", roster=roster(alice)) for turn in range(3)]

    def forgetful(answer):
        """As Synapse answers after a day: it no longer knows which transaction an event was."""
        for event in answer["chunk"]:
            event["unsigned"].pop("transaction_id", None)
        return answer

    stage.proxy.rule("GET", "/messages", change=forgetful, times=9)
    async with stage.restart() as bot:
        assert await bot.gateway.find_sent(room, "t1") == sent.event
        assert await bot.gateway.find_sent(room, "never") is None
        assert await bot.gateway.find_sent(room, "more1", until=sent.event) == more[1].event
        assert await bot.gateway.find_sent(room, "t1", until=more[0].event) is None
        stage.proxy.rule("GET", "/messages", instead=(502, {}))
        stage.proxy.rules.reverse()
        assert await bot.gateway.find_sent(room, "t1") == NotYet("http-502", Hold.SERVER)


async def test_what_was_sent_is_looked_for_however_much_was_said_since_and_never_without_end(stage):
    alice, bot = await stage.person("alice"), await stage.bot()
    room = await stage.room(bot, alice)
    sent = await bot.gateway.send(room, words(), "t1", roster=roster(alice))

    def more_before_it(answer):
        """A hundred messages of ours that are newer, and then again what there is."""
        newer = [{"type": "m.room.encrypted", "sender": bot.gateway.user, "event_id": f"${n}"} for n in range(100)]
        return answer | {"chunk": newer, "end": answer["start"]}

    stage.proxy.rule("GET", "/messages", change=more_before_it, times=9)
    assert await bot.gateway.find_sent(room, "t1") == sent.event
    stage.proxy.rule("GET", "/messages", change=more_before_it, times=1000)
    assert await bot.gateway.find_sent(room, "t1") == Rejected("history-too-long")


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
