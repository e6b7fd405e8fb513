"""What spoils training data is found, with its place, as text, as JSON and as a queue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotations.checks import Layer, checks
from annotations.model import Claim, Span, State
from annotations.project import Project, keep_schema, open_project
from annotations.project_file import set_value
from annotations.schema.builtin import built_in_text
from tests.annotations.formats.projects import make_project, say
from tui.cli import main

TEXT = "زار الوفد طهران ثم طهران. عاد الوفد إلى مُحمد. لا شيء."
TWO = "ﻗﺎﻝ الوزير نعم.\nوصل \u200fسعيد إلى ولطهران.\nﺔﻨﻳﺪﻤﻟﺍ ﺔﻤﻜﺤﻣ ةنيدملا ةملكلا"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    made = make_project(tmp_path / "p.hashiya", TEXT, TWO)
    schema = built_in_text("arabic-news").replace('name = "arabic-news"', 'name = "mine"')
    schema += '\n[[attribute]]\nid = "sure"\nkind = "bool"\napplies_to = ["claim"]\nrequired = true\n'
    set_value(made.folder, "labels", keep_schema(made.folder, schema))
    made.close()
    project = open_project(tmp_path / "p.hashiya", "a")
    first, second = project.corpus.documents
    one = {"document": first.id, "annotator": "a"}
    two = {"document": second.id, "annotator": "a"}
    sentences = project.corpus.sentences(first.id)
    marks = TEXT.index("مُحمد")
    say(
        project,
        [
            Span(label="GPE", ranges=((10, 15),), **one),
            Span(label="ORG", ranges=((19, 24),), **one),
            Span(label="PER", ranges=((marks, marks + 1),), **one),
            Span(label="NORP", ranges=((3, 9),), **one),
            Span(label="GPE", ranges=((0, 3),), **two),
            *(Span(label="GPE", ranges=((10, 15),), **one) for _ in range(2)),
            Claim(sentence=sentences[0].id, label="opinion", **one),
            *(State(sentence=s.id, **one) for s in sentences[:2]),
            *(State(sentence=s.id, **two) for s in project.corpus.sentences(second.id)),
        ],
    )
    return project


def found(project: Project, name: str) -> list[tuple[str, str]]:
    store = project.read_layer("a")
    layer = Layer(project.corpus, store, project.schema)
    places = [each for each in checks()[name].found(layer) if each]
    store.close()
    texts = {document.id: document.text for document in project.corpus.documents}
    return [(texts[each.document][slice(*each.range)], each.what) for each in places]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("blanks", [(" الوفد", "NORP « الوفد»")]),
        ("clusters", [("م", "PER «م»")]),
        ("labels", [("طهران", "«طهران» ORG (GPE 3, ORG 1)")]),
        ("missed", [("الوفد", "« الوفد» NORP 1×"), ("طهران", "«طهران» GPE 3×")]),
        ("undecided", [("لا شيء.", "open")]),
        ("required", [("زار الوفد طهران ثم طهران.", "opinion: @sure")]),
        ("marks", [("\u200f", "U+200F 1×")]),
    ],
)
def test_each_check_names_its_places(project: Project, name: str, expected: list[tuple[str, str]]) -> None:
    assert found(project, name) == expected


def test_shapes_in_place_of_letters_and_letters_backwards(project: Project) -> None:
    assert [what for _, what in found(project, "forms")] == ["U+FED7 3×", "U+FE94 12×"]
    assert [text[:4] for text, _ in found(project, "visual")] == ["ﺔﻨﻳﺪ"]


def test_a_clean_project_has_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    sample = Path(__file__).parents[3] / "samples" / "dam-rumour.hashiya"
    assert main(["check", str(sample)]) == 0
    assert capsys.readouterr().out == "the corpus and 1 layer(s): nothing wrong\n"


def test_the_command_shows_counts_and_places_and_all_of_it_as_json(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.close()
    assert main(["check", "p.hashiya"]) == 0
    told = capsys.readouterr().out
    assert "1 ×  the same words with another label than they mostly have  check:labels" in told
    assert "1.txt:1  «طهران» ORG (GPE 3, ORG 1)" in told
    assert main(["check", "p.hashiya", "--json"]) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    by_name = {each["check"]: each for each in said["spoilt"]}
    assert set(by_name) == set(checks())
    assert by_name["labels"]["count"] == 1
    assert by_name["labels"]["places"] == [
        {"document": by_name["labels"]["places"][0]["document"], "sentence": "1.txt:1", "start": 19, "end": 24, "what": "«طهران» ORG (GPE 3, ORG 1)"}
    ]  # fmt: skip


def test_a_check_is_a_queue(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.close()
    assert main(["search", "p.hashiya", "--annotator", "a", "check:missed", "--json"]) == 0
    hits = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(hit["name"], [hit["text"][a - hit["start"] : b - hit["start"]] for a, b in hit["hits"]]) for hit in hits] == [
        ("1.txt", ["الوفد"]), ("2.txt", ["طهران"]),
    ]  # fmt: skip
    assert main(["search", "p.hashiya", "check:nope"]) == 2
    assert "there is no check 'nope'; there are: blanks" in capsys.readouterr().err


# -- false alarms --------------------------------------------------------------------------------------


def checked(tmp_path: Path, name: str, text: str, *ranges: tuple[int, int]) -> list[str]:
    """What the check NAME finds in TEXT, done, with names at RANGES."""
    tmp_path.mkdir(exist_ok=True)
    made = make_project(tmp_path / "q.hashiya", text)
    (document,) = made.corpus.documents
    said = {"document": document.id, "annotator": "a"}
    states = [State(sentence=each.id, **said) for each in made.corpus.sentences(document.id)]
    say(made, [*(Span(label="PER", ranges=(each,), **said) for each in ranges), *states])
    places = [text for text, _ in found(made, name)]
    made.close()
    return places


def test_a_preposition_is_no_name_though_it_is_folded_alike(tmp_path: Path) -> None:
    text = "زار علي المدينة. جلس على الكرسي. ثم عاد علي."
    assert checked(tmp_path, "missed", text, (4, 7)) == ["علي"]


@pytest.mark.parametrize(
    "text",
    [
        "أهلا وسهلا بكم.",
        "مثلا وفعلا حدث ذلك.",
        "دودھ والا اور سبزی والا آیا.",
        "كلا وأصلا وفضلا وأهلا.",
    ],
)
def test_words_that_end_in_la_are_not_backwards(tmp_path: Path, text: str) -> None:
    assert checked(tmp_path, "visual", text) == []


def test_a_text_whose_articles_are_backwards_is_told(tmp_path: Path) -> None:
    text = " ".join(word[::-1] for word in ["البيت", "الكبير", "الباب", "النور", "العلم", "والقلم"])
    assert checked(tmp_path, "visual", text) == [text]


def test_a_span_may_end_before_a_non_joiner(tmp_path: Path) -> None:
    text = "خانه\u200cها بزرگ است."
    assert checked(tmp_path, "clusters", text, (0, 4)) == []
    assert checked(tmp_path / "other", "clusters", "مُحمد هنا.", (0, 1)) == ["م"]


def test_brackets_of_verses_are_no_shapes_of_letters(tmp_path: Path) -> None:
    assert checked(tmp_path, "forms", "قال تعالى \ufd3fقل هو الله أحد\ufd3e اليوم.") == []
    assert len(checked(tmp_path / "other", "forms", "قال \ufefb أدري.")) == 1
