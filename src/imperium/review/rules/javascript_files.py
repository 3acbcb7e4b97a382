"""Files that JavaScript leaves open to others: rights, names that can be foretold, archives that are believed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis.program import Attribute, Binary, Call, Constant, Expression, Function, Name, children
from imperium.review.project import Project, Unit, named
from imperium.review.rule import Family, Match, Rule, at
from imperium.review.values import Values

OPEN = Rule(
    key="javascript_files/open",
    type="file_permissions",
    cwe=(732, 276),
    severity="medium",
    says="The rights `{mode}` let every user of the machine {may} the file.",
    remedy="Give only the owner the right: `{mode: 0o600}` for files, `0o700` for folders and programs.",
    strength=0.85,
)
SECRET = Rule(
    key="javascript_files/readable_secret",
    type="file_permissions",
    cwe=(732, 276),
    severity="low",
    says="`{name}` is written to a file that other users of the machine may read: that is the default.",
    remedy="Say who may read it: `fs.writeFileSync(path, text, {mode: 0o600})`.",
    strength=0.6,
)
TEMPORARY = Rule(
    key="javascript_files/temporary",
    type="temporary_file",
    cwe=(377, 379),
    severity="medium",
    says="The name of this temporary file can be foretold, so another user can put a file or a link there first.",
    remedy='Make a folder of your own, `fs.mkdtempSync(path.join(os.tmpdir(), "app-"))`, and the file in it.',
    strength=0.7,
)
UNPACKED = Rule(
    key="javascript_files/unpacked",
    type="path_traversal",
    cwe=(22, 23),
    severity="high",
    says="The names in the archive decide where its files are written: `../` leads out of the folder.",
    remedy="Resolve each name and write it only if the path begins with the folder and a separator.",
    strength=0.7,
)
INFLATED = Rule(
    key="javascript_files/inflated",
    type="denial_of_service",
    cwe=(409, 400),
    severity="low",
    says="What is unpacked has no limit: a few kilobytes can become gigabytes.",
    remedy="Say how much is expected: `zlib.gunzipSync(data, {maxOutputLength: 10_000_000})`.",
    strength=0.5,
)
UMASK = re.compile(r"(^|\.)umask$")
FLAGS = {
    f"S_I{right}{who}": bit << shift
    for who, shift in (("USR", 6), ("GRP", 3), ("OTH", 0))
    for right, bit in (("R", 4), ("W", 2), ("X", 1))
} | {"S_IRWXU": 0o700, "S_IRWXG": 0o070, "S_IRWXO": 0o007}
"""Rights by their names in `fs.constants`."""
RIGHTS = re.compile(r"(^|\.)f?l?chmod(Sync)?$")
WRITES = re.compile(
    r"(^|\.)(writeFile|writeFileSync|appendFile|appendFileSync|open|openSync|createWriteStream|outputFile)$"
)
INFLATES = re.compile(r"^zlib\.(gunzip|inflate|inflateRaw|unzip|brotliDecompress)(Sync)?$")
SECRETS = re.compile(r"secret|passw|private_?key|api_?key|token|credential", re.IGNORECASE)
UNPREDICTABLE = re.compile(
    r"randomBytes|randomUUID|mkdtemp|uuid|nanoid|getRandomValues|(^|\.)(dirSync|fileSync|withDir|withFile)"
)
SHARED = re.compile(r"^(/var)?/tmp/|(^|\.)(tmpdir|tmpName|tmpNameSync|mktemp\w*)\(\)$")
ENTRY_NAMES = ("path", "fileName", "entryName", "name", "filename", "header")
GROUP_OR_OTHERS = 0o022
OTHERS = 0o007


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("javascript", "typescript"):
        values = Values(unit)
        for call in unit.each(Call):
            name = unit.full(call.function)
            yield from _rights(unit, values, call, name)
            if WRITES.search(name):
                yield from _temporary(unit, values, call)
            if INFLATES.match(name) and values.option(call, "maxOutputLength") is None:
                yield at(INFLATED, unit, call, name)
        yield from _unpacked(unit)


def _rights(unit: Unit, values: Values, call: Call, name: str) -> Iterator[Match]:
    if UMASK.search(name) and len(call.arguments) == 1 and _bits(values, call.arguments[0]) == 0:
        yield at(OPEN, unit, call, mode="0o666", may="change")
    if RIGHTS.search(name) and len(call.arguments) > 1:
        mode: Expression | None = call.arguments[1]
    elif WRITES.search(name) or "mkdir" in name.lower():
        mode = values.option(call, "mode")
        mode = call.arguments[2] if mode is None and ".open" in name and len(call.arguments) > 2 else mode
    else:
        return
    bits = _bits(values, mode)
    if bits is not None and bits & OTHERS and (bits & GROUP_OR_OTHERS or RIGHTS.search(name) or _is_secret(call)):
        yield at(OPEN, unit, call, mode=oct(bits), may="change" if bits & 0o002 else "read")
    elif mode is None and name.endswith(("writeFile", "writeFileSync")) and not _is_opened(unit, values, call):
        yield from (at(SECRET, unit, call, word) for word in [_is_secret(call)] if word)


def _is_opened(unit: Unit, values: Values, call: Call) -> bool:
    """Whether it writes to a file that was opened before, with the rights that were given there."""
    file = values.argument(call, 0)
    return isinstance(file, Call) and ".open" in unit.full(file.function)


def _bits(values: Values, mode: Expression | None) -> int | None:
    """The rights as a number; a text is octal, as Node reads it."""
    whole = values.of(mode)
    if isinstance(whole, Binary) and whole.operator == "|":
        left, right = _bits(values, whole.left), _bits(values, whole.right)
        return None if left is None or right is None else left | right
    if isinstance(whole, Attribute):
        return FLAGS.get(whole.name)
    found = values.constant(mode)
    if isinstance(found, str) and re.fullmatch(r"(0o?)?[0-7]{3,4}", found):
        return int(found.replace("o", ""), 8)
    return int(found) if isinstance(found, (int, float)) and not isinstance(found, bool) else None


def _is_secret(call: Call) -> str:
    """The name of a secret among the path and the text that are written."""
    words = [word for each in call.arguments[:2] for word in (named(each), _literal(each))]
    return next((word for word in words if SECRETS.search(word)), "")


def _literal(node: Expression) -> str:
    return node.value if isinstance(node, Constant) and isinstance(node.value, str) else ""


def _temporary(unit: Unit, values: Values, call: Call) -> Iterator[Match]:
    path = values.argument(call, 0)
    flags = values.text(values.option(call, "flag")) or values.text(values.option(call, "flags"))
    flags = flags or (values.text(values.argument(call, 1)) if ".open" in unit.full(call.function) else "")
    if path is not None and "x" not in flags and _is_foretold(unit, values, path):
        yield at(TEMPORARY, unit, call)


def _is_foretold(unit: Unit, values: Values, path: Expression) -> bool:
    """Whether a path is below the machine's temporary folder, with nothing in it that was drawn."""
    written = list(_written(unit, values, path, 0))
    temporary = any(SHARED.search(text) for text in written)
    return temporary and not any(UNPREDICTABLE.search(text) for text in written)


