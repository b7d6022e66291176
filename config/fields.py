"""The kinds of values that stand in the settings, each checked with a sentence of our own and a correct form."""

import difflib
import enum
import re
from collections import Counter
from collections.abc import Callable, Collection, Hashable
from datetime import date, datetime, time
from functools import cache, lru_cache
from typing import Annotated, Any, NoReturn, TypeVar
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from workflows.language.kinds import KINDS
from workflows.time.spans import BadSpan, parse_span
from workflows.values.directory import Priority, SeatRole, Span, SpanUnit, TargetKind

E = TypeVar("E", bound=enum.StrEnum)
H = TypeVar("H", bound=Hashable)

OURS = "caseroom"  # the type of every error that carries its own words
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,5})*")
_WORD = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_TASK = re.compile(r"[A-Z][A-Z0-9]*[a-z]?")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_USER = re.compile(r"@[a-z0-9._=/+-]+:[A-Za-z0-9.\-\[\]:]+")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_PHONE = re.compile(r"\+?[0-9][0-9 ()/-]{2,30}")
_ROOM = re.compile(r"[!#][^\s]{1,250}")


def wrong(what: str, form: str, at: int = 0) -> NoReturn:
    """Refuse a value with a sentence and a correct form; `at`: from which character of the text on, from 0."""
    raise PydanticCustomError(OURS, "{what}", {"what": what, "form": form, "at": at})


def nearest(word: str, known: Collection[str]) -> str | None:
    """The known word that was most likely meant."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def did_you_mean(word: str, known: Collection[str]) -> str:
    """The correct form for an unknown word: the nearest known one, else all of them."""
    if meant := nearest(word, known):
        return f"did you mean `{meant}`?"
    listed = sorted(known)
    return "known: " + (", ".join(listed[:20]) + (", ..." if len(listed) > 20 else "") or "none")


def shown(value: object) -> str:
    """A value as it stood in the file, shortened."""
    words = {True: "true", False: "false", None: "nothing"}
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a mapping"
    text = words[value] if value is None or isinstance(value, bool) else str(value)
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"


def text_of(value: Any) -> str:
    """Text of one line, without control characters."""
    if not isinstance(value, str):
        wrong(f"{shown(value)} is not text", "write text, in quotes if it looks like a number")
    if not value.strip() or len(value) > 300:
        wrong("the text is empty" if not value.strip() else "the text is too long", "write 1 to 300 characters")
    if not value.isprintable():
        wrong("the text holds characters that cannot be seen", "write it on one line, without control characters")
    return value


def _like(pattern: re.Pattern[str], what: str, example: str) -> BeforeValidator:
    def check(value: Any) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            wrong(f"{shown(value)} is not {what}", f"write for example `{example}`")
        return value

    return BeforeValidator(check)


def user_of(value: Any) -> str:
    """A Matrix user id (Matrix specification, appendices 4.2.1), as new accounts have it: in lower case."""
    if isinstance(value, str) and _USER.fullmatch(value) and len(value) <= 255:
        return value
    small = value.lower() if isinstance(value, str) else ""
    meant = small if _USER.fullmatch(small) else "@name:example.org"
    wrong(f"{shown(value)} is not a Matrix user id", f'write "{meant}"')


def zone_of(value: Any) -> str:
    """A time zone of the IANA database."""
    name = text_of(value)
    if name not in _zones():
        wrong(
            f"there is no time zone `{name}`", did_you_mean(name, _zones()) if nearest(name, _zones()) else _ZONE_FORM
        )
    return name


_ZONE_FORM = "write for example `Europe/London`"


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def clock_of(value: Any) -> time:
    """A local time of day, `09:00` to `23:59`."""
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        wrong(f"{shown(value)} is not a time of day", "write for example `09:00`, at most `23:59`")
    return time(int(match[1]), int(match[2]))


def day_of(value: Any) -> date:
    """A date, `2026-11-27`."""
    try:
        return date.fromisoformat(value if isinstance(value, str) and len(value) == 10 else "")
    except ValueError:
        wrong(f"{shown(value)} is not a date", "write for example `2026-11-27`")


def local_of(value: Any) -> date | datetime:
    """A date, or a date with a local time of day; the zone is that of whom it concerns."""
    if isinstance(value, str) and len(value) == 16 and value[10] == " " and _CLOCK.fullmatch(value[11:]):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    elif isinstance(value, str) and len(value) == 10:
        return day_of(value)
    wrong(f"{shown(value)} is not a date or a moment", "write for example `2026-11-27` or `2026-11-27 14:00`")


def span_of(value: Any) -> Span:
    """A length of time that is not nothing."""
    text = f"{value}" if isinstance(value, int) and not isinstance(value, bool) else text_of(value)
    try:
        return _parsed(text)
    except BadSpan as mistake:
        hint = mistake.hint if mistake.code in {"decimal", "digits", "no-unit", "negative"} else "4h"
        wrong(f"{shown(value)} is not a length of time", f"write for example `{hint}`, `2d` or `3wd`")


_parsed = lru_cache(maxsize=1000)(parse_span)  # few lengths stand in many places


def span_or_none_of(value: Any) -> Span:
    """A length of time, or `0h` for at once."""
    at_once = value in ("0h", "0m") or (value == 0 and not isinstance(value, bool))
    return Span(0, SpanUnit.HOURS) if at_once else span_of(value)


def whole_of(value: Any) -> int:
    """A whole number that is not negative."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        wrong(f"{shown(value)} is not a whole number", "write for example `30`")
    return value


