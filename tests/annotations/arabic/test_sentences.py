"""Sentences: right on the article to the last one, on PUD, and where a full stop does not end one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.arabic.sentences import split_sentences

# The article's sentences by their first and last words, read by eye. Number 1 is the headline; the
# quotations of 13–14 and 15–16 are two sentences each; «.,» joins what were paragraphs.
ARTICLE = [
    ("من جولات التصعيد", "الخلافات بالحوار"),
    ("جولات من التصعيد،", '"الحوار" والتشاور.,'),
    ("وفي إشارة إلى", "خلال الحوار.,"),
    ("وبدوره شدد حسين", 'بين البلدين".'),
    ('ولدى إشارته إلى "الأعداء"،', "أذربيجان وإسرائيل.,"),
    ("وتعد إسرائيل حليفا", "منها الوقود.,"),
    ("وقد تصاعدت التوترات", "مع أذربيجان.,"),
    ("وعلى خلفية الخلافات", "وتركيا وأذربيجان."),
    ("ولاحقاً ردت طهران", "من أكتوبر.,"),
    ("وبعد ذلك جاء", "8 أكتوبر."),
    ("كما أجريت في", "عاصمة جورجيا.,"),
    ("وفي جزء آخر", "من التصاعدية.,"),
    ("قبل ذلك بيوم،", "أمنها القومي."),
    ("جيراننا على دراية", 'إلى الجيران".,'),
    ("أما رد المتحدثة", "مصلحة إيران."),
    ("ومن الواضح أن", "حسب تعبيرها.,"),
    ("ورداً على اتهام", 'في باكو".'),
]


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def test_the_article_to_the_last_sentence(article: str) -> None:
    found = sentences(article)
    assert len(found) == len(ARTICLE)
    for sentence, (first, last) in zip(found, ARTICLE, strict=True):
        assert sentence.startswith(first)
        assert sentence.endswith(last)


def test_pud_joined_eight_at_a_time_with_f1_of_at_least_0_995(pud_sentences: list[str]) -> None:
    right = wrong = missed = 0
    for index in range(0, len(pud_sentences), 8):
        group = pud_sentences[index : index + 8]
        ends, position = set(), 0
        for sentence in group:
            ends.add(position + len(sentence))
            position += len(sentence) + 1
        found = {end for _, end in split_sentences(" ".join(group))}
        right += len(found & ends)
        wrong += len(found - ends)
        missed += len(ends - found)
    assert right + missed == 500
    assert 2 * right / (2 * right + wrong + missed) >= 0.995


@pytest.mark.parametrize(
    "text",
    [
        "بلغ المعدل 3.14 نقطة اليوم",
        "في 12.10.2021 وقع الحدث",
        "قال د. أحمد زويل إنه سيعود",
        "حضر أ.د. محمد علي اللقاء",
        "وصل م. سعيد إلى القاهرة",
        "ألقى ج. ر. ر. تولكين محاضرة",
        "التقى J. K. Rowling أمس",
        "قال Mr. Smith إنه سيعود",
        "انظر ص. 25 من الكتاب",
        "باكو وطهران.. ومن ثم الحوار",
        'جاءت "مجموعة كبيرة... عرفوا عن أنفسهم" إلى الموقع',
        "انتظر قليلا... ثم رحل",
        '"من هناك؟" سأل الحارس',
        "كان الخبر (!) غريبا",
        "ولد (انتقل إلى باكو. ثم عاد) في جورجيا",
        "زار موقع example.com أمس",
        '"حسن الأمر."، حسب تعبيره',
        "1. البند الأول",
        "الشروط: 1. البند الأول",
        "عاجل.. مقتل جنديين في الحدود",
        "قال (مبتسما!) إنه سعيد",
        "شاهد المقال (هل ينجح الحوار؟) على موقعنا",
        "فيلم «من القاتل؟» يعرض اليوم",
        'برنامج "من سيربح المليون؟" يعود قريبا',
        "«هل تقبلون؟» قالها الوزير",
        "التقى جورج دبليو. بوش أمس",
        "السعر 3.5 د.ك للكيلو",
    ],
)
def test_a_sentence_that_goes_on(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("نعم. لا.", ["نعم.", "لا."]),
        ("ماذا؟ لا أدري!", ["ماذا؟", "لا أدري!"]),
        ("لم يعد أحد... كان البيت خاليا.", ["لم يعد أحد...", "كان البيت خاليا."]),
        ("لم يعد أحد… كان البيت خاليا.", ["لم يعد أحد…", "كان البيت خاليا."]),
        ("قال «نعم.» وقالت لا.", ["قال «نعم.»", "وقالت لا."]),
        ('قال: "نعم. لا أدري". ثم سكت.', ['قال: "نعم.', 'لا أدري".', "ثم سكت."]),
        ("(نعم.) لا.", ["(نعم.)", "لا."]),
        ("وقع عام 2021. وقال آخر.", ["وقع عام 2021.", "وقال آخر."]),
        ("توفي سنة 570 م. ودفن هناك.", ["توفي سنة 570 م.", "ودفن هناك."]),
        ("عنوان الخبر\n\nقال الوزير نعم.", ["عنوان الخبر", "قال الوزير نعم."]),
        ("سطر\r\nآخر\u2028ثالث", ["سطر", "آخر", "ثالث"]),
        ("انتهى الحوار.وبدأ التصعيد.", ["انتهى الحوار.", "وبدأ التصعيد."]),
        ("نعم., لا.,", ["نعم.,", "لا.,"]),
        ("هل هذا ممكن؟! نعم.", ["هل هذا ممكن؟!", "نعم."]),
        ("1. البند الأول.\n2. البند الثاني.", ["1. البند الأول.", "2. البند الثاني."]),
        ("یہ ایک جملہ ہے۔ یہ دوسرا ہے۔", ["یہ ایک جملہ ہے۔", "یہ دوسرا ہے۔"]),
        ("جملة أولى.\u200f جملة ثانية.\u200f ثالثة.", ["جملة أولى.\u200f", "جملة ثانية.\u200f", "ثالثة."]),
        ("قال „نعم.“ وقالت لا.", ["قال „نعم.“", "وقالت لا."]),
        ("كما ورد.[1] وقال آخر.", ["كما ورد.[1]", "وقال آخر."]),
        ("فاز بالمجموعة أ. وخسر الباقون.", ["فاز بالمجموعة أ.", "وخسر الباقون."]),
        ("قال لوكالة أ.ف.ب. وأضاف أنه راض.", ["قال لوكالة أ.ف.ب.", "وأضاف أنه راض."]),
        ("السعر 20 ر.س. العنوان هنا.", ["السعر 20 ر.س.", "العنوان هنا."]),
        ("سأل كم. لا أحد يعرف.", ["سأل كم.", "لا أحد يعرف."]),
        ('وسأل: "هل تقبلون؟" لم يجب أحد.', ['وسأل: "هل تقبلون؟"', "لم يجب أحد."]),
        ("  نعم.  ", ["نعم."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet='ابم د.!؟…,،"«»()1 \n\u0651', max_size=60))
def test_sentences_are_apart_in_order_and_leave_out_only_white_space(text: str) -> None:
    end = 0
    for start, next_end in split_sentences(text):
        assert not text[end:start].strip()
        assert start < next_end
        assert text[start:next_end] == text[start:next_end].strip()
        end = next_end
    assert not text[end:].strip()
