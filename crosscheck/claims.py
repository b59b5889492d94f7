"""Which sentences of a State document claim something checkable, and what sort of thing.

The rules are lists of cues, read from the top: the first that matches decides, and its reason can be shown to a user
(`explain`). They know the language of State reports in general and nothing of one State or treaty. A wrong `Kind` costs
a filter little, while a sentence dropped here is never compared with anything: so a sentence is dropped only where it
plainly is a heading, a fragment, a pointer elsewhere or talk about the report itself.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crosscheck.figures import Unit, figures
from crosscheck.records import Claim, Kind, Sentence
from crosscheck.topics import Taxonomy, articles, recommendation, themes

_NUMBERING = re.compile(r"^\s*(?:\d{1,4}\.|[-•–·*]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\))\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Cue:
    """One rule: `kind` is what a matching sentence is (None: no claim), `reason` says why in a reader's words."""

    kind: Kind | None
    reason: str
    pattern: re.Pattern[str]


def _cue(kind: Kind | None, reason: str, pattern: str, *, as_written: bool = False) -> Cue:
    return Cue(kind, reason, re.compile(pattern, 0 if as_written else re.IGNORECASE))


_REPORT = (
    r"(?:present|current|this|initial|(?:\w+\s)?periodic|combined|common core|national|State party(?:’|')s|the)\s+"
    r"(?:\w+\s){0,5}?(?:report|document|replies)\b"
)
_NOT_CLAIMS: tuple[Cue, ...] = (
    _cue(
        None,
        "a heading that names articles",
        r"^articles?\s[\dIVX]+[\w\s,()–-]{0,40}(?:of the (?:covenant|convention))?\W*$",
    ),
    _cue(
        None,
        "a heading that names a recommendation",
        r"^(?:recommendations?|follow-up|reply|replies)\b[^.;]{0,160}\(?para[^.;]*\.[^.;]*\W*$",
    ),
    _cue(None, "a numbered heading", r"^(?:[IVX]+|[A-Z])\.\s?[A-Z][^.;:]{0,110}$", as_written=True),
    _cue(None, "the report's own title", r"^(?:\w+ ){1,6}reports? (?:submitted|of)\b[^.;]*\bdue in\b"),
    _cue(
        None,
        "how the report was written or is arranged",
        rf"^(?:the\s)?{_REPORT}[^.;]{{0,200}}?\b(?:is divided|was prepared|has been prepared|was drafted|was drawn up|"
        r"is submitted|was submitted|contains? information|contains? statistical|consists of|is structured|"
        r"covers the period|provides information|should be read|is based on)\b",
    ),
    _cue(
        None, "the sources of the report", r"\bwere used (?:to draft|to prepare|in (?:drafting|preparing)) the report\b"
    ),
    _cue(
        None,
        "a pointer to another place",
        r"^(?:please\s)?(?:see|refer to|reference is made to|for (?:more|further|additional) (?:information|"
        r"details?))\b"
        r"[^.]{0,160}\b(?:para|annex|table|article|section|report|above|below|page|reply|website|chapter)",
    ),
    _cue(
        None,
        "a pointer to another place",
        r"\b(?:is|are|was|were|has been|have been)\s(?:also\s)?(?:provided|given|presented|contained|set out|attached|"
        r"found|included|described|reported|annexed|outlined|addressed|discussed)\s(?:in detail\s)?(?:in|under|to|at)?"
        r"\s?(?:the\s)?(?:annex|appendix|table|para(?:graph|s?\.)|section [A-Z\d]|part [A-Z\d]|above|below|"
        r"(?:previous|preceding|initial|present|last) report|repl(?:y|ies) to|common core document)[^;]{0,80}$",
    ),
)

