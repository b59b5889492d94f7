"""What the screens show, computed from a cross-check with pandas and NumPy alone.

Filtering looks claims and findings up once each and then indexes: a table of fifty thousand pairs is never walked row
by row. Nothing here judges: it selects, counts, orders, and says in words where a quote stands.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crosscheck.records import DocumentInfo, Pair, Relation, Role, Sentence, fold
from crosscheck.results import CrossCheck

SHOWN = tuple(r.value for r in Relation if r is not Relation.UNRELATED)
NONE = "none"
ALIKE = 0.55

_WORDS = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"^(section|chapter|part|annex)\s+([0-9IVXLC]+|[A-Z])\b", re.IGNORECASE)
_LETTERED = re.compile(r"^([A-Za-z])\.\s")


@dataclass(frozen=True)
class Filters:
    """What to keep. An empty tuple keeps everything; `NONE` among articles or themes means claims without any."""

    articles: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    attributions: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    relations: tuple[str, ...] = SHOWN
    timings: tuple[str, ...] = ()
    minimum: float = 0.0
    text: str = ""
    claim: str = ""


def claim_key(sentence: Sentence) -> str:
    """A claim's name in addresses: its document and offset, so that a rebuilt index keeps old links working."""
    return f"{sentence.doc}:{sentence.start}"


def independent(check: CrossCheck) -> list[DocumentInfo]:
    """The independent sources, by the year they describe."""
    sources = [info for info in check.corpus.documents if info.role is Role.INDEPENDENT]
    return sorted(sources, key=lambda info: (info.year, info.id))


def _holds_any(column: pd.Series, wanted: tuple[str, ...]) -> np.ndarray:
    """For a column of tuples: which rows hold one of `wanted` (an empty row holds NONE)."""
    if not wanted:
        return np.ones(len(column), bool)
    chosen = set(wanted)
    return np.fromiter((not chosen.isdisjoint(entry or (NONE,)) for entry in column), bool, len(column))


def _is_any(column: pd.Series, wanted: tuple) -> np.ndarray:
    return column.isin(wanted).to_numpy() if wanted else np.ones(len(column), bool)


def _says(column: pd.Series, text: str) -> np.ndarray:
    """Which texts hold every word of `text`, in any order and case."""
    said = column.str.casefold()
    result = np.ones(len(column), bool)
    for word in fold(text).casefold().split():
        result &= said.str.contains(word, regex=False).to_numpy(bool)
    return result


def claim_mask(check: CrossCheck, filters: Filters) -> np.ndarray:
    """(claims,) booleans: the claims that the claim-side filters keep. The text filter is not among them."""
    frame = check.claim_frame
    if frame.empty:
        return np.zeros(0, bool)
    mask = _holds_any(frame["articles"], filters.articles) & _holds_any(frame["themes"], filters.themes)
    mask &= _is_any(frame["kind"], filters.kinds)
    if filters.claim:
        mask &= (frame["doc"] + ":" + frame["start"].astype(str)).eq(filters.claim).to_numpy()
    return mask


def finding_mask(check: CrossCheck, filters: Filters) -> np.ndarray:
    """(findings,) booleans: the findings that the finding-side filters keep. The text filter is not among them."""
    frame = check.finding_frame
    if frame.empty:
        return np.zeros(0, bool)
    columns = {
        "doc": filters.sources,
        "year": filters.years,
        "attribution": filters.attributions,
        "ground": filters.grounds,
    }
    return np.logical_and.reduce([_is_any(frame[name], wanted) for name, wanted in columns.items()])


