"""Asking somebody in and taking somebody out, as it is typed: who may, who hears of it, what stays."""

from dataclasses import replace

import pytest

from commands.spec import Place
from tests.builders import a_case, a_case_snapshot, a_directory, a_room, a_seat, a_task, a_template
from tests.casework.happening import member_of, rows, task_of
from tests.casework.saying import Talk, applied
from tests.cast import (
    ACCOMMODATION,
    AGENCIES,
    HANA,
    HARBOUR,
    HARBOUR_DEPUTY,
    HEALTH,
    HEATH,
    HOUR,
    JOINT_ROOM,
    LEGAL,
    LEGAL_DEPUTY,
    LENA,
    MORGAN,
    NOON,
    PAT,
    PEOPLE,
    POLICE,
    POLICE_DEPUTY,
    RESPONDER,
    SUPPORT_ROOM,
    an_agency,
)
from workflows.language.template import TemplateRole
from workflows.values.directory import AgencySeat, SeatRole
from workflows.values.effects import Settle
from workflows.values.ids import AgencyId
from workflows.values.model import CaseState, Member, RoomKind, Seat, TaskStatus, Where

WITHOUT_LEGAL = tuple(a_seat(agency) for agency in (POLICE, HARBOUR, HEALTH))


def case_without_legal(*tasks, **changes):
    case = a_case(unfilled=(a_seat(LEGAL).role,), **changes)
    return a_case_snapshot(*tasks, case=case, seats=WITHOUT_LEGAL)


def lead(*cases, place=Place.CHAT, **changes):
    return Talk(user=MORGAN, place=place, cases=cases, **changes)


def member(*cases, user=PAT, place=Place.CASE, **changes):
    return Talk(user=user, place=place, cases=cases, **changes)


# asking in


def test_a_lead_asks_at_once():
    talk = lead(case := case_without_legal(a_task(5, owner=POLICE, role=a_seat(LEGAL).role)))
    answer = talk.says("case invite C-7F3K2 legal aid south why advice before the interview")
    assert answer == "C-7F3K2 · Lena (Legal Aid South) of Legal Aid South asked in as legal aid."
    after = applied(case, talk.decision)
    (seat,) = [seat for seat in after.live_seats if seat.agency == LEGAL]
    assert (seat.user, seat.role, seat.purpose, seat.added_by) == (
        LENA, a_seat(LEGAL).role, "advice before the interview", MORGAN,
    )  # fmt: skip
    assert member_of(after, LENA).wanted
    assert after.case.unfilled == ()
    assert "asked in as legal aid" in talk.announced
    (record,) = talk.decision.audit
    assert record.fields["approved_by"] == MORGAN


def test_what_the_lead_agency_kept_for_the_role_goes_to_who_fills_it():
    kept = a_task(5, owner=POLICE, role=a_seat(LEGAL).role)
    own = a_task(4)
    held = a_task(
        6, owner=POLICE, role=a_seat(LEGAL).role, status=TaskStatus.TAKEN, taken_by=PAT, taken_until=NOON + HOUR
    )
    talk = lead(case := case_without_legal(own, kept, held))
    talk.says("case invite C-7F3K2 legal-aid-south")
    after = applied(case, talk.decision)
    assert [task_of(after, number).owner for number in (4, 5, 6)] == [POLICE, LEGAL, POLICE]
    assert task_of(after, 5).episode == kept.episode + 1
    assert [effect.task for effect in talk.decision.effects if isinstance(effect, Settle)] == [kept.id]


def test_a_member_asks_the_leads():
    talk = member(case_without_legal())
    assert talk.says("!case invite legal-aid-south why advice tonight") == (
        "I have asked the lead for Legal Aid South; no need to repeat it."
    )
    assert rows(talk.decision, Seat) == []
    asked = talk.told(MORGAN)
    assert "C-7F3K2 · Pat (City Police) asks for Legal Aid South: advice tonight." in asked
    assert "To agree: `case invite C-7F3K2 legal-aid-south why advice tonight`." in asked


def test_what_the_lead_is_shown_can_be_typed_as_it_stands():
    talk = member(case_without_legal())
    talk.says("!case invite legal-aid-south why advice tonight")
    line = talk.told(MORGAN).split("To agree: `")[1].split("`")[0]
    agreed = lead(case_without_legal())
    assert "asked in" in agreed.says(line)
    assert rows(agreed.decision, Seat)[0].purpose == "advice tonight"


