"""The board: what is late first, absolute times with their dates, at most fifteen lines, nothing of the other room."""

from dataclasses import replace
from typing import Any

import pytest

from bot.text.render import Reader, render
from commands.spec import Place
from tests.builders import a_case, a_case_snapshot, a_directory, a_handle, a_moment, a_room, a_row, a_task, a_template
from tests.cast import HARBOUR, HEALTH, HEATH, HOUR, LEGAL, LENA, MORGAN, NOON, OPENED, PAT
from tests.commands.talk import typed
from workflows.casework.board import compose
from workflows.language.template import Basis
from workflows.values.effects import ShowBoard
from workflows.values.ids import RoleName, StageName
from workflows.values.model import CaseState, ClockKind, Lane, Presence, RoomKind, TaskStatus, Where

NOW = OPENED + 4 * HOUR + 40 * (HOUR / 60)


def words(case, kind=RoomKind.JOINT, now=NOW):
    reader = Reader(now=now, directory=a_directory(), zone="Europe/London")
    return render(compose(case, kind, a_moment(now)), reader).body.replace("\u2068", "").replace("\u2069", "")


def lines(case, kind=RoomKind.JOINT):
    return words(case, kind).splitlines()


def test_a_board_reads_so():
    tasks = (
        a_task(1, status=TaskStatus.DONE),
        a_task(2, owner=HEALTH, title="Offer urgent medical help", due=OPENED + 4 * HOUR),
        a_task(4, status=TaskStatus.TAKEN, taken_by=PAT, taken_until=OPENED + 5 * HOUR),
        a_task(6, owner=HARBOUR, title="Accommodation need", status=TaskStatus.BLOCKED, blocked_by=HEALTH),
        a_task(7, owner=HARBOUR, title="Safe accommodation", status=TaskStatus.WAITING, depends=(6,), due=None),
        a_task(8, title="Decision", clock=ClockKind.WATCH, due=OPENED + 200 * HOUR),
        a_task(9, title="Not needed", status=TaskStatus.DROPPED),
    )
    stabilised = a_case(unfilled=(RoleName("interpreter"),), stages={Lane.SUPPORT: StageName("stabilise")})
    case = a_case_snapshot(*tasks, case=stabilised)
    absent = tuple(
        replace(member, presence=Presence.INVITED, invited_at=OPENED + 3 * HOUR) if member.user == LENA else member
        for member in case.members
    )
    assert lines(replace(case, members=absent)) == [
        "1 late, next Fri 27 Nov 16:00 · HERON · C-7F3K2 · P2 · as of Fri 27 Nov 14:40 (UTC+0)",
        "Stage: stabilise. Lead: City Police.",
        "2 Offer urgent medical help · Health East · late since Fri 27 Nov 14:00",
        "4 Explain the referral; record the decision · City Police · due Fri 27 Nov 16:00"
        " · taken until Fri 27 Nov 15:00",
        "6 Accommodation need · Harbour Support · due Fri 27 Nov 16:00 · waits for Health East",
        "8 Decision · City Police watches · expected by Sat 5 Dec 18:00",
        "7 Safe accommodation · Harbour Support · waits for 6",
        "Done 1 of 6. Not here yet: Legal Aid South (invited Fri 27 Nov 13:00). No one yet: interpreter.",
    ]


def test_the_first_line_holds_no_title():
    case = a_case_snapshot(a_task(4, title="CANARY", due=OPENED))
    assert "CANARY" not in lines(case)[0]
    assert "CANARY" in words(case)


@pytest.mark.parametrize("count", [1, 11, 12, 40])
def test_never_more_than_fifteen_lines(count):
    shown = lines(a_case_snapshot(*(a_task(number) for number in range(1, count + 1))))
    assert len(shown) <= 15
    assert any(f"and {count - 11} more: `!list`" in line for line in shown) is (count > 11)


def test_the_joint_board_counts_support_tasks_and_shows_none():
    hidden = a_task(7, owner=HARBOUR, where=Where.SUPPORT, title="CANARY", due=OPENED)
    case = a_case_snapshot(a_task(4), hidden, rooms=(a_room(), a_room(RoomKind.SUPPORT, name="WREN · C-7F3K2")))
    joint, support = words(case), words(case, RoomKind.SUPPORT)
    assert "CANARY" not in joint
    assert joint.startswith("1 late")
    assert "Done 0 of 2. In the support-only room: 1 open." in joint
    assert "CANARY" in support
    assert "Explain" not in support
    assert "WREN · C-7F3K2" in support.splitlines()[0]
    assert "HERON" not in support


