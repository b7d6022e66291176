"""Refusals that name who can."""

from dataclasses import dataclass

from workflows.values.notices.base import AgencyName, Notice


@dataclass(frozen=True, slots=True)
class NotAllowed(Notice):
    """`who` is a code: owner, watcher, member, lead, coordinator, administrator or liaison; `owner` that of a task."""

    who: str
    owner: AgencyName | None = None
