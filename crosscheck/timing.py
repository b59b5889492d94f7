"""Whether a finding can still speak to a claim: years in a text, the change a claim asserts, and who came later.

A claim that a law of 2023 changed a rule is not rebutted by what was found in 2014: the finding is then a baseline. The
baseline `rule` says so only where the claim or its paragraph asserts a change made after the finding's period, the
finding does not itself speak of that later time; a change told without a year counts as made in the report's period.
`superseded_features` gives the same evidence, and what both texts share, as numbers for a trained judge. Neither knows
whether the change is about just what the finding describes: that is for the judge that reads both.
"""

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Years:
    """A year or span of years named in a text (`first` to `last`) and where; `open` for "since" and "in force from"."""

    first: int
    last: int
    start: int
    end: int
    open: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A change a claim asserts: the words that show it, the year it took effect (None where not said) and where.

    `start`, `end` are code points into the claim's text, or into the paragraph's where `in_paragraph` holds.
    """

    year: int | None
    text: str
    start: int
    end: int
    in_paragraph: bool = False


_Y = r"(?<![\d,./])(?:19|20)\d\d(?![\d,]\d|/\d{3}|\.\d)"
_MONTH = r"(?:\d{1,2}\s)?(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEARS = re.compile(
    r"(?P<open>\b(?:since|(?:in force|effective|as|starting|beginning) from|from|with effect from)\s(?:the\s)?"
    rf"(?:{_MONTH},?\s)?(?:the (?:beginning|start|end) of\s)?)?(?P<first>{_Y})"
    rf"(?:\s?(?:[-–/]|to|and(?=\s(?:19|20)\d\d))\s?(?:{_MONTH}\s)?(?P<last>(?:19|20)?\d\d)(?![\d,]))?",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:\bNos?\.?|\barticles?|\barts?\.|\bparas?\.|\bsections?|\bnumber|\bresolution|[/-])\s?$", re.IGNORECASE
)
# A year the text looks forward to, or a plan's horizon, is no year in which something changed.
_HORIZON = re.compile(
    r"(?:\b(?:until|till|up to|by|through|before|prior to|over the period|towards|compared with|"
    r"compared to)\s(?:the\s)?"
    rf"(?:(?:end|beginning) of\s)?(?:{_MONTH}\s)?|\bin\s(?={_Y}\)))$",
    re.IGNORECASE,
)
_DONE = (
    r"(?:amended|adopted|introduced|enacted|established|abolished|repealed|approved|signed|ratified|criminali[sz]ed|"
    r"decriminali[sz]ed|liberali[sz]ed|simplified|reformed|replaced|increased|raised|reduced|strengthened|expanded|"
    r"extended|"
    r"eliminated|lifted|removed|reorgani[sz]ed|transferred|launched|set up|created|improved|updated|revised|tightened|"
    r"toughened|re-established|restored|renewed|designated|granted|moderni[sz]ed|converted|made less|made more|"
    r"enhanced|doubled)"
)
# Only what is told as done: "the limits established by law" and "treaties ratified by the State" change nothing.
_REFORM = re.compile(
    rf"\b(?:(?:was|were|has been|have been|had been)\s(?:\w+ly\s|also\s|further\s|first\s)?{_DONE}(?!\sby\slaw\b)|"
    r"(?:has|have|parliament|president|government|head of state|ministry|majilis|senate|cabinet|court|king|"
    rf"it)\s(?:also\s)?{_DONE}|"
    r"(?:came|entered|entry) into (?:force|effect)|took effect|in force (?:since|from)|re-established its|"
    r"amend(?:ed,|ments? (?:to|in|of|was|were)|ing (?:various|certain|the))|(?:with|following|after|since|through|"
    r"by) the (?:\w+ )?"
    r"(?:adoption|introduction|enactment|abolition|establishment|liberali[sz]ation|reform|amendment|"
    r"entry into force) of|"
    r"with (?:its|their|this) (?:adoption|introduction|enactment)|liberali[sz]ation of|(?:systemic |constitutional |"
    r"legal )reforms?\b|"
    rf"act of [^,.;]{{6,20}} amending|will be (?:introduced|granted|established)|acceded to|became a party|no longer|"
    r"(?:is|are) (?:now )?simplified|new (?:[\w-]+ )?(?:law|act|code|methodology|framework|rules?|procedure)\b|"
    r"(?:act|law|decree|decision|instructions?)\b[^.;]{0,90}\b(?:established|introduced|abolished|approved|added to|"
    r"replaced)\b|"
    r"simplifying the|envisages? (?:the )?(?:moderni[sz]ation|introduction|creation|establishment|reform))",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"\b(?:since|as from|starting from)\s(?:{_MONTH}\s)?(?:{_Y})", re.IGNORECASE)
# What stood before a change, or followed from it, is not itself the change.
_ASIDE = re.compile(
    r"^\W*(?:\d+\.\s?)?(?:before the\b|prior to the\b|until the\b|as a result\b|this (?:led|resulted|has led)|"
    r"the total\b|in total\b)",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"^\W*(?:\d+\.\s?)?(?:(?:with|under|on the basis of|in accordance with|pursuant to|for|as part of|within|"
    r"thanks to) )?"
    r"(?:the )?(?:new )?(?:its|these|they|those|such|this (?:law|act|code|decree|plan)|(?:law|act|code|acts|amendments|"
    r"provisions|"
    r"changes|plan|policy framework|framework|court|rules|reform|introduction|adoption)\b(?! on\b))",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.;:])\s+(?=[A-Z“(])|\n")
_WORD = re.compile(r"[^\W\d_]{4,}")
_DULL = frozenset({
    "about", "above", "accordance", "according", "acts", "adopted", "adoption", "after", "also", "amended",
    "amending", "amendment", "amendments", "among", "article", "articles", "been", "before", "being", "between",
    "both", "certain", "citizens", "code", "constitution", "could", "countries", "country", "during", "each",
    "ensure", "ensuring", "entitled", "established", "from", "general", "government", "have", "having", "head",
    "human", "implementation", "including", "increased", "into", "introduced", "introduction", "itself", "law",
    "laws", "legal", "legislative", "made", "make", "many", "measures", "more", "most", "must", "national", "number",
    "only", "order", "other", "over", "part", "particular", "particularly", "person", "persons", "policy",
    "president", "provide", "provided", "provides", "public", "pursuant", "reform", "reforms", "report", "reported",
    "republic", "right", "rights", "same", "several", "shall", "should", "signed", "since", "some", "state", "such",
    "system", "than", "that", "their", "them", "there", "these", "they", "this", "those", "through", "under", "until",
    "used", "various", "well", "were", "what", "when", "where", "which", "while", "will", "with", "within", "without",
    "work", "would", "year", "years",
})
_NORM = re.compile(
    r"\b(?:(?:the|this|a|new|labor|criminal|by) (?:code|act|constitution|decree)|laws?|legislation|(?-i:Act|Code|"
    r"Constitution))\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(r"\bwill\b|\bplanned\b|\benvisage")

FEATURES: tuple[str, ...] = (
    "claim_change", "paragraph_change", "claim_since", "points_back", "years_after", "later", "paragraph_later",
    "much_later", "no_year", "undated_later", "shared_claim", "shared_clause", "shared_paragraph", "shared_count",
    "rarest_shared", "finding_speaks_later", "finding_year_gap", "finding_law", "claim_law", "claim_future",
    "claim_length", "rule",
)


def years(text: str) -> list[Years]:
    """The years `text` names, in reading order; numbers of acts, articles and documents are left out."""
    found = []
    for match in _YEARS.finditer(text):
        if _NAMED.search(text[: match.start()]):
            continue
        first, last = int(match["first"]), match["last"]
        end = int(last) if last and len(last) == 4 else first // 100 * 100 + int(last) if last else first
        opened = bool(match["open"]) and not last
        if end < first:
            end = first
        found.append(Years(first, end, match.start("first"), match.end(), opened))
    return found


# One claim meets sixty findings and one finding as many claims: what is read off either text is read off once.
_remembered = lru_cache(maxsize=8192)


def _effective(text: str) -> list[int]:
    """The years in which something in `text` may have changed: a plan's first year, no horizons."""
    return [found.first for found in years(text) if not _HORIZON.search(text[: found.start])]


