"""What lapses, and is renewed before its end or after: so often, and for so long, as its template says."""

from dataclasses import replace
from datetime import datetime, timedelta

from workflows.casework.holding import has_lapsed
from workflows.casework.moving import Asked, after, decided, may, moment_of
from workflows.casework.snapshots import TaskInCase
from workflows.casework.transitions import Verb
from workflows.language.template import Renewals
from workflows.values.directory import Span
from workflows.values.effects import Decision
from workflows.values.model import ClockKind
from workflows.values.notices.base import Absolute, Moment, Refused
from workflows.values.notices.clocks import (
    CannotBeRenewed,
    NothingToRenew,
    Renewed,
    RenewedBackwards,
    RenewedTooLong,
    RenewUntilWhen,
)

FOR_EXAMPLE = timedelta(days=90)


def renew(state: TaskInCase, to: Span | datetime | None, asked: Asked) -> Decision:
    """Another time, counted from the end it has, or from now where that would be past already. Raises Refused.

    `to` is needed where the template names no length; where it does, it may only be shorter.
    """
    parts = may(Verb.RENEW, state, asked)
    task, name = state.task, asked.name(state.case, state.task)
    renewals = _renewals(state, asked)
    ends = task.due or asked.now
    latest = _later(ends, renewals.by, state, asked) if renewals.by is not None else None
    if to is None and latest is None:
        raise Refused(RenewUntilWhen(f"!renew {name.typed} {max(ends, asked.now) + FOR_EXAMPLE:%Y-%m-%d}"))
    at = latest if to is None else to if isinstance(to, datetime) else _later(ends, to, state, asked)
    if at is None or at <= ends or at <= asked.now:
        raise Refused(RenewedBackwards(name, Absolute(ends)))
    if latest is not None and at > latest:
        raise Refused(RenewedTooLong(name, Absolute(latest)))
    new = replace(after(Verb.RENEW, state, asked), due=at, renewed=task.renewed + 1, lapsed_at=None)
    lapsed = task.due if task.due is not None and (has_lapsed(task) or task.due <= asked.now) else None
    reply = Renewed(
        name, Moment(at), new.renewed, renewals.most, Absolute(lapsed) if lapsed else None, asked.undo_until
    )
    fields = {"due": at.isoformat(), "count": str(new.renewed), "lapsed": lapsed.isoformat() if lapsed else ""}
    return decided(state, new, Verb.RENEW, asked, reply, parts=parts, fields=fields)


def _renewals(state: TaskInCase, asked: Asked) -> Renewals:
    """How often and for how long it may be renewed. Raises Refused: it may not, or not once more."""
    task, name = state.task, asked.name(state.case, state.task)
    row = state.case.template.task(task.code)
    if task.clock is not ClockKind.EXPIRY or row is None:
        raise Refused(NothingToRenew(name))
    if row.renewals is None:
        raise Refused(NothingToRenew(name, row.until) if row.until is not None else CannotBeRenewed(name, 0))
    if row.renewals.most is not None and task.renewed >= row.renewals.most:
        raise Refused(CannotBeRenewed(name, row.renewals.most))
    return row.renewals


def _later(ends: datetime, span: Span, state: TaskInCase, asked: Asked) -> datetime:
    """`span` after the end it has; after now where that is past."""
    at = moment_of(span, ends, state.case, asked.moment)
    return at if at > asked.now else moment_of(span, asked.now, state.case, asked.moment)
