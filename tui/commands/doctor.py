"""`hashiya doctor`: what this terminal is, what it does to Arabic, and what could be better."""

from __future__ import annotations

import argparse
import locale
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyperclip
from rich.console import Console

from annotations.errors import HashiyaError
from tui.clipboard import desktop_is_near
from tui.commands.output import Output
from tui.commands.terminal import chosen_way, recognised_here
from tui.settings import load_settings, remember_way
from tui.terminal.card import ONE_COLUMN, card
from tui.terminal.profiles import LINUX_CONSOLE, Profile
from tui.terminal.query import widths_here
from tui.terminal.recognition import Recognised
from tui.terminal.writers import WAYS

_VOCALISED = "وَرَدَّ شَخْصًا آخَرَ مُحَمَّدٌ"
_DOES = {
    "nothing": "shows every cell where it was sent",
    "row": "reorders whole rows, base left-to-right",
    "first-strong": "reorders whole rows, base by the first letter",
    "words": "turns right-to-left words around",
    "styles": "reorders inside each stretch of one style",
}


@dataclass
class Report:
    """All that was found; `advice` are sentences that say what to change."""

    terminal: str
    why: str
    known: bool
    measured: bool
    bidi: str
    bidi_from: str
    harakat: bool
    widths: dict[str, int | None]
    encoding: str
    colours: str
    clipboard: str
    arabic_fonts: list[str] | None
    advice: list[str] = field(default_factory=list)


def doctor(options: argparse.Namespace) -> int:
    """Report; where there is a person to ask, show the card and remember what they say."""
    recognised = recognised_here()
    path = remember_way(recognised.identity, options.bidi) if options.bidi else None
    report = _report(recognised)
    if options.json:
        Output().json(vars(report), indent=2)
        return 0
    _print(report)
    if path:
        Output().line("")
        _tell(recognised, report, options.bidi, path)
    elif sys.stdin.isatty() and sys.stdout.isatty():
        _ask(recognised, report)
    return 0


def _report(recognised: Recognised) -> Report:
    profile = recognised.profile
    bidi, source = chosen_way(recognised, load_settings().bidi)
    console = Console()
    report = Report(
        terminal=profile.name,
        why=recognised.why,
        known=recognised.known,
        measured=profile.measured,
        bidi=bidi,
        bidi_from=source,
        harakat=profile.harakat,
        widths=dict(zip(ONE_COLUMN, widths_here(ONE_COLUMN), strict=True)),
        encoding=locale.getpreferredencoding(False),
        colours=console.color_system or "none",
        clipboard=_clipboard(),
        arabic_fonts=_arabic_fonts(),
    )
    report.advice = list(_advice(report, recognised))
    return report


def _clipboard() -> str:
    if desktop_is_near() and pyperclip.is_available():
        return "the desktop's"
    return "through the terminal (OSC 52), where it allows it"


def _arabic_fonts() -> list[str] | None:
    """The fixed-width fonts of this machine that have Arabic; None where that cannot be known."""
    if not desktop_is_near() or shutil.which("fc-list") is None:
        return None
    asked = ["fc-list", ":lang=ar:spacing=mono", "family"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=10).stdout
    return sorted({line.split(",")[0].strip() for line in said.splitlines() if line.strip()})


def _advice(report: Report, recognised: Recognised) -> Iterator[str]:
    """What to change, a sentence each."""
    if report.encoding.upper().replace("-", "") != "UTF8":
        yield f"The locale's encoding is {report.encoding}: export LC_ALL=C.UTF-8 or another of UTF-8."
    if report.colours not in ("truecolor", "256"):
        yield (
            f"{'Only 16' if report.colours == 'standard' else 'No'} colours are announced: if the terminal "
            "has more, export COLORTERM=truecolor."
        )
    wide = [text for text, width in report.widths.items() if width not in (1, None)]
    if wide:
        shown = ", ".join(f"U+{ord(text[-1]):04X} takes {report.widths[text]}" for text in wide)
        yield f"Columns are counted in another way here ({shown}): rows may break; use another terminal."
    if recognised.profile is LINUX_CONSOLE:
        yield "The Linux console's fonts have no joined Arabic: use a terminal on a desktop, or over SSH."
    if report.arabic_fonts == []:
        yield "No fixed-width font with Arabic is installed: install one, such as DejaVu Sans Mono."
    if not report.harakat:
        yield (
            "This terminal loses letters beside harakat: the app leaves them out on the screen (Ctrl+T "
            "shows them), and the text keeps them."
        )
    if not report.known:
        yield "This terminal is not known: choose the line of the card that reads right."


