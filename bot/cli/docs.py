"""The pages of docs/ that are made from the code, so that they cannot say anything else than it does."""

from pathlib import Path

from bot.cli.fields import fields_page
from bot.cli.template_keys import write_template_pages
from bot.cli.workflow_pages import write_workflow_pages
from commands.spec import AnyCommand, Place
from commands.table import COMMANDS

COMMANDS_PAGE = Path("docs") / "commands.md"
FIELDS_PAGE = Path("docs") / "fields.md"
GROUPS = (("Tasks", "task "), ("Cases", "case "), ("People", "person "), ("Workflows", "workflow "))
PLACES = {
    Place.CASE: "case room",
    Place.CHAT: "direct chat",
    Place.LEADS: "leads' room",
    Place.ADMINS: "administrators' room",
}
OPENING = """\
# Commands

<!-- Made from commands/table.py by `make docs`: change it there. -->

Put `!` before a command in a room. In your direct chat with the bot the words alone are enough, and in a leads' room
where the second word is a number (`take 17 1h`). `/` and `//` work like `!`, and so does a mention of the bot
(`@caseroom: done 4`). Capitals, full stops, missing or odd spaces and curly quotes do not matter.

- **A task** is its number in the room of its case (`4`). Elsewhere it is the number of its page (`17`), valid for those
  who were paged, or case and number: `C-7F3K2/4`.
- **A case** is its reference, as the first word: `list C-7F3K2`. In its own room it needs none.
- **A time** is a length (`30m` `4h` `2d` `1w`, `3wd` working days, `8wh` working hours) or a moment (`16:00`, `4pm`,
  `fri 16:00`, `27 nov 16:00`, `2026-11-27 16:00`, `tomorrow 9:00`). A time that is past, or that can be read in two
  ways, is asked back.
- **An agency** is its name, its short name, or how it begins. **A person** is mentioned with `@`, never typed by name.
- A question with numbers is answered by the number. What was just done is taken back by `undo`, for two minutes.
- Free text has at most 140 characters. What looks like a phone number, an address or a date of birth is refused.
"""


def commands_page() -> str:
    """The whole page, Markdown."""
    left = list(COMMANDS)
    parts = [OPENING]
    for title, begin in GROUPS:
        group = [command for command in left if command.name.startswith(begin)]
        left = [command for command in left if command not in group]
        parts += _section(title, group)
    return "\n".join([*parts, *_section("Everything else", left)])


def write_docs(root: Path) -> None:
    """Write each page below `root`, the folder of the project."""
    for page, text in ((COMMANDS_PAGE, commands_page()), (FIELDS_PAGE, fields_page())):
        (root / page).parent.mkdir(exist_ok=True)
        (root / page).write_text(text, encoding="utf-8")
    write_template_pages(root)
    write_workflow_pages(root)


def _section(title: str, group: list[AnyCommand]) -> list[str]:
    if not group:
        return []
    return [f"## {title}\n", *(_entry(command) for command in sorted(group, key=lambda one: one.words[0]))]


def _entry(command: AnyCommand) -> str:
    where = ", ".join(name for place, name in PLACES.items() if place in command.places)
    lines = [
        f"### `{command.usage}`\n",
        " ".join(filter(None, (command.summary, command.note))) + "\n",
        f"- For example `{command.example}`",
        f"- Who: {command.who}",
        f"- Where: {where}",
    ]
    if command.words[1:]:
        lines.append("- Also typed: " + ", ".join(f"`{word}`" for word in command.words[1:]))
    return "\n".join(lines) + "\n"