_LAW = (
    r"(?:constitution\w*|(?<!by )(?:the |an? )?(?:\w+ )?law|laws|legislation|(?-i:Acts?|Code|Law|Regulations?|"
    r"Ordinance|"
    r"Order|Proclamation|Bill of Rights)|decree|statutes?|sections? \d+|articles? (?:\d+|[IVX]+))"
)
_BODY = (
    r"(?-i:Ombuds\w+|Commission(?:er)?|Committee|Council|Office|Inspectorate|Agency|Bureau|Division|Department|Board|"
    r"Cent(?:er|re)|Tribunal|Institute|Task Force|Public Defender|Unit|Authority|Directorate|Secretariat|Service|"
    r"Mechanism|Assembly|Platform)s?|ombuds\w+|inspectors|committees?|commissions?|councils?|"
    r"national preventive mechanism|[\w-]+ (?:bod(?:y|ies)|unit|units|service|agency|agencies|authority|"
    r"centres?|centers?|hotline|mechanism)|inspectorate|task force|working group|crisis centres|courts?"
)
_NORM = (
    r"(?:guarantee[sd]?|provide[sd]? for|provides? that|prohibit(?:s|ed)?|forbid(?:s|den)?|prevents?|enshrine[sd]?|"
    r"protects?|secure[sd]?|recogni[sz]e[sd]?|entitle[sd]?|allows?|permits?|punishe?[sd]?|penali[sz]es?|"
    r"criminali[sz]es?|"
    r"establishes|sets out|defines?|lays? down|states? that|stipulates?|confers?|grants?|regulate[sd]?|govern(?:s|ed)|"
    r"requires?|incorporates?|gives?|fixes|ensures?|specifies|imposes?|declares?|affirms?|makes?|obliges?|bars?|"
    r"outlaws?)"
)
# How a body's tasks and standing are told; "are|is" at the end, because a body as the subject says enough.
_TASK = (
    r"(?:acts?|monitors?|coordinates?|receives?|considers?|reviews?|exercises?|has the right|may|supervises?|oversees?|"
    r"visits?|examines?|licen[sc]es?|provides?|consists?|includes?|carries|carry|supports?|handles?|investigates?|"
    r"promotes?|advises?|serves?|operates?|functions?|reports? to|does not report|(?:have|has) strengthened|"
    r"became operational|has been (?:granted|established|set up|strengthened|elected|entrusted)|have been established|"
    r"was (?:established|set up)|are|is)"
)
_CHANGED = (
    r"(?:adopted|enacted|introduced|abolished|repealed|simplified|liberali[sz]ed|reformed|revised|reduced|raised|"
    r"increased|extended|expanded|ratified|lifted|removed|replaced|eliminated|tightened|toughened|strengthened|"
    r"made less|made more|approved|promulgated|improved|criminali[sz]ed|decriminali[sz]ed|changed|set (?:at|up)|"
    r"converted|launched|developed)"
)
_KINDS: tuple[Cue, ...] = (
    _cue(
        Kind.COMMITMENT,
        "speaks of what is planned, proposed or still to come",
        r"\b(?:it is (?:planned|envisaged|proposed|intended|expected)|(?:is|are) being (?:drafted|drawn up|prepared|"
        r"developed|considered)|is under (?:consideration|preparation|way)|under way to|will (?:be|have|make|ensure|"
        r"amount|allow|include|continue|enter|come|provide|introduce|increase|also)|(?:is|are) to (?:make|become|"
        r"secure|"
        r"receive|ensure|introduce)|intends? to|plans to|undertakes? to|undertook to|pledge[sd]?|(?:stands?|has stood) "
        r"adjourned|bill (?:on|to|that|which)|draft (?:law|act|bill|code|strategy)|aims? (?:to|at)|(?:is|are|has|have) "
        r"committed (?:itself )?to|has undertaken to|envisages?|foresees?|(?:is|are) (?:drafting|preparing|drawing up|"
        r"developing|working (?:on|to|towards)|planned|due to)|under discussion|before parliament|(?:plan|programme|"
        r"strategy|bill|framework|project|policy)\b[^.]{0,80}\b(?:is|are) to|in the (?:near|coming) (?:future|years)|"
        r"by (?:the end of )?20[2-5]\d|until 20[2-5]\d)\b",
    ),
    _cue(
        Kind.COMMITMENT,
        "names a plan, programme or strategy and what it is for",
        r"\b(?:(?:action |national )?plan(?:s)? (?:of action )?(?:for|to|on|against|of)|roadmap|road map|strategy "
        r"(?:for|on|to)|policy framework|(?:national|State) (?:programme|strategy|plan)|development plan)\b[^.]*"
        r"\b(?:envisages?|provides? for|for (?:the period )?20\d\d[-–]20\d\d|approved|adopted|aimed|seeks|until|"
        r"is to)\b",
    ),
    _cue(
        Kind.INSTITUTION,
        "says what a body is, may do or does",
        r"^(?:\W*(?:also|today|currently|under [^,]{3,80},|in [^,]{3,40},|at present),?\s)?(?:the |an? |its |all )?"
        rf"(?:[\w’'-]+ ){{0,9}}?(?:{_BODY})\b(?:[^,;.]{{0,60}}|,[^,;]{{3,120}},)\s?{_TASK}\b",
    ),
    _cue(
        Kind.INSTITUTION,
        "sets up or strengthens a body",
        rf"\b(?:{_BODY})\b[^.]{{0,120}}\b(?:was|were|has been|have been|is|are)\s(?:\w+ly )?(?:established|created|"
        r"set up|"
        r"founded|introduced|appointed|opened|reorganized|launched|strengthened|in (?:place|operation)|attached)\b"
        r"|\b(?:established|establishment of|set up|creation of|appointed|created|reinforced|ensures) (?:the |an? )?"
        rf"[^.,;]{{0,60}}\b(?:{_BODY})\b",
    ),
    _cue(
        Kind.REFORM,
        "tells of a change in law or rules",
        r"\b(?:amend(?:ed|ments?|ing)|(?:was|were|has been|have been|had been) (?:newly |recently |also |further )?"
        rf"{_CHANGED}|(?:came|entered|come|comes) into (?:force|effect)|took effect|in force since|became a party|"
        r"acceded to|(?<!treaties )ratified(?! by)|as revised|reinstated|doubled|hands? over|"
        r"made \w+ an? (?:\w+ )?(?:offence|crime)|no longer|(?:has|have) now|is now|are now|for the first time|(?:has|"
        r"have) "
        r"been made|widened|broadened|lowered|instituted|brought into line|transposed|incorporated|under the (?:new|"
        r"20[12]\d)|since (?:\d+ \w+ )?(?:19|20)\d\d|new (?:law|act|code|methodology|article)|"
        r"ha(?:s|ve) (?:approved|adopted|introduced|unified|reinforced)|reform of|adopted|signed)\b",
    ),
    _cue(Kind.GUARANTEE, "what a law guarantees, forbids or requires", rf"\b{_LAW}\b[^.;]{{0,200}}\b{_NORM}\b"),
    _cue(
        Kind.GUARANTEE,
        "a rule or a right, stated as standing",
        r"\b(?:(?:has|have) the right|right to|rights? (?:of|and)|enjoys?|(?:are|is) (?:entitled|prohibited|"
        r"guaranteed)|"
        r"guaranteed|prohibit(?:s|ed|ion)|forbidden|may not|must|no one may|shall|(?:are|is) free to|equal (?:rights|"
        r"before|opportunities)|independence of|principle of|in accordance with (?:the|article)|under (?:the|article) "
        r"[^,.]{0,60}(?-i:Constitution|Act|Code|Law)|pursuant to|by virtue of|(?:is|are) (?:regulated|governed) by|"
        r"(?:is|are) to be|punishable|criminal offence|unlawful|void|free of charge|(?:are|is) (?:protected|"
        r"independent|open|available) (?:to|by|"
        r"from|of|under|in)|on an equal footing|regardless of|irrespective of|without (?:any )?(?:distinction|"
        r"discrimination)|"
        r"access to)\b",
    ),
)
_DEFAULT = "none of the other cues: what is done in practice"
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|being|has|have|had|do|does|did|will|would|shall|may|might|can|could|must|should)\b"
    r"|\b[a-z]{2,}(?:ed|es|ts|ns|ds|rs|ls|ks|ps|ms|ys)\b|\b(?:made|took|came|became|gave|rose|fell|set|led|held|won|"
    r"with)\b",
)


