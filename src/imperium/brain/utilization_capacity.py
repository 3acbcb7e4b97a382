"""What this machine, or the container that this runs in, has of each resource."""

from __future__ import annotations

import os
import re
from pathlib import Path

from imperium.brain.allocation_demand import MILLI, Amount
from imperium.models.local.memory import total_bytes

CGROUP = Path("/sys/fs/cgroup")
DEVICES = Path("/dev")
_GPU = re.compile(r"nvidia\d+$")
MB = 1024 * 1024


def machine(cgroup: Path = CGROUP, devices: Path = DEVICES) -> Amount:
    """Cores that this process may run on, within the container's share; its memory; NVIDIA GPUs by their devices."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Amount(min(cores * MILLI, _quota(cgroup)), total_bytes(cgroup) // MB, _gpus(devices))


def _quota(cgroup: Path) -> int:
    """cgroup v2's `cpu.max`, in thousandths of a core; more than any machine has where there is none."""
    try:
        limit, period = (cgroup / "cpu.max").read_text().split()
    except (OSError, ValueError):
        return MILLI * 1_000_000
    return max(1, int(limit) * MILLI // int(period)) if limit.isdigit() else MILLI * 1_000_000


def _gpus(devices: Path) -> int:
    return sum(_GPU.match(device.name) is not None for device in devices.iterdir()) if devices.is_dir() else 0
