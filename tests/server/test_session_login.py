"""What is said, in one line each, when the homeserver lets the bot not in, and what is done about it."""

import asyncio
import logging

import pytest

from bot.matrix.credentials import SessionRefused
from tests.server.listening import Cast, chat, until
from tests.server.proxy import proxied

SOFT = {"errcode": "M_UNKNOWN_TOKEN", "error": "Token is not active", "soft_logout": True}
FORBIDDEN = {"errcode": "M_FORBIDDEN", "error": "the words of the homeserver"}
LIMITED = {"errcode": "M_LIMIT_EXCEEDED", "error": "the words of the homeserver", "retry_after_ms": 3_000_000}
UNWELL = {"errcode": "M_UNKNOWN", "error": "Unable to introspect the access token"}
LOCKED = {"errcode": "M_USER_LOCKED", "error": "the words of the homeserver", "soft_logout": True}


@pytest.fixture
async def cast(homeserver, tmp_path, caplog):
    caplog.set_level(logging.WARNING, "bot.matrix")
    cast = Cast(homeserver, tmp_path)
    yield cast
    await cast.close()


def said(caplog):
    return [record.getMessage() for record in caplog.records if record.name.startswith("bot.matrix")]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_first_login_waits_as_long_as_it_is_asked_to(cast, caplog, method):
    bot = await cast.bot()
    async with proxied(cast.homeserver.url) as proxy:
        proxy.rule(method, "/login", instead=(429, LIMITED))
        session = bot.session(proxy.url)
        starting = asyncio.create_task(session.start())
        await until(lambda: said(caplog))
        await asyncio.sleep(0.3)  # three times as long as it would pause by itself
        assert len(proxy.asked(method, "/login")) == 1
        assert said(caplog) == ["not accepted: The homeserver asks to wait at least 300 seconds before the next login."]
        session.reread()
        await starting
        assert session.health.speaking
        await session.close()


async def test_a_homeserver_that_cannot_check_a_login_is_asked_again(cast, caplog):
    bot = await cast.bot()
    async with proxied(cast.homeserver.url) as proxy:
        unwell = proxy.rule("POST", "/login", instead=(503, UNWELL), times=3)
        async with bot.listening(proxy.url) as session:
            assert session.health.speaking
        assert unwell.times == 0
    assert said(caplog) == ["not accepted: The homeserver cannot check logins now (HTTP 503). It is tried again."]


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (401, LOCKED, "The account is locked on the homeserver, and its administrator has to unlock it."),
        (403, {"errcode": "M_USER_DEACTIVATED"}, "The account was deactivated on the homeserver"),
        (403, FORBIDDEN, "does not accept the password of .*, or allows the account no other session."),
        (400, {"errcode": "M_UNKNOWN"}, "does not accept the password of "),
    ],
)
async def test_a_first_login_that_is_refused_says_why_in_one_line(cast, status, body, why):
    bot = await cast.bot()
    async with proxied(cast.homeserver.url) as proxy:
        proxy.rule("POST", "/login", instead=(status, body))
        session = bot.session(proxy.url)
        with pytest.raises(SessionRefused, match=why) as refused:
            await session.start()
        await session.close()
        assert "\n" not in str(refused.value)
        assert "the words of the homeserver" not in str(refused.value)
        assert len(proxy.asked("POST", "/login")) == 1


async def test_a_password_that_was_refused_is_not_tried_in_a_loop(cast, caplog):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        room = await chat(ana, session, bot.notebook)
        caplog.clear()
        before = len(proxy.asked("POST", "/login"))
        proxy.rule("POST", "/login", instead=(403, FORBIDDEN))
        proxy.rule("GET", "/whoami", instead=(401, SOFT), times=1000)
        proxy.rule("GET", "/sync", instead=(401, SOFT))
        await ana.say(room, "one")
        await until(lambda: len(proxy.asked("GET", "/whoami")) > 4)
        assert len(proxy.asked("POST", "/login")) == before + 1
        assert [line for line in said(caplog) if "password" in line] == [
            f"not accepted: The homeserver does not accept the password of {bot.user}, or allows the account no other"
            " session. It is not tried again before a restart or a SIGHUP."
        ]
        session.reread()
        await bot.notebook.says("one")


async def test_a_locked_account_is_said_once_and_again_after_it_was_unlocked(cast, caplog):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        room = await chat(ana, session, bot.notebook)
        for word in ("one", "two"):
            caplog.clear()
            proxy.rule("GET", "/whoami", instead=(401, LOCKED), times=3)
            proxy.rule("GET", "/sync", instead=(401, LOCKED))
            await ana.say(room, word)
            await bot.notebook.says(word)
            assert [line for line in said(caplog) if line.startswith("not accepted")] == [
                "not accepted: The account is locked on the homeserver, and its administrator has to unlock it."
            ]
