"""What a board says of tasks that wait, of lanes and banners; and why a task waits or is not needed."""

from dataclasses import replace

from bot.text.render import Reader, render
from commands.spec import Place
from tests.builders import a_directory, a_moment, a_row
from tests.casework.settling import FIELDS, a_protocol, ends, knows, opened, opened_by
from tests.cast import HOUR, NOON, PAT
from tests.commands.talk import typed
from workflows.casework.board import compose
from workflows.language.template import Banner, Offset
from workflows.values.directory import Span, SpanUnit
from workflows.values.model import ClockKind, Lane, RoomKind, Where

BEFORE = Offset(Span(2, SpanUnit.DAYS), before=True)


def lines(case, kind=RoomKind.JOINT):
    reader = Reader(now=NOON, directory=a_directory(), zone="Europe/London")
    body = render(compose(case, kind, a_moment(NOON)), reader).body
    return body.replace("\u2068", "").replace("\u2069", "").splitlines()


def scheduled(code):
    return a_row(code, anchor="t0", clock=ClockKind.SCHEDULED, due=None, offset=BEFORE)


def test_what_waits_for_a_field_is_one_line_with_how_many_and_for_which():
    case = opened(
        a_row("A"),
        *(a_row(f"R{number}", when="rg == positive") for number in range(7)),
        a_row("L", anchor="located"),
        a_row("P", per="countries"),
        a_row("D", depends=("A",)),
    )
    board = lines(case)
    assert board[2:] == [
        "1 A · City Police · due Sat 28 Nov 10:00",
        "10 D · City Police · due Sat 28 Nov 10:00 · waits for 1",
        "Not begun: 7 wait for Reasonable grounds decision, 1 waits for Located, 1 waits for Countries.",
        "Done 0 of 10.",
    ]


def test_what_was_withdrawn_is_not_counted():
    case = knows(opened(a_row("A"), a_row("R", when="rg == positive")), rg="positive").case
    assert lines(case)[-1] == "Done 0 of 2."
    assert lines(knows(case, at=NOON + HOUR, rg="negative").case)[-1] == "Done 0 of 1."


def test_what_has_no_time_yet_says_so():
    assert "1 S · City Police · no time set yet (T-0)" in lines(opened(scheduled("S")))


def test_both_lanes_stand_there_support_first():
    lanes = {Lane.JUSTICE: ("intake", "court_case"), Lane.SUPPORT: ("stabilise",)}
    assert lines(opened(a_row("A"), stages=lanes))[1] == "Support: stabilise, Justice: intake. Lead: City Police."
    said = typed("!case status", opened(a_row("A"), stages=lanes)).said
    assert "Support: stabilise, Justice: intake. Lead: City Police." in said


def test_banners_of_the_template_and_of_tasks_that_run():
    template = a_protocol(
        a_row("A", banner="Never use relief as a bargaining chip"),
        a_row("B", banner="Hidden while it waits", depends=("A",)),
        banners=(Banner("Support is unconditional", ("S1",)), Banner("Counts only", ("S2",))),
        sources={"S1": "[A] read", "S2": "[B] not read"},
    )
    case = opened_by(replace(template, fields=FIELDS))
    assert lines(case)[2:5] == [
        "Support is unconditional",
        "Counts only (to be confirmed)",
        "1 Never use relief as a bargaining chip",
    ]
    assert not any("Hidden" in line for line in lines(case))


def test_never_more_than_fifteen_lines_with_all_of_it():
    rows = [a_row(f"A{number}", banner=f"Banner {number}") for number in range(20)]
    case = opened(*rows, a_row("R", when="rg == positive"), banners=(Banner("One"), Banner("Two")))
    assert len(lines(case)) <= 15
    assert lines(case)[-2:] == [
        "Not begun: 1 waits for Reasonable grounds decision.",
        "Done 0 of 21. ".strip(),
    ]


def test_the_joint_board_says_nothing_of_what_waits_in_the_other_room():
    case = opened(a_row("A"), a_row("R", when="rg == positive", where=Where.SUPPORT))
    assert not any("Not begun" in line for line in lines(case))
    assert any("Not begun: 1 waits" in line for line in lines(case, RoomKind.SUPPORT))


# one task


def test_a_waiting_task_says_for_what():
    case = opened(a_row("A"), a_row("B", depends=("A",), when="rg == positive"))
    assert "Waits for 1.\nWaits for: Reasonable grounds decision." in typed("!show 2", case).said
    assert typed("!why 2", case).said.splitlines()[0].endswith("waits for 1 and Reasonable grounds decision")
    assert "waits for 1 · waits for: Reasonable grounds decision" in typed("!list", case).said
    assert typed("!done 2", case).said == (
        "Task 2 waits for 1 and: Reasonable grounds decision. Nothing changed. `!set rg`"
    )
    assert "`set C-7F3K2 rg`" in typed("done C-7F3K2/2", case, place=Place.CHAT, user=PAT).said


def test_what_is_not_needed_says_why():
    case = opened(a_row("A", results=("yes", "no")), a_row("B", when="A == yes and rg == positive"))
    case = ends(case, 1, "no").case
    assert "Task 2 · City Police · not needed" in typed("!show 2", case).said
    assert "As things stand: task 1 is no." in typed("!show 2", case).said
    assert typed("!why 2", case).said.splitlines()[0].endswith("not needed, since Fri 27 Nov 12:00: task 1 is no")
    assert typed("!done 2", case).said == ("Task 2 is not needed as things stand. Nothing changed. `!reopen 2 why`")


def test_what_was_withdrawn_says_so_and_what_hangs_on_it():
    case = knows(opened(a_row("A", when="rg == positive"), a_row("B", depends=("A",))), rg="positive").case
    case = knows(case, at=NOON + HOUR, rg="negative").case
    assert "withdrawn: not needed any more" in typed("!show 1", case, now=NOON + HOUR).said
    assert "As things stand: Reasonable grounds decision is negative." in typed("!show 1", case).said
    assert "As things stand: task 1 is not needed." in typed("!show 2", case).said
