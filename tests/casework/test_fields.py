"""What people set in a case, as they type it: the answer, what follows, who may, and how it is put right."""

from dataclasses import replace

import pytest

from commands.spec import Place
from tests.builders import a_moment, a_room, a_row
from tests.casework.saying import applied, words_of
from tests.casework.settling import RG, an_event, knows, opened, opened_by, stand
from tests.casework.settling import a_protocol as protocol
from tests.cast import (
    DAY,
    HANA,
    HEATH,
    HOUR,
    JOINT_ROOM,
    MINUTE,
    MORGAN,
    NOON,
    OPENED,
    PAT,
    RESPONDER,
    hours,
    minutes,
    working_days,
)
from tests.commands.talk import typed
from workflows.language.template import FieldKind, Offset, TemplateField
from workflows.values.directory import Span, SpanUnit
from workflows.values.effects import Settle, Tell
from workflows.values.ids import FieldName
from workflows.values.model import Case, ClockKind, RoomKind, TaskStatus, Where
from workflows.values.notices.fields import OnlyRolesSet

POSITIVE = (
    a_row(
        "N8", clock=ClockKind.WATCH, due=working_days(5), results=("positive", "negative"), kind="authority_decision"
    ),
    a_row("N11", anchor="rg=positive", when="rg == positive", due=hours(48)),
    a_row("N17", anchor="rg=negative", when="rg == negative", due=hours(720)),
)
EVENTS = (
    an_event("N8 == positive and (rg is not set or rg == negative)", sets={"rg": "positive"}),
    an_event("N8 == negative and (rg is not set or rg == positive)", sets={"rg": "negative"}),
)


def row(answer, kind):
    return [saved for saved in answer.decision.save if isinstance(saved, kind)][-1]


def after(case, answer):
    return applied(case, replace(answer.decision, save=_once(answer.decision.save)))


def _once(rows):
    """As they are stored: the last word on a row counts."""
    return tuple({(type(one), getattr(one, "id", None)): one for one in rows}.values())


def a_case():
    case = opened(*POSITIVE, events=EVENTS)
    return replace(case, tasks=tuple(replace(task, version=1) for task in case.tasks))


def test_a_decision_is_set_with_its_date_and_the_clocks_run_from_it():
    answer = typed("!set rg positive 2026-11-20", a_case())
    assert answer.said == (
        "Reasonable grounds decision: positive, since Fri 20 Nov 12:00. Task 1 is done with it. "
        "Wrong? !undo until 12:02, later !set rg negative.\n"
        "Task 2 starts (City Police): due Sun 22 Nov 12:00 (UTC+0), 5 d ago.\n"
        "Already past: 2.\n"
        "Not needed then: 3."
    ).replace("!undo", "`!undo`").replace("!set rg negative", "`!set rg negative`")
    value = row(answer, Case).fields["rg"]
    assert (value.values, value.set_by, value.set_at) == (("positive",), PAT, NOON)
    assert [record.action for record in answer.decision.audit][:2] == ["case.set", "task.done"]


def test_the_watch_that_waited_for_it_ends_with_that_result_and_its_event_keeps_the_date():
    case = a_case()
    answer = typed("!set rg positive yesterday 16:00", case)
    watch = answer.task(1)
    assert (watch.status, watch.result, watch.done_by) == (TaskStatus.DONE, "positive", PAT)
    assert Settle(task=watch.id, case=case.case.id, episode=1) in answer.decision.effects
    assert row(answer, Case).fields["rg"].since == NOON - 20 * HOUR


def test_undo_takes_back_the_field_the_watch_and_what_began():
    case = a_case()
    there = after(case, typed("!set rg positive", case))
    assert stand(there) == ["N8 done", "N11 open", "N17 not-needed"]
    answer = typed("!undo", there, now=NOON + MINUTE)
    back = after(there, answer)
    assert stand(back) == ["N8 open", "N11 waiting", "N17 waiting"]
    assert back.case.fields == {}
    assert "nothing is known of it, as before" in answer.said
    assert typed("!undo", back, now=NOON + MINUTE).decision is None


def test_undo_of_a_result_takes_back_what_its_event_wrote():
    case = a_case()
    there = after(case, typed("!done 1 positive", case))
    assert there.case.fields["rg"].values == ("positive",)
    back = after(there, typed("!undo", there, now=NOON + MINUTE))
    assert (stand(back), back.case.fields) == (["N8 open", "N11 waiting", "N17 waiting"], {})


def test_another_decision_later_takes_the_place_of_the_first():
    case = a_case()
    there = after(case, typed("!set rg positive", case))
    answer = typed("!set rg negative", there, now=NOON + DAY)
    assert stand(after(there, answer)) == ["N8 done", "N11 withdrawn", "N17 open"]
    undone = after(after(there, answer), typed("!undo", after(there, answer), now=NOON + DAY + MINUTE))
    assert undone.case.fields["rg"].values == ("positive",)
    assert stand(undone) == ["N8 done", "N11 open", "N17 withdrawn"]


