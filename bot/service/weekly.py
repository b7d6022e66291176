"""When the weekly report is due: on Monday morning, once, and after a stop as soon as the bot works again."""

from datetime import datetime

from bot.service.known import Known
from storage.unit_of_work import Store, UnitOfWork
from workflows.casework import telling
from workflows.casework.snapshots import Moment, Signs
from workflows.casework.weekly import last_monday, weekly
from workflows.values.effects import NOTHING, Decision

WEEKLY = "weekly_report"  # the Monday of the newest one


class Weekly:
    def __init__(self, store: Store, known: Known) -> None:
        self._store, self._known = store, known
        self._given: datetime | None = None

    async def due(self, moment: Moment) -> tuple[Decision, tuple[str, str]] | None:
        """The report, and what is to be kept with it; None where none is due, or nobody can be told yet.

        An installation that begins in the middle of a week waits for its first Monday.
        """
        monday = last_monday(moment.now, moment.directory.default_zone)
        if self._given == monday:
            return None
        mark = WEEKLY, monday.isoformat()
        async with self._store.read() as uow:
            kept = await uow.meta.get(WEEKLY)
            if kept is None:
                return NOTHING, mark
            if datetime.fromisoformat(kept) >= monday:
                self._given = monday
                return None
            if not _somebody_to_tell(moment):
                return None
            signs = await signs_of(uow, self._known)
        return weekly(self._known.templates, signs, monday, moment), mark


def _somebody_to_tell(moment: Moment) -> bool:
    users = moment.directory.administrators
    return moment.standing.admins_room is not None or any(telling.reachable(user, moment) for user in users)


async def signs_of(uow: UnitOfWork, known: Known) -> Signs:
    """What is stored about people beside the directory."""
    return Signs(
        members=tuple(row for rows in known.members.values() for row in rows.values()),
        seen=frozenset(known.pins),
        heard=await uow.inbox.last_heard(),
    )
