"""People of agencies from a CSV file, as personnel systems write it: read row by row, and brought into a directory.

Columns `user, name, agency, roles`, and if need be `languages, zone`, in any order. A person with seats in several
agencies has a row for each. What a row leaves empty stays as it is in the directory.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.fields import OURS, Id, Language, Once, RoleOfSeat, Text, User, Zone, did_you_mean, shown
from config.mistakes import Mistake, Mistakes
from config.shapes import Shape, example
from workflows.values.directory import AgencySeat, Directory, Person, SeatRole
from workflows.values.ids import AgencyId, UserId

LARGEST = 1_000_000  # bytes
MOST_ROWS = 5_000
DELIMITERS = ",;\t"
LISTS = re.compile(r"[\s,;|/+]+")  # between the roles, or the languages, of one cell
NEEDED, OPTIONAL = ("user", "name", "agency", "roles"), ("languages", "zone")


class _Row(Shape):
    user: User = example("@reyes:example.org")
    name: Text = example("Officer Reyes")
    agency: Id = example("city-police")
    roles: Once[RoleOfSeat] = example("liaison deputy", min_length=1)
    languages: Once[Language] = example("en ro", default=[])
    zone: Zone | None = example("Europe/London", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the file: one person in one agency."""

    line: int
    user: UserId
    name: str
    agency: AgencyId
    roles: frozenset[SeatRole]
    languages: frozenset[str] = frozenset()  # none: as they are
    zone: str | None = None  # None: as it is


@dataclass(frozen=True, slots=True)
class Imported:
    """The directory that follows, and who has a seat in an agency of the file without standing in it."""

    directory: Directory
    leavers: tuple[tuple[UserId, AgencyId], ...]


def rows_of(path: Path, directory: Directory) -> tuple[Row, ...]:
    """The rows of the file, each checked against the agencies of `directory`. Raises Mistakes with all of them."""
    found: list[Mistake] = []
    rows = tuple(_rows(str(path), _text(path), directory, found))
    found.extend(_contradictions(str(path), rows))
    if not rows and not found:
        found.append(Mistake(str(path), 1, 1, "there is no row with a person", "write a line for each person"))
    if found:
        raise Mistakes(found)
    return rows


def imported(rows: Sequence[Row], directory: Directory, *, leavers: bool) -> Imported:
    """Bring the rows into the directory. `leavers`: who is not in the file loses their seats in its agencies.

    Who has no seat left then, and no other part, is taken out.
    """
    people = dict(directory.people)
    for row in rows:
        people[row.user] = _with(row, people.get(row.user))
    listed = {(row.user, row.agency) for row in rows}
    agencies = {row.agency for row in rows}
    gone = tuple(
        (person.user, seat.agency)
        for person in people.values()
        for seat in person.seats
        if seat.agency in agencies and (person.user, seat.agency) not in listed
    )
    for user, agency in gone if leavers else ():
        person = people[user]
        people[user] = left = replace(person, seats=tuple(seat for seat in person.seats if seat.agency != agency))
        if not left.seats and not directory.serves(user):
            del people[user]
    return Imported(replace(directory, people=people), gone)


def _with(row: Row, person: Person | None) -> Person:
    seat = AgencySeat(agency=row.agency, roles=row.roles)
    if person is None:
        return Person(user=row.user, name=row.name, seats=(seat,), languages=row.languages, zone=row.zone)
    seats = tuple(seat if one.agency == row.agency else one for one in person.seats)
    return replace(
        person,
        name=row.name,
        seats=seats if seat in seats else (*seats, seat),
        languages=row.languages or person.languages,
        zone=row.zone or person.zone,
    )


