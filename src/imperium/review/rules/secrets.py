"""Secrets that are written down: keys, passwords and the accounts that a program is born with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from imperium.analysis import program
from imperium.analysis.program import Call, Constant, Expression
from imperium.review.project import LINE, Project, Unit, argument, named, string
from imperium.review.rule import Family, Match, Rule, at, on
from imperium.review.secret import ADDRESS, FORMATS, NAMES, NOT_HELD, PEOPLE, SIGNS, is_key, is_secret, words_of

ENVIRONMENT = 'Read it at start, `os.environ["{variable}"]`, and replace this one: whoever saw the source has it.'

CONSTANT = Rule(
    key="secrets/constant",
    type="hardcoded_secret",
    cwe=(798, 259, 321),
    severity="high",
    says="`{name}` is a secret that stands in the source, so everybody who can read the code can use it.",
    remedy=ENVIRONMENT,
    strength=0.8,
)
SIGNING = Rule(
    key="secrets/signing_key",
    type="hardcoded_secret",
    cwe=(798, 321),
    severity="high",
    says="The key that signs sessions or tokens (`{name}`) stands in the source: whoever knows it can sign as anybody.",
    remedy=ENVIRONMENT,
    strength=0.9,
)
KNOWN = Rule(
    key="secrets/known_format",
    type="hardcoded_secret",
    cwe=(798, 321),
    severity="high",
    says="This text has the form of {kind}, and it stands in the source.",
    remedy="Revoke it where it was given out, and read the new one from the environment or a vault.",
    strength=0.9,
)
ACCOUNT = Rule(
    key="secrets/account",
    type="hardcoded_secret",
    cwe=(798, 259, 1392),
    severity="medium",
    says="An account with a password that is written in the source is created or known here.",
    remedy=(
        "Let the first account be made by whoever installs it, with a password of their own: "
        '`create_user(os.environ["ADMIN_NAME"], os.environ["ADMIN_PASSWORD"])`.'
    ),
    strength=0.7,
    reach=10,
)
COMPARED = Rule(
    key="secrets/compared",
    type="hardcoded_secret",
    cwe=(798, 259),
    severity="high",
    says="A password is compared with one that is written in the source.",
    remedy="Keep a salted hash with the account and check it: `check_password_hash(user.password_hash, password)`.",
    strength=0.7,
    reach=3,
)
CONNECTION = Rule(
    key="secrets/connection",
    type="hardcoded_secret",
    cwe=(798, 259),
    severity="high",
    says="The address of {kind} holds a user and a password.",
    remedy='Read the address from the environment: `os.environ["DATABASE_URL"]`.',
    strength=0.7,
)
DEPLOYED = Rule(
    key="secrets/deployed",
    type="hardcoded_secret",
    cwe=(798, 259),
    severity="medium",
    says="`{name}` is set to a fixed secret in a file that is kept with the code.",
    remedy="Take it from the environment of who deploys (`{name}: ${{name}}`) or from the secrets of your platform.",
    strength=0.6,
    reach=10,
)

SIGNERS = (
    "Fernet",
    "URLSafeTimedSerializer",
    "URLSafeSerializer",
    "TimedJSONWebSignatureSerializer",
    "TimestampSigner",
)
CREATES = re.compile(
    r"(^|\.|_)(create_(super)?user|register(_user)?|add_user|new_user|User|Account|Users|Admin|Member|Employee|Customer)$"
)
HASHES = re.compile(
    r"(hashpw|generate_password_hash|make_password|set_password|hash_password|encrypt_password|pwd_context\.hash)$"
)
SEEDS = re.compile(
    r"INSERT\s+(OR\s+\w+\s+)?INTO\s+\W?\w*(user|account|login|member|employee|admin|customer)\w*\W", re.IGNORECASE
)
DEPLOYMENT = re.compile(
    r"^\s*(?:-\s*|ENV\s+|ARG\s+|export\s+)?['\"]?(?P<name>[A-Za-z][\w.]*)['\"]?\s*[:= ]\s*"
    r"['\"]?(?P<value>[^'\"\s#]+)['\"]?,?\s*$"
)


def find(project: Project) -> Iterator[Match]:
    for unit in project.units:
        accounts = list(_accounts(unit))
        yield from accounts
        yield from (match for match in _bindings(unit) if not _is_among(match, accounts))
        yield from _constants(unit)
        yield from _signatures(unit)
        yield from _comparisons(unit)
    yield from _deployed(project)


def _is_among(match: Match, accounts: list[Match]) -> bool:
    return any(account.place.first <= match.place.first <= account.place.last for account in accounts)


def _bindings(unit: Unit) -> Iterator[Match]:
    """Names, keys, keywords and defaults that a literal is given to."""
    for node, name, given in _named(unit):
        value = given.parts[0] if isinstance(given, program.Unknown) and len(given.parts) == 1 else given
        held = string(value)
        if held is None and isinstance(value, Constant) and isinstance(value.value, bytes):
            held = value.value.decode("latin-1")
        plain = words_of(name)
        if held is None or NOT_HELD.search(plain):
            continue
        if (
            SIGNS.search(plain)
            and isinstance(node, program.Assign)
            and len(held) >= 3
            and not held.startswith(("$", "<", "{"))
        ):
            yield at(SIGNING, unit, node, name, variable=plain.upper())
        elif (NAMES.search(plain) and is_secret(held)) or is_key(plain, held):
            yield at(CONSTANT, unit, node, name, variable=plain.upper())


def _signatures(unit: Unit) -> Iterator[Match]:
    """The first use of each literal key with which tokens are made or read."""
    used: set[str] = set()
    for call, full in unit.calls("encode", "decode", *SIGNERS):
        position = 1 if full.endswith(("jwt.encode", "jwt.decode")) else 0 if full.rpartition(".")[2] in SIGNERS else -1
        text = string(argument(call, position, "key")) if position >= 0 else None
        if text and len(text) >= 3 and text not in used:
            used.add(text)
            yield at(SIGNING, unit, call, full, variable="SECRET_KEY")


def _named(unit: Unit) -> Iterator[tuple[program.Node, str, Expression]]:
    for assign in unit.each(program.Assign):
        for target in assign.targets:
            yield assign, named(target), assign.value
            if isinstance(target, program.Sequence) and isinstance(assign.value, program.Sequence):
                yield from ((assign, named(a), b) for a, b in zip(target.items, assign.value.items, strict=False))
    for mapping in unit.each(program.Mapping):
        yield from ((value, string(key) or "", value) for key, value in mapping.items)
    for call in unit.each(Call):
        yield from ((value, key or "", value) for key, value in call.keywords)
    for function in unit.each(program.Function):
        for parameter in function.parameters:
            if parameter.default is not None:
                yield parameter, parameter.name, parameter.default


def _constants(unit: Unit) -> Iterator[Match]:
    for constant in unit.each(Constant):
        text = constant.value
        if not isinstance(text, str) or len(text) < 12:
            continue
        kind = next((kind for kind, form in FORMATS if form.match(text)), None)
        if kind is not None:
            yield at(KNOWN, unit, constant, kind=kind)
        elif found := ADDRESS.match(text):
            yield at(CONNECTION, unit, constant, kind=f"the database ({found['kind']})")
        elif SEEDS.search(text[:LINE]) and _seeded(text):
            yield at(ACCOUNT, unit, constant)


def _seeded(text: str) -> bool:
    """Whether an INSERT gives a person's name and another word, both written out."""
    _, _, values = text.partition("VALUES") if "VALUES" in text else text.partition("values")
    words = re.findall(r"'([^'{}%?]+)'", values)
    return any(PEOPLE.match(first) and is_secret(second) for first, second in pairwise(words))


