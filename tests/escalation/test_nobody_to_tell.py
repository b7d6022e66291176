"""People who cannot be told are passed at once, recorded and said; a page refused for good is told to others."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.builders import a_case, a_case_snapshot, a_directory, a_standing, a_task
from tests.cast import (
    ADMIN,
    ADMINS_ROOM,
    DAY,
    HEALTH,
    HOUR,
    LEAD_DEPUTY,
    LEADS_ROOM,
    MINUTE,
    MORGAN,
    OPENED,
    PAT,
    POLICE,
    POLICE_DEPUTY,
)
from tests.escalation.playing import Play, people
from workflows.escalation.ladders import undelivered
from workflows.values.directory import Priority
from workflows.values.effects import NOTHING, Tell, TellPerson
from workflows.values.model import TaskStatus, Telling
from workflows.values.notices.pages import LeadNeeded, NobodyReached, NotDelivered, PageRefused

DUE = OPENED + 6 * HOUR  # 16:00


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def a_play(priority: Priority = Priority.P2, **changes) -> Play:
    return Play(case=a_case_snapshot(a_task(**changes), case=a_case(priority=priority)))


def test_a_level_that_cannot_be_told_is_passed_at_once_and_every_pass_is_recorded():
    play = a_play()
    play.standing = a_standing(frozen=frozenset({PAT}), no_chat=(POLICE_DEPUTY,))
    assert play.at(DUE) == [
        ("level", 1, "pat", "frozen"),
        ("level", 1, "pat.deputy", "no-chat"),
        ("level", 2, "morgan", None),
    ]
    assert play.task.level == 2
    assert play.next() == DUE + 6 * HOUR  # from level 2 to level 3, counted from when level 2 was told


def test_one_person_of_a_level_is_enough_to_stay_on_it():
    play = a_play()
    play.standing = a_standing(frozen=frozenset({PAT}))
    assert play.at(DUE) == [("level", 1, "pat", "frozen"), ("level", 1, "pat.deputy", None)]
    assert play.task.level == 1


def test_a_place_that_no_one_holds_is_recorded_as_empty():
    play = a_play(owner=HEALTH)
    assert play.at(DUE) == [("level", 1, "heath", None), ("level", 1, "", "empty")]


def test_somebody_who_left_the_directory_has_no_authority_and_is_recorded_as_absent():
    play = a_play(Priority.P3)
    play.directory = a_directory(without=(PAT,))
    assert play.at(DUE)[0] == ("level", 1, "pat", "absent")
    assert people(play.at(DUE)) == []
    assert play.task.level == 2


def test_when_nobody_at_all_can_be_told_the_rooms_hear_it_and_it_is_tried_again():
    play = a_play()
    play.standing = a_standing(no_chat=tuple(play.directory.people))
    assert people(play.at(DUE)) == []
    tells = [effect for effect in play.effects if isinstance(effect, Tell)]
    assert {tell.room for tell in tells} == {LEADS_ROOM, ADMINS_ROOM}
    assert all(tell.wakes for tell in tells)
    notices = {tell.room: tell.notice for tell in tells}
    assert isinstance(notices[LEADS_ROOM], NobodyReached)
    assert notices[ADMINS_ROOM] == LeadNeeded(force="North", ref=play.case.case.ref)
    assert play.next() == DUE + HOUR
    play.standing = None
    assert play.at(DUE + HOUR) == [("repeat", 4, "chair", None)]


def test_when_nobody_can_be_told_and_no_room_is_open_the_administrators_hear_it_in_their_chats():
    play = a_play()
    play.standing = replace(
        a_standing(no_chat=tuple(user for user in play.directory.people if user != ADMIN)),
        leads_rooms={},
        admins_room=None,
    )
    assert people(play.at(DUE)) == []
    (told,) = [effect for effect in play.effects if isinstance(effect, TellPerson)]
    assert (told.user, told.notice) == (ADMIN, LeadNeeded(force="North", ref=play.case.case.ref))


def test_left_out_people_and_agencies_never_hear_of_it():
    task = a_task()
    left_out = frozenset({PAT, MORGAN})
    play = Play(case=a_case_snapshot(task, case=a_case(left_out=left_out)))
    told = {line[2] for _, lines in play.run(DUE + 3 * DAY) for line in lines}
    assert told.isdisjoint({"pat", "morgan"})
    assert told >= {"pat.deputy", "morgan.deputy"}

    play = Play(case=a_case_snapshot(task, case=a_case(left_out=frozenset({POLICE}))))
    told = {line[2] for _, lines in play.run(DUE + 3 * DAY) for line in lines}
    assert told == {"", "morgan", "chair"}


def test_a_page_that_is_refused_for_good_is_told_to_the_leads_and_the_next_level():
    play = a_play()
    play.change(level=2, last_told=DUE + 2 * HOUR)
    told = next(page for page in _level_two(play) if page.target == MORGAN)
    decision = undelivered(play.case, told, "forbidden", play.moment(DUE + 3 * HOUR))
    assert [type(effect.notice) for effect in decision.effects if isinstance(effect, Tell)] == [
        NotDelivered,
        PageRefused,
    ]
    assert people(play.apply(decision)) == ["chair"]
    assert undelivered(play.case, told, "forbidden", play.moment(DUE + 3 * HOUR)).save == ()


def test_a_page_that_is_refused_for_good_beside_another_of_its_level_moves_nothing():
    play = a_play()
    play.at(DUE)
    mine = next(told for told in play.told if told.target == PAT)
    decision = undelivered(play.with_told(), mine, "forbidden", play.moment(DUE + MINUTE))
    assert decision.save == ()
    assert any(isinstance(effect, Tell) for effect in decision.effects)


def test_a_page_that_is_refused_for_good_at_the_last_level_is_told_to_the_rooms():
    play = a_play()
    play.at(DUE + 8 * HOUR)
    decision = undelivered(play.with_told(), play.told[-1], "forbidden", play.moment(DUE + 9 * HOUR))
    assert decision.save == ()
    assert {effect.room for effect in decision.effects if isinstance(effect, Tell)} == {LEADS_ROOM, ADMINS_ROOM}


@pytest.mark.parametrize(
    ("refused", "no_chat", "left_out", "heard"),
    [
        (PAT, (), (), {MORGAN: "NotDelivered", ADMINS_ROOM: "PageRefused"}),
        (MORGAN, (), (), {LEAD_DEPUTY: "NotDelivered", ADMINS_ROOM: "PageRefused"}),
        (PAT, (), (MORGAN,), {LEAD_DEPUTY: "NotDelivered", ADMINS_ROOM: "PageRefused"}),
        (PAT, (MORGAN, LEAD_DEPUTY), (), {ADMINS_ROOM: "LeadNeeded PageRefused"}),
    ],
)
def test_without_a_leads_room_each_lead_hears_whose_page_was_refused(refused, no_chat, left_out, heard):
    play = Play(case=a_case_snapshot(a_task(), case=a_case(left_out=frozenset(left_out))))
    play.at(DUE)
    told = replace(play.told[0], target=refused)
    play.standing = a_standing(no_chat=no_chat, leads_rooms={})
    decision = undelivered(play.with_told(), told, "forbidden", play.moment(DUE + MINUTE))
    said = [effect for effect in decision.effects if isinstance(effect, Tell | TellPerson)]
    found: dict[str, str] = {}
    for one in said:
        whom = one.room if isinstance(one, Tell) else one.user
        found[whom] = f"{found.get(whom, '')} {type(one.notice).__name__}".strip()
    assert found == heard
    assert len({one.key for one in said}) == len(said)


def test_without_a_leads_room_the_administrators_hear_it():
    play = a_play()
    play.standing = a_standing(no_chat=tuple(play.directory.people), leads_rooms={})
    play.at(DUE)
    assert [effect.room for effect in play.effects if isinstance(effect, Tell)] == [ADMINS_ROOM]


def test_a_page_of_an_episode_that_is_over_is_nobodys_trouble():
    play = a_play()
    play.at(DUE)
    play.change(status=TaskStatus.DONE)
    assert undelivered(play.with_told(), play.told[0], "forbidden", play.moment(DUE + MINUTE)) == NOTHING


def _level_two(play: Play):
    other = a_play()
    other.at(DUE)
    other.at(DUE + 2 * HOUR)
    return [told for told in other.told if told.level == 2 and told.telling is Telling.LEVEL]
