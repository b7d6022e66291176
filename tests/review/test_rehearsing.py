"""Scenarios: what is played, what is expected of it, and what is said where it does not come."""

from pathlib import Path

import pytest

from bot.cli.workflow_simulate import run
from config.load import shipped_templates

TOP = "template: uk-nrm-adult\njurisdiction: GB-ENG\nstart: 2026-11-27 10:00\n"


def simulated(folder: Path, steps: str, *, top: str = TOP, template: str = "uk-nrm-adult") -> tuple[int, list[str]]:
    path = folder / "scenario.yaml"
    path.write_text(f"{top}steps:\n{steps}" if steps else top, encoding="utf-8")
    said: list[str] = []
    return run(template, path, None, lambda line: said.append(str(line))), said


def test_a_case_opens_by_the_words_that_people_type_and_everybody_comes(tmp_path):
    code, said = simulated(tmp_path, "")
    assert code == 0
    assert said[0] == "Fri 27 Nov 10:00 (UTC+0)"
    assert "  Officer Reyes (City Police): case open uk-nrm-adult GB-ENG P2" in said
    assert "  invited Nurse Brandt (Health East) to the support room" in said
    assert not [line for line in said if "Reyes" in line and "to the support room" in line]


def test_what_is_typed_is_answered_and_what_is_late_pages_those_who_would_be_paged(tmp_path):
    steps = """
  - {at: +10m, by: city-police, types: done N1, expect: [Task 1 done, "Task 6 starts (Harbour Support)"]}
  - {at: +20m, by: health, types: done N2 accepted, expect: "Task 2 done (Health East, accepted)"}
  - {at: +2h, never: paged}
  - {at: +4h, expect: ["paged Officer Reyes * task 3 * late", paged Sergeant Haddad], never: paged Lead Morgan}
  - {at: +6h, expect: "paged Lead Morgan: * task 3 * 2 h late"}
  - {at: +6h, by: lead, types: take N3 1h, expect: "until Fri 27 Nov 17:00"}
  - {at: +6h, board: joint, expect: 3 Find an independent interpreter}
"""
    code, said = simulated(tmp_path, steps)
    assert code == 0, said[-1]


def test_an_expectation_that_does_not_come_fails_with_its_line(tmp_path):
    code, said = simulated(tmp_path, "  - {at: +1m, by: city-police, types: done N1, expect: Task 7 done}\n")
    assert code == 1
    assert said[-1].endswith("scenario.yaml:5:1 did not come: Task 7 done; change the scenario or the template")


def test_something_that_should_never_come_fails_as_well(tmp_path):
    code, said = simulated(tmp_path, "  - {at: +5h, never: paged Officer Reyes}\n")
    assert code == 1
    assert "came: paged Officer Reyes" in said[-1]


def test_only_what_is_new_counts(tmp_path):
    steps = "  - {at: +10m, by: city-police, types: done N1}\n  - {at: +20m, expect: Task 1 done}\n"
    assert simulated(tmp_path, steps)[0] == 1


def test_time_runs_on_to_the_end_that_is_asked_for(tmp_path):
    code, said = simulated(tmp_path, "", top=TOP + "until: +5h\n")
    assert code == 0
    assert [line for line in said if "paged Officer Reyes" in line and "task 3" in line]


def test_who_is_absent_is_invited_and_does_not_come(tmp_path):
    steps = '  - {at: +1h, board: joint, expect: "Not here yet: Health East"}\n'
    code, said = simulated(tmp_path, steps, top=TOP + "absent: [health-east]\n")
    assert code == 0, said[-1]


@pytest.mark.parametrize(
    ("steps", "line", "what"),
    [
        ("  - {at: +1h, by: nobody-here, types: board}\n", 5, "`nobody-here` is nobody of the directory"),
        ("  - {at: +2h, board: joint}\n  - {at: +1h, board: joint}\n", 6, "a step lies before the one above it"),
        ("  - {at: +1h}\n", 5, "nothing happens in this step"),
        ("  - {at: +1h, types: board}\n", 5, "nobody types this"),
        ("  - {at: soon, board: joint}\n", 5, "`at`: `soon` is no time after the start"),
        ("  - {at: +1h, tpyes: board}\n", 5, "there is no `tpyes` here"),
    ],
)
def test_a_scenario_that_cannot_be_played_says_why_and_where(tmp_path, steps, line, what):
    code, said = simulated(tmp_path, steps)
    assert code == 1
    assert f"scenario.yaml:{line}:" in said[0]
    assert what in said[0]


def test_a_template_or_place_that_does_not_exist_is_named(tmp_path):
    assert "there is no template `uk-nrm-aduld`" in simulated(tmp_path, "", template="uk-nrm-aduld")[1][0]
    elsewhere = TOP.replace("GB-ENG", "GB-SCT")
    assert "there is no jurisdiction `GB-SCT`" in simulated(tmp_path, "", top=elsewhere)[1][0]


def test_a_template_is_tried_from_its_file_before_any_task_force_has_it(tmp_path):
    text = (shipped_templates() / "uk-nrm-adult.yaml").read_text(encoding="utf-8")
    draft = tmp_path / "draft.yaml"
    draft.write_text(text.replace("id: uk-nrm-adult", "id: our-own", 1), encoding="utf-8")
    steps = "  - {at: +10m, by: city-police, types: done N1, expect: Task 1 done}\n"
    code, said = simulated(tmp_path, steps, template=str(draft))
    assert code == 0, said[-1]
    assert "  Officer Reyes (City Police): case open our-own GB-ENG P2" in said


def test_a_template_with_a_mistake_is_not_played(tmp_path):
    draft = tmp_path / "draft.yaml"
    draft.write_text("id: our-own\n", encoding="utf-8")
    code, said = simulated(tmp_path, "", template=str(draft))
    assert code == 1
    assert any("`tasks` is missing" in line for line in said)
