"""Passwords that are kept or compared as they are, or hashed so fast that they can be guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis import program
from imperium.analysis.program import Call, Expression
from imperium.review.project import LINE, Project, Unit, named, string
from imperium.review.rule import Family, Match, Rule, at

HASH = (
    "Keep a slow, salted hash, `generate_password_hash(password)`, and check it: `check_password_hash(kept, password)`."
)

PLAIN = Rule(
    key="passwords/plain",
    type="plaintext_password",
    cwe=(256, 522, 312),
    severity="high",
    says="Passwords are {done} as they were typed: whoever sees the database has every account.",
    remedy=HASH,
    strength=0.6,
    systemic="file",
)
FAST = Rule(
    key="passwords/fast_hash",
    type="weak_password_hash",
    cwe=(916, 328, 327, 759),
    severity="medium",
    says="The password is hashed with `{name}`, which is made to be fast: billions of guesses a second can be tried.",
    remedy="Use a hash that is made for passwords: `argon2.PasswordHasher().hash(password)`, bcrypt or scrypt.",
    strength=0.8,
)
PASSWORD = re.compile(r"(^|_|\.)(passw(or)?d|pwd|passwd|pass|passphrase)\d?$", re.IGNORECASE)
SPOKEN = re.compile(r"passw(or)?d|passwd|\bpwd\b", re.IGNORECASE)
PROTECTS = re.compile(
    r"hash|bcrypt|scrypt|argon|pbkdf|crypt|digest|md5|sha\d|encode_password|make_password|checkpw|ph\.verify", re.I
)
FAST_HASHES = re.compile(r"^(hashlib\.)?(md5|sha1|sha224|sha256|sha384|sha512|sha3_\w+|blake2\w|new)$")
INSERTS = re.compile(r"\b(INSERT\s+INTO|UPDATE)\b.*\bpass(word|wd)?\b", re.IGNORECASE | re.DOTALL)
ASKS = re.compile(r"\bSELECT\b.*\bWHERE\b.*\bpass(word|wd)?\s*=", re.IGNORECASE | re.DOTALL)
MAKES = re.compile(
    r"(^|\.)(\w*(User|Account|Login|Member|Customer|Employee|Person|Profile|Admin|Credential|Student|Patient|Model)s?\d*|"
    r"create|insert_one|insert|add_user|update_one)$"
)
OTHERS = re.compile(
    r"^(fastapi|requests|httpx|aiohttp|redis|pymysql|psycopg|sqlalchemy|smtplib|ldap)\b|\.create_(user|superuser)$"
)


def find(project: Project) -> Iterator[Match]:
    hashing = _hashing_classes(project)
    for unit in project.written_in("python"):
        yield from list(_stored(unit, hashing)) or _compared(unit)
        yield from _fast(unit)


def _hashing_classes(project: Project) -> frozenset[str]:
    """Classes that see to the hash themselves."""
    return frozenset(
        owner.name
        for unit in project.written_in("python")
        for owner in unit.each(program.Class)
        if PROTECTS.search(unit.text(owner))
    )


def _compared(unit: Unit) -> Iterator[Match]:
    for compare in unit.each(program.Compare):
        sides = (compare.left, compare.right)
        if compare.operator not in ("==", "!=") or not all(_is_password(side) for side in sides):
            continue
        kept = [
            side
            for side in sides
            if isinstance(side, program.Attribute | program.Subscript) and not _is_input(unit, side)
        ]
        if kept and not _protects(unit, compare):
            yield at(PLAIN, unit, compare, done="compared")
    texts: list[program.Constant | program.Template] = [*unit.each(program.Constant), *unit.each(program.Template)]
    for text in texts:
        if unit.function_of(text) and ASKS.search(_words(text)) and not _protects(unit, text):
            yield at(PLAIN, unit, text, done="looked up")


def _stored(unit: Unit, hashing: frozenset[str]) -> Iterator[Match]:
    for call, name in unit.calls():
        given = [value for key, value in call.keywords if PASSWORD.search(key or "")]
        if _stores(name) and not hashing & set(name.split(".")) and _are_typed(unit, call, given):
            yield at(PLAIN, unit, call, done="stored")
    for assign in unit.each(program.Assign):
        if unit.function_of(assign) and _are_typed(unit, assign, _put(assign)):
            yield at(PLAIN, unit, assign, done="stored")


def _stores(name: str) -> bool:
    """Whether a call makes a record of a person, in a table of the program's own."""
    return bool(MAKES.search(name)) and not OTHERS.search(name)


def _put(assign: program.Assign) -> list[Expression]:
    """The passwords that an assignment gives to an object's attribute, or puts into a collection."""
    target, value = assign.targets[0], assign.value
    if isinstance(target, program.Attribute) and PASSWORD.search(target.name) and named(target.value) != "self":
        return [value]
    if isinstance(target, program.Subscript) and isinstance(value, program.Mapping):
        return [given for key, given in value.items if PASSWORD.search(string(key) or "")]
    return []


def _are_typed(unit: Unit, node: program.Node, given: list[Expression]) -> bool:
    return any(_is_typed(unit, value) for value in given) and not _protects(unit, node)


def _is_typed(unit: Unit, value: Expression) -> bool:
    """Whether a value is a password as somebody typed it: a plain variable of that name, or what a request holds."""
    text = unit.text(value)
    if isinstance(value, program.Name):
        return bool(PASSWORD.search(value.id))
    return bool(SPOKEN.search(text) or PASSWORD.search(named(value))) and _is_input(unit, value)


def _is_input(unit: Unit, value: Expression) -> bool:
    return bool(re.search(r"request|form|\bdata\b|payload|body|args|json|POST|input\(", unit.text(value)))


def _is_password(side: Expression) -> bool:
    if isinstance(side, Call) and side.arguments:
        return bool(PASSWORD.search(string(side.arguments[0]) or ""))
    return bool(PASSWORD.search(named(side)))


def _protects(unit: Unit, node: program.Node) -> bool:
    """Whether the function around speaks of a hash."""
    function = unit.function_of(node)
    return bool(PROTECTS.search(unit.text(function) if function else unit.source.lines[node.at.line - 1]))


def _words(node: program.Constant | program.Template) -> str:
    parts = node.parts if isinstance(node, program.Template) else [node]
    texts = (
        part.value if isinstance(part, program.Constant) and isinstance(part.value, str) else "?" for part in parts
    )
    return "".join(texts)[:LINE]


def _fast(unit: Unit) -> Iterator[Match]:
    for call, name in unit.calls():
        if (
            FAST_HASHES.match(name)
            and not re.search(r"pbkdf2|hmac\.new|salt", unit.text(call))
            and _hashes_password(unit, call)
        ):
            kind = string(call.arguments[0]) if name.endswith(".new") and call.arguments else None
            yield at(FAST, unit, call, kind or name.rpartition(".")[2])


def _hashes_password(unit: Unit, call: Call) -> bool:
    """Whether the call, its line or the name of the function around speak of a password."""
    function = unit.function_of(call)
    line = unit.source.lines[call.at.line - 1].partition("#")[0]
    return any(SPOKEN.search(text) for text in (unit.text(call), line, function.name if function else ""))


FAMILY = Family((PLAIN, FAST), find)
