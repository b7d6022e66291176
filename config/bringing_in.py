"""Bringing people from a CSV file into directory.yaml: what would change, and writing it whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from config.csv_import import Imported, imported, rows_of
from config.load import DIRECTORY, SETTINGS, TEMPLATES, Configuration, load
from config.mistakes import Mistake, Mistakes
from config.people_in_yaml import CannotEdit, with_people
from config.snapshots import encode_directory
from workflows.language.template import Template
from workflows.values.directory import Directory
from workflows.values.ids import TemplateId


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A directory.yaml that can be written: it was read again, checked, and says what it should."""

    path: Path
    before: Directory
    after: Directory
    people: Imported
    old: bytes
    new: bytes

    @property
    def changes_anything(self) -> bool:
        return self.old != self.new


def draft(
    folder: Path,
    file: Path,
    now: datetime,
    environ: Mapping[str, str],
    *,
    leavers: bool,
    live: Mapping[TemplateId, Template] | None = None,
) -> Draft:
    """What `directory.yaml` of `folder` becomes with the people of `file`. Changes no file of it. Raises Mistakes.

    `live`: as for `load`.
    """
    before = load(folder, now, environ, live=live).directory
    path = (folder / DIRECTORY).resolve()
    brought = imported(rows_of(file, before), before, leavers=leavers)
    old = path.read_bytes()
    try:
        text = with_people(old.decode("utf-8-sig"), before.people, brought.directory.people)
    except CannotEdit as why:
        form = "write each person as in config/example, or change them by hand"
        raise Mistakes([Mistake(str(folder / DIRECTORY), 1, 1, f"this cannot be changed here: {why}", form)]) from None
    byte_order_mark = old[:3] if old.startswith(b"\xef\xbb\xbf") else b""
    new = byte_order_mark + text.encode()
    after = _checked(folder, new, now, environ, live).directory
    if encode_directory(after) != encode_directory(brought.directory):
        what, form = "the file would not say what was meant, so it was left alone", "change these people by hand"
        raise Mistakes([Mistake(str(folder / DIRECTORY), 1, 1, what, form)])
    return Draft(path=path, before=before, after=after, people=brought, old=old, new=new)


def write(made: Draft) -> None:
    """Put the new file in the place of the old one, in one step. Raises Mistakes where that one changed meanwhile."""
    if made.path.read_bytes() != made.old:
        what = "the file was changed by somebody else at this moment"
        raise Mistakes([Mistake(str(made.path), 1, 1, what, "look at it and try again")])
    handle, name = tempfile.mkstemp(prefix=".directory-", dir=made.path.parent)
    try:
        with os.fdopen(handle, "wb") as beside:
            beside.write(made.new)
            beside.flush()
            os.fsync(beside.fileno())
        shutil.copymode(made.path, name)
        Path(name).replace(made.path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    folder = os.open(made.path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _checked(
    folder: Path,
    content: bytes,
    now: datetime,
    environ: Mapping[str, str],
    live: Mapping[TemplateId, Template] | None,
) -> Configuration:
    """The whole configuration with `content` as its directory. Raises Mistakes, with the places of the real files."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place)
        shutil.copyfile(folder / SETTINGS, copy / SETTINGS)
        if (folder / TEMPLATES).is_dir():
            shutil.copytree(folder / TEMPLATES, copy / TEMPLATES)
        (copy / DIRECTORY).write_bytes(content)
        try:
            return load(copy, now, environ, live=live)
        except Mistakes as mistakes:
            found = (replace(one, path=one.path.replace(place, str(folder), 1)) for one in mistakes.found)
            raise Mistakes(found) from None
