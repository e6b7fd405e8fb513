"""Being told to end: every signal that would end the program lets it put things in order first."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Coroutine
from types import FrameType
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")

# Those of a fault in the program itself (SIGSEGV …) end it at once, as SIGKILL does.
_NAMES: Final = (
    "SIGHUP", "SIGQUIT", "SIGTERM", "SIGALRM", "SIGUSR1", "SIGUSR2", "SIGVTALRM", "SIGPROF", "SIGXCPU",
    "SIGIO", "SIGPWR", "SIGSTKFLT", "SIGABRT", "SIGTRAP", "SIGSYS",
)  # fmt: skip


class Ended(SystemExit):
    """The program was told to end by a signal; what is open is put in order on the way out."""


def _signals() -> list[int]:
    found = [int(getattr(signal, name)) for name in _NAMES if hasattr(signal, name)]
    if hasattr(signal, "SIGRTMIN"):
        found += range(int(signal.SIGRTMIN), int(signal.SIGRTMAX) + 1)
    return found


def end_in_order() -> None:
    """From now on such a signal raises `Ended` wherever the program is; the next are passed over."""

    def end(number: int, _: FrameType | None) -> None:
        for each in _handled:
            signal.signal(each, signal.SIG_IGN)
        raise Ended(128 + number)

    _handle(end)
    sys.unraisablehook = _raise_again


def _raise_again(swallowed: sys.UnraisableHookArgs) -> None:
    """Python has dropped an exception, as it does in finalisers; one of a signal comes again at once."""
    error = swallowed.exc_value
    if not isinstance(error, (Ended, KeyboardInterrupt)):
        sys.__unraisablehook__(swallowed)
        return

    def again(*_: object) -> None:
        raise error

    signal.signal(signal.SIGALRM, again)
    signal.setitimer(signal.ITIMER_REAL, 0.001)


def run_until_ended(work: Coroutine[Any, Any, T]) -> T:
    """WORK's result, as from `asyncio.run`, which reports a signal meanwhile as a fault as well."""

    def report(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if not isinstance(context.get("exception"), (Ended, KeyboardInterrupt)):
            loop.default_exception_handler(context)

    import asyncio

    with asyncio.Runner() as runner:
        runner.get_loop().set_exception_handler(report)
        return runner.run(work)


def was_told_to_end(error: BaseException) -> Ended | KeyboardInterrupt | None:
    """What a signal raised and ERROR was made of, by code that has errors of its own for everything."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, (Ended, KeyboardInterrupt)):
            return cause
        cause = cause.__cause__ or cause.__context__
    return None


def on_ending(act: Callable[[int], None]) -> None:
    """From now on such a signal, and SIGINT, calls ACT with the exit status instead."""
    _handle(lambda number, _: act(128 + number))
    signal.signal(signal.SIGINT, lambda number, _: act(128 + number))


def nothing_ends() -> None:
    """From now on such signals, and SIGINT, are passed over: what is unwritten is being put in order."""
    for number in {*_handled, signal.SIGINT}:
        signal.signal(number, signal.SIG_IGN)


_handled: set[int] = set()


def _handle(handler: Callable[[int, FrameType | None], None]) -> None:
    for number in _signals():
        # What whoever started the program wants passed over (nohup) stays so.
        if number in _handled or signal.getsignal(number) == signal.SIG_DFL:
            try:
                signal.signal(number, handler)
            except (OSError, ValueError):  # one that the C library keeps to itself; not the main thread
                continue
            _handled.add(number)
