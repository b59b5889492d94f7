"""Judges other than the shipped one, by name: a model in a folder or of a hub, or a local OpenAI-compatible endpoint.

The name in the settings decides. Nothing here falls back: a judge that cannot be used is an error that says why.
"""

from crosscheck.errors import ModelError
from crosscheck.judge import SHIPPED, Judge, ShippedJudge
from crosscheck.judges import endpoint, labels, sequence

__all__ = ["load"]


def load(name: str = SHIPPED, judge_labels: str = "") -> Judge:
    """The judge of that name; its weights are loaded when it first reads.

    `name` is "shipped", a folder or hub name of a sequence-classification model, or `http://127.0.0.1:11434/v1#model`.
    `judge_labels` names a model's outputs in their order, separated by commas, where its own configuration does not.
    Raises ModelError if it cannot be found, or may not be used.
    """
    given = labels.split(judge_labels)
    model = not (name == SHIPPED or endpoint.is_address(name))
    if given and not model:
        raise ModelError(f"Judge '{name}' knows its own relations. Leave --judge-labels out.")
    if model:
        return sequence.SequenceJudge(name, given)
    return ShippedJudge() if name == SHIPPED else endpoint.EndpointJudge(name)
