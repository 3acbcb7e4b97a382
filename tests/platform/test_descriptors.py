"""A limit is raised in a process of its own: this one's tests keep theirs."""

import resource
import subprocess
import sys

RAISED = """
import resource
from imperium.platform.descriptors import allow_many_descriptors
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
print(allow_many_descriptors(), *resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def raised(soft: int, hard: int) -> list[int]:
    program = RAISED.format(soft=soft, hard=hard)
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    return [int(number) for number in told.stdout.split()]


def test_the_soft_limit_becomes_the_hard_one() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = 1_000 if hard == resource.RLIM_INFINITY else min(hard, 1_000)
    assert raised(most // 2, most) == [most] * 3
    assert raised(most, most) == [most] * 3
