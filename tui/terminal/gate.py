"""Input one after the other: what is pressed goes to where all that was pressed before has led.

Keys may arrive in one packet, over a slow line or in a busy moment. Textual hands each to what has the
focus when it arrives; but a screen that a key opens has the focus only a while later. So the next key
waits until nothing that the one before set going is still going on. Written against Textual 8.2, of
which it uses: `MessagePump.call_later`, `.message_queue_size`, `.is_running`; `DOMNode.walk_children`.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Final

from textual.app import App
from textual.events import Event, Key, MouseDown, MouseUp, Paste
from textual.message_pump import MessagePump

_LONGEST: Final = 2.0  # seconds that a key waits for the one before it, whatever that does
_MOST_ROUNDS: Final = 200
_LOOK_AGAIN: Final = 0.01  # seconds
_SETTLING: Final = (Key, Paste, MouseDown, MouseUp)


class Gate:
    """Lets the input of APP through to GIVE, one event at a time. It is closed until `begin`."""

    def __init__(self, app: App[Any], give: Callable[[Event], Awaitable[None]]) -> None:
        self._app = app
        self._give = give
        self._waiting: deque[Event] = deque()
        self._work: asyncio.Task[None] | None = None
        self._open = False
        self._settled = False

    def begin(self) -> None:
        """The first screen is there: let through what came before it."""
        self._open = True
        self._go_on()

    def put(self, event: Event) -> None:
        """EVENT has come; it is given when its turn comes."""
        self._waiting.append(event)
        if self._open:
            self._go_on()

    def _go_on(self) -> None:
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._work_off())

    async def _work_off(self) -> None:
        while self._waiting:
            if not self._settled:
                await self._settle()
            event = self._waiting.popleft()
            given = asyncio.Event()
            self._app.call_later(self._hand_over, event, given)
            await _for_a_while(given.wait(), _LONGEST)
            self._settled = not isinstance(event, _SETTLING)

    async def _hand_over(self, event: Event, given: asyncio.Event) -> None:
        try:
            await self._give(event)
        finally:
            given.set()

    async def _settle(self) -> None:
        """Wait until no widget has anything left to do, and every one there is has begun its work."""
        end = asyncio.get_running_loop().time() + _LONGEST
        for _ in range(_MOST_ROUNDS):
            nodes = self._nodes()
            on_the_way = self._on_the_way()
            asked = [node for node in nodes if not _is_quiet(node) or node in on_the_way]
            await asyncio.wait([asyncio.ensure_future(_reached(node)) for node in asked], timeout=_LONGEST)
            quiet = self._nodes() == nodes and all(map(_is_quiet, nodes))
            if quiet or asyncio.get_running_loop().time() > end:
                return

    def _on_the_way(self) -> list[MessagePump]:
        """Those that a key passes, which may be at work on it with nothing more in their queues.

        Not the screens below the topmost: Textual paints all anew whenever one of them is woken.
        """
        found: list[MessagePump] = [self._app, *self._app.screen_stack[-1:]]
        return [*found, self._app.focused] if self._app.focused is not None else found

    def _nodes(self) -> list[MessagePump]:
        """The app, its screens, and all in the one on top."""
        screens = self._app.screen_stack
        found: list[MessagePump] = [self._app, *screens]
        if screens:
            found += screens[-1].walk_children(with_self=False)
        return found


def _is_quiet(node: MessagePump) -> bool:
    return node.is_running and node.message_queue_size == 0


async def _reached(node: MessagePump) -> None:
    """Wait until NODE has done all that it was asked to do by now."""
    done = asyncio.Event()
    asked = node.is_running and node.call_later(done.set)
    while asked and node.is_running and not done.is_set():  # one that is taken away answers nothing
        await _for_a_while(done.wait(), _LOOK_AGAIN)
    if not asked:
        await asyncio.sleep(0.001)  # it has not begun yet, or has ended


async def _for_a_while(what: Awaitable[object], seconds: float) -> None:
    """WHAT, as far as it comes within SECONDS."""
    try:
        await asyncio.wait_for(what, seconds)
    except TimeoutError:
        return
