"""A result that is compared with a value that never means failure."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, named, nodes, stripped

POINTERS = ("fgets", "fgetws", "malloc", "calloc", "realloc", "fopen", "getenv", "strchr", "strstr", "gets")
SUCCESS_IS_ZERO = ("remove", "rename", "wremove", "wrename", "unlink", "mkdir", "rmdir", "chdir", "setuid", "setgid")
EOF_FAILS = ("putc", "fputc", "putchar", "puts", "fputs", "putwc", "fputwc", "putwchar", "fputws")
NEGATIVE_FAILS = ("printf", "fprintf", "sprintf", "snprintf", "wprintf", "fwprintf", "swprintf", "vsnprintf")
EOF_OR_COUNT = ("scanf", "fscanf", "sscanf", "wscanf", "fwscanf", "swscanf")
WHOLE_COUNT = ("fread", "fwrite")
ZERO_CHECKS = (*EOF_FAILS, *NEGATIVE_FAILS, *EOF_OR_COUNT, *WHOLE_COUNT)


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    for node in nodes(function):
        if not isinstance(node, syntax.If) or not isinstance(node.test, syntax.Binary):
            continue
        call, value = stripped(node.test.left), _number(node.test.right)
        if value is not None and (says := _wrong(named(call), node.test.operator, value, node)):
            yield node.test, f"`{named(call)}` {says}"


def _number(node: syntax.Expression) -> int | None:
    node = stripped(node)
    if isinstance(node, syntax.Unary) and node.operator == "-" and isinstance(node.operand, syntax.Literal):
        return -node.operand.value if isinstance(node.operand.value, int) else None
    return node.value if isinstance(node, syntax.Literal) and isinstance(node.value, int) else None


def _wrong(name: str, operator: str, value: int, node: syntax.If) -> str:
    if name in POINTERS and operator in ("<", "<=", ">", ">="):
        return "returns a pointer, which is null when it fails and never negative"
    if name in ZERO_CHECKS and operator == "==" and value == 0:
        return "returns another value than 0 when it fails"
    if name in SUCCESS_IS_ZERO and operator == "==" and value == 0 and _complains(node.body):
        return "returns 0 when it works"
    return ""


def _complains(body: syntax.Statement) -> bool:
    """Whether a branch deals with a failure: it says so and nothing else."""
    texts = [one.value for one in syntax.walk(body) if isinstance(one, syntax.Literal) and isinstance(one.value, str)]
    return any("fail" in text.lower() or "error" in text.lower() for text in texts)


PATTERN = Pattern(look, strength=0.8)
