"""The pages made from the code say what the code says now."""

from bot.cli.docs import COMMANDS_PAGE, FIELDS_PAGE, commands_page, write_docs
from bot.cli.fields import ABOUT, OTHERS, fields_page
from commands.table import COMMANDS
from storage.tables import metadata
from tests.house.places import ROOT


def test_the_page_of_commands_is_fresh():
    assert (ROOT / COMMANDS_PAGE).read_text(encoding="utf-8") == commands_page(), "run: make docs"


def test_every_command_is_on_it():
    page = commands_page()
    assert [command.usage for command in COMMANDS if f"### `{command.usage}`\n" not in page] == []


def test_the_page_of_fields_is_fresh():
    assert (ROOT / FIELDS_PAGE).read_text(encoding="utf-8") == fields_page(), "run: make docs"


def test_every_table_has_its_sentence_and_every_column_its_row():
    assert set(ABOUT) == set(metadata.tables)
    page = fields_page()
    columns = [column.name for table in metadata.tables.values() for column in table.columns]
    assert sum(line.startswith("| `") for line in page.splitlines()) == len(columns)
    assert [name for name in columns if f"| `{name}` |" not in page] == []


def test_what_is_said_of_a_column_is_said_of_one_that_exists():
    columns = {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}
    assert set(OTHERS) - columns == set()


def test_they_are_written_where_people_look(tmp_path):
    write_docs(tmp_path)
    assert (tmp_path / "docs" / "commands.md").read_text(encoding="utf-8") == commands_page()
    assert (tmp_path / "docs" / "fields.md").read_text(encoding="utf-8") == fields_page()