def test_a_member_says_why():
    talk = member(case_without_legal())
    assert talk.says("!case invite legal-aid-south").startswith("Please say why they are needed:")
    assert talk.decision.effects == ()


def test_somebody_who_is_here_is_not_asked_again():
    assert lead(a_case_snapshot()).says("case invite C-7F3K2 harbour") == (
        "Harbour Support is here already: Hana (Harbour Support)."
    )


def test_one_person_is_named_by_a_mention():
    talk = lead(case := a_case_snapshot())
    assert "Deputy of Harbour Support of Harbour Support" in talk.says("case invite C-7F3K2 @dep:hs", HARBOUR_DEPUTY)
    assert {seat.user for seat in applied(case, talk.decision).live_seats} >= {HANA, HARBOUR_DEPUTY}


def test_who_left_is_asked_again_only_by_name():
    case = a_case_snapshot(seats=WITHOUT_LEGAL)
    gone = Member(room=JOINT_ROOM, user=LENA, wanted=False, declined=True, version=1)
    case = replace(case, members=(*case.members, gone))
    talk = lead(case)
    talk.says("case invite C-7F3K2 legal-aid-south")
    assert [seat.user for seat in rows(talk.decision, Seat)] == [LEGAL_DEPUTY]
    talk.says("case invite C-7F3K2 @lena:hs", LENA)
    after = applied(case, talk.decision)
    assert (member_of(after, LENA).wanted, member_of(after, LENA).declined) == (True, False)


def test_who_was_left_out_is_shown_as_such_and_asked_only_by_a_lead():
    case = case_without_legal(left_out=frozenset({LEGAL}))
    asking = member(case)
    asking.says("!case invite legal-aid-south why advice")
    assert "They were left out on purpose." in asking.told(MORGAN)
    talk = lead(case)
    assert "They had been left out until now." in talk.says("case invite C-7F3K2 legal-aid-south")
    assert applied(case, talk.decision).case.left_out == frozenset()


def test_a_seat_that_was_left_is_taken_up_again():
    """There is one row for each place in a case: a second one would be refused by the database."""
    before = a_seat(LEGAL, removed_at=NOON - HOUR, version=4)
    talk = lead(case := a_case_snapshot(seats=(*WITHOUT_LEGAL, before)))
    talk.says("case invite C-7F3K2 legal-aid-south")
    after = applied(case, talk.decision)
    assert [seat.removed_at for seat in after.seats if seat.agency == LEGAL] == [None]


def test_support_providers_sit_in_both_rooms_and_police_never():
    roles = {
        RESPONDER: TemplateRole(name=RESPONDER, types=("police",), lead=True),
        ACCOMMODATION: TemplateRole(name=ACCOMMODATION, types=("ngo",), where=Where.SUPPORT),
    }
    rooms = (a_room(), a_room(RoomKind.SUPPORT))
    case = replace(a_case_snapshot(seats=(a_seat(),), rooms=rooms), template=a_template(roles=roles))
    talk = lead(case)
    talk.says("case invite C-7F3K2 harbour")
    assert {m.room for m in rows(talk.decision, Member) if m.user == HANA} == {JOINT_ROOM, SUPPORT_ROOM}
    hana = next(person for person in PEOPLE if person.user == HANA)
    also_police = AgencySeat(agency=POLICE, roles=frozenset({SeatRole.LIAISON}))
    directory = a_directory(people=(replace(hana, seats=(*hana.seats, also_police)),))
    both = lead(case, directory=directory)
    both.says("case invite C-7F3K2 harbour")
    assert HANA not in {m.user for m in rows(both.decision, Member) if m.room == SUPPORT_ROOM}


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("!case invite C-7F3K2 the moon", "I don't know the agency `the moon`. Known here: City Police, "),
        ("!case invite C-7F3K2", "A word is missing"),
        ("!case invite C-00000 harbour", "There is no case C-00000 that you can see."),
        ("!case invite C-7F3K2 shore", "I don't know the agency `shore`. Known here: City Police, "),
        ("!case invite C-7F3K2 harbor", "I don't know the agency `harbor`. Did you mean `Harbour Support`?"),
        ("!case invite C-7F3K2 @hana", "I don't know whom you mean by `@hana`: a person is picked from the list"),
    ],
)
def test_what_is_refused(line, answer):
    shore = an_agency(AgencyId("shore"), "Shore", "ngo")
    agencies = {agency.id: agency for agency in (*AGENCIES, shore)}
    talk = lead(a_case_snapshot(), directory=a_directory(agencies=agencies))
    assert talk.says(line).startswith(answer)
    assert talk.decision.save == ()


