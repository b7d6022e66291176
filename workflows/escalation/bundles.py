"""One message a person: the words of a page, made from what is still true when its first attempt begins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never

from workflows.casework.holding import held
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.escalation.levels import ladder_of, priority_of
from workflows.escalation.taking import climbs, ran_out
from workflows.escalation.telling import agency_shown
from workflows.escalation.whom import TAKER, acting_agency, belongs
from workflows.values.directory import Person, Priority, TargetKind
from workflows.values.ids import Handle
from workflows.values.model import CaseState, ClockKind, Task, TaskStatus, Telling, Told, Where
from workflows.values.notices.base import AgencyName, Clock, Notice, PersonName
from workflows.values.notices.pages import (
    AnswerAsLead,
    AnswerAsOther,
    AnswerAsOwner,
    AnswerToLapse,
    ChasePiece,
    LatePiece,
    NoAnswer,
    PageAhead,
    PageChase,
    PageLapsed,
    PageLapses,
    PageLate,
    PageSeveral,
    PageSoon,
    PageTakeOver,
    PageWaitsFor,
    PageWaitsForYou,
    PageWatchLate,
    SoonPiece,
    TakePiece,
    TakeRanOut,
    WasDown,
    WentPast,
)

SHOWN = 8  # of one kind in one message; the rest is counted
OUTAGE = timedelta(minutes=5)  # a shorter stop is not worth a line
LATE = frozenset({Telling.LEVEL, Telling.REPEAT, Telling.EXPIRED})
OWNERS = frozenset({TargetKind.OWNER, TargetKind.DEPUTY, TAKER})
LEADS = frozenset({TargetKind.LEAD_AGENCY, TargetKind.TASK_FORCE_LEAD, TargetKind.COMMITTEE, TargetKind.SPOC})


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A page that was recorded and not yet put into words, with its case and task as they stand now."""

    told: Told
    case: CaseSnapshot
    task: Task
    handle: Handle


def compose(person: Person, waiting: Sequence[Waiting], moment: Moment) -> Notice | None:
    """What `person` is sent for all that waits for them; None if nothing of it is true any more."""
    news = _newest(one for one in waiting if _true(one, person, moment))
    if not news:
        return None
    if len(news) == 1:
        return _single(news[0], moment)
    late = sorted((one for one in news if _is_late(one, moment)), key=lambda one: _urgency(one, moment))
    ahead = [one for one in news if not _is_late(one, moment)]
    chase = tuple(ChasePiece(one.handle) for one in ahead if _is_chase(one))[:SHOWN]
    expected = tuple(ChasePiece(one.handle) for one in ahead if not _is_chase(one) and _is_watch(one))[:SHOWN]
    lapsed = tuple(ChasePiece(one.handle) for one in ahead if _is_lapsed(one, moment))[:SHOWN]
    soon = tuple(
        SoonPiece(one.handle, one.task.due - moment.now)
        for one in ahead
        if not _is_watch(one) and not _is_lapsed(one, moment) and one.task.due is not None
    )[:SHOWN]
    if not late:
        return PageAhead(soon=soon, chase=chase, expected=expected, lapsed=lapsed)
    pieces = tuple(LatePiece(one.handle, _lateness(one.task, moment)) for one in late)
    urgent = tuple(TakePiece(one.handle) for one in late if _priority(one) is Priority.P1)[:SHOWN]
    others = tuple(one.handle for one in late if _priority(one) is not Priority.P1)
    return PageSeveral(
        count=len(late),
        head=pieces[0],
        rest=pieces[1:SHOWN],
        all=len(others),
        urgent=urgent,
        soon=soon,
        chase=chase,
        expected=expected,
        lapsed=lapsed,
        first=others[0] if len(others) == 1 else None,
        more=len(pieces) - SHOWN if len(pieces) > SHOWN else None,
        down=next((down for one in late if (down := _outage(one, moment))), None),
    )


