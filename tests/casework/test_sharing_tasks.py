"""Tasks that go from hand to hand: given, blocked, dropped, opened again, chased, added."""

from dataclasses import replace

from tests.builders import (
    a_case_snapshot,
    a_directory,
    a_moment,
    a_room,
    a_row,
    a_seat,
    a_task,
)
from tests.builders import a_template as plain_template
from tests.casework.saying import words_of
from tests.cast import (
    HANA,
    HARBOUR,
    HEALTH,
    HEATH,
    HOUR,
    LEGAL,
    LENA,
    MORGAN,
    NOON,
    OPENED,
    POLICE,
    SUPPORT_ROOM,
    a_person,
)
from tests.commands.talk import after, typed
from workflows.values.directory import AgencySeat, SeatRole
from workflows.values.effects import Settle, Tell, TellPerson
from workflows.values.model import ClockKind, RoomKind, TaskStatus, Where
from workflows.values.notices.tasks import (
    GivenToYou,
    LeadsHear,
    OfferedToYou,
    WaitsForYou,
)

FOUR = a_task(4)
MEDICAL = a_task(2, owner=HEALTH, due=OPENED + HOUR, title="Offer urgent medical help")


def with_rows(*rows, tasks):
    """A case whose template says how its tasks hang together."""
    return replace(a_case_snapshot(*tasks), template=plain_template(tasks=rows))


def told(answer):
    return {effect.user: type(effect.notice) for effect in answer.kinds(TellPerson)}


# give, block


def test_give_to_another_agency_is_an_offer_and_they_hear_of_it():
    late = replace(FOUR, level=1, reminded=1, due=OPENED)
    answer = typed("!give 4 health", a_case_snapshot(late))
    task = answer.task(4)
    assert (task.owner, task.status, task.episode, task.level) == (HEALTH, TaskStatus.OFFERED, 2, 1)
    assert told(answer) == {HEATH: GivenToYou}
    assert answer.said == "Task 4 is now for Health East. They have been told."


def test_give_to_a_person_is_by_mention_only():
    link = f"!give 4 [{HANA}](https://matrix.to/#/{HANA})"
    answer = typed(link, a_case_snapshot(), mentions=(HANA,))
    assert (answer.task(4).owner, told(answer)) == (HARBOUR, {HANA: GivenToYou})
    by_name = typed("!give 4 @Hana (Harbour Support)", a_case_snapshot())
    assert by_name.said.startswith(
        "I don't know whom you mean by `@Hana`: a person is picked from the list that your app shows after @. "
        "Which agency? Answer with a number.\n1 City Police\n2 Harbour Support"
    )
    assert typed("!2", a_case_snapshot(), dialogue=by_name.dialogue).task(4).owner == HARBOUR
    two = typed("!give 4 @a @b", a_case_snapshot(), mentions=(HANA, HEATH))
    assert two.said == "Name one person at a time, please."


def test_an_agency_that_is_not_in_the_case_learns_nothing():
    case = a_case_snapshot(seats=(a_seat(POLICE), a_seat(HEALTH)))
    for text in ("!give 4 harbour", "!block 4 by harbour", "!add call due 3h for harbour"):
        answer = typed(text, case)
        assert answer.said == "Harbour Support has nobody here. Ask for them: `!case invite harbour-support`."


def test_a_support_only_task_goes_to_nobody_outside_that_room():
    hidden = a_task(7, owner=HARBOUR, where=Where.SUPPORT)
    case = a_case_snapshot(hidden, rooms=(a_room(), a_room(RoomKind.SUPPORT)))
    inside = tuple(m for m in case.members if m.room != SUPPORT_ROOM or m.user in (HANA, LENA))
    case = replace(case, members=inside)
    refused = typed("!give 7 health", case, user=HANA, kind=RoomKind.SUPPORT)
    assert refused.said.startswith("Health East has nobody here.")
    assert typed("!give 7 legal", case, user=HANA, kind=RoomKind.SUPPORT).task(7).owner == LEGAL
    left = replace(case, members=tuple(replace(m, wanted=m.user != LENA) for m in inside))
    assert typed("!give 7 legal", left, user=HANA, kind=RoomKind.SUPPORT).decision is None


def test_a_person_of_two_agencies_of_the_case_is_asked_about():
    both = a_person(HANA, "Hana", HARBOUR)
    both = replace(both, seats=(*both.seats, AgencySeat(agency=HEALTH, roles=frozenset({SeatRole.LIAISON}))))
    moment = a_moment(directory=a_directory(people=[both]))
    question = typed("!give 4 @Hana", a_case_snapshot(), moment=moment, mentions=(HANA,))
    assert question.said == "Which agency? Answer with a number.\n1 Harbour Support\n2 Health East"
    assert typed("!2", a_case_snapshot(), moment=moment, dialogue=question.dialogue).task(4).owner == HEALTH


def test_block_by_an_agency_tells_it_and_keeps_the_due_time():
    answer = typed("!block 4 by health", a_case_snapshot())
    task = answer.task(4)
    assert (task.status, task.blocked_by, task.due, task.episode) == (TaskStatus.BLOCKED, HEALTH, FOUR.due, 2)
    assert told(answer) == {HEATH: WaitsForYou}
    (news,) = answer.kinds(TellPerson)
    assert words_of(news.notice, a_directory()) == (
        "C-7F3K2 · task 4 (City Police) waits for you. Due Fri 27 Nov 16:00 (UTC+0), in 4 h.\n"
        "What it is: `show C-7F3K2/4`. When your part is done, tell City Police in the case room."
    )
    freed = typed("!unblock 4", after(a_case_snapshot(), answer))
    assert (freed.task(4).status, freed.task(4).blocked_by, freed.task(4).episode) == (TaskStatus.OPEN, None, 3)


