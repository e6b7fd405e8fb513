"""Training data from inside the app: the command itself is run, beside it, so that keys work meanwhile."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from annotations.formats import can_write, formats, summary
from tui.screens.choose import Choice, ChooseScreen

if TYPE_CHECKING:
    from tui.app import HashiyaApp
    from tui.screens.reader import ReaderScreen

_COMMAND: Final = "import sys; from tui.cli import main; sys.exit(main(sys.argv[1:]))"
_OWN_NAME: Final = re.compile(r"^hashiya: ")


class Exporting:
    """An export of READER's layer: its format, its file, and what came of it."""

    def __init__(self, reader: ReaderScreen) -> None:
        self._reader = reader
        self._app = cast("HashiyaApp", reader.app)

    def ask(self) -> None:
        """Which format."""
        reader, texts = self._reader, self._reader.texts
        if reader.session.unsaved:
            reader.tell(texts("not-saved"))
            return
        # Ours, which never refuses, is the first.
        names = sorted(formats(), key=lambda name: (name != "jsonl", name))
        there = [(name, formats()[name]) for name in names if can_write(formats()[name])]
        choices = [
            Choice(texts("export-choice", name=name, what=summary(each, texts.language)), "", name)
            for name, each in there
        ]

        def then(format: str | None) -> None:
            if format:
                self._ask_file(format)

        reader.app.push_screen(ChooseScreen(choices, texts, texts("export-empty")), then)

    def _ask_file(self, format: str) -> None:
        reader, texts = self._reader, self._reader.texts
        folder, found = self._app.project.folder, formats()[format]
        is_folder = found.SHAPE == "folder"
        proposed = (
            folder.with_name(f"{folder.stem}-{format}") if is_folder else folder.with_suffix(found.SUFFIX)
        )

        def then(written: str) -> None:
            if written.strip():
                try:
                    self._confirm(format, Path(written.strip()).expanduser())
                except (OSError, RuntimeError, ValueError) as error:  # no such home, a name too long, NUL
                    reader.tell(f"{written.strip()}: {getattr(error, 'strerror', None) or error}")

        reader.ask(texts("export-title"), texts("export-file"), then, str(proposed))

    def _confirm(self, format: str, path: Path) -> None:
        """Ask before a file that is there already is replaced."""
        reader, texts = self._reader, self._reader.texts
        if not path.exists():
            self._run(format, path)
            return
        choices = [
            Choice(texts("export-keep", name=path.name), "", "no"),
            Choice(texts("export-replace", name=path.name), "", "yes"),
        ]

        def then(answer: str | None) -> None:
            if answer == "yes":
                self._run(format, path)

        reader.app.push_screen(ChooseScreen(choices, texts, texts("export-there")), then)

    def _run(self, format: str, path: Path) -> None:
        self._reader.tell(self._reader.texts("export-running", name=path.name))
        self._app.run_worker(self._export(format, path), group="export")

    async def _export(self, format: str, path: Path) -> None:
        arguments = ["export", str(self._app.project.folder), "--format", format, f"--output={path}"]
        arguments += ["--annotator", self._reader.session.annotator]
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                _COMMAND,
                *arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            _, said = await process.communicate()
        except (OSError, ValueError) as error:
            self._app.tell_reader(f"{path.name}: {error}")
            return
        lines = [_OWN_NAME.sub("", each) for each in said.decode("utf-8", "replace").splitlines()]
        told = " · ".join(each for each in lines if each.strip())
        if process.returncode == 0:
            told = f"{self._reader.texts('export-done', name=path.name)} · {told}"
        self._app.tell_reader(told)