def _bare(text: str) -> str:
    return _NUMBERING.sub("", text, count=1)


def refusal(text: str) -> str | None:
    """Why a sentence is no claim, in a reader's words, or None where it is one."""
    bare = _bare(text)
    words = bare.split()
    if len(words) < 4 or not any(character.isalpha() for character in bare):
        return "too short to assert anything"
    if bare.endswith(":") and len(words) < 14:
        return "only opens a list"
    if not _VERB.search(bare) and not (bare.endswith((".", ";")) and len(words) > 5):
        return "a heading or fragment without a verb"
    return next((cue.reason for cue in _NOT_CLAIMS if cue.pattern.search(bare)), None)


def _counts(text: str) -> bool:
    """Whether a sentence rests on a figure: a count of something, a share, money or a score; not a term or an age."""
    return any(f.unit != Unit.DURATION and (f.unit != Unit.COUNT or (f.noun and f.value >= 10)) for f in figures(text))


def explain(text: str) -> tuple[Kind | None, str]:
    """The kind of claim a sentence makes and the reason; None with the reason where it makes none."""
    reason = refusal(text)
    if reason:
        return None, reason
    bare = _bare(text)
    if _counts(bare):
        return Kind.FIGURE, "gives a figure"
    for cue in _KINDS:
        if cue.pattern.search(bare):
            return cue.kind, cue.reason
    return Kind.PRACTICE, _DEFAULT


def claims(sentences: Sequence[Sentence], taxonomy: Taxonomy) -> list[Claim]:
    """The claims of a State document, in reading order, each with its articles, themes and recommendation.

    What is left out, and why, `refusal(sentence.text)` tells.
    """
    found = []
    for sentence in sentences:
        kind, _ = explain(sentence.text)
        if kind is None:
            continue
        named = themes(sentence.text, sentence.section, taxonomy)
        under = articles(sentence.section, named, taxonomy)
        found.append(Claim(sentence, kind, under, named, recommendation(sentence.section, sentence.text)))
    return found
