"""The guide to templates shows files that work: each whole one passes the check, each part is YAML of the language."""

import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from config.load import shipped_templates, template_from
from config.located import read
from config.template_shapes import EventShape, TaskShape, TemplateShape
from workflows.language.conditions import parse

GUIDE = Path("docs/templates.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
WHOLE = [block for block in BLOCKS if block.startswith("id: ")]
SCENARIO = next(block for block in BLOCKS if block.startswith("jurisdiction: "))
PARTS = [block for block in BLOCKS if block not in (*WHOLE, SCENARIO)]


@pytest.mark.parametrize("text", WHOLE, ids=lambda text: text.splitlines()[0])
def test_a_whole_template_of_the_guide_passes_the_check(text: str) -> None:
    others = {path.stem: path.read_bytes() for path in shipped_templates().glob("*.yaml")}
    template = template_from(text.encode(), "guide.yaml", others)
    assert text.startswith(f"id: {template.id}\n")


def test_a_variant_changes_what_it_says_and_keeps_the_rest() -> None:
    others = {path.stem: path.read_bytes() for path in shipped_templates().glob("*.yaml")}
    base = template_from(others["uk-nrm-adult"], "uk-nrm-adult.yaml", others)
    variant = template_from(WHOLE[1].encode(), "guide.yaml", others)
    changed = {row.id for row, before in zip(variant.tasks, base.tasks, strict=True) if row != before}
    assert changed == {"N2", "N13"}


@pytest.mark.parametrize("text", PARTS)
def test_a_part_of_the_guide_says_what_the_language_knows(text: str, tmp_path: Path) -> None:
    (tmp_path / "part.yaml").write_text(text, encoding="utf-8")
    part: Any = read(tmp_path / "part.yaml").data
    assert set(part) <= {info.alias or name for name, info in TemplateShape.model_fields.items()}
    for task in part.get("tasks", ()):
        TaskShape.model_validate(task)
    for event in part.get("on", ()):
        EventShape.model_validate(event)


def test_the_scenario_of_the_guide_comes_as_it_is_expected(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(WHOLE[0], encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    command = ("workflow", "simulate", str(tmp_path / "own.yaml"), "--scenario", str(tmp_path / "scenario.yaml"))
    run = CliRunner().invoke(app, [*command, "--settings", "config/example"])
    assert run.exit_code == 0, run.output


def test_the_commands_of_the_guide_need_no_database(tmp_path: Path) -> None:
    (tmp_path / "my.yaml").write_text(WHOLE[1], encoding="utf-8")
    shown = re.findall(r"^python -m bot (workflow (?:check|diff) .*?) +#", GUIDE, re.MULTILINE)
    ended = []
    for command in shown:
        words = command.replace("my.yaml", str(tmp_path / "my.yaml")).split()
        run = CliRunner().invoke(app, [*words, "--settings", "config/example"])
        assert not isinstance(run.exception, Exception), run.output
        ended.append((words[1], run.exit_code, "database" in run.output))
    assert ended == [("check", 0, False), ("diff", 1, False)]  # 1: something differs


def test_one_equals_sign_says_the_same_as_two() -> None:
    assert "`==` (`=` says the same)" in GUIDE
    assert parse("minor = yes") == parse("minor == yes")
