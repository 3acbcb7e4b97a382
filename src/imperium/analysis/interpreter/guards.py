"""Guards: what a test proves of a caller's text on the way where it holds, and on the other.

`operands` of the frame has what the parts of the test were; nothing is evaluated again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from imperium.analysis.interpreter import patterns
from imperium.analysis.interpreter.dangers import DANGEROUS, without_pattern
from imperium.analysis.interpreter.invocation import Invocation, holds
from imperium.analysis.interpreter.state import Probe
from imperium.analysis.interpreter.values import Taints, Value
from imperium.analysis.masks import bit, everything, mask
from imperium.analysis.program import Assignment, Await, Call, Compare, Logical, Name, Unary

if TYPE_CHECKING:
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.state import State
    from imperium.analysis.program import Expression

HOSTS = (".netloc", ".hostname", ".host", ".getHost()", ".origin", ".getAuthority()")
"""Parts of an address that say where it leads: to check one is to check where the whole leads."""

ADDRESSES = ("open_redirect", "server_side_request_forgery")
"""What an address whose host is fixed can't do."""
QUOTES = ("'", '"')
INNER = "[1:-1:]"


def refine(frame: Frame, test: Expression, truth: bool, state: State) -> None:
    """Narrow a state to where a test is true, or false."""
    if isinstance(test, Unary) and test.operator == "not":
        refine(frame, test.operand, not truth, state)
    elif isinstance(test, Logical) and test.operator in ("and", "or"):
        _refine_logical(frame, test, truth, state)
    elif isinstance(test, Compare):
        _refine_comparison(frame, test, truth, state)
    elif isinstance(test, Call):
        _refine_call(frame, test, truth, state)
    elif isinstance(test, (Assignment, Await)) and test.value is not None:
        refine(frame, test.value, truth, state)
    elif isinstance(test, Name):
        _refine_name(frame, test, truth, state)


def _refine_logical(frame: Frame, test: Logical, truth: bool, state: State) -> None:
    """All parts of a true `and` and a false `or` hold; of the others one does: what every part would prove."""
    if (test.operator == "and") == truth:
        for each in test.values:
            refine(frame, each, truth, state)
        return
    ways = [Probe(state) for _ in test.values]
    for each, way in zip(test.values, ways, strict=True):
        refine(frame, each, truth, way)
    for kinds, origin in frozenset.intersection(*(way.proofs for way in ways)) - state.proofs:
        state.clear(kinds, frozenset((origin,)))


def _refine_name(frame: Frame, test: Name, truth: bool, state: State) -> None:
    """A variable that holds the outcome of a test."""
    remembered = frame.tests.pop(test.id, None)
    if remembered is not None:
        refine(frame, remembered, truth, state)
        frame.tests[test.id] = remembered


def _refine_comparison(frame: Frame, test: Compare, truth: bool, state: State) -> None:
    operands = frame.operands.get(id(test))
    if operands is None:
        return
    left, right = operands
    if test.operator in ("in", "not in"):
        _refine_membership(left, right, (test.operator == "in") == truth, state)
    elif test.operator in ("==", "!=", "is", "is not"):
        if (test.operator in ("==", "is")) == truth:
            _equal(left, right, state)
            _equal(right, left, state)
        _refine_through(frame, test, right, (test.operator in ("==", "is")) == truth, state)
    elif test.operator in ("<", "<=", ">", ">="):
        _refine_position(frame, test, right, truth, state)


def _refine_through(frame: Frame, test: Compare, right: Value, equal: bool, state: State) -> None:
    """`check(x) == True`, `x.find(c) == -1`, `re.match(p, x) is None`."""
    if not isinstance(test.left, Call) or not right.known:
        return
    if isinstance(right.constant, bool):
        refine(frame, test.left, equal == right.constant, state)
    elif _is_answer(frame, test.left, right.constant):
        _apply_guards(frame, frame.operands[id(test.left)], equal, state, right.constant)
    elif right.constant is None:
        refine(frame, test.left, not equal, state)
    elif right.constant == -1:
        _absent(frame, test.left, equal, state)


def _is_answer(frame: Frame, test: Call, constant: Any) -> bool:
    """Whether a guard is about a call that equals this."""
    call = frame.operands.get(id(test))
    return isinstance(call, Invocation) and any(constant in guard.equals for guard in call.known.guards)


def _refine_position(frame: Frame, test: Compare, right: Value, truth: bool, state: State) -> None:
    """`x.find(c) < 0` and the like."""
    _bounded(test.operator, frame.operands[id(test)], truth, state)
    if isinstance(test.left, Call) and right.known and right.constant in (0, -1):
        _absent(frame, test.left, (test.operator in ("<", "<=")) == truth, state)


def _bounded(operator: str, operands: tuple[Value, Value], truth: bool, state: State) -> None:
    """A number that is below another one that no caller chose is no reason for more work than that."""
    less = (operator in ("<", "<=")) == truth
    small, large = operands if less else operands[::-1]
    if small.taints and not large.taints:
        prove(small.taints, bit("denial_of_service"), state)


def _absent(frame: Frame, call: Call, absent: bool, state: State) -> None:
    invocation = frame.operands.get(id(call))
    if isinstance(invocation, Invocation) and invocation.known.fold in ("find", "index") and invocation.receiver:
        _refine_membership(invocation.argument(0), invocation.receiver, not absent, state)


