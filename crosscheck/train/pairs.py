"""The judged pairs kept in this folder: pointers into documents with labels, no text of any document.

`judged_pairs/README.md` says how they were made. A label is a letter for the relation (C contradicts, Q qualifies,
S corroborates, X context, U unrelated), with `s` after it where the finding is superseded. Each finding carries the
settled label and the two blind ones.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from crosscheck.evaluate import Gold, Span
from crosscheck.records import Relation, Timing

FOLDER = Path(__file__).parent / "judged_pairs"
HELD = "held-"
LETTERS = {"C": Relation.CONTRADICTS, "Q": Relation.QUALIFIES, "S": Relation.CORROBORATES, "X": Relation.CONTEXT, "U": Relation.UNRELATED}


def label(code: str) -> tuple[Relation, Timing]:
    """The relation and timing that a code such as "Q" or "Xs" stands for."""
    return LETTERS[code[0]], Timing.SUPERSEDED if code.endswith("s") else Timing.CURRENT


def of_report() -> list[Gold]:
    """Pairs of claims of E/C.12/KAZ/3 with findings of the shipped corpus, unrelated ones included."""
    return [
        Gold(Span(*row["claim"]), Span(doc, start, end), *label(settled), row["paragraph"])
        for row in _rows("report.jsonl") for doc, findings in row["findings"].items() for start, end, settled, *_ in findings
    ]


def state_claims(*, held: bool = False) -> list[dict]:
    """Claims written in the register of State reports: id, country, year, report_year, text, theme, heading.

    With `held`, those of States that nothing is trained on.
    """
    return list(_rows(f"{HELD * held}states-claims.jsonl"))


def of_states(*, held: bool = False) -> list[dict]:
    """Pairs of those claims with passages of one country report each: claim, para, start, end, relation, timing."""
    pairs = []
    for row in _rows(f"{HELD * held}states.jsonl"):
        for para, start, end, settled, *_ in row["findings"]:
            relation, timing = label(settled)
            pairs.append({"claim": row["claim"], "para": para, "start": start, "end": end, "relation": relation, "timing": timing})
    return pairs


def _rows(name: str) -> Iterator[dict]:
    with (FOLDER / name).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
