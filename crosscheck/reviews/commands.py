"""`crosscheck reviews …`: thin commands over the review log. What they print is the only thing they add."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from crosscheck.reviews.records import ReviewError

if TYPE_CHECKING:
    from crosscheck.reviews.store import Store

FORMATS = ("csv", "jsonl", "xlsx", "labelstudio", "inception")


def add_parser(subparsers: argparse._SubParsersAction, corpus: str = "kazakhstan") -> None:
    """Add `reviews` and its commands; `corpus` is the one meant when none is named.

    Each sets `run`, a function of the parsed arguments that returns the exit status.
    """
    reviews = subparsers.add_parser("reviews", help="verify, export, import, merge and compare people's decisions")
    commands = reviews.add_subparsers(dest="reviews_command", required=True, metavar="COMMAND")
    verify = _command(commands, corpus, "verify", _verify, "recompute the log's hash chain and name the first altered row")
    verify.add_argument("--head", help="a hash that an earlier verify printed; it must still be in the chain")
    export = _command(commands, corpus, "export", _export, "write all decisions to a file")
    export.add_argument("-o", "--output", type=Path, required=True, help="the file to write")
    _format(export)
    import_ = _command(commands, corpus, "import", _import, "take in decisions from a file; those already there are passed over")
    import_.add_argument("file", type=Path, help="a file that export wrote, or one of Label Studio")
    _format(import_)
    _rename(import_)
    merge = _command(commands, corpus, "merge", _merge, "add the decisions of a colleague's review database")
    merge.add_argument("other", help="the other reviews.sqlite, or its URL")
    _rename(merge)
    agreement = _command(commands, corpus, "agreement", _agreement, "print how far the reviewers agree, with 95 %% intervals")
    agreement.add_argument("--raw", type=Path, metavar="FILE", help="also write the decisions behind the numbers as CSV")


def _command(commands: argparse._SubParsersAction, corpus: str, name: str, run: object,
             text: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    parser.add_argument("--corpus", default=corpus, help="whose reviews (default: %(default)s)")
    parser.add_argument("--indexes", type=Path, default=Path("indexes"), help="folder of the indexes (default: %(default)s)")
    parser.add_argument("--url", help="the review database, a file or postgresql://… (default: $CROSSCHECK_REVIEWS, or a file "
                                      "beside the index)")
    parser.set_defaults(run=run)
    return parser


def _format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=FORMATS, help="default: told by the file's name")


def _rename(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rename", action="append", default=[], metavar="OLD=NEW", help="another id for one of its reviewers")


def _open(args: argparse.Namespace, *, create: bool = False) -> "Store":
    from crosscheck.reviews.store import Store, location

    return Store.open(location(args.corpus, args.indexes, args.url), create=create)


def _verify(args: argparse.Namespace) -> int:
    with _open(args) as store:
        verdict = store.verify(args.head)
        if verdict.fault:
            raise ReviewError(f"{store.name}: {verdict.fault}. The {verdict.rows} rows before it are sound. Keep this file and "
                              "compare it with a backup or an export.")
        print(f"{store.name}: {verdict.rows} rows, all as they were stored. Head: {verdict.head or 'none yet'}")
    return 0


def _export(args: argparse.Namespace) -> int:
    from crosscheck.reviews.exchange import dump, form_of

    form = args.format or form_of(args.output)
    with _open(args) as store:
        records = store.records()
    _write(args.output, dump(records, form, {"corpus": args.corpus}))
    print(f"{args.output}: {len(records)} rows of the log as {form}.")
    return 0


def _import(args: argparse.Namespace) -> int:
    from crosscheck.reviews.exchange import form_of, load, take_in

    try:
        data = args.file.read_bytes()
    except OSError as error:
        raise ReviewError(f"Cannot read {args.file}: {error.strerror}.") from None
    records = load(data, args.format or form_of(args.file), str(args.file))
    with _open(args, create=True) as store:
        done = take_in(store, records, _renames(args.rename))
        print(f"{store.name}: {done.added} rows added, {done.known} were there before.")
    return 0


def _merge(args: argparse.Namespace) -> int:
    from crosscheck.reviews.exchange import merge
    from crosscheck.reviews.store import Store

    with Store.open(args.other, create=False) as other, _open(args, create=True) as store:
        done = merge(store, other, _renames(args.rename))
        print(f"{store.name}: {done.added} rows added from {other.name}, {done.known} were there before.")
    return 0


def _agreement(args: argparse.Namespace) -> int:
    from crosscheck.reviews.agreement import raw, table
    from crosscheck.reviews.exchange import csv_bytes
    from crosscheck.reviews.standing import blind_decisions

    with _open(args) as store:
        standing = blind_decisions(store.records())
    print(f"{'measure':<22}{'of':<14}{'group':<28}{'pairs':>6}  value [95 % interval]")
    for m in table(standing):
        value = "undefined" if m.value is None else f"{m.value:.3f} [{m.low:.3f}, {m.high:.3f}]"
        print(f"{m.name:<22}{m.what:<14}{m.group:<28}{m.pairs:>6}  {value}")
    if args.raw:
        _write(args.raw, csv_bytes(raw(standing), ("pair_id", "reviewer", "relation", "timing")))
        print(f"{args.raw}: the {len(standing)} blind decisions behind these numbers.")
    return 0


def _renames(texts: list[str]) -> dict[str, str]:
    result = dict(text.partition("=")[::2] for text in texts)
    if not all(old and new for old, new in result.items()):
        raise ReviewError(f"--rename {' '.join(texts)} cannot be read. Write OLD=NEW.")
    return result


def _write(path: Path, data: bytes) -> None:
    """Write beside `path`, then move into its place: an export that fails leaves an older one whole."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ReviewError(f"Cannot write {path}: {error.strerror}. Choose another place or free some space.") from None
