"""A principal is whoever a request acts for."""

from dataclasses import dataclass
from enum import IntEnum


class Role(IntEnum):
    """What a principal may do; each role may do all that the ones below it may."""

    VIEWER = 1
    MEMBER = 2
    OPERATOR = 3
    ADMIN = 4

    @property
    def label(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Principal:
    """`id` is the key's or user's id, `tenant` the organisation whose data it sees."""

    id: str
    tenant: str
    role: Role

    def may(self, role: Role) -> bool:
        return self.role >= role


LOCAL_ADMIN = Principal(id="local", tenant="local", role=Role.ADMIN)
"""The person at this machine: the only principal of a loopback server without keys."""
