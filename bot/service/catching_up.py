"""Transactions of the decider: none begins while what is in memory may be older than what is stored."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from storage.errors import Stale, Unsure
from storage.unit_of_work import Store, UnitOfWork


class CatchingUp:
    """Remembers that memory is behind until it was read anew, however often the database is away meanwhile."""

    def __init__(self, store: Store, reread: Callable[[], Awaitable[None]]) -> None:
        self._store, self._reread = store, reread
        self._behind = False

    async def now(self) -> None:
        """Read anew where it is needed. Raises whatever the database raises; then memory is behind still."""
        if self._behind:
            await self._reread()
            self._behind = False

    @asynccontextmanager
    async def work(self) -> AsyncIterator[UnitOfWork]:
        """A transaction that writes, on memory as it is stored. Take the moment inside."""
        await self.now()
        try:
            async with self._store.work() as uow:
                yield uow
        except (Stale, Unsure):
            self._behind = True
            raise
