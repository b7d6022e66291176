"""From a folder of YAML files to everything the bot runs with, or to every mistake in them at once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import workflows
from config import checks, directory, template_checks, templates
from config.located import Document, read
from config.mistakes import Mistake, Mistakes
from config.settings import Settings, settings_of
from config.shapes import SettingsShape
from config.shaping import shaped
from config.snapshots import hashed_template
from workflows.language.template import Template
from workflows.values.directory import Directory
from workflows.values.ids import JurisdictionId, TemplateId

SETTINGS, DIRECTORY, TEMPLATES = "settings.yaml", "directory.yaml", "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """All that the settings say, checked."""

    settings: Settings
    directory: Directory
    templates: Mapping[TemplateId, Template]


def load(folder: Path, now: datetime, environ: Mapping[str, str] = os.environ) -> Configuration:
    """Read `settings.yaml`, `directory.yaml` and `templates/*.yaml` of `folder`, and the shipped templates.

    A template of the folder goes before a shipped one of the same id. Holidays are expanded for the years around `now`.
    Secrets are not read. Raises Mistakes with all mistakes of all files.
    """
    found: list[Mistake] = []
    settings = _settings(folder, environ, found)
    live, seen = _templates(folder, found)
    described = _read(folder / DIRECTORY, found)
    parts = directory.parts_of(described, found) if described else None
    known = directory.directory_of(parts, now, found) if parts else None
    if parts and known:
        live = {name: _placed(template, known) for name, template in live.items()}
        found.extend(checks.mistakes_between(parts, known, live, seen))
    if found or settings is None or known is None:
        raise Mistakes(found)
    return Configuration(settings=settings, directory=known, templates=live)


def shipped_templates() -> Path:
    """The folder of the protocols that come with the bot."""
    return Path(workflows.__path__[0]) / TEMPLATES


def load_template(path: Path) -> Template:
    """One template, checked by itself. Raises Mistakes."""
    found: list[Mistake] = []
    template = _template(read(path), found)
    if found or template is None:
        raise Mistakes(found)
    return template


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


def _templates(folder: Path, found: list[Mistake]) -> tuple[dict[TemplateId, Template], set[str]]:
    """The usable templates by id, and the ids of all; the folder's own go before the shipped ones."""
    usable: dict[TemplateId, Template] = {}
    seen: dict[str, Document] = {}
    for place in (folder / TEMPLATES, shipped_templates()):
        for path in sorted(place.glob("*.yaml")):
            document = _read(path, found)
            if document is None:
                seen.setdefault(path.stem, Document(str(path), {}))
                continue
            name = str(document.at(("id",)))
            if name in seen:
                if Path(seen[name].path).parent == place:
                    what = f"template `{name}` is also in {Path(seen[name].path).name}"
                    found.append(document.mistake(("id",), what, "keep one of them, or change its id"))
                continue
            seen[name] = document
            template = _template(document, found)
            if template is not None:
                usable[template.id] = template
    return usable, set(seen)


def _template(document: Document, found: list[Mistake]) -> Template | None:
    before = len(found)
    parts = templates.parts_of(document, found)
    if parts is not None:
        found.extend(template_checks.mistakes_in(parts))
    return templates.template_of(parts) if parts is not None and len(found) == before else None


def _placed(template: Template, known: Directory) -> Template:
    """The template for the jurisdictions of this directory: `US` in a template also covers `US-CA`."""
    covered = tuple(
        place
        for place in known.jurisdictions
        if any(place == named or place.startswith(f"{named}-") for named in template.jurisdictions)
    )
    return (
        hashed_template(replace(template, jurisdictions=tuple(map(JurisdictionId, covered)))) if covered else template
    )
