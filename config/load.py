"""From a folder of YAML files to everything the bot runs with, or to every mistake in them at once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config import checks, directory
from config.located import Document, read
from config.mistakes import Mistake, Mistakes
from config.settings import Settings, settings_of
from config.shapes import SettingsShape
from config.shaping import shaped
from config.snapshots import hashed_template
from config.template_files import TEMPLATES, load_template, shipped_templates, template_from, templates_of
from workflows.language.placing import placed
from workflows.language.template import Template
from workflows.values.directory import Directory
from workflows.values.ids import TemplateId

SETTINGS, DIRECTORY = "settings.yaml", "directory.yaml"

__all__ = ["TEMPLATES", "Configuration", "load", "load_template", "shipped_templates", "template_from"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """All that the settings say, checked."""

    settings: Settings
    directory: Directory
    templates: Mapping[TemplateId, Template]
    warnings: tuple[Mistake, ...] = ()


def load(folder: Path, now: datetime, environ: Mapping[str, str] = os.environ) -> Configuration:
    """Read `settings.yaml`, `directory.yaml` and `templates/*.yaml` of `folder`, and the shipped templates.

    A template of the folder goes before a shipped one of the same id. Holidays are expanded for the years around `now`.
    Secrets are not read. Raises Mistakes with all mistakes of all files.
    """
    found: list[Mistake] = []
    settings = _settings(folder, environ, found)
    live, files = templates_of(folder, found)
    described = _read(folder / DIRECTORY, found)
    parts = directory.parts_of(described, found) if described else None
    known = directory.directory_of(parts, now, found) if parts else None
    if parts and known:
        live = {name: _placed(template, known) for name, template in live.items()}
        found.extend(checks.mistakes_between(parts, known, live, files))
    if settings is None or known is None or any(not mistake.warning for mistake in found):
        raise Mistakes(found)
    return Configuration(settings=settings, directory=known, templates=live, warnings=tuple(sorted(set(found))))


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


def _placed(template: Template, known: Directory) -> Template:
    """The template for the jurisdictions of this directory: `US` in a template also covers `US-CA`."""
    return hashed_template(placed(template, known.jurisdictions))
