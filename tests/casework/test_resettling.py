"""What follows by itself from one change of a case, to the end and no further."""

from dataclasses import replace

import pytest

from tests.builders import a_moment, a_row
from tests.casework.settling import a_protocol, an_event, ends, knows, opened, stand
from tests.cast import ADMINS_ROOM, DAY, HOUR, NOON, OPENED, PAT, hours
from workflows.casework.resettling import resettle
from workflows.language.template import Offset, TemplateRole
from workflows.values.directory import Span, SpanUnit
from workflows.values.effects import Settle, Tell, TellPerson
from workflows.values.ids import FieldName, RoleName
from workflows.values.model import ClockKind, Lane, LastMove, TaskStatus
from workflows.values.notices.fields import EventsChase

OFFSET = Offset(Span(2, SpanUnit.DAYS), before=True)


def scheduled(code="S", **changes):
    return a_row(code, anchor="t0", clock=ClockKind.SCHEDULED, due=None, offset=OFFSET, **changes)


def test_the_key_of_what_is_said_of_an_empty_role_names_neither_role_nor_country():
    role = TemplateRole(name=RoleName("op_lead"), types=("customs",), per=FieldName("countries"))
    roles = {**a_protocol().roles, role.name: role}
    case = opened(a_row("A", owner=role.name, per=FieldName("countries")), roles=roles)
    done = knows(case, countries="RO PL")
    assert done.case.case.unfilled == ("op_lead RO", "op_lead PL")
    keys = {effect.key for effect in done.effects if isinstance(effect, TellPerson) and effect.key}
    assert len({key for key in keys if key.startswith("unfilled:")}) >= 2
    assert not [key for key in keys if "op_lead" in key or " RO" in key or " PL" in key]


# conditions


def test_a_task_waits_until_its_field_is_known_and_is_not_needed_when_it_says_no():
    case = opened(a_row("A", when="rg == positive"), a_row("B", when="rg == negative"))
    assert stand(case) == ["A waiting", "B waiting"]
    assert stand(knows(case, rg="positive").case) == ["A open", "B not-needed"]


def test_another_value_withdraws_what_had_begun_and_brings_the_other_back():
    case = knows(opened(a_row("A", when="rg == positive"), a_row("B", when="rg == negative")), rg="positive").case
    turned = knows(case, at=NOON + HOUR, rg="negative")
    assert stand(turned.case) == ["A withdrawn", "B open"]
    assert [record.fields for record in turned.records if record.action == "task.becomes-dropped"] == [
        {"why": "withdrawn"}
    ]
    assert Settle(task=case.tasks[0].id, case=case.case.id, episode=1) in turned.effects
    again = knows(turned.case, at=NOON + 2 * HOUR, rg="positive").case
    assert stand(again) == ["A open", "B withdrawn"]
    assert again.tasks[0].episode > case.tasks[0].episode, "its ladder begins at the bottom"


def test_what_hangs_on_what_is_not_needed_is_not_needed_either():
    case = opened(
        a_row("A", results=("yes", "no")),
        a_row("B", when="A == yes"),
        a_row("C", depends=("B",)),
        a_row("D", anchor="C"),
        a_row("E", when="C == done"),
    )
    assert stand(ends(case, 1, "no").case)[1:] == ["B not-needed", "C not-needed", "D not-needed", "E not-needed"]


def test_what_somebody_dropped_counts_as_ended():
    case = opened(a_row("A"), a_row("B", depends=("A",)))
    dropped = replace(case.tasks[0], status=TaskStatus.DROPPED, done_at=NOON)
    changed = replace(case, tasks=(dropped, case.tasks[1]))
    assert stand(resettle(changed, a_moment(), PAT, before=case).case) == ["A dropped", "B open"]


def test_a_clock_from_another_value_than_the_one_that_came_is_not_needed():
    case = opened(a_row("A", anchor="rg=positive"))
    assert stand(knows(case, rg="negative").case) == ["A not-needed"]


def test_the_jurisdiction_is_known_and_a_country_covers_its_parts():
    case = opened(a_row("A", when="jurisdiction == GB"), a_row("B", when="jurisdiction in [US, GB-SCT]"))
    assert stand(case) == ["A open", "B not-needed"]


