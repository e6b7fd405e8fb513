"""Reading and labelling line after line: for screen readers, braille displays and dumb terminals.

Text goes out in the order of reading, unshaped, as those that read it aloud want it. What is typed is one
act a line, by the same keys as on the page: «g طهران» labels, «2» says what the sentence is, «.» ends it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from annotations.errors import HashiyaError
from annotations.model import AUTHOR, NOT_SAID, Range, Value
from annotations.occurrences import places_of
from annotations.query import parse_query
from annotations.schema import AttributeType, Label, LabelSchema, RelationType
from annotations.schema.model import fits
from annotations.search import places_in
from tui.actions.keyboard import latin_key
from tui.actions.label_keys import LabelKeys, Pressed
from tui.locale import Texts
from tui.locale.errors import explained
from tui.screens.told import told, warned
from tui.session import going, labelling, linking, reviewing
from tui.session import selection as moves
from tui.session.reading import Placed
from tui.session.session import Session
from tui.widgets.naming import attribute_text, label_name, named

_ISOLATES = re.compile("[\u2066-\u2069]")
_SPECIAL = {"0": AUTHOR, "-": NOT_SAID}
_LIMIT = 100_000  # sentences that a search looks at before it gives up for now


class Plain:
    """A session by prompts; SAY gets every line that is to be read."""

    def __init__(
        self, session: Session, schema: LabelSchema, texts: Texts, say: Callable[[str], None]
    ) -> None:
        self.session = session
        self.schema = schema
        self.texts = texts
        self._say_line = say
        self._acts: dict[str, Callable[[str], object]] = {
            "": lambda _: self._go(1),
            "-": lambda _: self._go(-1),
            ".": lambda _: self._finish(),
            "?": lambda _: self._help(),
            "w": lambda _: self._moved(reviewing.go_to_unfinished(session), "all-done"),
            "u": lambda _: self._edit(session.undo, "nothing-to-undo", "undone"),
            "r": lambda _: self._edit(session.redo, "nothing-to-redo", "redone"),
            "x": self._delete,
            "K": lambda _: self._skip(),
            "!": lambda reason: self._edit(lambda: reviewing.set_state(session, "flagged", reason.strip())),
            "h": lambda text: self._edit(lambda: reviewing.write_note(session, text)),
            "A": self._attribute,
            ":": lambda where: self._moved(going.go_to_written(session, where), "go-to-nowhere"),
            "/": self._find,
        }

    def run(self, lines: Iterable[str]) -> None:
        """Carry out LINES until one of them is q, or there are no more."""
        self.show()
        for line in lines:
            typed = line.strip()
            if latin_key(typed) == "q":
                return
            self.session.take_in_boundaries()
            try:
                self.act(typed)
            except HashiyaError as error:
                self.say(explained(error, self.texts))

    def say(self, text: str) -> None:
        """TEXT without the signs that only a screen needs."""
        for line in text.splitlines():
            self._say_line(_ISOLATES.sub("", line))

    # -- showing ---------------------------------------------------------------------------

    def show(self) -> None:
        """The sentence, and all that is said of it, numbered."""
        session, texts = self.session, self.texts
        state = session.state(session.sentence)
        said = named(session, state, self.schema, texts) if state else texts("plain-open")
        place = texts("plain-sentence", number=session.index + 1, count=len(session.sentences), state=said)
        self.say(place)
        self.say(" ".join(session.text().split()))
        for number, each in enumerate(self._listed(), 1):
            self.say(f"  {texts.number(number)}. {self._described(each)}")
        for note in session.notes(session.sentence):
            self.say(f"  {texts('told-note')}: {note.text}")

    def _listed(self) -> list[Placed]:
        session = self.session
        whole = [claim for claim in session.claims(session.sentence) if not claim.ranges]
        return [*session.placed(session.sentence), *whole]

    def _described(self, each: Placed) -> str:
        session, texts = self.session, self.texts
        words = session.words_of(each)
        said = f"{label_name(each, self.schema, texts)} ({each.label})" + (f" «{words}»" if words else "")
        more = [attribute_text(name, value, self.schema, texts) for name, value in each.attributes]
        relations = linking.relations_from(session, each)
        more += [named(session, relation, self.schema, texts) for relation in relations]
        return "; ".join([said, *more])

    def _help(self) -> None:
        self.say(self.texts("plain-help"))
        keyed: list[Label | RelationType] = [*self.schema.labels, *self.schema.relations]
        for each in keyed:
            if each.key:
                self.say(f"  {each.key}: {each.name(self.texts.language)} ({each.id})")

    # -- acting ----------------------------------------------------------------------------

    def act(self, typed: str) -> None:
        """What one line that was TYPED asks for."""
        first = latin_key(typed[:1])
        word, _, rest = typed.partition(" ")
        key = "".join(map(latin_key, word))
        if first in ("!", ":", "/") and typed:
            self._acts[first](typed[1:])
        elif key in self._acts:
            self._acts[key](rest)
        else:
            pressed = self._pressed(key)
            if pressed is None:
                self.say(self.texts("plain-unknown", typed=typed))
            elif isinstance(pressed.what, RelationType):
                self._relate(pressed.what, rest)
            else:
                self._label(pressed, rest.strip())

    def _pressed(self, key: str) -> Pressed | None:
        keys = LabelKeys(self.schema)
        pressed = None
        for character in key:
            pressed = keys.press(character)
        return pressed

    def _label(self, pressed: Pressed, words: str) -> None:
        session, label = self.session, pressed.what
        assert isinstance(label, Label), "relations have been seen to"
        if words:
            place = self._place(words)
            if place is None:
                self.say(self.texts("not-found", text=f"«{words}»"))
                return
            session.selection = moves.picked(*place)
        else:
            session.unselect()
        if label in self.schema.documents:
            self._edit(lambda: labelling.toggle_document_label(session, label, self.schema))
        elif label in self.schema.claims:
            self._edit(lambda: labelling.toggle_claim(session, label, self.schema))
        elif not words:
            self.say(self.texts("plain-which-words", key=label.key))
        else:
            self._edit(lambda: labelling.put_label(session, label, pressed.also))

    def _place(self, words: str) -> Range | None:
        """Where WORDS are in the sentence, whole words first; «WORDS 2» is the second place."""
        text = self.session.text()
        asked = re.fullmatch(r"(.*\S)\s+(\d{1,6})", words)
        for wanted, number in ((words, 1), (asked[1], int(asked[2])) if asked else ("", 1)):
            found = list(places_of(wanted, text)) or list(places_in(text, wanted)) if wanted else []
            if 0 < number <= len(found):
                return found[number - 1]
        return None

    def _target(self, written: str) -> Placed | None:
        """The annotation whose number is WRITTEN."""
        listed = self._listed()
        written = latin_key(written) if len(written) == 1 else written
        number = int(written) if re.fullmatch(r"\d{1,4}", written) else 0
        if 0 < number <= len(listed):
            return listed[number - 1]
        self.say(self.texts("plain-which-number", typed=written))
        return None

    def _delete(self, written: str) -> None:
        target = self._target(written.strip())
        if target:
            self.session.choose(target)
            self._edit(lambda: labelling.delete(self.session))

    def _relate(self, type: RelationType, written: str) -> None:
        """«a 3 1»: from the third to the first; 0 is the author, - nobody that is named."""
        source, _, end = written.strip().partition(" ")
        begins = self._target(source)
        special = _SPECIAL.get(latin_key(end.strip()), "")
        target = special if special in type.special_targets else ""
        if begins and not target:
            found = self._target(end.strip())
            target = found.id if found and type.ends_at(found) else ""
        if begins and target and type.begins_at(begins):
            self._edit(lambda: linking.link(self.session, type, begins, target))
        elif begins:
            self.say(self.texts("plain-no-relation"))

    def _attribute(self, written: str) -> None:
        """«A 3 polarity=negative»."""
        number, _, said = written.strip().partition(" ")
        target = self._target(number)
        if target is None:
            return
        if not said.strip():
            for each in self.schema.attributes_of(target):
                values = ", ".join(value.id for value in each.values) or each.kind
                self.say(f"  {each.id} ({each.name(self.texts.language)}): {values}")
            return
        name, equals, written = said.strip().partition("=")
        type = self.schema.attribute(parse_query(f"@{name.strip()}", self.schema).attribute)
        if type is None or not type.applies(target):
            self.say(self.texts("no-attributes"))
            return
        value = self._value(type, written.strip(), target)
        if value is None and (written.strip() or not equals):
            self.say(self.texts("plain-no-value", typed=said.strip()))
            return
        said_of_it = None if value == () else value
        self._edit(lambda: labelling.set_attribute(self.session, target, type.id, said_of_it))

    def _value(self, type: AttributeType, written: str, target: Placed) -> Value | None:
        """What WRITTEN says of an attribute of TYPE, None for nothing that could be."""
        if type.kind in ("text", "link", "number"):
            return labelling.value_of(type, written) if written else None
        if type.kind == "scale":
            value = int(written) if re.fullmatch(r"\d{1,6}", written) else None
            return value if value is not None and fits(type, value) else None
        found = parse_query(f"@{type.id}={written.replace(' ', '_')}", self.schema).value if written else ""
        if type.kind == "bool":
            return {"true": True, "false": False}.get(found)
        if type.kind == "many" and found:
            before = target.attribute(type.id)
            chosen = {found} ^ set(before if isinstance(before, tuple) else ())
            return tuple(each.id for each in type.values if each.id in chosen)
        return found or None

    def _finish(self) -> None:
        sentence = self.session.sentence
        reviewing.finish(self.session)
        lacks = warned(self.session, sentence, self.schema, self.texts, True)
        self.say(self.texts("told-finished") + lacks)
        self.show()

    def _skip(self) -> None:
        reviewing.skip(self.session)
        self.say(self.texts("told-skipped"))
        self.show()

    def _edit(self, act: Callable[[], object], otherwise: str = "", how: str = "done") -> None:
        """Carry ACT out, say what it did and how things are now."""
        session, edits = self.session, self.session.edits
        done = act()
        if session.edits != edits and session.last:
            self.say(told(session, session.last, self.schema, self.texts, how).partition(" · ")[0])
            self.show()
        elif not done and otherwise:
            self.say(self.texts(otherwise))
        else:
            self.say(self.texts("plain-nothing"))

    # -- moving ----------------------------------------------------------------------------

    def _go(self, step: int) -> None:
        self._moved(self.session.go_on(step), "plain-end")

    def _moved(self, moved: bool, otherwise: str) -> None:
        if moved:
            self.show()
        else:
            self.say(self.texts(otherwise))

    def _find(self, written: str) -> None:
        query = parse_query(written.strip(), self.schema)
        for turn, place in enumerate(self.session.look_for(query, 1)):
            if place:
                self.show()
                return
            if turn > _LIMIT:
                break
        self.say(self.texts("not-found", text=f"«{written.strip()}»"))
