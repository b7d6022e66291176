"""The two lanes of a case: where each stands, and how a lead moves one. Events only move them forward."""

from dataclasses import replace

from workflows.casework.access import Part, parts_of, refusal, require
from workflows.casework.moving import Asked
from workflows.casework.needing import announced
from workflows.casework.snapshots import CaseSnapshot
from workflows.values.effects import Decision, Record, Reply, ShowBoard
from workflows.values.ids import RoomId, StageName
from workflows.values.model import CaseState, Lane
from workflows.values.notices.base import PersonName, Refused, Said
from workflows.values.notices.fields import LaneLine, SameStage, StageMoved, StagesShown
from workflows.values.notices.tasks import CaseIsClosed, NeedsReason


def lanes_of(case: CaseSnapshot) -> tuple[LaneLine, ...]:
    """Each lane that the template has, support first, with all its stages in order."""
    stages = case.template.stages
    return tuple(
        LaneLine(lane.value, words(case.case.stages.get(lane, stages[lane][0])), tuple(map(words, stages[lane])))
        for lane in Lane
        if stages.get(lane)
    )


def words(stage: str) -> str:
    return stage.replace("_", " ")


def form(case: CaseSnapshot, in_room: bool) -> str | None:
    """A whole command that moves a lane on; None where there is no lane."""
    about = "!stage" if in_room else f"!stage {case.case.ref}"
    for lane in Lane:
        order = case.template.stages.get(lane, ())
        at = case.case.stages.get(lane)
        later = order[order.index(at) + 1 :] if at in order else order
        if len(order) > 1:
            return f"{about} {lane.value} {(later or order)[0]} because …"
    return None


def show_stages(case: CaseSnapshot, asked: Asked) -> Decision:
    """Raises Refused."""
    require("case.status", case, asked.by, moment=asked.moment)
    ref = None if asked.in_room else case.case.ref
    return Decision(effects=(Reply(notice=StagesShown(ref, lanes_of(case), form(case, asked.in_room))),))


def move(case: CaseSnapshot, lane: Lane, to: StageName, reason: str, asked: Asked, room: RoomId) -> Decision:
    """A lead moves a lane, forward or back, and says why. Raises Refused."""
    if Part.LEAD not in parts_of(asked.by, asked.moment.directory, case=case):
        raise Refused(refusal("case.stage"))
    if case.case.state is CaseState.CLOSED:
        raise Refused(CaseIsClosed(case.case.ref))
    was = case.case.stages.get(lane)
    if was == to:
        raise Refused(SameStage(lane.value, words(to)))
    if not reason:
        about = "!stage" if asked.in_room else f"!stage {case.case.ref}"
        raise Refused(NeedsReason(f"{about} {lane.value} {to} because decided today"))
    moved = replace(case.case, stages={**case.case.stages, lane: to})
    notice = StageMoved(
        ref=None if asked.in_room else case.case.ref,
        lane=lane.value,
        stage=words(to),
        was=words(was) if was else None,
        reason=Said(reason),
        by=PersonName(asked.by),
    )
    fields = {"lane": lane.value, "stage": to, "was": was or "", "why": reason}
    return Decision(
        save=(moved,),
        effects=(*announced(case, replace(notice, ref=None), room), ShowBoard(case=moved.id), Reply(notice=notice)),
        audit=(Record(action="case.stage", object=moved.id, case=moved.id, fields=fields),),
    )
