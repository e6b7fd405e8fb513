"""An edit, as it is made, undone and shown: from one annotation to another."""

from __future__ import annotations

from dataclasses import dataclass

from annotations.model import Annotation


@dataclass(frozen=True, slots=True)
class Change:
    """One edit: `before` is None for an addition, `after` is None for a deletion."""

    before: Annotation | None
    after: Annotation | None

    @property
    def annotation(self) -> Annotation:
        """What was added, deleted or, as it is now, changed."""
        found = self.after or self.before
        assert found is not None, "a change is from something or to something"
        return found
