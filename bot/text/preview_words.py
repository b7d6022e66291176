"""The words of a preview, for the terminal and for the page: local times, names, and why things are as they are."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.text import times
from bot.text.render import FSI, PDI, Reader, render
from workflows.review import phrases
from workflows.review.explaining import past_review
from workflows.review.planned import Happening, Invitation, Mark, Plan, PlannedTask
from workflows.time.moved import Moved
from workflows.values.ids import AgencyId, FieldName, UserId
from workflows.values.model import ClockKind
from workflows.values.notices import preview as said
from workflows.values.notices.base import Absolute, AgencyName, Day, Notice, PersonName

MINUTE = timedelta(minutes=1)
NAMED_DAYS = 4  # more days off are counted
BASES = {"rule": "by law", "guide": "guidance", "default": "our own number", phrases.UNCONFIRMED: "to be confirmed"}
CLOCKS = {
    ClockKind.DEADLINE: "deadline",
    ClockKind.WATCH: "waiting for an outside decision",
    ClockKind.PROTECTED: "protected period",
    ClockKind.EXPIRY: "lapses",
    ClockKind.SCHEDULED: "scheduled",
}


class Words:
    """A plan in words, in the local time of its jurisdiction."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.zone = ZoneInfo(plan.jurisdiction.zone)
        self._reader = Reader(now=plan.start, directory=plan.directory, zone=plan.jurisdiction.zone)
        self._said: dict[Notice, str] = {}

    def say(self, notice: Notice) -> str:
        """In words; each notice is put into words once."""
        if notice not in self._said:
            self._said[notice] = render(notice, self._reader).body.replace(FSI, "").replace(PDI, "").strip(" ·")
        return self._said[notice]

    def at(self, moment: datetime) -> str:
        """`Fri 27 Nov 16:00`, local, with the year where it is another."""
        return times.absolute(moment, self.zone, self.plan.start, "en")

    def offset(self, moment: datetime) -> str:
        return times.offset(moment.astimezone(self.zone))

    def agency(self, agency: AgencyId) -> str:
        known = self.plan.directory.agencies.get(agency)
        return known.name if known else agency

    def person(self, user: UserId) -> str:
        known = self.plan.directory.person(user)
        return known.name if known else user

    def owner(self, one: PlannedTask) -> str:
        """The agency of a task, and whether it only keeps it."""
        name = self.agency(one.task.owner)
        return f"{name} (stands in: nobody fits)" if self.plan.stands_in(one) else name

    def people(self, users: Iterable[UserId]) -> str:
        return ", ".join(map(self.person, users))

    def field(self, name: str) -> str:
        return phrases.label(FieldName(name), self.plan.template)

    # tasks

    def mark(self, mark: Mark, *, timed: bool = True) -> str:
        """`Level 2 Fri 27 Nov 19:00: …`; without its time where that stands beside it."""
        whom = tuple(
            self.say(said.PreviewReached(PersonName(one.user) if one.user else None, one.kind, one.passed))
            for one in mark.whom
        )
        return self.say(said.PreviewMark(mark.kind, mark.level, Absolute(mark.at) if timed else None, whom))

    def marks(self, one: PlannedTask) -> list[str]:
        """All that happens by itself about a task."""
        hours = ["In working hours only:"] if one.office_hours and one.marks else []
        return [*hours, *map(self.mark, one.marks)]

    def moved(self, moved: Moved) -> str:
        """What moved a due time; empty for nothing."""
        days = tuple(map(Day, moved.days_off))
        few = len(days) <= NAMED_DAYS
        notice = said.PreviewMoved(
            since=Absolute(moved.counted_from) if moved.counted_from != moved.start else None,
            cut_off=moved.after_cut_off,
            days_off=days if few else (),
            more_days_off=0 if few else len(days),
            holidays=tuple(map(Day, moved.holidays)),
            clocks=tuple(
                said.PreviewClocks(Day(one.at), abs(one.by) // MINUTE, one.by < timedelta()) for one in moved.clocks
            ),
        )
        return self.say(notice)

    def waits(self, one: PlannedTask) -> str:
        """Why a task does not begin in this plan, or has no time."""
        rows = {row.id for row in self.plan.template.tasks}
        tasks = tuple(name for name in one.waits if name in rows)
        fields = tuple(self.field(name) for name in one.waits if name not in rows)
        return self.say(said.PreviewWaits(tasks, fields, one.needed, one.starts is not None))

    def begins(self, one: PlannedTask) -> str:
        """From what its clock counts: `from the end of N4`."""
        return ", ".join(self.say(anchor) for anchor in phrases.begins(one.row, self.plan.template))

    def number(self, one: PlannedTask) -> str:
        """`within 24 hours, by law (22 U.S.C. 7105(b))`."""
        return self.say(phrases.number(one.row, self.plan.template))

    def condition(self, one: PlannedTask) -> str:
        return self.say(phrases.condition(one.row.when, self.plan.template)) if one.row.when is not None else ""

    def basis(self, one: PlannedTask) -> str:
        return BASES[phrases.basis(one.row, self.plan.template).kind]

    def ends(self, one: PlannedTask) -> str:
        """How its end is supposed."""
        if one.ends is None:
            return "no end supposed"
        result = f" ({phrases.word(one.result)})" if one.result else ""
        if one.row.clock is ClockKind.PROTECTED:
            return f"ends {self.at(one.ends)}"
        how = "said to be" if one.said else "supposed"
        return f"{how} done {self.at(one.ends)}{result}"

    # around the tasks

    def invited(self) -> list[tuple[AgencyId, list[Invitation]]]:
        """The invitations, agency by agency."""
        found: dict[AgencyId, list[Invitation]] = {}
        for one in self.plan.invitations:
            found.setdefault(one.agency, []).append(one)
        return list(found.items())

    def why(self, one: Invitation) -> str:
        notice = said.PreviewWhy(
            kind=one.why,
            instead_of=tuple(map(AgencyName, one.instead_of)),
            deputies=one.deputies,
            closed=one.closed,
            later=Absolute(one.at) if one.at != self.plan.start else None,
        )
        return self.say(notice)

    def happening(self, one: Happening) -> str:
        parts = [
            f"“{self.field(name)}” becomes {', '.join(map(phrases.word, values)) or 'that time'}"
            for name, values in one.fields.items()
        ]
        parts += [f"{lane.value} goes on to {phrases.word(stage)}" for lane, stage in one.stages.items()]
        return "; ".join(parts)

    def opened(self) -> str:
        """`Opened Fri 27 Nov 16:00 (UTC+0) in England, P2, by Officer Reyes`."""
        plan = self.plan
        return (
            f"Opened {self.at(plan.start)} ({self.offset(plan.start)}) in {plan.jurisdiction.name}, "
            f"{plan.priority.value}, by {self.person(plan.opener)}, for {plan.force.name}"
        )

    def warnings(self) -> list[str]:
        """Why a case like this could not be opened as it is planned, or not without a second thought."""
        plan, found = self.plan, []
        if plan.jurisdiction.id not in plan.template.jurisdictions:
            found.append(f"This template is not made for {plan.jurisdiction.name}.")
        if plan.template.id not in plan.force.templates:
            found.append(f"{plan.force.name} does not open cases by this template yet (`templates` in directory.yaml).")
        if past_review(plan.template, plan.start):
            found.append(f"Its review was due on {plan.template.review_by:%-d %b %Y}.")
        return found

    def supposed(self) -> list[str]:
        """What is supposed besides: that each task is done when it is due, and what was recorded."""
        lines = ["Each task is done when it is due, with the first of its results, unless another end is given."]
        lines += ["Reminders, levels and whom they reach are those of a task that nobody moves."]
        for setting in self.plan.settings:
            value = ", ".join(map(phrases.word, setting.values)) or self.at(setting.since)
            own = " (not given: taken so here)" if setting.field in self.plan.supposed else ""
            later = f", recorded {self.at(setting.at)}" if setting.at != self.plan.start else ""
            lines.append(f"“{self.field(setting.field)}” is {value}{later}{own}.")
        return lines
