"""Which pairs a person is asked to decide, and in what order.

What to review is chosen by strength, uncertainty, subject or chance; the order is then shuffled for each reviewer, the
same way every time. An order by strength would tell a blind reviewer what the machine thinks; `shuffled` is what blind
queues show. Ties are broken by pair id. Nothing here is stored: the same table and log give the same queue.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from crosscheck.records import Relation
from crosscheck.reviews.records import Record, Review, ReviewError
from crosscheck.reviews.standing import Outcome, current

if TYPE_CHECKING:
    import pandas as pd

    from crosscheck.results import CrossCheck

KINDS = ("strength", "uncertainty", "theme", "recommendation", "control", "mixed", "silent")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one reviewer is through a queue. `pace`: their median seconds a pair; `left_seconds` is None without one."""

    done: int
    left: int
    next: str | None
    pace: float | None
    left_seconds: float | None


@dataclass(frozen=True, slots=True)
class Missed:
    """Flags that the machine missed, estimated from the control sample.

    `found` of `judged` sampled pairs were flags; `rate` is their share, `low` and `high` its 95 % interval; the
    `_count` fields are the same times `population`, the pairs that were not flagged. Pairs that were never candidates
    are not in it.
    """

    judged: int
    found: int
    population: int
    rate: float
    low: float
    high: float
    count: float
    low_count: float
    high_count: float


def queue(check: "CrossCheck", kind: str, reviewer: str, *, subject: str = "", limit: int = 50, seed: str = "") -> list[str]:
    """Pair ids for `reviewer`: chosen by `kind`, in that reviewer's stable random order.

    `subject` is the theme or recommendation of those two kinds. Two reviewers given the same arguments get the same pairs.
    Raises ReviewError for an unknown kind.
    """
    choose: dict[str, Callable[[], list[str]]] = {
        "strength": lambda: strongest(check.table, limit),
        "uncertainty": lambda: uncertain(check.table, limit),
        "theme": lambda: of_theme(check, subject, limit),
        "recommendation": lambda: of_recommendation(check, subject, limit),
        "control": lambda: control(check.table, limit, seed),
        "mixed": lambda: mixed(check.table, limit, seed),
        "silent": lambda: silent(check, limit),
    }
    if kind not in choose:
        raise ReviewError(f"There is no queue {kind!r}. Allowed: {', '.join(KINDS)}.")
    return shuffled(choose[kind](), f"{seed}:{reviewer}")


def shuffled(pairs: Iterable[str], seed: str) -> list[str]:
    """`pairs` in a random order that depends on `seed` and each id alone: pairs that come or go move no other."""
    return sorted(set(pairs), key=lambda pair: (hashlib.sha256(f"{seed}:{pair}".encode()).digest(), pair))


def strongest(table: "pd.DataFrame", limit: int) -> list[str]:
    """The flags with the highest scores."""
    return _first(table[table["flag"]], -table["flag_score"], limit)


def uncertain(table: "pd.DataFrame", limit: int) -> list[str]:
    """The pairs whose relation the judge is least sure of: highest entropy of the five probabilities (0 to ln 5 nats)."""
    import numpy as np

    read = table[table["judged_by"] == "judge"] if "judged_by" in table else table
    chances = read[[str(relation) for relation in Relation]].to_numpy(dtype=float)
    entropy = -(chances * np.log(np.clip(chances, 1e-12, 1.0))).sum(axis=1)
    return _first(read, -entropy, limit)


def of_theme(check: "CrossCheck", theme: str, limit: int) -> list[str]:
    """The pairs of claims with that theme, by flag score."""
    return _of_claims(check, [theme in claim.themes for claim in check.claims], limit)


def of_recommendation(check: "CrossCheck", recommendation: str, limit: int) -> list[str]:
    """The pairs of claims that answer that recommendation, by flag score."""
    return _of_claims(check, [claim.recommendation == recommendation for claim in check.claims], limit)


