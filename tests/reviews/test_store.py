"""The log: nothing lost, nothing doubled, nothing changed unseen."""

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from crosscheck.records import Relation, Timing
from crosscheck.reviews import schema
from crosscheck.reviews.records import (
    Adjudication,
    Quote,
    Review,
    Reviewer,
    ReviewError,
    Withdrawal,
    utc_now,
)
from crosscheck.reviews.rows import COLUMNS, from_row, link, record_id
from crosscheck.reviews.store import Store, location
from tests.reviews.samples import CLAIM, FINDING
from tests.reviews.samples import fresh as review

FORK = multiprocessing.get_context("fork")


def test_what_is_saved_comes_back_as_it_was(path: Path) -> None:
    first = review(1, deciding=Quote("other", "b" * 64, 8, 12, "law", "The", "does"), blind=False)
    with Store.open(path) as store:
        store.join("anna", "Anna K.")
        assert store.save(first).seq == 2
        second = replace(first, relation=Relation.CONTRADICTS, at=utc_now())
        store.save(second)
        third = Withdrawal(first.pair_id, "anna", record_id(second), utc_now())
        store.save(third)
        assert store.records()[1:] == [first, second, third]
        assert store.records(Withdrawal) == [third]
        assert [seq for seq, _, _ in store.rows(after=3)] == [4]
        assert store.reviewers() == {"anna": "Anna K."}
        assert store.verify().fault is None


def test_a_retried_save_is_not_doubled(path: Path) -> None:
    with Store.open(path) as store:
        store.join("anna")
        one = review(1)
        assert [store.save(one).again, store.save(one).again] == [False, True]
        assert store.records(Review) == [one]


def test_the_log_refuses_change_and_what_contradicts_it(path: Path) -> None:
    with Store.open(path) as store:
        store.join("anna")
        store.join("ben")
        first = review(1)
        store.save(first)
        with pytest.raises(ReviewError, match="Nobody is registered as 'eve'"):
            store.save(review(1, "eve"))
        with pytest.raises(ReviewError, match="clock"):
            store.save(replace(first, at="2020-01-01T00:00:00.000000Z"))
        with pytest.raises(ReviewError, match="third person"):
            store.save(Adjudication(first.pair_id, "anna", Relation.CONTEXT, Timing.CURRENT, "So.", (record_id(first),), CLAIM,
                                    FINDING, utc_now()))
        with pytest.raises(ReviewError, match="only its author"):
            store.save(Withdrawal(first.pair_id, "ben", record_id(first), utc_now()))
        with pytest.raises(ReviewError, match="belongs to 'anna'"):
            store.save(Reviewer("anna", "Another Anna", utc_now()))
        assert len(store.records()) == 3
    with closing(sqlite3.connect(path)) as raw, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute("UPDATE log SET note = 'x'")


@pytest.mark.parametrize(("attack", "row"), [
    ("UPDATE log SET relation = 'unrelated' WHERE seq = 3", "row 3"),
    ("UPDATE log SET at = '2020-01-01T00:00:00.000000Z' WHERE seq = 4", "row 4"),
    ("UPDATE log SET finding_text = 'Other words.' WHERE seq = 5", "row 5"),
    ("DELETE FROM log WHERE seq = 3", "row 3 is missing"),
    ("DELETE FROM log WHERE seq = 6", "row 6 is missing"),
    ("UPDATE reviewers SET name = 'Somebody else'", "'anna'"),
])
def test_verify_names_the_first_altered_row(path: Path, attack: str, row: str) -> None:
    with Store.open(path) as store:
        store.join("anna")
        for number in range(5):
            store.save(review(number))
        assert store.verify().fault is None
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript("DROP TRIGGER log_refuses_update; DROP TRIGGER log_refuses_delete")
        raw.execute(attack)
        raw.commit()
    with Store.open(path) as store:
        assert row in (store.verify().fault or "")


def test_a_log_cut_short_with_its_head_is_found_by_an_earlier_hash(path: Path) -> None:
    with Store.open(path) as store:
        store.join("anna")
        store.save(review(1))
        before = path.with_suffix(".copy")
        schema.back_up(path, "x").rename(before)
        store.save(review(2))
        noted = store.verify().head
    with Store.open(before) as store:
        assert store.verify().fault is None
        assert noted in (store.verify(noted).fault or "")


