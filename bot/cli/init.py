"""`python -m bot init FOLDER`: a first working configuration, by a few questions or by flags."""

import os
import secrets
import shlex
import shutil
import tempfile
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import answers
from bot.cli.answers import Unfit
from bot.cli.asking import ask
from bot.cli.check import check
from bot.cli.ourselves import python_m_bot
from bot.service.clock import real_time
from config.beginning import Beginning, Member, Place, directory_text, only_zone, place_named, settings_text
from config.fields import Text, Zone
from config.load import DIRECTORY, SETTINGS
from config.place_names import spoken_in
from config.settings import KEY_BYTES
from workflows.language.placing import covers_any
from workflows.language.template import Template
from workflows.values.directory import AGENCY_TYPES

REFUSED = 2
DEFAULT = Path("settings")
MASTER_KEY = Path("secrets") / "master.key"
LINE = "Every answer is checked as it is given. Ctrl-C ends this, and nothing is written before the last answer.\n"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(init)


def init(
    folder: Annotated[Path, typer.Argument(help="Where to write it; it must not exist, or be empty.")] = DEFAULT,
    homeserver: Annotated[str | None, typer.Option(help="https://matrix.example.org")] = None,
    user: Annotated[str | None, typer.Option(help="The bot's own account: @caseroom:example.org")] = None,
    password_file: Annotated[str | None, typer.Option(help="Where its password is, seen from FOLDER.")] = None,
    token_file: Annotated[str | None, typer.Option(help="Where its token is, in place of a password.")] = None,
    jurisdiction: Annotated[list[str] | None, typer.Option(help="GB-ENG, or US-CA=America/Los_Angeles")] = None,
    task_force: Annotated[str | None, typer.Option(help='"Harbour Task Force"')] = None,
    lead: Annotated[list[str] | None, typer.Option(help='"@morgan:example.org, Lead Morgan"')] = None,
    agency: Annotated[
        list[str] | None, typer.Option(help='"City Police, police, @reyes:example.org, Officer Reyes"')
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="en ro: what its agencies speak; without it, as in the jurisdictions.")
    ] = None,
    administrator: Annotated[list[str] | None, typer.Option(help='"@adler:example.org, Administrator Adler"')] = None,
    template: Annotated[list[str] | None, typer.Option(help="uk-nrm-adult; without it, all that fit")] = None,
) -> None:
    """Write a first working configuration. Without options it asks; options that may stand several times are lists."""
    if taken := sorted(one.name for one in folder.iterdir()) if folder.is_dir() else [folder.name] * folder.exists():
        typer.echo(f"{folder} holds {', '.join(taken[:8])}. Nothing was changed: name another folder.", err=True)
        raise typer.Exit(REFUSED)
    now = real_time()
    given = {
        "--homeserver": homeserver, "--user": user, "--jurisdiction": jurisdiction, "--task-force": task_force,
        "--lead": lead, "--agency": agency, "--administrator": administrator,
    }  # fmt: skip
    try:
        if not any((*given.values(), password_file, token_file, template, language)):
            beginning = _ask(folder, now)
        elif missing := [flag for flag, value in given.items() if not value]:
            raise Unfit(f"still to be given: {', '.join(missing)}; without any option, init asks")
        else:
            places = tuple(answers.place(one, now) for one in jurisdiction or ())
            members: list[Member] = []
            spoken = answers.languages(" ".join(language)) if language else ()
            for one in agency or ():
                members.append(replace(answers.new_among(members, answers.member(one)), languages=spoken))
            beginning = Beginning(
                homeserver=answers.homeserver(homeserver or ""),
                user=answers.user(user or ""),
                secret_file=token_file or password_file or "secrets/password",
                by_token=token_file is not None,
                places=places,
                task_force=answers.name(task_force or ""),
                members=tuple(members),
                leads=tuple(map(answers.person, lead or ())),
                administrators=tuple(map(answers.person, administrator or ())),
                templates=answers.templates(template or (), _offered(places)),
            )
    except Unfit as unfit:
        typer.echo(str(unfit), err=True)
        raise typer.Exit(REFUSED) from None
    raise typer.Exit(_write(folder, beginning, now))


def _offered(places: Sequence[Place]) -> list[Template]:
    return [one for one in answers.shipped() if covers_any(one, [place.id for place in places])]


