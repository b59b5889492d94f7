"""Examples from public claim-verification and inference data whose terms allow a derived model to be shared.

The labels of those sets are mapped once, here: supports is corroborates, refutes is contradicts, neutral is context
(same subject, nothing decided). They have no word for qualifies. Sets for evaluation only are refused by name.
"""

import gzip
import itertools
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from crosscheck.errors import CrosscheckError
from crosscheck.lexicon import Lexicon
from crosscheck.records import Relation

TRAINABLE = ("fever_vanilla", "mnli_dev", "cad_snli", "negation_nli", "foolmetwice", "scifact")
EVALUATION_ONLY = ("climate_fever", "healthver", "averitec", "fever_symmetric", "nan_nli")
_CAPITALISED = re.compile(r"\b[A-Z]\w{3,}")
UNDECIDED_NEAR = 10  # of the passages gathered for other claims, the nearest by words
UNDECIDED_WEIGHT = 0.7
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


def undecided(examples: Sequence[Example], most: int, seed: int = 0) -> list[Example]:
    """Claims with a passage that was gathered for another claim and shares their words: context where they share a capitalised one, else
    unrelated. A claim that shares no word with another's passage is left out.

    Sets of gold evidence hold no such pair, so a model that learns from them alone takes whatever treats of a claim's subject for
    support or refutation. Some of what is drawn decides the claim after all; hence the lower weight.
    """
    chance = random.Random(seed)
    own: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        own[example.claim].add(example.finding)
    passages = sorted(set().union(*own.values()))
    lexicon = Lexicon(passages, [""] * len(passages))
    result = []
    for claim in chance.sample(sorted(own), min(most, len(own))):
        scores = lexicon.scores([claim])[0]
        others = (passages[i] for i in np.argsort(-scores, kind="stable") if scores[i] > 0 and passages[i] not in own[claim])
        if not (near := list(itertools.islice(others, UNDECIDED_NEAR))):
            continue
        passage = chance.choice(near)
        named = set(_CAPITALISED.findall(claim)) & set(_CAPITALISED.findall(passage))
        result.append(Example(claim, passage, Relation.CONTEXT if named else Relation.UNRELATED, UNDECIDED_WEIGHT))
    return result
