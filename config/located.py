"""Reading a YAML file into plain values that remember where they stand. A careful, small part of YAML.

Only `true`, `false`, `null` and whole numbers are anything but text, so that `NO` and `16:00` stay what they are.
Duplicate keys, anchors, aliases, tags, several documents, deep nesting and large files are refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from config.mistakes import Mistake, Mistakes

LARGEST = 1_000_000  # bytes
DEEPEST = 20
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Value = str | int | bool | None | list["Value"] | dict[str, "Value"]
Loc = tuple[str | int, ...]

_WORDS: dict[str, Value] = {"true": True, "false": False, "null": None, "~": None, "": None}
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_PLAIN_FORM = "write `key: value`, indented with spaces, and quote text that holds `: ` or ` #`"


@dataclass(frozen=True, slots=True)
class Document:
    """One file: its values, and the place of each key and value by its path from the top."""

    path: str
    data: dict[str, Value]
    values: dict[Loc, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Loc, tuple[int, int]] = field(default_factory=dict)

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

    def mistake(self, loc: Loc, what: str, form: str, *, key: bool = False) -> Mistake:
        """A mistake at `loc`, or at the nearest thing around it that stands in the file; `key`: at its name."""
        if key and loc in self.keys:
            return Mistake(self.path, *self.keys[loc], what, form)
        while loc not in self.values:
            loc = loc[:-1]
        return Mistake(self.path, *self.values[loc], what, form)


def read(path: Path) -> Document:
    """Read one file. Raises Mistakes, with more than one where more can be seen."""
    shown = str(path)
    text = _text(path, shown)
    document, found = Document(shown, {}), list[Mistake]()
    try:
        root = _Builder(iter(yaml.parse(text, Loader=LOADER)), document, found).document()
    except yaml.MarkedYAMLError as error:
        raise Mistakes([*found, _not_yaml(shown, text, error)]) from None
    except yaml.YAMLError:
        raise Mistakes([Mistake(shown, 1, 1, "a character is not allowed in YAML", "use printable text")]) from None
    if not isinstance(root, dict):
        what = "the file is empty" if root is None else "the file is not a mapping"
        found.append(Mistake(shown, 1, 1, what, "write lines of the form `key: value`"))
    if found:
        raise Mistakes(found)
    assert isinstance(root, dict)  # noqa: S101 - or there was a mistake
    document.data.update(root)
    return document


def _text(path: Path, shown: str) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise Mistakes([Mistake(shown, 1, 1, "the file is missing", "start from the one in config/example")]) from None
    except OSError as error:
        raise Mistakes(
            [Mistake(shown, 1, 1, f"the file cannot be read ({error.strerror})", "check its rights")]
        ) from None
    if len(raw) > LARGEST:
        raise Mistakes([Mistake(shown, 1, 1, "the file is larger than 1 MB", "split it or remove what is not needed")])
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
    into: Document
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
            self._wrong(event, "aliases (`*name`) are not used here", "write the value out")
            return None
        if getattr(event, "anchor", None) is not None:
            self._wrong(event, "anchors (`&name`) are not used here", "write the value out where it is needed")
        if getattr(event, "tag", None) not in {None, "!"}:
            self._wrong(event, "tags (`!name`) are not used here", "write the plain value")
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
        return Mistake(self.into.path, *_place(event), what, form)


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _plain(text: str) -> Value:
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _WHOLE.fullmatch(text) else text
