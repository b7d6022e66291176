"""Coordinators change their own agency's people by command, and nothing else; administrators anybody's."""

import re
from dataclasses import replace

import pytest

from config.overlay import overlaid
from tests.builders import a_case, a_case_snapshot, a_directory, a_seat, a_standing, a_task, a_template
from tests.casework.happening import rows
from tests.casework.saying import Talk, announced, applied
from tests.cast import (
    ADMIN,
    CASE,
    HANA,
    HARBOUR,
    HARBOUR_DEPUTY,
    HEALTH,
    HEATH,
    HOUR,
    MEDICAL,
    MORGAN,
    NOON,
    PAT,
    POLICE,
    POLICE_COORDINATOR,
    POLICE_DEPUTY,
    a_person,
)
from workflows.casework.snapshots import PersonSnapshot
from workflows.values.directory import AgencySeat, SeatRole
from workflows.values.ids import UserId
from workflows.values.model import CaseState, Member, Seat, Task, TaskStatus, Where
from workflows.values.notices.base import PersonName
from workflows.values.person_changes import ChangeOf, PersonChange

LIAISON, DEPUTY, COORDINATOR = SeatRole.LIAISON, SeatRole.DEPUTY, SeatRole.COORDINATOR
VEGA = UserId("@vega:hs")
SECOND = UserId("@second:hs")
ANOTHER = a_person(SECOND, "Second liaison", POLICE)
CODE = re.compile(r"confirm (\w{3})")


def talk_of(user=POLICE_COORDINATOR, *, people=(ANOTHER,), **changes):
    return Talk(user=user, directory=a_directory(people=people), **changes)


def code_in(text: str) -> str:
    found = CODE.search(text)
    assert found is not None, text
    return found[1]


def confirmed(talk, *line):
    """The answer once the code was typed."""
    return talk.says(f"confirm {code_in(talk.says(*line))}")


def row_of(talk):
    return rows(talk.decision, PersonChange)[-1]


def after(talk):
    """The directory as it is then."""
    return overlaid(talk.directory, rows(talk.decision, PersonChange))


def seats(talk, user):
    return {seat.agency: set(seat.roles) for seat in after(talk).people[user].seats}


# coming


def test_somebody_new_comes_by_a_code_that_names_their_id():
    talk = talk_of(standing=a_standing(no_chat=[VEGA]))
    asked = talk.says("person add @vega:hs Officer Vega as liaison speaks Tigrinya and en")
    assert asked.startswith("Officer Vega (@vega:hs) would be liaison of City Police")
    assert rows(talk.decision, PersonChange) == []
    answer = talk.says("confirm " + code_in(asked).lower())
    assert answer == "Officer Vega is liaison of City Police now. Hand them my card: they write to me first."
    vega = after(talk).people[VEGA]
    assert (vega.name, vega.languages, seats(talk, VEGA)) == ("Officer Vega", {"ti", "en"}, {POLICE: {LIAISON}})
    assert talk.announced == (
        "Coordinator of City Police changed the directory. New person: Officer Vega (@vega:hs) · liaison of City Police"
    )
    (record,) = talk.decision.audit
    assert (record.action, record.object, record.fields["asked_by"]) == ("person.add", VEGA, POLICE_COORDINATOR)
    assert talk.dialogue is None


@pytest.mark.parametrize(
    ("line", "mentions"),
    [
        ("person add [Vega](https://matrix.to/#/@vega:hs) Officer Vega as deputy and coordinator", [VEGA]),
        ("person add @vega Officer Vega as deputy, coordinator for City Police", [VEGA]),
        ("Person add @vega:hs Officer Vega speaks ro as Deputy & Coordinator.", []),
    ],
)
def test_ways_to_say_it(line, mentions):
    talk = talk_of()
    confirmed(talk, line, *mentions)
    assert seats(talk, VEGA) == {POLICE: {DEPUTY, COORDINATOR}}
    assert after(talk).people[VEGA].name == "Officer Vega"


def test_a_wrong_code_does_nothing():
    talk = talk_of()
    talk.says("person add @vega:hs Officer Vega as liaison")
    assert "is not the code" in talk.says("confirm ZZZ")
    assert rows(talk.decision, PersonChange) == []
    assert talk.dialogue is not None


