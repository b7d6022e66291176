"""The session against a real homeserver: what people say arrives once, in order, from whom it is, whatever happens."""

import asyncio
from dataclasses import replace

import pytest

from bot.gateway import Membership
from bot.matrix.credentials import SessionRefused
from tests.server.listening import QUICK, Cast, chat, hosted, never


@pytest.fixture
async def cast(homeserver, tmp_path):
    cast = Cast(homeserver, tmp_path)
    yield cast
    await cast.close()


async def test_a_message_arrives_with_the_device_and_the_identity_that_sent_it(cast):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
        event = await ana.say(room, "!done 4")
        message = await bot.notebook.says("!done 4")
    assert (message.sender, message.event, message.room) == (ana.user, event, room)
    assert message.device == ana.device
    assert message.identity == ana.identity.master.public


async def test_a_device_that_nobody_vouches_for_has_no_identity(cast):
    bot, ana = await cast.bot(), await cast.person("ana", cross_sign=False)
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
        await ana.say(room, "hello")
        message = await bot.notebook.says("hello")
    assert message.device == ana.device
    assert message.identity is None


async def test_a_word_said_before_the_bot_joins_is_heard(cast):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with bot.listening() as session:
        room = await ana.direct_chat(session.user)
        await ana.say(room, "help")
        invitation = await bot.notebook.until(lambda: next(iter(bot.notebook.invitations), None))
        await session.raw("POST", f"/_matrix/client/v3/rooms/{room}/join", {})
        message = await bot.notebook.says("help")
    assert (invitation.room, invitation.inviter, invitation.encrypted, invitation.direct) == (
        room,
        ana.user,
        True,
        True,
    )
    assert message.sender == ana.user


async def test_an_unencrypted_room_is_known_from_its_invitation(cast):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with bot.listening() as session:
        await ana.direct_chat(session.user, encrypted=False)
        invitation = await bot.notebook.until(lambda: next(iter(bot.notebook.invitations), None))
    assert not invitation.encrypted


async def test_plaintext_is_never_a_message(cast):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
        await ana.say_in_clear(room, "!done 4")
        plain = await bot.notebook.until(lambda: next(iter(bot.notebook.plaintexts), None))
    assert (plain.sender, plain.room) == (ana.user, room)
    assert bot.notebook.bodies == []


async def test_edits_threads_notices_and_mentions_come_through(cast):
    bot, ana, ben = await cast.bot(), await cast.person("ana"), await cast.person("ben")
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
        first = await ana.say(room, "!doen 4")
        await bot.notebook.says("!doen 4")
        await ana.say(room, "!done 4", replaces=first)
        await ana.say(room, "in a thread", thread=first)
        await ana.say(room, "beep", msgtype="m.notice")
        link = f'<a href="https://matrix.to/#/{ben.user}">Ben</a>'
        await ana.say(room, "!give 4 Ben", html=f"!give 4 {link} {link}", mentions=[ana.user])
        given = await bot.notebook.says("!give 4 Ben")
    said = {message.body: message for message in bot.notebook.messages}
    assert said["!done 4"].replaces == first
    assert said["in a thread"].thread == first
    assert said["beep"].notice
    assert not given.notice
    assert given.mentions == (ana.user, ben.user)


async def test_who_comes_and_goes_is_told_and_by_whom(cast):
    bot, ana, ben = await cast.bot(), await cast.person("ana"), await cast.person("ben")
    async with bot.listening() as session:
        room = await hosted(ana, session, bot.notebook)
        await ana.must("POST", f"/_matrix/client/v3/rooms/{room}/invite", {"user_id": ben.user})
        await ben.accept_invite(room)
        await ana.must("POST", f"/_matrix/client/v3/rooms/{room}/kick", {"user_id": ben.user})
        await bot.notebook.until(lambda: [c for c in bot.notebook.changes if c.membership is Membership.LEAVE])
        changes = [(c.user, c.membership, c.by) for c in bot.notebook.changes if c.room == room]
        await ana.must("POST", f"/_matrix/client/v3/rooms/{room}/kick", {"user_id": session.user})
        await bot.notebook.until(lambda: room not in bot.notebook.rooms)
        assert room not in session.client.rooms
    assert changes[-3:] == [
        (ben.user, Membership.INVITE, ana.user),
        (ben.user, Membership.JOIN, ben.user),
        (ben.user, Membership.LEAVE, ana.user),
    ]
    assert bot.notebook.changes[-1].by == ana.user


async def test_what_is_said_while_the_bot_is_away_arrives_in_order_and_once(cast):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
        await ana.say(room, "before")
        await bot.notebook.says("before")
        device = session.client.device_id
    words = [f"line {number}" for number in range(25)]
    for word in words:
        await ana.say(room, word)
    async with bot.listening(pace=replace(QUICK, timeline=5)) as session:  # so there is a gap to fill
        await bot.notebook.says(words[-1])
        assert session.client.device_id == device
        assert room in session.client.rooms
    assert bot.notebook.bodies == ["before", *words]
    assert bot.notebook.unreadable == []


async def test_what_could_not_be_stored_comes_again(cast):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
    await ana.say(room, "one")
    await ana.say(room, "two")
    bot.notebook.cut_at = lambda batch: bool(batch.incoming)
    bot.notebook.deliveries = 0
    async with bot.listening():
        await bot.notebook.until(lambda: bot.notebook.deliveries)
    assert bot.notebook.bodies == []
    bot.notebook.cut_at = never
    async with bot.listening():
        await bot.notebook.says("two")
    assert bot.notebook.bodies == ["one", "two"]
    assert bot.notebook.unreadable == []


async def test_rooms_are_known_again_after_a_restart_without_news(cast):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
    async with bot.listening() as session:
        async with asyncio.timeout(20):
            await session.synced(room)
        assert session.client.rooms[room].encrypted
        assert set(session.client.rooms[room].users) == {ana.user, session.user}


async def test_a_second_process_is_refused(cast):
    bot = await cast.bot()
    async with bot.listening():
        second = bot.session()
        with pytest.raises(SessionRefused, match="Another process"):
            await second.start()
        await second.close()


async def test_what_was_unreadable_is_read_when_asked_for_again(cast):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
        event = await ana.say(room, "again")
        await bot.notebook.says("again")
        (message,) = await session.read_again(room, [event])
    assert message.body == "again"
    assert message.sender == ana.user
