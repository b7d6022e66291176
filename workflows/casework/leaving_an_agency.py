"""What follows in the cases where somebody sits for an agency that they leave: their seats end, somebody covers."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from workflows.casework import telling
from workflows.casework.covering import stand_in
from workflows.casework.seating import removed, unfilled_without, wanted_in
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.values.directory import Person
from workflows.values.effects import NOTHING, Decision, Effect, Record, ShowBoard
from workflows.values.ids import AgencyId, TaskForceId, UserId
from workflows.values.model import CaseState, Member, RoomKind, Seat
from workflows.values.notices.base import AgencyName, PersonName, Said
from workflows.values.notices.directory import SeatsEnded


@dataclass(frozen=True, slots=True, kw_only=True)
class Out:
    """What is to be done, who was asked instead, and which tasks they had taken (`C-7F3K2/4`)."""

    decision: Decision = NOTHING
    cover: tuple[PersonName, ...] = ()
    held: tuple[str, ...] = ()


def leave_cases(person: Person, agency: AgencyId, cases: Collection[CaseSnapshot], moment: Moment) -> Out:
    """End each seat of `person` for `agency` in open cases; the leads of each task force hear of theirs."""
    decision, cover, held = NOTHING, dict[PersonName, None](), list[str]()
    news: dict[TaskForceId, SeatsEnded] = {}
    for case in cases:
        seats = tuple(seat for seat in case.live_seats if (seat.user, seat.agency) == (person.user, agency))
        if case.case.state is CaseState.CLOSED or not seats:
            continue
        left = _leave(case, person, seats, moment)
        decision += left.decision
        cover |= dict.fromkeys(left.cover)
        held += left.held
        force = case.case.task_force
        said = news.get(force, SeatsEnded(Said(person.name), AgencyName(agency), ()))
        here = any(seat.agency == agency and seat.user != person.user for seat in case.live_seats) or left.cover
        news[force] = replace(
            said,
            refs=(*said.refs, case.case.ref),
            held=(*said.held, *left.held),
            cover=tuple(dict.fromkeys((*said.cover, *left.cover))),
            empty=said.empty if here else (*said.empty, case.case.ref),
        )
    told: tuple[Effect, ...] = ()
    for force, notice in news.items():
        key = f"seats-ended:{agency}:{person.user}:{force}:{moment.now.isoformat()}"
        told += telling.leads(force, notice, moment, key=key, but=person.user)
    return Out(decision=decision + Decision(effects=told), cover=tuple(cover), held=tuple(held))


def _leave(case: CaseSnapshot, person: Person, seats: tuple[Seat, ...], moment: Moment) -> Out:
    rest = tuple(seat for seat in case.live_seats if seat.user == person.user and seat not in seats)
    seen = case
    if rest:  # what they took for another agency stays theirs
        agencies = {seat.agency for seat in seats}
        seen = replace(case, tasks=tuple(task for task in case.tasks if task.owner in agencies))
    cover = stand_in(seen, person.user, seats, moment)
    ended = removed(seats, moment.now)
    unfilled = unfilled_without(case, ended, (row for row in cover.save if isinstance(row, Seat)))
    emptied = () if unfilled == case.case.unfilled else (replace(case.case, unfilled=unfilled),)
    audit = tuple(
        Record(action="seat.end", object=seat.user, case=seat.case, fields={"agency": seat.agency, "role": seat.role})
        for seat in seats
    )
    decision = Decision(
        save=(*emptied, *ended, *_parting(case, person.user, rest, moment), *cover.save),
        effects=(*cover.effects, ShowBoard(case=case.case.id)),
        audit=(*audit, *cover.audit),
    )
    held = tuple(f"{case.case.ref}/{number}" for number in cover.numbers)
    return Out(decision=decision, cover=tuple(map(PersonName, cover.people)), held=held)


def _parting(case: CaseSnapshot, user: UserId, rest: tuple[Seat, ...], moment: Moment) -> tuple[Member, ...]:
    """The rooms in which nothing else keeps them: another seat, or leading the task force."""
    kept = {room for room, _ in wanted_in(rest, case.template, case.rooms, moment)}
    if moment.directory.is_lead(user, case.case.task_force):
        kept |= {room.id for room in case.rooms if room.kind is RoomKind.JOINT}
    return tuple(
        replace(member, wanted=False)
        for member in case.members
        if member.user == user and member.wanted and member.room not in kept
    )
