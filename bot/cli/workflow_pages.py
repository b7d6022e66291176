"""docs/workflows/: a page with a picture for each template that comes with the bot, and the page that leads there."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.workflow_named import configuration_in
from bot.text.graph import edges_of, graph
from bot.text.preview_style import ALONE
from bot.text.workflow_page import Pages
from config.load import load_template, shipped_templates

FOLDER = Path("docs") / "workflows"
INDEX = FOLDER / "README.md"
NAMES_OF = datetime(2026, 1, 1, tzinfo=UTC)  # only names are taken of the directory; holidays do not matter


def workflow_pages() -> Mapping[Path, str]:
    """What stands in each file, by its path below the project."""
    made = Pages(configuration_in(None, NAMES_OF).directory)
    found: dict[Path, str] = {}
    listed = []
    for path in sorted(shipped_templates().glob("*.yaml")):
        template, purpose = load_template(path), purpose_of(path.read_text(encoding="utf-8"))
        listed.append((template, purpose))
        found[FOLDER / f"{template.id}.md"] = made.page(template, purpose)
        if edges_of(template):
            found[FOLDER / f"{template.id}.svg"] = graph(template, style=ALONE) + "\n"
    return {INDEX: made.index(listed), **found}


def purpose_of(text: str) -> str:
    """The first paragraph of the comment with which a template's file begins."""
    lines = []
    for line in text.splitlines():
        said = line.removeprefix("#").strip()
        if not line.startswith("#") or not said:
            break
        lines.append(said)
    return " ".join(lines)


def write_workflow_pages(root: Path) -> None:
    """Write them all below `root`; what is of no template any more goes."""
    pages = workflow_pages()
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    for old in (*(root / FOLDER).glob("*.md"), *(root / FOLDER).glob("*.svg")):
        if old.relative_to(root) not in pages:
            old.unlink()
    for path, text in pages.items():
        (root / path).write_text(text, encoding="utf-8")
