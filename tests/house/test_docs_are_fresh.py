"""The pages made from the code say what the code says now."""

from bot.cli.docs import COMMANDS_PAGE, commands_page, write_docs
from commands.table import COMMANDS
from tests.house.places import ROOT


def test_the_page_of_commands_is_fresh():
    assert (ROOT / COMMANDS_PAGE).read_text(encoding="utf-8") == commands_page(), "run: make docs"


def test_every_command_is_on_it():
    page = commands_page()
    assert [command.usage for command in COMMANDS if f"### `{command.usage}`\n" not in page] == []


def test_it_is_written_where_people_look(tmp_path):
    write_docs(tmp_path)
    assert (tmp_path / "docs" / "commands.md").read_text(encoding="utf-8") == commands_page()
