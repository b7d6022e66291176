"""Each shipped protocol is played: its main path, and one on which somebody is late."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from bot.cli.workflow_simulate import played_in, transcript
from config.load import Configuration, load, load_template, shipped_templates
from config.scenarios import scenario_from
from workflows.review.linting import findings
from workflows.review.planned import Supposed
from workflows.review.planning import plan
from workflows.review.transcript import LineKind
from workflows.values.ids import JurisdictionId, TemplateId

FOLDER = Path(__file__).parent.parent / "scenarios"
SCENARIOS = sorted(FOLDER.glob("*.yaml"), key=lambda path: path.stem)
OPENED = {path.stem for path in shipped_templates().glob("*.yaml") if not load_template(path).abstract}


@cache
def configuration(folder: Path) -> Configuration:
    return load(folder, datetime(2026, 11, 27, 10, tzinfo=UTC), {})


def test_each_protocol_that_can_be_opened_is_played_on_time_and_late():
    names = {path.stem for path in SCENARIOS}
    assert names >= OPENED
    assert {f"{name}-overdue" for name in OPENED} <= names


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_comes_as_it_is_expected(path):
    file = scenario_from(path)
    assert file.scenario.template == path.stem.removesuffix("-overdue")
    assert file.folder is not None
    live = configuration(file.folder)
    played = played_in(file, live)
    assert played.missed == (), "\n".join(transcript(played, file, live.directory))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_expects_something_and_its_late_path_pages(path):
    file = scenario_from(path)
    assert file.folder is not None
    assert any(step.expect for step in file.scenario.steps)
    if path.stem.endswith("-overdue"):
        played = played_in(file, configuration(file.folder))
        assert any(line.kind is LineKind.PAGE for line in played.lines)


def test_where_no_guardian_service_exists_nothing_is_missed_and_child_services_explain_the_rights():
    live = configuration(FOLDER / "settings")
    child = live.templates[TemplateId("uk-nrm-child")]
    now = datetime(2026, 11, 27, 10, tzinfo=UTC)
    supposed = Supposed(start=now, jurisdiction=JurisdictionId("GB-ENG"))
    agencies = {id: one for id, one in live.directory.agencies.items() if one.type != "guardian"}
    without = replace(live.directory, agencies=agencies)
    assert len(agencies) == len(live.directory.agencies) - 1
    for directory, owner in ((live.directory, "guardian-service"), (without, "county-children")):
        assert list(findings(child, directory, live.templates, now.date())) == []
        assert [one.task.owner for one in plan(child, directory, supposed).tasks if one.task.code == "C16"] == [owner]