def _equal(value: Value, other: Value, state: State) -> None:
    """A text that equals a known one; a host that equals one which no caller chose."""
    if not value.taints or other.taints or (other.known and other.constant is None):
        return
    if other.known:
        prove(value.taints, everything(), state)
    elif any(taint.origin.part in HOSTS for taint in value.taints):
        prove(value.taints, mask(ADDRESSES), state)


def _refine_membership(left: Value, right: Value, inside: bool, state: State) -> None:
    if inside and left.taints and _is_list_of_allowed(right, state):
        prove(left.taints, everything(), state)
    if not inside and right.taints and isinstance(left.constant, str):
        _without_character(left.constant, right.taints, state)


def _is_list_of_allowed(value: Value, state: State) -> bool:
    """Something that holds what the program put there: a list, a map, a set, a known text (whose parts are known), a
    constant of a class or module."""
    if value.known:
        return isinstance(value.constant, (tuple, str))
    return not state.deep(value) and (state.thing(value) is not None or bool(value.name) or value.type is not None)


def _without_character(character: str, taints: Taints, state: State) -> None:
    kinds = DANGEROUS.get(character, ())
    prove(taints, mask(kinds), state)
    if character in QUOTES:
        _quoted(character, taints, state)


def _quoted(quote: str, taints: Taints, state: State) -> None:
    """A text that starts and ends with a quote and has none inside is a literal: evaluated, it is just that text."""
    for origin in {taint.origin for taint in taints}:
        whole = origin.whole
        if whole is not None and origin.part == INNER and {(f"^{quote}", whole), (f"{quote}$", whole)} <= state.marks:
            state.clear(bit("code_injection"), frozenset((whole,)))


def prove(taints: Taints, kinds: int, state: State) -> None:
    """The texts behind these taints are harmless for these kinds from here on.

    Of what is either a text or a part of it, only the part is proven: the rest of the text was never looked at.
    """
    found = frozenset(taint.origin for taint in taints)
    origins = frozenset(one for one in found if not any(each.within(frozenset((one,))) for each in found - {one}))
    state.clear(kinds, origins)
    wholes = frozenset(origin.whole for origin in origins if origin.part in HOSTS and origin.whole is not None)
    if wholes:
        state.clear(kinds & mask(ADDRESSES), wholes)
    state.clear(kinds & bit("unrestricted_upload"), frozenset(whole for origin in origins for whole in origin.wholes()))


def _refine_call(frame: Frame, test: Call, truth: bool, state: State) -> None:
    call = frame.operands.get(id(test))
    if not isinstance(call, Invocation):
        return
    _apply_guards(frame, call, truth, state)
    _apply_exits(call, truth, state)
    if call.known.fold in ("contains", "__contains__") and call.receiver is not None:
        _refine_contains(call, truth, state)
    elif call.known.fold in ("startswith", "endswith") and call.receiver is not None and truth:
        _mark_ends(call, call.receiver, state)
    elif call.known.fold in ("equals", "equalsIgnoringCase") and call.receiver is not None and truth:
        _equal(call.receiver, call.argument(0), state)
        _equal(call.argument(0), call.receiver, state)


def _refine_contains(call: Invocation, truth: bool, state: State) -> None:
    """`list.contains(x)`, `text.contains(c)`."""
    receiver = call.receiver
    if receiver is not None:
        _refine_membership(call.argument(0), receiver, truth, state)


def _mark_ends(call: Invocation, receiver: Value, state: State) -> None:
    text = call.argument(0).constant
    if not isinstance(text, str):
        return
    if text in QUOTES:
        mark = f"^{text}" if call.known.fold == "startswith" else f"{text}$"
        state.marks |= {(mark, taint.origin) for taint in receiver.taints}
    elif call.known.fold == "startswith" and patterns.is_fixed_address(text):
        prove(receiver.taints, mask(ADDRESSES), state)


def _apply_guards(frame: Frame, call: Invocation, truth: bool, state: State, equals: Any = None) -> None:
    for guard in call.known.guards:
        if guard.holds != truth or not holds(guard, call, state):
            continue
        if guard.equals and equals not in guard.equals:
            continue
        kinds = mask(guard.clears)
        if guard.pattern is not None:
            kinds &= _matching(call.select(guard.pattern, state), guard.anchored)
        if guard.absent is not None:
            kinds |= _not_found(call.select(guard.absent, state))
        for selector in guard.arguments:
            for value in call.select(selector, state):
                prove(state.deep(value), kinds, state)


def _matching(found: list[Value], anchored: patterns.Anchored) -> int:
    """What a text that matches a pattern can't do; nothing is proven by a pattern that isn't known."""
    known = [patterns.proven(each.constant, anchored) for each in found if isinstance(each.constant, str)]
    return known[0] if known else 0


def _not_found(found: list[Value]) -> int:
    """What a text can't do in which a pattern finds nothing."""
    known = [each.constant for each in found if isinstance(each.constant, str)]
    return mask(tuple(kind for pattern in known for kind in without_pattern(pattern, literal=False)))


def _apply_exits(call: Invocation, truth: bool, state: State) -> None:
    """What a function of the project proves when it comes back with something that is true, or false."""
    if call.exits is None:
        return
    fitting = [after for after, value in call.exits if not value.known or bool(value.constant) == truth]
    if fitting:
        for kinds, origin in frozenset.intersection(*(after.proofs for after in fitting)) - state.proofs:
            state.clear(kinds, frozenset((origin,)))
