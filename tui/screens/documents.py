"""All documents: how far one has come with each; sorted, filtered, opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from tui.screens.background import go_on
from tui.screens.choose import Choice
from tui.screens.listing import Listing
from tui.session.overview import Documents, Only, Sorting
from tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

_SORTED: Final[dict[Sorting, str]] = {
    "import": "documents-by-import",
    "open": "documents-by-open",
    "done": "documents-by-done",
    "entities": "documents-by-entities",
    "claims": "documents-by-claims",
    "flags": "documents-by-flags",
}
_SHOWN: Final[dict[Only, str]] = {
    "all": "documents-only-all",
    "open": "documents-only-open",
    "done": "documents-only-done",
    "flagged": "documents-only-flagged",
}
_DOCUMENT: Final = "document:"  # before a number, in an answer
_MOST_CHOICES: Final = 2000
_ISOLATE, _POP = "\u2068", "\u2069"


class DocumentsScreen(Listing):
    """The documents of READER's project."""

    def __init__(self, reader: ReaderScreen) -> None:
        texts = reader.texts
        self.documents = Documents(reader.session)
        columns = [
            Column("", 2),
            Column(texts("column-document"), 0),
            Column(texts("column-sentences"), 9),
            Column(texts("column-done"), 9),
            Column(texts("column-entities"), 9),
            Column(texts("column-claims"), 9),
            Column("⚑", 5),
        ]
        if len(reader.session.annotators) > 1:
            columns.append(Column(texts("column-who"), 16))
        table = Table(columns, lambda: len(self.documents.numbers()), self._cells, texts.base)
        table.row = max(0, reader.session.place_of_document[0] - 1)
        super().__init__(reader, table, "documents-hint")
        self.keys = {"s": self._sort, "w": self._filter}

    def _cells(self, row: int) -> list[str]:
        number = self.documents.numbers()[row]
        name, tally, sentences = self.reader.session.tally_of(number)
        mark = "⚑" if tally.flagged else "✓" if tally.done >= sentences else "◐" if tally.done else "○"
        counts = (sentences, tally.done, tally.spans, tally.claims, tally.flagged)
        who = "، ".join(f"{_ISOLATE}{each}{_POP}" for each in self.documents.who(number))
        return [mark, f"{_ISOLATE}{name}{_POP}", *map(self.reader.texts.number, counts), who]

    def on_mount(self) -> None:
        """Who worked on what is found out while keys work."""
        super().on_mount()
        self.run_worker(go_on(self.documents.look, self.show), group="documents")

    def hint_text(self) -> str:
        """What came with the document at hand, then what the keys do."""
        numbers, row = self.documents.numbers(), self.table.row
        fields = self.reader.session.fields_of(numbers[row]) if row < len(numbers) else {}
        shown = {name: " ".join(str(value).split()) for name, value in fields.items() if value is not None}
        said = [f"{_ISOLATE}{name}: {value}{_POP}" for name, value in shown.items() if value]
        return " · ".join([*said, super().hint_text()])

    def title_text(self) -> str:
        """How many there are, how they are sorted and filtered."""
        texts, session = self.reader.texts, self.reader.session
        return " · ".join(
            [
                texts(
                    "documents-title", count=len(self.documents.numbers()), of=session.place_of_document[1]
                ),
                texts(_SORTED[self.documents.sorting]),
                texts(_SHOWN[self.documents.only]),
            ]
        )

    def choose(self, number: int) -> None:
        """Go to the document's first open sentence."""
        numbers = self.documents.numbers()
        if number < len(numbers):
            self.reader.session.remember()
            self.reader.session.go_to_document(numbers[number])
            self.dismiss()

    def _sort(self) -> None:
        self.documents.turn_sorting()
        self.table.row = 0

    def _filter(self) -> None:
        self.documents.turn_only()
        self.table.row = 0


def document_choices(reader: ReaderScreen) -> Iterator[Choice]:
    """The documents by name, for a list of everything; not those of a project of thousands."""
    count = reader.session.place_of_document[1]
    for number in range(count if 1 < count <= _MOST_CHOICES else 0):
        name = reader.session.name_of_document(number)
        yield Choice(reader.texts("document-named", name=name), "", f"{_DOCUMENT}{number}")


def go_to_document(reader: ReaderScreen, answer: str) -> bool:
    """Go to the document that ANSWER is of; False where it is of none."""
    number = answer.removeprefix(_DOCUMENT)
    if not answer.startswith(_DOCUMENT) or not number.isdecimal():
        return False
    reader.session.remember()
    reader.do(lambda: reader.session.go_to_document(int(number)))
    return True
