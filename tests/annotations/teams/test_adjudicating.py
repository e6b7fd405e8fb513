"""What becomes gold of what people said: ends, links, pieces, labels of the text; and what stays for good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.history import Change
from annotations.model import (
    AUTHOR,
    Annotation,
    Claim,
    Decision,
    DocumentLabel,
    Relation,
    Span,
    State,
)
from annotations.project import Project, open_project
from annotations.store.tinydb_store import TinyDBStore
from annotations.teams.adjudicating import Adjudication, Case
from annotations.teams.agreeing import take_agreeing
from annotations.teams.agreement import WHOLE
from annotations.teams.agreement.collecting import gather
from annotations.teams.comparing import compared_document
from annotations.teams.items import items_of
from tests.annotations.formats.projects import make_project

TEXT = "قال وزير الخارجية العراقي إن الوفد وصل إلى طهران أمس. ثم سافر إلى باكو."


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = make_project(tmp_path / "x.hashiya", TEXT)
    made.close()
    opened = open_project(made.folder, "judge")
    yield opened
    opened.close()


@pytest.fixture
def gold(project: Project) -> Iterator[TinyDBStore]:
    with closing(project.open_gold()) as store:
        yield store


def say(project: Project, name: str, *said: Annotation, done: bool = True) -> None:
    """Put what NAME says into their layer; with DONE the first sentence is finished."""
    sentence = project.corpus.sequence[0]
    with closing(project.as_annotator(name).open_layer()) as store:
        store.apply(*(Change(None, replace(each, annotator=name)) for each in said))
        if done and sentence.id not in store.states():
            store.apply(
                Change(None, State(document=sentence.document, annotator=name, sentence=sentence.id))
            )


def span(project: Project, start: int, end: int, label: str = "PER", **more: object) -> Span:
    return Span(
        document=project.corpus.documents[0].id, annotator="", label=label, ranges=((start, end),), **more
    )  # type: ignore[arg-type]


def claim(project: Project, label: str, **more: object) -> Claim:
    sentence = project.corpus.sequence[0]
    return Claim(document=sentence.document, annotator="", sentence=sentence.id, label=label, **more)  # type: ignore[arg-type]


def case_of(project: Project, adjudication: Adjudication) -> Case:
    layers = [project.read_layer(name) for name in project.layers if name != "gold"]
    found = compared_document(project.corpus, layers, project.corpus.documents[0]).sentences[0]
    case = adjudication.case(found)
    assert case is not None
    return case


def said_in(gold: TinyDBStore, kind: type) -> list[Annotation]:
    return [each for id in gold.documents() for each in gold.by_document(id) if isinstance(each, kind)]


def test_what_touches_is_one_item_and_what_is_equal_is_agreed(project: Project, gold: TinyDBStore) -> None:
    say(project, "a", span(project, 4, 17, "OCC"), span(project, 18, 25), span(project, 43, 48, "GPE"))
    say(project, "b", span(project, 4, 25, "PER"), span(project, 43, 48, "GPE"))
    case = case_of(project, Adjudication(gold, "judge"))
    assert [(item.key, item.agreed) for item in case.items] == [("span:4-25", False), ("span:43-48", True)]
    assert 0 < case.weight < 1


def test_who_has_not_finished_has_no_say(project: Project, gold: TinyDBStore) -> None:
    say(project, "a", span(project, 4, 17))
    say(project, "b", span(project, 4, 17, "OCC"), done=False)
    say(project, "c", span(project, 4, 17))
    case = case_of(project, Adjudication(gold, "judge"))
    assert set(case.items[0].versions) == {"a", "c"}


def test_relations_come_with_ends_that_gold_has(project: Project, gold: TinyDBStore) -> None:
    for name in ("a", "b"):
        source, wrong = claim(project, "factual-claim"), span(project, 43, 48, "GPE")
        right = span(project, 4, 25)
        target = right if name == "a" else wrong
        link = Relation(
            document=source.document, annotator=name, label="claimant", source=source.id, target=target.id
        )
        more = Relation(
            document=source.document, annotator=name, label="target", source=source.id, target=AUTHOR
        )
        say(project, name, source, right, wrong, link, more)
    adjudication = Adjudication(gold, "judge")
    case = case_of(project, adjudication)
    (relations,) = [item for item in case.items if item.kind == "relations"]
    assert not relations.agreed
    gold.apply(*adjudication.take(case, relations, ["a"]))
    made = {each.label: each for each in said_in(gold, Relation) if isinstance(each, Relation)}
    ids = {each.id: each for each in (*said_in(gold, Span), *said_in(gold, Claim))}
    assert made["target"].target == AUTHOR
    if "claimant" in made:  # its ends were taken along, as all that is agreed
        target = ids[made["claimant"].target]
        assert isinstance(target, Span)
        assert target.ranges == ((4, 25),)
    assert all(each.source in ids for each in made.values())


def test_a_link_goes_to_what_gold_has_or_is_left_out(project: Project, gold: TinyDBStore) -> None:
    for name in ("a", "b"):
        named = span(project, 43, 48, "GPE")
        other = span(project, 4, 17, attributes=(("mention", named.id),))
        say(project, name, named, other, *([] if name == "a" else [claim(project, "denial")]))
    adjudication = Adjudication(gold, "judge")
    case = case_of(project, adjudication)
    gold.apply(*adjudication.take_sentence(case, "a"))
    spans = {each.start: each for each in said_in(gold, Span) if isinstance(each, Span)}
    assert spans[4].attributes in ((("mention", spans[43].id),), ())
    ids = {each.id for each in spans.values()}
    assert {value for _, value in spans[4].attributes} <= ids


def test_pieces_nested_spans_and_claims_on_letters_are_taken_whole(
    project: Project, gold: TinyDBStore
) -> None:
    document = project.corpus.documents[0].id
    pieces = Span(document=document, annotator="", label="PER", ranges=((4, 8), (18, 25)))
    say(project, "a", pieces, span(project, 4, 8, "OCC"), claim(project, "denial", ranges=((29, 48),)))
    say(project, "b", claim(project, "opinion", ranges=((29, 40),)))
    adjudication = Adjudication(gold, "judge")
    case = case_of(project, adjudication)
    for item in case.items:
        gold.apply(*adjudication.take(case_of(project, adjudication), item, ["a"]))
    assert {(e.label, e.ranges) for e in said_in(gold, Span) if isinstance(e, Span)} == {
        ("PER", ((4, 8), (18, 25))), ("OCC", ((4, 8),)),
    }  # fmt: skip
    assert [(e.label, e.ranges) for e in said_in(gold, Claim) if isinstance(e, Claim)] == [
        ("denial", ((29, 48),))
    ]
    assert gold.states()[project.corpus.sequence[0].id] == "done"
    assert {each.annotator for each in said_in(gold, object)} == {"gold"}
    assert {each.origin for each in said_in(gold, Span)} == {"a"}


def test_labels_of_the_text_are_decided_with_its_first_sentence(
    project: Project, gold: TinyDBStore
) -> None:
    document = project.corpus.documents[0].id
    say(project, "a", DocumentLabel(document=document, annotator="", label="news"))
    say(project, "b", DocumentLabel(document=document, annotator="", label="opinion"))
    adjudication = Adjudication(gold, "judge")
    case = case_of(project, adjudication)
    (item,) = case.items
    assert item.kind == "documents"
    gold.apply(*adjudication.take(case, item, ["b"]))
    gold.apply(*adjudication.take(case, item, ["a"]))
    assert [each.label for each in said_in(gold, DocumentLabel) if isinstance(each, DocumentLabel)] == [
        "news"
    ]


def test_nothing_here_takes_away_what_was_taken_and_one_undo_brings_it_back(
    project: Project, gold: TinyDBStore
) -> None:
    say(project, "a", span(project, 4, 17))
    say(project, "b", span(project, 4, 25))
    adjudication = Adjudication(gold, "judge")
    case = case_of(project, adjudication)
    gold.apply(*adjudication.take(case, case.items[0], ["b"]))
    gold.apply(*adjudication.take(case_of(project, adjudication), case.items[0], []))
    assert said_in(gold, Span) == []
    (decision,) = said_in(gold, Decision)
    assert isinstance(decision, Decision)
    assert (decision.taken, decision.by) == ("", "judge")
    gold.undo()
    assert len(said_in(gold, Span)) == 1


def test_agreeing_takes_what_most_say_once_and_leaves_ties(project: Project, gold: TinyDBStore) -> None:
    say(project, "a", span(project, 4, 17), span(project, 43, 48, "GPE"))
    say(project, "b", span(project, 4, 17), span(project, 43, 48, "LOC"))
    layers = [project.read_layer(name) for name in ("a", "b")]
    found = take_agreeing(project.corpus, layers, gold, "judge", 2)
    assert (found.gold, found.left, found.items) == (0, 1, 1)
    assert [each.label for each in said_in(gold, Span) if isinstance(each, Span)] == ["PER"]
    say(project, "c", span(project, 4, 25, "ORG"), span(project, 43, 48, "LOC"))
    layers = [project.read_layer(name) for name in ("a", "b", "c")]
    again = take_agreeing(project.corpus, layers, gold, "judge", 2)
    assert (again.gold, again.left) == (1, 0)
    labels = sorted(each.label for each in said_in(gold, Span) if isinstance(each, Span))
    assert labels == ["LOC", "PER"], "what was decided before stays, whatever others say now"


def test_what_a_curator_wrote_by_hand_is_left_alone(project: Project, gold: TinyDBStore) -> None:
    say(project, "a", span(project, 4, 17))
    say(project, "b", span(project, 4, 17))
    gold.apply(Change(None, replace(span(project, 4, 25, "OCC"), annotator="gold")))
    take_agreeing(project.corpus, [project.read_layer(name) for name in ("a", "b")], gold, "judge", 2)
    assert [each.label for each in said_in(gold, Span) if isinstance(each, Span)] == ["OCC"]


def test_items_of_a_sentence_that_nobody_said_anything_of(project: Project, gold: TinyDBStore) -> None:
    say(project, "a")
    say(project, "b")
    adjudication = Adjudication(gold, "judge")
    case = case_of(project, adjudication)
    assert items_of(case.compared) == []
    gold.apply(*adjudication.take_agreeing(case, 2))
    assert gold.states()[project.corpus.sequence[0].id] == "done", (
        "that there is nothing is a decision, too"
    )


def test_relations_between_sentences_reach_gold_in_one_pass(project: Project, gold: TinyDBStore) -> None:
    first, second = project.corpus.sequence[:2]
    for name in ("a", "b"):
        here, there = (
            span(project, 43, 48, "GPE"),
            span(project, second.start + 13, second.start + 17, "GPE"),
        )
        document = first.document
        onwards = Relation(
            document=document, annotator=name, label="same-as", source=here.id, target=there.id
        )
        back = Relation(document=document, annotator=name, label="same-as", source=there.id, target=here.id)
        say(project, name, here, there, onwards, back)
        with closing(project.as_annotator(name).open_layer()) as store:
            store.apply(Change(None, State(document=document, annotator=name, sentence=second.id)))
    layers = [project.read_layer(name) for name in ("a", "b")]
    found = take_agreeing(project.corpus, layers, gold, "judge", 2)
    assert (found.gold, found.left) == (2, 0)
    assert len(said_in(gold, Relation)) == 2


def test_a_span_taken_again_keeps_its_relations_and_another_one_opens_them(
    project: Project, gold: TinyDBStore
) -> None:
    for name in ("a", "b"):
        source, target = claim(project, "denial"), span(project, 4, 25 if name == "a" else 17)
        link = Relation(
            document=source.document, annotator=name, label="claimant", source=source.id, target=target.id
        )
        say(project, name, source, target, link)
    adjudication = Adjudication(gold, "judge")
    gold.apply(*adjudication.take_sentence(case_of(project, adjudication), "a"))
    assert len(said_in(gold, Relation)) == 1
    case = case_of(project, adjudication)
    item = next(each for each in case.items if each.kind == "span")
    gold.apply(*adjudication.take(case, item, ["a"]))
    assert len(said_in(gold, Relation)) == 1
    gold.apply(*adjudication.take(case_of(project, adjudication), item, ["b"]))
    assert said_in(gold, Relation) == []
    case = case_of(project, adjudication)
    assert [each.kind for each in case.open] == ["relations"], "it is to be decided again"
    assert not adjudication.is_decided(case.compared)


def test_what_lies_between_the_pieces_of_a_span_is_another_item(
    project: Project, gold: TinyDBStore
) -> None:
    document = project.corpus.documents[0].id
    pieces = Span(document=document, annotator="", label="PER", ranges=((4, 8), (18, 25)))
    say(project, "a", pieces, span(project, 9, 17, "LOC"))
    say(project, "b", span(project, 9, 17, "ORG"))
    adjudication = Adjudication(gold, "judge")
    for kind in ("LOC", "PER"):
        case = case_of(project, adjudication)
        item = next(each for each in case.items if kind in each.labels)
        assert item.key in {each.key for each in case.open}
        gold.apply(*adjudication.take(case, item, ["a"]))
    assert {each.label for each in said_in(gold, Span) if isinstance(each, Span)} == {"LOC", "PER"}


def test_nothing_is_right_here_stays_when_another_one_finishes(project: Project, gold: TinyDBStore) -> None:
    say(project, "a", span(project, 4, 8))
    say(project, "b", span(project, 4, 8, "ORG"))
    adjudication = Adjudication(gold, "judge")
    case = case_of(project, adjudication)
    gold.apply(adjudication._decision(case, case.items[0], ""))
    say(project, "c", span(project, 4, 17))
    say(project, "d", span(project, 4, 17))
    layers = [project.read_layer(name) for name in ("a", "b", "c", "d")]
    take_agreeing(project.corpus, layers, gold, "judge", 2)
    assert said_in(gold, Span) == []


def test_links_count_by_what_they_go_to(project: Project) -> None:
    for name in ("a", "b"):
        named = span(project, 43, 48, "GPE")
        say(project, name, named, span(project, 4, 17, attributes=(("mention", named.id),)))
    layers = [project.read_layer(name) for name in ("a", "b")]
    found = gather(project, layers)[WHOLE]
    ((pattern, count),) = found.values["span", "mention"].items()
    assert (pattern[0] == pattern[1], count) == (True, 1)


def test_a_relation_goes_to_what_gold_has_in_the_place_of_its_end(
    project: Project, gold: TinyDBStore
) -> None:
    for name, start in (("a", 4), ("b", 9)):
        one, city = span(project, start, 25), span(project, 43, 48, "GPE")
        near = Relation(document=one.document, annotator="", label="near", source=one.id, target=city.id)
        say(project, name, one, city, *([near] if name == "a" else []))
    adjudication = Adjudication(gold, "judge")
    case = case_of(project, adjudication)
    (disputed,) = (item for item in case.open if item.kind == "span" and not item.agreed)
    gold.apply(*adjudication.take(case, disputed, ["b"]))
    case = case_of(project, adjudication)
    (relations,) = (item for item in case.open if item.kind == "relations")
    assert not adjudication.lacks_ends(case, relations, ["a"])
    gold.apply(*adjudication.take(case, relations, ["a"]))
    (relation,) = said_in(gold, Relation)
    ends = {each.id: each for each in said_in(gold, Span)}
    assert ends[relation.source].ranges == ((9, 25),)
    assert ends[relation.target].label == "GPE"


def test_a_relation_to_what_is_nowhere_in_gold_is_not_taken(project: Project, gold: TinyDBStore) -> None:
    one, city = span(project, 4, 25), span(project, 43, 48, "GPE")
    near = Relation(document=one.document, annotator="", label="near", source=one.id, target=city.id)
    say(project, "a", one, city, near)
    say(project, "b", span(project, 43, 48, "GPE"))
    adjudication = Adjudication(gold, "judge")
    case = case_of(project, adjudication)
    (disputed,) = (item for item in case.open if item.kind == "span" and not item.agreed)
    gold.apply(*adjudication.take(case, disputed, []))
    case = case_of(project, adjudication)
    (relations,) = (item for item in case.open if item.kind == "relations")
    assert adjudication.lacks_ends(case, relations, ["a"])
    assert not adjudication.lacks_ends(case, relations, ["b"])


def test_what_was_decided_holds_for_a_piece_of_the_sentence_too(
    project: Project, gold: TinyDBStore
) -> None:
    for name in ("a", "b"):
        say(project, name, span(project, 43, 48, "GPE"))
    adjudication = Adjudication(gold, "judge")
    case = case_of(project, adjudication)
    gold.apply(*adjudication.take(case, case.open[0], []))  # nothing is right there
    document = project.corpus.documents[0]
    project.corpus.move_boundary(document.id, 40, True, "judge")
    piece = project.corpus.sequence[1]
    for name in ("a", "b"):
        with closing(project.as_annotator(name).open_layer()) as store:
            state = State(document=document.id, annotator=name, sentence=piece.id)
            store.apply(Change(None, state))
    layers = [project.read_layer(name) for name in ("a", "b")]
    take_agreeing(project.corpus, layers, gold, "judge", 2)
    assert said_in(gold, Span) == []
