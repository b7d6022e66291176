"""The homeserver that demo and tests stand on is a real one, and says so when it is not there."""

import asyncio
import sys

import aiohttp
import pytest

from demo.homeserver import ROOT, Homeserver, HomeserverError

STARTS_ONE = """
import asyncio, sys, time
from pathlib import Path
from demo.homeserver import Homeserver
server = Homeserver(Path(sys.argv[1]))
asyncio.run(server.start())
print(server.url, flush=True)
time.sleep(600)
"""

PASSWORD = "correct horse battery"  # noqa: S105


async def log_in(server, user):
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": user},
        "password": PASSWORD,
    }
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.url}/_matrix/client/v3/login", json=body) as response,
    ):
        return response.status, await response.json()


async def answers(url):
    try:
        async with aiohttp.ClientSession() as session, session.get(f"{url}/health") as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False


async def test_a_registered_person_can_log_in_and_has_no_device_before(homeserver):
    user = await homeserver.register("first", PASSWORD)
    assert user == homeserver.user_id("first")
    devices = f"/_synapse/admin/v2/users/{user}/devices"
    assert (await homeserver.as_admin("GET", devices))["total"] == 0
    status, answer = await log_in(homeserver, user)
    assert (status, answer["user_id"]) == (200, user)
    assert (await homeserver.as_admin("GET", devices))["total"] == 1


async def test_a_name_is_given_once(homeserver):
    await homeserver.register("once", PASSWORD)
    with pytest.raises(HomeserverError, match="M_USER_IN_USE"):
        await homeserver.register("once", PASSWORD)


async def test_limits_can_be_lifted_for_one_account(homeserver):
    user = await homeserver.register("free", PASSWORD)
    await homeserver.override_ratelimit(user)
    answer = await homeserver.as_admin("GET", f"/_synapse/admin/v1/users/{user}/override_ratelimit")
    assert answer == {"messages_per_second": 0, "burst_count": 0}


@pytest.mark.synapse
async def test_accounts_outlive_a_stop_and_a_power_cut(tmp_path):
    server = Homeserver(tmp_path / "server", limits="default")
    try:
        await server.start()
        user = await server.register("kept", PASSWORD)
        await server.restart()
        assert (await log_in(server, user))[0] == 200
        await server.kill()
        assert not server.running
        with pytest.raises(HomeserverError):
            await server.register("nobody", PASSWORD)
        await server.start()
        assert (await log_in(server, user))[0] == 200
    finally:
        await server.stop()
    assert not server.running


@pytest.mark.synapse
async def test_a_server_that_ends_says_why(tmp_path):
    server = Homeserver(tmp_path / "server", server_name="not a server name")
    with pytest.raises(HomeserverError, match="not a server name"):
        await server.start()


@pytest.mark.synapse
async def test_it_ends_with_the_process_that_started_it(tmp_path):
    starter = await asyncio.create_subprocess_exec(
        sys.executable, "-c", STARTS_ONE, str(tmp_path / "server"), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert starter.stdout is not None
    url = (await starter.stdout.readline()).decode().strip()
    assert await answers(url)
    starter.kill()
    await starter.wait()
    async with asyncio.timeout(20):
        while await answers(url):  # noqa: ASYNC110 - another process ends
            await asyncio.sleep(0.05)
