"""Reads pickled networks without running what is in them.

A pickle is a program. This reader knows a short list of names, each of which becomes inert data or a tensor that is
rebuilt here; every other name is refused. The source text that the published StyleGAN3 files carry, for their own
loader to execute, stays text.
"""

from __future__ import annotations

import io
import pickle
import pickletools
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import torch

from imperium.platform.errors import InvalidInput

MOST_BYTES = 2 * 2**30
MOST_REMEMBERED = 4_000_000
"""A pickle numbers what it refers to again, and its reader makes room for the highest number: a few bytes could ask for
all memory there is."""


class Inert(dict[str, Any]):
    """What a class became: nothing but the state that was stored for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()
        self.args = args

    def __setstate__(self, state: Any) -> None:
        self.state = state


class _Settings(dict[str, Any]):
    """A dictionary that stored itself as an object."""

    def __setstate__(self, state: Any) -> None:
        self.update(state)


def _module(meta: Any) -> Inert:
    """A network: its class's name and its state. Its source text is dropped."""
    found = Inert()
    found.update({"class": meta.get("class_name"), "state": meta.get("state") or {}})
    return found


def _storage(content: bytes) -> Any:
    """Numbers, which PyTorch itself reads without a pickle's powers."""
    return torch.load(io.BytesIO(content), weights_only=True, map_location="cpu")


def _tensor(storage: Any, offset: int, size: tuple[int, ...], stride: tuple[int, ...], *rest: Any) -> torch.Tensor:
    """A copy of the part of a storage that it stands for. Raises UnpicklingError for one that reaches beyond it."""
    flat = torch.empty(0, dtype=storage.dtype).set_(storage)
    reach = offset + sum((count - 1) * step for count, step in zip(size, stride, strict=True)) + 1
    if offset < 0 or min((*size, *stride, 1)) < 0 or (0 not in size and reach > flat.numel()):
        raise pickle.UnpicklingError("a tensor reaches beyond its storage")
    if 0 not in size and torch.Size(size).numel() > flat.numel():
        raise pickle.UnpicklingError("a tensor is larger than its storage")
    return flat.as_strided(size, stride, offset).clone()


def _parameter(data: torch.Tensor, *rest: Any) -> torch.Tensor:
    return data


INERT: Final = (
    ("builtins", "set"),
    ("builtins", "slice"),
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy.core.multiarray", "scalar"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "scalar"),
    ("torch", "Size"),
    ("torch", "device"),
    ("torch", "float16"),
    ("torch", "float32"),
    ("torch.nn.modules.container", "ModuleList"),
    ("torch.nn.modules.container", "ModuleDict"),
)
KNOWN: Final[dict[tuple[str, str], Callable[..., Any]]] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch._utils", "_rebuild_parameter"): _parameter,
    ("torch.storage", "_load_from_bytes"): _storage,
    ("torch_utils.persistence", "_reconstruct_persistent_obj"): _module,
    ("dnnlib.util", "EasyDict"): _Settings,
    **dict.fromkeys(INERT, Inert),
}


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (found := KNOWN.get((module, name))) is None:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}"[:120])
        return found

    def persistent_load(self, pid: Any) -> Any:
        raise pickle.UnpicklingError("it refers to another file")


def read_pickle(path: Path) -> Any:
    """The data in a pickle: networks are dictionaries with `class` and `state`.

    Raises InvalidInput for a file that asks for anything but data, or that is no pickle.
    """
    if path.stat().st_size > MOST_BYTES:
        raise _refused(path, f"it has more than {MOST_BYTES >> 30} GiB")
    try:
        with path.open("rb") as file:
            _check_numbers(file)
            file.seek(0)
            return _Reader(file).load()
    except MemoryError:
        raise _refused(path, "it asks for more memory than there is") from None
    except Exception as error:  # noqa: BLE001  (a hostile file raises whatever it likes)
        raise _refused(path, f"{type(error).__name__}: {error}"[:200]) from None


def _check_numbers(file: BinaryIO) -> None:
    for opcode, argument, _ in pickletools.genops(file):
        if opcode.name in ("PUT", "LONG_BINPUT") and not 0 <= int(argument or 0) <= MOST_REMEMBERED:
            raise pickle.UnpicklingError("it numbers more than it can hold")


def tensors(state: Any) -> Iterator[tuple[str, torch.Tensor]]:
    """Every parameter and buffer of a network's state, by its dotted name; a part that stands in it twice, once."""
    waiting, seen = [("", state)], set()
    while waiting:
        before, one = waiting.pop()
        for group in ("_parameters", "_buffers"):
            values = (one.get(group) or {}).items()
            yield from ((before + name, value) for name, value in values if isinstance(value, torch.Tensor))
        for name, part in (one.get("_modules") or {}).items():
            if isinstance(part, Inert) and part.get("state") and id(part) not in seen:
                seen.add(id(part))
                waiting.append((f"{before}{name}.", part["state"]))


def _refused(path: Path, why: str) -> InvalidInput:
    return InvalidInput(
        f"{path.name} is not read: {why}.",
        field="model",
        remedy="Only the published StyleGAN3 files are; fetch this one again, or leave it alone.",
    )
