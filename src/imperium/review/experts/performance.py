"""The performance expert: work that grows faster than it must, and what a profile shows."""

from __future__ import annotations

from imperium.analysis.source import SUFFIXES
from imperium.kit.kinds import discover
from imperium.review import codes, rule, toolbox
from imperium.review.claim import Claim
from imperium.review.expert import Examination
from imperium.review.performance.profile import Cost, costs, hot
from imperium.review.project import Project
from imperium.review.rule import Family
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

RULES = "imperium.review.performance.rules"
PROFILE = "the profile"


OWN = frozenset(
    {
        *(
            "n_plus_one",
            "quadratic_membership",
            "string_building",
            "blocking_call",
            "busy_waiting",
            "repeated_work",
        ),
        *("unbounded_read", "sequential_awaits", "slow_building", "hot_function"),
    }
)
"""Types of what our own analysis claims; tools have theirs in `codes/`."""


class Performance:
    name = "performance"
    languages = tuple(dict.fromkeys(SUFFIXES.values()))
    asks = "Look for work whose time or memory grows faster than the data, and for waiting that holds up others."

    @property
    def types(self) -> frozenset[str]:
        return OWN | codes.types_of(self.name)

    def examine(self, subject: Subject, earlier: tuple[Claim, ...] = ()) -> Examination:
        tools = toolbox.begin(subject, self.name)
        project = Project(subject)
        unread = {
            unit.path: f"line {fault.at.line}: {fault.reason}"
            for unit in project.units
            for fault in unit.module.faults[:1]
        }
        profile = _profile(subject, unread)
        matches = [match for family in discover(RULES, Family).values() for match in family.find(project)]
        own = Outcome(
            tool="imperium",
            status="ran" if project.units or profile else "nothing_to_read",
            claims=(*rule.claims(matches, self.name), *hot(profile, subject.files)),
            read=tuple(unit.path for unit in project.units),
            unread=unread,
        )
        outcomes = (own, *tools())
        claims = tuple(toolbox.quoted(toolbox.of_the_product(toolbox.claims(outcomes)), subject))
        return Examination(
            expert=self.name,
            claims=claims,
            outcomes=outcomes,
            metrics={"profiled_functions": len(profile), "profiled_s": round(sum(cost.own_s for cost in profile), 6)},
            summary=f"{len(claims)} places where work grows faster than it must, or holds up others.",
        )


EXPERT = Performance()


def _profile(subject: Subject, unread: dict[str, str]) -> list[Cost]:
    if subject.profile is None:
        return []
    try:
        return costs(subject.profile)
    except ValueError as error:
        unread[PROFILE] = str(error)
        return []
