"""A joint operation: how it stands, what is not ready, and that it goes."""

from collections.abc import Iterable
from dataclasses import replace

from workflows.casework import telling
from workflows.casework.access import require
from workflows.casework.gates import Gate, counts_of, gates_of, is_operation, local_times, state_of, t0_of
from workflows.casework.holding import CALLED_OFF, GO, RELEASED
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.values.directory import Person
from workflows.values.effects import Decision, Effect, Record, Reply, ShowBoard, Tell, TellPerson
from workflows.values.ids import WORDLESS, FieldName, RoomId
from workflows.values.model import (
    CaseState,
    Dialogue,
    RoomState,
)
from workflows.values.notices.base import Absolute, InZone, Notice, PersonName, Refused
from workflows.values.notices.operations import (
    AlreadyGo,
    ConfirmGo,
    GateLine,
    GatesAreRed,
    GatesPassedOver,
    NoOperation,
    NoT0,
    OperationGoes,
    OperationReady,
    OperationStatus,
    WasCalledOff,
    WhyCode,
)
from workflows.values.notices.tasks import CaseIsClosed

GO_ANYWAY = "operation-go"  # what the dialogue with the typed code does
CONFIRM_KIND = "confirm"
CODE_LENGTH = 3
SHOWN = 8  # gates in one message
WHY_OFF = FieldName("called_off")  # the field of a template that holds why
GO_CODES = ("danger", "done_outside", "not_needed_here", "other")
"""Why red gates are passed over: somebody is in danger, it was done and not noted, it does not apply here."""


def status(case: CaseSnapshot, asker: Person, moment: Moment) -> Decision:
    """T-0 by all clocks, gates, counts. Raises Refused."""
    in_operation(case, asker, "operation.status", moment)
    at, gates = t0_of(case), gates_of(case)
    lines, more = _red(gates)
    counts, counted = counts_of(case)
    why = case.case.fields.get(WHY_OFF)
    notice = OperationStatus(
        ref=case.case.ref,
        state=state_of(case),
        t0=InZone(at, "UTC") if at is not None else None,
        left=abs(at - moment.now) if at is not None else None,
        past=at is not None and at <= moment.now,
        local=local_times(case, moment),
        green=sum(gate.green for gate in gates),
        gates=len(gates),
        red=lines,
        more=more,
        counts=counts,
        counted=Absolute(counted) if counted is not None else None,
        reason=why.values[0].replace("_", " ") if why is not None and why.values else None,
    )
    return Decision(effects=(Reply(notice=notice),))


def ready(case: CaseSnapshot, asker: Person, moment: Moment) -> Decision:
    """What is red, and whose. Raises Refused."""
    in_operation(case, asker, "operation.ready", moment)
    gates = gates_of(case)
    lines, more = _red(gates)
    notice = OperationReady(
        ref=case.case.ref, green=sum(gate.green for gate in gates), gates=len(gates), red=lines, more=more
    )
    return Decision(effects=(Reply(notice=notice),))


def go(
    case: CaseSnapshot, asker: Person, room: RoomId, moment: Moment, *, anyway: str | None = None, words: str = ""
) -> Decision:
    """A lead lets it go: at once where every gate is green, else by `anyway`, a reason's code, and a typed code.

    Raises Refused.
    """
    _may_go(case, asker, moment)
    red = tuple(gate for gate in gates_of(case) if not gate.green)
    if not red:
        return _goes(case, asker, room, moment, (), None, "")
    lines, more = _red(red)
    if anyway is None:
        raise Refused(GatesAreRed(red=lines, more=more))
    if anyway not in GO_CODES:
        raise Refused(WhyCode(GO_CODES, f"!operation go anyway because {GO_CODES[0]}"))
    code = moment.draw.text("confirm", WORDLESS, CODE_LENGTH)
    data = {"do": GO_ANYWAY, "case": case.case.id, "code": code, "reason": anyway, "words": words}
    row = Dialogue(person=asker.user, room=room, kind=CONFIRM_KIND, data=data, asked_at=moment.now)
    return Decision(save=(row,), effects=(Reply(notice=ConfirmGo(lines, more, code)),))


