"""What a reader must know of a run before relying on it: uncalibrated or unjudged pairs, and languages the models do not know.

One plain line each; none for a corpus in English judged by the shipped model.
"""

from crosscheck import encoders, languages
from crosscheck.corpus import Corpus
from crosscheck.judge import SHIPPED
from crosscheck.results import CrossCheck


def notes(check: CrossCheck) -> list[str]:
    """Everything a reader of this cross-check must know of its making."""
    return [*of_judge(check), *of_languages(check.corpus, check.run)]


def judge_name(check: CrossCheck) -> str:
    """The judge's name for a screen: the last part of a folder's path, an address as it is; "" where the run names none."""
    name = str(check.run.get("judge", {}).get("name", ""))
    return name if "://" in name else name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def of_judge(check: CrossCheck) -> list[str]:
    """Whether the scores are calibrated, and how many pairs the judge left unjudged."""
    found = []
    if check.run.get("judge", {}).get("scores") == "uncalibrated":
        found.append(f"The judge {judge_name(check)} is uncalibrated: its scores are its own, weighed against what retrieval expects; "
                     f"nobody has measured that 0.8 means eight in ten, and the measures of the shipped judge do not hold for it.")
    if count := int((check.table["judged_by"] == "unjudged").sum()) if "judged_by" in check.table else 0:
        found.append(f"{count} pairs are unjudged: they were sent to the judge, and no answer that could be read came back. They are no "
                     f"flags, and no sign that nothing is there. Run again to ask once more.")
    return found


def of_languages(corpus: Corpus, run: dict) -> list[str]:
    """Where documents are in languages that the run's models or our word lists do not know."""
    other = [info for info in corpus.documents if not languages.english(info.language)]
    if not other:
        return []
    spoken = ", ".join(sorted({languages.code(info.language) for info in other}))
    named = ", ".join(info.id for info in other[:4]) + (f" and {len(other) - 4} more" if len(other) > 4 else "")
    found = []
    if run.get("encoder", {}).get("name") == encoders.DEFAULT:
        found.append(f"The encoder {encoders.DEFAULT} (MiniLM) was trained on English: for documents in {spoken} ({named}) what it finds "
                     f"near a claim is not to be trusted. Choose a multilingual one: --encoder, or encoder = \"…\" in corpus.toml.")
    if run.get("settings", {}).get("judge", SHIPPED) == SHIPPED:
        found.append(f"The shipped judge reads English alone: relations and flags of pairs in {spoken} are not to be trusted. Choose "
                     f"another one with --judge.")
    found.append(f"Themes, kinds of claim, who speaks, law or practice, and timing are found by English words; for documents in {spoken} "
                 f"they are mostly missing.")
    return found
