"""From directory.yaml to the directory: jurisdictions and their calendars, agencies, people, task forces."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from config.fields import SHAPES_OF_IDS, WEEKDAYS, did_you_mean
from config.holiday_dates import known, last_known_day, public_holidays
from config.ladders import ladders_of
from config.located import Document
from config.mistakes import Mistake
from config.shapes import (
    AgencyShape,
    DirectoryShape,
    HoursShape,
    JurisdictionShape,
    PersonShape,
    TaskForceShape,
)
from config.shaping import Placed, each, shaped
from config.snapshots import hashed
from workflows.values.directory import (
    Absence,
    Agency,
    AgencySeat,
    Directory,
    Hours,
    Jurisdiction,
    Person,
    TaskForce,
)
from workflows.values.ids import AgencyId, ContentHash, JurisdictionId, TaskForceId, TemplateId, UserId

T = TypeVar("T")

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Parts:
    """What directory.yaml holds, part by part, as far as each is usable; `whole` if nothing had to be left out."""

    document: Document
    top: DirectoryShape
    jurisdictions: tuple[Placed[JurisdictionShape], ...]
    agencies: tuple[Placed[AgencyShape], ...]
    people: tuple[Placed[PersonShape], ...]
    task_forces: tuple[Placed[TaskForceShape], ...]
    whole: bool
    ids: Mapping[str, frozenset[str]]  # by section, of usable parts and of others
    unsure: frozenset[str]  # sections in which an id cannot be read

    def unknown(self, section: str, name: str) -> str | None:
        """What to write instead, where `name` is surely the id of nothing in `section`."""
        known = self.ids[section]
        return None if name in known or section in self.unsure else did_you_mean(name, known)


def parts_of(document: Document, found: list[Mistake]) -> Parts | None:
    """The parts of directory.yaml; mistakes of shape added to `found`. None where the top itself is not usable."""
    before = len(found)
    top = shaped(document, (), DirectoryShape, found)
    if top is None:
        return None
    ids = {section: tuple(_ids(document, section)) for section in SHAPES_OF_IDS}
    return Parts(
        document,
        top.shape,
        tuple(each(document, ("jurisdictions",), JurisdictionShape, found)),
        tuple(each(document, ("agencies",), AgencyShape, found)),
        tuple(each(document, ("people",), PersonShape, found)),
        tuple(each(document, ("task_forces",), TaskForceShape, found)),
        whole=len(found) == before,
        ids={section: frozenset(filter(None, named)) for section, named in ids.items()},
        unsure=frozenset(section for section, named in ids.items() if None in named or not named),
    )


def _ids(document: Document, section: str) -> Iterable[str | None]:
    """The id of each item; None where there is none that can be used."""
    items = document.at((section,))
    for item in items if isinstance(items, list) else ():
        named = item.get("user" if section == "people" else "id") if isinstance(item, dict) else None
        yield named if isinstance(named, str) and SHAPES_OF_IDS[section].fullmatch(named) else None


def directory_of(parts: Parts, now: datetime, found: list[Mistake]) -> Directory:
    """The directory as it is at `now`, holidays expanded for the years around it; mistakes added to `found`."""
    jurisdictions = _by("id", (_jurisdiction(part, now, found) for part in parts.jurisdictions))
    agencies = _by("id", (_agency(part, found) for part in parts.agencies))
    zones = {
        agency.id: jurisdictions[agency.jurisdictions[0]].zone
        for agency in agencies.values()
        if agency.jurisdictions[0] in jurisdictions
    }
    people = _by("user", (_person(part, zones, parts.top.zone, found) for part in parts.people))
    directory = Directory(
        hash=ContentHash(""),
        jurisdictions=jurisdictions,
        agencies=agencies,
        people=people,
        task_forces=_by("id", (_task_force(part.shape) for part in parts.task_forces)),
        administrators=tuple(UserId(user) for user in parts.top.administrators),
        ladders=ladders_of(parts.document, found),
        ladders_hash=ContentHash(""),
        admins_room=parts.top.admins_room,
        default_zone=parts.top.zone,
    )
    return hashed(directory)


def _by(key: str, values: Iterable[T]) -> dict[Any, T]:
    """The values by one of their fields; of two with the same, which is a mistake, the first."""
    found: dict[Any, T] = {}
    for value in values:
        found.setdefault(getattr(value, key), value)
    return found


def _jurisdiction(part: Placed[JurisdictionShape], now: datetime, found: list[Mistake]) -> Jurisdiction:
    shape = part.shape
    _check_hours(part, shape.hours, found)
    return Jurisdiction(
        id=JurisdictionId(shape.id),
        name=shape.name,
        zone=shape.zone,
        hours=_hours(shape.hours),
        holidays=_holidays(part, now, found),
        holidays_until=last_known_day(now),
        day_zero=shape.day_zero,
    )


def _holidays(part: Placed[JurisdictionShape], now: datetime, found: list[Mistake]) -> frozenset[date]:
    shape = part.shape.holidays
    days: frozenset[date] = frozenset()
    if shape.country is None and shape.subdivision is not None:
        found.append(part.mistake("`subdivision` needs its `country`", "add `country: GB`", "holidays", "subdivision"))
    elif shape.country is not None and shape.country not in known():
        what = f"there are no known holidays of `{shape.country}`"
        found.append(part.mistake(what, "write an ISO 3166 code as `GB`, or only `add`", "holidays", "country"))
    elif shape.country is not None and shape.subdivision not in {None, *known()[shape.country]}:
        what = f"`{shape.country}` has no part `{shape.subdivision}` with holidays of its own"
        form = did_you_mean(str(shape.subdivision), known()[shape.country])
        found.append(part.mistake(what, form, "holidays", "subdivision"))
    elif shape.country is not None:
        days = public_holidays(shape.country, shape.subdivision, now)
    for number, day in enumerate(shape.remove):
        if day not in days:
            what, form = f"`{day}` is no holiday, so it cannot be removed", "leave it out"
            found.append(part.mistake(what, form, "holidays", "remove", number))
    return (days - frozenset(shape.remove)) | frozenset(shape.add)


def _check_hours(
    part: Placed[JurisdictionShape] | Placed[AgencyShape], hours: HoursShape | None, found: list[Mistake]
) -> None:
    if hours is None:
        return
    if hours.opens >= hours.closes:
        found.append(
            part.mistake("`closes` is not after `opens`", "write for example `closes: 17:00`", "hours", "closes")
        )
    elif hours.cut_off is not None and not hours.opens < hours.cut_off <= hours.closes:
        found.append(
            part.mistake("`cut_off` is not within the hours", "write for example `cut_off: 16:00`", "hours", "cut_off")
        )


def _hours(shape: HoursShape | None) -> Hours:
    if shape is None:
        return Hours(always=True)
    days = frozenset(WEEKDAYS.index(day) for day in shape.days)
    return Hours(days=days, opens=shape.opens, closes=shape.closes, cut_off=shape.cut_off)


def _agency(part: Placed[AgencyShape], found: list[Mistake]) -> Agency:
    shape = part.shape
    _check_hours(part, shape.hours, found)
    return Agency(
        id=AgencyId(shape.id),
        name=shape.name,
        type=shape.type,
        jurisdictions=tuple(map(JurisdictionId, shape.jurisdictions)),
        capabilities=frozenset(shape.capabilities),
        languages=frozenset(shape.languages),
        hours=_hours(shape.hours),
        phone=shape.phone,
        synonyms=tuple(shape.synonyms),
    )


def _person(part: Placed[PersonShape], zones: Mapping[AgencyId, str], default: str, found: list[Mistake]) -> Person:
    shape = part.shape
    seats = tuple(AgencySeat(agency=AgencyId(seat.agency), roles=frozenset(seat.roles)) for seat in shape.seats)
    zone = ZoneInfo(shape.zone or next((zones[seat.agency] for seat in seats if seat.agency in zones), default))
    absences = []
    for number, absence in enumerate(shape.absences):
        start, end = _instant(absence.start, zone, last=False), _instant(absence.end, zone, last=True)
        absences.append(Absence(start=start, end=end))
        if end <= start:
            form = "write the first day, then the last"
            found.append(part.mistake("the absence ends before it starts", form, "absences", number, "to"))
    return Person(
        user=UserId(shape.user),
        name=shape.name,
        seats=seats,
        languages=frozenset(shape.languages),
        zone=shape.zone,
        absences=tuple(absences),
    )


def _instant(local: date | datetime, zone: ZoneInfo, *, last: bool) -> datetime:
    """A local moment, in UTC; a day is meant whole: from its first instant to the first of the next."""
    if isinstance(local, datetime):
        return local.replace(tzinfo=zone).astimezone(UTC)
    return datetime.combine(local + DAY if last else local, time(0), tzinfo=zone).astimezone(UTC)


def _task_force(shape: TaskForceShape) -> TaskForce:
    return TaskForce(
        id=TaskForceId(shape.id),
        name=shape.name,
        jurisdictions=tuple(map(JurisdictionId, shape.jurisdictions)),
        templates=tuple(map(TemplateId, shape.templates)),
        agencies=tuple(map(AgencyId, shape.agencies)),
        leads=tuple(map(UserId, shape.leads)),
        deputies=tuple(map(UserId, shape.deputies)),
        on_call=tuple(map(UserId, shape.on_call)),
        committee=tuple(map(UserId, shape.committee)),
        room=shape.room,
        networked=shape.networked,
    )
