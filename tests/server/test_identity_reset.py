"""Replacing the bot's identity: only on demand, only with consent, and never half."""

from typing import ClassVar

import pytest

from bot.cli import identity as commands
from bot.matrix.chain import fingerprint, read
from bot.matrix.identity import IdentityProblem, prove, reset
from tests.server.accounts import lines, shown_key
from tests.server.bots import PASSWORD


async def test_a_reset_asks_twice_and_needs_the_password(account, onlooker):
    bot = await account.device("one")
    old = (await bot.ensure()).identity
    said, say = lines()

    async def run(answers, password=PASSWORD):
        return await commands.reset(bot, bot.own, bot.file, say, confirm=lambda _: answers.pop(0), password=password)

    assert await run([False]) == 1
    assert await run([True, False]) == 1
    assert await run([True, True], "wrong") == 1
    assert await run([True, True], None) == 1
    assert read(account.user, await account.shown(onlooker)).identity == old
    assert (await bot.ensure()).identity == old
    assert await run([True, True]) == 0
    published = read(account.user, await account.shown(onlooker))
    assert published.identity != old
    assert published.signed == {bot.own.device: bot.own.keys}
    assert any(fingerprint(published.identity) in line for line in said)
    assert await prove(bot, account.user, shown_key(bot.file)) == published.identity


async def test_a_reset_whose_answer_was_lost_is_seen_at_the_next_start(account, onlooker):
    bot = await account.device("one")
    old = (await bot.ensure()).identity

    def lost(path, answer):
        if path.endswith("device_signing/upload") and answer == {}:
            raise TimeoutError
        return answer

    bot.twist = lost
    with pytest.raises(IdentityProblem, match="unreachable"):
        await reset(bot, bot.own, bot.file, password=PASSWORD)
    bot.undisturbed()
    published = read(account.user, await account.shown(onlooker)).identity
    assert published != old
    assert (await bot.ensure()).identity == published
    assert read(account.user, await account.shown(onlooker)).signed == {bot.own.device: bot.own.keys}


class BehindMas:
    """Stands in for Matrix Authentication Service (MSC4312): a reset passes once it was approved in a browser."""

    ADDRESS = "https://account.example/approve"
    FLOW: ClassVar = {"flows": [{"stages": ["m.oauth"]}], "params": {"m.oauth": {"url": ADDRESS}}, "session": "s"}

    def __init__(self, bot):
        self.bot, self.approved = bot, False

    async def raw(self, method, path, body=None):
        if "device_signing" not in path:
            return await self.bot.raw(method, path, body)
        if not self.approved:
            return 401, self.FLOW
        _, asked = await self.bot.raw(method, path, body)
        who = {"type": "m.id.user", "user": self.bot.own.user}
        proof = {"type": "m.login.password", "identifier": who, "password": PASSWORD, "session": asked["session"]}
        return await self.bot.raw(method, path, {**body, "auth": proof})


async def test_a_reset_that_has_to_be_approved_in_a_browser(account, onlooker):
    bot = await account.device("one")
    old = (await bot.ensure()).identity
    wire, asked = BehindMas(bot), []
    said, say = lines()
    assert await commands.reset(wire, bot.own, bot.file, say, confirm=lambda _: True, password=PASSWORD) == 1
    assert any(BehindMas.ADDRESS in line for line in said)
    assert (await bot.ensure()).identity == old

    async def approve(address):
        asked.append(address)
        wire.approved = len(asked) == 2

    standing = await reset(wire, bot.own, bot.file, approve=approve)
    assert asked == [BehindMas.ADDRESS] * 2
    assert read(account.user, await account.shown(onlooker)).identity == standing.identity != old


async def test_a_homeserver_that_only_says_that_it_replaced_the_keys_costs_us_nothing(account):
    bot = await account.device("one")
    old = (await bot.ensure()).identity
    bot.refuse = lambda _method, path: (200, {}) if "device_signing" in path else None
    with pytest.raises(IdentityProblem, match="not-taken"):
        await reset(bot, bot.own, bot.file, password=PASSWORD)
    bot.undisturbed()
    assert (await bot.ensure()).identity == old