def select(check: CrossCheck, filters: Filters) -> pd.DataFrame:
    """The rows of `check.table` that every filter keeps, in the table's order."""
    table = check.table
    if table.empty:
        return table
    claim, finding = table["claim"].to_numpy(), table["finding"].to_numpy()
    mask = claim_mask(check, filters)[claim] & finding_mask(check, filters)[finding]
    mask &= _is_any(table["relation"], filters.relations) & _is_any(table["timing"], filters.timings)
    if filters.minimum > 0:
        mask &= table["flag_score"].to_numpy() >= filters.minimum
    if filters.text.strip():
        said_by_claim = _says(check.claim_frame["text"], filters.text)[claim]
        mask &= said_by_claim | _says(check.finding_frame["text"], filters.text)[finding]
    return table[mask]


def claim_list(
    check: CrossCheck, filters: Filters, pairs: pd.DataFrame, show: str = "all", order: str = "strongest"
) -> pd.DataFrame:
    """The claims to list: one row a claim, indexed by its position, with `flags`, `related` and `best` of `pairs`.

    `show` is all, flagged, related (at least one of `pairs`) or silent (none of them). `order` is strongest (highest
    flag score first), most (most flags first) or report (as printed). `best` is the highest score of a flag, else 0.
    """
    frame = check.claim_frame
    if frame.empty:
        return frame.assign(flags=0, related=0, best=0.0)
    sums = _sums(pairs).reindex(range(len(frame)), fill_value=0)
    listed = frame.assign(flags=sums["flags"], related=sums["related"], best=sums["best"])
    keep = claim_mask(check, filters)
    if filters.text.strip():
        keep &= _says(frame["text"], filters.text) | (sums["pairs"].to_numpy() > 0)
    wanted = {"flagged": sums["flags"] > 0, "related": sums["pairs"] > 0, "silent": sums["pairs"] == 0}
    if show in wanted:
        keep &= wanted[show].to_numpy()
    by = {"strongest": ["best", "related"], "most": ["flags", "best"]}.get(order, [])
    listed = listed[keep]
    return listed.sort_values(by, ascending=False, kind="stable") if by else listed


def _sums(pairs: pd.DataFrame) -> pd.DataFrame:
    """By claim: `pairs`, `flags`, `related` (not unrelated) and `best` (highest flag score of a flag)."""
    facts = pd.DataFrame(
        {
            "claim": pairs["claim"].to_numpy(),
            "pairs": 1,
            "flags": pairs["flag"].to_numpy().astype(int),
            "related": (pairs["relation"] != Relation.UNRELATED).to_numpy().astype(int),
            "best": np.where(pairs["flag"].to_numpy(bool), pairs["flag_score"].to_numpy(float), 0.0),
        }
    )
    return facts.groupby("claim").agg({"pairs": "sum", "flags": "sum", "related": "sum", "best": "max"})


def matrix(check: CrossCheck, by: str) -> pd.DataFrame:
    """Claims against sources: columns key, source, claims, flags, related, flagged_claims; zeros included.

    `by` is articles or themes; a claim with several counts under each, one with none under NONE. `related` counts the
    pairs that are not unrelated: where it is 0 the source was searched and nothing was found.
    """
    entries = [entry or (NONE,) for entry in check.claim_frame.get(by, pd.Series(dtype=object))]
    placed = pd.DataFrame({"claim": range(len(entries)), "key": entries}).explode("key")
    sources = [info.id for info in independent(check)]
    grid = placed.groupby("key").size().rename("claims").reset_index().merge(pd.DataFrame({"source": sources}), how="cross")
    table = check.table
    docs = check.finding_frame["doc"].to_numpy() if check.findings else np.empty(0, object)
    facts = pd.DataFrame(
        {
            "claim": table["claim"].to_numpy(),
            "source": docs[table["finding"].to_numpy(int)],
            "flags": table["flag"].to_numpy().astype(int),
            "related": (table["relation"] != Relation.UNRELATED).to_numpy().astype(int),
        }
    )
    facts = facts.groupby(["claim", "source"], as_index=False)[["flags", "related"]].sum()
    facts["flagged_claims"] = (facts["flags"] > 0).astype(int)
    sums = placed.merge(facts, on="claim").groupby(["key", "source"])[["flags", "related", "flagged_claims"]].sum()
    grid = grid.merge(sums.reset_index(), on=["key", "source"], how="left")
    counts = ["claims", "flags", "related", "flagged_claims"]
    return grid.assign(**{name: grid[name].fillna(0).astype(int) for name in counts})


