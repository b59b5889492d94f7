"""A corpus in five languages, end to end, with an encoder of its own; and the warnings where a model knows English alone."""

import hashlib
from pathlib import Path

import pytest
from models import NegationJudge

from crosscheck import corpus, notes, pipeline, search, summary
from crosscheck.errors import CorpusError, ModelError
from crosscheck.records import Kind
from crosscheck.results import CrossCheck

STATE = """1. Профсоюзы действуют независимо от государственных органов согласно ст. 23 Закона. Рабочие имеют право на забастовку.

2. В 2022 г. Казахстан зарегистрировал 14 жалоб на пытки. Все они рассмотрены судом.
"""
FINDINGS = {
    ("kk", 2019): "Тәуелсіз кәсіподақтар 2019 ж. жабылды. Ереуілге шыққан жұмысшылар жұмыстан шығарылды.",
    ("fr", 2020): "Les syndicats indépendants ont été fermés par M. le procureur. Pourquoi ? Nul ne le sait.",
    ("es", 2021): "Los sindicatos independientes no pueden registrarse, p. ej. en Almaty. ¿Qué dice la ley?",
    ("ar", 2021): "أُغلقت النقابات المستقلة بقرار من المحكمة. هل يُسمح بالإضراب؟ لا يُسمح به.",
    ("ru", 2021): "Независимые профсоюзы были закрыты по решению суда. Рабочим отказано в праве на забастовку.",
}


def entry(doc: str, language: str, role: str, year: int, text: str) -> str:
    fields = {"id": doc, "file": f"{doc}.txt", "title": doc, "publisher": "P", "role": role, "date": str(year), "language": language,
              "rights": "none", "attribution": doc, "sha256": hashlib.sha256(text.encode()).hexdigest(), "form": "plain"}
    texts = (f'{k} = "{v}"' for k, v in fields.items())
    return "\n".join(["", "[[documents]]", *texts, f"year = {year}", f"period = [{year}, {year}]", ""])


def write(folder: Path, head: str = "") -> Path:
    folder.mkdir()
    (folder / "state.txt").write_bytes(STATE.encode())
    lines = f'id = "steppe"\ntitle = "Steppe"\nstate = "Steppe"\ncommittee = "CESCR"\ntaxonomy = "icescr"\n{head}\n'
    lines += entry("state", "ru", "state", 2023, STATE)
    for (language, year), text in FINDINGS.items():
        (folder / f"found-{language}.txt").write_bytes(text.encode())
        lines += entry(f"found-{language}", language, "independent", year, text)
    (folder / "corpus.toml").write_text(lines, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence encoder over bytes, so that it reads every script: two layers of 32 numbers, never trained."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(7)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({token: i for i, token in enumerate(["[PAD]", *alphabet])}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bare, folder = tmp_path_factory.mktemp("bert"), tmp_path_factory.mktemp("encoder")
    pad = "[PAD]"
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token=pad, model_max_length=128).save_pretrained(bare)
    BertModel(BertConfig(vocab_size=257, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=48,
                         max_position_embeddings=128)).save_pretrained(bare)
    words = Transformer(str(bare))
    SentenceTransformer(modules=[words, Pooling(32, "mean")], device="cpu").save(str(folder))
    return folder


@pytest.fixture(scope="session")
def check(encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[CrossCheck, Path]:
    folder = tmp_path_factory.mktemp("languages")
    loaded = corpus.load(write(folder / "corpus", f'encoder = "{encoder}"'))
    return pipeline.run(loaded, folder / "index", judge=NegationJudge()), folder / "index"


def test_five_languages_run_end_to_end(check: tuple[CrossCheck, Path], encoder: Path) -> None:
    found, _ = check
    assert found.run["encoder"]["name"] == str(encoder.resolve())
    texts = [c.sentence.text for c in found.claims]
    assert texts == ["Профсоюзы действуют независимо от государственных органов согласно ст. 23 Закона.",
                     "Рабочие имеют право на забастовку.",
                     "В 2022 г. Казахстан зарегистрировал 14 жалоб на пытки.", "Все они рассмотрены судом."]
    assert {f.sentence.doc for f in found.findings} == {f"found-{language}" for language, _ in FINDINGS}
    assert len(found.findings) == 12
    assert len(found.table) == len(found.claims) * len(found.findings)
    for record in (*found.claims, *found.findings):
        s = record.sentence
        assert found.documents[s.doc].text[s.start:s.end] == s.text
    assert all(c.kind in (Kind.PRACTICE, Kind.FIGURE) for c in found.claims)


def test_search_answers_in_the_corpus_own_language(check: tuple[CrossCheck, Path]) -> None:
    found, directory = check
    engine = search.load(found, directory, judge=NegationJudge())
    pairs = engine.ask("Независимые профсоюзы не закрыты")
    assert len(pairs) == len(found.findings)
    lexicon = engine._lexicon.scores(["независимый профсоюз закрыт"], ["your-claim"])[0]
    assert found.findings[int(lexicon.argmax())].sentence.doc == "found-ru"


def test_a_corpus_in_english_with_the_shipped_models_needs_no_note(kazakhstan: corpus.Corpus) -> None:
    run = {"encoder": {"name": "all-MiniLM-L6-v2"}, "settings": {"judge": "shipped"}}
    assert notes.of_languages(kazakhstan, run) == []


def test_what_knows_english_alone_is_said(check: tuple[CrossCheck, Path], tmp_path: Path) -> None:
    found, _ = check
    english = {"encoder": {"name": "all-MiniLM-L6-v2"}, "settings": {"judge": "shipped"}}
    told = notes.of_languages(found.corpus, english)
    assert "MiniLM) was trained on English: for documents in ar, es, fr, kk, ru" in told[0]
    assert "shipped judge reads English alone" in told[1]
    own = notes.of_languages(found.corpus, {"encoder": {"name": "mine"}, "settings": {"judge": "/models/mine"}})
    assert len(own) == 1
    assert "found by English words" in own[0]
    page = " ".join(summary.summary(found).split())
    assert "uncalibrated" in page
    assert "found by English words" in page


def test_the_command_lines_encoder_goes_before_the_corpus_own(encoder: Path, tmp_path: Path) -> None:
    loaded = corpus.load(write(tmp_path / "corpus", f'encoder = "{encoder}"'))
    assert pipeline.settings_for(loaded).encoder == str(encoder.resolve())
    assert pipeline.settings_for(loaded, "other").encoder == "other"
    plain = corpus.load(write(tmp_path / "plain"))
    assert plain.encoder is None
    assert pipeline.settings_for(plain) == pipeline.Settings()


def test_a_folder_is_taken_from_the_corpus_and_a_name_as_it_is(tmp_path: Path) -> None:
    folder = write(tmp_path / "corpus", 'encoder = "model"')
    assert corpus.load(folder).encoder == "model"
    (folder / "model").mkdir()
    assert corpus.load(folder).encoder == str((folder / "model").resolve())
    with pytest.raises(CorpusError, match="'encoder' is not a text"):
        corpus.load(write(tmp_path / "bad", "encoder = 5"))


def test_an_encoder_that_brings_code_is_refused(encoder: Path, tmp_path: Path) -> None:
    import shutil

    folder = shutil.copytree(encoder, tmp_path / "evil")
    (folder / "modules.json").write_text('[{"idx": 0, "name": "0", "path": "", "type": "os.Evil"}]')
    with pytest.raises(ModelError, match="code of its own"):
        pipeline.encoders.load_encoder(str(folder))
