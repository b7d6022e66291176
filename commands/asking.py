"""What commands hand to the rules: who asks, where; and a reason without the word before it."""

from commands.spec import Place, Turn
from commands.words import fold, task_word
from workflows.casework.moving import Asked

BEFORE_A_REASON = frozenset({"why", "because", "reason"})
ANYWHERE = frozenset({Place.CASE, Place.CHAT, Place.LEADS})  # where tasks are spoken of


def asked(turn: Turn) -> Asked:
    """The turn, as the rules about tasks want it."""
    return Asked(by=turn.actor.user, moment=turn.moment, in_room=turn.place is Place.CASE, handle=turn.handle)


def reason_for_one(text: str) -> str:
    """The reason for a move of one task: numbers alone are other tasks (`drop 1 2 3`), and no reason."""
    why = reason(text)
    return "" if all(task_word((word,)) for word in why.split()) else why


def reason(text: str) -> str:
    """`because court` -> `court`."""
    first, _, rest = text.partition(" ")
    return rest if rest and fold(first) in BEFORE_A_REASON else text


def coded_reason(text: str) -> tuple[str, str]:
    """`because legal_base see the plan` -> `legal_base` and `see the plan`; `legal-base` is the same code."""
    first, _, rest = reason(text).partition(" ")
    return fold(first).replace("-", "_"), rest
