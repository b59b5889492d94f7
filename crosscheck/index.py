"""Vectors of every sentence, kept per document, and a FAISS index over the findings.

A document's vectors are reused as long as its sentences and the encoder are the same, so adding one document embeds
only that one. The index is exact (inner product of unit vectors): at the size of human rights reports an approximate
one would save nothing and lose findings.
"""

import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from crosscheck.encoders import Encoder
from crosscheck.errors import StaleIndexError
from crosscheck.records import Sentence
from crosscheck.sides import bare_heading

if TYPE_CHECKING:
    import faiss


@dataclass(frozen=True)
class Vectors:
    """Unit vectors of one document: `sentences` of shape (n, d) and, for each, its innermost heading's, also (n, d).

    `encoder` is the fingerprint of the encoder that made them.
    """

    sentences: np.ndarray
    headings: np.ndarray
    key: str
    encoder: str


def vectors_key(encoder: Encoder, sentences: Sequence[Sentence]) -> str:
    """A hash over all that a document's vectors depend on."""
    content = [encoder.fingerprint, *((s.text, bare_heading(s.section)) for s in sentences)]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def embed(
    encoder: Encoder,
    documents: Mapping[str, Sequence[Sentence]],
    known: Callable[[str, str], Vectors | None] = lambda doc, key: None,
    progress: Callable[[str], None] = lambda line: None,
) -> dict[str, Vectors]:
    """The vectors of every document, asking `known(doc, key)` first for those that need not be computed again."""
    result = {}
    for doc, sentences in documents.items():
        key = vectors_key(encoder, sentences)
        if (vectors := known(doc, key)) is None:
            progress(f"embedding {doc}: {len(sentences)} sentences")
            headings = sorted({bare_heading(s.section) for s in sentences})
            encoded = encoder.encode([*(s.text for s in sentences), *headings])
            row = {heading: len(sentences) + i for i, heading in enumerate(headings)}
            led = encoded[[row[bare_heading(s.section)] for s in sentences]]
            vectors = Vectors(encoded[:len(sentences)], led, key, encoder.fingerprint)
        result[doc] = vectors
    return result


def windows(vectors: np.ndarray, blocks: Sequence[int], weight: float = 0.5) -> np.ndarray:
    """Each sentence's vector with its neighbours of the same block added at `weight`, unit length again; shape kept."""
    summed = vectors.copy()
    if len(vectors) > 1:
        same = (np.diff(np.asarray(blocks)) == 0)[:, None]
        summed[1:] += weight * vectors[:-1] * same
        summed[:-1] += weight * vectors[1:] * same
    return unit(summed)


def paragraphs(vectors: np.ndarray, blocks: Sequence[int]) -> np.ndarray:
    """For each sentence the mean vector of its block, unit length again; shape kept."""
    if not len(vectors):
        return vectors
    _, group = np.unique(np.asarray(blocks), return_inverse=True)
    sums = np.zeros((group.max() + 1, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, group, vectors)
    return unit(sums)[group]


def unit(vectors: np.ndarray) -> np.ndarray:
    """Rows scaled to length 1; rows of zeros stay."""
    return (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)).astype(np.float32)


def build(vectors: np.ndarray) -> "faiss.Index":
    """An exact inner-product index over unit vectors of shape (n, d)."""
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return index


def index_bytes(index: "faiss.Index") -> bytes:
    """The index in FAISS's own format."""
    import faiss

    return faiss.serialize_index(index).tobytes()


def index_from(content: bytes, dimension: int, count: int, mend: str) -> "faiss.Index":
    """Read an index back. Raises StaleIndexError if it is not one of `count` vectors of `dimension` numbers."""
    import faiss

    try:
        index = faiss.deserialize_index(np.frombuffer(content, dtype=np.uint8))
    except RuntimeError as error:
        raise StaleIndexError(f"findings.faiss cannot be read by FAISS. Make the index anew with: {mend}") from error
    if index.d != dimension or index.ntotal != count:
        raise StaleIndexError(f"findings.faiss holds {index.ntotal} vectors of {index.d} numbers; wanted {count} of {dimension}. "
                              f"Make the index anew with: {mend}")
    return index


def array_bytes(array: np.ndarray) -> bytes:
    """An array in NumPy's own format, never pickled."""
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def array_from(content: bytes) -> np.ndarray:
    """Read an array back. Raises ValueError if it would need unpickling."""
    return np.load(io.BytesIO(content), allow_pickle=False)
