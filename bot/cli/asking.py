"""A question on the command line, asked until its answer can be used."""

from collections.abc import Callable
from typing import TypeVar

import typer

from bot.cli.answers import Unfit

T = TypeVar("T")


def ask(question: str, checked: Callable[[str], T], suggested: str | None = None) -> T:
    """The answer as `checked` gives it back. Where that raises Unfit, its words are shown and it is asked again.

    Without `suggested` an answer is needed: an empty one is told so, with the correct form.
    """

    def usable(typed: str) -> T:
        try:
            return checked(typed)
        except Unfit as unfit:
            form = str(unfit).rpartition("; ")[2]
            why = str(unfit) if typed.strip() else f"an answer is needed here; {form}"
            raise typer.BadParameter(why) from None

    found: T = typer.prompt(question, default=suggested or "", value_proc=usable, show_default=bool(suggested))
    return found
