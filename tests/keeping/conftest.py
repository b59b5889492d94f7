"""A cross-check without models, for tests of what stands around it."""

import pytest

from tests.models import NegationJudge, WordEncoder


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> WordEncoder:
    """The encoder that every run uses; it remembers what it encoded."""
    from crosscheck import pipeline

    found, judge = WordEncoder(), NegationJudge()
    monkeypatch.setattr(pipeline.encoders, "load_encoder", lambda name: found)
    monkeypatch.setattr(pipeline, "encoder_fingerprint", lambda name: found.fingerprint)
    monkeypatch.setattr(pipeline.judges, "load", lambda *settings: judge)
    return found
