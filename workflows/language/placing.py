"""Where a template is for: what it names, among the jurisdictions that a directory has."""

from collections.abc import Iterable
from dataclasses import replace

from workflows.language.template import Template
from workflows.values.ids import JurisdictionId

ANYWHERE = "*"


def placed(template: Template, jurisdictions: Iterable[JurisdictionId]) -> Template:
    """The template with the jurisdictions it covers: `US` covers `US-CA`, `*` all; as it was where it covers none.

    It stays the same version: its hash is that of what was written, wherever it is used.
    """
    covered = tuple(place for place in jurisdictions if any(_covers(named, place) for named in template.jurisdictions))
    return replace(template, jurisdictions=covered) if covered else template


def covers_any(template: Template, places: Iterable[str]) -> bool:
    """Whether it is for one of `places` at least."""
    return any(_covers(named, place) for place in places for named in template.jurisdictions)


def _covers(named: str, place: str) -> bool:
    return named in (ANYWHERE, place) or place.startswith(f"{named}-")
