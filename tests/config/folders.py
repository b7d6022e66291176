"""Folders of settings for tests: the example, with one or more edits."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from config.load import Configuration, load
from config.mistakes import Mistake, Mistakes

EXAMPLE = Path(__file__).parents[2] / "config" / "example"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def example(folder: Path, *edits: tuple[str, str, str]) -> Path:
    """A copy of the example in `folder`; each edit names a file, a text that stands in it, and what to put there."""
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    for name, old, new in edits:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def loaded(folder: Path) -> Configuration:
    return load(folder, NOW, environ={})


def mistakes(folder: Path) -> tuple[Mistake, ...]:
    """Every mistake in the folder; none where it can be loaded."""
    try:
        loaded(folder)
    except Mistakes as found:
        return found.found
    return ()


def said(folder: Path) -> list[str]:
    """The mistakes as they are printed, without the folder."""
    return [str(mistake).removeprefix(f"{folder}/") for mistake in mistakes(folder)]


def pointed_at(mistake: Mistake) -> str:
    """The text in the file that the mistake points at, to the end of the line."""
    line = Path(mistake.path).read_text(encoding="utf-8").splitlines()[mistake.line - 1]
    return line[mistake.column - 1 :]
