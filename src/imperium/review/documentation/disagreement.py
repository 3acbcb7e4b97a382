"""Comments that are missing, and comments that don't say what their function is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from imperium.analysis.frontend import FAMILIES
from imperium.analysis.source import SourceFile
from imperium.review.claim import Claim, Place
from imperium.review.documentation.comment import Said
from imperium.review.documentation.part import Part, languages
from imperium.review.tree import tree

VOTER = "comments"


def parts(source: SourceFile) -> list[Part]:
    """The parts of a file that can be described."""
    kind = languages().get(FAMILIES[source.language])
    syntax = tree(source) if kind else None
    return list(kind.find(syntax.root, source.path)) if kind and syntax else []


def missing(source: SourceFile, found: Iterable[Part]) -> Iterator[Claim]:
    """Public parts without a comment, one claim each."""
    for part in found:
        if part.public and part.comment is None and not part.plain:
            what = "function" if part.kind == "function" else "type"
            yield _claim(
                source,
                part,
                "missing_docstring",
                f"`{part.name}` is public and has no description.",
                f"Say in a sentence what the {what} is for.",
                strength=0.8,
            )


def wrong(source: SourceFile, found: Iterable[Part]) -> Iterator[Claim]:
    """Comments that name other parameters than the function has, or leave its result out where they say all else."""
    read = languages()[FAMILIES[source.language]].said
    for part in found:
        if part.comment is None or part.kind != "function":
            continue
        told = read(part.comment)
        if part.parameters is not None and not told.inherited:
            yield from _parameters(source, part, told, part.parameters)
        if told.listed and part.returns and not told.result and not told.inherited:
            yield _claim(
                source,
                part,
                "documented_return",
                f"The comment of `{part.name}` describes its parameters, but not what it returns.",
                "Say what is returned, or remove the tags.",
            )


def _parameters(source: SourceFile, part: Part, told: Said, parameters: tuple[str, ...]) -> Iterator[Claim]:
    strange = [name for name in told.parameters if name not in (*parameters, *part.optional) and not part.open]
    silent = [name for name in parameters if name not in told.parameters and not name.startswith("_")]
    if strange:
        says = f"The comment of `{part.name}` describes {_listed(strange)}, which it doesn't have."
        yield _claim(source, part, "documented_parameters", says, "Name the parameters that the signature has.")
    elif told.listed and silent:
        says = f"The comment of `{part.name}` describes some of its parameters, but not {_listed(silent)}."
        yield _claim(source, part, "documented_parameters", says, "Describe every parameter, or none.")


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _claim(source: SourceFile, part: Part, kind: str, says: str, remedy: str, strength: float = 0.9) -> Claim:
    return Claim(
        type=kind,
        rule=f"{VOTER}/{FAMILIES[source.language]}/{kind}",
        voter=VOTER,
        school=VOTER,
        expert="documentation",
        severity="low",
        place=Place(source.path, part.line, part.line),
        description=says,
        recommendation=remedy,
        cwe=(1053,),
        strength=strength,
        function=part.name,
        names=(part.name,) if part.name.isidentifier() else (),
    )
