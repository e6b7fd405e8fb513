"""The running app in real terminals: readable, highlights on their letters, whatever happens."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.project import open_project, open_text
from tests.terminal import HASHIYA
from tests.terminals import results
from tests.terminals.emulators import EMULATORS, Emulator
from tests.terminals.expected import Screen, Step, environment_of, screens
from tests.terminals.reading import character_error_rate, control_rate, missing, save
from tests.terminals.table import TESTED
from tests.terminals.window import Image, Photograph, Window, opened
from tui.arabic.layout import lay_out

SAMPLES = Path(__file__).parents[2] / "samples"
COLUMNS, ROWS = 100, 30
CITY = "طهران"

STEPS = (
    Step("as opened"),
    Step("scrolled", keys=("Next", "Next")),
    Step("selection moved", keys=("Prior", "Up", "Left", "Left", "s")),
    Step("dialog open", keys=("question",)),
    Step("dialog closed", keys=("question",)),  # screen keeps an Escape to itself until the next key
)
PHRASE = "طهران وباكو أعداء"  # where a preposition is attached to it
CLICKED = "بايراموف"
DRAGGED = ("المساجلات", "الكلامية", "الأخيرة")


def why_not(emulator: Emulator) -> str:
    """Why EMULATOR cannot be tried here, "" if it can."""
    absent = missing() + emulator.missing()
    if not absent and emulator.name.startswith("xterm.js"):
        from tests.terminals.xterm_js import NEEDED

        absent = ["npm's @xterm packages"] if not all(path.exists() for path in NEEDED) else []
    return f"not installed: {', '.join(absent)}" if absent else ""


@pytest.fixture(params=EMULATORS, ids=lambda emulator: emulator.name)
def emulator(request: pytest.FixtureRequest) -> Emulator:
    """Each terminal in turn."""
    found: Emulator = request.param
    if reason := why_not(found):
        pytest.skip(reason)
    return found


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The labelled sample, to be worked on."""
    shutil.copytree(SAMPLES, tmp_path / "samples")
    return tmp_path / "samples" / "baku-tehran.hashiya"


@pytest.fixture
def window(emulator: Emulator, sample: Path) -> Iterator[Window]:
    """The app on the sample in the terminal; nobody tells it which one it is."""
    with opened(emulator, [str(HASHIYA), str(sample), "--lang", "en"], COLUMNS, ROWS) as found:
        yield found


def attempted(sample: Path, width: int) -> tuple[list[str], set[tuple[int, int]]]:
    """The lines of the sentence with PHRASE, WIDTH cells wide, and the cells that are found in them."""
    project = open_project(sample, "sample")
    corpus = project.corpus
    ((text, place),) = (
        (corpus.text(sentence), corpus.text(sentence).index(PHRASE))
        for sentence in corpus.sequence
        if PHRASE in corpus.text(sentence)
    )
    project.close()
    cuts = place, place + len(PHRASE)
    rows = lay_out(text, width, 1, cuts)
    found = {(x, y) for y, row in enumerate(rows) for a, b in row.columns_of(*cuts) for x in range(a, b)}
    return [text[row.start : row.end] for row in rows], found


def see(window: Window, screen: Screen, what: str) -> Photograph:
    """The picture of WINDOW once its cells have the backgrounds of SCREEN; AssertionError if never."""
    end = time.monotonic() + 15
    while True:
        picture = window.photograph()
        wrong = differences(picture, screen)
        if not wrong:
            return picture
        if time.monotonic() > end:
            keep = os.environ.get("HASHIYA_PICTURES")
            if keep:
                save(picture.image, Path(keep) / "wrong.png")
            raise AssertionError(f"{what}: {len(wrong)} cells are not as they should be: {wrong[:5]}")
        time.sleep(0.3)


def differences(picture: Photograph, screen: Screen) -> list[str]:
    """Where one colour of SCREEN is shown as several, or a highlight cannot be told from the page."""
    shown: dict[str, int] = {}
    wrong: list[str] = []
    left, top, right, bottom = screen.dialog or (0, 0, len(screen.backgrounds[0]), len(screen.backgrounds))
    for y in range(top, bottom):
        for x in range(left, right):
            colour = screen.backgrounds[y][x]
            seen = picture.backgrounds[x, y]
            if colour and seen != shown.setdefault(colour, seen):
                wrong.append(f"column {x}, row {y}: {seen:08x}, elsewhere {shown[colour]:08x} for {colour}")
    wrong += [f"no line at column {x}, row {y}" for x, y in screen.rules if not picture.is_rule(x, y)]
    if screen.dialog:
        return wrong
    for (x, y), text in screen.brackets.items():  # what is blank may have the tail of a letter above in it
        if text != " " and (picture.is_blank(x, y) or (text == "─" and not picture.is_level_line(x, y))):
            wrong.append(f"not {text!r} at column {x}, row {y}")
    matn = range(screen.left, screen.left + screen.width)
    for colour in {row[x] for row in screen.backgrounds[: len(screen.text)] for x in matn}:
        if colour and colour != screen.page and shown[colour] == shown[screen.page]:
            wrong.append(f"{colour} looks like the page")
    return wrong


def read(picture: Photograph, screen: Screen, png: Path) -> tuple[float, float]:
    """How well the matn reads: its character error rate, and the control's."""
    rows = [y for y, line in enumerate(screen.text) if line]
    image = stacked([picture.letters(screen.left, y, screen.width, 1) for y in rows])
    text = "\n".join(line for line in screen.text if line)
    control = control_rate(text, screen.width)
    return character_error_rate(save(image, png), text, enough=control + 0.01), control


