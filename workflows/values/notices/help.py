"""The pages of help."""

from dataclasses import dataclass

from workflows.values.notices.base import Notice, Said


@dataclass(frozen=True, slots=True)
class HelpLine(Notice):
    """One command: how it is typed, and what it does in one line of its own declaration."""

    usage: str
    summary: str


@dataclass(frozen=True, slots=True)
class HelpPage(Notice):
    """The commands of one place (case, chat, leads, admins): those most used, and the words of the others."""

    place: str
    commands: tuple[HelpLine, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommandHelp(Notice):
    usage: str
    summary: str
    example: str
    who: str
    aliases: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class NoHelp(Notice):
    """Help about a word that is no command."""

    typed: Said
    nearest: str | None = None
