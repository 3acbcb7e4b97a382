"""How much memory this machine has, in bytes; of a container, what it may use."""

from __future__ import annotations

import os
from pathlib import Path

CGROUP = Path("/sys/fs/cgroup")
MEMINFO = Path("/proc/meminfo")


def total_bytes(cgroup: Path = CGROUP) -> int:
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(physical, _limit(cgroup) or physical)


def available_bytes(cgroup: Path = CGROUP, meminfo: Path = MEMINFO) -> int:
    """What can be taken without pushing anything out; pages of files that were read count as free."""
    free, limit = _available(meminfo), _limit(cgroup)
    if limit is None:
        return free
    used = _number(cgroup / "memory.current") - _reclaimable(cgroup)
    return min(free, max(0, limit - used))


def _limit(cgroup: Path) -> int | None:
    """cgroup v2's `memory.max`; none where it says `max`, or where there is no such file."""
    try:
        text = (cgroup / "memory.max").read_text().strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None


def _available(meminfo: Path) -> int:
    try:
        lines = dict(line.split(":", 1) for line in meminfo.read_text().splitlines() if ":" in line)
        return int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError):
        return total_bytes()


def _reclaimable(cgroup: Path) -> int:
    try:
        lines = dict(line.split() for line in (cgroup / "memory.stat").read_text().splitlines())
    except OSError:
        return 0
    return int(lines.get("inactive_file", 0))


def _number(path: Path) -> int:
    try:
        return int(path.read_text())
    except OSError:
        return 0
