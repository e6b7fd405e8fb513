"""What a key costs on its way: bytes sent and time to the frame, beside an empty Textual app.

    python tests/benchmarks/keystrokes.py
    python tests/benchmarks/keystrokes.py --against DIR    this checkout beside the one in DIR, on its sample

The installed command and an app that only counts keys run in pseudo-terminals of the same size, in turns.
Prints, for every way of writing, the bytes that the caret's move by a word, a scroll by a sentence, a
dialog and typing in a field send; then the time from a key to its frame and from the start to the first
frame, as ratios to the empty app.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROUNDS = 5
COLUMNS, LINES = 120, 36
WAYS = ("nothing", "row", "first-strong", "words", "styles")
QUIET = 0.12  # seconds without output after which a key is done with
EMPTY = """
from textual.app import App
from textual.widgets import Static

class Empty(App):
    def compose(self):
        yield Static("0", id="count")

    def on_key(self, event):
        if event.key == "q":
            self.exit()
        count = self.query_one("#count", Static)
        count.update(str(int(str(count.content)) + 1))

Empty().run()
"""
ACTS = {
    "caret by a word": [b"\x1b[D"] * 12,
    "scroll by a sentence": [b"\x1b[B"] * 8,
    "help and back": [b"?", b"\x1b"] * 2,
    "a note typed": [b"h", *(bytes([c]) for c in b"abcdef"), b"\x1b"],
    "a search typed": [b"/", *(c.encode() for c in "ايران"), b"\x1b"],
}


class Terminal:
    """A command in a pseudo-terminal that answers nothing."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self.parent, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        environment = {
            **os.environ,
            "XTERM_VERSION": "XTerm(379)",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
        }
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=child,
            stdout=child,
            stderr=child,
            env=environment,
            start_new_session=True,
        )
        os.close(child)

    def until_quiet(self, first: float = 0.6, quiet: float = QUIET) -> tuple[int, float]:
        """Bytes until nothing more comes, and seconds until the first came."""
        begin = time.perf_counter()
        count, came = 0, 0.0
        while select.select([self.parent], [], [], quiet if count else first)[0]:
            try:
                count += len(os.read(self.parent, 65536))
            except OSError:
                break
            came = came or time.perf_counter() - begin
        return count, came

    def key(self, key: bytes) -> tuple[int, float]:
        """The same for KEY."""
        os.write(self.parent, key)
        return self.until_quiet()

    def first_frame(self) -> float:
        """Seconds from the start to the first frame."""
        said = b""
        while b"\x1b[0m" not in said.partition(b"\x1b[?1049h")[2]:
            select.select([self.parent], [], [], 20)
            said += os.read(self.parent, 65536)
        taken = time.perf_counter() - self.began
        self.until_quiet(first=1.0, quiet=0.5)
        return taken

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.parent)


def against(other: Path) -> None:
    """Time from a key to its frame here and in the checkout OTHER, in turns, on the sample that OTHER has."""
    start = "import sys; sys.path.insert(0, sys.argv.pop(1)); from tui.start import run; run()"
    times: dict[str, list[float]] = {"there": [], "here": []}
    with tempfile.TemporaryDirectory() as folder:
        project = Path(shutil.copytree(other / "samples", Path(folder) / "samples"))
        for _ in range(2 * ROUNDS):
            for name, tree in (("there", other), ("here", ROOT)):
                command = [
                    sys.executable,
                    "-P",
                    "-c",
                    start,
                    str(tree),
                    "baku-tehran.hashiya",
                    "--read-only",
                ]
                terminal = Terminal(command, project)
                terminal.first_frame()
                for key in [b"\x1b[D"] * 20 + [b"\x1b[B"] * 8:
                    times[name].append(terminal.key(key)[1])
                terminal.close()
    print({name: round(1000 * statistics.median(each), 1) for name, each in times.items()})
    middle, last = (
        statistics.quantiles(times["here"], n=100)[place]
        / statistics.quantiles(times["there"], n=100)[place]
        for place in (49, 98)
    )
    print(f"key to frame, here / there: median x {middle:.2f}, 99 % x {last:.2f}")


def main() -> None:
    if "--against" in sys.argv:
        against(Path(sys.argv[-1]).resolve())
        return
    python = sys.executable
    hashiya = str(Path(python).with_name("hashiya"))
    with tempfile.TemporaryDirectory() as folder:
        project = Path(shutil.copytree(ROOT / "samples", Path(folder) / "samples"))
        command = [hashiya, "baku-tehran.hashiya", "--read-only"]
        for way in WAYS if "--bytes" in sys.argv or len(sys.argv) == 1 else ():
            terminal = Terminal([*command, "--bidi", way], project)
            terminal.first_frame()
            for name, keys in ACTS.items():
                sizes = [terminal.key(key)[0] for key in keys]
                print(f"{way:13} {name:22} {statistics.median(sizes):6.0f} bytes/key, at most {max(sizes)}")
            terminal.close()
        firsts: dict[str, list[float]] = {"empty": [], "hashiya": []}
        times: dict[str, list[float]] = {"empty": [], "hashiya": []}
        commands = {"empty": [python, "-c", EMPTY], "hashiya": command}
        for _ in range(ROUNDS):
            for name in commands:
                terminal = Terminal(commands[name], project)
                firsts[name].append(terminal.first_frame())
                for key in [b"\x1b[D"] * 20 + [b"\x1b[B"] * 5:
                    times[name].append(terminal.key(key)[1])
                terminal.close()
        empty, ours = times["empty"], times["hashiya"]
        middle = statistics.median(ours) / statistics.median(empty)
        last = statistics.quantiles(ours, n=100)[98] / statistics.quantiles(empty, n=100)[98]
        first = statistics.median(firsts["hashiya"]) / statistics.median(firsts["empty"])
        print({name: round(1000 * statistics.median(each), 1) for name, each in times.items()})
        print(f"key to frame: median x {middle:.2f}, 99 % x {last:.2f}; first frame x {first:.2f}")


if __name__ == "__main__":
    main()
