"""What the bot says about tasks: answers to what was typed, refusals, and words to the people concerned."""

from dataclasses import dataclass

from workflows.values.notices.base import Absolute, AgencyName, Clock, Moment, Notice, PersonName, Said


@dataclass(frozen=True, slots=True)
class TaskName(Notice):
    """A task as people name it: `Task 4`, or `C-7F3K2 · task 4` outside the room of its case.

    `typed` is what to type for it where the answer is read: `4`, a handle, or `C-7F3K2/4`.
    """

    number: int
    ref: str | None
    typed: str


@dataclass(frozen=True, slots=True)
class TaskStarts(Notice):
    """A task whose clock begins. `held`: nobody may ask for it now. `at_once`: it is due as soon as it begins."""

    number: int
    owner: AgencyName
    due: Moment | None
    clock: str = "deadline"
    held: bool = False
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class ComesAgain(Notice):
    """The next round of a task that was just done."""

    number: int
    due: Moment


@dataclass(frozen=True, slots=True)
class TaskDone(Notice):
    task: TaskName
    owner: AgencyName
    result: str | None
    reference: Said | None
    started: tuple[TaskStarts, ...]
    not_needed: tuple[int, ...]
    undo_until: Clock
    again: ComesAgain | None = None
    counts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskTaken(Notice):
    task: TaskName
    until: Moment


@dataclass(frozen=True, slots=True)
class AllTaken(Notice):
    """`typed` are the numbers taken; `urgent` those of priority P1, which are never among them."""

    typed: tuple[str, ...]
    until: Moment
    urgent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NothingToTake(Notice):
    urgent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenAlready(Notice):
    """Somebody else has it. `just_now`: both asked at nearly the same time."""

    by: PersonName
    until: Clock
    just_now: bool


@dataclass(frozen=True, slots=True)
class TakenTooLong(Notice):
    days: int
    typed: str


@dataclass(frozen=True, slots=True)
class TaskLater(Notice):
    task: TaskName
    due: Moment
    reason: Said | None


@dataclass(frozen=True, slots=True)
class OnlyLater(Notice):
    """`later` with a time that is not later: a deadline moves earlier by `due`."""

    typed: str


@dataclass(frozen=True, slots=True)
class TaskDue(Notice):
    task: TaskName
    due: Moment
    lead_told: bool


@dataclass(frozen=True, slots=True)
class NeedsReason(Notice):
    """A move that is not possible without saying why. `example` is a whole command."""

    example: str


@dataclass(frozen=True, slots=True)
class TaskGiven(Notice):
    """To another agency (which has yet to take it), or to somebody of the same."""

    task: TaskName
    to: AgencyName
    person: PersonName | None


@dataclass(frozen=True, slots=True)
class GivenToYou(Notice):
    """For the new owner, in their direct chat. Safe on a lock screen: no title."""

    task: TaskName
    giver: PersonName
    due: Moment | None
    typed: str


@dataclass(frozen=True, slots=True)
class OfferedToYou(Notice):
    """A task that another agency asks for."""

    task: TaskName
    giver: PersonName
    due: Moment | None
    typed: str


@dataclass(frozen=True, slots=True)
class AlreadyTheirs(Notice):
    task: TaskName
    owner: AgencyName


@dataclass(frozen=True, slots=True)
class NotInThisCase(Notice):
    """An agency that has no seat in the case (or in its support-only room)."""

    agency: AgencyName
    typed: str


@dataclass(frozen=True, slots=True)
class TaskBlocked(Notice):
    task: TaskName
    by: AgencyName
    number: int | None
    due: Moment | None
    typed: str


@dataclass(frozen=True, slots=True)
class WaitsForYou(Notice):
    """For the agency that a blocked task waits for. `theirs`: their own task that it waits for, as it is typed."""

    task: TaskName
    owner: AgencyName
    due: Moment | None
    typed: str
    theirs: str | None


@dataclass(frozen=True, slots=True)
class CannotBlockItself(Notice):
    task: TaskName


@dataclass(frozen=True, slots=True)
class TaskUnblocked(Notice):
    task: TaskName
    due: Moment | None


@dataclass(frozen=True, slots=True)
class TaskDropped(Notice):
    task: TaskName
    reason: Said
    lead_told: bool
    started: tuple[TaskStarts, ...]
    undo_until: Clock


@dataclass(frozen=True, slots=True)
class TaskReopened(Notice):
    task: TaskName
    due: Moment | None
    lead_told: bool


@dataclass(frozen=True, slots=True)
class LeadsHear(Notice):
    """For the leads: an owner agency did what a lead usually does. `move` is drop, reopen or due."""

    task: TaskName
    move: str
    by: PersonName | None
    reason: Said | None
    due: Moment | None


@dataclass(frozen=True, slots=True)
class TaskChased(Notice):
    task: TaskName
    count: int
    next: Moment | None


@dataclass(frozen=True, slots=True)
class NotAWatch(Notice):
    """Only what an outside authority has to do can be chased."""

    task: TaskName


@dataclass(frozen=True, slots=True)
class TaskAdded(Notice):
    task: TaskName
    title: Said
    owner: AgencyName
    due: Moment | None
    offered: bool
    undo_until: Clock
    typed: str


@dataclass(frozen=True, slots=True)
class MoveUndone(Notice):
    """A move taken back: how the task stands now, as a code (open, taken, blocked, offered, waiting, done, dropped)."""

    task: TaskName
    verb: str
    status: str
    due: Moment | None


@dataclass(frozen=True, slots=True)
class MovesUndone(Notice):
    moves: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class NothingToUndo(Notice):
    """Nothing of the asker's in the last two minutes."""

    minutes: int


@dataclass(frozen=True, slots=True)
class WasDone(Notice):
    task: TaskName
    at: Absolute
    by: AgencyName
    typed: str


@dataclass(frozen=True, slots=True)
class WasDropped(Notice):
    task: TaskName
    typed: str
    fallen: bool = False  # by itself, because it is not needed as things stand


@dataclass(frozen=True, slots=True)
class StillWaits(Notice):
    """For tasks, and for fields by their labels. `form` sets the first of these."""

    task: TaskName
    waits_for: tuple[int, ...]
    fields: tuple[str, ...] = ()
    form: str | None = None


@dataclass(frozen=True, slots=True)
class NotBlocked(Notice):
    task: TaskName


@dataclass(frozen=True, slots=True)
class NotDoneYet(Notice):
    task: TaskName


@dataclass(frozen=True, slots=True)
class OptionResult(Notice):
    choice: int
    result: str


@dataclass(frozen=True, slots=True)
class ChooseResult(Notice):
    """How did it end? Nothing is done before that is said."""

    task: TaskName
    options: tuple[OptionResult, ...]


@dataclass(frozen=True, slots=True)
class OneTaskAtATime(Notice):
    """`done 1 2 3`: the numbers after the first may be tasks or a reference, so nothing was done. `typed`: the rest."""

    task: str
    typed: Said


@dataclass(frozen=True, slots=True)
class NotAResult(Notice):
    """`choices` are the results this task can end with."""

    typed: Said
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PutOffUntil(Notice):
    """`done 7 later` without saying until when."""

    example: str


@dataclass(frozen=True, slots=True)
class CaseIsClosed(Notice):
    ref: str


@dataclass(frozen=True, slots=True)
class PageOutcome(Notice):
    """What became of a page, for its copies in rooms. `move` is a code of casework.transitions.Verb, or undo."""

    ref: str
    number: int
    move: str
    by: PersonName | None
    until: Clock | None = None
