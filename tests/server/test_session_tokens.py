"""How the session is accepted, and stays the same device: by a token, by a password, and not by anything else."""

import aiohttp
import pytest

from bot.matrix.credentials import SessionRefused
from tests.server.listening import PASSWORD, Cast, chat, failing, until
from tests.server.proxy import proxied

CLIENT = "/_matrix/client/v3"
DEAD = {"errcode": "M_UNKNOWN_TOKEN", "error": "Token is not active"}
SOFT = {**DEAD, "soft_logout": True}
LOCKED = {"errcode": "M_USER_LOCKED", "soft_logout": True}


@pytest.fixture
async def cast(homeserver, tmp_path):
    cast = Cast(homeserver, tmp_path)
    yield cast
    await cast.close()


async def token_of(cast, bot, device):
    """A token for a device, as an operator gets one."""
    body = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": bot.user}}
    async with (
        aiohttp.ClientSession() as http,
        http.post(
            f"{cast.homeserver.url}{CLIENT}/login", json={**body, "password": PASSWORD, "device_id": device}
        ) as answer,
    ):
        return (await answer.json())["access_token"]


async def by_token(cast, device="CASEROOM-01"):
    bot = await cast.bot()
    bot.password, bot.token_file = None, cast.folder / "token"
    bot.token_file.write_text(await token_of(cast, bot, device) + "\n")
    return bot


async def test_a_token_file_is_enough(cast):
    bot, ana = await by_token(cast), await cast.person("ana")
    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        room = await chat(ana, session, bot.notebook)
        await ana.say(room, "one")
        await bot.notebook.says("one")
        assert session.client.device_id == "CASEROOM-01"
        assert proxy.asked("POST", "/login") == []


async def test_the_same_device_for_life_and_one_login(cast):
    bot = await cast.bot()
    async with bot.listening() as session:
        device = session.client.device_id
    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        assert session.client.device_id == device
        assert proxy.asked("POST", "/log") == []


async def test_a_login_cut_short_goes_on_as_the_same_device(cast):
    bot = await cast.bot()
    async with proxied(cast.homeserver.url) as proxy:
        lost = proxy.rule("POST", "/login", lose=True)
        async with bot.listening(proxy.url):
            assert lost.times == 0
        devices = {request.body["device_id"] for request in proxy.asked("POST", "/login")}
        assert len(devices) == 1
        assert all("refresh_token" not in request.body for request in proxy.asked("POST", "/login"))


@pytest.mark.parametrize(
    ("whoami", "why"),
    [
        ({"user_id": "@somebody:else", "device_id": "CASEROOM-01"}, "belongs to @somebody:else"),
        ({"device_id": None}, "belongs to no device"),
        ({"device_id": "SHORT"}, "belongs to no device"),
        ({"device_id": "ANOTHER-DEVICE"}, "holds the keys of CASEROOM-01"),
    ],
)
async def test_a_token_of_somebody_else_is_refused_in_one_line(cast, whoami, why):
    bot = await by_token(cast)
    async with bot.listening():
        pass
    async with proxied(cast.homeserver.url) as proxy:
        proxy.rule("GET", "/whoami", change=lambda body: body | whoami)
        session = bot.session(proxy.url)
        with pytest.raises(SessionRefused, match=why) as refused:
            await session.start()
        await session.close()
        assert "\n" not in str(refused.value)
        assert {request.path.rpartition("/")[2] for request in proxy.seen} == {"whoami"}


async def test_a_password_is_not_tried_where_none_is_taken(cast):
    bot = await cast.bot()
    async with proxied(cast.homeserver.url) as proxy:
        proxy.rule("GET", "/login", instead=(200, {"flows": [{"type": "m.login.sso"}, {"type": "m.login.token"}]}))
        session = bot.session(proxy.url)
        with pytest.raises(SessionRefused, match="takes no passwords"):
            await session.start()
        await session.close()
        assert proxy.asked("POST", "/login") == []


async def test_a_dead_token_makes_silence_until_the_operator_gives_another_of_the_same_device(cast):
    bot, ana = await by_token(cast), await cast.person("ana")
    old = bot.token_file.read_text().strip()
    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        room = await chat(ana, session, bot.notebook)
        proxy.rule("GET", "/sync", instead=(401, DEAD))
        proxy.rule("GET", "/whoami", instead=(401, DEAD), token=old, times=1_000_000)
        await ana.say(room, "one")
        await failing(session)
        assert session.health.refusal == "M_UNKNOWN_TOKEN"
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.raw("GET", f"{CLIENT}/joined_rooms")
        mark = len(proxy.seen)
        another = await token_of(cast, bot, "ANOTHER-DEVICE")
        bot.token_file.write_text(another)
        await until(lambda: sum(request.token == another for request in proxy.seen) > 2)  # two were looked at whole
        assert session.health.refusal == "M_UNKNOWN_TOKEN"
        bot.token_file.write_text(await token_of(cast, bot, "CASEROOM-01"))
        session.reread()
        await bot.notebook.says("one")
        quiet = proxy.seen[mark : [r.path for r in proxy.seen].index(f"{CLIENT}/sync", mark)]
        assert session.health.speaking
        assert session.client.device_id == "CASEROOM-01"
    assert {request.path.rpartition("/")[2] for request in quiet} <= {"whoami", "upload"}
    assert {request.path.rpartition("/")[2] for request in proxy.seen if request.token == another} == {"whoami"}


async def test_a_soft_logout_is_followed_by_a_login_as_the_same_device(cast):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        room = await chat(ana, session, bot.notebook)
        device = session.client.device_id
        proxy.rule("GET", "/sync", instead=(401, SOFT))
        proxy.rule("GET", "/whoami", instead=(401, SOFT))
        await ana.say(room, "one")
        await bot.notebook.says("one")
        assert session.client.device_id == device
        assert [request.body["device_id"] for request in proxy.asked("POST", "/login")] == [device, device]
    assert bot.notebook.unreadable == []


async def test_a_hard_logout_is_not_answered_with_the_password(cast):
    bot = await cast.bot()
    async with bot.listening():
        pass
    async with proxied(cast.homeserver.url) as proxy:
        proxy.rule("GET", "/whoami", instead=(401, DEAD), times=1000)
        async with bot.listening(proxy.url) as session:
            await failing(session)
            assert session.health.refusal == "M_UNKNOWN_TOKEN"
        assert {request.path.rpartition("/")[2] for request in proxy.seen} == {"whoami"}


async def test_a_locked_account_waits_and_never_logs_in_again(cast):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with proxied(cast.homeserver.url) as proxy, bot.listening(proxy.url) as session:
        room = await chat(ana, session, bot.notebook)
        proxy.rule("GET", "/sync", instead=(401, LOCKED))
        locked = proxy.rule("GET", "/whoami", instead=(401, LOCKED), times=1000)
        logins = len(proxy.asked("POST", "/login"))
        await ana.say(room, "one")
        await failing(session)
        assert session.health.refusal == "M_USER_LOCKED"
        locked.times = 0
        await bot.notebook.says("one")
        assert len(proxy.asked("POST", "/login")) == logins


async def test_without_a_homeserver_a_later_start_returns_and_the_run_goes_on_trying(cast):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
    await ana.say(room, "one")
    async with proxied(cast.homeserver.url) as proxy:
        away = proxy.rule("GET", "/whoami", instead=(503, {"error": "Unable to introspect"}), times=3)
        async with bot.listening(proxy.url):
            await bot.notebook.says("one")
        assert away.times == 0
