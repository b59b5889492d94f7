"""Examples from public claim-verification and inference data whose terms allow a derived model to be shared.

The labels of those sets are mapped once, here: supports is corroborates, refutes is contradicts, neutral is context
(same subject, nothing decided). They have no word for qualifies. Sets for evaluation only are refused by name.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from crosscheck.errors import CrosscheckError
from crosscheck.records import Relation

TRAINABLE = ("fever_vanilla", "mnli_dev", "cad_snli", "negation_nli", "foolmetwice", "scifact")
EVALUATION_ONLY = ("climate_fever", "healthver", "averitec", "fever_symmetric", "nan_nli")
LABELS = {"supports": Relation.CORROBORATES, "refutes": Relation.CONTRADICTS, "neutral": Relation.CONTEXT}


class Example(NamedTuple):
    """One training row: what is claimed, what is found, how they stand; `weight` scales its loss."""

    claim: str
    finding: str
    relation: Relation
    weight: float = 1.0


def rows(path: Path) -> Iterator[dict]:
    """The objects of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def public_examples(folder: Path, names: tuple[str, ...] = TRAINABLE) -> list[Example]:
    """Every row of the named sets that carries one of the three labels.

    Raises CrosscheckError for a set that may not be trained on.
    """
    forbidden = [name for name in names if name not in TRAINABLE]
    if forbidden:
        raise CrosscheckError(f"{', '.join(forbidden)} may not be trained on; allowed: {', '.join(TRAINABLE)}")
    return [
        Example(row["claim"], row["evidence"], LABELS[row["label"]])
        for name in names
        for row in rows(folder / f"{name}.jsonl.gz")
        if row["label"] in LABELS  # negation_nli also has "not_entailment", which is neither refutes nor neutral
    ]
