"""Preferences from a file: what it may say, its mistakes in one sentence, what terminals are told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotations.errors import HashiyaError
from tui.actions import ROWS, by_character, rebound
from tui.settings import Settings, folder, keep_setting, load_settings, remember_way, remembered_way


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path


def test_without_a_file_nothing_is_preferred(home: Path) -> None:
    assert folder() == home / "hashiya"
    assert load_settings() == Settings()


@pytest.mark.usefixtures("home")
def test_everything_that_can_be_said() -> None:
    folder().mkdir()
    (folder() / "settings.toml").write_text(
        'bidi = "row"\nlang = "ar"\ntheme = "light"\ndigits = "١٢٣"\n'
        '[keys]\nnote = "b"\nwords = ["h", "j"]\n',
        encoding="utf-8",
    )
    assert load_settings() == Settings("row", "ar", "light", "١٢٣", {"note": ("b",), "words": ("h", "j")})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("bidi = 'rows'", "bidi = 'rows': choose one of auto, nothing, row"),
        ("langauge = 'ar'", "no setting 'langauge'; there are: bidi, lang, theme, digits, keys"),
        ("keys = 'x'", "write keys as a table"),
        ("[keys]\nundo = 3", "keys.undo: give a key"),
        ("[keys", "cannot be read"),
    ],
)
def test_mistakes_get_one_sentence_with_the_file(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HashiyaError) as error:
        load_settings(path)
    assert str(error.value).startswith(f"{path}: ")
    assert told in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.usefixtures("home")
def test_what_doctor_was_told_is_remembered_by_terminal() -> None:
    assert remembered_way("kitty") is None
    remember_way("kitty", "words")
    remember_way("Newterm 1", "row")
    assert (remembered_way("kitty"), remembered_way("Newterm 1")) == ("words", "row")
    (folder() / "terminals.json").write_text("{", encoding="utf-8")
    assert remembered_way("kitty") is None


def test_other_keys_take_the_place_of_the_old_ones() -> None:
    keys = rebound({"note": ("b", "f2"), "sentences": ("k", "j"), "help": ("?",)})
    actions = {key: action.id for row in keys for action in row.actions for key in action.keys}
    assert {name for name, action in actions.items() if action == "note"} == {"b", "f2"}
    assert (actions["k"], actions["j"]) == ("previous-sentence", "next-sentence")
    assert "up" not in actions
    assert actions["question_mark"] == "help"
    assert by_character(keys)["b"].id == "note"
    assert rebound({}) == ROWS


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"undoo": ("b",)}, "nothing of that name; there are: sentences, words"),
        ({"words": ("b",)}, "keys.words: give 2 keys, for ← → in this order"),
        ({"note": ("u",)}, "keys.undo: 'u' is the key of note already"),
    ],
)
def test_keys_that_cannot_be_are_refused(wanted: dict[str, tuple[str, ...]], told: str) -> None:
    with pytest.raises(HashiyaError, match="keys") as error:
        rebound(wanted)
    assert told in str(error.value)


def test_what_came_later_gives_its_keys_to_whoever_wants_them() -> None:
    rows = {row.name: row for row in rebound({"sentences": ("k", "j"), "note": ("f8",)})}
    assert [action.keys for action in rows["sentences"].actions] == [("k",), ("j",)]
    assert rows["jump"].actions[0].keys == ()
    assert rows["contexts"].actions[0].keys == ()
    again = {row.name: row for row in rebound({"note": ("j",), "jump": ("f8",), "contexts": ("f12",)})}
    assert again["jump"].actions[0].keys == ("f8",)


@pytest.mark.parametrize(
    "written",
    [
        '"theme" = "dark"\n',
        "'theme' = 'dark'\n[keys]\nnote = 'b'\n",
        "",
        "# mine\n\nlang = 'ar'\n",
        "theme='dark'",
    ],
)
def test_a_setting_is_kept_beside_what_else_is_in_the_file(
    written: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.settings.folder", lambda: tmp_path)
    path = tmp_path / "settings.toml"
    path.write_text(written, encoding="utf-8")
    before = load_settings(path)
    keep_setting("theme", "light")
    assert load_settings(path) == replace(before, theme="light")


@pytest.mark.parametrize("written", ["theme = '''\ndark'''\n", "\ufefflang = 'en'\n", "lang = [", "\xff"])
def test_a_file_that_is_not_as_expected_is_left_alone(
    written: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.settings.folder", lambda: tmp_path)
    path = tmp_path / "settings.toml"
    path.write_bytes(written.encode("latin-1" if written == "\xff" else "utf-8"))
    before = path.read_bytes()
    with pytest.raises(HashiyaError, match="mend it by hand first"):
        keep_setting("theme", "light")
    assert path.read_bytes() == before
