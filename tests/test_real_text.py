"""Every sentence of real text that there is here, through everything that is done to text."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import regex

from annotations.arabic.folding import fold, fold_with_offsets
from annotations.arabic.sentences import split_sentences
from annotations.arabic.words import tokens
from tui.arabic.layout import lay_out
from tui.arabic.shaping import shape
from tui.cli import main

# From article 1 of the Universal Declaration of Human Rights, which anyone may reproduce, in languages that
# share the script (Arabic, Persian, Urdu, Pashto, Sorani, Uyghur, Sindhi); and posts of our own making.
OTHERS = """\
يولد جميع الناس أحرارا متساوين في الكرامة والحقوق. وقد وهبوا عقلا وضميرا.
تمام افراد بشر آزاد به دنیا می‌آیند و از لحاظ حیثیت و حقوق با هم برابرند.
تمام انسان آزاد اور حقوق و عزت کے اعتبار سے برابر پیدا ہوئے ہیں۔ انہیں ضمیر اور عقل ودیعت ہوئی ہے۔
د بشر ټول افراد آزاد نړۍ ته راځي او د حيثيت او حقوقو له پلوه سره برابر دي.
هەموو مرۆڤەکان ئازاد و لە ڕێز و مافدا بەرامبەر لەدایک دەبن.
ھەممە ئادەم تۇغۇلۇشىدىنلا ئەركىن، ئىززەت-ھۆرمەت ۋە ھوقۇقتا باپباراۋەر.
سڀئي انسان آزاد ۽ عزت ۽ حقن جي حوالي کان برابر پيدا ٿيا آهن.
RT @user_1: شكراا جدا 😂😂 https://t.co/aB1شكرا #السعودية_2021 بنسبة 25٪ 👍🏽
@BBC_Arabic الساعة 10:30ص، بـ34.3 مليون و1,200 في ١٥/٠٣/١٤٤٣هـ!!
""".splitlines()


@pytest.fixture
def real_text(pud_sentences: list[str], article: str) -> list[str]:
    """Some 500 sentences of news and encyclopedia, an article, and what is above."""
    return [*pud_sentences, *article.splitlines(), *OTHERS]


def test_tokens_of_real_text_are_whole_clusters_numbers_and_addresses(real_text: list[str]) -> None:
    for text in real_text:
        borders = {0, *(match.end() for match in regex.finditer(r"\X", text))}
        found = tokens(text)
        assert {border for token in found for border in token} <= borders
        inside = {
            place
            for match in regex.finditer(r"\p{Nd}+(?:[.,:/٫٬،]\p{Nd}+)+|https?://[!-~]+", text)
            for place in range(match.start() + 1, match.end())
        }
        assert not inside & {border for token in found for border in token}


def test_real_text_is_laid_out_once_and_folds_with_a_way_back(real_text: list[str]) -> None:
    for text in real_text:
        assert len(shape(text)) == len(text)
        for width in (20, 76):
            shown = sorted((g.start, g.end) for row in lay_out(text, width) for g in row.glyphs)
            assert "".join(text[a:b] for a, b in shown) == text
        folded = fold_with_offsets(text)
        assert folded.text == fold(text)
        for start, end in tokens(text):
            wanted = fold(text[start:end])
            if wanted.strip():
                assert wanted in folded.text


def test_sentences_of_real_text_cover_it(real_text: list[str]) -> None:
    whole = "\n".join(real_text)
    found = split_sentences(whole)
    assert len(found) >= len(real_text)
    assert not "".join(whole[a[1] : b[0]] for a, b in itertools.pairwise(found)).strip()


def test_real_text_comes_out_as_it_went_in(
    real_text: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    unlike = list(dict.fromkeys(text for text in real_text if text.strip()))
    Path("in.jsonl").write_text(
        "".join(json.dumps({"text": text}) + "\n" for text in unlike), encoding="utf-8"
    )
    run: Callable[[list[str]], int] = main
    assert run(["import", "p.hashiya", "in.jsonl"]) == 0
    assert run(["export", "p.hashiya", "--format", "jsonl", "--state", "all", "-o", "out.jsonl"]) == 0
    came = [json.loads(line)["text"] for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert came == unlike
    assert run(["export", "p.hashiya", "--format", "conll", "--state", "all", "-o", "out.conll"]) == 0
    lines = Path("out.conll").read_text(encoding="utf-8").splitlines()
    assert all(len(line.split()) == 4 for line in lines if line)
    capsys.readouterr()
