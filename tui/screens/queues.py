"""Queues: only the sentences that are wanted are shown; made, kept under a name, chosen, left."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from annotations.errors import HashiyaError
from annotations.query import Query, parse_query
from annotations.queues import ORDERS, Order, SavedQueue
from annotations.teams.shares import RETURNED
from tui.locale.errors import explained
from tui.screens.choose import Choice, ChooseScreen
from tui.session.queue import Queue

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

_AT_ONCE: Final = 0.02  # seconds that looking may keep keys waiting
_BETWEEN: Final = 0.01  # seconds in which keys have their turn
_ORDERED: Final[dict[Order, str]] = {
    "document": "queue-by-document",
    "length": "queue-by-length",
    "conflicts": "queue-by-conflicts",
    "random": "queue-by-random",
    "returned": "queue-by-returned",
}
_QUEUE: Final = "queue:"  # before a name, in an answer
_ISOLATE, _POP = "\u2068", "\u2069"


class Queueing:
    """The queues of READER: what is shown, and what is still being looked for."""

    def __init__(self, reader: ReaderScreen) -> None:
        self._reader = reader
        self.coming: Queue | None = None  # not shown yet: its first sentence is not known
        self._waiting = False

    # -- what a person chooses -------------------------------------------------------------

    def choose(self) -> None:
        """The list of queues, and what can be done with them."""
        reader, texts = self._reader, self._reader.texts
        shown = reader.session.shown
        acts: dict[str, Callable[[], object]] = {}
        choices: list[Choice] = []

        def offer(name: str, act: Callable[[], object], keys: str = "") -> None:
            choices.append(Choice(name, keys, str(len(choices))))
            acts[choices[-1].answer] = act

        try:
            saved = reader.queues.all()
        except HashiyaError as error:
            reader.tell(explained(error, texts))
            saved = []
        if isinstance(shown, Queue):
            current = shown.saved
            offer(texts("queue-leave"), self.leave)
            offer(texts("queue-anew"), lambda: self.begin(current))
            offer(texts("queue-save"), lambda: self._ask_name(current))
        for each in saved:
            offer(each.name, lambda each=each: self.begin(each), self._described(each))  # type: ignore[misc]
        for share in reader.shares():
            offer(
                texts("queue-returned" if share.query == RETURNED else "queue-share"),
                partial(self.begin, share),
            )
        offer(texts("queue-new"), self._ask_query)
        for each in saved:
            offer(texts("queue-forget", name=each.name), lambda each=each: self._forget(each.name))  # type: ignore[misc]

        def carry_out(answer: str | None) -> None:
            if answer:
                acts[answer]()

        reader.app.push_screen(ChooseScreen(choices, texts, texts("queue-empty")), carry_out)

    def choices(self) -> list[Choice]:
        """The queues that have a name, for a list of everything."""
        try:
            saved = self._reader.queues.all()
        except HashiyaError:
            return []
        texts = self._reader.texts
        return [Choice(texts("queue-named", name=each.name), "", f"{_QUEUE}{each.name}") for each in saved]

    def _described(self, saved: SavedQueue) -> str:
        ordered = self._reader.texts(_ORDERED[saved.order], seed=saved.seed)
        return f"{saved.query} ({ordered})" if saved.query else ordered

    def _ask_query(self) -> None:
        texts = self._reader.texts
        self._reader.ask(texts("queue-query-title"), texts("queue-query-empty"), self._ask_order)

    def _ask_order(self, written: str) -> None:
        reader, texts = self._reader, self._reader.texts
        try:
            parse_query(written.strip(), reader.schema)
        except HashiyaError as error:
            reader.tell(explained(error, texts))
            return
        seed = random.randrange(1, 1000)
        choices = [Choice(texts(_ORDERED[order], seed=seed), "", order) for order in ORDERS]

        def begin(order: str | None) -> None:
            chosen = next((each for each in ORDERS if each == order), None)
            if chosen:
                self.begin(SavedQueue("", written.strip(), chosen, seed if chosen == "random" else 1))

        reader.app.push_screen(ChooseScreen(choices, texts, texts("queue-order")), begin)

    def _ask_name(self, saved: SavedQueue) -> None:
        texts = self._reader.texts

        def keep(name: str) -> None:
            if name.strip():
                self._keep(SavedQueue(" ".join(name.split()), saved.query, saved.order, saved.seed))

        self._reader.ask(texts("queue-name-title"), texts("queue-name-empty"), keep)

    def _keep(self, saved: SavedQueue) -> None:
        reader, shown = self._reader, self._reader.session.shown
        try:
            reader.queues.save(saved)
        except HashiyaError as error:
            reader.tell(explained(error, reader.texts))
            return
        if isinstance(shown, Queue):
            shown.saved = saved
        reader.tell(reader.texts("queue-saved", name=saved.name))

    def _forget(self, name: str) -> None:
        reader = self._reader
        try:
            reader.queues.forget(name)
        except HashiyaError as error:
            reader.tell(explained(error, reader.texts))
            return
        reader.tell(reader.texts("queue-forgotten", name=name))

    # -- showing them ----------------------------------------------------------------------

    def begin(self, saved: SavedQueue) -> None:
        """Show what SAVED wants, as soon as its first sentence is found."""
        reader = self._reader
        try:
            query = parse_query(saved.query, reader.schema) if saved.query else Query()
            self.coming = reader.session.queue(query, saved)
        except HashiyaError as error:
            reader.tell(explained(error, reader.texts))
            return
        self._look(self.coming)

    def leave(self) -> None:
        """Show all sentences again."""
        self.coming = None
        reader = self._reader
        reader.do(lambda: reader.session.show(None))
        reader.tell(reader.texts("queue-left"))

    def look_on(self) -> None:
        """Go on looking in a moment, where something is still to be found."""
        if self._unfinished() is not None and not self._waiting:
            self._waiting = True
            self._reader.set_timer(_BETWEEN, self._go_on)

    def _go_on(self) -> None:
        self._waiting = False
        queue = self._unfinished()
        if queue is not None:
            self._look(queue)

    def _unfinished(self) -> Queue | None:
        """What is being looked for: the one that is to be shown, else the one that is."""
        shown = self._reader.session.shown
        queue = self.coming if self.coming is not None else shown
        return queue if isinstance(queue, Queue) and not queue.finished else None

    def _look(self, queue: Queue) -> None:
        reader, texts = self._reader, self._reader.texts
        try:
            queue.look(_AT_ONCE)
        except HashiyaError as error:
            self.coming = None
            queue.finished = True
            reader.tell(explained(error, texts))
            return
        if queue is self.coming and (len(queue) or queue.finished):
            self.coming = None
            if len(queue):
                reader.do(lambda: reader.session.show(queue))
                reader.tell(texts("queue-begun"))
            else:
                reader.tell(texts("queue-nothing"))
        elif queue is self.coming:
            reader.tell(texts("queue-looking"))
        else:  # what was looked for has come, and may be on the page
            reader.show()
        self.look_on()
        reader.show_bars()


def begin_queue(reader: ReaderScreen, answer: str) -> bool:
    """Show the queue that ANSWER is of; False where it is of none."""
    if not answer.startswith(_QUEUE):
        return False
    try:
        reader.queueing.begin(reader.queues.named(answer.removeprefix(_QUEUE)))
    except HashiyaError as error:
        reader.tell(explained(error, reader.texts))
    return True
