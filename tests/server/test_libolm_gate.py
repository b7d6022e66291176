"""What the bot sends is read by a client on another crypto library, and only by the device that its owner signed."""

from demo.mautrix_people import MautrixPerson
from tests.server.bots import PASSWORD
from tests.server.stage import keyed, roster, words
from workflows.values.delivery import Sent


async def test_a_client_on_another_library_reads_the_bot_and_its_unsigned_device_does_not(stage):
    user, bot = await stage.account("alice"), await stage.bot()
    alice = stage.keep(await MautrixPerson.login(stage.homeserver.url, user, PASSWORD))
    stray = stage.keep(await alice.new_device(cross_sign=False))
    room = await stage.room(bot, alice)
    for turn in range(2):
        sent = await bot.gateway.send(room, words(f"message {turn}"), f"t{turn}", roster=roster(alice))
        assert isinstance(sent, Sent)
    heard = await alice.wait_for(room, "message 1")
    assert (heard.sender, heard.encrypted) == (bot.gateway.user, True)
    assert [one.body for one in alice.view(room)] == ["message 0", "message 1"]
    assert keyed(stage.proxy) == {(user, alice.device)}
    assert stray.view(room) == []
