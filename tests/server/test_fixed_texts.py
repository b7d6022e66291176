"""The fixed texts reach whom they are for, and their keys open nothing else."""

from bot.gateway import FixedText
from bot.text.fixed import FIXED_TEXTS
from tests.server.stage import roster, words
from workflows.values.delivery import Hold, NotYet, Rejected


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
    for said in ("before", "not confirmed", "after"):  # the keys of two sessions come in any order
        await alice.wait_for(room, said)
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
