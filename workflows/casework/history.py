"""The versions of templates in lists: of one template the newest first, of all what is live and what waits."""

from workflows.casework.snapshots import Moment
from workflows.casework.versions import SHOWN, line_of
from workflows.language.shelf import Shelf
from workflows.values.ids import TemplateId
from workflows.values.notices.base import Absolute
from workflows.values.notices.versions import TemplateLine, TemplatesHistory, VersionHistory


def history(template: TemplateId, shelf: Shelf, moment: Moment) -> VersionHistory:
    rows = shelf.of(template)[::-1]
    return VersionHistory(
        template, tuple(line_of(row, shelf, moment) for row in rows[:SHOWN]), max(len(rows) - SHOWN, 0)
    )


def overview(shelf: Shelf, most: int = SHOWN) -> TemplatesHistory:
    """Templates of which something waits come first."""
    names = sorted({row.template for row in shelf.versions}, key=lambda name: (shelf.pending(name) is None, name))
    return TemplatesHistory(tuple(_line(name, shelf) for name in names[:most]), max(len(names) - most, 0))


def _line(template: TemplateId, shelf: Shelf) -> TemplateLine:
    live, pending = shelf.live(template), shelf.pending(template)
    return TemplateLine(
        template=template,
        live=live.number if live else None,
        since=Absolute(live.decided_at or live.proposed_at) if live else None,
        waits=pending.number if pending else None,
    )
