"""A first working configuration from a few answers: what is suggested, and the files that are written."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global

from config.holiday_dates import known
from config.place_names import parts_of, spoken_in

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ._/-]*[A-Za-z0-9]|[A-Za-z]")
WORDS_OF_YAML = frozenset({"true", "false", "null"})
AGENCIES = """\
# An agency also has, where there is something to say: `capabilities: [accommodation, legal_advice, interpreting]`, for
# which templates ask; `phone: "+44 20 7946 0001"`, the duty phone for `call`; and `hours`, as above: without them it is
# always there. Its `languages` are codes of ISO 639: `[en, ro]`.
agencies:
"""
PEOPLE = """\
# Names are as colleagues see them, by role. A deputy is a person of their own, with `roles: [deputy]`.
people:
"""
STEP = timedelta(days=10)  # less than clocks stay changed anywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A jurisdiction. `holidays` are a country and perhaps a part of it; none where they are not known."""

    id: str
    name: str
    zone: str
    holidays: tuple[str, str | None] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An agency with its first person, who speaks for it and looks after its people."""

    name: str
    type: str
    user: str
    person: str
    languages: tuple[str, ...] = ()  # ISO 639; none: those of the jurisdictions

    @property
    def id(self) -> str:
        """The short name of the agency: its name in small letters and dashes."""
        return id_of(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """All answers. Each person is a Matrix id and a name as colleagues see it."""

    homeserver: str
    user: str
    secret_file: str
    by_token: bool
    places: tuple[Place, ...]
    task_force: str
    members: tuple[Member, ...]
    leads: tuple[tuple[str, str], ...]
    administrators: tuple[tuple[str, str], ...]
    templates: tuple[str, ...]
    master_key_file: str = field(default="secrets/master.key")


def id_of(name: str) -> str:
    """A name as an id: `City Police` is `city-police`. Empty where nothing of it can stand in one."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower()))


def place_named(code: str, zone: str) -> Place:
    """The jurisdiction with name and holidays as its ISO 3166 code suggests."""
    country, _, part = code.partition("-")
    parts = known().get(country)
    found = None if parts is None else (country, part if part in parts else None)
    return Place(id=code, name=_name(country, part, code), zone=zone, holidays=found)


def only_zone(country: str, now: datetime) -> str | None:
    """The zone of a country in which all clocks show the same in the year after `now`; else None."""
    zones: Sequence[str] = get_global("territory_zones").get(country, [])
    moments = [now + number * STEP for number in range(37)]
    shown = {tuple(moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in moments) for zone in zones}
    return zones[0] if len(shown) == 1 else None


def zones_of(country: str) -> tuple[str, ...]:
    """The zones of a country, by name."""
    return tuple(sorted(get_global("territory_zones").get(country, [])))


def _name(country: str, part: str, code: str) -> str:
    return parts_of(country).get(part) or (code if part else Locale("en").territories.get(country, code))


def settings_text(beginning: Beginning) -> str:
    """settings.yaml, with comments."""
    kind, other, variable = (
        ("token_file", "password_file: secrets/password # CASEROOM_PASSWORD", "CASEROOM_TOKEN")
        if beginning.by_token
        else (
            "password_file",
            "token_file: secrets/token # CASEROOM_TOKEN; it goes before the password",
            "CASEROOM_PASSWORD",
        )
    )
    return f"""\
# How this installation runs. After each change: python -m bot check
#
# No secret stands in this file. Each is in a file of its own (mode 0600), or in the environment variable named beside
# it, which goes first. Paths start at this folder unless they are absolute.

homeserver: {text(beginning.homeserver)} # a name or an address that the bot reaches; http only on this machine
user: {text(beginning.user)} # the bot's own account
# device_name: Caseroom # shown to people beside its device

{kind}: {text(beginning.secret_file)} # {variable}
# {other}

master_key_file: {beginning.master_key_file} # CASEROOM_MASTER_KEY; base64 of 32 random bytes. Keep a copy elsewhere

data: data # the database, the keys of the device and the lock; docs/deployment.md says what of it to back up
# database: postgresql://localhost/caseroom # instead of a file in `data`
# federate: true # case rooms may be joined from other homeservers
# empty_rooms_after: 30d # members leave a closed case's room so long after closing

# Run when Matrix is down and something falls due. It is told nothing about a case.
# pager:
#   command: [/usr/local/bin/page-the-lead]
"""


