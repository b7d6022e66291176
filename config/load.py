"""From a folder of YAML files to everything the bot runs with, or to every mistake in them at once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from config import checks, directory
from config.located import Document, read
from config.mistakes import Mistake, Mistakes
from config.settings import Settings, settings_of
from config.shapes import SettingsShape
from config.shaping import shaped
from config.template_files import TEMPLATES, load_template, shipped_templates, template_from, templates_of
from workflows.language.placing import placed
from workflows.language.template import Template
from workflows.values.directory import Directory
from workflows.values.ids import TemplateId

SETTINGS, DIRECTORY = "settings.yaml", "directory.yaml"

__all__ = [
    "TEMPLATES",
    "Configuration",
    "load",
    "load_settings",
    "load_template",
    "shipped_templates",
    "template_from",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """All that the settings say, checked. Templates are as written: `US` stands for itself until they are placed."""

    settings: Settings
    directory: Directory
    templates: Mapping[TemplateId, Template]
    warnings: tuple[Mistake, ...] = ()  # in the files by themselves; config/checking.py knows those of their use too
    sources: Mapping[TemplateId, bytes] = field(default_factory=dict)  # the YAML of each template
    misfits: tuple[Mistake, ...] = ()  # of `warnings`: where the directory does not go with what is live


def load(
    folder: Path,
    now: datetime,
    environ: Mapping[str, str] = os.environ,
    *,
    live: Mapping[TemplateId, Template] | None = None,
) -> Configuration:
    """Read `settings.yaml`, `directory.yaml` and `templates/*.yaml` of `folder`, and the shipped templates.

    A template of the folder goes before a shipped one of the same id. Holidays are expanded for the years around `now`.
    `live` are those that count now, whatever the files say: the directory may name them. Where it does not go with
    them, that is a warning, since only a bot that runs can take another one live. Secrets are not read.
    Raises Mistakes with all mistakes of all files.
    """
    found: list[Mistake] = []
    misfits: set[Mistake] = set()
    settings = _settings(folder, environ, found)
    shelf = templates_of(folder, found)
    templates, files = shelf.usable, shelf.documents
    described = _read(folder / DIRECTORY, found)
    parts = directory.parts_of(described, found) if described else None
    known = directory.directory_of(parts, now, found) if parts else None
    if parts and known:
        others = {id: one for id, one in (live or {}).items() if id not in templates or templates[id].hash != one.hash}
        there = {name: placed(template, known.jurisdictions) for name, template in templates.items()}
        between = list(checks.mistakes_between(parts, known, there, {*files, *others}))
        found.extend(between)
        if others:
            there |= {name: placed(template, known.jurisdictions) for name, template in others.items()}
            beside = checks.mistakes_between(parts, known, there, {*files, *others})
            misfits.update(one.as_warning() for one in beside if one not in between)
        found.extend(checks.mistakes_in_use(shelf, known, now.date(), warnings=False))
    wrong = [mistake for mistake in found if not mistake.warning]
    if settings is None or known is None or wrong:
        raise Mistakes(wrong)
    return Configuration(
        settings=settings,
        directory=known,
        templates=dict(templates),
        warnings=tuple(sorted({*found, *misfits})),
        misfits=tuple(sorted(misfits)),
        sources={name: file.text.encode() for name in templates if (file := files[name]) is not None},
    )


def load_settings(folder: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """`settings.yaml` alone: enough to find the database. Raises Mistakes."""
    found: list[Mistake] = []
    settings = _settings(folder, environ, found)
    if found or settings is None:
        raise Mistakes(found)
    return settings


def _read(path: Path, found: list[Mistake]) -> Document | None:
    try:
        return read(path)
    except Mistakes as mistakes:
        found.extend(mistakes.found)
        return None


def _settings(folder: Path, environ: Mapping[str, str], found: list[Mistake]) -> Settings | None:
    document = _read(folder / SETTINGS, found)
    part = shaped(document, (), SettingsShape, found) if document else None
    return settings_of(part, folder.resolve(), environ, found) if part else None
