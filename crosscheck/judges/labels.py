"""What a classifier's outputs mean, read from its own labels and checked, never guessed from their order.

Two kinds are understood: five outputs named as our relations, and the three of natural language inference or claim
verification. Anything else (LABEL_0, entailment against the rest, a single score) is refused, with what to do about it.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crosscheck.errors import ModelError
from crosscheck.records import Relation

RELATIONS = tuple(Relation)
ENTAILMENT, NEUTRAL, CONTRADICTION = INFERENCE = ("entailment", "neutral", "contradiction")
_SPELLINGS = {
    ENTAILMENT: "entailment entail entails entailed supports support supported supporting",
    NEUTRAL: "neutral notenoughinfo notenoughinformation nei noinfo",
    CONTRADICTION: "contradiction contradict contradicts contradicted contradictory refutes refute refuted refuting",
}
_MEANING = {word: meaning for meaning, text in _SPELLINGS.items() for word in text.split()}
_MAY_SPEAK_FOR = {
    CONTRADICTION: (Relation.CONTRADICTS,), ENTAILMENT: (Relation.CORROBORATES,), NEUTRAL: (Relation.CONTEXT, Relation.UNRELATED),
}  # fmt: skip


@dataclass(frozen=True)
class LabelMap:
    """What each output means, in the outputs' order: our five relations, or the three words of inference."""

    outputs: tuple[str, ...]

    @property
    def inference(self) -> bool:
        """Whether the outputs are those of inference, which has no word for `qualifies`."""
        return len(self.outputs) == len(INFERENCE)

    @property
    def fingerprint(self) -> str:
        """A short hash of the map."""
        return hashlib.sha256(json.dumps(self.outputs).encode()).hexdigest()[:12]

    def scores(self, outputs: np.ndarray) -> np.ndarray:
        """Log-probabilities of the five relations, float32 (n, 5), from raw outputs (n, len(self.outputs)).

        Those of inference: entailment speaks for corroborates, contradiction for contradicts, neutral for context and for
        unrelated alike (what stands before the reading decides between them), nothing for qualifies (minus infinity).
        """
        shifted = outputs.astype(np.float64) - outputs.max(axis=1, keepdims=True)
        said = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        result = np.full((len(outputs), len(RELATIONS)), -np.inf, dtype=np.float32)
        for column, meaning in enumerate(self.outputs):
            for relation in _MAY_SPEAK_FOR.get(meaning, ()) if self.inference else (Relation(meaning),):
                result[:, RELATIONS.index(relation)] = said[:, column]
        return result


def split(given: str) -> tuple[str, ...]:
    """The labels of a comma-separated list; none for an empty one."""
    return tuple(part.strip() for part in given.split(",")) if given.strip() else ()


def read(given: Sequence[str]) -> LabelMap | None:
    """What labels in their outputs' order mean, or None where they are not just our five or the three of inference."""
    bare = [re.sub(r"[^a-z]", "", label.lower()) for label in given]
    if sorted(bare) == sorted(RELATIONS):
        return LabelMap(tuple(bare))
    meanings = [_MEANING.get(word, "") for word in bare]
    return LabelMap(tuple(meanings)) if sorted(meanings) == sorted(INFERENCE) else None


def checked(name: str, own: Sequence[str] | None, given: Sequence[str]) -> LabelMap:
    """The map of the model `name` from its `own` labels (None: it has none), or as `given` by the user.

    Raises ModelError if neither says what the outputs mean, or the two say different things.
    """
    from_model, from_user = read(own) if own else None, read(given) if given else None
    if given and from_user is None:
        raise ModelError(f"--judge-labels {','.join(given)!r} cannot be read. Name every output in its order, either {_either()}.")
    if given and own and len(own) != len(given):
        raise ModelError(f"--judge-labels names {len(given)} outputs; judge '{name}' has {len(own)} ({_shown(own)}).")
    if from_model and from_user and from_model != from_user:
        raise ModelError(f"--judge-labels {','.join(given)!r} differs from what judge '{name}' says of itself ({_shown(own)}). Leave it "
                         f"out, or mend id2label in the model's config.json.")
    found = from_user or from_model
    if found is None:
        raise ModelError(f"Judge '{name}' does not say what its outputs mean in words known here: {_shown(own)}. A head with fewer than "
                         f"three outputs cannot be used. Else name every output in its order with --judge-labels, either {_either()}.")
    return found


def _either() -> str:
    return f"{','.join(reversed(INFERENCE))} (in the model's order) or {','.join(RELATIONS)} (likewise)"


def _shown(own: Sequence[str] | None) -> str:
    return ", ".join(label[:40] for label in list(own or ())[:8]) or "no labels"
