"""BM25 over findings. Words are stemmed, so that "unions" meets "union"; words no finding has are passed over.

Each text is taken apart as its document's language asks: that language's stemmer and smallest words where there are
any, plain lower case where there are none (Kazakh). Across languages only names and numbers can meet.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from crosscheck import languages

if TYPE_CHECKING:
    import bm25s


class Lexicon:
    """BM25 over findings, alone and in context. Words are stemmed, so that "unions" meets "union".

    `docs` names the document of each finding and `spoken` the language of each document; what neither names is English.
    """

    def __init__(self, texts: Sequence[str], contexts: Sequence[str], docs: Sequence[str] = (),
                 spoken: Mapping[str, str] | None = None) -> None:
        self._spoken = spoken or {}
        self._stemmers: dict[str, Any] = {}
        self._count = len(texts)
        self._own = self._index(texts, docs)
        self._context = self._index(contexts, docs)

    def _words(self, texts: Sequence[str], docs: Sequence[str]) -> list[list[str]]:
        tags = [self._spoken.get(doc, languages.ENGLISH) for doc in docs] or [languages.ENGLISH] * len(texts)
        return [self._stems(text, tag) for text, tag in zip(texts, tags, strict=True)]

    def _stems(self, text: str, tag: str) -> list[str]:
        found = languages.words(text, tag)
        stemmer = self._stemmer(languages.code(tag) or languages.ENGLISH)
        return stemmer.stemWords(found) if stemmer else found

    def _stemmer(self, language: str) -> Any:
        import Stemmer

        name = languages.STEMMERS.get(language)
        if language not in self._stemmers:
            self._stemmers[language] = Stemmer.Stemmer(name) if name in Stemmer.algorithms() else None
        return self._stemmers[language]

    def _index(self, texts: Sequence[str], docs: Sequence[str]) -> "bm25s.BM25 | None":
        import bm25s

        words = self._words(texts, docs)
        if not any(words):
            return None
        index = bm25s.BM25(method="lucene")
        index.index(words, show_progress=False)
        return index

    def scores(self, texts: Sequence[str], docs: Sequence[str] = (), *, context: bool = False) -> np.ndarray:
        """float32 of shape (len(texts), findings): each text against each finding, or each finding in its context.

        `docs` names the document of each text.
        """
        index = self._context if context else self._own
        result = np.zeros((len(texts), self._count), dtype=np.float32)
        if index is None:
            return result
        for i, words in enumerate(self._words(texts, docs)):
            known = [w for w in words if w in index.vocab_dict]
            if known:
                result[i] = index.get_scores(known)
        return result
