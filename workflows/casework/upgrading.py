"""A running case takes up the live version of its workflow: it is shown first, and done when a lead types a code.

What is done stays done, and clocks that run keep their times. Tasks that the new version does not have are withdrawn,
new ones get the next numbers, and everything that has not begun is as the new version says.
"""

from collections.abc import Callable, Iterable, Mapping

from workflows.casework.access import require
from workflows.casework.cases import CODE_LENGTH, CONFIRM_KIND
from workflows.casework.protecting import forbids, guarded, guards, runs
from workflows.casework.requests import only_a_lead
from workflows.casework.seating import role_words
from workflows.casework.snapshots import CaseSnapshot, Moment
from workflows.casework.transitions import CLOSED, RUNNING
from workflows.casework.upgraded import Upgraded, upgraded
from workflows.language.template import Template
from workflows.values.directory import Person
from workflows.values.effects import Decision, Record, Reply, ShowBoard, Tell
from workflows.values.ids import WORDLESS, RoomId, TemplateId
from workflows.values.model import (
    CaseState,
    Dialogue,
    Room,
    RoomKind,
    RoomState,
    Task,
    Where,
)
from workflows.values.notices.base import Day, Notice, Refused
from workflows.values.notices.tasks import CaseIsClosed
from workflows.values.notices.upgrades import (
    CaseUpgraded,
    NeedsAnotherRoom,
    NothingToUpgradeTo,
    PeriodWouldEnd,
    UpgradeShown,
    UpToDate,
)

VERB = "upgrade-workflow"
UPGRADE = "upgrade"
"""What a code is shown for, in the data of its dialogue."""
SHOWN = 12  # differences in one message

Differences = Callable[[Template | None, Template], tuple[Notice, ...]]
Live = Mapping[TemplateId, Template]


def ask_to_upgrade(
    case: CaseSnapshot,
    live: Live,
    asker: Person,
    room: RoomId,
    differences: Differences,
    moment: Moment,
    *,
    looked: bool = False,
) -> Decision:
    """Show what the live version changes, with the code that does it. Raises Refused."""
    passed_on = only_a_lead(case, asker, VERB, moment)
    if passed_on is not None:
        return passed_on
    after = live_for(case, live)
    done = _protecting(case, upgraded(case, after, moment, asker.user))
    found = differences(case.template, after)
    sees = _told_in(room, case)
    code = moment.draw.text("confirm", WORDLESS, CODE_LENGTH)
    notice = UpgradeShown(
        ref=case.case.ref,
        template=after.id,
        was=case.template.version,
        now=after.version,
        changes=found[:SHOWN],
        more=max(len(found) - SHOWN, 0),
        new=_numbers(done.new, sees),
        withdrawn=_numbers(done.withdrawn, sees),
        late=_numbers((task for task in done.new if _is_over(task, moment)), sees),
        again=done.again,
        alone=tuple(map(role_words, done.alone)),
        code=code,
        looked=looked,
    )
    data = {"do": UPGRADE, "case": case.case.id, "code": code, "hash": after.hash}
    row = Dialogue(person=asker.user, room=room, kind=CONFIRM_KIND, data=data, asked_at=moment.now)
    return Decision(save=(row,), effects=(Reply(notice=notice),))


def upgrade(
    case: CaseSnapshot,
    live: Live,
    confirmed: Dialogue,
    asker: Person,
    differences: Differences,
    moment: Moment,
) -> Decision:
    """Do what was shown; where another version went live meanwhile, show that instead. Raises Refused."""
    require(f"case.{VERB}", case, asker.user, moment=moment)
    after, room = live_for(case, live), confirmed.room
    if confirmed.data.get("hash") != after.hash:
        return ask_to_upgrade(case, live, asker, room, differences, moment, looked=True)
    done = _protecting(case, upgraded(case, after, moment, asker.user))
    record = Record(
        action="case.upgrade", object=case.case.id, case=case.case.id,
        fields={
            "from": case.case.template_hash, "to": after.hash,
            "new": " ".join(str(task.number) for task in done.new),
            "withdrawn": " ".join(str(task.number) for task in done.withdrawn),
        },
    )  # fmt: skip
    elsewhere = (
        Tell(room=one.id, notice=_said(done, one.id, after), case=case.case.id)
        for one in case.rooms
        if one.matrix_id is not None and one.id != room and one.state is not RoomState.GONE
    )
    return Decision(
        save=done.saved,
        effects=(Reply(notice=_said(done, room, after)), *elsewhere, *done.effects, ShowBoard(case=case.case.id)),
        audit=(record, *done.records),
    )


def live_for(case: CaseSnapshot, live: Live) -> Template:
    """The version that this case can take up. Raises Refused."""
    ref, after = case.case.ref, live.get(case.case.template)
    if case.case.state is CaseState.CLOSED:
        raise Refused(CaseIsClosed(ref))
    if after is None:
        raise Refused(NothingToUpgradeTo(ref, case.case.template))
    if after.hash in (case.case.template_hash, case.template.hash):
        raise Refused(UpToDate(ref, after.id, after.version))
    if after.has_support_room and case.room(RoomKind.SUPPORT) is None:
        raise Refused(NeedsAnotherRoom(ref, after.id))
    for task in filter(runs, case.tasks):
        row = after.task(task.code)
        if row is None or row.clock is not task.clock or set(forbids(task, case)) - set(row.blocks):
            raise Refused(_would_end(task, case))
    return after


def _protecting(case: CaseSnapshot, done: Upgraded) -> Upgraded:
    """The same, where every period goes on as long and holds what it held. Raises Refused."""
    held_by = guards(case)
    for was in case.tasks:
        now = done.case.task_by_id(was.id)
        if runs(was) and (now is None or not runs(now) or _ends_earlier(now, was)):
            raise Refused(_would_end(was, case))
        if now is None or now.status in CLOSED:
            continue  # nobody asks for it any more
        if guarded(was, case) and not guarded(now, done.case):
            raise Refused(_would_end(held_by[was.kind], case))
    return done


def _ends_earlier(now: Task, was: Task) -> bool:
    return now.due is not None and (was.due is None or now.due < was.due)


def _would_end(period: Task, case: CaseSnapshot) -> PeriodWouldEnd:
    return PeriodWouldEnd(case.case.ref, int(period.number), Day(period.due) if period.due else None)


def _is_over(task: Task, moment: Moment) -> bool:
    return task.status in RUNNING and task.due is not None and task.due <= moment.now


def _told_in(room: RoomId, case: CaseSnapshot) -> frozenset[Where]:
    """Of which tasks may be spoken there: a room of the case knows its own alone."""
    found = next((one for one in case.rooms if one.id == room), None)
    return frozenset(Where) if found is None else frozenset({_side(found)})


def _side(room: Room) -> Where:
    return Where.SUPPORT if room.kind is RoomKind.SUPPORT else Where.JOINT


def _numbers(tasks: Iterable[Task], sees: frozenset[Where]) -> tuple[int, ...]:
    return tuple(int(task.number) for task in tasks if task.where in sees)


def _said(done: Upgraded, room: RoomId, after: Template) -> CaseUpgraded:
    sees = _told_in(room, done.case)
    return CaseUpgraded(
        done.case.case.ref, after.id, after.version, _numbers(done.new, sees), _numbers(done.withdrawn, sees)
    )
