"""The made-up cross-check with recommendations, and reports made from it."""

from dataclasses import replace

import pytest

from crosscheck.export.decided import Decision
from crosscheck.records import Relation, Timing
from crosscheck.report.builder import build
from crosscheck.report.choice import Choice, Include
from crosscheck.results import CrossCheck
from tests.fakes import fake_crosscheck

SUBJECTS = ("trade-unions", "strike", "ombudsman")
AT = "2024-05-30T09:00:00.000000Z"


@pytest.fixture(scope="session")
def check(tmp_path_factory) -> CrossCheck:
    """Claims of articles 7 and 8 answer the recommendations of paragraphs 30 and 33, those of 13 that of 9."""
    loaded = fake_crosscheck(tmp_path_factory.mktemp("report")).load()
    answers = {"7": "30", "8": "33", "13": "9"}
    claims = [replace(claim, recommendation=answers.get(claim.articles[0])) for claim in loaded.claims]
    return replace(loaded, claims=claims)


@pytest.fixture(scope="session")
def report(check):
    """The report on trade unions, strike and the ombudsman, from suggestions."""
    return build(check, Choice("CESCR", themes=SUBJECTS, include=Include.UNREVIEWED, date="2025-01-02"))


def decision(relation="qualifies", timing="current", by="adjudication", note="Practice differs."):
    return Decision(Relation(relation), Timing(timing), by, AT, (note,) if note else ())


def pair_of(check, claim, finding):
    """The first pair whose claim and finding hold those words."""
    return next(p for p in check.pairs() if claim in p.claim.sentence.text and finding in p.finding.sentence.text)
