"""Who speaks in a finding, and whether it speaks of law or of practice, each with the words that show it.

A country report states some things itself and passes others on: what a ministry said, what activists told it, what a
court held. These are not equal evidence. Only reporting words count ("According to …", "… reported"), so a source that
quotes nobody speaks for itself; where a sentence quotes several, the first is given. Whether the speaker is right, or
who an unlabelled name is, is not guessed. English only.
"""

import re
from dataclasses import dataclass

from crosscheck.records import Attribution, Ground

Span = tuple[int, int]

# Verbs of saying; forms that are also plural nouns ("reports", "claims", "states") are left out.
_SAID = (
    r"(?:reported|said|says|stated|claimed|alleged|alleges|asserted|asserts|noted|maintain(?:ed|"
    r"s)(?! (?:\w+ )?(?:control|contact|order|peace))|criticized|"
    r"criticised|complained|estimated|expressed (?:\w+ )?(?:concerns?|doubts?|alarm|fears?|regret|support|"
    r"dissatisfaction)|"
    r"argued|argues|observed|announced|declared|concluded|concludes|believed|"
    r"believes|recommended|warned|warns|cited|acknowledged|admitted|confirmed|denied (?=that|the (?:allegation|"
    r"accusation|charge|claim|report)|any|these|those|all|having|responsib|wrong)|described|describes|attributed|"
    r"suggested|suggests|raised (?:concerns?|questions?|issues?)|documented|characterized|emphasi[sz]ed|told|explained|"
    r"explains|indicated|testified|highlighted|pointed (?:out|to)|commented|called (?:on|for|the|attention)|urged|"
    r"condemned|welcomed|voiced|contended|contends|insisted|remarked|disputed|acknowledges|assessed|judged)"
)
_FOUND = r"(?:identified|found(?! guilty)|thought|registered|recorded|ranked|scored|considered)"
_RULED = r"(?:ruled|held|found(?! (?:\w+ )?guilty)|declared|concluded|upheld|decided|stated|noted|determined)"
_REPORTING = re.compile(rf"\b(?:{_SAID}|{_FOUND}|{_RULED})\b", re.IGNORECASE)
_SAYING = re.compile(rf"{_SAID}\Z", re.IGNORECASE)
_FINDING = re.compile(rf"(?:{_SAID}|{_FOUND})\Z", re.IGNORECASE)
_RULING = re.compile(rf"{_RULED}\Z", re.IGNORECASE)
_OPENING = re.compile(
    r"\b(?:according to|as (?:reported|stated|noted|estimated|described|claimed) by|in line with|"
    r"in the (?:view|opinion|assessment|words) of|(?:was|were|been|being|as) (?:reported|identified|cited|documented|"
    r"described|criticized|noted) by)"
    r"\s+(?P<who>[^,;:()]{2,120}?)(?=\s*[,;:()]|\s(?:that|there|shows?|the law|at least)\b|[.’”\"]*$)",
    re.IGNORECASE,
)
_SURVEY = re.compile(r"\b(?:according to|in) an? (?:\w+ )?(?:survey|poll|study)\b", re.IGNORECASE)
# The passive, a negation, a second verb whose subject stands further off, or a participle ("some alleged members").
_NO_SUBJECT = re.compile(
    r"(?:\b(?:was|were|is|are|be|been|being|not|to|never|and|that|which|who|some|the|a|an|any|no|many|several|other|"
    r"most|of|two|three|four|five|six|for|with|by|their|its|his|her)|[’']s?)\s(?:also\s|\w+ly\s)?\Z",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r",\s(?:however|moreover|meanwhile|for (?:example|instance)|in turn|nevertheless|nonetheless|too|therefore),\s*\Z",
    re.IGNORECASE,
)
_NGO = re.compile(r"\bNGOs?\b|\bnon-?governmental\b|\bCommittee to Protect\b", re.IGNORECASE)
# Where the subject of a reporting verb can begin: after a mark, a joining word, or an earlier verb.
_CLAUSE = re.compile(
    r"[,;:()—“”]\s*|\s[–-]\s|\b(?:but|although|though|while|whereas|that|which|because|when|if|however|was|were|is|are|"
    r"has|"
    r"have|had|did|will|would|could|and(?=\s(?:the|some|many|other|local|several|both)\b))\s",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"^\W*(?:they|he|she|it|the (?:report|survey|group|organization|same \w+))\s(?:also\s|further\s|\w+ly\s)?"
    rf"(?:{_SAID})\b",
    re.IGNORECASE,
)
_HEAD_ENDS = re.compile(
    r"\s(?:of|for|from|in|with|at|on|under|who|working|representing|including|against|to)\s", re.IGNORECASE
)

