"""The types of C and C++ as far as an analysis of sizes and ranges needs them; sizes in bytes, as on 64-bit Linux."""

from __future__ import annotations

from dataclasses import dataclass, field


class Type:
    """A type whose size may be unknown."""

    __slots__ = ()

    @property
    def size(self) -> int | None:
        """Bytes of a value, or None where it can't be told."""
        return None


@dataclass(frozen=True, slots=True)
class Void(Type):
    """`void`."""


@dataclass(frozen=True, slots=True)
class Opaque(Type):
    """A type that is only a name: a class of a library, a template's parameter."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class Integer(Type):
    """An integer or character type."""

    name: str
    width: int
    signed: bool

    @property
    def size(self) -> int | None:
        return self.width

    @property
    def range(self) -> tuple[int, int]:
        """The least and the greatest value."""
        bits = 8 * self.width
        return (-(1 << bits - 1), (1 << bits - 1) - 1) if self.signed else (0, (1 << bits) - 1)


@dataclass(frozen=True, slots=True)
class Floating(Type):
    """`float`, `double`, `long double`."""

    name: str
    width: int

    @property
    def range(self) -> tuple[float, float]:
        """The least and the greatest value: FLT_MAX and DBL_MAX."""
        most = 3.4028234663852886e38 if self.width == 4 else 1.7976931348623157e308
        return -most, most

    @property
    def size(self) -> int | None:
        return self.width


@dataclass(frozen=True, slots=True)
class Pointer(Type):
    """A pointer or, with `reference`, a reference; `constant` when what it points to may not be written."""

    to: Type
    constant: bool = False
    reference: bool = False

    @property
    def size(self) -> int | None:
        return 8


@dataclass(frozen=True, slots=True)
class Array(Type):
    """An array; `count` is None where its length isn't known here."""

    of: Type
    count: int | None

    @property
    def size(self) -> int | None:
        each = self.of.size
        return None if each is None or self.count is None else each * self.count


@dataclass(frozen=True, slots=True)
class Callable(Type):
    """A function's type."""

    returns: Type


@dataclass(eq=False, slots=True)
class Record(Type):
    """A struct, union or class. Two of one name are two types: identity compares."""

    name: str
    union: bool = False
    fields: dict[str, tuple[int, Type]] = field(default_factory=dict)
    """Field → (offset, type)."""
    extent: int | None = None

    @property
    def size(self) -> int | None:
        return self.extent

    def lay_out(self, members: list[tuple[str, Type]]) -> None:
        """Place the members as the System V ABI does: each aligned to its own size, the whole to the largest."""
        offset, widest, known = 0, 1, True
        for name, kind in members:
            size, align = kind.size, alignment(kind)
            known = known and size is not None
            start = 0 if self.union else -(-offset // align) * align
            self.fields[name] = (start, kind)
            widest = max(widest, align)
            offset = max(offset, start + (size or 0))
        self.extent = -(-offset // widest) * widest if known and members else None


VOID = Void()
CHAR = Integer("char", 1, True)
BYTE = Integer("unsigned char", 1, False)
SHORT = Integer("short", 2, True)
INT = Integer("int", 4, True)
UNSIGNED = Integer("unsigned int", 4, False)
LONG = Integer("long", 8, True)
SIZE = Integer("size_t", 8, False)
WIDE = Integer("wchar_t", 4, True)
BOOL = Integer("bool", 1, False)
FLOAT = Floating("float", 4)
DOUBLE = Floating("double", 8)

NAMED: dict[str, Type] = {
    "void": VOID,
    "char": CHAR,
    "short": SHORT,
    "int": INT,
    "unsigned": UNSIGNED,
    "signed": INT,
    "long": LONG,
    "float": FLOAT,
    "double": DOUBLE,
    "bool": BOOL,
    "_Bool": BOOL,
    "wchar_t": WIDE,
    "wint_t": UNSIGNED,
    "size_t": SIZE,
    "ssize_t": LONG,
    "ptrdiff_t": LONG,
    "intptr_t": LONG,
    "uintptr_t": SIZE,
    "off_t": LONG,
    "time_t": LONG,
    "pid_t": INT,
    "uid_t": UNSIGNED,
    "gid_t": UNSIGNED,
    "mode_t": UNSIGNED,
    "socklen_t": UNSIGNED,
    "int8_t": Integer("int8_t", 1, True),
    "int16_t": Integer("int16_t", 2, True),
    "int32_t": Integer("int32_t", 4, True),
    "int64_t": Integer("int64_t", 8, True),
    "uint8_t": Integer("uint8_t", 1, False),
    "uint16_t": Integer("uint16_t", 2, False),
    "uint32_t": Integer("uint32_t", 4, False),
    "uint64_t": Integer("uint64_t", 8, False),
    "char16_t": Integer("char16_t", 2, False),
    "char32_t": Integer("char32_t", 4, False),
}


def named(name: str) -> Type:
    """The built-in type of a name of one word or several."""
    return NAMED.get(name) or from_words(name)


def from_words(words: str) -> Type:
    """The type of `unsigned long long` and its like, in any order of the words."""
    parts = words.split()
    signed = "unsigned" not in parts
    if "char" in parts:
        return CHAR if signed else BYTE
    if "double" in parts:
        return Floating("long double", 16) if "long" in parts else DOUBLE
    if "short" in parts:
        return Integer("short" if signed else "unsigned short", 2, signed)
    if "long" in parts:
        return Integer("long" if signed else "unsigned long", 8, signed)
    return INT if signed else UNSIGNED


def alignment(kind: Type) -> int:
    """The alignment of a type in bytes."""
    if isinstance(kind, Array):
        return alignment(kind.of)
    if isinstance(kind, Record):
        return max((alignment(member) for _, member in kind.fields.values()), default=1)
    return kind.size or 8


def decayed(kind: Type) -> Type:
    """What an array becomes where a value is expected: a pointer to its first element."""
    return Pointer(kind.of) if isinstance(kind, Array) else kind


def pointee(kind: Type | None) -> Type | None:
    """What a pointer points to or an array holds; None for other types."""
    if isinstance(kind, Array):
        return kind.of
    return kind.to if isinstance(kind, Pointer) else None


def common(left: Type | None, right: Type | None) -> Type:
    """The type in which two operands meet: the usual arithmetic conversions of C11 6.3.1.8."""
    if isinstance(left, Floating) or isinstance(right, Floating):
        return max((kind for kind in (left, right) if isinstance(kind, Floating)), key=lambda kind: kind.width)
    if not isinstance(left, Integer) or not isinstance(right, Integer):
        return left or right or INT
    return max(promoted(left), promoted(right), key=lambda kind: (kind.width, not kind.signed))


def promoted(kind: Integer) -> Integer:
    """The type that arithmetic on a small integer is done in: `int`."""
    return INT if kind.width < INT.width else kind
