"""What is reviewed: files as data. Nothing of it is ever run, imported or built unless somebody asked."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from msgspec import Struct

from imperium.analysis.source import Language, SourceFile, language_of


class Subject(Struct, frozen=True, dict=True, kw_only=True):
    """The files under review and what was asked.

    `files` maps relative paths to texts: sources, and whatever else an expert reads (templates, configuration, lock
    files, coverage reports). `changed` narrows what is spoken of to line ranges of a diff (path → inclusive ranges);
    None: everything. `root` is a folder that holds the same files, for tools that read from disk: a copy of ours,
    never the user's own. `profile` is a profile (pstats as text or JSON) measured by a command that the user gave.
    `attempt` is how often an expert was sent back to look again: from 1 on it should look wider (deeper calls, larger
    budgets of steps). `memory` is the folder of what was worked out before, `advisories` the file of
    `advisories/repository.py`, where there is one. `builds`: somebody asked for tools that build the project, which
    runs code of it (build scripts, macros).
    """

    files: dict[str, str]
    root: Path
    framework: str | None = None
    task: str | None = None
    changed: dict[str, tuple[tuple[int, int], ...]] | None = None
    profile: str | None = None
    attempt: int = 0
    memory: Path | None = None
    advisories: Path | None = None
    builds: bool = False

    @cached_property
    def sources(self) -> tuple[SourceFile, ...]:
        """The files in a language that is read, by path."""
        return tuple(
            SourceFile(path, text, language)
            for path, text in sorted(self.files.items())
            if (language := language_of(path)) is not None
        )

    def in_language(self, *languages: Language) -> tuple[SourceFile, ...]:
        """The sources in some languages."""
        return tuple(source for source in self.sources if source.language in languages)
