"""The clock is exact: nothing to say before `next_check`, something at it, and never the same thing twice."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import a_case, a_case_snapshot, a_directory, a_row, a_standing, a_task, a_template
from tests.cast import CHAIR, DAY, HANA, HARBOUR, HEALTH, HOUR, MINUTE, MORGAN, OPENED, PAT, POLICE, POLICE_DEPUTY
from tests.escalation.playing import Play
from workflows.casework.holding import held as stands_still
from workflows.escalation.ladders import check
from workflows.escalation.levels import ladder_of, repeats, started
from workflows.escalation.taking import held_until
from workflows.language.template import Remind
from workflows.values.directory import Priority, Span, SpanUnit
from workflows.values.effects import NOTHING
from workflows.values.model import ClockKind, LastMove, Task, TaskStatus

DIRECTORY = a_directory()
TICK = timedelta(microseconds=1)
moments = st.integers(-2 * 24 * 60, 10 * 24 * 60).map(lambda minutes: OPENED + minutes * MINUTE)
later_moments = st.integers(0, 20 * 24 * 60).map(lambda minutes: OPENED + minutes * MINUTE)
CLIMBING = [TaskStatus.OPEN, TaskStatus.OFFERED, TaskStatus.TAKEN, TaskStatus.BLOCKED]


ROWS = (
    a_row("R", remind=(Remind(share=50), Remind(before=Span(1, SpanUnit.HOURS)))),
    a_row("P", clock=ClockKind.PROTECTED, blocks=("statement",)),
)


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    """Any task of any clock that runs, as moves and checks may have left it."""
    clock = draw(st.sampled_from(ClockKind))
    watch = clock is ClockKind.WATCH
    status = TaskStatus.OPEN if clock is ClockKind.PROTECTED else draw(st.sampled_from(CLIMBING))
    started = draw(moments)
    due = started + draw(st.integers(1, 5 * 24 * 60)) * MINUTE
    level = draw(st.integers(0, 5))
    moved = draw(st.none() | later_moments)
    taken = status is TaskStatus.TAKEN or draw(st.booleans())
    no_time = clock is not ClockKind.DEADLINE and draw(st.booleans())
    lapsed = clock is ClockKind.EXPIRY and not no_time and (level > 0 or draw(st.booleans()))
    return a_task(
        status=status,
        code=draw(st.sampled_from(["N4", "R"])),
        kind=draw(st.sampled_from(["consent", "statement"])),
        clock=clock,
        owner=draw(st.sampled_from([POLICE, HARBOUR, HEALTH])),
        created_at=started,
        started_at=started,
        due=None if no_time else due,
        chase_every=draw(st.sampled_from([None, "4h", "2wd", "1d"])) if watch else None,
        next_chase=draw(st.none() | moments),
        level=level,
        last_told=due + draw(st.integers(0, 24 * 60)) * MINUTE if level else None,
        reminded=draw(st.integers(0, 3)),
        lapsed_at=due if lapsed else None,
        taken_by=PAT if status is TaskStatus.TAKEN else None,
        taken_until=draw(later_moments) if taken else None,
        blocked_by=HARBOUR if status is TaskStatus.BLOCKED else None,
        last=None if moved is None else LastMove(verb="later", by=PAT, at=moved, status=status, owner=POLICE, due=due),
    )


@st.composite
def plays(draw: st.DrawFn) -> Play:
    """A case with one task, of any priority, with any of its people out of reach."""
    unreachable = draw(st.sets(st.sampled_from([PAT, POLICE_DEPUTY, HANA, MORGAN, CHAIR])))
    confirm_by = draw(st.none() | later_moments)
    priority = draw(st.sampled_from(Priority))
    ends = draw(later_moments)
    period = a_task(10, code="P", clock=ClockKind.PROTECTED, kind="protected_period", due=ends, started_at=OPENED)
    beside = (period,) if draw(st.booleans()) else ()
    case = a_case_snapshot(draw(tasks()), *beside, case=a_case(priority=priority, priority_confirm_by=confirm_by))
    return Play(
        case=replace(case, template=a_template(tasks=ROWS)),
        directory=DIRECTORY,
        standing=a_standing(DIRECTORY, frozen=frozenset(unreachable)),
    )


@settings(max_examples=250, deadline=None)
@given(play=plays(), before=st.integers(1, 60 * 24 * 3))
def test_before_its_time_there_is_nothing_to_say_and_at_its_time_there_is(play, before):
    due = play.soonest()
    if due is None:
        assert check(play.case, play.moment(OPENED + 400 * DAY)) == NOTHING
        return
    for early in (TICK, before * MINUTE):
        assert check(play.case, play.moment(due - early)) == NOTHING
    assert check(play.case, play.moment(due)) != NOTHING


@settings(max_examples=250, deadline=None)
@given(play=plays(), now=later_moments)
def test_checking_twice_says_nothing_new_and_the_next_time_lies_ahead(play, now):
    play.at(now)
    assert check(play.case, play.moment(now)) == NOTHING
    due = play.soonest()
    assert due is None or due > now


@settings(max_examples=100, deadline=None)
@given(play=plays(), lags=st.lists(st.integers(0, 30 * 60), min_size=1, max_size=12))
def test_nothing_is_recorded_twice_and_a_level_never_goes_back(play, lags):
    now = OPENED - 2 * DAY
    levels: list[tuple[int, int]] = []
    for lag in lags:
        now += lag * MINUTE
        play.at(now)
        levels.append((play.task.episode, play.task.level))
    keys = [(told.task, told.episode, told.level, told.telling, told.target, told.as_kind) for told in play.told]
    assert len(keys) == len(set(keys))
    assert levels == sorted(levels, key=lambda pair: pair[0])
    end = len(ladder_of(play.task, play.case).levels)
    for (episode, level), (following, higher) in pairwise(levels):
        heard = play.task.clock is ClockKind.EXPIRY and higher == end  # at last: what lapsed is quiet from then on
        assert higher >= level or following > episode or heard


@settings(max_examples=150, deadline=None)
@given(play=plays(), now=later_moments)
def test_a_late_task_that_nobody_holds_has_somebody_recorded_for_its_present_level(play, now):
    play.change(level=0, last_told=None)
    play.at(now)
    task = play.task
    if task.level == 0:
        begun = started(task)
        held = held_until(task) is not None
        still = task.clock is ClockKind.PROTECTED or stands_still(task, play.case) or task.status is TaskStatus.DONE
        working = ladder_of(task, play.case).working_time
        assert held or still or working or begun is None or begun > now, "late, and nobody was told"
        return
    last = len(ladder_of(task, play.case).levels)
    spoken = task.level if task.level <= last else task.level - 1  # one beyond its end means: the last one repeats
    assert [told for told in play.told if (told.episode, told.level) == (task.episode, spoken)]


@settings(max_examples=100, deadline=None)
@given(play=plays(), jump=st.integers(1, 20 * 24))
def test_waking_late_ends_on_the_same_level_as_waking_on_time(play, jump):
    """But for what only a take that ran out or an unreachable level moves, a stop of the bot changes no level."""
    play.standing = a_standing(DIRECTORY)
    play.case = replace(play.case, case=replace(play.case.case, priority_confirm_by=None))
    play.change(status=TaskStatus.OPEN, taken_by=None, taken_until=None, level=0, last_told=None)
    late = Play(case=play.case, directory=DIRECTORY, standing=play.standing)
    now = OPENED + jump * HOUR
    play.run(now, most=500)
    late.at(now)
    again = repeats(play.task, ladder_of(play.task, play.case))  # an outside decision: the lead hears each interval
    if play.task.owner != HEALTH and not again:  # a level with an empty place is not an unreachable one
        assert (late.task.level, late.task.last_told) == (play.task.level, play.task.last_told)
