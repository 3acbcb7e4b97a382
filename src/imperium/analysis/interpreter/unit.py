"""The unit: a file of the project, its module, and what its names stand for once its top level ran."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from imperium.analysis.program import Import

if TYPE_CHECKING:
    from imperium.analysis.catalogue import Catalogue
    from imperium.analysis.interpreter.values import Value
    from imperium.analysis.program import Module


@dataclass(slots=True, eq=False)
class Unit:
    """`ran` is true from the start of its top level on: modules that import each other see what is there so far."""

    module: Module
    catalogue: Catalogue
    names: dict[str, Value] = field(default_factory=dict)
    types: dict[str, Value] = field(default_factory=dict)
    """Declared types by how they are written."""
    ran: bool = False
    folder: str = ""
    imports: frozenset[str] = frozenset()
    """The packages that it imports, by the first part of their names."""

    def __post_init__(self) -> None:
        self.folder = self.module.path.rpartition("/")[0]
        found = (name for node in self.module.body if isinstance(node, Import) for name in node.names.values())
        self.imports = frozenset(name.partition(".")[0] for name in found)

    @property
    def path(self) -> str:
        return self.module.path
