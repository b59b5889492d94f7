"""`crosscheck new`, `add`, `list`, `remove` and `read`: the keeping of a corpus from the terminal."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crosscheck.errors import CorpusError

if TYPE_CHECKING:
    from crosscheck.corpus import Corpus
    from crosscheck.files.extracted import Extracted
    from crosscheck.keeping.propose import Proposal

# as in `records.Role` and `ingest.FORMS`, which are not loaded for --help; a test holds them equal
ROLES, FORMS = ("state", "independent"), ("un-state-report", "usdos", "article", "plain")
_TEXTS = {
    "title": "as it is cited", "publisher": "who published it", "symbol": "of the United Nations, such as E/C.12/KAZ/3",
    "short": "the short name shown beside a quote", "date": "of publication: 2024-05-30, 2024-05 or 2024", "language": "a code such as en",
    "rights": "what its rights allow", "attribution": "how its owner wants to be named", "url": "where it was found",
}  # fmt: skip


def add_parser(subparsers: argparse._SubParsersAction) -> None:
    """Add the commands; each sets `command`, a function of the parsed options."""
    _new(subparsers.add_parser("new", help="begin a corpus: a folder for the documents of a State and its committee"))
    _add(subparsers.add_parser("add", help="read a document, propose what it is, and add it to a corpus"))
    _list(subparsers.add_parser("list", help="list a corpus's documents and whether their files are unaltered"))
    _remove(subparsers.add_parser("remove", help="take a document out of a corpus; its files are kept aside"))
    read = subparsers.add_parser("read", help="read a file and report how, without adding it")
    read.add_argument("file", type=Path)
    read.set_defaults(command=run_read)


def _indexes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--indexes", type=Path, default=Path(os.environ.get("CROSSCHECK_INDEXES", "indexes")), metavar="DIR",
                        help="where indexes are kept (default: $CROSSCHECK_INDEXES or ./indexes)")


def _new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="a new or empty folder; its name becomes the corpus's id")
    parser.add_argument("--state", help="the country that reports")
    parser.add_argument("--committee", help="the treaty body: CESCR, CCPR, CEDAW, CRC, CAT, CERD, CRPD")
    parser.add_argument("--taxonomy", help="whose articles and themes are used: a shipped one, or a TOML file (default: the committee's)")
    parser.add_argument("--title", help="of the corpus")
    parser.add_argument("--id", help="of the corpus, if not the folder's name")
    parser.add_argument("--from", dest="source", metavar="CORPUS", help="copy this corpus, with what was computed for it and its reviews")
    _indexes(parser)
    parser.set_defaults(command=run_new)


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("corpus", help="the folder of the corpus")
    parser.add_argument("file", type=Path, help="PDF, Word, web page, Markdown, EPUB or plain text; or a CSV table of HRMI scores")
    parser.add_argument("--role", choices=ROLES, help="who speaks in it")
    parser.add_argument("--year", type=int, help="the last year it describes")
    parser.add_argument("--period", metavar="A-B", help="the first and last year it describes")
    parser.add_argument("--form", choices=FORMS, help="how its text is read")
    parser.add_argument("--id", help="its short name in the corpus: a-z, 0-9 and -")
    for name, what in _TEXTS.items():
        parser.add_argument(f"--{name}", help=what)
    parser.add_argument("--country", metavar="CODE", help="of a table of scores: the three-letter code of the State's rows")
    parser.add_argument("--yes", action="store_true", help="take what is proposed without asking")
    parser.add_argument("--dry-run", action="store_true", help="report and propose only; add nothing")
    parser.set_defaults(command=run_add)


def _list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("corpus", nargs="?", default="kazakhstan", help="a shipped corpus or a folder (default: kazakhstan)")
    _indexes(parser)
    parser.set_defaults(command=run_list)


def _remove(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("corpus", help="the folder of the corpus")
    parser.add_argument("id", help="of the document, as `crosscheck list` shows it")
    parser.add_argument("--yes", action="store_true", help="without asking")
    _indexes(parser)
    parser.set_defaults(command=run_remove)


def run_new(options: argparse.Namespace) -> None:
    """Begin a corpus, or copy one. Raises CrosscheckError."""
    from crosscheck.keeping import begin

    if options.source:
        made = begin.copy(options.source, options.folder, options.indexes, options.id)
        print(f"{options.folder}: a copy of {options.source} with {len(made.documents)} documents, under the id {made.id}. "
              f"Cross-check it with: crosscheck run {options.folder}")
        return
    if missing := [f"--{name}" for name in ("state", "committee") if not getattr(options, name)]:
        raise CorpusError(f"{options.folder}: {' and '.join(missing)} are needed to begin a corpus; or copy one with --from")
    made = begin.new(options.folder, options.state, options.committee, options.taxonomy, options.title, options.id)
    print(f"{options.folder}: the corpus {made.id} is begun. Add the State's report and independent sources with: "
          f"crosscheck add {options.folder} FILE")


def run_read(options: argparse.Namespace) -> None:
    """Print how a file is read. Raises CorpusError where it cannot be."""
    from crosscheck.keeping import documents, reading_report

    print("\n".join(reading_report.lines(reading_report.report(documents.read_file(options.file)))))


def run_add(options: argparse.Namespace) -> None:
    """Read, propose, ask, and add. Raises CorpusError; nothing was added then."""
    from crosscheck import corpus
    from crosscheck.keeping import documents, manifest, propose, reading_report

    target = corpus.load(options.corpus, whole=False) if options.dry_run else manifest.to_change(options.corpus)
    if options.file.suffix.lower() == ".csv":
        _add_table(options, target)
        return
    extracted = documents.read_file(options.file)
    names = [name for name in propose.FIELDS if name != "period"]
    given = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    given |= {"period": propose.parse_period(options.period)} if options.period else {}
    taken = {info.id for info in target.documents}
    proposal = propose.propose(extracted, options.file.name, taken, given)
    print(reading_report.printable(options.file.name))
    print("\n".join(reading_report.lines(reading_report.report(extracted, proposal.values.get("form")))))
    print("proposed")
    print("\n".join(propose.lines(proposal)))
    if options.dry_run:
        return
    values = dict(proposal.values) if options.yes else confirmed(extracted, options.file.name, taken, proposal)
    if values is None:
        print("Nothing was added.")
        return
    info = documents.add(options.corpus, extracted, options.file.read_bytes(), options.file.name, values)
    print(f"{info.id} is added to {target.id}. Cross-check anew with: crosscheck run {options.corpus}")


def _add_table(options: argparse.Namespace, target: "Corpus") -> None:
    """Add a table of scores. Raises CorpusError; nothing was added then."""
    from crosscheck.keeping import tables
    from crosscheck.keeping.reading_report import printable

    data = tables.content(options.file)
    names = ("id", "title", "publisher", "year", "rights", "attribution", "url", "country")
    given = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    values, table = tables.propose(target, data, options.file.name, given)
    print(printable(options.file.name))
    print("\n".join(printable(line) for line in tables.lines(values, table)))
    if options.dry_run:
        return
    if not options.yes and not sys.stdin.isatty():
        raise CorpusError(f"{printable(options.file.name)}: nobody can be asked here. Check what is proposed, correct it with options such "
                          "as --title, and add --yes to take it")
    if not options.yes and _asked("Take this? y or n: ").lower() not in ("y", "yes"):
        print("Nothing was added.")
        return
    info = tables.add(options.corpus, data, options.file.name, values)
    print(f"{info.id} is added to {target.id}. Its scores are shown beside the claims; nothing has to be run again.")


def confirmed(extracted: "Extracted", file_name: str, taken: set[str], proposal: "Proposal") -> dict[str, Any] | None:
    """The values a person agreed to, or None if they want nothing added. Raises CorpusError where nobody can be asked."""
    from crosscheck.keeping import propose, reading_report

    if not sys.stdin.isatty():
        missing = f"Missing: {', '.join(f'--{name}' for name in proposal.missing)}. " if proposal.missing else ""
        raise CorpusError(f"{reading_report.printable(file_name)}: nobody can be asked here. {missing}Check what is proposed, correct it "
                          "with options such as --title, and add --yes to take it")
    given: dict[str, Any] = {name: value for name, value in proposal.values.items() if proposal.because.get(name) == "given"}
    while True:
        while proposal.missing:
            if not (answer := _asked(f"{proposal.missing[0]}? ")):
                return None
            _correct(given, f"{proposal.missing[0]}={answer}")
            proposal = propose.propose(extracted, file_name, taken, given)
        answer = _asked("Take this? y, n, or a correction such as year=2021: ")
        if answer.lower() in ("n", "no", "q", ""):
            return None
        if answer.lower() in ("y", "yes"):
            return dict(proposal.values)
        _correct(given, answer)
        proposal = propose.propose(extracted, file_name, taken, given)
        print("\n".join(propose.lines(proposal)))


def _asked(question: str) -> str:
    """What the user answers; nothing at the end of the input."""
    try:
        return input(question).strip()
    except EOFError:
        return ""


def _correct(given: dict[str, Any], answer: str) -> None:
    """Take a correction `field=value` into `given`; say what is wrong with it otherwise."""
    from crosscheck.keeping import propose

    name, equals, value = (part.strip() for part in answer.partition("="))
    try:
        if not equals or name not in propose.FIELDS:
            raise CorpusError(f"{answer!r} is no correction; write field=value with one of {', '.join(propose.FIELDS)}")
        if not value:
            given.pop(name, None)
            return
        taken = propose.parse_period(value) if name == "period" else int(value) if name == "year" and value.isdecimal() else value
        if fault := propose.fault(name, taken):
            raise CorpusError(fault)
        given[name] = taken
    except CorpusError as error:
        print(f"crosscheck: {error}", file=sys.stderr)


def run_list(options: argparse.Namespace) -> None:
    """Print a table of the documents. Raises CorpusError where the manifest cannot be read."""
    from crosscheck import corpus
    from crosscheck.keeping import documents
    from crosscheck.keeping.reading_report import printable

    found = corpus.load(options.corpus, whole=False)
    print(printable(f"{found.id}: {found.title}"))
    statuses = documents.listing(found, options.indexes)
    rows = [("id", "role", "year", "sentences", "text", "original", "indexed", "title")]
    rows += [(s.info.id, str(s.info.role), str(s.info.year), "?" if s.sentences is None else f"{s.sentences:,}", s.text, s.original or "-",
              "yes" if s.indexed else "no", s.info.label) for s in statuses]  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    for row in rows:
        print(printable("  " + "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])))
    _list_tables(found)
    if not statuses:
        print(f"  no documents yet; add one with: crosscheck add {options.corpus} FILE")
    elif not all(status.indexed for status in statuses):
        print(f"Bring the index up to date with: crosscheck run {options.corpus}")


def _list_tables(found: "Corpus") -> None:
    from crosscheck.keeping import tables
    from crosscheck.keeping.reading_report import printable

    if found.tables:
        print("tables of scores")
    for info in found.tables:
        print(printable(f"  {info.id}  {info.kind}  {info.year}  {tables.status(found, info)}  {info.title}"))


def run_remove(options: argparse.Namespace) -> None:
    """Take a document or a table out, once the user agreed. Raises CorpusError."""
    from crosscheck.keeping import documents, manifest, tables

    found = manifest.to_change(options.corpus)
    if options.id in {info.id for info in found.tables}:
        if not _agreed(f"The table {options.id} goes out of {found.id}.", options.yes):
            return
        print(f"Its file is kept in {tables.remove(options.corpus, options.id)}.")
        return
    info = found.document(options.id)
    lost = documents.orphans(found, info, options.indexes)
    if not _agreed(f"{info.id} goes out of {found.id}. {orphaned(lost)}", options.yes):
        return
    removed = documents.remove(options.corpus, options.id, options.indexes)
    print(f"Its files are kept in {removed.folder}. Cross-check anew with: crosscheck run {options.corpus}")


def _agreed(said: str, yes: bool) -> bool:
    """Whether the user agrees to a removal. Raises CorpusError where nobody can be asked."""
    print(said)
    if yes:
        return True
    if not sys.stdin.isatty():
        raise CorpusError("Nobody can be asked here; add --yes to remove it")
    if _asked("Remove it? y or n: ").lower() in ("y", "yes"):
        return True
    print("Nothing was removed.")
    return False


def orphaned(count: int) -> str:
    """What becomes of the decisions on a removed document, in words."""
    if not count:
        return "No decision of a reviewer quotes it."
    pairs = "1 decided pair quotes" if count == 1 else f"{count:,} decided pairs quote"
    return f"{pairs} it: these decisions stay in the log, and are shown as orphaned."
