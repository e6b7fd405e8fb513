"""The guide: every command in it is run, every key in it is one, and both languages say the same."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from annotations.errors import HashiyaError
from annotations.query import parse_query
from annotations.schema import load_schema
from tests.tui.conftest import AppMaker
from tests.tui.test_reader import shown
from tui import guide
from tui.actions import ROWS, actions_of, rebound
from tui.actions.action import shown_key
from tui.cli import main
from tui.commands.parser import COMMANDS
from tui.locale import Texts
from tui.screens.guide import GuideScreen
from tui.settings import load_settings

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
PAGES = [(topic, language) for topic in guide.TOPICS for language in ("en", "ar")]
NEED_A_SCREEN = ("hashiya article.txt", "hashiya open news.hashiya --queue NAME")


def codes(page: str) -> list[str]:
    """What stands in backticks outside of blocks of code."""
    return re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", page, flags=re.DOTALL))


def commands(page: str) -> list[str]:
    return [
        line for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) for line in block.splitlines()
    ]


def status_of(arguments: list[str]) -> object:
    try:
        return main(arguments)
    except SystemExit as stopped:  # of --help
        return stopped.code


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the commands of the guide speak of."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(SAMPLES / "baku-tehran.txt", "article.txt")
    (tmp_path / "corpus").mkdir()
    shutil.copy(SAMPLES / "dam-rumour.txt", "corpus")
    (tmp_path / "rows.jsonl").write_text('{"id": "a", "text": "نص أول."}\n', encoding="utf-8")
    (tmp_path / "table.csv").write_text("title,body\nب,نص ثان.\n", encoding="utf-8")
    main(["import", "news.hashiya", "article.txt"])
    main(["init", "facts.hashiya"])
    main(
        [
            "export",
            str(SAMPLES / "baku-tehran.hashiya"),
            "--format",
            "jsonl",
            "--state",
            "all",
            "-o",
            "x.jsonl",
        ]
    )
    for name in ("amal", "منى"):
        main(["import", "team.hashiya", "x.jsonl", "--annotator", name])
    shutil.copytree("team.hashiya", "copy.hashiya")
    (tmp_path / "x.jsonl").unlink()
    subprocess.run(["git", "init", "-q", "."], check=True)
    return tmp_path


@pytest.mark.parametrize(("topic", "language"), PAGES)
def test_every_command_in_it_runs(topic: str, language: str, folder: Path) -> None:
    for line in commands(guide.source(topic, language)):
        if line in NEED_A_SCREEN:
            continue
        program, *arguments = shlex.split(line)
        assert program == "hashiya"
        if arguments[0] == "init":
            shutil.rmtree(folder / "facts.hashiya", ignore_errors=True)
        assert status_of(arguments) in ((0, 1) if arguments[0] == "search" else (0,)), line


@pytest.mark.parametrize(("topic", "language"), PAGES)
def test_every_key_option_and_command_named_in_it_is_one(topic: str, language: str) -> None:
    texts = Texts(language)
    keys = {shown_key(key) for action in actions_of(ROWS) for key in action.keys}
    keys |= {
        "Space",
        "Ctrl+S",
        "Esc",
        "Ctrl+C",
        "Enter",
        "0",
        "a",
        "t",
        "Shift",
        "s",
        "w",
        "y",
        "1",
        ".",
        "q",
    }
    schema = load_schema("arabic-news")
    parsers = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tui" / "commands").glob("*.py")
    )
    for code in codes(guide.page(topic, texts).replace("\\|", "|")):
        if code in keys or code in COMMANDS or re.fullmatch(r"\[+\w+\]+|[\w-]+", code):
            continue
        if code.startswith("hashiya"):
            command = code.split()[1] if " " in code else ""
            assert command in {*COMMANDS, "COMMAND", "PATH", ""}, code
        elif code.startswith("--"):
            assert f'"{code.split()[0]}"' in parsers, code
        elif re.search(r"[#:@/]|\*$|%", code):
            try:
                parse_query(code, schema)
            except HashiyaError as error:
                raise AssertionError(code) from error
        else:
            assert re.search(r"\.(toml|txt|md|hashiya|jsonl)$|^~|^kill -9$|^git pull$|^g طهران$", code), (
                f"{code!r} is what?"
            )


def test_both_languages_have_the_same_commands_and_keys() -> None:
    for topic in guide.TOPICS:
        english, arabic = (guide.source(topic, language) for language in ("en", "ar"))
        bare = [re.sub(r":?[\u0600-\u06ff]+|:[a-z]+", "…", line) for line in commands(english)]
        assert bare == [re.sub(r":?[\u0600-\u06ff]+|:[a-z]+", "…", line) for line in commands(arabic)], (
            topic
        )
        assert len(english.splitlines()) == len(arabic.splitlines()), topic


def test_no_page_is_missing_and_none_is_unknown() -> None:
    for language in ("en", "ar"):
        files = {path.stem for path in (ROOT / "tui" / "guide" / language).glob("*.md")}
        assert files == set(guide.TOPICS)
    titles = [guide.title(topic, language) for topic, language in PAGES]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_on_keys_has_every_key_and_agrees_with_the_table(language: str) -> None:
    written = guide.page("keys", Texts(language))
    for row in ROWS:
        assert Texts(language)(f"key-{row.name}") in written
        for action in row.actions:
            for key in action.keys:
                assert f"`{shown_key(key)}`".replace("|", "\\|") in written, action.id
    remapped = guide.page("keys", Texts(language), rebound({"note": ("f12",)}))
    assert "`F12`" in remapped


def test_every_command_is_named_in_the_page_on_commands() -> None:
    for language in ("en", "ar"):
        page = guide.source("commands", language)
        assert [each for each in COMMANDS if f"`hashiya {each}`" not in page] == []


def test_the_settings_in_it_are_some(tmp_path: Path) -> None:
    for language in ("en", "ar"):
        written = re.findall(r"```toml\n(.*?)```", guide.source("settings", language), re.DOTALL)
        (tmp_path / "settings.toml").write_text(written[0], encoding="utf-8")
        settings = load_settings(tmp_path / "settings.toml")
        assert (settings.theme, tomllib.loads(written[0])["lang"]) == ("contrast", "ar")
        rebound(settings.keys)


@pytest.mark.parametrize("name", ["keys", "All keys", "المفاتيح", "all-keys"])
def test_a_page_is_found_by_its_name_in_either_language(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["guide", name]) == 0
    assert capsys.readouterr().out.startswith("# All keys")


def test_without_a_topic_all_pages_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guide", "--lang", "ar"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in listed] == [*guide.TOPICS]
    assert main(["guide", "xyz"]) == 2
    assert "has no page 'xyz'" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_in_the_app_every_page_is_a_key_away(
    app_for: AppMaker, language: str, size: tuple[int, int]
) -> None:
    async with app_for(language=language).run_test(size=size) as pilot:
        await pilot.press("f1")
        seen = []
        for topic in guide.TOPICS:
            screen = pilot.app.screen
            assert isinstance(screen, GuideScreen)
            assert screen.topic == topic
            seen.append("\n".join(shown(pilot, "#help-text")))
            await pilot.press("tab")
        assert len(set(seen)) == len(guide.TOPICS)
        assert screen.topic == guide.TOPICS[-1] or isinstance(pilot.app.screen, GuideScreen)
        await pilot.press("enter", *"export", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, GuideScreen)
        assert pilot.app.screen.topic == "export"
        await pilot.press("f1")
        assert not isinstance(pilot.app.screen, GuideScreen)
