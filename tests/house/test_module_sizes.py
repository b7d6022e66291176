"""A module that does not fit on a few screens is two modules; and each says at its top what it is for."""

import ast

import pytest

from tests.house.places import ALL_CODE, modules, shown

LINES = 350
MODULES = list(modules(*ALL_CODE))


@pytest.mark.parametrize("module", MODULES, ids=shown)
def test_a_module_is_small_and_opens_with_a_sentence(module):
    source = module.read_text(encoding="utf-8")
    lines = source.count("\n")
    assert lines <= LINES, f"{shown(module)} has {lines} lines, {LINES} are allowed: split it by what it does"
    assert ast.get_docstring(ast.parse(source)), f"{shown(module)} does not say what it is for"
