"""The command line: thin commands over functions that can be imported.

Only this module and the app print. Heavy imports stand inside the command that needs them, so `--help` is instant.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from crosscheck import __version__
from crosscheck.errors import CrosscheckError
from crosscheck.keeping.commands import add_parser as add_keeping
from crosscheck.report.commands import add_parser as add_report
from crosscheck.reviews.commands import add_parser as add_reviews

INDEXES = "CROSSCHECK_INDEXES"
FORMATS = ("jsonl", "csv", "xlsx", "markdown", "claimreview", "webannotation", "bibtex", "csl", "uwazi")  # export.FORMATS, unloaded


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0, 1 for an error the user can mend, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        return (options.run if "run" in options else options.command)(options) or 0
    except CrosscheckError as error:
        print(f"crosscheck: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("crosscheck: stopped. Nothing that was stored before is changed.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # `crosscheck … | head`: nobody reads on, which is no error of ours
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="crosscheck", description="What a State tells a treaty body, beside what independent sources found.")
    parser.add_argument("--version", action="version", version=f"crosscheck {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_run(commands)
    _add_app(commands)
    _add_search(commands)
    _add_export(commands)
    _add_eval(commands)
    _add_corpora(commands)
    _add_names(commands)
    add_keeping(commands)
    _add_train(commands)
    add_report(commands)
    add_reviews(commands)
    return parser


def _with_corpus(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("corpus", nargs="?", default="kazakhstan",
                         help="a shipped corpus or a folder with corpus.toml (default: kazakhstan)")
    command.add_argument("--indexes", type=Path, default=Path(os.environ.get(INDEXES, "indexes")), metavar="DIR",
                         help=f"where indexes are kept (default: ${INDEXES} or ./indexes)")
    return command


def _add_run(commands) -> None:
    command = _with_corpus(commands.add_parser("run", help="cross-check a corpus and print a summary"))
    command.add_argument("--encoder", help="a sentence-transformers model: a folder, or a name (default: the embedded all-MiniLM-L6-v2)")
    command.add_argument("--judge", metavar="NAME", help="the relation model: a folder or hub name of a sequence-classification model, or "
                         "the address of a local OpenAI-compatible server, http://127.0.0.1:11434/v1#model (default: the shipped one)")
    command.add_argument("--judge-labels", metavar="A,B,C", help="what the judge's outputs mean, in their order, where its configuration "
                         "does not say: contradiction,entailment,neutral or our five relations")
    command.add_argument("--quiet", action="store_true", help="no progress and no summary")
    command.set_defaults(command=_run)


def _run(options: argparse.Namespace) -> None:
    from crosscheck import corpus, pipeline, summary

    loaded = corpus.load(options.corpus)
    settings = pipeline.settings_for(loaded, options.encoder, options.judge, options.judge_labels)
    clock = summary.Clock()
    check = pipeline.run(loaded, options.indexes / loaded.id, settings, progress=(lambda line: None) if options.quiet else clock.say)
    if not options.quiet:
        print(summary.summary(check))


def _add_app(commands) -> None:
    command = _with_corpus(commands.add_parser("app", help="serve the app on this machine"))
    command.add_argument("--port", type=int, default=8501, help="the first port to try (default: 8501)")
    command.set_defaults(command=_app)


def _app(options: argparse.Namespace) -> int:
    from crosscheck import corpus, serve

    loaded = corpus.load(options.corpus, whole=False)
    return serve.serve(options.corpus, loaded.id, options.indexes, options.port)


def _add_search(commands) -> None:
    command = commands.add_parser("search", help="set any sentence against the findings")
    command.add_argument("text", help="the claim, in quotation marks")
    _with_corpus(command)
    command.add_argument("--limit", type=int, default=10, help="how many findings (default: 10)")
    command.set_defaults(command=_search)


def _search(options: argparse.Namespace) -> None:
    from crosscheck import corpus, results, search, summary

    loaded = corpus.load(options.corpus)
    directory = options.indexes / loaded.id
    check = results.load(loaded, directory)
    for pair in search.load(check, directory).ask(options.text, options.limit):
        print(summary.answer(check, pair))


def _add_export(commands) -> None:
    command = _with_corpus(commands.add_parser("export", help="write the pairs to a file"))
    command.add_argument("--format", choices=FORMATS, default="jsonl")
    command.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    command.add_argument("--depth", type=int, default=60, help="pairs of each claim, best first (default: 60)")
    command.add_argument("--flags-only", action="store_true", help="only contradictions and qualifications that are current")
    command.set_defaults(command=_export)


def _export(options: argparse.Namespace) -> None:
    from crosscheck import corpus, export, results
    from crosscheck.export import decided
    from crosscheck.reviews.store import records_of

    loaded = corpus.load(options.corpus)
    check = results.load(loaded, options.indexes / loaded.id)
    records = records_of(loaded.id, options.indexes)
    written = export.write(
        check, options.format, options.output, depth=options.depth, flags_only=options.flags_only,
        decisions=decided.decisions(check, records), agreement=decided.agreement(records) if records else ())
    print(f"{written.rows} pairs written to {options.output}", file=sys.stderr)
    for line in (*written.warnings, *(f"left out, its quote is not in the source: {b}" for b in written.blocked)):
        print(f"crosscheck: {line}", file=sys.stderr)


def _add_eval(commands) -> None:
    command = commands.add_parser("eval", help="score the cross-check, its baselines and oracles against judged pairs")
    command.add_argument("gold", type=Path, help="judged pairs, one JSON object a line")
    _with_corpus(command)
    command.add_argument("--json", type=Path, metavar="FILE", help="also write every figure as JSON")
    command.add_argument("--plots", type=Path, metavar="DIR", help="also write the curves as SVG")
    command.add_argument("--beside", metavar="JUDGE", help="set another judge beside ours: the folder or name of an inference model")
    command.set_defaults(command=_eval)


def _eval(options: argparse.Namespace) -> None:
    from crosscheck import corpus, results, scores

    loaded = corpus.load(options.corpus)
    directory = options.indexes / loaded.id
    print(scores.evaluation(results.load(loaded, directory), directory, options.gold, options.json, options.plots,
                            options.beside))


def _add_train(commands) -> None:
    command = commands.add_parser(
        "train", help="learn from reviewers' decisions (--reviews), or make the shipped models again",
        description="With --reviews: refit the heads of a corpus on the pairs that people decided, measure before and after, and keep "
                    "them only if they are better. With FOLDER, --work and --out: make the shipped models again from judged pairs and "
                    "training data.")
    command.add_argument("folder", type=Path, nargs="?", help="a folder with gold/ (judged pairs) and data/ (training data)")
    command.add_argument("--work", type=Path, metavar="DIR", help="where stages are kept, to go on after a stop")
    command.add_argument("--out", type=Path, metavar="DIR", help="the package's own folder of models, to be written anew "
                         "(with --reviews: where heads.json is; default: the corpus's index)")
    command.add_argument("--reviews", metavar="CORPUS", help="learn from the decisions on this corpus's pairs")
    command.add_argument("--url", help="the review database (default: $CROSSCHECK_REVIEWS, or a file beside the index)")
    command.add_argument("--indexes", type=Path, default=Path(os.environ.get(INDEXES, "indexes")), metavar="DIR",
                         help=f"where indexes are kept (default: ${INDEXES} or ./indexes)")
    command.add_argument("--include-single", action="store_true", help="take pairs that one person decided, too")
    command.add_argument("--include-trained", action="store_true", help="take claims that the judge was trained on, too: flattering")
    command.add_argument("--anyway", action="store_true", help="take the refitted heads even if they are not better")
    command.add_argument("--forget", action="store_true", help="go back to the shipped heads")
    command.set_defaults(command=_train, usage=command.error)


def _train(options: argparse.Namespace) -> None:
    if options.reviews and not (options.folder or options.work):
        return _learn(options)
    if options.reviews or not (options.folder and options.work and options.out):
        options.usage("give either --reviews CORPUS, or FOLDER with --work and --out")
    from crosscheck.train import finish

    for name, value in finish.train(options.folder, options.work, options.out).items():
        print(f"{name:40} {value:.3f}")


def _learn(options: argparse.Namespace) -> None:
    from crosscheck import corpus, results
    from crosscheck.reviews.store import location
    from crosscheck.train import reviewers

    loaded = corpus.load(options.reviews)
    directory = options.indexes / loaded.id
    if options.forget:
        gone = reviewers.forget(options.out or directory)
        print(f"Forgotten. Now run: crosscheck run {options.reviews}" if gone else "There was nothing to forget.")
        return
    check = results.load(loaded, directory)
    learning = reviewers.learn(check, directory, location(loaded.id, options.indexes, options.url), out=options.out,
                               singles=options.include_single, known=options.include_trained, anyway=options.anyway)
    print(learning.text)
    if learning.written:
        print(f"Now run: crosscheck run {options.reviews}")


def _add_corpora(commands) -> None:
    command = commands.add_parser("corpora", help="list the shipped corpora and their documents")
    command.set_defaults(command=_corpora)


def _corpora(options: argparse.Namespace) -> None:
    from crosscheck import corpus

    for name in corpus.shipped():
        loaded = corpus.load(name)
        print(f"{loaded.id}: {loaded.title}")
        for info in loaded.documents:
            print(f"  {info.id:24} {info.role:12} {info.year}  {info.symbol or info.title}")


def _add_names(commands) -> None:
    command = _with_corpus(commands.add_parser("names", help="list the organizations named in a corpus; merge or split their names"))
    change = command.add_mutually_exclusive_group()
    change.add_argument("--merge", nargs="+", metavar="NAME", help="these names or acronyms, two or more, mean one organization")
    change.add_argument("--split", metavar="NAME", help="this name or acronym means another organization than the rest of its group")
    command.add_argument("--by", default="", metavar="PERSON", help="who says so; kept with the correction")
    command.add_argument("--limit", type=int, default=30, help="how many are listed, the most often named first (default: 30)")
    command.set_defaults(command=_names)


def _names(options: argparse.Namespace) -> None:
    from crosscheck import corpus, ingest, names
    from crosscheck.keeping import corrections

    loaded = corpus.load(options.corpus)
    path = corrections.place(loaded, options.indexes / loaded.id, corrections.NAMES)
    sentences = {info.id: ingest.sentences(corpus.read(loaded, info)) for info in loaded.documents}
    said = corrections.names(path)
    if wanted := options.merge or ([options.split] if options.split else []):
        entry = names.correction(names.organizations(sentences, loaded.state, said), wanted, bool(options.merge), options.by)
        corrections.add(path, entry)
        print(f"kept in {path}", file=sys.stderr)
    for one in names.organizations(sentences, loaded.state, corrections.names(path))[: options.limit]:
        print(f"{one.count:5}  {one.name}" + "".join(f"\n       = {form} ({count})" for form, count in one.forms if form != one.name))


if __name__ == "__main__":
    sys.exit(main())
