"""A decision about a version stands only where the version goes with the directory of this moment."""

from commands.spec import Turn
from workflows.casework.snapshots import DeskSnapshot
from workflows.review.fitting import refuse_misfits
from workflows.values.effects import Decision
from workflows.values.versions import Version, VersionState

COMING = frozenset({VersionState.PENDING, VersionState.LIVE})


def fitting(decision: Decision, desk: DeskSnapshot, turn: Turn) -> Decision:
    """The decision as it is. Raises Refused where it lets something wait or go live that does not go with it."""
    for row in decision.save:
        if isinstance(row, Version) and row.state in COMING:
            refuse_misfits(desk.shelf.contents[row.hash], turn.moment.directory)
    return decision
