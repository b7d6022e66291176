"""Another implementation agrees: on the chain to the bot's device, and on what secret storage holds, both ways."""

from bot.matrix.chain import read
from bot.matrix.identity import ensure, recover
from demo.mautrix_people import MautrixPerson
from tests.server.accounts import shown_key
from tests.server.bots import PASSWORD


async def test_it_finds_our_device_vouched_for_and_no_other(account, person):
    bot, stray = await account.device("one"), await account.device("stray")
    await bot.ensure()
    ben = await person("ben", MautrixPerson)
    assert await ben.vouched_for(account.user, bot.own.device)
    assert not await ben.vouched_for(account.user, stray.own.device)


async def test_it_opens_our_secret_storage_and_signs_with_our_keys(account, person, homeserver, onlooker):
    bot = await account.device("one")
    identity = (await bot.ensure()).identity
    key = shown_key(bot.file)
    element = person.also(await MautrixPerson.login(homeserver.url, account.user, PASSWORD, recovery_key=key))
    published = read(account.user, await account.shown(onlooker))
    assert published.identity == identity
    assert set(published.signed) == {bot.own.device, element.device}


async def test_we_open_its_secret_storage_and_take_its_identity_over(account, person, homeserver, onlooker):
    element = person.also(await MautrixPerson.login(homeserver.url, account.user, PASSWORD))
    before = read(account.user, await account.shown(onlooker)).identity
    bot = await account.device("one")
    standing = await recover(bot, bot.own, bot.file, element.recovery_key)
    assert standing.identity == before
    assert set(read(account.user, await account.shown(onlooker)).signed) == {bot.own.device, element.device}
    assert (await ensure(bot, bot.own, bot.file)).identity == before
