"""What the bot can tell people, as data. Every sentence is a Fluent message named after its notice's class.

`TaskDone` is rendered by the message `task-done` of `bot/text/<language>/*.ftl`, with the notice's fields as arguments.
The types of the fields say how they are written:

* `int`, `str` as they are (`str` only for words of ours and checked codes; what a person typed is `Said`); selectors
  test an `int` by `[1]` or `[one]`;
* `Said` free text of a person: escaped and isolated from the direction of the text around it;
* `AgencyId`, `UserId` have no look of their own: wrap them in `AgencyName` and `PersonName`;
* `PlaceName` the name of a jurisdiction or a country, `LanguageName` that of a language;
* `Moment` a time of the moment, "Fri 27 Nov 16:00 (UTC+0), in 3 h"; `Absolute` one that stays true, with its date;
  `InZone` the same in a zone that is named;
  `Clock` hours and minutes, with the date when it is not today; `Day` a date; `timedelta` a length, "2 h", "5 h 20";
* a nested notice is rendered and inserted; a tuple of notices is joined line by line; a tuple of names, or of
  notices that are `inline`, by commas;
* `None` and an empty tuple become the word `none`, `True` and `False` become `yes` and `no`, for selectors:
  `{ $reason -> [none] Done. *[other] Done: { $reason }. }`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from workflows.values.ids import AgencyId, UserId


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell. A subclass with its fields; equal fields mean the same sentence."""

    inline: ClassVar[bool] = False  # a tuple of them is joined by commas, not line by line


class Refused(Exception):
    """The request was understood and the answer is no. Carries what to tell the person. Nothing is changed."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(type(notice).__name__)
        self.notice = notice


@dataclass(frozen=True, slots=True)
class AgencyName:
    id: AgencyId


@dataclass(frozen=True, slots=True)
class PersonName:
    user: UserId


@dataclass(frozen=True, slots=True)
class PlaceName:
    code: str  # of a jurisdiction or a country


@dataclass(frozen=True, slots=True)
class LanguageName:
    code: str  # ISO 639-1


@dataclass(frozen=True, slots=True)
class Said:
    text: str


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime


@dataclass(frozen=True, slots=True)
class Absolute:
    at: datetime


@dataclass(frozen=True, slots=True)
class InZone:
    """`Tue 1 Dec 07:00 (UTC+2)`: as clocks show it in one zone, whoever reads it."""

    at: datetime
    zone: str  # IANA


@dataclass(frozen=True, slots=True)
class Clock:
    at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    at: datetime | date
