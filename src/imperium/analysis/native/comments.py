"""Comments that say that something is wrong."""

import re
from collections.abc import Iterator

from imperium.analysis.native.flaw import Flaw
from imperium.analysis.native.syntax import Unit

MARKS = re.compile(r"\b(TODO|FIXME|XXX|HACK|BUG|LATER)\b")


def marked(unit: Unit) -> Iterator[Flaw]:
    """The comments of a file with a mark that its writers use for what is unfinished."""
    for comment in unit.comments:
        if match := MARKS.search(comment.text):
            inside = [one for one in unit.functions if one.at.line <= comment.at.line <= one.at.end_line]
            name = inside[0].name if inside else ""
            yield Flaw("suspicious_comment", unit.path, comment.at, f"the comment says {match[1]}", name, strength=0.4)
