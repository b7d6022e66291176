"""The table of commands is whole: each file is in it, no two answer to the same words, each example can be typed."""

import re
from importlib import import_module

import pytest

from commands.arguments import Context
from commands.spec import Place, Scope, Turn
from commands.table import COMMANDS, find, hear, nearest
from commands.words import read
from tests.builders import a_case_snapshot, a_moment
from tests.cast import ADMIN, CASE, CHAIR, HANA, JOINT_ROOM, MORGAN, PAT, POLICE_COORDINATOR, POLICE_DEPUTY
from tests.commands.talk import BOT, BOT_NAME, typed
from tests.house.places import ROOT
from workflows.casework.access import MAY
from workflows.values.model import RoomKind

# What Element takes for itself: it never reaches the bot after a slash.
ELEMENTS_OWN = frozenset(
    "me nick topic invite part remove kick ban unban ignore unignore op deop help rainbow html plain devtools "
    "addwidget verify discardsession join roomname roomavatar myroomnick msg query holdcall shrug tableflip lenny "
    "whois upgraderoom converttodm converttoroom jumptodate tovirtual spoiler confetti snowfall".split()
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_each_command_is_whole(command):
    assert command.summary
    assert command.usage.split()[0] == command.words[0].split()[0]
    assert command.example.startswith("!" + command.words[0])
    assert command.places
    assert all(word == word.lower() for word in command.words)


def test_the_path_of_a_file_is_what_people_type():
    files = {path for path in (ROOT / "commands").glob("*/*.py") if path.name != "__init__.py"}
    by_name = {command.name: command for command in COMMANDS}
    for path in files:
        module = import_module(f"commands.{path.parent.name}.{path.stem}")
        if not hasattr(module, "COMMAND"):
            continue
        name = f"{path.parent.name} {path.stem.replace('_', ' ')}"
        assert by_name.get(name) is module.COMMAND, f"{name} is not in the table"


def test_no_two_commands_answer_to_the_same_words():
    words = [word for command in COMMANDS for word in command.words]
    assert sorted(words) == sorted(set(words))


def test_help_alone_shares_its_name_with_a_slash_command_of_element():
    assert {command.words[0] for command in COMMANDS} & ELEMENTS_OWN <= {"help"}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_each_example_is_heard_as_its_command(command):
    place = Place.CASE if Place.CASE in command.places else next(iter(command.places))
    moment = a_moment()
    turn = Turn(
        actor=moment.directory.people[PAT], place=place, room=JOINT_ROOM, kind=RoomKind.JOINT, moment=moment, case=CASE
    )
    line = read(command.example, BOT, BOT_NAME, place)
    assert line is not None
    heard = hear(line, Context(turn=turn, case=a_case_snapshot()))
    assert heard is not None
    assert heard.command is command
    assert (heard.task is not None) is (command.scope is Scope.TASK)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_help_explains_each(command):
    assert f"`!{command.usage}`" in typed(f"!help {command.words[0]}", a_case_snapshot()).said


def test_the_longest_name_wins():
    def name(line):
        found = find(line.split())
        return found and (found[0].name, found[1])

    assert name("take all 1h") == ("task take all", ("1h",))
    assert name("take 4 1h") == ("task take", ("4", "1h"))
    assert name("task done 4") == ("task done", ("4",))
    assert name("nothing of the sort") is None


@pytest.mark.parametrize(
    ("word", "near"),
    [("dnoe", "done"), ("doen", "done"), ("tak", "take"), ("lsit", "list"), ("boadr", "board"), ("reopne", "reopen")],
)
def test_a_near_miss(word, near):
    assert nearest(word) == near


@pytest.mark.parametrize("word", ["x", "hello", "thanks", "embassy", "don't"])
def test_what_is_near_to_nothing(word):
    assert nearest(word) is None


def in_help(user, place):
    """The commands that the page of help names to somebody."""
    said = typed("!help", a_case_snapshot(), user=user, place=place).said
    assert len(said.splitlines()) <= 15
    forms = re.findall(r"`!?([^`]+)`", said) + re.findall(r"Also: (.*?)\.", said)[:1]
    words = [word.strip() for form in forms for word in form.split(",")]
    return {command.words[0] for command in COMMANDS for word in words if find(word.split()) and named(word, command)}


def named(word, command):
    found = find(word.split())
    return found is not None and found[0] is command


def test_the_rule_of_each_command_is_in_the_table_of_who_may():
    assert {command.name for command in COMMANDS if command.verb not in MAY} == {"help"}


FOR_LEADS = {
    "case close",
    "case reopen",
    "case remove",
    "case upgrade-workflow",
    "confirm",
    "operation go",
    "operation release",
}
ABOUT_PEOPLE = {"person " + verb for verb in ("add", "change", "enrol", "leave", "revoke", "show")}
OF_ONESELF_AND_OTHERS = {"away", "person back"}
FOR_ADMINISTRATORS = {
    "config reload",
    "config report",
    *("workflow " + verb for verb in ("check", "confirm", "history", "pending", "rollback", "withdraw")),
}
READ_BY_ALL_WHO_WORK_BY_THEM = {"workflow list", "workflow show"}
IF_PAGED = {"mine", "take", "take all", "why", "call", "undo", "help"}


@pytest.mark.parametrize("place", [Place.CASE, Place.CHAT, Place.LEADS])
def test_help_names_what_one_may_type_there_and_nothing_else(place):
    there = {command.words[0] for command in COMMANDS if place in command.places}
    many = there - ABOUT_PEOPLE - FOR_ADMINISTRATORS
    assert in_help(MORGAN, place) == many - {"chase", "lift"}  # for the agency that watches, and who supports
    assert in_help(PAT, place) == many - {*FOR_LEADS, "lift"}
    assert in_help(HANA, place) == many - FOR_LEADS
    assert in_help(POLICE_DEPUTY, place) == in_help(PAT, place)
    assert in_help(CHAIR, place) == there & IF_PAGED
    assert in_help(POLICE_COORDINATOR, place) == there & {
        *ABOUT_PEOPLE,
        *OF_ONESELF_AND_OTHERS,
        "confirm",
        "help",
        "who",
    }
    assert in_help(ADMIN, place) == there & {
        *ABOUT_PEOPLE,
        *OF_ONESELF_AND_OTHERS,
        "confirm",
        "who",
        *FOR_ADMINISTRATORS,
        *READ_BY_ALL_WHO_WORK_BY_THEM,
        "help",
    }
