"""Records and files that take over what a caller sends: fields, rights, names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imperium.analysis import program
from imperium.analysis.program import Call
from imperium.review.project import Project, Unit
from imperium.review.rule import Family, Match, Rule, at

ANY_FIELD = Rule(
    key="objects/any_field",
    type="mass_assignment",
    cwe=(915, 639, 284),
    severity="high",
    says="Every field of the request is taken over into `{name}`: roles and owners can be set from outside.",
    remedy='Take the fields that may be set by name: `note.title = data["title"]`.',
    strength=0.7,
)
PRIVILEGE = Rule(
    key="objects/privilege",
    type="mass_assignment",
    cwe=(915, 269, 284),
    severity="high",
    says="The request says itself whether its account gets the field `{name}`.",
    remedy="Let only an administrator set it, on another address; a new account starts without it.",
    strength=0.7,
)
UPLOADED = Rule(
    key="objects/uploaded",
    type="unrestricted_upload",
    cwe=(434, 22),
    severity="high",
    says="A file is stored under the name and with the type that the caller chose.",
    remedy=(
        "Check the extension against those you take, and choose the name yourself: "
        "`file.save(folder / (uuid4().hex + extension))`."
    ),
    strength=0.6,
)
REQUEST = re.compile(
    r"(await\s+)?\b(flask\.)?request\.(get_json\(|json\b|form\b|POST\b|data\b|args\b|values\b)|^(request_data|form\.data)$"
)
ASKED = re.compile(r"request\.(form|json|get_json|args|POST|values)")
PRIVILEGES = re.compile(
    r"^(is_?)?(admin|staff|superuser|role|roles|is_active|verified|privileges?|permissions?|balance)$", re.I
)
CHECKS = re.compile(
    r"secure_filename|allowed|splitext|\.endswith\(|extension|content_type|mimetype|imghdr|get_valid_filename", re.I
)


def find(project: Project) -> Iterator[Match]:
    for unit in project.written_in("python"):
        for call, name in unit.calls():
            yield from _overwritten(unit, call, name)
            yield from _uploaded(unit, call, name)
        yield from _privileges(unit)


def _overwritten(unit: Unit, call: Call, name: str) -> Iterator[Match]:
    if name.endswith(".__dict__.update") and _is_from_outside(unit, call):
        yield at(ANY_FIELD, unit, call, name.removesuffix(".__dict__.update"))
    elif name.endswith(".update") and call.arguments and REQUEST.match(unit.text(call.arguments[0]).removeprefix("**")):
        if isinstance(call.function, program.Attribute) and isinstance(call.function.value, program.Name):
            yield at(ANY_FIELD, unit, call, call.function.value.id)
    elif re.match(r"[A-Z]\w+$", name.rpartition(".")[2]) or name.endswith((".create", ".filter_by")):
        spread = [value for key, value in call.keywords if key is None]
        if any(re.search(r"request\.(get_json|json|form|POST|data)", unit.text(value)) for value in spread):
            yield at(ANY_FIELD, unit, call, name)
    elif name == "setattr" and len(call.arguments) == 3 and _loops_over_request(unit, call):
        yield at(ANY_FIELD, unit, call, unit.text(call.arguments[0]))


def _is_from_outside(unit: Unit, call: Call) -> bool:
    """Whether the function around reads a request or a form, and it isn't another object's fields that are copied."""
    function = unit.function_of(call)
    copied = any(unit.text(argument).endswith("__dict__") for argument in call.arguments)
    return function is not None and not copied and bool(re.search(r"\b(request|form)\b", unit.text(function)))


def _loops_over_request(unit: Unit, call: Call) -> bool:
    return any(
        loop.at.line <= call.at.line <= loop.at.end_line
        and REQUEST.search(unit.text(loop.iterable).partition(".items")[0])
        for loop in unit.each(program.For)
    )


def _privileges(unit: Unit) -> Iterator[Match]:
    """`admin = request.json["admin"]`, or an account that is made with it."""
    for subscript in unit.each(program.Compare):
        text = unit.text(subscript)
        asked = re.match(r"['\"](\w+)['\"]\s+in\s+(request\w*(\.\w+)*|data|payload|body)", text)
        if subscript.operator == "in" and asked and PRIVILEGES.match(asked[1]):
            yield at(PRIVILEGE, unit, subscript, asked[1])
    for call, name in unit.calls():
        for key, value in call.keywords:
            given = PRIVILEGES.match(key or "") and re.search(
                r"request\.(form|json|get_json|args|POST|values)", unit.text(value)
            )
            if given and re.search(r"(^|\.)([A-Z]\w*|create\w*|add_user|register\w*)$", name):
                yield at(PRIVILEGE, unit, value, key or "")
    for assign in unit.each(program.Assign):
        target = assign.targets[0]
        if (
            isinstance(target, program.Attribute)
            and PRIVILEGES.match(target.name)
            and ASKED.search(unit.text(assign.value))
        ):
            yield at(PRIVILEGE, unit, assign, target.name)


def _uploaded(unit: Unit, call: Call, name: str) -> Iterator[Match]:
    function = unit.function_of(call)
    if function is None or not name.endswith((".save", ".write", "shutil.copyfileobj", ".write_bytes")):
        return
    body, text = unit.text(function), unit.text(call)
    takes = re.search(r"request\.(files|FILES)\b|UploadFile|\.files\[", body)
    named_by_caller = re.search(r"filename|file_name|\.name\b|join\(", text) or "filename" in body
    if takes and named_by_caller and not CHECKS.search(body):
        yield at(UPLOADED, unit, call)


FAMILY = Family((ANY_FIELD, PRIVILEGE, UPLOADED), find)