def go_anyway(case: CaseSnapshot, asker: Person, room: RoomId, asked: Dialogue, moment: Moment) -> Decision:
    """The code was typed: it goes over whatever gates are red by now. Raises Refused."""
    _may_go(case, asker, moment)
    red = tuple(gate for gate in gates_of(case) if not gate.green)
    return _goes(case, asker, room, moment, red, asked.data["reason"] if red else None, asked.data["words"])


def _may_go(case: CaseSnapshot, asker: Person, moment: Moment) -> None:
    in_operation(case, asker, "operation.go", moment)
    if case.case.operation == GO:
        raise Refused(AlreadyGo(case.case.ref))
    if case.case.operation in (CALLED_OFF, RELEASED):
        raise Refused(WasCalledOff(case.case.ref))
    if t0_of(case) is None:
        raise Refused(NoT0())


def _goes(
    case: CaseSnapshot,
    asker: Person,
    room: RoomId,
    moment: Moment,
    red: tuple[Gate, ...],
    reason: str | None,
    words: str,
) -> Decision:
    one, at = case.case, t0_of(case)
    if at is None:
        raise Refused(NoT0())
    numbers = tuple(int(gate.task.number) for gate in red if gate.task is not None)
    shown = reason.replace("_", " ") if reason is not None else None
    notice = OperationGoes(ref=one.ref, t0=Absolute(at), red=numbers, reason=shown)
    over: tuple[Effect, ...] = ()
    if red and shown is not None:
        over = _to_those_above(
            case, GatesPassedOver(ref=one.ref, by=PersonName(asker.user), reason=shown, count=len(red)), asker, moment
        )
    fields = {"gates": " ".join(map(str, numbers)), "reason": reason or "", "words": words}
    record = Record(
        action="operation.go", object=one.id, case=one.id, fields={name: text for name, text in fields.items() if text}
    )
    return Decision(
        save=(replace(one, operation=GO),),
        effects=(Reply(notice=notice), *everywhere(case, notice, room), *over, ShowBoard(case=one.id)),
        audit=(record,),
    )


def _to_those_above(case: CaseSnapshot, notice: Notice, asker: Person, moment: Moment) -> tuple[Effect, ...]:
    """The leads, their room, and the committee: each once."""
    one = case.case
    key = f"operation-go:{one.id}:{moment.now.isoformat()}"
    force = moment.directory.task_forces.get(one.task_force)
    committee = tuple(
        TellPerson(user=user, notice=notice, case=one.id, key=f"{key}:{user}")
        for user in (force.committee if force is not None else ())
        if user != asker.user and user not in one.left_out
    )
    leads = telling.leads(one.task_force, notice, moment, key=key, case=one.id, ref=one.ref, but=asker.user)
    room = telling.leads_room(one.task_force, notice, moment, key=f"{key}:room", case=one.id)
    return (*committee, *leads, *room)


def in_operation(case: CaseSnapshot, asker: Person, verb: str, moment: Moment) -> None:
    """Raises Refused: it is not theirs to ask, no operation, or closed."""
    require(verb, case, asker.user, moment=moment)
    if not is_operation(case.template):
        raise Refused(NoOperation(case.case.ref))
    if case.case.state is CaseState.CLOSED and verb not in ("operation.status", "operation.ready"):
        raise Refused(CaseIsClosed(case.case.ref))


def _red(gates: Iterable[Gate]) -> tuple[tuple[GateLine, ...], int]:
    """The gates that are not green, as many as are shown, and how many more there are."""
    red = [gate.line for gate in gates if not gate.green]
    return tuple(red[:SHOWN]), max(len(red) - SHOWN, 0)


def everywhere(case: CaseSnapshot, notice: Notice, said_in: RoomId, *, wakes: bool = False) -> tuple[Effect, ...]:
    """In each room of the case that exists, but for the one where it was asked."""
    return tuple(
        Tell(room=room.id, notice=notice, case=case.case.id, wakes=wakes)
        for room in case.rooms
        if room.matrix_id is not None and room.id != said_in and room.state is not RoomState.GONE
    )