@_remembered
def _change_in(text: str) -> Change | None:
    if _ASIDE.match(text):
        return None
    cue = _REFORM.search(text) or _SINCE.search(text)
    if not cue:
        return None
    return Change(max(_effective(text), default=None), cue.group(), cue.start(), cue.end())


def asserted_change(claim_text: str, paragraph_text: str = "") -> Change | None:
    """The change a claim asserts, from its own words, else from its paragraph; None where neither tells of one.

    A claim that tells of a change without a year, or points back to a new law, takes the year from its paragraph.
    """
    own = _change_in(claim_text)
    if own and own.year is not None:
        return own
    around = _paragraph_change(paragraph_text)
    if own:
        return Change(around.year if around else None, own.text, own.start, own.end)
    return around


@_remembered
def _paragraph_change(paragraph: str) -> Change | None:
    """The latest dated change told in one sentence of a paragraph."""
    best: Change | None = None
    place = 0
    for sentence in _SENTENCE.split(paragraph):
        start = paragraph.index(sentence, place)
        place = start + len(sentence)
        change = _change_in(sentence)
        if change and change.year is not None and (best is None or change.year > (best.year or 0)):
            best = Change(change.year, change.text, start + change.start, start + change.end, True)
    return best


def _stem(word: str) -> str:
    return re.sub(r"(?:ations?|ments?|ings?|ions?|ities|ity|ers?|ies|ed|es|s|y)$", "", word)[:8]


