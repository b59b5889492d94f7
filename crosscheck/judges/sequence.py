"""Any cross-encoder or sequence classifier as a judge, on the CPU, from files on this machine.

It refuses pickled weights (only safetensors are read), code that comes with a model, a head whose outputs are not named
(`labels`), and a model whose head was never trained (weights missing from the file). Each pair is read alone, so that
its scores never depend on which others happen to be read beside it.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from crosscheck import encoders
from crosscheck.errors import ModelError
from crosscheck.judge import Progress
from crosscheck.judges import labels
from crosscheck.judges.labels import RELATIONS, LabelMap

MOST_TOKENS = 256
READING = "sequence-1"  # how pairs are read: a change here changes the scores, and so the fingerprint
_WANTED = ["*.json", "*.safetensors", "*.txt", "*.model"]


class SequenceJudge:
    """A transformers sequence-classification model. Its probabilities are its own: nothing here calibrated them."""

    calibrated = False

    def __init__(self, name: str, given: Sequence[str] = ()) -> None:
        self.name = name
        self._folder = folder(name)
        config = _config(self._folder, name)
        self.map: LabelMap = labels.checked(name, own_labels(config), given)
        self.fingerprint = f"{encoders.fingerprint(self._folder)}-{self.map.fingerprint}-{READING}"
        self._loaded: tuple[Any, Any, int] | None = None

    def logits(self, pairs: Sequence[tuple[str, str]], progress: Progress = lambda done, total: None) -> np.ndarray:
        """Log-probabilities of the relations, float32 (len(pairs), 5). An inference head reads the finding as premise and the
        claim as hypothesis; one with our five outputs reads claim, then finding."""
        import torch

        tokenizer, model, most = self._loaded = self._loaded or self._load()
        result = np.empty((len(pairs), len(RELATIONS)), dtype=np.float32)
        for i, pair in enumerate(pairs):
            encoded = tokenizer(*self._texts(pair), truncation="longest_first", max_length=most, return_tensors="pt")
            with torch.inference_mode():
                outputs = model(**encoded).logits.float().numpy()
            if not np.isfinite(outputs).all():
                raise ModelError(f"Judge '{self.name}' gave no number for a pair; its weights are damaged. Fetch it again.")
            result[i] = self.map.scores(outputs)[0]
            progress(i + 1, len(pairs))
        return result

    def _texts(self, pair: tuple[str, str]) -> tuple[str, str]:
        claim, finding = pair
        return (running(finding), claim.split(" | ")[0]) if self.map.inference else pair

    def _load(self) -> tuple[Any, Any, int]:
        from transformers import AutoModelForSequenceClassification, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()
        safe: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
        try:
            tokenizer = AutoTokenizer.from_pretrained(str(self._folder), **safe)
            model, said = AutoModelForSequenceClassification.from_pretrained(
                str(self._folder), use_safetensors=True, output_loading_info=True, **safe)
        except Exception as error:  # the library raises many kinds; each means the same to the user
            raise ModelError(f"Judge '{self.name}' could not be loaded ({type(error).__name__}). Give the folder of a "
                             f"sequence-classification model with its tokenizer.") from error
        if missing := sorted(map(str, said["missing_keys"])):
            raise ModelError(f"Judge '{self.name}' lacks weights ({', '.join(missing[:3])}): its head was never trained. Choose another.")
        if model.config.num_labels != len(self.map.outputs):
            raise ModelError(f"Judge '{self.name}' has {model.config.num_labels} outputs, its labels name {len(self.map.outputs)}. "
                             f"Mend its config.json.")
        return tokenizer, model.float().eval(), min(MOST_TOKENS, int(tokenizer.model_max_length), _places(model.config))


def running(side: str) -> str:
    """A side (`sentence | heading | tail of the sentence before`) as running text, without its heading."""
    parts = side.split(" | ")
    return f"{parts[2]} {parts[0]}" if len(parts) == 3 else parts[0]


def _places(config: Any) -> int:
    """How many tokens the model has places for; two are spent where places count from the padding's number on."""
    most = getattr(config, "max_position_embeddings", 0)
    return most - 2 if most and most > 2 else MOST_TOKENS


def folder(name: str) -> Path:
    """Where the model's files lie: the folder of that name, or a hub's copy on this machine.

    A hub's name is fetched only where CROSSCHECK_ALLOW_DOWNLOAD=1. Raises ModelError if there is none, or its weights
    are not safetensors.
    """
    path = Path(name) if Path(name).is_dir() else _from_hub(name)
    if not any(path.glob("*.safetensors")):
        other = [p.name for p in sorted(path.iterdir()) if p.suffix in {".bin", ".pt", ".pth", ".pkl", ".ckpt", ".h5", ".msgpack"}]
        found = f"only {', '.join(other[:3])}" if other else "no weights"
        raise ModelError(f"Judge '{name}' has {found}; only safetensors are read, because other formats can run code when they are "
                         f"opened. Save the model with save_pretrained(..., safe_serialization=True) and give that folder.")
    return path


def _from_hub(name: str) -> Path:
    allowed = os.environ.get(encoders.ALLOW_DOWNLOAD) == "1"
    if not allowed:  # before the import: the library reads it once
        os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, local_files_only=not allowed, allow_patterns=_WANTED))
    except Exception as error:  # the library raises many kinds; each means the same to the user
        raise ModelError(f"Judge '{name}' was not found ({type(error).__name__}). Give 'shipped', the folder of a sequence-classification "
                         f"model, an address such as http://127.0.0.1:11434/v1#model, or set {encoders.ALLOW_DOWNLOAD}=1 to fetch a "
                         f"model by name.") from error


def _config(path: Path, name: str) -> dict:
    try:
        content = json.loads((path / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"Judge '{name}' has no readable config.json ({type(error).__name__}). Choose another model.") from error
    if not isinstance(content, dict) or not any("ForSequenceClassification" in str(a) for a in content.get("architectures") or ()):
        raise ModelError(f"Judge '{name}' is no sequence-classification model: its config.json names no such architecture. "
                         f"Choose another.")
    return content


def own_labels(config: dict) -> list[str] | None:
    """The labels of config.json in the outputs' order; None where it names none, or leaves a gap."""
    named = config.get("id2label")
    if not isinstance(named, dict) or set(named) != {str(i) for i in range(len(named))}:
        return None
    return [str(named[str(i)]) for i in range(len(named))]