_WHEN = re.compile(
    r"\A(?:In|On|By|Since|During)\s(?:\d{4}|(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"(?:\s\d{1,2})?(?:,?\s\d{4})?|the (?:year|past year))\s"
)
_BEFORE_VERB = re.compile(r"(?:\s(?:also|has|have|had|separately|\w+ly)|,\s[^,]*,)?[\s,]*\Z")

_SPEAKERS: tuple[tuple[Attribution, re.Pattern[str]], ...] = (
    (
        Attribution.EXPERTS,
        re.compile(
            r"\b(?:ILO|UN|UNHCR|UNICEF|UNDP|UNODC|OHCHR|OSCE|ODIHR|IOM|WHO|EU|World Bank|United Nations|"
            r"Council of Europe|"
            r"Venice Commission|International Labou?r Organi[sz]ation|European Union|HRMI|Dr)\b|\b(?i:experts?|"
            r"analysts?|"
            r"scholars?|academics?|researchers?|specialists?|economists?|sociologists?|special rapporteur|surveys?|"
            r"poll|"
            r"study|studies|committee (?:against|of experts)|international organi[sz]ations?|assessment)\b"
        ),
    ),
    (
        Attribution.COURT,
        re.compile(r"\b(?:courts?|tribunals?|judges?|justices|constitutional council)\b", re.IGNORECASE),
    ),
    (
        Attribution.CIVIL_SOCIETY,
        re.compile(
            r"\b(?:NGOs?|observers?|activists?|advocates?|defenders?|monitors|groups?|critics|journalists?|media|"
            r"unions?|"
            r"federation|confederation|unionists?|opposition|dissidents?|associations?|victims?|prisoners?|inmates|"
            r"detainees|relatives|family|families|civil society|workers|employees|nongovernmental|non-governmental|"
            r"organi[sz]ations?|foundation|bloggers?|newspapers?|residents|citizens|parents|press|refugees|migrants|"
            r"outlets?|websites?|lawyers?|attorneys?|bar association|women|students|teachers|believers|coalition|"
            r"community|communities|church|party members|individuals|persons|participants|organizers?|"
            r"Amnesty|Human Rights Watch|HRW|CPJ|Freedom House|Transparency International|Reporters Without Borders|"
            r"ITUC|FTUK)\b",
            re.IGNORECASE,
        ),
    ),
    (
        Attribution.GOVERNMENT,
        re.compile(
            r"\b(?:government|ministr(?:y|ies)|minister|authorit(?:y|ies)|officials?|police|prosecutors?|procurators?|"
            r"president|parliament|mazhilis|majilis|senate|senators?|secretary|secretariat|agency|department|"
            r"inspectorate|ombuds\w+|"
            r"commissioner|commission|committee|administration|mayor|akim|governor|cabinet|spokes\w+|embassy|state|"
            r"bureau|directorate|official statistics|security (?:forces|service)|army|military|inspectors|"
            r"legislators?|service|registrar|council)\b",
            re.IGNORECASE,
        ),
    ),
)


def attribution(text: str, previous_text: str = "") -> tuple[Attribution, Span | None]:
    """Who speaks in a sentence, and the span of the words of `text` that show it (None where the source itself speaks).

    A sentence that goes on speaking for the one before ("They also stated …") takes the speaker of `previous_text`.
    """
    back = _BACK.match(text)
    if back and previous_text:
        speaker, shown = attribution(previous_text)
        if shown:
            start = len(text) - len(text.lstrip())
            return speaker, (start, back.end())
    found = [cue for cue in (_opening(text), _reported(text)) if cue]
    if not found:
        return Attribution.SOURCE, None
    speaker, span = min(found, key=lambda cue: cue[1])
    return speaker, span


@dataclass(frozen=True, slots=True)
class Words:
    """What shows in a sentence who speaks: the span of `text`, and the speaker as the sentence names it ("the ministry")."""

    speaker: Attribution
    span: Span
    name: str


def words(text: str, previous_text: str = "") -> Words | None:
    """The words that show who speaks, as `attribution` finds them; None where the source itself speaks."""
    speaker, span = attribution(text, previous_text)
    if span is None:
        return None
    said = text[span[0] : span[1]]
    opening = _OPENING.match(said)
    if opening:
        return Words(speaker, span, _WHEN.sub("", opening["who"].strip()))
    if _BACK.match(text) and previous_text and (before := words(previous_text)):
        return Words(speaker, span, before.name)
    verb = next((match for match in reversed(list(_REPORTING.finditer(said))) if match.end() == len(said)), None)
    name = said[: verb.start()] if verb else said
    return Words(speaker, span, _WHEN.sub("", _BEFORE_VERB.sub("", name)).strip() or said)


def _opening(text: str) -> tuple[Attribution, Span] | None:
    """A speaker named after "According to" and the like."""
    for match in _OPENING.finditer(text):
        speaker = _speaker(match["who"])
        if speaker:
            return speaker, (match.start(), match.end("who"))
    survey = _SURVEY.search(text)
    return (Attribution.EXPERTS, survey.span()) if survey else None