def test_unset_says_how_to_set_it_again():
    case = a_case()
    there = after(case, typed("!set rg positive", case))
    answer = typed("!unset rg", there, now=NOON + HOUR)
    assert answer.said == (
        "Reasonable grounds decision: nothing is known of it any more. Wrong? `!set rg positive`\nWaiting again: 2."
    )
    assert typed("!unset rg", after(there, answer)).said == (
        "Nothing is known of Reasonable grounds decision yet. Nothing changed."
    )


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("!set countries RO PL", ("RO", "PL")),
        ("!Set Countries to ro, pl and de.", ("RO", "PL", "DE")),
        ("!set sites 3", ("3",)),
        ("!set RG Positive", ("positive",)),
        ("!set rg = negative", ("negative",)),
    ],
)
def test_what_phones_make_of_it_is_understood(line, values):
    fields = row(typed(line.replace(" = ", " "), opened(a_row("A"))), Case).fields
    assert [value.values for value in fields.values()] == [values]


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("!set t0 2026-12-01 05:00", OPENED.replace(month=12, day=1, hour=5)),
        ("!set t0 tue 5:00", OPENED.replace(month=12, day=1, hour=5)),
        ("!set located 2h ago", NOON - 2 * HOUR),
        ("!set located 11:00", NOON - HOUR),
        ("!set located now", NOON),
    ],
)
def test_a_time_is_read_as_that_field_usually_is(line, at):
    scheduled = a_row("S", anchor="t0", clock=ClockKind.SCHEDULED, due=None, offset=Offset(Span(0, SpanUnit.HOURS)))
    (value,) = row(typed(line, opened(scheduled, a_row("A"))), Case).fields.values()
    assert (value.values, value.since) == ((), at)


def test_moving_the_moment_names_what_moves_and_what_is_past():
    rows = [
        a_row(f"S{days}", anchor="t0", clock=ClockKind.SCHEDULED, due=None,
              offset=Offset(Span(days, SpanUnit.DAYS), before=True))
        for days in (21, 3)
    ]  # fmt: skip
    case = opened(*rows)
    answer = typed("!set t0 2026-12-01 05:00", case)
    assert answer.said.splitlines()[1:] == ["New due times: 1, 2.", "Already past: 1."]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("!set xx", "This case has no `xx`. It has: rg, t0, located, countries, sites."),
        ("!set tO yes", "`yes` is not a time. Try `!set t0 2h ago`."),
        ("!set contries RO", "This case has no `contries`. Did you mean `!set countries`? It has: rg, t0, "),
        ("!set rg maybe", "Reasonable grounds decision cannot be `maybe`. One of: positive, negative. Try `!set rg po"),
        ("!set rg positive 31 feb", "There is no such day: `31 feb`. Try `!set rg positive 2026-11-27`."),
        ("!set rg positive tomorrow 9:00", "That is still to come: since when is it true? Try `!set rg positive 2026"),
        ("!set rg positive soon", "`soon` is not a time. Try `!set rg positive 2026-11-27`."),
        ("!set countries RO FR", "Countries cannot be `FR`. One of: RO, PL, DE. Try `!set countries RO PL`."),
        ("!set sites 0", "`0` is not a number from 1 to 9. Try `!set sites 1`."),
        ("!set sites many", "`many` is not a number from 1 to 9. Try `!set sites 1`."),
        ("!set sites 3 4", "`3 4` is not a number from 1 to 9. Try `!set sites 1`."),
        ("!unset", "A word is missing: `!unset [C-…] FIELD`"),
        ("!set rg someone@example.org", "That looks like an e"),
    ],
)
def test_what_cannot_be_is_one_line_with_the_correct_form(line, said):
    answer = typed(line, opened(a_row("A")))
    assert answer.decision is None
    assert answer.said.startswith(said), answer.said
    assert "\n" not in answer.said


def test_the_same_again_changes_nothing():
    case = knows(opened(a_row("A")), rg="positive").case
    assert typed("!set rg positive", case).said == (
        "Reasonable grounds decision is positive already, since Fri 27 Nov 12:00. Nothing changed."
    )


def test_showing_says_what_it_is_may_be_and_who_sets_it():
    field = replace(RG, set_by=(RESPONDER,))
    case = knows(opened_by(replace(protocol(a_row("A")), fields={field.name: field})), rg="positive").case
    assert typed("!set rg", case, user=HEATH).said == (
        "Reasonable grounds decision: positive, since Fri 27 Nov 12:00 (set by Pat (City Police)).\n"
        "It may be: positive, negative.\nSet by: first responder, or a lead.\n`!set rg negative`"
    )
    shown = typed("!set", case, user=HEATH).said.splitlines()
    assert shown[1] == "rg Reasonable grounds decision: positive, since Fri 27 Nov 12:00"