def test_what_is_no_longer_true_is_refused_the_second_time_too():
    talk = talk_of()
    asked = talk.says("person add @vega:hs Officer Vega as liaison")
    talk.directory = a_directory(people=(a_person(VEGA, "Officer Vega", HEALTH),))
    assert talk.says(f"confirm {code_in(asked)}") == "I cannot add Officer Vega from here. Please ask an administrator."


@pytest.mark.parametrize(
    ("user", "line", "mention", "answer"),
    [
        (POLICE_COORDINATOR, "person add @pat X as deputy", PAT, "is of City Police already"),
        (POLICE_COORDINATOR, "person add @hana X as liaison", HANA, "Please ask an administrator"),
        (POLICE_COORDINATOR, "person add @morgan X as liaison", MORGAN, "Please ask an administrator"),
        (POLICE_COORDINATOR, "person add @vega as liaison", VEGA, "person add @PERSON NAME as ROLE"),
        (POLICE_COORDINATOR, "person add @vega Officer Vega", VEGA, "person add @PERSON NAME as ROLE"),
        (POLICE_COORDINATOR, "person add Officer Vega as liaison", None, "I don't know who"),
        (POLICE_COORDINATOR, "person add @vega X as liaison and deputy", VEGA, "Nobody is liaison and deputy"),
        (POLICE_COORDINATOR, "person add @vega X as liaison for health east", VEGA, ""),
        (POLICE_COORDINATOR, "person change @hana deputy", HANA, "Hana (Harbour Support) is not of City Police"),
        (POLICE_COORDINATOR, "person change @pat liaison", PAT, "is that already"),
        (POLICE_COORDINATOR, "person change @pat liaison and deputy", PAT, "Nobody is liaison and deputy"),
        (POLICE_COORDINATOR, "person leave @hana", HANA, "is not of City Police"),
        (POLICE_COORDINATOR, "person leave @stranger:hs", None, "stranger"),
        (POLICE_COORDINATOR, "person leave @pat.coordinator", POLICE_COORDINATOR, "give up coordinating"),
        (POLICE_COORDINATOR, "person change @pat.coordinator liaison", POLICE_COORDINATOR, "give up coordinating"),
        (ADMIN, "person leave @pat.coordinator", POLICE_COORDINATOR, "the last coordinator of City Police"),
        (ADMIN, "person leave @heath", HEATH, "the last liaison of Health East"),
        (ADMIN, "person change @heath deputy", HEATH, "the last liaison of Health East"),
        (ADMIN, "person add @vega Officer Vega as liaison", VEGA, "For which agency?"),
        (ADMIN, "person add @pat X as deputy for harbour support", PAT, "police never reads in a support-only room"),
        (ADMIN, "person add @hana X as deputy for city police", HANA, "police never reads in a support-only room"),
        (PAT, "person add @vega Officer Vega as liaison", VEGA, "or"),
        (PAT, "person leave @second", SECOND, "or"),
        (MORGAN, "person change @pat deputy", PAT, "or"),
        (HANA, "person leave @pat for city police", PAT, ""),
    ],
)
def test_what_is_refused_changes_nothing(user, line, mention, answer):
    supports = replace(a_template().roles[MEDICAL], types=("ngo",), where=Where.SUPPORT)
    talk = talk_of(user, templates=(a_template(roles={**a_template().roles, MEDICAL: supports}),))
    said = talk.says(line, *([mention] if mention else []))
    assert answer in said, said
    assert talk.decision.save == ()
    assert talk.dialogue is None


def test_an_administrator_gives_somebody_a_second_seat():
    talk = talk_of(ADMIN)
    answer = confirmed(talk, "person add @hana as deputy for health east", HANA)
    assert answer == "Hana (Harbour Support) is deputy of Health East now."
    assert seats(talk, HANA) == {HARBOUR: {LIAISON}, HEALTH: {DEPUTY}}
    assert talk.told(HANA) == "Administrator has changed what you are: deputy of Health East."


# changing


