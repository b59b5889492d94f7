"""Curves of an evaluation as SVG. matplotlib is optional: without it the command says how to install it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from crosscheck.errors import CrosscheckError
from crosscheck.evaluate import Matched, flag_rows


def evaluation(claims: Sequence[Matched], folder: Path) -> None:
    """Write `precision-recall.svg` and `calibration.svg` of the flag into `folder`. Raises CrosscheckError without matplotlib."""
    try:
        import matplotlib
    except ImportError:
        raise CrosscheckError("Plots need matplotlib. Install it with: pip install -c constraints.txt '.[notebook]'") from None
    matplotlib.use("svg")
    from matplotlib import pyplot

    matplotlib.rcParams["svg.hashsalt"] = "crosscheck"  # the same picture gives the same bytes
    truth, score, _ = flag_rows(claims)
    total = sum(pair.flag for claim in claims for pair in claim.gold)
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in {"precision-recall": _precision_recall, "calibration": _calibration}.items():
        figure, axes = pyplot.subplots(figsize=(5, 4), layout="constrained")
        draw(axes, truth, score, total)
        figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
        pyplot.close(figure)


def _precision_recall(axes, truth: np.ndarray, score: np.ndarray, total: int) -> None:
    hits = np.cumsum(truth[np.argsort(-score, kind="stable")])
    axes.plot(hits / max(1, total), hits / np.arange(1, len(hits) + 1), color="black")
    axes.set(xlabel="share of judged flags found", ylabel="share of pairs that are flags", xlim=(0, 1), ylim=(0, 1), title="The flag")


def _calibration(axes, truth: np.ndarray, score: np.ndarray, total: int) -> None:
    place = np.minimum((score * 10).astype(int), 9)
    bins = [b for b in range(10) if (place == b).any()]
    axes.plot([0, 1], [0, 1], color="grey", linestyle="dotted")
    axes.plot([score[place == b].mean() for b in bins], [truth[place == b].mean() for b in bins], "ko-")
    axes.set(xlabel="flag score", ylabel="share that are flags", xlim=(0, 1), ylim=(0, 1), title="Calibration of the flag")