def _reported(text: str) -> tuple[Attribution, Span] | None:
    """A speaker named before a verb of saying, finding or ruling that is not in the passive."""
    for match in _REPORTING.finditer(text):
        if _NO_SUBJECT.search(text[: match.start()]):
            continue
        aside = _ASIDE.search(text, 0, match.start())
        end = aside.start() if aside else match.start()
        start = _subject_start(text, end)
        speaker = _speaker(text[start:end])
        if speaker and _may(speaker, match.group()):
            return speaker, (start, match.end())
    return None


def _may(speaker: Attribution, verb: str) -> bool:
    """Whether the verb is one of speaking for that speaker: police who "found" or "registered" act, experts speak."""
    if speaker == Attribution.COURT:
        return bool(_RULING.match(verb))
    pattern = _FINDING if speaker in (Attribution.EXPERTS, Attribution.CIVIL_SOCIETY) else _SAYING
    return bool(pattern.match(verb))


def _subject_start(text: str, end: int) -> int:
    """Where the subject of the verb at `end` begins; over an apposition ("X, a lawyer, said") back to its noun."""
    starts = [0, *(match.end() for match in _CLAUSE.finditer(text, 0, end))]
    start = starts[-1]
    if text[:end].rstrip().endswith(",") and len(starts) > 1:
        start = starts[-2]
    while start < end and not text[start].isalnum():
        start += 1
    return start


def _speaker(phrase: str) -> Attribution | None:
    """The group of the phrase's head noun, else of the first noun that tells: "members of the opposition"."""
    if _NGO.search(phrase):
        return Attribution.CIVIL_SOCIETY
    cut = _HEAD_ENDS.search(phrase)
    head, rest = (phrase[: cut.start()], phrase[cut.end() :]) if cut else (phrase, "")
    for part, last in ((head, True), (rest, False)):
        named = [
            (match.start() if last else -match.start(), -rank, speaker)
            for rank, (speaker, nouns) in enumerate(_SPEAKERS)
            for match in nouns.finditer(part)
        ]
        if named:
            return max(named)[2]
    return None


_LAW = re.compile(
    r"\b(?:(?:the|a|this|new|labor|labour|criminal|penal|civil|administrative|family|election|by|"
    r"under) (?:\w+ )?(?:law|"
    r"laws|code|constitution|act|legislation|statute)|laws? (?:or|and) (?:regulations?|policies)|legislation|"
    r"constitution(?:al)?|legal(?:ly)? (?:requirement|framework|provision|protection|prohibit\w*|definition)|by law|"
    r"no law|"
    r"article \d+|amend(?:ed|ments?)|(?:is|are) (?:punishable|prohibited|illegal|criminalized|entitled|permitted|"
    r"required|"
    r"eligible|subject to)|(?:has|have) the right|must|penalt(?:y|ies)|criminal offen[cs]e|minimum age|"
    r"maximum sentence|"
    r"decree|ratified|regulations?)\b",
    re.IGNORECASE,
)
_PRACTICE = re.compile(
    r"\b(?:in practice|did not|failed to|reportedly|there (?:was|were)|reports? (?:of|that)|often|frequent\w*|"
    r"sometimes|"
    r"routinely|occasionally|rarely|generally|widespread|common|continued to|enforce[sd]?|effectively|impunity|"
    r"harass\w*|intimidat\w*|persecut\w*|incidents?|cases of|during the year|percent|per cent|score[sd]?|lack(?:ed|s)?|"
    r"insufficient|inadequate|unable|(?:was|were|had been) (?:not )?\w+)\b|%",
    re.IGNORECASE,
)
# A sentence in the past tense tells what happened.
_PAST = re.compile(r"\b(?:[a-z]{3,}ed|was|were|had|held|beat|told|made|took|began|came|went|gave|sent|led)\b")
_TURN = re.compile(r"\b(?:but|however|although|though|while|nevertheless|yet)\b", re.IGNORECASE)


def ground(text: str) -> Ground:
    """Whether a sentence speaks of what the law says or of what happens.

    "The law provides for X, but the government did not enforce it" speaks of practice: that half carries the finding.
    """
    law, practice = _LAW.search(text), _PRACTICE.search(text)
    if not law:
        return Ground.PRACTICE if practice or _PAST.search(text) else Ground.UNCLEAR
    if not practice:
        return Ground.LAW
    turn = _TURN.search(text)
    if turn and turn.start() < law.start():
        main = text[text.find(",", law.start()) + 1 :]
        return Ground.PRACTICE if _PRACTICE.search(main) or _PAST.search(main) else Ground.LAW
    if turn and (_PRACTICE.search(text, turn.end()) or _PAST.search(text, turn.end())):
        return Ground.PRACTICE
    return Ground.LAW if law.start() < practice.start() else Ground.PRACTICE
