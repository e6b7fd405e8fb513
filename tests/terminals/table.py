"""The README's table of terminals, made from what the tests recorded.

    HASHIYA_RECORD=1 pytest tests/terminals && python -m tests.terminals.table

puts it into the README; a test says when the two no longer agree.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.terminals.results import load
from tui.terminal import profiles
from tui.terminal.profiles import PLAIN, Profile

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- terminals: made by tests/terminals/table.py -->\n", "<!-- terminals end -->\n"
DOES = {
    "nothing": "shows cells where they are sent",
    "row": "reorders rows, base left-to-right",
    "first-strong": "reorders rows, base by the first letter",
    "words": "turns each right-to-left word around",
    "styles": "reorders inside each stretch of one style",
}
# As the tests name them, in the order of the table, with the profile that each is recognised as.
TESTED = {
    "xterm": profiles.XTERM,
    "rxvt-unicode": profiles.RXVT,
    "st": profiles.ST,
    "alacritty": profiles.ALACRITTY,
    "zutty": profiles.ZUTTY,
    "VTE (LXTerminal)": profiles.VTE,
    "Konsole": profiles.KONSOLE,
    "kitty": profiles.KITTY,
    "PuTTY (pterm)": profiles.PUTTY,
    "QTerminal": profiles.QTERMINAL,
    "xterm.js, DOM": profiles.XTERM_JS,
    "xterm.js, canvas": profiles.XTERM_JS,
    "mlterm": profiles.MLTERM,
    "tmux in xterm": profiles.XTERM,
    "tmux in VTE": profiles.VTE,
    "screen in xterm": PLAIN,
}


def table() -> str:
    """The table in Markdown: tested terminals with their figures, then those known by documentation."""
    results = load()
    lines = [
        "| terminal | what it does to a row | `--bidi` | misread letters (control) "
        "| in vocalised text (control) | highlights | mouse |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, profile in TESTED.items():
        found = results[name]
        rate, control = found["reads"]  # type: ignore[misc]
        mouse = "exact" if found.get("mouse") else "not tried"
        highlights = "exact" if found.get("highlights") else "not tried"
        first, *rest = name.split(" ", 1)
        title = " ".join([first.rstrip(","), str(found["version"]), *rest])
        lines.append(
            f"| {title} | {_does(profile)} | {rate:.3f} ({control:.3f}) | {_vocalised(found)} "
            f"| {highlights} | {mouse} |"
        )
    by_documentation = [
        each
        for each in vars(profiles).values()
        if isinstance(each, Profile) and not each.measured and each not in (PLAIN, profiles.ECMA_BIDI)
    ]
    lines += [f"| {each.name} | {_does(each)} | by documentation | | | |" for each in by_documentation]
    return "\n".join(lines) + "\n"


def _vocalised(found: dict[str, object]) -> str:
    if "vocalised" not in found:
        return "not tried"
    rate, control = found["vocalised"]  # type: ignore[misc]
    return f"{rate:.3f} ({control:.3f}){'' if found['harakat'] else ', harakat left out'}"


def _does(profile: Profile) -> str:
    if profile.enter:
        return "its reordering is switched off meanwhile |"
    return f"{DOES[profile.way_name]} | `{profile.way_name}`"


def main() -> None:
    text = README.read_text(encoding="utf-8")
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    README.write_text(pattern.sub(lambda _: BEGIN + table() + END, text), encoding="utf-8")


if __name__ == "__main__":
    main()
