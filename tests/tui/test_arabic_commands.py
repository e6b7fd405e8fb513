"""The command line in Arabic: help, outputs, mistakes; nothing is said in one language only."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from annotations.errors import HashiyaError
from tui.cli import main
from tui.commands.parser import COMMANDS
from tui.commands.speech import said, speak
from tui.locale import Texts
from tui.locale.errors import explained, in_arabic

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples" / "baku-tehran.hashiya"
LOCALE = ROOT / "tui" / "locale"
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for room in ("annotations", "tui")
    for path in (ROOT / room).rglob("*.py")
)
QUOTED = set(re.findall(r"""["']([a-z][a-z0-9-]+)["']""", SOURCES))


@pytest.fixture(autouse=True)
def _english_afterwards() -> object:
    yield
    speak("en")


def test_every_sentence_of_a_command_is_in_both_languages_and_used() -> None:
    catalogue = tomllib.loads((LOCALE / "commands.toml").read_text(encoding="utf-8"))
    for name, texts in catalogue.items():
        assert set(texts) == {"en", "ar"}, name
        fields = [sorted(re.findall(r"\{\w+\}|%\(\w+\)s|%s", texts[each])) for each in ("en", "ar")]
        if not name.startswith("argparse-"):
            assert fields[0] == fields[1], name
            command = name.partition("-")[2] or name
            assert name in COMMANDS or {name, command} & QUOTED, name


def test_every_error_in_the_arabic_list_is_one_of_the_programs() -> None:
    text = re.sub(r'"\s*\n\s*f?"', "", SOURCES)  # sentences over several lines
    for english in tomllib.loads((LOCALE / "errors.toml").read_text(encoding="utf-8")):
        if english[0].isupper():
            continue  # the system's
        longest = re.sub(r"^\W+", "", max(re.split(r"\{\w+\}", english), key=len))
        assert longest.strip() in text or longest.strip().replace("\\", "") in text, english


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_in_arabic(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([*([command] if command else []), "--lang", "ar", "--help"])
    shown = capsys.readouterr().out
    assert "الاستعمال: hashiya" in shown
    assert "عرض هذه المساعدة" in shown
    english = [line for line in shown.splitlines() if re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{3,}", line)]
    assert [line for line in english if "hashiya" not in line and "conll2003" not in line] == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["stats", str(SAMPLE)], "الكيانات"),
        (["check", str(SAMPLE)], "لا خلل"),
        (["search", str(SAMPLE), ":منجز", "#GPE", "طهران"], "طهران"),
        (["search", str(SAMPLE), "طهران", "--state", "منجز"], "طهران"),
        (["schemas"], "تدقيق الحقائق"),
    ],
)
def test_outputs_are_in_arabic(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*arguments, "--lang", "ar"]) == 0
    assert told in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nope.txt"], "nope.txt: لا يوجد ملف أو مجلد بهذا الاسم"),
        (["stats", "nope.hashiya"], "nope.hashiya: لا يوجد مجلد مشروع بهذا الاسم"),
        (["search", str(SAMPLE)], "اذكر ما تبحث عنه"),
        (["search", str(SAMPLE), "#لا"], "لا يوجد وسم باسم لا"),
        (["statz", "x"], "هل تقصد stats؟"),
        (["guide", "xyz"], "لا صفحة 'xyz' في الدليل"),
    ],
)
def test_mistakes_are_told_in_arabic(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--lang", "ar"]) == 2
    assert told in capsys.readouterr().err


def test_usage_mistakes_are_told_in_arabic(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["export", "--lang", "ar"])
    assert stopped.value.code == 2
    assert (
        capsys.readouterr().err
        == "hashiya: ينقص: PROJECT, --format؛ لمعرفة المتاح: hashiya export --help\n"
    )


def test_lang_decides_and_the_option_goes_before_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "ar_EG.UTF-8")
    main(["check", str(SAMPLE)])
    main(["check", str(SAMPLE), "--lang=en"])
    main(["--lang", "en", "check", str(SAMPLE)])
    assert capsys.readouterr().out.splitlines() == [
        "النصوص والطبقات (1): لا خلل",
        *["the corpus and 1 layer(s): nothing wrong"] * 2,
    ]


def test_values_are_isolated_and_looked_up_too() -> None:
    error = HashiyaError("/a b/x.toml: cannot be read: Permission denied")
    assert explained(error, Texts("en")) == str(error)
    assert (
        explained(error, Texts("ar"))
        == "\u2068/a b/x.toml\u2069: تعذرت قراءته: \u2068لا يسمح لك بذلك\u2069"
    )
    assert in_arabic("what nobody translated") == "what nobody translated"


def test_a_sentence_made_to_take_long_does_not() -> None:
    assert in_arabic("a: cannot be " * 3000)


def test_english_stays_as_it_is_spoken(capsys: pytest.CaptureFixture[str]) -> None:
    speak("en")
    assert said("check-whole", layers=2) == "the corpus and 2 layer(s): nothing wrong"
    assert main(["stats", "nope.hashiya"]) == 2
    assert capsys.readouterr().err == "hashiya: nope.hashiya: there is no such project folder\n"
