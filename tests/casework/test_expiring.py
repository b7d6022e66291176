"""What lapses and is renewed: how often, for how long, and after it had lapsed."""

from dataclasses import replace

import pytest

from tests.builders import a_case_snapshot, a_row, a_task, a_template
from tests.cast import DAY, HANA, HOUR, MINUTE, MORGAN, NOON, OPENED, PAT, hours
from tests.commands.talk import after, typed
from workflows.language.template import Renewals
from workflows.values.directory import Span, SpanUnit
from workflows.values.effects import Settle
from workflows.values.ids import FieldName
from workflows.values.model import ClockKind, TaskStatus

ENDS = OPENED + 90 * DAY  # Thursday 25 February 2027


def days(amount: int) -> Span:
    return Span(amount, SpanUnit.DAYS)


ONCE = Renewals(most=1, by=days(30))


def a_letter(renewals: Renewals | None = ONCE, *, until=None, **changes):
    row = a_row("M5", clock=ClockKind.EXPIRY, due=None, lasts=hours(2160), renewals=renewals, until=until)
    task = a_task(5, **{"code": "M5", "clock": ClockKind.EXPIRY, "due": ENDS, "original_due": ENDS, **changes})
    return replace(a_case_snapshot(task), template=a_template(tasks=(row,)))


def test_it_goes_on_from_the_end_it_has():
    answer = typed("!renew 5", a_letter(level=1))
    assert answer.said == (
        "Task 5 is renewed until Sat 27 Mar 2027 10:00 (UTC+0), in 119 d 22 h (renewal 1 of 1). "
        "Wrong? `!undo` until 12:02."
    )
    task = answer.task(5)
    assert (task.due, task.renewed, task.level, task.episode) == (ENDS + 30 * DAY, 1, 0, 2)
    assert [effect.episode for effect in answer.kinds(Settle)] == [1]
    assert typed("!renew 5", after(a_letter(), answer)).said == (
        "Task 5 can be renewed once only, and was. Nothing changed."
    )


@pytest.mark.parametrize("line", ["!renew 5", "!renew 5 27 feb 2027", "!renew 5 3d"])
def test_what_had_lapsed_is_renewed_and_it_is_said(line):
    lapsed = a_letter(lapsed_at=ENDS, level=2)
    answer = typed(line, lapsed, now=ENDS + DAY)
    assert "It had lapsed since Thu 25 Feb 10:00." in answer.said
    assert answer.task(5).lapsed_at is None
    undone = typed("!undo", after(lapsed, answer), now=ENDS + DAY + MINUTE)
    assert (undone.task(5).lapsed_at, undone.task(5).due, undone.task(5).renewed) == (ENDS, ENDS, 0)


def test_from_now_where_another_time_from_its_end_would_be_past():
    now = ENDS + 40 * DAY
    assert typed("!renew 5", a_letter(lapsed_at=ENDS), now=now).task(5).due == now + 30 * DAY


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("!renew 5 1 apr 2027", "Task 5: one renewal lasts until Sat 27 Mar 2027 10:00 at most. Nothing changed."),
        ("!renew 5 40d", "Task 5: one renewal lasts until Sat 27 Mar 2027 10:00 at most. Nothing changed."),
        (
            "!renew 5 1 dec",
            "Task 5 runs until Thu 25 Feb 2027 10:00 already: a renewal ends after that. Nothing changed.",
        ),
    ],
)
def test_a_date_within_what_one_renewal_gives(line, said):
    assert typed(line, a_letter()).said == said


def test_a_shorter_time_may_be_said():
    assert typed("!renew 5 10d", a_letter()).task(5).due == ENDS + 10 * DAY


@pytest.mark.parametrize(
    ("renewals", "renewed", "said"),
    [
        (None, 0, "Task 5 cannot be renewed. Nothing changed."),
        (Renewals(most=3, by=days(30)), 3, "Task 5 can be renewed 3 times, and was. Nothing changed."),
        (Renewals(by=None), 0, "Renewed until when? `!renew 5 2027-05-26`"),
    ],
)
def test_what_cannot_be_renewed_so(renewals, renewed, said):
    assert typed("!renew 5", a_letter(renewals, renewed=renewed)).said == said


def test_without_a_limit_and_for_as_long_as_is_said():
    answer = typed("!renew 5 2027-05-26", a_letter(Renewals(by=None), renewed=7))
    assert "(renewal 8)" in answer.said
    assert f"{answer.task(5).due:%Y-%m-%d}" == "2027-05-26"
    assert typed("!renew 5", a_letter(Renewals(by=days(730)), renewed=40)).task(5).due == ENDS + 730 * DAY


def test_an_end_that_is_set_is_set_anew():
    case = a_letter(None, until=FieldName("jit_ends"))
    assert typed("!renew 5", case).said == ("Task 5 ends at a time that is set: `!set jit_ends DATE`. Nothing changed.")


def test_only_what_lapses_and_only_by_its_agency_or_a_lead():
    assert typed("!renew 4", a_case_snapshot()).said == "Task 4 is nothing that lapses. Nothing changed."
    assert typed("!renew 5", a_letter(), user=HANA).said.startswith("Only City Police or a lead can do that")
    assert typed("!renew 5", a_letter(), user=MORGAN).task(5).renewed == 1


def test_a_take_ends_with_the_renewal():
    taken = a_letter(status=TaskStatus.TAKEN, taken_by=PAT, taken_until=NOON + HOUR)
    assert typed("!renew 5", taken).task(5).status is TaskStatus.OPEN
