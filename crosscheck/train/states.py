"""Other States as corpora of their own: judged claims in a small State report, set against a whole country report.

So the measures of another State come from the same run that a user makes, from reading the texts to the flag. The claims
were written for this, one sentence each; only the country reports are real documents.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crosscheck.evaluate import Gold, Span
from crosscheck.records import Relation, Timing
from crosscheck.train.public import rows as read_rows

_MANIFEST = '''id = "{id}"
title = "{country}: claims judged against the country report of {year}"
state = "{country}"
committee = "CESCR"
taxonomy = "icescr"
'''
_DOCUMENT = '''
[[documents]]
id = "{id}"
file = "{id}.txt"
title = "{title}"
publisher = "{publisher}"
role = "{role}"
year = {year}
period = [{first}, {year}]
date = "{year}"
language = "en"
rights = "{rights}"
attribution = "{title}"
sha256 = "{sha256}"
form = "{form}"
'''


@dataclass(frozen=True)
class State:
    """One State's judged claims and the paragraphs of the country report they are judged against."""

    country: str
    year: int
    claims: Sequence[dict]
    pairs: Sequence[dict]
    paragraphs: Sequence[dict]

    @property
    def id(self) -> str:
        """The corpus's id: letters and digits of the country's name, and the year."""
        return f"{re.sub('[^a-z0-9]+', '-', self.country.lower()).strip('-')}-{self.year}"


def states(claims: Iterable[dict], pairs: Iterable[dict], reports: Path) -> list[State]:
    """Every State of claims (id, country, report_year, text, theme) and of pairs that point into the folder of reports."""
    by_report: dict[tuple[str, int], list[dict]] = defaultdict(list)
    for row in claims:
        by_report[row["country"], row["report_year"]].append(row)
    judged: dict[str, list[dict]] = defaultdict(list)
    for row in pairs:
        judged[row["claim"]].append(row)
    found = []
    for (country, year), rows in sorted(by_report.items()):
        paragraphs = [row for row in read_rows(reports / f"{year}.jsonl.gz") if row["country"] == country]
        found.append(State(country, year, rows, [pair for row in rows for pair in judged[row["id"]]], paragraphs))
    return found


def lines(path: Path) -> Iterator[dict]:
    """The objects of a JSON Lines file."""
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def write(state: State, folder: Path) -> list[Gold]:
    """Write the State's corpus to `folder`/`id` and return its judged pairs, pointing into the texts written there."""
    home = folder / state.id
    home.mkdir(parents=True)
    own, spans = _report(state)
    other, starts = _country_report(state)
    head = _MANIFEST.format(id=state.id, country=state.country, year=state.year)
    period = max(int(row.get("year", state.year + 1)) for row in state.claims)
    for doc, text, role, year, form, title in (
        ("claims", own, "state", period, "un-state-report", f"{state.country}: claims"),
        ("report", other, "independent", state.year, "usdos", f"{state.country}: country report {state.year}"),
    ):
        (home / f"{doc}.txt").write_text(text, encoding="utf-8", newline="")
        head += _DOCUMENT.format(
            id=doc, title=title, role=role, year=year, first=year - (4 if role == "state" else 0), form=form,
            publisher="written for measuring" if role == "state" else "US Department of State", rights="see the training data",
            sha256=hashlib.sha256(text.encode()).hexdigest())
    (home / "corpus.toml").write_text(head, encoding="utf-8")
    return [
        Gold(Span("claims", *spans[pair["claim"]]),
             Span("report", starts[pair["para"]] + pair["start"], starts[pair["para"]] + pair["end"]),
             Relation(pair["relation"]), Timing(pair.get("timing", "current")), pair["claim"])
        for pair in state.pairs
    ]


def _report(state: State) -> tuple[str, dict[str, tuple[int, int]]]:
    """The State report: each claim a numbered paragraph under its heading; and each claim's place."""
    text, places = f"{state.country}\n\n", {}
    for number, row in enumerate(state.claims, 1):
        text += f"{row.get('heading') or row['theme'].replace('/', ' and ').capitalize()}\n\n{number}. "
        places[row["id"]] = (len(text), len(text) + len(row["text"]))
        text += row["text"] + "\n\n"
    return text, places


def _country_report(state: State) -> tuple[str, dict[int, int]]:
    """The country report with its headings, and where each of its paragraphs begins."""
    text = ""
    starts: dict[int, int] = {}
    path: list[str] = []
    for row in state.paragraphs:
        new = row["section"].split(" > ")
        for depth, name in enumerate(new):
            if path[:depth + 1] != new[:depth + 1]:
                text += f"{name}\n\n"
        path = new
        starts[row["para"]] = len(text)
        text += row["text"] + "\n\n"
    return text, starts
