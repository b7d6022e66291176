"""`make test` runs two parts side by side: together they are every test, and no test is run twice."""

from tests.__main__ import TESTS, parts


def test_both_parts_together_are_every_test_once():
    first, second = parts()
    found = [file for path in (*first, *second) for file in ([path] if path.is_file() else path.rglob("test_*.py"))]
    assert sorted(found) == sorted(TESTS.rglob("test_*.py"))
    assert first
    assert second
