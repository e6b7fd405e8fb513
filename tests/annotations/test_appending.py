"""Lines that several people appended, in the order in which they were said."""

from __future__ import annotations

import itertools

from annotations.appending import lines_by_time


def test_lines_go_by_their_time_wherever_they_stand() -> None:
    lines = [b'{"at":"3","x":1}', b'{"at":"1","x":2}', b'{"at":"2","x":3}']
    for order in itertools.permutations(lines):
        assert lines_by_time(b"\n".join(order)) == sorted(lines)


def test_a_line_without_a_time_stays_behind_the_one_before_it() -> None:
    data = b'{"old":1}\n{"old":2}\n{"at":"2"}\nnonsense\n{"at":7}\n\n{"at":"1"}\n{"x":1}\n'
    assert lines_by_time(data) == [
        b'{"old":1}', b'{"old":2}', b'{"at":"1"}', b'{"x":1}', b'{"at":"2"}', b"nonsense", b'{"at":7}',
    ]  # fmt: skip