def _accounts(unit: Unit) -> Iterator[Match]:
    for rows in unit.each(program.Sequence):
        if any(isinstance(row, program.Sequence) and _person(row.items) for row in rows.items):
            yield at(ACCOUNT, unit, rows)
    for assign in unit.each(program.Assign):
        if isinstance(assign.value, program.Mapping) and _held(assign):
            yield at(ACCOUNT, unit, assign)
    for call, name in unit.calls():
        hashes = HASHES.search(name) or ("passlib" in name and name.endswith((".hash", ".encrypt")))
        if (CREATES.search(name) and _is_born(call)) or (hashes and call.arguments and _literal(call.arguments[0])):
            yield at(ACCOUNT, unit, call)


def _is_born(call: Call) -> bool:
    """Whether an account is made with a name and a password that are literals, by position or by name."""
    texts = [text for value in call.arguments if (text := string(value)) is not None]
    by_name = any(NAMES.search(key or "") and is_secret(string(value) or "") for key, value in call.keywords)
    return by_name or (len(texts) >= 2 and bool(PEOPLE.match(texts[0])) and is_secret(texts[1]))


def _person(items: list[Expression]) -> bool:
    texts = [text for item in items if (text := string(item)) is not None]
    return any(PEOPLE.match(first) and " " not in second and is_secret(second) for first, second in pairwise(texts[:4]))


def _held(assign: program.Assign) -> bool:
    """Whether people's passwords are assigned: `users = {"admin": "secret"}`, `{"admin": {"password": "secret"}}`."""
    if not re.search(
        r"(users?|accounts?|credentials|logins?|passwords?|members)$", named(assign.targets[0]), re.IGNORECASE
    ):
        return False
    items = assign.value.items if isinstance(assign.value, program.Mapping) else []
    return any(PEOPLE.match(string(key) or "") and _is_password(value) for key, value in items)


def _is_password(value: Expression) -> bool:
    if isinstance(value, program.Mapping):
        return any(NAMES.search(string(key) or "") and is_secret(string(inner) or "") for key, inner in value.items)
    return is_secret(string(value) or "")


def _literal(node: Expression) -> bool:
    if isinstance(node, Call) and isinstance(node.function, program.Attribute) and node.function.name == "encode":
        return _literal(node.function.value)
    return isinstance(node, Constant) and isinstance(node.value, str | bytes) and len(node.value) >= 3


def _comparisons(unit: Unit) -> Iterator[Match]:
    for compare in unit.each(program.Compare):
        if compare.operator not in ("==", "!="):
            continue
        for asked, literal in ((compare.left, compare.right), (compare.right, compare.left)):
            text = string(literal)
            if text and len(text) >= 3 and re.search(r"passw|passwd|pwd|^pass$|^pw$", _last(asked), re.IGNORECASE):
                yield at(COMPARED, unit, compare)


def _last(node: Expression) -> str:
    """The name of a value, or of what is got: `form.get("password")` is `password`."""
    if isinstance(node, Call) and node.arguments:
        return string(node.arguments[0]) or ""
    return named(node)


def _deployed(project: Project) -> Iterator[Match]:
    for path, text in project.texts(
        r"((^|/)(Dockerfile[^/]*|docker-compose[^/]*|compose\.ya?ml|\.env[^/]*|[^/]*\.env))$"
    ):
        if re.search(r"(example|sample|template|dist)$", path):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            found = DEPLOYMENT.match(line[:LINE])
            if found and NAMES.search(words_of(found["name"])) and is_secret(found["value"]):
                yield on(DEPLOYED, path, number, line, name=found["name"])


FAMILY = Family((CONSTANT, SIGNING, KNOWN, ACCOUNT, COMPARED, CONNECTION, DEPLOYED), find)