def test_only_the_roles_that_are_named_set_it_and_leads():
    field = replace(RG, set_by=(RESPONDER,))
    case = opened_by(replace(protocol(a_row("A")), fields={field.name: field}))
    refused = typed("!set rg positive", case, user=HANA)
    assert isinstance(refused.notice, OnlyRolesSet)
    assert refused.said == "Reasonable grounds decision is set by first responder, or a lead. Nothing changed."
    for user in (PAT, MORGAN):
        assert typed("!set rg positive", case, user=user).decision is not None


def test_the_room_hears_what_was_set_elsewhere():
    answer = typed("set C-7F3K2 rg positive", a_case(), place=Place.CHAT)
    (told,) = [effect for effect in answer.kinds(Tell) if effect.room == JOINT_ROOM]
    assert words_of(told.notice, a_moment().directory, chat=False) == (
        "Reasonable grounds decision: positive, since Fri 27 Nov 12:00. Set by Pat (City Police)."
    )
    assert answer.said.startswith("C-7F3K2 · Reasonable grounds decision: positive")
    assert "`set C-7F3K2 rg negative`" in answer.said


def test_tasks_of_the_support_only_room_are_counted_and_not_named_in_the_joint_room():
    hidden = a_row("H", when="rg == positive", where=Where.SUPPORT)
    case = opened(hidden, a_row("A"))
    case = replace(case, rooms=(a_room(), a_room(RoomKind.SUPPORT)))
    said = typed("!set rg positive", case).said
    assert "In the support-only room: 1 more changed." in said
    assert "Task 1" not in said
    assert "Task 1 starts" in typed("!set rg positive", case, kind=RoomKind.SUPPORT).said


# what `done` says of fields


MET = TemplateField(name=FieldName("met"), label="People met", kind=FieldKind.COUNT, least=0, most=999)
ADULTS = replace(MET, name=FieldName("adults"), label="Adults")
REPORT = opened_by(
    replace(
        protocol(
            a_row("R", asks=(MET.name, ADULTS.name), results=("given", "none")),
            a_row("C", when="met == 12 and adults == 9"),
            a_row("A", results=("yes", "needs_time"), again=("needs_time",)),
        ),
        fields={MET.name: MET, ADULTS.name: ADULTS},
    )
)


@pytest.mark.parametrize("line", ["!done 1 given met 12 adults 9", "!done 1 Given, met 12, adults 9."])
def test_done_gives_the_counts_that_a_task_asks_for(line):
    answer = typed(line, REPORT)
    assert answer.said.startswith("Task 1 done (City Police, given, met 12, adults 9).")
    assert {name: value.values for name, value in row(answer, Case).fields.items()} == {
        "met": ("12",), "adults": ("9",),
    }  # fmt: skip
    there = after(REPORT, answer)
    assert stand(there)[:2] == ["R done", "C open"]
    back = after(there, typed("!undo", there, now=NOON + MINUTE))
    assert (stand(back)[:2], back.case.fields) == (["R open", "C waiting"], {})


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("!done 1 given met many", "`many` is not a number from 0 to 999. Try `!done 1 met 1`."),
        ("!done 1 given met", "`nothing` is not a number from 0 to 999. Try `!done 1 met 1`."),
        ("!done 3 needs_time", "Until when? `!done 3 needs_time 2d`"),
        ("!done 3 needs time -1h", "A deadline can only move later"),
    ],
)
def test_counts_and_times_that_cannot_be(line, said):
    answer = typed(line, REPORT)
    assert answer.decision is None
    assert answer.said.startswith(said) or "needs time -1h" in line, answer.said


def test_a_result_that_is_no_end_puts_the_task_off():
    answer = typed("!done 3 needs time 2d", REPORT)
    task = answer.task(3)
    assert (task.status, task.result, task.due) == (TaskStatus.OPEN, "needs_time", NOON + 2 * DAY)
    assert answer.said == "Task 3 is now due Sun 29 Nov 12:00 (UTC+0), in 2 d."
    assert typed("!done 3 yes", after(REPORT, answer)).task(3).status is TaskStatus.DONE


def test_what_never_ran_begins_when_somebody_opens_it_again():
    case = knows(opened(a_row("A", when="rg == positive", anchor="located", due=hours(24))), rg="negative").case
    answer = typed("!reopen 1 needed all the same", case)
    task = answer.task(1)
    assert (task.status, task.due, task.started_at) == (TaskStatus.OPEN, NOON + DAY, NOON)


def test_what_is_due_at_once_is_called_so_and_not_past():
    answer = typed("!set rg positive", opened(a_row("A", anchor="rg=positive", due=minutes(0))))
    assert answer.said.endswith("Task 1 starts (City Police): now.")


def test_of_several_other_values_none_is_guessed_as_an_example():
    three = replace(RG, values=("positive", "negative", "suspended"))
    case = opened_by(replace(protocol(a_row("A")), fields={three.name: three}))
    assert typed("!set rg", case).said.endswith("`!set rg positive`")
    assert typed("!set rg negative", case).said.endswith("later `!set rg …`.")
