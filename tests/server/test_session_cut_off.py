"""The process is cut off, again and again and without warning, while people talk: nothing that was said is lost."""

import asyncio
import sys

import pytest

from demo.homeserver import ROOT
from tests.server.listener_process import records
from tests.server.listening import Cast, chat, until

CUTS = 6
LONGEST = 60.0


@pytest.fixture
async def cast(homeserver, tmp_path):
    cast = Cast(homeserver, tmp_path)
    yield cast
    await cast.close()


async def test_nothing_is_lost_when_the_process_is_cut_off(cast):
    bot, ana = await cast.bot(), await cast.person("ana")
    async with bot.listening() as session:
        room = await chat(ana, session, bot.notebook)
    ledger = cast.folder / "ledger"
    ledger.write_text(f'{{"cursor": "{bot.notebook.position}", "heard": []}}\n')

    async def listen():
        command = ("-m", "tests.server.listener_process", bot.url, bot.user, str(bot.folder), str(ledger))
        return await asyncio.create_subprocess_exec(sys.executable, *command, cwd=ROOT)

    async def grows(size):
        async with asyncio.timeout(LONGEST):
            while len(records(ledger)) <= size:  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(0.005)

    spoken: list[str] = []
    enough = asyncio.Event()

    async def talk():
        while not enough.is_set():
            ana.client.invalidate_outbound_session(room)  # a key of its own for each line
            spoken.append(f"line {len(spoken)}")
            await ana.say(room, spoken[-1])
            await asyncio.sleep(0.1)

    def heard():
        return [tuple(pair) for record in records(ledger) for pair in record["heard"]]

    async with asyncio.TaskGroup() as group:
        group.create_task(talk())
        for number in range(CUTS):
            process = await listen()
            try:
                await grows(len(records(ledger)))
                await asyncio.sleep(0.013 * number)
            finally:
                process.kill()
                await process.wait()
        await until(lambda: len(spoken) > CUTS)
        enough.set()
    process = await listen()
    try:
        async with asyncio.timeout(LONGEST):
            while {body for _, body in heard()} != set(spoken):  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(0.02)
    finally:
        process.kill()
        await process.wait()
    assert len({event for event, _ in heard()}) == len(spoken)
