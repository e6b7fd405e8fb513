"""The one door for what commands print: nothing in the data steers the terminal that it is printed on.

Lines go into files and pipes in logical order, and to a terminal as that terminal wants it.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NoReturn, TextIO

from annotations.model import Range
from tui.arabic.characters import MOVING, has_class
from tui.arabic.visible import visible
from tui.commands.speech import language, said

if TYPE_CHECKING:
    from annotations.store.protocol import Sayings
    from tui.commands.rows import Rows

_ISOLATE, _POP = "\u2068", "\u2069"
# What JSON need not escape, though it steers terminals, or cannot be written at all.
_STEERING: Final = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_ISOLATES: Final = re.compile("[\u2066-\u2069]")
_ISOLATED: Final = re.compile("\u2068([^\u2068\u2069]*)\u2069")
# What is isolated already, or a run of Latin with blanks inside.
_LATIN: Final = re.compile(r"\u2068[^\u2069]*\u2069|[!-~](?:[ -~]*[!-~])?")


class Output:
    """A stream, standard output if it is not said which; control characters come out as symbols."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout or sys.stderr or io.StringIO()
        self._on_terminal = self._stream.isatty()

    def line(self, *fields: str) -> None:
        """FIELDS from left to right with two blanks between them; none disturbs another's direction."""
        shown = [visible(" ".join(field.splitlines())) for field in fields]
        if self._on_terminal and any(has_class(field, MOVING) for field in shown):
            self._rows.line("  ".join(f"{_ISOLATE}{field}{_POP}" for field in shown), _base())
        else:
            print("  ".join(shown).rstrip(), file=self._stream)

    def say(self, name: str, /, before: str = "", **values: object) -> None:
        """The sentence NAME of ours with VALUES in it, BEFORE it what stands at the row's beginning."""
        shown = {key: visible(" ".join(str(value).splitlines())) for key, value in values.items()}
        if not self._on_terminal:
            print(f"{before}{said(name, **shown)}".rstrip(), file=self._stream)
            return
        isolated = {key: f"{_ISOLATE}{value}{_POP}" for key, value in shown.items()}
        self.own_line(f"{before}{said(name, **isolated)}")

    def aloud(self, text: str) -> None:
        """TEXT in the order of reading, for what reads it aloud; controls as symbols."""
        print(visible(text), file=self._stream, flush=True)

    def refusal(self, sentence: str) -> None:
        """What went wrong; SENTENCE may have isolates of ours around what is not ours."""
        said_of_us, *rest = _ISOLATED.split(sentence)
        shown = "".join(
            f"{_ISOLATE}{visible(piece)}{_POP}" if number % 2 else visible(piece)
            for number, piece in enumerate([said_of_us, *rest])
        )
        if _base():
            self.own_line(f"hashiya: {shown}")
        else:
            self.line(f"hashiya: {sentence}")

    def own_line(self, text: str) -> None:
        """A line of ours that may have isolates in it; in Arabic from the right, Latin pieces whole."""
        if self._on_terminal and has_class(text, MOVING):
            self._rows.line(_LATIN.sub(_isolated, text) if _base() else text, _base())
        else:
            print(_ISOLATES.sub("", text).rstrip(), file=self._stream)

    def passage(self, head: Sequence[str], text: str, found: Sequence[Range]) -> None:
        """TEXT behind its HEAD; on a terminal in rows below it, where the ranges FOUND stand out."""
        if self._on_terminal:
            self.line(*head)
            self._rows.passage(text, found)
        else:
            self.line(*head, " ".join(text.split()))

    def markdown(self, source: str, base: int) -> None:
        """A page that we wrote, in Markdown: on a terminal laid out in rows of the direction BASE."""
        if self._on_terminal:
            self._rows.page(source, base)
        else:
            self._to_utf_8()
            print(source.rstrip("\n"), file=self._stream)

    def json(self, value: Any, indent: int | None = None) -> None:
        """VALUE as JSON in UTF-8, whatever the locale; what could steer a terminal is escaped."""
        self._to_utf_8()
        said = json.dumps(value, ensure_ascii=False, indent=indent)
        print(_STEERING.sub(_escaped, said), file=self._stream)

    def data(self, lines: Iterable[str]) -> None:
        """LINES of a file, with their ends: as they are, or on a terminal so that they can be seen."""
        if self._on_terminal:
            for line in lines:
                print(visible(line.rstrip("\n")), file=self._stream)
        else:
            self._to_utf_8()
            self._stream.writelines(lines)
        self._stream.flush()

    def drawn(self, text: str) -> None:
        """TEXT of our own, escape sequences and all, as it is."""
        self._stream.write(text)
        self._stream.flush()

    def _to_utf_8(self) -> None:
        if isinstance(self._stream, io.TextIOWrapper):
            self._stream.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")

    @cached_property
    def _rows(self) -> Rows:
        """Made when it is needed: it imports Textual, and asks the terminal what it is."""
        from tui.commands.rows import Rows

        return Rows(self._stream)


def _base() -> int:
    """The direction of what is said."""
    return int(language() == "ar")


def _isolated(match: re.Match[str]) -> str:
    """A piece of Latin between isolates, so that its signs stay with it; what is isolated stays."""
    piece = match[0]
    is_free = piece[0] != _ISOLATE and re.search("[A-Za-z0-9]", piece)
    return f"\u2066{piece}{_POP}" if is_free else piece


def _escaped(match: re.Match[str]) -> str:
    return "".join(f"\\u{unit:04x}" for unit in memoryview(_utf_16(match[0])).cast("H"))


def _utf_16(character: str) -> bytes:
    return character.encode(f"utf-16-{'le' if sys.byteorder == 'little' else 'be'}", "surrogatepass")


def tell(store: Sayings) -> None:
    """Say what a person should know of a layer that a command reads."""
    for notice in store.notices:
        Output(sys.stderr).line(f"hashiya: {notice}")


class Parser(argparse.ArgumentParser):
    """An argument parser that prints through `Output`: what it complains of is somebody's text."""

    def _print_message(self, message: str, file: Any = None) -> None:
        output = Output(file)
        for line in message.rstrip("\n").split("\n"):
            output.own_line(visible(line))

    def error(self, message: str) -> NoReturn:
        """Say in one sentence what is wrong with what was typed, and what to do; exit status 2."""
        command = self.prog.split("\n")[0]
        Output(sys.stderr).say("usage-error", "hashiya: ", message=message, command=command)
        sys.exit(2)


def silence(stream: TextIO) -> None:
    """Nobody reads STREAM any more: what is left to be written goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
