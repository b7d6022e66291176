"""The plan of a case that nobody has opened says what the engine would do, at the time at which it would do it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.builders import a_case, a_case_snapshot, a_directory, a_moment, a_row, a_seat, a_template
from tests.cast import (
    AGENCIES,
    CHAIR,
    DAY,
    ENGLAND,
    HANA,
    HARBOUR,
    HEALTH,
    HOUR,
    LEAD_DEPUTY,
    LEGAL,
    MORGAN,
    NEW_YORK,
    NORTH,
    PAT,
    POLICE,
    POLICE_DEPUTY,
    TASK_FORCE,
    a_person,
)
from workflows.casework.snapshots import CaseSnapshot
from workflows.casework.starting import with_task
from workflows.escalation.ladders import check
from workflows.language.conditions import parse
from workflows.language.template import (
    Event,
    FieldKind,
    Offset,
    RoleAsked,
    Template,
    TemplateField,
    TemplateRole,
)
from workflows.review.planned import CannotPlan, Ending, Plan, PlannedTask, Setting, Supposed
from workflows.review.planning import plan
from workflows.values.directory import Absence, Hours, Span, SpanUnit
from workflows.values.effects import Decision, Page
from workflows.values.ids import FieldName, JurisdictionId, RoleName, TaskForceId, UserId
from workflows.values.model import ClockKind, Task

SECOND = timedelta(seconds=1)
FRIDAY = datetime(2026, 11, 27, 10, tzinfo=UTC)
HOURS, DAYS, WORKING_DAYS = SpanUnit.HOURS, SpanUnit.DAYS, SpanUnit.WORKING_DAYS
RG, T0 = FieldName("rg"), FieldName("t0")
FIELDS = {
    RG: TemplateField(
        name=RG, label="Reasonable grounds decision", kind=FieldKind.CODE, values=("positive", "negative")
    ),
    T0: TemplateField(name=T0, label="T-0", kind=FieldKind.MOMENT),
}
CONSENT = a_row("N4", results=("yes", "no", "needs_time"), again=("needs_time",))
REFER = a_row("N5", anchor="N4", depends=("N4",), when="N4 == yes")
NOTIFY = a_row("N6", anchor="N4", depends=("N4",), when="N4 == no")


def a_plan(*rows: object, start: datetime = FRIDAY, directory: object = None, **supposed: object) -> Plan:
    return plan_of(a_template(tasks=rows, fields=FIELDS), start=start, directory=directory, **supposed)


def plan_of(template: Template, *, start: datetime = FRIDAY, directory: object = None, **supposed: object) -> Plan:
    asked = Supposed(start=start, jurisdiction=ENGLAND)
    return plan(template, directory or a_directory(), replace(asked, **supposed))  # type: ignore[arg-type]


def of(found: Plan, code: str) -> PlannedTask:
    (task,) = [one for one in found.tasks if one.task.code == code]
    return task


def users(mark: object) -> list[UserId]:
    return [one.user for one in mark.whom]  # type: ignore[attr-defined]


def test_each_row_has_its_times_and_whom_they_reach():
    task = of(a_plan(a_row("N1")), "N1")
    assert (task.starts, task.task.due) == (FRIDAY, FRIDAY + DAY)
    assert [(mark.at, mark.kind, mark.level) for mark in task.marks] == [
        (FRIDAY + 18 * HOUR, "reminder", 1),
        (FRIDAY + 24 * HOUR, "level", 1),
        (FRIDAY + 26 * HOUR, "level", 2),
        (FRIDAY + 32 * HOUR, "level", 3),
    ]
    assert [users(mark) for mark in task.marks] == [[PAT], [PAT, POLICE_DEPUTY], [MORGAN], [CHAIR]]


def test_what_hangs_on_another_task_begins_when_that_is_due():
    found = a_plan(CONSENT, REFER, NOTIFY)
    assert (of(found, "N4").ends, of(found, "N4").result, of(found, "N4").said) == (FRIDAY + DAY, "yes", False)
    assert (of(found, "N5").starts, of(found, "N5").task.due) == (FRIDAY + DAY, FRIDAY + 2 * DAY)
    assert (of(found, "N6").starts, of(found, "N6").needed) == (None, False)


def test_another_end_may_be_said():
    ending = Ending(code="N4", at=FRIDAY + 3 * HOUR, result="no")
    found = a_plan(CONSENT, REFER, NOTIFY, endings=(ending,))
    assert (of(found, "N4").ends, of(found, "N4").result, of(found, "N4").said) == (FRIDAY + 3 * HOUR, "no", True)
    assert of(found, "N6").starts == FRIDAY + 3 * HOUR
    assert not of(found, "N5").needed


def test_who_is_away_then_is_passed_by():
    away = a_person(MORGAN, "Lead Morgan", absences=(Absence(start=FRIDAY + 25 * HOUR, end=FRIDAY + 40 * HOUR),))
    task = of(a_plan(a_row("N1"), directory=a_directory(people=(away,))), "N1")
    level = task.marks[2]
    assert [(one.user, one.passed) for one in level.whom] == [(MORGAN, "absent"), (LEAD_DEPUTY, None)]


def test_what_a_weekend_and_a_holiday_move_is_named():
    five = a_row("N8", due=Span(5, WORKING_DAYS), clock=ClockKind.WATCH, chase_every=Span(2, WORKING_DAYS))
    moved = of(a_plan(five, start=datetime(2026, 12, 22, 10, tzinfo=UTC)), "N8").moved
    assert moved is not None
    assert moved.days_off == (date(2026, 12, 26), date(2026, 12, 27))
    assert moved.holidays == (date(2026, 12, 25), date(2026, 12, 28))
    assert of(a_plan(a_row("N1")), "N1").moved is None


def test_a_change_of_the_clocks_is_named():
    moved = of(a_plan(a_row("N1"), start=datetime(2027, 3, 27, 20, tzinfo=UTC)), "N1").moved
    assert moved is not None
    assert [change.by for change in moved.clocks] == [HOUR]


def test_a_watch_is_chased_three_times_in_a_plan():
    task = of(a_plan(a_row("N8", due=None, clock=ClockKind.WATCH, chase_every=Span(2, WORKING_DAYS))), "N8")
    assert [mark.kind for mark in task.marks] == ["chase"] * 3
    assert task.ends is None


def test_a_watch_with_many_chases_is_late_all_the_same():
    watch = a_row("N8", due=Span(20, WORKING_DAYS), clock=ClockKind.WATCH, chase_every=Span(1, WORKING_DAYS))
    task = of(a_plan(watch), "N8")
    assert [mark.kind for mark in task.marks].count("chase") == 3
    late = [mark for mark in task.marks if mark.kind == "level"]
    assert late[0].at == task.task.due
    assert MORGAN in users(late[-1])


def test_events_write_fields_and_what_waits_for_them_begins():
    decision = a_row("N8", results=("positive", "negative"), clock=ClockKind.WATCH)
    period = a_row(
        "N10", clock=ClockKind.PROTECTED, due=None, least=Span(30, DAYS), anchor="rg=positive", when="rg == positive"
    )
    event = Event(when=parse("N8 == positive"), sets={RG: "positive"})
    found = plan_of(a_template(tasks=(decision, period), fields=FIELDS, events=(event,)))
    decided = FRIDAY + DAY
    assert [(one.at, dict(one.fields)) for one in found.happenings] == [(decided, {RG: ("positive",)})]
    assert (of(found, "N10").starts, of(found, "N10").task.due) == (decided, decided + 30 * DAY)
    assert of(found, "N10").marks == ()


def test_a_field_may_be_recorded_later_and_for_another_time():
    since, at = FRIDAY - DAY, FRIDAY + HOUR
    setting = Setting(field=RG, values=("positive",), since=since, at=at)
    task = of(a_plan(a_row("N11", anchor="rg=positive", when="rg == positive"), settings=(setting,)), "N11")
    assert (task.starts, task.task.due) == (at, since + DAY)


def test_what_waits_says_for_what():
    found = a_plan(a_row("N11", anchor="rg=positive"), a_row("N12", anchor="N11", depends=("N11",)))
    assert (of(found, "N11").starts, of(found, "N11").waits) == (None, ("rg",))
    assert "N11" in of(found, "N12").waits


def test_what_stands_once_for_each_value_of_a_field_that_nobody_sets_waits_for_it():
    each = a_row("N4", per=RG)
    never = a_row("N5", per=RG, when="N4 == yes and jurisdiction == FR")
    found = a_plan(a_row("N1"), each, never, a_row("N6", depends=("N4",)))
    assert [one.task.code for one in found.tasks] == ["N1", "N6", "N4", "N5"]
    assert len({one.task.number for one in found.tasks}) == 4
    assert (of(found, "N4").starts, of(found, "N4").waits, of(found, "N4").needed) == (None, ("rg",), True)
    assert (of(found, "N5").waits, of(found, "N5").needed) == ((), False)
    assert of(found, "N6").waits == ("rg",)
    given = Setting(field=RG, values=("positive",), since=FRIDAY, at=FRIDAY)
    assert of(a_plan(each, settings=(given,)), "N4").starts == FRIDAY


def test_what_is_scheduled_runs_both_ways_from_its_moment():
    at = FRIDAY + 30 * DAY
    before = a_row("J1", clock=ClockKind.SCHEDULED, due=None, offset=Offset(Span(21, DAYS), before=True), anchor="t0")
    after = a_row("J17", clock=ClockKind.SCHEDULED, due=None, offset=Offset(Span(90, SpanUnit.MINUTES)), anchor="t0")
    found = a_plan(before, after, settings=(Setting(field=T0, since=at, at=FRIDAY),))
    assert of(found, "J1").task.due == at - 21 * DAY
    assert of(found, "J17").task.due == at + timedelta(minutes=90)


def test_a_moment_that_is_asked_at_opening_and_not_given_is_taken_far_enough_ahead():
    before = a_row("J1", clock=ClockKind.SCHEDULED, due=None, offset=Offset(Span(21, DAYS), before=True), anchor="t0")
    template = a_template(tasks=(before,), fields=FIELDS, ask=(T0,))
    found = plan_of(template)
    assert found.supposed == (T0,)
    assert of(found, "J1").task.due == FRIDAY + 7 * DAY
    since = a_row("M2", anchor="t0")
    assert of(plan_of(replace(template, tasks=(since,))), "M2").task.due == FRIDAY + DAY


# who is invited, and why


def test_who_opens_a_case_sits_in_it_and_the_others_are_the_only_ones():
    found = a_plan(a_row("N1"))
    assert found.opener == PAT
    assert [(one.role, one.agency, one.why) for one in found.invitations] == [
        ("first_responder", POLICE, "opener"),
        ("accommodation", HARBOUR, "only"),
        ("health", HEALTH, "only"),
        ("legal_aid", LEGAL, "only"),
    ]
    assert found.invitations[1].people == (HANA,)


def test_who_is_open_at_that_time_goes_before_who_is_closed():
    office = Hours(days=frozenset({0, 1, 2, 3}))  # closed on Fridays
    twins = (replace(AGENCIES[1], id=HEALTH, hours=office), AGENCIES[1])
    directory = a_directory()
    directory = replace(directory, agencies={**directory.agencies, **{one.id: one for one in twins}})
    (asked,) = [one for one in a_plan(a_row("N1"), directory=directory).invitations if one.role == "accommodation"]
    assert (asked.agency, asked.why, asked.instead_of) == (HARBOUR, "open", (HEALTH,))


def test_deputies_stand_in_and_it_is_said():
    away = a_person(HANA, "Hana", HARBOUR, absences=(Absence(start=FRIDAY - DAY, end=FRIDAY + DAY),))
    (asked,) = [
        one for one in a_plan(a_row("N1"), directory=a_directory(people=(away,))).invitations if one.agency == HARBOUR
    ]
    assert asked.deputies
    assert asked.people == (UserId("@hana.deputy:hs"),)


def test_a_role_that_is_needed_later_is_invited_then():
    late = RoleName("later")
    plain = a_template(tasks=(CONSENT, replace(REFER, owner=late)), fields=FIELDS)
    role = TemplateRole(name=late, types=("legal_aid",), asked=RoleAsked.NEEDED)
    roles = {name: one for name, one in plain.roles.items() if name != "legal_aid"}
    found = plan_of(replace(plain, roles={**roles, late: role}))
    asked = found.invitations[-1]
    assert (asked.role, asked.agency, asked.at) == (late, LEGAL, FRIDAY + DAY)


def test_a_role_that_nobody_fills_is_named():
    nobody = RoleName("interpreter")
    plain = a_template(tasks=(CONSENT,))
    found = plan_of(replace(plain, roles={**plain.roles, nobody: TemplateRole(name=nobody, types=("consular",))}))
    assert found.unfilled == (nobody,)


# what cannot be planned


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("jurisdiction", {"jurisdiction": JurisdictionId("XX")}),
        ("force", {"jurisdiction": NEW_YORK}),
        ("force", {"force": TaskForceId("none")}),
    ],
)
def test_where_nobody_works_nothing_is_planned(code, changes):
    with pytest.raises(CannotPlan) as no:
        a_plan(a_row("N1"), **changes)
    assert no.value.code == code


def test_a_template_that_is_only_extended_is_not_planned():
    with pytest.raises(CannotPlan) as no:
        plan_of(a_template(abstract=True))
    assert no.value.code == "abstract"


def test_a_lead_opens_where_no_agency_speaks():
    directory = a_directory()
    only_leads = replace(directory, people={user: directory.people[user] for user in (MORGAN, LEAD_DEPUTY, CHAIR)})
    with pytest.raises(CannotPlan) as no:
        a_plan(a_row("N1"), directory=only_leads)
    assert no.value.code == "nobody"
    nobody = replace(directory, people={CHAIR: directory.people[CHAIR]})
    with pytest.raises(CannotPlan) as no:
        a_plan(a_row("N1"), directory=nobody)
    assert no.value.code == "opener"


def test_the_task_force_that_opens_such_cases_goes_first():
    other = replace(TASK_FORCE, id=TaskForceId("other"), templates=())
    directory = replace(a_directory(), task_forces={other.id: other, NORTH: TASK_FORCE})
    assert a_plan(a_row("N1"), directory=directory).force.id == NORTH
    assert a_plan(a_row("N1"), directory=directory, force=other.id).force.id == other.id


def test_the_same_plan_twice():
    assert a_plan(CONSENT, REFER) == a_plan(CONSENT, REFER)


def test_the_plan_ends_with_the_last_thing_in_it():
    assert a_plan(CONSENT, REFER).until == FRIDAY + 2 * DAY


# the plan and the engine


def test_the_engine_says_at_each_mark_what_the_plan_says_and_nothing_in_between():
    found = a_plan(
        a_row("N1"), a_row("N8", clock=ClockKind.WATCH, due=Span(2, WORKING_DAYS), chase_every=Span(1, WORKING_DAYS))
    )
    for one in found.tasks:
        case = opened(found, one)
        for at in sorted({mark.at for mark in one.marks}):
            assert not pages(check(case, a_moment(at - SECOND, directory=found.directory)))
            decision = check(case, a_moment(at, directory=found.directory))
            assert [(page.told.target, page.told.telling, page.told.level) for page in pages(decision)] == [
                (whom.user, mark.kind, mark.level) for mark in one.marks if mark.at == at for whom in mark.whom
            ]
            case = with_task(case, next(row for row in decision.save if isinstance(row, Task)))


def pages(decision: Decision) -> list[Page]:
    return [effect for effect in decision.effects if isinstance(effect, Page)]


def opened(found: Plan, one: PlannedTask) -> CaseSnapshot:
    """The case of the plan with this task alone in it, as it begins."""
    seats = tuple(
        a_seat(asked.agency, user=user, role=asked.role) for asked in found.invitations for user in asked.people
    )
    case = a_case(opened_at=found.start, template=found.template.id)
    return a_case_snapshot(replace(one.task, case=case.id), case=case, seats=seats, template=found.template)
