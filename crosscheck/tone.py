"""Words of complaint and of progress in a finding, a cheap hint at which way it speaks; and sure signs that it does not support.

The counts are a hint only. "The law does not restrict unions" holds two words of complaint and none is one; what a sentence says is
for the judge to read. English only.
"""

import re
from functools import lru_cache

from crosscheck import figures

_CRITICAL = re.compile(
    r"\b(?:not|no|nor|never|without|lack\w*|fail\w*|limit\w*|restrict\w*|refus\w*|harass\w*|arrest\w*|detain\w*|interfer\w*|"
    r"prevent\w*|obstacl\w*|denied|den(?:y|ies)|unable|rarely|few|insufficient\w*|poor\w*|weak\w*|abus\w*|violat\w*|corrupt\w*|"
    r"discriminat\w*|critici[sz]\w*|complain\w*|concern\w*|however|although|despite|but|only|remain\w*|problem\w*|onerous|"
    r"difficult\w*|pressure\w*|punish\w*|prosecut\w*|convict\w*|fine[ds]?|illegal|bann?ed|prohibit\w*)\b",
    re.IGNORECASE,
)
_SUPPORTIVE = re.compile(
    r"\b(?:generally|effectively|improv\w*|increas\w*|adopted|introduc\w*|provid\w*|support\w*|cooperat\w*|train\w*|reform\w*|"
    r"established|fund\w*|assist\w*)\b",
    re.IGNORECASE,
)
_PERMITS = re.compile(r"\b(?:may|can|ha(?:s|ve) the right|entitled|free to|permitted|allowed|able to)\b", re.IGNORECASE)
_FORBIDS = re.compile(
    r"\b(?:prohibit\w*|forbid\w*|barred|bars?|banned|bans?|prevent(?:s|ed)?)\b[^.;]{1,120}?\bfrom\s+\w+ing\b|\b(?:may|can) ?not\b|"
    r"\b(?:no one|nobody|no \w+) (?:may|can|is|shall)\b|"
    r"\b(?:is|are|was|were) not (?:permitted|allowed|entitled|able)\b|\b(?:do|does|did) not (?:permit|allow|have the right)\b",
    re.IGNORECASE,
)
_WHOLLY = re.compile(r"\b(?:fully|wholly|entirely|completely|solely|exclusively)\b", re.IGNORECASE)
_ALONE = re.compile(r"\b(?:alone|only)\b", re.IGNORECASE)
NEAR = 1.5  # times: figures further apart hardly count the same thing


def critical(text: str) -> int:
    """How many words of complaint, refusal or limit the text holds."""
    return len(_CRITICAL.findall(text))


def supportive(text: str) -> int:
    """How many words of progress or provision the text holds."""
    return len(_SUPPORTIVE.findall(text))


def forbids_what_is_permitted(claim: str, finding: str) -> bool:
    """Whether the claim says that somebody may do something, and the finding that somebody may not.

    Such a finding may concern another matter; it does not bear the claim out.
    """
    return bool(_PERMITS.search(claim) and _FORBIDS.search(finding)) and not _FORBIDS.search(claim)


def does_not_bear_out(claim: str, finding: str) -> bool:
    """Whether the finding cannot support the claim, however alike the two sound: it forbids what is permitted, leaves open that something
    is so of all or of nothing else ("fully", "solely"), or gives other figures that may count the same thing."""
    alone = bool(_WHOLLY.search(claim)) and not (_WHOLLY.search(finding) or _ALONE.search(finding))
    return alone or forbids_what_is_permitted(claim, finding) or _other_figures(claim, finding)


def _other_figures(claim: str, finding: str) -> bool:
    """Whether both sides give figures in the same unit, none of them the same, and two not far apart."""
    ours, theirs = _figures(claim), _figures(finding)
    same = any(unit == other and value == near for unit, value in ours for other, near in theirs)
    close = any(unit == other and max(value, near) <= NEAR * min(value, near) for unit, value in ours for other, near in theirs)
    return close and not same


@lru_cache(maxsize=20_000)
def _figures(text: str) -> frozenset[tuple[str, float]]:
    return frozenset((f"{f.unit} {f.currency}", f.value) for f in figures.figures(text, None) if f.value > 0)
