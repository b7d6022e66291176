"""Who is away when: days in the zone of the person, said by themselves or by who coordinates them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from config.overlay import overlaid
from tests.builders import a_case, a_case_snapshot, a_directory, a_task
from tests.casework.happening import rows
from tests.casework.saying import Talk
from tests.cast import ADMIN, DAY, HANA, HEATH, HOUR, MORGAN, NOON, PAT, POLICE, POLICE_COORDINATOR, a_person
from workflows.casework.snapshots import PersonSnapshot
from workflows.values.directory import Absence
from workflows.values.ids import AgencyId
from workflows.values.model import CaseState, TaskStatus
from workflows.values.person_changes import ChangeOf, PersonChange


def at(day, hour=0, minute=0, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def noted(talk):
    (row,) = rows(talk.decision, PersonChange)
    return row.start, row.end


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("away fri to mon", at(27), at(1, month=12)),
        ("away from mon to wed", at(30), at(3, month=12)),
        ("away tomorrow", at(28), at(29)),
        ("away until mon", NOON, at(1, month=12)),
        ("away fri until fri", at(27), at(28)),
        ("away mon 30 nov to thu 3 dec", at(30), at(4, month=12)),
        ("away 2026-12-21 to 2026-12-23", at(21, month=12), at(24, month=12)),
        ("away fri 14:00 to fri 18:00", at(27, 14), at(27, 18)),
        ("away now to 18:00", NOON, at(27, 18)),
        ("Away Fri 2pm to Mon.", at(27, 14), at(1, month=12)),
        ("person away mon to tue", at(30), at(2, month=12)),
    ],
)
def test_how_it_can_be_said(line, start, end):
    talk = Talk(user=PAT)
    answer = talk.says(line)
    assert noted(talk) == (start, end), answer
    assert answer.startswith("You are away from ")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("away", "away [@PERSON] DAY to DAY"),
        ("!away fri to", "fri to"),
        ("!away mon to fri 25:00", "no such time of day"),
        ("!away next fri to mon", "next fri"),
        ("!away 28 nov to 27 nov", "27"),
        ("away fri 18:00 to fri 14:00", "ends before it starts"),
        ("away fri 09:00 to fri 10:00", "past"),
        ("away 1 dec 2026 to 1 feb 2028", "longer than a year"),
    ],
)
def test_what_cannot_be_meant_is_refused(line, answer):
    talk = Talk(user=PAT)
    said = talk.says(line)
    assert answer in said, said
    assert talk.decision.save == ()


def test_days_are_those_of_the_person():
    pat = a_person(PAT, "Pat", POLICE, zone="America/New_York")
    talk = Talk(user=POLICE_COORDINATOR, directory=a_directory(people=(pat,)))
    answer = talk.says("person away @pat mon to tue", PAT)
    assert noted(talk) == (at(30, 5), at(2, 5, month=12))
    assert answer.startswith("Pat is away from Mon 30 Nov 05:00 to Wed 2 Dec 05:00")
    assert "noted that you are away" in talk.told(PAT)


@pytest.mark.parametrize("shown", ["@pat", "Pat Vega", "[Pat](https://matrix.to/#/@pat:hs)", "@pat:hs"])
def test_how_a_client_shows_a_mention_does_not_matter(shown):
    talk = Talk(user=POLICE_COORDINATOR)
    talk.says(f"person away {shown} mon to tue", PAT)
    assert noted(talk) == (at(30), at(2, month=12))
    assert rows(talk.decision, PersonChange)[0].user == PAT


def test_what_they_had_taken_is_named():
    taken = a_task(4, status=TaskStatus.TAKEN, taken_by=PAT, taken_until=NOON + HOUR)
    case = a_case_snapshot(taken, a_task(5))
    closed = replace(case, case=a_case(state=CaseState.CLOSED))
    talk = Talk(user=PAT, about={PAT: PersonSnapshot(cases=(case, closed))})
    assert "Still taken: C-7F3K2/4. Give it to a colleague" in talk.says("away mon to tue")


def test_administrators_hear_and_the_log_keeps_who_said_it():
    talk = Talk(user=PAT)
    talk.says("away mon to tue")
    assert talk.announced == (
        "Pat (City Police) changed the directory. Pat (City Police) (@pat:hs): away Mon 30 Nov 00:00 to Wed 2 Dec 00:00"
    )
    (record,) = talk.decision.audit
    assert (record.action, record.object, record.fields["asked_by"]) == ("person.away", PAT, PAT)


@pytest.mark.parametrize("user", [POLICE_COORDINATOR, ADMIN])
def test_who_may_say_it_of_somebody(user):
    talk = Talk(user=user)
    talk.says("person away @pat mon to tue", PAT)
    assert rows(talk.decision, PersonChange)


@pytest.mark.parametrize("user", [HANA, MORGAN, HEATH])
def test_who_may_not(user):
    talk = Talk(user=user)
    talk.says("person away @pat mon to tue", PAT)
    talk.says("person back @pat", PAT)
    assert talk.decision.save == ()


def test_a_lead_without_a_seat_may_be_away():
    talk = Talk(user=MORGAN)
    talk.says("away mon to tue")
    changed = overlaid(talk.directory, rows(talk.decision, PersonChange))
    assert changed.people[MORGAN].absences == (Absence(start=at(30), end=at(2, month=12)),)


NOTED = PersonChange(
    agency=POLICE, user=PAT, what=ChangeOf.AWAY, by=PAT, at=NOON - HOUR, start=NOON + DAY, end=NOON + 2 * DAY, version=2
)
LATER = Absence(start=NOON + DAY, end=NOON + 2 * DAY)
NOW = Absence(start=NOON - DAY, end=NOON + DAY)


def pat_away(*absences, changes=()):
    directory = a_directory(people=(a_person(PAT, "Pat", POLICE, absences=absences),))
    return Talk(user=PAT, directory=directory, about={PAT: PersonSnapshot(changes=changes)})


def test_another_absence_takes_the_place_of_the_one_before():
    elsewhere = replace(NOTED, agency=AgencyId("another"))
    talk = pat_away(LATER, changes=(NOTED, elsewhere))
    talk.says("away mon to tue")
    first, second = rows(talk.decision, PersonChange)
    assert (first.agency, first.version, first.start, first.over) == (POLICE, 2, at(30), False)
    assert (second.agency, second.over) == ("another", True)


def test_back_ends_the_absence_of_the_files_now():
    talk = pat_away(NOW)
    assert talk.says("person back") == "You are here again. I ask and page you as before."
    changed = overlaid(talk.directory, rows(talk.decision, PersonChange))
    assert changed.people[PAT].absences == (Absence(start=NOW.start, end=NOON),)
    assert "no longer away" in talk.announced


def test_back_takes_back_one_that_was_noted_for_later():
    talk = pat_away(LATER, changes=(NOTED,))
    talk.says("person back")
    (row,) = rows(talk.decision, PersonChange)
    assert (row.start, row.end, row.version) == (None, None, 2)
    assert overlaid(a_directory(), [row]).people[PAT].absences == ()
    assert talk.announced.count("no longer away") == 1


def test_who_is_not_away_hears_so():
    talk = pat_away()
    assert talk.says("person back") == "You are not away. Nothing changed."
    assert talk.decision.save == ()


def test_somebody_hears_that_another_said_they_are_back():
    directory = a_directory(people=(a_person(PAT, "Pat", POLICE, absences=(NOW,)),))
    talk = Talk(user=POLICE_COORDINATOR, directory=directory)
    assert talk.says("person back @pat", PAT) == "Pat is here again. I ask and page them as before."
    assert talk.told(PAT) == "Coordinator of City Police noted that you are here again. I ask and page you as before."
