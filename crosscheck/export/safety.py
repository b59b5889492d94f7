"""The safety gate: which names stand in the quotes, who decides about them, and how one is covered.

Names are looked for by how they are written, with no model: the list is meant to be too long rather than too short, and
it is a person who decides. What is covered keeps its length, so offsets still point into the source; the source itself
stays public, so covering a name keeps it from spreading further and does not hide it from who opens the source.
"""

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

from crosscheck.errors import CrosscheckError
from crosscheck.records import Claim, Pair, Sentence, fold
from crosscheck.results import CrossCheck
from crosscheck.views import citation

COVER = "█"
DECISIONS = ("keep", "redact")
COLUMNS = ("name", "kind", "times", "first", "decision")
_POSSESSIVE = re.compile(r"[’']s?$")
_TOKEN = re.compile(r"[^\W\d_]+(?:[’'‑-][^\W\d_]+)*")


class Audience(StrEnum):
    """Who may read what leaves: ourselves while drafting, everyone, or everyone with the State told of it."""

    DRAFT = "draft"
    PUBLIC = "public"
    STATE = "state"


class SafetyError(CrosscheckError):
    """Something that may not leave yet: names without a decision, or decisions that cannot be read."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in quotes: `kind` is person, place or unclear; `times` its occurrences; `first` where it first stands."""

    name: str
    kind: str
    times: int
    first: str


@cache
def _words() -> dict[str, frozenset[str]]:
    table = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
    return {key: frozenset(values) for key, values in table.items()}


def mentions(check: CrossCheck, quoted: Iterable[Sentence], notes: Iterable[str] = ()) -> list[Mention]:
    """The names in the quotes and in reviewers' `notes`: persons first, then places, then unclear ones; most frequent first."""
    sentences = {(s.doc, s.start): s for s in quoted}
    quotes = ((s.text, citation(check.documents[s.doc].info, s)) for _, s in sorted(sentences.items(), key=lambda item: item[0]))
    written_small = common(document.text for document in check.documents.values())
    return in_texts(chain(quotes, ((note, "a reviewer's note") for note in notes)), check.corpus.state, written_small)


def common(texts: Iterable[str]) -> frozenset[str]:
    """The words that `texts` also write without a capital: what a heading or a title capitalizes and no name."""
    return frozenset(word for text in texts for word in re.findall(r"(?<![^\W_])[^\W\d_]+", text) if word.islower())


def in_texts(texts: Iterable[tuple[str, str]], state: str = "", written_small: frozenset[str] = frozenset()) -> list[Mention]:
    """The names in (text, where it stands) of `texts`, in the order of `mentions`; the State's own name is passed over."""
    found: dict[str, list] = {}
    for text, where in texts:
        for name, kind in names(text, state, written_small):
            entry = found.setdefault(name, [set(), 0, where])
            entry[0].add(kind)
            entry[1] += 1
    order = ("person", "place", "unclear")
    surnames = {word for name, (kinds, *_) in found.items() if "person" in kinds for word in name.split()[1:]}
    for name in surnames & set(found):
        found[name][0].add("person")
    listed = [Mention(name, min(kinds, key=order.index), times, first) for name, (kinds, times, first) in found.items()]
    return sorted(listed, key=lambda m: (order.index(m.kind), -m.times, m.name))


