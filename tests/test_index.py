"""Vectors are kept per document; FAISS agrees with the obvious way; damage is noticed."""

import numpy as np
import pytest
from models import WordEncoder

from crosscheck import index
from crosscheck.errors import StaleIndexError
from crosscheck.records import Sentence


def document(doc: str, *texts: str) -> list[Sentence]:
    return [Sentence(doc, i * 100, i * 100 + len(t), t, i // 2, section=("Section 7. Worker Rights",)) for i, t in enumerate(texts)]


def test_only_a_new_document_is_embedded() -> None:
    encoder, docs = WordEncoder(), {"a": document("a", "Workers strike.", "Courts ban it.")}
    first = index.embed(encoder, docs)
    encoder.encoded.clear()
    docs["b"] = document("b", "Another source.")
    second = index.embed(encoder, docs, known=lambda doc, key: first[doc] if doc in first and first[doc].key == key else None)
    assert encoder.encoded == ["Another source.", "Worker Rights"]
    assert second["a"] is first["a"]


def test_a_changed_sentence_or_encoder_changes_the_key() -> None:
    encoder, docs = WordEncoder(), document("a", "One.", "Two.")
    key = index.vectors_key(encoder, docs)
    assert key != index.vectors_key(encoder, document("a", "One.", "Three."))
    encoder.fingerprint = "words-2"
    assert key != index.vectors_key(encoder, docs)


def test_windows_reach_neighbours_of_the_same_block_only() -> None:
    vectors = np.eye(4, dtype=np.float32)
    wide = index.windows(vectors, [0, 0, 1, 1])
    assert wide[0] @ vectors[1] == pytest.approx(0.5 / np.sqrt(1.25))
    assert wide[1] @ vectors[2] == 0
    assert np.linalg.norm(wide, axis=1) == pytest.approx(1)


def test_paragraph_vectors_are_their_sentences_mean() -> None:
    vectors = np.eye(3, dtype=np.float32)
    assert index.paragraphs(vectors, [5, 5, 9])[0] == pytest.approx([np.sqrt(0.5), np.sqrt(0.5), 0])


def test_faiss_finds_what_numpy_finds() -> None:
    chance = np.random.default_rng(0)
    vectors = index.unit(chance.normal(size=(200, 16)))
    queries = index.unit(chance.normal(size=(7, 16)))
    _, near = index.build(vectors).search(queries, 10)
    assert near.tolist() == np.argsort(-(queries @ vectors.T), axis=1)[:, :10].tolist()


def test_an_index_survives_its_bytes_and_a_foreign_one_is_refused() -> None:
    vectors = index.unit(np.random.default_rng(1).normal(size=(5, 8)))
    content = index.index_bytes(index.build(vectors))
    again = index.index_from(content, 8, 5, "crosscheck run demo")
    assert again.reconstruct_n(0, 5) == pytest.approx(vectors)
    for dimension, count in ((9, 5), (8, 6)):
        with pytest.raises(StaleIndexError, match="crosscheck run demo"):
            index.index_from(content, dimension, count, "crosscheck run demo")
    with pytest.raises(StaleIndexError, match="crosscheck run demo"):
        index.index_from(b"nonsense", 8, 5, "crosscheck run demo")


def test_arrays_are_never_unpickled() -> None:
    import io

    buffer = io.BytesIO()
    np.save(buffer, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="allow_pickle"):
        index.array_from(buffer.getvalue())
