"""Language tags, direction, and the words that BM25 sees."""

import numpy as np
import pytest
from fakes import fake_crosscheck

from crosscheck import languages
from crosscheck.lexicon import Lexicon


@pytest.mark.parametrize(("tag", "code", "direction"), [
    ("en", "en", "ltr"), ("ru-RU", "ru", "ltr"), ("Russian", "ru", "ltr"), ("KAZ", "kk", "ltr"), ("ar", "ar", "rtl"),
    ("fa_IR", "fa", "rtl"), ("ur", "ur", "rtl"), ("he", "he", "rtl"), ("az-Arab", "az", "rtl"), ("ug-Cyrl", "ug", "ltr"),
    ("und", "", "ltr"), ("", "", "ltr"),
])
def test_codes_and_directions(tag: str, code: str, direction: str) -> None:
    assert (languages.code(tag), languages.direction(tag)) == (code, direction)


def test_attributes_are_fit_for_a_page() -> None:
    assert languages.attributes("ar") == {"lang": "ar", "dir": "rtl"}
    assert languages.attributes("ru_KZ") == {"lang": "ru-KZ", "dir": "ltr"}
    assert languages.attributes("French") == {"lang": "fr", "dir": "ltr"}
    assert languages.attributes('x" onload="y') == {"dir": "ltr"}


@pytest.mark.parametrize(("language", "query", "meets"), [
    ("ru", "Независимый профсоюз закрыли", "Суд закрыл независимые профсоюзы."),
    ("fr", "Les syndicats indépendants", "Un syndicat indépendant."), ("es", "sindicatos independientes", "Un sindicato independiente."),
    ("ar", "النقابات", "أُغلقت نقابة العمّال."), ("ar", "محكمة", "حكمت المَحكَمة"), ("kk", "Кәсіподақ жабылды", "кәсіподақ жабылды"),
    ("zh", "独立工会", "工会被关闭。"), ("fr", "L’État", "un état faible"), ("ru", "Берёза", "береза"),
])
def test_forms_of_a_word_meet_in_its_language(language: str, query: str, meets: str) -> None:
    lexicon = Lexicon([meets, "Rain fell on 5 May."], ["", ""], ["a", "b"], {"a": language, "b": "en", "q": language})
    assert lexicon.scores([query], ["q"])[0, 0] > 0
    assert lexicon.scores([query], ["q"])[0, 1] == 0


def test_findings_of_several_languages_stand_beside_each_other() -> None:
    texts, docs = ["Независимые профсоюзы закрыты в 2019 году.", "Independent unions were closed in 2019."], ["ru", "en"]
    lexicon = Lexicon(texts, texts, docs, {"ru": "ru", "en": "en", "asked": "en"})
    score = lexicon.scores(["An independent union was closed in 2019."], ["asked"])[0]
    assert score[1] > score[0] > 0  # the year alone speaks across languages
    assert (lexicon.scores(["и в на"], ["ru"]) == 0).all()


def test_english_is_analysed_as_before() -> None:
    texts = ["The unions' strike wasn’t allowed.", "Workers may not strike in 2019."]
    plain, told = Lexicon(texts, texts), Lexicon(texts, texts, ["a", "b"], {"a": "en", "b": ""})
    assert np.array_equal(plain.scores(texts), told.scores(texts, ["a", "b"]))
    assert languages.words("The UNIONS’ strike wasn’t allowed", "en") == ["unions", "strike", "wasn’t", "allowed"]


def test_quotes_say_their_language_and_direction(tmp_path) -> None:
    pytest.importorskip("streamlit")
    from crosscheck.ui import components

    fake = fake_crosscheck(tmp_path)
    manifest = fake.corpus / "corpus.toml"
    manifest.write_text(manifest.read_text().replace('language = "en"', 'language = "ar"'))
    from crosscheck import corpus, results, store

    loaded = corpus.load(fake.corpus)
    with store.writing(fake.indexes / "ruritania"):
        about = store.manifest(fake.indexes / "ruritania", "")
        files = {name: store.load(fake.indexes / "ruritania", about, name, "") for name in about["files"]}
        store.save(fake.indexes / "ruritania", files, {"corpus": {"id": "ruritania", "sha256": loaded.sha256}})
    check = results.load(loaded, fake.indexes / "ruritania")
    marked = components.quote(check, check.claims[0].sentence)
    assert marked.startswith('<blockquote class="cc-quote" lang="ar" dir="rtl">')
    assert components.spoken(check, languages_free_sentence()) == {"dir": "auto"}


def languages_free_sentence():
    from crosscheck.records import Sentence

    return Sentence("your-claim", 0, 4, "Text", 0)


def test_clauses_end_at_the_marks_of_other_scripts() -> None:
    from crosscheck.records import Sentence
    from crosscheck.ui import passages

    for text in ("ينص القانون على حرية النقابات، ولا يُطبق ذلك في الواقع.",
                 "法律规定工会独立于国家并且自由活动的权利，但是实际上并没有得到任何的遵守和执行。"):
        assert len(passages.clauses(text, Sentence("d", 0, len(text), text, 0))) == 2
