"""Gold without a person: what enough people say alike; and what those who decided found missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotations.corpus.database import Corpus
from annotations.history import Change
from annotations.model import Decision, State
from annotations.naming import sentence_name, sentence_with_id
from annotations.store.protocol import Sayings, Store
from annotations.teams.adjudicating import Adjudication
from annotations.teams.comparing import Compared, compared
from annotations.teams.copying import tidy
from annotations.teams.items import letters_of


@dataclass
class Agreed:
    """What a pass did: sentences that are gold now, those with items left, items that were taken."""

    gold: int = 0
    left: int = 0
    items: int = 0


def take_agreeing(
    corpus: Corpus,
    layers: Sequence[Sayings],
    gold: Store,
    by: str,
    at_least: int,
    progress: Callable[[int], None] = lambda _: None,
) -> Agreed:
    """Let BY put into GOLD what AT_LEAST so many of LAYERS say of each item of the sentences of CORPUS.

    What was decided on is left as it is. PROGRESS is told how many texts were read.
    """
    found, adjudication = Agreed(), Adjudication(gold, by)
    for number, document in enumerate(compared(corpus, layers), 1):
        # Relations may end in sentences that come later: what is left is looked at once more.
        waiting = _take(adjudication, gold, document.sentences, at_least, found)
        left = _take(adjudication, gold, waiting, at_least, found)
        found.left += len(left)
        progress(number)
    return found


def _take(
    adjudication: Adjudication, gold: Store, sentences: Iterable[Compared], at_least: int, found: Agreed
) -> list[Compared]:
    """Take what is agreed on in SENTENCES, as one edit; those of which something is left."""
    changes: list[Change] = []
    left: list[Compared] = []
    for each in sentences:
        case = adjudication.case(each)
        if case is None or adjudication.is_decided(each):
            continue
        edit = adjudication.take_agreeing(case, at_least)
        found.items += sum(isinstance(change.after, Decision) for change in edit)
        if any(isinstance(change.after, State) for change in edit):
            found.gold += 1
        else:
            left.append(each)
        changes += edit
    if changes:
        gold.apply(*tidy(changes))
    return left


def gaps(corpus: Corpus, gold: Sayings) -> Iterator[str]:
    """The lines of a page, in Markdown, of the decisions whose reason was a gap in the guideline."""
    for id in gold.documents():
        document = corpus.document(id)
        if document is None:
            continue
        for each in gold.by_document(id):
            if not isinstance(each, Decision) or each.reason != "guideline-gap":
                continue
            sentence = sentence_with_id(corpus, each.sentence)
            text = document.text[sentence.start : sentence.end] if sentence else ""
            where = sentence_name(corpus, sentence) if sentence else document.name
            yield f"## {where}"
            yield ""
            yield f"> {' '.join(text.split())}"
            yield ""
            yield f"- {_about(each, document.text)}: {each.taken or '-'} ({each.by})"
            if each.text:
                yield f"- {' '.join(each.text.split())}"
            yield ""


def _about(decision: Decision, text: str) -> str:
    """The words that DECISION is about, where it is about some of TEXT."""
    kind, words = decision.item.partition(":")[0], letters_of(decision.item)
    return f"{kind} «{' '.join(' '.join(text[a:b].split()) for a, b in words)}»" if words else kind
