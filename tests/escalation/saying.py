"""What a person is sent for all that a play has recorded so far, as the words in their chat."""

from datetime import datetime

from bot.text.render import Reader, render
from tests.builders import a_case, a_case_snapshot, a_task
from tests.cast import (
    HOUR,
    OPENED,
)
from tests.escalation.playing import Play
from workflows.escalation.bundles import Waiting, compose
from workflows.values.directory import Priority
from workflows.values.ids import Handle, UserId

DUE = OPENED + 6 * HOUR


def said(play: Play, user: UserId, now: datetime, handle: int = 17) -> str | None:
    """What this person is sent for everything recorded so far, as plain text in their chat."""
    case = play.with_told()
    waiting = [
        Waiting(told=told, case=case, task=task, handle=Handle(handle + int(task.number) - 4))
        for told in play.told
        if told.target == user and told.passed is None and (task := case.task_by_id(told.task))
    ]
    return words(play, compose(play.directory.people[user], waiting, play.moment(now)), now)


def words(play: Play, notice, now: datetime, *, chat: bool = True) -> str | None:
    reader = Reader(now=now, directory=play.directory, zone="Europe/London", chat=chat)
    return None if notice is None else render(notice, reader).body


def a_play(priority: Priority = Priority.P2, **changes) -> Play:
    return Play(case=a_case_snapshot(a_task(**changes), case=a_case(priority=priority)))


def climbed(until: datetime, priority: Priority = Priority.P2, **changes) -> Play:
    play = a_play(priority, **changes)
    play.run(until)
    return play