def test_what_somebody_opened_again_against_its_condition_stays():
    case = knows(opened(a_row("A", when="rg == positive")), rg="negative").case
    move = LastMove(verb="reopen", by=PAT, at=NOON, status=TaskStatus.DROPPED, owner=case.tasks[0].owner, due=None)
    again = replace(case.tasks[0], status=TaskStatus.OPEN, result=None, done_at=None, last=move)
    case = replace(case, tasks=(again,))
    assert stand(resettle(case, a_moment(), PAT).case) == ["A open"]


# clocks


def test_a_field_may_have_become_true_before_somebody_said_so():
    case = opened(a_row("A", anchor="located", due=hours(24)))
    assert knows(case, located=OPENED - 5 * HOUR).case.tasks[0].due == OPENED + 19 * HOUR


def test_what_is_scheduled_is_open_without_a_time_until_it_is_set():
    (task,) = opened(scheduled()).tasks
    assert (task.status, task.due, task.started_at) == (TaskStatus.OPEN, None, None)
    found = knows(opened(scheduled()), t0=NOON + 10 * DAY)
    assert found.case.tasks[0].due == NOON + 8 * DAY
    assert found.moved == found.case.tasks


def test_with_the_moment_all_that_is_scheduled_moves_and_begins_its_ladder_anew():
    case = knows(opened(scheduled("S"), scheduled("R"), a_row("A")), t0=NOON + 10 * DAY).case
    due = case.tasks[1].due
    assert due is not None
    put_off = replace(case.tasks[1], due=due + HOUR)
    case = replace(case, tasks=(case.tasks[0], put_off, case.tasks[2]))
    found = knows(case, at=NOON + HOUR, t0=NOON + 20 * DAY)
    assert [task.due for task in found.case.tasks[:2]] == [NOON + 18 * DAY, NOON + 18 * DAY + HOUR]
    assert [task.episode - old.episode for task, old in zip(found.case.tasks, case.tasks, strict=True)] == [1, 1, 0]
    assert {task.code for task in found.moved} == {"S", "R"}


def test_a_time_that_people_gave_stays_where_another_anchor_moves():
    case = knows(opened(a_row("A", anchor="rg", due=hours(24)), a_row("B", anchor="rg", due=hours(24))), rg="positive")
    own = replace(case.case.tasks[0], due=NOON + 2 * DAY)
    before = replace(case.case, tasks=(own, case.case.tasks[1]))
    found = knows(before, at=NOON + HOUR, rg="negative")
    assert [task.due for task in found.case.tasks] == [NOON + 2 * DAY, NOON + 25 * HOUR]


def test_of_several_anchors_the_latest_that_is_known_counts():
    row = replace(a_row("A"), anchors=(a_row("x", anchor="rg=negative").anchors + a_row("x", anchor="located").anchors))
    case = knows(opened(row), located=NOON).case
    assert case.tasks[0].due == NOON + 24 * HOUR
    assert knows(case, at=NOON + HOUR, rg="negative").case.tasks[0].due == NOON + 25 * HOUR


def test_an_end_that_a_field_holds_comes_with_it():
    row = a_row("A", clock=ClockKind.EXPIRY, due=None, until="located")
    case = opened(row)
    assert (case.tasks[0].status, case.tasks[0].due) == (TaskStatus.OPEN, None)
    case = knows(case, located=NOON + 9 * DAY).case
    assert case.tasks[0].due == NOON + 9 * DAY
    assert knows(case, located=NOON + 12 * DAY).case.tasks[0].due == NOON + 12 * DAY


def test_a_protected_period_runs_for_its_least():
    row = a_row("P", clock=ClockKind.PROTECTED, due=None, least=Span(30, SpanUnit.DAYS), anchor="rg=positive")
    assert knows(opened(row), rg="positive").case.tasks[0].due == NOON + 30 * DAY


# one task for each value


