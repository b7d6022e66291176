"""Any template that passes check can be planned, drawn, explained and compared: nobody is answered with a fault."""

from hypothesis import given

from bot.text.graph import graph
from bot.text.preview_page import page
from tests.cast import OPENED
from tests.profiles import searched
from tests.review.living import GERMANY, Around, Made, directories, templates
from tests.review.reading import read
from tests.text.drawing import titles
from workflows.review import phrases
from workflows.review.differing import differences
from workflows.review.explaining import explained
from workflows.review.planned import Supposed
from workflows.review.planning import plan


@searched(test=25, chaos=3000)
@given(templates(), templates(), directories())
def test_any_template_can_be_seen_before_anything_runs(made: Made, other: Made, around: Around) -> None:
    if made.template is None:
        return
    template = made.template
    for row in template.tasks:
        assert read(phrases.task_in_full(row, template))
    assert read(explained(template, "", OPENED))
    assert titles(graph(template))
    assert differences(template, template) == ()
    if other.template is not None:
        assert all(read(notice) for notice in differences(template, other.template))
    found = plan(template, around.directory, Supposed(start=OPENED, jurisdiction=GERMANY))
    assert {one.row.id for one in found.tasks} <= {row.id for row in template.tasks}
    assert all(mark.at >= found.start for one in found.tasks for mark in one.marks)
    assert all(one.waits or not one.needed for one in found.tasks if one.starts is None)
    assert page(found).endswith("</html>")