def _text(path: Path) -> str:
    shown_path = str(path)
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        what = f"the file cannot be read ({error.strerror})"
        raise Mistakes([Mistake(shown_path, 1, 1, what, "check its name and its rights")]) from None
    if len(raw) > LARGEST:
        raise Mistakes([Mistake(shown_path, 1, 1, "the file is larger than 1 MB", "split it by agency")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        form = 'save it as "CSV UTF-8"'
        raise Mistakes([Mistake(shown_path, line, 1, "the text is not UTF-8", form)]) from None


def _rows(path: str, text: str, directory: Directory, found: list[Mistake]) -> Iterator[Row]:
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    lines = _records(path, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), found)
    header = next(lines, None)
    columns = _columns(path, header[1] if header else [], found)
    if columns is None:
        return
    for count, (line, cells) in enumerate(lines, 1):
        if count > MOST_ROWS:
            found.append(Mistake(path, line, 1, f"there are more than {MOST_ROWS} people", "split it by agency"))
            return
        if len(cells) != len(columns):
            what = f"this line has {len(cells)} fields, the first one has {len(columns)}"
            found.append(Mistake(path, line, 1, what, f'write `""` around text that holds `{delimiter}`'))
            continue
        row = _row(path, line, dict(zip(columns, cells, strict=True)), directory, found)
        if row is not None:
            yield row


def _records(path: str, reader: Any, found: list[Mistake]) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not empty, and the line on which it begins."""
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            found.append(Mistake(path, line, 1, f"this is not CSV ({error})", 'write `""` for a quote within quotes'))
            return
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield line, [cell.strip() for cell in cells]
        line = reader.line_num + 1


def _columns(path: str, header: Sequence[str], found: list[Mistake]) -> list[str] | None:
    names = [name.casefold() for name in header]
    known = (*NEEDED, *OPTIONAL)
    before = len(found)
    for name in dict.fromkeys(names):
        if name not in known:
            found.append(Mistake(path, 1, 1, f"there is no column {shown(name)}", did_you_mean(name, known)))
        elif names.count(name) > 1:
            found.append(Mistake(path, 1, 1, f"the column `{name}` stands twice", "keep one of them"))
    for name in NEEDED:
        if name not in names:
            form = f"begin with the line `{','.join(known)}`"
            found.append(Mistake(path, 1, 1, f"the column `{name}` is missing", form))
    return names if len(found) == before else None


def _row(path: str, line: int, cells: Mapping[str, str], directory: Directory, found: list[Mistake]) -> Row | None:
    raw: dict[str, Any] = {name: cell for name, cell in cells.items() if cell or name in NEEDED}
    for name in ("roles", "languages"):
        if name in raw:
            raw[name] = [word.casefold() for word in LISTS.split(raw[name]) if word]
    try:
        shape = _Row.model_validate(raw)
    except ValidationError as error:
        found.extend(_mistake(path, line, detail) for detail in error.errors(include_url=False))
        return None
    if shape.agency not in directory.agencies:
        form = did_you_mean(shape.agency, directory.agencies)
        found.append(Mistake(path, line, 1, f"there is no agency `{shape.agency}`", form))
        return None
    return Row(
        line=line,
        user=UserId(shape.user),
        name=shape.name,
        agency=AgencyId(shape.agency),
        roles=frozenset(shape.roles),
        languages=frozenset(shape.languages),
        zone=shape.zone,
    )


def _mistake(path: str, line: int, detail: Any) -> Mistake:
    name = str(detail["loc"][0])
    form = f"write for example `{_Row.model_fields[name].examples[0]}`"  # type: ignore[index]
    if detail["type"] == OURS:
        return Mistake(path, line, 1, f"`{name}`: {detail['ctx']['what']}", detail["ctx"]["form"])
    return Mistake(path, line, 1, f"`{name}` is empty", form)


def _contradictions(path: str, rows: Iterable[Row]) -> Iterator[Mistake]:
    """Rows about one person that do not go together."""
    seats: dict[tuple[UserId, AgencyId], int] = {}
    first: dict[UserId, Row] = {}
    for row in rows:
        if (row.user, row.agency) in seats:
            what = f"`{row.user}` stands twice for `{row.agency}`, first in line {seats[row.user, row.agency]}"
            yield Mistake(path, row.line, 1, what, "name all their roles in one line")
        seats.setdefault((row.user, row.agency), row.line)
        other = first.setdefault(row.user, row)
        for field in ("name", "languages", "zone"):
            one, two = getattr(other, field), getattr(row, field)
            if one and two and one != two:
                what = f"`{row.user}` has another `{field}` here than in line {other.line}"
                yield Mistake(path, row.line, 1, what, "write the same in each of their lines")