def test_a_row_rewritten_with_its_own_hash_breaks_the_chain_after_it(path: Path) -> None:
    with Store.open(path) as store:
        store.join("anna")
        for number in range(4):
            store.save(review(number))
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript("DROP TRIGGER log_refuses_update")
        raw.row_factory = sqlite3.Row
        second, third = raw.execute("SELECT * FROM log WHERE seq IN (2, 3) ORDER BY seq").fetchall()
        forged = {name: third[name] for name in COLUMNS} | {"note": "Something else."}
        raw.execute("UPDATE log SET note = ?, id = ?, hash = ? WHERE seq = 3",
                    (forged["note"], record_id(from_row(forged)), link(second["hash"], 3, forged)))
        raw.commit()
    with Store.open(path) as store:
        assert "row 4" in (store.verify().fault or "")


def _write_many(where: str | Path, who: str, number: int) -> None:
    with Store.open(where, wait=60) as store:
        for i in range(number):
            store.save(review(i, who))


def _two_writers(where: str | Path, number: int) -> None:
    with Store.open(where) as store:
        store.join("anna")
        store.join("ben")
    writers = [FORK.Process(target=_write_many, args=(where, who, number)) for who in ("anna", "ben")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0, 0]
    with Store.open(where) as store:
        reviews = store.records(Review)
        assert len(reviews) == len({(r.pair_id, r.reviewer) for r in reviews}) == 2 * number
        assert store.verify().fault is None


def test_two_processes_write_2000_decisions_each_to_one_sqlite_file(fast: Path) -> None:
    _two_writers(fast / "reviews.sqlite", 2000)


def test_two_processes_write_2000_decisions_each_to_one_postgresql(url: str) -> None:
    _two_writers(url, 2000)


def _write_until_killed(path: Path, who: str, out: int) -> None:
    with Store.open(path) as store:
        for i in range(100_000):
            os.write(out, store.save(review(i, who)).id.encode())


def test_kill_9_loses_no_acknowledged_decision(path: Path) -> None:
    with Store.open(path) as store:
        for turn in range(20):
            store.join(f"r{turn}")
    acknowledged = []
    for turn in range(20):
        read, write = os.pipe()
        child = FORK.Process(target=_write_until_killed, args=(path, f"r{turn}", write))
        child.start()
        os.close(write)
        while len(acknowledged) < 4 * turn + 4:
            acknowledged.append(os.read(read, 32).decode())
        time.sleep(0.0007 * turn)  # a different moment within a transaction each time
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        acknowledged += iter(lambda fd=read: os.read(fd, 32).decode(), "")
        os.close(read)
    with Store.open(path) as store:
        stored = [name for _, name, record in store.rows() if isinstance(record, Review)]
        assert len(acknowledged) >= 80
        assert set(acknowledged) <= set(stored)
        assert len(stored) == len(set(stored))
        assert store.verify().fault is None


def test_the_index_writer_leaves_the_reviews_alone(path: Path) -> None:
    index = pytest.importorskip("crosscheck.store")
    with Store.open(path) as store:
        store.join("anna")
        schema.back_up(path, "0001")
        kept = {p.name for p in path.parent.iterdir()}
        assert any(name.endswith("-wal") for name in kept)
        with index.writing(path.parent):
            index.save(path.parent, {"pairs.parquet": b"one"}, {})
            index.save(path.parent, {"pairs.parquet": b"two"}, {})
        assert kept <= {p.name for p in path.parent.iterdir()}


def test_where_the_reviews_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CROSSCHECK_REVIEWS", raising=False)
    assert location("norland", Path("indexes")) == Path("indexes/norland/reviews.sqlite")
    monkeypatch.setenv("CROSSCHECK_REVIEWS", "postgresql://team/reviews")
    assert location("norland") == "postgresql://team/reviews"
    assert location("norland", url="x.sqlite") == "x.sqlite"


def test_records_and_commands_load_no_database_library() -> None:
    code = ("import sys, crosscheck.reviews.records, crosscheck.reviews.commands, crosscheck.reviews.queues\n"
            "sys.exit(bool({'sqlalchemy', 'alembic', 'pandas', 'torch', 'openpyxl'} & set(sys.modules)))")
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
