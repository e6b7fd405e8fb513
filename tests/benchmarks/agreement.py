"""Agreement of four people on a hundred thousand sentences, beside reading their files.

    python tests/benchmarks/agreement.py [SENTENCES] [FOLDER]

Reading is a process that goes through the four layers text by text; measuring is `hashiya agree --json`, as
a process of its own, too. In turns in one run; memory is the peak of each process.
"""

from __future__ import annotations

import importlib.util
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.annotations.teams.simulated import Noise, annotate, make_team_project  # noqa: E402

_spec = importlib.util.spec_from_file_location("formats", Path(__file__).with_name("formats.py"))
assert _spec is not None
assert _spec.loader is not None
_formats = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_formats)

ROUNDS = 3
TEAM = {
    "amal": Noise(0.05, 0.05, 0.05, 0.05),
    "lead": Noise(0.02, 0.02, 0.02, 0.02),
    "zayd": Noise(0.2, 0.1, 0.1, 0.2),
    "muna": Noise(0.1, 0.0, 0.3, 0.1),
}
READ = (
    "import sys\n"
    "from pathlib import Path\n"
    "from annotations.project import open_project\n"
    "project = open_project(Path(sys.argv[1]))\n"
    "for name in project.layers:\n"
    "    layer = project.read_steadily(name)\n"
    "    for document in project.corpus.documents: layer.by_document(document.id)\n"
    "    layer.close()\n"
)


def main(sentences: int, folder: Path) -> None:
    """Make a team's project of SENTENCES in FOLDER, and measure."""
    project, truth = make_team_project(folder / "team.hashiya", sentences)
    for name, noise in TEAM.items():
        annotate(project, truth, name, noise, skip=0.05, at_once=20_000)
    project.close()
    reading, measuring, bounded, peak = [], [], [], 0.0
    for _ in range(ROUNDS):
        reading.append(_formats.timed(READ, str(project.folder))[0])
        command = ("agree", str(project.folder), "--json")
        seconds, memory = _formats.timed(_formats.COMMAND, *command, "--no-bounds")
        measuring.append(seconds)
        seconds, more = _formats.timed(_formats.COMMAND, *command)
        bounded.append(seconds)
        peak = max(peak, memory, more)
    base = statistics.median(reading)
    print(f"reading 4 × {sentences} sentences: {base:.1f} s")
    print(f"agreement: × {statistics.median(measuring) / base:.2f} of reading, {peak:.0f} MB")
    print(f"with the bounds of 400 resamples: × {statistics.median(bounded) / base:.2f}")


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    if len(sys.argv) > 2:
        main(count, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(count, Path(temporary))
