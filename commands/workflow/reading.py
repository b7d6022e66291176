"""Who may read a protocol: whoever may work by it. It is no secret among them, and nobody else's business."""

from commands.spec import Turn
from workflows.casework.access import MAY, could_be, refusal
from workflows.values.notices.base import Refused

VERB = "workflow.show"


def may_read(turn: Turn) -> None:
    """Liaisons and their deputies, leads, administrators. Raises Refused."""
    if not MAY[VERB] & could_be(turn.actor.user, turn.moment.directory):
        raise Refused(refusal(VERB))
