"""Writes the pages of `docs/reference` from the program itself: python docs/generator [FOLDER]."""

from __future__ import annotations

import sys
from pathlib import Path

from page import Page

from imperium.kit.kinds import discover

HEAD = "<!-- Written by `python3 dev.py docs`; change the program instead. -->\n"
INDEX = "# Reference\n\nWhat the program says about itself.\n"


def pages() -> dict[str, str]:
    """File name → text of every page, the index last."""
    found = discover("pages", Page)
    texts = {f"{name}.md": f"# {page.title}\n\n{page.intro}\n\n{page.body()}\n" for name, page in found.items()}
    lines = [f"- [{page.title}]({name}.md): {page.about}" for name, page in found.items()]
    return texts | {"README.md": INDEX + "\n" + "\n".join(lines) + "\n"}


def write(folder: Path) -> None:
    """Make the folder hold exactly the pages."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = pages()
    for stale in {path.name for path in folder.glob("*.md")} - texts.keys():
        (folder / stale).unlink()
    for name, text in texts.items():
        (folder / name).write_text(HEAD + text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "reference")
