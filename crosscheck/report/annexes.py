"""The annexes: the table of statements and findings, the follow-up matrix, timelines, sources, and how it was made."""

from collections.abc import Sequence
from string import ascii_uppercase

from crosscheck.export import run_metadata
from crosscheck.records import Pair, Timing
from crosscheck.report import matrix, timeline
from crosscheck.report.blocks import Annex, Block, Figure, Heading, Paragraph, Table
from crosscheck.report.builder import Report
from crosscheck.report.wording import Words
from crosscheck.views import independent, place


def blocks(report: Report, words: Words, assessments: matrix.Assessments) -> list[Block]:
    """Every annex that the choice asks for and that has content, lettered."""
    parts: list[tuple[str, bool, Sequence[Block]]] = [(words("annex_table", letter="{letter}"), True, _pairs(report, words))]
    parts.append((words("annex_matrix", letter="{letter}"), True, _matrix(report, words, assessments)))
    if report.choice.timeline:
        parts += [(words("annex_timeline", letter="{letter}", theme=figure.caption), False, [figure])
                  for figure in _timelines(report, words)]
    parts.append((words("annex_sources", letter="{letter}"), False, [_sources(report, words)]))
    made = [Paragraph((line,), "small") for line in run_metadata.lines(report.bundle.meta)]
    parts.append((words("annex_made", letter="{letter}"), False, made))
    result: list[Block] = []
    for letter, (title, landscape, content) in zip(ascii_uppercase, [part for part in parts if part[2]], strict=False):
        result += [Annex(landscape), Heading(title.replace("{letter}", letter)), *content]
    return result


def _pairs(report: Report, words: Words) -> list[Block]:
    """Claim beside finding, one row a pair that the report quotes or refers to; a claim's words stand in its first row."""
    headings = tuple(words(f"column_{name}") for name in ("number", "claim", "place", "finding", "place", "relation", "status"))
    rows, last = [], None
    for number, pair in enumerate(report.bundle.pairs, start=1):
        said, *rest = _pair(report, words, report.bundle.shown(pair))
        rows.append((str(number), words("as_above") if pair.claim == last else said, *rest))
        last = pair.claim
    return [Table(headings, tuple(rows), (0.04, 0.26, 0.09, 0.29, 0.14, 0.08, 0.10))] if rows else []


def _pair(report: Report, words: Words, pair: Pair) -> tuple[str, ...]:
    decision = report.decision(pair)
    relation = words(f"relation_{pair.relation}")
    relation += f" ({words('timing_superseded')})" if pair.timing is Timing.SUPERSEDED else ""
    status = report.bundle.status(pair) if decision else words("mark")
    if decision and decision.notes:
        status += ". " + words("grounds", notes=" / ".join(decision.notes))
    cited = report.bundle.info(pair.finding.sentence).label
    return (pair.claim.sentence.text, report.bundle.cited(pair.claim.sentence), pair.finding.sentence.text,
            ", ".join(part for part in (cited, place(pair.finding.sentence)) if part), relation, status)


def _matrix(report: Report, words: Words, assessments: matrix.Assessments) -> list[Block]:
    """The follow-up matrix of the recommendations that the report's statements answer."""
    if not report.matrix:
        return []
    headings = tuple(words(f"column_{name}") for name in ("recommendation", "reports", "shows", "assessment"))
    cells = tuple(matrix_cells(report, words, row, assessments.get(row.recommendation)) for row in report.matrix)
    return [Paragraph((words("matrix_note"),), "small"), Table(headings, cells, (0.15, 0.32, 0.35, 0.18))]


def matrix_cells(
    report: Report, words: Words, row: matrix.Row, assessment: matrix.Assessment | None
) -> tuple[str, str, str, str]:
    """The four cells of a row of the matrix."""
    said = [f"“{claim.sentence.text}” ({report.bundle.cited(claim.sentence)})" for claim in row.claims[:matrix.CLAIMS]]
    said += [f"+ {len(row.claims) - matrix.CLAIMS}"] if len(row.claims) > matrix.CLAIMS else []
    shown = []
    for group in row.groups[:matrix.FINDINGS]:
        mark = "" if report.decision(group.lead) else f" [{words('mark')}]"
        years = words.list(group.years)
        shown.append(f"{years}: “{group.lead.finding.sentence.text}” ({report.bundle.cited(group.lead.finding.sentence)}){mark}")
    left = row.findings - sum(len(group.pairs) for group in row.groups[:matrix.FINDINGS])
    shown += [f"+ {left}"] if left else []
    if row.silent:
        shown.append(words("nothing_found", sources=words.list([info.label for info in independent(report.check)])))
    if row.waiting:
        shown.append(words("waiting_review", count=row.waiting))
    assessed = report.bundle.redaction.apply(str(assessment)) if assessment else words("to_assess")
    return f"{row.recommendation}. {row.title or words('untitled')}", "\n".join(said), "\n".join(shown), assessed


def _timelines(report: Report, words: Words) -> list[Figure]:
    """A timeline for each theme that the report sets out."""
    return [figure for issue in report.issues if issue.statements
            if (figure := timeline.figure(report.check, issue, words)) is not None]


def _sources(report: Report, words: Words) -> Table:
    headings = tuple(words(f"column_{name}") for name in ("source", "years"))
    rows = []
    for info in report.check.corpus.documents:
        shown = ". ".join(part for part in (info.title, info.publisher, info.symbol, info.date, info.rights, info.url,
                                            f"SHA-256 {info.sha256}") if part)
        rows.append((f"{info.label}. {shown}.", "–".join(str(year) for year in sorted(set(info.period)))))
    return Table(headings, tuple(rows), (0.85, 0.15))
