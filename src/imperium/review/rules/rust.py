"""What in Rust goes around its safeguards: shells, `unsafe` without a reason, transmutes, locks held while waiting."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis import program
from imperium.analysis.program import Call, Expression
from imperium.review.project import Project, Unit
from imperium.review.rule import Family, Match, Rule, at, on

SHELL = Rule(
    key="rust/shell",
    type="command_injection",
    cwe=(78, 77),
    severity="high",
    says="A shell is started with a command that is put together from values.",
    remedy='Start the program itself and pass each value with `.arg(value)`: `Command::new("ping").arg(host)`.',
    strength=0.7,
)
TRANSMUTE = Rule(
    key="rust/transmute",
    type="unsafe_code",
    cwe=(843, 704),
    severity="medium",
    says="`transmute` takes bytes for another type, and nothing checks that they are one.",
    remedy="Use `from_ne_bytes`, `as`, `TryFrom` or `bytemuck::try_cast`.",
    strength=0.6,
)
UNINITIALISED = Rule(
    key="rust/uninitialised",
    type="uninitialized",
    cwe=(457, 908),
    severity="medium",
    says="`{name}` makes a value of bytes that nobody has set, which is undefined for most types.",
    remedy="Use `MaybeUninit` and write before you read, or `Default::default()`.",
    strength=0.7,
)
NO_REASON = Rule(
    key="rust/unsafe_without_reason",
    type="unsafe_code",
    cwe=(1357,),
    severity="low",
    says="Nobody says why this `unsafe` block is sound.",
    remedy="Write above it, after `// SAFETY:`, what makes it sound.",
    strength=0.6,
    systemic="file",
)
LOCK_HELD = Rule(
    key="rust/lock_across_await",
    type="deadlock",
    cwe=(833, 667),
    severity="medium",
    says="The guard `{name}` is held while the task waits, so that other tasks may wait for each other for ever.",
    remedy="Drop the guard before the `.await` (a block of its own), or use `tokio::sync::Mutex`.",
    strength=0.7,
)
CUT_LENGTH = Rule(
    key="rust/cut_length",
    type="integer_overflow",
    cwe=(197, 681),
    severity="low",
    says="A length is cut down to `{name}`: longer ones become short.",
    remedy="Convert with `{name}::try_from(length)` and handle the error.",
    strength=0.6,
)
UNWRAP = Rule(
    key="rust/unwrapped_request",
    type="denial_of_service",
    cwe=(248, 755),
    severity="low",
    says="What a caller sent is unwrapped, so that a wrong value ends the task.",
    remedy="Answer with an error: `match value.parse() { Ok(n) => …, Err(_) => HttpResponse::BadRequest() }`.",
    strength=0.5,
)

SHELLS = ("sh", "bash", "zsh", "dash", "/bin/sh", "/bin/bash", "cmd", "cmd.exe", "powershell", "pwsh")
HANDED = ("Path", "Query", "Json", "Form", "HttpRequest", "Bytes")
NARROW = ("u8", "i8", "u16", "i16", "u32", "i32")
UNSAFE = re.compile(r"\bunsafe\s*\{")
REASON = re.compile(r"//.*\bSAFETY\b", re.IGNORECASE)
NEAR = 4
"""Lines above an `unsafe` block in which its reason may stand."""


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("rust"):
        yield from _calls(unit)
        yield from _casts(unit)
        yield from _blocks(unit)
        for function in unit.each(program.Function):
            yield from _locks(unit, function)


def _calls(unit: Unit) -> Iterator[Match]:
    for call, name in unit.calls():
        last = name.rpartition(".")[2]
        if last in ("arg", "args") and _is_shell(unit, call) and any(_is_made(one) for one in call.arguments):
            yield at(SHELL, unit, call)
        elif name.endswith(("mem.transmute", "mem.transmute_copy")):
            yield at(TRANSMUTE, unit, call)
        elif name.endswith(("mem.uninitialized", "mem.zeroed")):
            yield at(UNINITIALISED, unit, call, last)
        elif last == "unwrap" and name.endswith("parse().unwrap") and unit.function_of(call) in _handlers(unit):
            yield at(UNWRAP, unit, call)


def _is_shell(unit: Unit, call: Call) -> bool:
    """Whether a chain of calls starts with a command that is a shell."""
    inner: Expression = call
    while isinstance(inner, Call):
        if unit.full(inner.function).endswith("Command.new"):
            first = inner.arguments[0] if inner.arguments else None
            return isinstance(first, program.Constant) and first.value in SHELLS
        inner = inner.function.value if isinstance(inner.function, program.Attribute) else inner.function
    return False


def _is_made(value: Expression) -> bool:
    """Whether a text is put together from values."""
    values = value.parts if isinstance(value, program.Template) else []
    return isinstance(value, program.Binary) or any(not isinstance(one, program.Constant) for one in values)


def _handlers(unit: Unit) -> list[program.Function]:
    """The functions that a web framework calls."""
    return [
        one
        for one in unit.each(program.Function)
        if any((each.type or "").rpartition(".")[2] in HANDED for each in one.parameters)
    ]


def _casts(unit: Unit) -> Iterator[Match]:
    for cast in unit.each(program.Cast):
        value = cast.value
        if cast.type in NARROW and isinstance(value, Call) and unit.full(value.function).endswith(".len"):
            yield at(CUT_LENGTH, unit, cast, cast.type)


def _blocks(unit: Unit) -> Iterator[Match]:
    for index, line in enumerate(unit.source.lines):
        above = unit.source.lines[max(0, index - NEAR) : index + 1]
        code = line.partition("//")[0]
        if UNSAFE.search(code) and not any(REASON.search(one) for one in above):
            yield on(NO_REASON, unit.path, index + 1, line)


def _locks(unit: Unit, function: program.Function) -> Iterator[Match]:
    """Guards that are alive where the function waits, in the order of its statements."""
    held: dict[str, program.Assign] = {}
    for statement in function.body if function.is_async else []:
        if isinstance(statement, program.Assign) and _is_guard(unit, statement.value):
            held |= {one.id: statement for one in statement.targets if isinstance(one, program.Name)}
        elif isinstance(statement, program.Evaluate) and (dropped := _dropped(unit, statement.value)):
            held = {name: guard for name, guard in held.items() if name not in dropped}
        elif held and _waits(statement):
            for name, guard in held.items():
                yield at(LOCK_HELD, unit, guard, name)
            held = {}


def _dropped(unit: Unit, value: Expression) -> set[str]:
    """The names that `drop(name)` gives up."""
    if not isinstance(value, Call) or unit.full(value.function).rpartition(".")[2] != "drop":
        return set()
    return {one.id for one in value.arguments if isinstance(one, program.Name)}


def _is_guard(unit: Unit, value: Expression) -> bool:
    """Whether a value is the guard of a lock that blocks: `x.lock().unwrap()`."""
    name = unit.full(value.function) if isinstance(value, Call) else ""
    return name.endswith((".lock().unwrap", ".write().unwrap", ".read().unwrap", ".lock().expect", ".write().expect"))


def _waits(node: program.Node) -> bool:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, program.Await):
            return True
        waiting += [each for each in program.children(one) if not isinstance(each, program.Function)]
    return False


FAMILY = Family(rules=(SHELL, TRANSMUTE, UNINITIALISED, NO_REASON, LOCK_HELD, CUT_LENGTH, UNWRAP), find=find)
