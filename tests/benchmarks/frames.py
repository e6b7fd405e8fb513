"""What each way of writing costs a frame, against a terminal that shows cells where they are sent.

    python tests/benchmarks/frames.py

The real app on the labelled sample (50 spans are on the screen and near it) is scrolled, its caret moved
and a search typed into it; every way gets the same keys, in turns. Prints bytes per frame and the
processor's time per key, everything included (layout, Textual, the writer), with the ratios to
`nothing`; then the same for rows that no cache has seen.
"""

from __future__ import annotations

import asyncio
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from textual.drivers.headless_driver import HeadlessDriver

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from annotations.project import open_project  # noqa: E402
from tui.app import HashiyaApp  # noqa: E402
from tui.locale import Texts  # noqa: E402
from tui.terminal import textual_seam  # noqa: E402
from tui.terminal.profiles import BY_WAY  # noqa: E402

ROUNDS = 5
SIZE = (120, 40)
KEYS = [
    *["down"] * 16,
    *["left"] * 30,
    "pageup",
    "pagedown",
    *["up"] * 16,
    "slash",
    *"ايران",
    "down",
    "escape",
]


class Counting(HeadlessDriver):
    """A driver that takes output like a terminal's and counts it."""

    written = 0
    frames = 0

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        Counting.written += len(data.encode("utf-8"))
        Counting.frames += 1


async def run(project: Path, way: str, fresh: bool) -> tuple[float, float]:
    """Bytes per frame and milliseconds per key; with FRESH the writers have seen nothing yet."""
    opened = open_project(project)
    store = opened.read_layer(opened.annotator)
    app = HashiyaApp(opened, store, Texts("en"), terminal=BY_WAY[way])
    app.driver_class = Counting
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await pilot.pause()
        if fresh:
            textual_seam._written.cache_clear()
        Counting.written = Counting.frames = 0
        begin = time.process_time()
        for key in KEYS:
            await pilot.press(key)
        spent = time.process_time() - begin
    store.close()
    opened.close()
    return Counting.written / Counting.frames, spent / len(KEYS) * 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = Path(shutil.copytree(ROOT / "samples", Path(folder) / "samples")) / "baku-tehran.hashiya"
        asyncio.run(run(project, "nothing", fresh=False))  # imports and fonts of words
        for fresh in (False, True):
            sizes: dict[str, list[float]] = {way: [] for way in BY_WAY}
            times: dict[str, list[float]] = {way: [] for way in BY_WAY}
            for _ in range(ROUNDS):
                for way in BY_WAY:
                    size, spent = asyncio.run(run(project, way, fresh))
                    sizes[way].append(size)
                    times[way].append(spent)
            print("rows new to the writer" if fresh else "rows seen before")
            for way in BY_WAY:
                size, spent = statistics.median(sizes[way]), statistics.median(times[way])
                bytes_ratio = size / statistics.median(sizes["nothing"])
                time_ratio = spent / statistics.median(times["nothing"])
                print(
                    f"  {way:13} {size:7.0f} bytes/frame × {bytes_ratio:.2f}   "
                    f"{spent:6.2f} ms/key × {time_ratio:.2f}"
                )


if __name__ == "__main__":
    main()
