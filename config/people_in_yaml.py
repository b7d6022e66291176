"""Changing people in directory.yaml as a careful person would: only what differs, with comments and order as they are.

Each change is a piece of text put in the place of another; the places come from the YAML parser. Whoever writes the
result reads it again and compares: see `config/bringing_in.py`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import yaml

from workflows.values.directory import AgencySeat, Person, SeatRole
from workflows.values.ids import UserId

PLAIN = re.compile(r"[A-Za-z][\w.()'-]*( [\w.()'-]+)*")
NO_TEXT = {"true", "false", "null", "yes", "no", "on", "off"}  # to other readers of YAML, if not to ours


class CannotEdit(Exception):
    """The file is written in a way that is not changed piece by piece. Says in which."""


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


def with_people(text: str, before: Mapping[UserId, Person], after: Mapping[UserId, Person]) -> str:
    """The file with the people of `after` in the place of those of `before`. Raises CannotEdit.

    New people come last, in their order. Absences are not looked at.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    people = _value(root, "people") if isinstance(root, yaml.MappingNode) else None
    if not isinstance(people, yaml.SequenceNode) or people.flow_style or not people.value:
        raise CannotEdit("`people` is not a list with a line `- user: …` for each")
    editor = _Editor(text, people)
    for item in people.value:
        user = UserId(_scalar(_value(item, "user")))
        old, new = before.get(user), after.get(user)
        if new is None:
            editor.remove(item)
        elif old is not None and old != new:
            editor.change(item, old, new)
    for user, person in after.items():
        if user not in before:
            editor.add(person)
    return editor.result()


