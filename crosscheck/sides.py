"""What the judge reads of each side of a pair: the sentence, its heading and, where the sentence leans on it, the
sentence before.

A sentence such as "It lacked authority to do so." means nothing alone; one that names its subject needs no help, and
every word more is time on a laptop. So the neighbour is added only where the sentence opens with a word that points
back. Training and judging call the same functions, so that the model never meets a form it was not trained on.
"""

import re

from crosscheck.records import Sentence, fold

NEIGHBOUR_WORDS = 24
HEADING_WORDS = 10

_POINTS_BACK = re.compile(
    r"^(?:\W*)(?:(?:however|moreover|nevertheless|nonetheless|furthermore|in addition|in practice|also|as such|thus|"
    r"therefore|instead|otherwise|for example|with (?:its|their|this))\b|(?:\w+\W+){0,3}?"
    r"(?:it|its|they|their|them|this|that|these|those|such|he|she|his|her|him|both|others?|another|same|latter|"
    r"former)\b)",
    re.IGNORECASE,
)
_PARAGRAPH_NUMBER = re.compile(r"^\d{1,4}\.\s*(?=\D)")
_LABEL = re.compile(r"^(?:section \d+\.?|[a-h]\.|article \d+|[ivx]+\.)\s*", re.IGNORECASE)
_RECOMMENDATION = re.compile(r"^recommendations? (?:regarding|on|concerning)\s+|\s*\((?:[^()]*\bparas?\.[^()]*)\)",
                             re.IGNORECASE)


def points_back(text: str) -> bool:
    """Whether a sentence opens with a word that points to the sentence before it."""
    return bool(_POINTS_BACK.match(text))


def bare_heading(section: tuple[str, ...]) -> str:
    """The innermost heading without its number, letter or "Recommendation regarding … (para. 33)" frame."""
    if not section:
        return ""
    heading = _RECOMMENDATION.sub("", _LABEL.sub("", fold(section[-1])))
    return " ".join(heading.split()[:HEADING_WORDS]).strip(" :;,.")


def side(text: str, heading: str = "", previous: str = "") -> str:
    """One side as the judge reads it: `sentence | heading | tail of the sentence before`."""
    text = _PARAGRAPH_NUMBER.sub("", fold(text))
    parts = [text]
    neighbour = " ".join(fold(previous).split()[-NEIGHBOUR_WORDS:]) if previous and points_back(text) else ""
    if heading or neighbour:
        parts.append(heading)
    if neighbour:
        parts.append(neighbour)
    return " | ".join(parts)


def sentence_of(side: str) -> str:
    """The sentence of a side alone, without its heading and neighbour."""
    return side.split(" | ")[0]


def sides(sentences: list[Sentence]) -> list[str]:
    """Every sentence of one document as the judge reads it, in order."""
    result = []
    for i, sentence in enumerate(sentences):
        before = sentences[i - 1] if i and sentences[i - 1].block == sentence.block else None
        result.append(side(sentence.text, bare_heading(sentence.section), before.text if before else ""))
    return result