def test_another_role_needs_no_code():
    talk = talk_of()
    assert talk.says("person change @pat deputy", PAT) == "Pat (City Police) is deputy of City Police from now on."
    assert seats(talk, PAT) == {POLICE: {DEPUTY}}
    assert talk.told(PAT) == "Coordinator of City Police has changed what you are: deputy of City Police."
    assert talk.announced.endswith("Pat (City Police) (@pat:hs): now deputy of City Police (was liaison)")


def test_who_may_do_this_is_changed_by_a_code():
    talk = talk_of()
    confirmed(talk, "person change @pat liaison and coordinator", PAT)
    assert seats(talk, PAT) == {POLICE: {LIAISON, COORDINATOR}}


def test_the_newest_word_takes_the_place_of_the_row_before():
    before = PersonChange(
        agency=POLICE, user=VEGA, what=ChangeOf.SEAT, by=ADMIN, at=NOON - HOUR, name="Officer Vega",
        languages=frozenset({"ti"}), roles=frozenset({LIAISON}), version=3,
    )  # fmt: skip
    talk = talk_of(people=(ANOTHER, a_person(VEGA, "Officer Vega", POLICE)))
    talk.about = {VEGA: PersonSnapshot(changes=(before,))}
    talk.says("person change @vega deputy", VEGA)
    row = row_of(talk)
    assert (row.version, row.name, row.languages, row.roles, row.by, row.at) == (
        3, "Officer Vega", {"ti"}, {DEPUTY}, POLICE_COORDINATOR, NOON,
    )  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "person change [Pat Vega](https://matrix.to/#/@pat:hs) deputy",
        "person change Pat Vega deputy",
        "person change @pat:hs Deputy.",
        "person change @pat deputy for city police",
    ],
)
def test_how_a_client_shows_a_mention_does_not_matter(line):
    talk = talk_of()
    talk.says(line, PAT)
    assert seats(talk, PAT) == {POLICE: {DEPUTY}}


def test_several_mentions_are_asked_back():
    talk = talk_of()
    talk.says("person change @pat deputy", PAT, SECOND)
    assert talk.decision.save == ()


def test_each_row_names_who_is_known_by_such_rows_only():
    vega = a_person(VEGA, "Officer Vega", POLICE)
    first = PersonChange(
        agency=POLICE, user=VEGA, what=ChangeOf.SEAT, by=ADMIN, at=NOON - HOUR, name="Officer Vega",
        languages=frozenset({"ti"}), roles=frozenset({LIAISON}), version=1,
    )  # fmt: skip
    talk = talk_of(ADMIN, people=(ANOTHER, vega), about={VEGA: PersonSnapshot(changes=(first,))})
    confirmed(talk, "person add @vega as deputy for health east", VEGA)
    row = row_of(talk)
    assert (row.agency, row.version, row.name, row.languages) == (HEALTH, 0, "Officer Vega", {"ti"})


# going


TAKEN = a_task(4, status=TaskStatus.TAKEN, taken_by=PAT, taken_until=NOON + HOUR)
OWN_CASE = a_case_snapshot(TAKEN, a_task(5), case=a_case())


def leaving(*cases, user=POLICE_COORDINATOR, people=(ANOTHER,), of=PAT, line="person leave @pat"):
    talk = talk_of(user, people=people, about={of: PersonSnapshot(cases=cases)})
    return talk, confirmed(talk, line, of)


def test_who_leaves_is_out_of_the_directory_and_of_its_cases():
    talk, answer = leaving(OWN_CASE)
    assert PAT not in after(talk).people
    assert answer == (
        "Pat (City Police) is no longer of City Police. I hear them no more and write nothing to them. "
        "Had taken: C-7F3K2/4. Asked instead: Deputy of City Police."
    )
    case = applied(OWN_CASE, talk.decision)
    assert {(seat.user, seat.removed_at) for seat in case.seats if seat.agency == POLICE} == {
        (PAT, NOON),
        (POLICE_DEPUTY, None),
    }
    assert not any(member.wanted for member in case.members if member.user == PAT)
    assert [task.taken_by for task in case.tasks] == [None, None]
    assert talk.told(PAT) == ""
    assert "Gone, person: Pat (City Police)" in talk.announced