def flag_of(value: Any) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        wrong(f"{shown(value)} is neither `true` nor `false`", "write `true` or `false`")
    return value


def one_of(kind: type[E]) -> Callable[[Any], E]:
    """A validator for one word of an enumeration."""
    known = [member.value for member in kind]

    def check(value: Any) -> E:
        if not isinstance(value, str) or value not in known:
            wrong(f"{shown(value)} is not known here", did_you_mean(str(value), known))
        return kind(value)

    return check


def words(known: Collection[str]) -> WithJsonSchema:
    """What a JSON schema says about one of some words."""
    return WithJsonSchema({"enum": sorted(known)})


def word_of(known: Collection[str]) -> BeforeValidator:
    """A validator for one of some words."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            wrong(f"{shown(value)} is not known here", did_you_mean(str(value), known))
        return value

    return BeforeValidator(check)


def once_each(items: list[H]) -> list[H]:
    """A list in which nothing stands twice."""
    if len(set(items)) < len(items):
        twice = next(item for item, count in Counter(items).items() if count > 1)
        wrong(f"{shown(twice)} stands twice in the list", "keep one of them")
    return items


def _kind(schema: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string"} | schema)


def _pattern(pattern: re.Pattern[str]) -> WithJsonSchema:
    return _kind({"pattern": f"^{pattern.pattern}$"})


SPAN = {"type": "string", "pattern": "^[0-9]+ ?(m|h|d|w|wd|wh)$"}

Text = Annotated[str, BeforeValidator(text_of), _kind({"minLength": 1, "maxLength": 300})]
Id = Annotated[str, _like(_ID, "an id", "city-police"), _pattern(_ID)]
PlaceId = Annotated[str, _like(_PLACE, "a jurisdiction's id", "GB-ENG"), _pattern(_PLACE)]
Word = Annotated[str, _like(_WORD, "a word of small letters", "victim_support"), _pattern(_WORD)]
Kind = Annotated[
    Word, WithJsonSchema({"anyOf": [{"enum": sorted(KINDS)}, {"type": "string", "pattern": f"^{_WORD.pattern}$"}]})
]
TaskCode = Annotated[str, _like(_TASK, "a task's id", "N4"), _pattern(_TASK)]
Language = Annotated[str, _like(_LANGUAGE, "a language code of ISO 639", "en")]
Phone = Annotated[str, _like(_PHONE, "a phone number", "+44 20 7946 0000")]
RoomName = Annotated[str, _like(_ROOM, "a room's id or alias", "!abc:example.org")]
User = Annotated[str, BeforeValidator(user_of), _pattern(_USER)]
Zone = Annotated[str, BeforeValidator(zone_of)]
Clock = Annotated[time, BeforeValidator(clock_of)]
Day = Annotated[date, BeforeValidator(day_of), _kind({"format": "date"})]
Local = Annotated[date | datetime, BeforeValidator(local_of)]
SpanText = Annotated[Span, BeforeValidator(span_of), WithJsonSchema(SPAN)]
SpanOrNone = Annotated[Span, BeforeValidator(span_or_none_of), WithJsonSchema(SPAN)]
Whole = Annotated[int, BeforeValidator(whole_of), WithJsonSchema({"type": "integer", "minimum": 0})]
Flag = Annotated[bool, BeforeValidator(flag_of)]
PriorityName = Annotated[Priority, BeforeValidator(one_of(Priority))]
RoleOfSeat = Annotated[SeatRole, BeforeValidator(one_of(SeatRole))]
Target = Annotated[TargetKind, BeforeValidator(one_of(TargetKind))]
Weekday = Annotated[str, word_of(WEEKDAYS)]

SHAPES_OF_IDS = {"jurisdictions": _PLACE, "agencies": _ID, "people": _USER, "task_forces": _ID}

T = TypeVar("T")
Once = Annotated[list[T], AfterValidator(once_each)]
