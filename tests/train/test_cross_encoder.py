"""Training: the pairs are learnt, the word vectors stay, the cheap dropout is a dropout; and 8 bits lose little."""

from pathlib import Path

import onnxruntime
import pytest
import torch

from crosscheck import encoders
from crosscheck.train import cross_encoder
from crosscheck.train.cross_encoder import RELATIONS, Row
from crosscheck.train.dropout import thinner
from crosscheck.train.export import export_judge

SUBJECTS = ("strikes", "courts", "schools", "wages", "prisons", "unions")


@pytest.fixture
def small():
    """A cross-encoder of two small layers, with the encoder's own tokenizer."""
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(1)
    tokenizer = AutoTokenizer.from_pretrained(encoders.embedded_model())
    config = BertConfig(vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
                        num_labels=len(RELATIONS), initializer_range=0.2)
    return BertForSequenceClassification(config), tokenizer


def test_what_is_in_the_rows_is_learnt_and_the_word_vectors_stay(small):
    model, tokenizer = small
    rows = [Row(f"The law protects {subject}.", f"The government {verb} {subject}.", label)
            for subject in SUBJECTS for verb, label in (("respected", 2), ("suppressed", 1))] * 20
    before = model.get_input_embeddings().weight.clone()
    cross_encoder.fit(model, tokenizer, rows, rate=1e-3, epochs=12, batch=8)
    said = cross_encoder.logits(model, tokenizer, [(row.claim, row.finding) for row in rows[:12]]).argmax(1).tolist()
    assert said == [row.label for row in rows[:12]]
    assert torch.equal(before, model.get_input_embeddings().weight)


def test_after_training_a_pair_has_one_score(small):
    model, tokenizer = small
    cross_encoder.fit(model, tokenizer, [Row("a claim", "a finding", 0)] * 4)
    pairs = [("The law protects unions.", "The government suppressed unions.")]
    assert not model.training
    assert torch.equal(cross_encoder.logits(model, tokenizer, pairs), cross_encoder.logits(model, tokenizer, pairs))


def test_dropout_drops_its_share_and_keeps_the_mean():
    thin, ones = thinner(0.1, seed=3, drawn=100_000), torch.ones(40, 1000)
    once, again = thin(ones), thin(ones)
    assert (once == 0).float().mean().item() == pytest.approx(0.1, abs=0.01)
    assert once.mean().item() == pytest.approx(1, abs=0.01)
    assert not torch.equal(once, again)


def test_a_token_far_beyond_the_others_costs_them_no_precision_in_eight_bits(small, tmp_path: Path):
    pytest.importorskip("onnx", reason="exporting a judge needs onnx: pip install '.[train]'")
    model, tokenizer = small
    with torch.no_grad():
        model.base_model.encoder.layer[0].intermediate.dense.weight[0] *= 300  # fires for some tokens, far beyond all else
        model.base_model.encoder.layer[0].output.dense.weight[:, 0] = 0  # and says nothing
    inputs = tokenizer("The law protects unions.", "The government suppressed all of the unions.", return_tensors="pt")
    words = model.get_input_embeddings()(inputs["input_ids"]).detach().numpy()
    path = export_judge(model.eval(), tmp_path, "small", {})
    session = onnxruntime.InferenceSession(str(path))
    found = session.run(None, {"words": words, **{name: inputs[name].numpy() for name in ("attention_mask", "token_type_ids")}})[0]
    assert model(**inputs).logits[0].tolist() == pytest.approx(found[0].tolist(), abs=0.15)  # 0.36 where all tokens share one range