def _written(unit: Unit, values: Values, node: Expression, depth: int) -> Iterator[str]:
    """Texts and names of calls that a path is put together from, names followed."""
    found = values.of(node)
    if found is None or depth > 6:
        return
    if isinstance(found, Constant):
        yield str(found.value)
    elif isinstance(found, Call):
        yield f"{unit.full(found.function)}()"
    elif isinstance(found, (Name, Attribute)):
        yield unit.full(found)
    for part in children(found):
        if isinstance(part, Expression) and not isinstance(found, (Name, Attribute)):
            yield from _written(unit, values, part, depth + 1)


def _unpacked(unit: Unit) -> Iterator[Match]:
    """Entries of an archive that are joined to a folder, in a function that checks no beginning."""
    if not re.search(r"unzip|yauzl|adm-zip|jszip|\btar\b|tar-stream|decompress|node-stream-zip", unit.knows):
        return
    for call in unit.each(Call):
        function = unit.function_of(call)
        joins = unit.full(call.function) in ("path.join", "path.resolve")
        if joins and any(_is_entry(each) for each in call.arguments[1:]) and not _checks(unit, function):
            yield at(UNPACKED, unit, call)


def _is_entry(node: Expression) -> bool:
    owner = node.value if isinstance(node, Attribute) and node.name in ENTRY_NAMES else None
    return owner is not None and bool(re.search(r"entry|header|file|item", named(owner), re.IGNORECASE))


def _checks(unit: Unit, function: Function | None) -> bool:
    text = unit.text(function) if function is not None else unit.source.text
    return bool(re.search(r"startsWith|\.relative\(|basename|'\.\.'|\"\.\.\"", text))


FAMILY = Family((OPEN, SECRET, TEMPORARY, UNPACKED, INFLATED), find)
