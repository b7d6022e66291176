"""Tasks of different clocks in one message: what is late first, nobody blamed for what is decided outside."""

from tests.builders import a_case_snapshot, a_task
from tests.cast import HARBOUR, HOUR, MORGAN, NOON, OPENED, PAT
from tests.escalation.playing import Play
from tests.escalation.saying import words
from workflows.escalation.bundles import Waiting, compose
from workflows.values.ids import Handle
from workflows.values.model import ClockKind, Telling, Told

LATE = a_task(4, due=OPENED)
SOON = a_task(5, due=NOON + HOUR)
WATCH = a_task(6, clock=ClockKind.WATCH, due=OPENED, owner=HARBOUR)
LETTER = a_task(7, clock=ClockKind.EXPIRY, due=OPENED, lapsed_at=OPENED)


def told(task, telling, as_kind="owner", user=PAT):
    return Told(
        task=task.id, case=task.case, episode=1, level=1, telling=telling, target=user, as_kind=as_kind,
        recorded_at=NOON,
    )  # fmt: skip


def said(user, *rows):
    play = Play(case=a_case_snapshot(LATE, SOON, WATCH, LETTER))
    waiting = [
        Waiting(told=row, case=play.case, task=task, handle=Handle(int(task.number) + 10))
        for row in rows
        if (task := play.case.task_by_id(row.task))
    ]
    return words(play, compose(play.directory.people[user], waiting, play.moment(NOON)), NOON)


def test_what_is_not_late_is_told_by_its_own_name():
    own = (told(SOON, Telling.REMINDER), told(LETTER, Telling.LEVEL))
    assert said(PAT, *own) == (
        "Due soon: 15 (in 1 h). Lapsed: 17.\nOne of them: its number after `done`, `later` or `why`. All: `mine`."
    )
    lead = (
        told(WATCH, Telling.LEVEL, "task_force_lead", MORGAN),
        told(LETTER, Telling.LEVEL, "task_force_lead", MORGAN),
    )
    assert (said(MORGAN, *lead) or "").splitlines()[0] == "Lapsed: 17. Not decided outside yet: 16."


def test_beside_what_is_late_it_is_not_counted_as_late():
    rows = [told(task, Telling.LEVEL, "task_force_lead", MORGAN) for task in (LATE, WATCH, LETTER)]
    first, *rest = (said(MORGAN, *rows) or "").splitlines()
    assert first == "1 task is late: 14 (2 h). Lapsed: 17. Not decided outside yet: 16."
    assert rest == ["`take 14 1h`"]
