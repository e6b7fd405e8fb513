"""What the reader shows besides the text, or hides: documents, all lanes, harakat, invisible characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tui.actions.action import Shown
from tui.widgets.pane import Pane

if TYPE_CHECKING:
    from tui.app import HashiyaApp
    from tui.screens.reader import ReaderScreen

_NARROWEST_WITH_PANE = 152  # text, margin and pane


def toggle(reader: ReaderScreen, shown: Shown) -> None:
    """Show something on READER, or hide it, and say so."""
    leaf, texts = reader.page.leaf, reader.texts
    if shown == "harakat":
        app = cast("HashiyaApp", reader.app)
        app.show_harakat(not app.harakat)
        reader.tell(texts("harakat-shown" if app.harakat else "harakat-hidden"))
        return
    if shown == "pane":
        reader.pane_hidden = not reader.pane_hidden
        there = lay_pane(reader)
        reader.tell(
            texts("pane-shown" if there else "pane-hidden" if reader.pane_hidden else "pane-no-room")
        )
        reader.call_after_refresh(reader.show)
        return
    if shown == "lanes":
        leaf.all_lanes = not leaf.all_lanes
        reader.tell(texts("lanes-all" if leaf.all_lanes else "lanes-some"))
    else:
        leaf.show_invisible = not leaf.show_invisible
        reader.tell(texts("invisible-shown" if leaf.show_invisible else "invisible-hidden"))
    reader.page.lay_out_again()


def lay_pane(reader: ReaderScreen) -> bool:
    """Show the documents beside the page where there is room and nobody hid them; whether they are."""
    pane = reader.query_one(Pane)
    wide = reader.size.width >= _NARROWEST_WITH_PANE and reader.session.place_of_document[1] > 1
    pane.display = wide and not reader.pane_hidden
    return bool(pane.display)
