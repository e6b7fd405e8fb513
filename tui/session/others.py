"""What the other annotators of a project said: their layers, read when they are asked for."""

from __future__ import annotations

from annotations.model import Sentence
from annotations.project import Project
from annotations.store.protocol import Store
from annotations.teams.assigning import NAME as ASSIGNMENT
from annotations.teams.assigning import Assignment, read_assignment
from annotations.teams.people import GOLD
from annotations.teams.returning import all_returned
from annotations.teams.review import Returned
from annotations.teams.veil import is_hidden, veiled


class Others:
    """The layers of PROJECT; OWN is the one that is worked on."""

    def __init__(self, project: Project, own: Store) -> None:
        self._project = project
        self._own = own
        self._assigned: tuple[object, Assignment] | None = None
        self._returned: tuple[object, list[Returned]] | None = None
        self._read: dict[str, tuple[object, Store]] = {}

    @property
    def names(self) -> list[str]:
        """The annotators who have a layer, the own one's name first."""
        own = self._own.annotator
        return [own, *(name for name in self._project.layers if name != own)]

    def layer(self, name: str) -> Store:
        """The layer of NAME as it is on disk now; HashiyaError where there is none or it cannot be read."""
        if name == self._own.annotator:
            return self._own
        stamp = self._project.layer_stamp(name)
        known = self._read.get(name)
        if known is None or known[0] != stamp:
            if known:
                known[1].close()
            known = self._read[name] = stamp, self._project.read_layer(name)
        if self._own.annotator == GOLD:
            return known[1]
        return veiled(known[1], self._own, self._project.corpus, self._assignment())

    def hides(self, sentence: Sentence) -> bool:
        """Whether what others said of SENTENCE may not be seen yet."""
        return self._own.annotator != GOLD and is_hidden(sentence, self._own, self._assignment())

    def _assignment(self) -> Assignment:
        """As it is on disk now."""
        path = self._project.folder / ASSIGNMENT
        stamp = (path.stat().st_size, path.stat().st_mtime_ns) if path.exists() else None
        if self._assigned is None or self._assigned[0] != stamp:
            self._assigned = stamp, read_assignment(self._project.folder)
        return self._assigned[1]

    def returned(self) -> list[Returned]:
        """What was sent back to the own one, as it is on disk now."""
        stamp = tuple(
            self._project.layer_stamp(name) for name in self._project.layers if name != self._own.annotator
        )
        if self._returned is None or self._returned[0] != stamp:
            self._returned = stamp, all_returned(self._project.corpus, self._own)
        return self._returned[1]

    def close(self) -> None:
        """Let their files go."""
        for _, store in self._read.values():
            store.close()
        self._read.clear()
