"""`if (x) {}`: a branch, a loop or a function without anything in it."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, nodes


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    if function.static and function.body is not None and not function.body.body:
        yield function, "the function does nothing"
    for node in nodes(function):
        match node:
            case syntax.If(body=syntax.Block(body=[])) | syntax.If(otherwise=syntax.Block(body=[])):
                yield node, "a branch of the condition is empty"
            case syntax.Loop(test=syntax.Binary(right=syntax.Literal()), body=syntax.Block(body=[])):
                yield node, "the loop's body is empty"
            case syntax.Block(written=True) if any(isinstance(one, syntax.Block) and not one.body for one in node.body):
                yield node, "the block is empty"
            case syntax.Switch(cases=[syntax.Case(body=[syntax.Break()])]):
                yield node, "the only case of the switch does nothing"


PATTERN = Pattern(look, strength=0.5)
