"""Reviews for the tests of what is computed from them."""

from crosscheck.records import Relation, Timing
from crosscheck.reviews.records import Quote, Review, Suggestion, utc_now

CLAIM = Quote("state", "a" * 64, 10, 41, "The law forbids discrimination.", "Before.", "After.")
FINDING = Quote("other", "b" * 64, 5, 32, "The law does not forbid it.", "Earlier.", "Later.")


def at(second: int) -> str:
    """A moment, `second` seconds into an hour."""
    return f"2024-05-30T09:{second // 60:02d}:{second % 60:02d}.000000Z"


def review(pair: str, who: str, relation: str, second: int = 0, timing: str = "current", **changes: object) -> Review:
    """A review of `pair` by `who`."""
    values = {"claim": CLAIM, "finding": FINDING, "at": at(second), "seconds": 10.0} | changes
    return Review(pair, who, Relation(relation), Timing(timing), **values)


def fresh(number: int, who: str = "anna", note: str = "Practice differs.", **changes: object) -> Review:
    """A review of pair `number` made this moment, with all that a review can hold."""
    suggestion = Suggestion(Relation.CONTEXT, Timing.CURRENT, 0.25, "judge 1")
    return review(f"{number:016x}", who, "qualifies", **{"at": utc_now(), "note": note, "suggestion": suggestion} | changes)
