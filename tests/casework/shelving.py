"""What is kept of templates while administrators propose and confirm: a dialogue without chat and database."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tests.builders import a_directory, a_moment, a_row, a_standing, a_template
from tests.casework.saying import words_of
from tests.cast import ADMIN, ADMINS_ROOM, NOON, RESPONDER, a_person, hours
from workflows.casework import versions
from workflows.casework.snapshots import Moment
from workflows.language.shelf import Shelf
from workflows.language.template import Template
from workflows.review.differing import differences
from workflows.values.directory import Directory
from workflows.values.effects import Decision, Reply, Tell, TellPerson
from workflows.values.ids import ContentHash, RoomId, TemplateId, UserId
from workflows.values.notices.base import Refused
from workflows.values.versions import Version, VersionState

SECOND, THIRD = UserId("@second:hs"), UserId("@third:hs")
ADULT = TemplateId("uk-nrm-adult")
CHAT = RoomId("chat-admin")


def with_administrators(*users: UserId) -> Directory:
    known = a_directory(people=[a_person(SECOND), a_person(THIRD)])
    return replace(known, administrators=users)


def numbered(number: int, **changes: Any) -> Template:
    """A version of the adult protocol; its first task is due after as many hours."""
    tasks = (a_row("N4", due=hours(number), owner=RESPONDER),)
    return replace(a_template(version=number, tasks=tasks, hash=ContentHash(f"content-{number}")), **changes)


@dataclass
class Shelves:
    """What is kept while administrators go on: each decision is applied as the database would."""

    directory: Directory = field(default_factory=lambda: with_administrators(ADMIN, SECOND, THIRD))
    shelf: Shelf = field(default_factory=Shelf)
    now: datetime = NOON
    frozen: frozenset[UserId] = frozenset()
    said: str = ""
    told: list[str] = field(default_factory=list)
    decision: Decision = field(default_factory=Decision)
    turns: int = 0

    @property
    def moment(self) -> Moment:
        self.turns += 1
        standing = a_standing(self.directory, frozen=self.frozen)
        seed = f"chance {self.turns}".encode()
        return a_moment(self.now, directory=self.directory, standing=standing, seed=seed)

    def keeps(self, decision: Decision, *contents: Template) -> None:
        rows = {row.id: row for row in self.shelf.versions}
        rows |= {row.id: replace(row, version=row.version + 1) for row in decision.save if isinstance(row, Version)}
        known = {**self.shelf.contents, **{content.hash: content for content in contents}}
        self.shelf = Shelf(versions=tuple(rows.values()), contents=known)
        for state in (VersionState.LIVE, VersionState.PENDING):
            names = [row.template for row in rows.values() if row.state is state]
            assert len(names) == len(set(names)), state
        replies = [effect.notice for effect in decision.effects if isinstance(effect, Reply)]
        self.said = "\n".join(words_of(notice, self.directory, self.now, chat=False) for notice in replies)
        self.told = [
            words_of(effect.notice, self.directory, self.now, chat=False)
            for effect in decision.effects
            if isinstance(effect, Tell | TellPerson)
        ]
        self.decision = decision

    def first_start(self, *templates: Template) -> None:
        self.keeps(versions.from_the_first_start(templates, self.moment), *templates)

    def finds(self, *templates: Template) -> tuple[tuple[TemplateId, ...], tuple[TemplateId, ...]]:
        """The files on the server say this now; what waits, and what was decided on before."""
        decision, waiting, known = versions.found_on_server(templates, self.shelf, differences, self.moment)
        self.keeps(decision, *templates)
        return waiting, known

    def sends(self, user: UserId, template: Template, room: RoomId = ADMINS_ROOM) -> str:
        actor = self.directory.people[user]
        return self._tries(
            lambda: versions.offer(template, self.shelf, actor, room, differences, self.moment), template
        )

    def confirms(self, user: UserId, code: str | None = None, room: RoomId = ADMINS_ROOM) -> str:
        typed, actor = (code or self.code).casefold(), self.directory.people[user]
        return self._tries(lambda: versions.confirm(ADULT, typed, self.shelf, actor, room, differences, self.moment))

    def withdraws(self, user: UserId) -> str:
        actor = self.directory.people[user]
        return self._tries(lambda: versions.withdraw(ADULT, self.shelf, actor, ADMINS_ROOM, self.moment))

    def rolls_back(self, user: UserId, typed: str) -> str:
        actor = self.directory.people[user]
        return self._tries(
            lambda: versions.roll_back(
                ADULT, typed.casefold(), self.shelf, actor, ADMINS_ROOM, differences, self.moment
            )
        )

    def _tries(self, attempt: Callable[[], Decision], *contents: Template) -> str:
        try:
            self.keeps(attempt(), *contents)
        except Refused as no:
            self.said, self.told, self.decision = (
                words_of(no.notice, self.directory, self.now, chat=False),
                [],
                Decision(),
            )
        return self.said

    @property
    def code(self) -> str:
        row = self.shelf.pending(ADULT)
        assert row is not None
        return versions.code_of(row, self.shelf.live_hash(ADULT))

    @property
    def live(self) -> int | None:
        row = self.shelf.live(ADULT)
        return row.number if row else None
