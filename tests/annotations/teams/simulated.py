"""A team that labels real text as people do: with names missed, cut wrongly, and called something else."""

from __future__ import annotations

import lzma
import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from annotations.corpus.decoding import Decoded
from annotations.corpus.layout import make_document
from annotations.corpus.writing import CorpusWriter
from annotations.history import Change
from annotations.model import Annotation, Claim, Range, Relation, Sentence, Span, State
from annotations.project import CORPUS, Project, create_project, open_project
from annotations.project_file import set_value

PUD = Path(__file__).parents[2] / "data" / "pud" / "ar_pud-half.conllu.xz"
LABELS = ("PER", "ORG", "GPE", "LOC")
CLAIMS = ("factual-claim", "opinion", "prediction")


@dataclass(frozen=True)
class Labelled:
    """A sentence of the treebank, its names, and for each where the particle before it begins."""

    text: str
    names: tuple[tuple[Range, int], ...]


def treebank() -> list[Labelled]:
    """The sentences of the half of UD_Arabic-PUD, proper nouns standing for names."""
    with lzma.open(PUD, "rt", encoding="utf-8") as file:
        blocks = file.read().strip().split("\n\n")
    return [_labelled(block.splitlines()) for block in blocks]


def _labelled(lines: list[str]) -> Labelled:
    text = next(line.removeprefix("# text = ") for line in lines if line.startswith("# text = "))
    place, word, names = 0, 0, []
    for fields in (line.split("\t") for line in lines if line[0].isdigit()):
        if not fields[0].isdigit():
            continue
        found = text.find(fields[1], place)
        if found < 0:
            continue
        if text[found - 1 : found].isspace() or not found:
            word = found
        place = found + len(fields[1])
        if fields[3] == "PROPN" and len(fields[1]) > 2:
            names.append(((found, place), word))
    return Labelled(text, tuple(names))


def make_team_project(
    folder: Path, sentences: int, per_document: int = 10
) -> tuple[Project, list[Labelled]]:
    """A project of so many SENTENCES, and what is true of each, in the order of its sequence."""
    create_project(folder)
    set_value(folder, "labels", "arabic-news")
    pool, writer, truth = treebank(), CorpusWriter(folder / CORPUS), list[Labelled]()
    for number in range(sentences // per_document):
        text, ranges = f"{number}.\n", list[Range]()
        for place in range(per_document):
            each = pool[(number * per_document + place) % len(pool)]
            ranges.append((len(text), len(text) + len(each.text)))
            text += f"{each.text}\n"
            truth.append(each)
        writer.add(make_document(f"{number}.txt", Decoded(text, "utf-8")), ranges, f"{number}.txt")
    writer.close()
    return open_project(folder), truth


@dataclass(frozen=True)
class Noise:
    """How often somebody misses a name, cuts it wrongly, keeps its particle, calls it something else."""

    missed: float = 0.0
    shifted: float = 0.0
    kept: float = 0.0
    wrong: float = 0.0


def annotate(
    project: Project, truth: list[Labelled], name: str, noise: Noise, skip: float = 0.0, at_once: int = 500
) -> None:
    """Let NAME label all of PROJECT but a part SKIP, as NOISE has it, through the store."""
    chance = random.Random(name)
    with closing(project.as_annotator(name).open_layer()) as store:
        waiting: list[Change] = []
        for sentence, true in zip(project.corpus.sequence, truth, strict=True):
            if chance.random() < skip:
                continue
            waiting += (Change(None, each) for each in said_of(sentence, true, name, noise, chance))
            if len(waiting) >= at_once:
                store.apply(*waiting)
                waiting.clear()
        if waiting:
            store.apply(*waiting)


def said_of(
    sentence: Sentence, true: Labelled, name: str, noise: Noise, chance: random.Random
) -> Iterator[Annotation]:
    """What NAME says of SENTENCE, of which TRUE is true."""
    about = {"document": sentence.document, "annotator": name}
    spans = []
    for number, ((start, end), word) in enumerate(true.names):
        if chance.random() < noise.missed:
            continue
        label = LABELS[(number + len(true.text)) % len(LABELS)]
        if chance.random() < noise.kept:
            start = word
        elif chance.random() < noise.shifted and end - start > 3:
            end -= 1
        if chance.random() < noise.wrong:
            label = chance.choice(LABELS)
        ranges = ((sentence.start + start, sentence.start + end),)
        spans.append(Span(label=label, ranges=ranges, attributes=(), **about))
    yield from spans
    claim = CLAIMS[len(true.text) % len(CLAIMS)]
    if chance.random() < noise.wrong:
        claim = chance.choice(CLAIMS)
    worth = "yes" if (len(true.text) % 2 == 0) != (chance.random() < noise.wrong) else "no"
    made = Claim(sentence=sentence.id, label=claim, attributes=(("check-worthy", worth),), **about)
    yield made
    if spans and chance.random() >= noise.missed:
        yield Relation(label="claimant", source=made.id, target=spans[0].id, **about)
    yield State(sentence=sentence.id, **about)
