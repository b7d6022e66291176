"""What administrators read of templates on their way to being live, of files they send, and of a reload."""

from dataclasses import dataclass
from typing import ClassVar

from workflows.values.notices.base import Absolute, Day, Notice, PersonName, Said


@dataclass(frozen=True, slots=True)
class VersionWaits(Notice):
    """A proposal: where it comes from, what it changes, and the line that confirms it.

    `source`: chat, server, back (an older one that somebody wants again); `needs`: how many have to confirm;
    `replaced`: a proposal before it is withdrawn; `same_number`: the live one has the same version number.
    """

    template: str
    number: int
    source: str
    by: PersonName | None
    at: Absolute
    needs: int
    code: str
    changes: tuple[Notice, ...] = ()
    more: int = 0
    is_new: bool = False
    replaced: bool = False
    same_number: bool = False


@dataclass(frozen=True, slots=True)
class VersionsWaiting(Notice):
    """`workflow pending`."""

    versions: tuple[VersionWaits, ...]


@dataclass(frozen=True, slots=True)
class ConfirmedOnce(Notice):
    """A file of the server has the first of the two confirmations that it needs."""

    template: str
    number: int
    by: PersonName
    code: str


@dataclass(frozen=True, slots=True)
class VersionLive(Notice):
    template: str
    number: int
    first: PersonName
    second: PersonName


@dataclass(frozen=True, slots=True)
class VersionWithdrawn(Notice):
    template: str
    number: int
    by: PersonName


@dataclass(frozen=True, slots=True)
class VersionLine(Notice):
    """One line of a history. `mark` names this very content, where two have the same number."""

    number: int
    state: str
    at: Absolute
    first: PersonName | None
    second: PersonName | None
    mark: str


@dataclass(frozen=True, slots=True)
class VersionHistory(Notice):
    template: str
    lines: tuple[VersionLine, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class TemplateLine(Notice):
    """One template in the list of all. `live` is None where it never was; `waits` is the number that waits."""

    template: str
    live: int | None
    since: Absolute | None
    waits: int | None


@dataclass(frozen=True, slots=True)
class TemplatesHistory(Notice):
    lines: tuple[TemplateLine, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class NothingWaits(Notice):
    """No proposal of this template. `others`: the templates of which one waits."""

    template: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoSuchVersion(Notice):
    """`rollback` to something that never was, or is live. `known`: the numbers that can be named."""

    template: str
    typed: Said
    known: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WhichVersion(Notice):
    """Several contents with the same number."""

    template: str
    lines: tuple[VersionLine, ...]


@dataclass(frozen=True, slots=True)
class AnotherHasTo(Notice):
    """Who proposed it, or confirmed first, does not confirm. `alone`: there is no other administrator."""

    template: str
    alone: bool


@dataclass(frozen=True, slots=True)
class WrongVersionCode(Notice):
    template: str
    typed: Said


@dataclass(frozen=True, slots=True)
class LookAgain(Notice):
    """Another version went live since this code was shown, so the differences are others."""

    version: VersionWaits


@dataclass(frozen=True, slots=True)
class LiveAlready(Notice):
    template: str
    number: int


@dataclass(frozen=True, slots=True)
class WaitsAlready(Notice):
    version: VersionWaits


@dataclass(frozen=True, slots=True)
class ReviewDue(Notice):
    """Once a month, to the owner of a template or to the administrators."""

    template: str
    number: int
    by: Day


@dataclass(frozen=True, slots=True)
class OpenedPastReview(Notice):
    """To who opens a case."""

    inline: ClassVar[bool] = True
    template: str
    by: Day


@dataclass(frozen=True, slots=True)
class MistakeLine(Notice):
    """File, line and column, what is wrong, and the correct form."""

    line: Said


@dataclass(frozen=True, slots=True)
class FileRefused(Notice):
    """A template that was sent has mistakes, a line each."""

    count: int
    lines: tuple[MistakeLine, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class FileUnusable(Notice):
    """`why`: too-large, unreachable, damaged, in-clear, not-here."""

    why: str
    limit: int = 0  # KB


@dataclass(frozen=True, slots=True)
class Reloaded(Notice):
    """What a reload came to. `restart`: settings that count only after one; `known`: files that say what was decided
    on before; `misfits`: where the directory does not go with a template that is live."""

    changes: tuple[Notice, ...]
    waiting: tuple[str, ...]
    known: tuple[str, ...]
    restart: tuple[str, ...]
    misfits: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class DirectoryMisfits(Notice):
    """What is live goes on, though the directory does not go with it; somebody has to mend one of the two."""

    lines: tuple[MistakeLine, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class ReloadRefused(Notice):
    """With one mistake nothing changes."""

    count: int
    lines: tuple[MistakeLine, ...]
    more: int = 0
