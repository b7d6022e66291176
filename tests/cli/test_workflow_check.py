"""`workflow check`: what it prints, for whom, and how it ends."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from config.load import shipped_templates
from tests.config.folders import EXAMPLE

BROKEN = Path(__file__).parents[1] / "config" / "broken"


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["workflow", *map(str, words)], env={"CASEROOM_SETTINGS": ""})
    return result.exit_code, result.stdout


def test_what_is_shipped_has_nothing_to_mend():
    assert run("check") == (0, "ok: nothing to mend\n")


def test_a_file_is_checked_with_those_beside_it():
    assert run("check", BROKEN / "variant.yaml") == (0, "ok: nothing to mend\n")


def test_with_a_folder_it_is_said_what_could_not_be_done_there():
    code, said = run("check", shipped_templates() / "uk-nrm-adult.yaml", "--settings", EXAMPLE)
    assert code == 0  # warnings stop nothing
    assert "uk-nrm-adult.yaml:27:11 warning: no agency of `harbour` can be `health` in GB-WLS; add one" in said
    assert "missing-child" not in said


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "good.yaml"
    text = (BROKEN / "good.yaml").read_text(encoding="utf-8")
    text = text.replace("owner: partner", "owner: partners").replace("  S2:", '  S3: "[C] Known"\n  S2:')
    path.write_text(text, encoding="utf-8")
    return path


def test_mistakes_are_one_line_each_and_end_with_1(broken):
    assert run("check", broken) == (
        1,
        f"{broken}:142:12 there is no role `partners`; did you mean `partner`?\n"
        f"{broken}:194:3 warning: nothing names source `S3`; name it at a task or a banner, or take it out\n",
    )


def test_mistakes_for_programs(broken):
    code, said = run("check", broken, "--format", "json")
    assert code == 1
    assert [(one["line"], one["level"]) for one in json.loads(said)] == [(142, "error"), (194, "warning")]


def test_mistakes_for_a_build_server(broken):
    _, said = run("check", broken, "--format", "github")
    assert [line.split(" ")[0] for line in said.splitlines()] == ["::error", "::warning"]


def test_a_file_that_is_not_there_is_one_line(tmp_path):
    code, said = run("check", tmp_path / "none.yaml")
    assert (code, said.count("\n")) == (1, 1)
    assert "the file is missing" in said


def test_the_schema_is_printed_whole():
    code, said = run("schema")
    assert code == 0
    assert json.loads(said)["title"] == "Caseroom workflow template"