def _ask(folder: Path, now: datetime) -> Beginning:
    """All questions, in the order in which they can be answered."""
    typer.echo(f"A first configuration, in {folder}.\n{LINE}")
    homeserver = ask("The homeserver, as the bot reaches it (https://matrix.example.org)", answers.homeserver)
    server = homeserver.partition("://")[2].partition(":")[0].strip("/").removeprefix("matrix.")
    user = ask("The bot's own account", answers.user, f"@caseroom:{server}")
    kind = ask("Does it log in with a password or a token?", _password_or_token, "password")
    secret_file = ask(f"The file with the {kind}; a path starts at {folder}", str.strip, f"secrets/{kind}")
    places = [_place("Jurisdiction, by ISO 3166 (GB-ENG, US-CA, RO)", now)]
    while more := ask("Another jurisdiction (Enter: no more)", str.strip, ""):
        places.append(_place("Jurisdiction", now, more))
    task_force = ask("The task force, by name", answers.alone)
    lead = _person("Its lead", server)
    typer.echo(f"\nAgencies. Types: {', '.join(sorted(AGENCY_TYPES))}.")
    spoken = " ".join(spoken_in(place.id for place in places))
    members = [_member("An agency, by name", server, spoken, [])]
    while more := ask("Another agency (Enter: no more)", str.strip, ""):
        members.append(_member("An agency, by name", server, spoken, members, more))
    typer.echo("\nAdministrators. Two are needed later, to put another workflow live.")
    administrators = [_person("An administrator", server)]
    while more := ask("Another administrator (Enter: no more)", lambda typed: typed and answers.user(typed), ""):
        administrators.append((more, _called(more)))
    typer.echo("\nWorkflows for these jurisdictions:")
    offered = _offered(places)
    width = max((len(one.id) for one in offered), default=0)
    for number, one in enumerate(offered, start=1):
        typer.echo(f"  {number:>2}  {one.id:<{width}}  {one.title}")
    chosen = ask("Which of them (numbers; Enter: all)", lambda typed: answers.templates(typed.split(), offered), "")
    return Beginning(
        homeserver=homeserver,
        user=user,
        secret_file=secret_file,
        by_token=kind == "token",
        places=tuple(places),
        task_force=task_force,
        members=tuple(members),
        leads=(lead,),
        administrators=tuple(administrators),
        templates=tuple(chosen),
    )


def _password_or_token(typed: str) -> str:
    if (kind := typed.strip().lower()) not in ("password", "token"):
        raise Unfit(f"`{kind}` is neither; write `password` or `token`")
    return kind


def _place(question: str, now: datetime, typed: str | None = None) -> Place:
    """A jurisdiction; where its code does not tell the zone, that is asked as well."""

    named = None
    if typed is not None:
        try:
            named = answers.place_code(typed)
        except Unfit as unfit:
            typer.echo(f"Error: {unfit}")
    named = named or ask(question, answers.place_code)
    zone = ask("  Its time zone", lambda answer: answers.checked(Zone, answer), only_zone(named[:2], now))
    place = place_named(named, zone)
    days = "not known; add them to directory.yaml" if place.holidays is None else " ".join(filter(None, place.holidays))
    typer.echo(f"  {place.name}; public holidays: {days}")
    return place


def _person(question: str, server: str) -> tuple[str, str]:
    who = ask(f"{question}, by Matrix id (@name:{server})", answers.user)
    return who, _called(who)


def _called(who: str) -> str:
    suggested = answers.called_by(who)
    return ask("  As colleagues call them", lambda typed: answers.checked(Text, typed), suggested)


def _member(question: str, server: str, spoken: str, members: Sequence[Member], typed: str | None = None) -> Member:
    def called(answer: str) -> str:
        found = answers.alone(answer)
        answers.new_among(members, Member(name=found, type="", user="", person=""))
        return found

    named = None
    if typed is not None:
        try:
            named = called(typed)
        except Unfit as unfit:
            typer.echo(f"Error: {unfit}")
    named = named or ask(question, called)
    kind = ask("  Its type", answers.agency_type)
    languages = ask("  Its languages, by ISO 639 (en ro)", answers.languages, spoken)
    user, person = _person("  Its first person, liaison and coordinator", server)
    return Member(name=named, type=kind, user=user, person=person, languages=languages)


def _write(folder: Path, beginning: Beginning, now: datetime) -> int:
    """Write all files beside the folder, check them, and only then give them its name. Returns the exit code."""
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.absolute().parent))
    try:
        made = beside / folder.name
        made.mkdir()
        (made / SETTINGS).write_text(settings_text(beginning), encoding="utf-8")
        (made / DIRECTORY).write_text(directory_text(beginning), encoding="utf-8")
        (made / MASTER_KEY.parent).mkdir(mode=0o700)
        with os.fdopen(os.open(made / MASTER_KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n")
        said: list[str] = []
        if failed := check(made, said.append, now=now, warnings=False):
            for line in said:
                typer.echo(line.replace(str(made), str(folder)), err=True)
            typer.echo("Nothing was written.", err=True)
            return failed
        made.replace(folder)
    finally:
        shutil.rmtree(beside)
    _next(folder, beginning, said)
    return 0


def _next(folder: Path, beginning: Beginning, said: Sequence[str]) -> None:
    kind, where = "token" if beginning.by_token else "password", shlex.quote(str(folder / beginning.secret_file))
    key = folder / MASTER_KEY
    settings = "" if folder == DEFAULT else f" --settings {shlex.quote(str(folder))}"
    python = python_m_bot()
    typer.echo(f"\n{folder} is written. {' '.join(said)}")
    typer.echo(f"Its workflows: {', '.join(beginning.templates)}\n\nNext:")
    if (folder / beginning.secret_file).exists():
        typer.echo(f"  1. The {kind} is read from {where}.")
    else:
        typer.echo(f"  1. Put the account's {kind} into its file:  (umask 077 && cat > {where})  then Ctrl-D")
    typer.echo(f"  2. Keep a copy of {key} away from this machine: without it nothing stored can be read again.")
    typer.echo(f"  3. Start it:  {python} run{settings}   and, in a second terminal:  {python} identity show{settings}")
