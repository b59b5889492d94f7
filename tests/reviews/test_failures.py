"""When the database fails: a clear line, nothing half stored, and the same record can be saved again."""

import multiprocessing
import os
import resource
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crosscheck.reviews import schema
from crosscheck.reviews.records import NotSavedError, Review, ReviewError
from crosscheck.reviews.store import Store
from tests.reviews.samples import fresh as review

FORK = multiprocessing.get_context("fork")


def test_a_locked_file_says_so_and_the_same_record_can_be_saved_again(path: Path) -> None:
    with Store.open(path, wait=0.1) as store:
        store.join("anna")
        one = review(1)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(NotSavedError, match="another program holds the file"):
                store.save(one)
        assert store.save(one).again is False


def test_a_full_disk_says_so_and_keeps_what_was_there(path: Path) -> None:
    with Store.open(path) as store:
        store.join("anna")
        with store._engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 1}")
        stored = []
        with pytest.raises(NotSavedError, match=r"disk is full.*Nothing was stored"):
            stored.extend(store.save(review(i, note="x" * 5000)) for i in range(1000))
        assert [name for _, name, record in store.rows() if isinstance(record, Review)] == [saved.id for saved in stored]
        assert store.verify().fault is None


def test_a_disk_that_takes_no_more_says_so(path: Path) -> None:
    with Store.open(path) as store:
        store.join("anna")

    def write() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        try:
            with Store.open(path) as store:
                for number in range(1000):
                    store.save(review(number))
        except NotSavedError as error:
            os._exit(7 if "free some space" in str(error) else 8)
        os._exit(9)

    child = FORK.Process(target=write)
    child.start()
    child.join(60)
    assert child.exitcode == 7
    with Store.open(path) as store:
        assert store.verify().fault is None
        assert store.save(review(5000)).again is False


def test_a_newer_version_is_refused_untouched(path: Path) -> None:
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0999'")
        raw.commit()
    before = path.read_bytes()
    with pytest.raises(ReviewError, match="version 0999, made by a newer crosscheck"):
        Store.open(path)
    assert path.read_bytes() == before


def test_what_is_no_review_database_is_refused(tmp_path: Path) -> None:
    text, other = tmp_path / "text.sqlite", tmp_path / "other.sqlite"
    text.write_text("This is no database, but it is long enough to look at." * 20)
    with closing(sqlite3.connect(other)) as raw:
        raw.execute("CREATE TABLE recipes (name)")
    with pytest.raises(ReviewError, match="not a review database"):
        Store.open(text)
    with pytest.raises(ReviewError, match="a database of something else"):
        Store.open(other)
    with pytest.raises(ReviewError, match="There are no reviews at"):
        Store.open(tmp_path / "none.sqlite", create=False)
    with pytest.raises(ReviewError, match="'mysql'"):
        Store.open("mysql://user:secret@host/name")


NEXT = '''
import sqlalchemy as sa
from alembic import op
revision, down_revision = "0002", "0001"
def upgrade():
    op.add_column("log", sa.Column("later", sa.Text))
    {fail}
'''


@pytest.mark.parametrize("fail", ["", "raise sa.exc.OperationalError('x', {}, Exception('disk is full'))"])
def test_the_file_is_copied_before_a_migration_and_a_failed_one_changes_nothing(path: Path, tmp_path: Path, fail: str) -> None:
    with Store.open(path) as store:
        store.join("anna")
        store.save(review(1))
    scripts = tmp_path / "scripts"
    shutil.copytree(schema.MIGRATIONS, scripts)
    (scripts / "versions" / "0002_later.py").write_text(NEXT.format(fail=fail))
    engine = schema.connect(schema.address(path), 1)
    if fail:
        with pytest.raises(NotSavedError, match="disk is full"):
            schema.migrate(engine, scripts=scripts, revision="0002")
        with Store.open(path) as store:
            assert store.verify().rows == 2
    else:
        schema.migrate(engine, scripts=scripts, revision="0002")
        assert Store(engine).verify() == Store.open(next(path.parent.glob("*.bak"))).verify()
    engine.dispose()
    assert len(list(path.parent.glob("reviews.sqlite.v0001-*.bak"))) == 1


def test_the_revision_this_version_asks_for_is_the_last_script() -> None:
    assert max(p.name[:4] for p in (schema.MIGRATIONS / "versions").glob("[0-9]*.py")) == schema.REVISION


def test_the_tables_that_the_migrations_make_hold_every_column(path: Path) -> None:
    with Store.open(path) as store:
        made = {c["name"] for c in schema.sa.inspect(store._engine).get_columns("log")}
    assert made == set(schema.log.c.keys())


def test_a_lost_postgresql_connection_says_so_and_the_next_save_goes_through(url: str, postgres) -> None:
    with Store.open(url) as store:
        store.join("anna")
        assert store.save(review(1)).again is False
        one = review(2)
        with store._engine.connect() as kept:  # a connection in hand when the server drops it
            kept.exec_driver_sql("SELECT 1")
            postgres.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 't%';")
            with pytest.raises(NotSavedError, match=r"The connection to PostgreSQL .* is lost"), schema.explained(store._engine):
                kept.exec_driver_sql("SELECT 1")
        assert store.save(one).again is False
        assert store.save(one).again is True


def test_a_postgresql_that_is_not_there_says_so_without_the_password() -> None:
    pytest.importorskip("psycopg", reason="the PostgreSQL driver psycopg is not installed")
    with pytest.raises(NotSavedError, match=r"connection to PostgreSQL 127\.0\.0\.1/reviews is lost") as caught:
        Store.open("postgresql://anna:secret@127.0.0.1:9/reviews", wait=1)
    assert "secret" not in str(caught.value)


def test_postgresql_refuses_changes_and_verify_finds_them(url: str) -> None:
    with Store.open(url) as store:
        store.join("anna")
        store.save(review(1))
        with pytest.raises(NotSavedError, match="append-only"), schema.transaction(store._engine) as connection:
            connection.exec_driver_sql("UPDATE log SET note = 'x'")
        with schema.transaction(store._engine) as connection:
            connection.exec_driver_sql("ALTER TABLE log DISABLE TRIGGER ALL")
            connection.exec_driver_sql("UPDATE log SET note = 'x' WHERE seq = 2")
        assert "row 2" in (store.verify().fault or "")