def test_a_task_blocked_by_another_is_free_when_that_is_done():
    case = a_case_snapshot(MEDICAL, FOUR)
    blocked = typed("!block 4 by 2", case)
    assert words_of(blocked.kinds(TellPerson)[0].notice, a_directory()).endswith(
        "\nWhen yours is done: `done C-7F3K2/2`."
    )
    case = after(case, blocked)
    answer = typed("!done 2", case, user=HEATH)
    assert (answer.task(4).status, answer.task(4).episode) == (TaskStatus.OPEN, 3)
    assert {settle.task: settle.episode for settle in answer.kinds(Settle)} == {MEDICAL.id: 1, FOUR.id: 2}


def test_what_cannot_block():
    for itself in ("police", "4"):
        said = typed(f"!block 4 by {itself}", a_case_snapshot()).said
        assert said == "Task 4 cannot wait for itself or for its own agency. Name another agency or task."
    assert typed("!block 4", a_case_snapshot()).said.startswith("Which agency?")


# drop, reopen, chase, add


def test_dropping_needs_a_reason_and_what_waited_begins():
    case = with_rows(
        a_row("N4"), a_row("N5", depends=("N4",)),
        tasks=(FOUR, a_task(5, code="N5", status=TaskStatus.WAITING, depends=(4,), started_at=None)),
    )  # fmt: skip
    assert typed("!drop 4", case).said == "Please say why, in a few words: `!drop 4 not needed`."
    answer = typed("!drop 4 not needed", case)
    assert answer.task(4).status is TaskStatus.DROPPED
    assert answer.task(5).status is TaskStatus.OPEN
    assert [type(news.notice) for news in answer.kinds(Tell)] == [LeadsHear]
    assert typed("!drop 4 not needed", case, user=MORGAN).kinds(Tell) == []


def test_reopening_brings_the_due_time_back_and_begins_anew():
    case = after(a_case_snapshot(), typed("!done 4", a_case_snapshot()))
    assert typed("!reopen 4", case).said == "Please say why, in a few words: `!reopen 4 not finished`."
    task = typed("!reopen 4 not finished", case, now=NOON + HOUR).task(4)
    assert (task.status, task.due, task.episode, task.level) == (TaskStatus.OPEN, FOUR.due, 2, 0)


def test_only_a_watch_is_chased_and_only_by_its_watcher():
    watch = a_task(8, clock=ClockKind.WATCH, chase_every="2wd")
    answer = typed("!chase 8", a_case_snapshot(watch))
    assert (answer.task(8).chased, answer.task(8).next_chase) == (1, NOON + 96 * HOUR)
    assert [settle.episode for settle in answer.kinds(Settle)] == [1]  # pages about the time before it are over
    assert (answer.task(8).episode, answer.task(8).level, answer.task(8).last_told) == (2, 0, NOON)
    assert typed("!chase 8", a_case_snapshot(watch), user=MORGAN).said.startswith("Only City Police can do that")
    assert typed("!chase 4", a_case_snapshot()).said.startswith("Task 4 cannot be chased")


def test_a_task_of_ones_own_and_one_for_another_agency():
    own = typed("!add call the embassy due 3wd", a_case_snapshot())
    task = own.task(100)
    assert (task.owner, task.status, task.title) == (POLICE, TaskStatus.OPEN, "call the embassy")
    assert f"{task.due:%a %d %b %H:%M}" == "Wed 02 Dec 12:00"
    assert own.decision.save[0].next_number == 101
    offer = typed("!add interpreter for the interview due 4h for health", a_case_snapshot())
    assert (offer.task(100).owner, offer.task(100).status) == (HEALTH, TaskStatus.OFFERED)
    assert offer.task(100).title == "interpreter for the interview"
    assert told(offer) == {HEATH: OfferedToYou}
    case = after(a_case_snapshot(), offer)
    assert typed("!take 100 1h", case, user=HEATH).task(100).status is TaskStatus.TAKEN
    assert typed("!drop 100 no capacity", case, user=HEATH).task(100).status is TaskStatus.DROPPED


def test_a_lead_who_adds_a_task_is_asked_for_whom():
    question = typed("!add call the embassy due 3h", a_case_snapshot(), user=MORGAN)
    assert question.said.startswith("Which agency?")
    answer = typed("!3", a_case_snapshot(), user=MORGAN, dialogue=question.dialogue)
    assert (answer.task(100).owner, answer.task(100).due) == (HEALTH, NOON + 3 * HOUR)


def test_a_decision_that_is_opened_again_may_end_in_another_way():
    rows = (a_row("N4", results=("yes", "needs_time")), a_row("N5", when="N4=yes"), a_row("N6", when="N5=sent"))
    waiting = tuple(
        a_task(number, code=f"N{number}", status=TaskStatus.WAITING, depends=(number - 1,), started_at=None)
        for number in (5, 6)
    )
    case = with_rows(*rows, tasks=(FOUR, *waiting))
    first = typed("!done 4 needs time", case)
    assert first.said.splitlines() == [
        "Task 4 done (City Police, needs time). Wrong? `!undo` until 12:02.",
        "Not needed then: 5, 6.",
    ]
    case = after(case, first)
    reopened = typed("!reopen 4 decided now", case, now=NOON + HOUR)
    assert [reopened.task(number).status for number in (5, 6)] == [TaskStatus.WAITING] * 2
    case = after(case, reopened)
    assert typed("!done 4 yes", case, now=NOON + HOUR).task(5).status is TaskStatus.OPEN
