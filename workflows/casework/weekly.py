"""Once a week, and when they ask: what administrators have to look at, in fifteen lines at most.

Only what is stored is said: of somebody from whom nothing ever came, how long they are silent is not known.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflows.casework import telling
from workflows.casework.matching import Wanted, match
from workflows.casework.review_dates import past_review
from workflows.casework.seating import role_words
from workflows.casework.snapshots import Moment, Signs
from workflows.language.placing import placed
from workflows.language.template import Template
from workflows.values.directory import Directory, SeatRole, TargetKind, TaskForce
from workflows.values.effects import Decision
from workflows.values.ids import AgencyId, JurisdictionId, TemplateId, UserId
from workflows.values.model import Presence
from workflows.values.notices.base import Day, Notice, PersonName, Said
from workflows.values.notices.weekly import LevelsEmpty, PeopleToLookAt, ReviewsPast, RolesToFill, WeeklyReport

AT = time(9)
"""On Mondays, in the zone of the installation."""
UNANSWERED = timedelta(days=7)
SILENT = timedelta(days=90)
LINES = 13  # of fifteen: the first one and "and N more" are the others
PEOPLE_SHOWN = 8
NOBODY = UserId("")
"""Opens the case of which roles are looked at."""


def last_monday(now: datetime, zone: str) -> datetime:
    """The newest Monday 09:00 in `zone` that is not after `now`."""
    local = now.astimezone(ZoneInfo(zone))
    monday = local.date() - timedelta(days=local.weekday())
    at = datetime.combine(monday, AT, tzinfo=local.tzinfo)
    return at if at <= now else datetime.combine(monday - timedelta(days=7), AT, tzinfo=local.tzinfo)


def weekly(templates: Mapping[TemplateId, Template], signs: Signs, monday: datetime, moment: Moment) -> Decision:
    """The report for the week that began on `monday`, to the administrators, once."""
    notice = report(templates, signs, moment)
    return Decision(effects=telling.administrators(notice, moment, key=f"weekly:{monday:%G-W%V}"))


def report(templates: Mapping[TemplateId, Template], signs: Signs, moment: Moment) -> WeeklyReport:
    """What there is to look at now: first what keeps a ladder from reaching anybody."""
    lines: list[Notice] = [
        LevelsEmpty(Said(force.name), empty)
        for force in moment.directory.task_forces.values()
        if (empty := tuple(_empty_levels(force, moment.directory)))
    ]
    lines += _about_people(signs, moment)
    used = [name for force in moment.directory.task_forces.values() for name in force.templates]
    old = tuple(name for name in dict.fromkeys(used) if name in templates and past_review(templates[name], moment))
    if old:
        lines.append(ReviewsPast(old))
    for force in moment.directory.task_forces.values():
        lines += _unfilled(force, templates, moment)
    return WeeklyReport(Day(moment.now), tuple(lines[:LINES]), max(len(lines) - LINES, 0))


# who cannot be reached by a ladder


def _empty_levels(force: TaskForce, directory: Directory) -> Iterator[str]:
    for priority, ladder in directory.ladders.items():
        for number, level in enumerate(ladder.levels, 1):
            if not any(_reaches(kind, force, directory) for kind in level.tell):
                yield f"{priority} level {number}"


def _reaches(kind: TargetKind, force: TaskForce, directory: Directory) -> bool:
    match kind:
        case TargetKind.TASK_FORCE_LEAD:
            return any(user in directory.people for user in (*force.on_call, *force.leads, *force.deputies))
        case TargetKind.COMMITTEE:
            return any(user in directory.people for user in force.committee)
    role = SeatRole.DEPUTY if kind is TargetKind.DEPUTY else SeatRole.LIAISON
    return any(directory.seated(AgencyId(agency), role) for agency in force.agencies)


# people


def _about_people(signs: Signs, moment: Moment) -> Iterator[Notice]:
    directory, now = moment.directory, moment.now
    everybody = tuple(directory.people)
    last = _last_signs(signs)
    unanswered = {
        member.user
        for member in signs.members
        if member.wanted
        and member.presence is Presence.INVITED
        and member.invited_at is not None
        and now - member.invited_at >= UNANSWERED
    }
    groups: tuple[tuple[str, Iterable[UserId]], ...] = (
        ("unanswered", (user for user in everybody if user in unanswered)),
        ("never-seen", (user for user in everybody if user not in signs.seen)),
        ("no-chat", (user for user in everybody if user in signs.seen and user not in moment.standing.chats)),
        ("silent", (user for user in everybody if user in last and now - last[user] >= SILENT)),
        (
            "absence-over",
            (user for user, person in directory.people.items() if any(one.end <= now for one in person.absences)),
        ),
    )
    for why, users in groups:
        found = tuple(users)
        if found:
            shown = tuple(map(PersonName, found[:PEOPLE_SHOWN]))
            yield PeopleToLookAt(why, shown, max(len(found) - PEOPLE_SHOWN, 0))


def _last_signs(signs: Signs) -> dict[UserId, datetime]:
    """The newest sign of life of each: a message, or joining a room."""
    last = dict(signs.heard)
    for member in signs.members:
        if member.joined_at is not None:
            last[member.user] = max(member.joined_at, last.get(member.user, member.joined_at))
    return last


# roles


def _unfilled(force: TaskForce, templates: Mapping[TemplateId, Template], moment: Moment) -> Iterator[Notice]:
    """One line for each template and set of roles, with the jurisdictions of which it is true."""
    for name in force.templates:
        template = templates.get(name)
        if template is None:
            continue
        places: dict[tuple[str, ...], list[JurisdictionId]] = {}
        covered = placed(template, moment.directory.jurisdictions).jurisdictions
        for jurisdiction in force.jurisdictions:
            if jurisdiction in covered:
                roles = _missing(template, force, jurisdiction, moment)
                places.setdefault(roles, []).append(jurisdiction)
        for roles, where in places.items():
            if roles:
                names = tuple(moment.directory.jurisdictions[one].name for one in where)
                yield RolesToFill(template.id, Said(force.name), names, roles)


def _missing(template: Template, force: TaskForce, jurisdiction: JurisdictionId, moment: Moment) -> tuple[str, ...]:
    wanted = Wanted(
        template=template, force=force, jurisdiction=jurisdiction, priority=template.priority, opener=NOBODY
    )
    return tuple(map(role_words, match(wanted, moment).unfilled))
