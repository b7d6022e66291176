"""What is said to and about people: first hello, their chats, whose identity is believed, codes that are read out."""

from dataclasses import dataclass

from workflows.values.notices.base import AgencyName, Notice, PersonName


@dataclass(frozen=True, slots=True)
class FirstHello(Notice):
    """In the chat that somebody opened. `agencies` and `roles` (liaison, deputy, coordinator, lead, ...)."""

    agencies: tuple[AgencyName, ...] = ()
    role: str = "liaison"


@dataclass(frozen=True, slots=True)
class ChatMoved(Notice):
    """In a chat that the bot made, because the person's own could not be used."""


@dataclass(frozen=True, slots=True)
class LeftChat(Notice):
    """Somebody has no chat with the bot any more and cannot be woken."""

    person: PersonName


@dataclass(frozen=True, slots=True)
class IdentityAccepted(Notice):
    """To the administrators: the first identity seen of a person is believed from now on."""

    person: PersonName
    user: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class IdentityFrozen(Notice):
    """Somebody's keys changed; nothing is sent to them. `tasks` were held by them, `cover` was asked instead."""

    person: PersonName
    refs: tuple[str, ...] = ()
    cover: tuple[PersonName, ...] = ()
    coordinator: bool = False  # the reader can draw the code


@dataclass(frozen=True, slots=True)
class CodeDrawn(Notice):
    """To the coordinator: to be read to the person on the phone. `code` in groups of four."""

    person: PersonName
    code: str


@dataclass(frozen=True, slots=True)
class CodeHalf(Notice):
    """Where nobody coordinates: an administrator and a lead have one half each and phone together."""

    person: PersonName
    half: str
    part: int
    other: PersonName


@dataclass(frozen=True, slots=True)
class CodeSent(Notice):
    """To who asked, where the code went to somebody else."""

    person: PersonName
    to: tuple[PersonName, ...]
    halves: bool = False


@dataclass(frozen=True, slots=True)
class CodeRight(Notice):
    """To the person: they are believed again."""


@dataclass(frozen=True, slots=True)
class CodeUsed(Notice):
    """To who drew it: the person is believed from now on."""

    person: PersonName


@dataclass(frozen=True, slots=True)
class CodeWrong(Notice):
    """To who drew it."""

    person: PersonName
    left: int


@dataclass(frozen=True, slots=True)
class NothingToEnrol(Notice):
    """`why`: accepted (already believed), unseen (no identity published yet)."""

    person: PersonName
    why: str


@dataclass(frozen=True, slots=True)
class NobodyToConfirm(Notice):
    """Neither a coordinator nor a lead with an administrator can be told the code."""

    person: PersonName


@dataclass(frozen=True, slots=True)
class NotYourself(Notice):
    """Nobody confirms or revokes themselves."""


@dataclass(frozen=True, slots=True)
class PersonRevoked(Notice):
    """Somebody's authority ended now. `rooms`: how many they are removed from."""

    person: PersonName
    rooms: int
    cover: tuple[PersonName, ...] = ()


@dataclass(frozen=True, slots=True)
class AuthorityEnded(Notice):
    """To leads and administrators."""

    person: PersonName
    by: PersonName


@dataclass(frozen=True, slots=True)
class PersonShown(Notice):
    """What a coordinator or administrator may know. `state`: accepted, frozen, unseen; `chat`: yes or no."""

    person: PersonName
    user: str
    agencies: tuple[AgencyName, ...]
    state: str
    chat: bool
    away: bool
    fingerprint: str | None = None
