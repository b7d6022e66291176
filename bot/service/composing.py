"""The words of rows that say how things stand: pages, boards, copies for leads. Made when their first attempt begins.

So what was settled in between is never said, and everything late at once is one message a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.gateway import Content, Kind
from bot.service.known import Known
from bot.service.letters import write
from storage.posts import OutboxRow, PostKind
from storage.unit_of_work import UnitOfWork
from workflows.casework.board import compose as board_of
from workflows.casework.holding import held
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.escalation import bundles
from workflows.escalation.bundles import Waiting
from workflows.escalation.taking import climbs
from workflows.values.ids import CaseId, OutboxId
from workflows.values.model import Room, Told


@dataclass(frozen=True, slots=True)
class Composed:
    """The words of one row; `merged` rows are said by it as well. `content` None: nothing of it is true any more."""

    content: Content | None
    cases: tuple[CaseId, ...] = ()
    merged: tuple[OutboxId, ...] = ()


async def compose(
    uow: UnitOfWork, row: OutboxRow, alike: Sequence[OutboxRow], known: Known, moment: Moment
) -> Composed:
    """`alike`: the rows that wait for the same person, for a page; otherwise empty."""
    room = known.rooms[row.room]
    match row.kind:
        case PostKind.PAGE:
            return await _page(uow, row, alike, room, known, moment)
        case PostKind.BOARD:
            return await _board(uow, row, room, known, moment)
        case _:
            return await _note(uow, row, room, known, moment)


async def _page(
    uow: UnitOfWork, row: OutboxRow, alike: Sequence[OutboxRow], room: Room, known: Known, moment: Moment
) -> Composed:
    rows = {one.id: one for one in (row, *alike)}
    told = await uow.told.of_outbox(tuple(rows))
    cases = {case.case.id: case for case in await uow.snapshots.cases({one.case for one in told}, told=True)}
    waiting = [found for one in told if (found := _waiting(cases.get(one.case), one)) is not None]
    merged = tuple(id_ for id_ in rows if id_ != row.id)
    person = moment.directory.person(row.person) if row.person else None
    notice = bundles.compose(person, waiting, moment) if person else None
    if notice is None:
        return Composed(None, merged=merged)
    content = write(notice, room, known=known, moment=moment, kind=Kind.TEXT)
    return Composed(content, cases=tuple(sorted(cases)), merged=merged)


def _waiting(case: CaseSnapshot | None, told: Told) -> Waiting | None:
    task = case.task_by_id(told.task) if case else None
    handle = case.handle(told.task) if case else None
    if case is None or task is None or handle is None:
        return None
    return Waiting(told=told, case=case, task=task, handle=handle.number)


async def _board(uow: UnitOfWork, row: OutboxRow, room: Room, known: Known, moment: Moment) -> Composed:
    case = await uow.snapshots.case(room.case) if room.case else None
    if case is None:
        return Composed(None)
    payload = row.payload or {}
    anew = payload.get("anew", "body" in payload and "replaces" not in payload) or room.wanted_pin is None
    notice = board_of(case, room.kind, moment)
    replaces = None if anew else room.wanted_pin
    content = write(notice, room, known=known, moment=moment, case=case, replaces=replaces)
    return Composed(content, cases=(case.case.id,))


async def _note(uow: UnitOfWork, row: OutboxRow, room: Room, known: Known, moment: Moment) -> Composed:
    case = await uow.snapshots.case(row.case_ids[0]) if row.case_ids else None
    task = case.task_by_id(row.task) if case and row.task else None
    handle = case.handle(task.id) if case and task else None
    if case is None or task is None or handle is None or task.episode != row.episode or not climbs(task):
        return Composed(None)
    if held(task, case):
        return Composed(None)
    notice = bundles.note(task, case, handle.number, await uow.told.of_task(task.id), moment)
    content = write(notice, room, known=known, moment=moment, case=case)
    return Composed(content, cases=(case.case.id,))
