"""BM25 over findings. Words are stemmed, so that "unions" meets "union"; words no finding has are passed over."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import bm25s

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


class Lexicon:
    """BM25 over findings, alone and in context. Words are stemmed, so that "unions" meets "union"."""

    def __init__(self, texts: Sequence[str], contexts: Sequence[str]) -> None:
        import Stemmer

        self._stem = Stemmer.Stemmer("english")
        self._count = len(texts)
        self._own = self._index(texts)
        self._context = self._index(contexts)

    def _words(self, texts: Sequence[str]) -> list[list[str]]:
        from bm25s.stopwords import STOPWORDS_EN

        stop = set(STOPWORDS_EN)
        split = ([w for w in _WORD.findall(text.lower()) if w not in stop] for text in texts)
        return [self._stem.stemWords(words) for words in split]

    def _index(self, texts: Sequence[str]) -> "bm25s.BM25 | None":
        import bm25s

        words = self._words(texts)
        if not any(words):
            return None
        index = bm25s.BM25(method="lucene")
        index.index(words, show_progress=False)
        return index

    def scores(self, texts: Sequence[str], *, context: bool = False) -> np.ndarray:
        """float32 of shape (len(texts), findings): each text against each finding, or each finding in its context."""
        index = self._context if context else self._own
        result = np.zeros((len(texts), self._count), dtype=np.float32)
        if index is None:
            return result
        for i, words in enumerate(self._words(texts)):
            known = [w for w in words if w in index.vocab_dict]
            if known:
                result[i] = index.get_scores(known)
        return result
