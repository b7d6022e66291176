"""How mistakes are written: for people, for programs, and for the annotations of a build server."""

import enum
import json
from collections.abc import Iterable, Iterator

from config.mistakes import Mistake


class Format(enum.StrEnum):
    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def lines_of(mistakes: Iterable[Mistake], format: Format) -> Iterator[str]:
    """`text`: one a line. `json`: one array, empty where all is well. `github`: workflow commands, one a line."""
    match format:
        case Format.TEXT:
            yield from map(str, mistakes)
        case Format.JSON:
            keys = ("file", "line", "column", "level", "what", "fix")
            rows = ((one.path, one.line, one.column, level_of(one), one.what, one.form) for one in mistakes)
            yield json.dumps([dict(zip(keys, row, strict=True)) for row in rows], ensure_ascii=False)
        case Format.GITHUB:
            for one in mistakes:
                place = f"file={_property(one.path)},line={one.line},col={one.column}"
                yield f"::{level_of(one)} {place}::{_data(f'{one.what}; {one.form}')}"


def level_of(mistake: Mistake) -> str:
    """`error`, or `warning` for what stops nothing."""
    return "warning" if mistake.warning else "error"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
