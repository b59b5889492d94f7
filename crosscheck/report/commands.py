"""`crosscheck report`: from a cross-check and its reviews to a file that a writer edits."""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crosscheck.errors import CrosscheckError
from crosscheck.records import Relation

if TYPE_CHECKING:
    from crosscheck.export.safety import Audience
    from crosscheck.report.blocks import Block
    from crosscheck.report.builder import Report
    from crosscheck.report.matrix import Assessments

SUFFIXES = (".docx", ".md", ".xlsx")
# as in `report.choice` and `export.safety`, which are not loaded for --help; a test holds them equal
INCLUDE, QUOTATION, ORDER = ("settled", "reviewed", "unreviewed"), ("sentence", "paragraph", "reference"), ("strongest", "report")
AUDIENCE = ("draft", "public", "state")


def add_parser(subparsers: argparse._SubParsersAction, corpus: str = "kazakhstan") -> None:
    """Add `report`; it sets `command`, a function of the parsed options that returns the exit status."""
    parser = subparsers.add_parser(
        "report", help="write a submission: Word (.docx), Markdown (.md), or the follow-up matrix (.xlsx)",
        description="Write a submission from adjudicated pairs. Pairs that nobody reviewed enter only with --include unreviewed, "
                    "and are marked.",
    )
    parser.add_argument("corpus", nargs="?", default=corpus, help="a shipped corpus or a folder with corpus.toml (default: %(default)s)")
    parser.add_argument("--indexes", type=Path, default=Path(os.environ.get("CROSSCHECK_INDEXES", "indexes")), metavar="DIR",
                        help="where indexes are kept (default: $CROSSCHECK_INDEXES or ./indexes)")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help=f"the file to write: {', '.join(SUFFIXES)}")
    _about(parser)
    _pairs(parser)
    _readers(parser)
    parser.set_defaults(command=run)