def overall(check: CrossCheck) -> dict[str, int]:
    """Counts: claims, flagged (claims with a flag), silent (claims with nothing related), flags, related."""
    sums = _sums(check.table)
    return {
        "claims": len(check.claims),
        "flagged": int((sums["flags"] > 0).sum()),
        "silent": len(check.claims) - int((sums["related"] > 0).sum()),
        "flags": int(sums["flags"].sum()),
        "related": int(sums["related"].sum()),
    }


def strongest(check: CrossCheck, limit: int = 10) -> pd.DataFrame:
    """The strongest flags, at most one a claim, best first."""
    flags = check.table[check.table["flag"].astype(bool)]
    flags = flags.sort_values(["flag_score", "pair_id"], ascending=[False, True], kind="stable")
    return flags.drop_duplicates("claim").head(limit)


@dataclass(frozen=True)
class Group:
    """Findings on one claim that say nearly the same; `pairs` begins with the strongest."""

    pairs: tuple[Pair, ...]

    @property
    def lead(self) -> Pair:
        """The pair that stands for the group."""
        return self.pairs[0]

    @property
    def years(self) -> tuple[int, ...]:
        """The years that the findings describe, each once, ascending."""
        return tuple(sorted({pair.finding.year for pair in self.pairs}))

    @property
    def persistent(self) -> bool:
        """Whether more than one year says it."""
        return len(self.years) > 1


def strength(pair: Pair) -> tuple:
    """Sort key: flags first by score, then contradicts to unrelated, then rank."""
    return (
        not pair.flag,
        -pair.flag_score if pair.flag else list(Relation).index(pair.relation),
        pair.rank,
        pair.pair_id,
    )


def groups(pairs: Iterable[Pair]) -> list[Group]:
    """Findings on one claim, near-identical ones together, strongest first.

    Two findings are near-identical when they share at least ALIKE of all the words that either uses.
    """
    found: list[tuple[frozenset[str], list[Pair]]] = []
    for pair in sorted(pairs, key=strength):
        words = frozenset(_WORDS.findall(pair.finding.sentence.text.casefold()))
        home = next((members for known, members in found if overlap(words, known) >= ALIKE), None)
        if home is None:
            found.append((words, [pair]))
        else:
            home.append(pair)
    return [Group(tuple(members)) for _, members in found]


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared words over all words (Jaccard), 0 to 1."""
    return len(one & other) / len(one | other) if one or other else 0.0


def in_words(items: Sequence[object]) -> str:
    """`2014`, `2014 and 2019`, `2014, 2019 and 2021`."""
    words = [str(item) for item in items]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def place(sentence: Sentence) -> str:
    """Where a sentence stands, for a citation: `para. 94`, or `Section 2.a, “Press and Media”, p. 14`."""
    parts: list[str] = []
    quoted = ""
    for heading in map(fold, sentence.section if not sentence.paragraph else ()):
        if match := _NUMBERED.match(heading):
            parts.append(f"{match[1].capitalize()} {match[2]}")
        elif (match := _LETTERED.match(heading)) and parts:
            parts[-1] += f".{match[1].lower()}"
        else:
            quoted = f"“{heading.rstrip(' :.')}”"
    parts += [quoted] if quoted else []
    parts += [f"para. {sentence.paragraph}"] if sentence.paragraph else []
    parts += [f"p. {sentence.page}"] if sentence.page is not None else []
    return ", ".join(parts)


def citation(info: DocumentInfo, sentence: Sentence) -> str:
    """`E/C.12/KAZ/3, para. 94`; a source without a symbol is cited by its attribution."""
    return ", ".join(part for part in (info.symbol or info.attribution or info.title, place(sentence)) if part)
