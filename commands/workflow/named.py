"""Which template a command about versions means."""

from commands.words import distance
from workflows.casework.snapshots import DeskSnapshot
from workflows.values.ids import TemplateId
from workflows.values.notices.base import Refused
from workflows.values.notices.review import NoSuchWorkflow


def named(typed: str, desk: DeskSnapshot) -> TemplateId:
    """Raises Refused for a template of which there never was a version, naming the nearest."""
    known = sorted({row.template for row in desk.shelf.versions})
    if typed in known:
        return TemplateId(typed)
    near = min(((distance(typed, name), name) for name in known), default=None)
    raise Refused(NoSuchWorkflow(typed[:40], near[1] if near else None))
