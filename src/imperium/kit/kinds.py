"""One file, one kind: finds what a folder of kinds declares, so that nothing is listed by hand."""

from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from typing import TypeVar

Kind = TypeVar("Kind")


def discover(package: str, kind: type[Kind], entry_point_group: str | None = None) -> dict[str, Kind]:
    """The instances of `kind` declared in the modules of `package`, by file name; then those of other packages.

    Each module must hold exactly one public instance of `kind`. Packages outside add theirs with an entry point
    in `entry_point_group` whose name is the key and whose target is the instance.

    Raises:
        TypeError: a module holds none or several, or an entry point is not a `kind`.
    """
    found = {name: load(package, kind, name) for name in names(package)}
    if entry_point_group:
        for entry in entry_points(group=entry_point_group):
            value = entry.load()
            if not isinstance(value, kind):
                raise TypeError(f"entry point {entry.name!r} of {entry_point_group!r} is not a {kind.__name__}")
            found[entry.name] = value
    return found


def names(package: str) -> list[str]:
    """The names of the kinds in `package`. Loads none of them."""
    found = iter_modules(import_module(package).__path__)
    return [info.name for info in found if not info.name.startswith("_")]


def load(package: str, kind: type[Kind], name: str) -> Kind:
    """The kind of that name alone; what the others stand on isn't imported.

    Raises:
        ModuleNotFoundError: there is none of that name.
        TypeError: its module holds none or several.
    """
    module = import_module(f"{package}.{name}")
    declared = [
        value
        for key, value in vars(module).items()
        if isinstance(value, kind) and not isinstance(value, type) and not key.startswith("_")
    ]
    if len(declared) != 1:
        raise TypeError(f"{package}.{name} must declare exactly one {kind.__name__}, it declares {len(declared)}")
    return declared[0]
