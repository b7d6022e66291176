"""Case snapshots kept at hand, so that a turn on a warm case reads nothing. Only the one decider touches it."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from typing import Protocol, TypeVar

from workflows.casework.snapshots import CaseSnapshot
from workflows.values.effects import Saved
from workflows.values.ids import CaseId
from workflows.values.model import Case, HandleRow, Member, Room, Seat, Task

KEPT = 500

R = TypeVar("R")


class Snapshots(Protocol):
    """Where snapshots are read from: one transaction's view of the database."""

    async def case(self, case: CaseId, *, told: bool = False) -> CaseSnapshot | None: ...


class Shelf:
    """The most recently used snapshots, each as the last commit left it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[CaseId, CaseSnapshot] = OrderedDict()

    async def case(self, snapshots: Snapshots, case: CaseId, *, told: bool = False) -> CaseSnapshot | None:
        """The case as it stands. `told` asks for what was really sent, which only the database knows."""
        kept = self._kept.get(case)
        if kept is None or told:
            read = await snapshots.case(case, told=told)
            if read is None:
                return None
            kept = self._kept[case] = read
        self._kept.move_to_end(case)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return kept

    def drop(self, case: CaseId) -> None:
        self._kept.pop(case, None)

    def drop_all(self) -> None:
        self._kept.clear()

    def remember(self, saved: Iterable[Saved]) -> None:
        """Bring kept snapshots up to what a commit has stored (rows as they now are)."""
        for row in saved:
            match row:
                case Case(id=case) | Room(case=case) | Seat(case=case) | Task(case=case) | HandleRow(case=case):
                    if case is not None and case in self._kept:
                        self._kept[case] = with_row(self._kept[case], row)
                case Member(room=room):
                    for case, kept in self._kept.items():
                        if any(r.id == room for r in kept.rooms):
                            self._kept[case] = with_row(kept, row)
                            break
                case _:
                    continue


def with_row(snapshot: CaseSnapshot, row: Saved) -> CaseSnapshot:
    """The snapshot with one row added or replaced."""
    match row:
        case Case():
            return replace(snapshot, case=row)
        case Room():
            return replace(snapshot, rooms=_replaced(snapshot.rooms, row, lambda r: r.id))
        case Member():
            return replace(snapshot, members=_replaced(snapshot.members, row, lambda m: (m.room, m.user)))
        case Seat():
            return replace(snapshot, seats=_replaced(snapshot.seats, row, lambda s: (s.agency, s.user)))
        case Task():
            tasks = _replaced(snapshot.tasks, row, lambda t: t.id)
            return replace(snapshot, tasks=tuple(sorted(tasks, key=lambda t: t.number)))
        case HandleRow():
            return replace(snapshot, handles=_replaced(snapshot.handles, row, lambda h: h.task))
        case _:
            return snapshot


def _replaced(rows: tuple[R, ...], row: R, key: Callable[[R], Hashable]) -> tuple[R, ...]:
    same = key(row)
    if any(key(old) == same for old in rows):
        return tuple(row if key(old) == same else old for old in rows)
    return (*rows, row)