def note(task: Task, case: CaseSnapshot, handle: Handle, told: Sequence[Told], moment: Moment) -> Notice:
    """The same news for the leads' room. `told` are the rows of this episode: the highest level of them speaks."""
    rows = [row for row in told if row.task == task.id and row.episode == task.episode and row.telling in LATE]
    level = max((row.level for row in rows), default=task.level)
    if task.clock is ClockKind.WATCH and task.due is not None:
        return PageWatchLate(
            ref=case.case.ref,
            number=task.number,
            by=Clock(task.due),
            answer=AnswerAsLead(handle),
            agency=agency_shown(task),
        )
    if task.clock is ClockKind.EXPIRY and task.due is not None:
        return PageLapsed(
            ref=case.case.ref,
            number=task.number,
            at=Clock(task.due),
            answer=AnswerAsLead(handle),
            agency=agency_shown(task),
        )
    return PageLate(
        ref=case.case.ref,
        number=task.number,
        late=_lateness(task, moment),
        priority=priority_of(task, case),
        answer=AnswerAsLead(handle),
        agency=agency_shown(task),
        why=_why(task, case, level, rows, as_kind=TargetKind.TASK_FORCE_LEAD),
    )


def _true(one: Waiting, person: Person, moment: Moment) -> bool:
    """Whether this still has to be said to this person."""
    task, told = one.task, one.told
    if one.case.case.state is CaseState.CLOSED or not climbs(task) or told.episode != task.episode:
        return False
    if held(task, one.case):
        return False
    if not belongs(person.user, told.as_kind, task, one.case, moment.directory):
        return False
    match told.telling:
        case Telling.REMINDER:
            return task.due is not None and moment.now < task.due
        case Telling.CHASE:
            return task.last is None or task.last.verb != "chase" or task.last.at < told.recorded_at
        case Telling.EXPIRED:
            return True
        case Telling.LEVEL | Telling.REPEAT:
            return task.due is not None and task.due <= moment.now
    assert_never(told.telling)


def _newest(waiting: Iterable[Waiting]) -> list[Waiting]:
    """One a task: what says most. A take that ran out before its level, a high level before a low one."""
    order = (Telling.EXPIRED, Telling.REPEAT, Telling.LEVEL, Telling.CHASE, Telling.REMINDER)
    best: dict[str, Waiting] = {}
    for one in sorted(waiting, key=lambda one: (order.index(one.told.telling), -one.told.level)):
        best.setdefault(one.task.id, one)
    return list(best.values())


def _single(one: Waiting, moment: Moment) -> Notice:
    task, told, case, handle = one.task, one.told, one.case, one.handle
    ref, number, agency = case.case.ref, task.number, agency_shown(task)
    if told.telling is Telling.REMINDER and task.due is not None:
        answer = _answer(one)
        left = task.due - moment.now
        if task.clock is ClockKind.EXPIRY:
            lapses = Clock(task.due)
            return PageLapses(ref=ref, number=number, at=lapses, left=left, answer=AnswerToLapse(handle), agency=agency)
        return PageSoon(ref=ref, number=number, at=Clock(task.due), left=left, answer=answer, agency=agency)
    if _is_chase(one):
        return PageChase(ref=ref, number=number, handle=handle, agency=agency)
    if told.telling is Telling.EXPIRED and task.taken_until is not None:
        return PageTakeOver(
            ref=ref, number=number, until=Clock(task.taken_until), handle=handle, told=_told_now(one, moment)
        )
    if task.clock is ClockKind.WATCH and task.due is not None:
        return PageWatchLate(ref=ref, number=number, by=Clock(task.due), answer=_answer(one), agency=agency)
    if task.clock is ClockKind.EXPIRY and task.due is not None:
        answer = AnswerToLapse(handle) if told.as_kind in OWNERS else _answer(one)
        return PageLapsed(ref=ref, number=number, at=Clock(task.due), answer=answer, agency=agency)
    rows = [row for row in case.told if row.task == task.id and row.episode == task.episode]
    return PageLate(
        ref=ref,
        number=number,
        late=_lateness(task, moment),
        priority=priority_of(task, case),
        answer=_answer(one),
        agency=agency,
        why=_outage(one, moment) or _why(task, case, told.level, rows, as_kind=told.as_kind),
        now=told.telling is Telling.LEVEL and told.level == 1 and _at_once(task),
    )


def _answer(one: Waiting) -> Notice:
    if one.told.as_kind in LEADS:
        return AnswerAsLead(one.handle)
    if one.task.status is TaskStatus.BLOCKED and acting_agency(one.task) != one.task.owner:
        return AnswerAsOther(one.handle)
    return AnswerAsOwner(one.handle)