def test_the_lead_hears_of_what_they_had_taken():
    talk, _ = leaving(OWN_CASE)
    assert talk.told(MORGAN) == (
        "Pat (City Police) is no longer of City Police. Cases: C-7F3K2. They had taken C-7F3K2/4; nobody has it now. "
        "Asked instead: Deputy of City Police."
    )
    assert "C-7F3K2" in talk.told(POLICE_DEPUTY)


def test_where_nobody_can_stand_in_the_lead_hears_that_too():
    alone = a_directory(without=(POLICE_DEPUTY,), people=(replace(ANOTHER, absences=()),))
    away = a_standing(alone, frozen=frozenset({SECOND}))
    talk = Talk(user=POLICE_COORDINATOR, directory=alone, standing=away, about={PAT: PersonSnapshot(cases=(OWN_CASE,))})
    confirmed(talk, "person leave @pat", PAT)
    assert "Nobody of City Police is left in C-7F3K2." in talk.told(MORGAN)
    case = applied(OWN_CASE, talk.decision)
    assert case.case.unfilled == ("first_responder",)


def test_a_closed_case_stays_as_it_is():
    talk, _ = leaving(replace(OWN_CASE, case=a_case(state=CaseState.CLOSED)))
    assert rows(talk.decision, Seat) == []
    assert talk.told(MORGAN) == ""


def test_who_sits_for_another_agency_keeps_that_seat_and_its_tasks():
    both = replace(
        a_person(HANA, "Hana"),
        seats=tuple(AgencySeat(agency=agency, roles=frozenset({LIAISON})) for agency in (HARBOUR, HEALTH)),
    )
    taken = a_task(6, owner=HEALTH, role=MEDICAL, status=TaskStatus.TAKEN, taken_by=HANA, taken_until=NOON + HOUR)
    own = a_task(7, owner=HARBOUR, status=TaskStatus.TAKEN, taken_by=HANA, taken_until=NOON + HOUR)
    case = a_case_snapshot(taken, own, seats=(a_seat(POLICE), a_seat(HARBOUR), a_seat(HEALTH, user=HANA)))
    another = a_person(SECOND, "Second", HARBOUR)
    talk, answer = leaving(
        case, user=ADMIN, people=(both, another), of=HANA, line="person leave @hana for harbour support"
    )
    assert answer == (
        "Hana is no longer of Harbour Support. Had taken: C-7F3K2/7. Asked instead: Deputy of Harbour Support."
    )
    assert seats(talk, HANA) == {HEALTH: {LIAISON}}
    now = applied(case, talk.decision)
    assert {seat.agency for seat in now.live_seats if seat.user == HANA} == {HEALTH}
    assert [task.taken_by for task in now.tasks] == [HANA, None]
    assert rows(talk.decision, Member) == [row for row in rows(talk.decision, Member) if row.user != HANA]
    assert talk.told(HANA) == "Administrator has changed what you are: you are no longer of Harbour Support."
    assert [row.number for row in rows(talk.decision, Task)] == [7]


def test_administrators_hear_in_their_chats_where_their_room_is_not_open():
    directory = a_directory(people=(ANOTHER,))
    talk = Talk(user=POLICE_COORDINATOR, directory=directory, standing=a_standing(directory, admins_room=None))
    talk.says("person change @pat deputy", PAT)
    assert "changed the directory" in talk.told(ADMIN)
    assert announced(talk.decision, directory) == ""


def test_the_question_is_the_askers_alone():
    talk = talk_of()
    talk.says("person leave @pat", PAT)
    assert talk.dialogue.person == POLICE_COORDINATOR
    assert talk.dialogue.data["user"] == PAT
    assert CASE not in talk.dialogue.data.values()
    assert PersonName(PAT) not in talk.dialogue.data.values()


def test_harbour_has_a_deputy_who_covers():
    another = a_person(SECOND, "Second", HARBOUR)
    case = a_case_snapshot(a_task(7, owner=HARBOUR))
    talk, _ = leaving(case, user=ADMIN, people=(another,), of=HANA, line="person leave @hana")
    assert HARBOUR_DEPUTY in {row.user for row in rows(talk.decision, Seat)}
