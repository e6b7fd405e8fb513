"""Work shared out among processes of this machine, its results in order."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Final, TypeAlias, TypeVar

from annotations.errors import HashiyaError

T = TypeVar("T")
# The parts that fall to the process with this number of so many, each with what comes of it.
Work: TypeAlias = Callable[[int, int], Iterator[Iterator[T]]]

_MOST: Final = 4  # more would take memory, and wait for the one that writes


def processes_here() -> int:
    """How many processes are worth while here, 1 where there should be no others."""
    if sys.platform != "linux":
        return 1  # elsewhere a program cannot be doubled as it stands
    return min(_MOST, len(os.sched_getaffinity(0)))


def shared_out(work: Work[T], processes: int) -> Iterator[T]:
    """What comes of all the parts of WORK, done by PROCESSES: the first part of each, then the second.

    The processes are doubles of this one as it stands, which should have no other threads that matter; what
    they open they have to open themselves. What WORK raises is raised here. They end with this generator,
    and also where this process is killed.
    """
    context = multiprocessing.get_context("fork")
    readers: list[Connection] = []
    workers = []
    try:
        for number in range(processes):
            reader, writer = context.Pipe(duplex=False)
            readers.append(reader)
            worker = context.Process(
                target=_carry_out, args=(work, number, processes, writer, list(readers)), daemon=True
            )
            worker.start()
            workers.append(worker)
            writer.close()  # so that it ends with the process that has it
        yield from _in_turns(readers)
    finally:
        for reader in readers:
            reader.close()
        for worker in workers:
            worker.kill()  # it has nothing to lose
            worker.join()


def _in_turns(readers: list[Connection]) -> Iterator[T]:
    """What is sent to READERS: from each what there is of a part, until all have ended."""
    waiting = list(readers)
    while waiting:
        reader = waiting.pop(0)
        while True:
            try:
                kind, value = reader.recv()
            except (EOFError, OSError) as error:
                raise HashiyaError(
                    "a process that did a part of the work was ended from outside; if memory was short, "
                    "close something else and try again"
                ) from error
            if kind == "error":
                raise value
            if kind != "result":
                break
            yield value
        if kind == "part":
            waiting.append(reader)


def _carry_out(
    work: Work[T], number: int, processes: int, writer: Connection, readers: list[Connection]
) -> None:
    """In a process of its own: send what comes of WORK to WRITER."""
    for each in readers:
        each.close()  # else the pipes of others stayed open when this program is gone
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that reads is told, and ends this one
    for told in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(told, signal.SIG_DFL)
    with suppress(BrokenPipeError):
        try:
            for part in work(number, processes):
                for value in part:
                    writer.send(("result", value))
                writer.send(("part", None))
            writer.send(("end", None))
        except BrokenPipeError:
            raise
        except Exception as error:
            error.add_note(traceback.format_exc())
            writer.send(("error", _sendable(error)))


def _sendable(error: Exception) -> Exception:
    """ERROR, or what can be sent in its place."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError("".join(traceback.format_exception(error)))
    return error