@_remembered
def _content(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in map(str.lower, _WORD.findall(text)) if word not in _DULL)


@_remembered
def _latest(text: str) -> int | None:
    """The last year the text speaks of."""
    return max((found.last for found in years(text)), default=None)


def superseded_features(
    claim_text: str, paragraph_text: str, finding_text: str, finding_year: int, period_start: int | None = None
) -> dict[str, float]:
    """The evidence that a claim's change leaves a finding behind: one number a name, in the order of `FEATURES`.

    `finding_year` is the last year the finding's document describes, `period_start` the first year the State's report
    covers: a change told without a year was made no earlier, and so after any finding before it.
    """
    own, around = _change_in(claim_text), _paragraph_change(paragraph_text)
    change = asserted_change(claim_text, paragraph_text)
    gap = change.year - finding_year if change and change.year else 0
    undated = change is not None and change.year is None
    claim, paragraph, finding = _content(claim_text), _content(paragraph_text), _content(finding_text)
    clause = _content(claim_text[max(0, own.start - 90) : own.end + 90]) if own else frozenset()
    shared = claim & finding
    latest = _latest(finding_text) or finding_year
    values = {
        "claim_change": float(own is not None),
        "paragraph_change": float(around is not None),
        "claim_since": float(bool(_SINCE.search(claim_text))),
        "points_back": float(bool(_BACK.search(claim_text))),
        "years_after": max(-5, min(10, gap)) / 10,
        "later": float(gap > 0 and own is not None),
        "paragraph_later": float(gap > 0 and own is None),
        "much_later": float(gap > 4),
        "no_year": float(undated),
        "undated_later": float(undated and finding_year < (period_start or 0)),
        "shared_claim": len(shared) / max(1, min(len(claim), len(finding))),
        "shared_clause": len(clause & finding) / max(1, len(clause)),
        "shared_paragraph": len(paragraph & finding) / max(1, len(finding)),
        "shared_count": min(len(shared), 6) / 6,
        "rarest_shared": max((len(word) for word in shared), default=0) / 8,
        "finding_speaks_later": float(bool(change and change.year and latest >= change.year)),
        "finding_year_gap": (finding_year - latest) / 10,
        "finding_law": float(bool(_NORM.search(finding_text))),
        "claim_law": float(bool(_NORM.search(claim_text))),
        "claim_future": float(bool(_FUTURE.search(claim_text))),
        "claim_length": min(len(claim_text), 600) / 600,
    }
    values["rule"] = float(rule(values))
    return {name: values[name] for name in FEATURES}


def rule(features: dict[str, float]) -> bool:
    """The honest baseline: the claim's change came after the finding's period, and the finding does not reach it.

    Claim and finding are taken to be about the same subject: the rule is for pairs already judged related.
    """
    dated = features["later"] or (features["paragraph_later"] and features["points_back"])
    return bool((dated or features["undated_later"]) and not features["finding_speaks_later"])
