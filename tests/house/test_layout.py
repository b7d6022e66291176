"""Our packages have plain names, so nothing else may bring them or be found in their place."""

from importlib import import_module
from importlib.metadata import packages_distributions

import pytest

from tests.house.places import ALL_CODE, PACKAGES, ROOT, modules, shown

PROJECT = "caseroom"


def test_no_dependency_brings_a_package_with_one_of_our_names():
    owners = packages_distributions()
    foreign = {name: owners[name] for name in PACKAGES if owners.get(name, [PROJECT]) != [PROJECT]}
    assert foreign == {}


@pytest.mark.parametrize("name", ALL_CODE)
def test_our_packages_are_the_ones_being_imported(name):
    origin = import_module(name).__file__
    assert origin is not None
    assert origin == str(ROOT / name / "__init__.py")


def test_every_folder_with_modules_is_a_package():
    folders = {module.parent for module in modules(*ALL_CODE)}
    assert [shown(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_no_module_has_a_name_that_says_nothing():
    nothing = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handler"}
    assert [shown(module) for module in modules(*ALL_CODE) if module.stem in nothing] == []
