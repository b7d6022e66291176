"""Lost answers, refusals and lies of the wire: the session pauses, goes on as the same device, and loses nothing."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from nio import DevicesError

from bot.matrix.wire import ask, at
from tests.server.listening import QUICK, Cast, chat, failing
from tests.server.proxy import proxied

CLIENT = "/_matrix/client/v3"


@pytest.fixture
async def cast(homeserver, tmp_path):
    cast = Cast(homeserver, tmp_path)
    yield cast
    await cast.close()


async def keys_on_server(session):
    answer = await ask(session.client, "POST", at("keys", "upload"), {})
    return answer.body["one_time_key_counts"]["signed_curve25519"]


async def claim(person, session, times):
    """Take one-time keys of the bot, as many others would."""
    wanted = {"one_time_keys": {session.user: {session.client.device_id: "signed_curve25519"}}}
    answers = [await person.must("POST", f"{CLIENT}/keys/claim", wanted) for _ in range(times)]
    return [next(iter(answer["one_time_keys"][session.user][session.client.device_id].values())) for answer in answers]


TROUBLE: dict[str, dict[str, Any]] = {
    "no answer": {"lose": True},
    "half an answer": {"cut": True},
    "a gateway's page": {"instead": (502, "Bad Gateway")},
    "an empty object": {"instead": (200, {})},
    "a list": {"instead": (200, [])},
    "a position of nonsense": {"instead": (200, {"next_batch": 5})},
    "unwell": {"instead": (503, {"errcode": "M_UNKNOWN", "error": "Unable to introspect the access token"})},
    "too many requests": {"instead": (429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 5})},
}


@pytest.mark.parametrize("name", TROUBLE)
async def test_a_sync_that_fails_is_asked_again(cast, name):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        room = await chat(ana, session, bot.notebook)
        trouble = proxy.rule("GET", "/sync", times=3, **TROUBLE[name])
        await ana.say(room, "one")
        await ana.say(room, "two")
        await bot.notebook.says("two")
        assert trouble.times == 0
        assert session.health.speaking
    assert bot.notebook.bodies == ["one", "two"]
    assert bot.notebook.unreadable == []


async def test_a_long_wait_asked_for_is_kept_and_can_be_ended(cast):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        room = await chat(ana, session, bot.notebook)
        proxy.rule("GET", "/sync", instead=(429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 9_000_000}))
        await ana.say(room, "one")
        await failing(session)
        asked = len(proxy.asked("GET", "/sync"))
        await asyncio.sleep(0.2)
        assert len(proxy.asked("GET", "/sync")) == asked
        assert session.health.failure == "M_LIMIT_EXCEEDED"
        session.reread()
        await bot.notebook.says("one")


async def test_a_lost_answer_to_the_key_upload_leaves_the_device_alive(cast):
    """nio saves its new keys only after the answer: the server then has keys that nobody holds the secrets of."""
    bot, ana = await cast.bot(), await cast.person("ana")
    async with proxied(cast.homeserver.url) as proxy:
        lost = proxy.rule("POST", "/keys/upload", lose=True)
        session = bot.session(proxy.url)
        await session.start()  # and the process ends here
        await session.close()
        assert lost.times == 0
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
        await ana.say(room, "one")
        await bot.notebook.says("one")
        assert session.client.dropped["keys-refused"] == 0
        assert session.client.olm.account.shared


async def test_one_time_keys_that_run_out_are_refilled_and_a_fallback_serves_meanwhile(cast):
    """nio takes a count of 0 for no news, never uploads again, and knows no fallback keys."""
    bot, ana = await cast.bot(), await cast.person("ana")
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
    taken = await claim(ana, session, 55)
    assert taken[-1]["fallback"] is True
    assert taken[-1] == taken[-2]
    async with bot.listening() as session:
        async with asyncio.timeout(20):
            while await keys_on_server(session) < 50:  # noqa: ASYNC110 - the session tells nobody
                await asyncio.sleep(0.05)
        await ana.say(room, "one")
        await bot.notebook.says("one")
        assert (await claim(ana, session, 1))[0].get("fallback") is None
        assert not session.client.olm.wants_fallback


async def test_a_message_under_the_fallback_key_is_read(cast):
    bot, ana, ben = await cast.bot(), await cast.person("ana"), await cast.person("ben")
    async with bot.listening() as session:
        await chat(ana, session, bot.notebook)
    await claim(ana, session, 55)
    room = await ben.direct_chat(session.user)
    await ben.say(room, "through the fallback")
    async with bot.listening() as session:
        await bot.notebook.until(lambda: bot.notebook.invitations[1:])
        await session.raw("POST", f"{CLIENT}/rooms/{room}/join", {})
        await bot.notebook.says("through the fallback")


async def test_a_key_that_comes_later_makes_the_message_readable(cast):
    bot, ana = await cast.bot(), await cast.person("ana")
    late = []

    def delay(body):
        late.extend(body.get("to_device", {}).pop("events", []))
        return body

    def deliver(body):
        body.setdefault("to_device", {})["events"] = late
        return body

    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        room = await chat(ana, session, bot.notebook)
        holding = proxy.rule("GET", "/sync", change=delay, times=100)
        event = await ana.say(room, "one")
        unreadable = await bot.notebook.until(lambda: next(iter(bot.notebook.unreadable), None))
        assert session.health.waiting_for_keys == 1
        holding.times = 0
        proxy.rule("GET", "/sync", change=deliver)
        await ana.raw("PUT", f"{CLIENT}/rooms/{room}/typing/{ana.user}", {"typing": False})
        await ana.say(room, "two")
        await bot.notebook.until(lambda: bot.notebook.later)
        await bot.notebook.says("two")
        assert session.health.waiting_for_keys == 0
    assert (unreadable.event, unreadable.code) == (event, "no-session")
    assert [(m.event, m.body, m.identity) for m in bot.notebook.later] == [(event, "one", ana.identity.master.public)]


async def test_why_a_key_is_withheld_is_told(cast):
    bot, ana = await cast.bot(), await cast.person("ana")

    def withhold(body):
        body.get("to_device", {}).pop("events", None)
        for room, part in body.get("rooms", {}).get("join", {}).items():
            for event in part["timeline"]["events"]:
                if event["type"] == "m.room.encrypted":
                    content = {"room_id": room, "session_id": event["content"]["session_id"], "code": "m.unverified"}
                    told = {"type": "m.room_key.withheld", "sender": event["sender"], "content": content}
                    body["to_device"] = {"events": [told]}
        return body

    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        room = await chat(ana, session, bot.notebook)
        proxy.rule("GET", "/sync", change=withhold, times=100)
        await ana.say(room, "one")
        unreadable = await bot.notebook.until(lambda: next(iter(bot.notebook.unreadable), None))
    assert unreadable.code == "withheld:m.unverified"


def corrupt(body):
    """Spoil what is encrypted to our device."""
    for event in body.get("to_device", {}).get("events", []):
        for part in event["content"].get("ciphertext", {}).values():
            part["body"] = part["body"][:-8] + "AAAAAAAA"
    return body


async def test_a_broken_session_is_replaced_by_ours(cast):
    bot, ana = await cast.bot(), await cast.person("ana")

    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        room = await chat(ana, session, bot.notebook)
        corrupting = proxy.rule("GET", "/sync", change=corrupt, times=100)
        await ana.say(room, "one")
        async with asyncio.timeout(20):
            while not session.client.dropped["session-mended"]:  # noqa: ASYNC110 - the session tells nobody
                await asyncio.sleep(0.01)
        corrupting.times = 0
        ana.client.invalidate_outbound_session(room)
        await ana.say(room, "two")
        await bot.notebook.says("two")
        assert len(proxy.asked("POST", "/keys/claim")) == 1
        assert len(proxy.asked("PUT", "/sendToDevice/m.room.encrypted/")) == 1


async def test_a_gap_that_cannot_be_filled_at_once_is_filled_later(cast):
    bot, ana = await cast.bot(), await cast.person("ana")
    words = [f"line {number}" for number in range(12)]
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
        await ana.say(room, "before")
        await bot.notebook.says("before")
    for word in words:
        await ana.say(room, word)
    async with proxied(cast.homeserver.url) as proxy:
        trouble = [
            proxy.rule("GET", "/messages", instead=(503, {})),
            proxy.rule("GET", "/messages", lose=True),
            proxy.rule("GET", "/messages", cut=True),
        ]
        async with bot.listening(proxy.url, replace(QUICK, timeline=3)):
            await bot.notebook.says(words[-1])
    assert [rule.times for rule in trouble] == [0, 0, 0]
    assert bot.notebook.bodies == ["before", *words]


async def test_a_gap_that_stays_is_counted_and_does_not_stop_the_rest(cast):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
    for number in range(8):
        await ana.say(room, f"line {number}")
    async with proxied(cast.homeserver.url) as proxy:
        proxy.rule("GET", "/messages", instead=(403, {"errcode": "M_FORBIDDEN"}), times=100)
        async with bot.listening(proxy.url, replace(QUICK, timeline=3)) as session:
            await bot.notebook.says("line 7")
            assert session.client.dropped["gap-lost"] == 1
    assert bot.notebook.bodies == ["line 5", "line 6", "line 7"]


async def test_a_sender_who_cannot_be_asked_about_is_believed_later(cast):
    """Without an answer to our question about keys nobody may be refused as unknown."""
    bot, ana = await cast.bot(), await cast.person("ana")
    async with proxied(cast.homeserver.url) as proxy:
        silence = proxy.rule("POST", "/keys/query", instead=(503, {}), times=1)
        async with bot.listening(proxy.url) as session:
            room = await ana.direct_chat(session.user)
            await ana.say(room, "hello")
            await bot.notebook.until(lambda: bot.notebook.invitations)
            await session.raw("POST", f"{CLIENT}/rooms/{room}/join", {})
            unreadable = await bot.notebook.until(lambda: next(iter(bot.notebook.unreadable), None))
            message = await bot.notebook.says("hello")
    assert silence.times == 0
    assert unreadable.code == "sender-unknown"
    assert message.identity == ana.identity.master.public


async def test_a_device_that_was_not_announced_is_asked_about(cast):
    """The news of a new device can come later than its first message."""
    bot, ana = await cast.bot(), await cast.person("ana")

    def hide(body):
        body.pop("device_lists", None)
        return body

    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        room = await chat(ana, session, bot.notebook)
        await ana.say(room, "one")
        await bot.notebook.says("one")
        proxy.rule("GET", "/sync", change=hide, times=1000)
        tablet = await ana.new_device()
        cast.people.append(tablet)
        await tablet.say(room, "two")
        message = await bot.notebook.says("two")
    assert message.device == tablet.device != ana.device
    assert message.identity == ana.identity.master.public


@pytest.mark.parametrize(
    "trouble", [{"instead": (429, {"errcode": "M_LIMIT_EXCEEDED"})}, {"lose": True}, {"cut": True}]
)
async def test_a_session_that_cannot_be_replaced_now_stops_nothing(cast, trouble):
    """A refused claim is a TypeError out of nio."""
    bot, ana = await cast.bot(), await cast.person("ana")
    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        room = await chat(ana, session, bot.notebook)
        corrupting = proxy.rule("GET", "/sync", change=corrupt, times=100)
        claim = proxy.rule("POST", "/keys/claim", **trouble)
        await ana.say(room, "one")
        async with asyncio.timeout(20):
            while not session.client.dropped["session-not-mended"]:  # noqa: ASYNC110 - the session tells nobody
                await asyncio.sleep(0.01)
        corrupting.times = 0
        ana.client.invalidate_outbound_session(room)
        await ana.say(room, "two")
        await bot.notebook.says("two")
        assert claim.times == 0
        assert session.health.failures == 0


async def test_nio_neither_waits_nor_asks_again_by_itself(cast):
    """Left alone it sleeps as long as a homeserver says, and asks for ever."""
    bot = await cast.bot()
    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        limited = {"errcode": "M_LIMIT_EXCEEDED", "error": "slowly", "retry_after_ms": 9_000_000}
        proxy.rule("GET", "/devices", instead=(429, limited))
        assert isinstance(await session.client.devices(), DevicesError)
        assert len(proxy.asked("GET", "/devices")) == 1
