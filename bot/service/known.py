"""What the one decider keeps in memory: rooms, accepted identities, the live directory, who can be reached.

Loaded at start, changed only by what a commit stored. Nothing here is asked of the homeserver.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import cast

from bot.service.ages import Ages
from config.overlay import overlaid
from workflows.casework.snapshots import Standing
from workflows.language.placing import placed
from workflows.language.template import Template
from workflows.values.directory import Directory
from workflows.values.effects import Saved
from workflows.values.ids import AgencyId, IdentityKey, MatrixRoomId, RoomId, TemplateId, UserId
from workflows.values.model import ConfirmCode, Dialogue, Member, Pin, PinState, Presence, Room, RoomKind, RoomState
from workflows.values.person_changes import ChangeOf, PersonChange

DIALOGUE_LIVES = 600.0  # seconds of transport time


@dataclass(slots=True, kw_only=True)
class Known:
    """The rooms by both names, the pins, the members, and the live directory and templates."""

    directory: Directory
    templates: Mapping[TemplateId, Template]  # that new cases are opened with, for the jurisdictions of the directory
    rooms: dict[RoomId, Room] = field(default_factory=dict)
    by_matrix: dict[MatrixRoomId, RoomId] = field(default_factory=dict)
    members: dict[RoomId, dict[UserId, Member]] = field(default_factory=dict)
    pins: dict[UserId, Pin] = field(default_factory=dict)
    dialogues: dict[tuple[UserId, RoomId], tuple[Dialogue, float]] = field(
        default_factory=dict
    )  # and when it was asked
    monotonic: Callable[[], float] = time.monotonic
    ages: Ages = field(init=False)  # of codes and of refused messages
    filed: Directory = field(init=False)  # as the files say, without what was changed about people by command
    written: Mapping[TemplateId, Template] = field(init=False)  # the templates as they were written
    changes: dict[tuple[AgencyId, UserId, ChangeOf], PersonChange] = field(default_factory=dict)
    empty_after: timedelta = timedelta(days=30)  # members leave the rooms of a closed case so long after closing
    up_since: datetime | None = None
    down_from: datetime | None = None
    _standing: Standing | None = None

    def __post_init__(self) -> None:
        self.ages = Ages(self.monotonic)
        self.learn(self.directory, self.templates)

    def room_of(self, matrix_id: MatrixRoomId) -> Room | None:
        """None as well for one that was ours, and was given up for another."""
        row = self.by_matrix.get(matrix_id)
        room = self.rooms.get(row) if row else None
        return room if room is not None and room.matrix_id == matrix_id else None

    def member(self, room: RoomId, user: UserId) -> Member | None:
        return self.members.get(room, {}).get(user)

    def roster(self, room: RoomId) -> frozenset[UserId]:
        """Who may be in the room. Somebody who is not in the live directory is on no roster."""
        return frozenset(
            user
            for user, member in self.members.get(room, {}).items()
            if member.wanted and user in self.directory.people
        )

    def forget(self) -> None:
        """Before all of it is read anew. Questions that wait keep the time at which they were asked."""
        self.rooms, self.by_matrix, self.members, self.pins, self.changes = {}, {}, {}, {}, {}
        self.directory, self._standing = self.filed, None

    def remember(self, saved: Iterable[Saved]) -> None:
        """Take over what a commit has stored (each row as it now is, with its new version)."""
        people: list[PersonChange] = []
        for row in saved:
            match row:
                case Room():
                    self.rooms[row.id] = row
                    if row.matrix_id:
                        self.by_matrix[row.matrix_id] = row.id
                case Member():
                    self.members.setdefault(row.room, {})[row.user] = row
                case Pin():
                    self.pins[row.user] = row
                case Dialogue():
                    before, asked = self.dialogues.pop((row.person, row.room), (None, 0.0))
                    if not row.over:
                        self.dialogues[row.person, row.room] = (row, asked if row == before else self.monotonic())
                case ConfirmCode():
                    self.ages.note(row.code_hash)
                case PersonChange():
                    people.append(row)
                case _:
                    continue
            self._standing = None
        if people:
            self.changes, self.directory = self._with(people), self.directory_with(people)

    def dialogue(self, person: UserId, room: RoomId) -> Dialogue | None:
        """The question that waits for this person's answer here; after ten minutes none does."""
        row, asked = self.dialogues.get((person, room), (None, 0.0))
        return row if row is not None and self.monotonic() - asked <= DIALOGUE_LIVES else None

    def learn(self, directory: Directory, templates: Mapping[TemplateId, Template]) -> None:
        """A new directory of the files goes live, under what was changed about people by command; and templates."""
        self.filed, self.written, self._standing = directory, templates, None
        self.templates = {name: placed(template, directory.jurisdictions) for name, template in templates.items()}
        self.directory = overlaid(directory, self.changes.values())

    def directory_with(self, people: Iterable[PersonChange]) -> Directory:
        """The directory as it is once these changes are taken over."""
        return overlaid(self.filed, self._with(people).values())

    def _with(self, people: Iterable[PersonChange]) -> dict[tuple[AgencyId, UserId, ChangeOf], PersonChange]:
        rows = self.changes | {(row.agency, row.user, row.what): row for row in people}
        return {key: row for key, row in rows.items() if not row.over}

    # what the gate asks before each send (bot.gateway.Pins)

    def pinned(self, user: UserId) -> IdentityKey | None:
        pin = self.pins.get(user)
        return pin.identity if pin else None

    def frozen(self, user: UserId) -> bool:
        pin = self.pins.get(user)
        return pin is not None and pin.state is PinState.FROZEN

    def _is_there(self, person: UserId, room: RoomId) -> bool:
        member = self.member(room, person)
        return member is not None and member.presence is Presence.JOINED

    @property
    def standing(self) -> Standing:
        """Who can be reached now."""
        if self._standing is None:
            usable = sorted((r for r in self.rooms.values() if r.state is RoomState.OPEN), key=lambda room: room.id)
            self._standing = Standing(
                frozen=frozenset(user for user in self.pins if self.frozen(user)),
                chats={
                    room.person: room.id
                    for room in usable
                    if room.kind is RoomKind.DIRECT
                    and room.person is not None
                    and room.person in self.directory.people
                    and self._is_there(room.person, room.id)
                },
                leads_rooms={
                    room.task_force: room.id for room in usable if room.kind is RoomKind.LEADS and room.task_force
                },
                leads_rooms_to_be={
                    room.task_force: room.id
                    for room in self.rooms.values()
                    if room.kind is RoomKind.LEADS
                    and room.task_force
                    and room.state in (RoomState.WANTED, RoomState.CREATING)
                },
                admins_room=next((room.id for room in usable if room.kind is RoomKind.ADMINS), None),
                up_since=self.up_since,
                down_from=self.down_from,
            )
        return self._standing


def bumped(row: Saved) -> Saved:
    """The row as it stands after it was saved once more."""
    return row if isinstance(row, Dialogue) else cast("Saved", replace(row, version=row.version + 1))
