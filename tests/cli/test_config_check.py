"""`python -m bot config check` and `config diff`, as operators and build servers use them."""

import asyncio
import json
from base64 import b64encode
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.service.clock import real_time
from bot.service.live_directory import put_live as put_it_live
from config.load import load
from config.overlay import overlaid
from config.snapshots import decode_ladders, decode_template
from storage.engine import make_engine
from storage.schema import migrate
from storage.unit_of_work import Store
from storage.vault import Vault
from tests.cli.test_main import ANOTHERS, OURS
from tests.config.folders import example
from workflows.values.directory import SeatRole
from workflows.values.ids import AgencyId, UserId
from workflows.values.person_changes import ChangeOf, PersonChange

ONE_MISTAKE = ("directory.yaml", "roles: [deputy, coordinator]", "roles: [deputy, cordinator]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = example(tmp_path / "settings")
    (made / "secrets").mkdir()
    (made / "secrets" / "master.key").write_text(b64encode(OURS).decode())
    return made


def place_of(folder: Path, text: str) -> tuple[int, int]:
    lines = (folder / "directory.yaml").read_text().splitlines()
    return next((number, line.index(text) + 1) for number, line in enumerate(lines, 1) if text in line)


def typed(folder: Path, *words: str) -> tuple[int, list[str]]:
    done = CliRunner().invoke(app, [*words, "--settings", str(folder)], env={"CASEROOM_MASTER_KEY": ""})
    return done.exit_code, done.output.splitlines()


async def put_live(folder: Path, *changes: PersonChange) -> None:
    """As after a start with the settings of `folder`, and changes made by command."""
    configuration = load(folder, real_time())
    (folder / "data").mkdir()
    engine = make_engine(f"sqlite+aiosqlite:///{folder / 'data' / 'caseroom.db'}")
    await migrate(engine)
    store = Store(engine, Vault(OURS), decode_template=decode_template, decode_ladders=decode_ladders)
    await store.open()
    async with store.work() as uow:
        await uow.person_changes.save(changes)
        await put_it_live(uow, overlaid(configuration.directory, changes))
        await uow.commit()
    await store.close()


def test_check_says_the_same_as_its_short_form_and_what_is_worth_a_look(folder):
    code, lines = typed(folder, "config", "check")
    assert (code, lines) == typed(folder, "check")
    assert f"there is no secret in CASEROOM_PASSWORD or {folder}/secrets/password" in lines[0]
    assert [line for line in lines[:-1] if " warning: " not in line] == []
    assert any("no agency of `harbour` can be `interpreter`" in line for line in lines)
    example(folder, ONE_MISTAKE)
    assert typed(folder, "config", "check") == typed(folder, "check")
    assert typed(folder, "check")[0] == 1


def test_mistakes_for_programs(folder):
    code, lines = typed(folder, "config", "check", "--format", "json")
    assert (code, {one["level"] for one in json.loads("\n".join(lines))}) == (0, {"warning"})
    example(folder, ONE_MISTAKE)
    code, lines = typed(folder, "config", "check", "--format", "json")
    (found,) = json.loads("\n".join(lines))
    assert code == 1
    place = found.pop("line"), found.pop("column")
    assert place == place_of(folder, "cordinator")
    assert found == {
        "file": str(folder / "directory.yaml"),
        "what": "`roles`: `cordinator` is not known here",
        "level": "error",
        "fix": "did you mean `coordinator`?",
    }


def test_mistakes_for_a_build_server(folder):
    example(folder, ("directory.yaml", "name: Legal Aid South", 'name: "100% Legal: Aid\\n"'))
    code, (line,) = typed(folder, "config", "check", "--format", "github")
    assert code == 1
    row, column = place_of(folder, '"100%')
    assert line.startswith(f"::error file={folder}/directory.yaml,line={row},col={column}::`name`: ")


def test_what_the_folder_would_change_in_what_is_live(folder):
    asyncio.run(put_live(folder))
    assert typed(folder, "config", "diff") == (0, ["Nothing differs."])
    example(folder, ("directory.yaml", "name: Nurse Brandt", "name: Sister Brandt"))
    line = "Sister Brandt (@brandt:example.org): name now Sister Brandt (was Nurse Brandt)"
    assert typed(folder, "config", "diff") == (1, [line])


def test_what_was_changed_by_command_is_no_difference(folder):
    vega = PersonChange(
        agency=AgencyId("health-east"),
        user=UserId("@vega:example.org"),
        what=ChangeOf.SEAT,
        by=UserId("@brandt:example.org"),
        at=real_time(),
        name="Nurse Vega",
        roles=frozenset({SeatRole.LIAISON}),
    )
    asyncio.run(put_live(folder, vega))
    assert typed(folder, "config", "diff") == (0, ["Nothing differs."])
    example(folder, ("directory.yaml", "name: Nurse Brandt", "name: Sister Brandt"))
    assert typed(folder, "config", "diff")[1][0].startswith("Sister Brandt")


def test_what_another_folder_would_change(folder, tmp_path):
    other = example(
        tmp_path / "other",
        ("directory.yaml", "name: Nurse Brandt", "name: Sister Brandt"),
        ("settings.yaml", "matrix.example.org", "chat.example.org"),
    )
    code, lines = typed(folder, "config", "diff", str(other))
    assert code == 1
    assert lines == [
        "Sister Brandt (@brandt:example.org): name now Sister Brandt (was Nurse Brandt)",
        "Setting homeserver: now https://chat.example.org (was https://matrix.example.org)",
    ]


def test_where_nothing_can_be_compared_it_says_why(folder):
    asyncio.run(put_live(folder))
    (folder / "secrets" / "master.key").write_text(b64encode(ANOTHERS).decode())
    code, (line,) = typed(folder, "config", "diff")
    assert (code, line[:23]) == (2, "This master key is not ")
    (folder / "secrets" / "master.key").unlink()
    code, (line,) = typed(folder, "config", "diff")
    assert (code, line[:29]) == (2, "there is no secret in CASEROO")
    (folder / "secrets" / "master.key").write_text(b64encode(OURS).decode())
    example(folder, ONE_MISTAKE)
    code, (line,) = typed(folder, "config", "diff")
    assert (code, "did you mean `coordinator`?" in line) == (2, True)


def test_before_the_first_start_nothing_is_live(folder):
    (folder / "data").mkdir()
    assert typed(folder, "config", "diff") == (2, ["There is no database of this version: start the bot once."])


def test_people_are_brought_in_only_where_it_is_asked_for(folder, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("user;name;agency;roles\n@vega:example.org;Officer Vega;health-east;liaison coordinator\n")
    before = (folder / "directory.yaml").read_bytes()
    lines = [
        "New person: Officer Vega (@vega:example.org) · coordinator, liaison of Health East",
        "Nurse Brandt (@brandt:example.org) of Health East is not in the file: would stay; --leavers removes them",
    ]
    nothing = "Nothing was written. --write does it."
    assert typed(folder, "config", "import", str(file)) == (0, [*lines, nothing])
    assert (folder / "directory.yaml").read_bytes() == before
    code, said = typed(folder, "config", "import", str(file), "--write", "--leavers")
    assert (code, said[:2]) == (0, ["Gone, person: Nurse Brandt (@brandt:example.org)", lines[0]])
    assert said[2] == f"Written: {folder / 'directory.yaml'}"
    assert typed(folder, "config", "import", str(file)) == (0, ["Nothing differs."])


def test_a_bad_row_ends_the_import(folder, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("user,name,agency,roles\n@vega:example.org,Officer Vega,health-west,liaison\n")
    code, (line,) = typed(folder, "config", "import", str(file), "--write")
    assert code == 2
    assert line == f"{file}:2:1 there is no agency `health-west`; did you mean `health-east`?"
