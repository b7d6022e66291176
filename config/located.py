"""Reading a YAML file into plain values that remember where they stand. A careful, small part of YAML.

Only `true`, `false`, `null` and whole numbers are anything but text, so that `NO` and `16:00` stay what they are.
Duplicate keys, anchors, aliases, tags, several documents, deep nesting and large files are refused.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from config.mistakes import Mistake, Mistakes

LARGEST = 1_000_000  # bytes
DEEPEST = 20
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Value = str | int | bool | None | list["Value"] | dict[str, "Value"]
Loc = tuple[str | int, ...]

_WORDS: dict[str, Value] = {"true": True, "false": False, "null": None, "~": None, "": None}
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_ANCHORS = "anchors (`&name`) are not used here"
_ALIASES = "aliases (`*name`) are not used here"
_TAGS = "tags (`!name`) are not used here"
_PLAIN_FORM = "write `key: value`, indented with spaces, and quote text that holds `: ` or ` #`"


Place = tuple[str, int, int]
"""File, line and column; both count from 1."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where each value and each key of a file stands, by its path from the top."""

    values: dict[Loc, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Loc, tuple[int, int]] = field(default_factory=dict)


@dataclass(slots=True)
class Document:
    """One file: its values. Where each one stands is found when somebody asks: on the good path nobody does."""

    path: str
    data: dict[str, Value]
    text: str = ""
    shapes: dict[tuple[int, type], Any] = field(default_factory=dict)  # what parts of it were found to be, by identity
    _places: Places | None = None

    def at(self, loc: Loc) -> Value:
        """The value at `loc`; None where there is none."""
        found: Value = self.data
        for part in loc:
            if isinstance(found, dict) and isinstance(part, str):
                found = found.get(part)
            elif isinstance(found, list) and isinstance(part, int) and part < len(found):
                found = found[part]
            else:
                return None
        return found

    def place(self, loc: Loc, *, key: bool = False, into: int = 0) -> Place:
        """Where `loc` stands, or the nearest thing around it; `key`: its name; `into`: so far inside its text."""
        places = self._found()
        if key and loc in places.keys:
            return (self.path, *places.keys[loc])
        while loc and loc not in places.values:
            loc, into = loc[:-1], 0
        line, column = places.values.get(loc, (1, 1))
        if into and isinstance(value := self.at(loc), str):
            line, column = _inside(self.text, line, column, into, len(value))
        return self.path, line, column

    def mistake(self, loc: Loc, what: str, form: str, *, key: bool = False, into: int = 0) -> Mistake:
        """A mistake at `loc`, as `place`."""
        return Mistake(*self.place(loc, key=key, into=into), what, form)

    def _found(self) -> Places:
        if self._places is None:
            self._places = Places()
            if self.text:
                _Builder(iter(yaml.parse(self.text, Loader=LOADER)), self.path, self._places, []).document()
        return self._places


def read(path: Path) -> Document:
    """Read one file. Raises Mistakes, with more than one where more can be seen."""
    shown = str(path)
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise Mistakes([Mistake(shown, 1, 1, "the file is missing", "start from the one in config/example")]) from None
    except OSError as error:
        raise Mistakes(
            [Mistake(shown, 1, 1, f"the file cannot be read ({error.strerror})", "check its rights")]
        ) from None
    return read_bytes(raw, shown)


def read_bytes(raw: bytes, shown: str, largest: int = LARGEST) -> Document:
    """Read what stood in a file called `shown`. Raises Mistakes."""
    text = _text(raw, shown, largest)
    try:
        root = _quickly(text)
    except (_Odd, yaml.YAMLError):
        root = _carefully(text, shown)
    if not isinstance(root, dict):
        what = "the file is empty" if root is None else "the file is not a mapping"
        raise Mistakes([Mistake(shown, 1, 1, what, "write lines of the form `key: value`")])
    return Document(shown, root, text)


class _Odd(Exception):
    """There is something in it that has to be looked at with care."""


def _quickly(text: str) -> Value:
    """The values alone, for what is as it should be. Raises _Odd or YAMLError for all else."""
    following: Callable[[], Any] = LOADER(text).get_event

    def node(event: Any, depth: int) -> Value:
        if depth > DEEPEST or event.anchor is not None:
            raise _Odd
        kind = event.__class__
        if kind is yaml.ScalarEvent:
            if event.tag is not None:
                raise _Odd
            value: str = event.value
            return value if event.style else _plain(value)
        if kind is yaml.AliasEvent or event.tag is not None:
            raise _Odd
        if kind is yaml.MappingStartEvent:
            pairs: dict[str, Value] = {}
            while (event := following()).__class__ is yaml.ScalarEvent:
                key = event.value
                if key in pairs or event.anchor is not None or event.tag is not None:
                    raise _Odd
                pairs[key] = node(following(), depth + 1)
            if event.__class__ is not yaml.MappingEndEvent:
                raise _Odd
            return pairs
        items: list[Value] = []
        while (event := following()).__class__ is not yaml.SequenceEndEvent:
            items.append(node(event, depth + 1))
        return items

    following()
    if following().__class__ is not yaml.DocumentStartEvent:
        raise _Odd
    root = node(following(), 0)
    following()
    if following().__class__ is not yaml.StreamEndEvent:
        raise _Odd
    return root


