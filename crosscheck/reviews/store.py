"""The review log: rows are added, never changed, each chained to the one before.

One decision is one transaction, on disk before `save` returns. Writers take turns on the head row, which holds the last
row's number and hash; so the chain has no gaps and no forks whoever writes at once. `save` of a record that is already
there stores nothing and says so: after any failure, hand the same record over again.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from crosscheck.reviews import schema
from crosscheck.reviews.records import Adjudication, Record, Review, Reviewer, ReviewError, Withdrawal, utc_now
from crosscheck.reviews.rows import COLUMNS, KINDS, from_row, link, record_id, to_row

ENVIRONMENT = "CROSSCHECK_REVIEWS"
_ORDER = {Reviewer: 0, Review: 1, Withdrawal: 2, Adjudication: 3}


@dataclass(frozen=True, slots=True)
class Saved:
    """Where a record stands in the log: its number from 1 and its id; `again` if it was there before."""

    seq: int
    id: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found: rows read, the hash of the last one, and the first fault (None if the log is whole)."""

    rows: int
    head: str
    fault: str | None = None


def location(corpus: str, indexes: Path = Path("indexes"), url: str | None = None) -> str | Path:
    """Where a corpus keeps its reviews: `url` if given, else $CROSSCHECK_REVIEWS, else a file beside its index."""
    return url or os.environ.get(ENVIRONMENT) or indexes / corpus / "reviews.sqlite"


def records_of(corpus: str, indexes: Path, url: str | None = None) -> list[Record]:
    """The review log of a corpus; an absent file beside the index is an empty one, an absent one that was named is an error."""
    where = location(corpus, indexes, url)
    if not url and not os.environ.get(ENVIRONMENT) and not Path(where).is_file():
        return []
    with Store.open(where, create=False) as store:
        return store.records()


