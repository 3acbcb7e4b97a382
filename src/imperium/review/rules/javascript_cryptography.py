"""Cryptography in JavaScript: keys that are too short, nonces and salts that repeat, passwords hashed too fast."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis.program import Attribute, Binary, Call, Constant, Expression, Name, Node, Template
from imperium.review.project import Project, Unit, named
from imperium.review.rule import Family, Match, Rule, at
from imperium.review.values import Values

SHORT_KEY = Rule(
    key="javascript_cryptography/short_key",
    type="weak_cryptography",
    cwe=(326, 327),
    severity="medium",
    says="A key of {bits} bits can be broken; {kind} needs {least} or more.",
    remedy="Make keys of 3072 bits or more (`modulusLength: 3072`), or use Ed25519.",
    strength=0.9,
)
WEAK_CURVE = Rule(
    key="javascript_cryptography/weak_curve",
    type="weak_cryptography",
    cwe=(326, 327),
    severity="medium",
    says="The curve `{curve}` is too small to be safe.",
    remedy='Use `namedCurve: "P-256"` or Ed25519.',
    strength=0.9,
)
FIXED_NONCE = Rule(
    key="javascript_cryptography/fixed_nonce",
    type="weak_cryptography",
    cwe=(329, 1204, 327),
    severity="medium",
    says="Every message is encrypted with the same initialization vector, so equal texts look equal.",
    remedy="Make one for each message, `crypto.randomBytes(16)` (12 for GCM), and put it before the ciphertext.",
    strength=0.85,
)
FIXED_SALT = Rule(
    key="javascript_cryptography/fixed_salt",
    type="weak_password_hash",
    cwe=(760, 759, 916),
    severity="medium",
    says="The salt can be foretold, so passwords can be hashed in advance and equal ones look equal.",
    remedy="Make a salt for each password, `crypto.randomBytes(16)`, and keep it beside the hash.",
    strength=0.8,
)
FAST_HASH = Rule(
    key="javascript_cryptography/fast_password_hash",
    type="weak_password_hash",
    cwe=(916, 759, 327, 328),
    severity="high",
    says="A password (`{name}`) is hashed with a fast function: a graphics card tries billions of them in a second.",
    remedy="Use `crypto.scrypt(password, salt, 32)` with a salt of its own for each password, or argon2 or bcrypt.",
    strength=0.8,
)
FAST_SALTED = Rule(
    key="javascript_cryptography/fast_salted_hash",
    type="weak_password_hash",
    cwe=(916,),
    severity="medium",
    says="A password (`{name}`) is salted, but hashed with a fast function: billions are tried in a second.",
    remedy="Use `crypto.scrypt(password, salt, 32)`, argon2 or bcrypt.",
    strength=0.45,
)
FEW_ROUNDS = Rule(
    key="javascript_cryptography/few_rounds",
    type="weak_password_hash",
    cwe=(916, 326),
    severity="medium",
    says="{rounds} rounds make a password's hash too cheap to be tried.",
    remedy="Use at least 210,000 rounds of PBKDF2 with SHA-512, or a cost of 12 with bcrypt.",
    strength=0.7,
)
LEAST_BITS = 2048
LEAST_ROUNDS = 10_000
LEAST_COST = 10
WEAK_CURVES = re.compile(r"^(secp|sect|prime|p-?|c2pnb|wap-wsg)?(112|128|131|160|163|192|193)\w*$", re.IGNORECASE)
PASSWORD = re.compile(r"passw|passwd|pwd|passphrase|(^|_)pin$|(^|[a-z_])pass$", re.IGNORECASE)
IDENTITY = re.compile(r"user_?name|^user$|e?mail|login|user_?id|account|domain|host", re.IGNORECASE)

PREDICTABLE = re.compile(r"Math\.random|Date\.now|new Date|process\.pid")
RANDOM = re.compile(r"randomBytes|randomUUID|getRandomValues|randomFill|genSalt|nanoid")
DERIVED = re.compile(
    r"\b\w*(key|passw(or)?d|passphrase|secret)\w*\.(slice|subarray|substr|substring)\(|"
    r"(createHash|createHmac|md5|sha\d+|scrypt(Sync)?|pbkdf2(Sync)?)\(.*\b\w*(key|passw(or)?d|passphrase|secret)\w*\b",
    re.IGNORECASE | re.DOTALL,
)
CREATES = re.compile(r"(^|\.)createCipheriv$")
KEY_MAKERS = re.compile(r"(^|\.)(generateKeyPair|generateKeyPairSync|generateKeypair|generateKey|NodeRSA)$|^node-rsa$")
SALTED = re.compile(r"(^|\.)(pbkdf2|pbkdf2Sync|scrypt|scryptSync|hkdf|hkdfSync|PBKDF2)$")
FAST = re.compile(
    r"(^|\.)(createHash|createHmac|MD5|SHA1|SHA224|SHA256|SHA384|SHA512|SHA3)$|^(md5|sha1|sha256|sha512)$"
)
FIXED_MAKERS = re.compile(r"(^|\.)(from|alloc|allocUnsafe|parse|Uint8Array|fill|encode|of)$")


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("javascript", "typescript"):
        values = Values(unit)
        for call in unit.each(Call):
            name = unit.full(call.function)
            yield from _keys(unit, values, call, name)
            yield from _nonces(unit, values, call, name)
            yield from _salts(unit, values, call, name)
            yield from _passwords(unit, values, call, name)


def _keys(unit: Unit, values: Values, call: Call, name: str) -> Iterator[Match]:
    curve = values.text(values.option(call, "namedCurve"))
    if WEAK_CURVES.match(curve):
        yield at(WEAK_CURVE, unit, call, curve=curve)
    for bits in _bits(values, call, name):
        if bits is not None and 0 < bits < LEAST_BITS:
            yield at(SHORT_KEY, unit, call, bits=f"{bits:.0f}", kind="RSA or DSA", least=str(LEAST_BITS))


def _bits(values: Values, call: Call, name: str) -> Iterator[float | None]:
    """Sizes of keys that a call names."""
    yield values.number(values.option(call, "modulusLength"))
    if not KEY_MAKERS.search(name) and not name.endswith("createDiffieHellman"):
        return
    yield values.number(values.option(call, "b"))
    yield values.number(values.option(call, "bits"))
    numbers = [values.number(each) for each in call.arguments[:2]]
    yield next((number for number in numbers if number is not None and number >= 256), None)


def _nonces(unit: Unit, values: Values, call: Call, name: str) -> Iterator[Match]:
    nonce = _given(call, 2) if CREATES.search(name) else None
    nonce = values.option(call, "iv") if name.endswith((".encrypt", ".start")) else nonce
    if _is_fixed(unit, values, nonce) or _is_derived(unit, values, nonce):
        yield at(FIXED_NONCE, unit, call)


def _is_derived(unit: Unit, values: Values, nonce: Expression | None) -> bool:
    """Whether a nonce is made of the key, and so is the same as long as the key is."""
    made = values.of(nonce)
    text = unit.text(made) if isinstance(made, Call) else ""
    return bool(DERIVED.search(text)) and not re.search(r"random|generate", text, re.IGNORECASE)


def _salts(unit: Unit, values: Values, call: Call, name: str) -> Iterator[Match]:
    if SALTED.search(name):
        salt = _given(call, 1)
        if _is_fixed(unit, values, salt) or _is_foretold(unit, values, salt):
            yield at(FIXED_SALT, unit, call)
        rounds = values.number(_given(call, 2)) if "pbkdf2" in name.lower() else None
        rounds = values.number(values.option(call, "iterations")) if rounds is None else rounds
        if rounds is not None and rounds < LEAST_ROUNDS and "scrypt" not in name:
            yield at(FEW_ROUNDS, unit, call, rounds=f"{rounds:,.0f}")
    elif re.search(r"bcrypt(js)?\.(hash|hashSync)$", name):
        salt = values.argument(call, 1)
        cost = values.number(salt)
        if isinstance(salt, Constant) and isinstance(salt.value, str) and salt.value.startswith("$2"):
            yield at(FIXED_SALT, unit, call)
        elif cost is not None and cost < LEAST_COST:
            yield at(FEW_ROUNDS, unit, call, rounds=f"2 to the power of {cost:.0f}")


def _given(call: Call, position: int) -> Expression | None:
    return call.arguments[position] if position < len(call.arguments) else None


def _is_foretold(unit: Unit, values: Values, salt: Expression | None) -> bool:
    """Whether a salt is made of who the user is, of the time, or by a generator that can be predicted."""
    if salt is None:
        return False
    made = unit.text(values.of(salt) or salt)
    return bool(PREDICTABLE.search(made)) or any(IDENTITY.search(word) for word in _words(values, salt))


def _is_fixed(unit: Unit, values: Values, node: Expression | None) -> bool:
    """Whether bytes are the same each time: written out, zeros, or made once when the file is loaded."""
    found = values.of(node)
    if isinstance(found, Constant):
        return isinstance(found.value, str) and bool(found.value)
    if isinstance(found, Template):
        return all(isinstance(part, Constant) for part in found.parts)
    if not isinstance(found, Call):
        return False
    name = unit.full(found.function)
    if FIXED_MAKERS.search(name):
        return all(_is_plain(unit, values, each) for each in found.arguments)
    loaded = isinstance(node, Name) and unit.function_of(found) is None and unit.function_of(node) is not None
    return loaded and name.endswith("randomBytes")


def _is_plain(unit: Unit, values: Values, node: Expression) -> bool:
    found = values.of(node)
    if isinstance(found, (Constant, Attribute)):
        return isinstance(found, Constant) or unit.full(found).startswith(("crypto-js", "CryptoJS"))
    return getattr(found, "items", None) is not None and all(
        isinstance(values.of(item), Constant) for item in getattr(found, "items", [])
    )


def _passwords(unit: Unit, values: Values, call: Call, name: str) -> Iterator[Match]:
    """`createHash("sha256").update(password)`, `md5(password)`."""
    hashed = call.arguments[:1]
    if name.endswith(".update") and isinstance(call.function, Attribute):
        inner = _start(call.function.value)
        maker = unit.full(inner.function) if isinstance(inner, Call) else _made_by(unit, values, inner)
    else:
        maker = name if not name.endswith(("createHash", "createHmac")) else ""
    word = next((word for each in hashed for word in _words(values, each) if PASSWORD.search(word)), "")
    if word and FAST.search(maker):
        yield from _fast(unit, call, word)


def _fast(unit: Unit, call: Call, word: str) -> Iterator[Match]:
    """A fast hash of a password: without a salt, with one that is the same each time, with one of its own."""
    salt = re.search(r"\b\w*salt\w*\b", unit.text(call), re.IGNORECASE)
    function = unit.function_of(call)
    given = [parameter.name for parameter in function.parameters] if function is not None else []
    around = unit.text(function) if function is not None else unit.source.text
    if salt is not None and (salt[0] in given or RANDOM.search(around)):
        yield at(FAST_SALTED, unit, call, word)
        return
    yield at(FAST_HASH, unit, call, word)
    if salt is not None:
        yield at(FIXED_SALT, unit, call)


def _start(node: Expression) -> Expression:
    """What a chain of `.update(…)` starts with."""
    while isinstance(node, Call) and isinstance(node.function, Attribute) and node.function.name == "update":
        node = node.function.value
    return node


def _made_by(unit: Unit, values: Values, node: Node) -> str:
    found = values.of(node) if isinstance(node, Expression) else None
    return unit.full(found.function) if isinstance(found, Call) else ""


def _words(values: Values, node: Expression) -> Iterator[str]:
    """The names in a text that is put together."""
    found = values.of(node)
    yield named(node)
    if isinstance(found, Template):
        yield from (named(part) for part in found.parts)
    elif isinstance(found, Binary):
        yield from _words(values, found.left)
        yield from _words(values, found.right)
    elif isinstance(found, Call) and isinstance(found.function, Attribute):
        yield from _words(values, found.function.value)
        yield from (word for each in found.arguments for word in _words(values, each))


FAMILY = Family((SHORT_KEY, WEAK_CURVE, FIXED_NONCE, FIXED_SALT, FAST_HASH, FAST_SALTED, FEW_ROUNDS), find)
