"""Every notice has a complete sentence in every language, and no sentence is left without its notice."""

import enum
import importlib
import pkgutil
import types
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

import pytest

from bot.text.render import LANGUAGES, Reader, bundle, message_id, render
from tests.builders import a_directory
from workflows.values import notices
from workflows.values.ids import AgencyId, UserId
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

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)

SAMPLES: dict[Any, object] = {
    int: 4,
    str: "N4",
    bool: True,
    Said: Said("call back"),
    AgencyName: AgencyName(AgencyId("city-police")),
    PersonName: PersonName(UserId("@lead:example.org")),
    PlaceName: PlaceName("GB-ENG"),
    LanguageName: LanguageName("ro"),
    Moment: Moment(NOON + timedelta(hours=3)),
    Absolute: Absolute(NOON),
    InZone: InZone(NOON, "Europe/Bucharest"),
    Clock: Clock(NOON),
    Day: Day(NOON),
    timedelta: timedelta(minutes=80),
    datetime: NOON,
    date: NOON.date(),
}


def every_notice() -> list[type[Notice]]:
    for module in pkgutil.iter_modules(notices.__path__):
        importlib.import_module(f"{notices.__name__}.{module.name}")
    found, waiting = [], [Notice]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            found.append(kind)
            waiting.append(kind)
    return sorted(found, key=lambda kind: kind.__name__)


def samples(kind: Any) -> Iterator[object]:
    """A value of each shape that a field of this type may have."""
    origin = get_origin(kind)
    if kind is type(None):
        yield None
    elif kind in SAMPLES:
        yield SAMPLES[kind]
        if kind is bool:
            yield False
    elif origin in (Union, types.UnionType):
        for option in get_args(kind):
            yield from samples(option)
    elif origin is tuple:
        one = next(samples(get_args(kind)[0]))
        yield (one, one)
        yield ()
    elif isinstance(kind, NewType):
        yield from samples(kind.__supertype__)
    elif isinstance(kind, type) and issubclass(kind, enum.Enum):
        yield from kind
    elif isinstance(kind, type) and issubclass(kind, Notice):
        if kind is Notice:
            yield next(made(every_notice()[0]))
        else:
            yield from made(kind)
    else:
        raise AssertionError(f"no sample of {kind}: a notice may not hold that")


def made(kind: type[Notice]) -> Iterator[Notice]:
    """One notice with the first sample of each field, then one for each other sample."""
    hints = get_type_hints(kind)
    options = {field.name: list(samples(hints[field.name])) for field in fields(kind)}
    first = {name: values[0] for name, values in options.items()}
    yield kind(**first)
    for name, values in options.items():
        for value in values[1:]:
            yield kind(**{**first, name: value})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", every_notice(), ids=lambda kind: kind.__name__)
def test_every_notice_has_a_complete_sentence(kind: type[Notice], language: str) -> None:
    for notice in made(kind):
        for chat in (True, False):
            reader = Reader(now=NOON, directory=a_directory(), language=language, chat=chat)
            said = render(notice, reader)
            assert said.body.strip()
            assert "none" not in said.body.split(), f"a missing value shows in: {said.body}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_without_its_notice(language: str) -> None:
    known = {message_id(kind) for kind in every_notice()}
    assert {name for name in bundle(language)._messages if name not in known} == set()