def stacked(images: list[Image]) -> Image:
    """IMAGES of one width, one below the other."""
    height = sum(image.height for image in images)
    return Image(images[0].width, height, b"".join(image.pixels for image in images))


def test_every_cell_is_right_and_the_text_reads_as_well_as_the_control(
    emulator: Emulator, window: Window, sample: Path, tmp_path: Path
) -> None:
    environment, size = environment_of(window.about), window.size()
    expected = screens(sample, environment, size, STEPS)
    assert len(expected[0].highlighted[CITY]) % len(CITY) == 0
    rates = []

    def check(step: Step, screen: Screen) -> None:
        picture = see(window, screen, step.name)
        if not screen.dialog:
            rate, control = read(picture, screen, tmp_path / "matn.png")
            assert rate <= control + 0.03, f"{step.name}: {rate:.3f}, control {control:.3f}"
            rates.append((rate, control))

    for step, screen in zip(STEPS, expected, strict=True):
        if step.keys:
            window.press(*step.keys)
        check(step, screen)
    window.resize(82, 26)
    resized = Step("resized", size=window.size())
    check(resized, screens(sample, environment, size, [*STEPS, resized])[-1])
    worst = max(rates, key=lambda pair: pair[0] - pair[1])
    results.record(emulator, reads=worst, highlights=True)


VOCALISED = (
    "ذَهَبَ الوَلَدُ إِلَى المَدْرَسَةِ صَبَاحًا، ثُمَّ عَادَ إِلَى بَيْتِهِ مَسَاءً.\n"
    "قَالَ المُعَلِّمُ: مَنْ جَدَّ وَجَدَ، وَمَنْ زَرَعَ حَصَدَ.\n"
    "وَرَدَّ شَخْصٌ آخَرُ أَنَّ العِلْمَ نُورٌ، وَأَنَّ الجَهْلَ ظَلَامٌ.\n"
    "أُنْجِزَ العَمَلُ كُلُّهُ فِي يَوْمٍ وَاحِدٍ، وَسُرَّ بِهِ الجَمِيعُ.\n"
)


def test_a_vocalised_text_reads_as_well_as_the_control(emulator: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(VOCALISED, encoding="utf-8")
    open_text(path).close()
    with opened(emulator, [str(HASHIYA), str(path), "--lang", "en"], COLUMNS, ROWS) as window:
        (screen,) = screens(
            tmp_path / "text.hashiya", environment_of(window.about), window.size(), [Step("as opened")]
        )
        picture = see(window, screen, "as opened")
        shown = TESTED[emulator.name].harakat
        text = screen.text if shown else tuple(re.sub("[\u064b-\u0652]", "", line) for line in screen.text)
        rate, control = read(picture, replace(screen, text=text), tmp_path / "matn.png")
        assert rate <= control + 0.03
    results.record(emulator, vocalised=(rate, control), harakat=shown)


def test_the_mouse_hits_what_the_eye_sees(emulator: Emulator, window: Window, sample: Path) -> None:
    environment, size = environment_of(window.about), window.size()
    (start,) = screens(sample, environment, size, [Step("as opened")])
    first, middle, last = (start.words[word] for word in DRAGGED)
    caret_on_last = (last[0] - 1, last[1])
    steps = [
        Step("clicked", cells=(start.words[CLICKED],)),
        Step("dragged over three words", cells=(first, middle, last)),
        Step("clicked on the caret", cells=(caret_on_last,)),
    ]
    expected = screens(sample, environment, size, steps)
    see(window, start, "as opened")
    for step, screen in zip(steps, expected, strict=True):
        window.drag(*step.cells)
        see(window, screen, step.name)
    results.record(emulator, mouse=True)


@pytest.mark.parametrize(
    "emulator",
    [
        each
        for each in EMULATORS
        if each.name.startswith(("VTE", "Konsole", "kitty", "PuTTY", "QT", "xterm.js"))
    ],
    ids=lambda emulator: emulator.name,
    indirect=True,
)
def test_what_a_search_prints_reads_as_well_as_the_control(
    emulator: Emulator, sample: Path, tmp_path: Path
) -> None:
    script = tmp_path / "search.sh"
    script.write_text(
        f"{HASHIYA} search {sample} '{PHRASE}' --annotator sample; sleep 60", encoding="utf-8"
    )
    with opened(emulator, ["sh", str(script)], COLUMNS, ROWS) as window:
        width = min(100, window.size()[0])
        lines, found = attempted(sample, width)
        wanted = {(x, y + 1) for x, y in found}  # below a line with the sentence's id
        block = {(x, y + 1) for x in range(width) for y in range(len(lines))}
        end = time.monotonic() + 15
        standing_out: set[tuple[int, int]] = set()
        while standing_out != wanted and time.monotonic() < end:
            picture = window.photograph()
            page = picture.backgrounds[0, len(lines) + 3]
            standing_out = {cell for cell in block if picture.backgrounds[cell] != page}
        assert standing_out == wanted
        image = picture.letters(0, 1, width, len(lines))
        text = "\n".join(lines)
        control = control_rate(text, width)
        rate = character_error_rate(save(image, tmp_path / "found.png"), text, enough=control + 0.01)
        assert rate <= control + 0.03