def _carefully(text: str, shown: str) -> Value:
    """The values, or every mistake with its place. Raises Mistakes."""
    found = list[Mistake]()
    try:
        root = _Builder(iter(yaml.parse(text, Loader=LOADER)), shown, Places(), found).document()
    except yaml.MarkedYAMLError as error:
        raise Mistakes(_gathered([*found, _not_yaml(shown, text, error)])) from None
    except yaml.YAMLError:
        raise Mistakes([Mistake(shown, 1, 1, "a character is not allowed in YAML", "use printable text")]) from None
    except Mistakes as deep:
        raise Mistakes(_gathered(deep.found)) from None
    if found:
        raise Mistakes(_gathered(found))
    return root


def _gathered(found: Iterable[Mistake]) -> Iterator[Mistake]:
    """Anchors, aliases and tags each in one line: the first place, and how many there are. All else as it is."""
    ordered = sorted(found)
    counts = Counter(one.what for one in ordered if one.what in {_ANCHORS, _ALIASES, _TAGS})
    for one in ordered:
        count = counts.get(one.what)
        if count is None:
            yield one
        elif count:
            counts[one.what] = 0
            yield one if count == 1 else replace(one, what=f"{one.what}, and there are {count}")


def _inside(text: str, line: int, column: int, into: int, length: int) -> tuple[int, int]:
    """Where character `into` of a text of `length` stands that begins at `line` and `column`, over folded lines too."""
    lines = text.splitlines()
    row, at = line - 1, column - 1
    here = lines[row] if row < len(lines) else ""
    if here[at : at + 1] in {"|", ">"}:
        return line, column
    at += here[at : at + 1] in {"'", '"'}
    for step in range(1, into + 1):
        at += 1
        if step < length and not here[at:].strip() and row + 1 < len(lines):
            row += 1  # folded: the end of a line and the indentation of the next are one space
            here = lines[row]
            at = len(here) - len(here.lstrip()) - 1
    return row + 1, at + 1


def _text(raw: bytes, shown: str, largest: int) -> str:
    if len(raw) > largest:
        size = f"{largest // 1_000_000} MB" if largest >= 1_000_000 else f"{largest // 1024} KB"
        raise Mistakes(
            [Mistake(shown, 1, 1, f"the file is larger than {size}", "split it or remove what is not needed")]
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        raise Mistakes([Mistake(shown, line, column, "the text is not UTF-8", "save the file as UTF-8")]) from None


def _not_yaml(shown: str, text: str, error: yaml.MarkedYAMLError) -> Mistake:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.splitlines()
    here = lines[line] if line < len(lines) else ""
    if "\t" in here[: column + 1]:
        return Mistake(shown, line + 1, here.index("\t") + 1, "there is a tab", "indent with spaces")
    if here[column : column + 1] in {"@", "`", "%"}:
        return Mistake(
            shown, line + 1, column + 1, f"`{here[column]}` cannot start plain text", 'write "..." around it'
        )
    return Mistake(shown, line + 1, column + 1, f"this is not YAML ({error.problem or 'unreadable'})", _PLAIN_FORM)


@dataclass(slots=True)
class _Builder:
    """Builds values out of the parser's events, and notes where each one stands."""

    events: Iterator[yaml.Event]
    path: str
    into: Places
    found: list[Mistake]

    def document(self) -> Value:
        """The first document's root. A second document is a mistake."""
        root: Value = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._wrong(event, "a second document starts here", "keep one document in a file")
                    return root
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, ())
        return root

    def _node(self, event: yaml.Event, loc: Loc) -> Value:
        self.into.values[loc] = _place(event)
        if len(loc) > DEEPEST:
            raise Mistakes([*self.found, self._mistake(event, "this is nested too deeply", "use fewer levels")])
        if isinstance(event, yaml.AliasEvent):
            self._wrong(event, _ALIASES, "write the value out")
            return None
        if getattr(event, "anchor", None) is not None:
            self._wrong(event, _ANCHORS, "write the value out where it is needed")
        if getattr(event, "tag", None) not in {None, "!"}:
            self._wrong(event, _TAGS, "write the plain value")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(loc)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(loc)
        assert isinstance(event, yaml.ScalarEvent)  # noqa: S101 - nothing else starts a node
        return event.value if event.style else _plain(event.value)

    def _list(self, loc: Loc) -> list[Value]:
        items: list[Value] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*loc, len(items))))
        return items

    def _mapping(self, loc: Loc) -> dict[str, Value]:
        pairs: dict[str, Value] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise Mistakes([*self.found, self._mistake(event, "a key must be a word", "write `key: value`")])
            key, here = event.value, (*loc, event.value)
            twice = key in pairs
            if twice:
                line = self.into.keys[here][0]
                self._wrong(event, f"`{key}` stands twice, first in line {line}", "keep one of them")
            value = self._node(next(self.events), here)
            if not twice:
                self.into.keys[here] = _place(event)
                pairs[key] = value
        return pairs

    def _wrong(self, event: yaml.Event, what: str, form: str) -> None:
        self.found.append(self._mistake(event, what, form))

    def _mistake(self, event: yaml.Event, what: str, form: str) -> Mistake:
        return Mistake(self.path, *_place(event), what, form)


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _plain(text: str) -> Value:
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if text[0] in "-0123456789" and _WHOLE.fullmatch(text) else text
