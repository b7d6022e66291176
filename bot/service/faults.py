"""Faults of ours: a line in the log without what anybody wrote, and what people are told."""

import secrets

import structlog

from bot.service.known import Known
from storage.posts import Arrival, InboxItem
from workflows.values.effects import Decision, Record, Reply, Tell
from workflows.values.ids import WORDLESS
from workflows.values.notices.service import Broken, BrokenForAdministrators

log = structlog.get_logger()


def note(action: str, fault: Exception) -> str:
    """One line in the log; gives back its reference, by which people can ask for it."""
    reference = "R-" + "".join(secrets.choice(WORDLESS) for _ in range(4))
    log.error("fault", action=action, kind=type(fault).__name__, reference=reference, where=_where(fault))
    return reference


def apology(row: InboxItem, reference: str, known: Known) -> Decision:
    """To who wrote it, if they may hear of it where they did; and to the administrators."""
    room, admins = known.room_of(row.room), known.standing.admins_room
    effects: list[Reply | Tell] = []
    if row.kind is Arrival.MESSAGE and room and row.sender in known.roster(room.id):
        effects.append(Reply(notice=Broken(reference)))
    if admins:
        effects.append(Tell(room=admins, notice=BrokenForAdministrators(reference, row.kind)))
    return Decision(effects=tuple(effects), audit=(Record(action="fault", object=reference, decision="deny"),))


def _where(fault: Exception) -> str:
    """File and line of a fault, without its text: that could hold what somebody wrote."""
    trace, place = fault.__traceback__, ""
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