def test_who_is_not_here_yet_is_the_agency_of_which_nobody_is():
    case = a_case_snapshot()
    gone: dict[Any, dict[str, Any]] = {
        HEATH: {"presence": Presence.OUT, "declined": True},
        LENA: {"presence": Presence.INVITED, "invited_at": OPENED},
    }
    members = tuple(replace(member, **gone.get(member.user, {})) for member in case.members)
    assert words(replace(case, members=members)).endswith(
        "Not here yet: Health East (declined), Legal Aid South (invited Fri 27 Nov 10:00)."
    )
    assert "Not here yet" not in words(case)


def test_a_closed_case_says_so_and_nothing_comes_next():
    first, second, *_ = lines(a_case_snapshot(case=a_case(state=CaseState.CLOSED)))
    assert second.startswith("Closed.")
    assert first.startswith("Nothing late · HERON")


def test_a_task_says_what_of_it_is_to_be_confirmed():
    row = a_row("N4", duty=Basis.RULE, sources=("B",))
    case = a_case_snapshot(a_task(4, source="B"), template=a_template(tasks=(row,), sources={"B": "[B] A page"}))
    assert "(A page). The duty itself is to be confirmed." in typed("!show 4", case, now=NOON).said


def test_the_word_board_posts_it_anew_in_its_room_and_shows_it_elsewhere():
    assert typed("!board", a_case_snapshot()).kinds(ShowBoard)[0].anew
    there = typed("board", a_case_snapshot(), user=MORGAN, place=Place.CHAT)
    assert there.kinds(ShowBoard) == []
    assert there.said.startswith("Nothing late, next Fri 27 Nov 16:00 · HERON · C-7F3K2")


def test_lists_and_one_task():
    other = a_task(5, owner=LEGAL, title="Legal advice")
    case = a_case_snapshot(a_task(4, due=OPENED), other, a_task(3, status=TaskStatus.DONE))
    assert typed("!list", case).said == (
        "HERON · C-7F3K2 · as of Fri 27 Nov 12:00\n"
        "4 Explain the referral; record the decision · City Police · late since Fri 27 Nov 10:00\n"
        "5 Legal advice · Legal Aid South · due Fri 27 Nov 16:00\n"
        "Done: 1."
    )
    assert typed("mine", case, place=Place.CHAT).said == (
        "One of yours is late.\nC-7F3K2/4 · City Police · late, due Fri 27 Nov 10:00 (UTC+0), 2 h ago"
    )
    paged = replace(case, handles=(a_handle(case.tasks[0], 17, [PAT]),))
    assert "\n17 C-7F3K2/4 · City Police · late" in typed("mine", paged, place=Place.CHAT).said
    assert typed("mine", case, user=MORGAN, place=Place.CHAT).said == "No open task is yours."
    assert typed("!show 5", case, now=NOON).said == (
        "Task 5 · Legal Aid South · open · due Fri 27 Nov 16:00 (UTC+0), in 4 h\nLegal advice\n"
        "Our own default, not law."
    )
    assert typed("!call 4", case).said == "Task 4 · City Police: +44 1632 960100"
    assert typed("!call 5", case).said.startswith("Task 5 · Legal Aid South has given no duty phone.")


def test_ones_own_list_is_in_the_order_of_time_and_ends_with_what_has_none():
    tasks = (a_task(4, due=NOON + 3 * HOUR), a_task(5, due=None), a_task(6, due=NOON + HOUR), a_task(8, due=None))
    said = typed("mine", a_case_snapshot(*tasks), place=Place.CHAT).said
    assert [line[8] for line in said.splitlines()[1:]] == ["6", "4", "5", "8"]
    many = a_case_snapshot(*(a_task(number) for number in range(1, 16)))
    assert typed("mine", many, place=Place.CHAT).said.endswith("and 3 more: `mine all`")
    assert len(typed("mine all", many, place=Place.CHAT).said.splitlines()) == 16
