"""Small linear models kept as plain numbers in JSON: fitted with scikit-learn when training, applied with NumPy.

They load in no time, open in any editor, and need neither pickle nor scikit-learn to run.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crosscheck.errors import ModelError


@dataclass(frozen=True)
class Linear:
    """A softmax over `classes` of standardized inputs; with two classes, a logistic regression.

    `weights` has shape (classes, inputs), `bias` (classes,), `mean` and `scale` (inputs,).
    """

    inputs: tuple[str, ...]
    classes: tuple[str, ...]
    mean: np.ndarray
    scale: np.ndarray
    weights: np.ndarray
    bias: np.ndarray

    def probabilities(self, rows: np.ndarray) -> np.ndarray:
        """float64 of shape (n, classes), each row summing to 1, for inputs of shape (n, inputs)."""
        scores = (np.asarray(rows, dtype=np.float64) - self.mean) / self.scale @ self.weights.T + self.bias
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return scores / scores.sum(axis=1, keepdims=True)

    def to_json(self) -> dict:
        """The model as plain lists and numbers."""
        arrays = {name: getattr(self, name).tolist() for name in ("mean", "scale", "weights", "bias")}
        return {"inputs": list(self.inputs), "classes": list(self.classes)} | arrays


def from_json(content: dict, inputs: Sequence[str], name: str) -> Linear:
    """A model read back. Raises ModelError if it is not one over exactly these `inputs`."""
    try:
        model = Linear(tuple(content["inputs"]), tuple(content["classes"]),
                       *(np.array(content[part], dtype=np.float64) for part in ("mean", "scale", "weights", "bias")))
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"The {name} model is damaged ({type(error).__name__}). Reinstall crosscheck.") from error
    if model.inputs != tuple(inputs) or model.weights.shape != (len(model.classes), len(model.inputs)):
        raise ModelError(f"The {name} model was made for other inputs than this version computes. Refit it with: crosscheck train heads")
    return model


def fit(rows: np.ndarray, labels: Sequence[str], inputs: Sequence[str], classes: Sequence[str], *,
        strength: float = 1.0, weights: np.ndarray | None = None) -> Linear:
    """Fit by scikit-learn's logistic regression on standardized inputs; `strength` is its C. Classes never met score lowest."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    scale = np.where(scale > 1e-9, scale, 1.0)
    model = LogisticRegression(C=strength, max_iter=2000).fit((rows - mean) / scale, np.asarray(labels), sample_weight=weights)
    table, bias = np.zeros((len(classes), len(inputs))), np.full(len(classes), -20.0)
    met = [list(classes).index(c) for c in model.classes_]
    if len(met) == 2:  # scikit-learn keeps one row for two classes: the second one's odds
        table[met[1]], bias[met[0]], bias[met[1]] = model.coef_[0], 0.0, model.intercept_[0]
    else:
        table[met], bias[met] = model.coef_, model.intercept_
    return Linear(tuple(inputs), tuple(classes), mean, scale, table, bias)
