"""Choose what a report says: which of the State's statements, and which findings beside each.

Only what passed both gates is chosen. A pair that people decided counts as they decided it; one they did not enters only
where that was asked for. What is left out is counted. Nothing here writes a sentence.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from crosscheck import export, topics, views
from crosscheck.errors import CrosscheckError
from crosscheck.export.decided import Decision, Decisions
from crosscheck.export.gate import Blocked
from crosscheck.export.safety import Mention
from crosscheck.records import Claim, Pair, Relation, Sentence, Timing
from crosscheck.report import committee as committees
from crosscheck.report import matrix
from crosscheck.report.choice import Choice, Include, Order, Quotation
from crosscheck.results import CrossCheck

_CHANGES = (Relation.CONTRADICTS, Relation.QUALIFIES)


@dataclass(frozen=True)
class Statement:
    """One of the State's statements. `groups` are findings that stand beside it now, near-identical ones together;
    `changed` those it speaks of as past; `repeated` those already set out under an earlier statement of the issue."""

    claim: Claim
    groups: tuple[views.Group, ...]
    changed: tuple[views.Group, ...] = ()
    repeated: tuple[views.Group, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class Issue:
    """What one heading holds. `part` is the article or recommendation over it. `silent` are statements on which every
    source was searched and nothing related found; `more` counts statements with findings that did not fit."""

    part: str
    title: str
    statements: tuple[Statement, ...]
    silent: tuple[Claim, ...] = ()
    more: int = 0
    theme: str = ""


@dataclass(frozen=True)
class Report:
    """A report's content. `bundle` holds the pairs that may be quoted, as they will read."""

    choice: Choice
    committee: committees.Committee
    taxonomy: topics.Taxonomy
    bundle: export.Bundle
    issues: tuple[Issue, ...]
    matrix: tuple[matrix.Row, ...]
    waiting: int
    blocked: tuple[Blocked, ...] = ()
    mentions: tuple[Mention, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def check(self) -> CrossCheck:
        """The cross-check it was made from."""
        return self.bundle.check

    def decision(self, pair: Pair) -> Decision | None:
        """What people decided about the pair."""
        return self.bundle.decision(pair)


def build(check: CrossCheck, choice: Choice, decisions: Decisions | None = None, agreement: Sequence[dict] = ()) -> Report:
    """The report that `choice` asks for. `decisions` and `agreement` come from `export.decided`.

    Raises CrosscheckError for an article, theme, recommendation or pair that there is not; SafetyError if it goes to
    others and a name has no decision.
    """
    decisions = decisions or {}
    committee = committees.load(choice.committee)
    taxonomy = topics.load_taxonomy(check.corpus.taxonomy)
    committee.limit(choice.who)
    _known(check, choice, taxonomy)
    rows = _rows(check, choice)
    allowed, waiting = _allowed(check, rows, choice, decisions)
    followed = _followed(check, rows, choice, decisions)
    also = [*_around(check, choice, allowed), *(sentence for row in followed for sentence in row.shown())]
    made, blocked, found = export.bundle(check, allowed, decisions, agreement, choice.audience, choice.names, choice.date, also)
    shown = [made.shown(pair) for pair in made.pairs]
    silent = [made.redaction.claim(check, claim) for claim in _silent(check, rows, decisions)]
    issues = tuple(_issues(check, choice, committee, taxonomy, shown, silent))
    made = _only_used(made, issues)
    rows_ = tuple(row.covered(check, made.redaction) for row in followed)
    return Report(choice, committee, taxonomy, made, issues, rows_, waiting, tuple(blocked), tuple(found),
                  tuple(made.meta["warnings"]))


def _followed(check: CrossCheck, rows, choice: Choice, decisions: Decisions) -> list[matrix.Row]:
    """The follow-up matrix of the recommendations that the chosen claims answer, if it is asked for."""
    numbers = {check.claims[position].recommendation for position in rows["claim"].unique()} - {None}
    return matrix.rows(check, decisions, choice.include, tuple(sorted(numbers))) if choice.matrix and numbers else []


def _around(check: CrossCheck, choice: Choice, pairs: Iterable[Pair]) -> list[Sentence]:
    """The other sentences that are quoted where whole paragraphs are."""
    if choice.quotation is not Quotation.PARAGRAPH:
        return []
    quoted = {(s.doc, s.block): s for pair in pairs for s in (pair.claim.sentence, pair.finding.sentence)}
    return [sentence for one in quoted.values() for sentence in check.paragraph(one)]


def _known(check: CrossCheck, choice: Choice, taxonomy: topics.Taxonomy) -> None:
    """Refuse a name that nothing has: an empty report would say that nothing was found."""
    used = {
        "articles": set(taxonomy.articles), "themes": {theme.id for theme in taxonomy.themes},
        "recommendations": {claim.recommendation for claim in check.claims if claim.recommendation},
        "pairs": set(check.table["pair_id"]) if choice.pairs else set(),
    }
    for claim in check.claims:
        used["articles"].update(claim.articles)
        used["themes"].update(claim.themes)
    for name, known in used.items():
        if unknown := sorted(set(getattr(choice, name)) - known):
            some = ", ".join(sorted(known)[:40])
            raise CrosscheckError(f"There are no {name} {', '.join(unknown)} in {check.corpus.id}; it has {some or 'none'}.")


def _rows(check: CrossCheck, choice: Choice):
    """The rows of the table whose claims are chosen."""
    mask = views.claim_mask(check, views.Filters(articles=choice.articles, themes=choice.themes))
    if choice.recommendations:
        mask &= np.fromiter((claim.recommendation in choice.recommendations for claim in check.claims), bool, len(check.claims))
    table = check.table
    rows = table[mask[table["claim"].to_numpy(int)]]
    return rows[rows["pair_id"].isin(choice.pairs)] if choice.pairs else rows


def _allowed(check: CrossCheck, rows, choice: Choice, decisions: Decisions) -> tuple[list[Pair], int]:
    """The pairs that may enter as decided or suggested, and how many flags wait for a review and were left out."""
    decided = rows["pair_id"].isin(decisions).to_numpy(bool)
    wanted = rows["relation"].isin([str(r) for r in choice.relations]).to_numpy(bool)
    strong = rows["flag_score"].to_numpy(float) >= choice.minimum
    open_ = ~decided & (wanted & strong)
    pairs = [pair for pair in check.pairs(rows[decided]) if _counts(choice, decisions[pair.pair_id])]
    pairs = [pair for pair in pairs if decisions[pair.pair_id].relation in choice.relations]
    if choice.include is Include.UNREVIEWED:
        pairs += check.pairs(rows[open_])
        return sorted(pairs, key=lambda pair: (pair.claim.sentence.doc, pair.claim.sentence.start, pair.rank)), 0
    return pairs, int((open_ & rows["flag"].to_numpy(bool)).sum())


def _counts(choice: Choice, decision: Decision) -> bool:
    return decision.settled or choice.include is not Include.SETTLED


def _silent(check: CrossCheck, rows, decisions: Decisions) -> list[Claim]:
    """The chosen claims on which no pair is related, by people's word where there is one, else the machine's."""
    related = (rows["relation"] != Relation.UNRELATED).to_numpy(bool, copy=True)
    for place, pair in enumerate(rows["pair_id"]):
        if pair in decisions:
            related[place] = decisions[pair].relation is not Relation.UNRELATED
    by_claim = rows.assign(related=related).groupby("claim")["related"].any()
    return [check.claims[position] for position in by_claim.index[~by_claim.to_numpy(bool)]]


def _issues(check: CrossCheck, choice: Choice, committee: committees.Committee, taxonomy: topics.Taxonomy, pairs: Iterable[Pair],
            silent: Iterable[Claim]) -> list[Issue]:
    """The chosen pairs under headings, in the order of the committee."""
    grouped: dict[tuple[str, str], dict[tuple, list[Pair]]] = defaultdict(lambda: defaultdict(list))
    quiet: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for pair in pairs:
        grouped[_home(pair.claim, choice, committee, taxonomy)][pair.claim.sentence.doc, pair.claim.sentence.start].append(pair)
    for claim in silent:
        quiet[_home(claim, choice, committee, taxonomy)].append(claim)
    order = _order(committee, taxonomy)
    titles = matrix.recommendation_titles(check)
    return [_issue(home, taxonomy, titles, list(grouped[home].values()), quiet[home], choice)
            for home in sorted(set(grouped) | set(quiet), key=order)]


def _home(claim: Claim, choice: Choice, committee: committees.Committee, taxonomy: topics.Taxonomy) -> tuple[str, str]:
    """(article or recommendation, theme) under which a claim stands: once, where it was asked for."""
    themes = [theme for theme in choice.themes if theme in claim.themes] or list(claim.themes)
    theme = themes[0] if themes else ""
    if committee.group_by == "recommendations" or (choice.recommendations and not choice.articles and not choice.themes):
        return claim.recommendation or "", ""
    articles = [article for article in choice.articles if article in claim.articles]
    if not articles and theme in {t.id for t in taxonomy.themes}:
        articles = list(taxonomy.theme(theme).articles)
    return (articles or list(claim.articles) or [""])[0], theme


def _order(committee: committees.Committee, taxonomy: topics.Taxonomy):
    """A sort key: articles and themes as in the taxonomy, recommendations by number, what has none last."""
    articles = {number: place for place, number in enumerate(taxonomy.articles)}
    themes = {theme.id: place for place, theme in enumerate(taxonomy.themes)}

    def key(home: tuple[str, str]) -> tuple:
        part, theme = home
        number = int(part) if part.isdigit() else 10_000
        return articles.get(part, 1000 + number), themes.get(theme, 1000), part, theme

    return key


def _issue(home: tuple[str, str], taxonomy: topics.Taxonomy, titles: dict[str, str], claims: list[list[Pair]], silent: list[Claim],
           choice: Choice) -> Issue:
    part, theme = home
    title = next((t.title for t in taxonomy.themes if t.id == theme), theme or titles.get(part, ""))
    by_strength = sorted(claims, key=lambda pairs: min(map(views.strength, pairs)))
    chosen = by_strength[: choice.per_issue]
    if choice.order is Order.REPORT:
        chosen = sorted(chosen, key=lambda pairs: (pairs[0].claim.sentence.doc, pairs[0].claim.sentence.start))
    quoted: set[tuple[str, int]] = set()
    statements = tuple(_statement(pairs, choice, quoted) for pairs in chosen)
    return Issue(part, title, statements, tuple(silent), max(0, len(claims) - len(chosen)), theme)


def _statement(pairs: list[Pair], choice: Choice, quoted: set[tuple[str, int]]) -> Statement:
    """The findings beside one claim; a finding that the issue quotes already is only referred to."""
    late = [pair for pair in pairs if pair.timing is Timing.SUPERSEDED and pair.relation in _CHANGES]
    past = {pair.pair_id for pair in late}
    groups = views.groups(pair for pair in pairs if pair.pair_id not in past)
    known = [group for group in groups if _key(group) in quoted]
    fresh = [group for group in groups if _key(group) not in quoted]
    shown, changed = fresh[: choice.per_claim], views.groups(late)[: choice.per_claim]
    quoted |= {(pair.finding.sentence.doc, pair.finding.sentence.start) for group in shown for pair in group.pairs}
    return Statement(pairs[0].claim, tuple(shown), tuple(changed), tuple(known), max(0, len(fresh) - len(shown)))


def _key(group: views.Group) -> tuple[str, int]:
    return group.lead.finding.sentence.doc, group.lead.finding.sentence.start


def _only_used(made: export.Bundle, issues: Iterable[Issue]) -> export.Bundle:
    """The bundle with the pairs that the report holds, and their count, in its metadata."""
    from dataclasses import replace

    from crosscheck.export import run_metadata

    used = {pair.pair_id for issue in issues for statement in issue.statements for pair in pairs_of(statement)}
    kept = [pair for pair in made.pairs if pair.pair_id in used]
    meta = run_metadata.metadata(made.check, kept, made.decisions, date=made.meta["date"], agreement=made.meta["agreement"],
                                 blocked=made.meta["blocked"], covered=made.meta["names_covered"])
    return replace(made, pairs=kept, meta=meta)


def pairs_of(statement: Statement) -> list[Pair]:
    """Every pair that a statement quotes or refers to."""
    return [pair for groups in (statement.groups, statement.changed, statement.repeated) for group in groups for pair in group.pairs]
