"""Who is away when: said by themselves, by a coordinator of theirs, or by an administrator."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflows.casework import telling
from workflows.casework.access import MAY, parts_of, refusal
from workflows.casework.snapshots import Moment, PersonSnapshot
from workflows.casework.telling import absent
from workflows.values.directory import Directory, Person
from workflows.values.effects import Decision, Effect, Record, Reply, TellPerson
from workflows.values.ids import AgencyId
from workflows.values.model import CaseState, TaskStatus
from workflows.values.notices.base import Absolute, Notice, PersonName, Refused, Said
from workflows.values.notices.directory import (
    AwayChanged,
    AwayNoted,
    BackNoted,
    DirectoryEdited,
    EntryChanged,
    NotAnAbsence,
    YouAreAway,
    YouAreBack,
)
from workflows.values.person_changes import ChangeOf, PersonChange

LONGEST = timedelta(days=366)
NO_AGENCY = AgencyId("")
"""Of an absence of somebody without a seat."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From a day or moment to another, both included where they are days."""

    start: date | datetime
    end: date | datetime


def away(asker: Person, person: Person, about: PersonSnapshot, period: Period, moment: Moment) -> Decision:
    """Note an absence, in the place of one that was noted before. Days are those of the person. Raises Refused."""
    _may(asker, person, moment)
    zone = ZoneInfo(zone_of(person, moment.directory))
    start, end = _instant(period.start, zone, last=False), _instant(period.end, zone, last=True)
    if why := "turned" if end <= start else "past" if end <= moment.now else "long" if end - start > LONGEST else "":
        raise Refused(NotAnAbsence(why))
    row = replace(_row(asker, person, about, moment), start=start, end=end)
    when = Absolute(start), Absolute(end)
    notice = AwayNoted(PersonName(person.user), asker.user == person.user, *when, held=_held(person, about))
    return _noted(row, asker, person, about, moment, notice, YouAreAway(PersonName(asker.user), *when)) + Decision(
        effects=_administrators(AwayChanged(*when), asker, person, moment)
    )


def back(asker: Person, person: Person, about: PersonSnapshot, moment: Moment) -> Decision:
    """End the absence that is on, or take back one that was noted for later. Raises Refused."""
    _may(asker, person, moment)
    now = moment.now
    noted = [one for one in about.changes if one.what is ChangeOf.AWAY and one.end is not None and one.end > now]
    if not absent(person, moment) and not noted:
        return Decision(effects=(Reply(notice=BackNoted(PersonName(person.user), asker.user == person.user, False)),))
    row = replace(_row(asker, person, about, moment), start=None, end=None)
    ended = [one for one in person.absences if one.start <= now < one.end]
    ended += [one for one in person.absences if (one.start, one.end) in [(row.start, row.end) for row in noted]]
    notice = BackNoted(PersonName(person.user), asker.user == person.user)
    changes = tuple(AwayChanged(Absolute(one.start), Absolute(one.end), over=True) for one in dict.fromkeys(ended))
    return _noted(row, asker, person, about, moment, notice, YouAreBack(PersonName(asker.user))) + Decision(
        effects=_administrators(changes[0], asker, person, moment) if changes else ()
    )


def zone_of(person: Person, directory: Directory) -> str:
    """Their own zone; else that of their first agency; else the installation's."""
    if person.zone:
        return person.zone
    for seat in person.seats:
        agency = directory.agencies.get(seat.agency)
        for jurisdiction in agency.jurisdictions if agency else ():
            if jurisdiction in directory.jurisdictions:
                return directory.jurisdictions[jurisdiction].zone
    return directory.default_zone


def _instant(at: date | datetime, zone: ZoneInfo, *, last: bool) -> datetime:
    if isinstance(at, datetime):
        return at.astimezone(UTC)
    return datetime.combine(at + DAY if last else at, time(0), tzinfo=zone).astimezone(UTC)


def _may(asker: Person, person: Person, moment: Moment) -> None:
    """Raises Refused."""
    if asker.user == person.user:
        return
    agencies: list[AgencyId | None] = [seat.agency for seat in person.seats] or [None]
    parts = frozenset().union(*(parts_of(asker.user, moment.directory, agency=agency) for agency in agencies))
    if not MAY["person.add"] & parts:
        raise Refused(refusal("person.add"))


def _row(asker: Person, person: Person, about: PersonSnapshot, moment: Moment) -> PersonChange:
    """In the place of the row of the same key, if there is one."""
    agency = person.seats[0].agency if person.seats else NO_AGENCY
    new = PersonChange(agency=agency, user=person.user, what=ChangeOf.AWAY, by=asker.user, at=moment.now)
    return next(
        (
            replace(one, by=asker.user, at=moment.now)
            for one in about.changes
            if (one.agency, one.what) == (agency, ChangeOf.AWAY)
        ),
        new,
    )


def _noted(
    row: PersonChange,
    asker: Person,
    person: Person,
    about: PersonSnapshot,
    moment: Moment,
    reply: Notice,
    to_them: Notice,
) -> Decision:
    others = tuple(
        replace(one, over=True) for one in about.changes if one.what is ChangeOf.AWAY and one.agency != row.agency
    )
    told: tuple[Effect, ...] = (Reply(notice=reply),)
    if asker.user != person.user:
        told += (TellPerson(user=person.user, notice=to_them, key=f"away:{person.user}:{moment.now.isoformat()}"),)
    fields = (
        {"from": str(row.start), "to": str(row.end), "asked_by": asker.user} if row.start else {"asked_by": asker.user}
    )
    action = "person.away" if row.start else "person.back"
    return Decision(
        save=(row, *others), effects=told, audit=(Record(action=action, object=person.user, fields=fields),)
    )


def _administrators(change: Notice, asker: Person, person: Person, moment: Moment) -> tuple[Effect, ...]:
    notice = DirectoryEdited(PersonName(asker.user), EntryChanged("person", person.user, Said(person.name), (change,)))
    return telling.administrators(notice, moment, key=f"away:{person.user}:{moment.now.isoformat()}")


def _held(person: Person, about: PersonSnapshot) -> tuple[str, ...]:
    return tuple(
        f"{case.case.ref}/{task.number}"
        for case in about.cases
        if case.case.state is not CaseState.CLOSED
        for task in case.tasks
        if task.status is TaskStatus.TAKEN and task.taken_by == person.user
    )
