"""A running case takes up another version of its workflow, on a real database, and keeps it over a restart."""

import re
from dataclasses import replace

from config.snapshots import encode_template, hashed_template
from storage.templates import TEMPLATE
from tests.builders import a_row
from tests.cast import HANA, HOUR, MORGAN, PAT
from tests.world import World
from workflows.language.template import Template
from workflows.values.ids import MatrixRoomId, RoleName, TemplateId

ADULT = TemplateId("uk-nrm-adult")


async def goes_live(world: World, template: Template) -> None:
    async with world.store.work() as uow:
        await uow.blobs.put(TEMPLATE, template.hash, encode_template(template))
        await uow.commit()
    world.known.learn(world.directory, {**world.known.templates, ADULT: template})


async def test_a_lead_lets_a_running_case_take_up_a_new_version(world: World, case: MatrixRoomId) -> None:
    ref = world.matrix.rooms[case].name.partition(" · ")[2]
    before = world.known.templates[ADULT]
    first, second, *others = before.tasks
    new = a_row("X1", title="Look at the plan together", owner=RoleName("case_lead"))
    after = hashed_template(
        replace(before, version=9, tasks=(first, replace(second, title="Offer a doctor"), *others, new))
    )
    await goes_live(world, after)
    assert "due Fri 27 Nov 14:00" in (await world.says(PAT, "!show 2", room=case))[0]

    (shown,) = await world.says(MORGAN, f"case upgrade-workflow {ref}")
    assert f"{ref} works by uk-nrm-adult version {before.version}; live is version 9" in shown
    assert "Look at the plan together" in shown
    number = re.search(r"new tasks (\d+);", shown)
    code = re.search(r"confirm \w+", shown)
    assert number is not None
    assert code is not None
    assert world.news(case) == [], "nothing is done before the code is typed"

    world.heard_everything()
    (done,) = await world.says(MORGAN, code.group())
    assert f"New tasks: {number[1]}." in done
    heard = world.news(case)
    assert any(f"works by uk-nrm-adult version 9 from now on. New tasks: {number[1]}." in line for line in heard)
    assert "Offer a doctor" in world.board(case).body
    assert "Look at the plan together" in (await world.says(PAT, f"!show {number[1]}", room=case))[0]

    await world.restart()
    await world.passes(HOUR / 4)
    (kept,) = await world.says(HANA, "!show 2", room=case)
    assert "Offer a doctor" in kept
    assert "due Fri 27 Nov 14:00" in kept
    await goes_live(world, after)
    assert f"Task {number[1]} done" in (await world.says(PAT, f"!done {number[1]}", room=case))[0]
    assert "already, version 9" in (await world.says(MORGAN, f"case upgrade-workflow {ref}"))[0]
