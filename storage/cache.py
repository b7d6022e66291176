"""Cases kept in memory between turns, changed by exactly what was committed: a warm turn reads nothing.

Only one process decides at a time; where another may have written (its `Stale` says so), everything is forgotten.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from workflows.casework.snapshots import CaseSnapshot
from workflows.values.ids import CaseId, RoomId
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

    def get(self, case: CaseId) -> CaseSnapshot | None:
        if case in self._cases:
            self._cases.move_to_end(case)
        return self._cases.get(case)

    def of_room(self, room: RoomId) -> CaseId | None:
        return self._rooms.get(room)

    def keep(self, snapshot: CaseSnapshot) -> None:
        """Only what a transaction read that could write: another one may be behind."""
        self._cases[snapshot.case.id] = snapshot
        self._rooms |= {room.id: snapshot.case.id for room in snapshot.rooms}
        while len(self._cases) > self._most:
            self.forget(next(iter(self._cases)))

    def forget(self, case: CaseId) -> None:
        gone = self._cases.pop(case, None)
        for room in gone.rooms if gone else ():
            self._rooms.pop(room.id, None)

    def clear(self) -> None:
        self._cases.clear()
        self._rooms.clear()

    def committed(self, saved: Iterable[object]) -> None:
        """Put what was saved in the place of what it followed."""
        for item in saved:
            if isinstance(item, Erasure):
                self.forget(item.case)
            case = self._case_of(item)
            before = None if case is None else self._cases.get(case)
            if case is None or before is None:
                continue
            self._cases[case] = changed(before, item)
            if isinstance(item, Room):
                self._rooms[item.id] = case

    def moved_handles(self, rows: Iterable[HandleRow]) -> None:
        """A number given to another task is no longer the one it had before."""
        for row in rows:
            for case, snapshot in self._cases.items():
                if case != row.case and any(h.number == row.number for h in snapshot.handles):
                    rest = tuple(h for h in snapshot.handles if h.number != row.number)
                    self._cases[case] = replace(snapshot, handles=rest)

    def _case_of(self, item: object) -> CaseId | None:
        match item:
            case Case():
                return item.id
            case Member():
                return self._rooms.get(item.room)
            case Room() | Seat() | Task() | HandleRow():
                return item.case
            case _:
                return None


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
