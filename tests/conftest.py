"""Fixtures every test may use."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from crosscheck import corpus
from crosscheck.corpus import Corpus

settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def kazakhstan() -> Corpus:
    """The shipped corpus."""
    return corpus.load("kazakhstan")


@pytest.fixture(scope="session")
def shared() -> Path:
    """A folder `shared` beside the repository, with judged pairs and data that are not part of it."""
    path = Path(__file__).resolve().parents[2] / "shared"
    if not path.is_dir():
        pytest.skip("no folder 'shared' beside the repository: nothing to measure against")
    return path