def directory_text(beginning: Beginning) -> str:
    """directory.yaml, with comments."""
    codes = listed(place.id for place in beginning.places)
    head = f"""\
# Who is who: jurisdictions with their calendars, agencies, people, task forces. After each change: python -m bot check
# Whoever is not in here has no authority. config/example/directory.yaml shows every key.

zone: {beginning.places[0].zone} # for people without a zone, an agency or a jurisdiction

# `hours` are for deadlines in working days (`wd`) and hours (`wh`); a clock that starts after their `cut_off: 16:00`
# counts from the next day. `holidays` also has `add: [2026-12-24]` and, for days that are worked, `remove: [...]`.
# `day_zero: false`: the day on which a clock of working days starts is the first of them.
jurisdictions:
"""
    parts = [
        head + "\n".join(map(_place, beginning.places)),
        AGENCIES + "\n".join(_agency(member, beginning.places) for member in beginning.members),
        PEOPLE + "\n".join(_person(user, name, seats) for user, (name, seats) in _people(beginning).items()),
        _task_force(beginning, codes),
        f"""\
# Two different administrators are needed to put another workflow live.
administrators: {listed(user for user, _ in beginning.administrators)}

# Who is told when something is late: without `ladders` here, as config/example/directory.yaml has them.
""",
    ]
    return "\n".join(parts)


def _place(place: Place) -> str:
    if place.holidays is None:
        days = "    holidays: {add: []} # public ones are not known for this code: add the days off as `2026-12-24`"
    else:
        country, part = place.holidays
        of = f"country: {country}" + (f", subdivision: {part}" if part else "")
        days = f"    holidays: {{{of}}}"
    return f"""\
  - id: {place.id}
    name: {text(place.name)}
    zone: {place.zone}
    hours: {{days: [mon, tue, wed, thu, fri], opens: 09:00, closes: 17:00}}
{days}
"""


def _agency(member: Member, places: Sequence[Place]) -> str:
    codes = [place.id for place in places]
    return f"""\
  - id: {text(member.id)}
    name: {text(member.name)}
    type: {member.type}
    jurisdictions: {listed(codes)}
    languages: {listed(member.languages or spoken_in(codes))}
"""


def _people(beginning: Beginning) -> dict[str, tuple[str, list[str]]]:
    """Each person once, with the agencies for which they speak."""
    found: dict[str, tuple[str, list[str]]] = {}
    for user, name in (*beginning.leads, *beginning.administrators):
        found.setdefault(user, (name, []))
    for member in beginning.members:
        found.setdefault(member.user, (member.person, []))[1].append(member.id)
    return found


def _person(user: str, name: str, seats: Sequence[str]) -> str:
    lines = [f"  - user: {text(user)}", f"    name: {text(name)}"]
    if seats:
        lines.append("    seats:")
        lines += [f"      - {{agency: {text(seat)}, roles: [liaison, coordinator]}}" for seat in seats]
    return "\n".join([*lines, ""])


def _task_force(beginning: Beginning, codes: str) -> str:
    leads = listed(user for user, _ in beginning.leads)
    templates = "\n".join(f"      - {text(template)}" for template in beginning.templates)
    return f"""\
task_forces:
  - id: {text(id_of(beginning.task_force))}
    name: {text(beginning.task_force)}
    jurisdictions: {codes}
    templates: # by which its agencies may open cases
{templates}
    agencies: {listed(member.id for member in beginning.members)}
    leads: {leads}
    # deputies: ["@name:example.org"] # may do what a lead may
    # on_call: {leads} # in order; without it, the leads
    # committee: ["@name:example.org"] # the last step of most ladders
    networked: true # false: leads join every case room
"""


def listed(words: Iterable[str]) -> str:
    """A list of YAML in one line."""
    return f"[{', '.join(map(text, words))}]"


def text(words: str) -> str:
    """Text as it stands in YAML: in quotes where it could be read as something else."""
    plain = PLAIN.fullmatch(words) and words.lower() not in WORDS_OF_YAML
    return (
        words if plain or re.fullmatch(r"https?://[a-zA-Z0-9.:/-]+", words) else json.dumps(words, ensure_ascii=False)
    )
