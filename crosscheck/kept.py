"""What an earlier run left in an index folder that a new one may use again, and the files that a run leaves."""

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from crosscheck import heads, index, store
from crosscheck.errors import StaleIndexError
from crosscheck.index import Vectors
from crosscheck.judge import Judge


class Kept:
    """What an earlier run left in the folder that may be used again. A damaged folder simply keeps nothing."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        try:
            self._about = store.manifest(directory, "")
        except StaleIndexError:
            self._about = {}

    def _file(self, name: str) -> bytes | None:
        try:
            return store.load(self._directory, self._about, name, "")
        except StaleIndexError:
            return None

    def vectors(self, doc: str, key: str) -> Vectors | None:
        """The vectors of a document, if they were made from the same sentences by the same encoder."""
        if self._about.get("documents", {}).get(doc, {}).get("vectors") != key:
            return None
        own, headings = self._file(f"vectors-{doc}.npy"), self._file(f"headings-{doc}.npy")
        if not (own and headings):
            return None
        return Vectors(index.array_from(own), index.array_from(headings), key, self._about["encoder"]["fingerprint"])

    def reads(self, judge: Judge) -> dict[str, np.ndarray]:
        """The raw scores that this very judge gave, by text key."""
        if self._about.get("judge", {}).get("fingerprint") != judge.fingerprint or (content := self._file("reads.parquet")) is None:
            return {}
        table = pd.read_parquet(io.BytesIO(content))
        return dict(zip(table["key"], table[list(heads.LOGITS)].to_numpy(np.float32), strict=True))


def vector_files(vectors: Mapping[str, Vectors]) -> dict[str, bytes]:
    """The files of every document's vectors, by name."""
    files = {}
    for doc, v in vectors.items():
        files[f"vectors-{doc}.npy"] = index.array_bytes(v.sentences)
        files[f"headings-{doc}.npy"] = index.array_bytes(v.headings)
    return files


def parquet(table: pd.DataFrame) -> bytes:
    """A table in Parquet, compressed; the same bytes for the same table."""
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()
