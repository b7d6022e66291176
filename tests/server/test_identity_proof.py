"""`python -m bot identity prove`: the recovery key is tried beside a running bot, and nothing is changed or kept."""

import asyncio
import os
import re
import shutil
import sys

import pytest

from bot.cli import identity as commands
from bot.matrix.chain import fingerprint
from bot.matrix.secret_storage import RecoveryKey
from tests.house.places import ROOT
from tests.server.accounts import lines, shown_key
from tests.server.proxy import proxied


async def typed(settings, key):
    """The exit code, and all that is said, where somebody types this key."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CASEROOM_")}
    asked = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "identity", "prove", "--settings", str(settings)),
        cwd=ROOT,
        env=environ,
        start_new_session=True,  # without a terminal the key is read from standard input
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asked.communicate(f"{key}\n".encode())
    return asked.returncode, said.decode()


@pytest.fixture
async def wire(homeserver):
    async with proxied(homeserver.url) as proxy:
        yield proxy


@pytest.fixture
def settings(account, wire, tmp_path):
    """Settings of an installation whose data folder is that of the account's first device."""
    folder = tmp_path / "settings"
    shutil.copytree(ROOT / "config" / "example", folder)
    file = folder / "settings.yaml"
    text = re.sub(r"(?m)^homeserver: .*", f"homeserver: {wire.url}", file.read_text())
    text = re.sub(r"(?m)^user: .*", f'user: "{account.user}"', text)
    file.write_text(re.sub(r"(?m)^data: .*", f"data: {account.folder / 'one'}", text))
    return folder


def kept(account):
    return {path.name: path.read_bytes() for path in (account.folder / "one").iterdir()}


async def test_beside_a_running_bot_a_key_is_shown_to_open_what_it_should(account, settings, wire):
    bot = await account.device("one")
    identity = (await bot.ensure()).identity
    key = shown_key(bot.file)
    before = kept(account)
    code, said = await typed(settings, key)
    assert (code, fingerprint(identity) in said) == (0, True), said
    assert key not in said
    assert kept(account) == before
    asked = {(one.method, one.path.removeprefix("/_matrix/client/v3/")) for one in wire.seen}
    assert {path for method, path in asked if method != "GET"} == {"keys/query"}
    assert not {path for _, path in asked} & {"sync", "login"}


async def test_a_key_that_opens_nothing_is_said_to(account, settings):
    bot = await account.device("one")
    await bot.ensure()
    code, said = await typed(settings, RecoveryKey(b"x" * 32).shown())
    assert code == 1
    assert commands.ADVICE["wrong-key"] in said
    code, said = await typed(settings, "not a key")
    assert code == 1
    assert commands.ADVICE["mistyped"] in said


async def test_nobody_is_asked_for_a_key_that_cannot_be_tried(account, settings, wire):
    code, said = await typed(settings, "")
    assert (code, said) == (2, f"The bot has not logged in as {account.user} yet. Start it once.\n")
    await account.device("one")
    wire.rule("GET", "/whoami", instead=(401, {"errcode": "M_UNKNOWN_TOKEN"}))
    code, said = await typed(settings, "")
    assert code == 2
    assert said.startswith("The token has expired, was revoked, or its device was removed")
    assert "Recovery key" not in said


async def test_a_key_to_an_identity_that_is_no_longer_published_proves_nothing(account):
    bot = await account.device("one")
    await bot.ensure()
    key = shown_key(bot.file)
    bot.twist = lambda path, answer: {**answer, "master_keys": {}} if path.endswith("keys/query") else answer
    said, say = lines()
    assert await commands.prove(bot, account.user, key, say) == 1
    assert said == [commands.ADVICE["secrets-differ"]]
