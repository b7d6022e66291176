"""A shipped template as a page for people, in Markdown: what it is for, who, each task in words with its basis.

A picture of what hangs on what stands in a file beside it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from bot.text.graph import edges_of
from bot.text.render import FSI, PDI, Reader, render
from workflows.language.template import RoleAsked, Template, TemplateTask
from workflows.review import phrases
from workflows.review.explaining import events
from workflows.values.directory import Directory
from workflows.values.notices.base import Notice
from workflows.values.notices.template_parts import Places

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # so that each date is written with its year
READ = {"A": "read", "B": "found, the passage not read: to be confirmed", "C": "background only: to be confirmed"}
MARKED = re.compile(r"^\[([ABC])\]\s*")
SPECIAL = re.compile(r"([\\`*_\[\]<>|])")
PERSON = {"adult": "an adult", "child": "a child", "any": "adults and children", "none": "no single person"}
BASES = """\
A number is *by law* or *guidance* only where its source was read and says so. *This task force's own number* is a
proposal to be reviewed. *To be confirmed* is a number, or a duty, whose source was not read: it is never shown as
law."""
MADE = "<!-- Made from workflows/templates/{} by `make docs`: change it there. -->"


class Pages:
    """Pages of templates, with the names of one directory."""

    def __init__(self, directory: Directory) -> None:
        self._reader = Reader(now=LONG_AGO, directory=directory)

    def page(self, template: Template, purpose: str) -> str:
        """`purpose` is what the template's file begins with."""
        parts = [
            f"# {_plain(template.title)}\n",
            MADE.format(f"{template.id}.yaml") + "\n",
            f"{_plain(purpose)}\n",
            "\n".join(self._facts(template)) + "\n",
            *self._section("Who is invited", self._roles(template)),
            *self._section("What people record", self._fields(template)),
            *self._section("Always on the board", self._banners(template)),
            *self._picture(template),
            "## Tasks\n",
            f"{BASES}\n",
            *(self._task(row, template) for row in template.tasks),
            *self._section("What happens by itself", (f"- {self._say(one)}" for one in events(template))),
            *self._section("When something is late", self._ladders(template)),
            *self._section("Sources", (_source(name, text) for name, text in template.sources.items())),
        ]
        return "\n".join(parts).rstrip("\n") + "\n"

    def index(self, templates: Iterable[tuple[Template, str]]) -> str:
        """The page that leads to all others."""
        rows = [
            f"| [{template.id}]({template.id}.md) | {_plain(purpose)} | {len(template.tasks)} |"
            for template, purpose in templates
        ]
        return "\n".join(
            (
                "# Workflows that come with the bot\n",
                MADE.format("*.yaml") + "\n",
                "Each is a proposal: whoever uses one reviews its numbers and its sources first. "
                "`!workflow show ID` says the same in a chat.\n",
                "| Workflow | What it is for | Tasks |",
                "|---|---|---|",
                *rows,
                "",
            )
        )

    def _say(self, notice: Notice) -> str:
        return _plain(render(notice, self._reader).body.replace(FSI, "").replace(PDI, ""))

    def _section(self, name: str, lines: Iterable[str]) -> Iterator[str]:
        found = list(lines)
        if found:
            yield f"## {name}\n"
            yield "\n".join(found) + "\n"

    def _facts(self, template: Template) -> Iterator[str]:
        places = self._say(Places(phrases.places(template.jurisdictions)))
        yield f"- **About** {PERSON[template.person]}; **in** {places}; a case begins at **{template.priority.value}**"
        yield f"- `{template.id}`, version {template.version}, to be reviewed by {template.review_by.isoformat()}"
        if template.extends is not None:
            yield f"- Extends [{template.extends}]({template.extends}.md); everything of it is on this page"
        if template.abstract:
            yield "- Only to be extended: no case is opened by it"
        for lane, stages in template.stages.items():
            yield f"- Stages of {lane.value}: {', '.join(phrases.words(stages))}"
        if template.ask:
            asked = ", ".join(f"“{phrases.label(name, template)}”" for name in template.ask)
            yield f"- Asked at opening: {_plain(asked)}"

    def _roles(self, template: Template) -> Iterator[str]:
        yield "| Role | Who may be it | Invited |"
        yield "|---|---|---|"
        for role in template.roles.values():
            when = "when its first task begins" if role.asked is RoleAsked.NEEDED else "at opening"
            said = self._say(phrases.role(role, template)).rpartition(", invited")[0]
            yield f"| {phrases.word(role.name)} | {said} | {when} |"

    def _fields(self, template: Template) -> Iterator[str]:
        for field in template.fields.values():
            yield f"- {self._say(phrases.field_in_words(field))}"

    def _banners(self, template: Template) -> Iterator[str]:
        for one in template.banners:
            yield f"- {self._say(phrases.banner(one, template))}"

    def _picture(self, template: Template) -> Iterator[str]:
        if edges_of(template):
            yield "## What hangs on what\n"
            yield f"![What hangs on what in {template.id}: the list of tasks below says the same]({template.id}.svg)\n"

    def _task(self, row: TemplateTask, template: Template) -> str:
        full = phrases.task_in_full(row, template)
        line = full.line
        who = f"{line.owner}" + (f", one for each of “{_plain(line.per)}”" if line.per else "")
        begins = ", ".join(self._say(anchor) for anchor in line.begins)
        lines = [f"{who} · {begins}: {self._say(line.number)}"]
        lines += [f"comes again {self._say(line.again)}"] if line.again else []
        lines += [f"asked again every {self._say(line.chase)}"] if line.chase else []
        lines += [f"waits for {', '.join(line.after)}"] if line.after else []
        lines += [f"only if {self._say(line.when)}"] if line.when else []
        lines += self._say(replace(full, sources=())).splitlines()[1:]
        lines += [f"source: {', '.join(row.sources)}"] if row.sources else []
        return f"### {row.id} {_plain(row.title)}\n\n" + "\n".join(f"- {one}" for one in lines) + "\n"

    def _ladders(self, template: Template) -> Iterator[str]:
        for priority, ladder in template.ladders.items():
            yield f"- {priority.value}, instead of the directory's: {self._say(phrases.ladder(ladder))}"


def _source(name: str, text: str) -> str:
    marked = MARKED.match(text)
    how = READ[marked[1]] if marked else READ["C"]
    return f"- **{name}** {_plain(phrases.MARK.sub('', text))} ({how})"


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return SPECIAL.sub(r"\\\1", text)