def test_one_task_for_each_country_and_each_its_own():
    rows = (a_row("A", per="countries"), a_row("B", per="countries", depends=("A",)), a_row("C", depends=("B",)))
    case = opened(*rows)
    assert stand(case) == ["C waiting"]
    case = knows(case, countries="RO PL").case
    assert stand(case) == ["C waiting", "A:RO open", "A:PL open", "B:RO waiting", "B:PL waiting"]
    assert [task.number for task in case.tasks] == [1, 2, 3, 4, 5]
    assert case.tasks[1].title == "A (RO)"
    case = ends(case, 2).case
    assert stand(case) == ["C waiting", "A:RO done", "A:PL open", "B:RO open", "B:PL waiting"]
    case = ends(ends(case, 4).case, 3).case
    assert stand(ends(case, 5).case)[0] == "C open"


def test_a_country_that_goes_takes_its_tasks_along_and_a_new_one_brings_them():
    case = knows(opened(a_row("A", per="countries")), countries="RO PL").case
    case = knows(case, at=NOON + HOUR, countries="RO DE").case
    assert stand(case) == ["A:RO open", "A:PL withdrawn", "A:DE open"]
    assert stand(knows(case, at=NOON + 2 * HOUR, countries="RO PL DE").case)[1] == "A:PL open"


def test_a_number_makes_so_many():
    assert len(knows(opened(a_row("A", per="sites")), sites=3).case.tasks) == 3


def test_of_several_one_that_said_so_is_enough_and_no_answer_is_no_no():
    case = opened(a_row("A", per="countries", results=("go", "no_go")), a_row("B", when="A == no_go"))
    case = knows(case, countries="RO PL").case
    assert stand(ends(case, 2, "go").case)[0] == "B waiting", "the other may still say so"
    assert stand(ends(case, 2, "no_go").case)[0] == "B open"
    assert stand(ends(ends(case, 2, "go").case, 3, "go").case)[0] == "B not-needed"


# events


def test_an_event_writes_a_field_and_its_clocks_begin():
    case = opened(
        a_row("N8", results=("positive", "negative")),
        a_row("N10", anchor="rg=positive", when="rg == positive"),
        events=(an_event("N8 == positive and rg is not set", sets={"rg": "positive"}),),
    )
    found = ends(case, 1, "positive")
    assert found.case.case.fields[FieldName("rg")].values == ("positive",)
    assert found.case.tasks[1].due == NOON + 24 * HOUR
    assert [record.fields["field"] for record in found.records if record.action == "case.set"] == ["rg"]


def test_stages_only_go_forward():
    lanes = {Lane.SUPPORT: ("intake", "stabilise", "recovery")}
    events = (
        an_event("A is set", stages={Lane.SUPPORT: "stabilise"}),
        an_event("rg == positive", stages={Lane.SUPPORT: "recovery"}),
    )
    case = opened(a_row("A"), events=events, stages=lanes)
    assert case.case.stages == {Lane.SUPPORT: "intake"}
    case = knows(case, rg="positive").case
    assert case.case.stages == {Lane.SUPPORT: "recovery"}
    assert ends(case, 1).case.case.stages == {Lane.SUPPORT: "recovery"}


def test_an_event_happens_each_time_it_becomes_true_and_not_while_it_stays_so():
    case = opened(a_row("A"), events=(an_event("rg == positive", tell_lead=True),))

    def told(found):
        return [effect for effect in found.effects if isinstance(effect, TellPerson)]

    first = knows(case, rg="positive")
    assert len(told(first)) == 1
    same = knows(first.case, at=NOON + HOUR, rg="positive")
    assert told(same) == []
    away = knows(same.case, at=NOON + 2 * HOUR, rg="negative")
    assert len(told(knows(away.case, at=NOON + 3 * HOUR, rg="positive"))) == 1


def test_events_that_chase_each_other_are_stopped_and_the_administrators_hear_it():
    case = opened(
        a_row("A"),
        events=(
            an_event("located is set", sets={"rg": "positive"}),
            an_event("rg == positive", sets={"rg": "negative"}),
            an_event("rg == negative", sets={"rg": "positive"}),
        ),
    )
    found = knows(case, located=NOON)
    assert "events.stopped" in [record.action for record in found.records]
    (said,) = [effect for effect in found.effects if isinstance(effect, Tell) and effect.room == ADMINS_ROOM]
    assert isinstance(said.notice, EventsChase)
    assert said.notice.template == "uk-nrm-adult"
    assert ends(found.case, 1).case.tasks[0].status is TaskStatus.DONE


