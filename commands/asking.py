"""What commands hand to the rules: who asks, where; and a reason without the word before it."""

from commands.spec import Place, Turn
from commands.words import fold
from workflows.casework.moving import Asked

BEFORE_A_REASON = frozenset({"why", "because", "reason"})
ANYWHERE = frozenset({Place.CASE, Place.CHAT, Place.LEADS})  # where tasks are spoken of


def asked(turn: Turn) -> Asked:
    """The turn, as the rules about tasks want it."""
    return Asked(by=turn.actor.user, moment=turn.moment, in_room=turn.place is Place.CASE, handle=turn.handle)


def reason(text: str) -> str:
    """`because court` -> `court`."""
    first, _, rest = text.partition(" ")
    return rest if rest and fold(first) in BEFORE_A_REASON else text