def _why(task: Task, case: CaseSnapshot, level: int, rows: Sequence[Told], *, as_kind: str) -> Notice | None:
    """The one thing that explains best why this person is told now."""
    agency = agency_shown(task)
    if ran_out(task) and task.taken_until is not None:
        taker = next((row.target for row in rows if row.telling is Telling.EXPIRED), None)
        return TakeRanOut(Clock(task.taken_until), PersonName(taker) if taker else None)
    if task.status is TaskStatus.BLOCKED and task.blocked_by is not None:
        if as_kind in OWNERS:
            return PageWaitsForYou()
        return PageWaitsFor(None if task.where is Where.SUPPORT else AgencyName(task.blocked_by))
    before = [row for row in rows if row.telling is Telling.LEVEL and row.level < level]
    if not before:
        return None
    highest = [row for row in before if row.level == max(row.level for row in before)]
    if silent := [row for row in highest if row.passed is None]:
        return NoAnswer(_silent(highest), Clock(min(row.recorded_at for row in silent)), agency)
    passed = max(highest, key=lambda row: row.as_kind == TargetKind.OWNER)
    return WentPast(passed.as_kind, passed.passed == "empty", _agency_of(passed, task, case))


def _silent(rows: Sequence[Told]) -> str:
    """Who of a level was told, as a word of NoAnswer: and if owner or deputy had to be passed, that is said too."""
    told = {row.as_kind for row in rows if row.passed is None}
    passed = {row.as_kind for row in rows if row.passed is not None} - told
    if TargetKind.TASK_FORCE_LEAD in told:
        return "lead"
    if {TargetKind.OWNER, TargetKind.DEPUTY} <= told:
        return "both"
    if TargetKind.DEPUTY in told:
        return "deputy-alone" if TargetKind.OWNER in passed else "deputy"
    return "owner-alone" if TargetKind.DEPUTY in passed else "owner"


def _agency_of(row: Told, task: Task, case: CaseSnapshot) -> AgencyName | None:
    if task.where is Where.SUPPORT:
        return None
    return AgencyName(case.case.lead_agency if row.as_kind == TargetKind.LEAD_AGENCY else acting_agency(task))


def _told_now(one: Waiting, moment: Moment) -> str | None:
    """Who hears of a take that ran out besides the taker: the highest of them, as a word."""
    if not _is_late(one, moment):
        return None
    levels = ladder_of(one.task, one.case).levels
    kinds = set(levels[min(max(one.told.level, 1), len(levels)) - 1].tell)
    if TargetKind.COMMITTEE in kinds:
        return "committee"
    return "lead" if TargetKind.TASK_FORCE_LEAD in kinds else "owner"


def _outage(one: Waiting, moment: Moment) -> WasDown | None:
    """Set if this should have been told while the bot could not work."""
    down, up, since = moment.standing.down_from, moment.standing.up_since, one.task.last_told
    if down is None or up is None or since is None or up - down < OUTAGE:
        return None
    return WasDown(Clock(down), Clock(up)) if down <= since < up <= one.told.recorded_at else None


def _is_late(one: Waiting, moment: Moment) -> bool:
    """Late by an agency of the case: an outside authority is not, and what lapsed is over."""
    owed = one.task.clock not in (ClockKind.WATCH, ClockKind.EXPIRY)
    return owed and one.told.telling in LATE and one.task.due is not None and one.task.due <= moment.now


def _at_once(task: Task) -> bool:
    """Due as it began: whoever hears of it then is not late."""
    return task.due is not None and task.started_at is not None and task.due <= task.started_at


def _is_watch(one: Waiting) -> bool:
    return one.task.clock is ClockKind.WATCH


def _is_chase(one: Waiting) -> bool:
    """The watcher of an outside decision is to ask again."""
    asks = one.told.telling is Telling.CHASE or (one.told.telling in LATE and one.told.as_kind in OWNERS - {TAKER})
    return _is_watch(one) and (asks or one.task.due is None)


def _is_lapsed(one: Waiting, moment: Moment) -> bool:
    return one.task.clock is ClockKind.EXPIRY and one.task.due is not None and one.task.due <= moment.now


def _lateness(task: Task, moment: Moment) -> timedelta:
    return moment.now - task.due if task.due is not None else timedelta()


def _priority(one: Waiting) -> Priority:
    return priority_of(one.task, one.case)


def _urgency(one: Waiting, moment: Moment) -> tuple[Priority, timedelta]:
    return _priority(one), -_lateness(one.task, moment)