def test_conditions_that_chase_each_other_come_to_an_end():
    case = opened(
        a_row("A", when="not (B == done)"), a_row("B", when="not (A == done)"), a_row("C", depends=("A", "B"))
    )
    assert stand(case) == ["A waiting", "B waiting", "C waiting"]


# twice is once


@pytest.mark.parametrize("fields", [{"rg": "positive"}, {"countries": "RO PL"}, {"t0": NOON + 10 * DAY}])
def test_settling_what_is_settled_changes_nothing(fields):
    case = opened(
        a_row("A", when="rg == positive"), a_row("B", per="countries"), scheduled(), a_row("C", depends=("A",)),
        events=(an_event("rg == positive", tell_lead=True),),
    )  # fmt: skip
    case = knows(case, **fields).case
    for before in (None, case):
        found = resettle(case, a_moment(NOON + HOUR), None, before=before)
        assert (found.saved, found.effects, found.records) == ((), (), ())
        assert found.case == case


def test_where_a_period_falls_away_what_it_held_begins_anew():
    period = a_row("P", clock=ClockKind.PROTECTED, due=None, least=Span(30, SpanUnit.DAYS), anchor="rg=positive",
                   when="rg == positive", blocks=("statement",))  # fmt: skip
    case = knows(opened(period, a_row("S", kind="statement")), rg="positive").case
    after = knows(case, at=NOON + HOUR, rg="negative").case
    assert stand(after) == ["P withdrawn", "S open"]
    assert after.tasks[1].episode == case.tasks[1].episode + 1


def test_what_lapsed_runs_again_with_a_later_end():
    row = a_row("A", clock=ClockKind.EXPIRY, due=None, until="located")
    case = knows(opened(row), located=NOON).case
    lapsed = replace(case, tasks=(replace(case.tasks[0], lapsed_at=NOON),))
    assert knows(lapsed, at=NOON + HOUR, located=NOON + DAY).case.tasks[0].lapsed_at is None


def test_a_period_is_never_shorter_than_its_least():
    least = Span(30, SpanUnit.DAYS)
    row = a_row("P", clock=ClockKind.PROTECTED, due=None, least=least, anchor="located")
    case = knows(opened(row), located=NOON).case
    longer = replace(case, tasks=(replace(case.tasks[0], due=NOON + 35 * DAY),))
    assert knows(longer, at=NOON + HOUR, located=NOON + 10 * DAY).case.tasks[0].due == NOON + 40 * DAY
    assert knows(longer, at=NOON + HOUR, located=NOON + DAY).case.tasks[0].due == NOON + 35 * DAY


def test_what_comes_back_is_as_it_was():
    case = opened(a_row("A", when="not (rg == negative)"), a_row("B"))
    case = knows(case, rg="positive").case
    held = replace(case.tasks[0], status=TaskStatus.TAKEN, taken_by=PAT, taken_until=NOON + DAY, due=NOON + 2 * DAY)
    case = replace(case, tasks=(held, case.tasks[1]))
    away = knows(case, at=NOON + HOUR, rg="negative").case
    assert stand(away)[0] == "A withdrawn"
    (back, _) = knows(away, at=NOON + 2 * HOUR, rg="positive").case.tasks
    assert (back.status, back.taken_by, back.due) == (TaskStatus.TAKEN, PAT, NOON + 2 * DAY)
    (late, _) = knows(away, at=NOON + 2 * DAY, rg="positive").case.tasks
    assert (late.status, late.taken_by) == (TaskStatus.OPEN, None)


def test_what_waited_by_name_for_a_task_that_is_withdrawn_waits_no_more():
    case = knows(opened(a_row("A", when="rg == positive"), a_row("B")), rg="positive").case
    first, second = case.tasks
    waits = replace(second, status=TaskStatus.BLOCKED, depends=(first.number,), blocked_by=first.owner)
    settled = knows(replace(case, tasks=(first, waits)), rg="negative")
    assert stand(settled.case) == ["A withdrawn", "B open"]
    assert settled.case.tasks[1].blocked_by is None
    assert settled.case.tasks[1] in settled.saved
