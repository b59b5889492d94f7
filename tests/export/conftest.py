"""Cross-checks to export: the made-up one, and one of the shipped corpus whose pairs are drawn by lot."""

import random

import pandas as pd
import pytest

from crosscheck import matching, results
from crosscheck.records import Relation, pair_id
from crosscheck.results import CrossCheck
from tests.fakes import fake_crosscheck

DRAWN = 600


@pytest.fixture(scope="session")
def check(tmp_path_factory) -> CrossCheck:
    return fake_crosscheck(tmp_path_factory.mktemp("export")).load()


@pytest.fixture(scope="session")
def drawn(kazakhstan) -> CrossCheck:
    """The shipped corpus, really read, with DRAWN pairs of a claim and a finding drawn by lot and called qualifies."""
    read = matching.read_corpus(kazakhstan)
    lot = random.Random(7)
    sha = {info.id: info.sha256 for info in kazakhstan.documents}
    places = sorted({(lot.randrange(len(read.claims)), lot.randrange(len(read.findings))) for _ in range(DRAWN + 50)})[:DRAWN]
    rows = []
    for c, f in places:
        one, other = read.claims[c].sentence, read.findings[f].sentence
        key = pair_id(sha[one.doc], (one.start, one.end), sha[other.doc], (other.start, other.end))
        scores = dict.fromkeys(map(str, Relation), 0.1) | {"qualifies": 0.6}
        rows.append({"pair_id": key, "claim": c, "finding": f, "rank": 1, "candidate": 0.5, **scores, "relation": "qualifies",
                     "timing": "current", "flag": True, "flag_score": round(lot.random(), 4), "judged_by": "judge"})
    table = pd.DataFrame(rows)[list(results.COLUMNS)]
    return CrossCheck(kazakhstan, read.documents, read.sentences, read.claims, read.findings, table, {})
