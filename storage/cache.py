"""Cases kept in memory between turns, changed by exactly what was committed: a warm turn reads nothing.

Only one process decides at a time; where another may have written (its `Stale` says so), everything is forgotten.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from workflows.casework.snapshots import CaseSnapshot
from workflows.values.ids import CaseId, Handle, RoomId
from workflows.values.model import Case, HandleRow, Member, Room, RoomState, Seat, Task, Told

MOST_CASES: Final = 512
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Erasure:
    """Among what was saved: that nothing of this case can be read any more."""

    case: CaseId


class SnapshotCache:
    """The cases used last. Never holds `told`, which is read anew when asked for."""

    def __init__(self, most: int = MOST_CASES) -> None:
        self._most = most
        self._cases: OrderedDict[CaseId, CaseSnapshot] = OrderedDict()
        self._rooms: dict[RoomId, CaseId] = {}
        self._handles: dict[Handle, CaseId] = {}

    def get(self, case: CaseId) -> CaseSnapshot | None:
        if case in self._cases:
            self._cases.move_to_end(case)
        return self._cases.get(case)

    def keep(self, snapshot: CaseSnapshot) -> None:
        """Only what a transaction read that could write: another one may be behind."""
        self._put(snapshot)
        while len(self._cases) > self._most:
            self._forget(next(iter(self._cases)))

    def clear(self) -> None:
        self._cases.clear()
        self._rooms.clear()
        self._handles.clear()

    def committed(self, saved: Sequence[object]) -> None:
        """Put what was saved in the place of what it followed."""
        for case in {case for item in saved for case in self._cases_of(item)}:
            before = None if case is None else self._cases.get(case)
            if before is None:
                continue
            now = after(before, saved)
            if now is None or now.case.template_hash != before.case.template_hash:  # its template is read anew
                self._forget(before.case.id)
            else:
                self._put(now)

    def _put(self, snapshot: CaseSnapshot) -> None:
        case = snapshot.case.id
        self._cases[case] = snapshot
        self._rooms |= {room.id: case for room in snapshot.rooms}
        self._handles |= {handle.number: case for handle in snapshot.handles}

    def _forget(self, case: CaseId) -> None:
        gone = self._cases.pop(case)
        for room in gone.rooms:
            self._rooms.pop(room.id, None)
        for handle in gone.handles:
            if self._handles.get(handle.number) == case:
                del self._handles[handle.number]

    def _cases_of(self, item: object) -> tuple[CaseId | None, ...]:
        match item:
            case Case():
                return (item.id,)
            case Member():
                return (self._rooms.get(item.room),)
            case HandleRow():
                return item.case, self._handles.get(item.number)
            case Room() | Seat() | Task() | Erasure():
                return (item.case,)
            case _:
                return ()


def after(snapshot: CaseSnapshot, saved: Iterable[object]) -> CaseSnapshot | None:
    """The snapshot with all that was saved since, of whatever case; None: the case is erased."""
    rest: CaseSnapshot = snapshot
    for item in sorted(saved, key=lambda each: isinstance(each, Member)):  # a member may be saved before the room
        if item == Erasure(rest.case.id):
            return None
        if _concerns(rest, item):
            rest = changed(rest, item)
        elif isinstance(item, HandleRow):  # a number given to a task of another case
            rest = replace(rest, handles=tuple(each for each in rest.handles if each.number != item.number))
    return rest


def _concerns(snapshot: CaseSnapshot, item: object) -> bool:
    match item:
        case Case():
            return item.id == snapshot.case.id
        case Member():
            return any(room.id == item.room for room in snapshot.rooms)
        case Room() | Seat() | Task() | HandleRow():
            return item.case == snapshot.case.id
        case _:
            return False


def changed(snapshot: CaseSnapshot, item: object) -> CaseSnapshot:
    """The snapshot with one row saved anew."""
    match item:
        case Case():
            return replace(snapshot, case=item)
        case Room():
            return replace(snapshot, rooms=_placed(snapshot.rooms, item))
        case Member():
            return replace(snapshot, members=_placed(snapshot.members, item))
        case Seat():
            return replace(snapshot, seats=_placed(snapshot.seats, item))
        case Task():
            return replace(snapshot, tasks=_placed(snapshot.tasks, item))
        case HandleRow():
            return replace(snapshot, handles=_placed(snapshot.handles, item))
        case _:
            return snapshot


def in_order(rows: Iterable[T]) -> tuple[T, ...]:
    """The order of rows in a snapshot, the same on each database: tasks by number, seats by when they were added."""
    return tuple(sorted(rows, key=_order))


def _order(item: object) -> tuple[Any, ...]:
    match item:
        case Room():
            return item.state is RoomState.GONE, item.id
        case Member():
            return item.room, item.user
        case Seat():
            return item.added_at, item.agency, item.user, item.role
        case Task() | HandleRow():
            return (item.number,)
        case Told():
            return item.recorded_at, item.task, item.level, item.telling, item.target
        case _:
            raise TypeError(type(item))


def _placed(rows: tuple[T, ...], item: T) -> tuple[T, ...]:
    place = _key(item)
    return in_order((*(row for row in rows if _key(row) != place), item))


def _key(item: object) -> tuple[Any, ...]:
    match item:
        case Member():
            return item.room, item.user
        case Seat():
            return item.agency, item.user, item.role
        case HandleRow():
            return (item.number,)
        case Room() | Task():
            return (item.id,)
        case _:
            raise TypeError(type(item))
