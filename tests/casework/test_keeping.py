"""A period that protects the person does not end because somebody else sets a field: who may, and who hears of it."""

from dataclasses import replace

import pytest

from config.load import load_template, shipped_templates
from tests.builders import a_case, a_case_snapshot, a_directory, a_moment, a_row, a_seat
from tests.casework.saying import applied, words_of
from tests.casework.settling import an_event, knows, opened
from tests.cast import HANA, HARBOUR, HOUR, MINUTE, MORGAN, NOON, OPENED, PAT, POLICE
from tests.commands.talk import typed
from workflows.casework.resettling import resettle
from workflows.values.effects import TellPerson
from workflows.values.ids import RoleName
from workflows.values.model import ClockKind, TaskStatus

LATER = NOON + HOUR
NOT_THEIRS = (
    "That would end the recovery period (task {}) early. Only the person's support provider can do that; a lead can, "
    "with a reason. Nothing changed."
)
SHIPPED = ("uk-nrm-adult", "eu-referral-reflection")


def after(case, answer):
    """As it is stored: the last word on a row counts."""
    rows = {(type(one), getattr(one, "id", None) or id(one)): one for one in answer.decision.save}
    return applied(case, replace(answer.decision, save=tuple(rows.values())))


def shipped(name):
    """A case by a shipped template: Pat is first responder, Hana the support provider."""
    template = load_template(shipped_templates() / f"{name}.yaml")
    seats = (
        a_seat(POLICE, role=RoleName("first_responder")),
        a_seat(HARBOUR, user=HANA, role=RoleName("victim_support")),
    )
    empty = a_case_snapshot(case=a_case(next_number=1, version=0), seats=seats, template=template)
    made = resettle(replace(empty, tasks=()), a_moment(OPENED), PAT, asking=False).case
    tasks = tuple(replace(task, version=1) for task in made.tasks)
    return replace(made, case=replace(made.case, version=1), tasks=tasks)


def protected(name):
    """The case an hour after Pat has set the decision, and its period."""
    case = shipped(name)
    there = after(case, typed("!set rg positive", case))
    (period,) = [task for task in there.tasks if task.clock is ClockKind.PROTECTED and task.status is TaskStatus.OPEN]
    return there, period


def cut_records(answer):
    return [record for record in answer.decision.audit if record.action == "protected.cut"]


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("line", ["!unset rg", "!set rg negative", "!set rg positive 2026-10-01"])
def test_police_do_not_switch_it_off(name, line):
    case, period = protected(name)
    assert "no statement may be asked for" in typed("!add take a statement", case, now=LATER).said
    for text in (line, f"{line} because it suits us"):
        answer = typed(text, case, now=LATER)
        assert (answer.decision, answer.said) == (None, NOT_THEIRS.format(period.number))


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("line", ["!unset rg", "!set rg negative", "!set rg positive 2026-10-01"])
def test_the_support_provider_and_a_lead_with_a_reason_may_and_the_leads_hear_it(name, line):
    case, period = protected(name)
    theirs = typed(line, case, user=HANA, now=LATER)
    (told,) = [one for one in theirs.kinds(TellPerson) if one.key.startswith("cut:")]
    said = words_of(told.notice, a_directory(), LATER)
    assert told.user == MORGAN
    assert said.startswith(f"C-7F3K2 · task {period.number} · the recovery period ")
    assert "by Hana" in said
    assert [record.fields["as"] for record in cut_records(theirs)] == ["support"]

    bare = typed(line, case, user=MORGAN, now=LATER)
    assert bare.decision is None
    assert f"{line} because" in bare.said
    lead = typed(f"{line} because the decision was withdrawn", case, user=MORGAN, now=LATER)
    (record,) = cut_records(lead)
    assert (record.fields["as"], record.fields["why"]) == ("lead", "the decision was withdrawn")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_slip_is_taken_back_within_two_minutes_and_the_leads_hear_it(name):
    case, period = protected(name)
    answer = typed("!undo", case, now=NOON + MINUTE)
    assert after(case, answer).find(period.number).status is TaskStatus.WAITING
    assert [one.user for one in answer.kinds(TellPerson) if one.key.startswith("cut:")] == [MORGAN]
    assert [record.fields["as"] for record in cut_records(answer)] == ["undo"]


def test_two_corrections_taken_back_do_not_end_a_period_that_ran_before():
    case, period = protected("uk-nrm-adult")
    second = after(case, typed("!set rg positive 2026-11-27 12:30", case, now=LATER))
    third = after(second, typed("!set rg positive 2026-11-27 12:45", second, now=LATER + MINUTE / 2))
    back = after(third, typed("!undo", third, now=LATER + MINUTE))
    assert back.find(period.number).status is TaskStatus.OPEN
    answer = typed("!undo", back, now=LATER + MINUTE)
    assert (answer.decision, answer.said) == (None, NOT_THEIRS.format(period.number))


def test_what_makes_it_longer_is_free():
    case, period = protected("uk-nrm-adult")
    answer = typed("!set rg positive 2026-11-27 12:30", case, now=LATER)
    assert answer.task(period.number).due > period.due
    assert not cut_records(answer)


ROWS = (
    a_row("W", clock=ClockKind.WATCH, results=("positive", "negative")),
    a_row("P", clock=ClockKind.PROTECTED, due=None, when="rg == positive", kind="protected_period"),
)
EVENTS = (
    an_event("W == positive", sets={"rg": "positive"}),
    an_event("W == negative", sets={"rg": "negative"}),
)


def a_watched(**fields):
    case = opened(*ROWS, events=EVENTS)
    case = replace(case, tasks=tuple(replace(task, version=1) for task in case.tasks))
    return knows(case, **fields).case if fields else case


def test_nor_does_a_result_whose_event_would_end_it():
    case = a_watched(rg="positive")
    assert typed("!done 1 negative", case, now=LATER).said == NOT_THEIRS.format(2)
    lead = typed("!done 1 negative ref 2026/1187", case, user=MORGAN, now=LATER)
    assert [record.fields["as"] for record in cut_records(lead)] == ["lead"]


def test_nor_does_opening_again_what_it_began_with():
    case = a_watched()
    there = after(case, typed("!done 1 positive", case))
    assert there.tasks[1].status is TaskStatus.OPEN
    assert typed("!reopen 1 not sure", there, now=LATER).said == NOT_THEIRS.format(2)
    lead = typed("!reopen 1 not sure", there, user=MORGAN, now=LATER)
    assert [record.fields["why"] for record in cut_records(lead)] == ["not sure"]
