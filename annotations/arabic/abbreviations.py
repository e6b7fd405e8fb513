"""Facts about Arabic writing that tell a full stop from a sentence's end, as data."""

from __future__ import annotations

from typing import Final

# Written with a full stop and followed by more of the sentence. Single letters need no entry: an
# Arabic letter alone before a full stop is a title («د.», «أ.د.», «م.») or an initial.
ABBREVIATIONS: Final = frozenset(
    {
        "هـ", "أد", "صص", "ج.م",
        "Mr", "Mrs", "Ms", "Dr", "Prof", "Sen", "Rep", "Gov", "Gen", "Col", "Lt", "Sgt", "Capt",
        "St", "Mt", "Ft", "No", "Vol", "pp", "vs", "cf", "al", "etc", "e.g", "i.e", "Inc", "Ltd",
        "Corp", "Co", "Jr", "Sr", "Bros", "approx", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul",
        "Aug", "Sep", "Sept", "Oct", "Nov", "Dec",
    }
)  # fmt: skip

# Initials of foreign names as they are spoken («جورج دبليو. بوش», «ایم۔ اے۔»). «دي» is none: it is a word
# in Egyptian and Pashto.
SPOKEN_INITIALS: Final = frozenset(
    {
        "جيه", "دبليو", "إتش", "اتش", "إم", "آر", "إس", "إف", "كيه", "إل", "إن", "إي",
        "اے", "بی", "سی", "ڈی", "ایف", "جی", "ایچ", "آئی", "جے", "ایل", "ایم", "این", "پی", "کیو", "ایس",
        "ٹی", "یو", "وی", "ڈبلیو", "ایکس", "وائی", "زیڈ",
    }
)  # fmt: skip
# All the names of Latin letters, as acronyms are spoken («بي بي سي», «سي إن إن»).
LETTER_NAMES: Final = SPOKEN_INITIALS | {
    "إيه", "ايه", "بي", "سي", "دي", "اف", "جي", "آي", "ال", "ام", "ان", "أو", "كيو", "اس", "تي", "يو", "في",
    "إكس", "اكس", "واي", "زد", "ای", "کے", "او",
}  # fmt: skip

# «And so on»: with the bracket behind its full stop the sentence goes on.
ET_CETERA: Final = frozenset({"إلخ", "الخ", "وغيرها", "وغيره", "وهكذا", "etc", "وغیرہ", "غیره"})

# With these words a sentence goes on behind a quotation that ends with a full stop; so it does with «كما»
# and a verb of speech.
ATTRIBUTIONS: Final = frozenset(
    {
        "وفق", "وفقا", "بحسب", "حسب", "حسبما", "وفقما", "نقلا", "طبقا",
        "مضيفا", "مضيفة", "مضيفين", "قائلا", "قائلة", "قائلين", "مؤكدا", "مؤكدة", "موضحا", "موضحة",
        "مشيرا", "مشيرة", "معتبرا", "معتبرة", "متابعا", "متابعة", "مشددا", "مشددة", "لافتا", "لافتة",
        "مبينا", "مبينة", "معربا",
    }
)  # fmt: skip

# Signs that close a date, a measure or a price: behind a number they may end a sentence.
AFTER_NUMBER: Final = frozenset(
    {"م", "هـ", "ه", "ق.م", "ب.م", "ص", "د", "ر", "ج", "ل", "ر.س", "د.إ", "د.ك", "ج.م", "ل.س", "ل.ل", "د.ع"}
)

# A single letter behind one of these is the name of something («المجموعة أ.»), not an initial.
LETTERED: Final = (
    "مجموعة",
    "مجموعته",
    "فيتامين",
    "فئة",
    "حرف",
    "حرفي",
    "بند",
    "قسم",
    "خطة",
    "نقطة",
    "شعبة",
)

# Words with which a sentence goes on after an ellipsis; words that begin with و go on as well.
CONTINUATIONS: Final = frozenset(
    {"ثم", "لكن", "لكنه", "لكنها", "بل", "أو", "أم", "حتى", "إلا", "إنما", "إذ", "حيث", "أي", "كما"}
)

# Verbs that, right behind a quoted question or exclamation, belong to it: «"من هناك؟" سأل الحارس.»
REPORTING_VERBS: Final = frozenset(
    {
        "قال", "قالت", "قالوا", "يقول", "تقول", "سأل", "سألت", "يسأل", "تسأل", "تساءل", "تساءلت",
        "صاح", "صاحت", "صرخ", "صرخت", "هتف", "هتفت", "أجاب", "أجابت", "رد", "ردت", "أضاف", "أضافت",
        "كتب", "كتبت", "نادى", "نادت", "همس", "همست", "علق", "علقت",
        "گفت", "گفتند", "پرسید", "پرسیدند", "افزود", "نوشت", "کہا", "پوچھا", "وویل", "وتی", "گوتی", "پرسی",
        "دەپتۇ", "دېدى", "دەيدۇ", "دەپ", "دېگەن", "دېگەنمىش", "سوراپتۇ", "سورىدى", "ئويلىدى",
    }
)  # fmt: skip

# With these a sentence goes on behind a question or an exclamation: they stand behind what they belong to.
POSTPOSITIONS: Final = frozenset({"کا", "کے", "کی", "کو", "نے"})
