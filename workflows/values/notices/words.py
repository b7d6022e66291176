"""What the bot says when words were wrong: one line, what is wrong and the correct form."""

from dataclasses import dataclass

from workflows.values.notices.base import AgencyName, Moment, Notice, Said


@dataclass(frozen=True, slots=True)
class TooLong(Notice):
    """The message is longer than the bot reads."""

    limit: int


@dataclass(frozen=True, slots=True)
class OneAtATime(Notice):
    """Several commands stood in one message."""


@dataclass(frozen=True, slots=True)
class UnknownWord(Notice):
    """`dnoe 4`: `suggestion` is a whole command in our own words, without its mark."""

    typed: Said
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class NeedsTask(Notice):
    """`done` without saying which."""

    usage: str
    example: str
    open: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NotATaskNumber(Notice):
    """`done four`. `example` is the right form in our own words, `open` the open tasks here."""

    typed: Said
    example: str
    open: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingWord(Notice):
    """A word that the command needs is not there. `usage` and `example` are the command's own."""

    usage: str
    example: str


@dataclass(frozen=True, slots=True)
class TooManyWords(Notice):
    """Words are left that mean nothing here."""

    typed: Said
    usage: str


@dataclass(frozen=True, slots=True)
class NotOneOf(Notice):
    """A word of a closed list: `choices` are all that may stand there."""

    typed: Said
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotANumber(Notice):
    typed: Said
    example: str


@dataclass(frozen=True, slots=True)
class BadTime(Notice):
    """No time could be read. `code` is one of workflows.time.dates.BadWhen, `hint` a form that works."""

    code: str
    typed: Said
    hint: str


@dataclass(frozen=True, slots=True)
class UnknownAgency(Notice):
    """`here` are the agencies that may be named, those of the case first; `nearest` what may have been meant."""

    typed: Said
    nearest: AgencyName | None = None
    here: tuple[AgencyName, ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownPerson(Notice):
    """A mention of somebody who may not be named here, or a name: people are named by a mention only."""

    typed: Said
    mentioned: bool = False


@dataclass(frozen=True, slots=True)
class OnePersonOnly(Notice):
    """Several people were mentioned."""


@dataclass(frozen=True, slots=True)
class TextTooLong(Notice):
    limit: int
    length: int


@dataclass(frozen=True, slots=True)
class LooksPersonal(Notice):
    """Free text that looks like data about a person. `code`: email, phone, birth-date, document, place, street."""

    code: str


@dataclass(frozen=True, slots=True)
class OptionTime(Notice):
    choice: int
    at: Moment


@dataclass(frozen=True, slots=True)
class OptionAgency(Notice):
    choice: int
    agency: AgencyName


@dataclass(frozen=True, slots=True)
class OptionCase(Notice):
    choice: int
    name: str  # `HERON · C-7F3K2`


@dataclass(frozen=True, slots=True)
class ChooseTime(Notice):
    options: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class ChooseAgency(Notice):
    """To whom, or for which agency. `unknown`: a name that was typed with @ but is no mention."""

    options: tuple[Notice, ...]
    unknown: Said | None = None


@dataclass(frozen=True, slots=True)
class ChooseSeat(Notice):
    """The asker sits here for several agencies."""

    options: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class ChooseCase(Notice):
    options: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class NotAnOption(Notice):
    """Not one of the numbers that were offered."""

    typed: Said
    last: int


@dataclass(frozen=True, slots=True)
class NothingAsked(Notice):
    """A number without a question that waits for it."""


@dataclass(frozen=True, slots=True)
class NoSuchTask(Notice):
    """No such task, or none that the asker may see: the same words. `ref` outside the case's room."""

    number: int
    ref: str | None = None
    open: tuple[int, ...] = ()