class Store:
    """An open review log. Use `Store.open`; threads may share one; processes each open their own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = Lock()
        self._records: list[Record] = []
        self._seen = 0

    @classmethod
    def open(cls, where: str | Path, *, wait: float = 10.0, create: bool = True) -> Self:
        """The log at a path or URL, made or migrated as needed. `wait`: seconds to wait for another writer.

        Raises ReviewError if it cannot be used, comes from a newer version, or is absent and `create` is false.
        """
        url = schema.address(where)
        if not create and url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
            raise ReviewError(f"There are no reviews at {url.database}. Check the path, or decide a first pair in the app.")
        engine = schema.connect(url, wait)
        try:
            schema.migrate(engine, wait=wait)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    @property
    def name(self) -> str:
        """The database as a reader should see it; holds no password."""
        return schema.label(self._engine.url)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def join(self, id: str, name: str = "") -> Reviewer:
        """The reviewer of that id, registered now if new. Raises ReviewError if the id belongs to another name."""
        with schema.snapshot(self._engine) as connection:
            known = connection.execute(sa.select(schema.reviewers.c.name).where(schema.reviewers.c.id == id)).scalar()
        reviewer = Reviewer(id, name or known or id, utc_now())
        if known is None or known != reviewer.name:
            self.save(reviewer)
        return reviewer

    def reviewers(self) -> dict[str, str]:
        """Names by reviewer id, in the order of ids."""
        with schema.snapshot(self._engine) as connection:
            rows = connection.execute(sa.select(schema.reviewers))
            return dict(sorted((row.id, row.name) for row in rows))

    def save(self, record: Record) -> Saved:
        """Add one record; it is on disk when this returns. A record already there is not added again.

        Raises NotSavedError if the database fails, ReviewError if the record may not be added as it is.
        """
        with schema.transaction(self._engine) as connection:
            seq, last = _head(connection)
            saved, last = _append(connection, record, seq, last)
            if not saved.again:
                _set_head(connection, saved.seq, last)
        return saved

    def save_all(self, records: Iterable[Record]) -> list[Saved]:
        """Add many records in one transaction, all or none, reviewers first; the answers keep the order of `records`.

        Reviewers whom the log does not know are registered under their id. Raises as `save`.
        """
        records = list(records)
        order = sorted(range(len(records)), key=lambda i: (_ORDER.get(type(records[i]), 1), records[i].at, record_id(records[i])))
        answers: dict[int, Saved] = {}
        with schema.transaction(self._engine) as connection:
            seq, last = _head(connection)
            for reviewer in _strangers(connection, records):
                saved, last = _append(connection, reviewer, seq, last)
                seq = saved.seq
            for i in order:
                answers[i], last = _append(connection, records[i], seq, last, late=True)
                seq = seq if answers[i].again else answers[i].seq
            _set_head(connection, seq, last)
        return [answers[i] for i in range(len(records))]

    def rows(self, after: int = 0) -> Iterator[tuple[int, str, Record]]:
        """Number, id and record of every row after number `after`, in the order they were stored."""
        with schema.snapshot(self._engine) as connection:
            query = sa.select(schema.log).where(schema.log.c.seq > after).order_by(schema.log.c.seq)
            for row in connection.execute(query).mappings():
                yield row["seq"], row["id"], from_row({name: row[name] for name in COLUMNS})

    def records(self, kind: type[Record] | None = None) -> list[Any]:
        """Every record (of one kind) in the order they were stored. Only rows that are new since the last call are read."""
        with self._reading:
            for seq, _, record in self.rows(after=self._seen):
                self._records.append(record)
                self._seen = seq
            return [record for record in self._records if isinstance(record, kind or object)]

    def verify(self, head: str | None = None) -> Verdict:
        """Recompute the chain and name the first row that is not as it was stored.

        `head` is a hash that an earlier run printed: it must still be in the chain, so that a log cut short or
        rewritten from some row on is found too.
        """
        with schema.snapshot(self._engine) as connection:
            end = connection.execute(sa.select(schema.head)).mappings().first()
            names = {row.id: row.name for row in connection.execute(sa.select(schema.reviewers))}
            rows = connection.execute(sa.select(schema.log).order_by(schema.log.c.seq)).mappings()
            return _check(rows, end, names, head)


_log, _people = schema.log, schema.reviewers
_HEAD = sa.select(schema.head).with_for_update()
_SET_HEAD = sa.update(schema.head).values(seq=sa.bindparam("to_seq"), hash=sa.bindparam("to_hash"))
_ADD = sa.insert(_log)
# one question for all that a decision needs to know, since each question is a round trip to PostgreSQL
_LOOK = sa.select(
    sa.select(_log.c.seq).where(_log.c.id == sa.bindparam("id")).scalar_subquery().label("seq"),
    sa.select(_people.c.name).where(_people.c.id == sa.bindparam("who")).scalar_subquery().label("name"),
    sa.select(sa.func.max(_log.c.at)).where(
        _log.c.pair_id == sa.bindparam("pair"), _log.c.reviewer == sa.bindparam("who"),
        _log.c.kind.in_([str(KINDS[Review]), str(KINDS[Withdrawal])])).scalar_subquery().label("newest"),
)


def _head(connection: Connection) -> tuple[int, str]:
    """The last row's number and hash; holds the row until the end of the transaction, so writers take turns."""
    row = connection.execute(_HEAD).one()
    return row.seq, row.hash


def _set_head(connection: Connection, seq: int, last: str) -> None:
    connection.execute(_SET_HEAD, {"to_seq": seq, "to_hash": last})


def _append(connection: Connection, record: Record, seq: int, last: str, *, late: bool = False) -> tuple[Saved, str]:
    """Add `record` after row `seq` unless it is there; returns where it stands and the hash of the last row."""
    row, name = to_row(record), record_id(record)
    known = connection.execute(_LOOK, {"id": name, "who": row["reviewer"], "pair": row.get("pair_id", "")}).one()
    if known.seq is not None:
        return Saved(known.seq, name, again=True), last
    if isinstance(record, Reviewer):
        _register(connection, record, known.name)
    else:
        _refuse(connection, record, known, late=late)
    chained = link(last, seq + 1, row)
    connection.execute(_ADD, dict.fromkeys(COLUMNS) | row | {"seq": seq + 1, "id": name, "hash": chained})
    return Saved(seq + 1, name), chained


