"""The versions of templates that there are, and what each of them says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.language.template import Template
from workflows.values.ids import ContentHash, TemplateId
from workflows.values.versions import Version, VersionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Every version, the oldest first. `contents` are by the hash of the row; each knows its hash as it is now.

    The two differ where this program writes a template down in another way than the one that kept it.
    """

    versions: tuple[Version, ...] = ()
    contents: Mapping[ContentHash, Template] = field(default_factory=dict)

    def of(self, template: TemplateId) -> tuple[Version, ...]:
        return tuple(row for row in self.versions if row.template == template)

    def live(self, template: TemplateId) -> Version | None:
        return self._in(template, VersionState.LIVE)

    def pending(self, template: TemplateId) -> Version | None:
        return self._in(template, VersionState.PENDING)

    @property
    def waiting(self) -> tuple[Version, ...]:
        """All that are pending."""
        return tuple(row for row in self.versions if row.state is VersionState.PENDING)

    def live_hash(self, template: TemplateId) -> ContentHash | None:
        row = self.live(template)
        return row.hash if row else None

    def content(self, row: Version | None) -> Template | None:
        return self.contents.get(row.hash) if row else None

    def says(self, row: Version, template: Template) -> bool:
        """Whether a version is this very content."""
        content = self.content(row)
        return template.hash in (row.hash, content.hash if content else None)

    def _in(self, template: TemplateId, state: VersionState) -> Version | None:
        return next((row for row in self.versions if row.template == template and row.state is state), None)
