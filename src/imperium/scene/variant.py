"""Which variant of the renderer works here.

A wrong LLVM doesn't raise an error, it aborts the process: versions 15 and 16 do so for lack of an instruction. So a
library is tried in a process of its own before any worker loads it. Without one the scalar variant renders the same
pictures, about five times slower. Where a graphics card of NVIDIA's works, it comes before both.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LIBRARY_FOLDERS = ("/usr/lib", "/usr/local/lib", "/usr/lib64", "/opt/homebrew/lib")
DEPTHS = ("", "*/", "*/lib/")  # /usr/lib, /usr/lib/x86_64-linux-gnu, /usr/lib/llvm-19/lib
OLDEST_LLVM = 17
PROBE_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class Variant:
    """The name of a Mitsuba variant, and the LLVM library it needs."""

    name: str
    llvm: str | None = None

    @property
    def engine(self) -> str:
        return f"embedded:mitsuba-{self.name.partition('_')[0]}"


SCALAR, CUDA = Variant("scalar_rgb"), Variant("cuda_ad_rgb")
CUDA_DEVICE = Path("/dev/nvidiactl")


@cache
def working_variant() -> Variant:
    """The fastest variant that works; blocks for some seconds the first time where a card or an LLVM is installed."""
    if CUDA_DEVICE.exists() and _renders(CUDA):
        return CUDA
    for library in _libraries():
        if _renders(found := Variant("llvm_ad_rgb", library)):
            return found
    return SCALAR


def likely_variant() -> Variant:
    """What `working_variant` will say: known where it was asked already, else guessed from what is installed."""
    if working_variant.cache_info().currsize:
        return working_variant()
    if CUDA_DEVICE.exists():
        return CUDA
    library = next(_libraries(), None)
    return Variant("llvm_ad_rgb", library) if library else SCALAR


def compiles(variant: str) -> bool:
    """Whether it makes kernels; the scalar ones go ray by ray."""
    return not variant.startswith("scalar")


def use_variant(variant: str, llvm: str | None) -> Any:
    """Mitsuba with this variant. `llvm` is the path of a library that the probe found to work."""
    if llvm:
        os.environ["DRJIT_LIBLLVM_PATH"] = llvm
    import mitsuba

    if mitsuba.variant() != variant:
        mitsuba.set_variant(variant)
    mitsuba.set_log_level(mitsuba.LogLevel.Error)
    return mitsuba


def _libraries() -> Iterator[str]:
    """The configured library, then installed ones, newest first."""
    if configured := os.environ.get("DRJIT_LIBLLVM_PATH"):
        yield configured
    found = {p for folder in LIBRARY_FOLDERS for depth in DEPTHS for p in Path(folder).glob(f"{depth}libLLVM*.so*")}
    versions = {str(path.resolve()): _version(path.name) for path in found}
    yield from sorted((p for p, v in versions.items() if v >= OLDEST_LLVM), key=versions.__getitem__, reverse=True)


def _version(name: str) -> int:
    """19 for `libLLVM.so.19.1` and `libLLVM-19.so.1`; 0 where the name holds none."""
    number = re.search(r"LLVM(?:\.so\.|-)(\d+)", name)
    return int(number.group(1)) if number else 0


def _renders(variant: Variant) -> bool:
    try:
        probe = [
            sys.executable,
            "-m",
            "imperium.scene.variant",
            variant.name,
            *([variant.llvm] if variant.llvm else []),
        ]
        answer = subprocess.run(probe, timeout=PROBE_TIMEOUT_S, capture_output=True, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and answer.stdout.endswith(b"works\n")


def _probe(variant: str, llvm: str | None = None) -> None:
    """Render eight by eight pixels with this variant, in a process that may die of it."""
    mitsuba = use_variant(variant, llvm)
    film = {"type": "hdrfilm", "width": 8, "height": 8}
    scene = {
        "type": "scene",
        "integrator": {"type": "path", "max_depth": 3},
        "sensor": {"type": "perspective", "film": film},
        "light": {"type": "constant"},
        "cube": {"type": "cube", "to_world": mitsuba.ScalarTransform4f().translate([0, 0, 4])},
    }
    light = mitsuba.render(mitsuba.load_dict(scene), spp=1).numpy()
    if not (light > 0).all():
        raise RuntimeError("this variant renders black")
    sys.stdout.write("works\n")


if __name__ == "__main__":
    _probe(*sys.argv[1:])
