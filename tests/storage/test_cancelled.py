"""Stopping the bot in the middle of a transaction is a stop, not a fault, and whoever comes next can work."""

import asyncio

import pytest

ROUNDS = range(60)
BY_STEPS = [[0.0] * steps for steps in ROUNDS]  # of the event loop
BY_TIME = [[steps / 4000] for steps in ROUNDS]  # seconds


@pytest.mark.parametrize("writes", [True, False], ids=["writing", "reading"])
async def test_a_transaction_can_be_cancelled_at_any_step(store, writes):
    async def turn() -> None:
        async with store.work() if writes else store.read() as uow:
            await uow.meta.get("step")
            if writes:
                await uow.meta.set("step", "taken")
                await uow.commit()

    for waits in (*BY_STEPS, *BY_TIME):
        await store.engine.dispose()  # so that the connection is made anew, in as many steps as that takes
        async with asyncio.TaskGroup() as group:
            task = group.create_task(turn())
            for wait in waits:
                await asyncio.sleep(wait)
            task.cancel()
        assert not store.writing.locked()
    await turn()
    if writes:
        async with store.read() as uow:
            assert await uow.meta.get("step") == "taken"
