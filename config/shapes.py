"""What may stand in each file, key by key. `examples` are the correct forms that a mistake is answered with."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from config.fields import (
    Clock,
    Day,
    Flag,
    Id,
    Language,
    Local,
    Once,
    Phone,
    PlaceId,
    RoleOfSeat,
    RoomName,
    SpanOrNone,
    SpanText,
    Target,
    Text,
    User,
    Weekday,
    Whole,
    Word,
    Zone,
    word_of,
)
from workflows.values.directory import AGENCY_TYPES

AgencyType = Annotated[str, word_of(AGENCY_TYPES)]
HOURS = "{days: [mon, tue, wed, thu, fri], opens: 09:00, closes: 17:00}"


def example(text: str, **more: Any) -> Any:
    """A field whose correct form is `text`, as it stands in YAML. Without `default` the key must be there."""
    return Field(examples=[text], **more)


class Shape(BaseModel):
    """A mapping of which every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# settings.yaml


class PagerShape(Shape):
    command: list[Text] = example("[/usr/local/bin/page]", min_length=1)


class SettingsShape(Shape):
    homeserver: Text = example("https://matrix.example.org")
    user: User = example('"@caseroom:example.org"')
    device_name: Text = example("Caseroom", default="Caseroom")
    password_file: Text | None = example("secrets/password", default=None)
    token_file: Text | None = example("secrets/token", default=None)
    master_key_file: Text = example("secrets/master.key", default="secrets/master.key")
    data: Text = example("data", default="data")
    database: Text | None = example("sqlite+aiosqlite:///data/caseroom.db", default=None)
    database_file: Text | None = example("secrets/database-url", default=None)
    health_file: Text | None = example("data/health", default=None)
    federate: Flag = example("false", default=False)
    empty_rooms_after: SpanText | None = example("30d", default=None)
    pager: PagerShape | None = example("{command: [/usr/local/bin/page]}", default=None)


# directory.yaml


class HoursShape(Shape):
    days: Once[Weekday] = example(
        "[mon, tue, wed, thu, fri]", default=["mon", "tue", "wed", "thu", "fri"], min_length=1
    )
    opens: Clock = example("09:00")
    closes: Clock = example("17:00")
    cut_off: Clock | None = example("16:00", default=None)


def _unless_always(value: Any) -> Any:
    return None if value == "always" else value


HoursOrAlways = Annotated[HoursShape | None, BeforeValidator(_unless_always)]
OFFICE_HOURS = HoursShape.model_validate({"opens": "09:00", "closes": "17:00"})


class HolidaysShape(Shape):
    country: Text | None = example("GB", default=None)
    subdivision: Text | None = example("ENG", default=None)
    add: Once[Day] = example("[2026-12-24]", default=())
    remove: Once[Day] = example("[2026-12-28]", default=())


class JurisdictionShape(Shape):
    id: PlaceId = example("GB-ENG")
    name: Text = example("England")
    zone: Zone = example("Europe/London")
    hours: HoursOrAlways = example(HOURS, default=OFFICE_HOURS)
    day_zero: Flag = example("true", default=True)
    holidays: HolidaysShape = example("{country: GB, subdivision: ENG}", default=HolidaysShape())


class AgencyShape(Shape):
    id: Id = example("city-police")
    name: Text = example("City Police")
    type: AgencyType = example("police")
    jurisdictions: Once[PlaceId] = example("[GB-ENG]", min_length=1)
    capabilities: Once[Word] = example("[accommodation]", default=())
    languages: Once[Language] = example("[en, ro]", default=())
    hours: HoursOrAlways = example("always", default=None)
    phone: Phone | None = example('"+44 20 7946 0000"', default=None)
    synonyms: Once[Text] = example("[police]", default=())


class SeatShape(Shape):
    agency: Id = example("city-police")
    roles: Once[RoleOfSeat] = example("[liaison]", min_length=1)


class AbsenceShape(Shape):
    start: Local = example("2026-12-01", alias="from")
    end: Local = example("2026-12-05", alias="to")


class PersonShape(Shape):
    user: User = example('"@reyes:example.org"')
    name: Text = example("Officer Reyes")
    seats: list[SeatShape] = example("[{agency: city-police, roles: [liaison]}]", default=())
    languages: Once[Language] = example("[en]", default=())
    zone: Zone | None = example("Europe/London", default=None)
    absences: list[AbsenceShape] = example("[{from: 2026-12-01, to: 2026-12-05}]", default=())


class TaskForceShape(Shape):
    id: Id = example("harbour")
    name: Text = example("Harbour Task Force")
    jurisdictions: Once[PlaceId] = example("[GB-ENG]", min_length=1)
    templates: Once[Id] = example("[uk-nrm-adult]", min_length=1)
    agencies: Once[Id] = example("[city-police]", min_length=1)
    leads: Once[User] = example('["@morgan:example.org"]', min_length=1)
    deputies: Once[User] = example('["@lindqvist:example.org"]', default=())
    on_call: Once[User] = example('["@morgan:example.org"]', default=())
    committee: Once[User] = example('["@okafor:example.org"]', default=())
    room: RoomName | None = example('"!abc:example.org"', default=None)
    networked: Flag = example("true", default=True)


class LevelShape(Shape):
    """One level of a ladder."""

    after: SpanOrNone = example("2h", description="So long after it was due; `0h`: at once.")
    tell: Once[Target] = example("[owner, deputy]", min_length=1, description="Who is told.")


class LadderShape(Shape):
    """Who is told when, if a task is late."""

    levels: list[LevelShape] = example(
        "[{after: 0h, tell: [owner, deputy]}]", min_length=1, description="Its levels, later and later."
    )
    remind_at: Once[Whole] = example("[50, 75]", default=(), description="Reminders, in per cent of the time there is.")
    remind_before: list[SpanText] = example("[15m]", default=(), description="Reminders, so long before it is due.")
    working_time: Flag = example("false", default=False, description="Levels and pages wait for working hours.")
    repeat: SpanText | None = example("1h", default=None, description="How often the last level is told again.")


class DirectoryShape(Shape):
    """The top of directory.yaml; what stands in the lists is looked at one by one."""

    zone: Zone = example("Europe/London", default="UTC")
    jurisdictions: list[Any] = example("[{id: GB-ENG, name: England, zone: Europe/London}]", min_length=1)
    agencies: list[Any] = example("[{id: city-police, ...}]", min_length=1)
    people: list[Any] = example('[{user: "@reyes:example.org", ...}]', min_length=1)
    task_forces: list[Any] = example("[{id: harbour, ...}]", min_length=1)
    administrators: Once[User] = example('["@adler:example.org"]', min_length=1)
    admins_room: RoomName | None = example('"!abc:example.org"', default=None)
    ladders: dict[str, Any] = example("{P2: {levels: [{after: 0h, tell: [owner, deputy]}]}}", default_factory=dict)