def _of_claims(check: "CrossCheck", wanted: Sequence[bool], limit: int) -> list[str]:
    rows = check.table[[wanted[i] for i in check.table["claim"]]]
    return _first(rows, -rows["flag_score"], limit)


def control(table: "pd.DataFrame", limit: int, seed: str = "") -> list[str]:
    """A simple random sample of the pairs that are not flagged. A longer one begins with the shorter."""
    return shuffled(table.loc[~table["flag"], "pair_id"], f"control:{seed}")[:limit]


def mixed(table: "pd.DataFrame", limit: int, seed: str = "") -> list[str]:
    """Half the strongest flags and half a control sample, so that a blind reviewer cannot tell from the queue."""
    return strongest(table, limit - limit // 2) + control(table, limit // 2, seed)


def silent_claims(check: "CrossCheck") -> list[int]:
    """Positions of the claims about which the sources were searched and nothing was found: every pair is unrelated.

    That is a result to check, and not evidence of compliance.
    """
    speaking = set(check.table.loc[check.table["relation"] != Relation.UNRELATED, "claim"])
    return [i for i in range(len(check.claims)) if i not in speaking]


def silent(check: "CrossCheck", limit: int) -> list[str]:
    """For each silent claim its best candidate, most promising first: deciding them tells whether the silence is real."""
    rows = check.table[check.table["claim"].isin(silent_claims(check))]
    rows = rows.sort_values(["claim", "rank", "pair_id"], kind="stable").drop_duplicates("claim")
    return _first(rows, -rows["candidate"], limit)


def _first(rows: "pd.DataFrame", key: "Sequence[float] | pd.Series", limit: int) -> list[str]:
    """The ids of the `limit` rows with the smallest key; equal keys by pair id."""
    order = rows[["pair_id"]].assign(key=key).sort_values(["key", "pair_id"], kind="stable")
    return order["pair_id"].head(limit).tolist()


def progress(pairs: Sequence[str], records: Iterable[Record], reviewer: str) -> Progress:
    """Where `reviewer` stands in the queue `pairs`; `next` is the first pair they have not decided, None at the end."""
    mine = {pair: review for (pair, who), review in current(records).items() if who == reviewer}
    left = [pair for pair in pairs if pair not in mine]
    times = [mine[pair].seconds for pair in pairs if pair in mine and mine[pair].seconds > 0]
    pace = float(median(times)) if times else None
    remaining = None if pace is None else pace * len(left)
    return Progress(len(pairs) - len(left), len(left), left[0] if left else None, pace, remaining)


def missed_flags(sample: Collection[str], outcomes: Mapping[str, Outcome], population: int) -> Missed | None:
    """What the decided part of a control sample says of the `population` unflagged pairs; None before any is decided.

    The interval is Clopper and Pearson's, which keeps its promise for few and rare hits. It holds as long as which
    sampled pairs are decided has nothing to do with what they say: queues that are worked through in their order.
    """
    from scipy.stats import binomtest

    decided = [outcomes[pair] for pair in sorted(set(sample)) if pair in outcomes]
    if not decided:
        return None
    found = sum(outcome.flag for outcome in decided)
    interval = binomtest(found, len(decided)).proportion_ci(0.95, method="exact")
    rate, low, high = found / len(decided), float(interval.low), float(interval.high)
    return Missed(len(decided), found, population, rate, low, high, rate * population, low * population, high * population)


def last_decided(records: Iterable[Record], reviewer: str) -> Review | None:
    """The reviewer's latest standing review: what undo takes back."""
    mine = [review for (_, who), review in current(records).items() if who == reviewer]
    return max(mine, key=lambda review: (review.at, review.pair_id), default=None)


def themes_of(check: "CrossCheck") -> dict[str, tuple[str, ...]]:
    """The themes of every pair's claim by pair id, for agreement by theme."""
    return {pair: check.claims[i].themes for pair, i in zip(check.table["pair_id"], check.table["claim"], strict=True)}
