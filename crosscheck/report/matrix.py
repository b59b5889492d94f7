"""The follow-up matrix: each recommendation, what the State reports, what sources show, and what a reviewer makes of it.

The assessment is only ever a person's: the machine leaves the cell empty. Where nothing was found that is said, with
what was searched; where suggestions wait for a reviewer their number stands there instead of their content.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from crosscheck.errors import CrosscheckError
from crosscheck.export.decided import Decisions
from crosscheck.export.gate import Gate
from crosscheck.export.safety import Redaction
from crosscheck.records import Claim, Pair, Relation, Sentence
from crosscheck.report.choice import Include
from crosscheck.results import CrossCheck
from crosscheck.topics import recommendation_title
from crosscheck.views import Group, groups, strength

COLUMNS = ("recommendation", "assessment", "grounds", "reviewer")
CLAIMS, FINDINGS = 3, 3  # quoted in a cell
_POOL = 40  # the strongest findings, among which near-identical ones are sought


@dataclass(frozen=True, slots=True)
class Assessment:
    """A reviewer's word on one recommendation, with its grounds."""

    assessment: str
    grounds: str = ""
    reviewer: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.assessment, f"({self.grounds})" if self.grounds else "",
                                          f"– {self.reviewer}" if self.reviewer else "") if part)


Assessments = Mapping[str, Assessment]


@dataclass(frozen=True)
class Row:
    """One recommendation. `claims` are the statements that answer it, those with findings first; `groups` the strongest of
    the `findings` that may be shown beside them; `waiting` counts suggestions that no one reviewed and that are not shown;
    `silent` says that nothing is related."""

    recommendation: str
    title: str
    claims: tuple[Claim, ...]
    groups: tuple[Group, ...]
    findings: int
    waiting: int
    silent: bool

    def shown(self) -> list[Sentence]:
        """The sentences that a report quotes of it."""
        return [*(claim.sentence for claim in self.claims[:CLAIMS]), *(g.lead.finding.sentence for g in self.groups[:FINDINGS])]

    def covered(self, check: CrossCheck, redaction: Redaction) -> "Row":
        """The row with names covered."""
        hidden = (Group(tuple(redaction.pair(check, pair) for pair in group.pairs)) for group in self.groups)
        return replace(self, claims=tuple(redaction.claim(check, claim) for claim in self.claims), groups=tuple(hidden))


def recommendation_titles(check: CrossCheck) -> dict[str, str]:
    """Number of each recommendation that the State answers, to its title as its headings most often say it; by number."""
    said: dict[str, list[str]] = defaultdict(list)
    for claim in check.claims:
        if claim.recommendation:
            said[claim.recommendation].append(recommendation_title(claim.sentence.section, claim.sentence.text))
    titles = {number: _usual(each) for number, each in said.items()}
    return dict(sorted(titles.items(), key=lambda item: (int(item[0]) if item[0].isdigit() else 10_000, item[0])))


def _usual(titles: list[str]) -> str:
    """The title said most often, the first of equals in the alphabet; an empty one only where there is no other."""
    return max(sorted(set(titles)), key=lambda title: (bool(title), titles.count(title)))


def rows(check: CrossCheck, decisions: Decisions, include: Include = Include.SETTLED, only: tuple[str, ...] = ()) -> list[Row]:
    """A row for each recommendation that the State's statements answer (those of `only`, if any), by number.

    `claims` holds every one of them; `groups` the strongest FINDINGS first. Quotes that fail the gate are left out.
    """
    answered = defaultdict(list)
    for position, claim in enumerate(check.claims):
        if claim.recommendation and (not only or claim.recommendation in only):
            answered[claim.recommendation].append(position)
    gate = Gate(check)
    flags, related = _flags(check, [position for group in answered.values() for position in group], decisions)
    titles = recommendation_titles(check)
    return [_row(check, number, titles[number], answered[number], flags, related, decisions, include, gate)
            for number in titles if number in answered]


def _flags(check: CrossCheck, positions: list[int], decisions: Decisions) -> tuple[dict[int, list[Pair]], set[int]]:
    """By claim: the flags and what people decided, as decided; and the claims to which anything at all is related."""
    table = check.table[check.table["claim"].isin(positions)]
    decided = table["pair_id"].isin(decisions).to_numpy(bool)
    suggested = (table["relation"] != Relation.UNRELATED).to_numpy(bool) & ~decided
    related = set(table["claim"].to_numpy(int)[suggested].tolist())
    wanted = table[decided | (suggested & table["flag"].to_numpy(bool))]
    found: dict[int, list[Pair]] = defaultdict(list)
    for position, pair in zip(wanted["claim"].to_numpy(int).tolist(), check.pairs(wanted), strict=True):
        shown = decisions[pair.pair_id].applied(pair) if pair.pair_id in decisions else pair
        if shown.relation is not Relation.UNRELATED:
            found[position].append(shown)
    return found, related | set(found)


def _row(check: CrossCheck, number: str, title: str, positions: list[int], flags: Mapping[int, list[Pair]], related: set[int],
         decisions: Decisions, include: Include, gate: Gate) -> Row:
    pairs = [pair for position in positions for pair in flags.get(position, ())]
    allowed = [pair for pair in pairs if _allowed(pair, decisions, include) and gate.pair_fault(pair) is None]
    waiting = 0 if include is Include.UNREVIEWED else sum(pair.pair_id not in decisions for pair in pairs)
    strongest = {position: min(map(strength, flags[position])) for position in positions if flags.get(position)}
    # claims are in the order of the report, which the sort keeps among those without findings
    ordered = sorted(positions, key=lambda position: (position not in strongest, strongest.get(position, ()), position))
    claims = tuple(check.claims[position] for position in ordered if gate.fault(check.claims[position].sentence) is None)
    unique = {(p.finding.sentence.doc, p.finding.sentence.start): p for p in sorted(allowed, key=strength, reverse=True)}
    best = groups(sorted(unique.values(), key=strength)[:_POOL])
    return Row(number, title, claims, tuple(best), len(unique), waiting, related.isdisjoint(positions))


def _allowed(pair: Pair, decisions: Decisions, include: Include) -> bool:
    decision = decisions.get(pair.pair_id)
    if decision is None:
        return include is Include.UNREVIEWED
    return decision.settled or include is not Include.SETTLED


def load_assessments(path: Path) -> dict[str, Assessment]:
    """Assessments by recommendation, from a CSV file with COLUMNS. Raises CrosscheckError if it cannot be read."""
    try:
        table = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError) as error:
        raise CrosscheckError(f"Cannot read {path}: {error}. Give a CSV file with the columns {', '.join(COLUMNS)}.") from error
    if table and not set(COLUMNS[:2]) <= set(table[0]):
        raise CrosscheckError(f"{path} has the columns {', '.join(table[0])}; it needs {', '.join(COLUMNS)}.")
    return {row["recommendation"].strip(): Assessment(row["assessment"].strip(), (row.get("grounds") or "").strip(),
                                                      (row.get("reviewer") or "").strip())
            for row in table if (row["assessment"] or "").strip()}
