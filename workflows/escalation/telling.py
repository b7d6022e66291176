"""Recording whom a level, a reminder or a chase tells, and who could not be told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.telling import lead_needed
from workflows.escalation.levels import after_telling
from workflows.escalation.whom import TAKER, Candidate, candidates, unreachable, with_cover
from workflows.values.directory import Ladder, TargetKind
from workflows.values.effects import NOTHING, Decision, Effect, NotePage, Page, Record, Tell
from workflows.values.ids import UserId
from workflows.values.model import Task, Telling, Told, Where
from workflows.values.notices.base import AgencyName
from workflows.values.notices.pages import NobodyReached

FOR_LEADS = frozenset({TargetKind.TASK_FORCE_LEAD, TargetKind.COMMITTEE})


@dataclass(frozen=True, slots=True)
class Outcome:
    """A task after something was said about it, and what is to be said and recorded."""

    task: Task
    decision: Decision = NOTHING

    def then(self, other: "Outcome") -> "Outcome":
        return Outcome(other.task, self.decision + other.decision)


def tell_level(
    task: Task, level: int, at: datetime, ladder: Ladder, case: CaseSnapshot, moment: Moment,
    *, taker: UserId | None = None, skipped: int = 0,
) -> Outcome:  # fmt: skip
    """Tell `level`, reached at `at`; if nobody of it can be told, the next one at once, to the end of the ladder.

    `taker` is told of the take that ran out, in place of anything else. `skipped` levels had their time while nobody
    could be told at all: only the present one speaks. At the end with nobody reached, the rooms hear it.
    """
    last = len(ladder.levels)
    telling = Telling.REPEAT if level > last else Telling.LEVEL
    said: tuple[Effect, ...] = ()
    audit: tuple[Record, ...] = ()
    heard = False
    while True:
        rung = ladder.levels[min(level, last) - 1]
        everybody = candidates(rung.tell, task, case, moment)
        heard = any(one.passed is None for one in everybody)
        others = tuple(one for one in everybody if one.user != taker)
        pages, records = _recorded(task, level, telling, others, moment, skipped=skipped)
        said, audit, skipped = said + pages, audit + records, 0
        if heard or level >= last:
            break
        level += 1
    if taker is not None:  # recorded for the level that was reached in the end: they are told who hears of it
        mine = Candidate(taker, TAKER, unreachable(taker, moment))
        pages, records = _recorded(task, level, Telling.EXPIRED, (mine,), moment)
        said, audit = pages + said, records + audit
    kept = after_telling(level, task, ladder, heard=heard)
    after = replace(task, level=kept, last_told=moment.now if kept > last else at)
    said += _for_leads(after, level, ladder, case, moment, heard=heard, passed=any(one.passed for one in everybody))
    return Outcome(after, Decision(effects=said, audit=audit))


def tell_taker(task: Task, taker: UserId, moment: Moment) -> Outcome:
    """Before due, only the person whose take ran out hears of it."""
    mine = Candidate(taker, TAKER, unreachable(taker, moment))
    pages, records = _recorded(task, task.level, Telling.EXPIRED, (mine,), moment)
    return Outcome(task, Decision(effects=pages, audit=records))


def tell_owner(task: Task, telling: Telling, count: int, case: CaseSnapshot, moment: Moment) -> Outcome:
    """A reminder or a chase, the `count`th of its episode: to the owner's people, and their deputies as cover."""
    pages, records = _recorded(task, count, telling, with_cover(task, case, moment), moment)
    return Outcome(task, Decision(effects=pages, audit=records))


def agency_shown(task: Task) -> AgencyName | None:
    """Outside its own room a support-only task shows its reference and number, not whose it is."""
    return None if task.where is Where.SUPPORT else AgencyName(task.owner)


def _recorded(
    task: Task, level: int, telling: Telling, people: Sequence[Candidate], moment: Moment, *, skipped: int = 0
) -> tuple[tuple[Effect, ...], tuple[Record, ...]]:
    pages = tuple(
        Page(
            told=Told(
                task=task.id,
                case=task.case,
                episode=task.episode,
                level=level,
                telling=telling,
                target=one.user,
                as_kind=str(one.kind),
                recorded_at=moment.now,
                passed=one.passed,
            )
        )
        for one in people
    )
    fields = {
        "telling": telling.value,
        "episode": str(task.episode),
        "level": str(level),
        "told": " ".join(one.user for one in people if one.passed is None),
        "passed": " ".join(f"{one.user or one.kind}={one.passed}" for one in people if one.passed),
    }
    if skipped:
        fields["skipped"] = str(skipped)
    return pages, (Record(action="page.recorded", object=task.id, case=task.case, fields=fields),)


def _for_leads(
    task: Task, level: int, ladder: Ladder, case: CaseSnapshot, moment: Moment, *, heard: bool, passed: bool
) -> tuple[Effect, ...]:
    """The leads' room hears of what concerns leads, and of everybody who could not be told; the last resort is here."""
    leads_room = moment.standing.leads_rooms.get(case.case.task_force)
    said: list[Effect] = []
    concerns = FOR_LEADS & set(ladder.levels[min(level, len(ladder.levels)) - 1].tell)
    if leads_room is not None and (concerns or passed):
        said.append(NotePage(room=leads_room, task=task.id, case=task.case, episode=task.episode, level=level))
    if not heard:
        notice = NobodyReached(ref=case.case.ref, number=task.number, again=ladder.repeat, agency=agency_shown(task))
        if leads_room is not None:
            key = f"nobody:{task.id}:{task.episode}:{leads_room}"
            said.append(Tell(room=leads_room, notice=notice, case=task.case, key=key, wakes=True))
        said += lead_needed(case.case.task_force, moment, case.case.ref)
    return tuple(said)