def _print(report: Report) -> None:
    by = "measured" if report.measured else "by its documentation" if report.known else "the most likely"
    _say(f"terminal    {report.terminal}: {report.why}")
    _say(f"Arabic      --bidi {report.bidi}, from {report.bidi_from}: it {_DOES[report.bidi]} ({by})")
    widths = [width for width in report.widths.values() if width is not None]
    counted = "as they should be" if all(width == 1 for width in widths) else "NOT as they should be"
    _say(
        f"columns     {'counted ' + counted if widths else 'the terminal does not say how it counts them'}"
    )
    drawn = "drawn" if report.harakat else "left out on the screen by the app"
    Output().passage([f"harakat     {drawn}; here they should be, each on its letter:"], _VOCALISED, ())
    _say(f"encoding    {report.encoding}")
    _say(f"colours     {report.colours}")
    _say(f"clipboard   {report.clipboard}")
    if report.arabic_fonts is not None:
        _say(f"fonts       {', '.join(report.arabic_fonts) or 'none'}")
    for sentence in report.advice:
        _say(f"! {sentence}")


def _ask(recognised: Recognised, report: Report) -> None:
    """Show the card and remember which line is right."""
    lines = card(Console())
    names = list(lines)
    current = names.index(report.bidi) + 1
    try:
        with _switched(recognised.profile):
            _say("\nOne line, written for each kind of terminal:\n")
            for line in lines.values():
                Output().drawn(line + "\x1b[0m\n")
            _say(
                "\nIt reads right where it begins at the right-hand rule, its letters joined, Reuters and\n"
                "12/10 as they stand here, brackets around what they enclose; a word of five letters is\n"
                "alone in colour, joined to the letter before it; and a rule stands at either end."
            )
            question = f"Which line reads right? [1-{len(names)}, Enter: {current} as now, 0: none] "
            said = input(question).strip()
    except (EOFError, KeyboardInterrupt):
        Output().line("")
        return
    number = int(said) if said.isdecimal() else -1 if said else current
    if not said and recognised.known:
        _say("Nothing to change.")
    elif number == 0:
        _say(
            f"Then no writer fits {recognised.identity}. Please report it with the output of "
            "`hashiya doctor --json`."
        )
    elif 1 <= number <= len(names):
        way = names[number - 1]
        _tell(recognised, report, way, remember_way(recognised.identity, way))
    else:
        raise HashiyaError(f"{said!r} is none of the numbers 0 to {len(WAYS)}; nothing was changed")


def _tell(recognised: Recognised, report: Report, way: str, path: Path) -> None:
    _say(f"From now on {recognised.identity} is written to by --bidi {way} ({path}).")
    if report.bidi_from == "your settings":
        _say(f"But your settings go before it: they say {report.bidi}.")


def _say(text: str) -> None:
    """TEXT, which may have lines, and names in it that are somebody else's."""
    output = Output()
    for line in text.split("\n"):
        output.line(line)


@contextmanager
def _switched(profile: Profile) -> Iterator[None]:
    """Have the terminal reorder nothing, where it has a switch, and give it back however this ends."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    handlers = {each: signal.signal(each, end) for each in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)}
    handlers[signal.SIGTSTP] = signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    try:
        Output().drawn(profile.enter)
        yield
    finally:
        Output().drawn(profile.leave)
        for each, handler in handlers.items():
            signal.signal(each, handler)
