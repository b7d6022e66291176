"""`python -m bot workflow new`: a first template of one's own, by a few questions or by flags."""

import os
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import answers
from bot.cli.answers import Unfit
from bot.cli.asking import ask
from bot.cli.ourselves import python_m_bot
from bot.cli.settings_folder import DEFAULT_FOLDER, SettingsFolder
from bot.service.clock import real_time
from config.beginning import id_of
from config.fields import Day, Id, PriorityName, Text, did_you_mean
from config.load import TEMPLATES, template_from
from config.mistakes import Mistakes
from config.new_template import YEAR, Wanted, template_text
from workflows.language.placing import ANYWHERE
from workflows.language.template import Template

REFUSED = 2
PERSONS = ("adult", "child", "any", "none")
LATER = "Nothing is written before the last answer; Ctrl-C ends this.\n"


def register(workflow: typer.Typer) -> None:
    """Add `new` to the sub-commands of `workflow`."""
    workflow.command()(new)


def new(
    title: Annotated[str | None, typer.Option(help='"Adult met at a workplace, the first week"')] = None,
    id: Annotated[str | None, typer.Option(help="labour-first-week; without it, made of the title.")] = None,
    jurisdiction: Annotated[list[str] | None, typer.Option(help="GB-ENG, US, or * for any; several times.")] = None,
    person: Annotated[str | None, typer.Option(help="adult, child, any, or none for no single person.")] = None,
    support: Annotated[bool | None, typer.Option(help="Whether it offers support to that person.")] = None,
    priority: Annotated[str | None, typer.Option(help="P1 to P4; P2 without it.")] = None,
    owner: Annotated[str | None, typer.Option(help="The administrator who is asked to review it.")] = None,
    extends: Annotated[str | None, typer.Option(help="A shipped template of which this one is a variant.")] = None,
    review_by: Annotated[str | None, typer.Option(help="2027-06-30; without it, in a year.")] = None,
    settings: SettingsFolder = DEFAULT_FOLDER,
) -> None:
    """Write a template of one's own that passes check, with a comment at each part. Without options it asks."""
    now = real_time()
    given = (title, id, jurisdiction, person, support, priority, owner, extends, review_by)
    try:
        if not settings.is_dir():
            raise Unfit(f"there is no folder {settings}; make one with `{python_m_bot()} init`, or name it: --settings")
        if all(one is None for one in given):
            wanted = _asked(settings, now)
        elif title is None:
            raise Unfit('still to be given: --title "…"; without any option, new asks')
        else:
            wanted = Wanted(
                id=_id(id or id_of(title), settings),
                title=answers.checked(Text, title),
                jurisdictions=tuple(_place(one) for one in jurisdiction or (ANYWHERE,)),
                review_by=_day(review_by or _in_a_year(now)),
                person=_person(person or ("none" if support is False else "adult")),
                support=support if support is not None else person != "none",
                priority=answers.checked(PriorityName, priority or "P2"),
                owner=answers.user(owner) if owner else None,
                extends=_shipped(extends) if extends else None,
            )
        _write(wanted, settings)
    except Unfit as unfit:
        typer.echo(str(unfit), err=True)
        raise typer.Exit(REFUSED) from None


def _asked(settings: Path, now: datetime) -> Wanted:
    typer.echo(f"A template of your own, in {settings / TEMPLATES}. {LATER}")
    title = ask("What is it about? No name of a person or a place", answers.name)
    named = ask("Its short name", lambda typed: _id(typed, settings), id_of(title)[:40].strip("-"))
    places = ask("For which jurisdictions? (GB-ENG GB-WLS, US; * for any)", lambda typed: _places(typed.split()))
    extends = ask("Is it a variant of a shipped one? Its name (Enter: no)", _variant_of, "")
    owner = ask("Who is asked to review it? A Matrix id (Enter: all administrators)", _owner, "")
    review_by = ask("When has it to be looked at again?", _day, _in_a_year(now))
    if extends:
        return Wanted(
            id=named, title=title, jurisdictions=places, review_by=review_by, owner=owner or None, extends=extends
        )
    person = ask("Is it about an adult, a child, any, or none (no single person)?", _person, "adult")
    support = person != "none" and ask("Does it offer support to that person?", _yes, "yes")
    priority = ask("How urgent is a new case? P1 immediate danger ... P4 can wait", _priority, "P2")
    return Wanted(
        id=named, title=title, jurisdictions=places, review_by=review_by, owner=owner or None,
        person=person, support=support, priority=priority,
    )  # fmt: skip


def _id(typed: str, settings: Path) -> str:
    found = answers.checked(Id, typed)
    if (path := _path(found, settings)).exists():
        raise Unfit(f"{path} is there already, and is kept; choose another name")
    if found in {one.id for one in answers.shipped(abstract=True)}:
        raise Unfit(f"`{found}` is a shipped template; choose another name, and say that yours is a variant of it")
    return found


def _path(name: str, settings: Path) -> Path:
    return settings / TEMPLATES / f"{name}.yaml"


def _place(typed: str) -> str:
    return typed if typed == ANYWHERE else answers.place_code(typed)


def _places(typed: Sequence[str]) -> tuple[str, ...]:
    if not typed:
        raise Unfit("write one or more, for example `GB-ENG GB-WLS`, or `*`")
    return tuple(dict.fromkeys(map(_place, typed)))


def _person(typed: str) -> str:
    if (found := typed.strip().lower()) not in PERSONS:
        raise Unfit(f"`{found}` is not known here; {did_you_mean(found, PERSONS)}")
    return found


def _priority(typed: str) -> str:
    return answers.checked(PriorityName, typed.strip().upper())


def _owner(typed: str) -> str:
    return typed and answers.user(typed)


def _yes(typed: str) -> bool:
    if (found := typed.strip().lower()) not in ("yes", "no"):
        raise Unfit("write `yes` or `no`")
    return found == "yes"


def _day(typed: str) -> date:
    return date.fromisoformat(answers.checked(Day, typed))


def _in_a_year(now: datetime) -> str:
    return (now + timedelta(days=YEAR)).date().isoformat()


def _variant_of(typed: str) -> Template | None:
    return _shipped(typed) if typed.strip() else None


def _shipped(typed: str) -> Template:
    known = {str(one.id): one for one in answers.shipped(abstract=True)}
    if typed.strip() not in known:
        raise Unfit(f"there is no shipped template `{typed.strip()}`; {did_you_mean(typed.strip(), known)}")
    return known[typed.strip()]


def _write(wanted: Wanted, settings: Path) -> None:
    """Check it, then write it whole under its name. Raises Unfit."""
    path, said = _path(wanted.id, settings), template_text(wanted).encode()
    try:
        template_from(said, path.name, {})
    except Mistakes as mistakes:
        raise Unfit("\n".join([*map(str, mistakes.found), "Nothing was written."])) from None
    path.parent.mkdir(exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_bytes(said)
    try:
        os.link(beside, path)  # unlike a rename, this keeps what came there meanwhile
    except FileExistsError:
        raise Unfit(f"{path} is there already, and is kept") from None
    finally:
        beside.unlink()
    typer.echo(f"\n{path} is written, and check finds no mistake in it.\n\nNext:")
    typer.echo("  1. Change it:  it has a comment at each part, and docs/templates.md explains them")
    python = python_m_bot()
    typer.echo(f"  2. Look at it:  {python} workflow check {path}   and:  {python} workflow preview {path}")
    typer.echo(f"  3. Name `{wanted.id}` under `templates` of a task force in {settings / 'directory.yaml'}")