class _Editor:
    """Gathers the edits of one text."""

    def __init__(self, text: str, people: yaml.SequenceNode) -> None:
        self._text, self._people = text, people
        self._edits: list[_Edit] = []
        self._newline = "\r\n" if "\r\n" in text else "\n"
        starts = [self._dash(item) for item in people.value]
        self._apart = len(starts) > 1 and self._blank_before(starts[-1])

    def result(self) -> str:
        """The text with all edits made. Raises CannotEdit where two of them meet."""
        made, last = self._text, len(self._text)
        in_order = sorted(self._edits, key=lambda edit: (edit.start, edit.end))  # of those in one place, as they came
        for edit in reversed(in_order):
            if edit.end > last:
                raise CannotEdit("two changes meet in one place")
            made, last = made[: edit.start] + edit.text + made[edit.end :], edit.start
        return made

    def remove(self, item: yaml.Node) -> None:
        """The whole item, with the empty line after it."""
        start, end = self._line(self._dash(item)), self._after(_end(item))
        following = re.match(r"[ \t]*\r?\n", self._text[end:]) if self._apart else None
        self._edits.append(_Edit(start, end + (following.end() if following else 0), ""))

    def add(self, person: Person) -> None:
        dash = " " * self._people.start_mark.column
        lines = [f"{dash}- user: {json.dumps(person.user)}", f"{dash}  name: {_written(person.name)}"]
        if person.languages:
            lines.append(f"{dash}  languages: {_list(sorted(person.languages))}")
        if person.zone:
            lines.append(f"{dash}  zone: {person.zone}")
        if person.seats:
            lines += [f"{dash}  seats:", *(f"{dash}    - {_seat(seat)}" for seat in person.seats)]
        self._insert_lines(self._after(_end(self._people)), lines, apart=self._apart)

    def change(self, item: yaml.Node, old: Person, new: Person) -> None:
        if old.seats != new.seats:  # first: what comes at the end of the entry comes after its seats
            self._seats(item, new)
        if old.name != new.name:
            self._set(item, "name", _written(new.name))
        if old.languages != new.languages:
            self._set(item, "languages", _list(sorted(new.languages)))
        if old.zone != new.zone and new.zone:
            self._set(item, "zone", new.zone)

    def _seats(self, item: yaml.Node, new: Person) -> None:
        seats = _value(item, "seats")
        wanted: dict[str, AgencySeat] = {seat.agency: seat for seat in new.seats}
        there = {_scalar(_value(seat, "agency")): seat for seat in _items(seats)}
        if not isinstance(seats, yaml.SequenceNode) or seats.flow_style or not there.keys() & wanted.keys():
            self._set(item, "seats", f"[{', '.join(map(_seat, new.seats))}]")
            return
        for agency, node in there.items():
            if agency not in wanted:
                self._edits.append(_Edit(self._line(self._dash(node)), self._after(_end(node)), ""))
            elif {_scalar(role) for role in _items(_value(node, "roles"))} != set(wanted[agency].roles):
                self._set(node, "roles", _roles(wanted[agency]))
        dash = " " * seats.start_mark.column
        new_lines = [f"{dash}- {_seat(seat)}" for agency, seat in wanted.items() if agency not in there]
        if new_lines:
            self._insert_lines(self._after(_end(seats)), new_lines)

    def _set(self, mapping: yaml.Node, key: str, text: str) -> None:
        if not isinstance(mapping, yaml.MappingNode):
            raise CannotEdit("an entry of `people` is not a mapping")
        for name, value in mapping.value:
            if _scalar(name) == key:
                block = isinstance(value, yaml.CollectionNode) and not value.flow_style
                start = name.end_mark.index if block else value.start_mark.index
                between = ": " if block else "" if self._text[start - 1] in " \t[,{" else " "
                self._edits.append(_Edit(start, _end(value), between + text))
                return
        if mapping.flow_style:
            inside = mapping.end_mark.index - 1
            self._edits.append(_Edit(inside, inside, f", {key}: {text}"))
        else:
            line = " " * mapping.start_mark.column + f"{key}: {text}"
            self._insert_lines(self._after(_end(mapping)), [line])

    def _insert_lines(self, at: int, lines: Iterable[str], *, apart: bool = False) -> None:
        unended = at > 0 and self._text[at - 1] != "\n"
        text = "".join(f"{line}{self._newline}" for line in (*([""] if apart else []), *lines))
        self._edits.append(_Edit(at, at, (self._newline if unended else "") + text))

    def _dash(self, item: yaml.Node) -> int:
        """Where the `-` before an item of a list stands."""
        return self._text.rfind("-", 0, item.start_mark.index)

    def _line(self, at: int) -> int:
        """The beginning of the line, if nothing but space stands before `at`. Raises CannotEdit."""
        start = self._text.rfind("\n", 0, at) + 1
        if self._text[start:at].strip():
            raise CannotEdit("an entry that has to go shares its line with something else")
        return start

    def _after(self, at: int) -> int:
        """The beginning of the line after the one with `at`."""
        end = self._text.find("\n", at)
        return len(self._text) if end < 0 else end + 1

    def _blank_before(self, at: int) -> bool:
        above = self._text[: self._line(at)].rstrip(" \t\r")
        return re.search(r"\n[ \t\r]*\n$", above) is not None


def _end(node: yaml.Node) -> int:
    """Where the text of a node ends; the mark of a block stands behind the comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _items(node: yaml.Node | None) -> Iterator[yaml.Node]:
    return iter(node.value if isinstance(node, yaml.SequenceNode) else ())


def _value(mapping: yaml.Node, key: str) -> yaml.Node | None:
    pairs = mapping.value if isinstance(mapping, yaml.MappingNode) else ()
    return next((value for name, value in pairs if _scalar(name) == key), None)


def _scalar(node: yaml.Node | None) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _written(text: str) -> str:
    """A text as YAML: plain where nobody can take it for anything else."""
    plain = PLAIN.fullmatch(text) and text.casefold() not in NO_TEXT
    return text if plain else json.dumps(text, ensure_ascii=False)


def _list(words: Iterable[str]) -> str:
    return f"[{', '.join(words)}]"


def _seat(seat: AgencySeat) -> str:
    return f"{{agency: {seat.agency}, roles: {_roles(seat)}}}"


def _roles(seat: AgencySeat) -> str:
    return _list(role for role in SeatRole if role in seat.roles)
