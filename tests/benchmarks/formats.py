"""Training data of a hundred thousand sentences: written and read, beside a plain loop over the same records.

    python tests/benchmarks/formats.py [SENTENCES] [FOLDER]

The plain loop reads JSONL with `orjson.loads` and writes each record with `orjson.dumps`, in a process of its
own as every command is: once ours, and once the records that the format itself has (a task, a token, a row).
Ratios are of whole processes, in turns in one run. Memory is the peak of the largest process.
"""

from __future__ import annotations

import json
import lzma
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import orjson

ROOT = Path(__file__).parents[2]
PUD = ROOT / "tests" / "data" / "pud" / "ar_pud-half.conllu.xz"
ROUNDS = 3
PER_DOCUMENT = 10
FORMATS = {"jsonl": "x.jsonl", "conll": "x.conll", "labelstudio": "x.json", "huggingface": "hf"}
LOOP = (
    "import sys, orjson\n"
    "with open(sys.argv[1], 'rb') as read, open(sys.argv[2], 'wb') as out:\n"
    "    for line in read: out.write(orjson.dumps(orjson.loads(line), option=orjson.OPT_APPEND_NEWLINE))\n"
)
COMMAND = "import sys; from tui.cli import main; sys.exit(main(sys.argv[1:]))"


def make(path: Path, sentences: int) -> None:
    """Documents of ten sentences, no two alike, a name on every fifth word, as our JSONL."""
    with lzma.open(PUD, "rt", encoding="utf-8") as file:
        pool = [line.removeprefix("# text = ").strip() for line in file if line.startswith("# text = ")]
    chance = random.Random(1)
    with path.open("w", encoding="utf-8") as out:
        for number in range(sentences // PER_DOCUMENT):
            text, spans, ranges = "", [], []
            for _ in range(PER_DOCUMENT):
                start = len(text)
                text += f"{chance.choice(pool)} {number}-{len(ranges)}"
                ranges.append([start, len(text)])
                for place in range(start, len(text)):
                    if text[place - 1 : place] == " " and text[place].isalpha() and not chance.randrange(9):
                        end = text.find(" ", place)
                        spans.append([place, end if end > 0 else len(text)])
                text += "\n"
            record = {
                "id": "", "name": f"{number}.txt", "sha256": "", "annotator": "a", "text": text, "labels": [],
                "spans": [{"id": "", "label": "PER", "start": a, "end": b, "ranges": [[a, b]]} for a, b in spans],
                "sentences": [
                    {"id": "", "start": a, "end": b, "state": "done", "claims": []} for a, b in ranges
                ],
                "relations": [], "notes": [],
            }  # fmt: skip
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def timed(code: str, *arguments: str) -> tuple[float, float]:
    """The seconds of a process that runs CODE, and its peak memory in MB."""
    measured = (
        "import resource, sys, subprocess\n"
        "done = subprocess.run([sys.executable, '-c', *sys.argv[1:]], stdout=subprocess.DEVNULL, "
        "stderr=subprocess.DEVNULL)\n"
        "assert done.returncode == 0, sys.argv\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)\n"
    )
    start = time.perf_counter()
    command = [sys.executable, "-c", measured, code, *arguments]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return time.perf_counter() - start, float(told)


def own_records(name: str, there: Path, records: Path) -> None:
    """Write the records that the export THERE has in the format NAME to RECORDS, one a line."""
    if name == "jsonl":
        shutil.copy(there, records)
        return
    with records.open("wb") as out:
        if name == "labelstudio":
            found = orjson.loads(there.read_bytes())
        elif name == "conll":
            rows = (line.split() for line in there.open(encoding="utf-8"))
            found = ({"token": row[0], "tag": row[-1]} if row else {} for row in rows)
        else:
            import pyarrow.parquet as parquet

            tables = (parquet.read_table(each) for each in sorted(there.rglob("*.parquet")))
            found = (
                row for table in tables for batch in table.to_batches(1000) for row in batch.to_pylist()
            )
        for record in found:
            out.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))


def main(sentences: int, folder: Path) -> None:
    """Make a project of SENTENCES in FOLDER, and measure."""
    source, project = folder / "made.jsonl", folder / "p.hashiya"
    make(source, sentences)
    seconds, memory = timed(COMMAND, "import", str(project), str(source))
    plain, _ = timed(LOOP, str(source), str(folder / "plain.jsonl"))
    print(f"import of {sentences} sentences, jsonl: × {seconds / plain:.2f} of the loop, {memory:.0f} MB")
    timed(COMMAND, "export", str(project), "--format", "jsonl", "-o", str(folder / "records.jsonl"))
    records = folder / "records.jsonl"
    for name, output in FORMATS.items():
        ours, loop, own, peak = [], [], [], 0.0
        for _ in range(ROUNDS):
            target = folder / output
            shutil.rmtree(target, ignore_errors=True)
            seconds, memory = timed(
                COMMAND, "export", str(project), "--format", name, "--on-loss", "drop", "-o", str(target)
            )
            ours.append(seconds)
            peak = max(peak, memory)
            loop.append(timed(LOOP, str(records), str(folder / "plain.jsonl"))[0])
            if not own:
                own_records(name, target, folder / f"{name}.records")
            own.append(timed(LOOP, str(folder / f"{name}.records"), str(folder / "plain.jsonl"))[0])
        middle = statistics.median(ours)
        print(
            f"export {name}: × {middle / statistics.median(loop):.2f} of the loop over our records, "
            f"× {middle / statistics.median(own):.2f} over its own ({middle:.1f} s), {peak:.0f} MB"
        )
    for name, output in FORMATS.items():
        there = folder / output
        paths = [str(each) for each in there.rglob("*.parquet")] if there.is_dir() else [str(there)]
        target = folder / f"{name}.hashiya"
        shutil.rmtree(target, ignore_errors=True)
        seconds, memory = timed(COMMAND, "import", str(target), "--format", name, *paths)
        plain, _ = timed(LOOP, str(records), str(folder / "plain.jsonl"))
        over_own, _ = timed(LOOP, str(folder / f"{name}.records"), str(folder / "plain.jsonl"))
        print(
            f"import {name}: × {seconds / plain:.2f} of the loop over our records, × {seconds / over_own:.2f} "
            f"over its own ({seconds:.1f} s), {memory:.0f} MB"
        )


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if len(sys.argv) > 2:
        main(count, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(count, Path(temporary))
