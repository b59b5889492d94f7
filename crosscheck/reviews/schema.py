"""The review database itself: how it is reached, its tables, its migrations, and what its failures mean.

SQLite keeps one file per project, in write-ahead mode and flushed at every commit; PostgreSQL is reached by a URL. The
file is copied beside itself before any migration, and a database that a newer version made is refused untouched.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock, Timeout
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from crosscheck.reviews.records import NotSavedError, ReviewError
from crosscheck.reviews.rows import COLUMNS, REAL, WHOLE

REVISION = "0001"
MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x63726F7373  # the advisory lock that one PostgreSQL migration at a time holds: "cross" in ASCII

_metadata = sa.MetaData()
log = sa.Table(
    "log", _metadata, sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False), sa.Column("id", sa.Text),
    *(sa.Column(name, sa.Double if name in REAL else sa.BigInteger if name in WHOLE else sa.Text) for name in COLUMNS),
    sa.Column("hash", sa.Text),
)
head = sa.Table("head", _metadata, sa.Column("one", sa.Integer, primary_key=True), sa.Column("seq", sa.BigInteger),
                sa.Column("hash", sa.Text))
reviewers = sa.Table("reviewers", _metadata, sa.Column("id", sa.Text, primary_key=True), sa.Column("name", sa.Text))


def address(where: str | Path) -> URL:
    """The URL of a database: a path is an SQLite file, anything with `://` is taken as a URL.

    Raises ReviewError for a URL that is neither SQLite nor PostgreSQL. A message never shows a password.
    """
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite", database=str(where))
    try:
        url = make_url(where)
    except ArgumentError:
        raise ReviewError("The address of the reviews cannot be read. Write postgresql://user@host/name or a file.") from None
    name = url.get_backend_name()
    if name in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if name == "sqlite" and url.database:
        return url.set(drivername="sqlite")
    raise ReviewError(f"Reviews cannot be kept in {url.drivername!r}. Allowed: a file path, sqlite:///FILE, postgresql://…")


def connect(url: URL, wait: float) -> Engine:
    """An engine for `url`; whoever waits for another writer gives up after `wait` seconds.

    Raises ReviewError if the PostgreSQL driver is not installed.
    """
    if url.get_backend_name() == "sqlite":
        engine = sa.create_engine(url, connect_args={"timeout": wait})
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine
    limits = f"-c lock_timeout={int(wait * 1000)} -c statement_timeout={int(wait * 3000)}"
    try:
        return sa.create_engine(url, pool_pre_ping=True, pool_timeout=wait,
                                connect_args={"connect_timeout": max(2, int(wait)), "options": limits})
    except ImportError:
        raise ReviewError("Reviews in PostgreSQL need its driver. Install it with: pip install 'crosscheck[team]'") from None


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Flush every commit to disk before it is acknowledged; check foreign keys; leave transactions to `_begin_sqlite`."""
    connection.isolation_level = None
    for pragma in ("foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the write lock at once: one that read first could no longer wait for another to finish."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction that alone may write the log; committed at the end. Raises NotSavedError if the database fails."""
    with explained(engine), engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection to read with: every statement sees the same moment. Raises NotSavedError if the database fails."""
    with explained(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """Turn the database's errors into one line that says what happened and what to do."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise NotSavedError(_explain(engine, error)) from error


def _explain(engine: Engine, error: Exception) -> str:
    name = label(engine.url)
    text = str(getattr(error, "orig", error)).strip()
    said = text.splitlines()[0] if text else type(error).__name__
    if isinstance(error, IntegrityError):
        return f"{name} refused the row: {said}. Nothing was stored."
    if engine.dialect.name == "postgresql":
        if "lock timeout" in said or "statement timeout" in said or isinstance(error, PoolTimeout):
            return f"{name} is busy: another program has held the review log too long. Nothing was stored; try again in a moment."
        if isinstance(error, DBAPIError) and (error.connection_invalidated or "connect" in said or "server" in said):
            return (f"The connection to {name} is lost ({said}). Check the network and the server, then save again: "
                    "a decision that did arrive is not stored twice.")
        return f"{name} failed: {said}. Nothing was stored; try again."
    for sign, meaning in _SQLITE.items():
        if sign in said:
            return f"{name}: {meaning} ({said})."
    return f"{name} failed: {said}. Nothing was stored; try again."


_SQLITE = {
    "locked": "another program holds the file. Nothing was stored; close that program or wait, then save again",
    "full": "the disk is full. Nothing was stored; free some space, then save again",
    "disk I/O": "the disk refuses to write; it may be full. Nothing was stored; free some space, then save again",
    "readonly": "the file may not be written. Nothing was stored; make it writable or choose another place",
    "unable to open": "the file cannot be opened. Nothing was stored; check that the folder exists and may be written",
    "not a database": "this is not a review database. Move it away, or give another file",
    "malformed": "the file is damaged. Keep it, and go on from its latest copy (*.bak) or export",
    "no such": "this is not a review database. Move it away, or give another file",
}


def label(url: URL) -> str:
    """The database as messages name it, without user or password."""
    return url.database or "memory" if url.get_backend_name() == "sqlite" else f"PostgreSQL {url.host or 'server'}/{url.database}"


def migrate(engine: Engine, *, scripts: Path = MIGRATIONS, revision: str = REVISION, wait: float = 10.0) -> None:
    """Bring the database to this version's form; a SQLite file with content is copied beside itself first.

    Raises ReviewError if a newer version made it, or if it is something else.
    """
    with _one_migration(engine, wait), explained(engine):
        with engine.connect() as connection:
            found = _version(connection)
        if found == revision:
            return
        _refuse_unknown(engine, found, scripts)
        if engine.dialect.name == "sqlite":
            if found:
                back_up(Path(engine.url.database or ""), found)
            with closing(engine.raw_connection()) as raw:
                raw.cursor().execute("PRAGMA journal_mode=WAL")
        with transaction(engine) as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                if _version(connection) == revision:
                    return
            _alembic(scripts, connection, revision)


@contextmanager
def _one_migration(engine: Engine, wait: float) -> Iterator[None]:
    """Hold the SQLite file's migration lock (PostgreSQL holds its own, inside the transaction)."""
    if engine.dialect.name != "sqlite":
        yield
        return
    path = Path(engine.url.database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_name(f".{path.name}.lock"), timeout=wait)
        lock.acquire()
    except (OSError, Timeout) as error:
        raise ReviewError(f"Cannot open {path} for reviews ({error}). Check that its folder may be written.") from None
    try:
        yield
    finally:
        lock.release()


def _version(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _refuse_unknown(engine: Engine, found: str | None, scripts: Path) -> None:
    known = {path.name.split("_")[0] for path in (scripts / "versions").glob("[0-9]*.py")}
    if found and found not in known:
        raise ReviewError(f"{label(engine.url)} has version {found}, made by a newer crosscheck; this one knows up to "
                          f"{max(known)}. Update crosscheck. Nothing was changed.")
    with engine.connect() as connection:
        if not found and sa.inspect(connection).get_table_names() and engine.dialect.name == "sqlite":
            raise ReviewError(f"{label(engine.url)} is a database of something else. Give another file for the reviews.")


def back_up(path: Path, version: str) -> Path:
    """Copy the SQLite file, whole and consistent, to `<name>.v<version>-<UTC>.bak` beside it; returns that path."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    target = path.with_name(f"{path.name}.v{version}-{stamp}.bak")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        if copy.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise ReviewError(f"The copy {target} of {path} is not sound; the reviews are left as they are.")
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    return target


def _alembic(scripts: Path, connection: Connection, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
