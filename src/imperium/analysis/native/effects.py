"""What functions of libraries do to memory and resources: the effects that `library.yaml` names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.native import copying, formats
from imperium.analysis.native.value import Address

if TYPE_CHECKING:
    from imperium.analysis.native.library import Act


def _copy(act: Act) -> None:
    entry = act.entry["copy"]
    target, source = act.memory(entry["to"]), act.memory(entry["from"])
    if target is not None and source is not None:
        copying.copy(act.machine, act.at, entry, target, source, act.argument(entry.get("count")), act.unit)


def _set(act: Act) -> None:
    entry = act.entry["set"]
    target, count = act.memory(entry["to"]), act.argument(entry["count"])
    if target is not None and count is not None:
        copying.set_memory(act.machine, act.at, target, act.argument(entry.get("value")) or 0, count, act.unit)


def _input(act: Act) -> None:
    entry = act.entry["input"]
    target = act.memory(entry["to"])
    if target is not None:
        count = act.argument(entry.get("count"))
        if "times" in entry:
            count = copying.product(*(act.argument(index) for index in entry["times"]))
        copying.receive(
            act.machine, act.at, target, count, act.origin(entry["says"]), act.unit, bool(entry.get("unbounded"))
        )


def _writes(act: Act) -> None:
    for index in act.entry["writes"]:
        value = act.argument(index)
        if isinstance(value, Address):
            value.region.overwrite()


def _format(act: Act) -> None:
    formats.print_formatted(act.machine, act.node, act.entry["format"], act.values)


def _scan(act: Act) -> None:
    formats.scan_formatted(act.machine, act.node, act.entry["scan"], act.values)


def _release(act: Act) -> None:
    value = act.argument(act.entry["release"]["argument"])
    if value is not None:
        act.machine.release(value, act.entry["release"]["by"], act.at)


def _phase(act: Act) -> None:
    """What may be done with a socket depends on what was done before."""
    entry, value = act.entry["phase"], act.argument(act.entry["phase"]["of"])
    if not isinstance(value, Address) or not value.region.phase:
        return
    needed = entry.get("from", value.region.phase)
    if value.region.phase != needed:
        act.machine.report("wrong_phase", act.at, f"`{act.name}` needs a socket that is {needed}, this one isn't")
    value.region.phase = entry.get("to", value.region.phase)


def _adopts(act: Act) -> None:
    value = act.argument(act.entry["adopts"])
    if isinstance(value, Address):
        value.region.escaped = True


EFFECTS = {
    "copy": _copy,
    "set": _set,
    "input": _input,
    "format": _format,
    "scan": _scan,
    "release": _release,
    "adopts": _adopts,
    "phase": _phase,
    "writes": _writes,
}
