"""What people do with tasks, as short conversations: the answer, the row afterwards, who else hears of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commands.spec import Place
from tests.builders import (
    a_case,
    a_case_snapshot,
    a_directory,
    a_handle,
    a_moment,
    a_room,
    a_row,
    a_standing,
    a_task,
)
from tests.builders import a_template as plain_template
from tests.cast import (
    CASE,
    CHAIR,
    HANA,
    HARBOUR,
    HEALTH,
    HEATH,
    HOUR,
    LEAD_DEPUTY,
    LEADS_ROOM,
    LENA,
    MORGAN,
    NOON,
    OPENED,
    PAT,
    POLICE,
    SUPPORT_ROOM,
)
from tests.commands.talk import after, typed
from workflows.values.directory import Priority
from workflows.values.effects import Settle, ShowBoard, Tell, TellPerson
from workflows.values.model import CaseState, RoomKind, TaskStatus, Where
from workflows.values.notices.base import PersonName
from workflows.values.notices.tasks import (
    LeadsHear,
    PageOutcome,
    TakenAlready,
)

FOUR = a_task(4)
MEDICAL = a_task(2, owner=HEALTH, due=OPENED + HOUR, title="Offer urgent medical help")


def with_rows(*rows, tasks):
    """A case whose template says how its tasks hang together."""
    return replace(a_case_snapshot(*tasks), template=plain_template(tasks=rows))


def told(answer):
    return {effect.user: type(effect.notice) for effect in answer.kinds(TellPerson)}


# done


def test_done_says_so_and_what_begins():
    case = with_rows(
        a_row("N4"), a_row("N5", anchor="N4"),
        tasks=(FOUR, a_task(5, code="N5", status=TaskStatus.WAITING, depends=(4,), due=None, started_at=None)),
    )  # fmt: skip
    answer = typed("!done 4 ref 2026/1187", case)
    assert answer.said == (
        "Task 4 done (City Police, ref 2026/1187). Wrong? `!undo` until 12:02.\n"
        "Task 5 starts (City Police): due Sat 28 Nov 12:00 (UTC+0), in 1 d."
    )
    done, started = answer.task(4), answer.task(5)
    assert (done.status, done.done_at, done.done_by) == (TaskStatus.DONE, NOON, PAT)
    assert (started.status, started.started_at, started.due) == (TaskStatus.OPEN, NOON, NOON + 24 * HOUR)
    outcome = PageOutcome("C-7F3K2", 4, "done", PersonName(PAT))
    assert answer.kinds(Settle) == [Settle(task=FOUR.id, case=CASE, episode=1, outcome=outcome)]
    assert answer.kinds(ShowBoard) == [ShowBoard(case=CASE)]
    assert [record.action for record in answer.decision.audit] == ["task.done", "task.becomes-open"]


def test_the_same_again_changes_nothing_and_says_when_it_was():
    case = after(a_case_snapshot(MEDICAL), typed("!done 2", a_case_snapshot(MEDICAL), user=HEATH))
    again = typed("!done 2", case, user=PAT, now=NOON + 24 * HOUR)
    assert again.decision is None
    assert again.said == "Task 2 was done Fri 27 Nov 12:00 by Health East. Nothing changed. `!reopen 2 why`"


def test_only_the_owner_agency_or_a_lead_finishes_a_task():
    assert typed("!done 2", a_case_snapshot(MEDICAL)).said == "Only Health East or a lead can do that. Nothing changed."
    for user in (HEATH, MORGAN, LEAD_DEPUTY):
        assert typed("!done 2", a_case_snapshot(MEDICAL), user=user).task(2).status is TaskStatus.DONE


# time


def test_later_counts_from_the_due_time_and_starts_the_ladder_anew():
    late = replace(FOUR, level=2, reminded=1)
    answer = typed("!later 4 4h court", a_case_snapshot(late))
    assert answer.said == "Task 4 is now due Fri 27 Nov 20:00 (UTC+0), in 8 h.\nReason: court"
    task = answer.task(4)
    assert (task.episode, task.level, task.reminded, task.reason) == (2, 0, 0, "court")
    assert answer.kinds(Settle)[0].episode == 1


def test_later_counts_from_now_where_the_due_time_is_past():
    assert typed("!later 2 4h", a_case_snapshot(MEDICAL), user=HEATH).task(2).due == NOON + 4 * HOUR


@pytest.mark.parametrize("text", ["!later 4 -1h", "!later 4 15:00", "!later 4 16:00"])
def test_later_is_only_later(text):
    assert typed(text, a_case_snapshot()).said == (
        "A deadline can only move later here. A lead can move it earlier: `!due 4 15:00 why`."
    )


def test_a_lead_sets_a_due_time_freely_and_an_owner_says_why():
    assert typed("!due 4 15:00", a_case_snapshot(), user=MORGAN).task(4).due == OPENED + 5 * HOUR
    assert typed("!due 4 15:00", a_case_snapshot()).decision is None
    answer = typed("!due 4 15:00 because court", a_case_snapshot())
    assert answer.said.endswith("The leads have been told.")
    (news,) = answer.kinds(Tell)
    assert news.room == LEADS_ROOM
    assert (type(news.notice), news.notice.reason.text) == (LeadsHear, "court")


def test_a_past_time_is_a_question_and_its_answer_moves_the_task():
    question = typed("!due 4 11:00 court", a_case_snapshot(), user=MORGAN)
    assert question.said.startswith("When exactly? Answer with a number.\n1 Sat 28 Nov 11:00 (UTC+0), in 23 h")
    assert question.dialogue is not None
    answer = typed("!1.", a_case_snapshot(), user=MORGAN, dialogue=question.dialogue)
    assert (answer.task(4).due, answer.task(4).reason) == (OPENED + 25 * HOUR, "court")
    assert answer.dialogue.over
    wrong = typed("!7", a_case_snapshot(), user=MORGAN, dialogue=question.dialogue)
    assert wrong.said == "`7` is not one of the answers. Type a number from 1 to 2."


# take


def test_take_holds_until_then_and_the_copies_say_so():
    answer = typed("!take 4 2h", a_case_snapshot())
    assert answer.said == "Task 4 is yours until Fri 27 Nov 14:00 (UTC+0), in 2 h."
    assert (answer.task(4).taken_by, answer.task(4).taken_until) == (PAT, NOON + 2 * HOUR)
    assert answer.task(4).episode == 1, "an episode changes when a take runs out, not when it begins"
    assert answer.kinds(Settle)[0].outcome.move == "take"


def test_two_leads_at_once():
    case = after(a_case_snapshot(), typed("!take 4 2h", a_case_snapshot(), user=MORGAN))
    second = typed("!take 4 1h", case, user=LEAD_DEPUTY, now=NOON + timedelta(seconds=2))
    assert second.said == "Taken by Lead Morgan until 14:00, a moment before you. Nothing more to do."
    assert second.notice.just_now
    much_later = typed("!take 4 1h", case, user=LEAD_DEPUTY, now=NOON + HOUR)
    assert much_later.notice == TakenAlready(much_later.notice.by, much_later.notice.until, False)
    assert typed("!take 4 3h", case, user=MORGAN).task(4).taken_until == NOON + 3 * HOUR
    ran_out = typed("!take 4 1h", case, user=LEAD_DEPUTY, now=NOON + 3 * HOUR)
    assert ran_out.task(4).taken_by == LEAD_DEPUTY


def test_take_by_its_handle_repeats_reference_and_task():
    case = a_case_snapshot(FOUR, handles=(a_handle(FOUR, 17, [CHAIR]),))
    answer = typed("take 17 1h", case, user=CHAIR, place=Place.CHAT)
    assert answer.said == "C-7F3K2 · task 4 is yours until Fri 27 Nov 13:00 (UTC+0), in 1 h."
    assert typed("take 17 1h", case, user=MORGAN, place=Place.CHAT).said.startswith("I have shown you no task 17.")
    assert typed("!take 17 1h", case).said.startswith("There is no task 17 that you can see.")


def test_take_is_for_a_week_at_most():
    assert typed("!take 4 7d", a_case_snapshot()).task(4).status is TaskStatus.TAKEN
    assert typed("!take 4 8d", a_case_snapshot()).said.startswith("A task can be taken for 7 days at most.")


def test_take_all_takes_what_is_late_and_never_a_p1():
    urgent = a_case(id="other", ref="C-AAAAA", priority=Priority.P1)
    late = [replace(MEDICAL, owner=POLICE), a_task(3, due=OPENED), a_task(5)]
    first = a_case_snapshot(*late, handles=tuple(a_handle(task, 16 + n, [PAT]) for n, task in enumerate(late)))
    p1 = a_task(4, id="p1", case="other", due=OPENED)
    second = a_case_snapshot(p1, case=urgent, handles=(a_handle(p1, 22, [PAT]),))
    answer = typed("take all 1h", first, second, place=Place.CHAT)
    assert answer.said == (
        "Yours until Fri 27 Nov 13:00 (UTC+0), in 1 h: 16, 17. P1 is not among them: take each by its number (22)."
    )
    assert {row.number for row in answer.decision.save} == {2, 3}
    assert typed("take all", second, place=Place.CHAT).said.startswith("Nothing that is late waits for you. P1")


# places


def test_a_support_only_task_does_not_exist_in_the_joint_room():
    hidden = a_task(7, owner=HARBOUR, where=Where.SUPPORT, title="Safe accommodation")
    rooms = (a_room(), a_room(RoomKind.SUPPORT))
    case = a_case_snapshot(FOUR, hidden, rooms=rooms)
    assert typed("!done 7", case, user=HANA).said == "There is no task 7 that you can see. Open here: 4."
    assert "Safe" not in typed("!list", case, user=HANA).said
    assert typed("!mine", case, user=HANA).said == "No open task is yours."
    assert "7" in typed("!mine", case, user=HANA, kind=RoomKind.SUPPORT).said
    inside = typed("!done 7", case, user=HANA, kind=RoomKind.SUPPORT)
    assert inside.task(7).status is TaskStatus.DONE
    assert inside.kinds(Settle)[0].outcome.by is None, "copies in the leads' room hold no more than the number"
    dropped = typed("!drop 7 declined", case, user=HANA, kind=RoomKind.SUPPORT)
    (news,) = dropped.kinds(Tell)
    assert (news.notice.by, news.notice.reason) == (None, None)


def test_in_a_leads_room_only_its_own_cases_and_no_support_only_task_are_spoken_of():
    hidden = a_task(7, owner=HARBOUR, where=Where.SUPPORT)
    case = a_case_snapshot(FOUR, hidden, rooms=(a_room(), a_room(RoomKind.SUPPORT)))
    assert typed("!show C-7F3K2/4", case, user=MORGAN, place=Place.LEADS).decision
    assert typed("!show C-7F3K2/7", case, user=HANA, place=Place.LEADS).decision is None
    assert typed("show C-7F3K2/7", case, user=HANA, place=Place.CHAT).decision
    elsewhere = a_moment(standing=a_standing(leads_rooms={"south": LEADS_ROOM}))
    answer = typed("!show C-7F3K2/4", case, user=MORGAN, place=Place.LEADS, moment=elsewhere)
    assert answer.said == "There is no case C-7F3K2 that you can see. `!mine` lists yours."


def test_who_is_not_in_the_support_only_room_never_sees_its_tasks():
    hidden = a_task(7, owner=HARBOUR, where=Where.SUPPORT, title="CANARY", due=OPENED)
    case = a_case_snapshot(FOUR, hidden, rooms=(a_room(), a_room(RoomKind.SUPPORT)))
    outside = tuple(m for m in case.members if m.room != SUPPORT_ROOM or m.user == HANA)
    gone = tuple(replace(m, wanted=False) if m.room == SUPPORT_ROOM else m for m in case.members)
    for members, user, sees in ((outside, HANA, True), (outside, PAT, False), (gone, HANA, False)):
        seen = replace(case, members=members)
        assert ("CANARY" in typed("list", seen, user=user, place=Place.CHAT).said) is sees
        for text in ("show C-7F3K2/7", "why C-7F3K2/7", "done C-7F3K2/7"):
            answer = typed(text, seen, user=user, place=Place.CHAT)
            assert (answer.decision is not None) is sees
            assert sees or answer.said == "There is no task C-7F3K2/7 that you can see."


def test_of_several_cases_one_is_asked_for_and_the_answer_is_the_number():
    other = a_case(id="other", ref="C-AAAAA", codeword="WREN")
    cases = (a_case_snapshot(), a_case_snapshot(a_task(4, id="t", case="other"), case=other))
    question = typed("list", *cases, place=Place.CHAT)
    assert question.said == "Which case? Answer with a number.\n1 HERON · C-7F3K2\n2 WREN · C-AAAAA"
    answer = typed("2", *cases, place=Place.CHAT, dialogue=question.dialogue)
    assert answer.said.startswith("WREN · C-AAAAA")
    assert typed("list C-7F3K2", *cases, place=Place.CHAT).said.startswith("HERON")


def test_a_case_that_one_does_not_see_does_not_exist():
    absent = typed("done C-9QX4M/4", a_case_snapshot(), place=Place.CHAT).said
    assert absent == "There is no case C-9QX4M that you can see. `mine` lists yours."


def test_in_a_closed_case_nothing_moves():
    closed = a_case_snapshot(case=a_case(state=CaseState.CLOSED))
    for text in ("done C-7F3K2/4", "later C-7F3K2/4 4h", "add C-7F3K2 call"):
        assert typed(text, closed, place=Place.CHAT).said.startswith("C-7F3K2 is closed.")


def test_the_leads_hear_in_their_chats_where_they_have_no_room():
    moment = a_moment(standing=a_standing(leads_rooms={}))
    answer = typed("!drop 4 not needed", a_case_snapshot(), moment=moment)
    assert told(answer) == {MORGAN: LeadsHear}


def test_somebody_new_in_the_directory_without_a_seat_may_nothing():
    moment = a_moment(directory=a_directory(without=[PAT, HANA]))
    answer = typed("!done 4", a_case_snapshot(), user=LENA, moment=moment)
    assert answer.decision is None


@pytest.mark.parametrize(
    ("line", "user", "action", "fields"),
    [
        ("!take 4 1h", CHAIR, "task.take", {"as": "paged", "until": "2026-11-27T13:00:00+00:00"}),
        (
            "!later 4 4h court",
            PAT,
            "task.later",
            {"as": "owner", "due": "2026-11-27T20:00:00+00:00", "reason": "court"},
        ),
        ("!due 4 15:00", MORGAN, "task.due", {"as": "lead", "due": "2026-11-27T15:00:00+00:00"}),
        ("!done 4 ref 2026/1187", PAT, "task.done", {"as": "owner", "reference": "2026/1187"}),
        ("!drop 4 not needed", PAT, "task.drop", {"as": "owner", "reason": "not needed"}),
        ("!give 4 health", MORGAN, "task.give", {"as": "lead", "to": "health-east"}),
        ("!block 4 by health", PAT, "task.block", {"as": "owner", "by": "health-east"}),
        ("!add call due 3h", PAT, "task.add", {"title": "call", "owner": POLICE, "due": "2026-11-27T15:00:00+00:00"}),
    ],
)
def test_the_record_holds_who_acted_as_what(line, user, action, fields):
    case = a_case_snapshot(FOUR, handles=(a_handle(FOUR, 17, [CHAIR]),))
    (record,) = typed(line, case, user=user).decision.audit
    assert (record.action, record.case, record.fields) == (action, CASE, fields)