def names(text: str, state: str = "", written_small: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """(name, kind) of every run of capitalized words in `text` that is no institution, date or ordinary word.

    `written_small`: words known to be ordinary (see `common`). Without it a single word that opens its sentence, where
    any word has a capital, is passed over.
    """
    for run in _runs(text):
        before = _before(text, run[0].start())
        run, before, titled = _stripped(run, before, written_small)
        if not run or _known(run, state) or (not written_small and not titled and len(run) == 1 and _first(text, run)):
            continue
        name = _POSSESSIVE.sub("", text[run[0].start():run[-1].end()])
        yield name, _kind(text, run, before, titled)


def _stripped(run: list[re.Match], before: list[str], small: frozenset[str]) -> tuple[list[re.Match], list[str], bool]:
    """The run without titles before it and ordinary words around it; the words before it; whether a title was there.

    After a title ordinary words are kept: a name may be one.
    """
    titles = _words()["titles"]
    titled = bool(before) and before[-1] in titles
    while run and (_lower(run[0]) in titles or _ordinary(run[0], small, titled)):
        titled = titled or _lower(run[0]) in titles
        before, run = [*before[-1:], _lower(run[0])], run[1:]
    while run and _ordinary(run[-1], small, titled):
        run = run[:-1]
    return run, before, titled


def _ordinary(token: re.Match, small: frozenset[str], titled: bool) -> bool:
    """Whether every part of the word ("State-guaranteed") is an ordinary one."""
    if len(token[0]) == 1 and token.string[token.end():token.end() + 1] == ".":
        return False  # an initial
    known = _words()["ordinary"] if titled else _all_ordinary(small)
    return all(part in known for part in re.split(r"[‑-]", _lower(token)))


@lru_cache(maxsize=2)
def _all_ordinary(small: frozenset[str]) -> frozenset[str]:
    words = _words()
    return words["ordinary"] | small | words["institutions"] if small else words["ordinary"]


def _runs(text: str) -> Iterator[list[re.Match]]:
    """Capitalized words that stand together, initials included; words all in capitals (acronyms) end a run."""
    run: list[re.Match] = []
    for token in _TOKEN.finditer(text):
        word = token[0]
        capital = word[0].isupper() and (len(word) == 1 or not word.isupper() or "-" in word)
        joined = run and re.fullmatch(r"\.?\s+", text[run[-1].end():token.start()]) and (
            "." not in text[run[-1].end():token.start()] or len(run[-1][0]) == 1)
        if run and not (capital and joined):
            yield run
            run = []
        if capital:
            run = [*run, token]
    if run:
        yield run


def _lower(token: re.Match) -> str:
    return token[0].lower().removesuffix("’s").removesuffix("'s")


def _before(text: str, at: int) -> list[str]:
    return [match[0].lower() for match in _TOKEN.finditer(text[max(0, at - 40):at])][-2:]


def _first(text: str, run: list[re.Match]) -> bool:
    """Whether the run opens its sentence, where any word has a capital."""
    return not re.search(r"[^\W_]\s*[,;(“\"]?\s*$", text[:run[0].start()])


def _known(run: list[re.Match], state: str) -> bool:
    """Whether the run is an institution, or the State itself."""
    lowered = [_lower(token) for token in run]
    own = tuple(part.lower()[:6] for part in state.split() if len(part) > 3)
    return not _words()["institutions"].isdisjoint(lowered) or bool(own and all(word.startswith(own) for word in lowered))


def _kind(text: str, run: list[re.Match], before: list[str], titled: bool) -> str:
    words = _words()
    after = _TOKEN.match(text, run[-1].end() + 1)
    if titled:
        return "person"
    if (after and after[0].lower() in words["place_after"]) or not words["place_before"].isdisjoint(
            {" ".join(before), *before[-1:]}):
        return "place"
    return "person" if len(run) > 1 else "unclear"


@dataclass(frozen=True)
class Redaction:
    """Names to cover wherever they stand."""

    names: tuple[str, ...] = ()

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where a name stands in `text`, whatever white space divides its words."""
        return [match.span() for match in _pattern(self.names).finditer(text)] if self.names else []

    def apply(self, text: str) -> str:
        """`text` with every letter of a name covered: as long as before, white space kept."""
        for start, end in self.spans(text):
            text = text[:start] + re.sub(r"\S", COVER, text[start:end]) + text[end:]
        return text

    def sentence(self, check: CrossCheck, sentence: Sentence) -> Sentence:
        """The sentence with names covered in its text and headings; its offsets stay those of the source."""
        if not self.names:
            return sentence
        raw = check.documents[sentence.doc].text[sentence.start:sentence.end]
        return replace(sentence, text=fold(self.apply(raw)), section=tuple(map(self.apply, sentence.section)))

    def pair(self, check: CrossCheck, pair: Pair) -> Pair:
        """The pair with both its sentences covered."""
        if not self.names:
            return pair
        return replace(pair, claim=self.claim(check, pair.claim),
                       finding=replace(pair.finding, sentence=self.sentence(check, pair.finding.sentence)))

    def claim(self, check: CrossCheck, claim: Claim) -> Claim:
        """The claim with its sentence covered."""
        return replace(claim, sentence=self.sentence(check, claim.sentence)) if self.names else claim

    def covered(self, check: CrossCheck, sentence: Sentence) -> list[tuple[int, int]]:
        """The covered spans of a sentence as offsets into its document."""
        raw = check.documents[sentence.doc].text[sentence.start:sentence.end]
        return [(sentence.start + start, sentence.start + end) for start, end in self.spans(raw)]


@cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted((name.split() for name in names if name.split()), key=lambda words: (-len(" ".join(words)), words))
    alternatives = [r"\s+".join(map(re.escape, words)) for words in longest_first]
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)" if alternatives else r"(?!)")


def decide(found: Iterable[Mention], decisions: Mapping[str, str], audience: Audience) -> Redaction:
    """The redaction that the decisions make. `decisions`: name to keep or redact; `*` decides every other name.

    Raises SafetyError if the text goes to others and a name found has no decision.
    """
    rest = decisions.get("*", "")
    found = list(found)
    open_ = [m.name for m in found if (decisions.get(m.name) or rest) not in DECISIONS]
    if open_ and audience is not Audience.DRAFT:
        shown = ", ".join(open_[:8]) + (f" and {len(open_) - 8} more" if len(open_) > 8 else "")
        raise SafetyError(f"{len(open_)} names in the quotes have no decision: {shown}. List them with --list-names FILE, "
                          "write keep or redact beside each, and hand the file over with --names FILE.")
    covered = {name for name, decision in decisions.items() if decision == "redact" and name != "*"}
    covered |= {m.name for m in found if (decisions.get(m.name) or rest) == "redact"}
    return Redaction(tuple(sorted(covered)))


def to_csv(found: Iterable[Mention], decisions: Mapping[str, str] | None = None) -> str:
    """The list of names with an empty (or the present) decision beside each."""
    from crosscheck.export.sheet import harmless

    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for m in found:
        writer.writerow([harmless(v) for v in (m.name, m.kind, m.times, m.first, (decisions or {}).get(m.name, ""))])
    return buffer.getvalue()


def from_csv(path: Path) -> dict[str, str]:
    """The decisions in a list that `to_csv` made. Raises SafetyError, naming every bad line at once."""
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError) as error:
        raise SafetyError(f"Cannot read {path}: {error}. Make it with --list-names {path}.") from error
    if not rows or not {"name", "decision"} <= set(rows[0]):
        raise SafetyError(f"{path} has no columns name and decision. Make it with --list-names FILE.")
    given = {n: (row["decision"] or "").strip() for n, row in enumerate(rows, 2)}
    bad = [f"line {n}: {decision!r}" for n, decision in given.items() if decision not in ("", *DECISIONS)]
    if bad:
        raise SafetyError(f"{path}: a decision is keep or redact; {'; '.join(bad)}.")
    return {row["name"]: row["decision"].strip() for row in rows if (row["decision"] or "").strip()}
