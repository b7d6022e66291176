"""From a notice to words: the Fluent message of its class, its fields as arguments, for one reader."""

import enum
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import FluentType, fluent_number

from bot.text import times
from bot.text.markup import FIRST_SLOT, LAST_SLOT, Break, Text, Tree, as_html, join, parse, plain, slot
from workflows.values.directory import Directory
from workflows.values.ids import JurisdictionId
from workflows.values.notices.base import (
    Absolute,
    AgencyName,
    Clock,
    Day,
    InZone,
    LanguageName,
    Moment,
    Notice,
    PersonName,
    PlaceName,
    Said,
)

FOLDER = Path(__file__).parent
LANGUAGES = ("en",)
SELECTABLE = re.compile(r"[A-Za-z0-9_-]+")
FSI, PDI = "\u2068", "\u2069"  # first strong isolate, pop: free text keeps its own direction and no more
ALLOWED_FORMAT_CHARACTERS = frozenset("\u200c\u200d")  # joiners that some scripts need
WORD = re.compile(r"(?<!^)(?=[A-Z])")


class NoSentence(LookupError):
    """A notice has no message, or its message does not go with its fields. Found by the test over all notices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom the words are: their language and zone, what time it is, and whether they read in a direct chat."""

    now: datetime
    directory: Directory
    zone: str = "UTC"
    language: str = "en"
    chat: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """One message, twice: both say the same."""

    body: str
    html: str


@cache
def bundle(language: str) -> FluentBundle:
    """All sentences of one language. Raises NoSentence when a file holds something that is not a message."""
    made = FluentBundle([language], use_isolating=False)
    for file in sorted((FOLDER / language).glob("*.ftl")):
        resource = FluentResource(file.read_text(encoding="utf-8"))
        if any(type(entry).__name__ == "Junk" for entry in resource.body):
            raise NoSentence(f"{language}/{file.name} holds something that is not a message")
        made.add_resource(resource)
    return made


def message_id(notice: type[Notice]) -> str:
    """`TaskDone` -> `task-done`."""
    return WORD.sub("-", notice.__name__).lower()


def clean(text: str) -> str:
    """What a person typed, without what could hide or turn the text around it: controls, direction marks, our slots."""
    normal = unicodedata.normalize("NFC", text)
    return "".join(
        letter
        for letter in normal
        if not FIRST_SLOT <= ord(letter) <= LAST_SLOT
        and (unicodedata.category(letter) not in ("Cc", "Cf", "Cs") or letter in ALLOWED_FORMAT_CHARACTERS)
    )


def render(notice: Notice, reader: Reader) -> Rendered:
    """Raises NoSentence where the sentence is missing or incomplete."""
    tree = _tree(notice, reader)
    return Rendered(plain(tree, bare_words=reader.chat), as_html(tree, bare_words=reader.chat))


def _tree(notice: Notice, reader: Reader) -> Tree:
    name = message_id(type(notice))
    sentences = bundle(reader.language)
    if not sentences.has_message(name):
        raise NoSentence(f"no sentence {name} in {reader.language}")
    pattern = sentences.get_message(name).value
    if pattern is None:
        raise NoSentence(f"the sentence {name} is empty in {reader.language}")
    arguments: dict[str, str | FluentType] = {}
    slots: dict[str, Tree] = {}
    for field in fields(notice):
        given = getattr(notice, field.name)
        value = _argument(given, reader)
        if isinstance(given, int) and not isinstance(given, bool):
            arguments[field.name] = fluent_number(given, useGrouping=False)  # so that `[1]` and `[one]` match
        elif isinstance(value, str):
            arguments[field.name] = value
        else:
            mark = slot(len(slots))
            slots[mark] = value
            arguments[field.name] = mark
    sentence, errors = sentences.format_pattern(pattern, _dashed(arguments))
    if errors:
        raise NoSentence(f"the sentence {name} does not go with its notice: {errors[0]}")
    return parse(str(sentence), slots)


def _dashed(arguments: Mapping[str, str | FluentType]) -> dict[str, str | FluentType]:
    """Fluent allows both spellings of a name; give both."""
    return {**arguments, **{name.replace("_", "-"): value for name, value in arguments.items()}}


def _argument(value: object, reader: Reader) -> str | Tree:
    """A word that selectors can test, or a tree that goes into the sentence after it has been parsed."""
    match value:
        case None | ():
            return "none"
        case bool():
            return "yes" if value else "no"
        case int():
            return str(value)
        case Notice():
            return _tree(value, reader)
        case tuple():
            between: Tree = (Break(),) if isinstance(value[0], Notice) and not value[0].inline else (Text(", "),)
            return join([_as_tree(part, reader) for part in value], between)
        case enum.StrEnum():
            return value.value
        case str():
            return value if SELECTABLE.fullmatch(value) else (Text(clean(value)),)
        case _:
            return (Text(_text(value, reader)),)


def _as_tree(value: object, reader: Reader) -> Tree:
    argument = _argument(value, reader)
    return (Text(argument),) if isinstance(argument, str) else argument


def _text(value: object, reader: Reader) -> str:
    zone, now, language = ZoneInfo(reader.zone), reader.now, reader.language
    match value:
        case Said(text):
            return FSI + clean(text) + PDI
        case AgencyName(agency):
            known = reader.directory.agencies.get(agency)
            return known.name if known else agency
        case PersonName(user):
            person = reader.directory.people.get(user)
            return person.name if person else clean(user)
        case PlaceName(code):
            return _place(code, reader)
        case LanguageName(code):
            return str(Locale(language).languages.get(code, code))
        case Moment(at):
            return times.moment(at, zone, now, language)
        case Absolute(at):
            return times.absolute(at, zone, now, language)
        case InZone(at, there):
            local = ZoneInfo(there)
            return f"{times.absolute(at, local, now, language)} ({times.offset(at.astimezone(local))})"
        case Clock(at):
            return times.clock(at, zone, now, language)
        case Day(at) | (date() as at):
            return times.day(at, zone, now, language)
        case timedelta():
            return times.length(value)
        case _:
            raise NoSentence(f"no way to write a {type(value).__name__}")


def _place(code: str, reader: Reader) -> str:
    """A jurisdiction by its name in the directory, a country by its own; the code itself for what has no name."""
    known = reader.directory.jurisdictions.get(JurisdictionId(code))
    return known.name if known else str(Locale(reader.language).territories.get(code, code))
