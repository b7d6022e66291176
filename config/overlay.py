"""What was changed about people by command, laid over the directory of the files; and when the files say it too."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from config.snapshots import hashed
from workflows.values.directory import Absence, AgencySeat, Directory, Person
from workflows.values.ids import UserId
from workflows.values.person_changes import ChangeOf, PersonChange


def overlaid(directory: Directory, changes: Iterable[PersonChange]) -> Directory:
    """The directory with these changes, the oldest first, under the hash of what it says then.

    Who has no seat left and no other part in it is not in it any more. A change for an agency, or about a person, that
    the directory does not know (and that does not name them) changes nothing.
    """
    people, changed = dict(directory.people), set[UserId]()
    for change in sorted((one for one in changes if not one.over), key=_in_order):
        person = people.get(change.user)
        if change.what is ChangeOf.AWAY:
            if person is not None:
                people[change.user] = _away(person, change)
        elif change.agency in directory.agencies and (person := person or _newcomer(change)) is not None:
            people[change.user] = _seated(person, change)
            changed.add(change.user)
    for user in changed:  # at the end: who left one agency may have come to another
        if not people[user].seats and not directory.serves(user):
            del people[user]
    return directory if people == directory.people else hashed(replace(directory, people=people))


def _in_order(change: PersonChange) -> tuple[object, ...]:
    """Seats before absences: somebody has to be there to be away."""
    return change.what is ChangeOf.AWAY, change.at, change.user, change.agency


def in_step(directory: Directory, changes: Iterable[PersonChange], now: datetime) -> tuple[PersonChange, ...]:
    """The changes that a directory of files makes different, to be saved: those that are over, as it says the same.

    Over as well: an absence that has passed, and what is about somebody whom the files named and name no longer.
    """
    found = []
    for change in changes:
        person = directory.people.get(change.user)
        if _is_over(change, person, directory, now):
            found.append(replace(change, over=True))
        elif person is not None and change.name is not None:
            found.append(replace(change, name=None))  # from here on the files are asked who they are
    return tuple(found)


def _is_over(change: PersonChange, person: Person | None, directory: Directory, now: datetime) -> bool:
    if change.what is ChangeOf.SEAT:
        roles = next((seat.roles for seat in person.seats if seat.agency == change.agency), None) if person else None
        gone = person is None and change.name is None
        return change.agency not in directory.agencies or gone or (roles or frozenset()) == change.roles
    if person is None:
        return True
    if change.start is None or change.end is None:
        return not any(absence.start <= change.at < absence.end for absence in person.absences)
    start, end = change.start, change.end
    return end <= now or any(absence.start <= start and end <= absence.end for absence in person.absences)


def _newcomer(change: PersonChange) -> Person | None:
    if change.name is None or not change.roles:
        return None
    return Person(user=change.user, name=change.name, languages=change.languages)


def _seated(person: Person, change: PersonChange) -> Person:
    seat = AgencySeat(agency=change.agency, roles=change.roles)
    seats = tuple(seat if one.agency == change.agency else one for one in person.seats)
    if seat not in seats:
        seats = (*seats, seat)
    return replace(person, seats=tuple(one for one in seats if one.roles))


def _away(person: Person, change: PersonChange) -> Person:
    if change.start is None or change.end is None:
        cut = tuple(_until(absence, change.at) for absence in person.absences)
        return replace(person, absences=tuple(absence for absence in cut if absence.start < absence.end))
    absence = Absence(start=change.start, end=change.end)
    return person if absence in person.absences else replace(person, absences=(*person.absences, absence))


def _until(absence: Absence, at: datetime) -> Absence:
    """The absence, ended at `at` where it covers that moment."""
    return replace(absence, end=at) if absence.start <= at < absence.end else absence
