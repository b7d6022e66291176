"""`why N`: the rule, who was told and what came of it, and what comes next, in at most fifteen lines."""

from dataclasses import replace

import pytest

from bot.text.render import Reader, render
from tests.builders import a_case, a_case_snapshot, a_standing, a_task, a_template
from tests.cast import CHAIR, HARBOUR, HOUR, MORGAN, NOON, OPENED, PAT, RESPONDER, hours
from tests.escalation.playing import Play
from workflows.escalation.why import LINES, explain
from workflows.language.template import Basis, TemplateTask
from workflows.values.directory import Priority
from workflows.values.model import ClockKind, TaskStatus, Where

DUE = OPENED + 6 * HOUR
OFFER = TemplateTask(
    id="N4", title="", owner=RESPONDER, kind="", clock=ClockKind.DEADLINE, due=hours(6), basis=Basis.DEFAULT,
    rule_text="Medical offer within 6 h", sources=("S01",),
)  # fmt: skip


def lines(play: Play, now) -> list[str]:
    case = play.with_told()
    notice = explain(case, case.tasks[0], play.moment(now))
    reader = Reader(now=now, directory=play.directory, zone="Europe/London", chat=True)
    return render(notice, reader).body.splitlines()


def a_play(**changes) -> Play:
    template = a_template(tasks=(OFFER,), sources={"S01": "[A] Guidance, section 5"})
    return Play(case=a_case_snapshot(a_task(**changes), template=template))


def test_all_of_it():
    play = a_play()
    play.run(DUE + 2 * HOUR)
    play.told = [replace(told, sent_at=told.recorded_at) if told.target != MORGAN else told for told in play.told]
    assert lines(play, DUE + 2 * HOUR) == [
        "C-7F3K2 · task 4 · City Police · due Fri 27 Nov 16:00",
        "Medical offer within 6 h (default): Guidance, section 5.",
        "Told:",
        "14:30 · reminder, agency · Pat (City Police) · sent, no answer yet",
        "16:00 · agency · Pat (City Police) · sent, no answer yet",
        "16:00 · deputy · Deputy of City Police · sent, no answer yet",
        "18:00 · lead · Lead Morgan · recorded, not sent yet",
        "Next: the committee Sat 28 Nov 00:00.",
    ]


@pytest.mark.parametrize(
    ("mark", "basis", "duty", "said"),
    [
        ("[A]", Basis.RULE, None, "(rule): Guidance, section 5."),
        ("[C]", Basis.DEFAULT, None, "(default): Guidance, section 5. The number is to be confirmed."),
        ("[B]", Basis.RULE, None, "(default): Guidance, section 5. The number is to be confirmed."),
        ("[B]", Basis.DEFAULT, Basis.RULE, "(default): Guidance, section 5. The duty itself is to be confirmed."),
    ],
)
def test_what_was_not_read_is_to_be_confirmed(mark, basis, duty, said):
    row = replace(OFFER, basis=basis, duty=duty)
    template = a_template(tasks=(row,), sources={"S01": f"{mark} Guidance, section 5"})
    play = Play(case=a_case_snapshot(a_task(basis=basis.value), template=template))
    assert lines(play, NOON)[1] == f"Medical offer within 6 h {said}"


def test_a_task_of_peoples_own_before_anything_was_said():
    assert lines(a_play(code="own"), NOON) == [
        "C-7F3K2 · task 4 · City Police · due Fri 27 Nov 16:00",
        "Nobody has been told yet.",
        "Next: reminder Fri 27 Nov 14:30.",
    ]


def test_a_taken_task_says_who_hears_next():
    play = a_play()
    play.run(DUE)
    play.told = [replace(told, sent_at=told.recorded_at) for told in play.told]
    play.change(status=TaskStatus.TAKEN, taken_by=PAT, taken_until=DUE + HOUR)
    text = lines(play, DUE)
    assert text[0].endswith("· taken by Pat (City Police) until Fri 27 Nov 17:00")
    assert "16:00 · agency · Pat (City Police) · sent, taken" in text
    assert text[-1] == "Next: the take ends Fri 27 Nov 17:00, then the lead."


def test_a_take_before_due_tells_nobody_else_next():
    play = a_play(status=TaskStatus.TAKEN, taken_by=PAT, taken_until=NOON)
    assert lines(play, OPENED)[-1] == "Next: the take ends Fri 27 Nov 12:00."


def test_who_was_passed_and_why():
    play = a_play()
    play.standing = a_standing(frozen=frozenset({PAT}), no_chat=(MORGAN,))
    play.run(DUE)
    text = lines(play, DUE)
    assert "16:00 · agency · Pat (City Police) · not told: security keys changed" in text


def test_a_place_without_anybody():
    play = a_play(owner="health-east")
    play.run(DUE)
    assert "16:00 · deputy · no one · not told: no one has this place" in lines(play, DUE)


@pytest.mark.parametrize(
    ("changes", "ending"),
    [
        ({"status": TaskStatus.DONE, "done_at": NOON}, "· done Fri 27 Nov 12:00"),
        ({"status": TaskStatus.DROPPED, "done_at": NOON}, "· dropped Fri 27 Nov 12:00"),
        ({"status": TaskStatus.BLOCKED, "blocked_by": HARBOUR}, "· waits for Harbour Support"),
        ({"status": TaskStatus.BLOCKED, "blocked_by": HARBOUR, "where": Where.SUPPORT}, "· waits for another agency"),
    ],
)
def test_how_it_stands(changes, ending):
    assert lines(a_play(**changes), NOON)[0].endswith(ending)


def test_what_is_over_has_no_next():
    text = lines(a_play(status=TaskStatus.DONE, done_at=NOON), NOON)
    assert not any(line.startswith("Next") for line in text)


def test_a_watch_says_when_to_ask_again():
    play = a_play(clock=ClockKind.WATCH, due=None, chase_every="4h")
    assert lines(play, NOON)[-1] == "Next: ask again Fri 27 Nov 14:00."


def test_at_the_end_of_the_ladder_without_a_take_nothing_comes_by_itself():
    play = a_play()
    play.run(DUE + 9 * HOUR)
    assert play.told[-1].target == CHAIR
    assert not any(line.startswith("Next") for line in lines(play, DUE + 9 * HOUR))


def test_a_long_history_is_cut_to_fifteen_lines():
    play = Play(case=a_case_snapshot(a_task(level=3, last_told=DUE), case=a_case(priority=Priority.P1)))
    play.change(status=TaskStatus.TAKEN, taken_by=CHAIR, taken_until=DUE + HOUR)
    play.run(DUE + 9 * HOUR, most=60)
    text = lines(play, DUE + 9 * HOUR)
    assert len(text) <= 15
    assert f"Told, after {len(play.told) - LINES} earlier:" in text
