"""What the terminals under test run: two plain colours to find the grid by, then the command itself.

`python inside.py FOLDER COMMAND…` writes what a host has to know of this terminal to FOLDER/about.json,
fills the screen with one colour, then with another, as the host creates FOLDER/1 and FOLDER/2, and
becomes COMMAND.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path


def main() -> None:
    folder, command = Path(sys.argv[1]), sys.argv[2:]
    told = {name: os.environ[name] for name in ("TERM", "COLORTERM") if name in os.environ}
    about = {"tty": os.ttyname(1), "environment": told, "pid": os.getpid()}
    for number, colour in enumerate((42, 45), 1):
        size = os.get_terminal_size()
        for row in range(1, size.lines + 1):
            print(f"\x1b[{row};1H\x1b[{colour}m" + " " * size.columns, end="")
        print("\x1b[0m\x1b[?25l", end="", flush=True)
        (folder / "about.new").write_text(json.dumps({**about, "shown": number}), encoding="utf-8")
        (folder / "about.new").rename(folder / "about.json")
        while not (folder / str(number)).exists():
            time.sleep(0.05)
    print("\x1b[?25h\x1b[2J\x1b[H", end="", flush=True)
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