def test_an_agency_without_anybody_to_ask():
    talk = lead(case_without_legal(), directory=a_directory(without=(LENA, LEGAL_DEPUTY)))
    assert talk.says("case invite C-7F3K2 legal-aid-south").startswith("Nobody of Legal Aid South can be asked now.")


def test_a_closed_case_takes_nobody_in():
    talk = lead(a_case_snapshot(case=a_case(state=CaseState.CLOSED)))
    assert "closed" in talk.says("case invite C-7F3K2 harbour")
    assert talk.decision.save == ()


# taking out


def test_one_person_is_removed_and_their_deputy_asked():
    held = a_task(6, owner=HARBOUR, status=TaskStatus.TAKEN, taken_by=HANA, taken_until=NOON + HOUR)
    talk = lead(case := a_case_snapshot(held))
    answer = talk.says("case remove C-7F3K2 @hana:hs why changed posts", HANA)
    assert answer == (
        "C-7F3K2 · removed: Hana (Harbour Support). I do not ask them again unless a lead types "
        "`case invite C-7F3K2 …`. "
        "Still with the agency, held by no one: 6. Asked instead: Deputy of Harbour Support."
    )
    after = applied(case, talk.decision)
    assert HANA not in {seat.user for seat in after.live_seats}
    assert not member_of(after, HANA).wanted
    assert not member_of(after, HANA).declined
    assert after.case.left_out == {HANA}
    assert (task_of(after, 6).owner, task_of(after, 6).taken_by) == (HARBOUR, None)
    assert member_of(after, HARBOUR_DEPUTY).wanted
    assert "has taken you out of this case" in talk.told(HANA)
    assert "removed: Hana" in talk.announced
    assert [record.action for record in talk.decision.audit] == ["seat.remove", "seat.add", "task.released"]


def test_a_whole_agency_is_removed_and_its_tasks_go_to_the_lead_agency():
    tasks = (a_task(6, owner=HEALTH), a_task(7, owner=HEALTH, status=TaskStatus.DONE), a_task(4))
    talk = lead(case := a_case_snapshot(*tasks))
    answer = talk.says("case remove C-7F3K2 health-east")
    assert "With City Police now: 6." in answer
    after = applied(case, talk.decision)
    assert [task_of(after, number).owner for number in (4, 6, 7)] == [POLICE, POLICE, HEALTH]
    assert after.case.left_out == {HEALTH}
    assert HEATH not in {seat.user for seat in after.live_seats}


def test_the_lead_agency_stays():
    talk = lead(a_case_snapshot())
    assert talk.says("case remove C-7F3K2 city-police").startswith("City Police leads this case")


def test_one_person_of_the_lead_agency_may_go():
    talk = lead(case := a_case_snapshot())
    talk.says("case remove C-7F3K2 @pat:hs", PAT)
    assert [seat.user for seat in applied(case, talk.decision).live_seats if seat.agency == POLICE] == [POLICE_DEPUTY]


def test_who_is_not_here_cannot_be_removed():
    talk = lead(case_without_legal())
    assert talk.says("case remove C-7F3K2 legal-aid-south").startswith("Legal Aid South has no place in this case.")
    assert talk.says("case remove C-7F3K2 @lena:hs", LENA).startswith("Lena (Legal Aid South) has no place")


def test_a_member_who_wants_somebody_out_is_passed_on():
    talk = member(a_case_snapshot())
    assert talk.says("!case remove health-east") == (
        "Only a lead can remove somebody. I have passed your request on; no need to repeat it."
    )
    assert "`case remove C-7F3K2 health-east`" in talk.told(MORGAN)
    assert talk.decision.save == ()


def test_all_that_is_removed_leaves_both_rooms():
    rooms = (a_room(), a_room(RoomKind.SUPPORT))
    talk = lead(case := a_case_snapshot(rooms=rooms))
    talk.says("case remove C-7F3K2 @hana:hs", HANA)
    after = applied(case, talk.decision)
    assert not any(m.wanted for m in after.members if m.user == HANA)
