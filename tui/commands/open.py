"""`hashiya PATH`: the app, or a picture of it."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from annotations.corpus.decoding import LARGEST_TEXT
from annotations.errors import HashiyaError
from annotations.precious import refuse_precious
from annotations.project import Project, open_project, open_stdin, open_text
from annotations.queues import SavedQueue
from annotations.store.tinydb_store import TinyDBStore
from annotations.teams.shares import shares_of
from tui.actions import Row, rebound
from tui.commands.ending import nothing_ends, on_ending
from tui.commands.output import Output
from tui.commands.speech import said
from tui.commands.terminal import terminal_here
from tui.locale import Texts, preferred_language
from tui.places import is_first_time, place_in, remember_place
from tui.settings import Settings, load_settings
from tui.terminal.profiles import XTERM


def open_app(options: argparse.Namespace) -> int:
    """Open the project or text of OPTIONS and run the app until the user quits."""
    if options.path != "-" and not Path(options.path).exists():
        raise HashiyaError(f"{options.path}: there is no such file or folder")
    plain = not options.picture and (options.plain or _is_dumb())
    if not (options.picture or plain) and not sys.stdout.isatty():
        raise HashiyaError("the app needs a terminal to show itself; standard output is not one")
    _refuse_hostile_size()
    settings = load_settings()
    keys = rebound(settings.keys)
    texts = Texts(options.lang or settings.lang or preferred_language(), options.digits or settings.digits)
    project = _project(options, plain)
    try:
        if not project.corpus.sequence:
            raise HashiyaError(
                f"{project.folder}: no texts yet; run: hashiya import {project.folder} TEXTS"
            )
        if not options.picture:
            _refuse_new_name(project, options)
        queue = project.queues.named(options.queue) if options.queue else None
        if not queue and not options.picture:
            queue = next(iter(shares_of(project.folder, project.annotator, only_given=True)), None)
        look = options.read_only or options.picture
        store = project.read_layer(project.annotator) if look else project.open_layer()
        if plain:
            from tui.commands.plain import label_by_prompts

            return label_by_prompts(project, store, texts, keys, queue)
        return _on_screen(project, store, texts, keys, queue, options, settings)
    finally:
        project.close()


def open_project_app(options: argparse.Namespace, **begins: object) -> int:
    """The app over the project of OPTIONS, those of another command, with the screen that BEGINS names."""
    opening = argparse.Namespace(
        path=str(options.project), annotator=options.annotator, new_annotator=True, read_only=False,
        queue=None, plain=False, theme=options.theme, digits=None, bidi=None, picture=None, size="100x30",
        lang=options.lang, **begins,
    )  # fmt: skip
    return open_app(opening)


def _on_screen(
    project: Project,
    store: TinyDBStore,
    texts: Texts,
    keys: Sequence[Row],
    queue: SavedQueue | None,
    options: argparse.Namespace,
    settings: Settings,
) -> int:
    """The app, or with --picture a picture of it."""
    from tui.app import HashiyaApp

    app: HashiyaApp | None = None
    try:
        terminal = XTERM if options.picture else terminal_here(options.bidi or settings.bidi)
        # Told apart by shades, which 256 colours have none of; and a picture has all colours.
        if terminal.way_name == "styles" or options.picture:
            os.environ["COLORTERM"] = "truecolor"
        theme = options.theme or settings.theme or "dark"
        start = None if options.picture else place_in(project.folder, project.annotator)
        app = HashiyaApp(project, store, texts, theme, terminal, keys, start, queue)
        if options.picture:
            from tui.picture import write_picture

            refuse_precious(options.picture, project)
            write_picture(app, options.picture, options.size)
        else:
            app.is_first_time = is_first_time() and not any(
                vars(options).get(each) for each in ("adjudicate", "review")
            )
            app.adjudicates = getattr(options, "adjudicate", None)
            app.reviews = getattr(options, "review", None)
            on_ending(app.told_to_end)
            app.run()
            remember_place(project.folder, app.project.annotator, app.place)
        if app.broken:
            raise app.broken
        if options.path == "-" and not options.picture:
            Output().say("open-where", folder=project.folder)
    finally:
        nothing_ends()
        (app.store if app else store).close()
    return app.return_code or 0


def _is_dumb() -> bool:
    """Whether the terminal is one that can only write line after line."""
    return os.environ.get("TERM") == "dumb" and sys.stdout.isatty()


def _refuse_new_name(project: Project, options: argparse.Namespace) -> None:
    """A name that nobody has here may be a misspelt one: it is asked for once."""
    layers = project.layers
    if not options.annotator or options.new_annotator or not layers or project.annotator in layers:
        return
    known = ", ".join(layers)
    if sys.stdin.isatty() and options.path != "-":
        Output().say("open-others", known=known, annotator=options.annotator)
        with suppress(EOFError, KeyboardInterrupt):
            if input(said("open-begin", annotator=options.annotator)).strip().casefold() in (
                "y",
                "yes",
                "نعم",
            ):
                return
    raise HashiyaError(
        f"{project.folder}: {options.annotator!r} has no annotations here; there are those of: {known}; "
        "with --new-annotator a new name begins"
    )


def _project(options: argparse.Namespace, plain: bool) -> Project:
    data = _standard_input() if options.path == "-" else None
    by_script = plain and data is None  # what is typed may come from a pipe as well
    if options.picture is None and not by_script and not sys.stdin.isatty():
        _keys_from_the_terminal()
    if data is not None:
        return open_stdin(data, options.annotator)
    path = Path(options.path)
    if path.is_dir():
        return open_project(path, options.annotator)
    return open_text(path, options.annotator)


def _refuse_hostile_size() -> None:
    """Where the environment tells a size that no terminal has, the terminal itself is asked."""
    for name in ("COLUMNS", "LINES"):
        if not re.fullmatch(r"[1-9]\d{0,2}", os.environ.get(name, "1")):
            del os.environ[name]


def _standard_input() -> bytes:
    try:
        return sys.stdin.buffer.read(LARGEST_TEXT + 1)
    except OSError as error:
        raise HashiyaError(f"standard input: cannot be read: {error.strerror}") from error


def _keys_from_the_terminal() -> None:
    """Standard input is the text, or a list of texts: read keys from the terminal itself."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError as error:
        raise HashiyaError(
            "standard input is not a terminal, and there is no other to read keys from"
        ) from error
    os.dup2(terminal, 0)
    os.close(terminal)
