"""The database goes away at the commit: whoever asked is told that nobody knows, and the next one can work."""

import pytest

from storage.errors import Unsure
from tests.database_faults import at_next_commit, lost_after, lost_before


@pytest.mark.parametrize(("happens", "kept"), [(lost_before, None), (lost_after, "yes")])
async def test_a_lost_commit_is_unsure_and_the_next_one_works(store, happens, kept):
    async with store.work() as uow:
        await uow.meta.set("stored", "yes")
        with at_next_commit(store, happens), pytest.raises(Unsure):
            await uow.commit()
    async with store.work() as uow:
        assert await uow.meta.get("stored") == kept
        await uow.meta.set("next", "one")
        await uow.commit()
