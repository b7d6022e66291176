"""A notice as a reader sees it, in England, without marks."""

from bot.text.render import Reader, render
from tests.builders import a_directory
from tests.cast import NOON
from workflows.values.notices.base import Notice


def read(notice: Notice) -> str:
    reader = Reader(now=NOON, directory=a_directory(), zone="Europe/London")
    return render(notice, reader).body
