"""Ciphers and hashes that are broken, and keys that are too short."""

import re
from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.folding import fold
from imperium.analysis.native.pattern import Pattern, Place, calls, named

BROKEN = re.compile(
    r"(EVP_)?(des|rc4|rc2|DES|RC4|RC2)_\w+|EVP_\w+_ecb|AES_ecb_encrypt"
    r"|(EVP_)?(md[245]|sha1?|MD[245]|SHA1?)(_Init)?"
)
KEYS = {
    "RSA_generate_key_ex": 1,
    "RSA_generate_key": 0,
    "EVP_PKEY_CTX_set_rsa_keygen_bits": 1,
    "DSA_generate_parameters_ex": 1,
    "EVP_RSA_gen": 0,
}
BITS = 2048


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    own = {one.name for one in place.unit.functions} | set(place.project.functions)
    for call in calls(function):
        name = named(call)
        if BROKEN.fullmatch(name) and name not in own:
            yield call, f"`{name}` is broken or too weak"
        index = KEYS.get(name)
        bits = fold(call.arguments[index], {}) if index is not None and index < len(call.arguments) else None
        if bits is not None and bits < BITS:
            yield call, f"a key of {bits} bits is too short: {BITS} is the least"


PATTERN = Pattern(look, strength=0.7)
