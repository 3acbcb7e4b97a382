"""Every capability with its inputs."""

from typing import Any

from page import Page, code, codes, section, sections
from product import product
from schema import Words

from imperium.platform.capability import Capability


def body() -> str:
    schemas = {capability.name: capability.inputs.model_json_schema() for capability in product().capabilities}
    definitions = {name: given for schema in schemas.values() for name, given in schema.get("$defs", {}).items()}
    words = Words(definitions)
    parts = [_capability(capability, words, schemas[capability.name]) for capability in product().capabilities]
    objects = [
        section(name, _plain(definitions[name].get("description", "")), words.fields(definitions[name]), level=3)
        for name in sorted(definitions)
        if "properties" in definitions[name]
    ]
    return sections([*parts, section("Objects", *objects)])


def _capability(capability: Capability[Any], words: Words, schema: dict[str, Any]) -> str:
    needs = capability.resources
    machine = f"{needs.cpu:g} cores, {needs.memory_mb} MiB" if needs.cpu else "next to nothing"
    if needs.gpu:
        machine += f", {needs.gpu} GPU"
    return section(
        code(capability.name),
        capability.summary,
        _plain(schema.get("description", "")),
        words.fields(schema),
        _given(capability),
        f"Asked for with: {codes(capability.purposes)}." if capability.purposes else "",
        f"Takes {machine}; one attempt may take {capability.timeout_s:,.0f} s.",
    )


def _given(capability: Capability[Any]) -> str:
    """What a later task can refer to, as `{name.field}`."""
    return f"Gives {codes(capability.outputs.model_fields)}." if capability.outputs else ""


def _plain(text: str) -> str:
    return " ".join(text.split())


PAGE = Page(
    title="Capabilities",
    about="what can be done, with every input.",
    intro=(
        "A workflow task names a capability as its `model` and gives its inputs in `config.params`; the task's "
        "`prompt` goes to the first of `prompt`, `objective`, `message`, `text` and `code` that it takes. The words "
        "after *Asked for with* are those by which an objective in plain words leads to it."
    ),
    body=body,
)
