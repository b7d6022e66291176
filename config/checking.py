"""Template files checked by themselves, or as they would be used beside a folder of settings."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from config.checks import mistakes_in_use
from config.directory import directory_of, parts_of
from config.load import DIRECTORY, SETTINGS
from config.located import read
from config.mistakes import Mistake, Mistakes
from config.settings import Secret, SecretMissing, Settings
from config.template_files import Shelf, shipped_templates, templates_of
from workflows.values.directory import Directory
from workflows.values.ids import TemplateId


def check_files(paths: Sequence[Path], folder: Path | None, now: datetime) -> tuple[Mistake, ...]:
    """Every mistake and warning in `paths`; without any, in all templates of `folder` and the shipped ones.

    A file may extend those beside it, those of `folder` and the shipped ones. With a directory in `folder`, it is also
    said what could not be done there. Mistakes in what a file extends are told with it.
    """
    found: list[Mistake] = []
    shelf, asked = _shelf(paths, folder, found) if paths else (templates_of(folder, found), frozenset())
    directory = _directory(folder, now) if folder else None
    if directory is not None:
        found.extend(mistakes_in_use(shelf, directory, now.date(), asked))
    return tuple(sorted(set(found)))


def missing_secrets(folder: Path, settings: Settings, environ: Mapping[str, str]) -> tuple[Mistake, ...]:
    """A warning for each secret of a start that is in no file and not in the environment: it may come later.

    Raises Mistakes where settings.yaml cannot be read.
    """
    document = read(folder / SETTINGS)
    login = ("token_file", settings.token) if settings.token else ("password_file", settings.password)
    asked: list[tuple[str, Secret]] = [login, ("master_key_file", settings.master_key)]
    if isinstance(settings.database, Secret):
        asked.append(("database_file", settings.database))
    found = []
    for key, secret in asked:
        try:
            if secret is settings.master_key:
                settings.master_key_bytes(environ)
            else:
                secret.read(environ)
        except SecretMissing as missing:
            form = f"the bot does not start without it: write {secret.file}, or set {secret.variable}"
            found.append(document.mistake((key,), str(missing), form if secret.file else f"set {secret.variable}"))
    return tuple(one.as_warning() for one in found)


def _shelf(paths: Sequence[Path], folder: Path | None, found: list[Mistake]) -> tuple[Shelf, frozenset[TemplateId]]:
    """The files that are asked about with all that they may extend or offer, and their ids."""
    shelf = Shelf()
    documents = []
    for path in paths:
        try:
            document = read(path)
        except Mistakes as mistakes:
            found.extend(mistakes.found)
            continue
        documents.append(document)
        shelf.documents[str(document.at(("id",)))] = document
    own = () if folder is None else (folder / "templates",)
    shelf.add(dict.fromkeys((*(path.parent for path in paths), *own, shipped_templates())), [])
    for document in documents:
        shelf.template(document, found)
    asked = frozenset(shelf.usable)
    for other in shelf.documents.values():
        if other is not None and all(other is not one for one in documents):
            shelf.template(other, [])  # what an event may offer
    return shelf, asked


def _directory(folder: Path, now: datetime) -> Directory | None:
    """The directory of a folder, if it has one that can be read; its own mistakes are for `config check`."""
    try:
        parts = parts_of(read(folder / DIRECTORY), [])
    except Mistakes:
        return None
    return directory_of(parts, now, []) if parts else None
