"""The commands of a team: who works here, who does what, how far they agree; what they refuse, and why."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from annotations.errors import HashiyaError
from annotations.history import Change
from annotations.model import Annotation, Decision, DocumentLabel, Note, Span, State
from annotations.project import Project, open_project
from annotations.queues import SavedQueue
from annotations.teams.assigning import read_assignment, write_assignment
from annotations.teams.people import GOLD, NotOfTheTeam
from annotations.teams.progress import progress
from annotations.teams.review import WRONG, error_rate, returned
from annotations.teams.shares import shares_of
from annotations.teams.veil import veiled
from tests.annotations.formats.projects import make_project
from tests.annotations.teams.simulated import Noise, annotate, make_team_project
from tui.cli import main
from tui.locale import Texts
from tui.locale.errors import in_arabic

TEXT = " ".join(f"قال الوزير رقم {n} نعم." for n in range(30))


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A project whose people are set up."""
    make_project(tmp_path / "x.hashiya", TEXT, "وصل الوفد إلى طهران أمس. ثم سافر إلى باكو.").close()
    folder = tmp_path / "x.hashiya"
    assert main(["people", str(folder), "lead", "--role", "manager", "--role", "curator"]) == 0
    for name in ("amal", "منى"):
        assert main(["people", str(folder), name, "--annotator", "lead"]) == 0
    return folder


def test_people_are_listed_changed_and_removed(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["people", str(team)]) == 0
    told = capsys.readouterr().out
    assert [line.split()[0] for line in told.splitlines()] == ["amal", "lead", "منى"]
    assert "curator, manager" in told
    before = tomllib.loads((team / "project.toml").read_text(encoding="utf-8"))
    assert main(["people", str(team), "amal", "--remove", "--annotator", "lead"]) == 0
    assert main(["people", str(team), "amal", "--annotator", "lead"]) == 0
    assert tomllib.loads((team / "project.toml").read_text(encoding="utf-8")) == before
    assert main(["people", str(team), "--lang", "ar"]) == 0
    assert "مدير" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["zayd", "--annotator", "amal"], "'amal' is no manager here; there are: lead"),
        (["gold", "--annotator", "lead"], "nobody's name"),
        (["a b", "--annotator", "lead"], "cannot be an annotator's name"),
        (["𐤀" * 90, "--annotator", "lead"], "cannot be an annotator's name"),  # too many bytes for a file
        (["\u212bsa", "--annotator", "lead"], "cannot be an annotator's name"),  # one file with «Åsa»
        (["zayd", "--remove", "--annotator", "lead"], "nobody to remove"),
    ],
)
def test_who_may_not_is_told(
    team: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["people", str(team), *arguments]) == 2
    error = capsys.readouterr().err
    assert told in error
    sentence = error.strip().removeprefix("hashiya: ")
    assert in_arabic(sentence) != sentence, "it is told in Arabic, too"


def test_a_stranger_cannot_write_and_nobody_writes_gold_by_opening_it(team: Path) -> None:
    for name in ("stranger", GOLD):
        with closing(open_project(team, name)) as project, pytest.raises(NotOfTheTeam):
            project.open_layer()
    with closing(open_project(team, "amal")) as project:
        project.open_layer().close()
        with pytest.raises(NotOfTheTeam, match="curator"):
            project.open_gold()
    with closing(open_project(team, "lead")) as project, closing(project.open_gold()) as gold:
        assert gold.annotator == GOLD


def test_roles_that_are_none_are_refused_with_their_file(team: Path) -> None:
    path = team / "project.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"manager"', '"boss"'), encoding="utf-8")
    with pytest.raises(HashiyaError, match=r"project\.toml: 'lead' must have"):
        open_project(team)


def assign(team: Path, *arguments: str) -> int:
    return main(["assign", str(team), "--annotator", "lead", "--seed", "3", *arguments])


