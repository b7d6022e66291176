"""How long tests search: a while in `make test`, for hours in `make chaos`. CASEROOM_TESTS says which of the two."""

import os
from collections.abc import Callable
from typing import Final, TypeVar

import pytest
from hypothesis import HealthCheck, settings

T = TypeVar("T", bound=Callable[..., object])

PROFILES: Final = {"test": 100, "chaos": 10_000}
PROFILE: Final = os.environ.get("CASEROOM_TESTS", "test")
CHAOS: Final = PROFILE == "chaos"


def load_profile() -> None:
    """Make hypothesis search as long as the profile says. Raises KeyError for a profile that is none."""
    settings.register_profile(PROFILE, deadline=None, max_examples=PROFILES[PROFILE])  # a busy machine is no failure
    settings.load_profile(PROFILE)


def searched(*, test: int, chaos: int = PROFILES["chaos"], one_fixture: bool = False) -> Callable[[T], T]:
    """A property of which so many examples are tried in `make test`, and so many more in `make chaos`.

    `one_fixture`: all of them may share what a fixture made for the first.
    """
    shared = [HealthCheck.function_scoped_fixture] if one_fixture else []

    def decorate(tested: T) -> T:
        often = settings(max_examples=chaos if CHAOS else test, suppress_health_check=shared)
        marked: T = pytest.mark.chaos(often(tested))
        return marked

    return decorate
