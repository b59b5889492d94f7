"""Sentences of other languages: real ones, of our own writing, cut where a reader would, and nothing lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosscheck.ingest import segment, sentences
from crosscheck.records import Document, DocumentInfo, Role, fold


def split(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in segment.spans(text, 0, len(text), language)]


RUSSIAN = [
    "Согласно ст. 23 Закона РК от 5 мая 2020 г. № 10, профсоюзы независимы от государства.|Это правило не соблюдается.",
    "Закон вступил в силу в 2022 г.|В нём 15 млн. тенге на выплаты, пособия и т.д.|Президент К. К. Токаев подписал его.",
    "В 2021 г. Казахстан принял новый закон.|Никто его не выполняет…|Почему?|Неизвестно!",
    "«Это победа», — сказал министр.|Организация «Права. Люди» из г. Алматы возразила (см. п. 5, ч. 2).|Её закрыли.",
    "Штраф составил 300 тыс. руб.|Суд оставил его в силе (ст. 12).|Г-н Ахметов, проф. А. Б. Иванов и др. обжаловали решение.",
    "1. Первое положение важно.|2. Второе положение тоже важно.",
    "Рост составил 3.5 процента.|Инфляция — 8,4 %.|Закон суров.|Суд согласен.",
]
KAZAKH = [
    "Еңбек кодексі 2015 ж. қабылданды.|Бұл заң 2016 ж. күшіне енді.|Кәсіподақтар тәуелсіз бе?|Жоқ…",
    "Н. Ә. Сейітов мырза 12 млн. теңге алды.|Сот шешімі өзгермеді!|Заңның 5-бабы, 2-тармағы т.б. нормалар сақталмайды.",
    "Алматы қ. тұрғындары ереуілге шықты.|«Бұл — біздің құқығымыз», — деді олар.",
]
FRENCH = [
    "L’art. 23 de la loi no 5 du 3 mai 2020 dispose que M. Dupont et Mme. Durand sont libres.|Le tribunal l’a confirmé.",
    "Le juge a dit : « C’est la loi. »|Pourquoi ?|Les syndicats, partis, etc. n’ont rien dit !|J. P. Martin est parti.",
    "Selon l’al. 2, p. 14, 3.5 millions d’enfants travaillent.|Aucune enquête n’a été ouverte…|La loi n’est pas appliquée.",
    "Le pays compte 19 millions d’hab.|Le Comité a cité la rés. 12 (voir par. 7).",
]
SPANISH = [
    "El art. 23 de la Ley núm. 5 del Sr. García, p. ej. la reforma, no se aplica.|¿Por qué?|¡Nadie lo sabe!|Los EE. UU. lo criticaron.",
    "Según el párr. 12, hubo 3.500 casos, etc.|El Estado calló.|«No hay datos», dijo la Dra. Ruiz.",
    "La tasa fue del 8,4 %.|Véanse las págs. 3 y 4.",
]
ARABIC = [
    "ينص القانون على حرية النقابات.|هل يُطبَّق ذلك؟|قال د. أحمد إن المادة 5 لا تُحترم!|ولم ترد الحكومة.",
    "بلغ عدد الشكاوى 3.5 ملايين شكوى؛ ولم يُنظر في أي منها.|«هذا غير صحيح»، قال الوزير…|انتهى.",
]
OTHERS = [
    ("uk", "Згідно зі ст. 5 Закону, профспілки вільні.|Це не так."),
    ("de", "Nach Art. 9 Abs. 3 GG sind sie frei, z. B. hier.|Das gilt nicht."),
    ("pt", "O art. 5 da lei, p. ex., não se aplica.|Ninguém sabe."),
    ("fa", "آیا قانون اجرا می‌شود؟|خیر."),
    ("xx", "Aba caba daba.|Eba feba."),
]
CASES = [(language, text) for language, group in (
    ("ru", RUSSIAN), ("kk", KAZAKH), ("fr", FRENCH), ("es", SPANISH), ("ar", ARABIC)) for text in group] + OTHERS


@pytest.mark.parametrize(("language", "text"), CASES)
def test_sentence_ends(language: str, text: str) -> None:
    assert split(text.replace("|", " "), language) == text.split("|")


def test_chinese_has_no_spaces() -> None:
    text = "工会独立于国家。|法律规定如此！|“真的吗？”|没有人知道。"
    assert split(text.replace("|", ""), "zh") == text.split("|")


def test_a_wrapped_line_ends_no_sentence_and_marks_of_direction_hide_none() -> None:
    assert [fold(s) for s in split("Профсоюзы\nнезависимы от\nгосударства. Это\nтак.", "ru")] == [
        "Профсоюзы независимы от государства.", "Это так."]
    assert len(split("هل يُطبق ذلك؟\u200f لا.\u200f انتهى.", "ar")) == 3


def test_a_missing_space_ends_a_sentence_all_the_same() -> None:
    assert split("Таков закон.Суд согласен с ним.", "ru") == ["Таков закон.", "Суд согласен с ним."]


def test_english_is_read_as_before_however_it_is_named() -> None:
    text = "The U.S. Embassy and Mr. Smith agreed (art. 5). It is kept.Nobody asked."
    assert split(text, "en") == split(text, "en-GB") == split(text, "") == split(text, "English")
    assert split(text, "en") == [text[start:end] for start, end in segment.spans(text, 0, len(text))]


def test_a_documents_own_language_is_used() -> None:
    text = "Закон принят в 2020 г. Казахстаном и ст. 5 действует. Это так.\n"
    for language, count in (("ru", 2), ("ru-KZ", 2)):
        info = DocumentInfo("d", "d.txt", "T", "P", Role.STATE, 2020, (2020, 2020), "2020", language, "", "", "0" * 64, "plain")
        assert len(sentences(Document(info, text))) == count


SCRAPS = st.sampled_from(["ст. ", "г. ", "2020 г. ", "В ", "Суд ", "т.д. ", "M. ", "art. 5 ", "«", "»", "“", "”", "(", ")", ". ", "… ",
                          "? ", "؟ ", "! ", "。", "！", "د. ", "قال ", "工会", "А. ", "К. К. ", "\n", "\u00a0", "\u200f", "\u202f",
                          "\ufeff", "- ", "• ", "1. ", ".", ";"])


@settings(max_examples=200)
@given(parts=st.lists(SCRAPS, max_size=25), before=st.text(max_size=5),
       language=st.sampled_from(["ru", "kk", "fr", "es", "ar", "zh", "de", "he", "xx"]))
def test_spans_cover_their_slice_in_every_language(parts: list[str], before: str, language: str) -> None:
    body = "".join(parts)
    text = before + body + before
    seen = len(before)
    for start, end in segment.spans(text, len(before), len(before) + len(body), language):
        assert not text[seen:start].strip()
        assert seen <= start < end
        assert text[start:end].strip() == text[start:end]
        seen = end
    assert not text[seen:len(before) + len(body)].strip()


@settings(max_examples=60)
@given(text=st.text(max_size=80), language=st.sampled_from(["ru", "ar", "zh", "fr"]))
def test_no_text_breaks_it(text: str, language: str) -> None:
    assert "".join("".join(split(text, language)).split()) == "".join(text.split())