def test_sentences_are_spread_evenly_and_the_same_by_the_same_seed(team: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.hashiya"
    shutil.copytree(team, again)
    for folder in (team, again):
        assert (
            assign(folder, "--unit", "sentences", "--people", "amal", "lead", "منى", "--overlap", "2") == 0
        )
    one, other = (read_assignment(folder) for folder in (team, again))
    assert one.sentences == other.sentences
    counts = Counter(name for given in one.sentences.values() for name in given.people)
    assert set(map(len, (given.people for given in one.sentences.values()))) == {2}
    assert max(counts.values()) - min(counts.values()) <= 3
    assert len(one.sentences) == 32


def test_calibration_goes_to_all_and_a_batch_has_its_size(team: Path) -> None:
    assert (
        assign(
            team, "--unit", "sentences", "--calibration", "4", "--size", "10", "--batch", "first", "--blind"
        )
        == 0
    )
    given = list(read_assignment(team).sentences.values())
    assert len(given) == 10
    assert sum(each.people == ("amal", "منى") for each in given) == 4
    assert {(each.batch, each.blind) for each in given} == {("first", True)}
    assert assign(team, "--unit", "sentences", "--size", "5") == 0
    assert len(read_assignment(team).sentences) == 15, "what is given already is left"


def test_giving_out_again_leaves_what_was_begun(team: Path) -> None:
    assert assign(team, "--unit", "sentences", "--people", "amal") == 0
    with closing(open_project(team, "amal")) as project, closing(project.open_layer()) as store:
        sentence = project.corpus.sequence[0]
        store.apply(Change(None, State(document=sentence.document, annotator="amal", sentence=sentence.id)))
    assert assign(team, "--unit", "sentences", "--people", "منى", "--again") == 0
    given = read_assignment(team).sentences
    assert given[sentence.id].people == ("amal",), "who has begun it keeps it"
    assert {each.people for id, each in given.items() if id != sentence.id} == {("منى",)}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--overlap", "5"], "there are only 2 people"),
        (["--people", "zayd"], "'zayd' does not annotate here"),
        (["--query", "#nothing"], "there is no label"),
    ],
)
def test_what_cannot_be_given_is_told(
    team: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert assign(team, *arguments) == 2
    assert told in capsys.readouterr().err
    assert not read_assignment(team)


def test_the_share_is_a_queue_and_shown(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert assign(team, "--people", "amal", "--size", "1", "--stratify", "length") == 0
    assert shares_of(team, "amal", only_given=True) == [SavedQueue("", "for:amal", "returned")]
    assert shares_of(team, "منى", only_given=True) == []
    capsys.readouterr()
    assert main(["search", str(team), "for:amal", "--limit", "100"]) == 0
    found = len(capsys.readouterr().out.splitlines())
    assert found in (2, 30)
    assert main(["assign", str(team), "--show"]) == 0
    assert f"0 of {found} sentences done" in capsys.readouterr().out


def test_a_line_by_another_hand_says_nothing(team: Path) -> None:
    assert assign(team, "--people", "amal") == 0
    before = read_assignment(team)
    with (team / "assignment.jsonl").open("a", encoding="utf-8") as file:
        file.write(
            '{"at": "3"}\nnonsense\n{"at":"9","by":"x","batch":"b","kind":"documents","blind":false,"people":["z"],"units":[["d",[7]]]}\n'
        )
    assert read_assignment(team) == before


def test_what_is_given_blind_is_hidden_until_one_is_done(team: Path) -> None:
    assert assign(team, "--unit", "sentences", "--people", "amal", "منى", "--overlap", "2", "--blind") == 0
    with closing(open_project(team, "منى")) as project, closing(project.open_layer()) as theirs:
        one, other = project.corpus.sequence[:2]
        for sentence in (one, other):
            ranges = ((sentence.start, sentence.start + 3),)
            theirs.apply(
                Change(None, Span(document=sentence.document, annotator="منى", label="PER", ranges=ranges))
            )
    with closing(open_project(team, "amal")) as project, closing(project.open_layer()) as own:
        own.apply(Change(None, State(document=one.document, annotator="amal", sentence=one.id)))
        layer = veiled(project.read_layer("منى"), own, project.corpus, read_assignment(team))
        assert len(layer.by_sentence(one)) == 1
        assert layer.by_sentence(other) == []
        assert len(layer.by_document(one.document)) == 1


@pytest.fixture
def labelled(tmp_path: Path) -> Project:
    project, truth = make_team_project(tmp_path / "t.hashiya", 60)
    annotate(project, truth, "amal", Noise(0.1, 0.1, 0.1, 0.1))
    annotate(project, truth, "منى", Noise(0.1, 0.0, 0.3, 0.1), skip=0.1)
    return project


def test_agreement_is_said_with_what_was_left_out(
    labelled: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["agree", str(labelled.folder), "--by", "week", "--resamples", "50"]) == 0
    told = capsys.readouterr().out
    assert "left out" in told
    assert "Cohen κ" in told
    assert "[0." in told
    assert "by week" in told
    assert main(["agree", str(labelled.folder), "--lang", "ar", "--no-bounds"]) == 0
    assert "الكيانات" in capsys.readouterr().out
    page = tmp_path / "a.html"
    assert main(["agree", str(labelled.folder), "-o", str(page), "--no-bounds"]) == 0
    written = page.read_text(encoding="utf-8")
    assert written.startswith("<!DOCTYPE html>")
    assert "F1" in written
    assert "http" not in written, "it needs nothing else"
    capsys.readouterr()
    assert main(["agree", str(labelled.folder), "--json", "--no-bounds", "--query", "#PER by:amal"]) == 0
    some = json.loads(capsys.readouterr().out)
    assert 0 < some["compared"] < 54


def test_nobody_to_agree_with_is_told(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["agree"], ["adjudicate", "--agreeing", "2", "--annotator", "lead"]):
        assert main([command[0], str(team), *command[1:]]) == 2
        assert "takes two people" in capsys.readouterr().err


def test_what_was_never_finished_by_two_is_undefined_and_said(
    team: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("amal", "منى"):
        with closing(open_project(team, name)) as project, closing(project.open_layer()) as store:
            document = project.corpus.documents[0]
            store.apply(
                Change(None, Note(document=document.id, annotator=name, about=document.id, text="x"))
            )
    assert main(["agree", str(team)]) == 0
    assert "nothing to compare" in capsys.readouterr().err


def test_gaps_become_a_page_and_progress_tells_the_way_to_gold(
    labelled: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["adjudicate", str(labelled.folder), "--agreeing", "2", "--annotator", "lead"]) == 0
    with closing(open_project(labelled.folder, "lead")) as project, closing(project.open_gold()) as gold:
        sentence = project.corpus.sequence[0]
        made = Decision(
            document=sentence.document, annotator=GOLD, sentence=sentence.id, item="span:3-7", taken="amal",
            by="lead", reason="guideline-gap", text="أين يبدأ اللقب؟",
        )  # fmt: skip
        gold.apply(Change(None, made))
    capsys.readouterr()
    assert main(["adjudicate", str(labelled.folder), "--gaps"]) == 0
    assert "أين يبدأ اللقب؟" in capsys.readouterr().out
    page = tmp_path / "gaps.md"
    assert main(["adjudicate", str(labelled.folder), "--gaps", "-o", str(page)]) == 0
    assert page.read_text(encoding="utf-8").startswith("# Gaps")
    capsys.readouterr()
    assert main(["progress", str(labelled.folder), "--json"]) == 0
    amal, mona = json.loads(capsys.readouterr().out)
    assert (amal["annotator"], amal["done"], amal["share"]) == ("amal", 60, 60)
    assert 0.5 < amal["gold"] <= 1
    assert mona["days_left"] == 1
    assert main(["progress", str(labelled.folder)]) == 0
    assert "60 of 60 done" in capsys.readouterr().out


def test_spot_checks_are_counted_with_their_bounds(
    labelled: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["review", str(labelled.folder)]) == 0
    assert "nobody was reviewed" in capsys.readouterr().out
    with closing(labelled.as_annotator("lead").open_layer()) as store:
        for place, sentence in enumerate(labelled.corpus.sequence[:10]):
            store.apply(
                Change(
                    None,
                    Decision(
                        document=sentence.document, annotator="lead", sentence=sentence.id, item="review:amal",
                        taken="@wrong" if place < 3 else "amal", by="lead",
                    ),
                )
            )  # fmt: skip
    assert main(["review", str(labelled.folder)]) == 0
    assert (
        "amal: 3 of 10 sentences wrong, 30.0 % (between 10.8 and 60.3 % at 95 %)" in capsys.readouterr().out
    )
    assert main(["review", str(labelled.folder), "--of", "amal", "--annotator", "amal"]) == 2
    assert "what they did themselves" in capsys.readouterr().err


def test_what_is_sent_back_is_there_until_it_is_settled(labelled: Project) -> None:
    sentence = labelled.corpus.sequence[0]
    sent = Note(document=sentence.document, annotator="lead", about=sentence.id, text="?", to="amal")
    with (
        closing(labelled.as_annotator("lead").open_layer()) as lead,
        closing(labelled.as_annotator("amal").open_layer()) as amal,
    ):
        lead.apply(Change(None, sent))
        assert [each.sentence for each in returned([lead, amal], "amal")] == [sentence.id]
        assert list(returned([lead, amal], "منى")) == []
        settled = Note(
            document=sentence.document,
            annotator="amal",
            about=sentence.id,
            text="",
            answers=sent.id,
            resolves=True,
        )
        amal.apply(Change(None, settled))
        assert list(returned([lead, amal], "amal")) == []


def test_texts_of_the_team_are_in_both_languages() -> None:
    for name in ("adjudication-hint", "agreement-title", "checking-hint", "queue-share"):
        assert Texts("ar")(name) != Texts("en")(name)


def given_to(folder: Path, name: str) -> list[str]:
    with closing(open_project(folder, name)) as project:
        assignment = read_assignment(folder)
        return [each.id for each in project.corpus.sequence if assignment.is_for(each, name)]


@pytest.mark.parametrize("kind", ["label", "note", "joined"])
def test_whatever_was_begun_stays_with_who_began_it(team: Path, kind: str) -> None:
    with closing(open_project(team, "amal")) as project, closing(project.open_layer()) as store:
        first, second = project.corpus.sequence[:2]
        about = {"document": first.document, "annotator": "amal"}
        said: Annotation = State(sentence=second.id, **about)
        if kind == "label":
            said = DocumentLabel(label="news", **about)
        elif kind == "note":
            said = Note(about=first.document, text="لم أفهم", **about)
        store.apply(Change(None, said))
        if kind == "joined":
            project.corpus.move_boundary(first.document, second.start, False, "amal")
    unit = "sentences" if kind == "joined" else "documents"
    assert main(["assign", str(team), "--people", "amal", "--unit", unit, "--annotator", "lead"]) == 0
    again = ["assign", str(team), "--people", "منى", "--unit", unit, "--again", "--annotator", "lead"]
    assert main(again) == 0
    assert first.id in given_to(team, "amal")


def test_a_piece_of_a_sentence_goes_to_whom_the_sentence_was_given(team: Path) -> None:
    give = [
        "assign",
        str(team),
        "--people",
        "amal",
        "--unit",
        "sentences",
        "--blind",
        "--annotator",
        "lead",
    ]
    assert main(give) == 0
    before = len(given_to(team, "amal"))
    with closing(open_project(team, "amal")) as project:
        first = project.corpus.sequence[0]
        project.corpus.move_boundary(first.document, first.start + 4, True, "amal")
    assert len(given_to(team, "amal")) == before + 1


def test_texts_that_are_given_anew_take_their_sentences_along(team: Path) -> None:
    base = ["assign", str(team), "--annotator", "lead"]
    assert main([*base, "--unit", "sentences", "--people", "amal"]) == 0
    assert main([*base, "--unit", "documents", "--people", "منى", "--again"]) == 0
    assert given_to(team, "amal") == []
    assert main([*base, "--unit", "sentences", "--people", "amal", "--again"]) == 0
    assert given_to(team, "منى") == []


def test_what_is_given_last_counts_also_within_a_second_and_behind_a_clock_that_is_ahead(
    team: Path,
) -> None:
    base = ["assign", str(team), "--annotator", "lead", "--again"]
    assert main([*base, "--people", "amal"]) == 0
    path = team / "assignment.jsonl"
    path.write_text(path.read_text("utf-8").replace('"at":"20', '"at":"21'), "utf-8")
    for batch, name in (("2", "منى"), ("10", "amal"), ("9", "منى")):
        assert main([*base, "--people", name, "--batch", batch]) == 0
        assert len(given_to(team, name)) == 32


def test_progress_is_of_ones_share_and_of_sentences_as_they_are_cut_now(team: Path) -> None:
    with closing(open_project(team, "amal")) as project, closing(project.open_layer()) as store:
        for each in project.corpus.sequence[:3]:
            store.apply(Change(None, State(document=each.document, annotator="amal", sentence=each.id)))
        first, second = project.corpus.sequence[:2]
        project.corpus.move_boundary(first.document, second.start, False, "amal")
    with closing(open_project(team)) as project:
        (amal, *_) = progress(project)
        assert (amal.done, amal.share) == (2, 31)
        other = project.corpus.documents[1].id
    write_assignment(team, "documents", {other: ["amal"]}, "1", False, "lead")
    with closing(open_project(team)) as project:
        (amal, *_) = progress(project)
        assert (amal.done, amal.share) == (0, 2)


def test_a_sentence_that_two_reviewers_checked_is_one() -> None:
    about = {"document": "d", "sentence": "d-1", "item": "review:amal"}
    said = [
        Decision(annotator="lead", taken=WRONG, by="lead", **about),
        Decision(annotator="huda", taken="amal", by="huda", **about),
    ]
    assert (error_rate(said, "amal").checked, error_rate(said, "amal").wrong) == (1, 1)


def test_labels_are_renamed_by_managers_only_and_in_their_name(
    team: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_project(team, "منى")) as project, closing(project.open_layer()) as store:
        document = project.corpus.documents[0].id
        store.apply(Change(None, Span(document=document, annotator="منى", label="PER", ranges=((4, 10),))))
    rename = ["schema", "set", str(team), "arabic-news", "--rename", "PER:ORG"]
    monkeypatch.setattr("annotations.project.user_name", lambda: "amal")
    assert main(rename) == 2
    assert "manager" in capsys.readouterr().err
    monkeypatch.setattr("annotations.project.user_name", lambda: "lead")
    assert main(rename) == 0
    with closing(open_project(team, "منى")) as project, closing(project.read_layer("منى")) as layer:
        assert [event.by for event in layer.events()] == ["منى", "lead"]