def _about(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what it is about")
    group.add_argument("--committee", help="a shipped committee or a TOML file like those (default: the corpus's)")
    group.add_argument("--who", default="organization", help="organization or coalition: whose limit counts (default: %(default)s)")
    group.add_argument("--language", default="en", help="of the fixed words: en, fr, es; quotations stay as they are (default: en)")
    for name in ("article", "theme", "recommendation"):
        group.add_argument(f"--{name}", action="append", default=[], metavar="ID", help=f"only this {name}; may be given again")
    group.add_argument("--order", choices=ORDER, default=ORDER[0], help="of statements under a heading (default: %(default)s)")
    group.add_argument("--quotation", choices=QUOTATION, default=QUOTATION[0], help="how much is quoted (default: %(default)s)")
    group.add_argument("--per-issue", type=int, default=5, metavar="N", help="statements under a heading (default: %(default)s)")
    group.add_argument("--per-claim", type=int, default=3, metavar="N", help="findings beside a statement (default: %(default)s)")
    group.add_argument("--no-matrix", action="store_true", help="without the follow-up matrix")
    group.add_argument("--no-timeline", action="store_true", help="without timelines")
    group.add_argument("--figures", type=Path, metavar="DIR", help="also write the timelines as SVG and PNG")


def _pairs(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("which pairs")
    group.add_argument("--include", choices=INCLUDE, default=INCLUDE[0],
                       help="settled by two people or an adjudication; reviewed by one; or also unreviewed (default: %(default)s)")
    group.add_argument("--pair", action="append", default=[], metavar="ID", help="only this pair; may be given again")
    group.add_argument("--relation", action="append", choices=[str(r) for r in Relation if r is not Relation.UNRELATED],
                       help="may be given again (default: contradicts and qualifies)")
    group.add_argument("--minimum", type=float, default=0.0, metavar="SCORE", help="flag score that a suggestion needs (default: 0)")
    group.add_argument("--reviews", metavar="URL", help="the review database (default: $CROSSCHECK_REVIEWS, or the file beside the index)")
    group.add_argument("--assessments", type=Path, metavar="FILE",
                       help="CSV of the reviewer's assessments: recommendation, assessment, grounds, reviewer")


def _readers(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("who may read it")
    group.add_argument("--audience", choices=AUDIENCE, default=AUDIENCE[0],
                       help="draft stays with you; public and state want a decision on every name (default: %(default)s)")
    group.add_argument("--list-names", type=Path, metavar="FILE", help="write the names in the quotes for a decision, and no report")
    group.add_argument("--names", type=Path, metavar="FILE", help="that list with keep or redact beside each name")
    group.add_argument("--organization", default="", help="who submits it, on the cover")
    group.add_argument("--author", default="", help="put into the file's properties, which are empty otherwise")
    group.add_argument("--title", default="", help="of the report, on the cover and in the file's properties")


@dataclass(frozen=True)
class Made:
    """A report ready to be written."""

    report: "Report"
    blocks: list["Block"]
    assessments: "Assessments"


def run(options: argparse.Namespace) -> int:
    """Write what the options ask for. Raises CrosscheckError for anything a user can mend."""
    from crosscheck import export
    from crosscheck.export import safety
    from crosscheck.export.safety import Audience

    if options.output.suffix.lower() not in SUFFIXES:
        raise CrosscheckError(f"{options.output} is no kind of file a report can be; give it one of {', '.join(SUFFIXES)}.")
    if options.list_names:
        names = safety.from_csv(options.names) if options.names else {}
        found = make(options, Audience.DRAFT).report.mentions
        export.replace_file(options.list_names, safety.to_csv(found, names))
        print(f"{len(found)} names written to {options.list_names}; write keep or redact beside each, and give it with --names.")
        return 0
    made = make(options, Audience(options.audience))
    export.replace_file(options.output, content(made, options.output.suffix.lower()))
    if options.figures:
        _figures(made, options.figures)
    _say(made, options)
    return 0


def make(options: argparse.Namespace, audience: "Audience") -> Made:
    """Read everything and compose the report. Raises CrosscheckError where it would be empty."""
    from crosscheck import corpus, results
    from crosscheck.export import decided, safety
    from crosscheck.report import builder, compose, matrix
    from crosscheck.report.choice import Choice, Include, Order, Quotation
    from crosscheck.reviews.store import records_of

    loaded = corpus.load(options.corpus)
    check = results.load(loaded, options.indexes / loaded.id)
    records = records_of(loaded.id, options.indexes, options.reviews)
    choice = Choice(
        committee=options.committee or loaded.committee, who=options.who, language=options.language, articles=tuple(options.article),
        themes=tuple(options.theme), recommendations=tuple(options.recommendation), pairs=tuple(options.pair),
        include=Include(options.include), minimum=options.minimum, quotation=Quotation(options.quotation), order=Order(options.order),
        per_issue=options.per_issue, per_claim=options.per_claim, audience=audience, matrix=not options.no_matrix,
        timeline=not options.no_timeline, names=safety.from_csv(options.names) if options.names else {},
        organization=options.organization, author=options.author, title=options.title,
        relations=tuple(map(Relation, options.relation or Choice.relations)),
    )
    report = builder.build(check, choice, decided.decisions(check, records), decided.agreement(records))
    if not any(issue.statements for issue in report.issues):
        raise CrosscheckError(f"No {choice.include} pair is on these subjects; {report.waiting} suggestions wait for a review. Review "
                              "them in the app, choose other subjects, or put them in, marked, with --include unreviewed.")
    assessments = matrix.load_assessments(options.assessments) if options.assessments else {}
    return Made(report, compose.compose(report, assessments), assessments)


def content(made: Made, suffix: str) -> str | bytes:
    """The file's content: .docx, .md or .xlsx."""
    from crosscheck.report import docx, text, workbook

    choice = made.report.choice
    if suffix == ".docx":
        return docx.write(made.blocks, choice.language, title=choice.title, author=choice.author)
    return text.markdown(made.blocks) if suffix == ".md" else workbook.book(made.report, made.assessments)


def _figures(made: Made, folder: Path) -> None:
    from crosscheck import export
    from crosscheck.report.blocks import Figure

    folder.mkdir(parents=True, exist_ok=True)
    for number, figure in enumerate((block for block in made.blocks if isinstance(block, Figure)), start=1):
        export.replace_file(folder / f"timeline-{number}.svg", figure.svg)
        export.replace_file(folder / f"timeline-{number}.png", figure.png)


def _say(made: Made, options: argparse.Namespace) -> None:
    """What was written, its length, and everything that a writer must know before it leaves."""
    from crosscheck.report import budget
    from crosscheck.report.choice import Include

    report = made.report
    print(f"{options.output}: {len(report.bundle.pairs)} pairs; {budget.measure(made.blocks, report.committee, report.choice.who)}")
    notes = [*report.warnings, *(f"left out: {blocked}" for blocked in report.blocked)]
    if report.choice.include is Include.UNREVIEWED:
        notes.append("it holds machine suggestions that nobody reviewed; each is marked")
    if report.waiting:
        notes.append(f"{report.waiting} suggestions on these subjects wait for a review and are not in it")
    open_ = [m for m in report.mentions if m.name not in report.choice.names and "*" not in report.choice.names]
    if open_:
        notes.append(f"{len(open_)} names in the quotes have no decision (persons: {sum(m.kind == 'person' for m in open_)}); "
                     "list them with --list-names FILE before this goes to others")
    if report.committee.not_filled_in:
        notes.append(f"not known for {report.committee.name}: {'; '.join(report.committee.not_filled_in)} (see {report.committee.source})")
    for note in notes:
        print(f"crosscheck: {note}", file=sys.stderr)