def _register(connection: Connection, reviewer: Reviewer, known: str | None) -> None:
    if known is None:
        connection.execute(sa.insert(_people), {"id": reviewer.id, "name": reviewer.name})
    elif known != reviewer.name:
        raise ReviewError(f"Reviewer id {reviewer.id!r} belongs to {known!r}, not {reviewer.name!r}. Choose another id, "
                          f"or in a merge rename it: --rename {reviewer.id}=OTHER.")


def _strangers(connection: Connection, records: Sequence[Record]) -> list[Reviewer]:
    """A registration for each reviewer id of `records` that neither the log nor the records register."""
    known = set(connection.execute(sa.select(schema.reviewers.c.id)).scalars())
    known |= {record.id for record in records if isinstance(record, Reviewer)}
    first: dict[str, str] = {}
    for record in records:
        if not isinstance(record, Reviewer) and record.reviewer not in known:
            first[record.reviewer] = min(record.at, first.get(record.reviewer, record.at))
    return [Reviewer(id, id, at) for id, at in sorted(first.items())]


def _refuse(connection: Connection, record: Record, known: sa.Row, *, late: bool) -> None:
    """Raise ReviewError if `record` contradicts the log: an unknown person or review, or a clock that runs backwards.

    Records that arrive `late` from another machine may be older than what stands here.
    """
    if known.name is None:
        raise ReviewError(f"Nobody is registered as {record.reviewer!r}. Join first.")
    if isinstance(record, Review | Withdrawal) and not late and known.newest and known.newest >= record.at:
        raise ReviewError(f"This computer's clock says {record.at}, but your last decision on this pair is of "
                          f"{known.newest}. Set the clock, then decide again.")
    if isinstance(record, Adjudication) and record.settles:
        if record.reviewer in _authors(connection, record.pair_id, record.settles):
            raise ReviewError(f"{record.reviewer!r} reviewed pair {record.pair_id}; a third person settles it.")
    elif isinstance(record, Withdrawal) and _authors(connection, record.pair_id, (record.review,)) != {record.reviewer}:
        raise ReviewError(f"Review {record.review} is not by {record.reviewer!r}; only its author takes it back.")


def _authors(connection: Connection, pair: str, reviews: Sequence[str]) -> set[str]:
    """Who wrote these reviews of the pair. Raises ReviewError if the pair has no such review."""
    query = sa.select(_log.c.id, _log.c.reviewer).where(_log.c.id.in_(reviews), _log.c.pair_id == pair,
                                                        _log.c.kind == str(KINDS[Review]))
    found = {row.id: row.reviewer for row in connection.execute(query)}
    if lacking := set(reviews) - set(found):
        raise ReviewError(f"Pair {pair} has no review {min(lacking)} to settle or take back. Load the pair again.")
    return set(found.values())


def _check(rows: Iterable[sa.RowMapping], end: sa.RowMapping | None, names: dict[str, str], wanted: str | None) -> Verdict:
    last, count, seen = "", 0, wanted is None
    registered: dict[str, str] = {}
    for row in rows:
        count += 1
        content = {name: row[name] for name in COLUMNS}
        if row["seq"] != count:
            return Verdict(count - 1, last, f"row {count} is missing (the next one is {row['seq']})")
        try:
            sound = record_id(from_row(content)) == row["id"]
        except ReviewError as error:
            return Verdict(count - 1, last, f"row {count} (id {row['id']}) cannot be read: {error}")
        chained = link(last, count, content)
        if not sound or chained != row["hash"]:
            return Verdict(count - 1, last, f"row {count} (id {row['id']}, {row['kind']} by {row['reviewer']} of {row['at']}) "
                                            "is not as it was stored")
        last, seen = chained, seen or chained == wanted
        if row["kind"] == KINDS[Reviewer]:
            registered.setdefault(row["reviewer"], row["name"])
    if end is None or (end["seq"], end["hash"]) != (count, last):
        return Verdict(count, last, f"row {count + 1} is missing: the log ends before its head says")
    if names != registered:
        wrong = min(set(names.items()) ^ set(registered.items()))[0]
        return Verdict(count, last, f"reviewer {wrong!r} does not bear the name that joined the log")
    if not seen:
        return Verdict(count, last, f"the chain does not hold {wanted}: rows were cut off or rewritten")
    return Verdict(count, last)
