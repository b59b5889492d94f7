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


@pytest.fixture(scope="session")
def real_indexes(kazakhstan: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of indexes with the shipped corpus cross-checked by the shipped models: the repository's own if it is current."""
    from crosscheck import pipeline
    from crosscheck.judge import ShippedJudge

    own = Path(__file__).resolve().parent.parent / "indexes"
    if pipeline.is_current(own / kazakhstan.id, pipeline.about(kazakhstan, pipeline.Settings(), ShippedJudge())):
        return own
    made = tmp_path_factory.mktemp("indexes")
    pipeline.run(kazakhstan, made / kazakhstan.id)
    return made
