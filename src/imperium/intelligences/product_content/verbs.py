"""English verb forms for what a product does."""

import re

_IRREGULAR = {"be": "is", "have": "has", "do": "does", "go": "goes"}
_STEM_OF = {third: stem for stem, third in _IRREGULAR.items()}


def third_person(verb: str) -> str:
    """`hold` → `holds`, `reach` → `reaches`, `carry` → `carries`."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if re.search(r"(?:s|x|z|ch|sh)$", verb):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", verb) else f"{verb}s"


def stem(third: str) -> str:
    """`holds` → `hold`, `reaches` → `reach`, `tries` → `try`: the verb of a third person."""
    if third in _STEM_OF:
        return _STEM_OF[third]
    if third.endswith("ies") and len(third) > 4:
        return f"{third[:-3]}y"
    return third[:-2] if re.search(r"(?:ss|x|zz|ch|sh)es$", third) else third.removesuffix("s")


def agreeing(phrase: str, *, many: bool) -> str:
    """A verb phrase that begins with the verb's stem, agreeing with its subject."""
    verb, _, rest = phrase.partition(" ")
    return phrase if many else f"{third_person(verb)} {rest}".rstrip()
