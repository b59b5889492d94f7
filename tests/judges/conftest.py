"""Tiny classifiers, made from a configuration and saved as safetensors, and a server that answers as it is told."""

# ruff: noqa: S106

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from answering import Server

WORDS = ("the", "law", "does", "not", "allow", "unions", "strike", "state", "court", "free", "closed", "was", "is", "independent",
         "workers")


def save_tokenizer(folder: Path) -> None:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    vocabulary = {word: i for i, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizers.Lowercase(), pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]",
                            model_max_length=64).save_pretrained(folder)


@pytest.fixture(scope="session")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Make a classifier with these labels; returns its folder."""

    def make(*labels: str) -> Path:
        import torch
        from transformers import BertConfig, BertForSequenceClassification

        torch.manual_seed(7)
        names = dict(enumerate(labels))
        config = BertConfig(vocab_size=len(WORDS) + 4, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=48,
                            max_position_embeddings=66, id2label=names, label2id={v: k for k, v in names.items()}, initializer_range=0.6)
        folder = tmp_path_factory.mktemp("classifier")
        BertForSequenceClassification(config).save_pretrained(folder)
        save_tokenizer(folder)
        return folder

    return make


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    from crosscheck.judges import endpoint

    monkeypatch.setattr(endpoint, "PAUSE", 0.01)
    running = Server()
    yield running
    running.close()
